package diagnose

import (
	"regexp"
	"testing"

	"sigwhy/evidence"
)

// TestPostRow: what a row of postSigns asks for beside its form counts.
func TestPostRow(t *testing.T) {
	t.Parallel()
	e := evidence.Read(evidence.Source{Name: "post", Data: []byte("The mill stands by the river.\n" + threadRefusal)})
	f := settle(Case{Evidence: e})
	form, there, absent := regexp.MustCompile(`mill`), regexp.MustCompile(`river`), regexp.MustCompile(`lake`)
	for _, r := range []struct {
		row  sign
		hits int
	}{
		{sign{form: form}, 1},
		{sign{form: form, also: there, unless: absent}, 1},
		{sign{form: form, also: absent}, 0},
		{sign{form: form, unless: there}, 0},
	} {
		if got := len(f.lookPost(&r.row)); got != r.hits {
			t.Errorf("%d hits, want %d", got, r.hits)
		}
	}
}
