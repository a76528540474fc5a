package diagnose

import "strings"

// methodAttempts are about line 1 of the canonical request.
var methodAttempts = []attempt{{code: "method-mismatch", vary: methodTwists}}

// methodTwists sign another method than the one sent.
func methodTwists(m *model) []twist {
	var out []twist
	add := func(variant, v, says string) {
		if v != m.method {
			out = append(out, twist{variant: variant, slot: slotMethod, says: says, turn: func(t *trial) { t.methodText = &v }})
		}
	}
	for _, v := range []string{"GET", "PUT", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS"} {
		add("method-mismatch", v, "signs the method "+v+", "+named(m.method)+" is sent")
	}
	add("method-lowercase", strings.ToLower(m.method), "signs the method in lower case")
	add("method-lowercase", strings.ToUpper(m.method), "signs the method in upper case")
	add("method-missing", "", "leaves the method line empty")
	return out
}
