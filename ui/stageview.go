package ui

import (
	"cmp"
	"fmt"
	"strings"

	"sigwhy/diff"
	"sigwhy/visible"
)

// stageMode is how two texts share the room.
type stageMode uint8

const (
	split   stageMode = iota // side by side
	stacked                  // row by row, yours above correct
	single                   // one of them
)

// A stageView is how the stage was laid out last.
type stageView struct {
	mode   stageMode
	gutter int
	text   int // columns of text per side
	rows   int
}

// room is how far a page goes.
func (v *stageView) room() int { return max(1, v.rows-2) }

// layOut fits the pair to a room of w columns and h rows.
func (p *stagePane) layOut(mode stageMode, w, h int) {
	d := p.pair()
	longest := max(len(d.sides[left].Text), len(d.sides[right].Text))
	gutter := max(4, len(fmt.Sprint(longest))) + 2
	if w < 24 {
		gutter = 2
	}
	text := w - gutter
	if mode == split {
		text = (w-1)/2 - gutter
	}
	p.view = stageView{mode: mode, gutter: gutter, text: max(1, text), rows: h}
}

// count is how many rows there are.
func (p *stagePane) count() int { return len(p.pair().rows) }

// height is how many lines of the screen a row takes.
func (p *stagePane) height(row int) int {
	d := p.pair()
	w := d.wrap(row, p.view.text, p.hex)
	a, b := len(w.starts[left]), len(w.starts[right])
	switch {
	case p.view.mode == single:
		return max(1, len(w.starts[p.place().side]))
	case p.view.mode == split || d.rows[row].Op == diff.Same:
		return max(1, a, b)
	}
	return max(1, a+b)
}

// cursorLine is the line within its row that the cursor stands on.
func (p *stagePane) cursorLine() anchor {
	at := p.place()
	row, sub, _ := p.locate(at.side, at.offset)
	d := p.pair()
	if p.view.mode == stacked && at.side == right && d.rows[row].Op != diff.Same && d.lone == neither {
		sub += len(d.wrap(row, p.view.text, p.hex).starts[left])
	}
	return anchor{row, sub}
}

// drawStage draws a stage's two texts.
func (m *Model) drawStage(c *canvas, r rect) {
	d := m.stage.pair()
	if d == nil || r.empty() {
		return
	}
	head, body := r.top(1)
	m.stage.layOut(m.frame.mode, r.w, body.h)
	if len(d.rows) == 0 {
		m.drawUnknown(c, body, d)
		return
	}
	m.drawHeads(c, head, d)
	if body.h == 0 {
		return
	}
	m.stage.enter()
	at := m.stage.place()
	at.top = keepSeen(&m.stage, at.top, m.stage.cursorLine(), body.h)
	m.drawRows(c, body, d)
}

// drawHeads names the texts and where they come from.
func (m *Model) drawHeads(c *canvas, r rect, d *pairDoc) {
	half := rect{r.x, r.y, (r.w - 1) / 2, 1}
	switch m.stage.view.mode {
	case split:
		m.drawHead(c, half, d, left)
		c.put(r.x+half.w, r.y, c.g.vertical, style{role: roleDim})
		m.drawHead(c, rect{r.x + half.w + 1, r.y, half.w, 1}, d, right)
	case stacked:
		m.drawHead(c, half, d, left)
		m.drawHead(c, rect{r.x + half.w + 1, r.y, half.w, 1}, d, right)
	default:
		m.drawHead(c, r, d, m.stage.place().side)
	}
}

// drawHead names one text: mark, side, origin, length.
func (m *Model) drawHead(c *canvas, r rect, d *pairDoc, i column) {
	s := d.sides[i]
	mark, look := '-', style{role: roleYours}
	if i == right {
		mark, look = '+', style{role: roleCorrect}
	}
	if m.stage.view.mode == split {
		mark = ' '
	}
	x := r.x + m.stage.view.gutter
	c.put(x-2, r.y, mark, look)
	name := style{attr: bold}
	if m.focus == onStage && m.stage.place().side == i && s.Known() {
		name = style{role: roleAccent, attr: bold | underline}
	}
	x = c.text(x, r.y, r.x+r.w-x, d.kinds[i].called(d.kinds[i.other()]), name)
	if s.Known() {
		about := "  " + prose(s.Origin)
		if full := about + ", " + visible.Count(len(s.Text), "byte"); len(full) <= r.x+r.w-x {
			about = full
		}
		c.text(x, r.y, r.x+r.w-x, about, style{role: roleDim})
	} else {
		why := "  " + prose(cmp.Or(s.Missing, "not known"))
		if m.stage.view.mode == split || len(why) > r.x+r.w-x {
			why = "  not known" // the column says why; half of a reason may say the opposite
		}
		c.text(x, r.y, r.x+r.w-x, why, style{role: roleWarn})
	}
}

// drawUnknown says what is missing, and uses the room to say what the stage is.
func (m *Model) drawUnknown(c *canvas, r rect, d *pairDoc) {
	_, r = r.left(min(m.stage.view.gutter, r.w/4))
	for _, i := range []column{left, right} {
		name := d.kinds[i].String()
		c.text(r.x, r.y, min(r.w, 10*r.h), name, style{attr: bold})
		room := rect{r.x + 9, r.y, min(r.w-9, 67), r.h}
		n := c.lines(room, wrapped(prose(cmp.Or(d.sides[i].Missing, "not known")), max(1, room.w)), style{role: roleWarn})
		_, r = r.top(max(1, n))
	}
	_, r = r.top(1)
	m.drawExplainIn(c, r)
}

func (m *Model) drawRows(c *canvas, r rect, d *pairDoc) {
	if d.lone != neither && m.stage.view.mode == split {
		m.drawMissing(c, r, d, d.lone.other())
	}
	at, y := m.stage.place().top, 0
	for ; y < r.h && at.row < len(d.rows); y++ {
		if m.stage.view.mode == split {
			c.put(r.x+(r.w-1)/2, r.y+y, c.g.vertical, style{role: roleDim})
		}
		m.drawLine(c, rect{r.x, r.y + y, r.w, 1}, d, at)
		if at.sub++; at.sub >= m.stage.height(at.row) {
			at = anchor{at.row + 1, 0}
		}
	}
	_, rest := r.top(y + 1)
	m.drawExplain(c, rest)
}

// drawExplain uses room that is left to say what the stage is.
func (m *Model) drawExplain(c *canvas, r rect) {
	_, r = r.left(min(m.stage.view.gutter, r.w/4))
	m.drawExplainIn(c, r)
}

func (m *Model) drawExplainIn(c *canvas, r rect) {
	lines := wrapped(prose(m.a.Stages[m.stage.index].Explain), min(r.w, 76))
	if len(lines) <= r.h {
		c.lines(r, lines, style{role: roleDim})
	}
}

// need is how many lines of the screen the stages take, each at most limit.
func (p *stagePane) need(mode stageMode, w, limit int) *stageNeed {
	if n := &p.needed; n.doc == p.doc && n.w == w && n.hex == p.hex && n.limit == limit {
		return n
	}
	was, need := *p, stageNeed{doc: p.doc, w: w, limit: limit, hex: p.hex}
	for p.index = range p.doc.pairs {
		d := p.pair()
		p.layOut(mode, w, 0)
		lines := 1
		for row := 0; row < len(d.rows) && lines < limit; row++ {
			lines += p.height(row)
		}
		need.of[p.index] = min(lines, limit)
		need.most = max(need.most, need.of[p.index])
	}
	p.index, p.view, p.needed = was.index, was.view, need
	return &p.needed
}

// A stageNeed keeps what need has found.
type stageNeed struct {
	doc      *document
	w, limit int
	hex      bool
	of       [5]int // by stage
	most     int
}

// drawMissing says in the column of an unknown side why it is unknown.
func (m *Model) drawMissing(c *canvas, r rect, d *pairDoc, i column) {
	v := m.stage.view
	x := r.x + v.gutter
	if i == right {
		x += (r.w-1)/2 + 1
	}
	lines := wrapped(prose(cmp.Or(d.sides[i].Missing, "not known")), min(v.text-1, 64))
	c.lines(rect{x, r.y, v.text, r.h}, lines, style{role: roleDim})
}

// drawLine draws one line of the screen of a row.
func (m *Model) drawLine(c *canvas, r rect, d *pairDoc, at anchor) {
	switch m.stage.view.mode {
	case split:
		half := (r.w - 1) / 2
		m.drawPiece(c, r.x, r.y, d, left, at)
		m.drawPiece(c, r.x+half+1, r.y, d, right, at)
	case single:
		m.drawPiece(c, r.x, r.y, d, m.stage.place().side, at)
	default:
		i, sub := m.stacked(d, at)
		m.drawPiece(c, r.x, r.y, d, i, anchor{at.row, sub})
	}
}

// stacked tells the side and its line that a line of a stacked row shows.
func (m *Model) stacked(d *pairDoc, at anchor) (i column, sub int) {
	w := d.wrap(at.row, m.stage.view.text, m.stage.hex)
	switch {
	case d.lone != neither:
		return d.lone, at.sub
	case d.rows[at.row].Op == diff.Same:
		return m.stage.place().side, at.sub
	case at.sub < len(w.starts[left]):
		return left, at.sub
	}
	return right, at.sub - len(w.starts[left])
}

// drawPiece draws one line of one side: gutter and text.
func (m *Model) drawPiece(c *canvas, x, y int, d *pairDoc, i column, at anchor) {
	v := m.stage.view
	w := d.wrap(at.row, v.text, m.stage.hex)
	row := &d.rows[at.row]
	if at.sub >= len(w.starts[i]) {
		if v.mode == single && at.sub == 0 {
			c.put(x+v.gutter-2, y, opMark(row.Op, i.other(), true), style{role: roleDim})
			c.text(x+v.gutter, y, v.text, "(no such line here)", style{role: roleDim})
		}
		return
	}
	if row.Op != diff.Same && d.lone == neither {
		c.put(x+v.gutter-2, y, opMark(row.Op, i, v.mode == stacked), style{role: d.kinds[i].role(), attr: bold})
	}
	m.drawOffset(c, x, y, d, i, w, at.sub)
	p := m.painter(d, i, at.row)
	from := w.starts[i][at.sub]
	if m.stage.hex {
		n := hexBytes(v.text)
		to := min(from+n, i.side(row).To)
		m.drawPointer(c, x+v.gutter-1, y, &p, diff.Span{From: from, To: to})
		p.hex(c, x+v.gutter, y, from, to, n)
		return
	}
	to, span := w.line[i].Width(), diff.Span{From: w.line[i].Byte(from), To: max(i.side(row).To, w.line[i].To+1)}
	if at.sub+1 < len(w.starts[i]) {
		to = w.starts[i][at.sub+1]
		span.To = w.line[i].Byte(to)
	}
	m.drawPointer(c, x+v.gutter-1, y, &p, span)
	p.text(c, x+v.gutter, y, &w.line[i], from, to)
}

// drawPointer marks the line that holds the cursor or bytes that are selected, for
// a terminal may show no style.
func (m *Model) drawPointer(c *canvas, x, y int, p *painter, line diff.Span) {
	if line.From <= p.cursor && p.cursor < line.To {
		c.put(x, y, m.g.point, style{role: roleAccent, attr: bold})
		return
	}
	for _, s := range p.marked {
		if s.From < line.To && line.From < s.To {
			c.put(x, y, m.g.bar, style{role: roleAccent})
			return
		}
	}
}

// drawOffset draws the ruler: the offset of the row's first byte, or the mark
// of a wrapped line.
func (m *Model) drawOffset(c *canvas, x, y int, d *pairDoc, i column, w *wrapping, sub int) {
	v := m.stage.view
	if v.gutter < 6 {
		return
	}
	if sub > 0 && !m.stage.hex {
		c.put(x+v.gutter-3, y, c.g.wrap, style{role: roleDim})
		return
	}
	offset := w.line[i].From
	if m.stage.hex {
		offset = w.starts[i][sub]
	}
	label := fmt.Sprintf("%*d", v.gutter-2, offset)
	if m.stage.hex {
		label = strings.TrimRight(fmt.Sprintf("%*x", v.gutter-2, offset), " ")
	}
	c.text(x, y, v.gutter-2, label, style{role: roleDim})
}
