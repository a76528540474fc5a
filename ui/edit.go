package ui

import (
	"cmp"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// An editPanel changes what the evidence says, or does not say, and shows the
// answer as one types. An empty field means: as the evidence has it.
type editPanel struct {
	fields  [4]box
	focus   int
	changed bool
}

var editLabels = [...]string{"region", "service", "time", "access key id"}

// overridden lists what is taken as given and not as the evidence has it.
func (m *Model) overridden() string {
	var names []string
	for i, v := range m.editable() {
		if *v != "" {
			names = append(names, editLabels[i])
		}
	}
	return strings.Join(names, ", ")
}

// editable are the fields of the panel, in order.
func (m *Model) editable() [len(editLabels)]*string {
	g := &m.given
	return [...]*string{&g.Region, &g.Service, &g.Date, &g.AccessKeyID}
}

// editForms are what the fields take.
var editForms = [...]struct {
	form *regexp.Regexp
	says string
}{
	{regexp.MustCompile(`^[a-z0-9-]+$`), "a region is written in small letters, as us-east-1"},
	{regexp.MustCompile(`^[a-z0-9-]+$`), "a service is written in small letters, as s3"},
	{regexp.MustCompile(`^\d{8}T\d{6}Z$`), "not a time as 20260131T235959Z: it is ignored"},
	{regexp.MustCompile(`^[A-Z0-9]{16,128}$`), "an access key ID is 16 or more capital letters and digits"},
}

// odd says what is wrong with what stands in the field that is edited, "" when nothing is.
func (p *editPanel) odd() string {
	text := strings.TrimSpace(string(p.fields[p.focus].text))
	if text == "" || editForms[p.focus].form.MatchString(text) {
		return ""
	}
	return editForms[p.focus].says
}

func editKeys() []binding {
	return []binding{
		bind(on("enter", "esc"), "esc", "done", (*Model).closeEdit),
		bind(on("down", "tab"), "tab", "next field", do(func(m *Model) { m.edit.step(+1) })),
		bind(on("up", "shift+tab"), "", "previous field", do(func(m *Model) { m.edit.step(-1) })),
		bind(on("ctrl+o"), "ctrl+o", "edit the request", (*Model).openEditor).says("edit what was pasted in $EDITOR"),
		bind(on("ctrl+r"), "ctrl+r", "reset", (*Model).resetEdit).says("take all fields as the evidence has them"),
		bind(on("ctrl+c"), "ctrl+c", "quit", quit),
	}
}

func (p *editPanel) step(by int) { p.focus = (p.focus + by + len(p.fields)) % len(p.fields) }

func (m *Model) openEdit() {
	m.edit = editPanel{}
	for i, v := range m.editable() {
		m.edit.fields[i].single = true
		m.edit.fields[i].set(*v)
	}
	m.over = overEdit
}

func (m *Model) closeEdit() tea.Cmd {
	m.over = overNone
	if m.edit.changed {
		return m.say("edited; u undoes")
	}
	return nil
}

// typed changes a field and computes the answer anew at once; a result that is
// overtaken by the next key is dropped.
func (p *editPanel) typed(m *Model, k tea.KeyPressMsg) tea.Cmd {
	was := string(p.fields[p.focus].text)
	p.fields[p.focus].key(k, m.opt.Now())
	if string(p.fields[p.focus].text) == was {
		return nil
	}
	return p.apply(m)
}

func (p *editPanel) pasted(m *Model, content string) tea.Cmd {
	return tea.Batch(m.pastedLine(&p.fields[p.focus], content), p.apply(m))
}

func (p *editPanel) apply(m *Model) tea.Cmd {
	if !p.changed {
		m.remember()
		p.changed = true
	}
	for i, to := range m.editable() {
		*to = strings.TrimSpace(string(p.fields[i].text))
		if to == &m.given.Date && !editForms[i].form.MatchString(*to) {
			*to = "" // half typed
		}
	}
	return m.analyze()
}

func (m *Model) resetEdit() tea.Cmd {
	for i := range m.edit.fields {
		m.edit.fields[i].set("")
	}
	return m.edit.apply(m)
}

// drawEdit draws the panel at the bottom, so that the answer above is seen to change.
func (m *Model) drawEdit(c *canvas) {
	w, h := min(m.w, 92), 8
	top := max(0, m.h-2-h)
	r := c.box(rect{(m.w - w) / 2, top, w, min(h, m.h-top)}, "Edit: the answer above follows", style{role: roleDim})
	have := []string{m.a.Region, m.a.Service, m.a.Date, m.a.AccessKeyID}
	for i := range m.edit.fields {
		if i >= r.h {
			return
		}
		label := style{role: roleDim}
		if i == m.edit.focus {
			label = style{role: roleAccent, attr: bold}
		}
		c.text(r.x, r.y+i, 14, editLabels[i], label)
		field := rect{r.x + 15, r.y + i, r.w - 15, 1}
		if b := &m.edit.fields[i]; len(b.text) > 0 {
			drawField(c, field, b, i == m.edit.focus)
			continue
		}
		as := evidenceText(cmp.Or(have[i], "not known"))
		c.text(field.x, field.y, field.w, as, style{role: roleDim})
		if i == m.edit.focus {
			c.put(field.x, field.y, rune(as[0]), style{role: roleDim, attr: reverse})
		}
	}
	if why := m.edit.odd(); why != "" && r.h > 4 {
		c.text(r.x, r.y+r.h-1, r.w, why, style{role: roleWarn})
	} else if r.h > 5 {
		c.text(r.x, r.y+5, r.w, "An empty field is as the evidence has it. ctrl+o edits the paste in $EDITOR.", style{role: roleDim})
	}
}
