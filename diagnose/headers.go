package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// headerAttempts are about the canonical headers and the list of signed headers.
var headerAttempts = []attempt{
	{code: "header-name-not-lowercased", twists: []twist{
		{variant: "header-names-not-lowercased", slot: slotHeaderCase, says: "keeps capitals in header names", turn: func(t *trial) { t.h.asSent = true }},
		{variant: "header-names-not-lowercased", slot: slotHeaderCase, says: "writes header names as they are sent, some of them with capitals", turn: func(t *trial) { t.h.asSent, t.h.exact = true, true }},
	}},
	{code: "header-name-not-lowercased", vary: func(m *model) (out []twist) {
		for _, n := range []string{"content-type", "host", "x-amz-date"} {
			if slices.Contains(m.names, n) && len(m.names) > 1 {
				out = append(out, twist{variant: "header-names-not-lowercased", slot: slotHeaderCase, says: "writes " + titled(n) + " with capitals, and the other names without", turn: func(t *trial) { t.h.capital = n }})
			}
		}
		return out
	}},
	{code: "headers-unsorted", twists: []twist{
		bothOrder("headers-unsorted", "leaves headers in the order of sending, in the block and in the list", sentOrder),
		blockOrder("headers-unsorted", "leaves the header lines in the order of sending", sentOrder),
		listOrder("signed-headers-unsorted", "leaves the list of signed headers in the order of sending", sentOrder),
		blockOrder("headers-sorted-as-lines", "sorts whole name:value lines instead of names", func(t *trial, n []string) []string {
			return sortedBy(n, func(n string) string { return n + ":" })
		}),
		bothOrder("headers-sorted-by-culture", "ignores - when it sorts header names, as sorting by a locale does", func(t *trial, n []string) []string {
			return sortedBy(n, func(n string) string { return strings.ReplaceAll(n, "-", "") })
		}),
		bothOrder("headers-sorted-upper-case", "compares header names in upper case, so that _ comes after letters", func(t *trial, n []string) []string {
			return sortedBy(n, strings.ToUpper)
		}),
		bothOrder("headers-sorted-before-lowercasing", "sorts header names before putting them in lower case", func(t *trial, n []string) []string {
			return sortedBy(n, func(n string) string { return t.sentName(n) })
		}),
		bothOrder("headers-sorted-reverse", "sorts headers in descending order", func(t *trial, n []string) []string { slices.Reverse(n); return n }),
		blockOrder("headers-as-listed", "orders the header lines as SignedHeaders lists them", func(t *trial, n []string) []string { return splitList(t.listed) }),
		bothOrder("headers-as-listed", "orders block and list as SignedHeaders does", func(t *trial, n []string) []string { return splitList(strings.ToLower(t.listed)) }),
		listOrder("signed-headers-as-listed", "orders the list of signed headers as SignedHeaders does, the block by name", func(t *trial, n []string) []string { return splitList(strings.ToLower(t.listed)) }),
		bothOrder("headers-host-first", "puts host first", func(t *trial, n []string) []string {
			return sortedBy(n, func(n string) string { return strings.Replace(n, "host", "\x00", 1) })
		}),
	}},
	{code: "header-folded", vary: func(m *model) []twist {
		if !slices.ContainsFunc(m.names, func(n string) bool { return strings.Contains(strings.Join(m.values[n], ""), "\n") }) {
			return nil // the same bytes as of blanks that are kept
		}
		return []twist{trimTwist("header-fold-kept", "signs a folded header line as it is", func(v string) string { return strings.Trim(v, " \t\r\n") })}
	}},
	{code: "header-repeated-not-joined", vary: func(m *model) []twist {
		if !slices.ContainsFunc(m.names, func(n string) bool {
			v := strings.TrimSpace(strings.Join(m.values[n], ""))
			return strings.Contains(v, ", ") && strings.Count(v, " ") == strings.Count(v, ", ")
		}) {
			return nil // the same bytes as of blanks that are left out
		}
		return []twist{trimTwist("header-duplicate-comma", "joins the values of a header by a comma alone, where a blank follows it in what is sent", func(v string) string {
			return strings.ReplaceAll(strings.TrimSpace(v), ", ", ",")
		})}
	}},
	{code: "header-spaces-not-collapsed", twists: []twist{
		trimTwist("header-inner-spaces-kept", "keeps runs of blanks inside header values", func(v string) string { return strings.Trim(v, " \t\r\n") }),
		trimTwist("header-quoted-spaces-kept", "keeps runs of blanks inside double quotes", foldOutsideQuotes),
		trimTwist("header-all-spaces-removed", "removes every blank from header values", func(v string) string { return strings.Join(strings.Fields(v), "") }),
	}},
	{code: "header-value-not-trimmed", twists: []twist{
		trimTwist("header-value-not-trimmed", "keeps blanks at the ends of header values and inside them", func(v string) string { return v }),
		trimTwist("header-value-not-trimmed", "keeps the blanks that follow the colon, and folds those inside", keepEnds),
		trimTwist("header-value-not-trimmed", "keeps the blanks at both ends of header values, and folds those inside", func(v string) string { return keepEnds(strings.TrimPrefix(v, " ")) }),
		trimTwist("header-value-not-trimmed", "keeps blanks at the end of header values", func(v string) string {
			return strings.TrimLeft(v, " \t")
		}),
		trimTwist("header-value-not-trimmed", "keeps blanks at the beginning of header values", func(v string) string {
			return sigv4.CanonicalValue("x" + strings.TrimPrefix(v, " "))[1:]
		}),
		trimTwist("header-value-not-trimmed", "keeps the blanks at both ends of header values", func(v string) string { return strings.TrimPrefix(v, " ") }),
		{variant: "header-space-after-colon", slot: slotHeaderSeparator, says: "writes a blank after the colon", turn: func(t *trial) { t.h.sep = ": " }},
	}},
	{code: "header-folded", twists: []twist{
		trimTwist("header-fold-kept", "signs a folded header line with its line break", func(v string) string {
			return strings.ReplaceAll(strings.Trim(v, " \t\r\n"), "\r\n", "\n")
		}),
		trimTwist("header-fold-kept", "signs a line break inside a value where a run of blanks is sent", func(v string) string {
			return strings.Replace(strings.Trim(v, " \t"), "   ", "\n   ", 1)
		}),
		trimTwist("header-fold-removed", "joins a folded header line without a blank", func(v string) string {
			var b strings.Builder
			for _, l := range strings.Split(v, "\n") {
				b.WriteString(strings.TrimSpace(l))
			}
			return b.String()
		}),
		trimTwist("header-fold-cut", "signs only the first line of a folded header", func(v string) string {
			first, _, _ := strings.Cut(v, "\n")
			return strings.TrimSpace(first)
		}),
	}},
	{code: "header-value-lowercased", twists: []twist{
		{variant: "header-value-lowercased", slot: slotHeaderLower, says: "puts header values in lower case, too", turn: func(t *trial) { t.h.lower = true }},
	}},
	{code: "header-repeated-not-joined", twists: []twist{
		joinTwist("header-duplicate-first-only", "signs only the first of equal header names", func(n string, v []string) []string { return v[:1] }),
		joinTwist("header-duplicate-first-only", "signs only the last of equal header names", func(n string, v []string) []string { return v[len(v)-1:] }),
		joinTwist("header-duplicate-comma-space", "joins the values of equal header names by a comma and a blank", func(n string, v []string) []string { return []string{strings.Join(v, ", ")} }),
		joinTwist("header-duplicate-sorted", "sorts the values of equal header names before joining them", func(n string, v []string) []string {
			v = slices.Sorted(slices.Values(v))
			return []string{strings.Join(v, ",")}
		}),
		joinTwist("header-duplicate-lines", "writes one line for each of equal header names", func(n string, v []string) []string { return v }),
		joinTwist("header-duplicate-semicolon", "joins the values of equal header names by ;", func(n string, v []string) []string { return []string{strings.Join(v, ";")} }),
		joinTwist("header-duplicate-reversed", "joins the values of equal header names in the opposite order", func(n string, v []string) []string {
			v = slices.Clone(v)
			slices.Reverse(v)
			return []string{strings.Join(v, ",")}
		}),
	}},
	{code: "line-ends-crlf", twists: []twist{
		{variant: "headers-crlf", slot: slotHeaderEOL, says: "ends the header lines with CR LF", turn: func(t *trial) { t.h.eol = "\r\n" }},
	}},
	{code: "canonical-blank-line-wrong", twists: []twist{
		blankTwist("headers-no-blank-line", "leaves out the empty line between the header lines and the list", ""),
		blankTwist("headers-extra-blank-line", "puts two empty lines between the header lines and the list", "\n\n"),
		{variant: "query-line-missing", slot: slotParts, says: "leaves out the query line when there is no query", turn: func(t *trial) {
			t.c.parts = func(p []string) []string {
				if p[2] != "" {
					return p
				}
				return []string{p[0], p[1], p[3], p[4], p[5]}
			}
		}},
	}},
	{code: "signed-headers-lists-differ", vary: listsDiffer},
	{code: "signed-headers-malformed", twists: []twist{
		listTwist("signed-headers-upper-case", "writes the list of signed headers with capitals", func(t *trial, l string) string {
			names := splitList(l)
			for i, n := range names {
				names[i] = t.sentName(n)
			}
			return strings.Join(names, ";")
		}),
		listTwist("signed-headers-upper-case", "writes the list of signed headers with capitals", func(t *trial, l string) string {
			names := splitList(l)
			for i, n := range names {
				names[i] = titled(n)
			}
			return strings.Join(names, ";")
		}),
		listTwist("signed-headers-separator", "separates the signed headers by commas", func(t *trial, l string) string { return strings.ReplaceAll(l, ";", ",") }),
		listTwist("signed-headers-separator", "puts a blank after each ; of the list", func(t *trial, l string) string { return strings.ReplaceAll(l, ";", "; ") }),
		listTwist("signed-headers-separator", "separates the signed headers by blanks", func(t *trial, l string) string { return strings.ReplaceAll(l, ";", " ") }),
		listTwist("signed-headers-separator", "separates the signed headers by a comma and a blank", func(t *trial, l string) string { return strings.ReplaceAll(l, ";", ", ") }),
		listTwist("signed-headers-trailing-semicolon", "ends the list of signed headers with ;", func(t *trial, l string) string { return l + ";" }),
		listTwist("signed-headers-empty", "leaves the list of signed headers empty", func(t *trial, l string) string { return "" }),
		listTwist("signed-headers-as-claimed", "signs the list exactly as SignedHeaders writes it", func(t *trial, l string) string { return t.listed }),
		listTwist("signed-headers-encoded", "writes %3B between the signed headers", func(t *trial, l string) string { return strings.ReplaceAll(l, ";", "%3B") }),
	}},
}

func sortedBy(names []string, key func(string) string) []string {
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	return names
}

// sentName is a header's name as sent, or as most clients send it.
func (m *model) sentName(n string) string {
	if s, ok := m.sentAs[n]; ok {
		return s
	}
	return titled(n)
}

// sentOrder puts names in the order in which their headers are sent; those that
// are not sent come last.
func sentOrder(t *trial, names []string) []string {
	rank := func(n string) int {
		if i := slices.Index(t.order, n); i >= 0 {
			return i
		}
		return len(t.order)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return names
}

type reorder func(t *trial, names []string) []string

func bothOrder(variant, says string, f reorder) twist {
	return twist{variant: variant, slot: slotHeaderOrder, says: says, turn: func(t *trial) {
		t.h.names = chain(t.h.names, func(n []string) []string { return f(t, n) })
		t.h.listed = chain(t.h.listed, func(n []string) []string { return f(t, n) })
	}}
}

func blockOrder(variant, says string, f reorder) twist {
	return twist{variant: variant, slot: slotHeaderOrder, says: says, turn: func(t *trial) {
		t.h.names = chain(t.h.names, func(n []string) []string { return f(t, n) })
	}}
}

func listOrder(variant, says string, f reorder) twist {
	return twist{variant: variant, slot: slotListOrder, says: says, turn: func(t *trial) {
		t.h.relisted = func(n []string) []string { return f(t, n) }
	}}
}

// chain runs f after what a knob does already.
func chain(knob, f func([]string) []string) func([]string) []string {
	if knob == nil {
		return f
	}
	return func(n []string) []string { return f(knob(n)) }
}

func trimTwist(variant, says string, f func(string) string) twist {
	return twist{variant: variant, slot: slotHeaderTrim, says: says, turn: func(t *trial) { t.h.trim = f }}
}

func joinTwist(variant, says string, f func(name string, values []string) []string) twist {
	return twist{variant: variant, slot: slotHeaderJoin, says: says, turn: func(t *trial) { t.h.join = f }}
}

func blankTwist(variant, says, blank string) twist {
	return twist{variant: variant, slot: slotBlankLine, says: says, turn: func(t *trial) { t.h.blank, t.h.hasBlank = blank, true }}
}

func listTwist(variant, says string, f func(t *trial, list string) string) twist {
	return twist{variant: variant, slot: slotList, says: says, turn: func(t *trial) {
		t.h.list = func(l string) string { return f(t, l) }
	}}
}

// splitList splits a list of signed headers at whatever separates it.
func splitList(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ',' || r == ' ' })
}

// keepEnds folds blanks inside a value but keeps those at its ends.
func keepEnds(v string) string {
	core := strings.Trim(v, " \t")
	i := strings.Index(v, core)
	return v[:i] + sigv4.CanonicalValue(core) + v[i+len(core):]
}

func foldOutsideQuotes(v string) string {
	if !strings.Contains(v, `"`) {
		return sigv4.CanonicalValue(v)
	}
	var b strings.Builder
	quoted, blank := false, false
	for _, c := range []byte(strings.TrimSpace(v)) {
		if c == '"' {
			quoted = !quoted
		}
		if c == ' ' && blank && !quoted {
			continue
		}
		blank = c == ' '
		b.WriteByte(c)
	}
	return b.String()
}

// listsDiffer puts a header that is sent into the block but not into the list,
// into both although the claim lacks it, or leaves one out of the block.
func listsDiffer(m *model) []twist {
	var out []twist
	for _, n := range m.order {
		if slices.Contains(m.names, n) || n == "authorization" {
			continue
		}
		out = append(out,
			setTwist("signed-headers-lacks-one", "signs "+n+" among the header lines, but the list does not name it", n, true, false),
			setTwist("signed-headers-differ-in-header", "signs "+n+" in block and list, but SignedHeaders does not name it", n, true, true))
	}
	for _, n := range m.names {
		out = append(out,
			dropTwist("signed-headers-lacks-one", "names "+n+" in the list, but has no line for it", n, true, false),
			dropTwist("signed-headers-lacks-one", "has a line for "+n+", but the list does not name it", n, false, true))
		if n != "host" {
			out = append(out, dropTwist("signed-headers-differ-in-header", "signs neither line nor name of "+n+", but SignedHeaders names it", n, true, true))
		}
	}
	empty := slices.ContainsFunc(m.names, func(n string) bool { return len(m.values[n]) > 0 && strings.Join(m.values[n], "") == "" })
	if empty {
		without := func(t *trial, names []string) []string {
			return slices.DeleteFunc(names, func(n string) bool { return strings.TrimSpace(strings.Join(t.values[n], "")) == "" })
		}
		out = append(out, blockSet("header-empty-dropped", "leaves headers with an empty value out of the block", without))
	}
	return out
}

func blockSet(variant, says string, f reorder) twist {
	return twist{variant: variant, slot: slotHeaderSet, says: says, turn: func(t *trial) {
		t.h.names = chain(t.h.names, func(n []string) []string { return f(t, n) })
	}}
}

// setTwist adds a name to block and list.
func setTwist(variant, says, name string, block, list bool) twist {
	add := func(n []string) []string { return sigv4.SortedNames(append(n, name)) }
	return changeSet(variant, says, add, block, list)
}

// dropTwist takes a name out of block and list.
func dropTwist(variant, says, name string, block, list bool) twist {
	drop := func(n []string) []string { return slices.DeleteFunc(n, func(o string) bool { return o == name }) }
	return changeSet(variant, says, drop, block, list)
}

func changeSet(variant, says string, f func([]string) []string, block, list bool) twist {
	return twist{variant: variant, slot: slotHeaderSet, says: says, turn: func(t *trial) {
		if block {
			t.h.names = chainFirst(f, t.h.names)
		}
		if list {
			t.h.listed = chainFirst(f, t.h.listed)
		}
	}}
}

func chainFirst(f, knob func([]string) []string) func([]string) []string {
	if knob == nil {
		return f
	}
	return func(n []string) []string { return knob(f(n)) }
}
