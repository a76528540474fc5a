package ui

import (
	"bytes"
	"sort"

	"sigwhy/diagnose"
	"sigwhy/diff"
	"sigwhy/evidence"
	"sigwhy/visible"
)

// sideKind names a side of a comparison.
type sideKind uint8

const (
	yours sideKind = iota
	correct
	server
	good
)

func (k sideKind) String() string { return [...]string{"yours", "correct", "server", "good"}[k] }

// called is what a side is called beside another one: the text that is correct for the request
// is no more than the request's own beside that of a good one.
func (k sideKind) called(other sideKind) string {
	if k == correct && other == good {
		return "this request"
	}
	return k.String()
}

// role is the colour of what differs on a side.
func (k sideKind) role() role {
	if k == yours {
		return roleYours
	}
	return roleCorrect
}

func sideOf(c *diagnose.Comparison, k sideKind) *diagnose.Side {
	return [...]*diagnose.Side{&c.Yours, &c.Correct, &c.Server, &c.Good}[k]
}

// pairings are the pairs of sides that can be compared, in the order of "v".
var pairings = [...][2]sideKind{{yours, correct}, {yours, server}, {server, correct}, {yours, good}, {correct, good}}

// A document is what the screen makes of an analysis once, before it is drawn:
// the rows of every comparison and the lines of every source.
type document struct {
	a     *diagnose.Analysis
	pairs [][len(pairings)]*pairDoc // by stage; nil where there is nothing to compare
	first []int                     // by stage: the pair to show until a person chooses another
	texts []pasteText               // by source
}

// newDocument is called outside the event loop, for texts may be large.
func newDocument(a *diagnose.Analysis) *document {
	d := &document{a: a, pairs: make([][len(pairings)]*pairDoc, len(a.Stages))}
	for i := range a.Stages {
		c := &a.Stages[i]
		for p, kinds := range pairings {
			if p == 0 || sideOf(c, kinds[0]).Known() && sideOf(c, kinds[1]).Known() || c.Server.Known() && p < 3 {
				d.pairs[i][p] = newPairDoc(c, kinds)
			}
		}
		d.first = append(d.first, firstToCompare(&d.pairs[i]))
	}
	hidden := a.SecretPlaces()
	for i := range a.Evidence.Sources {
		d.texts = append(d.texts, newPasteText(hide(a.Evidence.Sources[i].Data, i, hidden)))
	}
	return d
}

// firstToCompare is the first pair that parts, where yours and correct do not: what the
// server saw, or the good request, may tell more.
func firstToCompare(pairs *[len(pairings)]*pairDoc) int {
	for i, d := range pairs {
		if d != nil && len(d.diffs) > 0 {
			return i
		}
	}
	return 0
}

// hide puts stars in place of the secret and derived keys of a source, byte for byte.
func hide(data []byte, source int, places []evidence.Place) []byte {
	return cover(data, source, places, func(_, n int) []byte { return bytes.Repeat([]byte("*"), n) })
}

// cover puts something else in some places of a source, as long as what stood there; it
// is told which place it is for.
func cover(data []byte, source int, places []evidence.Place, with func(i, n int) []byte) []byte {
	copied := false
	for i, p := range places {
		if p.Source != source || p.Empty() || p.To > len(data) {
			continue
		}
		if !copied {
			data, copied = bytes.Clone(data), true
		}
		copy(data[p.From:p.To], with(i, p.To-p.From))
	}
	return data
}

// A pairDoc is two texts of a stage, line by line.
type pairDoc struct {
	kinds [2]sideKind
	sides [2]*diagnose.Side
	rows  []diff.Row
	diffs []difference
	lone  column // the only one with a text, neither when both have one or none

	cache map[int]*wrapping
	width int
	hex   bool
}

// A difference is one place where the texts part.
type difference struct {
	row  int
	span [2]diff.Span
}

func newPairDoc(c *diagnose.Comparison, kinds [2]sideKind) *pairDoc {
	d := &pairDoc{kinds: kinds, lone: neither}
	var text [2]string
	for i, k := range kinds {
		d.sides[i] = sideOf(c, k)
		text[i] = d.sides[i].Text
	}
	known := [2]bool{d.sides[left].Known(), d.sides[right].Known()}
	switch {
	case known[left] && known[right]:
		d.rows = cutLong(diff.Lines(text[left], text[right]))
		d.findDifferences()
	case known[left]:
		d.lone = left
		d.rows = cutLong(diff.Split(text[left]))
	case known[right]:
		d.lone = right
		d.rows = cutLong(diff.Split(text[right]))
	}
	return d
}

// rowBytes bounds a row of equal lines, so that wrapping a row is quick
// whatever is pasted.
const rowBytes = 4096

// cutLong cuts long equal rows into several.
func cutLong(rows []diff.Row) []diff.Row {
	long := 0
	for i := range rows {
		long += (rows[i].A.To - rows[i].A.From) / rowBytes
	}
	if long == 0 {
		return rows
	}
	out := make([]diff.Row, 0, len(rows)+long)
	for _, r := range rows {
		for r.Op == diff.Same && r.A.To-r.A.From > rowBytes {
			head := r
			head.A.To, head.B.To = r.A.From+rowBytes, r.B.From+rowBytes
			r.A.From, r.B.From = head.A.To, head.B.To
			out = append(out, head)
		}
		out = append(out, r)
	}
	return out
}

func (d *pairDoc) findDifferences() {
	for i := range d.rows {
		r := &d.rows[i]
		switch r.Op {
		case diff.Removed, diff.Added:
			d.diffs = append(d.diffs, difference{i, [2]diff.Span{{From: r.A.From, To: r.A.To}, {From: r.B.From, To: r.B.To}}})
		case diff.Changed:
			for _, e := range r.Inside {
				if e.Op != diff.Same {
					d.diffs = append(d.diffs, difference{i, [2]diff.Span{e.A, e.B}})
				}
			}
		}
	}
}

// rowOf returns the row that holds the byte at an offset of a side.
func (d *pairDoc) rowOf(i column, offset int) int {
	return sort.Search(max(0, len(d.rows)-1), func(row int) bool { return i.side(&d.rows[row]).To > offset })
}

// A wrapping is a row cut into lines of the screen, for both sides.
type wrapping struct {
	line   [2]visible.Line
	starts [2][]int // first cell, or first byte in hex
}

// wrap returns the wrapping of a row for a width of text; it is kept.
func (d *pairDoc) wrap(row, width int, hex bool) *wrapping {
	if d.cache == nil || d.width != width || d.hex != hex {
		d.cache, d.width, d.hex = make(map[int]*wrapping), width, hex
	}
	if w := d.cache[row]; w != nil {
		return w
	}
	w := &wrapping{}
	for _, i := range []column{left, right} {
		s := i.side(&d.rows[row])
		if !s.Present || !d.sides[i].Known() {
			continue
		}
		w.line[i] = visible.LineOf(d.sides[i].Text, s.From, d.lineEnd(row, i))
		if hex {
			w.starts[i] = hexStarts(s.From, s.To, hexBytes(width))
		} else {
			w.starts[i] = w.line[i].Wrap(width)
		}
	}
	d.cache[row] = w
	return w
}

// lineEnd is where the drawn part of a row ends: before its LF, unless the other
// line lacks the LF and it is a difference to be seen.
func (d *pairDoc) lineEnd(row int, i column) int {
	r := &d.rows[row]
	s := i.side(r)
	text := d.sides[i].Text
	if s.From == s.To || text[s.To-1] != '\n' {
		return s.To
	}
	if other := i.other().side(r); r.Op == diff.Changed {
		if t := d.sides[i.other()].Text; other.From == other.To || t[other.To-1] != '\n' {
			return s.To
		}
	}
	return s.To - 1
}

// hexBytes is how many bytes a row of a hex view has.
func hexBytes(width int) int {
	n := (width - 1) / 4
	if n >= 16 {
		return 16
	}
	if n >= 4 {
		n -= n % 4
	}
	return max(1, n)
}

func hexStarts(from, to, n int) []int {
	starts := []int{from}
	for at := from + n; at < to; at += n {
		starts = append(starts, at)
	}
	return starts
}
