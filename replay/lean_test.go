package replay

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestLean: a search that keeps no texts makes the signatures of one that does.
func TestLean(t *testing.T) {
	t.Parallel()
	for name, most := range map[string]int{"typical": 1, "s3-put": 1, "table-post": 2, "s3-url": 2} {
		if testing.Short() && most > 1 {
			continue
		}
		q := &Quest{Model: modelOf(t, requestNamed(t, name), ownSecret), Signature: strings.Repeat("0", 64)}
		kept, lean := newSearcher(q), newSearcherKeeping(q, 0)
		if kept.lean || !lean.lean {
			t.Fatalf("%s: lean %v and %v", name, kept.lean, lean.lean)
		}
		want, got := signaturesUpTo(most, kept), signaturesUpTo(most, lean)
		if len(want) != len(got) {
			t.Errorf("%s: %d signatures with texts kept, %d without", name, len(want), len(got))
		}
		for signature, set := range want {
			if got[signature] == nil {
				t.Errorf("%s: %v is not made", name, codesOf(set))
			}
		}
	}
}

// TestLeanRarePairs: the pairs with a rare twist are the same, too, where no texts are kept.
func TestLeanRarePairs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("tries all pairs twice")
	}
	m := modelOf(t, requestNamed(t, "table-post"), ownSecret)
	rng := rand.New(rand.NewPCG(20261129, 1))
	a, b, both := drawnPair(m, m.Twists(), rng)
	for !rarelyMeet(a, b) || both == "" || a.stage() != onCanonical || b.stage() != onCanonical {
		a, b, both = drawnPair(m, m.Twists(), rng)
	}
	q := &Quest{Model: m, Signature: both, Limit: 1}
	want, tried := newSearcher(q).rarePairs(t.Context())
	got, leanly := newSearcherKeeping(q, 0).rarePairs(t.Context())
	if len(want) == 0 || len(got) != len(want) || leanly != tried {
		t.Errorf("%v and %v: %d sets of %d with texts kept, %d of %d without", codesOf([]*Twist{a, b}), b.Says, len(want), tried, len(got), leanly)
	}
}
