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
	if f.quotes(c.Query.S) || f.requestShown() && f.model.Query == printed {
		return nil // it is told in the right order, too, or it is the one that is sent
	}
	for t := range f.matches(pairsInQuotes) {
		if t.S == printed && !f.writtenByHand(t) {
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

// beforeLiteral is what stands before a literal of code, and canonicalName of the name of one in
// which a signer keeps what it sorted.
var (
	beforeLiteral = regexp.MustCompile(`[=:(+,]\s*["'\x60]\??$`)
	canonicalName = regexp.MustCompile(`(?i)canon|sort|query_?str|\bqs\b`)
)

// writtenByHand reports whether a text in quotes is a literal of code: it tells what is asked
// for, not in which order it is signed.
func (f *facts) writtenByHand(t evidence.Text) bool {
	before, _, _, ok := f.lineAround(t)
	return ok && beforeLiteral.Match(before) && !canonicalName.Match(before)
}

// aroundBlank are the words on both sides of a single blank in a header value.
var aroundBlank = regexp.MustCompile(`([\w.-]{2,}) ([\w.-]{2,})`)

// lookBlanksInCode finds a header value that the server has with one blank, where a literal of
// the code has several: they count as one, and a signer has to join them.
func lookBlanksInCode(f *facts) []hit {
	c := f.server.canonical
	if c == nil || !f.silent() || f.pasteHas(joinsBlanks) {
		return nil
	}
	if h := f.spelledBlanks(); h != nil {
		return h
	}
	wide := f.wideBlanks()
	tries := 0
	for _, line := range c.Lines {
		if name, _, _ := strings.Cut(line.S, ":"); signedAlways[name] || len(wide) == 0 {
			continue
		}
		for _, m := range aroundBlank.FindAllStringSubmatch(line.S, 20) {
			where, ok := wide[m[0]]
			if !ok {
				continue
			}
			if tries++; tries > 8 {
				return nil
			}
			if f.inQuotes(m[0]) {
				continue // it is written with one blank, too
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

// joinsBlanks is code that makes one blank of several.
var joinsBlanks = regexp.MustCompile(anyOf(
	`\\s(?:\+|\{2,\})`,
	`[/"'\x60](?: \+|  \+| \{2,\})[/"'\x60]`,
	`\bstrings\.Fields\(`,
	`\bjoin\([\w.]+\.split\(\)\)`,
	`\bsqueeze\(`,
))

// signedAlways are headers whose values no person writes.
var signedAlways = setOf("host", "x-amz-date", "date", "x-amz-content-sha256", "user-agent", "x-amz-security-token")

// wideBlank is more than one blank between two words of a quoted text. Of a text with several
// such places it finds the first.
var wideBlank = regexp.MustCompile("[\"'`](?:[^\"'`\\n]*[^\"'`\\n\\w.-])??([\\w.-]{2,} {2,}[\\w.-]{2,})[^\"'`\\n]*[\"'`]")

// spelledWide is more than one blank between two words, where a person spells them.
var spelledWide = regexp.MustCompile(`(?i)([\w-]+)(?:[(<\[{](?:space|blank|sp)[)>\]}]|[\x{2423}\x{2420}\x{00B7}]){2,}([\w-]+)`)

// spelledBlanks finds two words that the server has with one blank between them, where a person
// spells several.
func (f *facts) spelledBlanks() []hit {
	groups, where := f.find(spelledWide)
	if groups == nil {
		return nil
	}
	for _, line := range f.server.canonical.Lines {
		if _, value, _ := strings.Cut(line.S, ":"); strings.Contains(value, groups[1]+" "+groups[2]) {
			return []hit{{
				basis: byInference,
				says: "The value has several blanks between " + quoted(groups[1]) + " and " + quoted(groups[2]) + ", and the server has " +
					"one in its canonical request: blanks in a row count as one, in what is signed too.",
				places:  places(where, line),
				yours:   where.S,
				correct: groups[1] + " " + groups[2],
				at:      CanonicalStage,
			}}
		}
	}
	return nil
}

// wideBlanks are the places of wideBlank by the two words with a single blank between them.
func (f *facts) wideBlanks() map[string]evidence.Text {
	list := map[string]evidence.Text{}
	for t := range f.matches(wideBlank) {
		words := collapse(t.S)
		if _, known := list[words]; !known {
			list[words] = t
		}
	}
	return list
}

// inQuotes reports whether words stand in a quoted text that is none of the server's answer.
func (f *facts) inQuotes(words string) bool {
	form := regexp.MustCompile("(?:^|[^\\\\])([\"'`][^\"'`\\n\\\\]{0,80}" + literal(words) + "[^\"'`\\n]*[\"'`])")
	for t := range f.matches(form) {
		if !f.ofAnswer(t) {
			return true
		}
	}
	return false
}

var (
	// prefixAsked is code that lists the objects below a prefix.
	prefixAsked = regexp.MustCompile(`(?s)\blist_?[oO]bjects\w*\(.{0,200}?\b[pP]refix["']?\s*[(:=]\s*["']([^"'\n]+)["']`)
	// prefixSent is a request line that has one, by its path.
	prefixSent = regexp.MustCompile(`\bGET (/[^\s?]*)\?(?:[^\s]*&)?prefix=`)
)

// lookPrefixNotSent finds a list request that goes out without its query, where the code asks
// for a prefix and another client sends it.
func lookPrefixNotSent(f *facts) []hit {
	if !f.unsettled() || !f.requestShown() || !f.req.OnTheWire || f.raw.Method != "GET" || f.model.Query != "" ||
		f.server.canonical != nil || !f.pasteHas(prefixAsked) {
		return nil
	}
	groups, where := f.find(prefixSent)
	if groups == nil || strings.TrimRight(groups[1], "/") != strings.TrimRight(f.model.Path, "/") {
		return nil // of another path: what is shown may list the buckets
	}
	return []hit{{
		basis: byInference,
		says: "The code asks for a prefix, and the request is sent without its query, which another client sends: it is " +
			"lost between signing and sending.",
		places: places(f.targetText(), where),
		at:     RequestStage,
	}}
}

// ownPlaceholder is a setting of a secret key to the name of a variable between marks. In YAML,
// %x% is a parameter of Symfony, which may well have the name of the setting.
var ownPlaceholder = regexp.MustCompile(`(?im)^(?:[^\n=:]{0,20}\[)?[ \t]*["']?(\w*secret\w*)["']?\]?\s*` + anyOf(
	`=\s*["']?%(\w+)%`,
	`[:=]\s*["']?(?:@@?(\w+)@@?|__(\w+?)__)`,
) + `["']?[ \t\r]*$`)

// tokensReplaced is what people say of placeholders that are filled in.
var tokensReplaced = regexp.MustCompile(`(?i)` + anyOf(
	`\breplac(?:es?|ed|ing) (?:\d+ )?(?:the )?(?:tokens?|placeholders?)\b`,
	`\benvsubst\b|\bexpand-env\b|<filtering>true\b`,
	`\b(?:deployed|rendered|generated|resulting) (?:file|config\w*)\b[^.\n]{0,40}\b(?:right|correct|fine|ok)\b`,
))

// lookOwnPlaceholder finds a secret key that is the placeholder of its own setting: what
// should have put the value in its place did not.
func lookOwnPlaceholder(f *facts) []hit {
	groups, where := f.find(ownPlaceholder)
	if !f.mismatch() || groups == nil {
		return nil
	}
	name := groups[2] + groups[3] + groups[4]
	if !strings.EqualFold(groups[1], name) || f.count(regexp.MustCompile("[%@_]"+literal(name)+"[%@_]")) > 1 {
		return nil // what fills it in, or another use of it, stands there, too
	}
	b := byInference
	if f.pasteHas(tokensReplaced) {
		b = byHint
	}
	return []hit{{
		basis: b,
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
