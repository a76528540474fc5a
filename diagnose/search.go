package diagnose

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"sigwhy/sigv4"
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

// A variant is a set of twists and what it makes of one stage.
type variant struct {
	set   []*twist
	trial *trial
	text  string // canonical variants: the canonical request
	hash  string // its hash
	key   []byte // key variants: the signing key
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

// searcher holds the alternatives of each stage, merged where they give the
// same bytes.
type searcher struct {
	*quest
	target    *[32]byte // the signature's bytes, nil when it is not lower-case hex
	canonical []*twist
	text      []*twist
	key       []*twist
	final     []*twist

	canonicals [][]variant // by size of the set
	keys       [][]variant
	texts      [][]variant
	finals     [][]variant
}

func newSearcher(q *quest) *searcher {
	s := &searcher{quest: q}
	if isHexHash(q.signature) {
		s.target = (*[32]byte)(decodeHex(q.signature))
	}
	for _, w := range q.m.twists() {
		switch g := w.slot.group(); {
		case g <= groupPayload && q.canonical == "" && q.text == "":
			s.canonical = append(s.canonical, w)
		case g == groupCanonical && (q.canonical == "" || w.slot != slotParts) && q.text == "":
			s.canonical = append(s.canonical, w)
		case g == groupString && q.text != "" && (w.slot == slotStringLines || w.slot == slotStringEnd):
			s.text = append(s.text, w)
		case g >= groupAlgorithm && g <= groupString && q.text == "" && (q.hash == "" || g == groupHash):
			s.text = append(s.text, w)
		case g == groupKey && q.signature != "":
			s.key = append(s.key, w)
		case g == groupSignature && q.signature != "":
			s.final = append(s.final, w)
		}
	}
	s.prepare()
	return s
}

// prepare computes the alternatives of size 0 and 1 and drops those that change nothing.
func (s *searcher) prepare() {
	base := s.canonicalVariant(nil)
	s.canonicals = [][]variant{{base}}
	seen := map[string]bool{base.text: true}
	s.canonicals = append(s.canonicals, s.singles(s.canonical, s.canonicalVariant, func(v variant) string { return v.text }, seen))
	plain := variant{trial: newTrial(s.m)}
	s.texts = [][]variant{{plain}}
	ref := s.stringOf(base, plain)
	s.texts = append(s.texts, s.singles(s.text, s.plainVariant, func(v variant) string {
		return s.stringOf(base, v) + "\x00" + string(s.jointKey(v))
	}, map[string]bool{ref + "\x00" + string(s.jointKey(plain)): true}))
	if s.signature == "" {
		s.keys, s.finals = [][]variant{{plain}, nil}, [][]variant{{plain}, nil}
		return
	}
	key := s.keyVariant(nil)
	s.keys = [][]variant{{key}}
	s.keys = append(s.keys, s.singles(s.key, s.keyVariant, func(v variant) string {
		return string(v.key) + "\x00" + v.trial.signature(base.text, ref, v.key)
	}, map[string]bool{string(key.key) + "\x00" + key.trial.signature(base.text, ref, key.key): true}))
	s.finals = [][]variant{{plain}, s.singles(s.final, s.plainVariant, func(v variant) string {
		return v.trial.signature(base.text, ref, key.key)
	}, map[string]bool{plain.trial.signature(base.text, ref, key.key): true})}
}

// singles makes one variant of each twist, merging those of equal bytes.
func (s *searcher) singles(twists []*twist, make func([]*twist) variant, text func(variant) string, seen map[string]bool) []variant {
	var out []variant
	for _, w := range twists {
		v := make([]*twist{w})
		if t := text(v); !seen[t] {
			seen[t] = true
			out = append(out, v)
		}
	}
	return out
}

func (s *searcher) plainVariant(set []*twist) variant {
	return variant{set: set, trial: s.m.with(set...)}
}

func (s *searcher) canonicalVariant(set []*twist) variant {
	v := s.plainVariant(set)
	if s.quest.canonical != "" {
		v.text = v.trial.c.finish(s.quest.canonical)
	} else {
		v.text = v.trial.canonical()
	}
	v.hash = sigv4.HexSHA256([]byte(v.text))
	return v
}

func (s *searcher) keyVariant(set []*twist) variant {
	v := s.plainVariant(set)
	v.key = v.trial.signingKey()
	return v
}

// joint reports whether twists of the string to sign turn the key, too.
func joint(v variant) bool {
	k := &v.trial.k
	return k.region != nil || k.service != nil || k.date != nil || k.last != nil
}

func (s *searcher) jointKey(v variant) []byte {
	if !joint(v) || s.signature == "" {
		return nil
	}
	return v.trial.signingKey()
}

// stringOf is the string to sign of a canonical variant under a text variant.
func (s *searcher) stringOf(c, t variant) string {
	if s.quest.text != "" {
		return t.trial.s.text.finish(s.quest.text)
	}
	if t.trial.s.hash == nil {
		return t.trial.stringToSignOf(c.hash)
	}
	return t.trial.stringToSign(c.text)
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
		if ctx.Err() != nil {
			return found, tried, false
		}
		if count := s.count(p); size > 2 {
			if count > left {
				done = false
				continue
			}
			left -= count
		}
		sets, n := s.try(p)
		tried += n
		found = append(found, sets...)
	}
	return found, tried, done
}

// affordable lists the splits of a size that make sense, beyond pairs the
// smallest first, so that a budget buys as many of them as it can.
func (s *searcher) affordable(size int) []split {
	list := slices.DeleteFunc(splits(size), func(p split) bool {
		return p.final > 1 || p.text > 2 || s.signature == "" && p.key+p.final > 0
	})
	if size > 2 {
		slices.SortStableFunc(list, func(a, b split) int { return s.count(a) - s.count(b) })
	}
	return list
}

func (s *searcher) count(p split) int {
	choose := func(list [][]variant, n int) int {
		k := len(list[1])
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
	return choose(s.canonicals, p.canonical) * choose(s.texts, p.text) * choose(s.keys, p.key) * choose(s.finals, p.final)
}

// try runs all sets of one split, the canonical variants shared out over the processors.
func (s *searcher) try(p split) ([][]*twist, int) {
	texts := s.sized(&s.texts, p.text, s.plainVariant)
	keys := s.sized(&s.keys, p.key, s.keyVariant)
	finals := s.finals[min(p.final, 1)]
	workers := runtime.GOMAXPROCS(0)
	results := make([][][]*twist, workers)
	tried := make([]int, workers)
	heads := s.heads(p.canonical)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(heads); i += workers {
				s.below(heads[i], p.canonical, func(c variant) {
					tried[w] += s.inner(c, texts, keys, finals, func(set []*twist) { results[w] = append(results[w], set) })
				})
			}
		})
	}
	wg.Wait()
	all := slices.Concat(results...)
	s.rank(all)
	n := 0
	for _, t := range tried {
		n += t
	}
	return all, n
}

// heads are the first members of the canonical sets of a size.
func (s *searcher) heads(size int) []int {
	if size == 0 {
		return []int{-1}
	}
	out := make([]int, len(s.canonicals[1]))
	for i := range out {
		out[i] = i
	}
	return out
}

// below runs f on every canonical variant of a size whose first member is head.
func (s *searcher) below(head, size int, f func(variant)) {
	singles := s.canonicals[1]
	switch size {
	case 0:
		f(s.canonicals[0][0])
	case 1:
		f(singles[head])
	default:
		s.extend(singles[head].set, head+1, size-1, f)
	}
}

func (s *searcher) extend(set []*twist, from, more int, f func(variant)) {
	singles := s.canonicals[1]
	for i := from; i < len(singles); i++ {
		w := singles[i].set[0]
		if slices.ContainsFunc(set, w.excludes) {
			continue
		}
		next := append(slices.Clone(set), w)
		if more > 1 {
			s.extend(next, i+1, more-1, f)
			continue
		}
		f(s.canonicalVariant(next))
	}
}

// sized returns the variants of sets of a size, made once.
func (s *searcher) sized(list *[][]variant, size int, make func([]*twist) variant) []variant {
	for len(*list) <= size {
		var next []variant
		singles := (*list)[1]
		at := map[*twist]int{}
		for i, v := range singles {
			at[v.set[0]] = i
		}
		for _, v := range (*list)[len(*list)-1] {
			for i := at[v.set[len(v.set)-1]] + 1; i < len(singles); i++ {
				if w := singles[i].set[0]; !slices.ContainsFunc(v.set, w.excludes) {
					next = append(next, make(append(slices.Clone(v.set), w)))
				}
			}
		}
		*list = append(*list, next)
	}
	return (*list)[size]
}

// inner runs the later stages for one canonical variant.
func (s *searcher) inner(c variant, texts, keys, finals []variant, found func([]*twist)) (tried int) {
	for _, t := range texts {
		if s.signature == "" {
			tried++
			if s.hash == s.hashOf(c, t) {
				found(slices.Concat(c.set, t.set))
			}
			continue
		}
		text := s.stringOf(c, t)
		shared := joint(t)
		for _, k := range keys {
			key := k.key
			if shared {
				key = s.m.with(slices.Concat(t.set, k.set)...).signingKey()
			}
			for _, d := range finals {
				tried++
				if s.matches(c, t, k, d, text, key) {
					found(slices.Concat(c.set, t.set, k.set, d.set))
				}
			}
		}
	}
	return tried
}

func (s *searcher) hashOf(c, t variant) string {
	if t.trial.s.hash == nil {
		return c.hash
	}
	return t.trial.s.hash(c.text)
}

func (s *searcher) matches(c, t, k, d variant, text string, key []byte) bool {
	plain := len(d.set) == 0 && k.trial.k.lastKey == nil && k.trial.k.final == nil
	if plain {
		return s.target != nil && sigv4.HMAC(key, text) == *s.target
	}
	whole := d.trial
	if len(k.set) > 0 || len(c.set) > 0 {
		whole = s.m.with(slices.Concat(c.set, t.set, k.set, d.set)...)
	}
	return whole.signature(c.text, text, key) == s.signature
}

// rank puts the likelier sets first: the order of the table, which lists the
// commoner mistakes first within a family.
func (s *searcher) rank(sets [][]*twist) {
	at := map[*twist]int{}
	for i, w := range slices.Concat(s.canonical, s.text, s.key, s.final) {
		at[w] = i
	}
	slices.SortStableFunc(sets, func(a, b []*twist) int {
		return slices.CompareFunc(a, b, func(x, y *twist) int { return at[x] - at[y] })
	})
}
