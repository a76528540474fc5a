package diagnose

import (
	"regexp"
	"slices"
	"strings"

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
	f.verifyOwn()
	f.verifyEcho()
	if f.req == nil || !f.asSent.Signature.Known() || f.sentSig == "" {
		return
	}
	f.verified = f.asSent.Signature.Text == f.sentSig && f.whole() && !f.misplaced()
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
		(f.model == nil || f.model.Host != "" || !slices.Contains(f.model.Names, "host"))
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
