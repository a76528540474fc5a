package sigv4_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sigwhy/sigv4"
)

// want holds published values; empty ones are not compared.
type want struct {
	canonical, stringToSign, signature, signingKey, authorization string
}

// verify computes all stages and compares them with published values.
func verify(t *testing.T, req *sigv4.Request, p sigv4.Params, w want) sigv4.Stages {
	t.Helper()
	s := sigv4.Compute(req, p)
	compare := func(what, got, want string) {
		if want != "" && got != want {
			t.Errorf("%s (-want +got):\n%s", what, cmp.Diff(want, got))
		}
	}
	compare("canonical request", s.Canonical.String(), w.canonical)
	compare("string to sign", s.StringToSign.Text, w.stringToSign)
	compare("signature", s.Signature.Text, w.signature)
	compare("signing key", hexOf(s.Keys.Signing), w.signingKey)
	compare("authorization", strings.ReplaceAll(s.Authorization.Text, ", ", ","), strings.ReplaceAll(w.authorization, ", ", ","))
	checkSpans(t, req, &s)
	return s
}
