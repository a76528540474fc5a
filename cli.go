package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"charm.land/fang/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/report"
	"sigwhy/sigv4"
	"sigwhy/ui"
	"sigwhy/visible"
)

func (a *app) rootCommand() *cobra.Command {
	var given givenFlags
	var ascii bool
	root := &cobra.Command{
		Use:   "sigwhy [FILE|-]",
		Short: "Why does my AWS Signature Version 4 signature not match?",
		Long: "Sigwhy reads what failed (a raw HTTP request, a presigned URL, a curl command, an\n" +
			"SDK's debug log, a server's error, a forum post with all of these), names the\n" +
			"mistake in its signature and proves it where it can. It opens no connection.",
		Example: "# open the screen and paste\nsigwhy\n\n# open the screen on what another program prints\naws s3 ls --debug 2>&1 | sigwhy -\n\n" +
			"# print a report\nsigwhy diagnose request.txt error.xml --profile dev",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.open(cmd, args, &given, ascii)
		},
	}
	given.register(root)
	root.Flags().Lookup("search-budget").DefValue = "8s on the screen, 2s in a report"
	root.Flags().BoolVar(&ascii, "ascii", false, "draw the screen with ASCII alone")
	root.AddCommand(a.diagnoseCommand(), a.samplesCommand(), a.explainCommand())
	root.SetFlagErrorFunc(flagError)
	return root
}

func flagError(cmd *cobra.Command, err error) error {
	return fail(err, "see "+cmd.CommandPath()+" --help")
}

// open shows the screen, or prints the report where there is no terminal to show it on.
func (a *app) open(cmd *cobra.Command, args []string, flags *givenFlags, ascii bool) error {
	given, err := flags.read(a)
	if err != nil {
		return err
	}
	sources, err := a.sources(args)
	if err != nil {
		return suggestCommand(cmd, args, err)
	}
	if a.hasScreen() {
		if flags.pasted {
			c, err := flags.caseOf(evidence.Read(sources...), given)
			if err != nil {
				return err
			}
			given = c.Given
		}
		screen := ui.Options{Sources: sources, Given: given, ASCII: ascii}
		if cmd.Flags().Changed("search-budget") {
			screen.Budget = &given.Budget
		}
		return a.show(cmd.Context(), screen)
	}
	if len(sources) == 0 {
		return failText("nothing to read and no terminal to show the screen on", "name a file, or pipe the request in: sigwhy diagnose FILE")
	}
	c, err := flags.caseOf(evidence.Read(sources...), given)
	if err != nil {
		return err
	}
	return a.report(cmd.Context(), c, printing{format: report.TextFormat})
}

// hasScreen reports whether there is a terminal to draw on and to read keys from.
func (a *app) hasScreen() bool {
	if !a.stdoutIsTTY {
		return false
	}
	if a.stdinIsTTY {
		return true
	}
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	return tty.Close() == nil
}

// suggestCommand adds a hint where a file that is not there looks like a command.
func suggestCommand(cmd *cobra.Command, args []string, err error) error {
	var u unusable
	if !errors.Is(err, os.ErrNotExist) || !errors.As(err, &u) || len(args) == 0 {
		return err
	}
	cmd.SuggestionsMinimumDistance = 2
	for _, name := range cmd.SuggestionsFor(args[0]) {
		u.hints = append(u.hints, "did you mean: sigwhy "+name)
	}
	return u
}

func (a *app) diagnoseCommand() *cobra.Command {
	var given givenFlags
	var format string
	var open, all bool
	var good string
	cmd := &cobra.Command{
		Use:   "diagnose [FILE|-]...",
		Short: "Print what is wrong with a signature",
		Long: "Prints the analysis of what the files hold; several files are pieces of one case.\n\n" +
			"Exit status: 0 the signature matches or nothing is wrong, 1 a mistake was found,\n2 cannot tell, 3 unreadable input or wrong usage.",
		Example: "sigwhy diagnose request.txt\nsigwhy diagnose log.txt error.xml --profile dev --at 2026-01-31T12:00:00Z\npbpaste | sigwhy diagnose --format json",
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			hide := report.HideTokens
			if open {
				hide = report.HideNothing
			}
			if all && !cmd.Flags().Changed("search-budget") {
				given.budget = 0 // for each of many: single mistakes and pairs
			}
			return a.diagnose(cmd.Context(), args, &given, printing{f, hide, all}, good)
		},
	}
	given.register(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	cmd.Flags().StringVar(&good, "good", "", "a file with a request that was accepted, to compare with")
	cmd.Flags().BoolVar(&all, "all", false, "print one analysis for each request, as JSON Lines with --format json")
	cmd.Flags().BoolVar(&open, "no-redact", false, "show session tokens and signatures (never a secret key)")
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

func (a *app) diagnose(ctx context.Context, args []string, flags *givenFlags, p printing, good string) error {
	given, err := flags.read(a)
	if err != nil {
		return err
	}
	if p.all {
		s := &series{flags: flags, given: given, print: p}
		if good != "" {
			if s.good, err = a.good(ctx, good, given); err != nil {
				return err
			}
		}
		return a.reportAll(ctx, s, args)
	}
	sources, err := a.sources(args)
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return nothingToRead()
	}
	c, err := flags.caseOf(evidence.Read(sources...), given)
	if err != nil {
		return err
	}
	if good != "" {
		if c.Good, err = a.good(ctx, good, given); err != nil {
			return err
		}
	}
	return a.report(ctx, c, p)
}

func nothingToRead() error {
	return failText("nothing to read", "name a file, or pipe the request in: sigwhy diagnose FILE")
}

// good reads the file with the request to compare with. Of several requests in it
// the first one that does not fail is taken.
func (a *app) good(ctx context.Context, name string, given diagnose.Given) (*diagnose.Good, error) {
	src, err := a.source(name)
	if err != nil {
		return nil, err
	}
	e := evidence.Read(src)
	briefs := diagnose.Survey(ctx, e, given)
	if len(briefs) == 0 {
		return nil, failText("nothing of a signed request was recognised in "+name, "--good wants a request that was accepted, or the log of one")
	}
	i := max(0, slices.IndexFunc(briefs, func(b diagnose.Brief) bool { return b.Verdict != diagnose.Differs }))
	return &diagnose.Good{Evidence: e, Exchange: i}, nil
}

// report prints the analysis of a case and settles the exit status.
func (a *app) report(ctx context.Context, c diagnose.Case, p printing) error {
	analysis := analyze(ctx, c)
	width, color := a.terminal()
	text, err := report.Write(analysis, p.format, report.Options{Given: c.Given, Hide: p.hide, Color: color, Width: width})
	if err != nil {
		return fail(err)
	}
	a.status = statusOf(analysis)
	return a.print(text)
}

// mostSurveyed bounds how many requests are looked at to choose one.
const mostSurveyed = 2000

// analyze looks at one request of a case: of several, at the first that fails.
func analyze(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
	n := len(c.Evidence.Exchanges)
	if n < 2 || n > mostSurveyed {
		return inTime(ctx, c)
	}
	briefs := diagnose.Survey(ctx, c.Evidence, c.Given)
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

// terminal returns the width of the terminal, at most 100 columns, 0 when there
// is none, and whether it shows colour.
func (a *app) terminal() (width int, color bool) {
	out, ok := a.stdout.(*os.File)
	if !ok || !a.stdoutIsTTY {
		return 0, false
	}
	if w, _, err := term.GetSize(out.Fd()); err == nil {
		width = min(w, 100)
	}
	return width, a.env("NO_COLOR") == "" && colorprofile.Detect(out, os.Environ()) >= colorprofile.ANSI
}

// statusOf is the exit status that an analysis asks for.
func statusOf(a *diagnose.Analysis) int {
	for _, f := range a.Findings {
		if f.Proof.Rank() < diagnose.Possible.Rank() {
			return exitMistake
		}
	}
	switch a.Verdict {
	case diagnose.Matches:
		return exitFine
	case diagnose.Differs:
		return exitMistake
	}
	return exitCannotTell
}

// explainError writes an error for a person: one line, then hints.
func (a *app) explainError(w io.Writer, _ fang.Styles, err error) {
	fmt.Fprintf(w, "sigwhy: %s\n", visible.Prose(strings.TrimSpace(err.Error())))
	var u unusable
	if !errors.As(err, &u) {
		return
	}
	for _, h := range u.hints {
		fmt.Fprintf(w, "hint: %s\n", visible.Prose(h))
	}
}

// note tells a person something that is no error.
func (a *app) note(text string) { fmt.Fprintf(a.stderr, "sigwhy: note: %s\n", visible.Prose(text)) }

// givenFlags are the flags that say what the evidence does not.
type givenFlags struct {
	profile, secretFile, keyFile string
	env, pasted                  bool
	region, service, at, body    string
	budget                       time.Duration

	usualRegion string // of the profile or environment
}

func (f *givenFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.profile, "profile", "", "take the secret key from a profile of the shared AWS files")
	flags.BoolVar(&f.env, "env", false, "take the secret key from AWS_SECRET_ACCESS_KEY")
	flags.BoolVar(&f.pasted, "pasted-key", false, "take the secret key that stands in what is read")
	flags.StringVar(&f.secretFile, "secret-file", "", "take the secret key from a file that holds nothing else")
	flags.StringVar(&f.keyFile, "signing-key-file", "", "take a derived signing key from a file: 32 bytes, their hex or base64")
	flags.StringVar(&f.region, "region", "", "the region to sign for, where the evidence does not say")
	flags.StringVar(&f.service, "service", "", "the service's signing name, where the evidence does not say")
	flags.StringVar(&f.at, "at", "", "the time to judge clock and expiry by: 2026-01-31T12:00:00Z, an HTTP date, unix seconds")
	flags.StringVar(&f.body, "body", "", "the file that holds the request's body, byte for byte")
	flags.DurationVar(&f.budget, "search-budget", 2*time.Second, "how long to search combined mistakes on a usual machine; 0s: single ones and pairs alone")
}

// read turns the flags into what is given to the analysis.
func (f *givenFlags) read(a *app) (diagnose.Given, error) {
	var g diagnose.Given
	if err := f.readKey(a, &g); err != nil {
		return g, err
	}
	g.Region, g.Service = f.region, f.service
	g.Budget = f.budget
	if f.budget < 0 {
		return g, failText("the search budget is negative")
	}
	if f.at != "" {
		at, err := parseTime(f.at)
		if err != nil {
			return g, err
		}
		g.At = at
	}
	if f.body != "" {
		body, err := a.read(f.body)
		if err != nil {
			return g, err
		}
		g.Body, g.BodyGiven = body, true
	}
	return g, nil
}

// caseOf is the case of what was read. The region that a profile is set to is only for
// evidence that names none: requests for other regions are no mistake.
func (f *givenFlags) caseOf(e *evidence.Evidence, given diagnose.Given) (diagnose.Case, error) {
	if f.pasted && len(e.Credentials) == 0 {
		return diagnose.Case{}, failText("no secret key stands in what is read", "give one of --profile, --env, --secret-file and --signing-key-file")
	}
	if f.pasted {
		c := e.Credentials[0]
		given.Key, given.KeyFrom = sigv4.Key{Secret: sigv4.NewSecret(c.Secret.S)}, "of the paste"
		given.AccessKeyID, given.Token = c.AccessKeyID.S, sigv4.NewSecret(c.Token.S)
	}
	if given.Region == "" && !namesRegion(e) {
		given.Region = f.usualRegion
	}
	return diagnose.Case{Evidence: e, Given: given}, nil
}

func namesRegion(e *evidence.Evidence) bool {
	for _, x := range e.Exchanges {
		for _, c := range x.Claims {
			if c.Scope().Region != "" {
				return true
			}
		}
		if x.Client.StringToSign != nil || x.Server != nil && x.Server.StringToSign != nil {
			return true
		}
	}
	return false
}
