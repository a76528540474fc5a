package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// httpFile reads a request of a .http or .rest file, as the REST Client of VS
// Code and the HTTP client of JetBrains have them: "###" between requests, "@name
// = value" and {{name}} for variables, a query on lines of its own.
func (p *page) httpFile(l line, _ anchors) int {
	s := l.text(p.s)
	method, rest, ok := strings.Cut(s, " ")
	if !ok || !isUpperMethod(method) || !p.isHTTPFile() {
		return 0
	}
	from := l.from + len(method) + 1
	target := withoutVersion(p.t.Sub(from, l.to))
	if rest == "" || !isFileTarget(target.S) {
		return 0
	}
	r := &Request{What: "http-file-request", Method: p.t.Sub(l.from, l.from+len(method)), BodyState: sigv4.BodyAbsent}
	r.Target = target
	at := p.queryLines(r, l.next)
	var ended bool
	r.Fields, at, ended = p.fieldLines(p.skipComments(at))
	end := at
	if ended {
		end = p.fileBody(r, at)
	}
	r.Place = p.t.PlaceOf(l.from, end)
	r.fill(p.told.vars)
	if !p.addSaved(r, false) {
		return 0
	}
	return end
}

// isFileTarget reports whether a text is a URL, or begins with a variable that may be one;
// blanks stand in it only within the braces of variables.
func isFileTarget(s string) bool {
	bare := strings.ReplaceAll(strings.ReplaceAll(s, "{{ ", ""), " }}", "")
	return !strings.ContainsAny(bare, " \t") && (strings.Contains(s, "://") || strings.HasPrefix(s, "{{"))
}

// isHTTPFile reports whether requests on a page are separated or variables are
// defined as in such files, and reads the variables, once for each page.
func (p *page) isHTTPFile() bool {
	p.told.file.Do(func() { p.told.vars, p.told.isHTTPFile = p.readHTTPFile() })
	return p.told.isHTTPFile
}

func (p *page) readHTTPFile() (vars variables, is bool) {
	if strings.Contains(p.s, "```") {
		return nil, false // Markdown has headings that begin so
	}
	is = strings.HasPrefix(p.s, "###") || strings.Contains(p.s, "\n###")
	vars = variables{}
	for at := 0; at < len(p.s) && len(vars) < 100; {
		l := lineAt(p.s, at)
		at = l.next
		left, value, assigns := strings.Cut(l.text(p.s), "=")
		name, marked := strings.CutPrefix(strings.TrimSpace(left), "@")
		if !assigns || !marked || !consistsOf(name, isNameByte) || len(value) > 4096 {
			continue
		}
		if v := vars.filled(Made(strings.TrimSpace(value))); v.Present() {
			vars[name] = v.S
			is = true
		}
	}
	return vars, is
}

// queryLines adds the lines that go on with a query to the target.
func (p *page) queryLines(r *Request, at int) int {
	m := r.Target.Remake()
	m.Keep(0, len(r.Target.S))
	from := at
	for at < len(p.s) {
		l := lineAt(p.s, at)
		t := withoutVersion(p.t.Sub(l.from, l.to))
		if !strings.HasPrefix(t.S, "?") && !strings.HasPrefix(t.S, "&") {
			break
		}
		m.from = t // of the same page
		m.Keep(0, len(t.S))
		at = l.next
	}
	if at > from {
		r.Target = m.View("a query on lines of its own").Whole()
	}
	return at
}

// withoutVersion returns a target without " HTTP/1.1" behind it.
func withoutVersion(t Text) Text {
	t = t.Trim()
	if i := strings.LastIndex(t.S, " HTTP/"); i > 0 {
		return t.Sub(0, i).Trim()
	}
	return t
}

// skipComments passes over comments before the headers.
func (p *page) skipComments(at int) int {
	for at < len(p.s) {
		l := lineAt(p.s, at)
		if s := l.text(p.s); !strings.HasPrefix(s, "#") && !strings.HasPrefix(s, "//") || strings.HasPrefix(s, "###") {
			break
		}
		at = l.next
	}
	return at
}

// fileBody takes the lines up to the next "###" for the body. What is read from
// a file is not known; scripts behind ">" are none of it.
func (p *page) fileBody(r *Request, at int) int {
	end := at
	for end < len(p.s) {
		l := lineAt(p.s, end)
		s := l.text(p.s)
		if strings.HasPrefix(s, "###") || strings.HasPrefix(s, "> ") || strings.HasPrefix(s, "HTTP/") {
			break
		}
		end = l.next
	}
	body := p.t.Sub(at, at+len(strings.TrimRight(p.s[at:end], " \t\r\n")))
	switch {
	case body.S == "":
	case bodiless(r): // what follows is something else
		return at
	case strings.HasPrefix(body.S, "< ") || strings.HasPrefix(body.S, "<@"), !find(r.Fields, "Content-Type").Present():
		r.BodyState = sigv4.BodyUnknown
	default:
		r.Body, r.BodyState = body, sigv4.BodyKnown
	}
	return at + len(body.S)
}
