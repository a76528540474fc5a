package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// pseudoRequest reads the pseudo headers of HTTP/2 as tools print them, one a
// line and in any order: ":method: GET", "[:path: /x]", ":path = /x".
func (p *page) pseudoRequest(l line, _ anchors) int {
	if l.from < p.dead[deadPseudo] {
		return 0
	}
	s := l.text(p.s)
	col := pseudoAt(s)
	if col < 0 {
		return 0
	}
	if col > 0 && s[col-1] == '[' {
		col--
	}
	if col > 0 {
		return p.prefixed(l, col)
	}
	r := &Request{What: "http2-request", OnTheWire: true, HeadersComplete: true}
	at := p.pseudoLines(r, l.from)
	if !r.Target.Present() {
		return p.giveUp(deadPseudo, at)
	}
	r.BodyState = stateUnknownBody(r)
	if r.BodyState == sigv4.BodyUnknown && at < len(p.s) {
		if blank := lineAt(p.s, at); isBlank(blank.text(p.s)) && blank.next < len(p.s) {
			at = max(at, p.bodyOf(r, blank.next))
		}
	}
	r.Place = p.t.PlaceOf(l.from, at)
	p.addRequest(r)
	return at
}

// pseudoLines reads the lines from an offset on into a request, and returns where they end.
func (p *page) pseudoLines(r *Request, at int) int {
	for at < len(p.s) {
		n := lineAt(p.s, at)
		name, value, ok := p.pseudoLine(n)
		if !ok {
			break
		}
		switch name.S {
		case ":method":
			r.Method = value.Trim()
		case ":path":
			r.Target = value.Trim()
		case ":scheme":
		default:
			r.Fields = append(r.Fields, Field{name, value})
		}
		at = n.next
	}
	return at
}

// pseudoNames are those of requests (RFC 9113, section 8.3.1).
var pseudoNames = []string{":method", ":authority", ":scheme", ":path"}

// pseudoAt returns where the name of a pseudo header stands on a line, -1 when
// none does.
func pseudoAt(s string) int {
	for _, name := range pseudoNames {
		i := strings.Index(s, name)
		if i < 0 {
			continue
		}
		if rest := strings.TrimLeft(s[i+len(name):], " "); rest != "" && (rest[0] == ':' || rest[0] == '=') {
			return i
		}
	}
	return -1
}

// pseudoLine reads one line of such a print.
func (p *page) pseudoLine(l line) (name, value Text, ok bool) {
	t := p.t.Sub(l.from, l.to)
	if strings.HasPrefix(t.S, "[") && strings.HasSuffix(t.S, "]") {
		t = t.Sub(1, len(t.S)-1)
	}
	n := fieldName(t.S)
	if n == 0 {
		k := span(t.S, func(c byte) bool { return isNameByte(c) || c == ':' })
		if k < 2 || !strings.HasPrefix(t.S[k:], " = ") {
			return name, value, false
		}
		return t.Sub(0, k), t.Sub(k+3, len(t.S)), true
	}
	return t.Sub(0, n), t.Sub(n+1, len(t.S)), true
}
