package ui

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// A story drives the model without a terminal, goroutine or sleep: messages go in,
// commands run at once, and time passes when the story says so.
type story struct {
	t         testing.TB
	m         *Model
	ticks     []func(time.Time) tea.Msg
	quit      bool
	clipboard string // what was sent to the terminal by OSC 52
	seen      []string
	watch     bool // keep every frame
	burst     bool // keys come together, as a paste without brackets sends them
}

func newStory(t testing.TB, opt Options) *story {
	t.Helper()
	s := &story{t: t}
	opt.tick = func(d time.Duration, fn func(time.Time) tea.Msg) tea.Cmd {
		if d == holdGap && !s.burst {
			return func() tea.Msg { return fn(time.Time{}) }
		}
		s.ticks = append(s.ticks, fn)
		return nil
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if opt.Now == nil {
		opt.Now = func() time.Time { now = now.Add(time.Second); return now }
	}
	if opt.LookupEnv == nil {
		opt.LookupEnv = func(string) (string, bool) { return "", false }
	}
	if opt.Clipboard == nil {
		opt.Clipboard = &Clipboard{Read: func() (string, error) { return "", errNoClipboard }, Write: func(string) error { return errNoClipboard }}
	}
	s.m = New(context.Background(), opt)
	s.run(s.m.Init())
	return s.size(80, 24)
}

// sample is a story of the made-up analysis, pasted.
func sample(t testing.TB) *story { return newStory(t, sampleOptions()).paste(samplePaste) }

func (s *story) send(msg tea.Msg) *story {
	_, cmd := s.m.Update(msg)
	_ = s.m.View() // as Bubble Tea does after every message
	if s.watch {
		s.seen = append(s.seen, s.frame())
	}
	s.run(cmd)
	return s
}

func (s *story) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case tea.QuitMsg:
		s.quit = true
	default:
		if fmt.Sprintf("%T", msg) == "tea.setClipboardMsg" {
			s.clipboard = fmt.Sprint(msg)
			return
		}
		if strings.HasPrefix(fmt.Sprintf("%T", msg), "ui.") {
			s.send(msg)
		}
	}
}

// later lets every clock that runs come to its end.
func (s *story) later() *story {
	ticks := s.ticks
	s.ticks = nil
	for _, fn := range ticks {
		s.send(fn(time.Time{}))
	}
	return s
}

func (s *story) size(w, h int) *story { return s.send(tea.WindowSizeMsg{Width: w, Height: h}) }

func (s *story) paste(text string) *story { return s.send(tea.PasteMsg{Content: text}) }

// keys presses keys, named as in the bindings.
func (s *story) keys(names ...string) *story {
	for _, name := range names {
		s.send(keyPress(name))
	}
	return s
}

// types types a text, line ends as the enter key.
func (s *story) types(text string) *story {
	for _, r := range text {
		switch r {
		case '\n':
			s.keys("enter")
		case '\t':
			s.keys("tab")
		default:
			s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return s
}

var namedKeys = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome,
	"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "f1": tea.KeyF1, "space": tea.KeySpace,
}

func keyPress(name string) tea.KeyPressMsg {
	k := tea.KeyPressMsg{}
	for {
		switch {
		case strings.HasPrefix(name, "ctrl+") && len(name) > 5:
			k.Mod |= tea.ModCtrl
			name = name[5:]
			continue
		case strings.HasPrefix(name, "shift+"):
			k.Mod |= tea.ModShift
			name = name[6:]
			continue
		}
		break
	}
	if code, ok := namedKeys[name]; ok {
		k.Code = code
		return k
	}
	k.Code = []rune(name)[0]
	if k.Mod == 0 {
		k.Text = name
	}
	return k
}

// frame is the screen without style.
func (s *story) frame() string {
	lines := strings.Split(ansi.Strip(s.m.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func (s *story) sees(texts ...string) *story {
	s.t.Helper()
	frame := s.frame()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			s.t.Errorf("%q is not on the screen:\n%s", text, frame)
		}
	}
	return s
}

func (s *story) seesNot(texts ...string) *story {
	s.t.Helper()
	frame := s.frame()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			s.t.Errorf("%q is on the screen:\n%s", text, frame)
		}
	}
	return s
}

func seed(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
