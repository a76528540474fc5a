package report

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sigwhy/diagnose"
	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// What stands in place of a masked value. Several values of one kind are
// numbered, so that different ones stay different.
const (
	maskedSecret    = "masked-secret-key"
	maskedToken     = "masked-session-token"
	maskedKey       = "masked-derived-key"
	maskedLogin     = "masked-credential"
	maskedSignature = "masked-signature"
	signaturePrefix = 8 // characters of a signature that stay
)

// A masker replaces what must not be shown. It knows values, which are replaced
// wherever they stand, and the places of the sources that hold them; what stands
// behind a telling name (x-amz-security-token:…) is masked without being known.
type masker struct {
	hide   Hide
	labels map[string]string // by value
	counts map[string]int    // by kind
	values *strings.Replacer
	hidden [][]evidence.Place // by source
	used   bool               // something was masked
}

// minLength is the shortest value that is masked wherever it stands. Shorter
// ones would take ordinary words with them.
const minLength = 8

// newMasker learns what is to be masked. What masks a text remembers that it did, and
// numbers what it meets: compose asks it last whether anything was masked.
func newMasker(a *diagnose.Analysis, o Options) *masker {
	m := &masker{hide: o.Hide, labels: map[string]string{}, counts: map[string]int{}}
	m.addGiven(a, o.Given)
	if a.Evidence != nil {
		m.addKnown(a.Evidence, o.Known)
	}
	if a.Good != nil {
		m.addGood(a.Good.Evidence)
	}
	m.addDerived(a)
	m.addSignatures(a)
	m.build()
	return m
}

// addGiven learns the secrets that were given. A secret that equals its public
// key ID, as in test set-ups, hides nothing.
func (m *masker) addGiven(a *diagnose.Analysis, g diagnose.Given) {
	if s := g.Key.Secret.Reveal(); s != g.AccessKeyID && s != a.AccessKeyID {
		m.add(maskedSecret, s)
		m.add(maskedSecret, strings.TrimSpace(s))
	}
	if k := g.Key.Derived.Reveal(); k != "" {
		m.add(maskedKey, k)
		m.add(maskedKey, hex.EncodeToString([]byte(k)))
		m.add(maskedKey, strings.ToUpper(hex.EncodeToString([]byte(k))))
		m.add(maskedKey, base64.StdEncoding.EncodeToString([]byte(k)))
	}
	if m.hide != HideNothing {
		m.add(maskedToken, g.Token.Reveal())
	}
}

// addGood learns the values of a request that is shown for comparison.
func (m *masker) addGood(e *evidence.Evidence) {
	for _, v := range Learn(e, m.hide).values {
		m.add(v.kind, v.value) // not the places, which are in sources of its own
	}
}

// Known is what is to be masked of some evidence, and where it stands.
type Known struct {
	hide   Hide
	values []knownValue       // each once
	hidden [][]evidence.Place // by source
}

type knownValue struct{ kind, value string }

// Learn reads evidence that many reports will be made on: its credentials, what stands
// behind telling names, and what was recognised as a token or as a derived key. With a
// derived key anyone can sign for a week, so it is always masked.
func Learn(e *evidence.Evidence, hide Hide) *Known {
	k := &Known{hide: hide, hidden: make([][]evidence.Place, len(e.Sources))}
	for _, c := range e.Credentials {
		k.addText(maskedSecret, c.Secret)
		if hide != HideNothing {
			k.addText(maskedToken, c.Token)
		}
	}
	for i, src := range e.Sources {
		eachSensitive(src.Data, hide, func(found sensitive) {
			k.values = append(k.values, knownValue{found.kind, found.value})
			k.hidden[i] = append(k.hidden[i], evidence.Place{Source: i, From: found.from, To: found.to})
		})
	}
	for _, x := range e.Exchanges {
		k.addExchange(x)
	}
	seen := make(map[knownValue]bool, len(k.values))
	k.values = slices.DeleteFunc(k.values, func(v knownValue) bool {
		known := seen[v]
		seen[v] = true
		return known
	})
	return k
}

func (k *Known) addExchange(x evidence.Exchange) {
	for _, key := range x.Client.Keys {
		k.addText(maskedKey, key.Value)
	}
	for _, c := range x.Claims { // a secret key may stand in place of an access key ID
		if id, _, _ := sigv4.SplitCredential(c.Credential.S); diagnose.LooksSecret(id) {
			k.values = append(k.values, knownValue{maskedSecret, id})
		}
	}
	if k.hide == HideNothing {
		return
	}
	for _, c := range x.Claims {
		k.addText(maskedToken, c.Token)
	}
	if x.Request == nil {
		return
	}
	for _, f := range x.Request.Fields {
		if isTokenName(f.Name.S) {
			k.addText(maskedToken, f.Value)
		}
	}
}

func (k *Known) addText(kind string, t evidence.Text) {
	k.values = append(k.values, knownValue{kind, strings.TrimSpace(t.S)})
	if p, ok := hiddenPlace(t, len(k.hidden)); ok {
		k.hidden[p.Source] = append(k.hidden[p.Source], p)
	}
}

// hiddenPlace is where a text stands that is masked in its source.
func hiddenPlace(t evidence.Text, sources int) (p evidence.Place, ok bool) {
	p = t.Place()
	return p, t.InSource() && !p.Empty() && p.Source < sources && len(t.S) >= minLength
}

// addKnown takes over what is known of the evidence, or learns it.
func (m *masker) addKnown(e *evidence.Evidence, k *Known) {
	if k == nil || k.hide != m.hide {
		k = Learn(e, m.hide)
	}
	for _, v := range k.values {
		m.add(v.kind, v.value)
	}
	m.hidden = make([][]evidence.Place, len(k.hidden))
	for i, list := range k.hidden {
		m.hidden[i] = slices.Clip(list) // shared: what is added makes a copy
	}
}

// addDerived learns the derived keys that were found among the hashes of a paste, and
// those that were computed: a paste may hold them without a name.
func (m *masker) addDerived(a *diagnose.Analysis) {
	for _, t := range a.Derived {
		m.addText(maskedKey, t)
	}
	for _, k := range a.Keys {
		if k.Known && strings.HasPrefix(k.Name, "k") {
			m.add(maskedKey, hex.EncodeToString(k.Result[:]))
		}
	}
}

func (m *masker) addText(kind string, t evidence.Text) {
	m.add(kind, strings.TrimSpace(t.S))
	if p, ok := hiddenPlace(t, len(m.hidden)); ok {
		m.hidden[p.Source] = append(m.hidden[p.Source], p)
	}
}

// add learns a value in the forms in which it may stand in a request.
func (m *masker) add(kind, value string) {
	for _, v := range []string{value, sigv4.PercentDecode(value), sigv4.UriEncode(value, false)} {
		if len(v) >= minLength && m.labels[v] == "" {
			m.labels[v] = m.label(kind, v)
		}
	}
}

// label makes what stands in place of a value. A signature keeps its beginning.
func (m *masker) label(kind, value string) string {
	if kind == maskedSignature {
		return value[:signaturePrefix] + "..."
	}
	m.counts[kind]++
	if n := m.counts[kind]; n > 1 {
		return fmt.Sprintf("[%s-%d]", kind, n)
	}
	return "[" + kind + "]"
}

// addSignatures learns the signatures of an analysis, for a report to be shared.
func (m *masker) addSignatures(a *diagnose.Analysis) {
	if m.hide != HideSignatures {
		return
	}
	signatures := []string{signatureOf(a.Fix.Authorization), signatureOf(a.Fix.URL)}
	if a.Evidence != nil {
		for _, x := range a.Evidence.Exchanges {
			signatures = append(signatures, x.Client.Signature.S)
			for _, c := range x.Claims {
				signatures = append(signatures, c.Signature.S)
			}
		}
	}
	for _, c := range a.Stages {
		if c.Stage == diagnose.SignatureStage {
			for _, side := range []diagnose.Side{c.Yours, c.Correct, c.Server, c.Good} {
				signatures = append(signatures, signatureOf(side.Text))
			}
		}
	}
	for _, s := range signatures {
		if len(s) > 2*signaturePrefix {
			m.add(maskedSignature, s)
		}
	}
}

// build makes the replacer, the longest values first.
func (m *masker) build() {
	values := make([]string, 0, len(m.labels))
	for v := range m.labels {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	pairs := make([]string, 0, 2*len(values))
	for _, v := range values {
		pairs = append(pairs, v, m.labels[v])
	}
	m.values = strings.NewReplacer(pairs...)
}

// text masks a text.
func (m *masker) text(s string) string {
	known := m.values.Replace(s)
	m.used = m.used || known != s
	s = known
	found := findSensitive(s, m.hide)
	if len(found) == 0 {
		return s
	}
	m.used = true
	var b strings.Builder
	at := 0
	for _, f := range found {
		if f.from < at {
			continue
		}
		if m.labels[f.value] == "" {
			m.labels[f.value] = m.label(f.kind, f.value)
		}
		b.WriteString(s[at:f.from])
		b.WriteString(m.labels[f.value])
		at = f.to
	}
	b.WriteString(s[at:])
	return b.String()
}

// place masks the text of a place. A place within a masked value is masked as a
// whole, even where its bytes alone would not be recognised.
func (m *masker) place(p evidence.Place, text string) string {
	if p.Source < len(m.hidden) {
		for _, h := range m.hidden[p.Source] {
			if h.From < p.From && p.From < h.To || h.From < p.To && p.To < h.To {
				m.used = true
				return "[masked]"
			}
		}
	}
	return m.text(text)
}
