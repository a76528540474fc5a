package diagnose

import (
	"context"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// TestEnded wants a failure that is over to be possible at most, and one that is not
// over to stay what it is.
func TestEnded(t *testing.T) {
	skewed := "GET /a.txt HTTP/1.1\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\nX-Amz-Date: 20261128T081502Z\n\n" +
		"HTTP/1.1 403 Forbidden\n\n" +
		"<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current " +
		"time is too " +
		"large.</Message><RequestTime>20261128T081502Z</RequestTime><ServerTime>2026-11-28T09:15:03Z</ServerTime></" +
		"Error>\n\n"
	again := func(path, status string) string {
		return "GET " + path + " HTTP/1.1\nHost: holiday-pics.s3.eu-west-1.amazonaws.com\n" +
			"X-Amz-Date: 20261128T091503Z\n\nHTTP/1.1 " + status + "\nContent-Length: 5\n\nhello\n"
	}
	const slow = "Signature expired: 20261127T080000Z is now earlier than 20261127T085500Z (20261127T090000Z - 5 min.)\n"
	const expired = "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token " +
		"has expired.\n"
	for _, c := range []struct {
		name, code, text string
		over             bool
	}{
		{"retried with another time", "clock-skew", skewed + again("/a.txt", "200 OK"), true},
		{"retried and refused", "clock-skew", skewed + again("/a.txt", "403 Forbidden"), false},
		{"another request went well", "clock-skew", skewed + again("/b.txt", "200 OK"), false},
		{
			"a log of attempts", "clock-skew",
			"09:15:02 WARN attempt 1 failed: RequestTimeTooSkewed: The difference between the request time and the " +
				"current time is too large.\n09:15:03 INFO attempt 2 ok: 200\n",
			true,
		},
		{
			"a log of attempts that all failed", "clock-skew",
			"09:15:02 WARN attempt 1 failed: RequestTimeTooSkewed: The difference between the request time and the " +
				"current time is too large.\n09:15:03 INFO attempt 2 failed\n",
			false,
		},
		{
			"the command once more", "session-token-expired",
			"$ aws s3 ls\n" + expired + "$ aws sso login\n" +
				"Successfully logged into Start URL: https://acme.awsapps.com/start\n$ aws s3 ls\n" +
				"2026-01-07 12:00:01 media-prod\n",
			true,
		},
		{
			"the command once more, refused", "session-token-expired",
			"$ aws s3 ls\n" + expired + "$ aws sso login\nok\n$ aws s3 ls\n" + expired, false,
		},
		{
			"another command", "session-token-expired",
			"$ aws s3 ls\n" + expired + "$ date\nSat Nov 28 09:15:02 UTC 2026\n", false,
		},
		{
			"answered in a mail", "clock-skew",
			"> Signature expired: 20261127T080000Z is now earlier than 20261127T085500Z (20261127T090000Z - 5 " +
				"min.)\n\nThat was our NTP server, it is mended since noon.\n",
			true,
		},
		{
			"gone", "clock-skew",
			"last month the job had\n" + slow + "gone since the restart, today everything is fine\n", true,
		},
		{"fine elsewhere", "clock-skew", "Today everything is fine in the test, the other one:\n" + slow, false},
		{
			"the second pair of before and after", "clock-skew",
			"Before:\n\n  no route\n\nAfter:\n\n  no way\n\nBefore:\n\n  " + slow + "\nAfter:\n\n  set your clock\n", true,
		},
		{"after a change", "clock-skew", "Before:\n\n  no route\n\nAfter:\n\n  " + slow, false},
		{
			"something else works", "clock-skew",
			"> Signature expired: 20261127T080000Z is now earlier than 20261127T085500Z (20261127T090000Z - 5 " +
				"min.)\n\nSo TLS works now. What else?\n",
			false,
		},
	} {
		a := Analyze(context.Background(), Case{
			Evidence: evidence.Read(evidence.Source{Via: evidence.ViaPaste, Data: []byte(c.text)}),
		})
		found := false
		for _, fd := range a.Findings {
			if fd.Code != c.code {
				continue
			}
			found = true
			if over := fd.Proof == Possible; over != c.over {
				t.Errorf("%s: %s is %s", c.name, fd.Code, fd.Proof)
			}
		}
		if !found {
			t.Errorf("%s: no %s: %s", c.name, c.code, strings.TrimSpace(a.Headline))
		}
	}
}

// TestOver wants no verdict on a signature that the paste says is no longer refused, and one
// where the words are of something else.
func TestOver(t *testing.T) {
	const refused = "The request signature we calculated does not match the signature you provided.\n"
	for _, c := range []struct {
		text string
		over bool
	}{
		{"Ticket 17 (solved)\n> " + refused + "Thank you, works now.\n", true},
		{"Before:\n\n  " + refused + "\nAfter:\n\n  wrong key\n", true},
		{"The name of the host is solved.\n\n" + refused, false},
		{"> " + refused + "The list works now, why not the upload?\n", false},
		{"An upload goes through without the blank, with it there is an error:\n" + refused, false},
	} {
		a := Analyze(context.Background(), Case{Evidence: evidence.Read(evidence.Source{Data: []byte(c.text)})})
		if over := a.Verdict != Differs; over != c.over {
			t.Errorf("%s: %s", a.Verdict, c.text)
		}
	}
}

// TestAllWell wants what seems wrong in a paste of accepted requests to be possible at
// most, and the same without the acceptance to be seen.
func TestAllWell(t *testing.T) {
	cut := `{"http.url":"https://img.s3.eu-west-1.amazonaws.com/b.png","http.status_code":%,"authorization":"AWS4-HMAC-SHA256 Credential=AKIAZ7QHX3LM5TNV2WKC/20260312/eu-west-1/s3/aws4_request, SignedHeaders=h"}`
	for _, c := range []struct {
		name, text string
		above      bool // a finding above possible is due
	}{
		{"accepted", strings.ReplaceAll(cut, "%", "200"), false},
		{"accepted, and counted", "0 errors, 0 failed\n" + strings.ReplaceAll(cut, "%", "200"), false},
		{"refused", strings.ReplaceAll(cut, "%", "403"), true},
		{"told to be refused", "it does not work\n" + strings.ReplaceAll(cut, "%", "200"), true},
		{
			"a value that a logger cut",
			strings.Replace(strings.ReplaceAll(cut, "%", "500"), "SignedHeaders=h", "SignedHeaders=h...", 1), false,
		},
		{
			"an answer of success with an error within",
			"GET /book HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\nX-Amz-Date: 20260312T091533Z\n" +
				"Authorization: AWS4-HMAC-SHA256 " +
				"Credential=AKIAZ7QHX3LM5TNV2WKC/20260312/eu-west-1/s3/aws4_request, " +
				"SignedHeaders=host;x-amz-date, Signature=" +
				hexHash("x") + "\n\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\n" +
				"If it says An error occurred (ExpiredToken) when calling the GetObject operation: The provided " +
				"token has expired.\n",
			false,
		},
		{"nothing told", strings.ReplaceAll(cut, `"http.status_code":%,`, ""), true},
	} {
		a := Analyze(context.Background(), Case{
			Evidence: evidence.Read(evidence.Source{Via: evidence.ViaPaste, Data: []byte(c.text)}),
		})
		above := slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Proof != Possible })
		if above != c.above {
			t.Errorf("%s: %d findings, above possible: %v, want %v", c.name, len(a.Findings), above, c.above)
		}
	}
}
