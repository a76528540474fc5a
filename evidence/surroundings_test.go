package evidence

import (
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// TestSurroundings reads requests and texts in surroundings that change them, and what only
// looks like one.
func TestSurroundings(t *testing.T) {
	t.Parallel()
	claim := "AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA
	request := "GET /b/k HTTP/1.1\nHost: s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\nX-Amz-Content-Sha256: " + emptyHash + "\nAuthorization: " + claim + "\n"
	log := strings.Repeat("2024-06-01 10:00:00 restic/main.go:95 main.main 1 debug of a line that is longer than the terminal is wide\n", 3)
	error := "<Error><Code>SignatureDoesNotMatch</Code><Message>" + mismatchS + "</Message><SignatureProvided>" + sigA + "</SignatureProvided><CanonicalRequest>" + canonGET + "</CanonicalRequest><RequestId>OTHER</RequestId></Error>"
	merged := strings.Replace(canonGET, "/b/k", "/b//k", 1)
	const csv = "a;1\nb;2\n"
	lines := strings.ReplaceAll(csv, "\n", "\r\n")
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"a log broken at the width of a terminal": {
			folded(log+request, 80),
			map[string]string{"exchanges": "1", "signature": sigA, "header x-amz-content-sha256": emptyHash},
		},
		"a page of HTML": {
			"<p>this:</p>\n<pre><code>https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=" + strings.ReplaceAll(scopedKey, "/", "%2F") + "&amp;X-Amz-Date=20240601T100000Z&amp;X-Amz-Expires=60&amp;X-Amz-SignedHeaders=host&amp;X-Amz-Signature=" + sigA + "\n</code></pre>\n<pre><code>" + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(error) + "</code></pre>\n",
			map[string]string{"exchanges": "1", "signature": sigA, "code": "SignatureDoesNotMatch", "credential": scopedKey},
		},
		"curl in a sentence": {
			"With curl --aws-sigv4: 200 too. Quotes? Backticks?\n",
			map[string]string{"exchanges": "0"},
		},
		"a claim in a log of names and values": {
			"10:00:00 [notice] sign auth=" + claim + " date=20240601T100000Z body={\"a\":1}\n",
			map[string]string{"algorithm": "AWS4-HMAC-SHA256", "signature": sigA},
		},
		"the server's text under no side": {
			"DEBUG - CanonicalRequest:\n" + merged + "\nDEBUG - Signature:\n" + sigA + "\n\nAn error occurred (AccessDenied) when calling the GetObject operation: Forbidden: Invalid signature\n\nTRACE payload: canonical request:\n" + canonGET + "\n",
			map[string]string{"exchanges": "1", "client path": "/b//k", "server path": "/b/k"},
		},
		"a trace in one string": {
			`{"msg":"minio.lab:9000 [REQUEST s3.ListObjects]\nminio.lab:9000 GET /b?prefix=a%2F\nminio.lab:9000 Host: s3.lab.example\nminio.lab:9000 Authorization: ` + claim +
				`\nminio.lab:9000 X-Amz-Date: 20240601T100000Z\nminio.lab:9000 403 Forbidden"}` + "\n",
			map[string]string{"request": "headers GET /b?prefix=a%2F"},
		},
		"another call in the same second": {
			"DEBUG - CanonicalRequest:\n" + canonGET + "\nDEBUG - Signature:\n" + sigA + "\n\nAn error occurred (AccessDenied) when calling the GetObject operation: Forbidden: Invalid signature\n\nDEBUG - CanonicalRequest:\n" + strings.Replace(canonGET, "/b/k", "/c/other", 1) + "\n",
			map[string]string{"server path": "-"},
		},
		"a body behind a rule, with another id": {
			request + "\n-----\nHTTP/1.1 403 Forbidden\nX-Amz-Request-Id: ONE\n\n-----\n" + error + "\n",
			map[string]string{"exchanges": "1", "status": "403", "server path": "/b/k"},
		},
		"a body whose line ends the paste has lost": {
			"PUT /b/k HTTP/1.1\nHost: s3.amazonaws.com\nX-Amz-Content-Sha256: " + sigv4.HexSHA256([]byte(lines)) + "\nAuthorization: " + claim + "\nContent-Length: 10\n\n" + csv + "\nThe answer:\n",
			map[string]string{"body": "1 " + lines},
		},
		"a body that is not there": {
			"PUT /b/k HTTP/1.1\nHost: s3.amazonaws.com\nAuthorization: " + claim + "\nContent-Length: 88213\n\nthe gateway's log:\n\nSigV4 signature mismatch canonical_request=" + canonGET + "\n",
			map[string]string{"server path": "/b/k"},
		},
		"a target that is cut off, of another request": {
			"GET /b/a-long-path-of-an-object/with-parts... HTTP/1.1\nHost: s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\n" +
				"Authorization: " + claim + "\n\nGET /b/a-long-path-of-an-object/with-parts/a.txt HTTP/1.1\nHost: s3.amazonaws.com\n" +
				"X-Amz-Date: 20240601T101500Z\nAuthorization: " + strings.Replace(claim, sigA, strings.Repeat("5c", 32), 1) + "\n\n",
			map[string]string{"exchanges": "2"},
		},
		"a beginning to compare with": {
			"expect(h.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\\/20150830\\//);\nassert h[\"Authorization\"].startswith(\"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request\")\n",
			map[string]string{"exchanges": "0"},
		},
		"a first piece": {
			"auth = 'AWS4-HMAC-SHA256 Credential=ABCDEF/20121226/us-east-1/sqs/aws4_request, ' +\n",
			map[string]string{"exchanges": "0"},
		},
		"one signature, two dates": {
			"fetch(\"https://b.s3.amazonaws.com/k\", { method: \"PUT\", headers })\n" + "signed {\n  authorization: \"" + claim + "\",\n  \"x-amz-date\": \"20240601T100000Z\",\n}\nsending {\n  authorization: \"" + claim + "\",\n  \"x-amz-date\": \"20240601T101500Z\",\n}\n",
			map[string]string{"exchanges": "2", "signature": sigA, "1.signature": sigA},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}

// TestBrokenWord tells lines that a terminal broke from those that end where they do.
func TestBrokenWord(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("2024-06-01 10:00:00 main.go:95 a line of a log that is longer than the terminal is wide x-amz-content-sha256: "+emptyHash+"\n", 3)
	for name, c := range map[string]struct {
		text  string
		width int
	}{
		"a log":                    {folded(long, 80), 80},
		"the same, not broken":     {long, 0},
		"a dump":                   {strings.Repeat(emptyHash[:60]+"\n"+emptyHash[60:]+"\n", 4), 0},
		"one line alone":           {"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240601/us-east-1/s3/aws4_re\nquest\n", 0},
		"a longer line beside it":  {folded(long, 80) + strings.Repeat("longer ", 20) + "\n", 80},
		"one line beside a longer": {folded(long[:len(long)/3], 80) + strings.Repeat("longer ", 20) + "\n", 0},
		"lines that end in a hash": {strings.Repeat("the hash of the body is "+emptyHash+"\n", 4), 0},
	} {
		if _, width := brokenWord(c.text); width != c.width {
			t.Errorf("%s: %d columns, want %d", name, width, c.width)
		}
	}
}

// folded breaks the lines of a text as a terminal of a width does.
func folded(s string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		for ; len(line) > width+1; line = line[width:] {
			b.WriteString(line[:width] + "\n")
		}
		b.WriteString(line)
	}
	return b.String()
}
