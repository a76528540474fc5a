package diagnose

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	secretLike = regexp.MustCompile(`^[A-Za-z0-9/+]{38,48}=?$`)
	onlyHex    = regexp.MustCompile(`^[0-9a-fA-F]+$`)
)

// LooksSecret reports whether an access key ID has the form of a secret key: 40
// characters of base64. Key IDs of AWS are 20 capitals and digits, those of other
// providers are shorter, or hexadecimal.
func LooksSecret(id string) bool {
	if !secretLike.MatchString(id) || onlyHex.MatchString(id) || keyIDBefore.MatchString(id) {
		return false
	}
	mixed := strings.ContainsAny(id, "abcdefghijklmnopqrstuvwxyz") &&
		strings.ContainsAny(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return strings.ContainsAny(id, "/+") || len(id) == 40 && mixed && strings.ContainsAny(id, "0123456789")
}

// keyIDBefore is an access key ID of AWS with more behind a slash.
var keyIDBefore = regexp.MustCompile(`^(?:AKIA|ASIA)[A-Z0-9]{12,}/`)

// wholeKeyID puts together an access key ID that holds slashes, where it is a
// secret key: the claim was cut at each of them.
func wholeKeyID(c *evidence.Claim) *evidence.Claim {
	id, _, _ := sigv4.SplitCredential(c.Credential.S)
	if n := len(c.ScopeParts); n > 4 && LooksSecret(id) {
		c.AccessKeyID, c.ScopeParts = c.Credential.Sub(0, len(id)), c.ScopeParts[n-4:]
	}
	return c
}

// keyIDsIn are what may be the access key ID of a Credential: all ahead of its last four
// parts, and all ahead of its day, where a part holds slashes of its own.
func keyIDsIn(credential string) []string {
	id, _, _ := sigv4.SplitCredential(credential)
	if day := dayInScope.FindStringIndex(credential); day != nil && day[0] < len(id) {
		return []string{id, credential[:day[0]]}
	}
	return []string{id}
}

var dayInScope = regexp.MustCompile(`/\d{8}/`)

// exchangedKeys lists the secret keys that stand where the access key ID belongs.
func (f *facts) exchangedKeys() []string {
	ids := []string{f.params.AccessKeyID}
	for _, c := range f.ex.Claims {
		ids = append(append(ids, c.AccessKeyID.S), keyIDsIn(c.Credential.S)...)
	}
	if f.answer != nil {
		ids = append(ids, f.answer.Field("AWSAccessKeyId").Trim().S)
	}
	if m := gotCredential.FindStringSubmatch(f.message()); m != nil {
		id, _, _ := sigv4.SplitCredential(m[1])
		ids = append(ids, id)
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !LooksSecret(id) })
}

// hide takes secrets out of all that an analysis says. A row of stars of the same
// length stands in their place, so that marks keep pointing at the same bytes.
func (a *Analysis) hide(secrets []string) {
	if len(secrets) == 0 {
		return
	}
	var pairs []string
	for _, s := range secrets {
		for _, form := range []string{sigv4.UriEncode(sigv4.UriEncode(s, true), true), sigv4.UriEncode(s, true), s} {
			pairs = append(pairs, form, strings.Repeat("*", len(form)))
		}
	}
	stars := strings.NewReplacer(pairs...)
	for _, text := range a.texts() {
		*text = stars.Replace(*text)
	}
	a.AccessKeyID = ""
	a.Fix.Authorization, a.Fix.Request, a.Fix.Curl, a.Fix.URL = "", "", "", ""
	a.Fix.Missing = "needs the access key ID: what stands in its place has the form of a secret key"
}

// texts lists what an analysis says, apart from the evidence itself.
func (a *Analysis) texts() []*string {
	out := []*string{&a.Headline, &a.NextStep, &a.AboutGood, &a.Fix.Canonical, &a.Fix.StringToSign}
	for i := range a.Fix.Changes {
		out = append(out, &a.Fix.Changes[i])
	}
	for i := range a.Findings {
		fd := &a.Findings[i]
		out = append(out, &fd.Says, &fd.Do, &fd.Yours, &fd.Correct)
	}
	for i := range a.Stages {
		c := &a.Stages[i]
		out = append(out, &c.Yours.Text, &c.Correct.Text, &c.Server.Text, &c.Good.Text)
	}
	for i := range a.Keys {
		out = append(out, &a.Keys[i].Message, &a.Keys[i].Yours)
	}
	for i := range a.Needs {
		out = append(out, &a.Needs[i].Why)
	}
	return out
}

// SecretPlaces lists where secret keys and derived keys stand in the evidence, in order:
// those found under their names, those in place of an access key ID, and those that the
// analysis proves, wherever else they stand as well.
func (a *Analysis) SecretPlaces() []evidence.Place {
	e := a.Evidence
	var secrets []string
	for _, t := range a.Derived {
		secrets = append(secrets, t.S)
	}
	for _, c := range e.Credentials {
		secrets = append(secrets, c.Secret.S)
	}
	for _, x := range e.Exchanges {
		for _, k := range x.Client.Keys {
			secrets = append(secrets, k.Value.S)
		}
		for _, c := range x.Claims {
			for _, id := range keyIDsIn(c.Credential.S) {
				if LooksSecret(id) {
					secrets = append(secrets, id, sigv4.UriEncode(id, true))
				}
			}
		}
	}
	secrets = slices.DeleteFunc(secrets, func(s string) bool { return s == "" })
	slices.Sort(secrets)
	var out []evidence.Place
	for i, src := range e.Sources {
		for _, s := range slices.Compact(secrets) {
			for at := 0; ; at += len(s) {
				n := bytes.Index(src.Data[at:], []byte(s))
				if n < 0 {
					break
				}
				at += n
				out = append(out, evidence.Place{Source: i, From: at, To: at + len(s)})
			}
		}
	}
	slices.SortFunc(out, func(a, b evidence.Place) int { return cmp.Or(a.Source-b.Source, a.From-b.From) })
	return out
}
