package ui

import (
	"cmp"
	"encoding/hex"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/sigv4"
	"sigwhy/visible"
)

// A keyPane shows the HMAC steps of the key derivation and the signature.
type keyPane struct {
	selected int
	reveal   bool // on purpose, until esc or another stage's key is asked for
}

func keyStageKeys() []binding {
	return []binding{
		bind(on("R"), "R", "reveal keys", (*Model).toggleReveal).unless((*Model).whyNoKeys).
			says("show the derived keys, or mask them again: with the signing key anyone can sign for that day, region and service"),
		bind(on("down", "j"), "up/down", "step", do(func(m *Model) { m.stepKey(+1) })).unless((*Model).whyNoSteps),
		bind(on("up", "k"), "", "previous step", do(func(m *Model) { m.stepKey(-1) })).unless((*Model).whyNoSteps),
	}
}

func (m *Model) whyNoSteps() string {
	if len(m.a.Keys) == 0 {
		return "no step is known"
	}
	return ""
}

func (m *Model) whyNoKeys() string {
	for i := range m.a.Keys {
		if m.a.Keys[i].Known {
			return ""
		}
	}
	return "no key is known: press s to give the secret key"
}

func (m *Model) toggleReveal() tea.Cmd {
	m.keys.reveal = !m.keys.reveal
	if m.keys.reveal {
		return m.warn("derived keys are on the screen: whoever sees the signing key can sign for its day, region and service")
	}
	return m.say("derived keys are masked")
}

func (m *Model) stepKey(by int) {
	m.keys.selected = max(0, min(m.keys.selected+by, len(m.a.Keys)-1))
}

// drawKeyStage draws every step with its inputs, result and commonest slip.
func (m *Model) drawKeyStage(c *canvas, r rect) {
	if r.empty() {
		return
	}
	if m.keys.reveal {
		var warning rect
		warning, r = r.top(1)
		c.text(warning.x+2, warning.y, warning.w-2, "The derived keys are shown. esc masks them.", style{role: roleWarn})
	}
	if len(m.a.Keys) == 0 {
		m.drawNoKeys(c, r)
		return
	}
	m.keys.selected = min(m.keys.selected, len(m.a.Keys)-1)
	start, airy := m.keyStart(r), r.w >= 60 && m.keyHeight(r.w, true) <= r.h
	for i := start; i < len(m.a.Keys) && r.h > 0; i++ {
		lines := m.stepLines(i, r.w, airy)
		n := m.drawStep(c, r, i, lines)
		_, r = r.top(n)
	}
}

func (m *Model) drawNoKeys(c *canvas, r rect) {
	s := &m.a.Stages[m.stage.index]
	_, r = r.left(2)
	w := min(r.w, 76)
	n := c.lines(r, wrapped(prose(cmp.Or(s.Correct.Missing, "not known")), w), style{})
	_, r = r.top(n + 1)
	c.lines(r, wrapped(prose(s.Explain), w), style{role: roleDim})
}

// keyHeight is how many lines all steps take.
func (m *Model) keyHeight(w int, airy bool) (n int) {
	for i := range m.a.Keys {
		n += len(m.stepLines(i, w, airy))
	}
	return n
}

// keyStart is the first step drawn, so that the selected one is seen.
func (m *Model) keyStart(r rect) int {
	start := m.keys.selected
	room := r.h - len(m.stepLines(start, r.w, false))
	for start > 0 {
		if room -= len(m.stepLines(start-1, r.w, false)); room < 0 {
			break
		}
		start--
	}
	return start
}

// A stepLine is one line of a step: a label, a text, and how it looks.
type stepLine struct {
	label, text string
	s           style
}

// stepLines is what is said of a step.
func (m *Model) stepLines(i, w int, airy bool) []stepLine {
	k := &m.a.Keys[i]
	room := max(8, w-3-keyLabel)
	lines := []stepLine{{k.Name, "", style{attr: bold}}}
	add := func(label, text string, s style) {
		for _, l := range wrapped(text, room) {
			lines = append(lines, stepLine{label, l, s})
			label = ""
		}
	}
	lines[0].text = fmt.Sprintf("HMAC-SHA256(%s, %s)", prose(k.Key), m.stepMessage(k))
	if len(lines[0].text) > room {
		lines[0].text = ""
		add("key", prose(k.Key)+length(k.KeyLength), style{})
		add("message", m.stepMessage(k)+length(len(k.Message)), style{})
	} else {
		add("", fmt.Sprintf("key%s, message%s", length(k.KeyLength), length(len(k.Message))), style{role: roleDim})
	}
	add("result", m.stepResult(k), style{})
	if k.Yours != "" {
		text, s := m.stepYours(k)
		add("yours", text, s)
	}
	if k.Hint != "" && (airy || i == m.keys.selected || k.Yours != "" && !k.YoursAgree) {
		add("", "often: "+prose(k.Hint), style{role: roleDim})
	}
	if airy {
		lines = append(lines, stepLine{})
	}
	return lines
}

const keyLabel = 10

func length(n int) string {
	if n == 0 {
		return " of unknown length"
	}
	return " of " + visible.Count(n, "byte")
}

// messageOf names what each step takes in.
var messageOf = map[string]string{
	"kDate": "the date", "kRegion": "the region", "kService": "the service", "kSigning": "the terminator", "signature": "the string to sign",
}

// stepMessage is the message of a step, drawable; the string to sign stands on
// a page of its own.
func (m *Model) stepMessage(k *diagnose.KeyStep) string {
	if k.Message == "" {
		return messageOf[k.Name] + ", not known"
	}
	if len(k.Message) > 64 {
		return "the string to sign"
	}
	return `"` + evidenceText(k.Message) + `"`
}

// stepResult is the result of a step: masked, with a fingerprint to compare by.
// The signature is no key and is shown.
func (m *Model) stepResult(k *diagnose.KeyStep) string {
	switch {
	case !k.Known:
		return "not known: needs the secret key (s)"
	case k.Name == "signature":
		return hex.EncodeToString(k.Result[:])
	case m.keys.reveal:
		return hex.EncodeToString(k.Result[:])
	}
	return "******** (masked; fingerprint " + sigv4.Fingerprint(k.Result) + ")"
}

func (m *Model) stepYours(k *diagnose.KeyStep) (string, style) {
	shown := ""
	if m.keys.reveal || k.Name == "signature" {
		shown = ": " + evidenceText(k.Yours)
	}
	switch {
	case !k.Known:
		return "in your log; to compare it needs the secret key" + shown, style{role: roleWarn}
	case k.YoursAgree:
		return string(m.g.matches) + " the one in your log agrees", style{role: roleGood}
	}
	return string(m.g.differs) + " the one in your log differs" + shown, style{role: roleBad}
}

// drawStep draws a step and returns how many rows it took.
func (m *Model) drawStep(c *canvas, r rect, i int, lines []stepLine) int {
	n := min(len(lines), r.h)
	if i == m.keys.selected && m.focus == onStage {
		c.put(r.x, r.y, m.g.point, style{role: roleAccent, attr: bold})
	}
	for y := range n {
		l := lines[y]
		label := style{role: roleDim}
		if y == 0 {
			label = style{attr: bold}
		}
		c.text(r.x+2, r.y+y, keyLabel, l.label, label)
		s := l.s
		if y == 0 {
			s = style{}
		}
		c.text(r.x+2+keyLabel, r.y+y, r.w-3-keyLabel, l.text, s)
	}
	return n
}
