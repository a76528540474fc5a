package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

var (
	// valueEncoded is code that puts an encoded value into a map of parameters: the map.
	valueEncoded = regexp.MustCompile(`\$?\b(\w+)\[[^\]\n]*\]\s*=\s*(?:\$this->|self::|static::)?\w*(?i:url_?encode|encodeURIComponent|quote)\w*\(`)
	// buildsQuery is a function that joins a map to a query, and encodes it.
	buildsQuery = `(?i:http_build_query|urlencode|urllib\.parse\.urlencode|querystring\.stringify|qs\.stringify|URLSearchParams|to_query|encode_www_form)\(\s*\$?`
)

// lookEncodedTwiceInCode finds values that are percent-encoded and put into what encodes them
// once more when it joins them.
func lookEncodedTwiceInCode(f *facts) []hit {
	if f.answer == nil || !f.denied() || f.verified {
		return nil
	}
	looked := map[string]bool{}
	for t := range f.matches(valueEncoded) {
		if looked[t.S] || len(looked) == mostSettings {
			continue
		}
		looked[t.S] = true
		_, where := f.find(regexp.MustCompile(buildsQuery + literal(t.S) + `\b`))
		if !where.Present() {
			continue
		}
		return []hit{{
			basis: byInference,
			says: "The values of " + t.S + " are percent-encoded, and what joins them to a query encodes them once more: the signature is " +
				"that of a query that is not sent, or not meant.",
			places: places(t, where),
			at:     CanonicalStage,
		}}
	}
	return nil
}

var (
	// literalParams are the parameters of a request to AWS as code has them in a map.
	literalParams = regexp.MustCompile(`((?:["'][\w.-]+["']\s*(?:=>|:)[^\n]*\n\s*){3,})`)
	nameInMap     = regexp.MustCompile(`["']([\w.-]+)["']\s*(?:=>|:)`)
	joinsPairs    = regexp.MustCompile(`(?i)\b(?:implode|join)\(\s*["']&["']|\.join\(\s*["']&["']`)
	sortsPairs    = regexp.MustCompile(`(?i)\b[aku]*r?sort\w*\b|\bsorted\b|\bTreeMap\b|SortedDictionary|SortedList|OrderBy`)
)

// signedUnsorted reports whether names are those of the parameters of a signed request, in
// another order than the one in which they are signed.
func signedUnsorted(names []string) bool {
	return !slices.IsSorted(names) && slices.ContainsFunc(names, func(n string) bool {
		return n == "AWSAccessKeyId" || n == "SignatureVersion" || strings.HasPrefix(n, "X-Amz-")
	})
}

// lookUnsortedParams finds parameters that code joins in the order in which they stand, which is
// not that of their names.
func lookUnsortedParams(f *facts) []hit {
	if !f.unexplained() || f.pasteHas(sortsPairs) || !f.pasteHas(joinsPairs) {
		return nil
	}
	for list := range f.matches(literalParams) {
		if names := namesIn(list, nameInMap); signedUnsorted(names) {
			return []hit{{
				basis: byInference,
				says: "The parameters are joined in the order in which the code has them, " + clip(strings.Join(names, ", ")) +
					": they are signed in byte order of their names.",
				places: []evidence.Text{list},
				at:     CanonicalStage,
			}}
		}
	}
	return nil
}

func namesIn(list evidence.Text, form *regexp.Regexp) (names []string) {
	for _, m := range form.FindAllStringSubmatch(list.S, 100) {
		names = append(names, m[1])
	}
	return names
}

var (
	// printedPairs are parameters as a program prints a list of pairs.
	printedPairs = regexp.MustCompile(`((?:[\[(]\s*["'][\w.-]+["'],\s*["'][^"'\n]*["']\s*[\])],?\s*){4,})`)
	nameInPair   = regexp.MustCompile(`[\[(]\s*["']([\w.-]+)["'],`)
	saidSigned   = regexp.MustCompile(`(?i)\bsign(?:s|ed|ing)?\b|\bjoin\w*\b|\bsorted\b`)
)

// lookUnsortedPairs finds such a list that is said to be what is signed.
func lookUnsortedPairs(f *facts) []hit {
	if !f.unexplained() || !f.mismatch() {
		return nil
	}
	const ahead = 300
	for list := range f.matches(printedPairs) {
		data, p := f.ev.Written(list.Place())
		names := namesIn(list, nameInPair)
		if !signedUnsorted(names) || !saidSigned.Match(data[max(0, p.From-ahead):p.From]) {
			continue
		}
		return []hit{{
			basis:  byInference,
			says:   "The parameters are signed in the order " + clip(strings.Join(names, ", ")) + ", which is not the byte order of their names.",
			places: []evidence.Text{list},
			at:     CanonicalStage,
		}}
	}
	return nil
}
