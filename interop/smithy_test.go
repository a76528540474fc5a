package interop

import (
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/smithy-go/aws-http-auth/credentials"
	smithy "github.com/aws/smithy-go/aws-http-auth/sigv4"
	smithyv4 "github.com/aws/smithy-go/aws-http-auth/v4"

	"sigwhy/sigv4"
)

const smithySigner = "smithy-go aws-http-auth v1.2.1 internal/v4/signer.go"

var smithyExceptions = []exception{
	s3PathAsWritten(smithySigner + " buildCanonicalRequestWithHeaders, EscapedPath"),
	pathNotNormalized(smithySigner + " buildCanonicalRequestWithHeaders, EscapedPath"),
	pairsDropped(smithySigner + " buildCanonicalRequestWithHeaders, URL.Query"),
	sortedBeforeEncoding(smithySigner+" buildCanonicalRequestWithHeaders, sort.Strings and Values.Encode", strings.Compare),
	valuesBy("inner spaces kept", smithySigner+" buildCanonicalHeaders, strings.TrimSpace",
		"the IAM guide folds runs of spaces into one (suite get-header-value-trim)", strings.TrimSpace),
}

// everyField signs all fields but those that no signer signs.
type everyField struct{}

func (everyField) IsSigned(name string) bool { return name != "authorization" && name != "user-agent" }

func TestAgainstSmithyHeader(t *testing.T) {
	t.Parallel()
	c, g := compare(t, smithyExceptions...), newGenerator(*seed, t.Name())
	for range *number {
		s := g.sample(anyService...)
		req, target := s.httpRequest()
		if req == nil {
			continue
		}
		s.signSmithy(t, req, s.payloadHash(), smithyv4.SignatureTypeHeader, sigv4.IsS3(s.Service) || s.Unsigned)
		var out signed
		out.request = wire(s, target, s.Host, req.Header, "X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Security-Token")
		out.headerClaim(s, req.Header)
		c.check(s, &out)
	}
	c.done()
}

func TestAgainstSmithyQuery(t *testing.T) {
	t.Parallel()
	c, g := compare(t, smithyExceptions...), newGenerator(*seed, t.Name())
	for range *number {
		s := g.sample(anyService...)
		req, target := s.httpRequest()
		if req == nil {
			continue
		}
		hash := sigv4.HexSHA256(s.Body)
		if sigv4.IsS3(s.Service) {
			hash = sigv4.UnsignedPayload
		}
		s.signSmithy(t, req, hash, smithyv4.SignatureTypeQueryString, false)
		var out signed
		out.queryClaim(s, req.URL.RawQuery)
		path, _, _ := strings.Cut(target, "?")
		out.request = wire(s, path+"?"+sigv4.Presign(s.Query, out.params, "", s.Token), s.Host, http.Header{})
		c.check(s, &out)
	}
	c.done()
}

func (s *sample) signSmithy(t *testing.T, req *http.Request, hash string, form smithyv4.SignatureType, hashHeader bool) {
	t.Helper()
	payload := []byte(hash)
	if raw, err := hex.DecodeString(hash); err == nil {
		payload = raw
	}
	err := smithy.New().SignRequest(&smithy.SignRequestInput{
		Request: req, PayloadHash: payload, Service: s.Service, Region: s.Region, Time: s.Time, SignatureType: form,
		Credentials: credentials.Credentials{AccessKeyID: s.AccessKeyID, SecretAccessKey: s.Secret, SessionToken: s.Token},
	}, func(o *smithyv4.SignerOptions) {
		o.HeaderRules = everyField{}
		o.DisableDoublePathEscape = sigv4.IsS3(s.Service)
		o.AddPayloadHashHeader = hashHeader
	})
	if err != nil {
		t.Fatal(err)
	}
}
