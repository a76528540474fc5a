package evidence

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// namedBody is where code and objects put the body of a request: send("…"), body = '…',
// CURLOPT_POSTFIELDS => "…", ofString("…"), -Body '…'. The quote that it begins with is last.
var namedBody = regexp.MustCompile(`(?i)` + anyOf(
	`\bsend\(\s*`,
	`postfields["']?\s*(?:=>|,)\s*`,
	`\b(?:ofstring|newreader|newbufferstring|stringcontent|bytes|body)\(\s*(?:r#)?`,
	`(?:^|[\s{,("'$_.])(?:request[_ ]?)?(?:body|payload|data|content|json|raw|text)["'\]]*\s*(?:=>|[:=])\s*(?:b|@|\[\]byte\()?`,
	`\s-(?:body|d)\s+`,
) + `(["'\x60])`)

// wordsOfNamedBody are those of which each match of namedBody has one.
var wordsOfNamedBody = []string{
	"send", "ostfields", "OSTFIELDS", "ofString", "NewReader", "NewBufferString", "StringContent", "bytes(",
	"body", "Body", "payload", "Payload", "data", "Data", "content", "Content", "json", "raw", "text", " -d",
}

// hereString is a body between the marks of PowerShell.
var hereString = regexp.MustCompile(`=\s*@(["'])\r?\n`)

// labelledObject is JSON up to the end of a line, behind a label: only its hash tells that it
// is the body.
var labelledObject = regexp.MustCompile(`(?m)[:=] ?(\{[^\n]*\}) *\r?$`)

// mostNamedBodies is how many texts near a request are tried as its body.
const mostNamedBodies = 64

// bodyByName finds the body of a request in the code or the object that tells it, where
// nothing tells its length: any text there that has the hash, else the only one which is
// called the body.
func (g *grouping) bodyByName(x *Exchange) {
	r := x.Request
	if r.Place.Source >= len(g.e.mended) || bodiless(r) || r.MaybeBody.Present() {
		return
	}
	whole := g.e.mended[r.Place.Source]
	from, ok := whole.view.find(r.Place.From)
	to, ends := whole.view.find(r.Place.To)
	if !ok || !ends || to > len(whole.S) {
		return
	}
	low, high := max(0, from-scatteredWindow), min(len(whole.S), to+scatteredWindow)
	if high-low > 4*scatteredWindow || !hasAny(whole.S[low:high], wordsOfNamedBody) {
		return
	}
	hashes := x.payloadHashes()
	for _, m := range labelledObject.FindAllStringSubmatchIndex(whole.S[low:high], mostNamedBodies) {
		if t := whole.Sub(low+m[2], low+m[3]); slices.Contains(hashes, sigv4.HexSHA256([]byte(t.S))) {
			r.Body, r.BodyState = t, sigv4.BodyKnown
			return
		}
	}
	var only Text
	several := false
	for _, t := range quotedBodies(whole, low, high) {
		if slices.Contains(hashes, sigv4.HexSHA256([]byte(t.S))) {
			r.Body, r.BodyState = t, sigv4.BodyKnown
			return
		}
		if !json.Valid([]byte(t.S)) || !strings.HasPrefix(t.S, "{") && !strings.HasPrefix(t.S, "[") || errorBody.MatchString(t.S) {
			continue
		}
		several = several || only.Present() && only.S != t.S
		only = t
	}
	if only.Present() && !several && !slices.Contains(hashes, sigv4.EmptyHash) {
		r.MaybeBody = only
	}
}

// quotedBodies are the texts in [low, high) that are called a body.
func quotedBodies(t Text, low, high int) (bodies []Text) {
	s := t.S[:high]
	for _, m := range namedBody.FindAllStringSubmatchIndex(s[low:], mostNamedBodies) {
		from, quote := low+m[3], s[low+m[2]]
		to := closingQuote(s, from, len(s), quote)
		if strings.HasSuffix(s[:from], `r#"`) {
			to = from + strings.Index(s[from:], `"#`) // a raw string of Rust
		}
		if to <= from {
			continue
		}
		body := t.Sub(from, to)
		bodies = append(bodies, body)
		if quote != '\'' || !json.Valid([]byte(body.S)) {
			bodies = append(bodies, unescaped(body))
		}
	}
	for _, m := range hereString.FindAllStringSubmatchIndex(s[low:], 8) {
		from := low + m[1]
		if n := strings.Index(s[from:], "\n"+s[low+m[2]:low+m[3]]+"@"); n > 0 {
			bodies = append(bodies, t.Sub(from, from+n).TrimSet("\r"))
		}
	}
	return bodies
}
