package ui

import (
	"strings"
	"testing"

	"sigwhy/diagnose"
)

// The explanation of a finding shows code in the language of the client alone.
func TestDetailShowsCode(t *testing.T) {
	t.Parallel()
	shown := func(language string, proof diagnose.Proof) string {
		m := sample(t).m
		m.a = &diagnose.Analysis{Language: language, Findings: []diagnose.Finding{{Code: "newline-not-interpreted", Proof: proof, Do: "Do it."}}}
		m.findings.selected = 0
		var b strings.Builder
		for _, l := range m.detailLines(74) {
			b.WriteString(l.text + "\n")
		}
		return b.String()
	}
	const code = "In Ruby\n  wrong  canonical = parts.join('\\n')\n  right  canonical = parts.join(\"\\n\")\n\n"
	got := shown("ruby", diagnose.Seen)
	if i, j := strings.Index(got, "Do it."), strings.Index(got, code); i < 0 || j < i {
		t.Errorf("%q does not stand after what to do:\n%s", code, got)
	}
	if strings.Contains(got, "In Python") {
		t.Errorf("another language is shown:\n%s", got)
	}
	for language, proof := range map[string]diagnose.Proof{"": diagnose.Seen, "perl": diagnose.Seen, "ruby": diagnose.Possible} {
		if got := shown(language, proof); strings.Contains(got, "\nIn ") {
			t.Errorf("%q, %s: code is shown:\n%s", language, proof, got)
		}
	}
}
