package replay

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// What follows is about whole texts in forms that come of templates, of lists that are
// joined, of serializers and of terminals. Each is seldom met: all are tried rarely.

// glues are what stands between the lines of a text or the parts of a list where the
// right separator is not known.
var glues = []struct{ text, name string }{
	{",", "commas"}, {"|", "vertical bars"}, {";", "semicolons"}, {":", "colons"}, {"\n\n", "two newlines"}, {"\x00", "NUL bytes"},
}

// rareLineEnds are line ends that are neither LF nor CR LF.
var rareLineEnds = []struct{ code, text, name string }{
	{"line-ends-crlf", "\n\r", "LF CR"},
	{"newline-not-interpreted", `\r\n`, `\r\n as four characters`},
	{"newline-not-interpreted", "/n", "/n as two characters"},
	{"newline-not-interpreted", "<br>", "<br>"},
}

// oddLineEnds end the lines of both texts in such ways.
func oddLineEnds(code string) []Twist {
	var out []Twist
	for _, e := range rareLineEnds {
		if e.code == code {
			out = append(out,
				linesTwist("creq-line-ends", "joins the lines of the canonical request by "+e.name, e.text),
				stringLines("sts-line-ends", "joins the lines of the string to sign by "+e.name, e.text),
				Twist{
					Variant: "all-line-ends", slot: slotLines, Says: "joins the lines of both texts by " + e.name,
					turn: func(t *Trial) { t.c.eol, t.s.text.eol = e.text, e.text },
				})
		}
	}
	return rarely(out...)
}

// partsGlued join the six parts of the canonical request by something, each part with the
// line ends that it has within.
func partsGlued(code string) []Twist {
	var out []Twist
	for _, g := range []struct{ code, text, name string }{
		{"line-ends-crlf", "\r\n", "by CR LF, the header lines by LF"},
		{"line-ends-crlf", "\n\r", "by LF CR, the header lines by LF"},
		{"newline-not-interpreted", `\n`, `by \n as two characters, the header lines by LF`},
		{"canonical-request-malformed", "", "without line breaks, the header lines with them"},
		{"canonical-request-malformed", " ", "by blanks, the header lines by LF"},
	} {
		if g.code == code {
			out = append(out, glued("joins the parts of the canonical request "+g.name, g.text))
		}
	}
	if code == "canonical-request-malformed" {
		for _, g := range glues {
			out = append(out, glued("joins the parts of the canonical request by "+g.name+", the header lines by LF", g.text),
				linesTwist("creq-lines-joined", "joins the lines of the canonical request by "+g.name, "join:"+g.text))
		}
	}
	return rarely(out...)
}

func glued(says, by string) Twist {
	return partsJoined("creq-parts-joined", says, func(p []string) []string { return []string{strings.Join(p, by)} })
}

// oddParts put the parts of the canonical request together in other ways.
var oddParts = rarely(
	partsTwist("creq-part-order", "puts the payload hash first", 5, 0, 1, 2, 3, 4),
	partsTwist("creq-part-order", "puts the path before the method", 1, 0, 2, 3, 4, 5),
	partsTwist("creq-part-order", "puts the payload hash before the signed headers", 0, 1, 2, 3, 5, 4),
	partsTwist("creq-part-order", "puts the payload hash before the header lines", 0, 1, 2, 5, 3, 4),
	partsJoined("creq-part-twice", "writes the list of signed headers twice", func(p []string) []string { return slices.Concat(p[:5], p[4:]) }),
	partsJoined("creq-part-twice", "writes the payload hash twice", func(p []string) []string { return append(p, p[5]) }),
	partsJoined("creq-part-missing", "leaves out the list of signed headers", func(p []string) []string { return slices.Delete(p, 4, 5) }),
	partsJoined("creq-part-missing", "leaves out header lines and empty line", func(p []string) []string { return slices.Delete(p, 3, 4) }),
	partsJoined("creq-part-missing", "leaves out header lines, empty line and list", func(p []string) []string { return slices.Delete(p, 3, 5) }),
	partsJoined("creq-part-missing", "leaves out the line of the query", func(p []string) []string { return slices.Delete(p, 2, 3) }),
	partsJoined("creq-part-missing", "leaves out the line of the path", func(p []string) []string { return slices.Delete(p, 1, 2) }),
	partsJoined("creq-empty-lost", "leaves out all empty parts of the canonical request", func(p []string) []string {
		return slices.DeleteFunc(p, func(s string) bool { return s == "" })
	}),
	partsJoined("creq-list-labelled", "writes SignedHeaders= before the list", func(p []string) []string { p[4] = "SignedHeaders=" + p[4]; return p }),
	partsJoined("creq-payload-labelled", "writes x-amz-content-sha256: before the payload hash", func(p []string) []string { p[5] = "x-amz-content-sha256:" + p[5]; return p }),
	partsJoined("creq-blank-line", "puts an empty line before the payload hash", func(p []string) []string { p[5] = "\n" + p[5]; return p }),
	partsJoined("creq-blank-line", "puts an empty line behind the path", func(p []string) []string { p[1] += "\n"; return p }),
	partsJoined("creq-path-with-query", "writes path and query into one line, a ? between them", func(p []string) []string {
		return slices.Concat([]string{p[0], p[1] + "?" + p[2]}, p[3:])
	}),
)

// wholes rework a whole text; make says for which of both.
func wholes(make func(variant, says string, f rework) Twist, variant, text string) []Twist {
	quoted := func(by string) rework {
		return func(dst, text []byte) []byte { return append(append(append(dst, by...), text...), by...) }
	}
	return rarely(
		make(variant+"-quoted", "keeps double quotes around the "+text, quoted(`"`)),
		make(variant+"-quoted", "keeps single quotes around the "+text, quoted("'")),
		make(variant+"-quoted", "has newlines before and behind the "+text, quoted("\n")),
		make(variant+"-json", "signs the "+text+" as a JSON string", reread(Quoted)),
		make(variant+"-encoded", "percent-encodes the whole "+text, reread(canonicalStyle)),
		make(variant+"-uppercased", "puts the whole "+text+" in capitals", func(dst, text []byte) []byte { return append(dst, bytes.ToUpper(text)...) }),
		make(variant+"-lowercased", "puts the whole "+text+" in lower case", func(dst, text []byte) []byte { return append(dst, bytes.ToLower(text)...) }),
		make(variant+"-end", "ends the "+text+" with a NUL byte", ended("\x00")),
		make(variant+"-end", "ends the "+text+" with two newlines", ended("\n\n")),
		make(variant+"-end", `ends the `+text+` with \n as two characters`, ended(`\n`)),
		make(variant+"-trailing-blanks", "ends the lines of the "+text+" with a blank, but the last", func(dst, text []byte) []byte { return appendLines(dst, text, " \n") }),
	)
}

// emptyLost is about the canonical request alone: a string to sign has no empty lines.
var emptyLost = rarely(wholeTwist("creq-empty-lost", "leaves out all empty lines of the canonical request", withoutEmptyLines))

func withoutEmptyLines(dst, text []byte) []byte {
	first := true
	for line := range bytes.SplitSeq(text, []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		if !first {
			dst = append(dst, '\n')
		}
		dst, first = append(dst, line...), false
	}
	return dst
}

// inUTF32 are the texts in four bytes for each letter.
func inUTF32(little bool) rework {
	return func(dst, text []byte) []byte {
		for _, r := range string(text) {
			b := [4]byte{byte(r >> 24), byte(r >> 16), byte(r >> 8), byte(r)}
			if little {
				slices.Reverse(b[:])
			}
			dst = append(dst, b[:]...)
		}
		return dst
	}
}

var inFourBytes = rarely(
	wholeTwist("creq-utf32", "hashes the canonical request in UTF-32", inUTF32(false)),
	wholeTwist("creq-utf32", "hashes the canonical request in UTF-32 (little endian)", inUTF32(true)),
	stringEnd("sts-utf32", "signs the string to sign in UTF-32", inUTF32(false)),
	stringEnd("sts-utf32", "signs the string to sign in UTF-32 (little endian)", inUTF32(true)),
)

// oddLines put the lines of the string to sign together in other ways.
func oddLines() []Twist {
	order := func(says string, from ...int) Twist {
		return stringOrder("sts-lines-order", says, func(l []string) []string {
			out := make([]string, len(from))
			for i, at := range from {
				out[i] = l[at]
			}
			return out
		})
	}
	out := []Twist{
		order("puts the hash before date and scope", 0, 3, 1, 2),
		order("puts the hash before the scope", 0, 1, 3, 2),
		order("puts the algorithm last", 1, 2, 3, 0),
		order("writes the lines of the string to sign in the opposite order", 3, 2, 1, 0),
		order("writes the date twice", 0, 1, 1, 2, 3),
		order("writes only algorithm and hash into the string to sign", 0, 3),
		order("writes only scope and hash into the string to sign", 2, 3),
		order("writes only date, scope and hash into the string to sign, the scope first", 2, 1, 3),
		stringOrder("sts-json", "writes the string to sign as a JSON list of its lines", jsonList),
	}
	for _, g := range glues {
		out = append(out, stringLines("sts-lines-joined", "joins the lines of the string to sign by "+g.name, "join:"+g.text))
	}
	return rarely(out...)
}

func jsonList(lines []string) []string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(lines) != nil {
		return lines
	}
	return []string{strings.TrimSuffix(b.String(), "\n")}
}

// labelledAlgorithms are what more may stand on the first line of the string to sign.
var labelledAlgorithms = []string{
	"GOOG4-HMAC-SHA256", "Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256:", "AWS4-HMAC-SHA256,",
	"AWS4–HMAC–SHA256", "AWS4-HMAC-SHA3-256", "AWS4-HMAC-MD5", "Aws4-Hmac-Sha256", "AWS4-HMAC", "HMAC", `"AWS4-HMAC-SHA256"`,
}
