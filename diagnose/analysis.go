package diagnose

import (
	"time"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// A Case is all that an analysis depends on.
type Case struct {
	Evidence *evidence.Evidence
	Exchange int // index into Evidence.Exchanges
	Given    Given
	Good     *Good     // a request that was accepted, to compare with; nil without one
	Progress *Progress // is told of the search as it runs; nil where nobody asks
}

// Progress tells how far the search of an analysis is.
type Progress = replay.Progress

// Given is what a person says beside the evidence. Zero values mean unknown.
type Given struct {
	Key         sigv4.Key
	KeyFrom     string // where the key came from, in words: "profile dev", "AWS_SECRET_ACCESS_KEY"
	AccessKeyID string
	Token       sigv4.Secret // session token that belongs to the key
	Region      string
	Service     string
	Date        string    // YYYYMMDDTHHMMSSZ, in place of the request's own
	At          time.Time // the time to judge expiry and clock by
	Body        []byte
	BodyGiven   bool
	Budget      time.Duration // of the search over combined mistakes; 0 for single mistakes and pairs only
}

// Verdict is the answer to the question whether the signature matches.
type Verdict string

const (
	Matches    Verdict = "matches"
	Differs    Verdict = "differs"
	CannotTell Verdict = "cannot-tell"
)

// Proof grades a finding, best first.
type Proof string

const (
	Reproduced Proof = "reproduced" // this set of mistakes yields the very hash or signature that was sent
	Seen       Proof = "seen"       // the bytes break a stated rule, or differ from what the server echoed
	Likely     Proof = "likely"
	Possible   Proof = "possible"
)

// Rank orders proofs, 0 best.
func (p Proof) Rank() int {
	switch p {
	case Reproduced:
		return 0
	case Seen:
		return 1
	case Likely:
		return 2
	}
	return 3
}

// Stage names a step of the signature, as shown.
type Stage string

const (
	RequestStage      Stage = "request"
	CanonicalStage    Stage = "canonical request"
	StringToSignStage Stage = "string to sign"
	KeyStage          Stage = "key"
	SignatureStage    Stage = "signature" // and the header or URL that carries it
)

// Analysis is all that is known of a case.
type Analysis struct {
	Evidence *evidence.Evidence
	Exchange int     // -1 when the evidence holds none
	Briefs   []Brief // of all exchanges, where a survey was made of several
	Good     *Good   // that it was compared with

	AboutGood string // what is to be said of the good request beside the findings, "" for nothing

	Verdict  Verdict
	Headline string // one sentence: does it match, where does it first differ
	NextStep string // one sentence: what to do

	// Accepted says that the server accepted the request, and that nothing was found.
	Accepted bool

	// PairsRuledOut says that the headline tells of a search that tried all pairs of
	// mistakes, and what its budget bought of larger sets, and has found none.
	PairsRuledOut bool

	Service, Region string // as settled from claim, host, answer and what was given
	Date            string // YYYYMMDDTHHMMSSZ, "" when unknown
	AccessKeyID     string
	Flavor          sigv4.Flavor
	Carrier         sigv4.Carrier
	Language        string // that the client is written in, one of explain.Languages, "" when unknown

	Stages   []Comparison // in order; those of which nothing is known are there too
	Keys     []KeyStep
	Derived  []evidence.Text // printed hashes that are proven to be derived keys
	Findings []Finding       // in order of what to fix first
	Fix      Fix
	Needs    []Need
	Search   Search

	givenAt []evidence.Place // where the secret that was given stands in the evidence
}

// A Comparison is one stage, side by side.
type Comparison struct {
	Stage   Stage
	Yours   Side
	Correct Side
	Server  Side   // what the server says it computed; absent unless it does
	Good    Side   // of the good request; absent without one
	Explain string // what this stage is, in two or three sentences that teach
}

// FirstDifference returns the offset at which yours and correct part, and
// whether both are known and do.
func (c *Comparison) FirstDifference() (int, bool) {
	a, b := c.Yours.Text, c.Correct.Text
	if !c.Yours.Known() || !c.Correct.Known() || a == b {
		return 0, false
	}
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i, true
		}
	}
	return n, true
}

// A Side is one text of a comparison. Origin says in words where it comes from:
// "from your log", "reproduced", "as the server saw it", "computed".
type Side struct {
	Text    string
	Origin  string
	Missing string // why there is no text; "" when there is one
	marks   []mark
}

// Known reports whether there is a text.
func (s *Side) Known() bool { return s.Origin != "" }

// A mark ties bytes of a side to the paste and to the rule that shaped them.
type mark struct {
	from, to int
	place    evidence.Place
	placed   bool
	rule     string
}

// At returns the place in the paste of the byte at an offset, and the rule that
// shaped it ("" when none is known).
func (s *Side) At(offset int) (place evidence.Place, placed bool, rule string) {
	for _, m := range s.marks {
		if m.from <= offset && offset < m.to {
			return m.place, m.placed, m.rule
		}
	}
	return evidence.Place{}, false, ""
}

// ByPlace returns the bytes of the side that a place in the paste became, and
// whether there are any.
func (s *Side) ByPlace(p evidence.Place) (from, to int, ok bool) {
	for _, m := range s.marks {
		if m.placed && m.place.Source == p.Source && m.place.From < p.To && p.From < m.place.To {
			if !ok {
				from, ok = m.from, true
			}
			to = m.to
		}
	}
	return from, to, ok
}

// A KeyStep is one HMAC of the key derivation or the last one.
type KeyStep struct {
	Name       string // "kDate", "kRegion", "kService", "kSigning", "signature"
	Key        string // what is the key, in words: `"AWS4" + secret key`, "kDate (32 raw bytes)"
	KeyLength  int    // bytes; 0 when unknown
	Message    string
	Known      bool
	Result     [32]byte
	Hint       string // the commonest slip at this step
	Yours      string // as the client printed it, "" when it did not
	YoursAgree bool
}

// A Mark points at bytes of a stage's text.
type Mark struct {
	Stage    Stage
	From, To int
}

// A Finding is one mistake, named.
type Finding struct {
	Code      string
	Stage     string // the stage that package explain gives the code
	Proof     Proof
	Title     string
	Says      string // what it is here, with the values at hand
	Do        string // what to do about it
	Places    []evidence.Place
	Yours     string
	Correct   string
	At        Stage // the stage of the screen to show it in
	InYours   Mark  // zero when it points at nothing
	InCorrect Mark
	Spec      string   // URL of the specification
	With      []string // other codes that only together with this one reproduce the target

	basis basis // what it rests on
	way   bool  // Yours was signed, and Correct is what arrived
}

// A Fix is the corrected request, in the forms that can be copied. A form that
// cannot be made is "" and Missing says why.
type Fix struct {
	Authorization string // header value
	Request       string // whole request, with CR LF line ends
	Curl          string
	URL           string // presigned URL
	Canonical     string
	StringToSign  string
	Changes       []string // what was changed, in words, in order
	Missing       string   // why there is no signature: "needs the secret key"
	Good          string   // when the signature is accepted, after "good …"; "" without one
}

// A Need is something that would tell more.
type Need struct {
	What string // "secret-key", "request", "client-strings", "headers", "body", "server-answer", "defect"
	Why  string
}

// Search is what the search over mistakes did.
type Search struct {
	Target     string // what was to be reproduced, in words; "" when there was nothing
	Tried      int
	Reproduced [][]string // sets of codes
	Done       bool       // all combinations that were to be tried were tried
	Whole      int        // of how many mistakes at most all combinations were tried, 0 when not even of one
}

// Extent tells in words which combinations were tried: how many, and how far.
func (s *Search) Extent() string {
	words := [...]string{
		"", "each known mistake by itself", "all of up to two known mistakes",
		"all of up to three known mistakes",
	}
	out := thousands(s.Tried) + " combinations of mistakes"
	switch {
	case len(s.Reproduced) > 0:
		return out
	case s.Whole == 0:
		return out + " (then the search was ended)"
	case s.Done:
		return out + " (" + words[s.Whole] + ")"
	}
	return out + " (" + words[s.Whole] + " and a part of larger ones)"
}
