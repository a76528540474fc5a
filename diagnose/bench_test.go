package diagnose

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// typical is a request of ten headers and five query parameters, signed with
// another secret than the one given: no combination of mistakes is found.
const typical = "PUT /photos/2024/Jan%201.jpg?partNumber=1&uploadId=a%2Fb&x-id=UploadPart&tagging=&note=x%20y HTTP/1.1\r\n" +
	"Host: examplebucket.s3.us-west-2.amazonaws.com\r\nUser-Agent: app/1.0\r\nAccept-Encoding: identity\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n" +
	"X-Amz-Date: 20240101T000000Z\r\nX-Amz-Content-Sha256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\r\nX-Amz-Storage-Class: STANDARD\r\n" +
	"X-Amz-Meta-Note: two  spaces\r\nX-Amz-Acl: private\r\n" +
	"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/us-west-2/s3/aws4_request, SignedHeaders=accept-encoding;content-type;host;user-agent;x-amz-acl;x-amz-content-sha256;x-amz-date;x-amz-meta-note;x-amz-storage-class, " +
	"Signature=0000000000000000000000000000000000000000000000000000000000000001\r\n\r\nhello"

// BenchmarkPairs tries all single and double mistakes of a typical request.
func BenchmarkPairs(b *testing.B) {
	e := evidence.Read(evidence.Source{Name: "request", Data: []byte(typical)})
	given := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(docsSecret)}}
	tried := 0
	for b.Loop() {
		tried = Analyze(context.Background(), Case{Evidence: e, Given: given}).Search.Tried
	}
	b.ReportMetric(float64(tried), "candidates/op")
	b.ReportMetric(float64(tried)*float64(b.N)/b.Elapsed().Seconds(), "candidates/s")
}

// BenchmarkPaste1MiB reads and analyses a log of one MiB with a failing request in it.
func BenchmarkPaste1MiB(b *testing.B) {
	log := strings.Repeat("2024-01-01T00:00:00Z INFO worker[17] processed item 4711 in 12 ms, queue depth 3\n", 1<<20/81)
	b.SetBytes(int64(len(log)))
	data := []byte(log[:1<<19] + "\n" + typical + "\n\n" + log[1<<19:])
	for b.Loop() {
		e := evidence.Read(evidence.Source{Name: "log", Data: data})
		Analyze(context.Background(), Case{Evidence: e})
	}
}

// BenchmarkThread reads and analyses a whole forum thread.
func BenchmarkThread(b *testing.B) {
	data, err := os.ReadFile("testdata/traffic/mutants/492/server_error.xml")
	if err != nil {
		b.Fatal(err)
	}
	data = bytes.Repeat(data, 1)
	for b.Loop() {
		e := evidence.Read(evidence.Source{Name: "error", Data: data})
		Analyze(context.Background(), Case{Evidence: e})
	}
}
