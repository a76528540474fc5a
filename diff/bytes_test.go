package diff

import (
	"strings"
	"testing"
	"time"
)

func TestBytes(t *testing.T) {
	t.Parallel()
	const hash1 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	const hash2 = "7509e5bda0c762d2bac7f90d758b5b2263fa01ccbc542ab5e3df163be08e6ca9"
	for _, test := range []struct{ name, a, b, want string }{
		{"nothing", "", "", ""},
		{"equal", "GET", "GET", "..."},
		{"from nothing", "", "GET", "YYY"},
		{"to nothing", "GET", "", "XXX"},
		{"one byte", "GET /a", "GET /b", ".....M"},
		{"case", "Host", "host", "M..."},
		{"CR", "host:a\r\n", "host:a\n", "......X."},
		{"final LF", "a", "a\n", ".Y"},
		{"doubled space", "a  b", "a b", "..X."},
		{"tab for space", "a\tb", "a b", ".M."},
		{"hex digits of an escape", "%c3%bcx", "%C3%BCx", ".M..MM."},
		{"escape decoded", "/a%2Fb", "/a/b", "..MXX."},
		{"two escapes", "/ab%2Fcde%2Ffg", "/ab/cde/fg", "...MXX...MXX.."},
		{"encoded twice", "/quarterly%2520x", "/quarterly%20x", "...........XX..."},
		{"hashes share nothing that counts", hash1, hash2, strings.Repeat("M", 64)},
		{"hash in capitals", "abcdef0123456789abcdef", "ABCDEF0123456789ABCDEF", "MMMMMM..........MMMMMM"},
		{"hash cut off", hash1, hash1[:60], strings.Repeat(".", 60) + "XXXX"},
		{"whole parameter", "a=1&b=2&bc=3", "a=1&bc=3", "....XXXX...."},
		{"whole name", "host;x-amz-date;x-amz-y", "host;x-amz-y", ".....XXXXXXXXXXX......."},
		{"digits of a time", "T215540Z", "T185547Z", ".MM...M."},
		{"seconds of a time", "T120301Z", "T120233Z", "....MMM."},
		{"moved by one", "xabcdefy", "zbcdefgw", "MX.....MY"},
		{"another word", "HEAD", "GET", "MMMX"},
		{"values of two parameters", "x=1", "y=2", "M.M"},
		{"scattered", "quick brown fox jumps", "zebra over the lazy d", strings.Repeat("M", 21)},
	} {
		if got := Script(Bytes(test.a, test.b)); got != test.want {
			t.Errorf("%s: %q to %q\n got %s\nwant %s", test.name, test.a, test.b, got, test.want)
		}
	}
}

func TestLongQuery(t *testing.T) {
	t.Parallel()
	const a = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20150119%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20150119T083015Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
	b := strings.Replace(a, "&X-Amz-Date=20150119T083015Z", "", 1)
	b = strings.Replace(b, "=900", "=3600", 1)
	var removed, changed []string
	for _, e := range Bytes(a, b) {
		switch e.Op {
		case Removed:
			removed = append(removed, a[e.A.From:e.A.To])
		case Changed, Added:
			changed = append(changed, a[e.A.From:e.A.To]+">"+b[e.B.From:e.B.To])
		}
	}
	if got := strings.Join(removed, " "); got != "X-Amz-Date=20150119T083015Z&" {
		t.Errorf("removed: %s", got)
	}
	if got := strings.Join(changed, " "); got != "9>36" {
		t.Errorf("changed: %s", got)
	}
}

// reassemble checks that edits give back both texts, and that no equal run
// differs and no change is empty.
func reassemble(t *testing.T, a, b string, edits []Edit) {
	t.Helper()
	endA, endB := 0, 0
	for _, e := range edits {
		if e.A.From != endA || e.B.From != endB || e.A.To < endA || e.B.To < endB {
			t.Fatalf("%q to %q: a gap or overlap at %v", a, b, e)
		}
		inA, inB := a[e.A.From:e.A.To], b[e.B.From:e.B.To]
		if (e.Op == Same) != (inA == inB) || e.Op != opOf(e.A, e.B) && e.Op != Same || inA+inB == "" {
			t.Fatalf("%q to %q: edit %v holds %q and %q", a, b, e, inA, inB)
		}
		endA, endB = e.A.To, e.B.To
	}
	if endA != len(a) || endB != len(b) {
		t.Fatalf("%q to %q: the edits end at %d and %d", a, b, endA, endB)
	}
}

func FuzzBytes(f *testing.F) {
	f.Add("a=1&b=2", "a=1&c=2")
	f.Add(strings.Repeat("x-amz-date;", 30), strings.Repeat("x-amz-data;", 29))
	f.Add("ab\xff\r\n", "ab\n")
	f.Add(strings.Repeat("ab", 150), strings.Repeat("ba", 151))
	f.Fuzz(func(t *testing.T, a, b string) {
		reassemble(t, a, b, Bytes(a, b))
		reassemble(t, b, a, Bytes(b, a))
	})
}

func TestLargeTextsTakeLinearTime(t *testing.T) {
	t.Parallel()
	zeros, ones := strings.Repeat("0", 1<<20), strings.Repeat("1", 1<<20)
	for name, pair := range map[string][2]string{
		"nothing in common": {zeros, ones},
		"one byte apart":    {zeros + "x" + zeros, zeros + "y" + zeros},
		"alternating":       {strings.Repeat("ab", 1<<19), strings.Repeat("abb", 1<<18)},
		"many pieces":       {strings.Repeat("a=1&b=2&", 1<<17), strings.Repeat("b=2&c=3&", 1<<17)},
		"noise":             {noise(1<<20, 1), noise(1<<20, 2)},
	} {
		start := time.Now()
		reassemble(t, pair[0], pair[1], Bytes(pair[0], pair[1]))
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%s: %v", name, d)
		}
	}
}

// noise is a text without pattern, the same for the same seed.
func noise(n int, seed uint32) string {
	out := make([]byte, n)
	for i := range out {
		seed = seed*1664525 + 1013904223
		out[i] = byte(seed >> 24)
	}
	return string(out)
}

func BenchmarkBytesHash(b *testing.B) {
	x, y := strings.Repeat("0a", 32), strings.Repeat("b1", 32)
	for b.Loop() {
		_ = Bytes(x, y)
	}
}

func BenchmarkBytesQuery(b *testing.B) {
	x := "prefix=a%2520b&" + strings.Repeat("X-Amz-Something=value%2F123&", 30)
	y := "prefix=a%20b&" + strings.Repeat("X-Amz-Something=value%2F123&", 29) + "z=1"
	for b.Loop() {
		_ = Bytes(x, y)
	}
}

func BenchmarkBytesMegabyte(b *testing.B) {
	x, y := noise(1<<20, 1), noise(1<<20, 2)
	b.SetBytes(1 << 20)
	for b.Loop() {
		_ = Bytes(x, y)
	}
}
