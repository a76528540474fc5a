package replay

import (
	"cmp"
	"context"
	"crypto/sha256"
	"slices"
)

// A keySet is a set of twists that act on the signing key, and that key.
type keySet struct {
	set   []*Twist
	made  derived
	other []byte // the key where it does not come of HMACs, each keyed by the one before,
	seed  string // with this as the first key
	feed  Feed   // and these messages
	order []int  // in this order
	at    int    // place among the sets of none and one, 0 for all others
	on    keyParts
	quiet bool
	feeds bool // its pairs are those of a text set that feeds the derivation, too
	last  bool // the key of the last HMAC or that HMAC is turned, too
	odd   bool // the last HMAC is not one by the rules
}

func (k *keySet) key() []byte {
	if k.other != nil {
		return k.other
	}
	return k.made.key[:]
}

// plain reports whether the key comes of a seed and messages alone, and is used as it is.
func (k *keySet) plain() bool { return k.other == nil && !k.last }

// A Feed is the messages of the four steps that twists replace.
type Feed [4]*string

func (k *keyKnobs) feed() Feed { return Feed{k.date, k.region, k.service, k.last} }

// Feed is what the trial's signer feeds the steps with in place of the scope.
func (t *Trial) Feed() Feed { return t.k.feed() }

// within reports whether another feed replaces all messages that f does.
func (f *Feed) within(o *Feed) bool {
	for i := range f {
		if f[i] != nil && o[i] == nil {
			return false
		}
	}
	return true
}

func (s *searcher) prepareKeys(twists []*Twist) {
	w := s.workers[0]
	w.keeping = true // and read by all workers, once it is false
	defer func() { w.keeping = false }()
	w.keySet(nil, &s.rightKey)
	text := s.stringToSign(&s.right, &s.rightText)
	made := func(k *keySet) string {
		if s.Key != nil {
			return string(k.key())
		}
		return string(k.key()) + "\x00" + w.t.signature(s.right.text, text, k.key())
	}
	seen := map[string]*Twist{made(&s.rightKey): nil}
	var quiet []keySet
	for _, tw := range twists {
		var k keySet
		w.keySet([]*Twist{tw}, &k)
		k.on = keyPartsOf(tw.slot)
		// What becomes of a key on its way depends on the key: such a twist is never quiet.
		if k.quiet = s.hush(seen, made(&k), tw) && k.on != ofAll; k.quiet {
			quiet = append(quiet, k)
		} else {
			s.keys = append(s.keys, k)
		}
	}
	s.singles.keys = len(s.keys)
	s.keys = append(s.keys, quiet...)
	s.rightKey.at = firstKey - 1
	for i := range s.keys {
		s.keys[i].at = firstKey + i
	}
	for i := range s.texts {
		if fed := w.feeding(&s.texts[i].feed); fed != nil {
			s.texts[i].fed, fed.feeds = fed, true
		}
	}
}

// feeding is the set of one that feeds the steps what a feed does, or nil.
func (w *worker) feeding(f *Feed) *keySet {
	if *f == (Feed{}) {
		return nil
	}
	fed := slices.Clone(w.messages(nil, f, &w.rightFeed))
	for i := range w.singles.keys {
		if k := &w.keys[i]; k.plain() && k.order == nil && k.on == ofMessages && slices.Equal(w.messages(nil, &k.feed, &w.rightFeed), fed) {
			return k
		}
	}
	return nil
}

// firstKey is the place of the first key set of one twist.
const firstKey = 2

// keyParts are what a key comes of: the key of the first step, the messages, and the
// way from one to the next, which sees all of them.
type keyParts uint8

const (
	ofSeed keyParts = 1 << iota
	ofMessages
	ofWay
	ofAll = ofSeed | ofMessages | ofWay
)

func keyPartsOf(s slot) keyParts {
	switch {
	case s <= slotPrefix:
		return ofSeed
	case s <= slotKeyOrder:
		return ofMessages
	}
	return ofAll
}

// keySet makes the key of a set as its trial does.
func (w *worker) keySet(set []*Twist, to *keySet) {
	t := w.turned(set)
	*to = keySet{set: set, feed: t.k.feed(), order: t.k.order, odd: t.k.final != nil, last: t.k.final != nil || t.k.lastKey != nil}
	if t.regular() {
		to.seed = string(t.keySeed())
		w.derive(to.seed, w.messages(to.order, &to.feed, &w.rightFeed), &to.made)
	} else {
		to.other = t.signingKey(w.derivation)
		w.keyState(to.other, &to.made.state)
	}
	if t.k.lastKey != nil {
		w.keyState(t.k.lastKey(to.key()), &to.made.state)
	}
}

// messages are what feeds the steps: of each the first feed that has one.
func (w *worker) messages(order []int, a, b *Feed) []string {
	for i := range w.steps {
		w.steps[i] = *cmp.Or(a[i], b[i], w.rightFeed[i])
	}
	return w.Model.arranged(order, w.steps[:])
}

// keyPairs runs f on the pairs of a key set and those behind it.
func (w *worker) keyPairs(i int, f func(*keySet)) {
	head := &w.keys[i]
	for j := range w.keys[i+1:] {
		if next := &w.keys[i+1+j]; head.meets(next) {
			w.keyPair(head, next, &w.onKey)
			f(&w.onKey)
		}
	}
}

func (k *keySet) meets(next *keySet) bool {
	return !k.excludes(next) && (!next.quiet || k.on&next.on != 0)
}

func (k *keySet) excludes(o *keySet) bool { return k.set[0].Excludes(o.set[0]) }

// keyPair makes the key of two sets of one: from what these have it of, where that is all
// that their trial would make it of.
func (w *worker) keyPair(a, b, to *keySet) {
	kept := w.kept(a, b)
	if kept == nil && (!a.plain() || !b.plain() || a.on&b.on&ofSeed != 0) {
		w.keySet(w.pair(a.set[0], b.set[0]), to)
		return
	}
	*to = keySet{set: w.pair(a.set[0], b.set[0]), seed: a.seed, feed: a.feed, order: a.order}
	if b.on == ofSeed {
		to.seed = b.seed
	}
	if b.order != nil {
		to.order = b.order
	}
	for i, message := range b.feed {
		if message != w.rightKey.feed[i] {
			to.feed[i] = message
		}
	}
	if kept == nil {
		w.derive(to.seed, w.messages(to.order, &to.feed, &w.rightFeed), &to.made)
		return
	}
	w.take(kept, to, a.other != nil || b.other != nil, a.last || b.last)
}

// A keptPair is the key of a pair.
type keptPair struct {
	key   [sha256.Size]byte
	state keyState
}

// keepPairs makes and keeps the keys of those pairs that are needed twice: by themselves,
// and where a twist on the string to sign feeds the derivation as one of the pair does.
func (s *searcher) keepPairs(ctx context.Context) {
	if s.keptPairs != nil {
		return
	}
	rows := make([][]keptPair, s.singles.keys)
	s.share(ctx, len(rows), func(w *worker, i int) {
		if s.keys[i].feeds {
			rows[i] = w.keptRow(&s.keys[i])
		}
	})
	if ctx.Err() == nil {
		s.keptPairs = rows
	}
}

// keptRow makes the keys of the pairs of a key set that feeds and the others; those of
// two that feed are in the row of the latter.
func (w *worker) keptRow(fed *keySet) []keptPair {
	row := make([]keptPair, w.singles.keys)
	for i := range row {
		if k := &w.keys[i]; k.keeps() && !k.excludes(fed) && (k.at < fed.at || !k.feeds) {
			w.keyPair(k, fed, &w.onKey)
			row[i] = keptPair{[sha256.Size]byte(w.onKey.key()), w.onKey.made.state}
		}
	}
	return row
}

// keeps reports whether pairs with a key set have keys that can be kept.
func (k *keySet) keeps() bool { return !k.odd && len(k.key()) == sha256.Size }

// kept is the key of a pair, nil where it is not kept.
func (s *searcher) kept(a, b *keySet) *keptPair {
	if s.keptPairs == nil || a.at < firstKey || b.at < firstKey || a.quiet || b.quiet || !a.keeps() || !b.keeps() {
		return nil
	}
	if a.at > b.at {
		a, b = b, a
	}
	switch {
	case b.feeds:
		return &s.keptPairs[b.at-firstKey][a.at-firstKey]
	case a.feeds:
		return &s.keptPairs[a.at-firstKey][b.at-firstKey]
	}
	return nil
}

// take makes a key set of a key that was kept.
func (w *worker) take(kept *keptPair, to *keySet, other, last bool) {
	to.made.key, to.made.state = kept.key, kept.state
	if to.last, to.odd, to.other = last, false, nil; other {
		to.other = to.made.key[:]
	}
}

// joint makes the key of twists of the string to sign and of the key, which turn
// it together.
func (w *worker) joint(t *textSet, k *keySet) *keySet {
	switch {
	case t.fed == nil || k.at == 0:
		return w.jointly(t, k)
	case k.at < firstKey:
		return t.fed
	case k.excludes(t.fed):
		return k // it feeds this step otherwise
	}
	if kept := w.kept(k, t.fed); kept != nil {
		w.take(kept, &w.both, k.other != nil, k.last)
		return &w.both
	}
	return w.jointly(t, k)
}

// jointly makes the key of sets that are no pair.
func (w *worker) jointly(t *textSet, k *keySet) *keySet {
	if k.other == nil && t.feed.within(&k.feed) {
		return k // it feeds these steps otherwise
	}
	j := &w.both
	j.last, j.odd, j.other = k.last, k.odd, nil
	if k.other == nil && k.order == nil {
		w.derive(k.seed, w.messages(nil, &k.feed, &t.feed), &j.made)
		if !k.last {
			return j
		}
	}
	both := w.turned(t.set, k.set)
	if k.other != nil || k.order != nil {
		j.other = both.signingKey(w.derivation)
		w.keyState(j.other, &j.made.state)
	}
	if both.k.lastKey != nil {
		w.keyState(both.k.lastKey(j.key()), &j.made.state)
	}
	return j
}
