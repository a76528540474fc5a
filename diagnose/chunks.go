package diagnose

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// lookChunkSignatures checks the chain of chunk signatures from the seed on
// (Amazon S3 API reference, "Transferring payload in multiple chunks"): only a
// seed that is right says anything about what follows it.
func lookChunkSignatures(f *facts) []hit {
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	if !f.verified || f.asSent.Keys.Steps == 0 || !strings.HasPrefix(v, "STREAMING-AWS4-HMAC") || f.raw.Body.State != sigv4.BodyKnown || strings.HasSuffix(v, "EVENTS") || !f.bodyWhole() {
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
			return []hit{{basis: byRule, says: "The signature of chunk " + strconv.Itoa(i+1) + " does not follow from the one before it.", places: places(f.req.Body.Sub(chunkAt(f.req.Body.S, c.signature))), yours: c.signature, correct: due, at: SignatureStage}}
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

// A chunkSigner signs the chunks and the trailer of one request.
type chunkSigner struct {
	key         [32]byte
	date, scope string
}

func (f *facts) chunkSigner() chunkSigner {
	return chunkSigner{f.asSent.Keys.Signing, f.params.Date, f.params.Scope.String()}
}

// sign signs the lines of a chunk or trailer behind algorithm, date and scope.
func (s chunkSigner) sign(algorithm string, lines ...string) string {
	text := algorithm + "\n" + s.date + "\n" + s.scope + "\n" + strings.Join(lines, "\n")
	return sigv4.Sign(s.key, text)
}

func (s chunkSigner) chunk(previous string, data []byte) string {
	return s.sign("AWS4-HMAC-SHA256-PAYLOAD", previous, sigv4.EmptyHash, sigv4.HexSHA256(data))
}

// trailer signs lines of name:value, which are sorted and each end with LF.
func (s chunkSigner) trailer(previous string, lines []string) string {
	lines = slices.Sorted(slices.Values(lines))
	var text strings.Builder
	for _, l := range lines {
		name, value, _ := strings.Cut(l, ":")
		text.WriteString(lower(name) + ":" + strings.TrimSpace(value) + "\n")
	}
	return s.sign("AWS4-HMAC-SHA256-TRAILER", previous, sigv4.HexSHA256([]byte(text.String())))
}

// signedChunks is the body of the corrected request: each signature of a chunk
// follows from the one before it, so that a new signature of the headers changes
// all of them. A body that is no such chain stays as it is.
func (c *correction) signedChunks() []byte {
	body := c.req.Body.Bytes
	v, _ := c.req.HeaderValue("x-amz-content-sha256")
	list, fault := chunks(body)
	if !strings.HasPrefix(v, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD") || fault != "" {
		return body
	}
	signer := chunkSigner{c.stages.Keys.Signing, c.params.Date, c.params.Scope.String()}
	previous, rest := c.stages.Signature.Text, string(body)
	var out strings.Builder
	renew := func(old, due string) {
		if before, after, ok := strings.Cut(rest, old); ok && old != "" {
			out.WriteString(before + due)
			rest = after
		}
	}
	for _, chunk := range list {
		previous = signer.chunk(previous, chunk.data)
		renew(chunk.signature, previous)
		out.WriteString(rest[:min(len(rest), len(chunk.data)+2)]) // past the data, which may hold the like
		rest = rest[min(len(rest), len(chunk.data)+2):]
	}
	if lines, old := trailerOf(body); strings.HasSuffix(v, "-TRAILER") {
		renew(old, signer.trailer(previous, lines))
	}
	return []byte(out.String() + rest)
}

// trailer is what stands behind the last chunk.
func (f *facts) trailer() (lines []string, signature string) { return trailerOf(f.raw.Body.Bytes) }

func trailerOf(body []byte) (lines []string, signature string) {
	at := bytes.LastIndex(body, []byte("\n0"))
	if at < 0 && !bytes.HasPrefix(body, []byte("0")) {
		return nil, ""
	}
	for _, l := range strings.Split(string(body[at+1:]), "\n")[1:] {
		l = strings.TrimRight(l, "\r")
		if v, ok := strings.CutPrefix(l, "x-amz-trailer-signature:"); ok {
			signature = strings.TrimSpace(v)
		} else if strings.Contains(l, ":") {
			lines = append(lines, l)
		}
	}
	return lines, signature
}

func (f *facts) lookTrailer(previous string) []hit {
	lines, signature := f.trailer()
	if signature == "" {
		return []hit{{code: "streaming-trailer-malformed", basis: byRule, says: "The trailer is not signed: x-amz-trailer-signature is missing.", places: places(f.fieldText("x-amz-content-sha256")), at: RequestStage}}
	}
	due := f.chunkSigner().trailer(previous, lines)
	if due == signature {
		return nil
	}
	return []hit{{code: "streaming-trailer-malformed", basis: byRule, says: "x-amz-trailer-signature is not that of the trailer that is sent: its lines are hashed with LF, each with one at its end, behind the signature of the last chunk.", places: places(f.req.Body.Sub(chunkAt(f.req.Body.S, signature))), yours: signature, correct: due, at: SignatureStage}}
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
			return []hit{{basis: byRule, says: "The trailer says " + l + ", the checksum of the data is " + due + ".", places: places(f.req.Body.Sub(chunkAt(f.req.Body.S, value))), yours: value, correct: due, at: RequestStage}}
		}
	}
	return nil
}

// checksums make what headers and trailers carry of the body (S3 user guide,
// "Checking object integrity").
var checksums = map[string]func() hash.Hash{
	"content-md5":              md5.New,
	"x-amz-checksum-crc32":     func() hash.Hash { return crc32.NewIEEE() },
	"x-amz-checksum-crc32c":    func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) },
	"x-amz-checksum-crc64nvme": func() hash.Hash { return crc64.New(crc64.MakeTable(crc64NVMe)) },
	"x-amz-checksum-sha1":      sha1.New,
	"x-amz-checksum-sha256":    sha256.New,
}

// crc64NVMe is the polynomial of the NVM Express specification, bits reversed.
const crc64NVMe = 0x9A6C9329AC4BC9B5

// checksum is the base64 checksum that a header or trailer of that name carries,
// "" for names of none.
func checksum(name string, data []byte) string {
	newSum, ok := checksums[name]
	if !ok {
		return ""
	}
	sum := newSum()
	sum.Write(data)
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}
