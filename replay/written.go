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

// keysWritten pass keys on in all of these forms.
func keysWritten() []Twist {
	var out []Twist
	for _, w := range writtenForms {
		out = append(out, keyForms("key-form", w.name, func(b []byte) []byte { return []byte(w.f(b)) })...)
	}
	for _, form := range []struct {
		name string
		f    func([]byte) []byte
	}{
		{"as Python shows bytes (b'…')", func(b []byte) []byte { return []byte(pythonBytes(b)) }},
		{"without the bytes above 0x7F", func(b []byte) []byte {
			return slices.DeleteFunc(slices.Clone(b), func(c byte) bool { return c >= 0x80 })
		}},
		{"with the bytes in the opposite order", backwards},
		{"cut to 16 bytes", func(b []byte) []byte { return b[:min(16, len(b))] }},
		{"without the blanks and line breaks at its ends", bytes.TrimSpace},
		{"with a newline behind it", func(b []byte) []byte { return append(slices.Clone(b), '\n') }},
		{"as text in UTF-16", func(b []byte) []byte { return utf16Of(utf8Twice(string(b)), true) }},
		{"as the text [object Object]", func([]byte) []byte { return []byte("[object Object]") }},
	} {
		out = append(out, keyForms("key-form", form.name, form.f)...)
	}
	return out
}

// otherMACs use the HMAC of another hash function: for all steps of the derivation, for
// one of them, throughout, and for the last HMAC.
func otherMACs() []Twist {
	var out []Twist
	for _, h := range otherHashes {
		mac := hmacWith(h.new)
		name := "HMAC with " + h.name
		out = append(out,
			macTwist("key-hmac-other", "derives the key with "+name, mac),
			finalTwist("sig-hmac-other", "uses "+name+" for the last HMAC", mac),
			finalTwist("sig-hmac-other", "uses "+name+" for the last HMAC and cuts it to 32 bytes", func(k, m []byte) []byte {
				sum := mac(k, m)
				return sum[:min(sha256.Size, len(sum))]
			}),
			Twist{
				Variant: "all-hmac-other", slot: slotKeyMAC, Says: "uses " + name + " throughout",
				turn: func(t *Trial) { t.k.mac, t.k.final = mac, mac },
			})
		for i, step := range stepNames {
			out = append(out, stepwise("key-hmac-one", "makes "+step+" alone with "+name, i, mac))
		}
	}
	return rarely(append(out, oddMACs()...)...)
}

// oddMACs are attempts at an HMAC by hand.
func oddMACs() []Twist {
	behind := func(k, m []byte) []byte { return plainSHA256(m, k) }
	around := func(k, m []byte) []byte { return shaOf(slices.Concat(k, m, k)) }
	out := []Twist{
		macTwist("key-sha256-concat", "hashes message and key together in place of each HMAC of the derivation", behind),
		macTwist("key-sha256-concat", "hashes key, message and key together in place of each HMAC of the derivation", around),
		finalTwist("sig-sha256-not-hmac", "hashes key, string to sign and key together in place of the last HMAC", around),
		finalTwist("sig-sha256-not-hmac", "hashes hex of the key and string to sign together in place of the last HMAC", func(k, m []byte) []byte { return plainSHA256(hexText(k), m) }),
		finalTwist("sig-hmac-unpadded", "uses an HMAC whose key is hashed though it is short", func(k, m []byte) []byte { return hmacSHA256(shaOf(k), m) }),
		{Variant: "all-sha256-concat", slot: slotKeyMAC, Says: "hashes message and key together in place of every HMAC", turn: func(t *Trial) { t.k.mac, t.k.final = behind, behind }},
	}
	for i, step := range stepNames {
		out = append(out, stepwise("key-sha256-concat", "hashes key and message together in place of the HMAC that makes "+step, i, plainSHA256))
	}
	return out
}

// oddForms write the signature otherwise.
func oddForms() []Twist {
	var out []Twist
	for _, w := range writtenForms {
		out = append(out, formTwist("sig-form", "writes the signature "+w.name, w.f))
	}
	return rarely(out...)
}

// oddMessages sign other texts than the string to sign.
func oddMessages() []Twist {
	add := func(says string, f func(canonical, text string) []byte) Twist {
		return messageTwist("sig-over-other-text", says, func(_ *Trial, c, s string) []byte { return f(c, s) })
	}
	out := []Twist{
		add("signs string to sign and canonical request together", func(c, s string) []byte { return []byte(s + c) }),
		add("signs string to sign and canonical request together, a newline between", func(c, s string) []byte { return []byte(s + "\n" + c) }),
		add("signs canonical request and string to sign together, a newline between", func(c, s string) []byte { return []byte(c + "\n" + s) }),
		add("signs the string to sign twice over", func(_, s string) []byte { return []byte(s + s) }),
		add("signs the raw hash of the canonical request", func(c, _ string) []byte { return shaOf([]byte(c)) }),
		add("signs the hash of the hash of the canonical request", func(c, _ string) []byte { return hexText(shaOf(hexText(shaOf([]byte(c))))) }),
		add("signs the hash of the string to sign in base64", func(_, s string) []byte { return base64Text(shaOf([]byte(s))) }),
		add("signs the hash of the string to sign in capitals", func(_, s string) []byte { return upperHexText(shaOf([]byte(s))) }),
		add("signs only the first line of the string to sign", func(_, s string) []byte { first, _, _ := strings.Cut(s, "\n"); return []byte(first) }),
		add("signs only scope and hash", func(_, s string) []byte { return []byte(s[min(len(s), nthLine(s, 2)):]) }),
		add("signs the text undefined", func(_, _ string) []byte { return []byte("undefined") }),
		add("signs the text null", func(_, _ string) []byte { return []byte("null") }),
		add("signs the text None", func(_, _ string) []byte { return []byte("None") }),
		{Variant: "sig-double-hmac", slot: slotFinal, Says: "signs the string to sign with the signature as key", turn: func(t *Trial) {
			t.k.final = func(k, m []byte) []byte { return hmacSHA256(hmacSHA256(k, m), m) }
		}},
		{Variant: "sig-double-hmac", slot: slotFinal, Says: "signs the string to sign with the hex signature as key", turn: func(t *Trial) {
			t.k.final = func(k, m []byte) []byte { return hmacSHA256(hexText(hmacSHA256(k, m)), m) }
		}},
	}
	for _, h := range otherHashes {
		out = append(out, add("signs the "+h.name+" hash of the string to sign", func(_, s string) []byte { return hexText(digest(h.new, []byte(s))) }))
	}
	return rarely(out...)
}

// nthLine is where a line of a text begins, counted from 0; the length of the text where
// there is none.
func nthLine(s string, n int) int {
	at := 0
	for range n {
		i := strings.IndexByte(s[at:], '\n')
		if i < 0 {
			return len(s)
		}
		at += i + 1
	}
	return at
}
