package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"sigwhy/replay"
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
	sent    *sigv4.Request // what is corrected: fields and parameters stay where they are in it
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
	} else if f.echoSigned && slices.ContainsFunc(a.Findings, isOfSecret) {
		c.stages.Signature.Missing = "needs the secret key that the server has: the one at hand gives the signature that was sent"
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
	if c.params.AccessKeyID == "" {
		x.Missing = "needs the access key ID"
		return
	}
	signed := c.signed()
	if f.sentAsDue(c, &signed) && slices.ContainsFunc(a.Findings, Finding.isSure) {
		x.Missing = "the one that was sent is right for the request as it was sent"
		return
	}
	x.Request = writeRequest(withLength(&signed))
	if c.params.Carrier == sigv4.InQuery {
		x.URL = absolute(&signed)
	} else {
		x.Authorization = c.stages.Authorization.Text
	}
	x.Curl = curl(&signed)
	x.Good = c.whenGood()
}

// whenGood says when servers accept the signature: near its time, most services of AWS for five
// minutes (IAM user guide, "AWS Signature Version 4 for API requests") and Amazon S3 for fifteen
// (API reference, RequestTimeTooSkewed); a presigned URL until it expires.
func (c *correction) whenGood() string {
	if c.params.Carrier == sigv4.InQuery {
		return "for " + cmp.Or(c.expires, "its X-Amz-Expires in") + " seconds from " + c.params.Date + " on"
	}
	return "only near its time, " + c.params.Date
}

// isSure reports whether a finding is likely or better.
func (fd Finding) isSure() bool { return fd.Proof.Rank() <= Likely.Rank() }

// isOfSecret reports whether a finding tells, for sure, that the secret key is not the server's.
func isOfSecret(fd Finding) bool {
	return fd.isSure() && (strings.HasPrefix(fd.Code, "secret-") || fd.Code == "credentials-mixed")
}

// sentAsDue reports whether the claim that was sent is the one due, to the byte but for blanks.
func (f *facts) sentAsDue(c *correction, signed *sigv4.Request) bool {
	switch {
	case len(c.changes) > 0 || f.claim == nil || c.stages.Signature.Text != f.sentSig:
		return false
	case c.params.Carrier == sigv4.InQuery:
		return signed.Target == f.raw.Target
	}
	return unspaced(c.stages.Authorization.Text) == unspaced(f.claim.Whole.S)
}

// correct changes what makes the request as sent unacceptable, and nothing else.
func (f *facts) correct(a *Analysis) *correction {
	c := &correction{params: f.params, token: f.model.Token, sent: &f.raw}
	c.req = sigv4.Request{
		Method: f.raw.Method,
		Target: f.raw.Target,
		Fields: slices.Clone(f.raw.Fields),
		Body:   f.raw.Body,
	}
	if f.methodAssumed && !f.methodProved {
		c.changed("method " + c.req.Method + " assumed")
	}
	if f.bodyAssumed && !f.verified {
		c.changed("body taken from the text of its length")
	}
	c.dropAuthorization()
	f.correctTarget(c)
	f.correctKeyID(c)
	f.correctScope(c, a)
	f.correctDate(c, a)
	f.correctToken(c, a)
	f.correctHeaders(c)
	f.correctChecksums(c)
	c.listSigned(slices.DeleteFunc(slices.Clone(f.listed), func(n string) bool { return rewritten(a, lower(n)) }))
	if c.params.Carrier == sigv4.InQuery {
		f.presign(c)
	}
	c.stages = sigv4.Compute(&c.req, c.params)
	return c
}

func hasFinding(a *Analysis, code string) bool {
	return slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Code == code && fd.isSure() })
}

// rewritten reports whether a finding says that a header does not arrive as it is
// signed: the corrected request does not sign it.
func rewritten(a *Analysis, name string) bool {
	switch {
	case name == "accept-encoding":
		return hasFinding(a, "accept-encoding-rewritten")
	case hopByHop[name]:
		return hasFinding(a, "hop-by-hop-header-signed")
	case replay.IsVolatile(name):
		return hasFinding(a, "volatile-header-signed")
	}
	return false
}

func (c *correction) changed(what string) { c.changes = append(c.changes, what) }

func (c *correction) dropAuthorization() {
	c.req.Fields = slices.DeleteFunc(c.req.Fields, isAuthorization)
}

// correctTarget sends the request where the server's answer sends it, and with no
// blank in its target: a blank ends the target of a request line.
func (f *facts) correctTarget(c *correction) {
	if strings.Contains(c.req.Target, " ") {
		c.req.Target = strings.ReplaceAll(c.req.Target, " ", "%20")
		c.changed("blanks of the request target become %20")
	}
	host := f.redirectedTo(c.req.Target)
	if host == "" {
		return
	}
	if authority, path, query, _, queryAt := sigv4.TargetParts(c.req.Target); authority != "" {
		c.req.Target = path
		if queryAt >= 0 {
			c.req.Target += "?" + query
		}
	}
	c.setField("host", host)
}

// redirectedTo is the endpoint that an answer says the bucket has, "" when it
// names none. The name of the bucket stays where the request has it: in the host
// or in the path.
func (f *facts) redirectedTo(target string) string {
	if f.answer == nil || !f.answerNames("region-mismatch") {
		return ""
	}
	host, bucket := f.answer.Field("Endpoint").Trim().S, f.answer.Field("Bucket").Trim().S
	_, path, _, _, _ := sigv4.TargetParts(target)
	if bucket != "" && (path == "/"+bucket || strings.HasPrefix(path, "/"+bucket+"/")) {
		host = strings.TrimPrefix(host, bucket+".")
	}
	return host
}

// regionOfHost is the region that the corrected request's host names.
func regionOfHost(c *correction) string {
	host, _ := c.req.Host()
	e, _ := endpointOf(host)
	return e.region
}

// correctKeyID takes blanks and line breaks out of the access key ID.
func (f *facts) correctKeyID(c *correction) {
	if id := strings.Join(strings.Fields(c.params.AccessKeyID), ""); id != c.params.AccessKeyID {
		c.params.AccessKeyID = id
		c.changed("blanks and line breaks are taken out of the access key ID")
	}
}

// correctToken sends the session token as it was issued.
func (f *facts) correctToken(c *correction, a *Analysis) {
	if !hasFinding(a, "session-token-recoded") {
		return
	}
	for i, field := range c.req.Fields {
		if isToken(field.Name) && strings.Contains(field.Value, "%") {
			c.req.Fields[i].Value = sigv4.PercentDecode(field.Value)
			c.changed(lower(field.Name) + ": the token is sent as it was issued, not percent-encoded")
		}
	}
	if strings.Contains(c.token, "%") {
		c.token = sigv4.PercentDecode(c.token)
		c.changed("the session token is encoded once")
	}
}

func isToken(name string) bool {
	return strings.EqualFold(name, "x-amz-security-token") || strings.EqualFold(name, "x-amz-s3session-token")
}

// correctChecksums sends the checksums of the body that is sent.
func (f *facts) correctChecksums(c *correction) {
	if c.req.Body.State != sigv4.BodyKnown || len(c.req.Body.Bytes) == 0 || f.streaming() || !f.bodyWhole() {
		return
	}
	for _, field := range slices.Clone(c.req.Fields) {
		if due := checksum(lower(field.Name), c.req.Body.Bytes); due != "" && sigv4.CanonicalValue(field.Value) != "" {
			c.setField(lower(field.Name), due)
		}
	}
}

// correctScope mends region, service, day and terminator where the evidence says
// what they have to be.
func (f *facts) correctScope(c *correction, a *Analysis) {
	s := &c.params.Scope
	set := func(field *string, v, name string) {
		if v != "" && v != *field {
			c.changed(name + " of the credential scope: " + cmp.Or(*field, "(empty)") + " becomes " + v)
			*field = v
		}
	}
	if f.claim == nil || len(f.claim.ScopeParts) <= 4 {
		set(&s.Terminator, sigv4.Terminator, "terminator")
	}
	for _, fd := range a.Findings {
		if fd.Proof.Rank() > Seen.Rank() {
			continue
		}
		switch {
		case fd.Code == "region-mismatch":
			set(&s.Region, cmp.Or(f.given.Region, f.expectedRegion(), regionOfHost(c), f.end.region), "region")
		case fd.Code == "service-mismatch":
			set(&s.Service, cmp.Or(f.given.Service, f.serviceNamed(), f.end.service), "service")
		case fd.Code == "scope-malformed":
			set(&s.Region, cmp.Or(f.end.region, lower(strings.ReplaceAll(s.Region, "_", "-"))), "region")
			set(&s.Service, cmp.Or(f.end.service, lower(s.Service)), "service")
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
func (f *facts) correctDate(c *correction, a *Analysis) {
	date := f.params.Date
	if t, ok := parseTime(date); ok {
		date = t.Format(sigv4.DateLayout)
		if now, known := f.now(); known && hasFinding(a, "presigned-expired") {
			date = now.UTC().Format(sigv4.DateLayout)
			c.changed("X-Amz-Date: " + f.params.Date + " becomes " + date)
		}
	} else if !f.given.At.IsZero() {
		date = f.given.At.UTC().Format(sigv4.DateLayout)
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
	if !sent && f.echo && f.server.canonical != nil {
		return // the server verified the request without
	}
	body := c.req.BodyHash()
	if f.answer != nil {
		body = cmp.Or(f.answer.Field("S3ComputedContentSHA256").S, body)
	}
	switch {
	case sent && streamingWord(hash), sent && hash == sigv4.UnsignedPayload:
	case sent && validPayloadHash(hash) && !f.hashRefused() && f.mayHaveHash(c, hash, body):
	case body != "":
		c.setField("x-amz-content-sha256", body)
	case !sent:
		c.setField("x-amz-content-sha256", sigv4.UnsignedPayload)
	}
}

// hashRefused reports whether S3 says which hash the body has that arrived.
func (f *facts) hashRefused() bool {
	return f.answer != nil && f.answer.Field("S3ComputedContentSHA256").Present()
}

// mayHaveHash reports whether a hash may be that of the body, as far as it is shown.
func (f *facts) mayHaveHash(c *correction, hash, shown string) bool {
	if shown == "" || strings.EqualFold(hash, shown) || c.req.Body.State != sigv4.BodyKnown {
		return true
	}
	return !f.bodyWhole() && len(c.req.Body.Bytes) > 0
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
		if strings.HasPrefix(n, "x-amz-") &&
			n != "x-amz-user-agent" &&
			!(c.params.Flavor.TokenAfter && n == c.params.Flavor.TokenHeader) {
			add(n)
		}
	}
	names = sigv4.SortedNames(names)
	if before := sigv4.SortedNames(listed); len(listed) > 0 && !slices.Equal(before, names) {
		c.changed("SignedHeaders: " + strings.Join(before, ";") + " becomes " + strings.Join(names, ";"))
	}
	c.params.SignedHeaders = names
}

// lasts reports whether a value of X-Amz-Expires is one to 604800 seconds.
func lasts(v string) bool {
	return digits(v) && v != "0" && (len(v) < 6 || len(v) == 6 && v <= "604800")
}

// presign puts the X-Amz- parameters into the target.
func (f *facts) presign(c *correction) {
	authority, path, query, _, _ := sigv4.TargetParts(c.req.Target)
	c.expires = "3600"
	if f.claim != nil {
		if v := f.claim.Expires.S; lasts(v) {
			c.expires = v
		} else if v != "" {
			c.changed("X-Amz-Expires: " + v + " becomes " + c.expires)
		} else if !f.claim.Expires.Present() && !sigv4.IsS3(c.params.Scope.Service) {
			c.expires = "" // it is Amazon S3 that requires it
		}
	} else if v := f.verifiedParam("X-Amz-Expires"); lasts(v) {
		c.expires = v
	}
	query = unescapedTarget(query)
	q := sigv4.Presign(query, c.params, c.expires, c.token)
	c.req.Target = path + "?" + q
	if authority != "" {
		c.req.Target = "https://" + authority + c.req.Target
		if strings.HasPrefix(f.raw.Target, "http://") {
			c.req.Target = "http://" + authority + path + "?" + q
		}
	}
}

// unsigned is the corrected request with a gap in place of its signature.
func (c *correction) unsigned() sigv4.Request {
	r := c.req
	if c.params.Carrier == sigv4.InQuery {
		r.Target = c.inOrder(r.Target + "&X-Amz-Signature=...")
		return r
	}
	claim := sigv4.Algorithm + " Credential=" + c.params.AccessKeyID + "/" + c.params.Scope.String() +
		", SignedHeaders=" + strings.Join(c.params.SignedHeaders, ";") + ", Signature=..."
	r.Fields = c.withClaim(claim)
	return r
}

// signed is the corrected request with its signature.
func (c *correction) signed() sigv4.Request {
	r := c.req
	if c.params.Carrier == sigv4.InQuery {
		r.Target += "&" + c.stages.Authorization.Text
		if c.params.Flavor.TokenAfter && c.token != "" {
			r.Target += "&X-Amz-Security-Token=" + sigv4.UriEncode(c.token, false)
		}
		r.Target = c.inOrder(r.Target)
		return r
	}
	r.Fields = c.withClaim(c.stages.Authorization.Text)
	if r.Body.State == sigv4.BodyKnown {
		r.Body.Bytes = c.signChunks()
	}
	return r
}
