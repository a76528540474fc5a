package replay

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
)

// growing is a canonical set that more twists are added to.
//
// Sets of more than one twist are made in rows: a row is all sets that begin with
// the same twists and have one more. A worker makes each row, and each set that is
// not kept, on the memory of the one before.
type growing struct {
	canonicalSet
	parts parts
}

// single is a canonical set of one twist of a list, with its parts.
func (w *worker) single(list []canonicalSet, made []parts, i int) *growing {
	return &growing{list[i], *w.partsOf(list, made, i)}
}

// partsOf are the parts of a single twist of a list: what was made of it, or where nothing
// was kept, made anew on the memory of the ones before.
func (w *worker) partsOf(list []canonicalSet, made []parts, i int) *parts {
	if made != nil {
		return &made[i]
	}
	w.remade = w.turned(list[i].set).render(w.rightParts, list[i].touched)
	return &w.remade
}

// canonicalRows makes every set that has more twists than c, those from a place
// on, and runs f on each row of them.
func (w *worker) canonicalRows(c *growing, from, more int, f func([]canonicalSet)) {
	if more > 1 {
		for i := from; i < len(w.canonicals); i++ {
			if c.meets(&w.canonicals[i]) {
				next := growing{canonicalSet: canonicalSet{set: append(slices.Clone(c.set), w.canonicals[i].set[0])}}
				w.add(c, &w.canonicals[i], w.partsOf(w.canonicals, w.parts, i), &next)
				w.canonicalRows(&next, i+1, more-1, f)
			}
		}
		return
	}
	w.canonicalRow(c, w.canonicals[from:], behind(w.parts, from), f)
}

// behind are the parts from a place on, of a list that may not be kept.
func behind(made []parts, from int) []parts {
	if made == nil {
		return nil
	}
	return made[from:]
}

// canonicalRow makes the sets of c and one more of a list, and runs f on them.
func (w *worker) canonicalRow(c *growing, list []canonicalSet, made []parts, f func([]canonicalSet)) {
	w.hashParts(&c.parts, w.turned(c.set), &c.hash)
	w.prefixed(&w.like, w.buf)
	w.members, w.row = w.members[:0], w.row[:0]
	for i := range list {
		if !c.meets(&list[i]) {
			continue
		}
		n := len(w.members)
		w.members = append(append(w.members, c.set...), list[i].set[0])
		next := growing{canonicalSet: canonicalSet{set: slices.Clip(w.members[n:])}}
		p := w.partsOf(list, made, i)
		t := w.add(c, &list[i], p, &next)
		if next.joined && next.touched&touchString == 0 && (next.parts == c.parts || next.parts == *p) {
			continue // one of its twists changes nothing
		}
		w.hashParts(&next.parts, t, &next.hash)
		w.row = append(w.row, next.canonicalSet)
	}
	f(w.row)
}

// meets reports whether a set can have one more twist. A quiet one is needed only for
// a part of the text that the others change, too.
func (c *canonicalSet) meets(next *canonicalSet) bool {
	return !c.excludes(next.set[0]) && (!next.quiet || c.touched&next.differs != 0)
}

func (c *canonicalSet) excludes(last *Twist) bool { return slices.ContainsFunc(c.set, last.Excludes) }

// add makes the parts of a set of the twists of a and the one of b, and returns the trial
// that puts them together. Only parts that both act on are made anew.
func (w *worker) add(a *growing, b *canonicalSet, made *parts, c *growing) *Trial {
	c.touched, c.joined = a.touched|b.touched, a.joined && b.joined
	c.parts = a.parts
	c.parts.take(made, b.touched&^a.touched)
	if c.joined && a.touched&b.touched == 0 {
		return &w.plain
	}
	t := w.turned(c.set)
	c.parts = t.render(c.parts, a.touched&b.touched)
	return t
}

// hashParts puts the parts of a set together and hashes them.
func (w *worker) hashParts(p *parts, t *Trial, to *[64]byte) {
	if w.Canonical != "" {
		w.buf = t.c.finish(append(w.buf[:0], w.Canonical...), 0)
	} else {
		w.buf = t.assemble(w.buf[:0], p)
	}
	hex.Encode(to[:], w.sumLike(&w.like, w.buf))
}

// text is the canonical request that was hashed last.
func (w *worker) text() string { return string(w.buf) }

// textPairs runs f on the pairs of a text set and those behind it.
func (w *worker) textPairs(i int, f func(*textSet)) {
	head := &w.texts[i]
	for j := range w.texts[i+1:] {
		if next := &w.texts[i+1+j]; !head.set[0].Excludes(next.set[0]) {
			w.textSet(w.pair(head.set[0], next.set[0]), &w.onText)
			w.onText.fed, w.onText.lines = cmp.Or(head.fed, next.fed), head.lines
			if next.lines != nil {
				w.onText.lines = next.lines
			}
			f(&w.onText)
		}
	}
}

func (w *worker) pair(a, b *Twist) []*Twist {
	w.members = append(w.members[:0], a, b)
	return w.members
}

// textSet makes the string to sign of a set around two hashes, and compares them.
func (w *worker) textSet(set []*Twist, to *textSet) {
	t := w.turned(set)
	*to = textSet{set: set, feed: t.k.feed(), text: to.text[:0], room: to.room}
	switch {
	case w.Quest.Text != "":
		to.text, to.constant = t.s.text.finish(append(to.text, w.Quest.Text...), 0), true
		return
	case t.s.plainHash() && t.s.plain():
		to.text = t.appendHead(to.text)
		to.hashAt = len(to.text)
		to.text = append(to.text, oneHash...)
		return
	case t.s.plainHash():
		to.text, w.sts = t.appendString(to.text, oneHash), t.appendString(w.sts[:0], otherHash)
		if to.hashAt = bytes.Index(to.text, []byte(oneHash[:findable])); to.hashAt >= 0 && sameBut(to.text, w.sts, to.hashAt) {
			return
		}
	}
	if to.room == nil {
		to.room = &Trial{}
	}
	*to.room = *t
	to.trial = to.room
}

// sameBut reports whether one text has one hash where another has the other hash,
// and nothing else tells them apart.
func sameBut(one, other []byte, at int) bool {
	end := at + len(otherHash)
	return len(one) == len(other) && string(one[:at]) == string(other[:at]) && string(one[at:end]) == oneHash && string(other[at:end]) == otherHash && string(one[end:]) == string(other[end:])
}

const (
	oneHash   = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	findable  = 32 // so much of a hash is found faster than all of it
	otherHash = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
)
