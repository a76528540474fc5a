package replay

import (
	"bytes"
	"slices"
)

// A worker tries sets, on memory of its own.
type worker struct {
	*searcher
	*derivation
	found [][]*Twist
	tried int

	t       Trial // scratch, as what follows
	buf     []byte
	like    prefixed
	members []*Twist
	row     []canonicalSet
	remade  parts
	steps   [len(Feed{})]string
	onText  textSet
	onKey   keySet
	both    keySet
	lane    lane
	sts     []byte
	sigs    [2]midstate
	oddSig  midstate
}

// employ makes workers.
func (s *searcher) employ(n int) {
	root := &keptKey{next: map[string]*keptKey{}}
	for range n {
		w := &worker{searcher: s, derivation: newDerivation(newHasher(), root)}
		w.prefixed(&w.like, nil)
		s.workers = append(s.workers, w)
	}
}

// turned is the scratch trial with the knobs of twists turned.
func (w *worker) turned(sets ...[]*Twist) *Trial {
	w.t.reset(w.Model)
	for _, set := range sets {
		for _, tw := range set {
			tw.turn(&w.t)
		}
	}
	return &w.t
}

// A lane is the way from the hash of a canonical request to a signature: a text
// set and a key set. The string to sign up to the block that the hash begins in
// is hashed once for all that take it.
type lane struct {
	key   *keySet
	begun midstate
	rests [2][]byte // of the string to sign, ended
	at    int       // where the hash goes in them
}

// enter prepares the lane of two sets.
func (w *worker) enter(t *textSet, k *keySet) {
	l := &w.lane
	if l.key = k; t.feed != (Feed{}) {
		l.key = w.joint(t, k)
	}
	if l.begun = l.key.made.state.inner; t.trial != nil {
		return
	}
	begun := t.hashAt / shaBlock * shaBlock
	if begun > 0 {
		w.compress(&l.key.made.state.inner, t.text[:begun], &l.begun)
	}
	l.at = t.hashAt - begun
	for i := range l.rests {
		l.rests[i] = pad(append(l.rests[i][:0], t.text[begun:]...), shaBlock+begun)
	}
}

// run tries canonical sets with one text set, one key set and all of the finals.
func (w *worker) run(list []canonicalSet, t *textSet, k *keySet, finals []finalSet) {
	switch {
	case w.Key != nil:
		if w.tried++; bytes.Equal(k.key(), w.Key) {
			w.find(k.set)
		}
		return
	case w.Signature == "":
		w.runHashes(list, t)
		return
	}
	w.enter(t, k)
	w.tried += len(list) * len(finals)
	sums := !k.odd && slices.ContainsFunc(finals, func(d finalSet) bool { return d.plain() })
	for two := range slices.Chunk(list, len(w.sigs)) {
		if sums {
			w.sum(two, t)
		}
		for i := range two {
			w.runFinals(&two[i], &w.sigs[i], t, k, finals)
		}
	}
}

// runFinals tries what follows a last HMAC.
func (w *worker) runFinals(c *canonicalSet, sig *midstate, t *textSet, k *keySet, finals []finalSet) {
	for i := range finals {
		if d := &finals[i]; w.gives(c, sig, t, k, d) {
			w.find(c.set, t.set, k.set, d.set)
		}
	}
}

// plain reports whether the last HMAC is one by the rules.
func (d *finalSet) plain() bool { return len(d.set) == 0 || d.form != nil }

// gives reports whether sets of all stages give the signature.
func (w *worker) gives(c *canonicalSet, sig *midstate, t *textSet, k *keySet, d *finalSet) bool {
	switch {
	case k.odd || !d.plain():
		return w.oddly(c, t, k, d) == w.Signature
	case d.form != nil:
		return d.form(sig[:]) == w.Signature
	}
	return string(sig[:]) == string(w.target)
}

// takes reports whether the string to sign of two sets goes the way of a lane.
func (t *textSet) takes(c *canonicalSet) bool {
	return t.constant || t.trial == nil && c.touched&touchString == 0
}

// put makes one of the two rests that of a canonical set.
func (l *lane) put(i int, c *canonicalSet, t *textSet) {
	if !t.constant {
		copy(l.rests[i][l.at:], c.hash[:])
	}
}

// sum makes the last HMACs of one or two canonical sets.
func (w *worker) sum(list []canonicalSet, t *textSet) {
	l := &w.lane
	state := &l.key.made.state
	if len(list) == 2 && t.takes(&list[0]) && t.takes(&list[1]) {
		l.put(0, &list[0], t)
		l.put(1, &list[1], t)
		w.finishTwo(&l.begun, &state.outer, &l.rests, &w.sigs)
		return
	}
	for i := range list {
		if t.takes(&list[i]) {
			l.put(i, &list[i], t)
			w.finish(&l.begun, &state.outer, l.rests[i], &w.sigs[i])
			continue
		}
		w.hasher.buf = w.appendSigned(w.hasher.buf[:0], &list[i], t)
		w.hmacOfBuf(state, &w.sigs[i])
	}
}

// appendSigned appends the string to sign of two sets.
func (w *worker) appendSigned(dst []byte, c *canonicalSet, t *textSet) []byte {
	if c.touched&touchString == 0 || t.constant {
		return w.appendString(dst, c, t)
	}
	both := w.turned(c.set, t.set)
	if both.s.hashed != nil {
		return both.appendString(dst, both.s.hashed(w.canonicalText(c)))
	}
	return both.appendString(dst, both.writtenHash(c.sum()))
}

// oddly makes the signature of sets one of which turns the last HMAC.
func (w *worker) oddly(c *canonicalSet, t *textSet, k *keySet, d *finalSet) string {
	w.sts = w.appendSigned(w.sts[:0], c, t)
	if !k.last && !d.whole {
		return w.anew(d.trial, w.sts)
	}
	whole := w.turned(c.set, t.set, k.set, d.set)
	message := w.sts
	if whole.k.message != nil {
		message = whole.k.message(whole, w.canonicalText(c), string(w.sts))
	}
	if whole.k.final != nil {
		return w.anew(whole, message)
	}
	w.hasher.buf = append(w.hasher.buf[:0], message...)
	w.hmacOfBuf(&w.lane.key.made.state, &w.oddSig)
	return whole.written(w.oddSig[:])
}

// anew makes a signature as a trial does, of the key.
func (w *worker) anew(t *Trial, message []byte) string {
	w.blocks += blocks(shaBlock+len(message)) + 2
	return t.signBytes(message, w.lane.key.key())
}

// rarelyGives reports whether a twist gives what is to be reproduced, by itself.
func (w *worker) rarelyGives(tw *Twist) bool {
	t, canonical, hash := w.turned([]*Twist{tw}), w.right.text, string(w.right.hash[:])
	if w.Key != nil {
		return bytes.Equal(t.signingKey(w.derivation), w.Key)
	}
	if tw.Group() <= GroupCanonical {
		if canonical = t.canonical(); w.Canonical != "" {
			canonical = t.c.finished(w.Canonical)
		}
	}
	if tw.Group() <= GroupCanonical || !t.s.plainHash() {
		hash = t.HashLine(canonical)
	}
	if w.Signature == "" {
		return hash == w.Quest.Hash
	}
	w.sts = t.appendString(w.sts[:0], hash)
	if w.Quest.Text != "" {
		w.sts = append(w.sts[:0], t.s.text.finished(w.Quest.Text)...)
	}
	if tw.Group() <= GroupString && len(w.Model.proved) == 0 && t.k.feed() == (Feed{}) {
		w.hasher.buf = append(w.hasher.buf[:0], w.sts...)
		w.hmacOfBuf(&w.rightKey.made.state, &w.oddSig)
		return t.written(w.oddSig[:]) == w.Signature
	}
	return t.signature(canonical, string(w.sts), t.signingKey(w.derivation)) == w.Signature
}

// runHashes tries canonical sets and a text set for the hash of the canonical
// request alone.
func (w *worker) runHashes(list []canonicalSet, t *textSet) {
	for i := range list {
		c := &list[i]
		w.tried++
		if w.Quest.Hash == w.hashLine(c, t) {
			w.find(c.set, t.set)
		}
	}
}

func (w *worker) find(sets ...[]*Twist) { w.found = append(w.found, slices.Concat(sets...)) }
