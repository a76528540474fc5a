package diagnose

import (
	"slices"
	"strings"
)

// general are codes that stand for what no special one names. Of hosts the general one
// stays: what changed them is told by less than what they are.
var general = setOf(
	"path-mismatch", "header-changed-after-signing", "header-not-signed", "signed-header-not-sent",
	"query-changed-after-signing", "payload-hash-mismatch", "canonical-request-malformed", "string-to-sign-malformed",
)

// withoutGeneral leaves out what is said in general of a text of which another finding, that
// is proved as well, names the mistake.
func withoutGeneral(list []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(list), func(g Finding) bool {
		return general[g.Code] && slices.ContainsFunc(list, func(s Finding) bool {
			return !general[s.Code] && s.Proof != Possible && s.Proof.Rank() <= g.Proof.Rank() && ofOneText(&g, &s)
		})
	})
}

// ofOneText reports whether two findings are about one text: a line, or the header that one
// of them has the name of. A list of signed headers is the text of all that is said of any of
// its names: of one header they are where they would mend it alike.
func ofOneText(g, s *Finding) bool {
	same := g.Yours != "" && g.Yours == s.Yours
	if g.Code != "header-not-signed" && g.Code != "signed-header-not-sent" {
		return same
	}
	return g.Correct != "" && (same && g.Correct == s.Correct || strings.HasPrefix(s.Yours, g.Correct+":"))
}
