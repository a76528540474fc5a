package diagnose

import (
	"regexp"
	"time"

	"sigwhy/sigv4"
)

// clockLooks compare the time of the request with clocks.
var clockLooks = []mistake{
	{code: "clock-skew", look: lookClock},
	{code: "clock-skew", look: lookUnset},
	{code: "clock-skew", look: lookStampedAnswer},
	{code: "clock-skew", look: lookURLAhead},
	{code: "date-not-utc", look: lookPrintedClock},
}

// lookClock compares the request's time with the server's. A signature error
// means that the clock was in order.
func lookClock(f *facts) []hit {
	yours, server, ok := f.clocks()
	if !ok || f.mismatch() || f.succeeded() || f.params.Carrier == sigv4.InQuery && !f.answerNames("clock-skew") {
		return nil
	}
	if server.Sub(yours).Abs() <= 15*time.Minute {
		return nil
	}
	code, says := clockCode(yours, server)
	b := byInference
	if named, any := f.answered(); any && (named.code == "clock-skew" || named.code == "date-week-year") {
		b = byAnswer
	} else if any &&
		(named.code == "date-pattern-wrong" || named.code == "request-delayed" || named.code == "date-not-utc") {
		return nil
	}
	h := hit{
		code:    code,
		basis:   b,
		says:    says,
		places:  places(f.dateText(), f.serverClockText()),
		yours:   yours.Format(sigv4.DateLayout),
		correct: server.Format(sigv4.DateLayout),
		at:      StringToSignStage,
	}
	hits := []hit{h}
	if d := yours.Sub(server); code == "clock-skew" && d.Abs() >= 25*time.Minute && zoneLike(d) {
		h.code, h.basis = "date-not-utc", byHint
		if b == byAnswer {
			h.basis = byInference
		}
		h.says = "The difference of " + spell(d) + " is that of a time zone: local time was written as if it were UTC."
		hits = append(hits, h)
	}
	return hits
}

// never is the year before which no request was ever signed with Version 4.
const never = "2010"

// lookUnset finds the time of a clock that was never set.
func lookUnset(f *facts) []hit {
	v := f.params.Date
	if !amzShape.MatchString(v) || v >= never || f.verified {
		return nil
	}
	return []hit{{
		basis:  byRule,
		says:   "The request says " + v + ": the clock was never set.",
		places: places(f.dateText()),
		yours:  v,
		at:     StringToSignStage,
	}}
}

// printedClock is the output of date: the time of the day, the zone, the year.
var printedClock = regexp.MustCompile(`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{3,5}|[+-]\d\d(?:\d\d)?) (\d{4})\b`)

// lookPrintedClock finds the time of a local clock that is the one of X-Amz-Date, which is
// in UTC.
func lookPrintedClock(f *facts) []hit {
	yours, ok := sigv4.ParseDate(f.params.Date)
	if !ok || f.verified || f.succeeded() {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, printedClock) {
			continue
		}
		for _, m := range f.ev.All(i, printedClock) {
			part := func(k int) string { return f.ev.Cut(i, m[2*k], m[2*k+1]).S }
			local, err := time.Parse("Jan 2 15:04:05 2006", part(1)+" "+part(2)+" "+part(3)+" "+part(5))
			if err != nil || zonesOfUTC[part(4)] || local.Sub(yours).Abs() > 2*time.Minute {
				continue
			}
			return []hit{{
				basis: byInference,
				says: "The clock of the machine shows " + part(3) + " " + part(4) + ", and X-Amz-Date says " + f.params.Date +
					": the local time is written as if it were UTC.",
				places: places(f.ev.Cut(i, m[0], m[1]), f.dateText()),
				yours:  f.params.Date,
				at:     StringToSignStage,
			}}
		}
	}
	return nil
}

// zonesOfUTC are zones whose time is that of UTC.
var zonesOfUTC = setOf("UTC", "GMT", "UCT", "WET", "AZOST", "EGST", "+00", "+0000", "-00", "-0000")

// clockCode names a difference between the client's time and the server's.
func clockCode(yours, server time.Time) (string, string) {
	if yours.Year() >= 2400 {
		return "date-format", otherCalendar(yours.Format("2006"))
	}
	d := yours.Sub(server)
	side := "behind"
	if d > 0 {
		side = "ahead of"
	}
	says := "The request says " + yours.Format(sigv4.DateLayout) + ", the server's clock " +
		server.Format(sigv4.DateLayout) + ": the client is " + spell(d) + " " + side + " the server."
	if yearOff(yours.Format("20060102"), server.Format("20060102")) {
		return "date-week-year", says + " The year alone is wrong, around New Year: the pattern YYYY writes the " +
			"week-based year."
	}
	return "clock-skew", says
}

// stampedDate is the Date header of an answer on a line of a log that has its own time in UTC.
var stampedDate = regexp.MustCompile(`(?im)^[^\n]{0,24}?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,]\d+)?Z\b[^\n]{0,160}?[^\w\n-]date: ?` +
	`((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)`)

// keptAnswer is the header of an answer that a cache kept for as long as servers let pass, or
// longer: its Date is older by that.
var keptAnswer = regexp.MustCompile(`(?im)(?:^|[\s"'])age["']?: ?["']?(?:9\d\d|[1-9]\d{3,})["'\r,]*$`)

// lookStampedAnswer finds a refusal whose Date, the time of the server, is far from the time
// that the client's log has for it.
func lookStampedAnswer(f *facts) []hit {
	if !f.wordlessRefusal() || f.verified || f.succeeded() {
		return nil
	}
	groups, where := f.find(stampedDate)
	if groups == nil || f.pasteHas(keptAnswer) {
		return nil
	}
	logged, known := parseTime(groups[1] + "Z")
	server, ok := parseTime(groups[2])
	if !known || !ok || logged.Sub(server).Abs() <= 15*time.Minute {
		return nil
	}
	d := logged.Sub(server)
	says := "The log has " + groups[1] + "Z for an answer that the server dates " + groups[2] + ": the client's clock is " +
		spell(d) + " off, and servers refuse what was signed more than 15 minutes away from their time."
	return []hit{{basis: byWords, says: says, places: places(where), at: StringToSignStage}}
}

// lookURLAhead finds a presigned URL that was refused without a word, and whose date is ahead
// of the server's by more than any server lets pass.
func lookURLAhead(f *facts) []hit {
	yours, server, ok := f.clocks()
	if !ok || f.verified || !f.wordlessRefusal() || f.params.Carrier != sigv4.InQuery || yours.Sub(server) <= 15*time.Minute ||
		f.pasteHas(keptAnswer) {
		return nil
	}
	code, says := clockCode(yours, server)
	if code == "clock-skew" && zoneLike(yours.Sub(server)) {
		code = "date-not-utc"
		says += " That is the difference of a time zone: local time is written as if it were UTC."
	}
	return []hit{{
		code:    code,
		basis:   byInference,
		says:    says,
		places:  places(f.dateText(), f.serverClockText()),
		yours:   yours.Format(sigv4.DateLayout),
		correct: server.Format(sigv4.DateLayout),
		at:      StringToSignStage,
	}}
}
