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
