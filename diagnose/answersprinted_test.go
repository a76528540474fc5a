package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigwhy/evidence"
)

// alone are messages that say too little without the code they come with.
var alone = []string{
	"Region does not match", "This endpoint belongs to", "Request is not yet valid",
	"Request is no longer valid", "is expected to be in ISO8601", "Unknown Key",
	"issing Authentication Token",
}

// withoutCode are messages of which the rule knows the code only, or that say all that it
// says.
var withoutCode = map[string]string{
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

// printedForms are how programs print the code (C) and the message of an error (M, with
// its quotes escaped J, in XML X).
var printedForms = map[string]string{
	"alone":      "M",
	"quoted":     "> C: M",
	"log":        "2025-06-12 08:30:01 ERROR upload failed: M",
	"JSON log":   `{"level":"error","ts":"2025-06-12T08:30:01Z","msg":"upload failed","err":"C: J"}`,
	"logfmt":     `time="2025-06-12T08:30:01Z" level=error msg="upload failed" error="C: J"`,
	"CLI":        "An error occurred (C) when calling the PutObject operation: M",
	"boto3":      "botocore.exceptions.ClientError: An error occurred (C) when calling the PutObject operation: M",
	"Go 1":       "C: M\n\tstatus code: 400, request id: 1JTPQC3C4ET8JTXB, host id: qVT0=",
	"Go 2":       "operation error S3: PutObject, https response error StatusCode: 400, RequestID: 1JTPQC, HostID: q=, api error C: M",
	"Java 1":     "com.amazonaws.services.s3.model.AmazonS3Exception: M (Service: Amazon S3; Status Code: 400; Error Code: C; Request ID: 1JTPQC; S3 Extended Request ID: q=)",
	"Java 2":     "software.amazon.awssdk.services.s3.model.S3Exception: M (Service: S3, Status Code: 400, Request ID: 1JTPQC, Extended Request ID: q=)",
	"JavaScript": "C: M\n    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20) {\n  '$fault': 'client',\n  '$metadata': { httpStatusCode: 400, attempts: 1 },\n  Code: 'C'\n}",
	"C++":        "[ERROR] 2025-06-12 08:30:01.377 AWSClient [1398] HTTP response code: 400\nException name: C\nError message: Unable to parse ExceptionName: C Message: M\n5 response headers:\nconnection : close",
	"Rust":       `Error: ServiceError(ServiceError { source: Unhandled(Unhandled { source: ErrorMetadata { code: Some("C"), message: Some("J"), extras: Some({"aws_request_id": "1JTPQC"}) } }) })`,
	"Ruby":       "Aws::S3::Errors::C: M\n  /gems/aws-sdk-core/plugins/raise_response_errors.rb:17:in `call'",
	".NET":       "Unhandled exception. Amazon.S3.AmazonS3Exception: M\n   at Amazon.Runtime.HttpWebRequest.GetResponseAsync()",
	"Haskell":    `ServiceError (ServiceError' {_serviceAbbrev = Abbrev "S3", _serviceHeaders = [], _serviceCode = ErrorCode "C", _serviceMessage = Just (ErrorMessage "J"), _serviceRequestId = Nothing})`,
	"Clojure":    `{:Error {:Code "C", :Message "J", :RequestId "1JTPQC"}, :cognitect.anomalies/category :cognitect.anomalies/forbidden}`,
	"Elixir":     `{:error, {:http_error, 400, %{body: "<Error><Code>C</Code><Message>X</Message></Error>", headers: [{"Server", "AmazonS3"}], status_code: 400}}}`,
	"Perl":       "$VAR1 = {\n          'Message' => \"J\",\n          'Code' => 'C'\n        };",
	"PHP":        "array(3) {\n  [\"Code\"]=>\n  string(20) \"C\"\n  [\"Message\"]=>\n  string(80) \"M\"\n}",
	"Terraform":  "│ Error: error configuring S3 Backend: C: M\n│ \tstatus code: 400, request id: 1JTPQC\n│ \n│   on main.tf line 3",
	"Ansible":    `fatal: [localhost]: FAILED! => {"changed": false, "error": {"code": "C", "message": "J"}, "msg": "Failed to put object: An error occurred (C) when calling the PutObject operation: J"}`,
	"PowerShell": "Write-S3Object : M\nAt line:1 char:1\n+ Write-S3Object -BucketName b -File a.txt\n    + CategoryInfo          : InvalidOperation: (Amazon.PowerShe...eS3ObjectCmdlet:WriteS3ObjectCmdlet) [Write-S3Object], InvalidOperationException",
	"mc":         "mc: <ERROR> Failed to copy `a.txt`. M",
	"s3cmd":      "DEBUG: ErrorXML: Code: 'C'\nDEBUG: ErrorXML: Message: 'M'\nDEBUG: ErrorXML: RequestId: '1JTPQC'",
	"Fluent Bit": "[2025/06/12 08:30:01] [error] [output:s3:s3.0] PutObject API responded with error='C', message='M'",
	"Vector":     `2025-06-12T08:30:01Z ERROR sink{component_id=out}: vector::sinks: Service call failed. error=CredentialsError { code: "C", message: "J" } request_id=1`,
	"Logstash":   `[2025-06-12T08:30:01,000][ERROR][logstash.outputs.s3] Error validating bucket write permissions! {:message=>"J", :class=>"Aws::S3::Errors::C"}`,
	"Velero":     `time="2025-06-12T08:30:01Z" level=error msg="Error listing backups" error="rpc error: code = Unknown desc = C: J\n\tstatus code: 400, request id: A" logSource="pkg/x.go:80"`,
	"ESP32":      "08:30:01.123 -> HTTP/1.1 400 Bad Request\n08:30:01.124 -> Content-Type: application/json\n08:30:01.124 -> x-amzn-ErrorType: C\n08:30:01.125 -> \n08:30:01.126 -> {\"message\":\"J\"}",
	"HTML":       "&lt;Error&gt;&lt;Code&gt;C&lt;/Code&gt;&lt;Message&gt;X&lt;/Message&gt;&lt;/Error&gt;",
	"a sentence": "I always get \"M\" as the answer.",
}

// asPrinted is an error as a program prints it.
func asPrinted(form, code, message string) string {
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(message)
	inXML := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(message)
	words := regexp.MustCompile(`\b[CMJX]\b`)
	return words.ReplaceAllStringFunc(form, func(w string) string {
		return map[string]string{"C": code, "M": message, "J": escaped, "X": inXML}[w]
	}) + "\n"
}

// TestAnswersPrinted reads the messages as programs print them, most of them with words
// around and some without the code.
func TestAnswersPrinted(t *testing.T) {
	t.Parallel()
	read := 0
	for i, r := range replies(t) {
		if testing.Short() && i%5 > 0 {
			continue
		}
		f := settle(Case{Evidence: evidence.Read(evidence.Source{Name: "answer", Data: []byte(r.text)})})
		rule := ruleFor(f)
		if rule < 0 || answerRules()[rule].message == "" || strings.Contains(r.name, ":") ||
			!strings.HasPrefix(r.text, "HTTP/1.1") {
			continue
		}
		code, message := lastPart(f.answer.Code.S), f.answer.Message.S
		if strings.HasPrefix(message, "Error parsing") && strings.Count(message, `"`) > 2 {
			continue // some print its quotes as they are
		}
		if slices.ContainsFunc(alone, func(a string) bool { return strings.Contains(message, a) }) {
			continue
		}
		for name, form := range printedForms {
			if a := analyzeQuickly(asPrinted(form, code, message), ""); len(a.Findings) == 0 || a.Findings[0].Code != r.want {
				t.Errorf("%s, %s: got %v, want %s: %s", r.name, name, codesAbove(a, Possible), r.want, message)
			}
			read++
		}
	}
	if read < 1000 && !testing.Short() {
		t.Errorf("%d messages", read)
	}
}
