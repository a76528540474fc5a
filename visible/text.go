package visible

import (
	"errors"
	"fmt"
	"strings"
)

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

// String writes bytes as one drawable text without line ends. Parse undoes it.
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

var errEscape = errors.New("not an escape")

// Parse gets back the bytes that String or a Line has written. It reports an
// error for anything else.
func Parse(t Text) ([]byte, error) {
	s := strings.ReplaceAll(string(t), Dot, " ")
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if plain[c] {
			out = append(out, c)
			i++
			continue
		}
		c, n := parseEscape(s[i:])
		if n == 0 {
			return nil, fmt.Errorf("offset %d: %w", i, errEscape)
		}
		out = append(out, c)
		i += n
	}
	return out, nil
}

// parseEscape reads one escape and returns its byte and length, or length 0.
func parseEscape(s string) (byte, int) {
	if len(s) < 2 || s[0] != '\\' {
		return 0, 0
	}
	switch s[1] {
	case '\\':
		return '\\', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'x':
		if len(s) < 4 {
			return 0, 0
		}
		hi, lo := strings.IndexByte(lowerHex, s[2]), strings.IndexByte(lowerHex, s[3])
		if hi < 0 || lo < 0 {
			return 0, 0
		}
		return byte(hi<<4 | lo), 4
	}
	return 0, 0
}
