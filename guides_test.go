package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGuides holds the guides in package comments to their folders: each names every file
// once, and no other.
func TestGuides(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"diagnose", "evidence", "replay"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			named := guideOf(t, folder)
			for _, name := range filesOf(t, folder) {
				if named[name] != 1 {
					t.Errorf("%s is named %d times", name, named[name])
				}
				delete(named, name)
			}
			for name := range named {
				t.Errorf("%s is named, but is not there", name)
			}
		})
	}
}

// guideOf counts how often a guide names each file.
func guideOf(t *testing.T, folder string) map[string]int {
	t.Helper()
	guide, err := os.ReadFile(filepath.Join(folder, "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^//\t(\w+\.go) +\S`).FindAllSubmatch(guide, -1) {
		named[string(m[1])]++
	}
	return named
}

// filesOf lists the files of a folder that its guide is about.
func filesOf(t *testing.T, folder string) (names []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := f.Name()
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && name != "doc.go" {
			names = append(names, name)
		}
	}
	return names
}
