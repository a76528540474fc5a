package evidence

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

// logOf is a log of requests, each with an answer some lines later, that is larger
// than several pieces.
func logOf(requests int) string {
	var b strings.Builder
	for i := range requests {
		fmt.Fprintf(&b, "GET /bucket/key-%d HTTP/1.1\r\nHost: s3.us-east-1.amazonaws.com\r\nX-Amz-Date: 20240101T%02d%02d%02dZ\r\n", i, i/3600, i/60%60, i%60)
		fmt.Fprintf(&b, "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=%064x\r\n\r\n", i+1)
		b.WriteString(strings.Repeat("worker[17] processed item 4711 in 12 ms, queue depth 3\n", 40))
		fmt.Fprintf(&b, "<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><SignatureProvided>%064x</SignatureProvided></Error>\n", i+1)
		b.WriteString(strings.Repeat("worker[18] idle\n", 30))
	}
	return b.String()
}

// TestStreamIsRead: a log read in pieces yields the exchanges, and their places,
// that it yields as a whole.
func TestStreamIsRead(t *testing.T) {
	const requests = 1500
	text := logOf(requests)
	if len(text) < 3*pieceSize {
		t.Fatalf("the log is %d bytes, too few", len(text))
	}
	whole := Read(Source{Name: "log", Data: []byte(text)})
	type seen struct {
		target, code string
		at           Location
	}
	list := func(e *Evidence, i int) seen {
		x := e.Exchanges[i]
		s := seen{target: x.Request.Target.S, at: e.Locate(x.Request.Target.Place())}
		if x.Server != nil {
			s.code = x.Server.Code.S
		}
		return s
	}
	want := map[seen]int{}
	for i := range whole.Exchanges {
		want[list(whole, i)]++
	}
	if len(want) != requests {
		t.Fatalf("the whole log has %d exchanges, want %d", len(want), requests)
	}
	pieces := 0
	err := Stream(iotest.HalfReader(strings.NewReader(text)), Source{Name: "log"}, func(p Piece) error {
		pieces++
		if p.Whole {
			t.Error("a piece says that it is the whole log")
		}
		for _, i := range p.Complete {
			want[list(p.Evidence, i)]--
		}
		return nil
	})
	if err != nil || pieces < 3 {
		t.Fatalf("%d pieces, error %v", pieces, err)
	}
	for s, n := range want {
		if n != 0 {
			t.Errorf("%+v is in the whole log %d times more than in its pieces", s, n)
		}
	}
}

// TestStreamDocument: one JSON document is one piece, whatever its size; lines of
// JSON are not.
func TestStreamDocument(t *testing.T) {
	pieces := func(text string) (n int, whole bool) {
		err := Stream(strings.NewReader(text), Source{Name: "x"}, func(p Piece) error { n, whole = n+1, p.Whole; return nil })
		if err != nil {
			t.Fatal(err)
		}
		return n, whole
	}
	if n, whole := pieces("{\n \"log\": [\n" + strings.Repeat("  \"noise\",\n", 3*pieceSize/10) + "\"\"]}"); n != 1 || !whole {
		t.Errorf("an indented document is %d pieces, whole %t", n, whole)
	}
	if n, whole := pieces(`{"log": ["` + strings.Repeat(`noise","`, 3*pieceSize/8) + `"]}`); n != 1 || !whole {
		t.Errorf("a document in one line is %d pieces, whole %t", n, whole)
	}
	if n, _ := pieces(strings.Repeat(`{"level":"info","msg":"idle"}`+"\n", 3*pieceSize/30)); n < 2 {
		t.Errorf("lines of JSON are %d piece", n)
	}
	if n, whole := pieces("GET / HTTP/1.1\r\n\r\n"); n != 1 || !whole {
		t.Errorf("a request is %d pieces, whole %t", n, whole)
	}
}

// TestStreamError: what was read before an error is told.
func TestStreamError(t *testing.T) {
	broken := errors.New("cable pulled")
	err := Stream(iotest.ErrReader(broken), Source{}, func(Piece) error { return nil })
	if !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
	stop := errors.New("enough")
	if err := Stream(strings.NewReader(logOf(1500)), Source{}, func(Piece) error { return stop }); err != stop {
		t.Errorf("error %v, want %v", err, stop)
	}
}
