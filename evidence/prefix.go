package evidence

import (
	"regexp"
	"strings"
)

// prefixed reads the block of lines that begin like this one: with what stands
// before col, digits compared as a class, so that "> ", "I/flutter (19377): "
// and time stamps are taken off alike. It returns 0 when the next line does not
// begin so: then only this one has the prefix.
func (p *page) prefixed(l line, col int) int {
	col = p.commonPrefix(l, col)
	if col == 0 {
		return 0
	}
	prefix := p.s[l.from : l.from+col]
	m := p.t.Remake()
	at, lines, end := l.from, 0, p.blockEnd(l.from)
	var body openBody
	for at < len(p.s) {
		n := lineAt(p.s, at)
		k, ok := cutPrefix(n.text(p.s), prefix)
		inBody := body.goesOver(n.text(p.s)) && strings.Trim(prefix, " \t") == ""
		if at >= end && (at >= end+farAhead/2 || ok && isBlank(n.text(p.s)[k:])) {
			break
		}
		if ok && lines > 0 && wireLiteral.MatchString(p.s[n.from+k:min(n.to, n.from+k+60)]) {
			break
		}
		if !ok && !(lines > 0 && (inBody || goesOn(n.text(p.s)) || p.foldedInto(n, prefix))) {
			break
		}
		if !ok {
			k = 0
		}
		m.Keep(n.from+k, n.next)
		at = n.next
		lines++
	}
	if prefix == "> " {
		at = p.timelineBody(m, at)
	}
	if p.isOutOfSight(at) {
		return 0
	}
	if lines < 2 || !p.sub(m.View("the prefix “"+shown(prefix)+"” of each line").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return at
}

// An openBody is an error in XML that has begun and not ended: its texts have lines of their
// own, which an indentation of the first does not reach.
type openBody struct{ lines int }

// mostBody bounds the lines of one.
const mostBody = 80

// goesOver reports whether a line belongs to an error that began on an earlier one.
func (b *openBody) goesOver(s string) bool {
	was := b.lines > 0
	switch {
	case strings.Contains(s, "</Error>"):
		b.lines = 0
	case strings.Contains(s, "<Error>"):
		b.lines = mostBody
	case b.lines > 0:
		b.lines--
	}
	return was
}

// timelineBody adds the body that Insomnia's timeline shows behind bars below the
// header lines, and returns where it ends.
func (p *page) timelineBody(m *Maker, at int) int {
	k := at + span(p.s[at:], isSpace)
	if !strings.HasPrefix(p.s[k:], "| ") {
		return at
	}
	for first := true; strings.HasPrefix(p.s[min(k, len(p.s)):], "| "); first = false {
		l := lineAt(p.s, k)
		m.Put("\n", k, k)
		if first && !strings.HasSuffix(m.b.text(), "\n\n") {
			m.Put("\n", k, k)
		}
		m.Keep(k+2, l.to)
		k = l.next
	}
	return k
}

// goesOn reports whether a line is a header of a signed request: loggers put their
// stamp before the first line of a message alone.
func goesOn(s string) bool {
	n := fieldName(s)
	if n == 0 || !strings.HasPrefix(s[n:], ": ") {
		return false
	}
	name := s[:n]
	return isAuthName(name) || equalFold(name, "host") || equalFold(firstBytes(s, 6), "x-amz-")
}

// wireLiteral is what Apache's client writes ahead of bytes of the wire, which stand in
// quotes: they are joined and read as what they are, and no lines of another logger's.
var wireLiteral = regexp.MustCompile(`\bhttp-outgoing-\d+ (?:<<|>>) "`)

// foldedInto reports whether a line is the rest of a header line that was folded, which
// the program that writes the prefix took for one: lines with the prefix follow.
func (p *page) foldedInto(l line, prefix string) bool {
	s := l.text(p.s)
	if s == "" || !isBlankByte(s[0]) || isBlank(s) || l.next >= len(p.s) {
		return false
	}
	next := lineAt(p.s, l.next).text(p.s)
	k, ok := cutPrefix(next, prefix)
	return ok && fieldName(next[k:]) > 0
}

// commonPrefix returns how much of the first col bytes of a line begins the next
// line, too: all of it, or up to a blank within.
func (p *page) commonPrefix(l line, col int) int {
	if l.next >= len(p.s) {
		return 0
	}
	next := lineAt(p.s, l.next).text(p.s)
	for k := col; k > 0; k-- {
		if k < col && p.s[l.from+k-1] != ' ' {
			continue
		}
		if _, ok := cutPrefix(next, p.s[l.from:l.from+k]); ok && strings.Trim(p.s[l.from:l.from+k], " \t\"'") != "" || ok && k == col {
			return k
		}
	}
	return 0
}

// indentedHead reads a request or status line that begins at a column of its line
// with the lines after it that are indented, as mitmdump prints them. It returns
// 0 when the next line is no indented header line.
func (p *page) indentedHead(l line, col int) int {
	next := lineAt(p.s, min(l.next, len(p.s))).text(p.s)
	n := span(next, isBlankByte)
	if n < 2 || fieldName(next[n:]) == 0 {
		return 0
	}
	return p.undented(l, col, n)
}

// undented reads what begins at a column of a line with the lines after it that are
// indented by n blanks, without these.
func (p *page) undented(l line, col, n int) int {
	m := p.t.Remake()
	m.Keep(l.from+col, l.next)
	at := l.next
	var body openBody
	for at < len(p.s) {
		k := lineAt(p.s, at)
		blanks := min(n, span(k.text(p.s), isBlankByte))
		if !body.goesOver(k.text(p.s)) && blanks < n && k.from+blanks < k.to {
			break
		}
		m.Keep(k.from+blanks, k.next)
		at = k.next
	}
	if !p.r.look(at-l.from) || !p.sub(m.View("the indentation of lines").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return at
}

func shown(prefix string) string {
	if strings.Trim(prefix, " \t") == "" {
		return "blanks"
	}
	if len(prefix) > 40 {
		return prefix[:40] + "…"
	}
	return strings.TrimRight(prefix, " ")
}

// cutPrefix returns the length of what begins s in the shape of prefix. A line
// with nothing after the prefix may have lost the prefix's last blanks.
func cutPrefix(s, prefix string) (int, bool) {
	i, j := 0, 0
	if k := span(prefix, isBlankByte); k < len(prefix) && isDigit(prefix[k]) {
		i, j = span(s, isBlankByte), k // numbers that are set to the right
	}
	for j < len(prefix) {
		switch {
		case isDigit(prefix[j]):
			j += span(prefix[j:], isDigit)
			n := span(s[i:], isDigit)
			if n == 0 {
				return 0, false
			}
			i += n
		case i < len(s) && s[i] == prefix[j]:
			i, j = i+1, j+1
		default:
			return i, i == len(s) && strings.Trim(prefix[j:], " \t") == ""
		}
	}
	return i, true
}
