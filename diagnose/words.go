package diagnose

import "strings"

func lower(s string) string { return strings.ToLower(s) }
func upper(s string) string { return strings.ToUpper(s) }

func lowered(names []string) []string {
	for i, n := range names {
		names[i] = strings.ToLower(n)
	}
	return names
}
