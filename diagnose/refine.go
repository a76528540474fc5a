package diagnose

import (
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

func refineScheme(f *facts) (string, string) {
	scheme := ""
	if f.claim != nil {
		scheme = f.claim.Algorithm.S
	}
	if v := f.answer.Field("ArgumentValue").S; v != "" {
		scheme, _, _ = strings.Cut(strings.TrimSpace(v), " ")
	}
	switch l := lower(strings.TrimRight(scheme, ",")); {
	case l == "authorization:", f.pasteHas(nameInValue):
		return "authorization-header-name-in-value", "The server quotes the value of the header: it begins with the header's name."
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

var nameInValue = regexp.MustCompile(`(?i)<ArgumentValue>\s*Authorization\s*:`)

// clockTold are words of people who have looked after their clock, in any language.
var clockTold = regexp.MustCompile(`(?i)\bchrony\w*|\b(?:ntp(?:q|stat)?|ntpdate\s+-q)\b[^\n]{0,40}(?:fine|offset [-+]?0\.0|ok|sync\w*|right|correct)|\btimedatectl\b|clock (?:is|was) (?:fine|right|correct|ok|in sync|accurate)|correctClockSkew`)

// stampedInTime reports whether the log stamps the line of the answer with the time
// that the server's clock showed: then the client's clock is right.
func (f *facts) stampedInTime() bool {
	_, server, ok := f.clocks()
	if !ok || f.answer == nil || !f.answer.Message.InSource() {
		return false
	}
	place := f.answer.Message.Place()
	src := f.ev.Sources[place.Source].Data
	from := bytes.LastIndexByte(src[:place.From], '\n') + 1
	m := utcStamp.FindSubmatch(src[from:min(len(src), from+60)])
	if m == nil {
		return false
	}
	logged, err := time.Parse("2006-01-02T15:04:05", string(m[1]))
	return err == nil && logged.Sub(server).Abs() < time.Minute
}

// utcStamp is a time that a log puts before a line in UTC.
var utcStamp = regexp.MustCompile(`^\s*\[?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[.,]?\d*Z`)

// oneDelay reports whether the answers do not tell several delays.
func (f *facts) oneDelay() bool {
	least, most := f.delays()
	return most-least <= 20*time.Second
}

// refineNotFound reads OSS's answer to signed headers that it does not take.
func refineNotFound(f *facts) (string, string) {
	if name := f.underscored(); name != "" {
		return "header-underscore-dropped", "The server says that signed headers did not arrive. " + name + " has an underscore: some servers and proxies drop such headers."
	}
	return "", ""
}

// refineUnparsed reads Oracle's answer to an Authorization that it cannot take apart.
func refineUnparsed(f *facts) (string, string) {
	if odd, why := wrongKeyID(f.params.AccessKeyID); odd && f.params.AccessKeyID != "" {
		return "access-key-wrong-value", why
	}
	if f.pasteHas(credentialPath) {
		return "access-key-wrong-value", "The path of a file stands where the access key ID belongs."
	}
	return "", ""
}

var credentialPath = regexp.MustCompile(`Credential=(?:~|\.{1,2})?/[\w./-]*credentials`)

var notPresent = regexp.MustCompile("(?i)signed header [`'\"]?([a-z0-9-]+)[`'\"]? is not present")

// refineNotPresent reads the answer of servers that name the signed header which
// did not arrive.
func refineNotPresent(f *facts) (string, string) {
	m := notPresent.FindStringSubmatch(f.answer.Message.S)
	if m == nil {
		return "", ""
	}
	says := "The server says that the signed header " + m[1] + " did not arrive."
	switch name := lower(m[1]); {
	case name == "accept-encoding":
		return "accept-encoding-rewritten", says
	case name == "content-length":
		return "content-length-mismatch", says
	case f.sent(name):
		return "header-removed-in-transit", says
	}
	return "signed-header-not-sent", says
}

func refineNotSigned(f *facts) (string, string) {
	names := lower(f.answer.Field("HeadersNotSigned").S)
	if names == "" {
		names = f.pasteFinds(notSignedList)
	}
	says := "The server names headers that are sent but not signed: " + names + "."
	switch {
	case names == "":
		if missing := f.unsentSigned(); len(missing) > 0 && f.req != nil && f.req.HeadersComplete {
			return "signed-header-not-sent", "SignedHeaders names " + strings.Join(missing, ", ") + ", which is not sent."
		} else if len(missing) > 0 && f.req != nil && len(f.raw.Fields) > 3 && f.model.host != "" && !f.onAWS() {
			return "signed-header-not-sent", "SignedHeaders names " + strings.Join(missing, ", ") + ", which is not among the headers shown: MinIO gives this answer to a signed header that is missing."
		}
		if name := f.underscored(); name != "" && f.model.host != "" && !f.onAWS() {
			return "header-underscore-dropped", "All x-amz- headers of the request are signed. " + name + " has an underscore: nginx drops such headers, and the server then misses a signed one."
		}
		return "header-not-signed", ""
	case names == "host" && (f.claim != nil && strings.Contains(f.claim.SignedHeaders.S, "%3B") || f.pasteHas(twiceEncodedList)):
		return "url-double-encoded", "X-Amz-SignedHeaders arrives with %253B: the finished URL was percent-encoded a second time, so that no header is named host."
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

// underscored is a signed header with an underscore in its name, of a request
// that leaves no x-amz- header unsigned.
func (f *facts) underscored() (name string) {
	for _, n := range f.model.order {
		if strings.HasPrefix(n, "x-amz-") && !slices.Contains(f.model.names, n) {
			return ""
		}
	}
	for _, n := range f.model.names {
		if strings.Contains(n, "_") {
			name = n
		}
	}
	return name
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

var twiceEncodedList = regexp.MustCompile(`X-Amz-SignedHeaders=[a-z0-9-]*%253[Bb]`)

var notSignedList = regexp.MustCompile(`HeadersNotSigned[>"':,=\s]+([a-z0-9-]+(?:, ?[a-z0-9-]+)*)`)

// pasteFinds returns what the first group of a form finds in a paste of readable size.
func (f *facts) pasteFinds(form *regexp.Regexp) string {
	groups, _ := f.find(form)
	if len(groups) < 2 {
		return ""
	}
	return groups[1]
}

// pasteHas reports whether a form stands anywhere in a paste of readable size.
func (f *facts) pasteHas(form *regexp.Regexp) bool {
	for i := range f.ev.Sources {
		if f.holds(i, form) {
			return true
		}
	}
	return false
}

// holds reports whether a form stands in a source of readable size.
func (f *facts) holds(source int, form *regexp.Regexp) bool {
	return len(f.ev.Sources[source].Data) <= maxCode && f.ev.First(source, form) != nil
}

// matches goes through what the first group of a form matches in the sources of
// readable size.
func (f *facts) matches(form *regexp.Regexp) iter.Seq[evidence.Text] {
	return func(yield func(evidence.Text) bool) {
		for i := range f.ev.Sources {
			if !f.holds(i, form) {
				continue
			}
			for _, m := range f.ev.All(i, form) {
				if !yield(f.ev.Cut(i, m[2], m[3])) {
					return
				}
			}
		}
	}
}

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
	case !strings.Contains(header, "aws4") && !strings.Contains(header, "="):
		return "bearer-token-sent", says
	case strings.Contains(header, "'authorization:"), strings.HasPrefix(l, "authorization"):
		return "authorization-header-name-in-value", says
	case l == "aws4-hmac-sha256" && strings.Count(header, "aws4-hmac-sha256 credential=") > 1:
		return "auth-two-mechanisms", says + " The header holds two signatures, joined by a comma: two parts of the client, or the client and a proxy, sign the request."
	case l == "aws4-hmac-sha256" && strings.Contains(header, "aws4-hmac-sha256,"):
		return "authorization-malformed", says + " A comma stands after the algorithm name."
	case l == "aws4-hmac-sha256":
		return "authorization-header-name-in-value", says
	case strings.Count(part, "/") >= 3 || strings.HasPrefix(l, "/"):
		return "access-key-whitespace", says + " A blank or line break stands in the access key ID."
	case strings.Contains(header, ")= "+l):
		return "signature-not-hex", says + " What openssl writes before a digest, such as (stdin)=, stands in the signature: its form differs between versions. -r or -binary with xxd -p give the digits alone."
	case strings.Contains(header, "signature=") && strings.Index(header, "signature=") < strings.LastIndex(header, l):
		return "signature-trailing-text", says
	}
	return "authorization-malformed", says
}

// refineHashWord tells a word that the server does not know from a wrong one.
func refineHashWord(f *facts) (string, string) {
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	if v == "" && f.pasteHas(newSDKs) {
		return "streaming-trailer-unsupported", "Newer SDKs send checksums in a trailer by default (STREAMING-UNSIGNED-PAYLOAD-TRAILER in x-amz-content-sha256), which this server does not know. Set request_checksum_calculation to when_required."
	}
	if !strings.HasPrefix(v, "STREAMING-") || !validPayloadHash(v) {
		return "", ""
	}
	return "streaming-trailer-unsupported", "The request says " + v + ", a kind of body that this server does not know: newer SDKs send it by default."
}

// emptyKeyID is a credential scope quoted by a server with nothing before it.
var emptyKeyID = regexp.MustCompile(`component\s+["'\\]*/\d{8}/[\w-]*/[\w-]+/aws4_request`)

func refineComponents(f *facts) (string, string) {
	if emptyKeyID.MatchString(f.answer.Message.S) {
		return "access-key-wrong-value", "The credential begins with a slash: the access key ID before it is empty, as it is where its variable is not set."
	}
	if credentialLine.MatchString(f.answer.Message.S) {
		return "access-key-wrong-value", "A line of the credentials file stands in Credential, its name and all, where the access key ID belongs."
	}
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

var credentialLine = regexp.MustCompile(`(?i)Credential=\s*(?:aws_)?access_key(?:_id)?\s*=`)

// refineRequires tells a token of another kind from a header with a part missing.
func refineRequires(f *facts) (string, string) {
	_, value, ok := strings.Cut(f.answer.Message.S, "Authorization=")
	value = strings.TrimSpace(value)
	if l := lower(value); ok && value != "" && (strings.HasPrefix(l, "bearer") || strings.HasPrefix(l, "basic") || strings.HasPrefix(value, "eyJ") || !strings.Contains(l, "aws4") && !strings.Contains(l, "credential")) {
		return "bearer-token-sent", "The Authorization header holds a token of another kind; Signature Version 4 is read there."
	}
	if f.pasteHas(toolFails) && strings.HasSuffix(value, "Signature=") {
		return "hmac-tool-failed", "The signature is empty, and the paste shows why: the program that computes the HMACs fails."
	}
	if f.claim != nil && len(f.claim.Spelling) == 0 && len(f.missingParts()) == 0 {
		return "authorization-malformed", "The header holds all parts, but the server cannot tell them apart."
	}
	return "", ""
}

func refineCredential(f *facts) (string, string) {
	if m := gotCredential.FindStringSubmatch(f.message()); m != nil {
		if id, _, _ := sigv4.SplitCredential(m[1]); LooksSecret(id) {
			return "credentials-mixed", "What stands as access key ID has the form of a secret key: the two are exchanged."
		}
	}
	if f.claim != nil {
		if id, _, _ := sigv4.SplitCredential(f.claim.Credential.S); LooksSecret(id) {
			return "credentials-mixed", "What stands as access key ID has the form of a secret key: the two are exchanged."
		}
	}
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

var keyValueStore = regexp.MustCompile(`(?i)cloudfront-?keyvaluestore|cloudfront-kvs`)

func refineRegion(f *facts) (string, string) {
	host := lower(f.model.host)
	if strings.Contains(host, "accesspoint.s3-global") || strings.Contains(host, ".mrap.") {
		return "sigv4a-required", "The host is a multi-region access point, which takes SigV4A only."
	}
	if f.pasteHas(keyValueStore) {
		return "sigv4a-required", "CloudFront KeyValueStore takes SigV4A only, whose scope names no region."
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

// dateInText is an x-amz-date in whatever log or code a paste holds.
var dateInText = regexp.MustCompile(`(?i)x-amz-date['"]?\]?\s*(?:=>|[:=,])\s*['"]?([0-9][0-9A-Za-z:+.-]{5,})`)

func refineDate(f *facts) (string, string) {
	if v := f.pasteFinds(dateInText); v != "" && !f.sent("x-amz-date") {
		if _, good := parseAmzDate(v); !good {
			return "date-format", "x-amz-date is " + quoted(v) + ", which is not YYYYMMDDTHHMMSSZ."
		}
	}
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

// tokenOfGlobal says what a token of the global endpoint of STS is not good for (IAM
// user guide, "Managing AWS STS in an AWS Region").
const tokenOfGlobal = "The region has to be opted into. Session tokens of the global endpoint of STS are not valid there: ask a regional endpoint for them (AWS_STS_REGIONAL_ENDPOINTS=regional)."

// optInToken reports whether a request with temporary credentials goes to a region
// that takes no tokens of the global endpoint of STS.
func (f *facts) optInToken() bool {
	region := f.params.Scope.Region
	temporary := f.hasToken() || strings.HasPrefix(f.keyID(), "ASIA") || f.keyID() == ""
	return temporary && (optInRegion.MatchString(region) || region == "" && f.pasteHas(optInRegion)) && f.pasteHas(tokenMaker)
}

var (
	optInRegion = regexp.MustCompile(`\b(?:af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[34567]|ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-central-1|me-south-1|mx-central-1)\b`)
	tokenMaker  = regexp.MustCompile(`(?i)assume[_-]?role|AWS_STS_REGIONAL_ENDPOINTS|get[_-]?session[_-]?token`)
)

var (
	temporaryID = regexp.MustCompile(`\bASIA[A-Z0-9]{12,}`)
	tokenGiven  = regexp.MustCompile(`(?i)session_?token["']?\s*[:=]|security-token["']?\s*[:=]`)
)

var temporaryKeys = regexp.MustCompile(`(?i)(without|no|missing|lacks?)\s+(a\s+)?(session|security|access)?\s*token|temp(orary)?\s+(access|credentials|keys?)`)

// keyID is the access key ID, as claimed or as the server's answer names it.
func (f *facts) keyID() string {
	if f.answer != nil {
		if v := f.answer.Field("AWSAccessKeyId").Trim().S; v != "" {
			return v
		}
	}
	return f.params.AccessKeyID
}

var (
	localStack   = regexp.MustCompile(`(?i)\blocalstack\b`)
	localAddress = regexp.MustCompile(`(?i)localhost|127\.0\.0\.1|localstack:\d|:4566|--endpoint-url`)
)

func refineAccessKey(f *facts) (string, string) {
	id := f.params.AccessKeyID
	if v := f.answer.Field("AWSAccessKeyId").S; v != "" {
		id = v
	}
	if len(f.ex.Claims) > 0 && strings.Contains(f.ex.Claims[0].Credential.S, `"/`) {
		return "access-key-wrong-value", "Quotes are part of the access key ID."
	}
	if f.pasteHas(localStack) && !f.pasteHas(localAddress) && (id == "" || id == "test" || f.onAWS()) {
		return "endpoint-wrong", "The key is made for LocalStack, and the answer is not LocalStack's: the client has no endpoint set, and asks AWS itself."
	}
	if strings.HasPrefix(id, "ASIA") && !f.hasToken() {
		return "session-token-missing", "The access key ID " + id + " is temporary; the request carries no session token."
	}
	if f.optInToken() {
		return "session-token-invalid", tokenOfGlobal
	}
	if strings.TrimSpace(id) != id {
		return "access-key-whitespace", ""
	}
	if id == "" && !f.hasToken() && f.pasteHas(temporaryID) && !f.pasteHas(tokenGiven) {
		return "session-token-missing", "The access key ID in the paste begins with ASIA: it is temporary, and no session token is given with it."
	}
	if id == "" && !f.hasToken() && f.pasteHas(temporaryKeys) {
		return "session-token-missing", "The paste speaks of temporary credentials, and shows no session token."
	}
	if v, ok := f.raw.HeaderValue("x-amz-security-token"); ok && (strings.Contains(v, "%2B") || strings.Contains(v, "%2F")) {
		return "session-token-recoded", "The session token in the header is percent-encoded."
	}
	if odd, why := wrongKeyID(id); odd && f.claim != nil {
		return "access-key-wrong-value", why
	}
	if where := f.pasteFinds(otherPartition); where != "" && !strings.Contains(f.model.host, where) && f.params.Scope.Region != where {
		return "endpoint-wrong", "The paste speaks of " + where + ", whose partition has keys and endpoints of its own: a client that is not given the region asks the endpoints of another one, which do not know the key."
	}
	if f.endpointForeign() {
		return "endpoint-wrong", "The request goes to " + f.model.host + ", which is not where a key such as " + id + " belongs."
	}
	return "", ""
}

// refinePolicy reads Google's answer to a form that its policy does not allow,
// which has the code of a policy that cannot be read.
func refinePolicy(f *facts) (string, string) {
	m := lower(collapse(f.answer.Message.S + " " + f.answer.Field("Details").S))
	switch {
	case strings.Contains(m, "did not reference these fields"):
		return "post-policy-extra-field", "The server says that the policy does not name a field of the form: " + collapse(f.answer.Field("Details").S) + "."
	case strings.Contains(m, "does not meet the conditions"):
		return "post-policy-field-mismatch", ""
	}
	return "", ""
}

func refineTokenForm(f *facts) (string, string) {
	if strings.Contains(lower(f.model.host), ".s3express-") && f.sent("x-amz-security-token") && !f.sent("x-amz-s3session-token") {
		return "s3express-token-header", "The token of an S3 Express session goes into x-amz-s3session-token; it is in x-amz-security-token."
	}
	for _, p := range sigv4.SplitQuery(f.model.query) {
		if strings.EqualFold(p.Name, "X-Amz-Security-Token") && strings.Contains(p.Value, "+") {
			return "session-token-recoded", "The session token stands in the URL with a raw +, which is read as a blank."
		}
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
	if f.claim != nil && f.req != nil && f.pasteHas(distribution) && f.model.host != "" && !f.onAWS() {
		return "authorization-removed-in-transit", "The request as sent is signed, for the name of a distribution: CloudFront hands on Authorization only where a cache or origin request policy names it."
	}
	if f.apiGateway() || collapse(f.answer.Message.S) == "Missing Authentication Token" && !strings.Contains(f.answer.Code.S, "MissingAuthenticationTokenException") {
		return "route-not-found", "API Gateway answers so when path, method or stage do not exist; the signature was not looked at."
	}
	if f.claim != nil && f.claim.Algorithm.S != "" && f.req != nil {
		return "authorization-removed-in-transit", "The request as sent is signed, the server saw no signature."
	}
	return "", ""
}

// gatewayHeader is a header that API Gateway alone answers with.
var gatewayHeader = regexp.MustCompile(`(?i)\bx-amz-apigw-id\b`)

// distribution are words for a distribution of CloudFront and what it hands on.
var distribution = regexp.MustCompile(`(?i)\bdistribution\b|\bcache (?:policy|behaviou?r)|\borigin request policy|CachingOptimized`)

// otherPartition are the regions of China and of the government of the USA.
var otherPartition = regexp.MustCompile(`\b(cn-north(?:west)?-1|us-gov-(?:east|west)-1)`)

func (f *facts) apiGateway() bool {
	if f.answer.HeaderValue("x-amz-apigw-id").Present() || f.pasteHas(gatewayHeader) || f.answer.HeaderValue("x-amzn-ErrorType").Present() && strings.Contains(f.answer.HeaderValue("x-amzn-ErrorType").S, "MissingAuthenticationToken") {
		return true
	}
	return strings.Contains(f.model.host, "execute-api") || f.params.Scope.Service == "execute-api"
}

// The two hashes of the body as programs print the answer.
var (
	clientComputed = regexp.MustCompile(`(?i)client_?computed(?:content)?(?:sha256)?\W{1,4}(?:(?:Optional|Some)\()?["'\\]*([0-9a-f]{64})\b`)
	serverComputed = regexp.MustCompile(`(?i)s3_?computed(?:content)?(?:sha256)?\W{1,4}(?:(?:Optional|Some)\()?["'\\]*([0-9a-f]{64})\b`)
)

var trailerWord = regexp.MustCompile(`(STREAMING-[A-Z0-9-]*-TRAILER)`)

func refineBodyHash(f *facts) (string, string) {
	if v := f.pasteFinds(trailerWord); v != "" && !f.onAWS() {
		return "streaming-trailer-unsupported", "The payload is " + v + ", the default of newer SDKs; servers that do not know it compare the word with the hash of the body."
	}
	client, server := f.answer.Field("ClientComputedContentSHA256").S, f.answer.Field("S3ComputedContentSHA256").S
	if client == "" {
		client, server = f.pasteFinds(clientComputed), or(server, f.pasteFinds(serverComputed))
	}
	if client == "" {
		client, _ = f.raw.HeaderValue("x-amz-content-sha256")
	}
	if client == sigv4.EmptyHash {
		return "empty-body-hash", "The hash of an empty body was declared; the body that arrived hashes to " + named(server) + "."
	}
	if code, says := f.bodyVariant(client); code != "" {
		return code, says
	}
	if text, ok := knownHash(client); ok {
		return "wrong-text-hashed", "The declared payload hash is that of the text " + quoted(text) + ", which is not the body that arrived."
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
	decoded, _ := f.raw.HeaderValue("x-amz-decoded-content-length")
	length, ok := f.raw.HeaderValue("content-length")
	if ok && length == decoded {
		return "streaming-decoded-length-mismatch", "x-amz-decoded-content-length and Content-Length are both " + length + ": the first counts the data alone, the second the chunks with their framing, which is always more."
	}
	if f.framedRight() {
		return "streaming-decoded-length-mismatch", "x-amz-decoded-content-length is " + decoded + ", and Content-Length is what its chunk takes: fewer bytes than these followed. Either the length that the client was given is not that of its data, or the connection broke."
	}
	if f.raw.Body.State == sigv4.BodyKnown {
		if _, fault := chunks(f.raw.Body.Bytes); fault == "" {
			return "", "" // the chunks are whole: the headers say something else of them
		}
	}
	return "streaming-framing-malformed", "The chunks of the body end before they should."
}

// framedRight reports whether the two lengths of a chunked upload fit each other.
func (f *facts) framedRight() bool {
	decoded, _ := f.raw.HeaderValue("x-amz-decoded-content-length")
	length, _ := f.raw.HeaderValue("content-length")
	n, err := strconv.Atoi(decoded)
	return err == nil && length == strconv.Itoa(framedLength(n))
}

// framedLength is how many bytes a body of n takes in one signed chunk and the last
// one (Amazon S3 API reference, "Signature calculations: transferring payload in
// multiple chunks").
func framedLength(n int) int {
	const signature = len(";chunk-signature=") + 64 + len("\r\n")
	return len(strconv.FormatInt(int64(n), 16)) + signature + n + len("\r\n") + len("0") + signature + len("\r\n")
}

func refineLength(f *facts) (string, string) {
	if v, _ := f.raw.HeaderValue("x-amz-content-sha256"); strings.HasPrefix(v, "STREAMING-") {
		return "", ""
	}
	if f.pasteHas(trailerWord) || f.pasteHas(newSDKs) && f.pasteHas(olderWorks) && !f.onAWS() {
		return "streaming-trailer-unsupported", "Newer SDKs send uploads with a checksum in a trailer, and the length of the data in another header: a server that does not know this form misses Content-Length."
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
	if v := f.answer.Field("RequestTime").Trim().S; amzShape.MatchString(v) {
		if _, exists := parseAmzDate(v); !exists {
			return "date-pattern-wrong", "The server read the time " + v + ", which does not exist: a field of the pattern is in the wrong place."
		}
	}
	yours, server, ok := f.clocks()
	if !ok {
		return "", ""
	}
	if least, most := f.delays(); most-least > 20*time.Second {
		return "request-delayed", "The requests arrive between " + spell(least) + " and " + spell(most) + " after they were signed: a clock that is wrong is off by the same time for each of them. They wait between signing and sending, in a queue, a limiter or for a connection."
	}
	code, says := clockCode(yours, server)
	switch {
	case code != "clock-skew" || yours.After(server):
	case f.stampedInTime():
		return "request-delayed", "The request was signed at " + yours.Format(amzLayout) + ", and the log has the answer at the time of the server's clock: the clock is right. The signature is used later than it is good for, or again: it has to be made for each request, when it is sent."
	case server.Sub(yours) < shortlyExpired && f.pasteHas(fiveMinutes) && f.pasteHas(waits):
		return "request-delayed", "The request arrives " + spell(server.Sub(yours)) + " after it was signed, hardly more than it is good for: a clock that is wrong is off by any time, a request that waits is refused as soon as the time is over. It waits in a queue or for a connection, or is sent faster than it is taken in."
	case f.pasteHas(clockTold):
		return "request-delayed", "The request arrives " + spell(server.Sub(yours)) + " after it was signed, and the clock is told to be right: it waits in a queue or for a connection, or the signature is used again."
	}
	if d := yours.Sub(server); code == "clock-skew" && zoneLike(d) && (f.pasteHas(localStamp) || f.pasteHas(clockTold) || f.localClock()) {
		return "date-not-utc", says + " That is the difference of a time zone: local time is written as if it were UTC."
	}
	if why := patternFault(yours.Format(amzLayout), server); why != "" && code == "clock-skew" {
		return "date-pattern-wrong", says + " " + why
	}
	if f.pasteHas(twelveHours) && server.Sub(yours) > 11*time.Hour && server.Sub(yours) < 13*time.Hour {
		return "date-pattern-wrong", says + " The code writes the hour with hh, of a 12-hour clock."
	}
	return code, says
}

// shortlyExpired is little more than the five minutes for which a header is good.
const shortlyExpired = 5*time.Minute + 3*time.Second

// waits are words for what may keep a signed request waiting.
var waits = regexp.MustCompile(`(?i)stream|transcri|upload|queue|batch|chunk|event`)

var fiveMinutes = regexp.MustCompile(`\(\d{8}T\d{6}Z - 5 min\.?\)`)

// localStamp is code that writes the local time in the form of X-Amz-Date: the local
// time by itself is as often taken to measure how long something lasts.
var localStamp = regexp.MustCompile(`\bTime\.now\.strftime|\bDateTime\.Now\.ToString\(|\bdatetime\.now\(\)\.strftime|\bstrftime\([^)\n]*%Y%m%d[^\n]*\blocaltime|\blocaltime\([^\n]*%Y%m%d|\bLocalDateTime\.now\([^\n]*(?:format|yyyyMMdd)|\bdate\(['"]Ymd`)

// localClock reports whether code takes the local time, writes a time in the form of
// X-Amz-Date, and nothing in it speaks of UTC.
func (f *facts) localClock() bool {
	return f.pasteHas(takesLocal) && f.pasteHas(writesStamp) && !f.pasteHas(speaksUTC)
}

var (
	takesLocal  = regexp.MustCompile(`\bDateTime\.Now\b|\bdatetime\.now\(\)|\bLocalDateTime\.now\(|\bTime\.now\b|\btime\.Now\(\)|\blocaltime(?:_r)?\(|\.getHours\(|\bnew DateTime\(\)|\bSYSDATE\b|\bNow\(\)`)
	writesStamp = regexp.MustCompile(`yyyyMMdd['"\\]*T['"\\]*HHmmss|%Y%m%dT%H%M%S|20060102T150405|Ymd\\*T\\*His|\.getHours\(|YYYYMMDD"T"HH24MISS`)
	speaksUTC   = regexp.MustCompile(`(?i)utc|gmt|ZoneOffset|toISOString|setTimeZone`)
)

var twelveHours = regexp.MustCompile(`["'][yY]{4}-?MM-?dd['T]*hh:?mm`)
