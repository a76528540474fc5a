package diagnose

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"

	"sigwhy/sigv4"
)

// stringKnobs are for the string to sign.
type stringKnobs struct {
	algorithm, date, scope *string
	hash                   func(canonical string) string
	order                  func([]string) []string
	text                   textKnobs
}

func (t *trial) stringToSign(canonical string) string {
	return t.stringToSignOf(t.hashLine(canonical))
}

// stringToSignOf builds the string to sign around a hash line.
func (t *trial) stringToSignOf(hash string) string {
	if k := &t.s; k.algorithm == nil && k.date == nil && k.scope == nil && k.order == nil {
		sc := &t.scope
		return k.text.finish(sigv4.Algorithm + "\n" + t.date + "\n" + sc.Date + "/" + sc.Region + "/" + sc.Service + "/" + sc.Terminator + "\n" + hash)
	}
	lines := []string{sigv4.Algorithm, t.date, t.scope.String(), hash}
	for i, knob := range []*string{t.s.algorithm, t.s.date, t.s.scope} {
		if knob != nil {
			lines[i] = *knob
		}
	}
	if t.s.order != nil {
		lines = t.s.order(lines)
	}
	return t.s.text.finish(strings.Join(lines, "\n"))
}

func (t *trial) hashLine(canonical string) string {
	if t.s.hash != nil {
		return t.s.hash(canonical)
	}
	return sigv4.HexSHA256([]byte(canonical))
}

// keyKnobs are for the secret, the key derivation, the last HMAC and the form
// of the signature.
type keyKnobs struct {
	secret  func(string) string
	prefix  *string
	date    *string
	region  *string
	service *string
	last    *string // the terminator
	order   func([]step) []step
	mac     func(key, message []byte) []byte
	between func([]byte) []byte // how a key is passed to the next step
	lastKey func([]byte) []byte // how kSigning is passed to the last HMAC
	chain   func(t *trial, seed []byte) []byte
	message func(t *trial, canonical, text string) []byte
	final   func(key, message []byte) []byte
	form    func([]byte) string
}

// A step is one HMAC of the derivation.
type step struct{ name, message string }

func (t *trial) steps() []step {
	steps := []step{
		{"date", pick(t.k.date, t.scope.Date)},
		{"region", pick(t.k.region, t.scope.Region)},
		{"service", pick(t.k.service, t.scope.Service)},
		{"terminator", pick(t.k.last, t.scope.Terminator)},
	}
	if t.k.order != nil {
		steps = t.k.order(steps)
	}
	return steps
}

func pick(knob *string, value string) string {
	if knob != nil {
		return *knob
	}
	return value
}

// signingKey derives the signing key as the trial's signer does. What it returns
// may be overwritten by the next derivation with the same derivation.
func (t *trial) signingKey(d *derivation) []byte {
	if t.derived != "" {
		return []byte(t.derived)
	}
	seed := t.seed
	if t.k.secret != nil || t.k.prefix != nil || seed == nil {
		secret := t.secret
		if t.k.secret != nil {
			secret = t.k.secret(secret)
		}
		seed = []byte(pick(t.k.prefix, "AWS4") + secret)
	}
	if t.k.chain != nil {
		return t.k.chain(t, seed)
	}
	mac := t.k.mac
	if mac == nil {
		mac = hmacSHA256
	}
	if t.k.mac == nil && t.k.between == nil && t.k.order == nil {
		return d.derive(seed, [4]string{pick(t.k.date, t.scope.Date), pick(t.k.region, t.scope.Region), pick(t.k.service, t.scope.Service), pick(t.k.last, t.scope.Terminator)})
	}
	key := seed
	for i, s := range t.steps() {
		if i > 0 && t.k.between != nil {
			key = t.k.between(key)
		}
		key = mac(key, []byte(s.message))
	}
	return key
}

// A derivation is the chain of four HMACs by the rules, with other inputs at most.
// It remembers its last steps: of many derivations in a row most differ in the
// last ones only.
type derivation struct {
	seed     []byte
	messages [4]string
	keys     [4][32]byte
	known    bool
	blocks   int // hashed
}

func (d *derivation) derive(seed []byte, messages [4]string) []byte {
	same := d.known && bytes.Equal(seed, d.seed)
	d.seed, d.known = append(d.seed[:0], seed...), true
	key := seed
	for i, m := range messages {
		if !same || d.messages[i] != m {
			same = false
			d.messages[i], d.keys[i] = m, sigv4.HMAC(key, m)
			d.blocks += blocks(shaBlock+len(m)) + 2
		}
		key = d.keys[i][:]
	}
	return key
}

// signature computes the signature text from the texts of the stages before.
func (t *trial) signature(canonical, text string, key []byte) string {
	message := []byte(text)
	if t.k.message != nil {
		message = t.k.message(t, canonical, text)
	}
	return t.signBytes(message, key)
}

// signBytes is the last HMAC over a message, and its form.
func (t *trial) signBytes(message, key []byte) string {
	if t.k.lastKey != nil {
		key = t.k.lastKey(key)
	}
	final := t.k.final
	if final == nil {
		final = hmacSHA256
	}
	sum := final(key, message)
	if t.k.form != nil {
		return t.k.form(sum)
	}
	return hex.EncodeToString(sum)
}

// sign runs all stages and returns their texts.
func (t *trial) sign() (canonical, text, signature string) {
	canonical = t.canonical()
	text = t.stringToSign(canonical)
	if t.secret == "" && t.derived == "" {
		return canonical, text, ""
	}
	return canonical, text, t.signature(canonical, text, t.signingKey(&derivation{}))
}

func hmacSHA256(key, message []byte) []byte {
	sum := sigv4.HMAC(key, message)
	return sum[:]
}

func hmacWith(h func() hash.Hash) func(key, message []byte) []byte {
	return func(key, message []byte) []byte {
		m := hmac.New(h, key)
		m.Write(message)
		return m.Sum(nil)
	}
}

func plainSHA256(key, message []byte) []byte {
	sum := sha256.Sum256(append(append([]byte{}, key...), message...))
	return sum[:]
}
