package samples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/samples"
	"sigwhy/sigv4"
)

// Lines of expect.txt:
//
//	CODE PROOF [first] ["TEXT"]   the finding is there, proven at least so well, and says TEXT
//	may CODE                      it may be there
//	not CODE                      it is not there
//	none-above PROOF              no finding is better proven
//	verdict VERDICT
//	fix TEXT                      the corrected request or URL holds TEXT
//	with the secret               what follows holds when the secret key is given
//
// Findings that no line names may be "possible" at best. A line that ends in
// "# open: why" is known not to hold; the test fails when it begins to.
type expectation struct {
	line   string
	open   string
	secret bool
}

const withSecret = "with the secret"

func expectations(t *testing.T, name string) []expectation {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(name, "expect.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []expectation
	secret := false
	for line := range strings.Lines(string(data)) {
		line, open, _ := strings.Cut(strings.TrimSpace(line), " # open: ")
		switch line {
		case "":
		case withSecret:
			secret = true
		default:
			out = append(out, expectation{line, open, secret})
		}
	}
	return out
}

func analyze(t *testing.T, s samples.Sample, secret bool) *diagnose.Analysis {
	t.Helper()
	given := diagnose.Given{At: s.At}
	if secret {
		given.Key, given.KeyFrom = sigv4.Key{Secret: sigv4.NewSecret(s.Secret)}, "secret.txt"
	}
	e := evidence.Read(evidence.Source{Name: s.Name, Via: evidence.ViaFile, Data: s.Data})
	return diagnose.Analyze(t.Context(), diagnose.Case{Evidence: e, Given: given})
}

func TestFindings(t *testing.T) {
	t.Parallel()
	for _, s := range samples.All() {
		want := expectations(t, s.Name)
		for _, secret := range []bool{false, true} {
			name := s.Name
			if secret {
				name += "/" + strings.ReplaceAll(withSecret, " ", "-")
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				a := analyze(t, s, secret)
				named := make(map[string]bool)
				n := 0
				for _, e := range want {
					if e.secret != secret {
						continue
					}
					n++
					word := strings.Fields(e.line)
					code := word[0]
					if code == "may" || code == "not" {
						code = word[1]
					}
					named[code] = true
					fault := check(a, e.line)
					switch {
					case e.open == "" && fault != "":
						t.Errorf("%s: %s", e.line, fault)
					case e.open != "" && fault == "":
						t.Errorf("%s: holds now, strike its \"# open\"", e.line)
					case e.open != "":
						t.Logf("open: %s: %s (%s)", e.line, fault, e.open)
					}
				}
				if n == 0 {
					t.Error("expect.txt says nothing")
				}
				for _, f := range a.Findings {
					if f.Proof != diagnose.Possible && !named[f.Code] {
						t.Errorf("unexpected: %s %s: %s", f.Code, f.Proof, f.Says)
					}
				}
				if t.Failed() {
					t.Logf("%s; %s", got(a), a.Headline)
				}
			})
		}
	}
}

func got(a *diagnose.Analysis) string {
	out := []string{string(a.Verdict)}
	for _, f := range a.Findings {
		out = append(out, f.Code+" "+string(f.Proof))
	}
	return strings.Join(out, ", ")
}

var expected = regexp.MustCompile(`^([a-z0-9-]+) (reproduced|seen|likely|possible)( first)?(?: "(.*)")?$`)

// check returns what is wrong with an analysis under a line of expect.txt.
func check(a *diagnose.Analysis, line string) string {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "may":
		return ""
	case "not":
		if slices.ContainsFunc(a.Findings, func(f diagnose.Finding) bool { return f.Code == rest }) {
			return "got " + got(a)
		}
		return ""
	case "verdict":
		if string(a.Verdict) != rest {
			return "got " + string(a.Verdict)
		}
		return ""
	case "none-above":
		for _, f := range a.Findings {
			if f.Proof.Rank() < diagnose.Proof(rest).Rank() {
				return "got " + got(a)
			}
		}
		return ""
	case "fix":
		if !strings.Contains(a.Fix.Request+"\n"+a.Fix.URL, rest) {
			return fmt.Sprintf("got %q", a.Fix.Authorization+a.Fix.URL+a.Fix.Missing)
		}
		return ""
	}
	m := expected.FindStringSubmatch(line)
	if m == nil {
		return "the line is not understood"
	}
	i := slices.IndexFunc(a.Findings, func(f diagnose.Finding) bool { return f.Code == m[1] })
	switch {
	case i < 0, a.Findings[i].Proof.Rank() > diagnose.Proof(m[2]).Rank(), m[3] != "" && i > 0:
		return "got " + got(a)
	case m[4] != "" && !says(a.Findings[i], m[4]):
		return "it says " + a.Findings[i].Says
	}
	return ""
}

// says reports whether a finding names a word.
func says(f diagnose.Finding, word string) bool {
	return slices.Contains(strings.FieldsFunc(f.Says, func(r rune) bool { return strings.ContainsRune(" ,.;:\"", r) }), word)
}

func TestEverySampleIsWhole(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob("*/paste.txt")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(samples.All()); n != len(folders) || n < 16 {
		t.Errorf("%d samples are offered, %d folders hold one", n, len(folders))
	}
	seen := make(map[string]bool)
	for _, s := range samples.All() {
		if seen[s.Name] || seen[s.Title] {
			t.Errorf("%s or its title occurs twice", s.Name)
		}
		seen[s.Name], seen[s.Title] = true, true
		if len(s.Data) == 0 || s.Title == "" || len(s.Title) > 48 || s.Secret == "" {
			t.Errorf("%s: paste, title or secret is missing, or the title is too long", s.Name)
		}
		if n := strings.Count(s.Story+" ", ". "); n < 3 || n > 8 {
			t.Errorf("%s: the story has %d sentences", s.Name, n)
		}
		same, ok := samples.Get(s.Name)
		if !ok || same.Title != s.Title || string(same.Data) != string(s.Data) {
			t.Errorf("Get(%q) is another sample", s.Name)
		}
		if strings.Contains(string(s.Data), s.Secret) {
			t.Errorf("%s: the paste shows its secret", s.Name)
		}
		if _, err := os.Stat(filepath.Join(s.Name, "at.txt")); (err == nil) == s.At.Equal(time.Time{}) {
			t.Errorf("%s: at.txt is not a time", s.Name)
		}
	}
	if _, ok := samples.Get("no-such-sample"); ok {
		t.Error("a sample of no such name is there")
	}
}

// accessKeyID finds what looks like a key ID of AWS.
var accessKeyID = regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`)

// TestNoKeyIsReal holds key IDs and secrets to the form of made-up ones.
func TestNoKeyIsReal(t *testing.T) {
	t.Parallel()
	for _, s := range samples.All() {
		for _, id := range accessKeyID.FindAllString(string(s.Data), -1) {
			if !strings.HasSuffix(id, "EXAMPLE") {
				t.Errorf("%s: %s could be a real key ID", s.Name, id)
			}
		}
		if !strings.Contains(s.Secret, "EXAMPL") {
			t.Errorf("%s: its secret could be a real one", s.Name)
		}
	}
}
