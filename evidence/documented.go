package evidence

import (
	"slices"
	"strings"
)

// documentedHosts are those of the examples in Amazon's documentation of signing, which people
// set beside what they have (S3 API reference, "Signature calculations for the Authorization
// header").
var documentedHosts = []string{"host:examplebucket.s3.amazonaws.com", "host:johnsmith.s3.amazonaws.com"}

// exampleLeftOut is said of such a text.
const exampleLeftOut = "a canonical request of the documentation's examples stands here; it is compared with nothing"

// dropExamples leaves out canonical requests of the documentation, where others stand beside
// them: they are of neither side.
func (r *reader) dropExamples() {
	var documented, own int
	for _, it := range r.items {
		switch {
		case it.canonical == nil:
		case isExample(it.canonical):
			documented++
		default:
			own++
		}
	}
	if documented == 0 || own == 0 {
		return
	}
	r.items = slices.DeleteFunc(r.items, func(it *item) bool {
		if it.canonical == nil || !isExample(it.canonical) {
			return false
		}
		r.noteOnce(exampleLeftOut, it.place)
		return true
	})
}

// isExample reports whether a canonical request is one of the documentation.
func isExample(c *Canonical) bool {
	return slices.ContainsFunc(c.Lines, func(l Text) bool { return slices.Contains(documentedHosts, strings.ToLower(l.S)) })
}
