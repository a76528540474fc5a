package replay

import (
	"bytes"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// A rework appends to dst what a signer makes of a text.
type rework func(dst, text []byte) []byte

func begun(by string) rework {
	return func(dst, text []byte) []byte { return append(append(dst, by...), text...) }
}

func ended(by string) rework {
	return func(dst, text []byte) []byte { return append(append(dst, text...), by...) }
}

func indentedBy(by string, first bool) rework {
	eol := "\n" + by
	return func(dst, text []byte) []byte {
		if first {
			dst = append(dst, by...)
		}
		return appendLines(dst, text, eol)
	}
}

// appendLines appends a text with other line ends.
func appendLines(dst, text []byte, eol string) []byte {
	for {
		line, rest, more := bytes.Cut(text, []byte("\n"))
		if dst = append(dst, line...); !more {
			return dst
		}
		dst, text = append(dst, eol...), rest
	}
}

func inUTF16(little bool) rework {
	return func(dst, text []byte) []byte { return appendUTF16(dst, string(text), little) }
}

// marked is a text in UTF-16 behind its byte order mark.
func marked(little bool) rework {
	return func(dst, text []byte) []byte { return appendUTF16(dst, "\ufeff"+string(text), little) }
}

// reread rewrites a text as a whole.
func reread(f func(string) string) rework {
	return func(dst, text []byte) []byte { return append(dst, f(string(text))...) }
}

// inWindows1252 is a text in Windows-1252 where it has all of the letters.
func inWindows1252(s string) string {
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		return s
	}
	return out
}

func utf16Units(r rune) []uint16 { return utf16.Encode([]rune{r}) }

// utf16Of encodes text as UTF-16 without a byte order mark.
func utf16Of(s string, little bool) []byte {
	return appendUTF16(make([]byte, 0, 2*len(s)), s, little)
}

func appendUTF16(dst []byte, s string, little bool) []byte {
	var units [2]uint16
	for _, r := range s {
		for _, u := range utf16.AppendRune(units[:0], r) {
			if little {
				dst = append(dst, byte(u), byte(u>>8))
			} else {
				dst = append(dst, byte(u>>8), byte(u))
			}
		}
	}
	return dst
}
