package diagnose

import (
	"regexp"
	"slices"

	"sigwhy/evidence"
)

// printedSignature is a signature as logs and dumps print it.
var printedSignature = regexp.MustCompile(`Signature=([0-9a-f]{64})`)

// lookOlderSignature finds a signature that is sent though another one was made in
// between: a retry that is signed anew, and then given the headers of the first attempt.
func lookOlderSignature(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || f.verified {
		return nil
	}
	printed := slices.Collect(f.matches(printedSignature))
	if len(printed) < 3 {
		return nil
	}
	last := printed[len(printed)-1]
	newer := -1
	first := slices.IndexFunc(printed, func(t evidence.Text) bool { return t.S == last.S })
	for i := first + 1; i < len(printed)-1; i++ {
		if printed[i].S != last.S {
			newer = i
		}
	}
	if newer < 0 || f.sentSig != "" && f.sentSig != last.S || f.answer.Place.Source != last.Place().Source || f.answer.Place.From < last.Place().To {
		return nil
	}
	return []hit{{basis: byInference, says: "The signature that was sent last was made first, and another one in between: the headers of the earlier attempt have taken the place of those that were signed for this one.", places: places(printed[first], printed[newer], last), yours: last.S, correct: printed[newer].S, at: SignatureStage}}
}
