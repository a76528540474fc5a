package replay

import (
	"context"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"sigwhy/sigv4"
)

// TestPairsAreFound signs requests with two mistakes from different slots, drawn at
// random, and lets the search find them from the signature alone. It may name
// another set that gives the same bytes, but each set that it names has to give
// them, computed from scratch.
func TestPairsAreFound(t *testing.T) {
	t.Parallel()
	each := 10
	for i, raw := range pairRequests(t) {
		switch {
		case testing.Short():
			each = 1
		case i == 6:
			each = 4 // the requests of clients are many
		}
		rng := rand.New(rand.NewPCG(20250612, uint64(i)))
		m := modelOf(t, raw, ownSecret)
		twists := m.Twists()
		for n := 0; n < each; {
			a, b, both := drawnPair(m, twists, rng)
			if a.rare || b.rare || a.slot == b.slot || both == "" {
				continue
			}
			n++
			checkFound(t, i, &Quest{Model: m, Signature: both}, a, b)
		}
	}
}

// drawnPair draws two twists, and makes the signature of both; "" where one of them changes
// nothing.
func drawnPair(m *Model, twists []*Twist, rng *rand.Rand) (a, b *Twist, signature string) {
	const shortest = 20 // any shorter one is of too many sets
	a, b = twists[rng.IntN(len(twists))], twists[rng.IntN(len(twists))]
	_, _, right := m.With().Sign()
	_, _, one := m.With(a).Sign()
	_, _, other := m.With(b).Sign()
	_, _, both := m.With(a, b).Sign()
	if one == right || other == right || both == one || both == other || len(both) < shortest {
		return a, b, ""
	}
	return a, b, both
}

// checkFound searches for a signature of two twists: each set that is found has to give it,
// made from scratch.
func checkFound(t *testing.T, request int, q *Quest, a, b *Twist) {
	t.Helper()
	r := q.Search(context.Background(), &Progress{})
	if len(r.Sets) == 0 {
		t.Errorf("request %d: %s (%s) and %s (%s) are not found", request, a.Code, a.Says, b.Code, b.Says)
	}
	for _, set := range r.Sets {
		if _, _, got := q.Model.With(set...).Sign(); got != q.Signature {
			t.Errorf("request %d: %v does not give the signature of %s and %s", request, codesOf(set), a.Code, b.Code)
		}
	}
}

// pairRequests are requests to many services, in headers and presigned, of tests here
// and of clients.
func pairRequests(t *testing.T) []string {
	t.Helper()
	var requests []string
	for _, name := range []string{"s3-get", "s3-put", "table-post", "api-get", "s3-url", "typical"} {
		requests = append(requests, requestNamed(t, name))
	}
	for _, name := range []string{
		"amplify-pinpoint", "aws4-port-and-dots", "aws4fetch-presigned-put", "awscli-v2-token", "boto3-express-put", "boto3-iot-topic", "boto3-lambda-repeated-query", "boto3-metadata-blanks",
		"boto3-presigned-response-params", "boto3-put-double-slashes", "botocore-repeated-headers", "go-v1-signer-es", "js-v3-put-odd-key", "minio-go-presign-header", "perl-net-amazon-signature-v4",
	} {
		requests = append(requests, readRequest(t, "../diagnose/testdata/clients/"+name+".raw"))
	}
	return requests
}

// TestAllPairs makes the signature of pairs of mistakes from different slots from
// scratch, and asks that the search makes the same one of some set; and that sets of
// which the search makes a signature give it from scratch. Each pair has its turn on
// at least one of the requests; with SIGWHY_ALL_PAIRS set, on all of them.
func TestAllPairs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("signs for every pair")
	}
	requests := pairRequests(t)
	turns := len(requests)
	if os.Getenv("SIGWHY_ALL_PAIRS") != "" {
		turns = 1
	}
	for i, raw := range requests {
		m := modelOf(t, raw, ownSecret)
		made := signaturesUpTo(2, newSearcher(&Quest{Model: m, Signature: strings.Repeat("0", 64)}))
		n := 0
		inTurn := func() bool { n++; return n%turns == i%turns }
		for signature, set := range made {
			if !inTurn() {
				continue
			}
			if _, _, got := m.With(set...).Sign(); got != signature {
				t.Errorf("request %d: the search makes %s of %v, from scratch they give %s", i, signature, codesOf(set), got)
			}
		}
		n = 0
		twists := m.Twists()
		for j, a := range twists {
			for _, b := range twists[j+1:] {
				if a.rare || b.rare || a.slot == b.slot || !inTurn() {
					continue
				}
				_, _, both := m.With(a, b).Sign()
				if _, found := made[both]; !found && len(both) == 64 {
					t.Errorf("request %d: %s (%s) and %s (%s) are not tried", i, a.Code, a.Says, b.Code, b.Says)
				}
			}
		}
	}
}

// signaturesUpTo are the signatures that the search makes of so many mistakes at most,
// each with a set that it makes it of.
func signaturesUpTo(most int, s *searcher) map[string][]*Twist {
	made := map[string][]*Twist{}
	var one sync.Mutex
	for size := range most + 1 {
		for _, p := range s.sensible(size) {
			finals := s.finalSets(p.final)
			s.each(context.Background(), p, func(w *worker, list []canonicalSet, text *textSet, key *keySet) {
				w.enter(text, key)
				one.Lock()
				defer one.Unlock()
				for two := range slices.Chunk(list, 2) {
					w.sum(two, text)
					for i := range two {
						for j := range finals {
							made[w.signatureOf(&two[i], &w.sigs[i], text, key, &finals[j])] = slices.Concat(two[i].set, text.set, key.set, finals[j].set)
						}
					}
				}
			})
		}
	}
	return made
}

func (w *worker) signatureOf(c *canonicalSet, sig *midstate, t *textSet, k *keySet, d *finalSet) string {
	switch {
	case k.odd || !d.plain():
		return w.oddly(c, t, k, d)
	case d.form != nil:
		return d.form(sig[:])
	}
	return hex.EncodeToString(sig[:])
}

// TestNoSetIsNamed searches for signatures that no mistake gives.
func TestNoSetIsNamed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"s3-get", "table-post", "s3-url"} {
		r := (&Quest{Model: modelOf(t, requestNamed(t, name), ownSecret), Signature: sigv4.HexSHA256([]byte(name))}).Search(context.Background(), &Progress{})
		if len(r.Sets) > 0 || r.Tried < 10_000 || !r.Done {
			t.Errorf("%d sets, %d tried, done %v", len(r.Sets), r.Tried, r.Done)
		}
	}
}

// TestSearchIsDeterministic finds the same sets whatever the processors do.
func TestSearchIsDeterministic(t *testing.T) {
	t.Parallel()
	m := modelOf(t, requestNamed(t, "s3-put"), ownSecret)
	var first [][]string
	for range 4 {
		w := m.Twists()
		i := slices.IndexFunc(w, func(o *Twist) bool { return o.Variant == "header-names-not-lowercased" })
		j := slices.IndexFunc(w, func(o *Twist) bool { return o.Variant == "key-region" || o.slot == slotKeyRegion })
		_, _, target := m.With(w[i], w[j]).Sign()
		var got [][]string
		for _, set := range (&Quest{Model: m, Signature: target}).Search(context.Background(), &Progress{}).Sets {
			got = append(got, codesOf(set))
		}
		if first == nil {
			first = got
		}
		if !slices.EqualFunc(first, got, slices.Equal) || len(got) == 0 {
			t.Errorf("%v, then %v", first, got)
		}
	}
}

func codesOf(set []*Twist) []string {
	var codes []string
	for _, w := range set {
		codes = append(codes, w.Code)
	}
	return codes
}
