package diagnose

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sigwhy/sigv4"
)

// A clientCase is a request that a real client sent, captured byte for byte on
// the loopback interface and found right by a verifier that shares no code with
// this module: testdata/clients/NAME.raw.
type clientCase struct {
	Name, Client, Version, Note string
	Auth, Service, Region       string
	AccessKeyID                 string `json:"access_key_id"`
	SecretRef                   string `json:"secret_ref"`
	SessionToken                bool   `json:"session_token"`
}

var clientSecrets = map[string]string{"docs-example": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}

// TestClients: no mistake is named in what real clients signed right.
func TestClients(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/clients/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []clientCase
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	if files, _ := filepath.Glob("testdata/clients/*.raw"); len(files) != len(cases) {
		t.Errorf("%d requests for %d cases", len(files), len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile("testdata/clients/" + c.Name + ".raw")
			if err != nil {
				t.Fatal(err)
			}
			secret := clientSecrets[c.SecretRef]
			if secret == "" {
				t.Fatalf("no secret %q", c.SecretRef)
			}
			with := analyzeText(t, string(raw), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}})
			wantRight(t, "with the secret", with, Matches)
			wantRight(t, "without a secret", analyzeText(t, string(raw), Given{}), CannotTell)
			if with.Service != c.Service || with.Region != c.Region || with.AccessKeyID != c.AccessKeyID {
				t.Errorf("read as %s in %s by %s, want %s in %s by %s", with.Service, with.Region, with.AccessKeyID,
					c.Service, c.Region, c.AccessKeyID)
			}
		})
	}
}

// TestClientTexts: neither the code of a right signer, nor a page that shows the
// form of the header, nor the log of a call that succeeded holds a mistake.
func TestClientTexts(t *testing.T) {
	t.Parallel()
	texts, _ := filepath.Glob("testdata/clients/*.txt")
	logs, _ := filepath.Glob("testdata/clients/*.log")
	for _, name := range append(texts, logs...) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			with := analyzeText(t, string(text), Given{
				Key: sigv4.Key{Secret: sigv4.NewSecret(clientSecrets["docs-example"])},
			})
			wantRight(t, "with the secret", with, Matches, CannotTell)
			wantRight(t, "without a secret", analyzeText(t, string(text), Given{}), CannotTell)
		})
	}
}

// wantRight checks the verdict, and that nothing is found that is more than possible.
func wantRight(t *testing.T, how string, a *Analysis, verdicts ...Verdict) {
	t.Helper()
	right := false
	for _, v := range verdicts {
		right = right || a.Verdict == v
	}
	if !right {
		t.Errorf("%s: verdict %q, want one of %q", how, a.Verdict, verdicts)
	}
	for _, f := range a.Findings {
		if f.Proof.Rank() < Possible.Rank() {
			t.Errorf("%s: %s, %s: %s", how, f.Code, f.Proof, f.Says)
		}
	}
}
