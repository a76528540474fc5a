package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// A binding is a key, what it is called, what it does, and when it cannot.
type binding struct {
	key.Binding
	long string // what it does, for the help; the short name when empty
	do   func(*Model) tea.Cmd
	why  func(*Model) string // why it cannot act now, "" when it can; nil: it always can

	first        bool // it leads the bottom line
	fromFindings bool // it acts from the findings too, and goes to the stage first
	quiet        bool // from there it is not on the bottom line
}

// bind makes a binding. keys are separated by spaces, as tea.KeyPressMsg.String
// spells them; show is how the help writes them.
func bind(keys []string, show, name string, do func(*Model) tea.Cmd) binding {
	return binding{Binding: key.NewBinding(key.WithKeys(keys...), key.WithHelp(show, name)), do: do}
}

func (b binding) says(long string) binding { b.long = long; return b }

func (b binding) unless(why func(*Model) string) binding { b.why = why; return b }

// asFirst puts a binding first on the bottom line.
func (b binding) asFirst() binding { b.first = true; return b }

// intoStage lets a binding of the stage act from the findings.
func (b binding) intoStage() binding { b.fromFindings = true; return b }

// quietly keeps a binding that acts from the findings off the bottom line there: who is
// there has other things to do.
func (b binding) quietly() binding { b.fromFindings, b.quiet = true, true; return b }

func on(keys ...string) []string { return keys }

// do makes a handler of a method that starts no command.
func do(f func(*Model)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { f(m); return nil }
}

// bindings returns what the keys do here and now, the most telling first. The
// bottom line, the help and the routing of keys are all made from it.
func (m *Model) bindings() []binding {
	switch m.over {
	case overMenu:
		return append(menuKeys(), m.menuItemKeys()...)
	case overPrompt:
		return promptKeys()
	case overEdit:
		return editKeys()
	case overReader:
		return readerKeys()
	case overAdd:
		return addKeys()
	}
	if m.a == nil {
		return startKeys()
	}
	return append(m.paneKeys(), m.mainKeys()...)
}

func (m *Model) paneKeys() []binding {
	switch m.focus {
	case onFindings:
		return append(findingKeys(), m.keysIntoStage()...)
	case onPaste:
		return pasteKeys()
	}
	if m.onKeyStage() {
		return keyStageKeys()
	}
	return stageKeys()
}

// takesText reports whether letters are text here, and not commands.
func (m *Model) takesText() bool {
	switch m.over {
	case overPrompt, overEdit, overAdd:
		return true
	case overNone:
		return m.a == nil
	}
	return false
}

// act does what a key does here.
func (m *Model) act(k tea.KeyPressMsg) tea.Cmd {
	m.status.over()
	if m.tiny() && !m.takesText() {
		return m.pressTiny(k)
	}
	for _, b := range m.bindings() {
		if !key.Matches(k, b.Binding) {
			continue
		}
		if b.why != nil {
			if why := b.why(m); why != "" {
				return m.warn(b.Help().Desc + ": " + why)
			}
		}
		return b.do(m)
	}
	if m.takesText() {
		return m.typed(k)
	}
	return m.sayUnbound(k)
}

// sayUnbound says where a key acts that does not act here.
func (m *Model) sayUnbound(k tea.KeyPressMsg) tea.Cmd {
	if m.over != overNone {
		if k.Text == "" {
			return nil
		}
		return m.warn(k.Text + " does nothing here; esc goes back")
	}
	for _, pane := range []struct {
		keys  []binding
		where string
	}{
		{stageKeys(), "in stages 1, 2, 3 and 5"},
		{pasteKeys(), "in the paste (p)"},
		{keyStageKeys(), "in stage 4"},
		{findingKeys(), "in the findings (tab)"},
	} {
		for _, b := range pane.keys {
			if key.Matches(k, b.Binding) {
				return m.warn(b.Help().Desc + ": acts " + pane.where + ", not here")
			}
		}
	}
	if k.Text == "" {
		return nil
	}
	return m.warn(k.Text + " does nothing here; ? lists the keys")
}

// pressTiny lets nothing but leaving act while nothing else can be seen.
func (m *Model) pressTiny(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "q", "ctrl+c":
		return tea.Quit
	}
	return nil
}

// mainKeys act in every pane.
func (m *Model) mainKeys() []binding {
	carrier, signed := m.signed()
	keys := []binding{
		bind(on("?", "f1"), "?", "help", do((*Model).openHelp)).asFirst(),
		bind(on("c"), "c", "copy "+carrier, (*Model).copyHeader).unless((*Model).whyNoHeader).
			says("copy the corrected " + signed),
		bind(on("y"), "y", "copy ...", do((*Model).openCopyMenu)).
			says("copy something else: request, curl, URL, canonical request, string to sign, report"),
		bind(on("s"), "s", "secret key", do((*Model).openSecretMenu)).
			says("give the secret key, or take it back: it stays on this machine and is never drawn"),
		bind(on("e"), "e", "edit", do((*Model).openEdit)).
			says("edit region, service, time, key id or the request and see the answer change"),
		bind(on("p"), "p", "paste", do((*Model).togglePaste)).says("look at what was pasted, with what was read from it"),
		bind(on("a"), "a", "add", do((*Model).openAdd)).
			says("add another piece, such as the server's error; a paste anywhere does the same"),
	}
	for i := range 5 {
		show := ""
		if i == 0 {
			show = "1-5"
		}
		keys = append(keys, bind(on(string(rune('1'+i))), show, "stage", do(func(m *Model) { m.showStage(i) })).
			says("go to a stage: request, canonical request, string to sign, key, signature"))
	}
	return append(keys, append(moveKeys(), leaveKeys(signed)...)...)
}

func moveKeys() []binding {
	return []binding{
		bind(on("left"), "left/right", "stage", do(func(m *Model) { m.stepStage(-1) })),
		bind(on("right"), "", "next stage", do(func(m *Model) { m.stepStage(+1) })),
		bind(on("tab"), "tab", "next pane", do(func(m *Model) { m.stepFocus(+1) })),
		bind(on("shift+tab"), "", "previous pane", do(func(m *Model) { m.stepFocus(-1) })),
		bind(on("J"), "J/K", "finding", do(func(m *Model) { m.stepFinding(+1) })).unless((*Model).whyOneFinding),
		bind(on("K"), "", "previous finding", do(func(m *Model) { m.stepFinding(-1) })).unless((*Model).whyOneFinding),
		bind(on("]"), "[ ]", "request", (*Model).nextExchange).unless((*Model).whyOneExchange).
			says("another request, where the paste holds several"),
		bind(on("["), "", "previous request", (*Model).previousExchange).unless((*Model).whyOneExchange),
		bind(on("L"), "L", "requests", do((*Model).openExchanges)).unless((*Model).whyOneExchange).
			says("list the requests of the paste"),
		bind(on("i"), "i", "recognised", do((*Model).openRecognised)).
			says("list what was recognised in the paste, and where"),
		bind(on("\\"), "\\", "maximise", do((*Model).toggleMaximised)).
			says("give the whole screen to the pane, or take it back"),
	}
}

func leaveKeys(signed string) []binding {
	return []binding{
		bind(on("="), "=", "use as good", (*Model).useAsGood).
			says("keep this request as the good one; the next that is looked at is compared with it"),
		bind(on("S"), "S", "story", do((*Model).openStory)).unless((*Model).whyNoStory).
			says("tell the story of the sample"),
		bind(on("u"), "u", "undo", (*Model).undo).unless((*Model).whyNoUndo).says("undo the last paste or edit"),
		bind(on("ctrl+n"), "ctrl+n", "new", do((*Model).startAnew)).says("begin anew with an empty box"),
		bind(on("ctrl+o"), "ctrl+o", "open file", do((*Model).openFilePrompt)).
			says("open a file: exact bytes, unlike a paste"),
		bind(on("ctrl+p"), "ctrl+p", "read clipboard", (*Model).readClipboard).
			says("read the system clipboard: exact bytes, unlike a paste"),
		bind(on("w"), "w", "write file", do((*Model).openWriteMenu)).
			says("write a corrected form to a file that only you can read"),
		bind(on("P"), "P", "print and quit", (*Model).printAndQuit).unless((*Model).whyNoHeader).
			says("quit and print the corrected " + signed),
		bind(on("m"), "m", "mouse", (*Model).toggleMouse).
			says("let the mouse scroll and choose panes; selecting text then needs shift"),
		bind(on("esc"), "esc", "back", (*Model).back),
		bind(on("q", "ctrl+c"), "q", "quit", quit),
		bind(on("ctrl+z"), "ctrl+z", "suspend", suspend),
	}
}

func quit(*Model) tea.Cmd    { return tea.Quit }
func suspend(*Model) tea.Cmd { return tea.Suspend }
