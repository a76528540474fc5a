package diagnose

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// A wrongRequest is a request that a signer with one mistake signed. The signer is
// a program in Python that shares nothing with this one: 500 variants written from
// the descriptions of mistakes alone, on thirteen requests to S3, DynamoDB, SQS,
// STS, API Gateway, OpenSearch, IoT and MinIO, in headers and presigned, and on eighteen
// of two other such programs. Without a mistake these sign all of them alike. Those at the
// end are of a fourth program, for the mistakes that are seldom made.
type wrongRequest struct {
	Variant string
	Codes   []string // several where the bytes are those of several mistakes
	Secret  string   // of the request, "" for wrongSecret
	Request string   // one character for each byte
}

// wrongSigners are the files of such requests. Those of the second are of a fifth program in
// Python, again with nothing but hashes and HMACs, on requests of its own: one for each
// mistake that package replay can try and that no request of the others held.
var wrongSigners = []struct {
	file  string
	least int // so many requests are in it
}{{"wrong-signers.jsonl", 1300}, {"wrong-signers-more.jsonl", 950}}

const wrongSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" // of the published test suites

// TestWrongSigners names the mistake of each from the request and the secret key.
func TestWrongSigners(t *testing.T) {
	t.Parallel()
	for _, of := range wrongSigners {
		data, err := os.ReadFile("testdata/" + of.file)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for line := range bytes.Lines(data) {
			if n++; testing.Short() && n%6 != 1 {
				continue
			}
			var w wrongRequest
			if err := json.Unmarshal(line, &w); err != nil {
				t.Fatal(err)
			}
			t.Run(w.Variant, func(t *testing.T) {
				t.Parallel()
				checkFirst(t, &w)
			})
		}
		if n < of.least {
			t.Errorf("%s: %d requests", of.file, n)
		}
	}
}

// checkFirst asks that the first finding is the mistake.
func checkFirst(t *testing.T, w *wrongRequest) {
	t.Helper()
	a := Analyze(context.Background(), Case{
		Evidence: evidence.Read(evidence.Source{Name: "request", Data: bytesOf(w.Request)}),
		Given: Given{
			Key: sigv4.Key{Secret: sigv4.NewSecret(cmp.Or(w.Secret, wrongSecret))}, AccessKeyID: "AKIDEXAMPLE",
		},
	})
	if len(a.Findings) == 0 || !slices.Contains(w.Codes, a.Findings[0].Code) || a.Findings[0].Proof.Rank() > Seen.Rank() {
		t.Errorf("got %v, possible %v, want one of %v first", codesAbove(a, Seen), codesAbove(a, Possible), w.Codes)
	}
}

// TestWrongInPairs names both mistakes of signers that make two, one of which is seldom
// made, and no other. The programs are the fourth and the fifth of TestWrongSigners.
func TestWrongInPairs(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/wrong-pairs.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range bytes.Lines(data) {
		if n++; testing.Short() && n%6 > 0 {
			continue
		}
		var w struct {
			Variant string
			Sets    [][]string // for each mistake the codes that name it
			Request string     // one character for each byte
		}
		if err := json.Unmarshal(line, &w); err != nil {
			t.Fatal(err)
		}
		t.Run(w.Variant, func(t *testing.T) {
			t.Parallel()
			a := Analyze(context.Background(), Case{
				Evidence: evidence.Read(evidence.Source{Name: "request", Data: bytesOf(w.Request)}),
				Given: Given{
					Key: sigv4.Key{Secret: sigv4.NewSecret(wrongSecret)}, AccessKeyID: "AKIDEXAMPLE",
					Budget: time.Microsecond, // for the rare pairs, and no set of three
				},
			})
			checkBoth(t, w.Sets, codesAbove(a, Likely))
		})
	}
	if n < 35 {
		t.Errorf("%d requests", n)
	}
}

// checkBoth asks for a code of each set, and that there is no other.
func checkBoth(t *testing.T, sets [][]string, got []string) {
	t.Helper()
	for _, codes := range sets {
		if !slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(got, c) }) {
			t.Errorf("got %v, want one of %v", got, codes)
		}
	}
	for _, c := range got {
		if !slices.ContainsFunc(sets, func(codes []string) bool { return slices.Contains(codes, c) }) {
			t.Errorf("got %v, %s is in none of %v", got, c, sets)
		}
	}
}

func bytesOf(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}

// TestExtendedDateHeader: query services take x-amz-date in the extended form,
// and sign the basic one. The signature is of the same signer in Python.
func TestExtendedDateHeader(t *testing.T) {
	t.Parallel()
	const request = "GET /?Version=2011-06-15&Action=GetCallerIdentity HTTP/1.1\r\nHost: sts.amazonaws.com\r\n" +
		"X-Amz-Date: 2018-12-31T15:04:05Z\r\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20181231/us-east-1/sts/aws4_request, " +
		"SignedHeaders=host;x-amz-date, " +
		"Signature=a137e4462b9f7ec197688aeaf3899e3bcd41f6e7d88efdca2e841d16590c9d7f\r\n\r\n"
	if a := analyzeQuickly(request, wrongSecret); a.Verdict != Matches || len(a.Findings) > 0 {
		t.Errorf("verdict %s, findings %v", a.Verdict, codesAbove(a, Possible))
	}
}
