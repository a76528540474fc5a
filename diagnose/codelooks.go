package diagnose

import (
	"bytes"
	"regexp"
	"slices"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// codeLooks read code and configuration beside a failure.
var codeLooks = slices.Concat(
	looksFor(codeSigns, (*facts).lookCode),
	optionLooks,
	presignedLooks,
	signerLooks,
	[]mistake{
		{code: "host-port-mismatch", look: lookProxyHost},
		{code: "host-mismatch", look: lookInternalHost},
		{code: "content-type-mismatch", look: lookPresignedType},
		{code: "path-under-encoded", look: lookKeyInCode},
		{code: "signing-key-as-text", look: lookHexChain},
		{code: "signing-key-wrong-service", look: lookKeyChain},
		{code: "region-mismatch", look: lookRegionInCode},
		{code: "host-is-url", look: lookHostVariable},
		{code: "content-type-mismatch", look: lookStringContent},
		{code: "signing-key-wrong-service", look: lookServiceInCode},
		{code: "host-port-mismatch", look: lookNameWithoutPort},
		{code: "query-repeated-name-merged", look: lookMergedInCode},
		{code: "query-unsorted", look: lookUnsortedInCode},
		{code: "query-not-signed", look: lookPathnameInCode},
		{code: "query-unsorted", look: lookUnsortedFormat},
		{code: "signing-key-stale", look: lookCachedKey},
		{code: "signing-key-wrong-date", look: lookDayInCode},
		{code: "signing-key-steps-wrong", look: lookStepsInCode},
		{code: "signing-key-steps-wrong", look: lookStepOrder},
		{code: "signing-key-prefix-wrong", look: lookUnprefixed},
		{code: "hmac-arguments-swapped", look: lookArgumentOrder},
		{code: "signing-key-not-derived", look: lookSignedWithSecret},
		{code: "signing-key-as-text", look: lookKeyAsText},
		{code: "string-to-sign-malformed", look: lookBuiltString},
		{code: "canonical-blank-line-wrong", look: lookBuiltCanonical},
		{code: "signed-headers-malformed", look: lookNamesInCode},
		{code: "signature-not-hex", look: lookSignatureText},
		{code: "date-not-utc", look: lookLocalClock},
		{code: "path-mismatch", look: lookRootInCode},
		{code: "path-missing-component", look: lookEndpointPath},
		{code: "payload-hash-mismatch", look: lookTemplateBody},
		{code: "path-reencoded-after-signing", look: lookDotsInCode},
		{code: "query-double-encoded", look: lookEncodedTwiceInCode},
		{code: "query-unsorted", look: lookUnsortedParams},
		{code: "query-unsorted", look: lookUnsortedPairs},
		{code: "string-to-sign-hash-wrong", look: lookUnhashed},
		{code: "string-to-sign-hash-wrong", look: lookSharedHash},
	},
)

// lookCode finds a sign in code that is run, where the signature was refused.
func (f *facts) lookCode(s *sign) []hit {
	if f.verified || f.answer != nil && !f.blamesCode(s) || s.when != nil && !s.when(f) {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, signing) || !f.hasSign(i, s) {
			continue
		}
		if m := f.inForce(i, s); m != nil {
			b := max(s.basis, codeBasis[s.basis])
			if f.behind(i, amended, m[1]) || !s.library && f.signsByLibrary() || f.readAsSignature() {
				b = max(b, byWords) // it may be the only line that was, or sign nothing
			}
			return []hit{{basis: b, says: s.says, places: []evidence.Text{f.codePlace(i, m)}}}
		}
	}
	return nil
}

// blamesCode reports whether the server's answer may come from a line of code.
func (f *facts) blamesCode(s *sign) bool {
	return f.denied() || f.ec2AuthFailure() || s.basis == byRule && f.deniedByStore() || f.readAsSignature() && f.claim == nil
}

// hasSign reports whether a sign stands in a source, with what has to stand beside it.
func (f *facts) hasSign(source int, s *sign) bool {
	return f.holds(source, s.form) &&
		(s.also == nil || f.holds(source, s.also)) &&
		(s.unless == nil || !f.holds(source, s.unless))
}

// codeBasis is what a line of code proves: it may be another that signed, or a text
// that the form was not thought of for.
var codeBasis = map[basis]basis{byRule: byInference, byInference: byCode}

// behind reports whether a form stands in a source from an offset on.
func (f *facts) behind(source int, form *regexp.Regexp, at int) bool {
	return slices.ContainsFunc(f.ev.All(source, form), func(m []int) bool { return m[0] >= at })
}

// amended is what people say who have changed a line, and are refused all the same.
var amended = regexp.MustCompile(`(?i)` + anyOf(
	`\b`+anyOf(
		`changed (?:(?:it|that|this) )?(?:to|accordingly)`,
		`(?:fixed|corrected) (?:it|that|this)`,
		`switched to`,
	)+`\b[^\n]{0,120}\bstill\b`,
	`\bdid (?:that|this|so)\b[^\n]{0,40}\b(?:get|still|same)\b`,
	`(?im)^\W*(?:after|fixed|corrected|edit\w*|update\w*)\b[^\n]{0,60}:`,
))

var signing = regexp.MustCompile(`(?i)AWS4|signature|sigv4|X-Amz-|SignedHeaders`)

// A lacking is an option that a call of a signer is not given although another one shows
// that the request has it: it signs without it then.
type lacking struct {
	call         string // what the call ends in, up to its bracket
	shown, given *regexp.Regexp
	also         *regexp.Regexp // stands in the paste, too; nil for nothing
	says         string
	body         bool // it is the body, which the server may not have got either
}

// ofAWS4 is the call of the package aws4 (its README, "Options").
const ofAWS4 = "aws4.sign("

var optionLooks = []mistake{
	{code: "path-missing-component", look: lacking{
		call:  ofAWS4,
		shown: regexp.MustCompile(`\b(?:url|uri)\s*:`),
		given: regexp.MustCompile(`\b(?:path|pathname)\b\s*[:,}]|\.\.\.`),
		says:  "aws4 signs what is given as path, and / where it is given none; the URL is for the HTTP client alone.",
	}.look},
	{code: "empty-body-hash", look: lacking{
		call:  "igner.sign(",
		shown: regexp.MustCompile(`\bmethod\s*:\s*["'\x60](?:POST|PUT|PATCH)\b`),
		given: regexp.MustCompile(`\bbody\b\s*[:,}]|\.\.\.`),
		also:  regexp.MustCompile(`\b(?:post|put|patch)\(\s*[\w.]+\s*,\s*(?:JSON\.stringify\(|[A-Za-z_$][\w.]*\s*[,)])`),
		says:  "The signer is not given the body, which is sent: it signs the hash of an empty one.",
		body:  true,
	}.look},
	{code: "empty-body-hash", look: lacking{
		call:  ofAWS4,
		shown: regexp.MustCompile(`\bmethod\s*:\s*["'\x60](?:POST|PUT|PATCH)\b`),
		given: regexp.MustCompile(`\bbody\b\s*[:,}]|\.\.\.`),
		says:  "aws4 is not given the body: it signs the hash of an empty one.",
		body:  true,
	}.look},
}

// look reads the first call.
func (l lacking) look(f *facts) []hit {
	if c := f.server.canonical; l.body && c != nil && c.PayloadHash.S == sigv4.EmptyHash {
		return nil
	}
	if f.client.Canonical != nil || !f.unsettled() || l.also != nil && !f.pasteHas(l.also) {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		from := bytes.Index(src.Data, []byte(l.call))
		if from < 0 {
			continue
		}
		call := firstObject(src.Data[from:min(len(src.Data), from+mostOptions)])
		if m := l.shown.FindIndex(call); m != nil && !l.given.Match(call) {
			return []hit{{
				basis:  byCode,
				says:   l.says,
				places: []evidence.Text{f.ev.Cut(i, from+m[0], from+m[1])},
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

// mostOptions bounds the text of the options of one call.
const mostOptions = 4 << 10

// firstObject is the text of a call up to the end of the object that is its first
// argument, nothing where that is no object.
func firstObject(call []byte) []byte {
	open := bytes.IndexByte(call, '(')
	if open < 0 || !bytes.HasPrefix(bytes.TrimSpace(call[open+1:]), []byte("{")) {
		return nil
	}
	depth := 0
	for i, c := range call[open+1:] {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return call[:open+2+i]
			}
		}
	}
	return nil
}

// dropsZeros reports whether code in the paste writes bytes in hex without their leading
// zeros.
func (f *facts) dropsZeros() bool {
	return f.codeHas(func(s *sign) bool { return s.code == "signature-hex-unpadded" })
}

// codeHas reports whether code in the paste shows one of the signs that are asked for.
func (f *facts) codeHas(wanted func(*sign) bool) bool {
	for i := range codeSigns {
		if s := &codeSigns[i]; wanted(s) && len(f.lookCode(s)) > 0 {
			return true
		}
	}
	return false
}
