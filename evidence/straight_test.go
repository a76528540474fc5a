package evidence

import (
	"regexp"
	"testing"
)

// TestStraight: forms of code are found in the quotes of word processors, at the place
// where they stand in the source.
func TestStraight(t *testing.T) {
	t.Parallel()
	const text = "é mac(“AWS4” + key, ‘day’)\n"
	e := Read(Source{Name: "paste", Data: []byte(text)})
	for form, want := range map[string]string{
		`"(AWS4)"`:       "AWS4",
		`(\w+)\("AWS4"`:  "mac",
		`(".*')`:         "“AWS4” + key, ‘day’",
		`'(day)'\)`:      "day",
		`(é mac)`:        "é mac",
		`key, ('day'\))`: "‘day’)",
	} {
		f := regexp.MustCompile(form)
		m := e.First(0, f)
		if m == nil || text[m[2]:m[3]] != want {
			t.Errorf("%s is found at %v, want %q", form, m, want)
			continue
		}
		if all := e.All(0, f); len(all) != 1 || all[0][2] != m[2] || all[0][3] != m[3] {
			t.Errorf("%s: all are %v, the first is %v", form, all, m)
		}
	}
}
