package evidence

import (
	"regexp"
	"slices"
)

// bareRefusals are how people say in a sentence what a server answered: the
// error's code, or what its message says, in their words. What stands for a
// status is only looked for where a request is at hand, or signing is spoken of.
var bareRefusals = []bareRefusal{
	{
		form: regexp.MustCompile(`\b(` + anyOf(
			`(?i:SignatureDoesNotMatch)`, `InvalidSignatureException`, `RequestTimeTooSkewed`, `InvalidAccessKeyId`,
			`IncompleteSignatureException`, `InvalidClientTokenId`, `UnrecognizedClientException`, `ExpiredToken(?:Exception)?`, `XAmzContentSHA256Mismatch`,
		) + `)\b`),
	},
	{
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\bsignatures? ?(?:does ?n[o']t|do not|don't|did not|didn't|not) match(?:ing)?\b`,
			`\bsig(?:nature)?s? (?:we |they )?calculated (?:does ?n[o']t|doesn't|did not|didn't) match\b`,
			`\bsignature[ -](?:mismatch|error)\b`,
			`\bmismatch(?:ed|ing)? signatures?\b`,
		)),
		code: "SignatureDoesNotMatch", about: true,
	},
	{form: regexp.MustCompile(`(?i)\brequest ?time ?too ?skewed\b`), code: "RequestTimeTooSkewed", about: true},
	{
		form: regexp.MustCompile(`(?i)` + anyOf(
			`\b(?:status(?: ?code)?|https?|response(?: code)?|error|returns?|gets?|got|fails? with)\b`+
				`["']?[^\n\w]{0,4}(?:with |an? )?\(?(403)\b`,
			`\b(403)\b[ :]*(?:forbidden|client error|responses?\b|errors?\b|status)`,
			`\bresults? in (?:an? )?(403)\b`,
			`\b(?:everything|it|all|every request) is (?:an? )?(403)\b`,
			`\((403)\)`,
			`// *(403)\b`,
		)),
		status: true,
	},
	{
		form:   regexp.MustCompile(`(?i)\bwebsocket\b[^\n.]{0,40}\bbad (?:handshake|status)\b|\bbad status connection\b`),
		status: true, means: "403",
	},
	{
		form:   regexp.MustCompile(`(?i)\b(?:HEAD|GET|PUT)\b (?:method|request|call)s?\b[^\n.]{0,12}\b(?:forbidden|denied)\b`),
		status: true, means: "403",
	},
}

type bareRefusal struct {
	form   *regexp.Regexp
	code   string // for words that are no code
	about  bool   // only where the paste is about AWS's kind of storage
	status bool   // the group is a status
	means  string // the status that the words stand for
}

// storage are words of pastes that are about requests to AWS and its kind:
// certificates and web hooks have signatures that do not match, too.
var storage = regexp.MustCompile(`(?i)\baws|amz-|\bs3\b|amazon|sigv4|minio|\bboto|presign|\brgw\b` +
	`|digital ?ocean|\bspaces\b|\bbuckets?\b`)

// signs are words of pastes that are about signing requests.
var signs = regexp.MustCompile(
	`(?i)presign|pre-sign|\bsigned url|sig(?:nature)?[ -]?v4|aws4|getSignedUrl|generate_presigned|X-Amz-Sign`)

// comparedWith is what stands before a code that a program only compares an
// error with.
var comparedWith = regexp.MustCompile(
	`(?:[=!]==?|\bcase|\bequals\(|\b(?:if|when|unless)\b[^.\n]*)\s*` + oneQuote + `?\w*\.?$`)

// mostBare bounds the pastes whose prose is read: people write posts, not books.
const mostBare = 256 << 10

// bareAnswer takes a refusal that is only told in a sentence for the answer,
// where the pastes show none that says what it is.
func (r *reader) bareAnswer(e *Evidence) {
	if slices.ContainsFunc(r.items, (*item).tellsAnswer) {
		return
	}
	requested := slices.ContainsFunc(r.items, func(it *item) bool { return it.request != nil })
	for _, b := range bareRefusals {
		for i, src := range e.Sources {
			if !b.mayStandIn(src.Data, requested) {
				continue
			}
			if a := b.answerIn(e, i); a != nil {
				r.add(item{what: a.What, place: a.Place, answer: a, side: server})
				return
			}
		}
	}
}

// tellsAnswer reports whether an item is an answer that says what it is.
func (it *item) tellsAnswer() bool {
	a := it.answer
	return a != nil && (a.Code.Present() || a.Message.Present() || a.Status.Present())
}

// mayStandIn reports whether a paste is of the kind in which the words mean a refusal.
func (b bareRefusal) mayStandIn(paste []byte, requested bool) bool {
	return len(paste) <= mostBare &&
		(!b.about || storage.Match(paste)) &&
		(!b.status || requested || signs.Match(paste))
}

// answerIn is the first refusal in the words of b that a source tells.
func (b bareRefusal) answerIn(e *Evidence, source int) *Answer {
	paste := e.Sources[source].Data
	for _, m := range b.form.FindAllSubmatchIndex(paste, 20) {
		if !comparedWith.Match(paste[max(0, m[0]-80):m[0]]) {
			return b.answer(e, source, m)
		}
	}
	return nil
}

func (b bareRefusal) answer(e *Evidence, source int, m []int) *Answer {
	a := &Answer{What: "error-text", Place: Place{Source: source, From: m[0], To: m[1]}}
	switch {
	case b.means != "":
		a.Status = Made(b.means)
	case b.status:
		k := 2 // the group of the alternative that matched
		for m[k] < 0 {
			k += 2
		}
		a.Status = e.Cut(source, m[k], m[k+1])
	case b.code == "":
		a.Code = e.Cut(source, m[2], m[3])
	default:
		a.Code = Made(b.code)
	}
	return a
}
