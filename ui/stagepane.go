package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/diff"
)

// A stagePane shows one stage of the signature: two texts side by side, one
// above the other, or one of them.
type stagePane struct {
	index   int // of the stage
	pairing int // that a person chose, -1 before
	hex     bool
	places  [5]stagePlace // by stage, so that coming back finds it as it was
	doc     *document
	view    stageView // as last laid out
	needed  stageNeed
}

// A stagePlace is a place in a stage: a byte of one side, and the first line drawn.
type stagePlace struct {
	side   column
	offset int
	top    anchor
	diff   int // difference that "n" went to last, -1 before the first
	seen   bool
}

func (p *stagePane) wrapAll() { p.index, p.pairing = 1, -1 }

// reset takes a new document over; the places stay where they still exist.
func (p *stagePane) reset(doc *document) {
	p.doc = doc
	p.index = max(0, min(p.index, len(doc.pairs)-1))
	for i := range p.places {
		p.places[i].seen = false
	}
}

// pair is what is compared now, nil when the analysis has no stages.
func (p *stagePane) pair() *pairDoc {
	if p.doc == nil || p.index >= len(p.doc.pairs) {
		return nil
	}
	return p.doc.pairs[p.index][p.paired()]
}

// paired is the pairing that is shown: the one that was chosen, where the stage has it.
func (p *stagePane) paired() int {
	switch {
	case p.pairing < 0:
		return p.doc.first[p.index]
	case p.doc.pairs[p.index][p.pairing] == nil:
		return 0
	}
	return p.pairing
}

func (p *stagePane) place() *stagePlace { return &p.places[min(p.index, len(p.places)-1)] }

// enter settles the place in a stage when it is come to first: at the first difference.
func (p *stagePane) enter() {
	if p.place().seen {
		return
	}
	p.toFirstDifference()
}

func (p *stagePane) toFirstDifference() {
	at := p.place()
	*at = stagePlace{diff: -1, seen: true}
	d := p.pair()
	if d == nil {
		return
	}
	if d.lone == right {
		at.side = right
	}
	if len(d.diffs) > 0 {
		p.toDifference(0)
	}
}

// toDifference moves the cursor to a difference, on the side that has bytes there.
func (p *stagePane) toDifference(n int) {
	d, at := p.pair(), p.place()
	at.diff = n
	x := &d.diffs[n]
	if x.span[at.side].Len() == 0 && x.span[at.side.other()].Len() > 0 {
		at.side = at.side.other()
	}
	at.offset = x.span[at.side].From
}

// moveTo puts the cursor on a byte of a side, where that side is shown.
func (p *stagePane) moveTo(kind sideKind, offset int) bool {
	d := p.pair()
	if d == nil {
		return false
	}
	for i, k := range d.kinds {
		if k == kind && d.sides[i].Known() {
			at := p.place()
			at.side, at.offset, at.seen = column(i), min(offset, len(d.sides[i].Text)), true
			return true
		}
	}
	return false
}

func stageKeys() []binding {
	return []binding{
		bind(on("n"), "n/N", "difference", (*Model).nextDifference).unless((*Model).whyNoDifference).
			says("go to the next place where the texts part; N goes back").intoStage(),
		bind(on("N"), "", "previous difference", (*Model).previousDifference).
			unless((*Model).whyNoDifference).intoStage(),
		bind(on("down", "j"), "up/down", "move", do(func(m *Model) { m.moveCursor(+1) })).unless((*Model).whyNoText).
			says("move the cursor; the bottom line tells where its byte comes from"),
		bind(on("up", "k"), "", "line up", do(func(m *Model) { m.moveCursor(-1) })).unless((*Model).whyNoText),
		bind(on("l"), "h/l", "by byte", do(func(m *Model) { m.moveByte(+1) })).unless((*Model).whyNoText).
			says("move the cursor by a byte").quietly(),
		bind(on("h"), "", "byte left", do(func(m *Model) { m.moveByte(-1) })).unless((*Model).whyNoText).quietly(),
		bind(on("pgdown", "space"), "pgup/pgdn", "page", do(func(m *Model) { m.moveCursor(m.stage.view.room()) })).
			unless((*Model).whyNoText),
		bind(on("pgup", "b"), "", "page up", do(func(m *Model) { m.moveCursor(-m.stage.view.room()) })).
			unless((*Model).whyNoText),
		bind(on("home", "g"), "g/G", "top, bottom", do(func(m *Model) { m.moveEnd(false) })).unless((*Model).whyNoText),
		bind(on("end", "G"), "", "bottom", do(func(m *Model) { m.moveEnd(true) })).unless((*Model).whyNoText),
		bind(on("t"), "t", "other side", (*Model).otherSide).unless((*Model).whyNoOther).
			says("move the cursor to the other text; in a narrow window, show it").intoStage(),
		bind(on("x"), "x", "hex", do(func(m *Model) { m.stage.hex = !m.stage.hex })).unless((*Model).whyNoText).
			says("show the same rows in hex").intoStage(),
		bind(on("v"), "v", "compare", (*Model).nextPairing).unless((*Model).whyNoServer).
			says("compare yours, correct and what the server saw, two at a time").intoStage(),
		bind(on("enter"), "enter", "explain", do((*Model).openDetail)).unless((*Model).whyNoFinding).
			says("explain the finding of the place under the cursor, or the one that is selected"),
	}
}

// whyNoText says why there is nothing to move in.
func (m *Model) whyNoText() string {
	if d := m.stage.pair(); d == nil || len(d.rows) == 0 {
		return "no text of this stage is known"
	}
	return ""
}

func (m *Model) showStage(i int) {
	if m.doc == nil || i >= len(m.doc.pairs) {
		return
	}
	if i != m.stage.index {
		m.keys.reveal = false
	}
	m.stage.index, m.focus = i, onStage
	m.stage.enter()
	m.linkCursor()
}

func (m *Model) stepStage(by int) {
	if m.doc == nil || len(m.doc.pairs) == 0 {
		return
	}
	m.showStage((m.stage.index + by + len(m.doc.pairs)) % len(m.doc.pairs))
}

func (m *Model) onKeyStage() bool {
	return m.a != nil && m.stage.index < len(m.a.Stages) && m.a.Stages[m.stage.index].Stage == diagnose.KeyStage
}

func (m *Model) whyNoDifference() string {
	d := m.stage.pair()
	switch {
	case d == nil || d.lone != neither || !d.sides[left].Known():
		why := "only one of the texts is known, so there is nothing to compare"
		if m.whyNoServer() == "" {
			why += "; v compares others"
		}
		return why
	case len(d.diffs) == 0:
		return "the two texts are equal"
	}
	return ""
}

func (m *Model) nextDifference() tea.Cmd     { return m.stepDifference(+1) }
func (m *Model) previousDifference() tea.Cmd { return m.stepDifference(-1) }

func (m *Model) stepDifference(by int) tea.Cmd {
	n := len(m.stage.pair().diffs)
	at := m.stage.place()
	next := at.diff + by
	if at.diff < 0 {
		next = 0
	}
	m.stage.toDifference((next + n) % n)
	m.linkCursor()
	return m.say(fmt.Sprintf("difference %d of %d", at.diff+1, n))
}

func (m *Model) whyNoOther() string {
	if d := m.stage.pair(); d == nil || d.lone != neither || !d.sides[left].Known() || len(d.rows) == 0 {
		return "only one of the texts is known"
	}
	return ""
}

// otherSide moves the cursor to the other side, to the same row.
func (m *Model) otherSide() tea.Cmd {
	d, at := m.stage.pair(), m.stage.place()
	row := &d.rows[d.rowOf(at.side, at.offset)]
	from, to := at.side.side(row), at.side.other().side(row)
	at.offset = to.From + min(at.offset-from.From, max(0, to.To-to.From-1))
	at.side = at.side.other()
	m.linkCursor()
	return nil
}

func (m *Model) whyNoServer() string {
	if len(m.doc.pairs) > 0 {
		for _, d := range m.doc.pairs[m.stage.index][1:] {
			if d != nil {
				return ""
			}
		}
	}
	return "the paste holds no text of the server for this stage: add its error with a"
}

func (m *Model) nextPairing() tea.Cmd {
	m.stage.pairing = m.stage.paired()
	for next := true; next; next = m.doc.pairs[m.stage.index][m.stage.pairing] == nil {
		m.stage.pairing = (m.stage.pairing + 1) % len(pairings)
	}
	m.stage.toFirstDifference()
	m.linkCursor()
	d := m.stage.pair()
	return m.say(fmt.Sprintf("comparing %s with %s", d.kinds[left].called(d.kinds[right]), d.kinds[right]))
}

// moveByte moves the cursor along its text.
func (m *Model) moveByte(by int) {
	d, at := m.stage.pair(), m.stage.place()
	if d == nil || !d.sides[at.side].Known() {
		return
	}
	at.offset = max(0, min(at.offset+by, len(d.sides[at.side].Text)-1))
	m.linkCursor()
}

func (m *Model) moveEnd(last bool) {
	d, at := m.stage.pair(), m.stage.place()
	if d == nil || len(d.rows) == 0 {
		return
	}
	at.offset, at.top = 0, anchor{}
	if last {
		at.offset = max(0, len(d.sides[at.side].Text)-1)
	}
	m.linkCursor()
}

// moveCursor moves the cursor by lines of the screen within its side.
func (m *Model) moveCursor(by int) {
	d, at := m.stage.pair(), m.stage.place()
	if d == nil || len(d.rows) == 0 || m.stage.view.text <= 0 {
		return
	}
	row, sub, col := m.stage.locate(at.side, at.offset)
	for ; by > 0; by-- {
		row, sub = m.stage.lineAfter(at.side, row, sub)
	}
	for ; by < 0; by++ {
		row, sub = m.stage.lineBefore(at.side, row, sub)
	}
	at.offset = m.stage.offsetAt(at.side, row, sub, col)
	m.linkCursor()
}

// locate tells the row, the line within it and the column of a byte.
func (p *stagePane) locate(i column, offset int) (row, sub, col int) {
	d := p.pair()
	row = d.rowOf(i, offset)
	w := d.wrap(row, p.view.text, p.hex)
	at := offset
	if !p.hex {
		at = w.line[i].Cell(offset)
	}
	for sub+1 < len(w.starts[i]) && w.starts[i][sub+1] <= at {
		sub++
	}
	if len(w.starts[i]) > 0 {
		col = at - w.starts[i][sub]
	}
	return row, sub, col
}

func (p *stagePane) offsetAt(i column, row, sub, col int) int {
	d := p.pair()
	w := d.wrap(row, p.view.text, p.hex)
	s := i.side(&d.rows[row])
	if sub >= len(w.starts[i]) {
		return s.From
	}
	at := w.starts[i][sub] + col
	if sub+1 < len(w.starts[i]) {
		at = min(at, w.starts[i][sub+1]-1)
	}
	if !p.hex {
		at = w.line[i].Byte(at)
	}
	return max(s.From, min(at, s.To-1))
}

func (p *stagePane) lineAfter(i column, row, sub int) (int, int) {
	d := p.pair()
	if sub+1 < len(d.wrap(row, p.view.text, p.hex).starts[i]) {
		return row, sub + 1
	}
	for next := row + 1; next < len(d.rows); next++ {
		if i.side(&d.rows[next]).Present {
			return next, 0
		}
	}
	return row, sub
}

func (p *stagePane) lineBefore(i column, row, sub int) (int, int) {
	if sub > 0 {
		return row, sub - 1
	}
	d := p.pair()
	for next := row - 1; next >= 0; next-- {
		if i.side(&d.rows[next]).Present {
			return next, max(0, len(d.wrap(next, p.view.text, p.hex).starts[i])-1)
		}
	}
	return row, sub
}

// opMark is the mark of a row in the gutter.
func opMark(op diff.Op, i column, stacked bool) rune {
	switch {
	case op == diff.Same:
		return ' '
	case op == diff.Changed && !stacked:
		return '~'
	case i == left:
		return '-'
	}
	return '+'
}
