package ui

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// A menu is a list to choose from, over the page.
type menu struct {
	title    string
	lead     string // a sentence above the list
	items    []menuItem
	selected int
	top      int
	fit      int  // items on the screen
	wide     bool // notes stand under their items

	asks func(*Model) // opens the prompt that a paste goes to; nil: it joins the evidence
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

// promptForPaste opens the prompt of a menu that has one for what is pasted, and
// reports whether it has: a secret key must never become evidence.
func (m *Model) promptForPaste() bool {
	if m.over != overMenu || m.menu.asks == nil {
		return false
	}
	m.menu.asks(m)
	return true
}

func menuKeys() []binding {
	return []binding{
		bind(on("enter"), "enter", "choose", (*Model).choose),
		bind(on("esc", "q"), "esc", "back", (*Model).back),
		bind(on("down"), "up/down", "move", do(func(m *Model) { m.menu.move(+1) })),
		bind(on("up"), "", "up", do(func(m *Model) { m.menu.move(-1) })),
		bind(on("pgdown", "space"), "pgup/pgdn", "page", do(func(m *Model) { m.menu.to(m.menu.selected + m.menu.fit) })),
		bind(on("pgup"), "", "page up", do(func(m *Model) { m.menu.to(m.menu.selected - m.menu.fit) })),
		bind(on("home", "g"), "g/G", "first, last", do(func(m *Model) { m.menu.to(0) })),
		bind(on("end", "G"), "", "last", do(func(m *Model) { m.menu.to(len(m.menu.items) - 1) })),
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

// to goes to an item, or to the last there is that way.
func (n *menu) to(i int) { n.selected = max(0, min(i, len(n.items)-1)) }

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

// drawMenu draws the menu in the middle of the screen. What is cut of the selected
// item stands in full under the list.
func (m *Model) drawMenu(c *canvas) {
	n := &m.menu
	w := min(m.w, 76)
	if n.wide {
		w = min(m.w, 100)
	}
	lead, foot := m.menuLead(w-4), n.footHeight(w-4)
	each := 1
	if n.wide {
		each = 2
	}
	outside := m.middle(w, len(lead)+each*len(n.items)+foot+2)
	r := c.box(outside, n.title, style{role: roleDim})
	below, r := r.bottom(min(foot, r.h/2))
	if r.h-len(lead) >= 3*each {
		c.lines(r, lead, style{role: roleDim})
		_, r = r.top(len(lead))
	}
	n.fit = max(1, r.h/each)
	n.top = windowTop(n.top, n.selected, n.fit, len(n.items))
	for i := n.top; i < len(n.items) && i < n.top+n.fit; i++ {
		m.drawItem(c, rect{r.x, r.y + (i-n.top)*each, r.w, each}, i)
	}
	m.drawMenuFoot(c, below)
	if n.fit < len(n.items) && r.w < outside.w {
		c.text(r.x, outside.y+outside.h-1, r.w, fmt.Sprintf(" %d of %d ", n.selected+1, len(n.items)), style{role: roleDim})
	}
}

// drawMenuFoot draws what is cut of the selected item, at the bottom of its room.
func (m *Model) drawMenuFoot(c *canvas, r rect) {
	if m.menu.selected >= len(m.menu.items) || r.empty() {
		return
	}
	lines := m.menu.cut(m.menu.selected, r.w)
	if len(lines) > r.h {
		lines = append(lines[:r.h-1:r.h-1], strings.Join(lines[r.h-1:], " "))
	}
	_, r = r.top(r.h - len(lines))
	c.lines(r, lines, style{})
}

// mostFoot bounds the lines under the list.
const mostFoot = 6

// footHeight is how many lines the item that is cut most needs, and one to part them
// from the list.
func (n *menu) footHeight(w int) int {
	most := 0
	for i := range n.items {
		most = max(most, len(n.cut(i, w)))
	}
	if most == 0 {
		return 0
	}
	return min(most+1, mostFoot)
}

// cut is what does not fit of an item in the list, in full.
func (n *menu) cut(i, w int) []string {
	item := &n.items[i]
	label, note := prose(item.label), prose(item.says())
	labelRoom, noteRoom := w-2, w-4
	if !n.wide {
		labelRoom, noteRoom = w-item.labelAt(), w-item.noteAt()
	}
	var lines []string
	if len(label) > labelRoom {
		lines = wrapped(label, w)
	}
	if note != "" && len(note) > noteRoom {
		lines = append(lines, wrapped(note, w)...)
	}
	return lines
}

// says is what stands beside an item: why it cannot be chosen, or else its note.
func (item *menuItem) says() string { return cmp.Or(item.why, item.note) }

// labelAt is the column of an item's label; noteAt that of its note where it stands beside it.
func (item *menuItem) labelAt() int {
	if item.key != "" {
		return 5
	}
	return 2
}

func (item *menuItem) noteAt() int { return max(33, item.labelAt()+len(prose(item.label))+2) }

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
	if item.key != "" {
		c.text(r.x+2, r.y, 1, item.key, style{role: roleAccent, attr: bold})
	}
	at := item.labelAt()
	c.text(r.x+at, r.y, r.w-at, prose(item.label), s)
	note := rect{r.x + 4, r.y + 1, r.w - 4, 1}
	if !n.wide {
		note = rect{r.x + item.noteAt(), r.y, r.w - item.noteAt(), 1}
	}
	c.text(note.x, note.y, note.w, prose(item.says()), style{role: roleDim})
}
