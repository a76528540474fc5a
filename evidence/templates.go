package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// Collections and .http files hold variables: {{host}}, {{ _.host }}, {% … %}.
//
// variables are values by their names, as a file defines them.
type variables map[string]string

// filled puts the values of variables into a text. It is the absent Text when
// one of them is not known: what was sent in its place cannot be told.
func (v variables) filled(t Text) Text {
	if !strings.Contains(t.S, "{{") && !strings.Contains(t.S, "{%") {
		return t
	}
	m := t.Remake()
	at := 0
	for {
		i := strings.Index(t.S[at:], "{{")
		if i < 0 {
			break
		}
		i += at
		n := strings.Index(t.S[i:], "}}")
		if n < 0 {
			return Text{}
		}
		value, ok := v[strings.TrimSpace(t.S[i+2:i+n])]
		if !ok {
			return Text{}
		}
		m.Keep(at, i)
		m.Put(value, i, i+n+2)
		at = i + n + 2
	}
	if strings.Contains(t.S, "{%") {
		return Text{}
	}
	m.Keep(at, len(t.S))
	return m.View("variables").Whole()
}

// fill puts values into a request, and leaves out what holds a variable that is
// not known.
func (r *Request) fill(v variables) {
	r.Target = v.filled(r.Target)
	kept := r.Fields[:0:0]
	for _, f := range r.Fields {
		if f.Value = v.filled(f.Value); f.Value.Present() && !strings.Contains(f.Name.S, "{{") {
			kept = append(kept, f)
		}
	}
	r.Fields = kept
	if r.Body.Present() {
		if r.Body = v.filled(r.Body); !r.Body.Present() {
			r.BodyState = sigv4.BodyUnknown
		}
	}
	if r.Target.Present() && !find(r.Fields, "Host").Present() {
		r.Fields = append(r.Fields, hostField(r.Target)...)
	}
}

// addSaved takes over a request of a collection when it is one that is signed, by
// its own headers or, as told by signs, by the tool when it sends it.
func (p *page) addSaved(r *Request, signs bool) bool {
	claims := claimsOf(r)
	if !signs && !isAWSClaim(claims) || len(claims) > 0 && isTemplate(&claims[0]) {
		return false
	}
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claims})
	return true
}

// savedRequest is a request of a collection, without a body so far.
func savedRequest(method, url Text) *Request {
	return &Request{
		What:       "collection-request",
		OwnHeaders: true,
		Method:     method,
		Target:     withScheme(url, "http://"),
		BodyState:  sigv4.BodyAbsent,
	}
}

// savedBody sets the body that a tool saves; one that is no plain text is put
// together when it is sent.
func (r *Request) savedBody(t Text, plain bool) {
	r.BodyState = sigv4.BodyUnknown
	switch {
	case plain && t.S == "":
		r.BodyState = sigv4.BodyAbsent
	case plain:
		r.Body, r.BodyState = t, sigv4.BodyKnown
	}
}
