package evidence

import "strings"

// mostQuoted is how many lines a string in quotes is followed at most.
const mostQuoted = 60

// quotedLines reads a text that is signed as a console prints a string of several
// lines: a quote before the first of them and behind the last, all set in alike.
func (p *page) quotedLines(l line, _ anchors) int {
	s := l.text(p.s)
	indent := span(s, isBlankByte)
	first := strings.TrimSpace(s)
	if first == "" || !isQuote(first[0]) {
		return 0
	}
	quote := first[:1]
	if first = first[1:]; !isMethod(first) && first != "AWS4-HMAC-SHA256" {
		return 0
	}
	m := p.t.Remake()
	m.Keep(l.from+indent+1, l.next)
	at := l.next
	for lines := 0; at < len(p.s) && lines < mostQuoted; lines++ {
		n := lineAt(p.s, at)
		t := n.text(p.s)
		k := min(indent, span(t, isBlankByte))
		if end := strings.TrimRight(t, " \t,;)"); strings.HasSuffix(end, quote) {
			m.Keep(n.from+k, n.from+len(end)-1)
			if !p.subOf(&page{t: m.View("quotes around the lines").Whole(), heading: p.headingBefore(l.from), closed: true}) {
				return 0
			}
			return n.next
		}
		if k < indent && strings.TrimSpace(t) != "" {
			return 0
		}
		m.Keep(n.from+k, n.next)
		at = n.next
	}
	return 0
}
