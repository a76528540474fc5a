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
	if !f.unsettled() {
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

// lookArrivedRecoded explains the payload hash of the server by a text in the paste: the
// body has arrived in other bytes than those that the client hashed.
func lookArrivedRecoded(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		f.verified && !f.mismatch() ||
		!isHexHash(c.PayloadHash.S) ||
		f.model.BodyKnown && sigv4.HexSHA256(f.model.Body) == c.PayloadHash.S {
		return nil
	}
	declared, _ := f.serverLine("x-amz-content-sha256")
	for _, t := range f.jsonLines() {
		if mine := sigv4.HexSHA256([]byte(t.S)); mine == c.PayloadHash.S || declared != "" && mine != declared {
			continue
		}
		forms := replay.Recoded([]byte(t.S))
		i := slices.IndexFunc(forms, func(b replay.BodyForm) bool {
			return sigv4.HexSHA256(b.Bytes) == c.PayloadHash.S
		})
		if i < 0 {
			continue
		}
		return []hit{{
			basis: byTexts,
			says: "The payload hash of the server is that of " + clip(quoted(t.S)) +
				" in another encoding than the UTF-8 that stands here: the body is sent in other bytes than were " +
				"hashed. Hash the bytes, and send these bytes.",
			places:  places(c.PayloadHash, t),
			yours:   sigv4.HexSHA256([]byte(t.S)),
			correct: c.PayloadHash.S,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// sameJSON reports whether two texts are the same JSON value.
func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// lookHashedQuery finds a hash in the paste that is the one of the query: a server or signer
// that takes the parameters of a POST for its body has hashed them.
func lookHashedQuery(f *facts) []hit {
	query := f.model.Query
	if query == "" || f.verified {
		return nil
	}
	for _, t := range f.looseHashes() {
		for _, q := range []string{query, sigv4.CanonicalQuery(query), "?" + query} {
			if t.S == sigv4.HexSHA256([]byte(q)) {
				return []hit{{
					basis: byTexts,
					says: "The hash " + t.S[:8] + "… is that of the query, " + quoted(q) + ": the parameters were taken for the " +
						"body, whose hash belongs there.",
					places:  places(t, f.targetText()),
					yours:   t.S,
					correct: sigv4.EmptyHash,
					at:      CanonicalStage,
				}}
			}
		}
	}
	return nil
}
