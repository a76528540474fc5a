package visible

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

func TestString(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Text{
		"":                        "",
		"host:example.com":        "host:example.com",
		"a b":                     "a b",
		"x-amz-date:1\r\n":        `x-amz-date:1\r\n`,
		"a\tb\x00\x7f":            `a\tb\x00\x7f`,
		"\xff\xc3(":               `\xff\xc3(`,
		"na\u00efve":              `na\xc3\xafve`,
		"\u202eevil\u200b":        `\xe2\x80\xaeevil\xe2\x80\x8b`,
		`C:\new`:                  `C:\\new`,
		`\x41`:                    `\\x41`,
		"\x1b[8mhidden\u009b2J":   `\x1b[8mhidden\xc2\x9b2J`,
		"\u043estrov\u0430":       `\xd0\xbestrov\xd0\xb0`,
		"\u00b7":                  `\xc2\xb7`,
		" \u2028\ufeff\U0001f468": ` \xe2\x80\xa8\xef\xbb\xbf\xf0\x9f\x91\xa8`,
	} {
		if got := String(in); got != want {
			t.Errorf("String(%q) = %s, want %s", in, got, want)
		}
		if got := String([]byte(in)); got != want {
			t.Errorf("String([]byte(%q)) = %s, want %s", in, got, want)
		}
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{"", "GET /\r\n", "\\x00\\", "a\u202e\xff", "  x  ", "\t\t", "\u00b7"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text := String(b)
		checkPrintable(t, string(text))
		back, err := parse(text)
		if err != nil || !bytes.Equal(back, b) {
			t.Fatalf("%q is drawn as %s, which reads back as %q, %v", b, text, back, err)
		}
	})
}

func checkPrintable(t *testing.T, s string) {
	t.Helper()
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			t.Fatalf("%q holds a byte that is not printable ASCII", s)
		}
	}
}

func TestProse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Text{
		"the header ends with \r":                `the header ends with \r`,
		`it holds "a\tb" – see …`:                `it holds "a\tb" – see …`,
		"naïve façade":                           "naïve façade",
		"слово и дело":                           "слово и дело",
		"p\u0430ypal":                            `p\xd0\xb0ypal`,
		"東京 \u3053":                              "東京 \u3053",
		"e\u0301 \u202e \u200b":                  `e\xcc\x81 \xe2\x80\xae \xe2\x80\x8b`,
		"\x1b[31mred\xff":                        `\x1b[31mred\xff`,
		"a\nb":                                   `a\nb`,
		"\u05d0 \u0627 \u00a0 \ufffd \U0001f468": `\xd7\x90 \xd8\xa7 \xc2\xa0 \xef\xbf\xbd \xf0\x9f\x91\xa8`,
	} {
		if got := Prose(in); got != want {
			t.Errorf("Prose(%q) = %s, want %s", in, got, want)
		}
	}
}

func FuzzProse(f *testing.F) {
	f.Add("naïve \u202e p\u0430y \xff")
	f.Fuzz(func(t *testing.T, s string) {
		text := string(Prose(s))
		if !utf8.ValidString(text) {
			t.Fatalf("Prose(%q) is not UTF-8: %q", s, text)
		}
		for _, r := range text {
			if r < ' ' || r == 0x7f || r > '~' && !readable(r) {
				t.Fatalf("Prose(%q) holds %U", s, r)
			}
		}
	})
}

func BenchmarkString(b *testing.B) {
	text := bytes.Repeat([]byte("x-amz-meta-note: na\u00efve\r\n"), 40_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_ = String(text)
	}
}
