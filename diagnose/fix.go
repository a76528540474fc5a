package diagnose

import (
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// correction is the request that would be accepted, with what was changed.
type correction struct {
	req     sigv4.Request
	params  sigv4.Params
	changes []string
	stages  sigv4.Stages
	expires string
	token   string
}

// fix makes the corrected request and writes it in the forms that can be copied.
func (f *facts) fix(a *Analysis) {
	if f.req == nil {
		return
	}
	c := f.correct(a)
	if !f.req.Target.Present() {
		c.stages.Signature.Missing = "needs the request line"
	} else if hasFinding(a, "session-token-missing") {
		c.stages.Signature.Missing = "needs the session token, which has to be sent and signed"
	}
	f.corrected = c
	x := &a.Fix
	x.Changes = c.changes
	x.Missing = c.stages.Signature.Missing
	if c.stages.Canonical.Missing == "" {
		x.Canonical = c.stages.Canonical.String()
	}
	x.StringToSign = c.stages.StringToSign.Text
	if !c.stages.Signature.Known() {
		return
	}
	signed := c.signed()
	x.Request = writeRequest(&signed)
	if c.params.Carrier == sigv4.InQuery {
		x.URL = absolute(&signed)
	} else {
		x.Authorization = c.stages.Authorization.Text
	}
	x.Curl = curl(&signed)
}

// correct changes what makes the request as sent unacceptable, and nothing else.
func (f *facts) correct(a *Analysis) *correction {
	c := &correction{params: f.params, token: f.model.token}
	c.req = sigv4.Request{Method: f.raw.Method, Target: f.raw.Target, Fields: slices.Clone(f.raw.Fields), Body: f.raw.Body}
	if f.methodAssumed {
		c.changed("method " + c.req.Method + " assumed")
	}
	c.dropAuthorization()
	f.correctScope(c, a)
	f.correctDate(c)
	f.correctHeaders(c)
	c.listSigned(slices.DeleteFunc(slices.Clone(f.listed), func(n string) bool { return rewritten(a, lower(n)) }))
	if c.params.Carrier == sigv4.InQuery {
		f.presign(c)
	}
	c.stages = sigv4.Compute(&c.req, c.params)
	return c
}

func hasFinding(a *Analysis, code string) bool {
	return slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Code == code && fd.Proof.Rank() <= Likely.Rank() })
}

// rewritten reports whether a finding says that a header does not arrive as it is
// signed: the corrected request does not sign it.
func rewritten(a *Analysis, name string) bool {
	switch {
	case name == "accept-encoding":
		return hasFinding(a, "accept-encoding-rewritten")
	case hopByHop[name]:
		return hasFinding(a, "hop-by-hop-header-signed")
	case isVolatile(name):
		return hasFinding(a, "volatile-header-signed")
	}
	return false
}

func (c *correction) changed(what string) { c.changes = append(c.changes, what) }

func (f *facts) assumedMethod() string {
	if c := f.server.canonical; c != nil && c.Method.S != "" {
		return c.Method.S
	}
	for _, h := range f.ev.Hints {
		if m := methodOf(h.Value.S); h.Kind == evidence.HintMethodSigned && m != "" {
			return m
		}
	}
	return "GET"
}

func (c *correction) dropAuthorization() {
	c.req.Fields = slices.DeleteFunc(c.req.Fields, func(f sigv4.Field) bool { return strings.EqualFold(f.Name, "authorization") })
}

// correctScope mends region, service, day and terminator where the evidence says
// what they have to be.
func (f *facts) correctScope(c *correction, a *Analysis) {
	s := &c.params.Scope
	set := func(field *string, v, name string) {
		if v != "" && v != *field {
			c.changed(name + " of the credential scope: " + named(*field) + " becomes " + v)
			*field = v
		}
	}
	set(&s.Terminator, sigv4.Terminator, "terminator")
	for _, fd := range a.Findings {
		if fd.Proof.Rank() > Seen.Rank() {
			continue
		}
		switch {
		case fd.Code == "region-mismatch":
			set(&s.Region, or(or(f.given.Region, f.expectedRegion()), f.end.region), "region")
		case fd.Code == "service-mismatch":
			set(&s.Service, or(f.given.Service, f.end.service), "service")
		case fd.Code == "scope-malformed":
			set(&s.Region, or(f.end.region, lower(strings.ReplaceAll(s.Region, "_", "-"))), "region")
			set(&s.Service, or(f.end.service, lower(s.Service)), "service")
		}
	}
	c.params.Flavor = sigv4.FlavorOf(s.Service)
}

// expectedRegion is the region that the server's answer names.
func (f *facts) expectedRegion() string {
	if f.answer == nil {
		return ""
	}
	if v := f.answer.Field("Region").S; v != "" {
		return v
	}
	if _, after, ok := strings.Cut(lower(f.answer.Message.S), "expecting"); ok {
		if m := quotedRegion.FindStringSubmatch(after); m != nil {
			return m[1]
		}
	}
	return ""
}

// correctDate puts the time of the request into x-amz-date, in the basic form.
func (f *facts) correctDate(c *correction) {
	date := f.params.Date
	if t, ok := parseTime(date); ok {
		date = t.Format(amzLayout)
	} else if !f.given.At.IsZero() {
		date = f.given.At.UTC().Format(amzLayout)
	}
	if date == "" || !amzShape.MatchString(date) {
		return
	}
	c.params.Date = date
	if c.params.Scope.Date != date[:8] {
		if c.params.Scope.Date != "" {
			c.changed("day of the credential scope: " + c.params.Scope.Date + " becomes " + date[:8])
		}
		c.params.Scope.Date = date[:8]
	}
	if c.params.Carrier == sigv4.InHeader {
		c.setField("x-amz-date", date)
	}
}

// setField sends a header with a value, and notes it where that is a change.
func (c *correction) setField(name, value string) {
	for i, f := range c.req.Fields {
		if strings.EqualFold(f.Name, name) {
			if sigv4.CanonicalValue(f.Value) != value {
				c.changed(name + ": " + sigv4.CanonicalValue(f.Value) + " becomes " + value)
				c.req.Fields[i].Value = " " + value
			}
			return
		}
	}
	c.changed(name + ": " + value + " is added")
	c.req.Fields = append(c.req.Fields, sigv4.Field{Name: name, Value: " " + value})
}

// correctHeaders sends what the service requires and mends what it refuses.
func (f *facts) correctHeaders(c *correction) {
	if host, ok := c.req.Host(); ok && strings.Contains(host, "/") {
		c.setField("host", hostOf(host))
	}
	if c.params.Carrier == sigv4.InQuery || !c.params.Flavor.HashHeader {
		return
	}
	hash, sent := c.req.HeaderValue("x-amz-content-sha256")
	body := c.req.BodyHash()
	if f.answer != nil {
		body = or(f.answer.Field("S3ComputedContentSHA256").S, body)
	}
	switch {
	case sent && strings.HasPrefix(hash, "STREAMING-"), sent && hash == sigv4.UnsignedPayload:
	case sent && validPayloadHash(hash) && !(f.answer != nil && f.answer.Field("S3ComputedContentSHA256").Present()) && (body == "" || strings.EqualFold(hash, body) || !f.bodyWhole() && len(c.req.Body.Bytes) > 0 || c.req.Body.State != sigv4.BodyKnown):
	case body != "":
		c.setField("x-amz-content-sha256", body)
	case !sent:
		c.setField("x-amz-content-sha256", sigv4.UnsignedPayload)
	}
}

// listSigned chooses the signed headers: what was listed and is sent, host, and
// every x-amz- header that is sent.
func (c *correction) listSigned(listed []string) {
	var names []string
	add := func(n string) {
		if n = lower(n); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	add("host")
	for _, n := range listed {
		if _, sent := c.req.HeaderValue(n); sent && !strings.EqualFold(n, "authorization") {
			add(n)
		}
	}
	for _, f := range c.req.Fields {
		n := lower(f.Name)
		if strings.HasPrefix(n, "x-amz-") && n != "x-amz-user-agent" && !(c.params.Flavor.TokenAfter && n == c.params.Flavor.TokenHeader) {
			add(n)
		}
	}
	names = sigv4.SortedNames(names)
	if before := sigv4.SortedNames(listed); len(listed) > 0 && !slices.Equal(before, names) {
		c.changed("SignedHeaders: " + strings.Join(before, ";") + " becomes " + strings.Join(names, ";"))
	}
	c.params.SignedHeaders = names
}

// presign puts the X-Amz- parameters into the target.
func (f *facts) presign(c *correction) {
	authority, path, query, _, _ := sigv4.TargetParts(c.req.Target)
	c.expires = "3600"
	if f.claim != nil {
		if v := f.claim.Expires.S; digits(v) && len(v) < 7 && v != "0" && (len(v) < 6 || v <= "604800") {
			c.expires = v
		} else if v != "" {
			c.changed("X-Amz-Expires: " + v + " becomes " + c.expires)
		}
	}
	query = strings.ReplaceAll(query, "&amp;", "&")
	q := sigv4.Presign(query, c.params, c.expires, c.token)
	c.req.Target = path + "?" + q
	if authority != "" {
		c.req.Target = "https://" + authority + c.req.Target
		if strings.HasPrefix(f.raw.Target, "http://") {
			c.req.Target = "http://" + authority + path + "?" + q
		}
	}
}

// signed is the corrected request with its signature.
func (c *correction) signed() sigv4.Request {
	r := c.req
	r.Fields = slices.Clone(r.Fields)
	if c.params.Carrier == sigv4.InQuery {
		r.Target += "&" + c.stages.Authorization.Text
		if c.params.Flavor.TokenAfter && c.token != "" {
			r.Target += "&X-Amz-Security-Token=" + sigv4.UriEncode(c.token, false)
		}
		return r
	}
	r.Fields = append(r.Fields, sigv4.Field{Name: "Authorization", Value: " " + c.stages.Authorization.Text})
	return r
}

// writeRequest writes a request as it goes over the wire.
func writeRequest(r *sigv4.Request) string {
	var b strings.Builder
	_, path, query, _, queryAt := sigv4.TargetParts(r.Target)
	if path == "" {
		path = "/"
	}
	b.WriteString(r.Method + " " + path)
	if queryAt >= 0 {
		b.WriteString("?" + query)
	}
	b.WriteString(" HTTP/1.1\r\n")
	if host, ok := r.Host(); ok && len(r.Header("host")) == 0 {
		b.WriteString("Host: " + host + "\r\n")
	}
	for _, f := range r.Fields {
		if strings.HasPrefix(f.Name, ":") {
			continue
		}
		b.WriteString(f.Name + ":" + " " + strings.TrimLeft(f.Value, " ") + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(r.Body.Bytes)
	return b.String()
}

// absolute is the URL of a request.
func absolute(r *sigv4.Request) string {
	if strings.Contains(r.Target, "://") {
		return r.Target
	}
	host, _ := r.Host()
	scheme := "https://"
	if p := portOf(host); p != "" && p != "443" {
		scheme = "http://"
	}
	return scheme + host + r.Target
}

// curl writes a request as a curl command for a POSIX shell that sends it as it
// is: nothing globbed, no path shortened, no header added that was not asked for.
// The body is given in the command where it is text.
func curl(r *sigv4.Request) string {
	var b strings.Builder
	url := absolute(r)
	b.WriteString("curl" + curlFlags(r.Method, url) + " " + shellQuote(url))
	authority, _, _, _, _ := sigv4.TargetParts(r.Target)
	body := r.Body.State == sigv4.BodyKnown && len(r.Body.Bytes) > 0
	typed := false
	for _, f := range r.Fields {
		n, v := lower(f.Name), sigv4.CanonicalValue(f.Value)
		typed = typed || n == "content-type"
		if n == "host" && (authority == "" || authority == v) || n == "content-length" && (body || v != "0") || strings.HasPrefix(n, ":") {
			continue
		}
		if v == "" {
			b.WriteString(" \\\n  -H " + shellQuote(f.Name+";")) // curl's way to send a header without value
			continue
		}
		b.WriteString(" \\\n  -H " + shellQuote(f.Name+": "+v))
	}
	unknown := r.Body.State == sigv4.BodyUnknown && (r.Method == "PUT" || r.Method == "POST") || r.Body.State == sigv4.BodyHashed && r.Body.Hash != sigv4.EmptyHash
	if (body || unknown) && !typed {
		b.WriteString(" \\\n  -H 'Content-Type:'")
	}
	switch {
	case body && printable(r.Body.Bytes):
		b.WriteString(" \\\n  --data-raw " + shellQuote(string(r.Body.Bytes)))
	case body || unknown:
		b.WriteString(" \\\n  --data-binary @body")
	}
	return b.String()
}

// curlFlags are what curl needs to send a method and a URL as they are.
func curlFlags(method, url string) string {
	flags := ""
	switch method {
	case "GET":
	case "HEAD":
		flags = " --head"
	default:
		flags = " -X " + method
	}
	if strings.ContainsAny(url, "[]{}") {
		flags += " --globoff"
	}
	if strings.Contains(url, "/./") || strings.Contains(url, "/../") || strings.HasSuffix(url, "/.") || strings.HasSuffix(url, "/..") {
		flags += " --path-as-is"
	}
	return flags
}

func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\n' && c != '\t' || c == 0x7F {
			return false
		}
	}
	return len(b) < 1<<16
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
