package sigv4_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// vector is one published request with its intermediate values, restated in
// JSON; "source" in each file names the page or test that it comes from.
type vector struct {
	Name, Kind, Source, Region, Service, Date string
	Credentials                               struct {
		AccessKeyID string `json:"access_key_id"`
		Secret      string `json:"secret_access_key"`
		Token       string `json:"session_token"`
	}
	Request struct {
		Method, URL string
		Headers     [][2]string
		Body        *string
	}
	Expected struct {
		Canonical     string `json:"canonical_request"`
		StringToSign  string `json:"string_to_sign"`
		SigningKey    string `json:"signing_key_hex"`
		Signature     string
		Authorization string
	}
}

func (v *vector) request() *sigv4.Request {
	_, rest, _ := strings.Cut(v.Request.URL, "://")
	target := ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		target = rest[i:]
	}
	req := &sigv4.Request{Method: v.Request.Method, Target: target}
	for _, h := range v.Request.Headers {
		req.Fields = append(req.Fields, sigv4.Field{Name: h[0], Value: h[1]})
	}
	if v.Request.Body != nil {
		req.Body = sigv4.Body{State: sigv4.BodyKnown, Bytes: []byte(*v.Request.Body)}
	}
	return req
}

// params takes the signed headers from the vector's line of signed headers; all
// else from what the vector says beside its expected values.
func (v *vector) params() sigv4.Params {
	lines := strings.Split(v.Expected.Canonical, "\n")
	p := sigv4.Params{
		Flavor: sigv4.FlavorOf(v.Service), AccessKeyID: v.Credentials.AccessKeyID, Date: v.Date,
		Scope:         sigv4.Scope{Date: v.Date[:8], Region: v.Region, Service: v.Service, Terminator: sigv4.Terminator},
		SignedHeaders: strings.Split(lines[len(lines)-2], ";"),
		Key:           sigv4.Key{Secret: sigv4.NewSecret(v.Credentials.Secret)},
	}
	if strings.Contains(v.Request.URL, "X-Amz-Signature=") {
		p.Carrier = sigv4.InQuery
	}
	return p
}

func (v *vector) want() want {
	return want{
		canonical: v.Expected.Canonical, stringToSign: v.Expected.StringToSign, signature: v.Expected.Signature,
		signingKey: v.Expected.SigningKey, authorization: v.Expected.Authorization,
	}
}

// unlikeTheRules are published outputs of signers that were told, or are made, to
// do what no rule of the request's service asks for. They are reproduced by telling
// the same to Compute.
var unlikeTheRules = map[string]func(*sigv4.Request, *sigv4.Params){
	// A path in url.URL.Opaque: aws-sdk-go v4.go getURIPath takes "#" and "%" in it as
	// bytes of the path. On the wire "#" would begin a fragment, and "%^" is no escape.
	"sdk-go-sign-request":                 opaquePath,
	"sdk-go-presign-request":              opaquePath,
	"sdk-go-presign-duplicate-query-keys": opaquePath,
	// aws-sdk-go DisableURIPathEscaping on a service that is not S3.
	"sdk-go-es-escaping-disabled": func(_ *sigv4.Request, p *sigv4.Params) { p.Flavor.EncodeTwice = false },
	// A body that cannot be read twice: smithy-go signs UNSIGNED-PAYLOAD and no header says so.
	"smithy-go-minimal case, nonseekable": unsignedBody,
	"smithy-go-minimal case, no session":  unsignedBody,
}

func opaquePath(req *sigv4.Request, p *sigv4.Params) {
	req.Target = strings.Replace(req.Target, "#$%^", "%23$%25^", 1)
	p.Flavor.EncodeTwice = false
}

func unsignedBody(_ *sigv4.Request, p *sigv4.Params) { p.PayloadHash = sigv4.UnsignedPayload }

func TestPublishedVectors(t *testing.T) {
	t.Parallel()
	for _, v := range loadVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			req, p := v.request(), v.params()
			if tell := unlikeTheRules[v.Name]; tell != nil {
				if s := sigv4.Compute(req, p); s.Canonical.String() == v.Expected.Canonical {
					t.Error("the rules alone give this vector: not an exception")
				}
				tell(req, &p)
			}
			verify(t, req, p, v.want())
		})
	}
}

// loadVectors reads all vectors but those of chunks and trailers alone.
func loadVectors(t testing.TB) []vector {
	t.Helper()
	var all, list []vector
	files, _ := filepath.Glob("testdata/s3-docs/*.json")
	for _, file := range files {
		var v vector
		readJSON(t, &v, file)
		all = append(all, v)
	}
	for _, file := range []string{"aws-docs-other", "sdk-vectors", "iot-websocket"} {
		list = nil
		readJSON(t, &list, "testdata", file+".json")
		all = append(all, list...)
	}
	var express struct{ Cases []vector }
	readJSON(t, &express, "testdata/s3express.json")
	all = append(all, express.Cases...)
	var out []vector
	for _, v := range all {
		if v.Request.Method != "" && v.Expected.Canonical != "" {
			out = append(out, v)
		}
	}
	if len(out) < 39 {
		t.Fatalf("only %d vectors", len(out))
	}
	return out
}

// Correct requests of mistake-outcomes.json, whose values @smithy/signature-v4 and
// aws4 (npm) gave as well (crossCheck in the file).
func TestMistakeBases(t *testing.T) {
	t.Parallel()
	type base struct {
		Method, Path, Query, BodyBase64, Region, Service, Date string
		AccessKeyID, SecretAccessKey, SessionToken, Mode       string
		TokenAfter                                             string `json:"sessionTokenAddedAfterSigning"`
		PresignedURL                                           string
		Expires                                                json.Number
		Headers                                                [][2]string
		Correct                                                struct {
			CanonicalRequest, StringToSign, SigningKeyHex, Signature, Authorization string
		}
	}
	var file struct{ Bases map[string]base }
	readJSON(t, &file, "testdata/mistake-bases.json")
	if len(file.Bases) != 15 {
		t.Errorf("%d bases, want 15", len(file.Bases))
	}
	for name, b := range file.Bases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := vector{Name: name, Service: b.Service, Region: b.Region, Date: b.Date}
			v.Credentials.AccessKeyID, v.Credentials.Secret = b.AccessKeyID, b.SecretAccessKey
			v.Request.Method, v.Request.Headers = b.Method, b.Headers
			v.Request.URL = "https://host" + b.Path
			v.Expected.Canonical, v.Expected.StringToSign = b.Correct.CanonicalRequest, b.Correct.StringToSign
			v.Expected.Signature, v.Expected.SigningKey = b.Correct.Signature, b.Correct.SigningKeyHex
			v.Expected.Authorization = b.Correct.Authorization
			body, err := base64.StdEncoding.DecodeString(b.BodyBase64)
			if err != nil {
				t.Fatal(err)
			}
			v.Request.Body = new(string(body))
			if b.Query != "" {
				v.Request.URL += "?" + b.Query
			}
			p, req := v.params(), v.request()
			if b.Mode == "query" {
				p.Carrier = sigv4.InQuery
				req.Target = b.Path + "?" + sigv4.Presign(b.Query, p, b.Expires.String(), b.SessionToken+b.TokenAfter)
			}
			s := verify(t, req, p, v.want())
			if b.Mode == "query" {
				checkPresignedURL(t, b.PresignedURL, req, &s)
			}
		})
	}
}

// checkPresignedURL compares the whole URL, parameter by parameter.
func checkPresignedURL(t *testing.T, url string, req *sigv4.Request, s *sigv4.Stages) {
	t.Helper()
	_, _, want, _, _ := sigv4.TargetParts(url)
	_, _, got, _, _ := sigv4.TargetParts(req.Target + "&" + s.Authorization.Text)
	wanted := map[string]string{}
	for _, q := range sigv4.SplitQuery(want) {
		wanted[q.Name] = q.Value
	}
	for _, q := range sigv4.SplitQuery(got) {
		if wanted[q.Name] != q.Value {
			t.Errorf("%s=%s, want %s", q.Name, q.Value, wanted[q.Name])
		}
		delete(wanted, q.Name)
	}
	if token := "X-Amz-Security-Token"; s.Params.Flavor.TokenAfter {
		delete(wanted, token)
	}
	if len(wanted) > 0 {
		t.Errorf("not in the URL: %v", wanted)
	}
}

func TestKeyDerivation(t *testing.T) {
	t.Parallel()
	var file struct {
		Cases []struct {
			Name, Source, Date, Region, Service string
			Secret                              string `json:"secret_access_key"`
			KDate, KRegion, KService, KSigning  string
			FromSource                          []string `json:"from_source"`
		}
	}
	readJSON(t, &file, "testdata/key-derivation.json")
	for _, c := range file.Cases {
		key := sigv4.Key{Secret: sigv4.NewSecret(c.Secret)}
		scope := sigv4.Scope{Date: c.Date, Region: c.Region, Service: c.Service, Terminator: sigv4.Terminator}
		d := key.Derive(scope)
		for _, k := range []struct{ step, got, want string }{
			{"kDate", hexOf(d.Date), c.KDate},
			{"kRegion", hexOf(d.Region), c.KRegion},
			{"kService", hexOf(d.Service), c.KService},
			{"kSigning", hexOf(d.Signing), c.KSigning},
		} {
			if k.got != k.want {
				t.Errorf("%s %s = %s, want %s", c.Name, k.step, k.got, k.want)
			}
		}
		derived := sigv4.Key{Derived: sigv4.NewSecret(string(d.Signing[:]))}.Derive(scope)
		if d.Steps != 4 || derived.Steps != 1 || derived.Signing != d.Signing {
			t.Errorf("%s: steps %d, from the signing key %d", c.Name, d.Steps, derived.Steps)
		}
	}
}

// The three published IoT vectors were made with the region undefined: the scope
// says "undefined", the HMAC step got an empty message, and the access key ID went
// into the canonical query with raw blanks (aws-iot-device-sdk-js device/index.js).
// The rules ask for neither, so Compute cannot yield them; their key and signature
// can be had step by step.
func TestIoTRegionUndefined(t *testing.T) {
	t.Parallel()
	var list []struct {
		Name, Service, Date, Quirk, Signature string
		Credentials                           struct {
			Secret string `json:"secret_access_key"`
		}
		StringToSign string `json:"string_to_sign"`
		SigningKey   string `json:"signing_key_hex"`
	}
	readJSON(t, &list, "testdata/iot-websocket.json")
	ran := 0
	for _, v := range list {
		if v.Quirk == "" {
			continue
		}
		ran++
		key := sigv4.Key{Secret: sigv4.NewSecret(v.Credentials.Secret)}
		d := key.Derive(sigv4.Scope{Date: v.Date[:8], Service: v.Service, Terminator: sigv4.Terminator})
		if got := hexOf(d.Signing); got != v.SigningKey {
			t.Errorf("%s: signing key %s, want %s", v.Name, got, v.SigningKey)
		}
		if got := sigv4.Sign(d.Signing, v.StringToSign); got != v.Signature {
			t.Errorf("%s: signature %s, want %s", v.Name, got, v.Signature)
		}
	}
	if ran != 3 {
		t.Errorf("%d vectors with the quirk, want 3", ran)
	}
}

// Every chunk and trailer of the S3 documentation is signed by the same key.
func TestSignChunks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"chunked-put.json", "chunked-put-trailer.json"} {
		var v struct {
			Expected struct {
				SigningKey string `json:"signing_key_hex"`
			}
			Chunks []struct {
				StringToSign string `json:"string_to_sign"`
				Signature    string
			}
		}
		readJSON(t, &v, "testdata/s3-docs", name)
		raw, err := hex.DecodeString(v.Expected.SigningKey)
		if err != nil || len(v.Chunks) != 3 {
			t.Fatalf("%s: %v, %d chunks", name, err, len(v.Chunks))
		}
		for i, c := range v.Chunks {
			if got := sigv4.Sign([32]byte(raw), c.StringToSign); got != c.Signature {
				t.Errorf("%s chunk %d: %s, want %s", name, i, got, c.Signature)
			}
		}
	}
}
