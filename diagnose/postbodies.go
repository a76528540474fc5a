package diagnose

import (
	"cmp"
	"crypto/sha256"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	base64Told = regexp.MustCompile(`(?i)["']?` + anyOf(
		`encoding["']?\s*[:=]\s*["']base64`,
		`isBase64Encoded["']?\s*[:=]\s*true`,
	))
	quotedBase64 = regexp.MustCompile(`["']([A-Za-z0-9+/]{8,}={0,2})["']`)
)

// lookBase64Hashed finds that the declared payload hash is that of a text which the
// paste calls base64: what is sent are the bytes that it stands for.
func lookBase64Hashed(f *facts) []hit {
	declared, _ := f.raw.HeaderValue("x-amz-content-sha256")
	if !f.unsettled() ||
		len(declared) != sha256.Size*2 ||
		f.raw.Body.State == sigv4.BodyKnown && sigv4.HexSHA256(f.raw.Body.Bytes) == declared ||
		!f.pasteHas(base64Told) {
		return nil
	}
	for text := range f.matches(quotedBase64) {
		if sigv4.HexSHA256([]byte(text.S)) == declared {
			return []hit{{
				basis: byInference,
				says: "The declared payload hash is that of the base64 text, not of the bytes it stands for: " +
					"these are what is sent. Decode it before it is hashed.",
				places: places(text, f.fieldText("x-amz-content-sha256")),
				yours:  declared,
				at:     RequestStage,
			}}
		}
	}
	return nil
}

// lookTrailerElsewhere finds the default payload of newer SDKs at a server that is
// not AWS's.
func lookTrailerElsewhere(f *facts) []hit {
	if !f.mismatch() && !f.barelyMalformed() || !f.thirdParty() {
		return nil
	}
	m, where := f.find(trailerWord)
	if m == nil {
		return nil
	}
	b := byHint
	switch {
	case f.pasteHas(checksumsSet):
	case f.model.Host == "":
		b = byWords
	case trailerless.MatchString(f.model.Host):
		b = byCode
	}
	return []hit{{
		basis: b,
		says: "The payload is " + m[1] + ", the default of newer SDKs, and " + cmp.Or(f.model.Host, "this store") +
			" is a server that may not know it. Set request_checksum_calculation to when_required.",
		places: places(where),
	}}
}

// barelyMalformed reports whether a server calls a header malformed that is none, and says no
// more.
func (f *facts) barelyMalformed() bool {
	return f.said() != "" && strings.Trim(f.said(), " .") == "the authorization header is malformed" && f.claim != nil &&
		len(f.claim.ScopeParts) == 4 && len(f.missingParts()) == 0
}

// unwrapped is code that takes the line ends out of what an encoder has made.
var unwrapped = regexp.MustCompile(`(?i)(?:encode64|encodebytes|chunk_split|base64)[^\n]*` +
	`(?:gsub|delete|replace|tr -d|str_replace|strip|-w ?0)`)

// wrapping are encoders that break base64 into lines.
var wrapping = regexp.MustCompile(`(?i)` + anyOf(
	`Base64\.encode64\(\s*\w*polic`,
	`encodebytes\(\s*\w*polic`,
	`chunk_split\(`,
	`getMimeEncoder\(\)`,
	`Base64FormattingOptions\.InsertLineBreaks`,
	`\$polic\w*\s*\|\s*base64(?:\s*$|\s*\)|\s*\|)`,
))

// lookWrappedPolicy finds an encoder that breaks lines where the policy of a form
// was signed: the form field is joined again, the signed text was not.
func lookWrappedPolicy(f *facts) []hit {
	t := f.server.text
	if !f.mismatch() ||
		t != nil && !strings.HasPrefix(t.Whole.S, "eyJ") ||
		t == nil && !f.hasFormField("policy") {
		return nil
	}
	_, where := f.find(wrapping)
	if !where.InSource() || f.pasteHas(unwrapped) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "This encoder breaks base64 into lines: the policy was signed with line breaks that the form field " +
			"does not have.",
		places: places(where),
		at:     StringToSignStage,
	}}
}

func (f *facts) hasFormField(name string) bool { return f.formField(name).Present() }

var emptyChecksum = regexp.MustCompile(`(?i)x-amz-checksum-crc32["']?\s*[:=]\s*["']?AAAAAA(?:==|%3D%3D)`)

// lookEmptyChecksum finds the checksum of an empty body in a URL that was
// presigned for an upload: newer SDKs put it there by default.
func lookEmptyChecksum(f *facts) []hit {
	if f.succeeded() || !f.pasteHas(presigns) && !f.pasteHas(signedParam) {
		return nil
	}
	_, where := f.find(emptyChecksum)
	if !where.InSource() {
		return nil
	}
	b := byHint
	if f.answer != nil {
		b = byInference
	}
	return []hit{{
		basis: b,
		says: "The URL is presigned with the checksum of an empty body (AAAAAA==): an upload of anything else is " +
			"refused. Set requestChecksumCalculation to WHEN_REQUIRED.",
		places: places(where),
		at:     RequestStage,
	}}
}

var signedParam = regexp.MustCompile(`X-Amz-Signature`)

// frontEnd is what Google's front end makes of Accept-Encoding.
var frontEnd = regexp.MustCompile(`(?i)accept-encoding["']?\s*[:=]\s*["']?[^\n]*gzip\(gfe\)`)

// lookFrontEnd finds the value of Accept-Encoding that Google's front end makes,
// as a person quotes it from the server's text.
func lookFrontEnd(f *facts) []hit {
	if !f.mismatch() {
		return nil
	}
	_, where := f.find(frontEnd)
	if !where.InSource() {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The server verified an Accept-Encoding that Google's front end had rewritten (gzip(gfe)): it was " +
			"signed as the client sent it.",
		places: places(where),
		at:     CanonicalStage,
	}}
}

// lookTypeInCode compares the content type that the server verified with the one
// that code sets, where it sets no other.
func lookTypeInCode(f *facts) []hit {
	seen, at := f.serverLine("content-type")
	if !at.Present() ||
		seen == "" ||
		f.client.Canonical != nil ||
		!f.mismatch() ||
		f.requestShown() && f.typeSettled() {
		return nil
	}
	m, where := f.find(contentTypeSent)
	if m == nil || template(m[1]) || strings.EqualFold(m[1], seen) || f.quotes(seen) {
		return nil
	}
	b := byCode
	if f.pasteHas(ownBackend) {
		b = byWords // it may be the type of another call
	}
	return []hit{{
		basis: b,
		says: "The code sets content-type " + m[1] + ", the server verified " + seen +
			": the client changed it after it was signed.",
		places:  append(places(at), where),
		yours:   "content-type:" + m[1],
		correct: "content-type:" + seen,
	}}
}

// lookTypeRewritten finds a content type that code gives, and that was sent in other letters:
// browsers write the charset in capitals.
func lookTypeRewritten(f *facts) []hit {
	sent, ok := f.raw.HeaderValue("content-type")
	if !ok || !f.requestShown() || !f.unsettled() || f.clientTexts() || f.quotes(sent) ||
		len(f.listed) > 0 && !f.isListed("content-type") {
		return nil
	}
	for t := range f.matches(typeGiven) {
		if t.S == sent || !strings.EqualFold(strings.ReplaceAll(t.S, " ", ""), strings.ReplaceAll(sent, " ", "")) {
			continue
		}
		if before, _, _, _ := f.lineAround(t); ownBackend.Match(before) || ofResponse.Match(before) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The code sets content-type " + t.S + ", and " + sent + " is sent: the HTTP client, a browser most often, writes " +
				"the charset its own way after the header was signed.",
			places:  places(t, f.fieldText("content-type")),
			yours:   "content-type:" + t.S,
			correct: "content-type:" + sent,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// ofResponse is code that answers a request.
var ofResponse = regexp.MustCompile(`(?i)\bresp?(?:onse)?\.(?:set|type|header|write)\w*`)

// typeGiven is a content type in code.
var typeGiven = regexp.MustCompile(`(?i)content-?_?type["']?\s*[:=,]\s*["']([\w.+-]+/[\w.+-]+; ?charset=[\w-]+)["']`)

// ownBackend is a call of the person's own server, for a URL or a signature.
var ownBackend = regexp.MustCompile(`(?i)(?:fetch|axios(?:\.\w+)?|post|get)\(\s*["'\x60](?:/|\$\{|https?://localhost)`)

// ofAnswer reports whether a text stands in the server's answer: a header that was taken over
// from the server's text, what it repeats.
func (f *facts) ofAnswer(t evidence.Text) bool {
	if f.answer == nil {
		return false
	}
	p, a := t.Place(), f.answer.Place
	return p.Source == a.Source && p.From >= a.From && p.To <= a.To
}

// quotes reports whether a text stands in quotes in the paste.
func (f *facts) quotes(text string) bool {
	_, double := f.written(`"` + text + `"`)
	_, single := f.written("'" + text + "'")
	return double || single
}

// typeSettled reports whether what is shown of the request tells its Content-Type.
func (f *facts) typeSettled() bool {
	return f.req.What != "headers" || f.sent("content-type") && !f.ofAnswer(f.fieldText("content-type"))
}

// trailerless are hosts of stores that refused the trailers of SDKs when these
// became the default (their release notes and issues of early 2025).
var trailerless = regexp.MustCompile(`(?i)` + anyOf(
	`storage\.googleapis\.com`,
	`backblazeb2\.com`,
	`r2\.cloudflarestorage\.com`,
	`aliyuncs\.com`,
	`digitaloceanspaces\.com`,
	`your-objectstorage\.com`,
	`scw\.cloud`,
	`linodeobjects\.com`,
	`ovh\.(?:net|us)|myqcloud\.com`,
	`myhuaweicloud\.com`,
	`oraclecloud\.com|wasabisys\.com|appdomain\.cloud`,
))

// readsAlone reports whether the calls that the paste names send no body, so that no
// checksum goes with them.
func (f *facts) readsAlone() bool { return f.pasteHas(readingCall) && !f.pasteHas(writingCall) }

// readingCall and writingCall are calls of S3 as errors and people name them.
var (
	readingCall = regexp.MustCompile(`\b(?:operation error S3: |calling the )(?:List|Get|Head|Delete)\w+`)
	writingCall = regexp.MustCompile(`(?i)\b(?:Put|Copy|Upload|Complete|Create)(?:Object|Part|Multipart)?\w*|\b(?:write|writing|backups?|sav(?:e|ing)|stor(?:e|ing))\b|上传|загру[жз]\pL*`)
)
