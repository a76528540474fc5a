package ui

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// Options are all that the screen is given from outside. A nil function is
// replaced by the system's own.
type Options struct {
	Sources []evidence.Source // what was named on the command line or piped in; empty opens the start page
	Given   diagnose.Given    // what was said on the command line; the screen can change it

	ASCII   bool // draw with ASCII alone
	NoColor bool // NO_COLOR is set to anything but nothing
	Theme   Theme

	Samples []Sample
	Secrets Secrets

	// Budget is for the second search, over combined mistakes, which runs when
	// the first one reproduced nothing: 8 seconds when nil, and no such search at 0.
	Budget *time.Duration

	Now       func() time.Time
	LookupEnv func(string) (string, bool)
	ReadFile  func(name string) ([]byte, error)
	WriteFile func(name string, data []byte) error // creates it for its owner alone; fails when it exists
	Clipboard *Clipboard
	Editor    func(path string, done func(error) tea.Msg) tea.Cmd // $VISUAL or $EDITOR, when nil

	Input  io.Reader // the terminal, when nil
	Output io.Writer // the terminal's output; standard output when nil
	Stdout io.Writer // where "quit and print" prints; standard output when nil

	// Tests put made-up answers and a clock that they turn here.
	diagnose func(context.Context, diagnose.Case) *diagnose.Analysis
	tick     func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
}

// A Sample is a failing case to learn from. Its secret key is made up, and At the
// time to judge it by, the zero time where the paste says enough.
type Sample struct {
	Name, Title, Story string
	Data               []byte
	Secret             sigv4.Secret
	At                 time.Time
}

// Secrets are the ways to load a secret key. A nil function is not offered.
type Secrets struct {
	Env      func() (Credentials, error)
	Profiles func() []string
	Profile  func(name string) (Credentials, error)
	File     func(path string) (Credentials, error)
}

// Credentials are what a loader yields. From says where they come from, in
// words: "profile dev".
type Credentials struct {
	Key         sigv4.Key
	AccessKeyID string
	Token       sigv4.Secret
	From        string
}

// filled returns the options with the system's own functions in place of nil ones.
func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.LookupEnv == nil {
		o.LookupEnv = os.LookupEnv
	}
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	if o.WriteFile == nil {
		o.WriteFile = writeNew
	}
	if o.Clipboard == nil {
		o.Clipboard = SystemClipboard()
	}
	if o.diagnose == nil {
		o.diagnose = diagnose.Analyze
	}
	if o.tick == nil {
		o.tick = tea.Tick
	}
	if o.Editor == nil {
		o.Editor = o.runEditor
	}
	if o.Budget == nil {
		o.Budget = new(screenBudget)
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	return o
}

// screenBudget is for a search that a person looks at and can end.
const screenBudget = 8 * time.Second

// env returns an environment variable, "" when it is not set.
func (o *Options) env(name string) string {
	v, _ := o.LookupEnv(name)
	return v
}

// writeNew writes a file that only its owner can read, and never over another.
func writeNew(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// path puts the home directory in place of a ~ at the beginning of a file's name, as
// shells do; here no shell has read it.
func (o *Options) path(name string) string {
	if home := o.env("HOME"); home != "" && (name == "~" || strings.HasPrefix(name, "~/")) {
		return home + name[1:]
	}
	return name
}
