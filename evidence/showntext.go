package evidence

import (
	"regexp"
	"strings"
)

var (
	listed        = regexp.MustCompile(`^[ \t]*\w+[ \t]*: ((?:GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS)[ \t]*$|AWS4-)`)
	visibleEnds   = regexp.MustCompile(`[ \t]*(?:[⏎↵¶]|<EOL>)[ \t]*`) // <EOL> is of Indy's log
	preformatted  = regexp.MustCompile(`(?i)<(pre|code)\b[^>]*>`)
	preformatEnds = regexp.MustCompile(`(?i)</(pre|code)>`)
)

// shownText reads the values that PowerShell lists behind their names, set in below
// one another, texts with visible line ends, and preformatted text of HTML.
func (p *page) shownText(l line, _ anchors) int {
	s := l.text(p.s)
	switch m := listed.FindStringSubmatchIndex(s); {
	case m != nil:
		return p.listedText(l, m[2])
	case strings.Count(s, "⏎")+strings.Count(s, "↵")+strings.Count(s, "¶")+strings.Count(s, "<EOL>") > 2:
		return p.visibleLines(l)
	}
	if m := preformatted.FindStringIndex(s); m != nil {
		return p.preformattedText(l, l.from+m[1])
	}
	return 0
}

// listedText takes what stands at a column of a line and those below it.
func (p *page) listedText(l line, col int) int {
	m := p.t.Remake()
	m.Keep(l.from+col, l.next)
	at, lines := l.next, 1
	for at < len(p.s) {
		n := lineAt(p.s, at)
		blanks := span(n.text(p.s), isBlankByte)
		if blanks < col && n.from+blanks < n.to || n.from+blanks == n.to && blanks == 0 {
			break
		}
		m.Keep(min(n.from+col, n.to), n.next)
		at, lines = n.next, lines+1
	}
	if lines < 3 || !p.sub(m.View("the column of a list").Whole(), strings.ToLower(l.text(p.s)[:col])+"\n"+p.headingBefore(l.from)) {
		return 0
	}
	return at
}

func (p *page) visibleLines(l line) int {
	t := mendedBy(p.t.Sub(l.from, l.to), visibleEnds, "\n", "line ends that are shown")
	at := strings.LastIndex(t.S[:strings.IndexByte(t.S, '\n')], ": ")
	if !p.sub(t.Sub(max(0, at+2), len(t.S)), strings.ToLower(l.text(p.s)[:min(l.to-l.from, 40)])+"\n"+p.headingBefore(l.from)) {
		return 0
	}
	return l.next
}

func (p *page) preformattedText(l line, from int) int {
	limit := min(len(p.s), from+64<<10)
	m := preformatEnds.FindStringIndex(p.s[from:limit])
	if m == nil || !strings.Contains(p.s[from:from+m[0]], "&") || !p.r.look(m[0]) {
		return 0
	}
	t := unescapeXML(p.t.Sub(from, from+m[0]))
	if !t.InSource() || t.S == p.s[from:from+m[0]] || !p.sub(t, p.headingBefore(l.from)) {
		return 0
	}
	return from + m[1]
}
