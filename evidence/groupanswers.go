package evidence

import (
	"bytes"
	"slices"
	"strings"
)

// placeAnswers places the answers that have a request before them, and then the others: what
// stands before all requests may be of an earlier one that is only told of, and is theirs
// where they have no other.
func (g *grouping) placeAnswers() {
	var behind, early []*item
	for _, it := range g.items {
		switch {
		case it.answer == nil || it.onlyStatus():
		case it.target == "" && g.nearest(it, func(i int) bool { return g.precedes(i, it) }) < 0:
			early = append(early, it)
		default:
			behind = append(behind, it)
		}
	}
	for _, it := range behind {
		g.placeAnswer(it)
	}
	for _, it := range early {
		switch i := g.nearest(it, func(i int) bool { return g.mergeable(i, it.answer) }); {
		case i >= 0 && g.saysOther(i, it.answer),
			i >= 0 && g.well(i) && aboutSigning(it.answer) && g.textsSince(i, it):
			g.e.Exchanges[g.open(it)].Server = it.answer
		case i >= 0 && wellAndRefused(g.e.Exchanges[i].Server, it.answer):
			g.e.Exchanges[i].Server = merged(it.answer, g.e.Exchanges[i].Server) // what was refused went well then
			g.cover(i, it)
		default:
			g.placeAnswer(it)
		}
	}
}

// saysOther reports whether a request has an answer with another message than that of a
// second one. What people say of an answer are other words than its own.
func (g *grouping) saysOther(i int, a *Answer) bool {
	x := &g.e.Exchanges[i]
	b := x.Server
	if b == nil || x.Request == nil && len(x.Claims) == 0 || a.What == "error-text" || b.What == "error-text" ||
		a.Message.S == "" || b.Message.S == "" {
		return false
	}
	const told = 24
	return !strings.Contains(a.Message.S, firstBytes(b.Message.S, told)) &&
		!strings.Contains(b.Message.S, firstBytes(a.Message.S, told))
}

// placeAnswer puts an answer to the request that it is told to be for, else to
// the one before it.
func (g *grouping) placeAnswer(it *item) {
	a := it.answer
	if it.target != "" {
		g.placeStatus(it)
		return
	}
	date, sig := answerDate(a), a.Field("SignatureProvided").S
	i := -1
	if sig != "" {
		i = g.nearestOf(it, sig, func(i int) bool {
			return g.at[i].signature == sig && (g.mergeable(i, a) || g.headOnly(i, a))
		})
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
	last := func() int { return g.nearest(it, func(i int) bool { return g.precedes(i, it) }) }
	if i < 0 || wellAndRefused(g.e.Exchanges[i].Server, a) && i != last() || g.well(i) && aboutSigning(a) && g.textsSince(i, it) {
		i = g.open(it)
	} else if other := g.textsBefore(it); sig == "" && other != "" && g.isOtherCall(i, it, other) {
		i = g.open(it)
		date = other
	}
	g.e.Exchanges[i].Server = merged(g.e.Exchanges[i].Server, a)
	if g.at[i].date == "" {
		g.at[i].date = date
	}
	g.cover(i, it)
}

// well reports whether an exchange was answered with success.
func (g *grouping) well(i int) bool {
	a := g.e.Exchanges[i].Server
	return a != nil && strings.HasPrefix(a.Status.S, "2")
}

// textsSince reports whether a string to sign of the client stands between the answer that is
// all that is known of an exchange, and another one: it is of the next request.
func (g *grouping) textsSince(i int, it *item) bool {
	if g.e.Exchanges[i].sent() || g.at[i].source != it.place.Source {
		return false
	}
	for k, n := g.itemAt(it.place)-1, 0; k >= 0 && n < window && g.items[k].place.From >= g.at[i].to; k, n = k-1, n+1 {
		if o := g.items[k]; o.toSign != nil && !(o.side == server && o.stated) {
			return true
		}
	}
	return false
}

// textsBefore is the time of the client's string to sign that stands last before an answer.
func (g *grouping) textsBefore(it *item) string {
	for k, n := g.itemAt(it.place)-1, 0; k >= 0 && n < window; k, n = k-1, n+1 {
		o := g.items[k]
		switch {
		case o.place.Source != it.place.Source, o.request != nil, len(o.claims) > 0:
			return ""
		case o.answer != nil && (o.answer.Status.Present() || o.answer.Code.Present()):
			return "" // it was answered
		case o.toSign != nil && !(o.side == server && o.stated):
			return amzDate(o.toSign.Date.S)
		}
	}
	return ""
}

// isOtherCall reports whether an answer behind texts of a time is that of another call than
// an exchange before them: its own time is another one, and the texts of that one are there.
func (g *grouping) isOtherCall(i int, it *item, date string) bool {
	own := g.at[i].date
	if own == "" || own == date || !agree(answerDate(it.answer), date) || g.at[i].to > it.place.From {
		return false
	}
	for k, n := g.itemAt(it.place)-1, 0; k >= 0 && n < window; k, n = k-1, n+1 {
		if o := g.items[k]; o.toSign != nil && amzDate(o.toSign.Date.S) == own {
			return true
		}
	}
	return false
}

// placeStatus puts the status of an access log's line to the request that it is
// of, where there is one: what stands right behind a request tells more. A line that
// tells the code of an error, too, is an exchange of its own else.
func (g *grouping) placeStatus(it *item) {
	of := func(is func(target string) bool) int {
		return g.nearest(it, func(i int) bool {
			r := g.e.Exchanges[i].Request
			return r != nil && is(r.Target.S) && g.mergeable(i, it.answer) && !wellAndRefused(it.answer, g.e.Exchanges[i].Server)
		})
	}
	i := of(func(target string) bool { return target == it.target })
	if i < 0 {
		i = of(func(target string) bool { return strings.HasSuffix(target, it.target) })
	}
	if i >= 0 {
		g.e.Exchanges[i].Server = merged(g.e.Exchanges[i].Server, it.answer)
		return
	}
	if it.logged != nil {
		i = g.open(it)
		g.e.Exchanges[i].Request, g.e.Exchanges[i].Server = it.logged, it.answer
	}
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
	return agree(strings.TrimSuffix(a.Code.S, "Exception"), strings.TrimSuffix(b.Code.S, "Exception")) &&
		agree(a.Status.S, b.Status.S) &&
		agree(requestID(a), requestID(b)) &&
		agree(answerDate(a), answerDate(b)) &&
		agree(a.Field("SignatureProvided").S, b.Field("SignatureProvided").S)
}

// wellAndRefused reports whether one reading of an answer says that all is well, and the
// other one that the request was refused. Errors within an answer of 200, as copies of
// S3 have them, are none of the signature.
func wellAndRefused(a, b *Answer) bool {
	return a != nil && b != nil && strings.HasPrefix(a.Status.S, "2") && b.Code.S != "" && aboutSigning(b)
}

// headOnly reports whether an exchange has no more of its answer than a head of the same
// status: the body that names its signature is that of the answer, whatever ids say.
func (g *grouping) headOnly(i int, a *Answer) bool {
	b := g.e.Exchanges[i].Server
	return b.What == "http-response" && b.Code.S == "" && b.Canonical == nil && agree(a.Status.S, b.Status.S)
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
	if c := b.Canonical; c != nil && (a.Canonical == nil || !a.Canonical.Exact && outranks(c, a.Canonical)) {
		a.Canonical = c
	}
	if s := b.StringToSign; s != nil &&
		(a.StringToSign == nil || !a.StringToSign.Exact && outranksToSign(s, a.StringToSign)) {
		a.StringToSign = s
	}
	return a
}

func fill(t *Text, from Text) {
	if t.S == "" && from.Present() {
		*t = from
	}
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

// codeFromHead takes the code from the header that REST services put it in.
func codeFromHead(a *Answer) {
	if a == nil || a.Code.S != "" {
		return
	}
	if t := a.HeaderValue("x-amzn-errortype"); isErrorCode(codeName(t.S)) {
		a.Code = codePart(t)
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

// rankAll puts the exchange to look at first in front: a refused signature, and of those
// first what tells more than the answer; then any other error, then the rest, each as they
// stand in the paste.
func (g *grouping) rankAll() {
	g.setAside()
	sorted := make([]Exchange, 0, len(g.order))
	for want := range ranks {
		for _, i := range g.order {
			if x := &g.e.Exchanges[i]; x.Rank() == want && !x.empty() {
				sorted = append(sorted, *x)
			}
		}
	}
	g.e.Exchanges = sorted
}

// ofAWS reports whether a request or its answer has what only those of AWS and its kind
// have: headers and errors.
func (x *Exchange) ofAWS() bool {
	isAmz := func(f Field) bool { return strings.HasPrefix(strings.ToLower(f.Name.S), "x-amz-") }
	if slices.ContainsFunc(x.Request.Fields, isAmz) {
		return true
	}
	a := x.Server
	return a != nil && (a.Code.S != "" || a.Canonical != nil || a.StringToSign != nil)
}

// setAside marks requests without a signature that go elsewhere than those with one:
// for a token, for metadata, through a proxy, before a browser's request.
func (g *grouping) setAside() {
	hosts := map[string]bool{}
	for i := range g.e.Exchanges {
		if x := &g.e.Exchanges[i]; x.Request != nil && x.isSigned() {
			hosts[x.host()] = true
		}
	}
	for i := range g.e.Exchanges {
		x := &g.e.Exchanges[i]
		if g.at[i].apart && !x.isSigned() && len(g.e.Exchanges) > 1 {
			x.Aside = true
			continue
		}
		if len(hosts) == 0 || x.Request == nil || x.isSigned() {
			continue
		}
		method, host := x.Request.Method.S, x.host()
		goesElsewhere := host != "" && !hosts[host] && !strings.Contains(host, "amazonaws.") && !x.ofAWS()
		x.Aside = method == "OPTIONS" || method == "CONNECT" || goesElsewhere
	}
}

// isSigned reports whether anything of an exchange tells of Signature Version 2 or 4.
func (x *Exchange) isSigned() bool {
	if x.Client.Canonical != nil || x.Client.StringToSign != nil {
		return true
	}
	return slices.ContainsFunc(x.Claims, func(c Claim) bool {
		return c.Credential.Present() || c.Signature.Present() || c.SignedHeaders.Present() ||
			equalFold(firstBytes(c.Algorithm.S, 3), "aws")
	})
}

func (x *Exchange) host() string {
	raw := x.Request.Raw()
	host, _ := raw.Host()
	return strings.ToLower(host)
}

// The ranks of exchanges, the one to look at first being the least.
const (
	Refused      = iota // for the signature, or what is checked with it
	RefusedAlone        // likewise, where the refusal is all that is known
	Failed              // for something else
	Unanswered          // or answered well
	Unsigned            // or no matter of the signed ones around it
	ranks
)

// Rank tells how much an exchange matters.
func (x *Exchange) Rank() int {
	a := x.Server
	signs := len(x.Claims) > 0 || x.Client.Canonical != nil || x.Client.StringToSign != nil
	switch {
	case x.Aside, a == nil && !signs:
		return Unsigned
	case a == nil:
		return Unanswered
	case aboutSigning(a) && x.Request == nil && !signs && a.Canonical == nil && a.StringToSign == nil:
		return RefusedAlone
	case aboutSigning(a):
		return Refused
	case a.Code.S != "" || a.Status.S >= "4":
		return Failed
	}
	return Unanswered
}

// inSigningCodes are words of the codes that have to do with signing.
var inSigningCodes = []string{
	"Signature", "Auth", "Token", "Access", "Credential", "Time", "SHA256", "Expired", "Security",
}

// aboutSigning reports whether an answer is about the signature or what is
// checked with it.
func aboutSigning(a *Answer) bool {
	if a.Canonical != nil || a.StringToSign != nil || a.Status.S == "403" || a.Status.S == "401" {
		return true
	}
	if hasAny(a.Code.S, inSigningCodes) {
		return true
	}
	return a.What == "error-text" && a.Message.S != "" || strings.Contains(a.Message.S, "signature we calculated")
}

// joinHeads makes the head of an answer and the body right after it one answer.
func (g *grouping) joinHeads() {
	for i := 1; i < len(g.items); i++ {
		head, body := g.items[i-1], g.items[i]
		if !head.isHead() || body.answer == nil || body.isHead() || !g.adjacent(head.place, body.place) {
			continue
		}
		body.answer = merged(head.answer, body.answer)
		body.place.From = head.place.From
		body.answer.Place = body.place
		head.answer = nil
	}
}

// isHead reports whether an item is an answer by its status line and headers.
func (it *item) isHead() bool { return it.answer != nil && it.answer.What == "http-response" }

// between is what stands between two places of a source, without what a log puts before
// each of its lines: what stands before the first place in its line.
func (g *grouping) between(a, b Place) string {
	data := g.e.Sources[a.Source].Data
	gap := string(data[a.To:b.From])
	low := max(0, a.From-longestPrefix)
	line := low + bytes.LastIndexByte(data[low:a.From], '\n') + 1
	prefix := string(data[line:a.From])
	if strings.TrimSpace(prefix) == "" {
		return gap
	}
	lines := strings.Split(gap, "\n")
	for i := range lines {
		if i == 0 && data[a.To-1] != '\n' {
			continue // the rest of a line
		}
		if k, ok := cutPrefix(lines[i], prefix); ok {
			lines[i] = lines[i][k:]
		}
	}
	return strings.Join(lines, "\n")
}

// longestPrefix bounds what logs put before a line, in bytes.
const longestPrefix = 200

// adjacent reports whether nothing but blanks and an XML declaration stands
// between two places.
func (g *grouping) adjacent(a, b Place) bool {
	if a.Source != b.Source || b.From < a.To || b.From-a.To > 400 {
		return false
	}
	gap := strings.TrimSpace(g.between(a, b))
	return gap == "" || strings.HasPrefix(gap, "<?xml") && strings.HasSuffix(gap, "?>") && strings.Count(gap, "<") == 1
}
