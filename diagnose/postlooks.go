package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// keyInCode is an object key as code of any language gives it, upper or lower case.
var keyInCode = regexp.MustCompile(`(?:\b[Kk]ey|:Key|:key|--key|object_?[nN]ame|ObjectKey)["']?\s*(?::|=>?|\s)\s*["']([^"'\n${}<>]{1,200})["']`)

// doubled is what URL libraries and HTTP clients remove from a path; S3 takes keys as they are.
var doubled = regexp.MustCompile(`^/|//|(?:^|/)\.\.?(?:/|$)`)

// lookKeySlashes finds a key with empty or dot segments, which HTTP clients
// normalise after they were signed (Amazon S3 user guide, "Naming Amazon S3
// objects": keys with . and .. segments).
func lookKeySlashes(f *facts) []hit {
	if !f.unexplained() || !f.forS3() {
		return nil
	}
	for key := range f.matches(keyInCode) {
		if !doubled.MatchString(key.S) {
			return nil // which of them is the object's is not told
		}
	}
	m, where := f.find(keyInCode)
	if m == nil || !doubled.MatchString(m[1]) || strings.Contains(m[1], "://") {
		return nil
	}
	b := byCode
	if f.signsByLibrary() {
		b = byHint // libraries send such keys as they are
	}
	return []hit{{basis: b, says: "The key " + quoted(m[1]) + " makes empty or dot segments in the path: S3 takes them as they are, clients and URL libraries remove them before signing or before sending.", places: places(where), yours: m[1], at: CanonicalStage}}
}

// lookPlusArrived finds a name with a + in the paste that the server read with
// blanks in its place.
func lookPlusArrived(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.echo || !strings.Contains(c.Path.S, "%20") {
		return nil
	}
	for segment := range strings.SplitSeq(c.Path.S, "/") {
		name := sigv4.PercentDecode(segment)
		if name == segment || !strings.Contains(name, " ") {
			continue
		}
		if _, blanks := f.ev.Find(name); blanks {
			continue
		}
		if where, ok := f.ev.Find(strings.ReplaceAll(name, " ", "+")); ok {
			return []hit{{basis: byCode, says: "The name " + where.S + " arrived with blanks for its +: it has to be signed and sent as %2B.", places: append(places(c.Path), where), yours: strings.ReplaceAll(segment, "%20", "+"), correct: strings.ReplaceAll(segment, "%20", "%2B"), at: CanonicalStage}}
		}
	}
	return nil
}

var plusLine = regexp.MustCompile(`\b(?:GET|PUT|POST|HEAD|DELETE) (/\S*\?\S*=[^\s&]*\+\S*) HTTP/1\.[01]`)

// lookPlusSent finds a + in the query of a refused request that nothing else tells
// more of: what writes blanks so signs them so, too, and %20 is due.
func lookPlusSent(f *facts) []hit {
	if f.client.Canonical != nil || f.server.canonical != nil || f.verified || f.asSent.Keys.Steps > 0 || !f.mismatch() {
		return nil
	}
	if line := f.pasteFinds(plusLine); f.req == nil && line != "" {
		where, _ := f.ev.Find(line)
		return []hit{{basis: byWords, says: "The query of the request holds a +: it stands for a blank, which Signature Version 4 signs and wants as %20.", places: places(where), yours: line, at: CanonicalStage}}
	}
	for _, p := range f.model.Pairs {
		if i := strings.IndexByte(p.RawValue, '+'); i >= 0 && !sigv4.IsAuthParam(p.Name) {
			return []hit{{basis: byCode, says: "The query holds " + p.RawName + "=" + p.RawValue + ": a + there stands for a blank, which Signature Version 4 signs and wants as %20.", places: places(f.req.Target), yours: p.RawValue, correct: strings.ReplaceAll(p.RawValue, "+", "%20"), at: CanonicalStage}}
		}
	}
	return nil
}

// sentByJava is what the AWS SDK for Java 2 logs of a request that it sends: the
// names of its query parameters, not their values.
var sentByJava = regexp.MustCompile(`Sending Request: DefaultSdkHttpFullRequest\(httpMethod=(\w+)[^\n]*?encodedPath=([^,\n]*)[^\n]*?queryParameters=\[([^\]\n]*)\]\)`)

// lookLoggedQuery compares the parameters that Java's SDK says it sends with those
// that it signed.
func lookLoggedQuery(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Query.Present() || c.Partial {
		return nil
	}
	m, where := f.find(sentByJava)
	if m == nil || m[1] != c.Method.S || m[2] != c.Path.S {
		return nil
	}
	var sent []string
	for n := range strings.SplitSeq(m[3], ",") {
		sent = append(sent, strings.TrimSpace(n))
	}
	for _, p := range sigv4.SplitQuery(c.Query.S) {
		if p.Name != "" && !slices.Contains(sent, sigv4.PercentDecode(p.Name)) {
			return []hit{{basis: byTexts, says: "The parameter " + p.Name + " is signed, and the request that is sent has the parameters [" + m[3] + "].", places: append(places(c.Query), where), yours: c.Query.S, correct: m[3], at: CanonicalStage}}
		}
	}
	return nil
}

var (
	nginxPass  = regexp.MustCompile(`proxy_pass\s+https?://[^;\s]+;`)
	nginxKeeps = regexp.MustCompile(`(?i)proxy_set_header\s+Host\b`)
)

// lookProxyWithoutHost finds an nginx that passes requests on without the Host
// that it got: it then sends the name of its upstream (ngx_http_proxy_module,
// proxy_set_header, default).
func lookProxyWithoutHost(f *facts) []hit {
	if !f.unexplained() || f.pasteHas(nginxKeeps) {
		return nil
	}
	_, where := f.find(nginxPass)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byWords, says: "nginx has no proxy_set_header Host: it sends the name in proxy_pass as Host, not the one that was signed. proxy_set_header Host $http_host; keeps it.", places: places(where), at: RequestStage}}
}

// configuredStore is the address of a store in configuration.
var configuredStore = regexp.MustCompile(`(?i)\w*(?:endpoint|(?:s3|minio|storage)_?(?:url|host))\w*["']?\s*[:=]\s*["']?https?://([\w.-]+(?::\d+)?)`)

// lookEndpointInside finds a presigned URL of another host than the one that a client is
// configured with, which is a name inside a network: the client signs that name.
func lookEndpointInside(f *facts) []hit {
	if !f.unexplained() || f.params.Carrier != sigv4.InQuery || f.req == nil || f.echo || f.model.Host == "" {
		return nil
	}
	var inside evidence.Text
	for t := range f.matches(configuredStore) {
		switch {
		case lower(t.S) == lower(f.model.Host):
			return nil
		case internal(bareHost(t.S)) && portOf(t.S) == portOf(f.model.Host) && !loopback.MatchString(t.S):
			inside = t
		}
	}
	if !inside.Present() {
		return nil
	}
	return []hit{{basis: byWords, says: "The client is configured with " + inside.S + ", a name inside the network, and the URL is called at " + f.model.Host + ": where it is presigned for the first and altered afterwards, the signature does not hold.", places: places(inside, f.hostText()), yours: inside.S, correct: f.model.Host, at: CanonicalStage}}
}

// lookForwardedInside finds a request that a proxy passed on to a name inside a
// network, as the server logged it.
func lookForwardedInside(f *facts) []hit {
	if !f.unexplained() || f.req == nil || f.echo || !internal(bareHost(f.model.Host)) || f.model.Host == "" || f.claim == nil {
		return nil
	}
	for _, n := range []string{"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "cf-ray", "via", "x-real-ip"} {
		if f.sent(n) {
			return []hit{{basis: byWords, says: "The request came through a proxy (" + n + ") and has the Host " + f.model.Host + ", a name inside the network: the client will have signed the name that it called.", places: places(f.hostText(), f.fieldText(n)), correct: f.model.Host, at: CanonicalStage}}
		}
	}
	return nil
}

var portWord = regexp.MustCompile(`(?i)\bport\b`)

// hostPort is a host with a port behind it.
var hostPort = regexp.MustCompile(`(?:^|[^\w.-])([A-Za-z0-9][\w.-]*):(\d{2,5})\b`)

// portOf finds the port that the paste gives a host, and where.
func (f *facts) portOf(host string) (string, evidence.Text) {
	for i, src := range f.ev.Sources {
		if !f.holds(i, hostPort) {
			continue
		}
		for _, m := range f.ev.All(i, hostPort) {
			if strings.EqualFold(string(src.Data[m[2]:m[3]]), host) {
				return string(src.Data[m[4]:m[5]]), f.ev.Cut(i, m[2], m[5])
			}
		}
	}
	return "", evidence.Text{}
}

// lookPortElsewhere finds a signed host without the port that the paste gives the
// same name everywhere else.
func lookPortElsewhere(f *facts) []hit {
	signed, where := f.clientLine("host")
	if !where.Present() || f.server.canonical != nil && f.server.canonical != f.client.Canonical {
		signed, where = f.serverLine("host")
	}
	both := f.client.Canonical != nil && f.server.canonical != nil
	if !where.Present() || portOf(signed) != "" || both || f.req != nil && !f.echo && portOf(f.model.Host) == "" && f.wire() {
		return nil
	}
	if aws := f.onAWS() || awsHost(signed); aws && (f.client.Canonical == nil || !f.mismatch()) || !aws && !f.pasteHas(portWord) {
		return nil
	}
	port, other := f.portOf(signed)
	if port == "" || port == "443" || port == "80" {
		return nil
	}
	b := byCode
	if p := other.Place(); !bytes.HasSuffix(f.ev.Sources[p.Source].Data[:p.From], []byte("://")) {
		b = byWords // another service may listen there
	}
	return []hit{{basis: b, says: "The host is signed as " + signed + ", the server is at " + signed + ":" + port + ": a port other than the default belongs to the host.", places: append(places(where), other), yours: "host:" + signed, correct: "host:" + signed + ":" + port, at: CanonicalStage}}
}

var (
	hostPlusPort = regexp.MustCompile(`(?i)\bhost\b\s*(?:\+|\.\.?|~|<<)\s*["']:["']\s*(?:\+|\.\.?|~|<<)\s*(?:\w+\.)*port\b|["'` + "`" + `]\S*\{\S*host\}:\$?\{\S*port\}`)
	defaultPort  = regexp.MustCompile(`(?i)\bport\s*[:=]?\s*(?:80|443)\b|:(?:80|443)\b`)
)

// lookSignedDefaultPort finds the default port in the host that a client signed
// (RFC 9110, section 4.2.3: the port is left out; HTTP clients do so in Host).
func lookSignedDefaultPort(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || f.server.canonical != nil {
		return nil
	}
	if signed, where := f.clientLine("host"); where.Present() {
		if own, _ := f.raw.HeaderValue("host"); own == signed && f.wire() {
			return nil // it is sent so
		}
		if p := portOf(signed); p == "80" || p == "443" {
			return []hit{{basis: byCode, says: "The host is signed with the default port :" + p + ", which HTTP clients leave out of Host.", places: places(where), yours: "host:" + signed, correct: "host:" + bareHost(signed), at: CanonicalStage}}
		}
		return nil
	}
	if _, where := f.find(hostPlusPort); where.InSource() && f.pasteHas(defaultPort) {
		return []hit{{basis: byWords, says: "The code signs host and port also where the port is the default one, which HTTP clients leave out of Host.", places: places(where), at: CanonicalStage}}
	}
	return nil
}

// lookUnsortedURL finds a query that is not in the order that is signed, where
// nothing tells what the client signed. Signers that sort are right to send it so.
func lookUnsortedURL(f *facts) []hit {
	if f.req == nil || f.echo || f.claim == nil || f.claim.Carrier != sigv4.InHeader || f.answer == nil || !f.mismatch() || f.client.Canonical != nil || f.client.StringToSign != nil || f.verified || f.knownSigner() {
		return nil
	}
	t := f.model.With()
	sorted := t.Part(replay.GroupQuery)
	t.Unsort()
	if strings.Count(sorted, "&") == 0 || sorted == t.Part(replay.GroupQuery) {
		return nil
	}
	return []hit{{basis: byHint, says: "The query is not sent in byte order of its names, in which it is signed: a signer that takes it as it stands signs another text.", places: places(f.req.Target), yours: t.Part(replay.GroupQuery), correct: sorted, at: CanonicalStage}}
}

var configuredScope = regexp.MustCompile(`(?i)\b\w*scope["']?\s*[:= ]\s*["']?(\d{8})/[a-z0-9-]+/[a-z0-9-]+/aws4_request`)

// lookConfiguredScope finds a credential scope in a configuration, with a derived
// key of its day, of an earlier day than the request's.
func lookConfiguredScope(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || len(f.params.Date) < 8 {
		return nil
	}
	m, where := f.find(configuredScope)
	if m == nil || m[1] >= f.params.Date[:8] {
		return nil
	}
	return []hit{{basis: byWords, says: "The configuration holds a scope of the day " + m[1] + ", the request is of " + f.params.Date[:8] + ": a derived key is of one day (services take it for a week at most).", places: places(where), yours: m[1], correct: f.params.Date[:8], at: KeyStage}}
}

// lookTrailerElsewhere finds the default payload of newer SDKs at a server that is
// not AWS's.
func lookTrailerElsewhere(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || !f.thirdParty() {
		return nil
	}
	m, where := f.find(trailerWord)
	if m == nil {
		return nil
	}
	b := byHint
	switch {
	case f.pasteHas(checksumsSet):
	case f.model.Host == "":
		b = byWords
	case trailerless.MatchString(f.model.Host):
		b = byCode
	}
	return []hit{{basis: b, says: "The payload is " + m[1] + ", the default of newer SDKs, and " + or(f.model.Host, "this store") + " is a server that may not know it. Set request_checksum_calculation to when_required.", places: places(where), at: RequestStage}}
}

// wrapping are encoders that break base64 into lines.
// unwrapped is code that takes the line ends out of what an encoder has made.
var unwrapped = regexp.MustCompile(`(?i)(?:encode64|encodebytes|chunk_split|base64)[^\n]*(?:gsub|delete|replace|tr -d|str_replace|strip|-w ?0)`)

var wrapping = regexp.MustCompile(`(?i)Base64\.encode64\(\s*\w*polic|encodebytes\(\s*\w*polic|chunk_split\(|getMimeEncoder\(\)|Base64FormattingOptions\.InsertLineBreaks|\$polic\w*\s*\|\s*base64(?:\s*$|\s*\)|\s*\|)`)

// lookWrappedPolicy finds an encoder that breaks lines where the policy of a form
// was signed: the form field is joined again, the signed text was not.
func lookWrappedPolicy(f *facts) []hit {
	t := f.server.text
	if f.answer == nil || !f.mismatch() || t != nil && !strings.HasPrefix(t.Whole.S, "eyJ") || t == nil && !f.hasFormField("policy") {
		return nil
	}
	_, where := f.find(wrapping)
	if !where.InSource() || f.pasteHas(unwrapped) {
		return nil
	}
	return []hit{{basis: byCode, says: "This encoder breaks base64 into lines: the policy was signed with line breaks that the form field does not have.", places: places(where), at: StringToSignStage}}
}

func (f *facts) hasFormField(name string) bool { return f.formField(name).Present() }

var plainCurl = regexp.MustCompile(`(?m)^[\s$>#%]*curl\s[^\n]*https?://(?:[\w.-]+\.)?s3[\w.-]*\.amazonaws\.com/[^\s?"']*["']?\s*$`)

// curlGiven are options that give curl headers or credentials which the line does not show.
var curlGiven = regexp.MustCompile(`-H\s*@|-H\s*"?\$|\s-K|--config|--netrc|\$\{\w+\[@\]\}|\s-n\b`)

// lookPlainCurl finds a curl command without any credentials for an S3 host that
// answered 403.
func lookPlainCurl(f *facts) []hit {
	if f.claim != nil || f.answer == nil || f.answer.Status.S != "403" || f.answer.Code.S != "" && f.answer.Code.S != "AccessDenied" {
		return nil
	}
	m, where := f.find(plainCurl)
	if m == nil || strings.Contains(m[0], "sigv4") || strings.Contains(lower(m[0]), "authorization") || curlGiven.MatchString(m[0]) {
		return nil
	}
	return []hit{{basis: byCode, says: "curl is called without credentials: the request is not signed, and the object is not public. The AWS CLI's login does not reach curl; aws s3 presign makes a URL, --aws-sigv4 with --user signs.", places: places(where), at: RequestStage}}
}

var emptyChecksum = regexp.MustCompile(`(?i)x-amz-checksum-crc32["']?\s*[:=]\s*["']?AAAAAA(?:==|%3D%3D)`)

// lookEmptyChecksum finds the checksum of an empty body in a URL that was
// presigned for an upload: newer SDKs put it there by default.
func lookEmptyChecksum(f *facts) []hit {
	if f.succeeded() || !f.pasteHas(presigns) && !f.pasteHas(signedParam) {
		return nil
	}
	_, where := f.find(emptyChecksum)
	if !where.InSource() {
		return nil
	}
	b := byHint
	if f.answer != nil {
		b = byInference
	}
	return []hit{{basis: b, says: "The URL is presigned with the checksum of an empty body (AAAAAA==): an upload of anything else is refused. Set requestChecksumCalculation to WHEN_REQUIRED.", places: places(where), at: RequestStage}}
}

var signedParam = regexp.MustCompile(`X-Amz-Signature`)

// frontEnd is what Google's front end makes of Accept-Encoding.
var frontEnd = regexp.MustCompile(`(?i)accept-encoding["']?\s*[:=]\s*["']?[^\n]*gzip\(gfe\)`)

// lookFrontEnd finds the value of Accept-Encoding that Google's front end makes,
// as a person quotes it from the server's text.
func lookFrontEnd(f *facts) []hit {
	if f.answer == nil || !f.mismatch() {
		return nil
	}
	_, where := f.find(frontEnd)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byInference, says: "The server verified an Accept-Encoding that Google's front end had rewritten (gzip(gfe)): it was signed as the client sent it.", places: places(where), at: CanonicalStage}}
}

// sentURI is what s3cmd logs of the request that it sends.
var sentURI = regexp.MustCompile(`(?:format_uri\(\): |method_string='\w+', uri=')(/[^\s'?]*)`)

// lookSentURI compares the path that s3cmd says it sends with the one that it
// signed: in path style, the bucket is part of both.
func lookSentURI(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Path.Present() || c.Partial || f.server.canonical != nil {
		return nil
	}
	m, where := f.find(sentURI)
	if m == nil || m[1] == c.Path.S || !strings.HasSuffix(m[1], c.Path.S) {
		return nil
	}
	return []hit{{basis: byTexts, says: "The path " + c.Path.S + " is signed, " + m[1] + " is sent: the bucket is missing from the signed path.", places: append(places(c.Path), where), yours: c.Path.S, correct: m[1], at: CanonicalStage}}
}

// lookTypeInCode compares the content type that the server verified with the one
// that code sets, where it sets no other.
func lookTypeInCode(f *facts) []hit {
	seen, at := f.serverLine("content-type")
	if !at.Present() || seen == "" || f.client.Canonical != nil || f.answer == nil || !f.mismatch() || f.req != nil && !f.echo && (f.req.What != "headers" || f.sent("content-type") && !f.ofAnswer(f.fieldText("content-type"))) {
		return nil
	}
	m, where := f.find(contentTypeSent)
	if m == nil || template(m[1]) || strings.EqualFold(m[1], seen) || f.quotes(seen) {
		return nil
	}
	b := byCode
	if f.pasteHas(ownBackend) {
		b = byWords // it may be the type of another call
	}
	return []hit{{basis: b, says: "The code sets content-type " + m[1] + ", the server verified " + seen + ": the client changed it after it was signed.", places: append(places(at), where), yours: "content-type:" + m[1], correct: "content-type:" + seen, at: CanonicalStage}}
}

// ownBackend is a call of the person's own server, for a URL or a signature.
var ownBackend = regexp.MustCompile(`(?i)(?:fetch|axios(?:\.\w+)?|post|get)\(\s*["'\x60](?:/|\$\{|https?://localhost)`)

// ofAnswer reports whether a header is one that was taken over from the server's text.
func (f *facts) ofAnswer(t evidence.Text) bool {
	p, a := t.Place(), f.answer.Place
	return p.Source == a.Source && p.From >= a.From && p.To <= a.To
}

// quotes reports whether a text stands in quotes in the paste.
func (f *facts) quotes(text string) bool {
	_, double := f.ev.Find(`"` + text + `"`)
	_, single := f.ev.Find("'" + text + "'")
	return double || single
}

// oldHeader is an Authorization header of Signature Version 2.
var oldHeader = regexp.MustCompile(`(?i:authorization)["']?\s*(?:=>|[:=])\s*["']?AWS [A-Za-z0-9]{10,}:[A-Za-z0-9+/]{27}=`)

var newHeader = regexp.MustCompile(`AWS4-HMAC-SHA256`)

// lookOldHeader finds a header of Version 2 in a form that is not read as a request.
func lookOldHeader(f *facts) []hit {
	if f.claim != nil || f.answer == nil || !f.mismatch() || f.pasteHas(newHeader) {
		return nil
	}
	_, where := f.find(oldHeader)
	if !where.InSource() {
		return nil
	}
	return []hit{{basis: byCode, says: "The Authorization header is of the form AWS keyid:signature, which is Signature Version 2.", places: places(where), at: SignatureStage}}
}

var (
	canonicalURI = regexp.MustCompile(`(?i)\bcanonical_?ur[il]\w*\s*:?=\s*f?["'](/[^"'?\n]*)["']`)
	urlInCode    = regexp.MustCompile(`["']https?://[^/"'\s]+(/[^"'?\s]*)`)
)

// lookCanonicalURI compares the path that code signs with that of the URL that it
// calls, where it is a part of it.
func lookCanonicalURI(f *facts) []hit {
	if !f.unexplained() {
		return nil
	}
	m, where := f.find(canonicalURI)
	u, at := f.find(urlInCode)
	if m == nil || u == nil || m[1] == "/" || u[1] == m[1] || !strings.HasSuffix(u[1], m[1]) {
		return nil
	}
	return []hit{{basis: byCode, says: "The code signs the path " + m[1] + " and calls " + u[1] + ": what stands in front (the bucket, a stage) is missing from the signed path.", places: []evidence.Text{where, at}, yours: m[1], correct: u[1], at: CanonicalStage}}
}
