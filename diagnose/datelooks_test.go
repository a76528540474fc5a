package diagnose

import (
	"strings"
	"testing"
)

// dateSights are pastes for the looks of datelooks.go.
func dateSights(t testing.TB) (list []sight) {
	get, table, url := changed(t, s3Get), changed(t, tablePost), changed(t, s3URL)
	hit, near := anyRows(&list)
	hit("amz-date-missing", "", Seen, true, edit(t, get, "X-Amz-Date: 20250612T083000Z\r\n", "", ";x-amz-date", ""))
	near("amz-date-missing", "Date",
		edit(t, table, "X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT", "x-amz-date", "date"))
	near("amz-date-missing", "presigned", url)
	for _, v := range []string{
		"2025-06-12T08:30:00Z", "20250612T083000.123Z", "20250612T083000", "20250612T103000+0200",
		"2025612T8300Z", "Thu, 12 Jun 2025 08:30:00 GMT", "25680612T083000Z",
	} {
		hit("date-format", v, Seen, false, edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: "+v))
	}
	near("date-format", "masked", edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612TXXXXXXZ"))
	near("date-format", "HTTP date in Date",
		edit(t, get, "X-Amz-Date: 20250612T083000Z",
			"Date: Thu, 12 Jun 2025 08:30:00 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	hit("date-pattern-wrong", "month from 0", told, true,
		edit(t, get, "X-Amz-Date: 20250612T083000Z",
			"Date: Sat, 12 Jul 2025 08:30:00 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	hit("date-pattern-wrong", "no such time", Seen, true,
		edit(t, get, "X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20253012T080600Z", "/20250612/", "/20253012/"))
	hit("date-pattern-wrong", "12 hours", told, true,
		edit(t, get, "X-Amz-Date: 20250612T083000Z",
			"Date: Thu, 12 Jun 2025 20:30:00 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	near("date-pattern-wrong", "same time",
		edit(t, get, "X-Amz-Date: 20250612T083000Z",
			"Date: Thu, 12 Jun 2025 08:30:04 GMT\r\nX-Amz-Date: 20250612T083000Z"))
	return list
}

// printedTimeSights are pastes for the looks of datelooks.go.
func printedTimeSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	get := changed(t, s3Get)

	logged := func(stamp, date string) string {
		return stamp + " [DEBUG] --> GET https://b.s3.eu-west-1.amazonaws.com/k " +
			"{Host=[b.s3.eu-west-1.amazonaws.com], X-Amz-Date=[" + date + "], X-Amz-Content-Sha256=[" + emptySHA +
			"], Authorization=[AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/" + date[:8] +
			"/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") +
			"]}\n" + stamp + " <-- 403 Forbidden\n"
	}
	hit("date-week-year", "the stamp of a log", Likely, logged("2024-12-30T10:00:11.604+0100", "20251230T090011Z"))
	near("date-week-year", "the same year", logged("2024-12-30T10:00:11.604+0100", "20241230T090011Z"))
	near("date-week-year", "midnight of New Year", logged("2025-01-01T00:00:11.604+0100", "20241231T230011Z"))
	skew := func(d string) string {
		return s3Error("403 Forbidden", "RequestTimeTooSkewed",
			"The difference between the request time and the current time is too large.", "RequestTime", lookDate,
			"ServerTime", d)
	}
	near("date-not-utc", "half an hour", refused(get, skew("2025-06-12T09:00:31Z")))
	hit("date-format", "another calendar", Seen,
		refused(strings.ReplaceAll(get, "20250612", "25680612"),
			s3Error("403 Forbidden", "RequestTimeTooSkewed",
				"The difference between the request time and the current time is too large.", "RequestTime",
				"25680612T083000Z", "ServerTime", "2025-06-12T08:30:02Z")))
	return list
}

// patternSights: a pattern for Date beside one for X-Amz-Date, and a type that a client
// replaces.
func patternSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	hit("date-pattern-wrong", "the month for the minute", told,
		"stamp = now.strftime('%Y%m%dT%H%m%SZ') # AWS4\n\n"+apiMismatch)
	near("date-pattern-wrong", "in the header Date alone",
		"date = now.strftime('%a, %d %b %Y %H:%m:%S GMT')\nstamp = now.strftime('%Y%m%dT%H%M%SZ') # AWS4\n\n"+
			apiMismatch)
	typed := func(code string) string {
		return code + "\n{\"x-amz-date\"=>\"" + lookDate + "\", \"authorization\"=>\"AWS4-HMAC-SHA256 Credential=" +
			ownKeyID + "/20250612/us-east-1/sagemaker/aws4_request, SignedHeaders=content-type;host;x-amz-date, " +
			"Signature=" + sha("x") + "\"}\n\n" +
			canonicalAnswer("POST\n/i\n\ncontent-type:application/x-www-form-urlencoded\n"+
				"host:runtime.sagemaker.us-east-1.amazonaws.com\nx-amz-date:"+
				lookDate+"\n\ncontent-type;host;x-amz-date\n"+sha("row"),
				"20250612/us-east-1/sagemaker/aws4_request")
	}
	hit("content-type-mismatch", "a type that the client replaces", told,
		typed("sig = sign('POST', uri, {'content-type' => 'text/csv'}, row)"))
	near("content-type-mismatch", "the type that arrives",
		typed("sig = sign('POST', uri, {'content-type' => 'application/x-www-form-urlencoded'}, row)"))
	return list
}

// askedDateSights: dates, in what people paste when they ask others.
func askedDateSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	year := func(day string) string {
		url := "https://files.skibus.example/a.json?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=skibus-app%2F" + day +
			"%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=" + day + "T064512Z&X-Amz-Expires=1800&X-Amz-SignedHeaders=host"
		return "$ curl -v '" + url + "&X-Amz-Signature=" + sha("x") + "'\n> GET /a.json?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=skibus-app... HTTP/2\n> Host: files.skibus.example\n< HTTP/2 403\n< server: MinIO\n" +
			"< date: Mon, 29 Dec 2025 06:45:19 GMT\n<\n<Error><Code>AccessDenied</Code><Message>Request is not valid " +
			"yet</Message></Error>\n"
	}
	hit("date-week-year", "a target that is cut off by dots", Seen, year("20261229"))
	near("date-week-year", "another day", year("20260115"))
	date := "<Message>AWS authentication requires a valid Date or x-amz-date header</Message>\nx-amz-date: DATE\n"
	hit("date-format", "a date of the machine's language", Likely, strings.Replace(date, "DATE", "mar., 07 août 2018 09:12:51 GMT", 1))
	near("date-format", "a good date, told", strings.Replace(date, "DATE", "20180807T091251Z", 1))
	pair := "actual request:\n\nx-amz-acl:private\nx-amz-date:MINE\nx-amz-meta-MD5:a\n\nAWS calculated:\n\nx-amz-acl:private\n" +
		"x-amz-date:Tue, 14 Oct 2014 08:21:07 GMT\nx-amz-meta-md5:a\n" + threadRefusal
	near("date-format", "a date of Version 2 on both sides", strings.Replace(pair, "MINE", "Tue, 14 Oct 2014 08:21:07 GMT", 1))
	const url = "https://b.s3.eu-west-1.amazonaws.com/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20191230%2Feu-west-1%2Fs3" +
		"%2Faws4_request&X-Amz-Date=20191230T120410Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=...\n"
	const early = "<Error><Code>AccessDenied</Code><Message>Request is not yet valid</Message></Error>\nnow.formatGMT('YYYYMMdd\\'T\\'HHmmss\\'Z\\'');\n"
	hit("date-week-year", "YYYY at the end of a year", Likely, url+early)
	near("date-week-year", "YYYY in the middle of a year", strings.ReplaceAll(url, "20191230", "20190630")+early)
	near("date-week-year", "YYYY on a day whose week is of its own year", strings.ReplaceAll(url, "20191230", "20201228")+early)
	near("date-week-year", "YYYY in the name of a folder", url+strings.Replace(early, "YYYYMMdd", "YYYY-MM-dd", 1))
	near("date-week-year", "yyyy at the end of a year", url+strings.Replace(early, "YYYY", "yyyy", 1))
	const zoned = "AWS4-HMAC-SHA256\n20170511T112317ZONE\n20170511/eu-central-1/s3/aws4_request\nb6a7266e629c4fa5df0b8c168c9f95d830fad0ac5492e2189e4d6ed7e2151360\n\n" +
		"<Error><Code>AccessDenied</Code><Message>AWS authentication requires a valid Date or x-amz-date header</Message></Error>\n"
	hit("date-format", "a time with its zone in the string to sign", Seen, strings.Replace(zoned, "ZONE", "+02", 1))
	near("date-format", "a time in the string to sign", strings.Replace(zoned, "ZONE", "Z", 1))
	return list
}
