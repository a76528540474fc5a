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
	previous := f.sentSig
	for i, c := range list {
		due := f.chunkSignature("AWS4-HMAC-SHA256-PAYLOAD", previous, sigv4.EmptyHash, sigv4.HexSHA256(c.data))
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

// chunkSignature signs the lines of a chunk or trailer behind algorithm, date and scope.
func (f *facts) chunkSignature(algorithm string, lines ...string) string {
	text := algorithm + "\n" + f.params.Date + "\n" + f.params.Scope.String() + "\n" + strings.Join(lines, "\n")
	return sigv4.Sign(f.asSent.Keys.Signing, text)
}

// trailer is what stands behind the last chunk.
func (f *facts) trailer() (lines []string, signature string) {
	body := f.raw.Body.Bytes
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
	slices.Sort(lines)
	var text strings.Builder
	for _, l := range lines {
		name, value, _ := strings.Cut(l, ":")
		text.WriteString(lower(name) + ":" + strings.TrimSpace(value) + "\n")
	}
	due := f.chunkSignature("AWS4-HMAC-SHA256-TRAILER", previous, sigv4.HexSHA256([]byte(text.String())))
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
