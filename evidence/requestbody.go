package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// bodyOf sets the body of a request whose body begins at, and returns its end.
func (p *page) bodyOf(r *Request, at int) int {
	end := p.sentBody(r, at)
	if p.bodyDotted && r.BodyState == sigv4.BodyKnown {
		r.assumeBody()
	}
	return end
}

func (p *page) sentBody(r *Request, at int) int {
	length, stated := contentLength(r.Fields)
	switch {
	case stated && length == 0:
		r.BodyState = sigv4.BodyAbsent
		return at
	case stated && !blankBefore(p.s, at) && !strings.Contains(p.s[at:], "\n") && !p.hashed(r, at, length):
		r.BodyState = sigv4.BodyUnknown // the beginning of a header line, where a paste was cut
		return at
	case stated:
		return p.countedBody(r, at, length)
	case strings.Contains(strings.ToLower(find(r.Fields, "Transfer-Encoding").S), "chunked"):
		return p.chunkedBody(r, at)
	case !r.HeadersComplete:
		r.BodyState = sigv4.BodyUnknown
		return at
	case bodiless(r):
		r.BodyState = sigv4.BodyAbsent
		return at
	}
	return p.restBody(r, at)
}

// blankBefore reports whether a line ends the headers before an offset: an empty one.
func blankBefore(s string, at int) bool {
	l, ok := lineBefore(s, at)
	return !ok || isBlank(l.text(s))
}

// hashed reports whether the text from an offset on, of a length, is what the header says.
func (p *page) hashed(r *Request, at, length int) bool {
	body := p.s[at:min(len(p.s), at+length)]
	return find(r.Fields, "X-Amz-Content-Sha256").S == sigv4.HexSHA256([]byte(body))
}

// bodiless reports whether a request without any length has no body for sure.
func bodiless(r *Request) bool {
	switch strings.ToUpper(r.Method.S) {
	case "GET", "HEAD", "DELETE", "OPTIONS":
		return true
	}
	return find(r.Fields, "X-Amz-Content-Sha256").S == sigv4.EmptyHash
}

// stateUnknownBody returns the state of a body that is not shown.
func stateUnknownBody(r *Request) sigv4.BodyState {
	if n, stated := contentLength(r.Fields); stated && n == 0 || !stated && bodiless(r) {
		return sigv4.BodyAbsent
	}
	return sigv4.BodyUnknown
}

func contentLength(fields []Field) (int, bool) {
	n, err := strconv.Atoi(find(fields, "Content-Length").S)
	return n, err == nil && n >= 0
}

// countedBody reads a body by its stated length. Logs that leave bodies out go
// on with something else instead.
func (p *page) countedBody(r *Request, at, length int) int {
	r.BodyState = sigv4.BodyUnknown
	rest := p.s[at:]
	n := min(length, len(rest))
	if leftOut(rest[:n]) || ruleWithin(rest, n) {
		return at
	}
	if n < length && beginsTexts(rest) {
		return at
	}
	if n < length {
		if n = blockEnd(rest); !strings.Contains(find(r.Fields, "Content-Type").S, "multipart") {
			n = paragraphEnd(rest[:n]) // what follows is another thing, as far as the body is not there
		}
		r.Body = p.t.Sub(at, at+n)
		return at + n
	}
	r.Body = p.t.Sub(at, at+n)
	if n, ok := p.logBody(r, at, length); ok {
		return n
	}
	if n, ok := p.bareBody(r, at, length); ok {
		return n
	}
	// A body that a log does not show is followed by other lines, not by an end.
	if hash := find(r.Fields, "X-Amz-Content-Sha256").S; hash == sigv4.HexSHA256([]byte(r.Body.S)) || cleanEnd(rest, n) {
		r.BodyState = sigv4.BodyKnown
		return at + n
	}
	r.Body = Text{}
	return at
}

var crlf = regexp.MustCompile(`\r\n`)

// logBody takes a body whose line ends a log has written as CR LF: with LF it has the
// length and the hash that the headers state.
func (p *page) logBody(r *Request, at, length int) (end int, ok bool) {
	hash := find(r.Fields, "X-Amz-Content-Sha256").S
	written := p.t.Sub(at, min(len(p.s), at+2*length))
	if len(hash) != hex.EncodedLen(sha256.Size) || !strings.Contains(r.Body.S, "\r\n") {
		return 0, false
	}
	plain := strings.ReplaceAll(written.S, "\r\n", "\n")
	if len(plain) < length || hash != sigv4.HexSHA256([]byte(plain[:length])) {
		return 0, false
	}
	body := mendedBy(written, crlf, "\n", "the line ends of the log").Sub(0, length)
	r.Body, r.BodyState = body, sigv4.BodyKnown
	return at + length + strings.Count(body.S, "\n"), true
}

var lf = regexp.MustCompile(`\r?\n`)

// bareBody takes a body whose line ends a paste has left LF: with CR LF it has the length
// and the hash that the headers state.
func (p *page) bareBody(r *Request, at, length int) (end int, ok bool) {
	const longest = 1 << 20
	hash := find(r.Fields, "X-Amz-Content-Sha256").S
	if len(hash) != hex.EncodedLen(sha256.Size) || length > longest {
		return 0, false
	}
	n := 0
	for count := 0; at+n < len(p.s) && count < length; n++ {
		count++
		if p.s[at+n] == '\n' && (n == 0 || p.s[at+n-1] != '\r') {
			count++
		}
	}
	body := mendedBy(p.t.Sub(at, at+n), lf, "\r\n", "line ends as they were sent")
	if len(body.S) != length || hash != sigv4.HexSHA256([]byte(body.S)) {
		return 0, false
	}
	r.Body, r.BodyState = body, sigv4.BodyKnown
	return at + n, true
}

// paragraphEnd is where the first lines of a text end, with the blank line behind them.
func paragraphEnd(s string) int {
	begun := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	for at := begun; at < len(s); {
		l := lineAt(s, at)
		if isBlank(l.text(s)) {
			return l.from
		}
		at = l.next
	}
	return len(s)
}

// cleanEnd reports whether a body that ends at n may be followed by what
// follows: nothing, a line end, a rule, a tag, or an answer.
func cleanEnd(s string, n int) bool {
	return n == len(s) || isAmong(s[n], "\r\n<") || s[n-1] == '\n' ||
		strings.HasPrefix(s[n:], "---") || strings.HasPrefix(s[n:], "HTTP/")
}

// leftOut reports whether a body begins with what is no body: the answer, or
// the rule with which logs end a request.
func leftOut(s string) bool {
	if tellsError(s) {
		return true
	}
	for i, at := 0, 0; i < 3 && at < len(s); i++ {
		l := lineAt(s, at)
		t := l.text(s)
		if c, _, ok := statusLine(t); ok && (c == 0 || !strings.Contains(t[:c], "\"")) {
			return true
		}
		if isRule(t) || isSection(t) {
			return true
		}
		at = l.next
	}
	return false
}

// beginsTexts reports whether a text begins with a canonical request, a string to sign or the
// heading of one.
func beginsTexts(s string) bool {
	l := lineAt(s, 0)
	first := strings.TrimSpace(l.text(s))
	if isMethod(first) {
		return strings.HasPrefix(s[min(len(s), l.next):], "/")
	}
	low := strings.ToLower(first)
	heading := len(first) < 80 && (strings.Contains(low, "canonical") || strings.Contains(low, "string") && strings.Contains(low, "sign"))
	return first == sigv4.Algorithm || heading && !isAmong(first[0], "{[<\"")
}

// ruleWithin reports whether a rule begins in the first lines of n bytes, also
// where it goes on behind them.
func ruleWithin(s string, n int) bool {
	for i, at := 0, 0; i < 3 && at < n; i++ {
		l := lineAt(s, at)
		if isRule(l.text(s)) {
			return true
		}
		at = l.next
	}
	return false
}

func isRule(line string) bool {
	return strings.HasPrefix(line, "------------") && strings.Trim(line, "-") == ""
}

// blockEnd returns where a block of text ends: before an answer, the heading of a
// section, or two blank lines.
func blockEnd(s string) int {
	first := lineAt(s, 0)
	end, blanks := first.to, 0
	for at := first.next; at < len(s); {
		l := lineAt(s, at)
		t := l.text(s)
		for _, stop := range []string{"HTTP/", "<?xml", "<Error", "---["} {
			if strings.HasPrefix(t, stop) {
				return lineEnd(s, l.from)
			}
		}
		if isSection(t) {
			return lineEnd(s, l.from)
		}
		if t != "" {
			end, blanks = l.to, 0
		} else if blanks++; blanks == 2 {
			return end
		}
		at = l.next
	}
	return len(s)
}

// lineEnd returns where the line before the one at from ends.
func lineEnd(s string, from int) int {
	if from > 1 && s[from-2] == '\r' {
		return from - 2
	}
	return from - 1
}

// isSection reports whether a line is the heading of a section, as logs set it
// between marks: "*** canonical request ***", "=== string to sign ===".
func isSection(s string) bool {
	s = strings.TrimRight(s, " \t")
	if len(s) < 8 || len(s) > 80 || !isAmong(s[0], "*=->") {
		return false
	}
	n := span(s, func(c byte) bool { return c == s[0] })
	name := strings.Trim(s[n:], " *=-<>")
	return n >= 3 && consistsOf(name, func(c byte) bool { return isLetter(c) || isAmong(c, " -_") }) &&
		hasAny(strings.ToLower(name), inSectionNames)
}

var inSectionNames = []string{"request", "response", "header", "string", "canonical", "body", "sign"}

// restBody takes the rest of the block for the body of a request that states no
// length. Whether it is all of it cannot be told.
func (p *page) restBody(r *Request, at int) int {
	r.BodyState = sigv4.BodyUnknown
	rest := p.s[at:]
	if i := strings.Index(rest, "\n\n"); i >= 0 {
		rest = rest[:i]
	}
	rest = rest[:beforeAnswer(rest)]
	if leftOut(rest) || beginsTexts(rest) && !p.hashed(r, at, len(strings.TrimRight(rest, "\r\n"))) {
		return at
	}
	n := blockEnd(rest)
	body := strings.TrimRight(rest[:n], "\r\n")
	if strings.Trim(body, " \t\r\n") == "" {
		return at
	}
	r.Body = p.t.Sub(at, at+len(body))
	switch {
	case sigv4.HexSHA256([]byte(body)) == find(r.Fields, "X-Amz-Content-Sha256").S:
		r.BodyState = sigv4.BodyKnown
	case json.Valid([]byte(body)) && isAmong(body[0], "{["), isForm(r) && formBody.MatchString(body):
		r.MaybeBody = r.Body
	}
	return at + len(body)
}

// formBody is a body in the form of fields, on one line.
var formBody = regexp.MustCompile(`^[\w.%+*-]+=[^\s&]*(?:&[\w.%+*-]+=[^\s&]*)*$`)

func isForm(r *Request) bool {
	return strings.HasPrefix(strings.ToLower(find(r.Fields, "Content-Type").Trim().S), "application/x-www-form-urlencoded")
}

// beforeAnswer returns where the lines end that stand before the answer.
func beforeAnswer(s string) int {
	for at := 0; at < len(s); {
		l := lineAt(s, at)
		if t := l.text(s); strings.HasPrefix(t, "HTTP/") || beginsError(t) {
			return l.from
		}
		at = l.next
	}
	return len(s)
}

// beginsError reports whether a line begins the body of an answer that tells an error about
// the signature.
func beginsError(line string) bool {
	line = firstBytes(strings.TrimLeft(line, " \t"), 600)
	if label, rest, ok := strings.Cut(line, ": "); ok && len(label) < 24 && strings.HasPrefix(rest, "<") {
		line = rest
	}
	if _, body, ok := strings.Cut(line, "?>"); ok && strings.HasPrefix(line, "<?xml") {
		line = strings.TrimLeft(body, " ")
	}
	switch {
	case strings.HasPrefix(line, "{"):
		return errorBody.MatchString(line) && knownMessage(line)
	case strings.HasPrefix(line, "<"):
		return strings.HasPrefix(line, "<Error>") || strings.HasPrefix(line, "<ErrorResponse")
	}
	return false
}

// chunkedBody undoes the framing of a chunked body.
func (p *page) chunkedBody(r *Request, at int) int {
	r.BodyState = sigv4.BodyUnknown
	v, end, whole := dechunk(p.t.Sub(at, len(p.s)))
	if v == nil {
		return at
	}
	r.Body = v.Whole()
	if whole {
		r.BodyState = sigv4.BodyKnown
	}
	return at + end
}

// dechunk undoes the chunked framing that a text begins with, as far as it
// holds; whole tells that the last chunk was met.
func dechunk(t Text) (v *View, end int, whole bool) {
	m := t.Remake()
	at := 0
	for at < len(t.S) {
		l := lineAt(t.S, at)
		size, _, _ := strings.Cut(l.text(t.S), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 31)
		if err != nil || l.next+int(n) > len(t.S) {
			break
		}
		if n == 0 {
			whole = true
			at = l.next
			break
		}
		m.Keep(l.next, l.next+int(n))
		at = l.next + int(n)
		if after := lineAt(t.S, at); after.to == at {
			at = after.next
		} else {
			break
		}
	}
	if at == 0 {
		return nil, 0, false
	}
	return m.View("chunked framing"), at, whole
}

// bodyField takes the body out of header lines in which a log writes it as one of them,
// and what it says of the answer after that.
func (p *page) bodyField(r *Request) {
	i := slices.IndexFunc(r.Fields, func(f Field) bool { return f.Name.S == "body" })
	if i < 0 || r.What != "log" || r.BodyState == sigv4.BodyKnown || !isAuthed(r.Fields[:i]) {
		return
	}
	rest := r.Fields[i+1:]
	if v := bytesOfPython(r.Fields[i].Value.Trim()); !Masked(v.S) {
		r.Body, r.BodyState = v, sigv4.BodyKnown
	}
	r.Fields = r.Fields[:i]
	for _, f := range rest {
		p.sub(f.Value, f.Name.S)
	}
}

// bytesOfPython is what Python prints as b'…', where a text is nothing else.
func bytesOfPython(t Text) Text {
	if open, end := literalAt(t.S, 0, len(t.S)); open == 2 && t.S[0] == 'b' && end == len(t.S)-1 {
		return unescaped(t.Sub(open, end))
	}
	return t
}

// tellsError reports whether a text begins with a line of prose that tells an
// error.
func tellsError(s string) bool {
	t := lineAt(s, 0).text(s)
	if len(t) > 600 || t == "" || isAmong(t[0], "{<[") {
		return false
	}
	_, _, ok := codeIn(t)
	return ok || knownMessage(t)
}
