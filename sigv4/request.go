package sigv4

import "strings"

// A Request is an HTTP request as it was sent: the bytes of the wire, nothing
// decoded, trimmed, merged or reordered.
type Request struct {
	Method string
	Target string // origin form "/path?query", or absolute form "https://host/path?query"
	Fields []Field
	Body   Body
}

// A Field is one header line as sent. The value is all that follows the colon,
// blanks and folded lines included.
type Field struct {
	Name, Value string
}

// Body is what is known of a request's body.
type Body struct {
	State BodyState
	Bytes []byte // with BodyKnown
	Hash  string // with BodyHashed: lower-case hex SHA-256
}

// BodyState tells how much of a body is known. The zero value is no body.
type BodyState uint8

const (
	BodyAbsent  BodyState = iota // there is no body: the hash of nothing is signed
	BodyKnown                    // all its bytes are at hand
	BodyHashed                   // only its hash is known
	BodyUnknown                  // there may be a body, nothing is known of it
)

// Part names a part of a request that canonical bytes can come from.
type Part uint8

const (
	PartNone       Part = iota // added by a rule, in no part of the request
	PartMethod                 // the method
	PartTarget                 // the request target; offsets count from its first byte
	PartFieldName              // the name of the field at Index
	PartFieldValue             // the value of the field at Index
	PartBody                   // the body
	PartParam                  // a signing parameter: date, scope, signed headers
)

// A Ref points at bytes of a request: Part, for fields its Index, and [From, To).
type Ref struct {
	Part     Part
	Index    int
	From, To int
}

// TargetParts splits a request target into authority, path and query without
// decoding anything. The offsets tell where path and query begin in the target;
// queryAt is -1 when there is no "?". A fragment is part of neither.
func TargetParts(target string) (authority, path, query string, pathAt, queryAt int) {
	rest, at := target, 0
	if i := strings.Index(rest, "://"); i > 0 && !strings.ContainsAny(rest[:i], "/?#") {
		at = i + 3
		rest = rest[at:]
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		authority, rest, at = rest[:end], rest[end:], at+end
	}
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.IndexByte(rest, '?'); i >= 0 {
		return authority, rest[:i], rest[i+1:], at, at + i + 1
	}
	return authority, rest, "", at, -1
}

// Header returns the values of all fields with this name, in order of sending
// and as sent. The name is compared without regard to case; HTTP/2's :authority
// stands for host.
func (r *Request) Header(name string) []string {
	var values []string
	name = r.wireName(name)
	for i := range r.Fields {
		if equalFold(r.Fields[i].Name, name) {
			values = append(values, r.Fields[i].Value)
		}
	}
	return values
}

// HeaderValue returns the canonical value of a header and whether it is sent.
func (r *Request) HeaderValue(name string) (string, bool) {
	wire := r.wireName(name)
	first := r.fieldIndex(wire)
	if first < 0 {
		return "", false
	}
	var more strings.Builder
	for _, f := range r.Fields[first+1:] {
		if equalFold(f.Name, wire) {
			more.WriteString("," + CanonicalValue(f.Value))
		}
	}
	return CanonicalValue(r.Fields[first].Value) + more.String(), true
}

// Host returns the host that the server sees: the Host field, :authority, or
// the authority of an absolute target.
func (r *Request) Host() (string, bool) {
	if v, ok := r.HeaderValue("host"); ok {
		return v, true
	}
	authority, _, _, _, _ := TargetParts(r.Target)
	return authority, authority != ""
}

// wireName is the name under which a header was sent: HTTP/2 sends the host as
// ":authority", and a host field beside it is ignored (RFC 9113, section 8.3.1).
func (r *Request) wireName(name string) string {
	if equalFold(name, "host") {
		for i := range r.Fields {
			if r.Fields[i].Name == authorityField {
				return authorityField
			}
		}
	}
	return name
}

// fieldIndex finds the first field with a name, or -1.
func (r *Request) fieldIndex(name string) int {
	for i := range r.Fields {
		if equalFold(r.Fields[i].Name, name) {
			return i
		}
	}
	return -1
}

const authorityField = ":authority"

// equalFold compares names without regard to the case of ASCII letters. Unlike
// strings.EqualFold it keeps look-alikes apart, such as "k" and the Kelvin sign.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// BodyHash returns the payload hash of the body itself, "" when the body is unknown.
func (r *Request) BodyHash() string { return r.Body.hash().Text }

func (b Body) hash() Value {
	switch b.State {
	case BodyKnown:
		return Value{Text: HexSHA256(b.Bytes)}
	case BodyHashed:
		return Value{Text: b.Hash}
	case BodyUnknown:
		return Value{Missing: "needs the request body"}
	}
	return Value{Text: EmptyHash}
}

// queryValue returns the decoded value of the first parameter with a name, and its place.
func (r *Request) queryValue(name string) (string, Span, bool) {
	_, _, query, _, queryAt := TargetParts(r.Target)
	for _, p := range SplitQuery(query) {
		if !equalFold(p.decodedName(), name) {
			continue
		}
		at := queryAt + p.At + len(p.Name) + 1
		span := Span{Part: PartTarget, From: int32(at), To: int32(at + len(p.Value))}
		v := DecodeQuery(p.Value)
		if v != p.Value {
			span.Rule = Decoded
		}
		return v, span, p.Value != ""
	}
	return "", Span{}, false
}
