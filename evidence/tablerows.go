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
	if l.from < p.dead[deadRows] {
		return 0
	}
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
		if !ok || b.from < max(p.done, p.dead[deadRows]) || !isRow(b.text(p.s)) {
			break
		}
		first = b
	}
	t := &table{m: p.t.Remake()}
	at, rows := first.from, 0
	for at < len(p.s) && rows < mostRows {
		n := lineAt(p.s, at)
		if !isRow(n.text(p.s)) {
			break
		}
		if name, value, ok := barredCells(n.text(p.s)); ok && !p.isTableHead(n) {
			t.row(name.moved(n.from), value.moved(n.from))
		}
		at, rows = n.next, rows+1
	}
	return p.readRows(t, l, first, at)
}

// isRow reports whether a line is one of a table: cells between bars, or a rule.
func isRow(s string) bool {
	s = strings.TrimSpace(s)
	return barAt(s) > 0 || s != "" && strings.Trim(s, "+-=|:┌┬┐├┼┤└┴┘─━═╞╪╡╔╦╗╠╬╣╚╩╝ ") == ""
}

// isTableHead reports whether the line below a row is the rule that Markdown puts under the
// names of columns.
func (p *page) isTableHead(l line) bool {
	if l.next >= len(p.s) {
		return false
	}
	below := strings.TrimSpace(lineAt(p.s, l.next).text(p.s))
	return strings.HasPrefix(below, "|") && strings.Contains(below, "--") && strings.Trim(below, "|-: ") == ""
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

func (e extent) moved(by int) extent { return extent{e.from + by, e.to + by} }

// barredCells returns a row's cells, where it has two and the first is like the name
// of a header or what else a request is told by, or empty, as where the second goes on.
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
	goesOn := name.from == name.to && value.from < value.to
	return name, value, (goesOn || isRowName(s[name.from:name.to])) && !strings.Contains(s[value.from:value.to], bar)
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
	return len(s) > 1 && len(s) < 60 && isLetter(s[0]) && consistsOf(s, func(c byte) bool { return isNameByte(c) || c == ' ' })
}

// A table is read into header lines.
type table struct {
	m    *Maker
	rows int
	last string // of the value of the row before
	ends int    // where that value does
}

// row writes a row as a header line, or what the value of the one before goes on with.
func (t *table) row(name, value extent) {
	s := t.m.from.S
	if name.from == name.to {
		if t.rows == 0 {
			return
		}
		if strings.HasSuffix(t.last, ",") || strings.HasSuffix(t.last, "AWS4-HMAC-SHA256") {
			t.m.Put(" ", value.from, value.from)
		}
	} else {
		t.end()
		t.m.Keep(name.from, name.from+len(strings.TrimSuffix(s[name.from:name.to], ":")))
		t.m.Put(": ", name.to, value.from)
		t.rows++
	}
	t.m.keepEntities(value.from, value.to)
	t.last, t.ends = s[value.from:value.to], value.to
}

// end ends the last row.
func (t *table) end() {
	if t.rows > 0 {
		t.m.Put("\n", t.ends, t.ends)
	}
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
		if !ok || b.from < max(p.done, p.dead[deadRows]) || containsFold(first.text(p.s), "<table") {
			break
		}
		first = b
	}
	limit := min(len(p.s), l.to+64<<10)
	t := &table{m: p.t.Remake()}
	var cells []extent
	end := func() {
		if len(cells) == 2 && isRowName(p.s[cells[0].from:cells[0].to]) {
			t.row(cells[0], cells[1])
		}
		cells = cells[:0]
	}
	at, seen := first.from, 0
	for ; seen < 3*mostRows; seen++ {
		open := cellOpens.FindStringSubmatchIndex(p.s[at:limit])
		if open == nil {
			at = limit
			break
		}
		tag := p.s[at+open[2] : at+open[3]]
		at += open[1]
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
	return p.readRows(t, l, first, lineAt(p.s, min(at, len(p.s))).next)
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

// signedRow is what tells that rows are of a signed request, and not about one.
var signedRow = regexp.MustCompile(`(?i)AWS4-\S+ +Credential=[^\s<{$]|X-Amz-Signature=[0-9a-f]`)

// readRows reads what the rows of a table came to, where they are of a signed request.
func (p *page) readRows(t *table, l, first line, end int) int {
	t.end()
	before := len(p.r.items)
	v := t.m.View("the rows of a table")
	if t.rows < 2 || end <= l.from || !signedRow.MatchString(v.Text) {
		return p.giveUp(deadRows, end)
	}
	rows := &page{t: v.Whole(), heading: p.headingBefore(first.from), apart: true}
	if !p.subOf(rows) || len(p.r.items) == before {
		return p.giveUp(deadRows, end)
	}
	for _, i := range p.r.items[before:] {
		if r := i.request; r != nil && r.What == "headers" && !r.Target.Present() {
			p.stated(r, first.from, end)
		}
	}
	return end
}
