package sigv4

import (
	"fmt"
	"strings"
	"time"
)

// DateLayout is the form of x-amz-date, ISO 8601 basic in UTC, as package time
// writes layouts.
const DateLayout = "20060102T150405Z"

// ParseDate reads YYYYMMDDTHHMMSSZ and nothing else.
func ParseDate(s string) (time.Time, bool) {
	t, err := time.Parse(DateLayout, s)
	return t, err == nil && t.Format(DateLayout) == s
}

// ParseHTTPDate reads the value of a Date header, as UTC: the forms of RFC 9110,
// section 5.6.7, and with a numeric zone or a day of one digit.
func ParseHTTPDate(s string) (time.Time, error) {
	for _, l := range []string{time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, "Mon, 2 Jan 2006 15:04:05 MST"} {
		if t, err := time.Parse(l, strings.TrimSpace(s)); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("no HTTP date")
}
