package evidence

import (
	"strings"
	"testing"
)

const (
	scopedKey = "AKIAIOSFODNN7EXAMPLE/20240601/us-east-1/s3/aws4_request"
	canonGET  = "GET\n/b/k\n\nhost:s3.amazonaws.com\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\n" + emptyHash
)

var (
	sigA = strings.Repeat("ab12", 16)
	hshC = strings.Repeat("cd34", 16)
	stsC = "AWS4-HMAC-SHA256\n20240601T100000Z\n20240601/us-east-1/s3/aws4_request\n" + hshC
)

// One text per form, made by hand after what the tool prints.
var formatCases = map[string]map[string]string{
	"go-fmt":                   {"exchanges": "1", "request": "library-request PUT /b/input/wine.csv", "header host": "seaweedfs-s3.store:8333", "header accept": "*/*", "header x-amz-date": "20250211T083517Z", "signed": "host;x-amz-content-sha256;x-amz-date"},
	"minio-java":               {"exchanges": "1", "request": "http-request PUT http://s3.example.net:9000/b/k", "header range": "bytes=0-", "header host": "s3.example.net:9000", "complete": "true", "signature": sigA, "code": "SignatureDoesNotMatch"},
	"screen-frame":             {"exchanges": "1", "request": "http-request GET /b/k", "header x-amz-date": "20240601T100000Z", "signed": "host;x-amz-content-sha256;x-amz-date", "signature": sigA},
	"one-line-head":            {"exchanges": "1", "request": "http-request GET /b/k", "header host": "s3.amazonaws.com", "header accept": "*/*", "signature": sigA, "status": "403", "code": "SignatureDoesNotMatch", "message": mismatchS},
	"rust-hidden":              {"exchanges": "1", "request": "log GET https://s3.amazonaws.com/b?list-type=2&prefix={draft", "header x-amz-date": "20240601T100000Z"},
	"apache-wire":              {"exchanges": "1", "request": "http-request PUT /b/k", "body": "1 hello", "signature": sigA, "status": "403", "code": "SignatureDoesNotMatch", "server sts": stsC},
	"broken-auth":              {"exchanges": "1", "algorithm": "AWS4-HMAC-SHA256", "credential": scopedKey, "signed": "host;x-amz-date", "signature": sigA, "client sts": "-"},
	"chrome-cmd":               {"exchanges": "1", "request": "curl-command PUT https://b.s3.amazonaws.com/k%20y?x-id=PutObject&a=%7B1%7D", "body": "1 {\"a\":\"100%\",\"b\":\n[\"<&>\"]}", "signature": sigA, "code": "SignatureDoesNotMatch"},
	"chrome-powershell":        {"exchanges": "1", "request": "powershell-request PUT https://b.s3.amazonaws.com/k%20y?x-id=PutObject", "body": `1 {"a":"$1"}`, "signature": sigA, "header host": "b.s3.amazonaws.com", "header scheme": "-", "header sec-ch-ua": `"Chromium";v="125", "Not.A/Brand";v="24"`, "header content-type": "application/json"},
	"chrome-node-fetch":        {"exchanges": "1", "request": "log DELETE https://b.s3.amazonaws.com/k%20y", "body": "0 ", "signature": sigA},
	"axios":                    {"exchanges": "1", "request": "log PUT https://b.s3.amazonaws.com/k%20y", "signature": sigA, "header x-amz-date": "20240601T100000Z"},
	"postman-python":           {"exchanges": "1", "request": "headers PUT https://b.s3.amazonaws.com/k%20y", "signature": sigA, "header x-amz-date": "20240601T100000Z"},
	"postman":                  {"exchanges": "2", "request": "collection-request PUT https://b.s3.amazonaws.com/k%20y?x-id=1", "body": "1 {\r\n  \"a\": 1\r\n}", "signature": sigA, "header x-off": "-", "header host": "b.s3.amazonaws.com", "status": "403", "code": "SignatureDoesNotMatch", "message": mismatchS, "head date": "Sat, 01 Jun 2024 10:00:01 GMT", "1.request": "collection-request GET https://abc.execute-api.us-east-1.amazonaws.com/prod", "1.claims": "0"},
	"postman-saved":            {"exchanges": "1", "request": "collection-request GET https://abc.execute-api.us-east-1.amazonaws.com/prod?page=2", "signature": sigA, "header x-amz-date": "20240601T100000Z", "status": "403", "code": "InvalidSignatureException"},
	"insomnia-yaml":            {"exchanges": "2", "request": "collection-request PUT https://b.s3.amazonaws.com/k?x-id=PutObject", "body": "1 {\n  \"a\": 1\n}", "signature": sigA, "header x-off": "-", "header x-amz-date": "20240601T100000Z", "1.request": "collection-request GET http://localhost:9000/b"},
	"insomnia":                 {"exchanges": "2", "request": "collection-request PUT https://b.s3.amazonaws.com/k", "body": `1 {"a":1}`, "signature": sigA, "header x-off": "-", "1.request": "collection-request GET", "1.header x-amz-date": "-"},
	"bruno":                    {"exchanges": "1", "request": "collection-request PUT https://b.s3.amazonaws.com/k?x-id=1", "body": "1 {\n  \"a\": 1\n}", "signature": sigA, "header x-off": "-", "header host": "b.s3.amazonaws.com"},
	"http-file":                {"exchanges": "1", "request": "http-file-request PUT https://b.s3.amazonaws.com/k%20y?x-id=1&a=b", "body": "1 {\n  \"a\": 1\n}", "signature": sigA, "header x-amz-request": "-", "header host": "b.s3.amazonaws.com"},
	"columns":                  {"exchanges": "1", "client canonical": canonGET, "server canonical": "GET\n/b/other\n\nhost:s3.amazonaws.com\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\n" + emptyHash},
	"presigned-fetch":          {"exchanges": "1", "request": "log PUT https://sigmx-data.s3.eu-west-1.amazonaws.com/up/a.txt?X-Amz-Algorithm=…", "header content-type": "text/plain", "body": "1 hello"},
	"presigned-python":         {"exchanges": "1", "request": "log PUT https://sigmx-data.s3.eu-west-1.amazonaws.com/up/a.txt?X-Amz-Algorithm=…", "header x-amz-acl": "private"},
	"devtools":                 {"exchanges": "1", "request": "http2-request GET /reports/2026%20Q3/%C3%A9t%C3%A9%20%28final%29%2Bv2.csv", "header :authority": "sigmx-data.s3.eu-west-1.amazonaws.com", "header x-amz-date": "20261124T170000Z"},
	"curl-dollar-quotes":       {"exchanges": "1", "request": "curl-command POST https://dynamodb.us-west-2.amazonaws.com/", "header x-amz-target": "DynamoDB_20120810.GetItem", "signed": "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"},
	"diff":                     {"exchanges": "1", "client canonical": canonGET, "server canonical": "GET\n/b/other\n\nhost:s3.amazonaws.com\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\n" + emptyHash},
	"curl-multi":               {"exchanges": "1", "request": "curl-command PUT https://b.s3.amazonaws.com/k%20y?x-id=1", "body": `1 {"a": "it's"}`, "signature": sigA, "header host": "b.s3.amazonaws.com"},
	"curl-trace":               {"exchanges": "1", "request": "http-request POST /", "body": "1 Action=ListQueues&Version=2012-11-05", "header host": "127.0.0.1:18099", "signed": "host;x-amz-date", "status": "501"},
	"elixir":                   {"exchanges": "1", "code": "SignatureDoesNotMatch", "server sts": stsC},
	"excon":                    {"exchanges": "1", "code": "SignatureDoesNotMatch", "server sts": stsC},
	"fetch":                    {"exchanges": "1", "request": "log POST https://abc.execute-api.us-east-1.amazonaws.com/prod/x", "body": `1 {"a":1}`, "signature": sigA, "message": "Forbidden"},
	"go-map":                   {"exchanges": "1", "request": "log GET https://s3.amazonaws.com/b/k", "credential": scopedKey, "header x-amz-date": "20240601T100000Z", "code": "SignatureDoesNotMatch", "status": "403"},
	"h2":                       {"exchanges": "1", "request": "http2-request GET /k", "header :authority": "b.s3.amazonaws.com", "status": "403", "head x-amzn-errortype": "InvalidSignatureException", "code": "InvalidSignatureException", "message": mismatchL},
	"har":                      {"exchanges": "3", "request": "har-entry POST https://b.s3.amazonaws.com/k%20y?uploads", "body": `1 {"a":"ä"}`, "header host": "b.s3.amazonaws.com", "complete": "true", "signature": sigA, "status": "403", "code": "SignatureDoesNotMatch", "server sts": stsC, "head date": "Sat, 01 Jun 2024 10:00:01 GMT", "1.request": "har-entry GET https://abc.execute-api.us-east-1.amazonaws.com/prod/x", "1.complete": "false", "1.message": "Missing Authentication Token", "2.request": "har-entry PUT https://b.s3.amazonaws.com/k?X-Amz-Algorithm=…", "2.body": "1 hello", "2.header :authority": "b.s3.amazonaws.com", "2.header :path": "-", "2.status": "200"},
	"har-one-line":             {"exchanges": "3", "request": "har-entry POST https://b.s3.amazonaws.com/k%20y?uploads", "body": `1 {"a":"ä"}`, "header host": "b.s3.amazonaws.com", "complete": "true", "signature": sigA, "status": "403", "code": "SignatureDoesNotMatch", "server sts": stsC, "head date": "Sat, 01 Jun 2024 10:00:01 GMT", "1.request": "har-entry GET https://abc.execute-api.us-east-1.amazonaws.com/prod/x", "1.complete": "false", "1.message": "Missing Authentication Token", "2.request": "har-entry PUT https://b.s3.amazonaws.com/k?X-Amz-Algorithm=…", "2.body": "1 hello", "2.header :authority": "b.s3.amazonaws.com", "2.header :path": "-", "2.status": "200"},
	"html-escaped":             {"exchanges": "1", "code": "SignatureDoesNotMatch", "server sts": stsC, "server canonical": "GET\n/b/k\na=1&b=2\nhost:s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"},
	"indented":                 {"exchanges": "1", "client canonical": canonGET, "client sts": stsC},
	"java-map":                 {"exchanges": "1", "request": "log PUT /b/k", "signature": sigA, "header host": "s3.amazonaws.com", "status": "403", "message": mismatchS},
	"js-v3":                    {"exchanges": "1", "code": "SignatureDoesNotMatch", "status": "403", "server sts": stsC, "server path": "/b/k", "server payload": emptyHash},
	"json-in-json":             {"exchanges": "1", "answer": "json-error", "code": "InvalidSignatureException", "message": mismatchL, "server path": "/", "server payload": emptyHash, "server sts hash": hshC},
	"keys":                     {"exchanges": "1", "printed kDate": "4b1a1a5a3c0f3c7b…", "printed kRegion": "5b1a1a5a3c0f3c7b…", "printed Signing key": "6b1a1a5a…", "client signature": "7b1a1a5a…", "client hash": "8b1a1a5a…"},
	"kotlin-okhttp":            {"exchanges": "1", "request": "log PUT https://b.s3.amazonaws.com/k", "body": "1 hello", "status": "403", "code": "SignatureDoesNotMatch", "signature": sigA},
	"mal-canon":                {"exchanges": "1", "client path": "https://b.s3.amazonaws.com/k", "client list": "Host,X-Amz-Date", "client payload": emptyHash, "client sts date": "20240601T100000Z", "client sts hash": hshC},
	"md-quote":                 {"exchanges": "1", "client canonical": canonGET, "client sts": stsC},
	"cloudfront":               {"exchanges": "1", "request": "curl-command GET https://d111111abcdef8.cloudfront.net/b/k", "status": "403", "signature": sigA},
	"nginx":                    {"exchanges": "1", "request": "presigned-url GET /b/k?X-Amz-Algorithm=…", "status": "403", "credential": scopedKey},
	"php":                      {"exchanges": "1", "code": "SignatureDoesNotMatch", "message": mismatchS, "server sts": stsC},
	"python-httpclient":        {"exchanges": "1", "request": "http-request GET /b?list-type=2", "status": "403", "code": "SignatureDoesNotMatch", "head date": "Sat, 01 Jun 2024 10:00:01 GMT", "message": mismatchS},
	"python-requests-aws4auth": {"exchanges": "1", "header host": "search-x.us-east-1.es.amazonaws.com", "message": mismatchL, "server path": "/_cat", "server sts hash": hshC},
	"ruby":                     {"exchanges": "1", "code": "SignatureDoesNotMatch", "message": mismatchS},
	"rust":                     {"exchanges": "1", "request": "log POST https://dynamodb.us-east-1.amazonaws.com/", "code": "InvalidSignatureException", "signature": sigA},
	"s3-access-log":            {"exchanges": "1", "request": "access-log PUT /k%20y?x-id=PutObject", "header host": "b.s3.us-west-1.amazonaws.com", "status": "403", "code": "SignatureDoesNotMatch", "claims": "0"},
	"schemes":                  {"exchanges": "2", "algorithm": "Bearer", "1.algorithm": "AWS", "loose": "1", "1.loose": "1"},
	"swift":                    {"exchanges": "1", "code": "SignatureDoesNotMatch", "message": mismatchS},
	"terraform":                {"exchanges": "1", "request": "log PUT https://b.s3.us-east-1.amazonaws.com/k", "header x-amz-date": "20240601T100000Z", "key": "AKIA****MPLE"},
	"vault":                    {"exchanges": "1", "answer": "query-error-xml", "code": "SignatureDoesNotMatch", "message": "Signature expired: 20240601T100000Z is now earlier than 20240601T101000Z (20240601T102500Z - 15 min.)", "field Type": "Sender"},
	"wasabi":                   {"exchanges": "1", "code": "SignatureDoesNotMatch", "server sts marks": "exact", "server sts date": "20240601T100000Z"},
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, name := range names(t, "formats/*.txt") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, ok := formatCases[strings.TrimSuffix(strings.TrimPrefix(name, "formats/"), ".txt")]
			if !ok {
				t.Fatal("nothing is known of this text")
			}
			e := read(t, name)
			verify(t, e)
			check(t, e, want)
		})
	}
	for _, f := range Formats() {
		if f.Name == "" || f.Accepts == "" || f.read == nil || f.on == 0 {
			t.Errorf("format %q is incomplete", f.Name)
		}
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	const c = "Credential=AKID/20240601/us-east-1/s3/aws4_request"
	for name, test := range map[string]struct {
		value string
		want  map[string]string
	}{
		"exact":            {"AWS4-HMAC-SHA256 " + c + ", SignedHeaders=host;x-amz-date, Signature=abc0", map[string]string{"algorithm": "AWS4-HMAC-SHA256", "key": "AKID", "signed": "host;x-amz-date", "signature": "abc0", "loose": "0"}},
		"no commas":        {"AWS4-HMAC-SHA256 " + c + " SignedHeaders=host Signature=abc0", map[string]string{"credential": "AKID/20240601/us-east-1/s3/aws4_request", "signed": "host", "signature": "abc0"}},
		"semicolons":       {"AWS4-HMAC-SHA256 " + c + "; SignedHeaders=host;x-amz-date; Signature=abc0", map[string]string{"signed": "host;x-amz-date", "signature": "abc0"}},
		"comma list":       {"AWS4-HMAC-SHA256 " + c + ", SignedHeaders=host,x-amz-date, Signature=abc0", map[string]string{"signed": "host,x-amz-date", "loose": "1"}},
		"no algorithm":     {c + ", SignedHeaders=host, Signature=abc0", map[string]string{"algorithm": "", "key": "AKID", "signature": "abc0"}},
		"comma after it":   {"AWS4-HMAC-SHA256, " + c + ", SignedHeaders=host, Signature=abc0", map[string]string{"algorithm": "AWS4-HMAC-SHA256,", "key": "AKID"}},
		"name repeated":    {"Authorization: AWS4-HMAC-SHA256 " + c + ", SignedHeaders=host, Signature=abc0", map[string]string{"algorithm": "AWS4-HMAC-SHA256", "loose": "1"}},
		"misspelt":         {"AWS4-HMAC-SHA256 Credentials=AKID/20240601, signedheaders=host, signature=abc0", map[string]string{"spelling Credential": "Credentials", "spelling SignedHeaders": "signedheaders", "signature": "abc0"}},
		"blank in the key": {"AWS4-HMAC-SHA256 Credential= AKID/20240601/r/s/aws4_request, SignedHeaders=host, Signature=abc0", map[string]string{"key": " AKID"}},
		"quotes":           {`AWS4-HMAC-SHA256 Credential="AKID/20240601/r/s/aws4_request", SignedHeaders="host", Signature="abc0"`, map[string]string{"signed": `"host"`, "signature": `"abc0"`}},
		"trailing text":    {"AWS4-HMAC-SHA256 " + c + ", SignedHeaders=host, Signature=abc0 x-amz-date:1", map[string]string{"signature": "abc0 x-amz-date:1"}},
		"cut":              {"AWS4-HMAC-SHA256 Credential=AKID/2024", map[string]string{"key": "AKID", "signature": "", "signed": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: " + test.value + "\r\n\r\n")})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}

// TestLooseText reads small texts that stand on no tool's account.
func TestLooseText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"folded header":      {"GET / HTTP/1.1\r\nHost: x\r\nx-amz-meta-a: b\r\n  c\r\n\r\n", map[string]string{"header x-amz-meta-a": "b\r\n  c"}},
		"folded with marks":  {"> GET / HTTP/1.1\n> Host: x\n> x-amz-meta-a: b\n  c\n> x-amz-meta-d: e\n\n", map[string]string{"header x-amz-meta-a": "b\n  c", "header x-amz-meta-d": "e"}},
		"body for its hash":  {"canonicalRequest=\nPOST\n/\n\nhost:x\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\n{\"a\": \"b\"}\n10:00:01 done\n", map[string]string{"client payload": `{"a": "b"}`}},
		"arrow and status":   {"GET /k HTTP/1.1\nHost: x\nx-amz-date: 20240601T100000Z\nAuthorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA + "\n-> 403\n", map[string]string{"exchanges": "1", "status": "403"}},
		"status behind it":   {"10:00:01 GET /k Credential=" + scopedKey + " SignedHeaders=host;x-amz-date Signature=" + sigA + " 403\n", map[string]string{"signature": sigA}},
		"odd header":         {"GET /k HTTP/1.1\nHost: x\nX-Amz-Meta-Ü: a\nx-amz-date: 20240601T100000Z\n\n", map[string]string{"header x-amz-meta-ü": "a", "header x-amz-date": "20240601T100000Z"}},
		"response in code":   {"print(response.body)\n\n" + strings.Replace(canonGET, "/b/k", "/k/k", 1) + "\n\n<Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>" + canonGET + "</CanonicalRequest></Error>\n", map[string]string{"exchanges": "1", "client path": "/k/k", "server path": "/b/k"}},
		"length without end": {"PUT /k HTTP/1.1\nHost: x\nContent-Length: 10\n\nhell", map[string]string{"body": "3 hell"}},
		"no length":          {"GET /k HTTP/1.1\nHost: x\n\n", map[string]string{"body": "0 ", "complete": "true"}},
		"absolute target":    {"GET https://b.s3.amazonaws.com/k HTTP/1.1\nHost: x\n\n", map[string]string{"request": "http-request GET https://b.s3.amazonaws.com/k"}},
		"two authentications": {
			"GET /k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a HTTP/1.1\nHost: x\nAuthorization: Bearer abcdefghi\n\n",
			map[string]string{"claims": "2"},
		},
		"Markdown is no .http file": {"### My request\nPUT https://h/k\nAuthorization: AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=" + sigA + "\n\nIt fails.\n\n### Answer\n", map[string]string{"exchanges": "1", "body": "3 "}},
		"amp in a URL":              {`<a href="https://b/k?X-Amz-Algorithm=A&amp;X-Amz-Signature=abc">`, map[string]string{"request": "presigned-url  https://b/k?X-Amz-Algorithm=A&X-Amz-Signature=abc", "signature": "abc"}},
		"amp in a URL of no markup": {`I open https://b/k?X-Amz-Algorithm=A&amp;X-Amz-Signature=abc and`, map[string]string{"request": "presigned-url  https://b/k?X-Amz-Algorithm=A&amp;X-Amz-Signature=abc", "signature": "abc"}},
		"bare message":              {"Signature not yet current: 20190611T215540Z is still later than 20190611T191047Z (20190611T185547Z + 15 min.)", map[string]string{"answer": "error-text", "code": ""}},
		"go v2":                     {"operation error S3: PutObject, https response error StatusCode: 403, RequestID: , HostID: , api error SignatureDoesNotMatch: nope nope", map[string]string{"code": "SignatureDoesNotMatch", "status": "403", "message": "nope nope"}},
		"coral":                     {"<InvalidSignatureException>\n  <Message>Signature expired: 1</Message>\n</InvalidSignatureException>", map[string]string{"answer": "coral-error-xml", "code": "InvalidSignatureException", "message": "Signature expired: 1"}},
		"ec2":                       {"<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able</Message></Error></Errors><RequestID>r</RequestID></Response>", map[string]string{"answer": "query-error-xml", "code": "AuthFailure", "field RequestID": "r"}},
		"flat in prose":             {"my string is AWS4-HMAC-SHA256 20240601T100000Z 20240601/us-east-1/s3/aws4_request " + strings.Repeat("cd34", 16) + " ok?", map[string]string{"client sts": stsC, "client sts marks": "flat"}},
		"two attempts": {
			"GET /a HTTP/1.1\nHost: x\nX-Amz-Date: 20240601T100000Z\n\nHTTP/1.1 200 OK\nA: b\n\nGET /b HTTP/1.1\nHost: x\nX-Amz-Date: 20240601T100100Z\n\nHTTP/1.1 403 Forbidden\nA: b\n\n",
			map[string]string{"exchanges": "2", "request": "http-request GET /b", "1.request": "http-request GET /a", "status": "403", "1.status": "200"},
		},
		"chunked answer": {"HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n<Error><Code>Access\r\nd\r\nDenied</Code>\r\n0\r\n\r\n", map[string]string{"code": "AccessDenied", "status": "403"}},
		"printed by code": {
			"\"GET\\n/b/k\\n\\nhost:s3.amazonaws.com\\nx-amz-date:20240601T100000Z\\n\\nhost;x-amz-date\\n" + emptyHash + "\"",
			map[string]string{"client canonical": canonGET},
		},
		"both sides": {
			"Mine:\n\n" + canonGET + "\n\nAWS expects:\n\n" + strings.Replace(canonGET, "/b/k", "/k", 1) + "\n\n" + stsC + "\n",
			map[string]string{"exchanges": "1", "client path": "/b/k", "server path": "/k", "server sts": stsC, "client sts": "-"},
		},
		"V2 query": {"https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKID&Expires=1&Signature=x%2Fy%3D", map[string]string{"key": "AKID", "signature": "x/y=", "algorithm": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}
