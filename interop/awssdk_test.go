package interop

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"

	"sigwhy/sigv4"
)

// anyService is every flavour of canonicalisation that the signers know.
var anyService = []string{"s3", "s3", "s3-outposts", "s3-object-lambda", "execute-api", "es", "sts", "dynamodb", "glacier"}

const awsUtil = "aws-sdk-go-v2 v1.48.0 aws/signer/internal/v4/util.go"

var awsExceptions = []exception{
	s3PathAsWritten(awsUtil + " GetURIPath"),
	pathNotNormalized(awsUtil + " GetURIPath"),
	pairsDropped("aws-sdk-go-v2 v1.48.0 aws/signer/v4/v4.go Build, req.URL.Query"),
	valuesBy("Unicode blanks trimmed", "aws-sdk-go-v2 v1.48.0 aws/signer/v4/v4.go buildCanonicalHeaders, strings.TrimSpace",
		"S3 trims spaces only (smithy-rs trim_all)", trimUnicode),
}

func TestAgainstAWSSDKHeader(t *testing.T) {
	t.Parallel()
	c, g := compare(t, awsExceptions...), newGenerator(*seed, t.Name())
	for range *number {
		s := g.sample(anyService...)
		req, target := s.httpRequest()
		if req == nil {
			continue
		}
		if sigv4.IsS3(s.Service) || s.Unsigned {
			req.Header.Set("X-Amz-Content-Sha256", s.payloadHash())
		}
		var out signed
		err := v4.NewSigner().SignHTTP(context.Background(), s.awsCredentials(), req, s.payloadHash(), s.Service, s.Region, s.Time, s.awsOptions(&out, true))
		if err != nil {
			t.Fatal(err)
		}
		out.request = wire(s, target, s.hostOnWire(), req.Header, "X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Security-Token")
		out.headerClaim(s, req.Header)
		c.check(s, &out)
	}
	c.done()
}

// With hoisting the signer moves x-amz-* fields into the query; without, the
// presigned query is built by sigv4.Presign from the query as the caller wrote it.
func TestAgainstAWSSDKPresign(t *testing.T) {
	t.Parallel()
	c, g := compare(t, awsExceptions...), newGenerator(*seed, t.Name())
	for range *number {
		s, hoist := g.sample(anyService...), g.chance(50)
		req, target := s.httpRequest()
		if req == nil {
			continue
		}
		hash := sigv4.HexSHA256(s.Body)
		if sigv4.IsS3(s.Service) {
			hash = sigv4.UnsignedPayload
		}
		req.URL.RawQuery = strings.TrimPrefix(s.Query+"&X-Amz-Expires=900", "&")
		var out signed
		uri, _, err := v4.NewSigner().PresignHTTP(context.Background(), s.awsCredentials(), req, hash, s.Service, s.Region, s.Time, s.awsOptions(&out, hoist))
		if err != nil {
			t.Fatal(err)
		}
		_, query, _ := strings.Cut(uri, "?")
		out.queryClaim(s, query)
		if !hoist {
			query = sigv4.Presign(s.Query, out.params, "900", s.Token)
		}
		path, _, _ := strings.Cut(target, "?")
		out.request = wire(s, path+"?"+query, s.hostOnWire(), http.Header{})
		c.check(s, &out)
	}
	c.done()
}

func (s *sample) awsCredentials() aws.Credentials {
	return aws.Credentials{AccessKeyID: s.AccessKeyID, SecretAccessKey: s.Secret, SessionToken: s.Token}
}

// awsOptions sets what the SDK's S3 client sets, and takes the canonical request
// from the signer's log.
func (s *sample) awsOptions(out *signed, hoist bool) func(*v4.SignerOptions) {
	return func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = sigv4.IsS3(s.Service)
		o.DisableHeaderHoisting = !hoist
		o.LogSigning = true
		o.Logger = logging.LoggerFunc(func(_ logging.Classification, _ string, v ...any) {
			out.canonical = v[0].(string)
		})
	}
}

// hostOnWire is the host that an HTTP client sends: without the scheme's default port.
func (s *sample) hostOnWire() string {
	port := map[string]string{"http": ":80", "https": ":443"}[s.Scheme]
	return strings.TrimSuffix(s.Host, port)
}
