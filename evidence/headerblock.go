package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// headerBlock reads header lines without a request line before them: at least
// an Authorization and another header of a signed request.
func (p *page) headerBlock(l line, _ anchors) int {
	if l.from < p.dead[deadHeaders] {
		return 0
	}
	if end := p.stampedHeaders(l); end > 0 {
		return end
	}
	if fieldName(l.text(p.s)) == 0 {
		return 0
	}
	start := l.from
	for i := 0; i < 40; i++ {
		b, ok := lineBefore(p.s, start)
		if !ok || b.from < p.done || fieldName(b.text(p.s)) == 0 {
			break
		}
		start = b.from
	}
	fields, at, _ := p.fieldLines(start)
	if len(fields) < 2 || !signedFields(fields) {
		return p.giveUp(deadHeaders, at)
	}
	r := &Request{What: "headers", Fields: fields, BodyState: sigv4.BodyUnknown}
	r.Place = p.t.PlaceOf(start, at)
	p.stated(r, start, at)
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claimsOf(r)})
	return at
}

// stampedHeaders reads header lines each of which has a log's stamp before it, from
// the one with the Authorization on back to the first.
func (p *page) stampedHeaders(l line) int {
	col := indexFold(l.text(p.s)[:min(l.to-l.from, 200)], "authorization:", 0)
	if col < 2 {
		return 0
	}
	if s := strings.TrimSpace(l.text(p.s)); s[len(s)-1] == ':' || closerOf(s[len(s)-1]) != 0 {
		return 0 // an object or a list goes on behind the name
	}
	prefix := p.s[l.from : l.from+col]
	if strings.ContainsAny(prefix, "\"'`{[(<") || prefix[col-1] != ' ' {
		return 0
	}
	first := l
	for range 40 {
		b, ok := lineBefore(p.s, first.from)
		if !ok || b.from < p.done {
			break
		}
		k, same := cutPrefix(b.text(p.s), prefix)
		if !same || fieldName(b.text(p.s)[k:]) == 0 {
			break
		}
		first = b
	}
	if first.from == l.from && p.commonPrefix(l, col) < col {
		return 0
	}
	return p.prefixed(first, col)
}
