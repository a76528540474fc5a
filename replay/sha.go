package replay

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding"
	"encoding/binary"
	"hash"
)

// A midstate is the state of SHA-256 between two blocks, in the form of crypto/sha256,
// which gives no other access to single blocks: a magic number, the words, an unfinished
// block, which is empty here, and the bytes so far. States are kept in this form, for
// most candidates go through three of them and hash no more than three blocks.
type midstate [lengthAt + 8]byte

const (
	wordsAt  = 4
	lengthAt = wordsAt + sha256.Size + shaBlock
)

// sum is the hash, where the last block is behind.
func (m *midstate) sum() []byte { return m[wordsAt : wordsAt+sha256.Size] }

const (
	shaBlock = 64
	shaEnd   = 9 // bytes that end a message: a mark and its length
)

// blocks is how many blocks of SHA-256 n bytes take.
func blocks(n int) int { return (n + shaEnd + shaBlock - 1) / shaBlock }

// A hasher runs SHA-256 block by block, so that what many messages begin with
// need not be hashed again for each. It counts the blocks.
type hasher struct {
	h      shaState
	start  midstate
	keyed  midstate // behind the block of some key
	buf    []byte
	block  [shaBlock]byte // of a key
	last   [shaBlock]byte // the outer message of an HMAC: a hash and the end
	inner  midstate
	outer  midstate
	blocks int
}

type shaState interface {
	hash.Hash
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

func newHasher() *hasher {
	h := &hasher{h: sha256.New().(shaState)}
	h.keep(&h.start)
	h.keyBlock(nil, innerMix, &h.keyed)
	pad(h.last[:sha256.Size], shaBlock)
	return h
}

// keep writes the state of h.
func (h *hasher) keep(to *midstate) {
	if _, err := h.h.AppendBinary(to[:0]); err != nil {
		panic(err) // crypto/sha256 documents that its state can be marshaled
	}
}

// compress hashes whole blocks, on from a state.
func (h *hasher) compress(from *midstate, text []byte, to *midstate) {
	if err := h.h.UnmarshalBinary(from[:]); err != nil {
		panic(err) // it is what AppendBinary made
	}
	h.h.Write(text)
	h.keep(to)
	h.blocks += len(text) / shaBlock
}

// pad ends a message whose whole blocks before b are not in b.
func pad(b []byte, before int) []byte {
	n := before + len(b)
	b = append(append(b, 0x80), zeros[:(shaBlock-shaEnd-n%shaBlock+shaBlock)%shaBlock]...)
	return binary.BigEndian.AppendUint64(b, uint64(n)*8)
}

var zeros [shaBlock]byte

// A prefixed is a text with the states behind each of its blocks.
type prefixed struct {
	text   []byte
	states []midstate // before the first block, behind the first, ...
}

func (h *hasher) prefixed(p *prefixed, text []byte) {
	p.text = append(p.text[:0], text...)
	p.states = append(p.states[:0], h.start)
	for i := 0; i+shaBlock <= len(text); i += shaBlock {
		n := len(p.states)
		p.states = append(p.states, midstate{})
		h.compress(&p.states[n-1], p.text[i:i+shaBlock], &p.states[n])
	}
}

// sumLike hashes a text that may begin with blocks of another.
func (h *hasher) sumLike(p *prefixed, text []byte) []byte {
	n := 0
	for n+1 < len(p.states) && len(text) >= (n+1)*shaBlock && string(text[n*shaBlock:(n+1)*shaBlock]) == string(p.text[n*shaBlock:(n+1)*shaBlock]) {
		n++
	}
	h.buf = pad(append(h.buf[:0], text[n*shaBlock:]...), n*shaBlock)
	h.compress(&p.states[n], h.buf, &h.inner)
	return h.inner.sum()
}

// A keyState is an HMAC key: the states behind its two blocks.
type keyState struct{ inner, outer midstate }

func (h *hasher) keyState(key []byte, to *keyState) {
	if len(key) > shaBlock {
		key = shaOf(key)
	}
	h.keyBlock(key, innerMix, &to.inner)
	h.keyBlock(key, outerMix, &to.outer)
}

// keyBlock hashes a key's block, mixed with the bytes of RFC 2104, section 2.
func (h *hasher) keyBlock(key, mix []byte, to *midstate) {
	n := subtle.XORBytes(h.block[:], key, mix)
	copy(h.block[n:], mix[n:])
	h.compress(&h.start, h.block[:], to)
}

// resume makes the state behind a key's block of its words.
func (h *hasher) resume(to *midstate, words *[sha256.Size]byte) {
	*to = h.keyed
	copy(to.sum(), words[:])
}

var (
	innerMix = bytes.Repeat([]byte{0x36}, shaBlock)
	outerMix = bytes.Repeat([]byte{0x5c}, shaBlock)
)

// hmac is the HMAC of a message, until the next.
func (h *hasher) hmac(k *keyState, message string) []byte {
	h.buf = append(h.buf[:0], message...)
	h.hmacOfBuf(k, &h.outer)
	return h.outer.sum()
}

func (h *hasher) hmacOfBuf(k *keyState, to *midstate) {
	h.buf = pad(h.buf, shaBlock)
	h.finish(&k.inner, &k.outer, h.buf, to)
}

// finish is an HMAC whose inner hash got as far as a state: the rest of the inner
// message, ended, then the outer hash.
func (h *hasher) finish(inner, outer *midstate, rest []byte, to *midstate) {
	h.compress(inner, rest, &h.inner)
	copy(h.last[:], h.inner.sum())
	h.compress(outer, h.last[:], to)
}
