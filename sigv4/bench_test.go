package sigv4_test

import (
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// The request that interop/bench gives to the AWS SDK's signer as well.
func benchRequest() (*sigv4.Request, sigv4.Params) {
	req := &sigv4.Request{
		Method: "GET",
		Target: "/photos/Jan%202018/a%2Bb~c%24d%281%29%27%20%C3%A9.jpg" +
			"?versionId=3%2FL4kqtJ%2Brm&response-content-type=image%2Fjpeg&x-id=GetObject",
		Fields: []sigv4.Field{
			{Name: "Host", Value: "examplebucket.s3.us-west-2.amazonaws.com"},
			{Name: "Range", Value: "bytes=0-1023"},
			{Name: "If-Match", Value: `"6f5902ac237024bdd0c176cb93063dc4"`},
			{Name: "X-Amz-Request-Payer", Value: "requester"},
			{Name: "X-Amz-Content-Sha256", Value: sigv4.EmptyHash},
			{Name: "X-Amz-Date", Value: "20130524T000000Z"},
		},
	}
	p := docsParams("s3")
	p.SignedHeaders = []string{"host", "if-match", "range", "x-amz-content-sha256", "x-amz-date", "x-amz-request-payer"}
	return req, p
}

func BenchmarkCompute(b *testing.B) {
	req, p := benchRequest()
	b.ReportAllocs()
	for b.Loop() {
		sigv4.Compute(req, p)
	}
}

func BenchmarkComputeLong(b *testing.B) {
	req, p := benchRequest()
	req.Target += strings.Repeat("&k=%20v+%7e", 10_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(req.Target)))
	for b.Loop() {
		sigv4.Compute(req, p)
	}
}

func BenchmarkDerive(b *testing.B) {
	_, p := benchRequest()
	b.ReportAllocs()
	for b.Loop() {
		p.Key.Derive(p.Scope)
	}
}
