package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// maxBeside is how many exchanges of a paste are looked at for one that was accepted.
const maxBeside = 40

// differsBeside names what a refused request does otherwise than one of the same paste that
// was accepted.
func (f *facts) differsBeside(c Case) []hit {
	x := f.compareBeside(c)
	if x == nil {
		return nil
	}
	return x.differences()
}

// compareBeside settles a request of the same paste that was accepted, to compare the
// refused one with. It returns nil when there is none that is signed alike.
func (f *facts) compareBeside(c Case) *comparison {
	if !f.mismatch() || f.verified || c.Good != nil {
		return nil
	}
	for _, i := range f.acceptedBeside() {
		given := c.Given
		given.Date, given.Region, given.Service, given.Body, given.BodyGiven = "", "", "", nil, false
		x := &comparison{bad: f, good: settle(Case{Evidence: c.Evidence, Exchange: i, Given: given}), beside: true}
		x.have, x.due = x.bad.signedCanonical(), x.good.signedCanonical()
		if x.have == nil || x.due == nil {
			x.have, x.due = x.bad.headersAsSigned(), x.good.headersAsSigned()
			x.headersOnly = x.have != nil && x.due != nil
		}
		if x.comparable() {
			return x
		}
	}
	return nil
}

// acceptedBeside are the other exchanges of the paste that were signed and accepted, the
// nearest first.
func (f *facts) acceptedBeside() []int {
	var list []int
	for i := range f.ev.Exchanges[:min(len(f.ev.Exchanges), maxBeside)] {
		x := &f.ev.Exchanges[i]
		if x == f.ex || x.Aside || len(x.Claims) == 0 && x.Client.Canonical == nil || !f.wasAccepted(x) {
			continue
		}
		list = append(list, i)
	}
	far := func(i int) int {
		d := f.ev.Exchanges[i].Span.From - f.ex.Span.From
		return max(d, -d)
	}
	slices.SortStableFunc(list, func(a, b int) int { return far(a) - far(b) })
	return list
}

// wasAccepted reports whether an exchange was answered with success, or is said to have been.
func (f *facts) wasAccepted(x *evidence.Exchange) bool {
	if x.Server != nil && (x.Server.Code.Present() || x.Server.Status.Present()) {
		return strings.HasPrefix(x.Server.Status.S, "2") && !x.Server.Code.Present()
	}
	return f.toldWell(x.Span)
}

var (
	// saidWell and saidIll are what stands before or behind a request that is said to work, and
	// to fail, in a heading or a mark of its own.
	saidWell = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:works?|worked|working|succeed(?:s|ed)?|success(?:ful)?|ok|okay|fine|passe[sd]|accepted|20[014]|good|expected)\b`,
		`\b(?:geht|funktioniert|klappt|läuft|funciona|fonctionne|marche|funziona|działa)\b`,
		`成功|正常|可以|通る|動く|動作|работает|성공|[✓✔✅]`,
	))
	saidIll = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:fail\w*|broken|breaks|refused|rejected|denied|bad|actual|error|wrong|forbidden|40[0-9]|mismatch)\b|SignatureDoesNotMatch`,
		`\b(?:geht|funktioniert|klappt|läuft) (?:aber )?nicht\b|\bno funciona\b|\bfalla\b|\bne (?:fonctionne|marche) pas\b|\bnon funziona\b`,
		`\b(?:not|never|n['\x{2019}]t) (?:be )?(?:work|succeed|ok|accept|pass)\w*`,
		`失败|失敗|エラー|不行|不可以|不正常|не работает|실패|[✗✘❌]`,
	))
)

// toldWell reports whether the nearest line ahead of an exchange that says how it went, or
// the first ones behind it, say that all is well.
func (f *facts) toldWell(span evidence.Place) bool {
	const lines, far = 4, 400
	data := f.ev.Sources[span.Source].Data
	behind := data[min(len(data), span.To):f.nextFrom(span)]
	for _, l := range filledLines(behind[:min(len(behind), far)], lines) {
		switch well, ill := saidWell.MatchString(l), saidIll.MatchString(l); {
		case well && !ill && len(l) < 160 && !strings.HasSuffix(l, ":"):
			return true
		case (well || ill) && !strings.HasSuffix(l, ":"): // else it is the heading of what follows
			return false
		}
	}
	ahead := filledLines(data[max(0, span.From-far):min(len(data), span.From)], far)
	for k := len(ahead) - 1; k >= max(0, len(ahead)-lines); k-- {
		if saidIll.MatchString(ahead[k]) {
			return false
		}
		if saidWell.MatchString(ahead[k]) {
			return true
		}
	}
	return false
}

// nextFrom is where the next exchange behind a place begins, or the source ends.
func (f *facts) nextFrom(span evidence.Place) int {
	next := len(f.ev.Sources[span.Source].Data)
	for i := range f.ev.Exchanges {
		if s := f.ev.Exchanges[i].Span; s.Source == span.Source && s.From >= span.To {
			next = min(next, s.From)
		}
	}
	return max(next, min(span.To, len(f.ev.Sources[span.Source].Data)))
}

// filledLines are the first lines of a text that are not blank.
func filledLines(data []byte, most int) (list []string) {
	for l := range strings.SplitSeq(string(data), "\n") {
		if l = strings.TrimSpace(l); l != "" && len(list) < most {
			list = append(list, l)
		}
	}
	return list
}

// headersAsSigned are the signed headers of a request of which no more is shown, in the form of
// a canonical request; nil when its headers are not shown.
func (f *facts) headersAsSigned() *evidence.Canonical {
	if !f.requestShown() || len(f.listed) == 0 || f.params.Carrier != sigv4.InHeader {
		return nil
	}
	text := "GET\n/\n\n"
	for _, n := range f.listed {
		v, _ := f.raw.HeaderValue(n)
		text += lower(n) + ":" + strings.TrimSpace(v) + "\n"
	}
	return evidence.CanonicalOf(text + "\n" + strings.Join(lowered(f.listed), ";") + "\n" + sigv4.EmptyHash)
}

// comparable reports whether two requests of one paste may be expected to be signed alike:
// they carry their signatures alike, and go to one host or ask for one thing.
func (x *comparison) comparable() bool {
	a, b := x.bad, x.good
	if x.have == nil || x.due == nil || a.params.Carrier != b.params.Carrier || a.sentSig != "" && a.sentSig == b.sentSig {
		return false
	}
	if x.headersOnly {
		return strings.EqualFold(a.model.Host, b.model.Host)
	}
	return x.have.Method.S == x.due.Method.S && (x.sameThing() || x.partOfPath() || strings.EqualFold(a.model.Host, b.model.Host))
}

// partOfPath reports whether one of two paths is the end of the other.
func (x *comparison) partOfPath() bool {
	a, b := strings.TrimSuffix(x.have.Path.S, "/"), strings.TrimSuffix(x.due.Path.S, "/")
	return len(a) > 1 && len(b) > 1 && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a))
}

// hostsTell reports whether the hosts of two requests may be compared: where both stand in one
// paste, two names may well be two servers.
func (x *comparison) hostsTell() bool {
	a, _ := lineOf(x.have, "host")
	b, _ := lineOf(x.due, "host")
	if !x.beside {
		return x.sameThing()
	}
	return x.sameThing() && !x.bad.requestShown() &&
		(strings.EqualFold(bareHost(a), bareHost(b)) || loopback.MatchString(a) && !loopback.MatchString(b))
}

// besides are the differences that only a paste of both tells: what stands beside each other
// there is meant to be one request.
func (x *comparison) besides() []hit {
	var hits []hit
	h := hit{basis: byInference, at: CanonicalStage}
	have, due := x.have.Path.S, x.due.Path.S
	switch {
	case x.headersOnly || have == due || x.sameThing():
	case strings.TrimSuffix(have, "/") == strings.TrimSuffix(due, "/"):
		h.code, h.says = "path-mismatch", "One path ends with a slash, the other does not: "+quoted(have)+" is signed."
	case strings.HasSuffix(due, have) && len(have) > 1:
		h.code, h.says = "path-missing-component", "The path is signed as "+quoted(have)+"."
	case strings.HasSuffix(have, due) && len(due) > 1:
		h.code, h.says = "path-prefix-rewritten", "The path is signed as "+quoted(have)+"."
		if bucket := strings.Trim(strings.TrimSuffix(have, due), "/"); strings.HasPrefix(x.bad.model.Host, bucket+".") {
			h.code, h.says = "addressing-style-mismatch", "The bucket is in the host, and is signed in the path, too: "+quoted(have)+"."
		}
	}
	if h.code != "" {
		h.places, h.yours, h.correct = places(x.have.Path), have, due
		hits = append(hits, h)
	}
	if !x.headersOnly && x.have.Query.S == "" && x.due.Query.S != "" && have == due && !x.bad.requestShown() {
		hits = append(hits, hit{
			code: "query-not-signed", basis: byInference, at: CanonicalStage,
			says: "The canonical query is empty.", places: places(x.have.Path), correct: x.due.Query.S,
		})
	}
	if h := x.emptyBody(); h != nil {
		hits = append(hits, *h)
	}
	return hits
}

// pathsApart names two paths of one thing where the service is not known, whose rules would
// tell more.
func (x *comparison) pathsApart() []hit {
	have, due := x.have.Path.S, x.due.Path.S
	h := hit{
		code: pathCode(have, due), basis: byInference, at: CanonicalStage, says: "The path is signed as " + quoted(have) + ".",
		places: places(x.have.Path), yours: have, correct: due,
	}
	if manySlashes.ReplaceAllString(due, "/") == have {
		h.code, h.says = "path-normalized", "The path is signed without its empty segments: "+quoted(have)+"."
	}
	return []hit{h}
}

// emptyBody finds the hash of no bytes where the other request has that of a body.
func (x *comparison) emptyBody() *hit {
	if x.headersOnly || x.have.PayloadHash.S != sigv4.EmptyHash || !isHexHash(x.due.PayloadHash.S) ||
		x.due.PayloadHash.S == sigv4.EmptyHash || bodilessMethods[x.have.Method.S] || x.have.Path.S != x.due.Path.S {
		return nil
	}
	return &hit{
		code: "empty-body-hash", basis: byInference, at: CanonicalStage, says: "The hash of no bytes is signed.",
		places: places(x.have.PayloadHash), yours: x.have.PayloadHash.S, correct: x.due.PayloadHash.S,
	}
}

// hostReached reports whether a request of the paste that was signed for the same host was
// accepted: then no proxy is in the way that sends another one on.
func (f *facts) hostReached() bool {
	for _, i := range f.acceptedBeside() {
		x := &f.ev.Exchanges[i]
		host := ""
		if x.Request != nil {
			raw := x.Request.Raw()
			host, _ = raw.Host()
		} else if x.Client.Canonical != nil {
			host, _ = lineOf(x.Client.Canonical, "host")
		}
		if strings.EqualFold(host, f.model.Host) {
			return true
		}
	}
	return false
}
