package ui

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sigwhy/visible"
)

// typographic are the signs that sentences of the program may hold, in ASCII.
var typographic = strings.NewReplacer(
	"‘", "'", "’", "'", "“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`,
	"–", "-", "—", "-", "…", "...", "•", "*", "·", "-", "→", "->", "←", "<-", "×", "x",
)

// prose makes one drawable line of a sentence: printable ASCII and nothing else,
// for the width of other letters is not known on every terminal.
func prose(s string) string {
	t := typographic.Replace(string(visible.Prose(s)))
	for i := range len(t) {
		if t[i] >= 0x80 {
			return escapeLetters(t)
		}
	}
	return t
}

func escapeLetters(t string) string {
	var b strings.Builder
	for _, r := range t {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			b.WriteString(string(visible.String(string(r))))
		}
	}
	return b.String()
}

// paragraphs makes drawable lines of at most w columns of a text that may have
// several paragraphs.
func paragraphs(s string, w int) []string {
	var out []string
	for p := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		out = append(out, wrapped(prose(p), w)...)
	}
	return out
}

// wrapped breaks a drawable line at spaces.
func wrapped(s string, w int) []string {
	if s == "" {
		return []string{""}
	}
	return strings.Split(lipgloss.Wrap(s, max(1, w), " "), "\n")
}

// literal makes evidence drawable, byte for byte, as lines of at most w columns.
func literal(s string, w int) []string {
	var out []string
	lines := visible.Lines(s)
	for i := range lines {
		out = append(out, cut(&lines[i], w)...)
	}
	return out
}

// ownCode draws lines of the program's own, as they stand.
func ownCode(s string, w int) []string {
	var out []string
	from := 0
	for line := range strings.SplitSeq(s, "\n") {
		l := visible.CodeOf(s, from, from+len(line))
		out = append(out, cut(&l, w)...)
		from += len(line) + 1
	}
	return out
}

// cut breaks a line into rows of at most w columns.
func cut(l *visible.Line, w int) []string {
	var out []string
	starts := l.Wrap(w)
	for j, from := range starts {
		to := l.Width()
		if j+1 < len(starts) {
			to = starts[j+1]
		}
		out = append(out, string(l.Cut(from, to)))
	}
	return out
}

// keyed names the key of the screen where the analysis names a flag of the command line.
func keyed(s string) string { return strings.ReplaceAll(s, "(--pasted-key)", "(s)") }

// evidenceText makes evidence drawable, byte for byte, as one line.
func evidenceText(s string) string { return string(visible.String(s)) }
