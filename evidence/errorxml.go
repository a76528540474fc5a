package evidence

import "strings"

// errorTags are the elements that an error body is told by, also when it is cut.
var errorTags = []string{
	"Error", "ErrorResponse", "Errors", "Response", "Code", "Message",
	"StringToSign", "CanonicalRequest", "StringToSignBytes", "CanonicalRequestBytes",
	"AWSAccessKeyId", "SignatureProvided", "Resource", "RequestId", "HostId",
}

// errorXML reads an error body in XML, whole or cut at either end.
func (p *page) errorXML(l line, _ anchors) int {
	from := p.xmlStart(l)
	if from < 0 || from < p.dead[deadXML] {
		return 0
	}
	if col := from - l.from; col > 0 && (strings.TrimSpace(p.s[l.from:from]) != "" || p.indentedText(l, from)) {
		if end := p.prefixedXML(l, col); end > 0 {
			return end
		}
	}
	x := xmlScan{p: p, t: p.t, at: from, a: &Answer{What: "s3-error-xml"}}
	x.cutStart(l)
	x.elements()
	if !x.isError() {
		return p.giveUp(deadXML, x.end)
	}
	x.finish(from)
	p.r.add(item{what: x.a.What, place: x.a.Place, answer: x.a, side: server})
	return x.end
}

// indentedText reports whether an error stands indented on the page, the lines of its
// texts, too.
func (p *page) indentedText(l line, from int) bool {
	s := l.text(p.s)
	if !strings.HasSuffix(strings.TrimRight(s, " \t"), "<StringToSign>AWS4-HMAC-SHA256") || l.next >= len(p.s) {
		return false
	}
	next := lineAt(p.s, l.next).text(p.s)
	date := strings.TrimSpace(next)
	return strings.HasPrefix(next, p.s[l.from:from]) && len(date) == len("20060102T150405Z") && date[8] == 'T'
}

// xmlStart returns where the first tag of an error stands on a line, -1 when
// there is none.
func (p *page) xmlStart(l line) int {
	s := l.text(p.s)
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return -1
		}
		at += i
		name, closing, _ := tagAt(s[at:])
		if isErrorTag(name) || strings.HasSuffix(name, "Exception") {
			if closing && name != "Message" {
				at++
				continue
			}
			return l.from + at
		}
		at++
	}
}

func isErrorTag(name string) bool {
	for _, t := range errorTags {
		if t == name {
			return true
		}
	}
	return false
}

// tagAt reads the tag that s begins with; n is its length, 0 when it is none.
func tagAt(s string) (name string, closing bool, n int) {
	i := 1
	if i < len(s) && s[i] == '/' {
		closing = true
		i++
	}
	k := span(s[i:], func(c byte) bool { return isNameByte(c) || c == '.' || c == ':' })
	if k == 0 {
		return "", false, 0
	}
	name = s[i : i+k]
	end := strings.IndexByte(s[i+k:min(len(s), i+k+300)], '>')
	if end < 0 || strings.ContainsAny(s[i+k:i+k+end], "<\n") {
		return "", false, 0
	}
	return name, closing, i + k + end + 1
}

// prefixedXML takes off the prefix of each line when the next one has it too.
func (p *page) prefixedXML(l line, col int) int {
	prefix := p.s[l.from : l.from+col]
	if strings.Contains(prefix, "</") || strings.Contains(prefix, "/>") {
		return 0 // elements, not the "> " or "<DEBUG> " of a log
	}
	if strings.HasPrefix(prefix, "{\"") {
		return 0 // an object of a log in JSON
	}
	return p.prefixed(l, col)
}

// An xmlScan reads elements one after the other. It forgives what no XML
// library does: bodies that are cut, indented, or hold placeholders in brackets.
type xmlScan struct {
	p    *page
	t    Text
	at   int
	end  int // after the last tag
	a    *Answer
	root string
}

// cutStart takes what stands before a closing Message tag for a message whose
// beginning is cut off.
func (x *xmlScan) cutStart(l line) {
	name, closing, n := tagAt(x.t.S[x.at:])
	if !closing || name != "Message" {
		return
	}
	x.field("Message", x.t.Sub(l.from, x.at))
	x.a.Place = x.t.PlaceOf(l.from, l.from)
	x.at += n
	x.end = x.at
}

// elements reads tags until something follows that is none.
func (x *xmlScan) elements() {
	s := x.t.S
	for x.at < len(s) {
		gap := span(s[x.at:], isSpace)
		if x.at+gap >= len(s) || s[x.at+gap] != '<' {
			return
		}
		x.at += gap
		name, closing, n := tagAt(s[x.at:])
		if n == 0 {
			return
		}
		x.at += n
		x.end = x.at
		switch {
		case closing:
			if x.closes(name) {
				return
			}
		case s[x.at-2] == '/':
		default:
			x.element(name)
		}
	}
}

// closes reports whether a closing tag ends the body.
func (x *xmlScan) closes(name string) bool {
	if x.root == "" {
		return name == "ErrorResponse" || name == "Response" || (name == "Error" && !x.opens("</Errors>") && !x.opens("<RequestId>"))
	}
	return name == x.root
}

// opens reports whether a tag follows at once.
func (x *xmlScan) opens(tag string) bool {
	rest := x.t.S[x.at:]
	return strings.HasPrefix(rest[span(rest, isSpace):], tag)
}

// element reads the value of a leaf, or goes into a container.
func (x *xmlScan) element(name string) {
	s := x.t.S
	value := span(s[x.at:], isSpace)
	if x.at+value < len(s) && s[x.at+value] == '<' {
		if child, closing, n := tagAt(s[x.at+value:]); n > 0 && !closing && !placeholder(s[x.at+value:], child) {
			if x.root == "" && (isErrorTag(name) || strings.HasSuffix(name, "Exception")) {
				x.root = name
			}
			if strings.HasSuffix(name, "Exception") {
				x.field("Code", x.t.Sub(x.at-len(name)-1, x.at-1))
			}
			return
		}
	}
	end, next, cut := x.valueEnd(name)
	c, t := x.a.Canonical, x.a.StringToSign
	x.field(name, x.t.Sub(x.at, end))
	if cut && x.a.Canonical != c {
		x.a.Canonical.CutOff = true
	}
	if cut && x.a.StringToSign != t {
		x.a.StringToSign.CutOff = true
	}
	x.at, x.end = next, next
}

// placeholder reports whether a tag in a value stands for bytes left out, such
// as <my-bucket>: nothing closes it and it is no element of errors.
func placeholder(s, name string) bool {
	return !isErrorTag(name) && !strings.Contains(s[:min(len(s), 4096)], "</"+name+">")
}

// valueEnd returns where the value of an element ends and what comes next: at
// its closing tag, or, when that is lost, at the next tag of an error. Where there is none
// the value is cut.
func (x *xmlScan) valueEnd(name string) (end, next int, cut bool) {
	s := x.t.S
	for i := x.at; i < len(s); i++ {
		n := strings.IndexByte(s[i:], '<')
		if n < 0 {
			break
		}
		i += n
		tag, closing, k := tagAt(s[i:])
		if closing && tag == name {
			return i, i + k, false
		}
		if k > 0 && isErrorTag(tag) {
			return i, i, false
		}
	}
	end = x.lostEnd(name)
	return end, end, true
}

// lostEnd is where the value of an element ends that is cut off: where its form does, if other
// text follows.
func (x *xmlScan) lostEnd(name string) int {
	rest := x.t.Sub(x.at, len(x.t.S))
	apart := "\n\n\n"
	if !severalLines[name] {
		apart = "\n"
	}
	if n := strings.Index(rest.S, apart); n >= 0 {
		rest = rest.Sub(0, n)
	}
	n := len(rest.S)
	switch name {
	case "StringToSignBytes", "CanonicalRequestBytes":
		return x.at + lastPair(rest.S)
	case "CanonicalRequest":
		n = endOfCanonical(rest)
	case "StringToSign":
		n = endOfToSign(rest.S)
	case "Message", "message":
		n = strings.Index(rest.S+"\n\n", "\n\n")
	}
	if isBlank(rest.S[n:]) {
		n = len(rest.S)
	}
	if severalLines[name] && !strings.EqualFold(name, "message") {
		n = len(strings.TrimRight(rest.S[:n], " \t\r\n.…")) // dots say that it is cut
	}
	return x.at + n
}

// lastPair is how far a text is bytes in hex; half a byte at its end is left out.
func lastPair(s string) (end int) {
	for at := span(s, isSpace); at < len(s); at += span(s[at:], isSpace) {
		n := span(s[at:], isHexDigit)
		if n == 0 || n > 2 || at+n < len(s) && !isSpace(s[at+n]) || n == 1 && at+n == len(s) {
			break
		}
		at += n
		end = at
	}
	return end
}

// endOfCanonical is how far a text is a canonical request: one whose line ends became spaces
// ends with its line.
func endOfCanonical(t Text) int {
	first := lineAt(t.S, 0)
	if method, _, ok := strings.Cut(first.text(t.S), " "); ok && isMethod(method) {
		return first.to
	}
	_, n := scanCanonical(t, false)
	return n
}

// endOfToSign is how far a text is a string to sign of Version 4: its lines have no blank one
// between. One of Version 2 may have.
func endOfToSign(s string) int {
	const lines = 4
	if first := lineAt(s, 0); !strings.HasPrefix(first.text(s), "AWS4-") {
		if strings.HasPrefix("AWS4-", strings.TrimRight(first.text(s), ".…")) {
			return first.to
		}
		return len(s)
	}
	at := 0
	for range lines {
		l := lineAt(s, at)
		if at == 0 && strings.Contains(strings.TrimSpace(l.text(s)), " ") {
			return l.to // its line ends became spaces
		}
		if isBlank(l.text(s)) {
			break
		}
		at = l.to
		if l.next >= len(s) {
			break
		}
		at = l.next
	}
	return at
}

// severalLines are the elements whose values have several.
var severalLines = map[string]bool{
	"Message": true, "message": true,
	"StringToSign": true, "CanonicalRequest": true, "StringToSignBytes": true, "CanonicalRequestBytes": true,
}

// field takes over an element.
func (x *xmlScan) field(name string, raw Text) {
	value := unescapeXML(raw)
	switch name {
	case "Code":
		x.a.Code = value.TrimSet(" \t\r\n*_`") // also without the marks of bold text
	case "Message", "message":
		x.a.Message = value.Trim()
		x.a.readStrings(x.a.Message)
	case "StringToSign", "CanonicalRequest", "StringToSignBytes", "CanonicalRequestBytes":
		if !isBlank(value.S) { // of what is cut right behind the tag nothing is left
			x.a.stringField(name, dedented(value))
		}
	default:
		x.a.Fields = append(x.a.Fields, Field{Made(name), value.Trim()})
	}
}

// stringField takes over one of the strings that a server computed. Bytes in hex
// outrank text: no paste changes them.
func (a *Answer) stringField(name string, value Text) {
	switch name {
	case "StringToSign":
		if s := readStringToSign(value); a.StringToSign == nil || !outranksToSign(a.StringToSign, s) {
			a.StringToSign = s
		}
	case "CanonicalRequest":
		c := readCanonical(value)
		rest := len(c.Lines) == 0 && !c.SignedHeaders.Present() && !c.Masked && c.Path.S != "" && c.Path.S[0] != '/' && !isMethod(c.Method.S)
		if !rest && (a.Canonical == nil || !outranks(a.Canonical, c)) { // of a text that is printed elsewhere
			a.Canonical = c
		}
	case "StringToSignBytes":
		if b := decodeHexBytes(value); b.Present() {
			s := readStringToSign(b)
			s.Exact = true
			if outranksToSign(s, a.StringToSign) {
				a.StringToSign = s
			}
		}
	case "CanonicalRequestBytes":
		if b := decodeHexBytes(value); b.Present() {
			c := readCanonical(b)
			c.Exact = true
			if outranks(c, a.Canonical) {
				a.Canonical = c
			}
		}
	}
}

// outranks reports whether a reading of a canonical request from its bytes is to
// be preferred to another one: unless it is cut off and the other is not.
func outranks(c, other *Canonical) bool {
	if other == nil {
		return true
	}
	asLong := len(c.PayloadHash.S) == 64 || len(c.PayloadHash.S) >= len(other.PayloadHash.S)
	return c.Exact && (other.Partial || !c.Partial && asLong)
}

func outranksToSign(s, other *StringToSign) bool {
	if other == nil || !s.Exact {
		return other == nil
	}
	if s.isWhole() || other.isWhole() {
		return s.isWhole()
	}
	return s.Scope.Present() || !other.Scope.Present()
}

// isWhole reports whether a string to sign of Version 4 is there up to its last line.
func (s *StringToSign) isWhole() bool { return s.Scope.Present() && len(s.Hash.S) == 64 }

// dedented takes the indentation off that a pretty printer or a forum has put
// before each line of a value that begins on a line of its own.
func dedented(t Text) Text {
	first := strings.IndexByte(t.S, '\n')
	if first < 0 || strings.TrimSpace(t.S[:first]) != "" {
		return t
	}
	l := lineAt(t.S, first+1)
	indent := span(l.text(t.S), func(c byte) bool { return c == ' ' || c == '\t' })
	if indent == 0 {
		return t.Sub(first+1, max(first+1, len(strings.TrimRight(t.S, " \t\r\n"))))
	}
	m := t.Remake()
	end := len(strings.TrimRight(t.S, " \t\r\n"))
	for at := first + 1; at < end; {
		l := lineAt(t.S, at)
		k := min(indent, span(l.text(t.S), func(c byte) bool { return c == ' ' || c == '\t' }))
		m.Keep(min(l.from+k, end), min(l.next, end))
		at = l.next
	}
	return m.View("indentation").Whole()
}

// isError reports whether enough of an error was read.
func (x *xmlScan) isError() bool {
	a := x.a
	return a.Code.Present() && a.Code.S != "" && !strings.ContainsAny(a.Code.S, " \n") ||
		a.Message.Present() && (a.StringToSign != nil || a.Canonical != nil || len(a.Fields) > 0 || strings.Contains(x.root, "E")) ||
		a.StringToSign != nil || a.Canonical != nil
}

// finish names the kind of body and its place.
func (x *xmlScan) finish(from int) {
	switch {
	case x.root == "ErrorResponse", x.root == "Response", x.root == "Errors":
		x.a.What = "query-error-xml"
	case strings.HasSuffix(x.root, "Exception"):
		x.a.What = "coral-error-xml"
	}
	start := x.t.PlaceOf(from, x.end)
	if !x.a.Place.Empty() || x.a.Place.From > 0 {
		start.From = min(start.From, x.a.Place.From)
	}
	x.a.Place = start
}
