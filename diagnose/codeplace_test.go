package diagnose

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestPlacesHoldNoSecret: what a finding quotes of code ends where a secret key may
// begin, whatever its letters are: those of R2 and Garage are hex, those of MinIO words.
func TestPlacesHoldNoSecret(t *testing.T) {
	t.Parallel()
	answer := "\n\n" + refused(changed(t, s3Get), plainMismatch)
	hex := strings.Repeat("0123456789abcdef", 4)
	for name, c := range map[string]struct{ secret, text string }{
		"hex behind echo":         {hex, "echo \"" + hex + "\" | docker secret create r2_secret_key -"},
		"a word behind echo":      {"minio123", "echo \"minio123\" | docker secret create minio_secret_key -"},
		"a bare word behind echo": {"minio123", "echo minio123 | docker secret create minio_secret_key -"},
		"hex behind the prefix":   {hex, "k = hmac(\"AWS4\" + \"" + hex + "\", amzDate);"},
		"a word and the prefix":   {"verysecret", "k = hmac(\"AWS4\" + \"verysecret\", amzDate);"},
		"mixed letters": {
			"wJalrXUtnFEMI/K7MDENG",
			"k = hash_hmac('sha256', 'AWS4' . 'wJalrXUtnFEMI/K7MDENG', $d)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := analyzeText(t, c.text+answer, Given{})
			if len(a.Findings) == 0 || a.Findings[0].basis > byWords {
				t.Error("nothing is said of it")
			}
			out, err := json.Marshal(a.Findings)
			if err != nil || strings.Contains(string(out), c.secret[:8]) {
				t.Errorf("error %v, or the secret key in %s", err, out)
			}
		})
	}
}
