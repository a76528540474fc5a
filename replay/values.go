package replay

import (
	"mime"
	"slices"
	"strconv"
	"strings"
	"time"

	"sigwhy/sigv4"
)

// ValueAttempts are about the value that one header had when it was signed.
var ValueAttempts = []Attempt{
	{code: "host-port-mismatch", vary: func(m *Model) []Twist {
		bare, port := sigv4.SplitHost(m.Host)
		var out []Twist
		if port != "" && port != "443" && port != "80" {
			out = append(out, valueTwist("host-port-missing", "host", bare, "signs the host without its port :"+port))
		}
		for _, p := range []string{"9001", "9000", "80", "443", "8000", "8080", "8443", "4566", "3000", "5000", "9090", "7480", "8333", "3900"} {
			if port != "" && p != port {
				out = append(out, rarely(valueTwist("host-port-other", "host", bare+":"+p, "signs the host with the port :"+p+", another is sent"))...)
			}
		}
		if port == "" {
			for _, p := range []string{"9000", "8080", "8000", "4566", "8443", "9200", "3000", "5000"} {
				out = append(out, valueTwist("host-port-added", "host", bare+":"+p, "signs the host with the port :"+p+", which is not sent"))
			}
		}
		return out
	}},
	{code: "host-default-port", vary: func(m *Model) []Twist {
		bare, port := sigv4.SplitHost(m.Host)
		if port == "" {
			return []Twist{
				valueTwist("host-default-port-included", "host", bare+":443", "signs the host with :443, which is not sent"),
				valueTwist("host-default-port-included", "host", bare+":80", "signs the host with :80, which is not sent"),
			}
		}
		if port == "443" || port == "80" {
			return []Twist{
				valueTwist("host-default-port-missing", "host", bare, "signs the host without the default port :"+port),
			}
		}
		return nil
	}},
	{code: "host-mismatch", vary: otherHosts},
	{code: "host-is-url", vary: func(m *Model) []Twist {
		return []Twist{
			rarely(valueTwist("host-scheme-in-value", "host", m.Host+m.firstOfPath(), "signs the host with the first part of the path"))[0],
			valueTwist("host-scheme-in-value", "host", "https://"+m.Host, "signs https:// with the host"),
			valueTwist("host-scheme-in-value", "host", "http://"+m.Host, "signs http:// with the host"),
			valueTwist("host-scheme-in-value", "host", m.Host+"/", "signs the host with a / at its end"),
			valueTwist("host-scheme-in-value", "host", m.Host+m.Path, "signs host and path as the host"),
			valueTwist("host-scheme-in-value", "host", "https://"+m.Host+m.Path, "signs the whole URL as the host"),
			valueTwist("host-scheme-in-value", "host", "https://"+m.Host+"/", "signs the URL as the host"),
		}
	}},
	{code: "host-not-signed", vary: func(m *Model) []Twist {
		return []Twist{
			valueTwist("host-empty", "host", "", "signs an empty host"),
			dropTwist("host-not-signed", "signs without host", "host", true, true),
		}
	}},
	{code: "content-type-mismatch", vary: contentTypes},
	{code: "content-length-mismatch", vary: func(m *Model) []Twist { return contentLengths(m) }},
	{code: "accept-encoding-rewritten", vary: func(m *Model) []Twist {
		return others(m, "accept-encoding", "accept-encoding-signed",
			"identity", "gzip", "", "gzip, deflate", "gzip, deflate, br", "gzip,deflate", "deflate, gzip", "*",
			"gzip, br", "br, gzip, deflate", "identity, gzip", "identity,gzip(gfe)", "gzip, deflate, br, zstd")
	}},
	{code: "hop-by-hop-header-signed", vary: func(m *Model) []Twist {
		out := others(m, "connection", "hop-by-hop-signed",
			"close", "keep-alive", "Keep-Alive", "", "Close", "upgrade", "Upgrade")
		out = append(out, others(m, "expect", "hop-by-hop-signed", "100-continue", "")...)
		out = append(out, others(m, "te", "hop-by-hop-signed", "trailers", "")...)
		return append(out, others(m, "transfer-encoding", "hop-by-hop-signed", "chunked", "")...)
	}},
	{code: "volatile-header-signed", vary: func(m *Model) []Twist {
		out := others(m, "user-agent", "user-agent-signed",
			"", "python-requests/2.31.0", "Go-http-client/1.1", "curl/8.5.0", "Mozilla/5.0", "axios/1.6.0", "node-fetch",
			"okhttp/4.9.0", "Boto3", "aws-sdk", "example/1.0 (test)")
		for _, n := range m.Names {
			if IsVolatile(n) && n != "user-agent" {
				out = append(out, valueTwist("trace-header-signed", n, "", "signs an empty "+n))
			}
		}
		return append(out, others(m, "authorization", "authorization-signed", "")...)
	}},
	{code: "string-to-sign-date-mismatch", vary: func(m *Model) []Twist {
		if len(m.Values["date"]) > 0 || slices.Contains(m.Names, "date") {
			return nil
		}
		t, ok := sigv4.ParseDate(m.date)
		if !ok || !slices.Contains(m.Names, "x-amz-date") {
			return nil
		}
		return []Twist{{Variant: "date-header-rfc1123-signed", slot: slotHeaderSet, Says: "signs a Date header in place of x-amz-date", turn: func(tr *Trial) {
			swap := func(n []string) []string {
				n = slices.DeleteFunc(n, func(o string) bool { return o == "x-amz-date" })
				return sigv4.SortedNames(append(n, "date"))
			}
			tr.h.names, tr.h.listed = chainFirst(swap, tr.h.names), chainFirst(swap, tr.h.listed)
			tr.setHeader("date", t.Format(httpDate))
		}}}
	}},
	{code: "string-to-sign-date-mismatch", vary: signedDates},
	{code: "session-token-recoded", vary: func(m *Model) []Twist {
		v, ok := m.Header("x-amz-security-token")
		if !ok || m.Carrier == sigv4.InQuery {
			return nil
		}
		return different(m, "x-amz-security-token", "security-token-urlencoded", v, map[string]string{
			sigv4.UriEncode(v, false):         "signs the session token percent-encoded",
			sigv4.PercentDecode(v):            "signs the session token percent-decoded",
			strings.ReplaceAll(v, "+", " "):   "signs the session token with blanks in place of +",
			strings.ReplaceAll(v, " ", "+"):   "signs the session token with + where blanks are sent",
			strings.TrimRight(v, "="):         "signs the session token without its =",
			strings.ReplaceAll(v, "/", "%2F"): "signs the session token with / encoded",
		})
	}},
	{code: "session-token-invalid", vary: func(m *Model) []Twist {
		var out []Twist
		for _, h := range []string{"x-amz-security-token", "x-amz-s3session-token"} {
			if _, ok := m.Header(h); ok {
				out = append(out, valueTwist("security-token-empty", h, "", "signs an empty session token"))
			}
		}
		return out
	}},
	{code: "session-token-not-signed", vary: func(m *Model) []Twist {
		if !slices.Contains(m.Names, "x-amz-security-token") {
			return nil
		}
		return []Twist{
			dropTwist("security-token-not-signed", "signs without x-amz-security-token, which SignedHeaders names", "x-amz-security-token", true, true),
		}
	}},
	{code: "non-ascii-encoded-differently", vary: func(m *Model) []Twist {
		var out []Twist
		for _, n := range m.Names {
			v, _ := m.Header(n)
			if plain, err := new(mime.WordDecoder).DecodeHeader(v); err == nil && plain != v {
				out = append(out, valueTwist("header-non-ascii", n, plain, "signs "+n+" in UTF-8, where it is sent as RFC 2047 encodes it"))
			}
			if !IsASCII(v) {
				out = append(out, different(m, n, "header-non-ascii", v, map[string]string{
					Latin1(v):                         "signs " + n + " from ISO-8859-1 bytes",
					utf8Twice(v):                      "signs " + n + " from UTF-8 bytes, another charset is sent",
					sigv4.UriEncode(v, false):         "signs " + n + " percent-encoded",
					strings.Map(dropNonASCII, v):      "signs " + n + " without the letters outside ASCII",
					questionMarks(v):                  "signs " + n + " with ? for letters outside ASCII",
					mime.BEncoding.Encode("UTF-8", v): "signs " + n + " as RFC 2047 encodes it, where it is sent raw",
					mime.QEncoding.Encode("utf-8", v): "signs " + n + " as RFC 2047 encodes it, where it is sent raw",
				})...)
			}
		}
		return out
	}},
}

// OtherValueAttempts come after the mistakes that have a name of their own.
var OtherValueAttempts = []Attempt{
	{code: "header-changed-after-signing", vary: func(m *Model) []Twist {
		var out []Twist
		for _, n := range m.Names {
			v, sent := m.Header(n)
			if !sent || special[n] {
				continue
			}
			out = append(out, different(m, n, "header-value-changed", v, map[string]string{
				sigv4.PercentDecode(v):   "signs " + n + " percent-decoded",
				sigv4.UriEncode(v, true): "signs " + n + " percent-encoded",
				strings.Trim(v, `"`):     "signs " + n + " without its quotes",
				`"` + v + `"`:            "signs " + n + " in quotes",
				"":                       "signs an empty " + n,
				strings.ToLower(v):       "signs " + n + " in lower case",
			})...)
			if n == "x-amz-acl" {
				out = append(out, rarely(others(m, n, "header-value-changed", cannedACLs...)...)...)
			}
		}
		return out
	}},
	{code: "header-value-lowercased", vary: func(m *Model) (out []Twist) {
		for _, n := range m.Names {
			if v, _ := m.Header(n); special[n] && n != "host" && n != "content-type" && strings.ToLower(v) != v {
				out = append(out, valueTwist("header-value-lowercased", n, strings.ToLower(v), "signs the value of "+n+" alone in lower case"))
			}
		}
		return rarely(out...)
	}},
	{code: "signed-header-not-sent", vary: func(m *Model) []Twist {
		var out []Twist
		for _, n := range m.Names {
			if _, sent := m.Header(n); sent {
				continue
			}
			for _, v := range usualValues(m, n) {
				w := valueTwist("signed-header-absent", n, v, "signs "+n+":"+v+", which is not sent")
				w.Code = absentCodes[n]
				out = append(out, w)
			}
		}
		return out
	}},
}

// httpDate is the layout of a Date header.
const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// signedDates sign another x-amz-date than the one sent: alone, and on both lines that
// a clock which was read before goes into.
func signedDates(m *Model) []Twist {
	t, ok := sigv4.ParseDate(m.date)
	if v, sent := m.Header("x-amz-date"); !ok || !sent || v != m.date || !slices.Contains(m.Names, "x-amz-date") {
		return nil
	}
	out := rarely(otherDateLines(t)...)
	out = append(out, rarely(
		valueTwist("date-header-form", "x-amz-date", t.Format("2006-01-02T15:04:05Z"), "signs x-amz-date with - and :"),
		valueTwist("date-header-form", "x-amz-date", t.Format(httpDate), "signs an HTTP date as x-amz-date"),
	)...)
	for _, zone := range zones {
		v := t.Add(time.Duration(zone * float64(time.Hour))).Format(sigv4.DateLayout)
		out = append(out, rarely(Twist{
			Variant: "sts-date-local", slot: slotValue, header: "x-amz-date",
			Says: "puts the local time of " + utcZone(zone) + ", marked Z, into header line and string to sign",
			turn: func(t *Trial) {
				t.setHeader("x-amz-date", v)
				t.s.date = &v
			},
		})...)
	}
	for _, d := range []time.Duration{-time.Second, time.Second} {
		v, off := t.Add(d).Format(sigv4.DateLayout), strconv.Itoa(int(d/time.Second))
		out = append(out, rarely(
			valueTwist("date-two-clock-reads", "x-amz-date", v, "read the clock twice: the header line of x-amz-date is "+off+" s off the date sent"),
			Twist{
				Variant: "date-two-clock-reads", slot: slotValue, header: "x-amz-date",
				Says: "read the clock twice: all that is signed is " + off + " s off the date sent",
				turn: func(t *Trial) {
					t.setHeader("x-amz-date", v)
					t.s.date = &v
				},
			})...)
	}
	return out
}

// otherDateLines sign an x-amz-date of another form.
func otherDateLines(t time.Time) []Twist {
	forms := append(oddTimes(t),
		[2]string{t.Format("20060102"), "as the day alone"}, [2]string{t.Format("20060102T150405"), "without Z"},
		[2]string{strings.ToLower(t.Format(sigv4.DateLayout)), "in small letters"}, [2]string{t.Format("2006-01-02T15:04:05.000Z"), "as toISOString does"},
		[2]string{t.Format("20060102T150405.000Z"), "with milliseconds"}, [2]string{strconv.FormatInt(t.Unix(), 10), "as seconds since 1970"}, [2]string{"", "empty"})
	var out []Twist
	for _, v := range forms {
		out = append(out, valueTwist("date-header-form", "x-amz-date", v[0], "signs an x-amz-date written "+v[1]))
	}
	return out
}

// absentCodes name signed headers that do not arrive by what is known of them.
var absentCodes = map[string]string{
	"connection": "hop-by-hop-header-signed", "content-length": "content-length-mismatch",
	"date": "string-to-sign-date-mismatch",
}

// special headers have mistakes of their own.
var special = map[string]bool{
	"host": true, "content-type": true, "content-length": true, "accept-encoding": true, "connection": true,
	"expect": true, "te": true,
	"transfer-encoding": true, "user-agent": true, "authorization": true, "x-amz-security-token": true,
	"x-amz-date": true, "x-amz-content-sha256": true,
}

// ValueTwists are those of some twists that can change the value of one header. For a
// header that has mistakes of its own, those come first.
func ValueTwists(twists []*Twist, header string) []*Twist {
	var own, general []*Twist
	for _, w := range twists {
		switch w.slot {
		case slotValue:
			if w.header == header {
				own = append(own, w)
			}
		case slotHeaderTrim, slotHeaderJoin, slotHeaderLower:
			general = append(general, w)
		}
	}
	if special[header] {
		return append(own, general...)
	}
	return append(general, own...)
}

// IsVolatile tells headers that clients and hops rewrite.
func IsVolatile(name string) bool {
	switch name {
	case "user-agent", "via", "forwarded", "x-amzn-trace-id", "traceparent", "tracestate", "authorization", "x-real-ip", "cf-ray", "cf-connecting-ip",
		"x-request-id", "x-cloud-trace-context", "x-amz-cf-id", "cdn-loop", "cookie", "x-b3-traceid", "x-b3-spanid":
		return true
	}
	return strings.HasPrefix(name, "x-forwarded-") || strings.HasPrefix(name, "x-envoy-") || strings.HasPrefix(name, "x-datadog-")
}

// Header returns the canonical value of a header and whether it is sent.
func (m *Model) Header(name string) (string, bool) {
	raw, ok := m.Values[name]
	if !ok {
		return "", false
	}
	values := make([]string, len(raw))
	for i, v := range raw {
		values[i] = sigv4.CanonicalValue(v)
	}
	return strings.Join(values, ","), true
}

// others lists twists that sign a header with other usual values, if it is signed and sent.
func others(m *Model, header, variant string, values ...string) []Twist {
	if !slices.Contains(m.Names, header) {
		return nil
	}
	sent, ok := m.Header(header)
	if !ok {
		return nil
	}
	var out []Twist
	for _, v := range values {
		if v != sent {
			out = append(out, valueTwist(variant, header, v, "signs "+header+":"+v+", another value is sent"))
		}
	}
	return out
}

// different lists twists for those values that are not the one sent, in a fixed order.
func different(m *Model, header, variant, sent string, values map[string]string) []Twist {
	var out []Twist
	for _, v := range slices.Sorted(mapKeys(values)) {
		if v != sent {
			out = append(out, valueTwist(variant, header, v, values[v]))
		}
	}
	return out
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// firstOfPath is the first part of the path, with its slash.
func (m *Model) firstOfPath() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(m.Path, "/"), "/")
	return "/" + first
}

// cannedACLs are those of S3, the commonest first.
var cannedACLs = []string{
	"public-read", "private", "bucket-owner-full-control", "public-read-write", "authenticated-read", "bucket-owner-read",
	"aws-exec-read", "log-delivery-write",
}

func usualValues(m *Model, name string) []string {
	switch name {
	case "content-type":
		return []string{
			"application/json", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain",
			"application/xml", "application/x-amz-json-1.0", "application/x-amz-json-1.1",
			"application/x-www-form-urlencoded; charset=utf-8", "application/json; charset=utf-8", "binary/octet-stream",
			"image/png", "image/jpeg",
		}
	case "content-length":
		return []string{"0", strconv.Itoa(len(m.Body))}
	case "connection":
		return []string{"close", "keep-alive", "Keep-Alive"}
	case "accept-encoding":
		return []string{"identity", "gzip"}
	case "x-amz-content-sha256":
		return []string{sigv4.EmptyHash, sigv4.UnsignedPayload, m.Payload}
	case "x-amz-date":
		return []string{m.date}
	case "date":
		if t, ok := sigv4.ParseDate(m.date); ok {
			return []string{t.Format(httpDate)}
		}
	case "x-amz-acl":
		return cannedACLs[:3]
	case "user-agent":
		return []string{"aws-sdk", "Go-http-client/1.1"}
	}
	return nil
}

func contentTypes(m *Model) []Twist {
	sent, ok := m.Header("content-type")
	if !ok || !slices.Contains(m.Names, "content-type") {
		return nil
	}
	bare, _, _ := strings.Cut(sent, ";")
	bare = strings.TrimSpace(bare)
	values := []string{
		bare, bare + "; charset=utf-8", bare + "; charset=UTF-8", bare + ";charset=utf-8", bare + ";charset=UTF-8", bare + ";charset=ISO-8859-1",
		strings.ReplaceAll(sent, "; ", ";"), strings.ReplaceAll(sent, ";", "; "), strings.ToLower(sent), "",
		strings.Replace(sent, "utf-8", "UTF-8", 1), strings.Replace(sent, "UTF-8", "utf-8", 1),
	}
	values = append(values, usualValues(m, "content-type")...)
	return others(m, "content-type", "content-type-changed", unique(values)...)
}

func contentLengths(m *Model) []Twist {
	values := []string{"0", ""}
	if m.BodyKnown {
		values = append(values, strconv.Itoa(len(m.Body)))
	}
	if sent, ok := m.Header("content-length"); ok {
		if n, err := strconv.Atoi(sent); err == nil {
			values = append(values, strconv.Itoa(n+1), strconv.Itoa(max(0, n-1)), strconv.Itoa(n+2))
		}
	}
	return others(m, "content-length", "content-length-signed", unique(values)...)
}

func unique(values []string) []string {
	var out []string
	for _, v := range values {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// IsASCII reports whether a text has no bytes above 0x7F.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func dropNonASCII(r rune) rune {
	if r >= 0x80 {
		return -1
	}
	return r
}

func questionMarks(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return '?'
		}
		return r
	}, s)
}
