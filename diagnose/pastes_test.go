package diagnose

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// firstRows put rows into a list: pastes that show a code as the first finding, and near misses.
func firstRows(list *[]sight) (hit func(code, name string, least Proof, text string), near func(code, name, text string)) {
	hit = func(code, name string, least Proof, text string) {
		*list = append(*list, sight{code: code, name: name, least: least, first: true, text: text})
	}
	near = func(code, name, text string) { *list = append(*list, sight{code: code, name: name, text: text}) }
	return hit, near
}

// anyRows put rows into a list whose code need not be the first finding, and that may be given more.
func anyRows(list *[]sight) (hit func(code, name string, least Proof, first bool, text string) *sight, near func(code, name, text string) *sight) {
	hit = func(code, name string, least Proof, first bool, text string) *sight {
		*list = append(*list, sight{code: code, name: name, least: least, first: first, text: text})
		return &(*list)[len(*list)-1]
	}
	near = func(code, name, text string) *sight {
		*list = append(*list, sight{code: code, name: name, text: text})
		return &(*list)[len(*list)-1]
	}
	return hit, near
}

// changed is a right request with an arbitrary signature and some replacements.
func changed(t testing.TB, base string, pairs ...string) string {
	t.Helper()
	return edit(t,
		strings.Replace(base, "SIGNATURE", "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", 1),
		pairs...)
}

// refused is a request with what an S3 server answers to it.
func refused(request, answer string) string {
	return request + "\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n" +
		"Date: Thu, 12 Jun 2025 08:30:02 GMT\n\n" + answer + "\n"
}

const plainMismatch = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><RequestId>7KQ2M4Z</RequestId></Error>`

// echoed is S3's answer with its canonical request, and the string to sign that follows from it.
func echoed(canonical, date, scope string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>` +
		ownKeyID + `</AWSAccessKeyId><StringToSign>` + stringToSignText(date, scope, canonical) +
		`</StringToSign><SignatureProvided>4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433</SignatureProvided><CanonicalRequest>` +
		strings.ReplaceAll(canonical, "&", "&amp;") + `</CanonicalRequest><RequestId>7KQ2M4Z</RequestId><HostId>x</HostId></Error>`
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

// canonicalAnswer is what services other than S3 answer: both texts in the message.
func canonicalAnswer(canonical, scope string) string {
	return "InvalidSignatureException: The request signature we calculated does not match the signature you " +
		"provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for " +
		"details.\n\nThe Canonical String for this request should have been\n'" +
		canonical + "'\n\nThe String-to-Sign should have been\n'" + stringToSignText(lookDate, scope, canonical) + "'\n"
}

// apiMismatch is what services with a JSON protocol answer.
const apiMismatch = `{"message":"The request signature we calculated does not match the signature you provided. ` +
	`Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`

const emptySHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func sha(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

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
		text := strings.Join([]string{
			"AWS4-HMAC-SHA256-PAYLOAD", lookDate, lookScope, previous, hexHash(""), hexHash(data),
		}, "\n")
		previous = signText(ownSecret, lookScope, text)
		body += fmt.Sprintf("%x;chunk-signature=%s\r\n%s\r\n", len(data), previous, data)
	}
	return edit(t, head, "Content-Length: 185", fmt.Sprintf("Content-Length: %d", len(body))) + body
}

// shortBody leaves out the body of a request, as logs do.
func shortBody(raw string) string {
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	return head + "\r\n\r\n"
}

// shorter takes n bytes off the Content-Length that a request states.
func shorter(t testing.TB, raw string, n int) string {
	t.Helper()
	w, err := readWire(raw)
	if err != nil {
		t.Fatal(err)
	}
	return edit(t, raw, fmt.Sprintf("Content-Length: %d", len(w.body)),
		fmt.Sprintf("Content-Length: %d", len(w.body)-n))
}

// policyRefused is S3's answer to a form whose policy was signed otherwise.
const policyRefused = `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does ` +
	`not match the signature you provided. Check your key and signing ` +
	`method.</Message><StringToSign>eyJleHBpcmF0aW9uIjoiMjAyNS0wNi0xMlQwOTowMDowMFoiLCJjb25kaXRpb25zIjpbXX0=</StringToSign></Error>`

// The envelopes in which servers send their errors.
func s3Error(status, code, message string, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b,
		"HTTP/1.1 %s\nx-amz-request-id: 1JTPQC3C4ET8JTXB\nContent-Type: application/xml\nServer: AmazonS3\n\n"+
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message>",
		status, code, xmlText(message))
	for i := 0; i+1 < len(fields); i += 2 {
		fmt.Fprintf(&b, "<%s>%s</%s>", fields[i], xmlText(fields[i+1]), fields[i])
	}
	return b.String() + "<RequestId>1JTPQC3C4ET8JTXB</RequestId><HostId>qVT0RKD/ScBqX51=</HostId></Error>\n"
}

// xmlText escapes a text as Amazon S3 does: quotes stay.
func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func queryError(code, message string) string {
	return "HTTP/1.1 403 Forbidden\nx-amzn-RequestId: 8b1c5f0e-6f1f-11ef-8b3a-0242ac120002\n" +
		"Content-Type: text/xml\n\n<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n" +
		"    <Type>Sender</Type>\n    <Code>" +
		code + "</Code>\n    <Message>" + xmlText(message) + "</Message>\n  </Error>\n" +
		"  <RequestId>8b1c5f0e-6f1f-11ef-8b3a-0242ac120002</RequestId>\n</ErrorResponse>\n"
}

func jsonError(name, message string) string {
	return "HTTP/1.1 400 Bad Request\nx-amzn-RequestId: ABCDEFGH\nContent-Type: application/x-amz-json-1.0\n\n" +
		"{\"__type\":\"com.amazon.coral.service#" +
		name + "\",\"message\":" + fmt.Sprintf("%q", message) + "}\n"
}

func restError(name, message string) string {
	return "HTTP/1.1 403 Forbidden\nDate: Thu, 12 Jun 2025 08:30:02 GMT\nContent-Type: application/json\n" +
		"x-amzn-RequestId: 1f\nx-amzn-ErrorType: " +
		name + "\nx-amz-apigw-id: Mabc=\n\n{\"message\":" + fmt.Sprintf("%q", message) + "}\n"
}

func botoError(code, operation, message string) string {
	return "botocore.exceptions.ClientError: An error occurred (" + code + ") when calling the " + operation +
		" operation: " + message + "\n"
}

// sentAuth is the value of Authorization that a request sends, up to its first comma.
func sentAuth(request string) string {
	_, value, _ := strings.Cut(request, "Authorization: ")
	value, _, _ = strings.Cut(value, ",")
	return value
}

const (
	mismatchS3 = "The request signature we calculated does not match the signature you provided. Check your key " +
		"and signing method."
	mismatchOther = "The request signature we calculated does not match the signature you provided. Check your AWS " +
		"Secret Access Key and signing method. Consult the service documentation for details."
	malformed = "The authorization header is malformed; "
	parsing   = "Error parsing the X-Amz-Credential parameter; "
)

// threadRefusal is what servers say of a signature that does not match, without their texts.
const threadRefusal = "\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does " +
	"not match the signature you provided. Check your key and signing method.</Message></Error>\n"

// threadTexts are the two texts of a server of S3, with what the first has of the request.
func threadTexts(path, query, headers, names string) string {
	return "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
		"signature you provided.</Message><StringToSign>AWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/" +
		"aws4_request\n" + sha("GET\n"+path+"\n"+query+"\n"+headers+"\n"+names+"\n"+sha("")) + "</StringToSign>" +
		"<CanonicalRequest>GET\n" + path + "\n" + query + "\n" + headers + "\n" + names + "\n" + sha("") +
		"</CanonicalRequest></Error>\n"
}

// chunkHash is the header of a payload hash.
var chunkHash = regexp.MustCompile(`X-Amz-Content-Sha256: \w+`)
