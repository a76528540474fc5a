package diagnose

import (
	"strings"
	"testing"

	"sigwhy/evidence"
)

func init() { failLoudly, evidence.DoubtNeeded = true, true }

// TestLookFails: a look that fails finds nothing, and it is said which.
func TestLookFails(t *testing.T) {
	t.Parallel()
	f := &facts{}
	hits := f.lookQuietly(&mistake{code: "clock-skew", look: func(f *facts) []hit { return []hit{{says: f.answer.What}} }})
	if needs := f.defects(); len(hits) > 0 || len(needs) != 1 || !strings.Contains(needs[0].Why, "clock-skew") {
		t.Errorf("%v, %v", hits, needs)
	}
}
