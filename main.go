// Sigwhy tells why an AWS Signature Version 4 signature does not match. It opens
// a screen, or prints a report; nothing leaves the machine.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"

	"charm.land/fang/v2"
	"github.com/charmbracelet/x/term"
)

// The exit statuses.
const (
	exitFine       = 0 // the signature matches, or nothing is wrong
	exitMistake    = 1 // a mistake was found
	exitCannotTell = 2
	exitUnusable   = 3 // unreadable input or wrong usage
)

func main() {
	// Bubble Tea would log every byte typed or pasted to the file named here.
	_ = os.Unsetenv("TEA_TRACE")
	// Any value turns colour off (no-color.org); the libraries want a boolean.
	if os.Getenv("NO_COLOR") != "" {
		_ = os.Setenv("NO_COLOR", "1")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := newApp().run(ctx, os.Args[1:])
	stop() // os.Exit runs nothing that is deferred
	os.Exit(status)
}

// An app is the command line with what it takes from the system. Two things it asks
// for itself: whether there is a terminal to read keys from, and what one can draw.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	stdinIsTTY     bool
	stdoutIsTTY    bool
	lookupEnv      func(string) (string, bool)
	readFile       func(string) ([]byte, error)
	openFile       func(string) (io.ReadCloser, error)
	home           func() (string, error)

	status int
}

func newApp() *app {
	return &app{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		stdinIsTTY: term.IsTerminal(os.Stdin.Fd()), stdoutIsTTY: term.IsTerminal(os.Stdout.Fd()),
		lookupEnv: os.LookupEnv, readFile: readFile, openFile: openFile, home: os.UserHomeDir,
	}
}

// run runs the command that the arguments name, and returns the exit status.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := fang.Execute(ctx, root, fang.WithErrorHandler(a.explainError), fang.WithoutManpage())
	if err != nil {
		a.status = exitUnusable
	}
	return a.status
}

// env returns an environment variable, "" when it is not set.
func (a *app) env(name string) string {
	v, _ := a.lookupEnv(name)
	return v
}
