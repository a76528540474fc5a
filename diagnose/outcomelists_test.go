package diagnose

import "testing"

// outcomeSights: lists of requests with what became of them.
func outcomeSights(_ testing.TB) (list []sight) {
	hit, near := firstRows(&list)
	const word = "\n" + plainMismatch
	const accepted = "PUT  notes/a.org       200\nPUT  notes/b-c_d.txt  200\nPUT  notes/2025.org    200\n"
	const api = "20/Jul/2026:14:38:55 +0000 200 /units?id=17 -\n20/Jul/2026:14:38:57 +0000 200 /units?id=17&site=B -\n"

	hit("unreserved-encoded", "names with ~", Likely,
		accepted+"PUT  notes/a.org~      403 SignatureDoesNotMatch\nPUT  .x/init.el~       403\n"+word)
	near("unreserved-encoded", "one name with ~ alone",
		accepted+"PUT  notes/a.org~      403 SignatureDoesNotMatch\n"+word)
	near("unreserved-encoded", "one with ~ is accepted",
		accepted+"PUT  notes/c.org~      200\nPUT  notes/a.org~      403\nPUT  .x/init.el~       403\n"+word)
	near("unreserved-encoded", "one without is refused",
		accepted+"PUT  notes/c.org       403\nPUT  notes/a.org~      403\nPUT  .x/init.el~       403\n"+word)
	near("unreserved-encoded", "another failure",
		accepted+"PUT  notes/a.org~      503\nPUT  .x/init.el~       500\n"+word)
	hit("path-under-encoded", "names with marks", Likely,
		accepted+"PUT  notes/a (1).org   403\nPUT  notes/it's.org    403\n"+word)
	hit("non-ascii-encoded-differently", "letters outside ASCII", Likely,
		accepted+"PUT  notes/köp.org     403\nPUT  notes/ägg.org     403\n"+word)
	near("non-ascii-encoded-differently", "such letters are accepted",
		accepted+"PUT  notes/öl.org      200\nPUT  notes/köp.org     403\nPUT  notes/ägg.org     403\n"+word)
	hit("query-repeated-name-merged", "the status first", Seen,
		api+"20/Jul/2026:14:39:02 +0000 403 /units?id=17&id=23 -\n20/Jul/2026:14:39:05 +0000 403 /units?id=2&id=1 -\n"+word)
	near("query-repeated-name-merged", "the status first, and one is accepted",
		api+"20/Jul/2026:14:39:02 +0000 403 /units?id=17&id=23 -\n20/Jul/2026:14:39:05 +0000 200 /units?id=2&id=1 -\n"+word)
	bare := func(last string) string {
		return "/v1/items 200\n/v1/items?limit=5 403\n/v1/items?x=1 " + last + "\n/v1/users 200\n" + word
	}
	hit("query-not-signed", "all that have a query", Likely, bare("403"))
	near("query-not-signed", "one with a query is accepted", bare("200"))
	logged := func(prefix, status string) string {
		return `{"logger":"http.log.access","request":{"uri":"/b?list-type=2&prefix=` + prefix + `"},"status":` + status + "}\n"
	}
	hit("plus-for-space", "a + in one query", Likely,
		logged("Q1%2F", "200")+logged("Q1+Bericht", "403")+logged("Q2%2F", "200")+word)
	near("plus-for-space", "a blank as %20", logged("Q1%2F", "200")+logged("Q1%20Bericht", "403")+logged("Q2%2F", "200")+word)
	near("plus-for-space", "others fail, too",
		logged("Q1%2F", "200")+logged("Q1+Bericht", "403")+logged("Q2%2F", "403")+logged("Q3", "200")+word)
	return list
}
