package replay

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRarePairs signs requests from scratch with a rare mistake and another, drawn at random,
// and lets the search find them from the signature alone: each set that it names has to give
// that signature.
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
		for n := 0; n < each; {
			a, b, both := drawnPair(m, twists, rng)
			if !rarelyMeet(a, b) || both == "" {
				continue
			}
			n++
			checkFound(t, i, &Quest{Model: m, Signature: both, Limit: 1}, a, b)
		}
	}
}

// rarelyMeet reports whether two twists are tried together, and one of them is rare.
func rarelyMeet(a, b *Twist) bool {
	if a.alone || b.alone || !a.rare || a.Excludes(b) || feedsToo(a) || feedsToo(b) {
		return false
	}
	if a.stage() == onKey && b.stage() == onKey {
		return true
	}
	inKey := a.Group() >= GroupKey && b.Group() >= GroupKey
	return !b.rare || !inKey
}

// TestRareKeys is TestRarePairs of two rare mistakes on the signing key.
func TestRareKeys(t *testing.T) {
	t.Parallel()
	for i, raw := range pairRequests(t)[:3] {
		rng := rand.New(rand.NewPCG(20261130, uint64(i)))
		m := modelOf(t, raw, ownSecret)
		keys := slices.DeleteFunc(m.Twists(), func(w *Twist) bool { return !w.rare || w.stage() != onKey })
		a, b, both := drawnPair(m, keys, rng)
		for !rarelyMeet(a, b) || both == "" {
			a, b, both = drawnPair(m, keys, rng)
		}
		checkFound(t, i, &Quest{Model: m, Signature: both, Limit: 1}, a, b)
	}
}

// feedsToo reports whether a twist on the string to sign turns the derivation, too.
func feedsToo(w *Twist) bool {
	return w.slot == slotScopeLine && (&Model{}).With(w).Feed() != (Feed{})
}
