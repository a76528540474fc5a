package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// A Hint is a line that is no artefact of its own but tells something.
type Hint struct {
	Kind HintKind
	Text Text
	// Value is what the line tells, where it tells a value: the URL handed to
	// connect(), the host that DNS failed for, the method that is used.
	Value Text
}

// HintKind says what a hint is about.
type HintKind string

// The kinds of hints.
const (
	HintDNSFailed    HintKind = "dns-failed"    // a name could not be resolved; Value is what was asked for
	HintConnect      HintKind = "connect"       // code that opens a connection; Value is the argument
	HintMethodSigned HintKind = "method-signed" // code that signs for a method; Value is the method or operation
	HintMethodSent   HintKind = "method-sent"   // code or a line that sends with a method
	HintHMAC         HintKind = "hmac"          // code that computes a hash or HMAC; Value is its algorithm
	HintTool         HintKind = "tool"          // the client, with its version where told
	HintObjectKey    HintKind = "object-key"    // the object key as the person means it
	HintOutcome      HintKind = "outcome"       // a request line with the status that it got; Value is the target
	HintSame         HintKind = "same"          // the person says that both sides' texts are equal
	HintDate         HintKind = "date"          // a day or time that the prose names
	HintFormField    HintKind = "form-field"    // a POST form field; Text is the name, Value its value
	HintConfig       HintKind = "config"        // a configuration name=value that bears on signing (names only for secrets)
)

// hints looks at lines of code, logs and prose that tell something without being
// an artefact. It consumes nothing.
func (p *page) hints(l line, found anchors) int {
	if l.to-l.from > 2000 {
		return 0
	}
	h := hinter{p: p, l: l, s: l.text(p.s), t: p.t.Sub(l.from, l.to)}
	for i := range hintRules {
		if hintRules[i].on&found != 0 {
			hintRules[i].look(&h)
		}
	}
	return 0
}

// hintRules look for one kind of hint each.
var hintRules = []struct {
	on   anchors
	look func(*hinter)
}{
	{anNet, (*hinter).nameFailed},
	{anNet, (*hinter).connects},
	{anHash, (*hinter).hashes},
	{anTool, (*hinter).tool},
	{anOutcome | anHTTP, (*hinter).outcome},
	{anSame, (*hinter).same},
	{anMonth, (*hinter).day},
	{anKeyName, (*hinter).objectKey},
	{anCall, (*hinter).methods},
	{anForm | anAmz, (*hinter).formField},
	{anConfig, (*hinter).config},
}

// A hinter looks at one line.
type hinter struct {
	p     *page
	l     line
	s     string
	t     Text
	lower string
}

// low returns the line in lower case.
func (h *hinter) low() string {
	if h.lower == "" {
		h.lower = lowerASCII(h.s)
	}
	return h.lower
}

func (h *hinter) add(kind HintKind, from, to int) {
	h.p.r.hint(kind, h.t, h.t.Sub(from, to))
}

// word returns the end of the token that begins at i.
func (h *hinter) word(i int) int {
	return i + span(h.s[i:], func(c byte) bool { return c > ' ' && !isAmong(c, "\"'`<>(),;") })
}

// beforeFailedName is what clients say before a name that they could not resolve.
var beforeFailedName = []string{
	"DNS Failed for ", "getaddrinfo ENOTFOUND ", "getaddrinfo EAI_AGAIN ", "ould not resolve host: ",
	"UnknownHostException: ", "ould not resolve host ", "NameResolutionError: ", "nodename nor servname provided: ",
}

// nameFailed finds names that could not be resolved.
func (h *hinter) nameFailed() {
	for _, before := range beforeFailedName {
		if i := strings.Index(h.s, before); i >= 0 {
			i += len(before)
			if name := strings.TrimRight(h.s[i:h.word(i)], ".:"); name != "" {
				h.add(HintDNSFailed, i, i+len(name))
			}
			return
		}
	}
	if i := strings.Index(h.s, "lookup "); i >= 0 && strings.Contains(h.s, "no such host") {
		if name := strings.TrimRight(h.s[i+7:h.word(i+7)], ":"); name != "" {
			h.add(HintDNSFailed, i+7, i+7+len(name))
		}
	}
}

// connects finds code that opens a connection, and what it hands over: the
// argument, or what was assigned to it a few lines before.
func (h *hinter) connects() {
	i := strings.Index(h.s, "connect(")
	if i < 0 {
		return
	}
	from := i + len("connect(")
	to := from + span(h.s[from:], func(c byte) bool { return c != ',' && c != ';' })
	arg := h.s[from:to]
	name := arg[:span(arg, func(c byte) bool { return isAlnum(c) || c == '_' })]
	if name == "" {
		if q := strings.Trim(arg, " \"')"); q != "" && (strings.Contains(q, ".") || strings.Contains(q, "/")) {
			h.add(HintConnect, from, to)
		}
		return
	}
	at := h.l.from
	for range 30 {
		b, ok := lineBefore(h.p.s, at)
		if !ok {
			break
		}
		s := b.text(h.p.s)
		if k := strings.Index(s, name+" ="); k >= 0 && !strings.HasPrefix(s[k+len(name)+2:], "=") {
			h.p.r.hint(HintConnect, h.t, h.p.t.Sub(b.from+k+len(name)+2, b.to).TrimSet(" ;"))
			return
		}
		at = b.from
	}
	if strings.Contains(name, "url") || strings.Contains(name, "host") || strings.Contains(arg, "c_str") {
		h.add(HintConnect, from, to)
	}
}

// hashes finds the algorithm of an HMAC, or of SHA-1 where it has no place.
func (h *hinter) hashes() {
	low := h.low()
	i := strings.Index(low, "hmac")
	if i < 0 || strings.Contains(low, "aws4-") || !strings.ContainsRune(low, '(') {
		return
	}
	f := newFinder(low, "sha-256", "sha256", "sha-512", "sha512", "sha384", "sha-1", "sha1", "md5")
	if k, w := f.find(i); k >= 0 {
		h.add(HintHMAC, k, k+len(f.words[w]))
	}
}

// tools are the names of clients before a version.
var tools = []string{
	"aws-sdk-go-v2", "aws-sdk-go", "aws-sdk-java", "aws-sdk-ruby3", "aws-sdk-js", "aws-sdk-php", "aws-sdk-cpp",
	"aws-sdk-nodejs", "aws-sdk", "aws-cli", "boto3", "botocore", "s3cmd", "rclone", "curl",
	"minio-go", "minio-java", "minio-dart", "minio", "hackney", "ex_aws", "erlcloud",
}

// tool finds a client with its version.
func (h *hinter) tool() {
	low := h.low()
	for _, name := range tools {
		i := strings.Index(low, name)
		if i < 0 || i > 0 && (isAlnum(low[i-1]) || low[i-1] == '-') {
			continue
		}
		k := i + len(name)
		k += span(low[k:], among(" /:-@\""))
		if strings.HasPrefix(low[k:], "version ") {
			k += len("version ")
		}
		k += span(low[k:], func(c byte) bool { return c == '"' || c == 'v' })
		if k < len(low) && isDigit(low[k]) && strings.IndexByte(low[k:min(len(low), k+4)], '.') > 0 {
			h.add(HintTool, i, k+span(low[k:], func(c byte) bool { return isAlnum(c) || c == '.' || c == '-' }))
			return
		}
	}
}

// outcome finds a request line together with the status that it got.
func (h *hinter) outcome() {
	if h.cloudFront() {
		return
	}
	from := methodBefore(h.s)
	if from < 0 || !isMethod(h.s[from:from+max(0, strings.IndexByte(h.s[from:], ' '))]) {
		return
	}
	target := from + strings.IndexByte(h.s[from:], ' ') + 1
	end := h.word(target)
	if h.s[target] != '/' && !strings.HasPrefix(h.s[target:], "http") {
		return
	}
	before := strings.TrimRight(h.s[:from], " \t\"'")
	after := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(h.s[end:], " "), "HTTP/1.1"), " \t\"'->:=")
	if isStatus(before) || beginsWithStatus(after) {
		h.add(HintOutcome, target, end)
		h.logged(target, end)
	}
}

// loggedStatus is the answer that a log tells by its status, to the request of a target.
func loggedStatus(status Text, target string) item {
	a := &Answer{What: "http-response", Status: status, Place: status.Place()}
	return item{what: a.What, place: a.Place, answer: a, side: server, target: target}
}

// logged takes the status that an access log's line tells of a request that
// stands elsewhere: "PUT /k HTTP/1.1" 403 2902.
func (h *hinter) logged(target, end int) {
	rest := h.s[end:]
	if !strings.HasPrefix(rest, " HTTP/") {
		return
	}
	i := strings.IndexByte(rest, '"')
	if i < 0 || i+4 >= len(rest) || !isStatus(rest[i+2:i+5]) {
		return
	}
	it := loggedStatus(h.t.Sub(end+i+2, end+i+5), h.s[target:end])
	behind := min(end+i+6, len(h.s)) // the line may be cut off behind the status
	if code := h.t.Sub(end+i+5, h.word(behind)).Trim(); isKnownCode(code.S) {
		it.answer.Code = code
		it.what, it.logged, it.place = "access-log", h.loggedRequest(target, end), h.t.Place()
	}
	h.p.r.add(it)
}

// loggedRequest returns the request that a line of S3's access log tells of, with
// the host where the line names it (Amazon S3 server access log format).
func (h *hinter) loggedRequest(target, end int) *Request {
	from := strings.LastIndexByte(h.s[:target-1], '"') + 1
	r := &Request{
		What:      "access-log",
		Method:    h.t.Sub(from, target-1),
		Target:    h.t.Sub(target, end),
		BodyState: sigv4.BodyUnknown,
		Place:     h.t.PlaceOf(from, end),
	}
	for _, w := range words(h.t.Sub(end, len(h.s))) {
		if strings.HasSuffix(w.S, ".amazonaws.com") {
			r.Fields = []Field{{Made("Host"), w}}
		}
	}
	return r
}

func isStatus(s string) bool {
	return len(s) == 3 && consistsOf(s, isDigit) && s[0] >= '1' && s[0] <= '5'
}

func beginsWithStatus(s string) bool {
	return len(s) >= 3 && isStatus(s[:3]) && (len(s) == 3 || !isAlnum(s[3]))
}

var sayEqual = []string{
	"exactly the same", "are the same", "is the same", "same as", "identical", "are equal",
	"match exactly", "matches exactly", "exactly match",
}

// same finds statements that both sides' texts are equal.
func (h *hinter) same() {
	low := h.low()
	if hasAny(low, []string{"not the same", "not identical", "the same error"}) {
		return
	}
	if hasAny(low, sayEqual) && hasAny(low, []string{"string", "canonical", "signature", "these", "hash"}) {
		h.p.r.hint(HintSame, h.t, Text{})
	}
}

var months = []string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// day finds a day that prose names: "30 December", "January 1st".
func (h *hinter) day() {
	low := h.low()
	for _, m := range months {
		i := strings.Index(low, m)
		if i < 0 {
			continue
		}
		end := i + len(m)
		before := strings.TrimRight(low[:i], " .thsndr")
		k := len(before)
		for k > 0 && isDigit(before[k-1]) && len(before)-k < 2 {
			k--
		}
		if k < len(before) && (k == 0 || !isAlnum(before[k-1])) {
			h.add(HintDate, k, end)
			return
		}
		if n := span(low[end:], func(c byte) bool { return c == ' ' }); n > 0 && end+n < len(low) && isDigit(low[end+n]) {
			h.add(HintDate, i, end+n+span(low[end+n:], isDigit))
			return
		}
	}
}

// objectKey finds an object key that prose names.
func (h *hinter) objectKey() {
	i := indexFold(h.s, "key", 0)
	for ; i >= 0; i = indexFold(h.s, "key", i+1) {
		k := i + 3 + span(h.s[i+3:], among(" :=\"'`"))
		if k <= i+3 || k >= len(h.s) {
			continue
		}
		q := h.s[k-1]
		if !isQuote(q) || !h.proseKey(i) && !h.sdkKey(i) && !h.codeKey(i, k) {
			continue
		}
		if end := strings.IndexByte(h.s[k:], q); end > 0 {
			h.add(HintObjectKey, k, k+end)
			return
		}
	}
}

// proseKey reports whether prose speaks of an object's key at i.
func (h *hinter) proseKey(i int) bool {
	before := strings.ToLower(h.s[:i])
	return strings.HasSuffix(before, "object ") || strings.HasSuffix(before, "the ") || strings.HasSuffix(before, "file ")
}

// sdkKey reports whether the word at i is the name that SDKs give an object's key.
func (h *hinter) sdkKey(i int) bool {
	return h.s[i:i+3] == "Key" && (i == 0 || !isNameByte(h.s[i-1]))
}

// codeKey reports whether code at i gives a key, in lower case, a value at k that
// has the form of an object's: a path or a file name, and no secret.
func (h *hinter) codeKey(i, k int) bool {
	beginsWord := i == 0 || isAmong(h.s[i-1], " \t(,{:\"'@[")
	if h.s[i:i+3] != "key" || !beginsWord || !strings.ContainsAny(h.s[max(0, i-1):k], ":=") {
		return false
	}
	n := strings.IndexByte(h.s[k:], h.s[k-1])
	if n <= 0 || n == 40 {
		return false
	}
	name := h.s[k : k+n]
	return strings.ContainsAny(name, "./") && !strings.Contains(name, "://") && !strings.ContainsAny(name, "${}<>*")
}
