package evidence

import "strings"

// mostListed is how many lines of a list are read at most.
const mostListed = 400

// lineList reads a text that JSON holds as a list of its lines, each with its line
// end, as notebooks of Jupyter hold sources and outputs.
func (p *page) lineList(l line, _ anchors) int {
	if _, _, ok := listedLine(l.text(p.s)); !ok || l.from < p.dead[deadList] {
		return 0
	}
	first := l
	for range mostListed {
		b, ok := lineBefore(p.s, first.from)
		if !ok || b.from < max(p.done, p.dead[deadList]) {
			break
		}
		if _, _, ok := listedLine(b.text(p.s)); !ok {
			break
		}
		first = b
	}
	m := p.t.Remake()
	at, lines, ended := first.from, 0, 0
	for at < len(p.s) && lines < mostListed {
		n := lineAt(p.s, at)
		from, to, ok := listedLine(n.text(p.s))
		if !ok {
			break
		}
		if strings.HasSuffix(n.text(p.s)[:to], `\n`) {
			ended++
		}
		unescapeInto(m, p.s, n.from+from, n.from+to)
		at, lines = n.next, lines+1
	}
	before := len(p.r.items)
	if ended < 2 || ended < lines-1 || !p.sub(m.View("lines in a list").Whole(), p.headingBefore(first.from)) || len(p.r.items) == before {
		return p.giveUp(deadList, at)
	}
	return at
}

// listedLine returns where the string stands that is all of a line but for blanks and
// a comma.
func listedLine(s string) (from, to int, ok bool) {
	from = span(s, isBlankByte)
	if from >= len(s) || s[from] != '"' {
		return 0, 0, false
	}
	from++
	to = closingQuote(s, from, len(s), '"')
	if to < 0 {
		return 0, 0, false
	}
	rest := strings.TrimSpace(s[to+1:])
	return from, to, rest == "" || rest == ","
}
