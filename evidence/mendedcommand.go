package evidence

import (
	"regexp"
	"strings"
)

// What editors, chats and terminals make of a command: dashes and quotes of
// typography, no-break spaces, blanks behind the backslash that continues a line,
// empty lines between, no backslash at all, the prompts of continued lines, links.
var mends = []struct {
	says string
	form *regexp.Regexp
	put  string
}{
	{"no-break spaces in a command", regexp.MustCompile("\u00a0"), " "},
	{"typographic dashes in a command", regexp.MustCompile(`(?m)(^|[ \t])(?:—|–-)([a-z])`), "$1--$2"},
	{"typographic dashes in a command", regexp.MustCompile(`(?m)(^|[ \t])–([A-Za-z])([ '"‘“=])`), "$1-$2$3"},
	{"typographic quotes in a command", regexp.MustCompile(`[‘’]`), "'"},
	{"typographic quotes in a command", regexp.MustCompile(`[“”]`), `"`},
	{"the prompts of continued lines", regexp.MustCompile(`(?m)(\\[ \t]*\r?\n)[ \t]*> ?`), "$1"},
	{"blanks behind a backslash", regexp.MustCompile(`\\[ \t]+(\r?\n)`), "\\$1"},
	{"empty lines in a command", regexp.MustCompile(`(\\\r?\n)(?:[ \t]*\r?\n)+`), "$1"},
	{"line ends in a command", regexp.MustCompile(`(['"])[ \t]*(\r?\n[ \t]*-{1,2}[A-Za-z])`), "$1 \\$2"},
	{"a link of a chat", regexp.MustCompile(`<(https?://[^\s<>|]+)(?:\|[^>]*)?>`), "$1"},
	{"a link in Markdown", regexp.MustCompile(`\[(https?://[^\]\s]+)\]\((?:https?://[^\s]+)\)`), "$1"},
}

// mendedCommand reads a command without what happened to it on its way. The mends
// are tried on the lines up to the next one that stands for itself.
func (p *page) mendedCommand(l line, from int) int {
	if strings.HasSuffix(strings.TrimRight(l.text(p.s), " \t"), `\`) {
		if end := p.prefixed(l, from-l.from); end > 0 {
			return end // what a log puts before each line of it
		}
	}
	end := commandBlock(p.s, from)
	text := p.t.Sub(from, end)
	if !p.r.look(4 * len(text.S)) {
		return 0
	}
	mended := text
	for _, mend := range mends {
		mended = mendedBy(mended, mend.form, mend.put, mend.says)
	}
	if mended.S == text.S || !p.sub(mended, p.headingBefore(l.from)) {
		return 0
	}
	return end
}

// mendedBy replaces what a form matches.
func mendedBy(t Text, form *regexp.Regexp, put, says string) Text {
	all := form.FindAllStringSubmatchIndex(t.S, -1)
	if len(all) == 0 {
		return t
	}
	m := t.Remake()
	from := 0
	for _, at := range all {
		m.Keep(from, at[0])
		m.Put(string(form.ExpandString(nil, put, t.S, at)), at[0], at[1])
		from = at[1]
	}
	m.Keep(from, len(t.S))
	return m.View(says).Whole()
}

// commandBlock returns where the lines of a command end: with one that neither goes
// on nor is followed by an option.
func commandBlock(s string, from int) int {
	limit := min(len(s), from+longestCommand)
	at := from
	for at < limit {
		l := lineAt(s, at)
		text := strings.TrimRight(l.text(s), " \t")
		at = l.next
		next := ""
		for k := at; k < limit; {
			n := lineAt(s, k)
			if next = strings.TrimLeft(n.text(s), " \t>\u00a0"); next != "" {
				break
			}
			k = n.next
		}
		if !strings.HasSuffix(text, `\`) && !startsOption(next) {
			break
		}
	}
	return max(at, lineAt(s, from).next)
}

func startsOption(s string) bool {
	s = strings.NewReplacer("—", "--", "–", "-").Replace(s[:min(len(s), 12)])
	if !strings.HasPrefix(s, "-") {
		return false
	}
	s = strings.TrimLeft(s, "-")
	return len(s) > 1 && isLetter(s[0]) && (strings.HasPrefix(s[1:], " ") || isLetter(s[1]))
}
