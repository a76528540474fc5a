package diagnose

import (
	"regexp"
	"strings"
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
