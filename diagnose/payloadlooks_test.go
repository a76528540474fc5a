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
