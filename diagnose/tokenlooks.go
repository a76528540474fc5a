package diagnose

import (
	"bytes"
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// tokenLooks read the session token.
var tokenLooks = []mistake{
	{code: "credentials-mixed", look: lookTokenOfOther},
	{code: "session-token-missing", look: lookTokenMissing},
	{code: "session-token-not-signed", look: lookTokenUnsigned},
	{code: "session-token-invalid", look: lookTokenValue},
	{code: "session-token-signed-too-early", look: lookTokenTooEarly},
	{code: "session-token-recoded", look: lookTokenRecoded},
	{code: "s3express-token-header", look: lookExpressToken},
}

// lookTokenMissing finds temporary credentials without their session token.
func lookTokenMissing(f *facts) []hit {
	id := f.params.AccessKeyID
	if !strings.HasPrefix(id, "ASIA") || f.hasToken() || f.claim == nil || f.tokenUnseen() {
		return nil
	}
	return []hit{{
		basis: byRule,
		says: "The access key ID " + id + " is temporary, and neither a header nor the query carries its " +
			"session token.",
		places:  places(f.claim.AccessKeyID),
		correct: "x-amz-security-token",
	}}
}

// lookTokenUnsigned finds a session token that is sent as a header and not signed.
func lookTokenUnsigned(f *facts) []hit {
	if !f.signedInHeader() ||
		!f.sent("x-amz-security-token") ||
		f.tokenSigned() ||
		f.echo ||
		masked(f.claim.SignedHeaders.S) ||
		!f.claim.SignedHeaders.Present() ||
		f.params.Flavor.TokenAfter {
		return nil
	}
	b := byRule
	if f.server.canonical != nil {
		b = byHint // the server does not mind: it got as far as comparing signatures
	}
	return []hit{{
		basis:  b,
		says:   "x-amz-security-token is sent, but SignedHeaders does not name it.",
		places: places(f.fieldText("x-amz-security-token"), f.claim.SignedHeaders),
		yours:  f.claim.SignedHeaders.S,
		at:     CanonicalStage,
	}}
}

// lookTokenValue finds what is no session token in the place of one.
func lookTokenValue(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-security-token")
	if !ok || f.echo && v == "" || !standsForToken(v) || masked(v) || f.shellVariable("x-amz-security-token") {
		return nil
	}
	b := byRule
	if v != "" && !unset.MatchString(v) && f.otherFault("session-token", "access-key") {
		b = byHint // the person wrote a word in its place
	}
	return []hit{{
		basis:  b,
		says:   "x-amz-security-token is " + quoted(v) + ".",
		places: places(f.fieldText("x-amz-security-token"), serverLineText(f, "x-amz-security-token")),
		yours:  v,
	}}
}

// lookTokenTooEarly finds a session token that was signed where the service wants it
// appended.
func lookTokenTooEarly(f *facts) []hit {
	if !f.params.Flavor.TokenAfter || !f.presigned() || f.verified || f.echo {
		return nil
	}
	q := f.model.Query
	token, signature := strings.Index(q, "X-Amz-Security-Token="), strings.Index(q, "X-Amz-Signature=")
	if token < 0 || signature < token || f.answer == nil {
		return nil
	}
	b := byInference
	if strings.HasPrefix(f.params.AccessKeyID, "AKIA") {
		b = byWords // it is no token of that key, wherever it stands
	}
	return []hit{{
		basis: b,
		says: "The session token stands among the signed parameters, before X-Amz-Signature; this service " +
			"wants it appended after signing.",
		places: places(f.claim.Token),
		at:     CanonicalStage,
	}}
}

// lookTokenRecoded finds a session token that is percent-encoded in a header.
func lookTokenRecoded(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-security-token")
	if !ok || f.echo || !strings.Contains(v, "%2B") && !strings.Contains(v, "%2F") && !strings.Contains(v, "%3D") {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "The session token in the header is percent-encoded.",
		places:  places(f.fieldText("x-amz-security-token")),
		yours:   v,
		correct: sigv4.PercentDecode(v),
	}}
}

// lookExpressToken finds a session token in the header that is for the other kind of bucket.
func lookExpressToken(f *facts) []hit {
	if !f.requestShown() || f.claim == nil {
		return nil
	}
	zonal := strings.Contains(lower(f.model.Host), ".s3express-")
	if zonal && f.queryHas("session") && f.sent("x-amz-s3session-token") && !f.sent("x-amz-security-token") {
		return []hit{{
			basis: byRule,
			says: "CreateSession is signed with the credentials of the account, whose token goes into " +
				"x-amz-security-token; x-amz-s3session-token is for the calls within the session.",
			places: places(f.fieldText("x-amz-s3session-token")),
		}}
	}
	if zonal && f.sent("x-amz-security-token") && !f.sent("x-amz-s3session-token") {
		// Clients may sign with the credentials of the account in place of a
		// session's: their token is right where it is.
		return []hit{{
			basis: byHint,
			says: "The session token of an S3 Express bucket goes into x-amz-s3session-token; it is in " +
				"x-amz-security-token.",
			places: places(f.fieldText("x-amz-security-token")),
		}}
	}
	if !zonal && f.onAWS() && f.sent("x-amz-s3session-token") && !f.sent("x-amz-security-token") {
		return []hit{{
			basis:  byRule,
			says:   "x-amz-s3session-token is for S3 Express buckets; this host wants x-amz-security-token.",
			places: places(f.fieldText("x-amz-s3session-token")),
		}}
	}
	return nil
}

// unset is what programs write for a value that they do not have.
var unset = regexp.MustCompile(`(?i)^(undefined|null|none|nil|\[object object\])$`)

// shellVariable reports whether the value of a command's header is a variable, whose
// value the shell puts in its place: in single quotes it does not.
func (f *facts) shellVariable(header string) bool {
	if f.req == nil || !strings.HasSuffix(f.req.What, "-command") {
		return false
	}
	t := f.fieldText(header)
	if !aVariable.MatchString(strings.TrimSpace(t.S)) || !t.InSource() {
		return false
	}
	ahead := f.ev.Sources[t.Place().Source].Data[:t.Place().From]
	quote := bytes.LastIndexAny(ahead[bytes.LastIndexByte(ahead, '\n')+1:], `"'`)
	return quote < 0 || ahead[bytes.LastIndexByte(ahead, '\n')+1+quote] == '"'
}

var aVariable = regexp.MustCompile(`^\$\{?\w+\}?$`)

// tokenUnseen reports whether the request may have carried a token all the same.
func (f *facts) tokenUnseen() bool {
	switch {
	case !f.requestShown(), f.signedInHeader() && !f.wire():
		return true
	case f.looksCut() && f.claim.Signature.S == "":
		return true
	}
	return f.isListed("x-amz-security-token") // it is signed, and left out of what is shown
}

// standsForToken reports whether a value is what stands in the place of a token.
func standsForToken(v string) bool {
	return v == "" ||
		placeholder.MatchString(v) ||
		strings.EqualFold(v, "x-amz-security-token") ||
		strings.EqualFold(v, "session_token")
}

// forbidden is the status of a refusal.
var forbidden = regexp.MustCompile(`\b403\b`)

// lookTokenOfOther finds a session token beside a permanent access key ID, where the request
// was refused without a word: such a key has no token.
func lookTokenOfOther(f *facts) []hit {
	id := f.params.AccessKeyID
	refused := f.wordlessRefusal() || f.answer == nil && f.pasteHas(forbidden)
	if !refused || !strings.HasPrefix(id, "AKIA") || !awsKeyID.MatchString(id) {
		return nil
	}
	where := f.targetText()
	switch {
	case f.req == nil:
		return nil
	case f.sent("x-amz-security-token"):
		where = f.fieldText("x-amz-security-token")
	case !strings.Contains(f.raw.Target, "X-Amz-Security-Token="):
		return nil
	}
	return []hit{{
		basis:  byInference,
		says:   "The access key ID " + id + " is a permanent one, to which no session token belongs, and one is sent: the two are of different credentials.",
		places: places(where),
		yours:  id,
		at:     KeyStage,
	}}
}
