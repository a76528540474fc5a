package evidence

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func load(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func read(tb testing.TB, name string) *Evidence {
	tb.Helper()
	return Read(Source{Name: filepath.Base(name), Data: load(tb, name)})
}

func names(tb testing.TB, pattern string) []string {
	tb.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(all) == 0 {
		tb.Fatal(pattern, err)
	}
	for i := range all {
		all[i] = strings.TrimPrefix(all[i], "testdata/")
	}
	return all
}
