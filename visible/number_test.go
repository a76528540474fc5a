package visible

import "testing"

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 lines", 1: "1 line", 2: "2 lines", 999: "999 lines", 1000: "1,000 lines", 1234567: "1,234,567 lines"} {
		if got := Count(n, "line"); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
