package evidence

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The truth of a log, as its generator knows it (meta.json).
type logTruth struct {
	Tool      string
	Exchanges []struct {
		Line      string `json:"request_line"`
		Canonical string `json:"client_canonical_request"`
		ToSign    string `json:"client_string_to_sign"`
		Signature string
		HasCanon  any  `json:"canonical_in_log"`
		HasToSign any  `json:"string_to_sign_in_log"`
		HasError  bool `json:"server_error_in_log"`
	}
}

func TestLogs(t *testing.T) {
	t.Parallel()
	for _, name := range names(t, "logs/*/log.txt") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var truth logTruth
			if err := json.Unmarshal(load(t, strings.Replace(name, "log.txt", "meta.json", 1)), &truth); err != nil {
				t.Fatal(err)
			}
			e := read(t, name)
			verify(t, e)
			signed := e.Exchanges[:0:0]
			for _, x := range e.Exchanges {
				if x.Request == nil || x.Request.What != "presigned-url" { // one log prints a URL of Signature Version 2
					signed = append(signed, x)
				}
			}
			if len(signed) != len(truth.Exchanges) {
				t.Fatalf("%d exchanges, want %d", len(signed), len(truth.Exchanges))
			}
			for i := range signed {
				checkLogged(t, &truth, i, &signed[i])
			}
		})
	}
}

func checkLogged(t *testing.T, truth *logTruth, i int, x *Exchange) {
	t.Helper()
	want := truth.Exchanges[i]
	if r := x.Request; r.Method.Present() {
		target := strings.TrimPrefix(r.Target.S, "http://127.0.0.1:19050")
		if got := r.Method.S + " " + target + " HTTP/1.1"; got != want.Line {
			t.Errorf("request line %q, want %q", got, want.Line)
		}
	}
	if sig := x.Claims[0].Signature.S; sig != want.Signature && sig != "**REDACTED**" {
		t.Errorf("signature %q, want %q", sig, want.Signature)
	}
	if want.HasError && (x.Server == nil || x.Server.Status.S != "403") {
		t.Error("no error read")
	}
	// minio's mc prints no strings of its own: the text stands in the answer.
	own := x.Client
	if strings.HasPrefix(truth.Tool, "minio") && x.Server != nil {
		own = Strings{Canonical: x.Server.Canonical, StringToSign: x.Server.StringToSign}
	}
	if want.HasCanon == "verbatim" && (own.Canonical == nil || own.Canonical.Whole.S != want.Canonical) {
		t.Errorf("canonical request %+v, want %q", own.Canonical, want.Canonical)
	}
	if want.HasCanon == false && x.Client.Canonical != nil {
		t.Error("a canonical request that the client did not print")
	}
	if want.HasToSign == "verbatim" && (own.StringToSign == nil || own.StringToSign.Whole.S != want.ToSign) {
		t.Errorf("string to sign %+v, want %q", own.StringToSign, want.ToSign)
	}
	if want.HasToSign == false && x.Client.StringToSign != nil {
		t.Error("a string to sign that the client did not print")
	}
}

// TestTraffic reads raw requests alone, with what stands beside them as sources
// of their own, and all in one text. Written back, a request is the bytes it was.
func TestTraffic(t *testing.T) {
	t.Parallel()
	for _, name := range names(t, "traffic/*/request.raw") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sources []Source
			var one []byte
			for _, file := range []string{"request.raw", "client_canonical.txt", "client_sts.txt", "server_error.xml", "response.raw"} {
				data, err := os.ReadFile("testdata/" + strings.Replace(name, "request.raw", file, 1))
				if err != nil {
					continue
				}
				sources = append(sources, Source{Name: file, Data: data})
				one = append(append(one, data...), "\n\n"...)
			}
			checkTraffic(t, sources, Read(sources...))
			checkTraffic(t, sources, Read(Source{Name: "stdin", Via: ViaStdin, Data: one}))
		})
	}
}

func checkTraffic(t *testing.T, sources []Source, e *Evidence) {
	t.Helper()
	verify(t, e)
	if len(e.Exchanges) != 1 || e.Exchanges[0].Request == nil {
		t.Fatalf("%d exchanges, want 1 with a request", len(e.Exchanges))
	}
	x := e.Exchanges[0]
	for _, src := range sources {
		text := strings.TrimRight(string(src.Data), "\n")
		switch src.Name {
		case "request.raw":
			if got := written(x.Request); got != string(src.Data) {
				t.Errorf("request\n got %q\nwant %q", got, src.Data)
			}
		case "client_canonical.txt":
			if x.Client.Canonical == nil || x.Client.Canonical.Whole.S != text {
				t.Errorf("canonical request %+v, want %q", x.Client.Canonical, text)
			}
		case "client_sts.txt":
			if x.Client.StringToSign == nil || x.Client.StringToSign.Whole.S != text {
				t.Errorf("string to sign %+v, want %q", x.Client.StringToSign, text)
			}
		default:
			if x.Server == nil || x.Server.Code.S == "" {
				t.Errorf("no answer read from %s", src.Name)
			}
		}
	}
}

func written(r *Request) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.Method.S, r.Target.S)
	for _, f := range r.Fields {
		fmt.Fprintf(&b, "%s:%s\r\n", f.Name.S, f.Value.S)
	}
	return b.String() + "\r\n" + r.Body.S
}

// TestCuts reads every case cut at many places, from either end.
func TestCuts(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{"cases/*.txt", "formats/*.txt"} {
		for _, name := range names(t, pattern) {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				data := load(t, name)
				for at := 0; at <= len(data); at += 37 {
					verify(t, Read(Source{Data: data[:at]}))
					verify(t, Read(Source{Data: data[at:], Via: ViaPaste}))
				}
			})
		}
	}
}

// TestProse wants nothing of ordinary text and code.
func TestProse(t *testing.T) {
	t.Parallel()
	for _, name := range names(t, "prose/*.txt") {
		e := read(t, name)
		if len(e.Artefacts) != 0 || len(e.Exchanges) != 0 {
			t.Errorf("%s: %d artefacts, first %+v", name, len(e.Artefacts), e.Artefacts[0])
		}
	}
}

// TestTerminalPaste reads what terminals make of line ends: all of them send CR for LF, and
// tmux two for CR LF.
func TestTerminalPaste(t *testing.T) {
	t.Parallel()
	raw := string(load(t, "traffic/005/request.raw"))
	canonical := "GET\n/b/k\n\nhost:s3.amazonaws.com\nx-amz-date:20240601T100000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD"
	for name, text := range map[string]string{
		"tmux":    strings.ReplaceAll(raw, "\r\n", "\r\r"),
		"xterm":   strings.ReplaceAll(raw, "\r\n", "\r"),
		"as is":   raw,
		"forum":   strings.ReplaceAll(raw, "\r\n", "\n\n"),
		"LF only": strings.ReplaceAll(raw, "\r\n", "\n"),
	} {
		e := Read(Source{Name: "paste", Via: ViaPaste, Data: []byte(text)})
		verify(t, e)
		if len(e.Exchanges) != 1 || e.Exchanges[0].Request == nil || len(e.Exchanges[0].Request.Fields) != 5 {
			t.Errorf("%s: %+v", name, facts(e))
		}
	}
	e := Read(Source{Via: ViaPaste, Data: []byte(strings.ReplaceAll(canonical, "\n", "\r"))})
	check(t, e, map[string]string{"client canonical": canonical})
}

// TestLinear reads twice as much of the worst texts and wants no more than some
// multiple of the time.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, s := range []string{
		"AWS4-HMAC-SHA256 ", "Authorization: AWS4-x Credential=\"", "x-amz-date:x\n", "<Error>", "<Error><A>\n", "{\"code\":\"AccessDenied", "[{(", "\\\"", "?X-Amz-Date=1&",
		"curl '", "$ curl \\\n", "GET\n/\n", "HTTP/1.1 403 \n", "The String-to-Sign should have been '", "&lt;Error&gt;\n", "\r\r", "> GET / HTTP/1.1\n> host: x\n", "> GET\n> /\n> host:x\n",
		"-> \"HTTP/1.1 403\\r\\n\"\n", "\"AWS4\\n\"+", "headers={'Authorization':'AWS4-", ":method: GET\n", "connect(url\n", "authority: x\n",
		"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\na\n", "Signature:\n", "message: Signature expired: ",
		"PUT / HTTP/1.1\nHost: x\n\na\n", "Code: AccessDenied\nX: y\n", "X : y\nCode : AccessDenied\nCode : AccessDenied\n", "?X-Amz-Date=<a>", "a=3D?=\n", "Signature expired:kAWS4-X\n1\n",
		"curl ^\"", "curl ^\n", "curl.exe \"`\n", "curl \\\n", "iwr \"\n", "iwr -uri $a `\n", "$a\niwr $a -uri $a\n", "wget -x '\n", "http :/ a:b \"\n", "curl https://x --next ", "curl.exe ^\\\n",
		"\"resources\":[{\"_type\":", "put {\nurl: x://\nbody {\n", "###\nPUT x://y\n", "@a = {{a}}\nPUT {{a}}\n?x\n",
		"00000000  50 55\n", "00000000: 5055\n    00000000: 5055\n",
		"\"request\":", "\"request\":{", "\"request\":{\"method\":\"GET\",\n", "\"request\":{\"method\":\"GET\",\"url\":\"x://\",\"headers\":[{\"name\":\"a\"}]}\n",
	} {
		small, large := timeOf(s, 1<<17), timeOf(s, 1<<20)
		for again := 0; again < 3 && large > 40*small && large > time.Second; again++ {
			large = timeOf(s, 1<<20) // other programs may have had the processor
		}
		if large > 40*small && large > time.Second {
			t.Errorf("%q: %v for 128 KiB, %v for 1 MiB", s, small, large)
		}
	}
}

func timeOf(s string, size int) time.Duration {
	data := []byte(strings.Repeat(s, size/len(s)))
	start := time.Now()
	Read(Source{Data: data})
	return time.Since(start)
}

// allText is every case and log in one text.
func allText(tb testing.TB) []byte {
	var b []byte
	for _, pattern := range []string{"logs/*/log.txt", "cases/*.txt"} {
		for _, name := range names(tb, pattern) {
			b = append(append(b, load(tb, name)...), "\n\n"...)
		}
	}
	return b
}

func BenchmarkRead1MiB(b *testing.B) {
	text := allText(b)
	data := make([]byte, 0, 1<<20+len(text))
	for len(data) < 1<<20 {
		data = append(data, text...)
	}
	src := Source{Name: "bench", Data: data[:1<<20]}
	b.SetBytes(1 << 20)
	b.ReportAllocs()
	for b.Loop() {
		Read(src)
	}
}

func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"cases/*.txt", "formats/*.txt", "traffic/*/request.raw", "traffic/*/server_error.xml"} {
		for _, name := range names(f, pattern) {
			f.Add(load(f, name), byte(0))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, via byte) {
		verify(t, Read(Source{Name: "fuzz", Via: Via(via % 6), Data: data}))
	})
}

// TestRefused: where nothing is recognised, what was tried is told with its place.
func TestRefused(t *testing.T) {
	t.Parallel()
	text := "Hello, my signature is wrong.\nGET\n/foo\n"
	e := Read(Source{Name: "paste", Data: []byte(text)})
	i := slices.IndexFunc(e.Refused, func(r Refusal) bool { return r.Name == "canonical-request" })
	if i < 0 || e.Refused[i].Lines != 1 || e.Refused[i].Accepts == "" || text[e.Refused[i].First.From:e.Refused[i].First.To] != "GET" {
		t.Errorf("refused %+v", e.Refused)
	}
	if e := Read(Source{Name: "paste", Data: []byte(canonGET)}); len(e.Artefacts) == 0 || len(e.Refused) > 0 {
		t.Errorf("a canonical request: %d recognised, refused %+v", len(e.Artefacts), e.Refused)
	}
}

// TestFailingFormat: a format that fails costs one line, and it is said which.
func TestFailingFormat(t *testing.T) {
	t.Parallel()
	text := "PUT /a HTTP/1.1\nHost: b.s3.amazonaws.com\n\n" + canonGET
	fails := Format{"fails", "", ^anchors(0), func(_ *page, l line, _ anchors) int {
		if l.from == 0 {
			panic("a defect")
		}
		return 0
	}}
	e := &Evidence{Sources: []Source{{Name: "paste", Data: []byte(text)}}}
	r := &reader{formats: append([]Format{fails}, formats...), refused: make([]Refusal, len(formats)+1), budget: 1 << 16, ahead: 1 << 16}
	p := &page{r: r, t: root(0, e.Sources[0]).Whole(), told: &told{}}
	p.s = p.t.S
	p.read()
	if len(r.notes) == 0 || r.notes[0].Says != stumbled || r.notes[0].Place != (Place{0, 0, 15}) {
		t.Errorf("notes %+v", r.notes)
	}
	for _, want := range []string{"http-request", "canonical-request"} {
		if !slices.ContainsFunc(r.items, func(it *item) bool { return it.what == want }) {
			t.Errorf("%s was not read", want)
		}
	}
}

// TestCalled: what was recognised is called by what it is, and not by how it is read on.
func TestCalled(t *testing.T) {
	t.Parallel()
	const headers = "X-Amz-Date: 20250612T083000Z\n" + "Authorization: AWS4-HMAC-SHA256 " +
		"Credential=AKIAQ3EGT7XAMPLEK3Y9/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\nHost: h.example.org\n"
	quoted := strings.NewReplacer(": ", `": "`, "\n", "\",\n\"").Replace(strings.TrimSuffix(headers, "\n"))
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"fetch":    {"fetch(\"https://h.example.org/a\", {method: 'PUT', headers: {\n\"" + quoted + "\"\n}})", []string{"request-map"}},
		"DevTools": {"Request URL: https://h.example.org/a\nRequest Method: PUT\nStatus Code: 403 Forbidden\n\n" + headers, []string{"http-response", "headers"}},
		"wire":     {"GET /a HTTP/1.1\n" + headers, []string{"http-request"}},
		"error":    {"GET /a HTTP/1.1\n" + headers + "\nSignatureDoesNotMatch: The request signature we calculated does not match", []string{"http-request", "error-text"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, a := range Read(Source{Data: []byte(c.text)}).Artefacts {
				got = append(got, a.What)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("recognised %v, want %v", got, c.want)
			}
		})
	}
}
