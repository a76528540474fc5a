package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// wayLooks find in the configuration of what stands between client and server what becomes
// of a request there.
var wayLooks = []mistake{
	{code: "method-mismatch", look: lookCachedHead},
	{code: "method-mismatch", look: lookHeadRedirect},
	{code: "host-mismatch", look: lookHostOfProxy},
	{code: "host-rewritten-by-proxy", look: lookPassedOn},
	{code: "host-mismatch", look: lookVisitorsHost},
	{code: "host-rewritten-by-proxy", look: lookViewersHost},
	{code: "header-removed-in-transit", look: lookHeadersTold},
	{code: "hop-by-hop-header-signed", look: lookEmptiedHop},
	{code: "path-reencoded-after-signing", look: lookProxyPass},
	{code: "signed-header-not-sent", look: lookForbiddenHeader},
	{code: "header-removed-in-transit", look: lookDottedHeader},
	{code: "xml-escaped", look: lookEscapedURL},
	{code: "query-changed-after-signing", look: lookQueryFilter},
	{code: "url-damaged", look: lookURLInURL},
}

// signedAtEdge reports whether the signed headers are those that CloudFront signs when it asks
// a bucket for an object (Amazon CloudFront developer guide, "Restrict access to an Amazon S3
// origin").
func (f *facts) signedAtEdge() bool {
	return slices.Contains(f.listed, "x-amz-cf-id") && !slices.ContainsFunc(f.listed, func(n string) bool {
		return !slices.Contains([]string{"host", "x-amz-cf-id", "x-amz-content-sha256", "x-amz-date"}, n)
	})
}

// lookViewersHost finds the name that a visitor called in a request that CloudFront signs: it
// signs for the bucket, and is told to forward Host.
func lookViewersHost(f *facts) []hit {
	host, line := f.serverLine("host")
	if !f.mismatch() || !line.Present() || !f.signedAtEdge() || awsHost(host) || portOf(host) != "" {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "CloudFront signs this request for the bucket, and hands on the Host that the visitor called: " + quoted(host) +
			". Leave Host out of the headers that the behaviour forwards, or set it to the bucket's in a function at the origin request.",
		places: places(line),
		yours:  line.S,
		at:     CanonicalStage,
	}}
}

var (
	headByCurl        = regexp.MustCompile(`(?m)^\s*(?:[$%#>] ?)?curl\b[^\n]*\s(?:-[a-zA-Z]*I[a-zA-Z]*|--head)\b`)
	methodGiven       = regexp.MustCompile(`\bcurl\b[^\n]*\s(?:-[a-zA-Z]*X ?|--request[ =])["']?[A-Z]`)
	redirectPresigned = regexp.MustCompile(`(?im)^[< ]*location: \S*X-Amz-Signature=`)
)

// lookHeadRedirect finds a HEAD request that is redirected to a presigned URL, and refused
// there: such URLs are made for GET.
func lookHeadRedirect(f *facts) []hit {
	if f.verified || f.answer == nil || f.answer.Status.S != "403" {
		return nil
	}
	_, command := f.find(headByCurl)
	_, where := f.find(redirectPresigned)
	if !command.Present() || !where.Present() || f.pasteHas(methodGiven) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The server redirects to a URL that is presigned, for GET, and curl follows with HEAD: the method is " +
			"part of what is signed.",
		places:  places(command, where),
		yours:   "GET",
		correct: "HEAD",
		at:      CanonicalStage,
	}}
}

// proxyGiven is the host of the proxy that a client is told to go out by.
var proxyGiven = regexp.MustCompile(`(?i)\bhttps?_?proxy["']?\s*(?:[:=]|\n\s*(?:- )?value:)\s*["']?https?://(?:[^\s@/"']*@)?([\w.-]+(?::\d+)?)`)

// lookHostOfProxy finds a signed Host that is that of the proxy which the client goes out by.
func lookHostOfProxy(f *facts) []hit {
	host := f.hostText()
	if f.req == nil || f.verified || f.succeeded() || !host.Present() || !f.isListed("host") {
		return nil
	}
	for proxy := range f.matches(proxyGiven) {
		if !strings.EqualFold(proxy.S, host.S) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "Host is " + host.S + ", the proxy that the client goes out by: it is signed so, and the server verifies its own name. " +
				"Host names whom the request is for, also where it goes by a proxy.",
			places: places(host, proxy),
			yours:  "host:" + host.S,
			at:     CanonicalStage,
		}}
	}
	return nil
}

var (
	// passesTo is what a proxy hands its requests on to.
	passesTo = regexp.MustCompile(`(?im)^[>\s]*(?:proxy_pass|ProxyPass\s+\S+|reverse_proxy(?:\s+/\S*)?)\s+["']?https?://([\w.-]+)`)
	// keepsHost is a proxy that is told which Host to send, or that signs by itself.
	keepsHost = regexp.MustCompile(`(?i)proxy_set_header\s+Host\b|ProxyPreserveHost\s+On|header_up\s+Host\b|\baws_sign\b|\baws_sigv4|\baws_auth\b`)
)

// lookPassedOn finds a proxy that sends the name of what it hands requests on to as Host, where
// the client calls the proxy.
func lookPassedOn(f *facts) []hit {
	seen, line := f.serverLine("host")
	if !f.silent() || !line.Present() || f.pasteHas(keepsHost) || f.claim != nil && strings.EqualFold(f.hostText().S, seen) {
		return nil
	}
	for to := range f.matches(passesTo) {
		if !strings.EqualFold(to.S, bareHost(seen)) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The proxy hands requests on to " + to.S + " and sends that as Host, where nothing else is set: who signs for the name of " +
				"the proxy has signed another host. Sign for " + to.S + ", or have the proxy pass Host on where the server takes it.",
			places:  places(to, line),
			correct: "host:" + seen,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// visitorsHost is code of a proxy that signs the Host which came in.
var visitorsHost = regexp.MustCompile(`(?i)["']host:["']\s*(?:\+|\.\.?|~)\s*((?:bereq|req|request|r|ngx\.var|event\.request)\.(?:http\.host|headers(?:\.host|\[["']host["']\])|http_host|host)\b)`)

// lookVisitorsHost finds a proxy that signs the name which the visitor called, where the server
// behind it verifies its own.
func lookVisitorsHost(f *facts) []hit {
	_, line := f.serverLine("host")
	if !f.silent() || !line.Present() {
		return nil
	}
	for signed := range f.matches(visitorsHost) {
		if f.pasteHas(regexp.MustCompile(literal(signed.S) + `\s*=[^=]`)) {
			continue // it is set to another
		}
		return []hit{{
			basis: byCode,
			says: "The proxy signs " + signed.S + ", the name that the visitor called; the server behind it verifies the name that it is " +
				"asked by.",
			places:  places(signed, line),
			correct: line.S,
			at:      CanonicalStage,
		}}
	}
	return nil
}

var (
	queryFilter = regexp.MustCompile(`(?i)` + anyOf(
		`\bquery[-_ ]?(?:strings?|param\w*)[-_ ]?(?:white|allow)[-_ ]?list\w*`,
		`\bvmod[-_]querystring\b`,
		`\bquerystring\.(?:filter|clean|regfilter|globfilter)\w*`,
		`\bQueryStringsConfig\b[^}]*whitelist`,
	))
	// passesAll is a cache that is told to let all parameters through.
	passesAll = regexp.MustCompile(`(?i)\bquery[-_ ]?strings?\b[^.\n]{0,20}\b(?:all|off|none|disabled)\b`)
)

// lookQueryFilter finds a list of the parameters that a cache lets through, where a
// presigned URL has others besides those of its signature.
func lookQueryFilter(f *facts) []hit {
	if f.params.Carrier != sigv4.InQuery ||
		f.verified && f.server.canonical != nil ||
		!f.denied() ||
		f.pasteHas(passesAll) {
		return nil
	}
	_, where := f.find(queryFilter)
	if !where.Present() {
		return nil
	}
	for _, p := range f.model.Pairs {
		if !strings.HasPrefix(p.Name, "X-Amz-") {
			return []hit{{
				basis:  byInference,
				stands: true,
				says: "A cache lets some parameters of the query through and drops the others; " + p.Name +
					" is signed: the server verifies a query without it.",
				places: places(where, f.req.Target),
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

var (
	urlInURL = regexp.MustCompile(`https?://[^\s"'<>?]*(?:/plain/|[?&][\w.-]+=)` +
		`(https?://[^\s"'<>?&]+\?[^\s"'<>]*X-Amz-Signature=[0-9a-f]{64})`)
	denied = regexp.MustCompile(`\b403\b|(?i:access ?denied|forbidden)`)
)

// lookURLInURL finds a presigned URL that stands within another one as it is: its
// parameters are those of the outer one.
func lookURLInURL(f *facts) []hit {
	if f.succeeded() || !f.pasteHas(denied) {
		return nil
	}
	_, where := f.find(urlInURL)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:  byInference,
		stands: true,
		says: "A presigned URL stands within another URL as it is: its ? and & are those of the outer one, and " +
			"what fetches the inner one asks without its signature. It has to be percent-encoded there, or be " +
			"given as base64.",
		places: places(where),
		at:     RequestStage,
	}}
}

var (
	proxyCache = regexp.MustCompile(`(?m)^\s*proxy_cache\s+\w+;`)
	keepsHead  = regexp.MustCompile(`proxy_cache_convert_head\s+off`)
	// headRefused and getRefused are lines of an access log.
	headRefused = regexp.MustCompile(`"HEAD [^"\n]* HTTP/[\d.]+" 40[03]\b`)
	getRefused  = regexp.MustCompile(`"GET [^"\n]* HTTP/[\d.]+" 40[03]\b`)
)

// lookCachedHead finds a HEAD that goes through a cache of nginx, which asks with GET
// (ngx_http_proxy_module, "proxy_cache_convert_head": on by default).
func lookCachedHead(f *facts) []hit {
	if f.verified || !f.pasteHas(proxyCache) || f.pasteHas(keepsHead) {
		return nil
	}
	b := byCode
	switch {
	case f.req != nil && (f.raw.Method != "HEAD" || f.answer == nil || f.succeeded()):
		return nil
	case f.req == nil && (!f.pasteHas(headRefused) || f.pasteHas(getRefused)):
		return nil
	case f.req == nil:
		b = byWords
	}
	_, where := f.find(proxyCache)
	at := places(where)
	if f.req != nil {
		at = places(f.req.Method, where)
	}
	return []hit{{
		basis: b,
		says: "HEAD is signed; nginx with proxy_cache asks what is behind it with GET, unless " +
			"proxy_cache_convert_head is off.",
		places:  at,
		yours:   "HEAD",
		correct: "GET",
	}}
}

var (
	proxyPass = regexp.MustCompile(`(?m)^[>\s]*(ProxyPass\s+\S+\s+https?://\S+[^\n]*)`)
	noCanon   = regexp.MustCompile(`\bnocanon\b`)
)

// lookProxyPass finds an escape in a path that goes through Apache, which writes paths
// anew (mod_proxy, "ProxyPass": nocanon keeps them).
func lookProxyPass(f *facts) []hit {
	if !f.unsettled() ||
		!f.requestShown() ||
		f.server.canonical != nil ||
		!strings.Contains(f.model.Path, "%") ||
		!f.pasteHas(proxyPass) ||
		f.pasteHas(noCanon) {
		return nil
	}
	_, where := f.find(proxyPass)
	return []hit{{
		basis: byCode,
		says: "The path has percent escapes, and Apache's mod_proxy writes a path anew before it sends it on, " +
			"with other escapes: ProxyPass needs nocanon to leave it as it is signed.",
		places: places(f.req.Target, where),
		at:     RequestStage,
	}}
}

// forbiddenHeader is what consoles of browsers write when code sets a header that the
// browser keeps for itself (Fetch standard, "forbidden request-header").
var forbiddenHeader = regexp.MustCompile(`(?i)Refused to set unsafe header ["'\x60\x{201c}]?([\w-]+)`)

// lookForbiddenHeader finds a signed header that a browser refused to send.
func lookForbiddenHeader(f *facts) []hit {
	if f.verified {
		return nil
	}
	for name := range f.matches(forbiddenHeader) {
		if strings.EqualFold(name.S, "host") ||
			!slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, name.S) }) {
			continue // Host is sent by the browser itself
		}
		h := hit{
			basis:  byTexts,
			says:   "The browser refused to set " + name.S + ", which is signed: the request goes out without it.",
			places: places(name),
			at:     RequestStage,
		}
		if strings.EqualFold(name.S, "date") && !f.sent("x-amz-date") {
			h.code = "amz-date-missing"
			h.says += " Nothing else tells the time: x-amz-date is what a browser sends."
		}
		return []hit{h}
	}
	return nil
}

// browserKeeps reports whether a browser refused to set a header.
func (f *facts) browserKeeps(header string) bool {
	for name := range f.matches(forbiddenHeader) {
		if strings.EqualFold(name.S, header) {
			return true
		}
	}
	return false
}

// headersOnly is what people say of the headers that arrive, and of no others.
var headersOnly = regexp.MustCompile(`(?i)\b(?:sees?|gets?|receives?|arrives?|reach(?:es)?)\b[^\n:]{0,60}` +
	`\b(?:headers? only|(?:only|just) (?:\w+ )?headers?):\s*([\w-]+(?:, ?(?:and )?[\w-]+){2,})`)

// lookHeadersTold finds signed headers that are missing in the list of those that arrive.
func lookHeadersTold(f *facts) []hit {
	if f.claim == nil || !f.unsettled() || f.server.canonical != nil {
		return nil
	}
	m, where := f.find(headersOnly)
	if m == nil {
		return nil
	}
	var arrive []string
	for n := range strings.SplitSeq(m[1], ",") {
		arrive = append(arrive, lower(strings.TrimPrefix(strings.TrimSpace(n), "and ")))
	}
	missing := without(lowered(f.listed), arrive)
	if !slices.Contains(arrive, "host") || len(missing) == 0 || len(missing) > 3 {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "Of the signed headers " + strings.Join(missing, ", ") + " does not arrive: what stands between takes it " +
			"out.",
		places:  places(where, f.listedText(missing[0])),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(without(lowered(f.listed), missing), ";"),
		at:      CanonicalStage,
	}}
}

// emptiedHop is a header of one hop as a server's text has it that got none.
var emptiedHop = regexp.MustCompile(`(?im)^[ \t>]*(connection|keep-alive|te|transfer-encoding|upgrade|proxy-connection)(?: header)?[ \t]*:[ \t]*(?:""|'')?[ \t\r]*$`)

// hopValue is such a header with a value.
var hopValue = regexp.MustCompile(`(?im)^[ \t>]*(connection|keep-alive|te|transfer-encoding|upgrade|proxy-connection)(?: header)?[ \t]*:[ \t]*["']?\w`)

// lookEmptiedHop finds a header of one hop that is signed with a value and arrives without.
func lookEmptiedHop(f *facts) []hit {
	if !f.mismatch() || f.verified {
		return nil
	}
	for seen := range f.matches(emptiedHop) {
		if len(f.listed) > 0 && !slices.Contains(lowered(f.listed), lower(seen.S)) || f.opensBlock(seen) {
			continue
		}
		for signed := range f.matches(hopValue) {
			if strings.EqualFold(signed.S, seen.S) && !f.ofAnswer(signed) {
				return []hit{{
					basis: byInference,
					says: lower(seen.S) + " is signed with a value and arrives empty: it is a header of one hop, which HTTP clients " +
						"and proxies take out.",
					places: places(signed, seen),
					at:     CanonicalStage,
				}}
			}
		}
	}
	return nil
}

// opensBlock reports whether the line of a text is a name in YAML, whose value is the lines
// below that stand further in.
func (f *facts) opensBlock(t evidence.Text) bool {
	data, p := f.ev.Written(t.Place())
	in, end := data[lineStart(data, p.From):p.From], lineEnd(data, p.To)
	if bytes.HasSuffix(bytes.TrimRight(data[p.To:end], " \t\r"), []byte(`"`)) {
		return false // an empty text
	}
	below := data[min(len(data), end+1):]
	rest, under := bytes.CutPrefix(below, in)
	return under && len(bytes.Trim(in, " \t")) == 0 && len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t')
}

// lookDottedHeader finds a signed header with a dot in its name, behind nginx, which takes
// such headers for invalid and drops them (ignore_invalid_headers).
func lookDottedHeader(f *facts) []hit {
	if f.claim == nil || f.verified || f.succeeded() || f.onAWS() || !f.pasteHas(nginxBefore) {
		return nil
	}
	for _, n := range f.listed {
		if strings.Contains(n, ".") {
			return []hit{{
				basis: byInference,
				says: "The signed header " + n + " has a dot in its name: nginx drops such headers, unless it is told " +
					"ignore_invalid_headers off.",
				places: places(f.listedText(n)),
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

// escapedURL is a presigned URL with the & between its parameters as markup has it.
var escapedURL = regexp.MustCompile(`\bX-Amz-[A-Za-z\d-]+=[^\s&"'<>]*&;?amp;`)

// lookEscapedURL finds a presigned URL that was taken out of markup as it stands there, and
// that the server took for one without a signature.
func lookEscapedURL(f *facts) []hit {
	if f.answer == nil || f.answer.Code.S != "AccessDenied" || f.canonicalShown() {
		return nil
	}
	_, where := f.find(escapedURL)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:  byInference,
		says:   "The & between the parameters of the URL stands as &amp; there: the server sees parameters of other names, and no signature.",
		places: places(where),
		at:     RequestStage,
	}}
}
