package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// facts is everything that is settled about one exchange before any rule looks
// at it: the request, what is claimed, what either side printed, and what is
// correct for the request as it was sent.
type facts struct {
	ev            *evidence.Evidence
	ex            *evidence.Exchange
	given         Given
	progress      *Progress
	tried         replay.Table      // from the table of mistakes, which rules stand in and so cannot reach
	req           *evidence.Request // may be made from the server's canonical request
	raw           sigv4.Request
	methodAssumed bool // nothing tells the method
	bodyAssumed   bool // the body has the right length and form, nothing more tells that it is the one
	methodProved  bool // but the signature that was sent, which is right for it
	echo          bool // the request is not in the paste; it is what the server saw
	claim         *evidence.Claim
	client        evidence.Strings
	answer        *evidence.Answer
	server        struct {
		canonical *evidence.Canonical
		text      *evidence.StringToSign
	}
	params  sigv4.Params
	listed  []string // signed headers as claimed, split, case kept
	asSent  sigv4.Stages
	model   *replay.Model
	end     endpoint // what the host's name tells
	endKnow bool

	verified     bool   // the signature sent is correct for the request as sent
	sentSig      string // the signature as sent
	corrected    *correction
	answerNamed  []hit // what the answer names, once it was read
	answerRead   bool
	chain        *keyChain // what the printed keys prove, once they were followed
	ownSigned    bool      // the client's string to sign has its form and, signed with the key at hand, gives the signature sent
	policySigned bool      // the signature of a form is the one due for its policy
	echoSigned   bool      // the server's string to sign, signed with the key at hand, gives the signature sent
}

// settle reads the facts of an exchange.
func settle(c Case) *facts {
	f := &facts{ev: c.Evidence, given: c.Given, progress: c.Progress, tried: tried()}
	if f.progress == nil {
		f.progress = &Progress{}
	}
	if c.Exchange >= 0 && c.Exchange < len(c.Evidence.Exchanges) {
		f.ex = &c.Evidence.Exchanges[c.Exchange]
	} else {
		f.ex = &evidence.Exchange{}
	}
	f.req, f.client, f.answer = f.ex.Request, f.ex.Client, f.ex.Server
	if f.writtenInCode(f.answer) {
		f.answer = nil
	}
	if len(f.ex.Claims) > 0 {
		f.claim = wholeKeyID(unquoted(mainClaim(f.ex.Claims)))
	}
	if f.answer != nil {
		f.server.canonical, f.server.text = f.answer.Canonical, f.answer.StringToSign
	}
	f.dropCut()
	f.dropLogEnds()
	f.dropOthers()
	if f.req != nil && f.beforeSigner() {
		f.req = nil
	}
	if f.req == nil {
		f.requestFromStrings()
	} else {
		f.fillRequest()
	}
	f.settleRequest()
	f.settleParams()
	f.compute()
	return f
}

// mainClaim is the claim to look at of those that a request carries: a token of
// another scheme beside a presigned query is not what was to be checked.
func mainClaim(claims []evidence.Claim) evidence.Claim {
	for _, c := range claims {
		if sigv4.Algorithm == c.Algorithm.S {
			return c
		}
	}
	return claims[0]
}

// unquoted is a claim without the quotes that a signer put around its values:
// they are a mistake of their own, and say nothing of the values.
func unquoted(c evidence.Claim) *evidence.Claim {
	for _, t := range []*evidence.Text{&c.Credential, &c.SignedHeaders, &c.Signature, &c.AccessKeyID} {
		if t.Present() {
			*t = t.TrimSet(`"'`)
		}
	}
	if n := len(c.ScopeParts); n > 0 {
		c.ScopeParts = slices.Clone(c.ScopeParts)
		c.ScopeParts[n-1] = c.ScopeParts[n-1].TrimSet(`"'`)
	}
	return &c
}

// misplaced reports whether the signature travels in a header of another name
// than Authorization, where no server looks for it.
func (f *facts) misplaced() bool {
	return f.claim != nil && f.claim.HeaderName.Present() && !strings.EqualFold(f.claim.HeaderName.S, "authorization") && f.claim.Carrier == sigv4.InHeader
}

// beforeSigner reports whether the request is the one that a person sent to a
// signing proxy: it carries no signature, and the server's strings show another.
func (f *facts) beforeSigner() bool {
	if f.server.canonical == nil || f.req.What != "curl-command" || strings.Contains(f.req.Target.S, "X-Amz-") {
		return false
	}
	return !slices.ContainsFunc(f.req.Fields, func(o evidence.Field) bool { return strings.EqualFold(o.Name.S, "authorization") })
}

// requestFromStrings makes up for a request that is not in the paste: what the
// server saw, else what the client says it signed.
func (f *facts) requestFromStrings() {
	c := f.server.canonical
	if c == nil {
		c = f.client.Canonical
	}
	if c == nil || !c.Path.Present() && len(c.Lines) == 0 {
		return
	}
	f.echo = true
	r := &evidence.Request{What: "canonical-request", Method: c.Method, Target: f.targetOf(c), BodyState: sigv4.BodyUnknown, HeadersComplete: false}
	for _, l := range c.Lines {
		if i := strings.IndexByte(l.S, ':'); i > 0 {
			r.Fields = append(r.Fields, evidence.Field{Name: l.Sub(0, i), Value: l.Sub(i+1, len(l.S))})
		}
	}
	if isHexHash(c.PayloadHash.S) {
		r.BodyState = sigv4.BodyHashed
		r.Body = c.PayloadHash
	}
	f.req = r
}

// targetOf is the request target that a canonical request was made from. Every
// service but S3 has the path as sent encoded once more.
func (f *facts) targetOf(c *evidence.Canonical) evidence.Text {
	path := c.Path
	if !path.Present() {
		return path
	}
	if scope := f.scope(); scope.Service != "" && !sigv4.IsS3(scope.Service) {
		path = evidence.Made(sigv4.PercentDecode(path.S))
	}
	if c.Query.Present() && c.Query.S != "" {
		return evidence.Made(path.S + "?" + c.Query.S)
	}
	return path
}

// fillRequest fills what a request lacks that was read from a log: method, target
// and the headers that only a canonical request shows. The server's is what
// arrived; the client's is what was meant.
func (f *facts) fillRequest() {
	c := f.server.canonical
	if c == nil {
		c = f.client.Canonical
	}
	if c == nil || f.req == nil {
		return
	}
	if f.req.HeadersComplete || f.req.OnTheWire {
		f.fillBody()
		return
	}
	r := *f.req
	if !r.Method.Present() {
		r.Method = c.Method
	}
	if !r.Target.Present() {
		r.Target = f.targetOf(c)
	}
	raw := r.Raw()
	_, hostKnown := raw.Host()
	r.Fields = slices.Clone(r.Fields)
	for _, l := range c.Lines {
		i := strings.IndexByte(l.S, ':')
		if i <= 0 || slices.ContainsFunc(r.Fields, func(o evidence.Field) bool { return strings.EqualFold(o.Name.S, l.S[:i]) }) {
			continue
		}
		if hostKnown && strings.EqualFold(l.S[:i], "host") {
			continue
		}
		r.Fields = append(r.Fields, evidence.Field{Name: l.Sub(0, i), Value: l.Sub(i+1, len(l.S))})
	}
	if r.BodyState == sigv4.BodyUnknown && isHexHash(c.PayloadHash.S) {
		r.BodyState, r.Body = sigv4.BodyHashed, c.PayloadHash
	}
	f.req = &r
}

// fillBody takes the hash of the body that arrived from the server's canonical request,
// where a client that shows the headers as they are sent does not show the body.
func (f *facts) fillBody() {
	c := f.server.canonical
	if c == nil || f.req.BodyState != sigv4.BodyUnknown || f.req.MaybeBody.Present() || !isHexHash(c.PayloadHash.S) {
		return
	}
	raw := f.req.Raw()
	date, _ := raw.HeaderValue("x-amz-date")
	if seen, where := lineOf(c, "x-amz-date"); where.Present() && strings.TrimSpace(seen) != date {
		return // of another attempt
	}
	r := *f.req
	r.BodyState, r.Body = sigv4.BodyHashed, c.PayloadHash
	f.req = &r
}

func isHexHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return true
}

func (f *facts) settleRequest() {
	if f.req == nil {
		f.raw = sigv4.Request{Body: sigv4.Body{State: sigv4.BodyUnknown}}
		return
	}
	if f.req.BodyState == sigv4.BodyUnknown && f.req.MaybeBody.Present() && !f.given.BodyGiven {
		req := *f.req
		req.Body, req.BodyState = req.MaybeBody, sigv4.BodyKnown
		f.req, f.bodyAssumed = &req, true
	}
	f.raw = f.req.Raw()
	if f.req.BodyState == sigv4.BodyHashed {
		f.raw.Body.Hash = f.req.Body.S
	}
	if asked, ok := f.raw.HeaderValue("access-control-request-method"); ok && f.raw.Method == "OPTIONS" {
		f.raw.Method = asked // the preflight of a browser carries the signature of the request to come
	}
	if f.raw.Method == "" {
		f.raw.Method, f.methodAssumed = f.assumedMethod(), true
	}
	if f.given.BodyGiven {
		f.raw.Body = sigv4.Body{State: sigv4.BodyKnown, Bytes: f.given.Body}
	}
	if f.bodyOpen() && bodiless[f.raw.Method] && !f.sent("content-type") {
		f.raw.Body.State = sigv4.BodyAbsent
	}
	if host, ok := f.raw.Host(); ok {
		f.end, f.endKnow = endpointOf(host)
	}
}

// scope settles the credential scope: as claimed, as the client signed it, as
// the server answered, as the host's name tells, as given.
func (f *facts) scope() sigv4.Scope {
	var s sigv4.Scope
	if f.claim != nil {
		s = f.claim.Scope()
	}
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil {
			if o, ok := sigv4.ParseScope(t.Scope.S); ok {
				s = fill(s, o)
			}
		}
	}
	return s
}

// fill puts b's parts where a has none.
func fill(a, b sigv4.Scope) sigv4.Scope {
	a.Date = or(a.Date, b.Date)
	a.Region = or(a.Region, b.Region)
	a.Service = or(a.Service, b.Service)
	a.Terminator = or(a.Terminator, b.Terminator)
	return a
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (f *facts) settleParams() {
	p := &f.params
	p.Key = f.given.Key
	p.Scope = f.scope()
	p.Scope.Region = or(f.given.Region, p.Scope.Region)
	p.Scope.Service = or(f.given.Service, p.Scope.Service)
	if f.endKnow {
		p.Scope = fill(p.Scope, sigv4.Scope{Region: f.end.region, Service: f.end.service})
	}
	p.Flavor = sigv4.FlavorOf(cmp.Or(f.serviceNamed(), f.serviceOfHost(), p.Scope.Service))
	if f.claim != nil {
		p.Carrier = f.claim.Carrier
		p.AccessKeyID = f.claim.AccessKeyID.S
		if masked(p.AccessKeyID) && f.answer != nil {
			p.AccessKeyID = or(f.answer.Field("AWSAccessKeyId").Trim().S, p.AccessKeyID)
		}
	} else if credential := f.verifiedParam("X-Amz-Credential"); credential != "" {
		p.Carrier = sigv4.InQuery
		if id, _, _ := sigv4.SplitCredential(credential); !masked(id) {
			p.AccessKeyID = id
		}
	}
	p.AccessKeyID = or(p.AccessKeyID, f.given.AccessKeyID)
	p.Date = f.date()
	if len(p.Date) >= 8 {
		p.Scope.Date = or(p.Scope.Date, p.Date[:8])
	}
	p.Scope.Terminator = or(p.Scope.Terminator, sigv4.Terminator)
	f.listed = f.signedHeaders()
	p.SignedHeaders = f.listed
}

// verifiedParam is the value of a parameter in the canonical query that the server
// verified, decoded; "" where it has none.
func (f *facts) verifiedParam(name string) string {
	if f.server.canonical == nil {
		return ""
	}
	for _, p := range sigv4.SplitQuery(f.server.canonical.Query.S) {
		if p.Name == name {
			return sigv4.DecodeQuery(p.Value)
		}
	}
	return ""
}

var namedService = regexp.MustCompile(`(?i)(?:endpoint belongs to|correct service:) ["']([a-z0-9-]+)["']`)

// serviceOfHost is the signing name of the service that a host of AWS belongs to:
// its rules hold whatever the credential scope says.
func (f *facts) serviceOfHost() string {
	if f.endKnow && certainServices[f.end.service] && f.onAWSHost() {
		return f.end.service
	}
	return ""
}

// serviceNamed is the signing name that the server's answer says is its own.
func (f *facts) serviceNamed() string {
	if f.answer == nil {
		return ""
	}
	if m := namedService.FindStringSubmatch(f.answer.Message.S); m != nil {
		return m[1]
	}
	return ""
}

// date settles the time of the request: as given, x-amz-date as sent, the
// query's, the client's string to sign, the server's, the Date header.
func (f *facts) date() string {
	candidates := []string{f.given.Date}
	if v, ok := f.raw.HeaderValue("x-amz-date"); ok {
		candidates = append(candidates, v)
	}
	if f.claim != nil {
		candidates = append(candidates, f.claim.Date.S)
	}
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil {
			candidates = append(candidates, t.Date.S)
		}
	}
	if v, ok := f.raw.HeaderValue("date"); ok {
		if t, err := sigv4.ParseHTTPDate(v); err == nil {
			candidates = append(candidates, t.Format(sigv4.DateLayout))
		} else {
			candidates = append(candidates, v)
		}
	}
	for _, c := range candidates {
		if t, err := time.Parse(extendedLayout, c); err == nil && !sigv4.IsS3(f.params.Scope.Service) {
			return t.Format(sigv4.DateLayout) // query services take it in the header, but sign the basic form
		}
		if c != "" {
			return c
		}
	}
	return ""
}

const extendedLayout = "2006-01-02T15:04:05Z"

// signedHeaders settles the list: as claimed, as the client's canonical request
// lists it, as the server's does.
func (f *facts) signedHeaders() []string {
	if f.claim != nil && f.claim.SignedHeaders.S != "" {
		return replay.SplitList(strings.NewReplacer("%3B", ";", "%3b", ";").Replace(f.claim.SignedHeaders.S))
	}
	sides := []*evidence.Canonical{f.client.Canonical, f.server.canonical}
	for _, c := range sides {
		if c != nil && c.SignedHeaders.S != "" {
			return replay.SplitList(c.SignedHeaders.S)
		}
	}
	for _, c := range sides {
		if c != nil && len(c.Lines) > 0 {
			return linesByName(c).names
		}
	}
	return nil
}

// compute runs the stages for the request as it was sent, and tells whether the
// signature that was sent is the one due.
func (f *facts) compute() {
	f.sentSig = f.client.Signature.S
	if f.claim != nil && f.claim.Signature.Present() && !masked(f.claim.Signature.S) {
		f.sentSig = f.claim.Signature.S
	} else if f.sentSig == "" && f.answer != nil {
		f.sentSig = f.answer.Field("SignatureProvided").Trim().S
	}
	f.asSent = sigv4.Compute(&f.raw, f.params)
	f.makeModel()
	if f.fillBySignature() {
		f.makeModel()
	}
	f.verifyOwn()
	f.verifyEcho()
	if f.req == nil || !f.asSent.Signature.Known() || f.sentSig == "" {
		return
	}
	f.verified = f.asSent.Signature.Text == f.sentSig && f.whole() && !f.misplaced()
}

// makeModel makes what the search starts from.
func (f *facts) makeModel() {
	listed := ""
	if f.claim != nil {
		listed = f.claim.SignedHeaders.S
	}
	f.model = f.newModel(&f.raw, f.params, listed, f.asSent.PayloadHash.Text)
	f.model.Complete = f.req != nil && f.req.HeadersComplete
	f.model.Hosts = f.namedHosts()
	f.model.Regions, f.model.Services = f.namedScopes()
	f.model.Files = f.namedFiles()
}

// newModel is what the signer of a request starts from, with what the name of its host
// and the frames of its body tell.
func (f *facts) newModel(req *sigv4.Request, p sigv4.Params, listed, payload string) *replay.Model {
	m := replay.NewModel(req, p, listed, payload)
	m.Mistakes = f.tried
	m.Bucket, m.Endpoint, _ = bucketOfHost(m.Host)
	m.Chunked = chunkedData(m.Body)
	return m
}

// chunkedData is what the chunks of a body hold together, nil where it has no whole ones.
func chunkedData(body []byte) []byte {
	list, fault := chunks(body)
	if fault != "" {
		return nil
	}
	data := []byte{}
	for _, c := range list {
		data = append(data, c.data...)
	}
	return data
}

// bodyFile is a file that a command line sends.
var bodyFile = regexp.MustCompile(`(?:-d|--data[a-z-]*|--json|-T|--upload-file|--body-data)[ =]['"]?@?([\w./~-]+\.\w+)\b`)

// namedFiles are the files in the paste that are sent as bodies.
func (f *facts) namedFiles() []string {
	const most = 8
	var out []string
	for t := range f.matches(bodyFile) {
		if out = append(out, t.S); len(out) == most {
			break
		}
	}
	return out
}

// complete reports whether the request is known well enough that a signature
// computed from it is the one that a server would compute.
func (f *facts) complete() bool { return f.whole() && !f.blottedHeader() }

// whole reports whether nothing of the request that counts is missing.
func (f *facts) whole() bool {
	if f.req == nil || (f.req.Gathered() || f.req.What == "presigned-url") && len(f.unsentSigned()) > 0 {
		return false
	}
	return f.req.Target.Present() && f.params.SignedHeaders != nil && (f.model == nil || f.model.Host != "" || !slices.Contains(f.model.Names, "host"))
}

// blotted is a value of which nothing is left.
var blotted = regexp.MustCompile(`^(?:[.*xX\x{2026}]{3,}|<[\w -]+>|\[[\w -]+\])$`)

// blottedHeader reports whether the value of a signed header was made unreadable.
func (f *facts) blottedHeader() bool {
	return slices.ContainsFunc(f.listed, func(n string) bool {
		v, ok := f.raw.HeaderValue(lower(n))
		return ok && blotted.MatchString(strings.TrimSpace(v))
	})
}

// verifyEcho signs the server's string to sign with the key at hand: when that
// gives the signature sent, the texts agree and the server holds another key.
func (f *facts) verifyEcho() {
	if f.server.text == nil || f.sentSig == "" || f.asSent.Keys.Steps == 0 || f.server.text.Masked {
		return
	}
	f.echoSigned = sigv4.Sign(f.asSent.Keys.Signing, f.server.text.Whole.S) == f.sentSig
}

// verifyOwn signs the client's own string to sign with the key at hand: when that gives
// the signature sent, and the text has the form that is due, the key is the one that the
// client signed with, and only the hash in the text can be wrong.
func (f *facts) verifyOwn() {
	_, text := f.printed()
	if text == "" || f.sentSig == "" || f.asSent.Keys.Steps == 0 {
		return
	}
	hash := text[strings.LastIndexByte(text, '\n')+1:]
	due := strings.Join([]string{"AWS4-HMAC-SHA256", f.params.Date, f.params.Scope.String(), hash}, "\n")
	f.ownSigned = text == due && isHexHash(hash) && sigv4.Sign(f.asSent.Keys.Signing, text) == f.sentSig
}

// namedHosts lists host names that stand anywhere in the exchange, as candidates
// for the host that was signed.
func (f *facts) namedHosts() []string {
	var out []string
	add := func(h string) {
		if h != "" && len(h) < 256 && !slices.Contains(out, h) && !strings.ContainsAny(h, " \t\r\n/") {
			out = append(out, h)
		}
	}
	for _, c := range []*evidence.Canonical{f.client.Canonical, f.server.canonical} {
		if c == nil {
			continue
		}
		for _, l := range c.Lines {
			if v, ok := strings.CutPrefix(lower(l.S), "host:"); ok {
				add(strings.TrimSpace(v))
			}
		}
	}
	for i := range f.ev.Exchanges {
		if r := f.ev.Exchanges[i].Request; r != nil {
			raw := r.Raw()
			if h, ok := raw.Host(); ok {
				add(h)
			}
			for _, n := range []string{"x-forwarded-host", "x-original-host", "origin", "referer"} {
				if v, ok := raw.HeaderValue(n); ok {
					authority, _, _, _, _ := sigv4.TargetParts(v)
					add(or(authority, v))
				}
			}
		}
	}
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintConnect || h.Kind == evidence.HintDNSFailed {
			authority, _, _, _, _ := sigv4.TargetParts(h.Value.S)
			name, _, _ := strings.Cut(or(authority, h.Value.S), "/")
			add(name)
		}
	}
	return out
}

// namedScopes lists regions and services that the evidence names.
func (f *facts) namedScopes() (regions, services []string) {
	add := func(list []string, v string) []string {
		if v != "" && !slices.Contains(list, v) {
			return append(list, v)
		}
		return list
	}
	for _, t := range []*evidence.StringToSign{f.client.StringToSign, f.server.text} {
		if t != nil {
			if s, ok := sigv4.ParseScope(t.Scope.S); ok {
				regions, services = add(regions, s.Region), add(services, s.Service)
			}
		}
	}
	if f.endKnow {
		regions, services = add(regions, f.end.region), add(services, f.end.service)
	}
	for _, l := range strings.Split(bareHost(f.model.Host), ".") {
		services = add(services, l)
		if isRegion(l) {
			regions = add(regions, l)
		}
	}
	return regions, services
}
