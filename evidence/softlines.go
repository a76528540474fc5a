package evidence

import (
	"encoding/hex"
	"regexp"
	"strings"
)

// softLines puts lines together again that quoted-printable has broken: each but
// the last one ends in "=". What it makes of other characters is left as it is: a
// URL that was used so is damaged by it. Where the header of the mail tells of the
// encoding, it is the mail's source that was pasted, and all of it is undone.
func (p *page) softLines(l line, _ anchors) int {
	s := l.text(p.s)
	encoded := strings.Contains(s, "=3D") || strings.HasPrefix(p.s[l.next:], "=3D")
	if !isSoft(s) || !encoded || !strings.ContainsAny(s, "?&") {
		return 0
	}
	m := p.t.Remake()
	keep := m.Keep
	if p.declaresQuoted(l.from) {
		keep = m.keepUnquoted
	}
	at, lines := l.from, 0
	for at < len(p.s) && lines < 100 {
		n := lineAt(p.s, at)
		t := n.text(p.s)
		lines++
		at = n.next
		if !isSoft(t) {
			keep(n.from, n.to)
			break
		}
		keep(n.from, n.to-1)
	}
	if !p.sub(m.View("soft line ends of quoted-printable").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return at
}

// isSoft reports whether a line ends in a soft line end.
func isSoft(s string) bool { return strings.HasSuffix(s, "=") && len(s) <= 200 }

// declaresQuoted reports whether the header of a mail before an offset tells of the
// encoding. A page is looked through once.
func (p *page) declaresQuoted(before int) bool {
	p.told.mail.Do(func() {
		p.told.quotedFrom = len(p.s) + 1
		if m := quotedHeader.FindStringIndex(p.s); m != nil {
			p.told.quotedFrom = m[1]
		}
	})
	return p.told.quotedFrom <= before
}

var quotedHeader = regexp.MustCompile(`(?im)^content-transfer-encoding:[ \t]*quoted-printable`)

// keepUnquoted takes over [from, to) of the text without the encoding of RFC 2045,
// section 6.7: =3D is "=".
func (m *Maker) keepUnquoted(from, to int) {
	s := m.from.S
	for at := from; at+3 <= to; at++ {
		if s[at] != '=' {
			continue
		}
		if b, err := hex.DecodeString(s[at+1 : at+3]); err == nil {
			m.Keep(from, at)
			m.Put(string(b), at, at+3)
			from, at = at+3, at+2
		}
	}
	m.Keep(from, to)
}
