package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// claimNames are the parts of an Authorization header, as they are meant.
var claimNames = []string{"Credential", "SignedHeaders", "Signature"}

// meaning returns which part a name is meant for, "" when it is none: case,
// plurals and slips of up to two letters are forgiven, and noted as spelling.
func meaning(name string) string {
	for _, n := range claimNames {
		if name == n || len(name)+2 >= len(n) && len(name) <= len(n)+2 && distance(strings.ToLower(name), strings.ToLower(n)) <= 2 {
			return n
		}
	}
	return ""
}

// distance is the edit distance of two short words, cut off at three.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// parseClaim reads an Authorization header's value as far as it goes.
func parseClaim(value Text) Claim {
	c := Claim{Carrier: sigv4.InHeader, Whole: value}
	s := value.S
	starts := paramStarts(s, '=')
	if len(starts) == 0 && strings.HasPrefix(s, "AWS4-") {
		starts = withColons(s)
	}
	head := len(s)
	if len(starts) > 0 {
		head = starts[0].name
	}
	c.readAlgorithm(value.Sub(0, head))
	for i, at := range starts {
		end := len(s)
		if i+1 < len(starts) {
			end = starts[i+1].name
		}
		c.readParam(value, at, end)
	}
	return c
}

// readAlgorithm reads what stands before the first parameter. The header's own
// name, repeated there, is no algorithm.
func (c *Claim) readAlgorithm(t Text) {
	for _, w := range words(t) {
		name := strings.TrimRight(w.S, ":,")
		switch {
		case c.Algorithm.Present():
			c.Loose = append(c.Loose, w)
		case strings.HasSuffix(w.S, ":") || equalFold(name, "authorization"):
			c.Loose = append(c.Loose, w)
		default:
			c.Algorithm = w
		}
	}
}

// words cuts a text at blanks and line ends.
func words(t Text) (all []Text) {
	for at := 0; at < len(t.S); {
		n := span(t.S[at:], isSpace)
		at += n
		end := at + span(t.S[at:], func(c byte) bool { return !isSpace(c) })
		if end > at {
			all = append(all, t.Sub(at, end))
		}
		at = end
	}
	return all
}

// readParam takes over one name=value piece; what follows the value up to the
// next piece is loose unless it may belong to a list of headers.
func (c *Claim) readParam(t Text, at param, end int) {
	word, _, _ := strings.Cut(t.S[at.name:at.equals], ":")
	name := t.Sub(at.name, at.name+len(word))
	raw := strings.TrimRight(t.S[at.equals+1:end], " \t\r\n")
	if end < len(t.S) {
		raw = trimSeparator(raw)
	}
	value := t.Sub(at.equals+1, at.equals+1+len(raw))
	meant := meaning(name.S)
	first := value
	if i := strings.IndexByte(raw, ','); i >= 0 {
		first = value.Sub(0, i)
		c.looseParts(value, i)
		if meant != "SignedHeaders" {
			value = first
		}
	}
	c.Params = append(c.Params, Field{name, first})
	c.set(meant, name, value)
}

// trimSeparator takes off what separates a piece from the next one: a comma, or
// a semicolon where a signer writes that instead. Before a comma the semicolon
// belongs to the value.
func trimSeparator(raw string) string {
	if s := strings.TrimRight(raw, ", \t\r\n"); strings.Contains(raw[len(s):], ",") {
		return s
	}
	return strings.TrimRight(raw, "; \t\r\n")
}

func (c *Claim) looseParts(value Text, comma int) {
	for at := comma + 1; at <= len(value.S); {
		n := strings.IndexByte(value.S[at:], ',')
		if n < 0 {
			n = len(value.S) - at
		}
		if piece := value.Sub(at, at+n).Trim(); piece.S != "" {
			c.Loose = append(c.Loose, piece)
		}
		at += n + 1
	}
}

// set fills the part that a parameter is meant for. Of repeated ones the last
// counts, as AWS reads it.
func (c *Claim) set(meant string, name, value Text) {
	switch meant {
	case "Credential":
		c.Credential = value
		c.readCredential(value)
	case "SignedHeaders":
		c.SignedHeaders = value
	case "Signature":
		c.Signature = value
	default:
		return
	}
	if name.S != meant {
		if c.Spelling == nil {
			c.Spelling = map[string]Text{}
		}
		c.Spelling[meant] = name
	}
}

// readCredential cuts a credential at its slashes.
func (c *Claim) readCredential(value Text) {
	c.AccessKeyID, c.ScopeParts = Text{}, nil
	for at, first := 0, true; at <= len(value.S); first = false {
		n := strings.IndexByte(value.S[at:], '/')
		if n < 0 {
			n = len(value.S) - at
		}
		part := value.Sub(at, at+n)
		if first {
			c.AccessKeyID = part
		} else {
			c.ScopeParts = append(c.ScopeParts, part)
		}
		at += n + 1
	}
}

// A param is where a name=value piece begins and where its "=" stands.
type param struct{ name, equals int }

// withColons finds the pieces of a claim whose names are followed by colons, where all of
// them are there.
func withColons(s string) []param {
	starts := paramStarts(s, ':')
	if len(starts) != len(claimNames) {
		return nil
	}
	for i := range starts {
		starts[i].equals += span(s[starts[i].equals+1:], isSpace)
	}
	return starts
}

// paramStarts finds the pieces of a claim of a name, a mark and a value. The padding of
// base64 and text within values are none: a name is a word of letters after a separator.
func paramStarts(s string, mark byte) (all []param) {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], mark)
		if i < 0 {
			return all
		}
		eq := at + i
		at = eq + 1
		to := eq
		for to > 0 && s[to-1] == ' ' {
			to--
		}
		from := to
		for from > 0 && (isLetter(s[from-1]) || s[from-1] == '-' || s[from-1] == '_') && to-from < 40 {
			from--
		}
		if n := gluedName(s[from:to]); n > 0 && meaning(s[from:to]) == "" {
			from = to - n
		} else if from == to || (from > 0 && !strings.ContainsRune(" ,;\t\r\n\"'", rune(s[from-1]))) {
			continue
		}
		if meaning(s[from:to]) != "" || len(all) > 0 && (to == eq) {
			all = append(all, param{from, eq})
		}
	}
}

// gluedName is the length of the name at the end of a word where nothing separates it from the
// value before: aws4_requestSignedHeaders=…, 0 where there is none.
func gluedName(word string) int {
	for _, name := range []string{"SignedHeaders", "Signature"} {
		if len(word) > len(name) && strings.HasSuffix(word, name) && !strings.HasSuffix(word, "-"+name) {
			return len(name)
		}
	}
	return 0
}

// claimsOf reads the claims that a request carries: each Authorization header,
// under whatever spelling, and the query.
func claimsOf(r *Request) (all []Claim) {
	for _, f := range r.Fields {
		if !isAuthName(f.Name.S) {
			continue
		}
		c := parseClaim(trimBlanks(f.Value))
		c.HeaderName = f.Name
		all = append(all, c)
	}
	if c, ok := queryClaim(r.Target); ok {
		all = append(all, c)
	}
	return all
}

func trimBlanks(t Text) Text {
	if n := span(t.S, func(c byte) bool { return c == ' ' || c == '\t' }); n > 0 {
		t = t.Sub(n, len(t.S))
	}
	return t.Sub(0, len(strings.TrimRight(t.S, " \t")))
}

// isAuthName reports whether a header is meant as Authorization. Proxies' own
// header is not.
func isAuthName(name string) bool {
	n := strings.ToLower(strings.Trim(name, " "))
	return n == "authorization" || len(n) > 9 && len(n) < 17 && distance(n, "authorization") <= 3 && strings.HasPrefix(n, "a")
}
