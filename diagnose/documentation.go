package diagnose

import (
	"bytes"
	"regexp"
)

// enclosing are the lines that the line of a message is written under: the nearest above it
// that is indented less, the nearest above that, and so on.
func (q *quotation) enclosing() (lines [][]byte) {
	const deepest = 12
	start := lineStart(q.data, q.from)
	mine := indentOf(q.data[start:])
	for line := range linesUpward(q.data[max(0, start-quoteReach):start]) {
		if mine == 0 || len(lines) == deepest {
			break
		}
		if n := indentOf(line); n < mine && len(bytes.TrimSpace(line)) > 0 {
			lines, mine = append(lines, line), n
		}
	}
	return lines
}

// indentOf is how many blanks a line begins with.
func indentOf(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " \t")) }

var (
	// described is a line under which a manual or an interface describes something.
	described = regexp.MustCompile(`^\s*` + anyOf(
		`["']?(?:x-)?examples?["']?\s*:(?:\s*[|>{\[][-+]?)?\s*$`,
		`\.\. (?:\w+:)?(?:error|warning|note|attention|danger|important|hint|tip|caution|admonition|exception|option|describe|glossary)::`,
		`(?:!!!|\?\?\?\+?) (?:note|info|tip|hint|warning|danger|failure|bug|question|example|quote|abstract)\b`,
	))
	// commitHead are the lines ahead of the message of a commit.
	commitHead = regexp.MustCompile(`(?m)^commit [0-9a-f]{7,40}(?: \([^)\n]*\))?\r?\n(?:(?:Author|AuthorDate|Commit|CommitDate|Date|Merge): [^\n]*\n){1,6}\z`)
	// manHead is a heading of a manual page.
	manHead = regexp.MustCompile(`(?m)^(?:NAME|SYNOPSIS|DESCRIPTION|OPTIONS|EXIT STATUS|RETURN VALUES?|DIAGNOSTICS|SEE ALSO)\r?$`)
	// noteHead is an item of release notes that goes on on the lines below it.
	noteHead = regexp.MustCompile(`(?im)^\W{0,4}(?:fix(?:es|ed)?|bug ?fixes|features|added|changed|changes)\s*$`)
	// htmlEntry is a tag of a list of definitions or of a page's template.
	htmlEntry = regexp.MustCompile(`<(?:dd|dt|option|template)\b[^<>\n]*>\s*(?:<\w+[^<>\n]*>\s*)*$`)
	// catalogued is ahead of a text that is to be translated.
	catalogued = regexp.MustCompile(`^\s*msg(?:id|str)\s+"$|<(?:source|target)>$`)
)

// inDocumentation reports whether a message stands in a comment on code, a commit message,
// a manual, the description of an interface or a catalogue of texts.
func (q *quotation) inDocumentation() bool {
	ahead := q.ahead()
	if htmlEntry.Match(ahead) || catalogued.Match(ahead) || q.inDocComment() || q.inTextsOfUI() {
		return true
	}
	lines := q.enclosing()
	for _, line := range lines {
		if described.Match(line) || noteItem.Match(line) && noteHead.Match(q.above()) {
			return true
		}
	}
	if len(lines) == 0 {
		return false
	}
	last := lines[len(lines)-1]
	return manHead.Match(last) && len(manHead.FindAllIndex(q.data, 2)) > 1 || q.inCommit()
}

// inCommit reports whether a message stands in the indented message of a commit.
func (q *quotation) inCommit() bool {
	above := q.data[max(0, q.from-quoteReach):lineStart(q.data, q.from)]
	for end := len(above); end > 0; {
		start := lineStart(above, end-1)
		if line := above[start:end]; indentOf(line) == 0 && len(bytes.TrimSpace(line)) > 0 {
			return commitHead.Match(above[max(0, start-1<<10):end])
		}
		end = start
	}
	return false
}

var (
	// docComment is the line that opens one, documented what it stands under or ahead of.
	docComment   = regexp.MustCompile(`^\s*(?:[rRuU]?"""|@(?:module)?doc\s+"""|/\*\*)`)
	blockComment = regexp.MustCompile(`(?m)^\s*/\*\*(?:\s|$)`)
	documented   = regexp.MustCompile(`(?m)^\s*(?:async )?(?:def|class)\b[^\n]*\n\s*$`)
)

// inDocComment reports whether a message stands in the comment that documents a function.
func (q *quotation) inDocComment() bool {
	above := q.above()
	if open := blockComment.FindAllIndex(above, -1); len(open) > 0 && !bytes.Contains(above[open[len(open)-1][1]:], []byte("*/")) {
		return bytes.HasPrefix(bytes.TrimLeft(q.ahead(), " \t"), []byte("*"))
	}
	if bytes.Count(above, []byte(`"""`))%2 == 0 {
		return false
	}
	open := bytes.LastIndex(above, []byte(`"""`))
	start := lineStart(above, open)
	line := above[start:]
	return docComment.Match(line) && (documented.Match(above[:start]) || bytes.Contains(line[:open-start], []byte("doc")))
}

// uiText is an entry of a catalogue of texts.
var uiText = regexp.MustCompile(`(?m)^\s*["']?(\w{2,20})["']?\s*[:=]\s*["'](\w{2,20})["'],?\s*$`)

// uiEntry is ahead of the text of one.
var uiEntry = regexp.MustCompile(`^\s*["']?[\w.]{2,40}["']?\s*[:=]\s*["']$`)

// inTextsOfUI reports whether a message stands among the texts of a program: entries beside
// it are texts that are named as they read.
func (q *quotation) inTextsOfUI() bool {
	if !uiEntry.Match(q.ahead()) || printedName.Match(q.ahead()) {
		return false
	}
	named := 0
	for _, m := range uiText.FindAllSubmatch(q.data[max(0, q.from-quoteReach):min(len(q.data), q.to+quoteReach)], 20) {
		if bytes.EqualFold(m[1], m[2]) && !bytes.Equal(m[1], m[2]) {
			named++
		}
	}
	return named > 1
}

var (
	// run is a command behind the prompt of a shell.
	run = regexp.MustCompile(`(?m)^[^\n$#%]{0,60}[$#%] ?([\w./~][^\n]*)$`)
	// ofProgram is a command that prints what a program or its history holds, ofText one
	// that prints a program's source or a manual, search one that finds in them.
	ofProgram = regexp.MustCompile(`^(?:sudo )?(?:strings|man|git (?:log|show|grep))\s`)
	ofText    = regexp.MustCompile(`^(?:cat|bat|less|more|head|tail|sed|nl|grep|egrep|rg)\s[^|;&]*\.(?:md|rst|adoc|go|py|js|ts|java|rb|rs|c|h|cc|cpp|cs|php|kt|swift)\b[^;&|]*(?:\|\s*(?:e?grep|head|tail|less|nl|cut|sort)\b[^;&|]*)*$`)
	search    = regexp.MustCompile(`^(?:git grep|e?grep|rg|ack|ag)\s[^;&]*$`)
	// foundIn is ahead of a line that a search found in a source or a manual.
	foundIn = regexp.MustCompile(`^[\w./-]*\w\.(?:md|rst|adoc|go|py|js|ts|java|rb|rs|c|h|cc|cpp|cs|php|kt|swift)[:-](?:\d+[:-])?`)
	// thrown is ahead of a message that a program printed as it ended.
	thrown = regexp.MustCompile(`\w(?:Error|Exception)\b|\bAn error occurred`)
)

// ofFile reports whether a command printed a message out of a program or a manual.
func (q *quotation) ofFile() bool {
	all := run.FindAllSubmatch(q.above(), -1)
	if len(all) == 0 || thrown.Match(q.ahead()) {
		return false
	}
	command := bytes.TrimSpace(all[len(all)-1][1])
	return ofProgram.Match(command) || ofText.Match(command) || search.Match(command) && foundIn.Match(q.ahead())
}

// stub is above the answer that a server of a test is told to give.
var stub = regexp.MustCompile(anyOf(
	`"(?:url(?:Path)?Pattern|urlPathTemplate|bodyPatterns|bodyFileName)"\s*:[^\n]*(?:\n[^\n]*){0,8}`,
	`"request"\s*:\s*\{\s*"method"\s*:\s*"\w+"\s*\}\s*,\s*`,
) + `"response"\s*:\s*\{`)

// ofStub reports whether a server of a test is told to give an answer.
func (q *quotation) ofStub() bool { return stub.Match(q.above()) }
