// Package explain holds the sentences that teach: for every code of a finding,
// what the mistake is, how a person recognises it, an example of it and of its
// correction, what to do, and where the rule is written; and for mistakes of code,
// how they look in the languages that people sign in. The texts are plain files,
// in texts one for each stage, in code one for each language, made to be edited by
// hand; this package only reads and finds them. It judges nothing and knows no
// request: the report, the screen and "sigwhy explain" ask it by code. Its
// invariant is that every code of the vocabulary has exactly one complete entry.
package explain

import (
	"embed"
	"slices"
	"sync"
)

// An Entry explains one code.
//
// What, See and Fix are prose without line breaks, to be wrapped by whoever
// draws them. Wrong and Right are literal lines, equal but for the mistake, in
// which "..." stands for text left out.
type Entry struct {
	Code  string
	Stage string // one of the stages of the vocabulary, "path" or "string-to-sign" for instance
	Title string // the mistake in one line, at most 70 characters, no period
	Shows string // the least that commonly proves it: "seen", "hash" or "secret"
	What  string
	See   string
	Wrong string
	Right string
	Fix   string

	SpecTitle string
	SpecURL   string
	SeeAlso   []string // codes of related mistakes, possibly none
}

//go:embed texts/*.txt
var texts embed.FS

// stages lists the stages in the order of the pipeline. Each has a file in texts.
func stages() []string {
	return []string{
		"input", "path", "query", "headers", "host", "signed-headers", "payload", "date-scope",
		"string-to-sign", "key", "signature", "authorization", "token", "streaming",
		"post-policy", "sigv4a", "wire", "server", "credentials",
	}
}

// A book holds the entries in order, and where each code stands.
type book struct {
	entries []Entry
	index   map[string]int
}

// read parses the embedded texts, once, when first asked. A text that does not
// parse is a broken invariant of the program, not of its input: it panics.
var read = sync.OnceValue(func() book {
	b := book{index: make(map[string]int)}
	for _, stage := range stages() {
		b.add(stage)
	}
	return b
})

func (b *book) add(stage string) {
	name := "texts/" + stage + ".txt"
	data, err := texts.ReadFile(name)
	if err != nil {
		panic("explain: " + err.Error())
	}
	entries, err := parse(name, stage, string(data))
	if err != nil {
		panic("explain: " + err.Error())
	}
	for _, e := range entries {
		if _, twice := b.index[e.Code]; twice {
			panic("explain: " + name + ": code " + e.Code + " has two entries")
		}
		b.index[e.Code] = len(b.entries)
		b.entries = append(b.entries, e)
	}
}

// Of returns the entry of a code, and false if there is no such code.
func Of(code string) (Entry, bool) {
	b := read()
	i, ok := b.index[code]
	if !ok {
		return Entry{}, false
	}
	return b.entries[i].clone(), true
}

// All returns the entries of all codes, in the order of the pipeline's stages
// and within a stage in the order of its file.
func All() []Entry {
	all := slices.Clone(read().entries)
	for i := range all {
		all[i] = all[i].clone()
	}
	return all
}

func (e Entry) clone() Entry {
	e.SeeAlso = slices.Clone(e.SeeAlso)
	return e
}
