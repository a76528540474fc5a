package explain

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

// A Fragment shows a mistake in code: lines that make it and lines that do not,
// equal but for the mistake.
type Fragment struct {
	Language string // one of Languages
	Wrong    string
	Right    string
}

//go:embed code/*.txt
var codeFiles embed.FS

// languages are the languages in the order in which they are shown. Each has a
// file in code, and a name that stands after "in".
var languages = []struct{ id, name string }{
	{"go", "Go"},
	{"python", "Python"},
	{"javascript", "JavaScript"},
	{"java", "Java"},
	{"c", "C or C++"},
	{"csharp", "C#"},
	{"php", "PHP"},
	{"ruby", "Ruby"},
	{"shell", "the shell"},
	{"clojure", "Clojure"},
}

// Languages lists the languages that fragments are written in, in order.
func Languages() []string {
	var ids []string
	for _, l := range languages {
		ids = append(ids, l.id)
	}
	return ids
}

// LanguageName is what a language is called after "in", "" for one that is unknown.
func LanguageName(language string) string {
	for _, l := range languages {
		if l.id == language {
			return l.name
		}
	}
	return ""
}

// Fragments returns the fragments of a code, one for each language that has one,
// in the order of the languages.
func Fragments(code string) []Fragment { return slices.Clone(fragments()[code]) }

// FragmentOf returns the fragment of a code in a language, and false if there is none.
func FragmentOf(code, language string) (Fragment, bool) {
	for _, f := range fragments()[code] {
		if f.Language == language {
			return f, true
		}
	}
	return Fragment{}, false
}

// fragments parses the embedded code, once, when first asked. As with the texts,
// a file that does not parse is a broken invariant of the program: it panics.
var fragments = sync.OnceValue(func() map[string][]Fragment {
	all := make(map[string][]Fragment)
	for _, l := range languages {
		name := "code/" + l.id + ".txt"
		data, err := codeFiles.ReadFile(name)
		if err != nil {
			panic("explain: " + err.Error())
		}
		if err := addFragments(all, name, l.id, string(data)); err != nil {
			panic("explain: " + err.Error())
		}
	}
	return all
})

// addFragments adds the fragments of one language's file to those of others. It
// refuses a code that has no entry or two fragments, and a side without lines.
func addFragments(all map[string][]Fragment, file, language, text string) error {
	records, err := readRecords(file, text, []string{"wrong", "right"})
	if err != nil {
		return err
	}
	for i := range records {
		r := &records[i]
		f := Fragment{Language: language, Wrong: r.literal("wrong"), Right: r.literal("right")}
		if _, known := read().index[r.code]; !known {
			return failAt(file, r.begun, "no code is named %q", r.code)
		}
		if slices.ContainsFunc(all[r.code], func(o Fragment) bool { return o.Language == language }) {
			return failAt(file, r.begun, "%s: a second fragment", r.code)
		}
		if strings.TrimSpace(f.Wrong) == "" || strings.TrimSpace(f.Right) == "" {
			return failAt(file, r.begun, "%s: wrong or right is empty", r.code)
		}
		all[r.code] = append(all[r.code], f)
	}
	return nil
}
