package ui

import (
	tea "charm.land/bubbletea/v2"
)

// A menu is a list to choose from, over the page.
type menu struct {
	title    string
	lead     string // a sentence above the list
	items    []menuItem
	selected int
	top      int
	wide     bool // notes stand under their items
}

// A menuItem is one line of a menu. Texts are made drawable when drawn.
type menuItem struct {
	key   string // a letter that chooses it, "" for none
	label string
	note  string
	why   string // why it cannot be chosen, "" when it can
	do    func(*Model) tea.Cmd
}

func (m *Model) openMenu(n menu) {
	m.menu, m.over = n, overMenu
	for i := range n.items {
		if n.items[i].why == "" {
			m.menu.selected = i
			break
		}
	}
}

func menuKeys() []binding {
	return []binding{
		bind(on("enter"), "enter", "choose", (*Model).choose),
		bind(on("down"), "up/down", "move", do(func(m *Model) { m.menu.move(+1) })),
		bind(on("up"), "", "up", do(func(m *Model) { m.menu.move(-1) })),
		bind(on("esc", "q"), "esc", "back", (*Model).back),
		bind(on("ctrl+c"), "ctrl+c", "quit", quit),
	}
}

// menuItemKeys are the letters of the items.
func (m *Model) menuItemKeys() []binding {
	var keys []binding
	for i, item := range m.menu.items {
		if item.key == "" {
			continue
		}
		keys = append(keys, bind(on(item.key), "", item.label, func(m *Model) tea.Cmd {
			m.menu.selected = i
			return m.choose()
		}))
	}
	return keys
}

func (n *menu) move(by int) {
	if len(n.items) > 0 {
		n.selected = (n.selected + by + len(n.items)) % len(n.items)
	}
}

// choose does what the selected item does; an item that cannot says why.
func (m *Model) choose() tea.Cmd {
	if m.menu.selected >= len(m.menu.items) {
		m.closeOver()
		return nil
	}
	item := m.menu.items[m.menu.selected]
	if item.why != "" {
		return m.warn(item.label + ": " + item.why)
	}
	m.closeOver()
	return item.do(m)
}

// drawMenu draws the menu in the middle of the screen.
func (m *Model) drawMenu(c *canvas) {
	n := &m.menu
	w := min(m.w, 76)
	if n.wide {
		w = min(m.w, 100)
	}
	lead := m.menuLead(w - 4)
	each := 1
	if n.wide {
		each = 2
	}
	rows := len(lead) + each*len(n.items)
	r := c.box(m.middle(w, rows+2), n.title, style{role: roleDim})
	used := c.lines(r, lead, style{role: roleDim})
	_, r = r.top(used)
	fit := max(1, r.h/each)
	n.top = windowTop(n.top, n.selected, fit, len(n.items))
	for i := n.top; i < len(n.items) && i < n.top+fit; i++ {
		m.drawItem(c, rect{r.x, r.y + (i-n.top)*each, r.w, each}, i)
	}
}

func (m *Model) menuLead(w int) []string {
	if m.menu.lead == "" {
		return nil
	}
	return append(wrapped(prose(m.menu.lead), max(1, w)), "")
}

func (m *Model) drawItem(c *canvas, r rect, i int) {
	n, item := &m.menu, &m.menu.items[i]
	s := style{}
	if item.why != "" {
		s.role = roleDim
	}
	if i == n.selected {
		s.attr |= bold
		c.put(r.x, r.y, m.g.point, style{role: roleAccent, attr: bold})
	}
	x := r.x + 2
	if item.key != "" {
		c.text(x, r.y, 1, item.key, style{role: roleAccent, attr: bold})
		x += 3
	}
	x = c.text(x, r.y, r.x+r.w-x, prose(item.label), s)
	note := item.note
	if item.why != "" {
		note = item.why
	}
	if n.wide {
		c.text(r.x+4, r.y+1, r.w-4, prose(note), style{role: roleDim})
		return
	}
	if at := r.x + 33; note != "" && x < at {
		x = min(at, r.x+r.w)
	} else {
		x += 2
	}
	c.text(x, r.y, r.x+r.w-x, prose(note), style{role: roleDim})
}

// middle is a rectangle of the given size in the middle of the screen, above the
// two bottom lines.
func (m *Model) middle(w, h int) rect {
	w, h = min(w, m.w), min(h, max(3, m.h-2))
	return rect{(m.w - w) / 2, max(0, (m.h-2-h)/2), w, min(h, m.h)}
}

// drawOver draws what lies over the page, and its keys.
func (m *Model) drawOver(c *canvas) {
	switch m.over {
	case overMenu:
		m.drawMenu(c)
	case overPrompt:
		m.drawPrompt(c)
	case overEdit:
		m.drawEdit(c)
	case overReader:
		m.drawReader(c)
	case overAdd:
		m.drawAdd(c)
	}
}

func (m *Model) drawAdd(c *canvas) {
	r := c.box(m.middle(min(m.w, 96), max(6, m.h/2)), "Add another piece", style{role: roleDim})
	head, rest := r.top(2)
	c.text(head.x, head.y, head.w, "Paste it: the server's error, a log, the request. ctrl+d adds what is typed.", style{role: roleDim})
	m.drawBox(c, rest)
}
