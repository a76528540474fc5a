package evidence

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var simpleEscapes = map[byte]string{
	'n': "\n", 'r': "\r", 't': "\t", '"': "\"", '\'': "'", '`': "`", '\\': "\\", '/': "/",
	'b': "\b", 'f': "\f", '0': "\x00", 'a': "\a", 'v': "\v", 'e': "\x1b",
}

// unescapeInto undoes one level of the escapes that string literals of JSON,
// JavaScript, Python, Ruby, Go and Java have, and the [\r][\n] of Apache's wire
// log. What is no escape is kept.
func unescapeInto(m *Maker, s string, from, to int) {
	if isWire(s, from-1) {
		unwireInto(m, s, from, to)
		return
	}
	m.expect(2*strings.Count(s[from:to], `\`) + 1)
	kept := from
	for i := from; i < to; {
		n := strings.IndexByte(s[i:to], '\\')
		if n < 0 {
			break
		}
		i += n
		text, size, start := escapeAt(s, i, from, to)
		if size == 0 {
			i++
			continue
		}
		m.Keep(kept, start)
		m.Put(text, start, start+size)
		i = start + size
		kept = i
	}
	m.Keep(kept, to)
}

// unwireInto undoes what Apache's wire log does: [\r], [\n] and [0xc3] for bytes that
// are no printable ASCII.
func unwireInto(m *Maker, s string, from, to int) {
	kept := from
	for i := from; i < to; i++ {
		text, n := "", 0
		switch rest := s[i:to]; {
		case strings.HasPrefix(rest, `[\r]`):
			text, n = "\r", 4
		case strings.HasPrefix(rest, `[\n]`):
			text, n = "\n", 4
		case strings.HasPrefix(rest, "[0x"):
			if end := strings.IndexByte(rest, ']'); end == 4 || end == 5 {
				if v, err := strconv.ParseUint(rest[3:end], 16, 8); err == nil {
					text, n = string([]byte{byte(v)}), end+1
				}
			}
		}
		if n > 0 {
			m.Keep(kept, i)
			m.Put(text, i, i+n)
			kept = i + n
			i = kept - 1
		}
	}
	m.Keep(kept, to)
}

// ofBytes reports whether the literal that begins at an offset is one of bytes, in
// which \xff is a byte and not a letter: b'…' of Python, b"…" of Rust.
func ofBytes(s string, from int) bool {
	return from > 1 && (s[from-1] == '\'' || s[from-1] == '"') && s[from-2] == 'b' && (from == 2 || !isAlnum(s[from-3]))
}

// escapeAt decodes the escape whose backslash stands at i.
func escapeAt(s string, i, from, to int) (text string, size, start int) {
	if i > from && s[i-1] == '[' && i+2 < to && s[i+2] == ']' && (s[i+1] == 'n' || s[i+1] == 'r') {
		return simpleEscapes[s[i+1]], 4, i - 1
	}
	if i+1 >= to {
		return "", 0, i
	}
	c := s[i+1]
	switch {
	case c == 'u':
		text, size = unicodeEscape(s[i:to])
	case c == 'x' && ofBytes(s, from):
		if v, ok := hexRune(s[i:to], 2); ok {
			text, size = string([]byte{byte(v)}), 4
		}
	case c == 'x':
		text, size = hexEscape(s[i:to])
	case c >= '0' && c <= '3' && i+3 < to && isDigit(s[i+2]) && isDigit(s[i+3]):
		if v, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
			text, size = string([]byte{byte(v)}), 4
		}
	default:
		if t, ok := simpleEscapes[c]; ok {
			text, size = t, 2
		}
	}
	return text, size, i
}

// unicodeEscape decodes \uXXXX, also in pairs, and \u{X}.
func unicodeEscape(s string) (string, int) {
	if len(s) > 4 && s[2] == '{' {
		if end := strings.IndexByte(s[:min(len(s), 12)], '}'); end > 0 {
			if v, err := strconv.ParseUint(s[3:end], 16, 21); err == nil {
				return string(rune(v)), end + 1
			}
		}
	}
	v, ok := hexRune(s, 4)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(v) {
		if low, ok := hexRune(s[6:], 4); ok && strings.HasPrefix(s[6:], `\u`) {
			return string(utf16.DecodeRune(v, low)), 12
		}
		return "", 0
	}
	return string(v), 6
}

func hexRune(s string, digits int) (rune, bool) {
	if len(s) < 2+digits {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	return rune(v), err == nil
}

// hexEscape decodes \xNN. Several that make up UTF-8 are bytes; one alone above
// 0x7f is a code point, as JavaScript and Python write text.
func hexEscape(s string) (string, int) {
	var b []byte
	for len(s) >= 4 && s[0] == '\\' && s[1] == 'x' && len(b) < utf8.UTFMax {
		v, ok := hexRune(s, 2)
		if !ok || len(b) > 0 && v < 0x80 {
			break
		}
		b, s = append(b, byte(v)), s[4:]
		if utf8.FullRune(b) && utf8.Valid(b) {
			return string(b), 4 * len(b)
		}
	}
	if len(b) == 0 {
		return "", 0
	}
	return string(rune(b[0])), 4
}
