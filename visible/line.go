package visible

import (
	"sort"
	"strings"
)

// dotCell is how a Line keeps a Dot: one byte for one cell.
const dotCell = 0xb7

// A Line is a drawable piece of a text: [From, To) of it, usually one line
// without its LF. It maps the bytes of the text to cells and back; every
// character of a Line is one cell wide.
type Line struct {
	From, To int
	// Ended reports whether an LF follows in the text. The last line of a text
	// may lack it.
	Ended bool

	cells string  // one byte for each cell
	at    []int32 // first cell of every byte and of the end; nil when byte i is cell i
}

// Lines splits a text after every LF and makes each line drawable. The LF is not
// part of its line; a CR before it is, and is drawn as \r. An empty text has no
// lines; a text that ends with LF has no empty line after it.
func Lines(text string) []Line {
	lines := make([]Line, 0, strings.Count(text, "\n")+1)
	for from := 0; from < len(text); {
		n := strings.IndexByte(text[from:], '\n')
		if n < 0 {
			return append(lines, LineOf(text, from, len(text)))
		}
		lines = append(lines, LineOf(text, from, from+n))
		from += n + 1
	}
	return lines
}

// LineOf makes [from, to) of a text drawable as one line, an LF in it as \n.
// Spaces at its beginning, at its end and beside other spaces are drawn as Dot.
func LineOf(text string, from, to int) Line {
	l := Line{From: from, To: to, Ended: to < len(text) && text[to] == '\n'}
	s := text[from:to]
	if plainPrefix(s, 0) == len(s) && !spacesMatter(s) {
		l.cells = s
		return l
	}
	l.draw(s)
	return l
}

// CodeOf makes [from, to) of a text of the program's own drawable as one line, as
// it stands: in lines of code a backslash is one, and blanks are layout. What is
// no printable ASCII makes it a line as any other.
func CodeOf(text string, from, to int) Line {
	for i := from; i < to; i++ {
		if text[i] < ' ' || text[i] > '~' {
			return LineOf(text, from, to)
		}
	}
	return Line{From: from, To: to, Ended: to < len(text) && text[to] == '\n', cells: text[from:to]}
}

func spacesMatter(s string) bool {
	return s != "" && (s[0] == ' ' || s[len(s)-1] == ' ' || strings.Contains(s, "  "))
}

func (l *Line) draw(s string) {
	cells := make([]byte, 0, len(s)+16)
	at := make([]int32, len(s)+1)
	same := true
	for i := 0; i < len(s); i++ {
		at[i] = int32(len(cells))
		switch {
		case s[i] == ' ' && showSpace(s, i):
			cells = append(cells, dotCell)
		case plain[s[i]]:
			cells = append(cells, s[i])
		default:
			cells = appendEscape(cells, s[i])
			same = false
		}
	}
	at[len(s)] = int32(len(cells))
	l.cells = string(cells)
	if !same {
		l.at = at
	}
}

// showSpace reports whether the space at i stands at an end of the line, before
// its line end or beside another space.
func showSpace(s string, i int) bool {
	if i == 0 || i == len(s)-1 {
		return true
	}
	next := s[i+1]
	return s[i-1] == ' ' || next == ' ' || next == '\r' || next == '\n'
}

// Width is the number of cells of the line.
func (l *Line) Width() int { return len(l.cells) }

// Text returns the whole line.
func (l *Line) Text() Text { return cellText(l.cells) }

// Cut returns the cells [from, to) of the line.
func (l *Line) Cut(from, to int) Text { return cellText(l.cells[from:to]) }

func cellText(cells string) Text {
	if strings.IndexByte(cells, dotCell) < 0 {
		return Text(cells)
	}
	return Text(strings.ReplaceAll(cells, "\xb7", Dot))
}

// Cell returns the first cell of the byte at an offset of the text. An offset
// outside the line yields its nearest end.
func (l *Line) Cell(offset int) int {
	i := min(max(offset-l.From, 0), l.To-l.From)
	if l.at == nil {
		return i
	}
	return int(l.at[i])
}

// Byte returns the offset in the text of the byte that a cell belongs to. A cell
// outside the line yields its nearest end.
func (l *Line) Byte(cell int) int {
	if l.at == nil {
		return l.From + min(max(cell, 0), l.To-l.From)
	}
	i := sort.Search(len(l.at), func(i int) bool { return int(l.at[i]) > cell })
	return l.From + max(i-1, 0)
}

// Kind says how the bytes of a Run are drawn.
type Kind uint8

const (
	Plain  Kind = iota // as they are
	Escape             // as escapes
	Space              // spaces, as dots
)

// A Run is a piece of a Line that is drawn in one way: bytes [From, To) of the
// text, in cells from Cell on.
type Run struct {
	Kind     Kind
	From, To int
	Cell     int
	Text     Text
}

// Runs returns the cells [from, to) of the line as runs, in order. An escape
// that lies in part outside is cut.
func (l *Line) Runs(from, to int) []Run {
	var runs []Run
	for from < to {
		first := l.Byte(from)
		last, kind := first+1, l.kind(first)
		for last < l.To && l.Cell(last) < to && l.kind(last) == kind {
			last++
		}
		end := min(l.Cell(last), to)
		runs = append(runs, Run{Kind: kind, From: first, To: last, Cell: from, Text: l.Cut(from, end)})
		from = end
	}
	return runs
}

// kind tells how the byte at an offset of the text is drawn.
func (l *Line) kind(offset int) Kind {
	cell := l.Cell(offset)
	switch {
	case l.Cell(offset+1)-cell > 1:
		return Escape
	case l.cells[cell] == dotCell:
		return Space
	}
	return Plain
}

// Wrap cuts the line into rows of at most width cells and returns the cells at
// which rows begin. It breaks no escape, unless a row is narrower than one.
func (l *Line) Wrap(width int) []int {
	width = max(width, 1)
	starts := []int{0}
	for at := 0; len(l.cells)-at > width; {
		next := l.Cell(l.Byte(at + width))
		if next <= at {
			next = at + width
		}
		starts = append(starts, next)
		at = next
	}
	return starts
}
