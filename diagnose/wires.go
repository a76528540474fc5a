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

// hostLooks read what the request is sent to.
var hostLooks = []mistake{
	{code: "host-mismatch", look: lookRootDot},
	{code: "host-is-url", look: lookHostURL},
	{code: "host-mismatch", look: func(f *facts) []hit {
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
		return []hit{{basis: byRule, says: "The request carries :authority " + authority.S + " and Host " + host.S + ".", places: places(authority, host), yours: host.S, correct: authority.S, at: RequestStage}}
	}},
	{code: "host-rewritten-by-proxy", look: lookForwardedHost},
}

// lookHostURL finds a URL where a host name belongs: in the Host header, or in a
// call or a DNS failure that the paste shows.
func lookHostURL(f *facts) []hit {
	var hits []hit
	if t := f.hostText(); t.Present() && strings.Contains(t.S, "/") && !f.serverHas("host", hostOf(t.S)) {
		hits = append(hits, hit{basis: byRule, says: "The host is " + quoted(t.S) + "; a host name, with a port where it is not the default, is all that belongs there.", places: places(t), yours: t.S, correct: hostOf(t.S), at: RequestStage})
	}
	var where []evidence.Text
	value := ""
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintDNSFailed && strings.Contains(h.Value.S, "/") {
			where = append(where, h.Value)
			value = or(value, h.Value.S)
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
	return append(hits, hit{basis: byRule, says: "A name was looked up that is a URL: " + value + ". The call that connects takes a host name.", places: places(where...), yours: value, correct: hostOf(value), at: RequestStage})
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
var frontends = regexp.MustCompile(`(?i)\.(cloudfront\.net|azureedge\.net|fastly\.net|akamaized\.net|workers\.dev|ngrok\.io|ngrok-free\.app|trycloudflare\.com|herokuapp\.com|vercel\.app|netlify\.app)(:\d+)?$`)

// lookForwardedHost finds a CDN's host name in what an AWS service verified.
func lookForwardedHost(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.echo && f.req != nil {
		return nil
	}
	for _, l := range c.Lines {
		v, ok := strings.CutPrefix(l.S, "host:")
		if ok && frontends.MatchString(v) && sigv4.IsS3(f.params.Scope.Service) {
			return []hit{{basis: byInference, says: "The server verified the host " + v + ", the name of a CDN or tunnel: the signer will have signed the name of the bucket's own endpoint, and the proxy forwards the viewer's Host.", places: places(l), correct: l.S, at: CanonicalStage}}
		}
	}
	return nil
}

// pathLooks read the path as sent, and as the two sides have it.
var pathLooks = []mistake{
	{code: "path-under-encoded", look: lookObjectKey},
	{code: "path-under-encoded", look: lookRawPath},
	{code: "path-not-double-encoded", look: func(f *facts) []hit {
		c := f.server.canonical
		if c == nil || f.client.Canonical != nil || sigv4.IsS3(f.params.Scope.Service) || f.params.Scope.Service == "" || !doubleEscape.MatchString(c.Path.S) || f.verified {
			return nil
		}
		b := byInference
		if !f.echo || slices.ContainsFunc(f.listed, func(n string) bool { return byEveryHop(lower(n)) }) {
			b = byHint
		}
		return []hit{{basis: b, says: "The server signs the path " + c.Path.S + ": every service but S3 percent-encodes the path as sent once more. Signers made for S3, or that encode once, differ there.", places: places(c.Path), yours: sigv4.PercentDecode(c.Path.S), correct: c.Path.S, at: CanonicalStage}}
	}},
}

var doubleEscape = regexp.MustCompile(`%25[0-9A-Fa-f]{2}`)

// lookRawPath finds a path that is sent with characters raw which the server signs
// percent-encoded, where nothing else differs: a signer that takes the path as it is
// sent signs another text.
func lookRawPath(f *facts) []hit {
	c := f.server.canonical
	if f.echo || f.req == nil || f.client.Canonical != nil || f.verified || !f.mismatch() && !f.refused() {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	if !sigv4.IsS3(or(f.params.Scope.Service, "s3")) {
		return f.lookNormalized(path)
	}
	if c == nil {
		return f.lookReservedPath(path)
	}
	raw := strings.ReplaceAll(reservedIn(path), "+", "")
	if raw == "" || path == c.Path.S || sigv4.PercentDecode(path) != sigv4.PercentDecode(c.Path.S) {
		return nil
	}
	return []hit{{basis: byInference, says: "The path is sent with " + raw + " raw, which the server signs percent-encoded: a signer that takes the path as it is sent signs another one.", places: append(places(f.req.Target), c.Path), yours: path, correct: c.Path.S, at: CanonicalStage}}
}

// lookNormalized finds empty or dot segments that a service other than S3 removes from
// the path before it verifies: a signer that takes the path as it is signs another one.
func (f *facts) lookNormalized(path string) []hit {
	c, plain := f.server.canonical, f.params.Flavor
	plain.Normalize = false
	if c == nil || f.knownSigner() || sigv4.CanonicalPath(path, f.params.Flavor) != c.Path.S || sigv4.CanonicalPath(path, plain) == c.Path.S {
		return nil
	}
	return []hit{{code: "path-not-normalized", basis: byInference, says: "The path is sent as " + path + "; the server verifies " + c.Path.S + ", without empty and dot segments.", places: append(places(f.req.Target), c.Path), yours: path, correct: c.Path.S, at: CanonicalStage}}
}

// lookRootDot finds a name with the dot of the root in the paste: it is signed with it,
// and HTTP clients leave it out of the Host header.
func lookRootDot(f *facts) []hit {
	host := bareHost(f.model.host)
	if host == "" || !strings.Contains(host, ".") || f.client.Canonical != nil || f.verified || !f.mismatch() && !f.refused() {
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
		if end < len(src.Data) && (strings.IndexByte("/:?\"'`", src.Data[end]) >= 0 || assigned.Match(src.Data[:at])) { // and no sentence ends there
			return []hit{{basis: byInference, says: "The endpoint is written with a dot at the end of its name, " + host + "., and Host is sent without: a signer that takes the name as it is signs another one.", places: append([]evidence.Text{f.ev.Cut(i, at+2, end)}, places(f.hostText())...), yours: "host:" + host + ".", correct: "host:" + f.model.host, at: CanonicalStage}}
		}
	}
	return nil
}

var assigned = regexp.MustCompile(`=https?:$`)

var hostInCode = regexp.MustCompile(`(?i)\bhost(?:name)?["']?\s*[:=]\s*["'` + "`" + `]([a-z0-9][\w-]*(?:\.[\w-]+)+(?::\d+)?)["'` + "`" + `]`)

// otherServer are hosts of which code speaks for other reasons: what it listens on, its
// database, its mail server.
var otherServer = regexp.MustCompile(`(?i)^(?:[\d.:]+|localhost)$|\.rds\.|\.cache\.|(?:postgres|mysql|maria|redis|mongo|\bdb\b|smtp|mail)|:(?:5432|3306|6379|27017|25|587)$`)

// lookHostInCode finds another host in the signer's code than the one that the server
// saw, where there is but one.
func lookHostInCode(f *facts) []hit {
	seen, where := f.serverLine("host")
	if !where.Present() || f.client.Canonical != nil || f.verified || !f.mismatch() || f.ex.Request != nil {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		m := onlyMatch(hostInCode, src.Data)
		if m == nil {
			continue
		}
		if host := string(src.Data[m[2]:m[3]]); !strings.EqualFold(host, seen) && !masked(seen) && !strings.HasSuffix(lower(seen), "."+lower(host)) && !otherServer.MatchString(host) {
			return []hit{{basis: byInference, says: "The code signs the host " + host + ", the server verified " + seen + ": what stands between them sends another Host.", places: []evidence.Text{f.ev.Cut(i, m[2], m[3]), where}, yours: "host:" + host, correct: "host:" + seen, at: CanonicalStage}}
		}
	}
	return nil
}

var specialNames = regexp.MustCompile(`(?i)\bspecial char|\bspaces?\b|\bumlauts?\b|\baccents?\b|\bparenthes[ei]s\b|\bbrackets?\b`)

// lookEncodedPath hints at a path that arrives encoded as the server signs it, where
// people say that it fails for such names alone: a presigner that encodes the finished
// path signs it encoded twice.
func lookEncodedPath(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.req == nil || f.echo || f.client.Canonical != nil || f.verified || f.params.Carrier != sigv4.InQuery || !sigv4.IsS3(f.params.Scope.Service) || !f.pasteHas(specialNames) {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	if path != c.Path.S || !strings.Contains(path, "%") {
		return nil
	}
	return []hit{{basis: byHint, says: "The path is sent and verified as " + path + ". Where names without escapes work, the signer encodes the encoded path once more.", places: append(places(f.req.Target), c.Path), yours: strings.ReplaceAll(path, "%", "%25"), correct: path, at: CanonicalStage}}
}

// lookRawOnWire finds reserved characters that are signed percent-encoded and sent raw
// to a server that is not AWS's: some take the path as it arrives.
func lookRawOnWire(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || c.Partial || f.req == nil || f.echo || f.verified || f.onAWS() || f.server.canonical != nil || !f.mismatch() && !f.refused() || !sigv4.IsS3(or(f.params.Scope.Service, "s3")) {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	raw := strings.ReplaceAll(reservedIn(path), "+", "")
	if raw == "" || path == c.Path.S || sigv4.PercentDecode(path) != sigv4.PercentDecode(c.Path.S) {
		return nil
	}
	return []hit{{basis: byInference, says: "The path is signed as " + c.Path.S + " and sent with " + raw + " raw: the HTTP client decodes it after signing, and not every store encodes it again before it verifies.", places: append(places(c.Path), f.req.Target), yours: c.Path.S, correct: path, at: CanonicalStage}}
}

// lookReservedPath hints at a path that is sent with reserved characters raw or with
// escapes in lower case, where nothing shows what was signed: clients sign it in
// canonical form, makers of signers forget to.
func (f *facts) lookReservedPath(path string) []hit {
	due, raw := sigv4.UriEncode(sigv4.PercentDecode(path), true), strings.ReplaceAll(reservedIn(path), "+", "")
	h := hit{basis: byHint, places: places(f.req.Target), yours: path, correct: due, at: CanonicalStage}
	switch {
	case f.knownSigner() || path == due:
		return nil
	case path != due && upper(path) == upper(due):
		h.code, h.says = "percent-hex-lowercase", "The path is sent with percent escapes in lower case: the canonical path has them in upper case. A signer that takes the path as it is sent signs another one."
	case raw != "":
		h.says = "The path is sent with " + raw + " raw: in the canonical path it is percent-encoded. A signer that takes the path as it is sent signs another one."
	default:
		return nil
	}
	return []hit{h}
}

// lookObjectKey compares the key that the paste names with the path that the
// server signed: reserved characters there are a common cause.
func lookObjectKey(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.echo {
		return nil
	}
	key, last, where, ok := f.rawSegment(c.Path.S)
	if !ok {
		return nil
	}
	reserved := reservedIn(key)
	return []hit{{basis: byInference, says: "The key holds " + reserved + ", which the server signs percent-encoded; encoders for URLs (encodeURI and others) leave such characters raw.", places: append(places(c.Path), where), yours: key, correct: last, at: CanonicalStage}}
}

// rawSegment finds a segment of a path with escapes of reserved characters that
// stands in the paste with those characters raw.
func (f *facts) rawSegment(path string) (key, segment string, where evidence.Text, ok bool) {
	for _, segment = range strings.Split(path, "/") {
		key = sigv4.PercentDecode(segment)
		if key == segment || reservedIn(key) == "" || strings.Contains(segment, "%25") {
			continue
		}
		if where, ok = f.ev.Find(key); ok {
			return key, segment, where, true
		}
	}
	return "", "", evidence.Text{}, false
}

// reservedIn lists the characters of an object key that have to be encoded and
// that URL encoders are known to leave raw.
func reservedIn(key string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("!$&'()*+,:;=@[]", r) {
			return r
		}
		return -1
	}, key)
}

// queryLooks read the query as sent, and finished URLs.
var queryLooks = []mistake{
	{code: "xml-escaped", look: func(f *facts) []hit {
		if f.req == nil || f.echo || !strings.Contains(f.req.Target.S, "amp;X-Amz-") && !strings.Contains(f.req.Target.S, "&amp;") || !f.req.OnTheWire && f.answer == nil {
			return nil
		}
		i := strings.Index(f.req.Target.S, "amp;")
		return []hit{{basis: byRule, says: "The URL has &amp; in place of &: the parameters are then named amp;X-Amz-….", places: places(f.req.Target.Sub(i, i+4)), at: RequestStage}}
	}},
	{code: "url-double-encoded", look: func(f *facts) []hit {
		if f.claim == nil || f.claim.Carrier != sigv4.InQuery {
			return nil
		}
		for _, t := range []evidence.Text{f.claim.Credential, f.claim.SignedHeaders, f.req.Target} {
			if i := twiceEncoded(t.S); i >= 0 {
				return []hit{{basis: byRule, says: "An X-Amz- parameter holds an escape that was encoded again (%252F or %253B): the finished URL was percent-encoded a second time.", places: places(t.Sub(i, min(i+5, len(t.S)))), at: RequestStage}}
			}
		}
		return nil
	}},
	{code: "url-damaged", look: lookDamaged},
	{code: "query-param-added-after-signing", look: lookAddedParam},
	{code: "query-sort-key-wrong", look: lookSortedDecoded},
	{code: "query-empty-value-missing-equals", look: lookBareParam},
	{code: "query-under-encoded", look: lookCurlQuery},
	{code: "query-unsorted", look: lookOutcomes},
	{code: "percent-hex-lowercase", look: func(f *facts) []hit {
		if f.claim == nil || f.claim.Carrier != sigv4.InQuery || f.req == nil || f.echo {
			return nil
		}
		i := strings.Index(f.req.Target.S, "aws4_request")
		m := lowerEscape.FindStringIndex(f.req.Target.S)
		if i < 0 || m == nil {
			return nil
		}
		b := byInference
		if !f.mismatch() {
			b = byHint
		}
		return []hit{{basis: b, says: "The URL has percent escapes in lower case; the canonical query has upper case (%2F). Where the signer signed what it put into the URL, the signature differs.", places: places(f.req.Target.Sub(m[0], m[1])), yours: f.req.Target.S[m[0]:m[1]], correct: upper(f.req.Target.S[m[0]:m[1]]), at: CanonicalStage}}
	}},
	{code: "plus-for-space", look: func(f *facts) []hit {
		if f.req == nil || f.echo || f.answer == nil || !f.mismatch() || f.server.canonical != nil {
			return nil
		}
		_, path, query, pathAt, queryAt := sigv4.TargetParts(f.req.Target.S)
		if i := strings.IndexByte(path, '+'); i >= 0 {
			return []hit{{basis: byHint, says: "A raw + stands in the path: it may be signed as %2B and read as a blank, or the reverse.", places: places(f.req.Target.Sub(pathAt+i, pathAt+i+1)), at: RequestStage}}
		}
		if i := strings.IndexByte(query, '+'); i >= 0 {
			return []hit{{basis: byHint, says: "A raw + stands in the query: servers read it as a blank, signers often sign it as %2B.", places: places(f.req.Target.Sub(queryAt+i, queryAt+i+1)), at: RequestStage}}
		}
		return nil
	}},
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

func (f *facts) targetText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	return f.req.Target
}

// lookDamaged finds a presigned URL that was decoded on its way.
func lookDamaged(f *facts) []hit {
	if u := f.targetText(); f.pasteHas(quotedPrintable) && (!u.Present() || strings.Contains(u.S, "=3D")) {
		return []hit{{basis: byRule, says: "The URL still has the encoding of a mail (=3D for =, = at line ends): it has to be decoded before use.", places: places(f.targetText()), at: RequestStage}}
	}
	if f.claim == nil || f.claim.Carrier != sigv4.InQuery || f.req == nil || f.echo {
		return nil
	}
	if last, cut := f.cutAtAmpersand(); cut {
		return []hit{{basis: byRule, says: "The URL ends behind " + last + ": what follows the & is lost, as in a shell where the URL is not quoted.", places: places(f.targetText()), at: RequestStage}}
	}
	if f.answer == nil {
		return nil
	}
	for _, p := range sigv4.SplitQuery(f.model.query) {
		if strings.EqualFold(p.Name, "X-Amz-Security-Token") && strings.ContainsAny(p.Value, " +/") && strings.Contains(p.Value, "+") {
			return []hit{{code: "session-token-recoded", basis: byInference, says: "The session token stands in the URL with a raw +, which is read as a blank.", places: places(f.req.Target), at: RequestStage}}
		}
	}
	return nil
}

// cutAtAmpersand reports whether a URL that was sent ends behind one of the
// parameters that signers write before the others, and which.
func (f *facts) cutAtAmpersand() (last string, cut bool) {
	if !f.wire() || f.rawQueryHas("X-Amz-Signature") || f.rawQueryHas("X-Amz-SignedHeaders") || f.rawQueryHas("X-Amz-Date") && f.rawQueryHas("X-Amz-Expires") {
		return "", false
	}
	params := sigv4.SplitQuery(f.model.query)
	last = params[len(params)-1].Name
	return last, last == "X-Amz-Algorithm" || last == "X-Amz-Credential" || last == "X-Amz-Date" || last == "X-Amz-Content-Sha256"
}

// foreignParam are parameters that no AWS API has: cache busters and trackers.
var foreignParam = regexp.MustCompile(`(?i)^(v|ver|version|_|t|ts|cb|cache|cachebust(er)?|rand(om)?|nocache|utm_.*|fbclid|gclid|mc_[a-z]+|hash|_t|bust|rnd|time|timestamp)$`)

// lookAddedParam finds a parameter behind X-Amz-Signature, which signers append
// last, or one that is foreign to the API.
func lookAddedParam(f *facts) []hit {
	if f.claim == nil || f.claim.Carrier != sigv4.InQuery || f.req == nil || f.echo {
		return nil
	}
	params := sigv4.SplitQuery(f.model.query)
	signature := slices.IndexFunc(params, func(p sigv4.Param) bool { return p.Name == "X-Amz-Signature" })
	if signature <= 0 {
		return nil
	}
	failed := f.answer != nil && !f.answerNames("presigned-expired") || f.failedOutcome()
	behind := slices.ContainsFunc(params[signature+1:], func(p sigv4.Param) bool { return sigv4.IsAuthParam(p.Name) || p.Name == "x-id" })
	for i, p := range params {
		foreign := foreignParam.MatchString(p.Name)
		if sigv4.IsAuthParam(p.Name) || i < signature || behind && !foreign {
			continue // a signer that sorts the URL puts parameters of its own behind the signature
		}
		b := byHint
		switch {
		case failed && foreign:
			b = byTexts
		case failed:
			b = byInference
		}
		_, _, _, _, queryAt := sigv4.TargetParts(f.req.Target.S)
		where := f.req.Target.Sub(queryAt+p.At, queryAt+p.At+p.Len())
		return []hit{{basis: b, says: "The parameter " + p.Name + " stands behind X-Amz-Signature: it was appended after the URL was signed, and every parameter but the signature is signed.", places: places(where), yours: "", correct: where.S, at: CanonicalStage}}
	}
	return nil
}

// failedOutcome reports whether the paste says that the request was refused.
func (f *facts) failedOutcome() bool {
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintOutcome && strings.Contains(h.Text.S, "403") {
			return true
		}
	}
	return f.answer != nil
}

// lookBareParam finds a parameter without "=" that a known client signs wrongly.
func lookBareParam(f *facts) []hit {
	if f.req == nil || f.echo || f.answer == nil || !f.mismatch() || f.server.canonical != nil || f.oldCurl() != "" {
		return nil
	}
	for _, p := range sigv4.SplitQuery(f.model.query) {
		if !p.HasEquals {
			_, _, _, _, queryAt := sigv4.TargetParts(f.req.Target.S)
			where := f.req.Target.Sub(queryAt+p.At, queryAt+p.At+len(p.Name))
			return []hit{{basis: byHint, says: "The parameter " + p.Name + " has no value; it is signed as " + p.Name + "=. Some signers sign " + p.Name + ".", places: places(where), yours: p.Name, correct: p.Name + "=", at: CanonicalStage}}
		}
	}
	return nil
}

// lookCurlQuery finds a query that curl's own signer gets wrong: before 8.3 it signs
// the query as it is sent (curl issues 8107 and 10129).
func lookCurlQuery(f *facts) []hit {
	if f.req == nil || f.echo || f.answer == nil || !f.mismatch() || f.verified || f.client.Canonical != nil {
		return nil
	}
	version := f.oldCurl()
	sent, due := f.model.query, sigv4.CanonicalQuery(f.model.query)
	if version == "" || sent == due {
		return nil
	}
	code := queryCode(sent, due)
	if strings.EqualFold(sent, due) {
		code = "percent-hex-lowercase"
	}
	return []hit{{code: code, basis: byInference, says: "curl " + version + " signs the query as it is sent, " + quoted(sent) + "; " + quoted(due) + " has to be signed. Send it in this form, or use curl 8.3 or newer.", places: places(f.req.Target), yours: sent, correct: due, at: CanonicalStage}}
}

var (
	curlVersion = regexp.MustCompile(`curl[/ ](\d+)\.(\d+)[\d.]*`)
	curlSigns   = regexp.MustCompile(`(?i)aws[-_]sigv4`)
)

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

// lookOutcomes reads a list of requests with what became of them: when exactly
// those with a sorted query succeed, sorting is what the signer leaves out.
func lookOutcomes(f *facts) []hit {
	var good, bad int
	var where []evidence.Text
	for _, h := range f.ev.Hints {
		if h.Kind != evidence.HintOutcome {
			continue
		}
		_, _, query, _, _ := sigv4.TargetParts(h.Value.S)
		if strings.Count(query, "&") == 0 {
			continue
		}
		m := *f.model
		m.query, m.pairs, m.carrier = query, splitPairs(query), sigv4.InHeader
		t := newTrial(&m)
		sorted := t.queryText()
		t.q.unsorted = true
		ordered := sorted == t.queryText()
		ok := strings.Contains(h.Text.S, "200")
		switch {
		case ok && ordered:
			good++
		case !ok && !ordered:
			bad++
			where = append(where, h.Value)
		default:
			return nil
		}
	}
	if good == 0 || bad < 2 {
		return nil
	}
	return []hit{{basis: byTexts, says: "Every request of the list whose query is in sorted order succeeds, every other fails: the signer does not sort the canonical query.", places: places(where...), at: CanonicalStage}}
}

// wireLooks compare what was sent with what the server saw.
var wireLooks = []mistake{
	{code: "header-changed-after-signing", look: lookServerSaw},
	{code: "host-rewritten-by-proxy", look: lookHostRewritten},
	{code: "path-mismatch", look: lookServerPath},
	{code: "path-prefix-rewritten", look: lookPrefixTaken},
	{code: "host-rewritten-by-proxy", look: lookHostInCode},
	{code: "path-double-encoded", look: lookEncodedPath},
	{code: "path-reencoded-after-signing", look: lookRawOnWire},
	{code: "authorization-removed-in-transit", look: lookArrivedUnsigned},
}

var (
	// tracedRequest is a request as "mc admin trace" prints what a MinIO server received.
	tracedRequest  = regexp.MustCompile(`(?s)\[REQUEST [\w.]+\](.*?)\[RESPONSE\]`)
	authorizedLine = regexp.MustCompile(`(?i)authorization:|X-Amz-Credential|X-Amz-Signature`)
)

// lookArrivedUnsigned compares the request as sent with what the server's trace
// says that it received.
func lookArrivedUnsigned(f *facts) []hit {
	if f.claim == nil || f.claim.Carrier != sigv4.InHeader || f.req == nil || f.echo || f.misplaced() || f.req.Target.S == "" {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, tracedRequest) {
			continue
		}
		for _, m := range tracedRequest.FindAllSubmatchIndex(src.Data, 20) {
			received := string(src.Data[m[2]:m[3]])
			_, path, _, _, _ := sigv4.TargetParts(f.req.Target.S)
			if strings.Contains(received, " "+path) && strings.Contains(lower(received), "host:") && !authorizedLine.MatchString(received) {
				return []hit{{basis: byTexts, says: "The request is sent with an Authorization header; the server's trace shows that it arrived without one.", places: append(places(f.claim.Whole), f.ev.Cut(i, m[0], m[0]+len("[REQUEST"))), at: RequestStage}}
			}
		}
	}
	return nil
}

// lookServerPath compares the path and query that the server verified with those
// that were sent.
func lookServerPath(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.echo || f.req == nil || !f.req.Target.Present() || f.client.Canonical != nil || !c.Path.Present() || f.req.What == "log" || f.req.Gathered() || !strings.HasPrefix(c.Path.S, "/") || !f.sameDate(c) {
		return nil
	}
	return f.lookParts(c)
}

// lookPrefixTaken finds the path of a gathered URL of which the server verified but the
// end.
func lookPrefixTaken(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.echo || f.req == nil || !f.req.Gathered() && f.req.What != "log" || f.client.Canonical != nil || !strings.HasPrefix(c.Path.S, "/") || c.Path.S == "/" && f.onAWS() || f.verified || !f.mismatch() {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	if path == c.Path.S || !strings.HasSuffix(strings.TrimSuffix(path, "/")+"/", c.Path.S) || !strings.Contains(strings.Trim(path, "/"), strings.Trim(c.Path.S, "/")) {
		return nil
	}
	return []hit{{code: "path-prefix-rewritten", basis: byInference, says: "The request goes to " + path + ", the server verifies " + c.Path.S + ": the beginning is taken off on the way.", places: append(places(f.req.Target), c.Path), yours: path, correct: c.Path.S, at: CanonicalStage}}
}

func (f *facts) lookParts(c *evidence.Canonical) []hit {
	n := newNaming(f.model)
	var hits []hit
	for _, p := range []part{{groupPath, c.Path, (*trial).pathText, "path-mismatch"}, {groupQuery, c.Query, (*trial).queryText, "query-changed-after-signing"}} {
		if !p.text.Present() || masked(p.text.S) || c.Flat && p.group == groupQuery {
			continue
		}
		due := n.due(p.render)
		for _, h := range n.part(p) {
			h.says = "The server verified " + clip(p.text.S) + ", the request as sent gives " + clip(due) + "."
			h.yours, h.correct = due, p.text.S
			switch {
			case p.group == groupQuery:
				h.code = addedOrLost(h.code, p.text.S, due)
			case f.frontedBucket():
				h.basis = byHint
			}
			hits = append(hits, h)
		}
	}
	return hits
}

// addedOrLost names a query that has parameters more at the server than were sent, or
// fewer.
func addedOrLost(code, seen, sent string) string {
	if code != "query-changed-after-signing" && code != "query-param-added-after-signing" && code != "query-extra-parts-signed" {
		return code // says more
	}
	a, b := splitPairs(seen), splitPairs(sent)
	switch {
	case len(a) > len(b) && holdsAllPairs(a, b):
		if newNames(a, b) {
			return "query-param-added-after-signing"
		}
		return "query-changed-after-signing"
	case len(a) < len(b) && holdsAllPairs(b, a):
		return "query-changed-after-signing"
	}
	return code
}

// newNames reports whether every parameter that one query has and another lacks has a
// name, and one that the other has nowhere.
func newNames(more, fewer []pair) bool {
	return !slices.ContainsFunc(more, func(p pair) bool {
		return p.name == "" || !slices.Contains(fewer, p) && slices.ContainsFunc(fewer, func(q pair) bool { return q.name == p.name })
	}) && !repeated(more, fewer)
}

// repeated reports whether a pair stands more often in one query than in another that
// has it.
func repeated(more, fewer []pair) bool {
	left := map[pair]int{}
	for _, p := range more {
		left[p]++
	}
	for _, p := range fewer {
		left[p]--
	}
	return slices.ContainsFunc(fewer, func(p pair) bool { return left[p] > 0 })
}

// frontedBucket reports whether a presigned URL has the name of something in front of
// AWS, which passes AWS's own on: it may well be the one that was signed.
func (f *facts) frontedBucket() bool {
	seen, where := f.serverLine("host")
	return f.params.Carrier == sigv4.InQuery && f.req != nil && f.req.What == "presigned-url" && where.Present() && awsHost(bareHost(seen)) && f.model.host != "" && !awsHost(bareHost(f.model.host))
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
		if f.echo || f.req == nil || f.claim == nil {
			return nil
		}
		mine, whose = f.model.host, f.hostText()
	}
	if mine == "" || mine == seen || masked(mine) || masked(seen) {
		return nil
	}
	code, says := hostCode(mine, seen), "The client sent and signed the host "+mine+", the server verified "+seen+"."
	switch {
	case unfilled.MatchString(mine):
		code, says = "placeholder-unresolved", "The client signed the host "+mine+", a variable that was not filled in yet; it is filled in when the request is sent, to "+seen+"."
	case code == "host-mismatch" && redirected(mine, seen):
		code = "redirect-host-changed"
		says += " Both name the same bucket: S3 redirects the global name to that of the bucket's region, and the signature holds for one host only."
	case code == "host-mismatch":
		code = "host-rewritten-by-proxy"
	}
	b := byTexts
	if f.frontedBucket() {
		b = byInference
	}
	return []hit{{code: code, basis: b, says: says, places: places(whose, where), yours: "host:" + mine, correct: "host:" + seen, at: CanonicalStage}}
}

// unfilled is a variable of a template in place of a host, or in it.
var unfilled = regexp.MustCompile(`\{\{[^{}]*\}\}|\$\{\w+\}|%7[Bb]%7[Bb]|^(?:undefined|null|None)$`)

// redirected reports whether a client that signed one host comes to the other by
// S3's redirect: the bucket's global name to that of its region (Amazon S3 user
// guide, "Making requests using virtual hosting", temporary redirects).
func redirected(signed, seen string) bool {
	bucket, endpoint, ok := bucketOfHost(signed)
	other, regional, also := bucketOfHost(seen)
	return ok && also && bucket == other && endpoint == "s3.amazonaws.com" && regional != endpoint
}

func (f *facts) serverLine(name string) (string, evidence.Text) {
	return lineOf(f.server.canonical, name)
}

func (f *facts) clientLine(name string) (string, evidence.Text) {
	return lineOf(f.client.Canonical, name)
}

func lineOf(c *evidence.Canonical, name string) (string, evidence.Text) {
	if c == nil {
		return "", evidence.Text{}
	}
	for _, l := range c.Lines {
		if n, v, ok := strings.Cut(l.S, ":"); ok && lower(n) == name {
			return v, l
		}
	}
	return "", evidence.Text{}
}

// lookServerSaw compares the server's canonical headers with those of the
// request as sent: what differs changed on the way.
func lookServerSaw(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.echo || f.req == nil || !f.sameDate(c) {
		return nil
	}
	var hits []hit
	t := newTrial(f.model)
	have := linesByName(c)
	for _, name := range have.names {
		if name == "host" || name == "x-amz-date" {
			continue
		}
		seen := have.values[name][0]
		if _, sent := f.model.values[name]; !sent {
			if f.wire() && seen.S != "" {
				hits = append(hits, hit{code: "header-added-in-transit", basis: byTexts, says: "The server verified a header that was not sent: " + seen.S + ".", places: places(seen), correct: name + ":" + seen.S, at: CanonicalStage})
			}
			continue
		}
		due := strings.Join(t.headerValues(name), ",")
		if seen.S == due || masked(seen.S) || c.Flat && strings.EqualFold(strings.ReplaceAll(seen.S, " ", ""), strings.ReplaceAll(due, " ", "")) {
			continue
		}
		hits = append(hits, f.headerOnTheWay(name, due, seen))
	}
	return hits
}

func (f *facts) headerOnTheWay(name, sent string, seen evidence.Text) hit {
	h := hit{code: headerCode(name, sent, seen.S), basis: byTexts, says: "The header " + name + " was sent as " + quoted(sent) + ", the server verified " + quoted(seen.S) + ".", places: places(f.fieldText(name), seen), yours: name + ":" + sent, correct: name + ":" + seen.S, at: CanonicalStage}
	if seen.S == "" {
		h.code = "header-removed-in-transit"
	}
	return h
}

func (f *facts) fieldText(name string) evidence.Text {
	for _, field := range f.req.Fields {
		if strings.EqualFold(field.Name.S, name) {
			return field.Value
		}
	}
	return evidence.Text{}
}

// sameDate reports whether a canonical request is of the same attempt as the
// request: their times agree, as far as both are known.
func (f *facts) sameDate(c *evidence.Canonical) bool {
	v, where := lineOf(c, "x-amz-date")
	if !where.Present() {
		return true
	}
	mine, ok := f.raw.HeaderValue("x-amz-date")
	return !ok || mine == strings.TrimSpace(v)
}
