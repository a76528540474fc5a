package diagnose

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// payloadSights are pastes for the looks of payloadlooks.go.
func payloadSights(t testing.TB) (list []sight) {
	get, put, table, url := changed(t, s3Get), changed(t, s3Put), changed(t, tablePost), changed(t, s3URL)
	hit, near := anyRows(&list)
	hit("payload-hash-header-missing", "", Seen, true,
		edit(t, get, "X-Amz-Content-Sha256: "+sigv4.EmptyHash+"\r\n", "", "x-amz-content-sha256;", ""))
	hit("payload-hash-header-missing", "OpenSearch Serverless", Seen, true,
		edit(t, table, "dynamodb.us-east-2.amazonaws.com", "abc123.us-east-2.aoss.amazonaws.com", "/dynamodb/",
			"/aoss/")+"\n\nHTTP/1.1 403 Forbidden\nX-Aoss-Response-Hint: X01:gw-helper-deny\ncontent-length: 0\n\n")
	near("payload-hash-header-missing", "another service", table)
	near("payload-hash-header-missing", "presigned", url)
	hit("payload-hash-invalid", "lower case", Seen, true,
		edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: unsigned-payload"))
	hit("payload-hash-invalid", "63 digits", Seen, true,
		edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: "+sigv4.EmptyHash[1:]))
	near("payload-hash-invalid", "capitals",
		edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: "+strings.ToUpper(sigv4.EmptyHash)))
	near("payload-hash-invalid", "UNSIGNED-PAYLOAD",
		edit(t, get, "Sha256: "+sigv4.EmptyHash, "Sha256: UNSIGNED-PAYLOAD"))
	const ticket = `{"ort":"Köln"}`
	arrived := func(bytes string) string {
		return "PS> $body\n" + ticket + "\n" +
			canonicalAnswer("POST\n/v1/t\n\nhost:m4.execute-api.eu-west-3.amazonaws.com\nx-amz-content-sha256:"+
				hexHash(ticket)+"\nx-amz-date:"+lookDate+"\n\nhost;x-amz-content-sha256;x-amz-date\n"+hexHash(bytes),
				"20250612/eu-west-3/execute-api/aws4_request")
	}
	hit("body-recoded-after-hashing", "arrived in ISO 8859-1", Seen, true, arrived("{\"ort\":\"K\xf6ln\"}"))
	near("body-recoded-after-hashing", "another body arrived", arrived(`{"ort":"Bonn"}`))
	hit("payload-hash-mismatch", "", Seen, true, edit(t, put, hexHash("Hello, file!"), hexHash("Hello, other!")))
	near("payload-hash-mismatch", "right", put)
	near("payload-hash-mismatch", "not compared on GET", edit(t, get, sigv4.EmptyHash, hexHash("x")))
	hit("empty-body-hash", "", Seen, true, edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash))
	hit("empty-body-hash", "the server's text", Seen, true,
		refused(edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash),
			echoed(edit(t,
				canonicalOf(t, edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash), "s3", "content-type", "host",
					"x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-date\n"+sigv4.EmptyHash, "x-amz-date\n"+hexHash("Hello, file!")),
				lookDate, lookScope)))
	near("empty-body-hash", "no body",
		edit(t, put, hexHash("Hello, file!"), sigv4.EmptyHash, "Content-Length: 12", "Content-Length: 0",
			"Hello, file!", ""))
	sum := md5.Sum([]byte("Hello, file!"))
	hit("body-checksum-mismatch", "Content-MD5", Seen, true,
		edit(t, put, "Content-Type:", "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nContent-Type:"))
	hit("body-checksum-mismatch", "Content-MD5 in hex", Seen, true,
		edit(t, put, "Content-Type:", "Content-MD5: "+hex.EncodeToString(sum[:])+"\r\nContent-Type:"))
	hit("body-checksum-mismatch", "x-amz-checksum-crc32", Seen, true,
		edit(t, put, "X-Amz-Acl: private", "X-Amz-Checksum-Crc32: AAAAAA==", "x-amz-acl", "x-amz-checksum-crc32"))
	near("body-checksum-mismatch", "right",
		edit(t, put, "Content-Type:", "Content-MD5: "+base64.StdEncoding.EncodeToString(sum[:])+"\r\nContent-Type:"))
	return list
}

// twoBodiesSights: two bodies, one of which arrived.
func twoBodiesSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	arrived := `{"operationName":"OnCreate","variables":{"room":"42"},"query":"subscription OnCreate { id text }"}`
	hashed := strings.Replace(arrived, `{"room"`, `{"@@controlEvents":true,"room"`, 1)
	withBody := func(other string) string {
		c := "POST\n/graphql\n\nhost:n5.appsync-api.eu-central-1.amazonaws.com\nx-amz-date:20250612T083000Z\n\n" +
			"host;x-amz-date\n" +
			sha(arrived)
		return canonicalAnswer(c, "20250612/eu-central-1/appsync/aws4_request") + "\nthe signer hashes\n\n" + other +
			"\n\nnetwork tab:\n\n" + arrived + "\n"
	}
	hit("payload-hash-mismatch", "two bodies", told, withBody(hashed))
	near("payload-hash-mismatch", "another JSON",
		withBody(`{"name":"app","version":"1.0.0","private":true,"dependencies":{"aws-sdk":"2"}}`))
	return list
}

// unsignedSights: bodies that the service hashes itself.
func unsignedSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	unsigned := func(last string) string {
		return canonicalAnswer("PUT\n/beats\n\nhost:z6.execute-api.eu-west-1.amazonaws.com\n"+
			"x-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:"+
			lookDate+"\n\nhost;x-amz-content-sha256;x-amz-date\n"+last,
			"20250612/eu-west-1/execute-api/aws4_request")
	}
	hit("unsigned-payload-misused", "the server hashes the body", Seen, unsigned(sha("{}")))
	near("unsigned-payload-misused", "the server takes it", unsigned("UNSIGNED-PAYLOAD"))
	return list
}

// askedPayloadSights: bodies and their hashes, in what people paste when they ask others.
func askedPayloadSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	json := "body: JSON.stringify(msg.payload)\n\nr = requests.post(url, SENT, headers=h)  # AWS4-HMAC-SHA256" + threadRefusal
	hit("body-reserialized", "json= for a signed text", told, strings.Replace(json, "SENT", "json=body", 1))
	near("body-reserialized", "data= for a signed text", strings.Replace(json, "SENT", "data=text", 1))
	elixir := ":aws_signature.sign_v4_query_params(a, s, region, service, now, method, url, OPTS)" + threadRefusal
	hit("unsigned-payload-misused", "presigned in Erlang", told, strings.Replace(elixir, "OPTS", "ttl: 60", 1))
	near("unsigned-payload-misused", "presigned in Erlang with a digest",
		strings.Replace(elixir, "OPTS", "ttl: 60, body_digest: \"UNSIGNED-PAYLOAD\"", 1))
	post := "POST /?Marker=page2 HTTP/1.1\nHost: store.example.internal\nX-Amz-Date: " + lookDate +
		"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/sns/aws4_request, SignedHeaders=host;x-amz-date, " +
		"Signature=" + sha("x") + "\n\nis answered SignatureDoesNotMatch. For the payload we get\n\n`HASH`\n"
	hit("wrong-text-hashed", "the hash of the query", Seen, strings.Replace(post, "HASH", sha("Marker=page2"), 1))
	near("wrong-text-hashed", "the hash of something else", strings.Replace(post, "HASH", sha("page2"), 1))
	k6 := "const signed = signer.sign({method: 'POST', hostname: 'lambda.eu-central-1.amazonaws.com', headers: {a: 'b'}MORE})\n" +
		"const res = http.post(signed.url, JSON.stringify(data), {headers: signed.headers})\n" + threadRefusal
	hit("empty-body-hash", "signed without its body", told, strings.Replace(k6, "MORE", "", 1))
	near("empty-body-hash", "signed with its body", strings.Replace(k6, "MORE", ", body: JSON.stringify(data)", 1))
	bodies := "sign {url: \"https://a.example.net/q\", data: '{\"id\":7,\"query\":\"{ note { text } }\",\"MORE\":1}'}\n" +
		"send(\"{\\\"id\\\":7,\\\"query\\\":\\\"{ note { text } }\\\",\\\"x\\\":1}\")\n" + strings.ReplaceAll(
		threadTexts("/q", "", "host:a.example.net\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), emptySHA,
		sha(`{"id":7,"query":"{ note { text } }","x":1}`))
	hit("payload-hash-mismatch", "another body in a string", told, strings.Replace(bodies, "MORE", "@@meta", 1))
	near("payload-hash-mismatch", "the same body in two strings", strings.Replace(bodies, "MORE", "x", 1))
	const own, due = "payload_hash is `1f68a6142974e3af960c670cbbe61f62cc6799ec2f2124fe49e2a0cd11eec7e2`",
		"the answer says that the payload hash should have been `e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`"
	hit("payload-hash-mismatch", "two payload hashes in a post", Likely, "My "+own+", "+due+"."+threadRefusal)
	near("payload-hash-mismatch", "one payload hash in a post", "My "+own+"."+threadRefusal)
	near("payload-hash-mismatch", "the hash that every GET has", "For a GET the payload hash should be `"+sha("")+"`. My "+own+"."+threadRefusal)
	const presigned = "https://b.s3.eu-west-1.amazonaws.com/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2F" +
		"aws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433\n"
	_, query, _ := strings.Cut(strings.Split(presigned, "&X-Amz-Signature")[0], "?")
	unsigned := strings.ReplaceAll(threadTexts("/a", strings.ReplaceAll(query, "&", "&amp;"), "host:b.s3.eu-west-1.amazonaws.com\n", "host"),
		sha("")+"</CanonicalRequest>", "UNSIGNED-PAYLOAD</CanonicalRequest>")
	hit("unsigned-payload-misused", "the hash of an empty body for a URL", Likely, `url = signer.presign("GET", key, content_hash=sha256(b"").hexdigest())`+"\n"+presigned+unsigned)
	near("unsigned-payload-misused", "the hash of a body for a URL", `url = signer.presign("GET", key, content_hash=sha256(body).hexdigest())`+"\n"+presigned+unsigned)
	near("unsigned-payload-misused", "a hash that an HMAC is given", "key = hmac.HMAC(k, hashes.SHA256())\n"+presigned+unsigned)
	near("unsigned-payload-misused", "the hash of another request", "This works:\n> GET /a HTTP/1.1\n> x-amz-content-sha256: "+sha("")+"\n\n"+presigned+unsigned)
	url := func(hash string) string {
		return "https://b.s3.eu-west-1.amazonaws.com/a?X-Amz-Content-Sha256=" + hash + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F" +
			"20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n"
	}
	hit("payload-hash-invalid", "no payload hash in a URL", Likely, url("UNSIGNED%20PAYLOAD")+threadRefusal)
	near("payload-hash-invalid", "a payload hash in a URL", url("UNSIGNED-PAYLOAD")+threadRefusal)
	denied := func(condition string) string {
		return `"Condition": { "StringNotEquals": { "s3:` + condition + `": "aws:kms" } }` + "\n\nPUT " +
			strings.TrimSpace(strings.Replace(url("UNSIGNED-PAYLOAD"), "&X-Amz-Signature", "&x-amz-server-side-encryption=aws%3Akms&X-Amz-Signature", 1)) +
			" HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\n\nHTTP/1.1 403 Forbidden\n\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n"
	}
	hit("header-hoisted-to-query", "a header of the policy in the query", Likely, denied("x-amz-server-side-encryption"))
	near("header-hoisted-to-query", "another header of the policy", denied("x-amz-acl"))
	near("header-hoisted-to-query", "the payload hash that the policy denies",
		strings.Replace(denied("x-amz-content-sha256"), "x-amz-server-side-encryption=aws%3Akms&", "", 1))
	request := func(option string) string {
		return "const signed = aws4.sign({ body: data }, keys);\nrequest({ url, method: 'POST', headers: signed.headers, body: signed.body" + option + " }, done);\n" + threadRefusal
	}
	hit("body-reserialized", "an option that writes the body anew", told, request(", json: true"))
	near("body-reserialized", "no such option", request(""))
	near("body-reserialized", "an object, which is written once", strings.Replace(request(", json: true"), "signed.body", "data", 1))
	const ownPresigner = "service = 's3'\nquery = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=' + signed\npayload_hash = HASH\ncanonical_request = method + query + payload_hash\n" +
		"key = sign(('AWS4' + secret).encode(), day)\n" + threadRefusal
	hit("unsigned-payload-misused", "the hash of nothing in a presigner", told, strings.Replace(ownPresigner, "HASH", "hashlib.sha256(('').encode('utf-8')).hexdigest()", 1))
	near("unsigned-payload-misused", "no hash in a presigner", strings.Replace(ownPresigner, "HASH", "'UNSIGNED-PAYLOAD'", 1))
	near("unsigned-payload-misused", "a presigner for another service", strings.NewReplacer("HASH", "hashlib.sha256(('').encode('utf-8')).hexdigest()", "'s3'", "'iot'").Replace(ownPresigner))
	const boto = "s3 = boto3.client(\"s3\", config=Config(signature_version = 'VERSION'))\nurl = s3.generate_presigned_url(\"put_object\", Params=p)\n" + threadRefusal
	hit("unsigned-payload-misused", "the signer of other services", Likely, strings.Replace(boto, "VERSION", "v4", 1))
	near("unsigned-payload-misused", "the signer of S3", strings.Replace(boto, "VERSION", "s3v4", 1))
	const hashed = "returned [403|Forbidden:Request header x-amz-content-sha256 invalid]\n"
	hit("payload-hash-mismatch", "what OpenSearch Serverless says of a hash", Seen, hashed)
	near("payload-hash-mismatch", "what it says of a header", strings.Replace(hashed, "x-amz-content-sha256 invalid", "x-trace missing", 1))
	asBody := func(signed string) string {
		canonical := func(query, hash string) string {
			return "POST\n/i/_search\n" + query + "\nhost:s.eu-west-1.es.amazonaws.com\nx-amz-content-sha256:" + signed + "\nx-amz-date:" + lookDate +
				"\n\nhost;x-amz-content-sha256;x-amz-date\n" + hash
		}
		return "DEBUG AWS4Signer: AWS4 Canonical Request: '\"" + canonical("", signed) + "\"\n\nThe request signature we calculated does not match the signature you provided.\n\n" +
			"The Canonical String for this request should have been\n'" + canonical("scroll=10m&size=500&sort=_doc", emptySHA) + "'\n"
	}
	hit("form-body-merged-into-query", "the parameters as body, in another order", Seen, asBody(sha("sort=_doc&scroll=10m&size=500")))
	near("form-body-merged-into-query", "another body", asBody(sha("{}")))
	const streams = "const signed = aws4.sign({ service: \"s3\", method: \"PUT\", host, path, headersBODY }, credentials);\nfs.createReadStream(f).pipe(req);\n400 Bad Request: XAmzContentSHA256Mismatch\n"
	hit("empty-body-hash", "a stream behind aws4", Possible, strings.Replace(streams, "BODY", "", 1))
	near("empty-body-hash", "a body given to aws4", strings.Replace(streams, "BODY", ", body", 1))
	stsURL := "digest = Tag \"WORD\"\nGET /?Action=GetCallerIdentity&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20220412%2Fus-east-1%2Fsts%2Faws4_request&" +
		"X-Amz-Date=20220412T171506Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=768afae1ac4f965792d4721ca8aff99a8c1af4c5520377df9f99f4fb2ccfffcf HTTP/1.1\nHost: sts.amazonaws.com\n\n" + threadRefusal
	hit("unsigned-payload-misused", "the word of S3 in code for another service", told, strings.Replace(stsURL, "WORD", "UNSIGNED-PAYLOAD", 1))
	near("unsigned-payload-misused", "the hash of nothing in code for another service", strings.Replace(stsURL, "WORD", emptySHA, 1))
	const form = "curl -X POST https://api.example/r --aws-sigv4 aws:amz:eu-west-1:execute-api \\\n -H \"Content-Type: TYPE\" \\\n FLAG\n" + threadRefusal
	hit("content-type-mismatch", "a form that curl makes behind its signature", Likely, strings.NewReplacer("TYPE", "multipart/form-data", "FLAG", "-F f=@a.zip").Replace(form))
	near("content-type-mismatch", "a body that curl is given", strings.NewReplacer("TYPE", "multipart/form-data; boundary=x", "FLAG", "--data-binary @a").Replace(form))
	const noHash = "curl https://a.r2.cloudflarestorage.com/b/k --user 'i:s' --aws-sigv4 \"aws:amz:auto:s3\"\n<Error><Code>XAmzContentSHA256Mismatch</Code><Message>" +
		"The provided &apos;x-amz-content-sha256&apos; header does not match what was computed.</Message></Error>\n"
	near("payload-line-wrong", "an answer that tells no hash", noHash)
	const upload = "It uploads by a presigned URL.\nRNFetchBlob.fetch('PUT', uploadUrl, {'Content-Type': TYPE}, body)\n" + threadRefusal
	hit("content-type-mismatch", "an empty type", told, strings.Replace(upload, "TYPE", "''", 1))
	near("content-type-mismatch", "no type", strings.Replace(upload, "'Content-Type': TYPE", "", 1))
	return list
}
