package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

var sesWords = regexp.MustCompile(`\bSES\b|\bses\.amazonaws|email\.[a-z0-9-]+\.amazonaws`)

// lookAfterSearch says what is left to say once the search is over.
func (f *facts) lookAfterSearch(a *Analysis, found reproduction) []hit {
	if f.verified || found.signed() || f.asSent.Keys.Steps == 0 || f.sentSig == "" || !f.asSent.Signature.Known() {
		return nil
	}
	if f.cutShort() {
		return []hit{f.cutSignature()}
	}
	if f.damaged() {
		return []hit{{
			code:  "signature-damaged",
			basis: byTexts,
			says: "The signature that was sent is the correct one but for " +
				plural(digitsApart(f.sentSig, f.asSent.Signature.Text),
					"digit", "digits") + ".",
			places:  places(f.sentSignature()),
			yours:   f.sentSig,
			correct: f.asSent.Signature.Text,
		}}
	}
	if f.wire() && f.server.text == nil && f.denied() && isHexHash(f.sentSig) && a.Search.Tried > 0 {
		b := byHint
		if f.knownSigner() {
			b = byInference
		}
		return []hit{{
			code:  "secret-wrong",
			basis: b,
			says: a.Search.Extent() + " do not give the signature that was sent. Either the client signed with " +
				"another secret key than the one at hand, or it signed another request than the one that is sent.",
			places: places(f.sentSignature()),
		}}
	}
	return nil
}

// lookLast says what a refused signature comes from most often, where nothing that
// is there tells: better than nothing to go by, and no more than possible.
func (f *facts) lookLast() []hit {
	if !f.mismatch() || f.catalogue() {
		return nil
	}
	hint := func(code string, at Stage, says string) hit {
		return hit{code: code, basis: byHint, says: says, places: places(messageOrCode(f.answer)), at: at}
	}
	var last []hit
	if f.params.Scope.Service == "ses" || f.pasteHas(sesWords) {
		last = append(last, hint("ses-smtp-password", KeyStage,
			"SES hands out credentials for SMTP that look like keys: their password is derived from a secret key, "+
				"and signs nothing."))
	}
	if !f.hashesApart() {
		secret := hint("secret-wrong", KeyStage, f.lastOfSecret())
		if f.ownSigned && !f.policySigned {
			f.sayShape(&secret)
		}
		last = append(last, secret)
	}
	if !f.policySigned && !f.ownSigned && f.elsewhere() && f.server.canonical == nil && !f.hostReached() && !f.hostArrives() {
		last = append(last, hint("host-rewritten-by-proxy", RequestStage,
			"The server is not one of AWS: a proxy in front of it may send it another Host than "+f.model.Host+"."))
	}
	return last
}

// hashesApart reports whether the two sides' strings to sign have another hash for the same
// time and scope: then the canonical requests differ, whatever the key.
func (f *facts) hashesApart() bool {
	s := f.server.text
	if s == nil || s.Masked || !isHexHash(s.Hash.S) {
		return false
	}
	if c := f.client.StringToSign; c != nil {
		return !c.Masked && isHexHash(c.Hash.S) && c.Hash.S != s.Hash.S && c.Date.S == s.Date.S && c.Scope.S == s.Scope.S
	}
	canonical, _ := f.printed()
	return canonical != "" && s.Date.S == f.params.Date && sigv4.HexSHA256([]byte(canonical)) != s.Hash.S
}

// lastOfSecret says why it may be the secret key.
func (f *facts) lastOfSecret() string {
	switch {
	case f.policySigned:
		return "The signature of the policy is exactly the one that the secret key at hand gives: the server holds " +
			"another key, or another policy arrived than the one that is shown."
	case f.ownSigned:
		return "The client's own string to sign, signed with the secret key at hand, gives exactly the signature " +
			"that was sent: it is the key that the client signed with. The server holds another one, or another " +
			"request arrived than the one that was signed."
	}
	if hash := f.agreedHash(); hash.Present() {
		return upperFirst(agreesSoFar(hash)) + ". What is left is the string to sign with its time and scope, the secret " +
			"key, and the way the signing key is derived from it."
	}
	return "Nothing in the paste tells why. Most refusals that come alone have another secret key behind them than " +
		"the one of this access key ID: swapped, cut, with a blank or line break, or of another account."
}

// fewestDigits of a signature tell that they are a part of another: as many come out by
// chance once in 2^64 times.
const fewestDigits = 16

// cutShort reports whether the signature sent is the beginning of the correct one, or its end
// without digits that are no leading zeros.
func (f *facts) cutShort() bool {
	due, sent := f.asSent.Signature.Text, f.sentSig
	if !f.complete() || len(sent) < fewestDigits || len(sent) >= len(due) {
		return false
	}
	head, isEnd := strings.CutSuffix(due, sent)
	return strings.HasPrefix(due, sent) || isEnd && strings.Trim(head, "0") != ""
}

// cutWithPaste reports whether such a signature ends where the paste does: then the rest of
// it may be left out here alone.
func (f *facts) cutWithPaste() bool {
	return f.cutShort() && strings.HasPrefix(f.asSent.Signature.Text, f.sentSig) && f.endsOpen(f.sentSignature())
}

// cutSignature tells of a signature of which digits are missing, and the others are right.
// People show the first digits of one alone, so that a few prove little.
func (f *facts) cutSignature() hit {
	due := f.asSent.Signature.Text
	h := hit{
		code:  "signature-damaged",
		basis: byTexts,
		says: "The " + plural(len(f.sentSig), "digit", "digits") + " that were sent are those that the correct signature " +
			"begins with: request and key are right, the rest of it was cut off.",
		places:  places(f.sentSignature()),
		yours:   f.sentSig,
		correct: due,
		at:      SignatureStage,
	}
	if !strings.HasPrefix(due, f.sentSig) {
		h.says = strings.Replace(h.says, "begins with", "ends with", 1)
	}
	if f.cutWithPaste() {
		h.says = strings.TrimSuffix(h.says, ".") + ", before it was sent or when it was copied."
	} else if len(f.sentSig) <= len(due)/2 && !f.mismatch() {
		h.basis = byInference
	}
	return h
}

// damaged reports whether the signature sent is the correct one with a few digits altered, or
// without some at an end.
func (f *facts) damaged() bool { return f.cutShort() || f.altered() }

// altered reports whether the signature sent is the correct one with a few digits altered.
func (f *facts) altered() bool {
	due := f.asSent.Signature.Text
	return f.complete() && len(due) == len(f.sentSig) && due != f.sentSig && digitsApart(due, f.sentSig) <= 8
}

// digitsApart counts the places at which two texts of one length differ.
func digitsApart(a, b string) int {
	n := 0
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}
