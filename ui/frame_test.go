package ui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sigwhy/diagnose"
	"sigwhy/diff"
)

// TestGoldenFrames shows every state at every size that the design names. What is
// not legible here, without style, does not exist.
func TestGoldenFrames(t *testing.T) {
	t.Parallel()
	sizes := [][2]int{{40, 12}, {60, 20}, {80, 24}, {100, 30}, {141, 40}}
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			var all strings.Builder
			for _, name := range slices.Sorted(maps.Keys(states())) {
				if strings.HasPrefix(name, "real") {
					continue // follows the analysis, whose words change
				}
				s := states()[name](t).size(size[0], size[1]).later()
				fmt.Fprintf(&all, "=== %s\n%s", name, s.frame())
			}
			golden.RequireEqual(t, []byte(all.String()))
		})
	}
}

// checkFrame holds that a frame is no larger than asked and holds nothing but
// printable ASCII and the glyphs.
func checkFrame(t testing.TB, s *story, w, h int) {
	t.Helper()
	lines := strings.Split(ansi.Strip(s.m.View().Content), "\n")
	if len(lines) > h {
		t.Fatalf("%d lines at %dx%d", len(lines), w, h)
	}
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > w {
			t.Fatalf("%d columns at %dx%d: %s", n, w, h, line)
		}
		for _, r := range line {
			if !s.m.g.drawable(r) {
				t.Fatalf("%U is drawn at %dx%d", r, w, h)
			}
		}
	}
}

func TestEverySize(t *testing.T) {
	t.Parallel()
	heights := []int{1, 4, 5, 8, 12, 20, 24, 50}
	step := 1
	if testing.Short() {
		step = 7
	}
	for name, state := range states() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := state(t)
			for w := 1; w <= 200; w += step {
				for _, h := range heights {
					checkFrame(t, s.size(w, h), w, h)
				}
			}
		})
	}
}

func TestASCIIAlone(t *testing.T) {
	t.Parallel()
	opt := sampleOptions()
	opt.ASCII = true
	for _, r := range newStory(t, opt).paste(samplePaste+"  \u00fc ").keys("p", "G").frame() {
		if r > '~' {
			t.Fatalf("%U is drawn", r)
		}
	}
}

// TestNothingBeforeTheSize: View runs once before any size is known.
func TestNothingBeforeTheSize(t *testing.T) {
	t.Parallel()
	s := sample(t)
	s.m.w, s.m.h = 0, 0
	if got := s.m.View().Content; got != "" {
		t.Errorf("%q is drawn before the size is known", got)
	}
}

// TestNoStyleIsLost: colours only repeat what marks say.
func TestMarksWithoutColour(t *testing.T) {
	t.Parallel()
	sample(t).keys("2").sees("44-▸host:localhost", "44+ host:localhost:9000")
	sample(t).size(120, 30).keys("2").sees("44~▸host:localhost", "44~ host:localhost:9000")
}

func TestHashUnwrapped(t *testing.T) {
	t.Parallel()
	s := sample(t).size(141, 30).keys("3")
	hash := sampleStages("localhost", withKey(t).m.given.Key).CanonicalHash.Text
	s.sees(hash)
}

// TestWhereOneIsWithoutStyle: the stage and the line with the cursor have marks of
// their own, and no mark has two meanings.
func TestWhereOneIsWithoutStyle(t *testing.T) {
	t.Parallel()
	sample(t).keys("2").sees("▸2 canonical request").keys("3").sees("▸3 string to sign", " 2 canonical request").
		keys("2", "g", "down").sees("4 ▸/my-bucket").keys("p", "g").sees("1 ▌▸GET")
	sample(t).size(40, 12).keys("5").sees("4 ?▸5 sig ?")
	seen := map[rune]bool{'-': true, '+': true, '~': true}
	for _, r := range []rune{newGlyphs(true).more, newGlyphs(true).wrap, newGlyphs(true).point} {
		if seen[r] {
			t.Errorf("%c has two meanings", r)
		}
		seen[r] = true
	}
}

// TestMarkedBytesAreClear: what is selected is not the faintest on the screen.
func TestMarkedBytesAreClear(t *testing.T) {
	t.Parallel()
	p := painter{marked: []diff.Span{{From: 0, To: 1}}, cursor: -1}
	if got := p.style(0, false); got.role == roleDim || got.attr&reverse == 0 {
		t.Errorf("a marked byte is drawn as %+v", got)
	}
}

// TestStageMarks says no more than is known.
func TestStageMarks(t *testing.T) {
	t.Parallel()
	cut := func(a *diagnose.Analysis) {
		a.Stages[0].Correct = known(a.Stages[0].Yours.Text[:9], "corrected, but for the signature")
		a.Verdict, a.Fix.Missing = diagnose.CannotTell, "needs the secret key"
	}
	bare(t, func(a *diagnose.Analysis) { cut(a); a.Findings = nil }).sees("1 request ?")
	bare(t, cut).sees("1 request ✗")
	bare(t, func(a *diagnose.Analysis) { cut(a); a.Verdict = diagnose.Differs }).sees("1 request ✗")
	for want, change := range map[string]func(*diagnose.Analysis){
		"4 key ✓": func(*diagnose.Analysis) {},
		"4 key ✗": func(a *diagnose.Analysis) { a.Findings[0].At = diagnose.KeyStage },
		"4 key ?": func(a *diagnose.Analysis) { a.Search.Target = "the hash of the canonical request" },
	} {
		opt := keyOptions()
		opt.diagnose = func(_ context.Context, c diagnose.Case) *diagnose.Analysis {
			a := sampleAnalysis(c.Evidence, c.Given.Key)
			a.Keys[0].Yours, a.Keys[1].Yours = "", ""
			change(a)
			return a
		}
		newStory(t, opt).paste(samplePaste).sees(want)
	}
}

// TestUnknownDateIsNoEmptyMessage in the steps of the key.
func TestUnknownDateIsNoEmptyMessage(t *testing.T) {
	t.Parallel()
	bare(t, func(a *diagnose.Analysis) { a.Keys[0].Message = "" }).keys("4").
		sees(`HMAC-SHA256("AWS4" + secret key, the date, not known)`, "message of unknown length").seesNot(`""`)
}

// TestKeyLineTellsThatThereAreMore: no key is left out without a mark.
func TestKeyLineTellsThatThereAreMore(t *testing.T) {
	t.Parallel()
	for name, state := range states() {
		s := state(t)
		for w := 30; w < 260; w += 7 {
			line := ""
			for l := range strings.SplitSeq(s.size(w, 24).frame(), "\n") {
				if l != "" {
					line = l
				}
			}
			hints := s.m.hints()
			if last := hints[len(hints)-1].Help(); !strings.HasSuffix(line, " "+last.Desc) && !strings.HasSuffix(line, " …") {
				t.Fatalf("%s at %d columns: %s", name, w, line)
			}
		}
	}
}

// TestNeedsWrap where there is room, and take one line each where there is not.
func TestNeedsWrap(t *testing.T) {
	t.Parallel()
	s := bare(t, func(a *diagnose.Analysis) { a.Needs[0].Why = strings.Repeat("what would tell more ", 12) + "is this" })
	s.sees("tell mor…").seesNot("is this").size(120, 40).sees("is this")
	s.size(80, 24).keys("\\").sees("is this")
}

// TestPasteBesideTheStageShown: a large stage that is not shown takes no room from it.
func TestPasteBesideTheStageShown(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("header: value\n", 40)
	s := bare(t, func(a *diagnose.Analysis) { a.Stages[0].Yours = known(large, "as pasted") }).size(120, 36).keys("3")
	s.sees("AWS4-HMAC-SHA256", "2   Host: localhost:9000").keys("1").sees("header: value").seesNot("2   Host: localhost:9000")
}

// FuzzPaste sends pastes through the real analysis to a frame.
func FuzzPaste(f *testing.F) {
	f.Add(samplePaste, 80, 24)
	f.Add("\x1b[31m\u202e\x00\xff\r\r\n\t  ", 33, 9)
	f.Add("GET /?X-Amz-Signature=\u00e9&X-Amz-Credential=a/b/c/s3/aws4_request HTTP/1.1\nHost: \u200b", 141, 40)
	f.Fuzz(func(t *testing.T, paste string, w, h int) {
		w, h = 1+(w&0xff), 1+(h&0x3f)
		s := newStory(t, Options{Theme: Dark, Budget: new(time.Millisecond)}).size(w, h).paste(paste)
		for _, k := range []string{"1", "2", "n", "3", "4", "5", "x", "p", "down", "G", "?"} {
			checkFrame(t, s.keys(k), w, h)
		}
	})
}
