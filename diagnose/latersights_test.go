package diagnose

import "strings"

// toldOfHashes are hashes and values that people or their code tell of.
func toldOfHashes(hit hitRow, near nearRow) {
	const own, due = "payload_hash is `1f68a6142974e3af960c670cbbe61f62cc6799ec2f2124fe49e2a0cd11eec7e2`",
		"the answer says that the payload hash should have been `e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`"
	hit("payload-hash-mismatch", "two payload hashes in a post", Likely, "My "+own+", "+due+"."+threadRefusal)
	near("payload-hash-mismatch", "one payload hash in a post", "My "+own+"."+threadRefusal)
	near("payload-hash-mismatch", "the hash that every GET has", "For a GET the payload hash should be `"+sha("")+"`. My "+own+"."+threadRefusal)
	const hasher = "const sha = crypto.createHash('sha256')\n"
	hit("string-to-sign-hash-wrong", "one hash object for all", Likely, hasher+"signer.hash = (x) => sha.update(x).digest('hex')\n"+threadRefusal)
	near("string-to-sign-hash-wrong", "a hash object for each", "const hash = (x) => {\n  const sha = crypto.createHash('sha256')\n  return sha.update(x).digest('hex')\n}\n"+threadRefusal)
	texts := func(value string) string {
		return threadTexts("/a", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\nx-tags:"+value+"\n", "host;x-amz-date;x-tags")
	}
	hit("header-repeated-not-joined", "several values in code", Likely, `headers = { { "x-tags", ["red", "blue"] } };`+"\n"+texts("red, blue"))
	near("header-repeated-not-joined", "one value in code", `headers = { { "x-tags", "red, blue" } };`+"\n"+texts("red, blue"))
	const url = "https://b.s3.eu-west-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2F" +
		"aws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n"
	_, query, _ := strings.Cut(strings.Split(url, "&X-Amz-Signature")[0], "?")
	unsigned := strings.ReplaceAll(threadTexts("/a", strings.ReplaceAll(query, "&", "&amp;"), "host:b.s3.eu-west-1.amazonaws.com\n", "host"),
		sha("")+"</CanonicalRequest>", "UNSIGNED-PAYLOAD</CanonicalRequest>")
	hit("unsigned-payload-misused", "the hash of an empty body for a URL", Likely, `url = signer.presign("GET", key, content_hash=sha256(b"").hexdigest())`+"\n"+url+unsigned)
	near("unsigned-payload-misused", "the hash of a body for a URL", `url = signer.presign("GET", key, content_hash=sha256(body).hexdigest())`+"\n"+url+unsigned)
	near("unsigned-payload-misused", "a hash that an HMAC is given", "key = hmac.HMAC(k, hashes.SHA256())\n"+url+unsigned)
	near("unsigned-payload-misused", "the hash of another request", "This works:\n> GET /a HTTP/1.1\n> x-amz-content-sha256: "+sha("")+"\n\n"+url+unsigned)
}

// namedByAnswers are what answers and the words around them tell.
func namedByAnswers(hit hitRow, near nearRow) {
	const missing = `{"message":"Missing Authentication Token"}` + "\n"
	const api = "I open https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/list\n" + missing
	hit("request-not-signed", "a method that asks for a signature, opened without", Likely, "With NONE it works, with AWS_IAM not:\n"+api)
	near("request-not-signed", "a route that is not there", api)
	near("request-not-signed", "nothing of what was tried helps", "The method has AWS_IAM. I tried three headers, none of them works.\n"+api)
	notPair := func(key string) string {
		return "IncompleteSignature: 'Access' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential=" +
			key + "/20250612/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433'\n"
	}
	hit("access-key-wrong-value", "a prompt in the key", Likely, notPair("AWS Access Key ID [None]: AKIA5Q3FZT7WLRJ2NC6D"))
	near("access-key-wrong-value", "a blank in the key", notPair("AKIA5Q3F Access"))
	bearer := func(path string) string {
		return `curl -H "Authorization: Bearer $T" https://api.example.com` + path + "\n"
	}
	refused := `{"message":"'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'."}` + "\n"
	hit("route-not-found", "a token that is taken elsewhere", Likely, bearer("/b")+refused+"curl https://api.example.com/b\n"+missing+bearer("/a")+"200\n")
	near("route-not-found", "a token that is taken nowhere", bearer("/b")+refused)
	near("route-not-found", "a preflight that is answered", "curl -X OPTIONS https://api.example.com/b\nHTTP/1.1 200 OK\n\n"+bearer("/b")+refused+missing)
	skewed := "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message>" +
		"<RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T08:46:00Z</ServerTime></Error>\n"
	hit("request-delayed", "a clock that ntpdate shows to be right", Likely, skewed+"12 Jun 08:47:00 ntpdate[431]: adjust time server 74.117.214.2 offset -0.0024 sec\n")
	near("request-delayed", "a clock that ntpdate shows to be off", skewed+"12 Jun 08:47:00 ntpdate[431]: step time server 74.117.214.2 offset 960.0024 sec\n")
	word := "400 InvalidArgument: x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.\n"
	hit("streaming-trailer-unsupported", "a hash refused since a new SDK", Likely, "Stopped with the upgrade to aws-sdk-go-v2:\n"+word)
	near("streaming-trailer-unsupported", "a hash refused", word)
}

// shownByBytes are requests and texts that show a mistake by themselves.
func shownByBytes(hit hitRow, near nearRow) {
	canonical := func(path, query string) string {
		return "CanonicalRequest:\nGET\n" + path + "\n" + query + "\nhost:b.s3.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + sha("") + "\n" + threadRefusal
	}
	hit("unreserved-encoded", "a tilde that is encoded", Seen, canonical("/%7Ebob", ""))
	near("unreserved-encoded", "a blank that is encoded", canonical("/a%20b", ""))
	hit("percent-hex-lowercase", "a query in lower case", Seen, canonical("/", "prefix=a%2fb"))
	near("percent-hex-lowercase", "a query in upper case", canonical("/", "prefix=a%2Fb"))
	request := func(between string) string {
		return "GET /a HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Date: " + lookDate + "\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\nAuthorization: AWS4-HMAC-SHA256" + between +
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\r\n\r\n"
	}
	hit("authorization-malformed", "no blank behind the algorithm", Seen, request("")+threadRefusal)
	near("authorization-malformed", "a blank behind the algorithm", request(" ")+threadRefusal)
	form := func(name string) string {
		return "multipart_params: {\n 'key': 'a', '" + name + "': 'AKIA5Q3FZT7WLRJ2NC6D', 'policy': 'eyJleHBpcmF0aW9uIjoiMjAyNS0wNi0xMlQxMjowMDowMFoifQ==',\n" +
			" 'signature': 'x', 'x-amz-signature': 'x' }\n" + threadRefusal
	}
	hit("sigv2-sigv4-mixed", "fields of both versions", Likely, form("AWSAccessKeyId"))
	near("sigv2-sigv4-mixed", "fields of one version", strings.Replace(form("x-amz-credential"), "'signature'", "'acl'", 1))
	near("sigv2-sigv4-mixed", "the old form and the new one", "{ 'AWSAccessKeyId': k, 'policy': p, 'signature': s }\n\nNow:\n"+
		strings.Replace(form("x-amz-credential"), "'signature'", "'acl'", 1))
	local := func(zone string) string {
		return "$ date\nThu Jun 12 08:30:10 " + zone + " 2025\n" + request(" ") + "HTTP/1.1 403 Forbidden\r\n\r\n"
	}
	hit("date-not-utc", "the time of a local clock", Likely, local("HKT"))
	near("date-not-utc", "the time of a clock in UTC", local("UTC"))
	near("date-not-utc", "a zone that is at UTC in summer", local("AZOST"))
	hops := func(end string) string {
		return "signed\nSignedHeaders : connection;host;x-amz-date\nConnection header : \"keep-alive\"\nat the endpoint\nConnection header : " + end + "\nSignatureDoesNotMatch\n"
	}
	hit("hop-by-hop-header-signed", "a header that arrives empty", Likely, hops(`""`))
	hit("hop-by-hop-header-signed", "a header that arrives empty, above a line further in", Likely, hops("\"\"\n    a_test.go:88:"))
	near("hop-by-hop-header-signed", "a header that arrives", hops(`"keep-alive"`))
	near("hop-by-hop-header-signed", "a name in YAML", "connection:\n  host: b\n"+hops(`"keep-alive"`))
	near("hop-by-hop-header-signed", "a header that is not signed", "connection:\n\nConnection: keep-alive\n"+request(" ")+"HTTP/1.1 403 Forbidden\r\n\r\n"+threadRefusal)
	ports := func(host string) string {
		return "curl:\nGET /a?X-Amz-Signature=... HTTP/1.1\nHost: s3.example.com\n\nHTTP/1.1 200 OK\n\nPostman:\nGET /a?X-Amz-Signature=... HTTP/1.1\nHost: " + host + "\n\n" + threadRefusal
	}
	hit("host-default-port", "a client that sends the default port", Possible, ports("s3.example.com:443"))
	near("host-default-port", "clients that send the same host", ports("s3.example.com"))
	template := func(segment string) string {
		return "canonicalRequest\n\nGET\n/items/" + segment + "/offers\n\nhost:a.amazon.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + sha("") + "\n\n" +
			strings.ReplaceAll(threadTexts("/items/B07/offers", "", "host:a.amazon.com\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "/s3/", "/execute-api/")
	}
	hit("placeholder-unresolved", "a template that is signed", Seen, template("%257Bid%257D"))
	near("placeholder-unresolved", "another name that is signed", template("B08"))
	fields := "Action=Subscribe&Version=2010-03-31"
	form4 := func(query string) string {
		return "CanonicalRequest:\nPOST\n/\n" + query + "\ncontent-type:application/x-www-form-urlencoded\nhost:sns.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate +
			"\n\ncontent-type;host;x-amz-date\n" + sha(fields) + "\n\nPOST / HTTP/1.1\nHost: sns.eu-west-1.amazonaws.com\nContent-Type: application/x-www-form-urlencoded\n" +
			"X-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sns/aws4_request, " +
			"SignedHeaders=content-type;host;x-amz-date, Signature=" + sha("x") + "\nContent-Length: 35\n\n" + fields + "\n" + threadRefusal
	}
	hit("form-body-merged-into-query", "fields in the query and in the body", Seen, form4(fields))
	near("payload-hash-mismatch", "fields in the query and in the body", form4(fields))
	whole := strings.TrimSuffix(canonical("/a%2520b", ""), threadRefusal)
	cut, _, _ := strings.Cut(threadTexts("/a%20b", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:e3b0c44298fc|", ""), "|")
	hit("path-double-encoded", "the server's text, cut in a hash", Seen, whole+"\n"+cut)
	near("empty-body-hash", "the server's text, cut in a hash", whole+"\n"+cut)
	const header = "Credential= AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=" +
		"4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433'.\", 'Code': 'IncompleteSignature'"
	hit("access-key-whitespace", "a message without its beginning", Likely, "' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 "+header+"\n")
	near("signature-trailing-text", "a header without its beginning", "56 "+header+"\n")
	near("scope-date-mismatch", "an element that is cut", "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; Invalid credential date. Date is not the s")
	near("bearer-token-sent", "a message without its end",
		"'AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sts/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization")
}

// sentWithOthers are keys, tokens and settings that do not belong together.
func sentWithOthers(hit hitRow, near nearRow) {
	invalid := `{"message":"The security token included in the request is invalid."}` + "\n"
	headers := func(key string) string {
		return "authorization: AWS4-HMAC-SHA256 Credential=" + key + "/20250612/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date;" +
			"x-amz-security-token, Signature=<redacted>\nhost: bedrock-runtime.us-east-1.amazonaws.com\nx-amz-date: " + lookDate + "\nx-amz-security-token: IQoJb3JpZ2luX2VjEP3<redacted>\n\n" + invalid
	}
	hit("credentials-mixed", "a token beside a permanent key", Likely, headers("AKIA5Q3FZT7WLRJ2NC6D"))
	near("credentials-mixed", "a token beside a temporary key", headers("ASIA5Q3FZT7WLRJ2NC6D"))
	requires := `{"message":"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header ` +
		`requires 'SignedHeaders' parameter. Authorization=eyJhbGciOiJIUzI1NiJ9.e30.c2ln"}` + "\n"
	hit("route-not-found", "a token that another path takes", Likely, requires+"GET /users with the same token returns 200\n")
	near("route-not-found", "a token that no path takes", requires+"GET /users with the same token fails, too\n")
	near("route-not-found", "a token that another client sends", requires+"The same token works in Postman.\n")
	near("route-not-found", "a token that works on no other path", requires+"On /users the same token doesn't work, too\n")
	url := func(hash string) string {
		return "https://b.s3.eu-west-1.amazonaws.com/a?X-Amz-Content-Sha256=" + hash + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F" +
			"20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n"
	}
	hit("payload-hash-invalid", "no payload hash in a URL", Likely, url("UNSIGNED%20PAYLOAD")+threadRefusal)
	near("payload-hash-invalid", "a payload hash in a URL", url("UNSIGNED-PAYLOAD")+threadRefusal)
	setting := "<secretKey>${STORE_SECRET}</secretKey>\n"
	hit("secret-placeholder", "a variable that is not filled in", Likely, setting+"With the key hard-coded it works.\n"+threadRefusal)
	near("secret-placeholder", "a variable", setting+threadRefusal)
	near("secret-placeholder", "a region that is written out", setting+"The region works when hard-coded, the value of the bucket as well.\n"+threadRefusal)
	near("secret-placeholder", "a server that is called directly", setting+"It works fine when I call S3 directly.\n"+threadRefusal)
	denied := func(condition string) string {
		return `"Condition": { "StringNotEquals": { "s3:` + condition + `": "aws:kms" } }` + "\n\nPUT " +
			strings.TrimSpace(strings.Replace(url("UNSIGNED-PAYLOAD"), "&X-Amz-Signature", "&x-amz-server-side-encryption=aws%3Akms&X-Amz-Signature", 1)) +
			" HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\n\nHTTP/1.1 403 Forbidden\n\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n"
	}
	hit("header-hoisted-to-query", "a header of the policy in the query", Likely, denied("x-amz-server-side-encryption"))
	near("header-hoisted-to-query", "another header of the policy", denied("x-amz-acl"))
	near("header-hoisted-to-query", "the payload hash that the policy denies",
		strings.Replace(denied("x-amz-content-sha256"), "x-amz-server-side-encryption=aws%3Akms&", "", 1))
}

// shapesOfStrings are strings to sign of another shape than the four lines.
func shapesOfStrings(hit hitRow, near nearRow) {
	lines := func(list ...string) string {
		return "StringToSign:\n" + strings.Join(list, "\n") + "\n\nSignature:\n" + sha("s") + "\n" + threadRefusal
	}
	const scope = "20250612/eu-west-1/s3/aws4_request"
	hit("string-to-sign-malformed", "no algorithm under a heading", Seen, lines(lookDate, scope, sha("c")))
	hit("string-to-sign-malformed", "date and scope exchanged, at the head", Seen, lines("AWS4-HMAC-SHA256", scope, lookDate, sha("c")))
	hit("algorithm-misnamed", "an algorithm without its beginning", Seen, lines("HMAC-SHA256", lookDate, scope, sha("c")))
	hit("string-to-sign-hash-wrong", "no last line", Possible, lines("AWS4-HMAC-SHA256", lookDate, scope))
	near("string-to-sign-malformed", "four lines under a heading", lines("AWS4-HMAC-SHA256", lookDate, scope, sha("c")))
	near("string-to-sign-malformed", "a string to sign cut in its first line", "-SHA256\n"+lookDate+"\n"+scope+"\n"+sha("c")+"\n"+threadRefusal)
	near("string-to-sign-malformed", "the end of a string to sign", lookDate+"\n"+scope+"\n"+sha("c")+"\n"+threadRefusal)
}

// codeOfClients are lines of code, and of configuration, beside what they were answered.
func codeOfClients(hit hitRow, near nearRow) {
	chain := "DateKey = hmac.new(b'AWS4' + secret, day, hashlib.sha256).digest()\nSigningKey = hmac.new(ServiceKey, b'aws4_request', hashlib.sha256).digest()\n"
	hit("hmac-arguments-swapped", "the policy for the key", told, chain+"signature = hmac.new(policy, SigningKey, hashlib.sha256).digest()\n"+threadRefusal)
	near("hmac-arguments-swapped", "the key for the policy", chain+"signature = hmac.new(SigningKey, policy, hashlib.sha256).digest()\n"+threadRefusal)
	shell := func(option string) string {
		return "dateKey=$(echo -n \"$day\" | openssl dgst -sha256 -hmac \"AWS4$secret\")\nregionKey=$(echo -n \"$region\" | openssl dgst -sha256 " +
			option + "$dateKey\")\n# aws4_request\n" + threadRefusal
	}
	hit("signing-key-as-text", "hex text for a key in a shell", told, shell("-hmac \""))
	near("signing-key-as-text", "a key in hex in a shell", shell("-mac HMAC -macopt \"hexkey:"))
	perl := func(kept string) string {
		return "Keys with ~ in them fail.\n    return uri_escape_utf8( $key, '^A-Za-z0-9_" + kept + "' );\n" + threadRefusal
	}
	hit("unreserved-encoded", "a tilde that an encoder does not keep", told, perl(`\-\.`))
	near("unreserved-encoded", "a tilde that an encoder keeps", perl(`\-\.~`))
	request := func(option string) string {
		return "const signed = aws4.sign({ body: data }, keys);\nrequest({ url, method: 'POST', headers: signed.headers, body: signed.body" + option + " }, done);\n" + threadRefusal
	}
	hit("body-reserialized", "an option that writes the body anew", told, request(", json: true"))
	near("body-reserialized", "no such option", request(""))
	near("body-reserialized", "an object, which is written once", strings.Replace(request(", json: true"), "signed.body", "data", 1))
	hash := func(version, name string) string {
		return "put({ name: '" + name + "' })\nvar hash = crypto.createHash('sha256').update(body).digest('hex')\nnode " + version + "\n" + threadRefusal
	}
	hit("text-not-utf8", "letters in an old Node.js", told, hash("v0.10.3", "Zürich"))
	near("text-not-utf8", "ASCII in an old Node.js", hash("v0.10.3", "Bern"))
	near("text-not-utf8", "letters in a newer Node.js", hash("v18.1.0", "Zürich"))
	proxy := func(host string) string {
		return "proxy_set_header Host " + host + ";\nproxy_pass https://s3.amazonaws.com;\n\nEndpoint: aws.String(\"http://cache.internal\"),\n" + threadRefusal
	}
	hit("host-rewritten-by-proxy", "a Host that a proxy sends whatever it gets", Likely, proxy("s3.amazonaws.com"))
	near("host-rewritten-by-proxy", "a Host that a proxy keeps", proxy("$http_host"))
	near("host-rewritten-by-proxy", "a proxy that signs", "proxy_set_header Authorization $auth;\n"+proxy("s3.amazonaws.com"))
	near("host-rewritten-by-proxy", "a bucket before the endpoint", strings.Replace(proxy("b.s3.amazonaws.com"), "http://cache.internal", "https://s3.amazonaws.com", 1))
	expired := func(zone string) string {
		return "2025-06-12T08:30:01.115470" + zone + " [DEBUG] answer: <ErrorResponse><Error><Code>RequestExpired</Code><Message>Request has expired. " +
			"Timestamp date: 2025-06-12T08:30:00Z</Message></Error></ErrorResponse>\n"
	}
	hit("date-not-utc", "a stamp of the log with its zone", Likely, expired("-07:00"))
	near("date-not-utc", "a stamp of the log in UTC", expired("+00:00"))
}
