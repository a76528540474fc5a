package main

import (
	"context"
	"time"

	"sigwhy/diagnose"
)

// mostSurveyed bounds how many requests are looked at to choose one.
const mostSurveyed = 2000

// analyze looks at one request of a case: of several, at the first that fails. Briefs of
// all are made where they are not given.
func analyze(ctx context.Context, c diagnose.Case, briefs []diagnose.Brief) *diagnose.Analysis {
	n := len(c.Evidence.Exchanges)
	if n < 2 || n > mostSurveyed {
		return inTime(ctx, c)
	}
	if briefs == nil {
		briefs = diagnose.Survey(ctx, c.Evidence, c.Given)
	}
	c.Exchange = diagnose.Worst(briefs)
	analysis := inTime(ctx, c)
	analysis.Briefs = briefs
	return analysis
}

// patience is how many times the search budget may pass by the clock. The budget counts
// what is tried, so that every machine gives the same answer; one that is this much
// slower, or busy with other things, gives what it has.
const patience = 3

// leastTime is for the single mistakes and pairs, which no budget leaves out.
const leastTime = 2 * time.Second

// inTime analyzes one request and ends its search when the time is over.
func inTime(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
	if c.Given.Budget > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, max(leastTime, patience*c.Given.Budget))
		defer cancel()
	}
	return diagnose.Analyze(ctx, c)
}

// statusOf is the exit status that an analysis asks for.
func statusOf(a *diagnose.Analysis) int {
	for _, f := range a.Findings {
		if f.Proof.Rank() < diagnose.Possible.Rank() {
			return exitMistake
		}
	}
	switch {
	case a.Verdict == diagnose.Matches, a.Accepted:
		return exitFine
	case a.Verdict == diagnose.Differs:
		return exitMistake
	}
	return exitCannotTell
}

// worse is the exit status of two analyses: a mistake, else that one cannot tell.
func worse(a, b int) int {
	rank := map[int]int{exitFine: 0, exitCannotTell: 1, exitMistake: 2}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
