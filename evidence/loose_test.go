package evidence

import (
	"fmt"
	"strings"
	"testing"
)

const canonBare = "POST\n/b/k\nuploads\nhost:s3.amazonaws.com\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\n" + emptyHash

// TestPasted reads what people paste of tools that print no whole dump.
func TestPasted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"a query of one name": {
			"canonical = \"" + strings.ReplaceAll(canonBare, "\n", `\n`) + "\"\ncanonical_headers = \"host:s3.amazonaws.com\\nx-amz-date:20240601T100000Z\\n\"\n",
			map[string]string{"exchanges": "1", "client canonical": canonBare, "client canonical marks": ""},
		},
		"bytes cut off": {
			"<Error>\n<Code>SignatureDoesNotMatch</Code>\n<CanonicalRequest>GET /b/k  host:s3.amazonaws.com x-amz-date:20240601T100000Z  host;x-amz-date " + emptyHash + "</CanonicalRequest>\n<CanonicalRequestBytes>47 45 54 0A 2F 62 2F 6B 0A 0A 68",
			map[string]string{"server canonical": canonGET, "server canonical marks": "flat"},
		},
		"sections": {
			"ERROR: request failed\n  *** request header ***\n  PUT /b/k HTTP/1.1\n  authorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ",SignedHeaders=host;x-amz-date,Signature=" + sigA + "\n  content-length: 900\n  host: s3.amazonaws.com\n  x-amz-date: 20240601T100000Z\n  *** canonical request ***\n  " +
				strings.ReplaceAll(canonGET, "\n", "\n  ") + "\n  *** string to sign ***\n  " + strings.ReplaceAll(stsC, "\n", "\n  ") + "\n  *** response header ***\n  HTTP/1.1 403 Forbidden\n  server: S\n",
			map[string]string{"exchanges": "1", "body": "3 ", "client canonical": canonGET, "client sts": stsC, "status": "403"},
		},
		"head and body of other requests": {
			"HTTP/1.1 403 Forbidden\nx-amz-request-id: AAAA\n\n<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>BBBB</RequestId></Error>\n",
			map[string]string{"exchanges": "1", "status": "403", "code": "AccessDenied", "head x-amz-request-id": "AAAA"},
		},
		"a key in code": {
			"put(\n  bucket: \"b\",\n  key: \"a/b(c).txt\",\n)\n{\"key\": 'd e.gif'}\n:key \"f+g.bin\"\nkey = 'h/i'\nkey: \"topsecret\"\nsecret_key: \"x/y.z\"\n",
			map[string]string{"hint object-key": "a/b(c).txt|d e.gif|f+g.bin|h/i"},
		},
		"words in brackets in a URL": {
			"The URL is \"https://<my_bucket>.s3.amazonaws.com/<**key**>?X-Amz-Security-Token=<_token_>&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host%253Bdate&X-Amz-Signature=<sig>\" <b>x</b>\n",
			map[string]string{"exchanges": "1", "request": "presigned-url  https://<my_bucket>.s3.amazonaws.com/<**key**>?X-Amz-Security-Token=<_token_>&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host%253Bdate&X-Amz-Signature=<sig>", "signed": "host%3Bdate"},
		},
		"tags left out": {
			"PS> x\nInvoke-WebRequest : SignatureDoesNotMatch" + mismatchS + "AKIAIOSFODNN7EXAMPLE" + stsC + sigA + canonGET + "ABCDEFGH12345678aGVsbG8=\nAt line:1\n",
			map[string]string{"exchanges": "1", "code": "SignatureDoesNotMatch", "message": mismatchS, "field AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE", "field SignatureProvided": sigA, "server sts": stsC, "server canonical": canonGET, "client sts": "-", "client canonical": "-"},
		},
		"tags left out, bytes": {
			mismatchS + "AKIAIOSFODNN7EXAMPLE" + stsC + sigA + strings.TrimSpace(fmt.Sprintf("% x", stsC)) + strings.Replace(canonGET, emptyHash, "UNSIGNED-PAYLOAD", 1) + "47 45",
			map[string]string{"exchanges": "1", "server sts": stsC, "server payload": "UNSIGNED-PAYLOAD"},
		},
		"a last line that is empty": {
			"Mine:\n\"" + strings.ReplaceAll(strings.TrimSuffix(canonGET, emptyHash), "\n", `\n`) + "\"\nTheirs:\n",
			map[string]string{"client canonical": strings.TrimSuffix(canonGET, emptyHash), "client canonical marks": "", "client payload": ""},
		},
		"a last line that code adds": {
			"s := \"" + strings.ReplaceAll(strings.TrimSuffix(canonGET, emptyHash), "\n", `\n`) + "\" + hash\n",
			map[string]string{"client canonical marks": "partial"},
		},
		"prose after a request": {
			"PUT /b/k HTTP/1.1\nHost: s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\n\n403 SignatureDoesNotMatch, from behind a proxy\n",
			map[string]string{"exchanges": "1", "body": "3 ", "code": "SignatureDoesNotMatch"},
		},
		"a hash that a shell prints": {
			"$ echo \"$creq\" | sha256sum\n" + hshC + "  -\n$ cat body | sha256sum\n" + emptyHash + "  -\n",
			map[string]string{"exchanges": "1", "client hash": hshC},
		},
		"soft line ends of mail": {
			"<a href=3D\"https://b.s3.amazonaws.com/k?X-Amz-Algorithm=3DAWS4=\n-HMAC-SHA256&X-Amz-Expires=3D3=\n00&X-Amz-Signature=3D" + sigA + "\">x</a>\nand that is all\n",
			map[string]string{"exchanges": "1", "request": "presigned-url  https://b.s3.amazonaws.com/k?X-Amz-Algorithm=3DAWS4-HMAC-SHA256&X-Amz-Expires=3D300&X-Amz-Signature=3D" + sigA},
		},
		"the source of a mail": {
			"MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\nYour file:\n\nhttps://b.s3.amazonaws.com/k?X-Amz-Algorithm=3DAWS4=\n-HMAC-SHA256&X-Amz-Credential=3DAKIA%2=\nF&X-Amz-Expires=3D300&X-Amz-Signature=3D" + sigA + "\n",
			map[string]string{"exchanges": "1", "request": "presigned-url  https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F&X-Amz-Expires=300&X-Amz-Signature=" + sigA},
		},
		"fields of s3cmd": {
			"DEBUG: HttpHeader: server: S\nDEBUG: ErrorXML: Code: 'AccessDenied'\nDEBUG: ErrorXML: Message: \"it's 'no'\"\nDEBUG: ErrorXML: RequestId: 'AAAA'\nERROR: x\n",
			map[string]string{"exchanges": "1", "code": "AccessDenied", "message": "it's 'no'", "field RequestId": "AAAA", "head server": "S"},
		},
		"fields of R": {
			"List of 3\n $ Code       : chr \"RequestTimeTooSkewed\"\n $ Message    : chr \"The difference\"\n $ RequestTime: chr \"20240601T100000Z\"\n - attr(*, \"class\")= chr \"e\"\n",
			map[string]string{"exchanges": "1", "code": "RequestTimeTooSkewed", "message": "The difference", "field RequestTime": "20240601T100000Z"},
		},
		"fields of PowerShell": {
			"RequestId : AAAA\nCode      : AccessDenied\nMessage   : no\n",
			map[string]string{"exchanges": "1", "code": "AccessDenied", "message": "no", "field RequestId": "AAAA"},
		},
		"a server's trace within the client's log": {
			"10.0.0.1 \"GET /b/k HTTP/1.1\" 200 5\n10.0.0.2 \"GET /k HTTP/1.1\" 403 9\nauthorization=[" +
				"AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, " +
				"Signature=" + sigA + "]\n" + traced("20240601T095000Z", strings.Repeat("0b", 32), "200 OK") +
				traced("20240601T100000Z", sigA, "403 Forbidden"),
			map[string]string{
				"exchanges": "2", "signature": sigA, "status": "403", "1.status": "200",
				"1.signature": strings.Repeat("0b", 32),
			},
		},
		"texts of two calls below a line of the answer to the first": {
			"TRACE aws_sigv4::sign: canonical_request=" + strings.Replace(canonGET, "100000Z", "095959Z", 1) +
				"\n2023-01-18T17:03:10.391Z TRACE parse_response: response=Response { status: 200, version: HTTP/1.1 }\nTRACE aws_sigv4::sign: canonical_request=" +
				canonGET + "\nTRACE aws_sigv4::sign: string_to_sign=" + stsC + "\nError: SignatureDoesNotMatch\n",
			map[string]string{"client canonical": canonGET, "client sts": stsC, "exchanges": "2"},
		},
		"quoted in the message": {
			"--- canonical\n" + canonGET + "\n--- string\n" + stsC + "\n---\nFailed: SignatureDoesNotMatch " + mismatchS + "\nStringToSign " + strings.Replace(stsC, "100000Z", "100001Z", 1) + "\n",
			map[string]string{"exchanges": "1", "client canonical": canonGET, "client sts": stsC, "server sts date": "20240601T100001Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}

// traced is a request and its answer as mc admin trace -v prints them.
func traced(date, signature, status string) string {
	const at = "minio:9000 "
	return at + "[REQUEST s3.GetObject] [2024-06-01T10:00:00.121] [Client IP: 172.20.0.3]\n" + at + "GET /b/k\n" +
		at + "Host: b.s3.lan\n" + at + "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20240601/us-east-1/s3/" +
		"aws4_request, SignedHeaders=host;x-amz-date, Signature=" + signature + "\n" + at + "X-Amz-Date: " + date + "\n" +
		at + "[RESPONSE] [2024-06-01T10:00:00.122] [ Duration 512us ]\n" + at + status + "\n\n"
}
