package evidence

import "regexp"

// bareRefusal is how people say in a sentence that a signature was refused: the
// error's code, or what its message says, in their words.
var bareRefusal = regexp.MustCompile(`\b(SignatureDoesNotMatch(?:Exception)?|InvalidSignatureException)\b|(?i:\bsignatures? ?(?:does ?n[o']t|do not|don't|did not|didn't|not) match(?:ing)?\b|\bsignature[ -]mismatch\b)`)

// storage are words of pastes that are about requests to AWS and its kind:
// certificates and web hooks have signatures that do not match, too.
var storage = regexp.MustCompile(`(?i)\baws|amz-|\bs3\b|amazon|sigv4|minio|\bboto|\bpresign|\brgw\b`)

// comparedWith is what stands before a code that a program only compares an
// error with.
var comparedWith = regexp.MustCompile(`(?:[=!]==?|\bcase|\bequals\(|\b(?:if|when|unless)\b[^.\n]*)\s*["'` + "`" + `]?\w*\.?$`)

// mostBare bounds the pastes whose prose is read: people write posts, not books.
const mostBare = 256 << 10

// bareAnswer takes a refusal that is only told in a sentence for the answer,
// where the pastes show none that says what it is.
func (r *reader) bareAnswer(e *Evidence) {
	for i := range r.items {
		if a := r.items[i].answer; a != nil && (a.Code.Present() || a.Message.Present() || a.Status.Present()) {
			return
		}
	}
	for i, src := range e.Sources {
		if len(src.Data) > mostBare {
			continue
		}
		for _, m := range bareRefusal.FindAllSubmatchIndex(src.Data, 20) {
			if comparedWith.Match(src.Data[max(0, m[0]-80):m[0]]) || m[2] < 0 && !storage.Match(src.Data) {
				continue
			}
			a := &Answer{What: "error-text", Place: Place{Source: i, From: m[0], To: m[1]}}
			if text := e.Cut(i, m[0], m[1]); m[2] >= 0 {
				a.Code = text
			} else {
				a.Code = Made("SignatureDoesNotMatch")
			}
			r.add(item{what: a.What, place: a.Place, answer: a, side: server})
			return
		}
	}
}
