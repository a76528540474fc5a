package evidence

import "strings"

// A line is a line of a page: [from, to) without its end, next is where the
// following line begins.
type line struct{ from, to, next int }

// lineAt returns the line that begins at from.
func lineAt(s string, from int) line {
	i := strings.IndexByte(s[from:], '\n')
	if i < 0 {
		return line{from, len(s), len(s)}
	}
	to := from + i
	if to > from && s[to-1] == '\r' {
		to--
	}
	return line{from, to, from + i + 1}
}

// lineBefore returns the line that ends where from begins; ok is false at the
// start, or at a line that is longer than any line worth looking back over.
func lineBefore(s string, from int) (l line, ok bool) {
	if from == 0 {
		return line{}, false
	}
	const longest = 16 << 10
	floor := max(0, from-1-longest)
	i := strings.LastIndexByte(s[floor:from-1], '\n')
	if i < 0 && floor > 0 {
		return line{}, false
	}
	start := floor + i + 1
	to := from - 1
	if to > start && s[to-1] == '\r' {
		to--
	}
	return line{start, to, from}, true
}

func (l line) text(s string) string { return s[l.from:l.to] }

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

// fieldName returns the length of the header name that a line begins with,
// which a colon follows; 0 when the line is no header line.
func fieldName(s string) int {
	n := 0
	if strings.HasPrefix(s, ":") {
		n = 1 // a pseudo header of HTTP/2
	}
	n += span(s[n:], isNameByte)
	if n < 2 || n > 80 || n >= len(s) || s[n] != ':' || isLogWord(s[:n]) {
		return 0
	}
	return n
}

// isLogWord reports whether a name begins a line of a log: no header is named so.
func isLogWord(name string) bool {
	return len(name) <= 9 && (strings.EqualFold(name, "error") || strings.EqualFold(name, "exception"))
}

// methods are the words that begin a request.
var methods = map[string]bool{
	"GET": true, "PUT": true, "POST": true, "HEAD": true, "DELETE": true, "PATCH": true, "OPTIONS": true,
	"CONNECT": true, "TRACE": true, "COPY": true, "LIST": true, "PROPFIND": true, "MKCOL": true, "PURGE": true, "GIT": true,
}

func isMethod(s string) bool { return len(s) < 10 && methods[strings.ToUpper(s)] }

// methodAlone returns where a method that ends the line begins, or -1: the
// first line of a canonical request, whatever stands before it.
func methodAlone(s string) int {
	s = strings.TrimRight(s, " \t\r")
	i := len(s)
	for i > 0 && isLetter(s[i-1]) && len(s)-i < 10 {
		i--
	}
	if i == len(s) || !isMethod(s[i:]) || (i > 0 && (isAlnum(s[i-1]) || s[i-1] == '_' || s[i-1] == '-' || s[i-1] == '.')) {
		return -1
	}
	return i
}
