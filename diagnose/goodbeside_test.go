package diagnose

import (
	"strings"
	"testing"
)

// besideGoodSights: a request that works and one that fails, in one paste.
func besideGoodSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := edit(t, changed(t, s3Get), "holiday-pics.s3.eu-west-1.amazonaws.com", "minio.lab.example:9000", "/photos/cat.jpg", "/photos/a%20cat.jpg")
	later := strings.NewReplacer("083000Z", "083107Z", "4f1d8f0a", "5e2c9f1b").Replace(get)
	const accepted = "\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n"
	pair := func(pairs ...string) string {
		return "This works:\n\n" + get + accepted + "\nThis fails:\n\n" + refused(edit(t, later, pairs...), plainMismatch)
	}
	hit("region-mismatch", "another region for one host", Likely, pair("/eu-west-1/", "/eu-central-1/"))
	hit("service-mismatch", "another service for one host", Likely, pair("/s3/aws4_request", "/execute-api/aws4_request"))
	near("region-mismatch", "another time", pair())
	near("host-rewritten-by-proxy", "the host is reached", pair())
	canonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	second := strings.Replace(canonical, "083000Z", "083107Z", 1)
	texts := func(good, bad string) string {
		return "Das geht:\n\n" + clientLog(good, "") + "=> 200 OK\n\nDas geht nicht:\n\n" + clientLog(bad, "") + "=> 403 Forbidden\n" + plainMismatch
	}
	beside := func(pairs ...string) string { return texts(canonical, edit(t, second, pairs...)) }
	hit("path-double-encoded", "an escape more", Likely, beside("%20", "%2520"))
	hit("host-port-mismatch", "no port", Likely, beside("host:minio.lab.example:9000", "host:minio.lab.example"))
	hit("host-mismatch", "this machine", Likely, beside("host:minio.lab.example:9000", "host:localhost:9000"))
	hit("path-missing-component", "no bucket", Likely, beside("/photos/a%20cat.jpg", "/a%20cat.jpg"))
	hit("path-mismatch", "a slash", Likely, beside("/photos/a%20cat.jpg", "/photos/a%20cat.jpg/"))
	hit("query-not-signed", "none", Likely, texts(edit(t, canonical, "cat.jpg\n\n", "cat.jpg\nversionId=7\n"), second))
	post := strings.Replace(canonical, "GET\n", "POST\n", 1)
	hashed := func(c, body string) string { return strings.ReplaceAll(c, sha(""), sha(body)) }
	hit("empty-body-hash", "of no body", Likely, texts(hashed(post, "{}"), strings.Replace(post, "083000Z", "083107Z", 1)))
	near("empty-body-hash", "of the same body", texts(hashed(post, "{}"), hashed(strings.Replace(post, "083000Z", "083107Z", 1), "{}")))
	near("host-mismatch", "another server", beside("host:minio.lab.example:9000", "host:minio.live.example:9000"))
	near("path-double-encoded", "the same", beside())
	near("path-missing-component", "another object", beside("a%20cat.jpg", "a%20dog.jpg"))
	near("query-not-signed", "the same", beside())
	failing := strings.Replace(texts(canonical, edit(t, second, "%20", "%2520")), "Das geht:\n\n", "Das geht auch nicht:\n\n", 1)
	near("path-double-encoded", "both are refused", strings.Replace(failing, "=> 200 OK", "=> 403", 1))
	return list
}
