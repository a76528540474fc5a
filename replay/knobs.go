package replay

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

type pathKnobs struct {
	source    func(raw string) string
	normalize *normalization
	depth     *int // how often the text is encoded, counted from the decoded path: S3 1, others 2
	style     style
	slash     string // what "/" becomes after the first
	after     func(string) string
}

type normalization uint8

const (
	keepSegments normalization = iota
	mergeSlashes
	removeDots
)

// a style is a percent encoder: of one decoded text, "/" encoded.
type style func(string) string

func (t *Trial) pathText() string {
	p := t.Path
	if t.p.source != nil {
		p = t.p.source(p)
	}
	if !t.Flavor.EncodeTwice {
		p = slashDecoder.Replace(p)
	}
	p = t.normalized(p)
	depth := 1
	if t.Flavor.EncodeTwice {
		depth = 2
	}
	if t.p.depth != nil {
		depth = *t.p.depth
	}
	encode := style(canonicalStyle)
	if t.p.style != nil {
		encode = t.p.style
	}
	segments := strings.Split(p, "/")
	for i, s := range segments {
		segments[i] = encodeTimes(s, depth, encode, t.Flavor.EncodeTwice)
	}
	text := joinSegments(segments, t.p.slash)
	if text == "" {
		text = "/"
	}
	if t.p.after != nil {
		text = t.p.after(text)
	}
	return text
}

func (t *Trial) normalized(p string) string {
	mode := keepSegments
	if t.Flavor.Normalize {
		mode = removeDots
	}
	if t.p.normalize != nil {
		mode = *t.p.normalize
	}
	switch mode {
	case removeDots:
		if p == "" || !sigv4.NeedsNormalizing(p) {
			return p
		}
		return normalizeRaw(p)
	case mergeSlashes:
		for strings.Contains(p, "//") {
			p = strings.ReplaceAll(p, "//", "/")
		}
	}
	return p
}

// normalizeRaw removes empty and dot segments and keeps escapes as they are.
func normalizeRaw(p string) string {
	var kept []string
	final := false
	for _, s := range strings.Split(p, "/") {
		switch s {
		case "", ".":
			final = true
		case "..":
			kept, final = kept[:max(0, len(kept)-1)], true
		default:
			kept, final = append(kept, s), false
		}
	}
	if len(kept) == 0 {
		return "/"
	}
	out := "/" + strings.Join(kept, "/")
	if final {
		out += "/"
	}
	return out
}

// encodeTimes encodes a raw segment: 0 times gives it decoded, once by the S3
// rule (decoded, then encoded), twice by the rule of the other services (the
// segment as sent, encoded), three times that result again.
func encodeTimes(raw string, depth int, encode style, twice bool) string {
	switch depth {
	case -1:
		return raw
	case 0:
		return sigv4.PercentDecode(raw)
	case 1:
		return encode(sigv4.PercentDecode(raw))
	}
	s := raw
	if !twice {
		s = sigv4.CanonicalPath("/"+raw, sigv4.Flavor{})[1:]
	}
	for range depth - 1 {
		s = encode(s)
	}
	return s
}

// slashDecoder reads an escaped slash as S3 does: the key is the decoded path.
var slashDecoder = strings.NewReplacer("%2F", "/", "%2f", "/")

func joinSegments(segments []string, slash string) string {
	if slash == "" || len(segments) < 3 {
		return strings.Join(segments, "/")
	}
	return segments[0] + "/" + strings.Join(segments[1:], slash)
}

func canonicalStyle(s string) string { return sigv4.UriEncode(s, false) }

type queryKnobs struct {
	pairs     func([]Pair) []Pair
	style     style
	nameStyle style
	depth     *int
	empty     emptyForm
	order     func(a, b queryPair) int // nil sorts by the rule
	unsorted  bool
	glue      string // what stands between values that were joined by glueMark, each encoded by itself
	after     func(string) string
}

// glueMark stands between values that are joined before they are encoded; no value has it.
const glueMark = "\x00"

type emptyForm uint8

const (
	emptyEquals emptyForm = iota
	emptyBare
	emptyDropped
	bareDropped
)

// queryPair is a pair on its way into the canonical query.
type queryPair struct {
	name, value string // encoded
	pair        Pair
}

func (t *Trial) queryText() string {
	pairs := t.Pairs
	if t.q.pairs != nil {
		pairs = t.q.pairs(slices.Clone(pairs))
	}
	encoded := make([]queryPair, 0, len(pairs))
	for _, p := range pairs {
		if p.Value == "" && (t.q.empty == emptyDropped || p.Bare && t.q.empty == bareDropped) {
			continue
		}
		encoded = append(encoded, queryPair{t.queryName(p), t.queryValue(p), p})
	}
	if !t.q.unsorted {
		order := t.q.order
		if order == nil {
			order = canonicalOrder
		}
		slices.SortStableFunc(encoded, order)
	}
	text := t.joinPairs(encoded)
	if t.q.glue != "" {
		text = strings.NewReplacer(glueMark, t.q.glue, canonicalStyle(glueMark), t.q.glue).Replace(text)
	}
	if t.q.after != nil {
		text = t.q.after(text)
	}
	return text
}

// Unsort leaves the parameters in the order in which they are sent.
func (t *Trial) Unsort() { t.q.unsorted = true }

func (t *Trial) joinPairs(pairs []queryPair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.name)
		if p.pair.Value != "" || t.q.empty != emptyBare {
			b.WriteByte('=')
			b.WriteString(p.value)
		}
	}
	return b.String()
}

func (t *Trial) queryName(p Pair) string {
	if t.q.nameStyle != nil {
		return t.q.nameStyle(p.Name)
	}
	return t.component(p.Name, p.RawName)
}

func (t *Trial) queryValue(p Pair) string { return t.component(p.Value, p.RawValue) }

func (t *Trial) component(decoded, raw string) string {
	encode := style(canonicalStyle)
	if t.q.style != nil {
		encode = t.q.style
	}
	if t.q.depth == nil {
		return encode(decoded)
	}
	switch *t.q.depth {
	case -1:
		return raw
	case 0:
		return decoded
	}
	s := decoded
	for range *t.q.depth {
		s = encode(s)
	}
	return s
}

func canonicalOrder(a, b queryPair) int {
	if c := strings.Compare(a.name, b.name); c != 0 {
		return c
	}
	return strings.Compare(a.value, b.value)
}

type headerKnobs struct {
	blockKnobs
	listKnobs
}

type blockKnobs struct {
	names    func([]string) []string
	value    [][2]string // names, each with the value in place of the canonical one; the last counts
	trim     func(string) string
	join     func(name string, values []string) []string
	asSent   bool   // names keep their capitals, and get some where none are sent
	exact    bool   // but those sent in lower case get none
	capital  string // the only name with capitals
	sep      string
	lower    bool // values in lower case
	bareSep  bool // sep counts though it is empty
	eol      string
	shape    func(string) string // the block as a whole
	blank    string              // what stands between block and list; "\n" by the rule
	hasBlank bool
}

type listKnobs struct {
	listed   func([]string) []string
	relisted func([]string) []string // whatever order that gives
	list     func(string) string
}

func (t *Trial) block() string {
	var b strings.Builder
	b.Grow(64 * len(t.Names))
	sep, eol := ":", "\n"
	if t.h.sep != "" || t.h.bareSep {
		sep = t.h.sep
	}
	if t.h.eol != "" {
		eol = t.h.eol
	}
	for _, n := range t.BlockNames() {
		for _, v := range t.HeaderValues(n) {
			b.WriteString(t.shownName(n))
			b.WriteString(sep)
			b.WriteString(v)
			b.WriteString(eol)
		}
	}
	if t.h.shape != nil {
		return t.h.shape(b.String())
	}
	return b.String()
}

// BlockNames are the names that have lines in the block, in the order of these.
func (t *Trial) BlockNames() []string {
	if t.h.names != nil {
		return t.h.names(slices.Clone(t.Names))
	}
	return t.Names
}

func (t *Trial) shownName(n string) string {
	if t.h.capital == n {
		return titled(n)
	}
	if !t.h.asSent {
		return n
	}
	if sent, ok := t.SentAs[n]; ok && (sent != n || t.h.exact) {
		return sent
	}
	return titled(n)
}

// titled writes a header name the way most clients send it: X-Amz-Date.
func titled(n string) string {
	parts := strings.Split(n, "-")
	for i, p := range parts {
		if p != "" {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "-")
}

// HeaderValues are the values that stand in the block under a name, each in a line of its
// own: one by the rules.
func (t *Trial) HeaderValues(name string) []string {
	for i := len(t.h.value) - 1; i >= 0; i-- {
		if t.h.value[i][0] == name {
			return t.h.value[i][1:]
		}
	}
	raw := t.Values[name]
	if t.h.trim == nil && !t.h.lower && (t.h.join == nil || len(raw) == 1) {
		if len(raw) > 0 {
			return t.canonicalValues[name]
		}
		return noValue
	}
	trim := sigv4.CanonicalValue
	if t.h.trim != nil {
		trim = t.h.trim
	}
	values := make([]string, len(raw))
	for i, v := range raw {
		values[i] = trim(v)
		if t.h.lower {
			values[i] = strings.ToLower(values[i])
		}
	}
	if t.h.join != nil && len(values) > 1 {
		return t.h.join(name, values)
	}
	return []string{strings.Join(values, ",")}
}

func (t *Trial) listText() string {
	names := t.Names
	if t.h.listed != nil {
		names = t.h.listed(slices.Clone(names))
	}
	if t.h.relisted != nil {
		names = t.h.relisted(slices.Clone(names))
	}
	list := strings.Join(names, ";")
	if t.h.list != nil {
		list = t.h.list(list)
	}
	return list
}
