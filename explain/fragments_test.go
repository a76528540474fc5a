package explain

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fragmentsKept is how many fragments there are at least, of each language: one
// that is lost is noticed.
var fragmentsKept = map[string]int{
	"go": 66, "python": 71, "javascript": 72, "java": 68, "c": 64,
	"csharp": 65, "php": 68, "ruby": 67, "shell": 66, "clojure": 65,
}

// fragmentWidth fits a report of 80 columns, after the word before a line.
const fragmentWidth = 68

func eachFragment(f func(code string, s Fragment)) {
	for _, e := range All() {
		for _, s := range Fragments(e.Code) {
			f(e.Code, s)
		}
	}
}

func TestFragmentsAreThere(t *testing.T) {
	t.Parallel()
	got := make(map[string]int)
	eachFragment(func(_ string, s Fragment) { got[s.Language]++ })
	for language, n := range fragmentsKept {
		if got[language] < n {
			t.Errorf("%s: %d fragments, there were %d", language, got[language], n)
		}
	}
}

func TestFragmentsDifferAndFit(t *testing.T) {
	t.Parallel()
	eachFragment(func(code string, s Fragment) {
		if s.Wrong == s.Right {
			t.Errorf("%s in %s: wrong and right are the same", code, s.Language)
		}
		for _, text := range []string{s.Wrong, s.Right} {
			if n := strings.Count(text, "\n") + 1; n > 4 {
				t.Errorf("%s in %s: %d lines", code, s.Language, n)
			}
			for line := range strings.SplitSeq(text, "\n") {
				if len(line) > fragmentWidth || strings.ContainsFunc(line, unprintable) {
					t.Errorf("%s in %s: %q has %d columns, or is no printable ASCII", code, s.Language, line, len(line))
				}
			}
		}
	})
}

// What looks like a secret would be masked, or be taken for one, where it is shown.
var secretLike = regexp.MustCompile(`[A-Za-z0-9/+=]{40}|\b(AKIA|ASIA)[A-Z0-9]|[0-9a-f]{32}`)

func TestFragmentsHoldNoSecret(t *testing.T) {
	t.Parallel()
	eachFragment(func(code string, s Fragment) {
		if found := secretLike.FindString(s.Wrong + "\n" + s.Right); found != "" {
			t.Errorf("%s in %s: %q looks like a secret", code, s.Language, found)
		}
	})
}

func TestFragmentsAreInOrder(t *testing.T) {
	t.Parallel()
	order := Languages()
	for _, e := range All() {
		last := -1
		for _, s := range Fragments(e.Code) {
			i := slices.Index(order, s.Language)
			if i <= last {
				t.Errorf("%s: %s is unknown or out of order", e.Code, s.Language)
			}
			last = i
		}
	}
	for _, l := range order {
		if LanguageName(l) == "" {
			t.Errorf("%s has no name", l)
		}
	}
}

func TestFragmentOf(t *testing.T) {
	t.Parallel()
	s, ok := FragmentOf("plus-for-space", "java")
	if !ok || s.Language != "java" || !strings.Contains(s.Right, "%20") {
		t.Errorf("FragmentOf(plus-for-space, java) = %+v, %v", s, ok)
	}
	for _, c := range [][2]string{
		{"plus-for-space", ""},
		{"plus-for-space", "cobol"},
		{"no-such-code", "go"},
		{"clock-skew", "java"},
	} {
		if s, ok := FragmentOf(c[0], c[1]); ok {
			t.Errorf("FragmentOf(%s, %s) = %+v", c[0], c[1], s)
		}
	}
	got := Fragments("plus-for-space")
	got[0].Wrong = "changed"
	if Fragments("plus-for-space")[0].Wrong == "changed" {
		t.Error("a caller can change the fragments of another")
	}
}

func TestAddFragments(t *testing.T) {
	t.Parallel()
	const good = "# A comment.\n\n== plus-for-space\nwrong:\n  a\n    b\n\n  c\nright:\n  d\n"
	all := make(map[string][]Fragment)
	if err := addFragments(all, "go.txt", "go", good); err != nil {
		t.Fatal(err)
	}
	want := map[string][]Fragment{"plus-for-space": {{Language: "go", Wrong: "a\n  b\n\nc", Right: "d"}}}
	if d := cmp.Diff(want, all); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown code":  {"plus-for-space", "plus-for-spice", `go.txt:3: no code is named "plus-for-spice"`},
		"twice":         {"", good, "go.txt:11: plus-for-space: a second fragment"},
		"unknown field": {"right:", "title:", `go.txt:9: no field is named "title"`},
		"empty":         {"  d\n", "", "go.txt:3: plus-for-space: wrong or right is empty"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if c.old == "" {
			text = good + strings.TrimPrefix(c.new, "# A comment.\n\n")
		}
		if err := addFragments(make(map[string][]Fragment), "go.txt", "go", text); err == nil || err.Error() != c.want {
			t.Errorf("%s: got error %v, want %s", name, err, c.want)
		}
	}
}
