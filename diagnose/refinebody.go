package diagnose

import (
	"cmp"
	"regexp"
	"strconv"

	"sigwhy/replay"
	"sigwhy/sigv4"
)

// The two hashes of the body as programs print the answer.
var (
	clientComputed = regexp.MustCompile(`(?i)client_?computed(?:content)?(?:sha256)?\W{1,4}` +
		`(?:(?:Optional|Some)\()?["'\\]*([0-9a-f]{64})\b`)
	serverComputed = regexp.MustCompile(`(?i)s3_?computed(?:content)?(?:sha256)?\W{1,4}` +
		`(?:(?:Optional|Some)\()?["'\\]*([0-9a-f]{64})\b`)
)

var trailerWord = regexp.MustCompile(`(STREAMING-[A-Z0-9-]*-TRAILER)`)

// refineBodyHash tells what was hashed in the place of the body.
func refineBodyHash(f *facts) (string, string) {
	if v := f.pasteFinds(trailerWord); v != "" && !f.onAWS() {
		return "streaming-trailer-unsupported", "The payload is " + v + ", the default of newer SDKs; servers that " +
			"do not know it compare the word with the hash of the body."
	}
	if f.trailersBySDK() {
		return "streaming-trailer-unsupported", "Newer SDKs send checksums in a trailer by default " +
			"(STREAMING-UNSIGNED-PAYLOAD-TRAILER); stores that do not know it compare the word with the hash of the " +
			"body, and it began with a newer version of the client."
	}
	client, server := f.answer.Field("ClientComputedContentSHA256").S, f.answer.Field("S3ComputedContentSHA256").S
	if client == "" {
		client, server = f.pasteFinds(clientComputed), cmp.Or(server, f.pasteFinds(serverComputed))
	}
	if client == "" {
		client, _ = f.raw.HeaderValue("x-amz-content-sha256")
	}
	if client == "" && f.pasteHas(signsBodiless) && f.pasteHas(streamsBehind) {
		return "empty-body-hash", "aws4 signs what it is given as body, and hashes nothing where none is given; the file is streamed into the " +
			"request behind it. Give it the hash in X-Amz-Content-Sha256, or UNSIGNED-PAYLOAD."
	}
	if client == sigv4.EmptyHash {
		return "empty-body-hash", "The hash of an empty body was declared; the body that arrived hashes to " +
			cmp.Or(server, "(empty)") + "."
	}
	if code, says := f.bodyVariant(client); code != "" {
		return code, says
	}
	if code, _ := f.bodyVariant(server); code != "" && sigv4.HexSHA256(f.model.Body) == client {
		return code, "The declared hash is that of the body as it was sent; the server's is that of the same text " +
			"otherwise written: the body was changed on the way."
	}
	if text, ok := knownHash(client); ok {
		return "wrong-text-hashed", "The declared payload hash is that of the text " + quoted(text) +
			", which is not the body that arrived."
	}
	return "payload-hash-mismatch", "The declared payload hash is not that of the body that arrived."
}

var (
	// signsBodiless is a call of aws4 with its options, none of which is a body or its hash.
	signsBodiless = regexp.MustCompile(`aws4\.sign\(\s*\{\s*(?:(?:service|method|host|path|headers|region|protocol|port)\b\s*(?::\s*[^,{}]*)?,?\s*)+\}`)
	streamsBehind = regexp.MustCompile(`\.pipe\(\s*\w+\s*\)|createReadStream\(`)
)

var (
	// uploadBySDK is an error of an SDK that sends trailers, of a call that uploads.
	uploadBySDK = regexp.MustCompile(`operation error S3: (?:UploadPart|PutObject)\b|when calling the (?:UploadPart|PutObject) operation`)
	// newerClient is what people say whose client was updated.
	newerClient = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:since|after) (?:we |i |the |an? )?(?:\w+ )?(?:went|mov|upgrad|updat|switch|bump)\w*`,
		`\b(?:upgrad|updat|bump)(?:ed|ing)\b[^\n.]{0,60}\b(?:to|from)\b`,
		`\b(?:older|previous|old|last) (?:version|release)s?\b[^\n.]{0,40}\bwork`,
		`\bdowngrad\w+`,
		`/python3\.1[3-9]/`, // which no older boto3 was made for
		`(?:[;,(] ?|\b(?:but|while|with|terraform|tofu|boto3?|botocore|sdk|cli|provider|version|release) )v?\d+\.\d+\.\d+ (?:still )?(?:works?|worked|is fine|was fine|is ok)\b`,
		`(?m)^-\s*boto(?:3|core)==1\.(?:[0-2]?\d|3[0-5])\b`,
	))
	// likeS3 is what people call stores of S3's kind.
	likeS3 = regexp.MustCompile(`(?i)\bs3[-_ ](?:compatible|like)|\bon[- ]prem|\bself[- ]hosted|` + otherStores.String())
)

// trailersBySDK reports whether a newer SDK sends to a store of S3's kind.
func (f *facts) trailersBySDK() bool {
	_, told := f.raw.HeaderValue("x-amz-content-sha256")
	return !told && !f.onAWS() && f.pasteHas(uploadBySDK) && f.pasteHas(newerClient) && f.pasteHas(likeS3) &&
		!f.pasteHas(clientComputed) && !f.pasteHas(checksumsSet)
}

// bodyVariant finds what text has a given hash: another form of the body, or something else.
func (f *facts) bodyVariant(hash string) (string, string) {
	m := *f.model
	if !m.BodyKnown || hash == "" {
		return "", ""
	}
	m.Payload = sigv4.HexSHA256(m.Body)
	if m.Payload == hash {
		return "", ""
	}
	for _, w := range m.Twists() {
		if w.Group() == replay.GroupPayload && m.With(w).Part(replay.GroupPayload) == hash {
			return w.Code, "The client " + w.Says + "."
		}
	}
	return "", ""
}

// refineChunked tells chunks under another word than theirs from a server that takes none.
func refineChunked(f *facts) (string, string) {
	v, ok := f.raw.HeaderValue("x-amz-content-sha256")
	if !ok || masked(v) || streamingWord(v) {
		return "", ""
	}
	return "streaming-marker-mismatch", "The body is sent as aws-chunked, and x-amz-content-sha256 is " + quoted(v) +
		": chunks go with a STREAMING- word, a body as it is with its hash or UNSIGNED-PAYLOAD."
}

// refineIncomplete tells why a body in chunks ends before it should.
func refineIncomplete(f *facts) (string, string) {
	expected, provided := f.answer.Field("NumberBytesExpected").S, f.answer.Field("NumberBytesProvided").S
	if expected != "" {
		return "streaming-decoded-length-mismatch", "The server expected " + expected + " bytes and got " +
			cmp.Or(provided, "(empty)") + "."
	}
	decoded, _ := f.raw.HeaderValue("x-amz-decoded-content-length")
	length, ok := f.raw.HeaderValue("content-length")
	if ok && length == decoded && f.req != nil && f.req.Body.S != "" && !chunkHead.MatchString(f.req.Body.S) {
		return "streaming-marker-mismatch", "x-amz-content-sha256 says that the body is sent in chunks; it is sent " +
			"as it is, " +
			length + " bytes."
	}
	if ok && length == decoded {
		return "streaming-decoded-length-mismatch", "x-amz-decoded-content-length and Content-Length are both " +
			length + ": the first counts the data alone, the second the chunks with their framing, which is always " +
			"more."
	}
	if f.framedRight() {
		return "streaming-decoded-length-mismatch", "x-amz-decoded-content-length is " + decoded +
			", and Content-Length is what its chunk takes: fewer bytes than these followed. Either the length that " +
			"the client was given is not that of its data, or the connection broke."
	}
	if f.raw.Body.State == sigv4.BodyKnown {
		if _, fault := chunks(f.raw.Body.Bytes); fault == "" {
			return "", "" // the chunks are whole: the headers say something else of them
		}
	}
	return "streaming-framing-malformed", "The chunks of the body end before they should."
}

// framedRight reports whether the two lengths of a chunked upload fit each other.
func (f *facts) framedRight() bool {
	decoded, _ := f.raw.HeaderValue("x-amz-decoded-content-length")
	length, _ := f.raw.HeaderValue("content-length")
	n, err := strconv.Atoi(decoded)
	return err == nil && length == strconv.Itoa(framedLength(n))
}

// framedLength is how many bytes a body of n takes in one signed chunk and the last
// one (Amazon S3 API reference, "Signature calculations: transferring payload in
// multiple chunks").
func framedLength(n int) int {
	const signature = len(";chunk-signature=") + 64 + len("\r\n")
	return len(strconv.FormatInt(int64(n), 16)) + signature + n + len("\r\n") + len("0") + signature + len("\r\n")
}

func refineLength(f *facts) (string, string) {
	if v, _ := f.raw.HeaderValue("x-amz-content-sha256"); streamingWord(v) {
		return "", ""
	}
	if f.pasteHas(trailerWord) || f.pasteHas(newSDKs) && f.pasteHas(olderWorks) && !f.onAWS() {
		return "streaming-trailer-unsupported", "Newer SDKs send uploads with a checksum in a trailer, and the " +
			"length of the data in another header: a server that does not know this form misses Content-Length."
	}
	return "content-length-mismatch", "The server got no Content-Length."
}
