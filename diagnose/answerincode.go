package diagnose

import (
	"bytes"
	"regexp"

	"sigwhy/evidence"
)

// Programs, their tests and their manuals hold the names and messages of errors that no
// server has answered. A codeText is what stands around such a text on its line.
type codeText struct {
	before *regexp.Regexp // nil for anything
	after  *regexp.Regexp
}

var codeTexts = []codeText{
	// a documentation comment; a test that ran
	{regexp.MustCompile(`^\s*(?:///|\*\s*@|#')|[✓✔✗✘√]\s`), nil},
	// a member of a list of errors
	{regexp.MustCompile(`\b[eE]rr(?:or)?s?(?:\.|::)$|\berror!\($`), nil},
	// a comparison, an assertion
	{regexp.MustCompile(anyOf(
		`[=!]==?\s*`,
		`\.[eE]quals(?:IgnoreCase)?\(\s*`,
		`\bcase\s+`,
		`\b(?:[cC]ontains|includes|indexOf|startsWith)\w*\(\s*`,
		`\bassert[\w.]*[^\n]*`,
		`\bexpect\([^\n]*`,
		`\bnot to fail with\s+`,
		`\b(?:pytest\.raises|assertRaises\w*|assert(?:Throws|That)\w*|toThrow\w*|raise_error|rejects\.\w+)\([^\n]*`,
	) + `["'\x60]$`), nil},
	// an error that is made
	{regexp.MustCompile(`(?:^\s*|[{(>;:=]\s*|\b(?:else|then)\s+)(?:return|throw|raise|super\(\))\b[^\n]*["'\x60(]$`), nil},
	{regexp.MustCompile(`(?:^|[\s{(>])new\s+[\w.]+(?:<[^>\n]*>)?\([^\n]*["'\x60(]$`), nil},
	{regexp.MustCompile(anyOf(
		`\b(?:fmt\.Errorf|errors\.New|format!|bail!|anyhow!)\(`,
		`\b(?:data )?object \w+\s*:\s*\w+\(`,
	) + `["'\x60]$`), nil},
	// a constant, an item of an enumeration
	{regexp.MustCompile(`^\s*` +
		`(?:case |const |static |public |private |final |val |let |var )?` +
		`[\w\s<>]*\b\w+\s=\s["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*[,;]?\s*$`)},
	{regexp.MustCompile(`^\s*Description:\s+["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*,\s*$`)},
	{regexp.MustCompile(`^\s*["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*[,;]\s*$|^"\s*:\s*\{|^["'\x60]\s*\+`)},
	// an entry of a map, an arm of a match
	{regexp.MustCompile(`^\s*["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*(?::|=>)\s*[A-Za-z_]`)},
	{regexp.MustCompile(`["'\x60]$`), regexp.MustCompile(`^["'\x60]\)?\s*=>`)},
	{regexp.MustCompile(`\bSome\("$|\b\w+::\w+\("$|["']\s*\|\s*["']$`), nil},
	{regexp.MustCompile(`^\s*\w+\s*:\s*["'\x60]$`), regexp.MustCompile(`^["'\x60],\s*$`)},
	// an argument of a call, the comment on an item of a list
	{regexp.MustCompile(`\w\([^()\n]*["'\x60]$`), regexp.MustCompile(`^["'\x60]\)+;\s*(?://[^\n]*)?$`)},
	{regexp.MustCompile(`\w\("[^\n]*\\"$`), regexp.MustCompile(`^\\"[^\n]*\);\s*$`)},
	{regexp.MustCompile(`["'][,:]?\s+(?:#|//)\s*$`), nil},
	// what is looked for in the text of an error
	{nil, regexp.MustCompile(`^["'\x60]\s+(?:not\s+)?in\s+\w+(?:\.\w+|\(|:|["')]|\s->|$)`)},
	{regexp.MustCompile(`(?i)\blike\s+'%?$`), nil},
	// a text of an app
	{regexp.MustCompile(`<string name="[^"\n]*">$`), nil},
	{regexp.MustCompile(`\bif\s+(?:\w+\s+or\s+)?["'\x60]$`), regexp.MustCompile(`^["'\x60]\s+(?:not\s+)?in\b`)},
	{regexp.MustCompile(`\{[^}\n]*\w=~?"$`), regexp.MustCompile(`^"[^}\n]*\}\s*[[)]`)},
	{regexp.MustCompile(`\b(?:grep|egrep|rg|ack|awk|sed|findstr|Select-String)\s[^\n|]*["']$`), nil},
	// a row of a table of tests, a docstring, a title
	{regexp.MustCompile(`^\s*\([^\n]*,\s*["'\x60]$`), regexp.MustCompile(`^["'\x60]\),?\s*$`)},
	{regexp.MustCompile(`^\s*"""$|^#{1,6}\s+$`), nil},
	// one of several in a list
	{regexp.MustCompile(`["'\x60]\w+["'\x60],\s*["'\x60]$`), nil},
	{regexp.MustCompile(`["'\x60]$`), regexp.MustCompile(`^["'\x60],\s*["'\x60]\w+["'\x60]`)},
	// a catalogue of messages, rules for retries
	{regexp.MustCompile(`"[\w-]+(?:\.[\w-]+)+"\s*:\s*"$|"service_error_code"\s*:\s*"$|\bignoreErrors\b[^\n]*$`), nil},
	{regexp.MustCompile(`(?i)\b\w*(?:retryable|retry_?on|ignore)\w*["']?\s*[:=]\s*[\[({]\s*(?:"[^"\n]*",\s*)*"$`), nil},
	{regexp.MustCompile(`^\s*(?:[a-z]\w*\.)*` + errorName + `=$`), regexp.MustCompile(`^\s*$`)},
	{regexp.MustCompile(`^\s*"[\w.]+"\s*=\s*"$`), regexp.MustCompile(`^";`)},
	// what an alert says, a conversation
	{regexp.MustCompile(`\{\{#is_\w+\}\}[^\n]*$|"role"\s*:\s*"\w+"\s*,\s*"content"\s*:\s*"[^\n]*$`), nil},
	// what a server is told to answer
	{regexp.MustCompile(`^\s*return \d{3} ["'][^\n]*$`), nil},
	// advice for one who may meet it
	{regexp.MustCompile("(?i)\\bif you (?:see|get|meet|find|receive)\\b[^.\\n]{0,24}[\"'`]$"), regexp.MustCompile("^[\"'`],? ")},
	// what others have met
	{regexp.MustCompile("(?i)\\bI(?: have|'ve)? (?:read|heard|seen) (?:that )?(?:some )?(?:people|others|somebody|someone|users) \\w+\\b[^.\\n]{0,16}[\"'`]$"), nil},
	// a list of answers with what they mean
	{regexp.MustCompile("`$"), regexp.MustCompile("^`\\s+[-\\x{2013}\\x{2014}]\\s")},
	// the name of a file
	{nil, regexp.MustCompile(`^\.(?:md|html?|txt|json|rst)\b`)},
}

// errorName is the code of an error that S3 and its kind answer.
const errorName = `(?:SignatureDoesNotMatch|RequestTimeTooSkewed|InvalidAccessKeyId|\w*Token\w*|AccessDenied[\w.]*)`

// formatHole is a place in the text of a message that is yet to be filled in.
var formatHole = regexp.MustCompile(`\{\}|%[sdv]\b|'[XY]'`)

// printedName are names under which programs print what a server answered.
var printedName = regexp.MustCompile(`(?i)\b` + anyOf(
	`error|err|message|msg|body|response|resp|output|result|code|name|reason`,
	`detail|exception`,
) + `\w*["']?\s*[:=]\s*(?:Some\()?["'\x60]$`)

// writtenInCode reports whether an answer is no more than a text in a program or its
// manual.
func (f *facts) writtenInCode(a *evidence.Answer) bool {
	if a == nil || a.Canonical != nil || a.StringToSign != nil {
		return false
	}
	if a.What != "error-text" {
		return f.literalAnswer(a)
	}
	if a.Status.Present() && !f.sourceCode() {
		return false
	}
	before, text, after, ok := f.lineAround(messageOrCode(a))
	if !ok {
		return false
	}
	if formatHole.Match(text) {
		return true
	}
	const near = 300
	before = before[max(0, len(before)-near):]
	if printedName.Match(before) || f.printedAbove(a, before) {
		return false
	}
	for _, c := range codeTexts {
		if (c.before == nil || c.before.Match(before)) && (c.after == nil || c.after.Match(after)) {
			return true
		}
	}
	return false
}

// printedAbove reports whether the name under which a text is printed ends the line above
// it, as Node.js prints long ones.
func (f *facts) printedAbove(a *evidence.Answer, before []byte) bool {
	if len(bytes.Trim(before, " \t\"'")) > 0 {
		return false
	}
	data, p := f.ev.Written(messageOrCode(a).Place())
	above := bytes.TrimRight(data[:lineStart(data, p.From)], "\r\n")
	return printedName.Match(append(bytes.Clone(above[lineStart(above, len(above)):]), '"'))
}

// openQuote is the beginning of a literal, as far as the text of an answer in it.
const openQuote = `["'\x60]+\s*(?:<\?xml[^>\n]*>(?:\\n|\s)*)?$`

// quoting is code ahead of such a literal: an assignment, a call, an operand.
var quoting = regexp.MustCompile(`(?:[=(,+]|return)\s*[A-Za-z]{0,2}#*` + openQuote)

// serving is the call by which a test makes a server of its own answer with a literal.
var serving = regexp.MustCompile(`(?i)` + anyOf(
	`\.reply|withBody|setBody|thenReturn|respondWith`,
	`mock(?:Resolved|Return)Value(?:Once)?`,
	`willReturn|to_return|http\.Error|WriteString`,
	`HttpResponse\.\w+|new Response`,
) + `\([^;{}]*` + openQuote)

// constant is a name that gets a literal of several lines, an example of a description,
// what a test of documentation or a snapshot gives to a function.
var constant = regexp.MustCompile(`(?m)` + anyOf(
	`^(?:const |let |var |static |final |export )*[A-Z]\w*\s*:?=\s*[A-Za-z]?(?:"""|'''|\x60)`,
	`\bsummary: [^\n]*, value: ["']`,
	`^\s*>>> [a-z_]\w*\(["']`,
	`^input: ["']`,
) + `\s*(?:<\?xml[^>\n]*>(?:\\n|\s)*)?$`)

// literalAnswer reports whether an answer is a literal in the source of a program: what a
// test serves to it, or looks for.
func (f *facts) literalAnswer(a *evidence.Answer) bool {
	if a.Place.Source >= len(f.ev.Sources) {
		return false
	}
	data, p := f.ev.Written(a.Place)
	if p.To > len(data) {
		return false
	}
	const near = 200
	if before := data[max(0, p.From-near):p.From]; serving.Match(before) || constant.Match(before) {
		return true
	}
	line := lineStart(data, p.From)
	return f.sourceCode() && quoting.Match(data[line:p.From])
}

// statement begins lines of programs and of no other texts that are pasted.
var statement = regexp.MustCompile(`(?m)^\s*` + anyOf(
	`(?:pub |async |export |private |public |protected |static |override |local )*`+anyOf(
		`def|func|fn|function|fun|class|import|package|use|using|module|namespace`,
		`describe|it|test|let|const|var|val|auto|my|assert\w*|expect|return|require`,
		`include|elif|elsif|defp|end|impl|struct|enum|interface`,
	)+`\b`,
	`#include |@\w+`,
	`\}\s*(?:else|catch|\)?;?\s*$)`,
))

// program reports whether the paste is the source of a program or of its tests, and
// nothing in it tells that a request failed.
func (f *facts) program() bool {
	if a := f.answer; a != nil && (a.Code.Present() || a.Message.Present() || a.Status.Present()) {
		return false
	}
	if f.req != nil && f.req.HeadersComplete && f.req.OnTheWire {
		return false
	}
	return !f.refusedOutcome() && f.sourceCode()
}

// checks are what tests say that they want.
var checks = regexp.MustCompile(`(?m)^\s*(?:\w+\.)?(?:assert\w*|expect)\b`)

// sourceCode reports whether the paste reads as the source of a program; of a test fewer
// lines tell it.
func (f *facts) sourceCode() bool {
	few, most := 12, 1<<20
	if f.count(checks) >= 3 {
		few = 6
	}
	if len(f.ev.Sources) != 1 || len(f.ev.Sources[0].Data) > most {
		return false
	}
	data, _ := f.ev.Written(evidence.Place{})
	n := len(f.ev.All(0, statement))
	return n >= few && 10*n >= min(10*few, bytes.Count(data, []byte("\n")))
}
