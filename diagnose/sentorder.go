package diagnose

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// withClaim is the fields of the corrected request with an Authorization header where
// one was sent: a header that moved would look like a difference. Corrections add
// fields at the end alone, so its place among them is still the same.
func (c *correction) withClaim(value string) []sigv4.Field {
	field, at := sigv4.Field{Name: "Authorization"}, len(c.req.Fields)
	if i := slices.IndexFunc(c.sent.Fields, isAuthorization); i >= 0 {
		field.Name, at = c.sent.Fields[i].Name, min(i, at)
	}
	field.Value = " " + value
	return slices.Insert(slices.Clone(c.req.Fields), at, field)
}

func isAuthorization(f sigv4.Field) bool { return strings.EqualFold(f.Name, "authorization") }

// inOrder is a target with the parameters of its query in the order of the request
// that was sent, and those that it lacks behind them.
func (c *correction) inOrder(target string) string {
	head, query, _ := strings.Cut(target, "?")
	_, sent, _ := strings.Cut(unescapedTarget(c.sent.Target), "?")
	places := make(map[string][]int)
	for i, p := range strings.Split(sent, "&") {
		n := paramName(p)
		places[n] = append(places[n], i)
	}
	type placed struct {
		text string
		at   int
	}
	var all []placed
	for p := range strings.SplitSeq(query, "&") {
		n, at := paramName(p), len(c.sent.Target)
		if left := places[n]; len(left) > 0 {
			at, places[n] = left[0], left[1:]
		}
		all = append(all, placed{p, at})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return a.at - b.at })
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = all[i].text
	}
	return head + "?" + strings.Join(texts, "&")
}

// paramName is the name of a parameter, in lower case and decoded.
func paramName(param string) string {
	name, _, _ := strings.Cut(param, "=")
	return lower(sigv4.PercentDecode(name))
}
