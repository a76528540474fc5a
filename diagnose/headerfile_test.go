package diagnose

import "testing"

// TestHeaderFile says nothing of the signature of a command that reads a signed header from a
// file which the paste does not show.
func TestHeaderFile(t *testing.T) {
	t.Parallel()
	command := func(header string) string {
		return "curl -H " + header + " -H 'X-Amz-Date: 20250612T083000Z' -H 'Authorization: AWS4-HMAC-SHA256 " +
			"Credential=AKIAIOSFODNN7EXAMPLE/20250612/us-east-1/execute-api/aws4_request, " +
			"SignedHeaders=host;x-amz-date;x-custom, " +
			"Signature=ace1f22f44a483f3eef999861f48c94d17174dea1f9ee2e801c55e928657571c' https://api.example.org/items"
	}
	hidden := analyzeQuickly(command("@h.txt"), ownSecret)
	if hidden.Verdict != CannotTell || needOf(hidden, "headers") == "" {
		t.Errorf("%v %v", hidden.Verdict, hidden.Needs)
	}
	shown := analyzeQuickly("printf '%s' 'X-Custom: a' > h.txt\n"+command("@h.txt"), ownSecret)
	if shown.Verdict != Differs || needOf(shown, "headers") != "" {
		t.Errorf("%v %v", shown.Verdict, shown.Needs)
	}
}
