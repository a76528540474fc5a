package diff

// Op says what happened to a run of bytes, or to a line.
type Op uint8

const (
	Same    Op = iota // equal on both sides
	Changed           // present on both sides, and different
	Removed           // only in the first text
	Added             // only in the second text
)

// A Span is the bytes [From, To) of a text.
type Span struct{ From, To int }

// Len is the number of bytes.
func (s Span) Len() int { return s.To - s.From }

// An Edit is a run of bytes with one thing that happened to it. The span of the
// side that lacks the bytes is empty, and stands where they would be.
type Edit struct {
	Op   Op
	A, B Span
}

// A list gathers edits in order and merges neighbours that are of one kind.
type list struct{ edits []Edit }

// keep adds n bytes that are equal.
func (l *list) keep(a, b, n int) {
	l.add(Edit{Same, Span{a, a + n}, Span{b, b + n}})
}

// replace adds bytes that differ; either side may be empty.
func (l *list) replace(a, b Span) {
	l.add(Edit{opOf(a, b), a, b})
}

func opOf(a, b Span) Op {
	switch {
	case b.Len() == 0:
		return Removed
	case a.Len() == 0:
		return Added
	}
	return Changed
}

func (l *list) add(e Edit) {
	if e.A.Len() == 0 && e.B.Len() == 0 {
		return
	}
	n := len(l.edits)
	if n == 0 || (l.edits[n-1].Op == Same) != (e.Op == Same) {
		l.edits = append(l.edits, e)
		return
	}
	last := &l.edits[n-1]
	last.A.To, last.B.To = e.A.To, e.B.To
	if e.Op != Same {
		last.Op = opOf(last.A, last.B)
	}
}

// offset moves edits to where their texts stand in larger ones.
func offset(edits []Edit, a, b int) []Edit {
	for i := range edits {
		e := &edits[i]
		e.A.From, e.A.To = e.A.From+a, e.A.To+a
		e.B.From, e.B.To = e.B.From+b, e.B.To+b
	}
	return edits
}
