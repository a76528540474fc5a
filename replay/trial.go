package replay

import (
	"strings"

	"sigwhy/sigv4"
)

// A Model is what a signer starts from: the request as sent and what its claim
// states. It is made once per analysis and never changed.
type Model struct {
	Mistakes  Table // what is tried
	Method    string
	Path      string // raw, as sent
	Query     string // raw, as sent
	Pairs     []Pair
	Names     []string            // signed headers as claimed: lower case, sorted, each once
	Listed    string              // the list as the claim writes it
	Values    map[string][]string // raw values by lower-case name, in order of sending
	SentAs    map[string]string   // the name as sent, by lower-case name
	Order     []string            // lower-case names in order of sending
	Host      string
	Bucket    string // where the host is that of a bucket: its name,
	Endpoint  string // and the rest
	Flavor    sigv4.Flavor
	Carrier   sigv4.Carrier
	Body      []byte
	BodyKnown bool
	Chunked   []byte // what the chunks of the body hold together, nil for a body without
	Payload   string // payload hash by the rules, "" when unknown
	date      string
	scope     sigv4.Scope
	KeyID     string
	Token     string
	secret    string // "" when unknown
	derived   string // a derived signing key in place of the secret
	seed      []byte // "AWS4" and the secret

	until  int      // steps of the key derivation to take, 0 for all
	proved []*Twist // mistakes of the signer that are known

	canonicalValues map[string][]string // one value by the rules for each header, by lower-case name

	Hosts, Regions, Services []string // candidates that the evidence names, besides the usual ones
	Policy                   string   // of a POST form, "" for other requests
	Files                    []string // that the evidence names as bodies
	Complete                 bool     // all headers of the wire are known
}

// Pair is a query parameter: decoded, and as sent.
type Pair struct {
	Name, Value       string
	RawName, RawValue string
	Bare              bool // without "="
	Added             bool // not in the request
}

// A Trial is a signer with a knob at every place where people err. With all
// knobs at rest it signs by the rules; a twist turns one knob.
type Trial struct {
	*Model
	m pathKnobs
	q queryKnobs
	h headerKnobs
	c textKnobs // canonical request as a whole
	s stringKnobs
	k keyKnobs

	methodText  *string
	payloadText *string
}

func newTrial(m *Model) *Trial {
	t := &Trial{}
	t.reset(m)
	return t
}

// reset puts all knobs at rest but those of the mistakes that are known.
func (t *Trial) reset(m *Model) {
	*t = Trial{Model: m}
	for _, w := range m.proved {
		w.turn(t)
	}
}

// With returns a trial with the knobs of the twists turned.
func (m *Model) With(twists ...*Twist) *Trial {
	t := newTrial(m)
	for _, w := range twists {
		w.turn(t)
	}
	return t
}

// textKnobs are for a text made of lines.
type textKnobs struct {
	eol    string
	parts  func([]string) []string
	whole  rework
	noLast bool // the last line is left out
}

// finish reworks the text that stands in dst from a place on.
func (k *textKnobs) finish(dst []byte, from int) []byte {
	if k.eol != "" {
		n := len(dst)
		dst = appendLines(dst, dst[from:], strings.TrimPrefix(k.eol, "join:"))
		dst = append(dst[:from], dst[n:]...)
	}
	if k.whole != nil {
		n := len(dst)
		dst = k.whole(dst, dst[from:])
		dst = append(dst[:from], dst[n:]...)
	}
	return dst
}

func (k *textKnobs) finished(text string) string { return string(k.finish([]byte(text), 0)) }

// FinishedCanonical is what the trial's signer makes of a canonical request whose parts
// are put together.
func (t *Trial) FinishedCanonical(text string) string { return t.c.finished(text) }

// FinishedString is what the trial's signer makes of a string to sign whose lines are
// put together.
func (t *Trial) FinishedString(text string) string { return t.s.text.finished(text) }

func (t *Trial) methodLine() string {
	if t.methodText != nil {
		return *t.methodText
	}
	return t.Method
}

func (t *Trial) payloadLine() string {
	if t.payloadText != nil {
		return *t.payloadText
	}
	return t.Payload
}
