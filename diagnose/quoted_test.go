package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// quotedMessages are what is put in the place of % in texts: an error that a rule names, one
// whose times a look compares, and one that only says that a signature does not match.
var quotedMessages = []string{
	"The security token included in the request is expired",
	"Signature expired: 20260512T081502Z is now earlier than 20260512T091003Z (20260512T091503Z - 5 min.)",
	"The request signature we calculated does not match the signature you provided.",
}

// wantQuoted analyses a text with each of the messages and wants nothing above possible and
// no verdict where it is only quoted, and as much as of the message alone where it came.
func wantQuoted(t *testing.T, name, text string, quoted bool) {
	t.Helper()
	for _, m := range quotedMessages {
		a := Analyze(context.Background(), Case{
			Evidence: evidence.Read(evidence.Source{Data: []byte(strings.ReplaceAll(text, "%", m))}),
		})
		above := slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Proof != Possible })
		accused := a.Verdict == Differs || above
		silent := a.Verdict == Differs && !above && !strings.Contains(m, "calculated")
		if quoted && accused || !quoted && (!accused || silent) {
			t.Errorf("%s: quoted %v: %s, %v: %.40s", name, quoted, a.Verdict, codesAbove(a, Possible), m)
		}
	}
}

// TestDocumentation wants a message in a manual, a comment, a commit or a file that a
// command prints to be none that came, and one in the output of programs beside such texts
// to be one.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	const commit = "commit 9b1f0c2d4e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c\nAuthor: Ann <ann@example.org>\n" +
		"Date:   Tue May 12 09:15:03 2026 +0200\n\n"
	for _, c := range []struct {
		name, text string
		quoted     bool
	}{
		{"a docstring", "def login(self):\n    \"\"\"For answers such as\n\n    %\n\n    there is a second try.\n    \"\"\"\n", true},
		{"a REPL", ">>> doc = \"\"\"x\"\"\"\n>>> s3.list_buckets()\n%\n", false},
		{"a documentation comment", "/**\n * Maps\n * %\n * to a code of ours.\n */\nint map(String s);\n", true},
		{"bullets below a glob", "aws s3 cp logs/** s3://attic\n\n* %\n", false},
		{"a commit", commit + "    sign: name the cause\n\n    The tool only said\n\n        %\n\n    without a hint.\n", true},
		{"a text below a commit", commit + "    sign: name the cause\n\nSince that commit:\n\n    %\n", false},
		{"an indented report below a hash", "commit 9b1f0c2 brought this:\n\n    %\n", false},
		{"a manual page", "SYNOPSIS\n       put [-r]\n\nDIAGNOSTICS\n       7  %\n", true},
		{"one heading", "DESCRIPTION\n    %\n\nVERSION\n    4.1\n", false},
		{"an admonition", ".. warning:: Sessions\n\n   %\n\n   Users log in once more.\n", true},
		{"output in reStructuredText", ".. code-block:: text\n\n   %\n\nWith 4.1.\n", false},
		{"an interface", "responses:\n  \"403\":\n    content:\n      text/plain:\n        example: |\n          %\n", true},
		{"a status in YAML", "status:\n  conditions:\n  - type: Ready\n    message: \"%\"\n", false},
		{"a definition", "<dl><dt>E4</dt>\n<dd>%</dd></dl>\n", true},
		{"an item of an error page", "<ul><li>Code: 403</li><li>Message: %</li></ul>\n", false},
		{"texts of a program", "\"later\": \"%\",\n\"close\": \"Close\",\n\"save\": \"Save\"\n", true},
		{"a state and a text", "\"state\": \"State\",\n\"text\": \"%\",\n", false},
		{"headings of a report", "ERRORS\n    %\n\nFILES\n    a.txt\n", false},
		{"release notes", "## 2.4.0\n\n### Bug fixes\n- the host was signed without its port, so that stores said\n  `%`\n", true},
		{"a search in manuals", "$ grep -rn -i sign doc\ndoc/faq.md:88:%\n", true},
		{"a search in logs", "$ grep -rn -i sign /var/log\n/var/log/put.log:88: %\n", false},
		{"texts of a binary", "$ strings libput.so | grep sign\n%\nAWS4\n", true},
		{"a source", "$ sed -n 3,5p errors.go\n%\n", true},
		{"a source, then the program", "$ cat put.py\nput(a)\n$ python put.py\n%\n", false},
		{"a source that is run", "$ cat put.py | python -\n%\n", false},
		{"a source and what was thrown", "$ cat put.py\nput(a)\nbotocore.exceptions.ClientError: %\n", false},
		{"a stub", "{\"request\": {\"urlPathPattern\": \"/a/.*\"},\n \"response\": {\"status\": 403, \"body\": \"%\"}}\n", true},
		{"a logged exchange", "{\"request\":{\"method\":\"GET\",\"path\":\"/a\"},\"response\":{\"status\":403,\"body\":\"%\"}}\n", false},
	} {
		wantQuoted(t, c.name, c.text, c.quoted)
	}
}

// TestQuoted wants a message that the lines around it only speak of to be none that came,
// and the same in reports of like words to be one.
func TestQuoted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		quoted     bool
	}{
		{"a notice", "Dear all,\n\nbetween 9 and 10 some of you received\n\n%\n\nIt was our fault, nothing is to be done.\n", true},
		{"a request for help", "Maybe some of you know:\n\n%\n", false},
		{"what may come", "Callers might get\n\n%\n\nThen ask ops.\n", true},
		{"what users get", "Since noon users get\n\n%\n", false},
		{"what may come of something else", "Clients may see old data. The log:\n%\n", false},
		{"a runbook", "Runbook: attic\n\nE1\n\n%\n\nRotate the key.\n", true},
		{"a program of that name", "Runbook sync to S3\n\n%\n", false},
		{"questions of others", "Related questions\n\n  12  How to fix \"%\"?\n   4  %\n", true},
		{"a report below related issues", "Related issues\n\n- none\n\nOutput:\n\n%\n", false},
		{"a list below related issues", "Related issues:\n- #3\n\n- Error: %\n", false},
		{"a log without events", "%\n\nCloudTrail: 0 events in the last hour.\n", false},
		{"a search that found nothing", "message=\"%\"\n\nAlert 12: 0 events in the last day.\n", true},
		{"a job that did nothing", "%\n0 records processed\n", false},
		{"a question about words", "Is there a service that has this wording?\n\n%\n", true},
		{"a question about a message", "Does anybody know this message?\n\n%\n", false},
		{"a talk", "Nothing is broken, I am preparing a talk. Where is this from?\n\n%\n", true},
		{"a talk with a demo", "I am preparing a talk. The demo:\n\n%\n", false},
		{"a chapter", "### E4\n\nThe store answers:\n\n```\n%\n```\n\nSee chapter 2.\n", true},
		{"a report with a reference", "The store answers:\n\n```\n%\n```\n\nSee also the attached log.\n", false},
		{"a comment on a log", "# A typical run:\n#\n#   WARN  %\n#   INFO  200\n", true},
		{"a comment below a call", "put(k, v)\n# => %\n", false},
		{"what a client reads", "The wrapper parses the hint in \"%\" and goes on.\n", true},
		{"what a client prints", "The wrapper parses the answer and prints \"%\"\n", false},
		{"what everybody knows", "As everybody who uses S3 knows: '%'\n", true},
		{"a ticket that is resolved", "Subject: [RESOLVED] \"%\"\n\nThe next one is a timeout.\n", true},
		{"a connection that is closed", "peer [closed] %\n", false},
		{"a link that ends", "This link is valid for an hour, afterwards the store says\n\n%\n\nso please download it today.\n", true},
		{"an upload that ends", "Uploads work for an hour, afterwards the store says\n\n%\n\nSo far for the log.\n", false},
	} {
		wantQuoted(t, c.name, c.text, c.quoted)
	}
}

// TestWantedRefusal wants a refusal that a test wanted to be no mistake, and one that made a
// test fail, or came beside tests that passed, to be one.
func TestWantedRefusal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		quoted     bool
	}{
		{"an expected failure", "case 4 ... pass\n  | Error: %\n  | (expected failure)\n", true},
		{"refused as it should be", "$ ./refuse.sh\n%\nok, refused as it should be\n", true},
		{"others are denied as expected", "%\n\nAnonymous calls are denied as expected.\n", false},
		{"a plan of tests", "| # | answer | result |\n|---|---|---|\n| 1 | 403, \"%\" | pass |\n", true},
		{"a plan of which one failed", "| # | answer | result |\n|---|---|---|\n| 1 | % | fail |\n| 2 | 200 | pass |\n", false},
		{"a snapshot", "=== Expected ===\nError: %\n=== Actual ===\nError: %, id 4\n", true},
		{"a report by headings", "### Expected\n\nan object\n\n### Actual\n\n%\n", false},
		{"tests that passed", "--- PASS: TestOld (0.00s)\n    old_test.go:7: %\nPASS\n", true},
		{"a test that failed", "--- FAIL: TestOld (0.00s)\n    old_test.go:7: %\n--- PASS: TestNew (0.00s)\nFAIL\n", false},
		{"a literal of a test", "const text = \"%\";\ncheck(text);\n\n3 passed in 0.1s\n", true},
		{"tests ahead of a call", "3 passed in 0.1s\n\nAgainst the bucket:\n\n%\n", false},
		{"tests behind a call", "$ ./put\n%\n$ pytest -q\n3 passed in 0.1s\n", false},
		{"a fixture", "{\n  \"expect\": {\n    \"stderr\": \"%\"\n  },\n  \"result\": \"pass\"\n}\n", true},
		{"a check of health", "{\"s3\":{\"status\":\"fail\",\"output\":\"%\"},\"db\":{\"status\":\"pass\"}}\n", false},
		{"a step that was aborted", "{\"steps\":[{\"status\":\"ABORTED\",\"message\":\"%\"},{\"status\":\"PASS\"}]}\n", false},
		{"what a test wants raised", "with pytest.raises(ClientError, match=\"%\"):\n    call()\n", true},
	} {
		wantQuoted(t, c.name, c.text, c.quoted)
	}
}
