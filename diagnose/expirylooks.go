package diagnose

import (
	"strconv"
	"time"

	"sigwhy/sigv4"
)

// expiryLooks read how long a presigned URL lasts.
var expiryLooks = []mistake{
	{code: "presign-expires-invalid", look: lookExpires},
	{code: "presigned-expired", look: lookExpired},
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
