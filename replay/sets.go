package replay

import (
	"encoding/hex"
	"runtime"
	"slices"
	"strings"
)

// A canonicalSet is a set of twists that act on the canonical request, and what
// they make of it.
type canonicalSet struct {
	set     []*Twist
	touched touched
	joined  bool     // the parts are put together as by the rules
	text    string   // "" where only the hash is kept
	hash    [64]byte // of the text, in hex
	at      int      // place among the sets of none and one, 0 for all others
	quiet   bool     // see searcher
	differs touched  // of a quiet set: parts where it may come to differ from what it is like
}

// sum is the hash in bytes.
func (c *canonicalSet) sum() []byte {
	sum := make([]byte, len(c.hash)/2)
	if _, err := hex.Decode(sum, c.hash[:]); err != nil {
		panic(err) // it is what hex.Encode made
	}
	return sum
}

// A textSet is a set of twists that act on the string to sign. What stands before
// and behind the hash of the canonical request is the same for all of them,
// unless the set does something to that line or to the text as a whole.
type textSet struct {
	set      []*Twist
	text     []byte   // with a place for the hash
	hashAt   int      // that place
	constant bool     // there is no such place: the text is known
	trial    *Trial   // makes the text anew for each canonical request, or nil
	room     *Trial   // for trial
	lines    []string // of a twist on the line of the hash, by the place of the canonical set
	feed     Feed     // of twists that turn the signing key, too
	fed      *keySet  // of one twist that feeds the derivation alike, or nil
}

// A finalSet is at most two twists that act on the last HMAC or on the form of the
// signature.
type finalSet struct {
	set   []*Twist
	trial *Trial
	form  func([]byte) string // where nothing but the form differs
	whole bool                // it reads what the other stages hold
}

// A searcher holds the alternatives of each stage, merged where they give the
// same bytes.
type searcher struct {
	*Quest
	progress *Progress
	target   []byte         // the signature's bytes, nil when it is not lower-case hex
	order    map[*Twist]int // place in the table
	workers  []*worker

	rightFeed  Feed
	rightParts parts // by the rules, as the sets that follow
	plain      Trial
	right      canonicalSet
	rightText  textSet
	rightKey   keySet

	// Behind the alternatives of a stage stand the quiet ones: twists that by
	// themselves give the bytes of another, or none but the right ones. They need
	// not be tried alone, but with a twist of the same part of a text they may give
	// other bytes than the one they are like.
	singles struct{ canonicals, texts, keys, finals int } // without the quiet ones; finals without pairs
	like    map[*Twist]*Twist                             // which one a quiet twist is like, nil for none

	lean       bool    // the canonical sets of one keep neither text nor parts
	parts      []parts // of the canonical sets of one, nil where they are lean
	canonicals []canonicalSet
	texts      []textSet // of one twist each, as the lists that follow
	keys       []keySet
	keptPairs  [][]keptPair // by the places of both
	finals     []finalSet
	rare       []*Twist // tried by themselves and in pairs

	commonFinals []*Twist
}

func newSearcher(q *Quest) *searcher { return newSearcherKeeping(q, keptTexts) }

// keptTexts is the size of the canonical requests up to which those of single twists are
// kept, in bytes. What a large request has more of is made anew where it is needed.
const keptTexts = 48 << 20

func newSearcherKeeping(q *Quest, keep int) *searcher {
	ballast()
	scope := &q.Model.scope
	s := &searcher{
		Quest:     q,
		progress:  &Progress{},
		order:     map[*Twist]int{},
		like:      map[*Twist]*Twist{},
		rightFeed: Feed{&scope.Date, &scope.Region, &scope.Service, &scope.Terminator},
	}
	s.employ(runtime.GOMAXPROCS(0))
	if sum := decodeHex(q.Signature); hex.EncodeToString(sum) == q.Signature {
		s.target = sum
	}
	byStage := map[stage][]*Twist{}
	for i, w := range q.Model.Twists() {
		s.order[w] = i
		switch on := q.stageOf(w); {
		case on == untried:
		case w.rare:
			s.rare = append(s.rare, w)
		default:
			byStage[on] = append(byStage[on], w)
		}
	}
	s.prepareCanonicals(byStage[onCanonical], keep)
	s.prepareTexts(byStage[onText])
	if q.Key != nil || q.Signature != "" {
		s.prepareKeys(byStage[onKey])
	}
	if q.Signature != "" {
		s.prepareFinals(byStage[onFinal])
	}
	return s
}

func (s *searcher) prepareCanonicals(twists []*Twist, keep int) {
	w := s.workers[0]
	s.plain.reset(s.Model)
	s.rightParts = s.plain.render(parts{}, touchAll)
	s.right.touched, s.right.joined = s.plain.touched(), s.plain.joined()
	w.hashParts(&s.rightParts, &s.plain, &s.right.hash)
	s.right.text, s.right.at = w.text(), 1
	w.prefixed(&w.like, w.buf)
	s.lean = len(twists)*len(s.right.text) > keep
	seen := map[string]*Twist{s.likeness(&s.right): nil}
	made := map[*Twist]*growing{nil: {s.right, s.rightParts}}
	var loud, quiet []*growing
	for _, tw := range twists {
		c := w.canonicalOf(tw)
		repeats := s.hush(seen, s.likeness(&c.canonicalSet), tw)
		if repeats {
			like, kept := made[s.like[tw]]
			if !kept {
				like = w.canonicalOf(s.like[tw])
			}
			c.quiet, c.differs = true, differs(c, like)
			quiet = append(quiet, c)
		} else {
			c.at = common(c.text, s.right.text)
			loud = append(loud, c)
		}
		if s.lean {
			c.text, c.parts = "", parts{}
		} else {
			made[tw] = c
		}
	}
	s.keepCanonicals(loud, quiet)
}

// keepCanonicals puts canonical sets first that change the text early on: their place is how
// much of its beginning they keep. A row then begins with the earlier change, and what its
// sets have in common with the text of that one is longest. The quiet ones stand behind.
func (s *searcher) keepCanonicals(loud, quiet []*growing) {
	slices.SortStableFunc(loud, func(a, b *growing) int { return a.at - b.at })
	s.singles.canonicals = len(loud)
	for i, c := range loud {
		c.at = i + 2
	}
	for _, c := range append(loud, quiet...) {
		if c.quiet {
			c.text = ""
		}
		s.canonicals = append(s.canonicals, c.canonicalSet)
		if !s.lean {
			s.parts = append(s.parts, c.parts)
		}
	}
}

// differs tells with which parts changed a quiet set may come to differ from the one
// that it is like.
func differs(quiet, like *growing) touched {
	out := quiet.touched | like.touched
	switch {
	case !quiet.joined:
		return touchAll | touchString | touchWhole
	case quiet.parts != like.parts:
		out |= touchWhole
	}
	if out&touchHeaders != 0 {
		out |= touchHeaders // one that does the rest to a header may exclude the one it is like
	}
	return out
}

// likeness is what a canonical set makes: the canonical request, and the string to
// sign of those that touch that as well.
func (s *searcher) likeness(c *canonicalSet) string {
	if c.touched&touchString == 0 {
		return string(c.hash[:])
	}
	return s.Model.With(c.set...).stringToSign(c.text)
}

// hush reports whether a twist is quiet: what it makes was seen.
func (s *searcher) hush(seen map[string]*Twist, made string, tw *Twist) bool {
	twin, known := seen[made]
	if known {
		s.like[tw] = twin
	} else {
		seen[made] = tw
	}
	return known
}

// common is how long the beginning is that two texts have in common.
func common(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func (s *searcher) prepareTexts(twists []*Twist) {
	w := s.workers[0]
	w.textSet(nil, &s.rightText)
	seen := map[string]*Twist{s.textLikeness(&s.rightText): nil}
	var quiet []textSet
	for _, tw := range twists {
		var t textSet
		w.textSet([]*Twist{tw}, &t)
		// What becomes of the hash depends on the hash: such a twist is never quiet.
		if s.hush(seen, s.textLikeness(&t), tw) && s.Model.With(tw).s.plainHash() {
			quiet = append(quiet, t)
			continue
		}
		if t.trial != nil && !t.trial.s.plainHash() && !s.lean {
			t.lines = s.hashLines(&t)
		}
		s.texts = append(s.texts, t)
	}
	s.singles.texts = len(s.texts)
	s.texts = append(s.texts, quiet...)
}

// textLikeness is what a text set makes: the string to sign, and what it feeds to the
// signing key.
func (s *searcher) textLikeness(t *textSet) string {
	made := s.stringToSign(&s.right, t)
	for _, message := range t.feed {
		made += "\x00"
		if message != nil {
			made += *message + "\x00"
		}
	}
	return made
}

// hashLines makes the line of the hash for each canonical set.
func (s *searcher) hashLines(t *textSet) []string {
	out := make([]string, s.singles.canonicals+2)
	out[s.right.at] = s.hashLine(&s.right, t)
	for i := range s.singles.canonicals {
		c := &s.canonicals[i]
		out[c.at] = s.hashLine(c, t)
	}
	return out
}

// hashLine is the line of the hash of a canonical set under a text set.
func (s *searcher) hashLine(c *canonicalSet, t *textSet) string {
	switch {
	case t.trial == nil || t.trial.s.plainHash():
		return string(c.hash[:])
	case c.at > 0 && t.lines != nil:
		return t.lines[c.at]
	case t.trial.s.hashed != nil:
		return t.trial.s.hashed(s.canonicalText(c))
	}
	return t.trial.writtenHash(c.sum())
}

// canonicalText is the canonical request of a set.
func (s *searcher) canonicalText(c *canonicalSet) string {
	if c.text != "" {
		return c.text
	}
	t := s.Model.With(c.set...)
	if s.Canonical != "" {
		return t.c.finished(s.Canonical)
	}
	return t.canonical()
}

// prepareFinals leaves out forms that the signature to be reproduced cannot have.
func (s *searcher) prepareFinals(twists []*Twist) {
	s.commonFinals = twists
	seen := map[string]bool{s.finalLikeness(newTrial(s.Model), s.finished(newTrial(s.Model))): true}
	for _, tw := range twists {
		s.addFinal(seen, tw)
	}
	s.singles.finals = len(s.finals)
	for i, a := range twists {
		for _, b := range twists[i+1:] {
			if !a.Excludes(b) {
				s.addFinal(seen, a, b)
			}
		}
	}
}

// finished is the signature of the last HMAC of a trial over what is right before it.
func (s *searcher) finished(t *Trial) string {
	return t.signature(s.right.text, s.stringToSign(&s.right, &s.rightText), s.rightKey.key())
}

func (s *searcher) addFinal(seen map[string]bool, set ...*Twist) {
	f, sig := s.finalOf(set...)
	made := s.finalLikeness(f.trial, sig)
	if seen[made] || !likeForm(f.trial, sig, s.Signature) {
		return
	}
	seen[made] = true
	s.finals = append(s.finals, f)
}

// finalLikeness is what a trial makes of the last HMAC: the signature over what is right
// before it, and where the one that was sent is not of the right length, the form of a sum
// that has all that forms tell apart. Without small bytes the right one may have none.
func (s *searcher) finalLikeness(t *Trial, signature string) string {
	if len(s.target) == shaBytes {
		return signature
	}
	return signature + "\x00" + t.written([]byte(allForms))
}

// allForms is a sum with leading zeros, bytes of one digit, and bytes with the high bit.
const (
	shaBytes = 32
	allForms = "\x00\x01\xfe\x0f\x80\x7f\x10ABCDEFGHIJKLMNOPQRSTUVWXY"
)

// finalOf makes a final set, and the signature that it gives over what is right before it.
func (s *searcher) finalOf(set ...*Twist) (finalSet, string) {
	t := s.Model.With(set...)
	f := finalSet{set: set, trial: t, whole: t.k.message != nil}
	if t.k.message == nil && t.k.final == nil {
		f.form = t.k.form
	}
	return f, s.finished(t)
}

// likeForm reports whether a trial can have given a signature: as long as what it
// makes of others, where these are of one length.
func likeForm(t *Trial, one, signature string) bool {
	if t.k.form != nil {
		a, b := t.k.form(make([]byte, 32)), t.k.form([]byte(strings.Repeat("\xff", 32)))
		return len(a) != len(b) || len(a) == len(signature)
	}
	return len(one) == len(signature)
}

// canonicalSets are the sets of one twist or none, as are those of the stages
// that follow. Larger ones are made row by row.
func (s *searcher) canonicalSets(size int) []canonicalSet {
	if size == 0 {
		return []canonicalSet{s.right}
	}
	return s.canonicals[:s.singles.canonicals]
}

func (s *searcher) textSets(size int) []textSet {
	if size == 0 {
		return []textSet{s.rightText}
	}
	return s.texts[:s.singles.texts]
}

func (s *searcher) keySets(size int) []keySet {
	if size == 0 {
		return []keySet{s.rightKey}
	}
	return s.keys[:s.singles.keys]
}

func (s *searcher) finalSets(size int) []finalSet {
	switch size {
	case 0:
		return []finalSet{{}}
	case 1:
		return s.finals[:s.singles.finals]
	}
	return s.finals[s.singles.finals:]
}

// stringToSign is the string to sign of a canonical set under a text set.
func (s *searcher) stringToSign(c *canonicalSet, t *textSet) string {
	return string(s.appendString(nil, c, t))
}

func (s *searcher) appendString(dst []byte, c *canonicalSet, t *textSet) []byte {
	switch {
	case t.trial != nil:
		return t.trial.appendString(dst, s.hashLine(c, t))
	case t.constant:
		return append(dst, t.text...)
	}
	dst = append(append(dst, t.text[:t.hashAt]...), c.hash[:]...)
	return append(dst, t.text[t.hashAt+len(c.hash):]...)
}
