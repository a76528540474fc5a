package diagnose

import (
	"bytes"
	"regexp"
	"slices"

	"sigwhy/evidence"
)

// Prose speaks of errors that no server has answered to the writer: it says what they mean,
// when they would come, how they are told apart. What it reports stands in no other form
// than what it explains; that the writer has met it is told by words of the first person.

// spokenOf reports whether prose explains an error, or shows an example of one, and nobody
// in it says to have met it.
func (f *facts) spokenOf(a *evidence.Answer) bool {
	if !f.looseError(a) || f.metByWriter() {
		return false
	}
	head, tail, line := f.sentenceOf(a)
	return explains(head, tail) || f.commentInHandler(line) || example.Match(line)
}

// unreported reports whether an error only stands in prose or in a list of errors: no
// program printed it there, and nobody writes that a server answers it, or that anything
// fails.
func (f *facts) unreported(a *evidence.Answer) bool {
	switch {
	case a == nil || f.metByWriter():
		return false
	case f.sampled(a):
		return !f.pasteHas(plight)
	case !f.looseError(a):
		return false
	}
	head, tail, line := f.sentenceOf(a)
	return supposes(head, tail) || f.itemOfList(a, line) || !f.pasteHas(plight) && !f.told(a, head, tail, line)
}

// told reports whether what stands around an error tells that it came.
func (f *facts) told(a *evidence.Answer, head, tail, line []byte) bool {
	switch {
	case !setOff.Match(line) || printedAhead.Match(line) || label.Match(head) || sdkError.MatchString(f.cutOut(a.Place)):
		return true
	case contrary.Match(head) || returning.Match(tail) || colon.Match(head) && !over.Match(head):
		return true
	}
	return answering.Match(head) && (f.pasteHas(writer) || f.pasteHas(contrary) || f.brief(a))
}

// sampleLead is ahead of an answer that a manual or a test gives as an example.
var sampleLead = regexp.MustCompile(`(?i)` + anyOf(
	`\b(?:samples?|examples?|typical) (?:\w+ ){0,3}?(?:error|response|answer|document|body|message|output)s?\b`,
	`\b(?:fixtures?|testdata|golden|mock(?:s|ed)?)\b|\b(?:such as|e\.g\.|for instance):?\n[^\n]{0,40}\n?[^\n<]{0,8}$`,
	`\blooks? like (?:this|so)\b|\b(?:is|are) (?:returned|sent|answered) (?:if|when)\b|\berrors are\b`,
	`(?:^|\n)(?:if|when) (?:the|an?|no)\b[^\n]*\b(?:is|looks|contains|returns)\b`,
	`\b(?:beispiel\w*|exemple|ejemplo|esempio|przykład\w*|voorbeeld\w*) (?:\w+ ){0,3}?(?:fehler|antwort|erreur|réponse|error|respuesta|errore|risposta)\w*`,
	`(?:пример|示例|レスポンス例|错误示例)[^\n]{0,20}\s*$`,
))

// sampled reports whether an answer that stands alone is given as an example of one.
func (f *facts) sampled(a *evidence.Answer) bool {
	if a.Canonical != nil || a.StringToSign != nil || f.ex.Request != nil || len(f.ex.Claims) > 0 ||
		a.Place.Source >= len(f.ev.Sources) || len(f.ev.Sources[a.Place.Source].Data) > maxPost ||
		a.What == "error-text" || len(a.Head) > 0 {
		return false
	}
	const near = 240
	data := f.ev.Sources[a.Place.Source].Data
	return sampleLead.Match(data[max(0, a.Place.From-near):min(a.Place.From, len(data))])
}

// brief reports whether a paste is hardly more than the error: who pastes a sentence that
// short reports it.
func (f *facts) brief(a *evidence.Answer) bool {
	const aSentence = 160
	return len(f.ev.Sources[a.Place.Source].Data) < aSentence
}

// looseError reports whether an answer is the text of an error alone, in a text of the
// length that people write: no status, no request and no string of either side.
func (f *facts) looseError(a *evidence.Answer) bool {
	return a != nil &&
		(a.What == "error-text" || a.What == "json-error") &&
		a.Canonical == nil && a.StringToSign == nil &&
		f.ex.Request == nil && f.claimsWithin(a) && f.ex.Client.Canonical == nil && f.ex.Client.StringToSign == nil &&
		a.Place.Source < len(f.ev.Sources) &&
		a.Place.To <= len(f.ev.Sources[a.Place.Source].Data) &&
		len(f.ev.Sources[a.Place.Source].Data) <= maxPost
}

// claimsWithin reports whether no claim is made but what the words of an answer repeat.
func (f *facts) claimsWithin(a *evidence.Answer) bool {
	return !slices.ContainsFunc(f.ex.Claims, func(c evidence.Claim) bool {
		p := c.Whole.Place()
		return !c.Whole.InSource() || p.Source != a.Place.Source || p.From < a.Place.From || p.To > a.Place.To
	})
}

// metByWriter reports whether somebody in the paste says to have met what it speaks of.
func (f *facts) metByWriter() bool {
	for i, src := range f.ev.Sources {
		if !f.holds(i, metWords) {
			continue
		}
		for _, m := range f.ev.All(i, metWords) {
			start := lineStart(src.Data, m[0])
			if !titled.Match(src.Data[start:m[1]]) && !unmet.Match(src.Data[start:m[0]]) {
				return true
			}
		}
	}
	return false
}

// sentenceEnd is where a sentence ends, or the line.
var sentenceEnd = regexp.MustCompile(`[.!?;]["'\x60)*\x{201D}»]*\s|[。！？\n]`)

// sentenceOf is what stands ahead of an error and behind it in its sentence, as far as its
// line goes, and what stands ahead of it on its line.
func (f *facts) sentenceOf(a *evidence.Answer) (head, tail, line []byte) {
	p := f.wordsPlace(a)
	data := f.ev.Sources[p.Source].Data
	line = data[lineStart(data, p.From):p.From]
	head = line
	if commentMark.Match(line) {
		head = append(f.commentAbove(data[:p.From-len(line)]), line...)
	} else if all := sentenceEnd.FindAllIndex(line, -1); len(all) > 0 && all[len(all)-1][1] < len(line) {
		head = line[all[len(all)-1][1]:]
	}
	tail, _, _ = bytes.Cut(data[p.To:], []byte("\n"))
	if end := sentenceEnd.FindIndex(tail); end != nil && end[0] > 0 {
		tail = tail[:end[1]]
	}
	return head, tail, line
}

// commentMark is the beginning of a line of a comment.
var commentMark = regexp.MustCompile(`^\s*(?://|#|--|;|\*)\s*$`)

// commentAbove is the line of a comment above, which its sentence may have begun on.
func (f *facts) commentAbove(above []byte) []byte {
	above = bytes.TrimRight(above, "\r\n")
	last := above[bytes.LastIndexByte(above, '\n')+1:]
	if t := bytes.TrimLeft(last, " \t"); len(t) == 0 || !commentMark.Match(t[:min(len(t), 2)]) && !commentMark.Match(t[:1]) {
		return nil
	}
	return bytes.Clone(last)
}

// lineFrom is the rest of the line that an error begins on.
func (f *facts) lineFrom(a *evidence.Answer) []byte {
	rest, _, _ := bytes.Cut(f.ev.Sources[a.Place.Source].Data[a.Place.From:], []byte("\n"))
	return rest
}

// wordsPlace is where the words of an error stand: without the object that they are a value
// of, and as far as the quotes go that they stand in.
func (f *facts) wordsPlace(a *evidence.Answer) evidence.Place {
	p, data := a.Place, f.ev.Sources[a.Place.Source].Data
	if t := messageOrCode(a); t.InSource() && t.Place().Source == p.Source &&
		(a.What == "json-error" || bytes.HasPrefix(data[p.From:], []byte("{"))) {
		p = t.Place()
	}
	if p.From == 0 {
		return p
	}
	if q := data[p.From-1]; q == '"' || q == '\x60' {
		if end := bytes.IndexByte(data[p.From:p.To], q); end > 0 {
			p.To = p.From + end
		}
	}
	return p
}

// explains reports whether what stands around an error in its sentence says or asks what
// it means.
func explains(head, tail []byte) bool {
	return defined.Match(tail) || asked.Match(head) || askedFor.Match(head) && explainedBehind.Match(tail)
}

// supposes reports whether what stands around an error in its sentence is a condition under
// which anybody would meet it, or asks whether somebody would.
func supposes(head, tail []byte) bool {
	own := writer.Match(head) || writer.Match(tail) || contrary.Match(head) || shownTo.Match(head)
	question := bytes.ContainsAny(tail, "?？")
	return !own && (condition.Match(head) || because.Match(tail)) ||
		question && hypothesis.Match(head) && condition.Match(head)
}

// errorWord is a part of the names of errors that have to do with signing.
const errorWord = `(?:Token|Signature|Skewed|AccessKey|Denied|Mismatch|Malformed)`

var (
	// handled is a comparison of the code of an error in a program.
	handled = regexp.MustCompile(`(?i)(?:code|name|err\w*|errorType)["'\])(]*\s*` +
		anyOf(`[=!]==?`, `in\b`, `\.equals`, `is\b`) + `\s*[(\["'{ ]+\w*` + errorWord + `\w*|\b(?:case|when)\s+["']\w*` + errorWord + `\w*["']|["']\w*` + errorWord + `\w*["']\)?\s*=>`)
	// commented is ahead of a comment's text.
	commented = regexp.MustCompile(`^\s*(?://|#|--|;)\s*["'\x60]?$`)
)

// commentInHandler reports whether an error is the text of a comment in a program that
// handles errors.
func (f *facts) commentInHandler(line []byte) bool {
	return commented.Match(line) && f.pasteHas(handled)
}
