package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// postLooks read what people write beside a failure.
var postLooks = slices.Concat(
	looksFor(postSigns, (*facts).lookPost),
	[]mistake{
		{code: "host-rewritten-by-proxy", look: lookTrials},
		{code: "path-normalized", look: lookKeySlashes},
		{code: "path-normalized", look: lookSlashesLost},
		{code: "headers-unsorted", look: lookListPrinted},
		{code: "query-repeated-name-merged", look: lookRepeatedTold},
		{code: "plus-for-space", look: lookPlusArrived},
		{code: "plus-for-space", look: lookPlusSent},
		{code: "query-changed-after-signing", look: lookLoggedQuery},
		{code: "query-not-signed", look: lookLoggedTarget},
		{code: "host-rewritten-by-proxy", look: lookProxyWithoutHost},
		{code: "host-mismatch", look: lookEndpointInside},
		{code: "host-rewritten-by-proxy", look: lookForwardedInside},
		{code: "host-port-mismatch", look: lookPortElsewhere},
		{code: "host-default-port", look: lookSignedDefaultPort},
		{code: "host-default-port", look: lookSentDefaultPort},
		{code: "host-default-port", look: lookPortOfOne},
		{code: "host-default-port", look: lookPortBesideURL},
		{code: "host-default-port", look: lookPortInURL},
		{code: "string-to-sign-date-mismatch", look: lookTwoClocks},
		{code: "query-double-encoded", look: lookEncodedValue},
		{code: "path-mismatch", look: lookPathTwice},
		{code: "host-mismatch", look: lookHostCase},
		{code: "content-type-mismatch", look: lookCharsetAdded},
		{code: "wrong-text-hashed", look: lookBase64Hashed},
		{code: "secret-wrong", look: lookKeyRefused},
		{code: "query-changed-after-signing", look: lookSplitValue},
		{code: "path-double-encoded", look: lookPathElsewhere},
		{code: "path-reencoded-after-signing", look: lookPathLogged},
		{code: "path-missing-component", look: lookPathGivenToSigner},
		{code: "query-empty-value-missing-equals", look: lookBareParameter},
		{code: "query-unsorted", look: lookUnsortedURL},
		{code: "signing-key-stale", look: lookConfiguredScope},
		{code: "service-mismatch", look: lookServiceTold},
		{code: "streaming-trailer-unsupported", look: lookTrailerElsewhere},
		{code: "post-policy-wrong-text-signed", look: lookWrappedPolicy},
		{code: "request-not-signed", look: lookPlainCurl},
		{code: "body-checksum-mismatch", look: lookEmptyChecksum},
		{code: "accept-encoding-rewritten", look: lookFrontEnd},
		{code: "path-missing-component", look: lookSentURI},
		{code: "path-missing-component", look: lookCanonicalURI},
		{code: "path-missing-component", look: lookBucketLeftOut},
		{code: "path-missing-component", look: lookBaseLeftOut},
		{code: "content-type-mismatch", look: lookTypeInCode},
		{code: "content-type-mismatch", look: lookTypeRewritten},
		{code: "payload-hash-mismatch", look: lookToldHashes},
		{code: "unsigned-payload-misused", look: lookEmptyHashPresigned},
		{code: "header-repeated-not-joined", look: lookListedValues},
		{code: "other-scheme", look: lookOldHeader},
	},
)

// presignsType reports whether a URL was presigned for a content type, as far as
// code or the list of signed headers tell.
func presignsType(f *facts) bool {
	return f.pasteHas(typedPresign) ||
		slices.ContainsFunc(f.listed, func(n string) bool { return lower(n) == "content-type" })
}

var typedPresign = regexp.MustCompile(`ContentType|content_type|Content-Type|contentType|content-type["']\s*(?:=>|:)`)

func encodesFirst(f *facts) bool { return f.forS3() && f.pasteHas(encodes) }

// forS3 reports whether a request is for S3 or a store of its kind, or does not tell.
func (f *facts) forS3() bool {
	s := f.params.Scope.Service
	return s == "" && !f.pasteHas(otherServices) || sigv4.IsS3(s)
}

var otherServices = regexp.MustCompile(`(?i)` + anyOf(
	`opensearch|elasticsearch|execute-api|api gateway|bedrock|dynamodb|\bIoT\b`,
	`\bSES\b|lambda|appsync|neptune`,
	`managed prometheus`,
	`\.es\.amazonaws|\.aoss\.`,
))

// googleStore reports whether the request went to Google Cloud Storage.
func googleStore(f *facts) bool { return f.pasteHas(googleWords) }

var googleWords = regexp.MustCompile(`(?i)` + anyOf(
	`storage\.googleapis\.com`,
	`google cloud storage`,
	`\bGCS\b|\bGCP buckets?\b`,
	`your google secret key`,
))

// hostSuspect reports whether the host is what a proxy in front of a store will
// have changed: it is not told to keep it, and none of the signed headers is one
// that proxies are known to touch.
func (f *facts) hostSuspect() bool {
	return f.thirdParty() && !f.pasteHas(hostKept) && !slices.ContainsFunc(f.listed, func(n string) bool {
		n = lower(n)
		return replay.IsVolatile(n) ||
			hopByHop[n] ||
			strings.Contains(n, "_") ||
			n == "content-length" ||
			n == "accept-encoding"
	})
}

// thirdParty reports whether the server is one of S3's kind that is not AWS's.
func (f *facts) thirdParty() bool {
	return f.elsewhere() || f.model.Host == "" && f.pasteHas(otherStores)
}

// maxPost bounds the pastes that are read as what a person wrote: the rest are logs.
const maxPost = 64 << 10

// lookPost finds a sign in what people write, where nothing else tells more.
func (f *facts) lookPost(s *sign) []hit {
	if slices.ContainsFunc(f.ev.Sources, func(src evidence.Source) bool { return len(src.Data) > maxPost }) {
		return nil
	}
	told := f.unexplained() ||
		s.echo &&
			f.mismatch() &&
			!f.catalogue() &&
			(!f.clientTexts() || strings.HasPrefix(s.code, "secret-"))
	if !told || s.when != nil && !s.when(f) {
		return nil
	}
	if s.also != nil && !f.pasteHas(s.also) || s.unless != nil && f.pasteHas(s.unless) {
		return nil
	}
	_, where := f.find(s.form)
	if !where.InSource() || f.claim == nil && f.cleared(where) {
		return nil
	}
	b := s.basis
	if t, _ := f.trial(); t != nil && t.code != s.code && b >= byCode && f.claim == nil && !fromCode.MatchString(where.S) {
		b = byHint // what was tried tells more than what is only spoken of
	}
	if !f.mismatch() || f.excluded(where) {
		b = byHint // a status alone may come from a permission, and who tells of it may have tried without
	}
	return []hit{{basis: b, says: s.says, places: places(where), at: CanonicalStage, stands: onTheWay[s.code]}}
}

// optionsLackBody reports whether the options that a signer is given are shown whole, and have
// no body.
func (f *facts) optionsLackBody() bool {
	groups, _ := f.find(bodilessOptions)
	return groups != nil && !bodyGiven.MatchString(groups[0])
}

// inBraces is what stands in the braces of an object, with braces of one level in it.
const inBraces = `(?:[^{}]|\$?\{[^{}]*\})*`

// bodilessOptions are the whole options of a call of aws4, with a method that has a
// body and without one.
var bodilessOptions = regexp.MustCompile(`(?s)(?:const|let|var)\s+(\w+)\s*=\s*` +
	`\{` + inBraces + `\bmethod\s*:\s*['"](?:POST|PUT|PATCH)['"]` + inBraces + `\}\s*;?\s*` +
	`aws4\.sign\(\s*\w+\s*[,)]`)

var (
	ruledOut = regexp.MustCompile(`(?i)\b` +
		`(?:no|without|isn't|is not|not the|nor|ruled? out|removed|disabled)` +
		`\s+(?:\w+\s+){0,3}["'\x60]?$`)
	noChange = regexp.MustCompile(`(?i)` + anyOf(
		`\bfails? (?:in )?(?:exactly |just )?(?:the same|alike)`,
		`\bgives? (?:exactly )?the same (?:error|403|answer|result)`,
		`\bno difference\b`,
		`\bso it is not\b`,
		`\b(?:does not|doesn't) differ`,
	))
)

// excluded reports whether who wrote a paste says that what stands at a place is not it.
func (f *facts) excluded(where evidence.Text) bool {
	data, p := f.ev.Written(where.Place())
	before := data[max(0, p.From-60):p.From]
	return ruledOut.Match(before) || f.pasteHas(noChange)
}

// fromCode is in what is taken from code or configuration, and not from a sentence.
var fromCode = regexp.MustCompile(`[(){}=_$|\\]|\w[.:]\w`)

// cleared reports whether what people write around a place says that it makes no difference.
func (f *facts) cleared(where evidence.Text) bool {
	p := where.Place()
	return p.To <= len(f.ev.Sources[p.Source].Data) && sameEitherWay.Match(f.passage(p.Source, p.From, p.To))
}
