package evidence

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// requestMap reads a request that a library prints as an object: method, URL and
// a map of headers in the syntax of its language.
func (p *page) requestMap(l line, _ anchors) int {
	s := l.text(p.s)
	if l.from < p.dead[deadMap] || !hasNamedClaim(s) && !hasHiddenClaim(s) && !p.hasListedClaim(l) && !hasSignedQuery(s) {
		return 0
	}
	start := p.callBefore(p.mapStartWithin(l, 80, 6<<10))
	if start.from == l.from && !strings.ContainsAny(s, "{[(") {
		return 0
	}
	nodes, end, ok := p.treeAround(l, start)
	if !ok {
		return 0
	}
	found := false
	p.requestsIn(nodes, argument{}, &found, 0)
	if !found {
		return p.giveUp(deadMap, end)
	}
	if !p.responseIn(nodes, 0) {
		p.bodiesIn(nodes, 0)
	}
	return end
}

// answerKeys are names of the answer in an object that holds its request, too.
var answerKeys = map[string]bool{"response": true, "res": true, "resp": true, "rsp": true}

// responseIn reads the error of an answer that is printed within the same object as
// its request: the response of an error of axios, got or undici. It reports whether
// there is one.
func (p *page) responseIn(nodes []node, depth int) bool {
	for i := range nodes {
		n := &nodes[i]
		if answerKeys[plainKey(n.key.S)] && len(n.kids) > 1 {
			a := &Answer{What: "error-text", Place: n.raw.Place()}
			if found := findError(n.kids, a, 0); found || child(n.kids, "status", "statuscode") != nil {
				a.extras(n.kids, 0)
				p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
			}
			p.bodiesIn(n.kids, 0)
			return true
		}
		if depth < 12 && p.responseIn(n.kids, depth+1) {
			return true
		}
	}
	return false
}

// hiddenClaim is what stands in an object for an Authorization that a library does not show.
var hiddenClaim = regexp.MustCompile(`(?i)\bauthorization"?\s*(?::|=>?)\s*"?(?:Sensitive\b|[<\[(*]+\s?(?:redacted|sensitive|masked|hidden))`)

// signedQuery is the query of a presigned URL that an object tells apart from its path, or a
// target whose ampersands are escaped.
var signedQuery = regexp.MustCompile(`(?i)(?:\bquery(?:_?string)?"?\s*(?::|=>?)\s*(?:Some\()?"[^"\n]*|"(?:uri|url|path|target)"\s*:\s*"[^"\n]*\\u0026)X-Amz-Signature=`)

func hasSignedQuery(s string) bool {
	return strings.Contains(s, "X-Amz-Signature=") && signedQuery.MatchString(s)
}

// listedClaim is the value of a header in a list, behind the line with its name: "value":
// "AWS4-…" of an object, or a string of its own.
var listedClaim = regexp.MustCompile(`(?i)^\s*(?:"?value"?\s*(?:[:=]|=>)\s*)?["']AWS4-[\w-]+ Credential=`)

// hasListedClaim reports whether a line is such a value.
func (p *page) hasListedClaim(l line) bool {
	s := firstBytes(l.text(p.s), 200)
	if !strings.Contains(s, "AWS4-") || !listedClaim.MatchString(s) {
		return false
	}
	before, ok := lineBefore(p.s, l.from)
	return ok && containsFold(lastBytes(before.text(p.s), 80), `authorization`)
}

// wordsOfHidden are those of which each match of hiddenClaim has one.
var wordsOfHidden = []string{"ensitive", "edacted", "asked", "idden", "ENSITIVE", "EDACTED", "ASKED", "IDDEN"}

func hasHiddenClaim(s string) bool { return hasAny(s, wordsOfHidden) && hiddenClaim.MatchString(s) }

// hasNamedClaim reports whether a line holds an Authorization with its value.
func hasNamedClaim(s string) bool {
	for i, n := indexFold(s, "auth", 0), 0; i >= 0 && n < 8; i, n = indexFold(s, "auth", i+1), n+1 {
		if _, _, ok := namedClaim(s, i); ok {
			return true
		}
	}
	return false
}

// dottedFields reads headers that a structured log writes one a key:
// http.request.header.x_amz_date=…, or "request_X-Amz-Date" as Traefik does.
func dottedFields(nodes []node) (fields []Field) {
	const mark, traefik = "request.header.", "request_"
	for i := range nodes {
		k := nodes[i].key
		if strings.HasPrefix(k.S, traefik) && strings.ContainsAny(k.S, "-A") {
			fields = append(fields, Field{k.Sub(len(traefik), len(k.S)), nodes[i].text()})
			continue
		}
		at := indexFold(k.S, mark, 0)
		if at < 0 {
			continue
		}
		name := k.Sub(at+len(mark), len(k.S))
		if strings.Contains(name.S, "_") {
			m := name.Remake()
			m.Put(strings.ReplaceAll(name.S, "_", "-"), 0, len(name.S))
			name = m.View("underscores for hyphens").Whole()
		}
		fields = append(fields, Field{name, nodes[i].text()})
	}
	return fields
}

var (
	methodKeys = []string{"method", "httpmethod", "httprequestmethod", "methodstring", "verb", "requestmethod", "type"}
	urlKeys    = []string{
		"url", "uri", "endpoint", "requesturi", "requesturl", "httpurl", "urlfull", "href", "target",
		"path", "requestpath", "rawpath", "encodedpath", "canonicaluri",
	}
	bodyKeys   = []string{"body", "data", "payload", "content", "requestbody"}
	headerKeys = []string{"headers", "header", "headerfields", "httpheaders", "requestheaders", "rawheaders"}
	queryKeys  = []string{
		"query", "querystring", "rawquerystring", "rawquery", "search", "queryparams",
		"multivaluequerystringparameters", "querystringparameters", "params",
	}
	hostKeys = []string{"requestaddr", "host", "hostname", "servername", "requesthost"}
)

// An argument is what a call tells of its request beside an object: fetch(url, {…}),
// requests.post(url, …).
type argument struct{ method, url Text }

// calledMethod is the method in the name of a call: requests.post.
func calledMethod(call string) Text {
	name := strings.TrimSpace(call)
	name = name[strings.LastIndexByte(name, '.')+1:]
	if len(name) == len(strings.TrimSpace(call)) || !isMethod(name) {
		return Text{}
	}
	return Made(strings.ToUpper(name))
}

// callBefore returns the line of the call whose arguments begin on a line.
func (p *page) callBefore(l line) line {
	at := l.from
	for range 3 {
		b, ok := lineBefore(p.s, at)
		if !ok || b.from < p.done || isBlank(b.text(p.s)) {
			return l
		}
		s := strings.TrimRight(b.text(p.s), " \t\r")
		if call, opens := strings.CutSuffix(s, "("); opens && call != "" && isAlnum(call[len(call)-1]) {
			return b
		}
		at = b.from
	}
	return l
}

// requestsIn goes through containers for those that hold a request's headers.
func (p *page) requestsIn(nodes []node, arg argument, found *bool, depth int) {
	url := arg.url
	if fields := dottedFields(nodes); len(fields) > 0 && p.addMapped(nodes, fields, argument{}, nodes[0].from) {
		*found = true
		return
	}
	if !url.Present() {
		url = urlAmong(nodes)
	}
	if h := child(nodes, headerKeys...); h != nil && len(h.kids) > 0 {
		fields := fieldsOf(h)
		if more := child(nodes, "contentheaders"); more != nil { // .NET tells those of the body apart
			fields = append(fields, fieldsOf(more)...)
		}
		if p.addMapped(nodes, fields, argument{arg.method, url}, h.from) {
			*found = true
			return
		}
	}
	url = Text{}
	data := -1
	for i := range nodes {
		n := &nodes[i]
		switch {
		case n.leaf && n.str && strings.HasPrefix(n.val.S, "http"):
			url = n.val
		case url.Present() && !n.key.Present() && (n.leaf && n.str || n.call != "") && data < 0:
			data = i // axios.post(url, data, {headers})
		}
		if url.Present() && data >= 0 && i > data && p.postedTo(url, nodes[data], *n) {
			*found = true
			return
		}
		if len(n.kids) == 0 || depth > 8 {
			continue
		}
		before := *found
		p.requestsIn(n.kids, argument{calledMethod(n.call), url}, found, depth+1)
		if !before && !*found && p.addMapped(nil, fieldsOf(n), argument{}, n.from) {
			*found = true
		}
	}
}

// postedTo takes over a call with URL, body and an object of headers.
func (p *page) postedTo(url Text, data, config node) bool {
	h := child(config.kids, headerKeys...)
	if h == nil || !signedFields(fieldsOf(h)) {
		return false
	}
	r := p.mappedRequest(config.kids, fieldsOf(h), url)
	if !r.Method.Present() {
		r.Method = p.methodBeside(url)
	}
	mappedBody(r, &data)
	p.addRequest(r)
	return true
}

// methodBeside is the method of the call that has a URL as its argument.
func (p *page) methodBeside(url Text) Text {
	from := p.offset(url)
	if url.view != p.t.view || from <= 0 || from+len(url.S) > len(p.s) {
		return Text{}
	}
	at := lineAround(p.s, from)
	return p.methodOfCall(line{at, from + len(url.S), from + len(url.S)}, from-at, from-at+len(url.S))
}

// urlAmong returns the URL among arguments: get("https://…", headers={…}).
func urlAmong(nodes []node) Text {
	for i := range nodes {
		if n := &nodes[i]; n.leaf && n.str && !n.key.Present() && strings.HasPrefix(n.val.S, "http") {
			return n.val
		}
	}
	return Text{}
}

// addMapped takes over a request whose headers make it one that was signed; at is
// where they begin.
func (p *page) addMapped(nodes []node, fields []Field, arg argument, at int) bool {
	signed := signedFields(fields)
	if !signed && (nodes == nil || len(fields) == 0) {
		return false
	}
	r := p.mappedRequest(nodes, fields, arg.url)
	if !signed && (!strings.Contains(r.Target.S, "X-Amz-Signature=") || !r.Method.Present()) {
		return false
	}
	if !r.Method.Present() {
		r.Method = arg.method
	}
	if !r.Method.Present() && r.What == "log" {
		r.Method = p.methodBeside(r.Target)
	}
	switch {
	case r.What == "headers":
		p.stated(r, at, at)
		mappedBody(r, child(nodes, bodyKeys...))
	case !r.Target.Present(): // an object that has but a pointer to its URL
		r.takeHost(nodes)
		p.stated(r, at, at)
	}
	p.addRequest(r)
	return true
}

// mappedRequest is the request that an object tells of.
func (p *page) mappedRequest(nodes []node, fields []Field, url Text) *Request {
	r := &Request{What: "headers", BodyState: sigv4.BodyUnknown, Fields: slices.Clone(fields)}
	r.takePseudo()
	r.Fields = cleanFields(r.Fields)
	if method := methodAmong(nodes); method.Present() {
		r.Method = method
	}
	if !r.Method.Present() {
		r.Method = methodOfEvent(nodes)
	}
	if !r.Target.Present() {
		r.Target = targetAmong(nodes)
	}
	if !r.Target.Present() {
		r.Target = url
	}
	p.targetFromParts(r, nodes)
	if r.Method.Present() || r.Target.Present() {
		r.What, r.InObject = "log", true
		mappedBody(r, child(nodes, bodyKeys...))
		decodedBody(r, nodes)
		if r.BodyState == sigv4.BodyKnown && !fitsLength(r, r.Body.S) {
			r.BodyState = sigv4.BodyUnknown // a printer cut or changed it
		}
	}
	r.Place = fields[0].Name.Place()
	last := fields[len(fields)-1].Value.Place()
	r.Place.To = max(r.Place.To, last.To)
	for _, t := range []Text{r.Method, r.Target} {
		if t.Present() && !t.Place().Empty() {
			r.Place.From, r.Place.To = min(r.Place.From, t.Place().From), max(r.Place.To, t.Place().To)
		}
	}
	return r
}

// methodAmong is the method that one of an object's members tells.
func methodAmong(nodes []node) Text {
	n := child(nodes, methodKeys...)
	if n == nil || !isMethod(n.text().TrimSet(":").S) {
		return Text{}
	}
	method := n.text().TrimSet(":")
	if strings.EqualFold(method.S, "PATCH") {
		return method // which fetch sends as it is written
	}
	return inUpperCase(method)
}

// methodOfEvent is the method in an event of API Gateway, version 2.
func methodOfEvent(nodes []node) Text {
	for _, key := range []string{"requestcontext", "http"} {
		n := child(nodes, key)
		if n == nil {
			return Text{}
		}
		nodes = n.kids
	}
	if n := child(nodes, "method"); n != nil && isMethod(n.text().S) {
		return n.text()
	}
	return Text{}
}

// targetAmong is the target that one of an object's members tells.
func targetAmong(nodes []node) Text {
	for _, k := range urlKeys {
		n := child(nodes, k)
		if n == nil {
			continue
		}
		if t := n.text(); startsTarget(t.S) {
			return t
		}
		if href := child(n.kids, "href"); href != nil && startsTarget(href.text().S) {
			return href.text() // URL { href: 'https://…', … }
		}
		if t := n.innermost(); n.call == "URL" && startsTarget(t.S) {
			return t // new URL('https://…')
		}
	}
	return Text{}
}

// takePseudo takes the pseudo headers of HTTP/2 out of a map of headers: their
// colon was read as one of the map.
func (r *Request) takePseudo() {
	for i := range r.Fields {
		if n := r.Fields[i].Name; strings.HasPrefix(n.S, ":") {
			r.Fields[i].Name = n.Sub(1, len(n.S))
		}
	}
	path, method := find(r.Fields, "path"), find(r.Fields, "method")
	host := find(r.Fields, "authority")
	if !startsTarget(path.S) || !isMethod(method.S) || !host.Present() && !find(r.Fields, "scheme").Present() {
		return
	}
	r.Method, r.Target = method, path
	r.Fields = slices.DeleteFunc(r.Fields, func(f Field) bool {
		return f.Name.S == "path" || f.Name.S == "method" || f.Name.S == "scheme" || f.Name.S == "authority"
	})
	if host.Present() && !find(r.Fields, "host").Present() {
		r.Fields = append([]Field{{Made(":authority"), host}}, r.Fields...)
	}
}

// signedFields reports whether a map holds headers of a signed request: an
// Authorization with at least one other.
func signedFields(fields []Field) bool {
	auth, other := false, false
	for _, f := range fields {
		switch n := strings.ToLower(f.Name.S); {
		case isAuthName(n):
			auth = len(f.Value.S) > 10 || f.Value.S == "Sensitive"
		case n == "host" || n == "date" || strings.HasPrefix(n, "x-amz-"):
			other = true
		}
	}
	return auth && other
}

// cleanFields leaves out what a map of headers holds besides headers.
func cleanFields(fields []Field) []Field {
	kept := fields[:0:0]
	for _, f := range fields {
		if n := f.Name.S; n == ":authority" || n != "" && consistsOf(n, isNameByte) {
			kept = append(kept, f)
		}
	}
	return kept
}
