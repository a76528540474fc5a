package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/visible"
)

// openExchanges lists the requests of the paste, with what is wrong with each.
func (m *Model) openExchanges() {
	var items []menuItem
	for i := range m.a.Evidence.Exchanges {
		note := answerName(&m.a.Evidence.Exchanges[i])
		if b := m.brief(i); b != nil {
			note += "; " + b.Says()
		}
		if m.isGood(i) {
			note += "; kept as the good one"
		}
		items = append(items, menuItem{
			label: exchangeName(&m.a.Evidence.Exchanges[i]), note: note,
			do: func(m *Model) tea.Cmd { return m.toExchange(i) },
		})
	}
	m.openMenu(menu{title: "Requests in the paste", items: items, wide: true})
	m.menu.selected = m.shown()
}

// brief is the best that is known of a request: its answer, where it was looked at,
// for that may have searched longer than the quick look.
func (m *Model) brief(i int) *diagnose.Brief {
	if known, ok := m.memory.answer(m.question(), i); ok {
		return new(diagnose.BriefOf(known.analysis))
	}
	if i < len(m.a.Briefs) {
		return &m.a.Briefs[i]
	}
	return nil
}

func exchangeName(x *evidence.Exchange) string {
	if x.Request == nil {
		return "(no request)"
	}
	host := ""
	if strings.Contains(x.Request.Target.S, "://") {
		return x.Request.Method.S + " " + x.Request.Target.S // which names the host
	}
	for _, f := range x.Request.Fields {
		if strings.EqualFold(f.Name.S, "host") {
			host = " " + f.Value.Trim().S
		}
	}
	return x.Request.Method.S + " " + x.Request.Target.S + host
}

func answerName(x *evidence.Exchange) string {
	if x.Server == nil {
		return "no answer in the paste"
	}
	return strings.TrimSpace(x.Server.Status.S + " " + x.Server.Code.S)
}

// openRecognised lists what was read from the paste, and remarks on the reading.
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
		items = append(items, m.placeItem("not "+r.Name+": "+r.Accepts, "tried on "+visible.Count(r.Lines, "line")+", first on this one", r.First))
	}
	if len(e.Artefacts) == 0 {
		lead = "Nothing was recognised as a request, a claim, a canonical request, a string to sign or an error. The paste itself is under p."
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
