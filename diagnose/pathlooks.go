package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// pathLooks read the path as sent, and as the two sides have it.
var pathLooks = []mistake{
	{code: "path-normalized", look: lookDottedKey},
	{code: "path-under-encoded", look: lookObjectKey},
	{code: "path-under-encoded", look: lookRawPath},
	{code: "unreserved-encoded", look: lookEscapedPath},
	{code: "path-mismatch", look: lookPathGiven},
	{code: "path-mismatch", look: lookMemberPath},
	{code: "path-mismatch", look: lookSlashRedirect},
	{code: "path-not-normalized", look: lookPrintedSlashes},
	{code: "path-not-double-encoded", look: lookEncodedTwice},
}

// lookEncodedTwice finds a path that the server has encoded twice, as all services but S3
// do.
func lookEncodedTwice(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		f.client.Canonical != nil ||
		sigv4.IsS3(f.params.Scope.Service) ||
		f.params.Scope.Service == "" ||
		!doubleEscape.MatchString(c.Path.S) ||
		f.verified {
		return nil
	}
	b := byCode
	if !f.echo || slices.ContainsFunc(f.listed, func(n string) bool { return byEveryHop(lower(n)) }) {
		b = byHint
	}
	return []hit{{
		basis: b,
		says: "The server signs the path " + c.Path.S + ": every service but S3 percent-encodes the path as " +
			"sent once more. Signers made for S3, or that encode once, differ there.",
		places:  places(c.Path),
		yours:   sigv4.PercentDecode(c.Path.S),
		correct: c.Path.S,
	}}
}

var doubleEscape = regexp.MustCompile(`%25[0-9A-Fa-f]{2}`)

// lookRawPath finds a path that is sent with characters raw which the server signs
// percent-encoded, where nothing else differs: a signer that takes the path as it is
// sent signs another text.
func lookRawPath(f *facts) []hit {
	c := f.server.canonical
	if !f.requestShown() || f.client.Canonical != nil || f.verified || !f.denied() {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	if !sigv4.IsS3(cmp.Or(f.params.Scope.Service, "s3")) {
		return f.lookNormalized(path)
	}
	if c == nil {
		return f.lookReservedPath(path)
	}
	raw := strings.ReplaceAll(reservedIn(path), "+", "")
	if raw == "" || path == c.Path.S || sigv4.PercentDecode(path) != sigv4.PercentDecode(c.Path.S) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The path is sent with " + raw + " raw, which the server signs percent-encoded: a signer that " +
			"takes the path as it is sent signs another one.",
		places:  append(places(f.req.Target), c.Path),
		yours:   path,
		correct: c.Path.S,
	}}
}

var (
	escapedUnreserved = regexp.MustCompile(`%(?:2[DdEe]|5[Ff]|7[Ee])`)
	escapedSlash      = regexp.MustCompile(`[^/]%2[Ff][^/]`)
	// rootWorks is what people say whose keys work as long as they have no slash.
	rootWorks = regexp.MustCompile(`(?i)\b(?:object|file|key|image|everything|upload)s?\b[^\n.]{0,40}\b(?:in|at|from|to) the (?:root|top)\b|` +
		`\bwithout (?:an? |the )?(?:prefix|folder|slash|(?:sub)?director\w+)`)
)

// lookEscapedPath finds a path that is sent with - . _ ~ or the slashes of a key
// percent-encoded: S3 verifies them raw (S3 API reference, "Calculating a signature":
// UriEncode), and a signer that takes the path as it is sent signs another text.
func lookEscapedPath(f *facts) []hit {
	if f.req == nil || f.client.Canonical != nil || f.verified || !f.denied() || !sigv4.IsS3(cmp.Or(f.params.Scope.Service, "s3")) {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	b, found := byInference, escapedUnreserved.FindString(path)
	if found == "" {
		if found = escapedSlash.FindString(path); found == "" {
			return nil
		}
		found = "%2F"
	}
	correct := sigv4.CanonicalPath(path, f.params.Flavor)
	switch c := f.server.canonical; {
	case c != nil && (c.Path.S == path || sigv4.PercentDecode(c.Path.S) != sigv4.PercentDecode(path)):
		return nil
	case c != nil:
		correct = c.Path.S
	case found == "%2F":
		correct = strings.NewReplacer("%2F", "/", "%2f", "/").Replace(path)
		if !f.pasteHas(rootWorks) {
			b = byCode // a client may well sign the slash
		}
	case f.knownSigner():
		b = byHint
	}
	return []hit{{
		basis: b,
		says: "The path is sent with " + found + ", which S3 verifies as " + sigv4.PercentDecode(found) +
			": a signer that takes the path as it is sent signs another one.",
		places:  places(f.req.Target),
		yours:   path,
		correct: correct,
		at:      CanonicalStage,
	}}
}

// lookNormalized finds empty or dot segments that a service other than S3 removes from
// the path before it verifies: a signer that takes the path as it is signs another one.
func (f *facts) lookNormalized(path string) []hit {
	c, plain := f.server.canonical, f.params.Flavor
	plain.Normalize = false
	if c == nil ||
		f.knownSigner() ||
		sigv4.CanonicalPath(path, f.params.Flavor) != c.Path.S ||
		sigv4.CanonicalPath(path, plain) == c.Path.S {
		return nil
	}
	return []hit{{
		code:  "path-not-normalized",
		basis: byCode,
		says: "The path is sent as " + path + "; the server verifies " + c.Path.S +
			", without empty and dot segments.",
		places:  append(places(f.req.Target), c.Path),
		yours:   path,
		correct: c.Path.S,
	}}
}

// dottedKey is an object, by its URL or as a key, whose name has an empty or a dot segment.
var dottedKey = regexp.MustCompile(anyOf(
	`\bs3://`,
	`\bhttps?://[^/\s"']+/`,
	`\b[Kk]ey["']?\s*[:=]\s*["']?`,
) + `([^\s"'<>()?]*[^/\s"'<>()?]/(?:\./|/)[^\s"'<>()?]+)`)

// lookDottedKey finds an object whose name has an empty or a dot segment and that is sent
// without: libraries of URLs take it away after the path was signed.
func lookDottedKey(f *facts) []hit {
	if !f.requestShown() || f.verified || !f.denied() || !sigv4.IsS3(cmp.Or(f.params.Scope.Service, "s3")) {
		return nil
	}
	_, sent, _, _, _ := sigv4.TargetParts(f.raw.Target)
	for t := range f.matches(dottedKey) {
		i := strings.Index(t.S, "/./")
		if k := strings.Index(t.S, "//"); i < 0 || k >= 0 && k < i {
			i = k
		}
		named := t.S[strings.LastIndexByte(t.S[:i], '/')+1:] // from the segment before on
		cleaned := strings.ReplaceAll(manySlashes.ReplaceAllString(named, "/"), "/./", "/")
		if strings.HasSuffix(sigv4.PercentDecode(sent), "/"+cleaned) {
			return []hit{{
				basis: byInference,
				says: "The object is called " + quoted(t.S) + ", and the path is sent as " + quoted(sent) +
					": what sends the request takes the segment away, as URLs are cleaned, and it was signed with " +
					"it. A key of S3 may have such a segment; better is one without.",
				places:  places(t, f.req.Target),
				yours:   t.S,
				correct: sent,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

var specialNames = regexp.MustCompile(`(?i)` + anyOf(
	`\bspecial char|\bspaces?\b|\bumlauts?\b|\baccents?\b`,
	`\bparenthes[ei]s\b`,
	`\bbrackets?\b`,
))

// lookEncodedPath hints at a path that arrives encoded as the server signs it, where
// people say that it fails for such names alone: a presigner that encodes the finished
// path signs it encoded twice.
func lookEncodedPath(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		!f.requestShown() ||
		f.client.Canonical != nil ||
		f.verified ||
		f.params.Carrier != sigv4.InQuery ||
		!sigv4.IsS3(f.params.Scope.Service) ||
		!f.pasteHas(specialNames) {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	if path != c.Path.S || !strings.Contains(path, "%") {
		return nil
	}
	return []hit{{
		basis: byHint,
		says: "The path is sent and verified as " + path + ". Where names without escapes work, the signer " +
			"encodes the encoded path once more.",
		places:  append(places(f.req.Target), c.Path),
		yours:   strings.ReplaceAll(path, "%", "%25"),
		correct: path,
	}}
}

// lookRawOnWire finds reserved characters that are signed percent-encoded and sent raw
// to a server that is not AWS's: some take the path as it arrives.
func lookRawOnWire(f *facts) []hit {
	c := f.client.Canonical
	if c == nil ||
		c.Partial && len(c.Lines) == 0 ||
		!f.requestShown() ||
		f.verified ||
		f.onAWS() ||
		f.server.canonical != nil ||
		!f.denied() ||
		!sigv4.IsS3(cmp.Or(f.params.Scope.Service, "s3")) {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	raw := strings.ReplaceAll(reservedIn(path), "+", "")
	if raw == "" || path == c.Path.S || sigv4.PercentDecode(path) != sigv4.PercentDecode(c.Path.S) {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The path is signed as " + c.Path.S + " and sent with " + raw +
			" raw: the HTTP client decodes it after signing, and not every store encodes it again before it verifies.",
		places:  append(places(c.Path), f.req.Target),
		yours:   c.Path.S,
		correct: path,
	}}
}

// lookReservedPath hints at a path that is sent with reserved characters raw or with
// escapes in lower case, where nothing shows what was signed: clients sign it in
// canonical form, makers of signers forget to.
func (f *facts) lookReservedPath(path string) []hit {
	due, raw := sigv4.UriEncode(sigv4.PercentDecode(path), true), strings.ReplaceAll(reservedIn(path), "+", "")
	h := hit{basis: byHint, places: places(f.req.Target), yours: path, correct: due, at: CanonicalStage}
	switch {
	case f.knownSigner() || path == due:
		return nil
	case path != due && upper(path) == upper(due):
		h.code = "percent-hex-lowercase"
		h.says = "The path is sent with percent escapes in lower case: the canonical path has them in upper case. " +
			"A signer that takes the path as it is sent signs another one."
	case raw != "":
		h.says = "The path is sent with " + raw + " raw: in the canonical path it is percent-encoded. A signer " +
			"that takes the path as it is sent signs another one."
	default:
		return nil
	}
	return []hit{h}
}

// lookObjectKey compares the key that the paste names with the path that the
// server signed: reserved characters there are a common cause.
func lookObjectKey(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.echo {
		return nil
	}
	key, last, where, ok := f.rawSegment(c.Path.S)
	if !ok {
		return nil
	}
	reserved := reservedIn(key)
	return []hit{{
		basis: byCode,
		says: "The key holds " + reserved + ", which the server signs percent-encoded; encoders for URLs " +
			"(encodeURI and others) leave such characters raw.",
		places:  append(places(c.Path), where),
		yours:   key,
		correct: last,
	}}
}

// rawSegment finds a segment of a path with escapes of reserved characters that
// stands in the paste with those characters raw.
func (f *facts) rawSegment(path string) (key, segment string, where evidence.Text, ok bool) {
	for _, segment = range strings.Split(path, "/") {
		key = sigv4.PercentDecode(segment)
		if key == segment || reservedIn(key) == "" || strings.Contains(segment, "%25") {
			continue
		}
		if where, ok = f.written(key); ok {
			return key, segment, where, true
		}
	}
	return "", "", evidence.Text{}, false
}

// reservedIn lists the characters of an object key that have to be encoded and
// that URL encoders are known to leave raw.
func reservedIn(key string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("!$&'()*+,:;=@[]", r) {
			return r
		}
		return -1
	}, key)
}

// lookBlankAsPlus finds a name of the paste that has blanks in the path of the request with +
// for each.
func lookBlankAsPlus(f *facts) []hit {
	if !f.requestShown() || !f.unsettled() || f.canonicalShown() || !f.forS3() {
		return nil
	}
	last := f.model.Path[strings.LastIndexByte(f.model.Path, '/')+1:]
	if !strings.Contains(last, "+") || strings.Contains(last, "%2") || strings.Contains("+"+last+"+", "++") {
		return nil
	}
	where, ok := f.written(strings.ReplaceAll(last, "+", " "))
	if !ok || f.pasteHas(regexp.MustCompile(`(?m)(?:^|[^/\w.-])`+literal(last))) {
		return nil // or the name has the plus, as the paste tells of it by itself
	}
	return []hit{{
		basis: byInference,
		says: "The object is called " + quoted(clip(where.S)) + ", and the path has a + for each blank: in a path that is a plus, " +
			"and a blank is %20.",
		places:  places(where, f.targetText()),
		yours:   last,
		correct: strings.ReplaceAll(last, "+", "%20"),
		at:      CanonicalStage,
	}}
}

// utf8Twice is text in UTF-8 that was taken for Latin-1 and put into UTF-8 once more.
var utf8Twice = regexp.MustCompile(`(?:[\x{C2}-\x{F4}][\x{80}-\x{BF}]{1,3})+`)

// lookUTF8Twice finds letters in what the server verified that are those of the paste in UTF-8,
// taken for Latin-1.
func lookUTF8Twice(f *facts) []hit {
	if f.answer == nil || !f.unsettled() {
		return nil
	}
	texts := []evidence.Text{f.answer.Field("StringToSign")}
	if c := f.server.canonical; c != nil {
		texts = append(texts, c.Path, c.Query)
	}
	if s := f.server.text; s != nil {
		texts = append(texts, s.Whole)
	}
	for _, t := range texts {
		twice := utf8Twice.FindString(sigv4.PercentDecode(t.S))
		if twice == "" {
			continue
		}
		once, ok := latin1(twice)
		if _, there := f.written(once); !ok || !there {
			continue
		}
		if _, there := f.written(twice); there && !strings.Contains(t.S, twice) {
			continue // the name has it so, or the paste shows it so
		}
		return []hit{{
			basis: byInference,
			says: "The server has " + quoted(twice) + " where the key has " + quoted(once) + ": the bytes of its UTF-8 were sent raw, and " +
				"each was taken for a letter. Percent-encode them in the path, for the signer and on the wire.",
			places:  places(t),
			yours:   once,
			correct: twice,
			at:      CanonicalStage,
		}}
	}
	return nil
}

// latin1 is a text whose letters are the bytes of UTF-8.
func latin1(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return "", false
		}
		b = append(b, byte(r))
	}
	return string(b), utf8.Valid(b)
}

// lookServerPath compares the path and query that the server verified with those
// that were sent.
func lookServerPath(f *facts) []hit {
	c := f.server.canonical
	if c == nil || f.client.Canonical != nil || !f.requestShown() || !f.req.Target.Present() {
		return nil
	}
	if !c.Path.Present() || !strings.HasPrefix(c.Path.S, "/") || !f.sameDate(c) {
		return nil
	}
	if f.pathGathered() {
		return f.slashesMerged(c)
	}
	return f.lookTarget(c)
}

// slashesAlike is what people say where two slashes are not it.
var slashesAlike = regexp.MustCompile(`(?i)\b(?:single|one) (?:slash(?:es)?|one)\b|\b(?:for|with) (?:all|every) (?:paths?|keys?|objects?)\b|\bevery (?:path|key|object|request)\b`)

// slashesMerged finds a path that was logged with empty segments, and that the server
// verified without.
func (f *facts) slashesMerged(c *evidence.Canonical) []hit {
	path := f.model.Path
	if !f.unsettled() || !strings.Contains(path, "//") || manySlashes.ReplaceAllString(path, "/") != c.Path.S {
		return nil
	}
	b := byInference
	if f.pasteHas(slashesAlike) {
		b = byHint
	}
	return []hit{{
		code:  "path-normalized",
		basis: b,
		says: "The log has " + quoted(clip(path)) + ", and the server verified " + quoted(clip(c.Path.S)) +
			": what sends the request merges its slashes.",
		places:  places(f.targetText(), c.Path),
		yours:   path,
		correct: c.Path.S,
		at:      CanonicalStage,
	}}
}

// pathGathered reports whether the path was read from a log or put together, and may not
// be all that was sent.
func (f *facts) pathGathered() bool { return f.req.What == "log" || f.req.Gathered() }

// lookPrefixTaken finds the path of a gathered URL of which the server verified but the
// end.
func lookPrefixTaken(f *facts) []hit {
	c := f.server.canonical
	if c == nil ||
		!f.requestShown() ||
		!f.pathGathered() ||
		f.client.Canonical != nil ||
		!strings.HasPrefix(c.Path.S, "/") ||
		c.Path.S == "/" && f.onAWS() ||
		!f.unsettled() {
		return nil
	}
	_, path, _, _, _ := sigv4.TargetParts(f.raw.Target)
	if path == c.Path.S ||
		!strings.HasSuffix(strings.TrimSuffix(path, "/")+"/", c.Path.S) ||
		!strings.Contains(strings.Trim(path, "/"), strings.Trim(c.Path.S, "/")) {
		return nil
	}
	return []hit{{
		code:  "path-prefix-rewritten",
		basis: byCode,
		says: "The request goes to " + path + ", the server verifies " + c.Path.S +
			": the beginning is taken off on the way.",
		places:  append(places(f.req.Target), c.Path),
		yours:   path,
		correct: c.Path.S,
	}}
}

var (
	// printedHost is a host of AWS in a request that a client prints as an object.
	printedHost = regexp.MustCompile(`\bhost(?:name)?["']?\s*[:=]>?\s*["']([\w.-]+\.amazonaws\.com(?:\.cn)?)["']`)
	// printedSlashes is a path with an empty segment in such a request.
	printedSlashes = regexp.MustCompile(`\b(?:path|pathname|rawPath|encodedPath)["']?\s*[:=]>?\s*["']((?:/[^\s"'/?]+)*//[^\s"'?]*)["'?]`)
)

// lookPrintedSlashes finds an empty segment in the path of a request that a client prints,
// where it goes to a service that removes it before it verifies, and nothing tells what was
// signed. Signers that know S3 alone keep it.
func lookPrintedSlashes(f *facts) []hit {
	if f.canonicalShown() || !f.unsettled() || f.catalogue() {
		return nil
	}
	service := ""
	for host := range f.matches(printedHost) {
		end, known := endpointOf(host.S)
		if !known || end.service == "" || sigv4.IsS3(end.service) || service != "" && service != end.service {
			return nil
		}
		service = end.service
	}
	m, where := f.find(printedSlashes)
	if m == nil || service == "" {
		return nil
	}
	return []hit{{
		basis: byCode,
		says: "The path of the request is " + quoted(m[1]) + ": " + service + " removes the empty segment before it " +
			"verifies, and a signer that takes the path as it is signs it.",
		places:  places(where),
		yours:   m[1],
		correct: manySlashes.ReplaceAllString(m[1], "/"),
		at:      CanonicalStage,
	}}
}

// loggedLine is a request in the log of a web server: method, path, query and status.
var loggedLine = regexp.MustCompile(`"((GET|HEAD|PUT|POST|DELETE) (/[^\s"?]*)(\?[^\s"]*)? HTTP/\d(?:\.\d)?" (\d{3}))\b`)

// lookSlashRedirect finds a request that a web server redirects to the same path with a slash
// behind it, and that fails there: the path is part of what was signed. nginx does so for a
// location that ends in a slash (ngx_http_core_module, "location").
func lookSlashRedirect(f *facts) []hit {
	if !f.unsettled() || f.presigned() || f.clientTexts() {
		return nil
	}
	for i, src := range f.ev.Sources {
		if !f.holds(i, loggedLine) {
			continue
		}
		all := f.ev.All(i, loggedLine)
		for n := 1; n < len(all); n++ {
			group := func(k, of int) string { return string(src.Data[max(0, all[k][2*of]):max(0, all[k][2*of+1])]) }
			was, is := group(n-1, 3), group(n, 3)
			if movedStatus[group(n-1, 5)] && group(n, 5) == "403" && is == was+"/" &&
				group(n-1, 2) == group(n, 2) && group(n-1, 4) == group(n, 4) {
				return []hit{{
					basis: byInference,
					says: "The request for " + was + " is redirected to " + is + ", and the client follows with the " +
						"signature that was made for the path without the slash.",
					places:  places(f.ev.Cut(i, all[n-1][2], all[n-1][3]), f.ev.Cut(i, all[n][2], all[n][3])),
					yours:   was,
					correct: is,
					at:      CanonicalStage,
				}}
			}
		}
	}
	return nil
}

// movedStatus are the statuses with which a server sends a client elsewhere.
var movedStatus = setOf("301", "302", "307", "308")
