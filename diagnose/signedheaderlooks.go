package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// signedHeaderLooks read the list of signed headers against the headers that are sent.
var signedHeaderLooks = slices.Concat(
	[]mistake{
		{code: "host-not-signed", look: lookHostUnsigned},
		{code: "header-not-signed", look: lookUnsigned},
	},
	unsentLooks,
	[]mistake{
		{code: "header-hoisted-to-query", look: lookHoisted},
		{code: "header-hoisted-to-query", look: lookWantedHeader},
		{code: "signed-headers-duplicate", look: lookDuplicates},
		{code: "signed-headers-malformed", look: lookListForm},
		{code: "headers-unsorted", look: lookUnsortedList},
		{code: "response-header-signed", look: lookResponseHeader},
		{code: "hop-by-hop-header-signed", look: lookHopByHop},
		{code: "accept-encoding-rewritten", look: lookAcceptEncoding},
		{code: "content-length-mismatch", look: lookZeroLength},
		{code: "header-repeated-not-joined", look: lookRepeatedField},
		{code: "header-repeated-not-joined", look: lookRepeatedLine},
		{code: "content-type-mismatch", look: lookSignedType},
		{code: "volatile-header-signed", look: lookVolatile},
		{code: "header-underscore-dropped", look: lookUnderscores},
		{code: "signed-headers-lists-differ", look: lookLists},
		{code: "header-spaces-not-collapsed", look: lookBlanks},
		{code: "header-folded", look: lookFolded},
		{code: "server-side-canonicalization", look: lookBlanksKept},
	},
)

// lookHostUnsigned finds a list of signed headers without host.
func lookHostUnsigned(f *facts) []hit {
	if len(f.listed) == 0 ||
		slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, "host") }) ||
		f.claim == nil ||
		!f.claim.SignedHeaders.Present() ||
		masked(f.claim.SignedHeaders.S) {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "SignedHeaders does not name host, which always has to be signed.",
		places:  places(f.claim.SignedHeaders),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(sigv4.SortedNames(append(slices.Clone(f.listed), "host")), ";"),
	}}
}

// lookDuplicates finds a header that is on the list of signed headers twice.
func lookDuplicates(f *facts) []hit {
	seen := map[string]bool{}
	for _, n := range f.listed {
		if seen[lower(n)] && f.claim != nil && f.claim.SignedHeaders.Present() {
			return []hit{{
				basis:   byRule,
				says:    "SignedHeaders names " + n + " twice.",
				places:  places(f.claim.SignedHeaders),
				yours:   f.claim.SignedHeaders.S,
				correct: strings.Join(sigv4.SortedNames(f.listed), ";"),
			}}
		}
		seen[lower(n)] = true
	}
	return f.lookTwiceListed()
}

// lookUnsortedList finds a list of signed headers that is not in byte order.
func lookUnsortedList(f *facts) []hit {
	if f.claim == nil ||
		!f.claim.SignedHeaders.Present() ||
		masked(f.claim.SignedHeaders.S) ||
		slices.IsSorted(lowered(slices.Clone(f.listed))) {
		return nil
	}
	return []hit{{
		basis:   byRule,
		says:    "SignedHeaders is not in byte order of the names.",
		places:  places(f.claim.SignedHeaders),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(sigv4.SortedNames(f.listed), ";"),
	}}
}

// lookResponseHeader finds a signed header that only responses have.
func lookResponseHeader(f *facts) []hit {
	for _, n := range f.listed {
		if l := lower(n); l == "x-amz-id-2" || l == "x-amz-request-id" || l == "x-amzn-requestid" {
			return []hit{{
				basis:  byRule,
				says:   "SignedHeaders names " + n + ", which is a header of responses.",
				places: places(f.listedText(n)),
			}}
		}
	}
	return nil
}

// lookHopByHop finds signed headers that are meant for the next hop alone.
func lookHopByHop(f *facts) []hit {
	if f.claim == nil && !f.canonicalShown() && f.pasteHas(hopValue) {
		return nil // the paste tells what arrives
	}
	// SDKs sign Transfer-Encoding with such payloads: the edge of CloudFront takes it out.
	chunked := f.pasteHas(trailerWord)
	edge := strings.Contains(f.model.Host, ".s3-accelerate.")
	hits := f.lookListed(func(n string) bool {
		return hopByHop[n] && (n != "expect" || takesExpect.MatchString(f.model.Host)) && !(chunked && n == "transfer-encoding" && !(edge && f.mismatch()))
	}, "is a hop-by-hop header: clients and proxies change or drop it")
	for i := range hits {
		switch hits[i].basis = byCode; {
		case f.server.canonical != nil:
			hits[i].basis = byHint // what arrived is shown
		case slices.Contains(f.listed, "te") && f.mismatch() && f.server.text == nil && f.pasteHas(firefox):
			hits[i].basis = byInference // no browser but this one sends it, and none of the others fails
		}
	}
	return hits
}

// takesExpect are stores behind Cloudflare, which answers Expect itself and takes it out.
var takesExpect = regexp.MustCompile(`(?i)\.r2\.cloudflarestorage\.com(?::\d+)?$`)

// lookSignedType finds a presigned URL that signs Content-Type.
func lookSignedType(f *facts) []hit {
	if f.params.Carrier != sigv4.InQuery || f.client.Canonical != nil || f.typesAgree() {
		return nil
	}
	return f.lookListed(func(n string) bool {
		return n == "content-type"
	}, "has to be sent with exactly the value that was signed, which browsers and HTTP clients like to set "+
		"themselves")
}

// lookVolatile finds signed headers that clients and proxies rewrite.
func lookVolatile(f *facts) []hit {
	hits := f.lookListed(func(n string) bool {
		return replay.IsVolatile(n) && !(n == "x-amz-cf-id" && f.signedAtEdge())
	}, "is a header that clients and proxies rewrite")
	every := slices.ContainsFunc(f.listed, func(n string) bool { return byEveryHop(lower(n)) })
	traced := slices.ContainsFunc(f.listed, func(n string) bool { return tracing[lower(n)] }) && f.pasteHas(tracers)
	authFailure := f.ec2AuthFailure() && (f.pasteHas(outwardProxy) || f.pasteHas(inwardProxy))
	if len(hits) > 0 && (every && (f.server.text != nil || f.silent() || authFailure) || traced || f.forwardedSigned()) {
		hits[0].basis = byInference
	}
	return hits
}

// lookUnderscores finds signed headers with an underscore in their name.
func lookUnderscores(f *facts) []hit {
	return f.lookListed(func(n string) bool {
		return strings.Contains(n, "_")
	}, "has an underscore: nginx and others drop such headers")
}

// wantedHeader is a condition of a bucket policy on a header of the request.
var wantedHeader = regexp.MustCompile(`["']s3:(x-amz-[a-z0-9-]+)["']`)

// lookWantedHeader finds a presigned URL that has a header as a parameter which the policy of
// the bucket asks for: S3 looks for it among the headers, and denies the request.
func lookWantedHeader(f *facts) []hit {
	if !f.presigned() || f.answer == nil || f.answer.Code.S != "AccessDenied" {
		return nil
	}
	for t := range f.matches(wantedHeader) {
		if f.queryHas(t.S) && !f.sent(t.S) && t.S != "x-amz-content-sha256" { // which S3 reads in the query, too
			return []hit{{
				basis: byAnswer,
				says: "The policy of the bucket asks for the header " + t.S + ", and the presigner put it into the query, where " +
					"it is no header: sign it as one, and send it.",
				places: places(t, f.req.Target),
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

// byOneWay is what people say whose requests fail on one of two ways to the same service.
var byOneWay = regexp.MustCompile(`(?is)\b(?:only|unable to reproduce|cannot reproduce|works?|fails?)\b.{0,160}\b(?:private|vpc(?:e| endpoint)?|public)\b` +
	`.{0,200}\b(?:private|vpc(?:e| endpoint)?|public)\b`)

// forwardedSigned reports whether headers are signed that each hop writes anew, and the
// failure depends on the way.
func (f *facts) forwardedSigned() bool {
	return slices.ContainsFunc(f.listed, func(n string) bool { return strings.HasPrefix(lower(n), "x-forwarded-") }) && f.pasteHas(byOneWay)
}

// lookRepeatedField finds a signed header that is sent twice: the server joins the values, and
// who keeps headers in a map signs one of them.
func lookRepeatedField(f *facts) []hit {
	if !f.requestShown() || f.verified || !f.mismatch() || f.client.Canonical != nil || f.server.canonical != nil {
		return nil
	}
	seen := map[string]string{}
	for _, field := range f.req.Fields {
		name := lower(field.Name.S)
		before, twice := seen[name]
		seen[name] = field.Name.S
		if !twice || before == field.Name.S || !f.isListed(name) {
			continue // by one name a client has added it on purpose
		}
		return []hit{{
			basis: byCode,
			says: "The signed header " + name + " is sent twice, as " + before + " and as " + field.Name.S +
				": the server joins the values by a comma, and the signer may have signed one.",
			places: places(field.Name),
			yours:  name + ":" + field.Value.Trim().S,
			at:     CanonicalStage,
		}}
	}
	return nil
}

// lookRepeatedLine finds two lines of one header in what the client signed of a canonical
// request that is not there as a whole: the values of one name stand in one line.
func lookRepeatedLine(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !c.Partial || c.Flat || !f.mismatch() {
		return nil
	}
	for i := 1; i < len(c.Lines); i++ {
		name, first, ok := strings.Cut(c.Lines[i-1].S, ":")
		next, second, also := strings.Cut(c.Lines[i].S, ":")
		if !ok || !also || name == "" || lower(name) != lower(next) {
			continue
		}
		return []hit{{
			basis: byRule,
			says: "The header " + name + " has two lines in the canonical request: the values of one name are joined by a comma. Where it was " +
				"meant to be sent once, one of the two is a default of the client.",
			places:  places(c.Lines[i-1], c.Lines[i]),
			yours:   c.Lines[i-1].S + "\n" + c.Lines[i].S,
			correct: lower(name) + ":" + strings.TrimSpace(first) + "," + strings.TrimSpace(second),
			at:      CanonicalStage,
		}}
	}
	return nil
}

// tracing are headers that carry the span of a trace, and tracers what makes spans of
// its own on the way.
var (
	tracing = setOf(
		"traceparent", "tracestate", "x-b3-traceid", "x-b3-spanid", "x-amzn-trace-id",
		"x-cloud-trace-context",
	)
	tracers = regexp.MustCompile(`(?i)\bistio|\bsidecar|\blinkerd|\benvoy\b|\bservice mesh|\bdapr\b`)
)

// outwardProxy are proxies that requests leave a network through.
var outwardProxy = regexp.MustCompile(`(?i)` + anyOf(
	`\bsquid\b|\bzscaler\b|\bprivoxy\b`,
	`https?_proxy\b|\b(?:corporate|forward|egress|outbound) proxy`,
))

// inwardProxy is what requests to one's own servers come in through.
var inwardProxy = regexp.MustCompile(`(?i)\bload ?balancers?\b|\breverse proxy\b|\bingress\b`)

// lookListed hints at signed headers of a kind that often does not arrive as it was signed.
func (f *facts) lookListed(kind func(string) bool, why string) []hit {
	if !f.denied() && !f.ec2AuthFailure() {
		return nil
	}
	var hits []hit
	for _, n := range f.listed {
		if kind(lower(n)) {
			hits = append(hits, hit{
				basis:  byHint,
				says:   n + " is signed; it " + why + ".",
				places: places(f.listedText(n)),
				at:     CanonicalStage,
			})
		}
	}
	return hits
}

// mustBeSigned tells the headers that a service refuses unsigned: host is dealt
// with by itself; on S3 x-amz-content-sha256 may stay unsigned.
func (f *facts) mustBeSigned(name string) bool {
	if !strings.HasPrefix(name, "x-amz-") {
		return false
	}
	switch name {
	case "x-amz-content-sha256", "x-amz-security-token", "x-amz-s3session-token",
		"x-amz-user-agent", "x-amz-invocation-type", "x-amz-log-type":
		return false
	}
	return !strings.HasPrefix(name, "x-amz-cf-")
}

// lookUnsigned finds headers that are sent and that a service refuses unsigned.
func lookUnsigned(f *facts) []hit {
	if f.claim == nil ||
		!f.requestShown() ||
		len(f.listed) == 0 ||
		masked(f.claim.SignedHeaders.S) ||
		strings.Contains(upper(f.claim.SignedHeaders.S), "%3B") {
		return nil
	}
	var names []string
	var where []evidence.Text
	for _, field := range f.req.Fields {
		n := lower(field.Name.S)
		if f.mustBeSigned(n) &&
			!slices.ContainsFunc(f.listed, func(l string) bool { return strings.EqualFold(l, n) }) &&
			!slices.Contains(names, n) {
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
	return []hit{{
		code:    code,
		basis:   b,
		says:    "Sent but not named in SignedHeaders: " + strings.Join(names, ", ") + ".",
		places:  append(places(where...), places(f.claim.SignedHeaders)...),
		yours:   f.claim.SignedHeaders.S,
		correct: strings.Join(sigv4.SortedNames(append(slices.Clone(f.listed), names...)), ";"),
		at:      CanonicalStage,
	}}
}

// claimGuess reports whether the server is none whose order of checks is known.
func (f *facts) claimGuess() bool { return !f.onAWS() }

// hoistable are headers that presigners move into the query although the client
// has to send them as headers. Others, such as Content-Type, may be sent unsigned.
var hoistable = regexp.MustCompile(`(?i)^x-amz-` + anyOf(
	`acl|grant-.*`,
	`meta-.*|tagging|storage-class|website-redirect-location`,
	`server-side-encryption.*|object-lock-.*`,
	`checksum-.*|sdk-checksum-algorithm`,
) + `$`)

// lookHoisted finds headers that were signed as parameters and are sent as headers.
func lookHoisted(f *facts) []hit {
	if !f.presigned() {
		return nil
	}
	for _, p := range sigv4.SplitQuery(f.model.Query) {
		if hoistable.MatchString(p.Name) &&
			f.sent(p.Name) &&
			!slices.ContainsFunc(f.listed, func(l string) bool { return strings.EqualFold(l, p.Name) }) {
			return []hit{{
				basis:  byRule,
				says:   p.Name + " stands in the signed query, and the client sends it as a header that is not signed.",
				places: places(f.req.Target),
			}}
		}
	}
	return nil
}

// lookListForm finds a list of signed headers that is not names in lower case, joined by
// semicolons.
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
	return []hit{{
		basis:   byRule,
		says:    says,
		places:  places(f.claim.SignedHeaders),
		yours:   list,
		correct: strings.Join(sigv4.SortedNames(f.listed), ";"),
	}}
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
			return []hit{{
				basis: byRule,
				says: "The canonical request lists " + n + " twice: a header of one name has one line, with its " +
					"values joined by commas, and host has one value alone.",
				places:  places(c.SignedHeaders),
				yours:   c.SignedHeaders.S,
				correct: strings.Join(slices.Compact(sigv4.SortedNames(list)), ";"),
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// allWithin reports whether all names stand somewhere within lines, each with its colon.
func allWithin(names []string, lines []evidence.Text) bool {
	var all strings.Builder
	for _, l := range lines {
		all.WriteString(lower(l.S))
	}
	return !slices.ContainsFunc(names, func(n string) bool { return !strings.Contains(all.String(), n+":") })
}

// lookLists compares the client's header lines with its own list below them, and
// with SignedHeaders.
func lookLists(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || c.Partial || len(c.Lines) == 0 || !c.SignedHeaders.Present() {
		return nil
	}
	list := lowered(replay.SplitList(c.SignedHeaders.S))
	have := linesByName(c)
	var says []string
	var where []evidence.Text
	if extra := without(have.names, list); len(extra) > 0 {
		says = append(says,
			strings.Join(extra, ", ")+" stands among the canonical headers, but not in the list below them")
		for _, n := range extra {
			where = append(where, have.values[n][0])
		}
	}
	if lacking := without(list, have.names); len(lacking) > 0 {
		if allWithin(lacking, c.Lines) {
			return nil // the lines are joined
		}
		says = append(says,
			strings.Join(lacking, ", ")+" stands in the list, but has no line among the canonical headers")
	}
	if len(says) == 0 && f.claimsOthers(list) {
		says = append(says,
			"the canonical request lists "+c.SignedHeaders.S+", SignedHeaders says "+f.claim.SignedHeaders.S)
		where = append(where, f.claim.SignedHeaders)
	}
	if len(says) == 0 {
		return nil
	}
	b := byTexts
	if f.onlyUnsent(list) {
		b = byHint // the list is that of what is sent, and the header names more
	}
	return []hit{{
		basis:   b,
		says:    upperFirst(strings.Join(says, "; ")) + ".",
		places:  append(places(where...), places(c.SignedHeaders)...),
		yours:   strings.Join(have.names, ";"),
		correct: c.SignedHeaders.S,
	}}
}

// onlyUnsent reports whether SignedHeaders names, besides those of a list, only headers that
// are not sent.
func (f *facts) onlyUnsent(list []string) bool {
	if f.claim == nil || f.req == nil {
		return false
	}
	unsent := lowered(f.unsentSigned())
	more := without(lowered(f.listed), list)
	return len(more) > 0 && len(without(more, unsent)) == 0 && len(without(list, lowered(f.listed))) == 0
}

// claimsOthers reports whether SignedHeaders is another list than one of the client's.
func (f *facts) claimsOthers(list []string) bool {
	return f.claim != nil &&
		f.claim.SignedHeaders.Present() &&
		!masked(f.claim.SignedHeaders.S) &&
		!slices.Equal(sigv4.SortedNames(list), sigv4.SortedNames(f.listed))
}

// without lists what of a is not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(n string) bool { return slices.Contains(b, n) })
}

// lookBlanks finds runs of blanks inside a signed value, which some signers keep
// and the server folds: the suspect when the server saw all as it was sent.
func lookBlanks(f *facts) []hit {
	if !f.requestShown() || !f.mismatch() || f.client.Canonical != nil || f.claim == nil {
		return nil
	}
	for _, field := range f.req.Fields {
		v := field.Value.Trim()
		if !strings.Contains(v.S, "  ") ||
			!slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, field.Name.S) }) {
			continue
		}
		h := hit{
			basis: byHint,
			says: "The signed header " + field.Name.S + " holds a run of blanks; one blank is due in the " +
				"canonical request, inside quotes too.",
			places:  places(v),
			yours:   v.S,
			correct: sigv4.CanonicalValue(v.S),
			at:      CanonicalStage,
		}
		return []hit{h}
	}
	return nil
}

// lookBlanksKept finds a client that folds a run of blanks as is due, where a store other
// than AWS refuses its signature and does not show its text: the store may keep the run.
func lookBlanksKept(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || !f.requestShown() || !f.unsettled() || shown(f.server.canonical) || f.onAWS() {
		return nil
	}
	for _, field := range f.req.Fields {
		v := field.Value.Trim()
		due := lower(field.Name.S) + ":" + sigv4.CanonicalValue(v.S)
		if !strings.Contains(v.S, "  ") || strings.ContainsAny(v.S, "\r\n") ||
			!slices.ContainsFunc(c.Lines, func(l evidence.Text) bool { return l.S == due }) {
			continue
		}
		return []hit{{
			basis: byCode,
			says: "The client folds the run of blanks in " + field.Name.S + " to one, as is due; a server that takes " +
				"the value as it came in computes another signature.",
			places: places(v),
			at:     CanonicalStage,
		}}
	}
	return nil
}

// firefox is the browser that sends TE.
var firefox = regexp.MustCompile(`(?i)\bfirefox\b`)

// lookFolded finds a signed header that is sent on several lines: a server joins them by
// a blank, and a signer that has the value as it is signs the line break.
func lookFolded(f *facts) []hit {
	if !f.requestShown() || !f.mismatch() || f.client.Canonical != nil || f.claim == nil {
		return nil
	}
	for _, field := range f.req.Fields {
		v := field.Value.Trim()
		if !strings.ContainsAny(v.S, "\r\n") ||
			!slices.ContainsFunc(f.listed, func(n string) bool { return strings.EqualFold(n, field.Name.S) }) {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The signed header " + field.Name.S + " is sent on several lines. The server joins them by a " +
				"blank; a client that folds the value before it signs has signed the line break.",
			places:  places(v),
			yours:   v.S,
			correct: sigv4.CanonicalValue(v.S),
		}}
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
		return []hit{{
			basis: byRule,
			says: "The server verified accept-encoding:" + v +
				": Google's front end adds gzip(gfe) to what was signed.",
			places:  places(where),
			correct: "accept-encoding:" + v,
			at:      CanonicalStage,
		}}
	}
	sdk := f.claim == nil || f.claim.SignedHeaders.S == ""
	_, goSDK := f.raw.HeaderValue("amz-sdk-invocation-id")
	if !f.isListed("accept-encoding") && !(sdk && goSDK && f.sent("accept-encoding")) ||
		!f.denied() ||
		f.client.Canonical != nil && f.client.Canonical.Whole.S != f.asSent.Canonical.String() {
		return nil
	}
	h := hit{
		basis:  byHint,
		says:   "accept-encoding is signed; front ends rewrite it.",
		places: places(f.listedText("accept-encoding")),
		at:     CanonicalStage,
	}
	if rewriters.MatchString(f.model.Host) ||
		f.answer != nil && rewriters.MatchString(f.answer.HeaderValue("server").S) ||
		f.answer != nil && f.answer.HeaderValue("cf-ray").Present() {
		h.basis = byCode
		h.says = "accept-encoding is signed, and the front end of this server rewrites it."
	}
	return []hit{h}
}

// lookZeroLength finds a signed Content-Length of 0 on a request without a body,
// which proxies and clients leave out.
func lookZeroLength(f *facts) []hit {
	if seen, where := f.serverLine("content-length"); where.Present() &&
		seen == "" &&
		f.mismatch() &&
		f.client.Canonical == nil &&
		f.server.canonical.PayloadHash.S == sigv4.EmptyHash {
		return []hit{{
			basis: byInference,
			says: "content-length is signed, and the server has no value for it: for a request without a body " +
				"it counts as not sent, where the client signs the 0.",
			places:  places(where),
			yours:   "content-length:0",
			correct: where.S,
		}}
	}
	if !f.isListed("content-length") || !f.mismatch() || f.canonicalShown() {
		return nil
	}
	h := hit{
		basis:  byHint,
		says:   "content-length is signed; clients and proxies change it.",
		places: places(f.listedText("content-length")),
	}
	if v, ok := f.raw.HeaderValue("content-length"); ok &&
		v == "0" &&
		(f.raw.Method == "GET" || f.raw.Method == "HEAD" || f.raw.Method == "DELETE") &&
		f.pasteHas(intermediaries) {
		h.basis = byCode
		h.says = "content-length: 0 is signed on a request without a body; proxies and HTTP clients leave such a " +
			"header out."
	}
	return []hit{h}
}

// intermediaries are proxies that a person names beside a failure.
var intermediaries = regexp.MustCompile(`(?i)\b(` + anyOf(
	`traefik|nginx|haproxy|envoy|caddy|ingress|apache|istio|squid|cloudflare`,
	`proxy|load.?balancer`,
) + `)\b`)
