package diagnose

import (
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
	for _, t := range f.looseHashes() {
		out = append(out, &target{
			what:  "the hash " + t.S[:8] + "… that the paste shows",
			shown: t,
			Quest: &replay.Quest{Model: f.model, Hash: t.S},
		})
	}
	return out
}

// looseHashes are the hashes in the paste that nothing there tells of.
func (f *facts) looseHashes() (out []evidence.Text) {
	shown := slices.Collect(f.matches(looseHash))
	if len(shown) == 0 {
		return nil
	}
	known := []string{
		sigv4.EmptyHash, f.sentSig, f.asSent.CanonicalHash.Text, f.model.Payload, f.client.Hash.S,
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
