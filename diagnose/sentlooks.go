package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// lookSentDefaultPort finds the default port in the Host that the server got, which
// HTTP clients leave out, and signers with them (RFC 9110, section 4.2.3).
func lookSentDefaultPort(f *facts) []hit {
	seen, where := f.serverLine("host")
	p := portOf(seen)
	if !f.silent() || !where.Present() || !impliedPort(p) {
		return nil
	}
	b := byWords
	if own, ok := f.raw.HeaderValue("host"); ok && !f.echo && portOf(own) == p {
		b = byHint // the client writes Host itself
	}
	return []hit{{
		basis: b,
		says: "The server got the default port :" + p + " in Host. Signers leave it out, as HTTP clients do " +
			"that are not given it in the URL.",
		places:  places(where),
		yours:   "host:" + bareHost(seen),
		correct: where.S,
	}}
}

// hostSent is a Host header in a request that is shown.
var hostSent = regexp.MustCompile(`(?im)^[ \t>|*-]*host:[ \t]*([\w.-]+(?::\d+)?)[ \t\r]*$`)

// accepted200 is the answer to a request that went well.
var accepted200 = regexp.MustCompile(`(?m)HTTP/[\d.]+ 20\d\b|(?:->|=>|:)\s*20\d\b`)

// tunnelled is a request for a tunnel, whose Host has a port of its own (RFC 9110, section 9.3.6).
var tunnelled = regexp.MustCompile(`(?m)^[ \t>|*]*CONNECT [\w.-]+:\d+ HTTP/1`)

// lookPortOfOne finds two requests with one host, of which one has the default port in Host:
// clients differ in it, and one URL is signed for one of the two (RFC 9110, section 4.2.3).
func lookPortOfOne(f *facts) []hit {
	if !f.silent() || !f.pasteHas(accepted200) {
		return nil
	}
	bare := map[string]bool{}
	for t := range f.matches(hostSent) {
		bare[lower(t.S)] = true
	}
	if f.pasteHas(tunnelled) {
		return nil // a proxy is asked for host and port, and the server behind it for the host
	}
	for t := range f.matches(hostSent) {
		if impliedPort(portOf(t.S)) && bare[lower(bareHost(t.S))] {
			return []hit{{
				basis: byInference,
				says: "One client sends Host " + bareHost(t.S) + ", the other " + t.S + ": signers leave the default port out, as " +
					"most HTTP clients do. Leave it out of the URL.",
				places:  places(t),
				yours:   "host:" + bareHost(t.S),
				correct: "host:" + t.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// portedURL is a URL with the default port.
var portedURL = regexp.MustCompile(`(?i)\b(https?://[\w.-]+:(?:80|443)/[^\s"'<>]*)`)

// lookPortInURL finds two URLs that differ in the default port alone, one of which works.
func lookPortInURL(f *facts) []hit {
	if !f.silent() || !f.pasteHas(oneOfTwo) || f.pasteHas(alikeBoth) {
		return nil
	}
	for t := range f.matches(portedURL) {
		bare := strings.NewReplacer(":80/", "/", ":443/", "/").Replace(t.S)
		_, other := f.find(regexp.MustCompile(literal(bare) + `(?:\s|["'<>]|$)`))
		if !other.Present() || f.outcomeOf(t) != "" && f.outcomeOf(t) == f.outcomeOf(other) {
			continue
		}
		return []hit{{
			basis: byWords,
			says: "It works with " + clip(bare) + " and fails with the port in it: the default port is left out of Host by who signs or who " +
				"sends. Leave it out of the URL.",
			places: places(t, other),
			at:     CanonicalStage,
		}}
	}
	return nil
}

// outcomeOf is what the line of a URL says of it: that it works or that it fails, where it
// says one of the two.
func (f *facts) outcomeOf(t evidence.Text) string {
	before, _, after, _ := f.lineAround(t)
	fails, works := saysFails.Match(before) || saysFails.Match(after), saysWorks.Match(before) || saysWorks.Match(after)
	switch {
	case fails && !works:
		return "fails"
	case works && !fails:
		return "works"
	}
	return ""
}

var (
	saysFails = regexp.MustCompile(`(?i)\bfails?\b`)
	saysWorks = regexp.MustCompile(`(?i)\b(?:succeeds?|works?|fine|ok)\b`)
)

// oneOfTwo are words for one that works and one that does not.
var oneOfTwo = regexp.MustCompile(`(?is)\b(?:succeeds?|works?|fine|ok)\b.{0,300}\bfails?\b|\bfails?\b.{0,300}\b(?:succeeds?|works?|fine|ok)\b`)

// alikeBoth are words for two that do the same.
var alikeBoth = regexp.MustCompile(`(?i)\bboth\b[^.\n]{0,30}\b(?:fail|work|succeed|return|give|answer)|\b(?:works?|fails?|does|succeeds?),? (?:too|as well|either)\b|\b(?:second|other)(?: one)?,? too\b|\bneither\b|\bsame (?:error|result|answer)\b`)

// lookPortBesideURL finds a presigned URL that is called with the default port in Host, where
// the URL itself has none.
func lookPortBesideURL(f *facts) []hit {
	host, _ := f.raw.HeaderValue("host")
	if !f.silent() && !f.unexplained() || f.verified || !f.presigned() || !f.requestShown() || !impliedPort(portOf(host)) || !isHexHash(f.sentSig) {
		return nil
	}
	bare := bareHost(host)
	_, url := f.find(regexp.MustCompile(`(?i)(?:http|ws)s?://` + literal(bare) + `/[^\s"'<>]*X-Amz-Signature=` + f.sentSig))
	if !url.Present() {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The URL is made for " + bare + ", and the client sends Host: " + host + ": the default port is left out of Host, or is a " +
			"part of what is signed.",
		places:  places(f.fieldText("host")),
		yours:   "host:" + bare,
		correct: "host:" + host,
		at:      CanonicalStage,
	}}
}

// lookTwoClocks finds Date and X-Amz-Date with different times of the same form: one
// of them stands in the string to sign, and servers take X-Amz-Date.
func lookTwoClocks(f *facts) []hit {
	date, _ := f.raw.HeaderValue("date")
	amz, _ := f.raw.HeaderValue("x-amz-date")
	if !f.silent() || !amzShape.MatchString(date) || !amzShape.MatchString(amz) || date == amz {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "Date is " + date + ", X-Amz-Date " + amz + ": the clock was read twice. The server takes " +
			"X-Amz-Date for the string to sign; a signer that takes the other signs another one.",
		places:  places(f.fieldText("date"), f.fieldText("x-amz-date")),
		yours:   date,
		correct: amz,
	}}
}

var escapedInCode = regexp.MustCompile(`(?:[(=]|[\w$]:)\s*["'\x60]([^"'\x60\s]*%[0-9A-Fa-f]{2}[^"'\x60\s]*)["'\x60]`)

// queryJoined is a query that code puts behind a URL itself.
var queryJoined = regexp.MustCompile(`["'\x60][^"'\x60\n]*\?[\w.-]*=?["'\x60]\s*\+|\?[\w.-]+=\$\{`)

// lookEncodedValue finds a parameter that code gives percent-encoded to a client, and
// that arrives so: a client encodes what it is given, and signs it with %25.
func lookEncodedValue(f *facts) []hit {
	if !f.silent() || f.params.Carrier == sigv4.InQuery {
		return nil
	}
	for given := range f.matches(escapedInCode) {
		value := sigv4.PercentDecode(given.S)
		if strings.Contains(given.S, "://") ||
			f.pasteHas(queryJoined) ||
			strings.Contains(given.S, "&") ||
			!slices.ContainsFunc(f.model.Pairs, func(p replay.Pair) bool { return p.Value == value }) {
			continue
		}
		return []hit{{
			basis: byCode,
			says: "The code gives " + quoted(given.S) + ", percent-encoded already, and the server gets it so: " +
				"a client encodes what it is given, and signs %25 for each %.",
			places:  places(given),
			yours:   sigv4.UriEncode(given.S, false),
			correct: sigv4.UriEncode(value, false),
		}}
	}
	return nil
}

// lookPathTwice finds a path that consists of the same thing twice: an endpoint that
// holds the path already.
func lookPathTwice(f *facts) []hit {
	path, half := f.model.Path, len(f.model.Path)/2
	if !f.silent() ||
		len(path)%2 == 1 ||
		half < 4 ||
		path[:half] != path[half:] ||
		strings.Count(path[:half], "/") < 2 ||
		f.forS3() {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "The path is " + path[:half] + " twice: the endpoint that the client is given holds the path " +
			"already. It is signed once and sent twice.",
		places:  places(f.targetText()),
		yours:   path[:half],
		correct: path,
	}}
}

// lookSplitValue finds a parameter without a value that the server got, and that is
// the rest of another one's value in the paste: the %26 before it was decoded.
func lookSplitValue(f *facts) []hit {
	c := f.server.canonical
	if !f.silent() || c == nil {
		return nil
	}
	for _, p := range sigv4.SplitQuery(c.Query.S) {
		if p.Value != "" || len(p.Name) < 2 {
			continue
		}
		if t, ok := f.written("%26" + p.Name); ok {
			return []hit{{
				basis: byCode,
				says: "The server got a parameter " + p.Name + ", which in the paste is the rest of a value, " +
					"behind %26: something decoded the URL on its way, and the & split the parameter in two.",
				places:  places(t, c.Query),
				yours:   "%26" + p.Name,
				correct: "&" + p.Name,
			}}
		}
	}
	return nil
}

// pathInText is a path that stands in a text by itself.
var pathInText = regexp.MustCompile(`(?im:` + anyOf(
	`canonical[ _-]?(?:ur[il]|path|request)?\w*`,
	`sign(?:s|ed|ing|er)?`,
	`hash(?:es|ed)|\bpath|\bkey|\burl`,
) + `)\W{0,4}?\b?\s*(?:is|as|for|was)?["'\x60(\s:=]+` +
	`(/[^\s"'\x60<>?#]*%25[0-9A-Fa-f]{2}[^\s"'\x60<>?#]*)`)

// lookPathElsewhere finds the path of the request in the paste with an encoding more
// than is due, neither sent so nor seen by the server.
func lookPathElsewhere(f *facts) []hit {
	c := f.server.canonical
	if !f.silent() || c == nil || !c.Path.Present() {
		return nil
	}
	due := c.Path.S
	for have := range f.matches(pathInText) {
		have = have.TrimSet(".,;:)")
		if have.S == f.model.Path || !sameWhenDecoded(have.S, due) || pathCode(have.S, due) != "path-double-encoded" {
			continue
		}
		return []hit{{
			basis: byCode,
			says: "The paste has the path as " + have.S + ", with one encoding more than the server's: where " +
				"that is what was signed, the path was encoded before it came to the signer.",
			places:  []evidence.Text{have, c.Path},
			yours:   have.S,
			correct: due,
		}}
	}
	return nil
}

// quotedLine is a request line as access logs quote it.
var quotedLine = regexp.MustCompile(`"(?:GET|PUT|POST|HEAD|DELETE|PATCH) (/[^\s"?]*)[^\s"]* HTTP/\d(?:\.\d)?" 40[03]\b`)

// lookPathLogged finds the path of the request in the log of something on its way, in
// another encoding than it was sent and signed in.
func lookPathLogged(f *facts) []hit {
	if !f.unsettled() ||
		!f.requestShown() ||
		f.server.canonical != nil ||
		f.client.Canonical == nil ||
		f.client.Canonical.Path.S != f.model.With().Part(replay.GroupPath) {
		return nil
	}
	for seen := range f.matches(quotedLine) {
		if seen.S != f.model.Path && sameWhenDecoded(seen.S, f.model.Path) {
			return []hit{{
				basis: byCode,
				says: "The path is sent as " + f.model.Path + " and signed so; a log on its way has it as " +
					seen.S + ": something in between decodes or encodes it.",
				places:  append(places(f.targetText()), seen),
				yours:   f.model.Path,
				correct: seen.S,
			}}
		}
	}
	return nil
}

// givenToSigner is a method and a path in the call of something that signs.
var givenToSigner = regexp.MustCompile(anyOf(
	`(?i:\w*sign(?:er|ed|ature)?(?:v4|_v4|[_-]?request|[_-]?headers)?)\(\s*(?:\w+\s*[:=]\s*)?["'\x60]`,
	`\$\(\s*\S*(?i:sign)\S*[ \t]+["']?`,
) + `(?:GET|PUT|POST|HEAD|DELETE|PATCH)["'\x60]?[\s,]+(?:\w+\s*[:=]\s*)?["'\x60]?(/[^\s"'\x60?,)<]+)`)

// lookPathGivenToSigner finds a call of a signer with the path but for its beginning,
// such as the stage of an API.
func lookPathGivenToSigner(f *facts) []hit {
	if !f.silent() || f.req == nil {
		return nil
	}
	for given := range f.matches(givenToSigner) {
		if base := strings.TrimSuffix(f.model.Path, given.S); given.S != f.model.Path &&
			strings.HasSuffix(f.model.Path, given.S) &&
			!f.configuredBase(base) {
			return []hit{{
				basis: byCode,
				says: "The signer is given the path " + given.S + ", the request goes to " + f.model.Path +
					": all of it is signed.",
				places:  append([]evidence.Text{given}, places(f.targetText())...),
				yours:   given.S,
				correct: f.model.Path,
			}}
		}
	}
	return nil
}

// configuredBase reports whether a URL of the paste ends in the path that a signer is not
// given: the client has it as its base.
func (f *facts) configuredBase(path string) bool {
	for _, end := range []string{`"`, "'", "`", `/"`, "/'", "\n"} {
		if _, ok := f.written(bareHost(f.model.Host) + path + end); ok {
			return true
		}
	}
	return false
}

// lookBareParameter finds a parameter without "=" in the request or in a URL of the paste,
// which the server has with one.
func lookBareParameter(f *facts) []hit {
	c := f.server.canonical
	if !f.silent() || c == nil || f.client.Hash.Present() {
		return nil
	}
	for _, name := range append(f.bareSent(), slices.Collect(f.matches(bareParameter))...) {
		if !slices.Contains(strings.Split(c.Query.S, "&"), name.S+"=") {
			continue
		}
		return []hit{{
			basis:   f.blamesBare(name),
			says:    "The parameter " + name.S + " is sent without \"=\"; it is signed with it: " + name.S + "=.",
			places:  places(name, c.Query),
			yours:   name.S,
			correct: name.S + "=",
		}}
	}
	return nil
}

// bareSent are the parameters without "=" of the request.
func (f *facts) bareSent() (names []evidence.Text) {
	if !f.requestShown() {
		return nil
	}
	_, _, query, _, queryAt := sigv4.TargetParts(f.req.Target.S)
	for _, p := range sigv4.SplitQuery(query) {
		if !p.HasEquals && p.Name != "" {
			names = append(names, f.req.Target.Sub(queryAt+p.At, queryAt+p.At+len(p.Name)))
		}
	}
	return names
}

// blamesBare is what a parameter without "=" proves: much where people have tried without it
// or with a value, little for S3, many of whose own parameters have none.
func (f *facts) blamesBare(name evidence.Text) basis {
	named := func(t evidence.Text) bool { return t.S == name.S }
	switch {
	case f.pasteHas(bareFails), slices.ContainsFunc(slices.Collect(f.matches(bareAlone)), named),
		slices.ContainsFunc(slices.Collect(f.matches(valueWorks)), named):
		return byInference
	case f.forS3() || f.knownSigner() || !f.requestShown():
		return byHint
	}
	return byWords
}

var (
	// bareAlone is what people say of a parameter without which all is well.
	bareAlone = regexp.MustCompile(`(?i)\bonly (?:when|if|with|for|on|after)\b[^\n.]{0,40}[?&]([\w.~-]*\w)(?:[^=\w]|$)`)
	// valueWorks is what they say of one that has a value.
	valueWorks = regexp.MustCompile(`[?&]([\w.~-]+)=\w+["'\x60)]{0,2}:? [^\n.]{0,20}` +
		`\b(?:2\d\d|works?|worked|ok|OK|fine|succeeds?|passes)\b`)
)

// bareFails is what people say who have tried a parameter with and without "=".
var bareFails = regexp.MustCompile(`(?i)` + anyOf(
	`\bwithout (?:an? |the )?(?:equals?(?: sign)?|["'\x60]?=|value)`,
	`\w=["'\x60]? (?:or [^\n.]{0,20})?(?:works?|is fine|succeeds)\b[^\n.]{0,40}\balone\b`,
	`\b(?:no|missing) (?:equals?(?: sign)?|["'\x60]=)`,
))

var bareParameter = regexp.MustCompile(`https?://[^\s"'<>\x60]*[?&]([\w.~-]+)(?:[&\s"'<>\x60]|$)`)

// lookHostCase finds the host in the paste in other letters than it was sent: clients
// put it in lower case, where signers take it as it was configured.
func lookHostCase(f *facts) []hit {
	host := f.model.Host
	if !f.silent() ||
		!f.requestShown() ||
		!strings.ContainsAny(host, "abcdefghijklmnopqrstuvwxyz") ||
		lower(host) != host ||
		f.pasteHas(lowersHost) {
		return nil
	}
	for have := range f.matches(hostOfURL) {
		if lower(have.S) == host && have.S != host {
			b := byCode
			if f.quotedURL(have.S) {
				b = byHint // code may well take the host out of the URL, in lower case
			}
			return []hit{{
				basis: b,
				says: "The client is given the host " + have.S + ", and sends it in lower case: where the " +
					"signer takes it as it is given, another host is signed.",
				places:  append([]evidence.Text{have}, places(f.hostText())...),
				yours:   have.S,
				correct: host,
			}}
		}
	}
	return nil
}

// quotedURL reports whether a URL of a host stands in quotes, as in code.
func (f *facts) quotedURL(host string) bool {
	for _, scheme := range []string{"http://", "https://"} {
		for _, quote := range []string{`"`, "'", "`"} {
			if _, ok := f.written(quote + scheme + host); ok {
				return true
			}
		}
	}
	return false
}

// lowersHost is code whose signer gets the host in lower case, as the client sends it.
var lowersHost = regexp.MustCompile(`(?i)` + anyOf(
	`new URL\(|urlparse|urlsplit|\bboto|botocore|URI\.create|new URI\(`,
	`\burl\.Parse|toLowerCase|\.lower\(`,
	`\baws\s[^\n]*--endpoint-url`,
	`aws-sdk`,
))

// hostOfURL is a host with its port in a URL.
var hostOfURL = regexp.MustCompile(`://([A-Za-z0-9.-]+(?::\d+)?)`)

var (
	jsonCharset   = regexp.MustCompile(`(?i)^application/x-amz-json-1\.[01];\s*charset=`)
	charsetInCode = regexp.MustCompile(`(?i)["'\x60][^"'\x60\n]*;\s*charset=[\w-]+["'\x60]|(?-i:CharSet)\s*=`)
	addsCharset   = regexp.MustCompile(`StringContent|\baxios\b|HttpClient|RestSharp`)
)

// typeOfContent is code of .NET that takes the content type from what it sends.
var typeOfContent = regexp.MustCompile(`Headers\.ContentType\b`)

// lookCharsetAdded finds the content type of AWS's JSON protocols with a charset, which
// SDKs do not sign and some HTTP clients add.
func lookCharsetAdded(f *facts) []hit {
	v, _ := f.raw.HeaderValue("content-type")
	if h := f.charsetArrived(); h != nil {
		return h
	}
	if !f.silent() ||
		!f.isListed("content-type") ||
		!jsonCharset.MatchString(v) ||
		!f.pasteHas(addsCharset) ||
		f.pasteHas(charsetInCode) ||
		f.pasteHas(typeOfContent) {
		return nil
	}
	bare, _, _ := strings.Cut(v, ";")
	return []hit{{
		basis:   byCode,
		says:    "Content-Type is sent as " + v + ": HTTP clients add a charset to what the signer was given.",
		places:  places(f.fieldText("content-type")),
		yours:   bare,
		correct: v,
	}}
}

// pathLogged is the target that clients log of a request, with its query.
var pathLogged = regexp.MustCompile(`(?m)(?:\bboto \[DEBUG\]:|^)(?:Path|URI|Target): ?(/[^\s?]*)\?(\S+)\s*$`)

// lookLoggedTarget finds a query that a client logs of the target and leaves out of what it
// signs.
func lookLoggedTarget(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || c.Partial || c.Query.S != "" || !f.mismatch() {
		return nil
	}
	m, where := f.find(pathLogged)
	if m == nil || m[1] != c.Path.S {
		return nil
	}
	return []hit{{
		basis:   byTexts,
		says:    "The request goes to " + m[1] + "?" + m[2] + ", and the query line of the canonical request is empty.",
		places:  places(where, c.Path),
		yours:   "",
		correct: sigv4.CanonicalQuery(m[2]),
		at:      CanonicalStage,
	}}
}

// typeSet is a content type under its name, in code, in options or in a header line.
var typeSet = regexp.MustCompile(`(?i)content[-_]?type["'\])]*\s*(?:[:=,(]|=>)+\s*["']?([\w.+-]+/[^"'\n]+)`)

// charsetArrived finds the content type that the server has with a charset, in the paste as it
// is given to a signer, without.
func (f *facts) charsetArrived() []hit {
	if f.clientTexts() || f.verified || !f.denied() {
		return nil
	}
	if f.server.canonical == nil {
		return f.charsetSent()
	}
	value, line := f.serverLine("content-type")
	bare, _, charset := strings.Cut(value, "; charset=")
	if !charset {
		return nil
	}
	where, given := f.typeSetTo(bare)
	if _, whole := f.typeSetTo(value); whole || !given {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "Content-Type is given as " + bare + ", and arrived as " + value + ": the HTTP client adds a charset after " +
			"the request was signed.",
		places:  places(where, line),
		yours:   "content-type:" + bare,
		correct: line.S,
		at:      CanonicalStage,
	}}
}

// typeSetTo finds where the paste sets a content type, outside the server's answer.
func (f *facts) typeSetTo(value string) (where evidence.Text, ok bool) {
	for t := range f.matches(typeSet) {
		if strings.TrimSpace(t.S) == value && !f.ofAnswer(t) {
			return t, true
		}
	}
	return evidence.Text{}, false
}

// charsetSent finds the same in the headers of the request, where content-type is signed.
func (f *facts) charsetSent() []hit {
	v, sent := f.raw.HeaderValue("content-type")
	bare, _, charset := strings.Cut(v, "; charset=")
	if !sent || !charset || !f.isListed("content-type") {
		return nil
	}
	where, given := f.written(`"` + bare + `"`)
	if _, whole := f.written(`"` + v + `"`); whole || !given {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "Content-Type is given as " + bare + ", and sent as " + v + ": the HTTP client adds a charset, and the signer " +
			"may have had it without.",
		places:  places(where, f.fieldText("content-type")),
		yours:   "content-type:" + bare,
		correct: "content-type:" + v,
		at:      CanonicalStage,
	}}
}

var sentInChunks = regexp.MustCompile(`(?i)\btransfer-encoding["']?: ?["']?chunked`)

// signsWhatProxiesChange reports whether headers are signed that change on the way.
func (f *facts) signsWhatProxiesChange() bool {
	if f.isListed("content-length") && f.pasteHas(sentInChunks) {
		return true
	}
	return slices.ContainsFunc(f.listed, func(n string) bool {
		n = lower(n)
		return replay.IsVolatile(n) || hopByHop[n]
	})
}

// lookKeyRefused says what is left where the signature is the one that the key at hand
// gives, and the server refuses it: its own key is another one.
func lookKeyRefused(f *facts) []hit {
	if !f.verified || !f.mismatch() || f.echoSigned || f.given.Key.Secret.Reveal() == "" || f.server.canonical != nil {
		return nil
	}
	if strings.HasPrefix(f.model.Payload, "STREAMING-AWS4-") {
		return nil // the signatures of the chunks or events may be what is refused
	}
	h := hit{
		basis:  byInference,
		stands: true,
		says: "The secret key at hand gives exactly the signature that was sent, and the server refuses it: it " +
			"holds another secret key for this access key ID.",
		places: places(f.sentSignature()),
		at:     KeyStage,
	}
	if !f.onAWS() || f.methodAssumed || f.signsWhatProxiesChange() {
		h.basis = byHint // the request that arrived may be another one
	}
	f.sayShape(&h)
	return []hit{h}
}
