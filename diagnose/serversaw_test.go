package diagnose

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// seenRequest is a request as it was sent, and its canonical request, written out by hand.
const (
	sentLines = "GET /reports/2024//a.txt?list=2&acl HTTP/1.1\r\nHost: minio.internal.example:9000\r\n" +
		"Accept-Encoding: gzip\r\nX-Amz-Date: 20260314T091507Z\r\n" +
		"X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
	sentCanonical = "GET\n/reports/2024//a.txt\nacl=&list=2\naccept-encoding:gzip\nhost:minio.internal.example:9000\n" +
		"x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n" +
		"x-amz-date:20260314T091507Z\n\naccept-encoding;host;x-amz-content-sha256;x-amz-date\n" +
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// TestServerSaw makes the canonical request of what a server saw by hand, shows no more
// of it than the string to sign, and asks for the code of what happened on the way.
func TestServerSaw(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, code string }{
		{"example:9000\n", "example\n", "host-port-mismatch"},
		{"encoding:gzip\n", "encoding:identity\n", "accept-encoding-rewritten"},
		{"encoding:gzip\n", "encoding:\n", "header-removed-in-transit"},
		{"2024//a", "2024/a", "path-normalized"},
		{"\n/reports", "\n", "path-prefix-rewritten"},
		{"GET", "HEAD", "method-mismatch"},
		{"&list=2", "", "query-changed-after-signing"},
		{"acl=&", "acl&", "server-side-canonicalization"},
		{"host:minio.internal.example:9000", "host:127.0.0.1:9000", ""},
		{"", "", ""},
	} {
		saw := strings.Replace(sentCanonical, c.from, c.to, 1)
		for _, key := range []string{"", wrongSecret} {
			a := analyzeText(t, seenBy(saw), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(key)}})
			got := codesAbove(a, Reproduced)
			if c.code == "" && len(got) > 0 || c.code != "" && !slices.Equal(got, []string{c.code}) {
				t.Errorf("%q for %q: got %v, want %s", c.to, c.from, got, c.code)
			}
			for _, f := range a.Findings {
				if f.Code == "secret-wrong" && c.code != "" {
					t.Errorf("%q for %q: %s", c.to, c.from, f.Says)
				}
			}
		}
	}
}

// seenBy is the request, signed as it was sent, and the answer of a server that saw
// another.
func seenBy(canonical string) string {
	const scope = "20260314/us-east-1/s3/aws4_request"
	text := func(canonical string) string {
		return "AWS4-HMAC-SHA256\n20260314T091507Z\n" + scope + "\n" + sigv4.HexSHA256([]byte(canonical))
	}
	key := []byte("AWS4" + wrongSecret)
	for _, message := range append(strings.Split(scope, "/"), text(sentCanonical)) {
		sum := sigv4.HMAC(key, []byte(message))
		key = sum[:]
	}
	return fmt.Sprintf("%sAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/%s, "+
		"SignedHeaders=accept-encoding;host;x-amz-content-sha256;x-amz-date, Signature=%s\r\n\r\n"+
		"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n<Error><Code>SignatureDoesNotMatch</Code>"+
		"<Message>The request signature we calculated does not match the signature you provided.</Message>"+
		"<AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId><StringToSign>%s</StringToSign></Error>\n",
		sentLines, scope, hex.EncodeToString(key), text(canonical))
}

// TestServerSawTheSame gives a server's string to sign with the hash of the client's own
// canonical request, which the rules would have otherwise: nothing happened on the way.
func TestServerSawTheSame(t *testing.T) {
	t.Parallel()
	canonical := strings.Replace(sentCanonical, "accept-encoding:gzip", `accept-encoding:"a  b"`, 1)
	answer := seenBy(canonical)[strings.Index(seenBy(canonical), "<Error>"):]
	for _, f := range analyzeText(t, "Canonical request:\n"+canonical+"\n\n"+answer, Given{}).Findings {
		if f.Proof == Reproduced {
			t.Errorf("%s: %s", f.Code, f.Says)
		}
	}
}

// sawSights are servers that show their string to sign alone, and clients that print what they
// signed: the hash of the server's canonical request tells what it saw.
func sawSights(testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const canonical = "GET\n/a//b%20c.txt\n\nhost:minio.example.net\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:" + lookDate +
		"\nx-amz-meta-title:One trip\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-meta-title\nUNSIGNED-PAYLOAD"
	text := func(canonical string) string {
		return "AWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" + sha(canonical)
	}
	both := func(signed, seen string) string {
		return "Canonical request of my client:\n\n" + signed + "\n\nString to sign:\n\n" + text(signed) + "\n\n" +
			"<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you " +
			"provided.</Message><StringToSign>" + text(seen) + "</StringToSign></Error>\n"
	}
	saw := func(old, seen string) string { return both(canonical, strings.Replace(canonical, old, seen, 1)) }
	hit("host-port-mismatch", "the server sees a port", Reproduced, saw("example.net", "example.net:9000"))
	hit("path-normalized", "the server merges slashes", Reproduced, saw("/a//b", "/a/b"))
	hit("path-reencoded-after-signing", "the server sees a plus", Reproduced, saw("b%20c", "b+c"))
	hit("method-mismatch", "the server sees HEAD", Reproduced, saw("GET", "HEAD"))
	hit("header-spaces-not-collapsed", "the client keeps blanks", Seen, both(strings.Replace(canonical, "One trip", "One  trip", 1), canonical))
	near("host-port-mismatch", "the server sees what was signed", saw("", ""))
	near("path-normalized", "a request of another time", strings.Replace(saw("/a//b", "/a/b"), lookDate+"\n2025", "20250612T083100Z\n2025", 2))
	return list
}
