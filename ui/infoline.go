package ui

import (
	"strings"
)

// drawInfo draws the message of the moment, or else what the cursor is on.
func (m *Model) drawInfo(c *canvas) {
	r := m.frame.info
	if r.empty() {
		return
	}
	if m.status.text != "" {
		m.drawStatus(c, r)
		return
	}
	text := m.position()
	if m.run.phase != idle && m.a != nil {
		text = m.doing()
	}
	c.text(1, r.y, m.w-2, text, style{role: roleDim})
}

// drawStatus draws a message; what does not fit on its line takes lines above it,
// for the keys below are needed all the more when something went wrong.
func (m *Model) drawStatus(c *canvas, r rect) {
	lines := wrapped(m.status.text, max(1, m.w-2))
	if most := 1 + min(2, m.h/4); len(lines) > most {
		lines = append(lines[:most-1:most-1], strings.Join(lines[most-1:], " "))
	}
	room := rect{0, r.y + 1 - len(lines), m.w, len(lines)}
	c.clear(room)
	c.lines(room.inset(1), lines, m.status.style())
}
