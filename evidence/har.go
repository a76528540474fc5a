package evidence

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// The longest bodies of a HAR file that are read: a request's is hashed, an
// answer's is looked at for an error.
const (
	longestHARBody   = 1 << 20
	longestHARAnswer = 256 << 10
)

// harEntry reads one entry of a HAR file (HTTP Archive 1.2, sections "request"
// and "response"), as browsers, proxies and Playwright save them: the request,
// and the answer that stands behind it. An entry that has nothing to do with AWS
// is passed over, whatever it holds.
func (p *page) harEntry(l line, _ anchors) int {
	return p.requestMember(l, func(d jsonDoc) int {
		if r := d.harRequest(); r != nil {
			return p.addHAREntry(r, d.end)
		}
		return 0
	})
}

// requestMember runs read on the objects that stand as "request" on a line, until
// one is read.
func (p *page) requestMember(l line, read func(jsonDoc) int) int {
	for at := l.from; at < l.to; {
		var value int
		if value, at = p.keyBefore(`"request"`, at, l.to); value < 0 {
			continue
		}
		d, ok := p.jsonAt(value)
		if !ok {
			return 0
		}
		if end := read(d); end > 0 {
			return end
		}
	}
	return 0
}

// harRequest reads a request; it is nil when the object is something else.
func (d jsonDoc) harRequest() *Request {
	list, ok := d.list("headers") // a map of headers is of another log
	method, url := d.text("method", 20), d.text("url", longestField)
	if !ok || !isMethod(method.S) || !strings.Contains(url.S, "://") {
		return nil
	}
	r := &Request{What: "har-entry", Method: method, Target: url, OnTheWire: true}
	auth := false
	for _, f := range list.jsonFields("name", "value") {
		switch strings.ToLower(f.Name.S) {
		case ":method", ":path", ":scheme":
			continue
		case "host", ":authority":
			r.HeadersComplete = true
		case "authorization":
			auth = true
		}
		r.Fields = append(r.Fields, f)
	}
	if _, isSigned := queryClaim(url); !auth && !isSigned {
		r.HeadersComplete = false // Chrome leaves Authorization out unless told otherwise
	}
	if !find(r.Fields, "Host").Present() && !find(r.Fields, ":authority").Present() {
		r.Fields = append(r.Fields, hostField(url)...)
	}
	d.harBody(r)
	r.Place = d.p.t.PlaceOf(d.parts[0].from, d.end)
	return r
}

// hostField returns the Host header that a request for an absolute URL has.
func hostField(url Text) []Field {
	authority, _, _, _, _ := sigv4.TargetParts(url.S)
	if authority == "" {
		return nil
	}
	i := strings.Index(url.S, authority)
	return []Field{{Made("Host"), url.Sub(i, i+len(authority))}}
}

// harBody sets the body. A browser shows text for it, so that bytes that are no
// text are lost: it is known when its size or its hash is that which is stated.
func (d jsonDoc) harBody(r *Request) {
	data, ok := d.doc("postData")
	size := d.text("bodySize", 20).S
	if !ok {
		r.BodyState = stateUnknownBody(r)
		if size == "0" {
			r.BodyState = sigv4.BodyAbsent
		}
		return
	}
	r.BodyState = sigv4.BodyUnknown
	r.Body = data.text("text", longestHARBody)
	if data.text("encoding", 20).S == "base64" || data.text("_encoding", 20).S == "base64" {
		r.Body = fromBase64(r.Body)
	}
	length, stated := contentLength(r.Fields)
	switch hash := find(r.Fields, "x-amz-content-sha256").S; {
	case !r.Body.Present():
	case hash == sigv4.HexSHA256([]byte(r.Body.S)), stated && length == len(r.Body.S), !stated && len(hash) != 64:
		r.BodyState = sigv4.BodyKnown
	}
}

// addHAREntry takes over a request and the answer behind it, and returns where
// the entry ends. A request of a page that neither is signed nor got an error of
// AWS is none to look at, and the browser's own question before a request is not
// signed at all.
func (p *page) addHAREntry(r *Request, end int) int {
	claims := claimsOf(r)
	answer, end := p.harAnswer(end)
	refused := answer != nil && (answer.Code.S != "" || knownMessage(answer.Message.S))
	switch {
	case find(r.Fields, "Access-Control-Request-Method").Present():
		return end
	case len(claims) > 0 && !isAWSClaim(claims), len(claims) == 0 && !refused:
		p.r.noteOnce("entries of the HAR file with neither a signature of AWS nor one of its errors, as this one, are "+
			"passed over", r.Place)
		return end
	case len(claims) == 0:
		p.r.noteOnce("this entry of the HAR file holds no signature: "+
			"browsers leave Authorization out of it unless it is saved with sensitive data", r.Place)
	}
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claims})
	if answer != nil {
		p.r.add(item{what: answer.What, place: answer.Place, answer: answer, side: server})
	}
	return end
}

// isAWSClaim reports whether a request claims a signature, rather than a bearer
// token or a password.
func isAWSClaim(claims []Claim) bool {
	return slices.ContainsFunc(claims, func(c Claim) bool {
		named := len(c.Algorithm.S) > 3 && strings.HasPrefix(strings.ToUpper(c.Algorithm.S), "AWS")
		return named || c.Carrier == sigv4.InQuery || c.Signature.Present() || c.Credential.Present()
	})
}

// harAnswer reads the "response" that follows a request; nil when there is none,
// as when the connection failed.
func (p *page) harAnswer(at int) (*Answer, int) {
	value := p.memberBehind(at, `"response"`)
	if value < 0 {
		return nil, at
	}
	d, ok := p.jsonAt(value)
	if !ok {
		return nil, at
	}
	a := &Answer{What: "http-response", Status: d.text("status", 8), Place: p.t.PlaceOf(value, d.end)}
	if !isStatus(a.Status.S) {
		return nil, d.end
	}
	if list, ok := d.doc("headers"); ok {
		a.Head = list.jsonFields("name", "value")
	}
	if content, ok := d.doc("content"); ok {
		a = content.harContent(a)
	}
	codeFromHead(a)
	return a, d.end
}

// memberBehind is where the value of a member begins whose name stands right behind at, -1
// where another stands there.
func (p *page) memberBehind(at int, name string) int {
	at += span(p.s[at:], func(c byte) bool { return isSpace(c) || c == ',' })
	if !strings.HasPrefix(p.s[at:], name) {
		return -1
	}
	value, _ := p.keyBefore(name, at, at+len(name))
	return value
}

// harContent reads an answer's body for the error that it tells.
func (d jsonDoc) harContent(a *Answer) *Answer {
	t := d.text("text", longestHARAnswer)
	if t.S == "" || a.Status.S < "4" && !strings.Contains(t.S, "<Error") {
		return a
	}
	if d.text("encoding", 20).S == "base64" {
		t = fromBase64(t)
	}
	return d.p.answerIn(a, t)
}

// answerIn reads a body as a page of its own and puts the error that is found in
// it to the head of the answer. Whatever else it holds is not the client's.
func (p *page) answerIn(a *Answer, body Text) *Answer {
	items, hints := len(p.r.items), len(p.r.hints)
	if !body.Present() || !p.sub(body, "response") {
		return a
	}
	place := a.Place
	for _, it := range p.r.items[items:] {
		if it.answer != nil {
			a = merged(a, it.answer)
			break
		}
	}
	a.Place = place
	p.r.items, p.r.hints = p.r.items[:items], p.r.hints[:hints]
	return a
}
