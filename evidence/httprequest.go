package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// httpRequest reads a request as it travels: request line, header lines, blank
// line, body.
func (p *page) httpRequest(l line, _ anchors) int {
	from, methodTo, targetFrom, targetTo, ok := requestLine(l.text(p.s))
	if !ok {
		return 0
	}
	if from > 0 {
		if end := p.prefixed(l, from); end > 0 {
			return end
		}
	}
	r := &Request{What: "http-request", OnTheWire: true}
	r.Method = p.t.Sub(l.from+from, l.from+methodTo)
	r.Target = p.t.Sub(l.from+targetFrom, l.from+targetTo)
	fields, at, ended := p.fieldLines(l.next)
	if len(fields) == 0 {
		if end := p.indentedHead(l, from); end > 0 {
			return end
		}
		if ended && from == 0 && fieldName(lineAt(p.s, min(at, len(p.s))).text(p.s)) > 0 {
			return p.halved(l)
		}
		if !p.alone(l, from) {
			return 0
		}
	}
	if p.depth > 0 && at >= len(p.s) && !strings.HasSuffix(p.s, "\n\n") && !strings.HasSuffix(p.s, "\n\r\n") {
		ended = false // a log would show the empty line
	}
	r.Fields = fields
	r.HeadersComplete = ended && (hasHost(fields) || len(fields) == 0 || strings.Contains(r.Target.S, "://"))
	r.OwnHeaders = ended && !r.HeadersComplete && len(fields) > 1
	end := p.bodyOf(r, at)
	r.Place = p.t.PlaceOf(l.from+from, end)
	p.addRequest(r)
	return end
}

// hasHost reports whether header lines name the host, as those of every request do:
// others were left out where it is missing.
func hasHost(fields []Field) bool {
	return find(fields, "Host").Present() || find(fields, ":authority").Present()
}

// alone reports whether a request line without header lines is a request: the
// whole of a page, not a line of a log or an example in prose, nor a string of code
// that goes on to write the header lines.
func (p *page) alone(l line, col int) bool {
	inCode := slices.ContainsFunc(p.t.Undone(), func(s string) bool { return strings.HasPrefix(s, "escapes") })
	return !inCode && col == 0 && isBlank(p.s[:l.from]) && isBlank(p.s[l.next:])
}

// fieldLines reads header lines from at on, folded ones included. ended tells
// that a blank line or the end of the page ends them, so none is missing.
func (p *page) fieldLines(at int) (fields []Field, end int, ended bool) {
	fields, end, ended = p.writtenLines(at)
	return p.undressed(fields), end, ended
}

// writtenLines are the header lines as they stand.
func (p *page) writtenLines(at int) (fields []Field, end int, ended bool) {
	for at < len(p.s) {
		l := lineAt(p.s, at)
		s := l.text(p.s)
		if s == "" {
			return fields, l.next, true
		}
		n := fieldName(s)
		switch {
		case n == len("header") && equalFold(s[:n], "header") && fieldName(strings.TrimLeft(s[n+1:], " ")) > 0:
			// Python's http.client prints "header: Name: value".
			from := l.from + n + 1 + span(s[n+1:], isBlankByte)
			k := fieldName(p.s[from:l.to])
			fields = append(fields, Field{p.t.Sub(from, from+k), p.t.Sub(from+k+1, l.to)})
		case n > 0:
			fields = p.fieldsIn(fields, l.from, n, l.to)
		case len(fields) > 0 && (s[0] == ' ' || s[0] == '\t') && !isBlank(s):
			v := &fields[len(fields)-1].Value
			*v = p.t.Sub(p.offset(*v), l.to)
		case isBlank(s):
			return fields, l.next, true
		case len(fields) > 0 && p.oddField(l) > 0:
			n := p.oddField(l)
			fields = append(fields, Field{p.t.Sub(l.from, l.from+n), p.t.Sub(l.from+n+1, l.to)})
		default:
			return fields, at, false
		}
		at = l.next
	}
	return fields, at, true
}

// oddField is the length of the name of a header line whose name no header may have, with
// a blank or letters outside ASCII in it, among others: a client has sent it all the same.
// It is 0 for another line.
func (p *page) oddField(l line) int {
	s := l.text(p.s)
	n := strings.IndexByte(s, ':')
	if n < 3 || n > 80 || !equalFold(s[:2], "x-") || strings.HasPrefix(s[n:], "://") || l.next >= len(p.s) {
		return 0
	}
	if fieldName(lineAt(p.s, l.next).text(p.s)) == 0 {
		return 0
	}
	return n
}

// fieldsIn adds the header line from an offset on, whose name has n bytes. A program may
// print several in one line, with blanks between them.
func (p *page) fieldsIn(fields []Field, from, n, to int) []Field {
	for {
		value := p.t.Sub(from+n+1, to)
		var m []int
		if strings.Contains(value.S, "  ") || strings.IndexByte(value.S, '\t') >= 0 {
			m = nextField.FindStringSubmatchIndex(value.S)
		}
		if m == nil {
			return append(fields, Field{p.t.Sub(from, from+n), value})
		}
		fields = append(fields, Field{p.t.Sub(from, from+n), value.Sub(0, m[0])})
		from, n = from+n+1+m[2], m[3]-m[2]
	}
}

// nextField is the name of another header behind a value in the same line.
var nextField = regexp.MustCompile(`(?:  +|\t)((?i:` + anyOf(
	`x-amz-(?:date|content-sha256|security-token|target|region-set)`,
	`authorization`,
	`content-type`,
) + `)): ?[^\s]`)

// offset returns where on the page a text of it begins.
func (p *page) offset(t Text) int { return t.at - p.t.at }

// addRequest takes over a request with the claims that it carries.
func (p *page) addRequest(r *Request) {
	p.formFields(r)
	p.bodyField(r)
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claimsOf(r)})
}
