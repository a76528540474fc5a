package diagnose

import (
	"strings"
	"testing"
)

// wireSights are pastes for the looks of wirelooks.go: what arrived.
func wireSights(t testing.TB) (list []sight) {
	get, put := changed(t, s3Get), changed(t, s3Put)
	getCanonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	hit, near := anyRows(&list)
	hit("header-changed-after-signing", "", Seen, true,
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-acl:private", "x-amz-acl:public-read"),
				lookDate, lookScope)))
	hit("header-removed-in-transit", "", Seen, true,
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-acl:private", "x-amz-acl:"),
				lookDate, lookScope)))
	hit("header-added-in-transit", "", Seen, true,
		refused(get,
			echoed(edit(t, getCanonical, "\n\nhost;x-amz-content-sha256;x-amz-date",
				"\nx-amz-meta-via:proxy\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-meta-via"),
				lookDate, lookScope)))
	trace := "\nminio.lan [REQUEST s3.GetObject] [2025-06-12T08:30:01.000]\nminio.lan GET /photos/cat.jpg\n" +
		"minio.lan Host: minio.lan:9000\nminio.lan X-Forwarded-For: 192.0.2.7\n" +
		"minio.lan [RESPONSE] [2025-06-12T08:30:01.001]\nminio.lan 403 Forbidden\n"
	hit("authorization-removed-in-transit", "MinIO's trace", Seen, true, get+trace)
	near("authorization-removed-in-transit", "it arrived",
		get+edit(t, trace, "X-Forwarded-For: 192.0.2.7", "Authorization: *REDACTED*"))
	near("authorization-removed-in-transit", "another request",
		get+edit(t, trace, "GET /photos/cat.jpg", "GET /photos/"))
	near("payload-hash-header-missing", "not of AWS and traced", get+trace)
	redirect := edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com")
	hit("redirect-host-changed", "to the region's name", Seen, true,
		refused(redirect, echoed(getCanonical, lookDate, lookScope)))
	near("redirect-host-changed", "another bucket",
		refused(redirect, echoed(edit(t, getCanonical, "holiday-pics.s3", "winter-pics.s3"), lookDate, lookScope)))
	near("redirect-host-changed", "away from the region",
		refused(get,
			echoed(edit(t, getCanonical, "holiday-pics.s3.eu-west-1.", "holiday-pics.s3.eu-central-1."), lookDate,
				lookScope)))
	near("header-changed-after-signing", "equal",
		refused(put,
			echoed(canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				lookDate, lookScope)))
	near("header-changed-after-signing", "another attempt",
		refused(put,
			echoed(edit(t,
				canonicalOf(t, put, "s3", "content-type", "host", "x-amz-acl", "x-amz-content-sha256", "x-amz-date"),
				"x-amz-acl:private", "x-amz-acl:public-read", "x-amz-date:20250612T083000Z",
				"x-amz-date:20250612T091500Z"),
				"20250612T091500Z", lookScope)))
	return list
}

// sidecarSights: a trace that a sidecar goes on with.
func sidecarSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	traced := func(words string) string {
		return words + "\n\nPOST https://x.execute-api.eu-west-1.amazonaws.com/quotes\n" +
			"Authorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-west-1/execute-api/" +
			"aws4_request, SignedHeaders=host;traceparent;x-amz-date, Signature=" + sha("x") + "\nX-Amz-Date: " +
			lookDate + "\n\n" + apiMismatch
	}
	hit("volatile-header-signed", "a sidecar", Likely, traced("only since istio is injected"))
	near("volatile-header-signed", "no sidecar", traced("only since yesterday"))
	return list
}

// askedWireSights: what changes on the way, in what people paste when they ask others.
func askedWireSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const names = "host;x-amz-content-sha256;x-amz-date"
	signed := func(host, path, service string) string {
		return "GET " + path + " HTTP/1.1\nHost: " + host + "\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: " + lookDate +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/eu-north-1/" + service +
			"/aws4_request, SignedHeaders=" + names + ", Signature=" + sha("x") + "\n\n"
	}
	follows := signed("cam.s3.amazonaws.com", "/", "s3") + "HTTP/1.1 307 Temporary Redirect\nLocation: https://LOCATION/\n\n" +
		"GET / HTTP/1.1\nHost: cam.s3-eu-north-1.amazonaws.com\nx-amz-date: " + lookDate + "\n\nHTTP/1.1 403 Forbidden\n\n" +
		"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>\n"
	hit("redirect-host-changed", "a redirection that is followed unsigned", Seen,
		strings.Replace(follows, "LOCATION", "cam.s3-eu-north-1.amazonaws.com", 1))
	near("redirect-host-changed", "a redirection elsewhere", strings.Replace(follows, "LOCATION", "www.example.org", 1))
	headers := "host:nas7.lab.example:5000\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
	log := "CanonicalRequest:\nGET\n/b/a%20b\n\n" + headers + "\n" + names + "\n" + emptySHA +
		"\n\n\"GET SENT HTTP/1.1\" 403 None\n\n" + threadTexts("/b/a%2520b", "", headers, names)
	hit("server-side-canonicalization", "a path that the server encodes once more", Seen,
		strings.Replace(log, "SENT", "/b/a%20b", 1))
	near("server-side-canonicalization", "a path that is sent encoded once more", strings.Replace(log, "SENT", "/b/a%2520b", 1))
	dots := func(path string) string {
		h := "host:t.s3.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate + "\n"
		return threadTexts(path, "", h, names)
	}
	hit("path-normalized", "a dot segment that arrived", told, dots("/x/."))
	near("path-normalized", "a dot in a segment that arrived", dots("/x/.a"))
	serverless := strings.Replace(signed("m8x1.us-east-1.aoss.amazonaws.com", "/_aliases", "aoss"),
		"X-Amz-Content-Sha256: "+emptySHA+"\n", "", 1)
	hit("payload-hash-header-missing", "a mismatch of OpenSearch Serverless", Likely,
		strings.Replace(serverless, names, "host;x-amz-date", 1)+"HTTP/1.1 403 Forbidden\n"+threadRefusal)
	near("payload-hash-header-missing", "one with the hash",
		signed("m8x1.us-east-1.aoss.amazonaws.com", "/_aliases", "aoss")+"HTTP/1.1 403 Forbidden\n"+threadRefusal)
	edge := "GET /?list-type=2 HTTP/1.1\nhost: lake.objects.example.cloud\ncontent-length: 0\nx-amz-date: " + lookDate +
		"\nauthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20250612/us-east-1/s3/aws4_request, SignedHeaders=" +
		"content-length;host;x-amz-date, Signature=" + sha("x") + "\n\nis refused with SignatureDoesNotMatch. The backend sees the same " +
		"request with these headers only: MOREhost, user-agent, x-amz-date, authorization.\n"
	hit("header-removed-in-transit", "headers that arrive", Likely, strings.Replace(edge, "MORE", "", 1))
	near("header-removed-in-transit", "headers that are added", strings.Replace(strings.Replace(edge, "MORE", "", 1),
		"these headers only", "these extra headers", 1))
	near("header-removed-in-transit", "all headers arrive", strings.Replace(edge, "MORE", "content-length, ", 1))
	b2 := "curl https://img.example.net/a.jpg -H 'NAME: Wed, 3 Jan 2024 07:28:00 GMT'\n<Error><Code>InvalidRequest</Code><Message>header " +
		"'if-modified-since' is listed in signed headers, but is not present</Message></Error>\n"
	hit("header-removed-in-transit", "a header that B2 misses", Seen, strings.Replace(b2, "NAME", "if-modified-since", 1))
	near("header-removed-in-transit", "a header that was not sent", strings.Replace(b2, "NAME", "accept", 1))
	cacheControl := "Headers.CacheControl = \"GIVEN\";\n" + threadTexts("/a.css", "", "cache-control:max-age=60, public\nhost:b.s3.amazonaws.com\n",
		"cache-control;host")
	hit("header-changed-after-signing", "a list in another order", Likely, strings.Replace(cacheControl, "GIVEN", "public,max-age=60", 1))
	hit("header-changed-after-signing", "a list without its blanks", told, strings.Replace(cacheControl, "GIVEN", "max-age=60,public", 1))
	near("header-changed-after-signing", "the same list", strings.Replace(cacheControl, "GIVEN", "max-age=60, public", 1))
	near("header-changed-after-signing", "another list", strings.Replace(cacheControl, "GIVEN", "public,max-age=90", 1))
	proxy := func(host string) string {
		return "proxy_set_header Host " + host + ";\nproxy_pass https://s3.amazonaws.com;\n\nEndpoint: aws.String(\"http://cache.internal\"),\n" + threadRefusal
	}
	hit("host-rewritten-by-proxy", "a Host that a proxy sends whatever it gets", Likely, proxy("s3.amazonaws.com"))
	near("host-rewritten-by-proxy", "a Host that a proxy keeps", proxy("$http_host"))
	near("host-rewritten-by-proxy", "a proxy that signs", "proxy_set_header Authorization $auth;\n"+proxy("s3.amazonaws.com"))
	near("host-rewritten-by-proxy", "a bucket before the endpoint", strings.Replace(proxy("b.s3.amazonaws.com"), "http://cache.internal", "https://s3.amazonaws.com", 1))
	return list
}
