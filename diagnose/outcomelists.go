package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/replay"
	"sigwhy/sigv4"
)

// A listedRequest is a line of a list: a request, and whether it was accepted.
type listedRequest struct {
	target   evidence.Text
	accepted bool
}

// An outcomeSign is what all requests of a list that fail have, and none that succeeds.
type outcomeSign struct {
	code, says string
	has        func(f *facts, target string) bool
	open       func(target string) bool // whether a target can tell
	few        int                      // accepted ones without it that are asked for
	fails      int                      // refused ones with it that are asked for
	basis      basis
}

var outcomeSigns = []outcomeSign{
	{
		"query-unsorted",
		"Every request of the list whose query is in sorted order succeeds, every other fails: the signer does not " +
			"sort the canonical query.",
		query(unsortedPairs), func(t string) bool { return strings.Contains(queryOf(t), "&") }, 1, 2, byTexts,
	},
	{
		"query-repeated-name-merged",
		"Every request of the list that has a name twice in its query fails, every other succeeds: the signer " +
			"keeps one value for each name.",
		query(repeatedNames), func(t string) bool { return queryOf(t) != "" }, 1, 2, byTexts,
	},
	{
		"plus-for-space",
		"The request of the list that has a + in its query fails, every other succeeds: the + is a blank to the " +
			"server, which signs it as %20.",
		query(plusInQuery), func(t string) bool { return queryOf(t) != "" }, 2, 1, byInference,
	},
	{
		"unreserved-encoded",
		"Every request of the list that has a ~ in its path fails, every other succeeds: the signer writes it as " +
			"%7E, and it is unreserved.",
		pathHas(tilde), anyPath, 3, 2, byInference,
	},
	{
		"non-ascii-encoded-differently",
		"Every request of the list whose path has letters outside ASCII fails, every other succeeds: they are " +
			"signed in another encoding or form than they are sent in.",
		pathHas(beyondASCII), anyPath, 3, 2, byInference,
	},
	{
		"plus-for-space",
		"Every request of the list whose path has a + fails, every other succeeds: the + is taken for a blank, or " +
			"left raw.",
		pathHas(plusSign), anyPath, 3, 2, byInference,
	},
	{
		"path-under-encoded",
		"Every request of the list whose path has a blank fails, every other succeeds: the blank is signed " +
			"otherwise than it is sent, raw, as + or encoded twice.",
		pathHas(blankOrEscape), anyPath, 3, 2, byInference,
	},
	{
		"path-under-encoded",
		"Every request of the list whose path has one of ! ' ( ) * fails, every other succeeds: the signer leaves " +
			"them raw, and they are percent-encoded in what is signed.",
		pathHas(fiveMarks), anyPath, 3, 2, byInference,
	},
	{
		"path-under-encoded",
		"Every request of the list whose path has one of : @ = $ & , ; fails, every other succeeds: the signer " +
			"leaves them raw, and they are percent-encoded in what is signed.",
		pathHas(reservedMarks), anyPath, 3, 2, byInference,
	},
	{
		"path-normalized",
		"Every request of the list whose path has an empty or a dot segment fails, every other succeeds: one side " +
			"takes it away.",
		pathHas(oddSegment), anyPath, 3, 2, byInference,
	},
	{
		"query-not-signed",
		"Every request of the list that has a query fails, every other succeeds: the query is sent, and is missing in " +
			"the text that is signed.",
		query(withParameters), anyPath, 2, 2, byInference,
	},
}

var (
	tilde         = regexp.MustCompile(`~|%7[eE]`)
	beyondASCII   = regexp.MustCompile(`[^\x00-\x7f]|%[c-fC-F][0-9a-fA-F]%[89abAB]`)
	plusSign      = regexp.MustCompile(`\+|%2[bB]`)
	blankOrEscape = regexp.MustCompile(` |%20`)
	fiveMarks     = regexp.MustCompile(`[!'()*]|%2[178-9aA]`)
	reservedMarks = regexp.MustCompile(`[:@=$&,;]|%3[aAbBdD]|%40|%2[46cC]`)
	oddSegment    = regexp.MustCompile(`[^:]//|/\.{1,2}/`)
)

func queryOf(target string) string {
	_, _, query, _, _ := sigv4.TargetParts(target)
	return query
}

// pathHas asks whether the path of a target has a form.
func pathHas(form *regexp.Regexp) func(*facts, string) bool {
	return func(_ *facts, target string) bool {
		path, _, _ := strings.Cut(target, "?")
		return form.MatchString(path)
	}
}

// anyPath is of signs that every path can tell.
func anyPath(string) bool { return true }

// query asks whether the query of a target is of a kind, with the rest of the request
// as it is at hand.
func query(is func(m *replay.Model) bool) func(*facts, string) bool {
	return func(f *facts, target string) bool {
		m := *f.model
		m.Query = queryOf(target)
		m.Pairs, m.Carrier = replay.SplitPairs(m.Query), sigv4.InHeader
		return is(&m)
	}
}

func unsortedPairs(m *replay.Model) bool {
	t := m.With()
	sorted := t.Part(replay.GroupQuery)
	t.Unsort()
	return sorted != t.Part(replay.GroupQuery)
}

func withParameters(m *replay.Model) bool { return m.Query != "" }

func plusInQuery(m *replay.Model) bool { return strings.Contains(m.Query, "+") }

func repeatedNames(m *replay.Model) bool {
	seen := map[string]bool{}
	for _, p := range m.Pairs {
		if seen[p.Name] {
			return true
		}
		seen[p.Name] = true
	}
	return false
}

// lookOutcomes reads a list of requests with what became of them.
func lookOutcomes(f *facts) []hit {
	if f.verified || f.answer != nil && !f.denied() {
		return nil
	}
	list := f.outcomes()
	if !slices.ContainsFunc(list, func(o listedRequest) bool { return o.accepted != list[0].accepted }) {
		return nil // all are well, as in most logs, or none is
	}
	for _, s := range outcomeSigns {
		if where := f.allThatFail(list, s); len(where) > 0 {
			return []hit{{code: s.code, basis: s.basis, says: s.says, places: places(where...), at: CanonicalStage}}
		}
	}
	return nil
}

// allThatFail are the requests of the list that failed, where exactly these have a sign
// and others succeeded; none otherwise.
func (f *facts) allThatFail(list []listedRequest, s outcomeSign) (where []evidence.Text) {
	good := 0
	for _, o := range list {
		if !s.open(o.target.S) {
			continue
		}
		switch has := s.has(f, o.target.S); {
		case o.accepted && !has:
			good++
		case !o.accepted && has:
			where = append(where, o.target)
		default:
			return nil
		}
	}
	if good < s.few || len(where) < s.fails {
		return nil
	}
	return where
}

// Lines of lists: a method, a key with room behind it, and the status; or the status
// before the path; JSON of an access log.
var (
	keyThenStatus = regexp.MustCompile(`(?m)\b(?:GET|PUT|POST|HEAD|DELETE|PATCH)[ \t]+(\S[^\n]*?)` +
		`(?:[ ]{2,}|\t+)([1-5]\d\d)(?:[ \t]+[A-Za-z]*)?[ \t]*\r?$`)
	uriThenStatus  = regexp.MustCompile(`"uri":"(/[^"\n]*)"[^\n]*"status":([1-5]\d\d)\b`)
	pathThenStatus = regexp.MustCompile(`(?m)^[ \t]*(/[^\s"]*)[ \t]+([1-5]\d\d)[ \t]*\r?$`)
	statusThenPath = regexp.MustCompile(`(?m)[ \t]([1-5]\d\d)[ \t]+(/[^\s"]*)(?:[ \t]|\r?$)`)
)

// outcomes are the lines of the paste that tell of a request and what became of it:
// accepted, or refused as its signature may be. Other failures are no outcome.
func (f *facts) outcomes() (list []listedRequest) {
	added := map[evidence.Place]bool{}
	add := func(target evidence.Text, status string) {
		if at := target.Place(); (status == "200" || status == "403") && !added[at] {
			list, added[at] = append(list, listedRequest{target, status == "200"}), true
		}
	}
	for _, h := range f.ev.Hints {
		if h.Kind == evidence.HintOutcome {
			for _, status := range []string{"200", "403"} {
				if strings.Contains(h.Text.S, status) {
					add(h.Value, status)
					break
				}
			}
		}
	}
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxPost {
			continue
		}
		for _, m := range f.ev.All(i, keyThenStatus) {
			add(f.ev.Cut(i, m[2], m[3]), f.ev.Cut(i, m[4], m[5]).S)
		}
		for _, m := range f.ev.All(i, uriThenStatus) {
			add(f.ev.Cut(i, m[2], m[3]), f.ev.Cut(i, m[4], m[5]).S)
		}
		for _, m := range f.ev.All(i, pathThenStatus) {
			add(f.ev.Cut(i, m[2], m[3]), f.ev.Cut(i, m[4], m[5]).S)
		}
		for _, m := range f.ev.All(i, statusThenPath) {
			add(f.ev.Cut(i, m[4], m[5]), f.ev.Cut(i, m[2], m[3]).S)
		}
	}
	return list
}
