package replay

import (
	"strings"

	"sigwhy/sigv4"
)

// blockShape makes a twist that rewrites the block of header lines as a whole.
func blockShape(variant, says string, f func(lines []string) string) Twist {
	return Twist{Variant: variant, slot: slotHeaderEOL, Says: says, turn: func(t *Trial) {
		t.h.shape = func(block string) string { return f(strings.Split(strings.TrimSuffix(block, "\n"), "\n")) }
	}}
}

// eachLine rewrites each header line, of a name and a value.
func eachLine(variant, says string, f func(name, value string) string) Twist {
	return blockShape(variant, says, func(lines []string) string {
		var b strings.Builder
		for _, l := range lines {
			name, value, _ := strings.Cut(l, ":")
			b.WriteString(f(name, value) + "\n")
		}
		return b.String()
	})
}

// A lineEnd is what stands between lines, or behind them, where a newline is due.
type lineEnd struct{ text, name string }

// Reshaped is the twist that lays the header lines out as a block shows them, nil for a
// block that none does.
func (m *Model) Reshaped(block string) *Twist {
	for _, w := range m.Twists() {
		if w.slot == slotHeaderEOL {
			if t := m.With(w); t.h.shape != nil && t.block() == block {
				return w
			}
		}
	}
	return nil
}

// blocksJoined join the header lines by something else than line ends.
func blocksJoined(ends ...lineEnd) []Twist {
	var out []Twist
	for _, g := range ends {
		out = append(out,
			blockShape("headers-joined", "joins the header lines by "+g.name, func(l []string) string { return strings.Join(l, g.text) + "\n" }),
			blockShape("headers-joined", "ends each header line with "+g.name, func(l []string) string { return strings.Join(l, g.text) + g.text }))
	}
	return rarely(out...)
}

// oddBlocks write the header lines in other layouts.
var oddBlocks = rarely(append(blocksJoined(
	lineEnd{",", "commas"}, lineEnd{";", "semicolons"}, lineEnd{"&", "&"}, lineEnd{" ", "blanks"}, lineEnd{"", "nothing"},
	lineEnd{"\n\n", "two newlines"}, lineEnd{", ", "commas and blanks"}, lineEnd{"|", "vertical bars"}),
	eachLine("headers-values-alone", "writes the values of the headers alone", func(_, v string) string { return v }),
	eachLine("headers-names-alone", "writes the names of the headers alone", func(n, _ string) string { return n }),
	eachLine("headers-indented", "begins each header line with a blank", func(n, v string) string { return " " + n + ":" + v }),
	eachLine("headers-indented", "begins each header line with a tab", func(n, v string) string { return "\t" + n + ":" + v }),
	eachLine("headers-quoted", "writes the values of the headers in double quotes", func(n, v string) string { return n + `:"` + v + `"` }),
	eachLine("headers-encoded", "percent-encodes the values of the headers", func(n, v string) string { return n + ":" + canonicalStyle(v) }),
	eachLine("headers-encoded", "percent-encodes the values of the headers but for /", func(n, v string) string { return n + ":" + sigv4.UriEncode(v, true) }),
	eachLine("headers-separator", "writes = between name and value of the headers, and & between them", func(n, v string) string { return n + "=" + v }),
)...)

// rareSeparators stand between name and value of headers.
func rareSeparators() []Twist {
	var out []Twist
	for _, s := range []struct{ text, name string }{
		{" :", "a blank before the colon"}, {" ", "a blank in place of the colon"}, {"", "nothing in place of the colon"}, {";", "a semicolon in place of the colon"}, {":  ", "two blanks after the colon"}, {"= ", "= and a blank in place of the colon"}, {"::", "two colons"},
	} {
		out = append(out, Twist{Variant: "headers-separator", slot: slotHeaderSeparator, Says: "writes " + s.name + " in the header lines", turn: func(t *Trial) { t.h.sep = s.text; t.h.bareSep = true }})
	}
	return rarely(out...)
}

// oddTrims leave other blanks in the values of headers.
var oddTrims = rarely(
	trimTwist("header-blank-behind", "ends each header value with a blank", func(v string) string { return sigv4.CanonicalValue(v) + " " }),
	trimTwist("header-blank-behind", "ends each header value with a CR", func(v string) string { return sigv4.CanonicalValue(v) + "\r" }),
	trimTwist("header-blank-behind", "ends each header value with a semicolon", func(v string) string { return sigv4.CanonicalValue(v) + ";" }),
)

// oddLists write the list of signed headers in other forms.
func oddLists() []Twist {
	list := func(says string, f func(string) string) Twist {
		return listTwist("signed-headers-form", says, func(_ *Trial, l string) string { return f(l) })
	}
	out := []Twist{
		list("writes the list of signed headers in capitals", strings.ToUpper),
		list("writes SignedHeaders= before the list of signed headers", func(l string) string { return "SignedHeaders=" + l }),
		list("writes SignedHeaders: before the list of signed headers", func(l string) string { return "SignedHeaders:" + l }),
		list("writes X-Amz-SignedHeaders= before the list of signed headers", func(l string) string { return "X-Amz-SignedHeaders=" + l }),
		list("writes the list of signed headers in double quotes", func(l string) string { return `"` + l + `"` }),
		list("begins the list of signed headers with ;", func(l string) string { return ";" + l }),
		list("ends the list of signed headers with a comma", func(l string) string { return l + "," }),
		list("ends the list of signed headers with a blank", func(l string) string { return l + " " }),
	}
	for _, s := range []struct{ text, name string }{
		{"\n", "newlines"}, {":", "colons"}, {"|", "vertical bars"}, {"", "nothing"}, {"&", "&"}, {"%3b", "%3b"}, {" ; ", "semicolons and blanks"}, {";;", "two semicolons"}, {"/", "slashes"}, {"+", "+"}, {"\t", "tabs"}, {`\n`, `\n as two characters`},
	} {
		out = append(out, list("separates the signed headers by "+s.name, func(l string) string { return strings.ReplaceAll(l, ";", s.text) }))
	}
	return rarely(out...)
}

// oddQueries join the parameters otherwise.
func oddQueries() []Twist {
	shape := func(says string, f func(string) string) Twist {
		return Twist{Variant: "query-joined", slot: slotQueryShape, Says: says, turn: func(t *Trial) { t.q.after = f }}
	}
	var out []Twist
	for _, s := range []struct{ text, name string }{
		{";", "semicolons"}, {",", "commas"}, {"\n", "newlines"}, {"", "nothing"}, {" ", "blanks"}, {"%26", "%26"}, {"&&", "two &"}, {", ", "commas and blanks"}, {"|", "vertical bars"}, {"\r\n", "CR LF"}, {" & ", "& and blanks"}, {"?", "?"},
	} {
		out = append(out, shape("joins the parameters by "+s.name, func(q string) string { return strings.ReplaceAll(q, "&", s.text) }))
	}
	for _, s := range []struct{ text, name string }{{":", "a colon"}, {"", "nothing"}, {"%3D", "%3D"}, {" = ", "= and blanks"}, {": ", "a colon and a blank"}, {"==", "two ="}, {" ", "a blank"}} {
		out = append(out, shape("writes "+s.name+" between name and value of parameters", func(q string) string { return strings.ReplaceAll(q, "=", s.text) }))
	}
	return rarely(append(out,
		shape("decodes the canonical query as a whole", sigv4.PercentDecode),
		shape("puts the canonical query in lower case", strings.ToLower),
		shape("puts the canonical query in capitals", strings.ToUpper),
		shape("writes the canonical query in double quotes", func(q string) string { return `"` + q + `"` }),
		shape("ends the canonical query with ?", func(q string) string { return q + "?" }),
		shape("ends the canonical query with =", func(q string) string { return q + "=" }),
	)...)
}

// wholeQueries encode the query as one text.
var wholeQueries = rarely(
	Twist{Variant: "query-encoded-as-one", slot: slotQueryShape, Says: "percent-encodes the whole canonical query once more, with its & and =", turn: func(t *Trial) { t.q.after = canonicalStyle }},
	Twist{Variant: "query-encoded-as-one", slot: slotQueryShape, Says: "percent-encodes the decoded query as a whole, with its & and =", turn: func(t *Trial) {
		t.q.after = func(q string) string { return canonicalStyle(sigv4.PercentDecode(q)) }
	}},
)

// emptyAs sign a text for parameters without value.
func emptyAs() []Twist {
	var out []Twist
	for _, v := range []string{"null", "None", "undefined", "true", "1", "nil", "False", "True", "false", `""`, "''", "[]", "%20", "NULL"} {
		out = append(out, pairsTwist("query-empty-as-text", "signs "+Quoted(v)+" as the value of parameters without value", func(p []Pair) []Pair {
			for i := range p {
				if p[i].Value == "" {
					p[i].Value, p[i].RawValue = v, v
				}
			}
			return p
		}))
	}
	return rarely(out...)
}

// changedPairs sign names and values that a parser or a map changed.
func changedPairs() []Twist {
	each := func(says string, f func(*Pair)) Twist {
		return pairsTwist("query-parsed-otherwise", says, func(p []Pair) []Pair {
			for i := range p {
				f(&p[i])
			}
			return p
		})
	}
	return rarely(
		each("puts the names of parameters in lower case", func(p *Pair) { p.Name, p.RawName = strings.ToLower(p.Name), strings.ToLower(p.RawName) }),
		each("puts the names of parameters in capitals", func(p *Pair) { p.Name, p.RawName = strings.ToUpper(p.Name), strings.ToUpper(p.RawName) }),
		each("puts the values of parameters in lower case", func(p *Pair) { p.Value, p.RawValue = strings.ToLower(p.Value), strings.ToLower(p.RawValue) }),
		each("cuts the values of parameters at their first =", func(p *Pair) {
			p.Value, _, _ = strings.Cut(p.Value, "=")
			p.RawValue, _, _ = strings.Cut(p.RawValue, "=")
		}),
		each("trims the values of parameters", func(p *Pair) { p.Value, p.RawValue = strings.TrimSpace(p.Value), strings.TrimSpace(p.RawValue) }),
		each("decodes the values of parameters twice", func(p *Pair) {
			if !sigv4.IsAuthParam(p.Name) { // those are encoded twice in what is sent
				p.Value = sigv4.PercentDecode(p.Value)
			}
		}),
		each("drops the backslashes of parameters", func(p *Pair) { p.Value = strings.ReplaceAll(p.Value, `\`, "") }),
	)
}

// partsOfPath sign a part of the path.
func partsOfPath() []Twist {
	part := func(says string, f func(string) string) Twist {
		return Twist{Variant: "path-part", slot: slotPathShape, Says: says, turn: func(t *Trial) { t.p.after = f }}
	}
	return rarely(
		part("leaves the last part of the path out", func(p string) string {
			whole := strings.TrimSuffix(p, "/") // the / at the end is no part
			return p[:max(min(1, len(p)), strings.LastIndexByte(whole, '/'))]
		}),
		part("signs only the last part of the path", func(p string) string { return p[max(0, strings.LastIndexByte(p, '/')):] }),
	)
}

// oddPathShapes change the path as a whole.
func oddPathShapes() []Twist {
	shape := func(says string, f func(string) string) Twist {
		return Twist{Variant: "path-shape", slot: slotPathShape, Says: says, turn: func(t *Trial) { t.p.after = f }}
	}
	return rarely(
		shape("writes backslashes in the path", func(p string) string { return strings.ReplaceAll(p, "/", `\`) }),
		shape("writes the path in double quotes", func(p string) string { return `"` + p + `"` }),
		Twist{Variant: "path-is-url", slot: slotPathShape, Says: "signs // and the host before the path", turn: func(t *Trial) {
			t.p.after = func(p string) string { return "//" + t.Host + p }
		}},
		shape("writes two slashes for each slash of the path", func(p string) string { return strings.ReplaceAll(p, "/", "//") }),
		shape("cuts the path at its first semicolon", func(p string) string {
			before, _, _ := strings.Cut(p, "%3B")
			before, _, _ = strings.Cut(before, ";")
			return before
		}),
		shape("puts the path in capitals", strings.ToUpper),
		shape("ends the path with ?", func(p string) string { return p + "?" }),
		shape("ends the path with *", func(p string) string { return p + "*" }),
		shape("ends the path with a blank", func(p string) string { return p + " " }),
		shape("writes the whole path percent-encoded once more, with its slashes", canonicalStyle),
	)
}

// slashesBetween joins the parts of the path by two slashes. Where there are but two, it is
// rather that an empty segment was lost.
func slashesBetween(m *Model) []Twist {
	if strings.Count(m.Path, "/") == 2 {
		return nil
	}
	return rarely(shapeTwist("path-shape", "writes two slashes between all parts of the path, one at its beginning", func(p string) string {
		return strings.ReplaceAll(p, "/", "//")[min(1, len(p)):]
	}))
}
