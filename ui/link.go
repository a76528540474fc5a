package ui

import (
	"slices"

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
	m.selectAtCursor(d, at)
	place, placed, rule := d.sides[at.side].At(at.offset)
	m.link = link{from: linkStage, rule: rule}
	if !placed {
		return
	}
	m.link.places = []evidence.Place{place}
	m.markByPlace(m.stage.index, place, d.kinds[at.side.other()])
}

// selectAtCursor selects the finding of the byte under the cursor of the stage, else one of its
// line. The one that is selected stays where it is one of these; where there is none, too.
func (m *Model) selectAtCursor(d *pairDoc, at *stagePlace) {
	if len(d.rows) == 0 {
		return // a text that is known, and empty
	}
	line := at.side.side(&d.rows[d.rowOf(at.side, at.offset)])
	for _, within := range []diff.Span{{From: at.offset, To: at.offset + 1}, {From: line.From, To: max(line.To, line.From+1)}} {
		var those []int
		for i := range m.a.Findings {
			if m.marksWithin(&m.a.Findings[i], d.kinds[at.side], within) {
				those = append(those, i)
			}
		}
		if len(those) > 0 {
			if !slices.Contains(those, m.findings.selected) {
				m.findings.selected = those[0]
			}
			return
		}
	}
}

// marksWithin reports whether a finding has bytes of a side of the stage within a span.
func (m *Model) marksWithin(f *diagnose.Finding, kind sideKind, within diff.Span) bool {
	mark := f.InYours
	switch kind {
	case correct:
		mark = f.InCorrect
	case server, good:
		return false // findings mark yours and correct alone
	}
	return mark.Stage == m.a.Stages[m.stage.index].Stage && mark.From < mark.To && mark.From < within.To && within.From < mark.To
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
