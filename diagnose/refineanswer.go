package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/replay"
	"sigwhy/sigv4"
)

// refineScheme tells the scheme of a header that the server does not take.
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
		return "authorization-header-name-in-value", "The server quotes the value of the header: it begins with " +
			"the header's name."
	case l == "bearer", l == "basic", l == "jwt", l == "token":
		return "bearer-token-sent", "The Authorization header is of the scheme " + scheme +
			"; a Signature Version 4 header begins " + sigv4.Algorithm + "."
	case strings.HasPrefix(l, "goog"), strings.HasPrefix(l, "oss"), l == "aws", l == "sharedkey":
		return "other-scheme", "The Authorization header is of the scheme " + scheme + "."
	case strings.HasSuffix(scheme, ","):
		return "authorization-malformed", "A comma stands after the algorithm name."
	case scheme != "" && scheme != sigv4.Algorithm:
		return "algorithm-misnamed", "The server does not know the algorithm " + scheme + ": it is " +
			sigv4.Algorithm + "."
	}
	return "", ""
}

var nameInValue = regexp.MustCompile(`(?i)<ArgumentValue>\s*Authorization\s*:`)

// refineNotFound reads OSS's answer to signed headers that it does not take.
func refineNotFound(f *facts) (string, string) {
	if name := f.underscored(); name != "" {
		return "header-underscore-dropped", "The server says that signed headers did not arrive. " + name +
			" has an underscore: some servers and proxies drop such headers."
	}
	return "", ""
}

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

// shouldBeSigned is what Garage and B2 answer to a header x-amz-* that is not signed.
var shouldBeSigned = regexp.MustCompile(`(?i)header [\x60'"]?([a-z0-9-]+)[\x60'"]? ` + anyOf(
	`should be signed`,
	`must be included in signature`,
))

// refineShouldBeSigned tells a header that a client forgot from one that came on the way.
func refineShouldBeSigned(f *facts) (string, string) {
	m := shouldBeSigned.FindStringSubmatch(f.answer.Message.S)
	if m == nil {
		return "", ""
	}
	if replay.IsVolatile(lower(m[1])) {
		return "header-added-in-transit", "The server wants " + m[1] + " signed, which is not the client's: a " +
			"proxy or CDN has put it into the request on the way."
	}
	return "header-not-signed", "The server wants " + m[1] + " signed."
}

// untraced is a signed header that the trace of a MinIO server does not show among those
// that arrived.
func (f *facts) untraced() string {
	m, _ := f.find(tracedRequest)
	if len(m) < 2 || !strings.Contains(lower(m[1]), "host:") {
		return ""
	}
	for _, n := range f.listed {
		if !strings.Contains(lower(m[1]), " "+lower(n)+":") {
			return n
		}
	}
	return ""
}

// refineNotSigned tells headers that are sent and not signed from signed ones that are
// not sent.
func refineNotSigned(f *facts) (string, string) {
	names := lower(f.answer.Field("HeadersNotSigned").S)
	if names == "" {
		names = f.pasteFinds(notSignedList)
	}
	says := "The server names headers that are sent but not signed: " + names + "."
	switch {
	case names == "":
		if missing := f.unsentSigned(); len(missing) > 0 && f.req != nil && f.req.HeadersComplete {
			return "signed-header-not-sent", "SignedHeaders names " + strings.Join(missing, ", ") +
				", which is not sent."
		} else if len(missing) > 0 && f.req != nil && len(f.raw.Fields) > 3 && f.elsewhere() {
			return "signed-header-not-sent", "SignedHeaders names " + strings.Join(missing, ", ") +
				", which is not among the headers shown: MinIO gives this answer to a signed header that is missing."
		}
		if name := f.untraced(); name != "" {
			return "signed-header-not-sent", "SignedHeaders names " + name + ", and the server's trace shows that " +
				"it arrived without it: MinIO gives this answer to a signed header that is missing."
		}
		if name := f.underscored(); name != "" && f.elsewhere() {
			return "header-underscore-dropped", "All x-amz- headers of the request are signed. " + name +
				" has an underscore: nginx drops such headers, and the server then misses a signed one."
		}
		if !f.onAWS() && f.pasteHas(metadataUnderscore) && f.pasteHas(nginxBefore) && f.pasteHas(otherStore) &&
			!f.pasteHas(underscoresKept) {
			return "header-underscore-dropped", "A name of the metadata has an underscore: nginx drops such headers, and " +
				"the server then misses a signed one, of which it says that it is not signed."
		}
		return "header-not-signed", ""
	case names == "host" &&
		(f.claim != nil && strings.Contains(f.claim.SignedHeaders.S, "%3B") || f.pasteHas(twiceEncodedList)):
		return "url-double-encoded", "X-Amz-SignedHeaders arrives with %253B: the finished URL was percent-encoded " +
			"a second time, so that no header is named host."
	case names == "host":
		return "host-not-signed", says
	case strings.Contains(names, "x-amz-security-token"):
		return "session-token-not-signed", says
	}
	for _, n := range strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' }) {
		if f.queryHas(n) {
			return "header-hoisted-to-query", "The presigner put " + n + " into the query; the client sends it as " +
				"a header, which is then not signed."
		}
	}
	return "header-not-signed", says
}

// underscored is a signed header with an underscore in its name, of a request
// that leaves no x-amz- header unsigned.
func (f *facts) underscored() (name string) {
	for _, n := range f.model.Order {
		if strings.HasPrefix(n, "x-amz-") && !slices.Contains(f.model.Names, n) {
			return ""
		}
	}
	for _, n := range f.model.Names {
		if strings.Contains(n, "_") {
			name = n
		}
	}
	return name
}

var (
	// metadataUnderscore is metadata with an underscore in a name.
	metadataUnderscore = regexp.MustCompile(`(?i)metadata["']?\s*[:=]\s*\{[^}]{0,200}?["'{\s][a-z0-9-]+_\w+["']?\s*[:=]`)
	underscoresKept    = regexp.MustCompile(`\bunderscores_in_headers\s+on\b`)
	nginxBefore        = regexp.MustCompile(`(?i)\bnginx\b|\bproxy_pass\b`)
	otherStore         = regexp.MustCompile(`(?i)\b(?:minio|ceph|rgw|rustfs|garage|seaweedfs)\b`)
)

var notKeyValue = regexp.MustCompile(`(?s)'(.*?)' not a valid key=value pair`)

var twiceEncodedList = regexp.MustCompile(`X-Amz-SignedHeaders=[a-z0-9-]*%253[Bb]`)

var notSignedList = regexp.MustCompile(`HeadersNotSigned[>"':,=\s]+([a-z0-9-]+(?:, ?[a-z0-9-]+)*)`)

// listedOnly is the header that the server misses, as B2 names it.
var listedOnly = regexp.MustCompile(`header '([\w-]+)' is listed in signed headers`)

// refineListedOnly tells a header that was sent from one that never was.
func refineListedOnly(f *facts) (string, string) {
	m := listedOnly.FindStringSubmatch(f.answer.Message.S)
	if m == nil {
		return "", ""
	}
	sent := regexp.MustCompile(`(?i)-H\s*["']` + literal(m[1]) + `:`)
	if f.sent(m[1]) || f.pasteHas(sent) {
		return "header-removed-in-transit", "SignedHeaders names " + m[1] + ", which the client sends; what stands between " +
			"takes it out, and the server misses it."
	}
	return "signed-header-not-sent", "SignedHeaders names " + m[1] + ", which does not arrive."
}

// tokenInPaste is a token of another scheme, as requests and code have it.
var tokenInPaste = regexp.MustCompile(`(?i)\bbearer\b|\bbasic [a-z0-9+/=]{8,}|\beyJ[\w-]{8,}|\bid_?token\b|\bjwt\b`)

// signsItself is code that signs with Version 4. What it has of tokens, it may exchange for
// credentials.
var signsItself = regexp.MustCompile(`\b(?:SignatureV4|aws4|SigV4Auth|AWS4Auth)\b|AWS4-HMAC-SHA256`)

// tokenSent is a header with such a token.
var tokenSent = regexp.MustCompile(`(?i)\bauthorization["']?\]?\s*[:=,]\s*f?["'\x60]?(?:bearer|basic|eyJ)`)

// refineHashedHeader reads the answer of API Gateway that has the hash of the header alone.
func refineHashedHeader(f *facts) (string, string) {
	const says = "API Gateway reads the Authorization header as one of Signature Version 4, and cannot."
	switch {
	case f.otherRouteTakes():
		return "route-not-found", says + " It does so where path, method or stage do not exist."
	case f.claim != nil && f.claim.Algorithm.S == sigv4.Algorithm, f.pasteHas(signsItself) && !f.pasteHas(tokenSent):
		return "authorization-malformed", says
	case f.pasteHas(tokenInPaste):
		return "bearer-token-sent", says + " What is sent is a token of another kind."
	}
	return "authorization-malformed", says
}

func refineKeyValue(f *facts) (string, string) {
	m := notKeyValue.FindStringSubmatch(f.answer.Message.S)
	if m == nil && blankKey.MatchString(f.answer.Message.S) {
		return "access-key-whitespace", "A blank stands before the access key ID."
	}
	if m == nil {
		return "", ""
	}
	part, header := m[1], f.answer.Message.S[strings.Index(f.answer.Message.S, m[0])+len(m[0]):]
	header = lower(header)
	says := "The server could not read the part '" + part + "' of the Authorization header."
	switch l := lower(strings.TrimSpace(part)); {
	case strings.Contains(header, "'bearer") && f.otherRouteTakes():
		return "route-not-found", "The same token is taken on another path. API Gateway answers so, and with Missing " +
			"Authentication Token to a request without a token, where path, method or stage do not exist."
	case templateKey.MatchString(header):
		return "access-key-wrong-value", "The text of an example stands in the place of the access key ID."
	case promptInKey.MatchString(header):
		return "access-key-wrong-value", "What a program asks with stands in the access key ID, before the key."
	case strings.Contains(header, "'bearer"), strings.Contains(header, "'basic"), strings.Contains(header, "'jwt"),
		strings.HasPrefix(l, "bearer"), strings.HasPrefix(l, "eyj"):
		return "bearer-token-sent", says
	case !strings.Contains(header, "aws4") && !strings.Contains(header, "=") && !whitespaceBefore(part):
		return "bearer-token-sent", says
	case strings.Contains(header, "'authorization:"), strings.HasPrefix(l, "authorization"):
		return "authorization-header-name-in-value", says
	case l == "aws4-hmac-sha256" && strings.Count(header, "aws4-hmac-sha256 credential=") > 1:
		return "auth-two-mechanisms", says + " The header holds two signatures, joined by a comma: two parts of " +
			"the client, or the client and a proxy, sign the request."
	case l == "aws4-hmac-sha256" && strings.Contains(header, "aws4-hmac-sha256,"):
		return "authorization-malformed", says + " A comma stands after the algorithm name."
	case l == "aws4-hmac-sha256":
		return "authorization-header-name-in-value", says
	case whitespaceBefore(part):
		return "access-key-whitespace", says + " A blank or line break stands in the access key ID."
	case strings.Contains(header, ")= "+l):
		return "signature-not-hex", says + " What openssl writes before a digest, such as (stdin)=, stands in the " +
			"signature: its form differs between versions. -r or -binary with xxd -p give the digits alone."
	case strings.Contains(header, "signature=") && strings.Index(header, "signature=") < strings.LastIndex(header, l):
		return "signature-trailing-text", says
	}
	return "authorization-malformed", says
}

// whitespaceBefore reports whether a part of the header that is no pair is the rest of a
// credential, which a blank or line break has split.
func whitespaceBefore(part string) bool {
	return strings.Count(part, "/") >= 3 || strings.HasPrefix(strings.TrimSpace(part), "/")
}

// blankKey is a header whose credential begins with a blank.
var blankKey = regexp.MustCompile(`Credential=\s+\w+/\d{8}/`)

var (
	noToken = regexp.MustCompile(`"Missing Authentication Token"`)
	// sameToken is what people say of a token that is taken on another path, in any language.
	sameToken = regexp.MustCompile(`(?i)\b(?:same|stejn\S+|gleich\w+|selb\w+|m[eê]me|mism[oa]|mesm[oa]|stess[oa]|sam[ym]+)\s+(?:\w+\s+)?(?:token|auth|header|credential)\w*\b[^\n]{0,60}\b(?:200|works?|fine|ok|funguje|geht|marche|funciona)\b` +
		`|\b200\b[^\n]{0,60}\bsame token\b|\bworks?\b[^\n.]{0,20}\bwith\b[^\n.]{0,12}\bsame (?:token|auth\w*|header|credential)`)
	// otherPath is what they name another path by; other clients send the same token, too.
	otherPath = regexp.MustCompile(`(?i)(?:^|[\s"'\x60(])/\w|\b(?:other|another|different|path|route|endpoint|method|jin\w+|ander\w+|autres?|otr[oa]s?|outr[oa]s?|altr[oaie])\b`)
	// notTaken says that it fails there.
	notTaken = regexp.MustCompile(`(?i)n't\b|\b(?:not|never|neither|nor|no longer|fails?|nicht|nie|non|pas)\b`)
	// preflight is a request of a browser that no server asks for a token.
	preflight = regexp.MustCompile(`\bOPTIONS\b|(?i:\bpreflight\b)`)
	// takenElsewhere is the status of a request that went well.
	takenElsewhere = regexp.MustCompile(`(?m)^\s*(?:HTTP/[\d.]+ )?200\b`)
	// templateKey is the text of an example in the place of an access key ID.
	templateKey = regexp.MustCompile(`credential=(?:<[^>/]*|\[[^\]/]*|your[ _-][^/]*)[>\]]?/`)
	// promptInKey is the prompt of aws configure in the place of an access key ID, or before it.
	promptInKey = regexp.MustCompile(`(?i)credential=[^,/]*(?:access key id|\[none\])`)
)

// otherRouteTakes reports whether the token is taken on another path, and a request without one
// is told that it has none: so API Gateway answers where there is no such path.
func (f *facts) otherRouteTakes() bool {
	return f.pasteHas(noToken) && (f.pasteHas(takenElsewhere) || f.takesSameToken()) && !f.pasteHas(preflight)
}

// takesSameToken reports whether people say that another path takes a token.
func (f *facts) takesSameToken() bool {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		for _, m := range f.ev.All(i, sameToken) {
			line := src.Data[lineStart(src.Data, m[0]):lineEnd(src.Data, m[1])]
			if otherPath.Match(line) && !notTaken.Match(line) {
				return true
			}
		}
	}
	return false
}

// refineHashWord tells a word that the server does not know from a wrong one.
func refineHashWord(f *facts) (string, string) {
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	listed := f.answer.Message.S
	older := strings.Contains(listed, "STREAMING-") && !strings.Contains(listed, "TRAILER") && f.pasteHas(trailingSDKs)
	if v == "" && (older || f.pasteHas(newSDKs) || f.pasteHas(newMajor) && !strings.Contains(listed, "TRAILER")) {
		return "streaming-trailer-unsupported", "Newer SDKs send checksums in a trailer by default " +
			"(STREAMING-UNSIGNED-PAYLOAD-TRAILER in x-amz-content-sha256), which this server does not know. Set " +
			"request_checksum_calculation to when_required."
	}
	if !streamingWord(v) || !validPayloadHash(v) {
		return "", ""
	}
	return "streaming-trailer-unsupported", "The request says " + v + ", a kind of body that this server does not " +
		"know: newer SDKs send it by default."
}

// trailingSDKs are traces of SDKs whose newer versions send trailers by default, and that send
// no other word than those a server takes.
var trailingSDKs = regexp.MustCompile(`software\.amazon\.awssdk|@aws-sdk/client-s3|\bbotocore\.`)

// newMajor are words for a step to the SDK for Go that sends trailers by default.
var newMajor = regexp.MustCompile(`(?i)\b(?:upgrad\w+|updat\w+|migrat\w+|switch\w+|mov\w+)\b[^\n]{0,80}aws-sdk-go-v2|aws-sdk-go-v2[^\n]{0,80}\b(?:upgrad\w+|updat\w+|migrat\w+)\b`)

// refineQueryAuth tells a URL that CloudFront is to check from one of Signature Version 2.
func refineQueryAuth(f *facts) (string, string) {
	if f.pasteHas(cloudFrontURL) {
		return "other-scheme", "The URL is signed for CloudFront (Key-Pair-Id, an RSA signature), and it goes to " +
			"S3, which knows no such signature: sign the URL of the distribution, or presign one for the bucket."
	}
	return "", ""
}

var cloudFrontURL = regexp.MustCompile(`https?://[^\s"'<>]*\.amazonaws\.com/[^\s"'<>]*[?&]Key-Pair-Id=`)

// otherToken reports whether what stands in Authorization is a token of another kind.
func otherToken(value string) bool {
	l := lower(value)
	return beginsWith(l, "bearer", "basic") ||
		strings.HasPrefix(value, "eyJ") ||
		!strings.Contains(l, "aws4") && !strings.Contains(l, "credential")
}

// refineRequires tells a token of another kind from a header with a part missing.
func refineRequires(f *facts) (string, string) {
	_, value, ok := strings.Cut(f.answer.Message.S, "Authorization=")
	value = strings.TrimSpace(value)
	if strings.Contains(f.answer.Message.S, "Hashed with SHA-256") {
		return "", "" // what arrived is not told
	}
	if ok && value != "" && otherToken(value) && f.takesSameToken() {
		return "route-not-found", "The same token is taken on another path. API Gateway reads the Authorization header so where " +
			"path, method or stage do not exist."
	}
	if ok && value != "" && otherToken(value) {
		return "bearer-token-sent", "The Authorization header holds a token of another kind; Signature Version 4 " +
			"is read there."
	}
	if keyIDAlone.MatchString(value) && strings.Contains(f.answer.Message.S, "'SignedHeaders'") {
		return "access-key-whitespace", "The header that arrived ends behind the access key ID: a line break at " +
			"the end of the key, as a file or a variable holds it, ends the header."
	}
	if f.pasteHas(toolFails) &&
		(strings.HasSuffix(value, "Signature=") || f.claim != nil && strings.HasSuffix(f.claim.Whole.S, "Signature=")) {
		return "hmac-tool-failed", "The signature is empty, and the paste shows why: the program that computes the " +
			"HMACs fails."
	}
	if f.claim != nil &&
		ok &&
		strings.Contains(value, "Credential=") &&
		len(f.claim.Whole.S) > len(value)+16 &&
		strings.HasPrefix(f.claim.Whole.S, strings.TrimRight(value, ", ")) {
		return "authorization-part-missing", "The request was sent with all parts; what arrived ends in " +
			quoted(value[max(0, len(value)-24):]) + ": something on the way cuts the header."
	}
	if f.claim != nil && len(f.claim.Spelling) == 0 && len(f.missingParts()) == 0 {
		return "authorization-malformed", "The header holds all parts, but the server cannot tell them apart."
	}
	return "", ""
}

// keyIDAlone is an Authorization header that breaks off behind the access key ID.
var keyIDAlone = regexp.MustCompile(`^AWS4-HMAC-SHA256\s+Credential=[A-Z0-9]{16,}(?:\\?["'<)]|\s*$)`)

// refineTerminal blames quotes around the values for what stands at their ends.
func refineTerminal(f *facts) (string, string) {
	if f.signedInHeader() && strings.ContainsAny(f.claim.Whole.S, `"'`) {
		return "authorization-malformed", "Quotes stand around values of the header."
	}
	return "", ""
}

var quotedRegion = regexp.MustCompile(`['"]([A-Za-z0-9_-]*)['"]`)

var keyValueStore = regexp.MustCompile(`(?i)cloudfront-?keyvaluestore|cloudfront-kvs`)

// refineRegion tells what stands in the place of the region, and which one is due.
func refineRegion(f *facts) (string, string) {
	if region := f.params.Scope.Region; unfilled.MatchString(region) && !f.echo {
		return "placeholder-unresolved", "The scope has " + quoted(region) + " in the place of the region: a " +
			"variable that was not filled in, as its name is not that of the one that is set."
	}
	host := lower(f.model.Host)
	if strings.Contains(host, "accesspoint.s3-global") || strings.Contains(host, ".mrap.") || host == "" && f.pasteHas(multiRegion) {
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
		return "region-mismatch", "The scope says region " + quoted(m[0][1]) + ", the server expects " +
			quoted(m[1][1]) + "."
	case strings.Contains(lm, "expecting") && len(m) == 1:
		return "region-mismatch", "The server expects region " + quoted(m[0][1]) + "."
	case want != "":
		return "region-mismatch", "The server expects region " + quoted(want) + "."
	case len(m) > 0:
		return "region-mismatch", "The scope says region " + quoted(m[0][1]) + ", which this endpoint does not take."
	}
	return "", ""
}

// multiRegion is the host of a multi-region access point.
var multiRegion = regexp.MustCompile(`https://[a-z0-9]+\.mrap\.accesspoint\.s3-global\.amazonaws\.com`)

// refineParams tells a URL that was escaped from one that lacks parameters.
func refineParams(f *facts) (string, string) {
	if f.pasteHas(cronLine) {
		return "url-damaged", "In a crontab a % ends the command, and what follows goes to its input: the URL ends at the first one. There % is " +
			"written \\%, or the command goes into a script."
	}
	if f.claim == nil {
		return "", ""
	}
	whole := f.claim.Whole.S
	switch {
	case strings.Contains(whole, "amp;X-Amz-") || strings.Contains(whole, "&amp;"):
		return "xml-escaped", "The URL has &amp; in place of &."
	case f.escapedInLog():
		return "xml-escaped", "The server's log has a request with &amp; in place of &: its parameters are named " +
			"amp;X-Amz-…. A URL that is escaped twice in a page or feed is requested so."
	case strings.Contains(whole, "%26X-Amz-"), strings.Contains(whole, "%3DAWS4"):
		return "url-double-encoded", ""
	}
	return "", ""
}

// tokenOfGlobal says what a token of the global endpoint of STS is not good for (IAM
// user guide, "Managing AWS STS in an AWS Region").
const tokenOfGlobal = "The region has to be opted into. Session tokens of the global endpoint of STS are not valid " +
	"there: ask a regional endpoint for them (AWS_STS_REGIONAL_ENDPOINTS=regional)."

// refinePolicy reads Google's answer to a form that its policy does not allow,
// which has the code of a policy that cannot be read.
func refinePolicy(f *facts) (string, string) {
	m := lower(collapse(f.answer.Message.S + " " + f.answer.Field("Details").S))
	switch {
	case strings.Contains(m, "did not reference these fields"):
		return "post-policy-extra-field", "The server says that the policy does not name a field of the form: " +
			collapse(f.answer.Field("Details").S) + "."
	case strings.Contains(m, "parsing error"), strings.Contains(m, "lexical error"):
		return "post-policy-invalid", "The server cannot read the policy as JSON: " +
			quoted(collapse(f.answer.Field("Details").S)) + "."
	case strings.Contains(m, "does not meet the conditions"):
		return "post-policy-field-mismatch", ""
	}
	return "", ""
}

func refineRedirect(f *facts) (string, string) {
	endpoint := f.answer.Field("Endpoint").S
	if endpoint != "" {
		return "region-mismatch", "The bucket lives at " + endpoint + ": host and scope have to be those of its region."
	}
	return "", ""
}

// missedHeader is the header that a server misses.
var missedHeader = regexp.MustCompile(`(?i)'([a-z-]+)' is named as a SignedHeader`)

// refineNamedHeader tells a header that is for the next hop alone from one that is not sent.
func refineNamedHeader(f *facts) (string, string) {
	name := f.pasteFinds(missedHeader)
	if !hopByHop[lower(name)] {
		return "", ""
	}
	return "hop-by-hop-header-signed", "The signed header " + name + " does not arrive: it is for the next hop alone, and clients and proxies " +
		"take it out. Leave it out of the signed headers."
}
