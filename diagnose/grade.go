package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/replay"
)

// grade turns hits into findings, in order of what to fix first.
func (f *facts) grade(hits []hit, found reproduction, saw []Finding) []Finding {
	out := append(f.reproduced(found), saw...)
	for _, h := range hits {
		if len(saw) > 0 && h.code == "secret-wrong" {
			continue // another request arrived: nothing tells of the key
		}
		if fd, ok := f.finding(h, found); ok {
			out = merge(out, fd)
		}
	}
	out = withoutGeneral(out)
	f.sort(out)
	return out
}

// reproduced are the findings of the mistakes that a search found, each once.
func (f *facts) reproduced(found reproduction) []Finding {
	var out []Finding
	sure := map[string]bool{}
	for _, p := range found {
		for i, set := range p.sets {
			for _, w := range set {
				if sure[w.Code] || f.ofNamedFile(w) {
					continue
				}
				sure[w.Code] = true
				if f.methodUntold(w) && len(set) > 1 || i > 0 && covered(p.sets[0], w) {
					continue
				}
				fd := f.reproducedFinding(w, set, p.target)
				f.doubt(&fd, w)
				out = append(out, fd)
			}
		}
	}
	return out
}

// ofNamedFile reports whether a twist is one of a body that the paste only names: what it
// shows of a file is not always what was sent.
func (f *facts) ofNamedFile(w *replay.Twist) bool {
	return w.Group() == replay.GroupPayload && f.bodyAssumed && strings.HasSuffix(f.req.What, "-command")
}

// methodUntold reports whether a twist is one of the method, and nothing tells that
// another one is sent.
func (f *facts) methodUntold(w *replay.Twist) bool {
	return w.Group() == replay.GroupMethod && f.methodAssumed
}

// doubt takes back what a reproduction does not prove: where the paste leaves out what it
// is about, the request may have been right.
func (f *facts) doubt(fd *Finding, w *replay.Twist) {
	if f.methodUntold(w) {
		fd.Proof = Likely
		fd.Says = "The signature is the one due for another method: your signer " + w.Says +
			", as far as the paste tells."
	}
	if w.Code == "signed-header-not-sent" && f.req != nil && !f.req.HeadersComplete && !f.req.OwnHeaders {
		fd.Proof = Possible
		fd.Says = "The signature is the one of a request with this header; what is shown of the request does not " +
			"tell whether it was sent."
	}
}

// covered reports whether a set of twists has one of the same slot: then another
// set is only another reading of the same bytes.
func covered(set []*replay.Twist, w *replay.Twist) bool {
	return slices.ContainsFunc(set, func(o *replay.Twist) bool { return o.Code == w.Code })
}

// stageOf is where the screen shows what is of a group of twists.
func stageOf(g replay.Group) Stage {
	switch {
	case g <= replay.GroupCanonical:
		return CanonicalStage
	case g <= replay.GroupString:
		return StringToSignStage
	case g == replay.GroupKey:
		return KeyStage
	}
	return SignatureStage
}

// finding grades a hit. What a reproduction or a correct signature rules out is left out.
func (f *facts) finding(h hit, found reproduction) (Finding, bool) {
	proof := f.proof(&h)
	if f.disproved(&h, found) {
		return Finding{}, false
	}
	e, ok := explain.Of(h.code)
	if !ok {
		panic("no explanation of the code " + h.code)
	}
	fd := Finding{
		Code:    h.code,
		Stage:   e.Stage,
		Proof:   proof,
		Title:   e.Title,
		Says:    h.says,
		Do:      cmp.Or(h.do, e.Fix),
		Yours:   h.yours,
		Correct: h.correct,
		At:      cmp.Or(h.at, shownAt(h.code)),
		Spec:    e.SpecURL,
		basis:   h.basis,
		way:     h.way,
	}
	seen := map[evidence.Place]bool{}
	for _, t := range h.places {
		if p := t.Place(); t.InSource() && !seen[p] {
			seen[p] = true
			fd.Places = append(fd.Places, p)
		}
	}
	return fd, true
}

// proof is what a hit's basis proves, less where the paste may not be what was sent, or
// nothing was refused.
func (f *facts) proof(h *hit) Proof {
	proof := Possible
	switch h.basis {
	case byAnswer, byRule, byTexts:
		proof = Seen
	case byInference:
		proof = Likely
	}
	if h.fragile && f.inexact(h.places) && proof == Seen {
		proof = Likely
	}
	switch {
	case f.cutOff(h):
		return Possible
	case f.accepts() && h.basis != byAnswer && h.code != "not-a-signature-fault" && h.code != "authorization-removed-in-transit":
		return Possible
	case proof != Possible && (f.program() || f.succeeded() || f.overcome(h.code) || f.allWell()):
		return Possible
	case proof != Possible && (f.wantsRefusal() || f.taught() || f.inSentence(h) || f.onlyRepeated()):
		return Possible
	case proof != Possible && f.answer != nil && f.onlyQuoted(f.answer) && f.restsOnAnswer(h):
		return Possible
	}
	return proof
}

// restsOnAnswer reports whether nothing but the server's answer shows what a hit says.
func (f *facts) restsOnAnswer(h *hit) bool {
	if len(h.places) == 0 {
		return f.ex.Request == nil && len(f.ex.Claims) == 0
	}
	return !slices.ContainsFunc(h.places, func(t evidence.Text) bool {
		p, whole := t.Place(), f.answer.Place
		return !t.InSource() || p.Source != whole.Source || p.From < whole.From || p.To > whole.To
	})
}

// disproved reports whether a signature that is right, or a reproduction, leaves nothing
// of what a hit says.
func (f *facts) disproved(h *hit, found reproduction) bool {
	switch {
	case f.verified && !f.mismatch() && h.basis != byRule && h.basis != byAnswer && !h.stands:
		return !f.answeredNo() || !onTheWay[h.code]
	case found.signed() && h.code == "secret-wrong", f.explained(h, found):
		return true
	case found.signed() && byLength[h.code] && h.yours == f.sentSig && !slices.Contains(codesOf(found.all()), h.code):
		return true
	}
	return (len(found) > 0 || f.echoSigned) && h.basis >= byCode
}

// onTheWay are changes that a request meets after it left its client: that its signature
// is right there rules none of them out.
var onTheWay = setOf(
	"header-underscore-dropped", "header-removed-in-transit", "header-changed-after-signing",
	"volatile-header-signed", "hop-by-hop-header-signed", "accept-encoding-rewritten",
	"content-length-mismatch", "host-rewritten-by-proxy", "path-prefix-rewritten",
)

// changedOnTheWay are the codes of all that is said of a request that was changed on its way.
var changedOnTheWay = setOf(
	"host-rewritten-by-proxy", "path-prefix-rewritten", "header-removed-in-transit", "header-changed-after-signing",
	"accept-encoding-rewritten",
)

// Rewritten reports whether a finding is of a request that was changed on its way: then Yours is
// what was signed, and Correct what arrived.
func (fd *Finding) Rewritten() bool { return fd.way || changedOnTheWay[fd.Code] }

// answeredNo reports whether the server refused the request, in whatever words.
func (f *facts) answeredNo() bool {
	return f.answer != nil && (f.answer.Status.S == "403" || f.answer.Status.S == "401")
}

// byLength are mistakes that the length of a signature tells of.
var byLength = map[string]bool{"hmac-wrong-algorithm": true, "signature-damaged": true}

// inexact reports whether texts came in a way that rewrites line ends.
func (f *facts) inexact(texts []evidence.Text) bool {
	for _, t := range texts {
		if p := t.Place(); t.InSource() && !f.ev.Sources[p.Source].Via.Exact() {
			return true
		}
	}
	return false
}

// merge adds a finding, or adds to the one of the same code that is there.
func merge(list []Finding, fd Finding) []Finding {
	for i := range list {
		o := &list[i]
		if o.Code != fd.Code {
			continue
		}
		if cmp.Or(cmp.Compare(fd.Proof.Rank(), o.Proof.Rank()), cmp.Compare(fd.weight(), o.weight())) < 0 {
			fd.Places = append(fd.Places, o.Places...)
			*o = fd
			return list
		}
		for _, p := range fd.Places {
			if !slices.Contains(o.Places, p) {
				o.Places = append(o.Places, p)
			}
		}
		o.Yours, o.Correct = cmp.Or(o.Yours, fd.Yours), cmp.Or(o.Correct, fd.Correct)
		return list
	}
	return append(list, fd)
}

// sort puts first what the server's answer names, then the better proof, then
// what a server checks earlier.
func (f *facts) sort(list []Finding) {
	named := ""
	if h, ok := f.answered(); ok {
		named = h.code
	}
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(f.firstness(a, named), f.firstness(b, named)),
			cmp.Compare(a.Proof.Rank(), b.Proof.Rank()),
			cmp.Compare(a.weight(), b.weight()),
			cmp.Compare(stageRank(a), stageRank(b)),
		)
	})
}

// weight orders what is possible: a reason to check comes before what is only worth a look.
func (fd *Finding) weight() int {
	switch {
	case fd.Proof != Possible || fd.basis != byHint:
		return 0
	case fd.Code == "other-scheme":
		return 2 // the server takes the scheme: it is no more than what to read first
	}
	return 1
}

func (f *facts) firstness(fd Finding, named string) int {
	switch {
	case fd.Code == "url-damaged" && fd.Proof == Seen:
		return 0 // what is read from such a URL is not what was meant
	case fd.Code == named && fd.Proof.Rank() <= Seen.Rank():
		return 1
	}
	return 2
}

// checkOrder is the order in which servers look at a request: the syntax of the
// claim, the credential, the date, the headers, then the signature.
var checkOrder = []string{
	"input", "authorization", "credentials", "date-scope", "token", "signed-headers", "payload",
	"host", "path", "query", "headers", "wire", "string-to-sign", "key", "signature", "streaming",
	"post-policy", "sigv4a", "server",
}

func stageRank(fd Finding) int { return slices.Index(checkOrder, fd.Stage) }
