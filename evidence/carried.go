package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// uncarriedBlocks takes off what a carrier put before the lines of one program where other
// lines stand around them: the log of a server behind that of a client. The lines of two
// programs are told apart by it, and stay as they are.
func uncarriedBlocks(t Text) Text {
	t = undockered(t)
	for _, c := range carriers {
		if at, ok := carriedBlock(t.S, c); ok {
			m := t.Remake()
			next := 0
			for _, n := range at {
				m.Keep(next, n.from)
				next = n.to
			}
			m.Keep(next, len(t.S))
			t = m.View("what a log puts before each line").Whole()
		}
	}
	return t
}

// carriedBlock returns where a carrier stands in a text, if at least some lines that follow
// each other have it, and all that have it are of one program.
func carriedBlock(s string, c *regexp.Regexp) (at []line, ok bool) {
	var program []string
	run, longest, texts := 0, 0, false
	for from := 0; from < len(s); {
		l := lineAt(s, from)
		m := c.FindStringSubmatch(firstBytes(l.text(s), longestPrefix))
		from = l.next
		if m == nil {
			run = 0
			continue
		}
		if program != nil && !slices.Equal(program, m[1:]) {
			return nil, false
		}
		program = m[1:]
		at = append(at, line{l.from, l.from + len(m[0]), l.next})
		texts = texts || isOfTexts(l.text(s)[len(m[0]):])
		run++
		longest = max(longest, run)
	}
	return at, texts && longest >= fewestCarried
}

// isOfTexts reports whether a line is of a text that is signed, or tells of one: all else that
// carriers hand on tells its time by what they put before it.
func isOfTexts(s string) bool {
	n := fieldName(s)
	return n > 0 && canonicalName(s[:n]) && isCanonicalLine(s) || s != "" && isScope(s) || containsFold(s, "canonical")
}

// fewestCarried is how many lines that follow each other tell of a carrier: what it puts there
// has a form of its own.
const fewestCarried = 2

// dockerLine is a line of the files that Docker keeps of what containers print; the group
// is what was printed, and ends with its line end.
var dockerLine = regexp.MustCompile(`^\{"log":"((?:[^"\\]|\\.)*)","stream":"std(?:out|err)"(?:,"[^"]*":[^\n]*)?\}$`)

// undockered reads such lines as what was printed.
func undockered(t Text) Text {
	if !strings.Contains(t.S, `{"log":"`) {
		return t
	}
	m := t.Remake()
	lines := 0
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		at = l.next
		k := dockerLine.FindStringSubmatchIndex(l.text(t.S))
		if k == nil {
			m.Keep(l.from, l.next)
			continue
		}
		lines++
		unescapeInto(m, t.S, l.from+k[2], l.from+k[3])
		if !strings.HasSuffix(l.text(t.S)[:k[3]], `\n`) {
			m.Put("\n", l.to, l.next)
		}
	}
	if lines < fewestCarried {
		return t
	}
	return m.View("what a log puts around each line").Whole()
}
