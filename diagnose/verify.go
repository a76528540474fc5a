package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// compute runs the stages for the request as it was sent, and tells whether the
// signature that was sent is the one due.
func (f *facts) compute() {
	f.sentSig = f.client.Signature.S
	if f.claim != nil && f.claim.Signature.Present() && (!masked(f.claim.Signature.S) || hasControls(f.claim.Signature.S)) {
		f.sentSig = f.claim.Signature.S
	} else if f.sentSig == "" && f.answer != nil {
		f.sentSig = f.answer.Field("SignatureProvided").Trim().S
	}
	f.asSent = sigv4.Compute(&f.raw, f.params)
	f.makeModel()
	if f.fillHost() || f.fillBySignature() || f.fillByHash() {
		f.makeModel()
	}
	f.findSignature()
	f.verifyOwn()
	f.verifyEcho()
	if f.req == nil || !f.asSent.Signature.Known() || f.sentSig == "" {
		return
	}
	f.verified = f.asSent.Signature.Text == f.sentSig && f.whole() && !f.misplaced()
	f.verifyUnescaped()
}

// verifyUnescaped tells whether the signature that was sent is the one due for the URL with &
// in place of its &amp;: then this is the mistake, or what a page has made of the URL.
func (f *facts) verifyUnescaped() {
	if f.verified || !strings.Contains(f.raw.Target, escapedAmpersand) {
		return
	}
	plain := f.raw
	plain.Target = unescapedTarget(plain.Target)
	s := sigv4.Compute(&plain, f.params)
	f.unescapedSigned = s.Signature.Text == f.sentSig
}

// findSignature takes a hash of the paste for the signature that the key at hand gives, of the
// request or of the client's string to sign: nothing else has these digits, whatever it is
// called, but for one that is said to be another's. One that only its place told to be the
// signature gives way to it.
func (f *facts) findSignature() {
	if f.asSent.Keys.Steps == 0 || f.sentSig != "" && !f.guessedSignature() {
		return
	}
	due := []string{f.asSent.Signature.Text}
	if _, text := f.printed(); text != "" {
		due = append(due, sigv4.Sign(f.asSent.Keys.Signing, text))
	}
	for t := range f.matches(looseHash) {
		if slices.Contains(due, t.S) && f.itsOwn(t) {
			f.client.Signature, f.client.Guessed, f.sentSig = t, false, t.S
			return
		}
	}
}

// guessedSignature reports whether nothing but its place tells that the signature is one.
func (f *facts) guessedSignature() bool {
	return f.client.Guessed && f.sentSig != "" && f.sentSig == f.client.Signature.S
}

// dropGuess leaves out such a signature where the key at hand does not give it, nor with any
// mistake that is known: it may be any other hash.
func (f *facts) dropGuess(a *Analysis, found reproduction) {
	if !f.guessedSignature() || f.asSent.Keys.Steps == 0 || found.signed() || f.damaged() {
		return
	}
	f.client.Signature, f.client.Guessed, f.sentSig = evidence.Text{}, false, ""
	if len(found) == 0 {
		a.Search = Search{}
	}
}

// hasControls reports whether a text has control characters, as raw bytes have: nobody
// writes such in place of what is not to be shown.
func hasControls(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7F })
}

// complete reports whether the request is known well enough that a signature
// computed from it is the one that a server would compute.
func (f *facts) complete() bool { return f.whole() && !f.blottedHeader() }

// whole reports whether nothing of the request that counts is missing.
func (f *facts) whole() bool {
	if f.req == nil || (f.req.Gathered() || f.req.What == "presigned-url") && len(f.unsentSigned()) > 0 {
		return false
	}
	if f.req.HeadersInFile && len(f.unsentSigned()) > 0 || f.toolAdds() {
		return false
	}
	return f.req.Target.Present() &&
		f.params.SignedHeaders != nil &&
		(f.model == nil || f.hostKnown())
}

// hostKnown reports whether the host is known, where it is signed.
func (f *facts) hostKnown() bool {
	return f.model.Host != "" || !slices.Contains(f.model.Names, "host")
}

// toolAdds reports whether a command does not tell a signed header that its tool sends of
// itself: the value depends on its version.
func (f *facts) toolAdds() bool {
	return strings.HasSuffix(f.req.What, "-command") && slices.Contains(f.unsentSigned(), "user-agent")
}

// blotted is a value of which nothing is left.
var blotted = regexp.MustCompile(`^(?:[.*xX\x{2026}]{3,}|<[\w -]+>|\[[\w -]+\])$`)

// blottedHeader reports whether the value of a signed header was made unreadable.
func (f *facts) blottedHeader() bool {
	return slices.ContainsFunc(f.listed, func(n string) bool {
		v, ok := f.raw.HeaderValue(lower(n))
		return ok && blotted.MatchString(strings.TrimSpace(v))
	})
}

// verifyEcho signs the server's string to sign with the key at hand: when that
// gives the signature sent, the texts agree and the server holds another key.
func (f *facts) verifyEcho() {
	if f.server.text == nil || f.sentSig == "" || f.asSent.Keys.Steps == 0 || f.server.text.Masked {
		return
	}
	f.echoSigned = sigv4.Sign(f.asSent.Keys.Signing, f.server.text.Whole.S) == f.sentSig
}

// verifyOwn signs the client's own string to sign with the key at hand: when that gives
// the signature sent, and the text has the form that is due, the key is the one that the
// client signed with, and only the hash in the text can be wrong.
func (f *facts) verifyOwn() {
	_, text := f.printed()
	if text == "" || f.sentSig == "" || f.asSent.Keys.Steps == 0 {
		return
	}
	hash := text[strings.LastIndexByte(text, '\n')+1:]
	due := strings.Join([]string{"AWS4-HMAC-SHA256", f.params.Date, f.params.Scope.String(), hash}, "\n")
	f.ownSigned = text == due && isHexHash(hash) && sigv4.Sign(f.asSent.Keys.Signing, text) == f.sentSig
}
