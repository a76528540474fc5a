package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	// dueHash is a payload hash that is told to be the one due, in a post.
	dueHash = regexp.MustCompile(`(?i)\b(?:payload|body)[ _-]?(?:hash|sha256|sha-256)\b[^\n]{0,60}\b(?:should (?:have )?be(?:en)?|expected)\b[^\n0-9a-f]{0,20}` +
		"[`\"']?([0-9a-f]{64})\\b")
	// ownHash is one that is told to be computed.
	ownHash = regexp.MustCompile("(?i)\\b(?:payload|body)[ _-]?(?:hash|sha256|sha-256)\\b[^\\n]{0,24}?[`\"']?([0-9a-f]{64})\\b")
)

// ofNoBody is what people say of requests without a body, whose hash they all know.
var ofNoBody = regexp.MustCompile(`\bGET\b|(?i:\bempty\b|\b(?:no|without a?) ?(?:body|payload)\b)`)

// lookToldHashes finds two payload hashes in a post, the one that was signed and the one that
// the server is said to have.
func lookToldHashes(f *facts) []hit {
	if f.clientTexts() || f.server.canonical != nil || f.verified {
		return nil
	}
	for due := range f.matches(dueHash) {
		if before, _, after, ok := f.lineAround(due); !ok || ofNoBody.Match(before) || ofNoBody.Match(after) {
			continue
		}
		for own := range f.matches(ownHash) {
			if own.S == due.S {
				continue
			}
			says := "The payload hash that was signed is not the one that the server computes: another body arrives than the " +
				"one that was hashed."
			if due.S == sigv4.EmptyHash {
				says = "The server has the hash of an empty body, and that of a text was signed: the body does not arrive with " +
					"the request."
			}
			return []hit{{
				basis: byInference, says: says, places: places(own, due),
				yours: own.S, correct: due.S, at: CanonicalStage,
			}}
		}
	}
	return nil
}

// emptyHashed is code that makes the hash of an empty body for its signer. A hash that is made
// without a text may still be given one, or be given to an HMAC.
var emptyHashed = regexp.MustCompile(`(?i)(\bsha-?256\w*\(\s*(?:(?:b?""|b?''|\[\]byte\(""\)|\[\]byte\{\})\s*\)|\)\.(?:hex)?digest\()|` + sigv4.EmptyHash + `)`)

// sentHash is what stands before the payload hash of a request in a log.
var sentHash = regexp.MustCompile(`(?i)^[\s>|*-]*x-amz-content-sha256\s*:\s*$`)

// lookEmptyHashPresigned finds a presigned URL of S3 whose signer is given the hash of an
// empty body: S3 takes UNSIGNED-PAYLOAD (Amazon S3 API reference, Authenticating requests:
// using query parameters).
func lookEmptyHashPresigned(f *facts) []hit {
	c := f.server.canonical
	if c == nil || c.PayloadHash.S != sigv4.UnsignedPayload || !f.presigned() || !f.silent() {
		return nil
	}
	var where evidence.Text
	for t := range f.matches(emptyHashed) {
		if before, _, _, ok := f.lineAround(t); ok && !sentHash.Match(before) && !f.ofAnswer(t) {
			where = t
			break
		}
	}
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The code gives the hash of an empty body to what presigns; S3 has UNSIGNED-PAYLOAD there for a presigned " +
			"URL.",
		places:  places(where, c.PayloadHash),
		yours:   sigv4.EmptyHash,
		correct: sigv4.UnsignedPayload,
		at:      CanonicalStage,
	}}
}

// joinedValues are two or more values of a header as .NET and others send them in one line.
var joinedValues = regexp.MustCompile(`^[\w.:/-]+(?:, [\w.:/-]+)+$`)

// lookListedValues finds a signed header that code gives several values: HTTP clients join
// them by a comma and a blank, signers by a comma.
func lookListedValues(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() {
		return nil
	}
	have := linesByName(c)
	for _, name := range have.names {
		v := have.values[name][0]
		if !joinedValues.MatchString(v.S) {
			continue
		}
		values := strings.Split(v.S, ", ")
		for i := range values {
			values[i] = `["']` + literal(values[i]) + `["']`
		}
		form, err := regexp.Compile(`(?i)` + literal(name) + `[^\n]{0,40}` + strings.Join(values, `\s*,\s*`))
		if err != nil {
			continue
		}
		for i := range f.ev.Sources {
			if f.holds(i, form) {
				m := f.ev.First(i, form)
				return []hit{{
					basis: byInference,
					says: "The code gives " + name + " several values, and they arrive joined by a comma and a blank: a signer " +
						"that joins them by a comma alone signs another value.",
					places:  places(f.ev.Cut(i, m[0], m[1]), v),
					yours:   name + ":" + strings.ReplaceAll(v.S, ", ", ","),
					correct: name + ":" + v.S,
					at:      CanonicalStage,
				}}
			}
		}
	}
	return nil
}
