package interop

import (
	"encoding/base64"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sigwhy/sigv4"
)

// sample is one request to sign, as a caller hands it to a signer.
type sample struct {
	Method, Scheme, Host, Path, Query string
	Fields                            []sigv4.Field
	Body                              []byte
	Unsigned                          bool // UNSIGNED-PAYLOAD instead of the body's hash
	Service, Region                   string
	AccessKeyID, Secret, Token        string
	Time                              time.Time
}

// generator makes samples that look for trouble: every path, query and header
// that signers have been seen to get wrong, and many that nobody sends.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64, stream string) generator {
	var s uint64
	for _, c := range stream {
		s = s*131 + uint64(c)
	}
	return generator{rand.New(rand.NewPCG(seed, s))}
}

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g generator) pick(from ...string) string { return from[g.IntN(len(from))] }

func (g generator) several(least, most int, one func() string, joint string) string {
	parts := make([]string, least+g.IntN(most-least+1))
	for i := range parts {
		parts[i] = one()
	}
	return strings.Join(parts, joint)
}

func (g generator) sample(services ...string) *sample {
	s := &sample{
		Method:      g.pick("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"),
		Scheme:      g.pick("https", "http"),
		Service:     g.pick(services...),
		Region:      g.pick("us-east-1", "eu-central-1", "ap-southeast-3", "us-gov-west-1", "auto", "garage"),
		AccessKeyID: g.pick("AKIAIOSFODNN7EXAMPLE", "minioadmin", "key/with/slash", "0123456789abcdef0123456789abcdef"),
		Secret:      g.secret(),
		Time:        time.Unix(g.Int64N(4_000_000_000), 0).UTC(),
		Unsigned:    g.chance(20),
	}
	s.Host = g.pick("examplebucket.s3.amazonaws.com", "s3.eu-west-1.amazonaws.com", "127.0.0.1", "localhost", "minio.example") +
		g.pick("", "", "", ":80", ":443", ":9000", ":8443")
	s.Path = g.path(sigv4.IsS3(s.Service))
	if g.chance(70) {
		s.Query = g.several(0, 6, g.pair, "&")
	}
	if g.chance(30) {
		s.Token = "IQoJ" + strings.Repeat("b3JpZ2lu/+", 1+g.IntN(80)) + "=="
	}
	if g.chance(40) {
		s.Body = []byte(g.several(0, 30, g.text, " "))
	}
	for range g.IntN(8) {
		s.Fields = append(s.Fields, sigv4.Field{Name: g.fieldName(), Value: g.fieldValue()})
	}
	return s
}

// secret is 40 characters of base64 mostly, and now and then too long for one
// block of the HMAC.
func (g generator) secret() string {
	raw := make([]byte, 30)
	if g.chance(10) {
		raw = make([]byte, 1+g.IntN(200))
	}
	for i := range raw {
		raw[i] = byte(g.Uint32())
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// text is a short piece of any text at all, not encoded.
func (g generator) text() string {
	return g.pick("a", "key", "Zed", "photo", "é", "ü\u0301", "日本", "🙂", " ", "a b", "+", "%", "100%", "=", "&", "/", "?", "#", ":", ";",
		",", "!", "*", "'", "(", ")", "$", "@", "~", "-", "_", ".", "..", "[0]", "\"", "<>", "\\", "|", "{}", "^", "`", "\x01", "\x7f", "A", "9")
}

// path is empty, canonical, or written as no SDK would write it. The paths of S3
// are mostly canonical: its SDKs escape the key before they sign.
func (g generator) path(s3 bool) string {
	switch {
	case g.chance(3):
		return ""
	case g.chance(5):
		return "/"
	case s3 && g.chance(85):
		return "/" + g.several(1, 5, func() string { return sigv4.UriEncode(g.several(0, 3, g.text, ""), true) }, "/")
	case !s3 && g.chance(60):
		return "/" + g.several(1, 5, func() string { return g.pick("v1", "items", "a-b_c~d", "9") + g.escape() }, "/")
	}
	return "/" + g.several(0, 6, g.oddSegment, "/")
}

func (g generator) oddSegment() string {
	return g.several(0, 2, func() string {
		return g.pick("", ".", "..", "a", "b.c", "...", "+", "$", "a:b", "(x)", "'", "*", "!", "@", ",", ";", "=", "é", "日", g.escape(), g.escape())
	}, "")
}

func (g generator) escape() string {
	return g.pick("", "%20", "%2F", "%2f", "%2B", "%7E", "%41", "%c3%a9", "%C3%A9", "%25", "%2520", "%2e%2e", "%ff", "%00")
}

// pair is one pair of a query as it stands on the wire.
func (g generator) pair() string {
	name := g.pick("a", "A", "a-b", "a_b", "a.b", "prefix", "max-keys", "list-type", "param1", "param%5B10%5D", "%C3%A9", "x", "X-Id",
		"Foo", "Foo", "", "versionId", "%7E", "uploads", "b+c", sigv4.UriEncode(g.text(), false))
	switch {
	case g.chance(15):
		return name
	case g.chance(10):
		return name + "="
	case g.chance(4):
		return name + "=" + g.pick("%zz", "%", "a;b", "%4")
	}
	return name + "=" + g.several(1, 3, func() string {
		return g.pick("1", "z", "value", "+", "%20", "%2B", "%2f", "%2F", "/", "=", "é", "~", "%7e", "a:b", "[", "*", "%e2%82%ac", sigv4.UriEncode(g.text(), false))
	}, "")
}

func (g generator) fieldName() string {
	name := g.pick("Content-Type", "Range", "X-Amz-Meta-Test", "X-Amz-Meta-Test-Two", "X-Amz-Meta_Under", "X-Amz-Meta1", "If-Match", "X-Amz-Acl",
		"X-Amz-Storage-Class", "Cache-Control", "X-Custom", "Accept", "Accept-Encoding", "Content-Encoding", "Content-Md5", "Date", "User-Agent",
		"X-Amz-Copy-Source", "X-Amz-Tagging", "X-Amz-Request-Payer", "X-Amz-Website-Redirect-Location", "X-Amz-Target", "Expect")
	switch g.IntN(4) {
	case 0:
		return strings.ToLower(name)
	case 1:
		return strings.ToUpper(name)
	}
	return name
}

func (g generator) fieldValue() string {
	word := func() string {
		return g.pick("a", "text/plain", "charset=utf-8", "bytes=0-9", "\"a b\"", "é", "日本", "x,y", "%20", "UPPER", "=", ";", "\u200b", g.pick("", "\"a  b\"", "a"))
	}
	value := g.several(0, 4, word, g.pick(" ", " ", " ", " ", " ", " ", ", ", ", ", "  ", "   ", "\t"))
	if g.chance(20) {
		value = g.pick(" ", "  ", "\t ", "") + value + g.pick(" ", " \t", "   ", "")
	}
	if g.chance(1) {
		value = g.pick("\u00a0", "\u0085", "\u2003") + value
	}
	return value
}

// httpRequest is the sample as Go's clients know it, and the target that Go would
// send for it; nil where net/url refuses the path.
func (s *sample) httpRequest() (*http.Request, string) {
	u, err := url.Parse(s.Scheme + "://" + s.Host + s.Path)
	if err != nil {
		return nil, ""
	}
	u.RawQuery = s.Query
	req := &http.Request{Method: s.Method, URL: u, Host: s.Host, Header: http.Header{}, ContentLength: int64(len(s.Body))}
	for _, f := range s.Fields {
		req.Header.Add(f.Name, f.Value)
	}
	target := u.EscapedPath()
	if target == "" {
		target = "/"
	}
	if s.Query != "" {
		target += "?" + s.Query
	}
	return req, target
}

// payloadHash is what the caller tells the signer to sign for the body.
func (s *sample) payloadHash() string {
	if s.Unsigned {
		return sigv4.UnsignedPayload
	}
	return sigv4.HexSHA256(s.Body)
}
