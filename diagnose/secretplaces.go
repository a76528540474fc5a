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

// hide takes secrets out of all that an analysis says: those that stand under a name, and
// those in place of an access key ID, with which nothing can be corrected.
func (a *Analysis) hide(exchanged []string) {
	secrets := slices.Clone(exchanged)
	for _, c := range a.Evidence.Credentials {
		secrets = append(secrets, c.Secret.S)
	}
	if len(secrets) > 0 {
		a.star(secrets)
	}
	if len(exchanged) == 0 {
		return
	}
	a.AccessKeyID = ""
	a.Fix.Authorization, a.Fix.Request, a.Fix.Curl, a.Fix.URL = "", "", "", ""
	a.Fix.Missing = "needs the access key ID: what stands in its place has the form of a secret key"
}

// star puts a row of stars of the same length in the place of secrets, so that marks keep
// pointing at the same bytes.
func (a *Analysis) star(secrets []string) {
	var pairs []string
	for _, s := range secrets {
		for _, form := range inURLs(s) {
			pairs = append(pairs, form, strings.Repeat("*", len(form)))
		}
	}
	stars := strings.NewReplacer(pairs...)
	for _, text := range a.texts() {
		*text = stars.Replace(*text)
	}
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
// those found under their names, those in place of an access key ID, those that the
// analysis proves, and the one that was given, wherever else they stand as well.
func (a *Analysis) SecretPlaces() []evidence.Place {
	e := a.Evidence
	var secrets []string
	for _, t := range a.Derived {
		secrets = append(secrets, t.S)
	}
	for _, c := range e.Credentials {
		secrets = append(secrets, inURLs(c.Secret.S)...)
	}
	for _, x := range e.Exchanges {
		for _, k := range x.Client.Keys {
			secrets = append(secrets, k.Value.S)
		}
		for _, c := range x.Claims {
			for _, id := range keyIDsIn(c.Credential.S) {
				if LooksSecret(id) {
					secrets = append(secrets, inURLs(id)...)
				}
			}
		}
	}
	secrets = slices.DeleteFunc(secrets, func(s string) bool { return s == "" })
	out := append(otherwiseWritten(e), a.givenAt...)
	out = append(out, placesOf(secrets, e)...)
	slices.SortFunc(out, func(a, b evidence.Place) int { return cmp.Or(a.Source-b.Source, a.From-b.From, b.To-a.To) })
	return withoutInner(out)
}

// inURLs are the forms in which a secret stands in URLs and canonical requests, the longest
// first: encoded twice and once, with its slashes or without, and as it is.
func inURLs(s string) []string {
	path, value := sigv4.UriEncode(s, true), sigv4.UriEncode(s, false)
	return []string{sigv4.UriEncode(value, false), sigv4.UriEncode(path, true), value, path, s}
}

// placesOf lists where texts stand in the evidence.
func placesOf(texts []string, e *evidence.Evidence) (list []evidence.Place) {
	slices.Sort(texts)
	texts = slices.Compact(texts)
	for i, src := range e.Sources {
		for _, s := range texts {
			for at := 0; s != ""; at += len(s) {
				n := bytes.Index(src.Data[at:], []byte(s))
				if n < 0 {
					break
				}
				at += n
				list = append(list, evidence.Place{Source: i, From: at, To: at + len(s)})
			}
		}
	}
	return list
}

// placesOfGiven lists where the secret key that was given stands in the evidence, whatever is
// said of it there. One that equals its public key ID hides nothing.
func (f *facts) placesOfGiven() []evidence.Place {
	s := f.given.Key.Secret.Reveal()
	if len(s) < shortestHidden || s == f.params.AccessKeyID || s == f.given.AccessKeyID {
		return nil
	}
	return placesOf(inURLs(s), f.ev)
}

// shortestHidden is the length from which the secret that was given is hidden wherever it
// stands: stores for tests have short words for secrets, which stand for other things as well.
const shortestHidden = 16

// otherwiseWritten are the places of secret keys that are written in another form there: in
// base64, or with escapes.
func otherwiseWritten(e *evidence.Evidence) (list []evidence.Place) {
	for _, c := range e.Credentials {
		if p := c.Secret.Place(); c.Secret.InSource() && p.Source < len(e.Sources) && p.To-p.From != len(c.Secret.S) {
			list = append(list, p)
		}
	}
	return list
}

// withoutInner leaves out places that lie within the one before them.
func withoutInner(sorted []evidence.Place) []evidence.Place {
	out := sorted[:0]
	for _, p := range sorted {
		if n := len(out); n > 0 && out[n-1].Source == p.Source && p.To <= out[n-1].To {
			continue
		}
		out = append(out, p)
	}
	return out
}
