package replay

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// A written form is a way in which a hash, a key or a signature is written where hex is
// due.
type writtenForm struct {
	name string // after "writes the hash "
	f    func([]byte) string
}

// writtenForms are what libraries, shells and loops of one's own make of the bytes.
var writtenForms = []writtenForm{
	{"in the base64 of URLs", base64.URLEncoding.EncodeToString},
	{"in the base64 of URLs, without padding", base64.RawURLEncoding.EncodeToString},
	{"in base64 without padding", base64.RawStdEncoding.EncodeToString},
	{"in base64 with a newline behind it", func(b []byte) string { return base64.StdEncoding.EncodeToString(b) + "\n" }},
	{"in hex and base64", func(b []byte) string { return base64.StdEncoding.EncodeToString(hexText(b)) }},
	{"in hex, and in hex once more", func(b []byte) string { return hex.EncodeToString(hexText(b)) }},
	{"in hex with colons", func(b []byte) string { return separated(hexText(b), ":") }},
	{"in capitals with colons", func(b []byte) string { return separated(upperHexText(b), ":") }},
	{"in hex with dashes", func(b []byte) string { return separated(hexText(b), "-") }},
	{"in capitals with dashes, as BitConverter does", func(b []byte) string { return separated(upperHexText(b), "-") }},
	{"in hex with blanks", func(b []byte) string { return separated(hexText(b), " ") }},
	{"in hex, bytes under 0x10 without their zero", unpadded},
	{"in hex of signed bytes (ffffff8a)", signedBytes},
	{"in hex of signed bytes without leading zeros, as Integer.toHexString does", unpaddedSigned},
	{"in hex with 0x before it", func(b []byte) string { return "0x" + hex.EncodeToString(b) }},
	{"in hex with double quotes", func(b []byte) string { return `"` + hex.EncodeToString(b) + `"` }},
	{"in hex as Python shows bytes (b'…')", func(b []byte) string { return "b'" + hex.EncodeToString(b) + "'" }},
	{"with (stdin)= before it, as openssl does", func(b []byte) string { return "(stdin)= " + hex.EncodeToString(b) }},
	{"with SHA256(stdin)= before it, as openssl does", func(b []byte) string { return "SHA256(stdin)= " + hex.EncodeToString(b) }},
	{"with SHA2-256(stdin)= before it, as openssl 3 does", func(b []byte) string { return "SHA2-256(stdin)= " + hex.EncodeToString(b) }},
	{"with two blanks and a dash behind it, as sha256sum does", func(b []byte) string { return hex.EncodeToString(b) + "  -" }},
	{"with a newline behind it", func(b []byte) string { return hex.EncodeToString(b) + "\n" }},
	{"with sha256: before it", func(b []byte) string { return "sha256:" + hex.EncodeToString(b) }},
	{"with sha256= before it", func(b []byte) string { return "sha256=" + hex.EncodeToString(b) }},
	{"with SHA256= before it", func(b []byte) string { return "SHA256=" + hex.EncodeToString(b) }},
	{"in hex cut to 32 digits", func(b []byte) string { return cut(hex.EncodeToString(b), 32) }},
	{"in hex cut to 40 digits", func(b []byte) string { return cut(hex.EncodeToString(b), 40) }},
	{"in hex, the bytes in the opposite order", func(b []byte) string { return hex.EncodeToString(backwards(b)) }},
	{"in hex, the digits in the opposite order", func(b []byte) string { return string(backwards(hexText(b))) }},
	{"in hex, the bytes of each word of 32 bits in the opposite order", func(b []byte) string { return hex.EncodeToString(wordsTurned(b)) }},
	{"in hex, the digits of each byte exchanged", func(b []byte) string { return string(digitsTurned(b)) }},
	{"as text of one letter for each byte, encoded as UTF-8", func(b []byte) string { return utf8Twice(string(b)) }},
	{"as text, so that bytes that are no UTF-8 are replaced", func(b []byte) string { return string(replaceRuns(b)) }},
	{"as decimal numbers with commas", func(b []byte) string { return string(numberList(b)) }},
	{"as a list of decimal numbers in brackets", func(b []byte) string { return "[" + strings.ReplaceAll(string(numberList(b)), ",", ", ") + "]" }},
	{"as decimal numbers", func(b []byte) string { return strings.ReplaceAll(string(numberList(b)), ",", "") }},
	{"as one decimal number", func(b []byte) string { return new(big.Int).SetBytes(b).String() }},
}

// unpaddedSigned writes bytes as numbers of 32 bits with a sign.
func unpaddedSigned(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		out.WriteString(strconv.FormatUint(uint64(uint32(int32(int8(c)))), 16))
	}
	return out.String()
}

func cut(s string, n int) string { return s[:min(n, len(s))] }

func backwards(b []byte) []byte {
	b = slices.Clone(b)
	slices.Reverse(b)
	return b
}

// wordsTurned is a hash as a machine of the other byte order writes its words.
func wordsTurned(b []byte) []byte {
	var out []byte
	for word := range slices.Chunk(b, 4) {
		out = append(out, backwards(word)...)
	}
	return out
}

func digitsTurned(b []byte) []byte {
	out := hexText(b)
	for pair := range slices.Chunk(out, 2) {
		pair[0], pair[1] = pair[1], pair[0]
	}
	return out
}

// otherHashes are the hash functions that are taken for SHA-256.
var otherHashes = []struct {
	name string
	new  func() hash.Hash
}{
	{"MD5", md5.New},
	{"SHA-1", sha1.New},
	{"SHA-224", sha256.New224},
	{"SHA-384", sha512.New384},
	{"SHA-512", sha512.New},
	{"SHA-512/256", sha512.New512_256},
	{"SHA3-256", func() hash.Hash { return sha3.New256() }},
	{"SHA3-512", func() hash.Hash { return sha3.New512() }},
}

func digest(h func() hash.Hash, text []byte) []byte {
	sum := h()
	sum.Write(text)
	return sum.Sum(nil)
}

// oddHashLines write the hash of the canonical request otherwise, or hash something else.
func oddHashLines(m *Model) []Twist {
	var out []Twist
	for _, w := range writtenForms {
		out = append(out, hashTwist("sts-hash-form", "writes the hash of the canonical request "+w.name, w.f))
	}
	for _, h := range otherHashes {
		hashed := func(canonical string) []byte { return digest(h.new, []byte(canonical)) }
		out = append(out,
			lineTwist("sts-hash-algorithm", "hashes the canonical request with "+h.name, func(c string) string { return hex.EncodeToString(hashed(c)) }),
			lineTwist("sts-hash-algorithm", "hashes the canonical request with "+h.name+", in base64", func(c string) string { return base64.StdEncoding.EncodeToString(hashed(c)) }))
	}
	keyed := lineTwist("sts-hash-keyed", "makes an HMAC of the canonical request with the secret key where its hash is due", func(c string) string {
		return hex.EncodeToString(hmacSHA256([]byte(m.secret), []byte(c)))
	})
	return rarely(append(out, keyed,
		lineTwist("sts-hash-of-recoded", "hashes the canonical request in base64", func(c string) string { return hex.EncodeToString(shaOf(base64Text([]byte(c)))) }),
		lineTwist("sts-hash-of-recoded", "hashes the canonical request in hex", func(c string) string { return hex.EncodeToString(shaOf(hexText([]byte(c)))) }),
		lineTwist("sts-raw-canonical-request", "puts the canonical request in hex where its hash is due", func(c string) string { return string(hexText([]byte(c))) }),
		lineTwist("sts-raw-canonical-request", "puts the canonical request in base64 where its hash is due", func(c string) string { return string(base64Text([]byte(c))) }),
	)...)
}

// oddPayloadHashes write the payload hash otherwise, or make it with another function.
func oddPayloadHashes(m *Model) []Twist {
	var out []Twist
	add := func(variant, v, says string) { out = append(out, payloadTwist(variant, v, says)) }
	if sum, err := hex.DecodeString(m.Payload); err == nil && len(sum) == sha256.Size {
		for _, w := range writtenForms {
			add("payload-hash-form", w.f(sum), "writes the payload hash "+w.name)
		}
	}
	if m.BodyKnown && !m.unsignedQuery() {
		for _, h := range otherHashes {
			sum := digest(h.new, m.Body)
			add("payload-hash-algorithm", hex.EncodeToString(sum), "uses "+h.name+" for the payload hash")
			add("payload-hash-algorithm", strings.ToUpper(hex.EncodeToString(sum)), "uses "+h.name+" in capitals for the payload hash")
			add("payload-hash-algorithm", base64.StdEncoding.EncodeToString(sum), "uses "+h.name+" in base64 for the payload hash")
		}
		add("payload-hash-keyed", hex.EncodeToString(hmacSHA256([]byte(m.secret), m.Body)), "makes an HMAC of the body with the secret key where its hash is due")
	}
	return rarely(out...)
}

func hexText(b []byte) []byte      { return []byte(hex.EncodeToString(b)) }
func upperHexText(b []byte) []byte { return bytes.ToUpper(hexText(b)) }
func base64Text(b []byte) []byte   { return []byte(base64.StdEncoding.EncodeToString(b)) }

func shaOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

func signedBytes(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		if c >= 0x80 {
			s.WriteString("ffffff")
		}
		s.WriteString(hex.EncodeToString([]byte{c}))
	}
	return s.String()
}

// separated puts a mark between the pairs of hex digits.
func separated(digits []byte, mark string) string {
	var out []byte
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			out = append(out, mark...)
		}
		out = append(out, digits[i:i+2]...)
	}
	return string(out)
}

// numberList is what a list of bytes becomes as text in JavaScript.
func numberList(b []byte) []byte {
	var out []byte
	for i, c := range b {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendUint(out, uint64(c), 10)
	}
	return out
}

// unpadded writes each byte in hex without its leading zero.
func unpadded(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteString(strconv.FormatUint(uint64(c), 16))
	}
	return s.String()
}

func decodeHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}
