package evidence

import (
	"strings"
	"testing"
)

// TestSignatureBelow: what stands right behind a string to sign with a label of one word is the
// signature, whatever the language; what may be another hash is not.
func TestSignatureBelow(t *testing.T) {
	t.Parallel()
	literal := "Zeichenkette: '" + strings.ReplaceAll(stsC, "\n", `\n`) + "'\n"
	plain := "Zeichenkette:\n" + stsC + "\n\n"
	sigB := strings.Repeat("5a", 32)
	kDate := "kSigning: " + sigB + "\n"
	for name, test := range map[string]struct {
		text, want string
		guessed    bool
	}{
		"a literal, then a word":       {literal + "Firma: " + sigA + "\n", sigA, false},
		"lines, then a word":           {plain + "署名： " + sigA + "\n", sigA, false},
		"an abbreviation, a key ahead": {plain + kDate + "sig = '" + sigA + "';\n", sigA, false},
		"an arrow":                     {literal + "Подпись => " + sigA + "\n", sigA, false},
		"a word that tells nothing":    {plain + "Ergebnis: " + sigA + "\n", sigA, true},
		"bare":                         {literal + sigA + "\n", sigA, false},
		"a hash":                       {plain + "Prüfsumme: " + sigA + "\n", "", false},
		"a key":                        {literal + "Schlüssel: " + sigA + "\n", "", false},
		"its own hash":                 {plain + "letzte: " + stsC[len(stsC)-64:] + "\n", "", false},
		"two words":                    {plain + "das Ergebnis: " + sigA + "\n", "", false},
		"two values":                   {plain + "eins: " + sigA + "\nzwei: " + sigB + "\n", "", false},
		"a line between":               {plain + "und dann\nsig: " + sigA + "\n", "", false},
		"fewer digits":                 {plain + "sig: " + sigA[1:] + "\n", "", false},
	} {
		e := Read(Source{Name: "paste", Data: []byte(test.text)})
		if len(e.Exchanges) != 1 {
			t.Errorf("%s: %d exchanges", name, len(e.Exchanges))
			continue
		}
		if c := e.Exchanges[0].Client; c.Signature.S != test.want || c.Guessed != test.guessed {
			t.Errorf("%s: %q, guessed %v", name, c.Signature.S, c.Guessed)
		}
	}
}
