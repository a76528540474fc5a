package interop

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sigwhy/sigv4"
)

// The exceptions that several implementations share. Each is narrow: it acts only
// on the one part, and only where its condition holds.

// s3PathAsWritten: the escapes of an S3 path are signed as the caller wrote them.
func s3PathAsWritten(where string) exception {
	return exception{
		"S3 path as written", where, "the S3 guide asks for UriEncode of the path; callers of the SDK have done it before",
		func(s *sample, out *signed, p *parts) {
			if path := wirePath(out); sigv4.IsS3(s.Service) && sigv4.CanonicalPath(path, out.params.Flavor) == p.path {
				p.path = path
			}
		},
	}
}

// pathNotNormalized: dot and empty segments of other services' paths stay.
func pathNotNormalized(where string) exception {
	return exception{
		"path not normalised", where, "the IAM guide asks for RFC 3986 normalisation for every service but S3",
		func(s *sample, out *signed, p *parts) {
			if path := wirePath(out); !sigv4.IsS3(s.Service) && sigv4.NeedsNormalizing(path) {
				p.path = sigv4.UriEncode(path, true)
			}
		},
	}
}

func wirePath(out *signed) string {
	_, path, _, _, _ := sigv4.TargetParts(out.request.Target)
	return path
}

// pairsDropped: Go's net/url reads no pair with ";" or with a broken escape.
func pairsDropped(where string) exception {
	return exception{
		"pairs that net/url cannot read", where, "url.Values has no place for them; no service is known to drop them",
		func(_ *sample, out *signed, p *parts) {
			if query := strings.Join(readablePairs(out), "&"); query != strings.Join(allPairs(out), "&") {
				p.query = canonicalQuery(out, query)
			}
		},
	}
}

func allPairs(out *signed) []string {
	_, _, query, _, _ := sigv4.TargetParts(out.request.Target)
	return slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool { return pair == "" })
}

func readablePairs(out *signed) []string {
	return slices.DeleteFunc(allPairs(out), func(pair string) bool {
		_, err := url.ParseQuery(pair)
		return err != nil
	})
}

func canonicalQuery(out *signed, query string) string {
	if out.params.Carrier == sigv4.InQuery {
		return sigv4.CanonicalQuery(query)
	}
	s := sigv4.Compute(&sigv4.Request{Target: "/?" + query}, out.params)
	return s.Canonical.Part(s.Canonical.Query)
}

// sortedBeforeEncoding: parameters are in order of their decoded names, and those
// of one name in the order that value sorting gives (nil: order of sending).
func sortedBeforeEncoding(where string, valueOrder func(a, b string) int) exception {
	return exception{
		"query sorted before encoding", where, "the IAM guide sorts after encoding, by name and then by value",
		func(_ *sample, out *signed, p *parts) {
			type pair struct{ name, value string }
			var list []pair
			for _, text := range readablePairs(out) {
				name, value, _ := strings.Cut(text, "=")
				if name = sigv4.DecodeQuery(name); name != "X-Amz-Signature" || out.params.Carrier == sigv4.InHeader {
					list = append(list, pair{name, sigv4.DecodeQuery(value)})
				}
			}
			slices.SortStableFunc(list, func(a, b pair) int {
				if c := strings.Compare(a.name, b.name); c != 0 || valueOrder == nil {
					return c
				}
				return valueOrder(a.value, b.value)
			})
			var texts []string
			for _, q := range list {
				texts = append(texts, sigv4.UriEncode(q.name, false)+"="+sigv4.UriEncode(q.value, false))
			}
			if sameElements(texts, strings.Split(p.query, "&")) {
				p.query = strings.Join(texts, "&")
			}
		},
	}
}

// sameElements keeps an exception about order from explaining anything else.
func sameElements(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// valuesBy: header values are shaped by another function than trim and fold.
func valuesBy(name, where, why string, shape func(string) string) exception {
	return exception{
		name, where, why,
		func(_ *sample, out *signed, p *parts) {
			var b strings.Builder
			for line := range strings.Lines(p.headers) {
				name, _, _ := strings.Cut(line, ":")
				values := out.request.Header(name)
				for i := range values {
					values[i] = shape(values[i])
				}
				b.WriteString(name + ":" + strings.Join(values, ",") + "\n")
			}
			p.headers = b.String()
		},
	}
}

// trimUnicode is strings.TrimSpace of a value whose runs of spaces are folded.
func trimUnicode(v string) string { return strings.TrimSpace(sigv4.CanonicalValue(v)) }

// minioPath: minio-go signs an empty path as nothing, and every byte that is no
// UTF-8 as U+FFFD.
var minioPath = []exception{
	{
		"empty path signed as nothing", "minio-go pkg/s3utils/utils.go EncodePath", "the S3 guide: the canonical URI of an empty path is /",
		func(s *sample, _ *signed, p *parts) {
			if s.Path == "" && p.path == "/" {
				p.path = ""
			}
		},
	},
	{
		"path that is no UTF-8", "minio-go pkg/s3utils/utils.go EncodePath, range over runes", "UriEncode works on bytes",
		func(_ *sample, out *signed, p *parts) {
			if path := sigv4.PercentDecode(wirePath(out)); !utf8.ValidString(path) {
				p.path = sigv4.UriEncode(string([]rune(path)), true)
			}
		},
	},
}
