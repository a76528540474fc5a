package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/visible"
)

// An opened source is read as it is picked from.
type opened struct {
	io.Reader
	evidence.Source
	name  string // as the person knows it
	close func() error
}

// openSource opens the file named, or standard input where none is or it is "-".
func (a *app) openSource(names []string) (opened, error) {
	if len(names) == 0 || names[0] == "-" {
		if a.stdinIsTTY {
			a.note("reading standard input, end it with ctrl-d")
		}
		src := evidence.Source{Name: "stdin", Via: evidence.ViaStdin}
		return opened{a.stdin, src, "standard input", func() error { return nil }}, nil
	}
	f, err := a.openFile(names[0])
	if err != nil {
		return opened{}, cannotRead(names[0], err)
	}
	src := evidence.Source{Name: filepath.Base(names[0]), Via: evidence.ViaFile}
	return opened{f, src, names[0], f.Close}, nil
}

// pick reads one source of any size: of a large log the piece that is to be analyzed, of
// anything else all of it. The briefs are those of its requests, where they were made.
func (a *app) pick(ctx context.Context, names []string, flags *givenFlags, given diagnose.Given) (
	c diagnose.Case, briefs []diagnose.Brief, err error,
) {
	o, err := a.openSource(names)
	if err != nil {
		return c, nil, err
	}
	defer func() { _ = o.close() }()
	p := &picker{ctx: ctx, flags: flags, given: given, least: evidence.Never}
	picked, err := evidence.Pick(o.Reader, o.Source, p.score)
	switch {
	case err != nil:
		return c, nil, cannotRead(o.name, err)
	case picked.Bytes == 0 && len(names) == 0:
		return c, nil, nothingToRead()
	case picked.Bytes == 0:
		return c, nil, holdsNothing(names[0])
	case !picked.Whole:
		picked.Notes = append(picked.Notes, evidence.Note{Says: pickedFrom(picked)})
	}
	c, err = flags.caseOf(picked.Evidence, given)
	if flags.pasted {
		return c, nil, err // the key may have come after the briefs
	}
	return c, p.briefs, err
}

// pickedFrom says how much of a log was read to pick a piece of it.
func pickedFrom(p *evidence.Picked) string {
	bytes, found := visible.Count(p.Bytes, "byte"), visible.Count(p.Requests, "request")
	const rest = "The one to look at first is told of, with those near it (--all tells of each)."
	if p.Read == p.Bytes {
		return fmt.Sprintf("The log has %s, with %s. %s", bytes, found, rest)
	}
	read := visible.Count(p.Read, "byte")
	return fmt.Sprintf("The log has %s. The first %s were read, which hold %s; what follows was read for secret "+
		"keys alone. %s", bytes, read, found, rest)
}

// A picker chooses the piece of a log that is to be analyzed: the first one with a request
// that fails, of those that the evidence ranks first.
type picker struct {
	ctx      context.Context
	flags    *givenFlags
	given    diagnose.Given
	surveyed int
	least    int
	briefs   []diagnose.Brief // of the piece with the least score, where it was surveyed
}

// unproven is added to the score of a piece in which nothing is seen to fail.
const unproven = 100

// score is that of a piece: the rank of the request to look at first.
func (p *picker) score(e *evidence.Evidence) int {
	if len(e.Exchanges) == 0 || p.ctx.Err() != nil {
		return evidence.Never
	}
	first, briefs := p.survey(e)
	score := e.Exchanges[first.Exchange].Rank()
	if first.Verdict != diagnose.Differs {
		score += unproven
	}
	if score < p.least {
		p.least, p.briefs = score, briefs
	}
	return score
}

// survey tells of the request of a piece to look at first, and of all where there are not
// too many in those read so far: then it is the first.
func (p *picker) survey(e *evidence.Evidence) (first diagnose.Brief, all []diagnose.Brief) {
	c, err := p.flags.caseOf(e, p.given)
	if err != nil {
		c = diagnose.Case{Evidence: e, Given: p.given} // the secret key may stand further on
	}
	if p.surveyed += len(e.Exchanges); p.surveyed <= mostSurveyed {
		all = diagnose.Survey(p.ctx, e, c.Given)
		return all[diagnose.Worst(all)], all
	}
	quick, cancel := context.WithCancel(p.ctx)
	cancel() // no search
	return diagnose.BriefOf(diagnose.Analyze(quick, c)), nil
}
