package diagnose

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"hash"

	"sigwhy/sigv4"
)

// A keyState is an HMAC key that signs many texts: the states of SHA-256 behind
// the key's two blocks, and behind the first block of the text that most of the
// texts have in common. Each state that is kept saves a block of hashing.
type keyState struct {
	outer, inner, further []byte
}

const (
	shaBlock  = 64
	shaLength = 9 // bytes that end the last block: a mark and the length
)

// blocks is how many blocks of SHA-256 n bytes take.
func blocks(n int) int { return (n + shaLength + shaBlock - 1) / shaBlock }

func newKeyState(key []byte, first string) *keyState {
	if len(key) > shaBlock {
		key = shaOf(key)
	}
	state := func(pad byte, text string) []byte {
		block := bytes.Repeat([]byte{pad}, shaBlock)
		for i, c := range key {
			block[i] ^= c
		}
		h := sha256.New()
		h.Write(block)
		h.Write([]byte(text))
		kept, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			panic(err) // crypto/sha256 documents that it can be marshaled
		}
		return kept
	}
	s := &keyState{outer: state(0x5c, ""), inner: state(0x36, "")}
	if len(first) == shaBlock {
		s.further = state(0x36, first)
	}
	return s
}

// A signer makes HMACs on memory of its own, and counts the blocks that it hashes.
type signer struct {
	h      hash.Hash
	sum    [32]byte
	blocks int
}

// sign is the HMAC of a text, whose first block may be the one that the state
// goes further for.
func (s *signer) sign(k *keyState, text []byte, first string) [32]byte {
	if s.h == nil {
		s.h = sha256.New()
	}
	state := k.inner
	if k.further != nil && len(text) >= shaBlock && string(text[:shaBlock]) == first {
		state, text = k.further, text[shaBlock:]
	}
	s.restore(state)
	s.h.Write(text)
	s.h.Sum(s.sum[:0])
	s.restore(k.outer)
	s.h.Write(s.sum[:])
	s.h.Sum(s.sum[:0])
	s.blocks += blocks(len(text)) + 1
	return s.sum
}

func (s *signer) restore(state []byte) {
	if err := s.h.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		panic(err) // the state is one that MarshalBinary made
	}
}

// signOnce is the HMAC of a text with a key that signs no other.
func (s *signer) signOnce(key, text []byte) [32]byte {
	s.blocks += blocks(shaBlock+len(text)) + 2
	return sigv4.HMAC(key, text)
}
