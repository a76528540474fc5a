package diagnose

import (
	"cmp"
	"context"
	"slices"

	"sigwhy/evidence"
	"sigwhy/explain"
)

// Analyze names the mistakes of a case. The context ends its search early.
func Analyze(ctx context.Context, c Case) *Analysis {
	f := settle(c)
	a := &Analysis{Evidence: c.Evidence, Exchange: c.Exchange, Flavor: f.params.Flavor, Carrier: f.params.Carrier}
	if len(c.Evidence.Exchanges) == 0 {
		a.Exchange = -1
	}
	a.Service, a.Region, a.Date, a.AccessKeyID = f.params.Scope.Service, f.params.Scope.Region, f.params.Date, f.params.AccessKeyID
	a.Language = f.language()
	hits := f.look()
	found := f.reproduce(ctx, a)
	hits = append(hits, f.lookAfterSearch(a, len(found.sets) > 0)...)
	compared := f.compare(c)
	if compared != nil && !f.verified {
		hits = append(hits, compared.differences()...)
	}
	if len(hits) == 0 && len(found.sets) == 0 {
		hits = f.lookLast()
	}
	a.Findings = f.grade(hits, found)
	a.Verdict = f.verdict(a)
	f.fix(a)
	f.stages(a, found)
	if compared != nil {
		compared.sides(a)
		a.Good = c.Good
	}
	a.Needs = f.needs(a)
	a.headline(f)
	a.hide(f.exchangedKeys())
	return a
}

// look runs every rule of the table, and what the server's answer names.
func (f *facts) look() []hit {
	var hits []hit
	if f.ex.Request == nil && len(f.ex.Claims) == 0 && f.answer == nil && f.client.Canonical == nil && f.client.StringToSign == nil && len(f.ev.Hints) == 0 {
		return nil
	}
	hits = append(hits, f.allAnswered()...)
	for i := range looks() {
		m := &looks()[i]
		for _, h := range m.look(f) {
			h.code = or(h.code, m.code)
			if h.basis == byRule && f.retyped() {
				h.basis = byHint
			}
			hits = append(hits, h)
		}
	}
	return hits
}

// reproduction is a set of twists that yields what was sent.
type reproduction struct {
	sets   [][]*twist
	target string
	model  *model // that the twists act on
	quest  *quest
}

// reproduce searches for the mistakes that yield exactly what was sent, from the
// nearest target on: the hash of the client's canonical request, the signature.
func (f *facts) reproduce(ctx context.Context, a *Analysis) reproduction {
	if f.asymmetric() {
		return reproduction{}
	}
	if f.verified || f.echoSigned || f.req == nil && f.client.StringToSign == nil {
		return reproduction{}
	}
	for _, q := range f.quests() {
		if q.signature != "" && f.damaged() {
			return reproduction{}
		}
		r := q.search(ctx)
		a.Search = Search{Target: q.what, Tried: a.Search.Tried + r.tried, Done: r.done}
		if len(r.sets) > 0 && len(r.sets[0]) > 0 {
			for _, set := range r.sets {
				a.Search.Reproduced = append(a.Search.Reproduced, codesOf(set))
			}
			return reproduction{sets: r.sets, target: q.what, model: q.m, quest: q}
		}
	}
	return reproduction{}
}

// candidatesPerSecond is how many combinations of the cheapest kind a search is
// held to try in a second, on two processors of 2025: the budget is counted, not
// timed, so that every machine gives the same answer.
const candidatesPerSecond = 8_000_000

// quests lists what there is to reproduce.
func (f *facts) quests() []*quest {
	limit := int(f.given.Budget.Seconds() * candidatesPerSecond)
	var out []*quest
	canonical, text := f.printed()
	if t := f.client.StringToSign; t != nil && canonical == "" && isHexHash(t.Hash.S) && f.completeForHash() && t.Hash.S != f.asSent.CanonicalHash.Text && f.sameText(t) {
		out = append(out, &quest{m: f.model, what: "the hash of the canonical request that was signed", hash: t.Hash.S, limit: limit})
	}
	if h := f.client.Hash.S; f.client.StringToSign == nil && canonical == "" && isHexHash(h) && f.completeForHash() && h != f.asSent.CanonicalHash.Text {
		out = append(out, &quest{m: f.model, what: "the hash of the canonical request that the client printed", hash: h, limit: limit})
	}
	if f.sentSig == "" || f.asSent.Keys.Steps == 0 || len(f.sentSig) < 20 {
		return out
	}
	what := "the signature that was sent"
	if text != "" {
		out = append(out, &quest{m: f.model, what: what, signature: f.sentSig, text: text, canonical: canonical, limit: limit})
	}
	if canonical != "" {
		out = append(out, &quest{m: f.model, what: what, signature: f.sentSig, canonical: canonical, limit: limit})
	}
	if f.completeForHash() {
		out = append(out, &quest{m: f.model, what: what, signature: f.sentSig, limit: limit})
	}
	return out
}

// completeForHash reports whether the request is known well enough to compute a
// canonical request from it.
func (f *facts) completeForHash() bool {
	return f.req != nil && f.req.Target.Present() && len(f.params.SignedHeaders) > 0 && f.params.Date != ""
}

// sameText reports whether a string to sign is of the attempt that was sent.
func (f *facts) sameText(t *evidence.StringToSign) bool {
	return t.Date.S == "" || f.params.Date == "" || t.Date.S == f.params.Date || !fullAmzDate.MatchString(t.Date.S)
}

// printed returns the client's own texts where they are whole and of the attempt
// that was sent.
func (f *facts) printed() (canonical, text string) {
	if c := f.client.Canonical; c != nil && !c.Partial && !c.Masked && !c.Flat && f.sameDate(c) && f.sameSignature() {
		canonical = c.Whole.S
	}
	if t := f.client.StringToSign; t != nil && !t.Masked && !t.Flat && f.sameText(t) && f.sameSignature() {
		text = t.Whole.S
	}
	return canonical, text
}

func codesOf(set []*twist) []string {
	var codes []string
	for _, w := range set {
		if !slices.Contains(codes, w.code) {
			codes = append(codes, w.code)
		}
	}
	return codes
}

// grade turns hits into findings, in order of what to fix first.
func (f *facts) grade(hits []hit, found reproduction) []Finding {
	var out []Finding
	sure := map[string]bool{}
	for i, set := range found.sets {
		for _, w := range set {
			if sure[w.code] {
				continue
			}
			sure[w.code] = true
			if i > 0 && len(found.sets) > 1 && covered(found.sets[0], w) {
				continue
			}
			out = append(out, f.reproducedFinding(w, set, found))
		}
	}
	for _, h := range hits {
		if fd, ok := f.finding(h, len(found.sets) > 0); ok {
			out = merge(out, fd)
		}
	}
	f.sort(out)
	return out
}

// covered reports whether a set of twists has one of the same slot: then another
// set is only another reading of the same bytes.
func covered(set []*twist, w *twist) bool {
	return slices.ContainsFunc(set, func(o *twist) bool { return o.code == w.code })
}

func (f *facts) reproducedFinding(w *twist, set []*twist, found reproduction) Finding {
	e, _ := explain.Of(w.code)
	fd := Finding{Code: w.code, Stage: e.Stage, Proof: Reproduced, Title: e.Title, Says: "Your signer " + w.says + ": that gives exactly " + found.target + ".", Do: e.Fix, Spec: e.SpecURL, At: stageOf(w.slot)}
	for _, o := range set {
		if o.code != w.code {
			fd.With = append(fd.With, o.code)
		}
	}
	if len(fd.With) > 0 {
		fd.Says = "Your signer " + w.says + "; together with " + joinWords(fd.With) + " that gives exactly " + found.target + "."
	}
	fd.Yours, fd.Correct = found.sides(w)
	if t := f.sentSignature(); t.InSource() {
		fd.Places = append(fd.Places, t.Place())
	}
	return fd
}

// sides are the texts of the part that a twist acts on, with it and without.
func (r *reproduction) sides(w *twist) (yours, correct string) {
	render := renderOf(w.slot.group())
	if render == nil {
		return "", ""
	}
	return render(r.model.with(w)), render(newTrial(r.model))
}

func renderOf(g group) func(*trial) string {
	switch g {
	case groupMethod:
		return (*trial).methodLine
	case groupPath:
		return (*trial).pathText
	case groupQuery:
		return (*trial).queryText
	case groupHeaders:
		return (*trial).block
	case groupList:
		return (*trial).listText
	case groupPayload:
		return (*trial).payloadLine
	case groupAlgorithm, groupDate, groupScope, groupHash, groupString:
		return func(t *trial) string { return t.stringToSign(t.canonical()) }
	}
	return nil
}

func stageOf(s slot) Stage {
	switch g := s.group(); {
	case g <= groupCanonical:
		return CanonicalStage
	case g <= groupString:
		return StringToSignStage
	case g == groupKey:
		return KeyStage
	}
	return SignatureStage
}

// finding grades a hit. What a reproduction or a correct signature rules out is left out.
func (f *facts) finding(h hit, reproduced bool) (Finding, bool) {
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
	if f.cutOff(&h) {
		proof = Possible
	}
	if f.verified && !f.mismatch() && h.basis != byRule && h.basis != byAnswer || reproduced && h.code == "secret-wrong" {
		return Finding{}, false
	}
	if (reproduced || f.echoSigned) && h.basis == byHint {
		return Finding{}, false
	}
	e, ok := explain.Of(h.code)
	if !ok {
		panic("no explanation of the code " + h.code)
	}
	fd := Finding{Code: h.code, Stage: e.Stage, Proof: proof, Title: e.Title, Says: h.says, Do: or(h.do, e.Fix), Yours: h.yours, Correct: h.correct, At: h.at, Spec: e.SpecURL}
	for _, t := range h.places {
		if p := t.Place(); t.InSource() && !slices.Contains(fd.Places, p) {
			fd.Places = append(fd.Places, p)
		}
	}
	return fd, true
}

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
		if fd.Proof.Rank() < o.Proof.Rank() {
			fd.Places = append(fd.Places, o.Places...)
			*o = fd
			return list
		}
		for _, p := range fd.Places {
			if !slices.Contains(o.Places, p) {
				o.Places = append(o.Places, p)
			}
		}
		o.Yours, o.Correct = or(o.Yours, fd.Yours), or(o.Correct, fd.Correct)
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
			cmp.Compare(stageRank(a), stageRank(b)),
		)
	})
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
var checkOrder = []string{"input", "authorization", "credentials", "date-scope", "token", "signed-headers", "payload", "host", "path", "query", "headers", "wire", "string-to-sign", "key", "signature", "streaming", "post-policy", "sigv4a", "server"}

func stageRank(fd Finding) int { return slices.Index(checkOrder, fd.Stage) }

func joinWords(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	out := words[0]
	for _, w := range words[1 : len(words)-1] {
		out += ", " + w
	}
	return out + " and " + words[len(words)-1]
}

// unsigned are findings that say nothing of whether the signature matches.
var unsigned = map[string]bool{"not-a-signature-fault": true, "route-not-found": true}

// verdict answers whether the signature matches.
func (f *facts) verdict(a *Analysis) Verdict {
	if f.verified && !f.mismatch() {
		return Matches // what is found all the same is no matter of the signature
	}
	certain := slices.ContainsFunc(a.Findings, func(fd Finding) bool { return fd.Proof.Rank() <= Seen.Rank() && !unsigned[fd.Code] })
	if !certain && slices.ContainsFunc(a.Findings, func(fd Finding) bool { return unsigned[fd.Code] && fd.Proof.Rank() <= Likely.Rank() }) && !f.mismatch() {
		return CannotTell
	}
	switch {
	case certain || f.mismatch() && !f.catalogue() || f.answer != nil && len(a.Findings) > 0 && !f.catalogue():
		return Differs
	case f.complete() && f.asSent.Signature.Known() && f.sentSig != "" && f.asSent.Signature.Text != f.sentSig && f.claim != nil:
		return Differs
	}
	return CannotTell
}

// needs lists what would tell more.
func (f *facts) needs(a *Analysis) []Need {
	var out []Need
	need := func(what, why string) { out = append(out, Need{what, why}) }
	switch {
	case a.Exchange < 0:
		need("request", "nothing that belongs to a signed request was recognised: paste a request, a presigned URL, a debug log or the server's error")
		return out
	case f.verified:
		return nil
	case f.asymmetric():
		need("sigv4a", "the request is signed with SigV4A: its public-key signature is not checked here, only what can be seen")
		return out
	}
	if f.req == nil || f.echo {
		need("request", "the request itself is not in the paste: paste it with its headers, and what was sent can be compared")
	}
	if f.asSent.Keys.Steps == 0 {
		why := "with the secret key the signature is computed, and mistakes in key and signature can be proven"
		if len(f.ev.Credentials) > 0 {
			why += "; one stands in the paste and is used when you say so (--pasted-key)"
		}
		need("secret-key", why)
	}
	if f.client.StringToSign == nil && f.client.Canonical == nil && a.Verdict != Matches {
		need("client-strings", "the client's own canonical request and string to sign tell where the two sides part: "+f.debugLog(a.Language))
	}
	if f.req != nil && f.asSent.PayloadHash.Missing != "" {
		need("body", f.asSent.PayloadHash.Missing+" to compute the payload hash")
	}
	if f.answer == nil && a.Verdict == CannotTell {
		need("server-answer", "the body of the server's error often holds its own canonical request and string to sign")
	}
	return out
}
