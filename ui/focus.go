package ui

func (m *Model) stepFocus(by int) {
	order := []focus{onFindings, onStage}
	if !m.frame.preview.empty() || m.focus == onPaste {
		order = append(order, onPaste)
	}
	for i, f := range order {
		if f == m.focus {
			m.setFocus(order[(i+by+len(order))%len(order)])
			return
		}
	}
}

// setFocus gives the keys to a pane, and links what is selected there.
func (m *Model) setFocus(f focus) {
	m.focus = f
	switch f {
	case onFindings:
		m.linkFinding()
	case onStage:
		m.linkCursor()
	}
}
