package replay

import (
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// charsets are those of Windows, of its consoles, of old Macs and of mainframes, in
// which programs hash text that is then sent as UTF-8.
var charsets = []*charmap.Charmap{
	charmap.Windows1252, charmap.CodePage850, charmap.CodePage437, charmap.Macintosh,
	charmap.CodePage037, charmap.CodePage1047, charmap.CodePage1140,
}

// inCharsets writes a text in each charset that has all of its letters and gives other
// bytes than UTF-8, and as CESU-8, which has six bytes for what lies beyond U+FFFF
// (Unicode Technical Report 26).
func inCharsets(s string) []BodyForm {
	var out []BodyForm
	if !utf8.ValidString(s) {
		return out
	}
	for _, c := range charsets {
		if b, err := c.NewEncoder().String(s); err == nil && b != s {
			out = append(out, BodyForm{"payload-charset", []byte(b), "hashes the body in " + c.String() + ", UTF-8 is sent"})
		}
	}
	if b := surrogates(s); b != s {
		out = append(out, BodyForm{"payload-charset", []byte(b), "hashes the body in CESU-8, with each half of a surrogate pair encoded by itself"})
	}
	return out
}

// surrogates is a text in CESU-8.
func surrogates(s string) string {
	var b []byte
	for _, r := range s {
		if r <= 0xFFFF {
			b = utf8.AppendRune(b, r)
			continue
		}
		high, low := utf16.EncodeRune(r)
		for _, half := range []rune{high, low} {
			b = append(b, 0xE0|byte(half>>12), 0x80|byte(half>>6)&0xBF, 0x80|byte(half)&0xBF)
		}
	}
	return string(b)
}
