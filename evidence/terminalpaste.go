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
