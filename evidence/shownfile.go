package evidence

import (
	"regexp"
	"strings"
)

var (
	filledBy  = regexp.MustCompile(`(?:\bcat\b|\btee\b)[^\n|]*<<`)
	promptOf  = regexp.MustCompile(`^[^\s$#%>]{0,60}[$#%>] `)
	printedTo = regexp.MustCompile(`^[^\n]*?\b(echo|printf)\b[^\n]*>`)
)

// fileText returns what a file holds whose name a command has, where the paste tells
// before it: in a here-document, as echo or printf wrote it, or as cat shows it.
func (p *page) fileText(name string, before int) Text {
	low := max(0, before-assignmentsAhead)
	if name == "" || strings.ContainsAny(name, "$*?") || !p.r.look(before-low) {
		return Text{}
	}
	var found Text
	for at := low; at < before; {
		l := lineAt(p.s, at)
		s := l.text(p.s)
		switch {
		case !namesFile(s, name):
		case filledBy.MatchString(s):
			if t, end := p.standardInput(l, l.from, l.to); t.Present() {
				found, at = t, max(end, l.next)
				continue
			}
		case printedTo.MatchString(s) && strings.Contains(s[strings.LastIndexByte(s, '>'):], name):
			if t := p.printedBy(l); t.Present() {
				found = t
			}
		case promptOf.MatchString(s) && strings.TrimSpace(s[len(promptOf.FindString(s)):]) == "cat "+name:
			if t := p.shownTo(l.next, before); t.Present() {
				found = t
			}
		}
		at = l.next
	}
	return found
}

// namesFile reports whether a line holds the name of a file as a word.
func namesFile(s, name string) bool {
	for at := 1; at < len(s); {
		i := strings.Index(s[at:], name)
		if i < 0 {
			return false
		}
		from := at + i
		to := from + len(name)
		if strings.IndexByte(" \t>'\"/", s[from-1]) >= 0 && (to == len(s) || strings.IndexByte(" \t'\";&|<", s[to]) >= 0) {
			return true
		}
		at = to
	}
	return false
}

// printedBy is what an echo or printf on a line writes.
func (p *page) printedBy(l line) Text {
	s := l.text(p.s)
	m := printedTo.FindStringSubmatchIndex(s)
	to := strings.LastIndexByte(s, '>')
	return outputOf(shellWords(p.t.Sub(l.from+m[2], l.from+to)))
}

// shownTo is what stands from a line on up to the next prompt.
func (p *page) shownTo(from, before int) Text {
	for at := from; at <= before && at < len(p.s); {
		l := lineAt(p.s, at)
		if promptOf.MatchString(l.text(p.s)) {
			return p.t.Sub(from, at)
		}
		at = l.next
	}
	return Text{}
}
