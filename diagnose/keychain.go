package diagnose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
)

// mostKeys bounds the hashes of a paste that are tried as derived keys.
const mostKeys = 16

// A printedKey is a hash in the paste that may be a derived key, whatever it is called.
type printedKey struct {
	bytes string
	where evidence.Text
}

// A keyChain is what the keys that a signer prints prove.
type keyChain struct {
	hits   []hit
	proven []evidence.Text // the printed keys that are derived keys beyond doubt
}

// lookKeyChain tells of each step that the printed keys prove what it was fed with. No
// secret key is needed for that, nor a label that can be read.
func lookKeyChain(f *facts) []hit {
	if f.verified || f.asSent.Keys.Steps > 0 {
		return nil
	}
	return f.keyChain().hits
}

// keyChain follows the printed keys from the one that gives the signature back to the
// first, once.
func (f *facts) keyChain() *keyChain {
	if f.chain == nil {
		f.chain = f.followKeys()
	}
	return f.chain
}

// keyFeeds are what the derived keys are fed with, in the order in which they are made.
var keyFeeds = [...]string{"date", "region", "service", "aws4_request"}

// followKeys goes up the chain of derivation from the key that gives the signature that
// was sent.
func (f *facts) followKeys() *keyChain {
	chain := &keyChain{}
	if !isHexHash(f.sentSig) || !f.showsKeys() {
		return chain
	}
	keys := f.printedKeys()
	last := f.signingAmong(keys)
	if last < 0 {
		return chain
	}
	chain.proven = append(chain.proven, keys[last].where)
	twists := f.model.Twists("signing-key-wrong-region", "signing-key-wrong-service", "scope-malformed",
		"signing-key-steps-wrong")
	for due := len(keyFeeds) - 1; due > 0; {
		from, done, step := f.stepTo(keys, last, twists)
		if from < 0 {
			break
		}
		where := []evidence.Text{keys[from].where, keys[last].where}
		switch {
		case step != nil:
			chain.hits = append(chain.hits, hit{
				code:   step.Code,
				basis:  byRule,
				says:   "The printed keys show it: your signer " + step.Says + ".",
				places: where,
				at:     KeyStage,
			})
		case done < due:
			chain.hits = append(chain.hits, hit{
				code:  "signing-key-steps-wrong",
				basis: byRule,
				says: "The printed keys show it: your signer leaves the " +
					strings.Join(keyFeeds[done+1:due+1], " and the ") + " out of the key derivation.",
				places: where,
			})
			due = done
		}
		due--
		last = from
		chain.proven = append(chain.proven, keys[last].where)
	}
	return chain
}

// printedKeys are the derived keys that a log calls so, in whatever form, and the hashes of
// a paste that no text of the request accounts for.
func (f *facts) printedKeys() []printedKey {
	known := []string{f.sentSig, f.model.Payload}
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil {
			known = append(known, t.Hash.S)
		}
	}
	var out []printedKey
	for _, k := range f.client.Keys {
		if sum := evidence.KeyBytes(k.Value.S); len(sum) == sha256.Size && len(out) < mostKeys {
			out = append(out, printedKey{string(sum), k.Value})
		}
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		for _, m := range hexToken.FindAllIndex(src.Data, 8*mostKeys) {
			text := lower(string(src.Data[m[0]:m[1]]))
			sum, _ := hex.DecodeString(text)
			key := printedKey{string(sum), f.ev.Cut(i, m[0], m[1])}
			if !slices.Contains(known, text) &&
				len(out) < mostKeys &&
				!slices.ContainsFunc(out, func(o printedKey) bool { return o.bytes == key.bytes }) {
				out = append(out, key)
			}
		}
	}
	return out
}

// signingAmong is the key that gives the signature sent, -1 when none does.
func (f *facts) signingAmong(keys []printedKey) int {
	var texts []string
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil && !t.Masked {
			texts = append(texts, t.Whole.S)
		}
	}
	if f.asSent.StringToSign.Known() {
		texts = append(texts, f.asSent.StringToSign.Text)
	}
	signature, _ := hex.DecodeString(f.sentSig)
	return slices.IndexFunc(keys, func(k printedKey) bool {
		gives := k.hmac()
		return slices.ContainsFunc(texts, func(text string) bool { return gives(text) == string(signature) })
	})
}

// hmac makes HMACs with a key.
func (k printedKey) hmac() func(message string) string {
	mac := hmac.New(sha256.New, []byte(k.bytes))
	return func(message string) string {
		mac.Reset()
		mac.Write([]byte(message))
		return string(mac.Sum(nil))
	}
}

// stepTo finds the key before another one, -1 when none is, and what the step between
// them is: one by the rules, told by its number in keyFeeds, or the twist that it is.
func (f *facts) stepTo(keys []printedKey, last int, twists []*replay.Twist) (from, done int, step *replay.Twist) {
	scope := &f.params.Scope
	due := [...]string{1: scope.Region, 2: scope.Service, 3: scope.Terminator}
	for i, k := range keys {
		if i == last {
			continue
		}
		made := k.hmac()
		gives := func(message string) bool { return made(message) == keys[last].bytes }
		for n := len(due) - 1; n > 0; n-- {
			if due[n] != "" && gives(due[n]) {
				return i, n, nil
			}
		}
		for _, w := range twists {
			feed := f.model.With(w).Feed()
			if slices.ContainsFunc(feed[1:], func(m *string) bool { return m != nil && gives(*m) }) {
				return i, 0, w
			}
		}
	}
	return -1, 0, nil
}
