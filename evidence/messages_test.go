package evidence

import "testing"

// TestMessages: each message that servers are known to give is read where nothing else
// stands on its line.
func TestMessages(t *testing.T) {
	t.Parallel()
	for _, m := range messages {
		if e := Read(Source{Name: "paste", Data: []byte(m + " x\n")}); len(e.Artefacts) == 0 {
			t.Errorf("%q is not read", m)
		}
	}
}
