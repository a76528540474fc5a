package diagnose

import (
	"regexp"
	"slices"

	"sigwhy/evidence"
)

var (
	// dayStep is an HMAC of a day that code has as a number.
	dayStep = regexp.MustCompile(`(?i)(?:hmac|mac|sign)\w*\([^\n]*["'\x60](20[0-9]{6})["'\x60]`)
	// chainOfSteps are the lines from the first HMAC of the derivation to that of the string to sign.
	chainOfSteps = regexp.MustCompile(`(?im)^[^\n]*\bhmac[^\n]*["'\x60]AWS4["'\x60][^\n]*` +
		`((?:\n[^\n]*\bhmac[^\n]*){1,5}?)\n[^\n]*\bhmac[^\n]*string_?to_?sign`)
	// lastStep is what may be the text of the last step of the derivation.
	lastStep = regexp.MustCompile(`(?i)aws4|term|request|suffix|end`)
)

// lookDayInCode finds code that derives the signing key of one day, whatever day is signed.
func lookDayInCode(f *facts) []hit {
	day := f.params.Scope.Date
	if !f.unsettled() || len(day) != len("20060102") || !f.pasteHas(derivesKey) {
		return nil
	}
	days := slices.Collect(f.matches(dayStep))
	if len(days) == 0 || slices.ContainsFunc(days, func(t evidence.Text) bool { return t.S == day }) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The code derives the signing key for the day " + days[0].S + ", as a number in the code; the " +
			"request is of " + day + ".",
		places:  places(days[0]),
		yours:   days[0].S,
		correct: day,
		at:      KeyStage,
	}}
}

// lookStepsInCode finds a derivation in code that has no last step.
func lookStepsInCode(f *facts) []hit {
	if !f.unsettled() {
		return nil
	}
	groups, where := f.find(chainOfSteps)
	if len(groups) < 2 || lastStep.MatchString(groups[1]) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The derivation of the signing key ends without the step for aws4_request: the four steps are the " +
			"day, the region, the service and aws4_request.",
		places: places(where),
		at:     KeyStage,
	}}
}
