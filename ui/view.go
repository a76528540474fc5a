package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
)

// View draws the frame. It runs after every message, so it computes no answer and
// moves no cursor; what it keeps is where things were drawn, for the keys that page
// and the clicks that follow.
func (m *Model) View() tea.View {
	v := tea.NewView(m.draw())
	v.AltScreen = true
	v.WindowTitle = "sigwhy"
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (m *Model) draw() string {
	if m.w <= 0 || m.h <= 0 {
		return ""
	}
	c := newCanvas(m.w, m.h, m.g)
	switch {
	case m.tiny():
		m.drawTiny(c)
	case m.a == nil:
		m.drawStartPage(c)
	default:
		m.drawPage(c)
	}
	if !m.tiny() && m.over != overNone {
		m.drawOver(c)
	}
	if !m.tiny() {
		m.drawInfo(c)
		m.drawKeys(c)
	}
	return c.String(m.theme)
}

// drawTiny gives the verdict in one line, where there is room for no more.
func (m *Model) drawTiny(c *canvas) {
	if m.a == nil {
		c.text(0, 0, m.w, "sigwhy: too small", style{})
		return
	}
	m.drawMark(c, 0, 0, verdictOf(m.a))
	c.text(2, 0, m.w-2, string(m.a.Verdict), style{})
}

func (m *Model) drawStartPage(c *canvas) {
	all := rect{0, 0, m.w, m.h}
	keys, all := all.bottom(1)
	info, all := all.bottom(1)
	m.frame = layout{keys: keys, info: info, main: all}
	m.drawStart(c, all)
}

// drawPage draws the page of an analysis.
func (m *Model) drawPage(c *canvas) {
	textWidth := max(1, min(m.w-4, 140))
	headline := wrapped(prose(m.headline()), textWidth)
	next := wrapped(prose(m.nextStep()), textWidth)
	if m.nextStep() == "" {
		next = nil
	}
	largest, shown := m.stageNeed()
	m.frame = plan(m.w, m.h, wants{
		headline: len(headline), next: len(next), source: 1,
		findings: m.findingsWant(m.w), stage: largest, shown: shown, focus: m.focus, max: m.max,
	})
	f := &m.frame
	if !f.headline.empty() {
		m.drawMark(c, 1, f.headline.y, verdictOf(m.a))
	}
	m.drawHeadText(c, f.headline, headline, style{attr: bold})
	m.drawHeadText(c, f.next, next, style{})
	if !f.source.empty() {
		c.text(3, f.source.y, m.w-4, m.provenance(), style{role: roleDim})
	}
	m.drawFindings(c)
	m.drawTabs(c)
	m.drawMain(c)
	m.drawPreview(c)
}

// stageNeed is how many lines the largest stage would like, and the one on the
// screen with its explanation: the key's steps when they are shown.
func (m *Model) stageNeed() (most, shown int) {
	if m.onKeyStage() {
		n := 1 + m.keyHeight(m.w-2, true)
		return n, n
	}
	if len(m.a.Stages) == 0 {
		return 1, 1
	}
	need := m.stage.need(modeOf(m.w), m.w-2, m.h)
	explained := wrapped(prose(m.a.Stages[m.stage.index].Explain), min(m.w, 76))
	return need.most, need.of[m.stage.index] + 1 + len(explained)
}

// drawHeadText draws lines of the head; the last that fits takes what is left.
func (m *Model) drawHeadText(c *canvas, r rect, lines []string, s style) {
	for i := range min(r.h, len(lines)) {
		line := lines[i]
		if i == r.h-1 {
			line = strings.Join(lines[i:], " ")
		}
		c.text(3, r.y+i, m.w-4, line, s)
	}
}

// verdictOf is the verdict whose mark stands before a headline: one that tells of a mistake is
// none of a good end, though the signature matches.
func verdictOf(a *diagnose.Analysis) diagnose.Verdict {
	switch {
	case a.FitsButFails():
		return diagnose.Differs
	case a.Accepted:
		return diagnose.Matches
	}
	return a.Verdict
}

// drawMark draws a verdict as a mark.
func (m *Model) drawMark(c *canvas, x, y int, v diagnose.Verdict) {
	r, s := m.mark(v)
	c.put(x, y, r, s)
}

func (m *Model) mark(v diagnose.Verdict) (rune, style) {
	switch v {
	case diagnose.Matches:
		return m.g.matches, style{role: roleGood}
	case diagnose.Differs:
		return m.g.differs, style{role: roleBad}
	}
	return m.g.unknown, style{role: roleWarn}
}

func (m *Model) drawMain(c *canvas) {
	switch r := m.frame.mainInside(); {
	case m.frame.main.empty():
	case m.focus == onPaste:
		m.drawPaste(c, r)
	case m.onKeyStage():
		m.drawKeyStage(c, r)
	default:
		m.drawStage(c, r)
	}
}

func (m *Model) drawPreview(c *canvas) {
	f := &m.frame
	if f.preview.empty() {
		return
	}
	c.rule(f.previewRule.x, f.previewRule.y, f.previewRule.w, style{role: roleDim})
	m.drawPaste(c, f.preview.inset(1))
}

// tabNames are short names of the stages for narrow screens.
var tabNames = map[diagnose.Stage]string{
	diagnose.RequestStage: "req", diagnose.CanonicalStage: "canon", diagnose.StringToSignStage: "string",
	diagnose.KeyStage: "key", diagnose.SignatureStage: "sig",
}

// drawTabs draws the row of stages, each with a mark: equal, different, unknown.
func (m *Model) drawTabs(c *canvas) {
	r := m.frame.tabs
	if r.empty() {
		return
	}
	if d := m.frame.divider; !d.empty() {
		c.column(d.x, d.y, d.h, style{role: roleDim})
	}
	names, gap := m.tabTexts(r.w)
	x := r.x + min(3, gap)
	for i, name := range names {
		x = m.drawTab(c, x, r, i, name) + gap
		m.tabEnds[i] = x
	}
}

// tabTexts are the names of the stages, short ones where the full do not fit,
// and the gap between them.
func (m *Model) tabTexts(w int) (names []string, gap int) {
	n := len(m.a.Stages)
	names = make([]string, n)
	room := w - 4*n
	for i := range names {
		names[i] = string(m.a.Stages[i].Stage)
		room -= len(names[i])
	}
	if gap = room / max(1, n); gap >= 1 {
		return names, min(gap, 3)
	}
	room = w - 5*n
	for i := range names {
		names[i] = tabNames[m.a.Stages[i].Stage]
		room -= len(names[i])
	}
	for i := range names {
		if room < 0 && i != m.stage.index {
			names[i] = "" // the number tells it, for one who has seen the others
		}
	}
	return names, 1
}

func (m *Model) drawTab(c *canvas, x int, r rect, i int, name string) int {
	room := func() int { return r.x + r.w - x }
	look, number := style{}, style{role: roleDim}
	if i == m.stage.index && m.focus != onPaste {
		c.put(x-1, r.y, m.g.point, style{role: roleAccent, attr: bold})
		look, number = style{role: roleAccent, attr: bold | reverse}, style{role: roleAccent, attr: bold | reverse}
	}
	mark, s := m.stageMark(i)
	x = c.text(x, r.y, room(), fmt.Sprint(i+1), number)
	if name != "" {
		x = c.text(x, r.y, room(), " "+name, look)
	}
	x = c.text(x, r.y, room(), " ", style{})
	return c.text(x, r.y, room(), string(mark), s)
}

// stageMark says in one sign whether yours and correct agree in a stage.
func (m *Model) stageMark(i int) (rune, style) {
	s := &m.a.Stages[i]
	if s.Stage == diagnose.KeyStage {
		return m.keyMark()
	}
	if _, differs := s.FirstDifference(); differs && !m.unsignedAlone(s) {
		return m.g.differs, style{role: roleBad}
	} else if differs {
		return m.g.unknown, style{role: roleDim}
	}
	if s.Yours.Known() && s.Correct.Known() {
		return m.g.matches, style{role: roleGood}
	}
	return m.g.unknown, style{role: roleDim}
}

// unsignedAlone reports whether a request may differ for no other reason than that
// the signature of the correct one cannot be computed.
func (m *Model) unsignedAlone(s *diagnose.Comparison) bool {
	found := len(m.a.Findings) > 0 && m.a.Findings[0].Proof.Rank() <= diagnose.Likely.Rank()
	return s.Stage == diagnose.RequestStage && m.a.Verdict == diagnose.CannotTell && m.a.Fix.Missing != "" && !found
}

// keyMark says whether the keys that the client printed agree, or the key that is
// given has proved to be the one that the client used.
func (m *Model) keyMark() (rune, style) {
	printed := false
	for i := range m.a.Keys {
		k := &m.a.Keys[i]
		if k.Yours == "" || k.Name == "signature" || !k.Known {
			continue
		}
		if !k.YoursAgree {
			return m.g.differs, style{role: roleBad}
		}
		printed = true
	}
	switch proved, right := m.keyProved(); {
	case proved && !right:
		return m.g.differs, style{role: roleBad}
	case proved || printed:
		return m.g.matches, style{role: roleGood}
	}
	return m.g.unknown, style{role: roleDim}
}

// keyProved tells whether the given key yields the signature that was sent, and
// whether it is derived by the rules.
func (m *Model) keyProved() (proved, right bool) {
	if !m.given.Key.Known() || m.whyNoKeys() != "" {
		return false, false
	}
	if m.a.Verdict == diagnose.Matches {
		return true, true
	}
	if !strings.Contains(m.a.Search.Target, "signature") {
		return false, false
	}
	right = true
	for i := range m.a.Findings {
		if f := &m.a.Findings[i]; f.Proof == diagnose.Reproduced {
			proved, right = true, right && f.At != diagnose.KeyStage
		}
	}
	return proved, right
}
