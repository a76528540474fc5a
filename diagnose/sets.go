package diagnose

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// A canonicalSet is a set of twists that act on the canonical request, and what
// they make of it.
type canonicalSet struct {
	set     []*twist
	touched touched
	parts   parts
	text    string   // "" where a worker holds the bytes
	hash    [64]byte // of the text, in hex
}

// A textSet is a set of twists that act on the string to sign. What stands before
// and behind the hash of the canonical request is the same for all of them,
// unless the set does something to that line or to the text as a whole.
type textSet struct {
	set           []*twist
	trial         *trial // nil where before and after tell all
	before, after string
	constant      bool   // the text is before, whatever the canonical request
	joint         bool   // the key is turned, too
	key           []byte // of a joint set, with no twist of the key
	state         *keyState
}

// A keySet is a set of twists that act on the signing key.
type keySet struct {
	set   []*twist
	key   []byte
	state *keyState // nil where the key signs one text only
	odd   bool      // the last HMAC is turned, too
}

// A finalSet is at most one twist that acts on the last HMAC or on the form of
// the signature.
type finalSet struct {
	set   []*twist
	trial *trial
	whole bool // it reads what the other stages hold
}

// A searcher holds the alternatives of each stage, merged where they give the
// same bytes.
type searcher struct {
	*quest
	target *[32]byte      // the signature's bytes, nil when it is not lower-case hex
	first  string         // the first block of the string to sign by the rules
	order  map[*twist]int // place in the table

	right      canonicalSet // by the rules
	canonicals []canonicalSet
	texts      []textSet // of one twist each, as the lists that follow
	keys       []keySet
	finals     []finalSet
	rightText  textSet
	rightKey   keySet

	textPairs []textSet // made once they are needed
	keyPairs  []keySet
	hashed    int // blocks of SHA-256
}

func newSearcher(q *quest) *searcher {
	s := &searcher{quest: q, order: map[*twist]int{}}
	if isHexHash(q.signature) {
		s.target = (*[32]byte)(decodeHex(q.signature))
	}
	var canonical, text, key, final []*twist
	for i, w := range q.m.twists() {
		s.order[w] = i
		switch g := w.slot.group(); {
		case g <= groupPayload && q.canonical == "" && q.text == "",
			g == groupCanonical && (q.canonical == "" || w.slot != slotParts) && q.text == "":
			canonical = append(canonical, w)
		case g == groupString && q.text != "" && (w.slot == slotStringLines || w.slot == slotStringEnd),
			g >= groupAlgorithm && g <= groupString && q.text == "" && (q.hash == "" || g == groupHash):
			text = append(text, w)
		case g == groupKey && q.signature != "":
			key = append(key, w)
		case g == groupSignature && q.signature != "":
			final = append(final, w)
		}
	}
	s.prepareCanonicals(canonical)
	s.prepareTexts(text)
	if q.signature != "" {
		s.prepareKeys(key)
		s.prepareFinals(final)
	}
	return s
}

func (s *searcher) prepareCanonicals(twists []*twist) {
	w := &worker{searcher: s}
	base := newTrial(s.m)
	s.right = canonicalSet{parts: base.render(parts{}, touchAll)}
	w.finish(&s.right, base)
	s.right.text = w.text()
	type like struct {
		hash    [64]byte
		strings bool
	}
	seen := map[like]bool{{s.right.hash, false}: true}
	for _, tw := range twists {
		t := s.m.with(tw)
		c := canonicalSet{set: []*twist{tw}, touched: t.touched()}
		c.parts = t.render(s.right.parts, c.touched)
		w.finish(&c, t)
		if l := (like{c.hash, c.touched&touchString != 0}); !seen[l] {
			seen[l] = true
			c.text = w.text()
			s.canonicals = append(s.canonicals, c)
		}
	}
}

func (s *searcher) prepareTexts(twists []*twist) {
	w := &worker{searcher: s}
	s.rightText = w.textSet(nil)
	if text := s.stringToSign(&s.right, &s.rightText); len(text) >= shaBlock && len(s.rightText.before) >= shaBlock {
		s.first = text[:shaBlock]
	}
	like := func(t *textSet) string { return s.stringToSign(&s.right, t) + "\x00" + string(t.key) }
	seen := map[string]bool{like(&s.rightText): true}
	for _, tw := range twists {
		t := w.textSet([]*twist{tw})
		if text := like(&t); !seen[text] {
			seen[text] = true
			if t.key != nil {
				t.state = newKeyState(t.key, s.first)
			}
			s.texts = append(s.texts, t)
		}
	}
}

func (s *searcher) prepareKeys(twists []*twist) {
	w := &worker{searcher: s}
	s.rightKey = w.keptKeySet(nil)
	s.rightKey.state = newKeyState(s.rightKey.key, s.first)
	text := s.stringToSign(&s.right, &s.rightText)
	like := func(k *keySet) string { return string(k.key) + "\x00" + w.t.signature(s.right.text, text, k.key) }
	seen := map[string]bool{like(&s.rightKey): true}
	for _, tw := range twists {
		k := w.keptKeySet([]*twist{tw})
		if key := like(&k); !seen[key] {
			seen[key] = true
			k.state = newKeyState(k.key, s.first)
			s.keys = append(s.keys, k)
		}
	}
}

// prepareFinals leaves out forms that the signature to be reproduced cannot have.
func (s *searcher) prepareFinals(twists []*twist) {
	text := s.stringToSign(&s.right, &s.rightText)
	plain := newTrial(s.m)
	seen := map[string]bool{plain.signature(s.right.text, text, s.rightKey.key): true}
	for _, tw := range twists {
		t := s.m.with(tw)
		if t.k.form != nil && !sameForm(t.k.form, s.signature) {
			continue
		}
		if sig := t.signature(s.right.text, text, s.rightKey.key); !seen[sig] {
			seen[sig] = true
			s.finals = append(s.finals, finalSet{set: []*twist{tw}, trial: t, whole: t.k.message != nil})
		}
	}
}

// sameForm reports whether a form can have given a signature: as long as what it
// makes of two others, where these are of one length.
func sameForm(form func([]byte) string, signature string) bool {
	a, b := form(make([]byte, 32)), form([]byte(strings.Repeat("\xa5", 32)))
	return len(a) != len(b) || len(a) == len(signature)
}

// textSets are the sets of a size, 2 at most.
func (s *searcher) textSets(size int) []textSet {
	switch {
	case size == 0:
		return []textSet{s.rightText}
	case size == 1:
		return s.texts
	case s.textPairs == nil:
		s.textPairs = pairs(s, s.texts, func(t *textSet) *twist { return t.set[0] }, (*worker).textSet)
	}
	return s.textPairs
}

func (s *searcher) keySets(size int) []keySet {
	switch {
	case size == 0:
		return []keySet{s.rightKey}
	case size == 1:
		return s.keys
	case s.keyPairs == nil:
		s.keyPairs = pairs(s, s.keys, func(k *keySet) *twist { return k.set[0] }, (*worker).keptKeySet)
	}
	return s.keyPairs
}

func (s *searcher) finalSets(size int) []finalSet {
	if size == 0 {
		return []finalSet{{}}
	}
	return s.finals
}

// pairs makes all sets of two out of those of one, on all processors.
func pairs[T any](s *searcher, singles []T, of func(*T) *twist, make func(*worker, []*twist) T) []T {
	rows := slices.Repeat([][]T{nil}, len(singles))
	s.share(context.Background(), len(singles), func(w *worker, next func() (int, bool)) {
		for i, ok := next(); ok; i, ok = next() {
			a := of(&singles[i])
			for j := i + 1; j < len(singles); j++ {
				if b := of(&singles[j]); !a.excludes(b) {
					rows[i] = append(rows[i], make(w, []*twist{a, b}))
				}
			}
		}
	})
	return slices.Concat(rows...)
}

// stringToSign is the string to sign of a canonical set under a text set.
func (s *searcher) stringToSign(c *canonicalSet, t *textSet) string {
	switch {
	case t.constant:
		return t.before
	case t.trial == nil:
		return t.before + string(c.hash[:]) + t.after
	}
	return t.trial.stringToSign(c.text)
}

// A worker tries sets, on memory of its own.
type worker struct {
	*searcher
	t     trial // scratch
	buf   []byte
	sts   []byte
	steps derivation
	signer
	two   [2]*twist
	leaf  []*twist // of the last set
	last  canonicalSet
	found [][]*twist
	tried int
}

// turned is the scratch trial with the knobs of twists turned.
func (w *worker) turned(set []*twist) *trial {
	w.t = trial{model: w.m}
	for _, tw := range set {
		tw.turn(&w.t)
	}
	return &w.t
}

// pair is a set of two, on memory that the next one takes.
func (w *worker) pair(a, b *twist) []*twist {
	w.two = [2]*twist{a, b}
	return w.two[:]
}

// text is the canonical request that was finished last.
func (w *worker) text() string { return string(w.buf) }

// finish puts the parts of a set together and hashes them.
func (w *worker) finish(c *canonicalSet, t *trial) {
	if w.canonical != "" {
		w.buf = append(w.buf[:0], t.c.finish(w.canonical)...)
	} else {
		w.buf = t.assemble(w.buf[:0], &c.parts)
	}
	sum := sha256.Sum256(w.buf)
	w.blocks += blocks(len(w.buf))
	hex.Encode(c.hash[:], sum[:])
}

// canonicalSets runs f on every set of a size whose first member is head.
func (w *worker) canonicalSets(head, size int, f func(*canonicalSet)) {
	if size == 1 {
		f(&w.canonicals[head])
		return
	}
	w.extend(&w.canonicals[head], head+1, size-1, f)
}

func (w *worker) extend(c *canonicalSet, from, more int, f func(*canonicalSet)) {
	for i := from; i < len(w.canonicals); i++ {
		next := &w.canonicals[i]
		if slices.ContainsFunc(c.set, next.set[0].excludes) {
			continue
		}
		if more > 1 {
			both := w.both(c, next, slices.Clone(c.set))
			w.extend(&both, i+1, more-1, f)
			continue
		}
		w.last = w.both(c, next, append(w.leaf[:0], c.set...))
		w.leaf = w.last.set
		w.finish(&w.last, &w.t)
		f(&w.last)
	}
}

// both is a set with one more twist, on the memory of set, which holds the first
// ones. Only parts that both act on are made anew.
func (w *worker) both(a, b *canonicalSet, set []*twist) canonicalSet {
	c := canonicalSet{set: append(set, b.set[0]), touched: a.touched | b.touched, parts: a.parts}
	t := w.turned(c.set)
	c.parts.take(&b.parts, b.touched&^a.touched)
	c.parts = t.render(c.parts, a.touched&b.touched)
	return c
}

// textSet makes the string to sign of a set around two hashes, and compares them.
func (w *worker) textSet(set []*twist) textSet {
	t := w.turned(set)
	s := textSet{set: set, joint: joint(t)}
	if s.joint && w.signature != "" {
		s.key = slices.Clone(t.signingKey(&w.steps))
	}
	if w.quest.text != "" {
		s.before, s.constant = t.s.text.finish(w.quest.text), true
		return s
	}
	if t.s.hash == nil {
		one, other := strings.Repeat("0123456789abcdef", 4), strings.Repeat("fedcba9876543210", 4)
		before, after, ok := strings.Cut(t.stringToSignOf(one), one)
		if s.before, s.after = before, after; ok && before+other+after == t.stringToSignOf(other) {
			return s
		}
	}
	s.trial = w.m.with(set...)
	return s
}

// joint reports whether twists of the string to sign turn the key, too.
func joint(t *trial) bool {
	return t.k.region != nil || t.k.service != nil || t.k.date != nil || t.k.last != nil
}

func (w *worker) keySet(set []*twist) keySet {
	t := w.turned(set)
	return keySet{set: set, key: t.signingKey(&w.steps), odd: t.k.lastKey != nil || t.k.final != nil}
}

// keptKeySet is a key set that outlasts the next one.
func (w *worker) keptKeySet(set []*twist) keySet {
	k := w.keySet(set)
	k.set, k.key = slices.Clone(k.set), slices.Clone(k.key)
	return k
}

// run tries a canonical set with all sets of the later stages.
func (w *worker) run(c *canonicalSet, texts []textSet, keys []keySet, finals []finalSet) {
	for i := range texts {
		t := &texts[i]
		if w.signature == "" {
			w.tried++
			if w.hash == w.hashLine(c, t) {
				w.find(c.set, t.set)
			}
			continue
		}
		w.write(c, t)
		for j := range keys {
			k := &keys[j]
			for l := range finals {
				w.tried++
				if w.matches(c, t, k, &finals[l]) {
					w.find(c.set, t.set, k.set, finals[l].set)
				}
			}
		}
	}
}

func (w *worker) find(sets ...[]*twist) { w.found = append(w.found, slices.Concat(sets...)) }

func (w *worker) hashLine(c *canonicalSet, t *textSet) string {
	if t.trial == nil {
		return string(c.hash[:])
	}
	return t.trial.s.hash(w.canonicalText(c))
}

func (w *worker) canonicalText(c *canonicalSet) string {
	if c.text != "" {
		return c.text
	}
	return w.text()
}

// write makes the string to sign of two sets.
func (w *worker) write(c *canonicalSet, t *textSet) {
	switch {
	case t.constant:
		w.sts = append(w.sts[:0], t.before...)
	case c.touched&touchString != 0:
		text := w.canonicalText(c)
		w.sts = append(w.sts[:0], w.turned(slices.Concat(c.set, t.set)).stringToSign(text)...)
	case t.trial == nil:
		w.sts = append(append(append(w.sts[:0], t.before...), c.hash[:]...), t.after...)
	default:
		w.sts = append(w.sts[:0], t.trial.stringToSign(w.canonicalText(c))...)
	}
}

// matches reports whether the sets of all stages give the signature.
func (w *worker) matches(c *canonicalSet, t *textSet, k *keySet, d *finalSet) bool {
	key, state := k.key, k.state
	switch {
	case t.joint && len(k.set) == 0:
		key, state = t.key, t.state
	case t.joint:
		key, state = w.jointKey(t, k), nil
	}
	if len(d.set) == 0 && !k.odd {
		return w.target != nil && w.signature32(key, state) == *w.target
	}
	w.blocks += blocks(shaBlock+len(w.sts)) + 2
	if !k.odd && !d.whole {
		return d.trial.signBytes(w.sts, key) == w.signature
	}
	whole := w.turned(c.set)
	for _, set := range [][]*twist{t.set, k.set, d.set} {
		for _, tw := range set {
			tw.turn(whole)
		}
	}
	if whole.k.message == nil {
		return whole.signBytes(w.sts, key) == w.signature
	}
	return whole.signature(w.canonicalText(c), string(w.sts), key) == w.signature
}

// jointKey derives the key that twists of the string to sign and of the key turn
// together.
func (w *worker) jointKey(t *textSet, k *keySet) []byte {
	w.turned(t.set)
	for _, tw := range k.set {
		tw.turn(&w.t)
	}
	return w.t.signingKey(&w.steps)
}

func (w *worker) signature32(key []byte, state *keyState) [32]byte {
	if state == nil {
		return w.signOnce(key, w.sts)
	}
	return w.sign(state, w.sts, w.first)
}
