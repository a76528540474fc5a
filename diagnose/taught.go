package diagnose

import "regexp"

var (
	// lesson are words of those who teach signing, solution is what they call the right form.
	lesson = regexp.MustCompile(`(?i)\b` + anyOf(
		`exercise|lesson|quiz|tutorial|common (?:mistake|error)s?|don['\x{2019}]?t:`,
		`(?:can you|try to) (?:see|spot|find)|(?:find|spot) the (?:mistake|error|bug)`,
		`übung|lektion|aufgabe|häufige fehler|exercice|leçon|erreur courante|ejercicio|lección|esercizio|lezione`,
		`zadanie|oefening`,
	) + `|упражнение|урок|练习|常见错误|練習問題|よくある間違い`)
	solution = regexp.MustCompile(`(?im)^\W{0,6}` + anyOf(
		`(?:the )?(?:right|correct|good|answer|better)\b[^\n.?]{0,30}(?::| is\b)|do:|(?:the )?solution\b`,
		`(?:die )?(?:lösung|richtig)|(?:la )?(?:solution|bonne|solución|correcto|soluzione|corretto)`,
		`rozwiązanie|oplossing|решение|правильно|正确|答案|正解|解答`,
	))
)

// taught reports whether a paste is a text that teaches, with what is wrong beside what is
// right, and nobody in it has met an error: the wrong form is there to be seen.
func (f *facts) taught() bool {
	return !f.answeredFailure() && f.pasteHas(lesson) && f.pasteHas(solution) && !f.metByWriter()
}

var (
	// refusalWanted is a test's word for input that has to be refused.
	refusalWanted = regexp.MustCompile(anyOf(
		`\bpytest\.raises\b|\bassertRaises\w*\(|\bto raise_error\b|\bassert_raises?\b`,
		`\.(?:toThrow\w*|rejects)\b|\bassert\.(?:throws|rejects|Error|ErrorContains)\b|\bassertThrows\b|\bassertThat(?:Thrown|Exception)\w*`,
		`\bAssert\.Throws\w*|\bexpectException\w*|\bshouldThrow\b|\bXCTAssertThrows\w*`,
		`\berr == nil\s*\{\s*t\.(?:Error|Fatal)|\bwantErr\b|\bassert!\([^\n]*\.is_err\(\)|\bunwrap_err\(\)|#\[should_panic|`+
			`\bassert \{:error,`,
	))
	// testFailed is what a run of tests prints where one of them failed.
	testFailed = regexp.MustCompile(`(?m)\bFAIL(?:ED|URE)?\b|^E\s{2,}|\b[1-9]\d* fail(?:ed|ures?|ing)\b|[✗✘×]\s`)
)

// wantsRefusal reports whether a paste is a test that wants malformed input refused, and
// no run of it that failed.
func (f *facts) wantsRefusal() bool {
	return !f.answeredFailure() && f.pasteHas(refusalWanted) && !f.pasteHas(testFailed)
}

// codeSpan is ahead of what prose sets off as code within a sentence.
var codeSpan = regexp.MustCompile(`\pL[\pL\d)]*[ (][^\x60\n]*\x60(?:[\w-]+: ?)?$`)

// inSentence reports whether what a hit rests on stands as code within a sentence, in a
// text where nobody writes of anything that fails.
func (f *facts) inSentence(h *hit) bool {
	if f.answeredFailure() || f.ex.Request != nil || len(h.places) == 0 || f.metByWriter() || f.pasteHas(plight) {
		return false
	}
	before, _, _, ok := f.lineAround(h.places[0])
	return ok && codeSpan.Match(before)
}

// onlyRepeated reports whether the claim is what the words of an answer repeat, and that
// answer is none that came.
func (f *facts) onlyRepeated() bool {
	a := f.ex.Server
	return a != nil && f.claim != nil && len(f.ex.Claims) > 0 && f.looseError(a) &&
		(f.answer == nil || f.unreported(a))
}

// answeredFailure reports whether a server said something that is not success.
func (f *facts) answeredFailure() bool {
	a := f.answer
	return a != nil && !f.succeeded() && (a.Code.Present() || a.Message.Present() || a.Status.Present())
}
