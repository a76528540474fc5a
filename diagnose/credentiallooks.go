package diagnose

import (
	"encoding/base64"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// credentialLooks read the Credential.
var credentialLooks = []mistake{
	{code: "credential-malformed", look: lookCredentialForm},
	{code: "access-key-whitespace", look: lookKeyBlanks},
	{code: "credentials-mixed", look: lookSwappedVariables},
	{code: "credentials-mixed", look: lookSameTwice},
	{code: "access-key-wrong-value", look: lookUnsetInScope},
	{code: "credentials-mixed", look: lookSecretAsID},
	{code: "access-key-wrong-value", look: lookEchoedKey},
	{code: "access-key-wrong-value", look: lookKeyID},
}

// lookCredentialForm finds a Credential that is not of the five parts that are due.
func lookCredentialForm(f *facts) []hit {
	c := f.claim
	id, scope, _ := strings.Cut(strings.TrimSpace(credentialOf(f)), "/")
	keyHidden := masked(id) && !masked(scope)
	if c == nil || f.asymmetric() || !readable(c.Credential) && !keyHidden || f.looksCut() && c.Signature.S == "" ||
		f.onlyCredential() {
		return nil
	}
	n := len(c.ScopeParts)
	if id, _, _ := sigv4.SplitCredential(c.Credential.S); LooksSecret(id) {
		return nil // credentials-mixed says it
	}
	if at := urlWithin.FindStringSubmatchIndex(c.Credential.S); at != nil && n > 4 {
		return urlInCredential(c.Credential.Sub(at[0], max(at[3], at[5])))
	}
	if n > 4 && !f.onAWS() {
		return nil // key IDs of other servers may hold slashes
	}
	if strings.Contains(c.Credential.S, "%252F") ||
		strings.Contains(c.Credential.S, "%2F") ||
		n == 4 && c.ScopeParts[0].S != "" && c.ScopeParts[2].S != "" && c.ScopeParts[1].S != "" {
		return nil
	}
	if n >= 4 && c.ScopeParts[1].S == "" {
		return []hit{{
			basis:  byRule,
			says:   "The region of the credential scope is empty.",
			places: places(c.Credential),
			yours:  c.Credential.S,
		}}
	}
	b := byRule
	if f.mismatch() || f.answerNames("clock-skew") || keyHidden && (f.answer != nil || !hiddenKeyID.MatchString(id)) {
		b = byHint // the server has read it, or more may be hidden than the key ID
	}
	return []hit{{
		basis: b,
		says: "Credential is " + quoted(c.Credential.S) +
			"; it has to be keyid/date/region/service/aws4_request.",
		places:  places(c.Credential),
		yours:   c.Credential.S,
		correct: f.params.AccessKeyID + "/" + f.params.Scope.String(),
	}}
}

// hiddenKeyID is an access key ID of which the end is hidden.
var hiddenKeyID = regexp.MustCompile(`^[A-Z0-9]{3,}\*{4,}$`)

// urlWithin is a URL as far as its host, or its scheme alone where a password may follow.
var urlWithin = regexp.MustCompile(`(https?://[\w.-]+(?::\d+)?)/|(https?://)`)

func urlInCredential(url evidence.Text) []hit {
	return []hit{{
		basis: byRule,
		says: "A URL stands within the Credential (" + url.S + "): it has to be " +
			"keyid/date/region/service/aws4_request, and the endpoint belongs to the client's settings, not to the region.",
		places: places(url),
		yours:  url.S,
	}}
}

// credentialOf is the Credential of the claim.
func credentialOf(f *facts) string {
	if f.claim == nil {
		return ""
	}
	return f.claim.Credential.S
}

// lookKeyBlanks finds blanks and line ends in the access key ID.
func lookKeyBlanks(f *facts) []hit {
	if promptInKey.MatchString("credential=" + f.keyID()) {
		return nil // it is more than blanks
	}
	if f.claim == nil {
		return nil
	}
	id := f.claim.AccessKeyID.S
	ended := len(f.claim.ScopeParts) > 0 && printedLineEnd.MatchString(id)
	if id == strings.TrimFunc(id, blank) && !strings.ContainsAny(id, " \t\r\n") && !ended || id == "" || masked(id) {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "The access key ID holds a blank or line break: " + quoted(id) + ".",
		places:  places(f.claim.AccessKeyID),
		yours:   id,
		correct: strings.Join(strings.Fields(printedLineEnd.ReplaceAllString(id, "")), ""),
		at:      SignatureStage,
	}}
}

// lookSecretAsID finds what looks like a secret key in the place of the access key ID.
func lookSecretAsID(f *facts) []hit {
	id, where := f.params.AccessKeyID, evidence.Text{}
	if f.claim != nil && f.claim.Credential.Present() {
		where = f.claim.Credential
		id, _, _ = sigv4.SplitCredential(f.claim.Credential.S)
	}
	if m := gotCredential.FindStringSubmatch(f.message()); m != nil {
		id, _, _ = sigv4.SplitCredential(m[1])
		where = f.answer.Message
	}
	if !LooksSecret(id) {
		return nil
	}
	b := byRule
	if !strings.ContainsAny(id, "/+") && !f.onAWS() {
		b = byHint // access keys of other stores are as long
	}
	return []hit{{
		basis:  b,
		says:   "What stands as access key ID has the form of a secret key: the two are exchanged.",
		places: places(where),
		at:     SignatureStage,
	}}
}

// keyIDInto is a variable that is given the access key ID, on a command line.
var keyIDInto = regexp.MustCompile(`\b(\w+)["']?\s*=\s*["']?\$\{?AWS_ACCESS_KEY_ID\b`)

// secretFrom is the variable or setting that the secret key is taken from.
var secretFrom = regexp.MustCompile(`(?i)\bsecret_?(?:access_?)?key["']?\s*(?:[:=]|=>)+\s*["']?(?:\$\{)?(?:var\.)?(\w+)\b`)

// lookSwappedVariables finds a secret key that is taken from the variable of the access key ID.
func lookSwappedVariables(f *facts) []hit {
	if f.answer == nil || f.verified || f.succeeded() {
		return nil
	}
	for id := range f.matches(keyIDInto) {
		for from := range f.matches(secretFrom) {
			if from.S == id.S && id.S != "AWS_ACCESS_KEY_ID" && lower(id.S) != "access_key" {
				return []hit{{
					basis:  byInference,
					says:   "The secret key is taken from " + from.S + ", which is given the access key ID: the two are exchanged.",
					places: places(from, id),
					at:     KeyStage,
				}}
			}
		}
	}
	return nil
}

// pairGiven is code or configuration that gives access key ID and secret key, one behind the
// other: the whole, and the values of both.
var pairGiven = []*regexp.Regexp{
	regexp.MustCompile(`\b((?:(?:Basic|Aws|AWS)?(?:Basic|AWS|Session)?Credentials(?:\.create|\.new|::new|::from_keys)?|` +
		`NewStatic(?:V[24]|Credentials(?:Provider)?)?|StaticCredentials(?:Provider)?|credentials)\(\s*` + valueGiven + `\s*,\s*` + valueGiven + `\s*[,)])`),
	regexp.MustCompile(`(?im)((?:\b|aws_?)access_?key(?:_?id)?["']?\]?\s*(?::=|=>|[:=])\s*` + valueGiven +
		`\s*[,;]?\s*["']?(?:[\w.]*[._])?(?:aws_?)?secret_?(?:access_?)?key["']?\]?\s*(?::=|=>|[:=])\s*` + valueGiven + `[ \t\r]*(?:[,;)}]|$))`),
}

// valueGiven is a variable, a member, or what the environment has by a name.
const valueGiven = `(@?\$?[A-Za-z_][\w.>-]*(?:\[["']\w+["']\]|\(["']\w+["']\))?)`

// namesKey is in the name of a value that is one of the pair.
var namesKey = regexp.MustCompile(`(?i)access|secret|key|\bid\b`)

// lookSameTwice finds one variable given for both, access key ID and secret key.
func lookSameTwice(f *facts) []hit {
	if !f.denied() || f.verified || f.succeeded() {
		return nil
	}
	for i, form := range pairGiven {
		for where := range f.matches(form) {
			given := form.FindStringSubmatch(where.S)
			if given == nil || given[2] != given[3] || !namesKey.MatchString(given[2]) || masked(given[2]) {
				continue
			}
			b := byInference
			if given[2] == upper(given[2]) || i > 0 && !strings.ContainsAny(given[2], ".$[(>") {
				b = byWords // it may be no variable, and stand for both in what is shown
			}
			if f.pairBeside(form, where.S) || f.pasteHas(takesAnyKey) {
				b = byWords // nothing tells which pair was used, or it is one on purpose
			}
			return []hit{{
				basis:  b,
				says:   given[2] + " is given as access key ID and as secret key: what is signed with is not the secret key.",
				places: places(where),
				at:     KeyStage,
			}}
		}
	}
	return nil
}

// echoedKey is a shell that answers the questions of aws configure by echo -e.
var echoedKey = regexp.MustCompile(`\becho -e ["'][^"'\n]{0,200}["']\s*\|\s*aws\b[^\n|]*\bconfigure\b`)

// lookEchoedKey finds a key ID that echo of sh has written -e before (POSIX, "echo": options are
// not taken), where the server cannot read the credential.
func lookEchoedKey(f *facts) []hit {
	_, where := f.find(echoedKey)
	if !f.readAsSignature() || !where.Present() {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "aws configure is answered by echo -e: where sh runs that and not bash, -e is written out, and the access key ID is \"-e \" and " +
			"the key. printf does not do so.",
		places: places(where),
		at:     KeyStage,
	}}
}

// takesAnyKey is a server to test with, where one text for both is usual.
var takesAnyKey = regexp.MustCompile(`(?i)\blocalstack\b|\blocalhost:4566\b`)

// pairBeside reports whether another pair than one is given in the same form.
func (f *facts) pairBeside(form *regexp.Regexp, pair string) bool {
	for other := range f.matches(form) {
		if m := form.FindStringSubmatch(other.S); m != nil && other.S != pair && m[2] != m[3] {
			return true
		}
	}
	return false
}

// unsetInScope is a credential whose access key ID is the text of a variable that was not set.
var unsetInScope = regexp.MustCompile(`(?:^|[\s"'=:])((?:null|undefined|None|nil|NULL)/\d{8}/[\w-]+/[\w-]+/aws4_request)\b`)

// lookUnsetInScope finds such a credential in what a program prints, where no claim has it.
func lookUnsetInScope(f *facts) []hit {
	if f.claim != nil || f.verified {
		return nil
	}
	for t := range f.matches(unsetInScope) {
		id, _, _ := strings.Cut(t.S, "/")
		return []hit{{
			basis:  byInference,
			says:   "The access key ID in the credential is " + quoted(id) + ", the text of a variable that was not set.",
			places: places(t),
			yours:  id,
			at:     KeyStage,
		}}
	}
	return nil
}

// lookKeyID finds what is no access key ID at all, or is none of AWS in a request to AWS.
func lookKeyID(f *facts) []hit {
	if f.claim == nil || !f.claim.Credential.Present() {
		return nil
	}
	id := f.claim.AccessKeyID.S
	if LooksSecret(id) {
		return nil // credentials-mixed says it
	}
	if masked(id) {
		return nil
	}
	if odd, why := wrongKeyID(id); odd && !(id == "" && (len(f.claim.ScopeParts) == 0 || f.pasteHas(keyLeftOut))) {
		b := byRule
		if placeholder.MatchString(id) &&
			(f.otherFault("access-key", "credential") ||
				f.answer != nil && f.answer.Status.S == "400" ||
				!validSignature(f.sentSig)) {
			b = byHint // the server knew the key, or was asked with one: the person wrote a word in its place
		}
		return []hit{{basis: b, says: why, places: places(f.claim.Credential), yours: id, at: SignatureStage}}
	}
	if f.onAWS() && !awsKeyID.MatchString(id) && !masked(id) && strings.TrimSpace(id) == id {
		return []hit{{
			basis: byHint,
			says: "Access key IDs of AWS are AKIA or ASIA and 16 more capitals and digits; this one is " +
				quoted(id) + ".",
			places: places(f.claim.AccessKeyID),
			yours:  id,
			at:     SignatureStage,
		}}
	}
	return nil
}

// codeVariables is what code shows in place of a value that it fills in.
var codeVariables = regexp.MustCompile(`^(?:\$\{?\w+\}?/?)+$|^%[sv]$|^\{\w*\}$`)

func blank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0' || r == '\ufeff'
}

var gotCredential = regexp.MustCompile(`slash-delimited elements, e\.g\.\s+[^,']*, got '([^']*)'`)

var awsKeyID = regexp.MustCompile(`^(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{8,124}$|EXAMPLE$|^AKIDEXAMPLE$`)

var placeholder = regexp.MustCompile(`(?i)^` + anyOf(
	`<.*>|\{.*\}|\$\{?\w+\}?|%s`, // a variable of a template
	`your[-_ ]?(aws[-_ ]?)?access[-_ ]?key([-_ ]?id)?.*`,
	`access[-_]?key([-_]?id)?|aws_access_key_id`,
	`undefined|null|none|nil|\[object object\]`, // what languages print of nothing
) + `$`)

// wrongKeyID tells values that are no access key ID whatever the server.
func wrongKeyID(id string) (bool, string) {
	switch {
	case id == "":
		return true, "The access key ID is empty."
	case masked(id):
		return false, ""
	case placeholder.MatchString(id):
		return true, "The access key ID is the placeholder " + quoted(id) + "."
	case strings.HasPrefix(id, "AROA"), strings.HasPrefix(id, "AIDA"):
		return true, id + " is the ID of a role or user, not of an access key."
	case strings.HasPrefix(id, "-----BEGIN"):
		return true, "The access key ID is the beginning of a PEM file."
	case noText(id):
		return true, "The access key ID holds bytes that are no text: it was decoded once too often, or is encrypted."
	case strings.HasPrefix(id, "arn:"):
		return true, "The access key ID is an ARN."
	case encodedKeyID(id):
		return true, "The access key ID is the base64 text of one: a value that a Kubernetes Secret or its like wants encoded was " +
			"encoded twice, or is used without being decoded."
	}
	return false, ""
}

// printedLineEnd is a line end behind a value as programs print it.
var printedLineEnd = regexp.MustCompile(`(?:\\+[rn])+$`)

// encodedKeyID reports whether a value is the base64 text of an access key ID of AWS.
func encodedKeyID(v string) bool {
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(printedLineEnd.ReplaceAllString(v, ""), "="))
	id := strings.TrimSpace(string(b))
	return err == nil && len(id) >= shortestKeyID && awsKeyID.MatchString(id)
}

// shortestKeyID is how long the access key IDs of AWS are at the least.
const shortestKeyID = 16

// noText reports whether a value holds bytes that are no printable ASCII.
func noText(v string) bool {
	return strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r > '~' }) || escapedByte.MatchString(v)
}

// escapedByte is a byte that is no text as programs print it.
var escapedByte = regexp.MustCompile(`\\x[0-9a-f]{2}`)

// readable reports whether a credential is shown as it was sent.
func readable(t evidence.Text) bool {
	return t.Present() && !masked(t.S) && !codeVariables.MatchString(t.S)
}

// keyLeftOut is how MinIO logs requests, without the access key ID.
var keyLeftOut = regexp.MustCompile(`"reqURI":"[^\n]*Credential=/\d{8}/`)
