package diagnose

import (
	"context"
	"slices"

	"sigwhy/evidence"
	"sigwhy/explain"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// A reproduction is what a search proved, stage by stage.
type reproduction []proof

// A target is what a search is to reproduce, and how to tell of it.
type target struct {
	*replay.Quest
	what  string        // in words
	shown evidence.Text // where it is shown, when no label tells what it is
	loose bool          // it is a hash that nothing tells of: it may be one of a body
}

// A proof is the sets of mistakes each of which yields a target.
type proof struct {
	*target
	sets [][]*replay.Twist
}

// all are the mistakes that reproduce every target that was reached.
func (r reproduction) all() []*replay.Twist {
	var out []*replay.Twist
	for _, p := range r {
		out = append(out, p.sets[0]...)
	}
	return out
}

// signed reports whether the signature that was sent is reproduced.
func (r reproduction) signed() bool {
	return len(r) > 0 && r[len(r)-1].Signature != ""
}

// reproduce searches for the mistakes that yield exactly what was sent, from the
// nearest target on: the hash of the client's canonical request, a derived key that
// it printed, the signature. What is proved of one stage holds at the next.
func (f *facts) reproduce(ctx context.Context, a *Analysis) reproduction {
	if q := f.policyQuest(); q != nil {
		return f.reproducePolicy(ctx, a, q)
	}
	if f.asymmetric() || f.verified || f.unescapedSigned || f.echoSigned || f.req == nil && f.client.StringToSign == nil {
		return nil
	}
	var found reproduction
	for _, q := range f.quests() {
		if q.Signature != "" && f.altered() {
			break
		}
		if f.cutShort() {
			q.Limit = 0 // where a known mistake cuts it, it does so by itself
		}
		q.Model = q.Model.After(found.all())
		r := q.Search(ctx, f.progress)
		a.Search = Search{Target: q.what, Tried: a.Search.Tried + r.Tried, Done: r.Done, Whole: r.Whole}
		if q.loose {
			r.Sets = ofTheText(r.Sets)
		}
		if len(r.Sets) == 0 {
			continue
		}
		if len(r.Sets[0]) > 0 || q.Signature != "" && len(found) > 0 {
			found = append(found, proof{q, r.Sets})
		}
		if q.Signature != "" && len(found) > 0 {
			break
		}
	}
	if len(found) == 0 && (f.ownSigned || f.cutShort()) {
		a.Search = Search{} // the client's own text gives it, or a part of it: there was nothing to reproduce
	}
	if len(found) == 0 {
		found = f.guess()
	}
	a.Search.Reproduced = found.codes()
	return found
}

// reproducePolicy searches for the mistakes that yield the signature of a form.
func (f *facts) reproducePolicy(ctx context.Context, a *Analysis, q *target) reproduction {
	r := q.Search(ctx, f.progress)
	if len(r.Sets) > 0 && len(r.Sets[0]) == 0 {
		f.policySigned = true
		return nil
	}
	a.Search = Search{Target: q.what, Tried: r.Tried, Done: r.Done, Whole: r.Whole}
	if len(r.Sets) == 0 {
		return nil
	}
	found := reproduction{proof{q, r.Sets}}
	a.Search.Reproduced = found.codes()
	return found
}

// codes lists the sets of what reproduces the last target, with what was proved before.
func (r reproduction) codes() [][]string {
	if len(r) == 0 {
		return nil
	}
	last := len(r) - 1
	before := r[:last].all()
	var out [][]string
	for _, set := range r[last].sets {
		out = append(out, codesOf(slices.Concat(before, set)))
	}
	return out
}

func codesOf(set []*replay.Twist) []string {
	var codes []string
	for _, w := range set {
		if !slices.Contains(codes, w.Code) {
			codes = append(codes, w.Code)
		}
	}
	return codes
}

// quests lists what there is to reproduce, from the nearest stage on.
func (f *facts) quests() []*target {
	limit := int(f.given.Budget.Seconds() * replay.PerSecond)
	out := f.hashQuests(limit)
	out = append(out, f.looseQuests()...)
	if q := f.keyQuest(); q != nil {
		out = append(out, q)
	}
	return append(out, f.signatureQuests(limit)...)
}

// hashQuests are those for the hash of the canonical request that the client printed.
func (f *facts) hashQuests(limit int) []*target {
	what, hash := "the hash of the canonical request that the client printed", f.client.Hash.S
	if t := f.client.StringToSign; t != nil {
		if !f.sameText(t) {
			return nil
		}
		what, hash = "the hash of the canonical request that was signed", t.Hash.S
	} else if !f.mismatch() && notNow.MatchString(f.aheadOf(f.client.Hash)) {
		return nil
	}
	canonical, _ := f.printed()
	if c := f.client.Canonical; f.echo && c != nil && (c.Masked || !c.PayloadHash.Present()) {
		return nil // whatever gives the hash is what is hidden, or cut off
	}
	if canonical != "" || !isHexHash(hash) || !f.completeForHash() || hash == f.asSent.CanonicalHash.Text {
		return nil
	}
	return []*target{{what: what, Quest: &replay.Quest{Model: f.model, Hash: hash, Limit: limit}}}
}

// signatureQuests are those for the signature that was sent: of the client's string to
// sign, of its canonical request, and of the request.
func (f *facts) signatureQuests(limit int) []*target {
	if f.sentSig == "" || f.asSent.Keys.Steps == 0 || len(f.sentSig) < 20 {
		return nil
	}
	var out []*target
	quest := func(text, canonical string, limit int) {
		out = append(out, &target{what: "the signature that was sent", Quest: &replay.Quest{
			Model: f.model, Signature: f.sentSig, Text: text, Canonical: canonical, Limit: limit,
		}})
	}
	canonical, text := f.printed()
	if text != "" {
		quest(text, canonical, limit)
	}
	if canonical != "" {
		quest("", canonical, limit)
	}
	if f.ownSigned {
		limit = 0 // the key is proved, and so is the form of the text: pairs are enough
	}
	if f.completeForHash() {
		quest("", "", limit)
	}
	return out
}

// completeForHash reports whether the request is known well enough to compute a
// canonical request from it.
func (f *facts) completeForHash() bool {
	if f.req == nil || f.req.Gathered() && len(f.unsentSigned()) > 0 {
		return false
	}
	return f.req.Target.Present() && len(f.params.SignedHeaders) > 0 && f.params.Date != "" && f.hostKnown()
}

// sameText reports whether a string to sign is of the attempt that was sent.
func (f *facts) sameText(t *evidence.StringToSign) bool {
	return t.Date.S == "" || f.params.Date == "" || t.Date.S == f.params.Date || !amzShape.MatchString(t.Date.S)
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

// reproducedFinding is the finding for one twist of a set that gives what was looked
// for.
func (f *facts) reproducedFinding(w *replay.Twist, set []*replay.Twist, q *target) Finding {
	code := f.provenCode(w)
	e, _ := explain.Of(code)
	did := w.Says
	for _, o := range set {
		if o != w && o.Code == w.Code {
			did += ", and " + o.Says // one finding tells of both
		}
	}
	fd := Finding{
		Code:  code,
		Stage: e.Stage,
		Proof: Reproduced,
		Title: e.Title,
		Says:  "Your signer " + did + ": that gives exactly " + q.what + ".",
		Do:    e.Fix,
		Spec:  e.SpecURL,
		At:    stageOf(w.Group()),
	}
	for _, o := range set {
		if o.Code != w.Code {
			fd.With = append(fd.With, o.Code)
		}
	}
	if len(fd.With) > 0 {
		fd.Says = "Your signer " + did + "; together with " + joinWords(fd.With) + " that gives exactly " + q.what + "."
	}
	fd.Yours, fd.Correct = f.twistedSides(w)
	t := f.sentSignature()
	if q.shown.Present() {
		t = q.shown
	}
	for _, t := range places(f.partSent(w), t) {
		fd.Places = append(fd.Places, t.Place())
	}
	return fd
}

// partSent is where the part of the request that a twist acts on stands in the paste, as
// it was sent.
func (f *facts) partSent(w *replay.Twist) evidence.Text {
	if !f.requestShown() {
		return evidence.Text{}
	}
	_, path, query, pathAt, queryAt := sigv4.TargetParts(f.req.Target.S)
	switch w.Group() {
	case replay.GroupMethod:
		return f.req.Method
	case replay.GroupPath:
		return f.req.Target.Sub(pathAt, pathAt+len(path))
	case replay.GroupQuery:
		if queryAt < 0 {
			return evidence.Text{}
		}
		return f.req.Target.Sub(queryAt, queryAt+len(query))
	case replay.GroupHeaders:
		return f.fieldText(w.Header())
	case replay.GroupPayload:
		return f.fieldText("x-amz-content-sha256")
	case replay.GroupList:
		if f.claim != nil {
			return f.claim.SignedHeaders
		}
	}
	return evidence.Text{}
}

// twistedSides are the texts of the part that a twist acts on, with it and without.
func (f *facts) twistedSides(w *replay.Twist) (yours, correct string) {
	g := w.Group()
	return f.model.With(w).Part(g), f.model.With().Part(g)
}

// provenCode is the code of a mistake that reproduces what was sent, as what else is known
// of the request has it.
func (f *facts) provenCode(w *replay.Twist) string {
	switch {
	case w.Code == "host-mismatch" && f.redirectedFrom(f.partSigned(w)):
		return "redirect-host-changed"
	case w.Code == "path-missing-component" && f.bucketPutBefore(f.partSigned(w)):
		return "path-prefix-rewritten"
	case w.Code == "header-changed-after-signing" && f.empty(w.Header()):
		return "signed-header-not-sent"
	}
	return w.Code
}

// empty reports whether a header is not sent, or arrived without a value: servers write
// those that did not arrive so.
func (f *facts) empty(name string) bool {
	value, _ := f.raw.HeaderValue(name)
	return value == ""
}

// partSigned is the part of the request that a twist acts on, as it was signed.
func (f *facts) partSigned(w *replay.Twist) string { return f.model.With(w).Part(w.Group()) }
