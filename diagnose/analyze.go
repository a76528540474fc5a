package diagnose

import (
	"cmp"
	"context"
	"regexp"
)

// Analyze names the mistakes of a case. The context ends its search early.
func Analyze(ctx context.Context, c Case) *Analysis {
	f := settle(c)
	a := &Analysis{Evidence: c.Evidence, Exchange: c.Exchange, Flavor: f.params.Flavor, Carrier: f.params.Carrier}
	if len(c.Evidence.Exchanges) == 0 {
		a.Exchange = -1
	}
	a.Service, a.Region = f.params.Scope.Service, f.params.Scope.Region
	a.Date, a.AccessKeyID = f.params.Date, f.params.AccessKeyID
	a.Language, a.givenAt = f.language(), f.placesOfGiven()
	compared := f.settleGood(c)
	found := f.reproduce(ctx, a)
	f.dropGuess(a, found)
	hits := f.look()
	if f.ex.Aside {
		hits = nil
	}
	saw := f.serverSaw(ctx, a)
	hits = append(hits, f.lookAfterSearch(a, found)...)
	told := compared.tell()
	hits = append(hits, told...)
	hits = append(hits, f.differsBeside(c)...)
	hits = f.withoutHostGuesses(hits)
	if len(hits) == 0 && len(found) == 0 && len(saw) == 0 {
		hits = f.lookLast()
	}
	a.Findings = f.grade(hits, found, saw)
	a.Verdict = f.verdict(a)
	f.fix(a)
	f.stages(a, found)
	if compared != nil {
		compared.sides(a)
		a.Good, a.AboutGood = c.Good, compared.about(told, f.weighty(a) > 0)
	}
	a.Derived = f.keyChain().proven
	a.Needs = append(f.needs(a), f.defects()...)
	a.headline(f)
	a.hide(f.exchangedKeys())
	return a
}

// look runs every rule of the table, and what the server's answer names.
func (f *facts) look() []hit {
	var hits []hit
	if f.ex.Request == nil &&
		len(f.ex.Claims) == 0 &&
		f.answer == nil &&
		!f.clientTexts() &&
		len(f.ev.Hints) == 0 &&
		!f.pasteHas(signingCode) &&
		!f.pasteHas(presignWords) {
		return nil
	}
	hits = append(hits, f.allAnswered()...)
	for i := range looks() {
		m := &looks()[i]
		for _, h := range f.lookFor(m) {
			h.code = cmp.Or(h.code, m.code)
			if h.basis == byRule && f.retyped() {
				h.basis = byHint
			}
			hits = append(hits, h)
		}
	}
	return hits
}

// failLoudly is set in tests: a look that fails ends them.
var failLoudly bool

// lookFor runs one look. Whoever pastes is not to lose the answer over one rule: a look that
// fails finds nothing, and it is said which.
func (f *facts) lookFor(m *mistake) (hits []hit) {
	if failLoudly {
		return m.look(f)
	}
	return f.lookQuietly(m)
}

// lookQuietly is lookFor where a look may fail.
func (f *facts) lookQuietly(m *mistake) (hits []hit) {
	defer func() {
		if recover() != nil {
			hits = nil
			f.failed = append(f.failed, m.code)
		}
	}()
	return m.look(f)
}

// signingCode is in code that signs, or makes a token or a password by a signature, and in
// what is told of a presigned URL.
var signingCode = regexp.MustCompile(`AWS4|aws4_request|generate_db_auth_token|X-Amz-(?:Security-Token|Expires)|PAM authentication failed`)
