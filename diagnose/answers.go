package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
)

// An answerRule says what a server's answer names. Its code is the usual one;
// refine picks another where the evidence decides. Sources: Amazon S3 API
// reference, Error responses; IAM user guide, Troubleshoot signed requests.
type answerRule struct {
	errorCode string // error code, lower case, "" for any
	message   string // part of the message, lower case, "" for any
	code      string
	says      string
	refine    func(*facts) (code, says string)
}

// answerRules are tried in order; the first that fits counts.
func answerRules() []answerRule {
	return []answerRule{
		{"", "unsupported authorization type", "algorithm-misnamed", "", refineScheme},
		{"", "unsupported aws 'algorithm'", "algorithm-misnamed", "", refineScheme},
		{"", `x-amz-algorithm only supports`, "algorithm-misnamed", "", nil},
		{"", "one and only one ' ' (space) required", "authorization-malformed", "", nil},
		{
			"", "only one auth mechanism allowed", "auth-two-mechanisms",
			"The request carries two authentications: a presigned query and an Authorization header.", nil,
		},
		{
			"", "authorization mechanism you have provided is not supported", "other-scheme",
			"The request is signed with Signature Version 2; this endpoint takes Version 4 only.", nil,
		},
		{
			"", "sigv2 authorization is not supported", "other-scheme",
			"The request is signed with Signature Version 2; this store takes Version 4 only.", nil,
		},
		{
			"", "unexpected scope", "region-mismatch",
			"The server takes no signature with this scope: its region is another one, or its service.", nil,
		},
		{"", "signed header `", "signed-header-not-sent", "", refineNotPresent},
		{"", "is listed in signed headers, but is not present", "signed-header-not-sent", "", refineListedOnly},
		{"invalidtrailer", "", "streaming-trailer-unsupported", "", nil},
		{"", "invalid trailing header names in x-amz-trailer", "streaming-trailer-unsupported", "", nil},
		{
			"", "streaming-aws4-hmac-sha256-payload is not supported", "streaming-trailer-unsupported",
			"The body is sent in signed chunks (STREAMING-AWS4-HMAC-SHA256-PAYLOAD), which this store does not take: send " +
				"it as it is, with its hash or UNSIGNED-PAYLOAD.", nil,
		},
		{"", "should be signed", "header-not-signed", "", refineShouldBeSigned},
		{"", "must be included in signature", "header-not-signed", "", refineShouldBeSigned},
		{"", "createsession request should not include", "s3express-token-header", "", nil},
		{
			"", "user: anonymous is not authorized to perform", "request-not-signed",
			"The service saw no signature: to it, who asks is anonymous.", refineAnonymous,
		},
		{
			"", "header: vault header wasn't signed", "header-not-signed",
			"Vault wants X-Vault-AWS-IAM-Server-ID among the signed headers; it was added after signing.", nil,
		},
		{"", "forbidden: no such key: gk", "access-key-unknown", "Garage does not know this access key ID.", nil},
		{
			"", "there were headers present in the request which were not signed", "header-not-signed", "",
			refineNotSigned,
		},
		{"", "must be a 'signedheader'", "host-not-signed", "", nil},
		{"", "header must be signed", "header-not-signed", "", nil},
		{"", "is named as a signedheader, but it does not exist", "signed-header-not-sent", "", nil},
		{"", "not all the signed headers are found", "signed-header-not-sent", "", refineNotFound},
		{"", "missing required header for this request: x-amz-content-sha256", "payload-hash-header-missing", "", nil},
		{"", "missing required header for this request", "payload-hash-header-missing", "", nil},
		{"", "missing the 'x-amz-content-sha256' in canonical headers", "payload-hash-header-missing", "", nil},
		{
			"", "invalid header: x-amz-content-sha256", "streaming-trailer-unsupported",
			"The server does not understand the value of x-amz-content-sha256: it knows neither trailers nor the " +
				"STREAMING-UNSIGNED-PAYLOAD-TRAILER that newer SDKs send.",
			nil,
		},
		{
			"", "-payload not implemented", "streaming-trailer-unsupported",
			"The server takes no body that is signed in chunks.", nil,
		},
		{"", "-trailer not implemented", "streaming-trailer-unsupported", "", nil},
		{"", "x-amz-content-sha256 must be", "payload-hash-invalid", "", refineHashWord},
		{"", "not a valid key=value pair", "authorization-malformed", "", refineKeyValue},
		{"", "requires 'credential' parameter", "authorization-part-missing", "", refineRequires},
		{"", "requires 'signature' parameter", "authorization-part-missing", "", refineRequires},
		{"", "requires 'signedheaders' parameter", "authorization-part-missing", "", refineRequires},
		{"", "existence of either a 'x-amz-date' or a 'date'", "amz-date-missing", "", nil},
		{"", "requires three components", "authorization-part-missing", "", refineComponents},
		{"", "missing credential", "authorization-part-missing", "", nil},
		{"", "missing signedheaders", "authorization-part-missing", "", nil},
		{"", "missing signature", "authorization-part-missing", "", nil},
		{"", "the authorization component", "authorization-malformed", "", refineComponents},
		{"", "non-empty access key", "access-key-wrong-value", "The access key ID is empty.", nil},
		{"", "malformed access key id", "access-key-wrong-value", "", nil},
		{"", "credential access key has length", "access-key-wrong-value", "", nil},
		{
			"", "non-empty region must be provided", "credential-malformed",
			"The region of the credential scope is empty.", nil,
		},
		{"", "credential is mal-formed", "credential-malformed", "", refineCredential},
		{"", "credential must have exactly 5", "credential-malformed", "", refineCredential},
		{"", "invalid according to policy: policy expired", "post-policy-expired", "", nil},
		{"", "policy condition failed", "post-policy-field-mismatch", "", nil},
		{"", "extra input fields", "post-policy-extra-field", "", nil},
		{"", "must appear in the list of", "post-policy-extra-field", "", nil},
		{"", "must contain a field named", "post-policy-missing-field", "", nil},
		{"invalidpolicydocument", "", "post-policy-invalid", "", refinePolicy},
		{"", "credential date is not the same", "scope-date-mismatch", "", refineScopeDate},
		{"", "invalid credential date", "scope-date-mismatch", "", refineScopeDate},
		{"", "date in credential scope does not match", "scope-date-mismatch", "", refineScopeDate},
		{"", "incorrect date format", "scope-date-mismatch", "", nil},
		{"", "scoped to correct service", "service-mismatch", "", nil},
		{"", "incorrect service", "service-mismatch", "", nil},
		{"", "endpoint belongs to", "service-mismatch", "", nil},
		{"", "incorrect terminal", "scope-malformed", "", refineTerminal},
		{"", "valid terminator", "scope-malformed", "", refineTerminal},
		{"", "scoped to a valid region", "region-mismatch", "", refineRegion},
		{"", "is wrong; expecting", "region-mismatch", "", refineRegion},
		{"", "region does not match", "region-mismatch", "", refineRegion},
		{"invalidregion", "", "region-mismatch", "", refineRegion},
		{"invalidregionname", "", "region-mismatch", "", refineRegion},
		{"", "is not valid. must be one of: wnam", "region-mismatch", "", refineRegion},
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
		{"", "query-string authentication requires the signature", "sigv2-sigv4-mixed", "", refineQueryAuth},
		{"", "query-string parameters must include", "presigned-param-missing", "", refineParams},
		{"", "expired. timestamp date", "clock-skew", "", refineTimestamp},
		{"", "request has expired", "presigned-expired", "", nil},
		{"expiredrequest", "", "presigned-expired", "", nil},
		{"", "signature not yet current", "clock-skew", "", refineClock},
		{"", "signature expired: 1", "clock-skew", "", refineClock},
		{"", "signature expired: 2", "clock-skew", "", refineClock},
		{"", "request is not valid yet", "clock-skew", "", refineClock},
		{"", "request is not yet valid", "clock-skew", "", refineClock},
		{"", "request is no longer valid", "clock-skew", "", refineClock},
		{"requesttimetooskewed", "", "clock-skew", "", refineClock},
		{"", "request time and the current time is too large", "clock-skew", "", refineClock},
		{"", "server's time is too large", "clock-skew", "", refineClock},
		{"requestexpired", "", "clock-skew", "", refineClock},
		{"xamzcontentsha256mismatch", "", "payload-hash-mismatch", "", refineBodyHash},
		{"contentsha256mismatch", "", "payload-hash-mismatch", "", refineBodyHash},
		{
			"", "x-amz-content-sha256' header does not match what was computed", "payload-hash-mismatch", "",
			refineBodyHash,
		},
		{"baddigest", "", "body-checksum-mismatch", "", nil},
		{"", "content-md5 you specified did not match", "body-checksum-mismatch", "", nil},
		{"invaliddigest", "", "body-checksum-mismatch", "", nil},
		{"malformedtrailererror", "", "streaming-trailer-malformed", "", nil},
		{"invalidchunksizeerror", "", "streaming-framing-malformed", "", nil},
		{"", "only the last chunk is allowed to have a size less than 8192", "streaming-framing-malformed", "", nil},
		{"incompletebody", "", "streaming-decoded-length-mismatch", "", refineIncomplete},
		{
			"", "number of bytes specified by the content-length", "streaming-decoded-length-mismatch", "",
			refineIncomplete,
		},
		{"missingcontentlength", "", "streaming-decoded-length-mismatch", "", refineLength},
		{"", "trailing checksum is not supported", "streaming-trailer-unsupported", "", nil},
		{"", "x-amz-trailer header is not supported", "streaming-trailer-unsupported", "", nil},
		{"", "unsupported header 'x-amz-sdk-checksum-algorithm'", "streaming-trailer-unsupported", "", nil},
		{
			"", "unsupported header 'x-amz-checksum-", "streaming-trailer-unsupported",
			"The server does not take the checksum headers that newer SDKs send by default. Set " +
				"request_checksum_calculation and response_checksum_validation to when_required.",
			nil,
		},
		{"permanentredirect", "", "region-mismatch", "", refineRedirect},
		{"", "must be addressed using the specified endpoint", "region-mismatch", "", refineRedirect},
		{"temporaryredirect", "", "redirect-host-changed", "", nil},
		{"invalidtoken", "", "session-token-invalid", "", refineTokenForm},
		{"invalidtokenid", "", "session-token-invalid", "", refineToken},
		{"expiredtoken", "", "session-token-expired", "", refineExpired},
		{"tokenrefreshrequired", "", "session-token-expired", "", nil},
		{"", "provided token must be refreshed", "session-token-expired", "", nil},
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
		{"", "credential field in authorization header is", "credential-malformed", "", refineCredential},
		{"", "aws-chunked encoding is not supported", "streaming-trailer-unsupported", "", refineChunked},
		{"", "multichunkedencoding is not supported", "streaming-trailer-unsupported", "", nil},
		{
			"", "kms managed keys require aws signature version 4", "other-scheme",
			"The request is signed with Signature Version 2; what is encrypted with KMS takes Version 4 only.", nil,
		},
		{"", "is not authorized to perform", "not-a-signature-fault", "", nil},
		{
			"", "header value cannot be represented using iso-8859-1", "not-a-signature-fault",
			"The server looks at the override of a response header only after it has accepted the signature.", nil,
		},
		{
			"", "cors is not enabled for this bucket", "not-a-signature-fault",
			"The request is the preflight of a browser, which no signature is asked of: the bucket has no CORS " +
				"rule for this origin and method.",
			nil,
		},
		{
			"", "this cors request is not allowed", "not-a-signature-fault",
			"The request is the preflight of a browser, which no signature is asked of: no CORS rule of the bucket " +
				"allows this origin, method or headers.",
			nil,
		},
		{"unauthorizedoperation", "", "not-a-signature-fault", "", nil},
		{
			"", "only specify one non-default checksum", "not-a-signature-fault",
			"The server accepted the signature. The request carries two checksums, Content-MD5 and the one that " +
				"newer SDKs add by default: set request_checksum_calculation to when_required.",
			nil,
		},
		{
			"invalidkey", "unknown key", "other-scheme",
			"CloudFront answers so to a URL in its own scheme: Key-Pair-Id names no public key that the " +
				"distribution trusts. An access key ID of IAM is none.",
			nil,
		},
		{
			"missingkey", "", "other-scheme",
			"CloudFront asks for a URL or cookies in its own scheme, with Key-Pair-Id; a Version 4 signature is " +
				"for the origin.",
			nil,
		},
		{"", "unable to parse authorization header", "authorization-malformed", "", refineUnparsed},
	}
}

// accepted are error codes, in lower case, of faults that are looked for once the
// signature is accepted (Amazon S3 API reference, Error responses; common errors
// of the JSON services).
var accepted = setOf(
	"nosuchkey", "nosuchbucket", "nosuchupload", "nosuchversion", "bucketalreadyexists",
	"bucketalreadyownedbyyou", "bucketnotempty", "preconditionfailed", "invalidobjectstate",
	"invalidrange", "malformedxml", "invalidpart", "invalidpartorder", "resourcenotfound",
	"validation", "throttling", "conditionalcheckfailed", "slowdown", "toomanyrequests",
	"entitytoolarge", "entitytoosmall", "resourceinuse", "limitexceeded",
	"provisionedthroughputexceeded", "requestlimitexceeded", "servicequotaexceeded",
	"requestthrottled", "kmsthrottling", "requesttimeout", "quotaexceeded", "allaccessdisabled",
	"kmsdisabled", "invalidbucketstate", "methodnotallowed", "xminioadminbucketquotaexceeded",
	"nosuchlifecycleconfiguration", "nosuchtagset", "messagerejected",
)

// regionDisabled are words for a region that an account has not enabled.
var regionDisabled = regexp.MustCompile(`(?i)` + anyOf(
	`\bopt(?:ed)?[- ]?in\b`,
	`\bregion\b[^.\n]{0,40}\b(?:disabled|not enabled)\b`,
	`\b[a-z]{2}-[a-z]+-\d\b[^.\n]{0,30}\b(?:is |says )?["']?(?:disabled|not enabled)\b`,
))

// straight undoes the quotes that blogs and chats make of straight ones.
var straight = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201c", `"`, "\u201d", `"`)

var cleanCode = regexp.MustCompile(`[^a-z0-9]`)

// readAnswer is what the rules for answers, and the codes that are given after the
// signature alone, make of the answer.
func (f *facts) readAnswer() []hit {
	a := f.answer
	if a == nil {
		return nil
	}
	errorCode := cleanCode.ReplaceAllString(lower(lastPart(a.Code.S)), "")
	if accepted[strings.TrimSuffix(errorCode, "exception")] {
		b := byAnswer
		if strings.HasPrefix(errorCode, "nosuch") && f.ex.Request != nil {
			b = byHint // an answer like any other to a request that is shown
		}
		return []hit{{
			code:  "not-a-signature-fault",
			basis: b,
			says: "The server answers " + lastPart(a.Code.S) + ", which it only does after it has accepted the " +
				"signature.",
			places: places(messageOrCode(a)),
			at:     SignatureStage,
		}}
	}
	message := lower(straight.Replace(collapse(a.Message.S)))
	var hits []hit
	for _, r := range answerRules() {
		if !r.fits(errorCode, message) || len(hits) > 0 && r.message == "" {
			continue
		}
		hits = append(hits, f.answerHit(&r))
		if message = withoutSentence(message, r.message); message == "" {
			break
		}
	}
	return hits
}

func (r *answerRule) fits(errorCode, message string) bool {
	return (r.errorCode == "" || r.errorCode == errorCode || r.errorCode == strings.TrimSuffix(errorCode, "exception")) &&
		strings.Contains(message, r.message)
}

// withoutSentence takes the sentence out of a message that a rule has read: AWS
// names several faults of a credential in as many sentences. What follows no such
// sentence is not read a second time.
func withoutSentence(message, read string) string {
	if read == "" ||
		!strings.Contains(message, "credential should be scoped") &&
			!strings.Contains(message, "authorization header requires") {
		return ""
	}
	var rest []string
	for s := range strings.SplitSeq(message, ". ") {
		if !strings.Contains(s, read) {
			rest = append(rest, s)
		}
	}
	return strings.Join(rest, ". ")
}

// answerHit is what one rule says of the answer.
func (f *facts) answerHit(r *answerRule) hit {
	// What a server names besides the signature does not depend on it being right.
	h := hit{code: r.code, says: r.says, places: places(messageOrCode(f.answer)), at: SignatureStage, stands: true}
	if r.refine != nil {
		if c, says := r.refine(f); c != "" {
			h.code, h.says = c, or(says, h.says)
		}
	}
	h.basis = f.answerBasis(r, h.code)
	if h.says == "" {
		h.says = "The server answers: " + strings.TrimSpace(messageOrCode(f.answer).S)
	}
	return h
}

// answerBasis is on what a code rests that a rule reads from an answer.
func (f *facts) answerBasis(r *answerRule, code string) basis {
	a := f.answer
	nameAlone := a.What == "error-text" && !a.Message.Present() // which code holds as well
	switch {
	case f.catalogue() || f.inProgram(a) || f.ofThePast(a):
		return byHint
	case nameAlone && f.req == nil && f.claim == nil:
		return byHint // and nothing that was refused
	case nameAlone:
		return byInference
	case code == "access-key-unknown" && f.pasteHas(regionDisabled):
		return byHint // a region that is not enabled answers so
	case f.ambiguous(r, code):
		return byInference
	}
	return byAnswer
}

// ambiguous reports whether a server gives the same answer to something else, as far as
// the request tells.
func (f *facts) ambiguous(r *answerRule, code string) bool {
	switch code {
	case "session-token-missing", "access-key-unknown", "endpoint-wrong":
		return f.keyID() == "" // no key ID is at hand to say so of
	case "amz-date-missing":
		// A date that is sent and cannot be read is answered so, too.
		return r.message == "requires a valid date or x-amz-date header" && !f.requestShown()
	case "signed-header-not-sent":
		return f.req != nil && !f.req.HeadersComplete // those that are shown may be a choice of them
	case "request-delayed":
		return !f.stampedInTime() && f.oneDelay() // only told that the clock is right
	case "session-token-invalid":
		return f.pasteHas(tokenNamed) // where a pod takes its token from, not the token, tells it
	case "date-not-utc":
		return true // the answer names the difference alone
	case "streaming-decoded-length-mismatch":
		return f.framedRight() // a connection that broke is answered so, too
	}
	return false
}

// longPost is more than people write around an error: a text of that size that
// names one without what the server said is a program or a log of its own.
const longPost = 12 << 10

// inProgram reports whether an answer is but the name of an error within a long text.
func (f *facts) inProgram(a *evidence.Answer) bool {
	p := a.Place
	return a.What == "error-text" &&
		!a.Message.Present() &&
		!a.Status.Present() &&
		p.Source < len(f.ev.Sources) &&
		len(f.ev.Sources[p.Source].Data) > longPost
}
