package main

import (
	"context"
	"iter"
	"runtime"

	"sigwhy/diagnose"
	"sigwhy/report"
)

// reportAll prints one analysis for each request of a case, in the order of the
// evidence, each as soon as it and those before it are made. The exit status is
// that of the worst.
func (a *app) reportAll(ctx context.Context, c diagnose.Case, p printing) error {
	width, color := a.terminal()
	o := report.Options{Given: c.Given, Hide: p.hide, Color: color, Width: width, Of: len(c.Evidence.Exchanges)}
	for analysis := range analyses(ctx, c) {
		text, err := report.Write(analysis, p.format, o)
		if err != nil {
			return fail(err)
		}
		if err := a.print(text); err != nil {
			return err
		}
		a.status = worse(a.status, statusOf(analysis))
	}
	return nil
}

// analyses makes the analysis of every request, some ahead on all processors.
func analyses(ctx context.Context, c diagnose.Case) iter.Seq[*diagnose.Analysis] {
	return func(yield func(*diagnose.Analysis) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		made := make(chan chan *diagnose.Analysis, runtime.GOMAXPROCS(0))
		go func() {
			defer close(made)
			for i := range c.Evidence.Exchanges {
				one, c := make(chan *diagnose.Analysis, 1), c
				c.Exchange = i
				select {
				case made <- one:
					go func() { one <- diagnose.Analyze(ctx, c) }()
				case <-ctx.Done():
					return
				}
			}
		}()
		for one := range made {
			if !yield(<-one) {
				return
			}
		}
	}
}

// worse is the exit status of two analyses: a mistake, else that one cannot tell.
func worse(a, b int) int {
	rank := map[int]int{exitFine: 0, exitCannotTell: 1, exitMistake: 2}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
