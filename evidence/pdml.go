package evidence

import (
	"regexp"
	"strings"
)

// pdmlLine is a field of a packet that is a line of an HTTP message, with its bytes in
// hex: the first line has no name, the others are there a second time under their own.
var pdmlLine = regexp.MustCompile(
	`<field name="(?:http\.(?:request|response)\.line)?"[^>]*? value="((?:[0-9a-f]{2})+0d0a)"`)

// pdml reads the HTTP messages in what tshark -T pdml prints.
func (p *page) pdml(l line, _ anchors) int {
	if !strings.HasPrefix(strings.TrimLeft(l.text(p.s), " "), "<field ") {
		return 0
	}
	limit := min(len(p.s), l.from+longestDump/8)
	n := strings.Index(p.s[l.from:limit], "</proto>")
	if n < 0 || !p.r.look(2*n) {
		return 0
	}
	m := p.t.Remake()
	lines := pdmlLine.FindAllStringSubmatchIndex(p.s[l.from:l.from+n], -1)
	for _, at := range lines {
		putHex(m, p.s, l.from+at[2], l.from+at[3])
	}
	if len(lines) < 3 {
		return 0
	}
	m.Put("\r\n", l.from+n, l.from+n)
	if !p.sub(m.View("the fields of a packet").Whole(), "") {
		return 0
	}
	return l.from + n
}
