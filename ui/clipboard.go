package ui

import (
	"errors"
	"os"
	"os/exec"
	"runtime"

	"github.com/atotto/clipboard"
)

// A Clipboard is the system's clipboard, reached by a program of the system.
type Clipboard struct {
	Name  string // how it is reached, in words; "" when it cannot be
	Read  func() (string, error)
	Write func(string) error
}

var errNoClipboard = errors.New("no clipboard program found (wl-copy, xclip or xsel)")

// SystemClipboard returns the clipboard of this machine. Over SSH that is the
// clipboard of the remote machine.
func SystemClipboard() *Clipboard {
	if clipboard.Unsupported {
		return &Clipboard{
			Read:  func() (string, error) { return "", errNoClipboard },
			Write: func(string) error { return errNoClipboard },
		}
	}
	return &Clipboard{Name: clipboardName(), Read: clipboard.ReadAll, Write: clipboard.WriteAll}
}

// clipboardName tells which program the clipboard library uses.
func clipboardName() string {
	switch runtime.GOOS {
	case "darwin":
		return "pbcopy"
	case "windows":
		return "the Windows clipboard"
	}
	names := []string{"xclip", "xsel", "termux-clipboard-set", "clip.exe"}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		names = append([]string{"wl-copy"}, names...)
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return "the system clipboard"
}

// oscLimit is the largest text that terminals take by OSC 52; more is cut or
// dropped without a word (k9s uses the same bound for the encoded text).
const oscLimit = 74994 / 4 * 3

// remote reports whether the screen is looked at from another machine.
func (o *Options) remote() bool {
	return o.env("SSH_CONNECTION") != "" || o.env("SSH_TTY") != ""
}

// A delivery is a way to hand over what is copied.
type delivery uint8

const (
	byNothing delivery = iota
	byNative
	byTerminal
)

// deliveries lists the ways to try, best first: over SSH the clipboard program
// reaches the wrong machine and reports success, so the terminal comes first.
func (o *Options) deliveries(size int) []delivery {
	var ways []delivery
	native := o.Clipboard.Name != ""
	terminal := o.env("TERM") != "dumb" && size <= oscLimit
	if native && !o.remote() {
		ways = append(ways, byNative)
	}
	if terminal {
		ways = append(ways, byTerminal)
	}
	return ways
}
