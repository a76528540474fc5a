package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// authorizationLooks read the claim: header or query.
var authorizationLooks = []mistake{
	{code: "algorithm-misnamed", look: lookAlgorithm},
	{code: "authorization-header-name-in-value", look: lookNameInValue},
	{code: "authorization-part-missing", look: lookParts},
	{code: "authorization-malformed", look: lookSyntax},
	{code: "authorization-malformed", look: lookGlued},
	{code: "auth-two-mechanisms", look: lookTokenFollows},
	{code: "auth-two-mechanisms", look: lookTwoClaims},
	{code: "presigned-param-missing", look: lookPresignedParams},
}

// lookNameInValue finds a header whose value repeats its name.
func lookNameInValue(f *facts) []hit {
	if !f.signedInHeader() || !strings.HasPrefix(lower(strings.TrimSpace(f.claim.Whole.S)), "authorization:") {
		return nil
	}
	return []hit{{
		basis:  byRule,
		says:   "The value of the header repeats its name.",
		places: places(f.claim.Whole),
	}}
}

// lookTwoClaims finds a request that carries two authentications.
func lookTwoClaims(f *facts) []hit {
	if len(f.ex.Claims) < 2 || !f.wire() {
		return nil
	}
	a, b := f.ex.Claims[0], f.ex.Claims[1]
	return []hit{{
		basis:  byRule,
		says:   "The request carries two authentications at once.",
		places: places(a.Whole, b.Whole),
	}}
}

// tokenFollows is a log of a request to a presigned URL that takes another Authorization along.
var tokenFollows = regexp.MustCompile(`(?m)^[^\n]*(?:> |\b)(?:GET|PUT|HEAD) \S*X-Amz-Signature=\S*[^\n]*\n(?:[^\n]*> [^\n]*\n){0,6}?[^\n]*` +
	`\b[Aa]uthorization: (?:Bearer|Basic|[Tt]oken) `)

// requestIn is the beginning of any request in such a log.
var requestIn = regexp.MustCompile(`\b(?:GET|PUT|HEAD|POST|PATCH|DELETE|OPTIONS) (?:https?:/)?/`)

// lookTokenFollows finds a client that hands its own Authorization on to a presigned URL, to
// which it was redirected.
func lookTokenFollows(f *facts) []hit {
	m, where := f.find(tokenFollows)
	if m == nil || f.succeeded() || len(requestIn.FindAllString(m[0], 2)) > 1 {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The client follows to a presigned URL with the Authorization header of the first server: the request has " +
			"two authentications, and S3 takes one.",
		places: places(where),
		at:     RequestStage,
	}}
}

// lookAlgorithm finds an algorithm that is not named as it is, in the header and in the
// string to sign.
func lookAlgorithm(f *facts) []hit {
	var hits []hit
	add := func(t evidence.Text, where string) {
		says := "The algorithm is named " + quoted(t.S) + " in the " + where + "; it is " + sigv4.Algorithm + "."
		hits = append(hits, hit{
			basis:   byRule,
			says:    says,
			places:  places(t),
			yours:   t.S,
			correct: sigv4.Algorithm,
		})
	}
	if f.claim != nil && misnamed(f.claim.Algorithm.S) && !strings.HasSuffix(f.claim.Algorithm.S, ",") {
		where := "Authorization header"
		if f.claim.Carrier == sigv4.InQuery {
			where = "URL"
		}
		add(f.claim.Algorithm, where)
	}
	if t := f.client.StringToSign; t != nil && misnamed(t.Algorithm.S) {
		add(t.Algorithm, "string to sign")
	}
	if len(hits) < 2 {
		return hits
	}
	h := hits[0]
	h.says = "The algorithm is named " + quoted(f.claim.Algorithm.S) + " in the Authorization header and " +
		quoted(f.client.StringToSign.Algorithm.S) + " in the string to sign; it is " + sigv4.Algorithm + "."
	h.places = append(h.places, hits[1].places...)
	return []hit{h}
}

// misnamed reports whether a name is meant as the algorithm and is not it.
func misnamed(s string) bool {
	s = strings.TrimRight(s, ",")
	if s == "" || s == sigv4.Algorithm || s == asymmetricAlgorithm || strings.HasPrefix(s, sigv4.Algorithm+"-") {
		return false
	}
	l := lower(s)
	return beginsWith(l, "aws4", "aws-hmac", "hmac-sha", "aws3-", "hmacsha", "aws_")
}

// lookParts finds parts of the Authorization header that are missing or misspelt.
func lookParts(f *facts) []hit {
	c := f.claim
	if c == nil || c.Carrier == sigv4.InQuery || !strings.HasPrefix(lower(c.Algorithm.S), "aws4") {
		return nil
	}
	var hits []hit
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if spelt, ok := c.Spelling[name]; ok {
			hits = append(hits, hit{
				basis:   byRule,
				says:    "The header says " + spelt.S + "= where " + name + "= is due.",
				places:  places(spelt),
				yours:   spelt.S + "=",
				correct: name + "=",
				at:      SignatureStage,
			})
		}
	}
	missing := f.missingParts()
	if glued.MatchString(c.Whole.S) {
		return hits // it is there, and cannot be read
	}
	hidden := masked(strings.Replace(c.Whole.S, c.Credential.S, "", 1))
	if len(missing) > 0 && len(c.Params) > 0 && len(c.Whole.Undone()) == 0 && !f.looksCut() && !hidden {
		b := byRule
		if masked(c.Whole.S) {
			b = byInference // who has hidden one part may have taken out another
		}
		if f.answer != nil && !f.namesSigning() || f.onlyCredential() {
			b = byHint // the server has read what is not shown
		}
		hits = append(hits, hit{
			basis:  b,
			says:   "The header has no " + strings.Join(missing, " and no ") + ".",
			places: places(c.Whole),
			yours:  c.Whole.S,
			at:     SignatureStage,
		})
	}
	return hits
}

// glued is an algorithm with no blank behind it.
var glued = regexp.MustCompile(`^\s*(AWS4-[A-Z0-9-]+)[,;:]?Credential=`)

// lookGlued finds an Authorization header without the blank behind the algorithm (Signature
// Version 4, "Add the signature to the request").
func lookGlued(f *facts) []hit {
	if f.claim == nil || f.claim.Carrier == sigv4.InQuery {
		return nil
	}
	m := glued.FindStringSubmatch(f.claim.Whole.S)
	if m == nil || f.answer == nil && !f.wire() {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "Behind " + m[1] + " stands no blank: the algorithm and Credential are read as one word.",
		places:  places(f.claim.Whole),
		yours:   strings.TrimSpace(m[0]),
		correct: m[1] + " Credential=",
		at:      SignatureStage,
	}}
}

// onlyCredential reports whether a claim has its first part alone and nothing shows that it
// was refused: logs keep the access key ID, and cut headers at a width.
func (f *facts) onlyCredential() bool {
	c := f.claim
	return c != nil && c.Carrier != sigv4.InQuery && c.Credential.Present() && !c.SignedHeaders.Present() &&
		!c.Signature.Present() && (f.answer == nil || !f.denied() && !f.namesSigning())
}

// missingParts are the parts of the Authorization header that are not there.
func (f *facts) missingParts() []string {
	c := f.claim
	var missing []string
	for _, p := range []struct {
		name string
		text evidence.Text
	}{{"Credential", c.Credential}, {"SignedHeaders", c.SignedHeaders}, {"Signature", c.Signature}} {
		if !p.text.Present() {
			missing = append(missing, p.name)
		}
	}
	return missing
}

var wellFormed = regexp.MustCompile(`^AWS4-[A-Za-z0-9-]+ +` +
	`(?:(?:Credential|SignedHeaders|Signature)=[^,\s"']*(?:, *|$)){3}$`)

// gluedParts are two parts with nothing between them, whatever is masked of the header.
var gluedParts = regexp.MustCompile(`[a-z](?:SignedHeaders|Signature)=`)

// colonAfterName is a part of the header as a log or a list of options writes it.
var colonAfterName = regexp.MustCompile(`(?:Credential|SignedHeaders|Signature):`)

// lookSyntax finds a header that has its parts and is not put together as the
// specification has it.
func lookSyntax(f *facts) []hit {
	c := f.claim
	if c == nil ||
		c.Carrier == sigv4.InQuery ||
		len(c.Spelling) > 0 ||
		len(f.missingParts()) > 0 ||
		misnamed(c.Algorithm.S) {
		return nil
	}
	whole := strings.TrimSpace(c.Whole.S)
	if wellFormed.MatchString(whole) || masked(whole) && !gluedParts.MatchString(whole) || strings.HasPrefix(lower(whole), "authorization:") {
		return nil
	}
	says := syntaxFault(whole, c)
	if says == "" {
		return nil
	}
	b := byRule
	if (c.Algorithm.S == "" || colonAfterName.MatchString(whole)) && !c.HeaderName.Present() {
		b = byHint // a log that writes the parts of the header, not the header
	}
	if first, _, _ := strings.Cut(whole, " "); atHead(c.Whole) &&
		(c.Algorithm.S == "" || strings.HasSuffix(sigv4.Algorithm, first)) {
		b = byHint // the paste may begin within the header
	}
	if strings.ContainsAny(whole, "\r\n") && (len(c.Whole.Undone()) > 0 || f.answer == nil || !f.namesSigning()) {
		b = byHint // who compares signatures has read the header: it was broken for the reader
	}
	return []hit{{
		basis:   b,
		says:    says,
		places:  places(c.Whole),
		yours:   whole,
		correct: wellFormedClaim(c),
	}}
}

// syntaxFault says what is wrong with a header whose parts are all there, "" where
// nothing can be told.
func syntaxFault(whole string, c *evidence.Claim) string {
	rest := strings.TrimPrefix(whole, sigv4.Algorithm)
	switch {
	case rest == whole && c.Algorithm.S == "":
		return "The header does not begin with the algorithm name " + sigv4.Algorithm + "."
	case strings.HasPrefix(rest, ","):
		return "A comma stands after the algorithm name; a blank alone is due there."
	case rest != "" && rest[0] != ' ':
		return "No blank stands after the algorithm name."
	case strings.ContainsAny(rest, "\r\n"):
		return "The header is broken over several lines."
	case colonAfterName.MatchString(rest):
		return "A colon stands behind Credential, SignedHeaders and Signature where = is due."
	case strings.ContainsAny(rest, `"'`):
		return "Quotes stand around values of the header."
	case strings.Contains(c.Credential.S, " "), strings.Contains(c.Credential.S, "\t"):
		return "" // access-key-whitespace says it
	case strings.Contains(rest, "; SignedHeaders="), strings.Contains(rest, ";SignedHeaders="),
		strings.Contains(rest, "; Signature="), strings.Contains(rest, ";Signature="):
		return "Credential, SignedHeaders and Signature are separated by ; instead of a comma."
	case strings.Count(rest, ",") < 2:
		return "Credential, SignedHeaders and Signature are not separated by commas."
	case strings.Contains(c.SignedHeaders.S, ","), strings.Contains(c.SignedHeaders.S, " "):
		return "" // signed-headers-malformed says it
	case len(c.Loose) > 0 && noText(c.Credential.S):
		return "" // access-key-wrong-value says it
	case len(c.Loose) > 0:
		return "A part of the header is no name=value pair: " + quoted(c.Loose[0].S) + "."
	}
	return ""
}

func wellFormedClaim(c *evidence.Claim) string {
	return sigv4.Algorithm + " Credential=" + c.Credential.S + ", SignedHeaders=" + c.SignedHeaders.S +
		", Signature=" + c.Signature.S
}

// urlGoesOn is what stands behind the first piece of a URL in code.
var urlGoesOn = regexp.MustCompile(`^["'\x60]\s*(?:\+|\.|<>|\\|\^|&)`)

// lookPresignedParams names required parameters that a presigned URL lacks. A
// URL that may have been cut when it was copied gives no finding of its own.
func lookPresignedParams(f *facts) []hit {
	if !f.v4Query() ||
		f.req == nil ||
		f.pasteHas(quotedPrintable) ||
		masked(f.req.Target.S) ||
		masked(f.claim.Signature.S) ||
		signatureWord.MatchString(f.claim.Signature.S) ||
		strings.Contains(f.req.Target.S, "amp;X-Amz-") {
		return nil
	}
	var missing []string
	for _, n := range []string{
		"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature",
		"X-Amz-Expires",
	} {
		if !f.rawQueryHas(n) && !(n == "X-Amz-Expires" && !sigv4.IsS3(f.params.Scope.Service)) {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 || !f.wire() && f.looksCut() && !f.answerNames("presigned-param-missing") {
		return nil
	}
	if _, _, after, ok := f.lineAround(f.req.Target); f.pasteHas(brokenURL) || ok && urlGoesOn.Match(after) {
		return nil // it goes on in the lines that follow
	}
	b := byRule
	if f.mismatch() && slices.Contains(missing, "X-Amz-Signature") {
		b = byHint // who compares signatures has got one
	}
	return []hit{{
		basis:   b,
		says:    "The URL lacks " + strings.Join(missing, ", ") + ".",
		places:  places(f.req.Target),
		yours:   "",
		correct: strings.Join(missing, "&"),
	}}
}

// brokenURL is a URL that is written with a line for each parameter.
var brokenURL = regexp.MustCompile(`\n\s*[?&]X-Amz-[A-Za-z-]+=|[?&]\s*\n\s*X-Amz-[A-Za-z-]+=`)
