package evidence

import (
	"strings"
	"testing"
)

// TestWrapped reads errors and requests in the wrappings of libraries and logs.
func TestWrapped(t *testing.T) {
	t.Parallel()
	const asked = "The Canonical String for this request should have been"
	message := mismatchL + "\n\n" + asked + "\n'" + canonGET + "'\n\nThe String-to-Sign should have been\n'" + stsC + "'\n"
	escaped := strings.ReplaceAll(message, "\n", `\n`)
	var pod, node strings.Builder
	for i, l := range strings.Split("403 InvalidSignatureException: "+message, "\n") {
		if l != "" {
			pod.WriteString("17314041751" + string(rune('0'+i%10)) + "6,\"" + l + "\n")
		}
		q := `"`
		if !strings.Contains(l, "'") {
			q = "'"
		}
		node.WriteString("    " + q + l + `\n` + q + " +\n")
	}
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"escaped twice": {
			`{"message":"` + strings.ReplaceAll(escaped, `\`, `\\`) + `"}`,
			map[string]string{"exchanges": "1", "server canonical": canonGET, "server sts": stsC, "message": mismatchL},
		},
		"prefix within a message": {
			pod.String() + "1731404175106,\"#0 main\n",
			map[string]string{"exchanges": "1", "code": "InvalidSignatureException", "server path": "/b/k", "server list": "host;x-amz-date", "server sts": stsC},
		},
		"joined with plus": {
			"data: {\n  message: " + strings.TrimSpace(strings.TrimSuffix(node.String(), " +\n")) + "\n}\n",
			map[string]string{"exchanges": "1", "server canonical": canonGET, "server sts": stsC},
		},
		"type and message in a line": {
			"CloudWatchException - type: UnrecognizedClientException, message: The security token included in the request is invalid.",
			map[string]string{"code": "UnrecognizedClientException", "message": "The security token included in the request is invalid."},
		},
		"headers not signed": {
			"accessDenied(message: Optional(\"RequestId: 41, \n    HeadersNotSigned: x-amz-acl, x-amz-tagging, \n    Message: There were headers present in the request which were not signed, \n    HostId: q=\"))\n",
			map[string]string{"field HeadersNotSigned": "x-amz-acl, x-amz-tagging"},
		},
		"a hint of OpenSearch Serverless": {
			"I get a 403 with response header `X-Aoss-Response-Hint: X01:gw-helper-deny`\n",
			map[string]string{"exchanges": "1", "message": "X01:gw-helper-deny"},
		},
		"form in JSON": {
			`{"key":"up/1","policy":"eyJ9","x-amz-credential":"` + scopedKey + `"}`,
			map[string]string{"hint form-field": "up/1|eyJ9|" + scopedKey},
		},
		".NET messages": {
			"Method: GET, RequestUri: 'https://h/a?b=c', Version: 1.1, Content: <null>, Headers:\n{\n\n  X-Amz-Date: 20240601T100000Z\n  Authorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host, Signature=" + sigA +
				"\n}\nStatusCode: 403, ReasonPhrase: 'Forbidden', Version: 1.1, Content: x, Headers:\n{\n  x-amzn-RequestId: r\n}\n",
			map[string]string{"exchanges": "1", "request": "log GET https://h/a?b=c", "header x-amz-date": "20240601T100000Z", "signature": sigA, "body": "0 ", "status": "403", "head x-amzn-requestid": "r"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
}

// hardWrapped breaks the lines of a text at a width, as a terminal that is copied from does.
func hardWrapped(text string, width int) string {
	var b strings.Builder
	for _, l := range strings.SplitAfter(text, "\n") {
		for len(strings.TrimSuffix(l, "\n")) > width {
			b.WriteString(l[:width] + "\n")
			l = l[width:]
		}
		b.WriteString(l)
	}
	return b.String()
}

// TestUnwrappedPieces joins the lines of the piece of a paste that was broken, whatever
// stands beside it, and leaves lines that end within a hash by chance.
func TestUnwrappedPieces(t *testing.T) {
	t.Parallel()
	const long = "the client says: x-amz-content-sha256:" + emptyHash + " and then some more words\n"
	body := echoXML("\n")
	for name, given := range map[string]string{
		"a longer line behind":   hardWrapped(body, 80) + "\n\n" + long,
		"a longer line before":   long + "\n" + hardWrapped(body, 80),
		"a longer line between":  hardWrapped(body, 80) + "\n\n" + long + "\n" + hardWrapped(body, 72),
		"nothing else in a line": hardWrapped(body, 80),
	} {
		if got := unwrapped(root(0, Source{Data: []byte(given)}).Whole()); strings.Count(got.S, body) != strings.Count(name, "between")+1 {
			t.Errorf("%s: %q", name, got.S)
		}
	}
	prose := strings.Repeat("x", 57) + "req\n" + strings.Repeat("y", 60) + "\nuest " + strings.Repeat("z", 55) + "\n"
	for name, given := range map[string]string{
		"one line ends within a word": prose + long,
		"two lines of a width":        "a: " + emptyHash[:57] + "\n" + emptyHash[57:] + "\nb: " + emptyHash[:57] + "\n" + emptyHash[57:] + "\n" + long,
	} {
		if got := unwrapped(root(0, Source{Data: []byte(given)}).Whole()); got.S != given {
			t.Errorf("%s: %q", name, got.S)
		}
	}
}
