package diagnose

import (
	"strings"
	"testing"
)

// aloneSights are canonical requests of clients with nothing beside them but the refusal.
func aloneSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const canonical = "PUT\n/a/b%20c.txt\n\nhost:b.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:" + lookDate +
		"\nx-amz-meta-title:One trip\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-meta-title\nUNSIGNED-PAYLOAD"
	signs := func(old, signed string) string {
		c := strings.Replace(canonical, old, signed, 1)
		return "Canonical request:\n\n" + c + "\n\nString to sign:\n\nAWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" + sha(c) + "\n" + threadRefusal
	}
	hit("path-under-encoded", "a comma raw", Seen, signs("b%20c", "b,c"))
	hit("path-under-encoded", "a percent sign raw", Seen, signs("b%20c", "50%"))
	hit("plus-for-space", "a plus raw", Seen, signs("b%20c", "b+c"))
	hit("non-ascii-encoded-differently", "a letter raw", Seen, signs("b%20c", "ü"))
	hit("path-mismatch", "no slash", Seen, signs("/a/b", "a/b"))
	hit("path-double-encoded", "an escape of an escape", Likely, signs("b%20c", "b%2520c"))
	hit("header-spaces-not-collapsed", "two blanks that are signed", Seen, signs("One trip", "One  trip"))
	hit("header-value-not-trimmed", "a blank that is signed behind", Seen, signs("One trip", "One trip "))
	hit("signed-headers-malformed", "commas", Seen, signs("host;x-amz-content-sha256;x-amz-date;x-amz-meta-title", "host,x-amz-content-sha256,x-amz-date,x-amz-meta-title"))
	keyed := func(id string) string {
		return strings.Replace(signs("", ""), "20250612/eu-west-1", id+"20250612/eu-west-1", 1)
	}
	hit("string-to-sign-scope-mismatch", "the key ID before the scope", Seen, keyed("AKIA5Q3FZT7WLRJ2NC6D/"))
	near("string-to-sign-scope-mismatch", "as it is due", keyed(""))
	near("payload-line-wrong", "as it is due", signs("", ""))
	hit("payload-line-wrong", "another last line", Seen, signs("title\nUNSIGNED-PAYLOAD", "title\n"+sha("")))
	for _, code := range []string{"path-under-encoded", "plus-for-space", "path-mismatch", "header-spaces-not-collapsed", "header-value-not-trimmed", "payload-hash-mismatch"} {
		near(code, "as it is due", signs("", ""))
	}
	shown := func(c, old, printed string) string {
		return "Canonical request:\n\n" + strings.ReplaceAll(c, old, printed) + "\n\nString to sign:\n\nAWS4-HMAC-SHA256\n" + lookDate +
			"\n20250612/eu-west-1/s3/aws4_request\n" + sha(c) + "\n"
	}
	empty := strings.ReplaceAll(canonical, "UNSIGNED-PAYLOAD", sha(""))
	const kept = "GET\n/b%7Ec\n\nhost:h\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n"
	server, _, _ := strings.Cut(threadTexts("/b%7Ec", "", "host:h\nx-amz-date:"+lookDate+"\n", "host;x-amz-date"), "<CanonicalRequest>")
	near("unreserved-encoded", "a server that keeps what was sent", "Canonical request:\n\n"+kept+sha("")+"\n\n"+server+"</Error>\n")
	hit("unreserved-encoded", "the same without the server's hash", Seen, "Canonical request:\n\n"+kept+sha("")+"\n\n"+threadRefusal)
	near("path-under-encoded", "an escape decoded for display", shown(canonical, "b%20c", "b c")+threadRefusal)
	near("line-ends-crlf", "line ends of a page", shown(canonical, "\n", "\r\n")+threadRefusal)
	near("xml-escaped", "a query escaped by a page", shown(strings.Replace(canonical, "\n\n", "\na=1&b=2\n", 1), "&", "&amp;")+threadRefusal)
	near("payload-line-wrong", "hashes masked in the log", shown(empty, sha(""), "***")+threadRefusal)
	near("empty-body-hash", "a masked last line", shown(strings.Replace(empty, "x-amz-content-sha256:"+sha("")+"\n", "", 1), sha(""), "[REDACTED]")+threadRefusal)
	near("string-to-sign-date-mismatch", "lines that a page ends", shown(canonical, "\n", "<br>\n")+threadRefusal)
	near("path-double-encoded", "another service", strings.ReplaceAll(signs("b%20c", "b%2520c"), "/s3/", "/execute-api/"))
	near("path-under-encoded", "escapes alone", signs("b%20c", "b%2Cc%21"))
	apart := "String to sign:\n\nAWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" + sha("mine") + "\n\n" + threadTexts("/a", "", "host:h\n", "host")
	apart, _, _ = strings.Cut(apart, "<CanonicalRequest>")
	near("secret-wrong", "two strings to sign with hashes of their own", apart+"</Error>\n")
	listed := func(path string) string {
		return "What it signs:\nGET\n" + path + "\n\nhost:b.minio:9000\nx-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA + "\n" + threadRefusal
	}
	hit("query-in-path", "parameters encoded behind the path", Likely, listed("/max-keys%3D50%26prefix%3Dlogs"))
	near("query-in-path", "a key with an equals sign", listed("/year%3D2024/month%3D05"))
	near("host-mismatch", "the example of the documentation beside it",
		"It is supposed to be:\nGET\n/\nmax-keys=2&prefix=J\nhost:examplebucket.s3.amazonaws.com\n...\n\nDumping the result:\n"+listed("/max-keys%3D50%26prefix%3Dlogs"))
	return list
}
