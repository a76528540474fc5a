package diagnose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// schemeLooks tell which scheme a request is signed with.
var schemeLooks = []mistake{
	{code: "request-not-signed", look: func(f *facts) []hit {
		if f.misplaced() {
			return []hit{{basis: byRule, says: "The signature stands in the header " + quoted(f.claim.HeaderName.S) + "; servers read it from Authorization.", places: places(f.claim.HeaderName), yours: f.claim.HeaderName.S, correct: "Authorization", at: RequestStage}}
		}
		if !f.wire() || f.claim != nil || f.mismatch() || f.hasV2() || f.postPolicy() || f.server.canonical != nil || f.sent("x-amzn-authorization") || f.answer == nil && f.client.Canonical != nil {
			return nil // the server got a signature, there is an older one, or it is about to be signed
		}
		if f.answer != nil && !f.mismatch() && f.answer.Code.S == "" && f.answer.Status.S != "403" && f.answer.Status.S != "401" {
			return nil
		}
		b := byRule
		if !f.answerNames("request-not-signed") && !f.sent("x-amz-date") && !f.sent("x-amz-content-sha256") {
			b = byHint // a server may ask for something else, or for nothing
		}
		return []hit{{basis: b, says: "The request has neither an Authorization header nor X-Amz- query parameters.", places: places(f.req.Method, f.req.Target), at: RequestStage}}
	}},
	{code: "other-scheme", look: lookOtherScheme},
	{code: "other-scheme", look: func(f *facts) []hit {
		if t := f.server.text; t != nil && strings.HasPrefix(t.Whole.S, "GOOG4-RSA") {
			return []hit{{basis: byTexts, says: "The string to sign is of GOOG4-RSA-SHA256, Google's own scheme: it is signed with the private key of a service account.", places: places(t.Algorithm), at: StringToSignStage}}
		}
		return nil
	}},
	{code: "header-changed-after-signing", look: lookVersion2},
	{code: "sigv2-sigv4-mixed", look: lookMixedSchemes},
	{code: "signature-reused", look: lookGitPassword},
	{code: "bearer-token-sent", look: func(f *facts) []hit {
		if strings.HasPrefix(f.model.Host, "git-codecommit.") {
			return nil // git sends the signature as a password
		}
		if f.claim == nil || f.claim.Carrier == sigv4.InQuery || len(f.ex.Claims) > 1 {
			return nil
		}
		b := byRule
		switch {
		case f.mismatch():
			b = byHint // the answer is to a signature, and so to another request
		case f.onAWS() && strings.Contains(f.model.Host, "s3"): // it takes no other
		case f.answer == nil || !f.namesSigning():
			b = byHint // APIs, registries and search domains take other schemes, too
		}
		switch l := lower(f.claim.Algorithm.S); l {
		case "bearer", "basic", "jwt", "digest":
			return []hit{{basis: b, says: "The Authorization header is of the scheme " + f.claim.Algorithm.S + "; Signature Version 4 was expected.", places: places(f.claim.Algorithm), yours: f.claim.Algorithm.S, correct: sigv4.Algorithm, at: SignatureStage}}
		}
		return nil
	}},
	{code: "not-a-signature-fault", look: func(f *facts) []hit {
		if f.answer == nil || f.mismatch() || lastPart(f.answer.Code.S) != "AccessDenied" || strings.TrimSuffix(collapse(f.answer.Message.S), ".") != "Access Denied" || f.wire() && f.claim == nil || f.misplaced() || len(lookRedirectFollowed(f)) > 0 {
			return nil
		}
		h := hit{basis: byInference, stands: true, says: "The server answers Access Denied and names no fault of the signature: permissions are the next thing to look at.", places: places(f.answer.Code), at: SignatureStage}
		if f.verified && f.answer.Status.S == "403" && f.onAWS() {
			h.basis, h.says = byTexts, "The signature is right, and the server answers Access Denied: it is permissions that lack."
		}
		return []hit{h}
	}},
}

// gitPassword is a password for CodeCommit: a time and a signature.
var gitPassword = regexp.MustCompile(`password=(\d{8}T\d{6}Z)[0-9a-f]{64}`)

// lookGitPassword finds a signature for CodeCommit that a keychain has kept: it is good
// for a quarter of an hour.
func lookGitPassword(f *facts) []hit {
	m, where := f.find(gitPassword)
	if m == nil {
		return nil
	}
	signed, ok := sigv4.ParseDate(m[1])
	now, known := f.serverClock()
	if !known {
		now, known = f.anyClock()
	}
	if !ok || !known || now.Sub(signed) < 15*time.Minute {
		return nil
	}
	return []hit{{basis: byInference, says: "The password is a signature of " + m[1] + ", used " + spell(now.Sub(signed)) + " later: a keychain keeps what the credential helper makes anew for each request.", places: places(where), yours: m[1], at: SignatureStage}}
}

// dateOutput is what date -u prints.
var dateOutput = regexp.MustCompile(`(?m)^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) (\d\d:\d\d:\d\d) UTC (\d{4})`)

func (f *facts) anyClock() (time.Time, bool) {
	m, _ := f.find(dateOutput)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse("Jan 2 15:04:05 2006", m[1]+" "+m[2]+" "+m[3]+" "+m[4])
	return t, err == nil
}

// wire reports whether the whole request as it travelled is known.
func (f *facts) wire() bool { return f.req != nil && !f.echo && f.req.HeadersComplete }

// postPolicy reports whether the request is a form that carries its signature in
// its fields.
func (f *facts) postPolicy() bool {
	v, _ := f.raw.HeaderValue("content-type")
	return strings.HasPrefix(lower(v), "multipart/form-data") && (f.raw.Body.State != sigv4.BodyKnown || strings.Contains(lower(f.req.Body.S), `name="policy"`))
}

// asymmetric reports whether the claim is one of SigV4A, whose scope has no
// region and whose signature is no HMAC.
func (f *facts) asymmetric() bool {
	return f.claim != nil && f.claim.Algorithm.S == asymmetricAlgorithm
}

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
	return []hit{{basis: byRule, says: "The signature is 64 bytes: the two numbers of an ECDSA signature side by side, as WebCrypto and others give them. SigV4A wants them in DER, written in hex.", places: places(t), yours: t.S, at: SignatureStage}}
}

const asymmetricAlgorithm = "AWS4-ECDSA-P256-SHA256"

// v4Query reports whether the query carries a signature of Version 4.
func (f *facts) v4Query() bool {
	return f.claim != nil && f.claim.Carrier == sigv4.InQuery && (f.queryHas("X-Amz-Signature") || f.queryHas("X-Amz-Algorithm") || f.queryHas("X-Amz-Credential") || strings.Contains(f.model.Query, "X-Amz-Signature"))
}

// namesSigning reports whether the answer is that of a server which reads the
// Authorization header as one of Version 4.
func (f *facts) namesSigning() bool {
	h, ok := f.answered()
	return ok && (strings.HasPrefix(h.code, "authorization-") || h.code == "bearer-token-sent" || h.code == "request-not-signed" || h.code == "algorithm-misnamed" || h.code == "other-scheme") || lastPart(f.answer.Code.S) == "IncompleteSignature"
}

func (f *facts) hasV2() bool {
	return f.queryHas("AWSAccessKeyId") || f.queryHas("SignatureVersion") || f.queryHas("GoogleAccessId")
}

func lookOtherScheme(f *facts) []hit {
	if isHexHash(f.queryValue("Signature")) {
		return nil // a signature of Version 4 in the parameters of Version 2
	}
	says, where := "", evidence.Text{}
	if f.claim != nil && f.claim.Carrier == sigv4.InHeader {
		where = f.claim.Algorithm
		switch l := lower(where.S); {
		case l == "aws", strings.HasPrefix(l, "aws3"):
			says = "The Authorization header is of the form AWS keyid:signature, which is Signature Version 2."
		case strings.HasPrefix(l, "goog"), strings.HasPrefix(l, "oss"), strings.HasPrefix(l, "sharedkey"), strings.HasPrefix(l, "hmac-sha"), strings.HasPrefix(l, "obs"), strings.HasPrefix(l, "tc3"):
			says = "The Authorization header is of the scheme " + where.S + ", which is not Signature Version 4."
		}
	}
	if v, ok := f.raw.HeaderValue("x-amzn-authorization"); says == "" && ok && f.claim == nil {
		scheme, _, _ := strings.Cut(strings.TrimSpace(v), " ")
		says, where = "The header X-Amzn-Authorization carries a signature of the scheme "+scheme+", which is older than Signature Version 4 and taken by a few regions only.", f.fieldText("x-amzn-authorization")
	}
	if says == "" && f.req != nil && f.queryHas("AWSAccessKeyId") && f.queryHas("Signature") && !f.rawQueryHas("X-Amz-Signature") {
		says, where = "The URL carries Signature, Expires or SignatureVersion and AWSAccessKeyId: it is signed with Signature Version 2.", f.req.Target
	}
	if says == "" && f.bodyHasV2() {
		says, where = "The form carries SignatureVersion=2: it is signed with Signature Version 2.", f.req.Body
	}
	if t := f.server.text; says == "" && t != nil && f.answer != nil && !strings.HasPrefix(t.Whole.S, "AWS4") && isV2Text(t.Whole.S) {
		says, where = "The server's string to sign is of Signature Version 2: it took the request as that.", t.Whole
	}
	if says == "" {
		return nil
	}
	b := byRule
	if len(lookVersion2(f)) > 0 || f.answer != nil && f.model.Host != "" && !f.onAWS() && !f.answerNames("other-scheme") {
		b = byHint // the server takes it, and its string tells what differs
	}
	return []hit{{basis: b, says: says, places: places(where), at: SignatureStage}}
}

func (f *facts) bodyHasV2() bool {
	return f.req != nil && f.claim == nil && strings.Contains(f.req.Body.S, "SignatureVersion=2") && strings.Contains(f.req.Body.S, "AWSAccessKeyId=")
}

func isV2Text(s string) bool {
	first, _, _ := strings.Cut(s, "\n")
	return slices.Contains([]string{"GET", "PUT", "POST", "HEAD", "DELETE"}, strings.TrimSpace(first))
}

var base64SHA1 = regexp.MustCompile(`^[A-Za-z0-9+/]{27}=?$`)

func lookMixedSchemes(f *facts) []hit {
	if f.req != nil && f.rawQueryHas("X-Amz-Signature") && (f.queryHas("AWSAccessKeyId") || f.queryHas("Signature")) {
		return []hit{{basis: byRule, says: "The URL carries parameters of Signature Version 2 beside those of Version 4.", places: places(f.req.Target), at: SignatureStage}}
	}
	if sig := f.queryValue("Signature"); isHexHash(sig) && f.queryHas("AWSAccessKeyId") {
		return []hit{{basis: byRule, says: "The URL carries the parameters of Signature Version 2, and a signature of 64 hex digits, which is one of Version 4: the URL has to be made with the X-Amz-* parameters that were signed.", places: places(f.req.Target), yours: sig, at: SignatureStage}}
	}
	sig := f.sentSig
	if f.answer != nil && sig == "" {
		sig = f.answer.Field("SignatureProvided").Trim().S
	}
	v4 := f.claim != nil && strings.HasPrefix(f.claim.Algorithm.S, "AWS4") || f.server.text != nil && strings.HasPrefix(f.server.text.Whole.S, "AWS4")
	if sig == "" || !v4 || !base64SHA1.MatchString(sig) {
		return nil
	}
	return []hit{{basis: byRule, says: "The signature " + quoted(sig) + " is base64 of 20 bytes: an HMAC-SHA1 as Signature Version 2 makes it, for a Version 4 string to sign.", places: places(f.sentSignature()), yours: sig, at: SignatureStage}}
}

// sentSignature is where the signature that was sent stands.
func (f *facts) sentSignature() evidence.Text {
	if f.claim != nil && f.claim.Signature.Present() {
		return f.claim.Signature
	}
	if f.answer != nil {
		if v := f.answer.Field("SignatureProvided"); v.Present() {
			return v
		}
	}
	return f.client.Signature
}

// authorizationLooks read the claim: header or query.
var authorizationLooks = []mistake{
	{code: "algorithm-misnamed", look: lookAlgorithm},
	{code: "authorization-header-name-in-value", look: func(f *facts) []hit {
		if f.claim == nil || f.claim.Carrier == sigv4.InQuery || !strings.HasPrefix(lower(strings.TrimSpace(f.claim.Whole.S)), "authorization:") {
			return nil
		}
		return []hit{{basis: byRule, says: "The value of the header repeats its name.", places: places(f.claim.Whole), at: SignatureStage}}
	}},
	{code: "authorization-part-missing", look: lookParts},
	{code: "authorization-malformed", look: lookSyntax},
	{code: "auth-two-mechanisms", look: func(f *facts) []hit {
		if len(f.ex.Claims) < 2 || !f.wire() {
			return nil
		}
		a, b := f.ex.Claims[0], f.ex.Claims[1]
		return []hit{{basis: byRule, says: "The request carries two authentications at once.", places: places(a.Whole, b.Whole), at: SignatureStage}}
	}},
	{code: "presigned-param-missing", look: lookPresignedParams},
	{code: "presign-expires-invalid", look: lookExpires},
	{code: "presigned-expired", look: lookExpired},
	{code: "signature-trailing-text", look: func(f *facts) []hit {
		s := f.claimSignature()
		if len(s) <= 64 || !isHexHash(s[:64]) || isHexDigits(s) {
			return nil
		}
		if annotated.MatchString(s[64:]) && (f.answer == nil || f.answer.Field("SignatureProvided").Trim().S != s) {
			return nil // what a log or a person writes behind it
		}
		where := f.sentSignature()
		if len(where.S) > 64 {
			where = where.Sub(64, len(where.S))
		}
		return []hit{{basis: byRule, says: "Behind the 64 digits of the signature stands other text: " + quoted(s[64:]) + ".", places: places(where), yours: s, correct: s[:64], at: SignatureStage}}
	}},
	{code: "signature-not-hex", look: lookSignatureForm},
	{code: "sigv4a-signature-wrong", look: lookRawECDSA},
	{code: "signature-hex-unpadded", look: func(f *facts) []hit {
		s := f.claimSignature()
		if len(s) >= 64 || len(s) < 56 || !isHexDigits(s) {
			return nil
		}
		return []hit{{basis: byHint, says: "The signature has " + strconv.Itoa(len(s)) + " digits instead of 64: leading zeros of bytes may have been dropped.", places: places(f.sentSignature()), yours: s, at: SignatureStage}}
	}},
	{code: "hmac-wrong-algorithm", look: func(f *facts) []hit {
		s := f.claimSignature()
		if !isHexDigits(s) || len(s) != 40 && len(s) != 128 && len(s) != 32 {
			return nil
		}
		name := map[int]string{40: "HMAC-SHA1", 128: "HMAC-SHA512", 32: "MD5"}[len(s)]
		return []hit{{basis: f.cutDigits(s), says: "The signature has " + strconv.Itoa(len(s)) + " hex digits, as many as " + name + " gives; HMAC-SHA256 gives 64.", places: places(f.sentSignature()), yours: s, at: SignatureStage}}
	}},
	{code: "signature-damaged", look: func(f *facts) []hit {
		s := f.claimSignature()
		if f.pasteHas(shortSignature) && len(f.lookCode(unpaddedSign())) > 0 || s == "" || len(s) == 64 || len(s) == 40 || len(s) == 128 || len(s) == 32 || !isHexDigits(s) || f.client.Signature.S == s || masked(s) {
			return nil
		}
		return []hit{{basis: f.cutDigits(s), says: "The signature has " + strconv.Itoa(len(s)) + " hex digits; it has to have 64.", places: places(f.sentSignature()), yours: s, at: SignatureStage}}
	}},
}

// annotated is what stands behind a header in a log, a table, a list or a comment.
var annotated = regexp.MustCompile("^\\s*(?:[-=]?>|<{2,}|\\]\\]>|\\||\\)|\\*\\*|</|#|//|[\u2019\u201d\"'`;,\\]}]+$|[:(]?\\s*[1-5]\\d\\d\\b)")

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

// claimSignature is the signature that was sent, or that a server says it got.
func (f *facts) claimSignature() string {
	if t := f.server.text; f.claim == nil && t != nil && strings.HasPrefix(t.Whole.S, "AWS4-HMAC") && !f.asymmetric() {
		return f.answer.Field("SignatureProvided").Trim().S
	}
	if f.claim == nil || f.asymmetric() || f.claim.Carrier == sigv4.InQuery && !f.v4Query() {
		return ""
	}
	return f.claim.Signature.S
}

func isHexDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != ""
}

func lookAlgorithm(f *facts) []hit {
	var hits []hit
	add := func(t evidence.Text, where string) {
		says := "The algorithm is named " + quoted(t.S) + " in the " + where + "; it is " + sigv4.Algorithm + "."
		hits = append(hits, hit{basis: byRule, says: says, places: places(t), yours: t.S, correct: sigv4.Algorithm, at: SignatureStage})
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
	h.says = "The algorithm is named " + quoted(f.claim.Algorithm.S) + " in the Authorization header and " + quoted(f.client.StringToSign.Algorithm.S) + " in the string to sign; it is " + sigv4.Algorithm + "."
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
	return strings.HasPrefix(l, "aws4") || strings.HasPrefix(l, "aws-hmac") || strings.HasPrefix(l, "hmac-sha") || strings.HasPrefix(l, "aws3-") || strings.HasPrefix(l, "hmacsha") || strings.HasPrefix(l, "aws_")
}

func lookParts(f *facts) []hit {
	c := f.claim
	if c == nil || c.Carrier == sigv4.InQuery || !strings.HasPrefix(lower(c.Algorithm.S), "aws4") {
		return nil
	}
	var hits []hit
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if spelt, ok := c.Spelling[name]; ok {
			hits = append(hits, hit{basis: byRule, says: "The header says " + spelt.S + "= where " + name + "= is due.", places: places(spelt), yours: spelt.S + "=", correct: name + "=", at: SignatureStage})
		}
	}
	missing := f.missingParts()
	if len(missing) > 0 && len(c.Params) > 0 && len(c.Whole.Undone()) == 0 && !f.looksCut() && !masked(c.Whole.S) {
		b := byRule
		if f.answer != nil && !f.namesSigning() {
			b = byHint // the server has read what is not shown
		}
		hits = append(hits, hit{basis: b, says: "The header has no " + strings.Join(missing, " and no ") + ".", places: places(c.Whole), yours: c.Whole.S, at: SignatureStage})
	}
	return hits
}

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

// looksCut reports whether the claim ends where the paste ends: it may have been
// cut off when it was copied. One that holds its signature is whole.
func (f *facts) looksCut() bool {
	if f.claim.Carrier == sigv4.InHeader && len(f.claim.Signature.S) == 64 {
		return false
	}
	p := f.claim.Whole.Place()
	if p.Source < 0 || p.Source >= len(f.ev.Sources) {
		return false
	}
	rest := strings.TrimSpace(string(f.ev.Sources[p.Source].Data[min(p.To, len(f.ev.Sources[p.Source].Data)):]))
	// A browser's console, or the person, writes dots for what it leaves out.
	return rest == "" || strings.HasPrefix(rest, "...") || strings.HasPrefix(rest, "\u2026")
}

var standIn = regexp.MustCompile(`(?i)^[<\[*]|^(?:some|my|your|the|a)?[ _-]?(?:long|valid|hex)?[ _-]?sig(?:nature)?\b[ _-]?\w{0,8}$|redacted|hidden|removed|masked|omitted|sanitized`)

// retyped reports whether words stand where the signature was: the person wrote
// the header down anew, and its syntax says nothing of what was sent.
func (f *facts) retyped() bool {
	return f.claim != nil && f.claim.Carrier == sigv4.InHeader && standIn.MatchString(f.claim.Signature.S)
}

var wellFormed = regexp.MustCompile(`^AWS4-[A-Za-z0-9-]+ +(?:(?:Credential|SignedHeaders|Signature)=[^,\s"']*(?:, *|$)){3}$`)

func lookSyntax(f *facts) []hit {
	c := f.claim
	if c == nil || c.Carrier == sigv4.InQuery || len(c.Spelling) > 0 || len(f.missingParts()) > 0 || misnamed(c.Algorithm.S) {
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
	if c.Algorithm.S == "" && !c.HeaderName.Present() {
		b = byHint // a log that writes the parts of the header, not the header
	}
	if first, _, _ := strings.Cut(whole, " "); atHead(c.Whole) && (c.Algorithm.S == "" || strings.HasSuffix(sigv4.Algorithm, first)) {
		b = byHint // the paste may begin within the header
	}
	if strings.ContainsAny(whole, "\r\n") && (len(c.Whole.Undone()) > 0 || f.answer == nil || !f.namesSigning()) {
		b = byHint // who compares signatures has read the header: it was broken for the reader
	}
	return []hit{{basis: b, says: says, places: places(c.Whole), yours: whole, correct: wellFormedClaim(c), at: SignatureStage}}
}

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
	case strings.ContainsAny(rest, `"'`):
		return "Quotes stand around values of the header."
	case strings.Contains(c.Credential.S, " "), strings.Contains(c.Credential.S, "\t"):
		return "" // access-key-whitespace says it
	case strings.Contains(rest, "; SignedHeaders="), strings.Contains(rest, ";SignedHeaders="), strings.Contains(rest, "; Signature="), strings.Contains(rest, ";Signature="):
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
	return sigv4.Algorithm + " Credential=" + c.Credential.S + ", SignedHeaders=" + c.SignedHeaders.S + ", Signature=" + c.Signature.S
}

// urlGoesOn is what stands behind the first piece of a URL in code.
var urlGoesOn = regexp.MustCompile(`^["'\x60]\s*(?:\+|\.|<>|\\|\^|&)`)

// lookPresignedParams names required parameters that a presigned URL lacks. A
// URL that may have been cut when it was copied gives no finding of its own.
func lookPresignedParams(f *facts) []hit {
	if !f.v4Query() || f.req == nil || f.pasteHas(quotedPrintable) || masked(f.req.Target.S) || masked(f.claim.Signature.S) || strings.Contains(f.req.Target.S, "amp;X-Amz-") {
		return nil
	}
	var missing []string
	for _, n := range []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Expires"} {
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
	return []hit{{basis: b, says: "The URL lacks " + strings.Join(missing, ", ") + ".", places: places(f.req.Target), yours: "", correct: strings.Join(missing, "&"), at: SignatureStage}}
}

// brokenURL is a URL that is written with a line for each parameter.
var brokenURL = regexp.MustCompile(`\n\s*[?&]X-Amz-[A-Za-z-]+=|[?&]\s*\n\s*X-Amz-[A-Za-z-]+=`)

func (f *facts) rawQueryHas(name string) bool {
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if p.Name == name {
			return true
		}
	}
	return false
}

func (f *facts) answerNames(code string) bool {
	h, ok := f.answered()
	return ok && h.code == code
}

func lookExpires(f *facts) []hit {
	if !f.v4Query() || !f.claim.Expires.Present() || masked(f.claim.Expires.S) {
		return nil
	}
	v := f.claim.Expires.S
	n, err := strconv.Atoi(v)
	says := ""
	switch {
	case err != nil:
		says = "X-Amz-Expires is " + quoted(v) + ", which is not a whole number of seconds."
	case n < 1:
		says = "X-Amz-Expires is " + v + "; it has to be at least 1."
	case n > 604800 && n > 1_000_000_000:
		says = "X-Amz-Expires is " + v + ": that is a point in time. It counts seconds from X-Amz-Date, 604800 (7 days) at most."
	case n > 604800:
		says = "X-Amz-Expires is " + v + " seconds, more than 604800 (7 days)."
	default:
		return nil
	}
	return []hit{{basis: byRule, says: says, places: places(f.claim.Expires), yours: v, correct: "1 to 604800", at: SignatureStage}}
}

func lookExpired(f *facts) []hit {
	if f.claim == nil || f.claim.Carrier != sigv4.InQuery || !f.claim.Expires.Present() {
		return nil
	}
	start, ok := sigv4.ParseDate(f.claim.Date.S)
	n, err := strconv.Atoi(f.claim.Expires.S)
	if !ok || err != nil || n < 1 || n > 604800 {
		return nil
	}
	now, known := f.now()
	if !known {
		return nil
	}
	end := start.Add(secondsOf(n))
	if !now.After(end) {
		return nil
	}
	b := byRule
	if f.mismatch() || f.isListed("x-k8s-aws-id") {
		b = byHint // EKS takes such a URL as a token for as long as it likes
	}
	return []hit{{basis: b, says: "The URL was valid until " + end.Format(sigv4.DateLayout) + "; the time is " + now.UTC().Format(sigv4.DateLayout) + ", " + spell(now.Sub(end)) + " later.", places: places(f.claim.Date, f.claim.Expires), at: SignatureStage}}
}

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
		says = "The signature has minus signs: its bytes are numbers with a sign, and those from 128 on were written as negative ones. (b & 0xff) takes the sign away; each byte is two digits."
	case strings.Contains(s, "%3D"), strings.Contains(s, "%2B"), strings.Contains(s, "%2F"):
		says = "The signature is percent-encoded base64; 64 lower-case hex digits are due."
	default:
		return nil
	}
	return []hit{{basis: byRule, says: says, places: places(f.sentSignature()), yours: s, at: SignatureStage}}
}
