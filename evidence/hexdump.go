package evidence

import (
	"strconv"
	"strings"
)

// hexDump reads traffic that is shown as bytes: Wireshark's "Follow stream" as
// hex dump, where the answer is indented, tcpdump -X, xxd and hexdump -C.
func (p *page) hexDump(l line, _ anchors) int {
	limit := min(len(p.s), l.from+min(longestDump, p.r.ahead/2))
	m := p.t.Remake()
	at, due, indent, lines := l.from, 0, -1, 0
	for at < limit {
		n := lineAt(p.s, at)
		d, ok := dumpLineOf(n.text(p.s))
		if !ok {
			break
		}
		if lines > 0 && (d.indent != indent || d.offset != due) {
			m.Put("\n", n.from, n.from) // the other direction, or another packet
		}
		p.putDump(m, n.from, d)
		at, due, indent = n.next, d.offset+d.bytes, d.indent
		lines++
	}
	if !p.r.pay(2*(at-l.from)) || lines < 2 || !p.sub(m.View("a hex dump").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return at
}

// longestDump bounds how much of a paste is read as one hex dump.
const longestDump = 1 << 20

// A dumpLine is a line of a hex dump: where its digits stand, and what they are of.
type dumpLine struct {
	indent, offset int
	from, to       int
	bytes          int
}

// dumpLineOf reads "00000010  0a 48 6f …", "0x0010:  0a48 6f…" and their kin. The
// column of text behind the digits begins after two blanks.
func dumpLineOf(s string) (d dumpLine, ok bool) {
	d.indent = span(s, isBlankByte)
	k := d.indent
	if strings.HasPrefix(s[k:], "0x") {
		k += 2
	}
	n := span(s[k:], isHexDigit)
	v, err := strconv.ParseUint(s[k:k+n], 16, 32)
	if err != nil || n < 4 || n > 8 {
		return d, false
	}
	d.offset = int(v)
	k += n
	if strings.HasPrefix(s[k:], ":") {
		k++
	}
	gap := span(s[k:], isBlankByte)
	if gap == 0 {
		return d, false
	}
	d.from, d.to = k+gap, k+gap
	for d.bytes < 16 {
		n := span(s[d.to:], isHexDigit)
		if n != 2 && n != 4 || d.to+n < len(s) && !isBlankByte(s[d.to+n]) {
			break
		}
		d.bytes += n / 2
		d.to += n
		gap := span(s[d.to:], isBlankByte)
		if gap == 0 || gap > 2 || gap == 2 && d.bytes != 8 {
			break
		}
		d.to += gap
	}
	return d, d.bytes > 0
}

// putDump writes the bytes of a line.
func (p *page) putDump(m *Maker, at int, d dumpLine) {
	s := p.s[at+d.from : at+d.to]
	for i, n := 0, 0; i+1 < len(s) && n < d.bytes; {
		if isBlankByte(s[i]) {
			i++
			continue
		}
		from := at + d.from + i
		m.Put(string([]byte{nibble(s[i])<<4 | nibble(s[i+1])}), from, from+2)
		i, n = i+2, n+1
	}
}

// startsDump reports whether a line is the first one of a hex dump.
func startsDump(s string) bool {
	k := span(s[:min(len(s), 12)], isBlankByte)
	s = strings.TrimPrefix(s[k:], "0x")
	return strings.HasPrefix(s, "0000") && (strings.HasPrefix(s, "0000:") || strings.HasPrefix(s, "0000 ") || strings.HasPrefix(s, "00000000:") || strings.HasPrefix(s, "00000000 "))
}
