package replay

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// TestAfterKeyDate signs with a day written with dashes in the derivation, and with
// another region in scope and key, step by step, and asks the search for the region once
// the day is proved.
func TestAfterKeyDate(t *testing.T) {
	t.Parallel()
	m := modelOf(t, requestNamed(t, "table-post"), ownSecret)
	day, region := m.scope.Date, "ap-south-2"
	canonical, _, _ := m.With().Sign()
	text := sigv4.Algorithm + "\n" + m.date + "\n" + day + "/" + region + "/" + m.scope.Service + "/aws4_request\n" +
		sigv4.HexSHA256([]byte(canonical))
	key := []byte("AWS4" + ownSecret)
	for _, message := range []string{day[:4] + "-" + day[4:6] + "-" + day[6:], region, m.scope.Service, "aws4_request"} {
		key = hmacSHA256(key, []byte(message))
	}
	signature := hex.EncodeToString(hmacSHA256(key, []byte(text)))
	r := (&Quest{Model: m.After(oneTwist(t, m, "key-date-dashes")), Signature: signature}).Search(context.Background(), &Progress{})
	if len(r.Sets) != 1 || len(r.Sets[0]) != 1 || r.Sets[0][0].Variant != "scope-header-differs" ||
		!strings.Contains(r.Sets[0][0].Says, "scope and key with region "+region) {
		t.Errorf("%v", r.Sets)
	}
}

func oneTwist(t *testing.T, m *Model, variant string) []*Twist {
	t.Helper()
	twists := m.Twists()
	i := slices.IndexFunc(twists, func(w *Twist) bool { return w.Variant == variant })
	if i < 0 {
		t.Fatalf("no twist %s", variant)
	}
	return twists[i : i+1]
}

// TestAllAfter proves one mistake of each slot before the last stage, and asks that the search then makes of
// each other mistake what both give from scratch, in either order, and nothing else.
func TestAllAfter(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("signs for every mistake after another")
	}
	for _, name := range []string{"s3-put", "table-post", "s3-url"} {
		m := modelOf(t, requestNamed(t, name), ownSecret)
		twists := m.Twists()
		_, _, right := m.With().Sign()
		had := map[slot]bool{}
		for _, w := range twists {
			if _, _, one := m.With(w).Sign(); one == right || had[w.slot] || w.Group() == GroupSignature {
				continue // it changes nothing here, or is of the last stage
			}
			had[w.slot] = true
			checkAfter(t, name, m, w, twists)
		}
	}
}

func checkAfter(t *testing.T, name string, m *Model, proved *Twist, twists []*Twist) {
	t.Helper()
	after := m.After([]*Twist{proved})
	made := signaturesUpTo(1, newSearcher(&Quest{Model: after, Signature: strings.Repeat("0", 64)}))
	for signature, set := range made {
		if _, _, got := after.With(set...).Sign(); got != signature {
			t.Errorf("%s after %s (%s): the search makes %s of %v (%s), from scratch they give %s", name, proved.Code, proved.Says, signature, codesOf(set), set[0].Says, got)
		}
	}
	for _, w := range twists {
		if w.Excludes(proved) || w.rare {
			continue
		}
		_, _, both := after.With(w).Sign()
		if _, found := made[both]; !found && len(both) == 64 {
			t.Errorf("%s after %s (%s): %s (%s) is not tried", name, proved.Code, proved.Says, w.Code, w.Says)
		}
	}
}
