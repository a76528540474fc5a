package diagnose

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// clockTold are words of people who have looked after their clock, in any language.
var clockTold = regexp.MustCompile(`(?i)` + anyOf(
	`\bchrony\w*`,
	`\bntpq -p\b(?:[^\n]*\n){1,6}?\s*\*\S+(?:\s+\S+){7}\s+-?\d{1,2}\.\d`,
	`\b(?:ntp(?:q|stat)?|ntpdate\s+-q)\b[^\n]{0,40}(?:fine|offset [-+]?0\.0|ok|sync\w*|right|correct)`,
	`\bntpdate\[\d+\]: [^\n]*\boffset [-+]?0\.\d+ sec`,
	`\btimedatectl\b`,
	`clock (?:is|was) (?:fine|right|correct|ok|in sync|accurate|synced|synchroni[sz]ed)`,
	`correctClockSkew`,
	`automatic (?:network )?time`,
	`(?:clock|time) (?:is |comes )?(?:on|from) (?:the )?network(?: time)?`,
))

// stampedInTime reports whether the log stamps the line of the answer with the time
// that the server's clock showed: then the client's clock is right.
func (f *facts) stampedInTime() bool {
	yours, server, ok := f.clocks()
	if !ok || f.answer == nil || !f.answer.Message.InSource() {
		return false
	}
	place := f.answer.Message.Place()
	src := f.ev.Sources[place.Source].Data
	from := lineStart(src, place.From)
	m := answerStamp.FindSubmatch(src[from:min(len(src), from+60)])
	if m == nil || len(m[3]) == 0 && (zoneLike(server.Sub(yours)) || f.pasteHas(ofServersLog)) {
		return false // a clock that is off by a time zone shows the server's time in that zone
	}
	zone := cmp.Or(strings.ReplaceAll(string(m[3]), ":", ""), "Z")
	logged, err := time.Parse("2006-01-02 15:04:05Z0700", strings.ReplaceAll(string(m[1]), "/", "-")+" "+string(m[2])+zone)
	return err == nil && logged.Sub(server).Abs() < time.Minute
}

// clientDate is when libwww-perl got the answer, by the client's clock, and Date the server's.
var clientDate = regexp.MustCompile(`(?m)^Date: ([^\n]+ GMT)\r?\n(?:[^\n]+\n){0,8}?Client-Date: ([^\n]+ GMT)`)

// uploadsMuch is a long upload, or the operation of which it consists.
var uploadsMuch = regexp.MustCompile(`(?i)` + anyOf(
	`\b(?:UploadPart|multipart|(?:large|big|huge) files?)\b`,
	`\b\d+ ?(?:GB|GiB|TB) (?:file|object|upload|backup|archive|dump|image)s?\b`,
	`\b(?:files?|objects?|uploads?|uploading|backups?|archives?|dumps?)\b[^\n.]{0,30}\b\d+ ?(?:GB|GiB|TB)\b`,
))

// dateHeader is the time of a server.
var dateHeader = regexp.MustCompile(`(?im)^[<>* \t]*Date: (\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT)`)

// clockShown reports whether the machine's clock, printed in UTC, showed the time of a server's
// Date. Of several clocks nothing tells which is the client's.
func (f *facts) clockShown() bool {
	m, _ := f.find(printedClock)
	if m == nil || !zonesOfUTC[m[4]] || f.count(printedClock) > 1 {
		return false
	}
	clock, err := time.Parse("Jan 2 15:04:05 2006", m[1]+" "+m[2]+" "+m[3]+" "+m[5])
	for t := range f.matches(dateHeader) {
		if server, ok := parseTime(t.S); ok && err == nil && clock.Sub(server).Abs() < 2*time.Minute {
			return true
		}
	}
	return false
}

// clocksAgree reports whether the client's clock showed the server's time when the answer
// came.
func (f *facts) clocksAgree() bool {
	m, _ := f.find(clientDate)
	if m == nil {
		return false
	}
	server, ok := parseTime(strings.TrimSpace(m[1]))
	client, known := parseTime(strings.TrimSpace(m[2]))
	return ok && known && client.Sub(server).Abs() < time.Minute
}

// stampedThrough reports whether lines of one layout carry the time of the signature and
// that of the server's clock, whatever their time zone: one clock has seen both.
func (f *facts) stampedThrough(signed, server time.Time) bool {
	const near = 3 * time.Second
	if !f.onAWSHost() && f.pasteHas(serverLogs) {
		return false
	}
	var before []stamp
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		for _, m := range f.ev.All(i, dayTime) {
			s := stampAt(src.Data, m)
			if (s.of-minuteTime(server)).Abs() < near && slices.ContainsFunc(before, func(b stamp) bool {
				return b.layout == s.layout &&
					(b.of-minuteTime(signed)).Abs() < near &&
					(s.day-b.day-server.Sub(signed)).Abs() < 2*near
			}) {
				return true
			}
			before = append(before, s)
		}
	}
	return false
}

// loggedAt reports whether a log has the time of the signature for its own: then a clock
// says so, and not a pattern. Of two days at the same time it tells nothing.
func (f *facts) loggedAt(signed, server time.Time) bool {
	const near = 3 * time.Second
	if (minuteTime(signed) - minuteTime(server)).Abs() < near {
		return false
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) <= maxCode && slices.ContainsFunc(f.ev.All(i, dayTime), func(m []int) bool {
			return (stampAt(src.Data, m).of - minuteTime(signed)).Abs() < near
		}) {
			return true
		}
	}
	return false
}

// retryLine is a line of a log of a request that is to be sent again, by its time of the day.
var retryLine = regexp.MustCompile(`(?im)^[^\n:]{0,80}?[ T](\d\d):(\d\d):(\d\d)\b[^\n]*\b(?:retrying|(?:will|to) retry|retry(?: attempt)?:? #?[1-9])\b[^\n]*$`)

// triedAgain reports whether a log has several lines of attempts between two times of one day.
func (f *facts) triedAgain(signed, arrived time.Time) bool {
	if signed.YearDay() != arrived.YearDay() {
		return false
	}
	between := 0
	for i, src := range f.ev.Sources {
		if !f.holds(i, retryLine) {
			continue
		}
		for _, m := range f.ev.All(i, retryLine) {
			at := signed.Truncate(24 * time.Hour).Add(stampAt(src.Data, m).day)
			if !at.Before(signed) && !at.After(arrived) {
				between++
			}
		}
	}
	return between > 1
}

// A stamp is a time of the day in a log.
type stamp struct {
	day    time.Duration // of the day
	of     time.Duration // of the half hour, which zones have in common
	layout string        // of what stands before it
}

// dayTime is a time of the day behind other parts of a date, on a line that is no header.
var dayTime = regexp.MustCompile(`(?m)^(?:[^\n:]{0,80}?)[ T](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|\b[^:])`)

// serverLogs are what servers write, by clocks of their own.
var serverLogs = regexp.MustCompile(`(?i)radosgw|\bminio\b|garage_|seaweed|nginx|access\.log`)

// stampAt reads the time that a form has found, with the layout of its line.
func stampAt(data []byte, m []int) stamp {
	part := func(i int) time.Duration {
		n, _ := strconv.Atoi(string(data[m[2*i]:m[2*i+1]]))
		return time.Duration(n)
	}
	day := part(1)*time.Hour + part(2)*time.Minute + part(3)*time.Second
	const shown = 8
	layout := bytes.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case unicode.IsLetter(r):
			return 'a'
		}
		return r
	}, data[max(m[0], m[2]-shown):m[2]])
	return stamp{day, day % (30 * time.Minute), string(layout)}
}

func minuteTime(t time.Time) time.Duration {
	return (time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second) % (30 * time.Minute)
}

// answerStamp is a time that a log puts before a line, with its zone where it has one.
var answerStamp = regexp.MustCompile(`^\s*\[?(\d{4}[-/]\d\d[-/]\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)?`)

// ofServersLog are words for a log that the server's own clock stamps.
var ofServersLog = regexp.MustCompile(`(?i)\b(?:rgw|radosgw|server(?:'s|-side)?|minio|gateway|backend)\b[^\n]{0,20}\b(?:log|trace)s?\b`)

// oneDelay reports whether the answers do not tell several delays.
func (f *facts) oneDelay() bool {
	least, most := f.delays()
	return most-least <= 20*time.Second
}

var yearOffDates = regexp.MustCompile(`(\d{4})(\d{2})(\d{2})`)

// refineScopeDate tells a week-based year from another day of the scope.
func refineScopeDate(f *facts) (string, string) {
	m := f.answer.Message.S
	days := yearOffDates.FindAllStringSubmatch(m, -1)
	scope := f.params.Scope.Date
	date := f.params.Date
	if len(days) >= 2 {
		scope, date = days[0][0], days[1][0]
	}
	if yearOff(scope, date) {
		return "date-week-year", "The day " + scope + " of the credential scope is a year off " + date[:8] +
			": the week-based year was used."
	}
	if scope == "" && f.nearNewYear() {
		return "date-week-year", "The credential scope has another day than X-Amz-Date, and it fails in the last " +
			"days of a year: the pattern YYYY writes the week-based year."
	}
	return "", ""
}

var newYear = regexp.MustCompile(`(?i)` + anyOf(
	`(2[89]|3[01])(st|th)?\.? ?(of )?dec`,
	`dec(ember)? ?(2[89]|3[01])\b`,
	`\b[123](st|nd|rd)?\.? ?(of )?jan`,
	`jan(uary)? ?[123]\b`,
	`new year`,
))

// nearNewYear reports whether the evidence speaks of the days around New Year.
func (f *facts) nearNewYear() bool {
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintDate && newYear.MatchString(h.Text.S) {
			return true
		}
	}
	return false
}

// dateInText is an x-amz-date in whatever log or code a paste holds.
var dateInText = regexp.MustCompile(`(?i)x-amz-date['"]?\]?\s*(?:=>|[:=,])\s*['"]?([0-9][0-9A-Za-z:+.-]{5,})`)

// localDate is an x-amz-date with the name of a day or a month.
var localDate = regexp.MustCompile(`(?im)^[^\n]{0,20}x-amz-date:\s*(\p{L}{2,12}[.,]{0,2} \d{1,2}\.? [^\n]{6,30}?)\s*$`)

// refineDate tells a date that is sent in a wrong form from one that is not sent.
func refineDate(f *facts) (string, string) {
	if v := f.pasteFinds(dateInText); v != "" && !f.sent("x-amz-date") {
		if _, good := sigv4.ParseDate(v); !good {
			return "date-format", "x-amz-date is " + quoted(v) + ", which is not YYYYMMDDTHHMMSSZ."
		}
	}
	if v := f.pasteFinds(localDate); v != "" && !f.sent("x-amz-date") {
		return "date-format", "x-amz-date is " + quoted(v) + ": the form is YYYYMMDDTHHMMSSZ, without names of days " +
			"and months."
	}
	if t := f.client.StringToSign; t != nil && t.Date.Present() && !masked(t.Date.S) && !amzShape.MatchString(t.Date.S) && !f.sent("x-amz-date") {
		return "date-format", "The client signs the time " + quoted(t.Date.S) + ", which is not YYYYMMDDTHHMMSSZ."
	}
	if v, ok := f.raw.HeaderValue("x-amz-date"); ok {
		if _, good := sigv4.ParseDate(v); !good {
			return "date-format", "x-amz-date is " + quoted(v) + ", which is not YYYYMMDDTHHMMSSZ."
		}
	} else if v, ok := f.raw.HeaderValue("date"); ok {
		if f.browserKeeps("Date") {
			return "", "" // it was not sent
		}
		return "date-format", "Only a Date header is sent: " + quoted(v) + "."
	}
	return "", ""
}

// refineClock tells a clock that is off from a wrong time zone, a week-based
// year and a request that waited.
func refineClock(f *facts) (string, string) {
	if v := f.answer.Field("RequestTime").Trim().S; amzShape.MatchString(v) {
		if _, exists := sigv4.ParseDate(v); !exists {
			return "date-pattern-wrong", "The server read the time " + v + ", which does not exist: a field of the " +
				"pattern is in the wrong place."
		}
	}
	yours, server, ok := f.clocks()
	if signed, dated := sigv4.ParseDate(f.params.Date); !ok && dated && ofWeekYear(signed) && f.pasteHas(weekYearPattern) && !f.pasteHas(calendarPattern) {
		return "date-week-year", "The request says " + signed.Format(sigv4.DateLayout) + ", around New Year, and the code " +
			"formats the year with YYYY, which is that of the week."
	}
	if !ok && f.pasteHas(onlyLarge) {
		return "request-delayed", "Small uploads succeed and large ones are refused after a while: the clock is right, " +
			"and the request is signed when the upload begins, more than 15 minutes before the server has it."
	}
	if late := server.Sub(yours); (!ok || late > 15*time.Minute && late < time.Hour) && f.pasteHas(hangsLong) {
		return "request-delayed", "The request hangs for minutes before it is refused: the clock is right, and what was signed when it began is " +
			"more than 15 minutes old when the server has it. Find what it waits for, and sign each attempt anew."
	}
	if !ok && f.pasteHas(uploadsMuch) && f.clockShown() {
		return "request-delayed", "The clock of the machine shows the time of the server: it is right, and the requests of a " +
			"long upload wait for more than 15 minutes after they were signed."
	}
	if !ok {
		return "", ""
	}
	if yours.Year() == 1970 && server.Year() > 1970 && f.pasteHas(eventSigning) {
		return "event-signature-wrong", "The event says " + yours.Format(sigv4.DateLayout) +
			": the time in seconds stands where milliseconds are due, in its header :date."
	}
	if f.monthInMinutes() {
		return "date-pattern-wrong", "All of the times that were signed have the month in the place of the " +
			"minutes: a pattern has m for both. They are right when the minute happens to be that."
	}
	if least, most := f.delays(); most-least > 20*time.Second {
		return "request-delayed", "The requests arrive between " + spell(least) + " and " + spell(most) +
			" after they were signed: a clock that is wrong is off by the same time for each of them. They wait " +
			"between signing and sending, in a queue, a limiter or for a connection."
	}
	code, says := clockCode(yours, server)
	if code == "clock-skew" {
		if why := f.delayed(yours, server); why != "" {
			return "request-delayed", why
		}
		if late := server.Sub(yours); server.Hour() > 12 && (late-12*time.Hour).Abs() < time.Minute {
			return "date-pattern-wrong", says + " In the afternoon that is what an hour of a 12-hour clock makes."
		}
		if zoneLike(yours.Sub(server)) && (f.pasteHas(localStamp) || f.pasteHas(clockTold) || f.localClock()) {
			return "date-not-utc", says +
				" That is the difference of a time zone: local time is written as if it were UTC."
		}
		if wholeDays(yours.Sub(server)) && f.pasteHas(localDay) {
			return "date-not-utc", says + " The time of the day is right, and the day is another one: the code " +
				"writes the local day."
		}
		if why := patternFault(yours.Format(sigv4.DateLayout), server); why != "" && !f.loggedAt(yours, server) {
			return "date-pattern-wrong", says + " " + why
		}
	}
	if late := server.Sub(yours); f.pasteHas(twelveHours) && late > 11*time.Hour && late < 13*time.Hour {
		return "date-pattern-wrong", says + " The code writes the hour with hh, of a 12-hour clock."
	}
	return code, says
}

// hangsLong is what people say of a request that waits.
var hangsLong = regexp.MustCompile(`(?i)\b(?:frozen|freez\w+|hangs?|hanging|hung|stall\w*|stuck|block(?:s|ed))\b[^.\n]{0,30}\b(?:\d+ ?-?min\w*|minutes|(?:quarter|half) (?:of )?an hour)`)

var (
	// weekYearPattern is a pattern of a date as it is signed, with the year of the week.
	weekYearPattern = regexp.MustCompile(`["'\x60]YYYYMMdd`)
	// calendarPattern is one of the whole time, with the year of the calendar.
	calendarPattern = regexp.MustCompile(`["'\x60]yyyyMMdd\W{0,2}T`)
)

// ofWeekYear reports whether the year of a date is that of the week for the same day of the
// year before or after.
func ofWeekYear(t time.Time) bool {
	for _, years := range []int{-1, 1} {
		day := t.AddDate(years, 0, 0)
		iso, _ := day.ISOWeek()
		saturday := day.AddDate(0, 0, int(time.Saturday-day.Weekday())) // the last day of a week in the United States
		if iso == t.Year() || saturday.Year() == t.Year() {
			return true
		}
	}
	return false
}

// onlyLarge is what people say whose long uploads alone are refused.
var onlyLarge = regexp.MustCompile(`(?i)` + anyOf(
	`\bsmall(?:er)? (?:files?|objects?|uploads?|ones)\b[^\n.]{0,60}\b(?:works?|fine|ok|succeeds?|go(?:es)? through)\b`,
	`\b(?:works?|fine|ok|succeeds?)\b[^\n.]{0,30}\b(?:with|for) small(?:er)? (?:files?|objects?|uploads?|ones)`,
	`\bafter (?:about |around |some |~ ?)?\d+(?:\s*(?:-|to|\x{2013})\s*\d+)? ?min\w* of (?:the )?(?:upload|transfer|copy)`,
	`\bin the middle of (?:the |an? )?(?:upload|transfer)`,
	`\bnever happens? (?:with|for) (?:the |our )?small(?:er)? \w+`,
	`\bslow(?:er)? (?:internet |network |upload )?(?:connection|line|network|link|uplink)\b`,
))

// longestWait is longer than any request waits for its turn: a clock that was never set is
// further behind.
const longestWait = 365 * 24 * time.Hour

// offByNTP is what chronyc tracking prints of a clock that is minutes off.
var offByNTP = regexp.MustCompile(`\b(?:[3-9]\d\d|\d{4,})(?:\.\d+)? seconds (?:slow|fast) of NTP\b`)

// delayed says what shows that a request was late and the clock right, "" where nothing does.
func (f *facts) delayed(yours, server time.Time) string {
	late := server.Sub(yours)
	switch {
	case late < 0 || late > longestWait:
		return ""
	case f.stampedThrough(yours, server):
		return "The request was signed at " + yours.Format(sigv4.DateLayout) +
			", and the same clock stamps what was sent with the time of the server's: the clock is right, and the " +
			"request waits " +
			spell(late) + " between signing and sending."
	case f.triedAgain(yours, server):
		return "The request was signed at " + yours.Format(sigv4.DateLayout) + ", and the log has it tried again and again " +
			"until the server's time: each attempt has to be signed anew."
	case late > 15*time.Minute && len(f.ex.Again) > 0 && f.pasteHas(laterRetry):
		return "The request that was signed at " + yours.Format(sigv4.DateLayout) +
			" is sent a second time, " + spell(late) + " later, with the old signature: each attempt has to be signed anew."
	case f.clocksAgree():
		return "The request was signed at " + yours.Format(sigv4.DateLayout) +
			", and the client's clock showed the server's time when the answer came: the clock is right, and the " +
			"request arrives " + spell(late) + " after it was signed."
	case f.stampedInTime():
		return "The request was signed at " + yours.Format(sigv4.DateLayout) +
			", and the log has the answer at the time of the server's clock: the clock is right. The signature is " +
			"used later than it is good for, or again: it has to be made for each request, when it is sent."
	case f.hardlyLate(late) && f.pasteHas(waits):
		return "The request arrives " + spell(late) +
			" after it was signed, hardly more than it is good for: a clock that is wrong is off by any time, a " +
			"request that waits is refused as soon as the time is over. It waits in a queue or for a connection, " +
			"or is sent faster than it is taken in."
	case f.pasteHas(clockTold) && !f.pasteHas(offByNTP) && !zoneLike(late) && patternFault(yours.Format(sigv4.DateLayout), server) == "":
		return "The request arrives " + spell(late) +
			" after it was signed, and the clock is told to be right: it waits in a queue or for a connection, or " +
			"the signature is used again."
	}
	return ""
}

// laterRetry is what people say of an attempt that comes long after the first.
var laterRetry = regexp.MustCompile(`(?i)\b(?:retr(?:y|ied|ies|ying)|(?:second|next) (?:try|attempt))\b[^\n]{0,40}\b(?:\d+ ?min\w*|minutes|an? hour|hours?|later)\b`)

// hardlyLate reports whether a request arrived within seconds after the minutes were over
// for which its header is good, as the answer tells them.
func (f *facts) hardlyLate(late time.Duration) bool {
	m := minutesGood.FindStringSubmatch(f.answer.Message.S)
	if m == nil {
		return false
	}
	n, _ := strconv.Atoi(m[1])
	return late < time.Duration(n)*time.Minute+5*time.Second
}

// eventSigning is what signs the events of a stream.
var eventSigning = regexp.MustCompile(`:chunk-signature|AWS4-HMAC-SHA256-PAYLOAD`)

// waits are words for what may keep a signed request waiting.
var waits = regexp.MustCompile(`(?i)stream|transcri|upload|queue|batch|chunk|event|PutRecords|\bretrier\b|\b(?:network )?cable\b|\boffline\b|\bunplug\w*|\boutage\b|\bbacklog\b`)

var minutesGood = regexp.MustCompile(`\(\d{8}T\d{6}Z - (\d{1,2}) min\.?\)`)

// localStamp is code that writes the local time in the form of X-Amz-Date: the local
// time by itself is as often taken to measure how long something lasts.
var localStamp = regexp.MustCompile(anyOf(
	`\bTime\.now\.strftime`,
	`\bDateTime\.Now\.ToString\(`,
	`\bdatetime\.now\(\)\.strftime`,
	`\bstrftime\([^)\n]*%Y%m%d[^\n]*\blocaltime`,
	`\blocaltime\([^\n]*%Y%m%d`,
	`\bLocalDateTime\.now\([^\n]*(?:format|yyyyMMdd)`,
	`\bdate\(['"]Ymd`,
))

// wholeDays reports whether a difference is one day or two, to the minute.
func wholeDays(d time.Duration) bool {
	d = d.Abs()
	whole := d.Round(24 * time.Hour)
	return (d-whole).Abs() < time.Minute && whole >= 24*time.Hour && whole <= 48*time.Hour
}

// localDay is code that writes the local day.
var localDay = regexp.MustCompile(anyOf(
	`(?i)system\.(?:now|today)\(\)\.format\(\s*['"]yyyyMMdd['"]`,
	`\bdate\.today\(\)`,
	`\bdatetime\.(?:now|today)\(\)\.strftime\(\s*['"]%Y%m%d['"]`,
	`\bDateTime\.(?:Now|Today)\.ToString\(\s*"yyyyMMdd"`,
	`\bLocalDate\.now\(\)`,
	`\bDate\.today\b`,
	`\bdate\(\s*['"]Ymd['"]\s*\)`,
	`\.getFullYear\(\)`,
	`\bdate \+["']?%Y%m%d\b`,
))

// localClock reports whether code takes the local time, writes a time in the form of
// X-Amz-Date, and nothing in it speaks of UTC.
func (f *facts) localClock() bool {
	return f.pasteHas(takesLocal) && f.pasteHas(writesStamp) && !f.pasteHas(speaksUTC)
}

var (
	takesLocal = regexp.MustCompile(anyOf(
		`\bDateTime\.Now\b`,
		`\bdatetime\.now\(\)`,
		`\bLocalDateTime\.now\(`,
		`\bTime\.now\b|\btime\.Now\(\)`,
		`\blocaltime(?:_r)?\(`,
		`\.getHours\(`,
		`\bnew DateTime\(\)`,
		`\bSYSDATE\b|\bNow\(\)`,
		`TalendDate\.getCurrentDate\(`,
		`\bSys\.time\(\)`,
		`\bDateTime\.now\(\)`,
		`calendar:local_time\(`,
		`NaiveDateTime\.local_now`,
		`\bos\.date\(["'][^!]`,
		`\bCurrentDateTime\b`,
		`\bGet-Date\b`,
		`\bFormatTime\(\s*(?:A_Now\s*)?,`,
	))
	writesStamp = regexp.MustCompile(anyOf(
		`yyyyMMdd['"\\]*T['"\\]*HHmmss`,
		`%Y%m%dT%H%M%S|20060102T150405|Ymd\\*T\\*His|\.getHours\(`,
		`YYYYMMDD"T"HH24MISS`,
	))
	speaksUTC = regexp.MustCompile(`(?i)utc|gmt|ZoneOffset|toISOString|setTimeZone`)
)

var twelveHours = regexp.MustCompile(`["'][yY]{4}-?MM-?dd['T]*hh:?mm`)

var (
	// timestampTold is the time that a request of a query service carries, as its answer has it.
	timestampTold = regexp.MustCompile(`Timestamp date: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z`)
	// zonedStamp is the stamp of a log with its zone.
	zonedStamp = regexp.MustCompile(`(?m)^[^\n]{0,40}?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?([+-]\d\d:?\d\d)`)
)

// refineTimestamp tells local time under the name of UTC from a clock that is off, by the
// stamps of the log.
func refineTimestamp(f *facts) (string, string) {
	m := timestampTold.FindStringSubmatch(f.answer.Message.S)
	if m == nil {
		return "", ""
	}
	const layout = "2006-01-02T15:04:05"
	sent, err := time.Parse(layout, m[1])
	stamp, _ := f.find(zonedStamp)
	if err != nil || stamp == nil || strings.Trim(stamp[2], "+-0:") == "" {
		return "", ""
	}
	logged, err := time.Parse(layout, stamp[1])
	if err != nil || logged.Sub(sent).Abs() > 2*time.Minute {
		return "", ""
	}
	return "date-not-utc", "The log stamps " + stamp[1] + stamp[2] + ", and the request says " + m[1] +
		"Z: the local time is written as if it were UTC."
}

// refineExpiredRequest tells a session that is over from a URL that is: EC2 has one code for both
// (Amazon EC2 API reference, "Error codes", RequestExpired).
func refineExpiredRequest(f *facts) (string, string) {
	if lower(f.answer.Code.S) != "requestexpired" || strings.HasPrefix(f.keyID(), "AKIA") || f.presigned() || f.pasteHas(presignWord) || !f.pasteHas(sessionOver) {
		return "", ""
	}
	return "session-token-expired", "EC2 says so of a request whose temporary credentials have expired, and another " +
		"call in the paste is refused for that in so many words."
}

// sessionOver is how other services say that temporary credentials have expired.
var sessionOver = regexp.MustCompile(`\(ExpiredToken(?:Exception)?\)|<Code>ExpiredToken|\bExpiredToken(?:Exception)?: |security token included in the request is expired|provided token has expired`)
