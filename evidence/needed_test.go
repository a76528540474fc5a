package evidence

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func init() { DoubtNeeded = true }

// TestNeeded holds what expressions cannot match without, as their syntax tells it.
func TestNeeded(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]string{
		`foo`:                               "foo",
		`(?i)Foo[-_ ]?Bar`:                  "foo bar|foo-bar|foo_bar|foobar",
		`\bcanonical_?ur[il]\w*\s*:?=`:      "canonical_uri|canonical_url|canonicaluri|canonicalurl",
		`(?:retry|backoff)\w*\(`:            "backoff|retry",
		`\w+\.retry\(\d+`:                   ".retry(",
		`(?:retry|\w+)`:                     "",
		`[a-z]+\d{2}`:                       "",
		`(?s)host.{0,40}port`:               "host",
		`(?:secret)+`:                       "secret",
		`x{3}`:                              "",
		`(?:key=){2,}`:                      "key=",
		`(?:key=){0,2}`:                     "",
		`(?i)straße`:                        "",
		`straße`:                            "straße",
		`a\x{FFFD}b`:                        "",
		`(?i)(?:s|k)et`:                     "ket|set",
		`^$`:                                "",
		`GET|PUT|POST|HEAD|DELETE`:          "delete|get|head|post|put",
		`(?:x-amz-)?(?:date|acl)`:           "acl|date|x-amz-acl|x-amz-date",
		`["'](?:[^"'\n]|\\["'])*\.pem["']`:  `.pem"|.pem'`,
		`(?m)^[ \t]*export[ \t]+\w+=["']?$`: "export",
	} {
		got := slices.Sorted(slices.Values(needed(regexp.MustCompile(form))))
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", form, got, want)
		}
	}
}

// TestRuledOut finds in texts what an expression matches, in whatever case.
func TestRuledOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form, text string
		out        bool
	}{
		{`(?i)secret`, "SECRET", false},
		{`(?i)secret`, "\u017fecret", false}, // a long s
		{`(?i)key`, "\u212aey", false},       // the sign of the unit kelvin
		{`secret`, "SECRET", false},          // it may, as case is not asked
		{`secret`, "secre", true},
		{`(?i)secret`, "\xffsecret\xff", false},
		{`a\x{FFFD}b`, "a\xffb", false},
	} {
		e := &Evidence{Sources: []Source{{Data: []byte(c.text)}}}
		form := regexp.MustCompile(c.form)
		if got := e.ruledOut(0, form); got != c.out {
			t.Errorf("%s in %q: ruled out %v", c.form, c.text, got)
		}
	}
}

// FuzzNeeded looks in any text for any expression that compiles.
func FuzzNeeded(f *testing.F) {
	for _, form := range []string{`(?i)foo[-_]?bar`, `a(b|c)+d`, `(x|yz){2,3}`, `\bs\w*k`, `(?s)a.b|^$`} {
		f.Add(form, "FOO-bar abbcd xyzx \u017fomek a\nb")
	}
	f.Fuzz(func(t *testing.T, form, text string) {
		const most = 200
		re, err := regexp.Compile(form)
		if err != nil || len(form) > most || len(text) > most {
			return
		}
		e := &Evidence{Sources: []Source{{Data: []byte(text)}}}
		if e.ruledOut(0, re) && re.MatchString(text) {
			t.Errorf("%q is ruled out in %q", form, text)
		}
	})
}
