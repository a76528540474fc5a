package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// serverLooks compare what the server tells of the request that it verified with the
// scraps that are there of what the client signed.
var serverLooks = []mistake{
	{code: "path-prefix-rewritten", look: lookResource},
	{code: "server-side-canonicalization", look: lookServerEncoding},
	{code: "server-side-canonicalization", look: lookLeftOut},
	{code: "signed-headers-malformed", look: lookServerList},
	{code: "signature-reused", look: lookPostFields},
	{code: "signature-reused", look: lookOlderSignature},
	{code: "host-rewritten-by-proxy", look: lookConfiguredURL},
	{code: "headers-unsorted", look: lookCultureSort},
	{code: "method-mismatch", look: lookHeadOfURL},
	{code: "session-token-not-signed", look: lookTokenAppended},
	{code: "authorization-removed-in-transit", look: lookRedirectFollowed},
	{code: "sigv4a-region-set-wrong", look: lookRegionSet},
	{code: "host-port-mismatch", look: lookPortAppended},
	{code: "query-under-encoded", look: lookRawReserved},
	{code: "query-under-encoded", look: lookReservedArrived},
	{code: "path-under-encoded", look: lookEncodedArrived},
	{code: "query-changed-after-signing", look: func(f *facts) []hit { return f.lookPrintedPart(printedQuery) }},
	{code: "path-mismatch", look: func(f *facts) []hit { return f.lookPrintedPart(printedPath) }},
}

// lookResource compares the path that was signed with the Resource of the answer, which
// MinIO and stores of its kind take from the URL that arrived.
func lookResource(f *facts) []hit {
	if !f.mismatch() || f.server.canonical != nil || f.onAWS() {
		return nil
	}
	var signed string
	var where evidence.Text
	switch c := f.client.Canonical; {
	case c != nil && c.Path.Present():
		signed, where = c.Path.S, c.Path
	case f.wire():
		signed, where = f.model.Path, f.req.Target
	}
	resource, bucket := f.answer.Field("Resource").Trim(), f.answer.Field("BucketName").Trim().S
	signed = sigv4.PercentDecode(signed)
	seen := resource.S
	h := hit{basis: byCode, places: places(where, resource), yours: signed, correct: seen, at: RequestStage}
	switch {
	case !strings.HasPrefix(signed, "/") || !strings.HasPrefix(seen, "/") || len(seen) < 2 || seen == signed:
		return nil
	case manySlashes.ReplaceAllString(signed, "/") == seen:
		h.code = "path-normalized"
		h.says = "The client signed " + quoted(signed) + ", and the server answers for " + quoted(seen) +
			": it, or a proxy before it, merges slashes before the signature is checked."
	case strings.HasSuffix(signed, seen) &&
		(bucket != "" && (seen == "/"+bucket || strings.HasPrefix(seen, "/"+bucket+"/")) ||
			bucket == "" && f.pasteHas(proxyWords)):
		h.says = "The client signed " + quoted(signed) + ", and the server answers for " + quoted(seen) +
			": a proxy takes " + quoted(strings.TrimSuffix(signed, seen)) + " off the path."
	default:
		return nil
	}
	if f.verified {
		h.basis = byInference // what was signed is proven, and so is the key
	}
	return []hit{h}
}

// lookServerEncoding finds a server of S3 whose canonical path is none, where the client's is:
// it percent-encodes what stays raw, or leaves raw what is encoded.
func lookServerEncoding(f *facts) []hit {
	s, c := f.server.canonical, f.client.Canonical
	if s == nil || c == nil || s.Flat || f.onAWS() || f.params.Flavor.EncodeTwice {
		return nil
	}
	due := sigv4.CanonicalPath(s.Path.S, f.params.Flavor)
	if !strings.HasPrefix(s.Path.S, "/") || s.Path.S == due || c.Path.S != due || masked(s.Path.S) {
		return nil
	}
	return []hit{{
		basis: byTexts,
		says: "The server has " + quoted(clip(s.Path.S)) + " in its canonical request, where the rules have " +
			quoted(clip(due)) + ", as your client does: A-Z a-z 0-9 - . _ ~ stay as they are, all else is encoded.",
		places: places(s.Path, c.Path),
		at:     CanonicalStage,
	}}
}

var manySlashes = regexp.MustCompile(`//+`)

// lookServerList finds capitals in the list of signed headers as the server got it.
func lookServerList(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		f.claim != nil && f.claim.SignedHeaders.Present() ||
		c.Masked ||
		c.SignedHeaders.S == lower(c.SignedHeaders.S) {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "SignedHeaders has capitals; names are in lower case, and sorted so.",
		places:  places(c.SignedHeaders),
		yours:   c.SignedHeaders.S,
		correct: strings.Join(sigv4.SortedNames(lowered(replay.SplitList(c.SignedHeaders.S))), ";"),
	}}
}

// postFields are the fields of a presigned POST, or what makes them.
var postFields = regexp.MustCompile(`(?i)` + anyOf(
	`createPresignedPost`,
	`generate_presigned_post`,
	`create_presigned_post`,
	`\bPolicy['"]?\s*[:=]\s*['"]?eyJ`,
))

// presignsRequest is code that presigns a request, not a form.
var presignsRequest = regexp.MustCompile(anyOf(
	`getSignedUrl\(`,
	`generate_presigned_url`,
	`createPresignedRequest`,
	`presign(?:Put|Get)`,
	`create_presigned_url`,
))

// lookPostFields finds a PUT or GET with the signature of a presigned POST.
func lookPostFields(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		!f.silent() ||
		f.pasteHas(presignsRequest) ||
		c.Method.S != "PUT" && c.Method.S != "GET" ||
		!strings.Contains(c.Query.S, "X-Amz-Credential=") {
		return nil
	}
	_, where := f.find(postFields)
	if !where.InSource() {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The fields of a presigned POST stand in the query of a " + c.Method.S +
			": their signature is one of the policy, not of a request. Presign the " + c.Method.S +
			", or send the fields as a form.",
		places: append(places(c.Method), where),
	}}
}

// lookConfiguredURL finds a URL in the paste with the path that the server verified, or
// the beginning of it, under another host than the one that the server has.
func lookConfiguredURL(f *facts) []hit {
	c := f.server.canonical
	seen, where := f.serverLine("host")
	if c == nil || !f.silent() || !where.Present() || f.requestShown() || len(c.Path.S) < 10 {
		return nil
	}
	for t := range f.matches(urlAndPath) {
		host, path, _ := strings.Cut(t.S, "/")
		path = "/" + strings.TrimSuffix(path, "/")
		if strings.EqualFold(host, seen) ||
			len(path) < 10 ||
			!strings.HasPrefix(c.Path.S, path) ||
			awsHost(bareHost(host)) {
			continue
		}
		if redirected(host, seen) {
			return nil // another rule tells of it
		}
		return []hit{{
			basis: byWords,
			says: "The client calls " + host + ", and the server verified the host " + seen +
				": what stands between them puts its own name into Host, after the client has signed the other.",
			places:  append(places(where), t),
			yours:   "host:" + host,
			correct: "host:" + seen,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// urlAndPath is a URL, without its scheme.
var urlAndPath = regexp.MustCompile(`https?://([A-Za-z0-9][\w.-]*(?::\d+)?/[\w./-]+)`)

var (
	// cultureSort is C# that sorts text by the rules of a culture, as it does where it is
	// not told StringComparer.Ordinal: by these a hyphen may not count.
	cultureSort = regexp.MustCompile(anyOf(
		`\.OrderBy\(\s*(\w+)\s*=>\s*\w+(?:\.Key)?\s*\)`,
		`new Sorted(?:Dictionary|List)<string,\s*\w+>\(\)`,
	))
	ordinal     = regexp.MustCompile(`(?i)\bOrdinal`)
	headerNamed = regexp.MustCompile(`["'](` + anyOf(
		`(?:x|content|accept|amz|if|user|cache)-[a-z0-9]+(?:-[a-z0-9]+)*`,
		`host|date|range`,
	) + `)["']`)
)

// lookCultureSort finds names of headers in code that C# sorts by a culture, and whose
// order is another one where hyphens do not count.
func lookCultureSort(f *facts) []hit {
	if f.client.Canonical != nil || !f.unsettled() || f.pasteHas(ordinal) {
		return nil
	}
	_, where := f.find(cultureSort)
	if !where.InSource() {
		return nil
	}
	if c := f.server.canonical; c != nil {
		return f.cultureSortedQuery(c, where)
	}
	var names []string
	for t := range f.matches(headerNamed) {
		names = append(names, t.S)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	other := slices.Clone(names)
	bare := func(s string) string { return strings.ReplaceAll(s, "-", "") }
	slices.SortFunc(other, func(a, b string) int { return strings.Compare(bare(a), bare(b)) })
	if slices.Equal(names, other) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The names are sorted by the rules of a culture, for which hyphens do not count; byte order, " +
			"StringComparer.Ordinal, is due.",
		places:  places(where),
		yours:   strings.Join(other, ";"),
		correct: strings.Join(names, ";"),
	}}
}

// cultureSortedQuery compares the order of the server's parameters with that which rules
// of a culture give, for which small letters and capitals are alike.
func (f *facts) cultureSortedQuery(c *evidence.Canonical, where evidence.Text) []hit {
	pairs := strings.Split(c.Query.S, "&")
	other := slices.Clone(pairs)
	slices.SortStableFunc(other, func(a, b string) int { return strings.Compare(lower(a), lower(b)) })
	if slices.Equal(pairs, other) {
		return nil
	}
	return []hit{{
		code:  "query-sort-key-wrong",
		basis: byCode,
		says: "The parameters are sorted by the rules of a culture, which take " + other[0] +
			" for the first; byte order, StringComparer.Ordinal, has capitals before small letters.",
		places:  places(where, c.Query),
		yours:   strings.Join(other, "&"),
		correct: c.Query.S,
	}}
}

// lookHeadOfURL finds a presigned URL that a command calls with HEAD: most are made for GET.
func lookHeadOfURL(f *facts) []hit {
	if !f.requestShown() ||
		f.raw.Method != "HEAD" ||
		f.params.Carrier != sigv4.InQuery ||
		f.verified ||
		f.pasteHas(presignsHead) ||
		f.answer == nil ||
		!f.mismatch() && f.answer.Status.S != "403" {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "The URL is called with HEAD: it is good for the method alone that it was made for, which is GET " +
			"for most.",
		places:  places(f.req.Target),
		yours:   "GET",
		correct: "HEAD",
	}}
}

// lookTokenAppended finds a session token behind the signature of a presigned URL, where
// it was put after signing: all services but IoT want it signed.
func lookTokenAppended(f *facts) []hit {
	q := f.model.Query
	token, signature := strings.Index(q, "X-Amz-Security-Token="), strings.Index(q, "X-Amz-Signature=")
	if !f.requestShown() ||
		!f.unsettled() ||
		f.params.Flavor.TokenAfter ||
		signature < 0 ||
		token < signature ||
		f.client.Canonical != nil {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "X-Amz-Security-Token stands behind X-Amz-Signature: it was appended after the URL was signed, and " +
			"has to be one of the signed parameters.",
		places: places(f.req.Target),
		at:     CanonicalStage,
	}}
}

// loggedRedirect is a redirection in a log, with the host that it leads to.
var loggedRedirect = regexp.MustCompile(`\b30[1278]\b[^\n]*[Ll]ocation:\s*https?://([^/\s:]+)`)

// lookRedirectFollowed finds a request that was refused after a redirection to another
// host: HTTP clients do not send Authorization there (Go's net/http, curl and others).
func lookRedirectFollowed(f *facts) []hit {
	if !f.requestShown() ||
		!f.signedInHeader() ||
		f.answer == nil ||
		f.answer.Code.S != "AccessDenied" ||
		strings.Contains(f.answer.Message.S, "not authorized") {
		return nil
	}
	for t := range f.matches(loggedRedirect) {
		if !strings.EqualFold(t.S, bareHost(f.model.Host)) {
			return []hit{{
				basis: byCode,
				says: "The request was redirected to " + t.S + ": HTTP clients do not send Authorization to " +
					"another host, so that what arrives there is not signed.",
				places: places(t),
				at:     RequestStage,
			}}
		}
	}
	return nil
}

// provenCode is the code of a mistake that reproduces what was sent, as what else is known
// of the request has it.
func (f *facts) provenCode(w *replay.Twist) string {
	switch {
	case w.Code == "host-mismatch" && f.redirectedFrom(f.partSigned(w)):
		return "redirect-host-changed"
	case w.Code == "path-missing-component" && f.bucketPutBefore(f.partSigned(w)):
		return "path-prefix-rewritten"
	case w.Code == "header-changed-after-signing" && f.empty(w.Header()):
		return "signed-header-not-sent"
	}
	return w.Code
}

// empty reports whether a header is not sent, or arrived without a value: servers write
// those that did not arrive so.
func (f *facts) empty(name string) bool {
	value, _ := f.raw.HeaderValue(name)
	return value == ""
}

// partSigned is the part of the request that a twist acts on, as it was signed.
func (f *facts) partSigned(w *replay.Twist) string { return f.model.With(w).Part(w.Group()) }

// redirectedFrom reports whether the host in a text is one that answered with a
// redirection.
func (f *facts) redirectedFrom(signed string) bool {
	return slices.ContainsFunc(f.ev.Exchanges, func(x evidence.Exchange) bool {
		if x.Request == nil || x.Server == nil || !strings.HasPrefix(x.Server.Status.S, "30") {
			return false
		}
		raw := x.Request.Raw()
		host, ok := raw.Host()
		return ok && host != f.model.Host && strings.Contains(signed, host)
	})
}

// bucketPutBefore reports whether what arrived is a path that was signed behind the bucket
// which the host names already: a proxy put it there. The hosts of AWS are as clients write
// them.
func (f *facts) bucketPutBefore(signed string) bool {
	bucket, _, named := strings.Cut(f.model.Host, ".")
	return named && !f.onAWS() && f.model.Path == "/"+bucket+signed
}

// regionSet reports whether the request tells for which regions its signature is.
func (f *facts) regionSet() bool {
	return f.sent("x-amz-region-set") ||
		f.isListed("x-amz-region-set") ||
		strings.Contains(f.model.Query, "X-Amz-Region-Set=")
}

// lookRegionSet finds a request that is signed with SigV4A and does not say for which
// regions ("Signature Version 4A", X-Amz-Region-Set).
func lookRegionSet(f *facts) []hit {
	if !f.requestShown() || f.claim == nil || !strings.Contains(f.claim.Algorithm.S, "ECDSA") || f.regionSet() {
		return nil
	}
	if !f.wire() && !f.claim.SignedHeaders.Present() || f.answer == nil || f.succeeded() {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The request is signed with SigV4A, and has no X-Amz-Region-Set: the regions for which the " +
			"signature is good have to be sent and signed.",
		places:  places(f.claim.Algorithm),
		correct: "X-Amz-Region-Set: *",
		at:      RequestStage,
	}}
}

var (
	// hostAndPort is a URL in code with a port behind a variable for the host.
	hostAndPort = regexp.MustCompile(`://["'\x60]?\s*[$+.&#]*\s*[{(]?\s*(?:\w+\.)*` +
		`(\w*(?:[hH]ost|HOST|[eE]ndpoint|[dD]omain)\w*)\s*[})]?\s*[+.&]*\s*` +
		`["'\x60]?:(\d{2,5})\b`)
	// hostSigned is a header line in code whose value is a variable.
	hostSigned = regexp.MustCompile(`(?i)\bhost:["'\x60]?\s*[$+.,&#]*\s*[{(]?\s*(?:\w+\.)*(\w+)`)
)

// lookPortAppended finds code that signs a variable for the host and calls that variable
// with a port behind it, which the server got.
func lookPortAppended(f *facts) []hit {
	seen, where := f.serverLine("host")
	port := portOf(seen)
	if !f.silent() || port == "" || !where.Present() {
		return nil
	}
	called, code := f.find(hostAndPort)
	signed, _ := f.find(hostSigned)
	if called == nil || signed == nil || called[1] != signed[1] || called[2] != port {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The code signs the host without the port :" + port + " that it appends to the URL: the server " +
			"sees it in Host.",
		places:  append(places(where), code),
		yours:   "host:" + bareHost(seen),
		correct: "host:" + seen,
	}}
}

var (
	jsEncoder = regexp.MustCompile(anyOf(
		`\bencodeURIComponent\b`,
		`\bencodeURI\(|URLSearchParams`,
		`querystring\.stringify`,
		`\bqs\.stringify`,
	))
	jsEncodesMore = regexp.MustCompile(`(?i)[!'()*]{2,}\\?\]|["'\x60]%2[1789Aa]|charCodeAt|escapeUri`)
)

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

// rawQuery is the query of a URL in the paste that is the server's but for characters that
// it holds raw.
func (f *facts) rawQuery(due string) (where evidence.Text, raw string) {
	for query := range f.matches(urlWithQuery) {
		if query.S == due || sigv4.CanonicalQuery(query.S) != due || strings.ContainsAny(query.S, "+ ") {
			continue
		}
		if raw = reservedIn(strings.NewReplacer("&", "", "=", "").Replace(query.S)); raw != "" {
			return query, raw
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

var (
	printedQuery = printedPart{
		regexp.MustCompile(`(?im)\bcanonical[ _-]?query(?:[ _-]?str(?:ing)?)?["']?` +
			`\s*[:=]\s*([^\s"'{}$<>]*=[^\s"'{}$<>]*)\s*$`),
		func(c *evidence.Canonical) evidence.Text { return c.Query }, queryCode,
	}
	printedPath = printedPart{
		regexp.MustCompile(`(?im)\bcanonical[ _-]?(?:ur[il]|path)["']?\s*[:=]\s*(/[^\s"'{}$<>?]*)\s*$`),
		func(c *evidence.Canonical) evidence.Text { return c.Path }, pathCode,
	}
)

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

// printedSignature is a signature as logs and dumps print it.
var printedSignature = regexp.MustCompile(`Signature=([0-9a-f]{64})`)

// lookOlderSignature finds a signature that is sent though another one was made in
// between: a retry that is signed anew, and then given the headers of the first attempt.
func lookOlderSignature(f *facts) []hit {
	if !f.unsettled() {
		return nil
	}
	printed := slices.Collect(f.matches(printedSignature))
	if len(printed) < 3 {
		return nil
	}
	last := printed[len(printed)-1]
	newer := -1
	first := slices.IndexFunc(printed, func(t evidence.Text) bool { return t.S == last.S })
	for i := first + 1; i < len(printed)-1; i++ {
		if printed[i].S != last.S {
			newer = i
		}
	}
	if newer < 0 ||
		f.sentSig != "" && f.sentSig != last.S ||
		f.answer.Place.Source != last.Place().Source ||
		f.answer.Place.From < last.Place().To {
		return nil
	}
	if between, sent := f.madeAt(printed[newer].S), f.madeAt(last.S); between != "" && between < sent {
		return nil // a request before it, of which a server tells
	}
	return []hit{{
		basis: byInference,
		says: "The signature that was sent last was made first, and another one in between: the headers of the " +
			"earlier attempt have taken the place of those that were signed for this one.",
		places:  places(printed[first], printed[newer], last),
		yours:   last.S,
		correct: printed[newer].S,
	}}
}

// madeAt is the time of the request that carries a signature, "" where none is read.
func (f *facts) madeAt(signature string) string {
	for i := range f.ev.Exchanges {
		x := &f.ev.Exchanges[i]
		if x.Request != nil && len(x.Claims) > 0 && x.Claims[0].Signature.S == signature {
			raw := x.Request.Raw()
			date, _ := raw.HeaderValue("x-amz-date")
			return date
		}
	}
	return ""
}

// lookLeftOut finds a server that verifies a request without some of its signed headers.
func lookLeftOut(f *facts) []hit {
	c := f.server.canonical
	names := f.leftOutByGo(c)
	if len(names) == 0 || !f.mismatch() {
		return nil
	}
	return []hit{{
		basis:  byInference,
		stands: true,
		says: "The server makes its canonical request with the signer of the SDK for Go, which leaves out " +
			joinWords(names) + ": the request signs it, and it arrived.",
		places:  append(places(c.SignedHeaders), f.listedText(names[0])),
		yours:   f.claim.SignedHeaders.S,
		correct: c.SignedHeaders.S,
		at:      CanonicalStage,
	}}
}
