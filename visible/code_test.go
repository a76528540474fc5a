package visible

import "testing"

func TestCodeOf(t *testing.T) {
	t.Parallel()
	const text = "  s := `\\n` +  x \nnext\n\x1b[m\tlast"
	for _, c := range []struct {
		from, to int
		want     Text
		ended    bool
	}{
		{0, 17, "  s := `\\n` +  x ", true}, // as it stands
		{18, 22, "next", true},
		{18, 23, `next\n`, false}, // no line of printable ASCII: as evidence
		{23, len(text), `\x1b[m\tlast`, false},
		{3, 3, "", false},
	} {
		l := CodeOf(text, c.from, c.to)
		if got := l.Text(); got != c.want || l.Ended != c.ended || l.From != c.from || l.To != c.to {
			t.Errorf("CodeOf(%d, %d) = %q, ended %v, want %q, %v", c.from, c.to, got, l.Ended, c.want, c.ended)
		}
	}
}
