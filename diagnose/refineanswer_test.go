package diagnose

import (
	"context"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// TestRefined reads answers beside what tells them from others: the code is the first of
// the findings, and with what tells it taken out another one is.
func TestRefined(t *testing.T) {
	t.Parallel()
	const unknown = "The AWS Access Key Id you provided does not exist in our records.\n"
	const trace = "minio:9000 [REQUEST s3.PutObject] [2024-07-11T10:45:09.118]\n" +
		"minio:9000 PUT " +
		"/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=intake%2F20240711%2Fus-east-1%2Fs3%2Faws4_request&" +
		"X-Amz-Date=20240711T084507Z&X-Amz-Expires=900&X-Amz-SignedHeaders=content-type%3Bhost&" +
		"X-Amz-Signature=c22cd59306fef7bb9234dd7ca6a51b9f28c20b14db2afbbec78a799a4752ed90\n" +
		"minio:9000 Host: minio.klinik.example:9000\nminio:9000 Content-Length: 182334\n" +
		"minio:9000 [RESPONSE] [2024-07-11T10:45:09.119]\nminio:9000 400 Bad Request\n" +
		"<Error><Code>AccessDenied</Code><Message>There were headers present in the request which were not " +
		"signed</Message></Error>\n"
	for _, c := range []struct{ name, code, text, old, with string }{
		{
			"two of three", "session-token-missing",
			"AccessKeyId : ASIAHKLY35KVR3J7QXZP\nSessionToken : IQoJb3JpZ2lu...\n" +
				"PS> Set-AWSCredential -AccessKey $c.AccessKeyId -SecretKey $c.SecretAccessKey\nPS> Get-S3Object\n" +
				unknown,
			"-SecretKey $c.SecretAccessKey", "-SecretKey $c.SecretAccessKey -SessionToken $c.SessionToken",
		},
		{
			"a key of another provider", "endpoint-wrong",
			"The key is new in the Wasabi console.\n" +
				"Error executing \"PutObject\" on \"https://b.s3.eu-central-1.amazonaws.com/k\"\n" +
				"<Error><Code>InvalidAccessKeyId</Code><Message>" +
				strings.TrimSpace(unknown) + "</Message><AWSAccessKeyId>4QH1NIIN2PJZO16LMGSY</AWSAccessKeyId></Error>\n",
			"Wasabi", "AWS",
		},
		{
			"a header that did not arrive", "signed-header-not-sent", trace, "minio:9000 Content-Length",
			"minio:9000 Content-Type: application/pdf\nminio:9000 Content-Length",
		},
	} {
		if got := firstCode(c.text); got != c.code {
			t.Errorf("%s: %s", c.name, got)
		}
		if got := firstCode(strings.ReplaceAll(c.text, c.old, c.with)); got == c.code {
			t.Errorf("%s: also with %q", c.name, c.with)
		}
	}
}

func firstCode(text string) string {
	a := Analyze(context.Background(), Case{
		Evidence: evidence.Read(evidence.Source{Via: evidence.ViaPaste, Data: []byte(text)}),
	})
	if len(a.Findings) == 0 {
		return ""
	}
	return a.Findings[0].Code
}
