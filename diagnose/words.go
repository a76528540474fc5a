package diagnose

import (
	"strings"

	"sigwhy/replay"
)

func lower(s string) string { return strings.ToLower(s) }
func upper(s string) string { return strings.ToUpper(s) }

func lowered(names []string) []string {
	for i, n := range names {
		names[i] = strings.ToLower(n)
	}
	return names
}

// quoted is a text in quotes, as what a twist says has it.
func quoted(s string) string { return replay.Quoted(s) }
