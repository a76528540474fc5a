package diagnose

import "testing"

// TestWithoutGeneral: a general code gives way to the special one of the same text, where that
// is proved as well.
func TestWithoutGeneral(t *testing.T) {
	t.Parallel()
	general := Finding{Code: "payload-hash-mismatch", Proof: Seen, Yours: "a", Correct: "b"}
	unsent := Finding{Code: "signed-header-not-sent", Proof: Seen, Yours: "connection;host", Correct: "connection"}
	for name, c := range map[string]struct {
		general, special Finding
		gone             bool
	}{
		"of the same text":     {general, Finding{Code: "body-reserialized", Proof: Seen, Yours: "a"}, true},
		"of another text":      {general, Finding{Code: "body-reserialized", Proof: Seen, Yours: "c"}, false},
		"proved less":          {general, Finding{Code: "body-reserialized", Proof: Likely, Yours: "a"}, false},
		"only possible":        {Finding{Code: "payload-hash-mismatch", Proof: Possible, Yours: "a"}, Finding{Code: "body-reserialized", Proof: Possible, Yours: "a"}, false},
		"of the same header":   {unsent, Finding{Code: "hop-by-hop-header-signed", Proof: Seen, Yours: "connection:close"}, true},
		"of another header":    {unsent, Finding{Code: "hop-by-hop-header-signed", Proof: Seen, Yours: "te:trailers"}, false},
		"of the same list":     {unsent, Finding{Code: "signed-headers-duplicate", Proof: Seen, Yours: "connection;host", Correct: "host"}, false},
		"of the list, alike":   {unsent, Finding{Code: "hop-by-hop-header-signed", Proof: Seen, Yours: "connection;host", Correct: "connection"}, true},
		"two general ones":     {general, Finding{Code: "path-mismatch", Proof: Seen, Yours: "a"}, false},
		"of a text not known":  {Finding{Code: "payload-hash-mismatch", Proof: Seen}, Finding{Code: "body-reserialized", Proof: Seen}, false},
		"reproduced, not seen": {general, Finding{Code: "body-reserialized", Proof: Reproduced, Yours: "a"}, true},
	} {
		left := withoutGeneral([]Finding{c.general, c.special})
		if gone := len(left) == 1 && left[0].Code == c.special.Code; gone != c.gone {
			t.Errorf("%s: %v are left", name, left)
		}
	}
}
