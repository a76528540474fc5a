package replay

import (
	"context"
	"math/rand/v2"
	"testing"
)

// TestRarePairs signs requests from scratch with a rare mistake and another, drawn at random, and lets the search find them from the
// signature alone: each set that it names has to give that signature.
func TestRarePairs(t *testing.T) {
	t.Parallel()
	each := 2
	if testing.Short() {
		each = 1
	}
	for i, raw := range pairRequests(t)[:10] {
		rng := rand.New(rand.NewPCG(20261129, uint64(i)))
		m := modelOf(t, raw, ownSecret)
		twists := m.Twists()
		_, _, right := m.With().Sign()
		for n := 0; n < each; {
			a, b := twists[rng.IntN(len(twists))], twists[rng.IntN(len(twists))]
			_, _, one := m.With(a).Sign()
			_, _, other := m.With(b).Sign()
			_, _, both := m.With(a, b).Sign()
			if !rarelyMeet(a, b) || one == right || other == right || both == one || both == other || len(both) < 20 {
				continue // one of them changes nothing here
			}
			n++
			checkFound(t, i, m, a, b, both)
		}
	}
}

// rarelyMeet reports whether two twists are tried together, and one of them is rare.
func rarelyMeet(a, b *Twist) bool {
	if a.alone || b.alone || !a.rare || a.Excludes(b) || feedsToo(a) || feedsToo(b) {
		return false
	}
	inKey := a.Group() >= GroupKey && b.Group() >= GroupKey
	return !b.rare || !inKey
}

// feedsToo reports whether a twist on the string to sign turns the derivation, too.
func feedsToo(w *Twist) bool {
	return w.slot == slotScopeLine && (&Model{}).With(w).Feed() != (Feed{})
}

func checkFound(t *testing.T, request int, m *Model, a, b *Twist, signature string) {
	t.Helper()
	r := (&Quest{Model: m, Signature: signature, Limit: 1}).Search(context.Background(), &Progress{})
	if len(r.Sets) == 0 {
		t.Errorf("request %d: %s (%s) and %s (%s) are not found", request, a.Code, a.Says, b.Code, b.Says)
	}
	for _, set := range r.Sets {
		if _, _, got := m.With(set...).Sign(); got != signature {
			t.Errorf("request %d: %v does not give the signature of %s and %s", request, codesOf(set), a.Code, b.Code)
		}
	}
}
