package diagnose

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sigwhy/sigv4"
)

// keysOf is written from the description of key derivation (Signature Version 4,
// "Derive a signing key"), apart from the program's own.
func keysOf(secret string, messages ...string) (keys [][]byte) {
	key := []byte("AWS4" + secret)
	for _, m := range messages {
		key = mac(key, m)
		keys = append(keys, key)
	}
	return keys
}

const loggedHead = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240309/eu-west-3/execute-api/aws4_request, ` +
	`SignedHeaders=host;x-amz-date, Signature=`

// loggedRequest is a request whose signer sorts no query where unsorted is set, and
// signs with a key; with what it printed of its keys before it.
func loggedRequest(log string, key []byte, query string) string {
	canonical := "GET\n/v1/items\n" + query + "\nhost:api.example.com\nx-amz-date:20240309T101112Z\n\nhost;x-amz-date\n" + hexHash("")
	text := "AWS4-HMAC-SHA256\n20240309T101112Z\n20240309/eu-west-3/execute-api/aws4_request\n" + hexHash(canonical)
	return log + "\nGET /v1/items?b=2&a=1 HTTP/1.1\r\nHost: api.example.com\r\nX-Amz-Date: 20240309T101112Z\r\n" +
		"Authorization: " + loggedHead + hex.EncodeToString(mac(key, text)) + "\r\n\r\n"
}

// keyForms are the ways in which languages print bytes.
var keyForms = map[string]func([]byte) string{
	"hex":    hex.EncodeToString,
	"base64": base64.StdEncoding.EncodeToString,
	"go":     func(b []byte) string { return fmt.Sprint(b) },
	"go hex": func(b []byte) string { return fmt.Sprintf("%#v", b) },
	"colons": func(b []byte) string { return strings.ReplaceAll(fmt.Sprintf("% x", b), " ", ":") },
	"java": func(b []byte) string {
		var s []string
		for _, c := range b {
			s = append(s, fmt.Sprint(int8(c)))
		}
		return "[" + strings.Join(s, ", ") + "]"
	},
	"node buffer": func(b []byte) string { return fmt.Sprintf("<Buffer % x>", b) },
	"node array": func(b []byte) string {
		s := "Uint8Array(32) ["
		for i, c := range b {
			if i%12 == 0 {
				s += "\n  "
			}
			s += fmt.Sprintf("%3d, ", c)
		}
		return strings.TrimSuffix(s, ", ") + "\n]"
	},
	"python": func(b []byte) string {
		s := "b'"
		for _, c := range b {
			s += fmt.Sprintf(`\x%02x`, c)
		}
		return s + "'"
	},
	"cryptojs": func(b []byte) string {
		var s []string
		for i := 0; i < len(b); i += 4 {
			s = append(s, fmt.Sprint(int32(binary.BigEndian.Uint32(b[i:]))))
		}
		return "{ words: [ " + strings.Join(s, ", ") + " ], sigBytes: 32 }"
	},
}

// TestPrintedKeys names the step of the derivation that printed keys prove wrong,
// in every form of bytes, with what is wrong besides.
func TestPrintedKeys(t *testing.T) {
	t.Parallel()
	day, region := keysOf(ownSecret, "20240309T101112Z", "eu-west-3", "execute-api", "aws4_request"), keysOf(ownSecret,
		"20240309", "us-east-1", "execute-api", "aws4_request")
	const sorted, unsorted = "a=1&b=2", "b=2&a=1"
	for form, print := range keyForms {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			for _, c := range []struct {
				log   string
				key   []byte
				query string
				codes []string
			}{
				{
					"kDate: " + print(day[0]) + "\nkRegion: " + print(day[1]), day[3], sorted,
					[]string{"signing-key-wrong-date"},
				},
				{
					"kDate = " + print(region[0]) + "\nkRegion = " + print(region[1]), region[3], sorted,
					[]string{"signing-key-wrong-region"},
				},
				{
					"signing key " + print(region[3]), region[3], unsorted,
					[]string{"query-unsorted", "signing-key-wrong-region"},
				},
				{
					"kDate " + print(day[0]) + "\nkSigning " + print(day[3]), day[3], unsorted,
					[]string{"query-unsorted", "signing-key-wrong-date"},
				},
			} {
				a := analyzeText(t, loggedRequest(c.log, c.key, c.query), Given{
					Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)},
				})
				got := codesAbove(a, Seen)
				slices.Sort(got)
				if !slices.Equal(got, c.codes) {
					t.Errorf("%q…: %v, want %v; recognised %v", c.log[:min(40, len(c.log))], got, c.codes,
						a.Evidence.Artefacts)
				}
			}
		})
	}
}

// TestRightKeysPrinted: keys that are due say that the fault is elsewhere, and a
// right request with the keys of its log has none.
func TestRightKeysPrinted(t *testing.T) {
	t.Parallel()
	keys := keysOf(ownSecret, "20240309", "eu-west-3", "execute-api", "aws4_request")
	for form, print := range keyForms {
		log := "kDate: " + print(keys[0]) + "\nkRegion: " + print(keys[1]) + "\nkService: " + print(keys[2]) +
			"\nkSigning: " + print(keys[3])
		a := analyzeQuickly(loggedRequest(log, keys[3], "a=1&b=2"), ownSecret)
		if a.Verdict != Matches || len(a.Findings) > 0 {
			t.Errorf("%s: %s %v", form, a.Verdict, codesAbove(a, Possible))
		}
		for _, k := range a.Keys[:4] {
			if !k.YoursAgree {
				t.Errorf("%s: %s is %q", form, k.Name, k.Yours)
			}
		}
	}
}

// TestProofOfTwoStages: a hash that proves a mistake of the canonical request does
// not hide one of the key.
func TestProofOfTwoStages(t *testing.T) {
	t.Parallel()
	key := keysOf(ownSecret, "20240309", "us-east-1", "execute-api", "aws4_request")[3]
	raw := loggedRequest("", key, "b=2&a=1")
	canonical := "GET\n/v1/items\nb=2&a=1\nhost:api.example.com\nx-amz-date:20240309T101112Z\n\nhost;x-amz-date\n" +
		hexHash("")
	log := "String to sign:\nAWS4-HMAC-SHA256\n20240309T101112Z\n20240309/eu-west-3/execute-api/aws4_request\n" +
		hexHash(canonical) + "\n\n"
	a := analyzeText(t, log+raw, Given{Key: sigv4.Key{Secret: sigv4.NewSecret(ownSecret)}})
	got := codesAbove(a, Seen)
	slices.Sort(got)
	if want := []string{"query-unsorted", "signing-key-wrong-region"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
