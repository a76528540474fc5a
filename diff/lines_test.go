package diff

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

const canonical = `PUT
/a%20b
list-type=2&prefix=x
host:bucket.s3.amazonaws.com
x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
x-amz-date:20150119T083015Z

host;x-amz-content-sha256;x-amz-date
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`

func edit(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }

func TestLines(t *testing.T) {
	t.Parallel()
	const sts = "AWS4-HMAC-SHA256\n20150119T083015Z\n20150119/us-east-1/s3/aws4_request\n" +
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	for _, test := range []struct{ name, a, b, want string }{
		{"nothing", "", "", ""},
		{"equal", canonical, canonical, "........."},
		{"method", edit(canonical, "PUT", "GET"), canonical, "M........"},
		{"path", edit(canonical, "%20", "%2520"), canonical, ".M......."},
		{"method, path, query and hash", edit(canonical, "PUT", "GET", "%20", "+", "=x", "=y", "e3b0", "0000"), canonical, "MMM.M...M"},
		{"blank line missing", edit(canonical, "\n\n", "\n"), canonical, "......Y.."},
		{"blank line too many", edit(canonical, "\n\n", "\n\n\n"), canonical, ".......X.."},
		{"header missing", edit(canonical, "x-amz-date:20150119T083015Z\n", ""), canonical, ".....Y..."},
		{"header named in capitals", edit(canonical, "x-amz-date:2", "X-Amz-Date:2"), canonical, ".....M..."},
		{"header name misspelt", edit(canonical, "x-amz-date:2", "x-amz-dat:2"), canonical, ".....M..."},
		{"other headers are not paired", "accept:*/*\n", "host:x\n", "XY"},
		{"unsigned payload", edit(canonical, "x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "x-amz-content-sha256:UNSIGNED-PAYLOAD", "date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "date\nUNSIGNED-PAYLOAD"), canonical, "....M...M"},
		{"CR LF", edit(canonical, "\n", "\r\n"), canonical, "MMMMMMMM."},
		{"final LF", canonical + "\n", canonical, "........M"},
		{"empty query missing", edit(canonical, "list-type=2&prefix=x\n", ""), edit(canonical, "list-type=2&prefix=x", ""), "..Y......"},
		{"hash of a string to sign", edit(sts, "e3b0", "ffff"), sts, "...M"},
		{"all of a string to sign", edit(sts, "e3b0", "ffff", "20150119T08", "20150119T09", "us-east-1", "eu-west-1", "SHA256", "SHA-256"), sts, "MMMM"},
		{"two signatures", strings.Repeat("0a", 32), strings.Repeat("1b", 32), "M"},
		{"to nothing", canonical, "", "XXXXXXXXX"},
	} {
		rows := Lines(test.a, test.b)
		if got := Rows(rows); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
		reassembleRows(t, test.a, test.b, rows)
	}
}

func TestTwins(t *testing.T) {
	t.Parallel()
	a := edit(canonical, "x-amz-date:20150119T083015Z\n", "", "host:bucket", "x-amz-date:20150119T083015Z\nhost:bucket")
	rows := Lines(a, canonical)
	if got := Rows(rows); got != "...X..Y..." {
		t.Fatalf("rows are %s", got)
	}
	if rows[3].Twin != 6 || rows[6].Twin != 3 || rows[0].Twin != -1 {
		t.Errorf("twins are %d and %d, of the first row %d", rows[3].Twin, rows[6].Twin, rows[0].Twin)
	}
}

func reassembleRows(t *testing.T, a, b string, rows []Row) {
	t.Helper()
	endA, endB := 0, 0
	for i, r := range rows {
		if r.A.From != endA || r.B.From != endB || (r.A.To > endA) != r.A.Present || (r.B.To > endB) != r.B.Present {
			t.Fatalf("%q to %q: a gap or overlap at row %d, %v", a, b, i, r)
		}
		inA, inB := a[r.A.From:r.A.To], b[r.B.From:r.B.To]
		if (r.Op == Same) != (inA == inB) || (r.Op == Changed) != (r.Inside != nil) {
			t.Fatalf("%q to %q: row %v holds %q and %q", a, b, r, inA, inB)
		}
		if r.Op == Changed {
			reassemble(t, inA, inB, offset(r.Inside, -endA, -endB))
		}
		if strings.Count(inA, "\n") > 1 || strings.Count(inB, "\n") > 1 {
			t.Fatalf("row %v holds more than a line", r)
		}
		if r.Twin >= 0 && (rows[r.Twin].Twin != i || r.Op+rows[r.Twin].Op != Removed+Added) {
			t.Fatalf("row %d has the twin %d, which has %d", i, r.Twin, rows[r.Twin].Twin)
		}
		endA, endB = r.A.To, r.B.To
	}
	if endA != len(a) || endB != len(b) {
		t.Fatalf("%q to %q: the rows end at %d and %d", a, b, endA, endB)
	}
}

func FuzzLines(f *testing.F) {
	f.Add(canonical, edit(canonical, "\n", "\r\n"))
	f.Add(canonical, edit(canonical, "host", "Host", "\n\n", "\n"))
	f.Add("a\nb\na\n", "b\na\nb")
	f.Fuzz(func(t *testing.T, a, b string) {
		reassembleRows(t, a, b, Lines(a, b))
		reassembleRows(t, b, a, Lines(b, a))
	})
}

func TestManyLinesTakeLinearTime(t *testing.T) {
	t.Parallel()
	var x, y strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&x, "header-%d: value\n", i)
		fmt.Fprintf(&y, "header-%d: other\n", (i*7919)%40_000)
	}
	for name, pair := range map[string][2]string{
		"shuffled":    {x.String(), y.String()},
		"repeated":    {strings.Repeat("a\nb\n", 100_000), strings.Repeat("b\nc\n", 100_000)},
		"blank":       {strings.Repeat("\n", 300_000), strings.Repeat("\r\n", 200_000)},
		"one changed": {x.String() + "a\n" + x.String(), x.String() + "b\n" + x.String()},
	} {
		start := time.Now()
		reassembleRows(t, pair[0], pair[1], Lines(pair[0], pair[1]))
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%s: %v", name, d)
		}
	}
}

func BenchmarkLinesCanonical(b *testing.B) {
	other := edit(canonical, "PUT", "GET", "%20", "%2520", "host:", "Host:")
	for b.Loop() {
		_ = Lines(other, canonical)
	}
}

func BenchmarkLinesMegabyte(b *testing.B) {
	x := strings.Repeat(canonical+"\n", 2800)
	y := edit(x, "PUT", "GET")
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		_ = Lines(x, y)
	}
}

// TestSplit: a text alone is a text beside itself.
func TestSplit(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "\n", "a", "a\n", "a\r\n\nb: c\nb: c", "x\nx\nx\n"} {
		if got, want := Split(s), Lines(s, s); !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%q is split into %v, want %v", s, got, want)
		}
	}
}
