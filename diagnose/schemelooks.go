package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// schemeLooks tell which scheme a request is signed with.
var schemeLooks = []mistake{
	{code: "request-not-signed", look: lookNotSigned},
	{code: "other-scheme", look: lookOtherScheme},
	{code: "other-scheme", look: lookGoogleScheme},
	{code: "header-changed-after-signing", look: lookVersion2},
	{code: "query-unsorted", look: lookVersion2Unsorted},
	{code: "query-extra-parts-signed", look: lookVersion2Empty},
	{code: "content-type-mismatch", look: lookTypeOfVersion2},
	{code: "sigv2-sigv4-mixed", look: lookMixedSchemes},
	{code: "signature-reused", look: lookGitPassword},
	{code: "bearer-token-sent", look: lookBearerToken},
	{code: "not-a-signature-fault", look: lookAccessDenied},
}

// lookNotSigned finds a request that carries no signature, or not where a server looks for it.
func lookNotSigned(f *facts) []hit {
	if f.misplaced() {
		return []hit{{
			basis: byRule,
			says: "The signature stands in the header " + quoted(f.claim.HeaderName.S) +
				"; servers read it from Authorization.",
			places:  places(f.claim.HeaderName),
			yours:   f.claim.HeaderName.S,
			correct: "Authorization",
		}}
	}
	beside := f.signedBeside()
	if !f.unsignedSent(beside) {
		return nil
	}
	if from := f.signedBeforeRedirect(); from != nil {
		return []hit{{
			code:  "redirect-host-changed",
			basis: byRule,
			says: "The request was signed for " + bareHostOfRequest(from) + ", which redirects to " + f.model.Host +
				": clients leave Authorization out at another host, and the signature would be one for the first.",
			places: places(f.req.Method, f.req.Target),
		}}
	}
	if from := f.sentSigned(); from != nil {
		return []hit{f.claimLost(from)}
	}
	if f.signedAs != nil {
		return []hit{f.claimLostSince()}
	}
	b := byRule
	if !f.answerNames("request-not-signed") && !f.sent("x-amz-date") && !f.sent("x-amz-content-sha256") {
		b = byHint // a server may ask for something else, or for nothing
		if beside {
			b = byInference
		}
	}
	return []hit{{
		basis:  b,
		says:   "The request has neither an Authorization header nor X-Amz- query parameters.",
		places: places(f.req.Method, f.req.Target),
	}}
}

// unsignedSent reports whether the request was sent without a signature of any scheme, and
// refused where a server answered; beside tells that one like it was sent with a signature.
func (f *facts) unsignedSent(beside bool) bool {
	if f.claim != nil || f.mismatch() {
		return false // the server got a signature
	}
	if !f.wire() && !beside ||
		f.hasV2() ||
		f.postPolicy() ||
		f.server.canonical != nil ||
		f.sent("x-amzn-authorization") ||
		f.answer == nil && f.client.Canonical != nil {
		return false // there is an older signature, or it is about to be signed
	}
	return f.answer == nil || f.answer.Code.S != "" || f.answeredNo()
}

// lookGoogleScheme finds the string to sign of a scheme of Google.
func lookGoogleScheme(f *facts) []hit {
	if t := f.server.text; t != nil && strings.HasPrefix(t.Whole.S, "GOOG4-RSA") {
		return []hit{{
			basis: byTexts,
			says: "The string to sign is of GOOG4-RSA-SHA256, Google's own scheme: it is signed with the " +
				"private key of a service account.",
			places: places(t.Algorithm),
			at:     StringToSignStage,
		}}
	}
	return nil
}

// lookBearerToken finds a token or a password where a signature is due.
func lookBearerToken(f *facts) []hit {
	if strings.HasPrefix(f.model.Host, "git-codecommit.") {
		return nil // git sends the signature as a password
	}
	if h := f.bearerTold(); h != nil {
		return h
	}
	if !f.signedInHeader() || len(f.ex.Claims) > 1 {
		return nil
	}
	b := byRule
	switch {
	case f.readAsSignature():
		b = byInference
	case f.mismatch():
		b = byHint // the answer is to a signature, and so to another request
	case f.onAWS() && strings.Contains(f.model.Host, "s3"): // it takes no other
	case f.answer == nil || !f.namesSigning():
		b = byHint // APIs, registries and search domains take other schemes, too
	}
	switch l := lower(f.claim.Algorithm.S); l {
	case "bearer", "basic", "jwt", "digest":
		return []hit{{
			basis: b,
			says: "The Authorization header is of the scheme " + f.claim.Algorithm.S +
				"; Signature Version 4 was expected.",
			places:  places(f.claim.Algorithm),
			yours:   f.claim.Algorithm.S,
			correct: sigv4.Algorithm,
			at:      SignatureStage,
		}}
	}
	return nil
}

// lookAccessDenied finds a refusal that is a matter of permissions.
func lookAccessDenied(f *facts) []hit {
	if !f.accessDenied() || f.mismatch() || f.wire() && f.claim == nil || f.misplaced() {
		return nil
	}
	if len(lookRedirectFollowed(f)) > 0 || len(lookEscapedURL(f)) > 0 {
		return nil
	}
	h := hit{
		basis:  byInference,
		stands: true,
		says: "The server answers Access Denied and names no fault of the signature: permissions are the " +
			"next thing to look at.",
		places: places(f.answer.Code),
		at:     SignatureStage,
	}
	if len(f.lookOtherRegion(f.scopePart(1))) > 0 {
		h.basis = byHint // some stores answer so to a scope of another region
	}
	if f.verified && f.answer.Status.S == "403" && f.onAWS() {
		h.basis = byTexts
		h.says = "The signature is right, and the server answers Access Denied: it is permissions that lack."
	}
	return []hit{h}
}

// signedBeside reports whether a request of the same method and host is signed and
// accepted elsewhere in the paste, and this one is refused.
func (f *facts) signedBeside() bool {
	if f.req == nil || f.req.What != "http-request" || f.answer == nil || f.answer.Status.S != "403" {
		return false
	}
	return slices.ContainsFunc(f.ev.Exchanges, func(x evidence.Exchange) bool {
		if x.Request == nil ||
			len(x.Claims) == 0 ||
			x.Claims[0].Algorithm.S != sigv4.Algorithm ||
			x.Server == nil ||
			x.Server.Status.S != "200" {
			return false
		}
		raw := x.Request.Raw()
		host, _ := raw.Host()
		return raw.Method == f.raw.Method && host == f.model.Host
	})
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
	return []hit{{
		basis: byInference,
		says: "The password is a signature of " + m[1] + ", used " + spell(now.Sub(signed)) +
			" later: a keychain keeps what the credential helper makes anew for each request.",
		places: places(where),
		yours:  m[1],
	}}
}

// dateOutput is what date -u prints.
var dateOutput = regexp.MustCompile(`(?m)^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ` +
	`(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) ` +
	`(\d\d:\d\d:\d\d) UTC (\d{4})`)

func (f *facts) anyClock() (time.Time, bool) {
	m, _ := f.find(dateOutput)
	if m == nil {
		return time.Time{}, false
	}
	t, err := time.Parse("Jan 2 15:04:05 2006", m[1]+" "+m[2]+" "+m[3]+" "+m[4])
	return t, err == nil
}

// namesSigning reports whether the answer is that of a server which reads the
// Authorization header as one of Version 4.
func (f *facts) namesSigning() bool {
	h, ok := f.answered()
	if !ok {
		return lastPart(f.answer.Code.S) == "IncompleteSignature"
	}
	switch h.code {
	case "bearer-token-sent", "request-not-signed", "algorithm-misnamed", "other-scheme":
		return true
	}
	return strings.HasPrefix(h.code, "authorization-") || lastPart(f.answer.Code.S) == "IncompleteSignature"
}

// signedBeforeRedirect is the signed request before this one that was answered with a redirection
// to its host; nil where there is none.
func (f *facts) signedBeforeRedirect() *evidence.Request {
	for i := range f.ev.Exchanges {
		x := &f.ev.Exchanges[i]
		if x.Request == nil || x == f.ex || len(x.Claims) == 0 || x.Server == nil ||
			!redirects(x.Server) {
			continue
		}
		if f.model.Host != "" && strings.Contains(lower(x.Server.HeaderValue("location").S), "//"+lower(f.model.Host)) {
			return x.Request
		}
	}
	return nil
}

func bareHostOfRequest(r *evidence.Request) string {
	raw := r.Raw()
	host, _ := raw.Host()
	return bareHost(host)
}

// bearerHeader is an Authorization header with a token, as people write it into a post.
var bearerHeader = regexp.MustCompile(`(?im)^\W*authorization["']?\s*[:=]\s*["'\x60]?(?:bearer|jwt) `)

// readAsSignature reports whether the server read the header as a signature, and could not.
func (f *facts) readAsSignature() bool {
	return f.answer != nil && strings.Contains(lower(f.answer.Code.S), "incompletesignature")
}

// bearerTold finds a token in the header that people tell of, where the server could not
// read it as a signature.
func (f *facts) bearerTold() []hit {
	if f.claim != nil || !f.readAsSignature() {
		return nil
	}
	_, where := f.find(bearerHeader)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The Authorization header holds a token, and the server reads it as Signature Version 4: the method " +
			"is set to AWS_IAM, or the path has no method at all.",
		places: places(where),
		at:     SignatureStage,
	}}
}

// lookOtherScheme finds a request that is signed in another scheme than Signature
// Version 4.
func lookOtherScheme(f *facts) []hit {
	if isHexHash(f.queryValue("Signature")) {
		return nil // a signature of Version 4 in the parameters of Version 2
	}
	says, where := f.otherScheme()
	if says == "" {
		return nil
	}
	b := byRule
	t := f.server.text
	verified := f.mismatch() && t != nil && isV2Text(t.Whole.S) // with a string of Version 2: the server takes it
	if verified || f.answer != nil && f.answer.Code.S == "InvalidAccessKeyId" || len(lookVersion2(f)) > 0 || f.answer != nil && f.elsewhere() && !f.answerNames("other-scheme") {
		b = byHint // the server takes it, and its string or its answer tells what differs
	}
	if f.schemeAccepted() {
		return nil
	}
	return []hit{{basis: b, says: says, places: places(where), at: SignatureStage}}
}

// schemeAccepted reports whether a request of the same paste, signed in the same scheme, was
// accepted at the same host.
func (f *facts) schemeAccepted() bool {
	return f.claim != nil && slices.ContainsFunc(f.acceptedBeside(), func(i int) bool {
		x := &f.ev.Exchanges[i]
		if x.Request == nil || len(x.Claims) == 0 {
			return false
		}
		raw := x.Request.Raw()
		host, _ := raw.Host()
		return x.Claims[0].Algorithm.S == f.claim.Algorithm.S && host == f.model.Host
	})
}

// otherScheme says in which other scheme the request is signed, "" where it is in none.
func (f *facts) otherScheme() (says string, where evidence.Text) {
	if f.signedInHeader() {
		scheme := f.claim.Algorithm
		switch l := lower(scheme.S); {
		case l == "aws", strings.HasPrefix(l, "aws3"):
			return "The Authorization header is of the form AWS keyid:signature, which is Signature Version 2.", scheme
		case beginsWith(l, "goog", "oss", "sharedkey", "hmac-sha", "obs", "tc3"):
			return "The Authorization header is of the scheme " + scheme.S + ", which is not Signature Version 4.", scheme
		}
	}
	if v, ok := f.raw.HeaderValue("x-amzn-authorization"); ok && f.claim == nil {
		scheme, _, _ := strings.Cut(strings.TrimSpace(v), " ")
		return "The header X-Amzn-Authorization carries a signature of the scheme " + scheme +
			", which is older than Signature Version 4 and taken by a few regions only.", f.fieldText("x-amzn-authorization")
	}
	if f.req != nil && f.queryHas("AWSAccessKeyId") && f.queryHas("Signature") && !f.rawQueryHas("X-Amz-Signature") {
		return "The URL carries Signature, Expires or SignatureVersion and AWSAccessKeyId: it is signed with " +
			"Signature Version 2.", f.req.Target
	}
	if f.bodyHasV2() {
		return "The form carries SignatureVersion=2: it is signed with Signature Version 2.", f.req.Body
	}
	if t := f.server.text; t != nil && f.answer != nil && !strings.HasPrefix(t.Whole.S, "AWS4") && isV2Text(t.Whole.S) {
		return "The server's string to sign is of Signature Version 2: it took the request as that.", t.Whole
	}
	return "", evidence.Text{}
}

func beginsWith(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

func (f *facts) bodyHasV2() bool {
	return f.req != nil &&
		f.claim == nil &&
		strings.Contains(f.req.Body.S, "SignatureVersion=2") &&
		strings.Contains(f.req.Body.S, "AWSAccessKeyId=")
}

func isV2Text(s string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return slices.Contains([]string{"GET", "PUT", "POST", "HEAD", "DELETE"}, strings.TrimSpace(first))
}

var base64SHA1 = regexp.MustCompile(`^[A-Za-z0-9+/]{27}=?$`)

var (
	// oldKey and oldSignature are fields of a form as Signature Version 2 names them.
	oldKey       = regexp.MustCompile(`["'](AWSAccessKeyId)["']\s*(?::|=>|,)`)
	oldSignature = regexp.MustCompile(`["']signature["']\s*(?::|=>|,)`)
	// newSignature is one as Version 4 names it.
	newSignature = regexp.MustCompile(`(?i)["']x-amz-signature["']\s*(?::|=>|,)`)
)

// mixedForm finds a form with the fields of both versions. Two forms in one paste, the old
// one and the new, stand apart.
func (f *facts) mixedForm() []hit {
	if !f.mismatch() {
		return nil
	}
	for key := range f.matches(oldKey) {
		form := f.paragraphOf(key)
		if !oldSignature.Match(form) || !newSignature.Match(form) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The form has the fields AWSAccessKeyId and signature, which are those of Signature Version 2, beside the " +
				"X-Amz-* fields of Version 4: the server reads the first, and checks another signature.",
			places: places(key),
			at:     SignatureStage,
		}}
	}
	return nil
}

// paragraphOf is what stands around a text, as far as the next empty line on either side.
func (f *facts) paragraphOf(t evidence.Text) []byte {
	const near = 2 << 10
	data, p := f.ev.Written(t.Place())
	from, to := max(0, p.From-near), min(len(data), p.To+near)
	if m := blankBetween.FindAllIndex(data[from:p.From], -1); m != nil {
		from += m[len(m)-1][1]
	}
	if m := blankBetween.FindIndex(data[p.To:to]); m != nil {
		to = p.To + m[0]
	}
	return data[from:to]
}

var blankBetween = regexp.MustCompile(`\n[ \t\r]*\n`)

// lookMixedSchemes finds parts of two versions of signatures in one request.
func lookMixedSchemes(f *facts) []hit {
	if hits := f.mixedForm(); hits != nil {
		return hits
	}
	if f.req != nil && f.rawQueryHas("X-Amz-Signature") && (f.queryHas("AWSAccessKeyId") || f.queryHas("Signature")) {
		return []hit{{
			basis:  byRule,
			says:   "The URL carries parameters of Signature Version 2 beside those of Version 4.",
			places: places(f.req.Target),
			at:     SignatureStage,
		}}
	}
	if sig := f.queryValue("Signature"); isHexHash(sig) && f.queryHas("AWSAccessKeyId") {
		return []hit{{
			basis: byRule,
			says: "The URL carries the parameters of Signature Version 2, and a signature of 64 hex digits, " +
				"which is one of Version 4: the URL has to be made with the X-Amz-* parameters that were signed.",
			places: places(f.req.Target),
			yours:  sig,
			at:     SignatureStage,
		}}
	}
	sig := f.sentSig
	if f.answer != nil && sig == "" {
		sig = f.answer.Field("SignatureProvided").Trim().S
	}
	v4 := f.claim != nil && strings.HasPrefix(f.claim.Algorithm.S, "AWS4") ||
		f.server.text != nil && strings.HasPrefix(f.server.text.Whole.S, "AWS4")
	if sig == "" || !v4 || !base64SHA1.MatchString(sig) {
		return nil
	}
	return []hit{{
		basis: byRule,
		says: "The signature " + quoted(sig) + " is base64 of 20 bytes: an HMAC-SHA1 as Signature Version 2 " +
			"makes it, for a Version 4 string to sign.",
		places: places(f.sentSignature()),
		yours:  sig,
		at:     SignatureStage,
	}}
}
