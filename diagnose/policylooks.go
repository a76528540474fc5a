package diagnose

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// policyLooks read POST policies.
var policyLooks = []mistake{
	{code: "post-policy-field-mismatch", look: lookConditionFailed},
	{code: "post-policy-invalid", look: lookConditions},
	{code: "post-policy-wrong-text-signed", look: lookPolicyText},
}

// lookConditionFailed reads which condition of a policy the server says has failed.
func lookConditionFailed(f *facts) []hit {
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
}

var (
	// macOfText is the text that code signs.
	macOfText = regexp.MustCompile(`(?i)(?:\.update\(\s*(?:new\s+)?(?:Buffer(?:\.from)?\(\s*)?|hash_hmac\(\s*["']sha\d+["']\s*,\s*|hmac\.new\([^,\n]+,\s*|` +
		`HMAC\.digest\([^,\n]+,[^,\n]+,\s*)\$?(\w*polic\w*)`)
	// asJSON is a call that makes JSON of what it is given.
	asJSON = `\s*=\s*(?:JSON\.stringify|json\.dumps|json_encode|JSON\.generate|JsonConvert\.SerializeObject)\([^\n]*`
)

// lookPolicyText finds the JSON of a policy that is signed, where the form has it in base64 (S3
// API reference, "Browser-based uploads": the string to sign is the base64 text).
func lookPolicyText(f *facts) []hit {
	if f.verified || f.succeeded() || f.answer != nil && !f.denied() {
		return nil
	}
	for signed := range f.matches(macOfText) {
		made, where := f.find(regexp.MustCompile(`\b` + literal(signed.S) + asJSON))
		if f.pasteHas(regexp.MustCompile(`(?i)\b` + literal(signed.S) + `\s*=[^=\n][^\n]*(?:base64|b64|btoa)`)) {
			continue // the name is given to its base64 afterwards
		}
		if made == nil || strings.Contains(lower(made[0]), "base64") || strings.Contains(lower(made[0]), "b64") {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The code signs " + signed.S + ", the JSON of the policy; what is signed is its base64, the very text that the form has " +
				"as policy.",
			places: places(signed, where),
		}}
	}
	return nil
}

// policyText is a policy in base64 under its name, as code, dumps and HTML have it.
var policyText = regexp.MustCompile(`(?i)\bpolicy["']?\s*(?:[:=]|=>|,|value=)+\s*["']?(eyJ[A-Za-z0-9+/]{20,}={0,2})`)

// lookConditions finds a condition of a policy that is none (S3 API reference, "POST Policy":
// a condition of the form of an object is one name with a text as its value).
func lookConditions(f *facts) []hit {
	if f.succeeded() {
		return nil
	}
	texts := slices.Collect(f.matches(policyText))
	if t := f.formField("policy"); t.Present() {
		texts = append(texts, t)
	}
	many := f.pasteHas(ownStores) // MinIO takes an object for the conditions of all its members
	for _, t := range texts {
		if says := conditionFault(t.S, many); says != "" {
			return []hit{{basis: byRule, says: says, places: places(t), at: RequestStage}}
		}
	}
	return nil
}

// conditionFault says what is wrong with the first condition of a policy in base64 that is none.
// One that is an object may have many members where the server takes it for as many conditions.
func conditionFault(policy string, many bool) string {
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(policy, "="))
	if err != nil {
		return ""
	}
	var p struct{ Conditions []json.RawMessage }
	if json.Unmarshal(text, &p) != nil {
		return ""
	}
	for _, c := range p.Conditions {
		var members map[string]any
		if json.Unmarshal(c, &members) != nil {
			continue // a list, whose numbers are those of content-length-range
		}
		if len(members) != 1 && !many {
			return "The condition " + clip(string(c)) + " has " + plural(len(members), "member", "members") +
				": each object is the condition of one field."
		}
		for name, value := range members {
			if _, ok := value.(string); !ok {
				return "The condition " + clip(string(c)) + " has no text as its value: S3 takes nothing else there. " +
					name + " has to be given as a string, or is no field of the form."
			}
		}
	}
	return ""
}
