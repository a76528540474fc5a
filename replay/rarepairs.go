package replay

import (
	"cmp"
	"context"
	"sync/atomic"
)

// rareSets are the rare twists, made ready to be tried in pairs, with the others and with
// each other: a signer that errs in an odd way errs elsewhere, too.
type rareSets struct {
	canonicals []canonicalSet
	parts      []parts // of these
	texts      []textSet
	keys       []keySet
	finals     []finalSet
	lastPairs  []finalSet // each with one of the common finals
}

// tryRare tries the rare twists by themselves. All that give what is to be reproduced make
// the same bytes: the first is found.
func (s *searcher) tryRare(ctx context.Context) [][]*Twist {
	var first atomic.Int64
	first.Store(int64(len(s.rare)))
	s.share(ctx, len(s.rare), func(w *worker, i int) {
		if int64(i) < first.Load() && w.rarelyGives(s.rare[i]) {
			for known := first.Load(); int64(i) < known && !first.CompareAndSwap(known, int64(i)); {
				known = first.Load()
			}
		}
	})
	if at := first.Load(); at < int64(len(s.rare)) {
		return [][]*Twist{{s.rare[at]}}
	}
	return nil
}

// rareByStage splits the rare twists that are tried with others by the stage that they
// act on.
func (s *searcher) rareByStage() (canonical, text, key, final []*Twist) {
	for _, w := range s.rare {
		switch on := w.stage(); {
		case w.alone:
		case on == onCanonical:
			canonical = append(canonical, w)
		case on == onText:
			text = append(text, w)
		case on == onKey:
			key = append(key, w)
		default:
			final = append(final, w)
		}
	}
	return canonical, text, key, final
}

// mostRarePairs is how many pairs with a rare twist there are at most.
func (s *searcher) mostRarePairs() int {
	if s.Limit == 0 {
		return 0
	}
	canonical, text, key, final := s.rareByStage()
	common := len(s.canonicals) + len(s.texts) + len(s.keys) + s.singles.finals
	c, t, k, f := len(canonical), len(text), len(key), len(final)
	return (c+t+k+f)*common + c*t + c*k + t*k + (c+t+k)*f + choose(c, 2) + choose(t, 2) + choose(k, 2)
}

// rarePairs tries the pairs that have a rare twist.
func (s *searcher) rarePairs(ctx context.Context) ([][]*Twist, int) {
	r := s.makeRare()
	s.pairsOfRareCanonicals(ctx, r)
	s.pairsOfRareTexts(ctx, r)
	s.pairsOfRareKeys(ctx, r)
	s.pairsOfRareFinals(ctx, r)
	found, tried := s.gather()
	s.progress.pass(s.mostRarePairs() - tried)
	return found, tried
}

var noFinal = []finalSet{{}}

// lanes tries sets as run does, with the text and the key by the rules where none is given.
func (w *worker) lanes(list []canonicalSet, t *textSet, k *keySet, finals []finalSet) {
	if len(list) == 0 || len(finals) == 0 {
		return
	}
	w.run(list, cmp.Or(t, &w.rightText), cmp.Or(k, &w.rightKey), finals)
}

// pairsOfRareCanonicals are of a twist on the canonical request and one of any stage but
// a rare one of the last, with which go those of pairsOfRareFinals.
func (s *searcher) pairsOfRareCanonicals(ctx context.Context, r *rareSets) {
	s.share(ctx, len(r.canonicals), func(w *worker, i int) {
		try := func(row []canonicalSet) { w.lanes(row, nil, nil, noFinal) }
		c := w.single(r.canonicals, r.parts, i)
		w.canonicalRow(c, s.canonicals, s.parts, try)
		w.canonicalRow(c, r.canonicals[i+1:], behind(r.parts, i+1), try)
		w.lanes(r.canonicals[i:i+1], nil, nil, s.finalSets(1))
	})
	for _, texts := range [][]textSet{s.textSets(1), r.texts} {
		s.share(ctx, len(texts), func(w *worker, i int) { w.lanes(r.canonicals, &texts[i], nil, noFinal) })
	}
	for _, keys := range [][]keySet{s.keySets(1), r.keys} {
		s.share(ctx, len(keys), func(w *worker, i int) { w.lanes(r.canonicals, nil, &keys[i], noFinal) })
	}
}

// pairsOfRareTexts are of a twist on the string to sign and a common one, or a rare one
// on string to sign or key.
func (s *searcher) pairsOfRareTexts(ctx context.Context, r *rareSets) {
	list, right, texts := s.canonicalSets(1), s.canonicalSets(0), s.textSets(1)
	s.share(ctx, len(r.texts), func(w *worker, i int) {
		t := &r.texts[i]
		w.lanes(list, t, nil, noFinal)
		w.lanes(right, t, nil, s.finalSets(1))
		for _, others := range [][]textSet{texts, r.texts[i+1:]} {
			w.textsWith(t, others, func(both *textSet) { w.lanes(right, both, nil, noFinal) })
		}
	})
	for _, keys := range [][]keySet{s.keySets(1), r.keys} {
		s.share(ctx, len(keys), func(w *worker, i int) {
			for j := range r.texts {
				if keys[i].plain() || r.texts[j].feed == (Feed{}) {
					w.lanes(right, &r.texts[j], &keys[i], noFinal)
				}
			}
		})
	}
}

// pairsOfRareKeys are of a twist on the signing key and another, but for one on the string to
// sign that feeds the derivation, too.
func (s *searcher) pairsOfRareKeys(ctx context.Context, r *rareSets) {
	list, right, texts, keys := s.canonicalSets(1), s.canonicalSets(0), s.textSets(1), s.keySets(1)
	s.share(ctx, len(r.keys), func(w *worker, i int) {
		k := &r.keys[i]
		w.lanes(list, nil, k, noFinal)
		w.lanes(right, nil, k, s.finalSets(1))
		for j := range texts {
			if texts[j].feed == (Feed{}) {
				w.lanes(right, &texts[j], k, noFinal)
			}
		}
		w.keysWith(k, keys, func(both *keySet) { w.lanes(right, nil, both, noFinal) })
		w.keysWith(k, r.keys[i+1:], func(both *keySet) { w.lanes(right, nil, both, noFinal) })
	})
}

// pairsOfRareFinals are of a twist on the last HMAC and any of the stages before, or a
// common one on the last HMAC.
func (s *searcher) pairsOfRareFinals(ctx context.Context, r *rareSets) {
	right := s.canonicalSets(0)
	s.share(ctx, min(1, len(r.lastPairs)), func(w *worker, _ int) { w.lanes(right, nil, nil, r.lastPairs) })
	if len(r.finals) == 0 {
		return
	}
	for _, list := range [][]canonicalSet{s.canonicalSets(1), r.canonicals} {
		s.share(ctx, len(list), func(w *worker, i int) { w.lanes(list[i:i+1], nil, nil, r.finals) })
	}
	for _, texts := range [][]textSet{s.textSets(1), r.texts} {
		s.share(ctx, len(texts), func(w *worker, i int) { w.lanes(right, &texts[i], nil, r.finals) })
	}
	for _, keys := range [][]keySet{s.keySets(1), r.keys} {
		s.share(ctx, len(keys), func(w *worker, i int) { w.lanes(right, nil, &keys[i], r.finals) })
	}
}

// makeRare makes the sets of the rare twists, each of those that make the same bytes
// once. Those that make what a common one makes are left out with them.
func (s *searcher) makeRare() *rareSets {
	canonical, text, key, final := s.rareByStage()
	r := &rareSets{texts: s.rareOfText(text)}
	r.canonicals, r.parts = s.rareOfCanonical(canonical)
	if s.Key != nil || s.Signature != "" {
		r.keys = s.rareOfKey(key)
	}
	if s.Signature != "" {
		r.finals, r.lastPairs = s.rareOfFinal(final)
	}
	return r
}

func (s *searcher) rareOfCanonical(twists []*Twist) (sets []canonicalSet, made []parts) {
	w := s.workers[0]
	seen := map[[64]byte]bool{s.right.hash: true}
	for i := range s.canonicals {
		if s.canonicals[i].touched&touchString == 0 {
			seen[s.canonicals[i].hash] = true
		}
	}
	for _, tw := range twists {
		c := w.canonicalOf(tw)
		if c.touched&touchString == 0 {
			if seen[c.hash] {
				continue
			}
			seen[c.hash] = true
		}
		if s.lean {
			c.text = ""
		} else {
			made = append(made, c.parts)
		}
		sets = append(sets, c.canonicalSet)
	}
	return sets, made
}

// canonicalOf makes the canonical set of a twist.
func (w *worker) canonicalOf(tw *Twist) *growing {
	t := w.Model.With(tw)
	c := &growing{canonicalSet: canonicalSet{set: []*Twist{tw}, touched: t.touched(), joined: t.joined()}}
	c.parts = t.render(w.rightParts, c.touched)
	w.hashParts(&c.parts, t, &c.hash)
	c.text = w.text()
	return c
}

func (s *searcher) rareOfText(twists []*Twist) (out []textSet) {
	seen := map[string]bool{s.textLikeness(&s.rightText): true}
	for i := range s.texts {
		seen[s.textLikeness(&s.texts[i])] = true
	}
	for _, tw := range twists {
		var t textSet
		s.workers[0].textSet([]*Twist{tw}, &t)
		if made := s.textLikeness(&t); !seen[made] {
			seen[made] = true
			out = append(out, t)
		}
	}
	return out
}

func (s *searcher) rareOfKey(twists []*Twist) (out []keySet) {
	seen := map[string]bool{s.keyLikeness(&s.rightKey): true}
	for i := range s.keys {
		seen[s.keyLikeness(&s.keys[i])] = true
	}
	for _, tw := range twists {
		var k keySet
		s.workers[0].keySet([]*Twist{tw}, &k)
		k.on = keyPartsOf(tw.slot)
		if made := s.keyLikeness(&k); !seen[made] {
			seen[made] = true
			out = append(out, k)
		}
	}
	return out
}

// keyLikeness is what a key set makes: the key, and where the last HMAC is turned too,
// the state behind it and the mistake.
func (s *searcher) keyLikeness(k *keySet) string {
	made := string(k.key())
	if k.last || k.odd {
		made += "\x00" + k.set[0].Says
	}
	return made
}

// rareOfFinal makes the finals of rare twists, and the pairs of these and the common ones.
func (s *searcher) rareOfFinal(twists []*Twist) (singles, pairs []finalSet) {
	right := newTrial(s.Model)
	seen := map[string]bool{s.finalLikeness(right, s.finished(right)): true}
	for _, d := range s.finals {
		seen[s.finalLikeness(d.trial, s.finished(d.trial))] = true
	}
	add := func(list []finalSet, set ...*Twist) []finalSet {
		f, sig := s.finalOf(set...)
		made := s.finalLikeness(f.trial, sig)
		if seen[made] || !likeForm(f.trial, sig, s.Signature) {
			return list
		}
		seen[made] = true
		return append(list, f)
	}
	for _, tw := range twists {
		singles = add(singles, tw)
	}
	for _, tw := range twists {
		for _, o := range s.commonFinals {
			if !tw.Excludes(o) {
				pairs = add(pairs, tw, o)
			}
		}
	}
	return singles, pairs
}

// textsWith runs f on the pairs of a text set and those of a list.
func (w *worker) textsWith(t *textSet, list []textSet, f func(*textSet)) {
	for i := range list {
		if o := &list[i]; !t.set[0].Excludes(o.set[0]) {
			w.textSet(w.pair(t.set[0], o.set[0]), &w.onText)
			w.onText.fed, w.onText.lines = nil, nil
			f(&w.onText)
		}
	}
}

// keysWith runs f on the pairs of a key set and those of a list.
func (w *worker) keysWith(k *keySet, list []keySet, f func(*keySet)) {
	for i := range list {
		if o := &list[i]; !k.excludes(o) {
			w.keyPair(k, o, &w.onKey)
			f(&w.onKey)
		}
	}
}
