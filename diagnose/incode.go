package diagnose

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// What code says that stands beside a request, set against the request.

// serviceStep is the step of the key derivation that takes the service, with a text
// in its place, in either order of the arguments.
var serviceStep = []*regexp.Regexp{
	regexp.MustCompile(`(?:\b\w*(?i:hmac)\w*|\b_?[sS]ign)\(\s*b?["']([a-z][a-z0-9-]+)["']\s*,\s*[\w.$]*(?i:k_?region|region_?key)\s*\)`),
	regexp.MustCompile(`(?:\b\w*(?i:hmac)\w*|\b_?[sS]ign)\(\s*[\w.$]*(?i:k_?region|region_?key)\s*,\s*b?["']([a-z][a-z0-9-]+)["']\s*[,)]`),
}

// lookServiceInCode compares the service in the key derivation of the code with the
// one of the credential scope.
func lookServiceInCode(f *facts) []hit {
	scope := f.params.Scope.Service
	if f.verified || scope == "" || f.answer != nil && !f.mismatch() && !f.refused() {
		return nil
	}
	for _, form := range serviceStep {
		if slices.ContainsFunc(slices.Collect(f.matches(form)), func(t evidence.Text) bool { return t.S == scope }) {
			return nil // one derivation of several is of this service
		}
		for v := range f.matches(form) {
			if v.S != scope && !strings.HasPrefix(v.S, "aws") {
				return []hit{{basis: byCode, says: "The code derives the signing key for the service " + v.S + "; the credential scope names " + scope + ".", places: places(v), yours: v.S, correct: scope, at: KeyStage}}
			}
		}
	}
	return nil
}

// oneValueEach is code that makes a map of parameters, with one value for each name.
var oneValueEach = regexp.MustCompile(`Object\.fromEntries\(\s*[\w.]*(?:searchParams|[qQ]uery)[\w.()]*\)|\bdict\(\s*(?:urllib\.parse\.|urlparse\.)?parse_qsl\(|\bconst \{[^}\n]*\} = Object\.fromEntries\(new URLSearchParams`)

// lookMergedInCode finds code that keeps one value of a name, where one is sent twice.
func lookMergedInCode(f *facts) []hit {
	if f.verified || !f.mismatch() || !repeatedNames(f.model) || !f.pasteHas(oneValueEach) {
		return nil
	}
	_, where := f.find(oneValueEach)
	return []hit{{basis: byCode, says: "The code makes a map of the parameters, which keeps one value of each name; the request has a name twice, and every pair is signed.", places: places(where, f.targetText()), at: CanonicalStage}}
}

var (
	joinsMap = regexp.MustCompile(`(?i)canonical_?query\w*\s*:?=\s*[^\n]*(?:\.items\(\)|\.entrySet\(\)|Object\.(?:keys|entries)\(|http_build_query\()`)
	sorts    = regexp.MustCompile(`(?i)sort|OrderedDict|TreeMap`)
)

// lookUnsortedInCode finds code that joins the parameters in the order of a map, where
// those that are sent are not in order.
func lookUnsortedInCode(f *facts) []hit {
	if f.verified || !f.mismatch() || f.sortedQuery() && !f.unsortedURL() {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, joinsMap) || f.holds(i, sorts) {
			continue
		}
		m := f.ev.First(i, joinsMap)
		return []hit{{basis: byCode, says: "The parameters are joined in the order that they were given in, and the request sends them so; in the canonical query they are in byte order of their names.", places: append([]evidence.Text{f.codePlace(i, m)}, places(f.targetText())...), at: CanonicalStage}}
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
		if got := strings.Split(query.S, "&"); !slices.Equal(got, due) && slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(due))) {
			return true
		}
	}
	return false
}

// templateText is a JSON string that holds a variable of Postman.
var templateText = regexp.MustCompile(`("(?:[^"\\\n]|\\.)*\{\{[\w.$-]+\}\}(?:[^"\\\n]|\\.)*")`)

var templateVariable = regexp.MustCompile(`\{\{[\w.$-]+\}\}`)

// lookTemplateBody finds the body of a request before its variables were filled in.
func lookTemplateBody(f *facts) []hit {
	where := f.arrivedBody()
	if agent, _ := f.raw.HeaderValue("user-agent"); f.verified || !f.mismatch() || where.S == "" || strings.HasPrefix(agent, "PostmanRuntime") {
		return nil
	}
	body := where.S
	if v, _ := f.raw.HeaderValue("x-amz-content-sha256"); v == sigv4.HexSHA256([]byte(body)) {
		return nil
	}
	for quoted := range f.matches(templateText) {
		var text string
		if json.Unmarshal([]byte(quoted.S), &text) != nil || !fillsTo(text, body) {
			continue
		}
		return []hit{{basis: byCode, says: "The body that is sent is a template with its variables filled in, and the template stands in the paste: where the tool signs before it fills them in, the hash is that of the template.", places: []evidence.Text{quoted, where}, yours: sigv4.HexSHA256([]byte(text)), correct: sigv4.HexSHA256([]byte(body)), at: RequestStage}}
	}
	return nil
}

// arrivedBody is the body of the request, or the JSON text of the paste that has the
// hash which the server computed.
func (f *facts) arrivedBody() evidence.Text {
	if f.raw.Body.State == sigv4.BodyKnown && f.req != nil {
		return f.req.Body
	}
	if c := f.server.canonical; c != nil {
		for _, t := range f.jsonLines() {
			if sigv4.HexSHA256([]byte(t.S)) == c.PayloadHash.S {
				return t
			}
		}
	}
	return evidence.Text{}
}

// fillsTo reports whether a template gives a text once its variables have values.
func fillsTo(template, text string) bool {
	parts := templateVariable.Split(template, -1)
	if len(strings.Join(parts, "")) < 8 || !strings.HasPrefix(text, parts[0]) {
		return false
	}
	last := len(parts) - 1
	for _, p := range parts[:last] {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return strings.HasSuffix(text, parts[last])
}

// sortedQuery reports whether the parameters are sent in order.
func (f *facts) sortedQuery() bool {
	return slices.IsSortedFunc(f.model.Pairs, func(a, b replay.Pair) int {
		return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value)
	})
}

// keyFaults are mistakes in the derivation of the signing key.
var keyFaults = map[string]bool{
	"hmac-arguments-swapped": true, "hmac-wrong-algorithm": true, "signing-key-as-text": true, "signing-key-prefix-wrong": true, "signing-key-wrong-date": true,
}

// keyFaultInCode reports whether code in the paste derives the signing key wrongly.
func (f *facts) keyFaultInCode() bool {
	return len(lookServiceInCode(f)) > 0 || slices.ContainsFunc(codeSigns, func(s codeSign) bool {
		return keyFaults[s.code] && s.basis != byHint && len(f.lookCode(s)) > 0
	})
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
	if f.verified || !f.mismatch() || f.server.canonical != nil && f.server.canonical.Query.S == "" || f.req != nil && f.req.Target.Present() && !strings.Contains(f.req.Target.S, "?") {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, pathnameAlone) || !f.holds(i, wholeURL) || !f.holds(i, anyQuery) || f.holds(i, queryInCode) {
			continue
		}
		return []hit{{basis: byCode, says: "The signer is given the path without the query; the request is sent to the whole URL.", places: []evidence.Text{f.codePlace(i, f.ev.First(i, pathnameAlone))}, at: CanonicalStage}}
	}
	return nil
}

// cachedKey is a function in Python that makes a signing key and whose results are kept.
var cachedKey = regexp.MustCompile(`@(?:functools\.)?(?:lru_cache|cache|memoize)\b[^\n]*\n\s*(?:async )?def\s+(\w*(?:sign|key)\w*)\(([^)]*)\)`)

// finalKey is a signing key that is kept in a field, a constant or a global, nextDay a
// text that is signed anew each time and told to fail from another day on.
var (
	finalKey = regexp.MustCompile(`(?i)(?:\bthis\.|\bself\.|@|\bstatic\b[^\n=]*\s|\bfinal\b[^\n=]*\s|^const\s+|\nconst\s+)_?(?:signing|derived|sig)_?key\w*\s*:?=\s*(?:await\s+)?(?:\w+\.)?\w*(?:hmac|sign|derive|get_?signature_?key|getSignatureKey|get_?signing_?key)\w*\(`)
	nextDay  = regexp.MustCompile(`(?i)\b(?:midnight|next (?:day|morning)|over ?night|after (?:a day|24 ?h|one day)|every (?:day|night|morning)|00:0\d|0[0-2]:00 \()|since (?:yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:after (?:a |the )?)?(?:restart|redeploy)\w*`)
)

// lookCachedKey finds a signing key that is kept without regard to the day.
func lookCachedKey(f *facts) []hit {
	if f.verified || f.answer == nil && f.req == nil || !f.pasteHas(derivesKey) || f.signsByLibrary() {
		return nil
	}
	if _, where := f.find(finalKey); where.Present() && f.pasteHas(nextDay) {
		return []hit{{basis: byCode, says: "The signing key is derived once, when the object is made, and holds the day of then: after midnight UTC it is the key of the day before.", places: places(where), at: KeyStage}}
	}
	groups, where := f.find(cachedKey)
	if len(groups) < 3 || readsKey.MatchString(groups[1]) || !scopeArgument.MatchString(groups[2]) || dayArgument.MatchString(groups[2]) {
		return nil
	}
	return []hit{{basis: byCode, says: "The function that derives the signing key is cached, and the day is none of its arguments: after midnight UTC the key of the day before is used.", places: places(where), at: KeyStage}}
}

var (
	readsKey      = regexp.MustCompile(`(?i)secret|access|api`)
	scopeArgument = regexp.MustCompile(`(?i)region|service`)
	dayArgument   = regexp.MustCompile(`(?i)da|time|ymd|\bdt\b|\bd\b|stamp|scope|now|\*`)
)

var derivesKey = regexp.MustCompile(`AWS4`)

// priorSigned is what code signs of the event before, in the string to sign of an event.
var priorSigned = regexp.MustCompile(`AWS4-HMAC-SHA256-PAYLOAD["'][\s\S]{0,240}?\b((?:self|this)\.\w*(?i:prior|previous|prev)\w*)`)

// memberSet is a member of an object that code gives a value.
var memberSet = regexp.MustCompile(`\b((?:self|this)\.\w+)\s*(?::\s*\w+\s*)?=[^=]`)

// lookPriorKept finds code that signs each event of a stream with the signature of the
// headers: what is to be the signature of the event before is set once.
func lookPriorKept(f *facts) []hit {
	if f.verified || f.answer == nil || !f.mismatch() {
		return nil
	}
	groups, where := f.find(priorSigned)
	if len(groups) < 2 {
		return nil
	}
	set := 0
	for name := range f.matches(memberSet) {
		if name.S == groups[1] {
			set++
		}
	}
	if set != 1 {
		return nil
	}
	return []hit{{basis: byCode, says: groups[1] + " is set once and signed with every event: it has to become the signature of each event that was signed.", places: places(where), at: StringToSignStage}}
}

var (
	// nameOfURL is code that signs the name in a URL without its port, in languages in
	// which that is what it says, and bareHostOf in those that have no other.
	nameOfURL  = regexp.MustCompile(`\bhost["']?\]?\s*(?:[:=,]|=>)\s*(?:\w+\.)*(?:hostname\b|getHost\(\)|Hostname\(\))`)
	bareHostOf = regexp.MustCompile(`\bhost["']?\]?\s*(?:[:=,]|=>)\s*\w*(?i:uri)\.(?:host|Host)\b`)
)

// lookNameWithoutPort finds code that signs the host without the port that is sent.
func lookNameWithoutPort(f *facts) []hit {
	port := portOf(f.model.Host)
	if f.verified || !f.mismatch() || !f.wire() || port == "" || port == "80" || port == "443" || f.client.Canonical != nil {
		return nil
	}
	for _, form := range []*regexp.Regexp{nameOfURL, bareHostOf} {
		if m, where := f.find(form); m != nil {
			return []hit{{basis: byInference, says: "The code signs the name in the URL without its port; the request is sent with Host: " + f.model.Host + ", and what is sent is what has to be signed.", places: places(where, f.hostText()), yours: "host:" + bareHost(f.model.Host), correct: "host:" + f.model.Host, at: CanonicalStage}}
		}
	}
	return nil
}

var (
	hostFromEnv = regexp.MustCompile(`\bhost["']?\s*[:=]\s*(?:process\.env\.|os\.environ\[["']|os\.getenv\(["']|os\.Getenv\("|ENV\[["']|getenv\(["'])(\w+)`)
	urlInEnv    = regexp.MustCompile(`(?m)^\s*(?:export\s+)?(\w+)\s*=\s*["']?https?://`)
)

// lookHostVariable finds a variable that holds a URL in the place of the host.
func lookHostVariable(f *facts) []hit {
	if f.verified || !f.mismatch() || f.client.Canonical != nil || f.server.canonical != nil {
		return nil
	}
	for name := range f.matches(hostFromEnv) {
		for set := range f.matches(urlInEnv) {
			if name.S == set.S {
				return []hit{{basis: byCode, says: "The signer takes " + name.S + " for the host, and it holds a URL: the host is its name alone, without scheme and path.", places: []evidence.Text{name, set}, at: CanonicalStage}}
			}
		}
	}
	return nil
}

var (
	stringContent = regexp.MustCompile(`new StringContent\([^;\n]*,\s*(?:System\.Text\.)?Encoding\.UTF8\s*,\s*"([\w/.+-]+)"\)`)
	signedType    = regexp.MustCompile(`(?i)["']?content-type["']?\]?\s*[,=:]\s*"([^"\n]+)"`)
)

// lookStringContent finds a body of .NET whose Content-Type gets a charset that was not
// signed (StringContent, constructor with encoding and media type).
func lookStringContent(f *facts) []hit {
	if f.verified || !f.mismatch() || f.client.Canonical != nil || f.server.canonical != nil {
		return nil
	}
	for sent := range f.matches(stringContent) {
		for signed := range f.matches(signedType) {
			if signed.S == sent.S {
				return []hit{{basis: byCode, says: "StringContent with an encoding sends Content-Type " + quoted(sent.S+"; charset=utf-8") + ", and " + quoted(signed.S) + " is signed.", places: []evidence.Text{signed, sent}, yours: "content-type:" + signed.S, correct: "content-type:" + sent.S + "; charset=utf-8", at: CanonicalStage}}
			}
		}
	}
	return nil
}
