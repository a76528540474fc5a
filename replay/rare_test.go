package replay

import (
	"strings"
	"testing"
)

// TestRare signs from scratch with each twist that is tried by itself alone, and asks
// that the search makes the same of it.
func TestRare(t *testing.T) {
	t.Parallel()
	for _, raw := range pairRequests(t)[:8] {
		m := modelOf(t, raw, ownSecret)
		q := &Quest{Model: m, Signature: strings.Repeat("0", 64)}
		s := newSearcher(q)
		if len(s.rare) < 1000 {
			t.Errorf("%d rare twists", len(s.rare))
		}
		for _, w := range s.rare {
			if _, _, q.Signature = m.With(w).Sign(); !s.workers[0].rarelyGives(w) {
				t.Errorf("%s (%s) gives another signature from scratch", w.Code, w.Says)
			}
			if q.Signature = strings.Repeat("0", 64); s.workers[0].rarelyGives(w) {
				t.Errorf("%s (%s) is found where it gives nothing", w.Code, w.Says)
			}
		}
	}
}

// TestCutNothing cuts the signature of a key that is empty and sent as signature, which
// has no digits.
func TestCutNothing(t *testing.T) {
	t.Parallel()
	m := modelOf(t, requestNamed(t, "table-post"), ownSecret)
	var all []*Twist
	for _, variant := range []string{"key-empty", "sig-is-signing-key", "sig-truncated"} {
		all = append(all, oneTwist(t, m, variant)...)
	}
	if _, _, signature := m.With(all...).Sign(); signature != "" {
		t.Error(signature)
	}
}
