package ui

import (
	"fmt"
	"strings"

	"sigwhy/evidence"
)

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

func (m *Model) findingPosition() string {
	f := m.finding()
	if f == nil {
		return ""
	}
	out := f.Code
	if from := m.linkedFrom(); from != "" {
		out += ", in " + from
	}
	if len(f.With) > 0 {
		out += "; only together with " + fmt.Sprint(f.With)
	}
	return prose(out)
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
