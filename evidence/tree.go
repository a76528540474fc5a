package evidence

import "strings"

// A node is a value in the native syntax of some language: JSON, a Python dict,
// a Ruby hash, a Go or Java map, a Clojure map, an Elixir list of pairs.
type node struct {
	key  Text
	val  Text   // of a leaf
	kids []node // of a container
	raw  Text   // what a container holds, as written
	json bool   // the key is quoted and a colon follows
	leaf bool
	str  bool   // a string in quotes
	call string // the name before the brackets of a container: JSON.stringify
	from int    // where the key or value begins
}

// A treeScan reads such syntax, forgiving whatever it does not know. It reads
// every byte once.
type treeScan struct {
	t     Text
	s     string
	at    int
	limit int // no further than this
	last  int // the end of the line that the top level may not leave
}

// deepestTree bounds how containers nest.
const deepestTree = 24

// tree reads the pairs and containers that begin on a line; end is where the
// last container closes, at least the end of the line.
func (p *page) tree(l line) (nodes []node, end int) {
	ts := &treeScan{t: p.t, s: p.s, at: l.from, limit: min(len(p.s), l.from+64<<10), last: l.to}
	nodes = ts.list(0, 0)
	return nodes, max(ts.at, l.to)
}

func closerOf(c byte) byte {
	switch c {
	case '{':
		return '}'
	case '[':
		return ']'
	case '(':
		return ')'
	}
	return 0
}

// list reads elements up to a closing bracket, or to the end of the line at the
// top level.
func (ts *treeScan) list(closer byte, depth int) (nodes []node) {
	for ts.at < ts.limit {
		ts.skip(depth == 0)
		if ts.at >= ts.limit || depth == 0 && ts.at >= ts.last {
			return nodes
		}
		c := ts.s[ts.at]
		if c == ']' || c == '}' || c == ')' {
			if depth > 0 {
				ts.at++
				return nodes
			}
			ts.at++
			continue
		}
		before := ts.at
		if n, ok := ts.element(depth); ok {
			nodes = append(nodes, n)
		}
		if ts.at == before {
			ts.at++
		}
		if depth == 0 && ts.at > ts.last {
			ts.last = lineAt(ts.s[:ts.limit], min(ts.at, ts.limit)).to // a line may have megabytes
		}
	}
	return nodes
}

// skip passes over blanks and separators.
func (ts *treeScan) skip(top bool) {
	for ts.at < ts.limit {
		c := ts.s[ts.at]
		if c == '\n' && top && ts.at >= ts.last || !isSpace(c) && c != ',' && c != ';' && c != '#' && c != '%' {
			return
		}
		ts.at++
	}
}

// element reads a value, and when a separator follows it, the value that it is
// the key of.
func (ts *treeScan) element(depth int) (node, bool) {
	from := ts.at
	n, ok := ts.value(depth, true)
	if !ok {
		return node{}, false
	}
	n.from = from
	sep := ts.separator(&n)
	if sep == 0 {
		return n, true
	}
	key := n.val
	if !n.leaf && len(n.kids) == 1 && n.kids[0].leaf {
		key = n.kids[0].val // [Code] => …, as PHP prints it
	}
	quoted := ts.s[from] == '"'
	ts.at += sep
	v, ok := ts.value(depth, false)
	if !ok {
		v = node{leaf: true, val: ts.t.Sub(ts.at, ts.at)}
	}
	v.key, v.from = trimKey(key), from
	v.json = quoted && strings.IndexByte(ts.s[from:ts.at], ':') > 0
	return v, true
}

func trimKey(t Text) Text { return t.TrimSet(":\"' ") }

// separator returns the length of what joins a key to its value, 0 when nothing
// does.
func (ts *treeScan) separator(n *node) int {
	rest := ts.s[ts.at:ts.limit]
	k := span(rest, isBlankByte)
	if k >= len(rest) {
		return 0
	}
	switch {
	case strings.HasPrefix(rest[k:], "=>"), strings.HasPrefix(rest[k:], "->"), strings.HasPrefix(rest[k:], ":="):
		k += 2
	case rest[k] == ':' || rest[k] == '=':
		k++
	case n.leaf && strings.HasPrefix(n.val.S, ":") && isSpace(rest[0]):
	default:
		return 0
	}
	return k + span(rest[k:], isSpace)
}

// value reads a string, a container, or a bare word.
func (ts *treeScan) value(depth int, asKey bool) (node, bool) {
	if ts.at >= ts.limit {
		return node{}, false
	}
	ts.at += prototype(ts.s[ts.at:ts.limit])
	if !asKey && strings.HasPrefix(ts.s[ts.at:ts.limit], "[]string{") {
		ts.at += len("[]string")
	}
	if !asKey && strings.HasPrefix(ts.s[ts.at:ts.limit], "new ") && constructor(ts.s[ts.at+len("new "):ts.limit]) > 0 {
		ts.at += len("new ")
	}
	c := ts.s[ts.at]
	if closerOf(c) != 0 {
		return ts.container(depth)
	}
	if n, ok := ts.quoted(); ok {
		return n, true
	}
	if !asKey {
		if k := constructor(ts.s[ts.at:ts.limit]); k > 0 {
			name := ts.s[ts.at : ts.at+k]
			ts.at += k
			n, ok := ts.container(depth)
			n.call = strings.TrimSpace(name)
			return n, ok
		}
	}
	return ts.bare(asKey)
}

// prototype returns the length of what Node.js puts before an object of a class:
// [Object: null prototype] {…}, Object [AxiosHeaders] {…}.
func prototype(s string) int {
	n := 0
	if strings.HasPrefix(s, "Object ") {
		n = len("Object ")
	}
	if n >= len(s) || s[n] != '[' {
		return 0
	}
	end := strings.Index(s[n:min(len(s), n+60)], "] {")
	if end < 0 || span(s[n+1:n+end], func(c byte) bool { return isNameByte(c) || c == ' ' || c == ':' }) != end-1 {
		return 0
	}
	return n + end + len("] ")
}

// constructor returns the length of a name that a bracket follows: Some("x"),
// map[a:b], HeaderMap {…}. It says nothing about the value.
func constructor(s string) int {
	k := 0
	if s[0] == '&' || s[0] == '%' {
		k = 1
	}
	n := k + span(s[k:], func(c byte) bool { return isNameByte(c) || c == '.' || c == ':' })
	if k == 1 && n == k && n < len(s) && closerOf(s[n]) != 0 {
		return n
	}
	if n == k || !isLetter(s[k]) || n >= len(s) {
		return 0
	}
	if s[n] == ' ' && n+1 < len(s) && s[n+1] == '{' {
		return n + 1
	}
	if closerOf(s[n]) != 0 && !strings.Contains(s[:n], "://") {
		return n
	}
	return 0
}

func (ts *treeScan) container(depth int) (node, bool) {
	from := ts.at + 1
	if depth >= deepestTree {
		ts.at = ts.limit
		return node{}, false
	}
	ts.at++
	n := node{kids: ts.list(closerOf(ts.s[from-1]), depth+1)}
	n.raw = ts.t.Sub(from, max(from, ts.at-1))
	return n, true
}

// quoted reads a string, undoing its escapes.
func (ts *treeScan) quoted() (node, bool) {
	i := ts.at
	if isAmong(ts.s[i], "bBuUrR@$") && i+1 < ts.limit {
		i++
	}
	q := ts.s[i]
	if !isQuote(q) {
		return node{}, false
	}
	end := closingQuote(ts.s, i+1, ts.limit, q)
	if end < 0 || end-i > 64<<10 {
		return node{}, false
	}
	ts.at = end + 1
	if open, next := ts.joined(); open >= 0 {
		m := ts.t.Remake()
		for unescapeInto(m, ts.s, i+1, end); open >= 0; open, next = ts.joined() {
			unescapeInto(m, ts.s, open, next)
			ts.at = next + 1
		}
		return node{leaf: true, str: true, val: m.View("strings joined").Whole()}, true
	}
	return node{leaf: true, str: true, val: unescaped(ts.t.Sub(i+1, end))}, true
}

// joined finds the string that is put to the one before with a plus, as Node.js
// prints long texts: 'a\n' + "b".
func (ts *treeScan) joined() (open, end int) {
	at := ts.at + span(ts.s[ts.at:ts.limit], isBlankByte)
	if at < ts.limit && (ts.s[at] == '\n' || ts.s[at] == '\r') {
		if at += span(ts.s[at:ts.limit], isSpace); at < ts.limit && ts.s[at] == ts.s[ts.at-1] {
			return literalAt(ts.s, at, ts.limit) // strings below one another are one in Python
		}
		return -1, -1
	}
	if at >= ts.limit || ts.s[at] != '+' {
		return -1, -1
	}
	at++
	at += span(ts.s[at:ts.limit], isSpace)
	return literalAt(ts.s, at, ts.limit)
}

// unescaped undoes escapes. A text without any is left as it is.
func unescaped(t Text) Text {
	if !hasEscape(t.S) {
		return t
	}
	m := t.Remake()
	unescapeInto(m, t.S, 0, len(t.S))
	return m.View("escapes such as \\n").Whole()
}

// bare reads a word. As a value it may hold blanks and goes up to a comma, a
// bracket or the end of the line; an Authorization value holds commas, too.
func (ts *treeScan) bare(asKey bool) (node, bool) {
	s := ts.s[ts.at:ts.limit]
	n := 0
	switch {
	case asKey:
		n = span(s, func(c byte) bool { return isNameByte(c) || c == '.' || c == '$' })
		if s[0] == ':' {
			n = 1 + span(s[1:], isNameByte)
		}
	case len(s) > 5 && equalFold(s[:4], "aws4"):
		n = claimIn(s)
	default:
		n = bareValue(s)
	}
	if n == 0 {
		return node{}, false
	}
	v := ts.t.Sub(ts.at, ts.at+n)
	ts.at += n
	return node{leaf: true, val: v.Sub(0, len(strings.TrimRight(v.S, " \t")))}, true
}

// bareValue returns the length of a value without quotes.
func bareValue(s string) int {
	isURL := strings.HasPrefix(s, "http") && strings.Contains(s[:min(len(s), len("https://"))], "://")
	open := 0
	for i := 0; i < len(s); i++ {
		if n := max(quotedWord(s, i), redactedPart(s, i)); n > 0 {
			i += n - 1
			continue
		}
		if isURL && isAmong(s[i], "{[") && i+1 < len(s) && !isAmong(s[i+1], " ,\r\n") {
			open++
			continue // a bracket that was not percent-encoded
		}
		if open > 0 && isAmong(s[i], "}]") {
			open--
			continue
		}
		if s[i] == '(' && (isURL || s[0] == '/') && s[i-1] != ' ' {
			if n := span(s[i:], func(c byte) bool { return c != ')' && c > ' ' && c != ',' && c != '"' }); i+n < len(s) && s[i+n] == ')' {
				i += n
				continue // of a path that was not percent-encoded
			}
		}
		switch s[i] {
		case '(':
			n := span(s[i:], func(c byte) bool { return c != ')' && c != '\n' })
			if i == 0 || s[i-1] != ' ' || i+n >= len(s) || s[i+n] != ')' || !inSentence(s, i) {
				return i
			}
			i += n // a remark in a sentence
		case ',', '\n', '\r', '}', ']', ')', '"', '{', '[', '<', '>':
			return i
		case '\'':
			if i == 0 || !isAlnum(s[i-1]) || i+1 == len(s) || !isAlnum(s[i+1]) {
				return i // no apostrophe
			}
		case ';':
			if i+1 == len(s) || s[i+1] == '\n' || s[i+1] == '\r' {
				return i // a property list of macOS
			}
		case ' ':
			if beginsKey(s[i+1:]) {
				return i
			}
		}
	}
	return len(s)
}

// inSentence reports whether enough words stand before a place of a value for a sentence. It
// looks at the beginning alone, as all quotes of a long one ask.
func inSentence(s string, at int) bool {
	const words, near = 4, 200
	return strings.Count(s[:min(at, near)], " ") >= words
}

// quotedWord returns the length of a part of a sentence that stands in quotes of its own:
// the region 'us-east-1' is wrong.
func quotedWord(s string, at int) int {
	if !isAmong(s[at], "'\"") || !inSentence(s, at) || s[at-1] != ' ' {
		return 0
	}
	n := 1 + span(s[at+1:], notAmong("\r\n\"'{}"))
	behind := at + n + 1
	if behind > len(s) || s[at+n] != s[at] {
		return 0
	}
	if rest := s[behind:]; rest != "" && (isAmong(rest[0], ":=") || isAlnum(rest[0])) {
		return 0 // a key, or the end of another string
	}
	return n + 1
}

// redactedPart returns the length of what stands in place of a part of a value: <removed>.
func redactedPart(s string, at int) int {
	if s[at] != '<' || at+1 == len(s) || !isLetter(s[at+1]) {
		return 0
	}
	n := span(s[at+1:], func(c byte) bool { return isNameByte(c) || c == ' ' }) + 1
	if at+n == len(s) || s[at+n] != '>' || n > 40 || at+n+1 < len(s) && !isAmong(s[at+n+1], ",\r\n\\ ") {
		return 0
	}
	return n + 1
}

// beginsKey reports whether a text begins with the key that ends a value before it:
// "Host:[x] Date:[y]", "method=PUT url=/x".
func beginsKey(s string) bool {
	k := span(s, func(c byte) bool { return isNameByte(c) || c == '.' || c == '@' })
	if k == 0 || k+1 >= len(s) {
		return false
	}
	behind := s[k+1]
	switch s[k] {
	case '=':
		return true
	case ':':
		named := s[0] >= 'A' && s[0] <= 'Z'
		return !isSpace(behind) && (named || closerOf(behind) != 0 || behind == '"')
	}
	return false
}

// claimIn returns the length of an Authorization value without quotes: up to
// what follows its signature.
func claimIn(s string) int {
	end := span(s, notAmong("\r\n}]\"'"))
	if i := indexFold(s[:end], "signature", 0); i >= 0 {
		k := i + span(s[i:end], func(c byte) bool { return c != ',' && c != ' ' })
		return len(enclosed(s[:k]))
	}
	return end
}

// text returns what a node tells as one value: a leaf, the only element of a
// list, or what stands in brackets.
func (n *node) text() Text {
	switch {
	case n.leaf:
		return n.val
	case len(n.kids) == 1 && n.kids[0].leaf && !n.kids[0].key.Present():
		if k := n.kids[0].val; len(k.S)+4 >= len(strings.TrimSpace(n.raw.S)) || k.view != n.raw.view {
			return k
		}
	case len(n.kids) == 0:
		return n.raw
	}
	return n.raw.Trim()
}

// innermost is the text of a value in wrappers: Some(Domain("x")).
func (n *node) innermost() Text {
	for !n.leaf && (len(n.kids) == 1 || len(n.kids) == 2 && n.kids[0].leaf && !n.kids[0].str) {
		n = &n.kids[len(n.kids)-1]
	}
	return n.text()
}

// child returns the first child whose key is one of names, in lower case and
// without marks between words.
func child(nodes []node, names ...string) *node {
	for _, name := range names {
		for i := range nodes {
			if nodes[i].key.Present() && plainKey(nodes[i].key.S) == name {
				return &nodes[i]
			}
		}
	}
	return nil
}

// plainKey brings the ways to write a key to one: errorCode, error_code,
// :error-code, ErrorCode.
func plainKey(k string) string {
	if len(k) > 40 {
		return ""
	}
	var b [40]byte
	n := 0
	for i := range len(k) {
		c := k[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if isAlnum(c) {
			b[n] = c
			n++
		}
	}
	return string(b[:n])
}
