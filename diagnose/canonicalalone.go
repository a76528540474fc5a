package diagnose

import (
	"regexp"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// lookCanonicalAlone reads a canonical request that nothing can be compared with:
// what it shows by itself.
func lookCanonicalAlone(f *facts, c *evidence.Canonical) []hit {
	var hits []hit
	n := &naming{base: f.model, groups: map[replay.Group][]*replay.Twist{}}
	for _, look := range []func(*evidence.Canonical) (hit, bool){
		n.capitals, n.separators,
	} {
		if h, ok := look(c); ok {
			hits = append(hits, h)
		}
	}
	lines := linesByName(c)
	if len(c.Lines) > 0 && atHead(c.Lines[0]) && len(lines.names) > 0 {
		lines.names = lines.names[1:]
	}
	hits = append(hits, n.order(lines)...)
	for _, look := range []func(*evidence.Canonical) (hit, bool){
		f.queryAlone, f.pathHoldsQuery, f.unreservedAlone, f.slashesAlone, f.rawAlone, f.slashMissing, f.encodedTwice,
		methodAlone, f.blanksAlone, listAlone, f.payloadAlone, f.payloadApart,
	} {
		if h, ok := look(c); ok {
			h.at = CanonicalStage
			hits = append(hits, h)
		}
	}
	return append(hits, lineEnds(c)...)
}

// shownOtherwise reports whether the hash that the client made is of what is due for its
// canonical request: then that was right, and is only printed otherwise.
func (f *facts) shownOtherwise(c *evidence.Canonical) bool {
	hash := f.client.Hash.S
	if t := f.client.StringToSign; t != nil {
		hash = t.Hash.S
	}
	if !isHexHash(hash) || hash == sigv4.HexSHA256([]byte(c.Whole.S)) {
		return false
	}
	tidy := forDisplay.Replace(c.Whole.S)
	return f.asSent.CanonicalHash.Known() && hash == f.asSent.CanonicalHash.Text ||
		hash == sigv4.HexSHA256([]byte(tidy))
}

// serverHashed reports whether the hash that the server made is that of the client's canonical
// request: then there is nothing wrong with it, whatever the rules say.
func (f *facts) serverHashed(c *evidence.Canonical) bool {
	t := f.server.text
	return t != nil && c != nil && t.Hash.S == sigv4.HexSHA256([]byte(c.Whole.S))
}

// forDisplay takes back what logs and pages do to a text.
var forDisplay = strings.NewReplacer("\r\n", "\n", "&amp;", "&")

// answeredOtherwise reports whether the server answers, and not that the signature is wrong:
// then the form of the canonical request is its own, or that of a log.
func (f *facts) answeredOtherwise() bool { return f.answer != nil && !f.denied() }

// queryAlone finds a canonical query that is not in canonical form.
func (f *facts) queryAlone(c *evidence.Canonical) (hit, bool) {
	if !c.Query.Present() || c.Query.S == "" || masked(c.Query.S) || f.answeredOtherwise() {
		return hit{}, false
	}
	due := sigv4.CanonicalQuery(c.Query.S)
	if due == c.Query.S {
		return hit{}, false
	}
	h := hit{basis: byRule, places: places(c.Query), yours: c.Query.S}
	if behind, marked := strings.CutPrefix(c.Query.S, "?"); marked {
		h.code, h.says = "query-extra-parts-signed", "The canonical query begins with ?."
		h.correct = sigv4.CanonicalQuery(behind)
	} else {
		h.code, h.says = queryCode(c.Query.S, due), "The canonical query is not in canonical form."
		h.correct = due
	}
	return h, true
}

// paramInPath is a parameter of S3 at the end of a path, with its = percent-encoded.
var paramInPath = regexp.MustCompile(`(?:/|%3F|%26)(?:list-type|max-keys|prefix|delimiter|(?:key-)?marker|continuation-token|start-after|encoding-type|uploadId|partNumber|versionId)%3D[^/]*$`)

// pathHoldsQuery finds the parameters of a request, encoded as one text, at the end of the path,
// and no query.
func (f *facts) pathHoldsQuery(c *evidence.Canonical) (hit, bool) {
	m := paramInPath.FindStringIndex(c.Path.S)
	if m == nil || c.Query.S != "" || !f.mismatch() || !f.forS3() {
		return hit{}, false
	}
	return hit{
		code:  "query-in-path",
		basis: byInference,
		says: "The path ends in the parameters of the query, percent-encoded as one text, and the line of the query is empty: names and " +
			"values are encoded one by one and stand on a line of their own.",
		places: places(c.Path.Sub(m[0], len(c.Path.S))),
		yours:  c.Path.S,
	}, true
}

// encodedUnreserved is a percent-encoding of a character that is never encoded (RFC 3986,
// section 2.3). A path that is sent so is encoded once more in what is signed, or decoded.
var encodedUnreserved = regexp.MustCompile(`%(?:2[DEde]|3[0-9]|4[1-9A-Fa-f]|5[0-9AFaf]|6[1-9A-Fa-f]|7[0-9AEae])`)

// unreservedAlone finds a canonical path in which unreserved characters are percent-encoded.
func (f *facts) unreservedAlone(c *evidence.Canonical) (hit, bool) {
	m := encodedUnreserved.FindStringIndex(c.Path.S)
	if m == nil || masked(c.Path.S) || f.answeredOtherwise() {
		return hit{}, false
	}
	return hit{
		code:  "unreserved-encoded",
		basis: byRule,
		says: "The canonical path holds " + c.Path.S[m[0]:m[1]] + ", which stands for " +
			quoted(sigv4.PercentDecode(c.Path.S[m[0]:m[1]])) + ": letters, digits, - . _ and ~ are never percent-encoded.",
		places:  places(c.Path.Sub(m[0], m[1])),
		yours:   c.Path.S,
		correct: encodedUnreserved.ReplaceAllStringFunc(c.Path.S, sigv4.PercentDecode),
	}, true
}

// slashesAlone finds an object key whose slashes are percent-encoded.
func (f *facts) slashesAlone(c *evidence.Canonical) (hit, bool) {
	if !c.Path.Present() || !sigv4.IsS3(f.params.Scope.Service) || !f.mismatch() {
		return hit{}, false
	}
	return hit{
		code:  "unreserved-encoded",
		basis: byInference,
		says: "The canonical path holds %2F: in an object key the / stays as it is. It may come from a / at an " +
			"end of the name of the bucket.",
		places:  places(c.Path),
		yours:   c.Path.S,
		correct: sigv4.CanonicalPath(slashesDecoded(c.Path.S), f.params.Flavor),
	}, strings.Contains(upper(c.Path.S), "%2F")
}

// methodAlone finds a method that is not in capitals.
func methodAlone(c *evidence.Canonical) (hit, bool) {
	return hit{
		code:    "method-mismatch",
		basis:   byRule,
		says:    "The method is in lower case.",
		places:  places(c.Method),
		yours:   c.Method.S,
		correct: upper(c.Method.S),
	}, c.Method.Present() && c.Method.S != upper(c.Method.S)
}

// payloadAlone finds a last line that is no payload hash.
func (f *facts) payloadAlone(c *evidence.Canonical) (hit, bool) {
	v := c.PayloadHash.S
	if c.Partial || v == "" || masked(v) || validPayloadHash(v) {
		return hit{}, false
	}
	return hit{
		code:   payloadTextCode(v),
		basis:  f.cutHash(v),
		says:   "The last line of the canonical request is no payload hash: " + quoted(v) + ".",
		places: places(c.PayloadHash),
		yours:  v,
	}, c.PayloadHash.Present()
}

// rawInPath is a character that is never raw in a canonical path, or a % that begins no escape.
var rawInPath = regexp.MustCompile(`[^A-Za-z0-9\-._~/%]|%(?:[^0-9A-Fa-f]|$|[0-9A-Fa-f](?:[^0-9A-Fa-f]|$))`)

// rawAlone finds a character in the canonical path that is never raw there: all are but
// letters, digits, - . _ ~ and the slash (IAM user guide, "Create a canonical request").
func (f *facts) rawAlone(c *evidence.Canonical) (hit, bool) {
	p := c.Path.S
	m := rawInPath.FindStringIndex(p)
	if m == nil || !f.refusedPath(c) || p[0] != '/' || strings.Contains(p, "?") {
		return hit{}, false
	}
	h := hit{
		code:  "path-under-encoded",
		basis: byRule,
		says: "The canonical path holds " + quoted(p[m[0]:m[1]]) + " raw: everything but letters, digits, - . _ ~ and / is " +
			"percent-encoded there.",
		places: places(c.Path.Sub(m[0], m[1])),
		yours:  p,
		correct: rawInPath.ReplaceAllStringFunc(p, func(raw string) string {
			return sigv4.UriEncode(raw[:1], true) + raw[1:]
		}),
	}
	switch {
	case !replay.IsASCII(p):
		h.code, h.correct = "non-ascii-encoded-differently", ""
	case p[m[0]] == '+':
		h.code = "plus-for-space"
	}
	return h, true
}

// refusedPath reports whether the canonical path of a refused request is readable.
func (f *facts) refusedPath(c *evidence.Canonical) bool {
	p := c.Path.S
	return f.mismatch() && c.Method.Present() && p != "" && !c.Flat && !masked(p) && !template(p) && !strings.Contains(p, "://")
}

// slashMissing finds a canonical path that does not begin with a slash.
func (f *facts) slashMissing(c *evidence.Canonical) (hit, bool) {
	p := c.Path.S
	return hit{
		code:    "path-mismatch",
		basis:   byRule,
		says:    "The canonical path does not begin with a slash.",
		places:  places(c.Path),
		yours:   p,
		correct: "/" + p,
	}, f.refusedPath(c) && p[0] != '/'
}

// escapedTwice is the escape of an escape.
var escapedTwice = regexp.MustCompile(`%25[2-7][0-9A-Fa-f]`)

// encodedTwice finds the path of an object in which escapes are encoded once more, as all
// services but S3 want it.
func (f *facts) encodedTwice(c *evidence.Canonical) (hit, bool) {
	m := escapedTwice.FindStringIndex(c.Path.S)
	if m == nil || !f.refusedPath(c) || !sigv4.IsS3(f.params.Scope.Service) {
		return hit{}, false
	}
	return hit{
		code:  "path-double-encoded",
		basis: byInference,
		says: "The canonical path holds " + c.Path.S[m[0]:m[1]] + ": the path was encoded twice, which every service but S3 wants, " +
			"unless the key itself holds " + quoted("%") + ".",
		places:  places(c.Path.Sub(m[0], m[1])),
		yours:   c.Path.S,
		correct: strings.ReplaceAll(c.Path.S, "%25", "%"),
	}, true
}

// blanksAlone finds a header line with blanks in a row, which count as one.
func (f *facts) blanksAlone(c *evidence.Canonical) (hit, bool) {
	b := byRule
	if _, text := f.printed(); !strings.HasSuffix(text, sigv4.HexSHA256([]byte(c.Whole.S))) {
		b = byHint // the paste may have other blanks than the text that was signed
	}
	if !f.mismatch() || c.Flat {
		return hit{}, false
	}
	for _, l := range c.Lines {
		_, value, _ := strings.Cut(l.S, ":")
		due := sigv4.CanonicalValue(value)
		if due == value || strings.Contains(value, `"`) {
			continue
		}
		h := hit{
			code:    "header-value-not-trimmed",
			basis:   b,
			says:    "A header value is signed with blanks at its ends, which are taken off.",
			places:  places(l),
			yours:   l.S,
			correct: strings.TrimSuffix(l.S, value) + due,
		}
		if strings.Contains(strings.Trim(value, " "), "  ") {
			h.code, h.says = "header-spaces-not-collapsed", "A header value is signed with blanks in a row, which count as one."
		}
		return h, true
	}
	return hit{}, false
}

// listAlone finds a list of signed headers with another separator than the semicolon.
func listAlone(c *evidence.Canonical) (hit, bool) {
	list := c.SignedHeaders.S
	return hit{
		code:    "signed-headers-malformed",
		basis:   byRule,
		says:    "The signed headers are separated by commas; semicolons are due.",
		places:  places(c.SignedHeaders),
		yours:   list,
		correct: strings.ReplaceAll(strings.ReplaceAll(list, " ", ""), ",", ";"),
	}, strings.Contains(list, ",") && !strings.Contains(list, ";") && !c.Partial
}

// payloadApart finds a last line that is not the value of x-amz-content-sha256, which S3 takes
// for it (S3 API reference, "Authenticating requests: using the Authorization header").
func (f *facts) payloadApart(c *evidence.Canonical) (hit, bool) {
	v, line := lineOf(c, "x-amz-content-sha256")
	last := c.PayloadHash.S
	code := "payload-hash-mismatch"
	if last == sigv4.EmptyHash && isHexHash(v) {
		code = "empty-body-hash"
	}
	if (v == sigv4.UnsignedPayload) != (last == sigv4.UnsignedPayload) {
		code = "payload-line-wrong" // whatever the body is
	}
	return hit{
		code:    code,
		basis:   byRule,
		says:    "The last line of the canonical request is not the value of x-amz-content-sha256, which the server takes for it.",
		places:  places(c.PayloadHash, line),
		yours:   last,
		correct: v,
	}, f.mismatch() && line.Present() && validPayloadHash(v) && validPayloadHash(last) && v != last && !c.Partial &&
		sigv4.IsS3(f.params.Scope.Service)
}
