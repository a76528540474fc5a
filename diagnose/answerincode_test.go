package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// TestWrittenInCode wants an error that stands in a program to be none that a server has
// answered, and one that a program has printed to be one.
func TestWrittenInCode(t *testing.T) {
	const name, message = "InvalidToken", "The provided token is malformed or otherwise invalid."
	xml := `<?xml version="1.0" encoding="UTF-8"?><Error><Code>` + name + `</Code><Message>` + message +
		`</Message></Error>`
	test := strings.Repeat("use std::cmp;\nlet a = 1;\n", 8)
	for _, c := range []struct {
		title, text string
		answered    bool
	}{
		{"an arm of a match", `    Some("` + name + `") => Kind::Never("` + message + `"),` + "\n", false},
		{"an entry of a map", `    "` + message + `": PermissionError,` + "\n", false},
		{"an entry of an array", `    '` + message + `' => true,` + "\n", false},
		{"one of several", `case "x" | "` + message + `" => Credentials` + "\n", false},
		{"what a program looks for", `    if "` + message + `" in err:` + "\n", false},
		{"a row of tests", `    (change, "` + message + `"),` + "\n", false},
		{"a docstring", `    """` + message + "\n", false},
		{"a title of a manual", "## " + message + "\n\nCheck that it is whole.\n", false},
		{"an operand", `    "` + message + `" +` + "\n", false},
		{"a literal of a test", test + `let body = br#"` + xml + `"#;` + "\n", false},
		{"an argument of a test", test + "served(`" + xml + "`)\n", false},
		{
			"what a test serves",
			"stubFor(get(\"/a\").willReturn(aResponse().withStatus(400).withBody(\"\"\"\n  " + xml + "\n\"\"\")));\n",
			false,
		},
		{"printed", `Error: ` + message + "\n", true},
		{"printed as a value", `{"message": "` + message + `"}` + "\n", true},
		{"an answer", xml + "\n", true},
		{"an answer behind the program", test + xml + "\n", true},
	} {
		a := Analyze(context.Background(), Case{
			Evidence: evidence.Read(evidence.Source{Via: evidence.ViaPaste, Data: []byte(c.text)}),
		})
		above := slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Proof != Possible })
		if above != c.answered {
			t.Errorf("%s: %v", c.title, a.Findings)
		}
	}
}
