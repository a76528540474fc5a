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

// name finds the smallest set of twists of a part, of at most two, that give the text
// had. It reports false when there is none.
func (n *naming) name(have string, g replay.Group) ([]*replay.Twist, bool) {
	if n.due(g) == have {
		return nil, true
	}
	var effective []*replay.Twist
	for _, w := range n.twists(g) {
		text := n.base.With(append(slices.Clone(n.turned), w)...).Part(g)
		if text == have {
			n.turned = append(n.turned, w)
			return []*replay.Twist{w}, true
		}
		if text != n.due(g) {
			effective = append(effective, w)
		}
	}
	for i, a := range effective {
		for _, b := range effective[i+1:] {
			if a.Excludes(b) {
				continue
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
		hits = append(hits, n.part(part{replay.GroupPayload, c.PayloadHash, "payload-line-wrong"})...)
	}
	return restyled(m, c, withForm(hits))
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
		if !isHexHash(have) && !strings.HasPrefix(have, "STREAMING-") && have != "UNSIGNED-PAYLOAD" {
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

// headerLines compares the canonical headers of a side with those due, name by name.
func (n *naming) headerLines(c *evidence.Canonical, sameAttempt bool) []hit {
	if len(c.Lines) == 0 {
		return nil
	}
	if h, ok := n.layout(c); ok {
		return []hit{h}
	}
	have := linesByName(c)
	var hits []hit
	if h, ok := n.capitals(c); ok {
		hits = append(hits, h)
	}
	if h, ok := n.separators(c); ok {
		hits, n.spaced = append(hits, h), true
	}
	for _, name := range have.names {
		if name == "x-amz-date" && !sameAttempt || name == "authorization" && !sameAttempt {
			continue
		}
		hits = append(hits, n.headerValue(name, have, c.Partial)...)
	}
	if !c.Partial {
		hits = append(hits, n.missingLines(have)...)
	}
	return append(hits, n.order(have)...)
}

// layout names a block whose lines are joined or written otherwise as a whole, so that
// there is no line for each header.
func (n *naming) layout(c *evidence.Canonical) (hit, bool) {
	if c.Partial || n.base == nil {
		return hit{}, false
	}
	var block strings.Builder
	named := 0
	for _, l := range c.Lines {
		block.WriteString(l.S + "\n")
		if name, _, ok := strings.Cut(l.S, ":"); ok && slices.Contains(n.base.Names, lower(name)) {
			named++
		}
	}
	if named == len(n.base.Names) {
		return hit{}, false
	}
	w := n.base.Reshaped(block.String())
	if w == nil {
		return hit{}, false
	}
	n.turned = append(n.turned, w)
	return hit{
		code:    w.Code,
		basis:   byTexts,
		says:    "Your signer " + w.Says + ".",
		places:  places(c.Lines...),
		yours:   strings.TrimSuffix(block.String(), "\n"),
		correct: strings.TrimSuffix(n.base.With().Part(replay.GroupHeaders), "\n"),
		at:      CanonicalStage,
		variant: w.Variant,
	}, true
}

// namedLines are canonical header lines by lower-case name.
type namedLines struct {
	names  []string
	values map[string][]evidence.Text
	last   string
}

// linesByName gathers a canonical request's header lines by their names.
func linesByName(c *evidence.Canonical) namedLines {
	out := namedLines{values: map[string][]evidence.Text{}}
	for _, l := range c.Lines {
		i := strings.IndexByte(l.S, ':')
		if i <= 0 || l.S[0] == ' ' || l.S[0] == '\t' {
			out.fold(c, l)
			continue
		}
		name := lower(strings.TrimSpace(l.S[:i]))
		if _, seen := out.values[name]; !seen {
			out.names = append(out.names, name)
		}
		out.values[name] = append(out.values[name], l.Sub(i+1, len(l.S)))
		out.last = name
	}
	return out
}

// fold adds a line without a name to the value before it, with the line break.
func (n *namedLines) fold(c *evidence.Canonical, line evidence.Text) {
	values := n.values[n.last]
	if len(values) == 0 {
		return
	}
	from, first := values[len(values)-1].Within(c.Whole)
	to, second := line.Within(c.Whole)
	if first && second && from <= to {
		values[len(values)-1] = c.Whole.Sub(from, to+len(line.S))
	}
}

// capitals finds a header name that is not in lower case.
func (n *naming) capitals(c *evidence.Canonical) (hit, bool) {
	for _, l := range c.Lines {
		name, _, ok := strings.Cut(l.S, ":")
		if ok && name != lower(name) {
			return hit{
				code:    "header-name-not-lowercased",
				basis:   byRule,
				says:    "Header names keep capitals in the canonical request.",
				places:  places(l),
				yours:   name,
				correct: lower(name),
				at:      CanonicalStage,
			}, true
		}
	}
	return hit{}, false
}

// separators finds a blank after every colon; single values with a leading
// blank are a matter of trimming.
func (n *naming) separators(c *evidence.Canonical) (hit, bool) {
	spaced := 0
	for _, l := range c.Lines {
		if i := strings.IndexByte(l.S, ':'); i > 0 && i+1 < len(l.S) && l.S[i+1] == ' ' {
			spaced++
		}
	}
	if spaced < len(c.Lines) || spaced == 0 {
		return hit{}, false
	}
	return hit{
		code:    "header-value-not-trimmed",
		basis:   byRule,
		says:    "Every header line has a blank after its colon.",
		places:  places(c.Lines...),
		yours:   c.Lines[0].S,
		correct: strings.Replace(c.Lines[0].S, ": ", ":", 1),
		at:      CanonicalStage,
		variant: "header-space-after-colon",
	}, true
}

// headerValue names how the value of one header differs.
func (n *naming) headerValue(name string, have namedLines, partial bool) []hit {
	texts := have.values[name]
	due := strings.Join(n.base.With(n.turned...).HeaderValues(name), ",")
	if !slices.Contains(n.base.Names, name) && !partial {
		return n.extraLine(name, texts[0])
	}
	h := hit{
		basis:   byTexts,
		yours:   name + ":" + texts[0].S,
		correct: name + ":" + due,
		at:      CanonicalStage,
	}
	if len(texts) > 1 {
		h.code, h.says = "header-repeated-not-joined", "Each of the equal header names has a line of its own."
		h.places = places(texts...)
		return []hit{h}
	}
	value := texts[0]
	if n.agrees(name, value.S, due, partial) {
		return nil
	}
	if _, sent := n.base.Values[name]; !sent && (partial || !n.base.Complete) {
		return nil
	}
	n.turned = append(n.turned, replay.WithValue(name, value.S))
	if strings.ContainsAny(value.S, "\r\n") && headerCode(name, value.S, due) == "header-folded" {
		h := n.valueDiffers(name, value, due)
		h.says = "Your signer signs the value of " + name + " with a line break; the lines of a folded header " +
			"count as one, with a blank between them."
		return []hit{h}
	}
	if strings.Contains(strings.Join(n.base.Values[name], ""), "\n") {
		h := n.valueDiffers(name, value, due)
		h.code = "header-folded"
		h.says = name + " is sent on several lines, which count as one with a blank between them; your signer " +
			"joins them otherwise."
		return []hit{h}
	}
	if isDoubled(due, value.S) {
		return []hit{n.valueDiffers(name, value, due)}
	}
	for _, w := range replay.ValueTwists(n.twists(replay.GroupHeaders), name) {
		if t := n.base.With(w); strings.Join(t.HeaderValues(name), ",") == value.S {
			h.code, h.says, h.variant = w.Code, "Your signer "+w.Says+".", w.Variant
			h.places = places(value)
			return []hit{h}
		}
	}
	return []hit{n.valueDiffers(name, value, due)}
}

// agrees reports whether a value is the one due, as far as both are shown.
func (n *naming) agrees(name, value, due string, partial bool) bool {
	switch {
	case value == due, masked(value), masked(due), template(value):
		return true
	case name == "host" && renamed(value, due):
		return true
	}
	return strings.TrimPrefix(value, " ") == due && (partial || n.spaced)
}

// bucketWord is a word that people put in the place of a bucket's name.
var bucketWord = regexp.MustCompile(`^` + anyOf(
	`[A-Z][A-Z_-]+`,
	`(?i:(?:my|your|the|some|example)?-?bucket(?:-?name)?|redacted|x{3,})`,
) + `$`)

// bucketHidden reports whether a host differs from another one by a word in the place of the
// bucket's name alone.
func bucketHidden(a, b string) bool {
	labelA, restA, _ := strings.Cut(a, ".")
	labelB, restB, _ := strings.Cut(b, ".")
	return restA == restB &&
		strings.Contains(restA, ".") &&
		(bucketWord.MatchString(labelA) || bucketWord.MatchString(labelB))
}

// valueDiffers tells a header that was signed with another value than the one due.
func (n *naming) valueDiffers(name string, value evidence.Text, due string) hit {
	h := hit{
		code:    headerCode(name, value.S, due),
		basis:   byTexts,
		places:  places(value),
		yours:   name + ":" + value.S,
		correct: name + ":" + due,
		at:      CanonicalStage,
	}
	h.says = "The header " + name + " was signed with another value than the one that arrives."
	if h.code == "header-value-not-trimmed" {
		h.says = "The header " + name + " was signed with blanks around its value."
	}
	if due == "" && value.S != "" && !leftOutBySender[name] {
		h.code = "header-removed-in-transit"
		h.says = "The header " + name +
			" was signed with a value, and arrives without one."
		return h
	}
	if _, sent := n.base.Values[name]; !sent {
		h.code, h.says = "signed-header-not-sent", "The header "+name+" was signed, but it is not sent."
	}
	return h
}

// leftOutBySender are headers that HTTP clients write themselves, or leave out.
var leftOutBySender = setOf("host", "content-type", "content-length")

// extraLine is a header line of the canonical request that SignedHeaders does not name.
func (n *naming) extraLine(name string, value evidence.Text) []hit {
	n.turned = append(n.turned, replay.WithLine(name))
	return []hit{{
		code:    "signed-headers-lists-differ",
		basis:   byTexts,
		says:    "The canonical headers hold " + name + ", SignedHeaders does not name it.",
		places:  places(value),
		yours:   name + ":" + value.S,
		correct: "",
		at:      CanonicalStage,
	}}
}

// missingLines finds headers that the list names and that have no line.
func (n *naming) missingLines(have namedLines) []hit {
	var hits []hit
	for _, name := range n.base.Names {
		if _, ok := have.values[name]; ok {
			continue
		}
		n.turned = append(n.turned, replay.WithoutLine(name))
		hits = append(hits, hit{
			code:    "signed-headers-lists-differ",
			basis:   byTexts,
			says:    "SignedHeaders names " + name + ", the canonical headers have no line for it.",
			yours:   "",
			correct: name + ":",
			at:      CanonicalStage,
		})
	}
	return hits
}

// order names an order of header lines that is not the one of sorted names.
func (n *naming) order(have namedLines) []hit {
	if slices.IsSorted(have.names) {
		return nil
	}
	h := hit{
		code:    "headers-unsorted",
		basis:   byRule,
		says:    "The header lines are not in byte order of their names.",
		yours:   strings.Join(have.names, ";"),
		correct: strings.Join(slices.Sorted(slices.Values(have.names)), ";"),
		at:      CanonicalStage,
	}
	for _, w := range n.twists(replay.GroupHeaders) {
		if w.Reorders() && slices.Equal(n.base.With(w).BlockNames(), have.names) {
			n.turned = append(n.turned, w)
			h.says, h.variant = "Your signer "+w.Says+".", w.Variant
			break
		}
	}
	for i, name := range have.names[1:] {
		if name < have.names[i] {
			h.places = places(have.values[name][0])
			break
		}
	}
	return []hit{h}
}
