package diagnose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// streamingLooks read aws-chunked bodies.
var streamingLooks = []mistake{
	{code: "streaming-decoded-length-mismatch", look: lookDecodedLength},
	{code: "streaming-chunk-signature-wrong", look: lookChunksPassedOn},
	{code: "streaming-marker-mismatch", look: lookChunkedHash},
	{code: "streaming-marker-mismatch", look: lookMarker},
	{code: "streaming-framing-malformed", look: lookFraming},
	{code: "streaming-chunk-signature-wrong", look: lookChunkSignatures},
	{code: "event-signature-wrong", look: lookPriorKept},
	{code: "body-checksum-mismatch", look: lookTrailerChecksum},
	{code: "streaming-chunk-signature-wrong", look: lookChunkRefused},
}

// lookMarker compares the STREAMING- word, or that there is none, with how the body is
// framed.
func lookMarker(f *facts) []hit {
	if !f.requestShown() || f.raw.Body.State != sigv4.BodyKnown || len(f.raw.Body.Bytes) == 0 {
		return nil
	}
	framed := chunkHead.Match(f.raw.Body.Bytes)
	signed := strings.Contains(string(f.raw.Body.Bytes[:min(200, len(f.raw.Body.Bytes))]), ";chunk-signature=")
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	if signed && !f.streaming() && v != "" {
		return []hit{{
			basis: byRule,
			says: "The body is framed as aws-chunked, x-amz-content-sha256 is " + quoted(v) +
				" in place of a STREAMING- word.",
			places:  places(f.fieldText("x-amz-content-sha256")),
			yours:   v,
			correct: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
		}}
	}
	if f.streaming() && !framed && !strings.HasSuffix(v, "EVENTS") {
		return []hit{{
			basis:  byRule,
			says:   "x-amz-content-sha256 says " + v + ", the body is not framed as aws-chunked.",
			places: places(f.fieldText("x-amz-content-sha256")),
			yours:  v,
		}}
	}
	return nil
}

// lookChunkRefused finds a string to sign of the server that is the one of a chunk.
func lookChunkRefused(f *facts) []hit {
	t := f.server.text
	if t == nil || f.answer == nil || !strings.HasPrefix(t.Whole.S, "AWS4-HMAC-SHA256-PAYLOAD") {
		return nil
	}
	return []hit{{
		basis: byAnswer,
		says: "The server's string to sign begins AWS4-HMAC-SHA256-PAYLOAD: the signature of the headers was " +
			"accepted, that of a chunk was not.",
		places: places(t.Whole),
		at:     StringToSignStage,
	}}
}

// lookChunkedHash finds a canonical request of a body in chunks whose payload hash is that of a
// body as it is: chunks go with a STREAMING- word (S3 API reference, "Signature calculations
// for the authorization header: Transferring payload in multiple chunks").
func lookChunkedHash(f *facts) []hit {
	if f.verified || !f.mismatch() {
		return nil
	}
	i := slices.IndexFunc(f.ev.Exchanges, func(x evidence.Exchange) bool {
		c := x.Client.Canonical
		if c == nil || !isHexHash(c.PayloadHash.S) {
			return false
		}
		encoding, _ := lineOf(c, "content-encoding")
		return strings.HasPrefix(encoding+",", "aws-chunked,")
	})
	if i < 0 {
		return nil
	}
	c := f.ev.Exchanges[i].Client.Canonical
	return []hit{{
		basis: byInference,
		says: "content-encoding is aws-chunked, and the payload hash is the one of a body as it is: chunks go with a " +
			"STREAMING- word, which few services but S3 take.",
		places: places(c.PayloadHash),
		yours:  c.PayloadHash.S,
		at:     CanonicalStage,
	}}
}

// lookDecodedLength finds a streamed body whose length is not told, or not as it is.
func lookDecodedLength(f *facts) []hit {
	if word, _ := f.raw.HeaderValue("x-amz-content-sha256"); !f.streaming() ||
		strings.HasSuffix(word, "EVENTS") ||
		!f.requestShown() {
		return nil
	}
	v, ok := f.raw.HeaderValue("x-amz-decoded-content-length")
	if !ok {
		if !f.wire() {
			return nil
		}
		return []hit{{
			basis:   byRule,
			says:    "x-amz-decoded-content-length is not sent with a streaming payload.",
			places:  places(f.fieldText("x-amz-content-sha256")),
			correct: "x-amz-decoded-content-length",
		}}
	}
	list, fault := chunks(f.raw.Body.Bytes)
	if f.raw.Body.State != sigv4.BodyKnown || fault != "" || len(list) == 0 {
		return nil
	}
	sum := 0
	for _, c := range list {
		sum += c.size
	}
	if strconv.Itoa(sum) == v {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "x-amz-decoded-content-length is " + v + ", the chunks hold " + strconv.Itoa(sum) + " bytes.",
		places:  places(f.fieldText("x-amz-decoded-content-length")),
		yours:   v,
		correct: strconv.Itoa(sum),
	}}
}

// lookFraming reads the chunk frames. Line ends may have been lost in a paste, so
// only what a terminal cannot do to them counts for more than a hint.
func lookFraming(f *facts) []hit {
	if !f.streaming() ||
		!f.requestShown() ||
		f.raw.Body.State != sigv4.BodyKnown ||
		len(f.raw.Body.Bytes) == 0 ||
		!f.bodyWhole() {
		return nil
	}
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	list, fault := chunks(f.raw.Body.Bytes)
	if fault == "" && strings.HasPrefix(v, "STREAMING-AWS4") {
		for _, c := range list {
			if c.signature == "" {
				fault = "a chunk has no chunk-signature"
			}
		}
	}
	if fault == "" {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "The aws-chunked body does not hold together: " + fault + ".",
		places:  places(f.req.Body.Sub(0, min(80, len(f.req.Body.S)))),
		fragile: true,
	}}
}

// lookChunkSignatures checks the chain of chunk signatures from the seed on
// (Amazon S3 API reference, "Transferring payload in multiple chunks"): only a
// seed that is right says anything about what follows it.
func lookChunkSignatures(f *facts) []hit {
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	if !f.verified ||
		f.asSent.Keys.Steps == 0 ||
		!strings.HasPrefix(v, "STREAMING-AWS4-HMAC") ||
		f.raw.Body.State != sigv4.BodyKnown ||
		strings.HasSuffix(v, "EVENTS") ||
		!f.bodyWhole() {
		return nil
	}
	list, fault := chunks(f.raw.Body.Bytes)
	if fault != "" {
		return nil
	}
	previous, signer := f.sentSig, f.chunkSigner()
	for i, c := range list {
		due := signer.chunk(previous, c.data)
		if c.signature != due {
			return []hit{{
				basis:   byRule,
				says:    "The signature of chunk " + strconv.Itoa(i+1) + " does not follow from the one before it.",
				places:  places(f.req.Body.Sub(chunkAt(f.req.Body.S, c.signature))),
				yours:   c.signature,
				correct: due,
				at:      SignatureStage,
			}}
		}
		previous = due
	}
	if strings.HasSuffix(v, "-TRAILER") {
		return f.lookTrailer(previous)
	}
	return nil
}

func chunkAt(body, signature string) (from, to int) {
	i := max(0, strings.Index(body, signature))
	return i, i + len(signature)
}

// lookTrailer verifies the signature of a trailer.
func (f *facts) lookTrailer(previous string) []hit {
	lines, signature := f.trailer()
	if signature == "" {
		return []hit{{
			code:   "streaming-trailer-malformed",
			basis:  byRule,
			says:   "The trailer is not signed: x-amz-trailer-signature is missing.",
			places: places(f.fieldText("x-amz-content-sha256")),
		}}
	}
	due := f.chunkSigner().trailer(previous, lines)
	if due == signature {
		return nil
	}
	return []hit{{
		code:  "streaming-trailer-malformed",
		basis: byRule,
		says: "x-amz-trailer-signature is not that of the trailer that is sent: its lines are hashed with LF, " +
			"each with one at its end, behind the signature of the last chunk.",
		places:  places(f.req.Body.Sub(chunkAt(f.req.Body.S, signature))),
		yours:   signature,
		correct: due,
		at:      SignatureStage,
	}}
}

// lookTrailerChecksum compares a checksum in the trailer with the data.
func lookTrailerChecksum(f *facts) []hit {
	if !f.streaming() || f.raw.Body.State != sigv4.BodyKnown || !f.bodyWhole() {
		return nil
	}
	list, fault := chunks(f.raw.Body.Bytes)
	if fault != "" {
		return nil
	}
	var data []byte
	for _, c := range list {
		data = append(data, c.data...)
	}
	lines, _ := f.trailer()
	for _, l := range lines {
		name, value, _ := strings.Cut(l, ":")
		due := checksum(lower(name), data)
		if value = strings.TrimSpace(value); due != "" && value != due {
			return []hit{{
				basis:   byRule,
				says:    "The trailer says " + l + ", the checksum of the data is " + due + ".",
				places:  places(f.req.Body.Sub(chunkAt(f.req.Body.S, value))),
				yours:   value,
				correct: due,
				at:      RequestStage,
			}}
		}
	}
	return nil
}

// lookChunksPassedOn finds a proxy that signs a request with a chunked, signed body anew
// and passes the chunks on: their signatures follow from the one of the client
// (S3 API reference, "Signature Calculations for the Authorization Header: Transferring
// Payload in Multiple Chunks").
func lookChunksPassedOn(f *facts) []hit {
	if f.claim == nil ||
		f.req == nil ||
		!f.unsettled() ||
		f.asSent.Keys.Steps > 0 ||
		!signsChunks(f.req) {
		return nil
	}
	for _, x := range f.ev.Exchanges {
		r := x.Request
		if r == nil ||
			len(x.Claims) == 0 ||
			!signsChunks(r) ||
			pathOf(r) != pathOf(f.req) ||
			r.Method.S != f.req.Method.S {
			continue
		}
		mine, theirs := f.claim.AccessKeyID, x.Claims[0].AccessKeyID
		if mine.S == "" ||
			theirs.S == "" ||
			mine.S == theirs.S ||
			fieldOf(r, "content-length").S != fieldOf(f.req, "content-length").S {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The request is shown as the client signed it and as a proxy signs it anew, with another key; " +
				"the body, whose chunks the client has signed, has the same length in both. A chunk's signature " +
				"follows from that of the headers and from the key: the chunks have to be signed anew, too.",
			places: places(theirs, mine),
			at:     SignatureStage,
		}}
	}
	return nil
}

// signsChunks reports whether a request says that each chunk of its body is signed.
func signsChunks(r *evidence.Request) bool {
	return strings.HasPrefix(fieldOf(r, "x-amz-content-sha256").S, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
}

// priorSigned is what code signs of the event before, in the string to sign of an event.
var priorSigned = regexp.MustCompile(`AWS4-HMAC-SHA256-PAYLOAD["'][\s\S]{0,240}?\b` +
	`((?:self|this)\.\w*(?i:prior|previous|prev)\w*)`)

// memberSet is a member of an object that code gives a value.
var memberSet = regexp.MustCompile(`\b((?:self|this)\.\w+)\s*(?::\s*\w+\s*)?=[^=]`)

// lookPriorKept finds code that signs each event of a stream with the signature of the
// headers: what is to be the signature of the event before is set once.
func lookPriorKept(f *facts) []hit {
	if !f.unsettled() {
		return nil
	}
	groups, where := f.find(priorSigned)
	if len(groups) < 2 {
		return nil
	}
	set := 0
	for name := range f.matches(memberSet) {
		if name.S == groups[1] {
			set++
		}
	}
	if set != 1 {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: groups[1] + " is set once and signed with every event: it has to become the signature of each " +
			"event that was signed.",
		places: places(where),
		at:     StringToSignStage,
	}}
}
