package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sigwhy/sigv4"
)

// queryAttempts are about line 3 of the canonical request.
var queryAttempts = []attempt{
	{code: "query-unsorted", twists: []twist{
		{variant: "query-unsorted", slot: slotQueryOrder, says: "leaves the parameters in the order in which they are sent", turn: (*trial).unsort},
		{variant: "query-duplicate-values-unsorted", slot: slotQueryOrder, says: "sorts by name only and leaves the values of a repeated name unsorted", turn: func(t *trial) {
			t.q.order = func(a, b queryPair) int { return strings.Compare(a.name, b.name) }
		}},
		{variant: "query-sorted-reverse", slot: slotQueryOrder, says: "sorts the parameters in descending order", turn: func(t *trial) {
			t.q.order = func(a, b queryPair) int { return canonicalOrder(b, a) }
		}},
		{variant: "query-amz-last", slot: slotQueryOrder, says: "puts the X-Amz- parameters behind all others", turn: func(t *trial) { t.q.order = amzParams(1) }},
		{variant: "query-amz-first", slot: slotQueryOrder, says: "puts the X-Amz- parameters before all others", turn: func(t *trial) { t.q.order = amzParams(-1) }},
	}},
	{code: "query-sort-key-wrong", twists: []twist{
		orderTwist("query-sorted-as-pairs", "sorts whole name=value texts instead of names", func(a, b queryPair) int {
			return strings.Compare(a.name+"="+a.value, b.name+"="+b.value)
		}),
		orderTwist("query-sorted-before-encoding", "sorts the parameters before encoding them", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.pair.name, b.pair.name), strings.Compare(a.pair.value, b.pair.value))
		}),
		orderTwist("query-sort-case-insensitive", "ignores case when it sorts the parameters", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)), strings.Compare(a.value, b.value))
		}),
		orderTwist("query-sorted-by-value", "sorts the parameters by value", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.value, b.value), strings.Compare(a.name, b.name))
		}),
		orderTwist("query-sorted-as-sent", "sorts the parameters as they are sent, before putting them into canonical form", func(a, b queryPair) int {
			return cmp.Or(strings.Compare(a.pair.rawName, b.pair.rawName), strings.Compare(a.pair.rawValue, b.pair.rawValue))
		}),
	}},
	{code: "query-under-encoded", twists: []twist{
		queryDepth("query-not-encoded", 0, "signs names and values decoded"),
		{variant: "query-not-encoded", slot: slotQueryDepth, says: "signs names and values decoded, in the order of the encoded ones", turn: func(t *trial) {
			t.q.depth = to(0)
			t.q.order = func(a, b queryPair) int {
				return cmp.Or(strings.Compare(canonicalStyle(a.pair.name), canonicalStyle(b.pair.name)), strings.Compare(canonicalStyle(a.pair.value), canonicalStyle(b.pair.value)))
			}
		}},
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
		queryStyle("query-equals", "leaves = raw in values of the canonical query", leaving("=")),
		queryStyle("presign-signed-headers-semicolon", "leaves ; raw in the canonical query", leaving(";")),
		{variant: "query-name-not-encoded", slot: slotQueryNames, says: "encodes values only, not names", turn: func(t *trial) { t.q.nameStyle = func(s string) string { return s } }},
	}},
	{code: "query-double-encoded", twists: []twist{
		queryDepth("query-double-encoded", 2, "percent-encodes names and values twice"),
		{variant: "query-double-encoded", slot: slotQueryDepth, says: "percent-encodes names and values twice and sorts the pairs as whole texts", turn: func(t *trial) {
			t.q.depth = to(2)
			t.q.order = func(a, b queryPair) int { return strings.Compare(a.name+"="+a.value, b.name+"="+b.value) }
		}},
	}},
	{code: "plus-for-space", twists: []twist{
		queryStyle("query-plus-for-space", "writes a blank in the query as +", func(s string) string { return strings.ReplaceAll(canonicalStyle(s), "%20", "+") }),
		queryStyle("query-plus-as-space", "reads %2B in the query as a blank", func(s string) string { return canonicalStyle(strings.ReplaceAll(s, "+", " ")) }),
		{variant: "query-raw-plus-on-wire", slot: slotQueryPairs, says: "signs %2B where a raw + is sent, which the server reads as a blank", turn: func(t *trial) { t.q.pairs = plusAsPlus }},
	}},
	{code: "query-empty-value-missing-equals", twists: []twist{
		{variant: "query-empty-no-equals", slot: slotQueryEmpty, says: "signs a parameter without value as name instead of name=", turn: func(t *trial) { t.q.empty = emptyBare }},
		{variant: "query-empty-dropped", slot: slotQueryEmpty, says: "leaves parameters without value out", turn: func(t *trial) { t.q.empty = emptyDropped }},
		{variant: "query-empty-dropped", slot: slotQueryEmpty, says: "leaves parameters without = out", turn: func(t *trial) { t.q.empty = bareDropped }},
	}},
	{code: "query-repeated-name-merged", twists: []twist{
		pairsTwist("query-duplicate-dropped", "signs only the first of several values of a name", func(p []pair) []pair { return onePerName(p, false) }),
		pairsTwist("query-duplicate-dropped", "signs only the last of several values of a name", func(p []pair) []pair { return onePerName(p, true) }),
		pairsTwist("query-duplicate-joined", "joins the values of a repeated name by a comma", func(p []pair) []pair { return joined(p, false) }),
		pairsTwist("query-duplicate-joined", "joins the values of a repeated name by a comma, sorted", func(p []pair) []pair { return joined(p, true) }),
	}},
	{code: "query-not-signed", vary: func(m *model) []twist {
		out := []twist{{variant: "query-omitted", slot: slotQueryShape, says: "leaves the query line empty although a query is sent", turn: func(t *trial) {
			t.q.after = func(string) string { return "" }
		}}}
		if m.carrier == sigv4.InQuery {
			out = append(out, pairsTwist("query-signed-in-canonical-only", "leaves the X-Amz- parameters out of the canonical query", func(p []pair) []pair {
				return slices.DeleteFunc(p, func(p pair) bool { return sigv4.IsAuthParam(p.name) })
			}))
		}
		return out
	}},
	{code: "query-extra-parts-signed", twists: []twist{
		{variant: "query-leading-question-mark", slot: slotQueryShape, says: "keeps the ? before the query", turn: func(t *trial) { t.q.after = func(q string) string { return "?" + q } }},
		{variant: "query-empty-pairs-kept", slot: slotQueryShape, says: "signs an empty pair as =", turn: func(t *trial) { t.q.after = func(q string) string { return "=&" + q } }},
		{variant: "query-empty-pairs-kept", slot: slotQueryShape, says: "ends the canonical query with &", turn: func(t *trial) { t.q.after = func(q string) string { return q + "&" } }},
		{variant: "query-empty-pairs-kept", slot: slotQueryShape, says: "begins the canonical query with &", turn: func(t *trial) { t.q.after = func(q string) string { return "&" + q } }},
		{variant: "query-signature-included", slot: slotQueryShape, says: "signs an X-Amz-Signature parameter of zeros", turn: func(t *trial) {
			t.q.after = func(q string) string { return q + "&X-Amz-Signature=" + strings.Repeat("0", 64) }
		}},
		pairsTwist("query-signature-included", "signs an empty X-Amz-Signature parameter", func(p []pair) []pair { return append(p, madePair("X-Amz-Signature", "")) }),
	}},
	{code: "query-param-added-after-signing", vary: func(m *model) []twist { return droppedParams(m) }},
	{code: "query-changed-after-signing", vary: changedParams},
	{code: "form-body-merged-into-query", vary: func(m *model) []twist {
		if !m.bodyKnow || !isForm(m) {
			return nil
		}
		return []twist{
			{variant: "query-form-body-as-query", slot: slotQueryPairs, says: "signs the form fields of the body as query parameters, and an empty body", turn: func(t *trial) {
				t.q.pairs = func(p []pair) []pair { return append(p, splitPairs(string(t.body))...) }
				t.payloadText = to(sigv4.EmptyHash)
			}},
			{variant: "query-form-body-as-query", slot: slotQueryPairs, says: "signs the form fields of the body as query parameters, too", turn: func(t *trial) {
				t.q.pairs = func(p []pair) []pair { return append(p, splitPairs(string(t.body))...) }
			}},
		}
	}},
	{code: "xml-escaped", twists: []twist{
		{variant: "query-html-amp", slot: slotQueryShape, says: "signs &amp; in place of &", turn: func(t *trial) {
			t.q.after = func(q string) string { return strings.ReplaceAll(q, "&", "&amp;") }
		}},
	}},
	{code: "percent-hex-lowercase", twists: []twist{
		{variant: "query-lowercase-hex", slot: slotQueryStyle, says: "writes percent escapes of the query in lower case", turn: func(t *trial) {
			t.q.style = func(s string) string { return lowerEscapes(canonicalStyle(s)) }
		}},
		{variant: "query-lowercase-hex", slot: slotQueryStyle, says: "writes the escapes of the credential in lower case", turn: func(t *trial) {
			t.q.after = func(q string) string { return strings.ReplaceAll(q, "%2F", "%2f") }
		}},
	}},
	{code: "unreserved-encoded", twists: []twist{
		queryStyle("query-unreserved-encoded", "percent-encodes ~ in the query", encodingToo("~")),
		queryStyle("query-unreserved-encoded", "percent-encodes - . _ ~ in the query", encodingToo("-._~")),
		queryStyle("query-unreserved-encoded", "percent-encodes ~ and . in the query", encodingToo("~.")),
	}},
	{code: "non-ascii-encoded-differently", twists: []twist{
		queryStyle("query-latin1", "encodes letters of the query from ISO-8859-1 bytes", func(s string) string { return canonicalStyle(latin1(s)) }),
		queryStyle("query-unicode-form", "signs letters of the query in decomposed form (NFD)", func(s string) string { return canonicalStyle(norm.NFD.String(s)) }),
		queryStyle("query-unicode-form", "signs letters of the query in composed form (NFC)", func(s string) string { return canonicalStyle(norm.NFC.String(s)) }),
	}},
	{code: "session-token-not-signed", vary: func(m *model) []twist {
		if m.carrier != sigv4.InQuery || !m.hasParam("X-Amz-Security-Token") {
			return nil
		}
		return []twist{pairsTwist("query-token-unsigned", "leaves X-Amz-Security-Token out of the canonical query", func(p []pair) []pair {
			return slices.DeleteFunc(p, func(p pair) bool { return p.name == "X-Amz-Security-Token" })
		})}
	}},
	{code: "session-token-signed-too-early", vary: func(m *model) []twist {
		if !m.flavor.TokenAfter || m.token == "" {
			return nil
		}
		return []twist{pairsTwist("query-token-signed-iot", "signs X-Amz-Security-Token, which this service wants appended after signing", func(p []pair) []pair {
			return append(p, madePair("X-Amz-Security-Token", m.token))
		})}
	}},
	{code: "session-token-recoded", vary: func(m *model) []twist {
		if m.carrier != sigv4.InQuery || m.token == "" {
			return nil
		}
		recode := func(f func(string) string, says string) twist {
			return pairsTwist("security-token-urlencoded", says, func(p []pair) []pair { return mapValue(p, "X-Amz-Security-Token", f) })
		}
		return []twist{
			recode(func(s string) string { return sigv4.UriEncode(s, false) }, "encodes the session token twice in the canonical query"),
			recode(func(s string) string { return strings.ReplaceAll(s, "+", " ") }, "reads the + of the session token as a blank"),
			recode(func(s string) string { return strings.ReplaceAll(s, " ", "+") }, "signs the session token with + where a blank is sent"),
		}
	}},
	{code: "placeholder-unresolved", vary: func(m *model) []twist {
		var out []twist
		for _, v := range []string{"undefined", "null", "None", "nil"} {
			if slices.ContainsFunc(m.pairs, func(p pair) bool { return p.value == v }) {
				out = append(out, pairsTwist("query-null-literal", "leaves parameters of value "+v+" out", func(p []pair) []pair {
					return slices.DeleteFunc(p, func(p pair) bool { return p.value == v })
				}))
			}
		}
		for _, v := range []string{"undefined", "null", "None"} {
			out = append(out,
				pairsTwist("query-null-literal", "signs a parameter marker="+v+" that is not sent", func(p []pair) []pair { return append(p, madePair("marker", v)) }),
				twist{variant: "query-null-literal", slot: slotQueryShape, says: "signs marker=" + v + " behind the query, which is not sent", turn: func(t *trial) {
					t.q.after = func(q string) string { return q + "&marker=" + v }
				}})
		}
		return out
	}},
	// last of all: where a narrower mistake gives the same bytes, that one is named
	{code: "query-under-encoded", twists: []twist{
		queryDepth("query-as-sent", -1, "signs names and values as they are sent, without encoding what is left raw there"),
	}},
	{code: "query-unsorted", twists: []twist{
		{variant: "query-as-sent", slot: slotQueryShape, says: "signs the query as it is sent: not sorted, not put into canonical form", turn: func(t *trial) {
			t.q.after = func(string) string { return t.rawQuery() }
		}},
	}},
}

func orderTwist(variant, says string, order func(a, b queryPair) int) twist {
	return twist{variant: variant, slot: slotQueryOrder, says: says, turn: func(t *trial) { t.q.order = order }}
}

func queryDepth(variant string, depth int, says string) twist {
	return twist{variant: variant, slot: slotQueryDepth, says: says, turn: func(t *trial) { t.q.depth = to(depth) }}
}

func queryStyle(variant, says string, s style) twist {
	return twist{variant: variant, slot: slotQueryStyle, says: says, turn: func(t *trial) { t.q.style = s }}
}

func pairsTwist(variant, says string, f func([]pair) []pair) twist {
	return twist{variant: variant, slot: slotQueryPairs, says: says, turn: func(t *trial) { t.q.pairs = f }}
}

// amzParams sorts the X-Amz- parameters as a block after (1) or before (-1) the others.
func amzParams(sign int) func(a, b queryPair) int {
	rank := func(p queryPair) int {
		if sigv4.IsAuthParam(p.pair.name) {
			return sign
		}
		return 0
	}
	return func(a, b queryPair) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), canonicalOrder(a, b)) }
}

// rawQuery is the query as sent, without X-Amz-Signature.
func (m *model) rawQuery() string {
	if m.carrier == sigv4.InHeader {
		return m.query
	}
	var kept []string
	for _, p := range sigv4.SplitQuery(m.query) {
		if p.Name != "X-Amz-Signature" {
			end := p.At + len(p.Name)
			if p.HasEquals {
				end += 1 + len(p.Value)
			}
			kept = append(kept, m.query[p.At:end])
		}
	}
	return strings.Join(kept, "&")
}

func (m *model) hasParam(name string) bool {
	return slices.ContainsFunc(m.pairs, func(p pair) bool { return p.name == name })
}

func madePair(name, value string) pair {
	return pair{name: name, value: value, rawName: canonicalStyle(name), rawValue: canonicalStyle(value), added: true}
}

func plusAsPlus(p []pair) []pair {
	for i := range p {
		p[i].name, p[i].value = sigv4.PercentDecode(p[i].rawName), sigv4.PercentDecode(p[i].rawValue)
	}
	return p
}

func onePerName(p []pair, last bool) []pair {
	at := map[string]int{}
	var out []pair
	for _, q := range p {
		if i, seen := at[q.name]; seen {
			if last {
				out[i] = q
			}
			continue
		}
		at[q.name] = len(out)
		out = append(out, q)
	}
	return out
}

func joined(p []pair, sorted bool) []pair {
	values := map[string][]string{}
	for _, q := range p {
		values[q.name] = append(values[q.name], q.value)
	}
	out := onePerName(p, false)
	for i := range out {
		if v := values[out[i].name]; len(v) > 1 {
			if sorted {
				slices.Sort(v)
			}
			out[i].value = strings.Join(v, ",")
			out[i].rawValue = canonicalStyle(out[i].value)
		}
	}
	return out
}

func mapValue(p []pair, name string, f func(string) string) []pair {
	for i := range p {
		if p[i].name == name {
			p[i].value = f(p[i].value)
			p[i].rawValue = canonicalStyle(p[i].value)
		}
	}
	return p
}

func splitPairs(query string) []pair {
	var out []pair
	for _, p := range sigv4.SplitQuery(query) {
		out = append(out, pair{
			name: sigv4.DecodeQuery(p.Name), value: sigv4.DecodeQuery(p.Value),
			rawName: p.Name, rawValue: p.Value, bare: !p.HasEquals,
		})
	}
	return out
}

// droppedParams signs without one or two parameters that are sent: they were
// added to the URL after it was signed.
func droppedParams(m *model) []twist {
	var out []twist
	for i, p := range m.pairs {
		if sigv4.IsAuthParam(p.name) {
			continue
		}
		out = append(out, pairsTwist("query-added-after-signing", "did not have the parameter "+p.rawName+" when it signed", func(ps []pair) []pair {
			return slices.Delete(ps, i, i+1)
		}))
	}
	if len(out) > 1 && m.carrier == sigv4.InQuery {
		out = append(out, pairsTwist("query-added-after-signing", "had none of the parameters beside X-Amz- when it signed", func(ps []pair) []pair {
			return slices.DeleteFunc(ps, func(p pair) bool { return !sigv4.IsAuthParam(p.name) })
		}))
	}
	return out
}

// changedParams signs with other values of X-Amz-Expires: the one parameter of a
// finished URL that people edit.
func changedParams(m *model) []twist {
	if m.carrier != sigv4.InQuery {
		return nil
	}
	var out []twist
	for _, v := range []string{"60", "300", "600", "900", "1800", "3600", "7200", "10800", "14400", "21600", "28800", "43200", "86400", "172800", "259200", "604800", "1", "5", "10", "30", "100", "120", "1000", "3599", "36000", "604799", ""} {
		out = append(out, pairsTwist("expires-changed", "signed X-Amz-Expires="+v, func(p []pair) []pair {
			return mapValue(p, "X-Amz-Expires", func(string) string { return v })
		}))
	}
	return out
}

func isForm(m *model) bool {
	v := m.values["content-type"]
	return len(v) > 0 && strings.Contains(strings.ToLower(v[0]), "application/x-www-form-urlencoded")
}
