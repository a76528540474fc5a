package diagnose

import (
	"cmp"
	"regexp"
	"strings"

	"sigwhy/evidence"
)

// answered finds what the server's answer names first, and whether it names anything.
func (f *facts) answered() (hit, bool) {
	if all := f.allAnswered(); len(all) > 0 {
		return all[0], true
	}
	return hit{}, false
}

// allAnswered finds all that the server's answer names. It is read once.
func (f *facts) allAnswered() []hit {
	if !f.answerRead {
		f.answerNamed, f.answerRead = f.readAnswer(), true
	}
	return f.answerNamed
}

// mismatch reports whether the server answered that the signature does not
// match: then scope, clock and access key ID were in order.
func (f *facts) mismatch() bool {
	if f.answer == nil {
		return false
	}
	if f.signaturesPart() {
		return true
	}
	m := f.said()
	if strings.Contains(m, "signature we calculated does not match") ||
		strings.Contains(m, "signature does not match") ||
		strings.Contains(m, "not been correctly signed") ||
		strings.TrimSpace(m) == "forbidden: invalid signature" {
		return true
	}
	if a := f.answer; a.What == "error-text" &&
		!a.Code.Present() &&
		!a.Message.Present() &&
		(a.Canonical != nil || a.StringToSign != nil) {
		return true // servers show their texts with this answer only
	}
	if lastPart(f.answer.Code.S) == "AccessDenied" && (f.textsPart() || strings.TrimSpace(m) == "authentication failed") {
		return true // a store that says no more
	}
	_, named := f.answered()
	code := lower(f.answer.Code.S)
	return !named && (strings.Contains(code, "signaturedoesnotmatch") || strings.Contains(code, "invalidsignature"))
}

// signaturesPart reports whether the server's log shows its texts and, below them, another
// signature than the one that was sent: it says no more of a refusal.
func (f *facts) signaturesPart() bool {
	a, sent := f.answer, cmp.Or(f.sentSig, f.client.Signature.S)
	return a.What == "server-strings" && isHexHash(a.Signature.S) && isHexHash(sent) && a.Signature.S != sent
}

// textsPart reports whether both sides show a string to sign of one time and scope, and the
// canonical requests behind them are two.
func (f *facts) textsPart() bool {
	mine, theirs := f.client.StringToSign, f.server.text
	return mine != nil && theirs != nil && mine.Hash.Present() && theirs.Hash.Present() && !mine.Masked && !theirs.Masked &&
		mine.Hash.S != theirs.Hash.S && mine.Date.S == theirs.Date.S && mine.Scope.S == theirs.Scope.S
}

// said is the answer's message in one line of small letters, made once: nearly every look asks.
func (f *facts) said() string {
	if f.saidBy != f.answer {
		f.saidBy = f.answer
		f.saidLine = lower(collapse(f.answer.Message.S + " " + f.answer.Field("Details").S))
	}
	return f.saidLine
}

// unsettled reports whether the server answered so, and the signature that was sent is
// not the one due for what is pasted.
func (f *facts) unsettled() bool { return f.mismatch() && !f.verified }

// wordlessRefusal reports whether the server answered 403 without a word, as it does to
// a HEAD request.
func (f *facts) wordlessRefusal() bool {
	return f.answer != nil && f.answer.Status.S == "403" && !strings.Contains(f.answer.Message.S, " ") ||
		f.answer != nil && f.answer.What == "s3-error-xml" && f.answer.Code.S == "AccessDenied" && !f.answer.Message.Present() ||
		f.answer != nil && strings.HasPrefix(f.answer.Message.S, "X01:")
}

// denied reports whether the signature was refused, by name or without a word.
func (f *facts) denied() bool { return f.mismatch() || f.wordlessRefusal() }

// ec2AuthFailure reports whether the answer is EC2's to anything that is wrong with a signature.
func (f *facts) ec2AuthFailure() bool {
	return f.answer != nil &&
		strings.Contains(f.answer.Message.S, "not able to validate the provided access credentials")
}

// deniedByStore reports whether the answer is AccessDenied and nothing else: stores other
// than AWS answer so to a wrong signature, too.
func (f *facts) deniedByStore() bool {
	return lastPart(f.answer.Code.S) == "AccessDenied" && !strings.Contains(f.answer.Message.S, " ") && !f.onAWS()
}

// message is the text of the server's answer.
func (f *facts) message() string {
	if f.answer == nil {
		return ""
	}
	return f.answer.Message.S
}

func messageOrCode(a *evidence.Answer) evidence.Text {
	if a.Message.Present() {
		return a.Message
	}
	return a.Code
}

func lastPart(code string) string {
	if i := strings.LastIndexAny(code, "#."); i >= 0 {
		return code[i+1:]
	}
	before, _, _ := strings.Cut(code, ":")
	return before
}

func (f *facts) answerNames(code string) bool {
	h, ok := f.answered()
	return ok && h.code == code
}

// otherFault reports whether the server's answer is of another fault than those
// whose codes begin so.
func (f *facts) otherFault(prefixes ...string) bool {
	if f.answer == nil {
		return false
	}
	named, ok := f.answered()
	if !ok {
		return f.mismatch()
	}
	for _, p := range prefixes {
		if strings.HasPrefix(named.code, p) {
			return false
		}
	}
	return true
}

// succeeded reports whether the server answered that all is well.
func (f *facts) succeeded() bool { return f.answer != nil && strings.HasPrefix(f.answer.Status.S, "2") }

// accepts reports whether the answer is one that a server gives only once it has
// accepted the signature.
func (f *facts) accepts() bool {
	h, named := f.answered()
	switch {
	case f.succeeded() || f.accessDenied() && f.claim != nil && f.onAWS():
		return true
	case named:
		return h.code == "not-a-signature-fault"
	}
	return f.answer != nil && !f.mismatch() && otherStatus.MatchString(f.answer.Status.S)
}

// accessDenied reports whether the answer is Access Denied without another word.
func (f *facts) accessDenied() bool {
	return f.answer != nil &&
		lastPart(f.answer.Code.S) == "AccessDenied" &&
		strings.TrimSuffix(collapse(f.answer.Message.S), ".") == "Access Denied"
}

// otherStatus are those that no server gives to a signature that is wrong: redirections,
// faults of method, state or size, too many requests, and faults of its own or of what
// stands behind it.
var otherStatus = regexp.MustCompile(`^(?:3\d\d|405|409|41[12356]|422|429|5\d\d)`)

// failedOutcome reports whether the paste says that the request was refused.
func (f *facts) failedOutcome() bool { return f.answer != nil || f.refusedOutcome() }

// refusedOutcome reports whether what is told of a request beside it is a refusal.
func (f *facts) refusedOutcome() bool {
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintOutcome && strings.Contains(h.Text.S, "403") {
			return true
		}
	}
	return false
}

// catalogue reports whether the answer is one of many in a text that explains
// errors, or stands in one that reports none: it is not what a server said just now.
func (f *facts) catalogue() bool {
	if f.onlyQuoted(f.answer) || f.unreported(f.answer) {
		return true
	}
	if f.answer.What != "error-text" || f.ex.Request != nil || f.clientTexts() {
		return false
	}
	seen := map[string]bool{}
	for _, x := range f.ev.Exchanges {
		if x.Server != nil && x.Server.What == "error-text" && x.Request == nil {
			t := messageOrCode(x.Server).S
			seen[t[:min(len(t), 24)]] = true
		}
	}
	return len(seen) >= manyErrors
}

// manyErrors is how many different errors, each alone, make a text one about
// errors rather than a report of one.
const manyErrors = 4
