package evidence

import (
	"encoding/json"
	"strings"

	"sigwhy/sigv4"
)

// logRequest reads "GET https://host/path" with the header lines after it, as
// logs print a request before it is sent, or "REQUEST: GET /path" with those of a
// signed one.
func (p *page) logRequest(l line, _ anchors) int {
	s := strings.TrimRight(l.text(p.s), " \t\r")
	if end := p.dotnetDump(l); end > 0 {
		return end
	}
	from := methodBefore(s)
	if from < 0 {
		return 0
	}
	methodTo := from + strings.IndexByte(s[from:], ' ')
	target := loggedTarget(s[methodTo+1:])
	path := strings.HasPrefix(target, "/")
	if !path && !strings.HasPrefix(target, "http") || strings.ContainsAny(target, " \t\"") {
		return 0
	}
	if method := s[from:methodTo]; strings.ToUpper(method) != method {
		return 0
	}
	if from > 0 && !path {
		if end := p.prefixed(l, from); end > 0 {
			return end
		}
	}
	fields, at, ended := p.fieldLines(l.next)
	if len(fields) == 0 || !isAuthed(fields) || path && !signedFields(fields) {
		return 0
	}
	r := &Request{What: "log", Fields: fields, BodyState: sigv4.BodyUnknown}
	r.Method = p.t.Sub(l.from+from, l.from+methodTo)
	r.Target = p.t.Sub(l.from+methodTo+1, l.from+methodTo+1+len(target))
	switch _, counted := contentLength(fields); {
	case ended && counted:
		at = p.bodyOf(r, at)
	case ended && bodiless(r):
		r.BodyState = sigv4.BodyAbsent
	case ended:
		r.MaybeBody = p.jsonLine(at)
	}
	r.Place = p.t.PlaceOf(l.from+from, at)
	p.addRequest(r)
	return at
}

// loggedTarget is the target that stands behind a method in a log, without what the log puts
// behind it.
func loggedTarget(s string) string {
	if i := strings.LastIndexByte(s, ' '); i > 0 && strings.HasPrefix(strings.ToLower(s[i+1:]), "http/") {
		s = s[:i]
	}
	if i := strings.IndexByte(s, ')'); i > 0 && !strings.Contains(s[:i], "(") {
		s = s[:i] // Request(GET http://x/y)@2439a92f
	}
	return s
}

// jsonLine is the JSON object that is all of a line, unless it is an error's: what
// stands behind the header lines of a request may be its body, or the answer's.
func (p *page) jsonLine(at int) Text {
	if at >= len(p.s) {
		return Text{}
	}
	t := lineAt(p.s, at)
	body := p.t.Sub(t.from, t.to).TrimSet(" \t\r")
	if len(body.S) < 2 || body.S[0] != '{' || !json.Valid([]byte(body.S)) || errorBody.MatchString(body.S) {
		return Text{}
	}
	return body
}

// isAuthed reports whether header lines belong to a request that is signed.
func isAuthed(fields []Field) bool {
	for _, f := range fields {
		if isAuthName(f.Name.S) || strings.HasPrefix(strings.ToLower(f.Name.S), "x-amz-") {
			return true
		}
	}
	return false
}
