package sigv4

const upperHex = "0123456789ABCDEF"

// unreserved holds the bytes that UriEncode leaves as they are: A-Z a-z 0-9 - . _ ~
// (Amazon S3 API reference, "Signature calculations for the Authorization header", UriEncode).
var unreserved = func() (t [256]bool) {
	for c := range t {
		b := byte(c)
		t[c] = 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || '0' <= b && b <= '9' ||
			b == '-' || b == '.' || b == '_' || b == '~'
	}
	return t
}()

// IsUnreserved reports whether UriEncode leaves a byte as it is.
func IsUnreserved(c byte) bool { return unreserved[c] }

// UriEncode percent-encodes every byte but the unreserved ones, with upper-case
// hex digits. In a path "/" is kept, in a query name or value it is encoded.
// Example: UriEncode("a b/ü", true) is "a%20b/%C3%BC".
func UriEncode(s string, keepSlash bool) string {
	return string(appendEncoded(make([]byte, 0, len(s)+8), s, keepSlash))
}

func appendEncoded(dst []byte, s string, keepSlash bool) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if unreserved[c] || c == '/' && keepSlash {
			dst = append(dst, c)
		} else {
			dst = appendEscape(dst, c)
		}
	}
	return dst
}

func appendEscape(dst []byte, c byte) []byte { return append(dst, '%', upperHex[c>>4], upperHex[c&15]) }

// PercentDecode undoes percent escapes. A "%" without two hex digits stays.
// Nothing else is touched; "+" stays "+".
func PercentDecode(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if c, ok := Escape(s, i); ok {
			out = append(out, c)
			i += 2
		} else {
			out = append(out, s[i])
		}
	}
	return string(out)
}

// Escape reads the percent escape at offset i and reports whether there is one.
func Escape(s string, i int) (byte, bool) {
	if s[i] != '%' || i+2 >= len(s) {
		return 0, false
	}
	hi, lo := unhex(s[i+1]), unhex(s[i+2])
	if hi < 0 || lo < 0 {
		return 0, false
	}
	return byte(hi<<4 | lo), true
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// encoded appends one byte that was written literally at offset at.
func (b *builder) encoded(c byte, at int) {
	if unreserved[c] {
		b.Bytes = append(b.Bytes, c)
		b.note(Copied, at, at+1)
		return
	}
	b.Bytes = appendEscape(b.Bytes, c)
	b.note(Encoded, at, at+1)
}

// escaped appends the canonical form of the escape that stands at offset at.
func (b *builder) escaped(s string, i, at int, c byte) {
	if unreserved[c] {
		b.Bytes = append(b.Bytes, c)
		b.note(Decoded, at, at+3)
		return
	}
	rule := Copied
	if s[i+1] >= 'a' || s[i+2] >= 'a' {
		rule = HexRaised
	}
	b.Bytes = appendEscape(b.Bytes, c)
	b.note(rule, at, at+3)
}
