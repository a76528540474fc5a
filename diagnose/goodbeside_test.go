package diagnose

import (
	"strconv"
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
	oneLine := func(c string) string {
		text := stringToSignText(strings.Fields(c[strings.Index(c, "x-amz-date:")+11:])[0], "20250612/eu-west-1/s3/aws4_request", c)
		return "DEBUG canonical=" + strconv.Quote(c) + "\nDEBUG toSign=" + strconv.Quote(text) + "\n"
	}
	logged := func(pairs ...string) string {
		return "ok:\n" + oneLine(canonical) + "<- 200 OK\n\nfails:\n" + oneLine(edit(t, second, pairs...)) + "<- 403 Forbidden " + apiMismatch
	}
	hit("path-double-encoded", "a line of a log each", Likely, logged("%20", "%2520"))
	near("path-double-encoded", "a line of a log each", logged())
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
	return append(list, toldBesideSights(t)...)
}

// toldBesideSights: URLs and code of which it is said that one works and the other fails.
func toldBesideSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const sig, otherSig = "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", "5e2c8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433"
	url := func(region, signed, signature string) string {
		return "https://s3.lab.example/pics/a.png?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2F" + region +
			"%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=" + signed + "&X-Amz-Signature=" + signature
	}
	good := url("us-east-1", "host", sig)
	told := func(bad string) string {
		return "This URL works:\n" + good + "\n\nThis one gives SignatureDoesNotMatch:\n" + bad + "\n\n" + plainMismatch
	}
	hit("region-mismatch", "two URLs", Likely, told(url("eu-central-1", "host", otherSig)))
	hit("signed-header-not-sent", "two URLs", Likely, told(url("us-east-1", "content-type%3Bhost", otherSig)))
	hit("host-mismatch", "one URL, two hosts", Likely, told(strings.Replace(good, "s3.lab", "files", 1)))
	hit("non-ascii-encoded-differently", "one URL, a letter composed", Likely, strings.NewReplacer("works:\n"+good, "works:\n"+strings.Replace(good, "a.png", "o%CC%88.png", 1)).
		Replace(told(strings.Replace(good, "a.png", "%C3%B6.png", 1))))
	hit("query-param-added-after-signing", "one URL, a parameter more", Likely, told(good+"&utm_source=mail"))
	for _, code := range []string{"region-mismatch", "signed-header-not-sent", "host-mismatch", "query-param-added-after-signing", "query-unsorted"} {
		near(code, "two URLs that are made alike", told(url("us-east-1", "host", otherSig)))
	}
	code := func(bad, good string) string {
		return "auth = AWS4Auth(ak, sk, \"eu-west-1\", \"" + bad + "\")\nrequests.get(url, auth=auth)  # 403 SignatureDoesNotMatch\n\n" +
			"auth = AWS4Auth(ak, sk, \"eu-west-1\", \"" + good + "\")\nrequests.get(url, auth=auth)  # 200\n"
	}
	hit("service-mismatch", "two lines of code", Possible, code("es", "aoss"))
	near("service-mismatch", "the same code", code("es", "es"))
	return list
}
