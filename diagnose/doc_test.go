package diagnose

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGuide holds the guide of the package comment to the folder: it names every file
// once, and no other.
func TestGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^//\t(\w+\.go) +\S`).FindAllSubmatch(guide, -1) {
		named[string(m[1])]++
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := f.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || name == "doc.go" {
			continue
		}
		if named[name] != 1 {
			t.Errorf("%s is named %d times", name, named[name])
		}
		delete(named, name)
	}
	for name := range named {
		t.Errorf("%s is named, but is not there", name)
	}
}
