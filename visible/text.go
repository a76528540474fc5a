package visible

// Text is text that is safe to draw. Outside this package it is made by
// String, Prose or a Line, or is a constant of the program.
type Text string

// Dot stands for a space that would otherwise not be seen.
const Dot = "·"

const lowerHex = "0123456789abcdef"

// plain tells the bytes that are drawn as they are.
var plain = func() (t [256]bool) {
	for c := ' '; c <= '~'; c++ {
		t[c] = c != '\\'
	}
	return t
}()

// String writes bytes as one drawable text without line ends. It can be undone.
// Example: "a\tb\xff" is written a\tb\xff, a backslash is written \\.
func String[B ~string | ~[]byte](b B) Text {
	n := plainPrefix(b, 0)
	if n == len(b) {
		return Text(b)
	}
	out := make([]byte, 0, len(b)+len(b)/8+16)
	for i := 0; i < len(b); {
		out = append(out, b[i:n]...)
		for i = n; i < len(b) && !plain[b[i]]; i++ {
			out = appendEscape(out, b[i])
		}
		n = plainPrefix(b, i)
	}
	return Text(out)
}

// plainPrefix returns the end of the run of plain bytes that begins at i.
func plainPrefix[B ~string | ~[]byte](b B, i int) int {
	for i < len(b) && plain[b[i]] {
		i++
	}
	return i
}

func appendEscape(out []byte, c byte) []byte {
	switch c {
	case '\\':
		return append(out, `\\`...)
	case '\n':
		return append(out, `\n`...)
	case '\r':
		return append(out, `\r`...)
	case '\t':
		return append(out, `\t`...)
	}
	return append(out, '\\', 'x', lowerHex[c>>4], lowerHex[c&15])
}
