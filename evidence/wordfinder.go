package evidence

// A finder finds the next of several words in a text, in one pass over the text
// however often it is asked.
type finder struct {
	s     string
	words []string // in lower case
	next  []int
}

func newFinder(s string, words ...string) *finder {
	return &finder{s, words, make([]int, len(words))}
}

// find returns the first word that stands at or after at, and which it is; -1
// when there is none.
func (f *finder) find(at int) (pos, word int) {
	pos = -1
	for w := range f.words {
		if n := f.next[w]; n >= 0 && (n < at || n == 0) {
			f.next[w] = indexFold(f.s, f.words[w], max(at, n))
		}
		if n := f.next[w]; n >= 0 && (pos < 0 || n < pos) {
			pos, word = n, w
		}
	}
	return pos, word
}
