package diagnose

import (
	"strings"

	"sigwhy/evidence"
)

// policyLooks read POST policies.
var policyLooks = []mistake{
	{code: "post-policy-field-mismatch", look: func(f *facts) []hit {
		if f.answer == nil || !strings.Contains(f.answer.Message.S, "Policy Condition failed") {
			return nil
		}
		h := hit{
			basis:  byAnswer,
			says:   "The server names the condition that failed: " + collapse(f.answer.Message.S),
			places: places(f.answer.Message),
		}
		for _, hint := range f.ev.Hints {
			if hint.Kind == evidence.HintFormField && strings.Contains(f.answer.Message.S, hint.Text.S) {
				h.places, h.yours = append(h.places, places(hint.Value)...), hint.Value.S
			}
		}
		return []hit{h}
	}},
}
