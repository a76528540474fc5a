package replay

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	encodingUTF8 "golang.org/x/text/encoding/unicode"

	"sigwhy/sigv4"
)

// KeyAttempts are about the secret key, the key derivation and the signature.
var KeyAttempts = []Attempt{
	{code: "secret-whitespace", vary: func(m *Model) []Twist {
		var out []Twist
		for _, w := range []struct{ text, name string }{
			{"\n", "a newline"},
			{"\r\n", "CR LF"},
			{" ", "a blank"},
			{"\r", "a CR"},
			{"\t", "a tab"},
			{"\u00a0", "a no-break space"},
			{"\n\n", "two newlines"},
			{"\x00", "a NUL byte"},
			{`\n`, `\n as two characters`},
		} {
			out = append(out, secretTwist("secret-whitespace", "uses the secret key with "+w.name+" behind it", func(s string) string { return s + w.text }))
		}
		for _, w := range []struct{ text, name string }{
			{" ", "a blank"}, {"\n", "a newline"}, {"\ufeff", "a byte order mark"}, {"\u00a0", "a no-break space"},
		} {
			out = append(out, secretTwist("secret-whitespace", "uses the secret key with "+w.name+" before it", func(s string) string { return w.text + s }))
		}
		out = append(out, rarelyPadded()...)
		return append(out,
			secretTwist("secret-whitespace", "uses the secret key with a blank at both ends", func(s string) string {
				return " " + s + " "
			}),
			secretTwist("secret-whitespace", "trims the secret key, which was given with blanks", strings.TrimSpace))
	}},
	{code: "secret-placeholder", vary: func(*Model) []Twist {
		var out []Twist
		for _, v := range []string{
			"", "undefined", "null", "None", "nil", "[object Object]", "secret", "SECRET",
			"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "minioadmin",
			"minio123", "test", "YOUR_SECRET_KEY", "YOUR-SECRETACCESSKEYID", "changeme", "password", "<secret key>",
			"YourSecretKey", "*****",
		} {
			out = append(out, Twist{Variant: "secret-empty", slot: slotSecret, Says: "uses " + placeholderName(v) + " as secret key", turn: func(t *Trial) {
				t.k.secret = func(string) string { return v }
			}})
		}
		return append(out, unsetSecrets()...)
	}},
	{code: "secret-recoded", twists: []Twist{
		secretTwist("secret-quoted", `keeps double quotes around the secret key`, func(s string) string {
			return `"` + s + `"`
		}),
		secretTwist("secret-quoted", `keeps single quotes around the secret key`, func(s string) string {
			return `'` + s + `'`
		}),
		secretTwist("secret-quoted", `keeps a quote behind the secret key`, func(s string) string { return s + `"` }),
		secretTwist("secret-urlencoded", "uses the secret key percent-encoded", func(s string) string {
			return sigv4.UriEncode(s, false)
		}),
		secretTwist("secret-urlencoded", "uses the secret key percent-encoded but for /", func(s string) string {
			return sigv4.UriEncode(s, true)
		}),
		secretTwist("secret-urlencoded", "uses the secret key percent-encoded in lower case", func(s string) string {
			return lowerEscapes(sigv4.UriEncode(s, false))
		}),
		secretTwist("secret-urldecoded", "reads the + of the secret key as a blank", func(s string) string {
			return strings.ReplaceAll(s, "+", " ")
		}),
		secretTwist("secret-urldecoded", "uses the secret key percent-decoded", sigv4.PercentDecode),
		secretTwist("secret-escaped", `uses the secret key with / written \/`, func(s string) string {
			return strings.ReplaceAll(s, "/", `\/`)
		}),
		secretTwist("secret-escaped", "uses the secret key without its backslashes", func(s string) string {
			return strings.ReplaceAll(s, `\`, "")
		}),
		secretTwist("secret-escaped", "uses the secret key with XML escapes", func(s string) string {
			return strings.ReplaceAll(s, "&", "&amp;")
		}),
		secretTwist("secret-base64-decoded", "uses the secret key base64-decoded", func(s string) string {
			if b, err := base64.StdEncoding.DecodeString(s + strings.Repeat("=", (4-len(s)%4)%4)); err == nil {
				return string(b)
			}
			return s
		}),
		secretTwist("secret-base64-encoded", "uses the secret key base64-encoded", func(s string) string {
			return base64.StdEncoding.EncodeToString([]byte(s))
		}),
		secretTwist("secret-hex-decoded", "uses the secret key hex-decoded", func(s string) string {
			return string(decodeHex(s))
		}),
		secretTwist("secret-case-changed", "uses the secret key in lower case", strings.ToLower),
		secretTwist("secret-case-changed", "uses the secret key in upper case", strings.ToUpper),
		secretTwist("secret-slash-plus", "uses the secret key with + for /", func(s string) string {
			return strings.ReplaceAll(s, "/", "+")
		}),
		secretTwist("secret-slash-plus", "uses the secret key with / for +", func(s string) string {
			return strings.ReplaceAll(s, "+", "/")
		}),
		secretTwist("secret-slash-plus", "uses the secret key with + and / exchanged", strings.NewReplacer("+", "/", "/", "+").Replace),
		secretTwist("secret-urlsafe", "uses the secret key in URL-safe base64 letters", func(s string) string {
			return strings.NewReplacer("+", "-", "/", "_").Replace(s)
		}),
		{Variant: "secret-utf16", slot: slotSecret, Says: "uses the secret key in UTF-16", turn: func(t *Trial) {
			t.k.secret = func(s string) string { return string(utf16Of("AWS4"+s, true)) }
			t.k.prefix = to("")
		}},
		{Variant: "secret-utf16", slot: slotSecret, Says: "uses the secret key in UTF-16 (big endian)", turn: func(t *Trial) {
			t.k.secret = func(s string) string { return string(utf16Of("AWS4"+s, false)) }
			t.k.prefix = to("")
		}},
		secretTwist("secret-utf16", "uses the secret key in UTF-16 behind AWS4", func(s string) string {
			return string(utf16Of(s, true))
		}),
		secretTwist("secret-utf16", "uses the secret key in UTF-16 (big endian) behind AWS4", func(s string) string {
			return string(utf16Of(s, false))
		}),
	}},
	{code: "secret-recoded", twists: rarely(
		secretTwist("secret-escaped", `uses the secret key with + and / as JSON escapes (\u002B, \u002F)`, strings.NewReplacer("+", `\u002B`, "/", `\u002F`).Replace),
		secretTwist("secret-escaped", `uses the secret key with + as JSON escape (\u002B)`, strings.NewReplacer("+", `\u002B`).Replace),
		secretTwist("secret-escaped", `uses the secret key with + and / as JSON escapes in lower case (\u002b, \u002f)`, strings.NewReplacer("+", `\u002b`, "/", `\u002f`).Replace),
		secretTwist("secret-escaped", "uses the secret key with + as XML escape", strings.NewReplacer("+", "&#43;").Replace),
		secretTwist("secret-quoted", "keeps backticks around the secret key", func(s string) string { return "`" + s + "`" }),
		secretTwist("secret-quoted", "keeps a comma behind the secret key", func(s string) string { return s + "," }),
		secretTwist("secret-quoted", "keeps a semicolon behind the secret key", func(s string) string { return s + ";" }),
		secretTwist("secret-hex-encoded", "uses the secret key in hex", func(s string) string { return string(hexText([]byte(s))) }),
		secretTwist("secret-urlencoded", "uses the secret key with / alone percent-encoded", func(s string) string { return strings.ReplaceAll(s, "/", "%2F") }),
		secretTwist("secret-urlencoded", "uses the secret key percent-encoded twice", func(s string) string { return sigv4.UriEncode(sigv4.UriEncode(s, false), false) }),
		secretTwist("secret-hashed", "uses the hex of the hash of the secret key", func(s string) string { return sigv4.HexSHA256([]byte(s)) }),
	)},
	{code: "secret-recoded", twists: oddSecrets()},
	{code: "secret-truncated", vary: func(m *Model) []Twist {
		out := []Twist{
			secretTwist("secret-truncated", "loses the last character of the secret key", func(s string) string {
				return s[:max(0, len(s)-1)]
			}),
			secretTwist("secret-truncated", "loses the first character of the secret key", func(s string) string {
				return s[min(1, len(s)):]
			}),
			secretTwist("secret-truncated", "uses half of the secret key", func(s string) string { return s[:len(s)/2] }),
		}
		for _, c := range []string{"/", "+", "=", "#", "$", "&", "%", ":", ";", "!", `\`} {
			out = append(out,
				secretTwist("secret-truncated", "cuts the secret key at its first "+c, func(s string) string { before, _, _ := strings.Cut(s, c); return before }),
				secretTwist("secret-truncated", "cuts the secret key at its last "+c, func(s string) string {
					return s[:max(0, strings.LastIndex(s, c))]
				}),
				secretTwist("secret-truncated", "loses every "+c+" of the secret key", func(s string) string {
					return strings.ReplaceAll(s, c, "")
				}),
				secretTwist("secret-truncated", "keeps only what follows the first "+c+" of the secret key", func(s string) string { _, after, _ := strings.Cut(s, c); return after }))
		}
		for n := 2; n <= 24; n++ {
			out = append(out, secretTwist("secret-truncated", "loses characters at the end of the secret key", func(s string) string { return s[:max(0, len(s)-n)] }))
		}
		return out
	}},
	{code: "secret-truncated", twists: rarely(
		secretTwist("secret-inner", "loses the first and the last character of the secret key", func(s string) string { return s[min(1, len(s)):max(min(1, len(s)), len(s)-1)] }),
		secretTwist("secret-inner", "keeps only what follows the last / of the secret key", func(s string) string { return s[strings.LastIndexByte(s, '/')+1:] }),
		secretTwist("secret-inner", "keeps only what follows the last + of the secret key", func(s string) string { return s[strings.LastIndexByte(s, '+')+1:] }),
	)},
	{code: "credentials-mixed", vary: func(m *Model) []Twist {
		out := []Twist{
			secretTwist("secret-is-key-id", "uses the access key ID as secret key", func(string) string { return m.KeyID }),
			rarely(secretTwist("secret-is-key-id", "uses access key ID and secret key, with a colon between, as secret key", func(s string) string { return m.KeyID + ":" + s }))[0],
			rarely(secretTwist("secret-is-key-id", "uses access key ID and secret key, put together, as secret key", func(s string) string { return m.KeyID + s }))[0],
			rarely(secretTwist("secret-is-key-id", "uses secret key and access key ID, put together, as secret key", func(s string) string { return s + m.KeyID }))[0],
		}
		if m.Token != "" {
			out = append(out, secretTwist("secret-is-session-token", "uses the session token as secret key", func(string) string { return m.Token }))
		}
		return out
	}},
	{code: "signing-key-prefix-wrong", vary: func(m *Model) []Twist {
		out := []Twist{
			prefixTwist("key-no-aws4-prefix", "", "derives the key from the secret key without AWS4 before it"),
			prefixTwist("key-aws4-prefix-twice", "AWS4AWS4", "puts AWS4 before the secret key twice"),
		}
		for _, p := range []string{
			"AWS", "aws4", "AWS4-HMAC-SHA256", "AWS4 ", "AWS4A", "AWS4:", "AWS4_", "AWS4+", "AWS4-", "AWS3", "AWS4\n",
			"Aws4", "AWS4/",
		} {
			out = append(out, prefixTwist("key-prefix-wrong", p, "puts "+Quoted(p)+" before the secret key in place of AWS4"))
		}
		for _, p := range []string{"AWS2", `AWS4\n`, "AWS4.", `"AWS4"`, "AWS1", "AWS5", "AWS4=", "GOOG4", "OSS4", "AWSv4", "AWS 4", "aws4_request", "AWS4\"", "'AWS4'", "$AWS4", "AWS4,", "AWS4|", "AWS4;", "AWS4\r\n", "AWS4\t", " AWS4", "aws", "AMZ4", "SigV4", "V4"} {
			out = append(out, rarely(prefixTwist("key-prefix-wrong", p, "puts "+Quoted(p)+" before the secret key in place of AWS4"))...)
		}
		return append(out, secretTwist("key-aws4-suffix", "puts AWS4 behind the secret key", func(s string) string { return s + "AWS4" }))
	}},
	{code: "signing-key-wrong-date", vary: func(m *Model) []Twist {
		d := m.scope.Date
		var out []Twist
		add := func(variant, v, says string) {
			if v != d {
				out = append(out, Twist{Variant: variant, slot: slotKeyDate, Says: says, turn: func(t *Trial) { t.k.date = &v }})
			}
		}
		add("key-date-timestamp", m.date, "derives the key with the full time in place of the day")
		if len(d) == 8 {
			add("key-date-dashes", d[:4]+"-"+d[4:6]+"-"+d[6:], "derives the key with the day written with dashes")
			add("key-date-form", d[2:], "derives the key with a two-digit year")
			add("key-date-form", d[6:]+d[4:6]+d[:4], "derives the key with the day written backwards")
			add("key-date-form", d[:4]+"/"+d[4:6]+"/"+d[6:], "derives the key with the day written with slashes")
		}
		add("key-date-timestamp", strings.TrimSuffix(m.date, "Z"), "derives the key with the full time without Z")
		if t, ok := m.when(); ok {
			add("key-date-rfc1123", t.Format("Mon, 02 Jan 2006 15:04:05 GMT"), "derives the key with an HTTP date")
			add("key-date-extended", t.Format("2006-01-02T15:04:05Z"), "derives the key with an extended ISO date")
		}
		few := len(out)
		if len(d) == 8 {
			add("key-date-form", d[4:]+d[:4], "derives the key with month, day, year")
			add("key-date-form", d[6:]+d[4:6]+d[:4], "derives the key with day, month, year")
			add("key-date-form", d[:4]+d[6:]+d[4:6], "derives the key with year, day, month")
			add("key-date-form", d[:6], "derives the key with year and month alone")
			add("key-date-form", d[:4], "derives the key with the year alone")
		}
		if t, ok := m.when(); ok {
			add("key-date-form", t.Format("200612"), "derives the key with month and day unpadded")
			add("key-date-form", strconv.FormatInt(t.Unix(), 10), "derives the key with seconds since 1970")
			add("key-date-form", strconv.FormatInt(t.UnixMilli(), 10), "derives the key with milliseconds since 1970")
		}
		if t, ok := m.when(); ok {
			for _, v := range append(oddDays(t), oddTimes(t)...) {
				add("key-date-form", v[0], "derives the key with a day written "+v[1])
			}
			wrongFields := shifted(t, "YYYYMMDD")
			for _, says := range slices.Sorted(mapKeys(wrongFields)) {
				add("key-date-field", wrongFields[says], "derives the key with a day written "+says)
			}
			add("key-date-extended", t.Format("2006-01-02T15:04:05.000Z"), "derives the key with the time as toISOString writes it")
			add("key-date-timestamp", t.Format("20060102150405"), "derives the key with the full time without T and Z")
		}
		add("key-date-form", d+" ", "derives the key with the day and a blank")
		add("key-date-form", d+"\n", "derives the key with the day and a newline")
		rarely(out[few:]...)
		add("key-date-empty", "", "derives the key with an empty date")
		add("key-date-undefined", "undefined", "derives the key with undefined as date")
		return out
	}},
	{code: "signing-key-wrong-region", vary: func(m *Model) []Twist {
		feed := func(t *Trial, v *string) { t.k.region = v }
		return append(messageTwists("key-wrong-region", slotKeyRegion, "region", m.allRegions(), m.scope.Region, feed),
			slices.Concat(rarely(feedTwists("key-wrong-region", slotKeyRegion, "region", nearNames(m.scope.Region), m.scope.Region, feed)...),
				alone(feedTwists("key-wrong-region", slotKeyRegion, "region", rareRegions, m.scope.Region, feed)...))...)
	}},
	{code: "signing-key-wrong-service", vary: func(m *Model) []Twist {
		services := append(m.allServices(), hostLabels(m.Host)...)
		feed := func(t *Trial, v *string) { t.k.service = v }
		others := slices.DeleteFunc(m.rareServices(), func(v string) bool { return slices.Contains(services, v) })
		return append(messageTwists("key-wrong-service", slotKeyService, "service", services, m.scope.Service, feed),
			slices.Concat(rarely(feedTwists("key-wrong-service", slotKeyService, "service", append(nearNames(m.scope.Service), m.scope.Service+".amazonaws.com"), m.scope.Service, feed)...),
				alone(feedTwists("key-wrong-service", slotKeyService, "service", others, m.scope.Service, feed)...))...)
	}},
	{code: "signing-key-stale", vary: func(m *Model) []Twist {
		return messageTwists("key-of-other-scope", slotKeyDate, "day", m.neighbourDays(), m.scope.Date, func(t *Trial, v *string) { t.k.date = v })
	}},
	{code: "signing-key-steps-wrong", vary: stepTwists},
	{code: "signing-key-steps-wrong", twists: slices.Concat(otherOrders(), joinedSteps(), oddMessagesOfSteps())},
	{code: "signing-key-as-text", twists: []Twist{
		betweenTwist("key-hex-chain", "passes each derived key on as hex", hexText),
		betweenTwist("key-base64-chain", "passes each derived key on in base64", base64Text),
		betweenTwist("key-upper-hex-chain", "passes each derived key on as upper-case hex", upperHexText),
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that bytes above 0x7F are doubled",
			func(b []byte) []byte { return []byte(utf8Twice(string(b))) }),
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that bytes above 0x7F are replaced",
			func(b []byte) []byte { return []byte(strings.ToValidUTF8(replaceEach(b), "\uFFFD")) }),
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that bytes that are no UTF-8 are replaced", replaceRuns),
		{
			Variant: "key-latin1-as-utf8", slot: slotKeyBetween,
			Says: "keeps all keys in text, so that bytes that are no UTF-8 are replaced",
			turn: func(t *Trial) {
				t.k.between, t.k.lastKey = replaceRuns, replaceRuns
			},
		},
		betweenTwist("key-latin1-as-utf8", "keeps derived keys in text, so that runs of bytes that are no UTF-8 are replaced",
			func(b []byte) []byte { return bytes.ToValidUTF8(b, []byte("\uFFFD")) }),
		{
			Variant: "key-hex-chain-but-last", slot: slotKeyBetween,
			Says: "passes the first derived keys on as hex, the last one raw",
			turn: func(t *Trial) { t.k.between = hexText },
		},
		lastKeyTwist("sig-key-hex", "keys the last HMAC with the hex text of the signing key", hexText),
		lastKeyTwist("sig-key-base64", "keys the last HMAC with the base64 text of the signing key", base64Text),
		lastKeyTwist("sig-key-upper-hex", "keys the last HMAC with the upper-case hex text of the signing key", upperHexText),
		lastKeyTwist("sig-key-utf8", "keeps the signing key in text, so that bytes above 0x7F are doubled",
			func(b []byte) []byte { return []byte(utf8Twice(string(b))) }),
		{
			Variant: "key-hex-chain", slot: slotKeyBetween,
			Says: "passes each derived key on as hex, to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = hexText, hexText },
		},
		{
			Variant: "key-base64-chain", slot: slotKeyBetween,
			Says: "passes each derived key on in base64, to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = base64Text, base64Text },
		},
		{
			Variant: "key-upper-hex-chain", slot: slotKeyBetween,
			Says: "passes each derived key on as upper-case hex, to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = upperHexText, upperHexText },
		},
		{
			Variant: "key-latin1-as-utf8", slot: slotKeyBetween,
			Says: "keeps all keys in text, so that bytes above 0x7F are doubled",
			turn: func(t *Trial) {
				f := func(b []byte) []byte { return []byte(utf8Twice(string(b))) }
				t.k.between, t.k.lastKey = f, f
			},
		},
		{
			Variant: "key-latin1-as-utf8", slot: slotKeyBetween,
			Says: "keeps all keys in text, so that bytes that are no UTF-8 are replaced",
			turn: func(t *Trial) {
				f := func(b []byte) []byte { return []byte(replaceEach(b)) }
				t.k.between, t.k.lastKey = f, f
			},
		},
	}},
	{code: "signing-key-as-text", twists: slices.Concat(oneKeyAs("hex", hexText), oneKeyAs("base64", base64Text), oneKeyAs("upper-case hex", upperHexText))},
	{code: "signing-key-as-text", twists: slices.Concat(
		keyForms("key-ascii", "as ASCII text, with ? for bytes above 0x7F", asciiText),
		keyForms("key-ascii", "as ASCII text, without the high bit of bytes", sevenBits),
		keyForms("key-utf8-ignored", "as text, without the bytes that are no UTF-8", func(b []byte) []byte { return bytes.ToValidUTF8(b, nil) }),
		keyForms("key-windows-1252", "as text read as Windows-1252", windowsText),
		keyForms("key-base64-newline", "in base64 with a newline behind it", func(b []byte) []byte { return append(base64Text(b), '\n') }),
		keyForms("key-cut-at-nul", "up to its first NUL byte, as C text", func(b []byte) []byte { before, _, _ := bytes.Cut(b, []byte{0}); return before }),
		keyForms("key-number-list", "as a list of numbers with commas", numberList),
		keyForms("key-hex-unpadded", "in hex, bytes under 0x10 without their zero", func(b []byte) []byte { return []byte(unpadded(b)) }),
		keyForms("key-hex-newline", "in hex with a newline behind it", func(b []byte) []byte { return append(hexText(b), '\n') }),
		rarely(lastKeyTwist("sig-key-utf8", "keeps the signing key in text, so that bytes that are no UTF-8 are replaced", replaceRuns)),
	)},
	{code: "signing-key-as-text", twists: slices.Concat(keysWritten(), oneKeyAs("text, so that bytes above 0x7F are doubled", func(b []byte) []byte { return []byte(utf8Twice(string(b))) }), oneKeyAs("text, so that bytes that are no UTF-8 are replaced", replaceRuns))},
	{code: "hmac-arguments-swapped", twists: []Twist{
		macTwist("key-args-swapped", "exchanges key and message at every step of the derivation", func(k, m []byte) []byte {
			return hmacSHA256(m, k)
		}),
		{
			Variant: "key-args-swapped", slot: slotKeyMAC,
			Says: "exchanges key and message at the first step of the derivation",
			turn: func(t *Trial) {
				t.k.chain = func(t *Trial, key []byte) []byte {
					for i, message := range t.messages() {
						if i == 0 {
							key = hmacSHA256([]byte(message), key)
						} else {
							key = hmacSHA256(key, []byte(message))
						}
					}
					return key
				}
			},
		},
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

func hexText(b []byte) []byte      { return []byte(hex.EncodeToString(b)) }
func upperHexText(b []byte) []byte { return bytes.ToUpper(hexText(b)) }
func base64Text(b []byte) []byte   { return []byte(base64.StdEncoding.EncodeToString(b)) }

func shaOf(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// replaceRuns decodes bytes as UTF-8 the way most languages do: one U+FFFD for
// each longest beginning of a sequence that breaks off (Unicode standard,
// section 3.9, replacement of maximal subparts).
func replaceRuns(b []byte) []byte {
	out, err := encodingUTF8.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// replaceEach puts U+FFFD in place of every byte that is no UTF-8.
func replaceEach(b []byte) string {
	out := make([]byte, 0, len("\uFFFD")*len(b))
	for _, r := range string(b) {
		out = utf8.AppendRune(out, r)
	}
	return string(out)
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

func placeholderName(v string) string {
	switch {
	case v == "":
		return "an empty text"
	case strings.HasSuffix(v, "EXAMPLEKEY"):
		return "the example key of the documentation"
	}
	return "the text " + Quoted(v)
}

func secretTwist(variant, says string, f func(string) string) Twist {
	return Twist{Variant: variant, slot: slotSecret, Says: says, turn: func(t *Trial) { t.k.secret = f }}
}

// rarelyPadded are secret keys with what comes of files, sheets and web pages about them.
func rarelyPadded() []Twist {
	var out []Twist
	for _, w := range []struct{ text, name string }{
		{"\t", "a tab"}, {"\r\n", "CR LF"}, {"\r", "a CR"}, {"\u200b", "a zero-width space"}, {"  ", "two blanks"}, {"\n\n", "two newlines"},
	} {
		out = append(out, secretTwist("secret-whitespace", "uses the secret key with "+w.name+" before it", func(s string) string { return w.text + s }))
	}
	for _, w := range []struct{ text, name string }{
		{"\u200b", "a zero-width space"}, {"\ufeff", "a byte order mark"}, {"  ", "two blanks"}, {" \n", "a blank and a newline"}, {"\t\n", "a tab and a newline"}, {"\r\n\r\n", "CR LF twice"}, {"\u2028", "a line separator"},
	} {
		out = append(out, secretTwist("secret-whitespace", "uses the secret key with "+w.name+" behind it", func(s string) string { return s + w.text }))
	}
	return rarely(out...)
}

// stepNames are those of the derived keys, in order.
var stepNames = []string{"kDate", "kRegion", "kService", "kSigning"}

// stepwise derives the key step by step, with a function of its own at one of them.
func stepwise(variant, says string, at int, odd func(key, message []byte) []byte) Twist {
	return chainTwist(variant, says, func(t *Trial, key []byte) []byte {
		for i, message := range t.messages() {
			if i == at {
				key = odd(key, []byte(message))
			} else {
				key = hmacSHA256(key, []byte(message))
			}
		}
		return key
	})
}

// oneKeyAs passes one derived key alone on as text; the last one has twists of its own.
func oneKeyAs(form string, f func([]byte) []byte) []Twist {
	var out []Twist
	for i, name := range stepNames[:3] {
		out = append(out, stepwise("key-one-as-text", "passes "+name+" alone on as "+form, i, func(k, m []byte) []byte { return f(hmacSHA256(k, m)) }))
	}
	return rarely(out...)
}

// swappedAtOne exchanges key and message at one step; the first has a twist of its own.
func swappedAtOne() []Twist {
	var out []Twist
	for i, name := range stepNames[1:] {
		out = append(out, stepwise("key-args-swapped", "exchanges key and message at the step that makes "+name, i+1, func(k, m []byte) []byte { return hmacSHA256(m, k) }))
	}
	return rarely(out...)
}

// nearNames are a name with what comes of another spelling, of files and of zones.
func nearNames(name string) []string {
	return []string{
		name + " ", name + "\n", name + "a", name + "b", name + "c", " " + name, name + "/", strings.ReplaceAll(name, "-", "_"), strings.ReplaceAll(name, "-", ""),
		strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):], `"` + name + `"`, "aws." + name, "aws-" + name, "amazon" + name,
	}
}

// unsetSecrets are names of variables and fillings of manuals that are taken for the
// secret key.
func unsetSecrets() []Twist {
	var out []Twist
	for _, v := range []string{
		"AWS_SECRET_ACCESS_KEY", "$AWS_SECRET_ACCESS_KEY", "${AWS_SECRET_ACCESS_KEY}", "%AWS_SECRET_ACCESS_KEY%", "{{AWS_SECRET_ACCESS_KEY}}",
		"aws_secret_access_key", "SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "SECRET_KEY", "secret_key", "secretKey", "secretAccessKey", "SecretAccessKey",
		"your-secret-access-key", "your-secret-key", "YOUR_SECRET_ACCESS_KEY", "your_secret_key", "your_secret_access_key", "YOUR_AWS_SECRET_ACCESS_KEY", "<secret>", "<YOUR_SECRET_KEY>",
		"NULL", "NaN", "0", "false", "true", "********", "xxx", "XXXXXXXX", "dummy", "fake", "example", "foo", "bar", "admin", "root", "mysecret", "my-secret-key", "minioadmin123", "localstack", "<nil>", "(null)", "{}", "[]",
	} {
		out = append(out, Twist{Variant: "secret-empty", slot: slotSecret, Says: "uses " + placeholderName(v) + " as secret key", turn: func(t *Trial) {
			t.k.secret = func(string) string { return v }
		}})
	}
	return rarely(out...)
}

// oddSecrets are further ways in which a secret key is not read as the text that it is.
func oddSecrets() []Twist {
	replaced := func(from, to, says string) Twist {
		return secretTwist("secret-escaped", "uses the secret key with "+says, func(s string) string { return strings.ReplaceAll(s, from, to) })
	}
	out := []Twist{
		replaced("/", `\u002F`, `/ as JSON escape (\u002F)`), replaced("/", `\u002f`, `/ as JSON escape (\u002f)`), replaced("/", "&#x2F;", "/ as XML escape (&#x2F;)"), replaced("/", "&#47;", "/ as XML escape (&#47;)"), replaced("+", "&#x2B;", "+ as XML escape (&#x2B;)"),
		secretTwist("secret-hashed", "uses the raw hash of the secret key", func(s string) string { return string(shaOf([]byte(s))) }),
		secretTwist("secret-hashed", "uses the base64 of the hash of the secret key", func(s string) string { return string(base64Text(shaOf([]byte(s)))) }),
		secretTwist("secret-reversed", "uses the secret key backwards", func(s string) string { return string(backwards([]byte(s))) }),
		secretTwist("secret-doubled", "uses the secret key twice over", func(s string) string { return s + s }),
		secretTwist("secret-hex-encoded", "uses the secret key in hex, in capitals", func(s string) string { return string(upperHexText([]byte(s))) }),
		secretTwist("secret-base64-encoded", "uses the secret key in base64 with a newline behind it", func(s string) string { return string(base64Text([]byte(s))) + "\n" }),
	}
	for _, h := range otherHashes {
		out = append(out, secretTwist("secret-hashed", "uses the hex of the "+h.name+" hash of the secret key", func(s string) string { return string(hexText(digest(h.new, []byte(s)))) }))
	}
	for _, w := range []struct{ before, behind string }{
		{"<", ">"},
		{"b'", "'"},
		{`b"`, `"`},
		{"[", "]"},
		{"{", "}"},
		{"(", ")"},
		{"", `\`},
		{"", "="},
		{"", "=="},
		{"", "'"},
		{"", "."},
		{"", "/"},
		{"", "%"},
		{`\"`, `\"`},
		{"“", "”"},
		{"aws_secret_access_key=", ""},
		{"aws_secret_access_key = ", ""},
		{"AWS_SECRET_ACCESS_KEY=", ""},
		{"SecretAccessKey=", ""},
		{"secret_key=", ""},
		{"= ", ""},
		{"=", ""},
		{":", ""},
		{": ", ""},
		{`"`, ""},
		{"'", ""},
	} {
		out = append(out, secretTwist("secret-wrapped", "uses the secret key as "+Quoted(w.before+"…"+w.behind), func(s string) string { return w.before + s + w.behind }))
	}
	return rarely(out...)
}

func prefixTwist(variant, prefix, says string) Twist {
	return Twist{Variant: variant, slot: slotPrefix, Says: says, turn: func(t *Trial) { t.k.prefix = &prefix }}
}

func betweenTwist(variant, says string, f func([]byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotKeyBetween, Says: says, turn: func(t *Trial) { t.k.between = f }}
}

func lastKeyTwist(variant, says string, f func([]byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotLastKey, Says: says, turn: func(t *Trial) { t.k.lastKey = f }}
}

// keyForms pass keys on in a form: the derived ones, the last one, all of them.
func keyForms(variant, form string, f func([]byte) []byte) []Twist {
	return rarely(
		betweenTwist(variant, "passes each derived key on "+form, f),
		Twist{
			Variant: variant, slot: slotKeyBetween,
			Says: "passes each derived key on " + form + ", to the last HMAC too",
			turn: func(t *Trial) { t.k.between, t.k.lastKey = f, f },
		},
		lastKeyTwist(variant, "keys the last HMAC with the signing key "+form, f),
	)
}

func asciiText(b []byte) []byte {
	out := slices.Clone(b)
	for i, c := range out {
		if c >= 0x80 {
			out[i] = '?'
		}
	}
	return out
}

func sevenBits(b []byte) []byte {
	out := slices.Clone(b)
	for i := range out {
		out[i] &= 0x7F
	}
	return out
}

// windowsText reads bytes as Windows-1252, as programs on Windows do by default, and
// writes UTF-8.
func windowsText(b []byte) []byte {
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
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

func macTwist(variant, says string, f func(k, m []byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotKeyMAC, Says: says, turn: func(t *Trial) { t.k.mac = f }}
}

func finalTwist(variant, says string, f func(k, m []byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotFinal, Says: says, turn: func(t *Trial) { t.k.final = f }}
}

func chainTwist(variant, says string, f func(t *Trial, seed []byte) []byte) Twist {
	return Twist{Variant: variant, slot: slotKeyMAC, Says: says, turn: func(t *Trial) { t.k.chain = f }}
}

func messageTwist(variant, says string, f func(t *Trial, canonical, text string) []byte) Twist {
	return Twist{Variant: variant, slot: slotMessage, Says: says, turn: func(t *Trial) { t.k.message = f }}
}

func formTwist(variant, says string, f func([]byte) string) Twist {
	return Twist{Variant: variant, slot: slotForm, Says: says, turn: func(t *Trial) { t.k.form = f }}
}

// messageTwists feed one step of the derivation with other values, and with what stands
// for none.
func messageTwists(variant string, s slot, what string, values []string, correct string, set func(*Trial, *string)) []Twist {
	return feedTwists(variant, s, what, unique(append(values, "", "undefined", "null", "None", strings.ToUpper(correct))), correct, set)
}

// feedTwists feed one step of the derivation with other values.
func feedTwists(variant string, s slot, what string, values []string, correct string, set func(*Trial, *string)) []Twist {
	var out []Twist
	for _, v := range values {
		if v != correct {
			out = append(out, Twist{
				Variant: variant, slot: s,
				Says: "derives the key with the " + what + " " + named(v) + ", the scope says " + named(correct),
				turn: func(t *Trial) { set(t, &v) },
			})
		}
	}
	return out
}

func stepTwists(m *Model) []Twist {
	order := func(variant, says string, steps ...int) Twist {
		return Twist{Variant: variant, slot: slotKeyOrder, Says: says, turn: func(t *Trial) { t.k.order = steps }}
	}
	out := []Twist{
		order("key-order-wrong", "derives the key with the region before the date", 1, 0, 2, 3),
		order("key-order-wrong", "derives the key with the service before the region", 0, 2, 1, 3),
		order("key-order-wrong", "derives the key in the opposite order", 3, 2, 1, 0),
		order("key-order-wrong", "derives the key with service, region, date", 2, 1, 0, 3),
		order("key-order-wrong", "derives the key with region, service, date", 1, 2, 0, 3),
		order("key-order-wrong", "derives the key with service, date, region", 2, 0, 1, 3),
		order("key-step-missing", "leaves aws4_request out of the key derivation", 0, 1, 2),
		order("key-step-missing", "leaves the service out of the key derivation", 0, 1, 3),
		order("key-step-missing", "leaves the region out of the key derivation", 0, 2, 3),
		order("key-step-missing", "leaves the date out of the key derivation", 1, 2, 3),
		order("key-step-overwritten", "keys the last step of the derivation with kDate", 0, 3),
		order("key-step-overwritten", "keys the last step of the derivation with the secret key", 3),
		order("key-step-overwritten", "keys the service step with kDate", 0, 2, 3),
		order("key-step-missing", "derives the key with the date alone", 0),
		order("key-step-missing", "derives the key with date and region alone", 0, 1),
		order("key-step-doubled", "applies the last step of the derivation twice", 0, 1, 2, 3, 3),
		order("key-step-doubled", "applies the date step twice", 0, 0, 1, 2, 3),
		{
			Variant: "key-scope-joined", slot: slotKeyMAC,
			Says: "derives the key by one HMAC over the whole scope",
			turn: func(t *Trial) {
				t.k.chain = func(t *Trial, seed []byte) []byte { return hmacSHA256(seed, []byte(t.scope.String())) }
			},
		},
	}
	out = append(out, rarely(
		order("key-order-wrong", "derives the key with aws4_request before the date", 3, 0, 1, 2),
		order("key-order-wrong", "derives the key with date, service, aws4_request, region", 0, 2, 3, 1),
		order("key-order-wrong", "derives the key with date, region, aws4_request, service", 0, 1, 3, 2),
		order("key-step-doubled", "applies the region step twice", 0, 1, 1, 2, 3),
		order("key-step-doubled", "applies the service step twice", 0, 1, 2, 2, 3),
		Twist{
			Variant: "key-scope-joined", slot: slotKeyMAC,
			Says: "derives the key by one HMAC over the parts of the scope, put together without /",
			turn: func(t *Trial) {
				t.k.chain = func(t *Trial, seed []byte) []byte {
					return hmacSHA256(seed, []byte(strings.ReplaceAll(t.scope.String(), "/", "")))
				}
			},
		},
	)...)
	terminators := []string{
		"aws4_reqeust", "aws4-request", "aws4request", "AWS4_REQUEST", "aws4_request\n", "", "aws_request",
		"aws4_req", "AWS4", "aws4_requests", "request", m.KeyID,
	}
	rare := []string{
		"aws4_request ", "aws4", "AWS4-HMAC-SHA256", "aws4_requst", "aws4_reques", "Aws4_Request", "aws3_request", "aws2_request",
		"goog4_request", "Aws4_request", "aws4_request\r\n", "aws5_request", "v4_request", "aws4_Request", `"aws4_request"`, "signing", "aws4_request/", "/aws4_request", "aws4 request", "aws4.request", "undefined", "null", "None",
	}
	for i, v := range slices.Concat(terminators, rare) {
		if v != m.scope.Terminator {
			out = append(out, Twist{
				Variant: "key-terminator-typo", slot: slotKeyTerminator, rare: i >= len(terminators),
				Says: "derives the key with " + Quoted(v) + " as last step",
				turn: func(t *Trial) { t.k.last = &v },
			})
		}
	}
	return out
}

func hostLabels(host string) []string {
	bare, _ := sigv4.SplitHost(host)
	return append(strings.Split(bare, "."), bare)
}
