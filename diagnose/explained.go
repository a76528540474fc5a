package diagnose

import (
	"slices"
	"strings"

	"sigwhy/replay"
)

// explained reports whether a hit gives a name of its own to what a reproduction has proved:
// the proven signer makes of the request the very text that the hit is about, and one that
// signs by the rules makes the one that is due. Where another text is due than the request
// gives, it changed on its way, and nothing proved of the signer explains that.
func (f *facts) explained(h *hit, found reproduction) bool {
	if len(found) == 0 || h.basis != byTexts || h.yours == h.correct {
		return false
	}
	set := found.all()
	if slices.ContainsFunc(set, func(w *replay.Twist) bool { return w.Code == h.code }) {
		return false
	}
	proven, plain := f.model.With(set...), f.model.With()
	for _, g := range []replay.Group{replay.GroupPath, replay.GroupQuery, replay.GroupPayload} {
		if proven.Part(g) == h.yours && plain.Part(g) == h.correct {
			return true
		}
	}
	name, _, _ := strings.Cut(h.yours, ":")
	return headerLine(proven, name) == h.yours && headerLine(plain, name) == h.correct
}

// headerLine is the line of a header as a signer has it, the last one where it has several.
func headerLine(t *replay.Trial, name string) string {
	values := t.HeaderValues(name)
	if len(values) == 0 {
		return ""
	}
	return name + ":" + values[len(values)-1]
}
