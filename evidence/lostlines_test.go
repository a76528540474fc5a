package evidence

import (
	"strings"
	"testing"
)

// TestLostLines puts empty lines back where the hash beside a canonical request is that of
// the text with them, and nowhere else.
func TestLostLines(t *testing.T) {
	t.Parallel()
	whole := strings.Replace(canonGET, "GET", "PUT", 1)
	toSign := func(of string) string {
		return "AWS4-HMAC-SHA256\n20240601T100000Z\n20240601/us-east-1/s3/aws4_request\n" + hexHash(of)
	}
	bare := strings.ReplaceAll(whole, "\n\n", "\n")
	noQuery := strings.Replace(whole, "\n\n", "\n", 1)
	noGap := strings.Replace(whole, "Z\n\n", "Z\n", 1)
	own := func(canonical, sts string) string {
		return "Canonical request:\n" + canonical + "\n\nString to sign:\n" + sts + "\n"
	}
	body := func(canonical, sts string) string {
		return strings.NewReplacer(canonGET, canonical, stsC, sts).Replace(echoXML("\n"))
	}
	for name, test := range map[string]struct{ text, key, want string }{
		"both of a server":       {body(bare, toSign(whole)), "server canonical", whole},
		"a server's query":       {body(noQuery, toSign(whole)), "server canonical", whole},
		"the end of the headers": {body(noGap, toSign(whole)), "server canonical", whole},
		"both of a client":       {own(bare, toSign(whole)), "client canonical", whole},
		"as it was signed":       {own(bare, toSign(bare)), "client canonical", bare},
		"a hash of another text": {own(bare, toSign("x")), "client canonical", bare},
		"nothing lost":           {own(whole, toSign(whole)), "client canonical", whole},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := Read(Source{Data: []byte(test.text)})
			verify(t, e)
			check(t, e, map[string]string{"exchanges": "1", test.key: test.want})
			const note = "empty lines put back"
			noted := false
			for _, a := range e.Artefacts {
				noted = noted || a.Note == note
			}
			if lost := !strings.Contains(test.text, test.want); noted != lost {
				t.Errorf("noted: %v", noted)
			}
		})
	}
}

// TestFlatNoted says of an error body that line ends which had become blanks were put back.
func TestFlatNoted(t *testing.T) {
	t.Parallel()
	for newline, want := range map[string]string{" ": blanksPutBack, "\n": ""} {
		e := Read(Source{Data: []byte(echoXML(newline))})
		if len(e.Artefacts) != 1 || e.Artefacts[0].Note != want {
			t.Errorf("%q: %+v", newline, e.Artefacts)
		}
		check(t, e, map[string]string{"server canonical": canonGET})
	}
}
