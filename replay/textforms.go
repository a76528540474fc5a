package replay

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"sigwhy/sigv4"
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
		make(variant+"-empty-lost", "leaves out all empty lines of the "+text, withoutEmptyLines),
	)
}

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

// A dateLayout is a way in which programs write a time, or a day, by default or by habit.
type dateLayout struct{ layout, name string }

// timeLayouts are those of a time.
var timeLayouts = []dateLayout{
	{"2006-01-02T15:04:05", "with - and :, without Z"},
	{"2006-01-02T15:04:05.000000Z", "with microseconds, as isoformat does"},
	{"2006-01-02T15:04:05.000000", "with microseconds, without Z"},
	{"2006-01-02T15:04:05+00:00", "with +00:00 in place of Z"},
	{"2006-01-02T15:04:05+0000", "with - and :, and +0000 in place of Z"},
	{"2006-01-02 15:04:05 UTC", "as Ruby does"},
	{"2006-01-02 15:04:05Z", "with - and : and a blank, as Windows does"},
	{"20060102 150405Z", "with a blank in place of T"},
	{"20060102T150405.000000Z", "with microseconds and no other signs"},
	{"060102T150405Z", "with a two-digit year"},
	{"Mon, 02 Jan 2006 15:04:05 +0000", "as a mail header does"},
	{"Mon, 02 Jan 2006 15:04:05 UTC", "as an HTTP date with UTC"},
	{"Mon Jan 02 2006 15:04:05 GMT+0000 (Coordinated Universal Time)", "as the text of a Date in JavaScript"},
	{"Mon Jan 02 2006 15:04:05 GMT+0000", "as the text of a Date in JavaScript, without the name of the zone"},
	{"Mon Jan _2 15:04:05 2006", "as asctime does"},
	{"Mon Jan _2 15:04:05 UTC 2006", "as date does"},
	{"Mon Jan 02 15:04:05 UTC 2006", "as the text of a Date in Java"},
	{"Monday, 02-Jan-06 15:04:05 GMT", "by RFC 850"},
	{"1/2/2006, 3:04:05 PM", "as toLocaleString does in the United States"},
	{"1/2/2006 3:04:05 PM", "as .NET does in the United States"},
	{"01/02/2006 15:04:05", "with month, day, year and slashes"},
	{"02/01/2006 15:04:05", "with day, month, year and slashes"},
	{"02.01.2006 15:04:05", "with day, month, year and dots"},
	{"2.1.2006, 15:04:05", "as toLocaleString does in Germany"},
	{"02/01/2006, 15:04:05", "as toLocaleString does in the United Kingdom"},
	{"2006/01/02 15:04:05", "with slashes"},
	{"2006/1/2 15:04:05", "as toLocaleString does in Japan"},
}

// when is the time that the request states, in whatever form.
func (m *Model) when() (time.Time, bool) {
	if t, ok := sigv4.ParseDate(m.date); ok {
		return t, true
	}
	if t, err := sigv4.ParseHTTPDate(m.date); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z", "20060102T150405.000Z", "2006-01-02T15:04:05.000Z", "20060102T150405", "20060102t150405z", "20060102T150405+0000"} {
		if t, err := time.Parse(layout, m.date); err == nil {
			return t, true
		}
	}
	for _, l := range timeLayouts {
		if t, err := time.Parse(l.layout, m.date); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// dayLayouts are those of a day.
var dayLayouts = []dateLayout{
	{"2006-01-02", "with dashes"},
	{"01/02/2006", "with month, day, year and slashes"},
	{"1/2/2006", "as toLocaleDateString does in the United States"},
	{"02/01/2006", "with day, month, year and slashes"},
	{"02.01.2006", "with day, month, year and dots"},
	{"2.1.2006", "as toLocaleDateString does in Germany"},
	{"02-01-2006", "with day, month, year and dashes"},
	{"01-02-2006", "with month, day, year and dashes"},
	{"2006/01/02", "with slashes"},
	{"2006.01.02", "with dots"},
	{"2006 01 02", "with blanks"},
	{"2006_01_02", "with underscores"},
	{"2006年01月02日", "in Japanese"},
	{"2006年1月2日", "in Japanese, unpadded"},
	{"02 Jan 2006", "with the name of the month"},
	{"2 Jan 2006", "with the name of the month"},
	{"02-Jan-2006", "with the name of the month and dashes"},
	{"January 2, 2006", "in words"},
	{"January 02, 2006", "in words"},
	{"Jan 2, 2006", "with the name of the month first"},
	{"Mon Jan 02 2006", "as toDateString does"},
	{"Monday, January 2, 2006", "in words, with the day of the week"},
	{"20060102000000", "with zeros for the time"},
	{"20060102T000000Z", "with midnight"},
	{"2006-01-02T00:00:00Z", "with midnight, - and :"},
	{"2006-01-02T00:00:00.000Z", "with midnight, as toISOString does"},
	{"2006-01-02 00:00:00", "with midnight, as a database does"},
}

// shifted are times that come of a wrong field: the month from 0, minutes for the month,
// the month for minutes.
func shifted(t time.Time, layout string) map[string]string {
	month, minute := time.Date(2000, t.Month(), 1, 0, 0, 0, 0, time.UTC).Format("01"), t.Format("04")
	with := func(month, minute string) string {
		return strings.NewReplacer("YYYY", t.Format("2006"), "MM", month, "DD", t.Format("02"), "HH", t.Format("15"), "mm", minute, "SS", t.Format("05")).Replace(layout)
	}
	before := "00"
	if t.Month() > time.January {
		before = time.Date(2000, t.Month()-1, 1, 0, 0, 0, 0, time.UTC).Format("01")
	}
	return map[string]string{
		"counting months from 0":               with(before, minute),
		"with minutes in place of the month":   with(minute, minute),
		"with the month in place of minutes":   with(month, month),
		"with month and minutes in each other": with(minute, month),
	}
}

// oddTimes are a time in all of these forms, with what names each.
func oddTimes(t time.Time) [][2]string {
	var out [][2]string
	for _, l := range timeLayouts {
		out = append(out, [2]string{t.Format(l.layout), l.name})
	}
	out = append(out, [2]string{unpaddedTime(t), "without padding"}, [2]string{"X-Amz-Date:" + t.Format(sigv4.DateLayout), "with the name of its header"})
	return append(out, oddDays(t)...)
}

// oddDays are a day in all of these forms, with what names each.
func oddDays(t time.Time) [][2]string {
	var out [][2]string
	for _, l := range dayLayouts {
		out = append(out, [2]string{t.Format(l.layout), l.name})
	}
	return out
}

// unpaddedTime is a time of numbers that are put together as they are.
func unpaddedTime(t time.Time) string {
	return t.Format("200612") + "T" + strings.TrimPrefix(t.Format("15"), "0") + t.Format("4") + t.Format("5") + "Z"
}

// scopeGlues are what stands between the parts of a scope.
var scopeGlues = []struct{ text, name string }{
	{"%2f", "%2f"},
	{" ", "blanks"},
	{".", "dots"},
	{"-", "dashes"},
	{":", "colons"},
	{"\n", "newlines"},
	{"", "nothing"},
	{" / ", "blanks and slashes"},
	{`\`, "backslashes"},
	{`\/`, "escaped slashes"},
	{"//", "two slashes"},
	{"_", "underscores"},
	{"|", "vertical bars"},
	{";", "semicolons"},
	{", ", "commas and blanks"},
}

// oddScopes are further forms of a scope, with what the signer does.
func oddScopes(m *Model) [][2]string {
	s := &m.scope
	rest := "/" + s.Region + "/" + s.Service + "/" + s.Terminator
	out := [][2]string{
		{"", "leaves the scope empty"},
		{s.Terminator, "puts only aws4_request in place of the scope"},
		{"Credential=" + m.KeyID + "/" + s.String(), "puts Credential= and the whole credential in place of the scope"},
		{m.KeyID, "puts the access key ID in place of the scope"},
		{s.Region, "puts only the region in place of the scope"},
		{s.Service, "puts only the service in place of the scope"},
		{s.Date + "/" + s.Region, "puts only day and region in place of the scope"},
		{s.Date + "/" + strings.ToUpper(s.Region) + "/" + s.Service + "/" + s.Terminator, "writes the region of the scope in capitals"},
		{s.Date + "/" + s.Region + "/" + strings.ToUpper(s.Service) + "/" + s.Terminator, "writes the service of the scope in capitals"},
		{s.Date + "//" + s.Service + "/" + s.Terminator, "leaves the region of the scope empty"},
		{s.Date + "/undefined/" + s.Service + "/" + s.Terminator, "writes undefined as the region of the scope"},
		{s.Date + "/" + s.Region + "/undefined/" + s.Terminator, "writes undefined as the service of the scope"},
		{s.Date + "/None/" + s.Service + "/" + s.Terminator, "writes None as the region of the scope"},
		{s.Date + "/null/" + s.Service + "/" + s.Terminator, "writes null as the region of the scope"},
		{s.String() + "\n", "ends the scope with a newline"},
		{s.String() + " ", "ends the scope with a blank"},
		{s.Terminator + "/" + s.Service + "/" + s.Region + "/" + s.Date, "writes the scope in the opposite order"},
		{s.Service + "/" + s.Region + "/" + s.Date + "/" + s.Terminator, "writes service, region and day of the scope in the opposite order"},
	}
	for _, g := range scopeGlues {
		out = append(out, [2]string{strings.ReplaceAll(s.String(), "/", g.text), "separates the parts of the scope by " + g.name})
	}
	if day, ok := m.when(); ok && len(s.Date) == 8 {
		for _, d := range append(oddDays(day), [2]string{s.Date[2:], "with a two-digit year"}) {
			out = append(out, [2]string{d[0] + rest, "writes the day of the scope " + d[1]})
		}
	}
	return out
}
