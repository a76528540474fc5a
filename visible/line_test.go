package visible

import (
	"slices"
	"strings"
	"testing"
)

func texts(lines []Line) []string {
	out := make([]string, len(lines))
	for i := range lines {
		out[i] = string(lines[i].Text())
	}
	return out
}

func TestLines(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, in string
		want     []string
		ended    bool // the last line
	}{
		{"nothing", "", nil, false},
		{"one, no LF", "GET", []string{"GET"}, false},
		{"one, LF", "GET\n", []string{"GET"}, true},
		{"CR LF and a blank line", "GET\r\n\r\nx", []string{`GET\r`, `\r`, "x"}, false},
		{"empty lines", "\n\n", []string{"", ""}, true},
		{"spaces at the ends", " a b \n", []string{"·a b·"}, true},
		{"doubled spaces", "a  b c", []string{"a··b c"}, false},
		{"space before CR", "a \r\n", []string{`a·\r`}, true},
		{"space beside a tab", "a \tb", []string{`a \tb`}, false},
		{"a middle dot is no space", "\u00b7", []string{`\xc2\xb7`}, false},
	} {
		lines := Lines(test.in)
		if got := texts(lines); !slices.Equal(got, test.want) {
			t.Errorf("%s: Lines(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
		if n := len(lines); n > 0 && lines[n-1].Ended != test.ended {
			t.Errorf("%s: the last line is ended: %v", test.name, !test.ended)
		}
	}
}

func TestCellsAndBytes(t *testing.T) {
	t.Parallel()
	l := LineOf("xx a\t\xffb\ny", 2, 8) // ·a\t\xffb\n
	if got := l.Text(); got != `·a\t\xffb\n` {
		t.Fatalf("the line is %s", got)
	}
	cells := []int{0, 1, 2, 4, 8, 9, 11}
	for i, want := range cells {
		if got := l.Cell(2 + i); got != want {
			t.Errorf("byte %d is at cell %d, want %d", 2+i, got, want)
		}
		if got := l.Byte(want); got != 2+i {
			t.Errorf("cell %d is byte %d, want %d", want, got, 2+i)
		}
	}
	if got := l.Byte(6); got != 5 {
		t.Errorf("a cell within an escape is byte %d, want 5", got)
	}
	if a, b := l.Cell(0), l.Cell(99); a != 0 || b != 11 {
		t.Errorf("offsets outside are at cells %d and %d", a, b)
	}
}

func TestRuns(t *testing.T) {
	t.Parallel()
	l := LineOf(" ab\t\r\n", 0, 5)
	want := []Run{
		{Space, 0, 1, 0, "·"},
		{Plain, 1, 3, 1, "ab"},
		{Escape, 3, 5, 3, `\t\r`},
	}
	if got := l.Runs(0, l.Width()); !slices.Equal(got, want) {
		t.Errorf("runs are %v, want %v", got, want)
	}
	if got := l.Runs(2, 5); !slices.Equal(got, []Run{{Plain, 2, 3, 2, "b"}, {Escape, 3, 4, 3, `\t`}}) {
		t.Errorf("runs of a part are %v", got)
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in    string
		width int
		want  []int
	}{
		{"", 5, []int{0}},
		{"abcde", 5, []int{0}},
		{"abcdef", 5, []int{0, 5}},
		{"abc\xff\xff", 5, []int{0, 3, 7}},
		{"\xff\xff", 3, []int{0, 3, 4, 7}},
		{"ab", 0, []int{0, 1}},
	} {
		l := LineOf(test.in, 0, len(test.in))
		if got := l.Wrap(test.width); !slices.Equal(got, test.want) {
			t.Errorf("%q at %d wraps at %v, want %v", test.in, test.width, got, test.want)
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add("GET /\r\n\r\n a  b\t\xff\n", 7)
	f.Fuzz(func(t *testing.T, s string, width int) {
		var back strings.Builder
		for _, l := range Lines(s) {
			b, err := parse(l.Text())
			if err != nil {
				t.Fatalf("%s: %v", l.Text(), err)
			}
			checkLine(t, &l, 1+(width&63))
			back.Write(b)
			if l.Ended {
				back.WriteByte('\n')
			}
		}
		if back.String() != s {
			t.Fatalf("%q reads back as %q", s, back.String())
		}
	})
}

func checkLine(t *testing.T, l *Line, width int) {
	t.Helper()
	for i := l.From; i < l.To; i++ {
		if l.Byte(l.Cell(i)) != i {
			t.Fatalf("byte %d of %s is at cell %d, which is byte %d", i, l.Text(), l.Cell(i), l.Byte(l.Cell(i)))
		}
	}
	var all Text
	starts := append(l.Wrap(width), l.Width())
	for i := 1; i < len(starts); i++ {
		if n := starts[i] - starts[i-1]; n > width || n == 0 && l.Width() > 0 {
			t.Fatalf("a row of %d cells at width %d", n, width)
		}
		for _, r := range l.Runs(starts[i-1], starts[i]) {
			all += r.Text
		}
	}
	if all != l.Text() {
		t.Fatalf("runs give %s, the line is %s", all, l.Text())
	}
}

func BenchmarkLines(b *testing.B) {
	text := strings.Repeat("x-amz-meta-note:  na\u00efve\r\nhost:example.com\n", 25_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_ = Lines(text)
	}
}
