package diagnose

import (
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// Good is a request that was accepted, to compare the failing one with: an SDK's
// and one's own, before and after a proxy.
type Good struct {
	Evidence *evidence.Evidence
	Exchange int // index into Evidence.Exchanges
}

// A comparison sets the failing request beside the good one.
type comparison struct {
	bad, good *facts
	have, due *evidence.Canonical // the texts that were signed, as far as they are known

	doubt       string // what speaks against the good one, "" for nothing
	beside      bool   // both stand in one paste
	headersOnly bool   // of both no more than the headers is shown
}

// compare settles the good request with what is given. It returns nil when there
// is none, or when it is the failing one itself.
func (f *facts) compare(c Case) *comparison {
	if c.Good == nil ||
		len(c.Good.Evidence.Exchanges) == 0 ||
		c.Good.Evidence == c.Evidence && c.Good.Exchange == c.Exchange {
		return nil
	}
	given := c.Given
	given.Date, given.Region, given.Service, given.Body, given.BodyGiven = "", "", "", nil, false
	x := &comparison{bad: f, good: settle(Case{Evidence: c.Good.Evidence, Exchange: c.Good.Exchange, Given: given})}
	x.have, x.due = x.bad.signedCanonical(), x.good.signedCanonical()
	return x
}

// signedCanonical is the canonical request that the client printed, else the one
// that follows from the request as sent; nil when neither is known.
func (f *facts) signedCanonical() *evidence.Canonical {
	if c := f.client.Canonical; c != nil && !c.Partial && !c.Flat {
		return c
	}
	if f.req == nil || f.asSent.Canonical.Missing != "" {
		return nil
	}
	return evidence.CanonicalOf(f.asSent.Canonical.String())
}

// varying are headers that differ from request to request, whoever signs.
var varying = setOf(
	"x-amz-date", "date", "authorization", "user-agent", "x-amz-user-agent",
	"amz-sdk-invocation-id", "amz-sdk-request", "x-amz-security-token", "x-amz-content-sha256",
	"content-length", "content-md5", "x-amzn-trace-id", "x-forwarded-for",
)

// tell names what the failing request has otherwise than the good one: what was changed
// after signing, where both carry one signature. Without a good one it is nothing.
func (x *comparison) tell() []hit {
	switch {
	case x == nil, x.bad.verified:
		return nil
	case x.sameSignature():
		return x.changed()
	case x.bad.requestShown() && x.bad.claim == nil && x.bad.client.Canonical == nil:
		return nil // of a request without a signature nothing is signed otherwise: lookNotSigned tells it
	}
	hits := x.differences()
	for i := range hits {
		if x.doubt != "" {
			hits[i].basis = byHint
		}
	}
	return hits
}

// differences names what the failing request does otherwise than the good one.
// Two requests may differ for reasons of their own: nothing is proof here.
func (x *comparison) differences() []hit {
	hits := x.scopes()
	if x.have == nil || x.due == nil {
		return hits
	}
	if x.beside {
		hits = append(hits, x.besides()...)
	}
	if x.sameThing() && !x.headersOnly {
		hits = append(hits, x.targets()...)
	}
	hits = append(hits, x.headers()...)
	hits = append(hits, x.payload()...)
	for i := range hits {
		h := &hits[i]
		if h.basis = max(h.basis, byInference); !x.sameCall() && !x.beside {
			h.basis = byHint
		}
		if !strings.Contains(h.says, x.theGood()) {
			h.says = strings.TrimSuffix(h.says, ".") + ", other than in the " + x.theGood() + "."
		}
		if name, _, ok := strings.Cut(h.yours, ":"); ok && len(h.places) == 0 {
			h.places = places(x.bad.fieldText(name))
		}
	}
	return hits
}

// targets compares path and query of requests that ask for one thing.
func (x *comparison) targets() []hit {
	n := newNaming(x.good.model)
	var hits []hit
	if x.have.Path.S != x.due.Path.S {
		hits = n.part(part{replay.GroupPath, x.have.Path, "path-mismatch"})
		if len(hits) == 0 && x.beside {
			hits = x.pathsApart()
		}
	}
	if x.bad.params.Carrier == sigv4.InHeader && x.sameQuery() && x.have.Query.S != x.due.Query.S {
		hits = append(hits, n.part(part{replay.GroupQuery, x.have.Query, "query-changed-after-signing"})...)
	}
	return hits
}

// scopes compares region and service, where both go to the same host.
func (x *comparison) scopes() []hit {
	a, b := x.bad.params.Scope, x.good.params.Scope
	var hits []hit
	add := func(code, what, yours, correct string) {
		if yours != correct && yours != "" && correct != "" {
			hits = append(hits, hit{
				code:    code,
				basis:   byInference,
				says:    "The credential scope says " + what + " " + yours + ", that of the " + x.theGood() + " " + correct + ".",
				places:  x.claimPlaces(),
				yours:   yours,
				correct: correct,
				at:      StringToSignStage,
			})
		}
	}
	if strings.EqualFold(x.bad.model.Host, x.good.model.Host) {
		add("region-mismatch", "region", a.Region, b.Region)
		add("service-mismatch", "service", a.Service, b.Service)
	}
	add("scope-malformed", "terminator", a.Terminator, b.Terminator)
	return hits
}

// theGood is what the request is called that was accepted.
func (x *comparison) theGood() string {
	if x.beside {
		return "request of this paste that was accepted"
	}
	return "good request"
}

func (x *comparison) claimPlaces() []evidence.Text {
	if x.bad.claim == nil {
		return nil
	}
	return places(x.bad.claim.Credential)
}

// sameCall reports whether both requests may be expected to be signed alike: they go to
// the same place, carry their signatures alike and ask for one thing.
func (x *comparison) sameCall() bool {
	a, b := x.bad, x.good
	if a.params.Carrier != b.params.Carrier || !x.sameQuery() {
		return false
	}
	if x.have == nil || x.due == nil {
		return a.model.Host == b.model.Host
	}
	return x.have.Method.S == x.due.Method.S && (a.model.Host == b.model.Host || x.sameThing())
}

// sameQuery reports whether both requests have parameters of the same names.
func (x *comparison) sameQuery() bool {
	names := func(m *replay.Model) []string {
		var out []string
		for _, p := range m.Pairs {
			if !p.Added {
				out = append(out, p.Name)
			}
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(names(x.bad.model), names(x.good.model))
}

// sameKind reports whether both keys are permanent ones, or both temporary ones.
func (x *comparison) sameKind() bool {
	a, b := x.bad.keyID(), x.good.keyID()
	return a == b || len(a) > 4 && len(b) > 4 && a[:4] == b[:4]
}

// sameThing reports whether both requests ask for one thing: the same method, and
// paths that are equal once all their escapes are undone.
func (x *comparison) sameThing() bool {
	plain := func(path string) string {
		for range 3 {
			path = sigv4.PercentDecode(path)
		}
		return strings.ToLower(strings.NewReplacer("+", " ", "//", "/").Replace(path))
	}
	return x.have.Method.S == x.due.Method.S && plain(x.have.Path.S) == plain(x.due.Path.S)
}

// signedAs is the verb for a value that is compared: only the client's own text tells what it
// signed.
func (x *comparison) signedAs() string {
	if x.bad.client.Canonical != nil {
		return "is signed as"
	}
	return "is"
}

// headers compares which headers are signed, and the values of those that both sign.
func (x *comparison) headers() []hit {
	mine, theirs := linesByName(x.have), linesByName(x.due)
	var hits []hit
	for _, name := range theirs.names {
		if _, signed := mine.values[name]; !signed {
			hits = append(hits, x.unsigned(name, theirs.values[name][0].S)...)
		}
	}
	for _, name := range mine.names {
		due, both := theirs.values[name]
		if !both || varying[name] || name == "host" && !x.hostsTell() || x.bad.wire() && slices.Contains(x.bad.unsentSigned(), name) {
			continue // of a header that is not sent lookUnsent tells
		}
		if have := mine.values[name][0]; have.S != due[0].S && !masked(have.S) && !masked(due[0].S) {
			hits = append(hits, hit{
				code:    headerCode(name, have.S, due[0].S),
				basis:   byInference,
				says:    "The header " + name + " " + x.signedAs() + " " + quoted(have.S) + ".",
				places:  places(have),
				yours:   name + ":" + have.S,
				correct: name + ":" + due[0].S,
				at:      CanonicalStage,
			})
		}
	}
	return hits
}

// unsigned is a header that the good request signs and the failing one does not.
func (x *comparison) unsigned(name, value string) []hit {
	h := hit{
		code:    "header-not-signed",
		basis:   byInference,
		says:    "The header " + name + " is not signed.",
		correct: name + ":" + value,
		at:      CanonicalStage,
	}
	switch {
	case name == "x-amz-security-token" && !x.sameKind():
		return nil
	case name == "x-amz-security-token":
		h.code = "session-token-not-signed"
		if !x.bad.sent(name) {
			h.code, h.says = "session-token-missing", "No session token is sent."
		}
		h.correct = name
	case name == "x-amz-content-sha256" && !x.bad.sent(name):
		h.code, h.says, h.correct = "payload-hash-header-missing", "x-amz-content-sha256 is not sent.", name
	case name == "host":
		h.code = "host-not-signed"
	case varying[name], slices.Contains([]string{"accept", "accept-encoding", "connection", "expect"}, name):
		return nil
	case !x.bad.sent(name):
		h.basis = byHint
		h.says = "The header " + name + " is neither sent nor signed."
	}
	return []hit{h}
}

// payload compares the last lines where both bodies are the same.
func (x *comparison) payload() []hit {
	a, b := x.bad.model, x.good.model
	have, due := x.have.PayloadHash.S, x.due.PayloadHash.S
	if have == due || !a.BodyKnown || !b.BodyKnown || string(a.Body) != string(b.Body) || x.due.Partial {
		return nil
	}
	n := newNaming(b)
	return n.part(part{replay.GroupPayload, x.have.PayloadHash, "payload-line-wrong"})
}

// sides puts the good request's texts beside those of the stages.
func (x *comparison) sides(a *Analysis) {
	const origin = "the good request"
	for i := range a.Stages {
		c := &a.Stages[i]
		text := ""
		switch c.Stage {
		case RequestStage:
			if x.good.req != nil && !x.good.echo {
				text = writeRequest(&x.good.raw)
			}
		case CanonicalStage:
			if x.due != nil {
				text = x.due.Whole.S
			}
		case StringToSignStage:
			if t := x.good.client.StringToSign; t != nil {
				text = t.Whole.S
			} else if x.good.asSent.StringToSign.Known() {
				text = x.good.asSent.StringToSign.Text
			}
		case SignatureStage:
			if x.good.claim != nil {
				text = x.good.claim.Whole.S
			}
		}
		if text != "" {
			c.Good = Side{Text: text, Origin: origin}
		}
	}
}
