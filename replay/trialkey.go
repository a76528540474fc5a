package replay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"

	"sigwhy/sigv4"
)

// stringKnobs are for the string to sign.
type stringKnobs struct {
	algorithm, date, scope *string
	hash                   func(sum []byte) string       // how the hash is written
	hashed                 func(canonical string) string // what stands in place of the hash
	order                  func([]string) []string
	text                   textKnobs
}

// plain reports whether the lines stand in their order and as they are.
func (k *stringKnobs) plain() bool {
	return k.order == nil && k.text.parts == nil && k.text.eol == "" && k.text.whole == nil
}

// plainHash reports whether the last line is the hash as by the rules.
func (k *stringKnobs) plainHash() bool { return k.hash == nil && k.hashed == nil }

func (t *Trial) stringToSign(canonical string) string {
	return string(t.appendString(make([]byte, 0, 256), t.HashLine(canonical)))
}

// appendString appends the string to sign around a hash line.
func (t *Trial) appendString(dst []byte, hash string) []byte {
	n := len(dst)
	if t.s.order == nil {
		return t.s.text.finish(append(t.appendHead(dst), hash...), n)
	}
	for i, line := range t.s.order([]string{pick(t.s.algorithm, sigv4.Algorithm), pick(t.s.date, t.date), pick(t.s.scope, t.scope.String()), hash}) {
		if i > 0 {
			dst = append(dst, '\n')
		}
		dst = append(dst, line...)
	}
	return t.s.text.finish(dst, n)
}

// appendHead appends the lines before that of the hash.
func (t *Trial) appendHead(dst []byte) []byte {
	dst = append(append(dst, pick(t.s.algorithm, sigv4.Algorithm)...), '\n')
	dst = append(append(dst, pick(t.s.date, t.date)...), '\n')
	if t.s.scope != nil {
		return append(append(dst, *t.s.scope...), '\n')
	}
	for _, part := range []string{t.scope.Date, t.scope.Region, t.scope.Service} {
		dst = append(append(dst, part...), '/')
	}
	return append(append(dst, t.scope.Terminator...), '\n')
}

// HashLine is the last line of the string to sign over a canonical request.
func (t *Trial) HashLine(canonical string) string {
	if t.s.hashed != nil {
		return t.s.hashed(canonical)
	}
	return t.writtenHash(shaOf([]byte(canonical)))
}

// writtenHash is the last line where it comes of the hash alone.
func (t *Trial) writtenHash(sum []byte) string {
	if t.s.hash != nil {
		return t.s.hash(sum)
	}
	return hex.EncodeToString(sum)
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
	order   []int   // of the four steps, where they are not made each once and in turn
	mac     func(key, message []byte) []byte
	between func([]byte) []byte // how a key is passed to the next step
	lastKey func([]byte) []byte // how kSigning is passed to the last HMAC
	chain   func(t *Trial, seed []byte) []byte
	message func(t *Trial, canonical, text string) []byte
	final   func(key, message []byte) []byte
	form    func([]byte) string
}

// feedBy feeds the steps with what a scope has otherwise than the one due, where no
// mistake feeds them yet.
func (k *keyKnobs) feedBy(s, due *sigv4.Scope) {
	for _, step := range []struct {
		knob       **string
		value, due *string
	}{{&k.date, &s.Date, &due.Date}, {&k.region, &s.Region, &due.Region}, {&k.service, &s.Service, &due.Service}, {&k.last, &s.Terminator, &due.Terminator}} {
		if *step.knob == nil && *step.value != *step.due {
			*step.knob = step.value
		}
	}
}

func pick(knob *string, value string) string {
	if knob != nil {
		return *knob
	}
	return value
}

// signingKey derives the signing key as the trial's signer does.
func (t *Trial) signingKey(d *derivation) []byte {
	switch {
	case t.derived != "":
		return []byte(t.derived)
	case t.k.chain != nil:
		return t.k.chain(t, t.keySeed())
	case t.regular():
		var made derived
		d.derive(string(t.keySeed()), t.messages(), &made)
		return made.key[:]
	}
	key := t.keySeed()
	var state keyState
	for i, m := range t.messages() {
		if key = t.passed(i, key); t.k.mac != nil {
			key = t.k.mac(key, []byte(m))
			continue
		}
		d.keyState(key, &state)
		key = slices.Clone(d.hmac(&state, m))
	}
	return key
}

// passed is the key of a step as it comes from the step before.
func (t *Trial) passed(step int, key []byte) []byte {
	if step > 0 && t.k.between != nil {
		return t.k.between(key)
	}
	return key
}

// keySeed is the key of the first step.
func (t *Trial) keySeed() []byte {
	if t.k.secret == nil && t.k.prefix == nil && t.seed != nil {
		return t.seed
	}
	return []byte(pick(t.k.prefix, "AWS4") + t.SecretKey())
}

// SecretKey is the secret key as the trial's signer has it.
func (t *Trial) SecretKey() string {
	if t.k.secret != nil {
		return t.k.secret(t.secret)
	}
	return t.secret
}

// regular reports whether the signing key comes of a chain of plain HMACs.
func (t *Trial) regular() bool {
	return t.derived == "" && t.k.chain == nil && t.k.mac == nil && t.k.between == nil
}

// messages are those of the steps.
func (t *Trial) messages() []string {
	sc := &t.scope
	return t.arranged(t.k.order, []string{pick(t.k.date, sc.Date), pick(t.k.region, sc.Region), pick(t.k.service, sc.Service), pick(t.k.last, sc.Terminator)})
}

// arranged puts the messages of the four steps into another order, if there is one, as
// far as the derivation goes.
func (m *Model) arranged(order []int, messages []string) []string {
	if order != nil {
		out := make([]string, len(order))
		for i, from := range order {
			out[i] = messages[from]
		}
		messages = out
	}
	if m.until > 0 {
		return messages[:min(m.until, len(messages))]
	}
	return messages
}

// signature computes the signature text from the texts of the stages before.
func (t *Trial) signature(canonical, text string, key []byte) string {
	message := []byte(text)
	if t.k.message != nil {
		message = t.k.message(t, canonical, text)
	}
	return t.signBytes(message, key)
}

// signBytes is the last HMAC over a message, and its form.
func (t *Trial) signBytes(message, key []byte) string {
	if t.k.lastKey != nil {
		key = t.k.lastKey(key)
	}
	final := t.k.final
	if final == nil {
		final = hmacSHA256
	}
	return t.written(final(key, message))
}

// written is the signature of a last HMAC.
func (t *Trial) written(sum []byte) string {
	if t.k.form != nil {
		return t.k.form(sum)
	}
	return hex.EncodeToString(sum)
}

// Sign runs all stages and returns their texts. Without a key the signature is "".
func (t *Trial) Sign() (canonical, text, signature string) {
	canonical = t.canonical()
	text = t.stringToSign(canonical)
	if t.secret == "" && t.derived == "" {
		return canonical, text, ""
	}
	return canonical, text, t.signature(canonical, text, t.signingKey(newDerivation(newHasher(), nil)))
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
