package diagnose

import (
	"strings"
	"testing"
	"time"

	"sigwhy/sigv4"
)

// What a paste does not say is no mistake: a method that stands nowhere, a body
// that nothing tells of. The signatures are of a signer in Python.
func TestUnsaid(t *testing.T) {
	t.Parallel()
	const (
		secret = "h7Jq/3kVb+0sXmZ9TtLr2WcYpN5dQfGe8uRaKo1M"
		putURL = "https://sigmx-data.s3.eu-west-1.amazonaws.com/up/a.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&" +
			"X-Amz-Credential=AKIAQ3EXMPLMTRX7K2LA%2F20261124%2Feu-west-1%2Fs3%2Faws4_request&" +
			"X-Amz-Date=20261124T170000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&" +
			"X-Amz-Signature=f157ae8ca498dab8bb4ac46abc7eaf01ccf29d0025f389767833092ab8ea62b3"
		getIAM = `const res = await fetch('https://iam.amazonaws.com/?Version=2010-05-08&Action=ListUsers&PathPrefix=%2Fdiv%2F', {
  method: 'GET',
  headers: {
    'X-Amz-Date': '20261124T170000Z',
    'Authorization': 'AWS4-HMAC-SHA256 Credential=AKIAQ3EXMPLMTRX7K2LA/20261124/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=98f6ffd6089ba5c6f2e512111b62c45537648308775b32f89216dc17998a68cd',
  },
});`
	)
	given := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}, At: time.Date(2026, 11, 24, 17, 0, 30, 0, time.UTC)}
	for name, text := range map[string]string{
		"a URL alone":           putURL,
		"an upload by fetch":    "fetch('" + putURL + "', {method: 'put', body: file})",
		"an upload by axios":    "await axios.put(\"" + putURL + "\", file)",
		"an upload by requests": "requests.put(\"" + putURL + "\", data=f)",
		"an open request":       "xhr.open('PUT', '" + putURL + "');",
		"a GET of a list":       getIAM,
		"a log without a host": "calling https://iam.amazonaws.com, request hook:\n\n" +
			"GET /?Version=2010-05-08&Action=ListUsers&PathPrefix=%2Fdiv%2F\nx-amz-date: 20261124T170000Z\n" +
			"authorization: " +
			getIAM[strings.Index(getIAM, "AWS4-"):strings.LastIndex(getIAM, "'")] + "\n",
	} {
		if a := analyzeText(t, text, given); a.Verdict != Matches || len(a.Findings) > 0 {
			t.Errorf("%s: %s, %v", name, a.Verdict, codesAbove(a, Possible))
		}
	}
	for name, text := range map[string]string{
		"fetched with GET": "fetch('" + putURL + "', {method: 'GET'})",
		"refused without a method": putURL + "\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request " +
			"signature we calculated does not match the signature you provided. Check your key and signing " +
			"method.</Message></Error>",
		"fetched with DELETE": "requests.delete('" + putURL + "')",
		"posted":              "curl -X POST '" + putURL + "'",
	} {
		a := analyzeText(t, text, given)
		if a.Verdict != Differs || len(a.Findings) == 0 || a.Findings[0].Code != "method-mismatch" {
			t.Errorf("%s: %s, %v", name, a.Verdict, codesAbove(a, Possible))
		}
	}
}
