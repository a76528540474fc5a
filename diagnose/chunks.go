package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

var chunkHead = regexp.MustCompile(`^[0-9A-Fa-f]+(;[^\r\n]*)?\r?\n`)

// A chunk is one frame of an aws-chunked body.
type chunk struct {
	size      int
	signature string
	data      []byte
}

// chunks reads the frames of an aws-chunked body; ok is false where the framing
// breaks off, fault says why.
func chunks(body []byte) (list []chunk, fault string) {
	for len(body) > 0 {
		head := chunkHead.Find(body)
		if head == nil {
			return list, "a chunk does not begin with its size in hex"
		}
		line := strings.TrimRight(string(head), "\r\n")
		size, ext, _ := strings.Cut(line, ";")
		n, err := strconv.ParseInt(size, 16, 32)
		if err != nil {
			return list, "the chunk size " + quoted(size) + " is not hex"
		}
		body = body[len(head):]
		c := chunk{size: int(n)}
		if v, ok := strings.CutPrefix(ext, "chunk-signature="); ok {
			c.signature = v
		}
		if n == 0 {
			return append(list, c), ""
		}
		if int(n) > len(body) {
			return list, "a chunk says " + strconv.FormatInt(n, 10) + " bytes, " + strconv.Itoa(len(body)) + " follow"
		}
		c.data = body[:n]
		list = append(list, c)
		body = body[n:]
		rest := strings.TrimPrefix(strings.TrimPrefix(string(body[:min(2, len(body))]), "\r"), "\n")
		if len(body) > 0 && len(rest) == min(2, len(body)) {
			return list, "no line break follows the " + strconv.FormatInt(n, 10) +
				" bytes of a chunk: its size may be wrong"
		}
		body = body[min(2, len(body))-len(rest):]
	}
	return list, "the last chunk, of size 0, is missing"
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

// signChunks is the body of the corrected request: each signature of a chunk
// follows from the one before it, so that a new signature of the headers changes
// all of them. A body that is no such chain stays as it is.
func (c *correction) signChunks() []byte {
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

// trailerOf takes the trailer apart that follows the last chunk of a body.
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
