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
	const signedCall = "POST / HTTP/1.1\nHost: sqs.eu-west-1.amazonaws.com\nX-Amz-Date: 20250612T083000Z\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/sqs/aws4_request, " +
		"SignedHeaders=host;x-amz-date, Signature=4f1d8f0a2b6c7e7d95a1b0c8e7ff9a9483826050" +
		"4f3e2d1c0b9a887766554433\n\n"
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
		{"an argument, and a comment", `log.error("` + message + `"); // for all` + "\n", false},
		{"a text of help", `printf("  -k  go on after \"` + message + `\"\n", argv[0]);` + "\n", false},
		{"errors that are tried again", `retryable_errors = ["` + message + `", "timeout"]` + "\n", false},
		{"errors of a call", `{"errors": ["` + message + `", "no upload"]}` + "\n", true},
		{"what a test wants raised", `with pytest.raises(ClientError, match="` + message + `"):` + "\n    call()\n", false},
		{"a literal of a test", test + `let body = br#"` + xml + `"#;` + "\n", false},
		{"an argument of a test", test + "served(`" + xml + "`)\n", false},
		{
			"what a test serves",
			"stubFor(get(\"/a\").willReturn(aResponse().withStatus(400).withBody(\"\"\"\n  " + xml + "\n\"\"\")));\n",
			false,
		},
		{"a constant of a test", "WRONG = b\"\"\"" + xml + "\"\"\"\n\ndef test_it():\n    pass\n", false},
		{"a handler of a mock", "http.put(url, () => HttpResponse.xml(`" + xml + "`, { status: 400 })),\n", false},
		{"an example of an API", "          skew: { summary: token, value: \"" + xml + "\" }\n", false},
		{"a doctest", "    >>> code_of('" + xml + "')\n    'InvalidToken'\n", false},
		{"a snapshot", "expression: parse(input)\ninput: \"" + strings.ReplaceAll(xml, `"`, "'") + "\"\n", false},
		{"localised texts", "\"s3.token\" = \"" + message + "\";\n", false},
		{"a file of properties", "    InvalidToken=" + message + "\n", false},
		{"a file of properties that is a log", "    detail=" + message + "\n", true},
		{"a list of answers", "403 `" + message + "` - ask for a new one; 413 - too large.\n", false},
		{"what a filter drops", "  if (e.value?.includes('" + message + "')) return null;\n", false},
		{"messages of a queue", signedCall + `{"Messages":[{"Body":"InvalidToken: ` + message + `"}]}` + "\n", false},
		{"an item of a table", signedCall + `b'{"Item":{"text":{"S":"Customer saw: ` + message + `"}}}'` + "\n", false},
		{"the answer to a call", signedCall + "HTTP/1.1 400 Bad Request\n\n" + `{"__type":"InvalidToken","message":"` + message + `"}` + "\n", true},
		{"events of a log that is all there is", `{"events":[{"message":"InvalidToken: ` + message + `"}]}` + "\n", true},
		{"an answer that was kept", "$ cat old-answer.xml\n" + xml + "\n", false},
		{"a mail that was replied to", "Works now, thank you!\n\n> We get this:\n>> " + xml + "\n", false},
		{"a mail with a question", "Any idea?\n\n> We get this:\n>> " + xml + "\n", true},
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
