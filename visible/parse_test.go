package visible

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

var errEscape = errors.New("not an escape")

// parse gets back the bytes that String or a Line has written. It reports an
// error for anything else.
func parse(t Text) ([]byte, error) {
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

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []Text{`\`, `\x`, `\x4`, `\xG0`, `\xFF`, `\a`, "\n", "ü", "\x00"} {
		if got, err := parse(in); err == nil {
			t.Errorf("parse(%q) = %q, want an error", in, got)
		}
	}
}
