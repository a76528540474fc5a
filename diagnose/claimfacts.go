package diagnose

import (
	"bytes"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// postPolicy reports whether the request is a form that carries its signature in
// its fields.
func (f *facts) postPolicy() bool {
	v, _ := f.raw.HeaderValue("content-type")
	return strings.HasPrefix(lower(v), "multipart/form-data") &&
		(f.raw.Body.State != sigv4.BodyKnown || strings.Contains(lower(f.req.Body.S), `name="policy"`))
}

// asymmetric reports whether the claim is one of SigV4A, whose scope has no
// region and whose signature is no HMAC.
func (f *facts) asymmetric() bool {
	return f.claim != nil && f.claim.Algorithm.S == asymmetricAlgorithm
}

const asymmetricAlgorithm = "AWS4-ECDSA-P256-SHA256"

// presigned reports whether the query carries the claim.
func (f *facts) presigned() bool { return f.claim != nil && f.claim.Carrier == sigv4.InQuery }

// signedInHeader reports whether a header carries the claim.
func (f *facts) signedInHeader() bool { return f.claim != nil && f.claim.Carrier == sigv4.InHeader }

// v4Query reports whether the query carries a signature of Version 4.
func (f *facts) v4Query() bool {
	return f.presigned() &&
		(f.queryHas("X-Amz-Signature") ||
			f.queryHas("X-Amz-Algorithm") ||
			f.queryHas("X-Amz-Credential") ||
			strings.Contains(f.model.Query, "X-Amz-Signature"))
}

func (f *facts) hasV2() bool {
	return f.queryHas("AWSAccessKeyId") || f.queryHas("SignatureVersion") || f.queryHas("GoogleAccessId")
}

// sentSignature is where the signature that was sent stands.
func (f *facts) sentSignature() evidence.Text {
	if f.claim != nil && f.claim.Signature.Present() {
		return f.claim.Signature
	}
	if f.answer != nil {
		if v := f.answer.Field("SignatureProvided"); v.Present() {
			return v
		}
	}
	return f.client.Signature
}

// claimSignature is the signature that was sent, or that a server says it got.
func (f *facts) claimSignature() string {
	if t := f.server.text; f.claim == nil && t != nil && strings.HasPrefix(t.Whole.S, "AWS4-HMAC") && !f.asymmetric() {
		return f.answer.Field("SignatureProvided").Trim().S
	}
	if f.claim == nil || f.asymmetric() || f.claim.Carrier == sigv4.InQuery && !f.v4Query() {
		return ""
	}
	return f.claim.Signature.S
}

func (f *facts) scopePart(i int) evidence.Text {
	if f.claim == nil || len(f.claim.ScopeParts) != 4 {
		return evidence.Text{}
	}
	return f.claim.ScopeParts[i]
}

// looksCut reports whether the claim ends where the paste ends: it may have been
// cut off when it was copied. One that holds its signature is whole.
func (f *facts) looksCut() bool {
	if f.claim.Carrier == sigv4.InHeader && len(f.claim.Signature.S) == 64 {
		return false
	}
	p := f.claim.Whole.Place()
	if p.Source < 0 || p.Source >= len(f.ev.Sources) {
		return false
	}
	data := f.ev.Sources[p.Source].Data
	rest := bytes.TrimSpace(data[min(p.To, len(data)):])
	// A browser's console, or the person, writes dots for what it leaves out.
	return len(rest) == 0 || bytes.HasPrefix(rest, []byte("...")) || bytes.HasPrefix(rest, []byte("\u2026"))
}

var standIn = regexp.MustCompile(`(?i)` + anyOf(
	`^[<\[*]`,
	`^(?:some|my|your|the|a)?[ _-]?(?:long|valid|hex)?[ _-]?sig(?:nature)?\b[ _-]?\w{0,8}$`,
	`redacted|hidden|removed|masked|omitted|sanitized`,
))

// retyped reports whether words stand where the signature was: the person wrote
// the header down anew, and its syntax says nothing of what was sent.
func (f *facts) retyped() bool {
	return f.signedInHeader() && standIn.MatchString(f.claim.Signature.S)
}

// clientTexts reports whether the client's own texts are in the paste, or one of them.
func (f *facts) clientTexts() bool { return f.client.Canonical != nil || f.client.StringToSign != nil }

// canonicalShown reports whether the canonical request of either side is in the paste.
func (f *facts) canonicalShown() bool { return f.client.Canonical != nil || f.server.canonical != nil }

// silent reports whether a signature was refused and the client's texts are not there to
// tell more: what is left is what the request shows by itself.
func (f *facts) silent() bool { return f.unsettled() && !f.clientTexts() }

// unexplained reports whether a signature was refused and no text of either side
// is there that would tell why.
func (f *facts) unexplained() bool {
	return f.denied() && !f.catalogue() && !shown(f.server.canonical) && !f.clientTexts()
}

// shown reports whether a canonical request is there with anything in it.
func shown(c *evidence.Canonical) bool { return c != nil && !(c.Masked && len(c.Lines) == 0) }

var knownClients = regexp.MustCompile(`(?i)aws-sdk-|boto|aws-cli|minio-go|rclone|aws-sdk|s3cmd|MinIO \(`)

// knownSigner reports whether the request names a client whose signer is known
// to be right, for what this request holds: some SDKs kept runs of blanks.
func (f *facts) knownSigner() bool {
	v, ok := f.raw.HeaderValue("user-agent")
	return ok && knownClients.MatchString(v) && len(lookBlanks(f)) == 0
}

func validSignature(s string) bool { return s == "" || isHexHash(s) }
