package report

import (
	"strings"

	"sigwhy/diff"
	"sigwhy/visible"
)

// A row is one line of code in a report.
type row struct {
	kind rowKind
	more bool // continues the row above
	text visible.Text
}

type rowKind uint8

const (
	sameRow    rowKind = iota
	yoursRow           // of the first text
	correctRow         // of the second
	pointRow           // "^" under bytes of the row above
	noteRow            // a remark
)

// A liner makes a piece of a text drawable: visible.LineOf, or visible.CodeOf for
// a text of our own.
type liner func(text string, from, to int) visible.Line

// compare sets two texts against each other line by line, with at most context
// equal lines around those that differ.
func compare(a, b string, width, context int, of liner) []row {
	rows := diff.Lines(a, b)
	shown := near(rows, context)
	var out []row
	for i := 0; i < len(rows); i++ {
		if n := hidden(shown[i:]); n > 0 {
			out = append(out, row{kind: noteRow, text: visible.Text(visible.Count(n, "equal line"))})
			i += n - 1
			continue
		}
		out = append(out, compared(a, b, &rows[i], width, of)...)
	}
	return out
}

// fewHidden is how many equal lines are not worth hiding.
const fewHidden = 3

// hidden counts the rows at the beginning that are not to be shown.
func hidden(shown []bool) int {
	n := 0
	for n < len(shown) && !shown[n] {
		n++
	}
	return n
}

// near tells which rows are to be shown: those that differ and some around them.
func near(rows []diff.Row, context int) []bool {
	shown := make([]bool, len(rows))
	for i, r := range rows {
		switch {
		case context == noLimit:
			shown[i] = true
		case r.Op != diff.Same:
			for j := max(0, i-context); j <= min(len(rows)-1, i+context); j++ {
				shown[j] = true
			}
		}
	}
	for i := 0; i < len(rows); i++ {
		if n := hidden(shown[i:]); n > fewHidden {
			i += n
		} else if n > 0 {
			shown[i] = true
		}
	}
	return shown
}

func compared(a, b string, r *diff.Row, width int, of liner) []row {
	switch r.Op {
	case diff.Same:
		return drawn(sameRow, a, r.A, nil, width, of)
	case diff.Removed:
		return append(drawn(yoursRow, a, r.A, nil, width, of), moved(r)...)
	case diff.Added:
		return append(drawn(correctRow, b, r.B, nil, width, of), moved(r)...)
	}
	var inA, inB []diff.Span
	for _, e := range r.Inside {
		if e.Op != diff.Same {
			inA, inB = append(inA, e.A), append(inB, e.B)
		}
	}
	return append(drawn(yoursRow, a, r.A, inA, width, of), drawn(correctRow, b, r.B, inB, width, of)...)
}

// moved says of a line alone that it only has another place.
func moved(r *diff.Row) []row {
	if r.Twin < 0 {
		return nil
	}
	return []row{{kind: noteRow, text: "this line has another place on the other side"}}
}

// lone draws a text that has no counterpart.
func lone(kind rowKind, s string, width int, of liner) []row {
	var out []row
	for _, r := range diff.Split(s) {
		out = append(out, drawn(kind, s, r.A, nil, width, of)...)
	}
	return out
}

// drawn draws one line, wrapped, and "^" under the marked bytes. Its LF is drawn
// only where it is marked, or where nothing else is to be seen.
func drawn(kind rowKind, s string, side diff.Side, marks []diff.Span, width int, of liner) []row {
	end := side.To
	if end > side.From && s[end-1] == '\n' {
		blank := end-1 == side.From && kind != sameRow
		if !blank && (len(marks) == 0 || marks[len(marks)-1].To < end) {
			end--
		}
	}
	l := of(s, side.From, end)
	if len(marks) == 1 && marks[0].From <= side.From && marks[0].To >= end {
		marks = nil // all of it differs
	}
	starts := append(l.Wrap(width), l.Width())
	var out []row
	for i := range len(starts) - 1 {
		from, to := starts[i], starts[i+1]
		out = append(out, row{kind: kind, more: i > 0, text: l.Cut(from, to)})
		if p := pointers(&l, marks, from, to); p != "" {
			out = append(out, row{kind: pointRow, text: p})
		}
	}
	return out
}

// pointers returns "^" under the marked bytes among the cells [from, to).
func pointers(l *visible.Line, marks []diff.Span, from, to int) visible.Text {
	cells := []byte(strings.Repeat(" ", to-from))
	for _, m := range marks {
		for i := max(l.Cell(m.From), from); i < min(l.Cell(m.To), to) && m.Len() > 0; i++ {
			cells[i-from] = '^'
		}
	}
	return visible.Text(strings.TrimRight(string(cells), " "))
}
