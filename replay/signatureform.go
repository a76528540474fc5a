package replay

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// signatureAttempts are about the text that is signed, and about the form in which its
// signature is written.
var signatureAttempts = []Attempt{
	{code: "signature-over-wrong-text", twists: []Twist{
		messageTwist("sig-of-hash", "signs the hash of the string to sign", func(_ *Trial, _, s string) []byte {
			return []byte(sigv4.HexSHA256([]byte(s)))
		}),
		messageTwist("sig-of-hash", "signs the raw hash of the string to sign", func(_ *Trial, _, s string) []byte { sum := sha256.Sum256([]byte(s)); return sum[:] }),
		messageTwist("sig-over-canonical-request", "signs the canonical request in place of the string to sign",
			func(_ *Trial, c, _ string) []byte { return []byte(c) }),
		messageTwist("sig-over-hash-only", "signs only the hash of the canonical request",
			func(_ *Trial, c, _ string) []byte { return []byte(sigv4.HexSHA256([]byte(c))) }),
		messageTwist("sig-over-nothing", "signs an empty text", func(*Trial, string, string) []byte { return nil }),
		messageTwist("sig-over-payload-hash", "signs the payload hash", func(t *Trial, _, _ string) []byte {
			return []byte(t.payloadLine())
		}),
		finalTwist("sig-double-hmac", "applies the last HMAC twice", func(k, m []byte) []byte {
			return hmacSHA256(k, hmacSHA256(k, m))
		}),
		finalTwist("sig-double-hmac", "applies the last HMAC twice, on hex", func(k, m []byte) []byte {
			return hmacSHA256(k, hexText(hmacSHA256(k, m)))
		}),
		finalTwist("sig-is-signing-key", "sends the signing key as signature", func(k, _ []byte) []byte { return k }),
		{Variant: "sig-hash-of-signature", slot: slotFinal, Says: "hashes the signature once more", turn: func(t *Trial) {
			t.k.form = func(b []byte) string { return hex.EncodeToString(shaOf(b)) }
		}},
	}},
	{code: "signature-over-wrong-text", twists: rarely(
		messageTwist("sig-over-recoded", "signs the string to sign in base64", func(_ *Trial, _, s string) []byte { return base64Text([]byte(s)) }),
		messageTwist("sig-over-recoded", "signs the string to sign in hex", func(_ *Trial, _, s string) []byte { return hexText([]byte(s)) }),
		messageTwist("sig-over-body", "signs the body", func(t *Trial, _, _ string) []byte { return t.Body }),
		Twist{Variant: "sig-is-hash", slot: slotMessage, Says: "sends the hash of the canonical request as signature", turn: func(t *Trial) {
			t.k.message = func(_ *Trial, c, _ string) []byte { return shaOf([]byte(c)) }
			t.k.final = func(_, m []byte) []byte { return m }
		}},
		Twist{Variant: "sig-hash-of-signature", slot: slotFinal, Says: "hashes the hex signature once more", turn: func(t *Trial) {
			t.k.form = func(b []byte) string { return sigv4.HexSHA256(hexText(b)) }
		}},
	)},
	{code: "signature-over-wrong-text", twists: oddMessages()},
	{code: "signature-damaged", twists: cutSignatures()},
	{code: "signature-not-hex", twists: rarely(
		formTwist("sig-base64", "writes the signature in URL-safe base64 without padding", base64.RawURLEncoding.EncodeToString),
		formTwist("sig-hex-of-hex", "writes the hex signature in hex once more", func(b []byte) string { return string(hexText(hexText(b))) }),
		formTwist("sig-separated", "writes the signature in capitals with dashes, as BitConverter does", func(b []byte) string { return separated(upperHexText(b), "-") }),
		formTwist("sig-separated", "writes the signature with colons", func(b []byte) string { return separated(hexText(b), ":") }),
		formTwist("sig-separated", "writes the signature with blanks", func(b []byte) string { return separated(hexText(b), " ") }),
		formTwist("sig-prefixed", "writes 0x before the signature", func(b []byte) string { return "0x" + hex.EncodeToString(b) }),
	)},
	{code: "signature-not-hex", twists: []Twist{
		formTwist("sig-upper-case", "writes the signature in capitals", func(b []byte) string {
			return strings.ToUpper(hex.EncodeToString(b))
		}),
		formTwist("sig-base64", "writes the signature in base64", base64.StdEncoding.EncodeToString),
		formTwist("sig-base64", "writes the signature in base64 without padding", base64.RawStdEncoding.EncodeToString),
		formTwist("sig-base64", "writes the signature in URL-safe base64", base64.URLEncoding.EncodeToString),
		formTwist("sig-base64", "writes the signature in base64, percent-encoded", func(b []byte) string {
			return sigv4.UriEncode(base64.StdEncoding.EncodeToString(b), false)
		}),
		formTwist("sig-base64-of-hex", "writes the hex signature in base64", func(b []byte) string {
			return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(b)))
		}),
	}},
	{code: "signature-hex-unpadded", twists: []Twist{
		formTwist("sig-leading-zero-dropped", "drops the leading zeros of the signature", func(b []byte) string {
			return strings.TrimLeft(hex.EncodeToString(b), "0")
		}),
		formTwist("sig-leading-zero-dropped", "writes bytes under 0x10 of the signature without their zero", unpadded),
	}},
	{code: "signature-damaged", twists: []Twist{
		formTwist("sig-truncated", "cuts the last two digits of the signature", func(b []byte) string {
			return hex.EncodeToString(b[:max(0, len(b)-1)])
		}),
		formTwist("sig-bytes-signed", "writes bytes of the signature as signed numbers (ffffff8a)", signedBytes),
		rarely(formTwist("sig-bytes-signed", "writes bytes of the signature as signed numbers without leading zeros, as Integer.toHexString does", unpaddedSigned))[0],
		formTwist("sig-reversed", "writes the signature backwards", func(b []byte) string { b = slices.Clone(b); slices.Reverse(b); return hex.EncodeToString(b) }),
	}},
	{code: "signature-not-hex", twists: oddForms()},
}

func messageTwist(variant, says string, f func(t *Trial, canonical, text string) []byte) Twist {
	return Twist{Variant: variant, slot: slotMessage, Says: says, turn: func(t *Trial) { t.k.message = f }}
}

func formTwist(variant, says string, f func([]byte) string) Twist {
	return Twist{Variant: variant, slot: slotForm, Says: says, turn: func(t *Trial) { t.k.form = f }}
}

// cutSignatures cut the signature to lengths that others have, or that columns have.
func cutSignatures() []Twist {
	var out []Twist
	for _, n := range []int{63, 61, 60, 56, 50, 48, 40, 32} {
		out = append(out, formTwist("sig-truncated", "cuts the signature to "+strconv.Itoa(n)+" digits", func(b []byte) string {
			s := hex.EncodeToString(b)
			return s[:min(n, len(s))]
		}))
	}
	return rarely(out...)
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
