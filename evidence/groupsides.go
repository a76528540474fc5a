package evidence

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// partSides gives the texts that nothing names to the server where a log of the client's signer
// has others of the same attempt, whichever stands first.
func (g *grouping) partSides() {
	for k, it := range g.items {
		if it.canonical == nil || it.named || it.canonical.Partial {
			continue
		}
		lo, hi := max(0, k-window), min(len(g.items), k+window+1)
		if slices.ContainsFunc(g.items[lo:hi], it.partsFrom) {
			it.side, it.stated, it.named = server, true, true
		}
	}
}

// partsFrom reports whether another item is the canonical request that the client signed, by
// the name of its signer, and this one is another of the same attempt.
func (it *item) partsFrom(o *item) bool {
	return o.canonical != nil && o.named && o.side == client && !o.canonical.Partial && o.place.Source == it.place.Source &&
		o.canonical.Whole.S != it.canonical.Whole.S && ofOneAttempt(o.canonical, it.canonical)
}

// pairSides gives the texts that stand alone to the server of the attempt that they are
// of: same time and method, no request, signature or answer of their own, and close to
// what the client signed. Servers log their texts under names that tell no side.
func (g *grouping) pairSides() {
	for k := 1; k < len(g.order); k++ {
		j := g.order[k]
		if !g.alone(j) {
			continue
		}
		for back := 1; back <= window && back <= k; back++ {
			if i := g.order[k-back]; g.lacksSide(i, j) {
				g.giveSide(i, j)
				break
			}
		}
	}
}

// lendTexts gives the client's texts of an attempt to the exchange of the same attempt
// whose answer shows the server's, and which has none: logs tell of headers, URL and texts
// in lines of their own.
func (g *grouping) lendTexts() {
	for k, i := range g.order {
		x := &g.e.Exchanges[i]
		if x.Server == nil || x.Server.Canonical == nil || x.Client.Canonical != nil || x.Client.StringToSign != nil {
			continue
		}
		var lenders []int
		for _, j := range g.nearby(k) {
			y := &g.e.Exchanges[j]
			if y.Server == nil && y.Client.Canonical != nil && ofOneAttempt(y.Client.Canonical, x.Server.Canonical) {
				lenders = append(lenders, j)
			}
		}
		if len(lenders) == 1 { // else they may be of either
			y := &g.e.Exchanges[lenders[0]]
			x.Client, y.Client = y.Client, Strings{}
		}
	}
}

// nearby are the exchanges of the same source that stand within the window of the k-th.
func (g *grouping) nearby(k int) (list []int) {
	i := g.order[k]
	for _, j := range g.order[max(0, k-window):min(len(g.order), k+window+1)] {
		if j != i && g.at[j].source == g.at[i].source {
			list = append(list, j)
		}
	}
	return list
}

// alone reports whether an exchange is nothing but texts.
func (g *grouping) alone(j int) bool {
	x := &g.e.Exchanges[j]
	return !x.sent() && x.Server == nil && x.Client.Canonical != nil && !x.Client.Canonical.Partial
}

// sent reports whether anything of an exchange's request is there.
func (x *Exchange) sent() bool { return x.Request != nil || len(x.Claims) > 0 }

// lacksSide reports whether the texts of one exchange are those that the server made of
// another.
func (g *grouping) lacksSide(i, j int) bool {
	x, other := &g.e.Exchanges[i], &g.e.Exchanges[j]
	mine, theirs := x.Client.Canonical, other.Client.Canonical
	refused := x.Server != nil && x.Server.Canonical == nil && refusesSignature(x.Server)
	if !refused || mine == nil || mine.Partial || g.at[i].source != g.at[j].source {
		return false
	}
	return mine.Whole.S != theirs.Whole.S && ofOneAttempt(mine, theirs)
}

// ofOneAttempt reports whether two canonical requests may be what client and server made of
// the same request.
func ofOneAttempt(mine, theirs *Canonical) bool {
	date := canonicalDate(mine)
	return date != "" && date == canonicalDate(theirs) &&
		mine.Method.S == theirs.Method.S &&
		mine.SignedHeaders.S == theirs.SignedHeaders.S &&
		closePaths(mine.Path.S, theirs.Path.S) &&
		closeQueries(mine.Query.S, theirs.Query.S)
}

// refusesSignature reports whether an answer is the one to a wrong signature.
func refusesSignature(a *Answer) bool {
	s := strings.ToLower(a.Code.S + " " + a.Message.S)
	return strings.Contains(s, "signature")
}

// closePaths reports whether two paths are one once encoded or cleaned otherwise.
func closePaths(a, b string) bool {
	plain := func(s string) string {
		for range 3 {
			s = sigv4.PercentDecode(s)
		}
		return strings.ToLower(strings.NewReplacer("/", "", "+", " ").Replace(s))
	}
	a, b = plain(a), plain(b)
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

// closeQueries reports whether two queries have the same parameters, or one has none.
func closeQueries(a, b string) bool {
	names := func(q string) []string {
		var out []string
		for p := range strings.SplitSeq(sigv4.PercentDecode(q), "&") {
			name, _, _ := strings.Cut(p, "=")
			out = append(out, name)
		}
		slices.Sort(out)
		return out
	}
	return a == "" || b == "" || slices.Equal(names(a), names(b))
}

func (g *grouping) giveSide(i, j int) {
	a, texts := g.e.Exchanges[i].Server, g.e.Exchanges[j].Client
	a.Canonical = texts.Canonical
	if a.StringToSign == nil {
		a.StringToSign = texts.StringToSign
	}
	g.e.Exchanges[j].Client = Strings{}
	g.e.Exchanges[i].Span = Place{g.at[i].source, min(g.at[i].from, g.at[j].from), max(g.at[i].to, g.at[j].to)}
}

// empty reports whether all parts of an exchange were given away.
func (x *Exchange) empty() bool {
	return !x.sent() && x.Server == nil && x.Client.empty()
}

func (s *Strings) empty() bool {
	return s.Canonical == nil && s.StringToSign == nil &&
		!s.Signature.Present() && !s.Hash.Present() && len(s.Keys) == 0
}
