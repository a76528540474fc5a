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
