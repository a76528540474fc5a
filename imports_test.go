package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the table of the design: what each package of ours may import of
// ours. The direction is what keeps screen and report functions of the analysis.
var mayImport = map[string][]string{
	"sigv4":    {},
	"diff":     {},
	"visible":  {},
	"explain":  {},
	"evidence": {"sigv4"},
	"replay":   {"sigv4"},
	"diagnose": {"evidence", "replay", "sigv4", "explain"},
	"report":   {"diagnose", "evidence", "sigv4", "diff", "visible", "explain"},
	"ui":       {"diagnose", "evidence", "report", "sigv4", "diff", "visible", "explain"},
	"samples":  {},
	"":         {"diagnose", "evidence", "report", "sigv4", "visible", "explain", "ui", "samples"},
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestImportsGoOneWay(t *testing.T) {
	t.Parallel()
	for _, line := range goList(t, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(strings.TrimPrefix(fields[0], "sigwhy"), "/")
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %s is not in the table", fields[0])
		}
		for _, unused := range allowed {
			if !slices.Contains(fields[1:], "sigwhy/"+unused) {
				t.Errorf("%s may import %s and does not", fields[0], unused)
			}
		}
		for _, imported := range fields[1:] {
			ours, ok := strings.CutPrefix(imported, "sigwhy/")
			if ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s may not import %s", fields[0], imported)
			}
			if screen := strings.Contains(imported, "bubbletea") || strings.Contains(imported, "atotto/clipboard"); screen && name != "ui" {
				t.Errorf("only ui may import %s, %s does", imported, fields[0])
			}
		}
	}
}

// TestNoNetworkCode holds the promise that nothing leaves the machine.
func TestNoNetworkCode(t *testing.T) {
	t.Parallel()
	for _, dep := range goList(t, "-deps", ".") {
		if dep == "crypto/tls" || dep == "net/http" || strings.HasPrefix(dep, "net/http/") || dep == "net/rpc" || dep == "net/smtp" {
			t.Errorf("the program links %s", dep)
		}
	}
}
