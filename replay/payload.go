package replay

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// PayloadAttempts are about the last line of the canonical request.
var PayloadAttempts = []Attempt{
	{code: "empty-body-hash", vary: func(m *Model) []Twist {
		if m.Payload == sigv4.EmptyHash || m.unsignedQuery() {
			return nil
		}
		return []Twist{
			payloadTwist("payload-empty-for-body", sigv4.EmptyHash, "signs the hash of an empty body although there is one"),
		}
	}},
	{code: "body-line-ends-changed", vary: bodyTwists(func(b []byte) []BodyForm {
		return []BodyForm{
			{"payload-extra-newline", append(slices.Clone(b), '\n'), "hashes the body with a newline at its end"},
			{"payload-extra-newline", append(slices.Clone(b), "\r\n"...), "hashes the body with CR LF at its end"},
			{"payload-newline-missing", bytes.TrimSuffix(b, []byte("\n")), "hashes the body without the newline at its end"},
			{"payload-newline-missing", bytes.TrimSuffix(b, []byte("\r\n")), "hashes the body without the CR LF at its end"},
			{"payload-newline-missing", bytes.TrimRight(b, "\r\n"), "hashes the body without the newline at its end"},
			{"payload-newlines-stripped", []byte(strings.NewReplacer("\r", "", "\n", "").Replace(string(b))), "hashes the body without its line breaks"},
			{"payload-line-ends", bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), "hashes LF where the body has CR LF"},
			{"payload-line-ends", bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")), "hashes CR LF where the body has LF"},
		}
	})},
	{code: "wrong-text-hashed", vary: wrongTexts},
	{code: "payload-hash-invalid", vary: func(m *Model) []Twist {
		var out []Twist
		if sum, err := hex.DecodeString(m.Payload); err == nil && len(sum) == 32 {
			again := sha256.Sum256(sum)
			out = append(out,
				payloadTwist("payload-hash-upper-case", strings.ToUpper(m.Payload), "writes the payload hash in capitals"),
				payloadTwist("payload-hash-base64", base64.StdEncoding.EncodeToString(sum), "writes the payload hash in base64"),
				payloadTwist("payload-hash-double", sigv4.HexSHA256([]byte(m.Payload)), "hashes the payload hash once more"),
				payloadTwist("payload-hash-double", hex.EncodeToString(again[:]), "hashes the bytes of the payload hash once more"))
		}
		if m.BodyKnown {
			md := md5.Sum(m.Body)
			sh := sha1.Sum(m.Body)
			out = append(out,
				payloadTwist("payload-md5", hex.EncodeToString(md[:]), "uses MD5 for the payload hash"),
				payloadTwist("payload-md5", base64.StdEncoding.EncodeToString(md[:]), "uses MD5 in base64 for the payload hash"),
				payloadTwist("payload-md5", hex.EncodeToString(sh[:]), "uses SHA-1 for the payload hash"),
				payloadTwist("payload-sha512", hexOf512(m.Body), "uses SHA-512 for the payload hash"))
		}
		return append(out,
			payloadTwist("payload-unsigned-lower-case", "unsigned-payload", "signs unsigned-payload in lower case"),
			payloadTwist("payload-unsigned-lower-case", "UNSIGNED_PAYLOAD", "signs UNSIGNED_PAYLOAD with an underscore"))
	}},
	{code: "payload-hash-invalid", vary: oddPayloadHashes},
	{code: "unsigned-payload-misused", vary: func(m *Model) []Twist {
		if m.Payload == sigv4.UnsignedPayload && m.Carrier == sigv4.InHeader {
			return nil // payload-line-wrong says it
		}
		if m.Payload == sigv4.UnsignedPayload {
			var out []Twist
			if m.BodyKnown && len(m.Body) > 0 {
				out = append(out, payloadTwist("payload-hash-in-s3-presign", sigv4.HexSHA256(m.Body), "signs the hash of the body where UNSIGNED-PAYLOAD is due"))
			}
			return append(out, payloadTwist("payload-hash-in-s3-presign", sigv4.EmptyHash, "signs the hash of an empty body where UNSIGNED-PAYLOAD is due"))
		}
		return []Twist{
			payloadTwist("payload-unsigned-nons3", sigv4.UnsignedPayload, "signs UNSIGNED-PAYLOAD where the hash of the body is due"),
		}
	}},
	{code: "payload-line-wrong", vary: func(m *Model) []Twist {
		out := []Twist{
			payloadTwist("payload-line-empty", "", "leaves the last line of the canonical request empty"),
			{
				Variant: "payload-line-missing", slot: slotPayload,
				Says: "ends the canonical request after the list of signed headers",
				turn: func(t *Trial) { t.c.noLast = true },
			},
		}
		if m.BodyKnown {
			out = append(out, payloadTwist("payload-raw-body", string(m.Body), "puts the body itself where its hash is due"))
			out = append(out, rarely(payloadTwist("payload-raw-body", string(base64Text(m.Body)), "puts the body in base64 where its hash is due"))...)
		}
		if m.BodyKnown && len(m.Values["x-amz-content-sha256"]) > 0 {
			out = append(out, payloadTwist("payload-header-mismatch", sigv4.HexSHA256(m.Body), "signs the hash of the body, but x-amz-content-sha256 says otherwise"))
		}
		if m.Payload == sigv4.UnsignedPayload && m.Carrier == sigv4.InHeader {
			out = append(out, payloadTwist("payload-header-mismatch", sigv4.EmptyHash, "signs the hash of an empty body, but x-amz-content-sha256 says otherwise"))
		}
		return append(out, contentHashTwists(m)...)
	}},
	{code: "streaming-marker-mismatch", vary: func(m *Model) []Twist {
		if !strings.HasPrefix(m.Payload, "STREAMING-") && m.Carrier == sigv4.InHeader && m.sendsBody() {
			return streamingWords(m)
		}
		if !strings.HasPrefix(m.Payload, "STREAMING-") || !m.BodyKnown || m.Chunked == nil {
			return nil
		}
		return []Twist{
			payloadTwist("chunk-seed-payload-hash", sigv4.HexSHA256(m.Chunked), "signs the hash of the data where the STREAMING- word is due"),
		}
	}},
	{code: "body-reserialized", vary: bodyTwists(reserialized)},
	{code: "body-reserialized", vary: func(m *Model) []Twist { return rarely(bodyTwists(escapedMore)(m)...) }},
	{code: "body-reserialized", vary: func(m *Model) []Twist { return rarely(bodyTwists(shownBodies)(m)...) }},
	{code: "body-recoded-after-hashing", vary: func(m *Model) []Twist { return rarely(bodyTwists(codedBodies)(m)...) }},
	{code: "body-recoded-after-hashing", vary: bodyTwists(Recoded)},
	{code: "payload-hash-mismatch", vary: bodyTwists(func(b []byte) []BodyForm {
		forms := []BodyForm{{"payload-trimmed", bytes.TrimSpace(b), "hashes the body without blanks at its ends"}}
		if i := bytes.IndexByte(b, 0); i >= 0 {
			forms = append(forms, BodyForm{"payload-truncated-at-nul", b[:i], "hashes the body up to its first NUL byte"})
		}
		return forms
	})},
}

// streamingWords sign a word for a body in chunks where the body is sent whole.
func streamingWords(m *Model) []Twist {
	var out []Twist
	for _, word := range []string{
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
	} {
		out = append(out, payloadTwist("payload-streaming-word", word, "signs "+word+" where the hash of the body is due"))
		if _, sent := m.Header("x-amz-content-sha256"); sent && slices.Contains(m.Names, "x-amz-content-sha256") {
			out = append(out, rarely(Twist{
				Variant: "payload-streaming-word", slot: slotPayload,
				Says: "signs " + word + " in header line and last line, where the hash of the body is due",
				turn: func(t *Trial) {
					t.payloadText = &word
					t.setHeader("x-amz-content-sha256", word)
				},
			})...)
		}
	}
	return out
}

// sendsBody reports whether a request has a body, or may have one.
func (m *Model) sendsBody() bool { return len(m.Body) > 0 || !m.BodyKnown }

func hexOf512(b []byte) string {
	sum := sha512.Sum512(b)
	return hex.EncodeToString(sum[:])
}

// Recoded lists what a body is in other charsets and codes.
func Recoded(b []byte) []BodyForm {
	forms := []BodyForm{
		{"payload-charset", []byte(Latin1(string(b))), "hashes the body in ISO-8859-1, UTF-8 is sent"},
		{"payload-charset", utf16Of(string(b), true), "hashes the body in UTF-16"},
		{"payload-charset", utf16Of(string(b), false), "hashes the body in UTF-16 (big endian)"},
		{"payload-charset", []byte(utf8Twice(string(b))), "hashes the body encoded as UTF-8 twice"},
		{"payload-charset", append([]byte("\xFF\xFE"), utf16Of(string(b), true)...), "hashes the body in UTF-16 with a byte order mark"},
		{"payload-charset", []byte(questionMarks(string(b))), "hashes the body with ? for letters outside ASCII"},
		{"payload-bom", append([]byte("\xEF\xBB\xBF"), b...), "hashes the body with a byte order mark"},
		{"payload-bom", bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), "hashes the body without its byte order mark"},
		{"payload-base64-body", []byte(base64.StdEncoding.EncodeToString(b)), "hashes the body in base64"},
	}
	if len(b) < 1<<20 {
		forms = append(forms, inCharsets(string(b))...)
	}
	if d, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b))); err == nil {
		forms = append(forms, BodyForm{"payload-base64-body", d, "hashes the base64-decoded body"})
	}
	return forms
}

func payloadTwist(variant, value, says string) Twist {
	return Twist{Variant: variant, slot: slotPayload, Says: says, turn: func(t *Trial) { t.payloadText = &value }}
}

// unsignedQuery reports whether the payload is not signed, as in a presigned S3 URL.
func (m *Model) unsignedQuery() bool { return m.Payload == sigv4.UnsignedPayload }

// contentHashTwists sign another x-amz-content-sha256 than the one sent, in header line and last line.
func contentHashTwists(m *Model) []Twist {
	sent, ok := m.Header("x-amz-content-sha256")
	if !ok || !slices.Contains(m.Names, "x-amz-content-sha256") {
		return nil
	}
	var out []Twist
	if m.Payload == sent && len(m.Body) > 0 {
		out = append(out, rarely(valueTwist("payload-header-mismatch", "x-amz-content-sha256", sigv4.EmptyHash, "signs x-amz-content-sha256 of an empty body, and the hash of the body on the last line"))...)
	}
	both := func(v, says string) {
		if v != sent && v != "" {
			out = append(out, Twist{Variant: "payload-header-mismatch", slot: slotPayload, Says: says, turn: func(t *Trial) {
				t.payloadText = &v
				t.setHeader("x-amz-content-sha256", v)
			}})
		}
	}
	both(sigv4.EmptyHash, "signs x-amz-content-sha256 of an empty body, another is sent")
	both(sigv4.UnsignedPayload, "signs x-amz-content-sha256:UNSIGNED-PAYLOAD, another value is sent")
	if m.BodyKnown {
		both(sigv4.HexSHA256(m.Body), "signs x-amz-content-sha256 of the body, another value is sent")
	}
	return out
}

// KnownTexts are what is hashed in place of a missing body.
var KnownTexts = []string{
	"null", "undefined", "None", "nil", "{}", "[]", `""`, "''", "[object Object]", "false", "0", " ", "\x00", "\n",
	sigv4.UnsignedPayload, "true", "NULL", "<nil>", "{\n}", "[object Promise]", "[object Blob]",
	"[object ArrayBuffer]", "System.Byte[]", sigv4.EmptyHash, "b''",
}

func wrongTexts(m *Model) []Twist {
	var out []Twist
	add := func(text, what string) {
		if h := sigv4.HexSHA256([]byte(text)); h != m.Payload {
			out = append(out, payloadTwist("payload-null-literal", h, "hashes "+what+" in place of the body"))
		}
	}
	for _, text := range KnownTexts {
		if !m.mayBeBody(text) && (text != m.Payload || text != sigv4.EmptyHash) {
			add(text, "the text "+Quoted(text))
		}
	}
	if p := sigv4.PercentDecode(m.Path); p != "/" {
		add(p, "the path")
		add(strings.TrimPrefix(p, "/"), "the object key")
		if name := p[strings.LastIndexByte(p, '/')+1:]; name != "" {
			add(name, "the file name")
		}
	}
	for _, name := range m.Files {
		add(name, "the file name "+name)
		add("@"+name, "the text @"+name)
	}
	ofNothing := payloadTwist("payload-md5", "d41d8cd98f00b204e9800998ecf8427e", "uses the MD5 of nothing as payload hash")
	ofNothing.Code = "payload-hash-invalid"
	return append(out, ofNothing)
}

// mayBeBody reports whether a text may be the body itself where the paste does
// not hold it: logs of curl and others leave it out.
func (m *Model) mayBeBody(text string) bool {
	if m.BodyKnown {
		return false
	}
	length := m.Values["content-length"]
	if len(length) == 1 {
		return strings.TrimSpace(length[0]) == strconv.Itoa(len(text))
	}
	return text == "{}" && m.Method != "GET" && m.Method != "HEAD"
}

// Quoted is a text in quotes, with escapes as in JSON.
func Quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // it is read by people: & stays &
	if e.Encode(s) != nil {
		return s
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// A BodyForm is a body as it may have been hashed.
type BodyForm struct {
	variant string
	Bytes   []byte
	Says    string
}

// bodyTwists makes payload twists of other forms of a known body.
func bodyTwists(forms func([]byte) []BodyForm) func(*Model) []Twist {
	return func(m *Model) []Twist {
		if !m.BodyKnown || m.unsignedQuery() {
			return nil
		}
		var out []Twist
		for _, f := range forms(m.Body) {
			if h := sigv4.HexSHA256(f.Bytes); h != m.Payload && !bytes.Equal(f.Bytes, m.Body) {
				out = append(out, payloadTwist(f.variant, h, f.Says))
			}
		}
		return out
	}
}

// reserialized writes a JSON or form body the ways that HTTP clients write it.
func reserialized(b []byte) []BodyForm {
	var out []BodyForm
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if d.Decode(&v) == nil && len(b) < 1<<20 {
		out = jsonForms(b, v)
	}
	if bytes.IndexByte(b, '=') > 0 && !bytes.ContainsAny(b, "{}<>\n") {
		out = append(out, formForms(string(b))...)
	}
	return out
}

func jsonForms(b []byte, v any) []BodyForm {
	var compact, two, four, tab bytes.Buffer
	_ = json.Indent(&tab, b, "", "\t")
	_ = json.Compact(&compact, b)
	_ = json.Indent(&two, b, "", "  ")
	_ = json.Indent(&four, b, "", "    ")
	sorted := marshal(v)
	forms := []BodyForm{
		{"payload-reserialised", compact.Bytes(), "hashes the JSON body written without blanks"},
		{"payload-reserialised", two.Bytes(), "hashes the JSON body indented by two"},
		{"payload-reserialised", four.Bytes(), "hashes the JSON body indented by four"},
		{"payload-reserialised", sorted, "hashes the JSON body with sorted keys"},
	}
	for _, f := range slices.Clone(forms) {
		spaced := spacedJSON(f.Bytes)
		forms = append(forms,
			BodyForm{f.variant, spaced, f.Says + ", with blanks after : and ,"},
			BodyForm{f.variant, escapedJSON(f.Bytes), f.Says + ", with letters outside ASCII as \\u escapes"},
			BodyForm{f.variant, escapedJSON(spaced), f.Says + ", with blanks and \\u escapes"},
			BodyForm{f.variant, bytes.ReplaceAll(f.Bytes, []byte("/"), []byte(`\/`)), f.Says + `, with / written \/`})
	}
	for _, f := range []BodyForm{{"", b, "hashes the JSON body"}, forms[0], forms[3]} {
		forms = append(forms, BodyForm{"payload-reserialised", htmlEscaped(f.Bytes), f.Says + `, with < > & as \u escapes, as Go does`})
	}
	return append(forms,
		BodyForm{"payload-reserialised", tab.Bytes(), "hashes the JSON body indented by tabs"},
		BodyForm{"payload-reserialised", []byte(Quoted(string(b))), "hashes the JSON body written as a JSON string once more"})
}

func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n")
}

// spacedJSON puts a blank after : and , outside strings, as Python's json.dumps does.
func spacedJSON(b []byte) []byte {
	var out []byte
	inside := false
	for i := 0; i < len(b); i++ {
		c := b[i]
		out = append(out, c)
		if c == '\\' && inside && i+1 < len(b) {
			i++
			out = append(out, b[i])
			continue
		}
		if c == '"' {
			inside = !inside
		}
		if !inside && (c == ':' || c == ',') && (i+1 == len(b) || b[i+1] != ' ') {
			out = append(out, ' ')
		}
	}
	return out
}

// htmlEscaped is JSON as encoding/json writes it, fit to stand in HTML.
func htmlEscaped(b []byte) []byte {
	var out bytes.Buffer
	json.HTMLEscape(&out, b)
	return out.Bytes()
}

// A jsonEscaper is a library that writes JSON fit to stand in HTML.
type jsonEscaper struct {
	name     string
	chars    string // that are escaped inside strings
	capitals bool   // of the hex digits
	letters  bool   // all that is outside ASCII is escaped, too
}

var jsonEscapers = []jsonEscaper{
	{"Gson", "<>&='", false, false},
	{"System.Text.Json", "<>&+'`\"", true, true},
	{"PHP with its JSON_HEX flags", "<>&'", true, false},
}

// escapedMore writes a JSON body as such libraries do.
func escapedMore(b []byte) []BodyForm {
	if !json.Valid(b) || len(b) >= 1<<20 {
		return nil
	}
	var compact bytes.Buffer
	_ = json.Compact(&compact, b)
	var out []BodyForm
	for _, e := range jsonEscapers {
		out = append(out,
			BodyForm{"payload-reserialised", e.escaped(b), "hashes the JSON body with signs as \\u escapes, as " + e.name + " does"},
			BodyForm{"payload-reserialised", e.escaped(compact.Bytes()), "hashes the JSON body written without blanks and with signs as \\u escapes, as " + e.name + " does"})
	}
	return out
}

func (e *jsonEscaper) escaped(b []byte) []byte {
	hexForm := "u%04x"
	if e.capitals {
		hexForm = "u%04X"
	}
	var out strings.Builder
	inside, escaped := false, false
	for _, r := range string(b) {
		switch {
		case escaped && r == '"' && strings.ContainsRune(e.chars, r):
			fmt.Fprintf(&out, hexForm, r) // behind the backslash that stands there
		case inside && r != '"' && strings.ContainsRune(e.chars, r), e.letters && r >= 0x80:
			for _, u := range utf16Units(r) {
				fmt.Fprintf(&out, `\`+hexForm, u)
			}
		default:
			out.WriteRune(r)
		}
		inside = inside != (r == '"' && !escaped)
		escaped = r == '\\' && !escaped
	}
	return []byte(out.String())
}

func escapedJSON(b []byte) []byte {
	var out strings.Builder
	for _, r := range string(b) {
		if r < 0x80 {
			out.WriteRune(r)
			continue
		}
		for _, u := range utf16Units(r) {
			out.WriteString(`\u` + hex.EncodeToString([]byte{byte(u >> 8), byte(u)}))
		}
	}
	return []byte(out.String())
}

// formForms writes form fields sorted, or with blanks encoded the other way.
func formForms(s string) []BodyForm {
	pairs := strings.Split(s, "&")
	slices.Sort(pairs)
	sorted := strings.Join(pairs, "&")
	forms := []BodyForm{
		{"payload-form-reordered", []byte(sorted), "hashes the form fields sorted"},
		{"payload-form-reordered", []byte(strings.ReplaceAll(s, "+", "%20")), "hashes %20 where the form has +"},
		{"payload-form-reordered", []byte(strings.ReplaceAll(s, "%20", "+")), "hashes + where the form has %20"},
	}
	if v, err := url.QueryUnescape(s); err == nil {
		forms = append(forms, BodyForm{"payload-form-reordered", []byte(v), "hashes the form decoded"})
	}
	return forms
}
