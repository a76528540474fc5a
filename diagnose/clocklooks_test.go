package diagnose

import (
	"strings"
	"testing"
)

// severalClockSights: several refusals tell a clock that is off from requests that wait.
func severalClockSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	expiredAt := func(signed, arrived, limit string) string {
		return `403 Forbidden {"message":"Signature expired: ` + signed + ` is now earlier than ` + limit + ` (` +
			arrived + ` - 5 min.)"}` + "\n"
	}
	hit("request-delayed", "three delays", Seen,
		expiredAt("20250227T141806Z", "20250227T142652Z", "20250227T142152Z")+
			expiredAt("20250227T141811Z", "20250227T142703Z", "20250227T142203Z")+
			expiredAt("20250227T141740Z", "20250227T142655Z", "20250227T142155Z"))
	near("request-delayed", "one difference",
		expiredAt("20250227T141806Z", "20250227T142652Z", "20250227T142152Z")+
			expiredAt("20250227T141811Z", "20250227T142658Z", "20250227T142158Z"))
	near("request-delayed", "different days",
		expiredAt("20250227T141806Z", "20250227T142652Z", "20250227T142152Z")+
			expiredAt("20250228T141806Z", "20250228T145652Z", "20250228T145152Z"))
	return list
}

// keptSights: signatures that are kept, and clocks that are right.
func keptSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	git := func(now string) string {
		return "=> Send header: GET /v1/repos/infra/info/refs HTTP/1.1\n" +
			"=> Send header: Host: git-codecommit.ap-southeast-2.amazonaws.com\n" +
			"=> Send header: Authorization: Basic QUtJQQ==\n<= Recv header: HTTP/1.1 403 Forbidden\n\n" +
			"password=20190304T213806Z" +
			sha("x") + "\n\n$ date -u\n" + now + "\n"
	}
	hit("signature-reused", "a keychain", Likely, git("Tue Mar  5 02:23:10 UTC 2019"))
	near("signature-reused", "a fresh one", git("Mon Mar  4 21:39:10 UTC 2019"))
	near("bearer-token-sent", "git and CodeCommit", git("Mon Mar  4 21:39:10 UTC 2019"))
	late := func(stamp string) string {
		return stamp + " ERROR neptune {message: Unexpected server exception 'Signature expired: 20260609T071432Z " +
			"is now earlier than 20260609T071647Z (20260609T072147Z - 5 min.)'}\n"
	}
	hit("request-delayed", "the log's clock is the server's", Seen, late("2026-06-09T07:21:48.022Z"))
	hit("clock-skew", "the log's clock is the request's", Seen, late("2026-06-09T07:14:33.022Z"))
	near("request-delayed", "the log's clock is the request's", late("2026-06-09T07:14:33.022Z"))
	hit("request-delayed", "a clock with a zone that is the server's", Seen, late("2026-06-09 09:21:48.022+0200"))
	near("request-delayed", "digits that are the server's, in another zone", late("2026-06-09 07:21:48.022+0530"))
	near("request-delayed", "the server's own log", "From the gateway's log:\n"+late("2026-06-09 07:21:48.022"))
	hit("request-delayed", "a clock that is told to be right", Likely, "chronyc tracking: 0.000041 s\n"+late("Jun 09"))
	hit("request-delayed", "a clock without a zone that is the server's", Seen, late("[2026-06-09 07:21:47,904: CRITICAL/MainProcess]"))
	anHour := strings.Replace(late("[2026-06-09 07:21:47,904: CRITICAL/MainProcess]"), "T071432Z", "T062147Z", 1)
	near("request-delayed", "a clock without a zone, off by a zone", anHour)
	return list
}

// clockSights are pastes for the looks of clocklooks.go.
func clockSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	clock := func(code, server string) string {
		return code + "\n\n{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\"," +
			"\"message\":\"Signature not yet current: 20250612T103000Z is still later than 20250612T084500Z (" +
			server + " + 15 min.)\"}\n"
	}
	const local = "var now = DateTime.Now;\nvar stamp = now.ToString(\"yyyyMMddTHHmmssZ\");"
	hit("date-not-utc", "code and two hours", Likely, clock(local, "20250612T083000Z"))
	half := func(request, server string) string {
		return "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is " +
			"too large.</Message><RequestTime>" + request + "</RequestTime><ServerTime>" + server + "</ServerTime></Error>\n"
	}
	hit("date-pattern-wrong", "twelve hours late in the afternoon", Seen, half("20250612T034512Z", "2025-06-12T15:45:13Z"))
	near("date-pattern-wrong", "twelve hours late in the morning", half("20250611T214512Z", "2025-06-12T09:45:13Z"))
	near("date-pattern-wrong", "eleven hours late", half("20250612T044512Z", "2025-06-12T15:45:13Z"))
	near("date-not-utc", "code of UTC", clock(strings.ReplaceAll(local, "Now", "UtcNow"), "20250612T082600Z"))
	near("date-not-utc", "no difference of a zone", clock(local, "20250612T082100Z"))
	return list
}

// repeatedSights are requests that stand in a paste more than once, and clocks that it
// shows.
func repeatedSights(t testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const call = "await fetch(\"https://x4l2.appsync-api.eu-west-2.amazonaws.com/graphql\", { method: \"POST\", " +
		"headers, body })\n"
	headers := func(date string) string {
		return "{\n  authorization: \"AWS4-HMAC-SHA256 Credential=" + ownKeyID +
			"/20250612/eu-west-2/appsync/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + sha("one") +
			"\",\n  \"x-amz-date\": \"" + date + "\",\n}\n"
	}
	answer := "400 " + `{"__type":"InvalidSignatureException","message":"The request signature we calculated does ` +
		`not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the ` +
		`service documentation for details."}` +
		"\n"
	hit("header-changed-after-signing", "one signature, two dates", Seen,
		call+"signed "+headers("20250612T083000Z")+"sending "+headers("20250612T084141Z")+answer)
	near("header-changed-after-signing", "printed twice",
		call+"signed "+headers("20250612T083000Z")+"sending "+headers("20250612T083000Z")+answer)

	canonical := canonicalOf(t, changed(t, s3Get), "s3", "host", "x-amz-content-sha256", "x-amz-date")
	cutOff, _, _ := strings.Cut(canonical, "083000Z")
	near("header-changed-after-signing", "a text cut within the date",
		clientLog(canonical, "")+"\n2025/06/12 10:30:00 <Error><Code>SignatureDoesNotMatch</Code><Message>The "+
			"request signature we calculated does not match the signature you provided.</Message><CanonicalRequest>"+
			cutOff+"\n2025/06/12 10:30:00 failed to unmarshal response error\n")

	const late = `{"message":"Signature expired: 20250612T083012Z is now earlier than 20250612T083514Z ` +
		`(20250612T084014Z - 5 min.)"}` +
		"\n"
	hit("request-delayed", "one clock saw both", Likely,
		"2. Run    Jun 12 08:30:12  ok\n3. Delay  Jun 12 08:30:13  ok\n4. Send   Jun 12 08:40:14  error\n"+late)
	near("request-delayed", "a clock that is off",
		"2. Run    Jun 12 08:30:12  ok\n4. Send   Jun 12 08:30:14  error\n"+late)
	const shifted = `{"message":"Signature expired: 20250612T031407Z is now earlier than 20250612T140256Z ` +
		`(20250612T140756Z - 5 min.)"}` +
		"\n"
	hit("date-pattern-wrong", "the hour in the minutes", Likely, shifted)
	near("date-pattern-wrong", "a log of the same time", "2025-06-12 03:14:07,096 DEBUG wire\n"+shifted)
	near("date-pattern-wrong", "another time", strings.Replace(shifted, "T031407Z", "T031908Z", 1))
	return list
}

// askedClockSights: clocks, in what people paste when they ask others.
func askedClockSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	late := func(code, message string) string {
		return code + "\n{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired: " + message + "\"}\n"
	}
	const aDay = "20200415T014720Z is now earlier than 20200416T014222Z (20200416T014722Z - 5 min.)"
	hit("date-not-utc", "the local day, the hour of UTC", Likely, late(
		"String amzDate = system.Now().format('yyyyMMdd') + 'T' + system.Now().formatGMT('HHmmss') + 'Z';", aDay))
	near("date-not-utc", "a day of UTC, a day late", late(
		"String amzDate = system.Now().formatGMT('yyyyMMdd') + 'T' + system.Now().formatGMT('HHmmss') + 'Z';", aDay))
	const quarter = "20141106T071408Z is now earlier than 20141106T071409Z (20141106T072909Z - 15 min.)"
	hit("request-delayed", "a queue, just over a quarter of an hour", Likely, late("The app works off a queue.", quarter))
	near("request-delayed", "a queue, long over it", late("The app works off a queue.",
		"20141106T071408Z is now earlier than 20141106T073151Z (20141106T074651Z - 15 min.)"))
	url := "wss://a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
		ownKeyID + "%2F20250612%2Feu-west-1%2Fiotdevicegateway%2Faws4_request&X-Amz-Date=" + lookDate + "&X-Amz-Expires=86400" +
		"&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("x") + "\n\nerror: Unexpected server response: 403\n\nheaders:\n" +
		"  date: DATE\n  x-amzn-ErrorType: ForbiddenException\n"
	hit("presigned-expired", "headers without their first line", Seen,
		strings.Replace(url, "DATE", "Sat, 14 Jun 2025 13:12:44 GMT", 1))
	near("presigned-expired", "headers without their first line, in time",
		strings.Replace(url, "DATE", "Thu, 12 Jun 2025 13:12:44 GMT", 1))
	near("clock-skew", "a clock that was off, and is set", "[GELÖST] Es war die Uhr. Vorher kam \"Signature expired: "+
		"20210101T000312Z is now earlier than ...\", jetzt:\n\nstatusCode: 200\n")
	tooSkewed := "RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n"
	hit("request-delayed", "large files alone", Likely, "It works fine with small files, and large ones fail:\n"+tooSkewed)
	near("request-delayed", "all files", "It fails with small files and with large ones:\n"+tooSkewed)
	justLate := "POST / HTTP/1.1\nHost: glacier.us-east-1.amazonaws.com\nX-Amz-Date: 20121113T201142Z\nX-Amz-Content-Sha256: " + emptySHA + "\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID + "/20121113/us-east-1/glacier/aws4_request, " +
		"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + sha("x") + "\n\nHTTP/1.1 403 Forbidden\n" +
		"Date: Tue, 13 Nov 2012 20:18:20 GMT\nClient-Date: Tue, 13 Nov 2012 CLOCK GMT\n\n{\"message\":\"Signature expired: " +
		"20121113T201142Z is now earlier than 20121113T201320Z (20121113T201820Z - 5 min.)\"}\n"
	hit("request-delayed", "a clock that agrees", Likely, strings.Replace(justLate, "CLOCK", "20:18:20", 1))
	near("request-delayed", "a clock that does not", strings.Replace(justLate, "CLOCK", "20:11:44", 1))
	slow := "With a SPEED connection I always get RequestTimeTooSkewed: The difference between the request time and the current time is " +
		"too large.\n"
	hit("request-delayed", "a slow line", Likely, strings.Replace(slow, "SPEED", "slow", 1))
	near("request-delayed", "any line", strings.Replace(slow, "SPEED", "wired", 1))
	skewed := "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message>" +
		"<RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T08:46:00Z</ServerTime></Error>\n"
	hit("request-delayed", "a clock that ntpdate shows to be right", Likely, skewed+"12 Jun 08:47:00 ntpdate[431]: adjust time server 74.117.214.2 offset -0.0024 sec\n")
	near("request-delayed", "a clock that ntpdate shows to be off", skewed+"12 Jun 08:47:00 ntpdate[431]: step time server 74.117.214.2 offset 960.0024 sec\n")
	expired := func(zone string) string {
		return "2025-06-12T08:30:01.115470" + zone + " [DEBUG] answer: <ErrorResponse><Error><Code>RequestExpired</Code><Message>Request has expired. " +
			"Timestamp date: 2025-06-12T08:30:00Z</Message></Error></ErrorResponse>\n"
	}
	hit("date-not-utc", "a stamp of the log with its zone", Likely, expired("-07:00"))
	near("date-not-utc", "a stamp of the log in UTC", expired("+00:00"))
	ahead := "https://s3-ap-northeast-1.amazonaws.com/b/a.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612" +
		"%2Fap-northeast-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T173000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=" + sha("c") + "\n\n"
	const forbidden = "HTTP/1.1 403 Forbidden\nDate: Thu, 12 Jun 2025 09:30:01 GMT\nServer: AmazonS3\n\n"
	hit("date-not-utc", "a URL that is hours ahead", Possible, ahead+forbidden)
	near("date-not-utc", "a URL that is hours old", strings.Replace(ahead, "T173000Z", "T083000Z", 1)+forbidden)
	const retried = "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message>" +
		"<RequestTime>20231029T020907Z</RequestTime><ServerTime>2023-10-29T02:25:51Z</ServerTime></Error>\n"
	const attempts = "Oct 29 02:10:07 vault s3backer[811]: PUT /b/a: timed out; retrying in 200ms\n" +
		"Oct 29 02:12:40 vault s3backer[811]: PUT /b/a: rec'd 503; retrying in 25600ms\n"
	near("clock-skew", "an answer that a cache kept", "< HTTP/1.1 403 Forbidden\n< date: Thu, 12 Jun 2025 06:10:00 GMT\n< age: 12000\n\n"+ahead)
	near("clock-skew", "an answer that a cache kept, without marks", "HTTP/1.1 403 Forbidden\nDate: Thu, 12 Jun 2025 06:10:00 GMT\nAge: 12000\n\n"+ahead)
	near("request-delayed", "attempts that are not made", strings.NewReplacer("timed out; retrying in 200ms", "no retry", "rec'd 503; retrying in 25600ms", "max retry = 0").
		Replace(attempts)+retried)
	hit("request-delayed", "attempts until the server's time", Likely, attempts+retried)
	near("request-delayed", "attempts of another hour", strings.ReplaceAll(attempts, " 02:", " 01:")+retried)
	near("date-pattern-wrong", "a minute that is near the month", retried)
	hit("date-pattern-wrong", "a minute that is the month", Likely, strings.NewReplacer("T020907Z", "T021051Z", "02:25", "02:45").Replace(retried))
	const waits = "The request WAITS, then fails:\n<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message>" +
		"<RequestTime>20220728T092558Z</RequestTime><ServerTime>2022-07-28T09:41:38Z</ServerTime></Error>\n"
	hit("request-delayed", "a request that hangs", Likely, strings.Replace(waits, "WAITS", "is frozen for ~15mins", 1))
	near("request-delayed", "a request that is sent", strings.Replace(waits, "WAITS", "is sent at once", 1))
	const resent = "{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired: 20160211T080744Z is now earlier than 20160211T080747Z (20160211T081247Z - 5 min.)\"}\n"
	hit("request-delayed", "what was cut off, seconds after the time was over", Likely, "When the network cable is removed from the box, PutRecords fails:\n"+resent)
	near("request-delayed", "what was cut off, long after it", "When the network cable is removed from the box, PutRecords fails:\n"+strings.NewReplacer("T080747Z", "T081747Z", "T081247Z", "T082247Z").Replace(resent))
	const tooLarge = "error: RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n"
	hit("request-delayed", "never with small ones", Likely, "402 MB 17m2s\n"+tooLarge+"It never happens with the small releases.\n")
	near("request-delayed", "with small ones, too", "402 MB 17m2s\n"+tooLarge+"It happens with the small releases, too.\n")
	again := func(head, signature string) string {
		ask := func(signature string) string {
			return "GET /data/r.csv HTTP/1.1\nHost: minio.lab.example:9000\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ownKeyID +
				"/20250612/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + signature +
				"\nX-Amz-Content-Sha256: " + emptySHA + "\nX-Amz-Date: 20250612T083000Z\n\n\n"
		}
		return "first try:\n" + ask(sha("x")) + head + ask(signature) + "HTTP/1.1 403 Forbidden\n<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the " +
			"request time and the current time is too large.</Message><RequestTime>20250612T083000Z</RequestTime><ServerTime>2025-06-12T08:50:11Z</ServerTime></Error>\n"
	}
	hit("request-delayed", "a retry with the old signature", Likely, again("retry, 20 minutes later:\n", sha("x")))
	near("request-delayed", "the same request twice", again("and what arrives:\n", sha("x")))
	near("request-delayed", "a retry with a signature of its own", again("retry, 20 minutes later:\n", sha("y")))
	return list
}
