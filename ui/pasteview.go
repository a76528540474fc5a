package ui

import (
	"fmt"

	"sigwhy/evidence"
	"sigwhy/visible"
)

// drawPaste draws the paste: around the cursor when it is in focus, else around
// what is selected elsewhere.
func (m *Model) drawPaste(c *canvas, r rect) {
	if r.empty() {
		return
	}
	head, body := r.top(1)
	p := &m.paste
	if m.focus != onPaste && len(m.link.places) > 0 {
		p.show(m.link.places[0])
	}
	gutter := max(3, len(fmt.Sprint(p.text().lines))) + 3
	if r.w < 24 {
		gutter = 2
	}
	p.resize(r.w-gutter, body.h)
	m.drawPasteHead(c, head, gutter)
	if body.empty() {
		return
	}
	at, _ := p.locate()
	p.top = keepSeen(p, p.top, at, body.h)
	line := p.top
	for y := 0; y < body.h && line.row < p.count(); y++ {
		m.drawPasteLine(c, rect{body.x, body.y + y, body.w, 1}, line, gutter)
		if line.sub++; line.sub >= p.height(line.row) {
			line = anchor{line.row + 1, 0}
		}
	}
}

func (m *Model) drawPasteHead(c *canvas, r rect, gutter int) {
	x := r.x + gutter
	name := style{attr: bold}
	if m.focus == onPaste {
		name = style{role: roleAccent, attr: bold | underline}
	}
	all := m.a.Evidence.Sources
	if len(all) == 0 {
		return
	}
	s := all[min(m.paste.source, len(all)-1)]
	x = c.text(x, r.y, r.x+r.w-x, prose(s.Name), name)
	about := fmt.Sprintf("  %s, %s", visible.Count(m.paste.text().lines, "line"), visible.Count(len(s.Data), "byte"))
	if len(all) > 1 {
		about += fmt.Sprintf("  (%d of %d: t)", m.paste.source+1, len(all))
	}
	c.text(x, r.y, r.x+r.w-x, about, style{role: roleDim})
}

func (m *Model) drawPasteLine(c *canvas, r rect, at anchor, gutter int) {
	p := &m.paste
	l := p.line(at.row)
	seg := p.text().segs[at.row]
	m.drawLineNumber(c, r, seg, at.sub, gutter)
	from, to := l.starts[at.sub], l.line.Width()
	if at.sub+1 < len(l.starts) {
		to = l.starts[at.sub+1]
	}
	marked := m.marked(seg)
	if m.barred(seg, marked) && gutter > 2 {
		c.put(r.x+gutter-2, r.y, c.g.bar, style{role: roleAccent})
	}
	if cursor, _ := p.locate(); m.focus == onPaste && cursor == at {
		c.put(r.x+gutter-1, r.y, m.g.point, style{role: roleAccent, attr: bold})
	}
	for _, run := range l.line.Runs(from, to) {
		cellAt := run.Cell
		for _, ch := range string(run.Text) {
			s := m.pasteStyle(l.line.Byte(cellAt), run.Kind != visible.Plain, marked)
			c.put(r.x+gutter+cellAt-from, r.y, ch, s)
			cellAt++
		}
	}
	if m.focus == onPaste && p.cursor == l.line.To && to == l.line.Width() && p.text().segAt(p.cursor) == at.row {
		c.put(r.x+gutter+to-from, r.y, ' ', style{attr: reverse})
	}
}

func (m *Model) drawLineNumber(c *canvas, r rect, seg segment, sub, gutter int) {
	if gutter < 6 {
		return
	}
	if sub > 0 || seg.from > 0 && m.paste.text().segs[max(0, m.paste.text().segAt(seg.from)-1)].line == seg.line {
		c.put(r.x+gutter-4, r.y, c.g.wrap, style{role: roleDim})
		return
	}
	c.text(r.x, r.y, gutter-3, fmt.Sprintf("%*d", gutter-3, seg.line), style{role: roleDim})
}

// barred reports whether a line is one of what is selected: of the thing recognised
// around the cursor, or of the places that another pane links.
func (m *Model) barred(seg segment, marked []evidence.Place) bool {
	if m.focus != onPaste {
		return len(marked) > 0
	}
	a := m.artefactAt(m.paste.source, m.paste.cursor)
	return a != nil && seg.touches(a.Place)
}

// touches reports whether a place of the same source has bytes in the segment.
func (s segment) touches(p evidence.Place) bool {
	return p.From < max(s.to, s.from+1) && s.from < p.To
}

// marked lists the selected places that lie in a segment.
func (m *Model) marked(seg segment) []evidence.Place {
	var out []evidence.Place
	for _, p := range m.link.places {
		if p.Source == m.paste.source && seg.touches(p) {
			out = append(out, p)
		}
	}
	return out
}

func (m *Model) pasteStyle(offset int, escape bool, marked []evidence.Place) style {
	var s style
	if escape {
		s.role = roleEscape
	}
	if m.focus == onPaste && offset == m.paste.cursor {
		return s.with(reverse | bold)
	}
	for _, p := range marked {
		// A place as large as the cursor's own is the cursor.
		if p.From <= offset && offset < p.To {
			s.attr |= reverse
		}
	}
	return s
}
