package diagnose

import (
	"regexp"
	"slices"
)

// A sign is a line of code or configuration, or what people write, that tells of a known
// mistake.
type sign struct {
	code  string
	basis basis
	form  *regexp.Regexp
	says  string

	// What else is asked of the paste; nil for nothing.
	also   *regexp.Regexp    // stands in it, too
	unless *regexp.Regexp    // does not: what code has that does it right all the same
	when   func(*facts) bool // holds of the request

	library bool // of code: the mistake is one with a signer of a library
	echo    bool // of what people write: also where the server's text is there, which cannot show it
}

// looksFor makes a look of each sign.
func looksFor(signs []sign, look func(*facts, *sign) []hit) []mistake {
	out := make([]mistake, 0, len(signs))
	for i := range signs {
		s := &signs[i]
		out = append(out, mistake{code: s.code, look: func(f *facts) []hit { return look(f, s) }})
	}
	return out
}

// codeSigns are looked for where the paste is of a failed signature. Each is a
// form that the languages' own documentation or many public reports show.
var codeSigns = slices.Concat(textSigns, keySigns, requestSigns, urlSigns)
