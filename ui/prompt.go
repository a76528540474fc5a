package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sigwhy/visible"
)

// A prompt asks for one line.
type prompt struct {
	title, label, hint string
	secret             bool // what is typed is never drawn
	input              box
	then               func(*Model, string) tea.Cmd
}

func (m *Model) ask(p prompt) {
	p.input.single = true
	m.prompt.input.clear()
	m.prompt, m.over = p, overPrompt
}

func promptKeys() []binding {
	return []binding{
		bind(on("enter"), "enter", "accept", (*Model).answer),
		bind(on("esc"), "esc", "back", (*Model).back),
		bind(on("ctrl+c"), "ctrl+c", "quit", quit),
	}
}

// answer hands over what was typed and forgets it.
func (m *Model) answer() tea.Cmd {
	text := string(m.prompt.input.text)
	if text == "" {
		return m.warn("nothing was typed; esc goes back")
	}
	then := m.prompt.then
	m.closeOver()
	return then(m, text)
}

// askAgain says what is wrong with an answer, and gives it back to be mended.
func (m *Model) askAgain(again func(*Model), err error) tea.Cmd {
	if again != nil && m.over == overNone {
		again(m)
	}
	return m.fail(err.Error())
}

func (m *Model) drawPrompt(c *canvas) {
	p := &m.prompt
	w := min(m.w, 76)
	hint := wrapped(prose(p.hint), max(1, w-4))
	r := c.box(m.middle(w, 5+len(hint)), p.title, style{role: roleDim})
	c.text(r.x, r.y, r.w, p.label, style{attr: bold})
	field := rect{r.x, r.y + 1, r.w, 1}
	if p.secret {
		m.drawHidden(c, field)
	} else {
		drawField(c, field, &p.input, true)
	}
	if r.h > 3 {
		c.lines(rect{r.x, r.y + 3, r.w, r.h - 3}, hint, style{role: roleDim})
	}
}

// drawHidden draws how much was typed, and nothing of what.
func (m *Model) drawHidden(c *canvas, r rect) {
	n := len(m.prompt.input.text)
	stars := min(n, max(0, r.w-16))
	x := c.text(r.x, r.y, r.w, strings.Repeat("*", stars), style{})
	c.put(x, r.y, ' ', style{attr: reverse})
	if n > 0 {
		c.text(x+2, r.y, r.x+r.w-x-2, visible.Count(n, "character"), style{role: roleDim})
	}
}

// drawField draws a line that is typed, its end when it does not fit.
func drawField(c *canvas, r rect, b *box, focused bool) {
	var cells []cell
	at := 0
	for i := 0; i < len(b.text); {
		if i == b.cursor {
			at = len(cells)
		}
		n, drawn := drawRune(b.text[i:])
		cells = append(cells, drawn...)
		i += n
	}
	if b.cursor == len(b.text) {
		at = len(cells)
	}
	cells = append(cells, cell{r: ' '})
	from := max(0, at-r.w+1)
	for x := 0; x < r.w && from+x < len(cells); x++ {
		cl := cells[from+x]
		if focused && from+x == at {
			cl.s = cl.s.with(reverse)
		}
		c.put(r.x+x, r.y, cl.r, cl.s)
	}
}
