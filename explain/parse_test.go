package explain

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sample = `# A comment.

== some-code
title: A title: with a colon
shows: seen
what:
  First line
  and second.
see:
  Seen.
wrong:
  a

    indented
right:
  b
fix:
  Mend it.
spec: A document, section 1 |
  https://docs.aws.amazon.com/x.html
see-also: one, two
`

func TestParse(t *testing.T) {
	t.Parallel()
	want := []Entry{{
		Code: "some-code", Stage: "path", Title: "A title: with a colon", Shows: "seen",
		What: "First line and second.", See: "Seen.", Wrong: "a\n\n  indented", Right: "b",
		Fix: "Mend it.", SpecTitle: "A document, section 1",
		SpecURL: "https://docs.aws.amazon.com/x.html", SeeAlso: []string{"one", "two"},
	}}
	got, err := parse("path.txt", "path", sample)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// A text that is not as it should be is named by file and line.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, want string }{
		"text first":    {"# A comment.", "Stray.", "path.txt:1: text before the first entry"},
		"no field yet":  {"title: A title: with a colon", "  stray", "path.txt:4: text before the first field"},
		"unknown field": {"fix:", "fixx:", `path.txt:17: no field is named "fixx"`},
		"not indented":  {"  Mend it.", "Mend it", "path.txt:18: neither a field nor indented"},
		"field twice":   {"see:", "what:", `path.txt:9: a second "what" in one entry`},
		"field missing": {"fix:\n  Mend it.\n", "", "path.txt:3: some-code: fix is empty"},
		"field empty":   {"  Seen.\n", "", "path.txt:3: some-code: see is empty"},
		"unknown proof": {
			"shows: seen", "shows: guess",
			`path.txt:3: some-code: shows is "guess", not seen, hash or secret`,
		},
		"address absent": {"  https://docs.aws.amazon.com/x.html\n", "", "path.txt:3: some-code: spec is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse("path.txt", "path", strings.Replace(sample, c.old, c.new, 1))
			if err == nil || err.Error() != c.want {
				t.Errorf("got error %v, want %s", err, c.want)
			}
		})
	}
}
