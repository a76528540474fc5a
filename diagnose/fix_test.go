package diagnose

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

// What follows signs and verifies straight from the rules, apart from package sigv4.

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
	slices.SortFunc(pairs, func(a, b [2]string) int { return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1])) })
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
	return strings.Join([]string{w.method, path, strings.Join(query, "&"), headers.String(), strings.Join(signed, ";"), payload}, "\n")
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
		for name, into := range map[string]*string{"X-Amz-Credential": &credential, "X-Amz-SignedHeaders": &list, "X-Amz-Signature": &signature, "X-Amz-Date": &date} {
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
	if len(parts) != 5 || parts[0] == "" || strings.ContainsAny(parts[0], " \t\r\n\"'") || parts[2] == "" || parts[4] != "aws4_request" {
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
		if n := strings.ToLower(f[0]); strings.HasPrefix(n, "x-amz-") && n != "x-amz-user-agent" && !slices.Contains(signed, n) {
			return fmt.Errorf("%s is sent and not signed", n)
		}
	}
	hash := w.value("x-amz-content-sha256")
	if strings.HasPrefix(parts[3], "s3") && hash == "" && !presigned {
		return fmt.Errorf("x-amz-content-sha256 is missing")
	}
	if len(hash) == 64 && hash != hexHash(w.body) || hash != "" && len(hash) != 64 && hash != "UNSIGNED-PAYLOAD" && !strings.HasPrefix(hash, "STREAMING-") {
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
		text := strings.Join([]string{"AWS4-HMAC-SHA256-PAYLOAD", date, scope, previous, hexHash(""), hexHash(rest[:n])}, "\n")
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

// wire gives a text of a test the line ends of the wire.
func wire(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "\n"), "\n", "\r\n")
}

// edit makes replacements, each of which has to have an effect.
func edit(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("no %q in %q", pairs[i], text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

const (
	ownSecret = "n7Qd2xV9+kLm4RtZ/8yHc3WbJf6PgSa0uEoXi1Tv"
	ownKeyID  = "AKIA5Q3FZT7WLRJ2NC6D"
)

// The right requests that the tests break.
var (
	s3Get = wire(`
GET /photos/cat.jpg HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
X-Amz-Date: 20250612T083000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=SIGNATURE

`)
	s3Put = wire(`
PUT /notes/today.txt HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
Content-Type: text/plain
Content-Length: 12
X-Amz-Acl: private
X-Amz-Content-Sha256: `+hexHash("Hello, file!")+`
X-Amz-Date: 20250612T083000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=content-type;host;x-amz-acl;x-amz-content-sha256;x-amz-date, Signature=SIGNATURE

`) + "Hello, file!"
	tablePost = wire(`
POST / HTTP/1.1
Host: dynamodb.us-east-2.amazonaws.com
Content-Type: application/x-amz-json-1.0
Content-Length: 2
X-Amz-Date: 20250612T083000Z
X-Amz-Target: DynamoDB_20120810.ListTables
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/us-east-2/dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=SIGNATURE

`) + "{}"
	apiGet = wire(`
GET /prod/items/a%20b?limit=5&after=x HTTP/1.1
Host: 8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com
X-Amz-Date: 20250612T083000Z
Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-north-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=SIGNATURE

`)
	s3URL = wire(`
GET /photos/cat.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=SIGNATURE HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com

`)
	s3PutURL = wire(`
PUT /photos/cat.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature=SIGNATURE HTTP/1.1
Host: holiday-pics.s3.eu-west-1.amazonaws.com
Content-Type: image/jpeg
Content-Length: 3

`) + "jpg"
	iotURL = wire(`
GET /mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIA5Q3FZT7WLRJ2NC6D%2F20250612%2Feu-west-1%2Fiotdevicegateway%2Faws4_request&X-Amz-Date=20250612T083000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=SIGNATURE&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D HTTP/1.1
Host: a3k7odshaiipe8-ats.iot.eu-west-1.amazonaws.com

`)
)

// TestFixSigner checks the signer and the verifier of these tests against a
// published example (Amazon S3 API reference, "Authenticating requests: using
// query parameters").
func TestFixSigner(t *testing.T) {
	t.Parallel()
	example := wire(`
GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1
Host: examplebucket.s3.amazonaws.com

`)
	if err := verifyWire(example, docsSecret); err != nil {
		t.Error(err)
	}
	for _, right := range []string{s3Get, s3Put, tablePost, apiGet, s3URL, s3PutURL, iotURL} {
		right = signWire(t, right, ownSecret)
		if err := verifyWire(right, ownSecret); err != nil {
			t.Error(err)
		}
		a := analyzeText(t, right, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}})
		if a.Verdict != Matches || len(codesAbove(a, Likely)) > 0 {
			t.Errorf("%s: %s, %v", right[:20], a.Verdict, codesAbove(a, Possible))
		}
	}
}

// broken are requests that are refused, each with its fault; the fix has to be
// accepted.
var broken = []struct {
	name   string
	base   string
	change []string
	defect string
}{
	{"nothing but the signature", s3Get, []string{"Signature=SIGNATURE", "Signature=" + hexHash("x")}, ""},
	{"x-amz-content-sha256 missing", s3Get, []string{"X-Amz-Content-Sha256: " + sigv4.EmptyHash + "\r\n", "", "x-amz-content-sha256;", ""}, ""},
	{"x-amz-content-sha256 missing on a PUT", s3Put, []string{"X-Amz-Content-Sha256: " + hexHash("Hello, file!") + "\r\n", "", "x-amz-content-sha256;", ""}, ""},
	{"x-amz-content-sha256 of an empty body on a PUT", s3Put, []string{hexHash("Hello, file!"), sigv4.EmptyHash}, ""},
	{"x-amz-content-sha256 in lower-case words", s3Get, []string{"Sha256: " + sigv4.EmptyHash, "Sha256: unsigned-payload"}, ""},
	{"x-amz-content-sha256 in base64", s3Get, []string{"Sha256: " + sigv4.EmptyHash, "Sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, ""},
	{"day of the scope", s3Get, []string{"/20250612/", "/20250611/"}, ""},
	{"day of the scope with dashes", s3Get, []string{"/20250612/", "/2025-06-12/"}, ""},
	{"region of the scope", s3Get, []string{"/eu-west-1/s3/", "/us-east-1/s3/"}, ""},
	{"region of the scope in capitals", s3Get, []string{"/eu-west-1/s3/", "/EU-WEST-1/s3/"}, ""},
	{"service of the scope", tablePost, []string{"/dynamodb/", "/s3/"}, ""},
	{"service of the scope in capitals", s3Get, []string{"/s3/", "/S3/"}, ""},
	{"region and service exchanged", s3Get, []string{"/eu-west-1/s3/", "/s3/eu-west-1/"}, ""},
	{"terminator", s3Get, []string{"aws4_request", "aws4-request"}, ""},
	{"terminator missing", s3Get, []string{"/aws4_request", ""}, ""},
	{"region empty", s3Get, []string{"/eu-west-1/", "//"}, ""},
	{"x-amz header unsigned", s3Put, []string{"host;x-amz-acl;", "host;"}, ""},
	{"session token unsigned", s3Get, []string{"X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr//+w==\r\nX-Amz-Date:", "AKIA", "ASIA"}, ""},
	{"x-amz-target unsigned", tablePost, []string{";x-amz-target", ""}, ""},
	{"host unsigned", apiGet, []string{"SignedHeaders=host;", "SignedHeaders="}, ""},
	{"SignedHeaders unsorted", s3Get, []string{"host;x-amz-content-sha256;x-amz-date", "x-amz-date;host;x-amz-content-sha256"}, ""},
	{"SignedHeaders in capitals", s3Get, []string{"host;x-amz-content-sha256;x-amz-date", "Host;X-Amz-Content-Sha256;X-Amz-Date"}, ""},
	{"SignedHeaders with commas", s3Get, []string{"host;x-amz-content-sha256;x-amz-date", "host,x-amz-content-sha256,x-amz-date"}, ""},
	{"SignedHeaders names a header twice", s3Get, []string{"host;x-amz", "host;host;x-amz"}, ""},
	{"SignedHeaders names a header that is not sent", apiGet, []string{"host;x-amz-date", "content-type;host;x-amz-date"}, ""},
	{"SignedHeaders missing", apiGet, []string{" SignedHeaders=host;x-amz-date,", ""}, ""},
	{"Credentials for Credential", s3Get, []string{"Credential=", "Credentials="}, ""},
	{"algorithm cut", s3Get, []string{"HMAC-SHA256 Cred", "HMAC-SHA25 Cred"}, ""},
	{"comma behind the algorithm", s3Get, []string{"SHA256 Cred", "SHA256, Cred"}, ""},
	{"no commas", s3Get, []string{"aws4_request, S", "aws4_request S", "x-amz-date, S", "x-amz-date S"}, ""},
	{"Authorization in the value", s3Get, []string{"Authorization: ", "Authorization: Authorization: "}, ""},
	{"values in quotes", s3Get, []string{"Credential=AKIA", `Credential="AKIA`, "aws4_request,", `aws4_request",`}, ""},
	{"Date instead of x-amz-date", apiGet, []string{"X-Amz-Date: 20250612T083000Z", "Date: Thu, 12 Jun 2025 08:30:00 GMT"}, ""},
	{"x-amz-date with dashes", s3Get, []string{"X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 2025-06-12T08:30:00Z"}, ""},
	{"x-amz-date with an offset", s3Get, []string{"X-Amz-Date: 20250612T083000Z", "X-Amz-Date: 20250612T103000+0200"}, ""},
	{"key ID with a blank in front", s3Get, []string{"Credential=AKIA5Q3FZT7WLRJ2NC6D/", "Credential= AKIA5Q3FZT7WLRJ2NC6D/"}, "the blank stays in the key ID"},
	{"key ID with a blank", s3Get, []string{"Credential=AKIA5Q3FZT7WLRJ2NC6D/", "Credential=AKIA5Q3FZT7WLRJ2NC6D /"}, "the blank stays in the key ID"},
	{"HTTP/2", s3Get, []string{"Host:", ":authority:"}, "no Host is written where :authority was sent"},
	{"absolute target", s3Get, []string{"GET /photos", "GET https://holiday-pics.s3.eu-west-1.amazonaws.com/photos"}, ""},
	{"presigned: with a token", s3URL, []string{"AKIA", "ASIA", "&X-Amz-Signature", "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D&X-Amz-Signature"}, ""},
	{"presigned: another service", s3URL, []string{"holiday-pics.s3.eu-west-1.amazonaws.com", "8x1k2m3n4p.execute-api.eu-west-1.amazonaws.com", "%2Fs3%2F", "%2Fexecute-api%2F"}, ""},
	{"Host is a URL", apiGet, []string{"Host: 8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "Host: https://8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com/prod"}, ""},
	{"headers that are sent twice", s3Put, []string{"X-Amz-Acl: private\r\n", "X-Amz-Meta-Tag: one\r\nX-Amz-Meta-Tag:   two  words\r\nX-Amz-Acl: private\r\n"}, ""},
	{"empty value of a signed header", s3Put, []string{"X-Amz-Acl: private\r\n", "X-Amz-Acl: private\r\nX-Amz-Meta-Note:\r\n"}, ""},
	{"path of another service", apiGet, []string{"/prod/items/a%20b", "/prod/../prod//items/%7Ex/a%20b/"}, ""},
	{"S3 key with dots and slashes", s3Get, []string{"/photos/cat.jpg", "/photos//./../x/cat%20%2B%C3%A9.jpg"}, ""},
	{"S3 key with raw characters", s3Get, []string{"/photos/cat.jpg", "/photos/a(1)+$&'*,;=@!.jpg"}, ""},
	{"query that is not sorted", s3Get, []string{"cat.jpg HTTP", "cat.jpg?uploads&prefix=a/b&list-type=2&Zed=1&a=2&a=1 HTTP"}, ""},
	{"query with brackets and braces", apiGet, []string{"limit=5", "filter[0]={x}&limit=5"}, ""},
	{"body that begins with @", tablePost, []string{"Content-Length: 2", "Content-Length: 5", "\r\n\r\n{}", "\r\n\r\n@file"}, ""},
	{"body with quotes", tablePost, []string{"Content-Length: 2", "Content-Length: 12", "\r\n\r\n{}", "\r\n\r\n{\"a\":\"it's\"}"}, ""},
	{"HEAD", s3Get, []string{"GET /", "HEAD /"}, ""},
	{"other port", s3Get, []string{"Host: holiday-pics.s3.eu-west-1.amazonaws.com", "Host: minio.lan:9000"}, ""},
	{"no content type for a body", tablePost, []string{"Content-Type: application/x-amz-json-1.0\r\n", "", "content-type;", ""}, ""},
	{"presigned: wrong signature", s3URL, []string{"SIGNATURE", hexHash("x")}, ""},
	{"presigned: expires too large", s3URL, []string{"Expires=900", "Expires=604801"}, ""},
	{"presigned: expires as a point in time", s3URL, []string{"Expires=900", "Expires=1749718200"}, ""},
	{"presigned: expires missing", s3URL, []string{"X-Amz-Expires=900&", ""}, ""},
	{"presigned: &amp;", s3URL, []string{"&X-Amz-Credential", "&amp;X-Amz-Credential", "&X-Amz-Date", "&amp;X-Amz-Date", "&X-Amz-Expires", "&amp;X-Amz-Expires", "&X-Amz-SignedHeaders", "&amp;X-Amz-SignedHeaders", "&X-Amz-Signature", "&amp;X-Amz-Signature"}, ""},
	{"presigned: region", s3URL, []string{"eu-west-1%2Fs3", "us-east-1%2Fs3"}, ""},
	{"presigned: day of the scope", s3URL, []string{"%2F20250612", "%2F20250613"}, ""},
	{"presigned: encoded twice", s3URL, []string{"%2F20250612%2Feu-west-1%2Fs3%2Faws4_request", "%252F20250612%252Feu-west-1%252Fs3%252Faws4_request"}, ""},
	{"presigned: header unsigned", s3PutURL, []string{"Content-Type:", "X-Amz-Acl: public-read\r\nContent-Type:"}, ""},
	{"presigned: signed header not sent", s3PutURL, []string{"Content-Type: image/jpeg\r\n", ""}, ""},
	{"presigned: also Authorization", s3URL, []string{"Host:", "Authorization: Bearer abcdef\r\nHost:"}, "the header's claim is mended, not the URL's: needs the date of the request"},
	{"presigned: date with dashes", s3URL, []string{"X-Amz-Date=20250612T083000Z", "X-Amz-Date=2025-06-12T08%3A30%3A00Z"}, ""},
	{"presigned: own parameters", s3URL, []string{"?X-Amz-Algorithm", "?response-content-disposition=attachment%3B%20filename%3D%22a%20b.jpg%22&X-Amz-Algorithm"}, ""},
	{"IoT: token signed", iotURL, []string{"SIGNATURE", hexHash("y")}, ""},
	{"IoT: token in front", iotURL, []string{"&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D HTTP", " HTTP", "/mqtt?", "/mqtt?X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2F%2F%2Bw%3D%3D&"}, ""},
}

// TestFix verifies the corrected request of every broken one, as a server does,
// and as curl would send it.
func TestFix(t *testing.T) {
	t.Parallel()
	for _, b := range broken {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			if b.defect != "" {
				t.Skip("defect: " + b.defect)
			}
			text := strings.Replace(edit(t, b.base, b.change...), "SIGNATURE", hexHash(b.name), 1)
			if verifyWire(text, ownSecret) == nil {
				t.Fatal("the request is not broken")
			}
			a := analyzeQuickly(text, ownSecret)
			if a.Verdict == Matches {
				t.Errorf("verdict %s", a.Verdict)
			}
			checkFix(t, a, ownSecret)
			checkNoSecret(t, a, ownSecret)
		})
	}
}

// analyzeQuickly analyses without the search over combined mistakes.
func analyzeQuickly(text, secret string) *Analysis {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return Analyze(ctx, Case{Evidence: evidence.Read(evidence.Source{Name: "request", Data: []byte(text)}), Given: Given{Key: sigv4.Key{Secret: sigv4.NewSecret(secret)}}})
}

// checkFix verifies all forms of a fix.
func checkFix(t *testing.T, a *Analysis, secret string) {
	t.Helper()
	x := a.Fix
	if x.Request == "" || x.Missing != "" {
		t.Errorf("no corrected request: %s", x.Missing)
		return
	}
	if err := verifyWire(x.Request, secret); err != nil {
		t.Errorf("the corrected request is refused: %v\n%s", err, x.Request)
		return
	}
	w, _ := readWire(x.Request)
	if len(x.Changes) == 0 && w.value("x-amz-date") == "" && x.URL == "" {
		t.Error("nothing is said to be changed")
	}
	if v := w.value("authorization"); v != x.Authorization {
		t.Errorf("Authorization is %q, the request has %q", x.Authorization, v)
	}
	if x.URL != "" {
		scheme, rest, _ := strings.Cut(x.URL, "://")
		at := strings.IndexByte(rest, '/')
		if scheme != "http" && scheme != "https" || at < 0 || rest[:at] != w.value("host") || rest[at:] != w.target {
			t.Errorf("URL %q, the request goes to %q %q", x.URL, w.value("host"), w.target)
		}
	}
	curled, err := curlSends(x.Curl, w.body)
	if err != nil {
		t.Errorf("%v:\n%s", err, x.Curl)
		return
	}
	if err := verifyWire(curled, secret); err != nil {
		t.Errorf("what curl sends is refused: %v\n%s", err, x.Curl)
	}
	c, _ := readWire(curled)
	for _, f := range w.fields {
		if n := strings.ToLower(f[0]); n != "content-length" && c.value(n) != w.value(n) {
			t.Errorf("curl sends %s: %q, the request %q", n, c.value(n), w.value(n))
		}
	}
}

// curlSends is the request that a curl command sends, as curl's manual has it.
func curlSends(command, body string) (string, error) {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(command), "curl")
	if err != nil {
		return "", err
	}
	if len(file.Stmts) != 1 {
		return "", fmt.Errorf("%d commands", len(file.Stmts))
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(file.Stmts[0].Redirs) > 0 {
		return "", fmt.Errorf("no simple command")
	}
	args, err := expand.Fields(&expand.Config{}, call.Args...)
	if err != nil {
		return "", err
	}
	method, url, data, hasData, asIs, noGlob := "", "", "", false, false, false
	var fields [][2]string
	for i := 1; i < len(args); i++ {
		next := func() string {
			i++
			if i < len(args) {
				return args[i]
			}
			return ""
		}
		switch args[i] {
		case "-X", "--request":
			method = next()
		case "-I", "--head":
			method = "HEAD"
		case "-g", "--globoff":
			noGlob = true
		case "--path-as-is":
			asIs = true
		case "--url":
			url = next()
		case "--data-binary", "--data-raw":
			raw := args[i] == "--data-raw"
			data, hasData = next(), true
			if !raw && data == "@body" {
				data = body
			} else if !raw && strings.HasPrefix(data, "@") {
				return "", fmt.Errorf("curl reads a file for %q", data)
			}
		case "-H", "--header":
			h := next()
			name, value, colon := strings.Cut(h, ":")
			if value = strings.TrimSpace(value); colon && value != "" {
				fields = append(fields, [2]string{name, value})
			} else if n, ok := strings.CutSuffix(h, ";"); ok && !colon {
				fields = append(fields, [2]string{n, ""})
			} // "Name:" takes a header out
		default:
			if strings.HasPrefix(args[i], "-") || url != "" {
				return "", fmt.Errorf("argument %q", args[i])
			}
			url = args[i]
		}
	}
	if !noGlob && strings.ContainsAny(url, "[]{}") {
		return "", fmt.Errorf("curl globs the URL")
	}
	if method == "HEAD" && slices.Contains(args, "-X") {
		return "", fmt.Errorf("curl waits for a body with -X HEAD")
	}
	_, rest, _ := strings.Cut(url, "://")
	host, target := rest, "/"
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		host, target = rest[:at], rest[at:]
	}
	if path, query, has := strings.Cut(target, "?"); !asIs {
		if target = withoutDots(path); has {
			target += "?" + query
		}
	}
	out := cmp.Or(method, map[bool]string{true: "POST", false: "GET"}[hasData]) + " " + target + " HTTP/1.1\r\n"
	w := wireText{fields: fields}
	if len(w.values("host")) == 0 {
		out += "Host: " + host + "\r\n"
	}
	if hasData && len(w.values("content-type")) == 0 {
		out += "Content-Type: application/x-www-form-urlencoded\r\n"
	}
	for _, f := range fields {
		out += f[0] + ": " + f[1] + "\r\n"
	}
	if hasData {
		out += fmt.Sprintf("Content-Length: %d\r\n", len(data))
	}
	return out + "\r\n" + data, nil
}

// withoutDots takes dot segments out of a path as curl does before it sends
// (RFC 3986, section 5.2.4).
func withoutDots(path string) string {
	var out []string
	segments := strings.Split(path, "/")[1:]
	for i, s := range segments {
		switch last := i == len(segments)-1; {
		case s == "." || s == "..":
			if s == ".." && len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, s)
		}
	}
	return "/" + strings.Join(out, "/")
}

// checkNoSecret looks for the secret in every text that an analysis holds.
func checkNoSecret(t *testing.T, a *Analysis, secret string) {
	t.Helper()
	printed := fmt.Sprintf("%+v\n%#v", a, *a)
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"printed": printed, "JSON": string(b)} {
		if where, ok := leak(text, secret); ok {
			t.Errorf("the secret key stands in the analysis, %s: %s", name, where)
		}
	}
	walkTexts(reflect.ValueOf(a), "Analysis", map[uintptr]bool{}, func(path, text string) {
		if where, ok := leak(text, secret); ok && !strings.HasPrefix(path, "Analysis.Evidence") {
			t.Errorf("the secret key stands in %s: %s", path, where)
		}
	})
}

// leak finds twelve characters in a row of a secret.
func leak(text, secret string) (string, bool) {
	const most = 12
	for i := 0; i+most <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+most]) {
			return secret[i : i+most], true
		}
	}
	return "", false
}

// walkTexts visits all strings and byte slices of a value, unexported fields too.
func walkTexts(v reflect.Value, path string, seen map[uintptr]bool, visit func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		visit(path, v.String())
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || v.Kind() == reflect.Pointer && seen[v.Pointer()] {
			return
		}
		if v.Kind() == reflect.Pointer {
			seen[v.Pointer()] = true
		}
		walkTexts(v.Elem(), path, seen, visit)
	case reflect.Struct:
		for i := range v.NumField() {
			walkTexts(v.Field(i), path+"."+v.Type().Field(i).Name, seen, visit)
		}
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
			visit(path, string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			walkTexts(v.Index(i), path, seen, visit)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walkTexts(v.MapIndex(k), path, seen, visit)
		}
	}
}

// TestFixThread mends the request of a forum thread, of which four things are wrong.
func TestFixThread(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/looks/esp32-forum-thread.txt")
	if err != nil {
		t.Fatal(err)
	}
	a := analyzeText(t, string(b), Given{Key: sigv4.Key{Secret: sigv4.NewSecret(docsSecret)}})
	checkFix(t, a, docsSecret)
	checkNoSecret(t, a, docsSecret)
	w, err := readWire(a.Fix.Request)
	if err != nil {
		t.Fatal(err)
	}
	if w.method != "GET" || w.target != "/firmware.bin" || w.value("host") != "test_bucket.s3.eu-central-1.amazonaws.com" || w.value("x-amz-date") != "20230308T151538Z" {
		t.Errorf("another request was mended:\n%s", a.Fix.Request)
	}
	got := codesAbove(a, Seen)
	for _, want := range []string{"algorithm-misnamed", "authorization-part-missing", "signed-header-not-sent", "payload-hash-header-missing", "signed-headers-lists-differ", "host-is-url"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing among %v", want, got)
		}
	}
}

// TestFixSecretStays analyses signatures made with a mistake about the secret key
// itself: the mistake is named, and no text holds the key.
func TestFixSecretStays(t *testing.T) {
	t.Parallel()
	for _, m := range []struct{ secret, want string }{
		{ownSecret + "\n", "secret-whitespace"},
		{" " + ownSecret, "secret-whitespace"},
		{`"` + ownSecret + `"`, "secret-recoded"},
		{escaped(ownSecret, ""), "secret-recoded"},
		{strings.ReplaceAll(ownSecret, "+", " "), "secret-recoded"},
		{strings.ReplaceAll(ownSecret, "/", `\/`), "secret-recoded"},
		{strings.ToLower(ownSecret), "secret-recoded"},
		{ownSecret[:len(ownSecret)-1], "secret-truncated"},
		{"AWS4" + ownSecret, "signing-key-prefix-wrong"},
		{ownKeyID, "credentials-mixed"},
		{"undefined", "secret-placeholder"},
	} {
		text := signWire(t, s3Get, m.secret)
		a := analyzeText(t, text, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}})
		if len(a.Findings) == 0 || a.Findings[0].Code != m.want || a.Findings[0].Proof != Reproduced {
			t.Errorf("%s: got %v", m.want, codesAbove(a, Possible))
		}
		checkFix(t, a, ownSecret)
		checkNoSecret(t, a, ownSecret)
	}
}

// TestFixSecretForKeyID takes the secret key for the access key ID, as people do
// who exchange the two: it is not shown again.
func TestFixSecretForKeyID(t *testing.T) {
	t.Parallel()
	text := strings.Replace(edit(t, s3Get, ownKeyID, ownSecret), "SIGNATURE", hexHash("x"), 1)
	a := analyzeQuickly(text, "")
	if len(a.Findings) == 0 || a.Findings[0].Code != "credentials-mixed" {
		t.Errorf("got %v", codesAbove(a, Possible))
	}
	walkTexts(reflect.ValueOf(a), "Analysis", map[uintptr]bool{}, func(path, text string) {
		if where, ok := leak(text, ownSecret); ok && !strings.HasPrefix(path, "Analysis.Evidence") {
			t.Errorf("the secret key stands in %s: %s", path, where)
		}
	})
}

// TestFixNeeds tells why there is no signature where there can be none.
func TestFixNeeds(t *testing.T) {
	t.Parallel()
	a := analyzeText(t, strings.Replace(s3Get, "SIGNATURE", hexHash("x"), 1), Given{})
	if a.Fix.Request != "" || a.Fix.Curl != "" || a.Fix.Missing == "" {
		t.Errorf("without a key: %+v", a.Fix)
	}
	if a.Fix.Canonical == "" || a.Fix.StringToSign == "" {
		t.Errorf("without a key the texts are known: %+v", a.Fix)
	}
	w, _ := readWire(s3Get)
	if want := w.canonicalText("s3", []string{"host", "x-amz-content-sha256", "x-amz-date"}); a.Fix.Canonical != want {
		t.Errorf("canonical request %q, want %q", a.Fix.Canonical, want)
	}
}

// TestFixByEvidence takes from the rest of a paste what the request has to be:
// the fix is accepted and says it.
func TestFixByEvidence(t *testing.T) {
	t.Parallel()
	get, put, api := changed(t, s3Get), changed(t, s3Put), changed(t, apiGet)
	for _, c := range []struct {
		name, text  string
		has, hasNot string
		defect      string
	}{
		{"region of the answer", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.amazonaws.com", "/eu-west-1/", "/us-east-1/") + "\n\n" + s3Error("400 Bad Request", "AuthorizationHeaderMalformed", malformed+"the region 'us-east-1' is wrong; expecting 'eu-west-1'", "Region", "eu-west-1"), "/eu-west-1/s3/", "us-east-1", ""},
		{"service of the answer", edit(t, api, "8x1k2m3n4p.execute-api.eu-north-1.amazonaws.com", "search.example.org") + "\n\n" + restError("InvalidSignatureException", "Credential should be scoped to correct service: 'es'. "), "/eu-north-1/es/", "execute-api", "the service that the answer names is not taken"},
		{"token decoded", edit(t, get, "X-Amz-Date:", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr%2F%2F%2Bw%3D%3D\r\nX-Amz-Date:", "AKIA", "ASIA"), "IQoJb3JpZ2luX2VjEJr//+w==", "%3D", "the token stays encoded"},
		{"checksum of the body", edit(t, put, "Content-Type:", "Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\r\nContent-Type:"), "", "1B2M2Y8AsgTpgAmY7PhCfg==", "the wrong Content-MD5 stays"},
		{"endpoint of a redirect", edit(t, get, "holiday-pics.s3.eu-west-1.amazonaws.com", "holiday-pics.s3.us-east-1.amazonaws.com", "/eu-west-1/", "/us-east-1/") + "\n\n" + s3Error("301 Moved Permanently", "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.", "Endpoint", "holiday-pics.s3.eu-west-1.amazonaws.com", "Bucket", "holiday-pics"), "holiday-pics.s3.eu-west-1.amazonaws.com", "us-east-1", "the endpoint that the answer names is not taken"},
		{"chunks", edit(t, chunkedPut(t), "Content-Encoding:", "X-Amz-Acl: private\r\nContent-Encoding:"), "", "", "the chunks keep their signatures, which follow from the old one of the headers"},
		{"a URL alone", "https://holiday-pics.s3.eu-west-1.amazonaws.com" + strings.Split(changed(t, s3URL), " ")[1] + "\n", "X-Amz-Expires=900", "", ""},
		{"a curl command", "curl -X PUT 'https://holiday-pics.s3.eu-west-1.amazonaws.com/a b' -H 'x-amz-date: 20250612T083000Z' -H 'x-amz-acl: private' -H 'Authorization: AWS4-HMAC-SHA256 Credential=AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + hexHash("x") + "' --data-binary 'Hello'\n", "x-amz-acl", "/a b", "a blank of the target is written raw into the request line"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.defect != "" {
				t.Skip("defect: " + c.defect)
			}
			a := analyzeQuickly(c.text, ownSecret)
			checkFix(t, a, ownSecret)
			checkNoSecret(t, a, ownSecret)
			if !strings.Contains(a.Fix.Request, c.has) || c.hasNot != "" && strings.Contains(a.Fix.Request, c.hasNot) {
				t.Errorf("want %q and not %q in\n%s\n%v", c.has, c.hasNot, a.Fix.Request, a.Fix.Changes)
			}
		})
	}
}
