package diagnose

import (
	"strings"
	"testing"
)

// waySights are requests whose way, configuration or code tells what becomes of them.
func waySights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get, put := changed(t, s3Get), changed(t, s3Put)
	const word = "\n" + plainMismatch

	const cache = "location / {\n  proxy_cache s3;\n}\n"
	head := strings.Replace(get, "GET ", "HEAD ", 1)
	const refusal = "HTTP/1.1 403 Forbidden\r\nServer: nginx/1.22.1\r\n\r\n"
	hit("method-mismatch", "HEAD through a cache", told, cache+"\n"+head+"\n"+refusal)
	near("method-mismatch", "a cache that keeps HEAD",
		strings.Replace(cache, "s3;", "s3;\n  proxy_cache_convert_head off;", 1)+"\n"+head+"\n"+refusal)
	near("method-mismatch", "GET through a cache", cache+"\n"+get+"\n"+refusal)

	const pass = "ProxyPass / https://10.40.0.11/\n\n"
	escaped := strings.Replace(get, "cat.jpg", "cat%2A.jpg", 1)
	hit("path-reencoded-after-signing", "ProxyPass", told, pass+refused(escaped, plainMismatch))
	near("path-reencoded-after-signing", "ProxyPass with nocanon",
		strings.Replace(pass, "11/\n", "11/ nocanon\n", 1)+refused(escaped, plainMismatch))
	near("path-reencoded-after-signing", "ProxyPass of a plain path", pass+refused(get, plainMismatch))

	const download = "https://media.example/a.tif?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=portal%2F20260909" +
		"%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260909T064510Z&X-Amz-Expires=1800&X-Amz-SignedHeaders=host"
	const signature = "&X-Amz-Signature=b623df7c9326c5f497330ecf372addc981a166a47f83dffe9dec2034a3dc6950\n"
	const disposition = "&response-content-disposition=attachment"
	const filter = "our VCL has a querystring whitelist: v, w, X-Amz-*\n"
	hit("query-changed-after-signing", "a cache that filters", Likely, filter+download+disposition+signature+word)
	near("query-changed-after-signing", "a cache that filters what the URL has not", filter+download+signature+word)
	near("query-changed-after-signing", "no cache", download+disposition+signature+word)
	const inner = "http://minio:9000/p/front.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=shop%2F20250703%2Fus-east-1" +
		"%2Fs3%2Faws4_request&X-Amz-Date=20250703T120455Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host" + signature
	const failed = "Can't download source image: Status: 403; AccessDenied\n"
	hit("url-damaged", "a URL in a URL", Likely, "https://img.example/rs:fit:8:8/plain/"+inner+failed)
	near("url-damaged", "the URL by itself", inner+failed)
	near("url-damaged", "a URL in a URL, and it works", "https://img.example/rs:fit:8:8/plain/"+inner+"200 OK\n")

	const env = "aws4.sign({ host: process.env.ENDPOINT, path: '/' })\n\nENDPOINT="
	hit("host-is-url", "a variable", told, env+"https://healthlake.us-east-1.amazonaws.com\n"+word)
	near("host-is-url", "a variable with a name", env+"healthlake.us-east-1.amazonaws.com\n"+word)

	const content = "headers[\"content-type\"] = \"application/x-amz-json-1.1\";\n" +
		"msg.Content = new StringContent(body, Encoding.UTF8, \"application/x-amz-json-1.1\");\n// AWS4-HMAC-SHA256\n"
	hit("content-type-mismatch", "StringContent", told, content+word)
	near("content-type-mismatch", "StringContent of another type",
		strings.Replace(content, `"application/x-amz-json-1.1")`, `"text/plain")`, 1)+word)

	const engine = "token = rds.generate_db_auth_token(HOST, 5432, \"ro\")\n" +
		"engine = create_engine(f\"postgresql://ro:{token}@{HOST}/db\")\n" +
		"FATAL:  PAM authentication failed for user \"ro\"\n"
	hit("url-damaged", "a token in the URL of a database", told, engine)
	near("url-damaged", "a token that is quoted", strings.Replace(engine, "{token}", "{quote_plus(token)}", 1))

	const smtp = "$k = Hmac ('AWS4' + $secret) $date\n$date = (Get-Date).ToUniversalTime().ToString('yyyyMMdd')\n" +
		"$k = Hmac $k 'SendRawEmail'\n535 Authentication Credentials Invalid\n"
	hit("signing-key-wrong-date", "a password for SMTP", told, smtp)
	near("signing-key-wrong-date", "the fixed date",
		strings.Replace(smtp, "(Get-Date).ToUniversalTime().ToString('yyyyMMdd')", "'11111111'", 1))

	const derive = "k = 'AWS4' + secret\n"
	hit("hmac-arguments-swapped", "Ruby", told, derive+"OpenSSL::HMAC.digest('sha256', data, key)\n"+word)
	near("hmac-arguments-swapped", "Ruby", derive+"OpenSSL::HMAC.digest('sha256', key, data)\n"+word)
	hit("signature-hex-unpadded", "Erlang", told, derive+"io_lib:format(\"~.16b\", [B])\n"+word)
	near("signature-hex-unpadded", "Erlang", derive+"io_lib:format(\"~2.16.0b\", [B])\n"+word)
	const names = derive + "for name := range req.Header {\n\tnames = append(names, name)\n}\n" +
		"block += name + \":\" + req.Header.Get(name)\nsigned := strings.ToLower(strings.Join(names, \";\"))\n"
	hit("header-name-not-lowercased", "Go's names", told, names+word)
	near("header-name-not-lowercased", "Go's names in lower case",
		strings.Replace(names, "block += name", "block += strings.ToLower(name)", 1)+word)
	const presign = "v4.NewSigner(c).Presign(&http.Request{URL: u, Header: http.Header{}}, nil, \"s3\", " +
		"\"eu-west-1\", time.Minute, time.Now()) // AWS4\n"
	hit("method-mismatch", "no Method", told, presign+word)
	near("method-mismatch", "a Method", strings.Replace(presign, "URL: u", "Method: \"GET\", URL: u", 1)+word)
	const kept = "dict:set(k, v, 90)\nngx.req.set_header(\"Authorization\", t[1]) -- AWS4\n"
	hit("signature-reused", "a header that is kept", told, kept+word)
	near("signature-reused", "a key that is kept", "-- signing_key\n"+kept+word)

	const sodium = derive + "crypto_auth_hmacsha256(out, msg, strlen(msg), key);\n"
	hit("secret-truncated", "libsodium", told, sodium+word)
	near("secret-truncated", "libsodium with a key of any length",
		sodium+"crypto_auth_hmacsha256_init(&s, key, strlen(key));\n"+word)
	const star = derive + "load(\"hmac.star\", \"hmac\")\nk = hmac.sha256(k, region)\n"
	hit("signing-key-as-text", "Starlark", told, star+word)
	near("signing-key-as-text", "Starlark's bytes", strings.Replace(star, "region)", "region, binary = True)", 1)+word)
	part := edit(t, put, "PUT /notes/today.txt",
		"PUT /notes/today.txt?partNumber=1&uploadId=2~Fq/7tXn1cPz9HgQe/44sLuJw==")
	hit("query-under-encoded", "a raw upload id", told, refused(part, plainMismatch))
	near("query-under-encoded", "an upload id that is encoded",
		refused(strings.Replace(part, "Fq/7tXn1cPz9HgQe/44sLuJw==", "Fq%2F7tXn1cPz9HgQe%2F44sLuJw%3D%3D", 1),
			plainMismatch))

	hit("secret-truncated", "a comment of xcconfig", told, "Secrets.xcconfig\nAWS_SECRET_KEY = 8***//***sS\n"+word)
	near("secret-truncated", "a secret without a comment", "Secrets.xcconfig\nAWS_SECRET_KEY = 8***/***sS\n"+word)
	const compose = "MINIO_ROOT_PASSWORD: Tr0ub4$dor-92xK\n"
	hit("secret-truncated", "a dollar in compose", told,
		compose+"WARN[0000] The \"dor\" variable is not set. Defaulting to a blank string.\n"+word)
	near("secret-truncated", "no variable is missing", compose+word)
	const mimir = "mimir.yaml\nsecret_access_key: ${MIMIR_S3_SECRET}\n"
	hit("secret-placeholder", "Mimir", told, mimir+word)
	near("secret-placeholder", "Mimir with expand-env", mimir+"-config.expand-env=true\n"+word)
	const outward = "env:\n- name: HTTP_PROXY\n  value: http://egress.svc:3128\n\nPOST /_bulk HTTP/1.1\nHost: HOST\nx-amz-date: 20220131T091402Z\nAuthorization: AWS4-HMAC-SHA256 " +
		"Credential=AKIA5Q3FZT7WLRJ2NC6D/20220131/eu-north-1/es/aws4_request, SignedHeaders=host;x-amz-date, Signature=78527d645e8b12877a972504b8f39e2f1870725db239705beddd3762a1b1f396\n\n" +
		"HTTP/1.1 403 Forbidden\n\n"
	hit("host-mismatch", "the proxy that requests go out by", Likely, strings.Replace(outward, "HOST", "egress.svc:3128", 1))
	near("host-mismatch", "the host behind the proxy", strings.Replace(outward, "HOST", "vpc-logs.eu-north-1.es.amazonaws.com", 1))
	passed := threadTexts("/_search", "", "host:vpc-shop.eu-west-1.es.amazonaws.com\n", "host")
	const nginxTo = "hosts: ['https://es.shop.example']\nlocation / {\n    proxy_pass https://vpc-shop.eu-west-1.es.amazonaws.com;\nMORE}\n"
	hit("host-rewritten-by-proxy", "the name of what is behind the proxy", Likely, strings.Replace(nginxTo, "MORE", "", 1)+passed)
	near("host-rewritten-by-proxy", "a proxy that is told the host", strings.Replace(nginxTo, "MORE", "    proxy_set_header Host $http_host;\n", 1)+passed)
	near("host-rewritten-by-proxy", "a client that signs that name", "GET /_search HTTP/1.1\nHost: vpc-shop.eu-west-1.es.amazonaws.com\nX-Amz-Date: 20220131T120000Z\n"+
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20220131/eu-west-1/es/aws4_request, SignedHeaders=host;x-amz-date, Signature="+sha("a")+
		"\n\n"+strings.Replace(nginxTo, "MORE", "", 1)+passed)
	near("host-rewritten-by-proxy", "a proxy to another server", strings.Replace(nginxTo, "vpc-shop", "vpc-logs", 1)+passed)
	const vcl = "awsrest.v4_generic(\"es\", \"eu-west-1\", \"host;\", \"host:\" + HOST + awsrest.lf(), false);\n"
	hit("host-mismatch", "the name that the visitor called", told, strings.Replace(vcl, "HOST", "req.http.host", 1)+passed)
	near("host-mismatch", "a name that is set before", "set req.http.host = \"vpc-shop.eu-west-1.es.amazonaws.com\";\n"+strings.Replace(vcl, "HOST", "req.http.host", 1)+passed)
	near("host-mismatch", "the name of the server", strings.Replace(vcl, "HOST", "\"vpc-shop.eu-west-1.es.amazonaws.com\"", 1)+passed)
	const cachedLog = `127.0.0.1 "HEAD http://s3.amazonaws.com/b/k HTTP/1.1" 403 388 AWS4-HMAC-SHA256 Credential=K/20150122/US/s3/aws4_request,SignedHeaders=host,Signature=0ea6` +
		"\n    proxy_cache s3;\n"
	hit("method-mismatch", "a HEAD in the log of a cache", told, cachedLog)
	near("method-mismatch", "a GET in the log of a cache", strings.Replace(cachedLog, "HEAD", "GET", 1))
	near("method-mismatch", "GET refused as well", "proxy_cache one;\n\"HEAD /b/k HTTP/1.1\" 403 0\n\"GET /b/k HTTP/1.1\" 403 0\n")
	edge := func(host, more string) string {
		return threadTexts("/pages/a.html", "", "host:"+host+"\nx-amz-cf-id:Sb==\nx-amz-date:"+lookDate+"\n"+more, "host;x-amz-cf-id;x-amz-date")
	}
	hit("host-rewritten-by-proxy", "the visitor's name in CloudFront's own request", Likely, edge("www.desk.example", ""))
	near("host-rewritten-by-proxy", "a store of one's own, asked by what CloudFront asks", edge("minio.lan:9000", ""))
	near("host-rewritten-by-proxy", "the bucket's name in it", edge("desk.s3.us-east-1.amazonaws.com", ""))
	near("volatile-header-signed", "the id that CloudFront signs", edge("www.desk.example", ""))
	return list
}

// valueSights: what browsers, shells, compose files and columns of databases do to
// values.
func valueSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)
	const word = "\n" + plainMismatch

	const unsafe = "Refused to set unsafe header \"X-Amz-Date\"\n\n"
	hit("signed-header-not-sent", "refused by a browser", Seen, unsafe+refused(get, plainMismatch))
	near("signed-header-not-sent", "a header that is not signed",
		strings.Replace(unsafe, "X-Amz-Date", "Accept-Charset", 1)+refused(get, plainMismatch))
	const unset = "The \"MEDIA_S3_SECRET\" variable is not set. Defaulting to a blank string.\n"
	hit("secret-placeholder", "compose", told, "S3_SECRET_KEY: ${MEDIA_S3_SECRET}\n"+unset+word)
	near("secret-placeholder", "another variable",
		"S3_SECRET_KEY: ${MEDIA_S3_SECRET}\n"+strings.Replace(unset, "MEDIA_S3_SECRET", "COMPOSE_NAME", 1)+word)
	hit("secret-truncated", "zsh's mark", told,
		"% cat key.csv\nlearn,AKIA2ABCDEFGHIJKLMNO,xUdhIB••••••••••8AEZE%\n"+word)
	near("secret-truncated", "no mark", "% cat key.csv\nlearn,AKIA2ABCDEFGHIJKLMNO,xUdhIB••••••••••8AEZE\n"+word)
	near("secret-truncated", "per cent of something", "upload 40%\nxUdhIB 93%\n"+word)
	hit("secret-recoded", "%2F in JSON", told, `{"aws_secret_access_key": "kX7******%2F******"}`+"\n"+word)
	near("secret-recoded", "a slash in JSON", `{"aws_secret_access_key": "kX7******/******"}`+"\n"+word)
	near("secret-recoded", "%2F in a URL", "AWS_CONN=s3://AKIA:kX7***%2F***@bucket\n"+word)
	const column = "request.Metadata.Add(\"document\", row[\"TYPE\"].ToString()); // CHAR(8) in the table\n"
	hit("header-value-not-trimmed", "a column of fixed width", told, column+word)
	near("header-value-not-trimmed", "a column of any width", strings.Replace(column, "CHAR(8)", "VARCHAR(8)", 1)+word)
	near("header-value-not-trimmed", "no metadata", "CREATE TABLE t (a CHAR(8));\n"+word)

	const chain = "my $kdate = hmac_sha256_hex($date, \"AWS4$secret\");\n" +
		"my $kregion = hmac_sha256_hex($region, $kdate);\n"
	hit("signing-key-as-text", "hex in Perl", told, chain+word)
	near("signing-key-as-text", "raw in Perl", strings.ReplaceAll(chain, "_hex(", "(")+word)
	monitor := "aws s3 presign s3://b/k\nMonitor, type HTTP(s), Method: HEAD\nRequest failed with status code 403\n" +
		"\nhttps://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
		ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=600&" +
		"X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("one") + "\n"
	hit("method-mismatch", "a monitor that asks with HEAD", Possible, monitor)
	near("method-mismatch", "a monitor that asks with GET", strings.Replace(monitor, "HEAD", "GET", 1))
	ported := edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: 127.0.0.1:9095")
	hit("host-port-mismatch", "the name in a URL", Likely,
		"final headers = {'host': uri.host};\n\n"+refused(ported, plainMismatch))
	near("host-port-mismatch", "the name and the port",
		"final headers = {'host': uri.authority};\n\n"+refused(ported, plainMismatch))
	near("host-port-mismatch", "no port", "final headers = {'host': uri.host};\n\n"+refused(get, plainMismatch))
	return list
}
