package replay

import (
	"cmp"
	"context"
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
		s.texts[i].fed = w.feeding(&s.texts[i].feed)
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

// makeKeyPairs makes the keys of all pairs of twists, each once: they are met by sets of
// other stages, and are the keys, too, of a twist on the string to sign that feeds the
// derivation and a twist on the key.
func (s *searcher) makeKeyPairs(ctx context.Context) {
	if s.keyPairs != nil {
		return
	}
	pairs := make([][]*keySet, len(s.keys))
	s.share(ctx, len(s.keys), func(w *worker, i int) { pairs[i] = w.keyRow(i) })
	if ctx.Err() == nil {
		s.keyPairs = pairs
	}
}

// keyRow makes the pairs of a key set and those behind it. Each has the place of its
// second twist; those that do not meet are nil.
func (w *worker) keyRow(i int) []*keySet {
	head, rest := &w.keys[i], w.keys[i+1:]
	row, made := make([]*keySet, len(rest)), make([]keySet, 0, len(rest))
	for j := range rest {
		if next := &rest[j]; head.meets(next) {
			made = append(made, keySet{})
			row[j] = &made[len(made)-1]
			w.keyPair(head, next, row[j])
		}
	}
	return row
}

func (k *keySet) meets(next *keySet) bool {
	return !k.excludes(next) && (!next.quiet || k.on&next.on != 0)
}

func (k *keySet) excludes(o *keySet) bool { return k.set[0].Excludes(o.set[0]) }

// keyPair makes the key of two sets of one, from what these have it of where that is all
// that their trial would make it of.
func (w *worker) keyPair(a, b, to *keySet) {
	set := []*Twist{a.set[0], b.set[0]}
	if !a.plain() || !b.plain() || a.on&b.on&ofSeed != 0 {
		w.keySet(set, to)
		return
	}
	*to = keySet{set: set, seed: a.seed, feed: a.feed, order: a.order}
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
	w.derive(to.seed, w.messages(to.order, &to.feed, &w.rightFeed), &to.made)
}

// pairOf is the pair of two key sets of one that meet.
func (s *searcher) pairOf(a, b *keySet) *keySet {
	first, second := min(a.at, b.at), max(a.at, b.at)
	return s.keyPairs[first-firstKey][second-first-1]
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
	return w.pairOf(k, t.fed)
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
