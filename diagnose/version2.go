package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// v2String finds a string to sign of Version 2, its line ends as they are or written.
var v2String = regexp.MustCompile(`(?:^|[^A-Za-z])` +
	`(GET|PUT|POST|HEAD|DELETE)` + v2EOL +
	`([A-Za-z0-9+/=]*)` + v2EOL + // Content-MD5
	`([^\n\\]*)` + v2EOL + // Content-Type
	`([^\n\\]*)` + v2EOL + // Date
	`((?:x-[a-z]+-[^\n\\]*` + v2EOL + `)*)` +
	`(/[^\s"'\\<]*)`)

const v2EOL = `(?:\\r)?(?:\\n|\r?\n)`

// v2Parts are the parts of such a string in order, and the code of a difference.
var v2Parts = []struct{ name, code string }{
	{"the method", "method-mismatch"},
	{"Content-MD5", "header-changed-after-signing"},
	{"Content-Type", "content-type-mismatch"},
	{"the date", "header-changed-after-signing"},
	{amzHeaders, "header-changed-after-signing"},
	{"the resource", "path-mismatch"},
}

const amzHeaders = "the x-amz- headers"

// linesApart names what becomes of headers on their way: some are added, some taken out,
// or one is changed.
func linesApart(signed, seen string) string {
	within := func(a, b string) bool {
		lines := strings.Split(b, "\n")
		for l := range strings.SplitSeq(a, "\n") {
			if !slices.Contains(lines, l) {
				return false
			}
		}
		return true
	}
	switch {
	case signed == "", within(signed, seen):
		return "header-added-in-transit"
	case seen == "", within(seen, signed):
		return "header-removed-in-transit"
	}
	return "header-changed-after-signing"
}

// lookVersion2 compares two strings to sign of Version 2: the client's, printed, with
// the server's, or where that is no field of an answer with the one that follows it.
//
// Signature Version 2 is not computed here, but its two strings to sign can be
// compared: method, Content-MD5, Content-Type, date, the x-amz- headers and the
// resource, a line each (S3 API reference, "Signing and authenticating REST
// requests", Signature Version 2).
func lookVersion2(f *facts) []hit {
	if !f.mismatch() {
		return nil
	}
	if got := f.answer.Field("SignatureProvided"); strings.Contains(got.S, " ") &&
		blankless(f.queryValue("Signature")) == blankless(got.S) {
		return []hit{{
			code:  "plus-for-space",
			basis: byTexts,
			says: "The + of the signature is sent raw in the query, where it is a blank: the server got " +
				quoted(got.S) + ". It has to be %2B there, / %2F and = %3D.",
			places:  places(got, f.targetText()),
			yours:   got.S,
			correct: blankless(got.S),
			at:      SignatureStage,
		}}
	}
	mine, theirs := f.v2Strings()
	if mine == nil || theirs == nil {
		return f.lookVersion2Alone()
	}
	where := places(mine.whole, theirs.whole)
	for i, part := range v2Parts {
		if a, b := mine.parts[i], theirs.parts[i]; a != b {
			if part.name == amzHeaders {
				part.code = linesApart(a, b)
			}
			return []hit{{
				code:  part.code,
				basis: byTexts,
				says: "Both sides' strings to sign are of Signature Version 2 and differ in " + part.name +
					": the client signed " + quoted(a) + ", the server saw " + quoted(b) + ".",
				places:  where,
				yours:   a,
				correct: b,
				at:      StringToSignStage,
			}}
		}
	}
	if f.server.text == nil {
		return nil
	}
	return []hit{{
		code:  "secret-wrong",
		basis: byInference,
		says: "Both sides' strings to sign, of Signature Version 2, are the same: the client signed with another " +
			"secret key.",
		places: where,
	}}
}

// blankless is a signature in base64 with each + that was taken for a blank.
func blankless(s string) string { return strings.ReplaceAll(s, " ", "+") }

// A v2Text is a string to sign of Version 2 in its parts.
type v2Text struct {
	whole evidence.Text
	parts []string
}

// v2Strings are the client's and the server's string to sign, nil where there is none.
func (f *facts) v2Strings() (mine, theirs *v2Text) {
	t := f.server.text
	var at evidence.Place
	if t != nil {
		m := v2String.FindStringSubmatch(t.Whole.S)
		if m == nil || !isV2Text(t.Whole.S) {
			return nil, nil
		}
		theirs, at = newV2Text(t.Whole, m), t.Whole.Place()
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, v2String) {
			continue
		}
		for _, m := range v2String.FindAllSubmatchIndex(src.Data, 20) {
			var found []string
			for k := 0; k < len(m); k += 2 {
				found = append(found, string(src.Data[m[k]:m[k+1]]))
			}
			switch text := newV2Text(f.ev.Cut(i, m[2], m[1]), found); {
			case t != nil && i == at.Source && m[1] > at.From && m[0] < at.To, f.inAnswer(i, m[0]):
			case mine == nil:
				mine = text
			case theirs == nil:
				theirs = text
			}
		}
	}
	return mine, theirs
}

// inAnswer reports whether a place is within the server's answer, which has its string to
// sign a second time as bytes.
func (f *facts) inAnswer(source, at int) bool {
	p := f.answer.Place
	return p.Source == source && at >= p.From && at < p.To && f.server.text != nil
}

func newV2Text(whole evidence.Text, match []string) *v2Text {
	t := &v2Text{whole: whole}
	for _, part := range match[1:] {
		t.parts = append(t.parts, writtenOut(part))
	}
	return t
}

// writtenOut makes line ends of written ones.
func writtenOut(s string) string {
	return strings.Trim(strings.NewReplacer(`\r`, "", "\r", "", `\n`, "\n").Replace(s), " \n")
}

// flatV2 is a string to sign of Version 2 whose line ends have become blanks: method,
// Content-MD5, Content-Type and date, the x-amz- headers, the resource.
var flatV2 = regexp.MustCompile(`^\s*(GET|PUT|POST|HEAD|DELETE) ([^\n]*?)((?:x-amz-[a-z0-9-]+:[^\n]*? ?)*) ?(/\S*)\s*$`)

// cdnHeaders are headers under Amazon's prefix that its edge adds to a request.
var cdnHeaders = regexp.MustCompile(`(?:^|[\n ])(x-amz-cf-[a-z-]+|x-amz-apigw-[a-z-]+|x-amz-forwarded-[a-z-]+):`)

// lookVersion2Alone reads the server's string to sign of Version 2, where the client's is
// not shown: it has what arrived, and URL and code tell what was signed.
func (f *facts) lookVersion2Alone() []hit {
	t := f.server.text
	if t == nil || !isV2Text(t.Whole.S) && !flatV2.MatchString(t.Whole.S) {
		return nil
	}
	if m := cdnHeaders.FindStringSubmatch(t.Whole.S); m != nil {
		return []hit{{
			code:  "header-added-in-transit",
			basis: byTexts,
			says: "The server's string to sign, of Signature Version 2, has " + m[1] + ": CloudFront or API Gateway adds " +
				"that on the way. It has to be taken out before the request is signed or sent on.",
			places: places(t.Whole),
			yours:  m[1],
			at:     StringToSignStage,
		}}
	}
	method, _, _ := strings.Cut(strings.TrimSpace(t.Whole.S), "\n")
	if method, _, _ = strings.Cut(method, " "); method != "" {
		if h := f.presignedFor(method, t.Whole); h != nil {
			return h
		}
	}
	if h := f.resourceDecoded(t.Whole); h != nil {
		return h
	}
	if h := f.formToURL(t.Whole); h != nil {
		return h
	}
	seen := typeIn(outdented(t.Whole.S))
	if f.req == nil || !f.hasV2() || f.queryValue("Signature") == "" {
		return f.typeOfLibrary(seen, t.Whole)
	}
	if signed := f.queryValue("Content-Type"); seen != "" && seen != signed {
		return []hit{{
			code:  "content-type-mismatch",
			basis: byInference,
			says: "The URL is presigned (Signature Version 2) " + forType(signed) + ", and the server's string to sign " +
				"has Content-Type " + quoted(seen) + ": the client has sent that along.",
			places:  places(t.Whole, f.req.Target),
			yours:   "Content-Type: " + signed,
			correct: "Content-Type: " + seen,
			at:      StringToSignStage,
		}}
	}
	return f.headerOfURL(t.Whole)
}

// formToURL finds a form that was posted to a presigned URL: the date of its string to sign is
// the time at which the URL ends.
func (f *facts) formToURL(seen evidence.Text) []hit {
	m := v2String.FindStringSubmatch(outdented(seen.S))
	if m == nil || m[1] != "POST" || !strings.HasPrefix(m[3], "multipart/form-data") || !epoch.MatchString(m[4]) || f.pasteHas(presignsPost) {
		return nil
	}
	return []hit{{
		code:  "method-mismatch",
		basis: byInference,
		says: "A form is posted to a presigned URL (the server's string to sign, of Signature Version 2, ends its date with " + m[4] +
			"): such a URL is made for PUT or GET of the object alone. Send the file itself with that method.",
		places:  places(seen),
		correct: m[1],
		at:      StringToSignStage,
	}}
}

var (
	// epoch is a time as seconds since 1970.
	epoch = regexp.MustCompile(`^\d{10}$`)
	// presignsPost is code that presigns a POST of an object's uploads.
	presignsPost = regexp.MustCompile(`(?i)["']POST["']|HttpMethod\.POST|createMultipartUpload|create_multipart_upload`)
)

// lookTypeOfVersion2 finds a Content-Type that is sent to a URL of Signature Version 2 which was made
// without: it is a line of what is signed (Amazon S3, "Signing and authenticating REST
// requests", "Query string request authentication alternative").
func lookTypeOfVersion2(f *facts) []hit {
	sent, ok := f.raw.HeaderValue("content-type")
	if !ok || sent == "" || !f.unsettled() || !f.requestShown() || !f.hasV2() || f.server.text != nil ||
		f.queryValue("Signature") == "" || f.queryValue("Content-Type") != "" || f.pasteHas(typeMeant) {
		return nil
	}
	b := byWords
	if f.pasteHas(presigner) {
		b = byInference
	}
	return []hit{{
		basis: b,
		says: "The URL is presigned (Signature Version 2) and names no Content-Type, and the client sends " + quoted(sent) +
			": that is a line of what is signed. Send none, or presign for it.",
		places:  places(f.fieldText("content-type"), f.req.Target),
		correct: "Content-Type: " + sent,
		at:      StringToSignStage,
	}}
}

// typeMeant is code that presigns for a type.
var typeMeant = regexp.MustCompile(`(?i:\b(?:with|set)?content_?type["']?\s*(?:=>|[:=(]))|["']Content-Type["']\s*(?:=>|[:=,])|\b(?:generate_url|signurl)\b[^\n]*(?:headers|\s-c\s)`)

// v2Query is a query of Signature Version 2 as it is signed.
var v2Query = regexp.MustCompile(`\b(AWSAccessKeyId=[^\s"']*&SignatureVersion=2[^\s"']*)`)

// lookVersion2Empty finds pairs of the query that are empty in what is signed with Signature
// Version 2: the server leaves them out.
func lookVersion2Empty(f *facts) []hit {
	if !f.mismatch() {
		return nil
	}
	for t := range f.matches(v2Query) {
		if !strings.Contains(t.S, "&&") {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The query that is signed has && in it, an empty pair: the server leaves it out of its own string to sign. Join the " +
				"parameters with one & each.",
			places: places(t),
			at:     StringToSignStage,
		}}
	}
	return nil
}

// amzLine is a header under Amazon's prefix in a string to sign.
var amzLine = regexp.MustCompile(`(?m)^(x-amz-[a-z0-9-]+):`)

// headerOfURL says what is worth a look where a URL of Version 2 arrives with a header that
// counts, and does not name it.
func (f *facts) headerOfURL(seen evidence.Text) []hit {
	m := amzLine.FindStringSubmatch(outdented(seen.S))
	if m == nil || m[1] == "x-amz-date" || f.queryHas(m[1]) {
		return nil
	}
	return []hit{{
		code:  "header-not-signed",
		basis: byWords,
		says: "The server's string to sign, of Signature Version 2, has " + m[1] + ", which the client sends with the URL: where the URL " +
			"was signed without it, the signature is another one.",
		places:  places(seen, f.req.Target),
		correct: m[1],
		at:      StringToSignStage,
	}}
}

// resourceDecoded finds a store that signs the path of a request decoded (Signature Version 2,
// "Constructing the CanonicalizedResource element": the path as it is sent, not decoded).
func (f *facts) resourceDecoded(seen evidence.Text) []hit {
	path := f.model.Path
	decoded := sigv4.PercentDecode(path)
	last := seen.S[strings.LastIndexByte(strings.TrimSpace(seen.S), '\n')+1:]
	if f.onAWS() || !f.requestShown() || decoded == path || strings.Contains(last, path) || !strings.HasSuffix(strings.TrimSpace(last), decoded) {
		return nil
	}
	return []hit{{
		code:  "server-side-canonicalization",
		basis: byInference,
		says: "The request is sent to " + quoted(clip(path)) + ", and the server has it decoded in its string to sign of Signature " +
			"Version 2, which takes the path as it is sent.",
		places: places(f.req.Target, seen),
		at:     StringToSignStage,
	}}
}

// indents are the blanks before the lines of a text as pages set it.
var indents = regexp.MustCompile(`(?m)^[ \t]+`)

func outdented(s string) string { return indents.ReplaceAllString(strings.TrimRight(s, " \t\r\n"), "") }

// typeIn is the Content-Type in a string to sign of Version 2, "" where it has none.
func typeIn(text string) string {
	if m := v2String.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[3])
	}
	m := flatV2.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	for _, word := range strings.Fields(m[2]) {
		if flatType.MatchString(word) {
			return strings.TrimSuffix(word, ";")
		}
	}
	return ""
}

var flatType = regexp.MustCompile(`^(?:application|audio|font|image|multipart|text|video)/[\w.+-]+;?$`)

// libraryType are types that HTTP libraries give a body by themselves.
var libraryType = regexp.MustCompile(`^(?:text/plain; ?charset=utf-8|multipart/form-data.*|application/x-www-form-urlencoded.*)$`)

// typeOfLibrary takes a type that the server has, of those that libraries set, for what
// the URL was not signed with, where the paste names it nowhere else.
func (f *facts) typeOfLibrary(seen string, where evidence.Text) []hit {
	if !libraryType.MatchString(lower(seen)) || !f.pasteHas(presignWord) || f.pasteHas(typedPresign) {
		return nil
	}
	return []hit{{
		code:  "content-type-mismatch",
		basis: byInference,
		says: "The server's string to sign has Content-Type " + quoted(seen) + ", which HTTP libraries set by themselves: " +
			"the URL was presigned without it, or for another.",
		places:  places(where),
		correct: "Content-Type: " + seen,
		at:      StringToSignStage,
	}}
}

func forType(contentType string) string {
	if contentType == "" {
		return "and names no Content-Type"
	}
	return "for Content-Type " + quoted(contentType)
}

// presigner is a call that makes a presigned URL, with the operation that it is for.
var presigner = regexp.MustCompile(`(?i)` + anyOf(
	`getSignedUrl(?:Async|Promise)?\(?\s*["']([A-Za-z]+)["']`,
	`generate_presigned_url\(\s*(?:ClientMethod\s*=\s*)?["']([a-z_]+)["']`,
	`presigned_url\(\s*:([a-z_]+)`,
	`generate_url\([^)\n]*["'](GET|PUT|POST|DELETE)["']`,
	`(?:PresignedUrl(?:Request)?\([^;]{0,200}|\b(?:set|with|http)Method\(\s*)\bHttpMethod\.(GET|PUT|POST|DELETE)\b`,
))

// presignedFor compares the method that arrived with those of the operations which the code
// in the paste presigns: where one of them has it, the URL may be of that one.
func (f *facts) presignedFor(method string, where evidence.Text) []hit {
	calls := f.operationCalls()
	if len(calls) == 0 || slices.ContainsFunc(calls, func(c operationCall) bool {
		return c.method == "" || c.method == method || c.method == "GET" && method == "HEAD"
	}) {
		return nil
	}
	c := calls[0]
	return []hit{{
		code:    "method-mismatch",
		basis:   byInference,
		says:    "The URL is presigned for " + c.operation + ", which takes " + c.method + "; the server got " + method + ".",
		places:  places(c.where, where),
		yours:   c.method,
		correct: method,
		at:      StringToSignStage,
	}}
}

// An operationCall is code that presigns an operation; no method is one that is not known.
type operationCall struct {
	operation, method string
	where             evidence.Text
}

// operationCalls are those of the paste.
func (f *facts) operationCalls() (calls []operationCall) {
	for i := range f.ev.Sources {
		for _, m := range f.ev.All(i, presigner) {
			c := operationCall{where: f.ev.Cut(i, m[0], m[1])}
			for k := 2; k < len(m); k += 2 {
				if m[k] >= 0 {
					c.operation = f.ev.Cut(i, m[k], m[k+1]).S
				}
			}
			c.method = operations[lower(c.operation)]
			calls = append(calls, c)
		}
	}
	return calls
}

// v2Params are the parameters of a string to sign of Version 2, as they stand there: the access
// key ID is the first of them in byte order.
var v2Params = regexp.MustCompile(`AWSAccessKeyId=[^\s&]*(?:<[^>\n]*>)?((?:\s*(?:\\n)?&[A-Za-z.\d]+=[^\s&]*)+)`)

// lookVersion2Unsorted finds a string to sign of Version 2 whose parameters are not in byte
// order (Signature Version 2 signing process, "Calculate an RFC 2104-compliant HMAC").
func lookVersion2Unsorted(f *facts) []hit {
	if !f.mismatch() {
		return nil
	}
	for t := range f.matches(v2Params) {
		var names []string
		for _, pair := range strings.Split(t.S, "&")[1:] {
			name, _, _ := strings.Cut(pair, "=")
			names = append(names, name)
		}
		if !slices.Contains(names, "SignatureVersion") || slices.Contains(names, "Signature") || slices.IsSorted(names) {
			continue
		}
		return []hit{{
			basis:  byInference,
			says:   "The parameters of the string to sign are not in byte order of their names, as Signature Version 2 wants them, too.",
			places: places(t),
			at:     StringToSignStage,
		}}
	}
	return nil
}
