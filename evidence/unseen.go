package evidence

import (
	"regexp"
	"strings"
)

// What pages and chats put into a text that cannot be seen, or that Markdown shows as bold.
var (
	noBreak    = regexp.MustCompile(`[\x{00A0}\x{202F}]`)
	noBreakFor = regexp.MustCompile(`(?m)(?:(?:^|\\n|["'])[A-Za-z][\w-]*["']?:|^[A-Z]{3,7}|AWS4-HMAC-SHA256|,)[\x{00A0}\x{202F}]+[\w/-]|[\x{00A0}\x{202F}]{2}`)
	zeroWidth  = regexp.MustCompile(`[\x{200B}\x{2060}\x{FEFF}]`)
	lineEntity = regexp.MustCompile(`&#(?:x0?[aA]|10);`)
	boldText   = regexp.MustCompile(`\*\*([A-Za-z0-9/](?:[^*\n]*[A-Za-z0-9:])?)\*\*`)
)

// Blanks and line ends in octal, as vis(3) and getmntent(3) write them, or as rsyslog does
// ($EscapeControlCharactersOnReceive): #012. A literal of code may hold \012, but needs no \040.
var (
	octalBehind = regexp.MustCompile(`(?:AWS4-HMAC-SHA256|\bHTTP/1\.[01]|\b(?:GET|HEAD|PUT|POST|DELETE))(?:\\040|#01[25])`)
	octalBlank  = regexp.MustCompile(`\\0(?:1[125]|40)|#01[125]`)
)

// leftOutWord is a word in place of a value, as MinIO's clients write it.
var leftOutWord = regexp.MustCompile(`=\*\*[A-Za-z]+\*\*`)

// fewestUnseen is how many no-break spaces or written line ends tell that all are.
const fewestUnseen = 3

// unseen undoes what a page put in place of blanks and line ends, and at the ends of words.
func unseen(t Text) Text {
	if len(t.S) > longestStraight {
		return t // a log, and no page
	}
	if spacedByPage(t.S) {
		t = mendedBy(t, noBreak, " ", "no-break spaces")
	}
	if zeroWidth.MatchString(t.S) {
		t = remadeLines(t, ofSignature, zeroWidth, "", "spaces of no width")
	}
	if octalBehind.MatchString(t.S) {
		t = inOctal(t)
	}
	if strings.Contains(t.S, "**") {
		t = remadeLines(t, boldOfSignature, boldText, "$1", "the marks of bold text")
	}
	return entityLines(t)
}

// inOctal reads blanks and line ends that are written in octal. Those that end the words of a
// request tell that all are.
func inOctal(t Text) Text {
	m := t.Remake()
	kept := 0
	for _, at := range octalBlank.FindAllStringIndex(t.S, -1) {
		m.Keep(kept, at[0])
		m.Put(simpleOctal[t.S[at[1]-2:at[1]]], at[0], at[1])
		kept = at[1]
	}
	m.Keep(kept, len(t.S))
	return m.View("spaces and line ends in octal").Whole()
}

var simpleOctal = map[string]string{"11": "\t", "12": "\n", "15": "\r", "40": " "}

// spacedByPage reports whether no-break spaces stand where blanks belong: most blanks are
// such, or several of those that part the words of a request. A single one may be the mistake.
func spacedByPage(s string) bool {
	n := strings.Count(s, "\u00a0") + strings.Count(s, "\u202f")
	return n >= fewestUnseen &&
		(n > strings.Count(s, " ") || len(noBreakFor.FindAllStringIndex(s, fewestUnseen)) >= fewestUnseen)
}

// entityLines reads a text whose line ends are written as entities. Bodies in XML are read
// by their own rules.
func entityLines(t Text) Text {
	holdsXML := strings.Contains(t.S, "<Error") || strings.Contains(t.S, "<Code>") || strings.Contains(t.S, "</")
	if holdsXML || !strings.Contains(t.S, "&#") || len(lineEntity.FindAllStringIndex(t.S, fewestUnseen)) < fewestUnseen {
		return t
	}
	return unescapeXML(t)
}

// signedLine are the lines of requests and of the texts that are signed which have a form of
// their own; what else a line holds may be part of a body.
var signedLine = regexp.MustCompile(`^(?:` + anyOf(
	`(?i:authorization|host|content-type|content-md5|date|range|x-amz-[a-z0-9-]+) ?:.*`,
	`AWS4-HMAC-SHA256(?: .*)?`,
	`\d{8}T\d{6}Z`,
	`\d{8}/[\w-]+/[\w-]+/aws4_request`,
	`[0-9a-f]{64}`,
	`[a-z0-9-]+(?:;[a-z0-9-]+)+`,
	`\S*[?&]X-Amz-\S*`,
	`GET|HEAD|PUT|POST|DELETE|PATCH|OPTIONS`,
) + `)$`)

// ofSignature reports whether a line, without what is undone, has the form of one that has
// to do with signing.
func ofSignature(_, undone string) bool { return signedLine.MatchString(strings.TrimSpace(undone)) }

// boldOfSignature is ofSignature, and takes a path that is all bold. What metadata holds is
// the user's own; more stars in a row, and those around a word such as REDACTED, stand for
// what was left out.
func boldOfSignature(line, undone string) bool {
	line, undone = strings.TrimSpace(line), strings.TrimSpace(undone)
	if beginsWithFold(undone, "x-amz-meta-") || strings.Contains(line, "***") || leftOutWord.MatchString(line) {
		return false
	}
	allBold := strings.HasPrefix(line, "**/") && strings.HasSuffix(line, "**") && !strings.Contains(undone, " ")
	return allBold || signedLine.MatchString(undone)
}

// remadeLines replaces what a form matches, by nothing or by its group, in the lines that are
// told to be such.
func remadeLines(t Text, is func(line, undone string) bool, form *regexp.Regexp, put, says string) Text {
	m := t.Remake()
	kept := 0
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		at = l.next
		s := l.text(t.S)
		all := form.FindAllStringSubmatchIndex(s, -1)
		if len(all) == 0 || !is(s, form.ReplaceAllString(s, put)) {
			continue
		}
		for _, a := range all {
			m.Keep(kept, l.from+a[0])
			if put != "" {
				m.Keep(l.from+a[2], l.from+a[3])
			}
			kept = l.from + a[1]
		}
	}
	if kept == 0 {
		return t
	}
	m.Keep(kept, len(t.S))
	return m.View(says).Whole()
}
