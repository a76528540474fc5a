package diagnose

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// payloadLooks read x-amz-content-sha256, the body and the last line of the
// canonical requests.
var payloadLooks = []mistake{
	{code: "payload-hash-header-missing", look: func(f *facts) []hit {
		if !f.wire() || f.claim == nil || f.claim.Carrier == sigv4.InQuery || !f.params.Flavor.HashHeader || f.sent("x-amz-content-sha256") || !strings.HasPrefix(f.claim.Algorithm.S, "AWS4") || strings.HasPrefix(f.params.Scope.Service, "s3-") {
			return nil
		}
		b := byRule
		if f.answer != nil && f.model.Host != "" && !f.onAWS() {
			b = byCode // MinIO and others take a request without it for one with an empty body, and the answer names another fault
		}
		return []hit{{basis: b, says: "x-amz-content-sha256 is not sent; " + f.params.Flavor.Name + " requires it with an Authorization header.", places: places(f.req.Method, f.req.Target), correct: "x-amz-content-sha256: " + or(f.asSent.PayloadHash.Text, sigv4.UnsignedPayload), at: RequestStage}}
	}},
	{code: "payload-hash-header-missing", look: lookServerless},
	{code: "payload-hash-invalid", look: func(f *facts) []hit {
		v, ok := f.raw.HeaderValue("x-amz-content-sha256")
		if !ok || validPayloadHash(v) || masked(v) || codeVariables.MatchString(v) || f.echo || severalOf(v, isHexHash) {
			return nil
		}
		return []hit{{basis: byRule, says: "x-amz-content-sha256 is " + quoted(v) + "; 64 hex digits, UNSIGNED-PAYLOAD or a STREAMING- word are due.", places: places(f.fieldText("x-amz-content-sha256")), yours: v, correct: f.raw.BodyHash(), at: RequestStage}}
	}},
	{code: "payload-hash-mismatch", look: lookBodyHash},
	{code: "empty-body-hash", look: lookServerPayload},
	{code: "payload-hash-mismatch", look: lookTwoBodies},
	{code: "body-reserialized", look: lookHashedText},
	{code: "body-checksum-mismatch", look: lookBodyChecksum},
	{code: "content-length-mismatch", look: func(f *facts) []hit {
		seen, where := f.serverLine("content-length")
		mine, whose := f.clientLine("content-length")
		if !where.Present() || !whose.Present() || seen == mine {
			return nil
		}
		return []hit{{basis: byTexts, says: "Content-Length was signed as " + quoted(mine) + ", the server verified " + quoted(seen) + ".", places: places(whose, where), yours: "content-length:" + mine, correct: "content-length:" + seen, at: CanonicalStage}}
	}},
}

// lookBodyChecksum compares the checksums in the headers with the body.
func lookBodyChecksum(f *facts) []hit {
	if f.raw.Body.State != sigv4.BodyKnown || len(f.raw.Body.Bytes) == 0 || f.streaming() || !f.bodyWhole() || f.queryHas("uploadId") && f.raw.Method == "POST" {
		return nil
	}
	for _, field := range f.raw.Fields {
		v := sigv4.CanonicalValue(field.Value)
		due := checksum(lower(field.Name), f.raw.Body.Bytes)
		if due != "" && v != due && v != "" && !masked(v) {
			return []hit{{basis: byRule, says: field.Name + " is " + v + ", that of the body is " + due + ".", places: places(f.fieldText(lower(field.Name))), yours: v, correct: due, at: RequestStage}}
		}
	}
	return nil
}

func (f *facts) streaming() bool {
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	return strings.HasPrefix(v, "STREAMING-")
}

// validPayloadHash reports whether a service takes a value of
// x-amz-content-sha256 (S3 API reference, "Signature calculations for the
// Authorization header"; upper-case hex is accepted).
func validPayloadHash(v string) bool {
	switch v {
	case sigv4.UnsignedPayload, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
		"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-EVENTS":
		return true
	}
	return len(v) == 64 && isHexDigits(v)
}

// writtenWhole are what holds a request as it is to be sent, with all of its body.
var writtenWhole = []string{"curl-command", "wget-command", "httpie-command", "powershell-request", "collection-request", "http-file-request", "har-entry"}

// bodyWhole reports whether the body is as long as Content-Length says.
func (f *facts) bodyWhole() bool {
	if f.given.BodyGiven {
		return true
	}
	v, ok := f.raw.HeaderValue("content-length")
	if !ok {
		return f.req != nil && slices.Contains(writtenWhole, f.req.What)
	}
	n, err := strconv.Atoi(v)
	return err == nil && n == len(f.raw.Body.Bytes)
}

// lookBodyHash compares x-amz-content-sha256 with the body as sent.
func lookBodyHash(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-content-sha256")
	if !ok || !isHexHash(lower(v)) || f.echo || f.req == nil {
		return nil
	}
	body := f.raw.Body
	switch {
	case body.State == sigv4.BodyKnown && f.bodyWhole() && !masked(string(body.Bytes[:min(len(body.Bytes), 1<<16)])) && sigv4.HexSHA256(body.Bytes) != lower(v):
	case lower(v) == sigv4.EmptyHash && f.contentLength() > 0 && f.answer != nil:
		return []hit{{code: "empty-body-hash", basis: byRule, says: "x-amz-content-sha256 is the hash of an empty body, Content-Length is " + strconv.Itoa(f.contentLength()) + ".", places: places(f.fieldText("x-amz-content-sha256")), yours: v, at: RequestStage}}
	default:
		return nil
	}
	due := sigv4.HexSHA256(body.Bytes)
	h := hit{basis: byRule, says: "x-amz-content-sha256 is not the hash of the body that is sent.", places: places(f.fieldText("x-amz-content-sha256")), yours: v, correct: due, at: RequestStage}
	if len(body.Bytes) > 0 && lower(v) == sigv4.EmptyHash {
		h.code, h.says = "empty-body-hash", "x-amz-content-sha256 is the hash of an empty body, the request has a body of "+strconv.Itoa(len(body.Bytes))+" bytes."
	} else if code, says := f.bodyVariant(lower(v)); code != "" {
		h.code, h.says = code, says
	}
	if f.raw.Method == "GET" || f.raw.Method == "HEAD" {
		h.basis = byHint // S3 does not compare it with a body on GET
	}
	h.fragile = len(body.Bytes) > 0
	return []hit{h}
}

func (f *facts) contentLength() int {
	v, _ := f.raw.HeaderValue("content-length")
	n, _ := strconv.Atoi(v)
	return n
}

// lookServerPayload compares the x-amz-content-sha256 line of the server's
// canonical request with its last line, the hash of what arrived.
func lookServerPayload(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !isHexHash(c.PayloadHash.S) {
		return nil
	}
	v, where := f.serverLine("x-amz-content-sha256")
	if !where.Present() {
		return lookClientPayload(f)
	}
	if v == sigv4.UnsignedPayload {
		return []hit{{code: "unsigned-payload-misused", basis: byTexts, says: "x-amz-content-sha256 says UNSIGNED-PAYLOAD; the server signs the hash of the body all the same: this service takes no unsigned body.", places: places(where, c.PayloadHash), yours: v, correct: c.PayloadHash.S, at: CanonicalStage}}
	}
	if v == c.PayloadHash.S || !isHexHash(v) {
		return nil
	}
	h := hit{basis: byTexts, says: "x-amz-content-sha256 declares " + v + ", the body that arrived hashes to " + c.PayloadHash.S + ".", places: places(where, c.PayloadHash), yours: v, correct: c.PayloadHash.S, at: CanonicalStage}
	if v == sigv4.EmptyHash {
		h.says = "x-amz-content-sha256 is the hash of an empty body; the body that arrived hashes to " + c.PayloadHash.S + "."
	} else {
		h.code = "payload-hash-mismatch"
	}
	return []hit{h}
}

// lookClientPayload compares the last lines of both sides' canonical requests.
func lookClientPayload(f *facts) []hit {
	mine := f.client.Canonical
	theirs := f.server.canonical
	if mine == nil || !mine.PayloadHash.Present() || mine.PayloadHash.S == theirs.PayloadHash.S || masked(mine.PayloadHash.S) {
		return nil
	}
	if mine.PayloadHash.S == sigv4.EmptyHash && strings.Contains(mine.Query.S, "=") && theirs.Query.S == "" && replay.IsForm(f.model) {
		return nil // form-body-merged-into-query says it
	}
	if theirs.PayloadHash.S == sigv4.EmptyHash && mine.Query.S == "" && strings.Contains(theirs.Query.S, "=") && mine.Method.S == "POST" {
		return []hit{{code: "form-body-merged-into-query", basis: byTexts, says: "The server verified the fields of the form as the query, and an empty body: what stands before it, or the server, reads the parameters before it hashes the body.", places: places(mine.PayloadHash, theirs.Query), yours: mine.Query.S, correct: theirs.Query.S, at: CanonicalStage}}
	}
	h := hit{basis: byTexts, code: "payload-hash-mismatch", says: "The client signed the payload hash " + quoted(mine.PayloadHash.S) + ", the body that arrived hashes to " + theirs.PayloadHash.S + ".", places: places(mine.PayloadHash, theirs.PayloadHash), yours: mine.PayloadHash.S, correct: theirs.PayloadHash.S, at: CanonicalStage}
	switch {
	case mine.PayloadHash.S == sigv4.EmptyHash:
		h.code = "empty-body-hash"
	case strings.HasPrefix(mine.PayloadHash.S, "STREAMING-"):
		h.code = "payload-hash-header-missing"
		h.says = "The client signed " + mine.PayloadHash.S + ", but sends no x-amz-content-sha256 that says so: the server signs the hash of the body."
	case mine.PayloadHash.S == sigv4.UnsignedPayload:
		h.code = "unsigned-payload-misused"
	case !isHexHash(mine.PayloadHash.S):
		h.code = "payload-hash-invalid"
	default:
		if text, ok := knownHash(mine.PayloadHash.S); ok {
			h.code, h.says = "wrong-text-hashed", "The client hashed the text "+quoted(text)+" in place of the body."
		}
	}
	return []hit{h}
}

// lookTwoBodies finds two JSON texts of one kind in the paste, one of which is the body
// that arrived: the other is what was hashed.
func lookTwoBodies(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !isHexHash(c.PayloadHash.S) || f.client.Canonical != nil || f.verified {
		return nil
	}
	texts := f.jsonLines()
	for _, arrived := range texts {
		if sigv4.HexSHA256([]byte(arrived.S)) != c.PayloadHash.S {
			continue
		}
		for _, other := range texts {
			if other.S != arrived.S && alike(other.S, arrived.S) {
				return []hit{{basis: byCode, says: "The body that arrived is the one that hashes to " + c.PayloadHash.S + "; the paste holds another one of its kind: where that is what was hashed, the body was changed after signing.", places: places(other, arrived), yours: other.S, correct: arrived.S, at: CanonicalStage}}
			}
		}
	}
	return nil
}

// jsonLines are the lines of the paste that are a JSON object or list, or end in one.
func (f *facts) jsonLines() (texts []evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		at := 0
		for line := range bytes.Lines(src.Data) {
			if from, to, ok := jsonEnd(line); ok && len(texts) < 32 {
				texts = append(texts, f.ev.Cut(i, at+from, at+to))
			}
			at += len(line)
		}
	}
	return texts
}

// jsonEnd finds the JSON object or list that a line ends in.
func jsonEnd(line []byte) (from, to int, ok bool) {
	to = len(bytes.TrimRight(line, " \t\r\n"))
	for _, opens := range "{[" {
		if from = bytes.IndexRune(line[:to], opens); from >= 0 && to-from > 2 && json.Valid(line[from:to]) {
			return from, to, true
		}
	}
	return 0, 0, false
}

// alike reports whether two texts of one length within a third begin and end alike.
func alike(a, b string) bool {
	n := min(len(a), len(b))
	head, tail := 0, 0
	for head < n && a[head] == b[head] {
		head++
	}
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return 3*(head+tail) > 2*n && 3*n > 2*max(len(a), len(b))
}

func knownHash(h string) (string, bool) {
	for _, t := range replay.KnownTexts {
		if sigv4.HexSHA256([]byte(t)) == h {
			return t, true
		}
	}
	return "", false
}

// unset is what programs write for a value that they do not have.
var unset = regexp.MustCompile(`(?i)^(undefined|null|none|nil|\[object object\])$`)

// tokenLooks read the session token.
var tokenLooks = []mistake{
	{code: "session-token-missing", look: func(f *facts) []hit {
		id := f.params.AccessKeyID
		if !strings.HasPrefix(id, "ASIA") || f.hasToken() || f.claim == nil || f.req == nil || f.echo || f.claim.Carrier == sigv4.InHeader && !f.wire() || f.looksCut() && f.claim.Signature.S == "" || f.isListed("x-amz-security-token") {
			return nil // it is signed, and left out of what is shown
		}
		return []hit{{basis: byRule, says: "The access key ID " + id + " is temporary, and neither a header nor the query carries its session token.", places: places(f.claim.AccessKeyID), correct: "x-amz-security-token", at: RequestStage}}
	}},
	{code: "session-token-not-signed", look: func(f *facts) []hit {
		if f.claim == nil || f.claim.Carrier == sigv4.InQuery || !f.sent("x-amz-security-token") || f.tokenSigned() || f.echo || masked(f.claim.SignedHeaders.S) || !f.claim.SignedHeaders.Present() || f.params.Flavor.TokenAfter {
			return nil
		}
		b := byRule
		if f.server.canonical != nil {
			b = byHint // the server does not mind: it got as far as comparing signatures
		}
		return []hit{{basis: b, says: "x-amz-security-token is sent, but SignedHeaders does not name it.", places: places(f.fieldText("x-amz-security-token"), f.claim.SignedHeaders), yours: f.claim.SignedHeaders.S, at: CanonicalStage}}
	}},
	{code: "session-token-invalid", look: func(f *facts) []hit {
		v, ok := f.raw.HeaderValue("x-amz-security-token")
		if !ok || f.echo && v == "" || v != "" && !placeholder.MatchString(v) && !strings.EqualFold(v, "x-amz-security-token") && !strings.EqualFold(v, "session_token") || masked(v) || f.shellVariable("x-amz-security-token") {
			return nil
		}
		b := byRule
		if v != "" && !unset.MatchString(v) && f.otherFault("session-token", "access-key") {
			b = byHint // the person wrote a word in its place
		}
		return []hit{{basis: b, says: "x-amz-security-token is " + quoted(v) + ".", places: places(f.fieldText("x-amz-security-token"), serverLineText(f, "x-amz-security-token")), yours: v, at: RequestStage}}
	}},
	{code: "session-token-signed-too-early", look: func(f *facts) []hit {
		if !f.params.Flavor.TokenAfter || f.claim == nil || f.claim.Carrier != sigv4.InQuery || f.verified || f.echo {
			return nil
		}
		q := f.model.Query
		token, signature := strings.Index(q, "X-Amz-Security-Token="), strings.Index(q, "X-Amz-Signature=")
		if token < 0 || signature < token || f.answer == nil {
			return nil
		}
		return []hit{{basis: byInference, says: "The session token stands among the signed parameters, before X-Amz-Signature; this service wants it appended after signing.", places: places(f.claim.Token), at: CanonicalStage}}
	}},
	{code: "session-token-recoded", look: func(f *facts) []hit {
		v, ok := f.raw.HeaderValue("x-amz-security-token")
		if !ok || f.echo || !strings.Contains(v, "%2B") && !strings.Contains(v, "%2F") && !strings.Contains(v, "%3D") {
			return nil
		}
		return []hit{{basis: byRule, says: "The session token in the header is percent-encoded.", places: places(f.fieldText("x-amz-security-token")), yours: v, correct: sigv4.PercentDecode(v), at: RequestStage}}
	}},
	{code: "s3express-token-header", look: func(f *facts) []hit {
		if f.req == nil || f.echo || f.claim == nil {
			return nil
		}
		zonal := strings.Contains(lower(f.model.Host), ".s3express-")
		if zonal && f.queryHas("session") && f.sent("x-amz-s3session-token") && !f.sent("x-amz-security-token") {
			return []hit{{basis: byRule, says: "CreateSession is signed with the credentials of the account, whose token goes into x-amz-security-token; x-amz-s3session-token is for the calls within the session.", places: places(f.fieldText("x-amz-s3session-token")), at: RequestStage}}
		}
		if zonal && f.sent("x-amz-security-token") && !f.sent("x-amz-s3session-token") {
			// Clients may sign with the credentials of the account in place of a
			// session's: their token is right where it is.
			return []hit{{basis: byHint, says: "The session token of an S3 Express bucket goes into x-amz-s3session-token; it is in x-amz-security-token.", places: places(f.fieldText("x-amz-security-token")), at: RequestStage}}
		}
		if !zonal && f.onAWS() && f.sent("x-amz-s3session-token") && !f.sent("x-amz-security-token") {
			return []hit{{basis: byRule, says: "x-amz-s3session-token is for S3 Express buckets; this host wants x-amz-security-token.", places: places(f.fieldText("x-amz-s3session-token")), at: RequestStage}}
		}
		return nil
	}},
}

// hasToken reports whether the request carries a session token anywhere.
func (f *facts) hasToken() bool {
	return f.sent("x-amz-security-token") || f.sent("x-amz-s3session-token") || f.queryHas("X-Amz-Security-Token") || f.queryHas("X-Amz-S3session-Token") || f.model.Token != "" ||
		f.claim != nil && f.claim.Token.Present()
}

func (f *facts) tokenSigned() bool {
	for _, n := range f.listed {
		if l := lower(n); l == "x-amz-security-token" || l == "x-amz-s3session-token" {
			return true
		}
	}
	return f.queryHas("X-Amz-Security-Token")
}

// streamingLooks read aws-chunked bodies.
var streamingLooks = []mistake{
	{code: "streaming-decoded-length-mismatch", look: lookDecodedLength},
	{code: "streaming-chunk-signature-wrong", look: lookChunksPassedOn},
	{code: "streaming-marker-mismatch", look: func(f *facts) []hit {
		if f.req == nil || f.echo || f.raw.Body.State != sigv4.BodyKnown || len(f.raw.Body.Bytes) == 0 {
			return nil
		}
		framed := chunkHead.Match(f.raw.Body.Bytes)
		signed := strings.Contains(string(f.raw.Body.Bytes[:min(200, len(f.raw.Body.Bytes))]), ";chunk-signature=")
		v, _ := f.raw.HeaderValue("x-amz-content-sha256")
		if signed && !f.streaming() && v != "" {
			return []hit{{basis: byRule, says: "The body is framed as aws-chunked, x-amz-content-sha256 is " + quoted(v) + " in place of a STREAMING- word.", places: places(f.fieldText("x-amz-content-sha256")), yours: v, correct: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", at: RequestStage}}
		}
		if f.streaming() && !framed && !strings.HasSuffix(v, "EVENTS") {
			return []hit{{basis: byRule, says: "x-amz-content-sha256 says " + v + ", the body is not framed as aws-chunked.", places: places(f.fieldText("x-amz-content-sha256")), yours: v, at: RequestStage}}
		}
		return nil
	}},
	{code: "streaming-framing-malformed", look: lookFraming},
	{code: "streaming-chunk-signature-wrong", look: lookChunkSignatures},
	{code: "event-signature-wrong", look: lookPriorKept},
	{code: "body-checksum-mismatch", look: lookTrailerChecksum},
	{code: "streaming-chunk-signature-wrong", look: func(f *facts) []hit {
		t := f.server.text
		if t == nil || f.answer == nil || !strings.HasPrefix(t.Whole.S, "AWS4-HMAC-SHA256-PAYLOAD") {
			return nil
		}
		return []hit{{basis: byAnswer, says: "The server's string to sign begins AWS4-HMAC-SHA256-PAYLOAD: the signature of the headers was accepted, that of a chunk was not.", places: places(t.Whole), at: StringToSignStage}}
	}},
}

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
			return list, "no line break follows the " + strconv.FormatInt(n, 10) + " bytes of a chunk: its size may be wrong"
		}
		body = body[min(2, len(body))-len(rest):]
	}
	return list, "the last chunk, of size 0, is missing"
}

func lookDecodedLength(f *facts) []hit {
	if word, _ := f.raw.HeaderValue("x-amz-content-sha256"); !f.streaming() || strings.HasSuffix(word, "EVENTS") || f.req == nil || f.echo {
		return nil
	}
	v, ok := f.raw.HeaderValue("x-amz-decoded-content-length")
	if !ok {
		if !f.wire() {
			return nil
		}
		return []hit{{basis: byRule, says: "x-amz-decoded-content-length is not sent with a streaming payload.", places: places(f.fieldText("x-amz-content-sha256")), correct: "x-amz-decoded-content-length", at: RequestStage}}
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
	return []hit{{basis: byRule, says: "x-amz-decoded-content-length is " + v + ", the chunks hold " + strconv.Itoa(sum) + " bytes.", places: places(f.fieldText("x-amz-decoded-content-length")), yours: v, correct: strconv.Itoa(sum), at: RequestStage}}
}

// lookFraming reads the chunk frames. Line ends may have been lost in a paste, so
// only what a terminal cannot do to them counts for more than a hint.
func lookFraming(f *facts) []hit {
	if !f.streaming() || f.req == nil || f.echo || f.raw.Body.State != sigv4.BodyKnown || len(f.raw.Body.Bytes) == 0 || !f.bodyWhole() {
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
	return []hit{{basis: byRule, says: "The aws-chunked body does not hold together: " + fault + ".", places: places(f.req.Body.Sub(0, min(80, len(f.req.Body.S)))), at: RequestStage, fragile: true}}
}

// policyLooks read POST policies.
var policyLooks = []mistake{
	{code: "post-policy-field-mismatch", look: func(f *facts) []hit {
		if f.answer == nil || !strings.Contains(f.answer.Message.S, "Policy Condition failed") {
			return nil
		}
		h := hit{basis: byAnswer, says: "The server names the condition that failed: " + collapse(f.answer.Message.S), places: places(f.answer.Message), at: RequestStage}
		for _, hint := range f.ev.Hints {
			if hint.Kind == evidence.HintFormField && strings.Contains(f.answer.Message.S, hint.Text.S) {
				h.places, h.yours = append(h.places, places(hint.Value)...), hint.Value.S
			}
		}
		return []hit{h}
	}},
}

var (
	serverlessHint = regexp.MustCompile(`X01:gw-helper-deny`)
	functionURL    = regexp.MustCompile(`(?i)origin access control|\bOAC\b|lambda function url|\.lambda-url\.`)
)

// withBody are the methods of requests that have a body.
var withBody = regexp.MustCompile(`\b(?:POST|PUT|PATCH)\b`)

// lookServerless finds requests to OpenSearch Serverless, and through CloudFront
// to function URLs, that do not send the payload hash which is needed there.
func lookServerless(f *facts) []hit {
	if f.sent("x-amz-content-sha256") || f.isListed("x-amz-content-sha256") {
		return nil
	}
	switch {
	case f.pasteHas(serverlessHint):
		return []hit{{basis: byRule, says: "OpenSearch Serverless answers X01:gw-helper-deny when x-amz-content-sha256 is not sent and signed.", correct: "x-amz-content-sha256", at: RequestStage}}
	case f.params.Scope.Service == "aoss" && f.claim != nil && f.answer != nil && f.refused():
		return []hit{{basis: byInference, says: "OpenSearch Serverless refuses requests whose x-amz-content-sha256 is not sent and signed.", places: places(f.claim.SignedHeaders), correct: "x-amz-content-sha256", at: RequestStage}}
	case f.mismatch() && f.server.canonical == nil && f.params.Carrier != sigv4.InQuery && f.pasteHas(functionURL) && f.pasteHas(withBody):
		return []hit{{basis: byWords, says: "CloudFront signs requests to a function URL without reading the body: the client has to send its hash as x-amz-content-sha256.", correct: "x-amz-content-sha256", at: RequestStage}}
	}
	return nil
}

var (
	base64Told   = regexp.MustCompile(`(?i)["']?(?:encoding["']?\s*[:=]\s*["']base64|isBase64Encoded["']?\s*[:=]\s*true)`)
	quotedBase64 = regexp.MustCompile(`["']([A-Za-z0-9+/]{8,}={0,2})["']`)
)

// lookBase64Hashed finds that the declared payload hash is that of a text which the
// paste calls base64: what is sent are the bytes that it stands for.
func lookBase64Hashed(f *facts) []hit {
	declared, _ := f.raw.HeaderValue("x-amz-content-sha256")
	if !f.mismatch() || f.verified || len(declared) != sha256.Size*2 || f.raw.Body.State == sigv4.BodyKnown && sigv4.HexSHA256(f.raw.Body.Bytes) == declared || !f.pasteHas(base64Told) {
		return nil
	}
	for text := range f.matches(quotedBase64) {
		if sigv4.HexSHA256([]byte(text.S)) == declared {
			return []hit{{basis: byInference, says: "The declared payload hash is that of the base64 text, not of the bytes it stands for: these are what is sent. Decode it before it is hashed.", places: places(text, f.fieldText("x-amz-content-sha256")), yours: declared, at: RequestStage}}
		}
	}
	return nil
}
