package replay

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding"
	"encoding/binary"
	"hash"
)

// A midstate is the state of SHA-256 between two blocks, its words with the high byte
// first: the hash, where the last block is behind.
type midstate [sha256.Size]byte

const (
	shaBlock = 64
	shaEnd   = 9 // bytes that end a message: a mark and its length
)

// blocks is how many blocks of SHA-256 n bytes take.
func blocks(n int) int { return (n + shaEnd + shaBlock - 1) / shaBlock }

// A hasher runs SHA-256 block by block, so that what many messages begin with
// need not be hashed again for each. It counts the blocks.
type hasher struct {
	ours   bool // blocks are hashed by compressOne and compressBoth, not by h
	h      shaState
	state  []byte // of h, as it is marshaled: what stands around the words is always the same
	start  midstate
	buf    []byte
	keyed  [2][shaBlock]byte // blocks of a key, mixed
	last   [2][shaBlock]byte // the outer messages of HMACs: a hash and the end
	inner  [2]midstate
	outer  midstate
	blocks int
}

type shaState interface {
	hash.Hash
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

// wordsAt is where the words stand in a state that crypto/sha256 marshals, which gives no
// other access to single blocks: behind a magic number, and before an unfinished block, of
// which there is none here, and the bytes so far, which pad counts.
const wordsAt = 4

func newHasher() *hasher {
	h := &hasher{ours: hashesBlocks, h: sha256.New().(shaState)}
	h.keep(&h.start)
	for i := range h.last {
		pad(h.last[i][:sha256.Size], shaBlock)
	}
	return h
}

// keep writes the state of h.
func (h *hasher) keep(to *midstate) {
	var err error
	if h.state, err = h.h.AppendBinary(h.state[:0]); err != nil {
		panic(err) // crypto/sha256 documents that its state can be marshaled
	}
	copy(to[:], h.state[wordsAt:])
}

// compress hashes whole blocks, on from a state.
func (h *hasher) compress(from *midstate, text []byte, to *midstate) {
	h.blocks += len(text) / shaBlock
	if h.ours && len(text) > 0 {
		compressOne(from, &text[0], len(text)/shaBlock, to)
		return
	}
	copy(h.state[wordsAt:], from[:])
	if err := h.h.UnmarshalBinary(h.state); err != nil {
		panic(err) // it is what AppendBinary made
	}
	h.h.Write(text)
	h.keep(to)
}

// compressTwo hashes whole blocks of two texts of one length, on from a state.
func (h *hasher) compressTwo(from *midstate, a, b []byte, toA, toB *midstate) {
	if !h.ours || len(a) == 0 {
		h.compress(from, a, toA)
		h.compress(from, b, toB)
		return
	}
	h.blocks += 2 * len(a) / shaBlock
	compressBoth(from, &a[0], &b[:len(a)][0], len(a)/shaBlock, toA, toB)
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
	h.compress(&p.states[n], h.buf, &h.outer)
	return h.outer[:]
}

// A keyState is an HMAC key: the states behind its two blocks.
type keyState struct{ inner, outer midstate }

func (h *hasher) keyState(key []byte, to *keyState) {
	if len(key) > shaBlock {
		key = shaOf(key)
	}
	for i, mix := range [...][]byte{innerMix, outerMix} {
		n := subtle.XORBytes(h.keyed[i][:], key, mix)
		copy(h.keyed[i][n:], mix[n:])
	}
	h.compressTwo(&h.start, h.keyed[0][:], h.keyed[1][:], &to.inner, &to.outer)
}

// RFC 2104, section 2: what a key is mixed with.
var (
	innerMix = bytes.Repeat([]byte{0x36}, shaBlock)
	outerMix = bytes.Repeat([]byte{0x5c}, shaBlock)
)

// hmac is the HMAC of a message, until the next.
func (h *hasher) hmac(k *keyState, message string) []byte {
	h.buf = append(h.buf[:0], message...)
	h.hmacOfBuf(k, &h.outer)
	return h.outer[:]
}

func (h *hasher) hmacOfBuf(k *keyState, to *midstate) {
	h.buf = pad(h.buf, shaBlock)
	h.finish(&k.inner, &k.outer, h.buf, to)
}

// finish is an HMAC whose inner hash got as far as a state: the rest of the inner
// message, ended, then the outer hash.
func (h *hasher) finish(inner, outer *midstate, rest []byte, to *midstate) {
	h.compress(inner, rest, &h.inner[0])
	copy(h.last[0][:], h.inner[0][:])
	h.compress(outer, h.last[0][:], to)
}

// finishTwo is finish with two rests of one length.
func (h *hasher) finishTwo(inner, outer *midstate, rests *[2][]byte, to *[2]midstate) {
	h.compressTwo(inner, rests[0], rests[1], &h.inner[0], &h.inner[1])
	for i := range h.inner {
		copy(h.last[i][:], h.inner[i][:])
	}
	h.compressTwo(outer, h.last[0][:], h.last[1][:], &to[0], &to[1])
}
