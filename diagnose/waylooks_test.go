package diagnose

import (
	"strconv"
	"strings"
	"testing"
)

// ways are requests whose way, configuration or code tells what becomes of them.
func ways(t testing.TB) (list []sight) {
	t.Helper()
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, text: text, least: least, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	get, put := changed(t, s3Get), changed(t, s3Put)
	const word = "\n" + plainMismatch

	const cache = "location / {\n  proxy_cache s3;\n}\n"
	head := strings.Replace(get, "GET ", "HEAD ", 1)
	const refusal = "HTTP/1.1 403 Forbidden\r\nServer: nginx/1.22.1\r\n\r\n"
	hit("method-mismatch", "HEAD through a cache", told, cache+"\n"+head+"\n"+refusal)
	near("method-mismatch", "a cache that keeps HEAD", strings.Replace(cache, "s3;", "s3;\n  proxy_cache_convert_head off;", 1)+"\n"+head+"\n"+refusal)
	near("method-mismatch", "GET through a cache", cache+"\n"+get+"\n"+refusal)

	const pass = "ProxyPass / https://10.40.0.11/\n\n"
	escaped := strings.Replace(get, "cat.jpg", "cat%2A.jpg", 1)
	hit("path-reencoded-after-signing", "ProxyPass", told, pass+refused(escaped, plainMismatch))
	near("path-reencoded-after-signing", "ProxyPass with nocanon", strings.Replace(pass, "11/\n", "11/ nocanon\n", 1)+refused(escaped, plainMismatch))
	near("path-reencoded-after-signing", "ProxyPass of a plain path", pass+refused(get, plainMismatch))

	const env = "aws4.sign({ host: process.env.ENDPOINT, path: '/' })\n\nENDPOINT="
	hit("host-is-url", "a variable", told, env+"https://healthlake.us-east-1.amazonaws.com\n"+word)
	near("host-is-url", "a variable with a name", env+"healthlake.us-east-1.amazonaws.com\n"+word)

	const content = "headers[\"content-type\"] = \"application/x-amz-json-1.1\";\nmsg.Content = new StringContent(body, Encoding.UTF8, \"application/x-amz-json-1.1\");\n// AWS4-HMAC-SHA256\n"
	hit("content-type-mismatch", "StringContent", told, content+word)
	near("content-type-mismatch", "StringContent of another type", strings.Replace(content, `"application/x-amz-json-1.1")`, `"text/plain")`, 1)+word)

	const engine = "token = rds.generate_db_auth_token(HOST, 5432, \"ro\")\nengine = create_engine(f\"postgresql://ro:{token}@{HOST}/db\")\nFATAL:  PAM authentication failed for user \"ro\"\n"
	hit("url-damaged", "a token in the URL of a database", told, engine)
	near("url-damaged", "a token that is quoted", strings.Replace(engine, "{token}", "{quote_plus(token)}", 1))

	const smtp = "$k = Hmac ('AWS4' + $secret) $date\n$date = (Get-Date).ToUniversalTime().ToString('yyyyMMdd')\n$k = Hmac $k 'SendRawEmail'\n535 Authentication Credentials Invalid\n"
	hit("signing-key-wrong-date", "a password for SMTP", told, smtp)
	near("signing-key-wrong-date", "the fixed date", strings.Replace(smtp, "(Get-Date).ToUniversalTime().ToString('yyyyMMdd')", "'11111111'", 1))

	const derive = "k = 'AWS4' + secret\n"
	hit("hmac-arguments-swapped", "Ruby", told, derive+"OpenSSL::HMAC.digest('sha256', data, key)\n"+word)
	near("hmac-arguments-swapped", "Ruby", derive+"OpenSSL::HMAC.digest('sha256', key, data)\n"+word)
	hit("signature-hex-unpadded", "Erlang", told, derive+"io_lib:format(\"~.16b\", [B])\n"+word)
	near("signature-hex-unpadded", "Erlang", derive+"io_lib:format(\"~2.16.0b\", [B])\n"+word)
	const names = derive + "for name := range req.Header {\n\tnames = append(names, name)\n}\nblock += name + \":\" + req.Header.Get(name)\nsigned := strings.ToLower(strings.Join(names, \";\"))\n"
	hit("header-name-not-lowercased", "Go's names", told, names+word)
	near("header-name-not-lowercased", "Go's names in lower case", strings.Replace(names, "block += name", "block += strings.ToLower(name)", 1)+word)
	const presign = "v4.NewSigner(c).Presign(&http.Request{URL: u, Header: http.Header{}}, nil, \"s3\", \"eu-west-1\", time.Minute, time.Now()) // AWS4\n"
	hit("method-mismatch", "no Method", told, presign+word)
	near("method-mismatch", "a Method", strings.Replace(presign, "URL: u", "Method: \"GET\", URL: u", 1)+word)
	const kept = "dict:set(k, v, 90)\nngx.req.set_header(\"Authorization\", t[1]) -- AWS4\n"
	hit("signature-reused", "a header that is kept", told, kept+word)
	near("signature-reused", "a key that is kept", "-- signing_key\n"+kept+word)

	const sodium = derive + "crypto_auth_hmacsha256(out, msg, strlen(msg), key);\n"
	hit("secret-truncated", "libsodium", told, sodium+word)
	near("secret-truncated", "libsodium with a key of any length", sodium+"crypto_auth_hmacsha256_init(&s, key, strlen(key));\n"+word)
	const star = derive + "load(\"hmac.star\", \"hmac\")\nk = hmac.sha256(k, region)\n"
	hit("signing-key-as-text", "Starlark", told, star+word)
	near("signing-key-as-text", "Starlark's bytes", strings.Replace(star, "region)", "region, binary = True)", 1)+word)
	part := edit(t, put, "PUT /notes/today.txt", "PUT /notes/today.txt?partNumber=1&uploadId=2~Fq/7tXn1cPz9HgQe/44sLuJw==")
	hit("query-under-encoded", "a raw upload id", told, refused(part, plainMismatch))
	near("query-under-encoded", "an upload id that is encoded", refused(strings.Replace(part, "Fq/7tXn1cPz9HgQe/44sLuJw==", "Fq%2F7tXn1cPz9HgQe%2F44sLuJw%3D%3D", 1), plainMismatch))

	hit("secret-truncated", "a comment of xcconfig", told, "Secrets.xcconfig\nAWS_SECRET_KEY = 8***//***sS\n"+word)
	near("secret-truncated", "a secret without a comment", "Secrets.xcconfig\nAWS_SECRET_KEY = 8***/***sS\n"+word)
	const compose = "MINIO_ROOT_PASSWORD: Tr0ub4$dor-92xK\n"
	hit("secret-truncated", "a dollar in compose", told, compose+"WARN[0000] The \"dor\" variable is not set. Defaulting to a blank string.\n"+word)
	near("secret-truncated", "no variable is missing", compose+word)
	const mimir = "mimir.yaml\nsecret_access_key: ${MIMIR_S3_SECRET}\n"
	hit("secret-placeholder", "Mimir", told, mimir+word)
	near("secret-placeholder", "Mimir with expand-env", mimir+"-config.expand-env=true\n"+word)

	// What browsers, shells, compose files and columns of databases do to values.
	const unsafe = "Refused to set unsafe header \"X-Amz-Date\"\n\n"
	hit("signed-header-not-sent", "refused by a browser", Seen, unsafe+refused(get, plainMismatch))
	near("signed-header-not-sent", "a header that is not signed", strings.Replace(unsafe, "X-Amz-Date", "Accept-Charset", 1)+refused(get, plainMismatch))
	const unset = "The \"MEDIA_S3_SECRET\" variable is not set. Defaulting to a blank string.\n"
	hit("secret-placeholder", "compose", told, "S3_SECRET_KEY: ${MEDIA_S3_SECRET}\n"+unset+word)
	near("secret-placeholder", "another variable", "S3_SECRET_KEY: ${MEDIA_S3_SECRET}\n"+strings.Replace(unset, "MEDIA_S3_SECRET", "COMPOSE_NAME", 1)+word)
	hit("secret-truncated", "zsh's mark", told, "% cat key.csv\nlearn,AKIA2ABCDEFGHIJKLMNO,xUdhIB••••••••••8AEZE%\n"+word)
	near("secret-truncated", "no mark", "% cat key.csv\nlearn,AKIA2ABCDEFGHIJKLMNO,xUdhIB••••••••••8AEZE\n"+word)
	near("secret-truncated", "per cent of something", "upload 40%\nxUdhIB 93%\n"+word)
	hit("secret-recoded", "%2F in JSON", told, `{"aws_secret_access_key": "kX7******%2F******"}`+"\n"+word)
	near("secret-recoded", "a slash in JSON", `{"aws_secret_access_key": "kX7******/******"}`+"\n"+word)
	near("secret-recoded", "%2F in a URL", "AWS_CONN=s3://AKIA:kX7***%2F***@bucket\n"+word)
	const column = "request.Metadata.Add(\"document\", row[\"TYPE\"].ToString()); // CHAR(8) in the table\n"
	hit("header-value-not-trimmed", "a column of fixed width", told, column+word)
	near("header-value-not-trimmed", "a column of any width", strings.Replace(column, "CHAR(8)", "VARCHAR(8)", 1)+word)
	near("header-value-not-trimmed", "no metadata", "CREATE TABLE t (a CHAR(8));\n"+word)

	const chain = "my $kdate = hmac_sha256_hex($date, \"AWS4$secret\");\nmy $kregion = hmac_sha256_hex($region, $kdate);\n"
	hit("signing-key-as-text", "hex in Perl", told, chain+word)
	near("signing-key-as-text", "raw in Perl", strings.ReplaceAll(chain, "_hex(", "(")+word)
	monitor := "aws s3 presign s3://b/k\nMonitor, type HTTP(s), Method: HEAD\nRequest failed with status code 403\n\nhttps://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("one") + "\n"
	hit("method-mismatch", "a monitor that asks with HEAD", Possible, monitor)
	near("method-mismatch", "a monitor that asks with GET", strings.Replace(monitor, "HEAD", "GET", 1))
	ported := edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: 127.0.0.1:9095")
	hit("host-port-mismatch", "the name in a URL", Likely, "final headers = {'host': uri.host};\n\n"+refused(ported, plainMismatch))
	near("host-port-mismatch", "the name and the port", "final headers = {'host': uri.authority};\n\n"+refused(ported, plainMismatch))
	near("host-port-mismatch", "no port", "final headers = {'host': uri.host};\n\n"+refused(get, plainMismatch))

	// Headers and parameters that come in several parts.
	noted := edit(t, put, "\nAuthorization:", "\nx-amz-meta-subject: =?UTF-8?B?QXRh?=\n =?UTF-8?B?cmRp?=\nAuthorization:", "x-amz-date, Signature", "x-amz-date;x-amz-meta-subject, Signature")
	hit("header-folded", "sent on two lines", Likely, refused(noted, plainMismatch))
	near("header-folded", "sent on one line", refused(strings.Replace(noted, "?=\n =?", "?= =?", 1), plainMismatch))
	const merges = "const query = Object.fromEntries(url.searchParams.entries());\n\n"
	twice := edit(t, get, " HTTP/1.1", "?tag=red&tag=blue HTTP/1.1")
	hit("query-repeated-name-merged", "a map in code", told, merges+refused(twice, plainMismatch))
	near("query-repeated-name-merged", "names that differ", merges+refused(strings.Replace(twice, "tag=blue", "tint=blue", 1), plainMismatch))
	near("query-repeated-name-merged", "no map", refused(twice, plainMismatch))
	list4 := func(third string) string {
		return "08:50:11 GET /v1/s?status=open 200\n08:50:19 GET /v1/s?carrier=y&status=open 200\n08:50:31 GET /v1/s?status=open&status=late 403\n08:51:02 GET /v1/s?" + third + " 403\n" + word
	}
	hit("query-repeated-name-merged", "all that fail", Seen, list4("status=late&status=open"))
	near("query-repeated-name-merged", "one fails without", list4("carrier=y"))

	list = append(list, signatures(t)...)
	return list
}

// signatures are requests that stand in a paste more than once, and clocks that it shows.
func signatures(t testing.TB) (list []sight) {
	t.Helper()
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, text: text, least: least, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }

	const word2 = "\n" + plainMismatch
	const call = "await fetch(\"https://x4l2.appsync-api.eu-west-2.amazonaws.com/graphql\", { method: \"POST\", headers, body })\n"
	headers := func(date string) string {
		return "{\n  authorization: \"AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-2/appsync/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("one") + "\",\n  \"x-amz-date\": \"" + date + "\",\n}\n"
	}
	answer := "400 " + `{"__type":"InvalidSignatureException","message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."}` + "\n"
	hit("header-changed-after-signing", "one signature, two dates", Seen, call+"signed "+headers("20250612T083000Z")+"sending "+headers("20250612T084141Z")+answer)
	near("header-changed-after-signing", "printed twice", call+"signed "+headers("20250612T083000Z")+"sending "+headers("20250612T083000Z")+answer)

	canonical := canonicalOf(t, changed(t, s3Get), "s3", "host", "x-amz-content-sha256", "x-amz-date")
	cutOff, _, _ := strings.Cut(canonical, "083000Z")
	near("header-changed-after-signing", "a text cut within the date", clientLog(canonical, "")+"\n2025/06/12 10:30:00 <Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided.</Message><CanonicalRequest>"+cutOff+"\n2025/06/12 10:30:00 failed to unmarshal response error\n")

	const late = `{"message":"Signature expired: 20250612T083012Z is now earlier than 20250612T083514Z (20250612T084014Z - 5 min.)"}` + "\n"
	hit("request-delayed", "one clock saw both", Likely, "2. Run    Jun 12 08:30:12  ok\n3. Delay  Jun 12 08:30:13  ok\n4. Send   Jun 12 08:40:14  error\n"+late)
	near("request-delayed", "a clock that is off", "2. Run    Jun 12 08:30:12  ok\n4. Send   Jun 12 08:30:14  error\n"+late)
	const shifted = `{"message":"Signature expired: 20250612T031407Z is now earlier than 20250612T140256Z (20250612T140756Z - 5 min.)"}` + "\n"
	hit("date-pattern-wrong", "the hour in the minutes", Likely, shifted)
	near("date-pattern-wrong", "a log of the same time", "2025-06-12 03:14:07,096 DEBUG wire\n"+shifted)
	near("date-pattern-wrong", "another time", strings.Replace(shifted, "T031407Z", "T031908Z", 1))

	// Signatures of an earlier attempt, chunks of another signer, logs of servers.
	attempt := func(letter, date string) string {
		return "headers: {'X-Amz-Date': '" + date + "', 'Authorization': 'AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha(letter) + "'}\n"
	}
	first, second := attempt("one", "20250612T083000Z"), attempt("two", "20250612T083004Z")
	hit("signature-reused", "headers of the first attempt", Likely, first+second+first+answer)
	near("signature-reused", "each attempt its own", first+first+second+second+answer)
	chunked := func(host, key, letter, length string) string {
		return "PUT /b/k HTTP/1.1\nHost: " + host + "\nContent-Length: " + length + "\nX-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\nX-Amz-Date: 20250612T083000Z\nX-Amz-Decoded-Content-Length: 44\nAuthorization: AWS4-HMAC-SHA256 Credential=" + key + "/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" + sha(letter) + "\n\n"
	}
	const refusal = "HTTP/1.1 403 Forbidden\n\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message></Error>\n"
	hit("streaming-chunk-signature-wrong", "a proxy that signs anew", Likely, chunked("proxy:9669", "edge", "one", "217")+chunked("minio:9000", "backend", "two", "217")+refusal)
	near("streaming-chunk-signature-wrong", "one key", chunked("proxy:9669", "edge", "one", "217")+chunked("minio:9000", "edge", "two", "217")+refusal)
	near("streaming-chunk-signature-wrong", "chunks made anew", chunked("proxy:9669", "edge", "one", "217")+chunked("minio:9000", "backend", "two", "305")+refusal)
	const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIABNIL3SU2AEXAMPLE%2F20240714%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20240714T040000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
	incomplete := "\"Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.\"\n"
	plain := "GET /e.mp3?" + query + sha("one") + " HTTP/1.1\n\n"
	logged := "\"" + strings.ReplaceAll(strings.TrimSpace(plain), "&", "&amp;") + "\" 400 AuthorizationQueryParametersError\n"
	hit("xml-escaped", "in a server's log", Seen, plain+logged+incomplete)
	near("xml-escaped", "nothing is escaped", plain+incomplete)
	const old = "https://b.s3.eu-central-1.amazonaws.com/k.mp4?AWSAccessKeyId=AKIASWPUVXKVWEXAMPLE&Expires=1718099320&Signature="
	hit("sigv2-sigv4-mixed", "64 digits", Seen, "GET "+old+sha("one")+" HTTP/1.1\nHost: b.s3.eu-central-1.amazonaws.com\n\n"+refusal)
	near("sigv2-sigv4-mixed", "base64", "GET "+old+"x8Rlo4nA%2FoFFZ3UmdlvewCliS1k%3D HTTP/1.1\nHost: b.s3.eu-central-1.amazonaws.com\n\n"+refusal)
	token := "<Error><Code>InvalidToken</Code><Message>The provided token is malformed or otherwise invalid.</Message><Token-0>IQoJb3JpZ2luX2VjEyO2c6Y PSrqVTlsJ tzUHyOqYOnlm</Token-0></Error>\n"
	hit("session-token-recoded", "blanks at the server", Seen, token)
	near("session-token-recoded", "a token that arrived whole", strings.NewReplacer("Y PSr", "Y+PSr", "J tz", "J+tz").Replace(token))

	// What a log of many requests, events or keys shows.
	night := func(days ...string) (log string) {
		for k, day := range days {
			status := "200"
			if strings.HasSuffix(day, "!") {
				status = "403"
			}
			log += "debug AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + strings.TrimSuffix(day, "!") + "/eu-south-1/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=" + sha(strconv.Itoa(k)) + "\ninfo upstream status " + status + "\n"
		}
		return log
	}
	hit("signing-key-stale", "a log across midnight", Likely, night("20241008", "20241008", "20241009!", "20241009!"))
	near("signing-key-stale", "refused on the first day, too", night("20241008", "20241008!", "20241009!", "20241009!"))
	near("signing-key-stale", "accepted on the new day", night("20241008", "20241008", "20241009", "20241009!", "20241009!"))
	events := func(priors ...string) (log string) {
		for k, p := range priors {
			log += "frame sts=\"AWS4-HMAC-SHA256-PAYLOAD\\n20250604T101508Z\\n20250604/eu-central-1/transcribe/aws4_request\\n" + sha(p) + "\\n" + sha("h"+strconv.Itoa(k)) + "\\n" + sha("b"+strconv.Itoa(k)) + "\"\n"
		}
		return log + "error " + apiMismatch + "\n"
	}
	hit("event-signature-wrong", "one signature before all", Seen, events("seed", "seed", "seed"))
	near("event-signature-wrong", "each after the other", events("seed", "one", "two"))
	const body = `sign body={"events":["a <b> c"]}` + "\n"
	hit("body-reserialized", "escaped when it is sent", Likely, body+`-> {"id":"1","events":["a \u003cb\u003e c"]}`+"\n"+apiMismatch+"\n")
	near("body-reserialized", "sent as it is", body+`-> {"id":"1","events":["a <b> c"]}`+"\n"+apiMismatch+"\n")
	const lens = "conf: secret from /secrets/aws (echo > file) len="
	hit("secret-whitespace", "41 characters", told, lens+"41\n"+word2)
	near("secret-whitespace", "40 characters", lens+"40\n"+word2)
	return list
}
