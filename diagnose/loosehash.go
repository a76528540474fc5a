package diagnose

import (
	"bytes"
	"regexp"
	"slices"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// looseHash is 64 hex digits that stand alone.
var looseHash = regexp.MustCompile(`(?:^|[^0-9A-Za-z])([0-9a-f]{64})(?:[^0-9A-Za-z]|$)`)

// mostLoose is how many loose hashes are tried at most.
const mostLoose = 4

// looseQuests are for hashes that the paste shows and that are none of those known:
// where nothing else of the client's texts is there, one of them may be the hash of
// its canonical request, whatever it is called. Only what reproduces it tells.
func (f *facts) looseQuests() (out []*target) {
	if f.clientTexts() || f.client.Hash.S != "" || !f.completeForHash() {
		return nil
	}
	list := f.looseHashes()
	if !f.mismatch() {
		list = f.hashOfCanonical(list)
	}
	for _, t := range list {
		out = append(out, &target{
			what:  "the hash " + t.S[:8] + "… that the paste shows",
			shown: t,
			loose: true,
			Quest: &replay.Quest{Model: f.model, Hash: t.S},
		})
	}
	return out
}

// hashOfCanonical is the one of the hashes that may be taken for that of the canonical request
// where no server says that the signature is wrong: the only one near words of such a
// request, or the only one at all.
func (f *facts) hashOfCanonical(list []evidence.Text) []evidence.Text {
	if f.answer != nil && !f.denied() || len(f.ev.Exchanges) > 1 ||
		f.program() || f.taught() || f.allWell() || f.agreedHash().Present() {
		return nil
	}
	if len(list) > 1 {
		list = slices.DeleteFunc(list, func(t evidence.Text) bool { return !namesCanonical.MatchString(f.aheadOf(t)) })
	}
	if len(list) != 1 || !f.itsOwn(list[0]) {
		return nil
	}
	return list
}

var (
	// namesCanonical is said of a canonical request, in the languages that have the word.
	namesCanonical = regexp.MustCompile(`(?i)\bc_?req|can[oó]ni|kanoni|канонич|規範|规范|正規|hashed[ _-]?req`)
	// notNow is ahead of a hash that this request is not said to have now.
	notNow = regexp.MustCompile(`(?i)\b` + anyOf(
		`expect(?:s|ed|ing)?|should|correct|wanted`,
		`before|old|previous(?:ly)?|earlier|used to|was|had|other|another|not|never|wrong`,
	) + `\b`)
	// ofAnother is ahead of one that the server has, or that something else has.
	ofAnother = regexp.MustCompile(`(?i)\b` + anyOf(
		`servers?|aws|theirs|computed by`,
		`bod(?:y|ies)|payload|file|object|content|digest of|image|layer|commit|etag`,
	) + `\b`)
)

// itsOwn reports whether nothing ahead of a hash says that it is not one of this request.
func (f *facts) itsOwn(hash evidence.Text) bool {
	ahead := f.aheadOf(hash)
	return !notNow.MatchString(ahead) && !ofAnother.MatchString(ahead)
}

// aheadOf is what stands ahead of a text on its line; where it begins its line, what is said
// on the one above: right above, or behind a blank line where it ends as what leads to more does.
func (f *facts) aheadOf(t evidence.Text) string {
	const near = 120
	if !t.InSource() {
		return ""
	}
	data, p := f.ev.Written(t.Place())
	before := bytes.TrimRight(data[max(0, p.From-near):p.From], " \t\"'`")
	above := bytes.TrimRight(before, " \t\r\n")
	if bytes.Count(before[len(above):], []byte("\n")) > 1 && !bytes.HasSuffix(above, []byte(":")) {
		return ""
	}
	return string(above[bytes.LastIndexByte(above, '\n')+1:])
}

// agreedHash is where the paste shows the hash of the canonical request that is due for the
// request as it was sent, and nothing else of either side's texts: up to there they agree.
func (f *facts) agreedHash() evidence.Text {
	due := f.asSent.CanonicalHash
	if f.clientTexts() || f.server.text != nil || f.server.canonical != nil || f.echo || !due.Known() {
		return evidence.Text{}
	}
	if f.client.Hash.S == due.Text {
		return f.client.Hash
	}
	for t := range f.matches(looseHash) {
		if t.S == due.Text && f.itsOwn(t) {
			return t
		}
	}
	return evidence.Text{}
}

// agreesSoFar says what a hash of the canonical request that is due tells.
func agreesSoFar(hash evidence.Text) string {
	return "the hash " + hash.S[:8] + "… that the paste shows is that of the canonical request due for this request: " +
		"the texts agree up to there"
}

// ofTheText leaves out the sets that give a hash of the body alone: a hash that nothing tells of
// is met as one of a body more often than in place of that of a canonical request.
func ofTheText(sets [][]*replay.Twist) [][]*replay.Twist {
	return slices.DeleteFunc(sets, func(set []*replay.Twist) bool {
		return slices.ContainsFunc(set, (*replay.Twist).OfBody)
	})
}

// looseHashes are the hashes in the paste that nothing there tells of.
func (f *facts) looseHashes() (out []evidence.Text) {
	shown := slices.Collect(f.matches(looseHash))
	if len(shown) == 0 {
		return nil
	}
	known := []string{
		sigv4.EmptyHash, sigv4.HexSHA256(f.model.Body), f.sentSig, f.asSent.CanonicalHash.Text, f.model.Payload, f.client.Hash.S,
		f.client.Signature.S,
	}
	if h, ok := f.raw.HeaderValue("x-amz-content-sha256"); ok {
		known = append(known, h)
	}
	if t := f.server.text; t != nil {
		known = append(known, t.Hash.S)
	}
	if c := f.server.canonical; c != nil {
		known = append(known, c.PayloadHash.S)
	}
	for i := range f.ev.Exchanges {
		known = append(known, shownHashes(&f.ev.Exchanges[i])...)
		for _, c := range f.ev.Exchanges[i].Claims {
			known = append(known, c.Signature.S)
		}
		if a := f.ev.Exchanges[i].Server; a != nil {
			known = append(known, a.Field("SignatureProvided").S)
		}
	}
	for _, t := range shown {
		if slices.Contains(known, t.S) {
			continue
		}
		if known = append(known, t.S); len(out) == mostLoose {
			break
		}
		out = append(out, t)
	}
	return out
}

// shownHashes are the hashes of bodies that an exchange shows.
func shownHashes(x *evidence.Exchange) (known []string) {
	if x.Request != nil {
		known = append(known, fieldOf(x.Request, "x-amz-content-sha256").S)
	}
	if c := x.Client.Canonical; c != nil {
		known = append(known, c.PayloadHash.S)
	}
	if x.Server != nil && x.Server.Canonical != nil {
		known = append(known, x.Server.Canonical.PayloadHash.S)
	}
	return known
}
