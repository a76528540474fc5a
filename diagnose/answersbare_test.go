package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// alone are messages that say too little without the code they come with.
var alone = []string{
	"Region does not match", "This endpoint belongs to", "Request is not yet valid",
	"Request is no longer valid", "is expected to be in ISO8601", "Unknown Key",
}

// bare are messages that SDKs print without their code, of which the rule knows
// the code only, or that are not read without an envelope.
var bare = map[string]string{
	"The provided 'x-amz-content-sha256' header does not match what was computed.":        "payload-hash-mismatch",
	"The Content-MD5 you specified did not match what we received.":                       "body-checksum-mismatch",
	"You did not provide the number of bytes specified by the Content-Length HTTP header": "streaming-framing-malformed",
	"Only the last chunk is allowed to have a size less than 8192 bytes":                  "streaming-framing-malformed",
	"The bucket you are attempting to access must be addressed using the specified endpoint. Please send all " +
		"future requests to this endpoint.": "region-mismatch",
	"The region name 'us-west-1' is not valid. Must be one of: wnam, enam, weur, eeur, apac, oc, auto": "region-mismatch",
	"The provided token must be refreshed.":                                                "session-token-expired",
	"Missing the 'x-amz-content-sha256' in canonical headers":                              "payload-hash-header-missing",
	"STREAMING-AWS4-HMAC-SHA256-PAYLOAD not implemented":                                   "streaming-trailer-unsupported",
	"STREAMING-UNSIGNED-PAYLOAD-TRAILER not implemented":                                   "streaming-trailer-unsupported",
	"The value specified in the x-amz-trailer header is not supported":                     "streaming-trailer-unsupported",
	"Unsupported header 'x-amz-sdk-checksum-algorithm' received for this API call.":        "streaming-trailer-unsupported",
	"Transfering payloads in multiple chunks using aws-chunked encoding is not supported.": "streaming-trailer-unsupported",
	"Each form field that you specify in a form must appear in the list of policy conditions. \"X-Amz-Meta-Tag\" " +
		"not specified in the policy.": "post-policy-extra-field",
}

// TestAnswersBare reads the messages as SDKs print them: without the code of the
// error, with words around them.
func TestAnswersBare(t *testing.T) {
	t.Parallel()
	forms := []string{
		"Error: %s\n",
		"software.amazon.awssdk.services.s3.model.S3Exception: %s (Service: S3, Status Code: 400, Request ID: " +
			"1JTPQC3C4ET8JTXB, Extended Request ID: qVT0=)\n",
		"2025-06-12 08:30:01 ERROR upload failed: %s\n",
	}
	read := 0
	for _, r := range replies(t) {
		f := settle(Case{Evidence: evidence.Read(evidence.Source{Name: "answer", Data: []byte(r.text)})})
		rule := ruleFor(f)
		if rule < 0 ||
			answerRules()[rule].message == "" ||
			strings.Contains(r.name, ":") ||
			!strings.HasPrefix(r.text, "HTTP/1.1") {
			continue
		}
		message := f.answer.Message.S
		if bare[message] != "" ||
			slices.ContainsFunc(alone, func(a string) bool { return strings.Contains(message, a) }) {
			continue
		}
		for _, form := range forms {
			if a := analyzeQuickly(fmt.Sprintf(form, message), ""); len(a.Findings) == 0 || a.Findings[0].Code != r.want {
				t.Errorf("%s, %.20s: got %v, want %s", r.name, form, codesAbove(a, Possible), r.want)
			}
			read++
		}
	}
	if read < 100 {
		t.Errorf("%d messages", read)
	}
	for message, want := range bare {
		t.Run(want, func(t *testing.T) {
			for _, form := range forms {
				if a := analyzeQuickly(fmt.Sprintf(form, message), ""); len(a.Findings) == 0 || a.Findings[0].Code != want {
					t.Errorf("%.20s, %s: got %v, want %s", form, message, codesAbove(a, Possible), want)
				}
			}
		})
	}
}
