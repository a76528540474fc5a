package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

func TestPasteIsAnalysedAtOnce(t *testing.T) {
	t.Parallel()
	newStory(t, sampleOptions()).sees("Paste what failed here.").
		paste(samplePaste).
		sees("✗ The signature differs", "Sign the host header", "terminal paste, 7 lines", "reproduced", "2 canonical request ✗")
}

func TestLettersOnTheStartPageAreText(t *testing.T) {
	t.Parallel()
	s := newStory(t, sampleOptions()).types("quit? no\n1234 eyc\tx")
	s.sees("quit? no", `1234 eyc\tx`)
	if s.quit || s.m.a != nil {
		t.Error("a letter acted")
	}
}

// TestPasteWithoutBrackets comes as keys, newlines among them, within no time.
func TestPasteWithoutBrackets(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	opt.Now = func() time.Time { return time.Time{} }
	s := newStory(t, opt).types(strings.ReplaceAll(samplePaste, "\r\n", "\n"))
	if s.quit || s.m.a != nil {
		t.Fatal("a pasted letter acted")
	}
	s.later().sees("✗ The signature differs", "terminal paste").keys("p").sees("paste  7 lines").seesNot("typed")
	if got := string(s.m.sources[0].Data); got != strings.ReplaceAll(samplePaste, "\r\n", "\n") {
		t.Errorf("the text is %q", got)
	}
}

// pastes sends a text as keys that come together.
func (s *story) pastes(text string) *story {
	s.burst = true
	s.types(text)
	s.burst = false
	return s.later()
}

// TestPasteWithoutBracketsOnThePage joins the evidence; none of its letters acts,
// from whatever lies over the page.
func TestPasteWithoutBracketsOnThePage(t *testing.T) {
	t.Parallel()
	const text = "quick question\nseq <Error><Code>AccessDenied</Code></Error>\n\tThanks\n"
	for name, state := range map[string]func(*story) *story{
		"findings":  func(s *story) *story { return s },
		"stage":     func(s *story) *story { return s.keys("4") },
		"menu":      func(s *story) *story { return s.keys("y") },
		"reader":    func(s *story) *story { return s.keys("?") },
		"too small": func(s *story) *story { return s.size(15, 4) },
	} {
		opt := sampleOptions()
		opt.Now = func() time.Time { return time.Time{} }
		s := state(newStory(t, opt).paste(samplePaste)).pastes(text)
		if s.quit || len(s.m.sources) != 2 {
			t.Fatalf("%s: quit %v, sources %v", name, s.quit, s.m.sources)
		}
		if src := s.m.sources[1]; string(src.Data) != text || src.Via != evidence.ViaPaste {
			t.Errorf("%s: joined %v %q", name, src.Via, src.Data)
		}
	}
}

// TestFewKeysTogetherAreCommands, and so is a key that repeats; a few more that are
// no paste yet wait in the box.
func TestFewKeysTogetherAreCommands(t *testing.T) {
	t.Parallel()
	sample(t).pastes("yc").sees("canonical request").seesNot("Add another")
	sample(t).pastes("JJJJ").sees("findings 2 of 2").seesNot("Add another")
	s := sample(t).pastes("https")
	if s.sees("Add another piece", "https"); len(s.m.sources) != 1 {
		t.Error("a word is taken for a piece of evidence")
	}
}

func TestTypedTextIsLookedAtAfterAPause(t *testing.T) {
	t.Parallel()
	s := newStory(t, sampleOptions()).types("GET / HTTP/1.1").sees("ctrl+d analyses it")
	s.later().sees("The signature differs", "ctrl+d shows why", "GET / HTTP/1.1")
	if s.m.a != nil {
		t.Fatal("the page changed while typing")
	}
	s.keys("ctrl+d").sees("findings", "typed, 1 line")
}

func TestSteppingStages(t *testing.T) {
	t.Parallel()
	sample(t).keys("1").sees("as pasted").
		keys("right").sees("44-▸host:localhost").
		keys("right").sees("AWS4-HMAC-SHA256").
		keys("right").sees("kDate", "often: the prefix AWS4").
		keys("right").sees("needs the secret key").
		keys("right").sees("as pasted")
}

func TestDifferencesAreCounted(t *testing.T) {
	t.Parallel()
	sample(t).keys("2", "n").sees("difference 1 of 1").
		keys("1", "n").sees("only one of the texts is known")
}

// TestStageKeysActFromTheFindings, where every analysis starts.
func TestStageKeysActFromTheFindings(t *testing.T) {
	t.Parallel()
	sample(t).keys("n").sees("difference 1 of 1").keys("down").sees("correct, byte 78")
	sample(t).keys("x").sees("47 45 54 0a")
	sample(t).keys("v").sees("comparing yours with server")
	sample(t).keys("4", "tab", "n").sees("difference: acts in stages 1, 2, 3 and 5")
	sample(t).keys("p", "x").sees("hex: acts in stages")
	bare(t, func(a *diagnose.Analysis) { a.Findings = a.Findings[:1] }).keys("G").sees("there is no other finding")
	bare(t, func(a *diagnose.Analysis) { a.Stages[1].Yours, a.Stages[1].Correct = diagnose.Side{}, diagnose.Side{} }).
		keys("2", "l").sees("by byte: no text of this stage is known")
}

// TestTabKeepsTheStage: looking at the findings again is no choice of one.
func TestTabKeepsTheStage(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("4", "tab")
	if s.m.focus != onFindings || !s.m.onKeyStage() {
		t.Errorf("focus %d, stage %d", s.m.focus, s.m.stage.index)
	}
}

func TestServerColumn(t *testing.T) {
	t.Parallel()
	sample(t).keys("2", "v").sees("comparing yours with server", "as the server saw it").
		keys("v").sees("comparing server with correct").
		keys("3", "v").sees("holds no text of the server")
}

func TestNarrowShowsOneSide(t *testing.T) {
	t.Parallel()
	sample(t).size(50, 20).keys("2").sees("host:localhost\n").seesNot("localhost:9000\n").
		keys("t").sees("host:localhost:9000\n")
}

// TestNarrowSaysNotKnown: a reason that is cut could be read as its opposite.
func TestNarrowSaysNotKnown(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	made := opt.diagnose
	opt.diagnose = func(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
		a := made(ctx, c)
		a.Stages[1].Yours = diagnose.Side{Missing: "the client's own canonical request is not in the paste"}
		return a
	}
	newStory(t, opt).paste(samplePaste).keys("2").sees("yours  not known").seesNot("yours  the client's own")
}

func TestFindingMovesStageAndPaste(t *testing.T) {
	t.Parallel()
	s := sample(t).size(100, 40).sees("2 ▌ Host: localhost:9000", "44~▌host:localhost")
	s.keys("down")
	if got := s.m.a.Stages[s.m.stage.index].Stage; got != diagnose.StringToSignStage {
		t.Errorf("the stage is %s", got)
	}
	s.sees("clock-skew")
}

// TestLinkedSelection: moving in the stage marks the paste, and the other way round.
func TestLinkedSelection(t *testing.T) {
	t.Parallel()
	s := realStory(t).size(120, 60).keys("2", "g", "down")
	s.sees("yours, byte 4 (line 2, column 1): / (0x2f), from paste line 50, column 1")
	s.keys("4", "p", "g")
	at := strings.Index(string(s.m.sources[0].Data), "content-type:application/octet-stream\n")
	s.m.pasteTo(at + 3)
	if got := s.m.a.Stages[s.m.stage.index].Stage; got != diagnose.CanonicalStage {
		t.Errorf("the stage is %s", got)
	}
	if place := s.m.stage.place(); place.side != 0 || place.offset > 19+3 || place.offset < 19 {
		t.Errorf("the cursor is at %+v", *place)
	}
	s.keys("p").sees("from your client")
}

func TestSecretIsNeverDrawn(t *testing.T) {
	t.Parallel()
	s := sample(t)
	s.watch = true
	s.keys("s", "t").types(sampleSecret).keys("enter").sees("secret key typed")
	s.keys("4", "R", "1", "y", "esc", "w", "esc", "e", "esc", "?", "esc", "i", "esc", "p")
	for _, frame := range s.seen {
		if strings.Contains(frame, sampleSecret[:8]) {
			t.Fatalf("the secret is drawn:\n%s", frame)
		}
	}
	if got := fmt.Sprintf("%+v %#v", s.m, s.m.given); strings.Contains(got, sampleSecret[:8]) {
		t.Error("the model prints the secret")
	}
	s.keys("esc", "s", "x").sees("the key is forgotten")
	if s.m.given.Key.Known() {
		t.Error("the key is still there")
	}
}

func TestPastedSecretIsTrimmed(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("s", "t").paste(" "+sampleSecret+"\r\n").sees("3 blanks cut off", "40 characters").keys("enter")
	if got := s.m.given.Key.Secret.Reveal(); got != sampleSecret {
		t.Errorf("the key is %q", got)
	}
}

// TestSecretPastedIntoTheMenu goes to the hidden prompt, and never to the evidence.
func TestSecretPastedIntoTheMenu(t *testing.T) {
	t.Parallel()
	for name, paste := range map[string]func(*story, string) *story{"bracketed": (*story).paste, "as keys": (*story).pastes} {
		s := paste(sample(t).keys("s"), sampleSecret).sees("Secret access key", "40 characters").seesNot(sampleSecret[:8])
		if s.keys("enter"); s.m.given.Key.Secret.Reveal() != sampleSecret || len(s.m.sources) != 1 {
			t.Errorf("%s: the key is not taken, or stands among %d pieces of evidence", name, len(s.m.sources))
		}
		s.keys("p").seesNot(sampleSecret[:8])
	}
}

// TestSecretPastedWithItsName is the key alone.
func TestSecretPastedWithItsName(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"aws_secret_access_key = " + sampleSecret, "AWS_SECRET_ACCESS_KEY=" + sampleSecret, `export AWS_SECRET_ACCESS_KEY="` + sampleSecret + `"`,
		`"SecretAccessKey": "` + sampleSecret + `",`, `$env:AWS_SECRET_ACCESS_KEY='` + sampleSecret + `'`, sampleSecret,
	} {
		s := sample(t).keys("s", "t").paste(line).keys("enter").sees("secret key typed")
		if got := s.m.given.Key.Secret.Reveal(); got != sampleSecret {
			t.Errorf("%q is taken as another key", line)
		}
		if named := line != sampleSecret; named != strings.Contains(s.frame(), "without the name before it") {
			t.Errorf("of the name before the key it is said: %v", !named)
		}
	}
}

func TestSigningKey(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("s", "d").types("abc").keys("enter").sees("64 hex digits; 3 characters were given")
	s.keys("s", "d").types(strings.Repeat("ab", 32)).keys("enter")
	if !s.m.given.Key.Derived.Known() {
		t.Error("no signing key is given")
	}
}

func TestKeysAreMaskedUntilRevealed(t *testing.T) {
	t.Parallel()
	s := withKey(t).keys("4").sees("masked; fingerprint")
	s.keys("R").sees("The derived keys are shown").seesNot("masked; fingerprint")
	s.keys("5", "4").sees("masked; fingerprint")
	s.keys("R", "esc").sees("masked; fingerprint")
}

func TestCopyNeedsASignature(t *testing.T) {
	t.Parallel()
	sample(t).keys("c").sees("copy header: needs the secret key: press s").
		keys("y", "h").sees("Authorization header: needs the secret key")
}

// TestCopyNamesTheURL where that carries the signature.
func TestCopyNamesTheURL(t *testing.T) {
	t.Parallel()
	s := bare(t, func(a *diagnose.Analysis) { a.Carrier = sigv4.InQuery }).size(120, 60)
	s.keys("c").sees("copy URL: needs the secret key").keys("?").sees("copy URL: needs").seesNot("copy header")
	bare(t, func(a *diagnose.Analysis) { a.Fix = diagnose.Fix{URL: "https://example.org/?X-Amz-Signature=0"} }).sees("c copy URL")
}

func TestCopyNative(t *testing.T) {
	t.Parallel()
	opt, got := keyOptions(), ""
	opt.Clipboard = &Clipboard{Name: "xclip", Write: func(s string) error { got = s; return nil }}
	s := newStory(t, opt).paste(samplePaste).keys("c").sees("Authorization header copied with xclip; good only near its time,", "20150830T123600Z")
	s.keys("y", "s").sees("copied with xclip").seesNot("good only")
	s.keys("c")
	if got != s.m.a.Fix.Authorization || strings.ContainsAny(got, "\r\n") {
		t.Errorf("copied %q", got)
	}
}

func TestCopyFallsBackToTheTerminal(t *testing.T) {
	t.Parallel()
	opt := keyOptions()
	opt.Clipboard = &Clipboard{Name: "xclip", Write: func(string) error { return errors.New("no display") }}
	s := newStory(t, opt).paste(samplePaste).keys("c").sees("OSC 52, which cannot be", "confirmed; w writes a file")
	if s.clipboard != s.m.a.Fix.Authorization {
		t.Errorf("sent %q", s.clipboard)
	}
}

func TestCopyOverSSHPrefersTheTerminal(t *testing.T) {
	t.Parallel()
	opt := keyOptions()
	opt.LookupEnv = func(name string) (string, bool) { return "x", name == "SSH_TTY" }
	opt.Clipboard = &Clipboard{Name: "xclip", Write: func(string) error { t.Error("the remote clipboard is written"); return nil }}
	newStory(t, opt).paste(samplePaste).keys("c").sees("OSC 52")
}

func TestCopyWithoutAnyWay(t *testing.T) {
	t.Parallel()
	opt := keyOptions()
	opt.LookupEnv = func(name string) (string, bool) { return "dumb", name == "TERM" }
	newStory(t, opt).paste(samplePaste).keys("c").sees("not copied", "P quits and prints")
}

func TestWriteFile(t *testing.T) {
	t.Parallel()
	s := withKey(t)
	name := filepath.Join(t.TempDir(), "header")
	s.keys("w", "h", "ctrl+u").types(name).keys("enter").sees("written to")
	data, err := os.ReadFile(name)
	if err != nil || string(data) != s.m.a.Fix.Authorization {
		t.Errorf("wrote %q, %v", data, err)
	}
	if st, err := os.Stat(name); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st.Mode(), err)
	}
	s.keys("w", "h", "ctrl+u").types(name).keys("enter").sees("exists")
}

func TestPrintAndQuit(t *testing.T) {
	t.Parallel()
	s := withKey(t).keys("P")
	if !s.quit || s.m.print != s.m.a.Fix.Authorization {
		t.Errorf("quit %v, prints %q", s.quit, s.m.print)
	}
}

func TestSecondPasteJoinsAndUndoGoesBack(t *testing.T) {
	t.Parallel()
	s := sample(t).paste("HTTP/1.1 403 Forbidden\r\n\r\nnothing\n").sees("7 lines + terminal paste, 3 lines", "added 3 lines")
	if len(s.m.sources) != 2 || s.m.sources[1].Name != "paste 2" {
		t.Fatalf("sources are %v", s.m.sources)
	}
	s.keys("u").sees("undone")
	if len(s.m.sources) != 1 {
		t.Error("undo kept the second paste")
	}
	s.keys("ctrl+n").sees("Paste what failed here.").keys("ctrl+r").sees("The signature differs")
}

func TestAddBox(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("a").types("q1").sees("Add another piece", "q1")
	s.keys("ctrl+d")
	if len(s.m.sources) != 2 || s.quit {
		t.Error("the piece was not added")
	}
}

func TestEditRecomputesAndUndoes(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("e").types("eu-west-1")
	if s.m.given.Region != "eu-west-1" || s.m.a.Region != "eu-west-1" {
		t.Errorf("the region is %q, the answer's %q", s.m.given.Region, s.m.a.Region)
	}
	s.keys("esc", "u")
	if s.m.given.Region != "" {
		t.Error("undo kept the region")
	}
}

// TestEditTellsWhatIsOdd, and the header afterwards what is not as the evidence has it.
func TestEditTellsWhatIsOdd(t *testing.T) {
	t.Parallel()
	s := sample(t).seesNot("as given").keys("e").types("eu-west-1").seesNot("small letters").keys("ctrl+u").types("Mars").sees("small letters").
		keys("tab", "tab").types("yesterday").sees("it is ignored").keys("ctrl+u").types("20260131T235959Z").seesNot("it is ignored").
		keys("tab").types("FOO").sees("16 or more").keys("ctrl+u")
	s.keys("esc").sees("region, time as given (e)")
	s.keys("e", "ctrl+r", "esc").seesNot("as given")
}

// TestLateResultsAreDropped: an answer that the next key has overtaken is not shown.
func TestLateResultsAreDropped(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("e")
	_, late := s.m.Update(keyPress("x"))
	s.types("y")
	s.run(late)
	if got := s.m.a.Region; got != "xy" {
		t.Errorf("the region shown is %q", got)
	}
}

func TestEditInEditor(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	opt.Editor = func(path string, done func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg { return done(os.WriteFile(path, []byte(samplePaste+"x"), 0o600)) }
	}
	s := newStory(t, opt).paste(samplePaste).keys("e", "ctrl+o").sees("paste (edited), 8 lines")
	if src := s.m.sources[0]; src.Via != evidence.ViaTyped || string(src.Data) != samplePaste+"x" {
		t.Errorf("the source is %v", src)
	}
}

func TestOpenFileAndClipboard(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	opt.ReadFile = func(name string) ([]byte, error) {
		if name != "trace" && name != "/home/me/trace" {
			return nil, os.ErrNotExist
		}
		return []byte(samplePaste), nil
	}
	opt.Clipboard = &Clipboard{Read: func() (string, error) { return samplePaste, nil }}
	opt.LookupEnv = func(name string) (string, bool) { return "/home/me", name == "HOME" }
	newStory(t, opt).keys("ctrl+o").types("trice").keys("enter").sees("file does not exist", "Open a file", "trice").
		keys("backspace", "backspace", "backspace").types("ace").keys("enter").sees("trace, 7 lines").seesNot("rewritten")
	newStory(t, opt).keys("ctrl+o").types("~/trace").keys("enter").sees("/home/me/trace, 7 lines")
	newStory(t, opt).keys("ctrl+p").sees("clipboard, 7 lines").seesNot("rewritten")
}

func TestSamples(t *testing.T) {
	t.Parallel()
	newStory(t, sampleOptions()).keys("ctrl+s").sees("A port left out").keys("enter").sees("The signature differs").
		sees("S tells its story").keys("S").sees("MinIO on port 9000, signed by hand.").keys("esc", "s").seesNot("the sample's own")
	opt := sampleOptions()
	opt.Samples[0].Secret = sigv4.NewSecret("made-up-key-of-the-sample")
	newStory(t, opt).keys("ctrl+s", "enter", "s").sees("the sample's own").keys("k").sees("secret key of the sample").seesNot("made-up-key")
}

func TestEscapeLeavesEveryState(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		s := state(t)
		for range 6 {
			s.keys("esc")
		}
		if s.m.over != overNone || s.m.a != nil && s.m.focus != onFindings || s.m.max || s.m.keys.reveal {
			t.Errorf("%s: esc does not lead back", name)
		}
	}
}

func TestQuit(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		if s := state(t).keys("ctrl+c"); !s.quit {
			t.Errorf("%s: ctrl+c does not quit", name)
		}
	}
	if s := sample(t).size(10, 3).keys("c", "y", "q"); !s.quit || s.m.over != overNone {
		t.Error("too small: q does not quit, or another key acted")
	}
}

// TestMessagesEnd with the next key, and with the next piece of evidence.
func TestMessagesEnd(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	opt.ReadFile = func(string) ([]byte, error) { return nil, nil }
	newStory(t, opt).keys("ctrl+d").sees("nothing to analyse yet").paste(samplePaste).seesNot("nothing to analyse yet").
		keys("c").sees("copy header: needs").keys("2").seesNot("copy header: needs")
	newStory(t, opt).keys("ctrl+o").types("x").keys("enter").sees("x is empty").paste(samplePaste).seesNot("x is empty")
	sample(t).paste("hello").sees("nothing was recognised in them").later().seesNot("nothing was recognised in them")
}

// TestLongMessagesLeaveTheKeys: however long a message is, the keys are seen.
func TestLongMessagesLeaveTheKeys(t *testing.T) {
	t.Parallel()
	opt := keyOptions()
	opt.LookupEnv = func(name string) (string, bool) { return "x", name == "TMUX" }
	newStory(t, opt).paste(samplePaste).keys("c").sees("OSC 52; tmux drops it", "writes a file\n ? help").
		size(40, 12).sees("on; w writes a file\n ? help")
	sample(t).size(40, 10).keys("y", "h").sees("Authorization header", " enter choose")
}

func TestFailureStaysUntilAKey(t *testing.T) {
	t.Parallel()
	s := newStory(t, sampleOptions()).keys("ctrl+p").sees("no clipboard program").later().sees("no clipboard program")
	s.keys("left").seesNot("no clipboard program")
	sample(t).keys("c").later().seesNot("copy header: needs")
}

func TestHelpFollowsTheBindings(t *testing.T) {
	t.Parallel()
	sample(t).size(100, 60).keys("2", "?").sees("The canonical request is the one form", "the next place where the texts part", "copy header: needs the secret key").
		keys("esc").seesNot("The canonical request is the one form of a request that client and\nserver")
}

func TestBackgroundChoosesTheTheme(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	opt.Theme = Auto
	s := newStory(t, opt)
	s.m.background(false)
	if s.m.theme.kind != Light {
		t.Error("a light background is not noticed")
	}
	opt.Theme = Dark
	s = newStory(t, opt)
	if s.m.background(false); s.m.theme.kind != Dark {
		t.Error("the flag does not hold")
	}
}

func keyOptions() Options {
	opt := sampleOptions()
	opt.Given.Key = sigv4.Key{Secret: sigv4.NewSecret(sampleSecret)}
	return opt
}

func TestMouseOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	s := sample(t).size(100, 40)
	if got := s.m.View().MouseMode; got != tea.MouseModeNone {
		t.Errorf("the mouse mode is %v", got)
	}
	if got := s.keys("m").m.View().MouseMode; got != tea.MouseModeCellMotion {
		t.Errorf("the mouse mode is %v", got)
	}
	s.send(tea.MouseClickMsg{X: 5, Y: s.m.frame.findings.y + 1, Button: tea.MouseLeft}).sees("findings 2 of 2")
	tabs := []rune(strings.Split(s.frame(), "\n")[s.m.frame.tabs.y])
	x := len([]rune(strings.Split(string(tabs), "string to sign")[0]))
	s.send(tea.MouseClickMsg{X: x, Y: s.m.frame.tabs.y, Button: tea.MouseLeft}).sees("▸3 string to sign")
	s.keys("shift+tab").send(tea.MouseClickMsg{X: 50, Y: s.m.frame.main.y + 2, Button: tea.MouseLeft})
	if s.m.focus != onStage {
		t.Error("a click does not give the focus")
	}
}

func TestMouseEverywhere(t *testing.T) {
	t.Parallel()
	for _, state := range states() {
		s := state(t).size(200, 50)
		for x := 0; x < 200; x += 45 {
			for y := 0; y < 50; y += 7 {
				s.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
				s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
				s.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelUp})
			}
		}
		checkFrame(t, s, 200, 50)
	}
}

// TestGoodRequest keeps one request and compares the next one with it.
func TestGoodRequest(t *testing.T) {
	t.Parallel()
	const claim = "X-Amz-Date: 20150830T123600Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\r\n\r\n"
	one := "GET /one HTTP/1.1\r\nHost: gateway.example.org\r\n" + fmt.Sprintf(claim, "execute-api")
	two := "GET /one HTTP/1.1\r\nHost: gateway.example.org\r\n" + fmt.Sprintf(claim, "lambda")
	newStory(t, Options{Theme: Dark}).paste(one).keys("=").sees("kept as the good one").
		keys("ctrl+n").paste(two).sees("service", "likely").keys("3").sees("+ good  ").keys("v").sees("comparing yours with correct").
		keys("=").sees("kept as the good one").keys("=").sees("no request is compared with any more")
}

// TestGoodRequestAndAnother: the request that is pasted after it is the one to look at,
// and the good one is still the good one when a person goes back to it.
func TestGoodRequestAndAnother(t *testing.T) {
	t.Parallel()
	s := newStory(t, Options{Theme: Dark}).paste(requests(1)).keys("=").paste(strings.Replace(requests(1), "/k0", "/k1", 1))
	s.sees("request 2 of 2", "compared with GET /k0").keys("2").sees("+ good  ")
	s.keys("[").sees("request 1 of 2", "kept as the good one (=)").seesNot("compared with", "+ good  ")
}

// TestOpensOnWhatDiffers: where the client's text is not known, the server's may differ
// from the correct one.
func TestOpensOnWhatDiffers(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	made := opt.diagnose
	opt.diagnose = func(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
		a := made(ctx, c)
		s := &a.Stages[1]
		s.Yours, s.Server = diagnose.Side{Missing: "not in the paste"}, s.Yours
		return a
	}
	s := newStory(t, opt).paste(samplePaste).keys("2").sees("- server", "+ correct", "44+▸host:localhost:9000")
	s.keys("v").sees("comparing yours with correct").keys("n").sees("compares others")
}

// TestRefusedRequestAsGood is said to be one, and what is compared with is named.
func TestRefusedRequestAsGood(t *testing.T) {
	t.Parallel()
	refused := requests(1) + "HTTP/1.1 403 Forbidden\r\n\r\n"
	s := newStory(t, Options{Theme: Dark}).paste(refused).keys("=").sees("although the server refused it: 403", "kept as the good one (=)")
	s.keys("ctrl+n").paste(strings.Replace(requests(1), "/k0", "/k1", 1)).sees("compared with GET /k0")
	s.keys("=").sees("kept as the good one: ctrl+n").keys("=").later().seesNot("compared with")
	newStory(t, Options{Theme: Dark}).paste(requests(2)).keys("=", "L").sees("kept as the good one")
}

// TestProseTellsWhatWasLookedFor, for nothing was recognised in it.
func TestProseTellsWhatWasLookedFor(t *testing.T) {
	t.Parallel()
	s := newStory(t, Options{Theme: Dark}).types("why does it fail").later().sees("enter there lists what is looked for")
	s.keys("ctrl+d", "enter").sees("What is looked for", "har-entry: the requests of a HAR file")
	s.keys("esc", "i").sees("Nothing was recognised", "What is looked for")
	newStory(t, Options{Theme: Dark}).paste("GET it to work?\n").keys("enter").sees("What was tried", "looked so, and none is")
}

// TestSeveralRequests looks at the one that fails, and lists all with their verdicts.
func TestSeveralRequests(t *testing.T) {
	t.Parallel()
	const claim = "X-Amz-Date: 20150830T123600Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/%s/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\r\n\r\n"
	one := "GET /one HTTP/1.1\r\nHost: a.execute-api.us-east-1.amazonaws.com\r\n" + fmt.Sprintf(claim, "us-east-1")
	two := "GET /two HTTP/1.1\r\nHost: a.execute-api.us-east-1.amazonaws.com\r\n" + fmt.Sprintf(claim, "us-east-2")
	newStory(t, Options{Theme: Dark}).paste(one+two).sees("request 2 of 2", "region").
		keys("L").sees("GET /one", "line 1; no answer", "line 6; no answer", "cannot tell", "GET /two", "The region in the credential scope").
		keys("up", "enter").sees("request 1 of 2")
	retried := one + strings.Replace(one, "123600Z", "123601Z", 1)
	newStory(t, Options{Theme: Dark}).paste(retried).keys("L").sees("line 1; 20150830T123600Z;", "line 6; 20150830T123601Z;")
}

// requests are n requests of which the signature cannot be judged without a key.
func requests(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "GET /k%d HTTP/1.1\r\nHost: gateway.example.org\r\nX-Amz-Date: 20150830T123600Z\r\n"+
			"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\r\n\r\n", i)
	}
	return b.String()
}

// TestRequestsAreLookedAtOnce: going from one request to another analyses that one
// alone, coming back nothing; until then the old one stands under its own number.
func TestRequestsAreLookedAtOnce(t *testing.T) {
	t.Parallel()
	judged, meanwhile := 0, ""
	var s *story
	opt := Options{Theme: Dark, diagnose: func(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
		judged++
		if s != nil && s.m.a != nil {
			meanwhile = s.frame()
		}
		return diagnose.Analyze(ctx, c)
	}}
	s = newStory(t, opt)
	s.paste(requests(3)).sees("request 1 of 3")
	briefs := s.m.a.Briefs
	s.keys("]").sees("request 2 of 3")
	if !strings.Contains(meanwhile, "request 1 of 3") || !strings.Contains(meanwhile, "reading request 2 of 3") {
		t.Errorf("meanwhile:\n%s", meanwhile)
	}
	if &s.m.a.Briefs[0] != &briefs[0] {
		t.Error("all requests were looked at again")
	}
	if s.keys("[").sees("request 1 of 3"); judged != 2 {
		t.Errorf("%d analyses for two requests", judged)
	}
	if s.keys("=", "]", "["); &s.m.a.Briefs[0] != &briefs[0] || judged != 4 {
		t.Errorf("with a good request all were looked at again, or %d analyses were made", judged)
	}
	if s.keys("e").types("x").keys("esc"); judged != 5 {
		t.Error("an old answer is shown for another region")
	}
}

// TestListTellsTheAnswer of a request that was looked at, which may say more than the
// quick look at all.
func TestListTellsTheAnswer(t *testing.T) {
	t.Parallel()
	opt := Options{Theme: Dark, diagnose: func(ctx context.Context, c diagnose.Case) *diagnose.Analysis {
		a := diagnose.Analyze(ctx, c)
		a.Findings = []diagnose.Finding{{Code: "host-port-missing", Title: "The port is missing", Proof: diagnose.Reproduced}}
		return a
	}}
	newStory(t, opt).size(120, 36).paste(requests(2)).keys("L").sees("The port is missing")
}

// TestPasteMarksWhatIsRecognised around the cursor, and nothing where nothing is.
func TestPasteMarksWhatIsRecognised(t *testing.T) {
	t.Parallel()
	s := newStory(t, Options{Theme: Dark}).paste("see below\n\n"+requests(1)+"\nthanks\n").keys("p", "g")
	s.sees("1  ▸see below").seesNot("▌")
	s.m.pasteTo(strings.Index(string(s.m.sources[0].Data), "Host:"))
	s.sees("3 ▌ GET /k0", "4 ▌▸Host:").seesNot("▌ see below", "▌ thanks")
}

// TestListsPage: a long list has pages, ends and a counter.
func TestListsPage(t *testing.T) {
	t.Parallel()
	s := newStory(t, Options{Theme: Dark}).paste(requests(40)).keys("L").sees(" 1 of 40 ", "▸ GET /k0 ")
	s.keys("pgdown").sees(" 11 of 40 ", "▸ GET /k10 ").keys("G").sees(" 40 of 40 ", "▸ GET /k39 ")
	s.keys("pgdown").sees(" 40 of 40 ").keys("pgup").sees(" 30 of 40 ").keys("g").sees(" 1 of 40 ")
	sample(t).keys("y").seesNot(" of 7 ")
}

// TestListsTellInFull what is cut of the selected item.
func TestListsTellInFull(t *testing.T) {
	t.Parallel()
	s := sample(t).keys("s", "down", "G").sees("64 hex digits, for one day, region and service")
	s.size(40, 10).keys("esc", "y", "up").sees("needs the secret key", " enter choose  esc back  up/down move")
	const note = "A secret key stands here."
	s = newStory(t, Options{Theme: Dark}).paste("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\n"+requests(1)).keys("i", "G").sees(note)
	for _, n := range s.m.a.Evidence.Notes {
		if frame := strings.Join(strings.Fields(strings.ReplaceAll(s.frame(), "│", "")), " "); strings.HasPrefix(n.Says, note) && !strings.Contains(frame, prose(n.Says)) {
			t.Errorf("%q is cut:\n%s", n.Says, s.frame())
		}
	}
	s.keys("esc").seesNot("--pasted-key")
}

// TestHostIsNamedOnce where the target is a whole URL.
func TestHostIsNamedOnce(t *testing.T) {
	t.Parallel()
	const url = "https://gateway.example.org/k1"
	s := newStory(t, Options{Theme: Dark}).paste(requests(1) + strings.Replace(requests(1), "/k0", url, 1)).keys("L").sees("GET " + url)
	s.seesNot(url + " gateway")
}

// TestPasteFollowsTheRequest, and the header tells which one it is.
func TestPasteFollowsTheRequest(t *testing.T) {
	t.Parallel()
	s := newStory(t, Options{Theme: Dark}).size(120, 60).paste(requests(12)).sees("request 1 of 12 ([ ]) GET /k0;", "GET /k0 HTTP/1.1")
	s.keys("[").sees("request 12 of 12 ([ ]) GET /k11;", "56   GET /k11 HTTP/1.1").seesNot("GET /k0 HTTP/1.1").
		keys("p").sees("(line 56, column 1)")
}

// TestAddedFailureIsShown: what is pasted after a request that may be right is what
// the question is about, when it shows a mistake.
func TestAddedFailureIsShown(t *testing.T) {
	t.Parallel()
	const header = "x-amz-content-sha256"
	bad := strings.Replace(requests(1), "GET /k0", "PUT /k1", 1)
	bad = strings.Replace(bad, "X-Amz-Date:", header+": e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\nContent-Length: 5\r\nX-Amz-Date:", 1) + "hello"
	newStory(t, Options{Theme: Dark}).paste(requests(1)).sees("Cannot tell").paste(bad).sees("request 2 of 2", "empty body").
		keys("[").sees("request 1 of 2")
}

// TestPastedSecret hides a secret key of the paste everywhere, and uses it when
// it is chosen. Request and key are get-vanilla's of the AWS signing test suite.
func TestPastedSecret(t *testing.T) {
	t.Parallel()
	const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	paste := "export AWS_ACCESS_KEY_ID=AKIDEXAMPLE\nexport AWS_SECRET_ACCESS_KEY=" + secret + "\n\nGET / HTTP/1.1\nHost:example.amazonaws.com\nX-Amz-Date:20150830T123600Z\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\n\n"
	s := newStory(t, Options{Theme: Dark}).paste(paste).seesNot(secret, secret[:12]).
		keys("p").sees("AWS_SECRET_ACCESS_KEY=****").seesNot(secret[:12]).
		keys("s").sees("the one in the paste").keys("1").sees("The signature matches", "secret key of the paste").seesNot(secret[:12])
	s.keys("i").sees("A secret key stands here").seesNot(secret[:12])
}

// TestEditorSeesNoDerivedKey edits a paste of which only the analysis tells that it
// holds derived keys, and deletes the first of them: the others stay what they are.
func TestEditorSeesNoDerivedKey(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../report/testdata/keys-without-labels.txt")
	if err != nil {
		t.Fatal(err)
	}
	keys := strings.Fields(string(data))[:4]
	opt := Options{Theme: Dark, Editor: func(path string, done func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			written, err := os.ReadFile(path)
			for _, key := range keys {
				if err == nil && strings.Contains(string(written), key) {
					t.Error("a derived key is written to disk")
				}
			}
			_, rest, _ := strings.Cut(string(written), "\n")
			return done(os.WriteFile(path, []byte(rest), 0o600))
		}
	}}
	s := newStory(t, opt).paste(string(data)).seesNot(keys...).keys("e", "ctrl+o")
	if _, rest, _ := strings.Cut(string(data), "\n"); string(s.m.sources[0].Data) != rest {
		t.Errorf("the paste is now %.300q", s.m.sources[0].Data)
	}
}

// TestEditorSeesNoSecret edits a paste that holds a secret key: the key is not
// written to the file, and is still there afterwards.
func TestEditorSeesNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	paste := "AWS_SECRET_ACCESS_KEY=" + secret + "\naws_secret_access_key = " + secret + "\n\nGET / HTTP/1.1\nHost:example.amazonaws.com\nX-Amz-Date:20150830T123600Z\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\n\n"
	opt := Options{Theme: Dark, Editor: func(path string, done func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			data, err := os.ReadFile(path)
			if err == nil && strings.Contains(string(data), secret[:12]) {
				t.Error("the secret key is written to disk")
			}
			return done(os.WriteFile(path, append([]byte("edited\n"), data...), 0o600))
		}
	}}
	s := newStory(t, opt).paste(paste).keys("e", "ctrl+o")
	if data := string(s.m.sources[0].Data); data != "edited\n"+paste {
		t.Errorf("after the editor: %q", data)
	}
}

// TestStageSelectsFinding: the finding of the place under the cursor of the stage is selected,
// and enter explains it there. Where no finding is of the place, the selected one stays.
func TestStageSelectsFinding(t *testing.T) {
	t.Parallel()
	const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	paste := "canonical request =\nGET\n/my file.txt\nb=2&a=1\nHost:examplebucket.s3.amazonaws.com\nx-amz-content-sha256:" + hash +
		"\nx-amz-date:20261129T120000Z\n\nhost;x-amz-content-sha256;x-amz-date\n" + hash +
		"\n\nGET https://examplebucket.s3.amazonaws.com/my%20file.txt?b=2&a=1\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261129/us-east-1/s3/aws4_request, " +
		"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=447876c7048353efaddf37e2ae0e8d90d1c85327c28b2dd4c5acea7592afa6e7\n" +
		"x-amz-date: 20261129T120000Z\nx-amz-content-sha256: " + hash + "\n-> 403 SignatureDoesNotMatch\n"
	s := newStory(t, Options{Theme: Dark}).paste(paste).sees("findings 1 of 3")
	s.keys("n").sees("findings 2 of 3").keys("n").sees("findings 3 of 3", "difference 3 of 3")
	s.keys("enter").sees("Header names keep").keys("esc").keys("down", "down").sees("findings 3 of 3")
	s.keys("N").sees("findings 2 of 3").keys("t").sees("findings 2 of 3")
}
