package ui

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sigwhy/evidence"
)

// edited ends the name of a source that was changed in the editor.
const edited = " (edited)"

// editedMsg says that the editor was left.
type editedMsg struct {
	source int
	path   string
	err    error
}

// requestSource is the source that holds the request at hand.
func (m *Model) requestSource() int {
	if n := m.shown(); n < len(m.a.Evidence.Exchanges) {
		if r := m.a.Evidence.Exchanges[n].Request; r != nil && r.Place.Source < len(m.sources) {
			return max(0, r.Place.Source)
		}
	}
	return 0
}

// openEditor hands the paste to $EDITOR in a file that only the user can read.
// Secret and derived keys of the paste are not written: numbered stars stand in their place.
func (m *Model) openEditor() tea.Cmd {
	i := m.requestSource()
	f, err := os.CreateTemp("", "sigwhy-*.txt")
	if err != nil {
		return m.fail(err.Error())
	}
	_, err = f.Write(cover(m.sources[i].Data, i, m.a.SecretPlaces(), numbered))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return m.fail(err.Error())
	}
	path := f.Name()
	return m.opt.Editor(path, func(err error) tea.Msg { return editedMsg{i, path, err} })
}

// numbered is what stands for one of several keys in the editor, so that each is put
// back into its own place when another one is deleted.
func numbered(i, n int) []byte {
	mark := "*" + strconv.Itoa(i+1) + "*"
	if len(mark) > n {
		mark = ""
	}
	return []byte(mark + strings.Repeat("*", n-len(mark)))
}

// unhide puts the keys of a source back where what stood for them still stands.
func (m *Model) unhide(edited []byte, source int) []byte {
	if source >= len(m.sources) {
		return edited
	}
	old := m.sources[source].Data
	edited = bytes.Clone(edited)
	for i, p := range m.a.SecretPlaces() {
		if p.Source != source || p.Empty() || p.To > len(old) {
			continue
		}
		if at := bytes.Index(edited, numbered(i, p.To-p.From)); at >= 0 {
			copy(edited[at:], old[p.From:p.To])
		}
	}
	return edited
}

// editorCommand is the user's editor with its arguments. A variable that is set to
// blanks names no editor, as one that is not set.
func (o *Options) editorCommand() []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if words := strings.Fields(o.env(name)); len(words) > 0 {
			return words
		}
	}
	return []string{"vi"}
}

// runEditor runs the user's editor on a file.
func (o *Options) runEditor(path string, done func(error) tea.Msg) tea.Cmd {
	words := o.editorCommand()
	return tea.Exec(editorProcess{exec.Command(words[0], append(words[1:], path)...)}, done)
}

// An editorProcess is the editor with the terminal to itself.
type editorProcess struct{ *exec.Cmd }

// SetStdin gives the editor the terminal's input.
func (e editorProcess) SetStdin(r io.Reader) { e.Stdin = r }

// SetStdout gives the editor the terminal's output.
func (e editorProcess) SetStdout(w io.Writer) { e.Stdout = w }

// SetStderr gives the editor the terminal's output for errors.
func (e editorProcess) SetStderr(w io.Writer) { e.Stderr = w }

// editorPause is long enough for the drawing to have come to its end.
const editorPause = 100 * time.Millisecond

// Run runs the editor. Bubble Tea stops the clock of its drawing some time after it was
// told to; when the editor returns before that, the clock that was started anew is
// stopped, and nothing is ever drawn again.
func (e editorProcess) Run() error {
	started := time.Now()
	err := e.Cmd.Run()
	time.Sleep(editorPause - time.Since(started))
	return err
}

// afterEditor takes over what was edited, as typed.
func (m *Model) afterEditor(msg editedMsg) tea.Cmd {
	defer func() { _ = os.Remove(msg.path) }()
	if msg.err != nil {
		return m.fail("the editor failed: " + msg.err.Error())
	}
	data, err := os.ReadFile(msg.path)
	if err != nil {
		return m.fail(err.Error())
	}
	data = m.unhide(data, msg.source)
	if msg.source >= len(m.sources) || bytes.Equal(data, m.sources[msg.source].Data) {
		return m.say("nothing was changed")
	}
	m.remember()
	m.edit.changed = true
	sources := slices.Clone(m.sources)
	name := strings.TrimSuffix(sources[msg.source].Name, edited) + edited
	sources[msg.source] = evidence.Source{Name: name, Via: evidence.ViaTyped, Data: data}
	m.setSources(sources, m.exchange)
	return tea.Batch(m.say("edited; u undoes"), m.analyze())
}
