package diagnose

import (
	"encoding/base64"
	"strings"
	"testing"
)

// besideServer are scraps of what a client signed, beside what the server tells of the
// request that it verified.
func besideServer(t testing.TB) (list []sight) {
	t.Helper()
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, text: text, least: least, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }

	// The Resource of MinIO's answer.
	store := func(path, bucket, resource string) string {
		return "GET " + path + " HTTP/1.1\nHost: store.example.com\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-Sha256: " + emptySHA +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope + ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\nServer: MinIO\n\n" +
			"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><BucketName>" + bucket + "</BucketName><Resource>" + resource + "</Resource></Error>\n"
	}
	hit("path-prefix-rewritten", "MinIO's Resource", told, store("/s3/pics/a%20b.jpg", "pics", "/pics/a b.jpg"))
	hit("path-normalized", "MinIO's Resource", told, store("/pics//a.jpg", "pics", "/pics/a.jpg"))
	near("path-prefix-rewritten", "the same Resource", store("/pics/a%20b.jpg", "pics", "/pics/a b.jpg"))
	near("path-prefix-rewritten", "the bucket in the host", store("/a.jpg", "pics", "/pics/a.jpg"))
	near("path-prefix-rewritten", "a Resource without the bucket", store("/pics/a.jpg", "pics", "/a.jpg"))
	near("path-normalized", "slashes that are kept", store("/pics//a.jpg", "pics", "/pics//a.jpg"))

	// The server's canonical request alone.
	server := func(path, query, host, names string) string {
		return canonicalAnswer("GET\n"+path+"\n"+query+"\nhost:"+host+"\nx-amz-date:"+lookDate+"\n\n"+names+"\n"+emptySHA, "20250612/eu-west-1/sqs/aws4_request")
	}
	const host, names = "sqs.eu-west-1.amazonaws.com", "host;x-amz-date"
	hit("signed-headers-malformed", "capitals in the server's list", Seen, server("/", "", host, "Host;X-Amz-Date"))
	near("signed-headers-malformed", "the server's list", server("/", "", host, names))
	hit("path-under-encoded", "blanks in the server's path", Possible, server("/a%20b", "", host, names))
	hit("plus-for-space", "blanks in the server's query", Possible, server("/", "MessageBody=a%20b", host, names))
	hit("query-under-encoded", "what JavaScript leaves raw", Possible, server("/", "MessageBody=a%21", host, names))
	hit("query-under-encoded", "code of JavaScript", told, "value = encodeURIComponent(body)\n\n"+server("/", "MessageBody=a%21", host, names))
	near("query-under-encoded", "code that encodes more", "value = encodeURIComponent(body).replace(/[!'()*]/g, hex)\n\n"+server("/", "MessageBody=a%21", host, names))

	// A port that is appended to the URL.
	port := func(url, signed string) string {
		return "const host = `" + host + "`;\nconst headers = 'host:' + " + signed + " + '\\n';\nconst url = " + url + ";\n\n" + server("/", "", host+":8443", names)
	}
	hit("host-port-mismatch", "a port behind the host of the URL", told, port("`wss://${host}:8443/`", "host"))
	hit("host-port-mismatch", "a port put behind the host of the URL", told, port("'wss://' + host + ':8443/'", "host"))
	near("host-port-mismatch", "another port", port("`wss://${host}:8444/`", "host"))
	near("host-port-mismatch", "the host of the URL is signed", port("`wss://${host}:8443/`", "new URL(url).authority"))

	// A part of the canonical request that the client prints by itself.
	hit("plus-for-space", "a printed query", told, "DEBUG canonical_querystring=MessageBody=a+b\n\n"+server("/", "MessageBody=a%20b", host, names))
	hit("path-double-encoded", "a printed path", told, "canonical uri: /a%2520b\n\n"+server("/a%20b", "", host, names))
	near("plus-for-space", "the same query", "DEBUG canonical_querystring=MessageBody=a%20b\n\n"+server("/", "MessageBody=a%20b", host, names))
	near("query-param-added-after-signing", "code that goes on", "canonical_querystring = 'Action=ListUsers'\ncanonical_querystring += '&Version=1'\n\n"+server("/", "Action=ListUsers&Version=1", host, names))

	// What encoders leave raw in a URL.
	url := func(more, text string) string {
		return more + "GET https://polly.us-east-1.amazonaws.com/v1/speech?Text=" + text + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Fus-east-1%2Fpolly%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\n" + apiMismatch
	}
	hit("query-under-encoded", "raw in the URL", told, url("", "It's%20done%20(now)!"))
	hit("query-under-encoded", "raw in the URL, with code", told, url("encodeURIComponent(k) + '=' + encodeURIComponent(v)\n\n", "It's%20done%20(now)!"))
	near("query-under-encoded", "encoded in the URL", url("encodeURIComponent(k) + '=' + encodeURIComponent(v)\n\n", "It%27s%20done"))

	// Code in which one text is hashed and another one sent.
	code := func(dump, send string) string {
		return "payload = json.dumps(body" + dump + ")\nrequests.post(url, " + send + ", headers=headers)  # AWS4-HMAC-SHA256\n\n" + apiMismatch
	}
	hit("body-reserialized", "json= of requests", told, code(", separators=(',', ':')", "json=body"))
	near("body-reserialized", "what requests writes, too", code("", "json=body"))
	near("body-reserialized", "the text itself", code(", separators=(',', ':')", "data=payload"))
	hit("body-reserialized", "a form of Postman", told, "Postman, x-www-form-urlencoded, AWS Signature\n\n"+apiMismatch)
	near("body-reserialized", "JSON of Postman", "Postman, raw JSON, AWS Signature\n\n"+apiMismatch)
	hit("payload-hash-header-missing", "OpenSearch Serverless", told, "aoss: GET works, POST fails\n\n"+apiMismatch)
	near("payload-hash-header-missing", "with the header", "aoss: GET works, POST fails, x-amz-content-sha256 is sent\n\n"+apiMismatch)
	hit("secret-recoded", "letters and digits", told, "A secret with only letters and digits works.\n\n"+plainMismatch)
	near("secret-recoded", "a name of letters and digits", "A name with only letters and digits works.\n\n"+plainMismatch)

	// A URL for another name than the one that the client has.
	inside := func(endpoint string) string {
		return "AWS_S3_ENDPOINT_URL: http://" + endpoint + "\n\nhttp://localhost:9000/media/7.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=minio%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\n" + plainMismatch
	}
	hit("host-mismatch", "an endpoint inside the network", told, inside("minio:9000"))
	near("host-mismatch", "the endpoint of the URL", inside("localhost:9000"))
	near("host-mismatch", "an endpoint that is no store's", inside("api:8080"))

	// Clocks.
	clock := func(code, server string) string {
		return code + "\n\n{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\",\"message\":\"Signature not yet current: 20250612T103000Z is still later than 20250612T084500Z (" + server + " + 15 min.)\"}\n"
	}
	const local = "var now = DateTime.Now;\nvar stamp = now.ToString(\"yyyyMMddTHHmmssZ\");"
	hit("date-not-utc", "code and two hours", Likely, clock(local, "20250612T083000Z"))
	near("date-not-utc", "code of UTC", clock(strings.ReplaceAll(local, "Now", "UtcNow"), "20250612T082600Z"))
	near("date-not-utc", "no difference of a zone", clock(local, "20250612T082100Z"))
	return append(list, besideCode(t)...)
}

// besideCode are lines of code, tokens and addresses beside a failure.
func besideCode(t testing.TB) (list []sight) {
	t.Helper()
	hit := func(code, name string, least Proof, text string) {
		list = append(list, sight{code: code, name: name, text: text, least: least, first: true})
	}
	near := func(code, name, text string) { list = append(list, sight{code: code, name: name, text: text}) }
	const scope = "20250612/eu-west-1/s3/aws4_request"
	get := changed(t, s3Get)

	// The fields of a form in the query of a PUT.
	put := func(made, method string) string {
		return made + "\n\n" + echoed(method+"\n/pics/a.jpg\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="+ownKeyID+"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date="+lookDate+"&X-Amz-Expires=60&X-Amz-SignedHeaders=host\nhost:s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD", lookDate, scope)
	}
	hit("signature-reused", "fields of a form", told, put("s3.createPresignedPost(params, cb)", "PUT"))
	near("signature-reused", "a URL for a PUT", put("s3.getSignedUrl('putObject', params)", "PUT"))
	near("signature-reused", "fields of a form that is posted", put("s3.createPresignedPost(params, cb)", "POST"))

	// The address that a client is given.
	metrics := func(url string) string {
		return "URL " + url + "\n\n" + canonicalAnswer("POST\n/workspaces/ws-5d1c7f0e/api/v1/query\n\nhost:aps-workspaces.eu-central-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-central-1/aps/aws4_request")
	}
	hit("host-rewritten-by-proxy", "an address of another host", told, metrics("http://egress.corp.intra:8480/workspaces/ws-5d1c7f0e"))
	near("host-rewritten-by-proxy", "the server's own address", metrics("https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-5d1c7f0e"))
	near("host-rewritten-by-proxy", "another path", metrics("http://grafana.corp.intra/dashboards/d1f0e7c5"))

	// Names that C# sorts.
	sharp := func(order, name string) string {
		return "[\"x-apigw-api-id\"] = id, [\"" + name + "\"] = key };\nvar sorted = headers." + order + ";\nvar signedHeaders = string.Join(\";\", sorted); // AWS4\n\n" + apiMismatch
	}
	hit("headers-unsorted", "by a culture", told, sharp("OrderBy(h => h.Key)", "x-api-key"))
	near("headers-unsorted", "by bytes", sharp("OrderBy(h => h.Key, StringComparer.Ordinal)", "x-api-key"))
	near("headers-unsorted", "names in one order by both", sharp("OrderBy(h => h.Key)", "x-amz-date"))

	// A presigned URL that a command calls.
	const query = "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433"
	called := func(command string) string {
		return command + " 'https://pics.s3.eu-west-1.amazonaws.com/a.jpg" + query + "'\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n"
	}
	hit("method-mismatch", "a spider", told, called("wget --spider"))
	near("method-mismatch", "a download", called("wget"))

	// Tokens.
	database := func(host string) string {
		return "$ dig +short db.shop.example\norders.cx1.eu-west-1.rds.amazonaws.com.\n\n" + host + ":5432/?Action=connect&DBUser=u&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\nFATAL:  PAM authentication failed for user \"u\"\n"
	}
	hit("host-mismatch", "a database's token for an alias", Likely, database("db.shop.example"))
	near("host-mismatch", "a database's token for its own name", database("orders.cx1.eu-west-1.rds.amazonaws.com"))
	cluster := func(names string) string {
		url := "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=" + names + "&X-Amz-Signature=" + sha("x")
		return "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(url)) + "\n\n" + url + "\n\nerror: You must be logged in to the server (Unauthorized)\n"
	}
	hit("header-not-signed", "a token without the cluster", Seen, cluster("host"))
	near("header-not-signed", "a token with the cluster", cluster("host%3Bx-k8s-aws-id"))

	// A pattern for Date beside one for X-Amz-Date, and a type that a client replaces.
	hit("date-pattern-wrong", "the month for the minute", told, "stamp = now.strftime('%Y%m%dT%H%m%SZ') # AWS4\n\n"+apiMismatch)
	near("date-pattern-wrong", "in the header Date alone", "date = now.strftime('%a, %d %b %Y %H:%m:%S GMT')\nstamp = now.strftime('%Y%m%dT%H%M%SZ') # AWS4\n\n"+apiMismatch)
	typed := func(code string) string {
		return code + "\n{\"x-amz-date\"=>\"" + lookDate + "\", \"authorization\"=>\"AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/sagemaker/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=" + sha("x") + "\"}\n\n" +
			canonicalAnswer("POST\n/i\n\ncontent-type:application/x-www-form-urlencoded\nhost:runtime.sagemaker.us-east-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\ncontent-type;host;x-amz-date\n"+sha("row"), "20250612/us-east-1/sagemaker/aws4_request")
	}
	hit("content-type-mismatch", "a type that the client replaces", told, typed("sig = sign('POST', uri, {'content-type' => 'text/csv'}, row)"))
	near("content-type-mismatch", "the type that arrives", typed("sig = sign('POST', uri, {'content-type' => 'application/x-www-form-urlencoded'}, row)"))

	// Lines of code.
	line := func(code string) string { return code + " // AWS4-HMAC-SHA256\n\n" + apiMismatch }
	hit("percent-hex-lowercase", "HttpUtility", told, line("q.Select(p => p.Key + \"=\" + HttpUtility.UrlEncode(p.Value))"))
	near("percent-hex-lowercase", "HttpUtility, mended", line("Regex.Replace(HttpUtility.UrlEncode(v), \"%[a-f0-9]{2}\", m => m.Value.ToUpper()).Replace(\"+\", \"%20\")"))
	hit("line-ends-crlf", "ABAP", told, line("DATA(lv_nl) = cl_abap_char_utilities=>cr_lf."))
	near("line-ends-crlf", "ABAP, a line feed", line("DATA(lv_nl) = cl_abap_char_utilities=>newline."))
	near("line-ends-crlf", "ABAP, what is replaced", line("REPLACE ALL OCCURRENCES OF cl_abap_char_utilities=>cr_lf IN body WITH cl_abap_char_utilities=>newline."))
	hit("string-to-sign-hash-wrong", "digest of R", told, line("h <- digest(canonical_request, algo = \"sha256\")"))
	near("string-to-sign-hash-wrong", "digest of R, the text itself", line("h <- digest(canonical_request, algo = \"sha256\", serialize = FALSE)"))
	kotlin := func(result, format string) string {
		return line("fun hmac(key: " + result + ", data: String): " + result + " {\n  val mac = Mac.getInstance(\u201cHmacSHA256\u201d)\n  return " + format + "\n}\nval kDate = hmac(\u201cAWS4$secret\u201d, date)")
	}
	hit("signing-key-as-text", "Kotlin in the quotes of a forum", told, kotlin("String", "mac.doFinal(data.toByteArray()).joinToString(\u201c\u201d) { \u201c%02x\u201d.format(it) }"))
	near("signing-key-as-text", "Kotlin, bytes", kotlin("ByteArray", "mac.doFinal(data.toByteArray())"))
	hit("body-reserialized", "json: true", told, line("request({ method: 'POST', body: JSON.stringify(data), json: true })"))
	near("body-reserialized", "json: true and an object", line("request({ method: 'POST', body: data, json: true })"))
	hit("body-recoded-after-hashing", "a setting", told, line("settings.EnableHttpCompression(true)"))
	near("body-recoded-after-hashing", "a setting that is off", line("settings.EnableHttpCompression(false)"))
	hit("host-mismatch", "the near end of a tunnel", told, "ssh -N -L 8182:graph:8182 bastion\nendpoint = 'wss://localhost:8182/gremlin'\n\n"+apiMismatch)
	near("host-mismatch", "a tunnel of something else", "ssh -N -L 5432:db:5432 bastion\nendpoint = 'wss://graph.example:8182/gremlin'\n\n"+apiMismatch)

	// Answers to keys of another partition or of a region that is not enabled.
	const unknown = "\n\nUnrecognizedClientException: The security token included in the request is invalid. (Status Code: 400; Request ID: 9S5QRZZA)\n"
	hit("endpoint-wrong", "a partition of its own", Likely, "aws kinesis list-streams --region cn-north-1"+unknown)
	hit("access-key-unknown", "a region that is disabled", Possible, "ap-east-1 is disabled"+unknown)
	near("access-key-unknown", "a region that is disabled", "ap-east-1 is disabled"+unknown)
	near("endpoint-wrong", "one partition", "aws kinesis list-streams --region eu-west-1"+unknown)

	// A trace that a sidecar goes on with.
	traced := func(words string) string {
		return words + "\n\nPOST https://x.execute-api.eu-west-1.amazonaws.com/quotes\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/execute-api/aws4_request, SignedHeaders=host;traceparent;x-amz-date, Signature=" + sha("x") + "\nX-Amz-Date: " + lookDate + "\n\n" + apiMismatch
	}
	hit("volatile-header-signed", "a sidecar", Likely, traced("only since istio is injected"))
	near("volatile-header-signed", "no sidecar", traced("only since yesterday"))

	// Prints of a client whose hash is not that of its canonical request.
	hashed := func(hash string) string {
		c := "GET\n/a\n\nhost:pics.s3.eu-west-1.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		return clientLog(c, "AWS4-HMAC-SHA256\n"+lookDate+"\n"+scope+"\n"+hash) + echoed(c, lookDate, scope)
	}
	hit("string-to-sign-hash-wrong", "another hash than that of equal texts", Likely, hashed(sha("something else")))

	// Names that a client lists twice, parameters that C# sorts.
	twice := func(names string) string {
		return clientLog("PUT\n/b/a\n\nhost:s3.example.net\nhost:s3.example.net\nx-amz-date:"+lookDate+"\n\n"+names+"\n"+emptySHA, "") + plainMismatch
	}
	hit("signed-headers-duplicate", "in the canonical request", Seen, twice("host;host;x-amz-date"))
	near("signed-headers-duplicate", "names that are each listed once", twice("host;x-amz-date"))
	zone := func(order string) string {
		return "query." + order + ".Select(x => x.Key); // AWS4\n\n" + canonicalAnswer("GET\n/v1\nZone=north&from=1&limit=2\nhost:x.execute-api.eu-west-1.amazonaws.com\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "20250612/eu-west-1/execute-api/aws4_request")
	}
	hit("query-sort-key-wrong", "capitals in C#", told, zone("OrderBy(x => x.Key)"))
	near("query-sort-key-wrong", "capitals in C#, by bytes", zone("OrderBy(x => x.Key, StringComparer.Ordinal)"))

	// Tokens that are appended, cut, or of another header; a redirection; no set of regions.
	appended := func(more string) string {
		return "https://pics.s3.us-east-1.amazonaws.com/a.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA5Q3FZT7WLRJ2NC6D%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60" + more + "\n\n" + plainMismatch
	}
	const token = "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEzqDD7Z3tXeij1h5hslRpDntkdFYWaf5G"
	hit("session-token-not-signed", "behind the signature", told, appended("&X-Amz-SignedHeaders=host&X-Amz-Signature="+sha("x")+token))
	near("session-token-not-signed", "before the signature", appended(token+"&X-Amz-SignedHeaders=host&X-Amz-Signature="+sha("x")))
	sent := func(token string) string {
		return "GET /sellers/v1/x HTTP/1.1\nHost: sellingpartnerapi-eu.amazon.com\nX-Amz-Date: " + lookDate + "\nX-Amz-Security-Token: " + token + "\nAuthorization: AWS4-HMAC-SHA256 Credential=ASIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n{\"errors\":[{\"message\":\"The security token included in the request is invalid.\",\"code\":\"InvalidSignature\"}]}\n"
	}
	hit("session-token-invalid", "a number", Seen, sent("15"))
	near("session-token-invalid", "a token", sent("IQoJb3JpZ2luX2VjEzqDD7Z3tXeij1h5hslRpDntkdFYWaf5G"))
	led := func(to string) string {
		return get + "\n\ngot 307 Location: http://" + to + ":8080/pics/a.jpg\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n\n<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>\n"
	}
	hit("authorization-removed-in-transit", "a redirection to another host", told, led("node7.s3.internal.example"))
	near("authorization-removed-in-transit", "a redirection within the host", led("holiday-pics.s3.eu-west-1.amazonaws.com"))
	regions := func(header string) string {
		return "HEAD /a HTTP/1.1\nHost: m.mrap.accesspoint.s3-global.amazonaws.com\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-Sha256: " + emptySHA + header + "\nAuthorization: AWS4-ECDSA-P256-SHA256 Credential=" + ownKeyID + "/20250612/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=3045\n\nHTTP/1.1 400 Bad Request\nServer: AmazonS3\n"
	}
	hit("sigv4a-region-set-wrong", "none", told, regions(""))
	near("sigv4a-region-set-wrong", "all of them", regions("\nX-Amz-Region-Set: *"))
	hit("signing-key-as-text", "CFML", told, line("kRegion = hmac(\"us-east-1\", kDate, \"HMACSHA256\", \"UTF-8\");"))
	near("signing-key-as-text", "CFML, bytes", line("kRegion = hmac(\"us-east-1\", binaryDecode(kDate, \"hex\"), \"HMACSHA256\", \"UTF-8\");"))
	hit("secret-whitespace", "counted", told, "$ kubectl get secret x -o jsonpath='{.data.secret}' | base64 -d | wc -c\n41\n\n"+plainMismatch)
	near("secret-whitespace", "counted right", "$ kubectl get secret x -o jsonpath='{.data.secret}' | base64 -d | wc -c\n40\n\n"+plainMismatch)
	garage := func(name string) string {
		return get + "\n\nHTTP/1.1 400 Bad Request\n\n<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>InvalidRequest</Code><Message>Bad request: Header `" + name + "` should be signed</Message></Error>\n"
	}
	hit("header-added-in-transit", "Garage behind a CDN", Seen, garage("x-amz-cf-id"))
	hit("header-not-signed", "Garage", Seen, garage("x-amz-acl"))

	// A path whose escapes were sent encoded.
	model := func(mine, server string) string {
		text := func(id string) string {
			return "POST\n/model/claude-v1" + id + "0/converse\n\nhost:bedrock-runtime.us-west-2.amazonaws.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		}
		return clientLog(text(mine), "") + canonicalAnswer(text(server), "20250612/us-west-2/bedrock/aws4_request")
	}
	hit("path-reencoded-after-signing", "escapes encoded twice", Seen, model("%253A", "%25253A"))
	near("path-reencoded-after-signing", "escapes encoded once", model("%3A", "%253A"))
	return list
}
