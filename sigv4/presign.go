package sigv4

import "strings"

// Presign returns the query of a presigned request: the parameters of the raw
// query that do not authenticate, as they are, then the X-Amz-* parameters
// without X-Amz-Signature. Append "&X-Amz-Signature=" and the signature to it.
// Amazon S3 API reference, "Authenticating requests: using query parameters".
func Presign(query string, p Params, expires, token string) string {
	var b strings.Builder
	for _, q := range SplitQuery(query) {
		if IsAuthParam(q.decodedName()) {
			continue
		}
		b.WriteString(query[q.At : q.At+len(q.Name)])
		if q.HasEquals {
			b.WriteString("=" + q.Value)
		}
		b.WriteByte('&')
	}
	add := func(name, value string) { b.WriteString(name + "=" + UriEncode(value, false)) }
	add("X-Amz-Algorithm", Algorithm)
	add("&X-Amz-Credential", p.AccessKeyID+"/"+p.Scope.String())
	add("&X-Amz-Date", p.Date)
	if expires != "" {
		add("&X-Amz-Expires", expires)
	}
	if token != "" && !p.Flavor.TokenAfter {
		add("&"+tokenParam(p.Flavor), token)
	}
	add("&X-Amz-SignedHeaders", strings.Join(SortedNames(p.SignedHeaders), ";"))
	return b.String()
}

func tokenParam(f Flavor) string {
	if f.TokenHeader == s3SessionToken {
		return "X-Amz-S3session-Token"
	}
	return "X-Amz-Security-Token"
}

// authParams are the query parameters that carry a signature, in lower case.
var authParams = map[string]bool{
	"x-amz-algorithm": true, "x-amz-credential": true, "x-amz-date": true, "x-amz-expires": true,
	"x-amz-signedheaders": true, "x-amz-signature": true, "x-amz-security-token": true,
	"x-amz-s3session-token": true,
}

// IsAuthParam reports whether a query parameter's name is one of those that
// carry a presigned signature, whatever its case.
func IsAuthParam(name string) bool { return authParams[strings.ToLower(name)] }
