package diagnose

import (
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// javaSends is what Java's SDK logs of the request that it sends.
func javaSends(query string) string {
	return "DEBUG software.amazon.awssdk.request - Sending Request: DefaultSdkHttpFullRequest(httpMethod=GET, " +
		"protocol=https, host=holiday-pics.s3.eu-west-1.amazonaws.com, encodedPath=/photos/cat.jpg, " +
		"headers=[User-Agent], queryParameters=[" +
		query + "])\n"
}

// postSights: what people write beside a refusal.
func postSights(t testing.TB) (list []sight) {
	get, put, table, url := changed(t, s3Get), changed(t, s3Put), changed(t, tablePost), changed(t, s3URL)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	hit, near := anyRows(&list)
	word := "\nIt answers SignatureDoesNotMatch.\n"
	hit("path-normalized", "key in code", told, true,
		"s3.putObject({ Bucket: 'holiday', Key: '/photos//cat.jpg', Body: b })\n"+plainMismatch)
	near("path-normalized", "key in code",
		"s3.putObject({ Bucket: 'holiday', Key: 'photos/cat.jpg', Body: b })\n"+plainMismatch)
	near("path-normalized", "another service",
		"client.index({ key: '/photos//cat.jpg' }) // OpenSearch\n"+plainMismatch)
	hit("path-not-normalized", "slash at the end", told, true,
		"OpenSearch domain, hosts: [\"https://search.example.eu-west-1.es.amazonaws.com/\"] with a trailing slash"+word)
	near("path-not-normalized", "S3", "The bucket's endpoint has a trailing slash."+word)
	hit("path-double-encoded", "encoded before signing", told, true,
		"url = endpoint + quote(name)  # then presign(url)\nIt works, but not for file names with spaces."+word)
	near("path-double-encoded", "nothing encodes first", "It works, but not for file names with spaces."+word)
	hit("path-under-encoded", "prose", Possible, true, "It works, but not for file names with spaces."+word)
	hit("path-under-encoded", "a reserved character in prose", told, true, "Uploads of names with a '(' fail."+word)
	near("path-under-encoded", "no reserved character", "Uploads of names with a 'q' fail."+word)
	near("path-under-encoded", "another error",
		"Uploads of names with a '(' fail.\n"+
			"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>")
	hit("path-under-encoded", "model of Bedrock", told, true,
		"bedrock, path = '/model/vendor.small-model-v1:0/invoke', signed by hand."+word)
	near("path-under-encoded", "model without colon",
		"bedrock, path = '/model/vendor.small-model-v1/invoke', signed by hand."+word)
	hit("plus-for-space", "prose", told, true, "Every key with a plus sign fails."+word)
	hit("plus-for-space", "what arrived", told, true,
		"name: fast+cat.jpg\n"+echoed(edit(t, getCanonical, "cat.jpg", "fast%20cat.jpg"), lookDate, lookScope))
	near("plus-for-space", "blanks were meant",
		"name: fast cat.jpg, not fast+cat.jpg\n"+echoed(edit(t, getCanonical, "cat.jpg", "fast%20cat.jpg"), lookDate,
			lookScope))
	hit("secret-recoded", "prose", Possible, true, "It only fails when the secret key contains a slash."+word)
	near("secret-recoded", "prose", "It only fails when the name contains a slash, the secret key is right."+word)
	hit("signing-key-stale", "configuration", told, true,
		"aws_key_scope 20250601/eu-west-1/s3/aws4_request;\n"+echoed(getCanonical, lookDate, lookScope))
	near("signing-key-stale", "of today",
		"aws_key_scope 20250612/eu-west-1/s3/aws4_request;\n"+echoed(getCanonical, lookDate, lookScope))
	hit("signing-key-stale", "prose", told, true, "We cache the signing key; after midnight every request fails."+word)
	near("signing-key-stale", "prose", "We cache the signing key, and only uploads fail."+word)
	gcs := strings.NewReplacer("holiday-pics.s3.eu-west-1.amazonaws.com", "storage.googleapis.com").Replace(put)
	trailer := edit(t, gcs, hexHash("Hello, file!"), "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
	hit("streaming-trailer-unsupported", "another store", told, false, refused(shortBody(trailer), plainMismatch))
	hit("streaming-trailer-unsupported", "newer SDK", told, true,
		"With boto3 1.36.2 uploads to our Ceph fail, 1.35 works."+word)
	near("streaming-trailer-unsupported", "AWS itself", "With boto3 1.36.2 uploads to S3 fail, 1.35 works."+word)
	near("streaming-trailer-unsupported", "older SDK", "With boto3 1.35.2 uploads to our Ceph fail, 1.34 works."+word)
	hit("query-changed-after-signing", "Java's log", Seen, true,
		clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl=\n"), "")+javaSends("")+plainMismatch)
	near("query-changed-after-signing", "Java's log",
		clientLog(edit(t, getCanonical, "cat.jpg\n\n", "cat.jpg\nacl=\n"), "")+javaSends("acl")+plainMismatch)
	hit("host-rewritten-by-proxy", "nginx by default", told, true,
		"location / {\n  proxy_pass http://store:9000;\n}\n"+url+word)
	near("host-rewritten-by-proxy", "nginx keeps it",
		"location / {\n  proxy_pass http://store:9000;\n  proxy_set_header Host $http_host;\n}\n"+url+word)
	inside := edit(t, get, "Host: holiday-pics.s3.eu-west-1.amazonaws.com",
		"Host: store:9000\r\nX-Forwarded-For: 192.0.2.7")
	hit("host-rewritten-by-proxy", "forwarded", told, true, refused(inside, plainMismatch))
	near("host-rewritten-by-proxy", "forwarded with its name",
		refused(edit(t, inside, "store:9000", "store.example.com"), plainMismatch))
	hit("host-port-mismatch", "port elsewhere", told, true,
		"minio on store.lan:9000, the port is missing\n"+clientLog(edit(t, getCanonical,
			"holiday-pics.s3.eu-west-1.amazonaws.com", "store.lan"),
			"")+plainMismatch)
	near("host-port-mismatch", "signed with its port",
		"minio on store.lan:9000, the port is there\n"+clientLog(edit(t, getCanonical,
			"holiday-pics.s3.eu-west-1.amazonaws.com", "store.lan:9000"),
			"")+plainMismatch)
	hit("host-default-port", "signed", told, true,
		clientLog(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "store.lan:80"), "")+plainMismatch)
	hit("host-default-port", "code", told, true, "minio on port 80; SetHost(uri.Host + \":\" + uri.Port)"+word)
	near("host-default-port", "code with another port", "minio on port 9000; SetHost(uri.Host + \":\" + uri.Port)"+word)
	hit("query-unsorted", "URL", Possible, false,
		refused(edit(t, get, "/photos/cat.jpg HTTP", "/?prefix=a&list-type=2 HTTP"), plainMismatch))
	near("query-unsorted", "URL",
		refused(edit(t, get, "/photos/cat.jpg HTTP", "/?list-type=2&prefix=a HTTP"), plainMismatch))
	hit("query-unsorted", "prose", Possible, true, "It fails with more than one query parameter."+word)
	hit("region-mismatch", "another store", Likely, true,
		refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.eu-central-003.backblazeb2.com"),
			plainMismatch))
	near("region-mismatch", "another store",
		refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.eu-west-1.wasabisys.com"), plainMismatch))
	hit("non-ascii-encoded-differently", "metadata", told, true,
		"s3.upload(Key='a.txt', Metadata={'title': 'Überblick'})"+word)
	near("non-ascii-encoded-differently", "metadata", "s3.upload(Key='a.txt', Metadata={'title': 'plain’s text'})"+word)
	hit("content-type-mismatch", "form as body", told, true,
		"getSignedUrl(client, new PutObjectCommand({ ContentType: file.type }))\n"+
			"const fd = new FormData(); fetch(url, { method: 'PUT', body: fd })"+
			word)
	near("content-type-mismatch", "file as body",
		"getSignedUrl(client, new PutObjectCommand({ ContentType: file.type }))\n"+
			"fetch(url, { method: 'PUT', body: file })"+
			word)
	near("content-type-mismatch", "form posted",
		"createPresignedPost(client, { ContentType: file.type })\n"+
			"const fd = new FormData(); fetch(url, { method: 'POST', body: fd })"+
			word)
	hit("content-type-mismatch", "jQuery", told, true,
		"var p = { Key: 'k', ContentType: 'text/plain' };\n$.ajax({ url: signedUrl, type: 'PUT', data: text })"+word)
	near("content-type-mismatch", "jQuery says it",
		"var p = { Key: 'k', ContentType: 'text/plain' };\n"+
			"$.ajax({ url: signedUrl, type: 'PUT', contentType: 'text/plain', data: text })"+
			word)
	hit("host-mismatch", "forwarded port", told, true,
		edit(t, url, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.velvet.svc:9000")+
			"\nI port-forward it to localhost."+word)
	near("host-mismatch", "used inside",
		edit(t, url, "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.velvet.svc:9000")+word)
	hit("post-policy-wrong-text-signed", "encoder", told, true,
		"policy = Base64.encode64(policy_document)\n"+policyRefused)
	near("post-policy-wrong-text-signed", "encoder", "policy = Base64.strict_encode64(policy_document)\n"+policyRefused)
	hit("addressing-style-mismatch", "another store", Seen, true,
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday.fra1.example.com")+clientLog(edit(t,
			getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "fra1.example.com", "/photos/cat.jpg",
			"/holiday/photos/cat.jpg"),
			""))
	near("addressing-style-mismatch", "another path",
		edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday.fra1.example.com")+clientLog(edit(t,
			getCanonical, "holiday-pics.s3.eu-west-1.amazonaws.com", "fra1.example.com"),
			""))
	dict := "{'method': 'METHOD', 'url': 'https://holiday-pics.s3.eu-west-1.amazonaws.com/photos/cat.jpg', " +
		"'headers': {'x-amz-date': '20250612T083000Z', 'x-amz-content-sha256': '" +
		sigv4.EmptyHash + "', 'Authorization': 'AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + lookScope +
		", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sig + "'}}\n" + plainMismatch
	hit("method-mismatch", "lower case", Possible, true, edit(t, dict, "METHOD", "get"))
	near("method-mismatch", "capitals", edit(t, dict, "METHOD", "GET"))
	hit("path-prefix-rewritten", "nginx rewrites", told, true,
		"location ^~ /files/ {\n rewrite /files/(.*) /$1 break;\n proxy_set_header Host $http_host;\n"+
			" proxy_pass http://store/;\n}\nminio"+
			word)
	near("path-prefix-rewritten", "nginx passes the path",
		"location / {\n proxy_set_header Host $http_host;\n proxy_pass http://store;\n}\nminio"+word)
	hit("host-rewritten-by-proxy", "prose", told, true, "MinIO behind Traefik, uploads fail."+word)
	near("host-rewritten-by-proxy", "AWS itself", "S3, and my site is behind a load balancer."+word)
	near("host-rewritten-by-proxy", "another header is signed",
		"MinIO behind Traefik.\n"+refused(edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "store.example.com",
			"SignedHeaders=host", "SignedHeaders=content_kind;host"),
			plainMismatch))
	hit("host-mismatch", "URL written anew", told, false,
		"presigned by minio for 203.0.113.5:9000; I rewrite the url to files.example.com."+word)
	near("host-mismatch", "nothing is written anew", "presigned by minio for 203.0.113.5:9000, and called there."+word)
	hit("method-mismatch", "HEAD", told, true,
		"url = s3.generate_presigned_url('get_object')\nA HEAD request gets a 403."+word)
	near("method-mismatch", "presigned for HEAD",
		"url = s3.generate_presigned_url('head_object')\nA HEAD request gets a 403."+word)
	hit("path-under-encoded", "special characters", told, true, "It fails for file names with special characters."+word)
	near("path-under-encoded", "special characters of the secret",
		"The secret key has special characters, the file name none."+word)
	hit("other-scheme", "configuration", Possible, true, "config = Config(signature_version='s3')"+word)
	near("other-scheme", "configuration", "config = Config(signature_version='s3v4')"+word)
	hit("empty-body-hash", "signer without the body", told, true,
		"aws4.sign({ host, path: '/orders', method: 'POST', service: 'execute-api' })"+word)
	near("empty-body-hash", "signer with the body",
		"aws4.sign({ host, path: '/orders', method: 'POST', body: text, service: 'execute-api' })"+word)
	hit("empty-body-hash", "prose", Possible, true, "On API Gateway GET works, but every POST fails."+word)
	hit("query-in-path", "code", told, true,
		"new HttpRequest({ path: '/orders?state=open' }); new SignatureV4(options).sign(request)"+word)
	hit("query-in-path", "joined", told, true,
		"const req = new HttpRequest({ path: r.uri + (r.querystring ? '?' + r.querystring : '') }); await "+
			"sigv4.sign(req)"+
			word)
	hit("header-spaces-not-collapsed", "metadata", told, true,
		"s3.putObject({ Metadata: { description: 'two  blanks' } })"+word)
	near("header-spaces-not-collapsed", "metadata",
		"s3.putObject({ Metadata: { description: 'one blank' },\n  Key: 'x' })"+word)
	hit("query-under-encoded", "no *", told, true, "encodeURIComponent(str).replace(/[!'()]/g, hex)"+word)
	near("query-under-encoded", "with *", "encodeURIComponent(str).replace(/[!'()*]/g, hex)"+word)
	hit("signature-over-wrong-text", "code", Likely, true,
		"byte[] signature = getSignatureKey(secret, date, region, service);"+word)
	near("signature-over-wrong-text", "code",
		"byte[] signingKey = getSignatureKey(secret, date, region, service);\n"+
			"byte[] signature = hmac(stringToSign, signingKey);"+
			word)
	hit("signature-not-hex", "code", told, true,
		"signature = OpenSSL::HMAC.digest('sha256', signing_key, 'AWS4-HMAC-SHA256…')"+word)
	near("signature-not-hex", "code",
		"signature = OpenSSL::HMAC.hexdigest('sha256', signing_key, 'AWS4-HMAC-SHA256…')"+word)
	hit("signed-headers-malformed", "code", told, true, "$c[] = rawurlencode($signedHeaders);"+word)
	near("signed-headers-malformed", "code", "$c[] = rawurlencode($key) . $signedHeaders;"+word)
	hit("hmac-arguments-swapped", "Apex", Likely, true,
		"Blob k = Crypto.generateMac('HmacSHA256', Blob.valueOf('AWS4' + secret), Blob.valueOf(day));"+word)
	near("hmac-arguments-swapped", "Apex",
		"Blob k = Crypto.generateMac('HmacSHA256', Blob.valueOf(day), Blob.valueOf('AWS4' + secret));"+word)
	hit("date-pattern-wrong", "time of 12 hours", told, true,
		"now.formatGmt('yyyyMMdd') + 'T' + now.formatGmt('hhmmss') + 'Z'"+word)
	near("date-pattern-wrong", "time of 24 hours",
		"now.formatGmt('yyyyMMdd') + 'T' + now.formatGmt('HHmmss') + 'Z'"+word)
	hit("header-underscore-dropped", "metadata", Possible, true, "Metadata: { uploaded_at: 'x' }"+word)
	near("header-underscore-dropped", "metadata", "Metadata: { uploadedAt: 'x' }"+word)
	hit("region-mismatch", "settings", told, true,
		"endpoint = \"a1.iot.us-west-2.amazonaws.com\"\nregion = \"eu-west-2\""+word)
	near("region-mismatch", "settings", "endpoint = \"a1.iot.us-west-2.amazonaws.com\"\nregion = \"us-west-2\""+word)
	near("region-mismatch", "several settings",
		"a = \"s3.us-west-2.amazonaws.com\"\nregion = \"eu-west-2\"\nb_region = \"us-west-2\""+word)
	hit("region-mismatch", "Garage", Seen, true,
		"Bad Request, Authorization header malformed, unexpected scope: 20251219/us-east-1/s3/aws4_request")
	hit("signing-key-as-text", "values", Seen, true,
		"43b67126428611b630fcad27078528ffbf1daf27124672de83aac10c921f3a38, over us-west-2 gives\n"+
			"1a588c066211842dc57cdb1d259256be309c0167b8c9eda4a3bb407254cefae8"+
			word)
	near("signing-key-as-text", "values",
		"43b67126428611b630fcad27078528ffbf1daf27124672de83aac10c921f3a38, over us-west-2 gives\n"+
			"7fcbd1c716a9aad9c5b6856dbec3a0072f28427cff979c4aa435a4506749c659"+
			word)
	near("query-in-path", "code",
		"new HttpRequest({ path: '/orders', query: { state: 'open' } }); new SignatureV4(options).sign(request)"+word)
	hit("query-not-signed", "prose", Possible, true, "Without query parameters it works."+word)
	near("query-not-signed", "prose", "Without a token it works."+word)
	hit("query-under-encoded", "URL", Possible, true,
		"GET https://abc.execute-api.eu-west-1.amazonaws.com/v1/x?ids=[1,2]"+word)
	near("query-under-encoded", "URL", "GET https://abc.execute-api.eu-west-1.amazonaws.com/v1/x?ids=%5B1%2C2%5D"+word)
	hit("body-checksum-mismatch", "checksum of nothing", Likely, false,
		"X-Amz-Signature=…\n\"x-amz-checksum-crc32\": \"AAAAAA==\","+word)
	near("body-checksum-mismatch", "of something", "X-Amz-Signature=…\n\"x-amz-checksum-crc32\": \"b7rTXg==\","+word)
	hit("payload-hash-header-missing", "OpenSearch Serverless refuses", Likely, false,
		edit(t, table, "dynamodb.us-east-2.amazonaws.com", "abc123.us-east-2.aoss.amazonaws.com", "/dynamodb/",
			"/aoss/")+"\n\nHTTP/1.1 403 Forbidden\ncontent-length: 0\n\n")
	near("authorization-malformed", "written down anew",
		"minio\nGET /b/k HTTP/1.1\nHost: store.example.com\nX-Amz-Date: 20250612T083000Z\n"+
			"Authorization: AWS4-HMAC-SHA256 Credential=\"KEY/20250612/us-east-1/s3/aws4_request, "+
			"SignedHeaders=host;x-amz-date, Signature=somesignature\n"+
			plainMismatch)
	near("host-is-url", "a comment", "// the other hostname: \"https://files.example.com/\" is for clients"+word)
	hit("accept-encoding-rewritten", "Go and Google", told, true,
		"Google Cloud Storage: operation error S3: PutObject, https response error StatusCode: 403, RequestID: , "+
			"api error SignatureDoesNotMatch: Access denied.\n")
	near("accept-encoding-rewritten", "Go and AWS",
		"operation error S3: PutObject, https response error StatusCode: 403, RequestID: 7KQ2M4Z, api error "+
			"SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.\n")
	hit("accept-encoding-rewritten", "quoted", Likely, true,
		"It has accept-encoding:identity,gzip(gfe) where I sign accept-encoding:identity."+word)
	hit("streaming-trailer-unsupported", "Python and Google", told, true,
		"GCS: botocore.exceptions.ClientError: An error occurred (SignatureDoesNotMatch) when calling the "+
			"PutObject operation: Invalid argument.\n")
	hit("session-token-signed-too-early", "IoT and Cognito", told, true,
		"Presigned websocket of AWS IoT, with credentials of Cognito."+word)
	near("session-token-signed-too-early", "IoT without a token",
		"Presigned websocket of AWS IoT, with the keys of a user."+word)
	near("session-token-signed-too-early", "S3 and Cognito", "Presigned URL of S3, with credentials of Cognito."+word)
	near("content-type-mismatch", "a status alone",
		"presigned; fetch(url, { method: 'PUT', body: file }) returns 403\n")
	hit("payload-hash-mismatch", "prose", told, true, "On API Gateway, only the body hash is different."+word)
	near("payload-hash-mismatch", "prose", "On API Gateway, the body hash is fine."+word)
	hit("non-ascii-encoded-differently", "prose", told, true, "It fails for keys with accents."+word)
	near("non-ascii-encoded-differently", "prose", "It fails for keys encoded in UTF-8."+word)
	hit("host-mismatch", "presigned in a container", told, true,
		"My app runs in Docker beside MinIO and returns a presigned link."+word)
	near("host-mismatch", "AWS itself", "My app runs in Docker and returns a presigned link to S3."+word)
	near("path-under-encoded", "a variable named like a key", "minio\n\"MAIL_APP_KEY\": \"base64=Zm9v\","+word)
	hit("streaming-trailer-unsupported", "store named in prose", told, true,
		"SeaweedFS, the log has STREAMING-UNSIGNED-PAYLOAD-TRAILER."+word)
	sentBy := func(path string) string {
		return "DEBUG: Canonical Request:\n" + edit(t, getCanonical, "/photos/cat.jpg", "/cat.jpg") +
			"\n----------------------\nDEBUG: Sending request method_string='GET', uri='" + path +
			"', headers={}, body=(0 bytes)\n" + plainMismatch
	}
	hit("path-missing-component", "s3cmd", Seen, true, sentBy("/photos/cat.jpg"))
	near("path-missing-component", "s3cmd", sentBy("/cat.jpg"))
	typed := func(code string) string {
		return "sign({ headers: { 'Content-Type': '" + code + "' } })\n" + echoed(edit(t, getCanonical, "host:holiday",
			"content-type:text/plain\nhost:holiday", "\nhost;", "\ncontent-type;host;"),
			lookDate, lookScope)
	}
	hit("content-type-mismatch", "code", told, true, typed("application/json"))
	near("content-type-mismatch", "code", typed("text/plain"))
	hit("other-scheme", "header in a map", Likely, true,
		`{:headers=>{"Authorization"=>"AWS AKIA5Q3FZT7WLRJ2NC6D:dGhlIHNpZ25hdHVyZSBvZiAyMDA="}}`+word)
	near("other-scheme", "header in a map",
		`{:headers=>{"Authorization"=>"AWS4-HMAC-SHA256 `+
			`Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request"}}`+
			word)
	hit("path-missing-component", "code", told, true,
		"url = 'https://s3.eu-west-1.amazonaws.com/holiday/cat.jpg'\ncanonical_uri = '/cat.jpg'"+word)
	near("path-missing-component", "code",
		"url = 'https://holiday.s3.eu-west-1.amazonaws.com/cat.jpg'\ncanonical_uri = '/cat.jpg'"+word)
	hit("line-ends-crlf", "SQL", told, true, "SET @CanonicalRequest += 'POST' + CHAR(13)"+word)
	near("line-ends-crlf", "SQL", "SET @CanonicalRequest += 'POST' + CHAR(10)"+word)
	hit("line-ends-crlf", "Windows", Possible, true, "canonicalRequest.AppendLine(method);"+word)
	hit("date-pattern-wrong", "month for minute", told, true,
		"date = now.strftime('%a, %d %b %Y %H:%m:%S GMT') # amz-date"+word)
	near("date-pattern-wrong", "minute", "date = now.strftime('%a, %d %b %Y %H:%M:%S GMT') # amz-date"+word)
	hit("ses-smtp-password", "prose", told, true, "SES, with the user that the console made for SMTP."+word)
	hit("ses-smtp-password", "nothing else is told", Possible, true, "Sending mail with SES fails."+word)
	worded := edit(t, get, "X-Amz-Date: ", "X-Amz-Security-Token: SESSION_TOKEN\r\nX-Amz-Date: ", "x-amz-date, ",
		"x-amz-date;x-amz-security-token, ")
	near("session-token-invalid", "a word in its place", refused(worded, plainMismatch))
	hit("session-token-invalid", "an unset variable", Seen, true,
		refused(edit(t, worded, "SESSION_TOKEN", "undefined"), plainMismatch))
	near("access-key-wrong-value", "a word in its place", refused(edit(t, get, ownKeyID, "access_key"), plainMismatch))
	bothTexts := func(theirs, mine string) string {
		return "```diff\n PUT\n /photos/my%20cat.jpg\n \n host:store.example.com\n" + theirs + mine +
			" x-amz-date:20250612T083000Z\n \n host;x-amz-acl;x-amz-date\n UNSIGNED-PAYLOAD\n```\n" +
			"- is what the server computed, + is mine\n"
	}
	hit("header-changed-after-signing", "a diff", Seen, true,
		bothTexts("-x-amz-acl:public-read\n", "+x-amz-acl:private\n"))
	near("path-not-double-encoded", "a diff with equal paths",
		bothTexts("-x-amz-acl:public-read\n", "+x-amz-acl:private\n"))
	hit("request-not-signed", "curl", told, true,
		"$ curl -I https://holiday-pics.s3.amazonaws.com/cat.jpg\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n")
	near("request-not-signed", "curl with a signature",
		"$ curl -I '"+strings.TrimSpace(url)+"'\nHTTP/1.1 403 Forbidden\nServer: AmazonS3\n")
	hit("newline-added-at-end", "hash in a shell", Reproduced, true,
		"$ printf '%s\\n' \"$creq\" | sha256sum\n"+hexHash(getCanonical+"\n")+"  -\n"+
			echoed(getCanonical, lookDate, lookScope))
	const oldCLI = "$ aws --version\naws-cli/1.37.1 Python/3.10.12 botocore/1.36.1\nWith 1.36.40 it is fine. Our host's storage is S3 compatible.\n" +
		"An error occurred (SignatureDoesNotMatch) when calling the CALL operation: The request signature we calculated does not match the signature you provided.\n"
	hit("streaming-trailer-unsupported", "the first release of version 1 with checksums", told, true, strings.Replace(oldCLI, "CALL", "PutObject", 1))
	near("streaming-trailer-unsupported", "a call that sends nothing", strings.Replace(oldCLI, "CALL", "ListBuckets", 1))
	near("streaming-trailer-unsupported", "a release before it", strings.NewReplacer("CALL", "PutObject", "1.37.1", "1.36.40", "1.36.1", "1.35.99").Replace(oldCLI))
	const sidecar = "The sidecar sets x-forwarded-proto on what reaches our signing proxy.\n"
	hit("volatile-header-signed", "a header that a sidecar adds", told, true, sidecar+threadRefusal)
	near("volatile-header-signed", "a header that it takes out", strings.Replace(sidecar, "sets", "removes", 1)+threadRefusal)
	near("volatile-header-signed", "a header that is not signed", sidecar+"Authorization: AWS4-HMAC-SHA256 Credential="+ownKeyID+"/"+lookScope+
		", SignedHeaders=host;x-amz-date, Signature="+sha("x")+"\n"+threadRefusal)
	several := "With multiple querystring parameters it fails.\n" + threadTexts("/b", "delimiter=%2F&prefix=a%2F", "host:h\nx-amz-date:"+lookDate+"\n", "host;x-amz-date")
	hit("query-unsorted", "several parameters, with the server's text", Possible, true, several)
	near("query-unsorted", "any request, with the server's text", strings.Replace(several, "With multiple querystring parameters it fails.", "It fails.", 1))
	const bearer = "$headers = @{ \"Authorization\" = \"Bearer $token\" }\nInvoke-RestMethod -Uri $api/artifacts/$name -OutFile $local -Headers $headers\nThe download "
	hit("auth-two-mechanisms", "headers that go along with a redirection", told, true, bearer+"via its URL using cURL works.\n"+threadRefusal)
	near("auth-two-mechanisms", "a token, and nothing of another way", bearer+"fails.\n"+threadRefusal)
	const fileType = "put_object(:content_type=>\"image/jpegEND\", :key=>\"a\")\n"
	hit("header-value-not-trimmed", "a line break behind a type", Likely, true, strings.Replace(fileType, "END", "\\n", 1)+threadRefusal)
	near("header-value-not-trimmed", "a type", strings.Replace(fileType, "END", "", 1)+threadRefusal)
	near("header-value-not-trimmed", "a line of the canonical headers", "canonicalHeaders = { \"content-type\": \"image/jpeg\\n\" }\n"+threadRefusal)
	near("header-value-not-trimmed", "a line of what is signed", "content_type = \"image/jpeg\\n\"\ncanonical_headers = \"content-type:\" + content_type\n"+threadRefusal)
	const looked = "request({ url: u, method: 'PUT', headers: { 'Content-Type': 'text/plain' } })\ncontentType: this.headers['NAME'] || ''\n"
	hit("content-type-mismatch", "a header looked up by another case", told, true, strings.Replace(looked, "NAME", "content-type", 1)+threadRefusal)
	near("content-type-mismatch", "a header looked up as it is set", strings.Replace(looked, "NAME", "Content-Type", 1)+threadRefusal)
	near("content-type-mismatch", "a header of what came in", "type = req.headers['content-type'] || 'text/plain'\nheaders: { 'Content-Type': type }\n"+threadRefusal)
	const hexed = "def bin_to_hex(s)\n  s.each_byte.map { |b| b.to_s(16)PAD }.join\nend\nsignature: bin_to_hex(k)\n"
	hit("signature-hex-unpadded", "Ruby's to_s", Possible, true, strings.Replace(hexed, "PAD", "", 1)+threadRefusal)
	near("signature-hex-unpadded", "Ruby's to_s, padded", strings.Replace(hexed, "PAD", ".rjust(2, '0')", 1)+threadRefusal)
	near("signature-hex-unpadded", "Ruby's to_s, of something else", strings.NewReplacer("PAD", "", "bin_to_hex(k)", "OpenSSL::HMAC.hexdigest('sha256', k, s)").Replace(hexed)+threadRefusal)
	const jsonQuery = "awscurl --service execute-api \"https://p0.execute-api.us-west-2.amazonaws.com/live/items?ids=[{\\\"id\\\":1}]\"\nWithout the ids parameter it works.\n"
	hit("query-under-encoded", "JSON in a query", Possible, true, jsonQuery+threadRefusal)
	near("query-not-signed", "JSON in a query", jsonQuery+threadRefusal)
	near("query-under-encoded", "a URL with placeholders", "https://b.s3.amazonaws.com/k?X-Amz-Credential={credentials}&X-Amz-Signature={signature}\n"+threadRefusal)
	near("secret-placeholder", "a variable in an object", "aws: { key: KEY, secret: SECRET, bucket: 'b' }\n"+threadRefusal)
	const bare = "new Uri(\"https://\" + bucket + \".s3.nl-ams.scw.cloud/?versionsEND\")\n"
	hit("query-empty-value-missing-equals", "a parameter without a value", told, true, strings.Replace(bare, "END", "", 1)+threadRefusal)
	near("query-empty-value-missing-equals", "a parameter with its =", strings.Replace(bare, "END", "=", 1)+threadRefusal)
	near("query-empty-value-missing-equals", "a parameter that a library signs", "boto3.client('s3')\n"+strings.Replace(bare, "END", "", 1)+threadRefusal)
	const daily = "As soon as the clock ticks over to 00:00 it breaks, everything is 403 until I make a new key.\n    aws_sign;\n    aws_endpoint \"vod.s3.eu-west-2.amazonaws.com\";\n    SCOPE\n    aws_signing_key 4wX*****sQ=;\n"
	hit("signing-key-stale", "the key of a day in nginx", told, true, strings.Replace(daily, "SCOPE", "aws_key_scope 20220914/eu-west-2/s3/aws4_request;", 1))
	near("signing-key-stale", "a scope that is made", strings.Replace(daily, "SCOPE", "aws_key_scope $day/eu-west-2/s3/aws4_request;", 1))
	near("host-rewritten-by-proxy", "an nginx that signs", strings.Replace(daily, "SCOPE", "proxy_pass https://vod.s3.eu-west-2.amazonaws.com/;", 1))
	return list
}

// saidOfKeysSights: what people say of keys and regions.
func saidOfKeysSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	hit("secret-recoded", "a plus sign, and another key works", told,
		"My secret contains characters such as '+'. With another key pair the identical code works.\n\n"+plainMismatch)
	near("secret-recoded", "no such character",
		"My secret is right. With another key pair the identical code works.\n\n"+plainMismatch)
	optIn := func(region string) string {
		return "c = sts.assume_role(RoleArn=r)\nec2 = client('ec2', region_name='" + region +
			"')\nAn error occurred (AuthFailure) when calling the DescribeInstances operation: AWS was not able to " +
			"validate the provided access credentials\n"
	}
	hit("session-token-invalid", "a region to opt into", Likely, optIn("me-south-1"))
	near("session-token-invalid", "another region", optIn("eu-west-1"))
	unknown := "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The " +
		"security token included in the request is invalid.\n"
	hit("session-token-missing", "only two variables", Likely,
		"export AWS_ACCESS_KEY_ID=ASIA5Q3FZT7WLRJ2NC6D\nexport AWS_SECRET_ACCESS_KEY=...\n"+unknown)
	near("session-token-missing", "three variables",
		"export AWS_ACCESS_KEY_ID=ASIA5Q3FZT7WLRJ2NC6D\nexport AWS_SECRET_ACCESS_KEY=...\n"+
			"export AWS_SESSION_TOKEN=...\n"+
			unknown)
	word := s3Error("400 Bad Request", "InvalidArgument",
		"x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.")
	hit("streaming-trailer-unsupported", "a word that a newer client sends", Seen,
		"aws-cli/2.27.4 Python/3.13.2\n"+word)
	near("streaming-trailer-unsupported", "a word of an older client", "aws-cli/2.15.4 Python/3.11.2\n"+word)
	hit("authorization-header-name-in-value", "as the server quotes it", Seen,
		"<Error><Code>InvalidArgument</Code><Message>Unsupported Authorization "+
			"Type</Message><ArgumentName>Authorization</ArgumentName><ArgumentValue>Authorization: "+
			"AWS4-HMAC-SHA256 Credential=x</ArgumentValue></Error>")
	near("session-token-not-signed", "the server does not mind",
		refused(edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:"),
			echoed("GET\n/\n\nhost:x\nx-amz-date:"+lookDate+"\n\nhost;x-amz-date\n"+emptySHA, lookDate, lookScope)))
	return list
}
