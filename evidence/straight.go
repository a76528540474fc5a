package evidence

import (
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
	src := e.Sources[source]
	t := straight{data: src.Data}
	if len(src.Data) <= longestStraight {
		t = straighten(mended(root(source, src).Whole(), src.Via))
	}
	e.plain.Store(source, t)
	return t
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
