package diagnose

import (
	"bytes"
	"regexp"
	"slices"
)

// asWanted is what is said of a refusal that had to come.
var asWanted = regexp.MustCompile(`(?i)` + anyOf(
	`\((?:this is an )?expected (?:failure|error|refusal)\)`,
	`(?:^[^\n]{0,20}\b|\n[^\pL\n]*(?:[\w./-]+:\d+: )?(?:ok\W+)?)(?:refused|rejected|denied|failed|blocked|forbidden),? as (?:it should(?: be)?|expected|wanted|intended|designed)\b`,
	`^[^\n]*\|\s*(?:pass(?:ed)?|ok|[✓✔✅])\s*\|\s*(?:\n|$)`,
))

// refusedAsWanted reports whether the line of a message, or one of the two below it, says
// that the refusal had to come.
func (q *quotation) refusedAsWanted() bool {
	below := q.below()
	end := 0
	for range 3 {
		n := bytes.IndexByte(below[end:], '\n')
		if n < 0 {
			end = len(below)
			break
		}
		end += n + 1
	}
	return asWanted.Match(below[:end])
}

var (
	// expectedHead and actualHead are headings of the two texts that a test compares.
	expectedHead = regexp.MustCompile(`(?im)^\W{0,6}(?:expected|want|golden)\W{0,6}$`)
	actualHead   = regexp.MustCompile(`(?im)^\W{0,6}(?:actual|got|received)\W{0,6}$`)
)

// expectedText reports whether a message stands in the text that a test wants.
func (q *quotation) expectedText() bool {
	want, got := expectedHead.FindIndex(q.data), actualHead.FindIndex(q.data)
	const enough = 24 // of a message, which may have more behind it on one side
	return want != nil && got != nil && want[1] < got[0] && q.from > want[1] &&
		bytes.Contains(q.data[want[1]:got[0]], q.data[q.from:min(q.to, q.from+enough)])
}

// passedRun is what runs of tests print of those that passed.
var passedRun = regexp.MustCompile(`(?m)` + anyOf(
	`^\W*(?:Success! )?[1-9]\d* pass(?:ed|ing)(?: in [\d.]+ ?m?s|, 0 failed|\W*$)`,
	`^\s*--- PASS: |^PASS\r?$|^Ran \d+ tests? in [^\n]*\n+OK\b|^test result: ok\.`,
	`^Tests:\s+[1-9]\d* passed, \d+ total|^OK \([1-9]\d* tests?\b|^Passed!\s+- Failed:\s+0\b`,
	`\bTests run: [1-9]\d*, Failures: 0\b|\b[1-9]\d* examples?, 0 failures\b`,
	`"(?:result|status|outcome)"\s*:\s*"(?i:pass(?:ed)?)"`,
))

// reported is what reports of tests and of checks have for each.
var reported = regexp.MustCompile(`"(?:result|status|outcome|state)"\s*:\s*"(\w+)`)

// passing are the outcomes of what did not fail.
var passing = regexp.MustCompile(`^(?i:pass(?:ed)?|ok|success|skip(?:ped)?|na)$`)

// otherOutcome reports whether a report beside a message has one that did not pass.
func (q *quotation) otherOutcome() bool {
	return slices.ContainsFunc(reported.FindAllSubmatch(q.data, -1), func(m [][]byte) bool { return !passing.Match(m[1]) })
}

// inPassedRun reports whether a message stands in the output of tests that passed, or in
// one of them: no command stands between it and their result.
func (q *quotation) inPassedRun() bool {
	below := q.below()
	m := passedRun.FindIndex(below)
	return m != nil && !run.Match(below[:m[0]]) && !testFailed.Match(q.data) && !q.otherOutcome()
}
