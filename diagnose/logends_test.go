package diagnose

import (
	"strings"
	"testing"
)

// TestWireEnds says nothing of the line ends that a wire log shows, and something of those
// that the text itself has.
func TestWireEnds(t *testing.T) {
	t.Parallel()
	canonical := "GET\n/k\n\nhost:b.s3.amazonaws.com\nx-amz-date:20260902T131004Z\n\nhost;x-amz-date\n" + sha("")
	text := "String to sign:\n" + stringToSignText("20260902T131004Z", "20260902/us-east-1/s3/aws4_request", canonical)
	wire := ""
	for line := range strings.SplitSeq(text, "\n") {
		wire += `DEBUG org.apache.http.wire - http-outgoing-0 >> "` + line + `[\r][\n]"` + "\n"
	}
	escaped := `String to sign: "` + strings.ReplaceAll(text[len("String to sign:\n"):], "\n", `\r\n`) + `"` + "\n"
	for text, want := range map[string]bool{wire: false, escaped: true} {
		found := false
		for _, fd := range analyzeQuickly(text, "").Findings {
			found = found || fd.Code == "line-ends-crlf"
		}
		if found != want {
			t.Errorf("%v for %s", found, text)
		}
	}
}
