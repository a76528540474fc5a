package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sigwhy/evidence"
	"sigwhy/visible"
)

// provenance says how the evidence came in, and how to get exact bytes where it
// did not.
func (m *Model) provenance() string {
	var parts []string
	exact := true
	for i, s := range m.a.Evidence.Sources {
		name := s.Via.String()
		if s.Via == evidence.ViaFile || s.Via == evidence.ViaStdin || strings.HasSuffix(s.Name, edited) {
			name = prose(s.Name)
		}
		parts = append(parts, name+", "+visible.Count(m.doc.texts[i].lines, "line"))
		exact = exact && s.Via != evidence.ViaPaste
	}
	text := strings.Join(parts, " + ")
	if n := len(m.a.Evidence.Exchanges); n > 1 {
		text = fmt.Sprintf("request %d of %d ([ ]) %s; ", m.shown()+1, n, m.requestName(m.a.Evidence, m.shown())) + m.goodName() + text
	} else {
		text = m.goodName() + text
	}
	if m.given.Key.Known() {
		text += "; secret key " + prose(m.keyFrom())
	}
	if said := m.overridden(); said != "" {
		text += "; " + said + " as given (e)"
	}
	if exact {
		return text
	}
	for _, more := range []string{
		"; line ends rewritten by the terminal: open the file (ctrl+o) for exact bytes",
		"; line ends rewritten by the terminal (ctrl+o: exact)",
		"; line ends rewritten (ctrl+o: exact)",
	} {
		if utf8.RuneCountInString(text+more) <= m.w-4 {
			return text + more
		}
	}
	return text + "; line ends rewritten (ctrl+o)"
}

// requestName is the method and the path of a request, short enough to leave room
// for the rest.
func (m *Model) requestName(e *evidence.Evidence, exchange int) string {
	r := e.Exchanges[exchange].Request
	if r == nil {
		return "without a request line"
	}
	path, _, _ := strings.Cut(r.Target.S, "?")
	if _, rest, absolute := strings.Cut(path, "://"); absolute {
		path = rest[max(0, strings.IndexByte(rest, '/')):]
	}
	name := prose(r.Method.S + " " + path)
	if room := max(16, m.w/3); utf8.RuneCountInString(name) > room {
		name = string([]rune(name)[:room-1]) + string(m.g.more)
	}
	return name
}

// goodName says which request the one on the screen is compared with.
func (m *Model) goodName() string {
	switch {
	case m.good == nil:
		return ""
	case m.isGood(m.shown()):
		return "kept as the good one (=); "
	}
	return "compared with " + m.requestName(m.good.Evidence, m.good.Exchange) + "; "
}

// drawInfo draws the message of the moment, or else what the cursor is on.
func (m *Model) drawInfo(c *canvas) {
	r := m.frame.info
	if r.empty() {
		return
	}
	if m.status.text != "" {
		m.drawStatus(c, r)
		return
	}
	text := m.position()
	if m.run.busy != "" && m.a != nil {
		text = m.doing()
	}
	c.text(1, r.y, m.w-2, text, style{role: roleDim})
}

// drawStatus draws a message; what does not fit on its line takes lines above it,
// for the keys below are needed all the more when something went wrong.
func (m *Model) drawStatus(c *canvas, r rect) {
	lines := wrapped(m.status.text, max(1, m.w-2))
	if most := 1 + min(2, m.h/4); len(lines) > most {
		lines = append(lines[:most-1:most-1], strings.Join(lines[most-1:], " "))
	}
	room := rect{0, r.y + 1 - len(lines), m.w, len(lines)}
	c.clear(room)
	c.lines(room.inset(1), lines, m.status.style())
}

// position says in words where the cursor is, and where its byte comes from.
func (m *Model) position() string {
	if m.a == nil || m.over != overNone {
		return ""
	}
	switch m.focus {
	case onPaste:
		return m.pastePosition()
	case onStage:
		if m.onKeyStage() {
			return ""
		}
		return m.stagePosition()
	}
	return m.findingPosition()
}

func (m *Model) stagePosition() string {
	d, at := m.stage.pair(), m.stage.place()
	if d == nil || !d.sides[at.side].Known() || len(d.sides[at.side].Text) == 0 {
		return ""
	}
	text := d.sides[at.side].Text
	if at.offset >= len(text) {
		return fmt.Sprintf("%s: end, byte %d", d.kinds[at.side], at.offset)
	}
	line := 1 + strings.Count(text[:at.offset], "\n")
	column := at.offset - strings.LastIndexByte(text[:at.offset], '\n')
	out := fmt.Sprintf("%s, byte %d (line %d, column %d): %s", d.kinds[at.side], at.offset, line, column, describe(text[at.offset]))
	if m.stage.hex {
		out = fmt.Sprintf("%s, byte 0x%x = %d: %s", d.kinds[at.side], at.offset, at.offset, describe(text[at.offset]))
	}
	if from := m.linkedFrom(); from != "" {
		out += ", from " + from
	}
	if m.link.rule != "" {
		out += "; " + prose(m.link.rule)
	}
	return out
}

// linkedFrom names the place of the paste that is linked.
func (m *Model) linkedFrom() string {
	if len(m.link.places) == 0 || m.link.places[0].Source < 0 || m.link.places[0].Source >= len(m.a.Evidence.Sources) {
		return ""
	}
	l := m.a.Evidence.Locate(m.link.places[0])
	return fmt.Sprintf("%s line %d, column %d", prose(l.Source), l.Line, l.Column)
}

func (m *Model) pastePosition() string {
	p := &m.paste
	if len(m.a.Evidence.Sources) == 0 || p.cursor >= len(p.text().data) {
		return fmt.Sprintf("end, byte %d", p.cursor)
	}
	l := m.a.Evidence.Locate(evidence.Place{Source: p.source, From: p.cursor, To: p.cursor + 1})
	out := fmt.Sprintf("byte %d (line %d, column %d): %s", p.cursor, l.Line, l.Column, describe(p.text().data[p.cursor]))
	if a := m.artefactAt(p.source, p.cursor); a != nil {
		out += ", in " + prose(a.What)
		if a.Note != "" {
			out += " (" + prose(a.Note) + ")"
		}
	}
	return out
}

// artefactAt is the smallest thing recognised around a byte.
func (m *Model) artefactAt(source, offset int) *evidence.Artefact {
	var best *evidence.Artefact
	for i := range m.a.Evidence.Artefacts {
		a := &m.a.Evidence.Artefacts[i]
		p := a.Place
		if p.Source != source || offset < p.From || offset >= p.To {
			continue
		}
		if best == nil || p.To-p.From < best.Place.To-best.Place.From {
			best = a
		}
	}
	return best
}

// drawKeys draws the keys that act here and now.
func (m *Model) drawKeys(c *canvas) {
	r := m.frame.keys
	if r.empty() {
		return
	}
	x, end := 1, m.w-1
	hints := m.hints()
	for i, b := range hints {
		h := b.Help()
		if x > 1 {
			x += 2
		}
		room := end - x
		if i+1 < len(hints) {
			room -= 2 // for the mark that there are more
		}
		if len(h.Key)+1+len(h.Desc) > room {
			c.put(max(1, x-1), r.y, m.g.more, style{role: roleDim})
			return
		}
		x = c.text(x, r.y, end-x, h.Key, style{role: roleAccent, attr: bold})
		x = c.text(x+1, r.y, end-x-1, h.Desc, style{role: roleDim})
	}
}

// hints are the bindings for the bottom line: help, what the pane does, then the rest.
func (m *Model) hints() []binding {
	all := m.bindings()
	var first, pane, rest []binding
	panes := 0
	if m.over == overNone && m.a != nil {
		panes = len(m.paneKeys())
	}
	for i, b := range all {
		switch {
		case b.Help().Key == "" || b.why != nil && b.why(m) != "":
		case b.Help().Desc == "help":
			first = append(first, b)
		case i < panes && len(pane) < 2:
			pane = append(pane, b)
		case i >= panes:
			rest = append(rest, b)
		}
	}
	return append(append(first, pane...), rest...)
}
