package diagnose

import (
	"strings"
	"testing"
)

// codeSights are pastes for the looks of codelooks.go: key and code.
func codeSights(t testing.TB) (list []sight) {
	get, table := changed(t, s3Get), changed(t, tablePost)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	hit, near := anyRows(&list)
	hit("ses-smtp-password", "configuration", Likely, true,
		"secretAccessKey: process.env.SES_SMTP_PASSWORD,\n"+edit(t, table, "Host: dynamodb.", "Host: email.",
			"/dynamodb/", "/ses/")+"\n\n"+`<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.</Message></Error></ErrorResponse>`)
	near("ses-smtp-password", "another variable",
		"secretAccessKey: process.env.SES_SECRET,\n"+edit(t, table, "Host: dynamodb.", "Host: email.", "/dynamodb/",
			"/ses/")+"\n\n"+`<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message></Error></ErrorResponse>`)
	hit("hmac-arguments-swapped", "PHP", Likely, true,
		refused(get, plainMismatch)+"\n$kDate = hash_hmac('sha256', 'AWS4' . $secret, $date, true);\n")
	near("hmac-arguments-swapped", "PHP",
		refused(get, plainMismatch)+"\n$kDate = hash_hmac('sha256', $date, 'AWS4' . $secret, true);\n")
	hit("signing-key-as-text", "PHP", told, true,
		refused(get, plainMismatch)+"\n$kDate = hash_hmac('sha256', $date, 'AWS4' . $secret);\n"+
			"$kRegion = hash_hmac('sha256', $region, $kDate);\n")
	hit("signing-key-as-text", "Python", told, true,
		refused(get, plainMismatch)+"\ndef sign(key, msg):\n"+
			"    return hmac.new(key.encode(), msg.encode(), hashlib.sha256).hexdigest()\n\n"+
			"k_date = sign('AWS4' + secret, datestamp)\n")
	hit("signing-key-as-text", "Node", told, true,
		refused(get, plainMismatch)+"\nconst kDate = createHmac('sha256', 'AWS4' + secret).update(date).digest('hex')\n")
	const arrow = "const h = (key, msg) => crypto.createHmac('sha256', key).update(msg, 'utf8').digest('hex');\n" +
		"const kRegion = h(kDate, region);\n"
	hit("signing-key-as-text", "a function of Node", told, true, refused(get, plainMismatch)+"\n"+arrow)
	near("signing-key-as-text", "a function of Node",
		refused(get, plainMismatch)+"\n"+strings.Replace(arrow, "digest('hex')", "digest()", 1))
	near("signing-key-as-text", "Node",
		refused(get, plainMismatch)+"\nconst kDate = createHmac('sha256', 'AWS4' + secret).update(date).digest()\n"+
			"const signature = createHmac('sha256', kSigning).update(stringToSign).digest('hex')\n")
	near("signing-key-as-text", "Python",
		refused(get, plainMismatch)+"\ndef sign(key, msg):\n"+
			"    return hmac.new(key, msg.encode(), hashlib.sha256).digest()\n\n"+
			"k_date = sign(('AWS4' + secret).encode(), datestamp)\n"+
			"signature = hmac.new(k_signing, string_to_sign.encode(), hashlib.sha256).hexdigest()\n")
	hit("newline-added-at-end", "echo", told, true,
		refused(get, plainMismatch)+"\nhash=$(echo \"$canonical_request\" | openssl dgst -sha256)\n")
	near("newline-added-at-end", "printf",
		refused(get, plainMismatch)+"\nhash=$(printf '%s' \"$canonical_request\" | openssl dgst -sha256)\n")
	near("newline-added-at-end", "echo -n",
		refused(get, plainMismatch)+"\nhash=$(echo -n \"$canonical_request\" | openssl dgst -sha256)\n")
	hit("line-ends-crlf", "code", told, true,
		refused(get, plainMismatch)+"\ncanonicalRequest = method + \"\\r\\n\" + path + \"\\r\\n\"\n")
	hit("line-ends-crlf", "client's text", Seen, true,
		get+clientLog(strings.ReplaceAll(getCanonical, "\n", "\r\n"), ""))
	near("line-ends-crlf", "code of the request",
		refused(get, plainMismatch)+"\ncanonicalRequest = method + \"\\n\" + path + \"\\n\"\n"+
			"raw = \"GET / HTTP/1.1\\r\\n\"\n")
	hit("newline-not-interpreted", "PHP", told, true,
		refused(get, plainMismatch)+"\n<?php\n$stringToSign = 'AWS4-HMAC-SHA256\\n' . $date;\n")
	near("newline-not-interpreted", "PHP",
		refused(get, plainMismatch)+"\n<?php\n$stringToSign = \"AWS4-HMAC-SHA256\\n\" . $date;\n")
	near("newline-not-interpreted", "JavaScript",
		refused(get, plainMismatch)+"\nconst stringToSign = 'AWS4-HMAC-SHA256\\n' + date;\n")
	hit("date-week-year", "scope", Seen, true,
		edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20251230T083000Z", "/20250612/", "/20261230/"))
	hit("date-week-year", "code", told, true,
		refused(get, plainMismatch)+"\nnew SimpleDateFormat(\"YYYYMMdd'T'HHmmss'Z'\")\n")
	near("date-week-year", "code", refused(get, plainMismatch)+"\nnew SimpleDateFormat(\"yyyyMMdd'T'HHmmss'Z'\")\n")
	near("date-week-year", "moment has YYYY for the year",
		refused(get, plainMismatch)+"\nconst amzDate = moment.utc().format('YYYYMMDD[T]HHmmss[Z]')\n")
	hit("hmac-tool-failed", "", told, true, refused(get, plainMismatch)+"\nopenssl: dgst: unknown option -mac\n")
	near("hmac-tool-failed", "", refused(get, plainMismatch)+"\nopenssl dgst -sha256 -mac HMAC -macopt hexkey:$key\n")
	hit("body-recoded-after-hashing", "", told, true,
		clientLog(edit(t, getCanonical, "host:holiday", "content-encoding:gzip\nhost:holiday", "\nhost;",
			"\ncontent-encoding;host;"),
			"")+"app.use(compression())\n"+plainMismatch)
	near("body-recoded-after-hashing", "not compressed",
		clientLog(edit(t, getCanonical, "host:holiday", "content-encoding:aws-chunked\nhost:holiday", "\nhost;",
			"\ncontent-encoding;host;"),
			"")+"app.use(compression())\n"+plainMismatch)
	hit("unreserved-encoded", "code", Possible, false,
		refused(get, plainMismatch)+"\nconst path = '/' + encodeURIComponent(key)\n")
	hit("unreserved-encoded", "client's text", Seen, true,
		edit(t, get, "cat.jpg", "my~cat.jpg")+clientLog(edit(t, getCanonical, "cat.jpg", "my%7Ecat.jpg"), ""))
	near("unreserved-encoded", "code",
		refused(get, plainMismatch)+"\nconst path = '/' + key.split('/').map(encodeURIComponent).join('/')\n")
	return list
}

// codeBesideTextsSights: code beside equal or decoded texts.
func codeBesideTextsSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	log := refused(get,
		echoed(canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date"), lookDate, lookScope)) +
		clientLog("",
			stringToSignText(lookDate, lookScope,
				canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")))
	hit("signing-key-wrong-region", "a default", Likely,
		"function derive_key($secret, $day, $region = 'us-east-1') {}\n\n"+log)
	near("signing-key-wrong-region", "the same region",
		"function derive_key($secret, $day, $region = 'eu-west-1') {}\n\n"+log)
	hit("unsigned-payload-misused", "in code", told,
		"new SignatureV4({ service: 'execute-api' })\nheaders: { \"X-Amz-Content-Sha256\": \"UNSIGNED-PAYLOAD\" }\n"+
			"\n{ message: 'The request signature we calculated does not match the signature you provided.' }\n")
	near("unsigned-payload-misused", "in code for S3",
		"new SignatureV4({ service: 's3' })\nheaders: { \"X-Amz-Content-Sha256\": \"UNSIGNED-PAYLOAD\" }\n\n"+
			plainMismatch)
	swift := "let canonicalURI = url.path.isEmpty ? \"/\" : url.path\n\nhttps://pics.example.com/a%20b.png\n\n" +
		plainMismatch + "\n// SigV4 signature\n"
	hit("path-under-encoded", "URL.path in Swift", told, swift)
	near("path-under-encoded", "URL.path and a path without escapes", strings.Replace(swift, "a%20b", "ab", 1))
	return list
}

func aws4Sights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)

	// Calls of aws4.
	call := func(options string) string {
		return "axios(aws4.sign({ " + options + " }, { accessKeyId: 'a', secretAccessKey: 'b' }))\n\n" + apiMismatch
	}
	hit("path-missing-component", "aws4 without a path", told,
		call("host, method: 'GET', url: `https://${host}/items/_search`"))
	hit("empty-body-hash", "aws4 without the body", told, call("host, method: 'POST', path: '/items', headers"))
	near("path-missing-component", "aws4 with a path", call("host, method: 'GET', path: '/items', url"))
	near("empty-body-hash", "aws4 with the body", call("host, method: 'POST', path: '/items', body"))
	near("method-mismatch", "axios prints methods in lower case",
		refused("{ headers: { 'X-Amz-Date': '"+lookDate+"', Host: 'x.execute-api.eu-west-1.amazonaws.com', "+
			"Authorization: 'AWS4-HMAC-SHA256 "+
			"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, "+
			"SignedHeaders=host;x-amz-date, Signature="+
			sha("x")+"', 'User-Agent': 'axios/1.7.9' }, method: 'post', url: "+
			"'https://x.execute-api.eu-west-1.amazonaws.com/items' }",
			apiMismatch))

	// Code.
	hit("string-to-sign-malformed", "blanks in PHP", told,
		"$stringToSign = \"AWS4-HMAC-SHA256 20250612T083000Z 20250612/eu-west-1/execute-api/aws4_request \".$hash;\n\n"+
			apiMismatch)
	near("string-to-sign-malformed", "a header in PHP",
		"$auth = \"AWS4-HMAC-SHA256 Credential=\".$id.\"/\".$scope.\", SignedHeaders=host\";\n\n"+apiMismatch)
	hit("canonical-request-malformed", "a query over several lines", told,
		"canonical_querystring = '''Action=SendEmail\n&Source=a%40b.example'''\n# AWS4\n\n"+apiMismatch)
	near("canonical-request-malformed", "a query on one line",
		"canonical_querystring = '''Action=SendEmail&Source=a%40b.example'''\n# AWS4\n\n"+apiMismatch)
	hit("signing-key-as-text", "digest in UTF-8", told,
		"const kDate = createHmac('sha256', 'AWS4' + key).update(day).digest('utf-8')\n\n"+apiMismatch)
	near("signing-key-as-text", "digest in bytes",
		"const kDate = createHmac('sha256', 'AWS4' + key).update(day).digest()\n\n"+apiMismatch)
	near("plus-for-space", "the credential in the documentation's example",
		"canonical_querystring += '&X-Amz-Credential=' + urllib.parse.quote_plus(access_key + '/' + scope)\n"+
			"subject=a%20b\n\n"+
			apiMismatch)
	hit("host-port-mismatch", "a port put in after signing", told,
		"const signed = await signer.presign(request)\nconst url = `wss://${signed.hostname}:8443${signed.path}`\n\n"+
			apiMismatch)
	near("host-port-mismatch", "the default port",
		"const signed = await signer.presign(request)\nconst url = `wss://${signed.hostname}:443${signed.path}`\n\n"+
			apiMismatch)
	dots := func(key string) string {
		return "request.Key = \"" + key + "\";\n\n" +
			echoed("PUT\n/images/a.jpg\n\nhost:holiday-pics.s3.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+
				"\n\nhost;x-amz-date\n"+emptySHA,
				lookDate, lookScope)
	}
	hit("path-reencoded-after-signing", "dots in a key", Likely, dots(`..\\images\\a.jpg`))
	near("path-reencoded-after-signing", "a key without dots", dots(`images\\a.jpg`))
	near("path-reencoded-after-signing", "dots of another file", dots(`..\\other\\b.jpg`))
	return list
}

// curlFileSights are pastes for the looks of codelooks.go.
func curlFileSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	auth := "-H 'Authorization: AWS4-HMAC-SHA256 " +
		"Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, " +
		"Signature=" +
		sha("x") + "' -H 'X-Amz-Date: " + lookDate + "'"
	hit("body-line-ends-changed", "curl -d @file", told,
		"curl https://dynamodb.eu-west-1.amazonaws.com/ "+auth+" -d @get.json\n\n"+plainMismatch)
	near("body-line-ends-changed", "curl --data-binary @file",
		"curl https://dynamodb.eu-west-1.amazonaws.com/ "+auth+" --data-binary @get.json\n\n"+plainMismatch)
	return list
}

// lineSights are pastes for the looks of codelooks.go.
func lineSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	line := func(code string) string { return code + " // AWS4-HMAC-SHA256\n\n" + apiMismatch }
	hit("percent-hex-lowercase", "HttpUtility", told,
		line("q.Select(p => p.Key + \"=\" + HttpUtility.UrlEncode(p.Value))"))
	near("percent-hex-lowercase", "HttpUtility, mended",
		line("Regex.Replace(HttpUtility.UrlEncode(v), \"%[a-f0-9]{2}\", m => m.Value.ToUpper()).Replace(\"+\", \"%20\")"))
	hit("line-ends-crlf", "ABAP", told, line("DATA(lv_nl) = cl_abap_char_utilities=>cr_lf."))
	near("line-ends-crlf", "ABAP, a line feed", line("DATA(lv_nl) = cl_abap_char_utilities=>newline."))
	near("line-ends-crlf", "ABAP, what is replaced",
		line("REPLACE ALL OCCURRENCES OF cl_abap_char_utilities=>cr_lf IN body WITH cl_abap_char_utilities=>newline."))
	hit("string-to-sign-hash-wrong", "digest of R", told, line("h <- digest(canonical_request, algo = \"sha256\")"))
	near("string-to-sign-hash-wrong", "digest of R, the text itself",
		line("h <- digest(canonical_request, algo = \"sha256\", serialize = FALSE)"))
	kotlin := func(result, format string) string {
		return line("fun hmac(key: " + result + ", data: String): " + result + " {\n  val mac = " +
			"Mac.getInstance(\u201cHmacSHA256\u201d)\n  return " + format +
			"\n}\nval kDate = hmac(\u201cAWS4$secret\u201d, date)")
	}
	hit("signing-key-as-text", "Kotlin in the quotes of a forum", told,
		kotlin("String", "mac.doFinal(data.toByteArray()).joinToString(\u201c\u201d) { \u201c%02x\u201d.format(it) }"))
	near("signing-key-as-text", "Kotlin, bytes", kotlin("ByteArray", "mac.doFinal(data.toByteArray())"))
	hit("body-reserialized", "json: true", told,
		line("request({ method: 'POST', body: JSON.stringify(data), json: true })"))
	near("body-reserialized", "json: true and an object", line("request({ method: 'POST', body: data, json: true })"))
	hit("body-recoded-after-hashing", "a setting", told, line("settings.EnableHttpCompression(true)"))
	near("body-recoded-after-hashing", "a setting that is off", line("settings.EnableHttpCompression(false)"))
	hit("host-mismatch", "the near end of a tunnel", told,
		"ssh -N -L 8182:graph:8182 bastion\nendpoint = 'wss://localhost:8182/gremlin'\n\n"+apiMismatch)
	near("host-mismatch", "a tunnel of something else",
		"ssh -N -L 5432:db:5432 bastion\nendpoint = 'wss://graph.example:8182/gremlin'\n\n"+apiMismatch)
	return list
}
