package ui

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sigwhy/report"
	"sigwhy/sigv4"
	"sigwhy/visible"
)

// A form is a text that can be taken away.
type form struct {
	key, name string
	file      string // name of the file that "w" proposes
	text      func(*Model) string
	why       func(*Model) string // why it is empty; nil: it never is, and is made when it is chosen
}

// forms lists what can be copied and written.
func forms() []form {
	signed := func(m *Model) string { return m.whyUnsigned("there is no request to correct") }
	header := func(m *Model) string { return m.whyUnsigned("the signature travels in the URL here") }
	url := func(m *Model) string { return m.whyUnsigned("the signature travels in a header here") }
	unsigned := func(*Model) string { return "it cannot be computed from what is known" }
	return []form{
		{
			key: "h", name: "Authorization header", file: "authorization.txt",
			text: func(m *Model) string { return m.a.Fix.Authorization }, why: header,
		},
		{
			key: "r", name: "whole request", file: "request.http",
			text: func(m *Model) string { return m.a.Fix.Request }, why: signed,
		},
		{
			key: "l", name: "curl command", file: "request.sh",
			text: func(m *Model) string { return m.a.Fix.Curl }, why: signed,
		},
		{
			key: "u", name: "presigned URL", file: "url.txt",
			text: func(m *Model) string { return m.a.Fix.URL }, why: url,
		},
		{
			key: "c", name: "canonical request", file: "canonical-request.txt",
			text: func(m *Model) string { return m.a.Fix.Canonical }, why: unsigned,
		},
		{
			key: "s", name: "string to sign", file: "string-to-sign.txt",
			text: func(m *Model) string { return m.a.Fix.StringToSign }, why: unsigned,
		},
		{key: "t", name: "report, signatures masked", file: "report.md", text: (*Model).reportText},
	}
}

// whyUnsigned says why a form with a signature cannot be made.
func (m *Model) whyUnsigned(other string) string {
	if m.a.Exchange < 0 {
		other = "there is no request to correct"
	}
	return cmp.Or(m.a.Fix.Missing, other)
}

// reportText is the report for others to read: signatures and tokens masked.
func (m *Model) reportText() string {
	a := *m.a
	a.Headline, a.NextStep = m.headline(), m.nextStep()
	if m.run.search != nil || m.ended != nil {
		a.Search.Done = false
	}
	if m.unfinished() && m.run.search != nil {
		a.NextStep = "This was written before the search was over."
	}
	text, err := report.Write(&a, report.MarkdownFormat, report.Options{Given: m.given, Hide: report.HideSignatures})
	if err != nil {
		return ""
	}
	return text
}

// header is what is copied at once: the corrected header, or the URL of a
// request that carries its signature in the query.
func (m *Model) header() (name, text string) {
	if m.a == nil {
		return "", ""
	}
	if m.a.Fix.Authorization == "" && m.a.Fix.URL != "" {
		return "presigned URL", m.a.Fix.URL
	}
	return "Authorization header", m.a.Fix.Authorization
}

// signed names what carries the signature, in a word and in full.
func (m *Model) signed() (word, name string) {
	if _, text := m.header(); m.a.Carrier == sigv4.InQuery || text != "" && text == m.a.Fix.URL {
		return "URL", "presigned URL"
	}
	return "header", "Authorization header"
}

func (m *Model) whyNoHeader() string {
	if _, text := m.header(); text != "" {
		return ""
	}
	if m.run.phase == reading {
		return "the answer is still being computed"
	}
	why := cmp.Or(m.a.Fix.Missing, "there is no request to correct")
	if strings.Contains(why, "secret key") && !strings.Contains(why, "press") {
		why += ": press s"
	}
	return why
}

func (m *Model) copyHeader() tea.Cmd {
	name, text := m.header()
	return m.deliver(name, text)
}

func (m *Model) openCopyMenu() {
	m.openForms("Copy", func(m *Model, f form, text string) tea.Cmd { return m.deliver(f.name, text) })
}

func (m *Model) openWriteMenu() {
	m.openForms("Write to a file", func(m *Model, f form, text string) tea.Cmd {
		m.askWhere(f, text, f.file)
		return nil
	})
}

// askWhere asks for the file to write to, and proposes one.
func (m *Model) askWhere(f form, text, name string) {
	m.ask(prompt{
		title: "Write " + f.name, label: "File name", hint: "A new file that only you can read. An existing one is never overwritten.",
		then: func(m *Model, name string) tea.Cmd { return m.writeFile(f, text, name) },
	})
	m.prompt.input.set(name)
}

func (m *Model) openForms(title string, then func(*Model, form, string) tea.Cmd) {
	var items []menuItem
	for _, f := range forms() {
		item := menuItem{key: f.key, label: f.name, do: func(m *Model) tea.Cmd { return then(m, f, f.text(m)) }}
		if f.why != nil {
			item.note, item.why = m.formNote(f)
		}
		items = append(items, item)
	}
	m.openMenu(menu{title: title, items: items})
}

// formNote says how long a form is, or why there is none.
func (m *Model) formNote(f form) (note, why string) {
	text := f.text(m)
	if text == "" {
		return "", f.why(m)
	}
	if n := strings.Count(strings.TrimRight(text, "\n"), "\n"); n > 0 {
		return visible.Count(n+1, "line"), ""
	}
	return visible.Count(len(text), "byte"), ""
}

// deliveredMsg says how handing over went.
type deliveredMsg struct {
	name, text string
	way        delivery
	ways       []delivery // still to try
	how        string
	err        error
}

// deliver copies a text by the best way that there is.
func (m *Model) deliver(name, text string) tea.Cmd {
	return m.deliverBy(name, text, m.opt.deliveries(len(text)))
}

func (m *Model) deliverBy(name, text string, ways []delivery) tea.Cmd {
	if len(ways) == 0 {
		return m.fail(name + " not copied: no clipboard is in reach here; w writes a file, P quits and prints")
	}
	switch ways[0] {
	case byTerminal:
		note := name + " sent to the terminal by OSC 52, which cannot be confirmed; w writes a file"
		if m.opt.env("TMUX") != "" {
			note = name + " sent by OSC 52; tmux drops it unless set-clipboard is on; w writes a file"
		}
		return tea.Batch(tea.SetClipboard(text), m.say(note))
	default:
		write, how := m.opt.Clipboard.Write, m.opt.Clipboard.Name
		return func() tea.Msg {
			return deliveredMsg{name: name, text: text, way: byNative, ways: ways[1:], how: how, err: write(text)}
		}
	}
}

// whenGood says when servers accept what was copied, where it carries a signature.
func (m *Model) whenGood(text string) string {
	if m.a == nil || m.a.Fix.Good == "" || text == "" {
		return ""
	}
	f := &m.a.Fix
	for _, signed := range []string{f.Authorization, f.URL, f.Request, f.Curl} {
		if text == signed {
			return "; good " + f.Good
		}
	}
	return ""
}

// delivered tells the outcome, or tries the next way.
func (m *Model) delivered(msg deliveredMsg) tea.Cmd {
	if msg.err == nil {
		return m.say(fmt.Sprintf("%s copied with %s", msg.name, msg.how) + m.whenGood(msg.text))
	}
	if len(msg.ways) == 0 {
		return m.fail(fmt.Sprintf("%s not copied: %s: %v; w writes a file, P quits and prints", msg.name, msg.how, msg.err))
	}
	return m.deliverBy(msg.name, msg.text, msg.ways)
}

func (m *Model) writeFile(f form, text, name string) tea.Cmd {
	path := m.opt.path(name)
	if err := m.opt.WriteFile(path, []byte(text)); err != nil {
		return m.askAgain(func(m *Model) { m.askWhere(f, text, name) }, err)
	}
	return m.say(fmt.Sprintf("%s written to %s, readable by you alone", visible.Count(len(text), "byte"), path))
}

// printAndQuit leaves the screen and prints the corrected header.
func (m *Model) printAndQuit() tea.Cmd {
	_, m.print = m.header()
	return tea.Quit
}
