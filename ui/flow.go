package ui

// An anchor is a line of the screen within rows that are wrapped: the row, and
// the line within it. Scrolling by anchors never needs the height of all rows.
type anchor struct{ row, sub int }

func (a anchor) before(b anchor) bool { return a.row < b.row || a.row == b.row && a.sub < b.sub }

// A flow is rows that take one or more lines of the screen each.
type flow interface {
	count() int
	height(row int) int
}

// keepSeen moves the top line of a window of n lines so that the cursor's line
// is seen, with two lines around it where there is room.
func keepSeen(f flow, top, cursor anchor, n int) anchor {
	top.row = max(0, min(top.row, f.count()-1))
	top.sub = max(0, min(top.sub, f.height(top.row)-1))
	margin := min(2, (n-1)/2)
	if first := above(f, cursor, margin); first.before(top) {
		return first
	}
	if last := above(f, cursor, n-1-below(f, cursor, margin)); top.before(last) {
		return last
	}
	return top
}

// above is the line n lines above another, or the first.
func above(f flow, a anchor, n int) anchor {
	for ; n > 0; n-- {
		switch {
		case a.sub > 0:
			a.sub--
		case a.row > 0:
			a.row--
			a.sub = f.height(a.row) - 1
		default:
			return a
		}
	}
	return a
}

// below counts the lines that follow a line, up to a limit.
func below(f flow, a anchor, limit int) int {
	n := f.height(a.row) - 1 - a.sub
	for row := a.row + 1; n < limit && row < f.count(); row++ {
		n += f.height(row)
	}
	return min(n, limit)
}

// after is the line n lines below another, or the last.
func after(f flow, a anchor, n int) anchor {
	for ; n > 0; n-- {
		switch {
		case a.sub+1 < f.height(a.row):
			a.sub++
		case a.row+1 < f.count():
			a = anchor{a.row + 1, 0}
		default:
			return a
		}
	}
	return a
}
