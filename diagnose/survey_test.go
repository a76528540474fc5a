package diagnose

import (
	"strings"
	"testing"

	"sigwhy/evidence"
)

// TestWorst: an error that is only named in the text around belongs to the request
// that shows a mistake, not to the first.
func TestWorst(t *testing.T) {
	t.Parallel()
	right := "POST\n/\n\nhost:sm.ca-central-1.amazonaws.com\nx-amz-date:20260902T131004Z\n" +
		"x-amz-target:secretsmanager.GetSecretValue\n\nhost;x-amz-date;x-amz-target\n" +
		sha("{}")
	wrong := strings.Replace(strings.Replace(right, "T131004Z", "T131439Z", 1), "Value\n\n", "Value\n", 1)
	scope := "20260902/ca-central-1/secretsmanager/aws4_request"
	text := "Mine gets InvalidSignatureException.\n\nboto3:\n\n" +
		clientLog(right, stringToSignText("20260902T131004Z", scope, right)) + "mine:\n\n" +
		clientLog(wrong, stringToSignText("20260902T131439Z", scope, wrong))
	e := evidence.Read(evidence.Source{Name: "paste", Data: []byte(text)})
	briefs := Survey(t.Context(), e, Given{})
	if i := Worst(briefs); briefs[i].Code != "canonical-blank-line-wrong" {
		t.Errorf("exchange %d of %+v", i, briefs)
	}
}
