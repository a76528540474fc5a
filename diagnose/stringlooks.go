package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// stringLooks read the client's canonical request and string to sign, and
// compare them with the server's and with those due.
var stringLooks = []mistake{
	{code: "string-to-sign-hash-wrong", look: lookRawHash},
	{code: "canonical-request-malformed", look: lookClientCanonical},
	{code: "canonical-request-malformed", look: lookRawText},
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
		return []hit{{
			basis:  b,
			says:   "The line of the query is missing: with no query it is empty, but it is there.",
			places: places(c.Path),
			at:     CanonicalStage,
		}}
	}
	if n == 1 || n < 0 {
		return nil
	}
	h := hit{
		basis:  byHint,
		says:   "Two empty lines stand between the header lines and the list of signed headers; one is due.",
		places: places(last, c.SignedHeaders),
		at:     CanonicalStage,
	}
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
	if c == nil || !f.unsettled() {
		return nil
	}
	for _, l := range c.Lines {
		if name, _, _ := strings.Cut(l.S, ":"); replay.IsASCII(l.S) || lower(name) == "x-amz-security-token" {
			continue // what stands in a token outside ASCII is its mask
		}
		h := hit{
			basis: byCode,
			says: "The header line " + quoted(l.S) + " has letters outside ASCII: both sides have to read the " +
				"same bytes as the same letters.",
			places: places(l),
			yours:  l.S,
		}
		if was := replay.Latin1(l.S); was != l.S && utf8.ValidString(was) {
			h.basis = byInference
			h.says = "The server read the UTF-8 bytes of " + quoted(was) + " as ISO-8859-1: " + quoted(l.S) + "."
		}
		return []hit{h}
	}
	return nil
}

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

// lookStringShape finds a string to sign that is not four lines, as they are due.
func (f *facts) lookStringShape(t *evidence.StringToSign) []hit {
	whole := t.Whole.S
	h := hit{basis: byRule, places: places(t.Whole), yours: whole, at: StringToSignStage}
	switch {
	case t.Flat, canonicalInside(t) && f.pasteHas(fineUploader):
		return nil
	case canonicalInside(t):
		h.code = "string-to-sign-hash-wrong"
		h.says = "The canonical request itself stands in the string to sign, where its hash is due."
	case strings.Contains(whole, "\r\n"):
		h.code = "line-ends-crlf"
		h.says = "The lines of the string to sign end with CR LF; they are joined by LF alone."
		h.fragile = true
	case f.beginsOpen(t.Whole):
		return nil
	case !t.Algorithm.Present() || t.Algorithm.S == "":
		h.says = "The string to sign has no algorithm line."
	case !t.Scope.Present() && t.Hash.Present() && len(t.Lines) > 4 && t.Lines[len(t.Lines)-2].S == sigv4.Terminator:
		h.says = "The scope is spread over lines of the string to sign; it is one line, " +
			"date/region/service/aws4_request."
	case emptyLine(t.Lines):
		h.says = "The string to sign holds an empty line."
	case len(t.Lines) == 4 && amzShape.MatchString(t.Lines[2].S) && strings.Count(t.Lines[1].S, "/") >= 3:
		h.says = "Date and scope are exchanged in the string to sign."
	case len(t.Lines) == 3 && t.Algorithm.Present() && t.Date.Present() && t.Scope.Present() && !f.endsOpen(t.Whole):
		h.code, h.basis = "string-to-sign-hash-wrong", byHint
		h.says = "The string to sign ends with the scope: the hash of the canonical request is its last line."
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
var fineUploader = regexp.MustCompile(`(?i)` + anyOf(
	`fine-?\s?uploader`,
	`\bqq[A-Z]\w+|x-amz-meta-qq`,
	`"headers"\s*:\s*"AWS4-HMAC-SHA256\\n`,
))

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
		if strings.HasPrefix(l.S, " ") || strings.HasPrefix(l.S, "\t") {
			return true
		}
	}
	return false
}

// indentation is what all lines but the first begin with, where it is blank: it is one
// mistake, and what follows it on each line is read without.
func indentation(lines []evidence.Text) string {
	if len(lines) < 2 {
		return ""
	}
	second := lines[1].S
	by := second[:len(second)-len(strings.TrimLeft(second, " \t"))]
	for _, l := range lines[2:] {
		if !strings.HasPrefix(l.S, by) {
			return ""
		}
	}
	return by
}

// keyspacesDate is the form of the time in what drivers of Amazon Keyspaces sign
// (aws-sigv4-auth-cassandra plugins of AWS).
var keyspacesDate = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)

// lookDateLine compares the time in the client's string to sign with the server's, the
// canonical request's and the one that is sent.
func (f *facts) lookDateLine(t *evidence.StringToSign) []hit {
	v := strings.TrimPrefix(t.Date.S, indentation(t.Lines))
	if !t.Date.Present() || masked(v) || v == "" || forKeyspaces(t) {
		return nil
	}
	h := hit{code: "string-to-sign-date-mismatch", basis: byRule, yours: v, at: StringToSignStage}
	if s := f.server.text; s != nil && s.Date.Present() && s.Date.S != v && s.Scope.S == t.Scope.S && sameHash(s, t) {
		h.basis, h.correct = byTexts, s.Date.S
		h.says = "The client's string to sign says " + v + ", the server's " + s.Date.S +
			". With a Date header alone the server takes that header as it is; send and sign x-amz-date."
		h.places = places(t.Date, s.Date)
		return []hit{h}
	}
	if own, where := lineOf(f.client.Canonical, "x-amz-date"); where.Present() {
		if strings.TrimSpace(own) == v && f.hashedCanonical(t) {
			return nil // both texts are of another attempt
		}
		if f.readTwice(&h, t, own) {
			h.correct, h.places = own, places(t.Date, where)
			return []hit{h}
		}
	}
	return f.lookSentDate(h, t)
}

// forKeyspaces reports whether a string to sign is one of Amazon Keyspaces, in its form.
func forKeyspaces(t *evidence.StringToSign) bool {
	return strings.Contains(t.Scope.S, "/cassandra/") && keyspacesDate.MatchString(t.Date.S)
}

// hashedCanonical reports whether the client's string to sign is that of its canonical
// request.
func (f *facts) hashedCanonical(t *evidence.StringToSign) bool {
	return t.Hash.S == sigv4.HexSHA256([]byte(f.client.Canonical.Whole.S))
}

// readTwice reports whether the client's canonical request has another time than its
// string to sign, and says so.
func (f *facts) readTwice(h *hit, t *evidence.StringToSign, own string) bool {
	v := t.Date.S
	if !amzShape.MatchString(v) || strings.EqualFold(strings.TrimSpace(own), v) {
		return false
	}
	if f.hashedCanonical(t) {
		h.basis = byTexts
		h.says = "The string to sign says " + v + ", the canonical request in it " + own + ": the clock was read twice."
		return true
	}
	if f.onePairHidden(t) && strings.HasPrefix(own, v[:8]) && !strings.Contains(own, v) {
		h.basis = byInference
		h.says = "The string to sign says " + v + ", the canonical request before it " + own +
			": the clock was read twice. (A value made unreadable keeps the hash from telling that they belong " +
			"together.)"
		return true
	}
	return false
}

// lookSentDate compares the time in the client's string to sign with the one that is sent.
func (f *facts) lookSentDate(h hit, t *evidence.StringToSign) []hit {
	v := strings.TrimPrefix(t.Date.S, indentation(t.Lines))
	sent, ok := f.raw.HeaderValue("x-amz-date")
	if f.presigned() {
		sent, ok = f.claim.Date.S, f.claim.Date.Present()
	}
	h.correct = sent
	switch {
	case f.params.Flavor.GitUnhashed && amzShape.MatchString(v+"Z"):
		return nil // CodeCommit signs its time without the Z
	case !amzShape.MatchString(v):
		if !ok && f.answerNames("date-format") {
			h.code = "date-format"
		}
		h.says = "The date line of the string to sign is " + quoted(v) + "; it has to be YYYYMMDDTHHMMSSZ."
		h.places = places(t.Date)
	case !ok || sent == v || f.echo || !f.sameSignature():
		return nil
	default:
		h.says = "The string to sign says " + v + ", the request sends " + sent + "."
		h.places = places(t.Date, f.dateText())
	}
	return []hit{h}
}

// onePairHidden reports whether the paste holds one canonical request, parts of
// which were made unreadable, and right behind it one string to sign: then they
// are taken for a pair although the hash does not fit.
func (f *facts) onePairHidden(t *evidence.StringToSign) bool {
	c := f.client.Canonical
	if c == nil ||
		!slices.ContainsFunc(c.Lines, func(l evidence.Text) bool {
			return masked(l.S) || strings.HasSuffix(l.S, "EXAMPLE")
		}) {
		return false
	}
	count := map[string]int{}
	for _, a := range f.ev.Artefacts {
		count[a.What]++
	}
	gap := t.Whole.Place().From - c.Whole.Place().To
	return count["canonical-request"] == 1 &&
		count["string-to-sign"] == 1 &&
		t.Whole.Place().Source == c.Whole.Place().Source &&
		gap >= 0 &&
		gap < 300
}

// scopesDiffer reports whether two strings to sign show scopes, and two of them.
func scopesDiffer(a, b *evidence.StringToSign) bool {
	return a.Scope.Present() && b.Scope.Present() && a.Scope.S != b.Scope.S && !masked(a.Scope.S) && !masked(b.Scope.S)
}

func sameHash(a, b *evidence.StringToSign) bool { return a.Hash.S == b.Hash.S }

// sameSignature reports whether the client's printed signature, if there is one,
// is the one sent: then its strings are of the attempt that was sent.
func (f *facts) sameSignature() bool {
	return !f.client.Signature.Present() || f.claim == nil || f.client.Signature.S == f.claim.Signature.S
}

// keyIDInScope finds a scope line that begins with an access key ID, where no Credential is
// there to set it against.
func (f *facts) keyIDInScope(t *evidence.StringToSign) *hit {
	id, rest, cut := strings.Cut(t.Scope.S, "/")
	if !cut || f.claim != nil || !awsKeyID.MatchString(id) || !isScope(rest) {
		return nil
	}
	return &hit{
		code:    "string-to-sign-scope-mismatch",
		basis:   byRule,
		says:    "The scope line of the string to sign begins with the access key ID: only Credential has that.",
		places:  places(t.Scope),
		yours:   t.Scope.S,
		correct: rest,
	}
}

// isScope reports whether a text is a credential scope.
func isScope(text string) bool {
	_, ok := sigv4.ParseScope(text)
	return ok && strings.Count(text, "/") == 3
}

// lookScopeLine compares the scope in the client's string to sign with the server's and
// the claim's.
func (f *facts) lookScopeLine(t *evidence.StringToSign) []hit {
	v := t.Scope.S
	if len(lookServerScope(f)) > 0 {
		return nil // the server made its own otherwise
	}
	if s := f.server.text; s != nil && scopesDiffer(s, t) && s.Date.S == t.Date.S {
		return []hit{{
			code:    "string-to-sign-scope-mismatch",
			basis:   byTexts,
			says:    "The scope line of the client's string to sign is " + v + ", the server's " + s.Scope.S + ".",
			places:  places(t.Scope, s.Scope),
			yours:   v,
			correct: s.Scope.S,
		}}
	}
	if h := f.keyIDInScope(t); h != nil {
		return []hit{*h}
	}
	if !t.Scope.Present() ||
		masked(v) ||
		f.claim == nil ||
		!f.claim.Credential.Present() ||
		masked(f.claim.Credential.S) {
		return nil
	}
	due := f.claim.Scope().String()
	if v == due || v == f.params.Date || len(f.claim.ScopeParts) != 4 {
		return nil // where it is the date, that is in no form that a reader knows
	}
	if s, ok := sigv4.ParseScope(v); ok && s.Date != f.claim.ScopeParts[0].S && t.Date.S != f.params.Date {
		return nil // of another attempt
	}
	h := hit{
		code:    "string-to-sign-scope-mismatch",
		basis:   byTexts,
		says:    "The scope line of the string to sign is " + v + ", Credential says " + due + ".",
		places:  places(t.Scope, f.claim.Credential),
		yours:   v,
		correct: due,
	}
	return []hit{h}
}

// lookClientHash compares line 4 of the client's string to sign with the hash of
// the canonical request that the client printed.
func lookClientHash(f *facts) []hit {
	t, c := f.client.StringToSign, f.client.Canonical
	if t == nil || !t.Hash.Present() || masked(t.Hash.S) || t.Masked {
		return nil
	}
	v := strings.TrimPrefix(t.Hash.S, indentation(t.Lines))
	h := hit{basis: byRule, places: places(t.Hash), yours: v, at: StringToSignStage}
	h.says = "The last line of the string to sign is " + quoted(clip(v)) + "; 64 lower-case hex digits are due."
	if c == nil || c.Partial || c.Flat || c.Masked || masked(c.Whole.S) {
		if !isHexHash(v) && v != "" && len(t.Lines) == 4 {
			return []hit{h}
		}
		return nil
	}
	h.correct = sigv4.HexSHA256([]byte(c.Whole.S))
	if v == h.correct {
		return nil
	}
	if w := f.hashedOtherwise(c.Whole.S, v); w != nil {
		h.code, h.basis, h.variant = w.Code, byTexts, w.Variant
		h.says = "Your signer " + w.Says + ": that gives exactly the last line of its string to sign."
		h.places = places(t.Hash, c.Whole)
		return []hit{h}
	}
	if !isHexHash(v) {
		return []hit{h}
	}
	if s := f.server.text; s != nil && sameCanonical(c, f.server.canonical) && s.Hash.S == h.correct {
		h.basis = byInference
		h.says = "Both sides have the same canonical request, and the hash in the client's string to sign is not " +
			"its SHA-256, which the server has: the client hashes something else than it prints."
		h.places = places(t.Hash, s.Hash)
		return []hit{h}
	}
	return nil
}

// hashedOtherwise is the mistake with which a canonical request gives a hash.
func (f *facts) hashedOtherwise(canonical, hash string) *replay.Twist {
	for _, w := range f.model.Twists() {
		g := w.Group()
		if g != replay.GroupHash && (g != replay.GroupCanonical || w.NeedsParts()) {
			continue
		}
		tr := f.model.With(w)
		if tr.HashLine(tr.FinishedCanonical(canonical)) == hash {
			return w
		}
	}
	return nil
}
