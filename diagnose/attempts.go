package diagnose

import (
	"cmp"
	"slices"
)

// An attempt is one code of the vocabulary with the twists that try it, and vary for
// those that depend on the request.
type attempt struct {
	code   string
	twists []twist
	vary   func(*model) []twist
}

// A table is all attempts, in the order in which sets of equal size are named.
type table []attempt

// newTable joins families of attempts.
func newTable(families ...[]attempt) table {
	t := slices.Concat(families...)
	for i := range t {
		t[i].twists = slices.Clone(t[i].twists)
		for j := range t[i].twists {
			t[i].twists[j].code = t[i].code
		}
	}
	return t
}

// twists lists everything that can be tried for a request, in the order of the table,
// or that of some codes.
func (m *model) twists(codes ...string) []*twist {
	var out []*twist
	for i := range m.mistakes {
		k := &m.mistakes[i]
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
			varied[j].code = cmp.Or(varied[j].code, k.code)
			out = append(out, &varied[j])
		}
	}
	return out
}
