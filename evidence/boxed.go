package evidence

import (
	"strings"
	"unicode/utf8"
)

// fewestBoxed is how many lines between bars tell that a screen was copied with its frame.
const fewestBoxed = 3

// unboxed takes off the frame that a full-screen program such as k9s draws around its lines,
// and joins those that it broke at the width of the frame.
func unboxed(t Text) Text {
	if strings.Count(t.S, "│\n") < fewestBoxed {
		return t
	}
	m := t.Remake()
	kept, undone := 0, false
	for at := 0; at < len(t.S); {
		lines := framed(t.S, at)
		if len(lines) < fewestBoxed {
			at = lineAt(t.S, at).next
			continue
		}
		m.Keep(kept, at)
		for i, l := range lines {
			full := l.to-l.from > 0 && t.S[l.to-1] != ' '
			m.Keep(l.from, l.from+len(strings.TrimRight(t.S[l.from:l.to], " ")))
			if !full || i == len(lines)-1 {
				m.Put("\n", l.to, l.next)
			}
		}
		kept, undone = lines[len(lines)-1].next, true
		at = kept
	}
	if !undone {
		return t
	}
	m.Keep(kept, len(t.S))
	return m.View("the frame of a screen").Whole()
}

// framed lists what stands between the bars of lines of one width, from an offset on.
func framed(s string, at int) (lines []line) {
	const bar = "│"
	width := 0
	for at < len(s) {
		l := lineAt(s, at)
		inner, left := strings.CutPrefix(l.text(s), bar+" ")
		inner, right := strings.CutSuffix(inner, " "+bar)
		w := utf8.RuneCountInString(inner)
		if !left || !right || strings.Contains(inner, bar) || width > 0 && w != width {
			break
		}
		width = w
		from := l.from + len(bar) + 1
		lines = append(lines, line{from, from + len(inner), l.next})
		at = l.next
	}
	return lines
}
