package diagnose

import (
	"bytes"
	"cmp"
	"encoding/json"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// payloadLooks read x-amz-content-sha256, the body and the last line of the
// canonical requests.
var payloadLooks = []mistake{
	{code: "payload-hash-header-missing", look: lookHashMissing},
	{code: "payload-hash-header-missing", look: lookServerless},
	{code: "payload-hash-invalid", look: lookHashForm},
	{code: "payload-hash-invalid", look: lookHashInQuery},
	{code: "payload-hash-mismatch", look: lookBodyHash},
	{code: "wrong-text-hashed", look: lookHashedQuery},
	{code: "content-length-mismatch", look: lookToldLength},
	{code: "empty-body-hash", look: lookServerPayload},
	{code: "payload-hash-mismatch", look: lookTwoBodies},
	{code: "body-reserialized", look: lookHashedText},
	{code: "body-recoded-after-hashing", look: lookArrivedRecoded},
	{code: "body-checksum-mismatch", look: lookBodyChecksum},
	{code: "content-length-mismatch", look: lookSignedLength},
}

// lookHashMissing finds a request to S3 without the header that tells the hash of its body.
func lookHashMissing(f *facts) []hit {
	if !f.wire() ||
		!f.signedInHeader() ||
		!f.params.Flavor.HashHeader ||
		f.sent("x-amz-content-sha256") ||
		!strings.HasPrefix(f.claim.Algorithm.S, "AWS4") ||
		strings.HasPrefix(f.params.Scope.Service, "s3-") {
		return nil
	}
	b := byRule
	if f.answer != nil && f.elsewhere() {
		// MinIO and others take a request without it for one with an empty body, and
		// the answer names another fault.
		b = byCode
	}
	return []hit{{
		basis: b,
		says: "x-amz-content-sha256 is not sent; " + f.params.Flavor.Name +
			" requires it with an Authorization header.",
		places:  places(f.req.Method, f.req.Target),
		correct: "x-amz-content-sha256: " + cmp.Or(f.asSent.PayloadHash.Text, sigv4.UnsignedPayload),
		at:      RequestStage,
	}}
}

// lookHashForm finds a payload hash that is neither a hash nor one of the words for none.
func lookHashForm(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-content-sha256")
	if !ok ||
		validPayloadHash(v) ||
		masked(v) ||
		codeVariables.MatchString(v) ||
		f.echo ||
		severalOf(v, isHexHash) {
		return nil
	}
	return []hit{{
		basis: byRule,
		says: "x-amz-content-sha256 is " + quoted(v) + "; 64 hex digits, UNSIGNED-PAYLOAD or a STREAMING- " +
			"word are due.",
		places:  places(f.fieldText("x-amz-content-sha256")),
		yours:   v,
		correct: f.raw.BodyHash(),
		at:      RequestStage,
	}}
}

// lookSignedLength compares the Content-Length that was signed with that which the server
// verified.
func lookSignedLength(f *facts) []hit {
	seen, where := f.serverLine("content-length")
	mine, whose := f.clientLine("content-length")
	if !where.Present() || !whose.Present() || seen == mine {
		return nil
	}
	return []hit{{
		basis:   byTexts,
		says:    "Content-Length was signed as " + quoted(mine) + ", the server verified " + quoted(seen) + ".",
		places:  places(whose, where),
		yours:   "content-length:" + mine,
		correct: "content-length:" + seen,
	}}
}

// toldSize is a number of bytes under a name that says so.
var toldSize = regexp.MustCompile(`(?i)\b(?:file_?size|content_?length|object_?size|size_?in_?bytes)["']?\s*[:=(]\s*["']?(\d{1,15})\b`)

// lookToldLength finds a length in the paste that is not the one which the server verified,
// where a presigned URL signs the length and nothing else tells what it was signed as.
func lookToldLength(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || f.verified || !strings.Contains(c.Query.S, "X-Amz-SignedHeaders=") {
		return nil
	}
	seen, where := f.serverLine("content-length")
	if !where.Present() || seen == "" {
		return nil
	}
	for told := range f.matches(toldSize) {
		if told.S == seen || f.ofAnswer(told) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "content-length is signed, the paste gives " + told.S + " for it, and " + seen + " bytes arrived: the URL is " +
				"good for exactly the length that it was made with.",
			places:  places(told, where),
			yours:   "content-length:" + told.S,
			correct: "content-length:" + seen,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// lookBodyChecksum compares the checksums in the headers with the body.
func lookBodyChecksum(f *facts) []hit {
	if f.raw.Body.State != sigv4.BodyKnown ||
		len(f.raw.Body.Bytes) == 0 ||
		f.streaming() ||
		!f.bodyWhole() ||
		f.queryHas("uploadId") && f.raw.Method == "POST" {
		return nil
	}
	for _, field := range f.raw.Fields {
		v := sigv4.CanonicalValue(field.Value)
		due := checksum(lower(field.Name), f.raw.Body.Bytes)
		if due != "" && v != due && v != "" && !masked(v) {
			return []hit{{
				basis:   byRule,
				says:    field.Name + " is " + v + ", that of the body is " + due + ".",
				places:  places(f.fieldText(lower(field.Name))),
				yours:   v,
				correct: due,
				at:      RequestStage,
			}}
		}
	}
	return nil
}

// lookBodyHash compares x-amz-content-sha256 with the body as sent.
func lookBodyHash(f *facts) []hit {
	v, ok := f.raw.HeaderValue("x-amz-content-sha256")
	if !ok || !isHexHash(lower(v)) || !f.requestShown() {
		return nil
	}
	body := f.raw.Body
	h := hit{
		basis:  byRule,
		places: places(f.fieldText("x-amz-content-sha256")),
		yours:  v,
		at:     RequestStage,
	}
	if !f.bodyDiffers(lower(v)) {
		if lower(v) != sigv4.EmptyHash || f.contentLength() <= 0 || f.answer == nil {
			return nil
		}
		if f.mismatch() && f.server.canonical != nil && f.server.canonical.PayloadHash.S == v {
			h.basis = byHint // the server has signed the same line
		}
		h.code = "empty-body-hash"
		h.says = "x-amz-content-sha256 is the hash of an empty body, Content-Length is " +
			strconv.Itoa(f.contentLength()) + "."
		return []hit{h}
	}
	if c := f.client.Canonical; c != nil && isHexHash(c.PayloadHash.S) && c.PayloadHash.S == sigv4.HexSHA256(body.Bytes) {
		return nil // the hash that is signed is right, the header says another
	}
	h.says = "x-amz-content-sha256 is not the hash of the body that is sent."
	h.correct = sigv4.HexSHA256(body.Bytes)
	if len(body.Bytes) > 0 && lower(v) == sigv4.EmptyHash {
		h.code = "empty-body-hash"
		h.says = "x-amz-content-sha256 is the hash of an empty body, the request has a body of " +
			strconv.Itoa(len(body.Bytes)) + " bytes."
	} else if code, says := f.bodyVariant(lower(v)); code != "" {
		h.code, h.says = code, says
	}
	if f.bodyQuoted() || f.bodyAssumed && !strings.HasSuffix(f.req.What, "-command") {
		h.basis = byInference
	}
	if f.raw.Method == "GET" || f.raw.Method == "HEAD" {
		h.basis = byHint // S3 does not compare it with a body on GET
	}
	h.fragile = len(body.Bytes) > 0
	return []hit{h}
}

// bodyDiffers reports whether the whole body is there, and another one than was hashed.
func (f *facts) bodyDiffers(hash string) bool {
	body := f.raw.Body
	return body.State == sigv4.BodyKnown &&
		(f.bodyWhole() || f.bodyQuoted()) &&
		!masked(string(body.Bytes[:min(len(body.Bytes), 1<<16)])) &&
		sigv4.HexSHA256(body.Bytes) != hash
}

// bodyQuoted reports whether code or an object that tells no length has the body as a string,
// which is JSON up to its end.
func (f *facts) bodyQuoted() bool {
	if _, told := f.raw.HeaderValue("content-length"); told || f.req == nil || len(f.raw.Body.Bytes) < 2 {
		return false
	}
	switch f.req.What {
	case "log", "headers", "request-parts":
		return json.Valid(f.raw.Body.Bytes)
	}
	return false
}

// lookHashInQuery finds a presigned URL whose X-Amz-Content-Sha256 is no payload hash: what
// signs it has the same text in the last line.
func lookHashInQuery(f *facts) []hit {
	v := f.queryValue("X-Amz-Content-Sha256")
	if !f.presigned() || v == "" || validPayloadHash(v) || masked(v) || codeVariables.MatchString(v) || !f.unsettled() {
		return nil
	}
	return []hit{{
		basis: byRule,
		says: "X-Amz-Content-Sha256 is " + quoted(v) + "; UNSIGNED-PAYLOAD is due in a presigned URL of S3, or 64 hex " +
			"digits.",
		places:  places(f.req.Target),
		yours:   v,
		correct: sigv4.UnsignedPayload,
		at:      CanonicalStage,
	}}
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
		return []hit{{
			code:  "unsigned-payload-misused",
			basis: byTexts,
			says: "x-amz-content-sha256 says UNSIGNED-PAYLOAD; the server signs the hash of the body all the " +
				"same: this service takes no unsigned body.",
			places:  places(where, c.PayloadHash),
			yours:   v,
			correct: c.PayloadHash.S,
		}}
	}
	if v == c.PayloadHash.S || !isHexHash(v) || len(lookArrivedRecoded(f)) > 0 {
		return nil
	}
	if h := f.queryHashed(); h != nil {
		return h
	}
	h := hit{
		basis:   byTexts,
		says:    "x-amz-content-sha256 declares " + v + ", the body that arrived hashes to " + c.PayloadHash.S + ".",
		places:  places(where, c.PayloadHash),
		yours:   v,
		correct: c.PayloadHash.S,
		at:      CanonicalStage,
	}
	if v == sigv4.EmptyHash {
		h.says = "x-amz-content-sha256 is the hash of an empty body; the body that arrived hashes to " +
			c.PayloadHash.S + "."
	} else {
		h.code = "payload-hash-mismatch"
	}
	return []hit{h}
}

// mostHashed bounds the parameters of which every order is tried.
const mostHashed = 6

// queryHashed finds a client that signs the parameters of a POST as its body, in whatever order,
// where the server has them as the query and an empty body.
func (f *facts) queryHashed() []hit {
	mine, theirs := f.client.Canonical, f.server.canonical
	if mine == nil || theirs == nil || !formInQuery(theirs, mine) || !isHexHash(mine.PayloadHash.S) {
		return nil
	}
	pairs := strings.Split(theirs.Query.S, "&")
	if len(pairs) > mostHashed {
		return nil
	}
	for order := range permutations(pairs) {
		body := strings.Join(order, "&")
		if sigv4.HexSHA256([]byte(body)) != mine.PayloadHash.S && sigv4.HexSHA256([]byte(strings.ReplaceAll(body, "%20", "+"))) != mine.PayloadHash.S {
			continue
		}
		return []hit{{
			code:  "form-body-merged-into-query",
			basis: byTexts,
			says: "The payload hash that the client signs is that of the parameters, " + quoted(clip(body)) + ": it takes them for the body " +
				"of a form and signs an empty query, and sends them as the query.",
			places:  places(mine.PayloadHash, theirs.Query),
			yours:   mine.PayloadHash.S,
			correct: theirs.PayloadHash.S,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// permutations are all orders of some texts, made in place.
func permutations(list []string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		var from func(int) bool
		from = func(k int) bool {
			if k == len(list) {
				return yield(list)
			}
			for i := k; i < len(list); i++ {
				list[k], list[i] = list[i], list[k]
				if !from(k + 1) {
					return false
				}
				list[k], list[i] = list[i], list[k]
			}
			return true
		}
		from(0)
	}
}

// lookClientPayload compares the last lines of both sides' canonical requests.
func lookClientPayload(f *facts) []hit {
	mine, theirs := f.client.Canonical, f.server.canonical
	if mine == nil ||
		!mine.PayloadHash.Present() ||
		mine.PayloadHash.S == theirs.PayloadHash.S ||
		masked(mine.PayloadHash.S) {
		return nil
	}
	if formInQuery(mine, theirs) && replay.IsForm(f.model) {
		return nil // form-body-merged-into-query says it
	}
	if formInQuery(theirs, mine) && mine.Method.S == "POST" {
		return []hit{{
			code:  "form-body-merged-into-query",
			basis: byTexts,
			says: "The server verified the fields of the form as the query, and an empty body: what stands " +
				"before it, or the server, reads the parameters before it hashes the body.",
			places:  places(mine.PayloadHash, theirs.Query),
			yours:   mine.Query.S,
			correct: theirs.Query.S,
		}}
	}
	h := hit{
		code:  "payload-hash-mismatch",
		basis: byTexts,
		says: "The client signed the payload hash " + quoted(mine.PayloadHash.S) +
			", the body that arrived hashes to " + theirs.PayloadHash.S + ".",
		places:  places(mine.PayloadHash, theirs.PayloadHash),
		yours:   mine.PayloadHash.S,
		correct: theirs.PayloadHash.S,
		at:      CanonicalStage,
	}
	h.namePayload(mine.PayloadHash.S)
	return []hit{h}
}

// namePayload tells what the client signed in the place of the hash of the body.
func (h *hit) namePayload(signed string) {
	text, known := knownHash(signed)
	switch {
	case signed == sigv4.EmptyHash:
		h.code = "empty-body-hash"
	case streamingWord(signed):
		h.code = "payload-hash-header-missing"
		h.says = "The client signed " + signed + ", but sends no x-amz-content-sha256 that says so: the server " +
			"signs the hash of the body."
	case signed == sigv4.UnsignedPayload:
		h.code = "unsigned-payload-misused"
	case !isHexHash(signed):
		h.code = "payload-hash-invalid"
	case text == "\n":
		h.code = "body-line-ends-changed"
		h.says = "The client hashed a line end alone: one is put behind a body that is empty."
	case known:
		h.code, h.says = "wrong-text-hashed", "The client hashed the text "+quoted(text)+" in place of the body."
	}
}

// formInQuery reports whether one canonical request has parameters and an empty body
// where the other one has none.
func formInQuery(one, other *evidence.Canonical) bool {
	return one.PayloadHash.S == sigv4.EmptyHash && strings.Contains(one.Query.S, "=") && other.Query.S == ""
}

// lookTwoBodies finds two JSON texts of one kind in the paste, one of which is the body
// that arrived: the other is what was hashed.
func lookTwoBodies(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !isHexHash(c.PayloadHash.S) || f.client.Canonical != nil || f.verified {
		return nil
	}
	texts := append(f.jsonLines(), f.jsonLiterals()...)
	for _, arrived := range texts {
		if sigv4.HexSHA256([]byte(arrived.S)) != c.PayloadHash.S {
			continue
		}
		for _, other := range texts {
			if other.S != arrived.S && alike(other.S, arrived.S) {
				return []hit{{
					basis: byCode,
					says: "The body that arrived is the one that hashes to " + c.PayloadHash.S +
						"; the paste holds another one of its kind: where that is what was hashed, the body was " +
						"changed after signing.",
					places:  places(other, arrived),
					yours:   other.S,
					correct: arrived.S,
				}}
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

var (
	// jsonInQuotes is a JSON object in a string of code, its quotes escaped, and jsonAsIs one
	// in other quotes, as consoles print it.
	jsonInQuotes = regexp.MustCompile(`"(\{\\"(?:[^"\\\n]|\\.)*\})"`)
	jsonAsIs     = regexp.MustCompile(`['\x60](\{"[^'\x60\n]*\})['\x60]`)
)

// jsonLiterals are the strings of code and of what consoles print that are a JSON object.
func (f *facts) jsonLiterals() (texts []evidence.Text) {
	for t := range f.matches(jsonInQuotes) {
		var text string
		if json.Unmarshal([]byte(`"`+t.S+`"`), &text) == nil && json.Valid([]byte(text)) {
			texts = append(texts, evidence.Made(text))
		}
	}
	for t := range f.matches(jsonAsIs) {
		if json.Valid([]byte(t.S)) {
			texts = append(texts, t)
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
		return []hit{{
			basis: byRule,
			says: "OpenSearch Serverless answers X01:gw-helper-deny when x-amz-content-sha256 is not sent and " +
				"signed.",
			correct: "x-amz-content-sha256",
			at:      RequestStage,
		}}
	case f.params.Scope.Service == "aoss" && f.claim != nil && f.answer != nil && f.denied() && !f.clientTexts():
		b := byInference
		if f.forwardedSigned() {
			b = byHint // it may be the way that changes the request
		}
		return []hit{{
			basis:   b,
			says:    "OpenSearch Serverless refuses requests whose x-amz-content-sha256 is not sent and signed.",
			places:  places(f.claim.SignedHeaders),
			correct: "x-amz-content-sha256",
			at:      RequestStage,
		}}
	case f.mismatch() &&
		f.server.canonical == nil &&
		f.params.Carrier != sigv4.InQuery &&
		f.pasteHas(functionURL) &&
		f.pasteHas(withBody):
		return []hit{{
			basis: byWords,
			says: "CloudFront signs requests to a function URL without reading the body: the client has to send " +
				"its hash as x-amz-content-sha256.",
			correct: "x-amz-content-sha256",
			at:      RequestStage,
		}}
	}
	return nil
}
