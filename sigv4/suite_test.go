package sigv4_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// The official suite: awslabs/aws-c-auth 495329c, tests/aws-signing-test-suite/v4.
const suite = "testdata/aws-signing-test-suite/v4"

type suiteContext struct {
	Credentials struct {
		AccessKeyID     string `json:"access_key_id"`
		SecretAccessKey string `json:"secret_access_key"`
		Token           string
	}
	Expires          int `json:"expiration_in_seconds"`
	Normalize        bool
	Region, Service  string
	SignBody         bool `json:"sign_body"`
	Timestamp        string
	OmitSessionToken bool `json:"omit_session_token"`
}

func (c *suiteContext) params(carrier sigv4.Carrier) sigv4.Params {
	date := strings.NewReplacer("-", "", ":", "").Replace(c.Timestamp)
	f := sigv4.FlavorOf(c.Service)
	f.Normalize = c.Normalize
	f.TokenAfter = c.OmitSessionToken
	return sigv4.Params{
		Flavor: f, Carrier: carrier, AccessKeyID: c.Credentials.AccessKeyID, Date: date,
		Scope: sigv4.Scope{Date: date[:8], Region: c.Region, Service: c.Service, Terminator: sigv4.Terminator},
		Key:   sigv4.Key{Secret: sigv4.NewSecret(c.Credentials.SecretAccessKey)},
	}
}

func TestOfficialSuite(t *testing.T) {
	t.Parallel()
	cases := dirs(t, suite)
	if len(cases) != 38 {
		t.Fatalf("%d cases, the suite has 38", len(cases))
	}
	for _, name := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c suiteContext
			readJSON(t, &c, suite, name, "context.json")
			raw := readFile(t, suite, name, "request.txt")
			t.Run("sign header", func(t *testing.T) { t.Parallel(); signHeader(t, name, &c, parseRaw(raw)) })
			t.Run("sign query", func(t *testing.T) { t.Parallel(); signQuery(t, name, &c, parseRaw(raw)) })
			t.Run("verify header", func(t *testing.T) { t.Parallel(); verifySigned(t, name, "header", &c) })
			t.Run("verify query", func(t *testing.T) { t.Parallel(); verifySigned(t, name, "query", &c) })
		})
	}
}

func suiteWant(t *testing.T, name, form string) want {
	t.Helper()
	return want{
		canonical:    readFile(t, suite, name, form+"-canonical-request.txt"),
		stringToSign: readFile(t, suite, name, form+"-string-to-sign.txt"),
		signature:    readFile(t, suite, name, form+"-signature.txt"),
	}
}

// signHeader adds the fields that a signer adds and signs every field.
func signHeader(t *testing.T, name string, c *suiteContext, req *sigv4.Request) {
	p := c.params(sigv4.InHeader)
	add := func(name, value string) { req.Fields = append(req.Fields, sigv4.Field{Name: name, Value: value}) }
	add("X-Amz-Date", p.Date)
	if c.SignBody {
		add("x-amz-content-sha256", sigv4.HexSHA256(req.Body.Bytes))
	}
	if c.Credentials.Token != "" && !c.OmitSessionToken {
		add("X-Amz-Security-Token", c.Credentials.Token)
	}
	p.SignedHeaders = fieldNames(req)
	verify(t, req, p, suiteWant(t, name, "header"))
}

func signQuery(t *testing.T, name string, c *suiteContext, req *sigv4.Request) {
	p := c.params(sigv4.InQuery)
	p.SignedHeaders = fieldNames(req)
	path, query, _ := strings.Cut(req.Target, "?")
	presigned := sigv4.Presign(query, p, "3600", c.Credentials.Token)
	req.Target = path + "?" + presigned
	w := suiteWant(t, name, "query")
	s := verify(t, req, p, w)
	req.Target += "&" + s.Authorization.Text
	verify(t, req, p, w)
}

// verifySigned takes everything but the key from the signed request.
func verifySigned(t *testing.T, name, form string, c *suiteContext) {
	req := parseRaw(readFile(t, suite, name, form+"-signed-request.txt"))
	p, signature := claim(t, req)
	w := suiteWant(t, name, form)
	if signature != w.signature {
		t.Fatalf("the signed request carries %s", signature)
	}
	p.Flavor.Normalize, p.Flavor.TokenAfter = c.Normalize, c.OmitSessionToken
	p.Key = sigv4.Key{Secret: sigv4.NewSecret(c.Credentials.SecretAccessKey)}
	verify(t, req, p, w)
}

func fieldNames(req *sigv4.Request) []string {
	var names []string
	for _, f := range req.Fields {
		names = append(names, f.Name)
	}
	return names
}

// The five cases of the 2015 suite that the official one lacks: boto/botocore
// 0e6e2404, tests/unit/auth/aws4_testsuite.
func TestSuite2015(t *testing.T) {
	t.Parallel()
	const root = "testdata/aws4_testsuite-2015-extra"
	cases := dirs(t, root)
	if len(cases) != 5 {
		t.Fatalf("%d cases, want 5", len(cases))
	}
	for _, name := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := func(ext string) string { return readFile(t, root, name, name+ext) }
			for _, ext := range []string{".req", ".sreq"} {
				req := parseRaw(file(ext))
				p := sigv4.Params{
					Flavor: sigv4.FlavorOf("service"), AccessKeyID: "AKIDEXAMPLE", Date: "20150830T123600Z",
					Scope:         sigv4.Scope{Date: "20150830", Region: "us-east-1", Service: "service", Terminator: sigv4.Terminator},
					SignedHeaders: slices.DeleteFunc(fieldNames(req), func(n string) bool { return n == "Authorization" }),
					Key:           sigv4.Key{Secret: sigv4.NewSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")},
				}
				_, signature, _ := strings.Cut(file(".authz"), "Signature=")
				verify(t, req, p, want{
					canonical: file(".creq"), stringToSign: file(".sts"),
					signature: signature, authorization: file(".authz"),
				})
			}
		})
	}
}

// Recorded requests of real clients (good) and harmless changes on the way
// (benign), verified by several independent signers and servers. A larger collection
// is run where it stands beside the repository.
func TestTraffic(t *testing.T) {
	t.Parallel()
	ran := 0
	for _, root := range []string{"testdata/traffic", "../../shared/traffic"} {
		for _, kind := range []string{"good", "benign"} {
			for _, name := range dirs(t, root, kind) {
				ran++
				t.Run(kind+"/"+name, func(t *testing.T) {
					t.Parallel()
					verifyTraffic(t, filepath.Join(root, kind, name))
				})
			}
		}
	}
	if ran < 50 {
		t.Errorf("only %d recorded requests", ran)
	}
}

func verifyTraffic(t *testing.T, dir string) {
	var meta struct {
		Truth struct {
			Canonical        string `json:"canonical_request"`
			CorrectCanonical string `json:"correct_canonical_request"`
			StringToSign     string `json:"string_to_sign"`
			CorrectToSign    string `json:"correct_string_to_sign"`
			Signature        string
			CorrectSignature string `json:"correct_signature"`
		}
	}
	readJSON(t, &meta, dir, "meta.json")
	req := parseRaw(readFile(t, dir, "request.raw"))
	p, signature := claim(t, req)
	p.Key = sigv4.Key{Secret: sigv4.NewSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")}
	truth := meta.Truth
	s := verify(t, req, p, want{
		canonical:    truth.Canonical + truth.CorrectCanonical,
		stringToSign: truth.StringToSign + truth.CorrectToSign,
		signature:    truth.Signature + truth.CorrectSignature,
	})
	if s.Signature.Text != signature {
		t.Errorf("the request carries %s, computed %s", signature, s.Signature.Text)
	}
}
