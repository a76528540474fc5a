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
