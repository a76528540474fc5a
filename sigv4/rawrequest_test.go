package sigv4_test

import (
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// parseRaw splits raw HTTP/1.1 request bytes without interpreting any of them.
// Line ends may be LF or CRLF; the target may hold spaces, as in the test suite.
func parseRaw(raw string) *sigv4.Request {
	head, body, hasBody := cutBlankLine(raw)
	lines := splitFields(head)
	method, rest, _ := strings.Cut(lines[0], " ")
	target := rest[:strings.LastIndex(rest, " ")]
	req := &sigv4.Request{Method: method, Target: target}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ":")
		req.Fields = append(req.Fields, sigv4.Field{Name: name, Value: value})
	}
	if hasBody && body != "" {
		req.Body = sigv4.Body{State: sigv4.BodyKnown, Bytes: []byte(body)}
	}
	return req
}

func cutBlankLine(raw string) (head, body string, ok bool) {
	crlf, lf := strings.Index(raw, "\r\n\r\n"), strings.Index(raw, "\n\n")
	switch {
	case crlf >= 0 && (lf < 0 || crlf < lf):
		return raw[:crlf], raw[crlf+4:], true
	case lf >= 0:
		return raw[:lf], raw[lf+2:], true
	}
	return raw, "", false
}

// splitFields splits a head at its line ends, but keeps folded lines together.
func splitFields(head string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimRight(head, "\r\n"), "\n") {
		if len(out) > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			out[len(out)-1] += "\n" + line
			continue
		}
		out = append(out, line)
	}
	for i := range out {
		out[i] = strings.TrimSuffix(out[i], "\r")
	}
	return out
}

// claim reads what a signed request states: its parameters without the key, and
// its signature.
func claim(t *testing.T, req *sigv4.Request) (sigv4.Params, string) {
	t.Helper()
	auth := req.Header("authorization")
	if len(auth) == 0 {
		return queryClaim(t, req)
	}
	elements := map[string]string{}
	_, list, _ := strings.Cut(strings.TrimSpace(auth[0]), " ")
	for element := range strings.SplitSeq(list, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(element), "=")
		elements[name] = value
	}
	date, _ := req.HeaderValue("x-amz-date")
	p := scoped(t, elements["Credential"])
	p.Date = date
	p.SignedHeaders = strings.Split(elements["SignedHeaders"], ";")
	return p, elements["Signature"]
}

func queryClaim(t *testing.T, req *sigv4.Request) (sigv4.Params, string) {
	t.Helper()
	_, _, query, _, _ := sigv4.TargetParts(req.Target)
	params := map[string]string{}
	for _, q := range sigv4.SplitQuery(query) {
		params[q.Name] = sigv4.PercentDecode(q.Value)
	}
	p := scoped(t, params["X-Amz-Credential"])
	p.Carrier = sigv4.InQuery
	p.Date = params["X-Amz-Date"]
	p.SignedHeaders = strings.Split(params["X-Amz-SignedHeaders"], ";")
	return p, params["X-Amz-Signature"]
}

func scoped(t *testing.T, credential string) sigv4.Params {
	t.Helper()
	id, scope, ok := sigv4.SplitCredential(credential)
	if !ok {
		t.Fatalf("credential %q has no scope", credential)
	}
	return sigv4.Params{AccessKeyID: id, Scope: scope, Flavor: sigv4.FlavorOf(scope.Service)}
}
