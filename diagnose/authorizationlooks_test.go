package diagnose

import (
	"strings"
	"testing"
	"time"
)

// authorizationSights are pastes for the looks of authorizationlooks.go.
func authorizationSights(t testing.TB) (list []sight) {
	get, url, iot := changed(t, s3Get), changed(t, s3URL), changed(t, iotURL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	getText := stringToSignText(lookDate, lookScope, getCanonical)
	hit, near := anyRows(&list)
	hit("algorithm-misnamed", "cut", Seen, true, edit(t, get, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA25"))
	hit("algorithm-misnamed", "in the URL", Seen, true,
		edit(t, url, "Algorithm=AWS4-HMAC-SHA256", "Algorithm=HMAC-SHA256"))
	hit("algorithm-misnamed", "in the string to sign", Seen, true,
		get+clientLog("", edit(t, getText, "SHA256\n", "SHA-256\n")))
	near("algorithm-misnamed", "V4A", edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))
	near("algorithm-misnamed", "comma", edit(t, get, "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256, "))
	hit("authorization-header-name-in-value", "", Seen, true,
		edit(t, get, "Authorization: ", "Authorization: Authorization: "))
	near("authorization-header-name-in-value", "", edit(t, get, "Host:", "X-Note: Authorization: AWS4\r\nHost:"))
	hit("authorization-part-missing", "no SignedHeaders", Seen, true,
		edit(t, get, " SignedHeaders=host;x-amz-content-sha256;x-amz-date,", ""))
	hit("authorization-part-missing", "Credentials", Seen, true, edit(t, get, "Credential=", "Credentials="))
	hit("authorization-part-missing", "lower case", Seen, true, edit(t, get, "SignedHeaders=", "signedheaders="))
	near("authorization-part-missing", "other order",
		edit(t, get,
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, "+
				"SignedHeaders=host;x-amz-content-sha256;x-amz-date",
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date, "+
				"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request"))
	near("authorization-part-missing", "a paste that ends within the header", get[:strings.Index(get, ", Signature=")])
	hit("authorization-malformed", "comma behind the algorithm", Seen, true,
		edit(t, get, "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256, "))
	hit("authorization-malformed", "semicolons", Seen, true,
		edit(t, get, "aws4_request, ", "aws4_request; ", "x-amz-date, ", "x-amz-date; "))
	hit("authorization-malformed", "no commas", Seen, true,
		edit(t, get, "aws4_request, ", "aws4_request ", "x-amz-date, ", "x-amz-date "))
	hit("authorization-malformed", "quotes", Seen, true, edit(t, get, "Signature="+sig, `Signature="`+sig+`"`))
	hit("authorization-malformed", "colons", Seen, true,
		edit(t, get, "Credential=", "Credential:", "SignedHeaders=", "SignedHeaders:", "Signature=", "Signature:"))
	hit("authorization-malformed", "colons and blanks", Seen, true,
		edit(t, get, "Credential=", "Credential: ", "SignedHeaders=", "SignedHeaders: ", "Signature=", "Signature: "))
	hit("authorization-malformed", "no algorithm", Seen, true, edit(t, get, "AWS4-HMAC-SHA256 Cred", "Cred"))
	near("authorization-malformed", "no blanks behind the commas",
		edit(t, get, "aws4_request, ", "aws4_request,", "x-amz-date, ", "x-amz-date,"))
	near("authorization-malformed", "two blanks behind the algorithm", edit(t, get, "SHA256 Cred", "SHA256  Cred"))
	hit("auth-two-mechanisms", "URL and header", Seen, true,
		edit(t, url, "Host:", "Authorization: Bearer abcdef\r\nHost:"))
	hit("auth-two-mechanisms", "two headers", Seen, true,
		edit(t, get, "Host:", "Authorization: Basic dXNlcjpwYXNz\r\nHost:"))
	near("auth-two-mechanisms", "proxy authorization",
		edit(t, get, "Host:", "Proxy-Authorization: Basic dXNlcjpwYXNz\r\nHost:"))
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
	hit("presigned-expired", "by the server's clock", Seen, true,
		refused(edit(t, url, "20250612T083000Z", "20250612T080000Z"),
			`<Error><Code>AccessDenied</Code><Message>Request has `+
				`expired</Message><X-Amz-Expires>900</X-Amz-Expires><Expires>2025-06-12T08:15:00Z</Expires><ServerTime>2025-06-12T08:30:02Z</ServerTime></Error>`))
	near("presigned-expired", "last second", url).given.At = time.Date(2025, 6, 12, 8, 45, 0, 0, time.UTC)
	near("presigned-expired", "a header claim", get).given.At = time.Date(2026, 6, 12, 8, 45, 0, 0, time.UTC)
	hit("signature-trailing-text", "", Seen, true, edit(t, get, sig, sig+"&limit=10"))
	near("signature-trailing-text", "more digits", edit(t, get, sig, sig+"ab"))
	hit("signature-not-hex", "base64", Seen, true, edit(t, get, sig, "Tx2PCitsfpPVobDI5/allIOCYVBPPi0cC5qId2ZVRDM="))
	hit("signature-not-hex", "capitals", Seen, true, edit(t, get, sig, strings.ToUpper(sig)))
	hit("signature-not-hex", "encoded base64", Seen, true,
		edit(t, url, sig, "Tx2PCitsfpPVobDI5%2FallIOCYVBPPi0cC5qId2ZVRDM%3D"))
	near("signature-not-hex", "digits only", edit(t, get, sig, strings.Repeat("1234567890", 6)+"1234"))
	hit("signature-hex-unpadded", "", Possible, false, edit(t, get, sig, sig[:62]))
	hit("signature-hex-unpadded", "with the code that does it", Likely, true,
		edit(t, get, sig, sig[:62])+"\nfor (int i = 0; i < 32; i++) s += String(hmac[i], HEX);\n")
	hit("signature-hex-unpadded", "the hash of the string to sign is short, too", Likely, false,
		"AWS4-HMAC-SHA256\n20250612T083000Z\n20250612/eu-west-1/s3/aws4_request\n"+
			"3de5cba0363daa1bcba2cd26ac834c0b27118c6d86f8b9eb01a9cf989b2e54\n\n"+
			edit(t, get, sig, sig[:62]))
	near("signature-hex-unpadded", "63 digits prove nothing", edit(t, get, sig, sig[:63]))
	near("signature-hex-unpadded", "whole", get+"\nfor (int i = 0; i < 32; i++) s += String(hmac[i], HEX);\n")
	hit("hmac-wrong-algorithm", "40 digits", Seen, true, edit(t, get, sig, sig[:40]))
	hit("hmac-wrong-algorithm", "128 digits", Seen, true, edit(t, get, sig, sig+sig))
	hit("hmac-wrong-algorithm", "in code", told, true,
		refused(get, plainMismatch)+"\nconst k = crypto.createHmac('sha1', 'AWS4' + secret).update(date).digest()\n")
	near("hmac-wrong-algorithm", "50 digits", edit(t, get, sig, sig[:50]))
	near("hmac-wrong-algorithm", "in code",
		refused(get, plainMismatch)+"\nconst k = crypto.createHmac('sha256', 'AWS4' + secret).update(date).digest()\n")
	hit("signature-damaged", "cut", Seen, true, edit(t, get, sig, sig[:50]))
	hit("signature-damaged", "signed bytes", Seen, true, edit(t, get, sig, "ffffff8a"+sig[2:]))
	near("signature-damaged", "masked", edit(t, get, sig, sig[:8]+"..."))
	near("signature-damaged", "whole", get)
	return list
}

// asymmetricSights are pastes for the looks of authorizationlooks.go: SigV4A.
func asymmetricSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	asymmetric := func(signature string) string {
		return refused(edit(t, edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
			get[strings.Index(get, "Signature="):], "Signature="+signature+"\r\n\r\n"),
			plainMismatch)
	}
	hit("sigv4a-signature-wrong", "two numbers side by side", Seen, asymmetric(sha("r")+sha("s")))
	near("sigv4a-signature-wrong", "DER", asymmetric("30450221"+"00"+"f"+sha("r")[1:]+"0220"+"1"+sha("s")[1:]))
	glued := "GET /a HTTP/1.1\nHost: b.oss-cn-hangzhou.aliyuncs.com\nx-amz-date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=LTAI****************/20250612/us-east-1/s3/aws4_requestSEPSignedHeaders=host;x-amz-dateSEPSignature=7c1e********************\n\nHTTP/1.1 400 Bad Request\nx-oss-ec: 0002-00000406\n"
	hit("authorization-malformed", "parts with nothing between them", Seen, strings.ReplaceAll(glued, "SEP", ""))
	near("authorization-malformed", "masked parts with commas", strings.ReplaceAll(glued, "SEP", ", "))
	return list
}

// askedAuthorizationSights: Authorization headers, in what people paste when they ask others.
func askedAuthorizationSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	requires := "GET /live/tide HTTP/1.1\nHost: q0f6v8hd2k.execute-api.us-west-2.amazonaws.com\nx-amz-date: " + lookDate +
		"\nauthorization: AWS4-HMAC-SHA256 credential=" + ownKeyID + "/20250612/us-west-2/execute-api/aws4_request, " +
		"signedHeaders=host;x-amz-date, signature=" + sha("x") + "\n\nstatus 403\n{\"message\":\"Authorization header " +
		"requires 'Credential' parameter. Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and " +
		"encoded with Base64) Authorization=lt2NAoox2TfPLjQBhi6F/Qm3uNfx27qrs3Tk6XJv/B8=\"}\n"
	hit("authorization-part-missing", "names in camel case", Seen, requires)
	near("bearer-token-sent", "a header whose hash is told", requires)
	earlier := "1) {\"message\":\"Missing Authentication Token\"}\n2) with the header:\n\n" + requires
	hit("authorization-part-missing", "behind an earlier answer", Seen, earlier)
	twice := "GET /a HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
		"/ID/20250612/eu-west-1/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=" + sha("x") + "\n\n"
	hit("credential-malformed", "the key ID twice", Seen, strings.Replace(twice, "/ID/", "/"+ownKeyID+"/", 1))
	near("credentials-mixed", "the key ID twice", strings.Replace(twice, "/ID/", "/"+ownKeyID+"/", 1))
	incomplete := "GET /a.webp HTTP/1.1\nHost: b.oss-cn-shenzhen.aliyuncs.com\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
		"LTAI****************/oss-cn-shenzhen/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=" + sha("x") +
		"\nx-amz-date: " + lookDate + "\n\n<Error><Code>InvalidArgument</Code><Message>The Credential field in " +
		"Authorization header is incomplete.</Message></Error>\n"
	hit("credential-malformed", "a credential without its date", Seen, incomplete)
	log := "> GET /lib.jar\n> Authorization: Bearer ***\n< 307 Temporary Redirect\n> GET /k?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
		"X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate +
		"&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n> HEADER\n> Accept-Encoding: gzip\n< 400 Bad Request\n< Server: AmazonS3\n"
	hit("auth-two-mechanisms", "a token that follows", Likely, strings.Replace(log, "HEADER", "Authorization: Bearer ***", 1))
	near("auth-two-mechanisms", "a token that stays", strings.Replace(log, "HEADER", "Accept: */*", 1))
	request := func(between string) string {
		return "GET /a HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Date: " + lookDate + "\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nAuthorization: AWS4-HMAC-SHA256" + between +
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\r\n\r\n"
	}
	hit("authorization-malformed", "no blank behind the algorithm", Seen, request("")+threadRefusal)
	near("authorization-malformed", "a blank behind the algorithm", request(" ")+threadRefusal)
	local := func(zone string) string {
		return "$ date\nThu Jun 12 08:30:10 " + zone + " 2025\n" + request(" ") + "HTTP/1.1 403 Forbidden\r\n\r\n"
	}
	hit("date-not-utc", "the time of a local clock", Likely, local("HKT"))
	near("date-not-utc", "the time of a clock in UTC", local("UTC"))
	near("date-not-utc", "a zone that is at UTC in summer", local("AZOST"))
	near("hop-by-hop-header-signed", "a header that is not signed", "connection:\n\nConnection: keep-alive\n"+request(" ")+"HTTP/1.1 403 Forbidden\r\n\r\n"+threadRefusal)
	return list
}
