package replay

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sigwhy/sigv4"
)

// dateLines are other forms and times of line 2 of the string to sign.
func dateLines(m *Model) []Twist {
	when, ok := m.when()
	var out []Twist
	add := func(variant, v, says string) {
		if v != m.date {
			out = append(out, Twist{Variant: variant, slot: slotDateLine, Says: says, turn: func(t *Trial) { t.s.date = &v }})
		}
	}
	if v, sent := m.Header("date"); sent {
		add("sts-date-of-date-header", v, "puts the Date header into the string to sign")
		if d, err := sigv4.ParseHTTPDate(v); err == nil {
			add("sts-date-of-date-header", d.UTC().Format(sigv4.DateLayout), "puts the time of the Date header into the string to sign")
		}
	}
	if !ok {
		return out
	}
	clock := func(d int) {
		add("date-two-clock-reads", when.Add(time.Duration(d)*time.Second).Format(sigv4.DateLayout), "read the clock twice: the string to sign is "+strconv.Itoa(d)+" s off the date sent")
	}
	local := func(zone float64) {
		there := when.Add(time.Duration(zone * float64(time.Hour)))
		add("sts-date-local", there.Format(sigv4.DateLayout), "puts the local time of "+utcZone(zone)+" into the string to sign, marked Z")
	}
	add("sts-date-form", when.Format(sigv4.DateLayout), "writes the time of the string to sign in the right form, another is sent")
	add("sts-date-only", when.Format("20060102"), "puts only the day into the string to sign")
	add("sts-date-extended", when.Format("2006-01-02T15:04:05Z"), "writes the time of the string to sign with - and :")
	add("sts-date-rfc1123", when.Format("Mon, 02 Jan 2006 15:04:05 GMT"), "writes the time of the string to sign as a Date header does")
	add("sts-date-millis", when.Format("20060102T150405.000Z"), "writes milliseconds into the string to sign")
	add("sts-date-millis", when.Format("20060102T150405")+"000Z", "writes milliseconds into the string to sign")
	add("sts-date-extended", when.Format("2006-01-02T15:04:05.000Z"), "writes the time of the string to sign as toISOString does")
	add("sts-date-epoch", strconv.FormatInt(when.Unix(), 10), "writes seconds since 1970 into the string to sign")
	add("sts-date-epoch", strconv.FormatInt(when.UnixMilli(), 10), "writes milliseconds since 1970 into the string to sign")
	add("sts-date-no-z", when.Format("20060102T150405"), "writes the time of the string to sign without Z")
	add("sts-date-cut", when.Format("20060102T150400Z"), "cuts the time of the string to sign to the minute")
	few := len(out)
	add("sts-date-cut", when.Format("20060102T150000Z"), "cuts the time of the string to sign to the hour")
	add("sts-date-form", when.Format("20060102150405Z"), "writes the time of the string to sign without T")
	add("sts-date-form", when.Format("20060102150405"), "writes the time of the string to sign without T and Z")
	add("sts-date-form", when.Format("20060102T1504Z"), "writes the time of the string to sign without seconds")
	add("sts-date-form", when.Format("20060102T030405Z"), "writes the time of the string to sign by a 12-hour clock")
	add("sts-date-form", strings.ToLower(m.date), "writes the time of the string to sign in small letters")
	add("sts-date-form", when.Format("20060102T150405")+"+0000", "writes the time of the string to sign with +0000 in place of Z")
	add("sts-date-form", when.Format("20060102T150405")+"UTC", "writes the time of the string to sign with UTC in place of Z")
	add("sts-date-form", when.Format("2006-01-02 15:04:05"), "writes the time of the string to sign with - and : and a blank")
	add("sts-date-form", "", "leaves the time of the string to sign empty")
	add("sts-date-form", when.Format("20060102")+"T000000Z", "writes midnight into the string to sign")
	for _, v := range oddTimes(when) {
		add("sts-date-form", v[0], "writes the time of the string to sign "+v[1])
	}
	wrongFields := shifted(when, "YYYYMMDDTHHmmSSZ")
	for _, says := range slices.Sorted(mapKeys(wrongFields)) {
		add("sts-date-field", wrongFields[says], "writes the time of the string to sign "+says)
	}
	for _, zone := range []float64{4.5, 5.75, 6.5, -3.5, 10.5} {
		local(zone)
	}
	for d := 4; d <= 30; d++ {
		clock(-d)
		clock(d)
	}
	rarely(out[few:]...)
	for _, d := range []int{-1, 1, -2, 2, -3, 3} {
		clock(d)
	}
	for _, zone := range zones {
		local(zone)
	}
	return out
}

// zones are the time zones of the world's larger places, in hours ahead of UTC.
var zones = []float64{
	1, 2, 3, 5.5, 8, 9, -5, -6, -7, -8, -4, -3, 4, 5, 6, 7, 10, 11, 12, 13, -2, -1, -9, -10, -11, -12, 3.5, 9.5,
	14,
}

func utcZone(hours float64) string {
	return fmt.Sprintf("UTC%+03d:%02d", int(hours), int(math.Abs(hours)*60)%60)
}

// A dateLayout is a way in which programs write a time, or a day, by default or by habit.
type dateLayout struct{ layout, name string }

// timeLayouts are those of a time.
var timeLayouts = []dateLayout{
	{"2006-01-02T15:04:05", "with - and :, without Z"},
	{"2006-01-02T15:04:05.000000Z", "with microseconds, as isoformat does"},
	{"2006-01-02T15:04:05.000000", "with microseconds, without Z"},
	{"2006-01-02T15:04:05+00:00", "with +00:00 in place of Z"},
	{"2006-01-02T15:04:05+0000", "with - and :, and +0000 in place of Z"},
	{"2006-01-02 15:04:05 UTC", "as Ruby does"},
	{"2006-01-02 15:04:05Z", "with - and : and a blank, as Windows does"},
	{"20060102 150405Z", "with a blank in place of T"},
	{"20060102T150405.000000Z", "with microseconds and no other signs"},
	{"060102T150405Z", "with a two-digit year"},
	{"Mon, 02 Jan 2006 15:04:05 +0000", "as a mail header does"},
	{"Mon, 02 Jan 2006 15:04:05 UTC", "as an HTTP date with UTC"},
	{"Mon Jan 02 2006 15:04:05 GMT+0000 (Coordinated Universal Time)", "as the text of a Date in JavaScript"},
	{"Mon Jan 02 2006 15:04:05 GMT+0000", "as the text of a Date in JavaScript, without the name of the zone"},
	{"Mon Jan _2 15:04:05 2006", "as asctime does"},
	{"Mon Jan _2 15:04:05 UTC 2006", "as date does"},
	{"Mon Jan 02 15:04:05 UTC 2006", "as the text of a Date in Java"},
	{"Monday, 02-Jan-06 15:04:05 GMT", "by RFC 850"},
	{"1/2/2006, 3:04:05 PM", "as toLocaleString does in the United States"},
	{"1/2/2006 3:04:05 PM", "as .NET does in the United States"},
	{"01/02/2006 15:04:05", "with month, day, year and slashes"},
	{"02/01/2006 15:04:05", "with day, month, year and slashes"},
	{"02.01.2006 15:04:05", "with day, month, year and dots"},
	{"2.1.2006, 15:04:05", "as toLocaleString does in Germany"},
	{"02/01/2006, 15:04:05", "as toLocaleString does in the United Kingdom"},
	{"2006/01/02 15:04:05", "with slashes"},
	{"2006/1/2 15:04:05", "as toLocaleString does in Japan"},
}

// dayLayouts are those of a day.
var dayLayouts = []dateLayout{
	{"2006-01-02", "with dashes"},
	{"01/02/2006", "with month, day, year and slashes"},
	{"1/2/2006", "as toLocaleDateString does in the United States"},
	{"02/01/2006", "with day, month, year and slashes"},
	{"02.01.2006", "with day, month, year and dots"},
	{"2.1.2006", "as toLocaleDateString does in Germany"},
	{"02-01-2006", "with day, month, year and dashes"},
	{"01-02-2006", "with month, day, year and dashes"},
	{"2006/01/02", "with slashes"},
	{"2006.01.02", "with dots"},
	{"2006 01 02", "with blanks"},
	{"2006_01_02", "with underscores"},
	{"2006年01月02日", "in Japanese"},
	{"2006年1月2日", "in Japanese, unpadded"},
	{"02 Jan 2006", "with the name of the month"},
	{"2 Jan 2006", "with the name of the month"},
	{"02-Jan-2006", "with the name of the month and dashes"},
	{"January 2, 2006", "in words"},
	{"January 02, 2006", "in words"},
	{"Jan 2, 2006", "with the name of the month first"},
	{"Mon Jan 02 2006", "as toDateString does"},
	{"Monday, January 2, 2006", "in words, with the day of the week"},
	{"20060102000000", "with zeros for the time"},
	{"20060102T000000Z", "with midnight"},
	{"2006-01-02T00:00:00Z", "with midnight, - and :"},
	{"2006-01-02T00:00:00.000Z", "with midnight, as toISOString does"},
	{"2006-01-02 00:00:00", "with midnight, as a database does"},
}

// when is the time that the request states, in whatever form.
func (m *Model) when() (time.Time, bool) {
	if t, ok := sigv4.ParseDate(m.date); ok {
		return t, true
	}
	if t, err := sigv4.ParseHTTPDate(m.date); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z", "20060102T150405.000Z", "2006-01-02T15:04:05.000Z", "20060102T150405", "20060102t150405z", "20060102T150405+0000"} {
		if t, err := time.Parse(layout, m.date); err == nil {
			return t, true
		}
	}
	for _, l := range timeLayouts {
		if t, err := time.Parse(l.layout, m.date); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// oddTimes are a time in all of these forms, with what names each.
func oddTimes(t time.Time) [][2]string {
	var out [][2]string
	for _, l := range timeLayouts {
		out = append(out, [2]string{t.Format(l.layout), l.name})
	}
	out = append(out, [2]string{unpaddedTime(t), "without padding"}, [2]string{"X-Amz-Date:" + t.Format(sigv4.DateLayout), "with the name of its header"})
	return append(out, oddDays(t)...)
}

// oddDays are a day in all of these forms, with what names each.
func oddDays(t time.Time) [][2]string {
	var out [][2]string
	for _, l := range dayLayouts {
		out = append(out, [2]string{t.Format(l.layout), l.name})
	}
	return out
}

// unpaddedTime is a time of numbers that are put together as they are.
func unpaddedTime(t time.Time) string {
	return t.Format("200612") + "T" + strings.TrimPrefix(t.Format("15"), "0") + t.Format("4") + t.Format("5") + "Z"
}

// shifted are times that come of a wrong field: the month from 0, minutes for the month,
// the month for minutes.
func shifted(t time.Time, layout string) map[string]string {
	month, minute := time.Date(2000, t.Month(), 1, 0, 0, 0, 0, time.UTC).Format("01"), t.Format("04")
	with := func(month, minute string) string {
		return strings.NewReplacer("YYYY", t.Format("2006"), "MM", month, "DD", t.Format("02"), "HH", t.Format("15"), "mm", minute, "SS", t.Format("05")).Replace(layout)
	}
	before := "00"
	if t.Month() > time.January {
		before = time.Date(2000, t.Month()-1, 1, 0, 0, 0, 0, time.UTC).Format("01")
	}
	return map[string]string{
		"counting months from 0":               with(before, minute),
		"with minutes in place of the month":   with(minute, minute),
		"with the month in place of minutes":   with(month, month),
		"with month and minutes in each other": with(minute, month),
	}
}
