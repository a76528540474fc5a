package replay

import (
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sigwhy/sigv4"
)

// PathAttempts are about line 2 of the canonical request.
var PathAttempts = []Attempt{
	{code: "path-double-encoded", vary: func(m *Model) []Twist {
		if m.Flavor.EncodeTwice {
			return []Twist{depthTwist("path-triple-encoded", 3, "encodes the path three times, counted from the plain text")}
		}
		return []Twist{
			depthTwist("path-double-encoded-s3", 2, "percent-encodes the path twice, although S3 wants it once"),
			depthTwist("path-triple-encoded", 3, "percent-encodes the path three times, although S3 wants it once"),
		}
	}},
	{code: "path-not-double-encoded", vary: func(m *Model) []Twist {
		if !m.Flavor.EncodeTwice {
			return nil
		}
		return []Twist{
			depthTwist("path-single-encoded-nons3", 1, "signs the path as it is sent, although this service wants it percent-encoded once more"),
		}
	}},
	{code: "path-under-encoded", twists: []Twist{
		depthTwist("path-not-encoded", 0, "signs the path decoded"),
		styleTwist("path-encodeuri", "leaves $ & + , : ; = @ ! ' ( ) * raw in the path, as encodeURI does", leaving("$&+,:;=@!'()*")),
		styleTwist("path-js-component", "leaves ! ' ( ) * raw in the path, as encodeURIComponent does", leaving("!'()*")),
		styleTwist("path-plus-not-encoded", "leaves + raw in the path", leaving("+")),
		styleTwist("path-subdelims", "leaves the reserved characters that RFC 3986 allows in a path raw", leaving("$&+,:;=@!'()*/")),
		styleTwist("path-at-colon", "leaves : and @ raw in the path", leaving(":@")),
		styleTwist("path-equals", "leaves = raw in the path", leaving("=")),
		styleTwist("path-comma", "leaves , raw in the path", leaving(",")),
		styleTwist("path-star", "leaves * raw in the path", leaving("*")),
		styleTwist("path-non-ascii-raw", "leaves text outside ASCII raw in the path", lettersRaw),
		styleTwist("path-go-escaped", "leaves $ & + : = @ raw in the path, as Go's URL.EscapedPath does", leaving("$&+:=@")),
		styleTwist("path-url-class", "leaves all but blanks and non-ASCII raw in the path", leaving("$&+,:;=@!'()*[]|^%")),
	}},
	{code: "path-under-encoded", vary: rawInPath},
	{code: "unreserved-encoded", twists: []Twist{
		styleTwist("path-unreserved-encoded", "percent-encodes ~ in the path", encodingToo("~")),
		styleTwist("path-unreserved-encoded", "percent-encodes ~ and . in the path", encodingToo("~.")),
		styleTwist("path-unreserved-encoded", "percent-encodes - . _ ~ in the path", encodingToo("-._~")),
		styleTwist("path-unreserved-encoded", "percent-encodes - . _ in the path", encodingToo("-._")),
		styleTwist("path-unreserved-encoded", "percent-encodes . in the path", encodingToo(".")),
		styleTwist("path-unreserved-encoded", "percent-encodes _ in the path", encodingToo("_")),
		styleTwist("path-unreserved-encoded", "percent-encodes - in the path", encodingToo("-")),
		{
			Variant: "path-slash-encoded", slot: slotPathSlash,
			Says: "percent-encodes the / inside the path",
			turn: func(t *Trial) { t.p.slash = "%2F" },
		},
		{
			Variant: "path-slash-encoded", slot: slotPathSlash,
			Says: "percent-encodes every / of the path, the first one too",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return strings.ReplaceAll(p, "/", "%2F") }
			},
		},
		{
			Variant: "path-slash-encoded", slot: slotPathSlash,
			Says: "percent-encodes the / inside the object key",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return encodeSlashesAfter(p, 2) }
			},
		},
		{
			Variant: "path-slash-encoded-again", slot: slotPathSlash,
			Says: "percent-encodes the / inside the path, then encodes the whole once more",
			turn: func(t *Trial) { t.p.slash = "%252F" },
		},
	}},
	{code: "plus-for-space", twists: []Twist{
		styleTwist("path-plus-for-space", "writes a blank in the path as +", func(s string) string {
			return strings.ReplaceAll(canonicalStyle(s), "%20", "+")
		}),
		styleTwist("path-plus-read-as-space", "reads + in the path as a blank", func(s string) string {
			return canonicalStyle(strings.ReplaceAll(s, "+", " "))
		}),
		shapeTwist("path-plus-for-space", "writes a blank in the path as +, as form encoding does", func(p string) string {
			return strings.ReplaceAll(p, "%2520", "+")
		}),
		{
			Variant: "path-space-read-as-plus", slot: slotPathStyle,
			Says: "signs %2B where a blank is sent",
			turn: func(t *Trial) {
				t.p.style = func(s string) string { return canonicalStyle(strings.ReplaceAll(s, " ", "+")) }
			},
		},
		{Variant: "wire-path-plus", slot: slotPathSource, Says: "signs %20 where a raw + is sent", turn: func(t *Trial) {
			t.p.source = func(p string) string { return strings.ReplaceAll(p, "+", "%20") }
		}},
	}},
	{code: "plus-for-space", twists: rarely(
		sourceTwist("path-space-read-as-plus", "signs the path with + where %20 is sent", func(raw string) string {
			return strings.ReplaceAll(raw, "%20", "+")
		}),
	)},
	{code: "percent-hex-lowercase", twists: []Twist{
		{
			Variant: "path-lowercase-hex", slot: slotPathShape,
			Says: "writes percent escapes of the path in lower case",
			turn: func(t *Trial) { t.p.after = lowerEscapes },
		},
	}},
	{code: "path-normalized", vary: func(m *Model) []Twist {
		if m.Flavor.Normalize {
			return nil
		}
		return []Twist{
			{
				Variant: "path-normalised-s3", slot: slotPathSegments,
				Says: "removes empty, . and .. segments, although S3 takes the key as it is",
				turn: func(t *Trial) { t.p.normalize = to(removeDots) },
			},
			{
				Variant: "path-double-slash-merged-s3", slot: slotPathSegments,
				Says: "merges //, although S3 takes the key as it is",
				turn: func(t *Trial) { t.p.normalize = to(mergeSlashes) },
			},
			shapeTwist("path-cleaned-s3", "cleans the path as path.Clean and normpath do, although S3 takes the key as it is",
				cleaned),
		}
	}},
	{code: "path-not-normalized", vary: func(m *Model) []Twist {
		if !m.Flavor.Normalize {
			return nil
		}
		return []Twist{
			{
				Variant: "path-not-normalised-nons3", slot: slotPathSegments,
				Says: "keeps empty, . and .. segments, which this service removes",
				turn: func(t *Trial) { t.p.normalize = to(keepSegments) },
			},
			{
				Variant: "path-not-normalised-merged", slot: slotPathSegments,
				Says: "merges // but keeps . and .. segments",
				turn: func(t *Trial) { t.p.normalize = to(mergeSlashes) },
			},
			shapeTwist("path-not-normalised-nons3", "begins the path with //, which this service makes one of",
				func(p string) string { return "/" + p }),
		}
	}},
	{code: "xml-escaped", twists: rarely(
		Twist{Variant: "path-html-amp", slot: slotPathStyle, Says: "signs &amp; in place of & in the path, percent-encoded", turn: func(t *Trial) {
			t.p.style = func(s string) string { return canonicalStyle(strings.ReplaceAll(s, "&", "&amp;")) }
		}},
		Twist{Variant: "path-html-amp", slot: slotPathShape, Says: "signs &amp; in place of & in the path", turn: func(t *Trial) {
			t.p.after = func(p string) string { return strings.NewReplacer("&", "&amp;", "%26", "&amp;").Replace(p) }
		}},
	)},
	{code: "path-under-encoded", twists: rarely(
		shapeTwist("path-decoded-twice", "decodes the path twice before encoding it", func(p string) string {
			return sigv4.UriEncode(sigv4.PercentDecode(sigv4.PercentDecode(p)), true)
		}),
	)},
	{code: "path-missing-component", twists: partsOfPath()},
	{code: "path-mismatch", twists: oddPathShapes(), vary: slashesBetween},
	{code: "path-mismatch", twists: []Twist{
		shapeTwist("path-trailing-slash-dropped", "drops the / at the end of the path", func(p string) string {
			return strings.TrimSuffix(p, "/")
		}),
		shapeTwist("path-trailing-slash-added", "adds a / at the end of the path", func(p string) string { return p + "/" }),
		shapeTwist("path-empty", "leaves the path line empty", func(string) string { return "" }),
		shapeTwist("path-no-leading-slash", "leaves out the / at the beginning of the path", func(p string) string {
			return strings.TrimPrefix(p, "/")
		}),
		shapeTwist("path-leading-slash-doubled", "begins the path with //", func(p string) string { return "/" + p }),
		shapeTwist("path-case-folded", "puts the path in lower case", strings.ToLower),
		{Variant: "path-is-url", slot: slotPathShape, Says: "signs the whole URL as the path", turn: func(t *Trial) {
			t.p.after = func(p string) string { return "https://" + t.Host + p }
		}},
		{Variant: "path-is-url", slot: slotPathShape, Says: "signs the whole URL as the path", turn: func(t *Trial) {
			t.p.after = func(p string) string { return "http://" + t.Host + p }
		}},
		{Variant: "path-is-url", slot: slotPathShape, Says: "signs the host name as the path", turn: func(t *Trial) {
			t.p.after = func(string) string { return t.Host }
		}},
		{Variant: "path-is-url", slot: slotPathShape, Says: "signs host and path as the path", turn: func(t *Trial) {
			t.p.after = func(p string) string { return t.Host + p }
		}},
		shapeTwist("path-fragment-included", "signs a #fragment with the path", func(p string) string { return p + "#top" }),
	}},
	{code: "query-in-path", twists: []Twist{
		{
			Variant: "path-includes-query", slot: slotPathShape,
			Says: "signs path and query together as the path, and an empty query",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return p + "?" + t.rawQuery() }
				t.q.after = func(string) string { return "" }
			},
		},
		{
			Variant: "path-includes-query", slot: slotPathShape,
			Says: "signs the query behind the path, besides its own line",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return p + "?" + t.rawQuery() }
			},
		},
		{
			Variant: "path-includes-query-encoded", slot: slotPathShape,
			Says: "signs the query behind the path, with ? encoded",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return p + sigv4.UriEncode("?"+t.rawQuery(), true) }
				t.q.after = func(string) string { return "" }
			},
		},
	}},
	{code: "query-in-path", twists: rarely(
		Twist{
			Variant: "path-includes-query", slot: slotPathShape,
			Says: "signs the canonical query behind the path, and an empty query",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return p + "?" + newTrial(t.Model).queryText() }
				t.q.after = func(string) string { return "" }
			},
		},
		Twist{
			Variant: "path-includes-query", slot: slotPathShape,
			Says: "signs the canonical query behind the path, besides its own line",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return p + "?" + newTrial(t.Model).queryText() }
			},
		},
		Twist{
			Variant: "path-includes-query", slot: slotPathShape,
			Says: "signs the query of the URL behind the path, as it was before the X-Amz- parameters came to it",
			turn: func(t *Trial) {
				t.p.after = func(p string) string { return strings.TrimSuffix(p+"?"+t.plainQuery(), "?") }
			},
		},
	)},
	{code: "path-double-encoded", twists: []Twist{
		sourceTwist("path-reencoded", "encodes twice what is sent raw in the path", func(raw string) string {
			segments := strings.Split(raw, "/")
			for i, s := range segments {
				segments[i] = canonicalStyle(sigv4.PercentDecode(s))
			}
			return strings.Join(segments, "/")
		}),
	}},
	{code: "path-reencoded-after-signing", vary: slashesDecodedOnWay},
	{code: "path-missing-component", vary: missingComponents},
	{code: "addressing-style-mismatch", vary: addressingStyles},
	{code: "path-prefix-rewritten", vary: func(m *Model) []Twist {
		var out []Twist
		for i, p := range []string{"/proxy", "/s3", "/api", "/v1", "/storage", "/minio", "/dev", "/prod", "/stage"} {
			if !strings.HasPrefix(m.Path, p+"/") {
				w := sourceTwist("path-prefix-changed-by-proxy", "signs the path with "+p+" in front", func(raw string) string { return p + raw })
				w.rare = i > 5
				out = append(out, w)
			}
		}
		return out
	}},
	{code: "non-ascii-encoded-differently", vary: func(m *Model) []Twist {
		return []Twist{
			letterTwist(m, "path-latin1", "encodes letters outside ASCII from ISO-8859-1 bytes", Latin1),
			letterTwist(m, "path-unicode-form", "signs letters outside ASCII in decomposed form (NFD)", norm.NFD.String),
			letterTwist(m, "path-unicode-form", "signs letters outside ASCII in composed form (NFC)", norm.NFC.String),
			letterTwist(m, "path-utf8-twice", "encodes text as UTF-8 twice", utf8Twice),
		}
	}},
	// last of all: where a narrower mistake gives the same bytes, that one is named
	{code: "path-under-encoded", twists: []Twist{
		{
			Variant: "path-as-sent", slot: slotPathDepth,
			Says: "signs the path as it is sent, without putting its escapes into canonical form",
			turn: func(t *Trial) { t.p.depth = to(-1) },
		},
	}},
}

func depthTwist(variant string, depth int, says string) Twist {
	return Twist{Variant: variant, slot: slotPathDepth, Says: says, turn: func(t *Trial) { t.p.depth = to(depth) }}
}

func styleTwist(variant, says string, s style) Twist {
	return Twist{Variant: variant, slot: slotPathStyle, Says: says, turn: func(t *Trial) { t.p.style = s }}
}

// cleaned is a path with dot segments as libraries for files clean it; others have but the
// slash at their end to lose.
func cleaned(p string) string {
	if !strings.Contains(p+"/", "/./") && !strings.Contains(p+"/", "/../") {
		return p
	}
	return path.Clean(p)
}

// letterTwist changes the letters of the path before they are encoded. Services that
// want the path as sent encoded once more have them encoded already.
func letterTwist(m *Model, variant, says string, f func(string) string) Twist {
	if !m.Flavor.EncodeTwice {
		return styleTwist(variant, says, func(s string) string { return canonicalStyle(f(s)) })
	}
	return sourceTwist(variant, says, func(raw string) string {
		if !strings.Contains(raw, "%") {
			return raw
		}
		segments := strings.Split(raw, "/")
		for i, s := range segments {
			if plain := sigv4.PercentDecode(s); !IsASCII(plain) {
				segments[i] = canonicalStyle(f(plain))
			}
		}
		return strings.Join(segments, "/")
	})
}

func shapeTwist(variant, says string, after func(string) string) Twist {
	return Twist{Variant: variant, slot: slotPathShape, Says: says, turn: func(t *Trial) { t.p.after = after }}
}

func sourceTwist(variant, says string, source func(string) string) Twist {
	return Twist{Variant: variant, slot: slotPathSource, Says: says, turn: func(t *Trial) { t.p.source = source }}
}

// leaving is UriEncode that leaves some reserved characters raw.
func leaving(raw string) style {
	return func(s string) string { return encodeBut(s, raw, "") }
}

// encodingToo is UriEncode that encodes some unreserved characters, too.
func encodingToo(chars string) style {
	return func(s string) string { return encodeBut(s, "", chars) }
}

func encodeBut(s, raw, encoded string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		keep := sigv4.IsUnreserved(c) && strings.IndexByte(encoded, c) < 0 || strings.IndexByte(raw, c) >= 0
		if keep {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + string("0123456789ABCDEF"[c>>4]) + string("0123456789ABCDEF"[c&15]))
		}
	}
	return b.String()
}

func encodeSlashesAfter(p string, keep int) string {
	parts := strings.SplitN(p, "/", keep+1)
	if len(parts) <= keep {
		return p
	}
	return strings.Join(parts[:keep], "/") + "/" + strings.ReplaceAll(parts[keep], "/", "%2F")
}

func lowerEscapes(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := []byte(s)
	for i := range b {
		if _, ok := sigv4.Escape(s, i); ok {
			copy(b[i+1:i+3], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}

// Latin1 puts text into ISO-8859-1 where every letter has a byte there.
func Latin1(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > 0xFF {
			return s
		}
		b.WriteByte(byte(r))
	}
	return b.String()
}

// utf8Twice reads UTF-8 bytes as ISO-8859-1 and encodes them as UTF-8 again.
func utf8Twice(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// missingComponents leaves out the first parts of the path: the bucket of a
// path-style request, the stage of an API, a base path.
func missingComponents(m *Model) []Twist {
	trimmed := strings.TrimPrefix(m.Path, "/")
	if trimmed == "" {
		return nil
	}
	first, _, _ := strings.Cut(trimmed, "/")
	what := "the first part of the path"
	if sigv4.IsS3(m.scope.Service) {
		what = "the bucket"
	}
	out := []Twist{sourceTwist("path-bucket-missing", "signs the path without "+what+" (/"+first+")", withoutFirst)}
	if strings.Count(strings.TrimSuffix(trimmed, "/"), "/") > 1 {
		out = append(out, sourceTwist("path-prefix-missing", "signs the path without its first two parts", func(raw string) string { return withoutFirst(withoutFirst(raw)) }))
	}
	if !strings.HasSuffix(m.Path, "/") && strings.Contains(trimmed, "/") {
		out = append(out, sourceTwist("path-key-missing", "signs only the first part of the path", func(string) string { return "/" + first }))
	}
	return append(out, sourceTwist("path-missing", "signs / in place of the path", func(string) string { return "/" }))
}

func withoutFirst(raw string) string {
	i := strings.IndexByte(strings.TrimPrefix(raw, "/"), '/')
	if i < 0 {
		return "/"
	}
	return strings.TrimPrefix(raw, "/")[i:]
}

// addressingStyles signs the bucket in the path although it is in the host, or
// in the host although it is in the path, or in both.
func addressingStyles(m *Model) []Twist {
	if !sigv4.IsS3(m.scope.Service) {
		return nil
	}
	var out []Twist
	if bucket, endpoint := m.Bucket, m.Endpoint; endpoint != "" {
		out = append(out,
			sourceTwist("path-bucket-doubled", "signs /"+bucket+" in the path although the bucket is in the host",
				func(raw string) string { return "/" + bucket + raw }),
			Twist{
				Variant: "host-bucket-style", slot: slotPathSource,
				Says: "signs a path-style request, a virtual-hosted one is sent",
				turn: func(t *Trial) {
					t.p.source = func(raw string) string { return "/" + bucket + raw }
					t.setHeader("host", endpoint)
				},
			},
			valueTwist("host-bucket-style", "host", endpoint, "signs the host without the bucket"))
	}
	bare, _ := sigv4.SplitHost(m.Host)
	first, _, _ := strings.Cut(strings.TrimPrefix(m.Path, "/"), "/")
	if first != "" && !strings.HasPrefix(m.Host, first+".") {
		out = append(out,
			Twist{
				Variant: "host-bucket-style", slot: slotPathSource,
				Says: "signs a virtual-hosted request, a path-style one is sent",
				turn: func(t *Trial) {
					t.p.source = withoutFirst
					t.setHeader("host", first+"."+bare)
				},
			},
			Twist{
				Variant: "host-bucket-style", slot: slotPathSource,
				Says: "signs a virtual-hosted request, a path-style one is sent",
				turn: func(t *Trial) {
					t.p.source = withoutFirst
					t.setHeader("host", first+"."+m.Host)
				},
			},
			valueTwist("host-bucket-style", "host", first+"."+m.Host, "signs the host with the bucket in front although the bucket is in the path"))
	}
	return out
}

// slashesDecodedOnWay sign an escaped slash where a slash is sent: what sends the request
// decodes it in the one segment that held it, as /topics/a%2Fb.
func slashesDecodedOnWay(m *Model) []Twist {
	var out []Twist
	for i := 1; i < len(m.Path); i++ {
		if m.Path[i] == '/' && len(out) < 10 {
			w := sourceTwist("path-slash-decoded", "signs %2F in the path where the / before "+m.Path[i+1:]+" is sent", func(raw string) string {
				return raw[:min(i, len(raw))] + "%2F" + raw[min(i+1, len(raw)):]
			})
			out = append(out, w)
		}
	}
	if !m.Flavor.EncodeTwice {
		return nil // S3 takes both for one
	}
	return rarely(out...)
}

func (t *Trial) setHeader(name, value string) {
	t.h.value = append(t.h.value, [2]string{name, value})
}

func valueTwist(variant, header, value, says string) Twist {
	return Twist{Variant: variant, slot: slotValue, header: header, Says: says, turn: func(t *Trial) { t.setHeader(header, value) }}
}
