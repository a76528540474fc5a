package evidence

import (
	"regexp"
	"strconv"
	"strings"
)

// hexDump reads traffic that is shown as bytes: Wireshark's "Follow stream" as
// hex dump, where the answer is indented, tcpdump -X, xxd and hexdump -C.
func (p *page) hexDump(l line, _ anchors) int {
	limit := min(len(p.s), l.from+min(longestDump, p.r.ahead/2))
	d := &dump{p: p, m: p.t.Remake(), indent: -1}
	at := l.from
	for at < limit {
		n := lineAt(p.s, at)
		line, ok := dumpLineOf(n.text(p.s))
		if !ok && !(d.lines > 0 && packetHead.MatchString(n.text(p.s))) {
			break
		}
		if ok {
			d.take(n.from, line)
		}
		at = n.next
	}
	d.flush()
	t := d.m.View("a hex dump").Whole()
	before := len(p.r.items)
	if !p.r.pay(2*(at-l.from)) || d.lines < 2 || !p.sub(t, p.headingBefore(l.from)) {
		return 0
	}
	if len(p.r.items) == before && len(p.r.dumps) < mostDumps {
		p.r.dumps = append(p.r.dumps, t)
	}
	return at
}

// mostDumps is how many dumps are kept at most that are no message.
const mostDumps = 32

// packetHead is the line that tcpdump puts before each packet.
var packetHead = regexp.MustCompile(`^(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d+ (\S+ +)*IP6? `)

// A dump is a hex dump as it is read, packet by packet.
type dump struct {
	p      *page
	m      *Maker
	packet []dumpedByte
	flow   string // of the packet before
	indent int
	due    int
	lines  int
}

// A dumpedByte is a byte and where its digits stand.
type dumpedByte struct {
	b    byte
	from int
}

func (d *dump) take(at int, l dumpLine) {
	if d.lines > 0 && (l.indent != d.indent || l.offset != d.due) {
		d.flush() // the other direction, or another packet
	}
	s := d.p.s[at+l.from : at+l.to]
	for i, n := 0, 0; i+1 < len(s) && n < l.bytes; {
		if isBlankByte(s[i]) {
			i++
			continue
		}
		d.packet = append(d.packet, dumpedByte{nibble(s[i])<<4 | nibble(s[i+1]), at + l.from + i})
		i, n = i+2, n+1
	}
	d.due, d.indent = l.offset+l.bytes, l.indent
	d.lines++
}

// flush writes a packet without its headers: right behind one that goes the same
// way, on a line of its own else.
func (d *dump) flush() {
	if len(d.packet) == 0 {
		return
	}
	head, flow := headersOf(d.packet)
	if d.flow != "" && d.flow != flow || flow == "" && d.m.b.length > 0 {
		d.m.Put("\n", d.packet[0].from, d.packet[0].from)
	}
	for _, b := range d.packet[head:] {
		d.m.Put(string([]byte{b.b}), b.from, b.from+2)
	}
	if len(d.packet) > head {
		d.flow = flow
	}
	d.packet = d.packet[:0]
}

// headersOf returns the length of a packet's IPv4 and TCP headers (RFC 791, section
// 3.1; RFC 9293, section 3.1), and the ports.
func headersOf(packet []dumpedByte) (n int, flow string) {
	if len(packet) < 40 || packet[0].b>>4 != 4 || packet[9].b != 6 {
		return 0, ""
	}
	ip := int(packet[0].b&15) * 4
	if len(packet) < ip+20 {
		return 0, ""
	}
	n = ip + int(packet[ip+12].b>>4)*4
	if n > len(packet) {
		return 0, ""
	}
	return n, string([]byte{packet[ip].b, packet[ip+1].b, packet[ip+2].b, packet[ip+3].b})
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
	} else if n == 7 {
		return d, false // words or characters, see byteList
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

// trafficBegins are how the first bytes of traffic look in hex: of a method, of HTTP.
var trafficBegins = []string{
	"47455420", "50555420", "504f5354", "48454144", "44454c45", // GET, PUT, POST, HEAD, DELE
	"48545450", "50415443", "41575334", // HTTP, PATC, AWS4
}

// startsBytes reports whether a line begins with such bytes, however they stand.
func startsBytes(s string) bool {
	var digits [8]byte
	n := 0
	for i := 0; i < len(s) && i < 40 && n < len(digits); i++ {
		switch c := s[i]; {
		case c == '0' && i+1 < len(s) && s[i+1]|0x20 == 'x':
			i++
		case isHexDigit(c):
			digits[n] = c
			if !isDigit(c) {
				digits[n] |= 0x20
			}
			n++
		case !isBlankByte(c) && c != ',':
			return false
		}
	}
	if n < len(digits) {
		return false
	}
	for _, f := range trafficBegins {
		if f == string(digits[:]) {
			return true
		}
	}
	return false
}

// startsDump reports whether a line is the first one of a hex dump.
func startsDump(s string) bool {
	if strings.HasPrefix(s, "|0000") || startsBytes(s) {
		return true
	}
	k := span(s[:min(len(s), 12)], isBlankByte)
	s = strings.TrimPrefix(s[k:], "0x")
	zeros := span(s, func(c byte) bool { return c == '0' })
	if zeros == len(s) {
		return false
	}
	switch zeros {
	case 4, 8:
		return s[zeros] == ':' || s[zeros] == ' '
	case 6, 7:
		return s[zeros] == ' '
	}
	return false
}
