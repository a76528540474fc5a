package ui

import (
	"sort"

	tea "charm.land/bubbletea/v2"

	"sigwhy/evidence"
	"sigwhy/visible"
)

// A pasteText is a source cut into segments: its lines, long ones in pieces, so
// that drawing any part of it is quick however long it is.
type pasteText struct {
	data  string
	segs  []segment
	lines int
}

// A segment is bytes [from, to) of a source, without the line feed that ends it.
type segment struct{ from, to, line int }

func newPasteText(data []byte) pasteText {
	t := pasteText{data: string(data), lines: 1}
	for at := 0; at < len(data); {
		end, next := lineEnd(data, at)
		for end-at > rowBytes {
			t.segs = append(t.segs, segment{at, at + rowBytes, t.lines})
			at += rowBytes
		}
		t.segs = append(t.segs, segment{at, end, t.lines})
		t.lines++
		at = next
	}
	t.lines = max(1, t.lines-1)
	if len(t.segs) == 0 {
		t.segs = []segment{{0, 0, 1}}
	}
	return t
}

// lineEnd finds where the drawn part of a line ends and where the next begins. A
// lone CR ends a line, for terminals send it in place of LF; it is drawn.
func lineEnd(data []byte, at int) (end, next int) {
	for i := at; i < len(data); i++ {
		switch {
		case data[i] == '\n':
			return i, i + 1
		case data[i] == '\r' && i+1 < len(data) && data[i+1] != '\n':
			return i + 1, i + 1
		}
	}
	return len(data), len(data)
}

func (t *pasteText) segAt(offset int) int {
	return max(0, sort.Search(len(t.segs), func(i int) bool { return t.segs[i].from > offset })-1)
}

// A pastePane shows what was pasted, byte for byte.
type pastePane struct {
	texts  []pasteText
	source int
	cursor int
	top    anchor

	width int
	rows  int
	cache map[int]*pasteLine
}

type pasteLine struct {
	line   visible.Line
	starts []int
}

func (p *pastePane) reset(doc *document) {
	p.texts, p.cache = doc.texts, nil
	p.source = max(0, min(p.source, len(p.texts)-1))
	p.cursor = min(p.cursor, len(p.text().data))
}

func (p *pastePane) text() *pasteText {
	if len(p.texts) == 0 {
		return &pasteText{segs: []segment{{0, 0, 1}}}
	}
	return &p.texts[p.source]
}

func (p *pastePane) count() int         { return len(p.text().segs) }
func (p *pastePane) height(row int) int { return len(p.line(row).starts) }

// cacheLines bounds what is kept of lines that were wrapped.
const cacheLines = 4096

// line returns a segment as wrapped now.
func (p *pastePane) line(row int) *pasteLine {
	if l := p.cache[row]; l != nil {
		return l
	}
	if p.cache == nil || len(p.cache) > cacheLines {
		p.cache = make(map[int]*pasteLine)
	}
	s := p.text().segs[row]
	l := &pasteLine{line: visible.LineOf(p.text().data, s.from, s.to)}
	l.starts = l.line.Wrap(max(1, p.width))
	p.cache[row] = l
	return l
}

func (p *pastePane) resize(width, rows int) {
	if width != p.width {
		p.width, p.cache = width, nil
	}
	p.rows = rows
}

// show goes to a place.
func (p *pastePane) show(place evidence.Place) {
	if place.Source < 0 || place.Source >= len(p.texts) {
		return
	}
	p.toSource(place.Source)
	p.cursor = place.From
}

// showTop goes to a place and puts its beginning at the top.
func (p *pastePane) showTop(place evidence.Place) {
	p.show(place)
	if place.Source == p.source {
		p.top = anchor{p.text().segAt(p.cursor), 0} // drawing leaves the margin above it
	}
}

func (p *pastePane) toSource(i int) {
	if i != p.source {
		p.source, p.cursor, p.top, p.cache = i, 0, anchor{}, nil
	}
}

// locate tells the line of the screen and the column of the cursor.
func (p *pastePane) locate() (anchor, int) {
	row := p.text().segAt(p.cursor)
	l := p.line(row)
	cell, sub := l.line.Cell(p.cursor), 0
	for sub+1 < len(l.starts) && l.starts[sub+1] <= cell {
		sub++
	}
	return anchor{row, sub}, cell - l.starts[sub]
}

func (p *pastePane) move(by int) {
	at, col := p.locate()
	if by < 0 {
		at = above(p, at, -by)
	} else {
		at = after(p, at, by)
	}
	l := p.line(at.row)
	cell := l.starts[at.sub] + col
	if at.sub+1 < len(l.starts) {
		cell = min(cell, l.starts[at.sub+1]-1)
	}
	p.cursor = l.line.Byte(min(cell, max(0, l.line.Width()-1)))
}

func pasteKeys() []binding {
	return []binding{
		bind(on("down", "j"), "up/down", "move", do(func(m *Model) { m.movePaste(+1) })).
			says("move the cursor; the stage follows to what its byte became"),
		bind(on("up", "k"), "", "line up", do(func(m *Model) { m.movePaste(-1) })),
		bind(on("l"), "h/l", "by byte", do(func(m *Model) { m.movePasteByte(+1) })).says("move the cursor by a byte"),
		bind(on("h"), "", "byte left", do(func(m *Model) { m.movePasteByte(-1) })),
		bind(on("pgdown", "space"), "pgup/pgdn", "page", do(func(m *Model) { m.movePaste(max(1, m.paste.rows-2)) })),
		bind(on("pgup", "b"), "", "page up", do(func(m *Model) { m.movePaste(-max(1, m.paste.rows-2)) })),
		bind(on("home", "g"), "g/G", "top, bottom", do(func(m *Model) { m.pasteTo(0) })),
		bind(on("end", "G"), "", "bottom", do(func(m *Model) { m.pasteTo(len(m.paste.text().data)) })),
		bind(on("n"), "n/N", "next recognised", (*Model).nextArtefact).unless((*Model).whyNoArtefact).
			says("go to the next thing that was recognised"),
		bind(on("N"), "", "previous recognised", (*Model).previousArtefact).unless((*Model).whyNoArtefact),
		bind(on("t"), "t", "next piece", (*Model).nextSource).unless((*Model).whyOneSource).
			says("another piece of the evidence, where there are several"),
	}
}

func (m *Model) movePaste(by int) {
	m.paste.move(by)
	m.linkPasteCursor()
}

func (m *Model) movePasteByte(by int) { m.pasteTo(m.paste.cursor + by) }

func (m *Model) pasteTo(offset int) {
	m.paste.cursor = max(0, min(offset, len(m.paste.text().data)))
	m.linkPasteCursor()
}

func (m *Model) linkPasteCursor() {
	p := evidence.Place{Source: m.paste.source, From: m.paste.cursor, To: m.paste.cursor + 1}
	m.linkPlace(p)
}

// togglePaste opens the paste at what is selected, or goes back to the stage.
func (m *Model) togglePaste() {
	if m.focus == onPaste {
		m.setFocus(onStage)
		return
	}
	if len(m.link.places) > 0 {
		m.paste.show(m.link.places[0])
	}
	m.focus = onPaste
}

func (m *Model) whyOneSource() string {
	if len(m.paste.texts) < 2 {
		return "there is only one piece; a paste adds another"
	}
	return ""
}

func (m *Model) nextSource() tea.Cmd {
	m.paste.toSource((m.paste.source + 1) % len(m.paste.texts))
	m.linkPasteCursor()
	return nil
}

func (m *Model) whyNoArtefact() string {
	if len(m.a.Evidence.Artefacts) == 0 {
		return "nothing was recognised"
	}
	return ""
}

func (m *Model) nextArtefact() tea.Cmd     { return m.stepArtefact(+1) }
func (m *Model) previousArtefact() tea.Cmd { return m.stepArtefact(-1) }

// stepArtefact goes to the next thing that was recognised, in order of place.
func (m *Model) stepArtefact(by int) tea.Cmd {
	all := m.a.Evidence.Artefacts
	next := -1
	for i := range all {
		p := all[i].Place
		behind := p.Source > m.paste.source || p.Source == m.paste.source && p.From > m.paste.cursor
		ahead := p.Source < m.paste.source || p.Source == m.paste.source && p.From < m.paste.cursor
		if by > 0 && behind {
			next = i
			break
		}
		if by < 0 && ahead {
			next = i
		}
	}
	if next < 0 {
		next = 0
		if by < 0 {
			next = len(all) - 1
		}
	}
	m.paste.show(all[next].Place)
	m.linkPlace(all[next].Place)
	return m.say(prose(all[next].What))
}
