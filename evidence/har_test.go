package evidence

import (
	"strings"
	"testing"
)

// TestHARPassedOver: that entries without a signature were left out is said once, and not where
// there are none.
func TestHARPassedOver(t *testing.T) {
	t.Parallel()
	const (
		signed = `{"request":{"method":"GET","url":"https://b.s3.amazonaws.com/a","headers":[{"name":"Authorization",` +
			`"value":"AWS4-HMAC-SHA256 Credential=AKIAQ3EGT7XAMPLEK3Y9/20250612/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00"}]},"response":{"status":200}}`
		plain  = `{"request":{"method":"GET","url":"https://example.com/a.js","headers":[{"name":"Accept","value":"*/*"}]},"response":{"status":200}}`
		before = `{"request":{"method":"OPTIONS","url":"https://b.s3.amazonaws.com/a","headers":[` +
			`{"name":"Access-Control-Request-Method","value":"PUT"}]},"response":{"status":200}}`
	)
	for entries, want := range map[string]int{
		signed: 0, before + ",\n" + signed: 0, signed + ",\n" + plain: 1, plain + ",\n" + plain + ",\n" + signed: 1,
	} {
		e := Read(Source{Data: []byte("{\"log\":{\"entries\":[\n" + entries + "\n]}}")})
		n := 0
		for _, note := range e.Notes {
			if strings.Contains(note.Says, "passed over") {
				n++
			}
		}
		if n != want {
			t.Errorf("%d notes, want %d: %s", n, want, entries)
		}
	}
}
