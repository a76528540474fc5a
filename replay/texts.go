package replay

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

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
	{code: "canonical-request-malformed", twists: slices.Concat(oddParts, partsGlued("canonical-request-malformed"), wholes(wholeTwist, "creq", "canonical request"))},
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

// A rework appends to dst what a signer makes of a text.
type rework func(dst, text []byte) []byte

func begun(by string) rework {
	return func(dst, text []byte) []byte { return append(append(dst, by...), text...) }
}

func ended(by string) rework {
	return func(dst, text []byte) []byte { return append(append(dst, text...), by...) }
}

func indentedBy(by string, first bool) rework {
	eol := "\n" + by
	return func(dst, text []byte) []byte {
		if first {
			dst = append(dst, by...)
		}
		return appendLines(dst, text, eol)
	}
}

// appendLines appends a text with other line ends.
func appendLines(dst, text []byte, eol string) []byte {
	for {
		line, rest, more := bytes.Cut(text, []byte("\n"))
		if dst = append(dst, line...); !more {
			return dst
		}
		dst, text = append(dst, eol...), rest
	}
}

func inUTF16(little bool) rework {
	return func(dst, text []byte) []byte { return appendUTF16(dst, string(text), little) }
}

// marked is a text in UTF-16 behind its byte order mark.
func marked(little bool) rework {
	return func(dst, text []byte) []byte { return appendUTF16(dst, "\ufeff"+string(text), little) }
}

// reread rewrites a text as a whole.
func reread(f func(string) string) rework {
	return func(dst, text []byte) []byte { return append(dst, f(string(text))...) }
}

// inWindows1252 is a text in Windows-1252 where it has all of the letters.
func inWindows1252(s string) string {
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		return s
	}
	return out
}

func utf16Units(r rune) []uint16 { return utf16.Encode([]rune{r}) }

// utf16Of encodes text as UTF-16 without a byte order mark.
func utf16Of(s string, little bool) []byte {
	return appendUTF16(make([]byte, 0, 2*len(s)), s, little)
}

func appendUTF16(dst []byte, s string, little bool) []byte {
	var units [2]uint16
	for _, r := range s {
		for _, u := range utf16.AppendRune(units[:0], r) {
			if little {
				dst = append(dst, byte(u), byte(u>>8))
			} else {
				dst = append(dst, byte(u>>8), byte(u))
			}
		}
	}
	return dst
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
	lineTwist("sts-hash-of-payload", "puts the payload hash where the hash of the canonical request is due",
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

// unpadded writes each byte in hex without its leading zero.
func unpadded(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteString(strconv.FormatUint(uint64(c), 16))
	}
	return s.String()
}

// dateLines are other forms and times of line 2 of the string to sign.
func dateLines(m *Model) []Twist {
	when, ok := m.when()
	var out []Twist
	add := func(variant, v, says string) {
		if v != m.date {
			out = append(out, Twist{Variant: variant, slot: slotDateLine, Says: says, turn: func(t *Trial) { t.s.date = &v }})
		}
	}
	if v, sent := m.Header("date"); sent {
		add("sts-date-of-date-header", v, "puts the Date header into the string to sign")
		if d, err := sigv4.ParseHTTPDate(v); err == nil {
			add("sts-date-of-date-header", d.UTC().Format(sigv4.DateLayout), "puts the time of the Date header into the string to sign")
		}
	}
	if !ok {
		return out
	}
	clock := func(d int) {
		add("date-two-clock-reads", when.Add(time.Duration(d)*time.Second).Format(sigv4.DateLayout), "read the clock twice: the string to sign is "+strconv.Itoa(d)+" s off the date sent")
	}
	local := func(zone float64) {
		there := when.Add(time.Duration(zone * float64(time.Hour)))
		add("sts-date-local", there.Format(sigv4.DateLayout), "puts the local time of "+utcZone(zone)+" into the string to sign, marked Z")
	}
	add("sts-date-form", when.Format(sigv4.DateLayout), "writes the time of the string to sign in the right form, another is sent")
	add("sts-date-only", when.Format("20060102"), "puts only the day into the string to sign")
	add("sts-date-extended", when.Format("2006-01-02T15:04:05Z"), "writes the time of the string to sign with - and :")
	add("sts-date-rfc1123", when.Format("Mon, 02 Jan 2006 15:04:05 GMT"), "writes the time of the string to sign as a Date header does")
	add("sts-date-millis", when.Format("20060102T150405.000Z"), "writes milliseconds into the string to sign")
	add("sts-date-millis", when.Format("20060102T150405")+"000Z", "writes milliseconds into the string to sign")
	add("sts-date-extended", when.Format("2006-01-02T15:04:05.000Z"), "writes the time of the string to sign as toISOString does")
	add("sts-date-epoch", strconv.FormatInt(when.Unix(), 10), "writes seconds since 1970 into the string to sign")
	add("sts-date-epoch", strconv.FormatInt(when.UnixMilli(), 10), "writes milliseconds since 1970 into the string to sign")
	add("sts-date-no-z", when.Format("20060102T150405"), "writes the time of the string to sign without Z")
	add("sts-date-cut", when.Format("20060102T150400Z"), "cuts the time of the string to sign to the minute")
	few := len(out)
	add("sts-date-cut", when.Format("20060102T150000Z"), "cuts the time of the string to sign to the hour")
	add("sts-date-form", when.Format("20060102150405Z"), "writes the time of the string to sign without T")
	add("sts-date-form", when.Format("20060102150405"), "writes the time of the string to sign without T and Z")
	add("sts-date-form", when.Format("20060102T1504Z"), "writes the time of the string to sign without seconds")
	add("sts-date-form", when.Format("20060102T030405Z"), "writes the time of the string to sign by a 12-hour clock")
	add("sts-date-form", strings.ToLower(m.date), "writes the time of the string to sign in small letters")
	add("sts-date-form", when.Format("20060102T150405")+"+0000", "writes the time of the string to sign with +0000 in place of Z")
	add("sts-date-form", when.Format("20060102T150405")+"UTC", "writes the time of the string to sign with UTC in place of Z")
	add("sts-date-form", when.Format("2006-01-02 15:04:05"), "writes the time of the string to sign with - and : and a blank")
	add("sts-date-form", "", "leaves the time of the string to sign empty")
	add("sts-date-form", when.Format("20060102")+"T000000Z", "writes midnight into the string to sign")
	for _, v := range oddTimes(when) {
		add("sts-date-form", v[0], "writes the time of the string to sign "+v[1])
	}
	wrongFields := shifted(when, "YYYYMMDDTHHmmSSZ")
	for _, says := range slices.Sorted(mapKeys(wrongFields)) {
		add("sts-date-field", wrongFields[says], "writes the time of the string to sign "+says)
	}
	for _, zone := range []float64{4.5, 5.75, 6.5, -3.5, 10.5} {
		local(zone)
	}
	for d := 4; d <= 30; d++ {
		clock(-d)
		clock(d)
	}
	rarely(out[few:]...)
	for _, d := range []int{-1, 1, -2, 2, -3, 3} {
		clock(d)
	}
	for _, zone := range zones {
		local(zone)
	}
	return out
}

// zones are the time zones of the world's larger places, in hours ahead of UTC.
var zones = []float64{
	1, 2, 3, 5.5, 8, 9, -5, -6, -7, -8, -4, -3, 4, 5, 6, 7, 10, 11, 12, 13, -2, -1, -9, -10, -11, -12, 3.5, 9.5,
	14,
}

func utcZone(hours float64) string {
	return fmt.Sprintf("UTC%+03d:%02d", int(hours), int(math.Abs(hours)*60)%60)
}

// scopeLines are other forms and values of line 3 of the string to sign.
func scopeLines(m *Model) []Twist {
	s := m.scope
	var out []Twist
	add := func(variant, v, says string) {
		if v != s.String() {
			out = append(out, Twist{Variant: variant, slot: slotScopeLine, Says: says, turn: func(t *Trial) { t.s.scope = &v }})
		}
	}
	add("sts-scope-with-key-id", m.KeyID+"/"+s.String(), "puts the whole credential, with the access key ID, into the string to sign")
	add("sts-scope-no-terminator", s.Date+"/"+s.Region+"/"+s.Service, "leaves aws4_request out of the scope")
	add("sts-scope-order", s.Region+"/"+s.Date+"/"+s.Service+"/"+s.Terminator, "puts the region before the date in the scope")
	add("sts-scope-order", s.Date+"/"+s.Service+"/"+s.Region+"/"+s.Terminator, "puts the service before the region in the scope")
	add("sts-scope-encoded", strings.ReplaceAll(s.String(), "/", "%2F"), "writes %2F in the scope")
	add("scope-trailing-slash", s.String()+"/", "ends the scope with /")
	add("scope-timestamp", m.date+"/"+s.Region+"/"+s.Service+"/"+s.Terminator, "puts the full time into the scope")
	few := len(out)
	if len(s.Date) == 8 {
		add("sts-scope-form", s.Date[:4]+"-"+s.Date[4:6]+"-"+s.Date[6:]+s.String()[8:], "writes the day of the scope with dashes")
	}
	add("sts-scope-form", "/"+s.String(), "begins the scope with /")
	add("sts-scope-form", strings.ReplaceAll(s.String(), "/", ","), "separates the parts of the scope by commas")
	add("sts-scope-form", strings.ToUpper(s.String()), "writes the scope in capitals")
	add("sts-scope-form", s.Region+"/"+s.Service+"/"+s.Terminator, "leaves the day out of the scope")
	add("sts-scope-form", s.Date, "puts only the day in place of the scope")
	add("sts-scope-form", s.Date+"/"+s.Service+"/"+s.Terminator, "leaves the region out of the scope")
	add("sts-scope-form", s.Date+"/"+s.Region+"/"+s.Terminator, "leaves the service out of the scope")
	for _, v := range oddScopes(m) {
		add("sts-scope-form", v[0], v[1])
	}
	scopes := func(s sigv4.Scope, what string) {
		v := s.String()
		if v == m.scope.String() {
			return
		}
		out = append(out, Twist{Variant: "scope-header-differs", slot: slotScopeLine, Says: "signs the scope with " + what + ", the credential states another", turn: func(t *Trial) {
			t.s.scope = &v
		}}, Twist{Variant: "scope-header-differs", slot: slotScopeLine, Says: "signs scope and key with " + what + ", the credential states another", turn: func(t *Trial) {
			t.s.scope = &v
			t.k.feedBy(&s, &t.scope)
		}})
	}
	terminators := func(list ...string) {
		for _, t := range list {
			scopes(sigv4.Scope{Date: s.Date, Region: s.Region, Service: s.Service, Terminator: t}, "the terminator "+Quoted(t))
		}
	}
	terminators("aws4-request", "AWS4_REQUEST", "aws_request", "aws4_reqeust", "aws4request", "aws3_request", "request", "aws4_requst", "aws4_req", "Aws4_Request", "aws4_request ", "aws4_request\n", "aws4", "AWS4", "aws2_request", "signing")
	rarely(out[few:]...)
	few = len(out)
	for _, r := range rareRegions {
		scopes(sigv4.Scope{Date: s.Date, Region: r, Service: s.Service, Terminator: s.Terminator}, "region "+r)
	}
	for _, v := range m.rareServices() {
		scopes(sigv4.Scope{Date: s.Date, Region: s.Region, Service: v, Terminator: s.Terminator}, "service "+v)
	}
	alone(out[few:]...)
	scopes(sigv4.Scope{Date: s.Date, Service: s.Service, Terminator: s.Terminator}, "an empty region")
	for _, r := range m.allRegions() {
		scopes(sigv4.Scope{Date: s.Date, Region: r, Service: s.Service, Terminator: s.Terminator}, "region "+named(r))
	}
	for _, v := range m.allServices() {
		scopes(sigv4.Scope{Date: s.Date, Region: s.Region, Service: v, Terminator: s.Terminator}, "service "+named(v))
	}
	for _, d := range m.neighbourDays() {
		scopes(sigv4.Scope{Date: d, Region: s.Region, Service: s.Service, Terminator: s.Terminator}, "day "+d)
	}
	return out
}

func named(s string) string {
	if s == "" {
		return "(empty)"
	}
	return s
}

func decodeHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil
	}
	return b
}
