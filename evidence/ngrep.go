package evidence

import (
	"regexp"
	"strings"
)

var (
	ngrepHead = regexp.MustCompile(`^[TUI] \S+ -> \S+(?: \[[A-Z]*\])?`)
	// What begins a header line, behind the two dots that stand for its CRLF.
	dottedName = regexp.MustCompile(`\.\.([A-Za-z][A-Za-z0-9-]*: )`)
)

// ngrepPayload is how wide ngrep's lines are set in.
const ngrepIndent = "  "

// ngrepDump reads what ngrep prints unless told otherwise: the bytes of a packet,
// wrapped, with a dot for each that cannot be shown, which line ends are.
func (p *page) ngrepDump(l line, _ anchors) int {
	s := l.text(p.s)
	above, ok := lineBefore(p.s, l.from)
	if !ok || !strings.HasPrefix(s, ngrepIndent) || !strings.Contains(s, "..") || !ngrepHead.MatchString(above.text(p.s)) {
		return 0
	}
	m := p.t.Remake()
	at := l.from
	for at < len(p.s) {
		n := lineAt(p.s, at)
		if !strings.HasPrefix(n.text(p.s), ngrepIndent) {
			break
		}
		m.Keep(n.from+len(ngrepIndent), n.to)
		at = n.next
	}
	whole := m.View("ngrep's lines").Whole()
	if _, _, _, _, request := requestLine(undotted(whole.S)); !request {
		if _, _, answer := statusLine(undotted(whole.S)); !answer {
			return 0
		}
	}
	if !p.sub(lineEnds(whole), "") {
		return 0
	}
	return at
}

// undotted is the first line of a message.
func undotted(s string) string {
	first, _, _ := strings.Cut(s, "..")
	return first
}

// lineEnds puts line ends back where dots stand for them. A dot in the body may be
// anything, so that a request's body is left out when it has one.
func lineEnds(t Text) Text {
	m := t.Remake()
	names := dottedName.FindAllStringSubmatchIndex(t.S, -1)
	last := 0
	if len(names) > 0 {
		last = names[len(names)-1][3]
	}
	head := strings.Index(t.S[last:], "....") // dots before may be a value's
	if head += last; head < last {
		head = len(t.S)
	}
	from := 0
	for _, n := range names {
		m.Keep(from, n[0])
		m.Put("\r\n", n[0], n[2])
		from = n[2]
	}
	m.Keep(from, head)
	if head == len(t.S) {
		return m.View("dots for line ends").Whole()
	}
	m.Put("\r\n\r\n", head, head+len("...."))
	if body := head + len("...."); strings.HasPrefix(t.S, "HTTP/") || !strings.Contains(t.S[body:], ".") {
		m.Keep(body, len(strings.TrimRight(t.S, " ")))
	}
	return m.View("dots for line ends").Whole()
}
