package diagnose

import (
	"regexp"
	"slices"
	"strings"

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

	signedAs *facts // the good request, where it carries the signature of this one or was signed as this one

	failed []string // the codes of looks that failed

	verified     bool   // the signature sent is correct for the request as sent
	sentSig      string // the signature as sent
	corrected    *correction
	answerNamed  []hit // what the answer names, once it was read
	answerRead   bool
	trialTold    *trial // what the writer has tried, and trialPlace where it stands
	trialPlace   evidence.Text
	trialRead    bool
	macsRead     map[int][]macLine // by source
	chain        *keyChain         // what the printed keys prove, once they were followed
	policySigned bool              // the signature of a form is the one due for its policy
	// What gives the signature that was sent, signed with the key at hand.
	ownSigned  bool // the client's string to sign, which has its form
	echoSigned bool // the server's string to sign
	// The signature is the one due for the URL with & in place of its &amp;.
	unescapedSigned bool

	saidBy   *evidence.Answer // whose message is saidLine, as said has it
	saidLine string

	quotedBy *evidence.Answer // of which quotedIs tells whether the text only quotes it
	quotedIs bool
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
	if f.writtenInCode(f.answer) || f.storedText(f.answer) || f.onlyNamed(f.answer) || f.spokenOf(f.answer) {
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
	f.giveServerIts()
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

// unquoted is a claim without the quotes that a signer put around the values of a header:
// they are a mistake of their own, and say nothing of the values. In a URL they are escaped,
// and a part of the values.
func unquoted(c evidence.Claim) *evidence.Claim {
	if c.Carrier == sigv4.InQuery {
		return &c
	}
	for _, t := range []*evidence.Text{&c.Credential, &c.SignedHeaders, &c.Signature, &c.AccessKeyID} {
		if t.Present() {
			*t = withoutQuotes(*t)
		}
	}
	if n := len(c.ScopeParts); n > 0 {
		c.ScopeParts = slices.Clone(c.ScopeParts)
		c.ScopeParts[n-1] = withoutQuotes(c.ScopeParts[n-1])
	}
	return &c
}

// withoutQuotes is a text without the quotes at its ends, but for one that has more of them,
// as b'…' has.
func withoutQuotes(t evidence.Text) evidence.Text {
	const quotes = `"'`
	if bare := t.TrimSet(quotes); !strings.ContainsAny(bare.S, quotes) {
		return bare
	}
	return t
}

// misplaced reports whether the signature travels in a header of another name
// than Authorization, where no server looks for it.
func (f *facts) misplaced() bool {
	return f.signedInHeader() &&
		f.claim.HeaderName.Present() &&
		!strings.EqualFold(f.claim.HeaderName.S, "authorization")
}

// beforeSigner reports whether the request is the one that a person sent to a
// signing proxy: it carries no signature, and the server's strings show another.
func (f *facts) beforeSigner() bool {
	if f.server.canonical == nil || f.req.What != "curl-command" || strings.Contains(f.req.Target.S, "X-Amz-") {
		return false
	}
	return !slices.ContainsFunc(f.req.Fields, func(o evidence.Field) bool {
		return strings.EqualFold(o.Name.S, "authorization")
	})
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
	r := &evidence.Request{
		What:            "canonical-request",
		Method:          c.Method,
		Target:          f.targetOf(c),
		BodyState:       sigv4.BodyUnknown,
		HeadersComplete: false,
	}
	for k, l := range c.Lines {
		if c.Partial && k == len(c.Lines)-1 && cutHashLine.MatchString(l.S) {
			break
		}
		if i := strings.IndexByte(l.S, ':'); i > 0 {
			r.Fields = append(r.Fields, evidence.Field{Name: l.Sub(0, i), Value: f.unfolded(l.Sub(i+1, len(l.S)))})
		}
	}
	if isHexHash(c.PayloadHash.S) {
		r.BodyState = sigv4.BodyHashed
		r.Body = c.PayloadHash
	}
	f.req = r
}

// cutHashLine is the line of the payload hash where a text ends within it.
var cutHashLine = regexp.MustCompile(`^x-amz-content-sha256:[0-9a-f]{0,63}$`)

// unfolded is a value of a canonical request as the paste has it elsewhere with runs of
// blanks, which a canonical request does not tell; the value itself where it does not.
func (f *facts) unfolded(value evidence.Text) evidence.Text {
	words := strings.Fields(value.S)
	if len(words) < 2 || len(value.S) > 200 {
		return value
	}
	for i := range words {
		words[i] = literal(words[i])
	}
	form, err := regexp.Compile(strings.Join(words, ` {1,9}`))
	if err != nil {
		return value
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		for _, m := range form.FindAllIndex(src.Data, 20) {
			if t := f.ev.Cut(i, m[0], m[1]); t.S != value.S && len(t.S) > len(value.S) {
				return t
			}
		}
	}
	return value
}

// targetOf is the request target that a canonical request was made from. Every
// service but S3 has the path as sent encoded once more.
func (f *facts) targetOf(c *evidence.Canonical) evidence.Text {
	path := c.Path
	if !path.Present() {
		return path
	}
	service := f.scope().Service
	if host, where := lineOf(c, "host"); service == "" && where.Present() {
		if end, known := endpointOf(host); known && certainServices[end.service] {
			service = end.service
		}
	}
	if service != "" && !sigv4.IsS3(service) {
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
		if i <= 0 ||
			slices.ContainsFunc(r.Fields, func(o evidence.Field) bool { return strings.EqualFold(o.Name.S, l.S[:i]) }) {
			continue
		}
		if hostKnown && strings.EqualFold(l.S[:i], "host") {
			continue
		}
		if c == f.server.canonical && f.listsAll() && l.S[i+1:] == "" {
			continue // the server writes so what did not arrive
		}
		r.Fields = append(r.Fields, evidence.Field{Name: l.Sub(0, i), Value: l.Sub(i+1, len(l.S))})
	}
	if r.BodyState == sigv4.BodyUnknown && isHexHash(c.PayloadHash.S) {
		r.BodyState, r.Body = sigv4.BodyHashed, c.PayloadHash
	}
	f.req = &r
}

// listsAll reports whether the request shows what its client is given to send.
func (f *facts) listsAll() bool {
	return f.req.OwnHeaders || f.req.What == "log" || f.req.What == "headers" || f.req.What == "request-parts"
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

// settleRequest settles method, body and host of the request, and notes what of them is
// assumed.
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
	if f.inMarkup(f.req.Target) {
		f.raw.Target = unescapedTarget(f.raw.Target) // where it has to be written with &amp;
	}
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
	if f.bodyOpen() && bodilessMethods[f.raw.Method] && !f.sent("content-type") {
		f.raw.Body.State = sigv4.BodyAbsent
	}
	if host, ok := f.raw.Host(); ok {
		f.end, f.endKnow = endpointOf(host)
	}
}
