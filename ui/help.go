package ui

// helpColumn is the width of the column of keys.
const helpColumn = 13

// openHelp explains the pane and lists the keys that act in it.
func (m *Model) openHelp() {
	keys := m.bindings()
	reasons := make([]string, len(keys))
	for i, b := range keys {
		if b.why != nil {
			reasons[i] = b.why(m)
		}
	}
	title, teach := m.teaching()
	m.read(title, func(w int) []readLine { return helpLines(teach, keys, reasons, w) })
}

// teaching says what the pane in focus shows.
func (m *Model) teaching() (title, text string) {
	switch {
	case m.a == nil:
		return "Help", "Paste anything that failed into the box: it is read, the signature is computed anew from it, and the " +
			"first place where both part is shown. A terminal may rewrite line ends in a paste; a file or the clipboard " +
			"keeps every byte. Nothing leaves this machine, and the secret key is never needed to begin with."
	case m.focus == onFindings:
		return "Findings", "The mistakes that were found, the one to fix first on top. \"reproduced\" means that this mistake yields " +
			"the very hash or signature that was sent, which proves it; \"seen\" that the bytes show it; \"likely\" and " +
			"\"possible\" are hints."
	case m.focus == onPaste:
		return "Paste", "What was pasted, byte for byte: everything that is not printable ASCII is drawn as an escape, and a " +
			"space that would not be seen as a dot. Moving the cursor moves the stage to what the byte became."
	}
	s := &m.a.Stages[m.stage.index]
	return prose(string(s.Stage)), s.Explain
}

func helpLines(teach string, keys []binding, reasons []string, w int) []readLine {
	var lines []readLine
	for _, l := range paragraphs(teach, w) {
		lines = append(lines, readLine{text: l})
	}
	lines = append(lines, readLine{})
	for i, b := range keys {
		h := b.Help()
		if h.Key == "" {
			continue
		}
		text := b.long
		if text == "" {
			text = h.Desc
		}
		s := style{}
		if reasons[i] != "" {
			text, s = h.Desc+": "+reasons[i], style{role: roleDim}
		}
		for j, l := range wrapped(prose(text), max(8, w-helpColumn)) {
			key := h.Key
			if j > 0 {
				key = " "
			}
			lines = append(lines, readLine{text: l, s: s, key: key})
		}
	}
	return lines
}
