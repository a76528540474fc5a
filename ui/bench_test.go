package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sigwhy/diagnose"
)

// largePaste is 10 MiB: a request with a long log behind it, one line of it huge.
func largePaste() string {
	line := "2026-01-02T03:04:05Z DEBUG  signer: x-amz-meta-note:na\u00efve  value\r\n"
	var b strings.Builder
	b.WriteString(samplePaste)
	for b.Len() < 8<<20 {
		b.WriteString(line)
	}
	b.WriteString(strings.Repeat("0123456789abcdef", 2<<20/16))
	return b.String()
}

// largeStory has the large paste, and as large a text in its first stage.
func largeStory(b *testing.B) *story {
	paste := largePaste()
	opt := sampleOptions()
	opt.diagnose = func(_ context.Context, c diagnose.Case) *diagnose.Analysis {
		a := sampleAnalysis(c.Evidence, c.Given.Key)
		a.Stages[0].Yours = known(paste, "as pasted")
		a.Stages[0].Correct = known(paste[:len(samplePaste)]+"!"+paste[len(samplePaste):], "computed")
		return a
	}
	return newStory(b, opt).size(200, 60).paste(paste)
}

// BenchmarkKey is a key press with its frame at 200x60 with a 10 MiB paste.
func BenchmarkKey(b *testing.B) {
	for name, prepare := range map[string][]string{
		"findings": {}, "canonical": {"2"}, "request": {"1"}, "hex": {"1", "x"}, "paste": {"p"}, "paste-end": {"p", "G"},
	} {
		b.Run(name, func(b *testing.B) {
			s := largeStory(b).keys(prepare...)
			_ = s.m.View()
			keys := []tea.KeyPressMsg{keyPress("pgdown"), keyPress("pgdown"), keyPress("pgup")}
			worst := time.Duration(0)
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				s.m.Update(keys[i%len(keys)])
				_ = s.m.View()
				worst = max(worst, time.Since(began))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}

// BenchmarkFirstFrame is a start with the whole way to the first frame.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		m := New(b.Context(), Options{Theme: Dark})
		m.Init()
		m.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
		_ = m.View()
	}
}
