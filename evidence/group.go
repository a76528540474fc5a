package evidence

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// sorted returns the items by place, each thing once.
func (r *reader) sorted() []*item {
	slices.SortStableFunc(r.items, func(a, b *item) int {
		return cmp.Or(a.place.Source-b.place.Source, a.place.From-b.place.From, b.place.To-a.place.To)
	})
	n := 0
	for i := range r.items {
		if n > 0 && swallows(r.items[n-1], r.items[i]) {
			r.items[n-1].answer.takeStrings(r.items[i].answer)
			continue
		}
		if n != i {
			r.items[n] = r.items[i]
		}
		n++
	}
	return r.items[:n]
}

// takeStrings takes over the strings that another reading of an answer found in it.
func (a *Answer) takeStrings(other *Answer) {
	if a == nil || other == nil || a.Canonical != nil || a.StringToSign != nil {
		return
	}
	a.Canonical, a.StringToSign = other.Canonical, other.StringToSign
}

// swallows reports whether an item stands within another one that was read as a
// whole, or is the same thing read twice.
func swallows(a, b *item) bool {
	if a.place.Source != b.place.Source || b.place.From >= a.place.To {
		return false
	}
	switch {
	case a.request != nil:
		return b.request == nil || b.place.To <= a.place.To
	case a.answer != nil && b.answer == nil:
		return b.place.To <= a.place.To && len(b.claims) == 0 && !b.isOutside(a.answer)
	}
	sameSide := a.side == b.side || a.signature.Present() && a.stated && !b.stated
	return a.what == b.what && b.place.To <= a.place.To && sameSide
}

// isOutside reports whether a text is none of an answer that its place is within: a log that is
// written as one string tells of it, and of the answer after it.
func (it *item) isOutside(a *Answer) bool {
	holdsNone := a.What == "error-text" && a.Canonical == nil && a.StringToSign == nil
	return holdsNone && (it.canonical != nil || it.toSign != nil)
}

// A grouping sorts items into exchanges.
type grouping struct {
	e      *Evidence
	items  []*item
	dumps  []Text    // bytes that are shown apart
	at     []attempt // parallel to e.Exchanges
	order  []int     // the exchanges by place
	bySig  map[string][]int
	abroad map[int]bool // see signsAbroad
	cands  []int        // what candidates returned last
	notes  []Note
}

// An attempt is what the parts of an exchange share, and where they stand.
type attempt struct {
	source, from, to int
	start            int    // where it was opened: the order does not change
	ends             []int  // where its first parts end, besides answers
	date             string // YYYYMMDDTHHMMSSZ
	signature        string
	hash             string // the last line of the string to sign
	apart            bool   // it is what a visitor asks of a gateway, which signs another request
}

func (g *grouping) run() {
	for _, it := range g.items {
		if it.onlyStatus() {
			continue
		}
		g.e.Artefacts = append(g.e.Artefacts, Artefact{What: it.called(), Place: it.place, Note: noteOf(it)})
	}
	g.partSides()
	g.inheritSides()
	g.joinHeads()
	g.each(func(it *item) bool { return it.request != nil }, g.placeRequest)
	g.each(func(it *item) bool { return it.request == nil && len(it.claims) > 0 }, g.placeClaim)
	g.placeAnswers()
	g.each((*item).onlyStatus, g.placeStatus)
	g.each(func(it *item) bool { return it.toSign != nil }, g.placeToSign)
	g.each(func(it *item) bool { return it.canonical != nil && !it.canonical.Partial }, g.placeCanonical)
	g.each(func(it *item) bool { return it.canonical != nil && it.canonical.Partial }, g.placeCanonical)
	isValue := func(it *item) bool {
		return it.signature.Present() || it.key.Value.Present() || it.hash.Present()
	}
	g.each(isValue, g.placeValue)
	for i := range g.e.Exchanges {
		g.claimFromAnswer(&g.e.Exchanges[i])
		codeFromHead(g.e.Exchanges[i].Server)
		g.requestBeside(&g.e.Exchanges[i], g.at[i].source)
		g.e.Exchanges[i].Span = Place{g.at[i].source, g.at[i].from, g.at[i].to}
	}
	g.pairSides()
	g.lendTexts()
	g.lostLines()
	g.bodiesByLength()
	g.rankAll()
}

func (g *grouping) each(is func(*item) bool, do func(*item)) {
	for _, it := range g.items {
		if is(it) {
			do(it)
		}
	}
}

func noteOf(it *item) string {
	var t Text
	switch {
	case it.request != nil:
		t = it.request.Target
	case it.canonical != nil:
		t = it.canonical.Whole
	case it.toSign != nil:
		t = it.toSign.Whole
	case len(it.claims) > 0:
		t = it.claims[0].Whole
	case it.answer != nil && it.answer.Code.Present():
		t = it.answer.Code
	case it.answer != nil:
		t = it.answer.Message
	}
	undone := t.Undone()
	if a := it.answer; a != nil && (a.Canonical != nil && a.Canonical.Flat || a.StringToSign != nil && a.StringToSign.Flat) {
		undone = append(slices.Clone(undone), blanksPutBack)
	}
	return strings.Join(undone, "; ")
}

// onlyStatus reports whether an item is but the status of a request that is told of
// elsewhere.
func (it *item) onlyStatus() bool { return it.target != "" && it.logged == nil }

// open begins an exchange.
func (g *grouping) open(it *item) int {
	g.e.Exchanges = append(g.e.Exchanges, Exchange{})
	i := len(g.at)
	g.at = append(g.at, attempt{source: it.place.Source, start: it.place.From, from: it.place.From, to: it.place.To, ends: []int{it.place.To}})
	g.order = slices.Insert(g.order, g.position(it.place), i)
	return i
}

// cover extends an exchange over the place of an item.
func (g *grouping) cover(i int, it *item) {
	if g.at[i].source == it.place.Source {
		a := &g.at[i]
		a.from, a.to = min(a.from, it.place.From), max(a.to, it.place.To)
		if it.answer == nil && len(a.ends) < window {
			a.ends = append(a.ends, it.place.To)
		}
	}
}

// window is how many exchanges before and after an item are looked at: parts of
// one exchange stand near each other, and a log may hold a hundred thousand.
const window = 24

// candidates returns the exchanges near an item and those with a signature.
func (g *grouping) candidates(it *item, sig string) []int {
	k := g.position(it.place)
	g.cands = append(g.cands[:0], g.order[max(0, k-window):min(len(g.order), k+window)]...)
	if it.request == nil && (it.answer == nil || it.answer.Canonical != nil || it.answer.StringToSign != nil) {
		g.cands = slices.DeleteFunc(g.cands, func(i int) bool { return g.at[i].apart })
	}
	if same := g.bySig[sig]; sig != "" {
		g.cands = append(g.cands, same[max(0, len(same)-window):]...)
	}
	return g.cands
}

// position returns where in the order of exchanges a place belongs.
func (g *grouping) position(p Place) int {
	k, _ := slices.BinarySearchFunc(g.order, p, func(i int, p Place) int {
		return cmp.Or(g.at[i].source-p.Source, g.at[i].start-p.From)
	})
	return k
}

// nearest returns the exchange nearest to an item among those that fit, -1 when
// none does. Exchanges of another source are farther than any of the same.
func (g *grouping) nearest(it *item, fits func(i int) bool) int { return g.nearestOf(it, "", fits) }

func (g *grouping) nearestOf(it *item, sig string, fits func(i int) bool) int {
	best, least := -1, 0
	for _, i := range g.candidates(it, sig) {
		if d := g.distance(i, it); (best < 0 || d < least || d == least && i < best) && fits(i) {
			best, least = i, d
		}
	}
	return best
}

// sign notes the signature of an exchange.
func (g *grouping) sign(i int, sig string) {
	g.at[i].signature = sig
	if sig != "" {
		g.bySig[sig] = append(g.bySig[sig], i)
	}
}

// distance is how far an item stands from an exchange. An answer within it stands as far
// from it as from the part before: a trace of the server lies between what the client
// logged of a request and what arrived.
func (g *grouping) distance(i int, it *item) int {
	a := &g.at[i]
	d := max(0, it.place.From-a.to, a.from-it.place.To)
	if d == 0 && it.answer != nil {
		d = it.place.From - a.from
		for _, end := range a.ends {
			if end <= it.place.From {
				d = min(d, it.place.From-end)
			}
		}
	}
	if a.source != it.place.Source {
		d += 1 << 40
	}
	return d
}

// placeRequest opens an exchange for a request, or merges it into the one that
// was read of the same request in another form.
func (g *grouping) placeRequest(it *item) {
	r := it.request
	date, sig := requestDate(r, it.claims), signatureOf(it.claims)
	i := g.nearestOf(it, sig, func(i int) bool {
		return sameRequest(g.e.Exchanges[i].Request, r, &g.at[i], date, sig) && !g.sentAgain(i, it)
	})
	if i < 0 {
		i = g.open(it)
		g.e.Exchanges[i].Request, g.e.Exchanges[i].Claims = r, it.claims
		g.at[i].date, g.at[i].apart = date, g.asksGateway(it)
		g.sign(i, sig)
		return
	}
	other := g.e.Exchanges[i].Request
	if better(r, other) {
		g.e.Exchanges[i].Request, g.e.Exchanges[i].Claims = r, it.claims
		r, other = other, r
	}
	other.takeBody(r)
	g.keepAgain(i, r, other)
	g.cover(i, it)
}

// asksGateway reports whether a request is a command without a signature that asks this
// machine, where a canonical request of the same source names a host elsewhere: a gateway
// that runs here signs what it asks on behalf of the command.
func (g *grouping) asksGateway(it *item) bool {
	r := it.request
	if r.What != "curl-command" || len(it.claims) > 0 || !isLoopback(hostOf(r)) {
		return false
	}
	return g.signsAbroad()[it.place.Source]
}

// signsAbroad are the sources with a canonical request for a host that is not this machine.
func (g *grouping) signsAbroad() map[int]bool {
	if g.abroad != nil {
		return g.abroad
	}
	g.abroad = map[int]bool{}
	g.each(func(it *item) bool { return it.canonical != nil }, func(it *item) {
		for _, l := range it.canonical.Lines {
			if host, ok := strings.CutPrefix(l.S, "host:"); ok && !isLoopback(host) {
				g.abroad[it.place.Source] = true
			}
		}
	})
	return g.abroad
}

// isLoopback reports whether a host with or without a port is this machine.
func isLoopback(host string) bool {
	name, _, _ := strings.Cut(host, ":")
	return name == "localhost" || strings.HasPrefix(name, "127.") || name == "0.0.0.0"
}

// hostOf is the host that a request is sent to, as its Host or its URL tells it.
func hostOf(r *Request) string {
	host, _, _, _, _ := sigv4.TargetParts(r.Target.S)
	return cmp.Or(find(r.Fields, "Host").Trim().S, host)
}

// keepAgain keeps another reading of a request that stands at a place of its own: it may be
// what arrived of it.
func (g *grouping) keepAgain(i int, r, kept *Request) {
	x := &g.e.Exchanges[i]
	apart := r.Place.Source == kept.Place.Source && (r.Place.From >= kept.Place.To || r.Place.To <= kept.Place.From)
	const most = 8
	if apart && len(r.Fields) > 1 && len(x.Again) < most {
		x.Again = append(x.Again, r)
	}
}

// sentAgain reports whether a request as it was sent stands behind the answer to an
// earlier one: a client tried again with the same signature.
func (g *grouping) sentAgain(i int, it *item) bool {
	r := g.e.Exchanges[i].Request
	wereSent := r != nil && r.OnTheWire && it.request.OnTheWire
	if !wereSent || g.at[i].source != it.place.Source || g.at[i].to > it.place.From {
		return false
	}
	k, _ := slices.BinarySearchFunc(g.items, g.at[i].to, func(o *item, to int) int {
		return cmp.Or(o.place.Source-it.place.Source, o.place.From-to)
	})
	for n := 0; k < len(g.items) && n < window && g.items[k].place.From < it.place.From; k, n = k+1, n+1 {
		if a := g.items[k].answer; a != nil && a.Status.Present() {
			return true
		}
	}
	return false
}

// takeBody takes the body of another reading of the same request, where this one does
// not show it and the length fits.
func (r *Request) takeBody(other *Request) {
	if r.BodyState != sigv4.BodyUnknown || other.BodyState != sigv4.BodyKnown {
		return
	}
	length := find(r.Fields, "Content-Length").Trim().S
	if agree(length, strconv.Itoa(len(other.Body.S))) {
		r.Body, r.BodyState = other.Body, sigv4.BodyKnown
	}
}

// sameRequest reports whether two readings are of one request: the same
// signature, or for a bare URL the same target.
func sameRequest(a, b *Request, at *attempt, date, sig string) bool {
	return a != nil && alike(a, b, at, date, sig) && !elsewhere(a, b)
}

// alike reports whether the signature, the date and the target of two readings agree.
func alike(a, b *Request, at *attempt, date, sig string) bool {
	if a.Target.S == b.Target.S && strings.Contains(a.Target.S, "://") && sig != "" && agree(date, at.date) {
		return methodAgrees(a, b)
	}
	if cutOff(a.Target.S, b.Target.S) || cutOff(b.Target.S, a.Target.S) {
		return agree(sig, at.signature) && agree(date, at.date) && methodAgrees(a, b)
	}
	if sig == "" || sig != at.signature || isMasked(sig) {
		return false
	}
	targetsAgree := agree(a.Target.S, b.Target.S) || pathOf(a.Target.S) == pathOf(b.Target.S)
	return targetsAgree && agree(date, at.date) && methodAgrees(a, b)
}

// elsewhere reports whether two dumps are of one request at two places of its way:
// a redirect was followed, or a proxy sent it on with another host or query.
func elsewhere(a, b *Request) bool {
	was, is := find(a.Fields, "Host").Trim().S, find(b.Fields, "Host").Trim().S
	_, _, before, _, _ := sigv4.TargetParts(a.Target.S)
	_, _, after, _, _ := sigv4.TargetParts(b.Target.S)
	return a.OnTheWire && b.OnTheWire && (was != "" && is != "" && !strings.EqualFold(was, is) || before != after)
}

// cutOff reports whether a target is the beginning of another one, and says so by dots.
func cutOff(a, b string) bool {
	head, cut := strings.CutSuffix(a, "...")
	if !cut {
		head, cut = strings.CutSuffix(a, "\u2026")
	}
	const long = 24
	return cut && len(head) > long && strings.Contains(b, head)
}

func isMasked(sig string) bool { return strings.Contains(sig, "*") || len(sig) < 20 }

func methodAgrees(a, b *Request) bool {
	return !a.Method.Present() || !b.Method.Present() || a.Method.S == b.Method.S
}

func pathOf(target string) string {
	_, path, _, _, _ := sigv4.TargetParts(target)
	return path
}

// better reports whether a tells more than b of the same request.
func better(a, b *Request) bool {
	if cutOff(a.Target.S, b.Target.S) != cutOff(b.Target.S, a.Target.S) {
		return cutOff(b.Target.S, a.Target.S)
	}
	if a.OnTheWire != b.OnTheWire {
		return a.OnTheWire
	}
	if a.Target.Present() != b.Target.Present() {
		return a.Target.Present()
	}
	if a.HeadersComplete != b.HeadersComplete {
		return a.HeadersComplete
	}
	if a.Gathered() != b.Gathered() {
		return b.Gathered()
	}
	return len(a.Fields) > len(b.Fields)
}

// Gathered reports whether a request's method and target stood elsewhere than its
// headers: more headers may, too.
func (r *Request) Gathered() bool { return r.What == "headers" || r.What == "request-parts" }

func signatureOf(claims []Claim) string {
	for i := range claims {
		if claims[i].Signature.Present() {
			return claims[i].Signature.S
		}
	}
	return ""
}

// placeClaim puts an Authorization value that stands outside any request where
// its signature, its date or its neighbourhood puts it.
func (g *grouping) placeClaim(it *item) {
	sig := signatureOf(it.claims)
	if sig != "" && !isMasked(sig) {
		if i := g.nearestOf(it, sig, func(i int) bool { return g.at[i].signature == sig }); i >= 0 {
			g.cover(i, it)
			return
		}
	}
	i := g.nearest(it, func(i int) bool { return len(g.e.Exchanges[i].Claims) == 0 && g.at[i].source == it.place.Source })
	if i < 0 {
		i = g.open(it)
	}
	g.e.Exchanges[i].Claims = it.claims
	g.sign(i, sig)
	g.cover(i, it)
}

// placeValue puts a printed signature, key or hash into the nearest exchange.
func (g *grouping) placeValue(it *item) {
	i := -1
	if it.signature.Present() {
		i = g.nearestOf(it, it.signature.S, func(i int) bool { return g.at[i].signature == it.signature.S })
	}
	if i < 0 {
		i = g.nearest(it, func(i int) bool { return g.precedes(i, it) })
	}
	if i < 0 {
		i = g.nearest(it, func(int) bool { return true })
	}
	if i < 0 {
		i = g.open(it)
	}
	c := &g.e.Exchanges[i].Client
	switch {
	case it.key.Value.Present():
		c.Keys = append(c.Keys, it.key)
	case it.side == server && it.stated:
		if a := g.e.Exchanges[i].Server; a != nil {
			fill(&a.Signature, it.signature)
		}
	case it.hash.Present():
		fill(&c.Hash, it.hash)
	case !c.Signature.Present() || c.Guessed && !it.guessed:
		c.Signature, c.Guessed = it.signature, it.guessed
	}
	g.cover(i, it)
}
