package diagnose

import (
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
		sent := "PUT /b/k HTTP/1.1\nHost: rgw.lan\nContent-Length: 0\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-Sha256: " + emptySHA +
			"\nAuthorization: <redacted>\n\n" + plainMismatch + "\n\ntcpdump behind the balancer:\n\n"
		arrives := "PUT /b/k HTTP/1.1\nHost: rgw.lan\nX-Amz-Date: " + lookDate + "\nX-Amz-Content-Sha256: " + emptySHA +
			"\nAuthorization: AWS4-HMAC-SHA256 Credential=<redacted>/20250612/default/s3/aws4_request, " +
			"SignedHeaders=content-length;host;x-amz-content-sha256;x-amz-date, Signature=<redacted>\nX-Forwarded-Proto: https\n"
		return sent + strings.NewReplacer(pairs...).Replace(arrives)
	}
	hit("header-removed-in-transit", "a signed header that does not arrive", Seen, behind())
	hit("header-removed-in-transit", "one that servers take out themselves", Likely, strings.NewReplacer("Content-Length: 0", "Expect: 100-continue", "=content-length;", "=expect;").Replace(behind()))
	near("header-removed-in-transit", "all signed headers arrive", behind("X-Forwarded", "Content-Length: 0\nX-Forwarded"))
	for _, fd := range analyzeQuickly(strings.NewReplacer("Content-Length: 0", "X-Api-Key: hunter22hunter22", "=content-length;host;x-amz", "=host;x-api-key;x-amz").Replace(behind()), "").Findings {
		if strings.Contains(fd.Says+fd.Yours+fd.Correct, "hunter22") {
			t.Errorf("%s says a key of a header", fd.Code)
		}
	}
	near("header-removed-in-transit", "headers as a map of a language has them", behind("Host: rgw.lan\n", ""))
	near("header-removed-in-transit", "a choice of the headers", strings.Replace(behind(), "Content-Length: 0\n", "Content-Length: 0\nUser-Agent: a\n", 1))
	near("header-removed-in-transit", "another request", behind(lookDate, "20250612T090000Z"))
	near("header-removed-in-transit", "a header that is not signed", behind("=content-length;", "="))
	return list
}
