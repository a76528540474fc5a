package diagnose

import (
	"strings"

	"sigwhy/sigv4"
)

// A model is what a signer starts from: the request as sent and what its claim
// states. It is made once per analysis and never changed.
type model struct {
	mistakes table // what is tried
	method   string
	path     string // raw, as sent
	query    string // raw, as sent
	pairs    []pair
	names    []string            // signed headers as claimed: lower case, sorted, each once
	listed   string              // the list as the claim writes it
	values   map[string][]string // raw values by lower-case name, in order of sending
	sentAs   map[string]string   // the name as sent, by lower-case name
	order    []string            // lower-case names in order of sending
	host     string
	bucket   string // where the host is that of a bucket: its name,
	endpoint string // and the rest
	flavor   sigv4.Flavor
	carrier  sigv4.Carrier
	body     []byte
	bodyKnow bool
	chunked  []byte // what the chunks of the body hold together, nil for a body without
	payload  string // payload hash by the rules, "" when unknown
	date     string
	scope    sigv4.Scope
	keyID    string
	token    string
	secret   string // "" when unknown
	derived  string // a derived signing key in place of the secret
	seed     []byte // "AWS4" and the secret

	until  int      // steps of the key derivation to take, 0 for all
	proved []*twist // mistakes of the signer that are known

	canonicalValues map[string][]string // one value by the rules for each header, by lower-case name

	hosts, regions, services []string // candidates that the evidence names, besides the usual ones
	policy                   string   // of a POST form, "" for other requests
	files                    []string // that the evidence names as bodies
	complete                 bool     // all headers of the wire are known
}

// pair is a query parameter: decoded, and as sent.
type pair struct {
	name, value       string
	rawName, rawValue string
	bare              bool // without "="
	added             bool // not in the request
}

// A trial is a signer with a knob at every place where people err. With all
// knobs at rest it signs by the rules; a twist turns one knob.
type trial struct {
	*model
	m pathKnobs
	q queryKnobs
	h headerKnobs
	c textKnobs // canonical request as a whole
	s stringKnobs
	k keyKnobs

	methodText  *string
	payloadText *string
}

func newTrial(m *model) *trial {
	t := &trial{}
	t.reset(m)
	return t
}

// reset puts all knobs at rest but those of the mistakes that are known.
func (t *trial) reset(m *model) {
	*t = trial{model: m}
	for _, w := range m.proved {
		w.turn(t)
	}
}

// with returns a trial with the knobs of the twists turned.
func (m *model) with(twists ...*twist) *trial {
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

// finishedCanonical is what the trial's signer makes of a canonical request whose parts
// are put together.
func (t *trial) finishedCanonical(text string) string { return t.c.finished(text) }

// finishedString is what the trial's signer makes of a string to sign whose lines are
// put together.
func (t *trial) finishedString(text string) string { return t.s.text.finished(text) }

func (t *trial) methodLine() string {
	if t.methodText != nil {
		return *t.methodText
	}
	return t.method
}

func (t *trial) payloadLine() string {
	if t.payloadText != nil {
		return *t.payloadText
	}
	return t.payload
}
