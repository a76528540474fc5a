package evidence

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// bareLines takes off what stands around every line of a source: the marks of a mail's or a
// page's quotation, one indentation, a fence, empty lines between all lines. Blocks of
// lines with a prefix of their own are read by prefixed.
func bareLines(t Text) Text {
	if len(t.S) > longestStraight {
		return t // a log, and no page
	}
	for range deepest {
		next := withoutIndent(unmarked(unnumbered(uncarried(unfenced(unescapedWhole(unquotedWhole(t)))))))
		if next.view == t.view {
			break
		}
		t = next
	}
	return undoubled(uncarriedBlocks(t))
}

// fewestBared is how many lines with a text tell what all of them have.
const fewestBared = 3

// unescapedWhole reads a source in which all markup, or all quotes, are written with
// entities. In one that has markup of its own, entities belong to what this holds.
func unescapedWhole(t Text) Text {
	if !strings.Contains(t.S, "&") || strings.ContainsAny(t.S, "<>") {
		return t
	}
	for _, e := range everywhere {
		if n := len(e.written.FindAllStringIndex(t.S, fewestBared)); n >= e.fewest && !strings.Contains(t.S, e.stands) {
			return unescapeXML(t)
		}
	}
	return t
}

// everywhere are entities that stand in a source for each of a character.
var everywhere = []struct {
	written *regexp.Regexp
	stands  string
	fewest  int
}{
	{regexp.MustCompile(`&lt;[^&\n]*&gt;`), "<", 1},
	{quoteEntities, `"`, 2},
	{singleEntities, "'", 2},
}

// onlyMember is what begins an object of JSON, up to the text of its first member. What a
// server answers is read as that.
var onlyMember = regexp.MustCompile(`^\{\s*"([^"\\]*)"\s*:\s*"`)

var ofAnswers = regexp.MustCompile(`(?i)message|error`)

// unquotedWhole reads a source that is one literal, as repr and JSON write a text of
// several lines, or an object of JSON that holds nothing but one.
func unquotedWhole(t Text) Text {
	s := strings.TrimSpace(t.S)
	literal := s
	if m := onlyMember.FindStringSubmatch(s); m != nil && strings.HasSuffix(s, "}") && !ofAnswers.MatchString(m[1]) {
		literal = strings.TrimSpace(s[len(m[0])-1 : len(s)-1])
	} else if strings.HasPrefix(s, "b") {
		literal = s[1:]
	}
	last := len(literal) - 1
	if last < 1 || !isQuote(literal[0]) || literal[last] != literal[0] || closesWithin(literal) ||
		!strings.Contains(literal, `\n`) || strings.IndexByte(literal, '\n') >= 0 {
		return t
	}
	from := strings.Index(t.S, literal)
	m := t.Remake()
	unescapeInto(m, t.S, from+1, from+last)
	return m.View(`escapes such as \n`).Whole()
}

// closesWithin reports whether the quote that a text begins with stands in it once more,
// before its end and without a backslash.
func closesWithin(s string) bool {
	for i := 1; i < len(s)-1; i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return true
		}
	}
	return false
}

// unfenced leaves out the fence around a source that is all one block of code.
func unfenced(t Text) Text {
	s := strings.TrimSpace(t.S)
	if !strings.HasPrefix(s, "```") || !strings.HasSuffix(s, "\n```") || strings.Count(s, "```") != 2 {
		return t
	}
	first := lineAt(t.S, strings.Index(t.S, "```"))
	if strings.HasPrefix(first.text(t.S), "```diff") {
		return t
	}
	m := t.Remake()
	m.Keep(first.next, strings.LastIndex(t.S, "```"))
	return m.View("the fence around the text").Whole()
}

// unmarked takes the marks of a quotation off a source whose every line has one. Where the
// first line is that of a request, curl or another tool has put them there, and they tell
// what was sent.
func unmarked(t Text) Text {
	first := strings.TrimSpace(lineAt(t.S, 0).text(t.S))
	if _, _, _, _, sent := requestLine(first); sent || !strings.HasPrefix(first, ">") {
		return t
	}
	return baredBy(t, "the quotation marks of each line", func(s string) int {
		switch {
		case strings.HasPrefix(s, "> "):
			return 2
		case strings.HasPrefix(s, ">"):
			return 1
		}
		return 0
	})
}

// carriers are what begins each line that containers, journals and serial monitors hand on,
// whatever program wrote it; a group is that program.
var carriers = []*regexp.Regexp{
	regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d) std(?:out|err) [FP](?: |$)`), // Kubernetes' CRI
	regexp.MustCompile(`^([\w.-]+-\d+) +\|(?: |$)`),                                                          // docker compose
	regexp.MustCompile(`^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ([\w.-]+ [\w.@/-]+(?:\[\d+\])?):(?: |$)`),      // syslog, RFC 3164, section 4.1
	regexp.MustCompile(`^(\[pod/[^\] ]+\])(?: |$)`),                                                          // kubectl logs --prefix
	regexp.MustCompile(`^<\d{1,3}>1 \S+ (\S+ \S+ \S+) \S+ -(?: |$)`),                                         // syslog, RFC 5424, section 6
	regexp.MustCompile(`^\d\d:\d\d:\d\d\.\d{3} ->(?: |$)`),                                                   // Arduino's serial monitor
}

// lineNumber is what editors and pages write before each line.
var lineNumber = regexp.MustCompile(`^ *(\d{1,5})(?:[:|.]|\t| ) ?|^ *(\d{1,5})$`)

// unnumbered takes off the numbers of the lines of a source, where each line has its own.
func unnumbered(t Text) Text {
	next := 0
	return baredBy(t, "the numbers of the lines", func(s string) int {
		m := lineNumber.FindStringSubmatch(s)
		if m == nil {
			return 0
		}
		n, err := strconv.Atoi(m[1] + m[2])
		if err != nil || next > 0 && n != next {
			return 0
		}
		next = n + 1
		return len(m[0])
	})
}

// uncarried takes off what a carrier put before each line of a source, all of one program:
// the lines of two are told apart by it.
func uncarried(t Text) Text {
	for _, c := range carriers {
		first := c.FindStringSubmatch(firstBytes(t.S, 200))
		if first == nil {
			continue
		}
		return baredBy(t, "what a log puts before each line", func(s string) int {
			m := c.FindStringSubmatch(s)
			if m == nil || !slices.Equal(m[1:], first[1:]) {
				return 0
			}
			return len(m[0])
		})
	}
	return t
}

// withoutIndent takes the indentation off a source whose every line has it.
func withoutIndent(t Text) Text {
	common := -1
	for at := 0; at < len(t.S) && common != 0; {
		l := lineAt(t.S, at)
		if s := l.text(t.S); !isBlank(s) {
			if n := span(s, isBlankByte); common < 0 || n < common {
				common = n
			}
		}
		at = l.next
	}
	if common <= 0 {
		return t
	}
	return baredBy(t, "the indentation of lines", func(s string) int { return min(common, span(s, isBlankByte)) })
}

// baredBy leaves out what begins each line; cut tells how much of a line that is. A text
// with a line that has nothing of it is left as it is.
func baredBy(t Text, undone string, cut func(line string) int) Text {
	m := t.Remake()
	lines := 0
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		s := l.text(t.S)
		n := cut(s)
		if !isBlank(s) {
			if n == 0 {
				return t
			}
			lines++
		}
		m.Keep(l.from+n, l.next)
		at = l.next
	}
	if lines < fewestBared {
		return t
	}
	return m.View(undone).Whole()
}

// fewestDoubled is how many lines with an empty one behind each tell that every line end was
// doubled on the way.
const fewestDoubled = 8

// undoubled takes out the empty lines between all lines: each line end was made two. Where
// that is not so of the whole source, it is looked for in error bodies alone: a server
// writes none so, but a signer may, whose own strings are to be seen as they were printed.
func undoubled(t Text) Text {
	const says = "an empty line behind each line"
	m := t.Remake()
	if lines := m.keepOthers(0, len(t.S)); lines >= fewestDoubled {
		return m.View(says).Whole()
	}
	m = t.Remake()
	kept := 0
	for at := 0; ; {
		from, to := wholeErrorBody(t.S, at)
		if to < 0 {
			break
		}
		body := t.Remake()
		if body.keepOthers(from, to) >= fewestDoubled {
			m.Keep(kept, from)
			m.keepOthers(from, to)
			kept = to
		}
		at = to
	}
	if kept == 0 {
		return t
	}
	m.Keep(kept, len(t.S))
	return m.View(says).Whole()
}

// keepOthers keeps every other line of a part, the first among them, and returns how many
// they are before the last: 0 where one between is not empty.
func (m *Maker) keepOthers(from, to int) (lines int) {
	s := m.from.S
	for at := from; at < to; lines++ {
		l := lineAt(s, at)
		m.Keep(l.from, l.next)
		if at = l.next; at >= to {
			return lines
		}
		if l = lineAt(s, at); !isBlank(l.text(s)) {
			return 0
		}
		at = l.next
	}
	return lines
}

// wholeErrorBody finds the lines of the next error body that is whole; to is -1 where there is
// none.
func wholeErrorBody(s string, at int) (from, to int) {
	open := strings.Index(s[at:], "<Error>")
	if open < 0 {
		return 0, -1
	}
	open += at
	end := strings.Index(s[open:], "</Error>")
	if end < 0 {
		return 0, -1
	}
	return lineAround(s, open), lineAt(s, lineAround(s, open+end)).next
}
