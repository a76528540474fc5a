package diagnose

import (
	"strings"

	"sigwhy/evidence"
)

// lookChunksPassedOn finds a proxy that signs a request with a chunked, signed body anew
// and passes the chunks on: their signatures follow from the one of the client
// (S3 API reference, "Signature Calculations for the Authorization Header: Transferring
// Payload in Multiple Chunks").
func lookChunksPassedOn(f *facts) []hit {
	if f.claim == nil || f.req == nil || !f.mismatch() || f.verified || f.asSent.Keys.Steps > 0 || !signedChunks(f.req) {
		return nil
	}
	for _, x := range f.ev.Exchanges {
		r := x.Request
		if r == nil || len(x.Claims) == 0 || !signedChunks(r) || pathOf(r) != pathOf(f.req) || r.Method.S != f.req.Method.S {
			continue
		}
		mine, theirs := f.claim.AccessKeyID, x.Claims[0].AccessKeyID
		if mine.S == "" || theirs.S == "" || mine.S == theirs.S || fieldOf(r, "content-length").Trim().S != fieldOf(f.req, "content-length").Trim().S {
			continue
		}
		return []hit{{basis: byInference, says: "The request is shown as the client signed it and as a proxy signs it anew, with another key; the body, whose chunks the client has signed, has the same length in both. A chunk's signature follows from that of the headers and from the key: the chunks have to be signed anew, too.", places: places(theirs, mine), at: SignatureStage}}
	}
	return nil
}

// signedChunks reports whether a request says that each chunk of its body is signed.
func signedChunks(r *evidence.Request) bool {
	return strings.HasPrefix(fieldOf(r, "x-amz-content-sha256").Trim().S, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
}
