package replay

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// testTable is all that can be tried, in the order of the table of mistakes in diagnose.
// A new family has its line there and here.
var testTable = NewTable(MethodAttempts, PathAttempts, QueryAttempts, ValueAttempts, HeaderAttempts, OtherValueAttempts, PayloadAttempts, PolicyAttempts, TextAttempts, KeyAttempts)

const (
	ownSecret  = "n7Qd2xV9+kLm4RtZ/8yHc3WbJf6PgSa0uEoXi1Tv"
	docsSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

// requestNamed is a request of testdata/requests, signed with no key.
func requestNamed(t testing.TB, name string) string {
	t.Helper()
	return readRequest(t, filepath.Join("testdata", "requests", name+".raw"))
}

func readRequest(t testing.TB, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// modelOf is the model of a whole request, with the names in its host as candidates.
func modelOf(t testing.TB, raw, secret string) *Model {
	t.Helper()
	head, body, ok := strings.Cut(raw, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	first := strings.Split(lines[0], " ")
	if !ok || len(first) != 3 {
		t.Fatalf("no whole request: %q", raw)
	}
	req := sigv4.Request{Method: first[0], Target: first[1], Body: sigv4.Body{State: sigv4.BodyKnown, Bytes: []byte(body)}}
	for _, l := range lines[1:] {
		name, value, _ := strings.Cut(l, ":")
		req.Fields = append(req.Fields, sigv4.Field{Name: name, Value: value})
	}
	p := sigv4.Params{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}}
	credential, listed := claimOf(&req, &p)
	p.AccessKeyID, p.Scope, ok = sigv4.SplitCredential(credential)
	if !ok {
		t.Fatalf("no credential: %q", raw)
	}
	p.SignedHeaders, p.Flavor = strings.Split(listed, ";"), sigv4.FlavorOf(p.Scope.Service)
	stages := sigv4.Compute(&req, p)
	m := NewModel(&req, p, listed, stages.PayloadHash.Text)
	name, _ := sigv4.SplitHost(m.Host)
	m.Mistakes, m.Complete, m.Hosts = testTable, true, []string{name}
	m.Regions, m.Services = []string{p.Scope.Region}, append([]string{p.Scope.Service}, strings.Split(name, ".")...)
	if bucket, rest, ok := strings.Cut(m.Host, ".s3"); ok && strings.HasSuffix(name, ".amazonaws.com") {
		m.Bucket, m.Endpoint = bucket, "s3"+rest
	}
	return m
}

// claimOf reads a claim, in the header or in the query.
func claimOf(req *sigv4.Request, p *sigv4.Params) (credential, listed string) {
	_, _, query, _, _ := sigv4.TargetParts(req.Target)
	params := map[string]string{}
	for _, q := range sigv4.SplitQuery(query) {
		params[strings.ToLower(q.Name)] = sigv4.DecodeQuery(q.Value)
	}
	if v := params["x-amz-credential"]; v != "" {
		p.Carrier, p.Date = sigv4.InQuery, params["x-amz-date"]
		return v, params["x-amz-signedheaders"]
	}
	p.Date, _ = req.HeaderValue("x-amz-date")
	header, _ := req.HeaderValue("authorization")
	_, header, _ = strings.Cut(header, " ")
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		params[strings.ToLower(name)] = value
	}
	return params["credential"], params["signedheaders"]
}
