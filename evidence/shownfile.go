package evidence

import (
	"regexp"
	"strings"
)

var (
	filledBy  = regexp.MustCompile(`^[^|]*\b(?:cat|tee)\b[^|]*<<|^[^|]*<<[^|]*\|[ \t]*tee [^|-]*$`)
	promptOf  = regexp.MustCompile(`^[^\s$#%>]{0,60}[$#%>] `)
	printedTo = regexp.MustCompile(`^[^\n|]*?\b(echo|printf)\b[^\n|]*>`)
	// What a shell puts in place of these is not told by the script.
	expands = regexp.MustCompile("\\$[A-Za-z_({]|`")
	quotes  = regexp.MustCompile(`<<-?[ \t]*["'\\]`)
)

// mostShell is how long a line is at most that may fill a file.
const mostShell = 4 << 10

// fileText returns what a file holds whose name a command has, where the paste tells
// before it: in a here-document, as echo or printf wrote it, or as cat shows it. It is
// absent where something else is done to the file afterwards. Whether what cat shows
// ends in a line end is not told by it.
func (p *page) fileText(name string, before int) Text {
	low := max(0, before-assignmentsAhead)
	name = strings.TrimPrefix(name, "./")
	if name == "" || strings.ContainsAny(name, "$*?") || !p.r.look(before-low) {
		return Text{}
	}
	var found Text
	for at := low; at < before; {
		l := lineAt(p.s, at)
		at = l.next
		if s := l.text(p.s); len(s) > mostShell || !namesFile(s, name) {
			continue
		}
		t, end := p.filling(l, name, before)
		if found = t; t.Present() {
			at = max(at, end)
		}
	}
	return found
}

// filling is what a line that names a file puts into it, or shows of it.
func (p *page) filling(l line, name string, before int) (t Text, end int) {
	s := l.text(p.s)
	switch {
	case strings.IndexByte(s, '>') < 0 && !strings.Contains(s, "cat ") && !strings.Contains(s, "tee "):
	case strings.Contains(s, ">>"), strings.Contains(s, "tee -a"):
	case filledBy.MatchString(s):
		t, end = p.standardInput(l, l.from, l.to)
		if !quotes.MatchString(s) && expands.MatchString(t.S) {
			t = Text{}
		}
		if strings.Contains(s, "<<-") {
			t = withoutTabs(t)
		}
	case printedTo.MatchString(s) && strings.Contains(s[strings.LastIndexByte(s, '>'):], name):
		t = p.printedBy(l)
	case promptOf.MatchString(s) && strings.TrimPrefix(strings.TrimSpace(s[len(promptOf.FindString(s)):]), "cat ") == name:
		t = p.shownTo(l.next, before)
	}
	return t, end
}

// withoutTabs takes the tabs off the lines of a here-document of <<-.
func withoutTabs(t Text) Text {
	if !strings.Contains(t.S, "\t") {
		return t
	}
	m := t.Remake()
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		m.Keep(l.from+span(l.text(t.S), func(c byte) bool { return c == '\t' }), l.next)
		at = l.next
	}
	return m.View("tabs before the lines").Whole()
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
		before := strings.TrimSuffix(s[:from], "./")
		begins := isAmong(before[max(0, len(before)-1)], " \t>'\"")
		if ends := to == len(s) || isAmong(s[to], " \t'\";&|<"); begins && ends {
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
	if printed := s[m[2]:to]; expands.MatchString(printed) && !strings.Contains(printed, "'") {
		return Text{}
	}
	return outputOf(shellWords(p.t.Sub(l.from+m[2], l.from+to)))
}

// shownTo is what stands from a line on up to the next prompt. The % that zsh puts
// behind a text that does not end in a line end is left out, with the line end.
func (p *page) shownTo(from, before int) Text {
	for at := from; at <= before && at < len(p.s); {
		l := lineAt(p.s, at)
		if promptOf.MatchString(l.text(p.s)) {
			t := p.t.Sub(from, at)
			if strings.HasSuffix(t.S, "%\n") {
				t = t.Sub(0, len(t.S)-2)
			}
			if t.S == "" {
				return Text{}
			}
			return t
		}
		at = l.next
	}
	return Text{}
}
