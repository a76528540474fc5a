package diagnose

import (
	"regexp"
	"strconv"
	"time"

	"sigwhy/sigv4"
)

// expiryLooks read how long a presigned URL lasts.
var expiryLooks = []mistake{
	{code: "presign-expires-invalid", look: lookExpires},
	{code: "presign-expires-invalid", look: lookExpiryRefused},
	{code: "presigned-expired", look: lookExpired},
	{code: "session-token-expired", look: lookTokenOutlived},
}

var (
	// endsEarly is what people say of a URL that is over within hours or days.
	endsEarly = regexp.MustCompile(`(?i)\b(?:expir\w*|invalid|stop\w* working|not work\w*|dies?|no longer)\b[^.\n]{0,60}` +
		`\b(?:in|after|within|before|earlier|than|only)\b[^.\n]{0,24}\b(?:\d+|an?|one|two|six|twelve|few|couple of)[ -]?(?:hours?|hrs?|days?)\b`)
	// weekGiven is the longest lifetime of a presigned URL, or near it.
	weekGiven = regexp.MustCompile(`(?i)\b604800\b|\b(?:7|seven) days\b|\b(?:one|a|1) week\b|\b7 ?\* ?24\b`)
	urlSigned = regexp.MustCompile(`(?i)pre-?sign|signed ?url|X-Amz-(?:Expires|Signature)`)
	// signedByRole are credentials that are over by themselves.
	signedByRole = regexp.MustCompile(`(?i)security-token|session[ _-]?token|\bcognito\b|\bamplify\b|assume[ _-]?role|instance (?:role|profile)|\blambda\b|\bSTS\b|` +
		`temporary cred|\bIRSA\b|task role`)
)

// lookTokenOutlived finds what is told of a URL that is over before its time, where temporary
// credentials have signed it (S3 User Guide, "Sharing objects with presigned URLs").
func lookTokenOutlived(f *facts) []hit {
	if f.answer != nil && !f.wordlessRefusal() || f.claim != nil || !f.pasteHas(weekGiven) || !f.pasteHas(signedByRole) || !f.pasteHas(urlSigned) {
		return nil
	}
	_, where := f.find(endsEarly)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "A presigned URL is good no longer than the credentials that signed it, whatever X-Amz-Expires says, and temporary ones " +
			"are over within hours: sign with the keys of a user, or anew when it is asked for.",
		places: places(where),
	}}
}

// expiryRefused is what SDKs say of a lifetime over a week, behind the name of the error: they do
// not presign it.
var expiryRefused = regexp.MustCompile(`(?i)\w*(?:Error|Exception|Expiry\w*):\s*["']?(?:The )?` + anyOf(
	`Signature version 4 presigned URLs must have an expiration date less than one week`,
	`Requests that are pre-?signed by SigV4 algorithm are valid for at most 7 days`,
	`expiration date of a signature version 4 presigned URL must be less than one week`,
	`expires_in value of \d+ exceeds one-week maximum`,
	`maximum expiry period for a presigned url using AWS4 signing is 604800`,
	`Presigning does not support expiry time greater than a week`,
	`\bexpir\w+ (?:must be between 1 second to|cannot be greater than) 7 days`,
))

// lookExpiryRefused finds what an SDK says that is told to presign for more than a week.
func lookExpiryRefused(f *facts) []hit {
	if f.answer != nil && f.answerNames("presign-expires-invalid") || f.claim != nil {
		return nil
	}
	_, where := f.find(expiryRefused)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:  byInference,
		says:   "The SDK is told to presign for more than 604800 seconds, a week, and refuses it: it counts seconds, or takes a date.",
		places: places(where),
	}}
}

// lookExpires finds an X-Amz-Expires that is no number of seconds up to a week.
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
		says = "X-Amz-Expires is " + v + ": that is a point in time. It counts seconds from X-Amz-Date, 604800 (7 " +
			"days) at most."
	case n > 604800:
		says = "X-Amz-Expires is " + v + " seconds, more than 604800 (7 days)."
	default:
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    says,
		places:  places(f.claim.Expires),
		yours:   v,
		correct: "1 to 604800",
	}}
}

// lookExpired finds a presigned URL that was no longer good at the time that is known.
func lookExpired(f *facts) []hit {
	if !f.presigned() || !f.claim.Expires.Present() {
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
	switch {
	case f.mismatch() || f.isListed("x-k8s-aws-id"):
		b = byHint // EKS takes such a URL as a token for as long as it likes
	case start.Year() < firstYear:
		b = byHint // the clock was never set
	}
	return []hit{{
		basis: b,
		says: "The URL was valid until " + end.Format(sigv4.DateLayout) + "; the time is " +
			now.UTC().Format(sigv4.DateLayout) + ", " + spell(now.Sub(end)) + " later.",
		places: places(f.claim.Date, f.claim.Expires),
	}}
}

// firstYear is when Signature Version 4 came: earlier dates are those of clocks that were
// never set.
const firstYear = 2011

func secondsOf(n int) time.Duration { return time.Duration(n) * time.Second }
