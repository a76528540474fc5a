package report

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

func TestFindSensitive(t *testing.T) {
	t.Parallel()
	const key = "hqbHZP8iItDRzVq8uFe5YF8TFiX0uBKaLNCuRMHq"
	const login = "eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh"
	for _, test := range []struct {
		name, in, want string
	}{
		{"shared credentials", "aws_secret_access_key = " + key, key},
		{"environment", "export AWS_SECRET_ACCESS_KEY=" + key + "\n", key},
		{"environment, quoted", `AWS_SECRET_ACCESS_KEY="` + key + `"`, key},
		{"PowerShell", `$Env:AWS_SECRET_ACCESS_KEY="` + key + `"`, key},
		{"JSON", `{"SecretAccessKey": "` + key + `"}`, key},
		{"JSON within JSON", `{\"SecretAccessKey\":\"` + key + `\"}`, key},
		{"JavaScript", "secretAccessKey: '" + key + "',", key},
		{"Ruby", ":secret_access_key => '" + key + "'", key},
		{"XML", "<SecretAccessKey>" + key + "</SecretAccessKey>", key},
		{"Python", `aws_secret_access_key="` + key + `"`, key},
		{"minio", "MINIO_SECRET_KEY=minio-secret-1", "minio-secret-1"},
		{"in words", "Secret Access Key: " + key, key},
		{"in words without colon", "my secret key " + key, key},
		{"curl", "curl --user AKIDEXAMPLE:" + key + " https://x", key},
		{"curl, quoted", `curl -u "AKIDEXAMPLE:` + key + `" https://x`, key},
		{"curl, joined", "curl --user='AKIDEXAMPLE:" + key + "'", key},
		{"curl, in one word, a real key ID", "curl -uAKIAEXAMPLE:" + key, key},
		{"curl, next line", "curl --user \\\n  AKIDEXAMPLE:" + key, key},
		{"token header", "X-Amz-Security-Token: " + token, token},
		{"token of a canonical request", "x-amz-security-token:" + token + "\n", token},
		{"token of a URL", "?X-Amz-Security-Token=IQoJ%2F%2Fabcdefghijk&X-Amz-Date=1", "IQoJ%2F%2Fabcdefghijk"},
		{"token of a URL within a URL", "X-Amz-Security-Token%3DIQoJabcdefghijklmnop%26X", "IQoJabcdefghijklmnop%26X"},
		{"token in the environment", "AWS_SESSION_TOKEN=" + token, token},
		{"bearer", "Authorization: Bearer " + login, login},
		{"cookie", "Cookie: session=abcdef; b=c\r\n", "session=abcdef; b=c"},
		{"login in a URL", "endpoint: https://ann:hunter22hunter@s3.example.net:9000/b\n", "hunter22hunter"},
		{"API key", "X-Api-Key: hunter22Hunter22hunter22\r\n", "hunter22Hunter22hunter22"},

		{"words", "Check your AWS Secret Access Key and signing method. Consult the", ""},
		{"words about tokens", "the security token included in the request is invalid", ""},
		{"signed headers", "host;x-amz-date;x-amz-security-token, Signature=abc", ""},
		{"a variable", "secretAccessKey: process.env.MAIL_PASS,", ""},
		{"a Python variable", "aws_secret_access_key=cfg.secret_of_us", ""},
		{"a placeholder", `curl --user "<access key>:<secret key>"`, ""},
		{"masked already", "aws_secret_access_key=[masked-secret-key]", ""},
		{"stars", "aws_secret_access_key=xxxxxxxxxxxxxxxxxxxx", ""},
		{"a header of another name", "x-amz-user-agent:aws-sdk-js/3.1.0 x-u:12345678", ""},
		{"an option of another name", "tool -url:https://example.com", ""},
		{"basic idea", "a basic misunderstanding", ""},
	} {
		var got []string
		for _, f := range findSensitive(test.in, HideTokens) {
			got = append(got, f.value)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: %q\n got %q\nwant %q", test.name, test.in, s, test.want)
		}
	}
}

// TestKeysWithoutLabels masks derived keys that only the analysis recognises, with a
// secret key at hand and without. The keys are those of the documentation's example
// secret key, one of them made with another service, by Python's hmac module.
func TestKeysWithoutLabels(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/keys-without-labels.txt")
	if err != nil {
		t.Fatal(err)
	}
	keys := strings.Fields(string(data))[:4]
	for _, secret := range []string{"", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"} {
		given := diagnose.Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}}
		a := diagnose.Analyze(t.Context(), diagnose.Case{Evidence: evidence.Read(evidence.Source{Name: "keys", Data: data}), Given: given})
		for _, format := range []Format{TextFormat, JSONFormat, MarkdownFormat} {
			out, err := Write(a, format, Options{Given: given})
			if err != nil {
				t.Fatal(err)
			}
			for i, key := range keys {
				if strings.Contains(out, key) {
					t.Errorf("format %v, secret key given %v: the report shows key %d", format, secret != "", i)
				}
			}
		}
	}
}

func TestMaskKeepsDifferentValuesApart(t *testing.T) {
	t.Parallel()
	e := evidence.Read(evidence.Source{Data: []byte("AWS_SESSION_TOKEN=" + token + "\nx-amz-security-token: " + strings.ToUpper(token))})
	m := newMasker(&diagnose.Analysis{Evidence: e}, Options{})
	a, b := m.text(token), m.text(strings.ToUpper(token))
	if a == b || strings.Contains(a+b, token[:8]) {
		t.Errorf("the tokens are masked as %q and %q", a, b)
	}
	if got := m.text("a " + token + " b"); got != "a "+a+" b" {
		t.Errorf("masked within a text: %q", got)
	}
}

func TestPartsOfMaskedPlaces(t *testing.T) {
	t.Parallel()
	text := "x-amz-security-token: " + token + "\nhost: x"
	from := strings.Index(text, token)
	e := evidence.Read(evidence.Source{Data: []byte(text)})
	m := newMasker(&diagnose.Analysis{Evidence: e}, Options{})
	got := map[string]string{}
	for name, p := range map[string]evidence.Place{
		"whole":    {From: from, To: from + len(token)},
		"part":     {From: from + 3, To: from + 8},
		"overlap":  {From: from - 5, To: from + 8},
		"line":     {From: 0, To: from + len(token)},
		"other":    {From: from + len(token) + 1, To: len(text)},
		"boundary": {From: 0, To: from},
	} {
		got[name] = m.place(p, text[p.From:p.To])
	}
	want := map[string]string{
		"whole": "[masked-session-token]", "part": "[masked]", "overlap": "[masked]",
		"line": "x-amz-security-token: [masked-session-token]", "other": "host: x", "boundary": "x-amz-security-token: ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func BenchmarkText(b *testing.B) {
	a := example()
	for b.Loop() {
		_ = Text(a, Options{})
	}
}

func BenchmarkMaskMegabyte(b *testing.B) {
	text := strings.Repeat(paste+"\n", 1<<20/len(paste))
	e := evidence.Read(evidence.Source{Data: []byte(text)})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		newMasker(&diagnose.Analysis{Evidence: e}, Options{}).text(text)
	}
}

// TestPieces masks a secret wherever the border of two pieces falls.
func TestPieces(t *testing.T) {
	t.Parallel()
	const line = "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
	for before := range len(line) + 2 {
		data := strings.Repeat("x", pieceSize-before) + "\n" + line
		found := false
		eachSensitive([]byte(data), HideTokens, func(s sensitive) {
			found = found || s.value == "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" && data[s.from:s.to] == s.value
		})
		if !found {
			t.Errorf("not found where a piece ends %d bytes behind its beginning", before)
		}
	}
}
