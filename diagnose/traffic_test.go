package diagnose

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// The recorded traffic is of the documentation's example pair.
const docsSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

// recorded is the truth of one folder of testdata/traffic.
type recorded struct {
	Codes       json.RawMessage
	RequestTime string `json:"request_time"`
	Date        string
}

// groups are the sets of codes of which one each has to be named.
func (r recorded) groups(t *testing.T) [][]string {
	t.Helper()
	var many [][]string
	if json.Unmarshal(r.Codes, &many) == nil {
		return many
	}
	var one []string
	if err := json.Unmarshal(r.Codes, &one); err != nil {
		t.Fatal(err)
	}
	if len(one) == 0 {
		return nil
	}
	return [][]string{one}
}

// readFolder reads all files of a folder but its truth as pieces of one case.
func readFolder(t *testing.T, dir string, into any) *evidence.Evidence {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var sources []evidence.Source
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name(), ".json") {
			if err := json.Unmarshal(b, into); err != nil {
				t.Fatal(err)
			}
			continue
		}
		sources = append(sources, evidence.Source{Name: f.Name(), Data: b})
	}
	return evidence.Read(sources...)
}

// lost are recordings of which the bytes do not tell what was signed.
var lost = map[string]string{
	"mutants/106":                "the header's value as it was signed is told nowhere",
	"mutants/459":                "both the lifetime and the path as signed are told nowhere",
	"replies/minio-ok-control-4": "the client is right, the server reads a raw + otherwise",
}

// extraAllowed are findings beside the planted one that are right, too.
var extraAllowed = map[string]string{}

// TestTraffic names the planted mistakes of recorded requests, and nothing else
// above likely, with the secret; without it, it names nothing else.
func TestTraffic(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"mutants", "replies", "quirks", "invalid"} {
		dirs, err := os.ReadDir(filepath.Join("testdata/traffic", kind))
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range dirs {
			if testing.Short() && i%4 != 0 {
				continue
			}
			name := kind + "/" + d.Name()
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var truth recorded
				e := readFolder(t, filepath.Join("testdata/traffic", name), &truth)
				groups := truth.groups(t)
				at, _ := parseTime(cmp.Or(truth.RequestTime, truth.Date))
				given := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(docsSecret)}, At: at}
				a := Analyze(context.Background(), Case{Evidence: e, Given: given})
				checkNamed(t, name, a, groups, true)
				checkPlaces(t, a)
				given.Key = sigv4.Key{}
				checkNamed(t, name+" without secret", Analyze(context.Background(), Case{Evidence: e, Given: given}),
					groups, false)
			})
		}
	}
}

// checkPlaces wants a reproduced mistake about path or query to point at the request line,
// besides what it reproduces.
func checkPlaces(t *testing.T, a *Analysis) {
	t.Helper()
	for _, fd := range a.Findings {
		about := strings.HasPrefix(fd.Code, "path-") || strings.HasPrefix(fd.Code, "query-")
		if fd.Proof == Reproduced &&
			about &&
			fd.At == CanonicalStage &&
			(len(fd.Places) == 0 || a.Evidence.Locate(fd.Places[0]).Line != 1) {
			t.Errorf("%s points at %v", fd.Code, fd.Places)
		}
	}
}

func checkNamed(t *testing.T, name string, a *Analysis, groups [][]string, all bool) {
	t.Helper()
	got := codesAbove(a, Likely)
	allowed := slices.Concat(groups...)
	if slices.Contains(allowed, "-") {
		return
	}
	for _, c := range got {
		if !slices.Contains(allowed, c) && extraAllowed[name] != c {
			t.Errorf("%s: %s is none of %v", name, c, groups)
		}
	}
	if !all || lost[name] != "" {
		return
	}
	got = codesAbove(a, Possible)
	for _, g := range groups {
		if !slices.Contains(g, "") && !slices.ContainsFunc(got, func(c string) bool { return slices.Contains(g, c) }) {
			t.Errorf("%s: got %v, want one of %v", name, got, g)
		}
	}
}

// TestOtherSchemes recognises requests that are no Signature Version 4.
func TestOtherSchemes(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"sigv2-query": "other-scheme", "sigv2-header": "other-scheme", "sigv4a": "", "post-policy": "",
	}
	dirs, err := os.ReadDir("testdata/traffic/other")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		var truth struct{ Kind string }
		e := readFolder(t, filepath.Join("testdata/traffic/other", d.Name()), &truth)
		a := Analyze(context.Background(), Case{Evidence: e})
		got := codesAbove(a, Likely)
		w, known := want[truth.Kind]
		if !known || w == "" && len(got) > 0 || w != "" && !slices.Equal(got, []string{w}) {
			t.Errorf("%s (%s): got %v, want %q", d.Name(), truth.Kind, got, w)
		}
	}
}

// TestCases names the root cause of re-created failures first.
func TestCases(t *testing.T) {
	t.Parallel()
	eachCase(t, func(name string, e *evidence.Evidence, truth caseTruth) {
		given := Given{}
		if truth.Determinable == "no" {
			given.Key.Secret = sigv4.NewSecret(truth.Secret)
		}
		a := Analyze(context.Background(), Case{Evidence: e, Given: given})
		if len(a.Findings) == 0 || !slices.Contains(truth.Accept, a.Findings[0].Code) {
			t.Errorf("%s: got %v, want first one of %v", name, codesAbove(a, Possible), truth.Accept)
		}
	})
}

// caseTruth is what is known of a failure that was re-created.
type caseTruth struct {
	Accept       []string // codes of its cause
	Determinable string   // "no" where the paste alone does not tell it
	Secret       string
}

// eachCase hands over the failures that were re-created.
func eachCase(t *testing.T, f func(name string, e *evidence.Evidence, truth caseTruth)) {
	t.Helper()
	dirs, err := os.ReadDir("testdata/cases")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		var truth caseTruth
		e := readFolder(t, filepath.Join("testdata/cases", d.Name()), &truth)
		f(d.Name(), e, truth)
	}
}
