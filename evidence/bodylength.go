package evidence

import (
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
	// mostBodiless bounds the requests of a paste for which that is done: people who
	// print a body apart from its request show few of them.
	mostBodiless = 32
)

// bodiesByLength finds bodies that logs print elsewhere than the head of the request: a
// line, a string or what stands behind a label, as long as Content-Length says, where
// there is one such text.
func (g *grouping) bodiesByLength() {
	if len(g.e.Exchanges) > mostBodiless {
		return
	}
	for i := range g.e.Exchanges {
		r := g.e.Exchanges[i].Request
		if r == nil || r.BodyState != sigv4.BodyUnknown || r.Place.Empty() {
			continue
		}
		n, err := strconv.Atoi(find(r.Fields, "Content-Length").Trim().S)
		if err != nil || n < leastBody || n > bodyWindow {
			continue
		}
		body := bodyNear(g.e, r.Place, n)
		hash := find(r.Fields, "x-amz-content-sha256").Trim().S
		if body.Present() && (len(hash) != 64 || sigv4.HexSHA256([]byte(body.S)) == hash) {
			r.Body, r.BodyState = body, sigv4.BodyKnown
		}
	}
}

// bodyNear is the only text of a length around a place that can be a body.
func bodyNear(e *Evidence, at Place, n int) (body Text) {
	t := root(at.Source, e.Sources[at.Source]).Whole()
	low, high := max(0, at.From-bodyWindow), min(len(t.S), at.To+bodyWindow)
	take := func(c Text) bool {
		if len(c.S) != n || body.S == c.S || isClaimText(c.S) {
			return true
		}
		if body.Present() {
			return false
		}
		body = c
		return true
	}
	for from := low; from < high; {
		l := lineAt(t.S, from)
		line := t.Sub(l.from, min(l.to, high)).Trim()
		if len(line.S) >= n && !(take(line) && take(behindLabel(line)) && literals(line, n, take)) {
			return Text{}
		}
		from = l.next
	}
	return body
}

// isClaimText reports whether a text is of a signature or a checksum rather than a body.
func isClaimText(s string) bool {
	return strings.Contains(s, "Signature=") || strings.Contains(s, "X-Amz-Signature") || span(strings.TrimRight(s, "="), func(c byte) bool { return isAlnum(c) || strings.IndexByte("+/-_", c) >= 0 }) == len(strings.TrimRight(s, "="))
}

// behindLabel is what stands behind the first colon and blank of a line.
func behindLabel(line Text) Text {
	i := strings.Index(line.S, ": ")
	if i < 0 {
		return Text{}
	}
	return line.Sub(i+2, len(line.S)).Trim()
}

// literals offers the strings of a line whose bytes are of a length.
func literals(line Text, n int, take func(Text) bool) bool {
	s := line.S
	for at := 0; at < len(s); at++ {
		if !slices.Contains([]byte{'"', '\'', '`'}, s[at]) {
			continue
		}
		end := closingQuote(s, at+1, len(s), s[at])
		if end < 0 {
			continue
		}
		if end-at > n && end-at <= 6*n+1 {
			m := line.Remake()
			unescapeInto(m, s, at+1, end)
			if !take(m.View("escapes such as \\n").Whole()) {
				return false
			}
		}
		if end-at > n {
			at = end
		}
	}
	return true
}
