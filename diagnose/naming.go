package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// A naming says which mistakes turn the correct text of a part into the text
// that a side has.
type naming struct {
	base   *replay.Model
	groups map[replay.Group][]*replay.Twist // nil until a part differs
	turned []*replay.Twist                  // named so far; they act on the parts that follow
	spaced bool                             // every header line has a blank after its colon
}

func newNaming(m *replay.Model) *naming { return &naming{base: m} }

// twists are those of a part. They are made when a part differs: in most requests of a log
// none does.
func (n *naming) twists(g replay.Group) []*replay.Twist {
	if n.groups == nil {
		n.groups = map[replay.Group][]*replay.Twist{}
		for _, w := range n.base.Twists() {
			n.groups[w.Group()] = append(n.groups[w.Group()], w)
		}
	}
	return n.groups[g]
}

// due is the text of a part as it follows from the request and what is named so far.
func (n *naming) due(g replay.Group) string { return n.base.With(n.turned...).Part(g) }

// mostPairs bounds how many pairs of twists are tried of a part, by the bytes that they give
// together. Servers take targets and headers of some kilobytes, of which all are tried.
func mostPairs(due string) int {
	const bytes = 16 << 20
	return 1 + bytes/max(1, len(due))
}

// name finds the smallest set of twists of a part, of at most two, that give the text
// had. It reports false when there is none.
func (n *naming) name(have string, g replay.Group) ([]*replay.Twist, bool) {
	due := n.due(g)
	if due == have {
		return nil, true
	}
	var effective []*replay.Twist
	for _, w := range n.twists(g) {
		text := n.base.With(append(slices.Clone(n.turned), w)...).Part(g)
		if text == have {
			n.turned = append(n.turned, w)
			return []*replay.Twist{w}, true
		}
		if text != due {
			effective = append(effective, w)
		}
	}
	tries := mostPairs(due)
	for i, a := range effective {
		for _, b := range effective[i+1:] {
			if a.Excludes(b) {
				continue
			}
			if tries--; tries < 0 {
				return nil, false
			}
			if n.base.With(append(slices.Clone(n.turned), a, b)...).Part(g) == have {
				n.turned = append(n.turned, a, b)
				return []*replay.Twist{a, b}, true
			}
		}
	}
	return nil, false
}

// A part is one part of a canonical request, as one side has it and as it is due.
type part struct {
	group replay.Group
	text  evidence.Text
	other string // code of a difference that no twist explains
}

// restyled says once what differences of host and path have in common, where the
// bucket is in the path on one side and in the host on the other (Amazon S3 user
// guide, "Virtual hosting of buckets"): servers of other names do the same.
func restyled(m *replay.Model, c *evidence.Canonical, hits []hit) []hit {
	signed, where := lineOf(c, "host")
	if !where.Present() || !c.Path.Present() || m.Path == "" {
		return hits
	}
	bucket, moved := strings.CutSuffix(m.Host, "."+signed)
	path := "/" + bucket + m.Path
	have := c.Path.S
	if !moved {
		bucket, moved = strings.CutSuffix(signed, "."+m.Host)
		path, have = "/"+bucket+c.Path.S, m.Path
	}
	if !moved || have != path {
		return hits
	}
	style := hit{
		code:  "addressing-style-mismatch",
		basis: byTexts,
		says: "The bucket " + bucket + " is in the host on one side and in the path on the other: " + signed +
			c.Path.S + " is signed, " + m.Host + m.Path + " is sent.",
		places:  places(c.Path, where),
		yours:   "host:" + signed,
		correct: "host:" + m.Host,
		at:      CanonicalStage,
	}
	kept := []hit{style}
	for _, h := range hits {
		if h.code != "host-mismatch" && h.code != style.code && !strings.HasPrefix(h.code, "path-") {
			kept = append(kept, h)
		}
	}
	return kept
}

// told reports whether a part is shown, and what is due for it is known.
func (n *naming) told(p part) bool {
	switch {
	case !p.text.Present(), masked(p.text.S):
		return false
	case p.group == replay.GroupMethod:
		return n.base.Method != ""
	case p.group == replay.GroupPath && sameButAccount(p.text.S, n.due(p.group)):
		return false
	}
	return n.base.Path != "" || n.base.Complete
}

// nameCanonical compares a side's canonical request with the one due for a
// model, part by part, and names the differences.
func nameCanonical(m *replay.Model, c *evidence.Canonical, sameAttempt bool) []hit {
	n := newNaming(m)
	hits := lineEnds(c)
	parts := []part{
		{replay.GroupMethod, c.Method, "method-mismatch"},
		{replay.GroupPath, c.Path, "path-mismatch"},
		{replay.GroupQuery, c.Query, "query-changed-after-signing"},
	}
	for _, p := range parts {
		if n.told(p) {
			hits = append(hits, n.part(p)...)
		}
	}
	hits = append(hits, n.headerLines(c, sameAttempt)...)
	if c.SignedHeaders.Present() && !c.Partial {
		hits = append(hits, n.part(part{replay.GroupList, c.SignedHeaders, "signed-headers-lists-differ"})...)
	}
	joined := strings.Contains(m.Payload, ",") // of a header that was sent twice
	if c.PayloadHash.Present() && sameAttempt && m.Payload != "" && !joined && !masked(c.PayloadHash.S) {
		hits = append(hits, n.part(part{replay.GroupPayload, c.PayloadHash, payloadCode(c)})...)
	}
	return restyled(m, c, withForm(hits))
}

// payloadCode is the name of a payload hash that is another than the one due: where the client
// has signed it as x-amz-content-sha256 as well, it is the body that is another one.
func payloadCode(c *evidence.Canonical) string {
	if isHexHash(c.PayloadHash.S) && slices.ContainsFunc(c.Lines, func(l evidence.Text) bool {
		return l.S == "x-amz-content-sha256:"+c.PayloadHash.S
	}) {
		return "payload-hash-mismatch"
	}
	return "payload-line-wrong"
}

// withForm leaves out the hash of an empty body where the form that is the body was
// signed as the query: both are one mistake.
func withForm(hits []hit) []hit {
	if !slices.ContainsFunc(hits, func(h hit) bool { return h.code == "form-body-merged-into-query" }) {
		return hits
	}
	return slices.DeleteFunc(hits, func(h hit) bool { return h.code == "empty-body-hash" })
}

// lineEnds finds line ends that are not LF alone.
func lineEnds(c *evidence.Canonical) []hit {
	says := "The lines of the canonical request end with CR LF; its parts are joined by LF alone."
	switch {
	case 2*strings.Count(c.Whole.S, "\r\n") > strings.Count(c.Whole.S, "\n"):
	case headerLinesCRLF(c):
		says = "The header lines of the canonical request end with CR LF; LF alone ends them."
	default:
		return nil // a value of two lines has one
	}
	return []hit{{
		code:    "line-ends-crlf",
		basis:   byRule,
		says:    says,
		places:  places(c.Whole),
		at:      CanonicalStage,
		fragile: true,
	}}
}

// headerLinesCRLF reports whether each of several header lines ends with CR LF, where other
// lines end with LF.
func headerLinesCRLF(c *evidence.Canonical) bool {
	ended := 0
	for _, l := range c.Lines {
		at, ok := l.Within(c.Whole)
		rest := c.Whole.S[min(at+len(l.S), len(c.Whole.S)):]
		if ok && (strings.HasPrefix(rest, "\r\n") || strings.HasSuffix(l.S, "\r")) {
			ended++
		}
	}
	return ended > 1 && ended == len(c.Lines)
}

var templates = regexp.MustCompile(`\$\{?\w|\$\(|%s|\{\{? ?\w|^\w+\(|" ?\+|\+ ?"|#\{| \| `)

// template reports whether a text is code that makes a value, not the value.
func template(s string) bool { return templates.MatchString(s) }

func masked(s string) bool { return evidence.Masked(s) }

// part compares a part with the one due, and names the mistake that gives it.
func (n *naming) part(p part) []hit {
	due := n.due(p.group)
	if p.text.S == due || p.group == replay.GroupPayload && p.text.S == n.base.With().Part(p.group) {
		return nil // as it is due, also where a mistake in another part changes it as a rule
	}
	if code, says := n.pathAsOf(p, due); code != "" {
		return []hit{{
			code:    code,
			basis:   byTexts,
			says:    says,
			places:  places(p.text),
			yours:   p.text.S,
			correct: due,
			at:      CanonicalStage,
		}}
	}
	set, ok := n.name(p.text.S, p.group)
	if !ok {
		return []hit{{
			code:    n.fallback(p, due),
			basis:   byTexts,
			says:    "another text was signed than the one due",
			places:  places(p.text),
			yours:   p.text.S,
			correct: due,
			at:      CanonicalStage,
		}}
	}
	var hits []hit
	for _, w := range set {
		hits = append(hits, hit{
			code:    w.Code,
			basis:   byTexts,
			says:    "Your signer " + w.Says + ".",
			places:  places(p.text),
			yours:   p.text.S,
			correct: due,
			at:      CanonicalStage,
			variant: w.Variant,
		})
	}
	return hits
}

// pathAsOf names two paths that one rule of the service tells apart, whatever was sent.
func (n *naming) pathAsOf(p part, due string) (code, says string) {
	have, plain := p.text.S, n.base.Flavor
	plain.EncodeTwice = false
	switch {
	case p.group != replay.GroupPath || !strings.HasPrefix(have, "/"):
	case tripleEscape.MatchString(due) && !tripleEscape.MatchString(have) && sameWhenDecoded(have, due),
		!plain.Normalize &&
			strings.Contains(have, "%") &&
			sigv4.CanonicalPath(have, plain) == have &&
			sigv4.UriEncode(have, true) == due:
		return "path-reencoded-after-signing", "The path arrives with its escapes percent-encoded once more: what " +
			"is sent is encoded twice."
	case plain.Normalize && sigv4.CanonicalPath(have, plain) == due && sigv4.NeedsNormalizing(have):
		return "path-not-normalized", "Your signer keeps empty, . and .. segments of the path, which this service " +
			"removes."
	case !plain.Normalize && have != due && dotsResolved(have) == due:
		return "path-reencoded-after-signing", "The path is signed with its . and .. segments, and arrives " +
			"without them: what makes a URL of it resolves them."
	}
	return "", ""
}

// tripleEscape is an escape that was percent-encoded twice more: once is due in the
// canonical URI, so that the other one was sent.
var tripleEscape = regexp.MustCompile(`%2525[0-9A-Fa-f]{2}`)

// payloadTextCode names what stands in the place of a payload hash and is none: a text, as
// the body itself, or a hash in a form that is not due.
func payloadTextCode(s string) string {
	if strings.ContainsAny(s, "{<=& ") {
		return "payload-line-wrong"
	}
	return "payload-hash-invalid"
}

// fallback names a difference that no twist explains as closely as its bytes allow.
func (n *naming) fallback(p part, due string) string {
	have := p.text.S
	switch p.group {
	case replay.GroupPath:
		return pathCode(have, due)
	case replay.GroupQuery:
		if due == "" && n.base.Method == "POST" && replay.IsForm(n.base) && strings.Contains(have, "=") {
			return "form-body-merged-into-query"
		}
		return queryCode(have, due)
	case replay.GroupList:
		switch {
		case strings.EqualFold(have, due):
			return "header-name-not-lowercased"
		case sameNames(have, due):
			return "headers-unsorted"
		}
	case replay.GroupPayload:
		if !isHexHash(have) && !streamingWord(have) && have != "UNSIGNED-PAYLOAD" {
			return payloadTextCode(have)
		}
		if due == sigv4.EmptyHash &&
			n.base.Method == "POST" &&
			replay.IsForm(n.base) &&
			strings.Contains(n.base.Query, "=") {
			return "form-body-merged-into-query"
		}
		if _, sent := n.base.Header("x-amz-content-sha256"); !sent && isHexHash(have) && isHexHash(due) {
			return "payload-hash-mismatch"
		}
	}
	return p.other
}

// sameNames reports whether two lists of signed headers name the same in another order.
func sameNames(a, b string) bool {
	names := func(list string) []string { return slices.Sorted(slices.Values(strings.Split(list, ";"))) }
	return slices.Equal(names(a), names(b))
}
