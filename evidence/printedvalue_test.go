package evidence

import "testing"

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
