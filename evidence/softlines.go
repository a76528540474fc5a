package evidence

import "strings"

// softLines puts lines together again that quoted-printable has broken: each but
// the last one ends in "=". What it makes of other characters is left as it is:
// a URL that was used so is damaged by it.
func (p *page) softLines(l line, _ anchors) int {
	s := l.text(p.s)
	if !strings.HasSuffix(s, "=") || len(s) > 200 || !strings.Contains(s, "=3D") || !strings.ContainsAny(s, "?&") {
		return 0
	}
	m := p.t.Remake()
	at, lines := l.from, 0
	for at < len(p.s) && lines < 100 {
		n := lineAt(p.s, at)
		t := n.text(p.s)
		lines++
		at = n.next
		if len(t) > 200 || !strings.HasSuffix(t, "=") {
			m.Keep(n.from, n.to)
			break
		}
		m.Keep(n.from, n.to-1)
	}
	if !p.sub(m.View("soft line ends of quoted-printable").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return at
}
