package diagnose

import (
	"regexp"
	"slices"
	"strconv"
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
	{code: "presign-expires-invalid", look: lookExpires},
	{code: "presigned-expired", look: lookExpired},
	{code: "signature-trailing-text", look: lookTrailingText},
	{code: "signature-not-hex", look: lookSignatureForm},
	{code: "sigv4a-signature-wrong", look: lookRawECDSA},
	{code: "signature-hex-unpadded", look: lookLostZeros},
	{code: "hmac-wrong-algorithm", look: lookOtherDigest},
	{code: "signature-damaged", look: lookDigitCount},
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

// lookTrailingText finds text behind the digits of the signature.
func lookTrailingText(f *facts) []hit {
	s := f.claimSignature()
	if len(s) <= 64 || !isHexHash(s[:64]) || isHexDigits(s) || strings.Trim(s[64:], `"'.,;)}]`) == "" {
		return nil
	}
	if annotated.MatchString(s[64:]) && (f.answer == nil || f.answer.Field("SignatureProvided").Trim().S != s) {
		return nil // what a log or a person writes behind it
	}
	where := f.sentSignature()
	if len(where.S) > 64 {
		where = where.Sub(64, len(where.S))
	}
	return []hit{{
		basis:   byRule,
		says:    "Behind the 64 digits of the signature stands other text: " + quoted(s[64:]) + ".",
		places:  places(where),
		yours:   s,
		correct: s[:64],
	}}
}

// lookLostZeros finds a signature that lacks digits, as one does whose bytes were written
// without their leading zeros.
func lookLostZeros(f *facts) []hit {
	s := f.claimSignature()
	if !lacksDigits(s) {
		return nil
	}
	b := byHint
	if t := f.client.StringToSign; t != nil && lacksDigits(t.Hash.S) {
		b = byInference // the hash in the string to sign lacks some, too
	}
	return []hit{{
		basis: b,
		says: "The signature has " + strconv.Itoa(len(s)) + " digits instead of 64: leading zeros of bytes " +
			"may have been dropped.",
		places: places(f.sentSignature()),
		yours:  s,
	}}
}

// lookOtherDigest finds a signature of as many hex digits as another algorithm gives.
func lookOtherDigest(f *facts) []hit {
	s := f.claimSignature()
	name := otherDigests[len(s)]
	if !isHexDigits(s) || name == "" {
		return nil
	}
	return []hit{{
		basis: f.cutDigits(s),
		says: "The signature has " + strconv.Itoa(len(s)) + " hex digits, as many as " + name +
			" gives; HMAC-SHA256 gives 64.",
		places: places(f.sentSignature()),
		yours:  s,
		at:     SignatureStage,
	}}
}

// lookDigitCount finds a signature of so many hex digits as no algorithm gives.
func lookDigitCount(f *facts) []hit {
	s := f.claimSignature()
	if !isHexDigits(s) || len(s) == 64 || otherDigests[len(s)] != "" || masked(s) || f.client.Signature.S == s {
		return nil
	}
	if f.pasteHas(shortSignature) && f.dropsZeros() {
		return nil
	}
	return []hit{{
		basis:  f.cutDigits(s),
		says:   "The signature has " + strconv.Itoa(len(s)) + " hex digits; it has to have 64.",
		places: places(f.sentSignature()),
		yours:  s,
	}}
}

// otherDigests are the algorithms that give so many hex digits.
var otherDigests = map[int]string{32: "MD5", 40: "HMAC-SHA1", 128: "HMAC-SHA512"}

// rawECDSA is the two numbers of a signature side by side; that of SigV4A is in DER,
// which begins with the tags of a sequence and of its first number (SEC 1, appendix C.8).
var rawECDSA = regexp.MustCompile(`^(?i:[0-9a-f]{128})$`)

// lookRawECDSA finds a signature of SigV4A that is not in DER.
func lookRawECDSA(f *facts) []hit {
	t := f.sentSignature()
	v := f.server.text
	named := f.asymmetric() || v != nil && strings.HasPrefix(v.Whole.S, asymmetricAlgorithm)
	if !named || !rawECDSA.MatchString(t.S) || strings.HasPrefix(lower(t.S), "303e02") {
		return nil
	}
	return []hit{{
		basis: byRule,
		says: "The signature is 64 bytes: the two numbers of an ECDSA signature side by side, as WebCrypto and " +
			"others give them. SigV4A wants them in DER, written in hex.",
		places: places(t),
		yours:  t.S,
	}}
}

// annotated is what stands behind a header in a log, a table, a list or a comment.
var annotated = regexp.MustCompile(`^\s*` + anyOf(
	`[-=]?>|<{2,}|\]\]>|\||\)|\*\*|</|#|//|[\x{2019}\x{201d}"'\x60;,\]}]+$`,
	`[:(]?\s*[1-5]\d\d\b`,
))

// cutDigits is on what it rests that a signature has too few digits: people show the
// first of them alone, and a server that names another fault has read it whole.
func (f *facts) cutDigits(s string) basis {
	switch _, named := f.answered(); {
	case named && !f.namesSigning():
		return byHint
	case len(s) <= 32:
		return byCode
	}
	return byRule
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
	if len(missing) > 0 && len(c.Params) > 0 && len(c.Whole.Undone()) == 0 && !f.looksCut() && !masked(c.Whole.S) {
		b := byRule
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
	if wellFormed.MatchString(whole) || masked(whole) || strings.HasPrefix(lower(whole), "authorization:") {
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

// signatureWord is a word in the place of a signature, as tests and examples have it.
var signatureWord = regexp.MustCompile(`^[g-z_-]*[g-z][A-Za-z_-]*$|^(?:abc|def|deadbeef|fake|[a-f0-9]{1,8})$`)

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
	if _, _, after, ok := f.lineOf(f.req.Target); f.pasteHas(brokenURL) || ok && urlGoesOn.Match(after) {
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

// lookSignatureForm finds a signature that is not written in lower-case hex digits.
func lookSignatureForm(f *facts) []hit {
	s := f.claimSignature()
	if s == "" && f.answer != nil && f.server.text != nil && !strings.Contains(f.server.text.Whole.S, "\n") {
		s = f.answer.Field("SignatureProvided").Trim().S // of a form, whose policy is the string to sign
	}
	if s == "" || masked(s) {
		return nil
	}
	says := ""
	switch {
	case len(s) == 64 && isHexDigits(s) && s != lower(s):
		says = "The signature is written in capitals."
	case !isHexDigits(s) && (len(s) == 44 && strings.HasSuffix(s, "=") || len(s) == 43):
		says = "The signature is base64; 64 lower-case hex digits are due."
	case !isHexDigits(s) && len(s) == 88:
		says = "The signature is base64 of its hex digits."
	case len(s) >= 64 && strings.Count(s, "-") > 4 && isHexDigits(strings.ReplaceAll(s, "-", "")):
		says = "The signature has minus signs: its bytes are numbers with a sign, and those from 128 on were " +
			"written as negative ones. (b & 0xff) takes the sign away; each byte is two digits."
	case strings.Contains(s, "%3D"), strings.Contains(s, "%2B"), strings.Contains(s, "%2F"):
		says = "The signature is percent-encoded base64; 64 lower-case hex digits are due."
	default:
		return nil
	}
	return []hit{{basis: byRule, says: says, places: places(f.sentSignature()), yours: s, at: SignatureStage}}
}
