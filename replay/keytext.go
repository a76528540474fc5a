package replay

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	encodingUTF8 "golang.org/x/text/encoding/unicode"
)

// keyTextAttempts pass a derived key on as text.
var keyTextAttempts = []Attempt{
	{code: "signing-key-as-text", twists: []Twist{
		betweenTwist("key-hex-chain", "passes each derived key on as hex", hexText),
		betweenTwist("key-base64-chain", "passes each derived key on in base64", base64Text),
		betweenTwist("key-upper-hex-chain", "passes each derived key on as upper-case hex", upperHexText),
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that bytes above 0x7F are doubled",
			func(b []byte) []byte { return []byte(utf8Twice(string(b))) }),
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that each byte that is no UTF-8 is replaced",
			func(b []byte) []byte { return []byte(strings.ToValidUTF8(replaceEach(b), "\uFFFD")) }),
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that bytes that are no UTF-8 are replaced", replaceRuns),
		{
			Variant: "key-latin1-as-utf8", slot: slotKeyBetween,
			Says: "keeps all keys in text, so that bytes that are no UTF-8 are replaced",
			turn: func(t *Trial) {
				t.k.between, t.k.lastKey = replaceRuns, replaceRuns
			},
		},
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that runs of bytes that are no UTF-8 are replaced",
			func(b []byte) []byte { return bytes.ToValidUTF8(b, []byte("\uFFFD")) }),
		{
			Variant: "key-hex-chain-but-last", slot: slotKeyBetween,
			Says: "passes the first derived keys on as hex, the last one raw",
			turn: func(t *Trial) { t.k.between = hexText },
		},
		lastKeyTwist("sig-key-hex", "keys the last HMAC with the hex text of the signing key", hexText),
		lastKeyTwist("sig-key-base64", "keys the last HMAC with the base64 text of the signing key", base64Text),
		lastKeyTwist("sig-key-upper-hex", "keys the last HMAC with the upper-case hex text of the signing key", upperHexText),
		lastKeyTwist("sig-key-utf8", "keeps the signing key in text, so that bytes above 0x7F are doubled",
			func(b []byte) []byte { return []byte(utf8Twice(string(b))) }),
		{
			Variant: "key-hex-chain", slot: slotKeyBetween,
			Says: "passes each derived key on as hex, to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = hexText, hexText },
		},
		{
			Variant: "key-base64-chain", slot: slotKeyBetween,
			Says: "passes each derived key on in base64, to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = base64Text, base64Text },
		},
		{
			Variant: "key-upper-hex-chain", slot: slotKeyBetween,
			Says: "passes each derived key on as upper-case hex, to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = upperHexText, upperHexText },
		},
		{
			Variant: "key-latin1-as-utf8", slot: slotKeyBetween,
			Says: "keeps all keys in text, so that bytes above 0x7F are doubled",
			turn: func(t *Trial) {
				f := func(b []byte) []byte { return []byte(utf8Twice(string(b))) }
				t.k.between, t.k.lastKey = f, f
			},
		},
		{
			Variant: "key-latin1-as-utf8", slot: slotKeyBetween,
			Says: "keeps all keys in text, so that each byte that is no UTF-8 is replaced",
			turn: func(t *Trial) {
				f := func(b []byte) []byte { return []byte(replaceEach(b)) }
				t.k.between, t.k.lastKey = f, f
			},
		},
	}},
	{code: "signing-key-as-text", twists: slices.Concat(oneKeyAs("hex", hexText), oneKeyAs("base64", base64Text), oneKeyAs("upper-case hex", upperHexText))},
	{code: "signing-key-as-text", twists: slices.Concat(
		keyForms("key-ascii", "as ASCII text, with ? for bytes above 0x7F", asciiText),
		keyForms("key-ascii", "as ASCII text, with U+FFFD for bytes above 0x7F", asciiReplaced),
		keyForms("key-ascii", "as ASCII text, without the high bit of bytes", sevenBits),
		keyForms("key-utf8-ignored", "as text, without the bytes that are no UTF-8", func(b []byte) []byte { return bytes.ToValidUTF8(b, nil) }),
		keyForms("key-windows-1252", "as text read as Windows-1252", windowsText),
		keyForms("key-base64-newline", "in base64 with a newline behind it", func(b []byte) []byte { return append(base64Text(b), '\n') }),
		keyForms("key-cut-at-nul", "up to its first NUL byte, as C text", func(b []byte) []byte { before, _, _ := bytes.Cut(b, []byte{0}); return before }),
		keyForms("key-number-list", "as a list of numbers with commas", numberList),
		keyForms("key-hex-unpadded", "in hex, bytes under 0x10 without their zero", func(b []byte) []byte { return []byte(unpadded(b)) }),
		keyForms("key-hex-newline", "in hex with a newline behind it", func(b []byte) []byte { return append(hexText(b), '\n') }),
		rarely(lastKeyTwist("sig-key-utf8", "keeps the signing key in text, so that bytes that are no UTF-8 are replaced", replaceRuns)),
	)},
	{code: "signing-key-as-text", twists: slices.Concat(keysWritten(), oneKeyAs("text, so that bytes above 0x7F are doubled", func(b []byte) []byte { return []byte(utf8Twice(string(b))) }), oneKeyAs("text, so that bytes that are no UTF-8 are replaced", replaceRuns))},
}

func betweenTwist(variant, says string, f func([]byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotKeyBetween, Says: says, turn: func(t *Trial) { t.k.between = f }}
}

func lastKeyTwist(variant, says string, f func([]byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotLastKey, Says: says, turn: func(t *Trial) { t.k.lastKey = f }}
}

// keyForms pass keys on in a form: the derived ones, the last one, all of them.
func keyForms(variant, form string, f func([]byte) []byte) []Twist {
	return rarely(
		betweenTwist(variant, "passes each derived key on "+form, f),
		Twist{
			Variant: variant, slot: slotKeyBetween,
			Says: "passes each derived key on " + form + ", to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = f, f },
		},
		lastKeyTwist(variant, "keys the last HMAC with the signing key "+form, f),
	)
}

// oneKeyAs passes one derived key alone on as text; the last one has twists of its own.
func oneKeyAs(form string, f func([]byte) []byte) []Twist {
	var out []Twist
	for i, name := range stepNames[:3] {
		out = append(out, stepwise("key-one-as-text", "passes "+name+" alone on as "+form, i, func(k, m []byte) []byte { return f(hmacSHA256(k, m)) }))
	}
	return rarely(out...)
}

func asciiText(b []byte) []byte {
	out := slices.Clone(b)
	for i, c := range out {
		if c >= 0x80 {
			out[i] = '?'
		}
	}
	return out
}

// asciiReplaced reads bytes as ASCII, as US_ASCII of Java and the decoder of Python do, and
// writes UTF-8: of a key that holds letters of UTF-8 it leaves none.
func asciiReplaced(b []byte) []byte {
	out := make([]byte, 0, len("\uFFFD")*len(b))
	for _, c := range b {
		if c >= utf8.RuneSelf {
			out = append(out, "\uFFFD"...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

func sevenBits(b []byte) []byte {
	out := slices.Clone(b)
	for i := range out {
		out[i] &= 0x7F
	}
	return out
}

// windowsText reads bytes as Windows-1252, as programs on Windows do by default, and
// writes UTF-8.
func windowsText(b []byte) []byte {
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// replaceRuns decodes bytes as UTF-8 the way most languages do: one U+FFFD for
// each longest beginning of a sequence that breaks off (Unicode standard,
// section 3.9, replacement of maximal subparts).
func replaceRuns(b []byte) []byte {
	out, err := encodingUTF8.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// replaceEach puts U+FFFD in place of every byte that is no UTF-8.
func replaceEach(b []byte) string {
	out := make([]byte, 0, len("\uFFFD")*len(b))
	for _, r := range string(b) {
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// keysWritten pass keys on in all of these forms.
func keysWritten() []Twist {
	var out []Twist
	for _, w := range writtenForms {
		out = append(out, keyForms("key-form", w.name, func(b []byte) []byte { return []byte(w.f(b)) })...)
	}
	for _, form := range []struct {
		name string
		f    func([]byte) []byte
	}{
		{"as Python shows bytes (b'…')", func(b []byte) []byte { return []byte(pythonBytes(b)) }},
		{"without the bytes above 0x7F", func(b []byte) []byte {
			return slices.DeleteFunc(slices.Clone(b), func(c byte) bool { return c >= 0x80 })
		}},
		{"with the bytes in the opposite order", backwards},
		{"cut to 16 bytes", func(b []byte) []byte { return b[:min(16, len(b))] }},
		{"without the blanks and line breaks at its ends", bytes.TrimSpace},
		{"with a newline behind it", func(b []byte) []byte { return append(slices.Clone(b), '\n') }},
		{"as text in UTF-16", func(b []byte) []byte { return utf16Of(utf8Twice(string(b)), true) }},
		{"as the text [object Object]", func([]byte) []byte { return []byte("[object Object]") }},
	} {
		out = append(out, keyForms("key-form", form.name, form.f)...)
	}
	return out
}
