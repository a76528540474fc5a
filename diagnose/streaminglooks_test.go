package diagnose

import (
	"strings"
	"testing"

	"sigwhy/sigv4"
)

func lastChunk(chunked string) string {
	at := strings.LastIndex(chunked, "chunk-signature=") + len("chunk-signature=")
	return chunked[at : at+64]
}

// streamingSights are pastes for the looks of streaminglooks.go.
func streamingSights(t testing.TB) (list []sight) {
	get, put := changed(t, s3Get), changed(t, s3Put)
	sig := strings.TrimSpace(get[strings.Index(get, "Signature=")+10:])
	own := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}}
	hit, near := anyRows(&list)
	chunked := chunkedPut(t)
	hit("streaming-decoded-length-mismatch", "", Seen, true,
		edit(t, chunked, "Content-Length: 12\r\n", "Content-Length: 13\r\n"))
	hit("streaming-decoded-length-mismatch", "missing", Seen, true,
		edit(t, chunked, "X-Amz-Decoded-Content-Length: 12\r\n", "", ";x-amz-decoded-content-length", ""))
	near("streaming-decoded-length-mismatch", "right", chunked)
	hit("streaming-marker-mismatch", "marker without chunks", Seen, true,
		edit(t, put, hexHash("Hello, file!"), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "X-Amz-Acl: private",
			"X-Amz-Decoded-Content-Length: 12", "x-amz-acl;x-amz-content-sha256;x-amz-date",
			"x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length"))
	hit("streaming-marker-mismatch", "chunks without marker", Seen, true,
		edit(t, chunked, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "UNSIGNED-PAYLOAD"))
	near("streaming-marker-mismatch", "right", chunked)
	near("streaming-marker-mismatch", "unsigned trailer",
		edit(t, put, hexHash("Hello, file!"), "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "X-Amz-Acl: private",
			"X-Amz-Decoded-Content-Length: 12\r\nX-Amz-Trailer: x-amz-checksum-crc32",
			"x-amz-acl;x-amz-content-sha256;x-amz-date",
			"x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-trailer", "Content-Length: 12",
			"Content-Length: 54", "Hello, file!", "c\r\nHello, file!\r\n0\r\nx-amz-checksum-crc32:b7rTXg==\r\n\r\n"))
	hit("streaming-framing-malformed", "last chunk missing", Seen, true,
		edit(t, shorter(t, chunked, 86), "\r\n0;chunk-signature="+lastChunk(chunked)+"\r\n\r\n", "\r\n"))
	near("streaming-framing-malformed", "right", chunked)
	hit("streaming-chunk-signature-wrong", "", Seen, true, edit(t, chunked, lastChunk(chunked), hexHash("x"))).given = own
	hit("streaming-chunk-signature-wrong", "the server's text", Seen, true, `<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you provided. Check your key and signing method.</Message><AWSAccessKeyId>`+
		ownKeyID+`</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256-PAYLOAD
20250612T083000Z
20250612/eu-west-1/s3/aws4_request
`+sig+`
`+sigv4.EmptyHash+`
`+hexHash("Hello")+`</StringToSign><SignatureProvided>`+sig+`</SignatureProvided></Error>`)
	near("streaming-chunk-signature-wrong", "right", chunked).given = own
	return list
}

func chunkSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const s3Scope = "20250612/eu-west-1/s3/aws4_request"

	// Chunks.
	chunked := func(body, length string) string {
		return "PUT /a.json HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\nX-Amz-Date: " + lookDate +
			"\r\nX-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\nX-Amz-Decoded-Content-Length: 12\r\n" +
			"Content-Length: " +
			length +
			"\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/" + s3Scope +
			", SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, Signature=" +
			sha("x") + "\r\n\r\n" + body +
			"\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Type: application/xml\r\n\r\n" +
			"<Error><Code>IncompleteBody</Code><Message>The request body terminated unexpectedly</Message></Error>\r\n"
	}
	hit("streaming-marker-mismatch", "a plain body", Seen, chunked(`{"a":"bcde"}`, "12"))
	near("streaming-marker-mismatch", "a chunk",
		chunked("c;chunk-signature="+sha("c")+"\r\n"+`{"a":"bcde"}`+"\r\n0;chunk-signature="+sha("d")+"\r\n\r\n",
			"184"))

	// The events of a stream.
	event := func(code, says string) string {
		return code + "\n\n" + `{"Message":"Signature expired: ` + says + ` is now earlier than 20231107T154506Z ` +
			`(20231107T155006Z - 5 min.)"}` + "\n"
	}
	hit("event-signature-wrong", "seconds for milliseconds", Seen,
		event(`frame.append(":chunk-signature", sig)`, "19700120T160252Z"))
	near("event-signature-wrong", "a clock that is off",
		event(`frame.append(":chunk-signature", sig)`, "20231107T143006Z"))
	near("event-signature-wrong", "a clock that was never set", event(`client.publish(topic)`, "19700101T000052Z"))
	refusals := func(minutes ...string) string {
		var b strings.Builder
		for i, m := range minutes {
			b.WriteString("KO 403 Signature expired: 20221109T08" + m + "02Z is now earlier than 20221109T08" +
				[]string{"40", "45", "50"}[i] + "02Z (20221109T08" + []string{"45", "50", "55"}[i] + "02Z - 5 min.)\n")
		}
		return b.String()
	}
	hit("date-pattern-wrong", "the month for the minutes", Seen, refusals("11", "11", "11"))
	near("date-pattern-wrong", "one signature for all", refusals("12", "12", "12"))
	near("date-pattern-wrong", "minutes that go on", refusals("09", "14", "19"))

	environment := func(id, token string) string {
		return "AWS_ACCESS_KEY_ID=" + id + "\nAWS_SESSION_TOKEN=" + token + "\n\napi error " +
			"UnrecognizedClientException: The security token included in the request is invalid.\n"
	}
	hit("session-token-invalid", "beside a permanent key", Likely, environment("AKIA***", "FwoG***"))
	near("session-token-invalid", "beside a temporary key", environment("ASIA***", "FwoG***"))
	near("session-token-invalid", "none", environment("AKIA***", ""))

	mail := func(url string) string {
		return "GET " + url + "\n\n" +
			canonicalAnswer("GET\n/find\nemail=lea%40example.net\n"+
				"host:abc123.execute-api.eu-central-1.amazonaws.com\nx-amz-date:"+
				lookDate+"\n\nhost;x-amz-date\n"+emptySHA,
				"20250612/eu-central-1/execute-api/aws4_request")
	}
	hit("query-under-encoded", "a raw @", told,
		mail("https://abc123.execute-api.eu-central-1.amazonaws.com/find?email=lea@example.net"))
	near("query-under-encoded", "an encoded @",
		mail("https://abc123.execute-api.eu-central-1.amazonaws.com/find?email=lea%40example.net"))
	return list
}

// askedStreamingSights: bodies in chunks, in what people paste when they ask others.
func askedStreamingSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	put := changed(t, s3Put)
	head, _, _ := strings.Cut(put, "\r\n\r\n")
	chunked := strings.Replace(head+"\r\n\r\n", "Content-Length:", "Content-Encoding: aws-chunked\nContent-Length:", 1) +
		"\n<Error><Code>InvalidArgument</Code><Message>aws-chunked encoding is not supported with the specified " +
		"x-amz-content-sha256 value.</Message></Error>\n"
	hit("streaming-marker-mismatch", "chunks under a hash", Seen, chunked)
	near("streaming-marker-mismatch", "chunks under their word",
		chunkHash.ReplaceAllString(chunked, "X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
	trailers := "operation error S3: UploadPart, https response error StatusCode: 400, api error XAmzContentSHA256Mismatch: The " +
		"provided 'x-amz-content-sha256' header does not match what was computed.\n"
	hit("streaming-trailer-unsupported", "since a newer client, on premise", Seen,
		"Since we upgraded to 1.10 uploads to our on-premise store fail, the older version works.\n"+trailers)
	near("streaming-trailer-unsupported", "since a newer client, on AWS", "Since we upgraded to 1.10 uploads fail.\n"+trailers)
	hashed := "canonical request:\nPOST\n/v1/publish\n\ncontent-encoding:ENCODING\nhost:codeartifact.us-east-1.amazonaws.com\nx-amz-date:" +
		lookDate + "\n\ncontent-encoding;host;x-amz-date\n" + sha("body") + "\n" + threadRefusal
	hit("streaming-marker-mismatch", "chunks with the hash of a body", Likely, strings.Replace(hashed, "ENCODING", "aws-chunked", 1))
	near("streaming-marker-mismatch", "a compressed body with its hash", strings.Replace(hashed, "ENCODING", "gzip", 1))
	word := "400 InvalidArgument: x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD or a valid sha256 value.\n"
	hit("streaming-trailer-unsupported", "a hash refused since a new SDK", Likely, "Stopped with the upgrade to aws-sdk-go-v2:\n"+word)
	near("streaming-trailer-unsupported", "a hash refused", word)
	const trace = "\tat software.amazon.awssdk.core.internal.http.CombinedResponseHandler.handle(CombinedResponseHandler.java:43)\n"
	hit("streaming-trailer-unsupported", "a hash of an SDK refused", Seen, word+trace)
	near("streaming-trailer-unsupported", "a hash of an SDK refused where trailers are known",
		strings.Replace(word, " or a valid", ", STREAMING-UNSIGNED-PAYLOAD-TRAILER or a valid", 1)+trace)
	barely := "PUT /media/a HTTP/1.1\nHost: 127.0.0.1:8443\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-SHA256: WORD\nX-Amz-Trailer: x-amz-checksum-crc32\nX-Amz-Decoded-Content-Length: 5\n" +
		"Content-Encoding: aws-chunked\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, SignedHeaders=content-encoding;host;" +
		"x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-trailer, Signature=" + sha("x") + "\n\n5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n\n\n" +
		"HTTP/1.1 400 Bad Request\n\n<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed</Message></Error>\n"
	hit("streaming-trailer-unsupported", "a header that is not malformed", Possible, strings.Replace(barely, "WORD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", 1))
	near("streaming-trailer-unsupported", "a header that lacks its signature", strings.NewReplacer("WORD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", ", Signature="+sha("x"), "").Replace(barely))
	return list
}
