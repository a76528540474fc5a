package main

import (
	"context"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/report"
)

// A written report is the text of one, how bad what it tells of is, and what went
// wrong with it.
type written struct {
	text   string
	status int
	err    error
}

// A series is reports of many requests, one after the other in the order of the
// evidence. Some are made ahead, on all processors.
type series struct {
	app     *app
	flags   *givenFlags
	given   diagnose.Given
	good    *diagnose.Good
	print   printing
	options report.Options
	reports chan chan written
	number  int
}

func (a *app) newSeries(flags *givenFlags, given diagnose.Given, good *diagnose.Good, p printing) *series {
	width, color := a.terminal()
	return &series{
		app: a, flags: flags, given: given, good: good, print: p,
		options: report.Options{Hide: p.hide, Color: color, Width: width, Lines: true},
		reports: make(chan chan written, runtime.GOMAXPROCS(0)),
	}
}

// reportAll prints one report for each request in some files or in standard
// input. A single one of any size is read piece by piece. The exit status is that
// of the worst.
func (a *app) reportAll(ctx context.Context, s *series, names []string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1)
	go func() {
		defer close(s.reports)
		failed <- s.read(ctx, names)
	}()
	for one := range s.reports {
		w := <-one
		if w.err != nil {
			return fail(w.err)
		}
		if err := a.print(w.text); err != nil {
			return err
		}
		a.status = worse(a.status, w.status)
	}
	return <-failed
}

// read sends the reports of everything that is to be read.
func (s *series) read(ctx context.Context, names []string) error {
	if len(names) == 1 && names[0] != "-" && !s.flags.pasted {
		return s.stream(ctx, names[0])
	}
	if len(names) == 0 && !s.app.stdinIsTTY && !s.flags.pasted {
		return s.pieces(ctx, s.app.stdin, evidence.Source{Name: "stdin", Via: evidence.ViaStdin}, "standard input")
	}
	sources, err := s.app.sources(names) // together, or with a secret key that may stand anywhere
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return nothingToRead()
	}
	e := evidence.Read(sources...)
	return s.add(ctx, evidence.Piece{Evidence: e, Complete: numbers(len(e.Exchanges)), Whole: true})
}

func (s *series) stream(ctx context.Context, name string) error {
	f, err := s.app.openFile(name)
	if err != nil {
		return cannotRead(name, err)
	}
	defer func() { _ = f.Close() }()
	return s.pieces(ctx, f, evidence.Source{Name: filepath.Base(name), Via: evidence.ViaFile}, name)
}

func (s *series) pieces(ctx context.Context, r io.Reader, src evidence.Source, name string) error {
	var own error
	err := evidence.Stream(r, src, func(p evidence.Piece) error {
		if p.Whole && len(p.Sources[0].Data) == 0 {
			own = holdsNothing(name)
		} else {
			own = s.add(ctx, p)
		}
		return own
	})
	if err == nil || own != nil {
		return own
	}
	return cannotRead(name, err)
}

// add sends the reports of the requests that are complete in a piece. The search
// budget is for all of them together; where it is not known how many will come,
// single mistakes and pairs are searched. Nothing recognised is a report as well,
// where there is nothing else.
func (s *series) add(ctx context.Context, p evidence.Piece) error {
	c, err := s.flags.caseOf(p.Evidence, s.given)
	if err != nil {
		return err
	}
	o := s.options
	o.Given, o.Known = c.Given, report.Learn(p.Evidence, o.Hide)
	c.Good, c.Given.Budget = s.good, 0
	if p.Whole {
		o.Of = len(p.Complete)
		c.Given.Budget = s.given.Budget / time.Duration(max(1, o.Of))
	}
	if p.Whole && o.Of == 0 {
		s.send(ctx, c, o)
	}
	for _, i := range p.Complete {
		c.Exchange = i
		s.number++
		o.Number = s.number
		s.send(ctx, c, o)
	}
	return ctx.Err()
}

// send makes a report in the background, at most one ahead for each processor.
func (s *series) send(ctx context.Context, c diagnose.Case, o report.Options) {
	one := make(chan written, 1)
	select {
	case s.reports <- one:
		go func() {
			analysis := inTime(ctx, c)
			text, err := report.Write(analysis, s.print.format, o)
			one <- written{text, statusOf(analysis), err}
		}()
	case <-ctx.Done():
	}
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
