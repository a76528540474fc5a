package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A terminal without bracketed paste sends a paste as keys. Where letters are
// commands it would quit, copy and edit; so a key waits there for as long as
// nobody notices, and what comes together goes to the box for another piece, as
// on the start page.

// holdGap is longer than the keys of a paste are apart and too short to be felt.
const holdGap = 30 * time.Millisecond

// pastedKeys that come together are a paste: a person rolls over two, maybe three.
const pastedKeys = 4

// heldKeys wait to be told from a paste.
type heldKeys struct {
	keys []tea.KeyPressMsg
	id   int // numbers the waits; the end of an old one is ignored
}

// heldMsg says that no other key came for a while.
type heldMsg int

// press routes a key: text and what acts at once straight on, a letter that is a
// command by way of the wait.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	if m.takesText() || !pastable(k) {
		return tea.Batch(m.release(), m.act(k))
	}
	return m.hold(k)
}

// pastable reports whether a paste without brackets may send a key.
func pastable(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "enter", "tab", "ctrl+j":
		return true
	}
	return k.Text != ""
}

// hold lets a key wait for others.
func (m *Model) hold(k tea.KeyPressMsg) tea.Cmd {
	m.held.keys = append(m.held.keys, k)
	if len(m.held.keys) == pastedKeys {
		if m.held.same() {
			return m.release()
		}
		return m.burst()
	}
	m.held.id++
	id := heldMsg(m.held.id)
	return m.opt.tick(holdGap, func(time.Time) tea.Msg { return id })
}

// same reports whether all is one key, as a keyboard repeats it that is held down.
func (h *heldKeys) same() bool {
	return !slices.ContainsFunc(h.keys, func(k tea.KeyPressMsg) bool { return k.String() != h.keys[0].String() })
}

func (m *Model) waited(id heldMsg) tea.Cmd {
	if int(id) != m.held.id {
		return nil
	}
	return m.release()
}

// release lets the keys act that waited.
func (m *Model) release() tea.Cmd {
	var all []tea.Cmd
	for _, k := range m.held.take() {
		all = append(all, m.act(k))
	}
	return tea.Batch(all...)
}

// burst puts the beginning of a paste into the box, or into the prompt that it is
// for, which takes the rest.
func (m *Model) burst() tea.Cmd {
	if !m.promptForPaste() {
		m.closeOver()
		m.openAdd()
	}
	var last tea.Cmd // one pause is enough
	for _, k := range m.held.take() {
		last = m.typed(k)
	}
	return last
}

func (h *heldKeys) take() []tea.KeyPressMsg {
	keys := h.keys
	h.keys = nil
	h.id++
	return keys
}
