package evidence

import "strings"

// pasted puts line ends back that a terminal has rewritten: it sends CR for LF,
// and tmux CR CR for CRLF. Whether two of them were one line end or two is told
// by those around them.
func pasted(t Text, via Via) Text {
	if via.Exact() && !onlyCR(t.S) || strings.Count(t.S, "\r") == strings.Count(t.S, "\r\n") {
		return t
	}
	m := t.Remake()
	from, before := 0, 0
	for i := strings.IndexByte(t.S, '\r'); i >= 0; {
		n := span(t.S[i:], func(c byte) bool { return c == '\r' })
		next := strings.IndexByte(t.S[i+n:], '\r')
		if strings.HasPrefix(t.S[i+n:], "\n") {
			before = 0 // CRLF, left as it is
		} else {
			after := 0
			if next > 0 {
				k := i + n + next
				after = span(t.S[k:], func(c byte) bool { return c == '\r' })
			}
			m.Keep(from, i)
			m.putEnds(i, n, before%2 == 0 && after%2 == 0)
			from, before = i+n, n
		}
		if next < 0 {
			break
		}
		i += n + next
	}
	m.Keep(from, len(t.S))
	return m.View("line ends as the terminal sent them").Whole()
}

// putEnds writes line ends for n CRs at i, one for each pair when paired.
func (m *Maker) putEnds(i, n int, paired bool) {
	step := 1
	if paired && n%2 == 0 {
		step = 2
	}
	for k := 0; k < n; k += step {
		m.Put("\n", i+k, i+k+step)
	}
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
