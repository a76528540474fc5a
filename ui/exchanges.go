package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
)

func (m *Model) nextExchange() tea.Cmd { return m.toExchange(m.exchange + 1) }

func (m *Model) previousExchange() tea.Cmd { return m.toExchange(m.exchange - 1) }

func (m *Model) toExchange(n int) tea.Cmd {
	count := len(m.a.Evidence.Exchanges)
	m.exchange, m.chosen = (n+count)%count, true
	known, ok := m.memory.answer(m.question(), m.exchange)
	if !ok {
		return m.analyze()
	}
	m.run.stop()
	known.generation = m.run.generation
	return m.analyzed(known)
}

// shown is the request on the screen; another one may be on its way.
func (m *Model) shown() int { return max(0, m.a.Exchange) }

func (m *Model) whyOneExchange() string {
	if len(m.a.Evidence.Exchanges) < 2 {
		return "the paste holds one request only"
	}
	return ""
}

// openExchanges lists the requests of the paste, with what is wrong with each.
func (m *Model) openExchanges() {
	var items []menuItem
	times := diagnose.TellApart(m.a.Briefs)
	for i := range m.a.Evidence.Exchanges {
		note := m.lineOf(i)
		if i < len(times) && times[i] != "" {
			note += times[i] + "; "
		}
		note += answerName(&m.a.Evidence.Exchanges[i])
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

// lineOf tells on which line of the paste a request stands.
func (m *Model) lineOf(exchange int) string {
	r := m.a.Evidence.Exchanges[exchange].Request
	if r == nil || r.Place.Empty() || r.Place.Source < 0 {
		return ""
	}
	return fmt.Sprintf("line %d; ", m.a.Evidence.Locate(r.Place).Line)
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
