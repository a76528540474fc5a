package diagnose

import (
	"encoding/hex"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// refusedPost is a request whose signer printed what it signed, without Content-Length,
// as logs show it: with the body, or without one. The signer is written from the
// description of Signature Version 4, apart from the program's own.
func refusedPost(secret, shown string) string {
	const headers = "content-type:application/json\nhost:k3v9x1q7ab.execute-api.eu-west-3.amazonaws.com\n" +
		"x-amz-date:20240309T101112Z\n"
	canonical := "POST\n/v1/items\n\n" + headers + "\ncontent-type;host;x-amz-date\n" + hexHash("{}")
	text := "AWS4-HMAC-SHA256\n20240309T101112Z\n20240309/eu-west-3/execute-api/aws4_request\n" + hexHash(canonical)
	keys := keysOf(secret, "20240309", "eu-west-3", "execute-api", "aws4_request")
	head := strings.Replace(loggedHead, "=host;", "=content-type;host;", 1)
	return "canonical request:\n" + canonical + "\n\nstring to sign:\n" + text +
		"\n\nPOST /v1/items HTTP/1.1\nHost: k3v9x1q7ab.execute-api.eu-west-3.amazonaws.com\n" +
		"Content-Type: application/json\nX-Amz-Date: 20240309T101112Z\nAuthorization: " +
		head + hex.EncodeToString(mac(keys[3], text)) + "\n\n" + shown + "HTTP/1.1 403 Forbidden\n\n" +
		"{\"message\":\"The request signature we calculated does not match the signature you provided. Check your " +
		"AWS Secret Access Key and signing method. Consult the service documentation for details.\"}\n"
}

// TestOwnTextSigned: where the client's own string to sign and the key at hand give the
// signature, nothing is searched for, and nobody is told that another request was signed.
func TestOwnTextSigned(t *testing.T) {
	t.Parallel()
	const secret = "a2Vr5QnTz8LpWc3XyB7mRd0uHs9JfG1eKoViNtSx"
	for name, test := range map[string]struct {
		key, shown string
		verified   bool // the request with the body shown gives the signature
		searched   bool
	}{
		"the body before a blank line": {secret, "{}\n\n", true, false},
		"the body before the answer":   {secret, "{}\n", true, false},
		"no body":                      {secret, "", false, false},
		"another key":                  {"another", "", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := evidence.Read(evidence.Source{Name: "paste", Data: []byte(refusedPost(secret, test.shown))})
			f := settle(Case{Evidence: e, Given: Given{Key: sigv4.Key{Secret: sigv4.NewSecret(test.key)}}})
			a := Analyze(t.Context(), Case{
				Evidence: e,
				Given:    Given{Key: sigv4.Key{Secret: sigv4.NewSecret(test.key)}},
			})
			if f.verified != test.verified {
				t.Errorf("verified is %v", f.verified)
			}
			if searched := a.Search.Target != ""; searched != test.searched {
				t.Errorf("searched for %q", a.Search.Target)
			}
			if len(a.Findings) == 0 || a.Findings[0].Code != "secret-wrong" {
				t.Errorf("findings are %+v", a.Findings)
			}
		})
	}
}
