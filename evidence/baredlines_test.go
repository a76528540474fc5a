package evidence

import (
	"strings"
	"testing"
)

// TestBareLines takes off what stands around all lines of a text, and nothing else.
func TestBareLines(t *testing.T) {
	t.Parallel()
	const plain = "first\n  second\n\nthird <b> & \"c\"\nfourth\n"
	each := func(before string) string {
		return before + strings.ReplaceAll(strings.TrimSuffix(plain, "\n"), "\n", "\n"+before) + "\n"
	}
	for name, given := range map[string]string{
		"nothing":     plain,
		"quoted":      each("> "),
		"indented":    each("\t"),
		"both":        each(">   "),
		"fenced":      "```sh\n" + plain + "```",
		"in a string": `"first\n  second\n\nthird <b> & \"c\"\nfourth\n"`,
		"in JSON":     `{"log": "first\n  second\n\nthird \u003cb> \u0026 \"c\"\nfourth\n"}`,
		"entities":    "first\n  second\n\nthird &lt;b&gt; &amp; &quot;c&quot;\nfourth\n",
		"numbers":     " 8  first\n 9    second\n10\n11  third <b> & \"c\"\n12  fourth\n",
		"compose":     each("api-1  | "),
		"journal":     each("Nov  3 10:00:01 host app[7]: "),
	} {
		if got := bareLines(root(0, Source{Data: []byte(given)}).Whole()); strings.TrimSpace(got.S) != strings.TrimSpace(plain) {
			t.Errorf("%s: %q", name, got.S)
		}
	}
	for name, given := range map[string]string{
		"a line without the mark": "> a\n> b\nc\n> d\n",
		"curl's request":          "> GET / HTTP/1.1\n> Host: a\n> Accept: */*\n",
		"a list in any order":     "3  a\n1  b\n2  c\n",
		"two programs":            "Nov  3 10:00:01 host app[7]: a\nNov  3 10:00:01 host app[8]: b\nNov  3 10:00:01 host app[7]: c\n",
		"markup of its own":       "<p>a &lt;b&gt; &quot;c&quot;</p>\nd\n",
		"an answer in JSON":       `{"message": "first\nsecond\nthird\nfourth"}`,
		"paragraphs":              "a\nb\n\nc\n\nd\n\ne\n\nf\n\ng\n\nh\n\ni\n\nj\n",
		"a literal that ends":     `"a\nb\n" + "c\nd"`,
	} {
		if got := bareLines(root(0, Source{Data: []byte(given)}).Whole()); got.S != given {
			t.Errorf("%s: %q", name, got.S)
		}
	}
}

// TestDoubledBodies takes the empty lines out of an error body in which every line end was
// doubled, and leaves a signer's own strings as they are.
func TestDoubledBodies(t *testing.T) {
	t.Parallel()
	body := strings.ReplaceAll(echoXML("\n"), "</CanonicalRequest>", "\n</CanonicalRequest>\n") + "\n"
	doubled := func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") }
	client := "\nclient:\n" + canonGET + "\n"
	for name, test := range map[string]struct{ given, want string }{
		"the body alone":       {"server:\n\n" + doubled(body) + client, "server:\n\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n" + body[strings.Index(body, "<Error"):] + "\n" + client},
		"a signer's own lines": {body + "client:\n" + doubled("PUT\n/k\n\na:1\nb:2\nc:3\nd:4\ne:5\nf:6\n\na;b;c\n"), ""},
		"a body as it was":     {body + client, ""},
		"a body that is cut":   {strings.ReplaceAll(doubled(body), "</Error>", "") + client, ""},
	} {
		want := test.want
		if want == "" {
			want = test.given
		}
		if got := undoubled(root(0, Source{Data: []byte(test.given)}).Whole()); got.S != want {
			t.Errorf("%s:\n got %q\nwant %q", name, got.S, want)
		}
	}
}

// TestUnescapedURLs takes out what stands in a URL for the sake of the text around it.
func TestUnescapedURLs(t *testing.T) {
	t.Parallel()
	const url = "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20240601%2Fs3&X-Amz-Signature=ab"
	for name, given := range map[string]string{
		"nothing":         url,
		"a batch file":    strings.ReplaceAll(url, "%", "%%"),
		"a crontab":       strings.ReplaceAll(url, "%", `\%`),
		"Markdown":        strings.ReplaceAll(url, "&", `\&`),
		"a shell's quote": strings.ReplaceAll(url, "&", "&\\\n"),
	} {
		if got := unescapedURLs(root(0, Source{Data: []byte(given)}).Whole()); got.S != url {
			t.Errorf("%s: %q", name, got.S)
		}
	}
	for name, given := range map[string]string{
		"an escape that was encoded twice": strings.ReplaceAll(url, "%", "%25"),
		"a command that is continued":      "curl \\\n  -H 'X-Amz-Date: 20240601T100000Z' \\\nhttps://b.s3.amazonaws.com/",
	} {
		if got := unescapedURLs(root(0, Source{Data: []byte(given)}).Whole()); got.S != given {
			t.Errorf("%s: %q", name, got.S)
		}
	}
}
