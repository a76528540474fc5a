package diagnose

import (
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/replay"
)

// TestNamingOfLongPaths names two mistakes of a path of any length that servers take, and
// tries few pairs on one that none does.
func TestNamingOfLongPaths(t *testing.T) {
	t.Parallel()
	for _, size := range []int{64, 2 << 10, 8 << 10} {
		m := &replay.Model{Mistakes: tried(), Method: "GET", Path: strings.Repeat("/a+b~c d", size/len("/a+b~c d"))}
		have := strings.NewReplacer("+", "%2b", " ", "%20", "~", "%7e").Replace(m.Path)
		if set, ok := newNaming(m).name(have, replay.GroupPath); !ok || len(set) != 2 {
			t.Errorf("%d bytes: %v %v", size, set, ok)
		}
	}
	const megabyte, few, many = 1 << 20, 20, 2_000
	if n := mostPairs(strings.Repeat("x", megabyte)); n > few {
		t.Errorf("%d pairs of a megabyte", n)
	}
	if n := mostPairs(strings.Repeat("x", 8<<10)); n < many {
		t.Errorf("%d pairs of 8 KiB", n)
	}
}

// TestListedTexts finds the names of a list where they stand, whole, and those of a list that
// is separated otherwise.
func TestListedTexts(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]int{
		"x10;Host;x1":   {9, 4},
		"x10, host, x1": {0, 5},
	} {
		whole := evidence.Made(list)
		f := &facts{claim: &evidence.Claim{SignedHeaders: whole}}
		for i, got := range f.listedTexts([]string{"x1", "host"}) {
			if at, ok := got.Within(whole); !ok || at != want[i] {
				t.Errorf("%q: %q at %d, want %d", list, got.S, at, want[i])
			}
		}
	}
}
