package interop

import (
	"net/http"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7/pkg/signer"

	"sigwhy/sigv4"
)

const minioSigner = "minio-go v7.4.1 pkg/signer/request-signature-v4.go"

var minioExceptions = append([]exception{
	pairsDropped(minioSigner + " getCanonicalRequest, URL.Query"),
	sortedBeforeEncoding(minioSigner+" getCanonicalRequest, Values.Encode", nil),
	valuesBy("all white space folded", "minio-go v7.4.1 pkg/signer/utils.go signV4TrimAll, strings.Fields",
		"S3 folds spaces only (smithy-rs trim_all)", func(v string) string { return strings.Join(strings.Fields(v), " ") }),
}, minioPath...)

// minio-go takes the time from the clock; it is read back from what it signed.
func TestAgainstMinioHeader(t *testing.T) {
	t.Parallel()
	c, g := compare(t, minioExceptions...), newGenerator(*seed, t.Name())
	for range *number {
		s := g.sample("s3", "s3", "s3-outposts", "s3express")
		req, target := s.httpRequest()
		if req == nil {
			continue
		}
		req.Header.Set("X-Amz-Content-Sha256", s.payloadHash())
		if s.Service == "s3express" && s.Token != "" {
			req.Header.Set("X-Amz-S3session-Token", s.Token)
		}
		req = s.signMinio(req)
		var out signed
		out.request = wire(s, target, s.Host, req.Header, "X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-S3session-Token")
		out.headerClaim(s, req.Header)
		c.check(s, &out)
	}
	c.done()
}

func (s *sample) signMinio(req *http.Request) *http.Request {
	switch s.Service {
	case "s3express":
		return signer.SignV4Express(*req, s.AccessKeyID, s.Secret, s.Token, s.Region)
	case "s3-outposts":
		return signer.SignV4Outposts(*req, s.AccessKeyID, s.Secret, s.Token, s.Region)
	}
	return signer.SignV4(*req, s.AccessKeyID, s.Secret, s.Token, s.Region)
}

func TestAgainstMinioPresign(t *testing.T) {
	t.Parallel()
	c, g := compare(t, minioExceptions...), newGenerator(*seed, t.Name())
	for range *number {
		s := g.sample("s3", "s3-outposts")
		req, target := s.httpRequest()
		if req == nil {
			continue
		}
		presign := signer.PreSignV4
		if s.Service == "s3-outposts" {
			presign = signer.PreSignV4Outposts
		}
		req = presign(*req, s.AccessKeyID, s.Secret, s.Token, s.Region, 900)
		var out signed
		out.queryClaim(s, req.URL.RawQuery)
		path, _, _ := strings.Cut(target, "?")
		out.request = wire(s, path+"?"+sigv4.Presign(s.Query, out.params, "900", s.Token), s.Host, http.Header{})
		c.check(s, &out)
	}
	c.done()
}
