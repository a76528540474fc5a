package diagnose

import (
	"context"
	"runtime"
	"slices"
	"strings"
)

// A canonicalSet is a set of twists that act on the canonical request, and what
// they make of it.
type canonicalSet struct {
	set     []*twist
	touched touched
	joined  bool     // the parts are put together as by the rules
	text    string   // "" where only the hash is kept
	hash    [64]byte // of the text, in hex
	at      int      // place among the sets of none and one, 0 for all others
	twin    *twist   // that gives the same bytes by itself, see twins
}

// A textSet is a set of twists that act on the string to sign. What stands before
// and behind the hash of the canonical request is the same for all of them,
// unless the set does something to that line or to the text as a whole.
type textSet struct {
	set      []*twist
	text     []byte   // with a place for the hash
	hashAt   int      // that place
	constant bool     // there is no such place: the text is known
	trial    *trial   // makes the text anew for each canonical request, or nil
	texts    []string // of the trial, by the place of the canonical set
	feed     feed     // of twists that turn the signing key, too
	twin     *twist
}

// A keySet is a set of twists that act on the signing key.
type keySet struct {
	set   []*twist
	made  derived
	other []byte // the key where it is not one that the usual four steps derive
	seed  []byte // of the usual four steps
	feed  feed
	twin  *twist
	last  bool // the key of the last HMAC or that HMAC is turned, too
	odd   bool // the last HMAC is not one by the rules
}

func (k *keySet) key() []byte {
	if k.other != nil {
		return k.other
	}
	return k.made.key.sum()
}

// A feed is the messages of the four steps that twists replace.
type feed [4]*string

func (k *keyKnobs) feed() feed { return feed{k.date, k.region, k.service, k.last} }

// within reports whether another feed replaces all messages that f does.
func (f *feed) within(o *feed) bool {
	for i := range f {
		if f[i] != nil && o[i] == nil {
			return false
		}
	}
	return true
}

// A finalSet is at most one twist that acts on the last HMAC or on the form of
// the signature.
type finalSet struct {
	set   []*twist
	trial *trial
	form  func([]byte) string // where nothing but the form differs
	whole bool                // it reads what the other stages hold
}

// A searcher holds the alternatives of each stage, merged where they give the
// same bytes.
type searcher struct {
	*quest
	progress *Progress
	target   []byte         // the signature's bytes, nil when it is not lower-case hex
	order    map[*twist]int // place in the table
	workers  []*worker

	rightFeed  feed
	rightParts parts // by the rules, as the sets that follow
	plain      trial
	right      canonicalSet
	rightText  textSet
	rightKey   keySet

	// Behind the alternatives of a stage stand their twins: twists that by
	// themselves give the bytes of one of them. With a twist that excludes that
	// one, and only then, they make another pair.
	singles struct{ canonicals, texts, keys int } // without the twins

	parts      []parts // of the canonical sets of one
	canonicals []canonicalSet
	texts      []textSet // of one twist each, as the lists that follow
	keys       []keySet
	finals     []finalSet
}

func newSearcher(q *quest) *searcher {
	s := &searcher{quest: q, progress: &Progress{}, order: map[*twist]int{}, rightFeed: feed{&q.m.scope.Date, &q.m.scope.Region, &q.m.scope.Service, &q.m.scope.Terminator}}
	s.employ(runtime.GOMAXPROCS(0))
	if isHexHash(q.signature) {
		s.target = decodeHex(q.signature)
	}
	var canonical, text, key, final []*twist
	for i, w := range q.m.twists() {
		s.order[w] = i
		switch g := w.slot.group(); {
		case slices.ContainsFunc(q.m.proved, w.excludes):
		case q.key != nil:
			if g == groupKey {
				key = append(key, w)
			}
		case g <= groupPayload && q.canonical == "" && q.text == "",
			g == groupCanonical && (q.canonical == "" || w.slot != slotParts) && q.text == "":
			canonical = append(canonical, w)
		case g == groupString && q.text != "" && (w.slot == slotStringLines || w.slot == slotStringEnd),
			g >= groupAlgorithm && g <= groupString && q.text == "" && (q.hash == "" || g == groupHash):
			text = append(text, w)
		case (g == groupKey || w.slot == slotLastKey) && q.signature != "":
			key = append(key, w)
		case g == groupSignature && q.signature != "":
			final = append(final, w)
		}
	}
	s.prepareCanonicals(canonical)
	s.prepareTexts(text)
	if q.key != nil || q.signature != "" {
		s.prepareKeys(key)
	}
	if q.signature != "" {
		s.prepareFinals(final)
	}
	return s
}

func (s *searcher) prepareCanonicals(twists []*twist) {
	w := s.workers[0]
	s.plain.reset(s.m)
	s.rightParts = s.plain.render(parts{}, touchAll)
	s.right.touched, s.right.joined = s.plain.touched(), s.plain.joined()
	w.hashParts(&s.rightParts, &s.plain, &s.right.hash)
	s.right.text, s.right.at = w.text(), 1
	w.prefixed(&w.like, w.buf)
	type like struct {
		hash    [64]byte
		strings bool
	}
	seen := map[like]*twist{{s.right.hash, false}: nil}
	var twins []canonicalSet
	var twinParts []parts
	for _, tw := range twists {
		t := s.m.with(tw)
		c := canonicalSet{set: []*twist{tw}, touched: t.touched(), joined: t.joined()}
		p := t.render(s.rightParts, c.touched)
		w.hashParts(&p, t, &c.hash)
		l := like{c.hash, c.touched&touchString != 0}
		if twin, known := seen[l]; known && twin != nil && !tw.excludes(twin) {
			c.twin = twin
			twins, twinParts = append(twins, c), append(twinParts, p)
		} else if !known {
			seen[l] = tw
			c.text = w.text()
			s.canonicals = append(s.canonicals, c)
			s.parts = append(s.parts, p)
		}
	}
	s.sortByPlace()
	s.singles.canonicals = len(s.canonicals)
	s.canonicals, s.parts = append(s.canonicals, twins...), append(s.parts, twinParts...)
}

// sortByPlace puts canonical sets first that change the text early on. A row then
// begins with the earlier change, and what its sets have in common with the text of
// that one is longest.
func (s *searcher) sortByPlace() {
	byPlace := make([]int, len(s.canonicals))
	places := make([]int, len(s.canonicals))
	for i := range s.canonicals {
		byPlace[i], places[i] = i, common(s.canonicals[i].text, s.right.text)
	}
	slices.SortStableFunc(byPlace, func(a, b int) int { return places[a] - places[b] })
	sets, made := make([]canonicalSet, len(places)), make([]parts, len(places))
	for to, from := range byPlace {
		sets[to], made[to] = s.canonicals[from], s.parts[from]
		sets[to].at = to + 2
	}
	s.canonicals, s.parts = sets, made
}

// common is how long the beginning is that two texts have in common.
func common(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func (s *searcher) prepareTexts(twists []*twist) {
	w := s.workers[0]
	w.textSet(nil, &s.rightText)
	type like struct {
		text string
		key  feed
	}
	likeOf := func(t *textSet) like { return like{s.stringToSign(&s.right, t), t.feed} }
	seen := map[like]*twist{likeOf(&s.rightText): nil}
	var twins []textSet
	for _, tw := range twists {
		var t textSet
		w.textSet([]*twist{tw}, &t)
		l := likeOf(&t)
		if twin, known := seen[l]; known && twin != nil && !tw.excludes(twin) {
			t.twin = twin
			twins = append(twins, t)
		} else if !known {
			seen[l] = tw
			if t.trial != nil && !t.constant {
				t.texts = s.textsOf(t.trial)
			}
			s.texts = append(s.texts, t)
		}
	}
	s.singles.texts = len(s.texts)
	s.texts = append(s.texts, twins...)
}

// textsOf makes the string to sign of a trial for each canonical set.
func (s *searcher) textsOf(t *trial) []string {
	out := make([]string, s.singles.canonicals+2)
	out[s.right.at] = t.stringToSign(s.right.text)
	s.share(context.Background(), s.singles.canonicals, func(_ *worker, i int) {
		out[s.canonicals[i].at] = t.stringToSign(s.canonicals[i].text)
	})
	return out
}

func (s *searcher) prepareKeys(twists []*twist) {
	w := s.workers[0]
	w.keySet(nil, &s.rightKey)
	text := s.stringToSign(&s.right, &s.rightText)
	like := func(k *keySet) (string, bool) {
		if s.key != nil {
			return string(k.key()), true
		}
		sig := w.t.signature(s.right.text, text, k.key())
		return string(k.key()) + "\x00" + sig, !k.odd || len(sig) == len(s.signature)
	}
	right, _ := like(&s.rightKey)
	seen := map[string]*twist{right: nil}
	var twins []keySet
	for _, tw := range twists {
		var k keySet
		w.keySet([]*twist{tw}, &k)
		l, possible := like(&k)
		if twin, known := seen[l]; known && twin != nil && !tw.excludes(twin) {
			k.twin = twin
			twins = append(twins, k)
		} else if possible && !known {
			seen[l] = tw
			s.keys = append(s.keys, k)
		}
	}
	s.singles.keys = len(s.keys)
	s.keys = append(s.keys, twins...)
}

// prepareFinals leaves out forms that the signature to be reproduced cannot have.
func (s *searcher) prepareFinals(twists []*twist) {
	text := s.stringToSign(&s.right, &s.rightText)
	seen := map[string]bool{newTrial(s.m).signature(s.right.text, text, s.rightKey.key()): true}
	for _, tw := range twists {
		t := s.m.with(tw)
		sig := t.signature(s.right.text, text, s.rightKey.key())
		if seen[sig] || !likeForm(t, sig, s.signature) {
			continue
		}
		seen[sig] = true
		f := finalSet{set: []*twist{tw}, trial: t, whole: t.k.message != nil}
		if t.k.message == nil && t.k.final == nil {
			f.form = t.k.form
		}
		s.finals = append(s.finals, f)
	}
}

// likeForm reports whether a trial can have given a signature: as long as what it
// makes of others, where these are of one length.
func likeForm(t *trial, one, signature string) bool {
	if t.k.form != nil {
		a, b := t.k.form(make([]byte, 32)), t.k.form([]byte(strings.Repeat("\xa5", 32)))
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
	if size == 0 {
		return []finalSet{{}}
	}
	return s.finals
}

// stringToSign is the string to sign of a canonical set under a text set.
func (s *searcher) stringToSign(c *canonicalSet, t *textSet) string {
	return string(s.appendString(nil, c, t))
}

func (s *searcher) appendString(dst []byte, c *canonicalSet, t *textSet) []byte {
	switch {
	case t.trial != nil:
		return t.trial.appendString(dst, t.trial.hashLine(c.text))
	case t.constant:
		return append(dst, t.text...)
	}
	dst = append(append(dst, t.text[:t.hashAt]...), c.hash[:]...)
	return append(dst, t.text[t.hashAt+len(c.hash):]...)
}
