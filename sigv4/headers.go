package sigv4

import (
	"slices"
	"strings"
)

// CanonicalValue trims blanks from both ends of a header value and makes every
// run of spaces, and every folded line, one space. Quotes change nothing.
// Example: "  a   b \r\n c " is "a b c".
// Source: aws-signing-test-suite get-header-value-trim, get-header-value-multiline.
func CanonicalValue(v string) string {
	if !strings.ContainsAny(v, " \t\r\n") {
		return v
	}
	var b builder
	b.value(v)
	return string(b.Bytes)
}

// isBlank tells the bytes that are trimmed from the ends of a value; S3 trims and
// folds no other white space (smithy-rs canonical_request.rs, trim_all).
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// value appends a header value, trimmed and folded.
func (b *builder) value(v string) {
	from, to := 0, len(v)
	for from < to && isBlank(v[from]) {
		from++
	}
	for to > from && isBlank(v[to-1]) {
		to--
	}
	for i := from; i < to; {
		word := i
		for i < to && !isBlank(v[i]) {
			i++
		}
		b.copied(v, word, i)
		blanks, folded := i, false
		for ; i < to && isBlank(v[i]); i++ {
			folded = folded || v[i] == '\r' || v[i] == '\n'
		}
		if folded {
			b.folded(blanks, i)
		} else {
			b.spaces(v, blanks, i)
		}
	}
}

// spaces appends blanks within a line: a run of spaces becomes one space, a tab
// is no space and stays.
func (b *builder) spaces(v string, from, to int) {
	for i := from; i < to; {
		end := i
		for end < to && v[end] == ' ' {
			end++
		}
		if end-i > 1 {
			b.folded(i, end)
			i = end
			continue
		}
		b.copied(v, i, i+1)
		i++
	}
}

func (b *builder) copied(v string, from, to int) {
	b.Bytes = append(b.Bytes, v[from:to]...)
	b.note(Copied, from, to)
}

// folded appends one space for the blanks [from, to).
func (b *builder) folded(from, to int) {
	b.Bytes = append(b.Bytes, ' ')
	b.note(SpacesFolded, from, to)
}

// headers appends the canonical headers for the names, which are in lower case
// and sorted: "name:value\n" for each, the values of a repeated header joined
// by "," in order of sending, and an empty value for a header that is not sent.
func (b *builder) headers(req *Request, names []string) []HeaderLine {
	lines := make([]HeaderLine, 0, len(names))
	for _, name := range names {
		line := HeaderLine{Name: name, From: len(b.Bytes)}
		line.Sent = b.headerLine(req, name)
		b.constant("\n")
		line.To = len(b.Bytes)
		lines = append(lines, line)
	}
	return lines
}

func (b *builder) headerLine(req *Request, name string) (sent bool) {
	wire := req.wireName(name)
	first := req.fieldIndex(wire)
	if first < 0 {
		return b.absentHeader(req, name)
	}
	b.from(PartFieldName, first)
	b.Bytes = append(b.Bytes, name...)
	b.note(nameRule(req.Fields[first].Name, name), 0, len(req.Fields[first].Name))
	b.constant(":")
	b.values(req, wire, first)
	return true
}

func nameRule(sent, name string) Rule {
	switch sent {
	case name:
		return Copied
	case authorityField:
		return AuthorityIsHost
	}
	return Lowercased
}

// values appends the values of all fields with a name, the first of which is known.
func (b *builder) values(req *Request, name string, first int) {
	for i := first; i < len(req.Fields); i++ {
		f := &req.Fields[i]
		if i > first && !equalFold(f.Name, name) {
			continue
		}
		b.from(PartFieldValue, i)
		if i > first {
			b.added(ValuesJoined, ',', 0)
		}
		b.value(f.Value)
	}
}

// absentHeader appends the line of a header that no field holds. The host may
// stand in a target of absolute form.
func (b *builder) absentHeader(req *Request, name string) (sent bool) {
	b.constant(name + ":")
	authority, _, _, pathAt, _ := TargetParts(req.Target)
	if name != "host" || authority == "" {
		return false
	}
	b.from(PartTarget, 0)
	b.Bytes = append(b.Bytes, authority...)
	b.note(Copied, pathAt-len(authority), pathAt)
	return true
}

// SortedNames returns names in lower case, each once, in byte order.
func SortedNames(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n != "" {
			out = append(out, lowerName(n))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// lowerName puts the ASCII letters of a name in lower case and no others.
func lowerName(name string) string {
	for i := range len(name) {
		if c := name[i]; c != lower(c) {
			b := []byte(name)
			for j := i; j < len(b); j++ {
				b[j] = lower(b[j])
			}
			return string(b)
		}
	}
	return name
}
