package diagnose

import (
	"context"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// TestSecretPlaces hides a secret key wherever it stands, however it is written there, and
// nothing that only looks like one.
func TestSecretPlaces(t *testing.T) {
	t.Parallel()
	const (
		encoded = "n7Qd2xV9%2BkLm4RtZ%2F8yHc3WbJf6PgSa0uEoXi1Tv"
		base64  = "bjdRZDJ4Vjkra0xtNFJ0Wi84eUhjM1diSmY2UGdTYTB1RW9YaTFUdg=="
		version = "L4kqtJlcpXroDTDmpUMLUo/h9Zr2+QkVw7tYbN0p"
	)
	for _, c := range []struct {
		name, paste string
		given       string
		hidden      int
	}{
		{"named", "secret key: " + ownSecret, "", 1},
		{"and again, without a name", "secret key: " + ownSecret + "\nI tried " + ownSecret + " and " + encoded, "", 3},
		{"in a URL", "s3://" + ownKeyID + ":" + encoded + "@b.example.org/", "", 1},
		{"in base64", "AWS_SECRET_ACCESS_KEY: " + base64, "", 1},
		{"given", "what is this: " + ownSecret, ownSecret, 1},
		{"given, short", "minioadmin signs in as minioadmin", "minioadmin", 0},
		{"another value", "x-amz-version-id: " + version + "\n" + version[1:], ownSecret, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := evidence.Read(evidence.Source{Name: "paste", Data: []byte(c.paste)})
			k := Case{Evidence: e}
			if c.given != "" {
				k.Given.Key = sigv4.Key{Secret: sigv4.NewSecret(c.given)}
			}
			places := Analyze(context.Background(), k).SecretPlaces()
			if len(places) != c.hidden {
				t.Errorf("%d places, want %d", len(places), c.hidden)
			}
			kept := c.paste
			for _, p := range places {
				kept = kept[:p.From] + strings.Repeat("*", p.To-p.From) + kept[p.To:]
			}
			if c.hidden > 0 && (strings.Contains(kept, ownSecret) || strings.Contains(kept, encoded)) {
				t.Error("one is left")
			}
		})
	}
}
