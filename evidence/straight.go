package evidence

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A straight text is a source, mended, in which the quotes that word processors, blogs and
// chats put in place of those of code are made straight again.
type straight struct {
	data []byte
	at   []int // where each byte stands in the mended source, nil where nothing is changed
	view *View // the mended source, nil where nothing is changed
}

// longestStraight bounds the sources for which that is done: longer ones are logs.
const longestStraight = 1 << 18

// straightened is a source as code and prose were written in it.
func (e *Evidence) straightened(source int) straight {
	if t, ok := e.plain.Load(source); ok {
		return t.(straight)
	}
	t := straight{data: e.Sources[source].Data}
	if len(t.data) <= longestStraight && source < len(e.mended) {
		t = straighten(e.mended[source])
	}
	e.plain.Store(source, t)
	return t
}

// Written is the text of a source as it was written, and where in it a place of the source
// stands: without what was put around its lines on the way, with straight quotes. Where
// the place stands nowhere in it, it is the source itself.
func (e *Evidence) Written(p Place) (data []byte, at Place) {
	t := e.straightened(p.Source)
	from, ok := t.find(p.From)
	to, ends := t.find(p.To)
	if !ok || !ends {
		return e.Sources[p.Source].Data, p
	}
	return t.data, Place{p.Source, from, to}
}

// find returns where a byte of the source stands in the text.
func (t *straight) find(src int) (at int, ok bool) {
	if at, ok = src, true; t.view != nil {
		at, ok = t.view.find(src)
	}
	if ok && t.at != nil {
		at, ok = slices.BinarySearch(t.at, at)
	}
	return at, ok
}

func straighten(mended Text) straight {
	s := mended.S
	t := straight{data: []byte(s)}
	if mended.view.runs != nil {
		t.view = mended.view
	}
	if !strings.ContainsAny(s, "\u2018\u2019\u201c\u201d\u201e") {
		return t
	}
	t.data, t.at = make([]byte, 0, len(s)), make([]int, 0, len(s)+1)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '\u2018', '\u2019':
			t.data, t.at = append(t.data, '\''), append(t.at, i)
		case '\u201c', '\u201d', '\u201e':
			t.data, t.at = append(t.data, '"'), append(t.at, i)
		default:
			for k := range n {
				t.data, t.at = append(t.data, s[i+k]), append(t.at, i+k)
			}
		}
		i += n
	}
	t.at = append(t.at, len(s))
	return t
}

// back turns the places of a match, two of each group, into those of the source.
func (t *straight) back(match []int) []int {
	for i, k := range match {
		if k >= 0 && t.at != nil {
			match[i] = t.at[k]
		}
	}
	for i := 0; i+1 < len(match) && t.view != nil; i += 2 {
		if match[i] >= 0 {
			p := t.view.Place(match[i], match[i+1])
			match[i], match[i+1] = p.From, p.To
		}
	}
	return match
}
