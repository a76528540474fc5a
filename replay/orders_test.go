package replay

import (
	"slices"
	"strings"
	"testing"
)

// TestOrders sorts names by each key.
func TestOrders(t *testing.T) {
	t.Parallel()
	for _, o := range []struct {
		name string
		key  func(string) string
		want string
	}{
		{"letters alone", lettersAlone, "a-b ab A_c a-d"},
		{"collated", collated, "_a -a ~a 1a a A ab b B"},
		{"natural", natural, "a0 a01 a1 a2 a10 b1"},
	} {
		want := strings.Fields(o.want)
		got := slices.Sorted(slices.Values(want))
		slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(o.key(a), o.key(b)) })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", o.name, got, want)
		}
	}
	if byNumber("9", "10") >= 0 || byNumber("9", "x") >= 0 || byNumber("b", "a") <= 0 {
		t.Error("numbers are not compared as numbers, or texts as numbers")
	}
}

// TestLeftRaw chooses among the reserved characters of texts.
func TestLeftRaw(t *testing.T) {
	t.Parallel()
	if got := leftRaw([]string{"a b/c", "x%:~é"}); !slices.Equal(got, []string{"/", "/:", ":"}) {
		t.Errorf("%q", got)
	}
	if got := leftRaw([]string{"!$'()*"}); len(got) != 6+15 {
		t.Errorf("%q", got)
	}
	if got := leftRaw([]string{"!$'()"}); len(got) != 31 {
		t.Errorf("%q", got)
	}
}
