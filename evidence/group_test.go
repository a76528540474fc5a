package evidence

import (
	"strings"
	"testing"
)

const signedElsewhere = `js: AWS v4 Auth Canonical Request: [GET
/handbook/plan.pdf

host:docs.s3.eu-central-1.amazonaws.com
x-amz-date:20221005T101852Z

host;x-amz-date
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855]
js: AWS v4 Auth header: [AWS4-HMAC-SHA256 Credential=AKIAZAFDNFQ7EEXAMPLE/20221005/eu-central-1/s3/aws4_request,SignedHeaders=host;x-amz-date,Signature=32f9578d0db2c651f05ee1ecdc135dd709e6baa4bc515d4095e9ea423528ee5d]
`

// TestVisitorOfGateway keeps the request that a visitor sends to a gateway on this machine
// apart from the one that the gateway signs.
func TestVisitorOfGateway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, paste string
		apart       bool
	}{
		{"a gateway here", "$ curl -sI 'http://localhost:8080/handbook/plan.pdf'\n\n" + signedElsewhere, true},
		{"the server itself", "$ curl -sI 'https://docs.s3.eu-central-1.amazonaws.com/handbook/plan.pdf'\n\n" + signedElsewhere, false},
		{
			"a store here that it was signed for",
			"$ curl -sI 'http://localhost:8080/handbook/plan.pdf'\n\n" +
				strings.ReplaceAll(signedElsewhere, "docs.s3.eu-central-1.amazonaws.com", "localhost:8080"), false,
		},
	} {
		e := Read(Source{Name: "paste", Data: []byte(c.paste)})
		with := 0
		for _, x := range e.Exchanges {
			if x.Request != nil && (len(x.Claims) > 0 || x.Client.Canonical != nil) {
				with++
			}
		}
		if (with == 0) != c.apart {
			t.Errorf("%s: %d requests have what was signed", c.name, with)
		}
	}
}

// TestSideOfGatewayLog takes what Ceph's gateway logs for the server's texts.
func TestSideOfGatewayLog(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"2023-05-09t13:32:18.611+0000 7f0a 10 req 41985 0.000000000s string to sign = ": true,
		"10 req 7 0.001000024s s3:get_obj canonical request = ":                         true,
		"7f0a6d7fa700 10 get_auth_data_v4 canonical request = ":                         true,
		"canonical request = ":                            false,
		"[req 7] canonical request = ":                    false,
		"sent req 12 of 30 in 4s: canonical request = ":   false,
		"my req 12 took 0.5s, and the canonical request:": false,
	} {
		s, stated := sideOf(line)
		if (stated && s == server) != want {
			t.Errorf("%q: the server's is %v", line, !want)
		}
	}
}
