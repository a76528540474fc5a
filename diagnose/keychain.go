package diagnose

import (
	"slices"

	"sigwhy/evidence"
)

// mostKeys bounds the hashes of a paste that are tried as derived keys.
const mostKeys = 16

// A printedKey is a hash in the paste that may be a derived key, whatever it is called.
type printedKey struct {
	bytes string
	where evidence.Text
}

// lookKeyChain follows the keys that a signer prints from the one that gives the
// signature back to the first: of each step it tells what it was fed with. No secret key
// is needed for that, nor a label that can be read.
func lookKeyChain(f *facts) []hit {
	if f.verified || !isHexHash(f.sentSig) || f.asSent.Keys.Steps > 0 {
		return nil
	}
	keys := f.printedKeys()
	if len(keys) < 2 {
		return nil
	}
	h := newHasher()
	last := f.signingAmong(h, keys)
	if last < 0 {
		return nil
	}
	twists := f.model.twists("signing-key-wrong-region", "signing-key-wrong-service", "scope-malformed", "signing-key-steps-wrong")
	var hits []hit
	for range 4 {
		from, step := f.stepTo(h, keys, last, twists)
		if from < 0 {
			break
		}
		if step != nil {
			hits = append(hits, hit{code: step.code, basis: byRule, says: "The printed keys show it: your signer " + step.says + ".", places: []evidence.Text{keys[from].where, keys[last].where}, at: KeyStage})
		}
		last = from
	}
	return hits
}

// printedKeys are the hashes of a paste that no text of the request accounts for.
func (f *facts) printedKeys() []printedKey {
	known := []string{f.sentSig, f.model.payload}
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil {
			known = append(known, t.Hash.S)
		}
	}
	var out []printedKey
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		for _, m := range hexToken.FindAllIndex(src.Data, 8*mostKeys) {
			text := lower(string(src.Data[m[0]:m[1]]))
			key := printedKey{string(decodeHex(text)), f.ev.Cut(i, m[0], m[1])}
			if !slices.Contains(known, text) && len(out) < mostKeys && !slices.ContainsFunc(out, func(o printedKey) bool { return o.bytes == key.bytes }) {
				out = append(out, key)
			}
		}
	}
	return out
}

// signingAmong is the key that gives the signature sent, -1 when none does.
func (f *facts) signingAmong(h *hasher, keys []printedKey) int {
	var texts []string
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil && !t.Masked {
			texts = append(texts, t.Whole.S)
		}
	}
	if f.asSent.StringToSign.Known() {
		texts = append(texts, f.asSent.StringToSign.Text)
	}
	target := string(decodeHex(f.sentSig))
	return slices.IndexFunc(keys, func(k printedKey) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return h.keyed(k.bytes, text) == target })
	})
}

// keyed is an HMAC with a key that is used once.
func (h *hasher) keyed(key, message string) string {
	var state keyState
	var sum midstate
	h.keyState([]byte(key), &state)
	h.hmac(&state, message, &sum)
	return string(sum.sum())
}

// stepTo finds the key before another one, -1 when none is, and the twist of which the
// step is, nil for a step by the rules.
func (f *facts) stepTo(h *hasher, keys []printedKey, last int, twists []*twist) (from int, step *twist) {
	scope := &f.params.Scope
	for i, k := range keys {
		if i == last {
			continue
		}
		var state keyState
		var sum midstate
		h.keyState([]byte(k.bytes), &state)
		gives := func(message string) bool {
			h.hmac(&state, message, &sum)
			return string(sum.sum()) == keys[last].bytes
		}
		if gives(scope.Region) || gives(scope.Service) || gives(scope.Terminator) {
			return i, nil
		}
		for _, w := range twists {
			feed := f.model.with(w).k.feed()
			if slices.ContainsFunc(feed[1:], func(m *string) bool { return m != nil && gives(*m) }) {
				return i, w
			}
		}
	}
	return -1, nil
}
