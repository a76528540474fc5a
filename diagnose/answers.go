package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// An answerRule says what a server's answer names. The first code is the usual
// one; refine picks another where the evidence decides. Sources: Amazon S3 API
// reference, Error responses; IAM user guide, Troubleshoot signed requests.
type answerRule struct {
	code    string // error code, lower case, "" for any
	message string // part of the message, lower case, "" for any
	finding string
	says    string
	refine  func(*facts) (code, says string)
}

// answerRules are tried in order; the first that fits counts.
func answerRules() []answerRule {
	return []answerRule{
		{"", "unsupported authorization type", "algorithm-misnamed", "", refineScheme},
		{"", "unsupported aws 'algorithm'", "algorithm-misnamed", "", refineScheme},
		{"", `x-amz-algorithm only supports`, "algorithm-misnamed", "", nil},
		{"", "one and only one ' ' (space) required", "authorization-malformed", "", nil},
		{"", "only one auth mechanism allowed", "auth-two-mechanisms", "The request carries two authentications: a presigned query and an Authorization header.", nil},
		{"", "authorization mechanism you have provided is not supported", "other-scheme", "The request is signed with Signature Version 2; this endpoint takes Version 4 only.", nil},
		{"", "there were headers present in the request which were not signed", "header-not-signed", "", refineNotSigned},
		{"", "must be a 'signedheader'", "host-not-signed", "", nil},
		{"", "header must be signed", "header-not-signed", "", nil},
		{"", "missing required header for this request: x-amz-content-sha256", "payload-hash-header-missing", "", nil},
		{"", "x-amz-content-sha256 must be", "payload-hash-invalid", "", nil},
		{"", "not a valid key=value pair", "authorization-malformed", "", refineKeyValue},
		{"", "requires 'credential' parameter", "authorization-part-missing", "", nil},
		{"", "requires 'signature' parameter", "authorization-part-missing", "", nil},
		{"", "requires 'signedheaders' parameter", "authorization-part-missing", "", nil},
		{"", "existence of either a 'x-amz-date' or a 'date'", "amz-date-missing", "", nil},
		{"", "requires three components", "authorization-part-missing", "", refineComponents},
		{"", "missing credential", "authorization-part-missing", "", nil},
		{"", "missing signedheaders", "authorization-part-missing", "", nil},
		{"", "missing signature", "authorization-part-missing", "", nil},
		{"", "missing signature field", "authorization-part-missing", "", nil},
		{"", "missing signedheaders field", "authorization-part-missing", "", nil},
		{"", "the authorization component", "authorization-malformed", "", refineComponents},
		{"", "non-empty access key", "access-key-wrong-value", "The access key ID is empty.", nil},
		{"", "malformed access key id", "access-key-wrong-value", "", nil},
		{"", "credential access key has length", "access-key-wrong-value", "", nil},
		{"", "non-empty region must be provided", "credential-malformed", "The region of the credential scope is empty.", nil},
		{"", "credential is mal-formed", "credential-malformed", "", refineCredential},
		{"", "credential must have exactly 5", "credential-malformed", "", refineCredential},
		{"", "invalid according to policy: policy expired", "post-policy-expired", "", nil},
		{"", "policy condition failed", "post-policy-field-mismatch", "", nil},
		{"", "extra input fields", "post-policy-extra-field", "", nil},
		{"", "must appear in the list of policy conditions", "post-policy-extra-field", "", nil},
		{"", "must contain a field named", "post-policy-missing-field", "", nil},
		{"invalidpolicydocument", "", "post-policy-invalid", "", nil},
		{"", "credential date is not the same", "scope-date-mismatch", "", refineScopeDate},
		{"", "invalid credential date", "scope-date-mismatch", "", refineScopeDate},
		{"", "date in credential scope does not match", "scope-date-mismatch", "", refineScopeDate},
		{"", "incorrect date format", "scope-date-mismatch", "", nil},
		{"", "scoped to correct service", "service-mismatch", "", nil},
		{"", "incorrect service", "service-mismatch", "", nil},
		{"", "belongs to", "service-mismatch", "", nil},
		{"", "incorrect terminal", "scope-malformed", "", refineTerminal},
		{"", "valid terminator", "scope-malformed", "", refineTerminal},
		{"", "scoped to a valid region", "region-mismatch", "", refineRegion},
		{"", "is wrong; expecting", "region-mismatch", "", refineRegion},
		{"", "region is wrong", "region-mismatch", "", refineRegion},
		{"", "region does not match", "region-mismatch", "", refineRegion},
		{"invalidregion", "", "region-mismatch", "", refineRegion},
		{"invalidregionname", "", "region-mismatch", "", refineRegion},
		{"", "requires a valid date or x-amz-date header", "amz-date-missing", "", refineDate},
		{"malformeddate", "", "date-format", "", nil},
		{"", "date must be in iso-8601", "date-format", "", nil},
		{"", "iso8601 long format", "date-format", "", nil},
		{"", "invalid date format header", "date-format", "", refineDate},
		{"", "expected to be in iso8601", "date-format", "", refineDate},
		{"", "must be less than a week", "presign-expires-invalid", "", nil},
		{"", "x-amz-expires should be a number", "presign-expires-invalid", "", nil},
		{"", "x-amz-expires must be", "presign-expires-invalid", "", nil},
		{"", "version 4 requires the x-amz-algorithm", "presigned-param-missing", "", refineParams},
		{"", "query-string authentication requires the signature", "sigv2-sigv4-mixed", "", nil},
		{"", "query-string parameters must include", "presigned-param-missing", "", refineParams},
		{"", "request has expired", "presigned-expired", "", nil},
		{"expiredrequest", "", "presigned-expired", "", nil},
		{"", "signature not yet current", "clock-skew", "", refineClock},
		{"", "signature expired", "clock-skew", "", refineClock},
		{"", "request is not valid yet", "clock-skew", "", refineClock},
		{"", "request is not yet valid", "clock-skew", "", refineClock},
		{"", "no longer valid", "clock-skew", "", refineClock},
		{"requesttimetooskewed", "", "clock-skew", "", refineClock},
		{"", "request time and the current time is too large", "clock-skew", "", refineClock},
		{"", "server's time is too large", "clock-skew", "", refineClock},
		{"requestexpired", "", "clock-skew", "", refineClock},
		{"xamzcontentsha256mismatch", "", "payload-hash-mismatch", "", refineBodyHash},
		{"contentsha256mismatch", "", "payload-hash-mismatch", "", refineBodyHash},
		{"baddigest", "", "body-checksum-mismatch", "", nil},
		{"invaliddigest", "", "body-checksum-mismatch", "", nil},
		{"malformedtrailererror", "", "streaming-trailer-malformed", "", nil},
		{"invalidchunksizeerror", "", "streaming-framing-malformed", "", nil},
		{"incompletebody", "", "streaming-decoded-length-mismatch", "", refineIncomplete},
		{"missingcontentlength", "", "streaming-decoded-length-mismatch", "", refineLength},
		{"", "x-amz-trailer header is not supported", "streaming-trailer-unsupported", "", nil},
		{"", "unsupported header 'x-amz-sdk-checksum-algorithm'", "streaming-trailer-unsupported", "", nil},
		{"permanentredirect", "", "region-mismatch", "", refineRedirect},
		{"temporaryredirect", "", "redirect-host-changed", "", nil},
		{"invalidtoken", "", "session-token-invalid", "", nil},
		{"invalidtokenid", "", "session-token-invalid", "", refineToken},
		{"expiredtoken", "", "session-token-expired", "", nil},
		{"expiredtokenexception", "", "session-token-expired", "", nil},
		{"tokenrefreshrequired", "", "session-token-expired", "", nil},
		{"invalidsessionexception", "", "session-token-expired", "", nil},
		{"", "security token included in the request is expired", "session-token-expired", "", nil},
		{"", "provided token has expired", "session-token-expired", "", nil},
		{"", "token is malformed", "session-token-invalid", "", nil},
		{"invalidaccesskeyid", "", "access-key-unknown", "", refineAccessKey},
		{"", "access key id you provided does not exist", "access-key-unknown", "", refineAccessKey},
		{"invalidclienttokenid", "", "access-key-unknown", "", refineAccessKey},
		{"unrecognizedclientexception", "", "access-key-unknown", "", refineAccessKey},
		{"", "security token included in the request is invalid", "access-key-unknown", "", refineAccessKey},
		{"", "missing authentication token", "request-not-signed", "", refineNoToken},
		{"missingauthenticationtoken", "", "request-not-signed", "", refineNoToken},
		{"missingauthenticationtokenexception", "", "request-not-signed", "", refineNoToken},
		{"", "is not authorized to perform", "not-a-signature-fault", "", nil},
		{"unauthorizedoperation", "", "not-a-signature-fault", "", nil},
	}
}

var cleanCode = regexp.MustCompile(`[^a-z0-9]`)

// answered finds what the server's answer names, and whether it names anything.
func (f *facts) answered() (hit, bool) {
	if f.answerRead == nil {
		h, ok := f.readAnswer()
		f.answerRead = &readAnswer{h, ok}
	}
	return f.answerRead.hit, f.answerRead.ok
}

// readAnswer is what an answer names, read once.
type readAnswer struct {
	hit hit
	ok  bool
}

func (f *facts) readAnswer() (hit, bool) {
	a := f.answer
	if a == nil {
		return hit{}, false
	}
	code := cleanCode.ReplaceAllString(lower(lastPart(a.Code.S)), "")
	message := lower(collapse(a.Message.S))
	for _, r := range answerRules() {
		if r.code != "" && r.code != code && r.code != strings.TrimSuffix(code, "exception") || r.message != "" && !strings.Contains(message, r.message) {
			continue
		}
		h := hit{code: r.finding, basis: byAnswer, says: r.says, places: places(messageOrCode(a)), at: SignatureStage}
		if r.refine != nil {
			if c, says := r.refine(f); c != "" {
				h.code, h.says = c, or(says, h.says)
			}
		}
		if h.says == "" {
			h.says = "The server answers: " + strings.TrimSpace(a.Message.S)
		}
		return h, true
	}
	return hit{}, false
}

func messageOrCode(a *evidence.Answer) evidence.Text {
	if a.Message.Present() {
		return a.Message
	}
	return a.Code
}

func lastPart(code string) string {
	if i := strings.LastIndexAny(code, "#."); i >= 0 {
		return code[i+1:]
	}
	before, _, _ := strings.Cut(code, ":")
	return before
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// mismatch reports whether the server answered that the signature does not
// match: then scope, clock and access key ID were in order.
func (f *facts) mismatch() bool {
	if f.answer == nil {
		return false
	}
	m := lower(collapse(f.answer.Message.S + " " + f.answer.Field("Details").S))
	if strings.Contains(m, "signature we calculated does not match") || strings.Contains(m, "signature does not match") || strings.Contains(m, "not been correctly signed") {
		return true
	}
	_, named := f.answered()
	code := lower(f.answer.Code.S)
	return !named && (strings.Contains(code, "signaturedoesnotmatch") || strings.Contains(code, "invalidsignature"))
}

func refineScheme(f *facts) (string, string) {
	scheme := ""
	if f.claim != nil {
		scheme = f.claim.Algorithm.S
	}
	if v := f.answer.Field("ArgumentValue").S; v != "" {
		scheme, _, _ = strings.Cut(strings.TrimSpace(v), " ")
	}
	switch l := lower(strings.TrimRight(scheme, ",")); {
	case l == "bearer", l == "basic", l == "jwt", l == "token":
		return "bearer-token-sent", "The Authorization header is of the scheme " + scheme + "; a Signature Version 4 header begins " + sigv4.Algorithm + "."
	case strings.HasPrefix(l, "goog"), strings.HasPrefix(l, "oss"), l == "aws", l == "sharedkey":
		return "other-scheme", "The Authorization header is of the scheme " + scheme + "."
	case strings.HasSuffix(scheme, ","):
		return "authorization-malformed", "A comma stands after the algorithm name."
	case scheme != "" && scheme != sigv4.Algorithm:
		return "algorithm-misnamed", "The server does not know the algorithm " + scheme + ": it is " + sigv4.Algorithm + "."
	}
	return "", ""
}

func refineNotSigned(f *facts) (string, string) {
	names := lower(f.answer.Field("HeadersNotSigned").S)
	says := "The server names headers that are sent but not signed: " + names + "."
	switch {
	case names == "":
		if missing := f.unsentSigned(); len(missing) > 0 && f.req != nil && f.req.HeadersComplete {
			return "signed-header-not-sent", "SignedHeaders names " + strings.Join(missing, ", ") + ", which is not sent."
		}
		return "header-not-signed", ""
	case names == "host":
		return "host-not-signed", says
	case strings.Contains(names, "x-amz-security-token"):
		return "session-token-not-signed", says
	}
	for _, n := range strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' }) {
		if f.queryHas(n) {
			return "header-hoisted-to-query", "The presigner put " + n + " into the query; the client sends it as a header, which is then not signed."
		}
	}
	return "header-not-signed", says
}

// queryHas reports whether a parameter of that name, in any case, is in the query.
func (f *facts) queryHas(name string) bool {
	for _, p := range f.model.pairs {
		if strings.EqualFold(p.name, name) {
			return true
		}
	}
	return false
}

var notKeyValue = regexp.MustCompile(`(?s)'(.*?)' not a valid key=value pair`)

func refineKeyValue(f *facts) (string, string) {
	m := notKeyValue.FindStringSubmatch(f.answer.Message.S)
	if m == nil {
		return "", ""
	}
	part, header := m[1], f.answer.Message.S[strings.Index(f.answer.Message.S, m[0])+len(m[0]):]
	header = lower(header)
	says := "The server could not read the part '" + part + "' of the Authorization header."
	switch l := lower(strings.TrimSpace(part)); {
	case strings.Contains(header, "'bearer"), strings.Contains(header, "'basic"), strings.Contains(header, "'jwt"), strings.HasPrefix(l, "bearer"), strings.HasPrefix(l, "eyj"):
		return "bearer-token-sent", says
	case strings.Contains(header, "'authorization:"), strings.HasPrefix(l, "authorization"):
		return "authorization-header-name-in-value", says
	case l == "aws4-hmac-sha256" && strings.Contains(header, "aws4-hmac-sha256,"):
		return "authorization-malformed", says + " A comma stands after the algorithm name."
	case l == "aws4-hmac-sha256":
		return "authorization-header-name-in-value", says
	case strings.Count(part, "/") >= 3 || strings.HasPrefix(l, "/"):
		return "access-key-whitespace", says + " A blank or line break stands in the access key ID."
	case strings.Contains(header, "signature=") && strings.Index(header, "signature=") < strings.LastIndex(header, l):
		return "signature-trailing-text", says
	}
	return "authorization-malformed", says
}

func refineComponents(f *facts) (string, string) {
	if f.claim == nil {
		return "", ""
	}
	if hits := lookSignatureForm(f); len(hits) > 0 && strings.Contains(f.answer.Message.S, "Signature=") {
		return "signature-not-hex", hits[0].says
	}
	if len(f.claim.Spelling) > 0 || !f.claim.Credential.Present() || !f.claim.Signature.Present() || !f.claim.SignedHeaders.Present() {
		return "authorization-part-missing", ""
	}
	return "authorization-malformed", ""
}

func refineCredential(f *facts) (string, string) {
	if f.claim != nil && strings.Contains(f.claim.Whole.S, "%252F") {
		return "url-double-encoded", "X-Amz-Credential arrives with %252F: the URL was percent-encoded a second time."
	}
	if f.claim != nil && f.claim.Credential.Present() && f.claim.AccessKeyID.S == "" {
		return "access-key-wrong-value", "The access key ID is empty."
	}
	return "", ""
}

var yearOffDates = regexp.MustCompile(`(\d{4})(\d{2})(\d{2})`)

func refineScopeDate(f *facts) (string, string) {
	m := f.answer.Message.S
	days := yearOffDates.FindAllStringSubmatch(m, -1)
	scope := f.params.Scope.Date
	date := f.params.Date
	if len(days) >= 2 {
		scope, date = days[0][0], days[1][0]
	}
	if yearOff(scope, date) {
		return "date-week-year", "The day " + scope + " of the credential scope is a year off " + date[:8] + ": the week-based year was used."
	}
	if scope == "" && f.nearNewYear() {
		return "date-week-year", "The credential scope has another day than X-Amz-Date, and it fails in the last days of a year: the pattern YYYY writes the week-based year."
	}
	return "", ""
}

// yearOff reports whether two days agree but for the year, around New Year.
func yearOff(a, b string) bool {
	if len(a) < 8 || len(b) < 8 || a[:4] == b[:4] {
		return false
	}
	return a[4:8] == b[4:8] && (a[4:6] == "12" && a[6:8] >= "28" || a[4:6] == "01" && a[6:8] <= "04")
}

var newYear = regexp.MustCompile(`(?i)(2[89]|3[01])(st|th)?\.? ?(of )?dec|dec(ember)? ?(2[89]|3[01])\b|\b[123](st|nd|rd)?\.? ?(of )?jan|jan(uary)? ?[123]\b|new year`)

// nearNewYear reports whether the evidence speaks of the days around New Year.
func (f *facts) nearNewYear() bool {
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintDate && newYear.MatchString(h.Text.S) {
			return true
		}
	}
	return false
}

// refineTerminal blames quotes around the values for what stands at their ends.
func refineTerminal(f *facts) (string, string) {
	if f.claim != nil && f.claim.Carrier == sigv4.InHeader && strings.ContainsAny(f.claim.Whole.S, `"'`) {
		return "authorization-malformed", "Quotes stand around values of the header."
	}
	return "", ""
}

var quotedRegion = regexp.MustCompile(`['"]([A-Za-z0-9_-]*)['"]`)

func refineRegion(f *facts) (string, string) {
	host := lower(f.model.host)
	if strings.Contains(host, "accesspoint.s3-global") || strings.Contains(host, ".mrap.") {
		return "sigv4a-required", "The host is a multi-region access point, which takes SigV4A only."
	}
	m := quotedRegion.FindAllStringSubmatch(f.answer.Message.S, -1)
	want := f.answer.Field("Region").S
	lm := lower(f.answer.Message.S)
	switch {
	case strings.Contains(lm, "expecting") && len(m) >= 2:
		return "region-mismatch", "The scope says region " + quoted(m[0][1]) + ", the server expects " + quoted(m[1][1]) + "."
	case strings.Contains(lm, "expecting") && len(m) == 1:
		return "region-mismatch", "The server expects region " + quoted(m[0][1]) + "."
	case want != "":
		return "region-mismatch", "The server expects region " + quoted(want) + "."
	case len(m) > 0:
		return "region-mismatch", "The scope says region " + quoted(m[0][1]) + ", which this endpoint does not take."
	}
	return "", ""
}

func refineDate(f *facts) (string, string) {
	if v, ok := f.raw.HeaderValue("x-amz-date"); ok {
		if _, good := parseAmzDate(v); !good {
			return "date-format", "x-amz-date is " + quoted(v) + ", which is not YYYYMMDDTHHMMSSZ."
		}
	} else if v, ok := f.raw.HeaderValue("date"); ok {
		return "date-format", "Only a Date header is sent: " + quoted(v) + "."
	}
	return "", ""
}

func refineParams(f *facts) (string, string) {
	if f.claim == nil {
		return "", ""
	}
	whole := f.claim.Whole.S
	switch {
	case strings.Contains(whole, "amp;X-Amz-") || strings.Contains(whole, "&amp;"):
		return "xml-escaped", "The URL has &amp; in place of &."
	case strings.Contains(whole, "%26X-Amz-"), strings.Contains(whole, "%3DAWS4"):
		return "url-double-encoded", ""
	}
	return "", ""
}

func refineAccessKey(f *facts) (string, string) {
	id := f.params.AccessKeyID
	if v := f.answer.Field("AWSAccessKeyId").S; v != "" {
		id = v
	}
	if strings.HasPrefix(id, "ASIA") && !f.hasToken() {
		return "session-token-missing", "The access key ID " + id + " is temporary; the request carries no session token."
	}
	if strings.TrimSpace(id) != id {
		return "access-key-whitespace", ""
	}
	if odd, why := wrongKeyID(id); odd && f.claim != nil {
		return "access-key-wrong-value", why
	}
	if f.endpointForeign() {
		return "endpoint-wrong", "The request goes to " + f.model.host + ", which is not where a key such as " + id + " belongs."
	}
	return "", ""
}

func refineToken(f *facts) (string, string) {
	if f.hasToken() && !f.tokenSigned() {
		return "session-token-not-signed", "The session token is sent but not signed."
	}
	return "", ""
}

func refineNoToken(f *facts) (string, string) {
	if f.apiGateway() {
		return "route-not-found", "API Gateway answers so when path, method or stage do not exist; the signature was not looked at."
	}
	if f.claim != nil && f.claim.Algorithm.S != "" && f.req != nil {
		return "authorization-removed-in-transit", "The request as sent is signed, the server saw no signature."
	}
	return "", ""
}

func (f *facts) apiGateway() bool {
	if f.answer.HeaderValue("x-amz-apigw-id").Present() || f.answer.HeaderValue("x-amzn-ErrorType").Present() && strings.Contains(f.answer.HeaderValue("x-amzn-ErrorType").S, "MissingAuthenticationToken") {
		return true
	}
	return strings.Contains(f.model.host, "execute-api") || f.params.Scope.Service == "execute-api"
}

func refineBodyHash(f *facts) (string, string) {
	client, server := f.answer.Field("ClientComputedContentSHA256").S, f.answer.Field("S3ComputedContentSHA256").S
	if client == "" {
		client, _ = f.raw.HeaderValue("x-amz-content-sha256")
	}
	if client == sigv4.EmptyHash {
		return "empty-body-hash", "The hash of an empty body was declared; the body that arrived hashes to " + named(server) + "."
	}
	if code, says := f.bodyVariant(client); code != "" {
		return code, says
	}
	return "payload-hash-mismatch", "The declared payload hash is not that of the body that arrived."
}

// bodyVariant finds what text has a given hash: another form of the body, or something else.
func (f *facts) bodyVariant(hash string) (string, string) {
	m := *f.model
	if !m.bodyKnow {
		return "", ""
	}
	m.payload = sigv4.HexSHA256(m.body)
	if m.payload == hash {
		return "", ""
	}
	for _, w := range m.twists() {
		if w.slot == slotPayload {
			if t := m.with(w); t.payloadText != nil && *t.payloadText == hash {
				return w.code, "The client " + w.says + "."
			}
		}
	}
	return "", ""
}

func refineIncomplete(f *facts) (string, string) {
	expected, provided := f.answer.Field("NumberBytesExpected").S, f.answer.Field("NumberBytesProvided").S
	if expected != "" {
		return "streaming-decoded-length-mismatch", "The server expected " + expected + " bytes and got " + named(provided) + "."
	}
	return "streaming-framing-malformed", "The chunks of the body end before they should."
}

func refineLength(f *facts) (string, string) {
	if v, _ := f.raw.HeaderValue("x-amz-content-sha256"); strings.HasPrefix(v, "STREAMING-") {
		return "", ""
	}
	return "content-length-mismatch", "The server got no Content-Length."
}

func refineRedirect(f *facts) (string, string) {
	endpoint := f.answer.Field("Endpoint").S
	if endpoint != "" {
		return "region-mismatch", "The bucket lives at " + endpoint + ": host and scope have to be those of its region."
	}
	return "", ""
}

// refineClock tells a clock that is off from a wrong time zone, a week-based
// year and a request that waited.
func refineClock(f *facts) (string, string) {
	yours, server, ok := f.clocks()
	if !ok {
		return "", ""
	}
	return clockCode(yours, server)
}
