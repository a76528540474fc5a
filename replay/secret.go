package replay

import (
	"encoding/base64"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// KeyAttempts are about the secret key, the key derivation and the signature.
var KeyAttempts = slices.Concat(secretAttempts, derivationAttempts, keyTextAttempts, hmacAttempts, signatureAttempts)

// secretAttempts are about the secret key: what stands for it, and how it is read.
var secretAttempts = []Attempt{
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
	out := []Twist{
		escapedTwist("/", `\u002F`, `/ as JSON escape (\u002F)`),
		escapedTwist("/", `\u002f`, `/ as JSON escape (\u002f)`),
		escapedTwist("/", "&#x2F;", "/ as XML escape (&#x2F;)"),
		escapedTwist("/", "&#47;", "/ as XML escape (&#47;)"),
		escapedTwist("+", "&#x2B;", "+ as XML escape (&#x2B;)"),
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
	for _, w := range wraps {
		out = append(out, secretTwist("secret-wrapped", "uses the secret key as "+Quoted(w.before+"…"+w.behind), func(s string) string { return w.before + s + w.behind }))
	}
	return rarely(out...)
}

func escapedTwist(from, to, says string) Twist {
	return secretTwist("secret-escaped", "uses the secret key with "+says, func(s string) string { return strings.ReplaceAll(s, from, to) })
}

// wraps are what stands around a secret key in code, settings and sentences, and is copied
// with it.
var wraps = []struct{ before, behind string }{
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
}
