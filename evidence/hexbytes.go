package evidence

import "strings"

// decodeHexBytes decodes bytes written as hex digits with blanks between, also
// without leading zeros ("a" for 0a) as Wasabi writes them. It returns the
// absent Text when the text is something else.
func decodeHexBytes(t Text) Text {
	m := t.Remake()
	n := 0
	start := 0
	if t.isPlain() {
		start = putRegular(m, t)
		n = start / 3
	}
	for at := start; at < len(t.S); {
		at += span(t.S[at:], isSpace)
		end := at + span(t.S[at:], isHexDigit)
		if end == at {
			if strings.TrimSpace(t.S[at:]) == "" {
				break
			}
			return Text{}
		}
		if !putHex(m, t.S, at, end) {
			return Text{}
		}
		n++
		at = end
	}
	if n < 8 {
		return Text{}
	}
	return m.View("hex bytes").Whole()
}

// putRegular decodes the digits that a text begins with as long as they are pairs
// with one blank between, and returns how far it came.
func putRegular(m *Maker, t Text) int {
	s := t.S
	n := 0
	for 3*n+2 <= len(s) && isHexDigit(s[3*n]) && isHexDigit(s[3*n+1]) && (3*n+2 == len(s) || s[3*n+2] == ' ') {
		n++
	}
	if n < 8 {
		return 0
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = nibble(s[3*i])<<4 | nibble(s[3*i+1])
	}
	end := min(3*n, len(s))
	m.putStride(string(b), 0, end)
	return end
}

// putHex decodes one group of digits: a byte, or many in one go.
func putHex(m *Maker, s string, from, to int) bool {
	if to-from == 1 {
		m.Put(string([]byte{nibble(s[from])}), from, to)
		return true
	}
	if (to-from)%2 != 0 {
		return false
	}
	for ; from < to; from += 2 {
		m.Put(string([]byte{nibble(s[from])<<4 | nibble(s[from+1])}), from, from+2)
	}
	return true
}

func nibble(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c&0xf + 9
}
