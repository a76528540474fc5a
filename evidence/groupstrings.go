package evidence

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// inheritSides gives a string to sign under no heading the side of the canonical
// request right before it.
func (g *grouping) inheritSides() {
	for i := 1; i < len(g.items); i++ {
		it, before := g.items[i], g.items[i-1]
		if it.toSign == nil || before.canonical == nil || before.place.Source != it.place.Source {
			continue
		}
		tells := before.stated && !it.stated || before.named && !it.named
		if tells && g.rightBehind(before.place, it.place) {
			it.side, it.stated, it.named = before.side, true, before.named
		}
	}
}

// rightBehind reports whether no more than a label, or a few lines of a log with what it puts
// before them, stands between two places.
func (g *grouping) rightBehind(a, b Place) bool {
	const label, fewLines, most = 80, 3, 800
	gap := b.From - a.To
	if gap < 0 || gap > most {
		return false
	}
	return gap < label || bytes.Count(g.e.Sources[a.Source].Data[a.To:b.From], []byte("\n")) <= fewLines
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
	holds := func(i int) bool { return !lacks(i) && g.e.Exchanges[i].Client.StringToSign.Whole.S == s.Whole.S }
	if g.nearest(it, holds) >= 0 {
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
	if i >= 0 && g.at[i].date != "" {
		date = "" // the hash proves that they belong together, whatever their dates
	}
	if i < 0 {
		if k := g.nearest(it, func(i int) bool { return g.lacksServer(i, date, it) }); k >= 0 {
			g.serverOf(k, it).Canonical = c
			return
		}
		if i = g.nearest(it, func(i int) bool { return g.displaces(i, c) }); i >= 0 {
			other := g.open(it)
			g.e.Exchanges[other].Client.Canonical = g.e.Exchanges[i].Client.Canonical
		} else {
			i = g.fit(it, date, lacks)
		}
	}
	g.e.Exchanges[i].Client.Canonical = c
	g.join(i, it, date)
}

// displaces reports whether a canonical request is that of an exchange, by its time or by
// method and path of the request, and the one that the exchange has is not.
func (g *grouping) displaces(i int, c *Canonical) bool {
	x := &g.e.Exchanges[i]
	have := x.Client.Canonical
	if have == nil {
		return false
	}
	if date := canonicalDate(c); date != "" && g.at[i].date == date && !agree(canonicalDate(have), date) {
		return true
	}
	if x.Request == nil || !x.Request.Method.Present() || !x.Request.Target.Present() || x.Client.StringToSign != nil {
		return false
	}
	_, path, _, _, _ := sigv4.TargetParts(x.Request.Target.S)
	fits := func(c *Canonical) bool {
		return c.Method.S == x.Request.Method.S && sigv4.PercentDecode(c.Path.S) == sigv4.PercentDecode(path)
	}
	return fits(c) && !fits(have)
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
	return x.Client.Canonical != nil && !it.stated && g.at[i].date == date &&
		!g.displaces(i, it.canonical) && x.Server.mayLackCanonical()
}

// mayLackCanonical reports whether a server's canonical request may stand apart from its
// answer: the answer, if there is one, holds none and tells little.
func (a *Answer) mayLackCanonical() bool {
	if a == nil {
		return true
	}
	bare := a.What == "error-text" && a.Message.S == ""
	return a.Canonical == nil && (a.Code.S == "" || bare)
}

// placeServerString puts a string that a heading gives to the server.
func (g *grouping) placeServerString(it *item) {
	if g.nearest(it, func(i int) bool { return g.serverHolds(i, it) }) >= 0 {
		return
	}
	if i := g.nearest(it, func(i int) bool { return g.answersOther(i, it) }); i >= 0 {
		x := &g.e.Exchanges[i] // the heading spoke of something else
		if it.canonical != nil {
			x.Client.Canonical = it.canonical
		} else {
			x.Client.StringToSign = it.toSign
		}
		g.cover(i, it)
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

// serverHolds reports whether an answer has a string already, or the whole that one is the
// header lines of: servers log these first.
func (g *grouping) serverHolds(i int, it *item) bool {
	a := g.e.Exchanges[i].Server
	if a == nil {
		return false
	}
	if it.canonical != nil {
		return a.Canonical != nil && (a.Canonical.Whole.S == it.canonical.Whole.S ||
			it.canonical.Partial && strings.Contains(a.Canonical.Whole.S, strings.TrimSpace(it.canonical.Whole.S)))
	}
	return a.StringToSign != nil && a.StringToSign.Whole.S == it.toSign.Whole.S
}

// answersOther reports whether an answer itself has another string than this one of the
// same time, and the client's is lacking: then this one is the client's.
func (g *grouping) answersOther(i int, it *item) bool {
	x := &g.e.Exchanges[i]
	a := x.Server
	if a == nil || a.What == "server-strings" {
		return false
	}
	if c := it.canonical; c != nil {
		return x.Client.Canonical == nil && a.Canonical != nil &&
			a.Canonical.Whole.S != c.Whole.S && canonicalDate(a.Canonical) == canonicalDate(c)
	}
	return x.Client.StringToSign == nil && a.StringToSign != nil &&
		a.StringToSign.Whole.S != it.toSign.Whole.S && a.StringToSign.Date.S == it.toSign.Date.S
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
		i = g.nearest(it, func(i int) bool { return lacks(i) && (date == "" || g.at[i].date == "") && !g.passed(i, it) })
	}
	if i < 0 {
		i = g.nearest(it, func(i int) bool { return lacks(i) && !g.passed(i, it) })
	}
	if i < 0 {
		i = g.open(it)
	}
	return i
}

// passed reports whether an exchange is but an answer, and another string of the kind of
// this one stands between them: it is the answer to that one.
func (g *grouping) passed(i int, it *item) bool {
	at := &g.at[i]
	if g.e.Exchanges[i].sent() || at.source != it.place.Source || at.start < it.place.To {
		return false
	}
	k := g.itemAt(it.place)
	for n := 0; k < len(g.items) && n < window && g.items[k].place.From < at.start; k, n = k+1, n+1 {
		if o := g.items[k]; o.place.From >= it.place.To && o.rivals(it) {
			return true
		}
	}
	return false
}

// rivals reports whether two items are strings of one kind, of the client, at two times.
func (it *item) rivals(o *item) bool {
	if it.side == server && it.stated {
		return false
	}
	switch {
	case it.toSign != nil && o.toSign != nil:
		return !agree(amzDate(it.toSign.Date.S), amzDate(o.toSign.Date.S))
	case it.canonical != nil && o.canonical != nil:
		return !agree(canonicalDate(it.canonical), canonicalDate(o.canonical))
	}
	return false
}

// itemAt is the number of the first item at a place or behind it.
func (g *grouping) itemAt(p Place) int {
	k, _ := slices.BinarySearchFunc(g.items, p, func(o *item, p Place) int {
		return cmp.Or(o.place.Source-p.Source, o.place.From-p.From)
	})
	return k
}

// join notes a string of another attempt, and lets an exchange take over what
// the string tells.
func (g *grouping) join(i int, it *item, date string) {
	switch {
	case date == "":
	case g.at[i].date == "":
		g.at[i].date = date
	case g.at[i].date != date:
		what := strings.ReplaceAll(it.what, "-", " ")
		g.notes = append(g.notes, Note{
			Says:  "this " + what + " is from another attempt: its date is not that of the request",
			Place: it.place,
		})
	}
	g.cover(i, it)
}
