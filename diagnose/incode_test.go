package diagnose

import (
	"strings"
	"testing"
)

// handedSights: code that leaves something out, or hands over the wrong thing.
func handedSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	hit("string-to-sign-hash-wrong", "Fine Uploader without a hash", told,
		"FineUploader v4\n"+
			"String signature = hex(Crypto.generateMac('HmacSHA256', Blob.valueOf(StringtoSign), keySigning));\n\n"+
			plainMismatch)
	near("string-to-sign-hash-wrong", "Fine Uploader with a hash",
		"FineUploader v4\nString hashed = hex(Crypto.generateDigest('SHA-256', Blob.valueOf(canonical)));\n"+
			"String signature = hex(Crypto.generateMac('HmacSHA256', Blob.valueOf(StringtoSign), keySigning));\n\n"+
			plainMismatch)
	hit("query-changed-after-signing", "a URL without its query", told,
		"const request = new HttpRequest({ path, query: { pipeline: 'x' } })\n"+
			"const signed = await signer.sign(request) // SignatureV4\n"+
			"await fetch(`https://${signed.hostname}${signed.path}`, signed)\n\n"+
			plainMismatch)
	near("query-changed-after-signing", "a request without a query",
		"const request = new HttpRequest({ path })\nconst signed = await signer.sign(request) // SignatureV4\n"+
			"await fetch(`https://${signed.hostname}${signed.path}`, signed)\n\n"+
			plainMismatch)
	hit("payload-line-wrong", "SignHTTP with the body", told,
		"err = signer.SignHTTP(ctx, credentials, req, body, service, region, time.Now()) // v4.NewSigner\n\n"+
			plainMismatch+"\n// X-Amz-Date")
	near("payload-line-wrong", "SignHTTP with the hash",
		"err = signer.SignHTTP(ctx, credentials, req, payloadHash, service, region, time.Now()) // v4.NewSigner\n\n"+
			plainMismatch+"\n// X-Amz-Date")
	hit("canonical-blank-line-wrong", "a format of Python", told,
		"CanonicalRequest = \"{}\\n{}\\n{}\\n{}{}\\n{}\".format(m, u, q, headers, signed, payload) # AWS4\n\n"+
			plainMismatch)
	near("canonical-blank-line-wrong", "a format of Python with the line",
		"CanonicalRequest = \"{}\\n{}\\n{}\\n{}\\n{}\\n{}\".format(m, u, q, headers, signed, payload) # AWS4\n\n"+
			plainMismatch)
	subscription := func(path string) string {
		return "sign('/graphql/connect')\n\n" +
			canonicalAnswer("POST\n"+path+"\n\nhost:k.appsync-api.eu-west-1.amazonaws.com\nx-amz-date:"+
				lookDate+"\n\nhost;x-amz-date\n"+emptySHA,
				"20250612/eu-west-1/appsync/aws4_request")
	}
	hit("path-mismatch", "a subscription", told, subscription("/graphql"))
	near("path-mismatch", "the connection", subscription("/graphql/connect"))
	return list
}

// codeBesideSights is code beside a refused signature, or a request that it sent.
func codeBesideSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const answer = `{"message":"The request signature we calculated does not match the signature you provided. ` +
		`Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}`
	api := changed(t, apiGet)
	scope := lookDate[:8] + "/eu-west-1/execute-api/aws4_request"

	hit("signing-key-wrong-date", "the whole time", told, "const kDate = hmac('AWS4' + secret, amzDate);\n"+answer)
	hit("signing-key-wrong-date", "in the other order", told, "$k = HmacSHA256(amzdate, \"AWS4\" + secret)\n"+answer)
	near("signing-key-wrong-date", "a part of it", "const kDate = hmac('AWS4' + secret, amzDate.slice(0, 8));\n"+answer)
	near("signing-key-wrong-date", "a name for the day",
		"const amzDate = now.slice(0, 8)\nconst kDate = hmac('AWS4' + secret, amzDate);\n"+answer)
	near("signing-key-wrong-date", "a parameter",
		"function key(secret, dateTime) { return hmac('AWS4' + secret, dateTime) }\nkey(secret, t.substring(0, 8))\n"+
			answer)
	near("signing-key-wrong-date", "a name for the day, split",
		"amzDate = t.split('T')[0]\nconst kDate = hmac('AWS4' + secret, amzDate);\n"+answer)
	near("signing-key-wrong-service", "a bucket", "url = presignUrl(region, 'my-bucket', key)\n\n"+api+"\n\n"+answer)
	near("signing-key-prefix-wrong", "the name of a secret",
		"const secretId = 'AWS' + '/' + env; hmac('AWS4' + secret, day); 'aws4_request'\n"+answer)
	near("signing-key-wrong-date", "the lines of the string to sign",
		"sts = ['AWS4-HMAC-SHA256', amzdate, scope].join('\\n')\n"+answer)
	hit("signing-key-prefix-wrong", "Swift", told,
		"let kSecret = Data(\"AWS\\(key)\".utf8)\nlet k = hmac(\"aws4_request\", x)\n"+answer)
	hit("signing-key-prefix-wrong", "JavaScript", told,
		"let k = hmac('AWS' + secretKey, day); hmac(k, 'aws4_request')\n"+answer)
	near("signing-key-prefix-wrong", "Version 2", "h = \"AWS \" + accessKey + ':' + sig // not aws4_request\n"+answer)
	near("signing-key-prefix-wrong", "AWS4",
		"let kSecret = Data(\"AWS4\\(key)\".utf8)\nlet k = hmac(\"aws4_request\", x)\n"+answer)
	hit("hmac-arguments-swapped", "Delphi", told,
		"Result := THashSHA2.GetHMACAsBytes(Key, TEncoding.UTF8.GetBytes(Msg)); // AWS4\n"+answer)
	near("hmac-arguments-swapped", "Delphi",
		"Result := THashSHA2.GetHMACAsBytes(TEncoding.UTF8.GetBytes(Msg), Key); // AWS4\n"+answer)
	hit("hmac-arguments-swapped", "CryptoJS", told,
		"require('crypto-js')\nk = CryptoJS.HmacSHA256('AWS4' + secret, day)\n"+answer)
	near("hmac-arguments-swapped", "CryptoJS",
		"require('crypto-js')\nk = CryptoJS.HmacSHA256(day, 'AWS4' + secret)\n"+answer)
	hit("hmac-arguments-swapped", "Digest::SHA", told,
		"use Digest::SHA;\n$k = hmac_sha256(\"AWS4$secret\", $day);\n"+answer)
	near("hmac-arguments-swapped", "Digest::SHA", "use Digest::SHA;\n$k = hmac_sha256($day, \"AWS4$secret\");\n"+answer)
	hit("newline-not-interpreted", "Lua's long brackets", told,
		"local nl = [[\\n]]\nlocal creq = table.concat({method, uri, args}, nl) -- AWS4\n"+answer)
	near("newline-not-interpreted", "Lua's quotes",
		"local nl = \"\\n\"\nlocal creq = table.concat({method, uri, args}, nl) -- AWS4\n"+answer)
	hit("hmac-arguments-swapped", "Digest::SHA in a loop", told,
		"use Digest::SHA;\nmy $k = \"AWS4\" . $secret;\n"+
			"$k = hmac_sha256($k, $_) for ($date, $region, 'sqs', 'aws4_request');\n"+
			answer)
	near("hmac-arguments-swapped", "Digest::SHA in a loop",
		"use Digest::SHA;\nmy $k = \"AWS4\" . $secret;\n"+
			"$k = hmac_sha256($_, $k) for ($date, $region, 'sqs', 'aws4_request');\n"+
			answer)
	hit("hmac-arguments-swapped", "CryptoJS, a later step", told,
		"require('crypto-js') // AWS4\nvar kRegion = CryptoJS.HmacSHA256(kDate, regionName)\n"+answer)
	near("hmac-arguments-swapped", "CryptoJS, a later step",
		"require('crypto-js') // AWS4\nvar kRegion = CryptoJS.HmacSHA256(regionName, kDate)\n"+answer)
	hit("hmac-arguments-swapped", "PHP, a later step", Likely,
		"$kRegion = hash_hmac('sha256', $kDate, $region, true); // AWS4\n"+answer)
	near("hmac-arguments-swapped", "PHP, a later step",
		"$kRegion = hash_hmac('sha256', $region, $kDate, true); // AWS4\n"+answer)
	hit("host-mismatch", "the endpoint of a presigned URL is exchanged", told,
		"String url = minio.getPresignedObjectUrl(args);\nreturn url.replace(endpoint, publicDomain);\n"+
			"https://files.example.org/a/b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256\n"+
			answer)
	hit("host-mismatch", "in PHP", told,
		"$url = str_replace('http://minio:9000', 'https://files.example.org', $client->createPresignedRequest($c, "+
			"'+5 minutes')->getUri());\nhttps://files.example.org/a/b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256\n"+
			answer)
	near("host-mismatch", "an escape of a presigned URL is undone",
		"url = s3.generate_presigned_url('get_object', p)\nprint(url.replace('\\u0026', '&'))\n"+
			"https://files.example.org/a/b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256\n"+
			answer)
	near("host-mismatch", "the scheme of a presigned URL",
		"url = s3.generate_presigned_url('get_object', p)\nprint(url.replace('http://', 'https://'))\n"+
			"https://files.example.org/a/b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256\n"+
			answer)
	near("host-mismatch", "a key is cleaned",
		"key = name.replace(' ', '_')\nurl = s3.generate_presigned_url('get_object', p)\n"+
			"https://files.example.org/a/b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256\n"+
			answer)
	hit("date-not-utc", "SimpleDateFormat", told,
		"String day = new SimpleDateFormat(\"yyyyMMdd\").format(new Date()); // AWS4, fails in the evening\n"+answer)
	near("date-not-utc", "a zone by default",
		"TimeZone.setDefault(UTC); String day = new SimpleDateFormat(\"yyyyMMdd\").format(new Date()); // AWS4, "+
			"fails in the evening\n"+
			answer)
	near("date-not-utc", "with a zone",
		"f.setTimeZone(UTC); String day = new SimpleDateFormat(\"yyyyMMdd\").format(new Date()); // AWS4\n"+answer)
	hit("query-not-signed", "the path of a URL", told,
		"u = new URL(base + '/?Action=Publish')\naws4.sign({host, path: u.pathname})\nrequest({uri: u.href})\n"+answer)
	near("query-not-signed", "without a query", "aws4.sign({host, path: u.pathname})\nrequest({uri: u.href})\n"+answer)
	near("query-not-signed", "path and query of a URL",
		"u = new URL(base + '/?Action=Publish')\naws4.sign({host, path: u.pathname + u.search})\n"+
			"request({uri: u.href})\n"+
			answer)
	hit("path-under-encoded", "an alias of a function", Possible,
		"post https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders:PROD/invocations\nmy sigv4\n"+answer)
	hit("path-under-encoded", "an alias of a function and a signer", told,
		"post https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders:PROD/invocations\n"+
			"function canonicalRequest(\n"+
			answer)
	near("path-under-encoded", "a function",
		"post https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/orders/invocations\nmy sigv4\n"+answer)
	near("plus-for-space", "blanks put right",
		"q = url.QueryEscape(v); q = strings.ReplaceAll(q, \"+\", \"%20\") // AWS4\nhttps://h/?a=x%20y\n"+answer)
	hit("signing-key-wrong-service", "another service in the code", told,
		"k = SignHmac(\"s3\", dateRegionKey)\n\n"+api+"\n\n"+answer)
	near("signing-key-wrong-service", "the service of the scope",
		"k = SignHmac(\"execute-api\", dateRegionKey)\n\n"+api+"\n\n"+answer)
	both := func(query string) string {
		canonical := "GET\n/p\na=1&b=2\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate +
			"\n\nhost;x-amz-date\n" + emptySHA
		return "canonical_querystring = '&'.join(k + '=' + v for k, v in params.items())\n" +
			"https://x.execute-api.eu-west-1.amazonaws.com/p?" +
			query + "\n" + canonicalAnswer(canonical, scope)
	}
	hit("query-unsorted", "in the order of a map", told, both("b=2&a=1"))
	near("query-unsorted", "in order as it happens", both("a=1&b=2"))
	near("query-unsorted", "sorted", strings.Replace(both("b=2&a=1"), "params.items()", "sorted(params.items())", 1))
	filled := func(body string) string {
		return "\"raw\": \"{\\\"id\\\":\\\"{{id}}\\\",\\\"n\\\":2}\"\n\n" +
			"POST https://x.execute-api.eu-west-1.amazonaws.com/p\nX-Amz-Date: " +
			lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + scope +
			", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n" + body + "\n\n403 " +
			canonicalAnswer("POST\n/p\n\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+
				"\n\nhost;x-amz-date\n"+sha(body),
				scope)
	}
	hit("payload-hash-mismatch", "a template", told, filled(`{"id":"A-1","n":2}`))
	near("payload-hash-mismatch", "another template", filled(`{"key":"A-1","n":2}`))
	at := func(canonical string) string { return canonicalAnswer(canonical+"\nhost\n"+emptySHA, scope) }
	hit("host-default-port", "that the server got", told, at("GET\n/p\n\nhost:h.example:443\n"))
	near("host-default-port", "another port", at("GET\n/p\n\nhost:h.example:9443\n"))
	hit("path-mismatch", "twice the same", told, at("GET\n/1/q.fifo/1/q.fifo\n\nhost:h.example\n"))
	near("path-mismatch", "once and more", at("GET\n/1/q.fifo/1/q.fifo2\n\nhost:h.example\n"))
	hit("query-changed-after-signing", "a value split", told,
		"https://h.example/p?name=R%26D_plan.pdf\n"+at("GET\n/p\nD_plan.pdf=&name=R\nhost:h.example\n"))
	near("query-changed-after-signing", "a parameter without a value",
		"https://h.example/p?name=R&D_plan.pdf\n"+at("GET\n/p\nD_plan.pdf=&name=R\nhost:h.example\n"))
	hit("query-double-encoded", "an escape in the code", told,
		"list({prefix: 'Client%20A/'}) // signature\n"+at("GET\n/p\nprefix=Client%20A%2F\nhost:h.example\n"))
	near("query-double-encoded", "an escape that is encoded",
		"list({prefix: 'Client%20A/'}) // signature\n"+at("GET\n/p\nprefix=Client%2520A%2F\nhost:h.example\n"))
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
		canonical := "GET\n/m%253A0/x\n\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate +
			"\n\nhost;x-amz-date\n" + emptySHA
		return clientLog(canonical, stringToSignText(lookDate, scope, canonical)) +
			"\nGET /m%3A0/x HTTP/1.1\nHost: x.execute-api.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + scope +
			", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + answer +
			"\n\ngateway: 10.0.0.1 - - [12/Jun/2025:08:30:00 +0000] \"GET " + path + " HTTP/1.1\" 403 192\n"
	}
	hit("path-reencoded-after-signing", "in the log of a gateway", told, forwarded("/m:0/x"))
	near("path-reencoded-after-signing", "the same in the log of a gateway", forwarded("/m%3A0/x"))
	staged := func(path string) string {
		return "$(./sign.py GET " + path + ")\n\nGET /live/orders/1 HTTP/1.1\n" +
			"Host: x.execute-api.eu-west-1.amazonaws.com\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + scope +
			", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" + answer
	}
	hit("path-missing-component", "given to a signer", told, staged("/orders/1"))
	near("path-missing-component", "in a sentence",
		strings.Replace(staged("/orders/1"), "$(./sign.py GET /orders/1)",
			"Why is the signature wrong on GET /orders/1?", 1))
	near("path-missing-component", "all given to a signer", staged("/live/orders/1"))
	hit("query-empty-value-missing-equals", "in a URL", Possible,
		"https://h.example/p?w\n"+at("GET\n/p\nw=\nhost:h.example\n"))
	near("query-empty-value-missing-equals", "with its sign in a URL",
		"https://h.example/p?w=\n"+at("GET\n/p\nw=\nhost:h.example\n"))
	hit("secret-whitespace", "by echo", told, "echo \"$KEY\" | docker secret create s3_secret_key -\nAWS4\n"+answer)
	near("secret-whitespace", "a key ID by echo", "echo \"$KEY\" | docker secret create s3_access_key -\nAWS4\n"+answer)
	near("secret-whitespace", "by echo, and stripped",
		"echo \"$KEY\" | docker secret create s3_secret_key -\nsecret = f.read().strip() # AWS4\n"+answer)
	near("secret-whitespace", "by printf", "printf %s \"$KEY\" | docker secret create s3_secret_key -\nAWS4\n"+answer)
	near("secret-whitespace", "by echo -n", "echo -n \"$KEY\" | docker secret create s3_secret_key -\nAWS4\n"+answer)
	block := func(end string) string {
		return "canonicalHeaders = 'host:$host\\nx-amz-date:$date" + end + "';\nrequest = " +
			"'GET\\n$uri\\n\\n$canonicalHeaders\\n$signedHeaders\\n$hash'; // AWS4\n" + answer
	}
	hit("canonical-blank-line-wrong", "a block without its last line end", told, block(""))
	near("canonical-blank-line-wrong", "a block with its last line end", block("\\n"))
	parts := func(one, other string) string {
		return "$canonicalRequest[] = " + one + ";\n$canonicalRequest[] = " + other + "; // AWS4\n" + answer
	}
	hit("canonical-request-malformed", "the query behind the signed headers", told,
		parts("$signedHeaders", "$canonicalQueryString"))
	near("canonical-request-malformed", "the query before the signed headers",
		parts("$canonicalQueryString", "$signedHeaders"))
	hit("header-value-lowercased", "a whole line", told,
		"string.lowercase(h.0 <> \":\" <> string.trim(h.1)) // canonical headers\n"+answer)
	near("header-value-lowercased", "the name of a line", "lower(n) + \":\" + v // canonical headers\n"+answer)
	near("header-value-lowercased", "host and port", "addr = lower(host + \":\" + port) // canonical headers\n"+answer)
	hit("signing-key-as-text", "a string in Java", told,
		"return new String(mac.doFinal(data.getBytes(\"UTF-8\")), \"ISO-8859-1\") // hmac(day, \"AWS4\" + secret)\n"+
			answer)
	near("signing-key-as-text", "hex of the last HMAC in Java",
		"String signature = new String(Hex.encodeHex(mac.doFinal(sts))) // hmac(day, \"AWS4\" + secret)\n"+answer)
	hit("signing-key-as-text", "strlen in C", told,
		"HMAC(EVP_sha256(), key, strlen((const char *)key), msg, n, out, &m); // \"AWS4%s\"\n"+answer)
	near("signing-key-as-text", "a length in C",
		"HMAC(EVP_sha256(), key, key_len, msg, n, out, &m); // \"AWS4%s\"\n"+answer)
	near("signing-key-as-text", "bytes in Java",
		"return mac.doFinal(data.getBytes(\"UTF-8\")) // hmac(day, \"AWS4\" + secret)\n"+answer)
	hit("signing-key-as-text", "SQL", told,
		"create function hmac(key text, msg text) returns text as $$ select encode(hmac(msg::bytea, key::bytea, "+
			"'sha256'), 'hex') $$; -- 'AWS4' ||\n"+
			answer)
	cached := func(args string) string {
		return "@functools.lru_cache(maxsize=8)\ndef signing_key(" + args + "):\n    k = f\"AWS4{secret}\"\n\n" + api +
			"\n\n" + answer
	}
	hit("signing-key-stale", "a cached function", told, cached("region, service"))
	near("signing-key-stale", "a cached function of another name for the day", cached("secret, ymd, region, service"))
	near("signing-key-stale", "a cached function that reads the secret key", cached("vault"))
	near("signing-key-stale", "a cached function of the day", cached("date, region, service"))
	hit("header-repeated-not-joined", "by a comma and a blank", Seen, acceptedAs("a, b", "a,b"))
	near("header-repeated-not-joined", "a value with a blank", acceptedAs("a, b", "a, b"))
	hit("plus-for-space", "in another order", Seen, twoQueries("list=2&prefix=x+y&a=1", "a=1&list=2&prefix=x%20y"))
	hit("plus-for-space", "a plus that arrives as a blank", Seen, twoQueries("list=2&prefix=x%2By%2Fz", "list=2&prefix=x%20y%2Fz"))
	near("plus-for-space", "a value that arrives changed", twoQueries("list=2&prefix=x%2By%2Fz", "list=2&prefix=x%20z%2Fz"))
	near("plus-for-space", "another value", twoQueries("list=2&prefix=x+z&a=1", "a=1&list=2&prefix=x%20y"))
	named := func(url string) string {
		return "endpoint: " + url + "\n\nGET / HTTP/1.1\nHost: nas.example:9000\nX-Amz-Content-Sha256: " + emptySHA +
			"\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" +
			lookScope + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
			"\n\nHTTP/1.1 403 Forbidden\n\n" + plainMismatch
	}
	hit("host-mismatch", "in other letters", told, named("http://NAS.example:9000"))
	near("host-mismatch", "in the same letters", named("http://nas.example:9000"))
	typed := func(contentType string) string {
		return "HttpClient with StringContent\n\nPOST / HTTP/1.1\nHost: firehose.eu-west-1.amazonaws.com\nX-Amz-Date: " +
			lookDate + "\nContent-Type: " + contentType + "\nX-Amz-Target: A.B\nContent-Length: 2\n" +
			"Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/firehose/aws4_request, " +
			"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + sha("x") +
			"\n\n{}\n\nHTTP/1.1 400 Bad Request\n\n" + answer
	}
	hit("content-type-mismatch", "a charset that was added", told, typed("application/x-amz-json-1.1; charset=utf-8"))
	near("content-type-mismatch", "a charset that the code has",
		"h = {'content-type': 'application/x-amz-json-1.1; charset=utf-8'}\n"+
			typed("application/x-amz-json-1.1; charset=utf-8"))
	near("content-type-mismatch", "no charset", typed("application/x-amz-json-1.1"))
	hit("auth-two-mechanisms", "two signatures", Seen,
		`{"message":"'AWS4-HMAC-SHA256' not a valid key=value pair (missing equal-sign) in Authorization header: `+
			`'AWS4-HMAC-SHA256 Credential=A/20250612/eu-west-1/lambda/aws4_request, SignedHeaders=host, `+
			`Signature=ab,AWS4-HMAC-SHA256 Credential=A/20250612/eu-west-1/lambda/aws4_request, `+
			`SignedHeaders=host, Signature=cd'."}`)
	hit("other-scheme", "of SES", Seen,
		"GET /?Action=GetSendQuota HTTP/1.1\nHost: email.eu-central-1.amazonaws.com\n"+
			"X-Amzn-Authorization: AWS3-HTTPS AWSAccessKeyId="+
			ownKeyID+",Algorithm=HmacSHA256,Signature=KkGQGBMHDrTR0SDXfK2PXR0JuYGTPpf4gxLUglR6Rg4=\n\n"+
			"HTTP/1.1 403 Forbidden\n\n")
	lambdaBody := func(told string) string {
		return "event: {\"body\":\"aGVsbG8gd29ybGQ=\"" + told + "}\n\nPOST / HTTP/1.1\n" +
			"Host: f.lambda-url.eu-west-1.on.aws\nX-Amz-Content-Sha256: " + sha("aGVsbG8gd29ybGQ=") +
			"\nX-Amz-Date: " + lookDate + "\nContent-Length: 11\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
			ownKeyID + "/20250612/eu-west-1/lambda/aws4_request, " +
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
			"\n\nHTTP/1.1 403 Forbidden\n\n" + answer
	}
	hit("wrong-text-hashed", "base64 of a body", Likely, lambdaBody(",\"isBase64Encoded\":true"))
	near("wrong-text-hashed", "a text that happens to be base64", lambdaBody(""))
	hit("method-mismatch", "a presigned URL in Ruby", Seen,
		"url = object.presigned_url :put, acl: 'private'\n"+
			at("POST\n/k\nX-Amz-Credential=AKIDEXAMPLE%2F20250612%2Feu-west-1%2Fs3%2Faws4_request\nhost:h.example\n"))
	near("method-mismatch", "a presigned URL in Ruby",
		"url = object.presigned_url :put, acl: 'private'\n"+
			at("PUT\n/k\nX-Amz-Credential=AKIDEXAMPLE%2F20250612%2Feu-west-1%2Fs3%2Faws4_request\nhost:h.example\n"))
	const printed = "my hash is "
	hit("line-ends-crlf", "a hash without a label", Reproduced,
		printed+sha("GET\r\n/p\r\n\r\nhost:h\r\n\r\nhost\r\n"+emptySHA)+"\n"+
			canonicalAnswer("GET\n/p\n\nhost:h\n\nhost\n"+emptySHA, scope))
	near("line-ends-crlf", "another hash",
		printed+sha("GET")+"\n"+canonicalAnswer("GET\n/p\n\nhost:h\n\nhost\n"+emptySHA, scope))
	hit("placeholder-unresolved", "a host", Seen,
		"canonical request:\n \"GET\n /p\n \n host:{{apiHost}}\n \n host\n "+emptySHA+"\"\n"+
			canonicalAnswer("GET\n/p\n\nhost:h.example\n\nhost\n"+emptySHA,
				scope))
	near("placeholder-unresolved", "a host's name",
		"canonical request:\n \"GET\n /p\n \n host:api.example\n \n host\n "+emptySHA+"\"\n"+
			canonicalAnswer("GET\n/p\n\nhost:h.example\n\nhost\n"+emptySHA,
				scope))
	return list
}

// otherLanguageSights are lines of code that make a mistake in one language, or with one
// library.
func otherLanguageSights(t testing.TB) (list []sight) {
	beside := "\n\n" + refused(changed(t, s3Get), plainMismatch)
	hit := func(code, name, text string) {
		list = append(list, sight{code: code, name: name, text: text + beside, least: told, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text + beside}) }

	const dotnet = "$h = New-Object Security.Cryptography.HMACSHA256\n"
	hit("newline-not-interpreted", "PowerShell", dotnet+`$canonicalRequest = "POST\n/\n\n$headers\n$signed\n$hash"`)
	near("newline-not-interpreted", "PowerShell's own escape",
		dotnet+"$canonicalRequest = \"POST`n/`n`n$headers`n$signed`n$hash\"")
	near("newline-not-interpreted", "PowerShell, replaced",
		dotnet+`$canonicalRequest = "POST\n/\n\n$headers\n$signed\n$hash".Replace('\n', [char]10)`)
	hit("newline-not-interpreted", "implode in PHP",
		`$t = gmdate('Ymd\THis\Z'); $sts = implode('\n', ['AWS4-HMAC-SHA256', $t, $scope, hash('sha256', $c)]);`)
	near("newline-not-interpreted", "implode in PHP, in double quotes",
		`$t = gmdate('Ymd\THis\Z'); $sts = implode("\n", ['AWS4-HMAC-SHA256', $t, $scope, hash('sha256', $c)]);`)
	hit("text-not-utf8", "Unicode of .NET",
		`$k = Hmac ($u8.GetBytes("AWS4" + $s)) $day; $b = `+
			`$sha.ComputeHash([Text.Encoding]::Unicode.GetBytes($text)) # "AWS4"`)
	near("text-not-utf8", "UTF-8 of .NET",
		`$k = Hmac ($u8.GetBytes("AWS4" + $s)) $day; $b = $sha.ComputeHash([Text.Encoding]::UTF8.GetBytes($text)) `+
			`# "AWS4"`)
	hit("signing-key-not-derived", "the secret as it is", `signature := sign(os.Getenv("AWS_SECRET_ACCESS_KEY"), sts)`)
	near("signing-key-not-derived", "a derived key", `signature := sign(signingKey, sts)`)
	near("signing-key-not-derived", "a derived key, by a signer",
		"kRegion := mac(kDate, region)\nsignature := sign(os.Getenv(\"AWS_SECRET_ACCESS_KEY\"), sts)")
	hit("request-not-signed", "header for headers",
		"const res = await fetch(`https://${host}/live`, { method: 'GET', header: headers })")
	near("request-not-signed", "headers",
		"const res = await fetch(`https://${host}/live`, { method: 'GET', headers: headers })")
	hit("addressing-style-mismatch", "the bucket in host and path",
		"$host = $bucket . '.s3.us-west-2.amazonaws.com';\n$uri = '/' . $bucket . '/' . $key;")
	near("addressing-style-mismatch", "the bucket in the host",
		"$host = $bucket . '.s3.us-west-2.amazonaws.com';\n$uri = '/' . $key;")
	near("addressing-style-mismatch", "the bucket in the path",
		"$host = 's3.us-west-2.amazonaws.com';\n$uri = '/' . $bucket . '/' . $key;")
	hit("addressing-style-mismatch", "another style in the URL",
		"host := '${bucket}.${c.endpoint}'\nreq := http.new_request(.get, 'https://${c.endpoint}/${bucket}/${key}', '')")
	near("addressing-style-mismatch", "one style",
		"host := '${bucket}.${c.endpoint}'\nreq := http.new_request(.get, 'https://${host}/${key}', '')")
	hit("string-to-sign-malformed", "a folded scalar",
		"- set_fact:\n    sts: >-\n      AWS4-HMAC-SHA256\n      {{ amzdate }}\n      {{ scope }}\n"+
			"      {{ creq | hash('sha256') }}")
	near("string-to-sign-malformed", "a literal scalar",
		"- set_fact:\n    sts: |-\n      AWS4-HMAC-SHA256\n      {{ amzdate }}\n      {{ scope }}\n"+
			"      {{ creq | hash('sha256') }}")
	hit("host-rewritten-by-proxy", "APISIX", `{"nodes":{"ceph.svc:7480":1},"pass_host":"node"}`)
	near("host-rewritten-by-proxy", "APISIX that keeps it", `{"nodes":{"ceph.svc:7480":1},"pass_host":"pass"}`)
	hit("path-prefix-rewritten", "HAProxy", "http-request set-path /nc-data%[path] if nc")
	near("path-prefix-rewritten", "HAProxy that changes the query", "http-request set-query x=%[path] if nc")
	hit("signing-key-stale", "in a field",
		"class Probe {\n  Probe() { this.signingKey = hmac(kService, \"aws4_request\"); } // \"AWS4\" + secret\n}\n"+
			"\nSince Tuesday 01:00 every call is refused, after a restart it works.")
	near("signing-key-stale", "in a variable",
		"int probe() { byte[] signingKey = hmac(kService, \"aws4_request\"); } // \"AWS4\" + secret\n\n"+
			"Since Tuesday 01:00 every call is refused, after a restart it works.")

	const signs = "def sign(self, p):\n" +
		"  sts = '\\n'.join(['AWS4-HMAC-SHA256-PAYLOAD', stamp, scope, self.prior, h(d), h(p)])\n" +
		"  sig = hmac(key, sts)\n"
	hit("event-signature-wrong", "the signature of the headers for each",
		"def __init__(self, seed):\n  self.prior = seed\n"+signs+"  return sig")
	near("event-signature-wrong", "the signature of the event before",
		"def __init__(self, seed):\n  self.prior = seed\n"+signs+"  self.prior = sig\n  return sig")
	hit("signing-key-stale", "another secret under the same ID",
		"The broker gives the same access key id all the time, the secret is turned over every 4 hours. After a "+
			"restart it works.")
	near("signing-key-stale", "another ID",
		"The broker gives another access key id each time, the secret is turned over every 4 hours. After a "+
			"restart it works.")
	return list
}
