package ui

import (
	"fmt"

	"sigwhy/diff"
	"sigwhy/visible"
)

// A painter gives the bytes of one row of one side their style.
type painter struct {
	data   string
	base   role
	whole  bool        // every byte of the row is on this side alone
	edits  []diff.Edit // of a changed row
	side   column
	marked []diff.Span // what is selected
	cursor int         // -1 when it stands elsewhere
}

// painter prepares the styles of a row.
func (m *Model) painter(d *pairDoc, i column, row int) painter {
	r := &d.rows[row]
	p := painter{data: d.sides[i].Text, base: d.kinds[i].role(), side: i, cursor: -1}
	if d.lone == neither {
		p.edits = r.Inside
		p.whole = r.Op == diff.Added || r.Op == diff.Removed
	}
	p.marked = m.link.spans(m.a, m.stage.index, d.kinds[i])
	if at := m.stage.place(); m.focus == onStage && at.side == i {
		p.cursor = at.offset
	}
	return p
}

// style is how the byte at an offset is drawn.
func (p *painter) style(offset int, escape bool) style {
	var s style
	switch {
	case p.differs(offset):
		s = style{role: p.base, attr: underline}
	case p.whole:
		s = style{role: p.base}
	case escape:
		s = style{role: roleEscape}
	}
	for _, span := range p.marked {
		if span.From <= offset && offset < span.To {
			s.attr |= reverse
			break
		}
	}
	if offset == p.cursor {
		s.attr ^= reverse
		s.attr |= bold
	}
	return s
}

func (p *painter) differs(offset int) bool {
	for i := range p.edits {
		e := &p.edits[i]
		if span := p.side.span(e); span.From <= offset && offset < span.To {
			return e.Op != diff.Same
		}
	}
	return false
}

// text draws the cells [from, to) of a line.
func (p *painter) text(c *canvas, x, y int, l *visible.Line, from, to int) {
	for _, run := range l.Runs(from, to) {
		cellAt := run.Cell
		for _, r := range string(run.Text) {
			c.put(x+cellAt-from, y, r, p.style(l.Byte(cellAt), run.Kind != visible.Plain))
			cellAt++
		}
	}
	if p.cursor == l.To && to == l.Width() {
		c.put(x+to-from, y, ' ', style{attr: reverse})
	}
}

const hexDigits = "0123456789abcdef"

// hex draws bytes in hex and, behind a gap, as characters; a full row has n bytes.
func (p *painter) hex(c *canvas, x, y, from, to, n int) {
	for at := from; at < to; at++ {
		b, i := p.data[at], at-from
		s := p.style(at, false)
		c.put(x+3*i, y, rune(hexDigits[b>>4]), s)
		c.put(x+3*i+1, y, rune(hexDigits[b&15]), s)
		if b < ' ' || b > '~' {
			b, s = '.', style{role: roleEscape, attr: s.attr}
		}
		c.put(x+3*n+1+i, y, rune(b), s)
	}
}

// describe names a byte in words: the character and its value.
func describe(b byte) string {
	if b > ' ' && b <= '~' {
		return fmt.Sprintf("%c (0x%02x)", b, b)
	}
	names := map[byte]string{' ': "space", '\n': "line feed", '\r': "carriage return", '\t': "tab", 0: "NUL"}
	if name := names[b]; name != "" {
		return fmt.Sprintf("%s (0x%02x)", name, b)
	}
	return fmt.Sprintf("byte 0x%02x", b)
}
