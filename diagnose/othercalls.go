package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// dropOthers leaves the client's texts out where they are those of another request: of
// another time, and of another method, path or host. Logs of several requests show the
// texts of one and the answer to the next.
func (f *facts) dropOthers() {
	c := f.client.Canonical
	if c == nil {
		return
	}
	date, differs := f.apartFrom(c)
	own, _ := lineOf(c, "x-amz-date")
	if !differs || own == "" || date == "" || own == date && !f.otherCall(c) {
		return
	}
	f.client.Canonical = nil
	if t := f.client.StringToSign; t != nil && (t.Date.S == own || t.Hash.S == sigv4.HexSHA256([]byte(c.Whole.S))) {
		f.client.StringToSign = nil
	}
}

// lookPlusOfOtherCall finds a + in the path that is sent, where the canonical request of
// another attempt has the blank as %20.
func lookPlusOfOtherCall(f *facts) []hit {
	c := f.ex.Client.Canonical
	if c == nil || f.client.Canonical != nil || !f.unsettled() || !f.requestShown() || !f.req.OnTheWire {
		return nil
	}
	sent := f.model.Path
	if !strings.Contains(sent, "+") || strings.ReplaceAll(sent, "+", "%20") != c.Path.S {
		return nil
	}
	if name := sent[strings.LastIndexByte(sent, '/')+1:]; name != "" && f.quotes(name) {
		return nil // the key has a + itself
	}
	return []hit{{
		basis: byInference,
		says: "The client signs " + quoted(clip(c.Path.S)) + " and sends " + quoted(clip(sent)) + ": in a path a + is a plus, and " +
			"the server signs it as %2B.",
		places:  places(c.Path, f.targetText()),
		yours:   c.Path.S,
		correct: sent,
		at:      CanonicalStage,
	}}
}

// otherCall reports whether a canonical request is of another call in the same second: one
// of which another signature is printed, or to another host with other signed headers, or
// signed for another service than the one that was sent.
func (f *facts) otherCall(c *evidence.Canonical) bool {
	t := f.client.StringToSign
	if f.claim != nil &&
		isHexHash(f.client.Signature.S) &&
		isHexHash(f.claim.Signature.S) &&
		f.client.Signature.S != f.claim.Signature.S {
		return true
	}
	if t == nil && f.req != nil && f.claim != nil {
		mine, where := lineOf(c, "host")
		host := fieldOf(f.req, "host").S
		return where.Present() &&
			host != "" &&
			!strings.EqualFold(bareHost(mine), bareHost(host)) &&
			!renamed(mine, host) &&
			c.SignedHeaders.S != f.claim.SignedHeaders.S
	}
	if t == nil ||
		f.req == nil ||
		f.claim == nil ||
		len(f.claim.ScopeParts) != 4 ||
		t.Hash.S != sigv4.HexSHA256([]byte(c.Whole.S)) {
		return false
	}
	s, ok := sigv4.ParseScope(t.Scope.S)
	mine, _ := lineOf(c, "host")
	host := fieldOf(f.req, "host").S
	return ok &&
		s.Service != f.claim.ScopeParts[2].S &&
		host != "" &&
		!strings.EqualFold(bareHost(mine), bareHost(host))
}

// apartFrom tells the time of the request, or of what the server verified, and whether
// its method, path or host is another one than that of a canonical request.
func (f *facts) apartFrom(c *evidence.Canonical) (date string, differs bool) {
	method, path, host := "", "", ""
	switch {
	case f.req != nil && f.req.Target.Present():
		authority, p, _, _, _ := sigv4.TargetParts(f.req.Target.S)
		method, path, host = f.req.Method.S, p, authority
		date = strings.TrimSpace(fieldOf(f.req, "x-amz-date").S)
		if v := strings.TrimSpace(fieldOf(f.req, "host").S); v != "" {
			host = v
		}
	case f.server.canonical != nil:
		s := f.server.canonical
		method, path = s.Method.S, s.Path.S
		host, _ = lineOf(s, "host")
		date, _ = lineOf(s, "x-amz-date")
	}
	mine, _ := lineOf(c, "host")
	other := func(a, b string) bool { return a != "" && b != "" && fullyDecoded(a) != fullyDecoded(b) }
	return date, other(method, c.Method.S) ||
		other(path, c.Path.S) && !sharesEnd(path, c.Path.S) ||
		other(bareHost(host), bareHost(mine)) && other(path, c.Path.S)
}

// sharesEnd reports whether two paths end alike: those of one request do, whatever was
// put before or taken off.
func sharesEnd(a, b string) bool {
	a, b = fullyDecoded(a), fullyDecoded(b)
	last := func(s string) string { return s[strings.LastIndexByte(strings.TrimRight(s, "/"), '/')+1:] }
	a, b = last(a), last(b)
	return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

// sameDate reports whether a canonical request is of the same attempt as the
// request: their times agree, as far as both are known.
func (f *facts) sameDate(c *evidence.Canonical) bool {
	v, where := lineOf(c, "x-amz-date")
	if !where.Present() {
		return true
	}
	mine, ok := f.raw.HeaderValue("x-amz-date")
	return !ok || mine == strings.TrimSpace(v)
}

// dumpedByGo is the heading under which the SDK for Go logs what it signs.
var dumpedByGo = regexp.MustCompile(`---\[ CANONICAL STRING\s+\]---`)

// goIgnores are the headers that its signer never signs (aws/signer/v4, "ignoredHeaders").
var goIgnores = setOf("authorization", "user-agent", "x-amzn-trace-id", "expect", "transfer-encoding")

// leftOutByGo lists the signed headers that arrived and that a canonical request leaves out
// which the SDK for Go has logged: one signer writes the same names into both of its lists, and
// that one never signs these. A server made it, to verify the request.
func (f *facts) leftOutByGo(c *evidence.Canonical) []string {
	if c == nil || f.claim == nil || !f.requestShown() || f.answer == nil || !f.sameDate(c) || !f.pasteHas(dumpedByGo) {
		return nil
	}
	list, claimed := lowered(replay.SplitList(c.SignedHeaders.S)), lowered(f.listed)
	more := without(claimed, list)
	if len(list) == 0 || len(without(list, claimed)) > 0 ||
		slices.ContainsFunc(more, func(n string) bool { return !goIgnores[n] || !f.sent(n) }) {
		return nil
	}
	return more
}

// giveServerIts takes the texts of a server that logs as clients do from the client.
func (f *facts) giveServerIts() {
	if f.server.canonical == nil && len(f.leftOutByGo(f.client.Canonical)) > 0 {
		f.server.canonical, f.server.text = f.client.Canonical, f.client.StringToSign
		f.client.Canonical, f.client.StringToSign = nil, nil
	}
}
