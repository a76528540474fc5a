package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// dotnetDump reads what .NET prints of an HttpRequestMessage or an
// HttpResponseMessage: "Method: GET, RequestUri: 'https://…', Version: 1.1,
// Content: …, Headers:" and the headers in braces on the lines after it. It has no line of
// its own in the table of formats: those of responses and of logged requests ask it first.
func (p *page) dotnetDump(l line) int {
	s := l.text(p.s)
	if !strings.HasSuffix(strings.TrimRight(s, " \t"), "Headers:") {
		return 0
	}
	if i := strings.Index(s, "Method: "); i >= 0 {
		return p.dotnetRequest(l, i)
	}
	return p.dotnetResponse(l)
}

// dotnetRequest reads a request whose method stands behind its name at a column.
func (p *page) dotnetRequest(l line, method int) int {
	const uri = "RequestUri: '"
	s := l.text(p.s)
	target := strings.Index(s, uri)
	if target < method {
		return 0
	}
	fields, end := p.braced(l.next)
	if len(fields) == 0 {
		return 0
	}
	r := &Request{What: "log", Fields: fields, BodyState: sigv4.BodyUnknown}
	from := method + len("Method: ")
	r.Method = p.t.Sub(l.from+from, l.from+from+span(s[from:], isLetter))
	from = target + len(uri)
	r.Target = p.t.Sub(l.from+from, l.from+from+span(s[from:], notAmong("'")))
	n, ok := contentLength(fields)
	if ok && n == 0 || strings.Contains(s, "Content: <null>") {
		r.BodyState = sigv4.BodyAbsent
	}
	if ok && n > 0 && (end+n == len(p.s) || end+n < len(p.s) && isAmong(p.s[end+n], "\r\n")) {
		r.Body, r.BodyState = p.t.Sub(end, end+n), sigv4.BodyKnown // a program printed it below
		end += n
	}
	r.Place = p.t.PlaceOf(l.from+method, end)
	p.addRequest(r)
	return end
}

func (p *page) dotnetResponse(l line) int {
	const name = "StatusCode: "
	s := l.text(p.s)
	i := strings.Index(s, name)
	if i < 0 || !strings.Contains(s[i:], "ReasonPhrase: ") || i+len(name)+3 > len(s) || !isStatus(s[i+len(name):i+len(name)+3]) {
		return 0
	}
	fields, end := p.braced(l.next)
	from := l.from + i + len(name)
	a := &Answer{What: "http-response", Head: fields, Status: p.t.Sub(from, from+3)}
	a.Place = p.t.PlaceOf(l.from+i, max(end, l.to))
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return max(end, l.next)
}

// braced reads header lines between braces that stand on lines of their own. The
// closing one may be followed by more, and is then left to be read.
func (p *page) braced(at int) (fields []Field, end int) {
	open := false
	for at < len(p.s) {
		l := lineAt(p.s, at)
		s := l.text(p.s)
		indent := span(s, isBlankByte)
		n := fieldName(s[indent:])
		switch {
		case isBlank(s):
		case !open && strings.TrimSpace(s) == "{":
			open = true
		case open && n > 0:
			from := l.from + indent
			fields = append(fields, Field{p.t.Sub(from, from+n), p.t.Sub(from+n+1, l.to)})
		case open && s[indent] == '}' && strings.TrimSpace(s) == "}":
			return fields, l.next
		default:
			return fields, at
		}
		at = l.next
	}
	return fields, at
}
