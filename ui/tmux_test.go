package ui

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary builds the program once.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(buildDir(), "sigwhy")
	if out, err := exec.Command("go", "build", "-o", path, "sigwhy").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// buildDir is where the program is built; TestMain removes it.
func buildDir() string { return filepath.Join(os.TempDir(), fmt.Sprintf("sigwhy-ui-%d", os.Getpid())) }

// A terminal is the real program in a real terminal.
type terminal struct {
	t      *testing.T
	socket string
}

func newTerminal(t *testing.T, size [2]int, env []string, args ...string) *terminal {
	t.Helper()
	if testing.Short() {
		t.Skip("needs tmux and a build")
	}
	if _, err := exec.LookPath("tmux"); err != nil {
		missing := t.Skip
		if os.Getenv("SIGWHY_NEEDS_TMUX") != "" {
			missing = t.Fatal
		}
		missing("tmux is not installed")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &terminal{t: t, socket: filepath.Join(t.TempDir(), "tmux")}
	command := []string{"-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(size[0]), "-y", fmt.Sprint(size[1]), "env", "-u", "SSH_TTY", "-u", "SSH_CONNECTION", "-u", "DISPLAY"}
	command = append(append(command, env...), "sh", "-c", `"$0" "$@"; echo "left with $?"; exec sleep 100`, path)
	command = append(command, args...)
	s.tmux(command...)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", s.socket, "kill-server").Run() })
	return s
}

func (s *terminal) tmux(args ...string) string {
	s.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", s.socket}, args...)...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %v: %v: %s", args, err, out)
	}
	return string(out)
}

func (s *terminal) screen() string { return s.tmux("capture-pane", "-p") }

// sees waits until a text is on the screen.
func (s *terminal) sees(text string) *terminal {
	s.t.Helper()
	var screen string
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if screen = s.screen(); strings.Contains(screen, text) {
			return s
		}
	}
	s.t.Fatalf("%q never came to the screen:\n%s", text, screen)
	return s
}

func (s *terminal) keys(names ...string) *terminal {
	s.tmux(append([]string{"send-keys"}, names...)...)
	return s
}

// paste pastes a text with the given flags of paste-buffer.
func (s *terminal) paste(text string, flags ...string) *terminal {
	s.t.Helper()
	name := filepath.Join(s.t.TempDir(), "paste")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.tmux("load-buffer", name)
	s.tmux(append([]string{"paste-buffer"}, flags...)...)
	return s
}

func TestTerminalPastes(t *testing.T) {
	t.Parallel()
	post := seed(t, "forum-post.txt")
	for name, flags := range map[string][]string{
		"bracketed, line ends rewritten": {"-p"},
		"bracketed, as it is":            {"-p", "-r"},
		"without brackets":               {},
		"without brackets, LF":           {"-r"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTerminal(t, [2]int{100, 30}, nil).sees("Paste what failed here.").paste(post, flags...)
			s.sees("The algorithm is not named").sees("terminal paste, 153 lines")
			for i, text := range []string{"Authorization", "/firmware.bin", "AWS4-HMAC-SHA25", "kDate", "secret key"} {
				s.keys(fmt.Sprint(i + 1)).sees(text)
			}
			s.keys("q").sees("left with 0")
		})
	}
}

// TestTerminalCopy compares what arrives in the terminal's clipboard by OSC 52.
func TestTerminalCopy(t *testing.T) {
	t.Parallel()
	s := newTerminal(t, [2]int{120, 40}, nil).sees("Paste what failed here.")
	s.tmux("set-option", "-s", "set-clipboard", "on")
	s.paste(samplePaste, "-p", "-r").sees("findings")
	s.keys("s").sees("type or paste it").keys("t").sees("40 characters").paste(sampleSecret+"\n", "-p").sees("cut off the ends").keys("Enter").sees("c copy header")
	s.keys("c").sees("OSC 52")
	header := ""
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && !strings.HasPrefix(header, "AWS4"); time.Sleep(30 * time.Millisecond) {
		header = strings.TrimSpace(s.tmux("show-buffer"))
	}
	if !strings.HasPrefix(header, "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request") || strings.ContainsAny(header, "\r\n") {
		t.Errorf("the clipboard holds %q", header)
	}
	s.keys("P").sees("left with 0")
	if got := strings.ReplaceAll(s.tmux("capture-pane", "-p", "-J", "-S", "-"), "\n", ""); !strings.Contains(got, header) {
		t.Errorf("the header printed is not the one copied: %s", got)
	}
}

// TestTerminalEditorReturnsAtOnce: the screen is drawn again, however soon.
func TestTerminalEditorReturnsAtOnce(t *testing.T) {
	t.Parallel()
	for _, editor := range []string{"/nonexistent/vi", "false"} {
		s := newTerminal(t, [2]int{80, 24}, []string{"VISUAL=", "EDITOR=" + editor}, "testdata/forum-post.txt").sees("findings").keys("e")
		for range 3 {
			s.sees("An empty field is").keys("C-o").sees("the editor failed").keys("Tab")
		}
	}
}

func TestTerminalResize(t *testing.T) {
	t.Parallel()
	s := newTerminal(t, [2]int{100, 30}, nil).sees("Paste").paste(samplePaste, "-p").sees("findings")
	for _, size := range [][2]int{{60, 20}, {19, 4}, {200, 50}, {80, 24}} {
		s.tmux("resize-window", "-x", fmt.Sprint(size[0]), "-y", fmt.Sprint(size[1]))
		if size[0] < 20 {
			s.sees("differs")
			continue
		}
		s.sees("findings")
	}
}

var colour = regexp.MustCompile(`\x1b\[[0-9;]*\b3[1-7]`)

func TestTerminalColours(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		env    []string
		colour bool
	}{
		"colours":           {[]string{"TERM=xterm-256color"}, true},
		"NO_COLOR":          {[]string{"TERM=xterm-256color", "NO_COLOR=yes"}, false},
		"a dumb terminal":   {[]string{"TERM=dumb"}, false},
		"NO_COLOR is empty": {[]string{"TERM=xterm-256color", "NO_COLOR="}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTerminal(t, [2]int{80, 24}, test.env).sees("Paste").paste(samplePaste, "-p").sees("findings")
			if got := colour.MatchString(s.tmux("capture-pane", "-p", "-e")); got != test.colour {
				t.Errorf("colours are drawn: %v", got)
			}
		})
	}
}

// TestNoTerminal: without one the program says so and does not hang.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("needs a build")
	}
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	setsid, err := exec.LookPath("setsid")
	if err != nil {
		t.Skip("setsid is not installed")
	}
	cmd := exec.Command(setsid, "-w", path)
	cmd.Stdin = strings.NewReader(samplePaste)
	done := make(chan error, 1)
	go func() { _, err := cmd.CombinedOutput(); done <- err }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		t.Error("it hangs")
	}
}
