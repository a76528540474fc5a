package diagnose

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// scope settles the credential scope: as claimed, as the client signed it, as
// the server answered, as the host's name tells, as given.
func (f *facts) scope() sigv4.Scope {
	var s sigv4.Scope
	if f.claim != nil {
		s = f.wholeScope()
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

// wholeScope is the scope of the claim, without the part that ends where the paste was cut.
func (f *facts) wholeScope() sigv4.Scope {
	s := f.claim.Scope()
	if s.Terminator != "" || !f.endsOpen(f.claim.Whole) {
		return s
	}
	switch {
	case s.Service != "":
		s.Service = ""
	case s.Region != "":
		s.Region = ""
	}
	return s
}

// fill puts b's parts where a has none.
func fill(a, b sigv4.Scope) sigv4.Scope {
	a.Date = cmp.Or(a.Date, b.Date)
	a.Region = cmp.Or(a.Region, b.Region)
	a.Service = cmp.Or(a.Service, b.Service)
	a.Terminator = cmp.Or(a.Terminator, b.Terminator)
	return a
}

// settleParams settles what the signature was made with, as it is claimed and as the
// host tells.
func (f *facts) settleParams() {
	p := &f.params
	p.Key = f.given.Key
	p.Scope = f.scope()
	p.Scope.Region = cmp.Or(f.given.Region, p.Scope.Region)
	p.Scope.Service = cmp.Or(f.given.Service, p.Scope.Service)
	if f.endKnow {
		p.Scope = fill(p.Scope, sigv4.Scope{Region: f.end.region, Service: f.end.service})
	}
	p.Flavor = sigv4.FlavorOf(cmp.Or(f.serviceNamed(), f.serviceOfHost(), p.Scope.Service))
	if f.claim != nil {
		p.Carrier = f.claim.Carrier
		p.AccessKeyID = f.claim.AccessKeyID.S
		if masked(p.AccessKeyID) && f.answer != nil {
			p.AccessKeyID = cmp.Or(f.answer.Field("AWSAccessKeyId").Trim().S, p.AccessKeyID)
		}
	} else if credential := f.verifiedParam("X-Amz-Credential"); credential != "" {
		p.Carrier = sigv4.InQuery
		if id, _, _ := sigv4.SplitCredential(credential); !masked(id) {
			p.AccessKeyID = id
		}
	}
	p.AccessKeyID = cmp.Or(p.AccessKeyID, f.given.AccessKeyID)
	p.Date = f.date()
	if len(p.Date) >= 8 {
		p.Scope.Date = cmp.Or(p.Scope.Date, p.Date[:8])
	}
	p.Scope.Terminator = cmp.Or(p.Scope.Terminator, sigv4.Terminator)
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
	return replay.SplitList(f.loneList().S)
}

// listByItself is a list of signed headers of which the paste tells without the rest of a claim.
var listByItself = regexp.MustCompile(`\bSignedHeaders["'\x60]?[ \t]*[:=][ \t]*["'\x60]?([a-z][a-z0-9-]*(?:;[a-z0-9-]+)+)(?:["'\x60,.\s]|$)`)

// loneList is such a list, where the paste holds no claim and but one of them.
func (f *facts) loneList() (list evidence.Text) {
	for t := range f.matches(listByItself) {
		if f.claim != nil || list.Present() && list.S != t.S {
			return evidence.Text{}
		}
		list = t
	}
	return list
}
