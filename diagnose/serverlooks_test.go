package diagnose

import (
	"strings"
	"testing"
)

// bucketSights: servers that put the bucket before the path.
func bucketSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	two := func(host string) string {
		c := func(path string) string {
			return "GET\n" + path + "\n\nhost:" + host + "\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		}
		return "botocore computes\n\n" + c("/cut-07") + "\n\ns3proxy computes\n\n" + c("/frames/cut-07") + "\n\n" +
			plainMismatch
	}
	hit("server-side-canonicalization", "the bucket of the host", Seen, two("frames.store.example"))
	near("server-side-canonicalization", "another host", two("store.example"))
	arrived := func(path string) string {
		return clientLog("GET\n/2026/a.pdf\n\nhost:belege.s3.werk.lan\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, "") +
			"minio:9000 [REQUEST s3.GetObject] [2025-06-12T08:30:01.121] [Client IP: 172.20.0.3]\n" +
			"minio:9000 GET " + path + "\nminio:9000 Host: belege.s3.werk.lan\nminio:9000 Authorization: AWS4-HMAC-SHA256 " +
			"Credential=" + ownKeyID + "/" + lookScope + ", SignedHeaders=host;x-amz-date, Signature=" + sha("x") +
			"\nminio:9000 X-Amz-Date: " + lookDate + "\nminio:9000 [RESPONSE] [2025-06-12T08:30:01.122] [ Duration 512us ]\n" +
			"minio:9000 403 Forbidden\nminio:9000 " + strings.ReplaceAll(plainMismatch, "\n", "") + "\n"
	}
	hit("path-prefix-rewritten", "the bucket in host and path", Seen, arrived("/belege/2026/a.pdf"))
	near("path-prefix-rewritten", "the path as it was signed", arrived("/2026/a.pdf"))
	near("path-prefix-rewritten", "another bucket", arrived("/rechnungen/2026/a.pdf"))
	return list
}

func serverSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)

	// The Resource of MinIO's answer.
	store := func(path, bucket, resource string) string {
		return "GET " + path + " HTTP/1.1\nHost: store.example.com\nX-Amz-Date: " + lookDate +
			"\nX-Amz-Content-Sha256: " + emptySHA +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope +
			", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
			"\n\nHTTP/1.1 403 Forbidden\nServer: MinIO\n\n" +
			"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match " +
			"the signature you provided. Check your key and signing method.</Message><BucketName>" +
			bucket + "</BucketName><Resource>" + resource + "</Resource></Error>\n"
	}
	hit("path-prefix-rewritten", "MinIO's Resource", told, store("/s3/pics/a%20b.jpg", "pics", "/pics/a b.jpg"))
	hit("path-normalized", "MinIO's Resource", told, store("/pics//a.jpg", "pics", "/pics/a.jpg"))
	near("path-prefix-rewritten", "the same Resource", store("/pics/a%20b.jpg", "pics", "/pics/a b.jpg"))
	near("path-prefix-rewritten", "the bucket in the host", store("/a.jpg", "pics", "/pics/a.jpg"))
	near("path-prefix-rewritten", "a Resource without the bucket", store("/pics/a.jpg", "pics", "/a.jpg"))
	near("path-normalized", "slashes that are kept", store("/pics//a.jpg", "pics", "/pics//a.jpg"))

	// The log of a server that verifies with its own region.
	verifier := func(scope, canonical, signature string) string {
		c := "GET\n/b/k\n\nhost:store.example.com\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		return "GET /b/k HTTP/1.1\nHost: store.example.com\nX-Amz-Date: " + lookDate + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
			ownKeyID + "/" + lookScope + ", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n" + clientLog(c, "AWS4-HMAC-SHA256\n"+lookDate+"\n"+lookScope+"\n"+sha(c)) +
			"\nthe gateway's log:\ncanonical request\n" + strings.Replace(c, emptySHA, canonical, 1) + "\nstring to sign\nAWS4-HMAC-SHA256\n" + lookDate + "\n" + scope + "\n" +
			sha(strings.Replace(c, emptySHA, canonical, 1)) + "\nserver signature=" + signature + "\nclient signature=" + sha("x") + "\n"
	}
	elsewhere := strings.Replace(lookScope, "eu-west-1", "garage", 1)
	hit("region-mismatch", "the region of the server's settings", Seen, verifier(elsewhere, emptySHA, sha("y")))
	near("region-mismatch", "the same region", verifier(lookScope, emptySHA, sha("y")))
	near("region-mismatch", "another day", verifier(strings.Replace(elsewhere, "20250612", "20250613", 1), emptySHA, sha("y")))
	hit("service-mismatch", "the service of the server's settings", Seen, verifier(strings.Replace(lookScope, "/s3/", "/iam/", 1), emptySHA, sha("y")))
	near("service-mismatch", "the same service", verifier(lookScope, emptySHA, sha("y")))
	near("string-to-sign-scope-mismatch", "a scope of the server's own", verifier(elsewhere, emptySHA, sha("y")))
	hit("secret-wrong", "texts that agree in a server's log, and signatures that do not", Seen, verifier(lookScope, emptySHA, sha("y")))
	near("secret-wrong", "signatures that agree in a server's log", verifier(lookScope, emptySHA, sha("x")))
	body := func(seen string) string {
		c := func(payload string) string {
			return "PUT\n/b/k\n\nhost:store.example.com\nx-amz-content-sha256:" + sha("one") + "\nx-amz-date:" + lookDate +
				"\n\nhost;x-amz-content-sha256;x-amz-date\n" + payload
		}
		return clientLog(c(sha("one")), "") + "\nthe gateway's log:\ncanonical request\n" + c(seen) + "\n\n" + plainMismatch
	}
	hit("payload-hash-mismatch", "the hash of another body in a server's log", Seen, body(sha("two")))
	near("payload-hash-mismatch", "the hash of the body in a server's log", body(sha("one")))
	near("payload-line-wrong", "the hash of another body in a server's log", body(sha("two")))

	// The server's canonical request alone.
	server := func(path, query, host, names string) string {
		return canonicalAnswer("GET\n"+path+"\n"+query+"\nhost:"+host+"\nx-amz-date:"+lookDate+"\n\n"+
			names+"\n"+emptySHA,
			"20250612/eu-west-1/sqs/aws4_request")
	}
	const host, names = "sqs.eu-west-1.amazonaws.com", "host;x-amz-date"
	hit("signed-headers-malformed", "capitals in the server's list", Seen, server("/", "", host, "Host;X-Amz-Date"))
	near("signed-headers-malformed", "the server's list", server("/", "", host, names))
	hit("path-under-encoded", "blanks in the server's path", Possible, server("/a%20b", "", host, names))
	hit("plus-for-space", "blanks in the server's query", Possible, server("/", "MessageBody=a%20b", host, names))
	hit("query-under-encoded", "what JavaScript leaves raw", Possible, server("/", "MessageBody=a%21", host, names))
	hit("query-under-encoded", "code of JavaScript", told,
		"value = encodeURIComponent(body)\n\n"+server("/", "MessageBody=a%21", host, names))
	near("query-under-encoded", "code that encodes more",
		"value = encodeURIComponent(body).replace(/[!'()*]/g, hex)\n\n"+server("/", "MessageBody=a%21", host, names))

	// A port that is appended to the URL.
	port := func(url, signed string) string {
		return "const host = `" + host + "`;\nconst headers = 'host:' + " + signed + " + '\\n';\nconst url = " + url +
			";\n\n" + server("/", "", host+":8443", names)
	}
	hit("host-port-mismatch", "a port behind the host of the URL", told, port("`wss://${host}:8443/`", "host"))
	hit("host-port-mismatch", "a port put behind the host of the URL", told, port("'wss://' + host + ':8443/'", "host"))
	near("host-port-mismatch", "another port", port("`wss://${host}:8444/`", "host"))
	near("host-port-mismatch", "the host of the URL is signed", port("`wss://${host}:8443/`", "new URL(url).authority"))

	// A part of the canonical request that the client prints by itself.
	hit("plus-for-space", "a printed query", told,
		"DEBUG canonical_querystring=MessageBody=a+b\n\n"+server("/", "MessageBody=a%20b", host, names))
	hit("path-double-encoded", "a printed path", told, "canonical uri: /a%2520b\n\n"+server("/a%20b", "", host, names))
	near("plus-for-space", "the same query",
		"DEBUG canonical_querystring=MessageBody=a%20b\n\n"+server("/", "MessageBody=a%20b", host, names))
	near("query-param-added-after-signing", "code that goes on",
		"canonical_querystring = 'Action=ListUsers'\ncanonical_querystring += '&Version=1'\n\n"+
			server("/", "Action=ListUsers&Version=1", host, names))

	// What encoders leave raw in a URL.
	url := func(more, text string) string {
		return more + "GET https://polly.us-east-1.amazonaws.com/v1/speech?Text=" + text +
			"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Fus-east-1%2Fpolly%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\n" + apiMismatch
	}
	hit("query-under-encoded", "raw in the URL", told, url("", "It's%20done%20(now)!"))
	hit("query-under-encoded", "raw in the URL, with code", told,
		url("encodeURIComponent(k) + '=' + encodeURIComponent(v)\n\n", "It's%20done%20(now)!"))
	near("query-under-encoded", "encoded in the URL",
		url("encodeURIComponent(k) + '=' + encodeURIComponent(v)\n\n", "It%27s%20done"))

	// Code in which one text is hashed and another one sent.
	code := func(dump, send string) string {
		return "payload = json.dumps(body" + dump + ")\nrequests.post(url, " + send +
			", headers=headers)  # AWS4-HMAC-SHA256\n\n" + apiMismatch
	}
	hit("body-reserialized", "json= of requests", told, code(", separators=(',', ':')", "json=body"))
	near("body-reserialized", "what requests writes, too", code("", "json=body"))
	near("body-reserialized", "the text itself", code(", separators=(',', ':')", "data=payload"))
	hit("body-reserialized", "a form of Postman", told, "Postman, x-www-form-urlencoded, AWS Signature\n\n"+apiMismatch)
	near("body-reserialized", "JSON of Postman", "Postman, raw JSON, AWS Signature\n\n"+apiMismatch)
	hit("payload-hash-header-missing", "OpenSearch Serverless", told, "aoss: GET works, POST fails\n\n"+apiMismatch)
	near("payload-hash-header-missing", "with the header",
		"aoss: GET works, POST fails, x-amz-content-sha256 is sent\n\n"+apiMismatch)
	hit("secret-recoded", "letters and digits", told, "A secret with only letters and digits works.\n\n"+plainMismatch)
	near("secret-recoded", "a name of letters and digits",
		"A name with only letters and digits works.\n\n"+plainMismatch)

	// A URL for another name than the one that the client has.
	inside := func(endpoint string) string {
		return "AWS_S3_ENDPOINT_URL: http://" + endpoint + "\n\nhttp://localhost:9000/media/" +
			"7.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=minio%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" +
			lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\n" + plainMismatch
	}
	hit("host-mismatch", "an endpoint inside the network", told, inside("minio:9000"))
	near("host-mismatch", "the endpoint of the URL", inside("localhost:9000"))
	near("host-mismatch", "an endpoint that is no store's", inside("api:8080"))
	const headed = `Expected status code 200, but got 403, url: "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA3J6UJVBFSEXAMPLE%2F20241029%2Feu-central-1` +
		`%2Fs3%2Faws4_request&X-Amz-Date=20241029T064210Z&X-Amz-Expires=180&X-Amz-SignedHeaders=host&X-Amz-Signature=80e19f8d75f61dc1cd6532c2d66e6086341fd3cfca7fa6a782e24f7ce85157df", method: "HEAD"` + "\n"
	hit("method-mismatch", "a client that asks with HEAD first", told, headed)
	near("method-mismatch", "a client that asks with GET", strings.Replace(headed, "HEAD", "GET", 1))
	near("method-mismatch", "a URL presigned for HEAD", "s3.getSignedUrl('headObject', p)\n"+strings.Replace(headed, `", method: "HEAD"`, `" was called by HEAD`, 1))
	near("method-mismatch", "a URL presigned for HEAD, and the method told", "s3.getSignedUrl('headObject', p)\n"+headed)
	return list
}

func configuredSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const scope = "20250612/eu-west-1/s3/aws4_request"
	get := changed(t, s3Get)

	// The fields of a form in the query of a PUT.
	put := func(made, method string) string {
		return made + "\n\n" +
			echoed(method+"\n/pics/a.jpg\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="+ownKeyID+
				"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date="+lookDate+
				"&X-Amz-Expires=60&X-Amz-SignedHeaders=host\nhost:s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD",
				lookDate, scope)
	}
	hit("signature-reused", "fields of a form", told, put("s3.createPresignedPost(params, cb)", "PUT"))
	near("signature-reused", "a URL for a PUT", put("s3.getSignedUrl('putObject', params)", "PUT"))
	near("signature-reused", "fields of a form that is posted", put("s3.createPresignedPost(params, cb)", "POST"))

	// The address that a client is given.
	metrics := func(url string) string {
		return "URL " + url + "\n\n" +
			canonicalAnswer("POST\n/workspaces/ws-5d1c7f0e/api/v1/query\n\n"+
				"host:aps-workspaces.eu-central-1.amazonaws.com\nx-amz-date:"+
				lookDate+"\n\nhost;x-amz-date\n"+emptySHA,
				"20250612/eu-central-1/aps/aws4_request")
	}
	hit("host-rewritten-by-proxy", "an address of another host", told,
		metrics("http://egress.corp.intra:8480/workspaces/ws-5d1c7f0e"))
	near("host-rewritten-by-proxy", "the server's own address",
		metrics("https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-5d1c7f0e"))
	near("host-rewritten-by-proxy", "another path", metrics("http://grafana.corp.intra/dashboards/d1f0e7c5"))

	// Names that C# sorts.
	sharp := func(order, name string) string {
		return "[\"x-apigw-api-id\"] = id, [\"" + name + "\"] = key };\nvar sorted = headers." + order +
			";\nvar signedHeaders = string.Join(\";\", sorted); // AWS4\n\n" + apiMismatch
	}
	hit("headers-unsorted", "by a culture", told, sharp("OrderBy(h => h.Key)", "x-api-key"))
	near("headers-unsorted", "by bytes", sharp("OrderBy(h => h.Key, StringComparer.Ordinal)", "x-api-key"))
	near("headers-unsorted", "names in one order by both", sharp("OrderBy(h => h.Key)", "x-amz-date"))

	// A presigned URL that a command calls.
	const query = "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID +
		"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&" +
		"X-Amz-SignedHeaders=host&X-Amz-Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433"
	called := func(command string) string {
		return command + " 'https://pics.s3.eu-west-1.amazonaws.com/a.jpg" + query +
			"'\n\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n"
	}
	hit("method-mismatch", "a spider", told, called("wget --spider"))
	near("method-mismatch", "a download", called("wget"))

	line := func(code string) string { return code + " // AWS4-HMAC-SHA256\n\n" + apiMismatch }

	// Names that a client lists twice, parameters that C# sorts.
	twice := func(names string) string {
		return clientLog("PUT\n/b/a\n\nhost:s3.example.net\nhost:s3.example.net\nx-amz-date:"+lookDate+"\n\n"+
			names+"\n"+emptySHA,
			"") + plainMismatch
	}
	hit("signed-headers-duplicate", "in the canonical request", Seen, twice("host;host;x-amz-date"))
	near("signed-headers-duplicate", "names that are each listed once", twice("host;x-amz-date"))
	zone := func(order string) string {
		return "query." + order + ".Select(x => x.Key); // AWS4\n\n" +
			canonicalAnswer("GET\n/v1\nZone=north&from=1&limit=2\nhost:x.execute-api.eu-west-1.amazonaws.com\n"+
				"x-amz-date:"+
				lookDate+"\n\nhost;x-amz-date\n"+emptySHA,
				"20250612/eu-west-1/execute-api/aws4_request")
	}
	hit("query-sort-key-wrong", "capitals in C#", told, zone("OrderBy(x => x.Key)"))
	near("query-sort-key-wrong", "capitals in C#, by bytes", zone("OrderBy(x => x.Key, StringComparer.Ordinal)"))

	// Tokens that are appended, cut, or of another header; a redirection; no set of regions.
	appended := func(more string) string {
		return "https://pics.s3.us-east-1.amazonaws.com/a.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=ASIA5Q3FZT7WLRJ2NC6D%2F20250612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" +
			lookDate + "&X-Amz-Expires=60" + more + "\n\n" + plainMismatch
	}
	const token = "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEzqDD7Z3tXeij1h5hslRpDntkdFYWaf5G"
	hit("session-token-not-signed", "behind the signature", told,
		appended("&X-Amz-SignedHeaders=host&X-Amz-Signature="+sha("x")+token))
	near("session-token-not-signed", "before the signature",
		appended(token+"&X-Amz-SignedHeaders=host&X-Amz-Signature="+sha("x")))
	sent := func(token string) string {
		return "GET /sellers/v1/x HTTP/1.1\nHost: sellingpartnerapi-eu.amazon.com\nX-Amz-Date: " + lookDate +
			"\nX-Amz-Security-Token: " + token + "\nAuthorization: AWS4-HMAC-SHA256 " +
			"Credential=ASIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/execute-api/aws4_request, " +
			"SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=" +
			sha("x") + "\n\nHTTP/1.1 403 Forbidden\n\n" +
			"{\"errors\":[{\"message\":\"The security token included in the request is " +
			"invalid.\",\"code\":\"InvalidSignature\"}]}\n"
	}
	hit("session-token-invalid", "a number", Seen, sent("15"))
	near("session-token-invalid", "a token", sent("IQoJb3JpZ2luX2VjEzqDD7Z3tXeij1h5hslRpDntkdFYWaf5G"))
	led := func(to string) string {
		return get + "\n\ngot 307 Location: http://" + to + ":8080/pics/a.jpg\n\nHTTP/1.1 403 Forbidden\n" +
			"Content-Type: application/xml\n\n" +
			"<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>\n"
	}
	hit("authorization-removed-in-transit", "a redirection to another host", told, led("node7.s3.internal.example"))
	near("authorization-removed-in-transit", "a redirection within the host",
		led("holiday-pics.s3.eu-west-1.amazonaws.com"))
	regions := func(header string) string {
		return "HEAD /a HTTP/1.1\nHost: m.mrap.accesspoint.s3-global.amazonaws.com\nX-Amz-Date: " + lookDate +
			"\nX-Amz-Content-Sha256: " + emptySHA + header + "\nAuthorization: AWS4-ECDSA-P256-SHA256 Credential=" +
			ownKeyID + "/20250612/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, " +
			"Signature=3045\n\nHTTP/1.1 400 Bad Request\nServer: AmazonS3\n"
	}
	hit("sigv4a-region-set-wrong", "none", told, regions(""))
	near("sigv4a-region-set-wrong", "all of them", regions("\nX-Amz-Region-Set: *"))
	hit("signing-key-as-text", "CFML", told, line("kRegion = hmac(\"us-east-1\", kDate, \"HMACSHA256\", \"UTF-8\");"))
	near("signing-key-as-text", "CFML, bytes",
		line("kRegion = hmac(\"us-east-1\", binaryDecode(kDate, \"hex\"), \"HMACSHA256\", \"UTF-8\");"))
	hit("secret-whitespace", "counted", told,
		"$ kubectl get secret x -o jsonpath='{.data.secret}' | base64 -d | wc -c\n41\n\n"+plainMismatch)
	near("secret-whitespace", "counted right",
		"$ kubectl get secret x -o jsonpath='{.data.secret}' | base64 -d | wc -c\n40\n\n"+plainMismatch)
	garage := func(name string) string {
		return get + "\n\nHTTP/1.1 400 Bad Request\n\n" +
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>InvalidRequest</Code><Message>Bad request: Header `" +
			name + "` should be signed</Message></Error>\n"
	}
	hit("header-added-in-transit", "Garage behind a CDN", Seen, garage("x-amz-cf-id"))
	hit("header-not-signed", "Garage", Seen, garage("x-amz-acl"))

	// A path whose escapes were sent encoded.
	model := func(mine, server string) string {
		text := func(id string) string {
			return "POST\n/model/claude-v1" + id + "0/converse\n\nhost:bedrock-runtime.us-west-2.amazonaws.com\n" +
				"x-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		}
		return clientLog(text(mine), "") + canonicalAnswer(text(server), "20250612/us-west-2/bedrock/aws4_request")
	}
	hit("path-reencoded-after-signing", "escapes encoded twice", Seen, model("%253A", "%25253A"))
	near("path-reencoded-after-signing", "escapes encoded once", model("%3A", "%253A"))
	const relative = "S3: GetFileSize(http://10.20.4.15:9000/landcover/mosaic/PART2024/a.tiff)=0\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does " +
		"not match the signature you provided. Check your key and signing method.</Message><Resource>/landcover/mosaic/2024/a.tiff</Resource></Error>\n"
	hit("path-normalized", "a URL with a dot", Likely, strings.Replace(relative, "PART", "./", 1))
	hit("path-normalized", "a URL with an empty segment", Likely, strings.Replace(relative, "PART", "/", 1))
	near("path-normalized", "a URL as the server has it", strings.Replace(relative, "PART", "", 1))
	near("path-normalized", "another URL", strings.Replace(relative, "PART", "2023/", 1))
	return list
}

// earlierSights: signatures of an earlier attempt, chunks of another signer, logs of
// servers.
func earlierSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	answer := "400 " + `{"__type":"InvalidSignatureException","message":"The request signature we calculated does ` +
		`not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the ` +
		`service documentation for details."}` +
		"\n"

	attempt := func(letter, date string) string {
		return "headers: {'X-Amz-Date': '" + date + "', 'Authorization': 'AWS4-HMAC-SHA256 Credential=" + ownKeyID +
			"/20250612/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha(letter) + "'}\n"
	}
	first, second := attempt("one", "20250612T083000Z"), attempt("two", "20250612T083004Z")
	hit("signature-reused", "headers of the first attempt", Likely, first+second+first+answer)
	near("signature-reused", "each attempt its own", first+first+second+second+answer)
	early, late := attempt("one", "20250612T082900Z"), attempt("two", "20250612T083000Z")
	near("signature-reused", "the client's log, and the server's of two requests", late+early+late+answer)
	chunked := func(host, key, letter, length string) string {
		return "PUT /b/k HTTP/1.1\nHost: " + host + "\nContent-Length: " + length +
			"\nX-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\nX-Amz-Date: 20250612T083000Z\n" +
			"X-Amz-Decoded-Content-Length: 44\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
			key + "/20250612/us-east-1/s3/aws4_request, " +
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" +
			sha(letter) + "\n\n"
	}
	const refusal = "HTTP/1.1 403 Forbidden\n\n" +
		"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the " +
		"signature you provided. Check your key and signing method.</Message></Error>\n"
	hit("streaming-chunk-signature-wrong", "a proxy that signs anew", Likely,
		chunked("proxy:9669", "edge", "one", "217")+chunked("minio:9000", "backend", "two", "217")+refusal)
	near("streaming-chunk-signature-wrong", "one key",
		chunked("proxy:9669", "edge", "one", "217")+chunked("minio:9000", "edge", "two", "217")+refusal)
	near("streaming-chunk-signature-wrong", "chunks made anew",
		chunked("proxy:9669", "edge", "one", "217")+chunked("minio:9000", "backend", "two", "305")+refusal)
	const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
		"X-Amz-Credential=AKIABNIL3SU2AEXAMPLE%2F20240714%2Feu-west-1%2Fs3%2Faws4_request&" +
		"X-Amz-Date=20240714T040000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
	incomplete := "\"Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, " +
		"X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.\"\n"
	plain := "GET /e.mp3?" + query + sha("one") + " HTTP/1.1\n\n"
	logged := "\"" + strings.ReplaceAll(strings.TrimSpace(plain), "&", "&amp;") +
		"\" 400 AuthorizationQueryParametersError\n"
	hit("xml-escaped", "in a server's log", Seen, plain+logged+incomplete)
	near("xml-escaped", "nothing is escaped", plain+incomplete)
	const old = "https://b.s3.eu-central-1.amazonaws.com/k.mp4?AWSAccessKeyId=AKIASWPUVXKVWEXAMPLE&" +
		"Expires=1718099320&Signature="
	hit("sigv2-sigv4-mixed", "64 digits", Seen,
		"GET "+old+sha("one")+" HTTP/1.1\nHost: b.s3.eu-central-1.amazonaws.com\n\n"+refusal)
	near("sigv2-sigv4-mixed", "base64",
		"GET "+old+"x8Rlo4nA%2FoFFZ3UmdlvewCliS1k%3D HTTP/1.1\nHost: b.s3.eu-central-1.amazonaws.com\n\n"+refusal)
	token := "<Error><Code>InvalidToken</Code><Message>The provided token is malformed or otherwise " +
		"invalid.</Message><Token-0>IQoJb3JpZ2luX2VjEyO2c6Y PSrqVTlsJ tzUHyOqYOnlm</Token-0></Error>\n"
	hit("session-token-recoded", "blanks at the server", Seen, token)
	near("session-token-recoded", "a token that arrived whole",
		strings.NewReplacer("Y PSr", "Y+PSr", "J tz", "J+tz").Replace(token))
	return list
}

// askedServerSights: servers, in what people paste when they ask others.
func askedServerSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const headers, names = "host:saio.lab.example.org:8080\nx-amz-date:" + lookDate + "\n", "host;x-amz-date"
	both := func(mine, theirs string) string {
		return "Client side (trace):\n\nGET\n" + mine + "\n\n" + headers + "\n" + names + "\n" + sha("") + "\n\nanswer:\n" +
			threadTexts(theirs, "", headers, names)
	}
	hit("server-side-canonicalization", "a tilde that the server encodes", Seen, both("/lab/q1~a.csv", "/lab/q1%7Ea.csv"))
	near("server-side-canonicalization", "a tilde that both encode", both("/lab/q1%7Ea.csv", "/lab/q1%7Ea.csv"))
	hit("path-reencoded-after-signing", "dot segments that were signed", Seen, both("/lab/../a.csv", "/a.csv"))
	near("path-reencoded-after-signing", "another path", both("/lab/b.csv", "/a.csv"))
	tags := func(value, line string) string {
		return clientLog("PUT\n/b/k\n\nhost:10.8.0.31:9005\nx-amz-content-sha256:"+emptySHA+"\nx-amz-date:"+lookDate+"\nx-amz-tagging:"+line+
			"\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-tagging\n"+emptySHA, "20250612/us-east-1/s3/aws4_request") +
			"\n\nPUT /b/k HTTP/1.1\nHost: 10.8.0.31:9005\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate + "\nX-Amz-Tagging: " + value +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, " +
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-tagging, Signature=" + sha("x") + "\n\n" + threadRefusal
	}
	hit("server-side-canonicalization", "a run of blanks that the client folds", told, tags("a   =   b", "a = b"))
	near("server-side-canonicalization", "a run of blanks that it keeps", tags("a   =   b", "a   =   b"))
	gateway := "Request headers:\nHost: 10.1.1.1:7070\nUser-Agent: cyberduck\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: DATE\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, " +
		"SignedHeaders=host;user-agent;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\n---[ CANONICAL STRING  ]---\nGET\n/\n\n" +
		"host:10.1.1.1:7070\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n\nhost;x-amz-content-sha256;x-amz-date\n" +
		emptySHA + "\n\nThe client shows SignatureDoesNotMatch.\n"
	hit("server-side-canonicalization", "a header that Go's signer leaves out", Likely, strings.Replace(gateway, "DATE", lookDate, 1))
	near("server-side-canonicalization", "a text of another time", strings.Replace(gateway, "DATE", "20250612T093000Z", 1))
	near("server-side-canonicalization", "a header that Go's signer signs",
		strings.ReplaceAll(strings.ReplaceAll(strings.Replace(gateway, "DATE", lookDate, 1), "User-Agent", "Range"), ";user-agent;", ";range;"))
	requires := `{"message":"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header ` +
		`requires 'SignedHeaders' parameter. Authorization=eyJhbGciOiJIUzI1NiJ9.e30.c2ln"}` + "\n"
	hit("route-not-found", "a token that another path takes", Likely, requires+"GET /users with the same token returns 200\n")
	near("route-not-found", "a token that no path takes", requires+"GET /users with the same token fails, too\n")
	near("route-not-found", "a token that another client sends", requires+"The same token works in Postman.\n")
	near("route-not-found", "a token that works on no other path", requires+"On /users the same token doesn't work, too\n")
	ozone := func(query string) string {
		due := "GET\n/b\nencoding-type=url&prefix=d%2F%2A\nhost:s3g:9878\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
		seen := strings.Replace(due, "encoding-type=url&prefix=d%2F%2A", query, 1)
		return "botocore.auth - DEBUG - CanonicalRequest:\n" + due + "\nbotocore.auth - DEBUG - StringToSign:\n" + stringToSignText(lookDate, lookScope, due) +
			"\nAn error occurred (AccessDenied) when calling the ListObjects operation: User doesn't have the right to access this resource.\n\n" +
			"[qtp1-38] DEBUG signature.StringToSignProducer: canonicalRequest:[" + seen + "]\nS3 signature verification failed, stringToSign " +
			stringToSignText(lookDate, lookScope, seen) + "\n"
	}
	hit("server-side-canonicalization", "a gateway that leaves a star raw", Seen, ozone("encoding-type=url&prefix=d%2F*"))
	near("server-side-canonicalization", "a gateway that saw another prefix", ozone("encoding-type=url&prefix=e%2F"))
	raw := func(path string) string {
		return "http-outgoing-0 >> PUT /[BUCKET]/0=a HTTP/1.1\nhttp-outgoing-0 >> Host: cos.example\nhttp-outgoing-0 >> X-Amz-Date: " + lookDate +
			"\nhttp-outgoing-0 >> Authorization: AWS4-HMAC-SHA256 Credential=K/" + lookScope + ", SignedHeaders=host;x-amz-date, Signature=" + sha("x") + "\n\n" +
			strings.Replace(echoed("PUT\n"+path+"\n\nhost:cos.example\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD", lookDate, lookScope),
				"4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", sha("x"), 1)
	}
	hit("server-side-canonicalization", "a store that takes the path as it arrives", Likely, raw("/[BUCKET]/0=a"))
	near("server-side-canonicalization", "a store that encodes the path", raw("/[BUCKET]/0%3Da"))
	posted := func(first string) string {
		return strings.ReplaceAll(threadTexts("/file", first+"&amp;X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=K%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&amp;uploadId=a",
			"host:b.s3.eu-west-1.amazonaws.com\n", "host"), "GET\n", "POST\n")
	}
	hit("form-body-merged-into-query", "a body among the parameters", Seen, posted("%3CCompleteMultipartUpload%20xmlns=%22a%22%3E"))
	near("form-body-merged-into-query", "parameters alone", posted("partNumber=1"))
	const pageNames = "host;x-amz-content-sha256;x-amz-date"
	page := func(host, sent string) string {
		return clientLog("GET\n/\ncontinuation-token=m%2F2026%2Fa&list-type=2\nhost:"+host+"\nx-amz-content-sha256:"+emptySHA+"\nx-amz-date:"+lookDate+"\n\n"+pageNames+"\n"+emptySHA, "") +
			"\n\nGET /?list-type=2&continuation-token=" + sent + " HTTP/1.1\nHost: " + host + "\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope + ", SignedHeaders=" + pageNames + ", Signature=" + sha("x") + "\n\n" + plainMismatch
	}
	hit("server-side-canonicalization", "a value that is signed encoded and sent raw", told, page("pulse.fra1.digitaloceanspaces.com", "m/2026/a"))
	near("server-side-canonicalization", "a value that is sent as it is signed", page("pulse.fra1.digitaloceanspaces.com", "m%2F2026%2Fa"))
	near("server-side-canonicalization", "a value that AWS encodes again", page("pulse.s3.eu-west-1.amazonaws.com", "m/2026/a"))
	verified := func(names, more string) string {
		c := func(names, more string) string {
			return "POST\n/\n\n" + more + "content-type:text/plain\nhost:warden.corp.example:8400\nx-amz-date:" + lookDate + "\n\n" + names + "\n" + emptySHA
		}
		return clientLog(c("content-type;host;x-amz-date", ""), "20250612/eu-west-1/ec2/aws4_request") + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
			"/20250612/eu-west-1/ec2/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=" + sha("x") +
			"\n\nAn error occurred (SignatureDoesNotMatch) when calling the DescribeInstances operation: signature verification failed\n\ngateway log:\n\nexpected canonical request\n" +
			c(names, more) + "\n"
	}
	hit("server-side-canonicalization", "a header that the request does not name", Seen, verified("content-length;content-type;host;x-amz-date", "content-length:43\n"))
	near("server-side-canonicalization", "the headers that it names", verified("content-type;host;x-amz-date", ""))
	heads := func(method, date string) string {
		ask := func(method, date, status string) string {
			return "> " + method + " /b/k.tar.gz HTTP/1.1\n> Host: s3.amazonaws.com\n> Date: " + date + "\n> Authorization: AWS ******:******\n>\n< HTTP/1.1 " + status + "\n< Server: AmazonS3\n\n"
		}
		return ask(method, date, "403 Forbidden") + "The same command without --head:\n\n" + ask("GET", "Mon, 26 Jun 2023 15:02:11 +0000", "200 OK")
	}
	hit("method-mismatch", "HEAD with the header of GET", Likely, heads("HEAD", "Mon, 26 Jun 2023 15:02:11 +0000"))
	near("method-mismatch", "HEAD with a header of its own", heads("HEAD", "Mon, 26 Jun 2023 15:02:14 +0000"))
	near("other-scheme", "a scheme that is accepted beside", heads("HEAD", "Mon, 26 Jun 2023 15:02:14 +0000"))
	return list
}
