package replay

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// A Quest is something to reproduce, and what is known on the way to it. One of Hash, Key
// and Signature is set.
type Quest struct {
	Model     *Model
	Hash      string // hash of the canonical request to be reproduced, or
	Key       []byte // a derived key to be reproduced, or
	Signature string // the signature to be reproduced
	Canonical string // the canonical request as the client printed it, "" when unknown
	Text      string // the string to sign as the client printed it, "" when unknown
	Limit     int    // candidates to try at most beyond pairs, counted as PerSecond does
}

// PerSecond is how many candidates of the cheapest kind a search is held to try in a
// second, on two processors of 2025: the budget is counted, not timed, so that every
// machine gives the same answer.
const PerSecond = 8_000_000

// A Result is what a search found.
type Result struct {
	Sets  [][]*Twist // all smallest sets that reproduce what was asked for, the likeliest first; one without twists where no mistake is needed
	Tried int        // candidates
	Done  bool       // neither the context nor the limit ended it
	Whole int        // the size up to which all sets were tried
}

// Search tries mistakes, singly and combined, until one yields exactly what was
// sent: fewest first, and all sets of the smallest size that does. The context ends it
// early; progress is told how far it is.
func (q *Quest) Search(ctx context.Context, progress *Progress) Result {
	s := newSearcher(q)
	s.progress = progress
	progress.begin(s.inBudget())
	r := Result{Done: true}
	for size := 0; size <= s.mostTwists(); size++ {
		found, tried, done := s.level(ctx, size)
		if size == 2 && len(found) == 0 && done && s.Limit > 0 {
			var n int
			found, n = s.rarePairs(ctx)
			tried, done = tried+n, ctx.Err() == nil
		}
		r.Tried += tried
		if r.Done = r.Done && done; r.Done {
			r.Whole = size
		}
		if len(found) > 0 {
			r.Sets = found
			return r
		}
		if !done {
			return r
		}
	}
	return r
}

// split is how many twists of a set act on each stage.
type split struct{ canonical, text, key, final int }

func splits(size int) []split {
	var out []split
	for a := size; a >= 0; a-- {
		for b := size - a; b >= 0; b-- {
			for c := size - a - b; c >= 0; c-- {
				out = append(out, split{a, b, c, size - a - b - c})
			}
		}
	}
	return out
}

// mostTwists is how many twists the sets have at most that are tried.
func (s *searcher) mostTwists() int {
	if s.Limit == 0 {
		return 2
	}
	return 3
}

// inBudget is how many sets are tried at most.
func (s *searcher) inBudget() int {
	sets := len(s.rare) + s.mostRarePairs()
	for size := range s.mostTwists() + 1 {
		list, _ := s.affordable(size)
		for _, p := range list {
			sets += s.count(p)
		}
	}
	return sets
}

// level tries all sets of one size. done tells that the budget bought them all.
func (s *searcher) level(ctx context.Context, size int) (found [][]*Twist, tried int, done bool) {
	list, done := s.affordable(size)
	for _, p := range list {
		sets, n := s.try(ctx, p)
		s.progress.pass(s.count(p) - n)
		tried += n
		found = append(found, sets...)
		if ctx.Err() != nil {
			return found, tried, false
		}
	}
	if size == 1 {
		s.progress.add(len(s.rare))
		tried += len(s.rare)
		if len(found) == 0 {
			found = s.tryRare(ctx)
		}
	}
	return found, tried, done
}

// affordable are the splits of a size that the budget buys, and whether that is all of them.
func (s *searcher) affordable(size int) (list []split, all bool) {
	left, all := s.Limit, true
	for _, p := range s.sensible(size) {
		if cost := s.cost(p); size > 2 {
			if cost > left {
				all = false
				continue
			}
			left -= cost
		}
		list = append(list, p)
	}
	return list, all
}

// sensible lists the splits of a size that make sense. Beyond pairs the cheapest
// come first, so that a budget buys as many of them as it can; an odd signature on
// top of other mistakes is the least likely.
func (s *searcher) sensible(size int) []split {
	list := slices.DeleteFunc(splits(size), func(p split) bool {
		return p.final > 2 || p.text > 2 || p.key > 2 || s.Signature == "" && s.Key == nil && p.key+p.final > 0 || s.count(p) == 0
	})
	if size > 2 {
		slices.SortStableFunc(list, func(a, b split) int { return cmp.Or(a.final-b.final, s.cost(a)-s.cost(b)) })
	}
	return list
}

// count is how many sets a split has at most: some exclude each other.
func (s *searcher) count(p split) int {
	return choose(s.singles.canonicals, p.canonical) * choose(s.singles.texts, p.text) * choose(s.singles.keys, p.key) * len(s.finalSets(p.final))
}

// cost is the count in sets of the cheapest kind, which differ in the hash of the
// canonical request and take three blocks: roughly as BenchmarkSplits measures.
func (s *searcher) cost(p split) int {
	each := 1
	switch {
	case p.final > 0, p.canonical == 3, p.canonical == 0:
		each = 7
	case p.text == 2, p.canonical == 2 && p.text == 1:
		each = 3
	}
	return each * s.count(p)
}

func choose(k, n int) int {
	switch n {
	case 0:
		return 1
	case 1:
		return k
	case 2:
		return k * (k - 1) / 2
	}
	return k * (k - 1) * (k - 2) / 6
}

// try runs all sets of one split.
func (s *searcher) try(ctx context.Context, p split) ([][]*Twist, int) {
	finals := s.finalSets(p.final)
	s.each(ctx, p, func(w *worker, list []canonicalSet, t *textSet, k *keySet) { w.run(list, t, k, finals) })
	return s.gather()
}

// each calls f with all sets of the first three stages of one split, on all
// processors. At most one stage has more than one twist: its sets are made one by
// one or row by row, and met by all sets of the other stages. Without such a stage,
// the pairs of text set and key set are shared out.
func (s *searcher) each(ctx context.Context, p split, f func(*worker, []canonicalSet, *textSet, *keySet)) {
	m := &meeting{s.canonicalSets(p.canonical), s.textSets(p.text), s.keySets(p.key), f}
	if p.text > 0 && p.key > 0 {
		s.keepPairs(ctx)
	}
	switch {
	case p.canonical > 1:
		s.share(ctx, len(s.canonicals), func(w *worker, i int) {
			w.canonicalRows(w.single(s.canonicals, s.parts, i), i+1, p.canonical-1, func(row []canonicalSet) { m.ofRow(w, row) })
		})
	case p.text > 1:
		s.share(ctx, len(s.texts), func(w *worker, i int) {
			w.textPairs(i, func(t *textSet) { m.ofText(w, t) })
		})
	case p.key > 1:
		s.share(ctx, len(s.keys), func(w *worker, i int) {
			w.keyPairs(i, func(k *keySet) { m.ofKey(w, k) })
		})
	default:
		across := max(1, portion/len(m.list))
		s.share(ctx, (m.lanes()+across-1)/across, func(w *worker, i int) { m.ofLanes(w, i*across, (i+1)*across) })
	}
}

// A meeting is all sets of three stages that f is called with, each with each; those of one
// stage may be made as they are needed.
type meeting struct {
	list  []canonicalSet
	texts []textSet
	keys  []keySet
	f     func(*worker, []canonicalSet, *textSet, *keySet)
}

func (m *meeting) ofRow(w *worker, row []canonicalSet) {
	for i := range m.texts {
		for j := range m.keys {
			m.f(w, row, &m.texts[i], &m.keys[j])
		}
	}
}

func (m *meeting) ofText(w *worker, t *textSet) {
	for j := range m.keys {
		m.f(w, m.list, t, &m.keys[j])
	}
}

func (m *meeting) ofKey(w *worker, k *keySet) {
	for j := range m.texts {
		m.f(w, m.list, &m.texts[j], k)
	}
}

// lanes is how many pairs of text set and key set there are.
func (m *meeting) lanes() int { return len(m.texts) * len(m.keys) }

func (m *meeting) ofLanes(w *worker, from, to int) {
	for lane := from; lane < min(m.lanes(), to); lane++ {
		m.f(w, m.list, &m.texts[lane/len(m.keys)], &m.keys[lane%len(m.keys)])
	}
}

// portion is how many sets a processor takes at a time.
const portion = 1024

// share runs f for the numbers below n, each once, on all processors, until the
// context ends.
func (s *searcher) share(ctx context.Context, n int, f func(w *worker, i int)) {
	var taken atomic.Int64
	var wg sync.WaitGroup
	for _, w := range s.workers[:min(n, len(s.workers))] {
		wg.Go(func() {
			for i := int(taken.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(taken.Add(1)) - 1 {
				before := w.tried
				f(w, i)
				s.progress.add(w.tried - before)
			}
		})
	}
	wg.Wait()
}

// gather takes from the workers what they found and how much they tried.
func (s *searcher) gather() (found [][]*Twist, tried int) {
	for _, w := range s.workers {
		found, tried = append(found, w.found...), tried+w.tried
		w.found, w.tried = nil, 0
	}
	found = s.withoutLikes(found)
	s.rank(found)
	return found, tried
}

// withoutLikes leaves out sets with a quiet twist that are found with the one it is
// like in its place, too: they say the same in other words.
func (s *searcher) withoutLikes(sets [][]*Twist) [][]*Twist {
	return slices.DeleteFunc(slices.Clone(sets), func(set []*Twist) bool {
		return slices.ContainsFunc(set, func(w *Twist) bool {
			twin := s.like[w]
			return twin != nil && slices.ContainsFunc(sets, func(o []*Twist) bool { return swapped(set, w, twin, o) })
		})
	})
}

// swapped reports whether a set with one twist exchanged is another set.
func swapped(set []*Twist, from, to *Twist, other []*Twist) bool {
	return len(set) == len(other) && slices.Contains(other, to) && !slices.ContainsFunc(set, func(w *Twist) bool {
		return w != from && !slices.Contains(other, w)
	})
}

// rank puts the likelier sets first: the order of the table, which lists the
// commoner mistakes first within a family.
func (s *searcher) rank(sets [][]*Twist) {
	slices.SortStableFunc(sets, func(a, b []*Twist) int {
		return slices.CompareFunc(a, b, func(x, y *Twist) int { return s.order[x] - s.order[y] })
	})
}

// ballast is memory that is never touched. The collector runs when the heap has
// doubled: of the few MiB that a search keeps, every few milliseconds. More of it would
// spare less than it costs to take so much fresh memory from the system.
var ballast = sync.OnceValue(func() []byte { return make([]byte, 12<<20) })
