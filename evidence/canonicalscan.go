package evidence

import (
	"encoding/json"
	"strings"

	"sigwhy/sigv4"
)

// A canonicalScan reads a canonical request line by line.
type canonicalScan struct {
	t     Text
	c     *Canonical
	at    int  // where the next line begins
	end   int  // where what belongs to it ends so far
	whole bool // the text is nothing but the canonical request
}

// scanCanonical reads the canonical request that a text begins with and returns
// where it ends. With whole, all of the text is taken for it.
func scanCanonical(t Text, whole bool) (*Canonical, int) {
	b := &canonicalScan{t: t, c: &Canonical{}, whole: whole}
	b.requestLines()
	b.headerLines()
	b.lastLines()
	c := b.c
	if whole {
		b.end = len(t.S)
	}
	c.Whole = t.Sub(0, b.end)
	c.Partial = !c.Method.Present() || !c.Path.Present() || !c.SignedHeaders.Present() || !c.PayloadHash.Present()
	c.Masked = Masked(c.Whole.S)
	return c, b.end
}

// peek returns the next line as a text, ok is false at the end.
func (b *canonicalScan) peek() (Text, bool) {
	if b.at >= len(b.t.S) {
		return Text{}, false
	}
	l := lineAt(b.t.S, b.at)
	return b.t.Sub(l.from, l.to), true
}

func (b *canonicalScan) take(t Text) Text {
	b.at = lineAt(b.t.S, b.at).next
	b.end = t.at - b.t.at + len(t.S)
	return t
}

// requestLines reads method, path and query. A line that is lost is told by a
// header line that stands in its place.
func (b *canonicalScan) requestLines() {
	if t, ok := b.peek(); ok && (isMethod(t.S) || t.S == "") {
		b.c.Method = b.take(t)
	}
	t, ok := b.peek()
	if !ok || isHeaderLine(t.S) || strings.ContainsAny(t.S, " \t") && !b.whole && !strings.HasPrefix(t.S, "/") {
		return
	}
	b.c.Path = b.take(t)
	if t, ok = b.peek(); ok && !isHeaderLine(t.S) && (b.whole || isQueryLine(t.S) || strings.Contains(t.S, "=") || b.bareQuery(t.S)) {
		b.c.Query = b.take(t)
	}
}

// bareQuery reports whether the next line is a query of one name without any
// value: header lines follow it.
func (b *canonicalScan) bareQuery(s string) bool {
	after := lineAt(b.t.S, b.at).next
	if !b.c.Method.Present() || !strings.HasPrefix(b.c.Path.S, "/") || strings.ContainsAny(s, " \t:") || after >= len(b.t.S) {
		return false
	}
	return isCanonicalLine(lineAt(b.t.S, after).text(b.t.S))
}

// isHeaderLine reports whether a line is a header line rather than a path or a
// query, in which colons are rare and names are no headers'.
func isHeaderLine(s string) bool {
	n := fieldName(s)
	return n > 0 && !strings.HasPrefix(s[n:], "://")
}

func (b *canonicalScan) headerLines() {
	for {
		t, ok := b.peek()
		if !ok || !b.takesLine(t.S) {
			return
		}
		b.c.Lines = append(b.c.Lines, b.take(t))
	}
}

// takesLine reports whether a line belongs to the block of headers.
func (b *canonicalScan) takesLine(s string) bool {
	if isHeaderLine(s) {
		return b.whole || couldBeSigned(s)
	}
	return b.whole && oddName(s) || b.continues(s) || b.hidden(s)
}

// hidden reports whether something stands in the place of a header line that was taken out:
// another line follows it.
func (b *canonicalScan) hidden(s string) bool {
	next := lineAt(b.t.S, b.at).next
	return next < len(b.t.S) && s != "" && !strings.ContainsAny(s, " \t;") && Masked(s) && b.c.Method.Present() && b.c.Path.Present() &&
		isCanonicalLine(lineAt(b.t.S, next).text(b.t.S)) && b.listAhead()
}

// continues reports whether a line goes on with the value before it, which a signer
// wrote with its line break: more of the block follows.
func (b *canonicalScan) continues(s string) bool {
	trimmed := strings.TrimSpace(s)
	if len(b.c.Lines) == 0 || !b.c.Method.Present() ||
		trimmed == "" || isHeaderList(s, b.c.Lines) || isPayloadLine(trimmed) {
		return false
	}
	next := lineAt(b.t.S, b.at).next
	if next >= len(b.t.S) {
		return false
	}
	l := lineAt(b.t.S, next)
	switch t := l.text(b.t.S); {
	case t == "" && l.next < len(b.t.S):
		return isHeaderList(lineAt(b.t.S, l.next).text(b.t.S), b.c.Lines)
	default:
		return isCanonicalLine(t) && b.listAhead()
	}
}

// oddName reports whether a line is a header line whose name has letters outside
// ASCII, which no header has: a signer changed it.
func oddName(s string) bool {
	i := strings.IndexByte(s, ':')
	return i > 2 && span(s[:i], func(c byte) bool { return isNameByte(c) || c >= 0x80 }) == i
}

// couldBeSigned tells a header line as bad signers write it from the lines of a
// log: its name is known, or it is in lower case, or no blank follows.
func couldBeSigned(s string) bool {
	n := fieldName(s)
	name := strings.ToLower(s[:n])
	return isCanonicalLine(s) || signedNames[name] || strings.HasPrefix(name, "x-amz-") ||
		name == s[:n] && strings.Contains(name, "-") ||
		n+1 < len(s) && s[n+1] != ' '
}

// lastLines reads, after any blank lines, the list of signed headers and the
// payload hash.
func (b *canonicalScan) lastLines() {
	at := b.at
	for i := 0; i < 3; i++ {
		t, ok := b.peek()
		if !ok || t.S != "" {
			break
		}
		b.at = lineAt(b.t.S, b.at).next
	}
	t, ok := b.peek()
	list := b.trimmed(t)
	if !ok || !isHeaderList(list.S, b.c.Lines) {
		b.headersAfterBlank(at)
		return
	}
	b.take(list)
	b.c.SignedHeaders = list
	if len(list.S) != len(t.S) {
		return
	}
	if t, ok = b.peek(); !ok {
		return
	}
	switch hash := b.trimmed(t); {
	case b.whole || isPayloadLine(hash.S):
		b.c.PayloadHash = b.take(hash)
	case json.Valid([]byte(t.S)) && strings.HasPrefix(t.S, "{"):
		b.c.PayloadHash = b.take(t) // the body itself, in the place of its hash
	}
}

// headersAfterBlank goes on with header lines after a blank one, which a signer
// had put there or a paste has doubled.
func (b *canonicalScan) headersAfterBlank(blank int) {
	t, ok := b.peek()
	if ok && b.at > blank && isCanonicalLine(t.S) && len(b.c.Lines) > 0 && b.listAhead() {
		b.headerLines()
		b.lastLines()
		return
	}
	b.at = blank
}

// listAhead reports whether a list of headers stands within the next lines.
func (b *canonicalScan) listAhead() bool {
	at := b.at
	for i := 0; i < 60 && at < len(b.t.S); i++ {
		l := lineAt(b.t.S, at)
		if s := l.text(b.t.S); strings.Contains(s, ";") && isHeaderList(s, b.c.Lines) {
			return true
		}
		at = l.next
	}
	return false
}

// trimmed takes off what closes the surroundings of a last line, unless the
// text is nothing else.
func (b *canonicalScan) trimmed(t Text) Text {
	if b.whole {
		return t
	}
	if i := strings.IndexByte(t.S, '<'); i > 0 && strings.HasPrefix(t.S[i:], "</") {
		t = t.Sub(0, i)
	}
	t = t.Sub(0, apart(t.S))
	return t.Sub(0, len(strings.TrimRight(t.S, "'\"`]),}>; \t")))
}

// isHeaderList reports whether a line lists names of headers: those of the
// lines above it, or host.
func isHeaderList(s string, lines []Text) bool {
	if s == "" || len(s) > 4096 || strings.Contains(s, ":") {
		return false
	}
	names := strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ',' || r == ' ' })
	known := 0
	for _, name := range names {
		if !consistsOf(name, isNameByte) {
			return false
		}
		n := strings.ToLower(name)
		if signedNames[n] || strings.HasPrefix(n, "x-amz-") || hasLine(lines, n) {
			known++
		}
	}
	return known > 0 && known*2 >= len(names)
}

func hasLine(lines []Text, name string) bool {
	for _, l := range lines {
		if len(l.S) > len(name) && l.S[len(name)] == ':' && equalFold(l.S[:len(name)], name) {
			return true
		}
	}
	return false
}

// isPayloadLine reports whether a line may be the last one: a hash in whatever
// form, or one of the words in its place.
func isPayloadLine(s string) bool {
	if s == sigv4.UnsignedPayload || strings.HasPrefix(s, "STREAMING-") || strings.EqualFold(s, sigv4.UnsignedPayload) {
		return true
	}
	if strings.ContainsAny(s, " \t:;") || len(s) < 16 {
		return false
	}
	n := span(s, isHexDigit)
	return n == len(s) || n >= 16 || len(s) == 44 && s[43] == '=' || Masked(s)
}
