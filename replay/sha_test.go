package replay

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"testing"
)

// TestHasher compares the hashes that are made block by block with those of the
// standard library, for every length around the ends of blocks.
func TestHasher(t *testing.T) {
	t.Parallel()
	h := newHasher()
	text := bytes.Repeat([]byte("0123456789"), 40)
	var like prefixed
	for begun := range 200 {
		h.prefixed(&like, text[:begun])
		other := bytes.Clone(text)
		other[begun/2] ^= 1
		for _, message := range [][]byte{text[:begun], text[:begun+70], other[:begun], nil} {
			if want := sha256.Sum256(message); !bytes.Equal(h.sumLike(&like, message), want[:]) {
				t.Fatalf("SHA-256 of %d bytes, after %d", len(message), begun)
			}
		}
	}
	for n := range 200 {
		key, message := text[:n], text[n:n+n/2]
		mac := hmac.New(sha256.New, key)
		mac.Write(message)
		want := mac.Sum(nil)
		var k keyState
		h.keyState(key, &k)
		if got := h.hmac(&k, string(message)); !bytes.Equal(got, want) {
			t.Fatalf("HMAC of %d bytes with a key of %d", len(message), n)
		}
		var resumed midstate
		if h.resume(&resumed, (*[sha256.Size]byte)(k.outer.sum())); resumed != k.outer {
			t.Fatalf("the state behind a key of %d bytes", n)
		}
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
