package diagnose

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// TestPairsAreFound signs requests with two mistakes from different slots, drawn at
// random, and lets the search find them from the signature alone. It may name
// another set that gives the same bytes, but each set that it names has to give
// them, computed from scratch.
func TestPairsAreFound(t *testing.T) {
	t.Parallel()
	requests := []string{s3Get, s3Put, tablePost, apiGet, s3URL, typical}
	each := 10
	for _, name := range []string{
		"amplify-pinpoint", "aws4-port-and-dots", "aws4fetch-presigned-put", "awscli-v2-token", "boto3-express-put", "boto3-iot-topic", "boto3-lambda-repeated-query", "boto3-metadata-blanks",
		"boto3-presigned-response-params", "boto3-put-double-slashes", "botocore-repeated-headers", "go-v1-signer-es", "js-v3-put-odd-key", "minio-go-presign-header", "perl-net-amazon-signature-v4",
	} {
		raw, err := os.ReadFile("testdata/clients/" + name + ".raw")
		if err != nil {
			t.Fatal(err)
		}
		requests = append(requests, string(raw))
	}
	for i, raw := range requests {
		switch {
		case testing.Short():
			each = 1
		case i == 6:
			each = 4 // the requests of clients are many
		}
		rng := rand.New(rand.NewPCG(20250612, uint64(i)))
		m := modelOf(strings.Replace(raw, "Signature=", "Signature=0", 1))
		twists := m.twists()
		_, _, right := m.with().sign()
		for n := 0; n < each; {
			a, b := twists[rng.IntN(len(twists))], twists[rng.IntN(len(twists))]
			_, _, one := m.with(a).sign()
			_, _, other := m.with(b).sign()
			_, _, both := m.with(a, b).sign()
			if a.slot == b.slot || one == right || other == right || both == one || both == other || len(both) < 20 {
				continue // one of them changes nothing here
			}
			n++
			r := (&quest{m: m, signature: both}).search(context.Background(), &Progress{})
			if len(r.sets) == 0 {
				t.Errorf("request %d: %s (%s) and %s (%s) are not found", i, a.code, a.says, b.code, b.says)
			}
			for _, set := range r.sets {
				if _, _, got := m.with(set...).sign(); got != both {
					t.Errorf("request %d: %v does not give the signature of %s and %s", i, codesOf(set), a.code, b.code)
				}
			}
		}
	}
}

// TestNoSetIsNamed searches for signatures that no mistake gives.
func TestNoSetIsNamed(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{s3Get, tablePost, s3URL} {
		r := (&quest{m: modelOf(changed(t, raw)), signature: hexHash(raw)}).search(context.Background(), &Progress{})
		if len(r.sets) > 0 || r.tried < 10_000 || !r.done {
			t.Errorf("%d sets, %d tried, done %v", len(r.sets), r.tried, r.done)
		}
	}
}

// TestSearchIsDeterministic finds the same sets whatever the processors do.
func TestSearchIsDeterministic(t *testing.T) {
	t.Parallel()
	m := modelOf(changed(t, s3Put))
	var first [][]string
	for range 4 {
		w := m.twists()
		i := slices.IndexFunc(w, func(o *twist) bool { return o.variant == "header-names-not-lowercased" })
		j := slices.IndexFunc(w, func(o *twist) bool { return o.variant == "key-region" || o.slot == slotKeyRegion })
		_, _, target := m.with(w[i], w[j]).sign()
		var got [][]string
		for _, set := range (&quest{m: m, signature: target}).search(context.Background(), &Progress{}).sets {
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

func modelOf(raw string) *model {
	e := evidence.Read(evidence.Source{Name: "request", Data: []byte(raw)})
	return settle(Case{Evidence: e, Given: Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}}}).model
}
