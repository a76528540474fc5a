package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// level grades a status message.
type level uint8

const (
	info level = iota
	warning
	failure
)

// life is how long a message stays at most: the next key ends it. Without a key a
// failure stays.
func (l level) life() time.Duration {
	switch l {
	case info:
		return 6 * time.Second
	case warning:
		return 9 * time.Second
	}
	return 0
}

// A status is the message of the moment.
type status struct {
	level level
	text  string // drawable
	id    int    // numbers the messages; the end of an old one is ignored
}

// expiredMsg ends the life of a message.
type expiredMsg int

func (m *Model) say(text string) tea.Cmd  { return m.tell(info, text) }
func (m *Model) warn(text string) tea.Cmd { return m.tell(warning, text) }
func (m *Model) fail(text string) tea.Cmd { return m.tell(failure, text) }

func (m *Model) tell(l level, text string) tea.Cmd {
	m.status = status{level: l, text: prose(text), id: m.status.id + 1}
	if l.life() == 0 {
		return nil
	}
	id := m.status.id
	return m.opt.tick(l.life(), func(time.Time) tea.Msg { return expiredMsg(id) })
}

func (s *status) expire(id expiredMsg) {
	if int(id) == s.id {
		s.text = ""
	}
}

// over ends a message that the next key or the next piece of evidence makes stale.
func (s *status) over() { s.text = "" }

func (s *status) style() style {
	switch s.level {
	case warning:
		return style{role: roleWarn}
	case failure:
		return style{role: roleBad}
	}
	return style{role: roleAccent}
}
