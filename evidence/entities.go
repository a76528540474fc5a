package evidence

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

var namedEntities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " "}

// unescapeXML decodes entities. A text without any is left as it is.
func unescapeXML(t Text) Text {
	if !strings.Contains(t.S, "&") {
		return t
	}
	m := t.Remake()
	if !m.keepEntities(0, len(t.S)) {
		return t
	}
	return m.View("XML entities").Whole()
}

// keepEntities takes over [from, to) of the text with its entities decoded, and
// reports whether there were any.
func (m *Maker) keepEntities(from, to int) (found bool) {
	s := m.from.S[:to]
	for i := from; i < to; i++ {
		next := strings.IndexByte(s[i:], '&')
		if next < 0 {
			break
		}
		i += next
		if text, n := entity(s[i:]); n > 0 {
			m.Keep(from, i)
			m.Put(text, i, i+n)
			from, found = i+n, true
			i += n - 1
		}
	}
	m.Keep(from, to)
	return found
}

// entity decodes the entity that s begins with; n is its length, 0 if it is none.
func entity(s string) (text string, n int) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return "", 0
	}
	name := s[1:end]
	if t, ok := namedEntities[name]; ok {
		return t, end + 1
	}
	if name[0] != '#' {
		return "", 0
	}
	base, digits := 10, name[1:]
	if digits != "" && digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	v, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !utf8.ValidRune(rune(v)) {
		return "", 0
	}
	return string(rune(v)), end + 1
}
