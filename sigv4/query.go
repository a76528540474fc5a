package sigv4

import (
	"bytes"
	"slices"
	"strings"
)

// A Param is one name=value pair of a raw query, with its offsets in that query.
type Param struct {
	Name, Value string // as sent, not decoded
	At          int    // offset of the name
	HasEquals   bool
}

// SplitQuery splits a raw query at "&" and each pair at its first "=". Empty pairs
// are left out; nothing is decoded.
func SplitQuery(query string) []Param {
	var params []Param
	for at := 0; at <= len(query); {
		end := strings.IndexByte(query[at:], '&')
		if end < 0 {
			end = len(query)
		} else {
			end += at
		}
		if pair := query[at:end]; pair != "" {
			name, value, ok := strings.Cut(pair, "=")
			params = append(params, Param{Name: name, Value: value, At: at, HasEquals: ok})
		}
		at = end + 1
	}
	return params
}

// decodedName is the name that the server reads, however it was written.
func (p *Param) decodedName() string {
	if strings.IndexByte(p.Name, '%') < 0 {
		return p.Name
	}
	return PercentDecode(p.Name)
}

// DecodeQuery decodes a query name or value: percent escapes, and "+" for a space.
func DecodeQuery(s string) string { return PercentDecode(strings.ReplaceAll(s, "+", " ")) }

// encodedPair is one pair in canonical form, in a scratch text.
type encodedPair struct {
	name, value      []byte
	from, mid, until int // bytes of the scratch text
}

// query appends the canonical query string: every pair decoded and encoded anew,
// then sorted by the encoded name and, for equal names, the encoded value.
//
//	"b=2&a=x y&c" -> "a=x%20y&b=2&c="
//
// Amazon S3 API reference, "Signature calculations for the Authorization header",
// CanonicalQueryString; the order follows encoding (test suite
// get-vanilla-query-order-encoded). skip tells the names that are not signed.
func (b *builder) query(query string, at int, skip func(name string) bool) {
	if query == "" {
		return
	}
	var scratch builder
	scratch.Bytes = make([]byte, 0, len(query)+32)
	scratch.Spans = make([]Span, 0, 16)
	var room [16]encodedPair
	pairs := room[:0]
	for _, p := range SplitQuery(query) {
		if skip != nil && skip(p.decodedName()) {
			continue
		}
		pairs = append(pairs, scratch.pair(p, at))
	}
	for i := range pairs {
		p := &pairs[i]
		p.name, p.value = scratch.Bytes[p.from:p.mid], scratch.Bytes[p.mid+1:p.until]
	}
	slices.SortStableFunc(pairs, func(a, b encodedPair) int {
		if c := bytes.Compare(a.name, b.name); c != 0 {
			return c
		}
		return bytes.Compare(a.value, b.value)
	})
	for i := range pairs {
		if i > 0 {
			b.constant("&")
		}
		b.take(&scratch.Text, pairs[i].from, pairs[i].until)
	}
}

// pair encodes one pair into the scratch text.
func (b *builder) pair(p Param, at int) encodedPair {
	e := encodedPair{from: len(b.Bytes)}
	b.from(PartTarget, 0)
	b.component(p.Name, at+p.At)
	e.mid = len(b.Bytes)
	equals := at + p.At + len(p.Name)
	if p.HasEquals {
		b.Bytes = append(b.Bytes, '=')
		b.note(Copied, equals, equals+1)
		b.component(p.Value, equals+1)
	} else {
		b.added(EqualsAdded, '=', equals)
	}
	e.until = len(b.Bytes)
	return e
}

func (b *builder) component(s string, at int) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if unreserved[c] {
			j := i + 1
			for j < len(s) && unreserved[s[j]] {
				j++
			}
			b.Bytes = append(b.Bytes, s[i:j]...)
			b.note(Copied, at+i, at+j)
			i = j - 1
		} else if d, ok := Escape(s, i); ok {
			b.escaped(s, i, at+i, d)
			i += 2
		} else if c == '+' {
			b.Bytes = append(b.Bytes, "%20"...)
			b.note(PlusIsSpace, at+i, at+i+1)
		} else {
			b.encoded(c, at+i)
		}
	}
}

// take appends [from, to) of another text with its origins.
func (b *builder) take(t *Text, from, to int) {
	start := int32(len(b.Bytes)) - int32(from)
	b.Bytes = append(b.Bytes, t.Bytes[from:to]...)
	for i := spanAfter(t.Spans, from); i < len(t.Spans); i++ {
		s := t.Spans[i]
		last := int(s.End) >= to
		s.End = min(s.End, int32(to)) + start
		b.Spans = append(b.Spans, s)
		if last {
			break
		}
	}
}

// spanAfter returns the first span that ends after an offset.
func spanAfter(spans []Span, offset int) int {
	i, _ := slices.BinarySearchFunc(spans, int32(offset)+1, func(s Span, v int32) int { return int(s.End - v) })
	return i
}

// CanonicalQuery returns the canonical query string of a raw query without X-Amz-Signature.
func CanonicalQuery(query string) string {
	var b builder
	b.query(query, 0, isSignature)
	return string(b.Bytes)
}

func isSignature(name string) bool { return name == "X-Amz-Signature" }
