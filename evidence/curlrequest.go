package evidence

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// request puts together what curl would send.
func (c *curl) request() *Request {
	r := &Request{
		What:          "curl-command",
		Target:        c.sentURL(),
		Fields:        c.fields,
		Method:        c.method,
		OwnHeaders:    !c.elsewhere,
		HeadersInFile: c.inFile,
	}
	if !r.Method.Present() {
		r.Method = Made(c.impliedMethod())
	}
	c.addImplied(r)
	c.setBody(r)
	if c.target.Present() {
		r.Target = c.target
	}
	return r
}

// sentURL returns the URL as curl sends it: with the name of the file that is
// uploaded to a folder, without dot segments, with what is added to the query.
func (c *curl) sentURL() Text {
	u := c.url
	name := c.upload.S[strings.LastIndexByte(c.upload.S, '/')+1:]
	toFolder := strings.HasSuffix(u.S, "/") && strings.Count(u.S, "/") > 2
	if name != "" && name != "-" && toFolder {
		u = u.with(sigv4.UriEncode(name, false), "the name of the file uploaded")
	}
	if !c.pathAsIs {
		u = withoutDots(u)
	}
	u = escapedPath(u)
	if c.get {
		c.query = append(c.query, c.data...)
	}
	if len(c.query) > 0 {
		u = u.with(joinQuery(u.S, joinData(c.query)), "the query that curl puts together")
	}
	return u
}

// escapedPath is a URL as curl sends it: the bytes of its path that are not ASCII are
// encoded, in small letters. Those of the query are not (seen on the wire, curl 7.88).
func escapedPath(u Text) Text {
	_, path, _, at, _ := sigv4.TargetParts(u.S)
	isHigh := func(c byte) bool { return c >= 0x80 }
	if consistsOf(path, func(c byte) bool { return !isHigh(c) }) {
		return u
	}
	m := u.Remake()
	m.Keep(0, at)
	for i := at; i < at+len(path); i++ {
		if isHigh(u.S[i]) {
			m.Put(strings.ToLower(sigv4.UriEncode(u.S[i:i+1], false)), i, i+1)
		} else {
			m.Keep(i, i+1)
		}
	}
	m.Keep(at+len(path), len(u.S))
	return m.View("the encoding of letters that curl does").Whole()
}

func (c *curl) impliedMethod() string {
	switch {
	case c.head:
		return "HEAD"
	case c.upload.Present():
		return "PUT"
	case (len(c.data) > 0 || len(c.form) > 0) && !c.get:
		return "POST"
	}
	return "GET"
}

// addImplied adds the headers that curl sends unasked and that can be signed.
func (c *curl) addImplied(r *Request) {
	imply := func(name string, v Text) {
		isName := func(s string) bool { return strings.EqualFold(s, name) }
		if !find(r.Fields, name).Present() && !slices.ContainsFunc(c.removed, isName) {
			r.Fields = append(r.Fields, Field{Made(name), v})
		}
	}
	for _, h := range hostField(r.Target) {
		imply("Host", withoutDefaultPort(h.Value, r.Target.S))
	}
	switch {
	case c.json:
		imply("Content-Type", Made("application/json"))
		imply("Accept", Made("application/json"))
	case len(c.data) > 0 && !c.get:
		imply("Content-Type", Made("application/x-www-form-urlencoded"))
	}
	c.addOwn(r, imply)
	if c.user.Present() && !c.sigv4.Present() && strings.Contains(find(r.Fields, "Host").S, ".amazonaws.com") {
		imply("Authorization", Made("Basic ********")) // a password in base64 is not shown
	}
}

// addOwn adds the headers that curl sends of itself, where they are signed: else they
// are of no concern. Which version it is, User-Agent names.
func (c *curl) addOwn(r *Request, imply func(string, Text)) {
	for _, claim := range claimsOf(r) {
		for name := range strings.SplitSeq(strings.ToLower(claim.SignedHeaders.S), ";") {
			switch {
			case name == "accept":
				imply("Accept", Made("*/*"))
			case name == "user-agent" && c.version != "":
				imply("User-Agent", Made("curl/"+c.version))
			}
		}
	}
}

func (c *curl) setBody(r *Request) {
	switch {
	case c.get && len(c.data) > 0:
		r.BodyState = sigv4.BodyAbsent
	case c.upload.Present() && c.file(c.upload.S).Present():
		r.Body, c.shown = c.file(c.upload.S), true
	case c.unknown || c.upload.Present() || len(c.form) > 0:
		r.BodyState = sigv4.BodyUnknown
	case len(c.data) == 1:
		r.Body, r.BodyState = c.data[0], sigv4.BodyKnown
	case len(c.data) > 1:
		r.Body, r.BodyState = Made(c.joinedBody()), sigv4.BodyKnown
	default:
		r.BodyState = sigv4.BodyAbsent
	}
	if c.shown {
		r.assumeBody()
	}
}

// assumeBody makes a guess of a body that was read from a file as the paste shows it:
// another one may have been sent. Its hash, where the request tells that, proves it.
func (r *Request) assumeBody() {
	body := r.Body
	r.Body, r.BodyState = Text{}, sigv4.BodyUnknown
	switch hash := find(r.Fields, "x-amz-content-sha256").Trim().S; {
	case !body.Present():
	case len(hash) != 64:
		r.MaybeBody = body
	case hash == sigv4.HexSHA256([]byte(body.S)):
		r.Body, r.BodyState = body, sigv4.BodyKnown
	}
}

// formHints tells the fields of a form: -F "policy=…".
func (c *curl) formHints(p *page) {
	for _, f := range c.form {
		i := strings.IndexByte(f.S, '=')
		if i <= 0 || !formNames[strings.ToLower(f.S[:i])] {
			continue
		}
		if value := f.S[i+1:]; !strings.HasPrefix(value, "@") && !strings.HasPrefix(value, "<") { // else it is in a file
			p.r.hint(HintFormField, f.Sub(0, i), f.Sub(i+1, len(f.S)))
		}
	}
}

// joinedBody is the body of several options for data.
func (c *curl) joinedBody() string {
	if c.json {
		var b strings.Builder
		for _, d := range c.data {
			b.WriteString(d.S)
		}
		return b.String()
	}
	return joinData(c.data)
}

func joinData(data []Text) string {
	parts := make([]string, len(data))
	for i, d := range data {
		parts[i] = d.S
	}
	return strings.Join(parts, "&")
}

// joinQuery is what appends a query to a URL that may have one.
func joinQuery(url, query string) string {
	if strings.Contains(url, "?") {
		return "&" + query
	}
	return "?" + query
}
