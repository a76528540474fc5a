package diagnose

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// maxCode bounds how much of a paste is read as code: people paste functions, not programs.
const maxCode = 1 << 18

// codeLooks read code and configuration beside a failure.
var codeLooks = func() []mistake {
	var out []mistake
	for _, s := range codeSigns {
		out = append(out, mistake{code: s.code, look: func(f *facts) []hit { return f.lookCode(s) }})
	}
	for _, l := range lackings {
		out = append(out, mistake{code: l.code, look: l.lookOptions})
	}
	return append(out,
		mistake{code: "host-port-mismatch", look: lookProxyHost},
		mistake{code: "host-mismatch", look: lookInternalHost},
		mistake{code: "content-type-mismatch", look: lookPresignedType},
		mistake{code: "path-under-encoded", look: lookKeyInCode},
		mistake{code: "signing-key-as-text", look: lookHexChain},
		mistake{code: "signing-key-wrong-service", look: lookKeyChain},
		mistake{code: "region-mismatch", look: lookRegionInCode},
		mistake{code: "host-is-url", look: lookHostVariable},
		mistake{code: "content-type-mismatch", look: lookStringContent},
		mistake{code: "signing-key-wrong-service", look: lookServiceInCode},
		mistake{code: "host-port-mismatch", look: lookNameWithoutPort},
		mistake{code: "query-repeated-name-merged", look: lookMergedInCode},
		mistake{code: "query-unsorted", look: lookUnsortedInCode},
		mistake{code: "query-not-signed", look: lookPathnameInCode},
		mistake{code: "signing-key-stale", look: lookCachedKey},
		mistake{code: "payload-hash-mismatch", look: lookTemplateBody},
		mistake{code: "path-reencoded-after-signing", look: lookDotsInCode},
		mistake{code: "string-to-sign-hash-wrong", look: lookUnhashed},
	)
}()

func (f *facts) lookCode(s codeSign) []hit {
	if f.verified || f.answer != nil && !f.mismatch() && !f.refused() && !f.unsaid() && !(s.basis == byRule && f.barred()) {
		return nil
	}
	for i := range f.ev.Sources {
		if !f.holds(i, signing) || !f.holds(i, s.line) || s.also != nil && !f.holds(i, s.also) || s.unless != nil && f.holds(i, s.unless) {
			continue
		}
		if m := f.inForce(i, &s); m != nil {
			b := max(s.basis, codeBasis[s.basis])
			if f.behind(i, amended, m[1]) || !s.library && f.signsByLibrary() {
				b = max(b, byWords) // it may be the only line that was, or sign nothing
			}
			return []hit{{basis: b, says: s.says, places: []evidence.Text{f.codePlace(i, m)}, at: shownAt(s.code)}}
		}
	}
	return nil
}

// shownAt is where the screen shows what a line of code does: the stage of its mistake.
func shownAt(code string) Stage {
	switch e, _ := explain.Of(code); e.Stage {
	case "path", "query", "headers", "host", "signed-headers", "payload":
		return CanonicalStage
	case "date-scope", "string-to-sign":
		return StringToSignStage
	case "key":
		return KeyStage
	case "signature", "authorization", "sigv4a":
		return SignatureStage
	}
	return RequestStage
}

// codeBasis is what a line of code proves: it may be another that signed, or a text
// that the form was not thought of for.
var codeBasis = map[basis]basis{byRule: byInference, byInference: byCode}

// behind reports whether a form stands in a source from an offset on.
func (f *facts) behind(source int, form *regexp.Regexp, at int) bool {
	return slices.ContainsFunc(f.ev.All(source, form), func(m []int) bool { return m[0] >= at })
}

// amended is what people say who have changed a line, and are refused all the same.
var amended = regexp.MustCompile(`(?i)\b(?:changed (?:(?:it|that|this) )?(?:to|accordingly)|(?:fixed|corrected) (?:it|that|this)|switched to)\b[^\n]{0,120}\bstill\b|\bdid (?:that|this|so)\b[^\n]{0,40}\b(?:get|still|same)\b|(?im)^\W*(?:after|fixed|corrected|edit\w*|update\w*)\b[^\n]{0,60}:`)

var (
	// literalKey is what may be a secret key, or a part of one, in a line of code.
	literalKey = regexp.MustCompile(`[A-Za-z0-9/+]{16,}`)
	// keyBehind is a literal where a secret key stands, whatever it looks like.
	keyBehind = regexp.MustCompile(`\becho\s+(?:-n\s+)?["']?([^\s"'$|-])|AWS4["'\x60]\s*[+.,&]\s*["'\x60]([^"'\x60])|(?i:secret|password)\w*["']?\s*(?::|:?=>?)\s*["'\x60]([^"'\x60])`)
)

// longestWord is longer than the names in code are: secret keys of some stores are 64
// lower-case hex digits.
const longestWord = 31

// codePlace is where a form stands in code, as far as what may be a secret key in it.
func (f *facts) codePlace(source int, m []int) evidence.Text {
	t := f.ev.Cut(source, m[0], m[1])
	to := len(t.S)
	for _, k := range literalKey.FindAllStringIndex(t.S, -1) {
		word := t.S[k[0]:k[1]]
		if len(word) > longestWord || strings.ContainsAny(word, "0123456789") && lower(word) != word && upper(word) != word {
			to = k[0]
			break
		}
	}
	if k := keyBehind.FindStringSubmatchIndex(t.S); k != nil {
		to = min(to, max(k[2], k[4], k[6]))
	}
	return t.Sub(0, to)
}

// unsaid reports whether the answer is EC2's to anything that is wrong with a signature.
func (f *facts) unsaid() bool {
	return f.answer != nil && strings.Contains(f.answer.Message.S, "not able to validate the provided access credentials")
}

// barred reports whether the answer is AccessDenied and nothing else: stores other
// than AWS answer so to a wrong signature, too.
func (f *facts) barred() bool {
	return lastPart(f.answer.Code.S) == "AccessDenied" && !strings.Contains(f.answer.Message.S, " ") && !f.onAWS()
}

var signing = regexp.MustCompile(`(?i)AWS4|signature|sigv4|X-Amz-|SignedHeaders`)

var (
	nginxHost = regexp.MustCompile(`proxy_set_header\s+Host\s+(\$host|\$proxy_host|\$server_name|[\w.-]+);`)
	anyURL    = regexp.MustCompile(`https?://([A-Za-z0-9.-]+(?::\d+)?)`)
)

// lookProxyHost reads an nginx configuration that passes another Host on than it
// gets: $host has no port, $proxy_host is the upstream's name.
func lookProxyHost(f *facts) []hit {
	if !f.mismatch() || f.server.canonical != nil || f.model.Host == "" {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, nginxHost) || f.holds(i, hostKept) {
			continue // or another location keeps it
		}
		m := f.ev.First(i, nginxHost)
		value := string(src.Data[m[2]:m[3]])
		h := hit{basis: byCode, places: []evidence.Text{f.codePlace(i, m)}, at: RequestStage}
		switch port := portOf(f.model.Host); {
		case value == "$host" && port != "" && port != "443" && port != "80":
			h.says = "nginx passes $host on, which is the name without its port; " + f.model.Host + " was signed. $http_host is what the client sent."
		case value == "$host":
			continue
		default:
			h.code = "host-rewritten-by-proxy"
			h.says = "nginx passes " + value + " on as Host; " + f.model.Host + " was signed. $http_host is what the client sent."
		}
		return []hit{h}
	}
	return nil
}

// lookInternalHost finds a URL that was signed for a name inside a network and is
// used under another.
func lookInternalHost(f *facts) []hit {
	if f.params.Carrier != sigv4.InQuery || f.server.canonical != nil || !internal(bareHost(f.model.Host)) {
		return nil
	}
	if !f.mismatch() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, anyURL) {
			continue
		}
		for _, m := range anyURL.FindAllSubmatchIndex(src.Data, 50) {
			if h := string(src.Data[m[2]:m[3]]); h != f.model.Host && !internal(bareHost(h)) && !awsHost(h) {
				b := byWords
				if rest := src.Data[m[3]:min(len(src.Data), m[3]+2048)]; bytes.HasPrefix(rest, []byte(f.model.Path)) {
					b = byInference // it is this URL that is used
				}
				return []hit{{basis: b, says: "The URL is signed for " + f.model.Host + ", a name inside a network, and is used under " + h + ": the host is signed and cannot be exchanged.", places: append(places(f.hostText()), f.ev.Cut(i, m[2], m[3])), yours: f.model.Host, correct: h, at: CanonicalStage}}
			}
		}
	}
	return nil
}

var internalHost = regexp.MustCompile(`^([a-z0-9-]+|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|.*\.(local|internal|svc|cluster\.local|lan))$`)

// internal reports whether a host is a single label or an address of a private network.
func internal(host string) bool { return internalHost.MatchString(lower(host)) }

var (
	presigns        = regexp.MustCompile(`(?i)getSignedUrl|presign|generatePresigned|X-Amz-SignedHeaders`)
	contentTypeSent = regexp.MustCompile(`['"]?(?:Content-Type|content-type)['"]?\s*(?:=>|[:=,])\s*['"]([\w.+/ ;=-]+)['"]`)
)

// contentTypeGiven is a Content-Type that code takes from a variable.
var contentTypeGiven = regexp.MustCompile(`['"](?:Content-Type|content-type)['"]\s*(?:=>|[:=,])\s*[A-Za-z_$][\w.$]*\s*[,})\n]`)

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

var contentTypeParam = regexp.MustCompile(`\bContentType['"]?\s*[:=]>?\s*["']([\w.+/-]+)["']`)

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
	}
	if sent == "" || template(sent) {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, contentTypeParam) {
			continue
		}
		m := f.ev.First(i, contentTypeParam)
		if signed := string(src.Data[m[2]:m[3]]); signed != sent && (ok || !f.isSentInCode(signed)) && !f.typeGiven(sent) {
			return []hit{{basis: b, says: "The URL is presigned for content-type " + signed + ", the request sends " + sent + ".", places: append([]evidence.Text{f.codePlace(i, m)}, places(f.contentTypeText())...), yours: "content-type:" + signed, correct: "content-type:" + sent, at: CanonicalStage}}
		}
	}
	return nil
}

// lookKeyInCode finds an object key with characters that encoders leave raw,
// beside a failure that shows nothing else.
func lookKeyInCode(f *facts) []hit {
	if f.answer == nil || !f.mismatch() || f.server.canonical != nil || f.client.Canonical != nil || f.wire() {
		return nil
	}
	for _, h := range f.ev.Hints {
		if h.Kind != evidence.HintObjectKey {
			continue
		}
		out := hit{basis: byWords, places: places(h.Value), yours: h.Value.S, correct: sigv4.UriEncode(h.Value.S, true), at: CanonicalStage}
		switch {
		case !replay.IsASCII(h.Value.S):
			out.code, out.says = "non-ascii-encoded-differently", "The key has letters outside ASCII: both sides have to encode the same UTF-8 bytes, in the same Unicode form."
		case reservedIn(h.Value.S) == "+":
			out.code, out.says = "plus-for-space", "The key has a +, which is signed and sent as %2B; a raw + is read as a blank."
		case reservedIn(h.Value.S) != "":
			out.says = "The key has " + reservedIn(h.Value.S) + ", which is percent-encoded in the canonical URI; encoders for URLs leave such characters raw."
		default:
			continue
		}
		return []hit{out}
	}
	return nil
}

// lookUnhashed finds code that signs what Fine Uploader hands it as it is: the
// canonical request in it has to be hashed first.
func lookUnhashed(f *facts) []hit {
	if f.verified || !f.mismatch() || !f.pasteHas(fineUploader) || !f.pasteHas(macCall) || f.pasteHas(hashCall) {
		return nil
	}
	_, where := f.find(macCall)
	return []hit{{basis: byCode, says: "Fine Uploader hands over the canonical request behind the scope, as it is. The code signs that text; its hash is due there.", places: places(where), at: StringToSignStage}}
}

var (
	macCall  = regexp.MustCompile(`(?i)generateMac\(|createHmac\(|hash_hmac\(|hmac\.new\(|HmacSHA256\(|Mac\.getInstance\(|hmac\.New\(`)
	hashCall = regexp.MustCompile(`(?i)generateDigest\(|createHash\(|hash\(\s*['"]sha256|hashlib\.sha256\([^)]|\bSHA256\(|MessageDigest|sha256\.Sum256\(|Digest::SHA256`)
)

// A lacking is an option that a call of the package aws4 is not given although another
// one shows that the request has it: the package signs without it then.
type lacking struct {
	code         string
	shown, given *regexp.Regexp
	says         string
}

var lackings = []lacking{
	{"path-missing-component", regexp.MustCompile(`\b(?:url|uri)\s*:`), regexp.MustCompile(`\b(?:path|pathname)\b\s*[:,}]|\.\.\.`), "aws4 signs what is given as path, and / where it is given none; the URL is for the HTTP client alone."},
	{"empty-body-hash", regexp.MustCompile(`\bmethod\s*:\s*["'\x60](?:POST|PUT|PATCH)\b`), regexp.MustCompile(`\bbody\b\s*[:,}]|\.\.\.`), "aws4 is not given the body: it signs the hash of an empty one."},
}

// lookOptions reads the first call of the package aws4 (its README, "Options").
func (l lacking) lookOptions(f *facts) []hit {
	if f.client.Canonical != nil || f.verified || !f.mismatch() {
		return nil
	}
	for i, src := range f.ev.Sources {
		from := bytes.Index(src.Data, []byte("aws4.sign("))
		if from < 0 || len(src.Data) > maxCode {
			continue
		}
		call := firstObject(src.Data[from:min(len(src.Data), from+mostOptions)])
		if m := l.shown.FindIndex(call); m != nil && !l.given.Match(call) {
			return []hit{{basis: byCode, says: l.says, places: []evidence.Text{f.ev.Cut(i, from+m[0], from+m[1])}, at: CanonicalStage}}
		}
	}
	return nil
}

// mostOptions bounds the text of the options of one call.
const mostOptions = 4 << 10

// firstObject is the text of a call up to the end of the object that is its first
// argument, nothing where that is no object.
func firstObject(call []byte) []byte {
	open := bytes.IndexByte(call, '(')
	if open < 0 || !bytes.HasPrefix(bytes.TrimSpace(call[open+1:]), []byte("{")) {
		return nil
	}
	depth := 0
	for i, c := range call[open+1:] {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return call[:open+2+i]
			}
		}
	}
	return nil
}

var dotsInCode = regexp.MustCompile(`(?i)(?:\b(?:object_?)?key\b["']?[^\n"'\x60]*|\bpath["']?\s*[:=]\s*|\bput\w*\(\s*)["'\x60](?:\.\.?(?:\\\\|[\\/]))+([^"'\x60\n]+)["'\x60]`)

// lookDotsInCode finds a key that begins with dot segments, without which the server
// saw it: they are signed, and lost when a URL is made of them.
func lookDotsInCode(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || f.verified {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, dotsInCode) {
			continue
		}
		for _, m := range dotsInCode.FindAllSubmatchIndex(src.Data, 50) {
			rest := slashes.Replace(string(src.Data[m[2]:m[3]]))
			if before, ok := strings.CutSuffix(sigv4.PercentDecode(c.Path.S), "/"+rest); ok && strings.Count(before, "/") <= 1 {
				return []hit{{basis: byInference, says: "The key begins with dot segments, which the path that arrived does not have: the signer signs them, and whatever makes the URL resolves them.", places: append(places(c.Path), f.codePlace(i, m)), yours: string(src.Data[m[0]:m[1]]), correct: c.Path.S, at: CanonicalStage}}
			}
		}
	}
	return nil
}

var slashes = strings.NewReplacer(`\\`, "/", `\`, "/")

var (
	endpointInCode = regexp.MustCompile(`\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com`)
	regionInCode   = regexp.MustCompile(`(?i)region\w*(?:\[\])?["'\])]*\s*[:=]\s*["']([a-z]{2}(?:-[a-z]+)+-\d)["']`)
	// regionOther is a region for something else than what is signed.
	regionOther = regexp.MustCompile(`(?i)\b(?:log|backup|central|replica|billing|peer|audit)\w*[_-]region`)
)

// lookRegionInCode compares the region that code or settings name with the one in the
// endpoint beside it, where each is the only one.
func lookRegionInCode(f *facts) []hit {
	if f.verified || f.claim != nil || f.answer == nil || !f.mismatch() && !f.refused() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		host, region := onlyMatch(endpointInCode, src.Data), onlyMatch(regionInCode, src.Data)
		if host == nil || region == nil || f.holds(i, regionOther) {
			continue
		}
		if h, r := string(src.Data[host[2]:host[3]]), string(src.Data[region[2]:region[3]]); h != r {
			return []hit{{basis: byCode, says: "The endpoint is in " + h + ", the region given is " + r + ".", places: []evidence.Text{f.ev.Cut(i, region[2], region[3]), f.ev.Cut(i, host[2], host[3])}, yours: r, correct: h, at: KeyStage}}
		}
	}
	return nil
}

// otherRegion is a region that code gives besides the one of the credential scope.
func (f *facts) otherRegion() (string, evidence.Text) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode || f.params.Scope.Region == "" {
			continue
		}
		for _, m := range regionInCode.FindAllSubmatchIndex(src.Data, 20) {
			if r := string(src.Data[m[2]:m[3]]); r != f.params.Scope.Region {
				return r, f.ev.Cut(i, m[2], m[3])
			}
		}
	}
	return "", evidence.Text{}
}

// onlyMatch is where a form matches, nil when it does with several values.
func onlyMatch(form *regexp.Regexp, data []byte) []int {
	all := form.FindAllSubmatchIndex(data, 20)
	for _, m := range all {
		if string(data[m[2]:m[3]]) != string(data[all[0][2]:all[0][3]]) {
			return nil
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// unpaddedSign is the sign of code that drops leading zeros.
func unpaddedSign() codeSign {
	for _, s := range codeSigns {
		if s.code == "signature-hex-unpadded" {
			return s
		}
	}
	return codeSign{}
}

func (f *facts) contentTypeText() evidence.Text {
	if f.req == nil {
		return evidence.Text{}
	}
	return f.fieldText("content-type")
}
