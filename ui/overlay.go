package ui

// middle is a rectangle of the given size in the middle of the screen, above the
// two bottom lines.
func (m *Model) middle(w, h int) rect {
	w, h = min(w, m.w), min(h, max(3, m.h-2))
	return rect{(m.w - w) / 2, max(0, (m.h-2-h)/2), w, min(h, m.h)}
}

// drawOver draws what lies over the page, and its keys.
func (m *Model) drawOver(c *canvas) {
	switch m.over {
	case overMenu:
		m.drawMenu(c)
	case overPrompt:
		m.drawPrompt(c)
	case overEdit:
		m.drawEdit(c)
	case overReader:
		m.drawReader(c)
	case overAdd:
		m.drawAdd(c)
	}
}

func (m *Model) drawAdd(c *canvas) {
	r := c.box(m.middle(min(m.w, 96), max(6, m.h/2)), "Add another piece", style{role: roleDim})
	head, rest := r.top(2)
	c.text(head.x, head.y, head.w, "Paste it: the server's error, a log, the request. ctrl+d adds what is typed.", style{role: roleDim})
	m.drawBox(c, rest)
}
