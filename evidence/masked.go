package evidence

import "regexp"

// takenOut is what people and programs put in the place of bytes that they do not show.
var takenOut = regexp.MustCompile(`XXX|xxx|\*\*\*|\.\.\.|…|<|REDACTED|redacted|[•●∙·○░▒▓█■⬛]{2}` +
	`|(?i)\[(?:filtered|masked|hidden|removed|secret|private|omitted|snip\w*|sensitive[^\]]*)\]` +
	`|^(?:filtered|masked|hidden|removed|sensitive|omitted|confidential)$`)

// Masked reports whether a text holds a stand-in for bytes that were taken out.
func Masked(s string) bool { return takenOut.MatchString(s) }
