package replay

import "strings"

// A Trial is a signer of a model's request with a knob at every place where people err.
// With all knobs at rest it signs by the rules; a twist turns one knob. Model.With makes
// one.
type Trial struct {
	*Model
	p pathKnobs
	q queryKnobs
	h headerKnobs
	c textKnobs // canonical request as a whole
	s stringKnobs
	k keyKnobs

	methodText  *string
	payloadText *string
}

func newTrial(m *Model) *Trial {
	t := &Trial{}
	t.reset(m)
	return t
}

// reset puts all knobs at rest but those of the mistakes that are known.
func (t *Trial) reset(m *Model) {
	*t = Trial{Model: m}
	for _, w := range m.proved {
		w.turn(t)
	}
}

// With returns a signer that makes the mistakes of some twists, by the rules where there
// are none.
func (m *Model) With(twists ...*Twist) *Trial {
	t := newTrial(m)
	for _, w := range twists {
		w.turn(t)
	}
	return t
}

// textKnobs are for a text made of lines.
type textKnobs struct {
	eol    string
	parts  func([]string) []string
	whole  rework
	noLast bool // the last line is left out
}

// finish reworks the text that stands in dst from a place on.
func (k *textKnobs) finish(dst []byte, from int) []byte {
	if k.eol != "" {
		n := len(dst)
		dst = appendLines(dst, dst[from:], strings.TrimPrefix(k.eol, "join:"))
		dst = append(dst[:from], dst[n:]...)
	}
	if k.whole != nil {
		n := len(dst)
		dst = k.whole(dst, dst[from:])
		dst = append(dst[:from], dst[n:]...)
	}
	return dst
}

func (k *textKnobs) finished(text string) string { return string(k.finish([]byte(text), 0)) }

// FinishedCanonical is what the trial's signer makes of a canonical request whose parts
// are put together.
func (t *Trial) FinishedCanonical(text string) string { return t.c.finished(text) }

// FinishedString is what the trial's signer makes of a string to sign whose lines are
// put together.
func (t *Trial) FinishedString(text string) string { return t.s.text.finished(text) }

func (t *Trial) methodLine() string {
	if t.methodText != nil {
		return *t.methodText
	}
	return t.Method
}

func (t *Trial) payloadLine() string {
	if t.payloadText != nil {
		return *t.payloadText
	}
	return t.Payload
}
