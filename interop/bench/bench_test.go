// Package bench sets the cost of all stages, with the origin of every byte, beside
// that of the AWS SDK's signer, which keeps none of them.
//
//	go test -run '^$' -bench . -count 6 ./bench
package bench

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"sigwhy/sigv4"
)

// One S3 request: bucket host, encoded path, three query parameters, five fields.
const (
	host   = "examplebucket.s3.us-west-2.amazonaws.com"
	path   = "/photos/Jan%202018/a%2Bb~c%24d%281%29%27%20%C3%A9.jpg"
	query  = "versionId=3%2FL4kqtJ%2Brm&response-content-type=image%2Fjpeg&x-id=GetObject"
	date   = "20181231T150405Z"
	keyID  = "AKIAIOSFODNN7EXAMPLE"
	secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

var fields = []sigv4.Field{
	{Name: "Range", Value: "bytes=0-1023"},
	{Name: "If-Match", Value: `"6f5902ac237024bdd0c176cb93063dc4"`},
	{Name: "X-Amz-Request-Payer", Value: "requester"},
	{Name: "X-Amz-Content-Sha256", Value: sigv4.EmptyHash},
	{Name: "X-Amz-Date", Value: date},
}

func ours() (*sigv4.Request, sigv4.Params) {
	req := &sigv4.Request{
		Method: "GET", Target: path + "?" + query,
		Fields: append([]sigv4.Field{{Name: "Host", Value: host}}, fields...),
	}
	return req, sigv4.Params{
		Flavor: sigv4.FlavorOf("s3"), AccessKeyID: keyID, Date: date,
		Scope:         sigv4.Scope{Date: date[:8], Region: "us-west-2", Service: "s3", Terminator: sigv4.Terminator},
		SignedHeaders: []string{"host", "if-match", "range", "x-amz-content-sha256", "x-amz-date", "x-amz-request-payer"},
		Key:           sigv4.Key{Secret: sigv4.NewSecret(secret)},
	}
}

// theirs returns a request to sign and what puts it back as it was.
func theirs() (*http.Request, func()) {
	req := &http.Request{
		Method: "GET", Host: host, Header: http.Header{},
		URL: &url.URL{Scheme: "https", Host: host, RawQuery: query},
	}
	req.URL.Path, _ = url.PathUnescape(path)
	req.URL.RawPath = path
	for _, f := range fields[:4] {
		req.Header.Set(f.Name, f.Value)
	}
	return req, func() {
		req.URL.RawQuery = query
		delete(req.Header, "Authorization")
		delete(req.Header, "X-Amz-Date")
	}
}

// The SDK's signer keeps the derived key of a day, as its clients do.
func sdk() (func(*http.Request) error, error) {
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}
	at, err := time.Parse("20060102T150405Z", date)
	return func(req *http.Request) error {
		return signer.SignHTTP(context.Background(), credentials, req, sigv4.EmptyHash, "s3", "us-west-2", at)
	}, err
}

// Both sign the same request, or the benchmarks compare nothing.
func TestSameSignature(t *testing.T) {
	t.Parallel()
	sign, err := sdk()
	if err != nil {
		t.Fatal(err)
	}
	req, _ := theirs()
	if err := sign(req); err != nil {
		t.Fatal(err)
	}
	r, p := ours()
	s := sigv4.Compute(r, p)
	if got := req.Header.Get("Authorization"); got != s.Authorization.Text {
		t.Errorf("theirs %s\nours   %s", got, s.Authorization.Text)
	}
}

func BenchmarkSigv4Compute(b *testing.B) {
	req, p := ours()
	b.ReportAllocs()
	for b.Loop() {
		sigv4.Compute(req, p)
	}
}

func BenchmarkAWSSDKSignHTTP(b *testing.B) {
	sign, err := sdk()
	if err != nil {
		b.Fatal(err)
	}
	req, reset := theirs()
	b.ReportAllocs()
	for b.Loop() {
		reset()
		if err := sign(req); err != nil {
			b.Fatal(err)
		}
	}
}

// A new signer each time derives the key each time, as Compute does.
func BenchmarkAWSSDKSignHTTPDeriving(b *testing.B) {
	req, reset := theirs()
	b.ReportAllocs()
	for b.Loop() {
		reset()
		sign, err := sdk()
		if err != nil {
			b.Fatal(err)
		}
		if err := sign(req); err != nil {
			b.Fatal(err)
		}
	}
}
