package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/report"
)

func (a *app) diagnoseCommand() *cobra.Command {
	var given givenFlags
	var format string
	var noRedact, all bool
	cmd := &cobra.Command{
		Use:   "diagnose [FILE|-]...",
		Short: "Print what is wrong with a signature",
		Long: "Prints the analysis of what the files hold; several files are pieces of one case.\n\n" +
			"Exit status: 0 the signature matches or nothing is wrong, 1 a mistake was found,\n" +
			"2 cannot tell, 3 unreadable input or wrong usage.",
		Example: "sigwhy diagnose request.txt\n" +
			"sigwhy diagnose log.txt error.xml --profile dev --at 2026-01-31T12:00:00Z\n" +
			"pbpaste | sigwhy diagnose --format json",
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			hide := report.HideTokens
			if noRedact {
				hide = report.HideNothing
			}
			if all && !cmd.Flags().Changed("search-budget") {
				given.budget = 0 // for each of many: single mistakes and pairs
			}
			return a.diagnose(cmd.Context(), args, &given, printing{f, hide, all})
		},
	}
	given.register(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	cmd.Flags().StringVar(&given.good, "good", "", "a file with a request that was accepted, to compare with")
	cmd.Flags().BoolVar(&all, "all", false, "print one analysis for each request, as JSON Lines with --format json")
	cmd.Flags().BoolVar(&noRedact, "no-redact", false, "show session tokens and signatures (never a secret key)")
	return cmd
}

func formatOf(name string) (report.Format, error) {
	for _, f := range []report.Format{report.TextFormat, report.JSONFormat, report.MarkdownFormat} {
		if string(f) == name {
			return f, nil
		}
	}
	return "", failText(fmt.Sprintf("unknown format %q", name), "the formats are text, json and markdown")
}

// printing says how analyses are printed.
type printing struct {
	format report.Format
	hide   report.Hide
	all    bool // one for each request
}

// diagnose prints what the files hold, as one case or request by request.
func (a *app) diagnose(ctx context.Context, args []string, flags *givenFlags, p printing) error {
	given, err := flags.read(a)
	if err != nil {
		return err
	}
	good, err := a.good(ctx, flags.good, given)
	if err != nil {
		return err
	}
	if p.all {
		return a.reportAll(ctx, a.newSeries(flags, given, good, p), args)
	}
	c, briefs, err := a.caseOf(ctx, args, flags, given)
	if err != nil {
		return err
	}
	c.Good = good
	return a.report(ctx, c, briefs, p)
}

// caseOf reads the files named, as pieces of one case, or standard input. The briefs are
// those of its requests, where they were made.
func (a *app) caseOf(ctx context.Context, names []string, flags *givenFlags, given diagnose.Given) (
	c diagnose.Case, briefs []diagnose.Brief, err error,
) {
	switch {
	case len(names) == 0 && a.stdinIsTTY:
		return c, nil, nothingToRead()
	case len(names) < 2:
		return a.pick(ctx, names, flags, given)
	}
	sources, err := a.sources(names)
	if err != nil {
		return c, nil, err
	}
	c, err = flags.caseOf(evidence.Read(sources...), given)
	return c, nil, err
}

func nothingToRead() error {
	return failText("nothing to read", "name a file, or pipe the request in: sigwhy diagnose FILE")
}

// good reads the file with the request to compare with. Of several requests in it
// the first one that does not fail is taken; without a file there is none.
func (a *app) good(ctx context.Context, name string, given diagnose.Given) (*diagnose.Good, error) {
	if name == "" {
		return nil, nil
	}
	src, err := a.source(name)
	if err != nil {
		return nil, err
	}
	e := evidence.Read(src)
	briefs := diagnose.Survey(ctx, e, given)
	if len(briefs) == 0 {
		return nil, failText("nothing of a signed request was recognised in "+name,
			"--good wants a request that was accepted, or the log of one")
	}
	i := max(0, slices.IndexFunc(briefs, func(b diagnose.Brief) bool { return b.Verdict != diagnose.Differs }))
	return &diagnose.Good{Evidence: e, Exchange: i}, nil
}

// report prints the analysis of a case and settles the exit status.
func (a *app) report(ctx context.Context, c diagnose.Case, briefs []diagnose.Brief, p printing) error {
	analysis := analyze(ctx, c, briefs)
	width, color := a.terminal()
	text, err := report.Write(analysis, p.format, report.Options{Given: c.Given, Hide: p.hide, Color: color, Width: width})
	if err != nil {
		return fail(err)
	}
	a.status = statusOf(analysis)
	return a.print(text)
}
