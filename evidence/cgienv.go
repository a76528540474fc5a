package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// cgiName is the name of a variable that CGI has for a request (RFC 3875, section 4.1), which
// WSGI, Rack, Django's META and PHP's $_SERVER have, too.
var cgiName = regexp.MustCompile(`\b(?:HTTP_[A-Z0-9_]+|CONTENT_(?:TYPE|LENGTH)|REQUEST_(?:METHOD|URI)|RAW_URI|QUERY_STRING|PATH_INFO)\b`)

// cgiAuth is the variable that makes them a signed request.
const cgiAuth = "HTTP_AUTHORIZATION"

// mostVariables is how many variables near one another are read.
const mostVariables = 120

// cgiEnvironment reads a request from the variables of CGI, which are all written like the one
// with the claim: NAME=value, "NAME" => "value", [NAME] => value.
func (p *page) cgiEnvironment(l line, _ anchors) int {
	s := l.text(p.s)
	at := strings.Index(s, cgiAuth)
	if at < 0 {
		return 0
	}
	at += l.from
	value, _, ok := namedClaim(p.s[at:l.to], len("HTTP_"))
	low, high := max(p.done, at-scatteredWindow), min(len(p.s), l.to+scatteredWindow)
	if !ok || value-len(cgiAuth) > longestBetween || !p.r.look(high-low) {
		return 0
	}
	between := p.s[at+len(cgiAuth) : at+value]
	r := &Request{What: "log", OnTheWire: true, BodyState: sigv4.BodyUnknown}
	vars := map[string]Text{}
	last := l.to
	for _, m := range cgiName.FindAllStringIndex(p.s[low:high], mostVariables) {
		name, v := p.s[low+m[0]:low+m[1]], p.cgiValue(low+m[1], high, between)
		if !v.Present() || vars[name].Present() {
			continue
		}
		vars[name] = v
		last = max(last, p.offset(v)+len(v.S))
		header, isHeader := strings.CutPrefix(name, "HTTP_")
		if !isHeader && !strings.HasPrefix(name, "CONTENT_") || v.S == "" {
			continue
		}
		t := p.t.Sub(low+m[1]-len(header), low+m[1])
		n := t.Remake()
		n.Put(strings.ReplaceAll(strings.ToLower(header), "_", "-"), 0, len(header))
		r.Fields = append(r.Fields, Field{n.View("the names of CGI").Whole(), v})
	}
	if !signedFields(r.Fields) || !isMethod(vars["REQUEST_METHOD"].S) {
		return 0
	}
	r.Method = vars["REQUEST_METHOD"]
	r.Target = cgiTarget(vars)
	r.Place = p.t.PlaceOf(l.from, last)
	p.addRequest(r)
	return lineAt(p.s, min(last, len(p.s))).next
}

// cgiValue is the value behind a name that ends at an offset, absent where it is written
// otherwise.
func (p *page) cgiValue(at, high int, between string) Text {
	if !strings.HasPrefix(p.s[at:high], between) {
		return Text{}
	}
	at += len(between)
	to := lineAt(p.s[:high], at).to
	if q := lastBytes(between, 1); q == `"` || q == "'" {
		if to = closingQuote(p.s, at, high, q[0]); to < 0 {
			return Text{}
		}
		return unescaped(p.t.Sub(at, to))
	}
	return p.t.Sub(at, to).Trim()
}

// cgiTarget is the target as it was sent, or the path where nothing in it was decoded.
func cgiTarget(vars map[string]Text) Text {
	for _, name := range []string{"REQUEST_URI", "RAW_URI"} {
		if startsTarget(vars[name].S) {
			return vars[name]
		}
	}
	path := vars["PATH_INFO"]
	if !strings.HasPrefix(path.S, "/") || sigv4.UriEncode(strings.ReplaceAll(path.S, "/", ""), true) != strings.ReplaceAll(path.S, "/", "") {
		return Text{}
	}
	if query := vars["QUERY_STRING"].S; query != "" {
		return path.with("?"+query, "the variables of CGI")
	}
	return path
}
