package diff

import "slices"

// work bounds the steps of one byte-wise comparison, so that time stays linear
// in the length of the texts.
const work = 4 << 20

// myers finds the fewest bytes to remove and add (Myers, "An O(ND) difference
// algorithm", 1986). Where that would take too long it says that all of the text
// is replaced.
func (l *list) myers(a, b string) {
	limit := min(max(work/(len(a)+len(b)), 8), 300, len(a)+len(b))
	front := make([]int, 2*limit+3) // furthest offset in a on diagonal k, at k+limit+1
	mid := limit + 1
	var trace [][]int
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			x := front[mid+k-1] + 1
			if k == -d || k != d && front[mid+k-1] < front[mid+k+1] {
				x = front[mid+k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			front[mid+k] = x
			if x >= len(a) && x-k >= len(b) {
				l.walk(trace, len(a), len(b))
				return
			}
		}
		trace = append(trace, slices.Clone(front[mid-d:mid+d+1]))
	}
	l.replace(Span{0, len(a)}, Span{0, len(b)})
}

// walk goes back from the ends of both texts to their beginnings and adds the
// edits of that path. trace[d][k+d] is the furthest offset on diagonal k after d
// steps.
func (l *list) walk(trace [][]int, endA, endB int) {
	type step struct{ x, y, toX, toY int } // one byte removed or added
	steps := make([]step, len(trace))
	x, y := endA, endB
	for d := len(trace); d > 0; d-- {
		k, last := x-y, trace[d-1]
		s := step{}
		if k == -d || k != d && last[k-1+d-1] < last[k+1+d-1] {
			s.x = last[k+1+d-1]
			s.y = s.x - (k + 1)
			s.toX, s.toY = s.x, s.y+1
		} else {
			s.x = last[k-1+d-1]
			s.y = s.x - (k - 1)
			s.toX, s.toY = s.x+1, s.y
		}
		steps[d-1] = s
		x, y = s.x, s.y
	}
	x, y = 0, 0
	for _, s := range steps {
		l.keep(x, y, s.x-x)
		l.replace(Span{s.x, s.toX}, Span{s.y, s.toY})
		x, y = s.toX, s.toY
	}
	l.keep(x, y, endA-x)
}
