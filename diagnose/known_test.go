package diagnose

import (
	"slices"
	"strings"
	"testing"
)

// A knownMistake is a canonical request as a mistaken signer has it, written beside the right
// one, with the codes that name the mistake.
type knownMistake struct {
	name       string
	old, wrong string
	codes      []string
}

const knownRight = "PUT\n/a/b%20c.txt\nlist-type=2&prefix=x%2Fy\ncontent-type:text/plain\nhost:b.s3.eu-west-1.amazonaws.com\n" +
	"x-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:" + lookDate + "\nx-amz-meta-title:My Trip\n\n" +
	"content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-title\nUNSIGNED-PAYLOAD"

var knownMistakes = []knownMistake{
	{"method", "PUT\n", "GET\n", []string{"method-mismatch"}},
	{"raw blank", "b%20c", "b c", []string{"path-under-encoded"}},
	{"encoded twice", "b%20c", "b%2520c", []string{"path-double-encoded"}},
	{"plus", "b%20c", "b+c", []string{"plus-for-space", "path-reencoded-after-signing"}},
	{"no slash", "/a/b", "a/b", []string{"path-mismatch"}},
	{"unsorted", "list-type=2&prefix=x%2Fy", "prefix=x%2Fy&list-type=2", []string{"query-unsorted"}},
	{"raw value", "x%2Fy", "x/y", []string{"query-under-encoded"}},
	{"no query", "list-type=2&prefix=x%2Fy", "", []string{"query-not-signed"}},
	{"blanks", "My Trip", "My  Trip", []string{"header-spaces-not-collapsed"}},
	{"capitals", "content-type:", "Content-Type:", []string{"header-name-not-lowercased"}},
	{"default port", "amazonaws.com\n", "amazonaws.com:443\n", []string{"host-default-port"}},
	{"charset", "text/plain", "text/plain; charset=utf-8", []string{"content-type-mismatch"}},
	{"no empty line", "Trip\n\n", "Trip\n", []string{"canonical-blank-line-wrong"}},
	{"commas", "content-type;host;x-amz-content-sha256;x-amz-date;", "content-type,host,x-amz-content-sha256,x-amz-date,", []string{"signed-headers-malformed", "signed-headers-lists-differ"}},
}

// TestKnownParts tells each mistake from whatever parts are known: of the client its canonical
// request, its string to sign or both, with the request and without; of the server nothing,
// its string to sign or both.
func TestKnownParts(t *testing.T) {
	t.Parallel()
	text := func(canonical string) string {
		return "AWS4-HMAC-SHA256\n" + lookDate + "\n20250612/eu-west-1/s3/aws4_request\n" + sha(canonical)
	}
	request := "PUT /a/b%20c.txt?prefix=x%2Fy&list-type=2 HTTP/1.1\nHost: b.s3.eu-west-1.amazonaws.com\nContent-Type: text/plain\n" +
		"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nX-Amz-Date: " + lookDate + "\nX-Amz-Meta-Title: My Trip\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
		"AKIA5Q3FZT7WLRJ2NC6D/20250612/eu-west-1/s3/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-title, " +
		"Signature=" + sha("any") + "\n\n"
	requests := map[string]string{"": "", "request ": request}
	clients := map[string]func(string) string{
		"canonical request": func(c string) string { return "Canonical request:\n" + c + "\n\n" },
		"string to sign":    func(c string) string { return "String to sign:\n" + text(c) + "\n\n" },
		"both texts":        func(c string) string { return "Canonical request:\n" + c + "\n\nString to sign:\n" + text(c) + "\n\n" },
		"hash":              func(c string) string { return "canonical request hash: " + sha(c) + "\n\n" },
	}
	toSign := "<StringToSign>" + text(knownRight) + "</StringToSign>"
	servers := map[string]string{
		"":       "",
		" text":  toSign,
		" texts": toSign + "<CanonicalRequest>" + strings.ReplaceAll(knownRight, "&", "&amp;") + "</CanonicalRequest>",
	}
	for asked, shown := range requests {
		for printed, client := range clients {
			for answered, server := range servers {
				name := asked + printed + answered
				if tellsNothing(asked, printed, answered) {
					continue
				}
				for _, m := range knownMistakes {
					paste := shown + client(strings.Replace(knownRight, m.old, m.wrong, 1)) + "<Error><Code>SignatureDoesNotMatch</Code><Message>" +
						"The request signature we calculated does not match the signature you provided.</Message>" + server + "</Error>\n"
					if m.hides(asked, answered) {
						continue
					}
					t.Run(name+"/"+m.name, func(t *testing.T) {
						t.Parallel()
						a := analyzeText(t, paste, Given{})
						if len(a.Findings) == 0 || !slices.Contains(m.codes, a.Findings[0].Code) {
							t.Errorf("got %v, want one of %v first", codesAbove(a, Possible), m.codes)
						}
					})
				}
			}
		}
	}
}

// tellsNothing reports whether the parts hold a hash of the client and nothing to make it of.
func tellsNothing(request, client, server string) bool {
	return request == "" && server != " texts" && (client == "string to sign" || client == "hash")
}

// hides reports whether the mistake cannot be told from the parts: its canonical request is
// right for another request, and nothing tells which one it was.
func (m *knownMistake) hides(request, server string) bool {
	needsOther := m.name == "method" || m.name == "no query" || m.name == "charset"
	return needsOther && request == "" && server == "" || m.name == "no query" && request == "" && server == " text"
}
