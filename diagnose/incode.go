package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// oneValueEach is code that makes a map of parameters, with one value for each name.
var oneValueEach = regexp.MustCompile(anyOf(
	`Object\.fromEntries\(\s*[\w.]*(?:searchParams|[qQ]uery)[\w.()]*\)`,
	`\bdict\(\s*(?:urllib\.parse\.|urlparse\.)?parse_qsl\(`,
	`\bconst \{[^}\n]*\} = Object\.fromEntries\(new URLSearchParams`,
))

// lookMergedInCode finds code that keeps one value of a name, where one is sent twice.
func lookMergedInCode(f *facts) []hit {
	if !f.unsettled() || !repeatedNames(f.model) || !f.pasteHas(oneValueEach) {
		return nil
	}
	_, where := f.find(oneValueEach)
	return []hit{{
		basis: byCode,
		says: "The code makes a map of the parameters, which keeps one value of each name; the request has a " +
			"name twice, and every pair is signed.",
		places: places(where, f.targetText()),
	}}
}

var (
	joinsMap = regexp.MustCompile(`(?i)canonical_?query\w*\s*:?=\s*[^\n]*` + anyOf(
		`\.items\(\)|\.entrySet\(\)`,
		`Object\.(?:keys|entries)\(`,
		`http_build_query\(`,
	))
	sorts = regexp.MustCompile(`(?i)sort|OrderedDict|TreeMap`)
)

// lookUnsortedInCode finds code that joins the parameters in the order of a map, where
// those that are sent are not in order.
func lookUnsortedInCode(f *facts) []hit {
	if !f.unsettled() || f.sortedQuery() && !f.unsortedURL() {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, joinsMap) || f.holds(i, sorts) {
			continue
		}
		m := f.ev.First(i, joinsMap)
		return []hit{{
			basis: byCode,
			says: "The parameters are joined in the order that they were given in, and the request sends them " +
				"so; in the canonical query they are in byte order of their names.",
			places: append([]evidence.Text{f.codePlace(i, m)}, places(f.targetText())...),
		}}
	}
	return nil
}

var urlWithQuery = regexp.MustCompile(`https?://[^\s"'<>?]+\?([^\s"'<>#]+)`)

// unsortedURL reports whether the paste has a URL whose parameters are those of the
// server's canonical request in another order.
func (f *facts) unsortedURL() bool {
	c := f.server.canonical
	if c == nil || c.Query.S == "" {
		return false
	}
	due := strings.Split(c.Query.S, "&")
	for query := range f.matches(urlWithQuery) {
		if got := strings.Split(query.S, "&"); !slices.Equal(got, due) &&
			slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(due))) {
			return true
		}
	}
	return false
}

var (
	// formatOfPairs is a format of parameters, as code for Signature Version 2 has it.
	formatOfPairs = regexp.MustCompile(`((?:\b[A-Z]\w*=(?:%s|\{\w*\})&){2,}[A-Z]\w*=(?:%s|\{\w*\}))`)
	signsPairs    = regexp.MustCompile(`AWSAccessKeyId=(?:%s|\{)`)
)

// lookUnsortedFormat finds parameters that stand in the text to sign out of order, in code
// for Signature Version 2 that writes them as one format.
func lookUnsortedFormat(f *facts) []hit {
	if !f.unsettled() || f.claim != nil || !f.pasteHas(signsPairs) {
		return nil
	}
	for pairs := range f.matches(formatOfPairs) {
		var names []string
		for pair := range strings.SplitSeq(pairs.S, "&") {
			name, _, _ := strings.Cut(pair, "=")
			names = append(names, name)
		}
		if slices.IsSorted(names) {
			continue
		}
		return []hit{{
			basis: byCode,
			says: "The parameters stand in the order " + strings.Join(names, ", ") + " in the format of the text; they " +
				"are signed in byte order of their names.",
			places: places(pairs),
		}}
	}
	return nil
}

// sortedQuery reports whether the parameters are sent in order.
func (f *facts) sortedQuery() bool {
	return slices.IsSortedFunc(f.model.Pairs, func(a, b replay.Pair) int {
		return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value)
	})
}

// keyFaults are mistakes in the derivation of the signing key.
var keyFaults = setOf(
	"hmac-arguments-swapped", "hmac-wrong-algorithm", "signing-key-as-text",
	"signing-key-prefix-wrong", "signing-key-wrong-date",
)

// keyFaultInCode reports whether code in the paste derives the signing key wrongly.
func (f *facts) keyFaultInCode() bool {
	return len(lookServiceInCode(f)) > 0 ||
		f.codeHas(func(s *sign) bool { return keyFaults[s.code] && s.basis != byHint })
}

var (
	pathnameAlone = regexp.MustCompile(`\bpath\s*:\s*\w+\.pathname\b`)
	wholeURL      = regexp.MustCompile(`\b(?:ur[il])\s*:\s*\w+\.href\b|\bfetch\(\s*\w+(?:\.href)?\s*,`)
	queryInCode   = regexp.MustCompile(`\.search\b|searchParams|\bquery\s*[,:}]`)
	anyQuery      = regexp.MustCompile(`[/\w"'\x60}]\?[\w-]+=`)
)

// lookPathnameInCode finds code that gives a signer the path of a URL without the
// query, and sends the request to the whole of it.
func lookPathnameInCode(f *facts) []hit {
	if !f.unsettled() ||
		f.server.canonical != nil && f.server.canonical.Query.S == "" ||
		f.req != nil && f.req.Target.Present() && !strings.Contains(f.req.Target.S, "?") {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, pathnameAlone) || !f.holds(i, wholeURL) || !f.holds(i, anyQuery) || f.holds(i, queryInCode) {
			continue
		}
		return []hit{{
			basis:  byCode,
			says:   "The signer is given the path without the query; the request is sent to the whole URL.",
			places: []evidence.Text{f.codePlace(i, f.ev.First(i, pathnameAlone))},
		}}
	}
	return nil
}

// cachedKey is a function in Python that makes a signing key and whose results are kept.
var cachedKey = regexp.MustCompile(`@(?:functools\.)?(?:lru_cache|cache|memoize)\b[^\n]*\n\s*` +
	`(?:async )?def\s+(\w*(?:sign|key)\w*)\(([^)]*)\)`)

// finalKey is a signing key that is kept in a field, a constant or a global, nextDay a
// text that is signed anew each time and told to fail from another day on.
var (
	finalKey = regexp.MustCompile(`(?i)` + anyOf(
		`\bthis\.|\bself\.|@`,
		`\bstatic\b[^\n=]*\s`,
		`\bfinal\b[^\n=]*\s`,
		`^const\s+|\nconst\s+`,
	) + `_?(?:signing|derived|sig)_?key\w*\s*:?=\s*(?:await\s+)?(?:\w+\.)?\w*` + anyOf(
		`hmac|sign|derive`,
		`get_?signature_?key`,
		`getSignatureKey`,
		`get_?signing_?key`,
	) + `\w*\(`)
	nextDay = regexp.MustCompile(`(?i)` + anyOf(
		`\b`+anyOf(
			`midnight`,
			`next (?:day|morning)`,
			`over ?night`,
			`after (?:a day|24 ?h|one day)`,
			`every (?:day|night|morning)`,
			`00:0\d|0[0-2]:00 \(`,
		),
		`since (?:yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)`,
		`(?:after (?:a |the )?)?(?:restart|redeploy)\w*`,
	))
)

// lookCachedKey finds a signing key that is kept without regard to the day.
func lookCachedKey(f *facts) []hit {
	if f.verified || f.answer == nil && f.req == nil || !f.pasteHas(derivesKey) || f.signsByLibrary() {
		return nil
	}
	if _, where := f.find(finalKey); where.Present() && f.pasteHas(nextDay) {
		return []hit{{
			basis: byCode,
			says: "The signing key is derived once, when the object is made, and holds the day of then: after " +
				"midnight UTC it is the key of the day before.",
			places: places(where),
		}}
	}
	groups, where := f.find(cachedKey)
	if len(groups) < 3 ||
		readsKey.MatchString(groups[1]) ||
		!scopeArgument.MatchString(groups[2]) ||
		dayArgument.MatchString(groups[2]) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The function that derives the signing key is cached, and the day is none of its arguments: after " +
			"midnight UTC the key of the day before is used.",
		places: places(where),
	}}
}

var (
	readsKey      = regexp.MustCompile(`(?i)secret|access|api`)
	scopeArgument = regexp.MustCompile(`(?i)region|service`)
	dayArgument   = regexp.MustCompile(`(?i)da|time|ymd|\bdt\b|\bd\b|stamp|scope|now|\*`)
)

var derivesKey = regexp.MustCompile(`AWS4`)

var (
	// nameOfURL is code that signs the name in a URL without its port, in languages in
	// which that is what it says, and bareHostOf in those that have no other.
	nameOfURL = regexp.MustCompile(anyOf(
		`\bhost["']?\]?\s*(?:[:=,]|=>)\s*(?:\w+\.)*(?:hostname\b|getHost\(\)|Hostname\(\))`,
		`[pP]utHeader\(\s*"[hH]ost"\s*,\s*(?:\w+(?:\(\))?\.)*(?:host|getHost)\(\)`,
	))
	bareHostOf = regexp.MustCompile(`\bhost["']?\]?\s*(?:[:=,]|=>)\s*\w*(?i:uri)\.(?:host|Host)\b`)
)

// interpolated is a text with a variable of the language in it.
var interpolated = regexp.MustCompile(`[$#]\{`)

// lookKeyInCode finds an object key with characters that encoders leave raw,
// beside a failure that shows nothing else.
func lookKeyInCode(f *facts) []hit {
	if !f.mismatch() || f.canonicalShown() || f.wire() {
		return nil
	}
	for _, h := range f.ev.Hints {
		if h.Kind != evidence.HintObjectKey || interpolated.MatchString(h.Value.S) {
			continue
		}
		out := hit{
			basis:   byWords,
			places:  places(h.Value),
			yours:   h.Value.S,
			correct: sigv4.UriEncode(h.Value.S, true),
			at:      CanonicalStage,
		}
		switch {
		case !replay.IsASCII(h.Value.S):
			out.code = "non-ascii-encoded-differently"
			out.says = "The key has letters outside ASCII: both sides have to encode the same UTF-8 bytes, in the " +
				"same Unicode form."
		case reservedIn(h.Value.S) == "+":
			out.code = "plus-for-space"
			out.says = "The key has a +, which is signed and sent as %2B; a raw + is read as a blank."
		case reservedIn(h.Value.S) != "":
			out.says = "The key has " + reservedIn(h.Value.S) + ", which is percent-encoded in the canonical URI; " +
				"encoders for URLs leave such characters raw."
		default:
			continue
		}
		return []hit{out}
	}
	return nil
}

var dotsInCode = regexp.MustCompile(`(?i)` + anyOf(
	`\b(?:object_?)?key\b["']?[^\n"'\x60]*`,
	`\bpath["']?\s*[:=]\s*`,
	`\bput\w*\(\s*`,
) + `["'\x60](?:\.\.?(?:\\\\|[\\/]))+([^"'\x60\n]+)["'\x60]`)

// lookDotsInCode finds a key that begins with dot segments, without which the server
// saw it: they are signed, and lost when a URL is made of them.
func lookDotsInCode(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || f.verified {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, dotsInCode) {
			continue
		}
		for _, m := range dotsInCode.FindAllSubmatchIndex(src.Data, 50) {
			rest := slashes.Replace(string(src.Data[m[2]:m[3]]))
			if before, ok := strings.CutSuffix(sigv4.PercentDecode(c.Path.S), "/"+rest); ok && strings.Count(before, "/") <= 1 {
				return []hit{{
					basis: byInference,
					says: "The key begins with dot segments, which the path that arrived does not have: the " +
						"signer signs them, and whatever makes the URL resolves them.",
					places:  append(places(c.Path), f.codePlace(i, m)),
					yours:   string(src.Data[m[0]:m[1]]),
					correct: c.Path.S,
				}}
			}
		}
	}
	return nil
}

var slashes = strings.NewReplacer(`\\`, "/", `\`, "/")

// lookUnhashed finds code that signs what Fine Uploader hands it as it is: the
// canonical request in it has to be hashed first.
func lookUnhashed(f *facts) []hit {
	if !f.unsettled() || !f.pasteHas(fineUploader) || !f.pasteHas(macCall) || f.pasteHas(hashCall) || f.pasteHas(macOfPolicy) {
		return nil
	}
	_, where := f.find(macCall)
	return []hit{{
		basis: byCode,
		says: "Fine Uploader hands over the canonical request behind the scope, as it is. The code signs that " +
			"text; its hash is due there.",
		places: places(where),
	}}
}

// madeHash is a hash object that is made once and kept.
var madeHash = regexp.MustCompile(`(?m)^[ \t]*(?:const |let |var |val |final )?(\w+)\s*:?=\s*(?:new\s+)?(?:Sha256|SHA256|Hash|sha256\.New|crypto\.createHash|createHash|hashlib\.sha256)\((?:["']sha256["'])?\)`)

// usedHash is a function of one expression that hashes with an object from outside.
var usedHash = regexp.MustCompile(`(?:->|=>|lambda \w+:)\s*(\w+)\.update\([^\n]*\)\.(?:digest|hexdigest|finalize)\(`)

// lookSharedHash finds one hash object that all texts are hashed with: the second hash is of
// both texts, or none.
func lookSharedHash(f *facts) []hit {
	if !f.unsettled() {
		return nil
	}
	for made := range f.matches(madeHash) {
		for used := range f.matches(usedHash) {
			if used.S != made.S {
				continue
			}
			return []hit{{
				basis: byInference,
				says: made.S + " is made once and updated with every text that is hashed: all hashes but the first are of more " +
					"than their text. Make a new one for each.",
				places: places(made, used),
				at:     StringToSignStage,
			}}
		}
	}
	return nil
}

var (
	// macOfPolicy signs the policy of a form, which is no string to sign.
	macOfPolicy = regexp.MustCompile(`(?i)mac\w*[.(][^\n]*policy`)
	macCall     = regexp.MustCompile(`(?i)` + anyOf(
		`generateMac\(|createHmac\(|hash_hmac\(|hmac\.new\(|HmacSHA256\(`,
		`Mac\.getInstance\(`,
		`hmac\.New\(`,
	))
	hashCall = regexp.MustCompile(`(?i)` + anyOf(
		`generateDigest\(|createHash\(`,
		`hash\(\s*['"]sha256`,
		`hashlib\.sha256\([^)]`,
		`\bSHA256\(|MessageDigest|sha256\.Sum256\(|Digest::SHA256`,
	))
)

// rootInCode is a canonical path that code sets, as the examples have it.
var rootInCode = regexp.MustCompile(`(?i)\bcanonical_?(?:uri|path|url)\w*["']?\s*:?=\s*["'\x60]/["'\x60]`)

// otherPathInCode is code that sets one to something else, too.
var otherPathInCode = regexp.MustCompile(`(?i)\bcanonical_?(?:uri|path|url)\w*["']?\s*[:+.]?=\s*` +
	`(?:["'\x60]/[^"'\x60]|["'\x60]/["'\x60]\s*(?:\+|\.|&|~|<>)|[^"'\x60\s=])`)

// lookRootInCode finds code that signs the path "/", where another path is sent.
func lookRootInCode(f *facts) []hit {
	sent := f.model.Path
	if c := f.server.canonical; c != nil && c.Path.Present() {
		sent = c.Path.S
	}
	if !f.unsettled() || f.client.Canonical != nil || !strings.HasPrefix(sent, "/") || sent == "/" ||
		f.pasteHas(otherPathInCode) {
		return nil
	}
	_, where := f.find(rootInCode)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:   byInference,
		says:    "The code signs the path \"/\"; the request is sent to " + quoted(clip(sent)) + ".",
		places:  places(where),
		yours:   "/",
		correct: sigv4.CanonicalPath(sent, f.params.Flavor),
		at:      CanonicalStage,
	}}
}

var (
	// endpointSet is a setting that is a URL with a path.
	endpointSet = regexp.MustCompile(`(?i)(?:endpoint|base_?url|\burl)\w*["']?\s*[:=]>?\s*["'\x60]?(https?://[\w.-]+(?::\d+)?/[\w./-]*[\w-])/?(?:["'\x60\s,;]|$)`)
	// behindEndpoint is a variable that code puts behind an endpoint, to make the URL.
	behindEndpoint = regexp.MustCompile(`(?i:endpoint|base_?url)(?:\.\w+\([^()\n]*\))*\)*` + anyOf(
		`\}\$?\{(\w+)\}`,
		`\s*\+\s*(\w+)\b`,
	))
	// addsBase is code that takes the path of the endpoint, too.
	addsBase = regexp.MustCompile(`(?i)\.pathname\b|\burlparse\(|\.path\b|base_?path|path_?prefix|\.EscapedPath\(|\.AbsolutePath\b`)
)

// lookEndpointPath finds code that signs the path which it puts behind an endpoint, where the
// endpoint has a path of its own that the request goes to.
func lookEndpointPath(f *facts) []hit {
	if !f.silent() || f.server.canonical != nil || f.req == nil || f.pasteHas(addsBase) {
		return nil
	}
	base, where := f.endpointBase()
	if base == "" {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, behindEndpoint) {
			continue
		}
		for _, m := range f.ev.All(i, behindEndpoint) {
			name := string(f.ev.Sources[i].Data[max(m[2], m[4]):max(m[3], m[5])])
			at := f.canonicalFrom(i, name)
			if !at.Present() {
				continue
			}
			return []hit{{
				basis: byInference,
				says: "The code signs " + quoted(name) + " as the path and puts it behind the endpoint, which has the path " +
					quoted(base) + ": the request goes to " + f.model.Path + ", all of which is signed.",
				places:  append(places(at, f.targetText()), where),
				yours:   strings.TrimPrefix(f.model.Path, base),
				correct: f.model.Path,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// endpointBase is the path of the endpoint that the paste has the client set up with, where
// the request goes to a path below it.
func (f *facts) endpointBase() (base string, where evidence.Text) {
	for t := range f.matches(endpointSet) {
		authority, path, query, _, _ := sigv4.TargetParts(t.S)
		if query == "" && strings.EqualFold(authority, f.model.Host) && strings.HasPrefix(f.model.Path, path+"/") {
			return path, t
		}
	}
	return "", evidence.Text{}
}

// canonicalFrom is where code makes a canonical request of the method and a variable behind it.
func (f *facts) canonicalFrom(source int, variable string) evidence.Text {
	v := literal(variable)
	form := regexp.MustCompile(`(?i:canonical_?request|\bcreq)\w*\s*:?=[\s("'\x60\[{$f]*(?i:[\w.]*method|GET|PUT|POST|HEAD|DELETE)\b` + anyOf(
		`["'\x60]?\s*,\s*`,
		`\}?\\n\$?\{`,
		`["'\x60]?\s*\+\s*["'\x60]\\n["'\x60]\s*\+\s*`,
	) + v + `\b`)
	if m := form.FindIndex(f.ev.Sources[source].Data); m != nil {
		return f.codePlace(source, m)
	}
	return evidence.Text{}
}
