package evidence

import "strings"

// lineMarks are what tools and pages put at the end of every line: cat -A, less,
// terminals, HTML, tables of prose, ngrep, tshark, lists in code.
var lineMarks = []string{
	"^M$", "^M", "$", `\r\n`, `\r`, "<br>", "<br/>", "<br />",
	"\x1b[K", "\x1b[0m", "[0m", "[K", " |", "¶", "↵", "⏎", ".", ",", ";",
}

// mostSkipped is how many lines in a row may stand between those with the mark that
// tshark prints: what it tells of each.
const mostSkipped = 16

// markedLines reads the lines of a request that all end in the same mark, without it.
func (p *page) markedLines(l line, _ anchors) int {
	s := strings.TrimRight(l.text(p.s), " ")
	mark := markOf(s)
	if mark == "" || l.from < p.dead[deadMarks] {
		return 0
	}
	isAuth := fieldName(s) > 0 && containsFold(firstBytes(s, 20), "auth")
	if !isAuth && !isFirstLine(strings.TrimSuffix(s, mark)) {
		return 0
	}
	first := p.firstMarked(l, mark)
	m := p.t.Remake()
	at, lines, fields, skipped := first.from, 0, 0, 0
	for at < len(p.s) && lines < 200 {
		n := lineAt(p.s, at)
		t := strings.TrimRight(n.text(p.s), " ")
		if !marked(t, mark) {
			if i := strings.Index(t, "[truncated]"); i >= 0 && mark == `\r\n` {
				m.Put("    ", n.from, n.from)
				m.Keep(n.from+i+len("[truncated]"), n.to)
				m.Put("…\n", n.to, n.to)
			}
			if skipped++; mark != `\r\n` || t == "" || skipped > mostSkipped {
				break
			}
			at = n.next
			continue
		}
		k := max(0, len(t)-len(mark))
		if strings.Contains(t[:k], ": ") {
			fields++
		}
		m.Keep(n.from, n.from+k)
		m.Keep(n.to, n.next)
		at, lines, skipped = n.next, lines+1, 0
	}
	if lines < 3 || fields < 2 || !p.sub(m.View("“"+mark+"” at the end of each line").Whole(), p.headingBefore(first.from)) {
		return p.giveUp(deadMarks, at)
	}
	return at
}

// isFirstLine reports whether a line is the first of a request or an answer.
func isFirstLine(s string) bool {
	_, _, _, _, request := requestLine(s)
	_, _, answer := statusLine(s)
	return request || answer
}

// firstMarked is the first of the lines up to l that end in a mark.
func (p *page) firstMarked(l line, mark string) line {
	for range 40 {
		b, ok := lineBefore(p.s, l.from)
		if !ok || b.from < p.done || !marked(b.text(p.s), mark) {
			break
		}
		l = b
	}
	return l
}

func markOf(s string) string {
	for _, mark := range lineMarks {
		if strings.HasSuffix(s, mark) && len(s) > len(mark) {
			return mark
		}
	}
	return ""
}

// marked reports whether a line ends in a mark, or holds nothing else.
func marked(s, mark string) bool {
	s = strings.TrimRight(s, " \r")
	return strings.HasSuffix(s, mark) || s == strings.TrimSpace(mark) && s != ""
}

// halved reads a page from a request line on whose every line is followed by an
// empty one, as forums and text fields make of CRLF.
func (p *page) halved(l line) int {
	at, lines := l.from, 0
	m := p.t.Remake()
	for at < len(p.s) {
		n := lineAt(p.s, at)
		m.Keep(n.from, n.next)
		at = n.next
		if e := lineAt(p.s, at); at < len(p.s) && e.from == e.to {
			at = e.next
			if fieldName(n.text(p.s)) > 0 {
				lines++
			}
		}
	}
	if lines < 2 {
		return 0
	}
	if !p.sub(m.View("doubled line ends").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return len(p.s)
}
