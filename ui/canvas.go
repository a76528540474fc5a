package ui

import "strings"

// A rect is a piece of the screen.
type rect struct{ x, y, w, h int }

func (r rect) empty() bool { return r.w <= 0 || r.h <= 0 }

// inset returns the rectangle without dx columns on both sides.
func (r rect) inset(dx int) rect { return rect{r.x + dx, r.y, max(0, r.w-2*dx), r.h} }

// top cuts n rows off the top; bottom off the bottom.
func (r rect) top(n int) (cut, rest rect) {
	n = max(0, min(n, r.h))
	return rect{r.x, r.y, r.w, n}, rect{r.x, r.y + n, r.w, r.h - n}
}

func (r rect) bottom(n int) (cut, rest rect) {
	n = max(0, min(n, r.h))
	return rect{r.x, r.y + r.h - n, r.w, n}, rect{r.x, r.y, r.w, r.h - n}
}

func (r rect) left(n int) (cut, rest rect) {
	n = max(0, min(n, r.w))
	return rect{r.x, r.y, n, r.h}, rect{r.x + n, r.y, r.w - n, r.h}
}

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// A cell is one column of the screen.
type cell struct {
	r rune
	s style
}

// A canvas is the frame being drawn: a grid of cells that holds nothing but
// printable ASCII and the glyphs of the set, whatever it is given.
type canvas struct {
	w, h  int
	cells []cell
	g     *glyphs
}

func newCanvas(w, h int, g *glyphs) *canvas {
	c := &canvas{w: w, h: h, cells: make([]cell, w*h), g: g}
	for i := range c.cells {
		c.cells[i].r = ' '
	}
	return c
}

// put draws one rune; outside the canvas nothing happens.
func (c *canvas) put(x, y int, r rune, s style) {
	if x < 0 || y < 0 || x >= c.w || y >= c.h {
		return
	}
	if !c.g.drawable(r) {
		r = '?'
	}
	c.cells[y*c.w+x] = cell{r, s}
}

// text draws a text on one row of at most w columns and returns the column
// behind it. What does not fit is cut, and the cut is marked.
func (c *canvas) text(x, y, w int, t string, s style) int {
	if w <= 0 {
		return x
	}
	end := x + w
	for i, r := range t {
		if x == end-1 && i+len(string(r)) < len(t) {
			c.put(x, y, c.g.more, s)
			return end
		}
		if x >= end {
			break
		}
		c.put(x, y, r, s)
		x++
	}
	return x
}

// lines draws lines from the top of a rectangle on and returns how many it drew.
func (c *canvas) lines(r rect, lines []string, s style) int {
	n := min(len(lines), r.h)
	for i := range n {
		c.text(r.x, r.y+i, r.w, lines[i], s)
	}
	return n
}

// restyle gives the cells of a rectangle another style.
func (c *canvas) restyle(r rect, change func(style) style) {
	for y := max(0, r.y); y < min(c.h, r.y+r.h); y++ {
		for x := max(0, r.x); x < min(c.w, r.x+r.w); x++ {
			at := &c.cells[y*c.w+x]
			at.s = change(at.s)
		}
	}
}

// clear blanks a rectangle.
func (c *canvas) clear(r rect) {
	for y := max(0, r.y); y < min(c.h, r.y+r.h); y++ {
		for x := max(0, r.x); x < min(c.w, r.x+r.w); x++ {
			c.cells[y*c.w+x] = cell{r: ' '}
		}
	}
}

// rule draws a horizontal line.
func (c *canvas) rule(x, y, w int, s style) {
	for i := range w {
		c.put(x+i, y, c.g.horizontal, s)
	}
}

// column draws a vertical line.
func (c *canvas) column(x, y, h int, s style) {
	for i := range h {
		c.put(x, y+i, c.g.vertical, s)
	}
}

// box blanks a rectangle and draws a frame around it with a title, and returns
// the room inside. Too small a rectangle gets no frame.
func (c *canvas) box(r rect, title string, s style) rect {
	c.clear(r)
	if r.w < 6 || r.h < 4 {
		return r
	}
	c.rule(r.x, r.y, r.w, s)
	c.rule(r.x, r.y+r.h-1, r.w, s)
	c.column(r.x, r.y, r.h, s)
	c.column(r.x+r.w-1, r.y, r.h, s)
	c.put(r.x, r.y, c.g.corner[0], s)
	c.put(r.x+r.w-1, r.y, c.g.corner[1], s)
	c.put(r.x, r.y+r.h-1, c.g.corner[2], s)
	c.put(r.x+r.w-1, r.y+r.h-1, c.g.corner[3], s)
	if title != "" {
		c.text(r.x+2, r.y, r.w-4, " "+title+" ", style{role: roleTitle})
	}
	return rect{r.x + 2, r.y + 1, r.w - 4, r.h - 2}
}

// String writes the frame, each run of equal style once.
func (c *canvas) String(t *theme) string {
	var b strings.Builder
	b.Grow(len(c.cells) * 2)
	for y := range c.h {
		if y > 0 {
			b.WriteByte('\n')
		}
		row := c.cells[y*c.w : (y+1)*c.w]
		for len(row) > 0 && row[len(row)-1] == (cell{r: ' '}) {
			row = row[:len(row)-1]
		}
		writeRow(&b, row, t)
	}
	return b.String()
}

func writeRow(b *strings.Builder, row []cell, t *theme) {
	for i := 0; i < len(row); {
		s := row[i].s
		open := t.open(s)
		b.WriteString(open)
		for ; i < len(row) && row[i].s == s; i++ {
			b.WriteRune(row[i].r)
		}
		if open != "" {
			b.WriteString("\x1b[m")
		}
	}
}
