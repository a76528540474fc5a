package diagnose

import (
	"slices"
	"strconv"
	"strings"

	"sigwhy/sigv4"
)

// writeRequest writes a request as it goes over the wire.
func writeRequest(r *sigv4.Request) string {
	var b strings.Builder
	_, path, query, _, queryAt := sigv4.TargetParts(r.Target)
	if path == "" {
		path = "/"
	}
	b.WriteString(r.Method + " " + path)
	if queryAt >= 0 {
		b.WriteString("?" + query)
	}
	b.WriteString(" HTTP/1.1\r\n")
	host, known := r.Host()
	h2 := slices.ContainsFunc(r.Fields, func(f sigv4.Field) bool { return f.Name == ":authority" })
	if known && (h2 || len(r.Header("host")) == 0) {
		b.WriteString("Host: " + host + "\r\n")
	}
	for _, f := range r.Fields {
		if strings.HasPrefix(f.Name, ":") || h2 && strings.EqualFold(f.Name, "host") {
			continue // the Host line says what :authority did
		}
		b.WriteString(f.Name + ": " + strings.TrimLeft(f.Value, " ") + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(r.Body.Bytes)
	return b.String()
}

// withLength is a request with the header without which a server reads no body.
func withLength(r *sigv4.Request) *sigv4.Request {
	if r.Body.State != sigv4.BodyKnown ||
		len(r.Body.Bytes) == 0 ||
		len(r.Header("content-length"))+len(r.Header("transfer-encoding")) > 0 {
		return r
	}
	with := *r
	with.Fields = append(slices.Clone(r.Fields), sigv4.Field{
		Name:  "Content-Length",
		Value: " " + strconv.Itoa(len(r.Body.Bytes)),
	})
	return &with
}

// absolute is the URL of a request.
func absolute(r *sigv4.Request) string {
	if strings.Contains(r.Target, "://") {
		return r.Target
	}
	host, _ := r.Host()
	scheme := "https://"
	if p := portOf(host); p != "" && p != "443" {
		scheme = "http://"
	}
	return scheme + host + r.Target
}

// curl writes a request as a curl command for a POSIX shell that sends it as it
// is: nothing globbed, no path shortened, no header added that was not asked for.
// The body is given in the command where it is text.
func curl(r *sigv4.Request) string {
	var b strings.Builder
	url := absolute(r)
	b.WriteString("curl" + curlFlags(r.Method, url) + " " + shellQuote(url))
	authority, _, _, _, _ := sigv4.TargetParts(r.Target)
	body := r.Body.State == sigv4.BodyKnown && len(r.Body.Bytes) > 0
	typed := false
	for _, f := range r.Fields {
		n, v := lower(f.Name), strings.TrimSpace(f.Value)
		if strings.ContainsAny(v, "\r\n") {
			v = sigv4.CanonicalValue(v) // a header on several lines
		}
		typed = typed || n == "content-type"
		if n == "host" && (authority == "" || authority == v) ||
			n == "content-length" && (body || v != "0") ||
			strings.HasPrefix(n, ":") {
			continue
		}
		if v == "" {
			b.WriteString(" \\\n  -H " + shellQuote(f.Name+";")) // curl's way to send a header without value
			continue
		}
		b.WriteString(" \\\n  -H " + shellQuote(f.Name+": "+v))
	}
	unknown := r.Body.State == sigv4.BodyUnknown && (r.Method == "PUT" || r.Method == "POST") ||
		r.Body.State == sigv4.BodyHashed && r.Body.Hash != sigv4.EmptyHash
	if (body || unknown) && !typed {
		b.WriteString(" \\\n  -H 'Content-Type:'")
	}
	switch {
	case body && printable(r.Body.Bytes):
		b.WriteString(" \\\n  --data-raw " + shellQuote(string(r.Body.Bytes)))
	case body || unknown:
		b.WriteString(" \\\n  --data-binary @body")
	}
	return b.String()
}

// curlFlags are what curl needs to send a method and a URL as they are.
func curlFlags(method, url string) string {
	flags := ""
	switch method {
	case "GET":
	case "HEAD":
		flags = " --head"
	default:
		flags = " -X " + method
	}
	if strings.ContainsAny(url, "[]{}") {
		flags += " --globoff"
	}
	if strings.Contains(url, "/./") ||
		strings.Contains(url, "/../") ||
		strings.HasSuffix(url, "/.") ||
		strings.HasSuffix(url, "/..") {
		flags += " --path-as-is"
	}
	return flags
}

func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\n' && c != '\t' || c == 0x7F {
			return false
		}
	}
	return len(b) < 1<<16
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
