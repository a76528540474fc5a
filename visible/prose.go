package visible

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Prose makes a sentence drawable that may quote from a paste. It keeps letters
// of scripts that are written from left to right in letters of fixed width, and
// ordinary punctuation; everything else becomes an escape, as in String. A word
// that mixes Latin letters with those of another script may hold look-alikes:
// all of it that is not ASCII becomes escapes. A backslash stays one backslash,
// so Prose cannot be undone; it is for sentences, never for evidence.
func Prose(s string) Text {
	if plainPrefix(s, 0) == len(s) {
		return Text(s)
	}
	var out []byte
	for len(s) > 0 {
		n := strings.IndexByte(s, ' ')
		if n < 0 {
			n = len(s) - 1
		}
		out = appendWord(out, s[:n+1])
		s = s[n+1:]
	}
	return Text(out)
}

func appendWord(out []byte, word string) []byte {
	mixed := mixesScripts(word)
	for i := 0; i < len(word); {
		c := word[i]
		if plain[c] || c == '\\' {
			out = append(out, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(word[i:])
		if !mixed && c >= utf8.RuneSelf && readable(r) {
			out = append(out, word[i:i+size]...)
			i += size
			continue
		}
		for range size {
			out = appendEscape(out, word[i])
			i++
		}
	}
	return out
}

// mixesScripts reports whether a word holds letters of Latin and of another script.
func mixesScripts(word string) bool {
	var latin, other bool
	for _, r := range word {
		if unicode.IsLetter(r) {
			l := unicode.Is(unicode.Latin, r)
			latin, other = latin || l, other || !l
		}
	}
	return latin && other
}

// punctuation is what is kept of it outside ASCII.
const punctuation = "‘’“”„«»–—…•·→←×°§€£"

// readable tells the letters and signs outside ASCII that prose keeps: one cell
// wide, or two beyond doubt (Han, Kana, Hangul), never combining.
func readable(r rune) bool {
	if r == utf8.RuneError {
		return false
	}
	if unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r) {
		return r < 0x0530 || unicode.In(r, unicode.Hiragana, unicode.Katakana) && r < 0xff00 ||
			r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3
	}
	return strings.ContainsRune(punctuation, r)
}
