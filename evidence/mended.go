package evidence

import (
	"bytes"
	"regexp"
	"strings"
)

// menders undo what happened to a source as a whole before it came here, what was done to it
// last first. What a later one looks for, an earlier one has laid bare.
var menders = []func(Text) Text{
	uncoloured,
	unescapedURLs,
	unseen,
	unpadded,
	unboxed,
	bareLines,
	unflattened,
	unwrapped,
	withoutContext,
	requoted,
}

// mended is a source as it was written.
func mended(t Text, via Via) Text {
	t = pasted(t, via)
	for _, mend := range menders {
		t = mend(t)
	}
	return t
}

// Signatures that end in a quote of typography, or in one that is written with an entity.
var (
	closedByMark   = regexp.MustCompile(`Signature=[0-9a-f]{64}[\x{201D}\x{2019}]`)
	closedByEntity = regexp.MustCompile(`Signature=[0-9a-f]{64}&(?:quot|apos|#x27|#39|#34);`)
	doubleMarks    = regexp.MustCompile(`[\x{201C}-\x{201E}]`)
	singleMarks    = regexp.MustCompile(`[\x{2018}-\x{201A}]`)
	quoteEntities  = regexp.MustCompile(`&(?:quot|#34);`)
	singleEntities = regexp.MustCompile(`&(?:apos|#x27|#39);`)
)

// What stands in quotes of typography, and is not a sentence's.
var (
	doublePairs = regexp.MustCompile(`[:=(,\[{>] ?\x{201C}[^\x{201C}\x{201D}\n]*\x{201D}`)
	singlePairs = regexp.MustCompile(`[:=(,\[{>] ?\x{2018}[^\x{2018}\x{2019}\n]*\x{2019}`)
)

// straightWhere makes quotes straight in a text of code that has none which are.
func straightWhere(t Text, pairs, marks *regexp.Regexp, quote string) Text {
	const fewest = 2
	if len(t.S) > longestStraight || strings.Contains(t.S, quote) || len(pairs.FindAllStringIndex(t.S, fewest)) < fewest {
		return t
	}
	return mendedBy(t, marks, quote, "typographic quotes")
}

// htmlTag is a tag of a page, as the sources of forums hold them.
var htmlTag = regexp.MustCompile(`<(?:p|pre|code|blockquote)(?: [^<>]*)?>`)

// requoted puts the quotes of code back where a word processor or a page of HTML has
// replaced those around an Authorization value, and so all of them.
func requoted(t Text) Text {
	if strings.Contains(t.S, "\u201d") || strings.Contains(t.S, "\u2019") {
		if closedByMark.MatchString(t.S) {
			return mendedBy(mendedBy(t, doubleMarks, `"`, "typographic quotes"), singleMarks, "'", "typographic quotes")
		}
	}
	t = straightWhere(t, doublePairs, doubleMarks, `"`)
	t = straightWhere(t, singlePairs, singleMarks, "'")
	holdsXML := strings.Contains(t.S, "<Error") || strings.Contains(t.S, "<Code>")
	if !holdsXML && strings.Contains(t.S, "&amp;") && htmlTag.MatchString(t.S) {
		return unescapeXML(t)
	}
	if !hasAny(t.S, []string{"&quot;", "&#", "&apos;"}) || !closedByEntity.MatchString(t.S) {
		return t
	}
	if holdsXML {
		return mendedBy(mendedBy(t, quoteEntities, `"`, "entities of HTML"), singleEntities, "'", "entities of HTML")
	}
	return unescapeXML(t)
}

// fewestPadded is how many lines tell that all of them are padded.
const fewestPadded = 6

// unpadded takes the blanks off the ends of lines where every line ends in some, or is as
// wide as the widest: so do terminals and multiplexers hand over what was marked in them.
func unpadded(t Text) Text {
	lines, widest := 0, 0
	for at := 0; at < len(t.S); lines++ {
		l := lineAt(t.S, at)
		s := l.text(t.S)
		if !strings.HasSuffix(s, " ") && l.next < len(t.S) {
			if widest = max(widest, len(s)); lines < fewestPadded {
				return t
			}
		}
		at = l.next
	}
	if lines < fewestPadded {
		return t
	}
	m := t.Remake()
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		s := l.text(t.S)
		if !strings.HasSuffix(s, " ") && len(s) < widest && l.next < len(t.S) {
			return t // the lines are of their own lengths
		}
		m.Keep(l.from, l.from+len(strings.TrimRight(s, " ")))
		m.Keep(l.to, l.next)
		at = l.next
	}
	return m.View("blanks at the ends of the lines").Whole()
}

// luaContext is what nginx puts behind each line that a Lua module logs.
var luaContext = regexp.MustCompile(`, context: ngx\.[a-z_]+\*?`)

// wgetSkips is what wget -d writes at every 512 bytes of a body that it prints.
var wgetSkips = regexp.MustCompile(`([^\n])Skipping \d+ bytes of body: \[`)

// haproxyPrefix is what haproxy -d puts before each line of a message.
var haproxyPrefix = regexp.MustCompile(`(?m)^[0-9a-f]{8}:[\w.-]+\.(?:cli|srv)(?:req|hdr|rep)\[[0-9a-f]+:[0-9a-f]+\]: `)

// withoutContext leaves out what logs put around the lines of a message, where it
// differs from line to line.
func withoutContext(t Text) Text {
	if strings.Contains(t.S, ".clihdr[") {
		t = mendedBy(t, haproxyPrefix, "", "what haproxy puts before the lines of a message")
	}
	if strings.Contains(t.S, " bytes of body: [") {
		t = mendedBy(t, wgetSkips, "$1", "what wget -d puts into a body")
	}
	if !strings.Contains(t.S, ", context: ngx.") {
		return t
	}
	return mendedBy(t, luaContext, "", "what nginx puts behind the lines of its log")
}

// colour is an escape sequence that terminals take for colours and the like (ECMA-48,
// section 5.4), or a title (section 5.6).
var colour = regexp.MustCompile("\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[()][AB0])")

// uncoloured leaves out the escape sequences of a terminal.
func uncoloured(t Text) Text {
	if !strings.Contains(t.S, "\x1b") {
		return t
	}
	m := t.Remake()
	from := 0
	for _, at := range colour.FindAllStringIndex(t.S, -1) {
		m.Keep(from, at[0])
		from = at[1]
	}
	if from == 0 {
		return t
	}
	m.Keep(from, len(t.S))
	return m.View("escape sequences of a terminal").Whole()
}

// onlyCR reports whether the lines of a text end in CR alone.
func onlyCR(s string) bool {
	b := []byte(s[:min(len(s), 64<<10)])
	return bytes.Count(b, []byte("\r")) > 2 && bytes.IndexByte(b, '\n') < 0
}
