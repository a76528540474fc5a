package diagnose

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// A quest is something to reproduce, and what is known on the way to it.
type quest struct {
	m         *model
	what      string // the target, in words
	hash      string // hash of the canonical request to be reproduced, or
	signature string // the signature to be reproduced
	canonical string // the canonical request as the client printed it, "" when unknown
	text      string // the string to sign as the client printed it, "" when unknown
	limit     int    // candidates to try at most beyond pairs
}

// A result is what a search found: all smallest sets that reproduce the target.
type result struct {
	sets  [][]*twist
	tried int
	done  bool
}

// search tries mistakes, singly and combined, until one yields exactly what was
// sent: fewest first, and all sets of the smallest size that does.
func (q *quest) search(ctx context.Context) result {
	s := newSearcher(q)
	r := result{done: true}
	for size := 0; size <= 3; size++ {
		if size == 3 && q.limit == 0 {
			break
		}
		found, tried, done := s.level(ctx, size)
		r.tried += tried
		r.done = r.done && done
		if len(found) > 0 {
			r.sets = found
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

// level tries all sets of one size.
func (s *searcher) level(ctx context.Context, size int) (found [][]*twist, tried int, done bool) {
	left, done := s.limit, true
	for _, p := range s.affordable(size) {
		if count := s.count(p); size > 2 {
			if count > left {
				done = false
				continue
			}
			left -= count
		}
		sets, n := s.try(ctx, p)
		tried += n
		found = append(found, sets...)
		if ctx.Err() != nil {
			return found, tried, false
		}
	}
	return found, tried, done
}

// affordable lists the splits of a size that make sense, beyond pairs the
// smallest first, so that a budget buys as many of them as it can.
func (s *searcher) affordable(size int) []split {
	list := slices.DeleteFunc(splits(size), func(p split) bool {
		return p.final > 1 || p.text > 2 || p.key > 2 || s.signature == "" && p.key+p.final > 0 || s.count(p) == 0
	})
	if size > 2 {
		slices.SortStableFunc(list, func(a, b split) int { return s.count(a) - s.count(b) })
	}
	return list
}

// count is how many sets a split has at most: some exclude each other.
func (s *searcher) count(p split) int {
	return choose(len(s.canonicals), p.canonical) * choose(len(s.texts), p.text) * choose(len(s.keys), p.key) * choose(len(s.finals), p.final)
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

// try runs all sets of one split, shared out over the processors by the members
// of the first stage that has any.
func (s *searcher) try(ctx context.Context, p split) ([][]*twist, int) {
	run, n := s.plan(p)
	var mu sync.Mutex
	var all [][]*twist
	tried := 0
	s.share(ctx, n, func(w *worker, next func() (int, bool)) {
		for i, ok := next(); ok; i, ok = next() {
			run(w, i)
		}
		mu.Lock()
		defer mu.Unlock()
		all, tried = append(all, w.found...), tried+w.tried
		s.hashed += w.blocks + w.steps.blocks
	})
	s.rank(all)
	return all, tried
}

// plan says how the sets of a split are run: the i-th of n shares of them. Pairs
// of the first stage are made on the way; those of later stages are made once,
// for each set of the stages before them is combined with all of them.
func (s *searcher) plan(p split) (run func(w *worker, i int), n int) {
	finals := s.finalSets(p.final)
	switch {
	case p.canonical > 0:
		texts, keys := s.textSets(p.text), s.keySets(p.key)
		return func(w *worker, i int) {
			w.canonicalSets(i, p.canonical, func(c *canonicalSet) { w.run(c, texts, keys, finals) })
		}, len(s.canonicals)
	case p.text == 2:
		keys := s.keySets(p.key)
		return func(w *worker, i int) {
			each(s.texts[i:], func(a, b *textSet) {
				if !a.set[0].excludes(b.set[0]) {
					t := w.textSet(w.pair(a.set[0], b.set[0]))
					w.run(&s.right, []textSet{t}, keys, finals)
				}
			})
		}, len(s.texts)
	case p.text == 1:
		keys := s.keySets(p.key)
		return func(w *worker, i int) { w.run(&s.right, s.texts[i:i+1], keys, finals) }, len(s.texts)
	case p.key == 2:
		return func(w *worker, i int) {
			each(s.keys[i:], func(a, b *keySet) {
				if !a.set[0].excludes(b.set[0]) {
					k := w.keySet(w.pair(a.set[0], b.set[0]))
					w.run(&s.right, []textSet{s.rightText}, []keySet{k}, finals)
				}
			})
		}, len(s.keys)
	}
	keys := s.keySets(p.key)
	return func(w *worker, i int) { w.run(&s.right, []textSet{s.rightText}, keys[i:i+1], finals) }, len(keys)
}

// each runs f on the first of a list with every other.
func each[T any](list []T, f func(a, b *T)) {
	for i := 1; i < len(list); i++ {
		f(&list[0], &list[i])
	}
}

// share runs f on every processor; next hands out the numbers below n, each once,
// until the context ends.
func (s *searcher) share(ctx context.Context, n int, f func(w *worker, next func() (int, bool))) {
	var taken atomic.Int64
	next := func() (int, bool) {
		i := int(taken.Add(1)) - 1
		return i, i < n && ctx.Err() == nil
	}
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() { f(&worker{searcher: s}, next) })
	}
	wg.Wait()
}

// rank puts the likelier sets first: the order of the table, which lists the
// commoner mistakes first within a family.
func (s *searcher) rank(sets [][]*twist) {
	slices.SortStableFunc(sets, func(a, b []*twist) int {
		return slices.CompareFunc(a, b, func(x, y *twist) int { return s.order[x] - s.order[y] })
	})
}
