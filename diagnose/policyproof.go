package diagnose

import (
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// policyQuest is the search for what gives the signature of a form's policy, nil where
// the paste holds no such form or no key is at hand.
//
// A POST form is signed by its policy: the string to sign is the policy in base64, as it
// stands in the form (S3 API reference, "Authenticating Requests: Browser-Based Uploads
// Using POST").
func (f *facts) policyQuest() *target {
	policy, signature := f.formField("policy"), f.formField("x-amz-signature")
	_, scope, ok := sigv4.SplitCredential(f.formField("x-amz-credential").S)
	if key := f.params.Key; !ok ||
		policy.S == "" ||
		!isHexHash(signature.S) ||
		!key.Secret.Known() && !key.Derived.Known() {
		return nil
	}
	p := f.params
	p.Scope, p.Date, p.SignedHeaders = scope, f.formField("x-amz-date").S, nil
	m := f.newModel(&f.raw, p, "", "")
	m.Policy = policy.S
	m.Regions, m.Services = f.namedScopes()
	return &target{
		what:  "the signature of the policy",
		shown: signature,
		Quest: &replay.Quest{Model: m, Signature: signature.S, Text: policy.S},
	}
}
