package evidence

import "strings"

// errorMap reads an error as a service sends it in JSON, or as a library prints
// it in the syntax of its language.
func (p *page) errorMap(l line, _ anchors) int {
	if !hasErrorKey(l.text(p.s)) {
		return 0
	}
	a, nodes, start, end := p.errorFrom(l)
	if a == nil {
		return 0
	}
	a.extras(nodes, 0)
	first := p.firstKey(a, start)
	if first > 0 && p.s[first-1] == '`' {
		a.What = "error-text" // what a sentence quotes is told, not shown
	}
	a.Place = p.t.PlaceOf(first, objectEnd(p.s[first:end])+first)
	if !a.Status.Present() {
		a.Status = p.statusAhead(first)
	}
	if a.Canonical == nil && a.StringToSign == nil && a.Message.InSource() {
		a.readBare(p.t.Sub(start.from, end))
	}
	if a.Field("HeadersNotSigned").S == "" {
		p.notSigned(a, l.from+max(0, strings.Index(l.text(p.s), notSignedMessage)))
	}
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	p.bodiesIn(nodes, 0)
	if hasNamedClaim(p.s[start.from:end]) {
		found := false
		p.requestsIn(nodes, argument{}, &found, 0)
	}
	return end
}

// objectEnd is where an object closes that a text begins with, the end of the text where it does
// not close, or is none.
func objectEnd(s string) int {
	if s == "" || s[0] != '{' {
		return len(s)
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			if i = closingQuote(s, i+1, len(s), '"'); i < 0 {
				return len(s)
			}
		}
	}
	return len(s)
}

// errorFrom reads the error that stands in a line: in the object that the line is in, or in
// one that a sentence quotes as Markdown does, between backticks.
func (p *page) errorFrom(l line) (a *Answer, nodes []node, start line, end int) {
	starts := []line{p.mapStart(l)}
	if i := strings.Index(l.text(p.s), "`{"); i >= 0 {
		starts = append(starts, line{l.from + i + 1, l.to, l.next})
	}
	for i, start := range starts {
		nodes, end, ok := p.treeAround(l, start)
		if a := (&Answer{What: "error-text"}); ok && findError(nodes, a, 0) {
			if i > 0 { // the backtick behind it opens no string
				end = lineAt(p.s, start.from+objectEnd(p.s[start.from:end])).to
			}
			return a, nodes, start, end
		}
	}
	return nil, nil, line{}, 0
}

// readBare reads the server's strings of a message that is printed without quotes, whose lines
// were taken for members of the map; they are none of its fields.
func (a *Answer) readBare(whole Text) {
	c, t := shouldHaveBeen(whole.S)
	if c.word < 0 && t.word < 0 || !strings.Contains(whole.S, mismatch) {
		return
	}
	body := strings.TrimRight(whole.S, " \t\r\n}")
	if a.readStrings(whole.Sub(strings.Index(whole.S, mismatch), len(body))) > 0 {
		a.Fields = nil
	}
}

// statusAhead is the status that a sentence names right before an error: 403 {"message": …}.
func (p *page) statusAhead(at int) Text {
	from := strings.LastIndexByte(p.s[:at], '\n') + 1
	s := strings.TrimRight(p.s[from:at], "`:( \t")
	n := len(s) - len("403")
	if n < 0 || !isStatus(s[n:]) || s[n] < '4' || n > 0 && !isAmong(s[n-1], " \t(:`=") {
		return Text{}
	}
	return p.t.Sub(from+n, from+n+len("403"))
}

// bodiesIn reads the XML that strings of an error hold: the body of the answer.
func (p *page) bodiesIn(nodes []node, depth int) {
	for i := range nodes {
		switch n := &nodes[i]; {
		case n.leaf && n.str && strings.Contains(n.val.S, "<Error>") && strings.Contains(n.val.S, "<Code>"):
			p.sub(n.val, "")
		case n.leaf && n.str && strings.HasPrefix(n.val.S, "{") && len(n.val.S) < 16<<10 && errorBody.MatchString(n.val.S):
			p.sub(n.val, "")
		case depth < 12:
			p.bodiesIn(n.kids, depth+1)
		}
	}
}

// firstKey returns where an error begins: with the line that it begins on,
// without the log's prefix where a bracket opens it.
func (p *page) firstKey(_ *Answer, l line) int {
	if i := strings.IndexAny(l.text(p.s), "{["); i >= 0 {
		return l.from + i
	}
	return l.from + span(l.text(p.s), isSpace)
}

// hasErrorKey reports whether a key of an error stands on a line, followed by
// what joins keys to values.
func hasErrorKey(s string) bool {
	f := finder{s: s, words: errorKeys, next: make([]int, len(errorKeys))}
	at := 0
	for range 24 {
		i, w := f.find(at)
		if i < 0 {
			return false
		}
		at = i + 1
		n := i + len(errorKeys[w])
		k := n + span(s[n:], among("\"' ]\\:=>["))
		if k > n && (strings.ContainsAny(s[n:k], ":=") || i > 0 && s[i-1] == ':') && isErrorValue(s[k:]) {
			return true
		}
	}
	return false
}

var errorKeys = []string{"message", "code", "__type", "errortype", "stringtosign"}

// isErrorValue reports whether a value is that of an error: its code, or a
// message that is known.
func isErrorValue(s string) bool {
	if s == "" {
		return false
	}
	if strings.HasPrefix(s, "AWS4-HMAC") {
		return true // the server's string to sign
	}
	word := codeName(s[:span(s, func(c byte) bool { return isAlnum(c) || isAmong(c, ".#_") })])
	if isErrorCode(word) && (isKnownCode(word) || strings.HasSuffix(word, "Exception") || strings.HasSuffix(word, "Error")) {
		return true
	}
	return bareMessages[word] || knownMessage(s[:min(len(s), 600)])
}

// mapStart returns the line on which the object begins that a line stands in: a
// few lines back, where a bracket is still open.
func (p *page) mapStart(l line) line { return p.mapStartWithin(l, 24, 2048) }

// treeAround reads the object that begins on one line and that another one stands
// in, where so much may be read ahead.
func (p *page) treeAround(l, start line) (nodes []node, end int, ok bool) {
	if !p.r.look(l.to - start.from) {
		return nil, 0, false
	}
	nodes, end = p.tree(start)
	return nodes, end, p.r.look(end - start.from)
}

func (p *page) mapStartWithin(l line, lines, bytes int) line {
	open, most, at, start := 0, 0, l.from, l
	for range lines {
		b, ok := lineBefore(p.s, at)
		if !ok || b.from < p.done || isBlank(b.text(p.s)) || l.from-b.from > bytes {
			break
		}
		s := b.text(p.s)
		open += strings.Count(s, "{") - strings.Count(s, "}")
		at = b.from
		if open > most {
			most, start = open, b
		}
	}
	return start
}

var (
	codeKeys    = []string{"code", "type", "errorcode", "errortype", "name", "error", "awserrorcode"}
	messageKeys = []string{"message", "detailedmessage", "errormessage", "msg", "awserrormessage", "details"}
)

// findError goes through containers for the one that holds an error: first for one
// that has a message, as the headers of an answer may tell the code alone.
func findError(nodes []node, a *Answer, depth int) bool {
	return a.findIn(nodes, depth, true) || a.findIn(nodes, depth, false)
}

func (a *Answer) findIn(nodes []node, depth int, told bool) bool {
	if (!told || child(nodes, messageKeys...) != nil) && a.takeError(nodes) {
		return true
	}
	if depth > 12 {
		return false
	}
	for i := range nodes {
		if len(nodes[i].kids) > 0 && a.findIn(nodes[i].kids, depth+1, told) {
			return true
		}
	}
	return false
}

// takeError takes over an error whose code and message are among the nodes.
func (a *Answer) takeError(nodes []node) bool {
	var code, message Text
	if n := errorCodeNode(nodes); n != nil {
		code = n.text()
	}
	if n := child(nodes, messageKeys...); n != nil {
		message = n.text()
	}
	known := knownMessage(message.S) || bareMessages[message.S] && len(nodes) <= 2 || isKnownCode(codeName(code.S))
	if !known && !(isErrorCode(codeName(code.S)) && message.S != "") {
		return false
	}
	if code.S != "" {
		a.Code = codePart(code)
	}
	if message.S != "" {
		a.Message = message
		a.readStrings(message)
	}
	echo := isEcho(nodes)
	for i := range nodes {
		if t := nodes[i].text(); t.S == code.S && code.S != "" || t.S == message.S && message.S != "" {
			continue
		}
		a.takeField(&nodes[i], echo)
	}
	return true
}

// isEcho reports whether the fields of an error are those of S3's error body, however a
// library writes their names: minio-js puts them in lower case, others begin them with a
// small letter. A program that wraps an error may put its own stringToSign beside the code;
// what it was sent as the signature, and the strings in hex, only a server tells.
func isEcho(nodes []node) bool {
	return child(nodes, "signatureprovided", "stringtosignbytes", "canonicalrequestbytes") != nil
}

// serversStrings are the elements of an error body that hold what the server computed, by
// their names without case and marks.
var serversStrings = map[string]string{
	"stringtosign": "StringToSign", "stringtosignbytes": "StringToSignBytes",
	"canonicalrequest": "CanonicalRequest", "canonicalrequestbytes": "CanonicalRequestBytes",
}

// bareMessages are all that a gateway says in an object of its own.
var bareMessages = map[string]bool{"Forbidden": true, "Unauthorized": true, "Missing Authentication Token": true}

// errorCodeNode finds the code among an error's keys: the first that has a code
// for its value, since "type" may also tell whose fault it is.
func errorCodeNode(nodes []node) *node {
	for _, k := range append([]string{"type"}, codeKeys...) {
		n := child(nodes, k)
		if n == nil || !isErrorCode(codeName(n.text().S)) {
			continue
		}
		if k != "type" || namesError(n.text().S) || child(nodes, "code") == nil {
			return n
		}
	}
	return nil
}

// namesError reports whether a type is that of an error rather than the side that erred.
func namesError(s string) bool { return strings.Contains(s, "Exception") || strings.Contains(s, "#") }

// codeName takes the namespace off a type: com.amazon.coral.service#X, X:http://….
func codeName(s string) string {
	if i := strings.LastIndexByte(s, '#'); i >= 0 {
		s = s[i+1:]
	}
	s, _, _ = strings.Cut(s, ":")
	return strings.TrimSpace(s)
}

func codePart(t Text) Text {
	name := codeName(t.S)
	if i := strings.LastIndex(t.S, name); i >= 0 {
		return t.Sub(i, i+len(name))
	}
	return t
}

// isErrorCode reports whether a word has the form of an error code.
func isErrorCode(s string) bool {
	if len(s) < 6 || len(s) > 80 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	if !consistsOf(s, func(c byte) bool { return isAlnum(c) || c == '.' || c == '_' }) {
		return false
	}
	return strings.ToUpper(s) != s && s != "Sender" && s != "Receiver"
}

// takeField takes over what stands beside code and message: in an echo, the strings of the
// server under any spelling of their names.
func (a *Answer) takeField(n *node, echo bool) {
	plain := plainKey(n.key.S)
	if n.key.S == "" || len(n.kids) > 1 {
		return
	}
	if name := serversStrings[plain]; name != "" && (echo || n.key.S == name) {
		a.stringField(name, n.text())
		return
	}
	switch plain {
	case "statuscode", "httpstatuscode", "status":
		a.takeStatus(n)
		return
	}
	a.Fields = append(a.Fields, Field{n.key, n.text()})
}

func (a *Answer) takeStatus(n *node) {
	if t := n.text(); span(t.S, isDigit) == 3 && len(t.S) == 3 && t.S[0] >= '1' && t.S[0] <= '5' && !a.Status.Present() {
		a.Status = t
	}
}

// extras takes status, request ID and headers from anywhere in the tree.
func (a *Answer) extras(nodes []node, depth int) {
	for i := range nodes {
		n := &nodes[i]
		key := plainKey(n.key.S)
		if n.json && n.key.Present() && a.What == "error-text" && (key == "message" || key == "type") {
			a.What = "json-error"
		}
		switch plainKey(n.key.S) {
		case "statuscode", "httpstatuscode", "status":
			a.takeStatus(n)
		case "httpheaders", "headers", "responseheaders":
			if len(a.Head) == 0 {
				a.Head = fieldsOf(n)
			}
		}
		if depth < 12 {
			a.extras(n.kids, depth+1)
		}
	}
}

// fieldsOf reads a map of headers, or a list of pairs.
func fieldsOf(n *node) (fields []Field) {
	if pairs := alternating(n.kids); pairs != nil {
		return pairs
	}
	for i := range n.kids {
		k := &n.kids[i]
		switch values := edgeValues(k); {
		case len(values) > 0:
			for _, v := range values {
				fields = append(fields, Field{k.key, v.text()})
			}
		case k.leaf && !k.str && k.val.S == "None":
			// Python's clients do not send it
		case k.key.Present() && len(k.kids) == 2 && strings.EqualFold(k.kids[0].val.S, k.key.S) && k.kids[1].leaf:
			fields = append(fields, Field{k.kids[0].val, k.kids[1].val}) // 'host': [ 'Host', 'x' ], as Node.js keeps them
		case k.key.Present() && k.call != "":
			fields = append(fields, Field{k.key, k.innermost()}) // HeaderValue { _private: H0("x") }
		case k.key.Present():
			fields = append(fields, Field{k.key, k.text()})
		case !k.key.Present() && child(k.kids, "value") != nil && child(k.kids, "key", "name") != nil:
			fields = append(fields, Field{child(k.kids, "key", "name").text(), child(k.kids, "value").text()})
		case len(k.kids) == 2 && k.kids[0].leaf && !k.kids[0].key.Present():
			fields = append(fields, Field{k.kids[0].val, k.kids[1].text()})
		}
	}
	return fields
}

// edgeValues are the values of a header as the events of Lambda@Edge have it:
// "host": [{"key": "Host", "value": "…"}].
func edgeValues(n *node) (values []*node) {
	if !n.key.Present() || n.leaf {
		return nil
	}
	for i := range n.kids {
		v := child(n.kids[i].kids, "value")
		if v == nil || !v.leaf {
			return nil
		}
		values = append(values, v)
	}
	return values
}

// alternating reads the names and values of a map in Clojure, between which nothing
// stands.
func alternating(kids []node) (fields []Field) {
	if len(kids) < 4 || len(kids)%2 != 0 {
		return nil
	}
	for i := 0; i < len(kids); i += 2 {
		name, value := &kids[i], &kids[i+1]
		if !name.leaf || !name.str || name.key.Present() || value.key.Present() || !consistsOf(name.val.S, isNameByte) {
			return nil
		}
		fields = append(fields, Field{name.val, value.text()})
	}
	return fields
}

// look pays for reading ahead. What is read in vain is bounded by a multiple of
// the sources' size.
func (r *reader) look(n int) bool {
	if r.ahead < n {
		return false
	}
	r.ahead -= n
	return true
}

// pay is look for what was read already: it takes what there is, and reports
// whether that was enough.
func (r *reader) pay(n int) bool {
	enough := r.ahead >= n
	r.ahead = max(0, r.ahead-n)
	return enough
}
