package evidence

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// quiet is a log of n bytes in which nothing is read.
func quiet(n int) string {
	const line = "worker[17] processed item 4711 in 12 ms, queue depth 3\n"
	return strings.Repeat(line, n/len(line)+1)
}

// attemptLogged is a request in a log, with its answer some lines later.
func attemptLogged(key, answer string) string {
	return "GET /bucket/" + key + " HTTP/1.1\r\nHost: s3.us-east-1.amazonaws.com\r\nX-Amz-Date: 20240101T000000Z\r\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/us-east-1/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=" + fmt.Sprintf("%064x", len(key)) + "\r\n\r\n" +
		quiet(100) + "HTTP/1.1 " + answer + "\n\n"
}

const (
	wellAnswered = "200 OK\r\nContent-Length: 0\r\n"
	noSuchKey    = "404 Not Found\r\nContent-Type: application/xml\r\n\r\n<Error><Code>NoSuchKey</Code></Error>"
	notTheSame   = "403 Forbidden\r\nContent-Type: application/xml\r\n\r\n" +
		"<Error><Code>SignatureDoesNotMatch</Code></Error>"
)

// byRank scores a piece by its first exchange.
func byRank(e *Evidence) int {
	if len(e.Exchanges) == 0 {
		return Never
	}
	return e.Exchanges[0].Rank()
}

func pickFrom(t *testing.T, text string) *Picked {
	t.Helper()
	p, err := Pick(iotest.HalfReader(strings.NewReader(text)), Source{Name: "log"}, byRank)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPick picks the piece with the refused request, wherever it stands in a large log.
func TestPick(t *testing.T) {
	skipLarge(t)
	good, failed := attemptLogged("a", wellAnswered), attemptLogged("bb", noSuchKey)
	refused := attemptLogged("ccc", notTheSame)
	for name, text := range map[string]string{
		"first":              refused + quiet(2*pickSize) + good + failed,
		"last":               good + quiet(pickSize) + failed + quiet(pickSize) + refused,
		"over a border":      good + quiet(pickSize-len(good)-len(refused)/2) + refused + quiet(pickSize) + failed,
		"at the end of one":  failed + quiet(pickSize-pickTail-len(failed)) + refused + quiet(pickSize),
		"before another one": good + quiet(pickSize) + refused + quiet(pickSize) + attemptLogged("dddd", notTheSame),
	} {
		p := pickFrom(t, text)
		x := &p.Exchanges[0]
		if x.Rank() != Refused || x.Request == nil || x.Request.Target.S != "/bucket/ccc" {
			t.Errorf("%s: %+v", name, x.Request)
			continue
		}
		at := p.Locate(x.Request.Target.Place())
		if want := strings.Index(text, "/bucket/ccc"); at.Offset != want || at.Line != 1+strings.Count(text[:want], "\n") {
			t.Errorf("%s: at %+v, want offset %d", name, at, want)
		}
		if p.Whole || p.Bytes != len(text) || p.Read > p.Bytes {
			t.Errorf("%s: whole %t, %d bytes of %d, read %d", name, p.Whole, p.Bytes, len(text), p.Read)
		}
	}
}

// TestPickWhole: what fits in a piece and what is one document is picked whole.
func TestPickWhole(t *testing.T) {
	skipLarge(t)
	refused := attemptLogged("ccc", notTheSame)
	for name, text := range map[string]string{
		"empty":      "",
		"small":      refused,
		"a document": "{\n \"log\": [\n" + strings.Repeat("  \"noise\",\n", 2*pickSize/10) + "\"\"]}",
	} {
		p := pickFrom(t, text)
		if !p.Whole || p.Bytes != len(text) || p.Read != len(text) || len(p.Sources) != 1 {
			t.Errorf("%s: whole %t, %d bytes of %d, read %d", name, p.Whole, p.Bytes, len(text), p.Read)
		}
	}
}

// TestPickKeys: secret keys are found in all pieces, before and behind the one that is
// picked, and in their order.
func TestPickKeys(t *testing.T) {
	skipLarge(t)
	key := func(c string) string { return strings.Repeat("wJalr7Utn"+c, 4) }
	line := func(c string) string { return "aws_secret_access_key = " + key(c) + "\n" }
	text := line("1") + quiet(pickSize) + line("2") + quiet(pickSize) +
		attemptLogged("ccc", notTheSame) + line("3") + quiet(pickSize) + line("2") + quiet(pickSize) + line("4")
	p := pickFrom(t, text)
	var got []string
	for _, c := range p.Credentials {
		got = append(got, c.Secret.S)
	}
	want := []string{key("1"), key("2"), key("3"), key("4")}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
	last := fmt.Sprintf("in line %d of log", strings.Count(text, "\n"))
	if len(p.Notes) != len(want) || !strings.Contains(p.Notes[len(p.Notes)-1].Says, last) {
		t.Errorf("%+v", p.Notes)
	}
	if p.Read > 3*pickSize {
		t.Errorf("requests are looked for up to %d", p.Read)
	}
}

// TestPickHead: what the head of a log tells is told of a later piece, too.
func TestPickHead(t *testing.T) {
	skipLarge(t)
	text := "aws-cli/2.15.0 Python/3.11.6 Linux/5.10\n" + quiet(2*pickSize) + attemptLogged("ccc", notTheSame)
	p := pickFrom(t, text)
	for _, h := range p.Hints {
		if at := p.Locate(h.Text.Place()); h.Kind == HintTool && at.Line == 1 && strings.HasPrefix(at.Text, "aws-cli") {
			return
		}
	}
	t.Errorf("%+v", p.Hints)
}

// TestPickMemory: a log of many pieces takes the memory of a few.
func TestPickMemory(t *testing.T) {
	skipLarge(t)
	part := quiet(pickSize/2) + attemptLogged("a", wellAnswered)
	const parts = 12
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := &repeated{text: part, times: parts}
	if _, err := Pick(r, Source{Name: "log"}, byRank); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	const most = 6 * pickSize
	if n := after.TotalAlloc - before.TotalAlloc; n > most {
		t.Errorf("%d bytes of memory are made to read %d, most are %d", n, parts*len(part), most)
	}
}

// repeated reads a text over and over.
type repeated struct {
	text      string
	at, times int
}

func (r *repeated) Read(b []byte) (int, error) {
	if r.at == len(r.text) {
		r.at, r.times = 0, r.times-1
	}
	if r.times == 0 {
		return 0, io.EOF
	}
	n := copy(b, r.text[r.at:])
	r.at += n
	return n, nil
}

// BenchmarkPick reads a log of 64 MiB in which no request is refused.
func BenchmarkPick(b *testing.B) {
	part := strings.Repeat(attemptLogged("a", wellAnswered)+quiet(64<<10), 16)
	times := 64 << 20 / len(part)
	b.SetBytes(int64(times * len(part)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Pick(&repeated{text: part, times: times}, Source{Name: "log"}, byRank); err != nil {
			b.Fatal(err)
		}
	}
}

// skipLarge leaves out of short runs what reads tens of megabytes.
func skipLarge(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("reads tens of megabytes")
	}
}
