package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sigwhy/diagnose"
	"sigwhy/sigv4"
)

const sampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

func withKey(t testing.TB) *story {
	opt := sampleOptions()
	opt.Given.Key = sigv4.Key{Secret: sigv4.NewSecret(sampleSecret)}
	opt.Given.KeyFrom = "profile dev"
	return newStory(t, opt).paste(samplePaste)
}

// realStory is the forum post with a real analysis.
func realStory(t testing.TB) *story {
	return newStory(t, Options{Theme: Dark}).paste(seed(t, "forum-post.txt"))
}

// bare is the made-up analysis, changed.
func bare(t testing.TB, change func(*diagnose.Analysis)) *story {
	opt := sampleOptions()
	opt.diagnose = func(_ context.Context, c diagnose.Case) *diagnose.Analysis {
		a := sampleAnalysis(c.Evidence, c.Given.Key)
		change(a)
		return a
	}
	return newStory(t, opt).paste(samplePaste)
}

func manyFindings(a *diagnose.Analysis) {
	for i := range 30 {
		a.Findings = append(a.Findings, diagnose.Finding{
			Code: fmt.Sprintf("made-up-%d", i), Proof: diagnose.Likely, Title: "One of many mistakes with a title that goes on and on " + strings.Repeat("x", 200),
			Says: strings.Repeat("It is said at length. ", 20), Do: "Nothing.", At: diagnose.SignatureStage,
		})
	}
}

// states are the states of the screen that every size is tried with.
func states() map[string]func(testing.TB) *story {
	return map[string]func(testing.TB) *story{
		"start":         func(t testing.TB) *story { return newStory(t, sampleOptions()) },
		"start-typed":   func(t testing.TB) *story { return newStory(t, sampleOptions()).types("GET /a b\tc\n\nHost: \u00fc") },
		"start-samples": func(t testing.TB) *story { return newStory(t, sampleOptions()).keys("ctrl+s") },
		"start-help":    func(t testing.TB) *story { return newStory(t, sampleOptions()).keys("f1") },
		"findings":      sample,
		"canonical":     func(t testing.TB) *story { return sample(t).keys("2") },
		"request":       func(t testing.TB) *story { return sample(t).keys("1") },
		"hex":           func(t testing.TB) *story { return sample(t).keys("2", "x") },
		"server":        func(t testing.TB) *story { return sample(t).keys("2", "v") },
		"key":           func(t testing.TB) *story { return sample(t).keys("4") },
		"key-given":     func(t testing.TB) *story { return withKey(t).keys("4") },
		"key-revealed":  func(t testing.TB) *story { return withKey(t).keys("4", "R").later() },
		"signature":     func(t testing.TB) *story { return withKey(t).keys("5") },
		"maximised":     func(t testing.TB) *story { return sample(t).keys("2", "\\") },
		"paste":         func(t testing.TB) *story { return sample(t).keys("p") },
		"copy":          func(t testing.TB) *story { return sample(t).keys("y") },
		"write":         func(t testing.TB) *story { return sample(t).keys("w", "c") },
		"secret":        func(t testing.TB) *story { return sample(t).keys("s") },
		"secret-typed":  func(t testing.TB) *story { return sample(t).keys("s", "t").types(sampleSecret) },
		"edit":          func(t testing.TB) *story { return sample(t).keys("e").types("eu-west-1") },
		"add":           func(t testing.TB) *story { return sample(t).keys("a").types("<Error>") },
		"help":          func(t testing.TB) *story { return sample(t).keys("2", "?") },
		"detail":        func(t testing.TB) *story { return sample(t).keys("enter") },
		"recognised":    func(t testing.TB) *story { return sample(t).keys("i") },
		"no-findings":   func(t testing.TB) *story { return bare(t, func(a *diagnose.Analysis) { a.Findings = nil }) },
		"nothing": func(t testing.TB) *story {
			return bare(t, func(a *diagnose.Analysis) { *a = diagnose.Analysis{Evidence: a.Evidence} })
		},
		"many-findings": func(t testing.TB) *story { return bare(t, manyFindings).keys("end") },
		"real-nothing":  func(t testing.TB) *story { return newStory(t, Options{Theme: Dark}).paste("hello") },
		"real-request":  func(t testing.TB) *story { return newStory(t, Options{Theme: Dark}).paste(samplePaste) },
		"real":          realStory,
		"real-header":   func(t testing.TB) *story { return realStory(t).keys("5") },
		"real-paste":    func(t testing.TB) *story { return realStory(t).keys("p") },
	}
}
