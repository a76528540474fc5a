package sigv4

import (
	"slices"
	"strings"
)

// A Param is one name=value pair of a raw query, with its offsets in that query.
type Param struct {
	Name, Value string // as sent, not decoded
	At          int    // offset of the name
	HasEquals   bool
}

// Len is how many bytes of the query the parameter takes.
func (p *Param) Len() int {
	n := len(p.Name) + len(p.Value)
	if p.HasEquals {
		n++
	}
	return n
}

// SplitQuery splits a raw query at "&" and each pair at its first "=". Empty pairs
// are left out; nothing is decoded.
func SplitQuery(query string) []Param { return appendParams(nil, query) }

func appendParams(params []Param, query string) []Param {
	for at := 0; at < len(query); {
		pair, _, _ := strings.Cut(query[at:], "&")
		if pair != "" {
			name, value, ok := strings.Cut(pair, "=")
			params = append(params, Param{Name: name, Value: value, At: at, HasEquals: ok})
		}
		at += len(pair) + 1
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

// query appends the canonical query string: every pair decoded and encoded anew,
// sorted by the encoded name and, for equal names, the encoded value.
//
//	"b=2&a=x y&c" -> "a=x%20y&b=2&c="
//
// Amazon S3 API reference, "Signature calculations for the Authorization header",
// CanonicalQueryString; the order follows encoding (test suite
// get-vanilla-query-order-encoded). skip tells the names that are not signed.
func (b *builder) query(query string, at int, skip func(name string) bool) {
	var room [16]Param
	params := appendParams(room[:0], query)
	slices.SortStableFunc(params, func(a, b Param) int {
		if c := compareEncoded(a.Name, b.Name); c != 0 {
			return c
		}
		return compareEncoded(a.Value, b.Value)
	})
	first := true
	for i := range params {
		if skip != nil && skip(params[i].decodedName()) {
			continue
		}
		if !first {
			b.constant("&")
		}
		first = false
		b.pair(&params[i], at)
	}
}

// compareEncoded orders two raw names or values as their canonical forms.
func compareEncoded(a, b string) int {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		c, n := encodedOrder(a, i)
		d, m := encodedOrder(b, j)
		if c != d {
			return c - d
		}
		i, j = i+n, j+m
	}
	return (len(a) - i) - (len(b) - j)
}

// encodedOrder reads the byte that is written at offset i of a raw query, and how
// many bytes write it. Its rank is the order of the canonical form: a "%" comes
// before all bytes that are left as they are, and the digits after it in order.
func encodedOrder(s string, i int) (rank, length int) {
	c, length := s[i], 1
	if c == '+' {
		c = ' '
	} else if d, ok := Escape(s, i); ok {
		c, length = d, 3
	}
	if unreserved[c] {
		return 256 + int(c), length
	}
	return int(c), length
}

// pair appends one pair.
func (b *builder) pair(p *Param, at int) {
	b.from(PartTarget, 0)
	b.component(p.Name, at+p.At)
	equals := at + p.At + len(p.Name)
	if !p.HasEquals {
		b.added(EqualsAdded, '=', equals)
		return
	}
	b.Bytes = append(b.Bytes, '=')
	b.note(Copied, equals, equals+1)
	b.component(p.Value, equals+1)
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

// CanonicalQuery returns the canonical query string of a raw query without X-Amz-Signature.
func CanonicalQuery(query string) string {
	var b builder
	b.query(query, 0, isSignature)
	return string(b.Bytes)
}

func isSignature(name string) bool { return name == "X-Amz-Signature" }
