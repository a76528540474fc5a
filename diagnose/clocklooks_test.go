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
	hit("request-delayed", "a clock that is told to be right", Likely, "chronyc tracking: 0.000041 s\n"+late("Jun 09"))
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

// signatureSights are requests that stand in a paste more than once, and clocks that it
// shows.
func signatureSights(t testing.TB) (list []sight) {
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
