package ui

import (
	"strings"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/visible"
)

// A reader shows a text to be read, over the page: help, or a finding explained.
type reader struct {
	title string
	lines func(w int) []readLine
	top   int
	fit   int
	count int
}

// A readLine is one drawable line.
type readLine struct {
	text string
	s    style
	key  string // drawn before the text, in its own column
}

func readerKeys() []binding {
	return []binding{
		bind(on("down", "j"), "up/down", "scroll", do(func(m *Model) { m.reader.scroll(+1) })),
		bind(on("up", "k"), "", "up", do(func(m *Model) { m.reader.scroll(-1) })),
		bind(on("esc", "q", "?", "f1", "enter"), "esc", "back", (*Model).back),
		bind(on("pgdown", "space"), "pgup/pgdn", "page", do(func(m *Model) { m.reader.scroll(m.reader.fit) })),
		bind(on("pgup", "b"), "", "page up", do(func(m *Model) { m.reader.scroll(-m.reader.fit) })),
		bind(on("ctrl+c"), "ctrl+c", "quit", quit),
	}
}

func (r *reader) scroll(by int) { r.top = max(0, min(r.top+by, r.count-r.fit)) }

func (m *Model) read(title string, lines func(w int) []readLine) {
	m.reader, m.over = reader{title: title, lines: lines}, overReader
}

func (m *Model) drawReader(c *canvas) {
	p := &m.reader
	w := min(m.w, 92)
	lines := p.lines(max(8, w-4))
	r := c.box(m.middle(w, len(lines)+2), p.title, style{role: roleDim})
	p.fit, p.count = r.h, len(lines)
	p.scroll(0)
	for y := 0; y < r.h && p.top+y < len(lines); y++ {
		l := lines[p.top+y]
		x := r.x
		if l.key != "" {
			c.text(x, r.y+y, helpColumn-1, l.key, style{role: roleAccent, attr: bold})
			x += helpColumn
		}
		c.text(x, r.y+y, r.x+r.w-x, l.text, l.s)
	}
	if p.top+p.fit < p.count && r.h < m.h {
		c.text(r.x, r.y+r.h, r.w, " more below ", style{role: roleDim})
	}
}

// section is a heading with sentences under it.
func section(head, body string, w int) []readLine {
	if strings.TrimSpace(body) == "" {
		return nil
	}
	lines := []readLine{{text: head, s: style{role: roleTitle}}}
	for _, l := range paragraphs(body, w) {
		lines = append(lines, readLine{text: l})
	}
	return append(lines, readLine{})
}

// evidenceSection is a heading with evidence under it, byte for byte.
func evidenceSection(head, body string, s style, w int) []readLine {
	if body == "" {
		return nil
	}
	lines := []readLine{{text: head, s: style{role: roleTitle}}}
	for _, l := range literal(body, w-2) {
		lines = append(lines, readLine{text: "  " + l, s: s})
	}
	return append(lines, readLine{})
}

// openDetail explains the selected finding.
func (m *Model) openDetail() {
	title := "No mistake found"
	if f := m.finding(); f != nil {
		title = f.Title
	}
	m.read(prose(title), m.detailLines)
}

func (m *Model) detailLines(w int) []readLine {
	f := m.finding()
	if f == nil {
		return append(m.needLines(w), m.refusedLines(w)...)
	}
	var lines []readLine
	for _, l := range wrapped(prose(f.Code+", "+string(f.Proof)+": "+proofMeans(string(f.Proof))), w) {
		lines = append(lines, readLine{text: l, s: style{role: roleDim}})
	}
	lines = append(lines, readLine{})
	lines = append(lines, section("Here", f.Says, w)...)
	mine, due := "Yours", "Correct"
	if f.Rewritten() {
		mine, due = "Signed", "Arrived"
	}
	lines = append(lines, evidenceSection(mine, f.Yours, style{role: roleYours}, w)...)
	lines = append(lines, evidenceSection(due, f.Correct, style{role: roleCorrect}, w)...)
	lines = append(lines, section("Do", f.Do, w)...)
	lines = append(lines, m.fragmentLines(f, w)...)
	if len(f.With) > 0 {
		lines = append(lines, section("Together", "Only together with "+strings.Join(f.With, ", ")+" it yields what was sent.", w)...)
	}
	lines = append(lines, m.explainLines(f.Code, w)...)
	lines = append(lines, section("Specification", f.Spec, w)...)
	return append(lines, m.needLines(w)...)
}

// fragmentLines show the mistake in the language of the client, if it is known.
func (m *Model) fragmentLines(f *diagnose.Finding, w int) []readLine {
	s, ok := m.a.Fragment(f)
	if !ok {
		return nil
	}
	lines := []readLine{{text: "In " + explain.LanguageName(s.Language), s: style{role: roleTitle}}}
	lines = append(lines, labelled("wrong  ", s.Wrong, style{role: roleYours}, w)...)
	lines = append(lines, labelled("right  ", s.Right, style{role: roleCorrect}, w)...)
	return append(lines, readLine{})
}

// labelled is a text of the program's own, with a label before its first line.
func labelled(label, body string, s style, w int) []readLine {
	var lines []readLine
	before := "  " + label
	for _, l := range ownCode(body, max(8, w-len(before))) {
		lines = append(lines, readLine{text: before + l, s: s})
		before = strings.Repeat(" ", len(before))
	}
	return lines
}

// exampleSection is a heading with lines of an example under it.
func exampleSection(head, body string, s style, w int) []readLine {
	lines := []readLine{{text: head, s: style{role: roleTitle}}}
	return append(append(lines, labelled("", body, s, w)...), readLine{})
}

// needLines says what would tell more, and what the search has done.
func (m *Model) needLines(w int) []readLine {
	var needs []string
	for _, n := range m.a.Needs {
		needs = append(needs, keyed(n.Why))
	}
	lines := section("To tell more", strings.Join(needs, "\n"), w)
	return append(lines, m.searchLines(w)...)
}

// refusedLines list what was looked for in vain where nothing was recognised: what
// some line looked like, and then all that can be read.
func (m *Model) refusedLines(w int) []readLine {
	if len(m.a.Evidence.Artefacts) > 0 || len(m.a.Findings) > 0 {
		return nil
	}
	var tried, known []string
	for _, r := range m.a.Evidence.Refused {
		tried = append(tried, r.Name+": "+visible.Count(r.Lines, "line")+" looked so, and none is "+r.Accepts)
	}
	for _, f := range evidence.Formats() {
		known = append(known, f.Name+": "+f.Accepts)
	}
	return append(section("What was tried", strings.Join(tried, "\n"), w), section("What is looked for", strings.Join(known, "\n"), w)...)
}

func (m *Model) explainLines(code string, w int) []readLine {
	e, ok := explain.Of(code)
	if !ok {
		return nil
	}
	lines := section("What it is", e.What, w)
	lines = append(lines, section("How to see it", e.See, w)...)
	lines = append(lines, exampleSection("Wrong", e.Wrong, style{role: roleYours}, w)...)
	lines = append(lines, exampleSection("Right", e.Right, style{role: roleCorrect}, w)...)
	lines = append(lines, section("How to mend it", e.Fix, w)...)
	if len(e.SeeAlso) > 0 {
		lines = append(lines, section("See also", strings.Join(e.SeeAlso, ", "), w)...)
	}
	return lines
}

func proofMeans(proof string) string {
	switch proof {
	case "reproduced":
		return "this mistake yields the very bytes that were sent"
	case "seen":
		return "the bytes in the paste show it"
	case "likely":
		return "much speaks for it, nothing proves it"
	}
	return "it would explain what is seen"
}
