package diagnose

import (
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

var verifyKey = sigv4.Key{Secret: sigv4.NewSecret("h7Jq/3kVb+0sXmZ9TtLr2WcYpN5dQfGe8uRaKo1M")}

// signedBy is the signature of a text under a scope.
func signedBy(scope, text string) string {
	s, _ := sigv4.ParseScope(scope)
	return sigv4.Sign(verifyKey.Derive(s).Signing, text)
}

// TestSignatureByPlace: a value behind both texts is the signature; with the key, what is no
// signature that a known mistake gives is none.
func TestSignatureByPlace(t *testing.T) {
	t.Parallel()
	given := Given{Key: verifyKey}
	canonical := strings.ReplaceAll(apiCanonical, "8x1k2m3n4p.", "9x1k2m3n4p.")
	const region = "20250612/eu-north-1/execute-api/aws4_request"
	text := stringToSignText(lookDate, region, canonical)
	right, hashed := signedBy(region, text), signedBy(region, sha(text))
	both := "Kanonische Anfrage:\n" + canonical + "\n\nZeichenkette:\n" + text + "\n\n"
	for name, test := range map[string]struct {
		behind string
		want   Verdict
		code   string
	}{
		"a word for it":              {"Signatur: " + right, Matches, ""},
		"another word":               {"Ergebnis: " + right, Matches, ""},
		"several words":              {"der letzte Schritt gibt " + right, Matches, ""},
		"a mistake":                  {"Ergebnis: " + hashed, Differs, "signature-over-wrong-text"},
		"digits changed":             {"Ergebnis: 0000" + right[4:], Differs, "signature-damaged"},
		"another hash":               {"Ergebnis: " + sha("a file"), CannotTell, ""},
		"what the server says":       {"the server's is " + right, CannotTell, ""},
		"a word for it, another key": {"Signatur: " + sha("any"), CannotTell, ""},
	} {
		a := analyzeText(t, both+test.behind+"\n", given)
		codes := codesAbove(a, Likely)
		if a.Verdict != test.want || test.code != "" && !slices.Contains(codes, test.code) || test.code == "" && len(codes) > 0 {
			t.Errorf("%s: %s, %v", name, a.Verdict, codes)
		}
	}
}

// TestCutSignature: with the key, a part of the right signature is told to be one.
func TestCutSignature(t *testing.T) {
	t.Parallel()
	const region = "20250612/eu-north-1/execute-api/aws4_request"
	right := signedBy(region, stringToSignText(lookDate, region, apiCanonical))
	for name, test := range map[string]struct {
		sent, end string
		want      Verdict
		proof     Proof
	}{
		"the first of it":              {right[:40], "\nX-A: 1\n\n", Differs, Reproduced},
		"few of it":                    {right[:28], "\nX-A: 1\n\n", Differs, Likely},
		"few of it, refused":           {right[:28], "\nX-A: 1\n\n" + plainMismatch, Differs, Seen},
		"the last of it":               {right[4:], "\nX-A: 1\n\n", Differs, Seen},
		"as far as the paste goes":     {right[:41], "", CannotTell, Possible},
		"of another, as far as it is":  {sha("x")[:41], "", Differs, Possible},
		"fewer than tell anything":     {right[:8], "\nX-A: 1\n\n", Differs, Possible},
		"whole":                        {right, "\nX-A: 1\n\n", Matches, ""},
		"as many as of another digest": {right[:32], "\nX-A: 1\n\n", Differs, Reproduced},
	} {
		paste := strings.Split(apiGetWith(test.sent), "\r\n\r\n")[0] + strings.ReplaceAll(test.end, "\n", "\r\n")
		a := analyzeText(t, paste, Given{Key: verifyKey})
		proof := Proof("")
		for _, fd := range a.Findings {
			if fd.Code == "signature-damaged" {
				proof = fd.Proof
			} else if fd.Proof.Rank() <= Likely.Rank() {
				t.Errorf("%s: %s", name, fd.Code)
			}
		}
		if a.Verdict != test.want || proof != test.proof {
			t.Errorf("%s: %s, %q", name, a.Verdict, proof)
		}
	}
}

// apiGetWith is apiGet with a signature.
func apiGetWith(signature string) string { return strings.Replace(apiGet, "SIGNATURE", signature, 1) }

// TestEscapedURL: a URL of which the signature is right but for its &amp; is told so; where a
// page has to write it so it is right.
func TestEscapedURL(t *testing.T) {
	t.Parallel()
	const scope = "20250612/eu-west-1/s3/aws4_request"
	const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ownKeyID + "%2F20250612%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=" +
		lookDate + "&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
	canonical := "GET\n/a.txt\n" + query + "\nhost:b.s3.eu-west-1.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD"
	right := "https://b.s3.eu-west-1.amazonaws.com/a.txt?" + query + "&X-Amz-Signature=" + signedBy(scope, stringToSignText(lookDate, scope, canonical))
	escaped := strings.ReplaceAll(right, "&", "&amp;")
	for name, test := range map[string]struct {
		paste        string
		keyed, blind Proof
		want         Verdict
	}{
		"alone":                  {escaped, Likely, Possible, Differs},
		"in prose":               {"wget says 400 for\n" + escaped, Likely, Possible, Differs},
		"in a command":           {"curl '" + escaped + "'", Seen, Possible, Differs},
		"in a tag":               {"<p><a href=\"" + escaped + "\">here</a></p>", "", "", Matches},
		"in an element":          {"<Contents><Url>" + escaped + "</Url></Contents>", "", "", Matches},
		"in a command of a page": {"<pre><code>curl \"" + escaped + "\"</code></pre>", "", "", Matches},
		"right":                  {right, "", "", Matches},
		"wrong besides":          {strings.Replace(escaped, "a.txt", "b.txt", 1), Possible, Possible, Differs},
	} {
		keyed, blind := analyzeText(t, test.paste+"\n", Given{Key: verifyKey}), analyzeText(t, test.paste+"\n", Given{})
		if got := proofOf(keyed, "xml-escaped"); got != test.keyed || keyed.Verdict != test.want {
			t.Errorf("%s, with the key: %s, %q", name, keyed.Verdict, got)
		}
		if got := proofOf(blind, "xml-escaped"); got != test.blind || blind.Verdict != CannotTell {
			t.Errorf("%s: %s, %q", name, blind.Verdict, got)
		}
		if keyed.PairsRuledOut && test.keyed.Rank() <= Likely.Rank() {
			t.Errorf("%s: searched in vain", name)
		}
	}
}

// proofOf is how well a mistake is proven, "" where it is not among the findings.
func proofOf(a *Analysis, code string) Proof {
	if i := slices.IndexFunc(a.Findings, func(fd Finding) bool { return fd.Code == code }); i >= 0 {
		return a.Findings[i].Proof
	}
	return ""
}
