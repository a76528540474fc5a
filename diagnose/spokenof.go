package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

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
	case !setOff.Match(line) && !f.runsOn(a, line) || printedAhead.Match(line) || label.Match(head) || sdkError.MatchString(f.cutOut(a.Place)):
		return true
	case contrary.Match(head) || returning.Match(tail) || colon.Match(head) && !over.Match(head):
		return true
	}
	return answering.Match(head) && (f.pasteHas(writer) || f.pasteHas(contrary) || f.brief(a))
}

// runsOn reports whether an error goes on with a sentence, in lower case and without a mark
// ahead of it.
func (f *facts) runsOn(a *evidence.Answer, line []byte) bool {
	return strings.HasPrefix(messageOrCode(a).S, "the ") && wordAhead.Match(line)
}

var (
	wordAhead = regexp.MustCompile(`\pL $`)
	// plight is what people write of what does not work for them.
	plight = regexp.MustCompile(`(?i)` + anyOf(
		`\b`+anyOf(
			`fail(?:s|ed|ing)?|(?:does|do|did|is|are)(?:n['\x{2019}]t| not) (?:work|help|do)|stopped working`,
			`can(?:no|['\x{2019}])t|unable to|refus(?:es|ing)|reject(?:s|ing)|still|suddenly|although|even though`,
			`help|stuck|broken|blocked|down|crash\w*|it(?:['\x{2019}]s| is) fine|for me|actual|differently|what(?:'s| is) wrong|remains|keeps?|every time|always`,
			`(?:it|this) (?:happens|occurs|appears)|do(?:ing)? wrong|falsch mache|since \d+|today|again|strange|issue|problem|trouble|bug`,
			`geht nicht|klappt nicht|scheitert|schlägt fehl|immer noch|seit|hilfe|fehler|problème|échoue|erreur|toujours`,
			`falla|problema|errore|siempre|sempre|ошибк\w*|не работает|błąd|nie działa|fout|werkt niet|hata`,
		)+`\b`,
		`失败|错误|问题|エラー|できません|失敗|오류|실패`,
	))
	// printedAhead is what stands ahead of an error where a program printedAhead it, or a person
	// set it off as what came.
	printedAhead = regexp.MustCompile(anyOf(
		`^[^\pL\pN]*$`,
		`^["\w ()./@-]{1,24}[:=]\s*["'\x60*]*$`,
		`(?i)\b(?:response|answer|body|output|result|antwort|réponse|respuesta|log)(?: body| text| is| was)?\s*[:=]?\s*["'\x60\x{201E}«]+\s?$`,
		`(?:->|=>|\x{2192})\s*["'\x60]*$|(?:^|[\s{(])[:@.][\w-]+\s*[:=]{0,2}\s*"$`,
		`[\[{]\s*"$|["']\s*:\s*"$|,"$|(?i)\b(?:exception|error|failure)\s+["'\x60]+$`,
		`(?i)\b(?:errors?|exception|failed|failure|fehler|erreur|fatal|warn(?:ing)?|err)\b[^"'\x60\n]*[:=>]\s*["'\x60]?$`,
		`^\W*[A-Z]\w*\("$|^\$\w+\s*=\s*"$|\w(?:::|\.)\w+\s\($`,
		`\b(?:print\w*!?|console\.\w+|puts|echo|log\w*|dump|inspect)\b[^\n]*(?://|#)\s*["'\x60]*$`,
		`\b[45]\d\d\W{1,4}$`,
		`\d\d:\d\d|\b(?:ERROR|WARN\w*|INFO|DEBUG)\b|^\[|[$#>] $|=>\s*$`,
		`[\w.]+(?:Exception|Error)\b[^"'\x60\n]*$|["'{,(]\s?\w+["']?\s*[:=]\s*["']?$`,
	))
	// setOff is ahead of an error that prose sets off from its own words.
	setOff = regexp.MustCompile(`(?:^|[\s(:,>|*\x{3000}-\x{9fff}])["'\x60\x{201C}\x{201E}«「『]+\s?$|[(|*]\s*$|\s[-\x{2013}\x{2014}]\s+$`)
	// label is ahead of it where a sentence has no more than a word for what follows.
	label = regexp.MustCompile(`^[\w ()./@-]{1,24}[:=]\s+["'\x60*]*$|(?:->|=>|\x{2192})\s*["'\x60]*$`)
	// colon is ahead of what a sentence comes to, over are words of one about the past.
	colon = regexp.MustCompile(`(?::\s+|：\s*)["'\x60\x{201C}\x{201E}«]+\s?$`)
	over  = regexp.MustCompile(`(?i)\b(?:were|was|had|used to|wurden?|war|waren|était|fue|era)\b`)
	// answering is ahead of what somebody says that a server answers.
	answering = regexp.MustCompile(`(?i)(?:\b|\p{Han})` + anyOf(
		`says?|said|answers?|answered|returns?|returned|gives?|gave|shows?|reports?|respond\w*|throws?|threw|complains?`,
		`gets?|got|sees?|telling|tells|told|prints?|now|suddenly|appeared|lautet|reads|(?:ends?|dies?|exits?|aborts?) with`,
		`(?:is|are|gets?|was|were) (?:rejected|refused|denied|answered|blocked|declined)|c(?:o|a)mes? back`,
		`sagt|meldet|antwortet|liefert|kommt|steht|dit|répond|renvoie|affiche|dice|responde|devuelve|risponde`,
		`zwraca|mówi|говорит|пишет|возвращает|отвечает|zegt|geeft`,
		`返回|提示|报错|显示`,
	) + `(?:\b|\s)[^"'\x60\n]{0,40}["'\x60:(\x{201C}\x{201E}«]*\s*["'\x60]?$`)
	// returning is behind an error in languages that have their verb there, or ahead of it.
	returning = regexp.MustCompile(`^["'\x60」』]*\s*(?:が(?:返|出|表示)|と(?:表示|言|出)|(?:이|가|라고) ?(?:나|뜹|표시))`)
	// sdkError is how an SDK writes an error out.
	sdkError = regexp.MustCompile(`^An error occurred \(|\bapi error\b`)
)

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

// metWords are what people write of an error that they have, and who ask about it.
var metWords = regexp.MustCompile(`(?i)` + anyOf(
	`\b`+anyOf(
		anyOf(`I`, `I'm`, `we`, `we're`, `he`, `she`, `they`, `(?:my|our|some) \w+`)+` (?:\w+ ){0,2}?`+
			anyOf(`gets?`, `got`, `getting`, `sees?`, `saw`, `seeing`, `receiv\w+`, `run(?:ning)? into`, `ran into`, `hit`),
		`any (?:ideas?|hints?|help)`,
		`(?:what|which)[^\n]{0,20} (?:going on|is right|do I do|can I do|would you do)`,
		`how (?:do|can|should|to) (?:I|we)?\s?(?:fix|solve|avoid|get rid)`,
		`since (?:this morning|yesterday|the update|then)`,
		`but (?:mine|my|our)`,
		`why (?:do|does|did|is|am|are|can|would|has|have|not)|warum (?:bekomm|krieg|geht|kann|sagt|kommt|funktion)\w*|pourquoi (?:ai|est|je)`,
		`(?:ich|wir) (?:\w+ ){0,2}?(?:bekomm\w*|erhalt\w*|krieg\w*|seh\w*)|(?:bekomme|kriege|erhalte) ich`,
		`j'ai|on a|je re[cç]ois|nous (?:avons|recevons)`,
		`me (?:sale|da|devuelve)|recibo|obtengo`,
	)+`\b`,
	`¿por qué|怎么办|怎么解决|请问|どうすれば|что делать`,
))

// titled is ahead on the line of what people write for others to find themselves in: a
// heading, a question of a list of them, a box that was ticked.
var titled = regexp.MustCompile(`^\s*(?:#+\s|\*\*|[-*] \[[xX]\]|Q\d*[.:]\s|"""|[Ss]lide\b)`)

// unmet is ahead of what somebody would meet, or has not met, or no longer meets; a server's
// "did not match what we received" is its own.
var unmet = regexp.MustCompile(`(?i)\b(?:would|will|might|could|should|may|do|does|did|not|never|\w+n['\x{2019}]t|gone|not match what) $`)

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

// closing is what a text that is quoted ends with, and the marks that set it off.
const closing = `^[\s.]*["'\x60)*\x{201C}\x{201D}\x{2019}»]*[,]?\s*`

var (
	// defined is what follows an error that is explained.
	defined = regexp.MustCompile(`(?i)` + closing + anyOf(
		anyOf(
			`means?|meant|tells|stands for|indicates`,
			`is (?:what|thrown|returned|raised|given|answered|sent|reported|(?:not )?about)`,
			`has (?:two|several|many|three) \w+`,
			`bedeutet|heißt|kommt,? wenn|significa|veut dire|signifie|apparaît|oznacza|betekent|betyder`,
			`означает|значит|появляется`,
		)+`\b`,
		`是指|表示|とは|は、|means`,
	))
	// asked is ahead of an error whose meaning is asked for or told.
	asked = regexp.MustCompile(`(?i)\b` + anyOf(
		`difference between (?:[^t\n]|t[^h\n]|the [^r\n])[^\n]*`, // "The difference between the request time …" is an error's own
		`what (?:does|do|did|is) `,
		`(?:was|que|cosa) (?:bedeutet|heißt|significa|signifie|vuol dire) `,
	) + `["'\x60*\x{201C}\x{201E}«]*$`)
	// askedFor and toldOf stand around an error that somebody wants explained.
	askedFor        = regexp.MustCompile(`(?i)\bwhat ["'\x60\x{201C}\x{201E}«]+$`)
	explainedBehind = regexp.MustCompile(`(?i)` + closing + `(?:was|is|means?|meant)\b`)
	// condition is one under which something would happen, to anybody but the writer.
	condition = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:if|unless|otherwise|whenever|as soon as|in case|suppose)\b`,
		`\bwhen (?:they|it|you|the|an?|this|that|one|users?|clients?)\b`,
		`\b(?:would|würden?) (?:he|she|it|they|one|you|er|sie|es|man)\b`,
		`^\W*(?:an?|any|later|such) [^\n]*\b(?:is|are) \w+ed\b`,
		`\bwith an? (?:wrong|invalid|expired|old|unknown|bad)\b`,
		`\b(?:you|one|clients?|callers?|users?)(?:'ll| will|'d| would| may| might| can)\b`,
		`\b(?:will|would) (?:then )?(?:get|see|receive|be)\b`,
		`\b(?:wenn|falls|sonst|sinon|lorsque|quando|cuando|jeśli|jeżeli|когда|если|als)\b`,
		`もし|場合|如果|当.{1,20}时`,
	))
	// writer is who reports something of his own.
	writer = regexp.MustCompile(`(?i)\b(?:I|my|me|we|our|us|ich|mein\w*|wir|uns\w*|je|mon|ma|nous|yo|mi|io|mio|я|мы|у нас)\b`)
	// contrary is ahead of what came against what was to be expected.
	contrary = regexp.MustCompile(`(?i)\b(?:but|though|yet|instead|aber|mais|pero|ma|но)\b`)
	// shownTo is said to a reader who is shown what came.
	shownTo = regexp.MustCompile(`(?i)\b(?:if|when) you (?:look|check|open|see|scroll|search|want|need)\b`)
	// because is what follows an error that comes under a condition.
	because = regexp.MustCompile(`(?i)` + closing + `(?:if|when|whenever|unless|because|in case|wenn|falls|si|quando|cuando|если|когда)\b`)
	// hypothesis is a question about what would happen.
	hypothesis = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:what happens|would|will|wird|würde|bekommt|gibt es|es-ce que|serait|sería|sarebbe|czy|mı|mi|будет)\b`,
		`\bif\b|\bwenn\b|\bsi\b|如果|もし`,
	))
)

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
