package diagnose

import (
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
	hit("path-prefix-rewritten", "MinIO's Resource", Likely, store("/s3/pics/a%20b.jpg", "pics", "/pics/a b.jpg"))
	hit("path-normalized", "MinIO's Resource", Likely, store("/pics//a.jpg", "pics", "/pics/a.jpg"))
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
	hit("query-under-encoded", "code of JavaScript", Likely, "value = encodeURIComponent(body)\n\n"+server("/", "MessageBody=a%21", host, names))
	near("query-under-encoded", "code that encodes more", "value = encodeURIComponent(body).replace(/[!'()*]/g, hex)\n\n"+server("/", "MessageBody=a%21", host, names))

	// A port that is appended to the URL.
	port := func(url, signed string) string {
		return "const host = `" + host + "`;\nconst headers = 'host:' + " + signed + " + '\\n';\nconst url = " + url + ";\n\n" + server("/", "", host+":8443", names)
	}
	hit("host-port-mismatch", "a port behind the host of the URL", Likely, port("`wss://${host}:8443/`", "host"))
	hit("host-port-mismatch", "a port put behind the host of the URL", Likely, port("'wss://' + host + ':8443/'", "host"))
	near("host-port-mismatch", "another port", port("`wss://${host}:8444/`", "host"))
	near("host-port-mismatch", "the host of the URL is signed", port("`wss://${host}:8443/`", "new URL(url).authority"))

	// A part of the canonical request that the client prints by itself.
	hit("plus-for-space", "a printed query", Likely, "DEBUG canonical_querystring=MessageBody=a+b\n\n"+server("/", "MessageBody=a%20b", host, names))
	hit("path-double-encoded", "a printed path", Likely, "canonical uri: /a%2520b\n\n"+server("/a%20b", "", host, names))
	near("plus-for-space", "the same query", "DEBUG canonical_querystring=MessageBody=a%20b\n\n"+server("/", "MessageBody=a%20b", host, names))
	near("query-param-added-after-signing", "code that goes on", "canonical_querystring = 'Action=ListUsers'\ncanonical_querystring += '&Version=1'\n\n"+server("/", "Action=ListUsers&Version=1", host, names))

	// What encoders leave raw in a URL.
	url := func(more, text string) string {
		return more + "GET https://polly.us-east-1.amazonaws.com/v1/speech?Text=" + text + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Fus-east-1%2Fpolly%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\n" + apiMismatch
	}
	hit("query-under-encoded", "raw in the URL", told, url("", "It's%20done%20(now)!"))
	hit("query-under-encoded", "raw in the URL, with code", Likely, url("encodeURIComponent(k) + '=' + encodeURIComponent(v)\n\n", "It's%20done%20(now)!"))
	near("query-under-encoded", "encoded in the URL", url("encodeURIComponent(k) + '=' + encodeURIComponent(v)\n\n", "It%27s%20done"))

	// Code in which one text is hashed and another one sent.
	code := func(dump, send string) string {
		return "payload = json.dumps(body" + dump + ")\nrequests.post(url, " + send + ", headers=headers)  # AWS4-HMAC-SHA256\n\n" + apiMismatch
	}
	hit("body-reserialized", "json= of requests", Likely, code(", separators=(',', ':')", "json=body"))
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
	return list
}
