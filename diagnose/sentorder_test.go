package diagnose

import (
	"context"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// TestSentOrder: fields and parameters of the corrected request stand where they were
// sent, so that nothing looks like a difference that is none.
func TestSentOrder(t *testing.T) {
	t.Parallel()
	const scope = "AKIAIOSFODNN7EXAMPLE/20260131/us-east-1/s3/aws4_request"
	for _, sent := range []string{
		"PUT /a HTTP/1.1\r\nHost: b.s3.amazonaws.com\r\nX-Amz-Date: 20260131T120000Z\r\n" +
			"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n" +
			"authorization: AWS4-HMAC-SHA256 Credential=" + scope + ", " +
			"SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + strings.Repeat("0", 64) +
			"\r\nContent-Length: 5\r\n\r\nhello",
		"GET /a?X-Amz-Signature=" + strings.Repeat("0", 64) + "&X-Amz-SignedHeaders=host&x=1&X-Amz-Expires=60&" +
			"X-Amz-Date=20260131T120000Z&X-Amz-Credential=" +
			sigv4.UriEncode(scope, false) + "&y=2&X-Amz-Algorithm=AWS4-HMAC-SHA256 HTTP/1.1\r\n" +
			"Host: b.s3.amazonaws.com\r\n\r\n",
	} {
		e := evidence.Read(evidence.Source{Name: "paste", Via: evidence.ViaFile, Data: []byte(sent)})
		for _, key := range []sigv4.Key{{}, {Secret: sigv4.NewSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")}} {
			a := Analyze(context.Background(), Case{Evidence: e, Given: Given{Key: key}})
			c := a.Stages[0].Correct
			if !c.Known() && !key.Known() {
				continue // nothing was to be corrected
			}
			value := c.Text[strings.Index(c.Text, "Signature=")+len("Signature="):]
			signature := value[:strings.IndexAny(value, "\r&")]
			if got := strings.Replace(c.Text, signature, strings.Repeat("0", 64), 1); got != sent {
				t.Errorf("sent\n%s\ncorrect\n%s", sent, got)
			}
		}
	}
}
