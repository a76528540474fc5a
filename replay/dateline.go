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
	as := func(list []otherText) []Twist {
		return writing(list, slotDateLine, m.date, func(t *Trial, v *string) { t.s.date = v })
	}
	out := as(datesOfHeader(m))
	when, ok := m.when()
	if !ok {
		return out
	}
	return slices.Concat(out, as(usualDateLines(when)), rarely(as(rareDateLines(m.date, when))...), as(clockReads(when, 1, 3)), as(localTimes(when, zones...)))
}

// datesOfHeader are what a signer takes from the Date header.
func datesOfHeader(m *Model) []otherText {
	v, sent := m.Header("date")
	if !sent {
		return nil
	}
	out := []otherText{{"sts-date-of-date-header", v, "puts the Date header into the string to sign"}}
	if d, err := sigv4.ParseHTTPDate(v); err == nil {
		out = append(out, otherText{"sts-date-of-date-header", d.UTC().Format(sigv4.DateLayout), "puts the time of the Date header into the string to sign"})
	}
	return out
}

func usualDateLines(t time.Time) []otherText {
	return []otherText{
		{"sts-date-form", t.Format(sigv4.DateLayout), "writes the time of the string to sign in the right form, another is sent"},
		{"sts-date-only", t.Format("20060102"), "puts only the day into the string to sign"},
		{"sts-date-extended", t.Format("2006-01-02T15:04:05Z"), "writes the time of the string to sign with - and :"},
		{"sts-date-rfc1123", t.Format(httpDate), "writes the time of the string to sign as a Date header does"},
		{"sts-date-millis", t.Format("20060102T150405.000Z"), "writes milliseconds into the string to sign"},
		{"sts-date-millis", t.Format("20060102T150405") + "000Z", "writes milliseconds into the string to sign"},
		{"sts-date-extended", t.Format("2006-01-02T15:04:05.000Z"), "writes the time of the string to sign as toISOString does"},
		{"sts-date-epoch", strconv.FormatInt(t.Unix(), 10), "writes seconds since 1970 into the string to sign"},
		{"sts-date-epoch", strconv.FormatInt(t.UnixMilli(), 10), "writes milliseconds since 1970 into the string to sign"},
		{"sts-date-no-z", t.Format("20060102T150405"), "writes the time of the string to sign without Z"},
		{"sts-date-cut", t.Format("20060102T150400Z"), "cuts the time of the string to sign to the minute"},
	}
}

func rareDateLines(date string, t time.Time) []otherText {
	out := []otherText{
		{"sts-date-cut", t.Format("20060102T150000Z"), "cuts the time of the string to sign to the hour"},
		{"sts-date-form", t.Format("20060102150405Z"), "writes the time of the string to sign without T"},
		{"sts-date-form", t.Format("20060102150405"), "writes the time of the string to sign without T and Z"},
		{"sts-date-form", t.Format("20060102T1504Z"), "writes the time of the string to sign without seconds"},
		{"sts-date-form", t.Format("20060102T030405Z"), "writes the time of the string to sign by a 12-hour clock"},
		{"sts-date-form", strings.ToLower(date), "writes the time of the string to sign in small letters"},
		{"sts-date-form", t.Format("20060102T150405") + "+0000", "writes the time of the string to sign with +0000 in place of Z"},
		{"sts-date-form", t.Format("20060102T150405") + "UTC", "writes the time of the string to sign with UTC in place of Z"},
		{"sts-date-form", t.Format("2006-01-02 15:04:05"), "writes the time of the string to sign with - and : and a blank"},
		{"sts-date-form", "", "leaves the time of the string to sign empty"},
		{"sts-date-form", t.Format("20060102") + "T000000Z", "writes midnight into the string to sign"},
	}
	for _, v := range oddTimes(t) {
		out = append(out, otherText{"sts-date-form", v[0], "writes the time of the string to sign " + v[1]})
	}
	wrongFields := shifted(t, "YYYYMMDDTHHmmSSZ")
	for _, says := range slices.Sorted(mapKeys(wrongFields)) {
		out = append(out, otherText{"sts-date-field", wrongFields[says], "writes the time of the string to sign " + says})
	}
	return slices.Concat(out, localTimes(t, 4.5, 5.75, 6.5, -3.5, 10.5), clockReads(t, 4, 30))
}

// clockReads are the times some seconds before and behind the one sent.
func clockReads(t time.Time, from, to int) (out []otherText) {
	for n := from; n <= to; n++ {
		for _, d := range []int{-n, n} {
			there := t.Add(time.Duration(d) * time.Second)
			out = append(out, otherText{"date-two-clock-reads", there.Format(sigv4.DateLayout), "read the clock twice: the string to sign is " + strconv.Itoa(d) + " s off the date sent"})
		}
	}
	return out
}

// localTimes are the time of other zones, as if it were that of UTC.
func localTimes(t time.Time, zones ...float64) (out []otherText) {
	for _, zone := range zones {
		there := t.Add(time.Duration(zone * float64(time.Hour)))
		out = append(out, otherText{"sts-date-local", there.Format(sigv4.DateLayout), "puts the local time of " + utcZone(zone) + " into the string to sign, marked Z"})
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

// bareHour stands in a layout for the hour of 24 without padding, which package time cannot
// write.
const bareHour = "{hour}"

func (l dateLayout) of(t time.Time) string {
	return strings.Replace(t.Format(l.layout), bareHour, strconv.Itoa(t.Hour()), 1)
}

func (l dateLayout) parse(s string) (time.Time, error) {
	return time.Parse(strings.Replace(l.layout, bareHour, "15", 1), s)
}

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
	{"2006/1/2 " + bareHour + ":04:05", "as toLocaleString does in Japan"},
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
		if t, err := l.parse(m.date); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// oddTimes are a time in all of these forms, with what names each.
func oddTimes(t time.Time) [][2]string {
	var out [][2]string
	for _, l := range timeLayouts {
		out = append(out, [2]string{l.of(t), l.name})
	}
	out = append(out, [2]string{unpaddedTime(t), "without padding"}, [2]string{"X-Amz-Date:" + t.Format(sigv4.DateLayout), "with the name of its header"})
	return append(out, oddDays(t)...)
}

// oddDays are a day in all of these forms, with what names each.
func oddDays(t time.Time) [][2]string {
	var out [][2]string
	for _, l := range dayLayouts {
		out = append(out, [2]string{l.of(t), l.name})
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

// keyDates are what is fed to the first step of the derivation in place of the day.
func keyDates(m *Model) []Twist {
	as := func(list []otherText) []Twist {
		return writing(list, slotKeyDate, m.scope.Date, func(t *Trial, v *string) { t.k.date = v })
	}
	return slices.Concat(as(usualKeyDates(m)), rarely(as(rareKeyDates(m))...), as([]otherText{
		{"key-date-empty", "", "derives the key with an empty date"},
		{"key-date-undefined", "undefined", "derives the key with undefined as date"},
	}))
}

func usualKeyDates(m *Model) []otherText {
	out := []otherText{{"key-date-timestamp", m.date, "derives the key with the full time in place of the day"}}
	if d := m.scope.Date; len(d) == 8 {
		out = append(out, []otherText{
			{"key-date-dashes", d[:4] + "-" + d[4:6] + "-" + d[6:], "derives the key with the day written with dashes"},
			{"key-date-form", d[2:], "derives the key with a two-digit year"},
			{"key-date-form", d[6:] + d[4:6] + d[:4], "derives the key with the day written backwards"},
			{"key-date-form", d[:4] + "/" + d[4:6] + "/" + d[6:], "derives the key with the day written with slashes"},
		}...)
	}
	out = append(out, otherText{"key-date-timestamp", strings.TrimSuffix(m.date, "Z"), "derives the key with the full time without Z"})
	if t, ok := m.when(); ok {
		out = append(out, []otherText{
			{"key-date-rfc1123", t.Format(httpDate), "derives the key with an HTTP date"},
			{"key-date-extended", t.Format("2006-01-02T15:04:05Z"), "derives the key with an extended ISO date"},
		}...)
	}
	return out
}

func rareKeyDates(m *Model) []otherText {
	var out []otherText
	d := m.scope.Date
	if len(d) == 8 {
		out = append(out, []otherText{
			{"key-date-form", d[4:] + d[:4], "derives the key with month, day, year"},
			{"key-date-form", d[6:] + d[4:6] + d[:4], "derives the key with day, month, year"},
			{"key-date-form", d[:4] + d[6:] + d[4:6], "derives the key with year, day, month"},
			{"key-date-form", d[:6], "derives the key with year and month alone"},
			{"key-date-form", d[:4], "derives the key with the year alone"},
		}...)
	}
	if t, ok := m.when(); ok {
		out = append(out, rareTimesOfKey(t)...)
	}
	return append(out, []otherText{
		{"key-date-form", d + " ", "derives the key with the day and a blank"},
		{"key-date-form", d + "\n", "derives the key with the day and a newline"},
	}...)
}

func rareTimesOfKey(t time.Time) []otherText {
	out := []otherText{
		{"key-date-form", t.Format("200612"), "derives the key with month and day unpadded"},
		{"key-date-form", strconv.FormatInt(t.Unix(), 10), "derives the key with seconds since 1970"},
		{"key-date-form", strconv.FormatInt(t.UnixMilli(), 10), "derives the key with milliseconds since 1970"},
	}
	for _, v := range append(oddDays(t), oddTimes(t)...) {
		out = append(out, otherText{"key-date-form", v[0], "derives the key with a day written " + v[1]})
	}
	wrongFields := shifted(t, "YYYYMMDD")
	for _, says := range slices.Sorted(mapKeys(wrongFields)) {
		if wrongFields[says] != t.Format("20060102") { // a day has no minutes that could be wrong
			out = append(out, otherText{"key-date-field", wrongFields[says], "derives the key with a day written " + says})
		}
	}
	return append(out, []otherText{
		{"key-date-extended", t.Format("2006-01-02T15:04:05.000Z"), "derives the key with the time as toISOString writes it"},
		{"key-date-timestamp", t.Format("20060102150405"), "derives the key with the full time without T and Z"},
	}...)
}
