package replay

import (
	"cmp"
	"slices"
)

// An Attempt is one code of the vocabulary with the twists that try it, and vary for
// those that depend on the request. The families of attempts stand in files by what
// they are about; the guide of the package lists them.
type Attempt struct {
	code   string
	twists []Twist
	vary   func(*Model) []Twist
}

// A Table is attempts in order: of sets that reproduce the same, the one that stands
// first is named first.
type Table []Attempt

// NewTable joins families of attempts to one table, in order.
func NewTable(families ...[]Attempt) Table {
	t := slices.Concat(families...)
	for i := range t {
		t[i].twists = slices.Clone(t[i].twists)
		for j := range t[i].twists {
			t[i].twists[j].Code = t[i].code
		}
	}
	return t
}

// Twists lists everything that can be tried for a request, in the order of the table,
// or that of some codes.
func (m *Model) Twists(codes ...string) []*Twist {
	var out []*Twist
	for i := range m.Mistakes {
		k := &m.Mistakes[i]
		if len(codes) > 0 && !slices.Contains(codes, k.code) {
			continue
		}
		for j := range k.twists {
			out = append(out, &k.twists[j])
		}
		if k.vary == nil {
			continue
		}
		varied := k.vary(m)
		for j := range varied {
			varied[j].Code = cmp.Or(varied[j].Code, k.code)
			out = append(out, &varied[j])
		}
	}
	return out
}
