package diagnose

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// apiMismatch is what services with a JSON protocol answer.
const apiMismatch = `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`

// threads holds what is read out of whole threads: the same request in two places, a
// URL beside a canonical request, calls that leave something out, what people say.
func threads(t testing.TB) (list []sight) {
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, least: least, first: true, text: text})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	get := changed(t, s3Get)

	// One signed request before and after a proxy, or a redirect.
	hop := func(pairs ...string) string { return get + "\n" + refused(edit(t, get, pairs...), plainMismatch) }
	target := get[:strings.Index(get, " HTTP/1.1")]
	path := strings.TrimPrefix(target, "GET ")
	hit("path-normalized", "slashes merged by a proxy", Seen, edit(t, get, target, "GET /"+path)+"\n"+refused(get, plainMismatch))
	hit("path-prefix-rewritten", "a prefix taken off by a proxy", Seen, edit(t, get, target, "GET /store"+path)+"\n"+refused(get, plainMismatch))
	api := edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "abc123.execute-api.eu-west-1.amazonaws.com", "/s3/aws4_request", "/execute-api/aws4_request")
	hit("path-reencoded-after-signing", "an escape undone by a proxy", Seen, edit(t, api, target, "GET "+path+"%3A1")+"\n"+refused(edit(t, api, target, "GET "+path+":1"), apiMismatch))
	near("path-reencoded-after-signing", "S3 reads both alike", edit(t, get, target, "GET "+path+"%3A1")+"\n"+refused(edit(t, get, target, "GET "+path+":1"), plainMismatch))
	hit("query-param-added-after-signing", "by a proxy", Seen, hop(target, target+"?v=17"))
	hit("host-rewritten-by-proxy", "between two dumps", Seen, hop("Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: 10.0.0.7:9000"))
	near("path-normalized", "the same request twice", hop())
	near("host-rewritten-by-proxy", "the same request twice", hop())
	near("query-param-added-after-signing", "another signature", get+"\n"+refused(edit(t, get, target, target+"?v=17", "4f1d8f0a", "4f1d8f0b"), plainMismatch))
	near("path-reencoded-after-signing", "a command and what it sent", "curl 'https://holiday-pics.s3.eu-west-1.amazonaws.com"+path+" 1' -H '"+get[strings.Index(get, "Authorization:"):strings.Index(get, "554433")+6]+"'\n\n"+refused(edit(t, get, target, "GET "+path+"%201"), plainMismatch))
	redirected := strings.Replace(get, "holiday-pics.s3.eu-west-1", "holiday-pics.s3", 1)
	hit("redirect-host-changed", "followed", Seen, redirected+"\nHTTP/1.1 307 Temporary Redirect\nLocation: https://holiday-pics.s3.eu-west-1.amazonaws.com"+path+"\n\n"+refused(get, plainMismatch))

	// A URL beside the canonical request that was made for it.
	printed := func(service, path, query, url string) string {
		c := "GET\n" + path + "\n" + query + "\nhost:x." + service + ".eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		return "url " + url + "\n\n" + clientLog(c, stringToSignText(lookDate, "20250612/eu-west-1/"+service+"/aws4_request", c)) + plainMismatch
	}
	hit("path-not-double-encoded", "a URL in the text", Seen, printed("execute-api", "/v1%3A0/invoke", "", "https://x.execute-api.eu-west-1.amazonaws.com/v1%3A0/invoke"))
	hit("query-double-encoded", "a URL in the text", Seen, printed("s3", "/", "token=a%253D", "https://x.s3.eu-west-1.amazonaws.com/?token=a%3D"))
	near("path-not-double-encoded", "encoded twice", printed("execute-api", "/v1%253A0/invoke", "", "https://x.execute-api.eu-west-1.amazonaws.com/v1%3A0/invoke"))
	near("path-double-encoded", "a URL as people write it", printed("execute-api", "/v1%253A0/invoke", "", "https://x.execute-api.eu-west-1.amazonaws.com/v1:0/invoke"))
	near("query-double-encoded", "the URL of another request", printed("s3", "/", "token=a%253D", "https://x.s3.eu-west-1.amazonaws.com/?token=b%3D"))

	// The order of encoded parameters.
	sorted := func(query string) string {
		return canonicalAnswer("GET\n/places\n"+query+"\nhost:m4.execute-api.eu-west-3.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-west-3/execute-api/aws4_request")
	}
	hit("query-sort-key-wrong", "an encoded value before a letter", told, sorted("filter=%C3%A0&filter=a"))
	near("query-sort-key-wrong", "names that begin alike", sorted("tag=b&tag.x=%C3%A0"))
	near("query-sort-key-wrong", "one order", sorted("filter=a&filter=b"))

	// Headers that a server saw without a value.
	valued := func(line, list string) string {
		return canonicalAnswer("POST\n/f\n\nhost:lambda.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n"+line+"\n\nhost;x-amz-date;"+list+"\n"+emptySHA, "20250612/eu-west-1/lambda/aws4_request")
	}
	hit("signed-header-not-sent", "a name lower-cased in Turkish", Seen, valued("x-amz-ınvocation-type:", "x-amz-ınvocation-type"))
	near("signed-header-not-sent", "with a value", valued("x-amz-invocation-type:Event", "x-amz-invocation-type"))
	hit("signed-header-not-sent", "indented answer", Seen, strings.ReplaceAll(valued("x-amz-invocation-type:", "x-amz-invocation-type"), "\n", "\n    "))

	// Bodies that the service hashes itself.
	unsigned := func(last string) string {
		return canonicalAnswer("PUT\n/beats\n\nhost:z6.execute-api.eu-west-1.amazonaws.com\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:"+lookDate+"\n\nhost;x-amz-content-sha256;x-amz-date\n"+last, "20250612/eu-west-1/execute-api/aws4_request")
	}
	hit("unsigned-payload-misused", "the server hashes the body", Seen, unsigned(sha("{}")))
	near("unsigned-payload-misused", "the server takes it", unsigned("UNSIGNED-PAYLOAD"))

	// A canonical request in the place of its hash, and of a library that has it there.
	inside := `"AWS4-HMAC-SHA256\n` + lookDate + `\n` + lookScope + `\nPOST\n/big.zip\nuploads=\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\nx-amz-date:` + lookDate + `\n\nhost;x-amz-date\n` + emptySHA + `"`
	hit("string-to-sign-hash-wrong", "the canonical request itself", Seen, "signing "+inside+"\n\n"+plainMismatch)
	near("string-to-sign-hash-wrong", "Fine Uploader", "Fine Uploader posts {\"headers\":"+inside+"}\n\n"+plainMismatch)
	near("string-to-sign-malformed", "Fine Uploader", "Fine Uploader posts {\"headers\":"+inside+"}\n\n"+plainMismatch)

	// Calls of aws4.
	call := func(options string) string {
		return "axios(aws4.sign({ " + options + " }, { accessKeyId: 'a', secretAccessKey: 'b' }))\n\n" + apiMismatch
	}
	hit("path-missing-component", "aws4 without a path", told, call("host, method: 'GET', url: `https://${host}/items/_search`"))
	hit("empty-body-hash", "aws4 without the body", told, call("host, method: 'POST', path: '/items', headers"))
	near("path-missing-component", "aws4 with a path", call("host, method: 'GET', path: '/items', url"))
	near("empty-body-hash", "aws4 with the body", call("host, method: 'POST', path: '/items', body"))
	near("method-mismatch", "axios prints methods in lower case", refused("{ headers: { 'X-Amz-Date': '"+lookDate+"', Host: 'x.execute-api.eu-west-1.amazonaws.com', Authorization: 'AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature="+sha("x")+"', 'User-Agent': 'axios/1.7.9' }, method: 'post', url: 'https://x.execute-api.eu-west-1.amazonaws.com/items' }", apiMismatch))

	// Code.
	hit("string-to-sign-malformed", "blanks in PHP", told, "$stringToSign = \"AWS4-HMAC-SHA256 20250612T083000Z 20250612/eu-west-1/execute-api/aws4_request \".$hash;\n\n"+apiMismatch)
	near("string-to-sign-malformed", "a header in PHP", "$auth = \"AWS4-HMAC-SHA256 Credential=\".$id.\"/\".$scope.\", SignedHeaders=host\";\n\n"+apiMismatch)
	hit("canonical-request-malformed", "a query over several lines", told, "canonical_querystring = '''Action=SendEmail\n&Source=a%40b.example'''\n# AWS4\n\n"+apiMismatch)
	near("canonical-request-malformed", "a query on one line", "canonical_querystring = '''Action=SendEmail&Source=a%40b.example'''\n# AWS4\n\n"+apiMismatch)
	hit("signing-key-as-text", "digest in UTF-8", told, "const kDate = createHmac('sha256', 'AWS4' + key).update(day).digest('utf-8')\n\n"+apiMismatch)
	near("signing-key-as-text", "digest in bytes", "const kDate = createHmac('sha256', 'AWS4' + key).update(day).digest()\n\n"+apiMismatch)
	near("plus-for-space", "the credential in the documentation's example", "canonical_querystring += '&X-Amz-Credential=' + urllib.parse.quote_plus(access_key + '/' + scope)\nsubject=a%20b\n\n"+apiMismatch)
	hit("host-port-mismatch", "a port put in after signing", told, "const signed = await signer.presign(request)\nconst url = `wss://${signed.hostname}:8443${signed.path}`\n\n"+apiMismatch)
	near("host-port-mismatch", "the default port", "const signed = await signer.presign(request)\nconst url = `wss://${signed.hostname}:443${signed.path}`\n\n"+apiMismatch)
	dots := func(key string) string {
		return "request.Key = \"" + key + "\";\n\n" + echoed("PUT\n/images/a.jpg\n\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, lookDate, lookScope)
	}
	hit("path-reencoded-after-signing", "dots in a key", Likely, dots(`..\\images\\a.jpg`))
	near("path-reencoded-after-signing", "a key without dots", dots(`images\\a.jpg`))
	near("path-reencoded-after-signing", "dots of another file", dots(`..\\other\\b.jpg`))

	// What people say of keys and regions.
	hit("secret-recoded", "a plus sign, and another key works", told, "My secret contains characters such as '+'. With another key pair the identical code works.\n\n"+plainMismatch)
	near("secret-recoded", "no such character", "My secret is right. With another key pair the identical code works.\n\n"+plainMismatch)
	optIn := func(region string) string {
		return "c = sts.assume_role(RoleArn=r)\nec2 = client('ec2', region_name='" + region + "')\nAn error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to validate the provided access credentials\n"
	}
	hit("session-token-invalid", "a region to opt into", Likely, optIn("me-south-1"))
	near("session-token-invalid", "another region", optIn("eu-west-1"))
	unknown := "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.\n"
	hit("session-token-missing", "only two variables", Likely, "export AWS_ACCESS_KEY_ID=ASIA5Q3FZT7WLRJ2NC6D\nexport AWS_SECRET_ACCESS_KEY=...\n"+unknown)
	near("session-token-missing", "three variables", "export AWS_ACCESS_KEY_ID=ASIA5Q3FZT7WLRJ2NC6D\nexport AWS_SECRET_ACCESS_KEY=...\nexport AWS_SESSION_TOKEN=...\n"+unknown)
	word := s3Error("400 Bad Request", "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.")
	hit("streaming-trailer-unsupported", "a word that a newer client sends", Seen, "aws-cli/2.27.4 Python/3.13.2\n"+word)
	near("streaming-trailer-unsupported", "a word of an older client", "aws-cli/2.15.4 Python/3.11.2\n"+word)
	hit("authorization-header-name-in-value", "as the server quotes it", Seen, "<Error><Code>InvalidArgument</Code><Message>Unsupported Authorization Type</Message><ArgumentName>Authorization</ArgumentName><ArgumentValue>Authorization: AWS4-HMAC-SHA256 Credential=x</ArgumentValue></Error>")
	near("session-token-not-signed", "the server does not mind", refused(edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:"), echoed("GET\n/\n\nhost:x\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, lookDate, lookScope)))

	// Paths as they are sent.
	hit("percent-hex-lowercase", "as it is sent", Possible, refused(edit(t, get, target, "GET /stra%c3%9fe"), plainMismatch))
	near("percent-hex-lowercase", "sent by an SDK", refused(edit(t, get, target, "GET /stra%c3%9fe", "Host: ", "User-Agent: aws-sdk-go-v2/1.30\r\nHost: "), plainMismatch))

	// Servers that put the bucket before the path.
	two := func(host string) string {
		c := func(path string) string {
			return "GET\n" + path + "\n\nhost:" + host + "\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		}
		return "botocore computes\n\n" + c("/cut-07") + "\n\ns3proxy computes\n\n" + c("/frames/cut-07") + "\n\n" + plainMismatch
	}
	hit("server-side-canonicalization", "the bucket of the host", Seen, two("frames.store.example"))
	near("server-side-canonicalization", "another host", two("store.example"))
	return append(list, printedThreads(t)...)
}

// printedThreads are of logs and commands: printed keys, endpoints, stamps.
func printedThreads(t testing.TB) (list []sight) {
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, least: least, first: true, text: text})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	get := changed(t, s3Get)

	// Keys without a label that can be read, of a chain that errs in one step.
	chain := func(region, service string) string {
		canonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
		text := stringToSignText(lookDate, lookScope, canonical)
		printed, key := "", []byte("AWS4"+docsSecret)
		for _, m := range []string{"20250612", region, service, "aws4_request"} {
			key = mac(key, m)
			printed += "键: " + hex.EncodeToString(key) + "\n"
		}
		sent := strings.Replace(get, "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", hex.EncodeToString(mac(key, text)), 1)
		return clientLog(canonical, text) + printed + "\n" + refused(sent, echoed(canonical, lookDate, lookScope))
	}
	hit("signing-key-wrong-service", "printed keys", Seen, chain("eu-west-1", "S3"))
	hit("signing-key-wrong-region", "printed keys", Seen, chain("us-east-1", "s3"))
	near("signing-key-wrong-service", "the keys that are due", chain("eu-west-1", "s3"))
	near("signing-key-wrong-region", "the keys that are due", chain("eu-west-1", "s3"))

	// curl and files.
	auth := "-H 'Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "' -H 'X-Amz-Date: " + lookDate + "'"
	hit("body-line-ends-changed", "curl -d @file", told, "curl https://dynamodb.eu-west-1.amazonaws.com/ "+auth+" -d @get.json\n\n"+plainMismatch)
	near("body-line-ends-changed", "curl --data-binary @file", "curl https://dynamodb.eu-west-1.amazonaws.com/ "+auth+" --data-binary @get.json\n\n"+plainMismatch)

	// Hosts.
	hit("host-mismatch", "the dot of the root", told, "endpoint=http://holiday-pics.s3.eu-west-1.amazonaws.com./\n"+refused(get, plainMismatch))
	near("host-mismatch", "the end of a sentence", "It goes to http://holiday-pics.s3.eu-west-1.amazonaws.com, as it should.\n"+refused(get, plainMismatch))
	hit("host-is-url", "a variable for URLs", told, "signing with host={{ _.base_url }}\n"+refused(get, plainMismatch))
	near("host-is-url", "a variable for hosts", "signing with host={{ _.host_name }}\n"+refused(get, plainMismatch))

	// Paths that the service normalises.
	api := func(path string) string {
		return refused("GET "+path+" HTTP/1.1\r\nHost: a.execute-api.eu-west-1.amazonaws.com\r\nX-Amz-Date: "+lookDate+"\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature="+sha("x")+"\r\n\r\n", canonicalAnswer("GET\n/live/items\n\nhost:a.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-west-1/execute-api/aws4_request"))
	}
	hit("path-not-normalized", "two slashes", told, api("/live//items"))
	near("path-not-normalized", "one slash", api("/live/items"))

	// Times.
	logged := func(stamp, date string) string {
		return stamp + " [DEBUG] --> GET https://b.s3.eu-west-1.amazonaws.com/k {Host=[b.s3.eu-west-1.amazonaws.com], X-Amz-Date=[" + date + "], X-Amz-Content-Sha256=[" + emptySHA + "], Authorization=[AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/" + date[:8] + "/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "]}\n" + stamp + " <-- 403 Forbidden\n"
	}
	hit("date-week-year", "the stamp of a log", Likely, logged("2024-12-30T10:00:11.604+0100", "20251230T090011Z"))
	near("date-week-year", "the same year", logged("2024-12-30T10:00:11.604+0100", "20241230T090011Z"))
	near("date-week-year", "midnight of New Year", logged("2025-01-01T00:00:11.604+0100", "20241231T230011Z"))
	skew := func(d string) string {
		return s3Error("403 Forbidden", "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "RequestTime", lookDate, "ServerTime", d)
	}
	near("date-not-utc", "half an hour", refused(get, skew("2025-06-12T09:00:31Z")))
	hit("date-format", "another calendar", Seen, refused(strings.ReplaceAll(get, "20250612", "25680612"), s3Error("403 Forbidden", "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "RequestTime", "25680612T083000Z", "ServerTime", "2025-06-12T08:30:02Z")))

	// Secret keys of which a log shows the length, and those that everybody can know.
	s3cmd := func(between string) string {
		return "DEBUG: ConfigParser: secret_key->ts..." + between + "_chars...E\n" + refused(get, echoed(canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date"), lookDate, lookScope)) + clientLog(canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date"), "")
	}
	hit("secret-truncated", "39 characters", told, s3cmd("36"))
	near("secret-truncated", "40 characters", s3cmd("37"))
	signedWith := func(secret string) string {
		return refused(signWire(t, s3Get, secret), plainMismatch)
	}
	hit("credentials-mixed", "the access key ID as secret key", Reproduced, signedWith("AKIA5Q3FZT7WLRJ2NC6D"))
	hit("secret-placeholder", "a variable that is not set", Reproduced, signedWith("undefined"))
	near("credentials-mixed", "another secret key", signedWith("AKIA5Q3FZT7WLRJ2NC6E"))
	near("secret-placeholder", "the secret key of a test server", signedWith("minioadmin"))
	near("credentials-mixed", "a test server that takes it", signWire(t, edit(t, s3Get, "AKIA5Q3FZT7WLRJ2NC6D", "test"), "test")+"\n\nHTTP/1.1 404 Not Found\n\n<Error><Code>NoSuchBucket</Code></Error>")

	// Signatures that are kept, and clocks that are right.
	git := func(now string) string {
		return "=> Send header: GET /v1/repos/infra/info/refs HTTP/1.1\n=> Send header: Host: git-codecommit.ap-southeast-2.amazonaws.com\n=> Send header: Authorization: Basic QUtJQQ==\n<= Recv header: HTTP/1.1 403 Forbidden\n\npassword=20190304T213806Z" + sha("x") + "\n\n$ date -u\n" + now + "\n"
	}
	hit("signature-reused", "a keychain", Likely, git("Tue Mar  5 02:23:10 UTC 2019"))
	near("signature-reused", "a fresh one", git("Mon Mar  4 21:39:10 UTC 2019"))
	near("bearer-token-sent", "git and CodeCommit", git("Mon Mar  4 21:39:10 UTC 2019"))
	late := func(stamp string) string {
		return stamp + " ERROR neptune {message: Unexpected server exception 'Signature expired: 20260609T071432Z is now earlier than 20260609T071647Z (20260609T072147Z - 5 min.)'}\n"
	}
	hit("request-delayed", "the log's clock is the server's", Seen, late("2026-06-09T07:21:48.022Z"))
	hit("clock-skew", "the log's clock is the request's", Seen, late("2026-06-09T07:14:33.022Z"))
	near("request-delayed", "the log's clock is the request's", late("2026-06-09T07:14:33.022Z"))
	hit("request-delayed", "a clock that is told to be right", Likely, "chronyc tracking: 0.000041 s\n"+late("Jun 09"))

	// Hosts of code, and of forms that show a URL.
	code := func(host string) string {
		return "signer.sign(new HttpRequest({ method: 'POST', headers: { host: '" + host + "' } }))\n\n" + canonicalAnswer("POST\n/v1\n\nhost:w3.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-west-1/execute-api/aws4_request")
	}
	hit("host-rewritten-by-proxy", "the host of the code", told, code("d2k8.cloudfront.net"))
	near("host-rewritten-by-proxy", "the host that the server saw", code("w3.execute-api.eu-west-1.amazonaws.com"))
	near("host-is-url", "a form shows a URL", "> Host: https://w3.execute-api.eu-west-1.amazonaws.com/v1\n>\n> Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature="+sha("x")+"\n>\n> X-Amz-Date: "+lookDate+"\n\n"+code("w3.execute-api.eu-west-1.amazonaws.com"))
	near("non-ascii-encoded-differently", "the mask of a token", canonicalAnswer("POST\n/v1\n\nhost:w3.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\nx-amz-security-token:IQoJ(略)\n\nhost;x-amz-date;x-amz-security-token\n"+emptySHA, "20250612/eu-west-1/execute-api/aws4_request"))

	// Paths that change after signing.
	store := func(path string) string {
		raw := edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: s3.eu-de.example.com", get[:strings.Index(get, " HTTP/1.1")], "GET "+path)
		return clientLog("GET\n/b/0%3Docfl\n\nhost:s3.eu-de.example.com\nx-amz-content-sha256:"+emptySHA+"\nx-amz-date:"+lookDate+"\n\nhost;x-amz-content-sha256;x-amz-date\n"+emptySHA, "") + refused(raw, plainMismatch)
	}
	hit("path-reencoded-after-signing", "sent raw to another store", told, store("/b/0=ocfl"))
	near("path-reencoded-after-signing", "sent as it is signed", store("/b/0%3Docfl"))
	presigned := func(prose string) string {
		url := "https://holiday-pics.s3.eu-west-1.amazonaws.com/a_%281%29.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
		c := "GET\n/a_%281%29.pdf\n" + url[strings.Index(url, "?")+1:] + "\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"
		return prose + "\n\n" + url + "&X-Amz-Signature=" + sha("x") + "\n\n" + echoed(c, lookDate, lookScope)
	}
	hit("path-double-encoded", "special characters alone", Possible, presigned("It fails for special characters only."))
	near("path-double-encoded", "every name", presigned("It fails for every name."))
	hit("path-prefix-rewritten", "the server's log", told, "[s3proxy] request: Request(GET http://oss.example.cn/store/)@24\n[s3proxy] header: Host: oss.example.cn\n[s3proxy] header: x-amz-date: "+lookDate+"\n[s3proxy] header: Authorization: AWS4-HMAC-SHA256 Credential=local/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature="+sha("x")+"\n[s3proxy] canonicalRequest:\nGET\n/\n\nhost:oss.example.cn\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA+"\n\n403 SignatureDoesNotMatch\n")

	// Other schemes, forms and answers.
	hit("other-scheme", "Google's own", Seen, "<Error><Code>SignatureDoesNotMatch</Code><Message>Access denied.</Message><StringToSign>GOOG4-RSA-SHA256\n"+lookDate+"\n20250612/us/storage/goog4_request\n"+sha("x")+"</StringToSign></Error>")
	near("other-scheme", "Google's HMAC in the name of AWS", "<Error><Code>SignatureDoesNotMatch</Code><Message>Access denied.</Message><StringToSign>AWS4-HMAC-SHA256\n"+lookDate+"\n20250612/us/s3/aws4_request\n"+sha("x")+"</StringToSign></Error>")
	hit("signature-not-hex", "a form", Seen, "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><StringToSign>eyJleHBpcmF0aW9uIjoiMjAxNi0xMS0yOFQxMToyNTozMVoifQ==</StringToSign><SignatureProvided>YPBeBsnXdmwbBOU1/XU0NZrilJi/sL+5rJRlxFFBVm0=</SignatureProvided></Error>")
	hit("post-policy-wrong-text-signed", "in C#", told, "byte[] policyBytes = Encoding.UTF8.GetBytes(policy); // AWS4\nhmac.ComputeHash(policyBytes);\nform.AddField(\"policy\", Convert.ToBase64String(Encoding.UTF8.GetBytes(policy)));\n\n"+plainMismatch)
	hit("request-not-signed", "a service names it", Seen, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`)
	hit("route-not-found", "API Gateway", Seen, `{"message":"Missing Authentication Token"}`)

	// Code that leaves something out, or hands over the wrong thing.
	hit("string-to-sign-hash-wrong", "Fine Uploader without a hash", told, "FineUploader v4\nString signature = hex(Crypto.generateMac('HmacSHA256', Blob.valueOf(StringtoSign), keySigning));\n\n"+plainMismatch)
	near("string-to-sign-hash-wrong", "Fine Uploader with a hash", "FineUploader v4\nString hashed = hex(Crypto.generateDigest('SHA-256', Blob.valueOf(canonical)));\nString signature = hex(Crypto.generateMac('HmacSHA256', Blob.valueOf(StringtoSign), keySigning));\n\n"+plainMismatch)
	hit("query-changed-after-signing", "a URL without its query", told, "const request = new HttpRequest({ path, query: { pipeline: 'x' } })\nconst signed = await signer.sign(request) // SignatureV4\nawait fetch(`https://${signed.hostname}${signed.path}`, signed)\n\n"+plainMismatch)
	near("query-changed-after-signing", "a request without a query", "const request = new HttpRequest({ path })\nconst signed = await signer.sign(request) // SignatureV4\nawait fetch(`https://${signed.hostname}${signed.path}`, signed)\n\n"+plainMismatch)
	hit("payload-line-wrong", "SignHTTP with the body", told, "err = signer.SignHTTP(ctx, credentials, req, body, service, region, time.Now()) // v4.NewSigner\n\n"+plainMismatch+"\n// X-Amz-Date")
	near("payload-line-wrong", "SignHTTP with the hash", "err = signer.SignHTTP(ctx, credentials, req, payloadHash, service, region, time.Now()) // v4.NewSigner\n\n"+plainMismatch+"\n// X-Amz-Date")
	hit("canonical-blank-line-wrong", "a format of Python", told, "CanonicalRequest = \"{}\\n{}\\n{}\\n{}{}\\n{}\".format(m, u, q, headers, signed, payload) # AWS4\n\n"+plainMismatch)
	near("canonical-blank-line-wrong", "a format of Python with the line", "CanonicalRequest = \"{}\\n{}\\n{}\\n{}\\n{}\\n{}\".format(m, u, q, headers, signed, payload) # AWS4\n\n"+plainMismatch)
	subscription := func(path string) string {
		return "sign('/graphql/connect')\n\n" + canonicalAnswer("POST\n"+path+"\n\nhost:k.appsync-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-west-1/appsync/aws4_request")
	}
	hit("path-mismatch", "a subscription", told, subscription("/graphql"))
	near("path-mismatch", "the connection", subscription("/graphql/connect"))

	// Query and path as both sides show them.
	both := func(mine, server string) string {
		canonical := func(line string) string {
			return "GET\n" + line + "\nhost:q1.execute-api.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		}
		const scope = "20250612/eu-west-1/execute-api/aws4_request"
		return clientLog(canonical(mine), stringToSignText(lookDate, scope, canonical(mine))) + canonicalAnswer(canonical(server), scope)
	}
	hit("query-repeated-name-merged", "values of one name with commas", Seen, both("/p\nids=7%2C3&view=a", "/p\nids=3&ids=7&view=a"))
	near("query-repeated-name-merged", "a value with commas", both("/p\nids=7%2C3", "/p\nids=7%2C3&view=a"))
	const sdk = "DEBUG software.amazon.awssdk.auth.signer.Aws4Signer - AWS4 "
	hit("path-reencoded-after-signing", "of an SDK's canonical request", Seen, sdk+both("/users/a%2540b\n", "/users/a%40b\n"))
	hit("path-double-encoded", "of a signer that is no SDK's", Seen, both("/users/a%252540b\n", "/users/a%2540b\n"))

	// Answers that tell what stands in place of a value.
	malformed := func(credential string) string {
		return "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the authorization component \"Credential=" + credential + "/20250612/eu-west-1/s3/aws4_request\" is malformed.</Message></Error>"
	}
	hit("access-key-wrong-value", "a line of the credentials file", Seen, malformed("aws_access_key_id= "+ownKeyID))
	near("access-key-wrong-value", "a key ID", malformed(ownKeyID+"/x"))
	chunked := func(length, decoded string) string {
		return "PUT /k HTTP/1.1\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\nContent-Length: " + length + "\nContent-Encoding: aws-chunked\nx-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\nx-amz-date: " + lookDate + "\nx-amz-decoded-content-length: " + decoded + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" + sha("x") + "\n\nHTTP/1.1 400 Bad Request\n\n<Error><Code>IncompleteBody</Code></Error>"
	}
	hit("streaming-decoded-length-mismatch", "both lengths alike", Seen, chunked("203", "203"))
	near("streaming-decoded-length-mismatch", "one shorter", chunked("203", "31"))
	hit("streaming-decoded-length-mismatch", "lengths that fit each other", Likely, chunked("203", "30"))
	token := func(host string) string {
		return "FATAL:  PAM authentication failed for user \"u\"\nssh -N -L 54321:orders.cx1.eu-west-1.rds.amazonaws.com:5432 bastion\n\n" + host + "/?Action=connect&DBUser=u&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x")
	}
	hit("host-mismatch", "a database's token for the near end of a tunnel", Likely, token("127.0.0.1:54321"))
	near("host-mismatch", "a database's token for its name", token("orders.cx1.eu-west-1.rds.amazonaws.com:5432"))
	return slices.Concat(list, codeBeside(t), besideServer(t), bothSides(t), ways(t))
}

// acceptedAs is a header that a client signs with one value and the server with another.
func acceptedAs(mine, seen string) string {
	canonical := func(v string) string {
		return "GET\n/\n\naccept:" + v + "\nhost:h.example\n\naccept;host\n" + emptySHA
	}
	return clientLog(canonical(mine), stringToSignText(lookDate, lookScope, canonical(mine))) + canonicalAnswer(canonical(seen), lookScope)
}

// twoQueries is a query that a client signs in another way than the server.
func twoQueries(mine, seen string) string {
	canonical := func(q string) string { return "GET\n/\n" + q + "\nhost:h.example\n\nhost\n" + emptySHA }
	return clientLog(canonical(mine), stringToSignText(lookDate, lookScope, canonical(mine))) + canonicalAnswer(canonical(seen), lookScope)
}

// codeBeside is code beside a refused signature, or a request that it sent.
func codeBeside(t testing.TB) (list []sight) {
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, least: least, first: true, text: text})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	const answer = `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`
	api := changed(t, apiGet)
	scope := lookDate[:8] + "/eu-west-1/execute-api/aws4_request"

	hit("signing-key-wrong-date", "the whole time", told, "const kDate = hmac('AWS4' + secret, amzDate);\n"+answer)
	hit("signing-key-wrong-date", "in the other order", told, "$k = HmacSHA256(amzdate, \"AWS4\" + secret)\n"+answer)
	near("signing-key-wrong-date", "a part of it", "const kDate = hmac('AWS4' + secret, amzDate.slice(0, 8));\n"+answer)
	near("signing-key-wrong-date", "a name for the day", "const amzDate = now.slice(0, 8)\nconst kDate = hmac('AWS4' + secret, amzDate);\n"+answer)
	near("signing-key-wrong-date", "a parameter", "function key(secret, dateTime) { return hmac('AWS4' + secret, dateTime) }\nkey(secret, t.substring(0, 8))\n"+answer)
	near("signing-key-wrong-date", "a name for the day, split", "amzDate = t.split('T')[0]\nconst kDate = hmac('AWS4' + secret, amzDate);\n"+answer)
	near("signing-key-wrong-service", "a bucket", "url = presignUrl(region, 'my-bucket', key)\n\n"+api+"\n\n"+answer)
	near("signing-key-prefix-wrong", "the name of a secret", "const secretId = 'AWS' + '/' + env; hmac('AWS4' + secret, day); 'aws4_request'\n"+answer)
	near("signing-key-wrong-date", "the lines of the string to sign", "sts = ['AWS4-HMAC-SHA256', amzdate, scope].join('\\n')\n"+answer)
	hit("signing-key-prefix-wrong", "Swift", told, "let kSecret = Data(\"AWS\\(key)\".utf8)\nlet k = hmac(\"aws4_request\", x)\n"+answer)
	hit("signing-key-prefix-wrong", "JavaScript", told, "let k = hmac('AWS' + secretKey, day); hmac(k, 'aws4_request')\n"+answer)
	near("signing-key-prefix-wrong", "Version 2", "h = \"AWS \" + accessKey + ':' + sig // not aws4_request\n"+answer)
	near("signing-key-prefix-wrong", "AWS4", "let kSecret = Data(\"AWS4\\(key)\".utf8)\nlet k = hmac(\"aws4_request\", x)\n"+answer)
	hit("hmac-arguments-swapped", "Delphi", told, "Result := THashSHA2.GetHMACAsBytes(Key, TEncoding.UTF8.GetBytes(Msg)); // AWS4\n"+answer)
	near("hmac-arguments-swapped", "Delphi", "Result := THashSHA2.GetHMACAsBytes(TEncoding.UTF8.GetBytes(Msg), Key); // AWS4\n"+answer)
	hit("hmac-arguments-swapped", "CryptoJS", told, "require('crypto-js')\nk = CryptoJS.HmacSHA256('AWS4' + secret, day)\n"+answer)
	near("hmac-arguments-swapped", "CryptoJS", "require('crypto-js')\nk = CryptoJS.HmacSHA256(day, 'AWS4' + secret)\n"+answer)
	hit("hmac-arguments-swapped", "Digest::SHA", told, "use Digest::SHA;\n$k = hmac_sha256(\"AWS4$secret\", $day);\n"+answer)
	near("hmac-arguments-swapped", "Digest::SHA", "use Digest::SHA;\n$k = hmac_sha256($day, \"AWS4$secret\");\n"+answer)
	hit("date-not-utc", "SimpleDateFormat", told, "String day = new SimpleDateFormat(\"yyyyMMdd\").format(new Date()); // AWS4, fails in the evening\n"+answer)
	near("date-not-utc", "a zone by default", "TimeZone.setDefault(UTC); String day = new SimpleDateFormat(\"yyyyMMdd\").format(new Date()); // AWS4, fails in the evening\n"+answer)
	near("date-not-utc", "with a zone", "f.setTimeZone(UTC); String day = new SimpleDateFormat(\"yyyyMMdd\").format(new Date()); // AWS4\n"+answer)
	hit("query-not-signed", "the path of a URL", told, "u = new URL(base + '/?Action=Publish')\naws4.sign({host, path: u.pathname})\nrequest({uri: u.href})\n"+answer)
	near("query-not-signed", "without a query", "aws4.sign({host, path: u.pathname})\nrequest({uri: u.href})\n"+answer)
	near("query-not-signed", "path and query of a URL", "u = new URL(base + '/?Action=Publish')\naws4.sign({host, path: u.pathname + u.search})\nrequest({uri: u.href})\n"+answer)
	hit("path-under-encoded", "an alias of a function", Possible, "post https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders:PROD/invocations\nmy sigv4\n"+answer)
	hit("path-under-encoded", "an alias of a function and a signer", told, "post https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders:PROD/invocations\nfunction canonicalRequest(\n"+answer)
	near("path-under-encoded", "a function", "post https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders/invocations\nmy sigv4\n"+answer)
	near("plus-for-space", "blanks put right", "q = url.QueryEscape(v); q = strings.ReplaceAll(q, \"+\", \"%20\") // AWS4\nhttps://h/?a=x%20y\n"+answer)
	hit("signing-key-wrong-service", "another service in the code", told, "k = SignHmac(\"s3\", dateRegionKey)\n\n"+api+"\n\n"+answer)
	near("signing-key-wrong-service", "the service of the scope", "k = SignHmac(\"execute-api\", dateRegionKey)\n\n"+api+"\n\n"+answer)
	both := func(query string) string {
		canonical := "GET\n/p\na=1&b=2\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		return "canonical_querystring = '&'.join(k + '=' + v for k, v in params.items())\nhttps://x.execute-api.eu-west-1.amazonaws.com/p?" + query + "\n" + canonicalAnswer(canonical, scope)
	}
	hit("query-unsorted", "in the order of a map", told, both("b=2&a=1"))
	near("query-unsorted", "in order as it happens", both("a=1&b=2"))
	near("query-unsorted", "sorted", strings.Replace(both("b=2&a=1"), "params.items()", "sorted(params.items())", 1))
	filled := func(body string) string {
		return "\"raw\": \"{\\\"id\\\":\\\"{{id}}\\\",\\\"n\\\":2}\"\n\nPOST https://x.execute-api.eu-west-1.amazonaws.com/p\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + scope + ", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n" + body + "\n\n403 " + canonicalAnswer("POST\n/p\n\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+sha(body), scope)
	}
	hit("payload-hash-mismatch", "a template", told, filled(`{"id":"A-1","n":2}`))
	near("payload-hash-mismatch", "another template", filled(`{"key":"A-1","n":2}`))
	at := func(canonical string) string { return canonicalAnswer(canonical+"\nhost\n"+emptySHA, scope) }
	hit("host-default-port", "that the server got", told, at("GET\n/p\n\nhost:h.example:443\n"))
	near("host-default-port", "another port", at("GET\n/p\n\nhost:h.example:9443\n"))
	hit("path-mismatch", "twice the same", told, at("GET\n/1/q.fifo/1/q.fifo\n\nhost:h.example\n"))
	near("path-mismatch", "once and more", at("GET\n/1/q.fifo/1/q.fifo2\n\nhost:h.example\n"))
	hit("query-changed-after-signing", "a value split", told, "https://h.example/p?name=R%26D_plan.pdf\n"+at("GET\n/p\nD_plan.pdf=&name=R\nhost:h.example\n"))
	near("query-changed-after-signing", "a parameter without a value", "https://h.example/p?name=R&D_plan.pdf\n"+at("GET\n/p\nD_plan.pdf=&name=R\nhost:h.example\n"))
	hit("query-double-encoded", "an escape in the code", told, "list({prefix: 'Client%20A/'}) // signature\n"+at("GET\n/p\nprefix=Client%20A%2F\nhost:h.example\n"))
	near("query-double-encoded", "an escape that is encoded", "list({prefix: 'Client%20A/'}) // signature\n"+at("GET\n/p\nprefix=Client%2520A%2F\nhost:h.example\n"))
	clocks := func(date string) string {
		return edit(t, api, "X-Amz-Date: ", "Date: "+date+"\nX-Amz-Date: ") + "\n\nHTTP/1.1 403 Forbidden\n\n" + answer
	}
	hit("string-to-sign-date-mismatch", "two readings of the clock", told, clocks("20250612T082959Z"))
	near("string-to-sign-date-mismatch", "one reading of the clock", clocks(lookDate))
	near("string-to-sign-date-mismatch", "another form", clocks("Thu, 12 Jun 2025 08:29:59 GMT"))
	starred := func(path string) string {
		return "the signed path is \"" + path + "\"\n" + at("GET\n/log-%2A/_search\n\nhost:h.example\n")
	}
	hit("path-double-encoded", "in the text", told, starred("/log-%252A/_search"))
	near("path-double-encoded", "the server's path in the text", starred("/log-%2A/_search"))
	near("path-double-encoded", "another path in the text", starred("/log-%252B/_search"))
	forwarded := func(path string) string {
		canonical := "GET\n/m%253A0/x\n\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		return clientLog(canonical, stringToSignText(lookDate, scope, canonical)) + "\nGET /m%3A0/x HTTP/1.1\nHost: x.execute-api.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + scope + ", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + answer + "\n\ngateway: 10.0.0.1 - - [12/Jun/2025:08:30:00 +0000] \"GET " + path + " HTTP/1.1\" 403 192\n"
	}
	hit("path-reencoded-after-signing", "in the log of a gateway", told, forwarded("/m:0/x"))
	near("path-reencoded-after-signing", "the same in the log of a gateway", forwarded("/m%3A0/x"))
	staged := func(path string) string {
		return "$(./sign.py GET " + path + ")\n\nGET /live/orders/1 HTTP/1.1\nHost: x.execute-api.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + scope + ", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + answer
	}
	hit("path-missing-component", "given to a signer", told, staged("/orders/1"))
	near("path-missing-component", "in a sentence", strings.Replace(staged("/orders/1"), "$(./sign.py GET /orders/1)", "Why is the signature wrong on GET /orders/1?", 1))
	near("path-missing-component", "all given to a signer", staged("/live/orders/1"))
	hit("query-empty-value-missing-equals", "in a URL", Possible, "https://h.example/p?w\n"+at("GET\n/p\nw=\nhost:h.example\n"))
	near("query-empty-value-missing-equals", "with its sign in a URL", "https://h.example/p?w=\n"+at("GET\n/p\nw=\nhost:h.example\n"))
	hit("secret-whitespace", "by echo", told, "echo \"$KEY\" | docker secret create s3_secret_key -\nAWS4\n"+answer)
	near("secret-whitespace", "a key ID by echo", "echo \"$KEY\" | docker secret create s3_access_key -\nAWS4\n"+answer)
	near("secret-whitespace", "by echo, and stripped", "echo \"$KEY\" | docker secret create s3_secret_key -\nsecret = f.read().strip() # AWS4\n"+answer)
	near("secret-whitespace", "by printf", "printf %s \"$KEY\" | docker secret create s3_secret_key -\nAWS4\n"+answer)
	near("secret-whitespace", "by echo -n", "echo -n \"$KEY\" | docker secret create s3_secret_key -\nAWS4\n"+answer)
	block := func(end string) string {
		return "canonicalHeaders = 'host:$host\\nx-amz-date:$date" + end + "';\nrequest = 'GET\\n$uri\\n\\n$canonicalHeaders\\n$signedHeaders\\n$hash'; // AWS4\n" + answer
	}
	hit("canonical-blank-line-wrong", "a block without its last line end", told, block(""))
	near("canonical-blank-line-wrong", "a block with its last line end", block("\\n"))
	parts := func(one, other string) string {
		return "$canonicalRequest[] = " + one + ";\n$canonicalRequest[] = " + other + "; // AWS4\n" + answer
	}
	hit("canonical-request-malformed", "the query behind the signed headers", told, parts("$signedHeaders", "$canonicalQueryString"))
	near("canonical-request-malformed", "the query before the signed headers", parts("$canonicalQueryString", "$signedHeaders"))
	hit("header-value-lowercased", "a whole line", told, "string.lowercase(h.0 <> \":\" <> string.trim(h.1)) // canonical headers\n"+answer)
	near("header-value-lowercased", "the name of a line", "lower(n) + \":\" + v // canonical headers\n"+answer)
	near("header-value-lowercased", "host and port", "addr = lower(host + \":\" + port) // canonical headers\n"+answer)
	hit("signing-key-as-text", "a string in Java", told, "return new String(mac.doFinal(data.getBytes(\"UTF-8\")), \"ISO-8859-1\") // hmac(day, \"AWS4\" + secret)\n"+answer)
	near("signing-key-as-text", "hex of the last HMAC in Java", "String signature = new String(Hex.encodeHex(mac.doFinal(sts))) // hmac(day, \"AWS4\" + secret)\n"+answer)
	hit("signing-key-as-text", "strlen in C", told, "HMAC(EVP_sha256(), key, strlen((const char *)key), msg, n, out, &m); // \"AWS4%s\"\n"+answer)
	near("signing-key-as-text", "a length in C", "HMAC(EVP_sha256(), key, key_len, msg, n, out, &m); // \"AWS4%s\"\n"+answer)
	near("signing-key-as-text", "bytes in Java", "return mac.doFinal(data.getBytes(\"UTF-8\")) // hmac(day, \"AWS4\" + secret)\n"+answer)
	hit("signing-key-as-text", "SQL", told, "create function hmac(key text, msg text) returns text as $$ select encode(hmac(msg::bytea, key::bytea, 'sha256'), 'hex') $$; -- 'AWS4' ||\n"+answer)
	cached := func(args string) string {
		return "@functools.lru_cache(maxsize=8)\ndef signing_key(" + args + "):\n    k = f\"AWS4{secret}\"\n\n" + api + "\n\n" + answer
	}
	hit("signing-key-stale", "a cached function", told, cached("region, service"))
	near("signing-key-stale", "a cached function of another name for the day", cached("secret, ymd, region, service"))
	near("signing-key-stale", "a cached function that reads the secret key", cached("vault"))
	near("signing-key-stale", "a cached function of the day", cached("date, region, service"))
	hit("header-repeated-not-joined", "by a comma and a blank", Seen, acceptedAs("a, b", "a,b"))
	near("header-repeated-not-joined", "a value with a blank", acceptedAs("a, b", "a, b"))
	hit("plus-for-space", "in another order", Seen, twoQueries("list=2&prefix=x+y&a=1", "a=1&list=2&prefix=x%20y"))
	near("plus-for-space", "another value", twoQueries("list=2&prefix=x+z&a=1", "a=1&list=2&prefix=x%20y"))
	named := func(url string) string {
		return "endpoint: " + url + "\n\nGET / HTTP/1.1\nHost: nas.example:9000\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + plainMismatch
	}
	hit("host-mismatch", "in other letters", told, named("http://NAS.example:9000"))
	near("host-mismatch", "in the same letters", named("http://nas.example:9000"))
	typed := func(contentType string) string {
		return "HttpClient with StringContent\n\nPOST / HTTP/1.1\nHost: firehose.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate + "\nContent-Type: " + contentType + "\nX-Amz-Target: A.B\nContent-Length: 2\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/firehose/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + sha("x") + "\n\n{}\n\nHTTP/1.1 400 Bad Request\n\n" + answer
	}
	hit("content-type-mismatch", "a charset that was added", told, typed("application/x-amz-json-1.1; charset=utf-8"))
	near("content-type-mismatch", "a charset that the code has", "h = {'content-type': 'application/x-amz-json-1.1; charset=utf-8'}\n"+typed("application/x-amz-json-1.1; charset=utf-8"))
	near("content-type-mismatch", "no charset", typed("application/x-amz-json-1.1"))
	hit("auth-two-mechanisms", "two signatures", Seen, `{"message":"'AWS4-HMAC-SHA256' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=A/20250612/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=ab,AWS4-HMAC-SHA256 Credential=A/20250612/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=cd'."}`)
	hit("other-scheme", "of SES", Seen, "GET /?Action=GetSendQuota HTTP/1.1\nHost: email.eu-central-1.amazonaws.com\nX-Amzn-Authorization: AWS3-HTTPS AWSAccessKeyId="+ownKeyID+",Algorithm=HmacSHA256,Signature=KkGQGBMHDrTR0SDXfK2PXR0JuYGTPpf4gxLUglR6Rg4=\n\nHTTP/1.1 403 Forbidden\n\n")
	lambdaBody := func(told string) string {
		return "event: {\"body\":\"aGVsbG8gd29ybGQ=\"" + told + "}\n\nPOST / HTTP/1.1\nHost: f.lambda-url.eu-west-1.on.aws\nX-Amz-Content-Sha256: " + sha("aGVsbG8gd29ybGQ=") + "\nX-Amz-Date: " + lookDate + "\nContent-Length: 11\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/lambda/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + answer
	}
	hit("wrong-text-hashed", "base64 of a body", Likely, lambdaBody(",\"isBase64Encoded\":true"))
	near("wrong-text-hashed", "a text that happens to be base64", lambdaBody(""))
	hit("method-mismatch", "a presigned URL in Ruby", Seen, "url = object.presigned_url :put, acl: 'private'\n"+at("POST\n/k\nX-Amz-Credential=AKIDEXAMPLE%2F20250612%2Feu-west-1%2Fs3%2Faws4_request\nhost:h.example\n"))
	near("method-mismatch", "a presigned URL in Ruby", "url = object.presigned_url :put, acl: 'private'\n"+at("PUT\n/k\nX-Amz-Credential=AKIDEXAMPLE%2F20250612%2Feu-west-1%2Fs3%2Faws4_request\nhost:h.example\n"))
	const printed = "my hash is "
	hit("line-ends-crlf", "a hash without a label", Reproduced, printed+sha("GET\r\n/p\r\n\r\nhost:h\r\n\r\nhost\r\n"+emptySHA)+"\n"+canonicalAnswer("GET\n/p\n\nhost:h\n\nhost\n"+emptySHA, scope))
	near("line-ends-crlf", "another hash", printed+sha("GET")+"\n"+canonicalAnswer("GET\n/p\n\nhost:h\n\nhost\n"+emptySHA, scope))
	hit("placeholder-unresolved", "a host", Seen, "canonical request:\n \"GET\n /p\n \n host:{{apiHost}}\n \n host\n "+emptySHA+"\"\n"+canonicalAnswer("GET\n/p\n\nhost:h.example\n\nhost\n"+emptySHA, scope))
	near("placeholder-unresolved", "a host's name", "canonical request:\n \"GET\n /p\n \n host:api.example\n \n host\n "+emptySHA+"\"\n"+canonicalAnswer("GET\n/p\n\nhost:h.example\n\nhost\n"+emptySHA, scope))
	return list
}
