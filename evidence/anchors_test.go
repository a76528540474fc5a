package evidence

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Words in either case are found where the standard library finds them in lower case, on both
// sides of a stride.
func TestIndexFold(t *testing.T) {
	const letters = "aHhoOsStT-x"
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := make([]byte, rnd.IntN(600))
		for i := range b {
			b[i] = letters[rnd.IntN(len(letters))]
			if i%7 < 5 {
				b[i] = 'x'
			}
		}
		s, at := string(b), rnd.IntN(20)
		for _, word := range []string{"host", "h", "-x", "ost"} {
			want := -1
			if at <= len(s) {
				if n := strings.Index(strings.ToLower(s[at:]), word); n >= 0 {
					want = at + n
				}
			}
			if got := indexFold(s, word, at); got != want {
				t.Fatalf("indexFold(%q, %q, %d) is %d, want %d", s, word, at, got, want)
			}
		}
	}
}
