package replay

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"slices"
)

// hmacAttempts are about the HMACs of the derivation and the last one, and about what
// stands in their place.
var hmacAttempts = []Attempt{
	{code: "hmac-arguments-swapped", twists: []Twist{
		macTwist("key-args-swapped", "exchanges key and message at every step of the derivation", func(k, m []byte) []byte {
			return hmacSHA256(m, k)
		}),
		stepwise("key-args-swapped", "exchanges key and message at the first step of the derivation", 0, func(k, m []byte) []byte {
			return hmacSHA256(m, k)
		}),
		{
			Variant: "args-swapped-everywhere", slot: slotKeyMAC,
			Says: "exchanges key and message in every HMAC, the last one too",
			turn: func(t *Trial) {
				swapped := func(k, m []byte) []byte { return hmacSHA256(m, k) }
				t.k.mac, t.k.final = swapped, swapped
			},
		},
		finalTwist("sig-args-swapped", "exchanges key and message in the last HMAC", func(k, m []byte) []byte {
			return hmacSHA256(m, k)
		}),
	}},
	{code: "hmac-arguments-swapped", twists: swappedAtOne()},
	{code: "hmac-arguments-swapped", twists: rarely(
		finalTwist("sig-args-swapped", "exchanges key and message in the last HMAC, the key in hex", func(k, m []byte) []byte { return hmacSHA256(m, hexText(k)) }),
	)},
	{code: "hmac-wrong-algorithm", twists: []Twist{
		macTwist("key-sha256-concat", "hashes key and message together in place of an HMAC", plainSHA256),
		macTwist("key-hmac-sha1", "derives the key with HMAC-SHA1", hmacWith(sha1.New)),
		macTwist("key-hmac-sha1", "derives the key with HMAC-SHA512", hmacWith(sha512.New)),
		finalTwist("sig-sha256-not-hmac", "hashes key and string to sign together in place of the last HMAC", plainSHA256),
		finalTwist("sig-hmac-sha1", "uses HMAC-SHA1 for the last HMAC", hmacWith(sha1.New)),
		finalTwist("sig-hmac-sha512", "uses HMAC-SHA512 for the last HMAC", hmacWith(sha512.New)),
		{
			Variant: "all-sha1", slot: slotKeyMAC,
			Says: "uses HMAC-SHA1 throughout",
			turn: func(t *Trial) { t.k.mac, t.k.final = hmacWith(sha1.New), hmacWith(sha1.New) },
		},
		{
			Variant: "all-sha512", slot: slotKeyMAC,
			Says: "uses HMAC-SHA512 throughout",
			turn: func(t *Trial) { t.k.mac, t.k.final = hmacWith(sha512.New), hmacWith(sha512.New) },
		},
		{
			Variant: "all-sha256-concat", slot: slotKeyMAC,
			Says: "hashes key and message together in place of every HMAC",
			turn: func(t *Trial) { t.k.mac, t.k.final = plainSHA256, plainSHA256 },
		},
	}},
	{code: "hmac-wrong-algorithm", twists: rarely(
		macTwist("key-hmac-md5", "derives the key with HMAC-MD5", hmacWith(md5.New)),
		finalTwist("sig-hmac-md5", "uses HMAC-MD5 for the last HMAC", hmacWith(md5.New)),
		finalTwist("sig-hmac-sha512", "uses HMAC-SHA512 for the last HMAC and cuts it to 32 bytes", func(k, m []byte) []byte { return hmacWith(sha512.New)(k, m)[:32] }),
		finalTwist("sig-hmac-sha384", "uses HMAC-SHA384 for the last HMAC", hmacWith(sha512.New384)),
		finalTwist("sig-sha256-not-hmac", "hashes string to sign and key together in place of the last HMAC", func(k, m []byte) []byte { return plainSHA256(m, k) }),
		finalTwist("sig-sha256-not-hmac", "hashes the string to sign without any key in place of the last HMAC", func(_, m []byte) []byte { return shaOf(m) }),
	)},
	{code: "hmac-wrong-algorithm", twists: otherMACs()},
	{code: "signing-key-not-derived", twists: []Twist{
		chainTwist("sig-with-secret", "signs with the secret key itself", func(t *Trial, seed []byte) []byte {
			return seed[4:]
		}),
		chainTwist("sig-with-secret", `signs with "AWS4" + secret key, without deriving a key`,
			func(t *Trial, seed []byte) []byte { return seed }),
	}},
	{code: "hmac-tool-failed", twists: []Twist{
		chainTwist("key-empty", "signs with an empty key", func(*Trial, []byte) []byte { return []byte{} }),
	}},
}

func macTwist(variant, says string, f func(k, m []byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotKeyMAC, Says: says, turn: func(t *Trial) { t.k.mac = f }}
}

func finalTwist(variant, says string, f func(k, m []byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotFinal, Says: says, turn: func(t *Trial) { t.k.final = f }}
}

// swappedAtOne exchanges key and message at one step; the first has a twist of its own.
func swappedAtOne() []Twist {
	var out []Twist
	for i, name := range stepNames[1:] {
		out = append(out, stepwise("key-args-swapped", "exchanges key and message at the step that makes "+name, i+1, func(k, m []byte) []byte { return hmacSHA256(m, k) }))
	}
	return rarely(out...)
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
