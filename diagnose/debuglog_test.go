package diagnose

import (
	"strings"
	"testing"

	"sigwhy/explain"
)

// TestDebugLog tells how the client at hand prints what it signs.
func TestDebugLog(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ agent, want string }{
		{"aws-cli/2.15.0 Python/3.11.6", "aws ... --debug"},
		{"Boto3/1.34.0 md/Botocore#1.34.0", "botocore.auth"},
		{"aws-sdk-go/1.44.0 (go1.20; linux; amd64)", "LogDebugWithSigning"},
		{"aws-sdk-go-v2/1.30.0 os/linux", "aws.LogSigning"},
		{"python-requests/2.31.0", "repr()"},
		{"ESP32HTTPClient", "with their lengths"},
		{"somebody/1.0", "debug log"},
	} {
		a := analyzeQuickly(edit(t, changed(t, s3Get), "X-Amz-Date:", "User-Agent: "+c.agent+"\r\nX-Amz-Date:"), "")
		if why := needOf(a, "client-strings"); !strings.Contains(why, c.want) {
			t.Errorf("%s: %q", c.agent, why)
		}
	}
	for _, d := range debugLogs {
		if (d.product == "") == (d.language == "") || d.how == "" {
			t.Errorf("%+v", d)
		}
	}
	for _, l := range explain.Languages() {
		if f := (&facts{}); f.debugLog(l) == f.debugLog("") {
			t.Errorf("nothing is said for %s", l)
		}
	}
}

func needOf(a *Analysis, what string) string {
	for _, n := range a.Needs {
		if n.What == what {
			return n.Why
		}
	}
	return ""
}
