package diagnose

import "slices"

// besideSignature are findings that say nothing of whether the signature matches.
var besideSignature = setOf("not-a-signature-fault", "route-not-found")

// verdict answers whether the signature matches.
func (f *facts) verdict(a *Analysis) Verdict {
	if f.verified && !f.mismatch() {
		return Matches // what is found all the same is no matter of the signature
	}
	certain := slices.ContainsFunc(a.Findings, func(fd Finding) bool {
		return fd.Proof.Rank() <= Seen.Rank() && !besideSignature[fd.Code]
	})
	if !certain &&
		slices.ContainsFunc(a.Findings, func(fd Finding) bool {
			return besideSignature[fd.Code] && fd.Proof.Rank() <= Likely.Rank()
		}) &&
		!f.mismatch() {
		return CannotTell
	}
	switch {
	case certain, f.mismatch() && !f.catalogue(), f.refusedFor(a.Findings):
		return Differs
	case f.complete() && !f.bodyAssumed && f.claim != nil && f.signedOther():
		return Differs
	}
	return CannotTell
}

// FitsButFails reports whether the signature is the one that request and key give, and a
// mistake was found for which servers refuse it all the same.
func (a *Analysis) FitsButFails() bool {
	return a.Verdict == Matches && slices.ContainsFunc(a.Findings, func(fd Finding) bool {
		return fd.isSure() && !besideSignature[fd.Code]
	})
}

// refusedFor reports whether a server did not accept the request, and something was found
// that has to do with its signature.
func (f *facts) refusedFor(found []Finding) bool {
	return f.answer != nil &&
		!f.catalogue() &&
		!f.succeeded() &&
		slices.ContainsFunc(found, func(fd Finding) bool { return !besideSignature[fd.Code] })
}

// signedOther reports whether another signature was sent than the one due, as far as the paste
// shows it whole.
func (f *facts) signedOther() bool {
	return f.sentSig != "" && f.asSent.Signature.Known() && f.asSent.Signature.Text != f.sentSig && !f.cutWithPaste()
}

// defects are the looks that failed: what they would have found is not told.
func (f *facts) defects() []Need {
	var out []Need
	for _, code := range f.failed {
		out = append(out, Need{"defect", "sigwhy failed while it looked for " + code + " (a defect of sigwhy), and left that out"})
	}
	return out
}

// needs lists what would tell more.
func (f *facts) needs(a *Analysis) []Need {
	var out []Need
	need := func(what, why string) { out = append(out, Need{what, why}) }
	switch {
	case a.Exchange < 0:
		need("request",
			"nothing that belongs to a signed request was recognised: paste a request, a presigned URL, a debug "+
				"log or the server's error")
		return out
	case f.verified:
		return nil
	case f.asymmetric():
		need("sigv4a",
			"the request is signed with SigV4A: its public-key signature is not checked here, only what can be seen")
		return out
	}
	if f.hashesApart() && f.client.Canonical == nil && f.server.canonical == nil {
		need("client-strings",
			"the two strings to sign have another hash for the same time and scope: the canonical requests differ. "+
				"Print your client's own, and paste it or the request beside this: it shows where")
	}
	if f.cutWithPaste() {
		need("signature",
			"the paste ends within the signature, and its "+plural(len(f.sentSig), "digit", "digits")+" are those that the "+
				"correct one begins with: paste it whole, and it is told whether it matches")
	}
	if !f.requestShown() {
		need("request",
			"the request itself is not in the paste: paste it with its headers, and what was sent can be compared")
	}
	if _, ok := f.raw.Host(); f.requestShown() && !ok {
		need("host", "the paste does not tell the host that the request went to, which is signed: paste its Host header or its URL")
	}
	if f.asSent.Keys.Steps == 0 {
		why := "with the secret key the signature is computed, and mistakes in key and signature can be proven"
		if hash := f.agreedHash(); hash.Present() {
			why = agreesSoFar(hash) + "; " + why
		}
		if len(f.ev.Credentials) > 0 {
			why += "; one stands in the paste and is used when you say so (--pasted-key)"
		}
		need("secret-key", why)
	}
	if !f.clientTexts() && a.Verdict != Matches {
		need("client-strings",
			"the client's own canonical request and string to sign tell where the two sides part: "+
				f.debugLog(a.Language))
	}
	switch {
	case f.req != nil && f.asSent.PayloadHash.Missing != "":
		need("body", f.asSent.PayloadHash.Missing+" to compute the payload hash")
	case f.bodyAssumed && a.Verdict == CannotTell:
		need("body",
			"a text of the paste has the length and the form of the body and was taken for it; the body itself tells")
	}
	if f.req != nil && f.req.HeadersInFile {
		need("headers",
			"the command reads headers from a file (curl -H @file, or -K) that the paste does not show: paste it, too")
	}
	if f.answer == nil && a.Verdict == CannotTell {
		need("server-answer", "the body of the server's error often holds its own canonical request and string to sign")
	}
	return out
}
