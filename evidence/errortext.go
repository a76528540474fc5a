package evidence

import "strings"

// messages begin what servers say about authentication: AWS as its references ("Error
// responses" of Amazon S3, "Common errors" of other services) and recorded answers have it,
// other servers as their sources do. A text that holds one is an error, whatever stands
// around it.
var messages = []string{
	"The request signature we calculated does not match",
	"Signature not yet current:",
	"Signature expired:",
	"Credential should be scoped",
	"Date in Credential scope does not match",
	"not a valid key=value pair (missing equal-sign)",
	"Invalid key=value pair (missing equal-sign)",
	"Authorization header requires ",
	"Authorization header is invalid -- one and only one",
	"The security token included in the request is",
	"The Access Key Id you provided does not exist",
	"The access key ID you provided does not exist", // mc
	"The AWS Access Key Id you provided does not exist",
	"AWS Access Key ID does not exist",
	"The AWS Access Key Id needs a subscription",
	"S3 API Requests must be made to API port", // MinIO's console
	"There were headers present in the request which were not signed",
	"Only one auth mechanism allowed",
	"The authorization header is malformed",
	"Unsupported Authorization Type",
	`invalid header field value for "Authorization"`, // Go's net/http, which does not send such a request
	`Invalid character in header content ["authorization"]`,
	`Invalid character in header content ["Authorization"]`,
	"The authorization mechanism you have provided is not supported",
	"Request has expired",
	"Request is not valid yet",
	"The difference between the request time and the",
	"Error parsing the X-Amz-Credential parameter",
	"Query-string authentication version 4 requires",
	"Query-string authentication requires",
	"X-Amz-Expires must be",
	"X-Amz-Expires should be",
	"X-Amz-Algorithm only supports",
	"X-Amz-Date must be in",
	"The Credential field in Authorization header is",
	"Missing Authentication Token",
	"Request is missing Authentication Token",
	"Request must contain a valid (registered) AWS Access Key ID",
	"Request must contain either a valid",
	"Unsupported AWS 'algorithm'",
	"Credential must have exactly 5 slash-delimited",
	"'Host' or ':authority' must be a 'SignedHeader'",
	"'Host' must be a 'SignedHeader'",
	"AWS query-string parameters must include",
	"Date must be in ISO-8601 'basic format'",
	"is named as a SignedHeader, but it does not exist",
	"Not all the signed headers are found",
	"You can only specify one non-default checksum at a time",
	"Unable to parse Authorization header",
	"AWS authentication requires a valid Date or x-amz-date header",
	"Invalid according to Policy",
	"Request header x-amz-content-sha256 invalid",
	"The provided 'x-amz-content-sha256' header does not match",
	"Only the last chunk is allowed to have a size less than 8192",
	"The value specified in the x-amz-trailer header is not supported",
	"Unsupported header 'x-amz-sdk-checksum-algorithm'",
	"Unsupported header 'x-amz-checksum-",
	"trailing checksum is not supported",
	"SigV2 authorization is not supported",
	"is listed in signed headers, but is not present",
	"Invalid trailing header names in x-amz-trailer",
	"STREAMING-AWS4-HMAC-SHA256-PAYLOAD is not supported",
	"Transfering payloads in multiple chunks using aws-chunked encoding",
	"aws-chunked encoding is not supported", // OSS
	"Aws MultiChunkedEncoding is not supported",
	"Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4",
	"Each form field that you specify in a form",
	"The region name '",
	"Header value cannot be represented using ISO-8859-1",
	"x-amz-content-sha256 must be ",
	"x-amz-content-sha256 header must be signed",
	"Bad request: Header `", // Garage
	"header 'x-amz-",        // B2: … must be included in signature
	"Missing required header for this request:",
	"Missing the 'x-amz-content-sha256' in canonical headers",
	"invalid header: x-amz-content-sha256",               // s3s
	"STREAMING-AWS4-HMAC-SHA256-PAYLOAD not implemented", // R2
	"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER not implemented",
	"STREAMING-UNSIGNED-PAYLOAD-TRAILER not implemented",
	"CORSResponse: CORS is not enabled for this bucket",
	"CORSResponse: This CORS request is not allowed",
	"AWS was not able to validate the provided access credentials",
	"The provided token is malformed",
	"The provided token has expired",
	"The provided token must be refreshed",
	"The request has not been correctly signed",
	"Invalid date format header, expected",
	"Malformed Access Key Id",
	"Credential access key has length",
	"The secret key required to complete authentication could not be found", // Oracle, as the next
	"Authentication region name",
	"Valid authorization header not provided", // AppSync
	"Signature header missing",
	"Missing Credential field for this request",
	"The request was not signed",
	"signed header `",
	"You did not provide the number of bytes specified by the Content-Length",
	"The Content-MD5 you specified",
	"The bucket you are attempting to access must be addressed using the specified endpoint",
	"Please re-send this request to the specified temporary endpoint",
	"Bucket POST must contain a field named",
	"The request signature does not match",
	"Authorization header malformed, unexpected scope", // Garage
	"User: anonymous is not authorized to perform",
	"is not authorized to perform",
	"CreateSession request should not include",
	"Forbidden: No such key: GK", // Garage
	"error validating X-Vault-AWS-IAM-Server-ID header",
	"X01:gw-helper-deny", // all that OpenSearch Serverless tells, in a header
}

// knownCodes are the codes of errors that have to do with signing.
var knownCodes = func() map[string]bool {
	m := map[string]bool{}
	for c := range strings.FieldsSeq(`
		SignatureDoesNotMatch InvalidSignature InvalidSignatureException UnsupportedSignature
		IncompleteSignature IncompleteSignatureException AuthorizationHeaderMalformed
		AuthorizationQueryParametersError AuthorizationParametersError AuthFailure
		MissingAuthenticationToken MissingAuthenticationTokenException MissingSecurityHeader InvalidSecurity
		AccessDenied AccessDeniedException InvalidAccessKeyId InvalidClientTokenId UnrecognizedClientException
		InvalidToken InvalidTokenId ExpiredToken ExpiredTokenException TokenRefreshRequired
		RequestTimeTooSkewed RequestExpired ExpiredRequest RequestInTheFuture MalformedDate
		InvalidRegion InvalidRegionName PermanentRedirect TemporaryRedirect
		XAmzContentSHA256Mismatch XAmzContentChecksumMismatch IncompleteBody BadDigest InvalidDigest MissingContentLength
		InvalidPolicyDocument InvalidChunkSizeError MalformedTrailerError`) {
		m[c] = true
	}
	return m
}()

func isKnownCode(s string) bool { return knownCodes[s] }

func knownMessage(s string) bool { _, ok := messageIn(s); return ok }

// messageIn returns where a known message begins in a text.
func messageIn(s string) (int, bool) {
	for i := 0; i+8 < len(s); i++ {
		if !messageStarts.has(s[i], s[i+1]) {
			continue
		}
		for _, m := range messagesAt[s[i]] {
			if strings.HasPrefix(s[i:], m) {
				return i, true
			}
		}
	}
	return -1, false
}

// messagesAt are the messages by their first byte.
var messagesAt = func() (t [256][]string) {
	for _, m := range messages {
		t[m[0]] = append(t[m[0]], m)
		if rest, ok := strings.CutPrefix(m, "The "); ok && len(m) > longMessage {
			t['t'] = append(t['t'], "the "+rest)
		}
	}
	return t
}()

// longMessage is the length in bytes from which on a message is one also where a sentence
// or a library goes on with it in lower case.
const longMessage = 30

// messageStarts are the first two bytes of the messages: nearly every line has the first of
// one, few have both.
var messageStarts = func() *bytePairs {
	t := &bytePairs{}
	for _, list := range messagesAt {
		for _, m := range list {
			t.add(m[0], m[1])
		}
	}
	return t
}()

// bytePairs is a set of two bytes that follow each other, a bit for each.
type bytePairs [256][4]uint64

func (t *bytePairs) add(a, b byte)      { t[a][b>>6] |= 1 << (b & 63) }
func (t *bytePairs) has(a, b byte) bool { return t[a][b>>6]>>(b&63)&1 != 0 }

// errorText reads errors without an envelope: exception texts of SDKs, and bare
// messages.
func (p *page) errorText(l line, _ anchors) int {
	s := l.text(p.s)
	if len(s) > 32<<10 {
		s = s[:32<<10]
	}
	a := &Answer{What: "error-text"}
	from, end := p.message(l, s, a)
	code, to, ok := codeIn(s)
	switch {
	case ok:
		a.Code = p.t.Sub(l.from+code, l.from+to)
		if from < 0 {
			from, end = code, len(s)
			p.restMessage(a, l, s, to)
		}
		from = min(from, code)
	case from < 0:
		return 0
	default:
		p.codeBefore(a, l.from+from)
	}
	if p.isCovered(l.from + from) {
		return 0
	}
	p.statusIn(a, l, s)
	p.notSigned(a, l.from+from)
	a.Place = p.t.PlaceOf(l.from+from, l.from+max(end, from))
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return 0
}

// message takes the known message of a line.
func (p *page) message(l line, s string, a *Answer) (from, end int) {
	from, ok := messageIn(s)
	if !ok {
		return -1, -1
	}
	if strings.HasPrefix(s[from:], "not a valid key=value pair") {
		if i := strings.LastIndexByte(s[:max(0, from-2)], '\''); i >= 0 {
			from = i
		}
	}
	end = messageEnd(s, from)
	a.Message = p.t.Sub(l.from+from, l.from+end)
	return from, end
}

// messageEnd returns where a message ends: at the quote or tag around it, or
// with the line.
func messageEnd(s string, from int) int {
	end := len(s)
	if from > 0 {
		if q := s[from-1]; q == '"' || q == '`' || q == '\'' {
			if n := closingQuote(s, from, len(s), q); n > 0 {
				return n
			}
		}
	}
	for _, stop := range []string{"</", " (Service:", " (service:"} {
		if i := strings.Index(s[from:end], stop); i >= 0 {
			end = from + i
		}
	}
	return from + len(trimClaim(s[from:end]))
}

// beforeCode is what exceptions print before an error's code.
var beforeCode = []string{
	saidByCLI, saidByOldCLI, saidByGo, "S3 error: 403 (", "S3 error: 400 (", "error: ", "Error: ", "code: ", "Code: ",
	"exception: ", "code=", "Code=", "(", "ErrorCode: ", "Error Code: ", "type: ", "Type: ",
}

// These stand before nothing but a code.
const (
	saidByCLI    = "An error occurred ("
	saidByOldCLI = "A client error ("
	saidByGo     = "api error "
)

// isCodeBehind reports whether a word is a code by what stands before and behind it.
func isCodeBehind(before, word, behind string) bool {
	switch {
	case isKnownCode(word):
		cut := strings.HasPrefix(behind, "\u2026") || strings.HasPrefix(behind, "...")
		return !cut || before == saidByGo && isErrorCode(word) || before == saidByCLI || before == saidByOldCLI
	case before == saidByGo:
		return isErrorCode(word)
	}
	return (before == saidByCLI || before == saidByOldCLI) && word != ""
}

// codeIn finds an error's code in the forms that exceptions print it.
func codeIn(s string) (from, to int, ok bool) {
	for _, before := range beforeCode {
		for at := 0; ; {
			i := strings.Index(s[at:], before)
			if i < 0 {
				break
			}
			from = at + i + len(before)
			to = from + span(s[from:], isAlnum)
			if isCodeBehind(before, s[from:to], s[to:]) {
				return from, to, true
			}
			at = from
		}
	}
	n := span(s, isSpace)
	to = n + span(s[n:], isAlnum)
	if isKnownCode(s[n:to]) && strings.HasPrefix(s[to:], ":") {
		return n, to, true
	}
	return codeWord(s)
}

// codeWord finds a known code that a colon and a known message follow, or that
// stands beside a status.
func codeWord(s string) (from, to int, ok bool) {
	for at := 0; at < len(s); {
		from = at + span(s[at:], func(c byte) bool { return !isAlnum(c) })
		to = from + span(s[from:], isAlnum)
		if to-from > 8 && s[from] >= 'A' && s[from] <= 'Z' && isKnownCode(s[from:to]) && isReported(s, from, to) {
			return from, to, true
		}
		at = to + 1
	}
	return 0, 0, false
}

// isReported reports whether a code in a text is that of an error which occurred: a message
// follows, or it stands alone or beside a status.
func isReported(s string, from, to int) bool {
	return strings.HasPrefix(s[to:], ":") || endsSentence(s, from, to) || strings.TrimSpace(s) == s[from:to] ||
		strings.Contains(s, "403") || strings.Contains(s, "400")
}

// endsSentence reports whether a word is all that follows a colon on its line, as
// where wrappers print an error that has no message.
func endsSentence(s string, from, to int) bool {
	return strings.HasSuffix(s[:from], ": ") && strings.Trim(s[to:], " \t\r.") == ""
}

// restMessage takes what follows a code and a colon for its message.
func (p *page) restMessage(a *Answer, l line, s string, to int) {
	rest := s[to:]
	if i := strings.Index(rest, " operation"); i > 0 && (strings.HasPrefix(rest, ") when calling") || strings.HasPrefix(rest, ") occurred when calling")) {
		if k := strings.Index(rest[i:], ": "); k >= 0 {
			to += i + k
			rest = s[to:]
		}
	}
	n := span(rest, among(": )\"'"))
	if n == 0 || !strings.Contains(rest[:n], ":") || n >= len(rest) {
		return
	}
	a.Message = p.t.Sub(l.from+to+n, l.from+messageEnd(s, to+n))
}

// beforeStatus is what exceptions print before a status.
var beforeStatus = []string{
	"StatusCode: ", "status code: ", "status code ", "Status Code: ", "statusCode: ",
	"S3 error: ", "status=", "error code ",
}

// statusIn takes a status that the line tells in words.
func (p *page) statusIn(a *Answer, l line, s string) {
	for _, before := range beforeStatus {
		i := strings.Index(s, before)
		if i < 0 {
			continue
		}
		i += len(before)
		if span(s[i:], isDigit) == 3 {
			a.Status = p.t.Sub(l.from+i, l.from+i+3)
			return
		}
	}
}

const notSignedMessage = "There were headers present"

// notSigned takes the list of headers that libraries print beside the message,
// in whatever syntax: HeadersNotSigned: x-amz-acl.
func (p *page) notSigned(a *Answer, at int) {
	if !strings.HasPrefix(a.Message.S, notSignedMessage) {
		return
	}
	const name = "HeadersNotSigned"
	floor := max(0, at-500)
	near := p.s[floor:min(len(p.s), at+500)]
	i := strings.Index(near, name)
	if i < 0 {
		return
	}
	from := i + len(name)
	from += span(near[from:], among("\"'`]>:=( "))
	to := from + span(near[from:], func(c byte) bool { return isNameByte(c) || c == ',' || c == ' ' })
	if value := strings.TrimRight(near[from:to], ", "); value != "" {
		// What follows a comma and has capitals is the next field of the text.
		if k := strings.Index(value, ", "); k > 0 && span(value[k+2:], isNameByte) > 0 && to < len(near) && near[to] == ':' {
			value = value[:k]
		}
		a.Fields = append(a.Fields, Field{p.t.Sub(floor+i, floor+i+len(name)), p.t.Sub(floor+from, floor+from+len(value))})
	}
}

// codeBefore takes the code that stands right before a message: "Code: message".
func (p *page) codeBefore(a *Answer, from int) {
	s := strings.TrimRight(p.s[max(0, from-100):from], " \t\r\n`\"':>)")
	i := len(s)
	for i > 0 && isAlnum(s[i-1]) {
		i--
	}
	word := s[i:]
	isClass := i > 0 && s[i-1] == '.' // the last part of a name that Java prints
	if isErrorCode(word) && (isKnownCode(word) || strings.HasSuffix(word, "Exception") && !isClass) {
		at := max(0, from-100) + i
		a.Code = p.t.Sub(at, at+len(word))
	}
}
