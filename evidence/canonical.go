package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// canonicalRequest finds a canonical request at a method that ends a line, at a
// heading, or at header lines in their canonical form.
func (p *page) canonicalRequest(l line, found anchors) int {
	s := l.text(p.s)
	if p.apart {
		return 0 // what it tells is a request
	}
	if found&anMethod != 0 {
		if end := p.canonicalAtMethod(l, methodAlone(s)); end > 0 {
			return end
		}
	}
	if n := fieldName(s); n > 0 && canonicalName(s[:n]) {
		return p.canonicalAtHeader(l)
	}
	if found&anCanon != 0 && strings.HasSuffix(strings.TrimRight(s, " \t"), ":") {
		return p.canonicalAtHeading(l)
	}
	p.flatCanonical(l)
	return 0
}

// canonicalAtMethod reads a canonical request from its first line on. When the
// lines carry a log's prefix, it is taken off first.
func (p *page) canonicalAtMethod(l line, col int) int {
	if col < 0 || l.next >= len(p.s) {
		return 0
	}
	if col > 0 {
		if end := p.canonicalInLog(l, col); end > 0 {
			return end
		}
	}
	if !startsPath(p.s[l.next:]) {
		return 0
	}
	return p.addCanonical(l.from+col, l.from)
}

// canonicalInLog reads a canonical request whose lines all have a prefix, or an indentation. A
// carrier's prefix may stand before one that the log has on the first line alone.
func (p *page) canonicalInLog(l line, col int) int {
	next := lineAt(p.s, l.next).text(p.s)
	for _, k := range []int{col, p.commonPrefix(l, col)} {
		if n, ok := cutPrefix(next, p.s[l.from:l.from+k]); k > 0 && ok && strings.HasPrefix(next[n:], "/") {
			if end := p.prefixed(l, col); end > 0 {
				return end
			}
		}
	}
	if n := span(next, isBlankByte); n > 0 && strings.HasPrefix(next[n:], "/") {
		return p.undented(l, col, n)
	}
	return 0
}

// startsPath reports whether what follows a method can be the rest of a
// canonical request: a path, or without one a header line soon.
func startsPath(s string) bool {
	if strings.HasPrefix(s, "/") || strings.HasPrefix(s, "http") {
		return true
	}
	for i, at := 0, 0; i < 3 && at < len(s); i++ {
		l := lineAt(s, at)
		t := l.text(s)
		if n := fieldName(t); n > 0 && i > 0 && canonicalName(strings.ToLower(t[:n])) {
			return true
		}
		if strings.ContainsAny(t, " \t") {
			return false
		}
		at = l.next
	}
	return false
}

// canonicalAtHeader reads a canonical request from a header line on: back to
// the lines that belong before it, forward to its end.
func (p *page) canonicalAtHeader(l line) int {
	from, headers := l.from, 0
	for at := l.from; ; {
		b, ok := lineBefore(p.s, at)
		if !ok || b.from < p.done || !isCanonicalLine(b.text(p.s)) || headers > 100 {
			break
		}
		at, from = b.from, b.from
		headers++
	}
	if !p.r.look(l.next - from) {
		return 0
	}
	return p.addCanonical(p.startBefore(from), from)
}

// startBefore goes back from header lines over query, path and method, where
// they stand there.
func (p *page) startBefore(from int) int {
	at := from
	q, ok := lineBefore(p.s, at)
	if !ok || q.from < p.done || !isQueryLine(q.text(p.s)) {
		return from
	}
	path, ok := lineBefore(p.s, q.from)
	if !ok || path.from < p.done || !strings.HasPrefix(path.text(p.s), "/") || strings.ContainsAny(path.text(p.s), " \t") {
		return from
	}
	if m, ok := lineBefore(p.s, path.from); ok && m.from >= p.done && (isMethod(m.text(p.s)) || m.from == m.to) {
		return m.from
	}
	return path.from
}

func isQueryLine(s string) bool {
	return !strings.ContainsAny(s, " \t:") && (s == "" || strings.ContainsAny(s, "=&?"))
}

// canonicalAtHeading reads what follows a heading such as "canonical request:".
func (p *page) canonicalAtHeading(l line) int {
	at := l.next
	for i := 0; i < 2 && at < len(p.s); i++ {
		n := lineAt(p.s, at)
		if !isBlank(n.text(p.s)) && !strings.HasPrefix(n.text(p.s), "```") {
			break
		}
		at = n.next
	}
	if at >= len(p.s) || !strings.HasPrefix(p.s[at:], "/") {
		return 0
	}
	return p.addCanonical(at, at)
}

// canonicalName reports whether a name is one that canonical headers hold.
func canonicalName(name string) bool {
	switch name {
	case "host", "content-type", "date":
		return true
	}
	return name == strings.ToLower(name) && (strings.HasPrefix(name, "x-amz-") || strings.HasPrefix(name, "amz-sdk-"))
}

// isCanonicalLine reports whether a line is a header line as canonical requests
// hold it: lower case, no blank after the colon.
func isCanonicalLine(s string) bool {
	n := fieldName(s)
	return n > 0 && s[:n] == strings.ToLower(s[:n]) && (n+1 == len(s) || s[n+1] != ' ' && s[n+1] != '/')
}

// addCanonical reads a canonical request from at on if enough of one is there.
func (p *page) addCanonical(at, headers int) int {
	c, end := scanCanonical(p.t.Sub(at, len(p.s)), false)
	end += at
	if p.closed && c.SignedHeaders.Present() && !c.PayloadHash.Present() && end+1 == len(p.s) && p.s[end] == '\n' {
		end++ // the last line is empty
		c.PayloadHash, c.Whole = p.t.Sub(end, end), p.t.Sub(at, end)
		c.Partial = !c.Method.Present() || !c.Path.Present()
	}
	if len(c.Lines) == 0 && !c.SignedHeaders.Present() {
		return 0
	}
	heading := p.headingBefore(at)
	if !convincing(c, heading) || p.side != server && (unfilled(c.Lines) || p.continued(c, end)) {
		p.r.pay(end - at) // the next header line begins it anew
		return 0
	}
	s, how := p.side, toldOut
	if p.side != server {
		s, how = p.sideAt(at, end)
	}
	if p.elementEnds(end, "CanonicalRequest") {
		s, how = server, toldOut
	}
	place := c.Whole.Place()
	if s == server && strings.Contains(c.Query.S, "&amp;") {
		c, _ = scanCanonical(unescapeXML(p.t.Sub(at, end)), false) // cut out of the answer in XML
	}
	p.r.add(item{what: "canonical-request", place: place, canonical: c, side: s, stated: how != untold, named: how == toldOut})
	return max(end, headers)
}

// elementEnds reports whether the closing tag of an element of an error stands at an offset:
// what is before it is the rest of a server's text, whose beginning was cut off.
func (p *page) elementEnds(at int, name string) bool {
	return at <= len(p.s) && strings.HasPrefix(p.s[at:], "</"+name+">")
}

// convincing reports whether what was read is a canonical request and not, say,
// the header lines of something else.
func convincing(c *Canonical, heading string) bool {
	if allQuoted(c.Lines) {
		return false
	}
	known := 0
	for _, l := range c.Lines {
		n := fieldName(l.S)
		if n > 0 && signedNames[strings.ToLower(l.S[:n])] || strings.HasPrefix(strings.ToLower(l.S), "x-amz-") {
			known++
		}
	}
	told := strings.Contains(heading, "canonical")
	switch {
	case c.SignedHeaders.Present():
		return known > 0 || told || c.PayloadHash.Present() && c.Method.Present()
	case c.Method.Present() && c.Path.Present():
		return known > 0 && (c.Path.S != "" || !allSpaced(c.Lines)) || told && strings.HasPrefix(c.Path.S, "/")
	}
	return known > 0 && (len(c.Lines) >= 3 && !allSpaced(c.Lines) || told && len(c.Lines) >= 2)
}

// allSpaced reports whether every line has a blank behind its colon, as header lines
// have and the canonical ones that follow from them do not.
func allSpaced(lines []Text) bool {
	return !slices.ContainsFunc(lines, func(l Text) bool {
		i := strings.IndexByte(l.S, ':')
		return i >= 0 && i+1 < len(l.S) && l.S[i+1] != ' '
	})
}

// continued reports whether a canonical request is the beginning of a text that code puts together:
// its last line is a name, and the string that it stands in ends there.
func (p *page) continued(c *Canonical, end int) bool {
	if p.within == nil || p.closed || end < len(p.s) || len(c.Lines) == 0 || c.SignedHeaders.Present() {
		return false
	}
	return strings.HasSuffix(c.Lines[len(c.Lines)-1].S, ":")
}

// unfilled reports whether a line names a value rather than holding it, as the code
// does that makes a canonical request.
func unfilled(lines []Text) bool {
	return slices.ContainsFunc(lines, func(l Text) bool {
		_, value, _ := strings.Cut(l.S, ":")
		return variable.MatchString(value)
	})
}

var variable = regexp.MustCompile(`^(?:\{\w*\}|%[sv]|\$\{?[\w.]+\}?|#\{[\w.@]+\}|@\{\w+\}|\\+\([\w.]+\))$`)

// allQuoted reports whether several header lines have their values in quotes, as a
// log writes them.
func allQuoted(lines []Text) bool {
	return len(lines) > 1 && !slices.ContainsFunc(lines, func(l Text) bool {
		value := l.S[strings.IndexByte(l.S, ':')+1:]
		return len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"'
	})
}

// signedNames are headers that signers sign, beside those of AWS.
var signedNames = map[string]bool{
	"host": true, "content-type": true, "date": true, "range": true, "content-md5": true, "content-length": true,
	"user-agent": true, "accept": true, "accept-encoding": true,
}

// CanonicalOf reads a canonical request that stands in no source.
func CanonicalOf(s string) *Canonical { return readCanonical(Made(s)) }

// readCanonical reads a text that is a canonical request as a whole: an element
// of an error, a quoted string.
func readCanonical(t Text) *Canonical {
	c, _ := scanCanonical(t, true)
	if !strings.Contains(strings.TrimSpace(t.S), "\n") {
		if flat := unflatten(t); flat != nil {
			return flat
		}
	}
	return c
}
