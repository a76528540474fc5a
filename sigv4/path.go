package sigv4

import "strings"

// path appends the canonical URI.
//
//	S3:    UriEncode(decoded path)               "/a b%7E%2Fc" -> "/a%20b~/c"
//	other: UriEncode(RemoveDotSegments(path))    "/a%20b/../c" -> "/c", "/a%20b" -> "/a%2520b"
//
// Amazon S3 API reference, "Signature calculations for the Authorization header";
// IAM user guide, "Create a signed AWS API request", canonical URI.
func (b *builder) path(path string, at int, f Flavor) {
	b.from(PartTarget, 0)
	if path == "" {
		b.added(SlashAdded, '/', at)
		return
	}
	if f.Normalize {
		b.normalized(path, at, f)
		return
	}
	b.pathRun(path, at, f)
}

func (b *builder) pathRun(s string, at int, f Flavor) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case unreserved[c] || c == '/':
			j := i + 1
			for j < len(s) && (unreserved[s[j]] || s[j] == '/') {
				j++
			}
			b.Bytes = append(b.Bytes, s[i:j]...)
			b.note(Copied, at+i, at+j)
			i = j - 1
		case f.EncodeTwice && c == '%':
			b.Bytes = append(b.Bytes, "%25"...)
			b.note(EncodedAgain, at+i, at+i+1)
		case c == '%':
			i += b.pathEscape(s, i, at+i)
		default:
			b.encoded(c, at+i)
		}
	}
}

// pathEscape appends what stands for the "%" at offset i of an S3 path and returns
// how many bytes after it that covered. S3 reads the key before it canonicalises:
// an escaped slash is a slash (aws4 1.13.2 aws4.js decodeSlashesInPath; so do MinIO,
// Tigris and Ceph: tigrisdata/storage#101, versity/versitygw#2047).
func (b *builder) pathEscape(s string, i, at int) int {
	c, ok := Escape(s, i)
	switch {
	case !ok:
		b.encoded('%', at)
		return 0
	case c == '/':
		b.Bytes = append(b.Bytes, '/')
		b.note(Decoded, at, at+3)
	default:
		b.escaped(s, i, at, c)
	}
	return 2
}

// normalized appends a path without its empty, "." and ".." segments. A path
// that ends with such a segment or with "/" keeps a final "/".
func (b *builder) normalized(path string, at int, f Flavor) {
	if !NeedsNormalizing(path) {
		b.pathRun(path, at, f)
		return
	}
	type segment struct{ from, to int }
	var kept []segment
	final := false
	for i := 0; i <= len(path); {
		j := strings.IndexByte(path[i:], '/')
		if j < 0 {
			j = len(path)
		} else {
			j += i
		}
		switch path[i:j] {
		case "", ".":
			final = true
		case "..":
			kept, final = kept[:max(0, len(kept)-1)], true
		default:
			kept, final = append(kept, segment{i, j}), false
		}
		i = j + 1
	}
	for _, s := range kept {
		b.slash(at+max(0, s.from-1), s.from > 0)
		b.pathRun(path[s.from:s.to], at+s.from, f)
	}
	if final || len(kept) == 0 {
		last := strings.LastIndexByte(path, '/')
		b.slash(at+max(0, last), last >= 0)
	}
}

func (b *builder) slash(at int, sent bool) {
	if sent {
		b.Bytes = append(b.Bytes, '/')
		b.note(Copied, at, at+1)
		return
	}
	b.added(SlashAdded, '/', at)
}

// NeedsNormalizing reports whether a path has empty, "." or ".." segments, or
// does not begin with "/".
func NeedsNormalizing(path string) bool {
	return !strings.HasPrefix(path, "/") || strings.Contains(path, "//") ||
		strings.Contains(path, "/./") || strings.Contains(path, "/../") ||
		strings.HasSuffix(path, "/.") || strings.HasSuffix(path, "/..")
}

// CanonicalPath returns the canonical URI of a raw path under a flavour.
func CanonicalPath(path string, f Flavor) string {
	var b builder
	b.path(path, 0, f)
	return string(b.Bytes)
}
