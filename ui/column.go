package ui

import "sigwhy/diff"

// A column is one of the two texts that are compared. Which side of the stage stands
// in it, a pairDoc's kinds tell.
type column int

const (
	neither column = iota - 1
	left
	right
)

func (c column) other() column { return 1 - c }

// side is a row's bytes in a column.
func (c column) side(r *diff.Row) diff.Side {
	if c == left {
		return r.A
	}
	return r.B
}

// span is an edit's bytes in a column.
func (c column) span(e *diff.Edit) diff.Span {
	if c == left {
		return e.A
	}
	return e.B
}
