package evidence

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestRequestForms reads one request in the forms in which programs print requests, code
// makes them, and people write them down.
func TestRequestForms(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/request-forms.txt")
	if err != nil {
		t.Fatal(err)
	}
	heads := regexp.MustCompile(`(?m)^-- (\w+) --\n`).FindAllSubmatchIndex(data, -1)
	if len(heads) < 80 {
		t.Fatalf("%d forms", len(heads))
	}
	for i, h := range heads {
		end := len(data)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		name, text := string(data[h[2]:h[3]]), data[h[1]:end]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := signedExchange(Read(Source{Name: "paste", Data: text}))
			if x == nil {
				t.Fatal("no signed request is read")
			}
			host := find(x.Request.Fields, "Host").Trim().S
			if host == "" {
				host = find(x.Request.Fields, ":authority").Trim().S
			}
			target := x.Request.Target.S
			if _, rest, ok := strings.Cut(target, "://"); ok {
				host, rest, _ = strings.Cut(rest, "/")
				target = "/" + rest
			}
			if x.Request.Method.S != "PUT" || !strings.HasPrefix(target, "/photos/cat.jpg?tagging") || host != "my-bucket.s3.eu-west-1.amazonaws.com" {
				t.Errorf("read %q %q of host %q", x.Request.Method.S, target, host)
			}
			if date := find(x.Request.Fields, "X-Amz-Date").Trim().S; date != "20260109T143022Z" {
				t.Errorf("X-Amz-Date is %q", date)
			}
		})
	}
}

func signedExchange(e *Evidence) *Exchange {
	for i := range e.Exchanges {
		if x := &e.Exchanges[i]; x.Request != nil && len(x.Claims) > 0 {
			return x
		}
	}
	return nil
}

// urlOrders are the orders in which SDKs write the parameters of a presigned URL: C is
// X-Amz-Content-Sha256, T the token, A the algorithm, K the credential, D the date, E the
// expiry, H the signed headers, S the signature, I x-id, R a parameter of the response, W one with
// wide marks that are not encoded.
var urlOrders = []string{"CAKDHES", "CTAKDHES", "AKDEHS", "AKDEHTS", "CAKDESH", "ACKDESHI", "AKDEHIS", "ADHEKS", "RAKDEHS", "EAKDHS", "ETAKDHS", "IAKDEHS", "WAKDEHS", "AKDEHWS"}

// urlPaths are hosts and paths, some with marks that encoders leave raw.
var urlPaths = []string{
	"https://my-bucket.s3.eu-west-1.amazonaws.com/photos/cat%201.jpg", "http://localhost:9000/b/k", "http://[::1]:9000/b/k",
	"https://my-bucket.s3.amazonaws.com/", "https://b.s3.amazonaws.com/a(1).jpg", "https://b.s3.amazonaws.com/dir(1)/c(3).jpg",
	"https://b.s3.amazonaws.com/user@x.com/k", "https://b.s3.amazonaws.com/a:b;c,d/k", "https://b.s3.amazonaws.com/a!*b~_$.jpg",
}

// around is what stands around URLs; %s is the URL.
var around = []string{
	"%s", "<%s>", `url = "%s"`, "url = '%s'", "The URL is `%s`.", "[link](%s)", `<img src="%s" />`, `{"url": "%s"}`, "curl '%s'",
	`$ wget "%s"`, "When I open %s I get the error.", "I get this: %s.", "(see %s)", "-> %s", "b'%s'", "{'url': '%s', 'fields': {}}",
	`{ok,<<"%s">>}`, "> %s", "    %s", "GET %s 403 (Forbidden)", "链接：%s，打不开", "文档https://example.com/a?b=1，链接%s。", "url: %s", "URL=%s", "url\t%s\t403",
	`Get "%s": 403 Forbidden`, `time=1 level=info url="%s" status=403`, "Request URL:\n%s\nRequest Method:\nGET", "#<URI::HTTPS %s>",
	"**%s**", "```\n%s\n```",
}

// TestURLForms reads presigned URLs as SDKs write them, in what stands around them.
func TestURLForms(t *testing.T) {
	t.Parallel()
	parts := map[rune]string{
		'C': "X-Amz-Content-Sha256=UNSIGNED-PAYLOAD", 'T': "X-Amz-Security-Token=" + url.QueryEscape("IQoJb3JpZ2luX2VjEJr//+w=="),
		'A': "X-Amz-Algorithm=AWS4-HMAC-SHA256", 'K': "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260109%2Feu-west-1%2Fs3%2Faws4_request",
		'D': "X-Amz-Date=20260109T143022Z", 'E': "X-Amz-Expires=900", 'H': "X-Amz-SignedHeaders=host", 'I': "x-id=GetObject",
		'S': "X-Amz-Signature=" + strings.Repeat("0f", 32), 'R': "response-content-disposition=inline%3B%20filename%3D%22a%20b.pdf%22",
	}
	parts['W'] = "prefix=中，文（1）"
	check := func(path, order, form string) {
		var query []string
		for _, p := range order {
			query = append(query, parts[p])
		}
		want := path + "?" + strings.Join(query, "&")
		x := signedExchange(Read(Source{Name: "paste", Data: fmt.Appendf(nil, form+"\n", want)}))
		if x == nil || x.Request.Target.S != want {
			t.Errorf("%s, %s, %q: not read", path, order, form)
		}
	}
	for _, form := range around {
		for _, order := range urlOrders {
			check(urlPaths[0], order, form)
		}
		for _, path := range urlPaths {
			check(path, urlOrders[0], form)
		}
	}
}

// TestLongestTarget leaves a request out whose target no server takes, with a note.
func TestLongestTarget(t *testing.T) {
	t.Parallel()
	e := Read(Source{Name: "paste", Data: []byte("https://a.example/k?X-Amz-Date=1" + strings.Repeat("&a=1", mostTarget/4) + "\n")})
	if len(e.Artefacts) != 0 || len(e.Notes) != 1 {
		t.Errorf("%d artefacts, notes %v", len(e.Artefacts), e.Notes)
	}
}

// BenchmarkHeaderLines reads a mebibyte of header lines of no request: each may be the
// first of a canonical request.
func BenchmarkHeaderLines(b *testing.B) {
	var text strings.Builder
	for i := 0; text.Len() < 1<<20; i++ {
		fmt.Fprintf(&text, "x-amz-h%d: v\n", i)
	}
	text.WriteString("Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00\n")
	src := Source{Name: "log", Data: []byte(text.String())}
	b.SetBytes(int64(len(src.Data)))
	for b.Loop() {
		Read(src)
	}
}
