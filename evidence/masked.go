package evidence

import (
	"regexp"
	"strings"
)

// takenOut is what people and programs put in the place of bytes that they do not show.
var takenOut = regexp.MustCompile(`…|[•●∙·○░▒▓█■⬛]{2}` +
	`|(?i)\[(?:filtered|masked|hidden|removed|secret|private|omitted|snip\w*|sensitive[^\]]*)\]` +
	`|\[(?:(?:my|your|the)[ _-]?)?(?:bucket|endpoint|host|region|account|access|token|domain|server|project)[a-z_ -]*\]` +
	`|^(?:filtered|masked|hidden|removed|sensitive|omitted|confidential)$`)

// standIns are those that need no regular expression, which a log would run over every text
// in it; longestWord is what a text has at most that is one of the words.
var standIns = []string{"XXX", "xxx", "***", "...", "<", "REDACTED", "redacted"}

const longestWord = len("confidential")

// Masked reports whether a text holds a stand-in for bytes that were taken out.
func Masked(s string) bool {
	if hasAny(s, standIns) {
		return true
	}
	plain := len(s) > longestWord && isASCII(s) && strings.IndexByte(s, '[') < 0
	return !plain && takenOut.MatchString(s)
}
