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

// TestSurveyOfTexts: the list names a request that only the client's canonical request tells.
func TestSurveyOfTexts(t *testing.T) {
	t.Parallel()
	canonical := func(path, date string) string {
		return "GET\n" + path + "\na=1\nhost:b.s3.amazonaws.com\nx-amz-date:" + date + "\n\nhost;x-amz-date\n" + sha("")
	}
	scope := "20260902/us-east-1/s3/aws4_request"
	first, second := canonical("/one%2Bk", "20260902T131004Z"), canonical("/two", "20260902T131439Z")
	text := "boto3:\n\n" + clientLog(first, stringToSignText("20260902T131004Z", scope, first)) +
		"\nboto3:\n\n" + clientLog(second, stringToSignText("20260902T131439Z", scope, second)) +
		"\nHTTP/1.1 403 Forbidden\nContent-Type: application/xml\n\n<Error><Code>AccessDenied</Code></Error>\n"
	e := evidence.Read(evidence.Source{Name: "paste", Data: []byte(text)})
	refused := ""
	for _, b := range Survey(t.Context(), e, Given{}) {
		if b.Method != "GET" || !strings.HasSuffix(b.Target, "?a=1") || b.Host != "b.s3.amazonaws.com" || b.Place.Empty() {
			t.Errorf("%+v", b)
		}
		if b.Answer != "" {
			refused += b.Target
		}
	}
	if refused != "/two?a=1" {
		t.Errorf("the answer is that of %q", refused)
	}
}
