package replay

import (
	"cmp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// HeaderAttempts are about the canonical headers and the list of signed headers.
var HeaderAttempts = []Attempt{
	{code: "header-name-not-lowercased", twists: []Twist{
		{
			Variant: "header-names-not-lowercased", slot: slotHeaderCase,
			Says: "keeps capitals in header names",
			turn: func(t *Trial) { t.h.asSent = true },
		},
		{
			Variant: "header-names-not-lowercased", slot: slotHeaderCase,
			Says: "writes header names as they are sent, some of them with capitals",
			turn: func(t *Trial) { t.h.asSent, t.h.exact = true, true },
		},
	}},
	{code: "header-name-not-lowercased", vary: func(m *Model) (out []Twist) {
		for _, n := range []string{"content-type", "host", "x-amz-date"} {
			if slices.Contains(m.Names, n) && len(m.Names) > 1 {
				out = append(out, Twist{
					Variant: "header-names-not-lowercased", slot: slotHeaderCase,
					Says: "writes " + titled(n) + " with capitals, and the other names without",
					turn: func(t *Trial) { t.h.capital = n },
				})
			}
		}
		return out
	}},
	{code: "signed-headers-duplicate", vary: func(m *Model) []Twist {
		listed := SplitList(strings.ToLower(m.Listed))
		if len(slices.Compact(slices.Sorted(slices.Values(listed)))) == len(listed) {
			return nil
		}
		asListed := func(*Trial, []string) []string { return slices.Clone(listed) }
		return []Twist{
			bothOrder("signed-headers-duplicate", "names a header twice, in the block and in the list", asListed),
			listOrder("signed-headers-duplicate", "names a header twice in the list of signed headers", asListed),
		}
	}},
	{code: "headers-unsorted", twists: []Twist{
		bothOrder("headers-unsorted", "leaves headers in the order of sending, in the block and in the list", sentOrder),
		blockOrder("headers-unsorted", "leaves the header lines in the order of sending", sentOrder),
		listOrder("signed-headers-unsorted", "leaves the list of signed headers in the order of sending", sentOrder),
		blockOrder("headers-sorted-as-lines", "sorts whole name:value lines instead of names", func(t *Trial, n []string) []string {
			return sortedBy(n, func(n string) string { return n + ":" })
		}),
		bothOrder("headers-sorted-by-culture", "ignores - when it sorts header names, as sorting by a locale does", func(t *Trial, n []string) []string {
			return sortedBy(n, func(n string) string { return strings.ReplaceAll(n, "-", "") })
		}),
		bothOrder("headers-sorted-upper-case", "compares header names in upper case, so that _ comes after letters", func(t *Trial, n []string) []string {
			return sortedBy(n, strings.ToUpper)
		}),
		bothOrder("headers-sorted-before-lowercasing", "sorts header names before putting them in lower case", func(t *Trial, n []string) []string {
			return sortedBy(n, func(n string) string { return t.sentName(n) })
		}),
		bothOrder("headers-sorted-reverse", "sorts headers in descending order", func(t *Trial, n []string) []string { slices.Reverse(n); return n }),
		blockOrder("headers-as-listed", "orders the header lines as SignedHeaders lists them",
			func(t *Trial, n []string) []string { return SplitList(t.Listed) }),
		bothOrder("headers-as-listed", "orders block and list as SignedHeaders does", func(t *Trial, n []string) []string {
			return SplitList(strings.ToLower(t.Listed))
		}),
		listOrder("signed-headers-as-listed", "orders the list of signed headers as SignedHeaders does, the block by name",
			func(t *Trial, n []string) []string { return SplitList(strings.ToLower(t.Listed)) }),
		bothOrder("headers-host-first", "puts host first", func(t *Trial, n []string) []string {
			return sortedBy(n, func(n string) string { return strings.Replace(n, "host", "\x00", 1) })
		}),
	}},
	{code: "header-folded", vary: func(m *Model) []Twist {
		if !slices.ContainsFunc(m.Names, func(n string) bool { return strings.Contains(strings.Join(m.Values[n], ""), "\n") }) {
			return nil // the same bytes as of blanks that are kept
		}
		return []Twist{
			trimTwist("header-fold-kept", "signs a folded header line as it is", func(v string) string {
				return strings.Trim(v, " \t\r\n")
			}),
		}
	}},
	{code: "header-repeated-not-joined", vary: func(m *Model) []Twist {
		if !slices.ContainsFunc(m.Names, func(n string) bool {
			v := strings.TrimSpace(strings.Join(m.Values[n], ""))
			return strings.Contains(v, ", ") && strings.Count(v, " ") == strings.Count(v, ", ")
		}) {
			return nil // the same bytes as of blanks that are left out
		}
		return []Twist{trimTwist("header-duplicate-comma", "joins the values of a header by a comma alone, where a blank follows it in what is sent", func(v string) string {
			return strings.ReplaceAll(strings.TrimSpace(v), ", ", ",")
		})}
	}},
	{code: "header-spaces-not-collapsed", twists: []Twist{
		trimTwist("header-inner-spaces-kept", "keeps runs of blanks inside header values", func(v string) string {
			return strings.Trim(v, " \t\r\n")
		}),
		trimTwist("header-quoted-spaces-kept", "keeps runs of blanks inside double quotes", foldOutsideQuotes),
		trimTwist("header-all-spaces-removed", "removes every blank from header values", func(v string) string {
			return strings.Join(strings.Fields(v), "")
		}),
	}},
	{code: "header-value-not-trimmed", twists: []Twist{
		trimTwist("header-value-not-trimmed", "keeps blanks at the ends of header values and inside them",
			func(v string) string { return v }),
		trimTwist("header-value-not-trimmed", "keeps the blanks that follow the colon, and folds those inside", keepEnds),
		trimTwist("header-value-not-trimmed", "keeps the blanks at both ends of header values, and folds those inside",
			func(v string) string { return keepEnds(strings.TrimPrefix(v, " ")) }),
		trimTwist("header-value-not-trimmed", "keeps blanks at the end of header values", func(v string) string {
			return strings.TrimLeft(v, " \t")
		}),
		trimTwist("header-value-not-trimmed", "keeps blanks at the end of header values, and folds those inside",
			func(v string) string { return keepEnds(strings.TrimLeft(v, " \t")) }),
		trimTwist("header-value-not-trimmed", "keeps blanks at the beginning of header values", func(v string) string {
			return sigv4.CanonicalValue("x" + strings.TrimPrefix(v, " "))[1:]
		}),
		trimTwist("header-value-not-trimmed", "keeps the blanks at both ends of header values", func(v string) string {
			return strings.TrimPrefix(v, " ")
		}),
		{
			Variant: "header-space-after-colon", slot: slotHeaderSeparator,
			Says: "writes a blank after the colon",
			turn: func(t *Trial) { t.h.sep = ": " },
		},
	}},
	{code: "header-value-not-trimmed", twists: rarely(
		Twist{Variant: "header-space-after-colon", slot: slotHeaderSeparator, Says: "writes blanks before and after the colon", turn: func(t *Trial) { t.h.sep = " : " }},
		Twist{Variant: "header-space-after-colon", slot: slotHeaderSeparator, Says: "writes a tab after the colon", turn: func(t *Trial) { t.h.sep = ":\t" }},
	)},
	{code: "header-value-not-trimmed", twists: oddTrims},
	{code: "header-folded", twists: []Twist{
		trimTwist("header-fold-kept", "signs a folded header line with its line break", func(v string) string {
			return strings.ReplaceAll(strings.Trim(v, " \t\r\n"), "\r\n", "\n")
		}),
		trimTwist("header-fold-kept", "signs a line break inside a value where a run of blanks is sent", func(v string) string {
			return strings.Replace(strings.Trim(v, " \t"), "   ", "\n   ", 1)
		}),
	}},
	{code: "header-folded", vary: foldsOfOne},
	{code: "header-folded", twists: []Twist{
		trimTwist("header-fold-removed", "joins a folded header line without a blank", func(v string) string {
			var b strings.Builder
			for _, l := range strings.Split(v, "\n") {
				b.WriteString(strings.TrimSpace(l))
			}
			return b.String()
		}),
		trimTwist("header-fold-joined", "joins the lines of a folded header by commas", func(v string) string {
			lines := strings.Split(v, "\n")
			for i, l := range lines {
				lines[i] = strings.TrimSpace(l)
			}
			return strings.Join(lines, ",")
		}),
		trimTwist("header-fold-cut", "signs only the first line of a folded header", func(v string) string {
			first, _, _ := strings.Cut(v, "\n")
			return strings.TrimSpace(first)
		}),
	}},
	{code: "header-value-lowercased", twists: []Twist{
		{
			Variant: "header-value-lowercased", slot: slotHeaderLower,
			Says: "puts header values in lower case, too",
			turn: func(t *Trial) { t.h.lower = true },
		},
	}},
	{code: "header-repeated-not-joined", twists: []Twist{
		joinTwist("header-duplicate-first-only", "signs only the first of equal header names",
			func(n string, v []string) []string { return v[:1] }),
		joinTwist("header-duplicate-first-only", "signs only the last of equal header names",
			func(n string, v []string) []string { return v[len(v)-1:] }),
		joinTwist("header-duplicate-comma-space", "joins the values of equal header names by a comma and a blank",
			func(n string, v []string) []string { return []string{strings.Join(v, ", ")} }),
		joinTwist("header-duplicate-sorted", "sorts the values of equal header names before joining them", func(n string, v []string) []string {
			v = slices.Sorted(slices.Values(v))
			return []string{strings.Join(v, ",")}
		}),
		joinTwist("header-duplicate-lines", "writes one line for each of equal header names",
			func(n string, v []string) []string { return v }),
		joinTwist("header-duplicate-semicolon", "joins the values of equal header names by ;",
			func(n string, v []string) []string { return []string{strings.Join(v, ";")} }),
		joinTwist("header-duplicate-reversed", "joins the values of equal header names in the opposite order", func(n string, v []string) []string {
			v = slices.Clone(v)
			slices.Reverse(v)
			return []string{strings.Join(v, ",")}
		}),
	}},
	{code: "header-repeated-not-joined", twists: rarely(
		joinTwist("header-duplicate-glued", "joins the values of equal header names without anything between",
			func(n string, v []string) []string { return []string{strings.Join(v, "")} }),
		joinTwist("header-duplicate-glued", "joins the values of equal header names by a blank",
			func(n string, v []string) []string { return []string{strings.Join(v, " ")} }),
		joinTwist("header-duplicate-glued", "joins the values of equal header names by a newline",
			func(n string, v []string) []string { return []string{strings.Join(v, "\n")} }),
		joinTwist("header-duplicate-glued", "writes the values of equal header names as a list of Python",
			func(n string, v []string) []string { return []string{"['" + strings.Join(v, "', '") + "']"} }),
		joinTwist("header-duplicate-glued", "writes the values of equal header names as a JSON list",
			func(n string, v []string) []string { return jsonList(v) }),
	)},
	{code: "line-ends-crlf", twists: []Twist{
		{
			Variant: "headers-crlf", slot: slotHeaderEOL,
			Says: "ends the header lines with CR LF",
			turn: func(t *Trial) { t.h.eol = "\r\n" },
		},
	}},
	{code: "newline-not-interpreted", twists: []Twist{
		{
			Variant: "headers-literal-backslash-n", slot: slotHeaderEOL,
			Says: `ends the header lines with \n as two characters`,
			turn: func(t *Trial) { t.h.eol = `\n` },
		},
	}},
	{code: "canonical-blank-line-wrong", twists: []Twist{
		blankTwist("headers-no-blank-line", "leaves out the empty line between the header lines and the list", ""),
		blankTwist("headers-extra-blank-line", "puts two empty lines between the header lines and the list", "\n\n"),
		{
			Variant: "query-line-missing", slot: slotParts,
			Says: "leaves out the query line when there is no query",
			turn: func(t *Trial) {
				t.c.parts = func(p []string) []string {
					if p[2] != "" {
						return p
					}
					return []string{p[0], p[1], p[3], p[4], p[5]}
				}
			},
		},
	}},
	{code: "canonical-request-malformed", twists: rarely(
		partsJoined("headers-blank-before", "puts an empty line before the header lines", func(p []string) []string {
			return []string{p[0], p[1], p[2], "\n" + p[3], p[4], p[5]}
		}),
		Twist{Variant: "headers-separator", slot: slotHeaderSeparator, Says: "writes = between name and value of headers", turn: func(t *Trial) { t.h.sep = "=" }},
		partsJoined("headers-missing", "leaves out the header lines", func(p []string) []string {
			return []string{p[0], p[1], p[2], "", p[4], p[5]}
		}),
	)},
	{code: "canonical-request-malformed", twists: slices.Concat(oddBlocks, rareSeparators())},
	{code: "line-ends-crlf", twists: blocksJoined(lineEnd{"\n\r", "LF CR"}, lineEnd{"\r", "CR"})},
	{code: "newline-not-interpreted", twists: blocksJoined(lineEnd{`\n`, `\n as two characters`}, lineEnd{`\r\n`, `\r\n as four characters`})},
	{code: "header-name-not-lowercased", twists: rarely(
		eachLine("header-names-upper-case", "writes header names in capitals", func(n, v string) string { return strings.ToUpper(n) + ":" + v }),
		eachLine("header-names-upper-case", "writes header names with one capital", func(n, v string) string { return strings.ToUpper(n[:min(1, len(n))]) + n[min(1, len(n)):] + ":" + v }),
	)},
	{code: "signed-headers-lists-differ", vary: listsDiffer},
	{code: "signed-headers-duplicate", twists: rarely(
		listTwist("signed-headers-duplicate", "names host twice in the list of signed headers", func(t *Trial, l string) string {
			return strings.Replace(l, "host", "host;host", 1)
		}),
	)},
	{code: "headers-unsorted", twists: rarely(
		listOrder("signed-headers-reversed", "writes the list of signed headers in descending order, the block by name", func(t *Trial, n []string) []string { slices.Reverse(n); return n }),
		bothOrder("headers-sorted-by-length", "sorts headers by the length of their names", func(t *Trial, n []string) []string {
			slices.SortStableFunc(n, func(a, b string) int { return len(a) - len(b) })
			return n
		}),
		bothOrder("headers-token-last", "puts x-amz-security-token last", func(t *Trial, n []string) []string {
			return sortedBy(n, func(n string) string { return strings.Replace(n, "x-amz-security-token", "~", 1) })
		}),
		bothOrder("headers-host-last", "puts host last", func(t *Trial, n []string) []string {
			return sortedBy(n, func(n string) string { return strings.Replace(n, "host", "~", 1) })
		}),
	)},
	{code: "signed-headers-malformed", twists: oddLists()},
	{code: "signed-headers-malformed", twists: []Twist{
		listTwist("signed-headers-upper-case", "writes the list of signed headers with capitals", func(t *Trial, l string) string {
			names := SplitList(l)
			for i, n := range names {
				names[i] = t.sentName(n)
			}
			return strings.Join(names, ";")
		}),
		listTwist("signed-headers-upper-case", "writes the list of signed headers with capitals", func(t *Trial, l string) string {
			names := SplitList(l)
			for i, n := range names {
				names[i] = titled(n)
			}
			return strings.Join(names, ";")
		}),
		listTwist("signed-headers-separator", "separates the signed headers by commas", func(t *Trial, l string) string {
			return strings.ReplaceAll(l, ";", ",")
		}),
		listTwist("signed-headers-separator", "puts a blank after each ; of the list", func(t *Trial, l string) string {
			return strings.ReplaceAll(l, ";", "; ")
		}),
		listTwist("signed-headers-separator", "separates the signed headers by blanks", func(t *Trial, l string) string {
			return strings.ReplaceAll(l, ";", " ")
		}),
		listTwist("signed-headers-separator", "separates the signed headers by a comma and a blank",
			func(t *Trial, l string) string { return strings.ReplaceAll(l, ";", ", ") }),
		listTwist("signed-headers-trailing-semicolon", "ends the list of signed headers with ;",
			func(t *Trial, l string) string { return l + ";" }),
		listTwist("signed-headers-empty", "leaves the list of signed headers empty", func(t *Trial, l string) string {
			return ""
		}),
		listTwist("signed-headers-as-claimed", "signs the list exactly as SignedHeaders writes it",
			func(t *Trial, l string) string { return t.Listed }),
		listTwist("signed-headers-encoded", "writes %3B between the signed headers", func(t *Trial, l string) string {
			return strings.ReplaceAll(l, ";", "%3B")
		}),
	}},
}

// foldsOfOne signs a line break inside one value where a run of blanks is sent.
func foldsOfOne(m *Model) []Twist {
	var out []Twist
	for _, n := range m.Names {
		if v := strings.Trim(strings.Join(m.Values[n], ","), " \t"); strings.Contains(v, "   ") {
			out = append(out, valueTwist("header-fold-kept", n, strings.Replace(v, "   ", "\n   ", 1), "signs a line break inside "+n+" where a run of blanks is sent"))
		}
	}
	return out
}

func sortedBy(names []string, key func(string) string) []string {
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	return names
}

// sentName is a header's name as sent, or as most clients send it.
func (m *Model) sentName(n string) string {
	if s, ok := m.SentAs[n]; ok {
		return s
	}
	return titled(n)
}

// sentOrder puts names in the order in which their headers are sent; those that
// are not sent come last.
func sentOrder(t *Trial, names []string) []string {
	rank := func(n string) int {
		if i := slices.Index(t.Order, n); i >= 0 {
			return i
		}
		return len(t.Order)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return names
}

type reorder func(t *Trial, names []string) []string

func bothOrder(variant, says string, f reorder) Twist {
	return Twist{Variant: variant, slot: slotHeaderOrder, Says: says, turn: func(t *Trial) {
		t.h.names = chain(t.h.names, func(n []string) []string { return f(t, n) })
		t.h.listed = chain(t.h.listed, func(n []string) []string { return f(t, n) })
	}}
}

func blockOrder(variant, says string, f reorder) Twist {
	return blockTwist(slotHeaderOrder, variant, says, f)
}

func blockTwist(s slot, variant, says string, f reorder) Twist {
	return Twist{Variant: variant, slot: s, Says: says, turn: func(t *Trial) {
		t.h.names = chain(t.h.names, func(n []string) []string { return f(t, n) })
	}}
}

func listOrder(variant, says string, f reorder) Twist {
	return Twist{Variant: variant, slot: slotListOrder, Says: says, turn: func(t *Trial) {
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

func trimTwist(variant, says string, f func(string) string) Twist {
	return Twist{Variant: variant, slot: slotHeaderTrim, Says: says, turn: func(t *Trial) { t.h.trim = f }}
}

func joinTwist(variant, says string, f func(name string, values []string) []string) Twist {
	return Twist{Variant: variant, slot: slotHeaderJoin, Says: says, turn: func(t *Trial) { t.h.join = f }}
}

func blankTwist(variant, says, blank string) Twist {
	return Twist{Variant: variant, slot: slotBlankLine, Says: says, turn: func(t *Trial) { t.h.blank, t.h.hasBlank = blank, true }}
}

func listTwist(variant, says string, f func(t *Trial, list string) string) Twist {
	return Twist{Variant: variant, slot: slotList, Says: says, turn: func(t *Trial) {
		t.h.list = func(l string) string { return f(t, l) }
	}}
}

// SplitList splits a list of signed headers at whatever separates it.
func SplitList(list string) []string {
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
func listsDiffer(m *Model) []Twist {
	var out []Twist
	for _, n := range m.Order {
		if slices.Contains(m.Names, n) || n == "authorization" {
			continue
		}
		out = append(out,
			setTwist("signed-headers-lacks-one", "signs "+n+" among the header lines, but the list does not name it", n, true, false),
			rarely(setTwist("signed-headers-lacks-one", "names "+n+" in the list, but has no line for it", n, false, true))[0],
			setTwist("signed-headers-differ-in-header", "signs "+n+" in block and list, but SignedHeaders does not name it", n, true, true))
	}
	for _, n := range m.Names {
		out = append(out,
			dropTwist("signed-headers-lacks-one", "names "+n+" in the list, but has no line for it", n, true, false),
			dropTwist("signed-headers-lacks-one", "has a line for "+n+", but the list does not name it", n, false, true))
		if n != "host" {
			out = append(out, dropTwist("signed-headers-differ-in-header", "signs neither line nor name of "+n+", but SignedHeaders names it", n, true, true))
		}
	}
	for _, few := range [][]string{{"host"}, {"host", "x-amz-date"}} {
		only := func(n []string) []string {
			return slices.DeleteFunc(n, func(o string) bool { return !slices.Contains(few, o) })
		}
		if len(m.Names) > len(few)+1 {
			out = append(out, rarely(changeSet("signed-headers-differ-in-header", "signs "+strings.Join(few, " and ")+" alone, SignedHeaders names more", only, true, true))...)
		}
	}
	empty := slices.ContainsFunc(m.Names, func(n string) bool { return len(m.Values[n]) > 0 && strings.Join(m.Values[n], "") == "" })
	if empty {
		without := func(t *Trial, names []string) []string {
			return slices.DeleteFunc(names, func(n string) bool { return strings.TrimSpace(strings.Join(t.Values[n], "")) == "" })
		}
		out = append(out, blockTwist(slotHeaderSet, "header-empty-dropped", "leaves headers with an empty value out of the block", without))
	}
	return out
}

// setTwist adds a name to block and list.
func setTwist(variant, says, name string, block, list bool) Twist {
	add := func(n []string) []string { return sigv4.SortedNames(append(n, name)) }
	return changeSet(variant, says, add, block, list)
}

// dropTwist takes a name out of block and list.
func dropTwist(variant, says, name string, block, list bool) Twist {
	drop := func(n []string) []string { return slices.DeleteFunc(n, func(o string) bool { return o == name }) }
	return changeSet(variant, says, drop, block, list)
}

func changeSet(variant, says string, f func([]string) []string, block, list bool) Twist {
	return Twist{Variant: variant, slot: slotHeaderSet, Says: says, turn: func(t *Trial) {
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
