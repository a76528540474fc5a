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
	{regexp.MustCompile(`(?:[=!]==?\s*|\.[eE]quals(?:IgnoreCase)?\(\s*|\bcase\s+|\b[cC]ontains\w*\(\s*|\bassert[\w.]*[^\n]*|\bexpect\([^\n]*|\bnot to fail with\s+)["'\x60]$`), nil},
	// an error that is made
	{regexp.MustCompile(`(?:^|[\s{(>])(?:return|throw|raise|super\(\)|new)\b[^\n]*["'\x60(]$`), nil},
	{regexp.MustCompile(`(?:\b(?:fmt\.Errorf|errors\.New|format!|bail!|anyhow!)\(|\b(?:data )?object \w+\s*:\s*\w+\()["'\x60]$`), nil},
	// a constant, an item of an enumeration
	{regexp.MustCompile(`^\s*(?:case |const |static |public |private |final |val |let |var )?[\w\s<>]*\b\w+\s=\s["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*[,;]?\s*$`)},
	{regexp.MustCompile(`^\s*Description:\s+["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*,\s*$`)},
	{regexp.MustCompile(`^\s*["'\x60]$`), regexp.MustCompile(`^["'\x60]\s*[,;]\s*$|^"\s*:\s*\{`)},
	// one of several in a list
	{regexp.MustCompile(`["'\x60]\w+["'\x60],\s*["'\x60]$`), nil},
	{regexp.MustCompile(`["'\x60]$`), regexp.MustCompile(`^["'\x60],\s*["'\x60]\w+["'\x60]`)},
	// a catalogue of messages, rules for retries
	{regexp.MustCompile(`"[\w-]+(?:\.[\w-]+)+"\s*:\s*"$|"service_error_code"\s*:\s*"$|\bignoreErrors\b[^\n]*$`), nil},
	// the name of a file
	{nil, regexp.MustCompile(`^\.(?:md|html?|txt|json|rst)\b`)},
}

// formatHole is a place in the text of a message that is yet to be filled in.
var formatHole = regexp.MustCompile(`\{\}|%[sdv]\b`)

// printedName are names under which programs print what a server answered.
var printedName = regexp.MustCompile(`(?i)\b(?:error|err|message|msg|body|response|resp|output|result|code|name|reason|detail|exception)\w*["']?\s*[:=]\s*["'\x60]$`)

// writtenInCode reports whether an answer is no more than a text in a program or its
// manual.
func (f *facts) writtenInCode(a *evidence.Answer) bool {
	if a == nil || a.What != "error-text" || a.Status.Present() || a.Canonical != nil || a.StringToSign != nil {
		return false
	}
	before, text, after, ok := f.lineOf(messageOrCode(a))
	if !ok {
		return false
	}
	if formatHole.Match(text) {
		return true
	}
	const near = 300
	before = before[max(0, len(before)-near):]
	if printedName.Match(before) {
		return false
	}
	for _, c := range codeTexts {
		if (c.before == nil || c.before.Match(before)) && (c.after == nil || c.after.Match(after)) {
			return true
		}
	}
	return false
}

// statement begins lines of programs and of no other texts that are pasted.
var statement = regexp.MustCompile(`(?m)^\s*(?:(?:pub |async |export |private |public |protected |static |override |local )*(?:def|func|fn|function|fun|class|import|package|use|using|module|namespace|describe|it|test|let|const|var|val|auto|my|assert\w*|expect|return|require|include|elif|elsif|defp|end|impl|struct|enum|interface)\b|#include |@\w+|\}\s*(?:else|catch|\)?;?\s*$))`)

// program reports whether the paste is the source of a program or of its tests, and
// nothing in it tells that a request failed.
func (f *facts) program() bool {
	const few, most = 12, 1 << 20
	if a := f.answer; a != nil && (a.Code.Present() || a.Message.Present() || a.Status.Present()) || f.req != nil && f.req.HeadersComplete && f.req.OnTheWire || f.refusedOutcome() {
		return false
	}
	if len(f.ev.Sources) != 1 || len(f.ev.Sources[0].Data) > most {
		return false
	}
	data, n := f.ev.Sources[0].Data, len(f.ev.All(0, statement))
	return n >= few && 10*n >= min(10*few, bytes.Count(data, []byte("\n")))
}
