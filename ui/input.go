package ui

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sigwhy/evidence"
	"sigwhy/visible"
)

// pasted takes a bracketed paste, wherever it comes: into the field that is
// typed in, else it joins the evidence.
func (m *Model) pasted(content string) tea.Cmd {
	m.promptForPaste()
	switch {
	case m.over == overPrompt:
		return m.pastedLine(&m.prompt.input, content)
	case m.over == overEdit:
		return m.edit.pasted(m, content)
	case strings.TrimSpace(content) == "":
		return m.warn("the paste was empty")
	}
	sources := m.sources
	if typed := m.typedSource(); m.takesText() && typed != nil {
		sources = append(slices.Clip(sources), *typed)
	}
	m.over = overNone
	m.box.clear()
	return m.join(sources, evidence.Source{Name: "paste", Via: evidence.ViaPaste, Data: []byte(content)})
}

// pastedLine puts a paste into a line. The blanks and line ends that copying
// brings along would make a right key wrong, so they are cut, and it is said.
func (m *Model) pastedLine(b *box, content string) tea.Cmd {
	line := strings.TrimSpace(content)
	if i := strings.IndexAny(line, "\r\n"); i >= 0 {
		return m.warn("the paste has several lines; this takes one")
	}
	b.insert(line)
	if line != content {
		return m.say(fmt.Sprintf("%s cut off the ends of the paste", visible.Count(len(content)-len(line), "blank")))
	}
	return nil
}

// join adds a source to others and analyses them all.
func (m *Model) join(others []evidence.Source, s evidence.Source) tea.Cmd {
	if m.a != nil {
		m.remember()
	}
	m.status.over()
	s.Name = freeName(others, s.Name)
	known := 0
	if m.a != nil {
		known = len(m.a.Evidence.Artefacts)
	}
	m.setSources(append(slices.Clip(others), s), m.exchange)
	if len(others) > 0 {
		m.added = len(others)
		m.after = func() tea.Cmd { return m.sayJoined(s, known) }
	}
	return m.analyze()
}

func (m *Model) sayJoined(s evidence.Source, known int) tea.Cmd {
	if len(m.a.Evidence.Artefacts) <= known {
		return m.warn("added " + visible.Count(lineCount(s.Data), "line") + ", nothing was recognised in them: u undoes")
	}
	var names []string
	for _, a := range m.a.Evidence.Artefacts {
		if m.a.Evidence.Sources[a.Place.Source].Name == s.Name && !slices.Contains(names, a.What) {
			names = append(names, a.What)
		}
	}
	return m.say("added " + visible.Count(lineCount(s.Data), "line") + ": " + strings.Join(names, ", "))
}

func freeName(others []evidence.Source, name string) string {
	free := name
	for n := 2; slices.ContainsFunc(others, func(s evidence.Source) bool { return s.Name == free }); n++ {
		free = fmt.Sprintf("%s %d", name, n)
	}
	return free
}

// lineCount counts lines as a person does, whatever ends them.
func lineCount(data []byte) int {
	data = bytes.TrimRight(data, "\r\n")
	n := bytes.Count(data, []byte{'\n'})
	if n == 0 {
		n = bytes.Count(data, []byte{'\r'})
	}
	return n + 1
}

// typedSource is what was typed into the box, nil when that is nothing.
func (m *Model) typedSource() *evidence.Source {
	if len(bytes.TrimSpace(m.box.text)) == 0 {
		return nil
	}
	name, via := "typed", evidence.ViaTyped
	if m.box.longest >= burstKeys {
		name, via = "paste", evidence.ViaPaste // without brackets
	}
	return &evidence.Source{Name: name, Via: via, Data: bytes.Clone(m.box.text)}
}

// accept analyses what was typed.
func (m *Model) accept() tea.Cmd {
	s := m.typedSource()
	if s == nil {
		return m.warn("there is nothing to analyse yet")
	}
	m.over = overNone
	m.box.clear()
	return m.join(m.sources, *s)
}

// pausedMsg says that nothing was typed for a while.
type pausedMsg int

const pauseLength = 500 * time.Millisecond

func (m *Model) pause() tea.Cmd {
	m.pauses++
	id := m.pauses
	return m.opt.tick(pauseLength, func(time.Time) tea.Msg { return pausedMsg(id) })
}

// burstKeys in a row are more than a person types at a terminal's speed.
const burstKeys = 24

// paused analyses what has come in so far. A paste without brackets is taken
// as a paste; what a person types is only looked at.
func (m *Model) paused(id pausedMsg) tea.Cmd {
	if int(id) != m.pauses {
		return nil
	}
	if m.over == overEdit {
		return m.edit.apply(m)
	}
	if !m.takesText() || m.over == overPrompt {
		return nil
	}
	s := m.typedSource()
	if s == nil {
		m.peek = nil
		return nil
	}
	if m.box.longest >= burstKeys && bytes.IndexByte(s.Data, '\n') >= 0 {
		return m.accept()
	}
	if m.a != nil {
		return nil
	}
	m.version++
	return m.start([]evidence.Source{*s}, m.version, 0)
}

// peeked keeps the analysis of what was typed so far.
func (m *Model) peeked(msg analyzedMsg) tea.Cmd {
	m.peek = msg.analysis
	return nil
}

// loadedMsg brings a source that was read, or why it could not be.
type loadedMsg struct {
	source evidence.Source
	err    error
	again  func(*Model) // asks anew with what was typed, nil where nothing was
}

func (m *Model) loaded(msg loadedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.askAgain(msg.again, msg.err)
	case len(bytes.TrimSpace(msg.source.Data)) == 0:
		return m.warn(msg.source.Name + " is empty")
	}
	return m.join(m.sources, msg.source)
}

func (m *Model) openFile(name string) tea.Cmd {
	read, path := m.opt.ReadFile, m.opt.path(name)
	return func() tea.Msg {
		data, err := read(path)
		again := func(m *Model) { m.openFilePrompt(); m.prompt.input.set(name) }
		return loadedMsg{evidence.Source{Name: path, Via: evidence.ViaFile, Data: data}, err, again}
	}
}

func (m *Model) openFilePrompt() {
	m.ask(prompt{title: "Open a file", label: "File name", hint: "Its bytes are read exactly as they are.", then: (*Model).openFile})
}

func (m *Model) readClipboard() tea.Cmd {
	read := m.opt.Clipboard.Read
	return func() tea.Msg {
		text, err := read()
		return loadedMsg{evidence.Source{Name: "clipboard", Via: evidence.ViaClipboard, Data: []byte(text)}, err, nil}
	}
}

func (m *Model) openSample(s Sample) tea.Cmd {
	m.startAnew()
	m.given.At = s.At
	cmd := m.join(nil, evidence.Source{Name: s.Name, Via: evidence.ViaFile, Data: s.Data})
	return tea.Batch(cmd, m.say("a sample: S tells its story, s offers its secret key"))
}
