package evidence

import (
	"strings"
	"testing"
)

// TestInterleaved: a canonical request whose lines another service cuts into is read whole,
// whatever stands before each line to tell who wrote it.
func TestInterleaved(t *testing.T) {
	t.Parallel()
	text := strings.Split("canonical request:\n"+canonGET+"\nstring to sign:\n"+stsC, "\n")
	for name, head := range map[string][2]string{
		"compose":  {"export-1   | ", "redis-1    | "},
		"kubectl":  {"[pod/export-7d9/app] ", "[pod/redis-0/redis] "},
		"journald": {"Mar 18 11:58:02 fjord02 export[811]: ", "Mar 18 11:58:02 fjord02 redis[402]: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for i, l := range text {
				b.WriteString(head[0] + l + "\n")
				if i%2 == 0 {
					b.WriteString(head[1] + "390 changes in 60 seconds. Saving...\n")
				}
			}
			e := Read(Source{Data: []byte(b.String())})
			verify(t, e)
			check(t, e, map[string]string{"exchanges": "1", "client canonical": canonGET, "client sts": stsC})
		})
	}
}

// TestNotInterleaved: where one service writes after the other, lines are read as they
// stand.
func TestNotInterleaved(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for l := range strings.SplitSeq(canonGET, "\n") {
		b.WriteString("export-1 | " + l + "\n")
	}
	b.WriteString("redis-1  | ready\n")
	e := Read(Source{Data: []byte(b.String())})
	check(t, e, map[string]string{"client canonical": canonGET})
	if n := strings.Join(e.Exchanges[0].Client.Canonical.Whole.Undone(), " "); strings.Contains(n, "alone") {
		t.Errorf("was read as %q", n)
	}
	for _, line := range []string{"GET /a HTTP/1.1", "host: a | b", "| a | b |", "[pod] x", "2025-01-01 10:00:00 a[1]: x", ""} {
		if k := serviceOf(line); k != 0 {
			t.Errorf("%q is said to be of %q", line, line[:k])
		}
	}
}
