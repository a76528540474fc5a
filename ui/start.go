package ui

import (
	"bytes"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"sigwhy/visible"
)

// startKeys act on the start page, where letters are text: all take ctrl, esc
// or a function key.
func startKeys() []binding {
	return []binding{
		bind(on("ctrl+d"), "ctrl+d", "analyse", (*Model).accept).
			says("analyse what was typed; a paste is analysed at once"),
		bind(on("ctrl+o"), "ctrl+o", "open file", do((*Model).openFilePrompt)).
			says("open a file: exact bytes, unlike a paste"),
		bind(on("ctrl+p"), "ctrl+p", "read clipboard", (*Model).readClipboard).
			says("read the system clipboard: exact bytes, unlike a paste"),
		bind(on("ctrl+s"), "ctrl+s", "samples", do((*Model).openSamples)).unless((*Model).whyNoSamples).
			says("choose a failing case to learn from"),
		bind(on("f1", "ctrl+g"), "f1", "help", do((*Model).openHelp)).asFirst(),
		bind(on("ctrl+r"), "ctrl+r", "bring back", (*Model).undo).unless((*Model).whyNoUndo).
			says("bring back what was looked at before"),
		bind(on("esc"), "esc", "clear", do(func(m *Model) { m.box.clear(); m.peek = nil })).says("empty the box"),
		bind(on("ctrl+c"), "ctrl+c", "quit", quit),
		bind(on("ctrl+z"), "ctrl+z", "suspend", suspend),
	}
}

func addKeys() []binding {
	return []binding{
		bind(on("ctrl+d"), "ctrl+d", "add", (*Model).accept).says("add what was typed; a paste is added at once"),
		bind(on("esc"), "esc", "back", (*Model).back),
		bind(on("ctrl+o"), "ctrl+o", "open file", do((*Model).openFilePrompt)),
		bind(on("ctrl+p"), "ctrl+p", "read clipboard", (*Model).readClipboard),
		bind(on("ctrl+c"), "ctrl+c", "quit", quit),
	}
}

func (m *Model) openAdd() {
	m.box.clear()
	m.over = overAdd
}

func (m *Model) whyNoSamples() string {
	if len(m.opt.Samples) == 0 {
		return "this build holds none"
	}
	return ""
}

// sample is the sample that is looked at, nil when it is something else.
func (m *Model) sample() *Sample {
	for i := range m.opt.Samples {
		s := &m.opt.Samples[i]
		if len(m.sources) == 1 && m.sources[0].Name == s.Name && bytes.Equal(m.sources[0].Data, s.Data) {
			return s
		}
	}
	return nil
}

func (m *Model) whyNoStory() string {
	if m.sample() == nil {
		return "this is no sample (ctrl+n, then ctrl+s, opens one)"
	}
	return ""
}

// openStory tells who met the failure of a sample, and what it turned out to be.
func (m *Model) openStory() {
	s := m.sample()
	m.read(prose(s.Title), func(w int) []readLine { return section("The story", s.Story, w) })
}

func (m *Model) openSamples() {
	items := make([]menuItem, len(m.opt.Samples))
	for i, s := range m.opt.Samples {
		items[i] = menuItem{label: s.Title, note: s.Story, do: func(m *Model) tea.Cmd { return m.openSample(s) }}
	}
	m.openMenu(menu{title: "Samples", items: items, wide: true})
}

// drawStart draws the start page.
func (m *Model) drawStart(c *canvas, r rect) {
	r = r.inset(startMargin(r.w))
	head, rest := r.top(startHead(r.h))
	m.drawGreeting(c, head)
	under, room := rest.bottom(min(2, rest.h/4))
	inner := c.box(room, "", style{role: roleDim})
	if len(m.box.text) == 0 {
		m.drawInvitation(c, inner)
		c.put(inner.x, inner.y, ' ', style{attr: reverse})
	} else {
		m.drawBox(c, inner)
	}
	m.drawPeek(c, under)
}

// startMargin keeps the box from growing wider than lines are read.
func startMargin(w int) int {
	if w > 104 {
		return (w - 100) / 2
	}
	return min(2, w/20)
}

func startHead(h int) int {
	switch {
	case h >= 20:
		return 5
	case h >= 10:
		return 2
	}
	return 0
}

func (m *Model) drawGreeting(c *canvas, r rect) {
	if r.h > 2 {
		_, r = r.top(1)
	}
	x := c.text(r.x, r.y, r.w, "sigwhy", style{role: roleTitle})
	if r.h == 2 {
		return
	}
	c.text(x, r.y, r.x+r.w-x, "  why does my AWS signature not match?", style{})
	for i, line := range wrapped("Everything stays on this machine: the program opens no connection.", r.w) {
		if i < r.h-2 {
			c.text(r.x, r.y+1+i, r.w, line, style{role: roleDim})
		}
	}
}

// invitation says what can be pasted, the most telling last.
var invitation = [...]string{
	"a request as it was sent, or a curl command",
	"a presigned URL",
	"a log with the canonical request and the string to sign",
	"the server's error, S3's XML most of all",
	"or a whole forum post with all of these in it",
}

func (m *Model) drawInvitation(c *canvas, r rect) {
	_, r = r.left(2)
	if r.h >= 9 {
		_, r = r.top((r.h - 8) / 3)
	}
	c.text(r.x, r.y, r.w, "Paste what failed here.", style{attr: bold})
	if r.h < 7 {
		c.text(r.x, r.y+1, r.w, "Anything: request, URL, curl, log, error.", style{role: roleDim})
		return
	}
	for i, line := range invitation {
		c.put(r.x, r.y+2+i, c.g.dot, style{role: roleAccent})
		c.text(r.x+2, r.y+2+i, r.w-2, line, style{role: roleDim})
	}
}

// drawBox draws the end of the text that is typed, or the part around its cursor.
func (m *Model) drawBox(c *canvas, r rect) {
	if r.empty() {
		return
	}
	rows, cx, cy := m.box.layOut(r.w, r.h)
	for y, row := range rows {
		for x, cl := range row {
			c.put(r.x+x, r.y+y, cl.r, cl.s)
		}
	}
	x, y := r.x+cx, r.y+cy
	if r.has(x, y) {
		c.restyle(rect{x, y, 1, 1}, func(s style) style { return s.with(reverse) })
	}
}

// layOut wraps the text around the cursor to at most h rows of w cells, and
// tells where the cursor stands. Only as much text as can be seen is looked at.
func (b *box) layOut(w, h int) (rows [][]cell, cx, cy int) {
	from := b.windowStart(w, h)
	to := min(len(b.text), b.cursor+w*h)
	row := []cell{}
	for at := from; at < to; {
		if at == b.cursor {
			cx, cy = len(row), len(rows)
		}
		if b.text[at] == '\n' {
			rows, row = append(rows, row), []cell{}
			at++
			continue
		}
		n, drawn := drawRune(b.text[at:])
		if len(row)+len(drawn) > w && len(row) > 0 {
			rows, row = append(rows, row), []cell{}
			if at == b.cursor {
				cx, cy = 0, len(rows)
			}
		}
		row = append(row, drawn...)
		at += n
	}
	rows = append(rows, row)
	if to == b.cursor {
		cx, cy = len(row), len(rows)-1
	}
	top := max(0, min(cy-h+1, len(rows)-h))
	if cy >= h {
		top = cy - h + 1
	}
	rows = rows[top:min(len(rows), top+h)]
	return rows, min(cx, w-1), cy - top
}

// windowStart goes back from the cursor by the lines that fit.
func (b *box) windowStart(w, h int) int {
	at, low := b.cursor, max(0, b.cursor-w*h)
	for n := 0; at > low; n++ {
		i := bytes.LastIndexByte(b.text[low:at], '\n')
		if i < 0 {
			break
		}
		if n == h {
			return low + at - low
		}
		at = low + i
	}
	for low > 0 && !utf8.RuneStart(b.text[low]) {
		low--
	}
	return low
}

// drawRune draws one rune of typed text: escapes where it is not ASCII.
func drawRune(b []byte) (n int, out []cell) {
	if b[0] >= ' ' && b[0] <= '~' {
		return 1, []cell{{r: rune(b[0])}}
	}
	_, n = utf8.DecodeRune(b)
	for _, r := range string(visible.String(b[:n])) {
		out = append(out, cell{r, style{role: roleEscape}})
	}
	return n, out
}

// peekHint says what the page shows that ctrl+d leads to.
func (m *Model) peekHint() string {
	if len(m.peek.Evidence.Artefacts)+len(m.peek.Findings) == 0 {
		return "ctrl+d opens it; enter there lists what is looked for"
	}
	return "ctrl+d shows why"
}

// drawPeek says what is known of what was typed so far.
func (m *Model) drawPeek(c *canvas, r rect) {
	switch {
	case r.h < 1:
	case m.run.phase != idle:
		c.text(r.x, r.y, r.w, "reading "+string(c.g.more), style{role: roleDim})
	case m.peek != nil && m.peek.Headline != "":
		m.drawMark(c, r.x, r.y, verdictOf(m.peek))
		c.text(r.x+2, r.y, r.w-2, prose(m.peek.Headline), style{})
		if r.h > 1 {
			c.text(r.x+2, r.y+1, r.w-2, m.peekHint(), style{role: roleDim})
		}
	case len(m.box.text) > 0:
		c.text(r.x, r.y, r.w, "ctrl+d analyses it", style{role: roleDim})
	}
}
