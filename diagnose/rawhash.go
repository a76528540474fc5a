package diagnose

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
)

// rawHash is what stands behind the line end after the scope of a string to sign that a program
// prints with bytes in it: a list of them, as Erlang and Elixir print it, or escapes, as Python
// and Ruby do.
var rawHash = regexp.MustCompile(`/aws4_request` + otherPiece + `?\\n` + anyOf(
	`["']\s*(?:,|<>)\s*<<((?:\s*\d{1,3}\s*,){31}\s*\d{1,3}\s*)>>`,
	otherPiece+`?((?:[ -!#-&(-\[\]-~]|\\(?:x[0-9a-fA-F]{2}|["'\\abefnrtv])){32})["']`,
))

// otherPiece is where one string of a list or a sum ends and the next one begins.
const otherPiece = `(?:["']\s*(?:,|<>|\+)\s*b?["'])`

// lookRawHash finds a string to sign whose last line is the hash of the canonical request as
// bytes; its hex text is due there.
func lookRawHash(f *facts) []hit {
	if f.verified || f.succeeded() {
		return nil
	}
	m, where := f.find(rawHash)
	if m == nil {
		return nil
	}
	hash := hexOfList(m[1])
	if hash == "" && strings.Count(m[2], `\x`) >= fewestEscapes {
		hash = hexOfEscapes(m[2])
	}
	if hash == "" {
		return nil
	}
	h := hit{
		basis: byInference,
		says: "The last line of the string to sign is the hash of the canonical request as 32 bytes; its text in " +
			"lower-case hex is due.",
		places:  places(where),
		correct: hash,
		at:      StringToSignStage,
	}
	if s := f.server.text; s != nil && s.Hash.S == hash {
		h.basis = byTexts
		h.says += " It is the very hash that the server has."
		h.places = append(h.places, places(s.Hash)...)
	}
	return []hit{h}
}

// fewestEscapes is how many of the 32 bytes of a hash are escapes at the least: fewer than
// half of all bytes are printable.
const fewestEscapes = 8

// hexOfList is the hex text of a list of bytes in decimal, "" where it is none.
func hexOfList(list string) string {
	var b []byte
	for n := range strings.SplitSeq(list, ",") {
		v, err := strconv.ParseUint(strings.TrimSpace(n), 10, 8)
		if err != nil {
			return ""
		}
		b = append(b, byte(v))
	}
	return hex.EncodeToString(b)
}

// hexOfEscapes is the hex text of bytes that are printed with escapes.
func hexOfEscapes(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\\':
			b = append(b, s[i])
		case s[i+1] == 'x':
			v, _ := strconv.ParseUint(s[i+2:i+4], 16, 8)
			b = append(b, byte(v))
			i += 3
		default:
			i++
			if c, ok := simpleEscapes[s[i]]; ok {
				b = append(b, c)
			} else {
				b = append(b, s[i])
			}
		}
	}
	return hex.EncodeToString(b)
}

// simpleEscapes are the bytes that one letter behind a backslash stands for.
var simpleEscapes = map[byte]byte{'a': 7, 'b': 8, 't': 9, 'n': 10, 'v': 11, 'f': 12, 'r': 13, 'e': 27}
