package diagnose

import "strings"

// headline writes the answer in one sentence, and what to do in another.
func (a *Analysis) headline(f *facts) {
	switch {
	case a.Exchange < 0 && len(a.Findings) == 0:
		a.Headline = "Nothing that belongs to a signed request was recognised"
		a.NextStep = "Paste a request, a presigned URL, a debug log or the server's error."
	case a.Verdict == Matches && f.weighty(a) == 0:
		a.Headline = "The signature matches: it is what this request and this key give"
		a.NextStep = "If the server refuses it all the same, it saw another request, or holds another key."
		if f.methodProved {
			a.NextStep = "The paste does not tell the method; the signature is one for " + f.raw.Method +
				", and no other method may be sent with it."
		}
	case len(a.Findings) > 0 && a.Findings[0].Proof.Rank() <= Likely.Rank():
		a.Headline = a.Findings[0].Title
		if n := f.weighty(a); n > 1 {
			a.Headline += " (and " + plural(n-1, "more mistake", "more mistakes") + ")"
		}
		a.NextStep = a.Findings[0].Do
	case a.Verdict == Differs && f.mismatch() && f.asSent.Keys.Steps == 0:
		a.Headline = "The signature does not match; what was signed is not in the paste"
		if f.agreedHash().Present() {
			a.Headline = "The signature does not match, though the canonical request is the one due"
		}
		a.NextStep = a.firstNeed()
	case a.Verdict == Differs && f.verified:
		a.Headline = "The signature does not match at the server; it is the one that the key at hand gives"
		a.NextStep = "The server holds another secret key for this access key ID, or another request arrived there than the one pasted."
	case a.Verdict == Differs:
		a.Headline = "The signature does not match"
		a.NextStep = a.firstNeed()
		if a.Search.Target != "" {
			if a.Search.Whole > 1 {
				a.Headline += ": no pair of known mistakes gives it"
				a.PairsRuledOut = true
			}
			a.NextStep = a.Search.Extent() + " do not give " + a.Search.Target +
				". If the secret key is right, another request was signed than the one pasted: print the client's " +
				"canonical request."
		}
	case f.succeeded() && len(a.Findings) == 0:
		a.Headline = "The server accepted the request: it answered " + f.answer.Status.S
		a.NextStep = "Nothing is wrong with the signature. What fails comes after it."
		a.Accepted = true
	default:
		a.Headline = "Cannot tell whether the signature matches"
		a.NextStep = a.firstNeed()
	}
	if a.AboutGood != "" && f.weighty(a) == 0 && a.Verdict != Matches {
		a.NextStep = a.AboutGood + " " + a.NextStep
	}
	a.Headline = strings.TrimSpace(a.Headline)
	if len(a.Findings) > 0 && a.Findings[0].basis.first() && a.Findings[0].Proof == Possible && a.Verdict != Matches {
		a.NextStep = "Check first: " + a.Findings[0].Title + ". " + a.NextStep
	}
}

func (f *facts) weighty(a *Analysis) int {
	n := 0
	for _, fd := range a.Findings {
		if fd.Proof.Rank() <= Likely.Rank() {
			n++
		}
	}
	return n
}

func (a *Analysis) firstNeed() string {
	if len(a.Needs) == 0 {
		return "If the key is right, another request was signed than the one pasted: print the client's canonical " +
			"request."
	}
	return upperFirst(a.Needs[0].Why) + "."
}
