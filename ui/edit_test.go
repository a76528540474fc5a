package ui

import (
	"slices"
	"strings"
	"testing"
)

// TestEditorCommand: blanks in $VISUAL or $EDITOR name no editor.
func TestEditorCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ visual, editor, want string }{
		{"", "", "vi"},
		{"  ", "\t", "vi"},
		{" ", "nano", "nano"},
		{"code --wait", "nano", "code --wait"},
	} {
		o := Options{LookupEnv: func(name string) (string, bool) {
			return map[string]string{"VISUAL": c.visual, "EDITOR": c.editor}[name], true
		}}
		if got := o.editorCommand(); !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("VISUAL=%q EDITOR=%q run %q, want %q", c.visual, c.editor, got, c.want)
		}
	}
}

// TestEditedFieldStaysInItsColumn: what is typed stands where what it replaces stood.
func TestEditedFieldStaysInItsColumn(t *testing.T) {
	t.Parallel()
	column := func(s *story, text string) int {
		for line := range strings.SplitSeq(s.frame(), "\n") {
			if strings.Contains(line, "│ region") {
				return len([]rune(line[:strings.Index(line, text)]))
			}
		}
		return -1
	}
	s := sample(t).keys("e")
	was := column(s, "us-east-1")
	if now := column(s.types("eu-west-1"), "eu-west-1"); now != was {
		t.Errorf("the region moved from column %d to %d", was, now)
	}
}
