package diagnose

import (
	"regexp"

	"sigwhy/evidence"
)

// namedTexts are what stands around the text of an error on its line where it is only
// spoken of: what would be answered, what is looked for, what was never seen.
var namedTexts = []codeText{
	// what would come, or never came
	{regexp.MustCompile(`(?i)\b(?:you'd|(?:you|users?|one|they|he|she) would) (?:get|see|have|be told)\b[^\n.]*$`), nil},
	{regexp.MustCompile(`(?i)\b(?:never|jamais|nunca|nie)\b[^\n.]{0,60}\b(?:\w+\s+)?\(?["'\x60\x{201C}«]$`), nil},
	{regexp.MustCompile(`(?i)\(no ["'\x60]$|\bwhat it was not\b[^\n]*$`), nil},
	{nil, regexp.MustCompile(`(?i)^[^\n.]{0,60}\b(?:wi[eę]c nie|so (?:I|we) (?:don't|do not|won't|will not))\b`)},
	{
		regexp.MustCompile(`(?i)\b(?:if|when(?:ever)?|should) (?:you|one) (?:see|get|meet|receive|find)s?\b[^\n.]{0,40}["'\x60\x{201C}]$`),
		regexp.MustCompile(`(?i)^["'\x60\x{201D}]*,? (?:then )?(?:fix|check|set|sync|correct|use|make|look|try|your|the)\b`),
	},
	// what has to come, and does
	{regexp.MustCompile(`(?i)\b(?:rejected|refused|denied) as (?:wanted|expected|intended)\b[^\n]*$`), nil},
	{regexp.MustCompile(`(?i)\bmust be (?:refused|rejected|denied)\b[^\n]*$`), regexp.MustCompile(`(?i)->\s*ok\b`)},
	{nil, regexp.MustCompile(`(?i)^["'\x60)\x{201D}]*,?\s*as (?:it should|expected|wanted|intended)\b`)},
	{nil, regexp.MustCompile(`^[^\n]*\bwant [45]\d\d\b`)},
	// rules, filters, alarms
	{regexp.MustCompile(`(?i)\b(?:filter[ _]?pattern|pattern|\w+\|contains|regexp?)["']?\s*[:=]\s*[^\n]*$`), nil},
	// lists of errors with what they mean, tables, the limits that a manual tells
	{regexp.MustCompile(`^\s*(?:\d+[.)]|[-*\x{2022}])\s[^\n]*["'\x60]$`), regexp.MustCompile(`^["'\x60)]*\s*(?:->|=>|\x{2192})\s*[a-z]`)},
	{regexp.MustCompile(`^\s*\|\s*["'\x60*]*$`), regexp.MustCompile(`^["'\x60*]*\s*\|\s*[^|\n]+\|`)},
	{regexp.MustCompile(`^\s*\d+\s{2,}[^\n]*\(["']?(?:\w+: )?$`), regexp.MustCompile(`^["']?\)`)},
	{regexp.MustCompile(`\d(?:\.\d+)? ?%\s+\w+\s+["']$`), nil},
	{regexp.MustCompile(`(?i)\b(?:at most|max(?:imum)?|no longer than|limit)\b[^\n]*\(["']$`), nil},
	{regexp.MustCompile(`(?i)\bwhat (?:does|is)\b[^\n]{0,60}["'\x60]$`), regexp.MustCompile(`(?i)^["'\x60]\s*mean`)},
	// what a program reads out of a message
	{regexp.MustCompile(`(?i)\b(?:parses (?:the )?\w+ (?:in|of|from|out of)|recogni[sz]es|looks for|searches for) ["'\x60\x{201C}]$`), nil},
	// the words of a program for an error
	{regexp.MustCompile(`\b(?:const|let|var)\s+[A-Z]\w*\s*=\s*\{[^\n]*:\s*["']$`), nil},
	// an incident that is over
	{regexp.MustCompile(`(?i)^\s*(?:resolved|monitoring|identified)\s*[-\x{2013}:]\s[^\n]*$`), nil},
	{regexp.MustCompile(`(?i)^\W*(?:(?:subject|betreff|objet|title|re|aw): ?){0,3}[\[(](?:resolved|solved|gelöst|erledigt|résolu|resuelto)[\])][^\n]*$`), nil},
}

// changelog is a heading of one.
var changelog = regexp.MustCompile(`(?m)^#{1,4}\s*(?:Fixed|Added|Changed)\s*$`)

// onlyNamed reports whether prose speaks of an error that was not answered.
func (f *facts) onlyNamed(a *evidence.Answer) bool {
	if a == nil || a.What != "error-text" && a.What != "json-error" {
		return false
	}
	before, _, after, ok := f.lineAround(messageOrCode(a))
	if !ok {
		return false
	}
	const near, behind = 300, 4 << 10
	before, after = before[max(0, len(before)-near):], after[:min(len(after), behind)]
	for _, c := range namedTexts {
		if (c.before == nil || c.before.Match(before)) && (c.after == nil || c.after.Match(after)) {
			return true
		}
	}
	return listItem.Match(before) && f.pasteHas(changelog)
}

var listItem = regexp.MustCompile("^\\s*[-*]\\s+[\"'`]?$")
