package diagnose

import (
	"regexp"
	"strconv"
	"strings"
)

// signatureLooks read the form of the signature.
var signatureLooks = []mistake{
	{code: "signature-trailing-text", look: lookTrailingText},
	{code: "signature-not-hex", look: lookSignatureForm},
	{code: "sigv4a-signature-wrong", look: lookRawECDSA},
	{code: "signature-hex-unpadded", look: lookLostZeros},
	{code: "hmac-wrong-algorithm", look: lookOtherDigest},
	{code: "signature-damaged", look: lookDigitCount},
}

// lookTrailingText finds text behind the digits of the signature.
func lookTrailingText(f *facts) []hit {
	s := f.claimSignature()
	if len(s) <= 64 || !isHexHash(s[:64]) || isHexDigits(s) || strings.Trim(s[64:], `"'.,;)}]`) == "" {
		return nil
	}
	if annotated.MatchString(s[64:]) && (f.answer == nil || f.answer.Field("SignatureProvided").Trim().S != s) {
		return nil // what a log or a person writes behind it
	}
	where := f.sentSignature()
	if len(where.S) > 64 {
		where = where.Sub(64, len(where.S))
	}
	return []hit{{
		basis:   byRule,
		says:    "Behind the 64 digits of the signature stands other text: " + quoted(s[64:]) + ".",
		places:  places(where),
		yours:   s,
		correct: s[:64],
	}}
}

// annotated is what stands behind a header in a log, a table, a list or a comment.
var annotated = regexp.MustCompile(`^\s*` + anyOf(
	`[-=]?>|<{2,}|\]\]>|\||\)|\*\*|</|#|//|[\x{2019}\x{201d}"'\x60;,\]}]+$`,
	`[:(]?\s*[1-5]\d\d\b`,
))

// signatureWord is a word in the place of a signature, as tests and examples have it.
var signatureWord = regexp.MustCompile(`^[g-z_-]*[g-z][A-Za-z_-]*$|^(?:abc|def|deadbeef|fake|[a-f0-9]{1,8})$`)

// lookSignatureForm finds a signature that is not written in lower-case hex digits.
func lookSignatureForm(f *facts) []hit {
	s := f.claimSignature()
	if s == "" && f.answer != nil && f.server.text != nil && !strings.Contains(f.server.text.Whole.S, "\n") {
		s = f.answer.Field("SignatureProvided").Trim().S // of a form, whose policy is the string to sign
	}
	if s == "" || masked(s) {
		return nil
	}
	says := ""
	switch {
	case len(s) == 64 && isHexDigits(s) && s != lower(s):
		says = "The signature is written in capitals."
	case !isHexDigits(s) && (len(s) == 44 && strings.HasSuffix(s, "=") || len(s) == 43):
		says = "The signature is base64; 64 lower-case hex digits are due."
	case !isHexDigits(s) && len(s) == 88:
		says = "The signature is base64 of its hex digits."
	case len(s) >= 64 && strings.Count(s, "-") > 4 && isHexDigits(strings.ReplaceAll(s, "-", "")):
		says = "The signature has minus signs: its bytes are numbers with a sign, and those from 128 on were " +
			"written as negative ones. (b & 0xff) takes the sign away; each byte is two digits."
	case strings.Contains(s, "%3D"), strings.Contains(s, "%2B"), strings.Contains(s, "%2F"):
		says = "The signature is percent-encoded base64; 64 lower-case hex digits are due."
	default:
		return nil
	}
	return []hit{{basis: byRule, says: says, places: places(f.sentSignature()), yours: s, at: SignatureStage}}
}

// rawECDSA is the two numbers of a signature side by side; that of SigV4A is in DER,
// which begins with the tags of a sequence and of its first number (SEC 1, appendix C.8).
var rawECDSA = regexp.MustCompile(`^(?i:[0-9a-f]{128})$`)

// lookRawECDSA finds a signature of SigV4A that is not in DER.
func lookRawECDSA(f *facts) []hit {
	t := f.sentSignature()
	v := f.server.text
	named := f.asymmetric() || v != nil && strings.HasPrefix(v.Whole.S, asymmetricAlgorithm)
	if !named || !rawECDSA.MatchString(t.S) || strings.HasPrefix(lower(t.S), "303e02") {
		return nil
	}
	return []hit{{
		basis: byRule,
		says: "The signature is 64 bytes: the two numbers of an ECDSA signature side by side, as WebCrypto and " +
			"others give them. SigV4A wants them in DER, written in hex.",
		places: places(t),
		yours:  t.S,
	}}
}

// lookLostZeros finds a signature that lacks digits, as one does whose bytes were written
// without their leading zeros.
func lookLostZeros(f *facts) []hit {
	s := f.claimSignature()
	if !lacksDigits(s) || f.cutShort() {
		return nil
	}
	b := byHint
	if t := f.client.StringToSign; t != nil && lacksDigits(t.Hash.S) {
		b = byInference // the hash in the string to sign lacks some, too
	}
	return []hit{{
		basis: b,
		says: "The signature has " + strconv.Itoa(len(s)) + " digits instead of 64: leading zeros of bytes " +
			"may have been dropped.",
		places: places(f.sentSignature()),
		yours:  s,
	}}
}

// otherDigests are the algorithms that give so many hex digits.
var otherDigests = map[int]string{32: "MD5", 40: "HMAC-SHA1", 128: "HMAC-SHA512"}

// lookOtherDigest finds a signature of as many hex digits as another algorithm gives.
func lookOtherDigest(f *facts) []hit {
	s := f.claimSignature()
	name := otherDigests[len(s)]
	if !isHexDigits(s) || name == "" || f.cutShort() {
		return nil
	}
	return []hit{{
		basis: f.cutDigits(s),
		says: "The signature has " + strconv.Itoa(len(s)) + " hex digits, as many as " + name +
			" gives; HMAC-SHA256 gives 64.",
		places: places(f.sentSignature()),
		yours:  s,
		at:     SignatureStage,
	}}
}

// lookDigitCount finds a signature of so many hex digits as no algorithm gives.
func lookDigitCount(f *facts) []hit {
	s := f.claimSignature()
	if !isHexDigits(s) || len(s) == 64 || otherDigests[len(s)] != "" || masked(s) || f.client.Signature.S == s {
		return nil
	}
	if f.cutShort() || f.pasteHas(shortSignature) && f.dropsZeros() {
		return nil
	}
	return []hit{{
		basis:  f.cutDigits(s),
		says:   "The signature has " + strconv.Itoa(len(s)) + " hex digits; it has to have 64.",
		places: places(f.sentSignature()),
		yours:  s,
	}}
}

// cutDigits is on what it rests that a signature has too few digits: people show the
// first of them alone, and a server that names another fault has read it whole.
func (f *facts) cutDigits(s string) basis {
	switch _, named := f.answered(); {
	case named && !f.namesSigning():
		return byHint
	case len(s) <= 32:
		return byCode
	}
	return byRule
}
