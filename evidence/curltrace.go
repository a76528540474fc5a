package evidence

import (
	"strconv"
	"strings"
)

// curlTrace reads what curl --trace and --trace-ascii print: blocks of what was
// sent and received, each line with its offset in the block. The blocks of one
// direction that follow one another are joined, and read as what travelled (curl
// manual, --trace and --trace-ascii).
func (p *page) curlTrace(l line, _ anchors) int {
	head, ok := traceHead(l.text(p.s))
	if !ok {
		return 0
	}
	m := p.t.Remake()
	at, dotted := l.from, false
	for at < len(p.s) {
		next := lineAt(p.s, at)
		if strings.Contains(next.text(p.s), "== Info: ") {
			at = next.next
			continue
		}
		h, is := traceHead(next.text(p.s))
		if !is || h.sent != head.sent {
			break
		}
		block := lineAt(p.s, next.next).from
		at = p.traceBlock(m, next.next)
		dotted = dotted || h.data && h.sent && p.dotted(block, at)
	}
	if dotted {
		return p.traceWithout(m, at)
	}
	if !p.sub(m.View("the offsets of curl's trace").Whole(), "") {
		return 0
	}
	return at
}

// dotted reports whether the lines of a block in [from, to) of the page show bytes as dots:
// --trace-ascii puts one for each that is no character of ASCII that can be printed. Which
// dots are meant, nothing tells.
func (p *page) dotted(from, to int) bool {
	for at := from; at < to; {
		l := lineAt(p.s, at)
		s := l.text(p.s)
		if _, n, ok := traceOffset(s); ok && strings.Contains(s[n:], ".") {
			hex, bytes := traceHex(s[n:])
			return hex == 0 && bytes == 0
		}
		at = l.next
	}
	return false
}

// traceWithout reads what was sent of a body of which dots stand for bytes: the body is not
// known.
func (p *page) traceWithout(m *Maker, at int) int {
	q := &page{t: m.View("the offsets of curl's trace").Whole(), bodyDotted: true}
	if !p.subOf(q) {
		return 0
	}
	return at
}

// A traceStart is the line that a block begins with, such as
// "=> Send header, 387 bytes (0x183)"; a time may stand before it.
type traceStart struct{ sent, data bool }

func isTimeByte(c byte) bool { return isDigit(c) || isAmong(c, ":. ") }

func traceHead(s string) (h traceStart, ok bool) {
	i := strings.Index(s, "=> Send ")
	if i < 0 {
		if i = strings.Index(s, "<= Recv "); i < 0 {
			return h, false
		}
	}
	if !consistsOf(s[:i], isTimeByte) {
		return h, false
	}
	what, size, ok := strings.Cut(s[i+len("=> Send "):], ", ")
	ok = ok && (what == "header" || what == "data") && strings.Contains(size, " bytes (0x")
	return traceStart{sent: s[i] == '=', data: what == "data"}, ok
}

// traceBlock takes over the lines of one block, and returns where it ends. A line
// whose offset follows without a gap goes on with the one before it.
func (p *page) traceBlock(m *Maker, at int) int {
	due, first := 0, true
	for at < len(p.s) {
		l := lineAt(p.s, at)
		s := l.text(p.s)
		offset, n, ok := traceOffset(s)
		if !ok {
			break
		}
		if hex, bytes := traceHex(s[n:]); bytes > 0 {
			p.traceBytes(m, l.from+n, s[n:n+hex])
			due = offset + bytes
		} else {
			if !first && offset > due {
				m.Put("\n", l.from, l.from)
			}
			m.Keep(l.from+n, l.to)
			due = offset + l.to - l.from - n
			if next := lineAt(p.s, min(l.next, len(p.s))).text(p.s); !followsAt(next, due) {
				m.Keep(l.to, l.next)
				due += 2 // the line ended with CR LF
			}
		}
		first, at = false, l.next
	}
	return at
}

// followsAt reports whether a line of a trace goes on at an offset.
func followsAt(s string, due int) bool {
	offset, _, ok := traceOffset(s)
	return ok && offset == due
}

// traceOffset reads "0040: ", and returns where the text behind it begins.
func traceOffset(s string) (offset, n int, ok bool) {
	n = span(s, isHexDigit)
	if n < 4 || n > 8 || !strings.HasPrefix(s[n:], ":") {
		return 0, 0, false
	}
	v, err := strconv.ParseUint(s[:n], 16, 32)
	n++
	if strings.HasPrefix(s[n:], " ") {
		n++
	}
	return int(v), n, err == nil
}

// traceHex measures the hex digits of a --trace line: up to sixteen bytes with a
// blank behind each, before the column of text.
func traceHex(s string) (length, bytes int) {
	for bytes < 16 && len(s) >= length+3 && isHexDigit(s[length]) && isHexDigit(s[length+1]) && s[length+2] == ' ' {
		length, bytes = length+3, bytes+1
	}
	padding := strings.Repeat(" ", 3*(16-bytes))
	column := s[length:]
	if bytes == 0 || !strings.HasPrefix(column, padding) || len(strings.TrimLeft(column, " ")) > bytes+1 {
		return 0, 0
	}
	return length, bytes
}

func (p *page) traceBytes(m *Maker, at int, digits string) {
	for i := 0; i+2 <= len(digits); i += 3 {
		m.Put(string([]byte{nibble(digits[i])<<4 | nibble(digits[i+1])}), at+i, at+i+2)
	}
}
