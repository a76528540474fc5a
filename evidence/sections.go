package evidence

import (
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

// A large source is read in sections, on all processors. A section is read as if nothing
// stood before it, and what goes over its beginning is misread. So the reading of the one
// before goes on over its end until both are at the same place and know the same: from
// there on both find the same. Sections are as long on any number of processors, so that
// the evidence is the same.
const sectionSize = 2 << 20

const (
	farBack  = 256 << 10 // is further, in bytes, than a format looks back
	farAhead = 512 << 10 // what a section sees behind its end
)

// A section is a part of a page with what its own reader finds in it.
type section struct {
	*page
	from, to int
	end      int    // where its reading ended: at to, behind it, or before what goes on out of sight
	marks    []mark // what was known where, ascending; a mark holds up to the next
}

// A mark is what was known from a place on, and where the line begins that told it.
type mark struct {
	line  int
	at    int
	known known
	found found
}

// known is what the reading of further lines depends on.
type known struct {
	done int
	dead [deadKinds]int
}

// found counts what a reader holds.
type found struct{ items, hints, notes, credentials, dumps int }

// readSections reads a page in sections of a size in bytes.
func (p *page) readSections(size int) {
	list := p.sections(size)
	if len(list) == 1 {
		p.read() // as nearly all pastes are
		return
	}
	var next atomic.Int32
	var all sync.WaitGroup
	for range min(len(list), runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(list); i = next.Add(1) - 1 {
				list[i].read()
			}
		})
	}
	all.Wait()
	p.join(list)
}

// sections divides a page at the ends of the lines at multiples of a size. The first
// section is read by the page itself.
func (p *page) sections(size int) []section {
	list := []section{{page: p, to: p.lineEnd(size)}}
	for n := 1; n <= len(p.s)/size; n++ {
		s := section{from: p.lineEnd(n * size), to: p.lineEnd((n + 1) * size)}
		if s.from == s.to {
			continue // within a line
		}
		r := &reader{formats: p.r.formats, refused: make([]Refusal, len(p.r.formats)), roots: slices.Clone(p.r.roots)}
		r.allow(s.to - s.from)
		sees := p.lineEnd(s.to + farAhead)
		s.page = &page{r: r, t: p.t, s: p.s[:sees], isPart: sees < len(p.s), heading: p.heading, told: p.told}
		r.roots[len(r.roots)-1] = s.page
		list = append(list, s)
	}
	return list
}

// lineEnd is the end of the line that an offset is in.
func (p *page) lineEnd(at int) int {
	if at >= len(p.s) {
		return len(p.s)
	}
	return lineAt(p.s, at).next
}

// read reads the lines that begin in the section, and marks what it knows where.
func (s *section) read() {
	s.marks = []mark{{line: s.from, at: s.from}}
	for s.end = s.from; s.end < s.to; {
		line, before := s.end, s.r.found()
		s.end = s.step(line)
		if s.goesOn || s.isPart && s.end == len(s.s) {
			s.end = line
			s.r.forget(before)
			return
		}
		m := mark{line, s.end, s.known(), s.r.found()}
		if last := &s.marks[len(s.marks)-1]; m.known != last.known || m.found != last.found {
			s.marks = append(s.marks, m)
		}
	}
}

func (p *page) known() known { return known{p.done, p.dead} }

func (r *reader) found() found {
	return found{len(r.items), len(r.hints), len(r.notes), len(r.credentials), len(r.dumps)}
}

// forget gives up what was found since.
func (r *reader) forget(f found) {
	r.items, r.hints, r.notes = r.items[:f.items], r.hints[:f.hints], r.notes[:f.notes]
	r.credentials, r.dumps = r.credentials[:f.credentials], r.dumps[:f.dumps]
}

// join reads on where the first section ended, and takes over from each further one what
// it found from where the reading meets it.
func (p *page) join(list []section) {
	at := list[0].end
	for _, next := range list[1:] {
		for at < next.end {
			if m := next.met(at, p); m != nil {
				p.takeOver(&next, m)
				at = next.end
				break
			}
			at = p.step(at)
		}
	}
	for at < len(p.s) {
		at = p.step(at)
	}
}

// met is the mark of a section that holds at an offset where another reading of the page
// knows the same there; nil where it does not.
func (s *section) met(at int, p *page) *mark {
	i := sort.Search(len(s.marks), func(i int) bool { return s.marks[i].at > at }) - 1
	if i < 0 {
		return nil
	}
	m := &s.marks[i]
	if at > s.lineAfter(i) || at != m.at && p.s[at-1] != '\n' || !m.known.isLike(p.known(), at) {
		return nil
	}
	if !slices.Equal(commandsNear(p.r.items), commandsNear(s.r.items[:m.found.items])) {
		return nil
	}
	return m
}

// lineAfter is where the last line begins that the section read with what a mark tells.
func (s *section) lineAfter(i int) int {
	if i+1 < len(s.marks) {
		return s.marks[i+1].line
	}
	return s.end
}

// isLike reports whether the same is found from an offset on.
func (k known) isLike(other known, at int) bool {
	like := func(a, b int) bool { return a == b || max(a, b) < at-farBack }
	for i := range k.dead {
		if !like(k.dead[i], other.dead[i]) {
			return false
		}
	}
	return like(k.done, other.done)
}

// A command near is one that cutOf asks for.
type commandNear struct {
	back   int
	target string
}

func commandsNear(items []*item) (list []commandNear) {
	for back := 1; back <= min(nearItems, len(items)); back++ {
		if r := items[len(items)-back].request; r != nil && strings.HasSuffix(r.What, "-command") {
			list = append(list, commandNear{back, r.Target.S})
		}
	}
	return list
}

// takeOver adds what a section found from a mark on, and goes on from its end.
func (p *page) takeOver(s *section, from *mark) {
	p.done, p.dead = s.done, s.dead
	r, other, f := p.r, s.r, from.found
	r.items = append(r.items, other.items[f.items:]...)
	r.hints = append(r.hints, other.hints[f.hints:]...)
	r.credentials = append(r.credentials, other.credentials[f.credentials:]...)
	r.dumps = append(r.dumps, other.dumps[f.dumps:]...)
	r.dumps = r.dumps[:min(len(r.dumps), mostDumps)]
	for _, n := range other.notes[f.notes:] {
		r.noteOnce(n.Says, n.Place)
	}
	for i, n := range other.refused {
		r.refused[i].add(n)
	}
}
