package diagnose

import (
	"context"
	"encoding/json"
	"html"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// eachLine writes something before every line.
func eachLine(before string) func(string) string {
	return func(s string) string { return before + strings.ReplaceAll(s, "\n", "\n"+before) }
}

// dresses are what mails, pages, chats and consoles do to a whole text.
var dresses = map[string]func(string) string{
	"quoted":         eachLine("> "),
	"quoted twice":   eachLine(">> "),
	"indented":       eachLine("    "),
	"set in by tabs": eachLine("\t"),
	"fenced":         func(s string) string { return "```\n" + s + "\n```" },
	"doubled":        func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
	"in one line":    func(s string) string { return strings.ReplaceAll(s, "\n", " ") },
	"padded":         func(s string) string { return strings.ReplaceAll(s, "\n", "   \n") + "   " },
	"with CR LF":     func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"a literal":      strconv.Quote,
	"in JSON": func(s string) string {
		b, _ := json.Marshal(map[string]string{"log": s})
		return string(b)
	},
	"in HTML":        html.EscapeString,
	"of a container": eachLine("2026-08-01T10:00:00.123456789Z stdout F "),
	"of compose":     eachLine("web-1  | "),
	"of a journal":   eachLine("Aug 01 10:00:00 host app[123]: "),
	"of a monitor":   eachLine("10:00:00.123 -> "),
}

// undressable are cases of which a dress changes what the mistake is seen by.
var undressable = map[string]string{
	"gh-055 in HTML": "a URL with &amp; alone is one that was escaped once too often",
	"gh-010 in HTML": "nothing but &amp; tells that it is",

	"gh-001 in one line":  "what is only a part of a canonical request is told by its lines",
	"gh-002 in one line":  "header lines alone are told by their lines",
	"gh-010 in one line":  "outcomes are listed one a line",
	"gh-016 in one line":  "what s3cmd logs is told by its lines",
	"gh-023 in one line":  "code before an error in JavaScript's syntax is taken for a part of it",
	"gh-027 in one line":  "an error of Go is told by its line",
	"web-024 in one line": "a command ends with its line",
}

// TestDressed finds the cause whatever stands around all lines of a paste.
func TestDressed(t *testing.T) {
	t.Parallel()
	eachCase(t, func(folder string, e *evidence.Evidence, truth caseTruth) {
		if truth.Determinable == "no" || len(e.Sources) != 1 {
			return
		}
		plain := codesAbove(Analyze(context.Background(), Case{Evidence: e}), Likely)
		for name, dress := range dresses {
			if testing.Short() && len(name)%5 != 0 || undressable[folder+" "+name] != "" {
				continue
			}
			data := []byte(dress(string(e.Sources[0].Data)))
			a := Analyze(context.Background(), Case{Evidence: evidence.Read(evidence.Source{Name: "paste.txt", Data: data})})
			if len(a.Findings) == 0 || !slices.Contains(truth.Accept, a.Findings[0].Code) {
				t.Errorf("%s %s: got %v, want first one of %v", folder, name, codesAbove(a, Possible), truth.Accept)
			}
			for _, c := range codesAbove(a, Likely) {
				if !slices.Contains(plain, c) {
					t.Errorf("%s %s: %s is new", folder, name, c)
				}
			}
		}
	})
}
