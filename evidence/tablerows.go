package evidence

import (
	"regexp"
	"strings"
)

// mostRows is how many rows of a table are read at most, mostBefore how many lines
// of it before the one that tells.
const (
	mostRows   = 120
	mostBefore = 40
)

// tableRows reads a table of names and values, in Markdown, in boxes or in HTML, as
// the header lines that it holds.
func (p *page) tableRows(l line, _ anchors) int {
	s := l.text(p.s)
	if _, _, ok := barredCells(s); ok {
		return p.barredTable(l)
	}
	if containsFold(s, "</td>") {
		return p.htmlTable(l)
	}
	return 0
}

// barredTable reads rows between bars.
func (p *page) barredTable(l line) int {
	first := l
	for range mostBefore {
		b, ok := lineBefore(p.s, first.from)
		if !ok || b.from < p.done || !isRow(b.text(p.s)) {
			break
		}
		first = b
	}
	m := p.t.Remake()
	at, rows := first.from, 0
	for at < len(p.s) && rows < mostRows {
		n := lineAt(p.s, at)
		if !isRow(n.text(p.s)) {
			break
		}
		if name, value, ok := barredCells(n.text(p.s)); ok {
			m.row(n.from+name.from, n.from+name.to, n.from+value.from, n.from+value.to)
			rows++
		}
		at = n.next
	}
	return p.readRows(m, rows, l, first, at)
}

// isRow reports whether a line is one of a table: cells between bars, or a rule.
func isRow(s string) bool {
	s = strings.TrimSpace(s)
	return barAt(s) > 0 || s != "" && strings.Trim(s, "+-=|:┌┬┐├┼┤└┴┘─━═╞╪╡╔╦╗╠╬╣╚╩╝ ") == ""
}

// barAt returns the length of the bar that a text begins with.
func barAt(s string) int {
	for _, bar := range []string{"|", "│", "┃", "║"} {
		if strings.HasPrefix(s, bar) {
			return len(bar)
		}
	}
	return 0
}

type extent struct{ from, to int }

// barredCells returns a row's cells, where it has two and the first is like the name
// of a header or what else a request is told by.
func barredCells(s string) (name, value extent, ok bool) {
	at := span(s, isBlankByte)
	n := barAt(s[at:])
	if n == 0 {
		return name, value, false
	}
	bar, end := s[at:at+n], len(strings.TrimRight(s, " \t"))
	if end <= at+n || !strings.HasSuffix(s[:end], bar) {
		return name, value, false
	}
	middle := strings.Index(s[at+n:end-n], bar)
	if middle < 0 {
		return name, value, false
	}
	name = bareCell(s, at+n, at+n+middle)
	value = bareCell(s, at+n+middle+n, end-n)
	return name, value, isRowName(s[name.from:name.to]) && !strings.Contains(s[value.from:value.to], bar)
}

// bareCell leaves out the blanks and the marks of Markdown around a cell.
func bareCell(s string, from, to int) extent {
	for from < to && isBlankByte(s[from]) {
		from++
	}
	for from < to && isBlankByte(s[to-1]) {
		to--
	}
	for _, mark := range []string{"**", "`"} {
		if t := s[from:to]; len(t) > 2*len(mark) && strings.HasPrefix(t, mark) && strings.HasSuffix(t, mark) {
			from, to = from+len(mark), to-len(mark)
		}
	}
	return extent{from, to}
}

// isRowName reports whether a cell may be the name of a header, or of what a request
// has besides: "Request URL".
func isRowName(s string) bool {
	s = strings.TrimSuffix(s, ":")
	return len(s) > 1 && len(s) < 60 && isLetter(s[0]) && span(s, func(c byte) bool { return isNameByte(c) || c == ' ' }) == len(s)
}

// row writes a row as a header line.
func (m *Maker) row(name, nameEnd, value, valueEnd int) {
	m.Keep(name, name+len(strings.TrimSuffix(m.from.S[name:nameEnd], ":")))
	m.Put(": ", nameEnd, value)
	m.keepEntities(value, valueEnd)
	m.Put("\n", valueEnd, valueEnd)
}

var (
	cellOpens = regexp.MustCompile(`(?i)<(tr|t[dh]|/table)\b[^>]*>`)
	cellEnds  = regexp.MustCompile(`(?i)</t[dhr]>|<t[dhr]\b`)
)

// htmlTable reads the rows of a table in HTML.
func (p *page) htmlTable(l line) int {
	first := l
	for range mostBefore {
		b, ok := lineBefore(p.s, first.from)
		if !ok || b.from < p.done || containsFold(first.text(p.s), "<table") {
			break
		}
		first = b
	}
	limit := min(len(p.s), l.to+64<<10)
	if !p.r.look(limit - first.from) {
		return 0
	}
	m := p.t.Remake()
	var cells []extent
	rows := 0
	end := func() {
		if len(cells) == 2 && isRowName(p.s[cells[0].from:cells[0].to]) {
			m.row(cells[0].from, cells[0].to, cells[1].from, cells[1].to)
			rows++
		}
		cells = cells[:0]
	}
	at := first.from
	for rows < mostRows {
		t := cellOpens.FindStringSubmatchIndex(p.s[at:limit])
		if t == nil {
			break
		}
		tag := p.s[at+t[2] : at+t[3]]
		at += t[1]
		if tag[0] == '/' {
			break
		}
		if len(tag) == 2 && tag[1]|0x20 == 'r' {
			end()
			continue
		}
		if e := cellEnds.FindStringIndex(p.s[at:limit]); e != nil {
			cells = append(cells, p.cellText(at, at+e[0]))
			at += e[0]
		}
	}
	end()
	return p.readRows(m, rows, l, first, lineAt(p.s, at).next)
}

var markup = regexp.MustCompile(`^(?:\s|<[^<>]*>)+|(?:\s|<[^<>]*>)+$`)

// cellText leaves out the blanks and the tags around what a cell holds.
func (p *page) cellText(from, to int) extent {
	for _, tag := range markup.FindAllStringIndex(p.s[from:to], 2) {
		switch {
		case tag[0] == 0:
			from += tag[1]
		default:
			to -= tag[1] - tag[0]
		}
	}
	return extent{from, max(from, to)}
}

// readRows reads what the rows of a table came to, where it is something.
func (p *page) readRows(m *Maker, rows int, l, first line, end int) int {
	before := len(p.r.items)
	if rows < 2 || end <= l.from || !p.subOf(&page{t: m.View("the rows of a table").Whole(), heading: p.headingBefore(first.from), apart: true}) || len(p.r.items) == before {
		return 0
	}
	return end
}
