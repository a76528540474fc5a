package evidence

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

const (
	// bodyWindow is how far from a request its body is looked for by its length.
	bodyWindow = 16 << 10
	// leastBody is the length from which on that tells a body from other texts.
	leastBody = 8
	// leastObject is the length from which on an object of JSON is the body though it has
	// another hash than was signed.
	leastObject = 16
	// mostBodiless bounds the requests of a paste for which that is done: people who
	// print a body apart from its request show few of them.
	mostBodiless = 32
)

// bodiesByLength finds bodies that logs print elsewhere than the head of the request: a
// line, a string or what stands behind a label, as long as Content-Length says. Where a
// hash of the body is told, that proves it; else the signature has to.
func (g *grouping) bodiesByLength() {
	if len(g.e.Exchanges) > mostBodiless {
		return
	}
	for i := range g.e.Exchanges {
		x := &g.e.Exchanges[i]
		r := x.Request
		if r == nil || r.BodyState != sigv4.BodyUnknown || r.Place.Empty() {
			continue
		}
		if r.Body.Present() && slices.Contains(x.payloadHashes(), sigv4.HexSHA256([]byte(r.Body.S))) {
			r.BodyState = sigv4.BodyKnown
			continue
		}
		if g.dumpedBody(x) {
			continue
		}
		n, err := strconv.Atoi(find(r.Fields, "Content-Length").Trim().S)
		if err != nil {
			g.bodyByName(x)
			continue
		}
		if n < leastBody || n > bodyWindow {
			continue
		}
		near := &bodyQuest{hashes: x.payloadHashes(), n: n, out: g.placesOf(r.Place.Source)}
		near.search(g.e, r.Place)
		if near.proven.Present() {
			r.Body, r.BodyState = near.proven, sigv4.BodyKnown
		} else if near.like.Present() && !near.several {
			r.MaybeBody = near.like
		}
	}
}

// dumpedBody takes bytes for the body that the paste shows apart from the request: those
// with its hash or, as the only ones there, with its length where one is told.
func (g *grouping) dumpedBody(x *Exchange) bool {
	r := x.Request
	hashes, length := x.payloadHashes(), find(r.Fields, "Content-Length").Trim().S
	for _, t := range g.dumps {
		switch {
		case slices.Contains(hashes, sigv4.HexSHA256([]byte(t.S))):
			r.Body, r.BodyState = t, sigv4.BodyKnown
			return true
		case len(hashes) == 0 && len(g.dumps) == 1 && len(g.e.Exchanges) == 1 && agree(length, strconv.Itoa(len(t.S))):
			r.MaybeBody = t
			return true
		}
	}
	return false
}

// payloadHashes are the hashes that either side tells of the body.
func (x *Exchange) payloadHashes() []string {
	hashes := []string{find(x.Request.Fields, "x-amz-content-sha256").Trim().S}
	if x.Client.Canonical != nil {
		hashes = append(hashes, x.Client.Canonical.PayloadHash.S)
	}
	if x.Server != nil && x.Server.Canonical != nil {
		hashes = append(hashes, x.Server.Canonical.PayloadHash.S)
	}
	return slices.DeleteFunc(hashes, func(h string) bool { return len(h) != 64 })
}

// placesOf are the places of what was read of a source as something other than a body.
func (g *grouping) placesOf(source int) (out []Place) {
	for _, x := range g.e.Exchanges {
		if x.Request != nil && x.Request.Place.Source == source {
			out = append(out, x.Request.Place)
		}
		if x.Server != nil && x.Server.Place.Source == source {
			out = append(out, x.Server.Place)
		}
	}
	return out
}

// A bodyQuest looks for the text of a paste that is the body of a request.
type bodyQuest struct {
	n       int      // bytes of the body
	hashes  []string // of the body
	out     []Place  // that are known to be something else
	proven  Text     // has one of the hashes
	like    Text     // has the form of a body
	several bool     // texts have
}

func (q *bodyQuest) search(e *Evidence, at Place) {
	t := root(at.Source, e.Sources[at.Source]).Whole()
	low, high := max(0, at.From-bodyWindow), min(len(t.S), at.To+bodyWindow)
	for from := low; from < high && !q.proven.Present(); {
		l := lineAt(t.S, from)
		from = l.next
		line := t.Sub(l.from, min(l.to, high)).Trim()
		q.block(t, l.from)
		if len(line.S) < q.n || slices.ContainsFunc(q.out, func(p Place) bool { return p.From <= l.from && l.to <= p.To }) {
			continue
		}
		q.take(line)
		q.take(beforeQuotes(line, q.n))
		q.tails(line)
		q.literals(line)
	}
}

// block looks at a body of several lines that begins with a line.
func (q *bodyQuest) block(t Text, from int) {
	to := from + q.n
	if from >= len(t.S) || to > len(t.S) || !isAmong(t.S[from], "{[<") {
		return
	}
	endsLine := to == len(t.S) || isAmong(t.S[to], "\r\n")
	if endsLine && strings.Contains(t.S[from:to], "\n") {
		q.take(t.Sub(from, to))
	}
}

// take looks at a text that may be the body.
func (q *bodyQuest) take(c Text) {
	switch {
	case len(c.S) != q.n || q.like.S == c.S:
	case len(q.hashes) > 0:
		switch {
		case slices.Contains(q.hashes, sigv4.HexSHA256([]byte(c.S))):
			q.proven = c
		case len(c.S) >= leastObject && c.S[0] == '{' && !slices.Contains(q.hashes, sigv4.EmptyHash) && json.Valid([]byte(c.S)):
			q.several = q.several || q.like.Present()
			q.like = c
		}
	case likeBody(c.S):
		q.several = q.like.Present()
		q.like = c
	}
}

// likeBody reports whether a text has the form of a body: JSON, XML, a form, or bytes
// that are no text.
func likeBody(s string) bool {
	switch {
	case strings.Contains(s, "Signature="), strings.Contains(s, "X-Amz-Signature"):
		return false
	case isAmong(s[0], "{[<"), s[0] < ' ':
		return true
	}
	name := span(s, func(c byte) bool { return isAlnum(c) || c == '.' || c == '_' || c == '-' })
	return name > 0 && name < len(s) && s[name] == '=' && strings.Contains(s, "&")
}

// beforeQuotes is the beginning of a line behind which only quotes and brackets stand.
func beforeQuotes(line Text, n int) Text {
	if strings.Trim(line.S[n:], "\"'`)],;") != "" {
		return Text{}
	}
	return line.Sub(0, n)
}

// mostLabels is how many labels a line of a log has before its message at most.
const mostLabels = 8

// tails looks at what stands behind the labels of a line, as it is and with its escapes
// undone.
func (q *bodyQuest) tails(line Text) {
	at := 0
	for range mostLabels {
		i := strings.Index(line.S[at:], ": ")
		if i < 0 {
			return
		}
		at += i + 2
		tail := line.Sub(at, len(line.S)).Trim()
		if q.take(tail); hasEscape(tail.S) {
			q.take(unescaped(tail))
		}
	}
}

// literals looks at the strings of a line.
func (q *bodyQuest) literals(line Text) {
	s := line.S
	open := "" // the quotes that are not closed again
	for at := 0; at < len(s); at++ {
		if !isQuote(s[at]) || strings.IndexByte(open, s[at]) >= 0 {
			continue
		}
		end := closingQuote(s, at+1, len(s), s[at])
		if end < 0 {
			open += s[at : at+1]
			continue
		}
		if end-at <= q.n {
			continue
		}
		if end-at <= 6*q.n+1 {
			m := line.Remake()
			unescapeInto(m, s, at+1, end)
			q.take(m.View("escapes such as \\n").Whole())
		}
		at = end
	}
}
