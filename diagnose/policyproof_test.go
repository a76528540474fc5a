package diagnose

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// policyExample is the example of the documentation (S3 API reference, "Example:
// Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)").
type policyExample struct {
	Credentials struct {
		Secret string `json:"secret_access_key"`
	}
	Request struct {
		Fields [][2]string `json:"form_fields"`
	}
}

func readPolicy(t *testing.T) (p policyExample) {
	t.Helper()
	data, err := os.ReadFile("testdata/post-policy.json")
	if err == nil {
		err = json.Unmarshal(data, &p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *policyExample) field(name string) string {
	for _, f := range p.Request.Fields {
		if f[0] == name {
			return f[1]
		}
	}
	return ""
}

// form is the request of the example with a signature in place of its own, and the
// answer to one that is wrong.
func (p *policyExample) form(signature string) string {
	var b strings.Builder
	for _, f := range p.Request.Fields {
		if f[0] == "X-Amz-Signature" && signature != "" {
			f[1] = signature
		}
		if f[0] != "submit" && f[0] != "file" {
			b.WriteString("--x\r\nContent-Disposition: form-data; name=\"" + f[0] + "\"\r\n\r\n" + f[1] + "\r\n")
		}
	}
	body := b.String() + "--x--\r\n"
	return "POST / HTTP/1.1\r\nHost: sigv4examplebucket.s3.amazonaws.com\r\n" +
		"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: " +
		strconv.Itoa(len(body)) + "\r\n\r\n" + body + "\r\n" + plainMismatch
}

// TestPolicy reproduces the signature of a form from what was signed in place of its
// policy, and names no mistake in the documentation's own.
func TestPolicy(t *testing.T) {
	t.Parallel()
	p := readPolicy(t)
	given := Given{Key: sigv4.Key{Secret: sigv4.NewSecret(p.Credentials.Secret)}}
	if a := analyzeText(t, p.form(""), given); len(codesAbove(a, Likely)) > 0 || a.Search.Target != "" {
		t.Errorf("the documentation's form: %v, %+v", codesAbove(a, Possible), a.Search)
	}
	policy := p.field("Policy")
	raw, err := base64.StdEncoding.DecodeString(policy)
	if err != nil {
		t.Fatal(err)
	}
	const scope = "20151229/us-east-1/s3/aws4_request"
	lines := func(width int) string {
		var out []string
		for rest := range slices.Chunk([]byte(policy), width) {
			out = append(out, string(rest))
		}
		return strings.Join(out, "\n") + "\n"
	}
	for name, c := range map[string]struct{ signature, code string }{
		"JSON": {signText(p.Credentials.Secret, scope, string(raw)), "post-policy-wrong-text-signed"},
		"LF": {
			"86aaafeda50e7b032f0fe24086079df198e4c3d0d308518251cf6653a9bf390d",
			"post-policy-wrong-text-signed",
		}, // as the vectors note it
		"lines of 60": {signText(p.Credentials.Secret, scope, lines(60)), "post-policy-wrong-text-signed"},
		"lines of 76": {signText(p.Credentials.Secret, scope, lines(76)), "post-policy-wrong-text-signed"},
		"the hash":    {signText(p.Credentials.Secret, scope, sha(policy)), "post-policy-wrong-text-signed"},
		"as a request": {
			signText(p.Credentials.Secret, scope,
				"AWS4-HMAC-SHA256\n20151229T000000Z\n"+scope+"\n"+sha(policy)),
			"post-policy-wrong-text-signed",
		},
		"another region": {
			signText(p.Credentials.Secret, strings.Replace(scope, "us-east-1", "eu-west-1", 1), policy),
			"signing-key-wrong-region",
		},
		"another key": {signText("another"+p.Credentials.Secret[7:], scope, policy), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := analyzeText(t, p.form(c.signature), given)
			got := codesAbove(a, Reproduced)
			if c.code == "" && len(got) > 0 || c.code != "" && !slices.Contains(got, c.code) {
				t.Errorf("got %v, want %q", got, c.code)
			}
		})
	}
}
