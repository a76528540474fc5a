package evidence

import (
	"strings"
	"testing"
)

// TestExamples: the documentation's example beside one's own text is left out, and it is said;
// alone it is read.
func TestExamples(t *testing.T) {
	t.Parallel()
	const own = "My canonical request:\nGET\n/k\n\nhost:b.minio:9000\nx-amz-date:20250612T083000Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD\n\n"
	example := "It is supposed to be:\n" + strings.NewReplacer("My canonical request:\n", "", "b.minio:9000", "examplebucket.s3.amazonaws.com").Replace(own)
	for text, want := range map[string]int{own + example: 1, example: 0} {
		e := Read(Source{Name: "paste", Data: []byte(text)})
		said, canonicals := 0, 0
		for _, n := range e.Notes {
			if n.Says == exampleLeftOut {
				said++
			}
		}
		for _, a := range e.Artefacts {
			if a.What == "canonical-request" {
				canonicals++
			}
		}
		if said != want || canonicals != 1 {
			t.Errorf("%d notes, %d canonical requests in %q", said, canonicals, text)
		}
	}
}
