package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sigwhy/samples"
)

// outlived are findings that a cut paste may have and the whole one has not: what
// refutes them stands behind the cut.
var outlived = map[string]string{
	"content-length-mismatch":     "the server's text shows that the header arrived",
	"amz-date-missing":            "a request may end with any of its lines",
	"payload-hash-header-missing": "a request may end with any of its lines",
	"access-key-unknown":          "the key ID behind it tells that a token is due",
	"payload-hash-invalid":        "a value may be cut to nothing",
	"date-format":                 "a value may be cut to nothing",
	"scope-malformed":             "a scope may be cut behind a slash",
	"path-mismatch":               "the server's text goes on",
	"other-scheme":                "the name of an algorithm may be cut to that of another",
	"request-not-signed":          "a request may end with any of its lines",
	"signed-header-not-sent":      "a request may end with any of its lines",
	"payload-hash-mismatch":       "the second hash of the answer tells which mistake it is",
	"header-not-signed":           "the URL behind it shows the header as a parameter",
	"host-mismatch":               "the server's text shows that a proxy sent another host",
	"payload-line-wrong":          "a header of the answer explains the line",
	"header-removed-in-transit":   "the server's text goes on",
}

// TestCutPastes cuts every sample at many places: nothing is found that is more
// than possible and that the whole paste does not have.
func TestCutPastes(t *testing.T) {
	t.Parallel()
	step := 17
	if testing.Short() {
		step = 389
	}
	used := map[string]bool{}
	for _, s := range samples.All() {
		whole := codesAbove(analyzeQuickly(string(s.Data), ""), Likely)
		for cut := len(s.Data) - 1; cut > 0; cut -= step {
			for _, code := range codesAbove(analyzeQuickly(string(s.Data[:cut]), ""), Likely) {
				if slices.Contains(whole, code) {
					continue
				}
				used[code] = true
				if outlived[code] == "" {
					t.Errorf("%s, cut at %d of %d: %s", s.Name, cut, len(s.Data), code)
				}
			}
		}
	}
}

// TestCutParameter: a query that ends within a parameter has a place as well.
func TestCutParameter(t *testing.T) {
	t.Parallel()
	analyzeQuickly("GET https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&utm_source\n",
		"")
}

// FuzzAnalyze holds that no paste is more than can be read, and that every place
// of a finding lies within its source.
func FuzzAnalyze(f *testing.F) {
	for _, s := range samples.All() {
		f.Add(s.Data)
	}
	for _, raw := range []string{s3Get, s3Put, tablePost, apiGet, s3URL, s3PutURL, iotURL} {
		f.Add([]byte(changed(f, raw)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a := analyzeQuickly(string(data), "")
		for _, fd := range a.Findings {
			for _, p := range fd.Places {
				if p.From < 0 || p.To < p.From || p.To > len(data) {
					t.Errorf("%s at %d to %d of %d", fd.Code, p.From, p.To, len(data))
				}
			}
		}
	})
}

// TestCutHeaders: a request that is cut off within its headers, behind what its client
// signed, proves nothing that the whole one does not.
func TestCutHeaders(t *testing.T) {
	t.Parallel()
	get := changed(t, s3Get)
	canonical := canonicalOf(t, get, "s3", "host", "x-amz-content-sha256", "x-amz-date")
	log := clientLog(canonical, stringToSignText(lookDate, lookScope, canonical))
	whole := codesAbove(analyzeQuickly(log+get, ""), Likely)
	step := 1
	if testing.Short() {
		step = 7
	}
	for cut := strings.Index(get, "Host:"); cut < len(get); cut += step {
		if get[cut-1] == '\n' || strings.HasSuffix(get[:cut], emptySHA) {
			continue // nothing shows that more is lacking
		}
		for _, code := range codesAbove(analyzeQuickly(log+get[:cut], ""), Likely) {
			if !slices.Contains(whole, code) {
				t.Errorf("cut behind %q: %s", get[:cut][strings.LastIndexByte(get[:cut], '\n')+1:], code)
			}
		}
	}
}

// TestCutAnswers cuts a server's answer at many places and sets the client's texts beside it:
// they are read, and nothing is found that the whole answer does not tell.
func TestCutAnswers(t *testing.T) {
	t.Parallel()
	const headers = "\n\nhost:b.s3.eu-west-1.amazonaws.com\nx-amz-content-sha256:" + emptySHA + "\nx-amz-date:" + lookDate +
		"\n\nhost;x-amz-content-sha256;x-amz-date\n" + emptySHA
	const scope = "20250612/eu-west-1/s3/aws4_request"
	seen, signed := "GET\n/in/cat%20one.jpg"+headers, "GET\n/in/cat%2520one.jpg"+headers
	text := stringToSignText(lookDate, scope, seen)
	answer := "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not match the signature you " +
		"provided. Check your key and signing method.</Message><StringToSign>" + text + "</StringToSign><StringToSignBytes>" + spacedHex(text) +
		"</StringToSignBytes><CanonicalRequest>" + seen + "</CanonicalRequest><CanonicalRequestBytes>" + spacedHex(seen) +
		"</CanonicalRequestBytes><RequestId>4EXAMPLE</RequestId></Error>"
	own := clientLog(signed, stringToSignText(lookDate, scope, signed))
	step := 13
	if testing.Short() {
		step = 101
	}
	for cut := strings.Index(answer, " calculated"); cut < len(answer); cut += step {
		for name, paste := range map[string]string{
			"before": answer[:cut] + "\n\nThe client:\n" + own, "dots before": answer[:cut] + "...\n\nThe client:\n" + own,
			"behind": own + "\nThe server:\n" + answer[:cut],
		} {
			a := analyzeQuickly(paste, "")
			i := slices.IndexFunc(a.Stages, func(s Comparison) bool { return s.Stage == CanonicalStage })
			if a.Stages[i].Yours.Text != signed {
				t.Errorf("%s, cut at %d, behind %q: the client's canonical request is not read", name, cut, answer[cut-20:cut])
			}
			for _, code := range codesAbove(a, Likely) {
				if code != "path-double-encoded" {
					t.Errorf("%s, cut at %d, behind %q: %s", name, cut, answer[cut-20:cut], code)
				}
			}
		}
	}
}

// spacedHex is how S3 writes bytes.
func spacedHex(s string) string { return strings.TrimSpace(fmt.Sprintf("% x", s)) }

// TestAnswersAtTheEnd: what an exception names is no less told because the paste ends with it.
func TestAnswersAtTheEnd(t *testing.T) {
	t.Parallel()
	const unknown = "The AWS Access Key Id you provided does not exist in our records."
	for _, paste := range []string{
		"botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: " + unknown,
		"operation error S3: ListBuckets, https response error StatusCode: 403, RequestID: A, HostID: b, api error InvalidAccessKeyId: " + unknown,
		"InvalidAccessKeyId: " + unknown + "\n\tstatus code: 403, request id: A, host id: b",
	} {
		for _, end := range []string{"", "\n"} {
			if got := proofOf(analyzeText(t, paste+end, Given{}), "access-key-unknown"); got != Likely {
				t.Errorf("%q: %q", paste+end, got)
			}
		}
	}
	cut := "<Error><Code>InvalidRequest</Code><Message>Missing required header for this request: x-amz-content-sh"
	if got := proofOf(analyzeText(t, cut, Given{}), "payload-hash-header-missing"); got != "" && got.Rank() < Possible.Rank() {
		t.Errorf("an element that is cut off: %q", got)
	}
}
