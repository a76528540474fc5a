package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

// writtenLooks compare what code, settings and debuggers write of a value with what the
// server has of it.
var writtenLooks = []mistake{
	{code: "query-sort-key-wrong", look: lookSortedByText},
	{code: "header-spaces-not-collapsed", look: lookBlanksInCode},
	{code: "header-spaces-not-collapsed", look: lookBlanksSent},
	{code: "query-changed-after-signing", look: lookPrefixNotSent},
	{code: "path-normalized", look: lookKeyUpwards},
	{code: "placeholder-unresolved", look: lookOwnPlaceholder},
}

// pairsInQuotes is a query in quotes.
var pairsInQuotes = regexp.MustCompile("[\"'`]\\??((?:[\\w.~%-]+=[^\\s\"'`&=]*&)+[\\w.~%-]+=[^\\s\"'`&=]*)[\"'`]")

// lookSortedByText finds the pairs of the server's canonical query in the order of the whole
// texts name=value: the names decide, and = stands behind - and . in byte order.
func lookSortedByText(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || c.Masked || strings.Count(c.Query.S, "&") == 0 {
		return nil
	}
	byText := strings.Split(c.Query.S, "&")
	slices.Sort(byText)
	printed := strings.Join(byText, "&")
	if printed == c.Query.S {
		return nil
	}
	for t := range f.matches(pairsInQuotes) {
		if t.S == printed {
			return []hit{{
				basis: byInference,
				says: "The client has the query sorted by whole pairs, in which = stands behind - and . in byte order; it is " +
					"sorted by the names, and the values only decide between equal ones.",
				places:  places(t, c.Query),
				yours:   t.S,
				correct: c.Query.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// aroundBlank are the words on both sides of a single blank in a header value.
var aroundBlank = regexp.MustCompile(`([\w.-]{2,}) ([\w.-]{2,})`)

// lookBlanksInCode finds a header value that the server has with one blank, where a literal of
// the code has several: they count as one, and a signer has to join them.
func lookBlanksInCode(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() {
		return nil
	}
	for _, line := range c.Lines {
		if name, _, _ := strings.Cut(line.S, ":"); signedAlways[name] {
			continue
		}
		for _, m := range aroundBlank.FindAllStringSubmatch(line.S, 20) {
			where, ok := f.severalBlanks(m[1], m[2])
			if !ok {
				continue
			}
			return []hit{{
				basis: byInference,
				says: "The code has several blanks between " + quoted(m[1]) + " and " + quoted(m[2]) + ", and the server has one in its " +
					"canonical request: blanks in a row count as one, in what is signed too.",
				places:  places(where, line),
				yours:   where.S,
				correct: m[0],
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// signedAlways are headers whose values no person writes.
var signedAlways = setOf("host", "x-amz-date", "date", "x-amz-content-sha256", "user-agent", "x-amz-security-token")

// severalBlanks is where a quoted text has two words with more than one blank between them.
func (f *facts) severalBlanks(first, second string) (evidence.Text, bool) {
	form := regexp.MustCompile("[\"'`][^\"'`\\n]*?(" + regexp.QuoteMeta(first) + " {2,}" + regexp.QuoteMeta(second) + ")[^\"'`\\n]*[\"'`]")
	for t := range f.matches(form) {
		return t, true
	}
	return evidence.Text{}, false
}

var (
	// prefixAsked is code that lists the objects below a prefix.
	prefixAsked = regexp.MustCompile(`(?s)\blist_?[oO]bjects\w*\(.{0,200}?\b[pP]refix["']?\s*[(:=]\s*["']([^"'\n]+)["']`)
	// prefixSent is a request line that has one.
	prefixSent = regexp.MustCompile(`\bGET /[^\s?]*\?(?:[^\s]*&)?prefix=`)
)

// lookPrefixNotSent finds a list request that goes out without its query, where the code asks
// for a prefix and another client sends it.
func lookPrefixNotSent(f *facts) []hit {
	if !f.unsettled() || !f.requestShown() || !f.req.OnTheWire || f.raw.Method != "GET" || f.model.Query != "" ||
		f.server.canonical != nil || !f.pasteHas(prefixAsked) || !f.pasteHas(prefixSent) {
		return nil
	}
	_, where := f.find(prefixSent)
	return []hit{{
		basis: byInference,
		says: "The code asks for a prefix, and the request is sent without its query, which another client sends: it is " +
			"lost between signing and sending.",
		places: places(f.targetText(), where),
		at:     RequestStage,
	}}
}

// ownPlaceholder is a setting of a secret key to the name of a variable between marks.
var ownPlaceholder = regexp.MustCompile(`(?im)^(?:[^\n=:]{0,20}\[)?[ \t]*["']?(\w*secret\w*)["']?\]?\s*[:=]\s*["']?(?:%(\w+)%|@@?(\w+)@@?|__(\w+?)__)["']?[ \t\r]*$`)

// lookOwnPlaceholder finds a secret key that is the placeholder of its own setting: what
// should have put the value in its place did not.
func lookOwnPlaceholder(f *facts) []hit {
	groups, where := f.find(ownPlaceholder)
	if !f.mismatch() || groups == nil || !strings.EqualFold(groups[1], groups[2]+groups[3]+groups[4]) {
		return nil
	}
	return []hit{{
		basis: byInference,
		says: "The secret key is set to the placeholder of the setting itself: what fills in the values did not, and " +
			"requests are signed with the placeholder.",
		places: places(where),
		at:     KeyStage,
	}}
}

// blanksSent is a header of metadata whose value has blanks in a row.
var blanksSent = regexp.MustCompile(`(?i)\bx-amz-meta-[\w-]+: ?([^\s:][^\n"'\x60]*[^\s] {2,3}[^\s][^\n"'\x60]*)`)

// lookBlanksSent finds a header value with blanks in a row that a post says is sent, where
// neither side's text is there.
func lookBlanksSent(f *facts) []hit {
	if !f.silent() || f.canonicalShown() {
		return nil
	}
	_, where := f.find(blanksSent)
	if !where.Present() {
		return nil
	}
	return []hit{{
		basis:  byWords,
		says:   "A header value has several blanks in a row: they count as one in what is signed, and not every signer joins them.",
		places: places(where),
		at:     CanonicalStage,
	}}
}

// keyUpwards is a key that begins with the name of the folder above.
var keyUpwards = regexp.MustCompile(`(?:^|[\s"'\x60=(])\.\.[\\/]+([\w.-]+(?:[\\/]+[\w.-]+)*)`)

// lookKeyUpwards finds a key with .. before it that the server verified without: what makes
// the URL takes it away, and the signer does not.
func lookKeyUpwards(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || f.requestShown() || !strings.HasPrefix(c.Path.S, "/") {
		return nil
	}
	for t := range f.matches(keyUpwards) {
		if name := "/" + strings.ReplaceAll(t.S, `\`, "/"); strings.HasSuffix(c.Path.S, name) && strings.Count(name, "/") > 1 {
			return []hit{{
				basis: byInference,
				says: "The code has the key with .. before it, and the server verified " + quoted(clip(c.Path.S)) + ": what makes the URL " +
					"resolves it, and the signer signs it as it is.",
				places:  places(t, c.Path),
				correct: c.Path.S,
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}
