package diagnose

import (
	"strings"
	"testing"
)

// TestAttempts: the texts of two attempts that agree but for the time leave the key.
func TestAttempts(t *testing.T) {
	t.Parallel()
	const scope, later = "20250612/eu-north-1/execute-api/aws4_request", "20250612T083007Z"
	server := strings.ReplaceAll(apiCanonical, lookDate, later)
	mine := "CanonicalRequest:\n" + apiCanonical + "\nStringToSign:\n" + stringToSignText(lookDate, scope, apiCanonical) +
		"\nSignature:\n" + sha("mine") + "\n\n"
	answer := echoed(server, later, scope)
	for name, test := range map[string]struct {
		paste string
		given Given
		want  Proof
		says  string
	}{
		"two attempts":         {mine + answer, Given{}, Likely, "agree but for the time"},
		"another key":          {mine + answer, Given{Key: verifyKey}, Likely, "another secret key than the one at hand"},
		"another path":         {mine + strings.ReplaceAll(answer, sha(server), sha(strings.Replace(server, "items", "item", 1))), Given{}, "", ""},
		"another header":       {mine + echoed(strings.Replace(server, "x-amz-date:", "x-amz-d:", 1), later, scope), Given{}, "", ""},
		"another region":       {mine + echoed(server, later, strings.Replace(scope, "north", "west", 1)), Given{}, "", ""},
		"hashed wrongly":       {strings.Replace(mine, sha(apiCanonical), sha("x"), 1) + answer, Given{}, "", ""},
		"the signature reused": {strings.Replace(mine, sha("mine"), "4f1d8f0a2b6c7e93d5a1b0c8e7f6a594837261504f3e2d1c0b9a887766554433", 1) + answer, Given{}, "", ""},
	} {
		a := analyzeText(t, test.paste, test.given)
		got := proofOf(a, "secret-wrong")
		if test.want == "" && got != "" && got.Rank() <= Likely.Rank() || test.want != "" && (got != test.want || !strings.Contains(a.Findings[0].Says, test.says)) {
			t.Errorf("%s: secret-wrong is %q: %+v", name, got, a.Findings)
		}
	}
}
