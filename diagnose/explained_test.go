package diagnose

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// blanksRemoved is a request whose signer removes the blanks from header values and prints
// what it signs, and the answer of a server that had some Content-Type. The signer is written
// from the description of Signature Version 4, apart from the program's own.
func blanksRemoved(arrived string) string {
	canonical := func(kind, note string) string {
		return "POST\n/v1/items\n\ncontent-type:" + kind + "\nhost:k3v9x1q7ab.execute-api.eu-west-3.amazonaws.com\n" +
			"x-amz-date:20240309T101112Z\nx-note:" + note + "\n\ncontent-type;host;x-amz-date;x-note\n" + hexHash("{}")
	}
	text := func(of string) string {
		return "AWS4-HMAC-SHA256\n20240309T101112Z\n20240309/eu-west-3/execute-api/aws4_request\n" + hexHash(of)
	}
	mine := canonical("text/plain;charset=utf-8", "twowords")
	seen := canonical(arrived, "two words")
	keys := keysOf(wrongSecret, "20240309", "eu-west-3", "execute-api", "aws4_request")
	head := strings.Replace(loggedHead, "=host;x-amz-date", "=content-type;host;x-amz-date;x-note", 1)
	answer := "'" + seen + "'\n\nThe String-to-Sign should have been\n'" + text(seen) + "'\n"
	return "canonical request:\n" + mine + "\n\nPOST /v1/items HTTP/1.1\n" +
		"Host: k3v9x1q7ab.execute-api.eu-west-3.amazonaws.com\n" +
		"Content-Type: text/plain; charset=utf-8\nX-Note: two words\nX-Amz-Date: 20240309T101112Z\nAuthorization: " +
		head + hex.EncodeToString(mac(keys[3], text(mine))) + "\nContent-Length: 2\n\n{}\nHTTP/1.1 403 Forbidden\n\n" +
		"{\"message\":\"The request signature we calculated does not match the signature you provided. Check your " +
		"AWS Secret Access Key and signing method. Consult the service documentation for details.\\n\\nThe Canonical " +
		"String for this request should have been\\n" + strings.ReplaceAll(answer, "\n", "\\n") + "\"}\n"
}

// TestExplained: what is seen of a header and follows from what is proved is no mistake
// beside it; a header that arrives changed is.
func TestExplained(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arrived string
		want    []string
	}{
		"follows":           {"text/plain; charset=utf-8", []string{"header-spaces-not-collapsed"}},
		"arrives otherwise": {"text/html", []string{"header-spaces-not-collapsed", "content-type-mismatch"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyzeText(t, blanksRemoved(test.arrived), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(wrongSecret)}})
			if got := codesAbove(a, Seen); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
