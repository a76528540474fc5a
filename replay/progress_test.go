package replay

import (
	"context"
	"testing"
)

// TestProgress: a search that ends has done all that it was to do, and has told of
// each combination that it tried.
func TestProgress(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 200_000} {
		var p Progress
		if p.Percent() != 0 || p.Tried() != 0 {
			t.Fatal("a search that has not begun")
		}
		q := typicalQuest(t, limit)
		r := q.Search(context.Background(), &p)
		if p.Percent() != 100 || p.Tried() != r.Tried || r.Tried < 400_000 {
			t.Errorf("limit %d: %d%%, %d of %d tried", limit, p.Percent(), p.Tried(), r.Tried)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var p Progress
	if r := typicalQuest(t, 0).Search(ctx, &p); r.Done || p.Percent() == 100 {
		t.Errorf("a search that was ended: done %v, %d%%", r.Done, p.Percent())
	}
}
