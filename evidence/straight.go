package evidence

import (
	"bytes"
	"unicode/utf8"
)

// A straight text is a source in which the quotes that word processors, blogs and chats
// put in place of those of code are made straight again.
type straight struct {
	data []byte
	at   []int // where each byte stands in the source, nil where nothing is changed
}

// longestStraight bounds the sources for which that is done: longer ones are logs.
const longestStraight = 1 << 18

// straightened is a source with straight quotes.
func (e *Evidence) straightened(source int) straight {
	if t, ok := e.plain.Load(source); ok {
		return t.(straight)
	}
	t := straighten(e.Sources[source].Data)
	e.plain.Store(source, t)
	return t
}

func straighten(data []byte) straight {
	if len(data) > longestStraight || !bytes.ContainsAny(data, "\u2018\u2019\u201c\u201d\u201e") {
		return straight{data: data}
	}
	t := straight{data: make([]byte, 0, len(data)), at: make([]int, 0, len(data)+1)}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch r {
		case '\u2018', '\u2019':
			t.data, t.at = append(t.data, '\''), append(t.at, i)
		case '\u201c', '\u201d', '\u201e':
			t.data, t.at = append(t.data, '"'), append(t.at, i)
		default:
			for k := range n {
				t.data, t.at = append(t.data, data[i+k]), append(t.at, i+k)
			}
		}
		i += n
	}
	t.at = append(t.at, len(data))
	return t
}

// back turns the places of a match into those of the source.
func (t *straight) back(match []int) []int {
	if t.at == nil {
		return match
	}
	for i, k := range match {
		if k >= 0 {
			match[i] = t.at[k]
		}
	}
	return match
}
