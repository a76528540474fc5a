package diagnose

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// This file signs and verifies straight from the rules, apart from package sigv4.
//
// A wireText is a request taken apart as a server does it.
type wireText struct {
	method, target string
	fields         [][2]string // name as sent, value without the blanks around it
	body           string
}

func readWire(raw string) (wireText, error) {
	head, body, ok := strings.Cut(raw, "\r\n\r\n")
	if !ok {
		return wireText{}, fmt.Errorf("no empty line behind the headers")
	}
	lines := strings.Split(head, "\r\n")
	parts := strings.Split(lines[0], " ")
	if len(parts) != 3 || parts[2] != "HTTP/1.1" || !strings.HasPrefix(parts[1], "/") {
		return wireText{}, fmt.Errorf("request line %q", lines[0])
	}
	w := wireText{method: parts[0], target: parts[1], body: body}
	for _, l := range lines[1:] {
		name, value, ok := strings.Cut(l, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t\n") || strings.ContainsAny(value, "\r\n") {
			return wireText{}, fmt.Errorf("header line %q", l)
		}
		w.fields = append(w.fields, [2]string{name, strings.Trim(value, " \t")})
	}
	return w, nil
}

func (w *wireText) values(name string) []string {
	var out []string
	for _, f := range w.fields {
		if strings.EqualFold(f[0], name) {
			out = append(out, strings.Join(strings.Fields(f[1]), " "))
		}
	}
	return out
}

func (w *wireText) value(name string) string { return strings.Join(w.values(name), ",") }

func (w *wireText) path() string  { p, _, _ := strings.Cut(w.target, "?"); return p }
func (w *wireText) query() string { _, q, _ := strings.Cut(w.target, "?"); return q }

// param returns the decoded value of a query parameter.
func (w *wireText) param(name string) (string, bool) {
	for _, p := range strings.Split(w.query(), "&") {
		n, v, _ := strings.Cut(p, "=")
		if unescaped(n) == name {
			return unescaped(v), true
		}
	}
	return "", false
}

func unescaped(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

func escaped(s, keep string) string {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(unreserved+keep, s[i]) >= 0 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

// canonicalText is the canonical request of the rules for a service.
func (w *wireText) canonicalText(service string, signed []string) string {
	_, presigned := w.param("X-Amz-Signature")
	presigned = presigned || w.value("authorization") == ""
	s3 := strings.HasPrefix(service, "s3")
	path := escaped(unescaped(w.path()), "/")
	if !s3 {
		var kept []string
		for _, s := range strings.Split(w.path(), "/") {
			switch {
			case s == ".." && len(kept) > 0:
				kept = kept[:len(kept)-1]
			case s != "" && s != "." && s != "..":
				kept = append(kept, s)
			}
		}
		path = "/" + strings.Join(kept, "/")
		if strings.HasSuffix(w.path(), "/") && path != "/" {
			path += "/"
		}
		path = escaped(path, "/")
	}
	var pairs [][2]string
	for _, p := range strings.Split(w.query(), "&") {
		n, v, _ := strings.Cut(p, "=")
		n, v = unescaped(n), unescaped(v)
		if p == "" || n == "X-Amz-Signature" || service == "iotdevicegateway" && n == "X-Amz-Security-Token" {
			continue
		}
		pairs = append(pairs, [2]string{escaped(n, ""), escaped(v, "")})
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	var query []string
	for _, p := range pairs {
		query = append(query, p[0]+"="+p[1])
	}
	var headers strings.Builder
	for _, n := range signed {
		headers.WriteString(n + ":" + w.value(n) + "\n")
	}
	payload := w.value("x-amz-content-sha256")
	if payload == "" {
		payload = hexHash(w.body)
		if s3 && presigned {
			payload = "UNSIGNED-PAYLOAD"
		}
	}
	return strings.Join([]string{
		w.method, path, strings.Join(query, "&"), headers.String(), strings.Join(signed, ";"), payload,
	}, "\n")
}

func hexHash(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// signText signs a text with the key derived for a scope.
func signText(secret, scope, text string) string {
	key := []byte("AWS4" + secret)
	for _, s := range strings.Split(scope, "/") {
		key = mac(key, s)
	}
	return hex.EncodeToString(mac(key, text))
}

func stringToSignText(date, scope, canonical string) string {
	return "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + hexHash(canonical)
}

// verifyWire checks a request as the services do, and returns what is wrong.
func verifyWire(raw, secret string) error {
	w, err := readWire(raw)
	if err != nil {
		return err
	}
	var credential, list, signature, date string
	header := w.values("authorization")
	if v, presigned := w.param("X-Amz-Algorithm"); presigned {
		if len(header) > 0 {
			return fmt.Errorf("two authentications")
		}
		if v != "AWS4-HMAC-SHA256" {
			return fmt.Errorf("X-Amz-Algorithm %q", v)
		}
		for name, into := range map[string]*string{
			"X-Amz-Credential": &credential, "X-Amz-SignedHeaders": &list, "X-Amz-Signature": &signature,
			"X-Amz-Date": &date,
		} {
			*into, _ = w.param(name)
		}
		v, has := w.param("X-Amz-Expires")
		if n, err := strconv.Atoi(v); has && (err != nil || n < 1 || n > 604800) {
			return fmt.Errorf("X-Amz-Expires %q", v)
		}
	} else {
		if len(header) != 1 {
			return fmt.Errorf("%d Authorization headers", len(header))
		}
		rest, ok := strings.CutPrefix(header[0], "AWS4-HMAC-SHA256 ")
		if !ok {
			return fmt.Errorf("Authorization %q", header[0])
		}
		parts := map[string]string{}
		for _, p := range strings.Split(rest, ",") {
			n, v, ok := strings.Cut(strings.TrimSpace(p), "=")
			if !ok {
				return fmt.Errorf("%q is not a valid key=value pair", p)
			}
			parts[n] = v
		}
		credential, list, signature, date = parts["Credential"], parts["SignedHeaders"], parts["Signature"], w.value("x-amz-date")
	}
	return w.verifyClaim(credential, list, signature, date, secret)
}

func (w *wireText) verifyClaim(credential, list, signature, date, secret string) error {
	scope := strings.SplitN(credential, "/", 2)
	parts := strings.Split(credential, "/")
	if len(parts) != 5 ||
		parts[0] == "" ||
		strings.ContainsAny(parts[0], " \t\r\n\"'") ||
		parts[2] == "" ||
		parts[4] != "aws4_request" {
		return fmt.Errorf("Credential %q", credential)
	}
	if len(date) != 16 || date[8] != 'T' || date[15] != 'Z' || date[:8] != parts[1] {
		return fmt.Errorf("date %q, day of the scope %q", date, parts[1])
	}
	signed := strings.Split(list, ";")
	if !slices.IsSorted(signed) || list != strings.ToLower(list) || !slices.Contains(signed, "host") {
		return fmt.Errorf("SignedHeaders %q", list)
	}
	for _, n := range signed {
		if len(w.values(n)) == 0 {
			return fmt.Errorf("signed header %s is not sent", n)
		}
	}
	if len(w.values("host")) != 1 || strings.Contains(w.value("host"), "/") {
		return fmt.Errorf("host %q", w.values("host"))
	}
	_, presigned := w.param("X-Amz-Signature")
	for _, f := range w.fields {
		if n := strings.ToLower(f[0]); strings.HasPrefix(n, "x-amz-") &&
			n != "x-amz-user-agent" &&
			!slices.Contains(signed, n) {
			return fmt.Errorf("%s is sent and not signed", n)
		}
	}
	hash := w.value("x-amz-content-sha256")
	if strings.HasPrefix(parts[3], "s3") && hash == "" && !presigned {
		return fmt.Errorf("x-amz-content-sha256 is missing")
	}
	if len(hash) == 64 && hash != hexHash(w.body) ||
		hash != "" && len(hash) != 64 && hash != "UNSIGNED-PAYLOAD" && !strings.HasPrefix(hash, "STREAMING-") {
		return fmt.Errorf("x-amz-content-sha256 %q for a body that hashes to %s", hash, hexHash(w.body))
	}
	canonical := w.canonicalText(parts[3], signed)
	if due := signText(secret, scope[1], stringToSignText(date, scope[1], canonical)); due != signature {
		return fmt.Errorf("signature %s, due is %s for\n%s", signature, due, canonical)
	}
	if hash == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" {
		return verifyChunks(w.body, date, scope[1], signature, secret)
	}
	return nil
}

// verifyChunks follows the chain of signatures of an aws-chunked body.
func verifyChunks(body, date, scope, previous, secret string) error {
	for {
		head, rest, ok := strings.Cut(body, "\r\n")
		size, sig, signed := strings.Cut(head, ";chunk-signature=")
		n, err := strconv.ParseInt(size, 16, 32)
		if !ok || !signed || err != nil || int(n)+2 > len(rest) || rest[n:n+2] != "\r\n" {
			return fmt.Errorf("chunk %q", head)
		}
		text := strings.Join([]string{
			"AWS4-HMAC-SHA256-PAYLOAD", date, scope, previous, hexHash(""), hexHash(rest[:n]),
		}, "\n")
		if due := signText(secret, scope, text); due != sig {
			return fmt.Errorf("chunk signature %s, due is %s", sig, due)
		}
		if n == 0 {
			return nil
		}
		previous, body = sig, rest[n+2:]
	}
}

// signWire puts a right signature into a request that says "SIGNATURE" where it
// belongs, for the scope and the list that the request states.
func signWire(t testing.TB, raw, secret string) string {
	t.Helper()
	w, err := readWire(raw)
	if err != nil {
		t.Fatal(err)
	}
	credential, _ := w.param("X-Amz-Credential")
	list, _ := w.param("X-Amz-SignedHeaders")
	date, _ := w.param("X-Amz-Date")
	if h := w.value("authorization"); h != "" {
		for _, p := range strings.FieldsFunc(h, func(r rune) bool { return r == ' ' || r == ',' }) {
			if v, ok := strings.CutPrefix(p, "Credential="); ok {
				credential = v
			} else if v, ok := strings.CutPrefix(p, "SignedHeaders="); ok {
				list = v
			}
		}
		date = w.value("x-amz-date")
	}
	_, scope, _ := strings.Cut(credential, "/")
	service := strings.Split(scope+"///", "/")[2]
	sig := signText(secret, scope, stringToSignText(date, scope, w.canonicalText(service, strings.Split(list, ";"))))
	if !strings.Contains(raw, "SIGNATURE") {
		t.Fatalf("no SIGNATURE in %q", raw)
	}
	return strings.Replace(raw, "SIGNATURE", sig, 1)
}
