package evidence

import "strings"

// anyOf is a pattern for one of several others.
func anyOf(patterns ...string) string { return "(?:" + strings.Join(patterns, "|") + ")" }

// What several patterns hold.
const (
	methodWords = `GET|PUT|POST|HEAD|DELETE|PATCH`
	oneQuote    = "[\"'`]"
)
