package diagnose

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sigwhy/sigv4"
)

// A sight is a paste for one code: hits have to show it, near misses must not.
type sight struct {
	code  string
	name  string
	text  string
	given Given
	least Proof // of a hit: what the paste proves at the least; "" for a near miss
	first bool  // of a hit: the code has to be the first finding
}

// changed is a right request with an arbitrary signature and some replacements.
func changed(t testing.TB, base string, pairs ...string) string {
	t.Helper()
	return edit(t, strings.Replace(base, "SIGNATURE", "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", 1), pairs...)
}

// refused is a request with what an S3 server answers to it.
func refused(request, answer string) string {
	return request + "\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\nDate: Thu, 12 Jun 2025 08:30:02 GMT\n\n" + answer + "\n"
}

const plainMismatch = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><RequestId>7KQ2M4Z</RequestId></Error>`

// echoed is S3's answer with its canonical request, and the string to sign that follows from it.
func echoed(canonical, date, scope string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>` + ownKeyID + `</AWSAccessKeyId><StringToSign>` + stringToSignText(date, scope, canonical) + `</StringToSign><SignatureProvided>4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433</SignatureProvided><CanonicalRequest>` + strings.ReplaceAll(canonical, "&", "&amp;") + `</CanonicalRequest><RequestId>7KQ2M4Z</RequestId><HostId>x</HostId></Error>`
}

const (
	lookDate  = "20250612T083000Z"
	lookScope = "20250612/eu-west-1/s3/aws4_request"
)

// canonicalOf is the canonical request that is due for one of the requests above.
func canonicalOf(t testing.TB, raw, service string, signed ...string) string {
	t.Helper()
	w, err := readWire(raw)
	if err != nil {
		t.Fatal(err)
	}
	return w.canonicalText(service, signed)
}

// clientLog is what a client's debug log prints of its own texts.
func clientLog(canonical, text string) string {
	s := ""
	if canonical != "" {
		s += "CanonicalRequest:\n" + canonical + "\n\n"
	}
	if text != "" {
		s += "StringToSign:\n" + text + "\n\n"
	}
	return s
}

func sights(t testing.TB) []sight {
	get, put, table, api, url, putURL, iot := changed(t, s3Get), changed(t, s3Put), changed(t, tablePost), changed(t, apiGet), changed(t, s3URL), changed(t, s3PutURL), changed(t, iotURL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	own := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}}
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	apiCanonical := canonicalOf(t, api, "execute-api", "host", "x-amz-date")
	getText := stringToSignText(lookDate, lookScope, getCanonical)
	apiScope := "20250612/eu-north-1/execute-api/aws4_request"
	apiText := stringToSignText(lookDate, apiScope, apiCanonical)
	logged := func(canonical, text string) string { return refused(get+clientLog(canonical, text), plainMismatch) }
	var list []sight
	hit := func(code, name string, least Proof, first bool, text string) *sight {
		list = append(list, sight{code: code, name: name, least: least, first: first, text: text})
		return &list[len(list)-1]
	}
	near := func(code, name, text string) *sight {
		list = append(list, sight{code: code, name: name, text: text})
		return &list[len(list)-1]
	}

	// Scheme.
	hit("request-not-signed", "no Authorization", Seen, true, edit(t, get, "Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="+sig+"\r\n", ""))
	hit("request-not-signed", "another header", Seen, true, edit(t, get, "Authorization:", "X-Authorization:"))
	near("request-not-signed", "lower case", edit(t, get, "Authorization:", "authorization:"))
	near("request-not-signed", "V2 query", "GET /x?AWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&Expires=1749718200&Signature=dGhpcyBpcyBub3Qgb25lLi4u HTTP/1.1\r\nHost: holiday-pics.s3.amazonaws.com\r\n\r\n")
	hit("other-scheme", "V2 header", Seen, true, "GET /x HTTP/1.1\r\nHost: holiday-pics.s3.amazonaws.com\r\nDate: Thu, 12 Jun 2025 08:30:00 GMT\r\nAuthorization: AWS AKIA5Q3FZT7WLRJ2NC6D:frJIUN8DYpKDtOLCwo//yllqDzg=\r\n\r\n")
	hit("other-scheme", "V2 URL", Seen, true, "https://holiday-pics.s3.amazonaws.com/x?AWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&Expires=1749718200&Signature=frJIUN8DYpKDtOLCwo%2F%2FyllqDzg%3D\n")
	hit("other-scheme", "GOOG4", Seen, true, edit(t, get, "AWS4-HMAC-SHA256 Credential=AKIA", "GOOG4-HMAC-SHA256 Credential=GOOG"))
	hit("other-scheme", "the server took it for V2", Seen, true, `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>AKIA5Q3FZT7WLRJ2NC6D</AWSAccessKeyId><StringToSign>GET


1749718200
/holiday-pics/x</StringToSign><SignatureProvided>frJIUN8DYpKDtOLCwo//yllqDzg=</SignatureProvided></Error>`)
	near("other-scheme", "V4", get)
	near("other-scheme", "V4A", edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))
	hit("sigv2-sigv4-mixed", "both in the URL", Seen, true, edit(t, url, "&X-Amz-Signature", "&AWSAccessKeyId=AKIA5Q3FZT7WLRJ2NC6D&Signature=frJIUN8DYpKDtOLCwo%2F%2FyllqDzg%3D&Expires=1749718200&X-Amz-Signature"))
	hit("sigv2-sigv4-mixed", "V2 signature", Seen, true, edit(t, get, "Signature="+sig, "Signature=frJIUN8DYpKDtOLCwo//yllqDzg="))
	near("sigv2-sigv4-mixed", "V4 signature in base64", edit(t, get, "Signature="+sig, "Signature=Tx2PCitsfpPVobDI5/allIOCYVBPPi0cC5qId2ZVRDM="))
	hit("bearer-token-sent", "Bearer", Possible, true, edit(t, api, api[strings.Index(api, "AWS4-HMAC"):len(api)-4], "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"))
	hit("bearer-token-sent", "Basic", Possible, true, edit(t, api, api[strings.Index(api, "AWS4-HMAC"):len(api)-4], "Basic dXNlcjpwYXNz"))
	near("bearer-token-sent", "token in the query", edit(t, api, "limit=5", "bearer=eyJhbGci"))
	hit("not-a-signature-fault", "Access Denied", Likely, true, refused(get, `<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>7K</RequestId></Error>`))
	hit("not-a-signature-fault", "not authorized", Seen, true, `{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:iam::123456789012:user/ann is not authorized to perform: dynamodb:ListTables"}`)
	near("not-a-signature-fault", "Access Denied to an unsigned request", refused(edit(t, get, "Authorization:", "X-Authorization:"), `<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>7K</RequestId></Error>`))
	near("not-a-signature-fault", "AccessDenied with a reason", refused(url, `<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>900</X-Amz-Expires><Expires>2025-06-12T08:45:00Z</Expires><ServerTime>2025-06-12T09:30:02Z</ServerTime></Error>`))

	// Authorization header.
	hit("algorithm-misnamed", "cut", Seen, true, edit(t, get, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA25"))
	hit("algorithm-misnamed", "in the URL", Seen, true, edit(t, url, "Algorithm=AWS4-HMAC-SHA256", "Algorithm=HMAC-SHA256"))
	hit("algorithm-misnamed", "in the string to sign", Seen, true, get+clientLog("", edit(t, getText, "SHA256\n", "SHA-256\n")))
	near("algorithm-misnamed", "V4A", edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))
	near("algorithm-misnamed", "comma", edit(t, get, "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256, "))
	hit("authorization-header-name-in-value", "", Seen, true, edit(t, get, "Authorization: ", "Authorization: Authorization: "))
	near("authorization-header-name-in-value", "", edit(t, get, "Host:", "X-Note: Authorization: AWS4\r\nHost:"))
	hit("authorization-part-missing", "no SignedHeaders", Seen, true, edit(t, get, " SignedHeaders=host;x-amz-content-sha256;x-amz-date,", ""))
	hit("authorization-part-missing", "Credentials", Seen, true, edit(t, get, "Credential=", "Credentials="))
	hit("authorization-part-missing", "lower case", Seen, true, edit(t, get, "SignedHeaders=", "signedheaders="))
	near("authorization-part-missing", "other order", edit(t, get, "Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date", "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request"))
	near("authorization-part-missing", "a paste that ends within the header", get[:strings.Index(get, ", Signature=")])
	hit("authorization-malformed", "comma behind the algorithm", Seen, true, edit(t, get, "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256, "))
	hit("authorization-malformed", "semicolons", Seen, true, edit(t, get, "aws4_request, ", "aws4_request; ", "x-amz-date, ", "x-amz-date; "))
	hit("authorization-malformed", "no commas", Seen, true, edit(t, get, "aws4_request, ", "aws4_request ", "x-amz-date, ", "x-amz-date "))
	hit("authorization-malformed", "quotes", Seen, true, edit(t, get, "Signature="+sig, `Signature="`+sig+`"`))
	hit("authorization-malformed", "no algorithm", Seen, true, edit(t, get, "AWS4-HMAC-SHA256 Cred", "Cred"))
	near("authorization-malformed", "no blanks behind the commas", edit(t, get, "aws4_request, ", "aws4_request,", "x-amz-date, ", "x-amz-date,"))
	near("authorization-malformed", "two blanks behind the algorithm", edit(t, get, "SHA256 Cred", "SHA256  Cred"))
	hit("auth-two-mechanisms", "URL and header", Seen, true, edit(t, url, "Host:", "Authorization: Bearer abcdef\r\nHost:"))
	hit("auth-two-mechanisms", "two headers", Seen, true, edit(t, get, "Host:", "Authorization: Basic dXNlcjpwYXNz\r\nHost:"))
	near("auth-two-mechanisms", "proxy authorization", edit(t, get, "Host:", "Proxy-Authorization: Basic dXNlcjpwYXNz\r\nHost:"))
	near("auth-two-mechanisms", "two requests", get+"\n"+url)
	hit("presigned-param-missing", "Date", Seen, true, edit(t, url, "X-Amz-Date=20250612T083000Z&", ""))
	hit("presigned-param-missing", "misspelt", Seen, true, edit(t, url, "X-Amz-SignedHeaders=", "X-Amz-SignedHeader="))
	near("presigned-param-missing", "no Expires for IoT", iot)
	near("presigned-param-missing", "lower-case host header", edit(t, url, "Host:", "host:"))
	hit("presign-expires-invalid", "too large", Seen, true, edit(t, url, "Expires=900", "Expires=604801"))
	hit("presign-expires-invalid", "zero", Seen, true, edit(t, url, "Expires=900", "Expires=0"))
	hit("presign-expires-invalid", "fraction", Seen, true, edit(t, url, "Expires=900", "Expires=900.0"))
	hit("presign-expires-invalid", "empty", Seen, true, edit(t, url, "Expires=900", "Expires="))
	near("presign-expires-invalid", "a week", edit(t, url, "Expires=900", "Expires=604800"))
	hit("presigned-expired", "", Seen, true, url).given.At = time.Date(2025, 6, 12, 8, 45, 1, 0, time.UTC)
	hit("presigned-expired", "by the server's clock", Seen, true, refused(edit(t, url, "20250612T083000Z", "20250612T080000Z"), `<Error><Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>900</X-Amz-Expires><Expires>2025-06-12T08:15:00Z</Expires><ServerTime>2025-06-12T08:30:02Z</ServerTime></Error>`))
	near("presigned-expired", "last second", url).given.At = time.Date(2025, 6, 12, 8, 45, 0, 0, time.UTC)
	near("presigned-expired", "a header claim", get).given.At = time.Date(2026, 6, 12, 8, 45, 0, 0, time.UTC)
	hit("signature-trailing-text", "", Seen, true, edit(t, get, sig, sig+"&limit=10"))
	near("signature-trailing-text", "more digits", edit(t, get, sig, sig+"ab"))
	hit("signature-not-hex", "base64", Seen, true, edit(t, get, sig, "Tx2PCitsfpPVobDI5/allIOCYVBPPi0cC5qId2ZVRDM="))
	hit("signature-not-hex", "capitals", Seen, true, edit(t, get, sig, strings.ToUpper(sig)))
	hit("signature-not-hex", "encoded base64", Seen, true, edit(t, url, sig, "Tx2PCitsfpPVobDI5%2FallIOCYVBPPi0cC5qId2ZVRDM%3D"))
	near("signature-not-hex", "digits only", edit(t, get, sig, strings.Repeat("1234567890", 6)+"1234"))
	hit("signature-hex-unpadded", "", Possible, false, edit(t, get, sig, sig[:62]))
	hit("signature-hex-unpadded", "with the code that does it", Likely, true, edit(t, get, sig, sig[:62])+"\nfor (int i = 0; i < 32; i++) s += String(hmac[i], HEX);\n")
	near("signature-hex-unpadded", "63 digits prove nothing", edit(t, get, sig, sig[:63]))
	near("signature-hex-unpadded", "whole", get+"\nfor (int i = 0; i < 32; i++) s += String(hmac[i], HEX);\n")
	hit("hmac-wrong-algorithm", "40 digits", Seen, true, edit(t, get, sig, sig[:40]))
	hit("hmac-wrong-algorithm", "128 digits", Seen, true, edit(t, get, sig, sig+sig))
	hit("hmac-wrong-algorithm", "in code", told, true, refused(get, plainMismatch)+"\nconst k = crypto.createHmac('sha1', 'AWS4' + secret).update(date).digest()\n")
	near("hmac-wrong-algorithm", "50 digits", edit(t, get, sig, sig[:50]))
	near("hmac-wrong-algorithm", "in code", refused(get, plainMismatch)+"\nconst k = crypto.createHmac('sha256', 'AWS4' + secret).update(date).digest()\n")
	hit("signature-damaged", "cut", Seen, true, edit(t, get, sig, sig[:50]))
	hit("signature-damaged", "signed bytes", Seen, true, edit(t, get, sig, "ffffff8a"+sig[2:]))
	near("signature-damaged", "masked", edit(t, get, sig, sig[:8]+"..."))
	near("signature-damaged", "whole", get)

	// Credential and clock.
	hit("credential-malformed", "no terminator", Seen, true, edit(t, get, "/s3/aws4_request", "/s3"))
	hit("credential-malformed", "key ID alone", Seen, true, edit(t, get, "/20250612/eu-west-1/s3/aws4_request", ""))
	hit("credential-malformed", "region empty", Seen, true, edit(t, get, "/eu-west-1/", "//"))
	near("credential-malformed", "key ID with a slash at a server of one's own", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000", ownKeyID+"/", "team/ann/"))
	near("credential-malformed", "V4A has no region", edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "/eu-west-1/s3", "/s3"))
	near("credential-malformed", "encoded twice", edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%252F20250612%252Feu-west-1%252Fs3%252F"))
	hit("access-key-whitespace", "newline", Seen, true, edit(t, url, ownKeyID+"%2F", ownKeyID+"%0A%2F"))
	hit("access-key-whitespace", "blank", Seen, true, edit(t, get, ownKeyID+"/", ownKeyID+" /"))
	hit("access-key-whitespace", "named by the server", Seen, true, `{"message":"'`+ownKeyID+`\n/20250612/eu-north-1/execute-api/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=`+ownKeyID+`\n/20250612/eu-north-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=`+sig+`'."}`)
	near("access-key-whitespace", "blank behind the comma", get)
	hit("credentials-mixed", "secret key for key ID", Seen, true, edit(t, get, ownKeyID, "n7Qd2xV9+kLm4RtZ+8yHc3WbJf6PgSa0uEoXi1Tv"))
	hit("credentials-mixed", "secret key with a slash for key ID", Seen, true, edit(t, get, ownKeyID, ownSecret))
	hit("credentials-mixed", "refused as malformed", Seen, true, refused(edit(t, get, ownKeyID, ownSecret), `<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the Credential is mal-formed; expecting "&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request".</Message></Error>`))
	near("session-token-missing", "a console cuts the address", "WebSocket connection to 'wss://abc.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA...' failed: Unexpected response code: 403\n")
	near("credential-malformed", "a console cuts the address", "WebSocket connection to 'wss://abc.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA...' failed: Unexpected response code: 403\n")
	near("credentials-mixed", "long key ID", edit(t, get, ownKeyID, ownKeyID+ownKeyID))
	hit("access-key-wrong-value", "empty", Seen, true, edit(t, get, ownKeyID, ""))
	hit("access-key-wrong-value", "role ID", Seen, true, edit(t, get, ownKeyID, "AROA5Q3FZT7WLRJ2NC6DX"))
	hit("access-key-wrong-value", "placeholder", Seen, true, edit(t, get, ownKeyID, "YOUR_ACCESS_KEY_ID"))
	hit("access-key-wrong-value", "undefined", Seen, true, edit(t, get, ownKeyID, "undefined"))
	near("access-key-wrong-value", "a name at a server of one's own", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000", ownKeyID, "minioadmin"))
	near("access-key-wrong-value", "masked", edit(t, get, ownKeyID, "AKIAXXXXXXXXXXXXXXXX"))
	hit("clock-skew", "the answer says both times", Seen, true, refused(get, `<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T09:12:43Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	hit("clock-skew", "five minutes", Seen, true, `{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature expired: 20250612T083000Z is now earlier than 20250612T083100Z (20250612T083600Z - 5 min.)"}`)
	hit("clock-skew", "never set", Seen, false, edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 19700101T000042Z", "/20250612/", "/19700101/"))
	near("clock-skew", "a request that succeeded", get+"\n\nHTTP/1.1 200 OK\nDate: Thu, 12 Jun 2025 10:30:02 GMT\nContent-Length: 0\n\n")
	hit("date-not-utc", "two hours", Likely, false, refused(get, `<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T10:30:03Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	hit("date-not-utc", "five and a half hours", Likely, false, refused(get, `<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T14:00:01Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	near("date-not-utc", "43 minutes", refused(get, `<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T09:12:43Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds></Error>`))
	near("clock-skew", "two minutes, refused for the signature", refused(edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612T082800Z"), plainMismatch))
	near("clock-skew", "an hour on a presigned URL", refused(edit(t, url, "20250612T083000Z", "20250612T073000Z", "Expires=900", "Expires=86400"), plainMismatch))
	hit("access-key-unknown", "", Seen, true, refused(get, `<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message><AWSAccessKeyId>`+ownKeyID+`</AWSAccessKeyId></Error>`))
	hit("access-key-unknown", "EC2", Possible, false, `<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>7</RequestID></Response>`)
	near("access-key-unknown", "temporary", refused(edit(t, get, ownKeyID, "ASIA5Q3FZT7WLRJ2NC6D"), `<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message></Error>`))
	hit("secret-wrong", "both sides' texts agree", Seen, true, get+clientLog(getCanonical, getText)+echoed(getCanonical, lookDate, lookScope))
	hit("secret-wrong", "EC2", Possible, false, `<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors><RequestID>7</RequestID></Response>`)
	hit("secret-wrong", "signed with the key at hand", Seen, true, edit(t, signWire(t, s3Get, ownSecret), "\r\n\r\n", "\r\n\r\n"+strings.ReplaceAll(echoed(getCanonical, lookDate, lookScope), sig, signText(ownSecret, lookScope, getText)))).given = own
	spoilt := edit(t, getCanonical, "x-amz-date:", "x-amz-date: ")
	near("secret-wrong", "texts differ", get+clientLog(spoilt, stringToSignText(lookDate, lookScope, spoilt))+echoed(getCanonical, lookDate, lookScope))

	// Date.
	hit("amz-date-missing", "", Seen, true, edit(t, get, "X-Amz-Date: 20250612T083000Z\r\n", "", ";x-amz-date", ""))
	near("amz-date-missing", "Date", edit(t, table, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT", "x-amz-date", "date"))
	near("amz-date-missing", "presigned", url)
	for _, v := range []string{"2025-06-12T08:30:00Z", "20250612T083000.123Z", "20250612T083000", "20250612T103000+0200", "2025612T8300Z", "Thu, 12 Jun 2025 08:30:00 GMT", "25680612T083000Z"} {
		hit("date-format", v, Seen, false, edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: "+v))
	}
	near("date-format", "masked", edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612TXXXXXXZ"))
	near("date-format", "HTTP date in Date", edit(t, get, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	hit("date-pattern-wrong", "month from 0", told, true, edit(t, get, "X-Amz-Date: 20250612T083000Z", "Date: Sat, 12 Jul 2025 08:30:00 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	hit("date-pattern-wrong", "no such time", Seen, true, edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20253012T080600Z", "/20250612/", "/20253012/"))
	hit("date-pattern-wrong", "12 hours", told, true, edit(t, get, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 20:30:00 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	near("date-pattern-wrong", "same time", edit(t, get, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:04 GMT\r\nX-Amz-Date: 20250612T083000Z"))

	// Scope.
	hit("scope-malformed", "terminator", Seen, true, edit(t, get, "aws4_request", "aws4-request"))
	hit("scope-malformed", "exchanged", Seen, true, edit(t, get, "/eu-west-1/s3/", "/s3/eu-west-1/"))
	hit("scope-malformed", "capitals", Seen, true, edit(t, get, "/eu-west-1/", "/EU-WEST-1/"))
	hit("scope-malformed", "underscores", Seen, true, edit(t, get, "/eu-west-1/", "/eu_west_1/"))
	hit("scope-malformed", "service in capitals", Seen, true, edit(t, get, "/s3/", "/S3/"))
	near("scope-malformed", "another region", edit(t, get, "/eu-west-1/", "/eu-west-3/"))
	near("scope-malformed", "the service has a region's name nowhere", api)
	hit("scope-date-mismatch", "", Seen, true, edit(t, get, "/20250612/", "/20250611/"))
	hit("scope-date-mismatch", "dashes", Seen, true, edit(t, get, "/20250612/", "/2025-06-12/"))
	hit("scope-date-mismatch", "whole time", Seen, true, edit(t, get, "/20250612/", "/20250612T083000Z/"))
	near("scope-date-mismatch", "right", get)
	near("scope-date-mismatch", "week-based year", edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20251230T083000Z", "/20250612/", "/20261230/"))
	hit("region-mismatch", "", Seen, true, edit(t, get, "/eu-west-1/", "/us-east-1/"))
	hit("region-mismatch", "presigned", Seen, true, edit(t, url, "%2Feu-west-1%2F", "%2Fus-east-1%2F"))
	near("region-mismatch", "global host", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com"))
	near("region-mismatch", "global host of GovCloud", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "budgets.amazonaws.com", "/eu-west-1/s3/", "/us-gov-west-1/budgets/"))
	near("region-mismatch", "capitals", edit(t, get, "/eu-west-1/", "/EU-WEST-1/"))
	near("region-mismatch", "a bucket with a region's name", edit(t, get, "holiday-pics.s3.", "us-east-1.logs.s3."))
	near("region-mismatch", "server of one's own", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000", "/eu-west-1/", "/us-east-1/"))
	hit("service-mismatch", "", Seen, true, edit(t, table, "/dynamodb/", "/s3/"))
	hit("service-mismatch", "API Gateway", Seen, true, edit(t, api, "/execute-api/", "/apigateway/"))
	hit("service-mismatch", "email", Seen, true, edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/", "/email/"))
	hit("service-mismatch", "S3 Express", Seen, true, edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "pics--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com"))
	near("service-mismatch", "SES", edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/", "/ses/"))
	near("service-mismatch", "streams", edit(t, table, "Host: dynamodb.", "Host: streams.dynamodb."))
	near("service-mismatch", "FIPS", edit(t, table, "Host: dynamodb.", "Host: dynamodb-fips."))
	near("service-mismatch", "S3 control", edit(t, get, "holiday-pics.s3.", "123456789012.s3-control."))
	hit("sigv4a-required", "", Seen, true, edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"))
	near("sigv4a-required", "signed so", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "/eu-west-1/s3", "/s3"))
	near("sigv4a-required", "access point of one region", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "team-123456789012.s3-accesspoint.eu-west-1.amazonaws.com"))
	hit("endpoint-wrong", "AWS key at R2", Possible, false, edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d.r2.cloudflarestorage.com"))
	hit("endpoint-wrong", "and the server does not know it", Seen, true, refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.us-west-004.backblazeb2.com"), `<Error><Code>InvalidAccessKeyId</Code><Message>The key '`+ownKeyID+`' is not valid</Message></Error>`))
	near("endpoint-wrong", "key of R2", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d.r2.cloudflarestorage.com", ownKeyID, "0f1e2d3c4b5a69788796a5b4c3d2e1f0"))

	// Request line.
	hit("method-mismatch", "presigned GET used for PUT", Seen, true, refused(edit(t, putURL, "PUT /", "PUT /"), echoed(canonicalOf(t, putURL, "s3", "content-type", "host"), lookDate, lookScope))+"\nconst url = s3.getSignedUrl('getObject', {Bucket: 'holiday-pics', Key: 'photos/cat.jpg'})\nawait fetch(url, {method: 'PUT', body})\n")
	hit("method-mismatch", "x-id", Seen, true, edit(t, url, "?X-Amz-Algorithm", "?x-id=PutObject&X-Amz-Algorithm"))
	hit("method-mismatch", "lower case", Seen, true, logged(edit(t, getCanonical, "GET", "get"), ""))
	near("method-mismatch", "HEAD with the URL of GetObject proves nothing in x-id", edit(t, url, "?X-Amz-Algorithm", "?x-id=GetObject&X-Amz-Algorithm"))
	near("method-mismatch", "UploadPart", edit(t, putURL, "?X-Amz-Algorithm", "?x-id=UploadPart&partNumber=1&X-Amz-Algorithm"))
	hit("placeholder-unresolved", "undefined", Likely, true, refused(edit(t, get, "/photos/cat.jpg", "/photos/undefined"), plainMismatch))
	hit("placeholder-unresolved", "template", Likely, true, refused(edit(t, api, "/prod/items/a%20b", "/prod/items/{id}"), `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`))
	near("placeholder-unresolved", "a word", refused(edit(t, get, "/photos/cat.jpg", "/photos/undefined-behaviour.jpg"), plainMismatch))

	// Signed headers.
	hit("host-not-signed", "", Seen, true, edit(t, get, "SignedHeaders=host;", "SignedHeaders="))
	near("host-not-signed", "capital", edit(t, get, "SignedHeaders=host;", "SignedHeaders=Host;"))
	near("host-not-signed", "HTTP/2", edit(t, get, "Host:", ":authority:"))
	hit("header-not-signed", "acl", Seen, true, edit(t, put, "host;x-amz-acl;", "host;"))
	hit("header-not-signed", "target", Seen, true, edit(t, table, ";x-amz-target", ""))
	hit("header-not-signed", "x-amz-date", Seen, true, edit(t, get, ";x-amz-date", ""))
	hit("header-not-signed", "presigned", Seen, true, edit(t, putURL, "Content-Type:", "X-Amz-Acl: public-read\r\nContent-Type:"))
	near("header-not-signed", "x-amz-content-sha256 on S3", edit(t, get, "x-amz-content-sha256;", ""))
	near("header-not-signed", "others", edit(t, get, "Host:", "X-Amzn-Trace-Id: Root=1\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nHost:"))
	hit("signed-header-not-sent", "", Seen, true, edit(t, get, "SignedHeaders=host", "SignedHeaders=content-type;host"))
	hit("signed-header-not-sent", "Date for x-amz-date", Seen, true, edit(t, api, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT"))
	hit("signed-header-not-sent", "presigned", Seen, true, edit(t, putURL, "Content-Type: image/jpeg\r\n", ""))
	near("signed-header-not-sent", "empty", edit(t, put, "X-Amz-Acl: private", "X-Amz-Acl:"))
	near("signed-header-not-sent", "headers may be elsewhere", "https://holiday-pics.s3.eu-west-1.amazonaws.com"+strings.Split(putURL, " ")[1]+"\n")
	hit("header-hoisted-to-query", "", Seen, true, edit(t, putURL, "&X-Amz-Signature", "&x-amz-acl=public-read&X-Amz-Signature", "Content-Type:", "x-amz-acl: public-read\r\nContent-Type:"))
	near("header-hoisted-to-query", "in the query alone", edit(t, putURL, "&X-Amz-Signature", "&x-amz-acl=public-read&X-Amz-Signature"))
	hit("signed-headers-duplicate", "", Seen, true, edit(t, get, "=host;", "=host;host;"))
	near("signed-headers-duplicate", "", edit(t, get, "=host;", "=content-type;host;"))
	hit("signed-headers-malformed", "commas", Seen, true, edit(t, get, "host;x-amz-content-sha256;x-amz-date", "host,x-amz-content-sha256,x-amz-date"))
	hit("signed-headers-malformed", "capitals", Seen, true, edit(t, get, "host;x-amz-content-sha256;x-amz-date", "Host;X-Amz-Content-Sha256;X-Amz-Date"))
	hit("signed-headers-malformed", "blanks", Seen, true, edit(t, get, "host;x-amz-content-sha256;x-amz-date", "host; x-amz-content-sha256; x-amz-date"))
	hit("signed-headers-malformed", "semicolon at the end", Seen, true, edit(t, get, "x-amz-date,", "x-amz-date;,"))
	hit("signed-headers-malformed", "empty", Seen, true, edit(t, get, "SignedHeaders=host;x-amz-content-sha256;x-amz-date", "SignedHeaders="))
	near("signed-headers-malformed", "encoded in a URL", putURL)
	hit("headers-unsorted", "SignedHeaders", Seen, true, edit(t, get, "host;x-amz-content-sha256;x-amz-date", "x-amz-date;host;x-amz-content-sha256"))
	hit("headers-unsorted", "header lines", Seen, true, get+clientLog(edit(t, getCanonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com\n", "", "\n\nhost;", "\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\n\nhost;"), ""))
	near("headers-unsorted", "hyphen before letters", edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-A: 1\r\nX-Amz-Meta-A-B: 2", "x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-a;x-amz-meta-a-b"))
	near("headers-unsorted", "sent in another order", edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com\r\n", "", "X-Amz-Date: 20250612T083000Z\r\n", "X-Amz-Date: 20250612T083000Z\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\r\n"))
	hit("response-header-signed", "", Seen, true, edit(t, get, "Host:", "X-Amz-Id-2: abc\r\nX-Amz-Request-Id: 7\r\nHost:", "x-amz-date,", "x-amz-date;x-amz-id-2;x-amz-request-id,"))
	near("response-header-signed", "", edit(t, get, "Host:", "X-Amzn-Trace-Id: Root=1\r\nHost:"))
	hit("hop-by-hop-header-signed", "", told, true, refused(edit(t, get, "Host:", "Connection: keep-alive\r\nHost:", "=host", "=connection;host"), plainMismatch))
	near("hop-by-hop-header-signed", "not signed", refused(edit(t, get, "Host:", "Connection: keep-alive\r\nHost:"), plainMismatch))
	hit("accept-encoding-rewritten", "Google", Seen, true, edit(t, edit(t, echoed(edit(t, getCanonical, "host:holiday", "accept-encoding:identity,gzip(gfe)\nhost:holiday", "\nhost;", "\naccept-encoding;host;"), lookDate, "20250612/auto/s3/aws4_request"), "Check your key and signing method.", "Check your Google secret key and signing method."), "holiday-pics.s3.eu-west-1.amazonaws.com", "storage.googleapis.com"))
	hit("accept-encoding-rewritten", "signed", Possible, false, refused(edit(t, get, "Host:", "Accept-Encoding: identity\r\nHost:", "=host", "=accept-encoding;host"), plainMismatch))
	hit("accept-encoding-rewritten", "both sides", Seen, true, refused(edit(t, get, "Host:", "Accept-Encoding: identity\r\nHost:", "=host", "=accept-encoding;host"), echoed(edit(t, getCanonical, "host:holiday", "accept-encoding:gzip\nhost:holiday", "\nhost;", "\naccept-encoding;host;"), lookDate, lookScope)))
	near("accept-encoding-rewritten", "not signed", refused(edit(t, get, "Host:", "Accept-Encoding: identity\r\nHost:"), plainMismatch))
	hit("content-length-mismatch", "0 without a body", told, true, refused(edit(t, get, "Host:", "Content-Length: 0\r\nHost:", "=host", "=content-length;host"), plainMismatch)+"\nIt works without nginx in front.\n")
	hit("content-length-mismatch", "both sides", Seen, true, clientLog(edit(t, getCanonical, "host:holiday", "content-length:0\nhost:holiday", "\nhost;", "\ncontent-length;host;"), "")+echoed(edit(t, getCanonical, "host:holiday", "content-length:\nhost:holiday", "\nhost;", "\ncontent-length;host;"), lookDate, lookScope))
	near("content-length-mismatch", "of a body", refused(edit(t, put, "=content-type", "=content-length;content-type"), plainMismatch))
	hit("content-type-mismatch", "both sides", Seen, true, refused(put, echoed(edit(t, canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"), "text/plain", "text/plain; charset=utf-8"), lookDate, lookScope)))
	hit("content-type-mismatch", "presigned for another", Seen, true, refused(putURL, plainMismatch)+"\nconst url = await getSignedUrl(client, new PutObjectCommand({Bucket: 'holiday-pics', Key: 'photos/cat.jpg', ContentType: 'image/png'}))\n")
	near("content-type-mismatch", "presigned for the same", refused(putURL, plainMismatch)+"\nconst url = await getSignedUrl(client, new PutObjectCommand({Bucket: 'holiday-pics', Key: 'photos/cat.jpg', ContentType: 'image/jpeg'}))\n")
	hit("volatile-header-signed", "", Possible, false, refused(edit(t, get, "Host:", "X-Forwarded-For: 10.0.0.1\r\nHost:", "x-amz-date,", "x-amz-date;x-forwarded-for,"), plainMismatch))
	near("volatile-header-signed", "not signed", refused(edit(t, get, "Host:", "X-Forwarded-For: 10.0.0.1\r\nHost:"), plainMismatch))
	hit("header-underscore-dropped", "", Possible, false, refused(edit(t, get, "Host:", "X-Amz-Meta-My_Tag: 1\r\nHost:", "x-amz-date,", "x-amz-date;x-amz-meta-my_tag,"), plainMismatch))
	near("header-underscore-dropped", "hyphen", refused(edit(t, get, "Host:", "X-Amz-Meta-My-Tag: 1\r\nHost:", "x-amz-date,", "x-amz-date;x-amz-meta-my-tag,"), plainMismatch))
	hit("signed-headers-lists-differ", "a line too many", Seen, true, get+clientLog(edit(t, getCanonical, "host:holiday", "content-type:text/plain\nhost:holiday"), ""))
	hit("signed-headers-lists-differ", "the header says another list", Seen, true, edit(t, get, "x-amz-content-sha256;", "")+clientLog(getCanonical, ""))
	near("signed-headers-lists-differ", "right", get+clientLog(getCanonical, getText))
	hit("header-spaces-not-collapsed", "", Possible, false, refused(edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-Note: two  blanks", "x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-note"), plainMismatch))
	spaced := edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-Note: two  blanks", "x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-note")
	hit("header-spaces-not-collapsed", "client's text", Seen, true, spaced+"\n\n"+clientLog(edit(t, canonicalOf(t, spaced, "s3", "content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-meta-note"), "two blanks", "two  blanks"), ""))
	near("header-spaces-not-collapsed", "one blank", refused(edit(t, spaced, "two  blanks", "two blanks"), plainMismatch))

	// Host.
	hit("host-is-url", "Host header", Seen, true, edit(t, get, "Host: ", "Host: https://"))
	hit("host-is-url", "DNS", Seen, true, api+"\n\ngetaddrinfo ENOTFOUND https://8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com/prod\n")
	hit("host-is-url", "in code", told, true, refused(get, plainMismatch)+"\nconst opts = {host: 'https://holiday-pics.s3.eu-west-1.amazonaws.com', path: '/photos/cat.jpg', service: 's3'}\n")
	near("host-is-url", "absolute target", edit(t, get, "GET /photos", "GET https://holiday-pics.s3.eu-west-1.amazonaws.com/photos"))
	near("host-is-url", "name that does not resolve", api+"\n\ngetaddrinfo ENOTFOUND 8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com\n")
	hit("host-mismatch", "authority and Host", Seen, true, edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", ":authority: holiday-pics.s3.eu-west-1.amazonaws.com\r\nHost: localhost"))
	hit("host-mismatch", "signed inside a network", Likely, true, refused(edit(t, url, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio:9000"), plainMismatch)+"\nBut I open it as https://files.example.org/photos/cat.jpg\n")
	near("host-mismatch", "equal", edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", ":authority: holiday-pics.s3.eu-west-1.amazonaws.com\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com"))
	hit("host-rewritten-by-proxy", "both sides", Seen, true, refused(get, echoed(edit(t, getCanonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com", "host:origin.internal"), lookDate, lookScope)))
	hit("host-rewritten-by-proxy", "CDN", told, true, echoed(edit(t, getCanonical, "host:holiday-pics.s3.eu-west-1.amazonaws.com", "host:d111111abcdef8.cloudfront.net"), lookDate, lookScope))
	near("host-rewritten-by-proxy", "equal", refused(get, echoed(getCanonical, lookDate, lookScope)))
	hit("host-default-port", "", Seen, true, refused(get, echoed(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com:443\n"), lookDate, lookScope)))
	near("host-default-port", "other port", refused(get, echoed(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com:9000\n"), lookDate, lookScope)))
	hit("host-port-mismatch", "both sides", Seen, true, refused(get, echoed(edit(t, getCanonical, "amazonaws.com\n", "amazonaws.com:9000\n"), lookDate, lookScope)))
	hit("host-port-mismatch", "nginx", told, true, refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000"), plainMismatch)+"\nlocation / {\n  proxy_set_header Host $host;\n  proxy_pass http://127.0.0.1:9000;\n}\n")
	near("host-port-mismatch", "nginx with $http_host", refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lan:9000"), plainMismatch)+"\nlocation / {\n  proxy_set_header Host $http_host;\n  proxy_pass http://127.0.0.1:9000;\n}\n")

	// Path.
	hit("path-under-encoded", "key in the paste", told, true, echoed(edit(t, getCanonical, "/photos/cat.jpg", "/photos/cat%281%29.jpg"), lookDate, lookScope)+"\nKey: 'photos/cat(1).jpg'\n")
	hit("path-under-encoded", "client's text", Seen, true, edit(t, get, "cat.jpg", "cat%20%281%29.jpg")+clientLog(edit(t, getCanonical, "cat.jpg", "cat%20(1).jpg"), ""))
	near("path-under-encoded", "plain key", echoed(getCanonical, lookDate, lookScope)+"\nKey: 'photos/cat.jpg'\n")
	hit("path-not-double-encoded", "", told, true, `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'`+strings.ReplaceAll(apiCanonical, "\n", `\n`)+`'\n\nThe String-to-Sign should have been\n'`+strings.ReplaceAll(apiText, "\n", `\n`)+`'\n"}`)
	hit("path-not-double-encoded", "client's text", Seen, true, api+clientLog(edit(t, apiCanonical, "a%2520b", "a%20b"), ""))
	near("path-not-double-encoded", "S3", edit(t, get, "cat.jpg", "my%20cat.jpg")+clientLog(edit(t, getCanonical, "cat.jpg", "my%20cat.jpg"), ""))
	hit("path-mismatch", "both sides", Seen, true, refused(get, echoed(edit(t, getCanonical, "/photos/cat.jpg", "/photos/dog.jpg"), lookDate, lookScope)))
	near("path-mismatch", "equal", refused(get, echoed(getCanonical, lookDate, lookScope)))

	// Query and URL.
	hit("xml-escaped", "", Seen, true, edit(t, url, "&X-Amz-Credential", "&amp;X-Amz-Credential", "&X-Amz-Date", "&amp;X-Amz-Date", "&X-Amz-Expires", "&amp;X-Amz-Expires", "&X-Amz-SignedHeaders", "&amp;X-Amz-SignedHeaders", "&X-Amz-Signature", "&amp;X-Amz-Signature"))
	near("xml-escaped", "a value with amp", edit(t, url, "&X-Amz-Signature", "&response-content-disposition=R%26amp%3BD&X-Amz-Signature"))
	hit("url-double-encoded", "Credential", Seen, true, edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request", "%252F20250612%252Feu-west-1%252Fs3%252Faws4_request"))
	hit("url-double-encoded", "SignedHeaders", Seen, true, edit(t, putURL, "content-type%3Bhost", "content-type%253Bhost"))
	near("url-double-encoded", "a key with %25", edit(t, url, "cat.jpg", "100%25.jpg"))
	hit("url-damaged", "cut at &", Seen, true, url[:strings.Index(url, "&X-Amz-Date")]+" HTTP/1.1\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\r\n\r\n")
	hit("url-damaged", "mail", Seen, true, strings.ReplaceAll(strings.TrimSuffix(url, "\r\n\r\n"), "=", "=3D")+"\r\n\r\n")
	near("url-damaged", "whole", refused(url, plainMismatch))
	hit("query-param-added-after-signing", "cache buster", Likely, true, refused(edit(t, url, sig, sig+"&_=1749718200"), plainMismatch))
	hit("query-param-added-after-signing", "another", told, true, refused(edit(t, url, sig, sig+"&versionId=3"), plainMismatch))
	near("query-param-added-after-signing", "before the signature", refused(edit(t, url, "&X-Amz-Signature", "&response-expires=0&X-Amz-Signature"), plainMismatch))
	near("query-param-added-after-signing", "token of IoT", refused(iot, plainMismatch))
	hit("query-empty-value-missing-equals", "bare name", Possible, false, refused(edit(t, get, "cat.jpg HTTP", "cat.jpg?acl HTTP"), plainMismatch))
	hit("query-empty-value-missing-equals", "client's text", Seen, true, edit(t, get, "cat.jpg HTTP", "cat.jpg?acl HTTP")+clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl\n"), ""))
	near("query-empty-value-missing-equals", "right", edit(t, get, "cat.jpg HTTP", "cat.jpg?acl HTTP")+clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl=\n"), ""))
	hit("query-unsorted", "client's text", Seen, true, api+clientLog(edit(t, apiCanonical, "after=x&limit=5", "limit=5&after=x"), ""))
	hit("query-unsorted", "outcomes", Seen, true, "GET /items?limit=5&after=x 403\nGET /items?after=x&limit=5 200\nGET /items?z=1&a=2 403\nGET /items?a=2&z=1 200\n\nThe request signature we calculated does not match the signature you provided.\n")
	near("query-unsorted", "sent so, signed right", api+clientLog(apiCanonical, ""))
	hit("percent-hex-lowercase", "", told, true, refused(edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%2f20250612%2feu-west-1%2fs3%2f"), plainMismatch))
	near("percent-hex-lowercase", "nothing refused", edit(t, url, "%2F20250612%2Feu-west-1%2Fs3%2F", "%2f20250612%2feu-west-1%2fs3%2f"))
	near("percent-hex-lowercase", "capitals", refused(url, plainMismatch))
	hit("plus-for-space", "in the path", Possible, false, refused(edit(t, get, "cat.jpg", "my+cat.jpg"), plainMismatch))
	hit("plus-for-space", "in the query", Possible, false, refused(edit(t, api, "after=x", "after=x+y"), `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`))
	hit("plus-for-space", "client's text", Seen, true, edit(t, api, "after=x", "after=x%20y")+clientLog(edit(t, apiCanonical, "after=x", "after=x+y"), ""))
	near("plus-for-space", "right", refused(edit(t, get, "cat.jpg", "my%2Bcat.jpg"), plainMismatch))

	// Payload.
	hit("payload-hash-header-missing", "", Seen, true, edit(t, get, "X-Amz-Content-Sha256: "+sigv4.EmptyHash+"\r\n", "", "x-amz-content-sha256;", ""))
	hit("payload-hash-header-missing", "OpenSearch Serverless", Seen, true, edit(t, table, "dynamodb.us-east-2.amazonaws.com", "abc123.us-east-2.aoss.amazonaws.com", "/dynamodb/", "/aoss/")+"\n\nHTTP/1.1 403 Forbidden\nX-Aoss-Response-Hint: X01:gw-helper-deny\ncontent-length: 0\n\n")
	near("payload-hash-header-missing", "another service", table)
	near("payload-hash-header-missing", "presigned", url)
	hit("payload-hash-invalid", "lower case", Seen, true, edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: unsigned-payload"))
	hit("payload-hash-invalid", "63 digits", Seen, true, edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: "+sigv4.EmptyHash[1:]))
	near("payload-hash-invalid", "capitals", edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: "+strings.ToUpper(sigv4.EmptyHash)))
	near("payload-hash-invalid", "UNSIGNED-PAYLOAD", edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: UNSIGNED-PAYLOAD"))
	hit("payload-hash-mismatch", "", Seen, true, edit(t, put, hexHash("Hello, file!"), hexHash("Hello, other!")))
	near("payload-hash-mismatch", "right", put)
	near("payload-hash-mismatch", "not compared on GET", edit(t, get, sigv4.EmptyHash, hexHash("x")))
	hit("empty-body-hash", "", Seen, true, edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash))
	hit("empty-body-hash", "the server's text", Seen, true, refused(edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash), echoed(edit(t, canonicalOf(t, edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash), "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"), "x-amz-date\n"+sigv4.EmptyHash, "x-amz-date\n"+hexHash("Hello, file!")), lookDate, lookScope)))
	near("empty-body-hash", "no body", edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash, "Content-Length: 12", "Content-Length: 0", "Hello, file!", ""))
	sum := md5.Sum([]byte("Hello, file!"))
	hit("body-checksum-mismatch", "Content-MD5", Seen, true, edit(t, put, "Content-Type:", "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nContent-Type:"))
	hit("body-checksum-mismatch", "Content-MD5 in hex", Seen, true, edit(t, put, "Content-Type:", "Content-MD5: "+hex.EncodeToString(sum[:])+"\r\nContent-Type:"))
	hit("body-checksum-mismatch", "x-amz-checksum-crc32", Seen, true, edit(t, put, "X-Amz-Acl: private", "X-Amz-Checksum-Crc32: AAAAAA==", "x-amz-acl", "x-amz-checksum-crc32"))
	near("body-checksum-mismatch", "right", edit(t, put, "Content-Type:", "Content-MD5: "+base64.StdEncoding.EncodeToString(sum[:])+"\r\nContent-Type:"))

	// Session token.
	temporary := edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:", "AKIA", "ASIA", "x-amz-date,", "x-amz-date;x-amz-security-token,")
	hit("session-token-missing", "", Seen, true, edit(t, get, "AKIA", "ASIA"))
	hit("session-token-missing", "presigned", Seen, true, edit(t, url, "AKIA", "ASIA"))
	near("session-token-missing", "token sent", temporary)
	near("session-token-missing", "not all headers are known", "Authorization: AWS4-HMAC-SHA256 Credential=ASIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="+sig+"\n")
	hit("session-token-not-signed", "", Seen, true, edit(t, temporary, ";x-amz-security-token,", ","))
	near("session-token-not-signed", "signed", temporary)
	hit("session-token-invalid", "undefined", Seen, true, edit(t, temporary, "IQoJb3JpZ2luX2VjEJr//+w==", "undefined"))
	hit("session-token-invalid", "empty", Seen, true, edit(t, temporary, "IQoJb3JpZ2luX2VjEJr//+w==", ""))
	near("session-token-invalid", "masked", edit(t, temporary, "IQoJb3JpZ2luX2VjEJr//+w==", "IQoJ..."))
	early := edit(t, iot, "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D HTTP", " HTTP", "&X-Amz-SignedHeaders", "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D&X-Amz-SignedHeaders")
	hit("session-token-signed-too-early", "", Likely, true, early+"\n\nHTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException:\ncontent-type: application/json\n\n{\"message\":\"Forbidden\"}\n")
	near("session-token-signed-too-early", "behind", iot+"\n\nHTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException:\ncontent-type: application/json\n\n{\"message\":\"Forbidden\"}\n")
	hit("session-token-recoded", "header", Seen, true, edit(t, temporary, "//+w==", "%2F%2F%2Bw%3D%3D"))
	hit("session-token-recoded", "raw + in the URL", told, true, refused(edit(t, url, "AKIA", "ASIA", "&X-Amz-Signature", "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr//+w==&X-Amz-Signature"), plainMismatch))
	near("session-token-recoded", "right", temporary)
	near("session-token-recoded", "right in the URL", refused(edit(t, url, "AKIA", "ASIA", "&X-Amz-Signature", "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2Bw%3D%3D&X-Amz-Signature"), plainMismatch))
	express := edit(t, temporary, "holiday-pics.s3.eu-west-1.amazonaws.com", "pics--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com", "/s3/", "/s3express/")
	hit("s3express-token-header", "", Possible, true, express)
	hit("s3express-token-header", "the reverse", Seen, true, edit(t, temporary, "X-Amz-Security-Token", "X-Amz-S3session-Token", "x-amz-security-token", "x-amz-s3session-token"))
	near("s3express-token-header", "right", edit(t, express, "X-Amz-Security-Token", "X-Amz-S3session-Token", "x-amz-date;x-amz-security-token", "x-amz-date;x-amz-s3session-token"))

	// The client's texts.
	apart := func(canonical string) string {
		return logged(canonical, stringToSignText(lookDate, lookScope, canonical))
	}
	hit("canonical-request-malformed", "indented, told by the hash", Reproduced, true, logged("", stringToSignText(lookDate, lookScope, "    "+strings.ReplaceAll(getCanonical, "\n", "\n    "))))
	hit("canonical-request-malformed", "path in the line of the method", Seen, true, apart(edit(t, getCanonical, "GET\n/", "GET /")))
	hit("canonical-request-malformed", "no line of the method", Seen, true, apart(edit(t, getCanonical, "GET\n/", "/")))
	hit("canonical-request-malformed", "list before the header lines", Seen, true, apart(edit(t, getCanonical, "\n\nhost;x-amz-content-sha256;x-amz-date\n", "\n\n", "\n\nhost:", "\n\nhost;x-amz-content-sha256;x-amz-date\nhost:")))
	hit("payload-line-wrong", "no payload hash", Reproduced, true, apart(strings.TrimSuffix(getCanonical, "\n"+sigv4.EmptyHash)))
	near("payload-line-wrong", "right", apart(getCanonical))
	hit("newline-added-at-end", "client's texts", Seen, true, apart(getCanonical+"\n"))
	hit("header-value-not-trimmed", "one line", Seen, true, apart(edit(t, getCanonical, "x-amz-date:", "x-amz-date: ")))
	hit("header-value-not-trimmed", "all lines", Seen, true, apart(edit(t, getCanonical, "host:", "host: ", "x-amz-content-sha256:", "x-amz-content-sha256: ", "x-amz-date:", "x-amz-date: ")))
	near("header-value-not-trimmed", "right", apart(getCanonical))
	hit("header-name-not-lowercased", "", Seen, true, apart(edit(t, getCanonical, "host:", "Host:")))
	near("header-name-not-lowercased", "sent with capitals", apart(getCanonical))
	near("canonical-request-malformed", "right", logged(getCanonical, getText))
	hit("canonical-blank-line-wrong", "no line of the query", Seen, true, logged(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\n"), ""))
	hit("canonical-blank-line-wrong", "no blank line behind the headers", Seen, true, logged(edit(t, getCanonical, "Z\n\nhost;", "Z\nhost;"), ""))
	hit("canonical-blank-line-wrong", "two blank lines behind the headers", Seen, true, logged(edit(t, getCanonical, "Z\n\nhost;", "Z\n\n\nhost;"), ""))
	near("canonical-blank-line-wrong", "right", logged(getCanonical, getText))
	near("canonical-blank-line-wrong", "all empty lines lost", logged(strings.ReplaceAll(getCanonical, "\n\n", "\n"), ""))
	near("canonical-blank-line-wrong", "all empty lines twice", logged(strings.ReplaceAll(getCanonical, "\n\n", "\n\n\n"), ""))
	named := canonicalOf(t, edit(t, put, "X-Amz-Acl: private", "X-Amz-Meta-Name: café", "x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-meta-name"), "s3", "content-type", "host", "x-amz-content-sha256", "x-amz-date", "x-amz-meta-name")
	hit("non-ascii-encoded-differently", "header", Likely, true, echoed(edit(t, named, "café", "cafÃ©"), lookDate, lookScope))
	hit("non-ascii-encoded-differently", "key", told, true, plainMismatch+"\nawait s3.putObject({Bucket: 'holiday-pics', Key: 'photos/café.jpg', Body: b})\n")
	near("non-ascii-encoded-differently", "ASCII", echoed(edit(t, named, "café", "cafe"), lookDate, lookScope))
	hit("string-to-sign-malformed", "no algorithm", Seen, true, logged(getCanonical, edit(t, getText, "AWS4-HMAC-SHA256\n", "")))
	hit("string-to-sign-malformed", "exchanged", Seen, true, logged(getCanonical, edit(t, getText, lookDate+"\n"+lookScope, lookScope+"\n"+lookDate)))
	near("string-to-sign-malformed", "right", logged(getCanonical, getText))
	hit("string-to-sign-date-mismatch", "", Seen, true, get+clientLog(getCanonical, edit(t, getText, lookDate, "20250612T083001Z")))
	near("string-to-sign-date-mismatch", "right", get+clientLog(getCanonical, getText))
	hyper := func(query string) string {
		return "[DEBUG hyper::proto] GET /my-bucket?" + query + " HTTP/1.1\nError: Generic S3 error: response error \"<?xml version=\\\"1.0\\\"?>\\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method\n"
	}
	hit("plus-for-space", "in the query of a log's request line", told, true, hyper("list-type=2&prefix=foo+bar%2F"))
	near("plus-for-space", "%2B in the query", hyper("list-type=2&prefix=foo%2Bbar%2F"))
	hit("header-spaces-not-collapsed", "told of", told, true, "putObject with a contentDisposition that has double white spaces in the file name fails:\n"+plainMismatch)
	near("header-spaces-not-collapsed", "told of one blank", "putObject with a contentDisposition that has a blank in the file name fails:\n"+plainMismatch)
	hit("endpoint-wrong", "LocalStack's keys at AWS", Likely, true, "s3 = client('s3', aws_access_key_id='test') # LocalStack\nAn error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.\n")
	near("endpoint-wrong", "LocalStack's own answer", "s3 = client('s3', aws_access_key_id='test', endpoint_url='http://localhost:4566') # LocalStack\nAn error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.\n")
	hit("sigv4a-required", "CloudFront KeyValueStore", Likely, true, "CloudFrontKeyValueStore PutKey: InvalidSignatureException: Credential should be scoped to a valid region.\n")
	stamped := func(more string) string {
		return "2024/03/14 04:38:42 Host: 172.21.1.210:7070\n2024/03/14 04:38:42 Content-Length: 1024\n2024/03/14 04:38:42 X-Amz-Date: 20240314T043842Z\n" + more +
			"2024/03/14 04:38:42 Authorization: AWS4-HMAC-SHA256 Credential=versity/20240314/us-east-1/s3/aws4_request, SignedHeaders=content-length;expires;host;x-amz-date, Signature=" + sig + "\n2024/03/14 04:38:42 Accept: */*\n"
	}
	hit("signed-header-not-sent", "stamped list of headers", told, true, stamped(""))
	near("signed-header-not-sent", "stamped list of headers", stamped("2024/03/14 04:38:42 Expires: Thu, 01 Jan 1970 00:00:00 UTC\n"))
	slashed := func(path string) string {
		return "canonical_request=PUT\n" + path + "\nx-id=PutObject\nhost:s3.us-east-1.amazonaws.com\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:20221109T003349Z\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD\n\n" + plainMismatch
	}
	hit("unreserved-encoded", "%2F in the path of a canonical request alone", Likely, true, slashed("/%2Frust-bucket/job.py"))
	near("unreserved-encoded", "%252F in the path of a canonical request alone", slashed("/rust-bucket/job%252F.py"))
	socket := func(service string) string {
		return "wss://a1b2c3-ats.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20260210%2Feu-west-1%2F" + service + "%2Faws4_request&X-Amz-Date=20260210T101500Z&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sig + "\n"
	}
	hit("service-mismatch", "iot for MQTT", Likely, true, socket("iot"))
	near("service-mismatch", "iotdevicegateway for MQTT", socket("iotdevicegateway"))
	near("service-mismatch", "iotdata for MQTT", socket("iotdata"))
	masking := func(date string) string {
		return "canonical request\nGET\n/v1/orders\n\nhost:sellingpartnerapi-na.amazon.com\nx-amz-access-token:Atza|IwEBIG0G7EXAMPLE\nx-amz-date:20201014T193028Z\n\nhost;x-amz-access-token;x-amz-date\n" + sigv4.EmptyHash +
			"\nstring to sign\nAWS4-HMAC-SHA256\n" + date + "\n20201014/us-east-1/execute-api/aws4_request\nd8efa99344ee27ae5505888ac5069f78734af9a95637485396274f8e773e2784\n"
	}
	hit("string-to-sign-date-mismatch", "a value made unreadable", Likely, true, masking("20201014T193352Z"))
	near("string-to-sign-date-mismatch", "a value made unreadable", masking("20201014T193028Z"))
	hit("string-to-sign-scope-mismatch", "key ID in front", Seen, true, get+clientLog(getCanonical, edit(t, getText, lookScope, ownKeyID+"/"+lookScope)))
	hit("string-to-sign-scope-mismatch", "another region", Seen, true, get+clientLog(getCanonical, edit(t, getText, "eu-west-1", "eu-west-2")))
	near("string-to-sign-scope-mismatch", "right", get+clientLog(getCanonical, getText))
	hit("string-to-sign-hash-wrong", "capitals", Seen, true, get+clientLog(getCanonical, edit(t, getText, hexHash(getCanonical), strings.ToUpper(hexHash(getCanonical)))))
	hit("string-to-sign-hash-wrong", "hashed twice", Seen, true, get+clientLog(getCanonical, edit(t, getText, hexHash(getCanonical), hexHash(hexHash(getCanonical)))))
	hit("string-to-sign-hash-wrong", "code", told, true, refused(get, plainMismatch)+"\nconst hash = crypto.createHmac('sha256', secret).update(canonicalRequest)\nconst h2 = createHmac('sha256', key).update(x); hmac.new(key, canonical_request.encode(), sha256)\n// AWS4-HMAC-SHA256\n")
	near("string-to-sign-hash-wrong", "right", get+clientLog(getCanonical, getText))
	near("string-to-sign-hash-wrong", "code", refused(get, plainMismatch)+"\nconst hash = crypto.createHash('sha256').update(canonicalRequest).digest('hex')\n")

	// Key and code.
	hit("ses-smtp-password", "configuration", Likely, true, "secretAccessKey: process.env.SES_SMTP_PASSWORD,\n"+edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/", "/ses/")+"\n\n"+`<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.</Message></Error></ErrorResponse>`)
	near("ses-smtp-password", "another variable", "secretAccessKey: process.env.SES_SECRET,\n"+edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/", "/ses/")+"\n\n"+`<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message></Error></ErrorResponse>`)
	hit("hmac-arguments-swapped", "PHP", Likely, true, refused(get, plainMismatch)+"\n$kDate = hash_hmac('sha256', 'AWS4' . $secret, $date, true);\n")
	near("hmac-arguments-swapped", "PHP", refused(get, plainMismatch)+"\n$kDate = hash_hmac('sha256', $date, 'AWS4' . $secret, true);\n")
	hit("signing-key-as-text", "PHP", told, true, refused(get, plainMismatch)+"\n$kDate = hash_hmac('sha256', $date, 'AWS4' . $secret);\n$kRegion = hash_hmac('sha256', $region, $kDate);\n")
	hit("signing-key-as-text", "Python", told, true, refused(get, plainMismatch)+"\ndef sign(key, msg):\n    return hmac.new(key.encode(), msg.encode(), hashlib.sha256).hexdigest()\n\nk_date = sign('AWS4' + secret, datestamp)\n")
	hit("signing-key-as-text", "Node", told, true, refused(get, plainMismatch)+"\nconst kDate = createHmac('sha256', 'AWS4' + secret).update(date).digest('hex')\n")
	near("signing-key-as-text", "Node", refused(get, plainMismatch)+"\nconst kDate = createHmac('sha256', 'AWS4' + secret).update(date).digest()\nconst signature = createHmac('sha256', kSigning).update(stringToSign).digest('hex')\n")
	near("signing-key-as-text", "Python", refused(get, plainMismatch)+"\ndef sign(key, msg):\n    return hmac.new(key, msg.encode(), hashlib.sha256).digest()\n\nk_date = sign(('AWS4' + secret).encode(), datestamp)\nsignature = hmac.new(k_signing, string_to_sign.encode(), hashlib.sha256).hexdigest()\n")
	hit("newline-added-at-end", "echo", told, true, refused(get, plainMismatch)+"\nhash=$(echo \"$canonical_request\" | openssl dgst -sha256)\n")
	near("newline-added-at-end", "printf", refused(get, plainMismatch)+"\nhash=$(printf '%s' \"$canonical_request\" | openssl dgst -sha256)\n")
	near("newline-added-at-end", "echo -n", refused(get, plainMismatch)+"\nhash=$(echo -n \"$canonical_request\" | openssl dgst -sha256)\n")
	hit("line-ends-crlf", "code", told, true, refused(get, plainMismatch)+"\ncanonicalRequest = method + \"\\r\\n\" + path + \"\\r\\n\"\n")
	hit("line-ends-crlf", "client's text", Seen, true, get+clientLog(strings.ReplaceAll(getCanonical, "\n", "\r\n"), ""))
	near("line-ends-crlf", "code of the request", refused(get, plainMismatch)+"\ncanonicalRequest = method + \"\\n\" + path + \"\\n\"\nraw = \"GET / HTTP/1.1\\r\\n\"\n")
	hit("newline-not-interpreted", "PHP", told, true, refused(get, plainMismatch)+"\n<?php\n$stringToSign = 'AWS4-HMAC-SHA256\\n' . $date;\n")
	near("newline-not-interpreted", "PHP", refused(get, plainMismatch)+"\n<?php\n$stringToSign = \"AWS4-HMAC-SHA256\\n\" . $date;\n")
	near("newline-not-interpreted", "JavaScript", refused(get, plainMismatch)+"\nconst stringToSign = 'AWS4-HMAC-SHA256\\n' + date;\n")
	hit("date-week-year", "scope", Seen, true, edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20251230T083000Z", "/20250612/", "/20261230/"))
	hit("date-week-year", "code", told, true, refused(get, plainMismatch)+"\nnew SimpleDateFormat(\"YYYYMMdd'T'HHmmss'Z'\")\n")
	near("date-week-year", "code", refused(get, plainMismatch)+"\nnew SimpleDateFormat(\"yyyyMMdd'T'HHmmss'Z'\")\n")
	near("date-week-year", "moment has YYYY for the year", refused(get, plainMismatch)+"\nconst amzDate = moment.utc().format('YYYYMMDD[T]HHmmss[Z]')\n")
	hit("hmac-tool-failed", "", told, true, refused(get, plainMismatch)+"\nopenssl: dgst: unknown option -mac\n")
	near("hmac-tool-failed", "", refused(get, plainMismatch)+"\nopenssl dgst -sha256 -mac HMAC -macopt hexkey:$key\n")
	hit("body-recoded-after-hashing", "", told, true, clientLog(edit(t, getCanonical, "host:holiday", "content-encoding:gzip\nhost:holiday", "\nhost;", "\ncontent-encoding;host;"), "")+"app.use(compression())\n"+plainMismatch)
	near("body-recoded-after-hashing", "not compressed", clientLog(edit(t, getCanonical, "host:holiday", "content-encoding:aws-chunked\nhost:holiday", "\nhost;", "\ncontent-encoding;host;"), "")+"app.use(compression())\n"+plainMismatch)
	hit("unreserved-encoded", "code", Possible, false, refused(get, plainMismatch)+"\nconst path = '/' + encodeURIComponent(key)\n")
	hit("unreserved-encoded", "client's text", Seen, true, edit(t, get, "cat.jpg", "my~cat.jpg")+clientLog(edit(t, getCanonical, "cat.jpg", "my%7Ecat.jpg"), ""))
	near("unreserved-encoded", "code", refused(get, plainMismatch)+"\nconst path = '/' + key.split('/').map(encodeURIComponent).join('/')\n")

	// What arrived.
	hit("header-changed-after-signing", "", Seen, true, refused(put, echoed(edit(t, canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"), "x-amz-acl:private", "x-amz-acl:public-read"), lookDate, lookScope)))
	hit("header-removed-in-transit", "", Seen, true, refused(put, echoed(edit(t, canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"), "x-amz-acl:private", "x-amz-acl:"), lookDate, lookScope)))
	hit("header-added-in-transit", "", Seen, true, refused(get, echoed(edit(t, getCanonical, "\n\nhost;x-amz-content-sha256;x-amz-date", "\nx-amz-meta-via:proxy\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-meta-via"), lookDate, lookScope)))
	trace := "\nminio.lan [REQUEST s3.GetObject] [2025-06-12T08:30:01.000]\nminio.lan GET /photos/cat.jpg\nminio.lan Host: minio.lan:9000\nminio.lan X-Forwarded-For: 192.0.2.7\nminio.lan [RESPONSE] [2025-06-12T08:30:01.001]\nminio.lan 403 Forbidden\n"
	hit("authorization-removed-in-transit", "MinIO's trace", Seen, true, get+trace)
	near("authorization-removed-in-transit", "it arrived", get+edit(t, trace, "X-Forwarded-For: 192.0.2.7", "Authorization: *REDACTED*"))
	near("authorization-removed-in-transit", "another request", get+edit(t, trace, "GET /photos/cat.jpg", "GET /photos/"))
	near("payload-hash-header-missing", "not of AWS and traced", get+trace)
	redirect := edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com")
	hit("redirect-host-changed", "to the region's name", Seen, true, refused(redirect, echoed(getCanonical, lookDate, lookScope)))
	near("redirect-host-changed", "another bucket", refused(redirect, echoed(edit(t, getCanonical, "holiday-pics.s3", "winter-pics.s3"), lookDate, lookScope)))
	near("redirect-host-changed", "away from the region", refused(get, echoed(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.", "holiday-pics.s3.eu-central-1."), lookDate, lookScope)))
	near("header-changed-after-signing", "equal", refused(put, echoed(canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"), lookDate, lookScope)))
	near("header-changed-after-signing", "another attempt", refused(put, echoed(edit(t, canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"), "x-amz-acl:private", "x-amz-acl:public-read", "x-amz-date:20250612T083000Z", "x-amz-date:20250612T091500Z"), "20250612T091500Z", lookScope)))

	// Streaming.
	chunked := chunkedPut(t)
	hit("streaming-decoded-length-mismatch", "", Seen, true, edit(t, chunked, "Content-Length: 12\r\n", "Content-Length: 13\r\n"))
	hit("streaming-decoded-length-mismatch", "missing", Seen, true, edit(t, chunked, "X-Amz-Decoded-Content-Length: 12\r\n", "", ";x-amz-decoded-content-length", ""))
	near("streaming-decoded-length-mismatch", "right", chunked)
	hit("streaming-marker-mismatch", "marker without chunks", Seen, true, edit(t, put, hexHash("Hello, file!"), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "X-Amz-Acl: private", "X-Amz-Decoded-Content-Length: 12", "x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length"))
	hit("streaming-marker-mismatch", "chunks without marker", Seen, true, edit(t, chunked, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "UNSIGNED-PAYLOAD"))
	near("streaming-marker-mismatch", "right", chunked)
	near("streaming-marker-mismatch", "unsigned trailer", edit(t, put, hexHash("Hello, file!"), "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "X-Amz-Acl: private", "X-Amz-Decoded-Content-Length: 12\r\nX-Amz-Trailer: x-amz-checksum-crc32", "x-amz-acl;x-amz-content-sha256;x-amz-date", "x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-trailer", "Content-Length: 12", "Content-Length: 54", "Hello, file!", "c\r\nHello, file!\r\n0\r\nx-amz-checksum-crc32:b7rTXg==\r\n\r\n"))
	hit("streaming-framing-malformed", "last chunk missing", Seen, true, edit(t, shorter(t, chunked, 86), "\r\n0;chunk-signature="+lastChunk(chunked)+"\r\n\r\n", "\r\n"))
	near("streaming-framing-malformed", "right", chunked)
	hit("streaming-chunk-signature-wrong", "", Seen, true, edit(t, chunked, lastChunk(chunked), hexHash("x"))).given = own
	hit("streaming-chunk-signature-wrong", "the server's text", Seen, true, `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>`+ownKeyID+`</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256-PAYLOAD
20250612T083000Z
20250612/eu-west-1/s3/aws4_request
`+sig+`
`+sigv4.EmptyHash+`
`+hexHash("Hello")+`</StringToSign><SignatureProvided>`+sig+`</SignatureProvided></Error>`)
	near("streaming-chunk-signature-wrong", "right", chunked).given = own

	// What people write beside a refusal.
	word := "\nIt answers SignatureDoesNotMatch.\n"
	hit("path-normalized", "key in code", told, true, "s3.putObject({ Bucket: 'holiday', Key: '/photos//cat.jpg', Body: b })\n"+plainMismatch)
	near("path-normalized", "key in code", "s3.putObject({ Bucket: 'holiday', Key: 'photos/cat.jpg', Body: b })\n"+plainMismatch)
	near("path-normalized", "another service", "client.index({ key: '/photos//cat.jpg' }) // OpenSearch\n"+plainMismatch)
	hit("path-not-normalized", "slash at the end", told, true, "OpenSearch domain, hosts: [\"https://search.example.eu-west-1.es.amazonaws.com/\"] with a trailing slash"+word)
	near("path-not-normalized", "S3", "The bucket's endpoint has a trailing slash."+word)
	hit("path-double-encoded", "encoded before signing", told, true, "url = endpoint + quote(name)  # then presign(url)\nIt works, but not for file names with spaces."+word)
	near("path-double-encoded", "nothing encodes first", "It works, but not for file names with spaces."+word)
	hit("path-under-encoded", "prose", Possible, true, "It works, but not for file names with spaces."+word)
	hit("path-under-encoded", "a reserved character in prose", told, true, "Uploads of names with a '(' fail."+word)
	near("path-under-encoded", "no reserved character", "Uploads of names with a 'q' fail."+word)
	near("path-under-encoded", "another error", "Uploads of names with a '(' fail.\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>")
	hit("path-under-encoded", "model of Bedrock", told, true, "bedrock, path = '/model/vendor.small-model-v1:0/invoke', signed by hand."+word)
	near("path-under-encoded", "model without colon", "bedrock, path = '/model/vendor.small-model-v1/invoke', signed by hand."+word)
	hit("plus-for-space", "prose", told, true, "Every key with a plus sign fails."+word)
	hit("plus-for-space", "what arrived", told, true, "name: fast+cat.jpg\n"+echoed(edit(t, getCanonical, "cat.jpg", "fast%20cat.jpg"), lookDate, lookScope))
	near("plus-for-space", "blanks were meant", "name: fast cat.jpg, not fast+cat.jpg\n"+echoed(edit(t, getCanonical, "cat.jpg", "fast%20cat.jpg"), lookDate, lookScope))
	hit("secret-recoded", "prose", Possible, true, "It only fails when the secret key contains a slash."+word)
	near("secret-recoded", "prose", "It only fails when the name contains a slash, the secret key is right."+word)
	hit("signing-key-stale", "configuration", told, true, "aws_key_scope 20250601/eu-west-1/s3/aws4_request;\n"+echoed(getCanonical, lookDate, lookScope))
	near("signing-key-stale", "of today", "aws_key_scope 20250612/eu-west-1/s3/aws4_request;\n"+echoed(getCanonical, lookDate, lookScope))
	hit("signing-key-stale", "prose", told, true, "We cache the signing key; after midnight every request fails."+word)
	near("signing-key-stale", "prose", "We cache the signing key, and only uploads fail."+word)
	gcs := strings.NewReplacer("holiday-pics.s3.eu-west-1.amazonaws.com", "storage.googleapis.com").Replace(put)
	trailer := edit(t, gcs, hexHash("Hello, file!"), "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
	hit("streaming-trailer-unsupported", "another store", told, false, refused(shortBody(trailer), plainMismatch))
	hit("streaming-trailer-unsupported", "newer SDK", told, true, "With boto3 1.36.2 uploads to our Ceph fail, 1.35 works."+word)
	near("streaming-trailer-unsupported", "AWS itself", "With boto3 1.36.2 uploads to S3 fail, 1.35 works."+word)
	near("streaming-trailer-unsupported", "older SDK", "With boto3 1.35.2 uploads to our Ceph fail, 1.34 works."+word)
	hit("query-changed-after-signing", "Java's log", Seen, true, clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl=\n"), "")+javaSends("")+plainMismatch)
	near("query-changed-after-signing", "Java's log", clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl=\n"), "")+javaSends("acl")+plainMismatch)
	hit("host-rewritten-by-proxy", "nginx by default", told, true, "location / {\n  proxy_pass http://store:9000;\n}\n"+url+word)
	near("host-rewritten-by-proxy", "nginx keeps it", "location / {\n  proxy_pass http://store:9000;\n  proxy_set_header Host $http_host;\n}\n"+url+word)
	inside := edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: store:9000\r\nX-Forwarded-For: 192.0.2.7")
	hit("host-rewritten-by-proxy", "forwarded", told, true, refused(inside, plainMismatch))
	near("host-rewritten-by-proxy", "forwarded with its name", refused(edit(t, inside, "store:9000", "store.example.com"), plainMismatch))
	hit("host-port-mismatch", "port elsewhere", told, true, "minio on store.lan:9000, the port is missing\n"+clientLog(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "store.lan"), "")+plainMismatch)
	near("host-port-mismatch", "signed with its port", "minio on store.lan:9000, the port is there\n"+clientLog(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "store.lan:9000"), "")+plainMismatch)
	hit("host-default-port", "signed", told, true, clientLog(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "store.lan:80"), "")+plainMismatch)
	hit("host-default-port", "code", told, true, "minio on port 80; SetHost(uri.Host + \":\" + uri.Port)"+word)
	near("host-default-port", "code with another port", "minio on port 9000; SetHost(uri.Host + \":\" + uri.Port)"+word)
	hit("query-unsorted", "URL", Possible, false, refused(edit(t, get, "/photos/cat.jpg HTTP", "/?prefix=a&list-type=2 HTTP"), plainMismatch))
	near("query-unsorted", "URL", refused(edit(t, get, "/photos/cat.jpg HTTP", "/?list-type=2&prefix=a HTTP"), plainMismatch))
	hit("query-unsorted", "prose", Possible, true, "It fails with more than one query parameter."+word)
	hit("region-mismatch", "another store", Likely, true, refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.eu-central-003.backblazeb2.com"), plainMismatch))
	near("region-mismatch", "another store", refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.eu-west-1.wasabisys.com"), plainMismatch))
	hit("non-ascii-encoded-differently", "metadata", told, true, "s3.upload(Key='a.txt', Metadata={'title': 'Überblick'})"+word)
	near("non-ascii-encoded-differently", "metadata", "s3.upload(Key='a.txt', Metadata={'title': 'plain’s text'})"+word)
	hit("content-type-mismatch", "form as body", told, true, "getSignedUrl(client, new PutObjectCommand({ ContentType: file.type }))\nconst fd = new FormData(); fetch(url, { method: 'PUT', body: fd })"+word)
	near("content-type-mismatch", "file as body", "getSignedUrl(client, new PutObjectCommand({ ContentType: file.type }))\nfetch(url, { method: 'PUT', body: file })"+word)
	near("content-type-mismatch", "form posted", "createPresignedPost(client, { ContentType: file.type })\nconst fd = new FormData(); fetch(url, { method: 'POST', body: fd })"+word)
	hit("content-type-mismatch", "jQuery", told, true, "var p = { Key: 'k', ContentType: 'text/plain' };\n$.ajax({ url: signedUrl, type: 'PUT', data: text })"+word)
	near("content-type-mismatch", "jQuery says it", "var p = { Key: 'k', ContentType: 'text/plain' };\n$.ajax({ url: signedUrl, type: 'PUT', contentType: 'text/plain', data: text })"+word)
	hit("host-mismatch", "forwarded port", told, true, edit(t, url, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.velvet.svc:9000")+"\nI port-forward it to localhost."+word)
	near("host-mismatch", "used inside", edit(t, url, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.velvet.svc:9000")+word)
	hit("post-policy-wrong-text-signed", "encoder", told, true, "policy = Base64.encode64(policy_document)\n"+policyRefused)
	near("post-policy-wrong-text-signed", "encoder", "policy = Base64.strict_encode64(policy_document)\n"+policyRefused)
	hit("addressing-style-mismatch", "another store", Seen, true, edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday.fra1.example.com")+clientLog(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "fra1.example.com", "/photos/cat.jpg", "/holiday/photos/cat.jpg"), ""))
	near("addressing-style-mismatch", "another path", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday.fra1.example.com")+clientLog(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "fra1.example.com"), ""))
	dict := "{'method': 'METHOD', 'url': 'https://holiday-pics.s3.eu-west-1.amazonaws.com/photos/cat.jpg', 'headers': {'x-amz-date': '20250612T083000Z', 'x-amz-content-sha256': '" + sigv4.EmptyHash + "', 'Authorization': 'AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sig + "'}}\n" + plainMismatch
	hit("method-mismatch", "lower case", Possible, true, edit(t, dict, "METHOD", "get"))
	near("method-mismatch", "capitals", edit(t, dict, "METHOD", "GET"))
	hit("path-prefix-rewritten", "nginx rewrites", told, true, "location ^~ /files/ {\n rewrite /files/(.*) /$1 break;\n proxy_set_header Host $http_host;\n proxy_pass http://store/;\n}\nminio"+word)
	near("path-prefix-rewritten", "nginx passes the path", "location / {\n proxy_set_header Host $http_host;\n proxy_pass http://store;\n}\nminio"+word)
	hit("host-rewritten-by-proxy", "prose", told, true, "MinIO behind Traefik, uploads fail."+word)
	near("host-rewritten-by-proxy", "AWS itself", "S3, and my site is behind a load balancer."+word)
	near("host-rewritten-by-proxy", "another header is signed", "MinIO behind Traefik.\n"+refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "store.example.com", "SignedHeaders=host", "SignedHeaders=content_kind;host"), plainMismatch))
	hit("host-mismatch", "URL written anew", told, false, "presigned by minio for 203.0.113.5:9000; I rewrite the url to files.example.com."+word)
	near("host-mismatch", "nothing is written anew", "presigned by minio for 203.0.113.5:9000, and called there."+word)
	hit("method-mismatch", "HEAD", told, true, "url = s3.generate_presigned_url('get_object')\nA HEAD request gets a 403."+word)
	near("method-mismatch", "presigned for HEAD", "url = s3.generate_presigned_url('head_object')\nA HEAD request gets a 403."+word)
	hit("path-under-encoded", "special characters", told, true, "It fails for file names with special characters."+word)
	near("path-under-encoded", "special characters of the secret", "The secret key has special characters, the file name none."+word)
	hit("other-scheme", "configuration", Possible, true, "config = Config(signature_version='s3')"+word)
	near("other-scheme", "configuration", "config = Config(signature_version='s3v4')"+word)
	hit("empty-body-hash", "signer without the body", told, true, "aws4.sign({ host, path: '/orders', method: 'POST', service: 'execute-api' })"+word)
	near("empty-body-hash", "signer with the body", "aws4.sign({ host, path: '/orders', method: 'POST', body: text, service: 'execute-api' })"+word)
	hit("empty-body-hash", "prose", Possible, true, "On API Gateway GET works, but every POST fails."+word)
	hit("query-in-path", "code", told, true, "new HttpRequest({ path: '/orders?state=open' }); new SignatureV4(options).sign(request)"+word)
	hit("query-in-path", "joined", told, true, "const req = new HttpRequest({ path: r.uri + (r.querystring ? '?' + r.querystring : '') }); await sigv4.sign(req)"+word)
	hit("header-spaces-not-collapsed", "metadata", told, true, "s3.putObject({ Metadata: { description: 'two  blanks' } })"+word)
	near("header-spaces-not-collapsed", "metadata", "s3.putObject({ Metadata: { description: 'one blank' },\n  Key: 'x' })"+word)
	hit("query-under-encoded", "no *", told, true, "encodeURIComponent(str).replace(/[!'()]/g, hex)"+word)
	near("query-under-encoded", "with *", "encodeURIComponent(str).replace(/[!'()*]/g, hex)"+word)
	hit("signature-over-wrong-text", "code", told, true, "byte[] signature = getSignatureKey(secret, date, region, service);"+word)
	near("signature-over-wrong-text", "code", "byte[] signingKey = getSignatureKey(secret, date, region, service);\nbyte[] signature = hmac(stringToSign, signingKey);"+word)
	hit("signature-not-hex", "code", told, true, "signature = OpenSSL::HMAC.digest('sha256', signing_key, 'AWS4-HMAC-SHA256…')"+word)
	near("signature-not-hex", "code", "signature = OpenSSL::HMAC.hexdigest('sha256', signing_key, 'AWS4-HMAC-SHA256…')"+word)
	hit("signed-headers-malformed", "code", told, true, "$c[] = rawurlencode($signedHeaders);"+word)
	near("signed-headers-malformed", "code", "$c[] = rawurlencode($key) . $signedHeaders;"+word)
	hit("hmac-arguments-swapped", "Apex", Likely, true, "Blob k = Crypto.generateMac('HmacSHA256', Blob.valueOf('AWS4' + secret), Blob.valueOf(day));"+word)
	near("hmac-arguments-swapped", "Apex", "Blob k = Crypto.generateMac('HmacSHA256', Blob.valueOf(day), Blob.valueOf('AWS4' + secret));"+word)
	hit("date-pattern-wrong", "time of 12 hours", told, true, "now.formatGmt('yyyyMMdd') + 'T' + now.formatGmt('hhmmss') + 'Z'"+word)
	near("date-pattern-wrong", "time of 24 hours", "now.formatGmt('yyyyMMdd') + 'T' + now.formatGmt('HHmmss') + 'Z'"+word)
	hit("header-underscore-dropped", "metadata", Possible, true, "Metadata: { uploaded_at: 'x' }"+word)
	near("header-underscore-dropped", "metadata", "Metadata: { uploadedAt: 'x' }"+word)
	hit("region-mismatch", "settings", told, true, "endpoint = \"a1.iot.us-west-2.amazonaws.com\"\nregion = \"eu-west-2\""+word)
	near("region-mismatch", "settings", "endpoint = \"a1.iot.us-west-2.amazonaws.com\"\nregion = \"us-west-2\""+word)
	near("region-mismatch", "several settings", "a = \"s3.us-west-2.amazonaws.com\"\nregion = \"eu-west-2\"\nb_region = \"us-west-2\""+word)
	hit("region-mismatch", "Garage", Seen, true, "Bad Request, Authorization header malformed, unexpected scope: 20251219/us-east-1/s3/aws4_request")
	hit("signing-key-as-text", "values", Seen, true, "43b67126428611b630fcad27078528ffbf1daf27124672de83aac10c921f3a38, over us-west-2 gives\n1a588c066211842dc57cdb1d259256be309c0167b8c9eda4a3bb407254cefae8"+word)
	near("signing-key-as-text", "values", "43b67126428611b630fcad27078528ffbf1daf27124672de83aac10c921f3a38, over us-west-2 gives\n7fcbd1c716a9aad9c5b6856dbec3a0072f28427cff979c4aa435a4506749c659"+word)
	near("query-in-path", "code", "new HttpRequest({ path: '/orders', query: { state: 'open' } }); new SignatureV4(options).sign(request)"+word)
	hit("query-not-signed", "prose", Possible, true, "Without query parameters it works."+word)
	near("query-not-signed", "prose", "Without a token it works."+word)
	hit("query-under-encoded", "URL", Possible, true, "GET https://abc.execute-api.eu-west-1.amazonaws.com/v1/x?ids=[1,2]"+word)
	near("query-under-encoded", "URL", "GET https://abc.execute-api.eu-west-1.amazonaws.com/v1/x?ids=%5B1%2C2%5D"+word)
	hit("body-checksum-mismatch", "checksum of nothing", Likely, false, "X-Amz-Signature=…\n\"x-amz-checksum-crc32\": \"AAAAAA==\","+word)
	near("body-checksum-mismatch", "of something", "X-Amz-Signature=…\n\"x-amz-checksum-crc32\": \"b7rTXg==\","+word)
	hit("payload-hash-header-missing", "OpenSearch Serverless refuses", Likely, false, edit(t, table, "dynamodb.us-east-2.amazonaws.com", "abc123.us-east-2.aoss.amazonaws.com", "/dynamodb/", "/aoss/")+"\n\nHTTP/1.1 403 Forbidden\ncontent-length: 0\n\n")
	near("authorization-malformed", "written down anew", "minio\nGET /b/k HTTP/1.1\nHost: store.example.com\nX-Amz-Date: 20250612T083000Z\nAuthorization: AWS4-HMAC-SHA256 Credential=\"KEY/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=somesignature\n"+plainMismatch)
	near("host-is-url", "a comment", "// the other hostname: \"https://files.example.com/\" is for clients"+word)
	hit("accept-encoding-rewritten", "Go and Google", told, true, "Google Cloud Storage: operation error S3: PutObject, https response error StatusCode: 403, RequestID: , api error SignatureDoesNotMatch: Access denied.\n")
	near("accept-encoding-rewritten", "Go and AWS", "operation error S3: PutObject, https response error StatusCode: 403, RequestID: 7KQ2M4Z, api error SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.\n")
	hit("accept-encoding-rewritten", "quoted", Likely, true, "It has accept-encoding:identity,gzip(gfe) where I sign accept-encoding:identity."+word)
	hit("streaming-trailer-unsupported", "Python and Google", told, true, "GCS: botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling the PutObject operation: Invalid argument.\n")
	hit("session-token-signed-too-early", "IoT and Cognito", told, true, "Presigned websocket of AWS IoT, with credentials of Cognito."+word)
	near("session-token-signed-too-early", "IoT without a token", "Presigned websocket of AWS IoT, with the keys of a user."+word)
	near("session-token-signed-too-early", "S3 and Cognito", "Presigned URL of S3, with credentials of Cognito."+word)
	near("content-type-mismatch", "a status alone", "presigned; fetch(url, { method: 'PUT', body: file }) returns 403\n")
	hit("payload-hash-mismatch", "prose", told, true, "On API Gateway, only the body hash is different."+word)
	near("payload-hash-mismatch", "prose", "On API Gateway, the body hash is fine."+word)
	hit("non-ascii-encoded-differently", "prose", told, true, "It fails for keys with accents."+word)
	near("non-ascii-encoded-differently", "prose", "It fails for keys encoded in UTF-8."+word)
	hit("host-mismatch", "presigned in a container", told, true, "My app runs in Docker beside MinIO and returns a presigned link."+word)
	near("host-mismatch", "AWS itself", "My app runs in Docker and returns a presigned link to S3."+word)
	near("path-under-encoded", "a variable named like a key", "minio\n\"MAIL_APP_KEY\": \"base64=Zm9v\","+word)
	hit("streaming-trailer-unsupported", "store named in prose", told, true, "SeaweedFS, the log has STREAMING-UNSIGNED-PAYLOAD-TRAILER."+word)
	sentBy := func(path string) string {
		return "DEBUG: Canonical Request:\n" + edit(t, getCanonical, "/photos/cat.jpg", "/cat.jpg") + "\n----------------------\nDEBUG: Sending request method_string='GET', uri='" + path + "', headers={}, body=(0 bytes)\n" + plainMismatch
	}
	hit("path-missing-component", "s3cmd", Seen, true, sentBy("/photos/cat.jpg"))
	near("path-missing-component", "s3cmd", sentBy("/cat.jpg"))
	typed := func(code string) string {
		return "sign({ headers: { 'Content-Type': '" + code + "' } })\n" + echoed(edit(t, getCanonical, "host:holiday", "content-type:text/plain\nhost:holiday", "\nhost;", "\ncontent-type;host;"), lookDate, lookScope)
	}
	hit("content-type-mismatch", "code", told, true, typed("application/json"))
	near("content-type-mismatch", "code", typed("text/plain"))
	hit("other-scheme", "header in a map", Likely, true, `{:headers=>{"Authorization"=>"AWS AKIA5Q3FZT7WLRJ2NC6D:dGhlIHNpZ25hdHVyZSBvZiAyMDA="}}`+word)
	near("other-scheme", "header in a map", `{:headers=>{"Authorization"=>"AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request"}}`+word)
	hit("path-missing-component", "code", told, true, "url = 'https://s3.eu-west-1.amazonaws.com/holiday/cat.jpg'\ncanonical_uri = '/cat.jpg'"+word)
	near("path-missing-component", "code", "url = 'https://holiday.s3.eu-west-1.amazonaws.com/cat.jpg'\ncanonical_uri = '/cat.jpg'"+word)
	hit("line-ends-crlf", "SQL", told, true, "SET @CanonicalRequest += 'POST' + CHAR(13)"+word)
	near("line-ends-crlf", "SQL", "SET @CanonicalRequest += 'POST' + CHAR(10)"+word)
	hit("line-ends-crlf", "Windows", Possible, true, "canonicalRequest.AppendLine(method);"+word)
	hit("date-pattern-wrong", "month for minute", told, true, "date = now.strftime('%a, %d %b %Y %H:%m:%S GMT') # amz-date"+word)
	near("date-pattern-wrong", "minute", "date = now.strftime('%a, %d %b %Y %H:%M:%S GMT') # amz-date"+word)
	hit("ses-smtp-password", "prose", told, true, "SES, with the user that the console made for SMTP."+word)
	hit("ses-smtp-password", "nothing else is told", Possible, true, "Sending mail with SES fails."+word)
	worded := edit(t, get, "X-Amz-Date: ", "X-Amz-Security-Token: SESSION_TOKEN\r\nX-Amz-Date: ", "x-amz-date, ", "x-amz-date;x-amz-security-token, ")
	near("session-token-invalid", "a word in its place", refused(worded, plainMismatch))
	hit("session-token-invalid", "an unset variable", Seen, true, refused(edit(t, worded, "SESSION_TOKEN", "undefined"), plainMismatch))
	near("access-key-wrong-value", "a word in its place", refused(edit(t, get, ownKeyID, "access_key"), plainMismatch))
	bothTexts := func(theirs, mine string) string {
		return "```diff\n PUT\n /photos/my%20cat.jpg\n \n host:store.example.com\n" + theirs + mine + " x-amz-date:20250612T083000Z\n \n host;x-amz-acl;x-amz-date\n UNSIGNED-PAYLOAD\n```\n- is what the server computed, + is mine\n"
	}
	hit("header-changed-after-signing", "a diff", Seen, true, bothTexts("-x-amz-acl:public-read\n", "+x-amz-acl:private\n"))
	near("path-not-double-encoded", "a diff with equal paths", bothTexts("-x-amz-acl:public-read\n", "+x-amz-acl:private\n"))
	hit("request-not-signed", "curl", told, true, "$ curl -I https://holiday-pics.s3.amazonaws.com/cat.jpg\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n")
	near("request-not-signed", "curl with a signature", "$ curl -I '"+strings.TrimSpace(url)+"'\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n")
	hit("newline-added-at-end", "hash in a shell", Reproduced, true, "$ printf '%s\\n' \"$creq\" | sha256sum\n"+hexHash(getCanonical+"\n")+"  -\n"+echoed(getCanonical, lookDate, lookScope))

	// POST policy.
	form := "POST / HTTP/1.1\r\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n" + strings.ReplaceAll("--b\nContent-Disposition: form-data; name=\"key\"\n\nphotos/cat.jpg\n--b\nContent-Disposition: form-data; name=\"acl\"\n\npublic-read\n--b\nContent-Disposition: form-data; name=\"policy\"\n\neyJleHBpcmF0aW9uIjoiMjAyNS0wNi0xMlQwOTowMDowMFoiLCJjb25kaXRpb25zIjpbXX0=\n--b\nContent-Disposition: form-data; name=\"file\"\n\nx\n--b--\n", "\n", "\r\n")
	hit("post-policy-field-mismatch", "", Seen, true, refused(form, `<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy Condition failed: ["eq", "$acl", "private"]</Message></Error>`))
	near("post-policy-field-mismatch", "expired", refused(form, `<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>`))
	return list
}

// chunkedPut is a right upload in signed chunks.
func chunkedPut(t testing.TB) string {
	t.Helper()
	head := signWire(t, wire(`
PUT /notes/today.txt HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
Content-Encoding: aws-chunked
Content-Length: 185
X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD
X-Amz-Date: 20250612T083000Z
X-Amz-Decoded-Content-Length: 12
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=SIGNATURE

`), ownSecret)
	at := strings.Index(head, "Signature=") + len("Signature=")
	previous, body := head[at:at+64], ""
	for _, data := range []string{"Hello, file!", ""} {
		text := strings.Join([]string{"AWS4-HMAC-SHA256-PAYLOAD", lookDate, lookScope, previous, hexHash(""), hexHash(data)}, "\n")
		previous = signText(ownSecret, lookScope, text)
		body += fmt.Sprintf("%x;chunk-signature=%s\r\n%s\r\n", len(data), previous, data)
	}
	return edit(t, head, "Content-Length: 185", fmt.Sprintf("Content-Length: %d", len(body))) + body
}

// policyRefused is S3's answer to a form whose policy was signed otherwise.
const policyRefused = `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><StringToSign>eyJleHBpcmF0aW9uIjoiMjAyNS0wNi0xMlQwOTowMDowMFoiLCJjb25kaXRpb25zIjpbXX0=</StringToSign></Error>`

// javaSends is what Java's SDK logs of the request that it sends.
func javaSends(query string) string {
	return "DEBUG software.amazon.awssdk.request - Sending Request: DefaultSdkHttpFullRequest(httpMethod=GET, protocol=https, host=holiday-pics.s3.eu-west-1.amazonaws.com, encodedPath=/photos/cat.jpg, headers=[User-Agent], queryParameters=[" + query + "])\n"
}

// shortBody leaves out the body of a request, as logs do.
func shortBody(raw string) string {
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	return head + "\r\n\r\n"
}

func lastChunk(chunked string) string {
	at := strings.LastIndex(chunked, "chunk-signature=") + len("chunk-signature=")
	return chunked[at : at+64]
}

// shorter takes n bytes off the Content-Length that a request states.
func shorter(t testing.TB, raw string, n int) string {
	t.Helper()
	w, err := readWire(raw)
	if err != nil {
		t.Fatal(err)
	}
	return edit(t, raw, fmt.Sprintf("Content-Length: %d", len(w.body)), fmt.Sprintf("Content-Length: %d", len(w.body)-n))
}

// TestLooks shows every mistake of the tables of what can be seen, and what only
// looks like it.
func TestLooks(t *testing.T) {
	t.Parallel()
	list := sights(t)
	has := map[string][2]bool{}
	for _, s := range list {
		have := has[s.code]
		if s.least != "" {
			have[0] = true
		} else {
			have[1] = true
		}
		has[s.code] = have
		kind := "hit"
		if s.least == "" {
			kind = "near miss"
		}
		t.Run(s.code+"/"+kind+" "+s.name, func(t *testing.T) {
			t.Parallel()
			s.check(t)
		})
	}
	for _, right := range []string{s3Get, s3Put, tablePost, apiGet, s3URL, s3PutURL, iotURL} {
		a := analyzeText(t, changed(t, right), Given{})
		if len(codesAbove(a, Likely)) > 0 || a.Verdict != CannotTell {
			t.Errorf("%s: %s, %v", right[:20], a.Verdict, codesAbove(a, Possible))
		}
		for i := range a.Stages {
			if at, differs := a.Stages[i].FirstDifference(); differs {
				t.Errorf("%s: %s is said to differ at %d", right[:20], a.Stages[i].Stage, at)
			}
		}
	}
	for _, s := range reports(t) {
		have := has[s.code]
		have[0], have[1] = have[0] || s.least != "", have[1] || s.least == ""
		has[s.code] = have
	}
	for _, m := range looks() {
		if have := has[m.code]; !have[0] || !have[1] {
			t.Errorf("%s has no paste that shows it or none that does not", m.code)
			has[m.code] = [2]bool{true, true}
		}
	}
}

// told is the least proof of a mistake that rests on code or on what a person tells: it is
// possible, and comes before what is only worth a look.
const told Proof = "told"

func (s *sight) check(t *testing.T) {
	t.Helper()
	a := analyzeText(t, s.text, s.given)
	if s.least == "" {
		for _, f := range a.Findings {
			if f.Code == s.code && (f.Proof.Rank() <= Likely.Rank() || f.basis.first()) {
				t.Errorf("is %s: %s", f.Proof, f.Says)
			}
		}
		return
	}
	i := slices.IndexFunc(a.Findings, func(f Finding) bool { return f.Code == s.code })
	if i < 0 {
		t.Errorf("not among %v, possible %v", codesAbove(a, Likely), codesAbove(a, Possible))
		return
	}
	if f := a.Findings[i]; s.least == told && !f.basis.first() || s.least != told && f.Proof.Rank() > s.least.Rank() {
		t.Errorf("is %s, not %s: %s", f.Proof, s.least, f.Says)
	} else if s.first && i > 0 {
		t.Errorf("stands behind %s (%s): %s", a.Findings[0].Code, a.Findings[0].Proof, a.Findings[0].Says)
	}
	if f := a.Findings[i]; f.Says == "" || f.Do == "" || f.Title == "" || f.Spec == "" {
		t.Errorf("says too little: %+v", f)
	}
}

// TestChecksum holds the checksums to the check values of "123456789": of the CRC
// catalogue (reveng.sourceforge.io: CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME),
// and of md5sum, sha1sum and sha256sum.
func TestChecksum(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"x-amz-checksum-crc32":     "cbf43926",
		"x-amz-checksum-crc32c":    "e3069283",
		"x-amz-checksum-crc64nvme": "ae8b14860a799888",
		"content-md5":              "25f9e794323b453885f5181f1b624d0b",
		"x-amz-checksum-sha1":      "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
		"x-amz-checksum-sha256":    "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
	} {
		sum, err := base64.StdEncoding.DecodeString(checksum(name, []byte("123456789")))
		if err != nil || hex.EncodeToString(sum) != want {
			t.Errorf("%s: %x, want %s", name, sum, want)
		}
	}
	if checksum("x-amz-checksum-type", nil) != "" {
		t.Error("x-amz-checksum-type is no checksum")
	}
}
