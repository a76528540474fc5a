package evidence

import "strings"

func isBlank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlnum(c byte) bool { return isLetter(c) || isDigit(c) }

func isHexDigit(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// span returns how many bytes from the start of s satisfy is.
func span(s string, is func(byte) bool) int {
	for i := 0; i < len(s); i++ {
		if !is(s[i]) {
			return i
		}
	}
	return len(s)
}

// isNameByte reports whether c may stand in a header's name.
func isNameByte(c byte) bool { return isAlnum(c) || c == '-' || c == '_' }
