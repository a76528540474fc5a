package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/replay"
	"sigwhy/sigv4"
)

var configuredScope = regexp.MustCompile(`(?i)\b\w*scope["']?\s*[:= ]\s*["']?(\d{8})/` +
	`[a-z0-9-]+/[a-z0-9-]+/aws4_request`)

// lookConfiguredScope finds a credential scope in a configuration, with a derived
// key of its day, of an earlier day than the request's.
func lookConfiguredScope(f *facts) []hit {
	if !f.mismatch() || len(f.params.Date) < 8 {
		return nil
	}
	m, where := f.find(configuredScope)
	if m == nil || m[1] >= f.params.Date[:8] {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "The configuration holds a scope of the day " + m[1] + ", the request is of " + f.params.Date[:8] +
			": a derived key is of one day (services take it for a week at most).",
		places:  places(where),
		yours:   m[1],
		correct: f.params.Date[:8],
	}}
}

// serviceTold is a manual's sentence on the service to sign for.
var serviceTold = regexp.MustCompile(`(?i)` + anyOf(
	`\b(?:use|using|with)\s+(?:the\s+)?["'\x60\x{201C}]?([a-z][a-z0-9-]{1,30})["'\x60\x{201D}]?\s+`+
		`(?:as\s+(?:the\s+)?)?service name\b`,
	`\b(?:service|signing) name (?:is|must be|has to be|should be)\s+["'\x60\x{201C}]?([a-z][a-z0-9-]{1,30})\b`,
))

// triedService is what people say of a service that they have tried.
var triedService = regexp.MustCompile(`(?i)\b(?:tried|trying|also|already|if I|I use|we use|I'm using|not)\b` +
	`[^\n.]{0,60}\bservice name\b`)

// lookServiceTold sets the service that a manual names against the one of the scope, where
// the host is none of AWS, whose names tell.
func lookServiceTold(f *facts) []hit {
	scope := f.params.Scope.Service
	if !f.unexplained() || scope == "" || f.onAWSHost() || f.pasteHas(triedService) {
		return nil
	}
	groups, where := f.find(serviceTold)
	if groups == nil {
		return nil
	}
	told := lower(groups[1] + groups[2])
	if told == scope || pronouns[told] {
		return nil
	}
	return []hit{{
		basis:   byWords,
		says:    "The credential scope names the service " + scope + "; the text beside it says " + told + ".",
		places:  places(f.scopePart(2), where),
		yours:   scope,
		correct: told,
	}}
}

// pronouns stand where a name may.
var pronouns = setOf(
	"the", "a", "this", "that", "your", "my", "our", "same", "correct", "right", "wrong", "aws", "another", "any",
	"following",
)

// printedList is a list of signed headers that a person or a log gives by itself.
var printedList = regexp.MustCompile(`(?i)\bsigned_?headers?["']?\s*(?:[:=]|=>)\s*["']?` +
	`([a-z][a-z0-9_-]*(?:;[a-z0-9_-]+)+)`)

// lookListPrinted finds a printed list of signed headers with the names of the server's in
// another order.
func lookListPrinted(f *facts) []hit {
	c := f.server.canonical
	if !f.unsettled() || c == nil || f.client.Canonical != nil {
		return nil
	}
	due := c.SignedHeaders.S
	for list := range f.matches(printedList) {
		names := replay.SplitList(list.S)
		if list.S == due || strings.Join(sigv4.SortedNames(names), ";") != due {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The signer's list of signed headers has the names of the server's in another order: they are " +
				"sorted by their bytes, _ before letters in lower case.",
			places:  places(list, c.SignedHeaders),
			yours:   list.S,
			correct: due,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// twiceTold are words for a parameter that is given more than once, in any language.
var twiceTold = regexp.MustCompile(`(?i)` + anyOf(
	`\b(?:same|repeated|duplicate\w*|multiple|several|two) (?:query )?(?:param\w*|key|name|value)s?\b`,
	`\b(?:twice|repeated quer\w+|array param\w*|multi-?value)\b`,
	`\b(?:deux|plusieurs) fois\b|\bm\x{EA}me param`,
	`\b(?:zweimal|mehrfach|gleichnamig\w*)\b|\bdoppelt\w* param`,
	`\b(?:dos|varias) veces\b|\b(?:duas|v\x{E1}rias) vezes\b|\bdue volte\b|\bmismo par|\bmesmo par`,
	`дважды|два раза|одинаков\w+ парам|重复|同名|两次|複数`,
))

// lookRepeatedTold finds a name that is sent twice, where people say that such requests fail.
func lookRepeatedTold(f *facts) []hit {
	if !f.unsettled() || f.client.Canonical != nil || !repeatedNames(f.model) && !f.repeatedInText() {
		return nil
	}
	if c := f.server.canonical; c != nil && f.echo && pairTwice(c.Query.S) && !f.saidSame() {
		return []hit{{
			basis: byWords,
			says: "The very same parameter stands twice in the query that the server verified: a signer that keeps " +
				"parameters in a map has it once, and every pair is signed.",
			places: places(c.Query),
			at:     CanonicalStage,
		}}
	}
	_, where := f.find(twiceTold)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "A name stands twice in the query, and it fails with that: a signer that keeps parameters in a map " +
			"has one value of each name, and every pair is signed.",
		places: places(where, f.targetText()),
		at:     CanonicalStage,
	}}
}

// pairTwice reports whether a pair stands twice in a canonical query.
func pairTwice(query string) bool {
	pairs := strings.Split(query, "&")
	for i := 1; i < len(pairs); i++ {
		if pairs[i] == pairs[i-1] && pairs[i] != "" {
			return true
		}
	}
	return false
}

// quotedQuery is the query of a target in quotes, as exceptions print it.
var quotedQuery = regexp.MustCompile("[\"'`]/[^\\s\"'`?]*\\?([^\\s\"'`]+)[\"'`]")

// repeatedInText reports whether such a query has a name twice.
func (f *facts) repeatedInText() bool {
	for _, form := range []*regexp.Regexp{quotedQuery, urlWithQuery} {
		for q := range f.matches(form) {
			if repeatedNames(&replay.Model{Pairs: replay.SplitPairs(q.S)}) {
				return true
			}
		}
	}
	return false
}

var plainCurl = regexp.MustCompile(`(?m)^[\s$>#%]*curl\s[^\n]*https?://(?:[\w.-]+\.)?s3` +
	`[\w.-]*\.amazonaws\.com/[^\s?"']*["']?\s*$`)

// curlGiven are options that give curl headers or credentials which the line does not show.
var curlGiven = regexp.MustCompile(`-H\s*@|-H\s*"?\$|\s-K|--config|--netrc|\$\{\w+\[@\]\}|\s-n\b`)

// lookPlainCurl finds a curl command without any credentials for an S3 host that
// answered 403.
func lookPlainCurl(f *facts) []hit {
	if f.claim != nil ||
		f.answer == nil ||
		f.answer.Status.S != "403" ||
		f.answer.Code.S != "" && f.answer.Code.S != "AccessDenied" {
		return nil
	}
	m, where := f.find(plainCurl)
	if m == nil ||
		strings.Contains(m[0], "sigv4") ||
		strings.Contains(lower(m[0]), "authorization") ||
		curlGiven.MatchString(m[0]) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "curl is called without credentials: the request is not signed, and the object is not public. The " +
			"AWS CLI's login does not reach curl; aws s3 presign makes a URL, --aws-sigv4 with --user signs.",
		places: places(where),
	}}
}

// oldHeader is an Authorization header of Signature Version 2.
var oldHeader = regexp.MustCompile(`(?i:authorization)["']?\s*(?:=>|[:=])\s*["']?AWS ` +
	`[A-Za-z0-9]{10,}:[A-Za-z0-9+/]{27}=`)

var newHeader = regexp.MustCompile(`AWS4-HMAC-SHA256`)

// lookOldHeader finds a header of Version 2 in a form that is not read as a request.
func lookOldHeader(f *facts) []hit {
	if f.claim != nil || !f.mismatch() || f.pasteHas(newHeader) {
		return nil
	}
	_, where := f.find(oldHeader)
	if !where.InSource() {
		return nil
	}
	return []hit{{
		basis:  byCode,
		says:   "The Authorization header is of the form AWS keyid:signature, which is Signature Version 2.",
		places: places(where),
		at:     SignatureStage,
	}}
}
