package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// container is what the answers of services keep their data in, ahead on the line:
// messages of a queue, events of a log, items of a table. Errors are answered outside
// of any.
var container = regexp.MustCompile(
	`(?:^|["'\[{,\s])` + anyOf(
		`Messages|Items?|[Ee]vents|Parameters?|[Rr]esults|hits|[Rr]ecords|Responses`,
		`ResultSet|Rows|SecretString|output|_source|resultRows`,
	) + `\\*["']?\]?\s*(?::|=>)\s*(?:array\(\d+\)\s*)?\[?\s*\{`)

// handedOver is a line on which an SDK shows what it is given to send.
var handedOver = regexp.MustCompile(`\bMaking request for OperationModel\(`)

// acceptedBeside is the status of a call that went well, in what SDKs print of it.
var acceptedBeside = regexp.MustCompile(`\bhttpStatusCode: 200\b|\["statusCode"\] => int\(200\)`)

// storedText reports whether an answer is but a text in the data of a call that was
// signed: what is read from a queue, a log or a table, or written to it, may tell of
// errors of its own.
func (f *facts) storedText(a *evidence.Answer) bool {
	if a == nil || a.Canonical != nil || a.StringToSign != nil || a.Place.Source >= len(f.ev.Sources) {
		return false
	}
	data, p := f.ev.Written(a.Place)
	if p.From > len(data) {
		return false
	}
	before := data[lineStart(data, p.From):p.From]
	before = before[:min(len(before), maxContainer)]
	if handedOver.Match(before) {
		return true
	}
	if !container.Match(before) {
		return false
	}
	return f.ex.Request != nil || len(f.ex.Claims) > 0 || f.pasteHas(acceptedBeside) ||
		slices.ContainsFunc(f.ev.Exchanges, acceptedCall)
}

// acceptedCall reports whether an exchange is a signed request that was accepted.
func acceptedCall(x evidence.Exchange) bool {
	return len(x.Claims) > 0 && x.Server != nil && strings.HasPrefix(x.Server.Status.S, "2")
}

// maxContainer is how far into a line it is looked for what holds its data.
const maxContainer = 4 << 10
