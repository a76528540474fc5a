package diagnose

import (
	"strings"
	"testing"
)

// writtenSights are values as code, settings and debuggers have them, beside the server's.
func writtenSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	pairs := threadTexts("/a", "id=1000&id-type=receipt", "host:b.s3.eu-west-1.amazonaws.com\n", "host")
	pairs = strings.ReplaceAll(pairs, "&id", "&amp;id")
	hit("query-sort-key-wrong", "pairs sorted as whole texts", Likely, "(Pdb) p qs\n'id-type=receipt&id=1000'\n"+pairs)
	near("query-sort-key-wrong", "pairs sorted by names", "(Pdb) p qs\n'id=1000&id-type=receipt'\n"+pairs)
	near("query-sort-key-wrong", "pairs that are asked for", "const params = 'id-type=receipt&id=1000'\n"+pairs)
	near("query-sort-key-wrong", "pairs in both orders", "it was \"id-type=receipt&id=1000\" and is \"id=1000&id-type=receipt\"\n"+pairs)
	meta := threadTexts("/a", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-meta-title:Foo Bar.txt\n", "host;x-amz-meta-title")
	hit("header-spaces-not-collapsed", "two blanks in a literal", Likely, `meta = { "title" => "Foo  Bar.txt" }`+"\n"+meta)
	near("header-spaces-not-collapsed", "one blank in a literal", `meta = { "title" => "Foo Bar.txt" }`+"\n"+meta)
	near("header-spaces-not-collapsed", "a table with room between its columns", "Foo  Bar.txt\n"+meta)
	near("header-spaces-not-collapsed", "two blanks in another literal", "puts \"Foo  Bar.txt\"\nmeta = { \"title\" => \"Foo Bar.txt\" }\n"+meta)
	const lister = `s3.listObjects(r -> r.bucket("b").prefix("job/"))` + "\n" + threadRefusal
	const bare = "GET / HTTP/1.1\namz-sdk-retry: 0/0/500\nHost: b.localhost:9000\n\n"
	const whole = "GET /?prefix=job%2F HTTP/1.1\namz-sdk-retry: 0/0/500\n....\n"
	hit("query-changed-after-signing", "a prefix that is not sent", Likely, lister+bare+"The other client:\n"+whole)
	near("query-changed-after-signing", "a prefix that nobody sends", lister+bare)
	near("query-changed-after-signing", "a prefix of another path", lister+bare+"The other client:\n"+strings.Replace(whole, "/?", "/b/?", 1))
	near("query-changed-after-signing", "no prefix", strings.Replace(lister, `.prefix("job/")`, "", 1)+bare+"The other client:\n"+whole)
	hit("placeholder-unresolved", "the placeholder of a setting itself", Likely, "env[APP_SECRET_KEY] = %APP_SECRET_KEY%\n"+threadRefusal)
	near("placeholder-unresolved", "a variable of a batch file", "set AWS_SECRET_ACCESS_KEY=%VAULT_KEY%\n"+threadRefusal)
	near("placeholder-unresolved", "a variable of compose", "  - APP_SECRET_KEY=${APP_SECRET_KEY}\n"+threadRefusal)
	near("placeholder-unresolved", "a parameter of Symfony", "        aws_secret: '%aws_secret%'\n"+threadRefusal)
	near("placeholder-unresolved", "a template that is filled in", "secret_key = @SECRET_KEY@\n\n\tsed -e \"s,@SECRET_KEY@,$K,\"\n"+threadRefusal)
	const agent = "Set userAgent to AGENT.\n"
	spelled := threadTexts("/a", "", "host:b.s3.eu-west-1.amazonaws.com\nuser-agent:b b\n", "host;user-agent")
	hit("header-spaces-not-collapsed", "blanks that are spelled", Likely, strings.Replace(agent, "AGENT", "b(space)(space)b", 1)+spelled)
	near("header-spaces-not-collapsed", "one blank that is spelled", strings.Replace(agent, "AGENT", "b(space)b", 1)+spelled)
	near("header-spaces-not-collapsed", "blanks of another value", strings.Replace(agent, "AGENT", "a(space)(space)b", 1)+spelled)
	return list
}

// settingSights are settings and calls, and what was refused.
func settingSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const kept = "# nginx in front of minio\n" + `metadata={"space_id": "1"}` + "\n"
	const unsigned = "AccessDenied: There were headers present in the request which were not signed\n\tstatus code: 400\n"
	hit("header-underscore-dropped", "an underscore behind nginx", Likely, kept+unsigned)
	near("header-underscore-dropped", "an nginx that keeps them", "underscores_in_headers on;\n"+kept+unsigned)
	near("header-underscore-dropped", "a hyphen behind nginx", strings.Replace(kept, "space_id", "space-id", 1)+unsigned)
	near("header-underscore-dropped", "an underscore without a proxy", strings.Replace(kept, "nginx", "it runs", 1)+unsigned)
	const call = "client.invokeApi(null, `/roles?type=${type}`, 'GET', {}, {})\n"
	hit("query-in-path", "a query in a path template", Possible, call+threadRefusal)
	near("query-in-path", "a call that is not made", "// "+call+threadRefusal)
	near("query-in-path", "a query in its place", strings.Replace(call, "?type=${type}", "", 1)+threadRefusal)
	const late = "var opts = aws4.sign(options, credentials);\nopts.body = event.body\n"
	hit("empty-body-hash", "a body behind aws4", Likely, late+threadRefusal)
	near("empty-body-hash", "a body before aws4", "options.body = event.body\n"+late+threadRefusal)
	hit("header-value-not-trimmed", "a blank behind metadata", Possible, `request.Metadata.Add("DOCUMENT", "KBL ");`+"\n"+threadRefusal)
	near("header-value-not-trimmed", "a blank within metadata", `request.Metadata.Add("DOCUMENT", "KBL 1");`+"\n"+threadRefusal)
	const unknown = "<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records." +
		"</Message><AWSAccessKeyId>OBQPLRW1NZH9PNK4TRAK</AWSAccessKeyId></Error>\n"
	const elsewhere = "aws s3 ls --endpoint-url https://s3.wasabisys.com s3://b/ with the same keys lists it\n"
	hit("endpoint-wrong", "a key that works elsewhere", Likely, unknown+elsewhere)
	hit("endpoint-wrong", "a key that works with another form of the option", Likely, unknown+strings.Replace(elsewhere, "--endpoint-url ", "--endpoint=", 1))
	near("endpoint-wrong", "a key that is refused by another endpoint", "S3_ENDPOINT=http://minio.example.net:9000\n"+unknown+elsewhere)
	near("endpoint-wrong", "a key that works nowhere", unknown+strings.Replace(elsewhere, "with the same keys lists it", "does not work either", 1))
	near("endpoint-wrong", "a key that is to work elsewhere", "endpoint = s3.wasabisys.com\n"+unknown+elsewhere)
	port := `endpoint_url = "https://s3.example.net:443"` + "\n" + threadTexts("/a", "", "host:s3.example.net\n", "host")
	hit("host-default-port", "a default port that is set", Possible, port)
	near("host-default-port", "another port that is set", strings.Replace(port, ":443", ":9443", 1))
	twice := threadTexts("/a", "prefix=a&versions=&versions=", "host:b.s3.eu-west-1.amazonaws.com\n", "host")
	twice = strings.ReplaceAll(twice, "&versions", "&amp;versions")
	quotedTarget := `StatusError(403, "GET", "/a?versions&versions=&prefix=a")` + "\n"
	hit("query-repeated-name-merged", "a pair that arrives twice", Possible, quotedTarget+twice)
	near("query-repeated-name-merged", "a pair that is signed twice", quotedTarget+"My canonical request is the same as the server's.\n"+twice)
	near("query-repeated-name-merged", "two values of a name", strings.ReplaceAll(quotedTarget+twice, "versions=&", "versions=1&"))
	return list
}

// wayOfURLSights are paths that something changes on their way.
func wayOfURLSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	logged := "'request': {'type': GET, 'url': 'https://b.s3.eu-west-1.amazonaws.com//day/a.csv', 'headers': {Authorization='AWS4-HMAC-SHA256 " +
		"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("a") +
		"', x-amz-date=" + lookDate + ", Host=b.s3.eu-west-1.amazonaws.com}}\n"
	seen := threadTexts("/day/a.csv", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("path-normalized", "slashes that a client merges", Likely, logged+seen)
	near("path-normalized", "no slashes to merge", strings.Replace(logged, "//day", "/day", 1)+seen)
	url := func(letter string) string {
		return "https://b.s3.eu-west-1.amazonaws.com/" + letter + ".png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612" +
			"%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("b") + "\n"
	}
	hit("non-ascii-encoded-differently", "a letter composed on its way", Likely, url("o%CC%88")+"is asked for as\n"+url("%C3%B6")+threadRefusal)
	near("non-ascii-encoded-differently", "letters of which both fail", "Both fail:\n"+url("o%CC%88")+"and\n"+url("%C3%B6")+threadRefusal)
	near("non-ascii-encoded-differently", "a letter that stays", url("%C3%B6")+"is asked for as\n"+url("%C3%B6")+threadRefusal)
	head := "HEAD " + strings.Replace(url("a"), "\n", "&x-id=GetObject 403 (Forbidden)\n", 1) + threadRefusal
	hit("method-mismatch", "HEAD of a URL for GetObject", Likely, head)
	near("method-mismatch", "GET of a URL for GetObject", strings.Replace(head, "HEAD", "GET", 1))
	const stamp = "[TRACE] [2025-06-12T09:30:00Z] [http-stream] - Incoming "
	refused := stamp + "response status: 403 (Forbidden).\n" + stamp + "header: content-type: application/json\n"
	hit("clock-skew", "a Date that is far from the log's time", Possible, refused+stamp+"header: date: Thu, 12 Jun 2025 08:30:02 GMT\n")
	near("clock-skew", "a Date that is near the log's time", refused+stamp+"header: date: Thu, 12 Jun 2025 09:30:02 GMT\n")
	const slow = "UploadPart: RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n"
	hit("request-delayed", "a clock that is right", Likely, slow+"< Date: Thu, 12 Jun 2025 08:30:02 GMT\n$ date -u\nThu Jun 12 08:30:09 UTC 2025\n")
	near("request-delayed", "two clocks of which one is wrong", slow+"< Date: Thu, 12 Jun 2025 08:30:02 GMT\n$ date -u\nThu Jun 12 08:30:09 UTC 2025\n"+
		"$ docker run alpine date -u\nThu Jun 12 02:12:44 UTC 2025\n")
	near("request-delayed", "a disk of some size", strings.Replace(slow, "UploadPart", "With 20 GB of disk, ListBuckets", 1)+
		"< Date: Thu, 12 Jun 2025 08:30:02 GMT\n$ date -u\nThu Jun 12 08:30:09 UTC 2025\n")
	near("request-delayed", "a clock that is wrong", slow+"< Date: Thu, 12 Jun 2025 08:30:02 GMT\n$ date -u\nThu Jun 12 09:10:09 UTC 2025\n")
	const form = "<Error><Code>InvalidPolicyDocument</Code><Message>The content of the form does not meet the conditions specified in the policy document.</Message>"
	hit("post-policy-invalid", "a policy that is no JSON", Likely, form+"<Details>Policy document parsing error: Lexical Error: Unmatched Input: &lt;'&gt;</Details></Error>\n")
	near("post-policy-invalid", "a policy that is not met", form+"<Details>Policy did not match</Details></Error>\n")
	hit("credentials-mixed", "a secret in the place of the key ID", Likely, "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, "+
		"e.g.\n keyid/date/region/service/term, got 'GVoZGPR3k86zG2s9Y/r4MJ6HwS/5ur8rAWiy2UZE/20200617/eu-west-1/tagging/aws4_request'\n")
	near("credentials-mixed", "a key ID with a slash", "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, "+
		"e.g.\n keyid/date/region/service/term, got 'AKIA5Q3F/ZT7/20200617/eu-west-1/tagging/aws4_request'\n")
	return list
}
