package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// hopLooks compare one signed request where it was seen in two places: before and
// after a proxy, or before and after a redirect. A signature tells that it is one.
var hopLooks = []mistake{
	{code: "header-changed-after-signing", look: lookHops},
	{code: "header-removed-in-transit", look: lookArrived},
	{code: "non-ascii-encoded-differently", look: lookURLElsewhere},
}

// lookHops compares the request with the one before it that has the same signature.
func lookHops(f *facts) []hit {
	if !f.requestShown() || f.verified || !f.denied() {
		return nil
	}
	before := f.seenBefore()
	if before == nil {
		return nil
	}
	signed := before.Request.Raw()
	if headersAlone(f.req) {
		return f.hopHeaders(&signed)
	}
	hits := f.hopHost(before, &signed)
	hits = append(hits, f.hopTarget(before, &signed)...)
	if len(hits) == 0 {
		hits = f.hopHeaders(&signed)
	}
	return hits
}

// seenBefore is another exchange of the same signature that stands before this one,
// or has no answer of its own, as what a proxy received.
func (f *facts) seenBefore() *evidence.Exchange {
	if len(f.ex.Claims) == 0 || !isHexHash(f.sentSig) || !asSentText(f.req) && !headersAlone(f.req) {
		return nil
	}
	for i := range f.ev.Exchanges {
		x := &f.ev.Exchanges[i]
		if x == f.ex || x.Request == nil || len(x.Claims) == 0 || x.Claims[0].Signature.S != f.sentSig {
			continue
		}
		alone := headersAlone(x.Request)
		if !asSentText(x.Request) && !alone || headersAlone(f.req) != alone {
			continue
		}
		if x.Request.Place.Source == f.req.Place.Source &&
			x.Request.Place.From < f.req.Place.From &&
			(x.Server == nil || redirects(x.Server)) {
			return x
		}
	}
	return nil
}

// lookArrived finds a header that the request has, and not as it arrives behind a proxy,
// where its list of signed headers names it.
func lookArrived(f *facts) []hit {
	date, _ := f.raw.HeaderValue("x-amz-date")
	if !f.requestShown() || f.verified || !f.mismatch() || date == "" {
		return nil
	}
	for i := range f.ev.Exchanges {
		x := &f.ev.Exchanges[i]
		if x == f.ex || !f.arrivesAs(x, date) {
			continue
		}
		name := f.takenOut(x)
		if name == "" {
			continue
		}
		b := byTexts
		if hopByHop[name] {
			b = byInference // a server itself takes it out before it logs
		}
		value, _ := f.raw.HeaderValue(name)
		yours, shown := name+":"+value, places(f.fieldText(name))
		if holdsSecret.MatchString(name) {
			yours, shown = name, nil
		}
		return []hit{{
			basis: b,
			says: "The signed header " + name + " is sent, and the same request arrives without it: what stands in between takes it out. " +
				"Leave it out of the signed headers.",
			places: append(shown, x.Claims[0].SignedHeaders),
			yours:  yours,
			at:     CanonicalStage,
		}}
	}
	return nil
}

// holdsSecret is the name of a header whose value is nobody's to read.
var holdsSecret = regexp.MustCompile(`key|token|auth|cookie|secret|password`)

// arrivesAs reports whether an exchange is the request as it arrives: its time tells that,
// and no other signature does not.
func (f *facts) arrivesAs(x *evidence.Exchange, date string) bool {
	if x.Request == nil || x.Server != nil || len(x.Claims) == 0 || !x.Request.OnTheWire ||
		x.Request.Target.S != f.req.Target.S || x.Request.Method.S != f.req.Method.S {
		return false
	}
	if sig := x.Claims[0].Signature.S; isHexHash(sig) && isHexHash(f.sentSig) && sig != f.sentSig {
		return false
	}
	arrived := x.Request.Raw()
	at, _ := arrived.HeaderValue("x-amz-date")
	return at == date
}

// takenOut is the first signed header that is sent and does not arrive; none where others
// are missing as well, for then it is a choice of them that is shown.
func (f *facts) takenOut(x *evidence.Exchange) string {
	arrived, signed := x.Request.Raw(), strings.Split(lower(x.Claims[0].SignedHeaders.S), ";")
	first := ""
	for _, field := range f.raw.Fields {
		name := lower(strings.TrimSpace(field.Name))
		if _, there := arrived.HeaderValue(name); there || strings.HasPrefix(name, ":") {
			continue
		}
		switch {
		case name == "host", !slices.Contains(signed, name) && !hopByHop[name]:
			return ""
		case slices.Contains(signed, name):
			first = cmp.Or(first, name)
		}
	}
	return first
}

// headersAlone reports whether the headers of a request are printed without its request line.
func headersAlone(r *evidence.Request) bool { return r.What == "headers" }

// asSentText reports whether a request stands in the paste as it travelled: commands
// and bare URLs are changed by who sends them.
func asSentText(r *evidence.Request) bool {
	return (r.OnTheWire || r.What == "log" || r.What == "request-parts") &&
		r.Target.Present() &&
		replay.IsASCII(r.Target.S) &&
		!strings.Contains(r.Target.S, " ")
}

func redirects(a *evidence.Answer) bool { return strings.HasPrefix(a.Status.S, "3") }

// hopHost tells a host that was exchanged on the way.
func (f *facts) hopHost(before *evidence.Exchange, signed *sigv4.Request) []hit {
	was, ok := signed.Host()
	is, here := f.raw.Host()
	if !ok || !here || strings.EqualFold(was, is) {
		return nil
	}
	h := hit{
		code:    "host-rewritten-by-proxy",
		basis:   byTexts,
		says:    "The request was signed for " + was + " and goes on to " + is + " with the same signature.",
		places:  append(places(f.hostText()), fieldOf(before.Request, "host")),
		yours:   "host:" + was,
		correct: "host:" + is,
		at:      CanonicalStage,
	}
	if before.Server != nil {
		h.code = "redirect-host-changed"
		h.says = "The request was signed for " + was +
			", which answers with a redirect to " + is + ": the client repeats the old signature there."
	}
	return []hit{h}
}

// hopTarget tells a path or query that was changed on the way.
func (f *facts) hopTarget(before *evidence.Exchange, signed *sigv4.Request) []hit {
	_, wasPath, wasQuery, _, _ := sigv4.TargetParts(signed.Target)
	_, path, query, _, _ := sigv4.TargetParts(f.raw.Target)
	where := places(before.Request.Target, f.req.Target)
	basis := byTexts
	if !before.Request.OnTheWire || !f.req.OnTheWire {
		basis = byInference // a log may print a path otherwise than it travels
	}
	var hits []hit
	if sigv4.CanonicalPath(wasPath, f.params.Flavor) != sigv4.CanonicalPath(path, f.params.Flavor) &&
		(basis == byTexts || sigv4.PercentDecode(wasPath) != sigv4.PercentDecode(path)) {
		hits = append(hits, hit{
			code:    pathOnTheWay(wasPath, path),
			basis:   basis,
			says:    "The path " + wasPath + " was signed and arrives as " + path + ".",
			places:  where,
			yours:   wasPath,
			correct: path,
			at:      CanonicalStage,
		})
	}
	if sigv4.CanonicalQuery(wasQuery) != sigv4.CanonicalQuery(query) {
		code := "query-changed-after-signing"
		if strings.HasPrefix(query, wasQuery) {
			code = "query-param-added-after-signing"
		}
		hits = append(hits, hit{
			code:    code,
			basis:   basis,
			says:    "The query " + quoted(wasQuery) + " was signed and arrives as " + quoted(query) + ".",
			places:  where,
			yours:   wasQuery,
			correct: query,
			at:      CanonicalStage,
		})
	}
	return hits
}

// pathOnTheWay names what became of a path on its way.
func pathOnTheWay(was, is string) string {
	squeezed := sigv4.CanonicalPath(was, sigv4.Flavor{Normalize: true})
	switch {
	case sigv4.PercentDecode(was) == sigv4.PercentDecode(is):
		return "path-reencoded-after-signing"
	case squeezed == sigv4.CanonicalPath(is, sigv4.Flavor{}):
		return "path-normalized"
	}
	return "path-prefix-rewritten"
}

// hopHeaders compares the values of the signed headers.
func (f *facts) hopHeaders(signed *sigv4.Request) []hit {
	var hits []hit
	for _, n := range f.listed {
		name := lower(n)
		was, sent := signed.HeaderValue(name)
		is, here := f.raw.HeaderValue(name)
		switch {
		case name == "host" || !sent || strings.Join(strings.Fields(was), " ") == strings.Join(strings.Fields(is), " "):
		case here:
			hits = append(hits, hit{
				code:    headerCode(name, was, is),
				basis:   byTexts,
				says:    "The header " + name + " was signed as " + quoted(was) + " and arrives as " + quoted(is) + ".",
				places:  places(f.fieldText(name)),
				yours:   name + ":" + was,
				correct: name + ":" + is,
				at:      CanonicalStage,
			})
		case f.req.HeadersComplete:
			hits = append(hits, hit{
				code:   "header-removed-in-transit",
				basis:  byTexts,
				says:   "The header " + name + " is signed, was sent and does not arrive.",
				places: places(f.listedText(name)),
				yours:  name + ":" + was,
				at:     CanonicalStage,
			})
		}
	}
	return slices.Clip(hits)
}

// bothFail is what people say who tried it both ways.
var bothFail = regexp.MustCompile(`(?i)\bboth (?:of (?:them|these) )?(?:fail|are refused)\b|\bnot the normali[sz]ation\b`)

// lookURLElsewhere finds a presigned URL that stands in the paste with another path under the
// same signature: with its letters composed and decomposed, which are other bytes, or changed.
func lookURLElsewhere(f *facts) []hit {
	if !f.requestShown() || !f.unsettled() || f.params.Carrier != sigv4.InQuery || !isHexHash(f.sentSig) || f.pasteHas(bothFail) {
		return nil
	}
	for i := range f.ev.Exchanges {
		r, claims := f.ev.Exchanges[i].Request, f.ev.Exchanges[i].Claims
		if r == nil || r == f.req || len(claims) == 0 || claims[0].Signature.S != f.sentSig {
			continue
		}
		if h := f.pathElsewhere(r); h != nil {
			return []hit{*h}
		}
	}
	return nil
}

// pathElsewhere compares the path of a URL with that of another one of the same signature.
func (f *facts) pathElsewhere(other *evidence.Request) *hit {
	_, escaped, _, _, _ := sigv4.TargetParts(other.Target.S)
	was, is := sigv4.PercentDecode(escaped), sigv4.PercentDecode(f.model.Path)
	h := &hit{
		basis:   byInference,
		says:    "The same signature stands in the paste with the path " + quoted(clip(escaped)) + " and with " + quoted(clip(f.model.Path)) + ": ",
		places:  places(other.Target, f.req.Target),
		yours:   escaped,
		correct: f.model.Path,
		at:      CanonicalStage,
	}
	c := f.server.canonical
	switch {
	case was == is:
		return nil // a matter of how it is shown
	case c == nil && norm.NFC.String(was) == norm.NFC.String(is):
		h.says += "a letter and its mark are one character in one of them and two in the other, which are other bytes."
	case c != nil && c.Path.S == f.model.Path && strings.Contains(c.Query.S, "X-Amz-Credential="):
		h.code = "path-mismatch"
		h.says += "the server verified the second, and the first was signed. Something sends who opens the URL on to another object."
	default:
		return nil
	}
	return h
}
