package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// queryLooks read the query as sent, and finished URLs.
var queryLooks = []mistake{
	{code: "xml-escaped", look: lookEscapedAmpersand},
	{code: "url-double-encoded", look: lookURLEncodedTwice},
	{code: "url-damaged", look: lookDamaged},
	{code: "query-param-added-after-signing", look: lookAddedParam},
	{code: "query-sort-key-wrong", look: lookSortedDecoded},
	{code: "query-sort-key-wrong", look: lookSortedNumbers},
	{code: "query-empty-value-missing-equals", look: lookBareParam},
	{code: "query-under-encoded", look: lookCurlQuery},
	{code: "query-under-encoded", look: lookRawQuery},
	{code: "query-under-encoded", look: lookNoURI},
	{code: "query-under-encoded", look: lookEncodedElsewhere},
	{code: "query-unsorted", look: lookOutcomes},
	{code: "query-unsorted", look: lookToldPairs},
	{code: "region-mismatch", look: lookToldCode},
	{code: "percent-hex-lowercase", look: lookLowerEscapes},
	{code: "plus-for-space", look: lookRawPlus},
}

// escapedAmpersand is how markup writes the mark between two parameters.
const escapedAmpersand = "&amp;"

// unescapedTarget is a request target with & in place of &amp;.
func unescapedTarget(target string) string { return strings.ReplaceAll(target, escapedAmpersand, "&") }

// lookEscapedAmpersand finds a URL that was copied out of markup, with its &amp;.
func lookEscapedAmpersand(f *facts) []hit {
	if !f.requestShown() ||
		!strings.Contains(f.req.Target.S, "amp;X-Amz-") && !strings.Contains(f.req.Target.S, escapedAmpersand) {
		return nil
	}
	if f.inMarkup(f.req.Target) {
		return nil // where it has to be written so
	}
	i := strings.Index(f.req.Target.S, "amp;")
	h := hit{
		basis:  f.escapedAsSent(),
		says:   "The URL has &amp; in place of &: the parameters are then named amp;X-Amz-….",
		places: places(f.req.Target.Sub(i, i+4)),
		at:     RequestStage,
	}
	if f.unescapedSigned {
		h.says += " With & in its place the signature is exactly the one due."
	}
	return []hit{h}
}

// escapedAsSent is on what it rests that a URL is sent with the escapes that it shows: a
// request on its way and the command that makes one have it so, what people paste of a
// page may have got them on its way here.
func (f *facts) escapedAsSent() basis {
	command := strings.HasSuffix(f.req.What, "-command")
	switch {
	case f.req.OnTheWire, f.answer != nil, command && f.unescapedSigned:
		return byRule
	case f.unescapedSigned:
		return byInference
	case command:
		return byCode
	}
	return byHint
}

// lookURLEncodedTwice finds a presigned URL that was percent-encoded as a whole.
func lookURLEncodedTwice(f *facts) []hit {
	if !f.presigned() {
		return nil
	}
	for _, t := range []evidence.Text{f.claim.Credential, f.claim.SignedHeaders, f.req.Target} {
		if i := twiceEncoded(t.S); i >= 0 {
			return []hit{{
				basis: byRule,
				says: "An X-Amz- parameter holds an escape that was encoded again (%252F or %253B): the " +
					"finished URL was percent-encoded a second time.",
				places: places(t.Sub(i, min(i+5, len(t.S)))),
				at:     RequestStage,
			}}
		}
	}
	return nil
}

// lookLowerEscapes finds percent escapes in lower case in a presigned URL.
func lookLowerEscapes(f *facts) []hit {
	if !f.presigned() || !f.requestShown() {
		return nil
	}
	i := strings.Index(f.req.Target.S, "aws4_request")
	m := lowerEscape.FindStringIndex(f.req.Target.S)
	if i < 0 || m == nil {
		return nil
	}
	b := byCode
	if !f.mismatch() {
		b = byHint
	}
	return []hit{{
		basis: b,
		says: "The URL has percent escapes in lower case; the canonical query has upper case (%2F). Where " +
			"the signer signed what it put into the URL, the signature differs.",
		places:  places(f.req.Target.Sub(m[0], m[1])),
		yours:   f.req.Target.S[m[0]:m[1]],
		correct: upper(f.req.Target.S[m[0]:m[1]]),
	}}
}

// lookRawPlus finds a raw + in the target, which clients and servers may read differently.
func lookRawPlus(f *facts) []hit {
	if !f.requestShown() || !f.mismatch() || f.server.canonical != nil {
		return nil
	}
	_, path, query, pathAt, queryAt := sigv4.TargetParts(f.req.Target.S)
	if i := strings.IndexByte(path, '+'); i >= 0 {
		return []hit{{
			basis:  byHint,
			says:   "A raw + stands in the path: it may be signed as %2B and read as a blank, or the reverse.",
			places: places(f.req.Target.Sub(pathAt+i, pathAt+i+1)),
			at:     RequestStage,
		}}
	}
	if i := strings.IndexByte(query, '+'); i >= 0 {
		return []hit{{
			basis:  byHint,
			says:   "A raw + stands in the query: servers read it as a blank, signers often sign it as %2B.",
			places: places(f.req.Target.Sub(queryAt+i, queryAt+i+1)),
			at:     RequestStage,
		}}
	}
	return nil
}

var lowerEscape = regexp.MustCompile(`%[0-9A-Fa-f]?[a-f][0-9A-Fa-f]?`)

// twiceEncoded finds an escape of an X-Amz- value that was encoded again.
func twiceEncoded(s string) int {
	for _, name := range []string{"X-Amz-Credential=", "X-Amz-SignedHeaders="} {
		i := strings.Index(s, name)
		if i < 0 {
			continue
		}
		value, _, _ := strings.Cut(s[i+len(name):], "&")
		for _, e := range []string{"%252F", "%252f", "%253B", "%253b"} {
			if j := strings.Index(value, e); j >= 0 {
				return i + len(name) + j
			}
		}
	}
	return -1
}

var quotedPrintable = regexp.MustCompile(`X-Amz-[A-Za-z]+=3D`)

// lookRawQuery finds a value in the query of a refused request that is in base64 and not
// percent-encoded: signers that put it into the URL so often sign it so.
func lookRawQuery(f *facts) []hit {
	if !f.requestShown() ||
		f.verified ||
		!f.denied() ||
		f.canonicalShown() ||
		f.knownSigner() {
		return nil
	}
	for _, p := range f.model.Pairs {
		if p.Name == "X-Amz-Credential" && strings.Contains(p.RawValue, "@") && strings.Contains(p.RawValue, "%2F") {
			return []hit{{
				basis: byCode,
				says: "The @ of the access key ID stands raw in X-Amz-Credential, beside a / that is encoded: " +
					"only the scope was encoded, not the key ID. In the canonical query it is %40.",
				places:  places(f.req.Target),
				yours:   p.RawValue,
				correct: sigv4.UriEncode(p.Value, false),
			}}
		}
		if p.Name == "X-Amz-SignedHeaders" && strings.Contains(p.RawValue, ";") && f.presigned() {
			return []hit{{
				basis: byCode,
				says: "The list of signed headers stands in the URL with a raw semicolon; in the canonical query it is %3B, and " +
					"who writes it raw in one often does in the other.",
				places:  places(f.req.Target),
				yours:   p.RawValue,
				correct: sigv4.UriEncode(p.Value, false),
			}}
		}
		if raw := strings.TrimRight(p.RawValue, "="); !p.Added &&
			len(raw) > 8 &&
			len(p.RawValue) > len(raw) &&
			strings.ContainsAny(p.RawValue, "/+") &&
			!strings.Contains(p.RawValue, "%") {
			return []hit{{
				basis: byWords,
				says: "The value of " + p.Name + " is sent as it is, " + quoted(p.RawValue) +
					"; in the canonical query its /, + and = are percent-encoded, whatever is sent.",
				places:  places(f.req.Target),
				yours:   p.RawValue,
				correct: sigv4.UriEncode(p.Value, false),
			}}
		}
	}
	return nil
}

// noURI are characters that no URI holds raw (RFC 3986, section 2).
const noURI = "{}|\\^<>\""

// lookNoURI finds a query that is sent with characters raw which no URI holds so, and
// that the server signs percent-encoded: what builds the URL does not encode them, and it is
// what is signed, too.
func lookNoURI(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || f.verified || !f.requestShown() || !f.mismatch() {
		return nil
	}
	q := f.model.Query
	i := strings.IndexAny(q, noURI)
	if i < 0 || !strings.Contains(c.Query.S, "%") || sigv4.CanonicalQuery(q) != c.Query.S {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The query is sent with " + q[i:i+1] + " raw, which the server signs percent-encoded: a signer that takes " +
			"the query as it is sent signs another one.",
		places:  places(f.req.Target, c.Query),
		yours:   q,
		correct: c.Query.S,
	}}
}

// lookEncodedElsewhere finds a value that is sent with a slash raw, where another request in
// the paste has one of the same parameter with its slashes percent-encoded.
func lookEncodedElsewhere(f *facts) []hit {
	if !f.requestShown() || !f.denied() || f.canonicalShown() || f.verified {
		return nil
	}
	for _, p := range f.model.Pairs {
		if p.Added || !strings.Contains(p.RawValue, "/") || strings.Contains(p.RawValue, "%") {
			continue
		}
		encoded := strings.ReplaceAll(strings.TrimRight(p.RawValue, "/"), "/", "%2F")
		groups, where := f.find(regexp.MustCompile(`(?i)[?&]` + literal(p.RawName+"="+encoded) + `[^\s"'<>&]*`))
		if groups == nil || !strings.Contains(upper(groups[0]), "%2F") || f.alsoRefused(where) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The value of " + p.Name + " is sent with a slash raw; another request has it percent-encoded, as it is in the canonical " +
				"query, whatever is sent.",
			places:  places(f.req.Target, where),
			yours:   p.RawValue,
			correct: sigv4.UriEncode(p.Value, false),
			at:      CanonicalStage,
		}}
	}
	return nil
}

// alsoRefused reports whether a text stands in a request that was refused.
func (f *facts) alsoRefused(t evidence.Text) bool {
	return slices.ContainsFunc(f.ev.Exchanges, func(x evidence.Exchange) bool {
		return x.Request != nil && x.Server != nil && x.Server.Status.S == "403" && strings.Contains(x.Request.Target.S, t.S)
	})
}

// lookDamaged finds a presigned URL that was decoded on its way.
func lookDamaged(f *facts) []hit {
	if u := f.targetText(); f.pasteHas(quotedPrintable) && (!u.Present() || strings.Contains(u.S, "=3D")) {
		return []hit{{
			basis: byRule,
			says: "The URL still has the encoding of a mail (=3D for =, = at line ends): it has to be decoded " +
				"before use.",
			places: places(f.targetText()),
			at:     RequestStage,
		}}
	}
	if !f.presigned() || !f.requestShown() {
		return nil
	}
	if last, cut := f.cutAtAmpersand(); cut {
		return []hit{{
			basis: byRule,
			says: "The URL ends behind " + last + ": what follows the & is lost, as in a shell where the URL is " +
				"not quoted.",
			places: places(f.targetText()),
			at:     RequestStage,
		}}
	}
	if f.answer == nil {
		return nil
	}
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if strings.EqualFold(p.Name, "X-Amz-Security-Token") &&
			strings.ContainsAny(p.Value, " +/") &&
			strings.Contains(p.Value, "+") {
			return []hit{{
				code:   "session-token-recoded",
				basis:  byCode,
				says:   "The session token stands in the URL with a raw +, which is read as a blank.",
				places: places(f.req.Target),
			}}
		}
	}
	return nil
}

// cutAtAmpersand reports whether a URL that was sent ends behind one of the
// parameters that signers write before the others, and which.
func (f *facts) cutAtAmpersand() (last string, cut bool) {
	if !f.wire() ||
		f.rawQueryHas("X-Amz-Signature") ||
		f.rawQueryHas("X-Amz-SignedHeaders") ||
		f.rawQueryHas("X-Amz-Date") && f.rawQueryHas("X-Amz-Expires") {
		return "", false
	}
	params := sigv4.SplitQuery(f.model.Query)
	last = params[len(params)-1].Name
	return last, last == "X-Amz-Algorithm" ||
		last == "X-Amz-Credential" ||
		last == "X-Amz-Date" ||
		last == "X-Amz-Content-Sha256"
}

// foreignParam are parameters that no AWS API has: cache busters and trackers.
var foreignParam = regexp.MustCompile(`(?i)^(` + anyOf(
	`_hs\w+|mkt_tok|msclkid|igshid|dclid|yclid|v|ver|version|_|t|ts|cb|cache`,
	`cachebust(er)?|rand(om)?|nocache|utm_.*|fbclid|gclid|mc_[a-z]+|hash|_t|bust`,
	`rnd|time|timestamp`,
) + `)$`)

// escapedLine is the line of a request in a log of a server that took it with escapes of
// HTML in it, plainLine one without.
var (
	escapedLine = regexp.MustCompile(`"((?:GET|HEAD|PUT|POST) [^\s"]*&amp;X-Amz-[^\s"]*) HTTP/\d`)
	plainLine   = regexp.MustCompile(`[?&]X-Amz-\w+=[^\s"&]*&X-Amz-`)
)

// escapedInLog reports whether a server logged a request with &amp; in its query, in a
// paste that has other queries without: they are not escaped by what shows them.
func (f *facts) escapedInLog() bool { return f.pasteHas(plainLine) && f.pasteHas(escapedLine) }

// namesOfBothCases reports whether the query has names that begin with a capital and others
// that do not.
func (f *facts) namesOfBothCases() bool {
	query := f.model.Query
	if c := f.server.canonical; c != nil {
		query = c.Query.S
	}
	upper, lower := false, false
	for _, p := range sigv4.SplitQuery(query) {
		if p.Name != "" {
			upper = upper || p.Name[0] >= 'A' && p.Name[0] <= 'Z'
			lower = lower || p.Name[0] >= 'a' && p.Name[0] <= 'z'
		}
	}
	return upper && lower
}

// addedAtServer finds a parameter foreign to the API in the query of a presigned URL as the
// server had it, where nothing shows what was signed.
func (f *facts) addedAtServer() []hit {
	c := f.server.canonical
	if c == nil || f.clientTexts() || f.verified || !sigv4.IsS3(f.params.Scope.Service) ||
		!strings.Contains(c.Query.S, "X-Amz-SignedHeaders=") {
		return nil
	}
	for _, p := range sigv4.SplitQuery(c.Query.S) {
		if foreignParam.MatchString(p.Name) {
			return []hit{{
				basis: byCode,
				says: "The presigned URL arrived with the parameter " + p.Name + ", which S3 does not know: what makes the " +
					"page or caches the URL appends it, after it was signed.",
				places:  places(c.Query),
				correct: p.Name + "=" + p.Value,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// lookAddedParam finds a parameter behind X-Amz-Signature, which signers append
// last, or one that is foreign to the API.
func lookAddedParam(f *facts) []hit {
	if !f.presigned() || !f.requestShown() {
		return f.addedAtServer()
	}
	params := sigv4.SplitQuery(f.model.Query)
	signature := slices.IndexFunc(params, func(p sigv4.Param) bool { return p.Name == "X-Amz-Signature" })
	if signature <= 0 {
		return nil
	}
	failed := f.answer != nil && !f.answerNames("presigned-expired") || f.failedOutcome()
	behind := slices.ContainsFunc(params[signature+1:], func(p sigv4.Param) bool {
		return sigv4.IsAuthParam(p.Name) || p.Name == "x-id"
	})
	for i, p := range params {
		foreign := foreignParam.MatchString(p.Name)
		if sigv4.IsAuthParam(p.Name) || i < signature || behind && !foreign {
			continue // a signer that sorts the URL puts parameters of its own behind the signature
		}
		b := byHint
		switch {
		case failed && foreign && !sigv4.IsS3(f.params.Scope.Service):
			b = byWords // an API may have a parameter of this name
		case failed && foreign:
			b = byInference
		case failed:
			b = byCode
		}
		_, _, _, _, queryAt := sigv4.TargetParts(f.req.Target.S)
		where := f.req.Target.Sub(queryAt+p.At, queryAt+p.At+p.Len())
		return []hit{{
			basis: b,
			says: "The parameter " + p.Name + " stands behind X-Amz-Signature: it was appended after the URL " +
				"was signed, and every parameter but the signature is signed.",
			places:  places(where),
			yours:   "",
			correct: where.S,
		}}
	}
	return f.customParam(params)
}

// customCall is code that puts a parameter of one's own into a request: its name.
var customCall = regexp.MustCompile(`(?i)\b(?:put|add|append|set|with)(?:Raw|Custom)?(?:Query|Request)(?:String)?Param(?:eter)?s?\(\s*["']([\w.-]+)["']`)

// customParam finds a parameter in a presigned URL of S3 that code puts there, where nothing
// tells whether that was before it was signed.
func (f *facts) customParam(params []sigv4.Param) []hit {
	if !f.mismatch() || f.verified || !sigv4.IsS3(f.params.Scope.Service) {
		return nil
	}
	for call := range f.matches(customCall) {
		if sigv4.IsAuthParam(call.S) || !slices.ContainsFunc(params, func(p sigv4.Param) bool { return p.Name == call.S }) {
			continue
		}
		return []hit{{
			basis: byWords,
			says: "The code puts the parameter " + call.S + " into the URL; where it does so after the URL is signed, the signature is " +
				"that of the URL without it.",
			places: places(call),
			at:     CanonicalStage,
		}}
	}
	return nil
}

// lookBareParam finds a parameter without "=" that a known client signs wrongly.
func lookBareParam(f *facts) []hit {
	if !f.requestShown() || !f.mismatch() || f.server.canonical != nil || f.oldCurl() != "" {
		return nil
	}
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if !p.HasEquals {
			_, _, _, _, queryAt := sigv4.TargetParts(f.req.Target.S)
			where := f.req.Target.Sub(queryAt+p.At, queryAt+p.At+len(p.Name))
			return []hit{{
				basis: byHint,
				says: "The parameter " + p.Name + " has no value; it is signed as " + p.Name +
					"=. Some signers sign " + p.Name + ".",
				places:  places(where),
				yours:   p.Name,
				correct: p.Name + "=",
			}}
		}
	}
	return nil
}

// lookCurlQuery finds a query that curl's own signer gets wrong: before 8.3 it signs
// the query as it is sent (curl issues 8107 and 10129).
func lookCurlQuery(f *facts) []hit {
	if !f.requestShown() || !f.unsettled() || f.client.Canonical != nil {
		return nil
	}
	version := f.oldCurl()
	sent, due := f.model.Query, sigv4.CanonicalQuery(f.model.Query)
	if version == "" || sent == due {
		return nil
	}
	return []hit{{
		code:  queryCode(sent, due),
		basis: byInference,
		says: "curl " + version + " signs the query as it is sent, " + quoted(sent) + "; " + quoted(due) +
			" has to be signed. Send it in this form, or use curl 8.3 or newer.",
		places:  places(f.req.Target),
		yours:   sent,
		correct: due,
		at:      CanonicalStage,
	}}
}

// oldCurl is the version of the curl that signs the request, where it is one before
// 8.3; else "".
func (f *facts) oldCurl() string {
	if f.req == nil || !f.pasteHas(curlSigns) {
		return ""
	}
	names, _ := f.raw.HeaderValue("user-agent")
	if f.req.What == "curl-command" {
		for _, h := range f.ev.Hints {
			if h.Kind == evidence.HintTool {
				names += " " + h.Text.S
			}
		}
	}
	m := curlVersion.FindStringSubmatch(names)
	if m == nil {
		return ""
	}
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[2])
	if major > 8 || major == 8 && minor >= 3 {
		return ""
	}
	return m[0][len("curl "):]
}

// inMarkup reports whether a text is the content of an element of XML.
func (f *facts) inMarkup(t evidence.Text) bool {
	if !t.InSource() {
		return false
	}
	p := t.Place()
	data := f.ev.Sources[p.Source].Data
	before := bytes.TrimRight(data[max(0, p.From-200):p.From], " \t\r\n")
	behind := bytes.TrimLeft(data[p.To:min(len(data), p.To+200)], " \t\r\n")
	return bytes.HasSuffix(before, []byte(">")) && bytes.HasPrefix(behind, []byte("</"))
}

// lookSortedNumbers finds a repeated parameter whose values stand in the order of numbers,
// where text has another one: a library that sorts by value signs that.
func lookSortedNumbers(f *facts) []hit {
	if f.req == nil || !f.unsettled() || f.canonicalShown() {
		return nil
	}
	for i, p := range f.model.Pairs {
		if i == 0 || f.model.Pairs[i-1].Name != p.Name {
			continue
		}
		before := f.model.Pairs[i-1].Value
		a, err := strconv.Atoi(before)
		b, wrong := strconv.Atoi(p.Value)
		if err == nil && wrong == nil && a < b && before > p.Value {
			return []hit{{
				basis: byWords,
				says: "The values of " + p.Name + " are " + before + " and " + p.Value +
					": in the order of numbers, and of text the other way round. The canonical query is in the " +
					"order of text.",
				places:  places(f.req.Target),
				yours:   p.Name + "=" + before + "&" + p.Name + "=" + p.Value,
				correct: p.Name + "=" + p.Value + "&" + p.Name + "=" + before,
			}}
		}
	}
	return nil
}

var (
	curlVersion = regexp.MustCompile(`curl[/ ](\d+)\.(\d+)[\d.]*`)
	curlSigns   = regexp.MustCompile(`(?i)aws[-_]sigv4`)
)

// lookSortedDecoded finds parameters whose order differs with what is sorted: the names
// and values as they are, or percent-encoded, which is due. Nothing else differs where
// the server's canonical request is that of the request.
func lookSortedDecoded(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		f.client.Canonical != nil ||
		!f.unsettled() ||
		f.knownSigner() ||
		c.Query.S == "" ||
		c.Query.S != sigv4.CanonicalQuery(c.Query.S) {
		return nil
	}
	pairs := strings.Split(c.Query.S, "&")
	byValue := slices.Clone(pairs)
	plain := func(pair string) string {
		name, value, _ := strings.Cut(pair, "=")
		return sigv4.PercentDecode(name) + "\x00" + sigv4.PercentDecode(value)
	}
	slices.SortStableFunc(byValue, func(a, b string) int { return strings.Compare(plain(a), plain(b)) })
	for i := range pairs {
		if pairs[i] != byValue[i] {
			return []hit{{
				basis: byCode,
				says: "The server sorts " + pairs[i] + " before " + byValue[i] +
					": names and values are sorted as they stand in the canonical query, percent-encoded. A signer " +
					"that sorts first and encodes then has another order.",
				places:  places(c.Query),
				yours:   strings.Join(byValue, "&"),
				correct: c.Query.S,
			}}
		}
	}
	return nil
}
