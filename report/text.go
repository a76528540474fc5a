package report

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sigwhy/diagnose"
	"sigwhy/visible"
)

const (
	defaultWidth = 80
	indent       = "   "
	markWidth    = len("correct  ")
)

// Text writes an analysis to be read in a terminal or pasted as it is. Without
// colour it is plain text; marks carry every meaning. Only what is there to be
// copied, the corrected header, is ever wider than the width asked for.
func Text(a *diagnose.Analysis, o Options) string {
	p := newPage(o)
	return p.write(compose(a, o, p.codeWidth()))
}

// A page lays blocks out as lines.
type page struct {
	out   strings.Builder
	width int
	color bool
	last  blockKind
	begun bool
}

func newPage(o Options) *page {
	width := o.Width
	if width == 0 {
		width = defaultWidth
	}
	return &page{width: max(width, 40), color: o.Color, begun: o.Number > 1}
}

// codeWidth is the number of cells for rows of code.
func (p *page) codeWidth() int { return p.width - len(indent) - markWidth }

func (p *page) write(blocks []block) string {
	for _, b := range blocks {
		p.block(b)
	}
	return p.out.String()
}

// The styles use plain ANSI colours: bright ones vanish on some backgrounds.
var (
	bold       = lipgloss.NewStyle().Bold(true)
	faint      = lipgloss.NewStyle().Faint(true)
	yoursStyle = lipgloss.NewStyle().Foreground(lipgloss.Red)
	rightStyle = lipgloss.NewStyle().Foreground(lipgloss.Green)
)

func (p *page) block(b block) {
	if p.begun && p.apart(b.kind) {
		p.out.WriteByte('\n')
	}
	p.last, p.begun = b.kind, true
	switch b.kind {
	case headline:
		p.wrapped("", "", b.text, bold)
	case next:
		p.wrapped("", "", b.text, lipgloss.NewStyle())
	case heading:
		p.wrapped("", "", b.text, bold)
	case finding:
		p.wrapped(pad(string(b.label)+".", len(indent)), indent, b.text, bold)
	case paragraph:
		p.wrapped(indent, indent, b.text, lipgloss.NewStyle())
	case field:
		label := indent + pad(string(b.label), markWidth)
		p.wrapped(label, strings.Repeat(" ", len(label)), b.text, lipgloss.NewStyle())
	case entry:
		label := "  " + string(b.label)
		p.wrapped(label, strings.Repeat(" ", min(len(label), p.width/2)), b.text, lipgloss.NewStyle())
	case item:
		p.wrapped(" - ", indent, b.text, lipgloss.NewStyle())
	case pair:
		p.rows(b.rows, pairMarks)
	case way:
		p.rows(b.rows, wayMarks)
	case snippet:
		p.rows(b.rows, snippetMarks)
	case code:
		p.rows(b.rows, codeMarks)
	case copied:
		p.rows(b.rows, noMarks)
	}
}

// apart reports whether a blank line goes before a block.
func (p *page) apart(kind blockKind) bool {
	switch kind {
	case heading, finding:
		return true
	case next:
		return p.last != headline
	}
	return false
}

// marks are what stands before a row, by kind, and before one that continues.
type marks struct {
	of   [noteRow + 1]string
	more [noteRow + 1]string
}

var (
	pairMarks = marks{
		of:   [...]string{sameRow: "both     ", yoursRow: "yours    ", correctRow: "correct  ", pointRow: "         ", noteRow: "       # "},
		more: [...]string{sameRow: "       | ", yoursRow: "       | ", correctRow: "       | ", pointRow: "         ", noteRow: "       # "},
	}
	wayMarks = marks{
		of:   [...]string{sameRow: "both     ", yoursRow: "signed   ", correctRow: "arrived  ", pointRow: "         ", noteRow: "       # "},
		more: pairMarks.more,
	}
	snippetMarks = marks{
		of:   [...]string{sameRow: "         ", yoursRow: "wrong    ", correctRow: "right    ", pointRow: "         ", noteRow: "       # "},
		more: [...]string{sameRow: "       | ", yoursRow: "       | ", correctRow: "       | ", pointRow: "         ", noteRow: "       # "},
	}
	codeMarks = marks{
		of:   [...]string{sameRow: "  ", yoursRow: "- ", correctRow: "+ ", pointRow: "  ", noteRow: "# "},
		more: [...]string{sameRow: " |", yoursRow: "-|", correctRow: "+|", pointRow: "  ", noteRow: "# "},
	}
)

// noMarks are for what is there to be copied.
var noMarks marks

func (m *marks) before(r row) string {
	if r.more {
		return m.more[r.kind]
	}
	return m.of[r.kind]
}

func (p *page) rows(rows []row, m marks) {
	for _, r := range rows {
		p.line(indent+m.before(r), r.text, p.rowStyle(r.kind))
	}
}

func (p *page) rowStyle(k rowKind) lipgloss.Style {
	switch k {
	case yoursRow:
		return yoursStyle
	case correctRow:
		return rightStyle
	case pointRow:
		return bold
	case noteRow:
		return faint
	}
	return lipgloss.NewStyle()
}

func (p *page) line(before string, t visible.Text, style lipgloss.Style) {
	s := string(t)
	if p.color && s != "" {
		s = style.Render(s)
	}
	p.out.WriteString(strings.TrimRight(before+s, " "))
	p.out.WriteByte('\n')
}

// wrapped writes a text in lines that fit, the first after one indentation, the
// others after another.
func (p *page) wrapped(first, others string, t visible.Text, style lipgloss.Style) {
	before := first
	for _, line := range wrap(string(t), p.width-len(first), p.width-len(others)) {
		p.line(before, visible.Text(line), style)
		before = others
	}
}

// wrap breaks a text at blanks, and a word that is no link where it is too long
// for a line. The first line has a width of its own. Blanks within a line stay.
func wrap(s string, first, others int) []string {
	var lines []string
	line, begun, width := "", false, first
	for word := range strings.SplitSeq(s, " ") {
		if begun && lipgloss.Width(line)+1+lipgloss.Width(word) <= width {
			line += " " + word
			continue
		}
		if begun {
			lines, width = append(lines, line), others
		}
		for isWider(word, width) && !strings.HasPrefix(word, "https://") {
			n := fitting(word, width)
			lines, width = append(lines, word[:n]), others
			word = word[n:]
		}
		line, begun = word, true
	}
	return append(lines, line)
}

// isWider reports whether a word is wider than so many cells. A word may be a header of
// megabytes: no more of it is measured than can have that width.
func isWider(word string, width int) bool {
	const longestCell = 64 // bytes, of a letter with all that is drawn over it
	return lipgloss.Width(word[:min(len(word), longestCell*max(width, 1))]) > width
}

// fitting returns the length of the beginning of a word that fits a width.
func fitting(word string, width int) int {
	for i, r := range word {
		if width -= lipgloss.Width(string(r)); width < 0 {
			return max(i, 1)
		}
	}
	return len(word)
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-len(s), 1)) }
