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
var codeSigns = slices.Concat(textSigns, keySigns, requestSigns)

// headerOption is a call of fetch or axios with an option that neither knows, and
// headersOption one with the option that is meant.
var (
	headerOption = regexp.MustCompile(`\b(?:fetch|axios(?:\.\w+)?)\((?:[^;{}]|\$\{[^{}]*\})*\{` +
		`(?:[^{};]|\{[^{}]*\})*?\bheader\s*:\s*[\w.{]`)
	headersOption = regexp.MustCompile(anyOf(
		`\b(?:fetch|axios(?:\.\w+)?)\((?:[^;{}]|\$\{[^{}]*\})*\{(?:[^;]*?[,{])?\s*headers\s*[:},]`,
		`Taro\.|wx\.request|uni\.request`,
	))
)

// toolFails is what a shell or openssl prints when it cannot compute an HMAC.
var toolFails = regexp.MustCompile(anyOf(
	`unknown option '?-(mac|macopt|hmac)'?`,
	`(openssl|xxd|od|hexdump): (command )?not found`,
	`invalid hexkey`,
	`Error setting context`,
))

// blankMended is code that writes %20 for the + that an encoder for forms makes.
var blankMended = regexp.MustCompile(anyOf(
	`PHP_QUERY_RFC3986`,
	`["'\x60/]\\{0,2}\+["'\x60/]\)?\w*\s*,\s*["'\x60]%20["'\x60]`,
	`split\(["']\+["']\)`,
	`\[\.\.\.new URLSearchParams`,
	`\bof new URLSearchParams`,
))

// portInURL is a URL with a port other than the default: of a host, or of a store that
// runs on the person's own machine.
var portInURL = regexp.MustCompile(`https?://(?:[\w-]+\.[\w.-]+:[0-9]{4,5}|[\w-]+:(?:9000|4566|8333|3900|7480))\b`)

// anyPort is a host with a port other than the default, in a URL or a setting.
var anyPort = regexp.MustCompile(`(?:https?://|["'=@]\s*)[\w-]+(?:\.[\w-]+)*:[1-9]\d{3,4}\b`)

var shortSignature = regexp.MustCompile(`(?:Signature=|(?m:^)[ \t]*|["'\x60 ])[0-9a-f]{56,63}(?:[^0-9A-Za-z.\x{2026}*]|$)`)

// derives4 is the secret key behind its prefix in a form for printf.
var derives4 = regexp.MustCompile(`["']AWS4(?:["']|%s)`)

var derives = regexp.MustCompile(`AWS4["']`)
