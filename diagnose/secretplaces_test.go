package diagnose

import (
	"strings"
	"testing"
)

// TestSecretInCredential looks for what nobody may read in what is said of a Credential.
func TestSecretInCredential(t *testing.T) {
	t.Parallel()
	const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzK9qLmTe4x"
	for name, credential := range map[string]string{
		"a secret key for the access key ID":  secret + "/20240312/us-east-1/s3/aws4_request",
		"and a URL for the region":            secret + "/20240312/http://minio.lan:9000/s3/aws4_request",
		"a password in a URL for the region":  ownKeyID + "/20240312/http://ada:" + secret + "@minio.lan:9000/s3/aws4_request",
		"a secret key in the path of the URL": ownKeyID + "/20240312/http://minio.lan/" + secret + "/s3/aws4_request",
	} {
		a := analyzeQuickly("GET /b HTTP/1.1\nHost: minio.lan:9000\nX-Amz-Date: 20240312T101500Z\nAuthorization: AWS4-HMAC-SHA256 Credential="+
			credential+", SignedHeaders=host;x-amz-date, Signature="+sha("x")+"\n\n"+plainMismatch, "")
		if len(a.Findings) == 0 {
			t.Errorf("%s: nothing found", name)
		}
		for _, fd := range a.Findings {
			if strings.Contains(fd.Says+fd.Yours+fd.Correct, secret) {
				t.Errorf("%s: %s says it", name, fd.Code)
			}
		}
	}
}
