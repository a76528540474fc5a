package diagnose

import (
	"strings"
	"testing"
)

// bothSides are texts of the two sides that one rule of the service tells apart, and what
// servers, tools and languages make of a request by rules of their own.
func bothSides(t testing.TB) (list []sight) {
	t.Helper()
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, text: text, least: least, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	get := changed(t, s3Get)
	const s3Scope = "20250612/eu-west-1/s3/aws4_request"

	// The client's canonical request beside the server's.
	both := func(scope, mine, theirs string) string {
		return clientLog(mine, stringToSignText(lookDate, scope, mine)) + "\n" + canonicalAnswer(theirs, scope)
	}
	text := func(method, path, query, headers, names string) string {
		return method + "\n" + path + "\n" + query + "\n" + headers + "\n\n" + names + "\n" + emptySHA
	}
	const mlScope, host = "20250612/eu-west-1/machinelearning/aws4_request", "host:b.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate
	plain := func(path string) string { return text("GET", path, "", host, "host;x-amz-date") }
	hit("path-not-normalized", "two slashes", Seen, both(mlScope, plain("//"), plain("/")))
	hit("path-not-normalized", "a segment that goes up", Seen, both(mlScope, plain("/a/../b"), plain("/b")))
	near("path-not-normalized", "another path", both(mlScope, plain("/a"), plain("/b")))
	near("path-not-normalized", "S3 keeps segments", both(s3Scope, plain("/a//b"), plain("/a/b")))
	hit("path-reencoded-after-signing", "escapes once more", Seen, both(s3Scope, plain("/a%20b"), plain("/a%2520b")))
	near("path-reencoded-after-signing", "a service that encodes twice", both(mlScope, plain("/a%20b"), plain("/a%2520b")))
	near("path-reencoded-after-signing", "a raw path", both(s3Scope, plain("/a b"), plain("/a%20b")))

	form := func(query string) string {
		return text("POST", "/", query, "content-type:application/x-www-form-urlencoded\nhost:sns.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate, "content-type;host;x-amz-date")
	}
	const snsScope = "20250612/eu-west-1/sns/aws4_request"
	hit("form-body-merged-into-query", "the fields in the query", Seen, both(snsScope, form("Action=Publish&Message=hi"), form("")))
	near("form-body-merged-into-query", "a query that arrives", both(snsScope, form("Action=Publish&Message=hi"), form("Action=Publish")))
	near("form-body-merged-into-query", "GET", both(snsScope, text("GET", "/", "Action=Publish", host, "host;x-amz-date"), text("GET", "/", "", host, "host;x-amz-date")))

	const presigned = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
	url := func(query string) string {
		return strings.Replace(text("GET", "/a.png", query, "host:b.s3.eu-west-1.amazonaws.com", "host"), emptySHA, "UNSIGNED-PAYLOAD", 1)
	}
	old := strings.Replace(presigned, "&X-Amz-SignedHeaders", "&X-Amz-Signature="+sha("old")+"&X-Amz-SignedHeaders", 1)
	hit("query-extra-parts-signed", "the signature of before", Seen, both(s3Scope, url(old), url(presigned)))
	near("query-extra-parts-signed", "a parameter more", both(s3Scope, url(presigned+"&x-id=GetObject"), url(presigned)))

	note := func(value string) string {
		return text("PUT", "/a.pdf", "", "host:b.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\nx-amz-meta-note:"+value, "host;x-amz-date;x-amz-meta-note")
	}
	hit("header-folded", "a line break in the block", Seen, both(s3Scope, note("Rosa canina,\ndet. 1931"), note("Rosa canina, det. 1931")))
	near("header-folded", "another value", both(s3Scope, note("Rosa canina,\ndet. 1932"), note("Rosa canina, det. 1931")))

	ids := func(query string) string {
		return refused(edit(t, changed(t, apiGet), "GET /", "GET /"+query), `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`)
	}
	list = append(list, sight{code: "query-sort-key-wrong", name: "numbers", least: told, text: ids("x?id=9&id=10&z=")})
	near("query-sort-key-wrong", "numbers of one length", ids("x?id=19&id=20&z="))
	near("query-sort-key-wrong", "text", ids("x?id=10&id=9&z="))

	// SigV4A.
	asymmetric := func(signature string) string {
		return refused(edit(t, edit(t, get, "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), get[strings.Index(get, "Signature="):], "Signature="+signature+"\r\n\r\n"), plainMismatch)
	}
	hit("sigv4a-signature-wrong", "two numbers side by side", Seen, asymmetric(sha("r")+sha("s")))
	near("sigv4a-signature-wrong", "DER", asymmetric("30450221"+"00"+"f"+sha("r")[1:]+"0220"+"1"+sha("s")[1:]))

	// Chunks.
	chunked := func(body, length string) string {
		return "PUT /a.json HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Date: " + lookDate + "\r\nX-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\nX-Amz-Decoded-Content-Length: 12\r\nContent-Length: " + length +
			"\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + s3Scope + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" + sha("x") + "\r\n\r\n" + body +
			"\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Type: application/xml\r\n\r\n<Error><Code>IncompleteBody</Code><Message>The request body terminated unexpectedly</Message></Error>\r\n"
	}
	hit("streaming-marker-mismatch", "a plain body", Seen, chunked(`{"a":"bcde"}`, "12"))
	near("streaming-marker-mismatch", "a chunk", chunked("c;chunk-signature="+sha("c")+"\r\n"+`{"a":"bcde"}`+"\r\n0;chunk-signature="+sha("d")+"\r\n\r\n", "184"))

	// S3 Express.
	session := func(query, token string) string {
		return refused("GET /"+query+" HTTP/1.1\r\nHost: b--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com\r\nX-Amz-Date: "+lookDate+"\r\nX-Amz-Content-Sha256: "+emptySHA+"\r\n"+token+": IQoJb3JpZ2luX2VjEXAMPLETOKEN\r\n"+
			"Authorization: AWS4-HMAC-SHA256 Credential="+ownKeyID+"/20250612/us-east-1/s3express/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;"+token+", Signature="+sha("x"), "<Error><Code>InvalidRequest</Code><Message>bad</Message></Error>")
	}
	hit("s3express-token-header", "the session's header in CreateSession", Seen, session("?session", "x-amz-s3session-token"))
	near("s3express-token-header", "CreateSession", session("?session", "x-amz-security-token"))
	near("s3express-token-header", "a call within the session", session("a.png", "x-amz-s3session-token"))

	// A header that ends behind the access key ID.
	ended := func(rest, asks string) string {
		return queryError("IncompleteSignature", "Authorization header requires 'Signature' parameter. "+asks+"Authorization=AWS4-HMAC-SHA256 Credential="+ownKeyID+rest)
	}
	hit("access-key-whitespace", "the header ends behind it", Seen, ended("", "Authorization header requires 'SignedHeaders' parameter. "))
	near("access-key-whitespace", "a scope behind it", ended("/20250612/us-east-1/sts/aws4_request", "Authorization header requires 'SignedHeaders' parameter. "))

	// The events of a stream.
	event := func(code, says string) string {
		return code + "\n\n" + `{"Message":"Signature expired: ` + says + ` is now earlier than 20231107T154506Z (20231107T155006Z - 5 min.)"}` + "\n"
	}
	hit("event-signature-wrong", "seconds for milliseconds", Seen, event(`frame.append(":chunk-signature", sig)`, "19700120T160252Z"))
	near("event-signature-wrong", "a clock that is off", event(`frame.append(":chunk-signature", sig)`, "20231107T143006Z"))
	near("event-signature-wrong", "a clock that was never set", event(`client.publish(topic)`, "19700101T000052Z"))
	refusals := func(minutes ...string) string {
		var b strings.Builder
		for i, m := range minutes {
			b.WriteString("KO 403 Signature expired: 20221109T08" + m + "02Z is now earlier than 20221109T08" + []string{"40", "45", "50"}[i] + "02Z (20221109T08" + []string{"45", "50", "55"}[i] + "02Z - 5 min.)\n")
		}
		return b.String()
	}
	hit("date-pattern-wrong", "the month for the minutes", Seen, refusals("11", "11", "11"))
	near("date-pattern-wrong", "one signature for all", refusals("12", "12", "12"))
	near("date-pattern-wrong", "minutes that go on", refusals("09", "14", "19"))

	environment := func(id, token string) string {
		return "AWS_ACCESS_KEY_ID=" + id + "\nAWS_SESSION_TOKEN=" + token + "\n\napi error UnrecognizedClientException: The security token included in the request is invalid.\n"
	}
	hit("session-token-invalid", "beside a permanent key", Likely, environment("AKIA***", "FwoG***"))
	near("session-token-invalid", "beside a temporary key", environment("ASIA***", "FwoG***"))
	near("session-token-invalid", "none", environment("AKIA***", ""))

	mail := func(url string) string {
		return "GET " + url + "\n\n" + canonicalAnswer("GET\n/find\nemail=lea%40example.net\nhost:abc123.execute-api.eu-central-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-central-1/execute-api/aws4_request")
	}
	hit("query-under-encoded", "a raw @", told, mail("https://abc123.execute-api.eu-central-1.amazonaws.com/find?email=lea@example.net"))
	near("query-under-encoded", "an encoded @", mail("https://abc123.execute-api.eu-central-1.amazonaws.com/find?email=lea%40example.net"))
	return append(list, otherLanguages(t)...)
}

// otherLanguages are lines of code that make a mistake in one language, or with one library.
func otherLanguages(t testing.TB) (list []sight) {
	t.Helper()
	beside := "\n\n" + refused(changed(t, s3Get), plainMismatch)
	hit := func(code, name, text string) {
		list = append(list, sight{code: code, name: name, text: text + beside, least: told, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text + beside}) }

	const dotnet = "$h = New-Object Security.Cryptography.HMACSHA256\n"
	hit("newline-not-interpreted", "PowerShell", dotnet+`$canonicalRequest = "POST\n/\n\n$headers\n$signed\n$hash"`)
	near("newline-not-interpreted", "PowerShell's own escape", dotnet+"$canonicalRequest = \"POST`n/`n`n$headers`n$signed`n$hash\"")
	near("newline-not-interpreted", "PowerShell, replaced", dotnet+`$canonicalRequest = "POST\n/\n\n$headers\n$signed\n$hash".Replace('\n', [char]10)`)
	hit("newline-not-interpreted", "implode in PHP", `$t = gmdate('Ymd\THis\Z'); $sts = implode('\n', ['AWS4-HMAC-SHA256', $t, $scope, hash('sha256', $c)]);`)
	near("newline-not-interpreted", "implode in PHP, in double quotes", `$t = gmdate('Ymd\THis\Z'); $sts = implode("\n", ['AWS4-HMAC-SHA256', $t, $scope, hash('sha256', $c)]);`)
	hit("text-not-utf8", "Unicode of .NET", `$k = Hmac ($u8.GetBytes("AWS4" + $s)) $day; $b = $sha.ComputeHash([Text.Encoding]::Unicode.GetBytes($text)) # "AWS4"`)
	near("text-not-utf8", "UTF-8 of .NET", `$k = Hmac ($u8.GetBytes("AWS4" + $s)) $day; $b = $sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($text)) # "AWS4"`)
	hit("signing-key-not-derived", "the secret as it is", `signature := sign(os.Getenv("AWS_SECRET_ACCESS_KEY"), sts)`)
	near("signing-key-not-derived", "a derived key", `signature := sign(signingKey, sts)`)
	near("signing-key-not-derived", "a derived key, by a signer", "kRegion := mac(kDate, region)\nsignature := sign(os.Getenv(\"AWS_SECRET_ACCESS_KEY\"), sts)")
	hit("request-not-signed", "header for headers", "const res = await fetch(`https://${host}/live`, { method: 'GET', header: headers })")
	near("request-not-signed", "headers", "const res = await fetch(`https://${host}/live`, { method: 'GET', headers: headers })")
	hit("addressing-style-mismatch", "the bucket in host and path", "$host = $bucket . '.s3.us-west-2.amazonaws.com';\n$uri = '/' . $bucket . '/' . $key;")
	near("addressing-style-mismatch", "the bucket in the host", "$host = $bucket . '.s3.us-west-2.amazonaws.com';\n$uri = '/' . $key;")
	near("addressing-style-mismatch", "the bucket in the path", "$host = 's3.us-west-2.amazonaws.com';\n$uri = '/' . $bucket . '/' . $key;")
	hit("addressing-style-mismatch", "another style in the URL", "host := '${bucket}.${c.endpoint}'\nreq := http.new_request(.get, 'https://${c.endpoint}/${bucket}/${key}', '')")
	near("addressing-style-mismatch", "one style", "host := '${bucket}.${c.endpoint}'\nreq := http.new_request(.get, 'https://${host}/${key}', '')")
	hit("string-to-sign-malformed", "a folded scalar", "- set_fact:\n    sts: >-\n      AWS4-HMAC-SHA256\n      {{ amzdate }}\n      {{ scope }}\n      {{ creq | hash('sha256') }}")
	near("string-to-sign-malformed", "a literal scalar", "- set_fact:\n    sts: |-\n      AWS4-HMAC-SHA256\n      {{ amzdate }}\n      {{ scope }}\n      {{ creq | hash('sha256') }}")
	hit("host-rewritten-by-proxy", "APISIX", `{"nodes":{"ceph.svc:7480":1},"pass_host":"node"}`)
	near("host-rewritten-by-proxy", "APISIX that keeps it", `{"nodes":{"ceph.svc:7480":1},"pass_host":"pass"}`)
	hit("path-prefix-rewritten", "HAProxy", "http-request set-path /nc-data%[path] if nc")
	near("path-prefix-rewritten", "HAProxy that changes the query", "http-request set-query x=%[path] if nc")
	hit("signing-key-stale", "in a field", "class Probe {\n  Probe() { this.signingKey = hmac(kService, \"aws4_request\"); } // \"AWS4\" + secret\n}\n\nSince Tuesday 01:00 every call is refused, after a restart it works.")
	near("signing-key-stale", "in a variable", "int probe() { byte[] signingKey = hmac(kService, \"aws4_request\"); } // \"AWS4\" + secret\n\nSince Tuesday 01:00 every call is refused, after a restart it works.")

	const signs = "def sign(self, p):\n  sts = '\\n'.join(['AWS4-HMAC-SHA256-PAYLOAD', stamp, scope, self.prior, h(d), h(p)])\n  sig = hmac(key, sts)\n"
	hit("event-signature-wrong", "the signature of the headers for each", "def __init__(self, seed):\n  self.prior = seed\n"+signs+"  return sig")
	near("event-signature-wrong", "the signature of the event before", "def __init__(self, seed):\n  self.prior = seed\n"+signs+"  self.prior = sig\n  return sig")
	hit("signing-key-stale", "another secret under the same ID", "The broker gives the same access key id all the time, the secret is turned over every 4 hours. After a restart it works.")
	near("signing-key-stale", "another ID", "The broker gives another access key id each time, the secret is turned over every 4 hours. After a restart it works.")
	return list
}
