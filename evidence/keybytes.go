package evidence

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

// KeyBytes are the bytes of a key or hash as a program printed it, nil when the
// text is not one of 20 to 64 bytes. It may be
//
//	hex                  4a1f…                      also with : between the bytes
//	numbers              4A 1F 9 …  74, -31, 9, …    as loops print them
//	base64               Sh8…=
//	a list of bytes      [74 31 …]  [74, -31, …]    Go, Java, PHP, C#
//	                     Uint8Array(32) [ 74, … ]   JavaScript
//	                     {0x4a, 0x1f, …}            C
//	                     <Buffer 4a 1f …>           Node.js
//	a list of words      { words: [ 1243, … ], sigBytes: 32 }   CryptoJS
//	escapes              b'J\x1f…'  "J\x1f…"        Python, Ruby, C
func KeyBytes(text string) []byte {
	b, _ := printedBytes(strings.TrimSpace(text))
	return b
}

// mostKeyText is the length up to which bytes are looked for in a text: 64 bytes,
// each on a line of its own.
const mostKeyText = 2000

// printedBytes reads the bytes that a text begins with, and returns how long
// their text is.
func printedBytes(s string) ([]byte, int) {
	if len(s) > mostKeyText {
		s = s[:mostKeyText]
	}
	for _, read := range []func(string) ([]byte, int){
		hexBytes, base64Bytes, escapedBytes, listedBytes, bufferBytes, wordBytes, loopBytes,
	} {
		if b, n := read(s); isKeyLength(len(b)) {
			return b, n
		}
	}
	return nil, 0
}

// isKeyLength reports whether a hash in use has this length: SHA-1 to SHA-512.
func isKeyLength(n int) bool { return n == 20 || n == 32 || n == 48 || n == 64 }

func hexBytes(s string) ([]byte, int) {
	n := span(s, isHexDigit)
	if n == 2 && len(s) > 2 && (s[2] == ':' || s[2] == '-') {
		n = span(s, func(c byte) bool { return isHexDigit(c) || c == s[2] })
		s = s[:n]
		s = strings.ReplaceAll(s, s[2:3], "")
	} else {
		s = s[:n]
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil, 0
	}
	return b, n
}

func base64Bytes(s string) ([]byte, int) {
	n := span(s, func(c byte) bool { return isAlnum(c) || c == '+' || c == '/' || c == '=' })
	b, err := base64.StdEncoding.DecodeString(s[:n])
	if err != nil {
		return nil, 0
	}
	return b, n
}

// escapedBytes reads a quoted text with \x escapes.
func escapedBytes(s string) ([]byte, int) {
	t := strings.TrimPrefix(s, "b")
	if t == "" || t[0] != '\'' && t[0] != '"' {
		return nil, 0
	}
	mark := t[0]
	var out []byte
	for i := 1; i < len(t); {
		if t[i] == mark {
			return out, len(s) - len(t) + i + 1
		}
		c, _, rest, err := strconv.UnquoteChar(t[i:], mark)
		if err != nil || c > 0xff {
			return nil, 0
		}
		out = append(out, byte(c))
		i = len(t) - len(rest)
	}
	return nil, 0
}

// listedBytes reads numbers in brackets, with a type before them or not.
func listedBytes(s string) ([]byte, int) {
	numbers, n := bracketed(s, "[{(")
	var out []byte
	for _, v := range numbers {
		i, err := strconv.ParseInt(v, 0, 16)
		if err != nil || i < -128 || i > 255 {
			return nil, 0
		}
		out = append(out, byte(i))
	}
	return out, n
}

// bufferBytes reads <Buffer 4a 1f …>.
func bufferBytes(s string) ([]byte, int) {
	digits, n := bracketed(s, "<")
	if len(digits) > 0 && digits[0] == "Buffer" {
		digits = digits[1:]
	}
	b, err := hex.DecodeString(strings.Join(digits, ""))
	if err != nil {
		return nil, 0
	}
	return b, n
}

// wordBytes reads the words of CryptoJS: 32 bits each, with a sign.
func wordBytes(s string) ([]byte, int) {
	at := strings.Index(s, "words")
	if at < 0 || at > 24 {
		return nil, 0
	}
	open := strings.IndexByte(s[at:], '[')
	if open < 0 || open > 16 {
		return nil, 0
	}
	words, n := bracketed(s[at+open:], "[")
	var out []byte
	for _, v := range words {
		i, err := strconv.ParseInt(v, 10, 64)
		if err != nil || i < -1<<31 || i >= 1<<32 {
			return nil, 0
		}
		out = binary.BigEndian.AppendUint32(out, uint32(i))
	}
	return out, at + open + n
}

// loopBytes reads numbers with blanks or commas between them and nothing around them, as
// a loop over the bytes prints them: in hex, with two digits or with as many as it takes,
// or in decimal. They may go over several lines.
func loopBytes(s string) ([]byte, int) {
	var words []string
	end := 0
	for at := 0; len(words) <= 64; {
		n := span(s[at:], func(c byte) bool { return isHexDigit(c) || c == 'x' || c == '-' })
		if n == 0 || n > 4 {
			break
		}
		words, end = append(words, s[at:at+n]), at+n
		gap := span(s[end:], among(" ,\t\r\n"))
		if gap == 0 || strings.Count(s[end:end+gap], "\n") > 1 {
			break
		}
		at = end + gap
	}
	for _, base := range []int{16, 10} {
		if b := numbers(words, base); b != nil {
			return b, end
		}
	}
	return nil, 0
}

// numbers reads words as bytes: in hex two digits each, or in decimal. It returns nil where
// one of them is none.
func numbers(words []string, base int) (out []byte) {
	for _, w := range words {
		if base == 16 {
			w = strings.TrimPrefix(w, "0x")
		}
		i, err := strconv.ParseInt(w, base, 16)
		if err != nil || i < -128 || i > 255 || base == 16 && (i < 0 || len(w) > 2) {
			return nil
		}
		out = append(out, byte(i))
	}
	return out
}

// bracketed returns the words between an opening bracket, before which at most a
// type stands ("Uint8Array(32) [", "[]byte{"), and the closing one.
func bracketed(s string, open string) (words []string, n int) {
	at := strings.IndexAny(s, open)
	if strings.HasPrefix(s[max(at, 0):], "[]") || strings.HasPrefix(s[max(at, 0):], "[32]") {
		at = strings.IndexByte(s, '{')
	}
	if at > 0 && s[at] == '(' {
		if i := strings.IndexAny(s[at+1:], open); i > 0 && i < 8 {
			at += 1 + i
		}
	}
	if at < 0 || at > 24 || strings.ContainsAny(s[:at], "\n\"'=") {
		return nil, 0
	}
	to := strings.IndexByte(s[at:], closing[s[at]])
	if to < 0 {
		return nil, 0
	}
	words = strings.FieldsFunc(s[at+1:at+to], func(r rune) bool { return strings.ContainsRune(", \n\r\t", r) })
	return words, at + to + 1
}

var closing = map[byte]byte{'[': ']', '{': '}', '(': ')', '<': '>'}
