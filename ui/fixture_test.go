package ui

import (
	"context"
	"os"
	"strings"
	"testing"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// samplePaste is what the made-up analysis was made of.
const samplePaste = "GET /my-bucket/photos/a%20b.jpg?list-type=2 HTTP/1.1\r\n" +
	"Host: localhost:9000\r\n" +
	"X-Amz-Date: 20150830T123600Z\r\n" +
	"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n" +
	"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, " +
	"SignedHeaders=host;x-amz-content-sha256;x-amz-date, " +
	"Signature=0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\r\n\r\n" +
	"<Error><Code>SignatureDoesNotMatch</Code></Error>\n"

func sampleRequest(host string) sigv4.Request {
	return sigv4.Request{
		Method: "GET", Target: "/my-bucket/photos/a%20b.jpg?list-type=2",
		Fields: []sigv4.Field{
			{Name: "Host", Value: host},
			{Name: "X-Amz-Date", Value: "20150830T123600Z"},
			{Name: "X-Amz-Content-Sha256", Value: "UNSIGNED-PAYLOAD"},
		},
	}
}

func sampleStages(host string, key sigv4.Key) sigv4.Stages {
	req := sampleRequest(host)
	return sigv4.Compute(&req, sigv4.Params{
		Flavor: sigv4.FlavorOf("s3"), AccessKeyID: "AKIDEXAMPLE", Date: "20150830T123600Z",
		Scope:         sigv4.Scope{Date: "20150830", Region: "us-east-1", Service: "s3", Terminator: sigv4.Terminator},
		SignedHeaders: []string{"host", "x-amz-content-sha256", "x-amz-date"}, Key: key,
	})
}

func known(text, origin string) diagnose.Side { return diagnose.Side{Text: text, Origin: origin} }

func value(v sigv4.Value) diagnose.Side {
	if !v.Known() {
		return diagnose.Side{Missing: v.Missing}
	}
	return known(v.Text, "computed")
}

// sampleAnalysis is a made-up answer: the port is missing from the signed host.
// With a key the key stage and the signature are known.
func sampleAnalysis(ev *evidence.Evidence, key sigv4.Key) *diagnose.Analysis {
	wrong, right := sampleStages("localhost", key), sampleStages("localhost:9000", key)
	a := &diagnose.Analysis{
		Evidence: ev, Exchange: -1, Verdict: diagnose.Differs,
		Headline: "The signature differs: the canonical requests part at the host header, which was signed without its port.",
		NextStep: `Sign the host header exactly as it is sent: "localhost:9000".`,
		Service:  "s3", Region: "us-east-1", Date: "20150830T123600Z", AccessKeyID: "AKIDEXAMPLE",
		Stages: []diagnose.Comparison{
			{
				Stage: diagnose.RequestStage, Yours: known(samplePaste[:strings.Index(samplePaste, "\r\n\r\n")+4], "as pasted"),
				Correct: diagnose.Side{Missing: "needs the secret key"}, Explain: "The request as it was sent.",
			},
			{
				Stage: diagnose.CanonicalStage, Yours: known(wrong.Canonical.String(), "reproduced"),
				Correct: known(right.Canonical.String(), "computed"), Server: known(right.Canonical.String(), "as the server saw it"),
				Explain: "The canonical request is the one form of a request that client and server both arrive at, whatever the request looked like. Its hash is signed, so a single byte that differs changes the signature.",
			},
			{
				Stage: diagnose.StringToSignStage, Yours: value(wrong.StringToSign), Correct: value(right.StringToSign),
				Explain: "The string to sign names the algorithm, the time and the scope, and ends with the hash of the canonical request.",
			},
			{Stage: diagnose.KeyStage, Correct: diagnose.Side{Missing: "needs the secret key"}, Explain: "The signing key is derived in four HMAC steps."},
			{
				Stage: diagnose.SignatureStage, Yours: known("0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0", "as pasted"),
				Correct: value(right.Signature), Explain: "The signature is the HMAC of the string to sign.",
			},
		},
		Keys:     sampleKeys(&right),
		Findings: sampleFindings(&wrong, &right),
		Fix: diagnose.Fix{
			Canonical: right.Canonical.String(), StringToSign: right.StringToSign.Text, Authorization: right.Authorization.Text,
			Missing: right.Signature.Missing, Changes: []string{"host is signed with its port"},
		},
		Needs:  []diagnose.Need{{What: "secret-key", Why: "the secret key, to compute the corrected signature"}},
		Search: diagnose.Search{Target: "the signature", Tried: 1234, Reproduced: [][]string{{"host-port-missing"}}, Done: true},
	}
	if !strings.HasPrefix(string(ev.Sources[0].Data), samplePaste) {
		a.Findings[0].Places = nil
	}
	if key.Known() {
		a.Needs = nil
		a.Fix.Request = "GET /my-bucket HTTP/1.1\r\nAuthorization: " + a.Fix.Authorization + "\r\n\r\n"
		a.Fix.Good = "only near its time, 20150830T123600Z"
		a.Fix.Curl = "curl -H 'Authorization: " + a.Fix.Authorization + "' http://localhost:9000/my-bucket"
	}
	return a
}

func sampleFindings(wrong, right *sigv4.Stages) []diagnose.Finding {
	w, r := strings.Index(wrong.Canonical.String(), "host:"), strings.Index(right.Canonical.String(), "host:")
	return []diagnose.Finding{
		{
			Code: "host-port-missing", Stage: "host", Proof: diagnose.Reproduced, Title: "The port is missing from the signed host",
			Says: `"localhost" was signed, "localhost:9000" was sent.`, Do: `Sign the host header as it is sent, with its port: "localhost:9000".`,
			Places: []evidence.Place{{Source: 0, From: strings.Index(samplePaste, "localhost"), To: strings.Index(samplePaste, "localhost") + 14}},
			Yours:  "host:localhost\n", Correct: "host:localhost:9000\n", At: diagnose.CanonicalStage,
			InYours:   diagnose.Mark{Stage: diagnose.CanonicalStage, From: w, To: w + len("host:localhost")},
			InCorrect: diagnose.Mark{Stage: diagnose.CanonicalStage, From: r, To: r + len("host:localhost:9000")},
			Spec:      "https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html",
		},
		{
			Code: "clock-skew", Stage: "date-scope", Proof: diagnose.Possible, Title: "The clock may be wrong",
			Says: "The request is dated 2015.", Do: "Compare the clocks.", At: diagnose.StringToSignStage,
		},
	}
}

func sampleKeys(s *sigv4.Stages) []diagnose.KeyStep {
	k, all := s.Keys, s.Keys.Steps == 4
	step := func(name, key string, length int, message string, result [32]byte, hint string) diagnose.KeyStep {
		return diagnose.KeyStep{Name: name, Key: key, KeyLength: length, Message: message, Known: all, Result: result, Hint: hint}
	}
	steps := []diagnose.KeyStep{
		step("kDate", `"AWS4" + secret key`, 44, "20150830", k.Date, "the prefix AWS4 is left out"),
		step("kRegion", "kDate (32 raw bytes)", 32, "us-east-1", k.Region, "the key is passed on as hex text instead of raw bytes"),
		step("kService", "kRegion (32 raw bytes)", 32, "s3", k.Service, "the endpoint's name in place of the signing name"),
		step("kSigning", "kService (32 raw bytes)", 32, "aws4_request", k.Signing, "the terminator is left out"),
		step("signature", "kSigning (32 raw bytes)", 32, s.StringToSign.Text, [32]byte{1, 2, 3}, "encoded as base64 instead of lower-case hex"),
	}
	if all {
		steps[1].Yours = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
		steps[0].Yours, steps[0].YoursAgree = "aabb", true
	}
	return steps
}

// sampleOptions answer every case with the made-up analysis.
func sampleOptions() Options {
	return Options{
		diagnose: func(_ context.Context, c diagnose.Case) *diagnose.Analysis {
			a := sampleAnalysis(c.Evidence, c.Given.Key)
			if c.Given.Region != "" {
				a.Region = c.Given.Region
			}
			return a
		},
		Theme: Dark,
		Samples: []Sample{
			{Name: "host-port", Title: "A port left out", Story: "MinIO on port 9000, signed by hand.", Data: []byte(samplePaste)},
			{Name: "plus", Title: "A plus in the query", Story: "A search with a space in it.", Data: []byte(samplePaste)},
		},
	}
}

// TestMain runs the screen in place of the tests when asked to, for looking at it.
func TestMain(t *testing.M) {
	if os.Getenv("SIGWHY_UI_DEMO") == "" {
		status := t.Run()
		_ = os.RemoveAll(buildDir())
		os.Exit(status)
	}
	opt := sampleOptions()
	if os.Getenv("SIGWHY_UI_DEMO") == "real" {
		opt.diagnose = nil
	}
	opt.Theme = Auto
	switch os.Getenv("SIGWHY_UI_THEME") {
	case "light":
		opt.Theme = Light
	case "dark":
		opt.Theme = Dark
	}
	opt.NoColor = os.Getenv("NO_COLOR") != ""
	opt.ASCII = os.Getenv("SIGWHY_ASCII") != ""
	if err := Run(context.Background(), opt); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}
