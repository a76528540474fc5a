package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
)

// overlay is what lies over the page and takes the keys.
type overlay uint8

const (
	overNone   overlay = iota
	overMenu           // a list to choose from
	overPrompt         // one line to type
	overEdit           // the edit panel
	overReader         // help, or a finding explained
	overAdd            // the box for another piece
)

// focus is the pane that takes the keys.
type focus uint8

const (
	onFindings focus = iota
	onStage
	onPaste
)

// A Model is the whole screen. Panes are plain structs with methods; the model
// owns what more than one of them needs.
type Model struct {
	opt   *Options
	ctx   context.Context
	g     *glyphs
	theme *theme
	w, h  int

	over   overlay
	focus  focus
	max    bool // the pane in focus has the whole screen
	mouse  bool
	status status
	print  string // what to print after leaving

	box    box // the start page, and the box for another piece
	pauses int // numbers the pauses in typing; an old one is ignored
	held   heldKeys
	menu   menu
	prompt prompt
	edit   editPanel
	reader reader

	sources  []evidence.Source
	version  int // of the sources
	exchange int
	chosen   bool // a person chose the exchange
	added    int  // source that was added last, 0 when it came with the others
	given    diagnose.Given
	good     *diagnose.Good // what is compared with, nil without one
	past     []snapshot

	run    run
	memory memory
	a      *diagnose.Analysis // nil on the start page
	ended  *searchEnd         // how far the search for it came, nil when it tried all
	doc    *document
	peek   *diagnose.Analysis // of what was typed on the start page so far
	after  func() tea.Cmd     // what to do with the next analysis, once

	findings findingsPane
	stage    stagePane
	keys     keyPane
	paste    pastePane
	link     link

	frame   layout
	tabEnds [5]int // columns behind the stages' names
}

// A snapshot is what undo goes back to. It never holds a key.
type snapshot struct {
	sources  []evidence.Source
	exchange int
	given    diagnose.Given
}

// New returns the model of a screen; Run runs it.
func New(ctx context.Context, opt Options) *Model {
	o := opt.filled()
	m := &Model{
		opt: &o, ctx: ctx, given: o.Given, sources: decoded(o.Sources),
		g: newGlyphs(o.ASCII), theme: newTheme(o.Theme),
	}
	m.stage.wrapAll()
	return m
}

// Init asks for the background and reads what was named on the command line.
func (m *Model) Init() tea.Cmd {
	var ask tea.Cmd
	if m.opt.Theme == Auto {
		ask = tea.RequestBackgroundColor
	}
	if len(m.sources) == 0 {
		return ask
	}
	m.version++
	return tea.Batch(ask, m.analyze())
}

// remember saves what undo goes back to.
func (m *Model) remember() {
	s := snapshot{sources: m.sources, exchange: m.exchange, given: m.given}
	s.given.Key, s.given.Token, s.given.KeyFrom = diagnose.Given{}.Key, diagnose.Given{}.Token, ""
	m.past = append(m.past, s)
}

func (m *Model) whyNoUndo() string {
	if len(m.past) == 0 {
		return "nothing was pasted or edited since the beginning"
	}
	return ""
}

// undo goes back one paste or edit; the secret key stays as it is.
func (m *Model) undo() tea.Cmd {
	s := m.past[len(m.past)-1]
	m.past = m.past[:len(m.past)-1]
	s.given.Key, s.given.Token, s.given.KeyFrom = m.given.Key, m.given.Token, m.given.KeyFrom
	m.given = s.given
	if len(s.sources) == 0 {
		m.toStart()
		return nil
	}
	m.setSources(s.sources, s.exchange)
	return tea.Batch(m.say("undone"), m.analyze())
}

func (m *Model) setSources(sources []evidence.Source, exchange int) {
	m.sources, m.exchange, m.chosen, m.added = decoded(sources), exchange, false, 0
	m.version++
}

// decoded are sources as the analysis has them: its places are those of their bytes.
func decoded(sources []evidence.Source) (all []evidence.Source) {
	for _, s := range sources {
		all = append(all, s.Decoded())
	}
	return all
}

// startAnew goes to an empty box; undo comes back.
func (m *Model) startAnew() {
	if len(m.sources) > 0 {
		m.remember()
	}
	m.toStart()
}

func (m *Model) toStart() {
	m.run.stop()
	m.setSources(nil, 0)
	m.a, m.doc, m.peek, m.memory, m.stage.pairing = nil, nil, nil, memory{}, -1
	m.over, m.focus, m.max = overNone, onFindings, false
	m.box.clear()
}

// outermost reports whether there is nothing to go back from.
func (m *Model) outermost() bool {
	return m.over == overNone && m.focus == onFindings && !m.keys.reveal && !m.max && !m.stage.hex
}

// back leaves the innermost transient state, the last of which is the search.
func (m *Model) back() tea.Cmd {
	if m.outermost() {
		if m.run.search != nil {
			return m.endSearch()
		}
		return nil
	}
	switch {
	case m.over != overNone:
		m.closeOver()
	case m.keys.reveal:
		m.keys.reveal = false
	case m.max:
		m.max = false
	case m.focus == onPaste:
		m.setFocus(onStage)
	case m.stage.hex:
		m.stage.hex = false
	default:
		m.setFocus(onFindings)
	}
	return nil
}

// closeOver closes what lies over the page and forgets what was typed in it.
func (m *Model) closeOver() {
	m.prompt.input.clear()
	if m.over == overAdd {
		m.box.clear()
	}
	m.over = overNone
}

// tiny reports that there is room for a verdict only.
func (m *Model) tiny() bool { return m.w < 20 || m.h < 5 }

func (m *Model) toggleMaximised() { m.max = !m.max }

func (m *Model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		return m.say("mouse on: wheel scrolls, click chooses; hold shift to select text; m turns it off")
	}
	return m.say("mouse off")
}
