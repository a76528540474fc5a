package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// targetLooks read how path and query are encoded, where the server's text is there and the
// client's is not, or only a part of it.
var targetLooks = []mistake{
	{code: "query-under-encoded", look: lookRawReserved},
	{code: "query-under-encoded", look: lookReservedArrived},
	{code: "path-under-encoded", look: lookEncodedArrived},
	{code: "query-changed-after-signing", look: func(f *facts) []hit { return f.lookPrintedPart(printedQuery) }},
	{code: "path-mismatch", look: func(f *facts) []hit { return f.lookPrintedPart(printedPath) }},
}

var jsEncoder = regexp.MustCompile(anyOf(
	`\bencodeURIComponent\b`,
	`\bencodeURI\(|URLSearchParams`,
	`querystring\.stringify`,
	`\bqs\.stringify`,
))

var jsEncodesMore = regexp.MustCompile(`(?i)[!'()*]{2,}\\?\]|["'\x60]%2[1789Aa]|charCodeAt|escapeUri`)

// lookRawReserved finds a query that has characters raw which encodeURIComponent leaves
// and the canonical query has percent-encoded (Signature Version 4, "Create a canonical
// request", UriEncode).
func lookRawReserved(f *facts) []hit {
	if !f.silent() ||
		!f.requestShown() ||
		f.server.canonical != nil ||
		f.knownSigner() ||
		!strings.ContainsAny(f.model.Query, "!'()*") {
		return nil
	}
	b := byWords
	if f.encodesAsJS() {
		b = byCode
	}
	return []hit{{
		basis: b,
		says: "The query holds " + leftRaw(f.model.Query) + " raw, as encodeURIComponent leaves them; in the " +
			"canonical query they are percent-encoded.",
		places:  places(f.req.Target),
		yours:   f.model.Query,
		correct: sigv4.CanonicalQuery(f.model.Query),
	}}
}

// lineWithQuery is the query of a request line.
var lineWithQuery = regexp.MustCompile(`\b(?:GET|PUT|POST|HEAD|DELETE) /[^\s"'<>?]*\?([^\s"'<>#]+)`)

// rawQuery is the query of a URL in the paste that is the server's but for characters that
// it holds raw.
func (f *facts) rawQuery(due string) (where evidence.Text, raw string) {
	queries := slices.Collect(f.matches(urlWithQuery))
	for query := range f.matches(lineWithQuery) {
		queries = append(queries, query)
	}
	for _, query := range queries {
		if query.S == due || sigv4.CanonicalQuery(query.S) != due || strings.ContainsAny(query.S, "+ ") {
			continue
		}
		if raw = reservedIn(strings.NewReplacer("&", "", "=", "").Replace(query.S)); raw != "" {
			return query, raw
		}
		if slices.ContainsFunc(replay.SplitPairs(query.S), func(p replay.Pair) bool { return strings.Contains(p.RawValue, "=") }) {
			return query, "="
		}
		if slashLeft(query.S) {
			return query, "/"
		}
	}
	return evidence.Text{}, ""
}

// slashLeft reports whether a value of a query has its slashes raw and other characters
// encoded, while the slashes of the credential are encoded: an encoder for paths was used.
func slashLeft(query string) bool {
	pairs := replay.SplitPairs(query)
	return strings.Contains(query, "%2F") && slices.ContainsFunc(pairs, func(p replay.Pair) bool {
		return strings.Contains(p.RawValue, "/") && strings.Contains(p.RawValue, "%")
	})
}

// leftRaw lists the characters of a text that JavaScript's encoder leaves raw.
func leftRaw(s string) string {
	var out []string
	for _, c := range "!'()*" {
		if strings.ContainsRune(s, c) {
			out = append(out, string(c))
		}
	}
	return joinWords(out)
}

// encodesAsJS reports whether code of one's own encodes as JavaScript does, and no more.
func (f *facts) encodesAsJS() bool {
	return f.pasteHas(jsEncoder) && !f.pasteHas(jsEncodesMore) && !f.signsByLibrary()
}

// jsLeaves are what encodeURIComponent leaves raw, percent-encoded.
var jsLeaves = regexp.MustCompile(`%(?:21|27|28|29|2A)`)

// lookReservedArrived says what is worth a look where the server's query has what
// encoders of JavaScript leave raw, and nothing tells what the client signed.
func lookReservedArrived(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || f.knownSigner() {
		return nil
	}
	if where, raw := f.rawQuery(c.Query.S); raw != "" {
		return []hit{{
			basis: byCode,
			says: "The URL holds " + raw + " raw in its query, which the server signs percent-encoded: a signer " +
				"that takes the query as it is sent signs another one.",
			places:  append(places(where), c.Query),
			yours:   where.S,
			correct: c.Query.S,
		}}
	}
	if !jsLeaves.MatchString(c.Query.S) {
		return nil
	}
	b := byHint
	if f.encodesAsJS() {
		b = byCode
	}
	return []hit{{
		basis: b,
		says: "The query holds " +
			leftRaw(sigv4.PercentDecode(strings.Join(jsLeaves.FindAllString(c.Query.S, -1), ""))) +
			", which encodeURIComponent and its like leave raw; in the canonical query they are percent-encoded.",
		places: places(c.Query),
	}}
}

// lookEncodedArrived says what is worth a look where the server's path or query has
// percent-encoded characters, and nothing tells what the client signed: encoders differ
// in them, and names without them are signed alike by all.
func lookEncodedArrived(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || f.knownSigner() || len(f.keyChain().hits) > 0 {
		return nil
	}
	var hits []hit
	if !f.params.Flavor.EncodeTwice && sigv4.NeedsNormalizing(c.Path.S) {
		hits = append(hits, hit{
			code:  "path-normalized",
			basis: byCode,
			says: "The path has empty or dot segments, which S3 takes as they are; signers for other services, and " +
				"libraries that make URLs, remove them.",
			places: places(c.Path),
		})
	}
	switch raw := reservedIn(sigv4.PercentDecode(c.Path.S)); {
	case raw == "+" && !f.params.Flavor.EncodeTwice:
		hits = append(hits, hit{
			code:  "plus-for-space",
			basis: byHint,
			says: "The path has a +, as %2B in the canonical URI; signers that take it for a blank sign %20, and " +
				"such that take it raw sign +.",
			places: places(c.Path),
		})
	case strings.Contains(c.Path.S, "%"):
		hits = append(hits, hit{
			basis: byHint,
			says: "The path holds characters that are percent-encoded in the canonical URI; a signer that takes " +
				"it raw, or encodes it once more, signs another one.",
			places: places(c.Path),
		})
	}
	if strings.Contains(c.Query.S, "%20") {
		hits = append(hits, hit{
			code:  "plus-for-space",
			basis: byHint,
			says: "A value of the query holds blanks, which are %20 in the canonical query; encoders of forms " +
				"write + for them.",
			places: places(c.Query),
		})
	}
	return hits
}

// akin reports whether two texts may be of one request: the same but for encoding and
// order, or one within the other.
func akin(a, b string) bool {
	letters := func(s string) string {
		r := []rune(strings.NewReplacer("+", " ", "?", "", "&", "").Replace(fullyDecoded(s)))
		slices.Sort(r)
		return string(r)
	}
	return letters(a) == letters(b) || len(a) > 3 && strings.Contains(b, a) || len(b) > 3 && strings.Contains(a, b)
}

// A printedPart is a line of the canonical request that a client prints by itself.
type printedPart struct {
	form *regexp.Regexp
	due  func(*evidence.Canonical) evidence.Text
	name func(have, due string) string
}

var printedQuery = printedPart{
	regexp.MustCompile(`(?im)\bcanonical[ _-]?query(?:[ _-]?str(?:ing)?)?["']?` +
		`\s*[:=]\s*([^\s"'{}$<>]*=[^\s"'{}$<>]*)\s*$`),
	func(c *evidence.Canonical) evidence.Text { return c.Query }, queryCode,
}

var printedPath = printedPart{
	regexp.MustCompile(`(?im)\bcanonical[ _-]?(?:ur[il]|path)["']?\s*[:=]\s*(/[^\s"'{}$<>?]*)\s*$`),
	func(c *evidence.Canonical) evidence.Text { return c.Path }, pathCode,
}

// lookPrintedPart compares one part of the canonical request that the client printed
// with that of the server.
func (f *facts) lookPrintedPart(p printedPart) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || c.Masked {
		return nil
	}
	due := p.due(c)
	have := slices.Collect(f.matches(p.form))
	if len(have) != 1 || have[0].S == due.S || due.Place() == have[0].Place() || !akin(have[0].S, due.S) {
		return nil
	}
	return []hit{{
		code:  p.name(have[0].S, due.S),
		basis: byCode,
		says: "The client printed " + quoted(clip(have[0].S)) + ", the server has " + quoted(clip(due.S)) +
			" in its canonical request.",
		places:  places(have[0], due),
		yours:   have[0].S,
		correct: due.S,
		at:      CanonicalStage,
	}}
}
