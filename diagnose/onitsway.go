package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// A hop is one request at two places of its way: as it was sent, and as it arrived.
type hop struct {
	f             *facts
	sent, arrived *evidence.Request
	was, is       sigv4.Request
	listed        []string // the signed headers
}

// hops are the other sights of the request in its source, each beside the request itself.
func (f *facts) hops() (list []hop) {
	if f.ex.Request == nil || f.claim == nil || !shownOnItsWay(f.ex.Request) {
		return nil
	}
	for _, s := range f.otherSights() {
		o := s.of
		h := hop{f: f, sent: o, arrived: f.ex.Request, listed: s.listed}
		if f.ownIsSent(f.ex.Request, o) {
			h.sent, h.arrived = h.arrived, h.sent
		}
		h.was, h.is = h.sent.Raw(), h.arrived.Raw()
		list = append(list, h)
	}
	return list
}

// An otherSight is another reading of a request, with the headers that are signed in it.
type otherSight struct {
	of     *evidence.Request
	listed []string
}

// otherSights are the other readings of the request in its source, and other exchanges with
// its signature.
func (f *facts) otherSights() (list []otherSight) {
	own := f.ex.Request
	add := func(r *evidence.Request, listed []string) {
		if shownOnItsWay(r) && r.Place.Source == own.Place.Source &&
			(r.Place.From >= own.Place.To || r.Place.To <= own.Place.From) {
			list = append(list, otherSight{r, listed})
		}
	}
	for _, r := range f.ex.Again {
		add(r, f.listed)
	}
	for i := range f.ev.Exchanges {
		if x := &f.ev.Exchanges[i]; x != f.ex && x.Request != nil && len(x.Claims) > 0 && f.sameAttempt(x) {
			listed := f.listed
			if len(listed) == 0 {
				listed = strings.Split(x.Claims[0].SignedHeaders.S, ";")
			}
			for _, r := range append([]*evidence.Request{x.Request}, x.Again...) {
				add(r, listed)
			}
		}
	}
	return list
}

// sameAttempt reports whether another exchange carries the signature of this one, or has it
// masked and is of the same key and time.
func (f *facts) sameAttempt(x *evidence.Exchange) bool {
	sig := x.Claims[0].Signature.S
	if isHexHash(sig) && isHexHash(f.sentSig) {
		return sig == f.sentSig
	}
	raw := x.Request.Raw()
	date, _ := raw.HeaderValue("x-amz-date")
	mine, _ := f.raw.HeaderValue("x-amz-date")
	if date == "" || date != mine {
		return false
	}
	if own := f.claim.Credential; !own.Present() {
		return x.Request.Target.S == f.req.Target.S && x.Request.Method.S == f.req.Method.S // all of it is hidden
	}
	return x.Claims[0].Credential.S == f.claim.Credential.S
}

// shownOnItsWay reports whether a request stands in the paste as a program on its way shows
// it, with its headers: commands are changed by who sends them.
func shownOnItsWay(r *evidence.Request) bool {
	return r.OnTheWire || r.What == "log" || r.What == "request-parts" || headersAlone(r)
}

// arrivalWords are in the lines ahead of what a server, a proxy or an echo service got, and
// departureWords in those ahead of what a client sent.
var (
	arrivalWords = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:arriv\w*|receiv\w*|reach\w*|sees?|upstream|backend|origin|server|echo\w*|httpbin|tcpdump|got|gets|behind|webhook)\b`,
		`\b(?:ankommt|kommt|empf[aä]ng\w*|llega|recibe|recibido|reçoit|arrive)\b`, `收到|服务器|服务端|届い|サーバ|受信`,
	))
	departureWords = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:sent|sends?|sending|client|curl|leaves|outgoing|original)\b`,
		`\b(?:schickt|sendet|gesendet|envía|envoie|cliente)\b`, `发出|发送|客户端|クライアント|送信`,
	))
)

// ownIsSent reports whether of two sights of a request its own is the one that was sent: the
// first of them is, unless the headings tell that they stand the other way round.
func (f *facts) ownIsSent(own, other *evidence.Request) bool {
	first, second := other, own
	if own.Place.From < other.Place.From {
		first, second = own, other
	}
	says := func(r *evidence.Request, is, not *regexp.Regexp) bool {
		head := f.headingOf(r.Place)
		return is.MatchString(head) && !not.MatchString(head)
	}
	turned := says(first, arrivalWords, departureWords) && says(second, departureWords, arrivalWords)
	return (first == own) != turned
}

// headingOf is the nearest line of prose ahead of a request.
func (f *facts) headingOf(p evidence.Place) string {
	const far = 300
	data := f.ev.Sources[p.Source].Data
	lines := filledLines(data[max(0, p.From-far):min(p.From, len(data))], far)
	for k := len(lines) - 1; k >= max(0, len(lines)-3); k-- {
		if arrivalWords.MatchString(lines[k]) || departureWords.MatchString(lines[k]) {
			return lines[k]
		}
	}
	return ""
}

// basis is what a difference proves: a log, or a service that lists what it got, may print a
// header otherwise than it travels.
func (h hop) basis() basis {
	if h.sent.OnTheWire && h.arrived.OnTheWire || headersAlone(h.sent) && headersAlone(h.arrived) {
		return byTexts
	}
	return byInference
}

// method tells a method that was exchanged on the way.
func (h hop) method() []hit {
	was, is := h.was.Method, h.is.Method
	if !h.ownTarget(h.sent) || !h.ownTarget(h.arrived) || was == "" || is == "" || was == is {
		return nil
	}
	return []hit{{
		code: "method-mismatch", basis: h.basis(), at: CanonicalStage,
		says:   was + " was signed, and the request arrives as " + is + ".",
		places: places(h.sent.Method, h.arrived.Method), yours: was, correct: is,
	}}
}

// ownTarget reports whether method and target of a request were read where it stands, and not
// taken from elsewhere in the paste.
func (h hop) ownTarget(r *evidence.Request) bool {
	const far = 400
	p := r.Target.Place()
	return asSentText(r) && r.Target.InSource() && p.Source == r.Place.Source && p.From > r.Place.From-far && p.To <= r.Place.To+far &&
		!h.within(p, r)
}

// within reports whether a place lies in the other one of the two requests.
func (h hop) within(p evidence.Place, r *evidence.Request) bool {
	o := h.sent
	if o == r {
		o = h.arrived
	}
	return p.From >= o.Place.From && p.To <= o.Place.To
}

// lost reports whether a header is missing in what arrived, and what that proves: where no
// whole request is shown, the other signed headers have to be there, and where a choice of
// headers is, it is but a hint.
func (h hop) lost(name string) (basis, bool) {
	if h.showsChoice() {
		return byHint, true
	}
	if h.arrived.OnTheWire && h.arrived.HeadersComplete {
		return byTexts, true
	}
	missing := 0
	for _, n := range h.listed {
		if _, there := h.is.HeaderValue(n); !there {
			missing++
		}
	}
	_, host := h.is.Host()
	return byInference, host && missing == 1 && name != "host" && len(h.is.Fields) > len(h.listed)
}

// showsChoice reports whether what arrived lacks a header that nobody takes out: then a choice
// of them is shown.
func (h hop) showsChoice() bool {
	return slices.ContainsFunc(h.was.Fields, func(field sigv4.Field) bool {
		name := lower(strings.TrimSpace(field.Name))
		_, there := h.is.HeaderValue(name)
		return !there && !strings.HasPrefix(name, ":") && !hopByHop[name] && !slices.Contains(lowered(h.listed), name)
	})
}

// body tells a body that arrives otherwise than it was sent.
func (h hop) body() []hit {
	a, b := h.was.Body, h.is.Body
	d := hit{basis: byInference, at: CanonicalStage, places: places(h.sent.Body, h.arrived.Body)}
	if a.State == sigv4.BodyKnown && b.State == sigv4.BodyKnown {
		d.code, d.says = bodyCode(a.Bytes, b.Bytes)
		d.yours, d.correct = string(a.Bytes), string(b.Bytes)
		if hash, _ := h.was.HeaderValue("x-amz-content-sha256"); hash == sigv4.HexSHA256(a.Bytes) {
			d.basis = byTexts // the first one was hashed
		}
	} else if was, is, ok := h.lengths(); ok {
		d.code = "payload-hash-mismatch"
		d.says = "The request is sent with a body of " + was + " bytes, and arrives with one of " + is + "."
		d.places = places(wholeField(h.sent, "content-length"), wholeField(h.arrived, "content-length"))
	}
	if d.code == "" {
		return nil
	}
	return []hit{d}
}

// lengths are the lengths that a body has as it is sent and as it arrives, where they differ.
func (h hop) lengths() (was, is string, differ bool) {
	was, sent := h.was.HeaderValue("content-length")
	is, here := h.is.HeaderValue("content-length")
	_, err := strconv.Atoi(is)
	return was, is, sent && here && err == nil && was != is
}

// bodyCode names what became of a body.
func bodyCode(was, is []byte) (code, says string) {
	unix := func(b []byte) string { return strings.TrimRight(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n") }
	switch {
	case bytes.Equal(bytes.TrimSpace(was), bytes.TrimSpace(is)):
		return "", "" // the end of it may be the paste's
	case unix(was) == unix(is):
		return "body-line-ends-changed", "The body arrives with other line ends."
	case sameJSON(was, is):
		return "body-reserialized", "The body arrives as the same JSON, written anew."
	}
	return "payload-hash-mismatch", "The body arrives otherwise than it was sent."
}

// sentElsewhere reports whether another sight of the request has a header that this one lacks.
func (f *facts) sentElsewhere(name string) bool {
	if f.signedAs != nil && f.signedAs.sent(name) {
		return true
	}
	for _, h := range f.hops() {
		if _, sent := h.was.HeaderValue(name); sent && h.arrived == f.ex.Request {
			return true
		}
	}
	return false
}

// withoutHostGuesses leaves out guesses at a proxy that sends another host, where the paste
// shows that the host arrives, or that a request to it was accepted.
func (f *facts) withoutHostGuesses(hits []hit) []hit {
	guess := func(h hit) bool { return h.code == "host-rewritten-by-proxy" && h.basis >= byCode }
	if !slices.ContainsFunc(hits, guess) || !f.hostReached() && !f.hostArrives() {
		return hits
	}
	return slices.DeleteFunc(hits, guess)
}

// hostArrives reports whether another sight of the request has the same host: nothing on the
// way exchanges it.
func (f *facts) hostArrives() bool {
	for _, h := range f.hops() {
		was, sent := h.was.Host()
		if is, here := h.is.Host(); sent && here && strings.EqualFold(was, is) {
			return true
		}
	}
	return false
}

var (
	// onTheWireOnly is in what arrived of a request, and in no canonical request.
	onTheWireOnly = regexp.MustCompile(`(?i)\b[A-Z]{3,7} /\S* HTTP/\d|"headers"\s*:|\b(?:via|x-forwarded-\w+)["']?\s*[:=\t]|^Headers$`)
	claimThere    = regexp.MustCompile(`(?i)\bauthorization\b|X-Amz-Signature|AWS4-HMAC|X-Amz-Credential`)
	listThere     = regexp.MustCompile(`(?m)^\S*host;\S*x-amz-date`)
	hostThere     = regexp.MustCompile(`(?i)\bhost\b`)
)

// sentSigned is the exchange of the same request, by its time, that was sent with a signature
// in a header; nil when there is none.
func (f *facts) sentSigned() *evidence.Exchange {
	date, _ := f.raw.HeaderValue("x-amz-date")
	for i := range f.ev.Exchanges {
		x := &f.ev.Exchanges[i]
		if x == f.ex || x.Request == nil || len(x.Claims) == 0 || date == "" || x.Claims[0].Carrier != sigv4.InHeader {
			continue
		}
		raw := x.Request.Raw()
		if at, _ := raw.HeaderValue("x-amz-date"); at == date && raw.Method == f.raw.Method && pathOf(x.Request) == pathOf(f.req) {
			return x
		}
	}
	return nil
}

// claimLost is the hit on an Authorization header that does not arrive.
func (f *facts) claimLost(sent *evidence.Exchange) hit {
	return hit{
		code: "authorization-removed-in-transit", basis: byTexts, stands: true, at: RequestStage,
		says:   "The request is sent with an Authorization header, and the same request arrives without one.",
		places: places(sent.Claims[0].Whole),
	}
}

// lookArrivedBare finds what arrived of the request, by its time, without an Authorization.
func lookArrivedBare(f *facts) []hit {
	date, ok := f.raw.HeaderValue("x-amz-date")
	if !ok || !f.signedInHeader() || !f.requestShown() || f.misplaced() || f.mismatch() || f.succeeded() || f.ex.Request == nil {
		return nil
	}
	own := f.ex.Request.Place
	for t := range f.matches(regexp.MustCompile(`(?i)(x-amz-date["']?[ \t]*[:=\t][ \t]*["']?` + literal(date) + `)`)) {
		p := t.Place()
		if p.Source == own.Source && p.From >= own.From && p.To <= own.To {
			continue
		}
		block, behind := f.paragraph(p)
		if onTheWireOnly.Match(block) && hostThere.Match(block) && !claimThere.Match(block) && !listThere.Match(behind) {
			h := f.claimLost(f.ex)
			h.places = append(h.places, t)
			return []hit{h}
		}
	}
	return nil
}

// paragraph are the lines around a place up to blank ones, and some of what follows.
func (f *facts) paragraph(p evidence.Place) (block, behind []byte) {
	const most, more = 4096, 300
	data := f.ev.Sources[p.Source].Data
	low, high := max(0, p.From-most), min(len(data), p.To+most)
	if i := bytes.LastIndex(data[low:p.From], []byte("\n\n")); i >= 0 {
		low += i + 2
	}
	if i := bytes.Index(data[p.To:high], []byte("\n\n")); i >= 0 {
		high = p.To + i
	}
	return data[low:high], data[high:min(len(data), high+more)]
}
