package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"sigwhy/evidence"
)

var updateReadme = flag.Bool("update-readme", false, "write what README.md shows anew")

// TestReadmeFormats holds the README's table of inputs to what is read.
func TestReadmeFormats(t *testing.T) {
	var b strings.Builder
	b.WriteString("| input | |\n|---|---|\n")
	for _, f := range evidence.Formats() {
		fmt.Fprintf(&b, "| %s | %s |\n", f.Name, strings.ReplaceAll(f.Accepts, "<", "&lt;"))
	}
	readmeSection(t, "formats", b.String())
}

// readmeSection compares what stands between two marks of README.md, or writes it.
func readmeSection(t *testing.T, name, want string) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	section := regexp.MustCompile(`(?s)(<!-- ` + name + `:[^\n]*-->\n).*?(<!-- /` + name + ` -->)`)
	updated := section.ReplaceAllString(string(text), "${1}"+strings.ReplaceAll(want, "$", "$$")+"${2}")
	if updated == string(text) {
		return
	}
	if !*updateReadme {
		t.Fatalf("README.md does not show what is so; run go test . -update-readme\n%s", want)
	}
	if err := os.WriteFile("README.md", []byte(updated), 0o644); err != nil {
		t.Fatal(err)
	}
}
