package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// secondSights are pastes whose mistake stands in code, a printed object or a log beside the
// request.
func secondSights(hit hitRow, near nearRow) {
	pathsBeside(hit, near)
	sentOtherwise(hit, near)
	printedByPrograms(hit, near)
}

// pathsBeside are paths that code, objects and logs have otherwise than the request.
func pathsBeside(hit hitRow, near nearRow) {
	object := "const req = { method: 'POST', path: 'GIVEN', hostname, headers }\nawait signer.sign(req)\n" +
		strings.ReplaceAll(threadTexts("/search", "", "host:a.us-east-1.aoss.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"),
			"/s3/", "/aoss/")
	hit("path-mismatch", "one segment without its slash", Likely, strings.Replace(object, "GIVEN", "search", 1))
	near("path-mismatch", "one segment with its slash", strings.Replace(object, "GIVEN", "/search", 1))
	near("path-mismatch", "a constructor that puts the slash", strings.Replace(strings.Replace(object, "GIVEN", "search", 1),
		"= { method", "= new HttpRequest({ method", 1))
	near("path-mismatch", "a route of another program", "{ path: 'search', component: Search },\nawait signer.sign(req)\n"+
		object[strings.Index(object, "<Error>"):])
	printed := "Request {\n  method: 'PUT',\n  hostname: 'HOST',\n  path: 'PATH',\n  headers: { 'content-type': 'text/plain' }\n}\n" + threadRefusal
	store := "k2.data.mediastore.eu-west-1.amazonaws.com"
	hit("path-not-normalized", "two slashes in a printed request", told, strings.NewReplacer("HOST", store, "PATH", "//in/a.ts").Replace(printed))
	near("path-not-normalized", "one slash in a printed request", strings.NewReplacer("HOST", store, "PATH", "/in/a.ts").Replace(printed))
	near("path-not-normalized", "two slashes for S3",
		strings.NewReplacer("HOST", "b.s3.eu-west-1.amazonaws.com", "PATH", "//in/a.ts").Replace(printed))
	lines := `10.0.0.9 - - [12/Jun/2025:08:30:00 +0000] "GET /pics?location= HTTP/1.1" STATUS 169 "-" "x"` + "\n" +
		`10.0.0.9 - - [12/Jun/2025:08:30:00 +0000] "GET /pics/?location= HTTP/1.1" 403 348 "-" "x"` + "\n" + threadRefusal
	hit("path-mismatch", "a redirect to a slash", Likely, strings.Replace(lines, "STATUS", "301", 1))
	near("path-mismatch", "both paths, without a redirect", strings.Replace(lines, "STATUS", "200", 1))
	near("path-mismatch", "a redirect of another request",
		strings.Replace(strings.Replace(lines, "STATUS", "301", 1), "/pics?location=", "/pics?acl=", 1))
	below := "ENDPOINT=https://files.example.net/BASE\nurl = f\"{endpoint}{uri}\"\ncanonical_request = f\"{method}\\n{uri}\\n\"\n\n" +
		"POST https://files.example.net/store/s3/b/k?uploads=\nx-amz-date: " + lookDate + "\nauthorization: AWS4-HMAC-SHA256 Credential=" +
		ownKeyID + "/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n" + threadRefusal
	hit("path-missing-component", "behind an endpoint with a path", Likely, strings.Replace(below, "BASE", "store/s3", 1))
	near("path-missing-component", "behind an endpoint of another path", strings.Replace(below, "BASE", "other/s3", 1))
	near("path-missing-component", "the whole path in code", strings.Replace(strings.Replace(below, "BASE", "store/s3", 1),
		"canonical_request = f\"{method}\\n{uri}", "path = urlparse(url).path\ncanonical_request = f\"{method}\\n{path}", 1))
	decoded := "GET /users/a%40b HTTP/1.1\nHost: quicksight.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate +
		"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/quicksight/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n" + strings.ReplaceAll(threadTexts("/users/a%ESCAPE", "",
		"host:quicksight.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/quicksight/")
	hit("path-reencoded-after-signing", "an escape that arrives decoded", Seen, strings.ReplaceAll(decoded, "%ESCAPE", "%40b"))
	near("path-reencoded-after-signing", "an escape that arrives", strings.ReplaceAll(decoded, "%ESCAPE", "%2540b"))
}

// sentOtherwise are parts of a request that are sent otherwise than they were signed.
func sentOtherwise(hit hitRow, near nearRow) {
	bare := "SAID\n\nPOST /logs/_doc?refreshVALUE HTTP/1.1\nHost: s.eu-west-1.es.amazonaws.com\nX-Amz-Date: " + lookDate +
		"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/es/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + strings.ReplaceAll(threadTexts("/logs/_doc", "refresh=VALUE",
		"host:s.eu-west-1.es.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/es/")
	bare = strings.ReplaceAll(bare, "GET\n", "POST\n")
	hit("query-empty-value-missing-equals", "a value makes it work", Likely,
		strings.NewReplacer("SAID", "`?refresh=true` works.", "VALUE", "").Replace(bare))
	hit("query-empty-value-missing-equals", "sent without a value", told, strings.NewReplacer("SAID", "", "VALUE", "").Replace(bare))
	near("query-empty-value-missing-equals", "sent with a value",
		strings.NewReplacer("SAID", "", "refreshVALUE", "refresh=true", "=VALUE", "=true").Replace(bare))
	list := "Headers.CacheControl = \"GIVEN\";\n" + threadTexts("/a.css", "", "cache-control:max-age=60, public\nhost:b.s3.amazonaws.com\n",
		"cache-control;host")
	hit("header-changed-after-signing", "a list in another order", Likely, strings.Replace(list, "GIVEN", "public,max-age=60", 1))
	hit("header-changed-after-signing", "a list without its blanks", told, strings.Replace(list, "GIVEN", "max-age=60,public", 1))
	near("header-changed-after-signing", "the same list", strings.Replace(list, "GIVEN", "max-age=60, public", 1))
	near("header-changed-after-signing", "another list", strings.Replace(list, "GIVEN", "public,max-age=90", 1))
	bodies := "sign {url: \"https://a.example.net/q\", data: '{\"id\":7,\"query\":\"{ note { text } }\",\"MORE\":1}'}\n" +
		"send(\"{\\\"id\\\":7,\\\"query\\\":\\\"{ note { text } }\\\",\\\"x\\\":1}\")\n" + strings.ReplaceAll(
		threadTexts("/q", "", "host:a.example.net\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), emptySHA,
		sha(`{"id":7,"query":"{ note { text } }","x":1}`))
	hit("payload-hash-mismatch", "another body in a string", told, strings.Replace(bodies, "MORE", "@@meta", 1))
	near("payload-hash-mismatch", "the same body in two strings", strings.Replace(bodies, "MORE", "x", 1))
}

// printedByPrograms are values and texts as programs print them.
func printedByPrograms(hit hitRow, near nearRow) {
	form := func(conditions string) string {
		return "{ url: 'https://b.s3.amazonaws.com/',\n  fields: { key: 'a.txt',\n    Policy: '" + base64.StdEncoding.EncodeToString(
			[]byte(`{"expiration":"2030-01-01T00:00:00Z","conditions":[`+conditions+`]}`)) + "',\n    'X-Amz-Signature': '" + sha("x") + "' } }\n"
	}
	hit("post-policy-invalid", "a number in a condition", Seen, form(`{"bucket":"b"},{"x-amz-meta-n":7}`))
	hit("post-policy-invalid", "two fields in a condition", Seen, form(`{"bucket":"b","key":"a.txt"}`))
	near("post-policy-invalid", "two fields in a condition for MinIO",
		strings.Replace(form(`{"bucket":"b","key":"a.txt"}`), "b.s3.amazonaws.com", "minio.example.com:9000", 1))
	near("post-policy-invalid", "numbers of a range", form(`{"bucket":"b"},["content-length-range",1,900],{"x-amz-meta-n":"7"}`))
	invalid := `net/http: invalid header field value "AWS4-HMAC-SHA256 Credential=KEY/20250612/eu-west-1/s3/aws4_request, ` +
		`SignedHeaders=host;x-amz-date, Signature=` + sha("x") + `" for key Authorization`
	hit("access-key-wrong-value", "base64 of a key ID", Seen,
		strings.Replace(invalid, "KEY", base64.StdEncoding.EncodeToString([]byte(ownKeyID+"\n")), 1))
	near("access-key-wrong-value", "base64 of something else",
		strings.Replace(invalid, "KEY", base64.StdEncoding.EncodeToString([]byte("the store's own user")), 1))
	hit("access-key-whitespace", "a line end as it is printed", Seen, strings.Replace(invalid, "KEY", ownKeyID+`\n`, 1))
	near("access-key-whitespace", "a key ID that ends in n", strings.Replace(invalid, "KEY", "storage-admin", 1))
	canonical := "GET\n/k\n\nhost:b.s3.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
	raw, _ := hex.DecodeString(sha(canonical))
	answer := threadTexts("/k", "", "host:b.s3.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	list := strings.ReplaceAll(strings.Trim(fmt.Sprint(raw), "[]"), " ", ",")
	erlang := `["AWS4-HMAC-SHA256","\n","` + lookDate + `","\n","20250612/eu-west-1/s3/aws4_request","\n",LAST]` + "\n\n" + answer
	hit("string-to-sign-hash-wrong", "bytes in a list", Seen, strings.Replace(erlang, "LAST", "<<"+list+">>", 1))
	near("string-to-sign-hash-wrong", "hex in a list", strings.Replace(erlang, "LAST", `"`+sha(canonical)+`"`, 1))
	near("string-to-sign-hash-wrong", "the bytes of a key", "AWS4-HMAC-SHA256\n20250612/eu-west-1/s3/aws4_request\n<<"+list+">>\n"+answer)
	python := `b'AWS4-HMAC-SHA256\n` + lookDate + `\n20250612/eu-west-1/s3/aws4_request\nLAST'` + "\n" + threadRefusal
	var escaped strings.Builder
	for _, b := range raw {
		fmt.Fprintf(&escaped, `\x%02x`, b)
	}
	hit("string-to-sign-hash-wrong", "bytes as escapes", Likely, strings.Replace(python, "LAST", escaped.String(), 1))
	near("string-to-sign-hash-wrong", "hex behind an escape", strings.Replace(python, "LAST", sha(canonical), 1))
	gateway := "Request headers:\nHost: 10.1.1.1:7070\nUser-Agent: cyberduck\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: DATE\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, " +
		"SignedHeaders=host;user-agent;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\n---[ CANONICAL STRING  ]---\nGET\n/\n\n" +
		"host:10.1.1.1:7070\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n\nhost;x-amz-content-sha256;x-amz-date\n" +
		emptySHA + "\n\nThe client shows SignatureDoesNotMatch.\n"
	hit("server-side-canonicalization", "a header that Go's signer leaves out", Likely, strings.Replace(gateway, "DATE", lookDate, 1))
	near("server-side-canonicalization", "a text of another time", strings.Replace(gateway, "DATE", "20250612T093000Z", 1))
	near("server-side-canonicalization", "a header that Go's signer signs",
		strings.ReplaceAll(strings.ReplaceAll(strings.Replace(gateway, "DATE", lookDate, 1), "User-Agent", "Range"), ";user-agent;", ";range;"))
}
