package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// requestLooks read the request line.
var requestLooks = []mistake{
	{code: "method-mismatch", look: lookMethodHints},
	{code: "method-mismatch", look: lookOperation},
	{code: "method-mismatch", look: lookLowercaseMethod},
	{code: "placeholder-unresolved", look: lookTemplatePath},
	{code: "placeholder-unresolved", look: func(f *facts) []hit {
		if f.req == nil || f.echo {
			return nil
		}
		path, _, _ := strings.Cut(f.req.Target.S, "?")
		m := unresolved.FindStringIndex(path)
		if m == nil {
			return nil
		}
		where := f.req.Target.Sub(m[0], m[1])
		b := byInference
		if f.answer == nil || f.claim != nil && !validSignature(f.sentSig) {
			b = byHint // or who pasted it has hidden more than that
		}
		return []hit{{basis: b, says: "The path holds " + quoted(strings.Trim(where.S, "/")) + ", which looks like a placeholder or the text of an unset variable.", places: places(where), at: RequestStage}}
	}},
}

// lookTemplatePath finds the path of a request with a template in place of a part of
// it: what a signer was given before the template was filled in.
func lookTemplatePath(f *facts) []hit {
	if f.req == nil || f.echo || f.verified || !f.mismatch() {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	for i, src := range f.ev.Sources {
		if !f.holds(i, encodedTemplate) {
			continue
		}
		for _, m := range encodedTemplate.FindAllSubmatchIndex(src.Data, 20) {
			before, after := string(src.Data[m[2]:m[3]]), string(src.Data[m[4]:m[5]])
			if before+after != "" && len(path) > len(before)+len(after) && strings.HasPrefix(path, before) && strings.HasSuffix(path, after) {
				signed := string(src.Data[m[2]:m[5]])
				return []hit{{basis: byInference, says: "The paste has " + quoted(signed) + ", the path of the request before its template was filled in: where that is what was signed, another path is sent.", places: append(places(f.req.Target), f.ev.Cut(i, m[2], m[5])), yours: signed, correct: path, at: CanonicalStage}}
			}
		}
	}
	return nil
}

// encodedTemplate is a path with a template that was percent-encoded: %7B%7Bid%7D%7D.
var encodedTemplate = regexp.MustCompile(`[\s"'](/[^\s"'?{}]*/)(?:%7[Bb]){1,2}[\w%.-]*?(?:%7[Dd]){1,2}([^\s"'?{}]*)`)

var unresolved = regexp.MustCompile(`/(undefined|null|None|%7B\w+%7D|\{\w+\}|\$\{\w+\}|\[object%20Object\])(/|$)`)

// operations are S3 operations by the method that they take, as presigners name them.
var operations = map[string]string{
	"headbucket": "HEAD", "headobject": "HEAD", "getobject": "GET", "putobject": "PUT", "deleteobject": "DELETE", "listobjects": "GET", "listobjectsv2": "GET",
	"get_object": "GET", "put_object": "PUT", "delete_object": "DELETE", "head_object": "HEAD", "head_bucket": "HEAD", "uploadpart": "PUT", "upload_part": "PUT",
	"createmultipartupload": "POST", "completemultipartupload": "POST", "get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE", "head": "HEAD", "patch": "PATCH",
}

// operationMethods are S3 operations, as x-id names them, by their method.
var operationMethods = []struct{ prefix, method string }{
	{"PutObject", "PUT"},
	{"UploadPart", "PUT"},
	{"CopyObject", "PUT"},
	{"GetObject", "GET"},
	{"List", "GET"},
	{"DeleteObjects", "POST"},
	{"Delete", "DELETE"},
	{"CreateMultipartUpload", "POST"},
	{"CompleteMultipartUpload", "POST"},
	{"Head", "HEAD"},
}

// lookOperation compares the operation that x-id names with the method that the
// server verified, or that is sent.
func lookOperation(f *facts) []hit {
	method, where := f.raw.Method, evidence.Text{}
	if c := f.server.canonical; c != nil && c.Method.S != "" {
		method, where = c.Method.S, c.Method
	} else if f.methodAssumed || !f.wire() || method == "OPTIONS" {
		return nil
	}
	if !sigv4.IsS3(f.params.Scope.Service) || f.params.Flavor.EncodeTwice {
		return nil // elsewhere x-id is a parameter like others
	}
	for _, p := range f.model.Pairs {
		if p.Name != "x-id" {
			continue
		}
		for _, o := range operationMethods {
			if strings.HasPrefix(p.Value, o.prefix) && o.method != method && !(o.method == "GET" && method == "HEAD") {
				return []hit{{basis: byTexts, says: "The request is signed for " + p.Value + ", which takes " + o.method + "; it is sent with " + method + ".", places: places(where), yours: o.method, correct: method, at: CanonicalStage}}
			}
		}
	}
	return nil
}

// lookLowercaseMethod finds a method in lower case as it was handed to a signer:
// clients send it in capitals (RFC 9110, section 9.1: methods are case-sensitive).
func lookLowercaseMethod(f *facts) []hit {
	if f.req == nil || f.echo || f.answer == nil || !f.mismatch() {
		return nil
	}
	m := f.asWritten(f.req.Method)
	if m == upper(m) || operations[m] == "" || !f.verified && f.pasteHas(axios) {
		return nil
	}
	h := hit{basis: byHint, says: "The method is given as " + quoted(m) + "; clients send " + upper(m) + ", and a signer that takes it as it is signs another text.", places: places(f.req.Method), yours: m, correct: upper(m), at: CanonicalStage}
	if f.verified {
		h.basis = byTexts
		h.says = "The signature is right for the method " + quoted(m) + ", and is refused: clients send " + upper(m) + "."
	}
	return []hit{h}
}

// axios keeps the method in lower case and sends it in capitals.
var axios = regexp.MustCompile(`(?i)\baxios(?:/|Error|Headers|\.)`)

// asWritten is a text as it stands in its source, whatever was undone to read it.
func (f *facts) asWritten(t evidence.Text) string {
	p := t.Place()
	if !t.InSource() || p.Source >= len(f.ev.Sources) || p.To > len(f.ev.Sources[p.Source].Data) {
		return t.S
	}
	return string(f.ev.Sources[p.Source].Data[p.From:p.To])
}

func methodOf(s string) string { return operations[lower(strings.Trim(s, `'": `))] }

// signsFor reports whether code in the paste signs for a method.
func (f *facts) signsFor(method string) bool {
	return slices.ContainsFunc(f.ev.Hints, func(h evidence.Hint) bool {
		return h.Kind == evidence.HintMethodSigned && methodOf(h.Value.S) == method
	})
}

// lookMethodHints compares the method that code signs for with the one it sends.
func lookMethodHints(f *facts) []hit {
	var signed, sent *evidence.Hint
	for i := range f.ev.Hints {
		h := &f.ev.Hints[i]
		if methodOf(h.Value.S) == "" {
			continue
		}
		if h.Kind == evidence.HintMethodSigned && signed == nil {
			signed = h
		}
		if h.Kind == evidence.HintMethodSent && sent == nil {
			sent = h
		}
	}
	if signed != nil && slices.ContainsFunc(f.ev.Hints, func(h evidence.Hint) bool {
		return h.Kind == evidence.HintMethodSent && methodOf(h.Value.S) == methodOf(signed.Value.S)
	}) {
		return nil // of several requests in the paste, one is sent as it is signed
	}
	inQuery := f.claim != nil && f.claim.Carrier == sigv4.InQuery || f.claim == nil && f.server.canonical != nil && strings.Contains(f.server.canonical.Query.S, "X-Amz-Credential=")
	if signed == nil || !inQuery {
		return nil
	}
	actual, where := "", evidence.Text{}
	switch {
	case f.server.canonical != nil && f.server.canonical.Method.S != "":
		actual, where = f.server.canonical.Method.S, f.server.canonical.Method
	case sent != nil:
		actual, where = methodOf(sent.Value.S), sent.Value
	case f.req != nil && f.req.Method.Present():
		actual, where = f.req.Method.S, f.req.Method
	}
	due := methodOf(signed.Value.S)
	if actual == "" || f.signsFor(actual) {
		return nil
	}
	b := byInference
	if f.server.canonical != nil || sent != nil {
		b = byTexts
	}
	return []hit{{basis: b, says: "The URL is signed for " + due + " (" + strings.TrimSpace(signed.Value.S) + "), the request is sent with " + actual + ".", places: places(signed.Text, where), yours: due, correct: actual, at: CanonicalStage}}
}

// signedHeaderLooks read the list of signed headers against the headers that are sent.
var signedHeaderLooks = []mistake{
	{code: "host-not-signed", look: func(f *facts) []hit {
		if len(f.listed) == 0 || slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, "host") }) || f.claim == nil || !f.claim.SignedHeaders.Present() || masked(f.claim.SignedHeaders.S) {
			return nil
		}
		return []hit{{basis: byRule, says: "SignedHeaders does not name host, which always has to be signed.", places: places(f.claim.SignedHeaders), yours: f.claim.SignedHeaders.S, correct: strings.Join(sigv4.SortedNames(append(slices.Clone(f.listed), "host")), ";"), at: CanonicalStage}}
	}},
	{code: "header-not-signed", look: lookUnsigned},
	{code: "signed-header-not-sent", look: lookUnsent},
	{code: "signed-header-not-sent", look: lookUnsentByURL},
	{code: "header-hoisted-to-query", look: lookHoisted},
	{code: "signed-headers-duplicate", look: func(f *facts) []hit {
		seen := map[string]bool{}
		for _, n := range f.listed {
			if seen[lower(n)] && f.claim != nil && f.claim.SignedHeaders.Present() {
				return []hit{{basis: byRule, says: "SignedHeaders names " + n + " twice.", places: places(f.claim.SignedHeaders), yours: f.claim.SignedHeaders.S, correct: strings.Join(sigv4.SortedNames(f.listed), ";"), at: CanonicalStage}}
			}
			seen[lower(n)] = true
		}
		return f.lookTwiceListed()
	}},
	{code: "signed-headers-malformed", look: lookListForm},
	{code: "headers-unsorted", look: func(f *facts) []hit {
		if f.claim == nil || !f.claim.SignedHeaders.Present() || masked(f.claim.SignedHeaders.S) || slices.IsSorted(lowered(slices.Clone(f.listed))) {
			return nil
		}
		return []hit{{basis: byRule, says: "SignedHeaders is not in byte order of the names.", places: places(f.claim.SignedHeaders), yours: f.claim.SignedHeaders.S, correct: strings.Join(sigv4.SortedNames(f.listed), ";"), at: CanonicalStage}}
	}},
	{code: "response-header-signed", look: func(f *facts) []hit {
		for _, n := range f.listed {
			if l := lower(n); l == "x-amz-id-2" || l == "x-amz-request-id" || l == "x-amzn-requestid" {
				return []hit{{basis: byRule, says: "SignedHeaders names " + n + ", which is a header of responses.", places: places(f.listedText(n)), at: CanonicalStage}}
			}
		}
		return nil
	}},
	{code: "hop-by-hop-header-signed", look: func(f *facts) []hit {
		chunked := f.pasteHas(trailerWord) // SDKs sign Transfer-Encoding with such payloads
		hits := f.lookListed(func(n string) bool { return hopByHop[n] && n != "expect" && !(chunked && n == "transfer-encoding") }, "is a hop-by-hop header: clients and proxies change or drop it")
		for i := range hits {
			switch hits[i].basis = byCode; {
			case f.server.canonical != nil:
				hits[i].basis = byHint // what arrived is shown
			case slices.Contains(f.listed, "te") && f.mismatch() && f.server.text == nil && f.pasteHas(firefox):
				hits[i].basis = byInference // no browser but this one sends it, and none of the others fails
			}
		}
		return hits
	}},
	{code: "accept-encoding-rewritten", look: lookAcceptEncoding},
	{code: "content-length-mismatch", look: lookZeroLength},
	{code: "content-type-mismatch", look: func(f *facts) []hit {
		if f.params.Carrier != sigv4.InQuery || f.client.Canonical != nil {
			return nil
		}
		return f.lookListed(func(n string) bool { return n == "content-type" }, "has to be sent with exactly the value that was signed, which browsers and HTTP clients like to set themselves")
	}},
	{code: "volatile-header-signed", look: func(f *facts) []hit {
		hits := f.lookListed(replay.IsVolatile, "is a header that clients and proxies rewrite")
		every := slices.ContainsFunc(f.listed, func(n string) bool { return byEveryHop(lower(n)) })
		traced := slices.ContainsFunc(f.listed, func(n string) bool { return tracing[lower(n)] }) && f.pasteHas(tracers)
		if len(hits) > 0 && (every && (f.server.text != nil || f.silent()) || traced) {
			hits[0].basis = byInference
		}
		return hits
	}},
	{code: "header-underscore-dropped", look: func(f *facts) []hit {
		return f.lookListed(func(n string) bool { return strings.Contains(n, "_") }, "has an underscore: nginx and others drop such headers")
	}},
	{code: "signed-headers-lists-differ", look: lookLists},
	{code: "header-spaces-not-collapsed", look: lookBlanks},
	{code: "header-folded", look: lookFolded},
}

// tracing are headers that carry the span of a trace, and tracers what makes spans of
// its own on the way.
var (
	tracing = map[string]bool{"traceparent": true, "tracestate": true, "x-b3-traceid": true, "x-b3-spanid": true, "x-amzn-trace-id": true, "x-cloud-trace-context": true}
	tracers = regexp.MustCompile(`(?i)\bistio|\bsidecar|\blinkerd|\benvoy\b|\bservice mesh|\bdapr\b`)
)

// lookListed hints at signed headers of a kind that often does not arrive as it was signed.
func (f *facts) lookListed(kind func(string) bool, why string) []hit {
	if f.answer == nil || !f.mismatch() && !f.refused() {
		return nil
	}
	var hits []hit
	for _, n := range f.listed {
		if kind(lower(n)) {
			hits = append(hits, hit{basis: byHint, says: n + " is signed; it " + why + ".", places: places(f.listedText(n)), at: CanonicalStage})
		}
	}
	return hits
}

// listedText is where a name stands in SignedHeaders.
func (f *facts) listedText(name string) evidence.Text {
	if f.claim == nil {
		return evidence.Text{}
	}
	t := f.claim.SignedHeaders
	if i := strings.Index(t.S, name); i >= 0 {
		return t.Sub(i, i+len(name))
	}
	return t
}

// mustBeSigned tells the headers that a service refuses unsigned: host is dealt
// with by itself; on S3 x-amz-content-sha256 may stay unsigned.
func (f *facts) mustBeSigned(name string) bool {
	if !strings.HasPrefix(name, "x-amz-") {
		return false
	}
	if name == "x-amz-content-sha256" || name == "x-amz-security-token" || name == "x-amz-s3session-token" || strings.HasPrefix(name, "x-amz-cf-") || name == "x-amz-user-agent" || name == "x-amz-invocation-type" || name == "x-amz-log-type" {
		return false
	}
	return true
}

func lookUnsigned(f *facts) []hit {
	if f.claim == nil || f.req == nil || f.echo || len(f.listed) == 0 || masked(f.claim.SignedHeaders.S) || strings.Contains(upper(f.claim.SignedHeaders.S), "%3B") {
		return nil
	}
	var names []string
	var where []evidence.Text
	for _, field := range f.req.Fields {
		n := lower(field.Name.S)
		if f.mustBeSigned(n) && !slices.ContainsFunc(f.listed, func(l string) bool { return strings.EqualFold(l, n) }) && !slices.Contains(names, n) {
			names, where = append(names, n), append(where, field.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	b := byRule
	if f.mismatch() && !f.claimGuess() {
		b = byInference // S3 would have named them before it compared signatures
	}
	code := ""
	for _, n := range names {
		if f.queryHas(n) {
			code = "header-hoisted-to-query"
		}
	}
	return []hit{{code: code, basis: b, says: "Sent but not named in SignedHeaders: " + strings.Join(names, ", ") + ".", places: append(places(where...), places(f.claim.SignedHeaders)...), yours: f.claim.SignedHeaders.S, correct: strings.Join(sigv4.SortedNames(append(slices.Clone(f.listed), names...)), ";"), at: CanonicalStage}}
}

// claimGuess reports whether the server is none whose order of checks is known.
func (f *facts) claimGuess() bool { return !f.onAWS() }

// unsentSigned lists signed headers that the request does not hold.
func (f *facts) unsentSigned() []string {
	var missing []string
	for _, n := range f.listed {
		l := lower(n)
		if l != "" && !masked(l) && !f.sent(l) && !(l == "host" && f.model.Host != "") && !f.undumped(l) {
			missing = append(missing, l)
		}
	}
	return missing
}

// undumped reports whether a header is one that each client sends with a body, and
// that Go's httputil.DumpRequest, among others, does not show.
func (f *facts) undumped(name string) bool {
	return name == "content-length" && !f.sent("transfer-encoding") && slices.Contains([]string{"POST", "PUT", "PATCH"}, f.raw.Method)
}

func lookUnsent(f *facts) []hit {
	if f.claim == nil && f.server.canonical == nil || f.claim != nil && strings.Contains(upper(f.claim.SignedHeaders.S), "%3B") {
		return nil
	}
	if !f.wire() || f.claim == nil {
		return append(f.lookUnsentAtServer(), f.lookUnsentListed()...)
	}
	missing := f.unsentSigned()
	if len(missing) == 0 {
		return nil
	}
	says := "SignedHeaders names " + strings.Join(missing, ", ") + ", which the request does not send."
	if slices.Contains(missing, "x-amz-date") && f.sent("date") {
		says += " It sends Date instead of x-amz-date."
	}
	where := make([]evidence.Text, 0, 2)
	for _, n := range missing {
		where = append(where, f.listedText(n))
	}
	b := byRule
	if len(missing) == 1 && missing[0] == "x-amz-security-token" && !f.answerNames("signed-header-not-sent") {
		b = byHint // people leave it out of what they show
	}
	return []hit{{basis: b, says: says, places: places(where...), yours: f.claim.SignedHeaders.S, correct: strings.Join(missing, ";"), at: CanonicalStage}}
}

// addedBySending are headers that HTTP clients add by themselves.
var addedBySending = map[string]bool{"content-length": true, "user-agent": true, "accept": true, "accept-encoding": true, "accept-language": true, "connection": true, "content-type": true, "expect": true, "transfer-encoding": true, "origin": true, "referer": true, "cookie": true}

// lookUnsentListed finds signed headers that a list of the headers, or the command
// that sends them, lacks.
func (f *facts) lookUnsentListed() []hit {
	if f.claim == nil || f.req == nil || f.claim.Carrier == sigv4.InQuery && !f.req.OwnHeaders || !f.req.OwnHeaders && f.req.What != "log" && (f.req.What != "headers" || !f.sent("host")) {
		return nil
	}
	missing := slices.DeleteFunc(f.unsentSigned(), func(n string) bool {
		return f.req.What != "headers" && n == "host" || f.req.What == "log" && !strings.HasPrefix(n, "x-amz-") || addedBySending[n] && (n != "content-type" || f.req.OwnHeaders) && (n != "transfer-encoding" || !f.sent("content-length"))
	})
	if len(missing) == 0 {
		return nil
	}
	b, where := byCode, "which is not among the headers."
	if f.req.What == "log" && f.mismatch() {
		b = byHint // which headers a program prints is its own choice
	}
	if f.req.OwnHeaders {
		where = "which the request does not send."
		switch amazon := slices.ContainsFunc(missing, func(n string) bool { return strings.HasPrefix(n, "x-amz-") }); {
		case f.req.What == "http-request" && !(amazon && f.sent("x-amz-date")):
			b = byHint // Host is not there either: these may be the lines that someone picked
		case f.req.What != "http-request" && amazon:
			b = byRule
		}
	}
	return []hit{{basis: b, says: "SignedHeaders names " + strings.Join(missing, ", ") + ", " + where, places: places(f.listedText(missing[0])), yours: f.claim.SignedHeaders.S, correct: strings.Join(missing, ";"), at: CanonicalStage}}
}

// sendsSigned is code that sends the headers which a presigned URL wants, or another method.
var sendsSigned = regexp.MustCompile(`(?i)signed_?headers\(\)|setRequestMethod\(\s*"PUT|\bmethod["']?\s*[:=]\s*["']PUT|requests\.put\(`)

// lookUnsentByURL finds a presigned URL that signs headers which who opens it does not
// know of: a browser sends none of them.
func lookUnsentByURL(f *facts) []hit {
	if f.req == nil || f.claim == nil || f.req.What != "presigned-url" || f.params.Carrier != sigv4.InQuery || f.verified || f.pasteHas(sendsSigned) || !f.mismatch() || f.server.canonical != nil || f.client.Canonical != nil || f.raw.Method != "GET" {
		return nil
	}
	var names []string
	for _, n := range f.unsentSigned() {
		if strings.HasPrefix(n, "x-amz-") || n == "content-disposition" || n == "cache-control" {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return f.unsentByOpener()
	}
	return []hit{{basis: byCode, says: "The URL signs " + strings.Join(names, ", ") + ": whoever opens it has to send that too, and a browser does not.", places: places(f.listedText(names[0])), yours: f.claim.SignedHeaders.S, correct: "host", at: CanonicalStage}}
}

// unsentByOpener hints at headers that a URL signs besides those that every client
// sends: with them it is good, and nothing shows that they are sent.
func (f *facts) unsentByOpener() []hit {
	names := slices.DeleteFunc(f.unsentSigned(), func(n string) bool { return n == "content-type" || n == "content-length" || n == "range" })
	if len(names) == 0 {
		return nil
	}
	return []hit{{basis: byHint, says: "The URL signs " + strings.Join(names, ", ") + ": it is good only for a request that sends this with the value that was signed.", places: places(f.listedText(names[0])), yours: f.claim.SignedHeaders.S, at: CanonicalStage}}
}

// lookUnsentAtServer finds "name:" with an empty value in the server's canonical headers.
func (f *facts) lookUnsentAtServer() []hit {
	c := f.server.canonical
	if c == nil {
		return nil
	}
	for _, l := range c.Lines {
		name, value, ok := strings.Cut(l.S, ":")
		if _, mine := f.clientLine(name); mine.Present() || name == "content-length" && c.PayloadHash.S == sigv4.EmptyHash {
			continue
		}
		if ok && value == "" && (!strings.HasPrefix(name, "x-amz-meta-") || f.params.Carrier == sigv4.InQuery) && !f.shows(name) {
			says := "The server saw no value for the signed header " + name + ": it did not arrive."
			if !replay.IsASCII(name) {
				says += " Its name has a letter outside ASCII, as lower-casing makes one in Turkish: take a locale that does not depend on the user."
			}
			return []hit{{basis: byTexts, says: says, places: places(l), yours: name, correct: l.S, at: CanonicalStage}}
		}
	}
	return nil
}

// shows reports whether the paste has a request with a header, as it was sent.
func (f *facts) shows(name string) bool {
	return f.ex.Request != nil && fieldOf(f.ex.Request, name).Present()
}

// lookSortedDecoded finds parameters whose order differs with what is sorted: the names
// and values as they are, or percent-encoded, which is due. Nothing else differs where
// the server's canonical request is that of the request.
func lookSortedDecoded(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || f.verified || f.knownSigner() || !f.mismatch() || c.Query.S == "" || c.Query.S != sigv4.CanonicalQuery(c.Query.S) {
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
			return []hit{{basis: byCode, says: "The server sorts " + pairs[i] + " before " + byValue[i] + ": names and values are sorted as they stand in the canonical query, percent-encoded. A signer that sorts first and encodes then has another order.", places: places(c.Query), yours: strings.Join(byValue, "&"), correct: c.Query.S, at: CanonicalStage}}
		}
	}
	return nil
}

// hoistable are headers that presigners move into the query although the client
// has to send them as headers. Others, such as Content-Type, may be sent unsigned.
var hoistable = regexp.MustCompile(`(?i)^(x-amz-(acl|meta-.*|storage-class|tagging|server-side-encryption.*|checksum-.*|sdk-checksum-algorithm|grant-.*|object-lock-.*|website-redirect-location))$`)

func lookHoisted(f *facts) []hit {
	if f.claim == nil || f.claim.Carrier != sigv4.InQuery {
		return nil
	}
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if hoistable.MatchString(p.Name) && f.sent(p.Name) && !slices.ContainsFunc(f.listed, func(l string) bool { return strings.EqualFold(l, p.Name) }) {
			return []hit{{basis: byRule, says: p.Name + " stands in the signed query, and the client sends it as a header that is not signed.", places: places(f.req.Target), at: CanonicalStage}}
		}
	}
	return nil
}

func lookListForm(f *facts) []hit {
	if f.claim == nil || !f.claim.SignedHeaders.Present() || masked(f.claim.SignedHeaders.S) {
		return nil
	}
	list := f.claim.SignedHeaders.S
	says := ""
	switch {
	case strings.Trim(list, " ;,") == "":
		says = "SignedHeaders is empty."
	case strings.Contains(list, "%3B"):
		return nil
	case strings.Contains(list, ","):
		says = "SignedHeaders is separated by commas; ; is due."
	case strings.ContainsAny(list, " \t"):
		says = "SignedHeaders holds blanks."
	case list != lower(list):
		says = "SignedHeaders has capitals; names are in lower case."
	case strings.HasSuffix(list, ";"), strings.HasPrefix(list, ";"), strings.Contains(list, ";;"):
		says = "SignedHeaders holds an empty name."
	default:
		return nil
	}
	return []hit{{basis: byRule, says: says, places: places(f.claim.SignedHeaders), yours: list, correct: strings.Join(sigv4.SortedNames(f.listed), ";"), at: CanonicalStage}}
}

// lookTwiceListed finds a name that the client's canonical request lists twice.
func (f *facts) lookTwiceListed() []hit {
	c := f.client.Canonical
	if c == nil || !c.SignedHeaders.Present() {
		return nil
	}
	list := lowered(replay.SplitList(c.SignedHeaders.S))
	for i, n := range list {
		if slices.Contains(list[:i], n) {
			return []hit{{basis: byRule, says: "The canonical request lists " + n + " twice: a header of one name has one line, with its values joined by commas, and host has one value alone.", places: places(c.SignedHeaders), yours: c.SignedHeaders.S, correct: strings.Join(slices.Compact(sigv4.SortedNames(list)), ";"), at: CanonicalStage}}
		}
	}
	return nil
}

// lookLists compares the client's header lines with its own list below them, and
// with SignedHeaders.
func lookLists(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || c.Partial || len(c.Lines) == 0 || !c.SignedHeaders.Present() {
		return nil
	}
	list := lowered(replay.SplitList(c.SignedHeaders.S))
	var extra, lacking []string
	var where []evidence.Text
	have := linesByName(c)
	for _, n := range have.names {
		if !slices.Contains(list, n) {
			extra, where = append(extra, n), append(where, have.values[n][0])
		}
	}
	for _, n := range list {
		if _, ok := have.values[n]; !ok {
			lacking = append(lacking, n)
		}
	}
	var says []string
	if len(extra) > 0 {
		says = append(says, strings.Join(extra, ", ")+" stands among the canonical headers, but not in the list below them")
	}
	if len(lacking) > 0 {
		says = append(says, strings.Join(lacking, ", ")+" stands in the list, but has no line among the canonical headers")
	}
	if f.claim != nil && f.claim.SignedHeaders.Present() && len(says) == 0 && !slices.Equal(sigv4.SortedNames(list), sigv4.SortedNames(f.listed)) && !masked(f.claim.SignedHeaders.S) {
		says = append(says, "the canonical request lists "+c.SignedHeaders.S+", SignedHeaders says "+f.claim.SignedHeaders.S)
		where = append(where, f.claim.SignedHeaders)
	}
	if len(says) == 0 {
		return nil
	}
	return []hit{{basis: byTexts, says: upperFirst(strings.Join(says, "; ")) + ".", places: append(places(where...), places(c.SignedHeaders)...), yours: strings.Join(have.names, ";"), correct: c.SignedHeaders.S, at: CanonicalStage}}
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return upper(s[:1]) + s[1:]
}

// lookBlanks finds runs of blanks inside a signed value, which some signers keep
// and the server folds: the suspect when the server saw all as it was sent.
func lookBlanks(f *facts) []hit {
	if !f.wire() || !f.mismatch() || f.client.Canonical != nil || f.claim == nil {
		return nil
	}
	for _, field := range f.req.Fields {
		v := field.Value.Trim()
		if !strings.Contains(v.S, "  ") || !slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, field.Name.S) }) {
			continue
		}
		h := hit{basis: byHint, says: "The signed header " + field.Name.S + " holds a run of blanks; one blank is due in the canonical request, inside quotes too.", places: places(v), yours: v.S, correct: sigv4.CanonicalValue(v.S), at: CanonicalStage}
		return []hit{h}
	}
	return nil
}

// firefox is the browser that sends TE.
var firefox = regexp.MustCompile(`(?i)\bfirefox\b`)

// lookFolded finds a signed header that is sent on several lines: a server joins them by
// a blank, and a signer that has the value as it is signs the line break.
func lookFolded(f *facts) []hit {
	if !f.wire() || !f.mismatch() || f.client.Canonical != nil || f.claim == nil {
		return nil
	}
	for _, field := range f.req.Fields {
		v := field.Value.Trim()
		if !strings.ContainsAny(v.S, "\r\n") || !slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, field.Name.S) }) {
			continue
		}
		return []hit{{basis: byInference, says: "The signed header " + field.Name.S + " is sent on several lines. The server joins them by a blank; a client that folds the value before it signs has signed the line break.", places: places(v), yours: v.S, correct: sigv4.CanonicalValue(v.S), at: CanonicalStage}}
	}
	return nil
}

// rewriters are front ends known to change Accept-Encoding: Google's and
// Cloudflare's (aws/aws-sdk-go-v2 issue 1816, supabase/storage issue 729).
var rewriters = regexp.MustCompile(`(?i)googleapis\.com|UploadServer|cloudflare`)

// lookAcceptEncoding finds a signed Accept-Encoding that a front end rewrites.
func lookAcceptEncoding(f *facts) []hit {
	v, where := f.serverLine("accept-encoding")
	if strings.Contains(v, "gzip(gfe)") {
		return []hit{{basis: byRule, says: "The server verified accept-encoding:" + v + ": Google's front end adds gzip(gfe) to what was signed.", places: places(where), correct: "accept-encoding:" + v, at: CanonicalStage}}
	}
	sdk := f.claim == nil || f.claim.SignedHeaders.S == ""
	_, goSDK := f.raw.HeaderValue("amz-sdk-invocation-id")
	if !f.isListed("accept-encoding") && !(sdk && goSDK && f.sent("accept-encoding")) || !f.mismatch() && !f.refused() || f.client.Canonical != nil {
		return nil
	}
	h := hit{basis: byHint, says: "accept-encoding is signed; front ends rewrite it.", places: places(f.listedText("accept-encoding")), at: CanonicalStage}
	if rewriters.MatchString(f.model.Host) || f.answer != nil && rewriters.MatchString(f.answer.HeaderValue("server").S) || f.answer != nil && f.answer.HeaderValue("cf-ray").Present() {
		h.basis = byCode
		h.says = "accept-encoding is signed, and the front end of this server rewrites it."
	}
	return []hit{h}
}

func (f *facts) isListed(name string) bool {
	return slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, name) })
}

// lookZeroLength finds a signed Content-Length of 0 on a request without a body,
// which proxies and clients leave out.
func lookZeroLength(f *facts) []hit {
	if seen, where := f.serverLine("content-length"); where.Present() && seen == "" && f.mismatch() && f.client.Canonical == nil && f.server.canonical.PayloadHash.S == sigv4.EmptyHash {
		return []hit{{basis: byInference, says: "content-length is signed, and the server has no value for it: for a request without a body it counts as not sent, where the client signs the 0.", places: places(where), yours: "content-length:0", correct: where.S, at: CanonicalStage}}
	}
	if !f.isListed("content-length") || !f.mismatch() || f.client.Canonical != nil || f.server.canonical != nil {
		return nil
	}
	h := hit{basis: byHint, says: "content-length is signed; clients and proxies change it.", places: places(f.listedText("content-length")), at: CanonicalStage}
	if v, ok := f.raw.HeaderValue("content-length"); ok && v == "0" && (f.raw.Method == "GET" || f.raw.Method == "HEAD" || f.raw.Method == "DELETE") && f.pasteHas(intermediaries) {
		h.basis = byCode
		h.says = "content-length: 0 is signed on a request without a body; proxies and HTTP clients leave such a header out."
	}
	return []hit{h}
}

// intermediaries are proxies that a person names beside a failure.
var intermediaries = regexp.MustCompile(`(?i)\b(traefik|nginx|haproxy|envoy|caddy|ingress|apache|istio|squid|cloudflare|proxy|load.?balancer)\b`)
