package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sigwhy/diagnose"
	"sigwhy/explain"
)

// explained is what "sigwhy explain" writes of a code, without the headings around.
func explained(t *testing.T, code string, width int) string {
	t.Helper()
	e, ok := explain.Of(code)
	if !ok {
		t.Fatalf("no code is named %q", code)
	}
	return Explanation(e, Options{Width: width})
}

func TestExplanationShowsCode(t *testing.T) {
	t.Parallel()
	got := explained(t, "newline-not-interpreted", 80)
	at := strings.Index(got, "\nExample\n")
	for _, f := range explain.Fragments("newline-not-interpreted") {
		heading := "\nIn " + explain.LanguageName(f.Language) + "\n"
		i := strings.Index(got[at:], heading)
		if i < 0 {
			t.Fatalf("%q is missing, or before another:\n%s", heading, got)
		}
		at += i
		for _, side := range []string{f.Wrong, f.Right} {
			for line := range strings.SplitSeq(side, "\n") {
				if !strings.Contains(got[at:], line) {
					t.Errorf("%s: %q is not shown as it stands", f.Language, line)
				}
			}
		}
	}
	if !strings.Contains(got[at:], "\nHow to mend it\n") {
		t.Errorf("what to do does not follow:\n%s", got)
	}
	if got := explained(t, "presigned-expired", 80); strings.Contains(got, "\nIn ") {
		t.Errorf("code is shown of a mistake that is none of code:\n%s", got)
	}
}

func TestExplanationFits(t *testing.T) {
	t.Parallel()
	for _, e := range explain.All() {
		for _, width := range []int{40, 80} {
			for line := range strings.Lines(Explanation(e, Options{Width: width})) {
				if n := len(strings.TrimRight(line, "\n")); n > width && !strings.Contains(line, "https://") && !strings.Contains(line, "# this line") {
					t.Errorf("%s: %d columns at width %d: %s", e.Code, n, width, line)
				}
			}
		}
	}
}

// Code is shown in the client's language, of findings that are held to be so.
func TestFragmentsOfFindings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		language string
		proof    diagnose.Proof
		want     map[string]any
	}{
		"reproduced":     {"go", diagnose.Reproduced, map[string]any{"language": "go", "wrong": "host", "right": "host"}},
		"likely":         {"ruby", diagnose.Likely, map[string]any{"language": "ruby", "wrong": "host", "right": "host"}},
		"possible":       {"go", diagnose.Possible, nil},
		"no language":    {"", diagnose.Seen, nil},
		"other language": {"perl", diagnose.Seen, nil},
	} {
		a := &diagnose.Analysis{Verdict: diagnose.Differs, Headline: "X.", Language: c.language, Findings: []diagnose.Finding{{Code: "host-port-mismatch", Proof: c.proof, Do: "Y."}}}
		text, err := JSON(a, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var j struct {
			Findings []struct{ Fragment map[string]any }
		}
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			t.Fatal(err)
		}
		f, ok := explain.FragmentOf("host-port-mismatch", c.language)
		if c.want != nil && ok {
			c.want["wrong"], c.want["right"] = f.Wrong, f.Right
		}
		if d := cmp.Diff(c.want, j.Findings[0].Fragment); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		heading := "in " + explain.LanguageName(c.language) + "\n"
		for _, report := range []string{Text(a, Options{}), Markdown(a, Options{})} {
			if strings.Contains(report, heading) != (c.want != nil) {
				t.Errorf("%s: %q is there: %v\n%s", name, heading, c.want == nil, report)
			}
		}
	}
}
