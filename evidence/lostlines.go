package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// lostLines puts the empty lines of canonical requests back that the paste has lost, where
// the hash in the string to sign beside them proves it: it is that of the text with them. A
// signer that leaves them out hashes a text without, which this never changes.
func (g *grouping) lostLines() {
	for i := range g.e.Exchanges {
		x := &g.e.Exchanges[i]
		if c := withEmptyLines(x.Client.Canonical, x.Client.StringToSign); c != nil {
			g.noteAt(x.Client.Canonical.Whole.Place(), c.Whole)
			x.Client.Canonical = c
		}
		if x.Server == nil {
			continue
		}
		if c := withEmptyLines(x.Server.Canonical, x.Server.StringToSign); c != nil {
			g.noteAt(x.Server.Canonical.Whole.Place(), c.Whole)
			x.Server.Canonical = c
		}
	}
}

// noteAt says beside what was recognised around a place how it was read.
func (g *grouping) noteAt(p Place, t Text) {
	for i := range g.e.Artefacts {
		a := &g.e.Artefacts[i]
		if a.Place.Source == p.Source && a.Place.From <= p.From && p.To <= a.Place.To {
			a.Note = strings.Join(t.Undone(), "; ")
		}
	}
}

// withEmptyLines is a canonical request with the empty lines of its query and behind its
// headers, where one of them or both are missing and the string to sign tells the hash of the
// text that has them; nil where that is not so.
func withEmptyLines(c *Canonical, s *StringToSign) *Canonical {
	if c == nil || s == nil || c.Partial || c.Flat || c.Exact || c.Masked || len(c.Lines) == 0 || len(s.Hash.S) != hex.EncodedLen(sha256.Size) {
		return nil
	}
	first, _ := c.Lines[0].Within(c.Whole)
	list, inside := c.SignedHeaders.Within(c.Whole)
	if first <= 0 || !inside {
		return nil
	}
	var at []int
	if !c.Query.Present() {
		at = append(at, first)
	}
	if !strings.HasSuffix(c.Whole.S[:list], "\n\n") {
		at = append(at, list)
	}
	for mask := 1; mask < 1<<len(at); mask++ {
		m := c.Whole.Remake()
		kept := 0
		for i, end := range at {
			if mask>>i&1 == 1 {
				m.Keep(kept, end)
				m.Put("\n", end, end)
				kept = end
			}
		}
		m.Keep(kept, len(c.Whole.S))
		if v := m.View("empty lines put back").Whole(); hexHash(v.S) == s.Hash.S {
			whole, _ := scanCanonical(v, true)
			return whole
		}
	}
	return nil
}

// hexHash is the SHA-256 of a text in hex.
func hexHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
