package explain

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// vocabulary reads testdata/codes.txt: code, stage and least proof of every
// finding, taken from the project's table of codes.
func vocabulary(t *testing.T) []Entry {
	t.Helper()
	data, err := os.ReadFile("testdata/codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var codes []Entry
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 3 {
			t.Fatalf("testdata/codes.txt: %q is not code, stage, proof", line)
		}
		codes = append(codes, Entry{Code: f[0], Stage: f[1], Shows: f[2]})
	}
	return codes
}

func TestEveryCodeHasItsEntry(t *testing.T) {
	t.Parallel()
	var got []Entry
	for _, e := range All() {
		got = append(got, Entry{Code: e.Code, Stage: e.Stage, Shows: e.Shows})
	}
	// The order too: that of the stages, and of the codes within a stage.
	if d := cmp.Diff(vocabulary(t), got); d != "" {
		t.Errorf("entries differ from the vocabulary (-vocabulary +texts):\n%s", d)
	}
}

func TestFieldsAreFilled(t *testing.T) {
	t.Parallel()
	for _, e := range All() {
		for field, value := range map[string]string{
			"title": e.Title, "what": e.What, "see": e.See, "wrong": e.Wrong, "right": e.Right,
			"fix": e.Fix, "spec title": e.SpecTitle, "spec URL": e.SpecURL,
		} {
			if strings.TrimSpace(value) == "" {
				t.Errorf("%s: %s is empty", e.Code, field)
			}
		}
		if e.Wrong == e.Right {
			t.Errorf("%s: wrong and right are the same", e.Code)
		}
		for _, lines := range []string{e.Wrong, e.Right} {
			if n := strings.Count(lines, "\n") + 1; n > 8 {
				t.Errorf("%s: an example has %d lines", e.Code, n)
			}
		}
	}
}

func TestProse(t *testing.T) {
	t.Parallel()
	for _, e := range All() {
		for field, text := range map[string]string{"what": e.What, "see": e.See, "fix": e.Fix} {
			if strings.Contains(text, "\n") {
				t.Errorf("%s: %s has line breaks", e.Code, field)
			}
			if strings.Contains(text, "...") {
				continue // text left out may stand at the end of a sentence
			}
			if !strings.ContainsAny(text[len(text)-1:], ".\"") {
				t.Errorf("%s: %s does not end a sentence: %q", e.Code, field, text)
			}
		}
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	seen := make(map[string]string)
	for _, e := range All() {
		if len(e.Title) > 70 || strings.HasSuffix(e.Title, ".") {
			t.Errorf("%s: title %q has %d characters, or a period", e.Code, e.Title, len(e.Title))
		}
		if other, twice := seen[e.Title]; twice {
			t.Errorf("%s and %s have the same title", other, e.Code)
		}
		seen[e.Title] = e.Code
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	hosts := []string{"docs.aws.amazon.com", "www.rfc-editor.org"}
	for _, e := range All() {
		u, err := url.Parse(e.SpecURL)
		if err != nil || u.Scheme != "https" || !slices.Contains(hosts, u.Host) {
			t.Errorf("%s: spec %q is no address of %v", e.Code, e.SpecURL, hosts)
		}
		for i, other := range e.SeeAlso {
			_, known := Of(other)
			if !known || other == e.Code || slices.Contains(e.SeeAlso[:i], other) {
				t.Errorf("%s: see-also names %q, which is unknown, itself or repeated", e.Code, other)
			}
		}
	}
}

func TestLinesAreShortAndPrintable(t *testing.T) {
	t.Parallel()
	for _, stage := range stages() {
		name := "texts/" + stage + ".txt"
		data, err := texts.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range strings.SplitSeq(string(data), "\n") {
			n++
			if len(line) > 100 {
				t.Errorf("%s:%d: %d columns", name, n, len(line))
			}
			if i := strings.IndexFunc(line, unprintable); i >= 0 {
				t.Errorf("%s:%d: column %d is no printable ASCII", name, n, i+1)
			}
		}
	}
}

func unprintable(r rune) bool { return r < ' ' || r > '~' }

func TestOf(t *testing.T) {
	t.Parallel()
	e, ok := Of("path-double-encoded")
	if !ok || e.Code != "path-double-encoded" || e.Stage != "path" {
		t.Errorf("Of(path-double-encoded) = %q in stage %q, %v", e.Code, e.Stage, ok)
	}
	if _, ok := Of("no-such-code"); ok {
		t.Error("Of(no-such-code) finds an entry")
	}
}

func TestEntriesAreCopies(t *testing.T) {
	t.Parallel()
	first := All()
	first[0].Title = "changed"
	first[0].SeeAlso[0] = "changed"
	if again := All(); again[0].Title == "changed" || again[0].SeeAlso[0] == "changed" {
		t.Error("a caller can change the entries of another")
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		"path-duoble-encoded": {"path-double-encoded"},
		"path_double_encoded": {"path-double-encoded"},
		"Path-Double-Encoded": {"path-double-encoded"},
		"double-encoded-path": {"path-double-encoded"},
		"double-encoded":      {"path-double-encoded", "path-not-double-encoded", "query-double-encoded"},
		"clock skew":          {"clock-skew"},
		"clokskew":            {"clock-skew"},
		"region-missmatch":    {"region-mismatch"},
		"zzzzzzzzzz":          nil,
		"":                    nil,
		"--":                  nil,
	} {
		got := Nearest(typed)
		if len(got) > 3 {
			t.Errorf("Nearest(%q) = %q, more than three", typed, got)
		}
		if len(want) == 1 && len(got) > 0 {
			got = got[:1] // the closest counts, others may follow
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("Nearest(%q) (-want +got):\n%s", typed, d)
		}
	}
}

func TestNearestFindsTheCodeItself(t *testing.T) {
	t.Parallel()
	for i, e := range All() {
		if i%10 != 0 {
			continue // each comparison walks all codes: a tenth of them will do
		}
		if got := Nearest(e.Code); len(got) == 0 || got[0] != e.Code {
			t.Errorf("Nearest(%q) = %q", e.Code, got)
		}
	}
}
