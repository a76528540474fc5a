package diagnose

import (
	"bytes"
	"regexp"
	"slices"

	"sigwhy/evidence"
)

var (
	// example is ahead of the message in an example of an answer that an API describes.
	example = regexp.MustCompile(`\bvalue["']?\s*:\s*\{[^}\n]*\b(?:[mM]essage|[cC]ode)["']?\s*:\s*["']$`)
	// alarmText is ahead of what an alarm says, alarmRule is a key of its rules.
	alarmText = regexp.MustCompile(`^\s*(?:summary|description|message|title|name)["']?\s*:\s*["']?$`)
	alarmRule = regexp.MustCompile(`(?m)^\s*(?:- )?(?:alert|expr|annotations|condition)\s*:`)
	// mapping is a line that gives an error what it becomes.
	mapping = regexp.MustCompile(`(?m)^[A-Z][^\n]{10,200} (?:->|=>|\x{2192}) \w[^\n]{0,40}$`)
	// dialogue is the beginning of a question or an answer in a list of them.
	dialogue = regexp.MustCompile(`(?m)^\W{0,4}[QAF]\d*[:.]\s`)
	// namedItem is ahead of an error in a list of errors by their names, namedItems are
	// items of one.
	namedItem  = regexp.MustCompile(`^\s*(?:[-*\x{2022}]|\d+[.)、])\s*["'\x60*]*$`)
	namedItems = regexp.MustCompile(`(?m)^\s*(?:[-*\x{2022}]|\d+[.)、])\s*["'\x60*]*[A-Z][a-z]+(?:[A-Z][a-z\d]+)+["'\x60*]*\s*[:：\x{2013}\x{2014}-]`)
	// releaseNotes is a heading of what changed in a version.
	releaseNotes = regexp.MustCompile(`(?im)^\W{0,4}` + anyOf(
		`v?\d+\.\d+(?:\.\d+)*\b[^\n]{0,30}`,
		`release[ ._][\w.:-]+`,
		`(?:changes?|changelog|release notes|what's new)\b[^\n]{0,40}`,
	) + `$`)
	// noteItem is an item of a list, as far as any text in it.
	noteItem = regexp.MustCompile(`^\s*[-*\x{2022}+]\s`)
	// errorManual is a heading of a manual that lists what a call may throw, manualItem is
	// ahead of the text of a definition in one.
	errorManual = regexp.MustCompile(`(?im)^#+\s*(?:exceptions|errors|error codes)\s*$`)
	manualItem  = regexp.MustCompile(`^(?::\s+|\s*["'\x60*]+\w+["'\x60*]+\s*[:\x{2013}-]\s*)$`)
	// helpHeading is a heading of a manual above its known faults, itemHead is ahead of one.
	helpHeading = regexp.MustCompile(`(?im)^(?:#+\s*|\*\*)(?:FAQ|frequently asked|troubleshooting|(?:common|known|typical)\s+(?:errors|problems|issues|mistakes))\b[^\n]{0,40}$`)
	itemHead    = regexp.MustCompile(`^\s*(?:[-*+]\s+|\d+\.\s+|#+\s+)?(?:\*\*|["'\x60]+|#+\s*)["'\x60]?$`)
	// reasonsFor is ahead of an error whose causes a text goes through.
	reasonsFor = regexp.MustCompile(`(?i)\b(?:common|typical|usual|frequent)\s+(?:\w+\s+)?(?:reasons?|causes?)\s+(?:for|of)\s+(?:an?\s+)?["'\x60*]*$`)
	// errorClass is a line of what a manual says of a class of errors.
	errorClass = regexp.MustCompile(`(?im)^\s*` + anyOf(`class \w+(?:Exception|Error) extends \w+`, `(?:thrown by|\$fault)\s*:`))
)

// itemOfList reports whether an error that begins behind a head is an item of a list: of notes,
// of a manual, of questions and answers, of errors.
func (f *facts) itemOfList(a *evidence.Answer, head []byte) bool {
	blank := len(bytes.TrimSpace(head)) == 0
	switch {
	case blank && (f.pasteHas(errorClass) || mapping.Match(f.lineFrom(a)) && f.count(mapping) > 1):
		return true
	case noteItem.Match(head) && f.pasteHas(releaseNotes), manualItem.Match(head) && f.pasteHas(errorManual):
		return true
	case reasonsFor.Match(head):
		return true
	case itemHead.Match(head) && f.pasteHas(helpHeading):
		return true
	case alarmText.Match(head) && f.pasteHas(alarmRule), namedItem.Match(head) && f.count(namedItems) > 1:
		return true
	}
	return f.count(dialogue) > 1 || f.oneOfList(a)
}

// oneOfList reports whether other errors stand in the paste behind heads of the same shape,
// none of which is a log's: a list of errors.
func (f *facts) oneOfList(a *evidence.Answer) bool {
	own := f.wordsPlace(a)
	mine, ok := f.headShape(own)
	if !ok {
		return false
	}
	text := f.cutOut(own)
	return slices.ContainsFunc(f.ev.Artefacts, func(o evidence.Artefact) bool {
		if o.What != "error-text" || o.Place.Source != own.Source || o.Place.To > len(f.ev.Sources[own.Source].Data) ||
			o.Place.From <= own.From && own.To <= o.Place.To ||
			sameStart(text, f.cutOut(o.Place)) {
			return false
		}
		shape, ok := f.headShape(o.Place)
		return ok && shape == mine
	})
}

func (f *facts) cutOut(p evidence.Place) string {
	return f.ev.Cut(p.Source, p.From, p.To).S
}

func sameStart(a, b string) bool {
	const enough = 24
	return a[:min(len(a), enough)] == b[:min(len(b), enough)]
}

var (
	// logHead is what lines of logs and of the output of commands begin with.
	logHead = regexp.MustCompile(`\d\d:\d\d|\d{4}-\d\d-\d\d|\b(?:ERROR|WARN\w*|INFO|DEBUG|FATAL|Error|Exception|failed)\b|^\[|^\s*$`)
	// listHead is what the lines of a list have ahead of what they tell of.
	listHead = regexp.MustCompile(`["'\x60\x{201C}\x{201E}«(*|]\s*$|["'\x60*]\w+["'\x60*]+\s+[-\x{2013}\x{2014}]\s+$|^\s*(?:[-*\x{2022}]|\d+[.)、])\s*$|^#+\s|[:=]\s*$`)
	// underneath is the explanation of what stands on the line above it.
	underneath = regexp.MustCompile(`^[^\n]{0,40}\n(?: {2,8}|\t)[A-Z][a-z]* [a-z]`)
	words      = regexp.MustCompile(`[\pL\pN_]+`)
)

// headShape is the shape of what stands ahead of a place on its line, all words alike.
func (f *facts) headShape(p evidence.Place) (string, bool) {
	data := f.ev.Sources[p.Source].Data
	line := data[lineStart(data, p.From):p.From]
	if len(line) == 0 && underneath.Match(data[p.To:]) {
		return "", true
	}
	if logHead.Match(line) || !listHead.Match(line) {
		return "", false
	}
	return words.ReplaceAllString(string(line), "w"), true
}
