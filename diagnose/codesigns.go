package diagnose

import (
	"regexp"
	"slices"
)

// A codeSign is a line of code or configuration that makes a known mistake.
type codeSign struct {
	code  string
	basis basis
	line  *regexp.Regexp
	says  string
	also  *regexp.Regexp // has to stand somewhere in the paste, too
	// unless is what code has that does it right all the same; nil where nothing shows that.
	unless *regexp.Regexp
	// library is set where the mistake is one with a signer of a library.
	library bool
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

var shortSignature = regexp.MustCompile(`Signature=[0-9a-f]{56,63}(?:[^0-9a-f.\x{2026}]|$)`)

// derives4 is the secret key behind its prefix in a form for printf.
var derives4 = regexp.MustCompile(`["']AWS4(?:["']|%s)`)

var derives = regexp.MustCompile(`AWS4["']`)
