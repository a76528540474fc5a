package evidence

import (
	"encoding/base64"
	"strings"
)

// A part is a value within a JSON text, as written, and the name before it.
type part struct {
	key      string
	from, to int
}

// jsonParts lists the members of the JSON object, or the elements of the array,
// whose bracket stands at an offset. It looks into none of them, so that a
// document of megabytes is gone through once for each level that is read. A text
// that is cut off ends with its last whole value.
func jsonParts(s string, at, limit int) (all []part, end int) {
	object := s[at] == '{'
	at++
	for {
		at += span(s[at:limit], func(c byte) bool { return isSpace(c) || c == ',' })
		if at >= limit {
			return all, limit
		}
		if s[at] == '}' || s[at] == ']' {
			return all, at + 1
		}
		key := ""
		if object {
			if key, at = jsonKey(s, at, limit); at < 0 {
				return all, limit
			}
		}
		to := jsonValueEnd(s, at, limit)
		if to == at {
			return all, at
		}
		all = append(all, part{key, at, to})
		at = to
	}
}

// jsonKey reads a member's name, and returns where its value begins; -1 when
// there is none.
func jsonKey(s string, at, limit int) (string, int) {
	if s[at] != '"' {
		return "", -1
	}
	end := closingQuote(s, at+1, limit, '"')
	if end < 0 {
		return "", -1
	}
	key := s[at+1 : end]
	at = end + 1 + span(s[end+1:limit], isSpace)
	if at >= limit || s[at] != ':' {
		return "", -1
	}
	at++
	at += span(s[at:limit], isSpace)
	if at >= limit {
		return "", -1
	}
	return key, at
}

// jsonValueEnd returns where the value that begins at an offset ends.
func jsonValueEnd(s string, at, limit int) int {
	switch c := s[at]; {
	case c == '"':
		return jsonStringEnd(s, at, limit)
	case c != '{' && c != '[':
		return at + span(s[at:limit], func(c byte) bool { return isAlnum(c) || isAmong(c, "+-.") })
	}
	for depth := 0; at < limit; at++ {
		switch s[at] {
		case '"':
			at = jsonStringEnd(s, at, limit) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return limit
}

func jsonStringEnd(s string, at, limit int) int {
	if end := closingQuote(s, at+1, limit, '"'); end >= 0 {
		return end + 1
	}
	return limit
}

// A jsonDoc is an object of a page of which some members are wanted.
type jsonDoc struct {
	p     *page
	parts []part
	end   int
}

// jsonAt reads the object or array at an offset. What this costs is taken from
// what may be read in vain, since it may turn out to be of no concern.
func (p *page) jsonAt(at int) (d jsonDoc, ok bool) {
	if at >= len(p.s) || p.s[at] != '{' && p.s[at] != '[' {
		return d, false
	}
	d.p = p
	d.parts, d.end = jsonParts(p.s, at, min(len(p.s), at+max(1, p.r.ahead)))
	return d, p.r.pay(d.end - at)
}

// member returns where a value stands, by its name; ok is false when there is none.
func (d jsonDoc) member(key string) (m part, ok bool) {
	for _, m := range d.parts {
		if m.key == key {
			return m, true
		}
	}
	return m, false
}

// doc returns the object or array that is a member's value.
func (d jsonDoc) doc(key string) (in jsonDoc, ok bool) {
	m, ok := d.member(key)
	if !ok {
		return in, false
	}
	return d.inside(m)
}

// list is the array that stands under a key.
func (d jsonDoc) list(key string) (in jsonDoc, ok bool) {
	m, ok := d.member(key)
	if !ok || d.p.s[m.from] != '[' {
		return in, false
	}
	return d.inside(m)
}

// inside returns the object or array that a part is.
func (d jsonDoc) inside(m part) (in jsonDoc, ok bool) {
	if c := d.p.s[m.from]; c != '{' && c != '[' {
		return in, false
	}
	in.p = d.p
	in.parts, in.end = jsonParts(d.p.s, m.from, m.to)
	return in, true
}

// text returns a member that is a string, its escapes undone, or a number. What
// is absent, null or longer than asked for is the absent Text.
func (d jsonDoc) text(key string, most int) Text {
	m, ok := d.member(key)
	if !ok || m.to-m.from > most {
		return Text{}
	}
	return d.p.jsonText(m)
}

func (p *page) jsonText(m part) Text {
	switch {
	case p.s[m.from] == '"':
		return unescaped(p.t.Sub(m.from+1, max(m.from+1, m.to-1)))
	case p.s[m.from] == '{', p.s[m.from] == '[', p.s[m.from:m.to] == "null":
		return Text{}
	}
	return p.t.Sub(m.from, m.to)
}

// longestField bounds a header of a JSON document.
const longestField = 64 << 10

// jsonFields reads headers that are a list of objects with a name and a value,
// as HAR, Postman and Insomnia have them. Those switched off are not sent.
func (d jsonDoc) jsonFields(name, value string) (fields []Field) {
	for _, m := range d.parts {
		h, ok := d.inside(m)
		if !ok || h.text("disabled", 8).S == "true" {
			continue
		}
		if n := h.text(name, 200); n.S != "" {
			v := h.text(value, longestField)
			if !v.Present() {
				v = n.Sub(len(n.S), len(n.S))
			}
			fields = append(fields, Field{n, v})
		}
	}
	return fields
}

// keyBefore finds `"name":` between two offsets of a page, and returns where its
// value begins; -1 when there is none.
func (p *page) keyBefore(name string, at, to int) (value, next int) {
	i := strings.Index(p.s[at:min(len(p.s), to+len(name))], name)
	if i < 0 {
		return -1, to
	}
	next = at + i + len(name)
	n := next + span(p.s[next:], isSpace)
	if n >= len(p.s) || p.s[n] != ':' {
		return -1, next
	}
	n++
	return n + span(p.s[n:], isSpace), next
}

// plainBase64 writes base64 for URLs in the usual letters, and without padding.
var plainBase64 = strings.NewReplacer("-", "+", "_", "/", "=", "")

// fromBase64 decodes a text; every three bytes stand for the four characters that
// they were. It is absent when the text is no base64, of RFC 4648, section 4 or 5,
// with its padding or without.
func fromBase64(t Text) Text {
	m := t.Remake()
	for at := 0; at < len(t.S); {
		at += span(t.S[at:], isSpace)
		end := min(len(t.S), at+4)
		if end == at {
			break
		}
		b, err := base64.RawStdEncoding.DecodeString(plainBase64.Replace(t.S[at:end]))
		if err != nil {
			return Text{}
		}
		m.Put(string(b), at, end)
		at = end
	}
	return m.View("base64").Whole()
}
