package evidence

import "strings"

// strippedXML reads an error body whose tags a tool has left out, with nothing in
// their place, as PowerShell and innerText do: the message, the key and the
// first line of the string to sign run together on one line.
func (p *page) strippedXML(l line, _ anchors) int {
	s := l.text(p.s)
	msg, ok := messageIn(s[:min(len(s), 4096)])
	col := algorithmAfter(s)
	if !ok || col <= msg {
		return 0
	}
	t, n := scanStripped(p.t.Sub(l.from+col, len(p.s)))
	if t == nil {
		return 0
	}
	a := &Answer{What: "s3-error-xml", StringToSign: t}
	p.codeBefore(a, l.from+msg)
	key := msg + strings.LastIndexByte(s[msg:col], '.') + 1
	if key == msg {
		key = col
	}
	a.Message = p.t.Sub(l.from+msg, l.from+key)
	a.addField("AWSAccessKeyId", p.t.Sub(l.from+key, l.from+col))
	end := p.strippedRest(a, l.from+col+n)
	a.Place = p.t.PlaceOf(l.from+msg-len(a.Code.S), end)
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return max(end, l.next)
}

// algorithmAfter returns where an algorithm's name begins that ends a line right
// after a key, -1 when there is none.
func algorithmAfter(s string) int {
	s = strings.TrimRight(s, " \t")
	i := strings.LastIndex(s, "AWS4-")
	if i < 0 || len(s)-i > 48 || !isAlgorithm(s[i:]) || !consistsOf(s[i:], isNameByte) {
		return -1
	}
	return i
}

func (a *Answer) addField(name string, value Text) {
	if value = value.Trim(); value.S != "" {
		a.Fields = append(a.Fields, Field{Made(name), value})
	}
}

// scanStripped reads a string to sign whose last line runs on: it has 64 digits.
func scanStripped(t Text) (*StringToSign, int) {
	at := 0
	for range 3 {
		at = lineAt(t.S, at).next
	}
	if span(t.S[at:min(len(t.S), at+64)], isHexDigit) != 64 {
		return nil, 0
	}
	s, n := scanStringToSign(t.Sub(0, at+64), true)
	if s == nil || !s.Scope.Present() || !s.Hash.Present() {
		return nil, 0
	}
	s.Whole = t.Sub(0, at+64)
	return s, n
}

// strippedRest reads what follows a string to sign: the signature, the string's
// bytes, and the canonical request.
func (p *page) strippedRest(a *Answer, at int) int {
	l := lineAt(p.s, at)
	s := l.text(p.s)
	method := methodAfter(s)
	if k := span(s[:method], isHexDigit); k >= 64 {
		a.addField("SignatureProvided", p.t.Sub(at, at+64))
		if b := decodeHexBytes(p.t.Sub(at+64, at+method)); b.Present() {
			a.stringField("StringToSignBytes", b)
		}
	}
	if method == len(s) || l.next >= len(p.s) {
		return l.to
	}
	c, n := scanCanonical(p.t.Sub(at+method, len(p.s)), false)
	if !c.SignedHeaders.Present() {
		return l.to
	}
	last := lineAt(p.s, p.offset(c.SignedHeaders))
	end := at + method + n
	if last.next < len(p.s) {
		rest := lineAt(p.s, last.next)
		if k := payloadIn(rest.text(p.s)); k > 0 {
			end = rest.from + k
		}
	}
	a.Canonical = readCanonical(p.t.Sub(at+method, end))
	return max(end, lineAt(p.s, end).to)
}

// methodAfter returns where the method begins that ends a line, also right after
// digits; the length of the line when there is none.
func methodAfter(s string) int {
	for m := range methods {
		if strings.HasSuffix(s, m) && (len(s) == len(m) || !isLetter(s[len(s)-len(m)-1]) || isHexDigit(s[len(s)-len(m)-1])) {
			return len(s) - len(m)
		}
	}
	return len(s)
}

// payloadIn returns the length of the payload's hash, or the word in its place,
// that a line begins with and that other text follows.
func payloadIn(s string) int {
	if strings.HasPrefix(s, "UNSIGNED-PAYLOAD") {
		return len("UNSIGNED-PAYLOAD")
	}
	if strings.HasPrefix(s, "STREAMING-") {
		for _, w := range []string{"-PAYLOAD-TRAILER", "-PAYLOAD"} {
			if i := strings.Index(s, w); i >= 0 {
				return i + len(w)
			}
		}
	}
	if span(s, isHexDigit) >= 64 {
		return 64
	}
	return 0
}
