package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// lookClientCanonical names how the client's canonical request differs from the
// one due: the server's where the paste holds it, else the one computed from the
// request as sent.
func lookClientCanonical(f *facts) []hit {
	c := f.client.Canonical
	if c == nil {
		return nil
	}
	if f.req == nil || f.req.What == "canonical-request" && f.server.canonical == nil && !f.dueToServer() {
		if f.shownOtherwise(c) || f.serverHashed(c) {
			return nil
		}
		return lookCanonicalAlone(f, c)
	}
	m := f.dueModel()
	hits := nameCanonical(m, f.differing(c), f.sameDate(c))
	if s := f.server.canonical; s != nil && s.Partial && len(s.Lines) > 0 {
		cut := s.Lines[len(s.Lines)-1].S // where the text ends, it may go on
		hits = slices.DeleteFunc(hits, func(h hit) bool {
			return h.correct == cut && strings.HasPrefix(h.yours, cut) ||
				h.code == "header-removed-in-transit" && !s.SignedHeaders.Present()
		})
	}
	if f.queryHashed() != nil {
		return nil // it says both, the query and the payload hash
	}
	for i := range hits {
		f.sayServer(&hits[i])
		f.sayPrefixed(&hits[i], c)
	}
	return hits
}

// dueToServer reports whether the server's hash is that of what is due for the lines of the
// client's canonical request: then each difference from that is a mistake.
func (f *facts) dueToServer() bool {
	t := f.server.text
	return t != nil && isHexHash(t.Hash.S) && f.asSent.CanonicalHash.Known() && t.Hash.S == f.asSent.CanonicalHash.Text
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
	m.Complete = !s.Partial || s.SignedHeaders.Present()
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
	for name, sent := range f.model.Values {
		if f.requestShown() && slices.Equal(canonicalValues(sent), m.Values[name]) {
			m.Values[name] = sent
		}
	}
	return m
}

func canonicalValues(sent []string) []string {
	out := make([]string, len(sent))
	for i, v := range sent {
		out[i] = sigv4.CanonicalValue(v)
	}
	return out
}

// sayServer words a difference by who has which side, and turns codes that speak
// of the client's signer into those that speak of the way, where the server's
// own text shows that the header arrived changed.
func (f *facts) sayServer(h *hit) {
	if f.server.canonical == nil || h.basis != byTexts || h.correct == "" {
		return
	}
	if bucket, _, _ := strings.Cut(f.model.Host, "."); h.code == "path-missing-component" &&
		f.ex.Request == nil &&
		!f.onAWS() &&
		strings.TrimSuffix(h.correct, h.yours) == "/"+bucket {
		h.code = "server-side-canonicalization"
		h.says = "The server puts /" + bucket +
			" before the path, a bucket that the host names already: only path-style requests have it there."
	}
	if m := signedTemplate.FindStringSubmatch(h.yours); m != nil && h.code == "path-mismatch" && !strings.Contains(h.correct, m[1]) {
		h.code = "placeholder-unresolved"
		h.says = "The path is signed with the template " + quoted(m[1]) + ", and arrives with what is put in its place."
	}
	if h.code == "query-not-signed" && f.formWithoutQuery() {
		h.code, h.says = "form-body-merged-into-query", "The server has "+quoted(clip(h.correct))+
			" as query, and the request was sent without one: it takes the fields of the form in the body for "+
			"parameters of the URL, and verifies another request than the one that was signed."
	}
	if h.code == "path-double-encoded" && !sigv4.IsS3(f.params.Scope.Service) && f.pasteHas(signerLogs) {
		h.code = "path-reencoded-after-signing"
		h.says = "The SDK encodes the path once more, as the rules have it, and the server sees " + quoted(h.correct) +
			": what sends the request decodes an escape of the path after it is signed."
	}
	if h.code == "path-reencoded-after-signing" && !f.onAWS() && f.shownPath(h.yours) {
		h.code = "server-side-canonicalization"
		h.says = "The path is sent as it was signed, and the server percent-encodes its escapes once more: " +
			quoted(h.correct) + ". S3 signs the path encoded once."
	}
	if name, _, ok := strings.Cut(h.correct, ":"); ok && h.at == CanonicalStage && !strings.Contains(name, "/") {
		h.places = append(h.places, places(serverLineText(f, name))...)
	}
}

// shownPath reports whether a log of what was sent has a request line with a path.
func (f *facts) shownPath(path string) bool {
	for line := range f.matches(sentLine) {
		if p, _, _ := strings.Cut(line.S, "?"); p == path {
			return true
		}
	}
	return false
}

// sentLine is the target of a request line, as it was sent.
var sentLine = regexp.MustCompile(`\b(?:GET|PUT|POST|HEAD|DELETE) (/[^\s"']*) HTTP/`)

// signerLogs are the names under which signers of the SDKs log.
var signerLogs = regexp.MustCompile(anyOf(
	`awssdk\.auth\.signer`,
	`awssdk\.http\.auth`,
	`botocore\.auth|aws_sigv4::`,
	`com\.amazonaws\.auth\.AWS4Signer`,
))

// sayPrefixed names what was put before the path of a request that the server tells of, in
// the place of what its signer is told to have left out.
func (f *facts) sayPrefixed(h *hit, c *evidence.Canonical) {
	signed, _ := lineOf(c, "host")
	if h.code != "path-missing-component" || signed != f.model.Host || !f.bucketPutBefore(c.Path.S) {
		return
	}
	h.code = "path-prefix-rewritten"
	h.says = "The host " + f.model.Host + " names the bucket, and " + c.Path.S +
		" was signed for it, as is right; what arrives is " + f.model.Path + ": a proxy puts the bucket before " +
		"the path, too, and leaves the host. The server has to get the path as it was signed, or be told " +
		"that the host names the bucket (MINIO_DOMAIN)."
}

// formWithoutQuery reports whether a form is posted to a URL without parameters.
func (f *facts) formWithoutQuery() bool {
	kind, _ := f.raw.HeaderValue("content-type")
	return f.requestShown() &&
		f.raw.Method == "POST" &&
		f.raw.Target != "" &&
		!strings.Contains(f.raw.Target, "?") &&
		strings.HasPrefix(lower(kind), "application/x-www-form-urlencoded")
}

// cutHash is how sure it is that a payload hash of the wrong form is a mistake of its
// own: one that lacks a few digits, as the signature does, comes from the same function.
func (f *facts) cutHash(hash string) basis {
	if n := len(f.claimSignature()); lacksDigits(hash) && n < 64 && n >= 56 {
		return byInference
	}
	return byRule
}
