package ui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// A role is what a piece of text means; the theme alone knows its colour.
type role uint8

const (
	rolePlain   role = iota
	roleDim          // chrome, offsets, explanations beside the point
	roleTitle        // headings
	roleGood         // matches, agrees
	roleBad          // differs
	roleWarn         // cannot tell, caution
	roleAccent       // what is selected, keys
	roleYours        // bytes of yours that differ
	roleCorrect      // bytes of correct that differ
	roleEscape       // an escape that stands for a byte
	roleCount
)

// Attributes repeat in monochrome what the colours say.
const (
	bold uint8 = 1 << iota
	underline
	reverse
)

// A style is a role with attributes.
type style struct {
	role role
	attr uint8
}

func (s style) with(attr uint8) style { return style{s.role, s.attr | attr} }

// Theme says which background the colours are for.
type Theme uint8

const (
	Auto Theme = iota // as the terminal says, and until then colours that read on both
	Light
	Dark
)

// A theme turns styles into what opens them on a terminal.
type theme struct {
	kind  Theme
	cache map[style]string
}

func newTheme(kind Theme) *theme { return &theme{kind: kind, cache: make(map[style]string)} }

func (t *theme) open(s style) string {
	if s == (style{}) {
		return ""
	}
	open, ok := t.cache[s]
	if !ok {
		open, _, _ = strings.Cut(t.lipgloss(s).Render("x"), "x")
		t.cache[s] = open
	}
	return open
}

// lipgloss builds the style of a role. Only plain ANSI colours carry meaning:
// bright ones are greys in some palettes (difftastic#611), and yellow and cyan
// cannot be read on white nor blue on black.
func (t *theme) lipgloss(s style) lipgloss.Style {
	l := lipgloss.NewStyle()
	switch s.role {
	case roleDim:
		l = l.Faint(true)
	case roleTitle:
		l = l.Bold(true)
	case roleGood:
		l = l.Foreground(lipgloss.Green).Bold(true)
	case roleBad:
		l = l.Foreground(lipgloss.Red).Bold(true)
	case roleWarn:
		l = l.Foreground(t.pick(lipgloss.Magenta, lipgloss.Yellow, lipgloss.Magenta)).Bold(true)
	case roleAccent:
		l = l.Foreground(t.pick(lipgloss.Blue, lipgloss.Cyan, lipgloss.Magenta))
	case roleYours:
		l = l.Foreground(lipgloss.Red)
	case roleCorrect:
		l = l.Foreground(t.pick(lipgloss.Blue, lipgloss.Cyan, lipgloss.Green))
	case roleEscape:
		l = l.Foreground(lipgloss.Magenta)
	}
	if s.attr&bold != 0 {
		l = l.Bold(true)
	}
	if s.attr&underline != 0 {
		l = l.Underline(true)
	}
	if s.attr&reverse != 0 {
		l = l.Reverse(true)
	}
	return l
}

// pick chooses a colour for the background. Red, green and magenta read on both.
func (t *theme) pick(light, dark, unknown color.Color) color.Color {
	switch t.kind {
	case Light:
		return light
	case Dark:
		return dark
	}
	return unknown
}

// glyphs are all runes beyond printable ASCII that are ever drawn.
type glyphs struct {
	matches, differs, unknown, point rune
	more, wrap, horizontal, vertical rune
	dot, bar                         rune
	corner                           [4]rune
	set                              string
}

func newGlyphs(ascii bool) *glyphs {
	g := &glyphs{
		matches: '✓', differs: '✗', unknown: '?', point: '▸',
		more: '…', wrap: '↳', horizontal: '─', vertical: '│',
		dot: '·', bar: '▌',
		corner: [4]rune{'╭', '╮', '╰', '╯'},
	}
	if ascii { // '~', '-' and '+' mark what differs, '>' what is selected
		g = &glyphs{
			matches: '=', differs: '!', unknown: '?', point: '>',
			more: '$', wrap: '\\', horizontal: '-', vertical: '|',
			dot: '.', bar: '|',
			corner: [4]rune{'+', '+', '+', '+'},
		}
	}
	g.set = string(append([]rune{
		g.matches, g.differs, g.unknown, g.point, g.more, g.wrap, g.horizontal, g.vertical, g.dot, g.bar,
	}, g.corner[:]...))
	return g
}

// drawable reports whether a rune may stand on the screen.
func (g *glyphs) drawable(r rune) bool {
	return ' ' <= r && r <= '~' || r > '~' && strings.ContainsRune(g.set, r)
}

func (m *Model) background(dark bool) {
	if m.opt.Theme != Auto {
		return
	}
	m.theme = newTheme(Light)
	if dark {
		m.theme = newTheme(Dark)
	}
}
