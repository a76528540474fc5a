package evidence

import (
	"strings"
	"testing"
)

// TestUnseen reads requests and texts into which a page or chat has put what cannot be seen.
func TestUnseen(t *testing.T) {
	t.Parallel()
	raw := "PUT /k HTTP/1.1\nHost: b.s3.amazonaws.com\nX-Amz-Date: 20240601T100000Z\nX-Amz-Meta-A: **b**\nAuthorization: AWS4-HMAC-SHA256 Credential=" +
		scopedKey + ", SignedHeaders=host;x-amz-date, Signature=" + sigA + "\nContent-Length: 12\n\n{\"a\":\"**b\"}\n"
	sent := map[string]string{"request": "http-request PUT /k", "header host": "b.s3.amazonaws.com", "signed": "host;x-amz-date", "signature": sigA}
	texts := "Canonical request:\n" + canonGET + "\n\nString to sign:\n" + stsC + "\n"
	signed := map[string]string{"exchanges": "1", "client canonical": canonGET, "client sts": stsC}
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"no-break spaces":             {strings.ReplaceAll(raw, " ", "\u00a0"), sent},
		"no-break spaces, texts":      {strings.ReplaceAll(texts, " ", "\u00a0"), signed},
		"one no-break space":          {strings.Replace(raw, "20240601T100000Z", "20240601\u00a0T100000Z", 1), map[string]string{"header x-amz-date": "20240601\u00a0T100000Z"}},
		"zero width":                  {strings.Replace(raw, "host;x", "host;\u200bx", 1), sent},
		"zero width, list":            {strings.Replace(texts, "host;x", "host;\u200bx", 1), signed},
		"zero width in a body":        {strings.Replace(raw, "**b\"}", "\u200bb\"}", 1), map[string]string{"body": "1 {\"a\":\"\u200bb\"}"}},
		"entities":                    {strings.ReplaceAll(raw, "\n", "&#xA;"), sent},
		"entities, texts":             {strings.ReplaceAll(texts, "\n", "&#10;"), signed},
		"two entities":                {strings.Replace(raw, "20240601T100000Z", "a&#10;b&#10;c", 1), map[string]string{"header x-amz-date": "a&#10;b&#10;c"}},
		"octal":                       {strings.NewReplacer(" ", "\\040", "\n", "\\012").Replace(raw), sent},
		"octal, of rsyslog":           {"server:\n" + strings.ReplaceAll(echoXML("\n"), "\n", "#012"), map[string]string{"server canonical": canonGET, "server sts": stsC}},
		"octal in a value":            {strings.Replace(raw, "**b**", "a\\040b\\040c#012#012#012", 1), map[string]string{"header x-amz-meta-a": "a\\040b\\040c#012#012#012"}},
		"bold name":                   {strings.Replace(texts, "\nhost:", "\n**host**:", 1), signed},
		"bold value":                  {strings.Replace(texts, "s3.amazonaws.com", "**s3.amazonaws.com**", 1), signed},
		"bold lines":                  {strings.Replace(strings.Replace(texts, "/b/k", "**/b/k**", 1), hshC, "**"+hshC+"**", 1), signed},
		"stars that leave out":        {strings.NewReplacer("host;x-amz-date", "***", sigA, "***", scopedKey, "***/20240601").Replace(raw), map[string]string{"signed": "***", "signature": "***"}},
		"a word for what is left out": {strings.Replace(raw, sigA, "**REDACTED**", 1), map[string]string{"signature": "**REDACTED**"}},
		"two stars that leave out":    {strings.NewReplacer(sigA, "**", scopedKey, "**/20240601").Replace(raw), map[string]string{"signed": "host;x-amz-date", "signature": "**"}},
		"stars that are the user's":   {raw, map[string]string{"header x-amz-meta-a": "**b**", "body": "1 {\"a\":\"**b\"}\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, test.want)
		})
	}
	h2 := ":method: POST\n:scheme: https\n:authority: h.example.org\n:path: /k\nx-amz-date: 20240601T100000Z\nauthorization: AWS4-HMAC-SHA256 Credential=" + scopedKey + ", SignedHeaders=host, Signature=" + sigA + "\n"
	for text, body := range map[string]string{
		h2 + "\n{\"a\":1}":              `maybe {"a":1}`,
		h2 + "content-length: 3\n\na=b": "1 a=b",
		h2 + "\nthen it failed":         "3 ",
	} {
		e := Read(Source{Data: []byte(text)})
		r := e.Exchanges[0].Request
		if got := facts(e)["body"]; !strings.HasPrefix(got, body) || r.What != "http2-request" {
			t.Errorf("%q: %q", text, got)
		}
	}
}
