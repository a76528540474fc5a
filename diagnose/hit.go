package diagnose

import (
	"sigwhy/evidence"
	"sigwhy/explain"
)

// basis is on what a rule rests. The driver turns it into a grade of proof; a
// rule only says what it saw.
type basis uint8

const (
	byAnswer    basis = iota // the server's answer names it
	byRule                   // the bytes break a rule that the specification states
	byTexts                  // two texts of the two sides differ by exactly this
	byInference              // several facts together make it by far the best explanation
	byCode                   // code, or what is known of such servers and clients: the first thing to check
	byWords                  // what a person tells or shows beside the failure: the next one
	byHint                   // worth a look
)

// first reports whether what rests on it is worth to be checked first of what is
// possible alone.
func (b basis) first() bool { return b == byCode || b == byWords }

// A hit is what a rule saw. What the code means stands in package explain; a hit
// tells what it is here.
type hit struct {
	code    string // when it is not that of the mistake
	basis   basis
	says    string
	do      string
	places  []evidence.Text
	yours   string
	correct string
	at      Stage // when it is not that of the code
	fragile bool  // rests on bytes that a terminal paste can lose
	way     bool  // yours was signed, and correct is what arrived
	named   bool  // by the server's answer, be it with what else is known
	stands  bool  // also where the signature is right for what was pasted
	variant string
}

// shownAt is where the screen shows a mistake: the stage that its code belongs to.
func shownAt(code string) Stage {
	switch e, _ := explain.Of(code); e.Stage {
	case "path", "query", "headers", "host", "signed-headers", "payload":
		return CanonicalStage
	case "date-scope", "string-to-sign":
		return StringToSignStage
	case "key":
		return KeyStage
	case "signature", "authorization", "sigv4a":
		return SignatureStage
	}
	return RequestStage
}

func places(texts ...evidence.Text) []evidence.Text {
	var out []evidence.Text
	for _, t := range texts {
		if t.InSource() {
			out = append(out, t)
		}
	}
	return out
}
