package ui

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/visible"
)

// A run is the analysis under way. Each has a number; the result of another one
// than the last comes too late and is dropped.
type run struct {
	generation int
	phase      phase
	cancel     context.CancelFunc
	search     *diagnose.Progress // of the search over combined mistakes, nil when none runs
	evidence   *evidence.Evidence // of the sources with this version
	version    int
}

// A phase is what a run is doing.
type phase uint8

const (
	idle phase = iota
	reading
	searching
)

// String says it in words.
func (p phase) String() string {
	return [...]string{"", "reading", "searching combined mistakes"}[p]
}

func (r *run) stop() {
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	r.generation++
	r.phase, r.search = idle, nil
}

// searchedMsg comes from time to time while the search of a run goes on.
type searchedMsg int

const searchLook = 200 * time.Millisecond

// watch draws the progress of the search again after a while.
func (m *Model) watch() tea.Cmd {
	id := searchedMsg(m.run.generation)
	return m.opt.tick(searchLook, func(time.Time) tea.Msg { return id })
}

func (m *Model) searched(id searchedMsg) tea.Cmd {
	if int(id) != m.run.generation || m.run.search == nil {
		return nil
	}
	return m.watch()
}

// endSearch ends the search over combined mistakes; what it found out by then counts.
func (m *Model) endSearch() tea.Cmd {
	m.run.cancel()
	return m.say("the search was ended")
}

// doing says what is being done.
func (m *Model) doing() string {
	p := m.run.search
	if p == nil || p.Tried() == 0 {
		return m.run.phase.String() + m.onItsWay() + " " + string(m.g.more)
	}
	text := fmt.Sprintf("%s: %d%%, %s tried", m.run.phase, p.Percent(), visible.Thousands(p.Tried()))
	switch {
	case m.outermost():
		text += "; esc ends it"
	case m.over == overNone:
		text += "; esc in the findings ends it"
	}
	return text
}

// onItsWay names the request that is read while another is on the screen.
func (m *Model) onItsWay() string {
	if m.exchange == m.shown() {
		return ""
	}
	return fmt.Sprintf(" request %d of %d", m.exchange+1, len(m.a.Evidence.Exchanges))
}

// analyzedMsg is the result of a run.
type analyzedMsg struct {
	generation int
	version    int
	evidence   *evidence.Evidence
	good       *diagnose.Good
	analysis   *diagnose.Analysis
	doc        *document
	question   question
	deep       bool
	ended      *searchEnd // of a deep run that did not try all
}

// mostSurveyed is the number of requests up to which each gets a quick look.
const mostSurveyed = 300

// survey takes a quick look at all requests of a case, where there are several.
func survey(ctx context.Context, c *diagnose.Case) []diagnose.Brief {
	if n := len(c.Evidence.Exchanges); n < 2 || n > mostSurveyed {
		return nil
	}
	return diagnose.Survey(ctx, c.Evidence, c.Given)
}

// firstToSee is the request to show first: the first that fails of the piece that
// was added last, for a person adds what the question is about; where a good one is
// kept, the first to compare with it; else the worst of all.
func firstToSee(briefs []diagnose.Brief, added int, compared bool) int {
	for i := range briefs {
		if b := &briefs[i]; added > 0 && b.Place.Source == added && (compared || fails(b)) {
			return b.Exchange
		}
	}
	return diagnose.Worst(briefs)
}

func fails(b *diagnose.Brief) bool { return b.Verdict == diagnose.Differs || b.Title != "" }

// analyze starts the analysis of the present case.
func (m *Model) analyze() tea.Cmd { return m.start(m.sources, m.version, 0) }

// start starts a run over sources. A run with a budget searches combined
// mistakes, and follows one without.
func (m *Model) start(sources []evidence.Source, version int, budget time.Duration) tea.Cmd {
	m.run.stop()
	ctx, cancel := context.WithCancel(m.ctx)
	m.run.cancel, m.run.phase = cancel, reading
	if budget > 0 {
		m.run.phase, m.run.search = searching, &diagnose.Progress{}
	}
	c := diagnose.Case{Exchange: m.exchange, Given: m.given, Good: m.good, Progress: m.run.search}
	c.Given.Budget = budget
	if m.run.version == version {
		c.Evidence = m.run.evidence
	}
	generation, judge, chosen, added, asked := m.run.generation, m.opt.diagnose, m.chosen, m.added, m.question()
	briefs := m.memory.surveyed(asked)
	return func() tea.Msg {
		if c.Evidence == nil {
			c.Evidence = evidence.Read(sources...)
		}
		if c.Exchange >= len(c.Evidence.Exchanges) {
			c.Exchange = 0
		}
		if briefs == nil {
			briefs = survey(ctx, &c)
		}
		if budget == 0 && !chosen && briefs != nil {
			c.Exchange = firstToSee(briefs, added, c.Good != nil)
		}
		c.Good = goodIn(c.Evidence, c.Good)
		asked.good = c.Good
		a := judge(ctx, c)
		a.Briefs = briefs
		return analyzedMsg{
			generation: generation, version: version, evidence: c.Evidence, good: c.Good, analysis: a, doc: newDocument(a),
			question: asked, deep: budget > 0, ended: endOf(&a.Search, c.Progress),
		}
	}
}

// analyzed takes a result over, and looks deeper when nothing was reproduced.
func (m *Model) analyzed(msg analyzedMsg) tea.Cmd {
	if msg.generation != m.run.generation {
		return nil
	}
	m.run.phase, m.run.search = idle, nil
	m.run.evidence, m.run.version, m.good = msg.evidence, msg.version, msg.good
	if len(m.sources) == 0 {
		return m.peeked(msg)
	}
	msg.keepPairs(m)
	m.memory.keep(msg)
	m.ended = msg.ended
	cmd := tea.Batch(m.show(msg.analysis, msg.doc), m.sayOver(msg))
	if deeper := m.deeper(msg); deeper != nil {
		return tea.Batch(cmd, deeper)
	}
	return cmd
}

// keepPairs puts the answer of the short run in place of that of a search which was
// ended before it came as far: the short one has tried all pairs.
func (msg *analyzedMsg) keepPairs(m *Model) {
	if msg.ended == nil || m.a == nil || m.a.Search.Tried <= msg.ended.tried {
		return
	}
	msg.analysis, msg.doc, msg.ended.tried = m.a, m.doc, m.a.Search.Tried
}

// deeper starts the long search when the short one has a target and missed it, and
// a budget is there for it.
func (m *Model) deeper(msg analyzedMsg) tea.Cmd {
	s, budget := msg.analysis.Search, *m.opt.Budget
	if msg.deep || budget == 0 || s.Target == "" || len(s.Reproduced) > 0 || msg.analysis.Verdict != diagnose.Differs {
		return nil
	}
	return tea.Batch(m.start(m.sources, m.version, budget), m.watch())
}

// show puts an analysis on the screen.
func (m *Model) show(a *diagnose.Analysis, doc *document) tea.Cmd {
	first := m.a == nil
	keep := m.findings.code(m.a)
	m.a, m.doc = a, doc
	m.exchange = max(0, a.Exchange)
	m.findings.find(a, keep)
	m.stage.reset(doc)
	m.paste.reset(doc)
	if first {
		m.over, m.focus = overNone, onFindings
		m.box.clear()
		m.openingStage()
	}
	m.selectFinding()
	if m.after != nil {
		after := m.after
		m.after = nil
		return after()
	}
	return nil
}

// openingStage chooses what to show first: the finding's stage if there is a
// finding, else the first stage that differs, else the canonical request.
func (m *Model) openingStage() {
	m.stage.index = 1
	for i := range m.a.Stages {
		if _, differs := m.a.Stages[i].FirstDifference(); differs {
			m.stage.index = i
			break
		}
	}
	m.stage.toFirstDifference()
}
