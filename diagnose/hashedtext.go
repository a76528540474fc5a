package diagnose

import (
	"encoding/json"
	"reflect"
	"slices"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// lookHashedText explains the payload hash of the client by a text in the paste: the
// body otherwise written, or a body in other bytes than are sent. That the hash comes
// out proves which bytes were hashed.
func lookHashedText(f *facts) []hit {
	if f.verified || !f.mismatch() {
		return nil
	}
	texts := f.jsonLines()
	for _, hash := range f.payloadHashes() {
		if f.model.BodyKnown && sigv4.HexSHA256(f.model.Body) == hash.S {
			continue
		}
		for _, t := range texts {
			if h, ok := f.hashedText(hash, t); ok {
				return []hit{h}
			}
			if sigv4.HexSHA256([]byte(t.S)) == hash.S {
				break // and nothing is known to be sent but this
			}
		}
	}
	return nil
}

// payloadHashes are the hashes in the paste that may be of the body as the client had it.
func (f *facts) payloadHashes() []evidence.Text {
	var out []evidence.Text
	if c := f.client.Canonical; c != nil && isHexHash(c.PayloadHash.S) {
		return append(out, c.PayloadHash)
	}
	if f.req == nil {
		return append(out, f.looseHashes()...)
	}
	if t := f.fieldText("x-amz-content-sha256").Trim(); isHexHash(t.S) {
		out = append(out, t)
	}
	return append(out, f.looseHashes()...)
}

// hashedText tells how a hash comes of a text.
func (f *facts) hashedText(hash, t evidence.Text) (hit, bool) {
	h := hit{basis: byInference, places: places(hash, t), yours: hash.S, at: CanonicalStage}
	if sigv4.HexSHA256([]byte(t.S)) == hash.S {
		if !f.model.BodyKnown || !sameJSON([]byte(t.S), f.model.Body) || len(f.model.Body) == 0 {
			return h, false
		}
		h.code, h.basis, h.correct = "body-reserialized", byRule, sigv4.HexSHA256(f.model.Body)
		h.says = "The client hashed " + quoted(t.S) + "; the same is sent, otherwise written."
		return h, true
	}
	forms := replay.Recoded([]byte(t.S))
	i := slices.IndexFunc(forms, func(b replay.BodyForm) bool { return sigv4.HexSHA256(b.Bytes) == hash.S })
	if i < 0 {
		return h, false
	}
	h.code, h.correct = "body-recoded-after-hashing", sigv4.HexSHA256([]byte(t.S))
	h.says = "The client " + forms[i].Says + ": that has the hash it signed."
	return h, true
}

// sameJSON reports whether two texts are the same JSON value.
func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
