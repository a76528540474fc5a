package sigv4

import (
	"slices"
	"strings"
)

// Params is everything about a signature that does not stand in the request's
// own parts: what a claim states, or what a signer is told.
type Params struct {
	Flavor        Flavor
	Carrier       Carrier
	AccessKeyID   string
	Date          string // YYYYMMDDTHHMMSSZ, second line of the string to sign
	Scope         Scope
	SignedHeaders []string
	PayloadHash   string // overrides the flavour's rule when not empty
	Key           Key
}

// Stages are all values of one signature, in the order in which they arise. A
// text that cannot be known is empty and Missing says what it would take.
type Stages struct {
	Params        Params
	PayloadHash   Value
	Canonical     Canonical
	CanonicalHash Value
	StringToSign  Value
	Keys          DerivedKeys
	Signature     Value
	Authorization Value // header value, or the X-Amz-* query of a presigned URL
}

// A Value is a text, or the reason why there is none.
type Value struct {
	Text    string
	Missing string
}

// Known reports whether the value could be computed.
func (v Value) Known() bool { return v.Missing == "" }

// Canonical is a canonical request and where its parts stand in it.
type Canonical struct {
	Text
	Method, Path, Query, Headers, SignedHeaders, PayloadHash Range
	Lines                                                    []HeaderLine
	Missing                                                  string
}

// Range is [From, To) of a text.
type Range struct{ From, To int }

// HeaderLine is one line of the canonical headers, with its final newline.
type HeaderLine struct {
	Name     string
	From, To int
	Sent     bool // the request holds the header
}

// Part returns the bytes of a part.
func (c *Canonical) Part(r Range) string { return string(c.Bytes[r.From:r.To]) }

// Compute runs all stages for a request under the given parameters. The signed
// headers are put in lower case and in order; everything else is taken as it is.
func Compute(req *Request, p Params) Stages {
	s := Stages{Params: p}
	s.Params.SignedHeaders = SortedNames(p.SignedHeaders)
	hash, origin := payloadHash(req, &s.Params)
	s.PayloadHash = hash
	s.canonicalize(req, origin)
	s.sign()
	return s
}

// canonicalize builds the canonical request:
//
//	METHOD \n canonical URI \n canonical query \n canonical headers \n signed headers \n payload hash
//
// Amazon S3 API reference, "Signature calculations for the Authorization header".
func (s *Stages) canonicalize(req *Request, payload Span) {
	p := &s.Params
	_, path, query, pathAt, queryAt := TargetParts(req.Target)
	b := builder{}
	b.Bytes = make([]byte, 0, 256+len(req.Target)+fieldBytes(req))
	b.Spans = make([]Span, 0, 32+4*len(p.SignedHeaders))
	c := &s.Canonical

	b.line(&c.Method, func() { b.method(req.Method) })
	b.line(&c.Path, func() { b.path(path, pathAt, p.Flavor) })
	b.line(&c.Query, func() { b.query(query, queryAt, p.unsignedParam()) })
	b.line(&c.Headers, func() { c.Lines = b.headers(req, p.SignedHeaders) })
	b.line(&c.SignedHeaders, func() { b.signedHeaders(p.SignedHeaders) })
	b.within(&c.PayloadHash, func() { b.payload(req, s.PayloadHash, payload) })
	c.Text = b.Text
	c.Missing = s.PayloadHash.Missing
	if _, ok := req.Host(); !ok && slices.Contains(p.SignedHeaders, "host") {
		c.Missing = "needs the host"
	}
}

// line builds a part of the canonical request, and the newline after it.
func (b *builder) line(r *Range, build func()) {
	b.within(r, build)
	b.constant("\n")
}

// within builds a part of the canonical request, and notes where it stands.
func (b *builder) within(r *Range, build func()) {
	r.From = len(b.Bytes)
	build()
	r.To = len(b.Bytes)
}

func (b *builder) method(method string) {
	b.from(PartMethod, 0)
	b.Bytes = append(b.Bytes, method...)
	b.note(Copied, 0, len(method))
}

// signedHeaders appends the names of the signed headers, which are in order.
func (b *builder) signedHeaders(names []string) {
	b.from(PartParam, 0)
	for i, name := range names {
		if i > 0 {
			b.Bytes = append(b.Bytes, ';')
		}
		b.Bytes = append(b.Bytes, name...)
	}
	b.note(ListedSorted, 0, 0)
}

func fieldBytes(req *Request) (n int) {
	for i := range req.Fields {
		n += len(req.Fields[i].Name) + len(req.Fields[i].Value)
	}
	return n
}

// unsignedParam tells the query parameters that are left out of a presigned
// canonical query: the signature itself and what is added afterwards.
func (p *Params) unsignedParam() func(string) bool {
	if p.Carrier == InHeader {
		return nil
	}
	after := p.Flavor.AddedAfter
	if p.Flavor.TokenAfter {
		after = p.Flavor.TokenHeader
	}
	if after == "" {
		return isSignature
	}
	return func(name string) bool { return isSignature(name) || equalFold(name, after) }
}

// payloadHash finds the last line of the canonical request and where it comes
// from: the value of x-amz-content-sha256 as sent, UNSIGNED-PAYLOAD for presigned
// S3, else the hash of the body (Amazon S3 API reference, "Authenticating
// requests: using query parameters"; rule for the header: same, "using the
// Authorization header").
func payloadHash(req *Request, p *Params) (Value, Span) {
	field, sent := req.HeaderValue(contentHash)
	switch {
	case sent && field != "" && (p.PayloadHash == "" || p.PayloadHash == field):
		return Value{Text: field}, Span{Part: PartFieldValue, Index: int32(req.fieldIndex(contentHash))}
	case p.PayloadHash != "":
		return Value{Text: p.PayloadHash}, Span{Part: PartParam, Rule: Given}
	case p.Flavor.GitUnhashed && req.Method == "GIT":
		return Value{}, Span{}
	}
	if p.Carrier == InQuery {
		if v, at, ok := req.queryValue(contentHash); ok {
			return Value{Text: v}, at
		}
		if p.Flavor.QueryUnsigned {
			return Value{Text: UnsignedPayload}, Span{Rule: BodyUnsigned}
		}
	}
	return req.Body.hash(), Span{Part: PartBody, To: int32(len(req.Body.Bytes)), Rule: Hashed}
}

const contentHash = "x-amz-content-sha256"

// payload appends the payload hash.
func (b *builder) payload(req *Request, hash Value, origin Span) {
	if origin.Part == PartFieldValue {
		b.values(req, contentHash, int(origin.Index))
		return
	}
	b.from(origin.Part, int(origin.Index))
	b.Bytes = append(b.Bytes, hash.Text...)
	b.note(origin.Rule, int(origin.From), int(origin.To))
}

// sign computes everything after the canonical request.
func (s *Stages) sign() {
	p := &s.Params
	if s.Canonical.Missing != "" {
		s.CanonicalHash.Missing = s.Canonical.Missing
	} else {
		s.CanonicalHash.Text = HexSHA256(s.Canonical.Bytes)
	}
	s.StringToSign = stringToSign(p, s.CanonicalHash)
	s.Keys = p.Key.Derive(p.Scope)
	switch {
	case !s.StringToSign.Known():
		s.Signature.Missing = s.StringToSign.Missing
	case s.Keys.Steps == 0:
		s.Signature.Missing = "needs the secret key"
	default:
		s.Signature.Text = Sign(s.Keys.Signing, s.StringToSign.Text)
	}
	s.Authorization = Value{Missing: s.Signature.Missing}
	if s.Signature.Known() {
		s.Authorization.Text = p.Authorize(s.Signature.Text)
	}
}

// stringToSign builds the four lines
//
//	AWS4-HMAC-SHA256 \n YYYYMMDDTHHMMSSZ \n scope \n hex(SHA-256(canonical request))
//
// (IAM user guide, "Create a signed AWS API request", step 3).
func stringToSign(p *Params, hash Value) Value {
	if !hash.Known() {
		return hash
	}
	if p.Date == "" {
		return Value{Missing: "needs the date of the request"}
	}
	if p.Scope.Date == "" || p.Scope.Region == "" || p.Scope.Service == "" {
		return Value{Missing: "needs the credential scope"}
	}
	return Value{Text: Algorithm + "\n" + p.Date + "\n" + p.Scope.String() + "\n" + hash.Text}
}

// Sign is the signature of a string to sign: lower-case hex HMAC-SHA256.
func Sign(signingKey [32]byte, stringToSign string) string {
	return hexOf(HMAC(signingKey[:], stringToSign))
}

// Authorize writes the header value, or the X-Amz-Signature parameter, that
// carries a signature.
func (p *Params) Authorize(signature string) string {
	if p.Carrier == InQuery {
		return "X-Amz-Signature=" + signature
	}
	return Algorithm + " Credential=" + p.AccessKeyID + "/" + p.Scope.String() +
		", SignedHeaders=" + strings.Join(p.SignedHeaders, ";") + ", Signature=" + signature
}
