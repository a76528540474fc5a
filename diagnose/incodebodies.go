package diagnose

import (
	"encoding/json"
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	presigns        = regexp.MustCompile(`(?i)getSignedUrl|presign|generatePresigned|X-Amz-SignedHeaders`)
	contentTypeSent = regexp.MustCompile(`(?:['"]?(?:Content-Type|content-type)['"]?\s*` +
		`(?:=>|[:=,])|\bInvoke-\w+[^\n]*\s-ContentType)\s*['"]([\w.+/ ;=-]+)['"]`)
)

// contentTypeGiven is a Content-Type that code takes from a variable.
var contentTypeGiven = regexp.MustCompile(`['"](?:Content-Type|content-type)['"]\s*` +
	`(?:=>|[:=,])\s*[A-Za-z_$][\w.$]*\s*[,})\n]`)

// lookPresignedType compares the content type that code presigns with the one sent.
func lookPresignedType(f *facts) []hit {
	if f.verified || !f.pasteHas(presigns) || f.params.Carrier == sigv4.InHeader && f.claim != nil {
		return nil
	}
	sent, ok := f.raw.HeaderValue("content-type")
	if v, where := f.serverLine("content-type"); where.Present() {
		sent, ok = v, true
	}
	b := byTexts
	if !ok {
		if f.pasteHas(contentTypeGiven) {
			return nil // one of the requests has the type of its file
		}
		sent, b = f.pasteFinds(contentTypeSent), byCode
		if sent == "" && f.pasteHas(jsonBody) && f.pasteHas(putWord) {
			sent = "application/json"
		}
	}
	if sent == "" || template(sent) {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, contentTypeParam) {
			continue
		}
		m := f.ev.First(i, contentTypeParam)
		if signed := string(src.Data[m[2]:m[3]]); signed != sent &&
			(ok || !f.isSentInCode(signed)) &&
			!f.typeGiven(sent) {
			return []hit{{
				basis:   b,
				says:    "The URL is presigned for content-type " + signed + ", the request sends " + sent + ".",
				places:  append([]evidence.Text{f.codePlace(i, m)}, places(f.contentTypeText())...),
				yours:   "content-type:" + signed,
				correct: "content-type:" + sent,
			}}
		}
	}
	return nil
}

// isSentInCode reports whether one of the requests in code has a content type.
func (f *facts) isSentInCode(contentType string) bool {
	for t := range f.matches(contentTypeSent) {
		if t.S == contentType {
			return true
		}
	}
	return false
}

// typeGiven reports whether one of the calls in code is given a content type.
func (f *facts) typeGiven(contentType string) bool {
	for t := range f.matches(contentTypeParam) {
		if t.S == contentType {
			return true
		}
	}
	return false
}

// jsonBody is a body that a client writes as JSON, which is then its Content-Type.
var jsonBody = regexp.MustCompile(`\.json\(\s*&|\bjson\s*=\s*\w|[{,]\s*json\s*:\s*[\w{]`)

// contentTypeParam is the type that a call which presigns is given.
var contentTypeParam = regexp.MustCompile(anyOf(
	`\bContentType['"]?\s*[:=]>?\s*(?:aws\.String\()?`,
	`\.(?:content_type|contentType|withContentType)\(\s*`,
	`\bpresigned_url\([^\n]*\bcontent_type:\s*`,
	`PreSignedURL[^\n]*\s-ContentType\s+`,
) + `["']([\w.+/-]+)["']`)

const mediaType = `(?:application|audio|font|image|text|video)/[\w.+-]+`

var (
	// typeNamed is a type behind the name of its header or option.
	typeNamed = regexp.MustCompile(`(?i)` + anyOf(
		`\bcontent[-_ ]?type\b(?:\W{0,6}|\W{1,6}(?:new|aws\.String)\W{1,2})`,
		`\bMedia_?Type\w*\W+(?:(?:parse|valueOf|get)\W+)?`,
		`\bStringContent\([^\n]*,\s*"`,
		`\.type\(\s*["']`,
		`\btype\s*=\s*["']`,
		`\bAddParameter\("`,
	) + `(` + mediaType + `)`)
	// typeOfFile is a type that is sent as a variable has it.
	typeOfFile = regexp.MustCompile(`(?i)\bcontent-type["']?\]?\s*[:=,]>?\s*(?:\w+\.)*\w*(?:type|mime)\b`)
)

// typesAgree reports whether a type is given where the URL is presigned and where it is used,
// and it is one, as far as the paste shows.
func (f *facts) typesAgree() bool {
	seen, n := "", 0
	for t := range f.matches(typeNamed) {
		if seen != "" && !strings.EqualFold(seen, t.S) {
			return false
		}
		seen, n = t.S, n+1
	}
	switch {
	case n == 0:
		return f.pasteHas(typeOfFile)
	case n == 1:
		return seen == "application/json" && f.pasteHas(jsonBody)
	}
	return true
}

// formBody is a body that is made as a form of several parts, in the languages of the
// clients: its Content-Type is multipart/form-data with a boundary.
var formBody = regexp.MustCompile(anyOf(
	`\bnew FormData\(|\bFormData\.fromMap\(|\bMultipartFile\.from\w+\(|\bMultipartRequest\(`,
	`(?i:uploadType\W{1,4}\S*multipart)`,
	`\bnew MultipartFormDataContent\b|\.AddFile\(`,
	`\bnew WWWForm\b|\bMultipartFormFileSection\b`,
	`\bfiles\s*=\s*[{(\[\w]`,
	`["']multipart["']\s*=>|\bmultipart:\s*true\b|\bform_multipart:|["']form-data["']`,
	`@Multipart\b|\bMultipartBody\.(?:Builder|Part)\b|\bMultipartEntityBuilder\b`,
	`\bmultipart\.NewWriter\(|\.multipart\(|\bmultipartFormData\b`,
	`\bset_form\([^\n]*multipart`,
	`\bcurl\s[^\n]*\s(?:-F|--form)\s`,
	`\bbody\s*=\s*list\([^)\n]*upload_file\(`,
))

// putWord is the method of an upload to a presigned URL, as calls have it.
var putWord = regexp.MustCompile(`(?i)\bPUT\b|PutAsync|setRequestMethod\("PUT|HTTP_?PUT|\bput!?\(|Method\.Put\b|Net::HTTP::Put\b`)

// formSent reports whether a form of several parts may be what is sent to a URL that is
// presigned for an upload.
func (f *facts) formSent() bool {
	return f.pasteHas(putWord) && f.pasteHas(presignWords) && !f.pasteHas(madeForm)
}

var (
	stringContent = regexp.MustCompile(`new StringContent\([^;\n]*,\s*(?:System\.Text\.)?` +
		`Encoding\.UTF8\s*,\s*"([\w/.+-]+)"\)`)
	signedType = regexp.MustCompile(`(?i)["']?content-type["']?\]?\s*[,=:]\s*"([^"\n]+)"`)
)

// lookStringContent finds a body of .NET whose Content-Type gets a charset that was not
// signed (StringContent, constructor with encoding and media type).
func lookStringContent(f *facts) []hit {
	if !f.unsettled() || f.canonicalShown() {
		return nil
	}
	for sent := range f.matches(stringContent) {
		for signed := range f.matches(signedType) {
			if signed.S == sent.S {
				return []hit{{
					basis: byCode,
					says: "StringContent with an encoding sends Content-Type " + quoted(sent.S+"; charset=utf-8") +
						", and " + quoted(signed.S) + " is signed.",
					places:  []evidence.Text{signed, sent},
					yours:   "content-type:" + signed.S,
					correct: "content-type:" + sent.S + "; charset=utf-8",
				}}
			}
		}
	}
	return nil
}

// templateText is a JSON string that holds a variable of Postman.
var templateText = regexp.MustCompile(`("(?:[^"\\\n]|\\.)*\{\{[\w.$-]+\}\}(?:[^"\\\n]|\\.)*")`)

var templateVariable = regexp.MustCompile(`\{\{[\w.$-]+\}\}`)

// lookTemplateBody finds the body of a request before its variables were filled in.
func lookTemplateBody(f *facts) []hit {
	where := f.arrivedBody()
	if agent, _ := f.raw.HeaderValue("user-agent"); !f.unsettled() ||
		where.S == "" ||
		strings.HasPrefix(agent, "PostmanRuntime") {
		return nil
	}
	body := where.S
	if v, _ := f.raw.HeaderValue("x-amz-content-sha256"); v == sigv4.HexSHA256([]byte(body)) {
		return nil
	}
	for quoted := range f.matches(templateText) {
		var text string
		if json.Unmarshal([]byte(quoted.S), &text) != nil || !fillsTo(text, body) {
			continue
		}
		return []hit{{
			basis: byCode,
			says: "The body that is sent is a template with its variables filled in, and the template stands in " +
				"the paste: where the tool signs before it fills them in, the hash is that of the template.",
			places:  []evidence.Text{quoted, where},
			yours:   sigv4.HexSHA256([]byte(text)),
			correct: sigv4.HexSHA256([]byte(body)),
			at:      RequestStage,
		}}
	}
	return nil
}

// arrivedBody is the body of the request, or the JSON text of the paste that has the
// hash which the server computed.
func (f *facts) arrivedBody() evidence.Text {
	if f.raw.Body.State == sigv4.BodyKnown && f.req != nil {
		return f.req.Body
	}
	if c := f.server.canonical; c != nil {
		for _, t := range f.jsonLines() {
			if sigv4.HexSHA256([]byte(t.S)) == c.PayloadHash.S {
				return t
			}
		}
	}
	return evidence.Text{}
}

// fillsTo reports whether a template gives a text once its variables have values.
func fillsTo(template, text string) bool {
	parts := templateVariable.Split(template, -1)
	if len(strings.Join(parts, "")) < 8 || !strings.HasPrefix(text, parts[0]) {
		return false
	}
	last := len(parts) - 1
	for _, p := range parts[:last] {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return strings.HasSuffix(text, parts[last])
}
