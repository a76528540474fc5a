package diagnose

import (
	"slices"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// requestShown reports whether the request itself is in the paste: it is not made from
// the canonical request that the server saw.
func (f *facts) requestShown() bool { return f.req != nil && !f.echo }

// wire reports whether the whole request as it travelled is known.
func (f *facts) wire() bool { return f.requestShown() && f.req.HeadersComplete }

func (f *facts) sent(name string) bool {
	_, ok := f.raw.HeaderValue(name)
	return ok
}

// queryHas reports whether a parameter of that name, in any case, is in the query.
func (f *facts) queryHas(name string) bool {
	for _, p := range f.model.Pairs {
		if strings.EqualFold(p.Name, name) {
			return true
		}
	}
	return false
}

// queryValue is the value of a parameter, "" where it is not there.
func (f *facts) queryValue(name string) string {
	for _, p := range f.model.Pairs {
		if strings.EqualFold(p.Name, name) {
			return p.Value
		}
	}
	return ""
}

func (f *facts) rawQueryHas(name string) bool {
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if p.Name == name {
			return true
		}
	}
	return false
}

func (f *facts) contentLength() int {
	v, _ := f.raw.HeaderValue("content-length")
	n, _ := strconv.Atoi(v)
	return n
}

// writtenWhole are what holds a request as it is to be sent, with all of its body.
var writtenWhole = []string{
	"curl-command", "wget-command", "httpie-command", "powershell-request", "collection-request",
	"http-file-request", "har-entry",
}

// bodyWhole reports whether the body is as long as Content-Length says.
func (f *facts) bodyWhole() bool {
	if f.given.BodyGiven {
		return true
	}
	v, ok := f.raw.HeaderValue("content-length")
	if !ok {
		return f.req != nil && slices.Contains(writtenWhole, f.req.What)
	}
	n, err := strconv.Atoi(v)
	return err == nil && n == len(f.raw.Body.Bytes)
}

// streaming reports whether the request says that its body is sent in chunks.
func (f *facts) streaming() bool {
	v, _ := f.raw.HeaderValue("x-amz-content-sha256")
	return streamingWord(v)
}

// streamingWord reports whether a value stands in the place of a payload hash for a body that
// is sent in chunks.
func streamingWord(v string) bool { return strings.HasPrefix(v, "STREAMING-") }

// validPayloadHash reports whether a service takes a value of
// x-amz-content-sha256 (S3 API reference, "Signature calculations for the
// Authorization header"; upper-case hex is accepted).
func validPayloadHash(v string) bool {
	switch v {
	case sigv4.UnsignedPayload, "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
		"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
		"STREAMING-AWS4-HMAC-SHA256-EVENTS":
		return true
	}
	return len(v) == 64 && isHexDigits(v)
}

// hasToken reports whether the request carries a session token anywhere.
func (f *facts) hasToken() bool {
	for _, n := range []string{"x-amz-security-token", "x-amz-s3session-token"} {
		if f.sent(n) || f.queryHas(n) {
			return true
		}
	}
	return f.model.Token != "" || f.claim != nil && f.claim.Token.Present()
}

func (f *facts) tokenSigned() bool {
	for _, n := range f.listed {
		if l := lower(n); l == "x-amz-security-token" || l == "x-amz-s3session-token" {
			return true
		}
	}
	return f.queryHas("X-Amz-Security-Token")
}

// keyID is the access key ID, as claimed or as the server's answer names it.
func (f *facts) keyID() string {
	if f.answer != nil {
		if v := f.answer.Field("AWSAccessKeyId").Trim().S; v != "" {
			return v
		}
	}
	return f.params.AccessKeyID
}

func (f *facts) isListed(name string) bool {
	return slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, name) })
}

// unsentSigned lists signed headers that the request does not hold.
func (f *facts) unsentSigned() []string {
	var missing []string
	for _, n := range f.listed {
		l := lower(n)
		if l != "" && !masked(l) && !f.sent(l) && !(l == "host" && f.model.Host != "") && !f.undumped(l) {
			missing = append(missing, l)
		}
	}
	return missing
}

// undumped reports whether a header is one that each client sends with a body, and
// that Go's httputil.DumpRequest, among others, does not show.
func (f *facts) undumped(name string) bool {
	return name == "content-length" &&
		!f.sent("transfer-encoding") &&
		slices.Contains([]string{"POST", "PUT", "PATCH"}, f.raw.Method)
}

// formField is the value of a field of a POST form.
func (f *facts) formField(name string) evidence.Text {
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintFormField && strings.EqualFold(h.Text.S, name) {
			return h.Value.Trim()
		}
	}
	return evidence.Text{}
}
