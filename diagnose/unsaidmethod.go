package diagnose

import (
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// bodilessMethods are the methods of requests that have no body unless something tells
// of one.
var bodilessMethods = setOf("GET", "HEAD", "DELETE", "OPTIONS")

// assumedMethod is the method that the server's text or a hint tells, GET where nothing
// does.
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
	if f.req == nil ||
		f.sentSig == "" ||
		!f.complete() ||
		f.asSent.Keys.Steps == 0 ||
		f.asSent.Signature.Text == f.sentSig ||
		f.mismatch() {
		return false
	}
	methods := []string{f.raw.Method}
	if f.methodAssumed && f.server.canonical == nil {
		methods = append(methods, otherMethods...)
	}
	for _, method := range methods {
		for _, absent := range []bool{false, true} {
			if absent && (!f.bodyOpen() || !bodilessMethods[method] && f.sent("content-type")) {
				continue
			}
			for _, host := range f.hostsOfURL() {
				if f.fits(method, absent, host) {
					return true
				}
			}
		}
	}
	return false
}

// otherMethods are those that a request may have of which the paste tells none.
var otherMethods = []string{"PUT", "POST", "HEAD", "DELETE", "PATCH"}

// fillByHash settles the method that the paste does not say by a hash that it shows: where
// that is the hash of the canonical request with another one, this is the method. It reports
// whether it did.
func (f *facts) fillByHash() bool {
	if f.req == nil || !f.methodAssumed || f.clientTexts() || f.server.canonical != nil || f.denied() || !f.asSent.CanonicalHash.Known() {
		return false
	}
	shown := []evidence.Text{f.client.Hash}
	if f.client.Hash.S == "" {
		shown = f.looseHashes()
	}
	for _, method := range otherMethods {
		try := f.raw
		try.Method = method
		s := sigv4.Compute(&try, f.params)
		if slices.ContainsFunc(shown, func(t evidence.Text) bool { return t.S == s.CanonicalHash.Text }) {
			f.raw, f.asSent, f.methodAssumed = try, s, false
			return true
		}
	}
	return false
}

// fillHost settles the host where neither headers nor the target tell it: a log of a
// client's hook shows the request without. It is the one of those that the paste or the
// scope names for which the signature is right. It reports whether there is one.
func (f *facts) fillHost() bool {
	if f.req == nil ||
		f.sentSig == "" ||
		f.asSent.Keys.Steps == 0 ||
		f.model.Host != "" ||
		!slices.Contains(f.model.Names, "host") {
		return false
	}
	return slices.ContainsFunc(f.model.OtherHosts(), func(host string) bool {
		return f.fits(f.raw.Method, false, host)
	})
}

// fits completes the request as told, where that makes the signature right.
func (f *facts) fits(method string, absent bool, host string) bool {
	try := f.raw
	try.Method = method
	if absent {
		try.Body.State = sigv4.BodyAbsent
	}
	if host != "" {
		try.Fields = append(slices.Clone(try.Fields), sigv4.Field{Name: "Host", Value: host})
	}
	s := sigv4.Compute(&try, f.params)
	if s.Signature.Text != f.sentSig {
		return false
	}
	f.methodProved = method != f.raw.Method
	if f.raw, f.asSent = try, s; host != "" {
		req := *f.req
		req.Fields = append(slices.Clone(req.Fields), evidence.Field{
			Name:  evidence.Made("Host"),
			Value: evidence.Made(host),
		})
		f.req = &req
	}
	return true
}

// hostsOfURL are the hosts that may be sent for a URL: "" for the one it names, and
// that without its port where its scheme implies the port. Clients differ in this.
func (f *facts) hostsOfURL() []string {
	hosts := []string{""}
	if _, sent := f.raw.HeaderValue("host"); sent {
		return hosts
	}
	authority, _, _, _, _ := sigv4.TargetParts(f.raw.Target)
	port := ":443"
	if strings.HasPrefix(f.raw.Target, "http:") {
		port = ":80"
	}
	if bare := strings.TrimSuffix(authority, port); bare != authority {
		hosts = append(hosts, bare)
	}
	return hosts
}
