package evidence

import "strings"

// escapedText reads quoted strings that hold escapes, and lines in which line
// ends stand as \n, through views in which that is undone.
func (p *page) escapedText(l line, _ anchors) int {
	if end := p.brokenLiteral(l); end > 0 {
		return end
	}
	for at := l.from; at < l.to; {
		open, end := nextLiteral(p.s, at, l.to)
		if open < 0 {
			break
		}
		at = end + 1
		if !hasEscape(p.s[open:end]) {
			continue
		}
		next, ok := p.readLiteral(l, open, end)
		if !ok {
			continue
		}
		if next > l.next {
			return next
		}
		p.covered = append(p.covered, covered{open, end})
		at = max(at, next)
	}
	return p.escapedLine(l)
}

// readLiteral reads the string whose content is [open, end) together with those
// that it is joined with, as one text.
func (p *page) readLiteral(l line, open, end int) (next int, ok bool) {
	m := p.t.Remake()
	prefix := p.s[l.from : open-1]
	found := false
	for first := true; ; first = false {
		_, a := scan(p.s[:end], open)
		found = found || a&^anEscape != 0
		if first && !found && end-open > 1<<16 {
			return 0, false
		}
		unescapeInto(m, p.s, open, end)
		next = end + 1
		open, end = p.joined(next, prefix)
		if open < 0 || beginsText(p.s[open:end]) {
			break
		}
	}
	if !found {
		return 0, false
	}
	v := m.View("escapes such as \\n")
	q := &page{t: v.Whole(), within: p, onLine: l, closed: p.endsText(next)}
	if p.isDetail(l) {
		q.side = server
		return next, p.subAs(q)
	}
	return next, p.subOf(q)
}

// brokenLiteral reads a text that is signed and stands with its escapes in a string which a
// terminal or a mail broke over several lines: up to the quote that closes it.
func (p *page) brokenLiteral(l line) int {
	const most, mostLines = 8 << 10, 24
	open := p.openedText(l)
	if open < 0 {
		return 0
	}
	m := p.t.Remake()
	at := open
	for n := 0; n < mostLines && at < len(p.s) && at-open < most; n++ {
		k := lineAt(p.s, at)
		if end := closingQuote(p.s, at, k.to, p.s[open-1]); end >= 0 && end < k.to {
			unescapeInto(m, p.s, at, end)
			if !p.subOf(&page{t: m.View("escapes such as \\n, over several lines").Whole(), within: p, onLine: l, closed: true}) {
				return 0
			}
			return k.next
		}
		unescapeInto(m, p.s, at, k.to)
		at = k.next
	}
	return 0
}

// openedText returns where in a line the text of a string begins that is one which is signed
// and is not closed there, -1 where none is.
func (p *page) openedText(l line) int {
	for _, quote := range []byte{'"', '\''} {
		open := strings.LastIndexByte(p.s[l.from:l.to], quote) + l.from + 1
		if open <= l.from+1 || !isAmong(p.s[open-2], ":= (") || !strings.Contains(p.s[open:l.to], `\n`) {
			continue
		}
		if beginsText(p.s[open:l.to]) {
			return open
		}
	}
	return -1
}

// isDetail reports whether a line holds an element of S3's error body as the member
// of a map: the signature that was provided stands beside it.
func (p *page) isDetail(l line) bool {
	s := l.text(p.s)
	if !strings.Contains(s, "CanonicalRequest") && !strings.Contains(s, "StringToSign") {
		return false
	}
	const near = 4 << 10
	return strings.Contains(p.s[max(0, l.from-near):min(len(p.s), l.to+near)], "SignatureProvided")
}

// beginsText reports whether a string is the beginning of a text that is signed, and
// so no part of another.
func beginsText(s string) bool {
	method, _, cut := strings.Cut(s[:min(len(s), 12)], `\n`)
	return strings.HasPrefix(s, "AWS4-HMAC-SHA256") || cut && method == strings.ToUpper(method) && isMethod(method)
}

// endsText reports whether nothing is put to a string that ends at an offset, so
// that it is the whole of a text.
func (p *page) endsText(at int) bool {
	at += span(p.s[at:], isBlankByte)
	if at >= len(p.s) || p.s[at] == ';' {
		return true
	}
	if p.s[at] != '\n' && p.s[at] != '\r' {
		return false
	}
	at += span(p.s[at:], isSpace)
	return at >= len(p.s) || !isAmong(p.s[at], "+.&,|%")
}

// headingOf returns the line itself and the lines before it, for telling whose
// string it holds.
func (p *page) headingOf(l line) string {
	above := p.headingBefore(l.from)
	if p.headed.whole == "" {
		own, _, _ := strings.Cut(firstBytes(l.text(p.s), 300), `\n`) // what follows may be of the string itself
		p.headed.whole = strings.ToLower(own) + "\n" + above
	}
	return p.headed.whole
}

// joined finds the string that goes on where another one ends at from: after an
// operator, on the next line, or on a next line with the same prefix.
func (p *page) joined(from int, prefix string) (open, end int) {
	s := p.s
	at := from + span(s[from:], isBlankByte)
	op := at < len(s) && isAmong(s[at], "+.&\\")
	if op {
		at++
		at += span(s[at:], isBlankByte)
	}
	if at < len(s) && (s[at] == '\n' || s[at] == '\r') {
		l := lineAt(s, at)
		next := lineAt(s, l.next)
		return p.joinedOn(next, prefix)
	}
	if !op || at >= len(s) {
		return -1, -1
	}
	open, end = literalAt(s, at, min(len(s), at+64<<10))
	if open >= 0 && strings.IndexByte(s[open:end], '\n') >= 0 {
		return -1, -1
	}
	return open, end
}

func (p *page) joinedOn(l line, prefix string) (open, end int) {
	if l.from >= len(p.s) {
		return -1, -1
	}
	s := l.text(p.s)
	indent := span(s, isBlankByte)
	if k := indent; k < len(s) && isAmong(s[k], "+.&") {
		indent += 1 + span(s[k+1:], isBlankByte)
	}
	if open, end = literalAt(p.s, l.from+indent, l.to); open >= 0 && (indent > 0 || strings.TrimSpace(prefix) == "") {
		return open, end
	}
	k, ok := cutPrefix(s, prefix)
	if !ok || k == 0 {
		return -1, -1
	}
	return literalAt(p.s, l.from+k, l.to)
}

// escapedLine reads a line in which line ends stand as \n outside of quotes.
func (p *page) escapedLine(l line) int {
	s := l.text(p.s)
	if len(p.covered) > 0 || strings.Count(s, `\n`) < 2 {
		return 0
	}
	_, a := scan(s, 0)
	if a&(anAWS4|anAmz|anHTTP|anHost|anXML|anShould) == 0 {
		return 0
	}
	m := p.t.Remake()
	unescapeInto(m, p.s, l.from, l.to)
	if !p.sub(m.View("escapes such as \\n").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return l.next
}
