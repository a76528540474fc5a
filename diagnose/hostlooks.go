package diagnose

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// hostLooks read what the request is sent to.
var hostLooks = []mistake{
	{code: "host-mismatch", look: lookLoopbackSigned},
	{code: "host-mismatch", look: lookRootDot},
	{code: "host-is-url", look: lookHostURL},
	{code: "host-mismatch", look: lookTwoHosts},
	{code: "redirect-host-changed", look: lookGlobalName},
	{code: "host-rewritten-by-proxy", look: lookForwardedHost},
	{code: "host-rewritten-by-proxy", look: lookEndpointOfFront},
}

// lookTwoHosts finds an HTTP/2 request whose Host is another one than its :authority.
func lookTwoHosts(f *facts) []hit {
	if !f.wire() {
		return nil
	}
	var authority, host evidence.Text
	for _, field := range f.req.Fields {
		switch {
		case field.Name.S == ":authority":
			authority = field.Value.Trim()
		case strings.EqualFold(field.Name.S, "host"):
			host = field.Value.Trim()
		}
	}
	if !authority.Present() || !host.Present() || authority.S == host.S {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "The request carries :authority " + authority.S + " and Host " + host.S + ".",
		places:  places(authority, host),
		yours:   host.S,
		correct: authority.S,
		at:      RequestStage,
	}}
}

// lookHostURL finds a URL where a host name belongs: in the Host header, or in a
// call or a DNS failure that the paste shows.
func lookHostURL(f *facts) []hit {
	var hits []hit
	if t := f.hostText(); t.Present() && strings.Contains(t.S, "/") && !f.serverHas("host", hostOf(t.S)) {
		b := byRule
		if f.mismatch() && f.requestShown() && f.req.What == "request-parts" && f.client.Canonical == nil {
			b = byCode // a server was reached, so that what is shown is what a tool was given
		}
		hits = append(hits, hit{
			basis: b,
			says: "The host is " + quoted(t.S) + "; a host name, with a port where it is not the default, is " +
				"all that belongs there.",
			places:  places(t),
			yours:   t.S,
			correct: hostOf(t.S),
			at:      RequestStage,
		})
	}
	var where []evidence.Text
	value := ""
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintDNSFailed && strings.Contains(h.Value.S, "/") {
			where = append(where, h.Value)
			value = cmp.Or(value, h.Value.S)
		}
	}
	if value == "" || len(hits) > 0 {
		return hits
	}
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintConnect && len(where) < 4 {
			where = append(where, h.Text)
			break
		}
	}
	b := byRule
	if f.mismatch() {
		b = byHint // since then a server was reached
	}
	return append(hits, hit{
		basis:   b,
		says:    "A name was looked up that is a URL: " + value + ". The call that connects takes a host name.",
		places:  places(where...),
		yours:   value,
		correct: hostOf(value),
		at:      RequestStage,
	})
}

// serverHas reports whether the server saw a header with a value.
func (f *facts) serverHas(name, value string) bool {
	v, where := f.serverLine(name)
	return where.Present() && strings.EqualFold(v, value)
}

func hostOf(url string) string {
	authority, _, _, _, _ := sigv4.TargetParts(url)
	if authority != "" {
		return authority
	}
	host, _, _ := strings.Cut(url, "/")
	return host
}

// frontends are hosts of CDNs and tunnels, which no S3 server has for its own.
var frontends = regexp.MustCompile(`(?i)\.(` + anyOf(
	`cloudfront\.net|azureedge\.net|fastly\.net|akamaized\.net|workers\.dev`,
	`ngrok\.io|ngrok-free\.app`,
	`trycloudflare\.com`,
	`herokuapp\.com|vercel\.app|netlify\.app`,
) + `)(:\d+)?$`)

// lookForwardedHost finds a CDN's host name in what an AWS service verified.
func lookForwardedHost(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || f.requestShown() {
		return nil
	}
	for _, l := range c.Lines {
		v, ok := strings.CutPrefix(l.S, "host:")
		if ok && frontends.MatchString(v) && sigv4.IsS3(f.params.Scope.Service) {
			return []hit{{
				basis: byCode,
				says: "The server verified the host " + v + ", the name of a CDN or tunnel: the signer will " +
					"have signed the name of the bucket's own endpoint, and the proxy forwards the viewer's Host.",
				places:  places(l),
				correct: l.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

var (
	endpointURL = regexp.MustCompile(`(?i)\bend_?point(?:[_-]?url)?["']?\s*[:=]\s*["']?https?://([\w.-]+(?::\d+)?)`)
	hostInText  = regexp.MustCompile(`\bhost:([\w.-]+(?::\d+)?)`)
)

// lookEndpointOfFront finds a client whose endpoint is a CDN, where the server's answer has the
// name of its own: the client signs the name that it calls.
func lookEndpointOfFront(f *facts) []hit {
	if !f.silent() || f.requestShown() || f.pasteHas(alikeBoth) {
		return nil
	}
	seen, _ := f.serverLine("host")
	if p := f.answer.Place; seen == "" {
		if m := hostInText.FindStringSubmatch(f.ev.Cut(p.Source, p.From, p.To).S); m != nil {
			seen = m[1]
		}
	}
	for t := range f.matches(endpointURL) {
		if frontends.MatchString(t.S) && awsHost(bareHost(seen)) && !f.ofAnswer(t) && !frontends.MatchString(seen) {
			return []hit{{
				basis: byInference,
				says: "The client's endpoint is " + t.S + ", and the service verified the host " + seen +
					": the CDN in front of it puts the name of its origin into Host, after the client has signed its own.",
				places:  places(t, messageOrCode(f.answer)),
				yours:   "host:" + t.S,
				correct: "host:" + seen,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// lookRootDot finds a name with the dot of the root in the paste: it is signed with it,
// and HTTP clients leave it out of the Host header.
func lookRootDot(f *facts) []hit {
	host := bareHost(f.model.Host)
	if host == "" ||
		!strings.Contains(host, ".") ||
		f.client.Canonical != nil ||
		f.verified ||
		!f.denied() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		at := bytes.Index(src.Data, []byte("//"+host+"."))
		if at < 0 {
			continue
		}
		end := at + len("//"+host+".")
		if end < len(src.Data) &&
			(strings.IndexByte("/:?\"'`", src.Data[end]) >= 0 ||
				assigned.Match(src.Data[:at])) { // and no sentence ends there
			return []hit{{
				basis: byCode,
				says: "The endpoint is written with a dot at the end of its name, " + host +
					"., and Host is sent without: a signer that takes the name as it is signs another one.",
				places:  append([]evidence.Text{f.ev.Cut(i, at+2, end)}, places(f.hostText())...),
				yours:   "host:" + host + ".",
				correct: "host:" + f.model.Host,
			}}
		}
	}
	return nil
}

var assigned = regexp.MustCompile(`=https?:$`)

// listens is code that runs a server of its own, on a host of its own.
var listens = regexp.MustCompile(`\.listen\(|createServer\(|app\.run\(|uvicorn`)

var hostInCode = regexp.MustCompile(`(?i)\bhost(?:name)?["']?\s*[:=]\s*["'\x60]` +
	`([a-z0-9][\w-]*(?:\.[\w-]+)+(?::\d+)?)["'\x60]`)

// otherServer are hosts of which code speaks for other reasons: what it listens on, its
// database, its mail server.
var otherServer = regexp.MustCompile(`(?i)` + anyOf(
	`^(?:[\d.:]+|localhost)$`,
	`\.rds\.|\.cache\.`,
	`(?:postgres|mysql|maria|redis|mongo|\bdb\b|smtp|mail)`,
	`:(?:5432|3306|6379|27017|25|587)$`,
))

// lookHostInCode finds another host in the signer's code than the one that the server
// saw, where there is but one.
func lookHostInCode(f *facts) []hit {
	seen, where := f.serverLine("host")
	if !where.Present() || f.client.Canonical != nil || !f.unsettled() || f.ex.Request != nil {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		m := onlyMatch(hostInCode, src.Data)
		if m == nil || f.holds(i, listens) {
			continue
		}
		if host := string(src.Data[m[2]:m[3]]); !strings.EqualFold(host, seen) &&
			!masked(seen) &&
			!strings.HasSuffix(lower(seen), "."+lower(host)) &&
			!otherServer.MatchString(host) {
			return []hit{{
				basis: byCode,
				says: "The code signs the host " + host + ", the server verified " + seen +
					": what stands between them sends another Host.",
				places:  []evidence.Text{f.ev.Cut(i, m[2], m[3]), where},
				yours:   "host:" + host,
				correct: "host:" + seen,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// frontedBucket reports whether a presigned URL has the name of something in front of
// AWS, which passes AWS's own on: it may well be the one that was signed.
func (f *facts) frontedBucket() bool {
	seen, where := f.serverLine("host")
	return f.params.Carrier == sigv4.InQuery &&
		f.req != nil &&
		f.req.What == "presigned-url" &&
		where.Present() &&
		awsHost(bareHost(seen)) &&
		f.model.Host != "" &&
		!awsHost(bareHost(f.model.Host))
}

// lookHostRewritten compares the host that the client signed or sent with the one
// that the server verified.
func lookHostRewritten(f *facts) []hit {
	if host := f.hostText().S; strings.Contains(host, "://") && !f.wire() && f.serverHas("host", hostOf(host)) {
		return nil // a form for requests shows a URL under this name
	}
	seen, where := f.serverLine("host")
	if !where.Present() {
		return nil
	}
	mine, whose := f.clientLine("host")
	if !whose.Present() {
		if !f.requestShown() || f.claim == nil {
			return nil
		}
		mine, whose = f.model.Host, f.hostText()
	}
	mine = strings.TrimSpace(mine) // blanks about it are another mistake
	if mine == "" || mine == seen || masked(mine) || masked(seen) || strings.Contains(mine+seen, "*") || renamed(mine, seen) {
		return nil
	}
	code, says := headerCode("host", mine, seen), "The client sent and signed the host "+mine+", the server verified "+seen+"."
	switch {
	case unfilled.MatchString(mine):
		code = "placeholder-unresolved"
		says = "The client signed the host " + mine +
			", a variable that was not filled in yet; it is filled in when the request is sent, to " + seen + "."
	case code == "host-mismatch" && f.requestShown() && !f.req.Gathered() && f.model.Host == seen:
		says = "The client signed the host " + mine + " and sent " + seen + "; the server verified what was sent."
	case code == "host-mismatch" && redirected(mine, seen):
		code = "redirect-host-changed"
		says += " Both name the same bucket: S3 redirects the global name to that of the bucket's region, and the " +
			"signature holds for one host only."
	case code == "host-mismatch":
		code = "host-rewritten-by-proxy"
	}
	b := byTexts
	if f.frontedBucket() {
		b = byInference
	}
	return []hit{{
		code:    code,
		basis:   b,
		says:    says,
		places:  places(whose, where),
		yours:   "host:" + mine,
		correct: "host:" + seen,
		at:      CanonicalStage,
	}}
}

// unfilled is a variable of a template in place of a host, or in it.
var unfilled = regexp.MustCompile(`\{\{[^{}]*\}\}|\$\{\w+\}|%7[Bb]%7[Bb]|^(?:undefined|null|None)$`)

// renamed reports whether two hosts of a service differ in the name of the bucket alone:
// no proxy makes one of the other, people do who do not show theirs.
func renamed(a, b string) bool {
	first, rest, _ := strings.Cut(a, ".")
	second, other, _ := strings.Cut(b, ".")
	return rest == other && first != second && awsHost(bareHost(a)) && strings.HasPrefix(rest, "s3") ||
		bucketHidden(a, b)
}

// bucketWord is a word that people put in the place of a bucket's name.
var bucketWord = regexp.MustCompile(`^` + anyOf(
	`[A-Z][A-Z_-]+`,
	`(?i:(?:my|your|the|some|example)?-?bucket(?:-?name)?|redacted|x{3,})`,
) + `$`)

// bucketHidden reports whether a host differs from another one by a word in the place of the
// bucket's name alone.
func bucketHidden(a, b string) bool {
	labelA, restA, _ := strings.Cut(a, ".")
	labelB, restB, _ := strings.Cut(b, ".")
	return restA == restB &&
		strings.Contains(restA, ".") &&
		(bucketWord.MatchString(labelA) || bucketWord.MatchString(labelB))
}

// redirected reports whether a client that signed one host comes to the other by
// S3's redirect: the global name to that of the bucket's region (Amazon S3 user
// guide, "Making requests using virtual hosting", temporary redirects; Wasabi and
// others do the same).
func redirected(signed, seen string) bool {
	bucket, provider, ok := cutGlobal(lower(signed))
	rest, named := strings.CutPrefix(lower(seen), bucket+"s3")
	if !ok || !named || rest == "" || !strings.Contains(".-", rest[:1]) {
		return false
	}
	region, domain, _ := strings.Cut(rest[1:], ".")
	return domain == provider && regionName.MatchString(region)
}

var regionName = regexp.MustCompile(`^[a-z]{2}(?:-[a-z]+)+-\d$`)

// cutGlobal splits a host of an S3 service before and behind "s3.".
func cutGlobal(host string) (bucket, provider string, ok bool) {
	i := strings.Index("."+host, ".s3.")
	if i < 0 || regionName.MatchString(strings.SplitN(host[i+3:], ".", 2)[0]) {
		return "", "", false
	}
	return host[:i], host[i+3:], strings.Contains(host[i+3:], ".")
}

// lookGlobalName finds the global name of the endpoint in code whose request
// reached the server under the name of a region.
func lookGlobalName(f *facts) []hit {
	seen, where := f.serverLine("host")
	if !where.Present() ||
		f.client.Canonical != nil ||
		!f.unsettled() ||
		f.ex.Request != nil && f.wire() && f.model.Host != "" {
		return nil
	}
	for t := range f.matches(globalEndpoint) {
		bucket, _, _ := strings.Cut(lower(seen), "s3")
		if redirected(bucket+t.S, seen) {
			b := byCode
			if f.pasteHas(globalURL) {
				b = byInference
			}
			return []hit{{
				basis: b,
				says: "The client calls " + t.S + ", the server verified " + seen +
					": the global name redirects to that of the bucket's region, and the client repeats the " +
					"signature there that was made for the first host.",
				places:  places(t, where),
				yours:   "host:" + t.S,
				correct: "host:" + seen,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// globalURL is a URL at such a name.
var globalURL = regexp.MustCompile(`https?://(?:[\w.-]+\.)?s3\.[a-z0-9-]+\.[a-z]{2,}/`)

// globalEndpoint is the name of an S3 endpoint without a region, in code.
var globalEndpoint = regexp.MustCompile(`(?:["'\x60/.]|https?://)(s3\.[a-z0-9-]+\.[a-z]{2,})["'\x60/:]`)

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

// hostAndPort is a URL in code with a port behind a variable for the host.
var hostAndPort = regexp.MustCompile(`://["'\x60]?\s*[$+.&#]*\s*[{(]?\s*(?:\w+\.)*` +
	`(\w*(?:[hH]ost|HOST|[eE]ndpoint|[dD]omain)\w*)\s*[})]?\s*[+.&]*\s*` +
	`["'\x60]?:(\d{2,5})\b`)

// hostSigned is a header line in code whose value is a variable.
var hostSigned = regexp.MustCompile(`(?i)\bhost:["'\x60]?\s*[$+.,&#]*\s*[{(]?\s*(?:\w+\.)*(\w+)`)

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

// lookLoopbackSigned finds a client that signs the name of the machine itself, in a request to a
// service of AWS: what signs is a proxy that takes the Host which it was asked by.
func lookLoopbackSigned(f *facts) []hit {
	host, line := f.clientLine("host")
	service := f.params.Scope.Service
	if !f.unsettled() || !line.Present() || !loopback.MatchString(host) || f.server.canonical != nil || service == "" || sigv4.IsS3(service) || f.pasteHas(ownStores) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The client signs host:" + host + ", the machine itself, in a request to " + service + " of AWS, which verifies the name that it " +
			"is asked by: a proxy that signs has to take the host that it sends on to.",
		places: places(line),
		yours:  "host:" + host,
		at:     CanonicalStage,
	}}
}
