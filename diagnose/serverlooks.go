package diagnose

import (
	"path"
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
	{code: "path-normalized", look: lookResourceOfURL},
	{code: "server-side-canonicalization", look: lookServerEncoding},
	{code: "server-side-canonicalization", look: lookLeftOut},
	{code: "server-side-canonicalization", look: lookRawValue},
	{code: "signed-headers-malformed", look: lookServerList},
	{code: "server-side-canonicalization", look: lookServerNames},
	{code: "region-mismatch", look: lookServerScope},
	{code: "signature-reused", look: lookPostFields},
	{code: "signature-reused", look: lookOlderSignature},
	{code: "host-rewritten-by-proxy", look: lookConfiguredURL},
	{code: "headers-unsorted", look: lookCultureSort},
	{code: "method-mismatch", look: lookHeadOfURL},
	{code: "method-mismatch", look: lookHeadOfGet},
	{code: "method-mismatch", look: lookPostedURL},
	{code: "form-body-merged-into-query", look: lookBodyInQuery},
	{code: "session-token-not-signed", look: lookTokenAppended},
	{code: "authorization-removed-in-transit", look: lookRedirectFollowed},
	{code: "sigv4a-region-set-wrong", look: lookRegionSet},
	{code: "host-port-mismatch", look: lookPortAppended},
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

// lookServerEncoding finds a server of S3 whose canonical path or query is none, where the
// client's is: it percent-encodes what stays raw, or leaves raw what is encoded.
func lookServerEncoding(f *facts) []hit {
	s, c := f.server.canonical, f.client.Canonical
	if s == nil || s.Flat || f.onAWS() || f.params.Flavor.EncodeTwice {
		return nil
	}
	if c == nil {
		return f.pathAsArrived()
	}
	if strings.HasPrefix(s.Path.S, "/") {
		if h := encodedOtherwise(s.Path, c.Path, sigv4.CanonicalPath(s.Path.S, f.params.Flavor)); h != nil {
			return h
		}
	}
	return encodedOtherwise(s.Query, c.Query, sigv4.CanonicalQuery(s.Query.S))
}

// lookRawValue finds a query that the client signs percent-encoded and sends raw, at a server
// that is not AWS's: some take the query as it arrives.
func lookRawValue(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Query.Present() || !f.unsettled() || !f.elsewhere() || f.server.canonical != nil || !f.requestShown() || !f.req.OnTheWire {
		return nil
	}
	_, _, sent, _, _ := sigv4.TargetParts(f.raw.Target)
	if sigv4.CanonicalQuery(sent) != c.Query.S || !slices.ContainsFunc(sigv4.SplitQuery(sent), func(p sigv4.Param) bool {
		return strings.ContainsAny(p.Value, "/:,@!$'()*;") && !strings.Contains(p.Value, "%")
	}) {
		return nil
	}
	return []hit{{
		basis: byWords,
		says: "The query is signed percent-encoded, as is right, and sent with reserved characters raw: servers other than AWS's may verify " +
			"it as it arrives. Send it as it is signed.",
		places:  places(f.req.Target, c.Query),
		yours:   c.Query.S,
		correct: sent,
		at:      CanonicalStage,
	}}
}

// maskedPart is a part of a path that was taken out: it needs no escapes.
var maskedPart = regexp.MustCompile(`\[[A-Za-z_ -]+\]`)

// pathAsArrived finds a server of S3 that takes the path as it is sent, with characters raw that
// S3 percent-encodes: a signer that does so signs another one.
func (f *facts) pathAsArrived() []hit {
	s := f.server.canonical
	seen := maskedPart.ReplaceAllString(s.Path.S, "x")
	if !f.silent() || !f.requestShown() || !f.req.OnTheWire || !strings.HasPrefix(seen, "/") || masked(seen) || f.raw.Target != s.Path.S {
		return nil
	}
	due := sigv4.CanonicalPath(seen, f.params.Flavor)
	if due == seen || reservedIn(seen) == "" {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The path is sent with " + reservedIn(seen) + " raw, and the server takes it so into its canonical request, where S3 has it " +
			"percent-encoded: a client that signs " + quoted(clip(due)) + ", as is right, is refused. Send the path as it is signed.",
		places:  places(s.Path, f.req.Target),
		yours:   due,
		correct: s.Path.S,
		at:      CanonicalStage,
	}}
}

// encodedOtherwise finds a part of the server's canonical request that is not as it is due,
// where the client's is.
func encodedOtherwise(seen, signed evidence.Text, due string) []hit {
	if seen.S == due || signed.S != due || masked(seen.S) || !seen.Present() {
		return nil
	}
	return []hit{{
		basis: byTexts,
		says: "The server has " + quoted(clip(seen.S)) + " in its canonical request, where the rules have " +
			quoted(clip(due)) + ", as your client does: A-Z a-z 0-9 - . _ ~ stay as they are, all else is encoded.",
		places: places(seen, signed),
		at:     CanonicalStage,
	}}
}

// bodyInQuery is XML or JSON as the name of a parameter.
var bodyInQuery = regexp.MustCompile(`(?:^|&)(%(?:3C|7B)[^&]*)`)

// lookBodyInQuery finds a body among the parameters that S3 verified: it was sent as
// application/x-www-form-urlencoded, which HTTP clients set where no type is given.
func lookBodyInQuery(f *facts) []hit {
	c := f.server.canonical
	if c == nil || c.Method.S != "POST" || f.verified || !f.mismatch() || f.client.Canonical != nil {
		return nil
	}
	m := bodyInQuery.FindStringSubmatchIndex(c.Query.S)
	if m == nil {
		return nil
	}
	return []hit{{
		basis: byTexts,
		says: "The server has the body among the parameters of the query, " + quoted(clip(sigv4.PercentDecode(c.Query.S[m[2]:m[3]]))) +
			": it was sent as a form (application/x-www-form-urlencoded, what HTTP clients set where no type is given). Send another Content-Type.",
		places: places(c.Query.Sub(m[2], m[3])),
		at:     CanonicalStage,
	}}
}

// postsToS3 are the parameters of what S3 takes a POST to an object or a bucket for.
var postsToS3 = regexp.MustCompile(`(?:^|&)(?:uploads|uploadId|restore|select|delete|x-id=(?:Create|Complete)MultipartUpload)\b`)

// lookPostedURL finds a presigned URL of S3 that arrives with POST, which S3 takes for few
// operations, and uploads of objects by URL for none (S3 API reference, "Operations").
func lookPostedURL(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || c.Method.S != "POST" || !strings.Contains(c.Query.S, "X-Amz-Credential=") ||
		!sigv4.IsS3(f.params.Scope.Service) || postsToS3.MatchString(c.Query.S) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The presigned URL arrives with POST. S3 takes uploads by such a URL with PUT, and it is presigned for one method; a POST is " +
			"for forms, with a policy.",
		places:  places(c.Method),
		yours:   "PUT",
		correct: "POST",
		at:      CanonicalStage,
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

// lookServerScope finds a server that verifies with another region or service than the scope
// of the request names, as some do with those of their settings.
func lookServerScope(f *facts) []hit {
	t, own := f.server.text, f.client.StringToSign
	if t == nil || t.Masked || f.onAWS() || f.claim == nil || len(f.claim.ScopeParts) != 4 || masked(f.claim.Credential.S) {
		return nil
	}
	sent := f.claim.Scope()
	seen, ok := sigv4.ParseScope(t.Scope.S)
	if !ok || seen.Date != sent.Date || seen.Terminator != sent.Terminator || own != nil && own.Scope.S != sent.String() {
		return nil
	}
	h := hit{basis: byTexts, places: places(t.Scope, f.claim.Credential), at: StringToSignStage}
	switch {
	case seen.Service == sent.Service && seen.Region != sent.Region:
		h.yours, h.correct = sent.Region, seen.Region
		h.says = "The request is signed for the region " + quoted(sent.Region) + ", and the server verifies it with " + quoted(seen.Region) + "."
	case seen.Region == sent.Region && seen.Service != sent.Service:
		h.code, h.yours, h.correct = "service-mismatch", sent.Service, seen.Service
		h.says = "The request is signed for the service " + quoted(sent.Service) + ", and the server verifies it with " + quoted(seen.Service) + "."
	default:
		return nil
	}
	return []hit{h}
}

// lookServerNames finds a header among those that a server verified which the request does not
// name: the list of the request says which headers count.
func lookServerNames(f *facts) []hit {
	c := f.server.canonical
	if c == nil || c.Masked || c.Flat || f.onAWS() || f.verified || f.claim == nil || !readable(f.claim.SignedHeaders) {
		return nil
	}
	sent := replay.SplitList(f.claim.SignedHeaders.S)
	for _, name := range replay.SplitList(c.SignedHeaders.S) {
		if slices.ContainsFunc(sent, func(n string) bool { return strings.EqualFold(n, name) }) {
			continue
		}
		return []hit{{
			basis: byTexts,
			says: "The server has " + name + " in its canonical request, and SignedHeaders of the request does not name it: a server verifies " +
				"the headers of that list and no others.",
			places:  places(c.SignedHeaders, f.claim.SignedHeaders),
			yours:   f.claim.SignedHeaders.S,
			correct: c.SignedHeaders.S,
			at:      CanonicalStage,
		}}
	}
	return nil
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

// lookResourceOfURL finds a URL in the paste whose path is the Resource of the answer but for
// segments of dots and empty ones: what sends it takes them out, and the signer does not.
func lookResourceOfURL(f *facts) []hit {
	if !f.silent() || f.onAWS() || f.requestShown() || f.server.canonical != nil {
		return nil
	}
	resource := f.answer.Field("Resource").Trim()
	for t := range f.matches(urlAndPath) {
		_, asked, _ := strings.Cut(t.S, "/")
		if asked = "/" + asked; asked == resource.S || path.Clean(asked) != resource.S || strings.HasSuffix(asked, "/") {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The URL has the path " + quoted(asked) + ", and the server answers for " + quoted(resource.S) +
				": what sends it takes dots and empty segments out of the path, after it was signed with them.",
			places:  places(t, resource),
			yours:   asked,
			correct: resource.S,
			at:      CanonicalStage,
		}}
	}
	return nil
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

// calledByHead is how clients print in an error that they called a presigned URL with HEAD.
var calledByHead = regexp.MustCompile(`X-Amz-Signature=[^\s"']*["'],?\s*method["']?\s*[:=]\s*["']HEAD`)

// headOperation is the name of the operation that a URL for HEAD is presigned for.
var headOperation = regexp.MustCompile(`(?i)head_?object|presignHead`)

// lookHeadOfURL finds a presigned URL that a command calls with HEAD: most are made for GET.
func lookHeadOfURL(f *facts) []hit {
	if !f.requestShown() ||
		f.raw.Method != "HEAD" ||
		f.params.Carrier != sigv4.InQuery ||
		f.verified ||
		f.pasteHas(presignsHead) && (!f.pasteHas(calledByHead) || f.pasteHas(headOperation)) ||
		f.answer == nil ||
		!f.mismatch() && f.answer.Status.S != "403" {
		return nil
	}
	if strings.Contains(f.raw.Target, "x-id=GetObject") {
		return []hit{{
			basis:   byInference,
			says:    "The URL is presigned for GetObject, which takes GET; it is called with HEAD.",
			places:  places(f.req.Target),
			yours:   "GET",
			correct: "HEAD",
		}}
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

// lookHeadOfGet finds a request that was refused as HEAD and accepted as GET, with the same
// header: the method is part of what is signed, in each of the schemes.
func lookHeadOfGet(f *facts) []hit {
	if !f.requestShown() || f.raw.Method != "HEAD" || f.verified || f.answer == nil || !f.mismatch() && f.answer.Status.S != "403" {
		return nil
	}
	mine := fieldOf(f.req, "authorization")
	for _, i := range f.acceptedBeside() {
		r := f.ev.Exchanges[i].Request
		if r == nil || r.Method.S != "GET" || r.Target.S != f.req.Target.S || !mine.Present() || fieldOf(r, "authorization").S != mine.S ||
			fieldOf(r, "date").S != fieldOf(f.req, "date").S || fieldOf(r, "x-amz-date").S != fieldOf(f.req, "x-amz-date").S {
			continue
		}
		return []hit{{
			basis:   byInference,
			says:    "The same header is accepted with GET, and is sent with HEAD here: the method is part of what is signed. Sign HEAD, or send GET.",
			places:  places(f.req.Method, r.Method),
			yours:   "GET",
			correct: "HEAD",
			at:      CanonicalStage,
		}}
	}
	return nil
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
