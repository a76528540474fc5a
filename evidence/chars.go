package evidence

import (
	"strings"
	"unicode/utf8"
)

func isBlank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlnum(c byte) bool { return isLetter(c) || isDigit(c) }

func isHexDigit(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isSpace(c byte) bool { return isBlankByte(c) || c == '\r' || c == '\n' }

func isBlankByte(c byte) bool { return c == ' ' || c == '\t' }

func isQuote(c byte) bool { return isAmong(c, "\"'`") }

// isAmong reports whether c is one of the bytes of a set.
func isAmong(c byte, set string) bool { return strings.IndexByte(set, c) >= 0 }

// among is isAmong for span and consistsOf, notAmong its opposite.
func among(set string) func(byte) bool {
	return func(c byte) bool { return isAmong(c, set) }
}

func notAmong(set string) func(byte) bool {
	return func(c byte) bool { return !isAmong(c, set) }
}

// span returns how many bytes from the start of s satisfy is.
func span(s string, is func(byte) bool) int {
	for i := 0; i < len(s); i++ {
		if !is(s[i]) {
			return i
		}
	}
	return len(s)
}

// consistsOf reports whether every byte of s satisfies is; an empty text does.
func consistsOf(s string, is func(byte) bool) bool { return span(s, is) == len(s) }

// isNameByte reports whether c may stand in a header's name.
func isNameByte(c byte) bool { return isAlnum(c) || c == '-' || c == '_' }
