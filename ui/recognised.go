package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sigwhy/evidence"
	"sigwhy/visible"
)

// openRecognised lists what was read from the paste, and remarks on the reading; where
// there is nothing to list, what is looked for.
func (m *Model) openRecognised() {
	e := m.a.Evidence
	var items []menuItem
	for _, a := range e.Artefacts {
		items = append(items, m.placeItem(a.What, a.Note, a.Place))
	}
	for _, n := range e.Notes {
		items = append(items, m.placeItem("note: "+n.Says, "", n.Place))
	}
	lead := ""
	for _, r := range e.Refused {
		tried := "tried on " + visible.Count(r.Lines, "line") + ", first on this one"
		items = append(items, m.placeItem("not "+r.Name+": "+r.Accepts, tried, r.First))
	}
	if len(items)+len(m.a.Findings) == 0 {
		m.read("Nothing was recognised", m.refusedLines)
		return
	}
	if len(e.Artefacts) == 0 {
		lead = "Nothing was recognised as a request, a claim, a canonical request, a string to sign or an error. " +
			"The paste itself is under p."
	}
	m.openMenu(menu{title: "Recognised", lead: lead, items: items, wide: true})
}

func (m *Model) placeItem(label, note string, p evidence.Place) menuItem {
	where := ""
	if p.Source >= 0 && p.Source < len(m.a.Evidence.Sources) && p.To <= len(m.a.Evidence.Sources[p.Source].Data) {
		l := m.a.Evidence.Locate(p)
		where = fmt.Sprintf("%s, line %d, %s", l.Source, l.Line, visible.Count(l.Length, "byte"))
	}
	if note != "" {
		where += "; " + note
	}
	return menuItem{label: label, note: where, do: func(m *Model) tea.Cmd {
		m.paste.show(p)
		m.focus = onPaste
		m.linkPlace(p)
		return nil
	}}
}
