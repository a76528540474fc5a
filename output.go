package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"charm.land/fang/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"sigwhy/visible"
)

func (a *app) print(text string) error {
	if _, err := io.WriteString(a.stdout, text); err != nil {
		return fail(fmt.Errorf("cannot write: %w", err))
	}
	return nil
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

// note tells a person something that is no error.
func (a *app) note(text string) { fmt.Fprintf(a.stderr, "sigwhy: note: %s\n", visible.Prose(text)) }

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

// An unusable error ends the program. Its hints say what to do about it.
type unusable struct {
	error
	hints []string
}

func (u unusable) Unwrap() error { return u.error }

func fail(err error, hints ...string) error { return unusable{err, hints} }

func failText(text string, hints ...string) error { return fail(errors.New(text), hints...) }

func unknown(what, name string, nearest []string, hint string) error {
	var hints []string
	if len(nearest) > 0 {
		hints = append(hints, "did you mean "+strings.Join(nearest, ", ")+"?")
	}
	return failText(fmt.Sprintf("there is no %s %q", what, name), append(hints, hint)...)
}
