package diagnose

import (
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
	{code: "authorization-removed-in-transit", look: lookArrivedBare},
	{code: "non-ascii-encoded-differently", look: lookURLElsewhere},
}

// lookHops compares the request with its other sights.
func lookHops(f *facts) []hit {
	if !f.requestShown() || f.verified || !f.denied() {
		return nil
	}
	for _, h := range f.hops() {
		hits := append(h.method(), h.host()...)
		if hits = append(hits, h.target()...); len(hits) == 0 {
			hits = append(h.headers(), h.body()...)
		}
		for i := range hits {
			hits[i].way = true
		}
		if len(hits) > 0 {
			return hits
		}
	}
	return nil
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

// redirected reports whether a request was answered by a redirect.
func (f *facts) redirected(r *evidence.Request) bool {
	return slices.ContainsFunc(f.ev.Exchanges, func(x evidence.Exchange) bool {
		return x.Request == r && x.Server != nil && redirects(x.Server)
	})
}

// host tells a host that was exchanged on the way.
func (h hop) host() []hit {
	was, ok := h.was.Host()
	is, here := h.is.Host()
	if !ok || !here || strings.EqualFold(was, is) {
		return nil
	}
	d := hit{
		code:    "host-rewritten-by-proxy",
		basis:   h.basis(),
		says:    "The request was signed for " + was + " and goes on to " + is + " with the same signature.",
		places:  places(wholeField(h.arrived, "host"), fieldOf(h.sent, "host")),
		yours:   "host:" + was,
		correct: "host:" + is,
		at:      CanonicalStage,
	}
	if h.f.redirected(h.sent) {
		d.code = "redirect-host-changed"
		d.says = "The request was signed for " + was +
			", which answers with a redirect to " + is + ": the client repeats the old signature there."
	}
	return []hit{d}
}

// target tells a path or query that was changed on the way.
func (h hop) target() []hit {
	if !h.ownTarget(h.sent) || !h.ownTarget(h.arrived) {
		return nil
	}
	_, wasPath, wasQuery, _, _ := sigv4.TargetParts(h.was.Target)
	_, path, query, _, _ := sigv4.TargetParts(h.is.Target)
	where, flavor := places(h.sent.Target, h.arrived.Target), h.f.params.Flavor
	var hits []hit
	if sigv4.CanonicalPath(wasPath, flavor) != sigv4.CanonicalPath(path, flavor) {
		b := h.basis()
		if b != byTexts && sigv4.PercentDecode(wasPath) == sigv4.PercentDecode(path) {
			b = byCode // a log may print a path otherwise than it travels
		}
		hits = append(hits, hit{
			code:    pathOnTheWay(wasPath, path),
			basis:   b,
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
			basis:   h.basis(),
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
	case norm.NFC.String(sigv4.PercentDecode(was)) == norm.NFC.String(sigv4.PercentDecode(is)):
		return "non-ascii-encoded-differently"
	}
	return "path-prefix-rewritten"
}

// headers compares the values of the signed headers.
func (h hop) headers() []hit {
	var hits []hit
	for _, n := range h.listed {
		name := lower(n)
		was, sent := h.was.HeaderValue(name)
		is, here := h.is.HeaderValue(name)
		if name == "host" || !sent || strings.Join(strings.Fields(was), " ") == strings.Join(strings.Fields(is), " ") ||
			masked(was) || masked(is) {
			continue
		}
		code := headerCode(name, was, is)
		if holdsSecret.MatchString(name) {
			was, is = "(not shown)", "(another value)"
		}
		if here {
			hits = append(hits, hit{
				code:    code,
				basis:   h.basis(),
				says:    "The header " + name + " was signed as " + quoted(was) + " and arrives as " + quoted(is) + ".",
				places:  places(wholeField(h.arrived, name), wholeField(h.sent, name)),
				yours:   name + ":" + was,
				correct: name + ":" + is,
				at:      CanonicalStage,
			})
		} else if b, lost := h.lost(name); lost {
			hits = append(hits, h.removed(name, was, b))
		}
	}
	return slices.Clip(hits)
}

// holdsSecret is the name of a header whose value is nobody's to read.
var holdsSecret = regexp.MustCompile(`key|token|auth|cookie|secret|password`)

// removed is the hit on a signed header that does not arrive.
func (h hop) removed(name, was string, b basis) hit {
	d := hit{
		code:   "header-removed-in-transit",
		basis:  b,
		says:   "The signed header " + name + " is sent, and the same request arrives without it: what stands in between takes it out.",
		places: append(places(wholeField(h.sent, name)), h.f.listedText(name)),
		yours:  name + ":" + was,
		at:     CanonicalStage,
	}
	switch {
	case strings.Contains(name, "_"):
		d.code = "header-underscore-dropped"
		d.says = "The signed header " + name + " is sent, and the same request arrives without it: proxies drop headers with an underscore in their names."
	case name == "content-length":
		d.code = "content-length-mismatch"
		d.says = "Content-Length is signed and sent, and the same request arrives without it."
	}
	return d
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
