package diagnose

import (
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
)

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
	if h, ok := n.folded(name, value, due); ok {
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

// folded names a value of several lines that is signed otherwise than in one.
func (n *naming) folded(name string, value evidence.Text, due string) (hit, bool) {
	h := n.valueDiffers(name, value, due)
	switch {
	case strings.ContainsAny(value.S, "\r\n") && headerCode(name, value.S, due) == "header-folded":
		h.says = "Your signer signs the value of " + name + " with a line break; the lines of a folded header " +
			"count as one, with a blank between them."
	case strings.Contains(strings.Join(n.base.Values[name], ""), "\n"):
		h.code = "header-folded"
		h.says = name + " is sent on several lines, which count as one with a blank between them; your signer " +
			"joins them otherwise."
	default:
		return hit{}, false
	}
	return h, true
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
