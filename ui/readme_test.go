package ui

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"sigwhy/samples"
)

var updateReadme = flag.Bool("update-readme", false, "draw the frame in README.md anew")

// TestReadmeFrame holds the frame in README.md to what the screen shows of the
// sample that it names.
func TestReadmeFrame(t *testing.T) {
	s, ok := samples.Get("esp32-handmade-header")
	if !ok {
		t.Fatal("the sample is gone")
	}
	frame := newStory(t, Options{Theme: Dark}).size(100, 34).paste(string(s.Data)).later().keys("2").frame()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile("(?s)(<!-- frame:[^\n]*-->\n```\n).*?(```\n<!-- /frame -->)")
	updated := section.ReplaceAllString(string(text), "${1}"+strings.ReplaceAll(strings.TrimRight(frame, "\n")+"\n", "$", "$$")+"${2}")
	if updated == string(text) {
		return
	}
	if !*updateReadme {
		t.Fatal("README.md shows another frame; run go test ./ui -run Readme -update-readme")
	}
	if err := os.WriteFile("../README.md", []byte(updated), 0o644); err != nil {
		t.Fatal(err)
	}
}
