package diagnose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// keyLooks draw what the texts allow on the key.
var keyLooks = []mistake{
	{code: "secret-wrong", look: lookTextsAgree},
	{code: "secret-truncated", look: lookPrintedLength},
	{code: "ses-smtp-password", look: lookSMTP},
	{code: "hmac-wrong-algorithm", look: lookHMACAlgorithm},
}

// lookHMACAlgorithm finds code that makes an HMAC with SHA-1.
func lookHMACAlgorithm(f *facts) []hit {
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintHMAC && strings.Contains(lower(h.Value.S), "sha1") {
			return []hit{{
				basis:   byHint,
				says:    "The code computes an HMAC with " + h.Value.S + "; Version 4 signs with HMAC-SHA256.",
				places:  places(h.Text),
				yours:   h.Value.S,
				correct: "sha256",
			}}
		}
	}
	return nil
}

// maskedSecret is how s3cmd shows a secret key: its ends, and how much is between them.
var maskedSecret = regexp.MustCompile(`secret_key->(\S{1,3})\.\.\.(\d+)_chars\.\.\.(\S)`)

// sayLength tells a secret key of the wrong length, where a log shows how long it is:
// those of AWS and of most stores have 40 characters.
func (f *facts) sayLength(h *hit) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		m := f.ev.First(i, maskedSecret)
		if m == nil {
			continue
		}
		between, _ := strconv.Atoi(string(src.Data[m[4]:m[5]]))
		n := between + m[3] - m[2] + m[7] - m[6]
		says := " The secret key has " + strconv.Itoa(n) + " characters; those of 40 are usual."
		switch {
		case n >= 37 && n < 40:
			h.code, h.basis, h.says = "secret-truncated", byCode, h.says+says
		case n == 41 || n == 42:
			h.code, h.basis, h.says = "secret-whitespace", byCode, h.says+says
		default:
			return
		}
		h.places = append(h.places, f.codePlace(i, m))
		return
	}
}

// lookTextsAgree is the split that settles most cases: both sides have the same
// string to sign, and the signature still differs, so the key does.
func lookTextsAgree(f *facts) []hit {
	s := f.server.text
	if s == nil || !f.mismatch() || f.verified && !f.echoSigned || s.Masked || len(lookServerScope(f)) > 0 {
		return nil
	}
	mine, theirs := f.client.Canonical, f.server.canonical
	switch {
	case f.echoSigned:
		return f.otherSecret(s)
	case f.sameString(s):
		return f.lookSameString(s)
	case f.sameButTime(s):
		return f.lookSameButTime(s)
	case f.client.StringToSign == nil && sameCanonical(mine, theirs) && validSignature(f.sentSig):
		h := hit{
			basis:  byInference, // the client's string to sign, which is not there, may differ as well
			says:   "Both sides have the same canonical request, and the signatures still differ: " + f.whoseKey(),
			places: places(mine.Whole, theirs.Whole),
			at:     KeyStage,
		}
		f.sayLength(&h)
		return []hit{h}
	case f.req != nil && !f.echo &&
		f.asSent.StringToSign.Known() &&
		f.asSent.StringToSign.Text == s.Whole.S &&
		validSignature(f.sentSig):
		return f.lookSentAsSeen(s)
	}
	return f.lookSaidSame(s)
}

// otherSecret is what follows where the secret key at hand, on the server's text, gives
// the signature that was sent.
func (f *facts) otherSecret(s *evidence.StringToSign) []hit {
	h := hit{
		basis: byTexts,
		says: "The server's string to sign, signed with the secret key at hand, gives exactly the signature that " +
			"was sent. Both sides sign the same text: the server holds another secret key for this access key ID.",
		places: places(s.Whole),
		at:     KeyStage,
	}
	f.sayShape(&h)
	return []hit{h}
}

// sameString reports whether both sides have one string to sign.
func (f *facts) sameString(s *evidence.StringToSign) bool {
	c := f.client.StringToSign
	return c != nil && !c.Masked && c.Whole.S == s.Whole.S && validSignature(f.sentSig)
}

// sameCanonical reports whether both sides have one canonical request.
func sameCanonical(mine, theirs *evidence.Canonical) bool {
	return mine != nil && theirs != nil && mine.Whole.S == theirs.Whole.S
}

// lookSameString tells what is left where both sides have one string to sign: the key.
func (f *facts) lookSameString(s *evidence.StringToSign) []hit {
	c := f.client.StringToSign
	if region, where := f.otherRegion(); region != "" {
		return []hit{{
			code:  "signing-key-wrong-region",
			basis: byInference,
			says: "Both sides have the same string to sign, and the code names the region " + region + " besides " +
				f.params.Scope.Region + ": where the signing key is made with it, the signature is another one.",
			places:  places(where, c.Whole, s.Whole),
			yours:   region,
			correct: f.params.Scope.Region,
		}}
	}
	if len(f.keyChain().hits) > 0 || f.toldOfSecret() {
		return nil // what the paste has of the keys says more
	}
	h := hit{
		basis:  byTexts,
		says:   "Both sides have the same string to sign, and the signatures still differ: " + f.whoseKey(),
		places: places(c.Whole, s.Whole),
		at:     KeyStage,
	}
	switch {
	case f.keyFaultInCode():
		h.basis = byHint
	case f.pasteHas(derives):
		h.basis = byInference // the code that derives the key is there: it may be that
	}
	f.sayLength(&h)
	return []hit{h}
}

// sameButTime reports whether both sides show both texts, each of them made by the rules of the
// one before, and nothing but the time differs: they are of two attempts of one request.
func (f *facts) sameButTime(s *evidence.StringToSign) bool {
	own, mine, theirs := f.client.StringToSign, f.client.Canonical, f.server.canonical
	if own == nil || own.Masked || mine == nil || mine.Masked || mine.Partial || theirs == nil || !validSignature(f.sentSig) ||
		!amzShape.MatchString(own.Date.S) || !amzShape.MatchString(s.Date.S) || own.Date.S == s.Date.S {
		return false
	}
	if v := f.answer.Field("SignatureProvided").Trim().S; v != "" && v == f.client.Signature.S {
		return false // the signature of one was sent with the time of the other
	}
	then := strings.NewReplacer(own.Date.S, s.Date.S, own.Date.S[:8], s.Date.S[:8])
	return own.Hash.S == sigv4.HexSHA256([]byte(mine.Whole.S)) &&
		s.Hash.S == sigv4.HexSHA256([]byte(theirs.Whole.S)) &&
		then.Replace(mine.Whole.S) == theirs.Whole.S &&
		then.Replace(strings.TrimSuffix(own.Whole.S, own.Hash.S)) == strings.TrimSuffix(s.Whole.S, s.Hash.S)
}

// lookSameButTime tells what is left where the texts of two attempts agree: the key. The
// text that was refused itself is not there, so that it is no more than the best explanation.
func (f *facts) lookSameButTime(s *evidence.StringToSign) []hit {
	if len(f.keyChain().hits) > 0 || f.toldOfSecret() {
		return nil // what the paste has of the keys says more
	}
	own := f.client.StringToSign
	who := f.whoseKey()
	if f.asSent.Keys.Steps > 0 && sigv4.Sign(f.asSent.Keys.Signing, own.Whole.S) == f.client.Signature.S {
		who = "the secret key at hand gives the signature that the client printed, so that the server holds another one."
	}
	h := hit{
		basis: byInference,
		says: "The texts of both sides are of two attempts, " + own.Date.S + " and " + s.Date.S + ", and agree but for the " +
			"time: the request is signed as the server reads it. The signatures still differ: " + who,
		places: places(own.Whole, s.Whole),
		at:     KeyStage,
	}
	if f.keyFaultInCode() {
		h.basis = byHint
	}
	f.sayLength(&h)
	return []hit{h}
}

// toldOfSecret reports whether another look finds in the paste what is wrong with the secret key.
func (f *facts) toldOfSecret() bool {
	for _, h := range append(lookSameTwice(f), lookPrintedLength(f)...) {
		if h.basis == byInference {
			return true
		}
	}
	return false
}

// printedLength is how long a secret key is, as a program prints it or a person says.
var printedLength = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:nchar|len|length|strlen|mb_strlen|size)\b[^\n]{0,40}secret[^\n]{0,30}\n?[^\n\w]{0,12}(?:\[1\][ \t]*)?\b(\d\d)\b`),
	regexp.MustCompile(`(?i)secret(?:[ _-]?access)?(?:[ _-]?key)?["')\]]*\.?\s*(?:length|len|size)\b[^\n\d]{0,12}\b(\d\d)\b`),
	regexp.MustCompile(`(?i)secret(?:[ _-]?access)?(?:[ _-]?key)?\b[^\n.]{0,24}\b(?:is|has|of)\b[^\n.\d]{0,12}\b(\d\d)[ -](?:char\w*|bytes|long|letters)`),
}

// comparesTo is ahead of a number that code compares with.
var comparesTo = regexp.MustCompile(`(?:<=?|[^=-]>=?|[!=]==?)\s*$`)

// lookPrintedLength finds a secret key that is not as long as all of AWS are, 40 characters.
func lookPrintedLength(f *facts) []hit {
	if !f.denied() || f.verified || f.succeeded() || f.thirdParty() || f.params.AccessKeyID != "" && !awsKeyID.MatchString(f.params.AccessKeyID) {
		return nil
	}
	for _, form := range printedLength {
		for t := range f.matches(form) {
			n, _ := strconv.Atoi(t.S)
			if before, _, _, ok := f.lineAround(t); ok && comparesTo.Match(before) {
				continue // what code asks for
			}
			h := hit{
				basis:  byInference,
				says:   "The secret key that the client has is " + t.S + " characters long; those of AWS have 40.",
				places: places(t),
				at:     KeyStage,
			}
			switch {
			case n >= 36 && n < 40:
				h.code = "secret-truncated"
			case n == 41 || n == 42:
				h.code = "secret-whitespace"
			default:
				continue
			}
			return []hit{h}
		}
	}
	return nil
}

// whoseKey says what is wrong with the key where both sides' texts are one.
func (f *facts) whoseKey() string {
	if f.asSent.Keys.Steps > 0 {
		return "the client signed with another secret key than the one at hand, or derives the signing key in a " +
			"way of its own."
	}
	return "the secret key, or the way the signing key is derived from it, is not the one that the server has."
}

// lookSentAsSeen tells what is left where the server's string to sign is the one due for
// the request as it is sent.
func (f *facts) lookSentAsSeen(s *evidence.StringToSign) []hit {
	h := hit{
		basis: byHint,
		says: "The server computes its string to sign from the request exactly as it is sent. Either the client " +
			"signed another text, or the secret key is not the one that the server has: the client's own string to " +
			"sign, or the secret key, tells which.",
		places: places(s.Whole),
		at:     KeyStage,
	}
	whole := f.req != nil && !f.req.Gathered() // of headers alone, others may be cut off
	if whole && f.knownSigner() && !strings.ContainsAny(f.model.Query, noURI) {
		h.basis = byInference
		h.says = "The server computes its string to sign from the request exactly as it is sent, and the client is " +
			"one that signs correctly: the secret key is not the one that the server has for this access key ID."
	}
	return []hit{h}
}

// saidSame reports whether who pasted says that both sides' texts are one.
func (f *facts) saidSame() bool {
	return slices.ContainsFunc(f.ev.Hints, func(h evidence.Hint) bool { return h.Kind == evidence.HintSame })
}

// lookSaidSame takes the word of who pasted for it that both sides' texts are one.
func (f *facts) lookSaidSame(s *evidence.StringToSign) []hit {
	for _, hint := range f.ev.Hints {
		if hint.Kind == evidence.HintSame {
			return []hit{{
				basis: byHint,
				says: "The paste says that both sides' texts are equal: then the secret key, or the way the " +
					"signing key is derived from it, is wrong.",
				places: append(places(hint.Text), places(s.Whole)...),
				at:     KeyStage,
			}}
		}
	}
	return nil
}

var smtpNames = regexp.MustCompile(`(?i)secret_?access_?key.{0,40}(smtp|mail|ses)[a-z_]*pass|smtp[a-z_]*(pass|user)`)

// lookSMTP finds an SMTP password given as the secret key to an SES client.
func lookSMTP(f *facts) []hit {
	if f.params.Scope.Service != "ses" && f.params.Scope.Service != "email" || f.answer != nil && !f.mismatch() {
		return nil
	}
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintConfig && smtpNames.MatchString(h.Text.S+" "+h.Value.S) {
			return []hit{{
				basis: byInference,
				says: "The secret key is taken from a setting that is named for an SMTP password: " +
					strings.TrimSpace(h.Text.S) + " = " + h.Value.S + ". SMTP credentials of SES are derived from " +
					"a secret key and are none.",
				places: places(h.Text),
			}}
		}
	}
	return nil
}
