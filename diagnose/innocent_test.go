package diagnose

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// TestInnocent reads correct requests and correct code beside an answer, or texts that
// only look like a mistake: nothing is accused, whatever the paste holds. What is signed
// in them was computed by Python's hmac module with the key of the documentation, with
// which the signature of those that are named right has to be found right.
func TestInnocent(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/innocent/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d pastes, error %v", len(files), err)
	}
	each := 3 // of those that are to be searched, one of so many
	if testing.Short() {
		each = 8
	}
	key := sigv4.Key{Secret: sigv4.NewSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")}
	for i, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for given, g := range map[string]Given{"": {}, ", with the key": {Key: key}} {
			t.Run(name+given, func(t *testing.T) {
				t.Parallel()
				if given != "" && !bytes.Contains(data, []byte("ignature")) {
					t.Skip("nothing to compute")
				}
				if right := strings.HasPrefix(name, "right-"); !right && (testing.Short() || given != "") && i%each > 0 ||
					!right && testing.Short() && given != "" {
					t.Skip("a search for each takes too long")
				}
				e := evidence.Read(evidence.Source{Name: name, Data: data})
				for i := range max(1, len(e.Exchanges)) {
					a := Analyze(t.Context(), Case{Evidence: e, Exchange: i, Given: g})
					if i == 0 && given != "" && strings.HasPrefix(name, "right-") && a.Verdict != Matches {
						t.Errorf("the verdict is %s", a.Verdict)
					}
					for _, f := range a.Findings {
						if given != "" && f.Code == "secret-placeholder" {
							continue // the key of the documentation is one, and a server refuses it
						}
						if f.Proof.Rank() <= Likely.Rank() {
							t.Errorf("request %d: %s, %s: %s", i, f.Code, f.Proof, f.Says)
						}
					}
				}
			})
		}
	}
}
