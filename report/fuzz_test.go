package report

import (
	"context"
	"encoding/json"
	"testing"
	"unicode"

	"sigwhy/diagnose"
	"sigwhy/evidence"
)

// FuzzWrite takes bytes through the whole chain: whatever is pasted, every report
// is safe to draw and JSON is JSON.
func FuzzWrite(f *testing.F) {
	f.Add([]byte(paste))
	f.Add([]byte("AWS4-HMAC-SHA256\r\n20150830T123600Z\n20150830/us-east-1/\x1b[8m/aws4_request\n\xff"))
	f.Add([]byte(canonical))
	f.Add([]byte("https://x/?X-Amz-Signature=\u202e&X-Amz-Security-Token=%00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e := evidence.Read(evidence.Source{Name: "\u202e.txt", Data: data})
		a := diagnose.Analyze(context.Background(), diagnose.Case{Evidence: e, Given: given()})
		for _, format := range []Format{TextFormat, JSONFormat, MarkdownFormat} {
			got, err := Write(a, format, Options{Given: given(), Width: 60})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range got {
				if r != '\n' && (r < ' ' || r == 0x7f || !unicode.IsPrint(r)) {
					t.Fatalf("%s of %q holds %U", format, data, r)
				}
			}
			if format == JSONFormat && !json.Valid([]byte(got)) {
				t.Fatalf("no JSON: %s", got)
			}
		}
	})
}
