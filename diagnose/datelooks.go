package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// dateLooks read the form of the request's time.
var dateLooks = []mistake{
	{code: "amz-date-missing", look: lookDateMissing},
	{code: "date-format", look: lookDateFormat},
	{code: "date-pattern-wrong", look: lookDatePattern},
	{code: "date-week-year", look: lookLogStamp},
}

// lookDateMissing finds a request that does not tell its time.
func lookDateMissing(f *facts) []hit {
	if !f.wire() ||
		!f.signedInHeader() ||
		!strings.HasPrefix(lower(f.claim.Algorithm.S), "aws") ||
		f.sent("x-amz-date") ||
		f.sent("date") ||
		strings.HasPrefix(f.model.Host, "git-codecommit.") {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "Neither x-amz-date nor Date is sent.",
		places:  places(f.req.Method, f.req.Target),
		correct: "x-amz-date: " + cmp.Or(f.params.Date, "YYYYMMDDTHHMMSSZ"),
		at:      RequestStage,
	}}
}

// lineStamp is the time that a log puts before a line, with its offset where it has one.
var lineStamp = regexp.MustCompile(`^\W{0,3}(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)`)

// lookLogStamp compares the year of a request with that of the line of a log which it
// stands on: around New Year, the week-based year is another one.
func lookLogStamp(f *facts) []hit {
	yours, ok := sigv4.ParseDate(f.params.Date)
	if !ok || !f.requestShown() || f.verified || f.answer == nil {
		return nil
	}
	src := f.ev.Sources[f.req.Place.Source].Data
	from := lineStart(src, f.req.Place.From)
	m := lineStamp.FindSubmatchIndex(src[from:min(len(src), from+40)])
	if m == nil {
		return nil
	}
	stamp := string(src[from+m[2] : from+m[13]])
	logged, ok := parseTime(stamp)
	if !ok ||
		yours.Year() == logged.Year() ||
		yours.AddDate(logged.Year()-yours.Year(), 0, 0).Sub(logged).Abs() > 14*time.Hour ||
		!yearOff(yours.Format("20060102"), logged.Format("20060102")) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The request says " + f.params.Date + " on a line that was logged at " + stamp +
			": the year alone differs, around New Year. The pattern YYYY writes the week-based year.",
		places: append(places(f.dateText()), f.ev.Cut(f.req.Place.Source, from+m[2], from+m[13])),
		yours:  f.params.Date,
		at:     RequestStage,
	}}
}

// codeRest is in what code gives for a value rather than in a time.
var codeRest = regexp.MustCompile(`[()"'\x60\\;]|^[A-Z_]+$|^\w+\.\w+\(`)

// twoDigits are in every time; words without any tell where it comes from.
var twoDigits = regexp.MustCompile(`\d\d`)

// letters is a name in code.
var letters = regexp.MustCompile(`^[A-Za-z_]+$`)

// readsAsDate reports whether a value may be a time that was sent, rather than what a
// person put in its place.
func readsAsDate(v string) bool {
	switch {
	case masked(v), template(v), strings.EqualFold(v, "blah"):
		return false
	case len(v) > 48, severalOf(v, amzShape.MatchString):
		return false
	}
	return !strings.Contains(v, " ") || twoDigits.MatchString(v)
}

// lookDateFormat finds an X-Amz-Date that is not of the form YYYYMMDDTHHMMSSZ.
func lookDateFormat(f *facts) []hit {
	if v, ok := f.raw.HeaderValue("x-amz-date"); ok && (codeRest.MatchString(v) || strings.HasPrefix(v, "%")) {
		return nil // a name, a place in a format, or what closes a literal
	}
	if f.claim != nil && f.claim.Algorithm.S == "AWS" {
		return nil // Signature Version 2 takes the forms of HTTP dates
	}
	v, ok := f.raw.HeaderValue("x-amz-date")
	if !ok && f.presigned() && f.claim.Date.Present() {
		v, ok = f.claim.Date.S, true
	}
	if !ok || amzShape.MatchString(v) || !readsAsDate(v) {
		return lookOtherDigits(f, v)
	}
	if f.req != nil && !f.req.OnTheWire && letters.MatchString(v) {
		return nil // the name of a variable
	}
	if f.sameDateSeen(v) {
		return nil // the server has it so in its own text: it is one of Signature Version 2
	}
	if c := f.client.Canonical; v == "" && f.echo && c != nil && c.Partial {
		return nil // a piece of code, whose value is a variable
	}
	says := "x-amz-date is " + quoted(v) + "; the form is YYYYMMDDTHHMMSSZ, in UTC."
	b := byRule
	if t, good := parseTime(v); good &&
		f.onAWS() &&
		strings.Contains(v, "-") &&
		!sigv4.IsS3(f.params.Scope.Service) &&
		t.Year() > 2000 {
		b = byInference // query services take the extended form of the header
	}
	return []hit{{
		basis:   b,
		says:    says,
		places:  places(f.dateText()),
		yours:   v,
		correct: basicForm(v),
		at:      RequestStage,
	}}
}

// sameDateSeen reports whether the server has the date of a text that is no Version 4 one, in
// the form of HTTP, as the client has it.
func (f *facts) sameDateSeen(date string) bool {
	mine, theirs := f.client.Canonical, f.server.canonical
	if mine == nil || theirs == nil || mine.Method.Present() || theirs.Method.Present() || f.claim != nil {
		return false
	}
	line := "x-amz-date:" + date
	has := func(c *evidence.Canonical) bool {
		return slices.ContainsFunc(c.Lines, func(l evidence.Text) bool { return strings.TrimSpace(l.S) == line })
	}
	return has(mine) && has(theirs)
}

// severalOf reports whether a value is several good ones joined: the headers of several
// requests that a log mixes up.
func severalOf(v string, good func(string) bool) bool {
	parts := strings.Split(v, ",")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !good(strings.TrimSpace(p)) })
}

func otherCalendar(year string) string {
	return "The year " + year + " is of another calendar: dates were written in the user's locale."
}

// lookOtherDigits finds years of another calendar.
func lookOtherDigits(f *facts, v string) []hit {
	if len(v) < 4 || v[:4] < "2400" || !amzShape.MatchString(v) {
		return nil
	}
	return []hit{{basis: byRule, says: otherCalendar(v[:4]), places: places(f.dateText()), yours: v, at: RequestStage}}
}

func basicForm(v string) string {
	if t, ok := parseTime(v); ok {
		return t.Format(sigv4.DateLayout)
	}
	return "YYYYMMDDTHHMMSSZ"
}

// lookDatePattern finds times of the right shape that are no times, or that
// differ from another date of the request in a telling way.
func lookDatePattern(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-date")
	if !ok {
		v = f.params.Date
	}
	if !amzShape.MatchString(v) || v[:4] >= "2400" {
		return nil
	}
	says := ""
	if _, good := sigv4.ParseDate(v); !good {
		if v[9:11] == "24" {
			return []hit{{
				code:   "date-format",
				basis:  byRule,
				says:   "The hour is 24; midnight is written 00.",
				places: places(f.dateText()),
				yours:  v,
				at:     RequestStage,
			}}
		}
		return []hit{{
			basis:  byRule,
			says:   "The time " + v + " does not exist: a field of the pattern is in the wrong place.",
			places: places(f.dateText()),
			yours:  v,
			at:     RequestStage,
		}}
	} else if d, err := sigv4.ParseHTTPDate(firstValue(f, "date")); err == nil {
		says = patternFault(v, d)
	} else if server, known := f.serverClock(); known && !f.mismatch() {
		says = patternFault(v, server)
	}
	if says == "" {
		return nil
	}
	return []hit{{basis: byCode, says: says, places: places(f.dateText()), yours: v, at: RequestStage}}
}

func firstValue(f *facts, name string) string {
	v, _ := f.raw.HeaderValue(name)
	return v
}

// patternFault tells which field of a pattern stands in place of another, given
// the true time.
func patternFault(v string, truth time.Time) string {
	mine, _ := sigv4.ParseDate(v)
	if mine.Sub(truth).Abs() <= 15*time.Minute {
		return ""
	}
	with := func(y int, mo time.Month, d, h, mi int) bool {
		return mine.Sub(time.Date(y, mo, d, h, mi, truth.Second(), 0, time.UTC)).Abs() < 2*time.Minute
	}
	y, mo, d, h, mi := truth.Year(), truth.Month(), truth.Day(), truth.Hour(), truth.Minute()
	switch {
	case h > 12 && with(y, mo, d, h-12, mi):
		return "The hour is that of a 12-hour clock (hh or %I for HH or %H)."
	case mi >= 1 && mi <= 12 && with(y, time.Month(mi), d, h, mi):
		return "The month is the minute (mm or %M for MM or %m)."
	case mine.Minute() == int(mo) && with(y, mo, d, h, int(mo)):
		return "The minute is the month (MM or %m for mm or %M)."
	case mo > 1 && with(y, mo-1, d, h, mi):
		return "The month is counted from 0."
	case mine.Hour() != h &&
		mine.Minute() == h &&
		(mine.Second() == mi || mine.Second() == mi-1) &&
		mine.YearDay() == truth.YearDay() &&
		mine.Year() == y:
		return "The hour stands in the place of the minutes, and the minutes in that of the seconds: what is " +
			"written as the hour is another field, such as the weekday that MicroPython's RTC().datetime() has " +
			"before it."
	case mine.Hour() == 0 && mine.Minute() == 0 && mine.Second() == 0 && mine.Day() == d && mine.Month() == mo:
		return "The time of the day is missing: a date was formatted, not a time."
	}
	return ""
}
