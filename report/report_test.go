package report

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	secret    = "hqbHZP8iItDRzVq8uFe5YF8TFiX0uBKaLNCuRMHq"
	token     = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQDexample+token=="
	signature = "717af63bf01262414639e72c283a2b8c2516da26b87e8520e591cd2f3205b1e8"
	paste     = "GET /quarterly%2520summary HTTP/1.1\r\nHost: acme.s3.amazonaws.com\r\n" +
		"x-amz-security-token: " + token + "\r\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20150119/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=" + signature + "\r\n\r\n" +
		"# aws_secret_access_key = " + secret + "\n"
	canonical = "GET\n/quarterly%20summary\n\nhost:acme.s3.amazonaws.com\nx-amz-security-token:" + token +
		"\n\nhost;x-amz-security-token\nUNSIGNED-PAYLOAD"
)

func place(text string) evidence.Place {
	i := strings.Index(paste, text)
	return evidence.Place{From: i, To: i + len(text)}
}

// example is an analysis with something of everything.
func example() *diagnose.Analysis {
	e := evidence.Read(evidence.Source{Name: "paste.txt", Data: []byte(paste)})
	e.Artefacts = []evidence.Artefact{{What: "http-request", Place: evidence.Place{To: 260}, Note: `undone: "\r"`}}
	e.Notes = []evidence.Note{{Says: "the paste was cut off", Place: place("# aws")}}
	yours := strings.Replace(canonical, "%20", "%2520", 1)
	yours = strings.Replace(yours, "GET", "GET\r", 1)
	return &diagnose.Analysis{
		Evidence: e,
		Verdict:  diagnose.Differs,
		Language: "python",
		Headline: "The signature does not match: the canonical requests first differ in the path.",
		NextStep: "Encode the path once for S3.",
		Stages: []diagnose.Comparison{
			{Stage: diagnose.RequestStage, Yours: diagnose.Side{Text: paste, Origin: "as pasted"}},
			{
				Stage:   diagnose.CanonicalStage,
				Yours:   diagnose.Side{Text: yours, Origin: "from your log"},
				Correct: diagnose.Side{Text: canonical, Origin: "computed"},
			},
			{Stage: diagnose.StringToSignStage, Correct: diagnose.Side{Text: "AWS4-HMAC-SHA256\n20150119T083015Z", Origin: "computed"}},
			{Stage: diagnose.KeyStage},
			{
				Stage:   diagnose.SignatureStage,
				Yours:   diagnose.Side{Text: signature, Origin: "as sent"},
				Correct: diagnose.Side{Missing: "needs the secret key"},
			},
		},
		Findings: []diagnose.Finding{
			{
				Code: "path-double-encoded", Stage: "path", Proof: diagnose.Reproduced, Title: "The path is percent-encoded twice",
				Says: "S3 encodes the path once; the signer encoded \u202e" + `"/quarterly%20summary" again, and its line ends with "\r".`,
				Do:   "Encode the path once (disable double encoding in the signer).", Places: []evidence.Place{place("/quarterly%2520summary")},
				Yours: "/quarterly%2520summary", Correct: "/quarterly%20summary", With: []string{"line-ends-crlf"},
				Spec: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
			},
			{
				Code: "token-changed", Stage: "token", Proof: diagnose.Possible, Says: "The token may be of other credentials.",
				Places: []evidence.Place{place(token), place(token[:20]), place(secret[5:20])}, Yours: token,
			},
		},
		Fix: diagnose.Fix{
			Request: paste, Curl: "curl -H 'x-amz-security-token: " + token + "' --user AKIA:" + secret + " https://x",
			Authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20150119/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=" + signature,
			Good:          "only near its time, 20150119T123600Z",
			Changes:       []string{"the path is encoded once"},
		},
		Needs:  []diagnose.Need{{What: "secret-key", Why: "to compute the correct signature"}},
		Search: diagnose.Search{Target: "the hash of your canonical request", Tried: 1234, Reproduced: [][]string{{"path-double-encoded", "line-ends-crlf"}}, Done: true, Whole: 2},
	}
}

func given() diagnose.Given {
	return diagnose.Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}, Token: sigv4.NewSecret(token)}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, format := range map[string]Format{"example.txt": TextFormat, "example.md": MarkdownFormat, "example.json": JSONFormat} {
		got, err := Write(example(), format, Options{Given: given()})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, got)
	}
	golden(t, "empty.txt", Text(&diagnose.Analysis{Verdict: diagnose.CannotTell}, Options{}))
	if _, err := Write(example(), "yaml", Options{}); err == nil {
		t.Error("an unknown format is no error")
	}
}

// TestNothingLeaks writes an analysis in every way and looks for what must not
// be in it.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{TextFormat, JSONFormat, MarkdownFormat} {
		for _, hide := range []Hide{HideTokens, HideSignatures, HideNothing} {
			for _, g := range []diagnose.Given{{}, given()} {
				got, err := Write(example(), format, Options{Given: g, Hide: hide, Color: true, Width: 60})
				if err != nil {
					t.Fatal(err)
				}
				// A long value is wrapped in text, so look for its parts.
				for _, part := range []string{secret[:12], secret[5:20], secret[20:]} {
					if strings.Contains(got, part) {
						t.Errorf("%s, hiding %d: %q of the secret is in\n%s", format, hide, part, got)
					}
				}
				if hide != HideNothing && (strings.Contains(got, token[:12]) || strings.Contains(got, token[20:30])) {
					t.Errorf("%s, hiding %d: the token is in\n%s", format, hide, got)
				}
				if hide == HideNothing && !strings.Contains(got, token[:12]) {
					t.Errorf("%s: the token is not shown when nothing is to be hidden", format)
				}
				shared := hide == HideSignatures || format == MarkdownFormat && hide == HideTokens
				if shared == strings.Contains(got, signature) {
					t.Errorf("%s, hiding %d: the signature is there: %v", format, hide, !shared)
				}
			}
		}
	}
}

func TestSafeToDraw(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{TextFormat, JSONFormat, MarkdownFormat} {
		got, err := Write(example(), format, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got {
			if r != '\n' && (r < ' ' || r > '~') {
				t.Errorf("%s holds %U", format, r)
			}
		}
	}
}

func TestTextFits(t *testing.T) {
	t.Parallel()
	for width := 40; width <= 120; width += 13 {
		for line := range strings.Lines(Text(example(), Options{Given: given(), Width: width})) {
			copied := strings.Contains(line, "Authorization: ") || strings.Contains(line, "curl ") || strings.Contains(line, "https://")
			if n := len(strings.TrimRight(line, "\n")); n > width && !copied {
				t.Errorf("%d columns at width %d: %s", n, width, line)
			}
		}
	}
}

func TestJSONArraysAreNeverNull(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]*diagnose.Analysis{"empty": {}, "example": example()} {
		text, err := JSON(a, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var j struct {
			Findings []struct{ With, Places []any }
			Stages   map[string]any
		}
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, array := range []string{"recognised", "findings", "with", "places", "needs", "reproduced", "changes", "notes"} {
			if strings.Contains(text, `"`+array+`": null`) {
				t.Errorf("%s: %s is null", name, array)
			}
		}
		if len(j.Stages) != 4 {
			t.Errorf("%s: %d stages", name, len(j.Stages))
		}
	}
}

// TestSeriesIsApart: a report that follows another begins with a blank line.
func TestSeriesIsApart(t *testing.T) {
	t.Parallel()
	a := example()
	for _, format := range []Format{TextFormat, MarkdownFormat} {
		for n, want := range map[int]bool{0: false, 1: false, 2: true} {
			text, err := Write(a, format, Options{Number: n, Of: 2})
			if err != nil || strings.HasPrefix(text, "\n") != want {
				t.Errorf("%s, number %d of a series begins with %q, %v", format, n, text[:20], err)
			}
		}
	}
}

// TestWrapsLongWords of any length, and in the time that their length takes.
func TestWrapsLongWords(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]string{
		"short":  "a1b2",
		"long":   strings.Repeat("a1;", 1<<20),
		"wide":   strings.Repeat("界e\u0301", 400),
		"narrow": strings.Repeat("x", 76),
	} {
		lines := wrap("says "+word, 76, 70)
		if got := strings.Join(lines, ""); strings.TrimPrefix(strings.TrimPrefix(got, "says"), " ") != word {
			t.Errorf("%s: %d bytes of %d", name, len(got), len(word))
		}
		for i, l := range lines {
			if w := lipgloss.Width(l); i == 0 && w > 76 || i > 0 && w > 70 {
				t.Errorf("%s: line %d has %d cells", name, i, w)
			}
		}
	}
	if lines := wrap("https://"+strings.Repeat("x", 100), 20, 20); len(lines) != 1 {
		t.Errorf("a link in %d lines", len(lines))
	}
}
