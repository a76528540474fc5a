package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
)

// A findingsPane is the list of mistakes, the one to fix first on top.
type findingsPane struct {
	selected int
	top      int
}

// code is the code of the selected finding, so that it stays selected when the
// answer is computed anew.
func (p *findingsPane) code(a *diagnose.Analysis) string {
	if a == nil || p.selected >= len(a.Findings) {
		return ""
	}
	return a.Findings[p.selected].Code
}

func (p *findingsPane) find(a *diagnose.Analysis, code string) {
	p.selected, p.top = 0, 0
	for i := range a.Findings {
		if a.Findings[i].Code == code {
			p.selected = i
		}
	}
}

func findingKeys() []binding {
	return []binding{
		bind(on("enter"), "enter", "explain", do((*Model).openDetail)).unless((*Model).whyNoFinding).
			says("explain the finding: what it is, how to see it, what to do"),
		bind(on("down", "j"), "up/down", "choose", do(func(m *Model) { m.stepFinding(+1) })).
			unless((*Model).whyOneFinding).
			says("choose a finding; stage and paste follow"),
		bind(on("up", "k"), "", "previous finding", do(func(m *Model) { m.stepFinding(-1) })).
			unless((*Model).whyOneFinding),
		bind(on("home", "g"), "", "first finding", do(func(m *Model) { m.toFinding(0) })).unless((*Model).whyOneFinding),
		bind(on("end", "G"), "", "last finding", do(func(m *Model) { m.toFinding(len(m.a.Findings) - 1) })).
			unless((*Model).whyOneFinding),
	}
}

func (m *Model) whyNoFinding() string {
	if len(m.a.Findings)+len(m.a.Needs) == 0 {
		return "no mistake was found"
	}
	return ""
}

func (m *Model) whyOneFinding() string {
	switch len(m.a.Findings) {
	case 0:
		return "no mistake was found"
	case 1:
		return "there is no other finding"
	}
	return ""
}

// keysIntoStage are the keys of the stage that act from the findings, where every
// analysis starts: they go to the stage first.
func (m *Model) keysIntoStage() []binding {
	if m.onKeyStage() {
		return nil
	}
	var keys []binding
	for _, b := range stageKeys() {
		if !b.fromFindings {
			continue
		}
		if b.quiet {
			b.SetHelp("", b.Help().Desc)
		}
		inStage := b.do
		b.do = func(m *Model) tea.Cmd {
			m.setFocus(onStage)
			return inStage(m)
		}
		keys = append(keys, b)
	}
	return keys
}

func (m *Model) stepFinding(by int) { m.toFinding(m.findings.selected + by) }

func (m *Model) toFinding(n int) {
	if len(m.a.Findings) == 0 {
		return
	}
	m.findings.selected = max(0, min(n, len(m.a.Findings)-1))
	m.selectFinding()
}

func (m *Model) finding() *diagnose.Finding {
	if m.a == nil || m.findings.selected >= len(m.a.Findings) {
		return nil
	}
	return &m.a.Findings[m.findings.selected]
}

// selectFinding moves stage and paste to the selected finding and marks its
// bytes in all three.
func (m *Model) selectFinding() {
	m.showRequest()
	f := m.finding()
	if f == nil {
		m.link = link{}
		return
	}
	for i := range m.a.Stages {
		if m.a.Stages[i].Stage == f.At {
			m.stage.index = i
		}
	}
	m.stage.enter()
	m.linkTo(f)
	switch {
	case f.InYours.From < f.InYours.To && m.stage.moveTo(yours, f.InYours.From):
	case f.InCorrect.From < f.InCorrect.To:
		m.stage.moveTo(correct, f.InCorrect.From)
	}
	if len(f.Places) > 0 {
		m.paste.show(f.Places[0])
	}
}

// linkFinding marks the bytes of the selected finding again; the stage stays.
func (m *Model) linkFinding() {
	m.link = link{}
	if f := m.finding(); f != nil {
		m.linkTo(f)
	}
}

// showRequest moves the paste to the request on the screen; what a finding points
// at may lie further on.
func (m *Model) showRequest() {
	if n := m.shown(); n < len(m.a.Evidence.Exchanges) {
		m.paste.showTop(m.a.Evidence.Exchanges[n].Span)
	}
}

// proofWidth is the column of the proofs.
const proofWidth = len("reproduced")

func proofStyle(p diagnose.Proof) style {
	switch p {
	case diagnose.Reproduced, diagnose.Seen:
		return style{role: roleBad}
	case diagnose.Likely:
		return style{role: roleWarn}
	}
	return style{role: roleDim}
}

func (m *Model) drawFindings(c *canvas) {
	r := m.frame.findings
	m.drawFindingsRule(c)
	if r.empty() {
		return
	}
	p := &m.findings
	if m.frame.beside || m.max {
		m.drawFindingsTall(c, r)
		return
	}
	p.top = windowTop(p.top, p.selected, r.h, len(m.a.Findings))
	y := r.y
	for i := p.top; i < len(m.a.Findings) && y < r.y+r.h; i++ {
		m.drawFindingLine(c, rect{r.x, y, r.w, 1}, i)
		y++
	}
	m.drawAfterFindings(c, rect{r.x, y, r.w, r.y + r.h - y})
}

// windowTop scrolls a window of n rows so that the selected one is seen.
func windowTop(top, selected, n, count int) int {
	top = min(top, selected)
	if selected >= top+n {
		top = selected - n + 1
	}
	return max(0, min(top, count-n))
}

func (m *Model) drawFindingsRule(c *canvas) {
	r := m.frame.findingsRule
	if r.empty() {
		return
	}
	c.rule(r.x, r.y, r.w, style{role: roleDim})
	title := " findings "
	if n := len(m.a.Findings); n > 0 {
		title = fmt.Sprintf(" findings %d of %d ", m.findings.selected+1, n)
	}
	s := style{attr: bold}
	if m.focus == onFindings {
		s = style{role: roleAccent, attr: bold}
	}
	c.text(r.x+2, r.y, r.w-3, title, s)
}

func (m *Model) drawFindingLine(c *canvas, r rect, i int) {
	f := &m.a.Findings[i]
	m.drawPoint(c, r.x+1, r.y, i)
	x := r.x + 3
	if r.w >= 50 {
		c.text(x, r.y, proofWidth, string(f.Proof), proofStyle(f.Proof))
		x += proofWidth + 2
	}
	end := r.x + r.w - 1
	s := style{}
	if i == m.findings.selected {
		s.attr = bold
	}
	x = c.text(x, r.y, end-x, prose(f.Title), s)
	if room := end - x - 2; room > 20 {
		c.text(x+2, r.y, room, prose(f.Says), style{role: roleDim})
	}
}

// drawPoint marks the selected finding.
func (m *Model) drawPoint(c *canvas, x, y, i int) {
	if i != m.findings.selected {
		return
	}
	s := style{role: roleDim}
	if m.focus == onFindings {
		s = style{role: roleAccent, attr: bold}
	}
	c.put(x, y, m.g.point, s)
}

// drawFindingsTall draws the list with room for sentences: titles wrapped, the
// selected finding told in full.
func (m *Model) drawFindingsTall(c *canvas, r rect) {
	y := r.y
	start := m.tallStart(r)
	for i := start; i < len(m.a.Findings) && y < r.y+r.h; i++ {
		y = m.drawFindingTall(c, rect{r.x, y, r.w, r.y + r.h - y}, i)
	}
	m.drawAfterFindings(c, rect{r.x, y, r.w, r.y + r.h - y})
}

// tallStart is the first finding drawn, so that the selected one fits.
func (m *Model) tallStart(r rect) int {
	start := m.findings.selected
	if start >= len(m.a.Findings) {
		return 0
	}
	room := r.h - m.tallHeight(start, r.w)
	for start > 0 {
		room -= m.tallHeight(start-1, r.w)
		if room < 0 {
			break
		}
		start--
	}
	return start
}

func (m *Model) tallLines(i, w int) (title, body []string) {
	f := &m.a.Findings[i]
	title = wrapped(prose(f.Title), max(1, w-proofWidth-7))
	if i == m.findings.selected {
		body = append(wrapped(prose(f.Says), max(1, w-5)), wrapped(prose("Do: "+f.Do), max(1, w-5))...)
	}
	return title, body
}

func (m *Model) tallHeight(i, w int) int {
	title, body := m.tallLines(i, w)
	if len(body) > 0 {
		return len(title) + len(body) + 1
	}
	return len(title)
}

func (m *Model) drawFindingTall(c *canvas, r rect, i int) (y int) {
	f := &m.a.Findings[i]
	title, body := m.tallLines(i, r.w)
	m.drawPoint(c, r.x+1, r.y, i)
	c.text(r.x+3, r.y, proofWidth, string(f.Proof), proofStyle(f.Proof))
	s := style{}
	if i == m.findings.selected {
		s.attr = bold
	}
	n := c.lines(rect{r.x + 5 + proofWidth, r.y, r.w - 6 - proofWidth, r.h}, title, s)
	_, rest := r.top(n)
	if len(body) == 0 {
		return rest.y
	}
	n = c.lines(rect{rest.x + 3, rest.y, rest.w - 4, rest.h}, body, style{})
	return rest.y + n + 1
}

// findingsWant is how many rows of w columns the list would like.
func (m *Model) findingsWant(w int) int {
	rows := len(m.a.Findings)
	for _, l := range m.afterFindings() {
		rows += len(wrapped(l, w-4))
	}
	return max(1, rows)
}

// afterFindings says what would tell more, and what the search ruled out.
func (m *Model) afterFindings() []string {
	var lines []string
	if len(m.a.Findings) == 0 {
		lines = append(lines, m.noFinding())
	}
	for _, n := range m.a.Needs {
		lines = append(lines, prose("to tell more: "+keyed(n.Why)))
	}
	return lines
}

// drawAfterFindings wraps what is said as far as there is room.
func (m *Model) drawAfterFindings(c *canvas, r rect) {
	lines := m.afterFindings()
	spare := r.h - len(lines)
	for _, l := range lines {
		all := wrapped(l, max(1, r.w-4))
		if len(all)-1 > spare {
			all = []string{l}
		}
		spare -= len(all) - 1
		n := c.lines(rect{r.x + 3, r.y, r.w - 4, r.h}, all, style{role: roleDim})
		_, r = r.top(n)
	}
}
