package diff

import (
	"sort"
	"strings"
)

// A piece is a line of a text, or a part of a long line, to be paired with one
// of the other text.
type piece struct {
	text string
	at   int    // offset in the whole text
	name string // of a header line or parameter; "" for others
}

func (p piece) span() Span { return Span{p.at, p.at + len(p.text)} }

// A pair is a piece of each text that belong together, or one piece alone: the
// index of the other is -1 then. atA and atB are where the pair stands in each text.
type pair struct{ a, b, atA, atB int }

// An aligner pairs pieces without crossing: equal ones that occur once in each
// text hold the texts together (as in patience diff and rogpeppe/go-internal/diff),
// then equal names, and what is between is paired by likeness.
type aligner struct {
	a, b  []piece
	pairs []pair
}

// How pieces are matched, from the safest to the weakest way.
type level uint8

const (
	byText level = iota
	byName
	byLikeness
)

// maxTable bounds the product of the numbers of pieces that are compared each
// with each.
const maxTable = 64 * 64

// maxDepth bounds the number of times that the pieces between anchors are
// anchored again.
const maxDepth = 16

// align pairs all pieces of two texts, in order.
func align(a, b []piece) []pair {
	al := aligner{a: a, b: b, pairs: make([]pair, 0, max(len(a), len(b)))}
	al.within(Span{0, len(a)}, Span{0, len(b)}, byText, 0)
	al.place()
	return al.pairs
}

// within pairs a run of pieces of each text.
func (al *aligner) within(a, b Span, how level, depth int) {
	for a.From < a.To && b.From < b.To && al.a[a.From].text == al.b[b.From].text {
		al.join(a.From, b.From)
		a.From, b.From = a.From+1, b.From+1
	}
	end := a.To
	for a.From < a.To && b.From < b.To && al.a[a.To-1].text == al.b[b.To-1].text {
		a.To, b.To = a.To-1, b.To-1
	}
	al.between(a, b, how, depth)
	for i := range end - a.To {
		al.join(a.To+i, b.To+i)
	}
}

// between pairs runs that neither begin nor end with equal pieces.
func (al *aligner) between(a, b Span, how level, depth int) {
	if a.Len() == 0 || b.Len() == 0 {
		al.alone(a, b)
		return
	}
	if how == byLikeness {
		al.alike(a, b)
		return
	}
	anchors := al.anchors(a, b, how)
	if len(anchors) == 0 || depth > maxDepth {
		al.between(a, b, how+1, depth)
		return
	}
	for _, n := range anchors {
		al.within(Span{a.From, n.a}, Span{b.From, n.b}, how, depth+1)
		al.join(n.a, n.b)
		a.From, b.From = n.a+1, n.b+1
	}
	al.within(a, b, how, depth+1)
}

func (al *aligner) join(a, b int) { al.pairs = append(al.pairs, pair{a: a, b: b}) }

// alone adds runs of pieces that have no counterpart.
func (al *aligner) alone(a, b Span) {
	for i := a.From; i < a.To; i++ {
		al.join(i, -1)
	}
	for i := b.From; i < b.To; i++ {
		al.join(-1, i)
	}
}

// place notes where each pair stands in both texts.
func (al *aligner) place() {
	var a, b int
	if len(al.a) > 0 {
		a = al.a[0].at
	}
	if len(al.b) > 0 {
		b = al.b[0].at
	}
	for i := range al.pairs {
		p := &al.pairs[i]
		p.atA, p.atB = a, b
		if p.a >= 0 {
			a = al.a[p.a].span().To
		}
		if p.b >= 0 {
			b = al.b[p.b].span().To
		}
	}
}

// anchors returns the longest sequence of pieces that occur once in each run,
// in order.
func (al *aligner) anchors(a, b Span, how level) []pair {
	type count struct{ a, b, inA, inB int }
	seen := make(map[string]count, a.Len())
	for i := a.From; i < a.To; i++ {
		if key := al.a[i].key(how); key != "" {
			c := seen[key]
			c.a, c.inA = i, c.inA+1
			seen[key] = c
		}
	}
	for i := b.From; i < b.To; i++ {
		if key := al.b[i].key(how); key != "" {
			if c, ok := seen[key]; ok {
				c.b, c.inB = i, c.inB+1
				seen[key] = c
			}
		}
	}
	var both []pair
	for i := a.From; i < a.To; i++ {
		key := al.a[i].key(how)
		if c := seen[key]; key != "" && c.inA == 1 && c.inB == 1 {
			both = append(both, pair{a: i, b: c.b})
		}
	}
	return rising(both)
}

func (p piece) key(how level) string {
	if how == byText {
		return p.text
	}
	return strings.ToLower(p.name)
}

// rising returns the longest run of pairs, whose a ascend, in which b ascend too.
func rising(pairs []pair) []pair {
	var tops []int // index of the last pair of the best sequence of each length
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(tops), func(k int) bool { return pairs[tops[k]].b >= p.b })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	out := make([]pair, len(tops))
	if len(tops) > 0 {
		for i, at := len(tops)-1, tops[len(tops)-1]; i >= 0; i-- {
			out[i] = pairs[at]
			at = before[at]
		}
	}
	return out
}
