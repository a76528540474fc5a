package ui

import (
	tea "charm.land/bubbletea/v2"
)

// Update routes; every case is one call.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.background(msg.IsDark())
	case tea.KeyPressMsg:
		return m, m.press(msg)
	case tea.PasteMsg:
		return m, tea.Batch(m.release(), m.pasted(msg.Content))
	case tea.MouseWheelMsg:
		m.wheel(msg.Mouse())
	case tea.MouseClickMsg:
		m.click(msg.Mouse())
	case analyzedMsg:
		return m, m.analyzed(msg)
	case searchedMsg:
		return m, m.searched(msg)
	case loadedMsg:
		return m, m.loaded(msg)
	case credentialsMsg:
		return m, m.credentials(msg)
	case deliveredMsg:
		return m, m.delivered(msg)
	case editedMsg:
		return m, m.afterEditor(msg)
	case heldMsg:
		return m, m.waited(msg)
	case pausedMsg:
		return m, m.paused(msg)
	case expiredMsg:
		m.status.expire(msg)
	}
	return m, nil
}

// typed gives a key to the text field that takes it.
func (m *Model) typed(k tea.KeyPressMsg) tea.Cmd {
	switch m.over {
	case overPrompt:
		m.prompt.input.key(k, m.opt.Now())
		return nil
	case overEdit:
		return m.edit.typed(m, k)
	}
	if !m.box.key(k, m.opt.Now()) {
		return nil
	}
	return m.pause()
}
