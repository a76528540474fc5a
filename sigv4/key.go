package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// Algorithm is the only algorithm name that Signature Version 4 knows.
const Algorithm = "AWS4-HMAC-SHA256"

// Terminator ends every credential scope.
const Terminator = "aws4_request"

// EmptyHash is the lower-case hex SHA-256 of nothing.
const EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// UnsignedPayload stands for the payload hash where the body is not signed.
const UnsignedPayload = "UNSIGNED-PAYLOAD"

// A Key is what a request is signed with: a secret access key, or a signing key
// already derived for one scope. The zero Key is unknown.
type Key struct {
	Secret  Secret
	Derived Secret // 32 raw bytes; of any other length it is no key
}

// Known reports whether there is anything to sign with.
func (k Key) Known() bool { return k.Secret.Known() || k.hasDerived() }

func (k Key) hasDerived() bool { return len(k.Derived.Reveal()) == sha256.Size }

// DerivedKeys are the results of the four steps of key derivation. Whole, they
// print, log and marshal as fingerprints; never keep them in an unexported field
// of what is printed, because fmt asks no method there.
type DerivedKeys struct {
	Date, Region, Service, Signing [32]byte
	Steps                          int // how many are known: 0, 1 (the signing key alone) or 4
}

// Derive runs the key derivation for a scope:
//
//	kDate    = HMAC("AWS4" + secret, date)
//	kRegion  = HMAC(kDate, region)
//	kService = HMAC(kRegion, service)
//	kSigning = HMAC(kService, "aws4_request")
//
// IAM user guide, "Create a signed AWS API request", step 4. Every key after the
// first is 32 raw bytes. A derived signing key is taken as it is.
func (k Key) Derive(s Scope) DerivedKeys {
	var d DerivedKeys
	if k.hasDerived() {
		copy(d.Signing[:], k.Derived.Reveal())
		d.Steps = 1
		return d
	}
	if !k.Secret.Known() {
		return d
	}
	var room [64]byte
	seed := append(append(room[:0], "AWS4"...), k.Secret.Reveal()...)
	d.Date = HMAC(seed, s.Date)
	d.Region = HMAC(d.Date[:], s.Region)
	d.Service = HMAC(d.Region[:], s.Service)
	d.Signing = HMAC(d.Service[:], s.Terminator)
	d.Steps = 4
	return d
}

const blockSize = sha256.BlockSize

// HMAC is HMAC-SHA256 (RFC 2104) of a message. crypto/hmac allocates for every key,
// and the search for a mistake derives very many.
func HMAC[M string | []byte](key []byte, message M) [32]byte {
	var block [blockSize]byte
	if len(key) > blockSize {
		sum := sha256.Sum256(key)
		copy(block[:], sum[:])
	} else {
		copy(block[:], key)
	}
	var room [8 * blockSize]byte
	text := room[:blockSize]
	for i, c := range block {
		text[i] = c ^ 0x36
	}
	sum := sha256.Sum256(append(text, message...))
	for i, c := range block {
		text[i] = c ^ 0x5c
	}
	return sha256.Sum256(append(text, sum[:]...))
}

// HexSHA256 is the lower-case hex SHA-256 of bytes.
func HexSHA256(b []byte) string { return hexOf(sha256.Sum256(b)) }

func hexOf(sum [32]byte) string {
	var digits [64]byte
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// Fingerprint is the first 8 bytes of the SHA-256 of a key, in hex: enough to
// compare a key with someone else's, useless for signing.
func Fingerprint(key [32]byte) string {
	sum := sha256.Sum256(key[:])
	return hex.EncodeToString(sum[:8])
}

// String tells the fingerprints of the keys that are known.
func (d DerivedKeys) String() string {
	switch d.Steps {
	case 0:
		return "no keys"
	case 1:
		return "kSigning " + Fingerprint(d.Signing)
	}
	return "kDate " + Fingerprint(d.Date) + ", kRegion " + Fingerprint(d.Region) +
		", kService " + Fingerprint(d.Service) + ", kSigning " + Fingerprint(d.Signing)
}

func (d DerivedKeys) GoString() string             { return d.String() }
func (d DerivedKeys) Format(f fmt.State, _ rune)   { _, _ = io.WriteString(f, d.String()) }
func (d DerivedKeys) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
func (d DerivedKeys) LogValue() slog.Value         { return slog.StringValue(d.String()) }
