package diagnose

import (
	"strconv"
	"strings"
	"testing"
)

// hopSights: one signed request before and after a proxy, or a redirect.
func hopSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	hop := func(pairs ...string) string { return get + "\n" + refused(edit(t, get, pairs...), plainMismatch) }
	target := get[:strings.Index(get, " HTTP/1.1")]
	path := strings.TrimPrefix(target, "GET ")
	hit("path-normalized", "slashes merged by a proxy", Seen,
		edit(t, get, target, "GET /"+path)+"\n"+refused(get, plainMismatch))
	hit("path-prefix-rewritten", "a prefix taken off by a proxy", Seen,
		edit(t, get, target, "GET /store"+path)+"\n"+refused(get, plainMismatch))
	api := edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "abc123.execute-api.eu-west-1.amazonaws.com",
		"/s3/aws4_request", "/execute-api/aws4_request")
	hit("path-reencoded-after-signing", "an escape undone by a proxy", Seen,
		edit(t, api, target, "GET "+path+"%3A1")+"\n"+refused(edit(t, api, target, "GET "+path+":1"), apiMismatch))
	near("path-reencoded-after-signing", "S3 reads both alike",
		edit(t, get, target, "GET "+path+"%3A1")+"\n"+refused(edit(t, get, target, "GET "+path+":1"), plainMismatch))
	hit("query-param-added-after-signing", "by a proxy", Seen, hop(target, target+"?v=17"))
	hit("host-rewritten-by-proxy", "between two dumps", Seen,
		hop("Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: 10.0.0.7:9000"))
	near("path-normalized", "the same request twice", hop())
	near("host-rewritten-by-proxy", "the same request twice", hop())
	near("query-param-added-after-signing", "another signature",
		get+"\n"+refused(edit(t, get, target, target+"?v=17", "4f1d8f0a", "4f1d8f0b"), plainMismatch))
	near("path-reencoded-after-signing", "a command and what it sent",
		"curl 'https://holiday-pics.s3.eu-west-1.amazonaws.com"+path+" 1' -H '"+
			get[strings.Index(get, "Authorization:"):strings.Index(get, "554433")+6]+"'\n\n"+
			refused(edit(t, get, target, "GET "+path+"%201"), plainMismatch))
	redirected := strings.Replace(get, "holiday-pics.s3.eu-west-1", "holiday-pics.s3", 1)
	hit("redirect-host-changed", "followed", Seen,
		redirected+"\nHTTP/1.1 307 Temporary Redirect\nLocation: https://holiday-pics.s3.eu-west-1.amazonaws.com"+
			path+"\n\n"+refused(get, plainMismatch))
	behind := func(pairs ...string) string {
		sent := "PUT /b/k HTTP/1.1\nHost: rgw.lan\nX-Amz-Acl: private\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-Sha256: " + emptySHA +
			"\nAuthorization: <redacted>\n\n" + plainMismatch + "\n\ntcpdump behind the balancer:\n\n"
		arrives := "PUT /b/k HTTP/1.1\nHost: rgw.lan\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-Sha256: " + emptySHA +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=<redacted>/20250612/default/s3/aws4_request, " +
			"SignedHeaders=host;x-amz-acl;x-amz-content-sha256;x-amz-date, Signature=<redacted>\nX-Forwarded-Proto: https\n"
		return sent + strings.NewReplacer(pairs...).Replace(arrives)
	}
	hit("header-removed-in-transit", "a signed header that does not arrive", Seen, behind())
	near("header-removed-in-transit", "all signed headers arrive", behind("X-Forwarded", "X-Amz-Acl: private\nX-Forwarded"))
	hit("header-removed-in-transit", "one that servers take out themselves", Likely, strings.NewReplacer("X-Amz-Acl: private", "Expect: 100-continue", "=host;x-amz-acl;", "=expect;host;").Replace(behind()))
	for _, fd := range analyzeQuickly(strings.NewReplacer("X-Amz-Acl: private", "X-Api-Key: hunter22hunter22", "=host;x-amz-acl;x-amz", "=host;x-api-key;x-amz").Replace(behind()), "").Findings {
		if strings.Contains(fd.Says+fd.Yours+fd.Correct, "hunter22") {
			t.Errorf("%s says a key of a header", fd.Code)
		}
	}
	near("header-removed-in-transit", "headers as a map of a language has them", behind("Host: rgw.lan\n", ""))
	near("header-removed-in-transit", "a choice of the headers", strings.Replace(behind(), "X-Amz-Acl: private\n", "X-Amz-Acl: private\nUser-Agent: a\n", 1))
	near("header-removed-in-transit", "another request", behind(lookDate, "20250612T090000Z"))
	near("header-removed-in-transit", "a header that is not signed", behind("x-amz-acl;", ""))
	return list
}

// arrivedSights: what a client sent, and what a server, a proxy or an echo service got.
func arrivedSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	base := edit(t, changed(t, s3Get), "holiday-pics.s3.eu-west-1.amazonaws.com", "s3.lab.example")
	base = edit(t, base, "Host:", "X-Amz-Meta-Owner: anna\r\nHost:", "host;x-amz-content-sha256;x-amz-date", "host;x-amz-content-sha256;x-amz-date;x-amz-meta-owner")
	hidden := edit(t, base, "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", "***")
	way := func(sent, arrived string) string {
		return "The client sends:\n\n" + sent + "\n\nHTTP/1.1 403 Forbidden\n\nand this arrives behind the proxy:\n\n" + arrived + "\n\n" + plainMismatch
	}
	hop := func(pairs ...string) string { return way(base, edit(t, base, pairs...)) }
	masked := func(pairs ...string) string { return way(hidden, edit(t, hidden, pairs...)) }
	hit("method-mismatch", "a HEAD that a cache made a GET", Seen, way(edit(t, base, "GET /", "HEAD /"), base))
	hit("header-removed-in-transit", "taken out", Seen, hop("X-Amz-Meta-Owner: anna\r\n", ""))
	hit("header-removed-in-transit", "taken out, no signature shown", Seen, masked("X-Amz-Meta-Owner: anna\r\n", ""))
	hit("header-changed-after-signing", "rewritten, no signature shown", Seen, masked("Owner: anna", "Owner: Anna B"))
	hit("host-rewritten-by-proxy", "no signature shown", Seen, masked("Host: s3.lab.example", "Host: minio:9000"))
	near("header-removed-in-transit", "one that is not signed", way(edit(t, base, "Host:", "Accept: */*\r\nHost:"), base))
	near("method-mismatch", "the same", hop())
	near("host-rewritten-by-proxy", "the host arrives", masked("Host:", "Via: 1.1 edge\r\nHost:"))
	named := strings.NewReplacer("x-amz-meta-owner", "x-amz-meta-the_owner", "X-Amz-Meta-Owner: anna", "X-Amz-Meta-The_Owner: anna").Replace(base)
	hit("header-underscore-dropped", "by nginx", Seen, way(named, edit(t, named, "X-Amz-Meta-The_Owner: anna\r\n", "")))
	near("header-underscore-dropped", "it arrives", way(named, named))
	tabbed := func(r string) string {
		_, fields, _ := strings.Cut(strings.TrimSpace(r), "\r\n")
		return "Request Details\nGET https://s3.lab.example" + pathOfLine(r) + "\n\nHeaders\n" + strings.ReplaceAll(fields, ": ", "\t")
	}
	hit("header-changed-after-signing", "as a request bin lists it", Likely, way(base, tabbed(edit(t, base, "Owner: anna", "Owner: Anna B"))))
	near("header-changed-after-signing", "as a request bin lists it", way(base, tabbed(base)))
	claim := base[strings.Index(base, "Authorization:"):]
	claim = claim[:strings.Index(claim, "\r\n")+2]
	bare := func(arrived string) string {
		return strings.Replace(way(base, arrived), plainMismatch, "MissingAuthenticationToken: Request is missing Authentication Token", 1)
	}
	hit("authorization-removed-in-transit", "it arrives without", Seen, bare(edit(t, base, claim, "Via: 1.1 edge\r\n")))
	near("authorization-removed-in-transit", "it arrives", bare(edit(t, base, "Host:", "Via: 1.1 edge\r\nHost:")))
	denied := strings.Replace(plainMismatch, "SignatureDoesNotMatch", "AccessDenied", 1)
	denied = denied[:strings.Index(denied, "<Message>")] + "<Message>Access Denied.</Message></Error>"
	seen := func(arrived string) string {
		return "On the app box:\n\n" + base + "\n\nOn the storage node:\n\n" + refused(arrived, denied)
	}
	hit("authorization-removed-in-transit", "what arrives is answered", Seen, seen(edit(t, base, claim, "")))
	near("authorization-removed-in-transit", "a request of another time", seen(edit(t, base, claim, "", "083000Z", "084500Z")))
	posted := changed(t, s3Put)
	return append(list, bodySights(t, posted, way)...)
}

// bodySights: bodies that arrive otherwise than they were sent.
func bodySights(t testing.TB, put string, way func(sent, arrived string) string) (list []sight) {
	t.Helper()
	hit, near := firstRows(&list)
	head, _, _ := strings.Cut(strings.TrimSpace(put), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	kept := lines[:0]
	for _, l := range lines {
		if !strings.HasPrefix(strings.ToLower(l), "content-length:") {
			kept = append(kept, l)
		}
	}
	own := sha(`{"id": 7, "to": "b"}`)
	with := func(body string) string {
		return strings.ReplaceAll(strings.Join(kept, "\r\n"), sha("Hello, file!"), own) + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	}
	hit("body-reserialized", "JSON written anew", Seen, way(with(`{"id": 7, "to": "b"}`), with(`{"id":7,"to":"b"}`)))
	hit("payload-hash-mismatch", "another body", Seen, way(with(`{"id": 7, "to": "b"}`), with(`{"id": 7, "to": "b", "via": 1}`)))
	near("body-reserialized", "the same body", way(with(`{"id": 7, "to": "b"}`), with(`{"id": 7, "to": "b"}`)))
	near("payload-hash-mismatch", "the same body", way(with(`{"id": 7, "to": "b"}`), with(`{"id": 7, "to": "b"}`)))
	return list
}

// pathOfLine is the path of a request line.
func pathOfLine(r string) string { return strings.Fields(r)[1] }
