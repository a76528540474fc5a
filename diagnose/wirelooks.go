package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// wireLooks compare what was sent with what the server saw.
var wireLooks = []mistake{
	{code: "header-changed-after-signing", look: lookServerSaw},
	{code: "host-rewritten-by-proxy", look: lookHostRewritten},
	{code: "header-changed-after-signing", look: lookListRewritten},
	{code: "path-mismatch", look: lookServerPath},
	{code: "path-prefix-rewritten", look: lookPrefixTaken},
	{code: "host-rewritten-by-proxy", look: lookHostInCode},
	{code: "path-double-encoded", look: lookEncodedPath},
	{code: "path-reencoded-after-signing", look: lookRawOnWire},
	{code: "plus-for-space", look: lookPlusOfOtherCall},
	{code: "plus-for-space", look: lookBlankAsPlus},
	{code: "non-ascii-encoded-differently", look: lookUTF8Twice},
	{code: "authorization-removed-in-transit", look: lookArrivedUnsigned},
}

var (
	// tracedRequest is a request as "mc admin trace" prints what a MinIO server received.
	tracedRequest  = regexp.MustCompile(`(?s)\[REQUEST [\w.]+\](.*?)\[RESPONSE\]`)
	authorizedLine = regexp.MustCompile(`(?i)authorization:|X-Amz-Credential|X-Amz-Signature`)
)

// lookArrivedUnsigned compares the request as sent with what the server's trace
// says that it received.
func lookArrivedUnsigned(f *facts) []hit {
	if !f.signedInHeader() ||
		!f.requestShown() ||
		f.misplaced() ||
		f.mismatch() ||
		f.req.Target.S == "" {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, tracedRequest) {
			continue
		}
		for _, m := range tracedRequest.FindAllSubmatchIndex(src.Data, 20) {
			received := string(src.Data[m[2]:m[3]])
			_, path, _, _, _ := sigv4.TargetParts(f.req.Target.S)
			if strings.Contains(received, " "+path) &&
				strings.Contains(lower(received), "host:") &&
				!authorizedLine.MatchString(received) {
				return []hit{{
					basis:  byTexts,
					stands: true,
					says: "The request is sent with an Authorization header; the server's trace shows that it " +
						"arrived without one.",
					places: append(places(f.claim.Whole), f.ev.Cut(i, m[0], m[0]+len("[REQUEST"))),
				}}
			}
		}
	}
	return nil
}

// accountNumber is that of an account, which people exchange for another one.
var accountNumber = regexp.MustCompile(`\b(?:\d{12}|(?i:account(?:[-_]?id)?))\b`)

// sameButAccount reports whether two paths differ by the number of an account alone.
func sameButAccount(a, b string) bool {
	return accountNumber.MatchString(a) &&
		accountNumber.ReplaceAllString(a, "") == accountNumber.ReplaceAllString(b, "")
}

// lookTarget compares path and query as they were sent with what the server verified.
func (f *facts) lookTarget(c *evidence.Canonical) []hit {
	n := newNaming(f.model)
	var hits []hit
	for _, p := range []part{
		{replay.GroupPath, c.Path, "path-mismatch"},
		{replay.GroupQuery, c.Query, "query-changed-after-signing"},
	} {
		due := n.due(p.group)
		if !p.text.Present() ||
			masked(p.text.S) ||
			c.Flat && p.group == replay.GroupQuery && !strings.Contains(p.text.S, "=") ||
			sameButAccount(p.text.S, due) {
			continue
		}
		for _, h := range n.part(p) {
			h.says = "The server verified " + clip(p.text.S) + ", the request as sent gives " + clip(due) + "."
			if p.group == replay.GroupPath &&
				!f.onAWS() &&
				(strings.Contains(p.text.S, " ") || !replay.IsASCII(p.text.S)) &&
				sigv4.PercentDecode(f.model.Path) == p.text.S {
				h.code = "server-side-canonicalization"
				h.says = "The server puts the path into its canonical request decoded; there it is " +
					"percent-encoded, as it was sent: " +
					clip(due) + "."
			}
			if h.code == "path-not-double-encoded" && f.onAWS() {
				h.code = "path-reencoded-after-signing"
				h.says = "The server verified " + clip(p.text.S) + ", and encodes what arrives once: the path arrived " +
					"decoded. It was sent as " + clip(f.model.Path) + ", which gives " + clip(due) + "."
			}
			h.yours, h.correct = due, p.text.S
			switch {
			case p.group == replay.GroupQuery:
				h.code = addedOrLost(h.code, p.text.S, due)
			case f.frontedBucket():
				h.basis = byHint
			}
			hits = append(hits, h)
		}
	}
	return hits
}

// addedOrLost names a query that has parameters more at the server than were sent, or
// fewer.
func addedOrLost(code, seen, sent string) string {
	if code != "query-changed-after-signing" &&
		code != "query-param-added-after-signing" &&
		code != "query-extra-parts-signed" {
		return code // says more
	}
	a, b := replay.SplitPairs(seen), replay.SplitPairs(sent)
	switch {
	case len(a) > len(b) && holdsAllPairs(a, b):
		if newNames(a, b) {
			return "query-param-added-after-signing"
		}
		return "query-changed-after-signing"
	case len(a) < len(b) && holdsAllPairs(b, a):
		return "query-changed-after-signing"
	}
	return code
}

// newNames reports whether every parameter that one query has and another lacks has a
// name, and one that the other has nowhere.
func newNames(more, fewer []replay.Pair) bool {
	return !slices.ContainsFunc(more, func(p replay.Pair) bool {
		return p.Name == "" ||
			!slices.Contains(fewer, p) &&
				slices.ContainsFunc(fewer, func(q replay.Pair) bool { return q.Name == p.Name })
	}) && !repeated(more, fewer)
}

// repeated reports whether a pair stands more often in one query than in another that
// has it.
func repeated(more, fewer []replay.Pair) bool {
	left := map[replay.Pair]int{}
	for _, p := range more {
		left[p]++
	}
	for _, p := range fewer {
		left[p]--
	}
	return slices.ContainsFunc(fewer, func(p replay.Pair) bool { return left[p] > 0 })
}

// lookServerSaw compares the server's canonical headers with those of the
// request as sent: what differs changed on the way.
func lookServerSaw(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.requestShown() || !f.sameDate(c) {
		return nil
	}
	var hits []hit
	t := f.model.With()
	have := linesByName(c)
	for _, name := range have.names {
		if name == "host" || name == "x-amz-date" {
			continue
		}
		seen := have.values[name][0]
		if _, sent := f.model.Values[name]; !sent {
			if f.wire() && seen.S != "" && !f.undumped(name) {
				hits = append(hits, hit{
					code:    "header-added-in-transit",
					basis:   byTexts,
					says:    "The server verified a header that was not sent: " + seen.S + ".",
					places:  places(seen),
					correct: name + ":" + seen.S,
					at:      CanonicalStage,
				})
			}
			continue
		}
		due := strings.Join(t.HeaderValues(name), ",")
		if seen.S == due ||
			masked(seen.S) ||
			masked(due) ||
			c.Flat && strings.EqualFold(strings.ReplaceAll(seen.S, " ", ""), strings.ReplaceAll(due, " ", "")) {
			continue
		}
		hits = append(hits, f.headerOnTheWay(name, due, seen))
	}
	return hits
}

// headerOnTheWay is the hit on a header that arrived otherwise than it was sent.
func (f *facts) headerOnTheWay(name, sent string, seen evidence.Text) hit {
	h := hit{
		code:  headerCode(name, sent, seen.S),
		basis: byTexts,
		says: "The header " + name + " was sent as " + quoted(sent) + ", the server verified " + quoted(seen.S) +
			".",
		places:  places(f.fieldText(name), seen),
		yours:   name + ":" + sent,
		correct: name + ":" + seen.S,
		at:      CanonicalStage,
	}
	if seen.S == "" && !leftOutBySender[name] {
		h.code = "header-removed-in-transit"
	}
	return h
}

// toldList is the value of a header that is a list, as code, a setting or a log has it.
var toldList = regexp.MustCompile(`(?i)\b(?:cache[-_]?control|accept(?:[-_]?language)?|content[-_]?language|vary|allow|prefer)["'\x60\])]*` +
	`\s*(?:[:=,(]|=>)+\s*["'\x60]?([\w*./+=-]+(?:[ \t]*,[ \t]*[\w*./+=-]+)+)`)

// lookListRewritten finds a header that is given as a list and verified as the same list
// otherwise written: HTTP libraries that parse such headers write them anew, after the request
// is signed (.NET's HttpClient has its own order of Cache-Control).
func lookListRewritten(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || !f.unsettled() {
		return nil
	}
	have := linesByName(c)
	for told := range f.matches(toldList) {
		if f.ofAnswer(told) {
			continue
		}
		for _, name := range have.names {
			seen := have.values[name][0]
			if sent, _ := f.raw.HeaderValue(name); f.requestShown() && sent == told.S || seen.S == told.S ||
				!slices.Equal(listItems(seen.S), listItems(told.S)) {
				continue
			}
			b := byInference
			if strings.Join(strings.Fields(seen.S), "") == strings.Join(strings.Fields(told.S), "") {
				b = byCode // who tells of it may have left the blanks out
			}
			return []hit{{
				basis: b,
				says: "The header " + name + " is given as " + quoted(told.S) + ", and the server verified " + quoted(seen.S) +
					": what sends the request writes the list anew, after it is signed.",
				places:  places(told, seen),
				yours:   name + ":" + told.S,
				correct: name + ":" + seen.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// listItems are the items of a header that is a list, in order of their bytes.
func listItems(value string) []string {
	items := strings.Split(lower(value), ",")
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	slices.Sort(items)
	return items
}
