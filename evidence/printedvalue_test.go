package evidence

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// TestCanonicalHashLabels: the hash of a canonical request is told by its label, that of a
// part of it is not it.
func TestCanonicalHashLabels(t *testing.T) {
	t.Parallel()
	for line, is := range map[string]bool{
		"Canonical request hash: " + sigA:    true,
		"canonical_hash = \"" + sigA + "\"":  true,
		"My canonical hash is " + sigA + ".": true,
		"canonical payload hash: " + sigA:    false,
		"canonical headers sha256: " + sigA:  false,
		"canonicalBodyHash: " + sigA:         false,
	} {
		e := Read(Source{Name: "paste", Data: []byte(line + "\n")})
		if got := len(e.Exchanges) == 1 && e.Exchanges[0].Client.Hash.S == sigA; got != is {
			t.Errorf("%s: %v", line, got)
		}
	}
}

// TestCutWritten: what is cut out of a source is as it was written, in its place.
func TestCutWritten(t *testing.T) {
	t.Parallel()
	text := "GET /k HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\n\r\nhash " + sigA
	for _, high := range []int{0, 1} {
		var wide []byte
		for _, u := range utf16.Encode([]rune(text)) {
			wide = append(wide, byte(u>>(8*(1-high))), byte(u>>(8*high)))
		}
		e := Read(Source{Name: "wide", Data: wide})
		from := 2 * strings.Index(text, sigA)
		cut := e.Cut(0, from, from+2*len(sigA))
		if p := cut.Place(); cut.S != sigA || p.From != from || p.To != len(wide) {
			t.Errorf("%q at %v", cut.S, p)
		}
		if odd := e.Cut(0, from+1, from+3); odd.S != string(wide[from+1:from+3]) {
			t.Errorf("within a character: %q", odd.S)
		}
	}
}
