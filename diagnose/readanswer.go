package diagnose

import (
	"cmp"
	"regexp"
	"strings"

	"sigwhy/evidence"
)

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
	h := hit{code: r.code, says: r.says, places: places(messageOrCode(f.answer)), at: SignatureStage, stands: true, named: true}
	if r.refine != nil {
		if c, says := r.refine(f); c != "" {
			h.code, h.says = c, cmp.Or(says, h.says)
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
	case r.says == brokenHeader && (f.pasteHas(otherAuthorization) || f.pasteHas(calledByGo) && !f.pasteHas(storeWord)):
		return byHint // which no key of AWS makes
	case f.ambiguous(r, code):
		return byInference
	}
	return byAnswer
}

// otherAuthorization is an Authorization header of another scheme, as a header and as code
// have it.
var otherAuthorization = regexp.MustCompile(`(?i)\bauthorization["']?\s*[:=(,]+>?\s*["'\x60]?(?:bearer|basic|token)\b`)

var (
	// calledByGo is ahead of an error of Go's net/http, and storeWord what names a service that
	// takes such signatures.
	calledByGo = regexp.MustCompile(`\b(?:Get|Head|Post|Put|Patch|Delete) \\*"https?://`)
	storeWord  = regexp.MustCompile(`(?i)\bs3\b|aws|amazon|minio|bucket|\bceph|\br2\.|storage|sigv4|access[ _-]?key`)
)

// ambiguous reports whether a server gives the same answer to something else, as far as
// the request tells.
func (f *facts) ambiguous(r *answerRule, code string) bool {
	switch code {
	case "access-key-whitespace":
		return r.says == brokenHeader // the region comes from a file, too
	case "session-token-missing", "access-key-unknown", "endpoint-wrong":
		return f.keyID() == "" // no key ID is at hand to say so of
	case "amz-date-missing":
		// A date that is sent and cannot be read is answered so, too.
		return r.message == "requires a valid date or x-amz-date header" && !f.requestShown()
	case "signed-header-not-sent":
		return f.req != nil && !f.req.HeadersComplete // those that are shown may be a choice of them
	case "header-underscore-dropped":
		return !f.requestShown()
	case "region-mismatch":
		return strings.Contains(r.message, "home region") // it does so where it does not know the key, too
	case "request-not-signed":
		return strings.HasPrefix(r.message, "valid authorization header") // or one of another kind is
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
