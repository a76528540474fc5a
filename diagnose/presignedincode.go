package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// presignedLooks set the call that presigns a URL against the one that uses it.
var presignedLooks = []mistake{
	{code: "method-mismatch", look: lookPresignedMethod},
	{code: "signed-header-not-sent", look: lookOptionNotSent},
	{code: "header-not-signed", look: lookHeaderNotPresigned},
	{code: "auth-two-mechanisms", look: lookAppAuthorization},
	{code: "query-param-added-after-signing", look: lookNamedURL},
}

const (
	// urlVariable is a variable that holds a finished URL, by its name.
	urlVariable = `(?:[&$]|\b)(?i:\w*(?:->|\.))?(?i:(?:pre_?)?signed\w*|(?:upload|download|put|aws|s3)_?ur[il]\w*|ur[il]|link|u)\b(?:\.(?:URL|url|uri)\b)?(?:\(\))?`
	// usedURL is one as an argument, with what makes an object of it.
	usedURL = `\(\s*(?:(?:Uri\.parse|new URL|URI(?:\.create)?|Url::parse)\(\s*)?` + urlVariable + `\s*[,)?]`
)

// presignWords are the calls that make a presigned URL, and what people call one.
var presignWords = regexp.MustCompile(`(?i)getSignedUrl|pre-?_?sign|temporary(?:Upload)?Url|\bsignURL\(|query_string_authentication_uri`)

// postForm is an upload by a form with a policy, which is no presigned URL.
var postForm = regexp.MustCompile(`(?i)presigned_?post|PostObjectV4|\bpolicy\b`)

// A methodForm is a line of code that tells a method: its first group, or the one that is named.
type methodForm struct {
	form   *regexp.Regexp
	method string
}

// presignedFor are the calls and their options by which code tells the method that it presigns.
var presignedFor = []methodForm{
	{regexp.MustCompile(`(?i)(?:^|[^:\w])(?:pre_?signe?d?_?)?(get|put|head|delete)_?object(?:command|request|input)?\b`), ""},
	{regexp.MustCompile(`\bpresigned_?[uU]rl\([^\n]{0,40}?:(get|put|head|delete)\b`), ""},
	{regexp.MustCompile(`\bVerb\s*=\s*HttpVerb\.(GET|PUT|HEAD|DELETE)\b`), ""},
	{regexp.MustCompile(`(?i)PreSignedURL[^\n]*\s-Verb\s+(GET|PUT|HEAD|DELETE)\b`), ""},
	{regexp.MustCompile(`(?i)generatePresignedUrl(?:Request)?\([^;]*HttpMethod\.(GET|PUT|HEAD|DELETE)\b`), ""},
	{regexp.MustCompile(`\btemporaryUploadUrl\(`), "PUT"},
	{regexp.MustCompile(`\btemporaryUrl\(`), "GET"},
}

// presignedForGet are calls that presign for GET where they are told nothing else.
var presignedForGet = []struct{ call, told *regexp.Regexp }{
	{regexp.MustCompile(`\bnew GetPreSignedUrlRequest\b`), regexp.MustCompile(`\bVerb\s*=`)},
	{regexp.MustCompile(`\bgeneratePresignedUrl\([^(),]*,[^(),]*,[^(),]*\)`), regexp.MustCompile(`\bHttpMethod\.`)},
}

// sentWith are the calls that use a finished URL, with their methods.
var sentWith = []methodForm{
	{regexp.MustCompile(`(?i:(?:\.|->|@)(get|put|post|head|delete)(?:_async|async)?!?)` + usedURL), ""},
	{regexp.MustCompile(`\.(get|put|post|delete|head)\(\)\s*\.uri` + usedURL), ""},
	{regexp.MustCompile(`\bUnityWebRequest\.(Post|Put)` + usedURL), ""},
	{regexp.MustCompile(`(?s)\b(?:fetch|request|fetch_json)` + usedURL + `[^;]{0,120}?\bmethod\s*:\s*["'\x60](\w+)["'\x60]`), ""},
	{regexp.MustCompile(`\bopen\(\s*["'](PUT|POST|GET|HEAD|DELETE)["']\s*,\s*` + urlVariable), ""},
	{regexp.MustCompile(`\b(?:http\.NewRequest\w*|requests\.request|httpx\.request)\(\s*(?:ctx,\s*)?"(PUT|POST|GET|HEAD|DELETE)"\s*,\s*` + urlVariable), ""},
	{regexp.MustCompile(`\bsetRequestMethod\(\s*"(PUT|POST|HEAD|DELETE)"`), ""},
	{regexp.MustCompile(`\bwww\.method\s*=\s*"(PUT|POST|HEAD|DELETE)"`), ""},
	{regexp.MustCompile(`\bhttpMethod\s*=\s*"(PUT|POST|HEAD|DELETE)"`), ""},
	{regexp.MustCompile(`\bCURLOPT_CUSTOMREQUEST\s*(?:,|=>)\s*["'](PUT|POST|HEAD|DELETE)["']`), ""},
	{regexp.MustCompile(`\bCURLOPT_PUT\b`), "PUT"},
	{regexp.MustCompile(`\bNet::HTTP::(Put|Post|Head|Delete)\.new\b`), ""},
	{regexp.MustCompile(`\bcurl\s[^\n]*-X\s*["']?(PUT|POST|HEAD|DELETE)\b`), ""},
	{regexp.MustCompile(`\bcurl\s[^\n]*\s(?:-T|--upload-file)\s`), "PUT"},
	{regexp.MustCompile(`(?i)\bInvoke-\w+[^\n]*\s-Method\s+(PUT|POST|HEAD|DELETE)\b`), ""},
	{regexp.MustCompile(`@(PUT|POST|HEAD|DELETE)\s[^;]*@Url\b`), ""},
	{regexp.MustCompile(`(?s)\bhttp\.begin\([^\n]*\b(?i:url)\w*\s*\).{0,240}?\bhttp\.(PUT|POST)\(`), ""},
	{regexp.MustCompile(`\bUrlFetchApp\.fetch` + usedURL + `\s*\{[^}]*\bmethod:\s*["'](\w+)["']`), ""},
	{regexp.MustCompile(`\bUrlFetchApp\.fetch` + usedURL + `\s*\{\s*payload\b`), "POST"},
	{regexp.MustCompile(`\bwget\s[^\n]*"?\$\{?\w*(?i:url)`), "GET"},
}

// otherUse is what stands behind a method where it is that of a call with data, which asks one's
// own server for a URL, or of an operation that a message names.
var otherUse = regexp.MustCompile(`^(?i:object)? operation\b|^!?\([^,]*,\s*(?:\{|json=|data=\{|JSON\.|jsonEncode|body:\s*json)` +
	`|^["'\x60][^\n]*\bbody\s*:\s*JSON\.stringify\(|^["']?\s[^\n]*\shttps?://[^\s"'$?]+(?:\s*[|)]|\s+-|\s*$)|^["']?\s+https?://[^\s"'$?]+(?:\s*[|)]|\s+-|\s*$)`)

// methodsIn are the methods that forms find, each with its first place.
func (f *facts) methodsIn(forms []methodForm) map[string]evidence.Text {
	list := map[string]evidence.Text{}
	add := func(method string, where evidence.Text) {
		if _, known := list[method]; !known && operations[lower(method)] != "" {
			list[method] = where
		}
	}
	for _, m := range forms {
		if m.method != "" {
			if _, where := f.find(m.form); where.Present() {
				add(m.method, where)
			}
			continue
		}
		for t := range f.matches(m.form) {
			if _, _, after, ok := f.lineAround(t); ok && otherUse.Match(after) && upper(t.S) != "GET" {
				continue
			}
			add(upper(t.S), t)
		}
	}
	return list
}

// presignedMethod is the one method that code presigns a URL for.
func (f *facts) presignedMethod() (method string, where evidence.Text) {
	list := f.methodsIn(presignedFor)
	if len(list) == 0 {
		for _, p := range presignedForGet {
			if _, at := f.find(p.call); at.Present() && !f.pasteHas(p.told) {
				return "GET", at
			}
		}
	}
	if len(list) != 1 {
		return "", evidence.Text{}
	}
	for method, where = range list {
	}
	return method, where
}

// lookPresignedMethod compares the method that code presigns a URL for with the one that the
// URL is used with: the server's, or that of the code.
func lookPresignedMethod(f *facts) []hit {
	if !f.denied() || f.verified || f.claim != nil || f.clientTexts() || !f.pasteHas(presignWords) {
		return nil
	}
	if f.pasteHas(postForm) {
		return f.lookFormAsPut()
	}
	due, signed := f.presignedMethod()
	if due == "" {
		return nil
	}
	b, used := byCode, f.methodsIn(sentWith)
	if c := f.server.canonical; c != nil {
		if !f.signedInQuery() {
			return nil
		}
		b, used = byInference, map[string]evidence.Text{c.Method.S: c.Method}
	}
	if len(used) != 1 {
		return nil
	}
	for actual, where := range used {
		if actual == due {
			return nil
		}
		return []hit{{
			basis: b,
			says: "The URL is presigned for " + due + ", and used with " + actual + ": the method is signed, and a URL is good " +
				"for one.",
			places:  places(signed, where),
			yours:   due,
			correct: actual,
			at:      CanonicalStage,
		}}
	}
	return nil
}

var (
	// madeForm is a call that makes a form with a policy.
	madeForm = regexp.MustCompile(`(?i)\b(?:createPresignedPost|generate_presigned_post|presigned_post)\b`)
	// putOfForm is an upload with PUT to the URL of a form.
	putOfForm = regexp.MustCompile(`(?s)` + anyOf(
		`\bfetch\(\s*\w*\.?url\s*,[^;]{0,120}?\bmethod\s*:\s*["'\x60](PUT)["'\x60]`,
		`\.(put)\(\s*\w*\.?url\s*,`,
		`\.(put)\(\s*\w+\[["']url["']\]`,
	))
	// formPosted is what sends one as it is meant.
	formPosted = regexp.MustCompile(`(?i)\bmethod["']?\s*[:=]\s*["'\x60]POST|\.post\w*\(`)
)

// lookFormAsPut finds a form with a policy of which the URL is used as if it were presigned.
func (f *facts) lookFormAsPut() []hit {
	if !f.pasteHas(madeForm) || f.pasteHas(formPosted) || len(f.methodsIn(presignedFor)) > 0 {
		return nil
	}
	_, where := f.find(putOfForm)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The URL belongs to a form with a policy, which is sent with POST, all of its fields before the file; it takes no " +
			"PUT.",
		places: places(where),
		at:     RequestStage,
	}}
}

// An option is one of an upload that makes a header.
type option struct {
	header string
	form   *regexp.Regexp // how the presigner is given it
}

// optionOf is the form of an option in the languages of the SDKs: ACL: …, .acl(…), acl: …,
// 'ACL' => …, withAcl(…).
func optionOf(header string, names ...string) option {
	return option{header, regexp.MustCompile(`(?:^|[^\w-])(?:` + strings.Join(names, "|") + `)["']?\s*(?::|=>?|\()\s*[^\s=>]`)}
}

var uploadOptions = []option{
	optionOf("x-amz-acl", `ACL`, `acl`, `CannedACL`, `withCannedAcl`),
	optionOf("x-amz-meta-", `[mM]etadata`, `\w+\.Metadata\.Add`),
	optionOf("x-amz-tagging", `[tT]agging`),
	optionOf("x-amz-server-side-encryption", `[sS]erverSideEncryption\w*`, `server_side_encryption`),
	optionOf("x-amz-storage-class", `[sS]torageClass`, `storage_class`),
	optionOf("x-amz-checksum-", `Checksum(?:SHA|CRC)\w+`, `checksum_?(?:sha|crc|SHA|CRC)\w+`),
	optionOf("content-md5", `[cC]ontentMD5`, `content_md5`),
}

var (
	// namedHeader is a header of S3 that code gives to a request by its name.
	namedHeader = regexp.MustCompile(`["'\x60](?i:(x-amz-(?:acl|tagging|storage-class|website-redirect-location|server-side-encryption\b[\w-]*|meta-[\w-]+|checksum-\w+)))["'\x60:]`)
	// keepsHeaders are presigners that sign the headers of the options as such: others move
	// them into the query, where nobody has to send them.
	keepsHeaders = regexp.MustCompile(anyOf(
		`generate_presigned_url\(`,
		`\bPresignPutObject\(|\.Presign\(`,
		`\bpresignPutObject\(|\bPutObjectPresignRequest\b`,
		`\bGetPreSigned(?:Url|URL)`,
		`\.presigned\(`,
		`unhoistableHeaders|signableHeaders`,
	))
	// headersSigned are lists of headers that a presigner is given.
	headersSigned = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:unhoistableHeaders|signableHeaders)\s*:\s*new Set\(\[\s*["']([\w-]+)["']`,
		`presigned_url\([^\n]*\bheaders:[^\n]*?["'](x-amz-(?:acl|tagging|meta-[\w-]+|storage-class))["']`,
		`signURL\([^\n]*\bheaders:[^\n]*?["'](x-amz-(?:acl|tagging|meta-[\w-]+|storage-class))["']`,
	))
	// handsHeadersOn is code that gives the request all headers which were signed.
	handsHeadersOn = regexp.MustCompile(`(?i)\bsigned_?Headers?\b(?:\(\))?|\.SignedHeader\b|\.headers\(\)\s*[{.]|\bheaders\s*[:=]\s*(?:\w+\.)?(?:signed\w*|presigned\w*|fields|req\w*)\.headers\b`)
	// uploads are calls that send a body to a finished URL.
	uploads = regexp.MustCompile(`(?s)` + anyOf(
		`(?i:(?:\.|->)put(?:async)?!?)`+usedURL,
		`\bfetch`+usedURL+`[^;]{0,120}?\bmethod\s*:\s*["'\x60]PUT`,
		`\bPutAsync\(|\bHttpMethod\.Put\b|\bsetRequestMethod\("PUT"`,
		`\.PUT\(BodyPublishers|\.url\(\w+\)\.put\(`,
		`\bcurl\b[^\n]*(?:-X["',\s]*PUT|\s-T\s|--upload-file)`,
		`\bhttpMethod\s*=\s*"PUT"`,
		`\bhttp\.NewRequest(?:WithContext)?\((?:\w+,)?\s*(?:"PUT"|http\.MethodPut)`,
		`\bNet::HTTP::Put\b`,
		`\bFaraday\.put\(|\bhttp\.put\(`,
	))
)

// lookOptionNotSent finds an option of the call that presigns which makes a header, where
// what uploads sends none of the name.
func lookOptionNotSent(f *facts) []hit {
	if !f.silent() || f.claim != nil || f.canonicalShown() || f.pasteHas(postForm) || f.pasteHas(handsHeadersOn) || !f.pasteHas(uploads) {
		return nil
	}
	hitOf := func(name string, where evidence.Text) []hit {
		return []hit{{
			basis: byCode,
			says: "The URL is presigned with " + strings.TrimSuffix(name, "-") + ", which becomes a signed header, and the " +
				"upload does not send it: it has to, with the value that was signed.",
			places:  places(where),
			correct: strings.TrimSuffix(name, "-"),
			at:      CanonicalStage,
		}}
	}
	if groups, where := f.find(headersSigned); groups != nil {
		if name := groups[1] + groups[2] + groups[3]; f.count(regexp.MustCompile(`(?i)`+literal(name))) == 1 {
			return hitOf(lower(name), where)
		}
		return nil
	}
	if !f.pasteHas(keepsHeaders) {
		return nil
	}
	for _, o := range uploadOptions {
		if where := f.optionPresigned(o); where.Present() && !f.pasteHas(nameOfHeader(o.header)) {
			return hitOf(o.header, where)
		}
	}
	return nil
}

var (
	// anyCall is a call up to its bracket, otherCall one that uploads or sets an option by itself.
	anyCall   = regexp.MustCompile(`[\w.]+\(`)
	otherCall = regexp.MustCompile(`(?i)(?:put_?(?:object|bucket)_?(?:acl|tagging)|upload_?file|copy_?object|head_?object|createMultipartUpload|create_multipart_upload)\w*\($`)
)

// optionPresigned is where an option stands, in no call that does not presign.
func (f *facts) optionPresigned(o option) evidence.Text {
	for i, src := range f.ev.Sources {
		if !f.holds(i, o.form) {
			continue
		}
		for _, m := range f.ev.All(i, o.form) {
			calls := anyCall.FindAll(src.Data[max(0, m[0]-optionReach):m[0]], -1)
			if len(calls) == 0 || !otherCall.Match(calls[len(calls)-1]) {
				return f.codePlace(i, m)
			}
		}
	}
	return evidence.Text{}
}

// optionReach is how far before an option its call may begin.
const optionReach = 200

// nameOfHeader is the name of a header, or how it begins, in any case.
func nameOfHeader(name string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b` + literal(name)) }

// lookHeaderNotPresigned finds a header x-amz-* of an upload that the call which presigns was
// not told of.
func lookHeaderNotPresigned(f *facts) []hit {
	if !f.deniedSomehow() || f.claim != nil || f.canonicalShown() || f.pasteHas(postForm) || !f.pasteHas(presignCode) ||
		f.pasteHas(handsHeadersOn) {
		return nil
	}
	for name := range f.matches(namedHeader) {
		header := lower(name.S)
		i := slices.IndexFunc(uploadOptions, func(o option) bool { return strings.HasPrefix(header, o.header) })
		if i >= 0 && f.pasteHas(uploadOptions[i].form) || f.count(nameOfHeader(header)) > 1 {
			continue // it is given there, too
		}
		return []hit{{
			basis: byCode,
			says: "The upload sends " + header + ", and the call that presigns the URL is not told of it: every header x-amz-* " +
				"that is sent has to be signed.",
			places:  places(name),
			correct: header,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// presignCode is a call that presigns an upload, with its operation or options.
var presignCode = regexp.MustCompile(anyOf(
	`getSignedUrl\w*\(\s*[^()]*(?:["']putObject["']|PutObjectCommand\()`,
	`generate_presigned_url\(\s*(?:ClientMethod\s*=\s*)?["']put_object["']`,
	`\b[pP]resignPutObject\(`,
	`\bGetPreSignedURL\(`,
	`\bgeneratePresignedUrl\(`,
	`\bput_object\(\)[^;]*\.presigned\(`,
	`\bpresigned_url\(\s*:put`,
	`\bcreatePresignedRequest\(`,
	`\bPutObjectCommand\b`,
))

// deniedSomehow reports whether the signature was refused, or the upload was without a word.
func (f *facts) deniedSomehow() bool {
	if f.verified {
		return false
	}
	return f.answer == nil && f.pasteHas(forbidden) || f.denied()
}

var (
	// appAuthorization is what gives every request of a client the Authorization of the app.
	appAuthorization = regexp.MustCompile(`(?s)` + anyOf(
		`\binterceptors\.request\.use\([^;]{0,160}?\bAuthorization\b`,
		`\bdefaults\.headers\b[^\n]{0,30}\bAuthorization\b`,
		`\b(?:\w*session|s|client)\.headers(?:\[|\.update\(\{)\s*["']Authorization["']`,
		`\bInterceptorsWrapper\(.{0,160}?\bAuthorization\b`,
		`\baddInterceptor\b.{0,160}?\bAuthorization\b`,
		`\bDefaultRequestHeaders\.Authorization\s*=`,
		`\bDefaultRequestHeaders\.Add\(\s*"Authorization"`,
	))
	// onCondition is in code that does not do so for every one.
	onCondition = regexp.MustCompile(`\bif\b|&&|\s\?\s`)
	// usedByClient is a URL that the same kind of client is used with.
	usedByClient = regexp.MustCompile(`(?i:\.(?:put|get|request)(?:async)?)` + usedURL + `|\bnewCall\([^\n]*\.url` + usedURL)
	// badRequest is a client's word of a 400.
	badRequest = regexp.MustCompile(`(?i)\b(?:status(?: ?code)?(?: of)?:? ?400|HTTP(?:/[\d.]+)? 400|400 Bad Request)\b|(?m:^400\s*$)`)
)

// lookAppAuthorization finds a client that sends the Authorization of its app with every
// request, and uses a presigned URL: that is a second authentication.
func lookAppAuthorization(f *facts) []hit {
	if f.verified || f.mismatch() || f.canonicalShown() || !f.pasteHas(presignWords) || !f.pasteHas(badRequest) {
		return nil
	}
	groups, where := f.find(appAuthorization)
	if groups == nil || onCondition.MatchString(groups[0]) || !f.pasteHas(usedByClient) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The client gives every request the Authorization of its app, the one for the presigned URL, too: that is a second " +
			"authentication, which S3 refuses with 400. Use a client without it for the URL.",
		places: places(where),
		at:     RequestStage,
	}}
}
