package evidence

import (
	"cmp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// sorted returns the items by place, each thing once.
func (r *reader) sorted() []item {
	slices.SortStableFunc(r.items, func(a, b item) int {
		return cmp.Or(a.place.Source-b.place.Source, a.place.From-b.place.From, b.place.To-a.place.To)
	})
	var kept []item
	for _, it := range r.items {
		if n := len(kept); n > 0 && swallows(&kept[n-1], &it) {
			continue
		}
		kept = append(kept, it)
	}
	return kept
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
		return b.place.To <= a.place.To && len(b.claims) == 0
	}
	return a.what == b.what && b.place.To <= a.place.To
}

// A grouping sorts items into exchanges.
type grouping struct {
	e     *Evidence
	items []item
	at    []attempt // parallel to e.Exchanges
	order []int     // the exchanges by place
	bySig map[string][]int
	cands []int // what candidates returned last
	notes []Note
}

// An attempt is what the parts of an exchange share, and where they stand.
type attempt struct {
	source, from, to int
	start            int    // where it was opened: the order does not change
	date             string // YYYYMMDDTHHMMSSZ
	signature        string
	hash             string // the last line of the string to sign
}

func (g *grouping) run() {
	for _, it := range g.items {
		g.e.Artefacts = append(g.e.Artefacts, Artefact{What: it.what, Place: it.place, Note: noteOf(&it)})
	}
	g.each(func(it *item) bool { return it.request != nil }, g.placeRequest)
	g.each(func(it *item) bool { return it.request == nil && len(it.claims) > 0 }, g.placeClaim)
	g.each(func(it *item) bool { return it.answer != nil }, g.placeAnswer)
	g.each(func(it *item) bool { return it.toSign != nil }, g.placeToSign)
	g.each(func(it *item) bool { return it.canonical != nil && !it.canonical.Partial }, g.placeCanonical)
	g.each(func(it *item) bool { return it.canonical != nil && it.canonical.Partial }, g.placeCanonical)
	g.each(func(it *item) bool { return it.signature.Present() || it.key.Value.Present() || it.hash.Present() }, g.placeValue)
	for i := range g.e.Exchanges {
		g.claimFromAnswer(&g.e.Exchanges[i])
	}
	g.rankAll()
}

// claimFromAnswer takes the claim that an answer quotes for the claim as it was
// received, where the request is not at hand.
func (g *grouping) claimFromAnswer(x *Exchange) {
	if x.Server == nil || len(x.Claims) > 0 || x.Request != nil && len(x.Request.Fields) > 0 {
		return
	}
	c, ok := quotedClaim(x.Server.Message)
	if v := x.Server.Field("ArgumentValue"); v.S != "" && equalFold(x.Server.Field("ArgumentName").S, "authorization") {
		c, ok = parseClaim(v), true
	}
	if ok {
		x.Claims = []Claim{c}
		g.notes = append(g.notes, Note{Says: "the Authorization header is as the server quotes it", Place: c.Whole.Place()})
	}
}

// quotedClaim finds an Authorization value in a message: "… in Authorization
// header: '…'", "Authorization=…".
func quotedClaim(msg Text) (Claim, bool) {
	i := strings.LastIndex(msg.S, "Authorization")
	if i < 0 {
		return Claim{}, false
	}
	rest := msg.S[i:]
	k := len("Authorization")
	if strings.HasPrefix(rest[k:], " header: '") {
		k += len(" header: '")
	} else if strings.HasPrefix(rest[k:], "=") {
		k++
	} else {
		return Claim{}, false
	}
	end := len(msg.S)
	if n := strings.LastIndexByte(rest[k:], '\''); n >= 0 && rest[k-1] == '\'' {
		end = i + k + n
	}
	return parseClaim(msg.Sub(i+k, end)), end > i+k
}

func (g *grouping) each(is func(*item) bool, do func(*item)) {
	for i := range g.items {
		if is(&g.items[i]) {
			do(&g.items[i])
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
	return strings.Join(t.Undone(), "; ")
}

// open begins an exchange.
func (g *grouping) open(it *item) int {
	g.e.Exchanges = append(g.e.Exchanges, Exchange{})
	i := len(g.at)
	g.at = append(g.at, attempt{source: it.place.Source, start: it.place.From, from: it.place.From, to: it.place.To})
	g.order = slices.Insert(g.order, g.position(it.place), i)
	return i
}

// cover extends an exchange over the place of an item.
func (g *grouping) cover(i int, it *item) {
	if g.at[i].source == it.place.Source {
		g.at[i].from, g.at[i].to = min(g.at[i].from, it.place.From), max(g.at[i].to, it.place.To)
	}
}

// window is how many exchanges before and after an item are looked at: parts of
// one exchange stand near each other, and a log may hold a hundred thousand.
const window = 24

// candidates returns the exchanges near an item and those with a signature.
func (g *grouping) candidates(it *item, sig string) []int {
	k := g.position(it.place)
	g.cands = append(g.cands[:0], g.order[max(0, k-window):min(len(g.order), k+window)]...)
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

func (g *grouping) distance(i int, it *item) int {
	a := &g.at[i]
	d := max(0, it.place.From-a.to, a.from-it.place.To)
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
	i := g.nearestOf(it, sig, func(i int) bool { return sameRequest(g.e.Exchanges[i].Request, r, &g.at[i], date, sig) })
	if i < 0 {
		i = g.open(it)
		g.e.Exchanges[i].Request, g.e.Exchanges[i].Claims = r, it.claims
		g.at[i].date = date
		g.sign(i, sig)
		return
	}
	if better(r, g.e.Exchanges[i].Request) {
		g.e.Exchanges[i].Request, g.e.Exchanges[i].Claims = r, it.claims
	}
	g.cover(i, it)
}

// sameRequest reports whether two readings are of one request: the same
// signature, or for a bare URL the same target.
func sameRequest(a, b *Request, at *attempt, date, sig string) bool {
	if a == nil {
		return false
	}
	if a.Target.S == b.Target.S && strings.Contains(a.Target.S, "://") && sig != "" {
		return methodAgrees(a, b)
	}
	if sig != "" && sig == at.signature {
		return !isMasked(sig) && agree(date, at.date) && methodAgrees(a, b) && agree(a.Target.S, b.Target.S) || sig != "" && sig == at.signature && methodAgrees(a, b) && pathOf(a.Target.S) == pathOf(b.Target.S) && agree(date, at.date) && !isMasked(sig)
	}
	return false
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
	if a.OnTheWire != b.OnTheWire {
		return a.OnTheWire
	}
	if a.Target.Present() != b.Target.Present() {
		return a.Target.Present()
	}
	if a.HeadersComplete != b.HeadersComplete {
		return a.HeadersComplete
	}
	return len(a.Fields) > len(b.Fields)
}

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

// placeToSign puts a string to sign, by its date, else into the nearest exchange
// that lacks one.
func (g *grouping) placeToSign(it *item) {
	s := it.toSign
	if it.side == server && it.stated {
		g.placeServerString(it)
		return
	}
	date := amzDate(s.Date.S)
	lacks := func(i int) bool { return g.e.Exchanges[i].Client.StringToSign == nil }
	if g.nearest(it, func(i int) bool { return !lacks(i) && g.e.Exchanges[i].Client.StringToSign.Whole.S == s.Whole.S }) >= 0 {
		return
	}
	i := g.fit(it, date, lacks)
	g.e.Exchanges[i].Client.StringToSign = s
	g.at[i].hash = s.Hash.S
	g.join(i, it, date)
}

// placeCanonical puts a canonical request by the hash of its string to sign, by
// its date, else into the nearest exchange that lacks one.
func (g *grouping) placeCanonical(it *item) {
	c := it.canonical
	if it.side == server && it.stated {
		g.placeServerString(it)
		return
	}
	if g.nearest(it, func(i int) bool { return g.holds(i, c) }) >= 0 {
		return
	}
	lacks := func(i int) bool { return g.e.Exchanges[i].Client.Canonical == nil }
	date, hash := canonicalDate(c), sigv4.HexSHA256([]byte(c.Whole.S))
	i := g.nearest(it, func(i int) bool { return lacks(i) && g.at[i].hash == hash })
	if i < 0 {
		if k := g.nearest(it, func(i int) bool { return g.lacksServer(i, date, it) }); k >= 0 {
			g.serverOf(k, it).Canonical = c
			return
		}
		i = g.fit(it, date, lacks)
	}
	g.e.Exchanges[i].Client.Canonical = c
	g.join(i, it, date)
}

// holds reports whether an exchange has a canonical request already, whole or
// the part of it that another one is.
func (g *grouping) holds(i int, c *Canonical) bool {
	have := g.e.Exchanges[i].Client.Canonical
	return have != nil && strings.Contains(have.Whole.S, strings.TrimSpace(c.Whole.S))
}

// lacksServer reports whether a canonical request is likely the other side's of
// an exchange: the client's own is there, of the same date, and differs.
func (g *grouping) lacksServer(i int, date string, it *item) bool {
	x := &g.e.Exchanges[i]
	return x.Client.Canonical != nil && !it.stated && g.at[i].date == date && (x.Server == nil || x.Server.Canonical == nil && x.Server.Code.S == "")
}

// placeServerString puts a string that a heading gives to the server.
func (g *grouping) placeServerString(it *item) {
	if g.nearest(it, func(i int) bool { return g.serverHolds(i, it) }) >= 0 {
		return
	}
	i := g.nearest(it, func(i int) bool {
		a := g.e.Exchanges[i].Server
		return a == nil || (it.canonical == nil || a.Canonical == nil) && (it.toSign == nil || a.StringToSign == nil)
	})
	if i < 0 {
		i = g.open(it)
	}
	a := g.serverOf(i, it)
	if it.canonical != nil {
		a.Canonical = it.canonical
	} else {
		a.StringToSign = it.toSign
	}
	g.cover(i, it)
}

// serverHolds reports whether an answer has a string already.
func (g *grouping) serverHolds(i int, it *item) bool {
	a := g.e.Exchanges[i].Server
	if a == nil {
		return false
	}
	if it.canonical != nil {
		return a.Canonical != nil && a.Canonical.Whole.S == it.canonical.Whole.S
	}
	return a.StringToSign != nil && a.StringToSign.Whole.S == it.toSign.Whole.S
}

// serverOf returns the answer of an exchange, making one for strings that stand
// without any.
func (g *grouping) serverOf(i int, it *item) *Answer {
	if g.e.Exchanges[i].Server == nil {
		g.e.Exchanges[i].Server = &Answer{What: "server-strings", Place: it.place}
	}
	return g.e.Exchanges[i].Server
}

// fit finds the exchange for a string of a date: one of that date, else the
// nearest that lacks the string.
func (g *grouping) fit(it *item, date string, lacks func(int) bool) int {
	i := -1
	if date != "" {
		i = g.nearest(it, func(i int) bool { return lacks(i) && g.at[i].date == date })
	}
	if i < 0 {
		i = g.nearest(it, func(i int) bool { return lacks(i) && (date == "" || g.at[i].date == "") })
	}
	if i < 0 {
		i = g.nearest(it, lacks)
	}
	if i < 0 {
		i = g.open(it)
	}
	return i
}

// join notes a string of another attempt, and lets an exchange take over what
// the string tells.
func (g *grouping) join(i int, it *item, date string) {
	switch {
	case date == "":
	case g.at[i].date == "":
		g.at[i].date = date
	case g.at[i].date != date:
		g.notes = append(g.notes, Note{Says: "this " + strings.ReplaceAll(it.what, "-", " ") + " is from another attempt: its date is not that of the request", Place: it.place})
	}
	g.cover(i, it)
}

// placeAnswer puts an answer to the request that it is told to be for, else to
// the one before it.
func (g *grouping) placeAnswer(it *item) {
	a := it.answer
	date, sig := answerDate(a), a.Field("SignatureProvided").S
	i := -1
	if sig != "" {
		i = g.nearestOf(it, sig, func(i int) bool { return g.at[i].signature == sig && g.mergeable(i, a) })
	}
	if i < 0 {
		i = g.nearest(it, func(i int) bool { return g.precedes(i, it) && g.mergeable(i, a) })
	}
	if i < 0 && date != "" {
		i = g.nearest(it, func(i int) bool { return g.at[i].date == date && g.mergeable(i, a) })
	}
	if i < 0 {
		i = g.nearest(it, func(i int) bool { return g.mergeable(i, a) })
	}
	if i < 0 {
		i = g.open(it)
	}
	g.e.Exchanges[i].Server = merged(g.e.Exchanges[i].Server, a)
	if g.at[i].date == "" {
		g.at[i].date = date
	}
	g.cover(i, it)
}

// precedes reports whether an exchange stands before an item and no other one
// does after it.
func (g *grouping) precedes(i int, it *item) bool {
	return g.at[i].source == it.place.Source && g.at[i].from <= it.place.From
}

// mergeable reports whether an answer may be what is known of an exchange's.
func (g *grouping) mergeable(i int, a *Answer) bool {
	b := g.e.Exchanges[i].Server
	if b == nil {
		return true
	}
	return agree(a.Code.S, b.Code.S) && agree(a.Status.S, b.Status.S) && agree(requestID(a), requestID(b)) && agree(answerDate(a), answerDate(b)) &&
		agree(a.Field("SignatureProvided").S, b.Field("SignatureProvided").S)
}

func requestID(a *Answer) string {
	for _, t := range []Text{a.Field("RequestId"), a.HeaderValue("x-amz-request-id"), a.HeaderValue("x-amzn-requestid")} {
		if t.S != "" {
			return t.S
		}
	}
	return ""
}

// agree reports whether two values may be the same: equal, or one is unknown.
func agree(a, b string) bool { return a == "" || b == "" || a == b }

// merged fills what an answer lacks from another reading of it.
func merged(a, b *Answer) *Answer {
	if a == nil {
		return b
	}
	if a.What == "http-response" || a.What == "error-text" && b.What != "http-response" {
		a, b = b, a
	}
	fill(&a.Status, b.Status)
	fill(&a.Code, b.Code)
	fill(&a.Message, b.Message)
	if len(a.Head) == 0 {
		a.Head = b.Head
	}
	for _, f := range b.Fields {
		if !a.Field(f.Name.S).Present() {
			a.Fields = append(a.Fields, f)
		}
	}
	if a.Canonical == nil || b.Canonical != nil && b.Canonical.Exact && !a.Canonical.Exact {
		a.Canonical = b.Canonical
	}
	if a.StringToSign == nil || b.StringToSign != nil && b.StringToSign.Exact && !a.StringToSign.Exact {
		a.StringToSign = b.StringToSign
	}
	return a
}

func fill(t *Text, from Text) {
	if t.S == "" && from.Present() {
		*t = from
	}
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
	case it.hash.Present():
		fill(&c.Hash, it.hash)
	case it.side == server && it.stated:
	default:
		fill(&c.Signature, it.signature)
	}
	g.cover(i, it)
}

// rankAll puts the exchange to look at first in front: a refused signature, then
// any other error, then the rest, each as they stand in the paste.
func (g *grouping) rankAll() {
	sorted := make([]Exchange, 0, len(g.order))
	for want := range 3 {
		for _, i := range g.order {
			if x := &g.e.Exchanges[i]; rank(x) == want {
				sorted = append(sorted, *x)
			}
		}
	}
	g.e.Exchanges = sorted
}

func rank(x *Exchange) int {
	a := x.Server
	switch {
	case a == nil:
		return 2
	case aboutSigning(a):
		return 0
	case a.Code.S != "" || a.Status.S >= "4":
		return 1
	}
	return 2
}

// aboutSigning reports whether an answer is about the signature or what is
// checked with it.
func aboutSigning(a *Answer) bool {
	if a.Canonical != nil || a.StringToSign != nil || a.Status.S == "403" || a.Status.S == "401" {
		return true
	}
	for _, w := range []string{"Signature", "Auth", "Token", "Access", "Credential", "Time", "SHA256", "Expired", "Security"} {
		if strings.Contains(a.Code.S, w) {
			return true
		}
	}
	return a.What == "error-text" && a.Message.S != ""
}
