package sigv4_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sigwhy/sigv4"
)

func docsParams(service string) sigv4.Params {
	return sigv4.Params{
		Flavor: sigv4.FlavorOf(service), AccessKeyID: "AKIAIOSFODNN7EXAMPLE", Date: "20130524T000000Z",
		Scope:         sigv4.Scope{Date: "20130524", Region: "us-east-1", Service: service, Terminator: sigv4.Terminator},
		SignedHeaders: []string{"Host", "x-amz-date"},
		Key:           sigv4.Key{Secret: sigv4.NewSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")},
	}
}

// FuzzCompute: whatever the request, the spans of its canonical request cover it
// and tell the truth, and the canonical form of an S3 path is its own canonical form.
func FuzzCompute(f *testing.F) {
	for _, p := range dotty {
		f.Add("GET", p+"?a=b&c", "Host", "x\n y", "X-Amz-Date", "  a   b ", "host;x-amz-date", "s3", "", false)
	}
	for _, s := range awkward {
		f.Add("POST", "https://h:1/"+s+"?"+s+"="+s, ":authority", "h", "HOST", s, "host;host;HOST;"+s, "es", s, true)
	}
	for _, v := range loadVectors(f) {
		h := v.Request.Headers
		f.Add(v.Request.Method, v.request().Target, h[0][0], h[0][1], h[len(h)-1][0], h[len(h)-1][1], "host;range", v.Service, "body", true)
	}
	f.Add("GIT", "*?X-Amz-Content-Sha256=%41+", "x-amz-content-sha256", " a  b ", "X-AMZ-CONTENT-SHA256", "c", "x-amz-content-sha256", "codecommit", "", true)
	f.Fuzz(func(t *testing.T, method, target, n1, v1, n2, v2, signed, service, body string, inQuery bool) {
		req := &sigv4.Request{Method: method, Target: target, Fields: []sigv4.Field{{Name: n1, Value: v1}, {Name: n2, Value: v2}}}
		if body != "" {
			req.Body = sigv4.Body{State: sigv4.BodyKnown, Bytes: []byte(body)}
		}
		p := docsParams(service)
		p.SignedHeaders = strings.Split(signed, ";")
		if inQuery {
			p.Carrier = sigv4.InQuery
		}
		before := fmt.Sprintf("%q", req)
		s := sigv4.Compute(req, p)
		checkSpans(t, req, &s)
		if after := fmt.Sprintf("%q", req); after != before {
			t.Errorf("the request %s became %s", before, after)
		}
		if path := s.Canonical.Part(s.Canonical.Path); sigv4.IsS3(service) && sigv4.CanonicalPath(path, p.Flavor) != path {
			t.Errorf("the canonical S3 path %q becomes %q", path, sigv4.CanonicalPath(path, p.Flavor))
		}
		if again := sigv4.Compute(req, s.Params); again.Signature != s.Signature {
			t.Error("computed again from its own parameters the signature is another")
		}
	})
}

// Each span of one request by hand: S3, header form.
func TestSpans(t *testing.T) {
	t.Parallel()
	req := &sigv4.Request{
		Method: "GET",
		Target: "http://h/%41b c%2f?k=%c3%bc+&j",
		Fields: []sigv4.Field{{Name: "X-A", Value: " x  y"}, {Name: "x-a", Value: "z"}},
	}
	p := docsParams("s3")
	p.SignedHeaders = []string{"x-a", "host"}
	s := sigv4.Compute(req, p)
	type run struct {
		Text string
		Rule sigv4.Rule
		Ref  sigv4.Ref
	}
	target := func(from, to int) sigv4.Ref { return sigv4.Ref{Part: sigv4.PartTarget, From: from, To: to} }
	value := func(i, from, to int) sigv4.Ref {
		return sigv4.Ref{Part: sigv4.PartFieldValue, Index: i, From: from, To: to}
	}
	want := []run{
		{"GET", sigv4.Copied, sigv4.Ref{Part: sigv4.PartMethod, To: 3}},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{"/", sigv4.Copied, target(8, 9)},
		{"A", sigv4.Decoded, target(9, 12)},
		{"b", sigv4.Copied, target(12, 13)},
		{"%20", sigv4.Encoded, target(13, 14)},
		{"c", sigv4.Copied, target(14, 15)},
		{"/", sigv4.Decoded, target(15, 18)},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{"j", sigv4.Copied, target(29, 30)},
		{"=", sigv4.EqualsAdded, target(30, 30)},
		{"&", sigv4.Constant, sigv4.Ref{}},
		{"k=", sigv4.Copied, target(19, 21)},
		{"%C3%BC", sigv4.HexRaised, target(21, 27)},
		{"%20", sigv4.PlusIsSpace, target(27, 28)},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{"host:", sigv4.Constant, sigv4.Ref{}},
		{"h", sigv4.Copied, target(7, 8)},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{"x-a", sigv4.Lowercased, sigv4.Ref{Part: sigv4.PartFieldName, To: 3}},
		{":", sigv4.Constant, sigv4.Ref{}},
		{"x", sigv4.Copied, value(0, 1, 2)},
		{" ", sigv4.SpacesFolded, value(0, 2, 4)},
		{"y", sigv4.Copied, value(0, 4, 5)},
		{",", sigv4.ValuesJoined, value(1, 0, 0)},
		{"z", sigv4.Copied, value(1, 0, 1)},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{"host;x-a", sigv4.ListedSorted, sigv4.Ref{Part: sigv4.PartParam}},
		{"\n", sigv4.Constant, sigv4.Ref{}},
		{sigv4.EmptyHash, sigv4.Hashed, sigv4.Ref{Part: sigv4.PartBody}},
	}
	var got []run
	for at := 0; at < len(s.Canonical.Bytes); {
		span, start := s.Canonical.At(at)
		if start != at {
			t.Fatalf("At(%d) begins at %d", at, start)
		}
		got = append(got, run{string(s.Canonical.Bytes[at:span.End]), span.Rule, span.Ref()})
		at = int(span.End)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	if span, at := s.Canonical.At(len(s.Canonical.Bytes)); span != (sigv4.Span{}) || at != len(s.Canonical.Bytes) {
		t.Errorf("At(end) = %+v, %d", span, at)
	}
}

func TestRuleTexts(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for r := sigv4.Copied; r <= sigv4.Given; r++ {
		if text := r.String(); text == "" || seen[text] {
			t.Errorf("rule %d says %q", r, text)
		}
		seen[r.String()] = true
	}
}

// Where the last line of a canonical request comes from.
func TestPayloadHash(t *testing.T) {
	t.Parallel()
	hello := sigv4.Body{State: sigv4.BodyKnown, Bytes: []byte("hello")}
	const helloHash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" // sha256sum
	hashed := sigv4.Field{Name: "X-Amz-Content-SHA256", Value: " ABC "}
	for _, c := range []struct {
		name, service, method, target, given string
		field                                sigv4.Field
		body                                 sigv4.Body
		query                                bool
		want                                 string
		rule                                 sigv4.Rule
	}{
		{name: "IAM guide, body", service: "sts", body: hello, want: helloHash, rule: sigv4.Hashed},
		{name: "IAM guide, no body", service: "sts", want: sigv4.EmptyHash, rule: sigv4.Hashed},
		{name: "S3 guide, header as sent, case kept", service: "s3", field: hashed, body: hello, want: "ABC", rule: sigv4.Copied},
		{name: "S3 guide, presigned", service: "s3", query: true, body: hello, want: "UNSIGNED-PAYLOAD", rule: sigv4.BodyUnsigned},
		{name: "iam-list-users-presigned", service: "iam", query: true, body: hello, want: helloHash, rule: sigv4.Hashed},
		{name: "@smithy/signature-v4, hoisted", service: "s3", query: true, target: "/?X-Amz-Content-Sha256=abc", want: "abc", rule: sigv4.Copied},
		{name: "hoisted, escaped", service: "s3", query: true, target: "/?x-amz-content-sha256=%61bc", want: "abc", rule: sigv4.Decoded},
		{name: "in the query, but signed by header", service: "s3", target: "/?X-Amz-Content-Sha256=abc", want: sigv4.EmptyHash, rule: sigv4.Hashed},
		{name: "given", service: "s3", field: hashed, given: "x", want: "x", rule: sigv4.Given},
		{name: "given and sent", service: "s3", field: hashed, given: "ABC", want: "ABC", rule: sigv4.Copied},
		{name: "hash known", service: "sts", body: sigv4.Body{State: sigv4.BodyHashed, Hash: helloHash}, want: helloHash, rule: sigv4.Hashed},
		{name: "smithy-go-codecommit-git, a fetch", service: "codecommit", method: "GET", want: sigv4.EmptyHash, rule: sigv4.Hashed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := &sigv4.Request{Method: c.method, Target: c.target, Body: c.body}
			if c.field.Name != "" {
				req.Fields = append(req.Fields, c.field)
			}
			p := docsParams(c.service)
			p.PayloadHash = c.given
			if c.query {
				p.Carrier = sigv4.InQuery
			}
			s := sigv4.Compute(req, p)
			checkSpans(t, req, &s)
			span, _ := s.Canonical.At(len(s.Canonical.Bytes) - 1)
			if got := s.Canonical.Part(s.Canonical.PayloadHash); got != c.want || s.PayloadHash.Text != c.want || span.Rule != c.rule {
				t.Errorf("payload hash %q (%q), rule %d; want %q, rule %d", got, s.PayloadHash.Text, span.Rule, c.want, c.rule)
			}
		})
	}
}

// A value that cannot be known says what is missing, and so does all after it.
func TestMissing(t *testing.T) {
	t.Parallel()
	const key, body, host, date, scope = "needs the secret key", "needs the request body", "needs the host", "needs the date of the request", "needs the credential scope"
	for _, c := range []struct {
		name                             string
		change                           func(*sigv4.Request, *sigv4.Params)
		hash, canonical, toSign, sig, au string
	}{
		{"nothing", func(*sigv4.Request, *sigv4.Params) {}, "", "", "", "", ""},
		{"key", func(_ *sigv4.Request, p *sigv4.Params) { p.Key = sigv4.Key{} }, "", "", "", key, key},
		{"body", func(r *sigv4.Request, _ *sigv4.Params) { r.Body.State = sigv4.BodyUnknown }, body, body, body, body, body},
		{"host", func(r *sigv4.Request, _ *sigv4.Params) { r.Fields = nil }, "", host, host, host, host},
		{"date", func(_ *sigv4.Request, p *sigv4.Params) { p.Date = "" }, "", "", date, date, date},
		{"region", func(_ *sigv4.Request, p *sigv4.Params) { p.Scope.Region = "" }, "", "", scope, scope, scope},
	} {
		req, p := &sigv4.Request{Method: "GET", Target: "/", Fields: []sigv4.Field{{Name: "Host", Value: "sts.amazonaws.com"}}}, docsParams("sts")
		c.change(req, &p)
		s := sigv4.Compute(req, p)
		got := []string{s.PayloadHash.Missing, s.CanonicalHash.Missing, s.StringToSign.Missing, s.Signature.Missing, s.Authorization.Missing}
		if diff := cmp.Diff([]string{c.hash, c.canonical, c.toSign, c.sig, c.au}, got); diff != "" {
			t.Errorf("without %s (-want +got):\n%s", c.name, diff)
		}
		if s.Signature.Known() != (s.Signature.Text != "") || s.Canonical.Missing != c.canonical {
			t.Errorf("without %s: signature %+v, canonical request misses %q", c.name, s.Signature, s.Canonical.Missing)
		}
	}
}

func TestTargetParts(t *testing.T) {
	t.Parallel()
	type parts struct {
		Authority, Path, Query string
		PathAt, QueryAt        int
	}
	for target, want := range map[string]parts{
		"":                         {"", "", "", 0, -1},
		"/a?b?c":                   {"", "/a", "b?c", 0, 3},
		"/a?":                      {"", "/a", "", 0, 3},
		"https://h:8/a?b#c?d":      {"h:8", "/a", "b", 11, 14},
		"http://h":                 {"h", "", "", 8, -1},
		"http://h?q":               {"h", "", "q", 8, 9},
		"/redirect?u=http://x/y?z": {"", "/redirect", "u=http://x/y?z", 0, 10},
		"/a#?b":                    {"", "/a", "", 0, -1},
		"*":                        {"", "*", "", 0, -1},
	} {
		var got parts
		got.Authority, got.Path, got.Query, got.PathAt, got.QueryAt = sigv4.TargetParts(target)
		if got != want {
			t.Errorf("TargetParts(%q) = %+v, want %+v", target, got, want)
		}
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	field := func(name, value string) sigv4.Field { return sigv4.Field{Name: name, Value: value} }
	for _, c := range []struct {
		name, target string
		fields       []sigv4.Field
		host, line   string
	}{
		{"field", "/", []sigv4.Field{field("HOST", " a:80 ")}, "a:80", "host:a:80\n"},
		{"absolute target", "http://b/", nil, "b", "host:b\n"},
		{"HTTP/2", "/", []sigv4.Field{field(":authority", "c")}, "c", "host:c\n"},
		{"RFC 9113 8.3.1, both", "/", []sigv4.Field{field("host", "d"), field(":authority", "c")}, "c", "host:c\n"},
		{"none", "/", nil, "", "host:\n"},
		{"a look-alike", "/", []sigv4.Field{field("ho\u017ft", "d")}, "", "host:\n"},
	} {
		req := &sigv4.Request{Method: "GET", Target: c.target, Fields: c.fields}
		if host, ok := req.Host(); host != c.host || ok != (c.host != "") {
			t.Errorf("%s: host %q, %t", c.name, host, ok)
		}
		p := docsParams("s3")
		p.SignedHeaders = []string{"host"}
		s := sigv4.Compute(req, p)
		checkSpans(t, req, &s)
		if got := s.Canonical.Part(s.Canonical.Headers); got != c.line || s.Canonical.Lines[0].Sent != (c.host != "") {
			t.Errorf("%s: canonical headers %q, want %q", c.name, got, c.line)
		}
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	want := sigv4.Scope{Date: "20130524", Region: "us-east-1", Service: "s3", Terminator: "aws4_request"}
	if got, ok := sigv4.ParseScope("20130524/us-east-1/s3/aws4_request"); !ok || got != want || got.String() != "20130524/us-east-1/s3/aws4_request" {
		t.Errorf("ParseScope = %+v, %t", got, ok)
	}
	for _, bad := range []string{"", "20130524/us-east-1/s3", "a/b/c/d/e"} {
		if _, ok := sigv4.ParseScope(bad); ok {
			t.Errorf("ParseScope(%q) is a scope", bad)
		}
	}
	// MinIO's access keys may hold "/" (minio parseCredentialHeader).
	id, scope, ok := sigv4.SplitCredential("my/key/20130524/us-east-1/s3/aws4_request")
	if id != "my/key" || scope != want || !ok {
		t.Errorf("SplitCredential = %q, %+v, %t", id, scope, ok)
	}
	if _, _, ok := sigv4.SplitCredential("AKID/20130524/us-east-1/s3"); ok {
		t.Error("a credential of four parts is none")
	}
}

func TestFlavorOf(t *testing.T) {
	t.Parallel()
	for service, want := range map[string]string{
		"s3": "S3", "S3": "S3", "s3-outposts": "S3", "s3-object-lambda": "S3", "s3express": "S3 Express",
		"iotdevicegateway": "IoT websocket", "glacier": "Glacier", "codecommit": "CodeCommit", "sts": "AWS", "": "AWS",
	} {
		f := sigv4.FlavorOf(service)
		if s3 := strings.HasPrefix(want, "S3"); f.Name != want || f.EncodeTwice == s3 || f.Normalize == s3 || sigv4.IsS3(service) != s3 {
			t.Errorf("FlavorOf(%q) = %+v, want %s", service, f, want)
		}
	}
}

// Presign drops what an earlier signing left, keeps the rest as it is written, and
// leaves the token out where it is added after signing (aws-iot-device-sdk-js).
func TestPresign(t *testing.T) {
	t.Parallel()
	const auth = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2F"
	for _, c := range []struct{ service, query, expires, token, want string }{
		{"s3", "", "86400", "", auth + "s3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host%3Bx-amz-date"},
		{"s3", "&a+b=%7e&acl&X%2DAmz-Signature=1&x-amz-date=2", "", "t/+", "a+b=%7e&acl&" + auth + "s3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Security-Token=t%2F%2B&X-Amz-SignedHeaders=host%3Bx-amz-date"},
		{"s3express", "", "", "t", auth + "s3express%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-S3session-Token=t&X-Amz-SignedHeaders=host%3Bx-amz-date"},
		{"iotdevicegateway", "", "", "t", auth + "iotdevicegateway%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-SignedHeaders=host%3Bx-amz-date"},
	} {
		if got := sigv4.Presign(c.query, docsParams(c.service), c.expires, c.token); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.service, got, c.want)
		}
	}
}

// Long values everywhere: no offset or buffer has a limit within reach.
func TestLongRequest(t *testing.T) {
	t.Parallel()
	const n = 1 << 20
	req := &sigv4.Request{
		Method: "PUT", Target: "/" + strings.Repeat("é/", n/4) + "?" + strings.Repeat("k=v+&", n/8),
		Fields: []sigv4.Field{{Name: "host", Value: strings.Repeat(" a\t  ", n/8)}},
		Body:   sigv4.Body{State: sigv4.BodyKnown, Bytes: bytes.Repeat([]byte("b"), n)},
	}
	s := sigv4.Compute(req, docsParams("s3"))
	checkSpans(t, req, &s)
}
