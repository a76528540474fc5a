package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/visible"
)

// What is said of the search over combined mistakes: while it runs and when it was
// ended, nothing is ruled out but what was tried.

// A searchEnd tells how far a search came that found nothing and did not try all.
type searchEnd struct {
	percent int // of what its budget buys
	tried   int
}

// endOf is how far a search came, nil when it found something or tried all.
func endOf(s *diagnose.Search, p *diagnose.Progress) *searchEnd {
	if p == nil || s.Done || s.Target == "" || len(s.Reproduced) > 0 {
		return nil
	}
	return &searchEnd{percent: p.Percent(), tried: s.Tried}
}

// says tells how far the search came. It follows one that tried all pairs.
func (e *searchEnd) says() string {
	tried := "all pairs of mistakes were tried, " + visible.Thousands(e.tried) + " combinations in all"
	if e.percent < 100 {
		return fmt.Sprintf("the search was ended at %d%%: %s", e.percent, tried)
	}
	return "the search budget is used up: " + tried + ", but not all sets of three"
}

// sayOver tells of a long search that found nothing where the findings, and not the
// headline, are what a person looks at.
func (m *Model) sayOver(msg analyzedMsg) tea.Cmd {
	s := &msg.analysis.Search
	if !msg.deep || len(msg.analysis.Findings) == 0 || len(s.Reproduced) > 0 || m.status.text != "" {
		return nil
	}
	if msg.ended != nil {
		return m.say(msg.ended.says())
	}
	return m.say("the search is over: none of " + visible.Thousands(s.Tried) + " combinations gives what was sent")
}

// unfinished reports whether a search that has found nothing still runs or was ended.
func (m *Model) unfinished() bool {
	return m.a.PairsRuledOut && (m.run.search != nil || m.ended != nil)
}

// headline answers whether the signature matches.
func (m *Model) headline() string {
	switch {
	case !m.unfinished():
		return m.a.Headline
	case m.run.search != nil:
		return m.a.Headline + ", larger sets are being tried"
	}
	return m.a.Headline + "; not all larger sets were tried"
}

// nextStep says what to do.
func (m *Model) nextStep() string {
	switch {
	case !m.unfinished():
		return keyed(m.a.NextStep)
	case m.run.search != nil:
		return "Wait for the search, or end it with esc."
	}
	return "If the secret key is right, another request was signed than the one pasted: " +
		"print the client's canonical request."
}

// noFinding says how far the search for a mistake came.
func (m *Model) noFinding() string {
	switch s := m.a.Search; {
	case m.run.search != nil && m.run.search.Tried() > 0:
		return fmt.Sprintf("no mistake found yet; searching combined mistakes, %d%% (esc ends it)", m.run.search.Percent())
	case m.run.search != nil:
		return "no mistake found yet; " + m.doing()
	case m.ended != nil:
		return "no mistake found; " + m.ended.says()
	case s.Tried > 0:
		return "no mistake found; " + visible.Thousands(s.Tried) + " combinations of mistakes ruled out"
	}
	return "no mistake found"
}

// searchLines says what the search has done, as a section of the explanation.
func (m *Model) searchLines(w int) []readLine {
	s := m.a.Search
	if s.Target == "" {
		return nil
	}
	text := visible.Thousands(s.Tried) + " combinations of mistakes were tried to reproduce " + s.Target
	switch {
	case m.run.search != nil:
		text += "; the search goes on"
	case m.ended != nil:
		text = "To reproduce " + s.Target + ": " + m.ended.says()
	case !s.Done:
		text += "; the search was ended before all were tried"
	}
	return section("The search", text+".", w)
}
