package diagnose

import (
	"strings"

	"sigwhy/sigv4"
)

// bodiless are the methods of requests that have no body unless something tells
// of one.
var bodiless = map[string]bool{"GET": true, "HEAD": true, "DELETE": true, "OPTIONS": true}

// bodyOpen reports whether the paste leaves open if there is a body.
func (f *facts) bodyOpen() bool {
	if f.raw.Body.State != sigv4.BodyUnknown || f.echo || f.sent("transfer-encoding") {
		return false
	}
	length, _ := f.raw.HeaderValue("content-length")
	return strings.Trim(length, "0 ") == ""
}

// fillBySignature settles what the paste does not say, a body and the method, by
// what the signature that was sent is right for: that is no proof of a mistake. It
// reports whether it did.
func (f *facts) fillBySignature() bool {
	if f.req == nil || f.sentSig == "" || !f.complete() || f.asSent.Keys.Steps == 0 || f.asSent.Signature.Text == f.sentSig || f.mismatch() {
		return false
	}
	methods := []string{f.raw.Method}
	if f.methodAssumed && f.server.canonical == nil {
		methods = append(methods, "PUT", "POST", "HEAD", "DELETE", "PATCH")
	}
	for _, method := range methods {
		for _, absent := range []bool{false, true} {
			try := f.raw
			try.Method = method
			if absent {
				if !f.bodyOpen() || !bodiless[method] && f.sent("content-type") {
					continue
				}
				try.Body.State = sigv4.BodyAbsent
			}
			if s := sigv4.Compute(&try, f.params); s.Signature.Text == f.sentSig {
				f.methodProved = method != f.raw.Method
				f.raw, f.asSent = try, s
				return true
			}
		}
	}
	return false
}
