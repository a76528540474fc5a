package diagnose

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"sigwhy/sigv4"
)

// looseLayouts are the forms in which clients and servers write times.
var looseLayouts = []string{
	sigv4.DateLayout,
	time.RFC1123, time.RFC1123Z, time.RFC850, time.ANSIC, time.RFC3339Nano, time.RFC3339,
	"20060102T150405", "2006-01-02T15:04:05",
	"20060102T150405.000Z", "20060102T150405-0700", "20060102T150405-07", "20060102T150405MST",
	"2006-01-02 15:04:05", "2006-01-02 15:04:05 -0700 MST", "20060102150405",
	"Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 -0700",
	"20060102",
}

// parseTime reads a time in any of the usual forms, as UTC.
func parseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	for _, l := range looseLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// spell writes a duration for a person: "2 h 22 min", "45 s".
func spell(d time.Duration) string {
	d = d.Abs().Round(time.Second)
	h, m, s := int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60
	switch {
	case h >= 48:
		return fmt.Sprintf("%d days", h/24)
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d s", s)
}

// amzShape is the form of the date that is signed.
var amzShape = regexp.MustCompile(`^\d{8}T\d{6}Z$`)

const extendedLayout = "2006-01-02T15:04:05Z"

// yearOff reports whether two days agree but for the year, around New Year.
func yearOff(a, b string) bool {
	if len(a) < 8 || len(b) < 8 || a[:4] == b[:4] {
		return false
	}
	return a[4:8] == b[4:8] && (a[4:6] == "12" && a[6:8] >= "28" || a[4:6] == "01" && a[6:8] <= "04")
}
