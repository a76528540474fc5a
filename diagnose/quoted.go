package diagnose

import (
	"bytes"
	"iter"
	"regexp"
	"slices"

	"sigwhy/evidence"
)

// Texts quote the messages of servers: manuals and comments, files that a command prints,
// tests that want a refusal and get it, mails that tell of what is over. What stands
// around a message tells of what kind of text it is a part of.

// A quotation is a message in the text that it stands in.
type quotation struct {
	data     []byte
	start    int // of the answer
	from, to int // of its message
}

// onlyQuoted reports whether what stands around an answer shows that the text only quotes it, or
// that it is over. It is found out once for each answer, for nearly every look asks.
func (f *facts) onlyQuoted(a *evidence.Answer) bool {
	if f.quotedBy != a {
		f.quotedBy, f.quotedIs = a, f.standsAsQuoted(a) || f.overAndDone(a)
	}
	return f.quotedIs
}

// standsAsQuoted asks what shows it by itself first, then what a writer who has met the error
// outweighs, then what any word of a failure does.
func (f *facts) standsAsQuoted(a *evidence.Answer) bool {
	q, ok := f.quotationOf(a)
	switch {
	case !ok:
		return false
	case f.pasteHas(opened) && q.announced():
		return true
	case f.ex.Request != nil && f.ex.Request.Place.Source == a.Place.Source && f.claim != nil:
		return false // the answer to a signed request that is there
	case q.inDocumentation() || q.ofFile() || f.pasteHas(stub) && q.ofStub() || q.refusedAsWanted():
		return true
	case f.pasteHas(expectedHead) && f.pasteHas(actualHead) && q.expectedText():
		return true
	case leadsToExample.Match(q.leadIn()) || q.typical() || f.pasteHas(linkedTitle) && q.titleOfOthers():
		return true
	case f.metByWriter():
		return false
	case f.pasteHas(passedRun) && q.inPassedRun() || f.pasteHas(listTitle) && q.ofTitledList() || f.pasteHas(wording) || f.pasteHas(preparing) && f.pasteHas(nothingFailed):
		return true
	}
	general := q.leadInSupposes() || q.saidOfAll()
	return general && !f.standsBeside(a.Place, plight)
}

// quotationOf is an answer in a text of the length that people write.
func (f *facts) quotationOf(a *evidence.Answer) (quotation, bool) {
	if a == nil {
		return quotation{}, false
	}
	p := a.Place
	if t := messageOrCode(a); t.InSource() {
		p = t.Place()
	}
	if p.Source >= len(f.ev.Sources) {
		return quotation{}, false
	}
	start := p.From
	if a.Place.Source == p.Source {
		start = min(start, a.Place.From)
	}
	data := f.ev.Sources[p.Source].Data
	return quotation{data, start, p.From, p.To}, p.From <= p.To && p.To <= len(data) && len(data) <= maxPost
}

// quoteReach is how far from a message it is looked for what tells of the text.
const quoteReach = 4 << 10

func (q *quotation) above() []byte { return q.data[max(0, q.from-quoteReach):q.from] }
func (q *quotation) below() []byte { return q.data[q.to:min(len(q.data), q.to+quoteReach)] }
func (q *quotation) ahead() []byte { return q.data[lineStart(q.data, q.from):q.from] }

// fence is a line that sets off what is printed.
var fence = regexp.MustCompile("^\\s*(?:```|~~~|\\{code)[\\w:}{-]*\\s*$")

// leadIn is the last line above a message that says anything, where the message begins a
// line of its own.
func (q *quotation) leadIn() []byte {
	line := lineStart(q.data, q.start)
	if len(bytes.TrimLeft(q.data[line:q.start], " \t>|\"'`*#/")) > 0 {
		return nil
	}
	for line := range linesUpward(q.data[max(0, line-quoteReach):line]) {
		if len(bytes.Trim(line, " \t\r>|*#/")) > 0 && !fence.Match(line) {
			return line
		}
	}
	return nil
}

// linesUpward goes through the lines of a text from the last one on, without their ends.
func linesUpward(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(text) > 0 {
			text = bytes.TrimSuffix(text, []byte("\n"))
			line := text[bytes.LastIndexByte(text, '\n')+1:]
			if !yield(line) {
				return
			}
			text = text[:len(text)-len(line)]
		}
	}
}

var (
	// leadsToExample is a line ahead of an example, or of what readers of a notice met.
	leadsToExample = regexp.MustCompile(`(?i)` + anyOf(
		`\bsome of you (?:saw|got|received|have seen|(?:may|might|will) have)\b`,
		`\b(?:answers?|responds?|returns?)\b[^.\n]*\blike (?:this|so) (?:if|when)\b[^\n]*\(example\)`,
	))
	// leadsToPossible is a line ahead of what may come, to others than the writer.
	leadsToPossible = regexp.MustCompile(`(?i)\b(?:clients?|users?|customers?|callers?) (?:may|might) (?:\w+ )?(?:report|see|get|receive|be told|show)(?: (?:one of )?(?:this|these|the following))?\W*$`)
	// leadsToLater and opened are around what a link will answer once it is over.
	leadsToLater = regexp.MustCompile(`(?i)\b(?:afterwards|after that|from then on|later)\b`)
	opened       = regexp.MustCompile(`(?im)^\W{0,4}so please (?:open|use|download|fetch|click|save|get)\b`)
	// known is ahead of a message of which everybody is said to know it.
	known = regexp.MustCompile(`(?i)\b(?:everybody|everyone)\b[^.\n]{0,60}\bknows\b[^.\n]*$`)
)

func (q *quotation) leadInSupposes() bool { return leadsToPossible.Match(q.leadIn()) }

// announced reports whether a message is what somebody is told that a link will answer.
func (q *quotation) announced() bool {
	return opened.Match(q.below()) && leadsToLater.Match(q.leadIn())
}

// saidOfAll reports whether a text speaks of a message in general, or refers to chapters
// and searches rather than to what came.
func (q *quotation) saidOfAll() bool {
	return known.Match(q.ahead()) || queried.Match(q.ahead()) && nothingFound.Match(q.below()) || chapter.Match(q.below())
}

var (
	// typicalLead is in a comment that shows what is printed as a rule.
	typicalLead = regexp.MustCompile(`(?i)\b(?:typical|typically|example)\b`)
	// commentHead is a line of a comment.
	commentHead = regexp.MustCompile(`^\s*(?://|#|--|;)(?:\s|$)`)
)

// typical reports whether a message stands in a comment, of which a line above says that it
// is what is printed as a rule.
func (q *quotation) typical() bool {
	if !commentHead.Match(q.ahead()) {
		return false
	}
	for line := range linesUpward(q.data[max(0, q.from-quoteReach):lineStart(q.data, q.from)]) {
		if !commentHead.Match(line) {
			return false
		}
		if typicalLead.Match(line) {
			return true
		}
	}
	return false
}

// listTitle is the title of a text that tells what messages mean.
var listTitle = regexp.MustCompile(`(?im)^[#=* ]{0,4}(?:glossary|glossar|glossaire|runbook|playbook|cheat ?sheet)(?: (?:of|for) [\w ]{2,40}|: [^\n.!?]{2,40})?\W{0,3}$`)

// ofTitledList reports whether the title above a message is one of a list of messages.
func (q *quotation) ofTitledList() bool { return listTitle.Match(q.above()) }

var (
	// linkedTitle is above the titles of what others asked, of which listedTitle begins one.
	linkedTitle = regexp.MustCompile(`(?im)^\W{0,4}(?:linked|related|similar|hot network) (?:questions?|issues?|posts?|threads?|topics?)\W{0,3}$`)
	listedTitle = regexp.MustCompile(`^\s*(?:\d{1,5}|[-*\x{2022}])\s`)
)

// titleOfOthers reports whether a message stands in the title of what others asked.
func (q *quotation) titleOfOthers() bool {
	above := q.above()
	m := linkedTitle.FindIndex(above)
	if m == nil {
		return false
	}
	list := bytes.TrimLeft(above[m[1]:], "\r\n")
	for line := range bytes.Lines(append(bytes.Clone(list), 'x')) {
		if !listedTitle.Match(line) {
			return false
		}
	}
	return true
}

var (
	// queried is ahead of what a search is for.
	queried = regexp.MustCompile(`(?i)(?:\blike|=~?|\bmatch(?:es)?|\bcontains)\s*\(?["'/%]{1,2}$`)
	// nothingFound is what a search prints that found none.
	nothingFound = regexp.MustCompile(`(?im)(?:[ :(]|^)0 (?:records?|events?|rows?|hits?|results?|matches|entries|occurrences)(?: (?:matched|found|returned|in (?:the|all))\b|\W{0,3}$)|\bno (?:matches|results|hits|events|records) found\b`)
	// chapter is a line of a manual that refers its reader to another place in it.
	chapter = regexp.MustCompile(`(?m)^\s*See (?:also )?(?:chapter|section|appendix|page) \w+\.?\r?$`)
)

// standsBeside reports whether a form stands in a source beside a place.
func (f *facts) standsBeside(p evidence.Place, form *regexp.Regexp) bool {
	return slices.ContainsFunc(f.ev.All(p.Source, form), func(m []int) bool {
		return m[0] < p.From || m[1] > p.To
	})
}

var (
	// wording are words of those who ask for the words of a message.
	wording = regexp.MustCompile(`(?i)\b` + anyOf(
		`(?:has|have|uses?) (?:this|that|these|the) wording`,
		`translation of (?:this|that|these|both)\b`,
		`how (?:do|would|should|can) (?:we|I|you) translate (?:this|that|it|these)\b`,
		`(?:wie|so) übersetz\w*|comment (?:traduire|traduit-on)`,
	) + `|übersetzen (?:wir|sie)\b|cómo (?:traducir|se traduce)`)
	// preparing are words of those who are to tell others of messages, nothingFailed of
	// those who have none.
	preparing     = regexp.MustCompile(`(?i)\b(?:preparing|writing) (?:a|my|the) (?:talk|lecture|course|workshop|book|blog post|article)\b`)
	nothingFailed = regexp.MustCompile(`(?i)\bnothing (?:failed|is broken)\b|\b(?:don['\x{2019}]t|do not) have (?:either|any of)\b`)
)
