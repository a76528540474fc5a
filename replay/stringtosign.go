package replay

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// TextAttempts are about the canonical request and the string to sign as whole
// texts, and about the lines of the string to sign.
var TextAttempts = []Attempt{
	{code: "newline-added-at-end", twists: []Twist{
		wholeTwist("creq-trailing-newline", "ends the canonical request with a newline", ended("\n")),
		wholeTwist("creq-trailing-newline", "ends the canonical request with CR LF", ended("\r\n")),
		stringEnd("sts-trailing-newline", "ends the string to sign with a newline", ended("\n")),
		stringEnd("sts-trailing-newline", "ends the string to sign with CR LF", ended("\r\n")),
	}},
	{code: "line-ends-crlf", twists: []Twist{
		linesTwist("creq-crlf", "joins the lines of the canonical request by CR LF", "\r\n"),
		linesTwist("creq-crlf", "joins the lines of the canonical request by CR", "\r"),
		stringLines("sts-crlf", "joins the lines of the string to sign by CR LF", "\r\n"),
		stringLines("sts-crlf", "joins the lines of the string to sign by CR", "\r"),
		{
			Variant: "all-crlf", slot: slotLines,
			Says: "joins the lines of both texts by CR LF",
			turn: func(t *Trial) { t.c.eol, t.s.text.eol = "\r\n", "\r\n" },
		},
	}},
	{code: "line-ends-crlf", twists: slices.Concat(oddLineEnds("line-ends-crlf"), partsGlued("line-ends-crlf"))},
	{code: "newline-not-interpreted", twists: []Twist{
		linesTwist("creq-literal-backslash-n", `writes \n as two characters into the canonical request`, `\n`),
		stringLines("sts-literal-backslash-n", `writes \n as two characters into the string to sign`, `\n`),
		{
			Variant: "all-literal-backslash-n", slot: slotLines,
			Says: `writes \n as two characters into both texts`,
			turn: func(t *Trial) { t.c.eol, t.s.text.eol = `\n`, `\n` },
		},
	}},
	{code: "newline-not-interpreted", twists: slices.Concat(oddLineEnds("newline-not-interpreted"), partsGlued("newline-not-interpreted"))},
	{code: "canonical-request-malformed", twists: indents(wholeTwist, "creq-indented", "canonical request")},
	{code: "canonical-request-malformed", twists: indentsOfText()},
	{code: "canonical-request-malformed", twists: []Twist{
		wholeTwist("creq-indented", "begins the canonical request with a blank", begun(" ")),
		wholeTwist("creq-indented", "begins the canonical request with a newline", begun("\n")),
		wholeTwist("creq-trailing-blank", "ends the canonical request with a blank", ended(" ")),
		linesTwist("creq-lines-joined", "joins the parts of the canonical request without line breaks", "join:"),
		linesTwist("creq-lines-joined", "joins the parts of the canonical request by blanks", " "),
		partsJoined("creq-method-with-path", "writes method and path into one line", func(p []string) []string {
			return append([]string{p[0] + " " + p[1]}, p[2:]...)
		}),
		partsJoined("creq-method-with-path", "leaves out the line of the method", func(p []string) []string { return p[1:] }),
		partsTwist("creq-part-order", "puts the query before the path", 0, 2, 1, 3, 4, 5),
		partsTwist("creq-part-order", "puts the signed headers before the header lines", 0, 1, 2, 4, 3, 5),
		partsTwist("creq-part-order", "puts the query behind the header lines", 0, 1, 3, 2, 4, 5),
		partsTwist("creq-part-order", "puts the query behind the signed headers", 0, 1, 3, 4, 2, 5),
		wholeTwist("creq-lowercased", "puts the whole canonical request in lower case", func(dst, text []byte) []byte {
			return append(dst, bytes.ToLower(text)...)
		}),
	}},
	{code: "canonical-request-malformed", twists: slices.Concat(oddParts, partsGlued("canonical-request-malformed"), wholes(wholeTwist, "creq", "canonical request"), emptyLost)},
	{code: "text-not-utf8", twists: inFourBytes},
	{code: "text-not-utf8", twists: []Twist{
		wholeTwist("creq-bom", "hashes the canonical request with a byte order mark before it", begun("\ufeff")),
		wholeTwist("creq-utf16", "hashes the canonical request in UTF-16", inUTF16(false)),
		wholeTwist("creq-utf16", "hashes the canonical request in UTF-16 (little endian)", inUTF16(true)),
		stringEnd("sts-utf16", "signs the string to sign in UTF-16", inUTF16(false)),
		stringEnd("sts-utf16", "signs the string to sign in UTF-16 (little endian)", inUTF16(true)),
	}},
	{code: "text-not-utf8", twists: rarely(
		stringEnd("sts-bom", "signs the string to sign with a byte order mark before it", begun("\ufeff")),
		wholeTwist("creq-charset", "hashes the canonical request in ISO-8859-1", reread(Latin1)),
		wholeTwist("creq-charset", "hashes the canonical request in Windows-1252", reread(inWindows1252)),
		wholeTwist("creq-charset", "hashes the canonical request in ASCII, with ? for other letters", reread(questionMarks)),
		wholeTwist("creq-charset", "hashes the canonical request encoded as UTF-8 twice", reread(utf8Twice)),
		wholeTwist("creq-utf16", "hashes the canonical request in UTF-16 with a byte order mark", marked(false)),
		wholeTwist("creq-utf16", "hashes the canonical request in UTF-16 (little endian) with a byte order mark", marked(true)),
		stringEnd("sts-utf16", "signs the string to sign in UTF-16 with a byte order mark", marked(false)),
		stringEnd("sts-utf16", "signs the string to sign in UTF-16 (little endian) with a byte order mark", marked(true)),
	)},
	{code: "algorithm-misnamed", vary: func(*Model) []Twist {
		var out []Twist
		for _, a := range []string{
			"AWS4-HMAC-SHA1", "AWS4-HMAC-SHA512", "AWS4-HMAC-256", "HMAC-SHA256", "aws4-hmac-sha256", "AWS-HMAC-SHA256",
			"AWS4-HMAC-SHA25", "AWS4-HMAC-SHA-256", "AWS4_HMAC_SHA256", "AWS4-HMAC_SHA256", "AWS4-SHA256",
			"AWS4-HMAC-SHA256 ", "AWS3-HMAC-SHA256", "AWS4HMACSHA256", "HmacSHA256", "SHA256", "AWS4",
			"AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA384",
		} {
			out = append(out, algorithmTwist(a))
		}
		for _, a := range slices.Concat(rareAlgorithms, labelledAlgorithms) {
			out = append(out, rarely(algorithmTwist(a))...)
		}
		return out
	}},
	{code: "string-to-sign-malformed", twists: indents(stringEnd, "sts-indented", "string to sign")},
	{code: "string-to-sign-malformed", twists: []Twist{
		stringOrder("sts-algorithm-missing", "leaves out the algorithm line", func(l []string) []string { return l[1:] }),
		stringOrder("sts-lines-swapped", "puts the scope before the date", func(l []string) []string {
			return []string{l[0], l[2], l[1], l[3]}
		}),
		stringOrder("sts-date-missing", "leaves out the date line", func(l []string) []string {
			return []string{l[0], l[2], l[3]}
		}),
		stringOrder("sts-scope-missing", "leaves out the scope line", func(l []string) []string {
			return []string{l[0], l[1], l[3]}
		}),
		stringOrder("sts-blank-line", "puts an empty line before the hash", func(l []string) []string {
			return []string{l[0], l[1], l[2], "", l[3]}
		}),
		stringOrder("sts-blank-line", "puts an empty line after the algorithm", func(l []string) []string {
			return []string{l[0], "", l[1], l[2], l[3]}
		}),
		stringOrder("sts-blank-line", "puts an empty line after the date", func(l []string) []string {
			return []string{l[0], l[1], "", l[2], l[3]}
		}),
		stringOrder("sts-blank-line", "puts an empty line before the first", func(l []string) []string {
			return append([]string{""}, l...)
		}),
		stringLines("sts-lines-joined", "joins the lines of the string to sign without line breaks", "join:"),
		stringLines("sts-lines-joined", "joins the lines of the string to sign by blanks", " "),
		stringEnd("sts-blank-before", "begins the string to sign with a blank", begun(" ")),
		stringEnd("sts-blank-after", "ends the string to sign with a blank", ended(" ")),
	}},
	{code: "string-to-sign-malformed", twists: rarely(
		stringOrder("sts-hash-line-missing", "leaves out the line of the hash", func(l []string) []string { return l[:3] }),
	)},
	{code: "string-to-sign-malformed", twists: slices.Concat(oddLines(), wholes(stringEnd, "sts", "string to sign"))},
	{code: "string-to-sign-date-mismatch", vary: dateLines},
	{code: "string-to-sign-hash-wrong", twists: hashTwists},
	{code: "string-to-sign-hash-wrong", twists: rareHashTwists},
	{code: "string-to-sign-hash-wrong", vary: oddHashLines},
	{code: "string-to-sign-scope-mismatch", vary: scopeLines},
}

var rareAlgorithms = []string{"AWS4-HMAC-SHA256-PAYLOAD", "sha256", "AWS4 HMAC SHA256"}

func algorithmTwist(name string) Twist {
	return Twist{
		Variant: "sts-wrong-algorithm", slot: slotAlgorithm, Says: "names the algorithm " + name + " in the string to sign",
		turn: func(t *Trial) { t.s.algorithm = &name },
	}
}

func wholeTwist(variant, says string, f rework) Twist {
	return Twist{Variant: variant, slot: slotCanonicalEnd, Says: says, turn: func(t *Trial) { t.c.whole = f }}
}

func linesTwist(variant, says, eol string) Twist {
	return Twist{Variant: variant, slot: slotLines, Says: says, turn: func(t *Trial) { t.c.eol = eol }}
}

func stringEnd(variant, says string, f rework) Twist {
	return Twist{Variant: variant, slot: slotStringEnd, Says: says, turn: func(t *Trial) { t.s.text.whole = f }}
}

func stringLines(variant, says, eol string) Twist {
	return Twist{Variant: variant, slot: slotStringLines, Says: says, turn: func(t *Trial) { t.s.text.eol = eol }}
}

func stringOrder(variant, says string, f func([]string) []string) Twist {
	return Twist{Variant: variant, slot: slotStringOrder, Says: says, turn: func(t *Trial) { t.s.order = f }}
}

func partsTwist(variant, says string, order ...int) Twist {
	return Twist{Variant: variant, slot: slotParts, Says: says, turn: func(t *Trial) {
		t.c.parts = func(p []string) []string {
			if len(p) != len(order) {
				return p
			}
			out := make([]string, len(order))
			for i, from := range order {
				out[i] = p[from]
			}
			return out
		}
	}}
}

func partsJoined(variant, says string, f func([]string) []string) Twist {
	return Twist{Variant: variant, slot: slotParts, Says: says, turn: func(t *Trial) { t.c.parts = f }}
}

// indents are the ways in which a text of several lines in source code keeps the
// indentation of the code, with or without that of the first line.
func indents(make func(variant, says string, f rework) Twist, variant, text string) []Twist {
	var out []Twist
	for _, by := range []struct{ text, name string }{
		{"    ", "4 blanks"}, {"\t", "1 tab"}, {"  ", "2 blanks"}, {"        ", "8 blanks"}, {"\t\t", "2 tabs"}, {" ", "1 blank"}, {"   ", "3 blanks"}, {"      ", "6 blanks"},
	} {
		out = append(out,
			make(variant, "indents the lines of the "+text+" but the first by "+by.name, indentedBy(by.text, false)),
			make(variant, "indents all lines of the "+text+" by "+by.name, indentedBy(by.text, true)))
	}
	return out
}

// indentsOfText are those of a canonical request whose empty lines are empty in the
// source code, too.
func indentsOfText() []Twist {
	var out []Twist
	for _, by := range []struct{ text, name string }{{"    ", "4 blanks"}, {"\t", "a tab"}, {"  ", "2 blanks"}, {"        ", "8 blanks"}} {
		says := "indents the lines of the canonical request but the first and the empty ones by " + by.name
		out = append(out, wholeTwist("creq-indented", says, func(dst, text []byte) []byte {
			for i, c := range text {
				dst = append(dst, c)
				if c == '\n' && i+1 < len(text) && text[i+1] != '\n' {
					dst = append(dst, by.text...)
				}
			}
			return dst
		}))
	}
	return out
}

// hashTwists are about line 4 of the string to sign.
var hashTwists = []Twist{
	lineTwist("sts-raw-canonical-request", "puts the canonical request itself where its hash is due",
		func(canonical string) string { return canonical }),
	hashTwist("sts-hash-upper-case", "writes the hash of the canonical request in capitals",
		func(sum []byte) string { return string(upperHexText(sum)) }),
	hashTwist("sts-hash-base64", "writes the hash of the canonical request in base64", base64.StdEncoding.EncodeToString),
	hashTwist("sts-hash-binary", "puts the raw bytes of the hash into the string to sign", func(sum []byte) string { return string(sum) }),
	hashTwist("sts-hash-double", "hashes the hash of the canonical request once more",
		func(sum []byte) string { return sigv4.HexSHA256(hexText(sum)) }),
	hashTwist("sts-hash-double", "hashes the bytes of the hash once more", func(sum []byte) string { return sigv4.HexSHA256(sum) }),
	hashTwist("sts-hash-leading-zero-dropped", "drops the leading zero of the hash",
		func(sum []byte) string { return strings.TrimLeft(hex.EncodeToString(sum), "0") }),
	hashTwist("sts-hash-leading-zero-dropped", "writes bytes under 0x10 of the hash without their zero", unpadded),
	lineTwist(variantOfPayload, "puts the payload hash where the hash of the canonical request is due",
		func(canonical string) string { return canonical[strings.LastIndexByte(canonical, '\n')+1:] }),
	hashTwist("sts-hash-missing", "leaves the hash line empty", func([]byte) string { return "" }),
	hashTwist("sts-hash-of-nothing", "puts the hash of an empty text where the hash of the canonical request is due",
		func([]byte) string { return sigv4.EmptyHash }),
}

var rareHashTwists = rarely(
	hashTwist("sts-hash-base64", "writes the hash of the canonical request in the base64 of URLs", base64.RawURLEncoding.EncodeToString),
	hashTwist("sts-hash-separated", "writes the hash of the canonical request in capitals with dashes, as BitConverter does", func(sum []byte) string { return separated(upperHexText(sum), "-") }),
	hashTwist("sts-hash-separated", "writes the hash of the canonical request with blanks", func(sum []byte) string { return separated(hexText(sum), " ") }),
	hashTwist("sts-hash-separated", "writes the hash of the canonical request with colons", func(sum []byte) string { return separated(hexText(sum), ":") }),
	hashTwist("sts-hash-separated", "writes 0x before the hash of the canonical request", func(sum []byte) string { return "0x" + hex.EncodeToString(sum) }),
	lineTwist("sts-hash-algorithm", "hashes the canonical request with MD5", func(canonical string) string {
		sum := md5.Sum([]byte(canonical))
		return hex.EncodeToString(sum[:])
	}),
	lineTwist("sts-hash-algorithm", "hashes the canonical request with SHA-1", func(canonical string) string {
		sum := sha1.Sum([]byte(canonical))
		return hex.EncodeToString(sum[:])
	}),
	lineTwist("sts-hash-algorithm", "hashes the canonical request with SHA-512", func(canonical string) string { return hexOf512([]byte(canonical)) }),
)

func hashTwist(variant, says string, f func(sum []byte) string) Twist {
	return Twist{Variant: variant, slot: slotHashLine, Says: says, turn: func(t *Trial) { t.s.hash = f }}
}

func lineTwist(variant, says string, f func(canonical string) string) Twist {
	return Twist{Variant: variant, slot: slotHashLine, Says: says, turn: func(t *Trial) { t.s.hashed = f }}
}
