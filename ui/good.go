package ui

import (
	"bytes"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
)

// useAsGood keeps the request for comparison, or forgets the one that is kept.
func (m *Model) useAsGood() tea.Cmd {
	if m.isGood(m.shown()) {
		m.good = nil
		return tea.Batch(m.say("no request is compared with any more"), m.analyze())
	}
	if len(m.a.Evidence.Exchanges) == 0 {
		return m.warn("there is no request in it")
	}
	m.good = &diagnose.Good{Evidence: m.a.Evidence, Exchange: m.shown()}
	if why := m.whyNotGood(); why != "" {
		return m.warn("kept as the good one, although " + why + ": = again takes it back")
	}
	return m.say("kept as the good one: ctrl+n and paste the failing one, or choose another here; v compares")
}

// isGood reports whether a request of the paste is the one that is kept as the good one.
func (m *Model) isGood(exchange int) bool {
	return m.good != nil && m.good.Evidence == m.a.Evidence && m.good.Exchange == exchange
}

// goodIn is the good request among what was read anew, where a piece was added to
// what it stands in: it is the same request, and is not to be compared with itself.
func goodIn(e *evidence.Evidence, g *diagnose.Good) *diagnose.Good {
	if g == nil || g.Evidence == e || g.Exchange >= len(g.Evidence.Exchanges) {
		return g
	}
	span := g.Evidence.Exchanges[g.Exchange].Span
	if !sameSource(e, g.Evidence, span.Source) {
		return g
	}
	for i := range e.Exchanges {
		if e.Exchanges[i].Span == span {
			return &diagnose.Good{Evidence: e, Exchange: i}
		}
	}
	return g
}

func sameSource(a, b *evidence.Evidence, source int) bool {
	if source < 0 || source >= len(a.Sources) || source >= len(b.Sources) {
		return false
	}
	return a.Sources[source].Name == b.Sources[source].Name && bytes.Equal(a.Sources[source].Data, b.Sources[source].Data)
}

// whyNotGood says what speaks against the request as one that was accepted.
func (m *Model) whyNotGood() string {
	if a := m.a.Evidence.Exchanges[m.shown()].Server; a != nil && (a.Code.Present() || a.Status.S >= "4") {
		return "the server refused it: " + answerName(&m.a.Evidence.Exchanges[m.shown()])
	}
	if b := diagnose.BriefOf(m.a); b.Verdict == diagnose.Differs || b.Title != "" {
		return "its signature does not match or shows a mistake"
	}
	return ""
}
