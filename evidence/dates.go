package evidence

import (
	"strings"
	"time"

	"sigwhy/sigv4"
)

// amzDate brings a date to YYYYMMDDTHHMMSSZ so that dates can be compared, ""
// when it is none.
func amzDate(s string) string {
	s = strings.TrimSpace(s)
	if len(s) == 16 && span(s, isDigit) == 8 && s[8] == 'T' {
		return strings.ToUpper(s)
	}
	for _, layout := range []string{
		time.RFC1123, time.RFC1123Z, time.RFC3339, time.RFC850, time.ANSIC, "20060102T150405Z0700",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC().Format("20060102T150405Z")
		}
	}
	return ""
}

// requestDate returns the date that a request states.
func requestDate(r *Request, claims []Claim) string {
	for _, name := range []string{"X-Amz-Date", "Date"} {
		if d := amzDate(find(r.Fields, name).S); d != "" {
			return d
		}
	}
	for i := range claims {
		if d := amzDate(claims[i].Date.S); d != "" {
			return d
		}
	}
	return ""
}

// canonicalDate returns the date within a canonical request.
func canonicalDate(c *Canonical) string {
	for _, name := range []string{"x-amz-date", "date"} {
		for _, l := range c.Lines {
			if n := fieldName(l.S); n == len(name) && equalFold(l.S[:n], name) {
				if d := amzDate(l.S[n+1:]); d != "" {
					return d
				}
			}
		}
	}
	for _, q := range sigv4.SplitQuery(c.Query.S) {
		if equalFold(q.Name, "x-amz-date") {
			return amzDate(q.Value)
		}
	}
	return ""
}

// answerDate returns the date of the request that an answer is for.
func answerDate(a *Answer) string {
	if a.StringToSign != nil && a.StringToSign.Date.Present() {
		if d := amzDate(a.StringToSign.Date.S); d != "" {
			return d
		}
	}
	if a.Canonical != nil {
		return canonicalDate(a.Canonical)
	}
	return ""
}
