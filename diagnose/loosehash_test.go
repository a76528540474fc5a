package diagnose

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// The canonical request that is due for apiGet, and the one of a signer that leaves its
// parameters as they are sent.
const (
	apiCanonical = "GET\n/prod/items/a%2520b\nafter=x&limit=5\nhost:8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com\n" +
		"x-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
	apiUnsorted = "GET\n/prod/items/a%2520b\nlimit=5&after=x\nhost:8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com\n" +
		"x-amz-date:" + lookDate + "\n\nhost;x-amz-date\n" + emptySHA
)

// TestPrintedHash: a hash beside a request is that of its canonical request, whatever it is
// called, where nothing else tells the outcome.
func TestPrintedHash(t *testing.T) {
	t.Parallel()
	get := changed(t, apiGet)
	wrong, right := sha(apiUnsorted), sha(apiCanonical)
	for name, paste := range map[string]string{
		"a label":           "hash = " + wrong + "\n\n" + get,
		"bare, ahead":       wrong + "\n\n" + get,
		"bare, behind":      get + "\n\n" + wrong + "\n",
		"a call":            "[2026] sha256(canonicalRequest) => " + wrong + "\n\n" + get,
		"a sentence":        "My canonical hash is " + wrong + ".\n\n" + get,
		"a quote":           get + "\n\nI print the hashed canonical request and get \"" + wrong + "\"\n",
		"another beside it": "kanonische Anfrage: " + wrong + "\nPrüfsumme: " + sha("a file") + "\n\n" + get,
	} {
		if codes := codesAbove(analyzeText(t, paste, Given{}), Reproduced); len(codes) != 1 || codes[0] != "query-unsorted" {
			t.Errorf("%s: reproduced %v", name, codes)
		}
	}
	for name, paste := range map[string]string{
		"the right one":         "hash = " + right + "\n\n" + get,
		"of something else":     "hash = " + sha("a file") + "\n\n" + get,
		"of the server":         "the server's hash is " + wrong + "\n\n" + get,
		"once":                  "before the fix my canonical hash was " + wrong + "\n\n" + get,
		"the right one as well": "canonical: " + wrong + "\ncanonical: " + right + "\n\n" + get,
		"two of them":           "hash = " + wrong + "\nhash = " + sha("a file") + "\n\n" + get,
		"of two requests":       wrong + "\n\n" + get + "\n\n" + edit(t, get, "083000Z", "083001Z"),
		"accepted":              wrong + "\n\n" + get + "\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n",
		"of its payload":        "canonical payload hash: " + emptySHA + "\n\n" + get,
	} {
		a := analyzeText(t, paste, Given{})
		if codes := codesAbove(a, Likely); len(codes) > 0 || a.Verdict == Differs {
			t.Errorf("%s: %s, %v", name, a.Verdict, codes)
		}
	}
}

// TestHashOfAssumedMethod: a URL does not tell its method; a hash that is right with one does.
func TestHashOfAssumedMethod(t *testing.T) {
	t.Parallel()
	const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" +
		lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
	put := sha("PUT\n/a.txt\n" + query + "\nhost:b.s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD")
	url := "https://b.s3.eu-west-1.amazonaws.com/a.txt?" + query + "&X-Amz-Signature=" + sha("any") + "\n"
	for _, label := range []string{"canonical request hash: ", ""} {
		if codes := codesAbove(analyzeText(t, label+put+"\n\n"+url, Given{}), Likely); len(codes) > 0 {
			t.Errorf("%q: %v", label, codes)
		}
	}
	target := strings.TrimPrefix(strings.TrimSpace(url), "https://b.s3.eu-west-1.amazonaws.com")
	sent := "GET " + target + " HTTP/1.1\r\nHost: b.s3.eu-west-1.amazonaws.com\r\n\r\n"
	if codes := codesAbove(analyzeText(t, "canonical request hash: "+put+"\n\n"+sent, Given{}), Reproduced); len(codes) != 1 || codes[0] != "method-mismatch" {
		t.Errorf("a GET that is seen: %v", codes)
	}
}

// TestAgreedHash: the hash that is due tells that the texts agree up to there.
func TestAgreedHash(t *testing.T) {
	t.Parallel()
	get := changed(t, apiGet)
	for name, paste := range map[string]string{
		"refused":   "hash of my canonical request: " + sha(apiCanonical) + "\n\n" + refused(get, plainMismatch),
		"untold":    "hash = " + sha(apiCanonical) + "\n\n" + get,
		"by a name": "canonical request hash: " + sha(apiCanonical) + "\n\n" + get,
	} {
		a := analyzeText(t, paste, Given{})
		if !strings.Contains(a.NextStep, "agree up to there") || len(codesAbove(a, Likely)) > 0 {
			t.Errorf("%s: %s, %v", name, a.NextStep, codesAbove(a, Likely))
		}
		if c := a.Stages[1]; c.Yours.Text != apiCanonical || c.Yours.Text != c.Correct.Text {
			t.Errorf("%s: the canonical request is %q", name, c.Yours.Text)
		}
	}
	for name, paste := range map[string]string{
		"another hash":  "hash = " + sha("a file") + "\n\n" + refused(get, plainMismatch),
		"of the server": "the server's hash is " + sha(apiCanonical) + "\n\n" + refused(get, plainMismatch),
	} {
		a := analyzeText(t, paste, Given{})
		if strings.Contains(a.NextStep, "agree up to there") {
			t.Errorf("%s: %s", name, a.NextStep)
		}
	}
}

// TestHashOfBody: a hash that is only one of a body proves nothing about the string to sign.
func TestHashOfBody(t *testing.T) {
	t.Parallel()
	put := edit(t, changed(t, s3Put), "Hello, file!", "Hello, file\n", sha("Hello, file!"), sha("Hello, file\n"))
	for name, hash := range map[string]string{
		"without its newline": sha("Hello, file"),
		"hashed twice":        sha(sha("Hello, file\n")),
	} {
		paste := "digest " + hash + "\n\n" + refused(put, plainMismatch)
		if codes := codesAbove(analyzeText(t, paste, Given{}), Likely); len(codes) > 0 {
			t.Errorf("%s: %v", name, codes)
		}
	}
}

// TestWideHash: a hash in a source of UTF-16 is its digits, not their bytes.
func TestWideHash(t *testing.T) {
	t.Parallel()
	paste := refused(changed(t, s3Put), plainMismatch)
	for name, order := range map[string]func(u uint16) []byte{
		"little endian": func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} },
		"big endian":    func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} },
	} {
		var wide []byte
		for _, u := range utf16.Encode([]rune(paste)) {
			wide = append(wide, order(u)...)
		}
		if codes := codesAbove(analyzeText(t, string(wide), Given{}), Likely); len(codes) > 0 {
			t.Errorf("%s: %v", name, codes)
		}
	}
}
