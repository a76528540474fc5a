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

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// value appends a header value, trimmed and folded.
func (b *builder) value(v string) {
	from, to := 0, len(v)
	for from < to && (isBlank(v[from]) || v[from] == '\r' || v[from] == '\n') {
		from++
	}
	for to > from && (isBlank(v[to-1]) || v[to-1] == '\r' || v[to-1] == '\n') {
		to--
	}
	for i := from; i < to; {
		j := i
		for j < to && v[j] != '\r' && v[j] != '\n' && !(v[j] == ' ' && blankRun(v, j, to) > 1) {
			j++
		}
		if j > i {
			b.Bytes = append(b.Bytes, v[i:j]...)
			b.note(Copied, i, j)
		}
		if j < to {
			n := blankRun(v, j, to)
			b.Bytes = append(b.Bytes, ' ')
			b.note(SpacesFolded, j, j+n)
			j += n
		}
		i = j
	}
}

// blankRun returns how many bytes at i are spaces or a folded line: S3 folds
// spaces only, a tab inside a line stays (smithy-rs canonical_request.rs, trim_all).
func blankRun(v string, i, to int) int {
	j, folded := i, false
	for j < to && (v[j] == ' ' || v[j] == '\r' || v[j] == '\n' || folded && v[j] == '\t') {
		folded = folded || v[j] == '\n' || v[j] == '\r'
		j++
	}
	return j - i
}

// headers appends the canonical headers for the names, which are in lower case
// and sorted: "name:value\n" for each, the values of a repeated header joined
// by "," in order of sending, and an empty value for a header that is not sent.
func (b *builder) headers(req *Request, names []string) []HeaderLine {
	lines := make([]HeaderLine, 0, len(names))
	for _, name := range names {
		line := HeaderLine{Name: name, From: len(b.Bytes)}
		sent := b.headerLine(req, name)
		line.Sent = sent
		b.constant("\n")
		line.To = len(b.Bytes)
		lines = append(lines, line)
	}
	return lines
}

func (b *builder) headerLine(req *Request, name string) (sent bool) {
	for i := range req.Fields {
		f := &req.Fields[i]
		if !f.is(name) {
			continue
		}
		if sent {
			b.from(PartFieldValue, i)
			b.added(ValuesJoined, ',', 0)
		} else {
			b.from(PartFieldName, i)
			b.Bytes = append(b.Bytes, name...)
			rule := Copied
			if f.Name != name {
				rule = Lowercased
			}
			b.note(rule, 0, len(f.Name))
			b.constant(":")
		}
		sent = true
		b.from(PartFieldValue, i)
		b.value(f.Value)
	}
	if sent {
		return true
	}
	b.constant(name + ":")
	if authority, _, _, pathAt, _ := TargetParts(req.Target); name == "host" && authority != "" {
		b.from(PartTarget, 0)
		b.Bytes = append(b.Bytes, authority...)
		b.note(Copied, pathAt-len(authority), pathAt)
		return true
	}
	return false
}

// SortedNames returns names in lower case, each once, in byte order.
func SortedNames(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n != "" {
			out = append(out, strings.ToLower(n))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
