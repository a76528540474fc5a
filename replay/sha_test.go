package replay

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"math/rand/v2"
	"testing"
)

// hashers hash with the standard library, and where the processor can, with our own
// instructions.
func hashers() map[string]*hasher {
	library := newHasher()
	library.ours = false
	return map[string]*hasher{"library": library, "ours": newHasher()}
}

// TestHasher compares the hashes that are made block by block with those of the
// standard library, for every length around the ends of blocks.
func TestHasher(t *testing.T) {
	t.Parallel()
	text := bytes.Repeat([]byte("0123456789"), 40)
	for name, h := range hashers() {
		var like prefixed
		for begun := range 200 {
			h.prefixed(&like, text[:begun])
			other := bytes.Clone(text)
			other[begun/2] ^= 1
			for _, message := range [][]byte{text[:begun], text[:begun+70], other[:begun], nil} {
				if want := sha256.Sum256(message); !bytes.Equal(h.sumLike(&like, message), want[:]) {
					t.Fatalf("%s: SHA-256 of %d bytes, after %d", name, len(message), begun)
				}
			}
		}
		for n := range 200 {
			key, message := text[:n], text[n:n+n/2]
			var k keyState
			h.keyState(key, &k)
			if got := h.hmac(&k, string(message)); !bytes.Equal(got, macOf(key, message)) {
				t.Fatalf("%s: HMAC of %d bytes with a key of %d", name, len(message), n)
			}
		}
	}
}

func macOf(key, message []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(message)
	return mac.Sum(nil)
}

// TestTwoAtOnce compares HMACs that are made two at a time with those of the standard
// library: of messages of one length, which differ in every byte or in one, with keys that
// make all sorts of states.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	random := rand.NewChaCha8([32]byte{})
	for name, h := range hashers() {
		for n := range 300 {
			key, a := make([]byte, n%80), make([]byte, n)
			random.Read(key)
			random.Read(a)
			b := bytes.Clone(a)
			if random.Read(b[n/2:]); n > 0 && n%3 == 0 {
				b = bytes.Clone(a)
				b[n/2] ^= 0x80
			}
			var k keyState
			var sums [2]midstate
			h.keyState(key, &k)
			h.finishTwo(&k.inner, &k.outer, &[2][]byte{pad(bytes.Clone(a), shaBlock), pad(bytes.Clone(b), shaBlock)}, &sums)
			if !bytes.Equal(sums[0][:], macOf(key, a)) || !bytes.Equal(sums[1][:], macOf(key, b)) {
				t.Fatalf("%s: two HMACs of %d bytes", name, n)
			}
		}
	}
}

// BenchmarkBlocks hashes what a candidate takes, with the library and with our own
// instructions.
func BenchmarkBlocks(b *testing.B) {
	for name, h := range hashers() {
		var k keyState
		var sums [2]midstate
		h.keyState([]byte("key"), &k)
		rest := pad(make([]byte, 80), shaBlock)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				h.finish(&k.inner, &k.outer, rest, &sums[0])
			}
		})
		b.Run(name+"-two", func(b *testing.B) {
			for b.Loop() {
				h.finishTwo(&k.inner, &k.outer, &[2][]byte{rest, rest}, &sums)
			}
		})
	}
}

// TestDerivation derives the signing key of the documentation's example, from kept
// steps too (AWS General Reference, "Task 3: Calculate the signature for AWS
// Signature Version 4").
func TestDerivation(t *testing.T) {
	t.Parallel()
	d := newDerivation(newHasher(), &keptKey{next: map[string]*keptKey{}})
	d.keeping = true
	const want = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
	for _, region := range []string{"us-east-1", "eu-west-1", "us-east-1"} {
		var made derived
		d.derive("AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", []string{"20150830", region, "iam", "aws4_request"}, &made)
		if got := string(hexText(made.key[:])); (got == want) != (region == "us-east-1") {
			t.Errorf("%s: %s", region, got)
		}
	}
}
