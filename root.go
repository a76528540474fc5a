package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"sigwhy/evidence"
	"sigwhy/report"
	"sigwhy/ui"
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
		Example: "# open the screen and paste\nsigwhy\n\n" +
			"# open the screen on what another program prints\naws s3 ls --debug 2>&1 | sigwhy -\n\n" +
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
		return failText("nothing to read and no terminal to show the screen on",
			"name a file, or pipe the request in: sigwhy diagnose FILE")
	}
	c, err := flags.caseOf(evidence.Read(sources...), given)
	if err != nil {
		return err
	}
	return a.report(cmd.Context(), c, nil, printing{format: report.TextFormat})
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

// atMostOne refuses a second argument in plain words.
func atMostOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return failText("more than one " + what + " is named")
		}
		return nil
	}
}
