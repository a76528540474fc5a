package evidence

import (
	"slices"
	"strings"
	"unsafe"
)

// A View is a text made from a source by undoing something, with a way back:
// every byte of it knows the bytes of the source that it stands for.
type View struct {
	Text   string
	Source int
	Undone []string // what was undone to get here, outermost first; empty for the source itself
	runs   []run    // ascending by at; nil means that offsets are those of the source
}

// A run maps view offsets from at on to the source: byte by byte when linear,
// each byte to the next stride bytes when there is one, else all of them to
// [src, end).
type run struct {
	at, src, end int
	linear       bool
	stride       uint8 // hex digits with a blank between are three bytes a byte
}

// root is the view of a whole source, with nothing undone but its encoding. The text shares the
// source's bytes, which may be gigabytes: nobody changes them once they are read.
func root(index int, src Source) *View {
	v := &View{Text: unsafe.String(unsafe.SliceData(src.Data), len(src.Data)), Source: index}
	if src.decoded {
		v.Undone = []string{"UTF-16"}
	}
	return v
}

// Place returns the bytes of the source that [from, to) of the view stands for.
func (v *View) Place(from, to int) Place {
	if v.runs == nil {
		return Place{v.Source, from, to}
	}
	if from >= to {
		start, _ := v.span(from)
		return Place{v.Source, start, start}
	}
	start, _ := v.span(from)
	_, end := v.span(to - 1)
	return Place{v.Source, start, max(start, end)}
}

// span returns the source bytes of one byte of the view.
func (v *View) span(at int) (from, to int) {
	i, found := slices.BinarySearchFunc(v.runs, at, func(r run, at int) int { return r.at - at })
	if !found {
		i--
	}
	if i < 0 {
		return v.runs[0].src, v.runs[0].src
	}
	r := v.runs[i]
	if r.stride > 0 {
		src := min(r.src+(at-r.at)*int(r.stride), r.end)
		return src, min(src+2, r.end)
	}
	if r.linear {
		src := min(r.src+at-r.at, r.end)
		return src, min(src+1, r.end)
	}
	return r.src, r.end
}

// find returns where the view shows the byte at an offset of the source, if it shows it at a
// place of its own.
func (v *View) find(src int) (at int, ok bool) {
	if v.runs == nil {
		return src, src <= len(v.Text)
	}
	i, found := slices.BinarySearchFunc(v.runs, src, func(r run, src int) int { return r.src - src })
	if !found {
		i--
	}
	if i < 0 {
		return 0, false
	}
	r := v.runs[i]
	switch {
	case r.src == src:
		return r.at, true
	case r.linear && src <= r.end:
		return r.at + src - r.src, true
	}
	return 0, false
}

// Cut returns [from, to) of the view as a Text.
func (v *View) Cut(from, to int) Text { return Text{S: v.Text[from:to], view: v, at: from} }

// A Text is a piece of a view: its bytes, and the way back to the source. The
// zero Text is absent.
type Text struct {
	S    string
	view *View
	at   int
}

// Present reports whether the text was found at all, be it empty.
func (t Text) Present() bool { return t.view != nil }

// Place returns the bytes of the source that the text stands for.
func (t Text) Place() Place { return t.PlaceOf(0, len(t.S)) }

// PlaceOf returns the bytes of the source that [from, to) of the text stands for.
func (t Text) PlaceOf(from, to int) Place {
	if t.view == nil {
		return Place{}
	}
	return t.view.Place(t.at+from, t.at+to)
}

// Within returns where the text begins in another one that it is a part of.
func (t Text) Within(whole Text) (at int, ok bool) {
	at = t.at - whole.at
	return at, t.view != nil && t.view == whole.view && at >= 0 && at+len(t.S) <= len(whole.S)
}

// Undone tells what was undone to read the text, or nil.
func (t Text) Undone() []string {
	if t.view == nil {
		return nil
	}
	return t.view.Undone
}

// Sub returns [from, to) of the text.
func (t Text) Sub(from, to int) Text { return Text{S: t.S[from:to], view: t.view, at: t.at + from} }

// Trim returns the text without blanks and line ends at both ends.
func (t Text) Trim() Text { return t.TrimSet(" \t\r\n") }

// TrimSet returns the text without the given bytes at both ends.
func (t Text) TrimSet(set string) Text {
	if n := len(t.S); n > 0 && strings.IndexByte(set, t.S[0]) < 0 && strings.IndexByte(set, t.S[n-1]) < 0 {
		return t // as most are; each set is of ASCII
	}
	left := len(t.S) - len(strings.TrimLeft(t.S, set))
	right := len(strings.TrimRight(t.S, set))
	return t.Sub(left, max(left, right))
}

// Made is a text that stands in no source: a value that was concluded or typed.
func Made(s string) Text { return Text{S: s, view: &View{Text: s, Source: -1}} }

// InSource reports whether the text has a place in a source.
func (t Text) InSource() bool { return t.view != nil && t.view.Source >= 0 }

// A Maker builds a view of a text piece by piece.
type Maker struct {
	from Text
	b    pieces
	runs []run
}

// Pieces are a text to be: put together once it is known how long it is, for a log of
// megabytes without its prefixes would else be copied five times as it grows.
type pieces struct {
	list   []string
	length int
}

func (p *pieces) add(s string) {
	p.list = append(p.list, s)
	p.length += len(s)
}

func (p *pieces) text() string { return strings.Join(p.list, "") }

// expect makes room for so many pieces.
func (m *Maker) expect(pieces int) {
	m.runs = slices.Grow(m.runs, pieces)
	m.b.list = slices.Grow(m.b.list, pieces)
}

// Keep takes over [from, to) of the text byte by byte.
func (m *Maker) Keep(from, to int) {
	if from >= to {
		return
	}
	base := m.from.view
	for from < to {
		n := to - from
		src, end := m.from.at+from, m.from.at+to
		linear := true
		if base.runs != nil {
			src, end, n, linear = base.stretch(m.from.at+from, n)
		}
		if !linear || !m.goesOn(src, end) {
			m.runs = append(m.runs, run{at: m.b.length, src: src, end: end, linear: linear})
		}
		m.b.add(m.from.S[from : from+n])
		from += n
	}
}

// goesOn reports whether bytes from src on continue the last run, and lets it end
// where they do.
func (m *Maker) goesOn(src, end int) bool {
	n := len(m.runs) - 1
	if n < 0 || !m.runs[n].linear || m.runs[n].src+m.b.length-m.runs[n].at != src {
		return false
	}
	m.runs[n].end = max(m.runs[n].end, end)
	return true
}

// stretch returns the longest run of at most n bytes from at on.
func (v *View) stretch(at, n int) (src, end, length int, linear bool) {
	i, found := slices.BinarySearchFunc(v.runs, at, func(r run, at int) int { return r.at - at })
	if !found {
		i = max(0, i-1)
	}
	r := v.runs[i]
	if i+1 < len(v.runs) {
		n = min(n, v.runs[i+1].at-at)
	}
	if r.stride > 0 {
		src, end = v.span(at)
		return src, end, 1, false
	}
	if !r.linear {
		return r.src, r.end, n, false
	}
	src = r.src + at - r.at
	return src, min(src+n, r.end), n, true
}

// Put writes bytes that stand for [from, to) of the text.
func (m *Maker) Put(s string, from, to int) {
	if s == "" {
		return // a run without bytes has the place of the next one
	}
	p := m.from.PlaceOf(from, to)
	m.runs = append(m.runs, run{at: m.b.length, src: p.From, end: p.To})
	m.b.add(s)
}

// putStride writes n bytes that stand for hex digits at from, two each with a byte
// between. The text must be byte by byte that of its source.
func (m *Maker) putStride(s string, from, to int) {
	p := m.from.PlaceOf(from, to)
	m.runs = append(m.runs, run{at: m.b.length, src: p.From, end: p.To, stride: 3})
	m.b.add(s)
}

// isPlain reports whether the bytes of a text are those of its source, one by
// one and without gaps.
func (t Text) isPlain() bool {
	p := t.Place()
	return t.view.runs == nil || p.To-p.From == len(t.S) && t.view.linearAt(t.at, len(t.S))
}

// linearAt reports whether n bytes from at on are within one linear run.
func (v *View) linearAt(at, n int) bool {
	_, _, length, linear := v.stretch(at, n)
	return linear && length == n
}

// View finishes the view; undone says what was undone, in words such as
// "\n escapes".
func (m *Maker) View(undone string) *View {
	base := m.from.view
	v := &View{Text: m.b.text(), Source: base.Source, runs: m.runs}
	v.Undone = append(slices.Clone(base.Undone), undone)
	if v.runs == nil {
		p := m.from.Place()
		v.runs = []run{{src: p.From, end: p.From, linear: true}}
	}
	return v
}

// Remake begins a view of a text.
func (t Text) Remake() *Maker { return &Maker{from: t} }

// with returns the text with more behind it, which tools put there or the paste tells apart.
func (t Text) with(more, undone string) Text {
	m := t.Remake()
	m.Keep(0, len(t.S))
	m.Put(more, len(t.S), len(t.S))
	return m.View(undone).Whole()
}

// Whole returns the view as a Text.
func (v *View) Whole() Text { return v.Cut(0, len(v.Text)) }
