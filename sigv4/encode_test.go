package sigv4_test

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// Strings that encoders have been seen to get wrong.
var awkward = []string{
	"", "/", "a b/ü", "a+b", "%", "%2", "%zz", "%%41", "%41%7e", "-._~", "!*'()", "$&,:;=@", "\x00\x7f\x80\xff",
	"日本語", "a\u0301", "%E2%82%AC", "%e2%82%ac", "..%2f", "\t\r\n", "{}|\\^`<>\"", "🙂",
}

// Go's url.QueryEscape keeps the same bytes as UriEncode but writes a space as "+".
func goEncode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

func TestUriEncode(t *testing.T) {
	t.Parallel()
	for _, s := range awkward {
		checkUriEncode(t, s)
	}
	for c := range 256 {
		checkUriEncode(t, string([]byte{byte(c)}))
	}
}

func FuzzUriEncode(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Fuzz(checkUriEncode)
}

func checkUriEncode(t *testing.T, s string) {
	encoded := sigv4.UriEncode(s, false)
	if want := goEncode(s); encoded != want {
		t.Errorf("UriEncode(%q) = %q, net/url gives %q", s, encoded, want)
	}
	kept := sigv4.UriEncode(s, true)
	if want := strings.ReplaceAll(encoded, "%2F", "/"); kept != want {
		t.Errorf("UriEncode(%q, keepSlash) = %q, want %q", s, kept, want)
	}
	if sigv4.PercentDecode(encoded) != s || sigv4.PercentDecode(kept) != s {
		t.Errorf("PercentDecode(%q) is not %q", encoded, s)
	}
	if got, err := url.PathUnescape(s); err == nil && sigv4.PercentDecode(s) != got {
		t.Errorf("PercentDecode(%q) = %q, net/url gives %q", s, sigv4.PercentDecode(s), got)
	}
}

func TestPercentDecode(t *testing.T) {
	t.Parallel()
	// An escape that is none stays: net/url refuses these, so there is nothing to compare with.
	for in, want := range map[string]string{"%": "%", "%2": "%2", "%zz%41": "%zzA", "%%41": "%A", "a+b": "a+b", "%4": "%4"} {
		if got := sigv4.PercentDecode(in); got != want {
			t.Errorf("PercentDecode(%q) = %q, want %q", in, got, want)
		}
	}
	if got := sigv4.DecodeQuery("a+b%2Bc"); got != "a b+c" {
		t.Errorf("DecodeQuery = %q", got)
	}
}

func TestCanonicalPath(t *testing.T) {
	t.Parallel()
	s3, other := sigv4.FlavorOf("s3"), sigv4.FlavorOf("execute-api")
	for _, c := range []struct{ name, path, s3, other string }{
		{"empty, IAM guide", "", "/", "/"},
		{"S3 guide, test$file.text", "/test$file.text", "/test%24file.text", "/test%24file.text"},
		{"aws-sdk-go TestStandaloneSign_RawPath style, es", "/logs-%2A/_search", "/logs-%2A/_search", "/logs-%252A/_search"},
		{"minio-dart#114, plus is literal", "/a+b", "/a%2Bb", "/a%2Bb"},
		{"MinIO getCanonicalRequest, escapes of unreserved bytes", "/%41%7E%7e", "/A~~", "/%2541%257E%257e"},
		{"S3 guide, hex upper-cased", "/%c3%a9", "/%C3%A9", "/%25c3%25a9"},
		{"S3 guide, S3 never normalises", "/a//b/./c/../d/", "/a//b/./c/../d/", "/a/b/d/"},
		{"suite get-relative-relative", "/example1/example2/../..", "/example1/example2/../..", "/"},
		{"RFC 3986 5.2.4, above the root", "/../../a", "/../../a", "/a"},
		{"RFC 3986 5.2.4, dots in a name", "/a/.../b..", "/a/.../b..", "/a/.../b.."},
		{"not an escape", "/100%", "/100%25", "/100%25"},
		{"aws4 1.13.2 decodeSlashesInPath", "/a%2fb%2F", "/a/b/", "/a%252fb%252F"},
	} {
		if got := sigv4.CanonicalPath(c.path, s3); got != c.s3 {
			t.Errorf("%s: S3 %q = %q, want %q", c.name, c.path, got, c.s3)
		}
		if got := sigv4.CanonicalPath(c.path, other); got != c.other {
			t.Errorf("%s: other %q = %q, want %q", c.name, c.path, got, c.other)
		}
	}
}

var dotty = []string{
	"/", "//", "/.", "/..", "/./", "/../", "/a", "/a/", "/a//", "/a/.", "/a/..", "/a/b/..", "/a/./b", "/a/../b", "//a",
	"/a/b/c/../../d/./e/", "/...", "/a/...", "/.a/..b", "/%2E%2E/a", "/a/%2e", "/../..", "/a/../..", "a", "..", "a/../b", "",
}

func TestNormalizePath(t *testing.T) {
	t.Parallel()
	for _, p := range dotty {
		checkNormalize(t, p)
	}
}

func FuzzNormalizePath(f *testing.F) {
	for _, p := range dotty {
		f.Add(p)
	}
	f.Fuzz(checkNormalize)
}

// checkNormalize compares with Go's path.Clean, which removes a final slash.
func checkNormalize(t *testing.T, p string) {
	want := path.Clean("/" + p)
	last := p[strings.LastIndexByte(p, '/')+1:]
	if want != "/" && (last == "" || last == "." || last == "..") {
		want += "/"
	}
	got := normalizePath(p)
	if got != want {
		t.Errorf("NormalizePath(%q) = %q, path.Clean gives %q", p, got, want)
	}
	if sigv4.NeedsNormalizing(got) || normalizePath(got) != got {
		t.Errorf("NormalizePath(%q) = %q can be normalised again", p, got)
	}
	if (got != p) != sigv4.NeedsNormalizing(p) {
		t.Errorf("NeedsNormalizing(%q) is %t, but it becomes %q", p, sigv4.NeedsNormalizing(p), got)
	}
}

func TestCanonicalQuery(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, query, want string }{
		{"S3 guide, value-less", "lifecycle", "lifecycle="},
		{"S3 guide, list objects", "max-keys=2&prefix=J", "max-keys=2&prefix=J"},
		{"aws-sdk-go TestPresignBodyWithArrayRequest", "Foo=z&Foo=o&Foo=m&Foo=a", "Foo=a&Foo=m&Foo=o&Foo=z"},
		{"IAM guide, by name and not by the whole text", "a-b=1&a=2", "a=2&a-b=1"},
		{"2011 suite post-vanilla-query-nonunreserved, + is a space", "a=1+2", "a=1%202"},
		{"curl ee3a4dff1a, %2B stays", "a=1%2B2", "a=1%2B2"},
		{"curl 2023-09-08, empty pairs", "&&a=1&&b=2&", "a=1&b=2"},
		{"c-auth, no name", "=v", "=v"},
		{"aws-sdk-go-v2#2969, order after encoding", "param1=1&param[10]=2&paramA=3&é=4&z=5", "%C3%A9=4&param%5B10%5D=2&param1=1&paramA=3&z=5"},
		{"S3 guide, the signature is left out", "b=1&X-Amz-Signature=ff&a=1", "a=1&b=1"},
		{"the same, its name escaped", "b=1&X%2DAmz-Signature=ff&a=1", "a=1&b=1"},
		{"first = only", "a=b=c", "a=b%3Dc"},
		{"slash is encoded", "prefix=a/b", "prefix=a%2Fb"},
	} {
		if got := sigv4.CanonicalQuery(c.query); got != c.want {
			t.Errorf("%s: %q = %q, want %q", c.name, c.query, got, c.want)
		}
	}
}

func FuzzCanonicalQuery(f *testing.F) {
	for _, s := range awkward {
		f.Add("a=1&"+s+"=2", "é=3&"+s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		query := a + "&" + b
		canonical := sigv4.CanonicalQuery(query)
		if again := sigv4.CanonicalQuery(canonical); again != canonical {
			t.Errorf("%q gives %q, and that gives %q", query, canonical, again)
		}
		if swapped := sigv4.CanonicalQuery(b + "&" + a); swapped != canonical {
			t.Errorf("%q gives %q, its pairs in other order %q", query, canonical, swapped)
		}
		if want, ok := goQuery(query); ok && canonical != want {
			t.Errorf("%q gives %q, net/url gives %q", query, canonical, want)
		}
	})
}

// goQuery canonicalises with net/url, where it can read the query.
func goQuery(query string) (string, bool) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", false
	}
	type pair struct{ name, value string }
	var pairs []pair
	for name, vs := range values {
		for _, v := range vs {
			if name != "X-Amz-Signature" {
				pairs = append(pairs, pair{goEncode(name), goEncode(v)})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	var out []string
	for _, p := range pairs {
		out = append(out, p.name+"="+p.value)
	}
	return strings.Join(out, "&"), true
}

func TestCanonicalValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, want string }{
		{"suite get-header-value-trim", "   value1   ", "value1"},
		{"suite get-header-value-trim, inside quotes", ` "a   b   c"`, `"a b c"`},
		{"suite get-header-value-multiline", "value1\n  value2\n     value3", "value1 value2 value3"},
		{"RFC 9112 5.2, blanks before a fold too", "value1 \t\r\n\tvalue2", "value1 value2"},
		{"smithy-rs trim_all, a tab is no space", "a\tb", "a\tb"},
		{"smithy-rs trim_all, spaces beside a tab", "a  \t  b", "a \t b"},
		{"one space", "a b", "a b"},
		{"aws-sdk-go-v2 StripExcessSpaces", "123   321     ", "123 321"},
		{"a no-break space is no blank", "a\u00a0\u00a0b", "a\u00a0\u00a0b"},
		{"nothing", " \t ", ""},
	} {
		if got := sigv4.CanonicalValue(c.value); got != c.want {
			t.Errorf("%s: %q = %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func TestSortedNames(t *testing.T) {
	t.Parallel()
	in := []string{"X-Amz-Meta_B", "host", "x-amz-meta-test-two", "X-Amz-Meta-Test", "HOST", "", "x-amz-meta_a", "x-amz-meta1", "\u212aey"}
	// Byte order of the name (IAM guide): "-" before digits before "_" before letters.
	// The Kelvin sign is no k.
	want := "host|x-amz-meta-test|x-amz-meta-test-two|x-amz-meta1|x-amz-meta_a|x-amz-meta_b|\u212aey"
	if got := strings.Join(sigv4.SortedNames(in), "|"); got != want {
		t.Errorf("SortedNames = %s, want %s", got, want)
	}
}

// normalizePath is a path without empty, "." and ".." segments, as it is before
// it is encoded.
func normalizePath(path string) string {
	return sigv4.PercentDecode(sigv4.CanonicalPath(path, sigv4.Flavor{Normalize: true, EncodeTwice: true}))
}
