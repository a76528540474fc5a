package ui

import tea "charm.land/bubbletea/v2"

// wheel scrolls what is under the mouse.
func (m *Model) wheel(e tea.Mouse) {
	by := 3
	if e.Button == tea.MouseWheelUp {
		by = -3
	}
	switch {
	case m.over == overReader:
		m.reader.scroll(by)
	case m.over == overMenu:
		m.menu.move(by / 3)
	case m.over != overNone || m.a == nil:
	case m.frame.findings.has(e.X, e.Y):
		m.stepFinding(by / 3)
	case m.focus == onPaste:
		m.movePaste(by)
	case m.onKeyStage():
		m.stepKey(by / 3)
	default:
		m.moveCursor(by)
	}
}

// click gives the focus to what is under the mouse.
func (m *Model) click(e tea.Mouse) {
	if m.over != overNone || m.a == nil {
		return
	}
	f := &m.frame
	switch {
	case f.findings.has(e.X, e.Y):
		m.setFocus(onFindings)
		if !f.beside {
			m.toFinding(m.findings.top + e.Y - f.findings.y)
		}
	case f.tabs.has(e.X, e.Y):
		for i := range m.a.Stages {
			if e.X < m.tabEnds[i] {
				m.showStage(i)
				return
			}
		}
	case f.preview.has(e.X, e.Y):
		m.setFocus(onPaste)
	case f.main.has(e.X, e.Y) && m.focus != onPaste:
		m.setFocus(onStage)
	}
}
