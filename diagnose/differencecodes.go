package diagnose

import (
	"path"
	"slices"
	"strings"

	"sigwhy/replay"
	"sigwhy/sigv4"
)

// headerCode names a header whose signed value is not the one that the server has.
func headerCode(name, signed, seen string) string {
	switch {
	case strings.ContainsAny(signed, "\r\n") && strings.Join(strings.Fields(signed), " ") == seen:
		return "header-folded"
	case signed != seen && strings.Trim(signed, " \t") == seen:
		return "header-value-not-trimmed"
	case isDoubled(seen, signed):
		return "header-repeated-not-joined"
	case name == "host":
		return hostCode(signed, seen)
	case name == "content-type":
		return "content-type-mismatch"
	case name == "content-length":
		return "content-length-mismatch"
	case name == "accept-encoding":
		return "accept-encoding-rewritten"
	case name == "x-amz-security-token":
		return "session-token-invalid"
	case name == "x-amz-content-sha256":
		return "payload-line-wrong"
	case hopByHop[name]:
		return "hop-by-hop-header-signed"
	case replay.IsVolatile(name):
		return "volatile-header-signed"
	case strings.TrimSpace(signed) == strings.TrimSpace(seen):
		return "header-value-not-trimmed"
	case strings.EqualFold(signed, seen):
		return "header-value-lowercased"
	case strings.Contains(signed, ", ") && strings.ReplaceAll(signed, ", ", ",") == seen:
		return "header-repeated-not-joined" // by a comma alone; blanks within a value stay
	case strings.HasPrefix(name, "x-amz-") && signed != "" && ofSeveral(signed, seen):
		return "header-repeated-not-joined" // one of several values alone was signed, or all in another order
	case strings.ReplaceAll(signed, " ", "") == strings.ReplaceAll(seen, " ", ""):
		return "header-spaces-not-collapsed"
	case !replay.IsASCII(signed) || !replay.IsASCII(seen):
		return "non-ascii-encoded-differently"
	}
	return "header-changed-after-signing"
}

// ofSeveral reports whether a value is one of those that a comma joins, or all of them in
// another order.
func ofSeveral(signed, seen string) bool {
	all, own := strings.Split(seen, ","), strings.Split(signed, ",")
	switch {
	case len(all) < 2:
		return false
	case len(own) == 1:
		return signed == all[0] || signed == all[len(all)-1]
	}
	slices.Sort(all)
	slices.Sort(own)
	return slices.Equal(all, own)
}

// hostCode names how a signed host differs from the one that arrives.
func hostCode(signed, seen string) string {
	switch {
	case strings.Contains(signed, "/"):
		return "host-is-url"
	case signed == "":
		return "host-not-signed"
	case strings.EqualFold(bareHost(signed), bareHost(seen)) && portOf(signed) != portOf(seen):
		for _, p := range []string{portOf(signed), portOf(seen)} {
			if impliedPort(p) {
				return "host-default-port"
			}
		}
		return "host-port-mismatch"
	case strings.HasSuffix(signed, "."+seen), strings.HasSuffix(seen, "."+signed):
		if awsHost(bareHost(signed)) {
			return "addressing-style-mismatch"
		}
	}
	return "host-mismatch"
}

// isDoubled reports whether a value is another one twice, as servers join a header that is
// sent twice.
func isDoubled(seen, signed string) bool {
	return signed != "" && (seen == signed+","+signed || seen == signed+", "+signed)
}

// hopByHop are headers that end at the next hop (RFC 9110, section 7.6.1).
var hopByHop = setOf(
	"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
	"te", "trailer", "transfer-encoding", "upgrade", "expect",
)

// byEveryHop tells headers that each proxy on the way writes anew.
func byEveryHop(name string) bool {
	return strings.HasPrefix(name, "x-forwarded-") || name == "via" || name == "forwarded" || name == "x-real-ip"
}

// pathCode names two paths that differ in a way that no twist explains.
func pathCode(have, due string) string {
	switch {
	case strings.Contains(have, "?"):
		return "query-in-path"
	case strings.Contains(upper(have), "%2F") && slashesDecoded(have) == slashesDecoded(due):
		return "unreserved-encoded"
	case sameWhenDecoded(have, due):
		switch mine, theirs := strings.Count(have, "%25"), strings.Count(due, "%25"); {
		case mine > theirs:
			return "path-double-encoded"
		case mine < theirs && strings.Count(have, "%") >= theirs:
			return "path-not-double-encoded"
		}
		if strings.EqualFold(have, due) {
			return "percent-hex-lowercase"
		}
		return "path-under-encoded"
	case strings.Contains(have, "//") && manySlashes.ReplaceAllString(have, "/") == due:
		return "path-normalized"
	case strings.HasSuffix(due, have) && strings.HasPrefix(have, "/") && have != "/":
		return "path-missing-component"
	case strings.HasSuffix(have, due) && strings.HasPrefix(due, "/") && due != "/":
		return "path-prefix-rewritten"
	}
	return "path-mismatch"
}

// dotsResolved is a path as libraries that make URLs have it: without dot segments.
func dotsResolved(p string) string {
	if !strings.Contains(p, "/.") || !strings.HasPrefix(p, "/") {
		return p
	}
	clean := path.Clean(p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

// slashesDecoded leaves every slash as it is.
func slashesDecoded(s string) string {
	return strings.NewReplacer("%2F", "/", "%2f", "/").Replace(s)
}

func sameWhenDecoded(a, b string) bool {
	return a != b && fullyDecoded(a) == fullyDecoded(b)
}

// fullyDecoded takes off a text what percent-encodings are on it, three at most.
func fullyDecoded(s string) string {
	for range 3 {
		d := sigv4.PercentDecode(s)
		if d == s {
			break
		}
		s = d
	}
	return s
}

// queryCode names two canonical queries that differ in a way that no twist explains.
func queryCode(have, due string) string {
	switch {
	case have == "":
		return "query-not-signed"
	case strings.Contains(have, "amp;"):
		return "xml-escaped"
	case strings.HasPrefix(have, "?"):
		return "query-extra-parts-signed"
	}
	if plusIsBlank(have, due) {
		return "plus-for-space"
	}
	a, b := replay.SplitPairs(have), replay.SplitPairs(due)
	if slices.ContainsFunc(a, func(p replay.Pair) bool { return p.Bare }) && sigv4.CanonicalQuery(have) == due {
		if byName := func(p, q replay.Pair) int { return strings.Compare(p.RawName, q.RawName) }; !slices.IsSortedFunc(a, byName) {
			return "query-unsorted" // too
		}
		return "query-empty-value-missing-equals"
	}
	if len(a) > len(b) && holdsAllPairs(a, b) {
		if slices.ContainsFunc(a, func(p replay.Pair) bool {
			return strings.EqualFold(p.Name, "host") || p.Name == "X-Amz-Signature" || isHeaderName(p.Name)
		}) {
			return "query-extra-parts-signed"
		}
		return "query-changed-after-signing"
	}
	if len(a) < len(b) && mergedByComma(a, b) {
		return "query-repeated-name-merged"
	}
	if len(a) < len(b) {
		return "query-param-added-after-signing"
	}
	if sameWhenDecoded(have, due) {
		if strings.Contains(have, "%25") && !strings.Contains(due, "%25") {
			return "query-double-encoded"
		}
		if strings.EqualFold(have, due) {
			return "percent-hex-lowercase"
		}
		if encodedUnreserved.ReplaceAllStringFunc(have, sigv4.PercentDecode) == due {
			return "unreserved-encoded"
		}
		return "query-under-encoded"
	}
	if len(a) == len(b) && sameSet(a, b) {
		return "query-unsorted"
	}
	return "query-changed-after-signing"
}

// plusIsBlank reports whether two queries are the same but for blanks where the other has a
// plus: one of the two sides takes a raw plus for a blank.
func plusIsBlank(have, due string) bool {
	blanks := func(query string) []replay.Pair {
		return replay.SplitPairs(strings.NewReplacer("%2B", "%20", "+", "%20").Replace(query))
	}
	rawFor := func(a, b string) bool { return strings.Contains(a, "%2B") && !strings.Contains(b, "%2B") }
	return (strings.Contains(have, "+") || rawFor(have, due) || rawFor(due, have)) &&
		!strings.Contains(due, "+") && sameSet(blanks(have), blanks(due))
}

// mergedByComma reports whether pairs of one name are one there, with commas between
// their values.
func mergedByComma(a, b []replay.Pair) bool {
	for _, p := range a {
		values := strings.Split(sigv4.PercentDecode(p.Value), ",")
		repeated := 0
		for _, o := range b {
			if o.Name == p.Name && slices.Contains(values, sigv4.PercentDecode(o.Value)) {
				repeated++
			}
		}
		if len(values) > 1 && repeated == len(values) {
			return true
		}
	}
	return false
}

// isHeaderName tells parameters that are headers put into the query by mistake.
func isHeaderName(name string) bool {
	l := lower(name)
	return strings.HasPrefix(l, "x-amz-") && !sigv4.IsAuthParam(name) || l == "content-type"
}

// holdsAllPairs reports whether all pairs of b are among those of a.
func holdsAllPairs(a, b []replay.Pair) bool {
	for _, p := range b {
		if !slices.Contains(a, p) {
			return false
		}
	}
	return true
}

// sameSet reports whether two lists of parameters are the same but for their order.
func sameSet(a, b []replay.Pair) bool {
	count := map[string]int{}
	for _, p := range a {
		count[p.RawName+"="+p.RawValue]++
	}
	for _, p := range b {
		count[p.RawName+"="+p.RawValue]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}
