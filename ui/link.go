package ui

import (
	"sigwhy/diagnose"
	"sigwhy/diff"
	"sigwhy/evidence"
)

// A link ties bytes of the paste to bytes of the stages: what is selected in one
// pane is marked in the others.
type link struct {
	from   linkFrom
	places []evidence.Place
	rule   string
	marks  []linkMark
}

type linkFrom uint8

const (
	linkNone linkFrom = iota
	linkFinding
	linkStage
	linkPaste
)

type linkMark struct {
	stage diagnose.Stage
	kind  sideKind
	span  diff.Span
}

// spans lists what is marked on a side of a stage.
func (l *link) spans(a *diagnose.Analysis, stage int, kind sideKind) []diff.Span {
	var out []diff.Span
	for _, k := range l.marks {
		if k.kind == kind && k.stage == a.Stages[stage].Stage {
			out = append(out, k.span)
		}
	}
	return out
}

// linkTo links a finding: its places, and its bytes in yours and in correct.
func (m *Model) linkTo(f *diagnose.Finding) {
	m.link = link{from: linkFinding, places: f.Places}
	m.link.mark(yours, f.InYours)
	m.link.mark(correct, f.InCorrect)
}

// mark marks bytes of a side, if there are any.
func (l *link) mark(kind sideKind, at diagnose.Mark) {
	if at.From < at.To {
		l.marks = append(l.marks, linkMark{at.Stage, kind, diff.Span{From: at.From, To: at.To}})
	}
}

// linkCursor links the byte under the cursor of the stage: the bytes of the
// paste that it came from, and what they became on the other side.
func (m *Model) linkCursor() {
	d, at := m.stage.pair(), m.stage.place()
	if d == nil || !d.sides[at.side].Known() {
		m.link = link{}
		return
	}
	place, placed, rule := d.sides[at.side].At(at.offset)
	m.link = link{from: linkStage, rule: rule}
	if !placed {
		return
	}
	m.link.places = []evidence.Place{place}
	m.markByPlace(m.stage.index, place, d.kinds[at.side.other()])
}

func (m *Model) markByPlace(stage int, place evidence.Place, kinds ...sideKind) (found bool) {
	c := &m.a.Stages[stage]
	for _, k := range kinds {
		s := sideOf(c, k)
		if !s.Known() {
			continue
		}
		if from, to, ok := s.ByPlace(place); ok {
			m.link.marks = append(m.link.marks, linkMark{c.Stage, k, diff.Span{From: from, To: to}})
			found = true
		}
	}
	return found
}

// linkPlace links a place in the paste: the bytes of the stages that it became.
// The stage that is shown stays if it holds some, else the first that does is shown.
func (m *Model) linkPlace(p evidence.Place) {
	m.link = link{from: linkPaste, places: []evidence.Place{p}}
	first := -1
	for i := range m.a.Stages {
		if m.markByPlace(i, p, yours, correct, server) && first < 0 {
			first = i
		}
	}
	if first < 0 {
		return
	}
	if !m.linkShown() {
		m.stage.index = first
	}
	for _, k := range m.link.marks {
		if k.stage == m.a.Stages[m.stage.index].Stage && m.stage.moveTo(k.kind, k.span.From) {
			return
		}
	}
}

func (m *Model) linkShown() bool {
	for _, k := range m.link.marks {
		if k.stage == m.a.Stages[m.stage.index].Stage {
			return true
		}
	}
	return false
}
