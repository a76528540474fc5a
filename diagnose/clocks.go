package diagnose

import (
	"regexp"
	"slices"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	notCurrent = regexp.MustCompile(`(\d{8}T\d{6}Z) is still later than \d{8}T\d{6}Z \((\d{8}T\d{6}Z)`)
	expired    = regexp.MustCompile(`(\d{8}T\d{6}Z) is now earlier than \d{8}T\d{6}Z \((\d{8}T\d{6}Z)`)
)

// clocks reads the client's and the server's time, as the answer states them or
// as the two sides' dates tell.
func (f *facts) clocks() (yours, server time.Time, ok bool) {
	if f.answer != nil {
		for _, re := range []*regexp.Regexp{notCurrent, expired} {
			if m := re.FindStringSubmatch(collapse(f.answer.Message.S)); m != nil {
				yours, _ = sigv4.ParseDate(m[1])
				server, ok = sigv4.ParseDate(m[2])
				return yours, server, ok
			}
		}
		if t, good := parseTime(f.answer.Field("ServerTime").S); good {
			server = t
			if y, good := parseTime(f.answer.Field("RequestTime").S); good {
				return y, server, true
			}
		}
	}
	yours, good := parseTime(f.params.Date)
	if !good {
		return yours, server, false
	}
	if server.IsZero() {
		server, ok = f.serverClock()
		return yours, server, ok
	}
	return yours, server, true
}

// delays are the least and the most time between signing and arrival that the
// server's refusals of one hour state.
func (f *facts) delays() (least, most time.Duration) {
	var first time.Time
	for i, src := range f.ev.Sources {
		if !f.holds(i, expired) {
			continue
		}
		for _, m := range expired.FindAllSubmatch(src.Data, 100) {
			signed, ok := sigv4.ParseDate(string(m[1]))
			arrived, fine := sigv4.ParseDate(string(m[2]))
			switch d := arrived.Sub(signed); {
			case !ok || !fine || !first.IsZero() && arrived.Sub(first).Abs() > time.Hour:
			case first.IsZero():
				first, least, most = arrived, d, d
			default:
				least, most = min(least, d), max(most, d)
			}
		}
	}
	return least, most
}

// monthInMinutes reports whether all times of refused requests have the number of the
// month as their minute, while the server's differ.
func (f *facts) monthInMinutes() bool {
	arrivals := map[string]bool{}
	for i, src := range f.ev.Sources {
		if !f.holds(i, expired) {
			continue
		}
		for _, m := range expired.FindAllSubmatch(src.Data, 100) {
			signed, arrived := string(m[1]), string(m[2])
			if len(signed) < len("20060102T1504") ||
				len(arrived) < len("20060102T1504") ||
				signed[4:6] != signed[11:13] {
				return false
			}
			arrivals[arrived[11:13]] = true
		}
	}
	return len(arrivals) > 2
}

// serverClock is the Date of the response.
func (f *facts) serverClock() (time.Time, bool) {
	v := f.answerDate()
	if !v.Present() {
		return time.Time{}, false
	}
	t, err := sigv4.ParseHTTPDate(v.S)
	return t, err == nil
}

// answerDate is the Date of the response: of the answer that was read or, where there is
// one request alone, beside other headers that only AWS answers with.
func (f *facts) answerDate() evidence.Text {
	if f.answer == nil {
		return evidence.Text{}
	}
	v := f.answer.HeaderValue("date")
	if v.Present() || len(f.answer.Head) > 0 || len(f.ev.Exchanges) > 1 {
		return v
	}
	for _, form := range datedHeads {
		for v := range f.matches(form) {
			return v
		}
	}
	return evidence.Text{}
}

// datedHeads are the lines of a response's head, without its first.
var datedHeads = func() (forms []*regexp.Regexp) {
	const (
		start = `(?im)^[ \t<*]*`
		of    = `x-amzn?-(?:errortype|requestid|request-id|id-2)\b`
		date  = `date:[ \t]*(\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)`
		lines = `[^\n]*\n(?:[^\n]{1,200}\n){0,3}?[ \t<*]*`
	)
	return []*regexp.Regexp{regexp.MustCompile(start + date + lines + of), regexp.MustCompile(start + of + lines + date)}
}()

// now is the time for which the diagnosis is made: the one that is given, or the server's.
func (f *facts) now() (time.Time, bool) {
	if !f.given.At.IsZero() {
		return f.given.At, true
	}
	return f.serverClock()
}

// serverClockText is where the server's time stands in the paste.
func (f *facts) serverClockText() evidence.Text {
	if f.answer == nil {
		return evidence.Text{}
	}
	if v := f.answerDate(); v.Present() {
		return v
	}
	return f.answer.Field("ServerTime")
}

// zoneLike reports whether a difference is within a minute and a half of a
// whole hour, 14 hours at most, or of one of the odd offsets in use.
func zoneLike(d time.Duration) bool {
	const slack = 90 * time.Second
	d = d.Abs()
	if whole := d.Round(time.Hour); (d - whole).Abs() < slack {
		return whole >= time.Hour && whole <= 14*time.Hour
	}
	return slices.ContainsFunc(oddZones, func(z time.Duration) bool { return (d - z).Abs() < slack })
}

// oddZones are the offsets in use that are no whole hours (IANA time zone database).
var oddZones = []time.Duration{
	150 * time.Minute, 210 * time.Minute, 270 * time.Minute, 330 * time.Minute, 345 * time.Minute,
	390 * time.Minute, 525 * time.Minute, 570 * time.Minute, 630 * time.Minute, 765 * time.Minute,
	825 * time.Minute,
}
