package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
	"sigwhy/sigv4"
)

var (
	// toldTarget is a URL, or a path or query in the quotes of code, in what people write.
	toldTarget = regexp.MustCompile("https?://[\\w.-]+(?::\\d+)?/[^\\s\"'<>`,)]*[^\\s\"'<>`,).;:]|[`'\"](?:[A-Z]{3,7} )?([/?][^\\s\"'<>`]*|[\\w.-]+/[^\\s\"'<>`?]*)[`'\"]|\\b[A-Z]{3,7} (/\\S+X-Amz-Signature=[^\\s\"]+) HTTP/[\\d.]+")
	// whatFails and whatWorks are what is said of one.
	whatFails = regexp.MustCompile(`(?i)` + anyOf(
		`\b(?:fail\w*|403|broken|refused|rejected|forbidden|mismatch\w*|invalid|incorrect|wrong)\b`,
		`\bnot (?:be )?(?:accepted|valid|work\w*)\b|n['\x{2019}]t (?:work|go)`,
		`\bSignatureDoesNotMatch\b|\bgets? (?:an? )?(?:signature )?error`,
	))
	whatWorks = regexp.MustCompile(`(?i)\b(?:works?|worked|working|200|valid|correct|accepted|fine|ok|okay|succeeds?|passes|goes through)\b`)
	// stated is what stands before a request as its label.
	stated = regexp.MustCompile(`(?i)\((?:works?|ok|fails?|broken)\)\s*:?\s*["'\x60]?(?:[A-Z]{3,7} )?$|` +
		`\b(?:works?|ok|fails?|broken|(?:in)?correct|good|bad|wrong)\b[^\n:]{0,16}:[*\s"'\x60]*(?:[A-Z]{3,7} )?$`)
)

// badLabel is a label that whatFails has not, as people call things bad in passing.
var badLabel = regexp.MustCompile(`(?i)\bbad\b`)

// lookToldPairs compares what people say of two requests: one fails, one works, and they
// differ in what the first is signed wrongly in.
func lookToldPairs(f *facts) []hit {
	if f.verified || f.clientTexts() || !f.denied() && (f.answer != nil || !f.pasteHas(signing)) {
		return nil
	}
	var best []hit
	list := f.toldOutcomes()
	for _, bad := range list {
		for _, good := range list {
			if bad.accepted || !good.accepted || bad.target.S == good.target.S {
				continue
			}
			if h, ok := toldApart(bad.target, good.target); ok && (best == nil || h.basis < best[0].basis) {
				best = []hit{h}
			}
		}
	}
	if best == nil {
		return valuesFail(list)
	}
	return best
}

// toldOutcomes are the requests of which the prose around them says that they work or fail.
func (f *facts) toldOutcomes() (list []listedRequest) {
	for i, src := range f.ev.Sources {
		if len(src.Data) > maxPost {
			continue
		}
		all := f.ev.All(i, toldTarget)
		for k, m := range all {
			at := evidence.Place{Source: i, From: m[0], To: m[1]}
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					at.From, at.To = m[g], m[g+1]
				}
			}
			next := len(src.Data)
			if k+1 < len(all) {
				next = all[k+1][0]
			}
			if accepted, told := f.toldOf(at, next); told {
				list = append(list, listedRequest{f.ev.Cut(i, at.From, at.To), accepted})
			}
		}
	}
	return list
}

// toldOf reads what is said of a request: in brackets or before a colon ahead of it, else in
// the words that follow, up to the next one.
func (f *facts) toldOf(at evidence.Place, next int) (accepted, told bool) {
	const near, far = 60, 200
	data, p := f.ev.Written(at)
	line := data[max(0, p.From-near, lineStart(data, p.From)):p.From]
	if said := stated.Find(line); said != nil {
		return !whatFails.Match(said) && !badLabel.Match(said), true
	}
	if head := headingLine(data[:p.From]); head != "" {
		switch well, ill := saidWell.MatchString(head), saidIll.MatchString(head); {
		case ill:
			return false, true
		case well:
			return true, true
		}
	}
	behind := data[p.To:min(len(data), p.To+far, p.To+max(0, next-at.To))]
	fails, works := whatFails.FindIndex(behind), whatWorks.FindIndex(behind)
	switch {
	case fails == nil && works == nil:
		return false, false
	case fails == nil || works != nil && works[0] < fails[0]:
		return true, true
	}
	return false, true
}

// headingLine is the line right above what begins a line of its own, where it ends as a heading
// does; "" else.
func headingLine(before []byte) string {
	const far = 400
	text := string(before[max(0, len(before)-far):])
	i := strings.LastIndexByte(text, '\n')
	if i < 0 || strings.Trim(text[i:], " \t\n\"'`<$>GETHADPUOS") != "" {
		return ""
	}
	lines := filledLines([]byte(text[:i]), far)
	if len(lines) == 0 || !strings.HasSuffix(lines[len(lines)-1], ":") && !strings.HasSuffix(lines[len(lines)-1], "\uff1a") {
		return ""
	}
	return lines[len(lines)-1]
}

// toldApart names what a request that fails has and one that works has not.
func toldApart(bad, good evidence.Text) (h hit, ok bool) {
	_, badPath, badQuery, _, _ := sigv4.TargetParts(bad.S)
	_, goodPath, goodQuery, _, _ := sigv4.TargetParts(good.S)
	h = hit{basis: byInference, places: places(bad, good), yours: bad.S, correct: good.S, at: CanonicalStage}
	pairs := func(q string) []string {
		list := strings.Split(q, "&")
		slices.Sort(list)
		return list
	}
	decoded := sigv4.PercentDecode
	if p, ok := presignedApart(h); ok {
		return p, p.code != ""
	}
	switch {
	case badPath == goodPath && badQuery != goodQuery && slices.Equal(pairs(badQuery), pairs(goodQuery)):
		if goodQuery != strings.Join(pairs(goodQuery), "&") {
			return h, false
		}
		h.code = "query-unsorted"
		h.says = "With its parameters in the order of their names the request works, in another order it fails: the " +
			"signer does not sort the canonical query."
	case badQuery == goodQuery && badPath != goodPath && decoded(badPath) == decoded(goodPath):
		return toldEscapes(h, badPath, goodPath)
	case badPath == goodPath && badQuery != "" && badQuery != goodQuery && decoded(badQuery) == decoded(goodQuery):
		h.code = queryCode(badQuery, goodQuery)
		h.says = "Both queries say the same, and only " + quoted(goodQuery) + " works: the values have to be " +
			"percent-encoded as the canonical query has them."
	case !strings.Contains(bad.S, "://") && badQuery == goodQuery && doubled.MatchString(bad.S) && sameKey(bad.S, good.S):
		h.code = "path-normalized"
		h.says = "It works with " + quoted(good.S) + " and fails with " + quoted(bad.S) + ": S3 takes empty segments of a key as " +
			"they are, and a client or a signer removes them."
	default:
		return h, false
	}
	return h, h.code != ""
}

// valuesFail names what is left where all requests that fail, and none that works, have
// escapes in their query.
func valuesFail(list []listedRequest) []hit {
	h := hit{
		code: "query-under-encoded", basis: byCode, at: CanonicalStage,
		says: "It works until a value has to be percent-encoded: what is sent and what is signed are encoded " +
			"otherwise.",
	}
	good := 0
	for _, o := range list {
		query := queryOf(o.target.S)
		if query == "" || o.accepted == strings.Contains(query, "%") || strings.ContainsAny(query, "+ ") {
			return nil
		}
		if o.accepted {
			good++
		}
		h.places = append(h.places, o.target)
	}
	if good == 0 || good == len(list) {
		return nil
	}
	return []hit{h}
}

// sameKey reports whether two keys are one without their empty segments.
func sameKey(a, b string) bool {
	clean := func(s string) string { return strings.TrimPrefix(manySlashes.ReplaceAllString(s, "/"), "/") }
	return clean(a) == clean(b)
}

// toldEscapes tells two paths apart that are one when decoded.
func toldEscapes(h hit, bad, good string) (hit, bool) {
	if strings.Count(good, "%") > strings.Count(bad, "%") {
		h.code = "path-under-encoded"
		h.says = "It works with " + quoted(good) + " and fails with " + quoted(bad) + ": reserved characters are " +
			"percent-encoded in the canonical path."
		return h, true
	}
	h.code = "unreserved-encoded"
	h.says = "It works with " + quoted(good) + " and fails with " + quoted(bad) + ": the canonical path has these " +
		"characters as they are."
	return h, !strings.Contains(bad, "%25")
}

var (
	// signatureOf, scopeOf and signedOf are parameters of a presigned URL.
	signatureOf = regexp.MustCompile(`X-Amz-Signature=([0-9a-f]{64})`)
	scopeOf     = regexp.MustCompile(`X-Amz-Credential=[^&]*?(?:/|%2F)\d{8}(?:/|%2F)([\w-]+)(?:/|%2F)([\w-]+)(?:/|%2F)`)
	signedOf    = regexp.MustCompile(`X-Amz-SignedHeaders=([^&\s]+)`)
)

// presignedApart names what the first of two presigned URLs has, of which the other one works;
// ok is false where they are none.
func presignedApart(h hit) (hit, bool) {
	bad, good := signatureOf.FindStringSubmatch(h.yours), signatureOf.FindStringSubmatch(h.correct)
	if bad == nil || good == nil {
		return h, false
	}
	if bad[1] == good[1] {
		return changedURL(h), true
	}
	badHost, badPath, _, _, _ := sigv4.TargetParts(h.yours)
	goodHost, goodPath, _, _, _ := sigv4.TargetParts(h.correct)
	a, b := scopeOf.FindStringSubmatch(h.yours), scopeOf.FindStringSubmatch(h.correct)
	own, other := signedOf.FindStringSubmatch(h.yours), signedOf.FindStringSubmatch(h.correct)
	switch {
	case badHost != goodHost || a == nil || b == nil || own == nil || other == nil:
	case a[1] != b[1]:
		h.code, h.says = "region-mismatch", "The URL that works is signed for the region "+b[1]+", the other one for "+a[1]+"."
	case a[2] != b[2]:
		h.code, h.says = "service-mismatch", "The URL that works is signed for "+b[2]+", the other one for "+a[2]+"."
	case badPath == goodPath && len(own[1]) > len(other[1]):
		h.code = "signed-header-not-sent"
		h.says = "The URL that works signs " + other[1] + ", the other one " + sigv4.PercentDecode(own[1]) + ": whoever opens it has to send all of these."
	}
	return h, true
}

// changedURL names what was changed in a presigned URL whose signature also stands in one that
// works.
func changedURL(h hit) hit {
	badHost, badPath, badQuery, _, _ := sigv4.TargetParts(h.yours)
	goodHost, goodPath, goodQuery, _, _ := sigv4.TargetParts(h.correct)
	h.says = "The same signature works with " + quoted(clip(h.correct)) + ", and fails with " + quoted(clip(h.yours)) + ": "
	switch {
	case badHost != "" && goodHost != "" && !strings.EqualFold(badHost, goodHost):
		h.code = hostCode(goodHost, badHost)
		h.says += "the host is signed, and was exchanged for " + badHost + "."
	case badPath != goodPath:
		h.code = pathOnTheWay(goodPath, badPath)
		h.says += "the path is signed, and was changed."
	case strings.HasPrefix(badQuery, goodQuery+"&"):
		h.code = "query-param-added-after-signing"
		h.says += "every parameter is signed, and one was added."
	case len(badQuery) < len(goodQuery):
		h.code = "query-changed-after-signing"
		h.says += "every parameter is signed, and one is missing."
	}
	return h
}
