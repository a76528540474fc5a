package diagnose

import (
	"slices"
	"strings"

	"sigwhy/replay"
	"sigwhy/sigv4"
)

// A signature is made of one canonical request and one string to sign (Signature Version 4
// signing process, "Create a signed request"): of two requests that carry the same one, what
// differs in those texts was changed after it was signed. The good request has the text that
// was signed.

// sameSignature reports whether both requests carry one signature that somebody computed: 64
// hex digits of which few are missing, as of any hash, and not one half twice. Nothing on the
// way of a request changes what stands beside it: where key, scope or list of headers differ,
// one claim was made of the other by hand.
func (x *comparison) sameSignature() bool {
	const fewDigits = 9 // a hash with no more different ones is one in ten thousand millions
	sig, a, b := x.good.sentSig, x.good.claim, x.bad.claim
	if !isHexHash(sig) || sig != x.bad.sentSig || sig[:len(sig)/2] == sig[len(sig)/2:] ||
		a != nil && b != nil && (a.Credential.S != b.Credential.S || a.SignedHeaders.S != b.SignedHeaders.S) {
		return false
	}
	digits := strings.Split(sig, "")
	slices.Sort(digits)
	return len(slices.Compact(digits)) > fewDigits
}

// changed names what the failing request has otherwise than the good one, whose signature it
// carries. Of a good one that was refused it is not certain which of the two was signed, unless
// the key at hand tells; where that gives another signature for it, it was not the good one.
func (x *comparison) changed() []hit {
	was, is := x.good.model, x.bad.model
	hits := slices.Concat(x.methodChanged(was, is), x.pathChanged(was, is), x.queryChanged(was, is), x.headersChanged(was, is),
		x.payloadChanged(was, is))
	for i := range hits {
		h := &hits[i]
		h.at, h.way = CanonicalStage, true
		switch {
		case x.otherKey():
			h.basis = byHint
		case x.doubt != "" && !x.good.verified:
			h.basis = max(h.basis, byInference)
		}
		h.says += " Both carry the same signature: it was changed after signing."
	}
	return hits
}

// exact is what a difference proves: texts that are shown as they travelled, or as one of the
// sides has them, or that the key at hand has proved, are what they are; a command or a log may
// say otherwise than what is sent.
func (x *comparison) exact() basis {
	told := func(f *facts) bool {
		return f.verified || f.echo || f.client.Canonical != nil || f.req != nil && (f.req.OnTheWire || f.req.What == "presigned-url")
	}
	if told(x.good) && told(x.bad) {
		return byTexts
	}
	return byInference
}

func (x *comparison) methodChanged(was, is *replay.Model) []hit {
	if was.Method == "" || is.Method == "" || was.Method == is.Method || x.good.methodAssumed || x.bad.methodAssumed {
		return nil
	}
	return []hit{{
		code: "method-mismatch", basis: x.exact(),
		says:   "The good request has the method " + was.Method + ", this one " + is.Method + ".",
		places: places(x.bad.req.Method), yours: was.Method, correct: is.Method,
	}}
}

func (x *comparison) pathChanged(was, is *replay.Model) []hit {
	if was.Path == "" || is.Path == "" || was.With().Part(replay.GroupPath) == is.With().Part(replay.GroupPath) {
		return nil
	}
	b := x.exact()
	if b != byTexts && sigv4.PercentDecode(was.Path) == sigv4.PercentDecode(is.Path) {
		b = byCode // a log may print a path otherwise than it travels
	}
	return []hit{{
		code: pathOnTheWay(was.Path, is.Path), basis: b,
		says:   "The good request has the path " + quoted(clip(was.Path)) + ", this one " + quoted(clip(is.Path)) + ".",
		places: places(x.bad.targetText()), yours: was.Path, correct: is.Path,
	}}
}

func (x *comparison) queryChanged(was, is *replay.Model) []hit {
	a, b := was.With().Part(replay.GroupQuery), is.With().Part(replay.GroupQuery)
	if a == b || was.Path == "" || is.Path == "" {
		return nil
	}
	h := hit{
		code: "query-changed-after-signing", basis: x.exact(),
		says:   "The query is another one than that of the good request.",
		places: places(x.bad.targetText()), yours: a, correct: b,
	}
	mine, theirs := replay.SplitPairs(a), replay.SplitPairs(b)
	switch {
	case strings.Contains(is.Query, "&amp;") && !strings.Contains(was.Query, "&amp;"):
		h.code, h.says = "xml-escaped", "The query has &amp; where that of the good request has &."
	case len(theirs) > len(mine) && holdsAllPairs(theirs, mine):
		var more []string
		for _, p := range theirs {
			if !slices.Contains(mine, p) {
				more = append(more, p.Name)
			}
		}
		h.code, h.says = "query-param-added-after-signing", "The query has "+strings.Join(more, ", ")+" beside what that of the good request has."
	}
	return []hit{h}
}

// headersChanged compares the values of the signed headers.
func (x *comparison) headersChanged(was, is *replay.Model) (hits []hit) {
	for _, name := range was.Names {
		_, sent := was.Values[name]
		a, b := strings.Join(was.With().HeaderValues(name), ","), strings.Join(is.With().HeaderValues(name), ",")
		if name == "host" {
			a, b, sent = was.Host, is.Host, was.Host != "" && is.Host != ""
		}
		switch _, here := is.Values[name]; {
		case !sent || a == b || masked(a) || masked(b) || blotted.MatchString(a) || blotted.MatchString(b):
		case name == "host" && strings.EqualFold(a, b), name == "authorization":
		case here || name == "host":
			hits = append(hits, x.valueChanged(name, a, b))
		case is.Complete && x.bad.wire() && !x.bad.undumped(name):
			hits = append(hits, x.removed(name, a))
		}
	}
	return hits
}

// valueChanged is the hit on a signed header that has another value. That of a header which
// holds a secret is nobody's to read.
func (x *comparison) valueChanged(name, was, is string) hit {
	h := hit{
		code: headerCode(name, was, is), basis: x.exact(), places: places(x.bad.fieldText(name)),
		yours: name + ":" + was, correct: name + ":" + is,
		says: "The header " + name + " is " + quoted(clip(was)) + " in the good request, and " + quoted(clip(is)) + " in this one.",
	}
	switch {
	case name == "host" && h.code == "host-mismatch":
		h.code, h.places = "host-rewritten-by-proxy", places(x.bad.hostText())
	case name == "host":
		h.places = places(x.bad.hostText())
	case holdsSecret.MatchString(name):
		h.says = "The header " + name + " has another value than in the good request."
		h.yours, h.correct = name+":(not shown)", name+":(another value)"
	}
	return h
}

// removed is the hit on a signed header that is gone.
func (x *comparison) removed(name, was string) hit {
	h := hop{f: x.bad, sent: x.bad.req, arrived: x.bad.req}.removed(name, was, x.exact())
	h.says = "The good request sends the signed header " + name + ", this one does not."
	if holdsSecret.MatchString(name) {
		h.yours = name + ":(not shown)"
	}
	return h
}

// payloadChanged compares what the last lines of the canonical requests are made of. The end
// of a body may be the paste's.
func (x *comparison) payloadChanged(was, is *replay.Model) []hit {
	a, b := was.With().Part(replay.GroupPayload), is.With().Part(replay.GroupPayload)
	known := func(s string) bool { return isHexHash(s) || streamingWord(s) || s == "UNSIGNED-PAYLOAD" }
	if a == b || !known(a) || !known(b) || x.good.bodyAssumed || x.bad.bodyAssumed || x.hashSent() {
		return nil // a hash that is sent is a header like any other
	}
	h := hit{
		code: "payload-hash-mismatch", basis: x.exact(), yours: a, correct: b, fragile: true,
		says: "The last line of the canonical request is another one than that of the good request.",
	}
	if was.BodyKnown && is.BodyKnown {
		if h.code, h.says = bodyCode(was.Body, is.Body); h.code == "" {
			return nil
		}
		h.says = "The body is another one than that of the good request. " + h.says
	}
	if x.bad.requestShown() {
		h.places = places(x.bad.req.Body)
	}
	return []hit{h}
}

// hashSent reports whether both requests send the hash of their payload, and sign it as a header.
func (x *comparison) hashSent() bool {
	const name = "x-amz-content-sha256"
	return x.good.isListed(name) && x.good.sent(name) && x.bad.sent(name)
}

// unsignedCopy reports whether the failing request is the good one, by its time, method and
// path, without the Authorization header.
func (x *comparison) unsignedCopy() bool {
	date, dated := x.bad.raw.HeaderValue("x-amz-date")
	at, _ := x.good.raw.HeaderValue("x-amz-date")
	return dated && date == at && x.bad.wire() && !x.bad.sent("authorization") && !x.bad.presigned() &&
		x.good.signedInHeader() && !x.good.misplaced() &&
		x.good.model.Method == x.bad.model.Method && x.good.model.Path == x.bad.model.Path
}

// claimLostSince is the hit on a request that is the good one but for its Authorization header.
func (f *facts) claimLostSince() hit {
	return hit{
		code: "authorization-removed-in-transit", basis: byTexts, stands: true, at: RequestStage,
		says:   "The good request has an Authorization header, and the same request has none here.",
		places: places(f.req.Method, f.req.Target),
	}
}

// settleGood compares with the good request, and keeps of it what looks ask for.
func (f *facts) settleGood(c Case) *comparison {
	x := f.compare(c)
	if x == nil {
		return nil
	}
	x.doubt = x.whyDoubted()
	if x.doubt == "" && (x.sameSignature() || x.unsignedCopy()) {
		f.signedAs = x.good
	}
	return x
}

// whyDoubted says what speaks against the good request as one that was accepted, "" where
// nothing does. Of a refusal that is no matter of the signature it is a good one.
func (x *comparison) whyDoubted() string {
	g := x.good
	if a := g.answer; a != nil && (a.Code.Present() || a.Status.S >= "4") {
		if h, ok := g.answered(); !ok || !besideSignature[h.code] {
			return "The good request was refused, too (" + strings.TrimSpace(a.Status.S+" "+a.Code.S) +
				"): what differs from it is not proven to be a mistake."
		}
	}
	if x.otherKey() {
		return "The signature of the good request is not the one that the key at hand gives for it: it was changed " +
			"after signing, or signed with another key. What differs from it is not proven to be a mistake."
	}
	return ""
}

// otherKey reports whether the key at hand gives another signature for the good request.
func (x *comparison) otherKey() bool {
	g := x.good
	return g.complete() && !g.bodyAssumed && g.claim != nil && g.signedOther()
}

// about says what there is to say of the good request beside the findings: what speaks against
// it, and that it is the same as the failing one. Other findings, if any are weighty, tell then
// why they fare otherwise.
func (x *comparison) about(told []hit, weighty bool) string {
	says := ""
	switch {
	case x.doubt != "" || len(told) > 0:
		return x.doubt
	case x.good.requestShown() && x.bad.requestShown() && writeRequest(&x.good.raw) == writeRequest(&x.bad.raw):
		says = "This request and the good one are the same, byte for byte."
	case !x.sameSignature():
		return x.otherSignature()
	case !x.sameText():
		return ""
	default:
		says = "This request and the good one carry the same signature, and are the same in all that it covers."
	}
	if weighty {
		return says
	}
	return says + " " + sameFate
}

// sameFate is what two equal requests leave as causes.
const sameFate = "If one is accepted and the other is not, the server saw another request than the one shown, its " +
	"time was over, or the key or its rights had changed in between."

// sameText reports whether the texts that are signed are known of both requests, and equal.
func (x *comparison) sameText() bool {
	a, b := x.bad.asSent, x.good.asSent
	return a.StringToSign.Known() && b.StringToSign.Known() && a.StringToSign.Text == b.StringToSign.Text
}

// otherSignature says of two requests with one string to sign that their keys differ: an HMAC
// of one text and one key is always the same.
func (x *comparison) otherSignature() string {
	if !x.sameText() || !isHexHash(x.good.sentSig) || x.bad.sentSig == "" || masked(x.bad.sentSig) {
		return ""
	}
	return "The good request has the same string to sign and another signature: they were signed with different " +
		"secret keys, or one of the signatures was damaged."
}
