package diagnose

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// stringLooks read the client's canonical request and string to sign, and
// compare them with the server's and with those due.
var stringLooks = []mistake{
	{code: "canonical-request-malformed", look: lookClientCanonical},
	{code: "string-to-sign-malformed", look: lookClientString},
	{code: "string-to-sign-hash-wrong", look: lookClientHash},
	{code: "canonical-blank-line-wrong", look: lookBlankLines},
	{code: "non-ascii-encoded-differently", look: lookMojibake},
}

// lookBlankLines finds empty lines of the client's canonical request that are
// missing, or there twice. How a text was copied can do the same to all of its
// empty lines: then only the hash of it in the string to sign is proof.
func lookBlankLines(f *facts) []hit {
	c := f.client.Canonical
	if c == nil || c.Partial || c.Flat || !c.Path.Present() || len(c.Lines) == 0 || !c.SignedHeaders.Present() {
		return nil
	}
	last := c.Lines[len(c.Lines)-1]
	n := strings.Count(between(c.Whole, last, c.SignedHeaders), "\n") - 1
	t := f.client.StringToSign
	proven := t != nil && t.Hash.S == sigv4.HexSHA256([]byte(c.Whole.S))
	if !c.Query.Present() {
		b := byRule
		if n == 0 && !proven {
			b = byHint
		}
		return []hit{{basis: b, says: "The line of the query is missing: with no query it is empty, but it is there.", places: places(c.Path), at: CanonicalStage}}
	}
	if n == 1 || n < 0 {
		return nil
	}
	h := hit{basis: byHint, says: "Two empty lines stand between the header lines and the list of signed headers; one is due.", places: places(last, c.SignedHeaders), at: CanonicalStage}
	if n == 0 {
		h.says = "The empty line between the header lines and the list of signed headers is missing."
	}
	if proven || c.Query.S == "" {
		h.basis, h.fragile = byRule, !proven // the other empty line came through whole
	}
	return []hit{h}
}

// between returns what stands between two parts of a text.
func between(whole, a, b evidence.Text) string {
	from, first := a.Within(whole)
	to, second := b.Within(whole)
	if from += len(a.S); !first || !second || from > to {
		return ""
	}
	return whole.S[from:to]
}

// lookMojibake finds a header value that the server read in another charset than
// it was signed in.
func lookMojibake(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.mismatch() || f.verified {
		return nil
	}
	for _, l := range c.Lines {
		if name, _, _ := strings.Cut(l.S, ":"); replay.IsASCII(l.S) || lower(name) == "x-amz-security-token" {
			continue // what stands in a token outside ASCII is its mask
		}
		h := hit{basis: byCode, says: "The header line " + quoted(l.S) + " has letters outside ASCII: both sides have to read the same bytes as the same letters.", places: places(l), yours: l.S, at: CanonicalStage}
		if was := replay.Latin1(l.S); was != l.S && utf8.ValidString(was) {
			h.basis = byInference
			h.says = "The server read the UTF-8 bytes of " + quoted(was) + " as ISO-8859-1: " + quoted(l.S) + "."
		}
		return []hit{h}
	}
	return nil
}

// lookClientCanonical names how the client's canonical request differs from the
// one due: the server's where the paste holds it, else the one computed from the
// request as sent.
func lookClientCanonical(f *facts) []hit {
	c := f.client.Canonical
	if c == nil {
		return nil
	}
	if f.req == nil || f.req.What == "canonical-request" && f.server.canonical == nil {
		return lookCanonicalAlone(f, c)
	}
	m := f.dueModel()
	hits := nameCanonical(m, f.differing(c), f.sameDate(c))
	if s := f.server.canonical; s != nil && s.Partial && len(s.Lines) > 0 {
		cut := s.Lines[len(s.Lines)-1].S // where the text ends, it may go on
		hits = slices.DeleteFunc(hits, func(h hit) bool {
			return h.correct == cut && strings.HasPrefix(h.yours, cut) || h.code == "header-removed-in-transit" && !s.SignedHeaders.Present()
		})
	}
	for i := range hits {
		f.sayServer(&hits[i])
	}
	return hits
}

// differing leaves out of the client's canonical request what the server has just
// so: where the service is not known, what is due cannot be told better.
func (f *facts) differing(c *evidence.Canonical) *evidence.Canonical {
	s := f.server.canonical
	if s == nil || s.Flat || c.Flat {
		return c
	}
	out := *c
	if s.Path.Present() && s.Path.S == c.Path.S {
		out.Path = evidence.Text{}
	}
	if s.Query.Present() && s.Query.S == c.Query.S {
		out.Query = evidence.Text{}
	}
	return &out
}

// dueModel is the model that the client's canonical request is measured by. The
// server's canonical request, where it is whole, says what arrived.
func (f *facts) dueModel() *replay.Model {
	s := f.server.canonical
	if s == nil || f.echo || s.Partial && len(s.Lines) == 0 {
		return f.model
	}
	g := *f
	g.req = nil
	g.requestFromStrings()
	if g.req == nil {
		return f.model
	}
	raw := g.req.Raw()
	m := f.newModel(&raw, f.params, f.model.Listed, s.PayloadHash.S)
	m.Order, m.SentAs = f.model.Order, f.model.SentAs
	m.Complete = true
	m.Hosts, m.Regions, m.Services = f.model.Hosts, f.model.Regions, f.model.Services
	if f.raw.Method != "" && s.Method.S == "" {
		m.Method = f.raw.Method
	}
	m.Body, m.BodyKnown, m.Chunked = f.model.Body, f.model.BodyKnown, f.model.Chunked
	if f.req.Target.Present() && sigv4.CanonicalPath(f.model.Path, f.params.Flavor) == s.Path.S {
		m.Path = f.model.Path
	}
	if f.model.Query != "" && sigv4.CanonicalQuery(f.model.Query) == s.Query.S {
		m.Query, m.Pairs = f.model.Query, f.model.Pairs
	}
	return m
}

// sayServer words a difference by who has which side, and turns codes that speak
// of the client's signer into those that speak of the way, where the server's
// own text shows that the header arrived changed.
func (f *facts) sayServer(h *hit) {
	if f.server.canonical == nil || h.basis != byTexts || h.correct == "" {
		return
	}
	if bucket, _, _ := strings.Cut(f.model.Host, "."); h.code == "path-missing-component" && f.ex.Request == nil && !f.onAWS() && strings.TrimSuffix(h.correct, h.yours) == "/"+bucket {
		h.code, h.says = "server-side-canonicalization", "The server puts /"+bucket+" before the path, a bucket that the host names already: only path-style requests have it there."
	}
	if h.code == "path-double-encoded" && !sigv4.IsS3(f.params.Scope.Service) && f.pasteHas(signerLogs) {
		h.code = "path-reencoded-after-signing"
		h.says = "The SDK encodes the path once more, as the rules have it, and the server sees " + quoted(h.correct) + ": what sends the request decodes an escape of the path after it is signed."
	}
	if name, value, ok := strings.Cut(h.correct, ":"); ok && h.at == CanonicalStage && !strings.Contains(name, "/") {
		h.places = append(h.places, places(serverLineText(f, name))...)
		if sent, mine := f.raw.HeaderValue(name); mine && !f.echo && sent == value {
			return
		}
	}
}

// signerLogs are the names under which signers of the SDKs log.
var signerLogs = regexp.MustCompile(`awssdk\.auth\.signer|awssdk\.http\.auth|botocore\.auth|aws_sigv4::|com\.amazonaws\.auth\.AWS4Signer`)

func serverLineText(f *facts, name string) evidence.Text {
	_, t := f.serverLine(lower(name))
	return t
}

// lookCanonicalAlone reads a canonical request that nothing can be compared with:
// what it shows by itself.
func lookCanonicalAlone(f *facts, c *evidence.Canonical) []hit {
	var hits []hit
	n := &naming{base: f.model, twists: map[replay.Group][]*replay.Twist{}}
	if h, ok := n.capitals(c); ok {
		hits = append(hits, h)
	}
	if h, ok := n.separators(c); ok {
		hits = append(hits, h)
	}
	lines := linesByName(c)
	if len(c.Lines) > 0 && atHead(c.Lines[0]) && len(lines.names) > 0 {
		lines.names = lines.names[1:]
	}
	hits = append(hits, n.order(lines)...)
	if c.Query.Present() && c.Query.S != "" && !masked(c.Query.S) {
		if due := sigv4.CanonicalQuery(c.Query.S); due != c.Query.S && strings.HasPrefix(c.Query.S, "?") {
			hits = append(hits, hit{code: "query-extra-parts-signed", basis: byRule, says: "The canonical query begins with ?.", places: places(c.Query), yours: c.Query.S, correct: sigv4.CanonicalQuery(c.Query.S[1:]), at: CanonicalStage})
		} else if due != c.Query.S {
			hits = append(hits, hit{code: queryCode(c.Query.S, due), basis: byRule, says: "The canonical query is not in canonical form.", places: places(c.Query), yours: c.Query.S, correct: due, at: CanonicalStage})
		}
	}
	if c.Path.Present() && strings.Contains(upper(c.Path.S), "%2F") && sigv4.IsS3(f.params.Scope.Service) && f.mismatch() {
		due := sigv4.CanonicalPath(slashesDecoded(c.Path.S), f.params.Flavor)
		hits = append(hits, hit{code: "unreserved-encoded", basis: byInference, says: "The canonical path holds %2F: in an object key the / stays as it is. It may come from a / at an end of the name of the bucket.", places: places(c.Path), yours: c.Path.S, correct: due, at: CanonicalStage})
	}
	if c.Method.Present() && c.Method.S != upper(c.Method.S) {
		hits = append(hits, hit{code: "method-mismatch", basis: byRule, says: "The method is in lower case.", places: places(c.Method), yours: c.Method.S, correct: upper(c.Method.S), at: CanonicalStage})
	}
	if c.PayloadHash.Present() && !c.Partial && !validPayloadHash(c.PayloadHash.S) && !masked(c.PayloadHash.S) && c.PayloadHash.S != "" {
		hits = append(hits, hit{code: payloadTextCode(c.PayloadHash.S), basis: byRule, says: "The last line of the canonical request is no payload hash: " + quoted(c.PayloadHash.S) + ".", places: places(c.PayloadHash), yours: c.PayloadHash.S, at: CanonicalStage})
	}
	hits = append(hits, lineEnds(c)...)
	return hits
}

var fullAmzDate = regexp.MustCompile(`^\d{8}T\d{6}Z$`)

// lookClientString reads the lines of the client's string to sign, against the
// server's and against the date and scope that the request states.
func lookClientString(f *facts) []hit {
	t := f.client.StringToSign
	if t == nil || t.Masked {
		return nil
	}
	hits := f.lookStringShape(t)
	hits = append(hits, f.lookDateLine(t)...)
	return append(hits, f.lookScopeLine(t)...)
}

func (f *facts) lookStringShape(t *evidence.StringToSign) []hit {
	whole := t.Whole.S
	h := hit{basis: byRule, places: places(t.Whole), yours: whole, at: StringToSignStage}
	switch {
	case t.Flat, canonicalInside(t) && f.pasteHas(fineUploader):
		return nil
	case canonicalInside(t):
		h.code, h.says = "string-to-sign-hash-wrong", "The canonical request itself stands in the string to sign, where its hash is due."
	case strings.Contains(whole, "\r\n"):
		h.code, h.says, h.fragile = "line-ends-crlf", "The lines of the string to sign end with CR LF; they are joined by LF alone.", true
	case atHead(t.Whole):
		return nil
	case !t.Algorithm.Present() || t.Algorithm.S == "":
		h.says = "The string to sign has no algorithm line."
	case emptyLine(t.Lines):
		h.says = "The string to sign holds an empty line."
	case len(t.Lines) == 4 && fullAmzDate.MatchString(t.Lines[2].S) && strings.Count(t.Lines[1].S, "/") >= 3:
		h.says = "Date and scope are exchanged in the string to sign."
	case indented(t.Lines):
		h.says = "Lines of the string to sign are indented."
		h.basis = byHint
	default:
		return nil
	}
	return []hit{h}
}

// fineUploader names the library that asks its server to sign a text which holds the
// canonical request behind the scope: the server hashes it (Fine Uploader's
// documentation, "Amazon S3", signature version 4).
var fineUploader = regexp.MustCompile(`(?i)fine-?\s?uploader|\bqq[A-Z]\w+|x-amz-meta-qq|"headers"\s*:\s*"AWS4-HMAC-SHA256\\n`)

var methodLine = regexp.MustCompile(`^[A-Z]{3,8}$`)

// canonicalInside reports whether a canonical request stands where its hash is due.
func canonicalInside(t *evidence.StringToSign) bool {
	return len(t.Lines) > 6 && methodLine.MatchString(t.Lines[3].S) && strings.HasPrefix(t.Lines[4].S, "/")
}

func emptyLine(lines []evidence.Text) bool {
	for _, l := range lines[:max(0, len(lines)-1)] {
		if strings.TrimSpace(l.S) == "" {
			return true
		}
	}
	return false
}

func indented(lines []evidence.Text) bool {
	for _, l := range lines {
		if strings.HasPrefix(l.S, " ") {
			return true
		}
	}
	return false
}

// keyspacesDate is the form of the time in what drivers of Amazon Keyspaces sign
// (aws-sigv4-auth-cassandra plugins of AWS).
var keyspacesDate = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

func (f *facts) lookDateLine(t *evidence.StringToSign) []hit {
	v := t.Date.S
	if !t.Date.Present() || masked(v) || v == "" || strings.Contains(t.Scope.S, "/cassandra/") && keyspacesDate.MatchString(v) {
		return nil
	}
	h := hit{code: "string-to-sign-date-mismatch", basis: byRule, yours: v, at: StringToSignStage}
	if s := f.server.text; s != nil && s.Date.Present() && s.Date.S != v && s.Scope.S == t.Scope.S && sameHash(s, t) {
		h.basis, h.correct = byTexts, s.Date.S
		h.says = "The client's string to sign says " + v + ", the server's " + s.Date.S + ". With a Date header alone the server takes that header as it is; send and sign x-amz-date."
		h.places = places(t.Date, s.Date)
		return []hit{h}
	}
	if own, where := lineOf(f.client.Canonical, "x-amz-date"); where.Present() && fullAmzDate.MatchString(v) && strings.TrimSpace(own) != v && f.client.Canonical != nil && t.Hash.S == sigv4.HexSHA256([]byte(f.client.Canonical.Whole.S)) {
		h.basis, h.says, h.correct, h.places = byTexts, "The string to sign says "+v+", the canonical request in it "+own+": the clock was read twice.", own, places(t.Date, where)
		return []hit{h}
	}
	if own, where := lineOf(f.client.Canonical, "x-amz-date"); where.Present() && strings.TrimSpace(own) == v && t.Hash.S == sigv4.HexSHA256([]byte(f.client.Canonical.Whole.S)) {
		return nil // both texts are of another attempt
	}
	if own, where := lineOf(f.client.Canonical, "x-amz-date"); where.Present() && fullAmzDate.MatchString(v) && f.onePairHidden(t) && strings.TrimSpace(own) != v && strings.HasPrefix(own, v[:8]) {
		h.basis, h.says, h.correct, h.places = byInference, "The string to sign says "+v+", the canonical request before it "+own+": the clock was read twice. (A value made unreadable keeps the hash from telling that they belong together.)", own, places(t.Date, where)
		return []hit{h}
	}
	sent, ok := f.raw.HeaderValue("x-amz-date")
	if f.claim != nil && f.claim.Carrier == sigv4.InQuery {
		sent, ok = f.claim.Date.S, f.claim.Date.Present()
	}
	if f.params.Flavor.GitUnhashed && fullAmzDate.MatchString(v+"Z") {
		return nil // CodeCommit signs its time without the Z
	}
	if !fullAmzDate.MatchString(v) {
		h.says, h.correct = "The date line of the string to sign is "+quoted(v)+"; it has to be YYYYMMDDTHHMMSSZ.", sent
		h.places = places(t.Date)
		return []hit{h}
	}
	if !ok || sent == v || f.echo || !f.sameSignature() {
		return nil
	}
	h.says, h.correct, h.places = "The string to sign says "+v+", the request sends "+sent+".", sent, places(t.Date, f.dateText())
	return []hit{h}
}

// onePairHidden reports whether the paste holds one canonical request, parts of
// which were made unreadable, and right behind it one string to sign: then they
// are taken for a pair although the hash does not fit.
func (f *facts) onePairHidden(t *evidence.StringToSign) bool {
	c := f.client.Canonical
	if c == nil || !slices.ContainsFunc(c.Lines, func(l evidence.Text) bool { return masked(l.S) || strings.HasSuffix(l.S, "EXAMPLE") }) {
		return false
	}
	count := map[string]int{}
	for _, a := range f.ev.Artefacts {
		count[a.What]++
	}
	gap := t.Whole.Place().From - c.Whole.Place().To
	return count["canonical-request"] == 1 && count["string-to-sign"] == 1 && t.Whole.Place().Source == c.Whole.Place().Source && gap >= 0 && gap < 300
}

func sameHash(a, b *evidence.StringToSign) bool { return a.Hash.S == b.Hash.S }

// sameSignature reports whether the client's printed signature, if there is one,
// is the one sent: then its strings are of the attempt that was sent.
func (f *facts) sameSignature() bool {
	return !f.client.Signature.Present() || f.claim == nil || f.client.Signature.S == f.claim.Signature.S
}

func (f *facts) lookScopeLine(t *evidence.StringToSign) []hit {
	v := t.Scope.S
	if s := f.server.text; s != nil && t.Scope.Present() && s.Scope.Present() && s.Scope.S != v && s.Date.S == t.Date.S && !masked(v) && !masked(s.Scope.S) {
		return []hit{{code: "string-to-sign-scope-mismatch", basis: byTexts, says: "The scope line of the client's string to sign is " + v + ", the server's " + s.Scope.S + ".", places: places(t.Scope, s.Scope), yours: v, correct: s.Scope.S, at: StringToSignStage}}
	}
	if !t.Scope.Present() || masked(v) || f.claim == nil || !f.claim.Credential.Present() || masked(f.claim.Credential.S) {
		return nil
	}
	due := f.claim.Scope().String()
	if v == due || len(f.claim.ScopeParts) != 4 {
		return nil
	}
	if s, ok := sigv4.ParseScope(v); ok && s.Date != f.claim.ScopeParts[0].S && t.Date.S != f.params.Date {
		return nil // of another attempt
	}
	h := hit{code: "string-to-sign-scope-mismatch", basis: byTexts, says: "The scope line of the string to sign is " + v + ", Credential says " + due + ".", places: places(t.Scope, f.claim.Credential), yours: v, correct: due, at: StringToSignStage}
	return []hit{h}
}

// lookClientHash compares line 4 of the client's string to sign with the hash of
// the canonical request that the client printed.
func lookClientHash(f *facts) []hit {
	t, c := f.client.StringToSign, f.client.Canonical
	if t == nil || !t.Hash.Present() || masked(t.Hash.S) || t.Masked {
		return nil
	}
	v := t.Hash.S
	if c == nil || c.Partial || c.Flat || c.Masked || masked(c.Whole.S) {
		if !isHexHash(v) && v != "" && len(t.Lines) == 4 {
			return []hit{{basis: byRule, says: "The last line of the string to sign is " + quoted(clip(v)) + "; 64 lower-case hex digits are due.", places: places(t.Hash), yours: v, at: StringToSignStage}}
		}
		return nil
	}
	due := sigv4.HexSHA256([]byte(c.Whole.S))
	if v == due {
		return nil
	}
	for _, w := range f.model.Twists() {
		g := w.Group()
		if g != replay.GroupHash && (g != replay.GroupCanonical || w.NeedsParts()) {
			continue
		}
		tr := f.model.With(w)
		if tr.HashLine(tr.FinishedCanonical(c.Whole.S)) == v {
			return []hit{{code: w.Code, basis: byTexts, says: "Your signer " + w.Says + ": that gives exactly the last line of its string to sign.", places: places(t.Hash, c.Whole), yours: v, correct: due, at: StringToSignStage, variant: w.Variant}}
		}
	}
	if !isHexHash(v) {
		return []hit{{basis: byRule, says: "The last line of the string to sign is " + quoted(clip(v)) + "; 64 lower-case hex digits are due.", places: places(t.Hash), yours: v, correct: due, at: StringToSignStage}}
	}
	if s := f.server.text; s != nil && f.server.canonical != nil && f.server.canonical.Whole.S == c.Whole.S && s.Hash.S == due {
		return []hit{{basis: byInference, says: "Both sides have the same canonical request, and the hash in the client's string to sign is not its SHA-256, which the server has: the client hashes something else than it prints.", places: places(t.Hash, s.Hash), yours: v, correct: due, at: StringToSignStage}}
	}
	return nil
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "..."
	}
	return s
}

// keyLooks draw what the texts allow on the key.
var keyLooks = []mistake{
	{code: "secret-wrong", look: lookTextsAgree},
	{code: "ses-smtp-password", look: lookSMTP},
	{code: "hmac-wrong-algorithm", look: func(f *facts) []hit {
		for _, h := range f.ev.Hints {
			if h.Kind == evidence.HintHMAC && strings.Contains(lower(h.Value.S), "sha1") {
				return []hit{{basis: byHint, says: "The code computes an HMAC with " + h.Value.S + "; Version 4 signs with HMAC-SHA256.", places: places(h.Text), yours: h.Value.S, correct: "sha256", at: KeyStage}}
			}
		}
		return nil
	}},
}

// maskedSecret is how s3cmd shows a secret key: its ends, and how much is between them.
var maskedSecret = regexp.MustCompile(`secret_key->(\S{1,3})\.\.\.(\d+)_chars\.\.\.(\S)`)

// sayLength tells a secret key of the wrong length, where a log shows how long it is:
// those of AWS and of most stores have 40 characters.
func (f *facts) sayLength(h *hit) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxCode {
			continue
		}
		m := f.ev.First(i, maskedSecret)
		if m == nil {
			continue
		}
		between, _ := strconv.Atoi(string(src.Data[m[4]:m[5]]))
		n := between + m[3] - m[2] + m[7] - m[6]
		says := " The secret key has " + strconv.Itoa(n) + " characters; those of 40 are usual."
		switch {
		case n >= 37 && n < 40:
			h.code, h.basis, h.says = "secret-truncated", byCode, h.says+says
		case n == 41 || n == 42:
			h.code, h.basis, h.says = "secret-whitespace", byCode, h.says+says
		default:
			return
		}
		h.places = append(h.places, f.codePlace(i, m))
		return
	}
}

// lookTextsAgree is the split that settles most cases: both sides have the same
// string to sign, and the signature still differs, so the key does.
func lookTextsAgree(f *facts) []hit {
	s := f.server.text
	if s == nil || !f.mismatch() || f.verified && !f.echoSigned || s.Masked {
		return nil
	}
	h := hit{places: places(s.Whole), at: KeyStage}
	switch {
	case f.echoSigned:
		h.basis = byTexts
		h.says = "The server's string to sign, signed with the secret key at hand, gives exactly the signature that was sent. Both sides sign the same text: the server holds another secret key for this access key ID."
		if blanksInside(f.given.Key.Secret.Reveal()) {
			h.code = "secret-recoded"
			h.says += " The one at hand has blanks inside, which no secret key of AWS has: it was decoded like a URL, and each of them was a +."
		}
		return []hit{h}
	}
	whose := "the secret key, or the way the signing key is derived from it, is not the one that the server has."
	if f.asSent.Keys.Steps > 0 {
		whose = "the client signed with another secret key than the one at hand, or derives the signing key in a way of its own."
	}
	if c := f.client.StringToSign; c != nil && !c.Masked && c.Whole.S == s.Whole.S && validSignature(f.sentSig) {
		if region, where := f.otherRegion(); region != "" {
			h.code, h.basis = "signing-key-wrong-region", byInference
			h.says = "Both sides have the same string to sign, and the code names the region " + region + " besides " + f.params.Scope.Region + ": where the signing key is made with it, the signature is another one."
			h.places, h.yours, h.correct = places(where, c.Whole, s.Whole), region, f.params.Scope.Region
			return []hit{h}
		}
		if len(f.keyChain().hits) > 0 {
			return nil // the printed keys say more
		}
		h.basis = byTexts
		switch {
		case f.keyFaultInCode():
			h.basis = byHint
		case f.pasteHas(derives):
			h.basis = byInference // the code that derives the key is there: it may be that
		}
		h.says = "Both sides have the same string to sign, and the signatures still differ: " + whose
		h.places = places(c.Whole, s.Whole)
		f.sayLength(&h)
		return []hit{h}
	}
	if f.client.StringToSign == nil && f.client.Canonical != nil && f.server.canonical != nil && f.client.Canonical.Whole.S == f.server.canonical.Whole.S && validSignature(f.sentSig) {
		h.basis = byTexts
		h.says = "Both sides have the same canonical request, and the signatures still differ: " + whose
		h.places = places(f.client.Canonical.Whole, f.server.canonical.Whole)
		f.sayLength(&h)
		return []hit{h}
	}
	if f.wire() && f.asSent.StringToSign.Known() && f.asSent.StringToSign.Text == s.Whole.S && validSignature(f.sentSig) {
		h.basis = byHint
		h.says = "The server computes its string to sign from the request exactly as it is sent. Either the client signed another text, or the secret key is not the one that the server has: the client's own string to sign, or the secret key, tells which."
		if f.knownSigner() {
			h.basis = byInference
			h.says = "The server computes its string to sign from the request exactly as it is sent, and the client is one that signs correctly: the secret key is not the one that the server has for this access key ID."
		}
		return []hit{h}
	}
	for _, hint := range f.ev.Hints {
		if hint.Kind == evidence.HintSame {
			h.basis = byHint
			h.says = "The paste says that both sides' texts are equal: then the secret key, or the way the signing key is derived from it, is wrong."
			h.places = append(places(hint.Text), h.places...)
			return []hit{h}
		}
	}
	return nil
}

// blanksInside reports whether a secret key looks like one of AWS that was decoded
// like a URL: 40 characters of base64, but for a few blanks between them. A
// sentence of that length has more of them, and no digits.
func blanksInside(secret string) bool {
	back := strings.ReplaceAll(secret, " ", "+")
	_, err := base64.StdEncoding.DecodeString(back)
	n := strings.Count(secret, " ")
	return err == nil && len(back) == 40 && n > 0 && n <= 4 && strings.TrimSpace(secret) == secret && strings.ContainsAny(secret, "0123456789")
}

var knownClients = regexp.MustCompile(`(?i)aws-sdk-|boto|aws-cli|minio-go|rclone|aws-sdk|s3cmd|MinIO \(`)

// knownSigner reports whether the request names a client whose signer is known
// to be right, for what this request holds: some SDKs kept runs of blanks.
func (f *facts) knownSigner() bool {
	v, ok := f.raw.HeaderValue("user-agent")
	return ok && knownClients.MatchString(v) && len(lookBlanks(f)) == 0
}

func validSignature(s string) bool { return s == "" || isHexHash(s) }

var smtpNames = regexp.MustCompile(`(?i)secret_?access_?key.{0,40}(smtp|mail|ses)[a-z_]*pass|smtp[a-z_]*(pass|user)`)

// lookSMTP finds an SMTP password given as the secret key to an SES client.
func lookSMTP(f *facts) []hit {
	if f.params.Scope.Service != "ses" && f.params.Scope.Service != "email" || f.answer != nil && !f.mismatch() {
		return nil
	}
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintConfig && smtpNames.MatchString(h.Text.S+" "+h.Value.S) {
			return []hit{{basis: byInference, says: "The secret key is taken from a setting that is named for an SMTP password: " + strings.TrimSpace(h.Text.S) + " = " + h.Value.S + ". SMTP credentials of SES are derived from a secret key and are none.", places: places(h.Text), at: KeyStage}}
		}
	}
	return nil
}
