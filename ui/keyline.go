package ui

// drawKeys draws the keys that act here and now.
func (m *Model) drawKeys(c *canvas) {
	r := m.frame.keys
	if r.empty() {
		return
	}
	x, end := 1, m.w-1
	hints := m.hints()
	for i, b := range hints {
		h := b.Help()
		if x > 1 {
			x += 2
		}
		room := end - x
		if i+1 < len(hints) {
			room -= 2 // for the mark that there are more
		}
		if len(h.Key)+1+len(h.Desc) > room {
			c.put(max(1, x-1), r.y, m.g.more, style{role: roleDim})
			return
		}
		x = c.text(x, r.y, end-x, h.Key, style{role: roleAccent, attr: bold})
		x = c.text(x+1, r.y, end-x-1, h.Desc, style{role: roleDim})
	}
}

// hints are the bindings for the bottom line: help, what the pane does, then the rest.
func (m *Model) hints() []binding {
	all := m.bindings()
	var first, pane, rest []binding
	panes := 0
	if m.over == overNone && m.a != nil {
		panes = len(m.paneKeys())
	}
	for i, b := range all {
		switch {
		case b.Help().Key == "" || b.why != nil && b.why(m) != "":
		case b.first:
			first = append(first, b)
		case i < panes && len(pane) < 2:
			pane = append(pane, b)
		case i >= panes:
			rest = append(rest, b)
		}
	}
	return append(append(first, pane...), rest...)
}
