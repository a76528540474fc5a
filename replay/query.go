package replay

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sigwhy/sigv4"
)

// QueryAttempts are about line 3 of the canonical request.
var QueryAttempts = []Attempt{
	{code: "query-unsorted", twists: []Twist{
		{
			Variant: "query-unsorted", slot: slotQueryOrder,
			Says: "leaves the parameters in the order in which they are sent",
			turn: (*Trial).Unsort,
		},
		{
			Variant: "query-duplicate-values-unsorted", slot: slotQueryOrder,
			Says: "sorts by name only and leaves the values of a repeated name unsorted",
			turn: func(t *Trial) {
				t.q.order = func(a, b queryPair) int { return strings.Compare(a.name, b.name) }
			},
		},
		{
			Variant: "query-sorted-reverse", slot: slotQueryOrder,
			Says: "sorts the parameters in descending order",
			turn: func(t *Trial) {
				t.q.order = func(a, b queryPair) int { return canonicalOrder(b, a) }
			},
		},
		{
			Variant: "query-amz-last", slot: slotQueryOrder,
			Says: "puts the X-Amz- parameters behind all others",
			turn: func(t *Trial) { t.q.order = amzParams(1) },
		},
		{
			Variant: "query-amz-first", slot: slotQueryOrder,
			Says: "puts the X-Amz- parameters before all others",
			turn: func(t *Trial) { t.q.order = amzParams(-1) },
		},
	}},
	{code: "query-sort-key-wrong", twists: []Twist{
		orderTwist("query-sorted-as-pairs", "sorts whole name=value texts instead of names", func(a, b queryPair) int {
			return strings.Compare(a.name+"="+a.value, b.name+"="+b.value)
		}),
		orderTwist("query-sorted-before-encoding", "sorts the parameters before encoding them", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.pair.Name, b.pair.Name), strings.Compare(a.pair.Value, b.pair.Value))
		}),
		orderTwist("query-sort-case-insensitive", "ignores case when it sorts the parameters", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)), strings.Compare(a.value, b.value))
		}),
		orderTwist("query-sorted-by-value", "sorts the parameters by value", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.value, b.value), strings.Compare(a.name, b.name))
		}),
		orderTwist("query-sorted-as-sent", "sorts the parameters as they are sent, before putting them into canonical form", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.pair.RawName, b.pair.RawName), strings.Compare(a.pair.RawValue, b.pair.RawValue))
		}),
		orderTwist("query-sort-case-insensitive", "ignores case when it sorts names and values", compareBy(strings.ToLower)),
		orderTwist("query-sort-case-insensitive", "ignores case when it sorts whole name=value texts", wholeBy(strings.ToLower)),
		orderTwist("query-sort-culture", "passes over signs and case when it sorts names, as sorting by a locale does", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(lettersAlone(a.name), lettersAlone(b.name)), strings.Compare(a.value, b.value))
		}),
		orderTwist("query-sort-culture", "passes over signs and case when it sorts whole name=value texts, as sorting by a locale does", wholeBy(lettersAlone)),
		orderTwist("query-sort-culture", "sorts names and values by the Unicode collation, small letters beside capitals, as localeCompare does", compareBy(collated)),
		orderTwist("query-sort-numeric", "sorts values that are numbers as numbers", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.name, b.name), byNumber(a.value, b.value))
		}),
		orderTwist("query-sort-numeric", "sorts numbers inside names and values as numbers, 2 before 10", compareBy(natural)),
	}},
	{code: "query-under-encoded", twists: []Twist{
		queryDepth("query-not-encoded", 0, "signs names and values decoded"),
		{
			Variant: "query-not-encoded", slot: slotQueryDepth,
			Says: "signs names and values decoded, in the order of the encoded ones",
			turn: func(t *Trial) {
				t.q.depth = to(0)
				t.q.order = func(a, b queryPair) int {
					return cmp.Or(strings.Compare(canonicalStyle(a.pair.Name), canonicalStyle(b.pair.Name)), strings.Compare(canonicalStyle(a.pair.Value), canonicalStyle(b.pair.Value)))
				}
			},
		},
		queryStyle("query-slash-not-encoded", "leaves / raw in the canonical query", leaving("/")),
		queryStyle("query-plus-not-encoded", "leaves + raw in the canonical query", leaving("+")),
		queryStyle("query-js-component", "leaves ! ' ( ) * raw in the canonical query, as encodeURIComponent does", leaving("!'()*")),
		queryStyle("query-sub-delims", "leaves the reserved characters that RFC 3986 allows in a query raw", leaving("!'()*$,;:@/?")),
		queryStyle("query-sub-delims", "leaves ! $ ' ( ) * , ; : @ raw in the canonical query", leaving("!$'()*,;:@")),
		queryStyle("query-sub-delims", "leaves ! $ ' ( ) * , ; raw in the canonical query", leaving("!$'()*,;")),
		queryStyle("query-sub-delims", "leaves ! $ & ' ( ) * + , ; = raw in the canonical query", leaving("!$&'()*+,;=")),
		queryStyle("query-encodeuri", "leaves what encodeURI leaves raw in the canonical query", leaving("$&+,/:;=?@!'()*#")),
		queryStyle("query-comma", "leaves , raw in the canonical query", leaving(",")),
		queryStyle("query-colon", "leaves : raw in the canonical query", leaving(":")),
		queryStyle("query-star", "leaves * raw in the canonical query", leaving("*")),
		queryStyle("query-non-ascii-raw", "leaves text outside ASCII raw in the canonical query", lettersRaw),
		queryStyle("query-equals", "leaves = raw in values of the canonical query", leaving("=")),
		queryStyle("presign-signed-headers-semicolon", "leaves ; raw in the canonical query", leaving(";")),
		{
			Variant: "query-name-not-encoded", slot: slotQueryNames,
			Says: "encodes values only, not names",
			turn: func(t *Trial) { t.q.nameStyle = func(s string) string { return s } },
		},
	}},
	{code: "query-under-encoded", vary: rawInQuery},
	{code: "query-double-encoded", twists: []Twist{
		queryDepth("query-double-encoded", 2, "percent-encodes names and values twice"),
		{
			Variant: "query-double-encoded", slot: slotQueryDepth,
			Says: "percent-encodes names and values twice and sorts the pairs as whole texts",
			turn: func(t *Trial) {
				t.q.depth = to(2)
				t.q.order = func(a, b queryPair) int { return strings.Compare(a.name+"="+a.value, b.name+"="+b.value) }
			},
		},
	}},
	{code: "plus-for-space", twists: []Twist{
		queryStyle("query-plus-for-space", "writes a blank in the query as +", func(s string) string {
			return strings.ReplaceAll(canonicalStyle(s), "%20", "+")
		}),
		queryStyle("query-plus-as-space", "reads %2B in the query as a blank", func(s string) string {
			return canonicalStyle(strings.ReplaceAll(s, "+", " "))
		}),
		{
			Variant: "query-raw-plus-on-wire", slot: slotQueryPairs,
			Says: "signs %2B where a raw + is sent, which the server reads as a blank",
			turn: func(t *Trial) { t.q.pairs = plusAsPlus },
		},
	}},
	{code: "query-empty-value-missing-equals", twists: []Twist{
		{
			Variant: "query-empty-no-equals", slot: slotQueryEmpty,
			Says: "signs a parameter without value as name instead of name=",
			turn: func(t *Trial) { t.q.empty = emptyBare },
		},
		{
			Variant: "query-empty-dropped", slot: slotQueryEmpty,
			Says: "leaves parameters without value out",
			turn: func(t *Trial) { t.q.empty = emptyDropped },
		},
		{
			Variant: "query-empty-dropped", slot: slotQueryEmpty,
			Says: "leaves parameters without = out",
			turn: func(t *Trial) { t.q.empty = bareDropped },
		},
	}},
	{code: "query-repeated-name-merged", twists: []Twist{
		pairsTwist("query-duplicate-dropped", "signs only the first of several values of a name", func(p []Pair) []Pair {
			return onePerName(p, false)
		}),
		pairsTwist("query-duplicate-dropped", "signs only the last of several values of a name", func(p []Pair) []Pair {
			return onePerName(p, true)
		}),
		pairsTwist("query-duplicate-joined", "joins the values of a repeated name by a comma", func(p []Pair) []Pair {
			return joined(p, false)
		}),
		pairsTwist("query-duplicate-joined", "joins the values of a repeated name by a comma, sorted", func(p []Pair) []Pair {
			return joined(p, true)
		}),
		gluedTwist("joins the values of a repeated name by a comma that is not encoded", false),
		gluedTwist("joins the values of a repeated name by a comma that is not encoded, sorted", true),
	}},
	{code: "query-repeated-name-merged", twists: rarely(
		pairsTwist("query-duplicate-indexed", "writes the values of a repeated name as name[0], name[1]", func(p []Pair) []Pair {
			return indexed(p, true)
		}),
		pairsTwist("query-duplicate-indexed", "writes the values of a repeated name as name[]", func(p []Pair) []Pair {
			return indexed(p, false)
		}),
		pairsTwist("query-duplicate-joined", "writes the values of a repeated name as a list of Python", func(p []Pair) []Pair {
			return merged(p, false, func(v []string) string { return "['" + strings.Join(v, "', '") + "']" })
		}),
		pairsTwist("query-duplicate-joined", "joins the values of a repeated name by a semicolon", func(p []Pair) []Pair {
			return merged(p, false, func(v []string) string { return strings.Join(v, ";") })
		}),
		pairsTwist("query-duplicate-joined", "joins the values of a repeated name by a comma and a blank", func(p []Pair) []Pair {
			return merged(p, false, func(v []string) string { return strings.Join(v, ", ") })
		}),
	)},
	{code: "query-repeated-name-merged", vary: func(m *Model) []Twist {
		if len(withoutCopies(m.Pairs)) == len(m.Pairs) {
			return nil
		}
		return []Twist{pairsTwist("query-copy-dropped", "signs a parameter once that is sent twice with one value", withoutCopies)}
	}},
	{code: "query-double-encoded", twists: wholeQueries},
	{code: "query-empty-value-missing-equals", twists: emptyAs()},
	{code: "query-not-signed", vary: func(m *Model) []Twist {
		out := []Twist{{Variant: "query-omitted", slot: slotQueryShape, Says: "leaves the query line empty although a query is sent", turn: func(t *Trial) {
			t.q.after = func(string) string { return "" }
		}}}
		if m.Carrier == sigv4.InQuery {
			out = append(out, pairsTwist("query-signed-in-canonical-only", "leaves the X-Amz- parameters out of the canonical query", func(p []Pair) []Pair {
				return slices.DeleteFunc(p, func(p Pair) bool { return sigv4.IsAuthParam(p.Name) })
			}))
		}
		return append(out, authParamsLeftOut(m)...)
	}},
	{code: "query-extra-parts-signed", twists: []Twist{
		{
			Variant: "query-leading-question-mark", slot: slotQueryShape,
			Says: "keeps the ? before the query",
			turn: func(t *Trial) { t.q.after = func(q string) string { return "?" + q } },
		},
		{
			Variant: "query-empty-pairs-kept", slot: slotQueryShape,
			Says: "signs an empty pair as =",
			turn: func(t *Trial) { t.q.after = func(q string) string { return "=&" + q } },
		},
		{
			Variant: "query-empty-pairs-kept", slot: slotQueryShape,
			Says: "ends the canonical query with &",
			turn: func(t *Trial) { t.q.after = func(q string) string { return q + "&" } },
		},
		{
			Variant: "query-empty-pairs-kept", slot: slotQueryShape,
			Says: "begins the canonical query with &",
			turn: func(t *Trial) { t.q.after = func(q string) string { return "&" + q } },
		},
		{
			Variant: "query-signature-included", slot: slotQueryShape,
			Says: "signs an X-Amz-Signature parameter of zeros",
			turn: func(t *Trial) {
				t.q.after = func(q string) string { return q + "&X-Amz-Signature=" + strings.Repeat("0", 64) }
			},
		},
		pairsTwist("query-signature-included", "signs an empty X-Amz-Signature parameter", func(p []Pair) []Pair {
			return append(p, madePair("X-Amz-Signature", ""))
		}),
	}},
	{code: "query-extra-parts-signed", twists: rarely(
		pairsTwist("query-signature-included", "signs an X-Amz-Signature parameter of zeros, in its place", func(p []Pair) []Pair {
			return append(p, madePair("X-Amz-Signature", strings.Repeat("0", 64)))
		}),
	)},
	{code: "query-extra-parts-signed", twists: oddQueries()},
	{code: "query-under-encoded", twists: changedPairs()},
	{code: "query-sort-key-wrong", twists: rarely(
		orderTwist("query-sorted-by-length", "sorts the parameters by the length of their names", func(a, b queryPair) int {
			return cmp.Or(len(a.name)-len(b.name), canonicalOrder(a, b))
		}),
	)},
	{code: "query-unsorted", twists: rarely(
		orderTwist("query-sorted-reverse", "sorts the parameters by name, the values of one name in descending order", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(b.value, a.value))
		}),
	)},
	{code: "placeholder-unresolved", vary: func(m *Model) []Twist {
		var out []Twist
		for _, v := range []string{"undefined", "null", "None", "nil"} {
			if slices.ContainsFunc(m.Pairs, func(p Pair) bool { return p.Value == v }) {
				out = append(out, pairsTwist("query-null-literal", "leaves parameters of value "+v+" out", func(p []Pair) []Pair {
					return slices.DeleteFunc(p, func(p Pair) bool { return p.Value == v })
				}))
			}
		}
		for _, v := range []string{"undefined", "null", "None"} {
			out = append(out,
				pairsTwist("query-null-literal", "signs a parameter marker="+v+" that is not sent", func(p []Pair) []Pair {
					return append(p, madePair("marker", v))
				}),
				Twist{Variant: "query-null-literal", slot: slotQueryShape, Says: "signs marker=" + v + " behind the query, which is not sent", turn: func(t *Trial) {
					t.q.after = func(q string) string { return q + "&marker=" + v }
				}})
		}
		return out
	}},
	{code: "query-param-added-after-signing", vary: func(m *Model) []Twist { return droppedParams(m) }},
	{code: "query-changed-after-signing", vary: changedParams},
	{code: "form-body-merged-into-query", vary: func(m *Model) []Twist {
		if !m.BodyKnown || !IsForm(m) {
			return nil
		}
		return []Twist{
			{
				Variant: "query-form-body-as-query", slot: slotQueryPairs,
				Says: "signs the form fields of the body as query parameters, and an empty body",
				turn: func(t *Trial) {
					t.q.pairs = func(p []Pair) []Pair { return append(p, SplitPairs(string(t.Body))...) }
					t.payloadText = to(sigv4.EmptyHash)
				},
			},
			{
				Variant: "query-form-body-as-query", slot: slotQueryPairs,
				Says: "signs the form fields of the body as query parameters, too",
				turn: func(t *Trial) {
					t.q.pairs = func(p []Pair) []Pair { return append(p, SplitPairs(string(t.Body))...) }
				},
			},
		}
	}},
	{code: "xml-escaped", twists: []Twist{
		{Variant: "query-html-amp", slot: slotQueryShape, Says: "signs &amp; in place of &", turn: func(t *Trial) {
			t.q.after = func(q string) string { return strings.ReplaceAll(q, "&", "&amp;") }
		}},
	}},
	{code: "xml-escaped", twists: rarely(
		pairsTwist("query-html-amp", "reads the query from an XML text, so that names begin with amp;", ampNames),
		pairsTwist("query-html-amp", "reads the canonical query from an XML text, so that names begin with amp;", func(p []Pair) []Pair {
			slices.SortStableFunc(p, func(a, b Pair) int {
				return cmp.Or(strings.Compare(canonicalStyle(a.Name), canonicalStyle(b.Name)), strings.Compare(canonicalStyle(a.Value), canonicalStyle(b.Value)))
			})
			return ampNames(p)
		}),
	)},
	{code: "percent-hex-lowercase", twists: []Twist{
		{
			Variant: "query-lowercase-hex", slot: slotQueryStyle,
			Says: "writes percent escapes of the query in lower case",
			turn: func(t *Trial) {
				t.q.style = func(s string) string { return lowerEscapes(canonicalStyle(s)) }
			},
		},
		{
			Variant: "query-lowercase-hex", slot: slotQueryStyle,
			Says: "writes the escapes of the credential in lower case",
			turn: func(t *Trial) {
				t.q.after = func(q string) string { return strings.ReplaceAll(q, "%2F", "%2f") }
			},
		},
		queryStyle("query-lowercase-hex", "writes the escapes of the credential in lower case, those of other values in capitals", func(s string) string {
			if strings.HasSuffix(s, "/aws4_request") {
				return lowerEscapes(canonicalStyle(s))
			}
			return canonicalStyle(s)
		}),
	}},
	{code: "unreserved-encoded", twists: []Twist{
		queryStyle("query-unreserved-encoded", "percent-encodes ~ in the query", encodingToo("~")),
		queryStyle("query-unreserved-encoded", "percent-encodes - . _ ~ in the query", encodingToo("-._~")),
		queryStyle("query-unreserved-encoded", "percent-encodes ~ and . in the query", encodingToo("~.")),
	}},
	{code: "unreserved-encoded", twists: rarely(
		queryStyle("query-unreserved-encoded", "percent-encodes - . _ in the query", encodingToo("-._")),
		queryStyle("query-unreserved-encoded", "percent-encodes . in the query", encodingToo(".")),
		queryStyle("query-unreserved-encoded", "percent-encodes - in the query", encodingToo("-")),
		queryStyle("query-unreserved-encoded", "percent-encodes _ in the query", encodingToo("_")),
		valuesStyle("query-unreserved-encoded", "percent-encodes - . _ ~ in the values of the query, not in names", encodingToo("-._~")),
		valuesStyle("query-unreserved-encoded", "percent-encodes - . _ in the values of the query, not in names", encodingToo("-._")),
	)},
	{code: "non-ascii-encoded-differently", twists: []Twist{
		queryStyle("query-latin1", "encodes letters of the query from ISO-8859-1 bytes", func(s string) string {
			return canonicalStyle(Latin1(s))
		}),
		queryStyle("query-unicode-form", "signs letters of the query in decomposed form (NFD)", func(s string) string {
			return canonicalStyle(norm.NFD.String(s))
		}),
		queryStyle("query-unicode-form", "signs letters of the query in composed form (NFC)", func(s string) string {
			return canonicalStyle(norm.NFC.String(s))
		}),
	}},
	{code: "session-token-not-signed", vary: func(m *Model) []Twist {
		if m.Carrier != sigv4.InQuery || !m.hasParam("X-Amz-Security-Token") {
			return nil
		}
		return []Twist{pairsTwist("query-token-unsigned", "leaves X-Amz-Security-Token out of the canonical query", func(p []Pair) []Pair {
			return slices.DeleteFunc(p, func(p Pair) bool { return p.Name == "X-Amz-Security-Token" })
		})}
	}},
	{code: "session-token-signed-too-early", vary: func(m *Model) []Twist {
		if !m.Flavor.TokenAfter || m.Token == "" {
			return nil
		}
		return []Twist{pairsTwist("query-token-signed-iot", "signs X-Amz-Security-Token, which this service wants appended after signing", func(p []Pair) []Pair {
			return append(p, madePair("X-Amz-Security-Token", m.Token))
		})}
	}},
	{code: "session-token-recoded", vary: func(m *Model) []Twist {
		if m.Carrier != sigv4.InQuery || m.Token == "" {
			return nil
		}
		recode := func(f func(string) string, says string) Twist {
			return pairsTwist("security-token-urlencoded", says, func(p []Pair) []Pair { return mapValue(p, "X-Amz-Security-Token", f) })
		}
		return []Twist{
			recode(func(s string) string { return sigv4.UriEncode(s, false) }, "encodes the session token twice in the canonical query"),
			recode(func(s string) string { return strings.ReplaceAll(s, "+", " ") }, "reads the + of the session token as a blank"),
			recode(func(s string) string { return strings.ReplaceAll(s, " ", "+") }, "signs the session token with + where a blank is sent"),
		}
	}},
	// last of all: where a narrower mistake gives the same bytes, that one is named
	{code: "query-under-encoded", twists: []Twist{
		queryDepth("query-as-sent", -1, "signs names and values as they are sent, without encoding what is left raw there"),
	}},
	{code: "query-unsorted", twists: []Twist{
		{
			Variant: "query-as-sent", slot: slotQueryShape,
			Says: "signs the query as it is sent: not sorted, not put into canonical form",
			turn: func(t *Trial) {
				t.q.after = func(string) string { return t.rawQuery() }
			},
		},
	}},
}

func orderTwist(variant, says string, order func(a, b queryPair) int) Twist {
	return Twist{Variant: variant, slot: slotQueryOrder, Says: says, turn: func(t *Trial) { t.q.order = order }}
}

func queryDepth(variant string, depth int, says string) Twist {
	return Twist{Variant: variant, slot: slotQueryDepth, Says: says, turn: func(t *Trial) { t.q.depth = to(depth) }}
}

// valuesStyle encodes values otherwise, and names by the rules.
func valuesStyle(variant, says string, encode style) Twist {
	return Twist{Variant: variant, slot: slotQueryStyle, Says: says, turn: func(t *Trial) {
		t.q.style = encode
		if t.q.nameStyle == nil {
			t.q.nameStyle = canonicalStyle
		}
	}}
}

func queryStyle(variant, says string, s style) Twist {
	return Twist{Variant: variant, slot: slotQueryStyle, Says: says, turn: func(t *Trial) { t.q.style = s }}
}

func pairsTwist(variant, says string, f func([]Pair) []Pair) Twist {
	return Twist{Variant: variant, slot: slotQueryPairs, Says: says, turn: func(t *Trial) { t.q.pairs = f }}
}

// amzParams sorts the X-Amz- parameters as a block after (1) or before (-1) the others.
func amzParams(sign int) func(a, b queryPair) int {
	rank := func(p queryPair) int {
		if sigv4.IsAuthParam(p.pair.Name) {
			return sign
		}
		return 0
	}
	return func(a, b queryPair) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), canonicalOrder(a, b)) }
}

// authParamsLeftOut signs a URL without one of the parameters of its claim: X-Amz-Expires
// is one that people put behind the others, or take for none of the signature.
func authParamsLeftOut(m *Model) []Twist {
	if m.Carrier != sigv4.InQuery {
		return nil
	}
	var out []Twist
	for _, name := range []string{"X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date"} {
		if m.hasParam(name) {
			w := pairsTwist("query-signed-without-one", "leaves "+name+" out of the canonical query", func(p []Pair) []Pair {
				return slices.DeleteFunc(p, func(p Pair) bool { return p.Name == name })
			})
			w.rare = name != "X-Amz-Expires"
			out = append(out, w)
		}
	}
	return out
}

// droppedParams signs without one or two parameters that are sent: they were
// added to the URL after it was signed.
func droppedParams(m *Model) []Twist {
	var out []Twist
	for i, p := range m.Pairs {
		if sigv4.IsAuthParam(p.Name) {
			continue
		}
		out = append(out, pairsTwist("query-added-after-signing", "did not have the parameter "+p.RawName+" when it signed", func(ps []Pair) []Pair {
			return slices.Delete(ps, i, i+1)
		}))
	}
	if len(out) > 1 && m.Carrier == sigv4.InQuery {
		out = append(out, pairsTwist("query-added-after-signing", "had none of the parameters beside X-Amz- when it signed", func(ps []Pair) []Pair {
			return slices.DeleteFunc(ps, func(p Pair) bool { return !sigv4.IsAuthParam(p.Name) })
		}))
	}
	return out
}

// changedParams signs with other values of X-Amz-Expires: the one parameter of a
// finished URL that people edit.
func changedParams(m *Model) []Twist {
	if m.Carrier != sigv4.InQuery {
		return nil
	}
	var out []Twist
	for _, v := range []string{
		"60", "300", "600", "900", "1800", "3600", "7200", "10800", "14400", "21600", "28800", "43200", "86400",
		"172800", "259200", "604800", "1", "5", "10", "30", "100", "120", "1000", "3599", "36000", "604799", "",
	} {
		out = append(out, pairsTwist("expires-changed", "signed X-Amz-Expires="+v, func(p []Pair) []Pair {
			return mapValue(p, "X-Amz-Expires", func(string) string { return v })
		}))
	}
	return out
}
