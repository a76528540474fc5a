package diagnose

import (
	"regexp"
	"slices"
	"strings"

	"sigwhy/evidence"
)

const setTo = `\b["']?(?:\s*:\s*[\w<>\[\]]+)?\s*(?::=|<-|=)\s*(?:await\s+)?(?:String\()?`

var (
	setsString    = regexp.MustCompile(`(?i)(?:string_?to_?sign|\bsts|to_?sign)` + setTo + `|snprintf\(\s*(?:string_?to_?sign|sts)\b[^,\n]*,[^,\n]*,\s*`)
	setsCanonical = regexp.MustCompile(`(?i)(?:canonical_?req\w*|\bc_?req|\bcanonical|\bcanonical_?string|\bcr)` + setTo + `|snprintf\(\s*(?:canonical(?:_?req\w*)?)\b[^,\n]*,[^,\n]*,\s*`)
	setsHeaders   = regexp.MustCompile(`(?i)canonical_?headers\w*` + setTo)
	addsTo        = regexp.MustCompile(`(?i)(?:string_?to_?sign|\bsts|canonical_?(?:req\w*|headers\w*))\s*(?:\+=|\.=|&=|<<|\.append|\.push)`)
)

// lookBuiltString reads the lines of the string to sign that code builds.
func lookBuiltString(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		text, where := f.builtText(source, setsString)
		if text == "" {
			return nil
		}
		code, says := stringFault(text)
		if code == "" {
			return nil
		}
		return []hit{{code: code, basis: byCode, says: says, places: []evidence.Text{where}, at: StringToSignStage}}
	})
}

// builtText is the text that code builds in one expression, where it does so once.
func (f *facts) builtText(source int, form *regexp.Regexp) (string, evidence.Text) {
	data := f.ev.Sources[source].Data
	var out string
	var where evidence.Text
	n := 0
	for _, m := range form.FindAllIndex(data, 20) {
		line := data[lineStart(data, m[0]):lineEnd(data, m[0])]
		if f.isNote(source, data, lineStart(data, m[0]), m[0], line) || printing.Match(data[lineStart(data, m[0]):m[0]]) {
			continue
		}
		b := newBuilder(data, m[1])
		if text, ok := b.build(); ok && strings.ContainsAny(text, "\n:\\") {
			out, where = text, f.codePlace(source, []int{m[0], b.pos})
			n++
		} else {
			return "", evidence.Text{}
		}
	}
	if n != 1 {
		return "", evidence.Text{}
	}
	return out, where
}

var (
	algorithmLine = regexp.MustCompile(`^["']?[\w-]*(?:HMAC|SHA)[\w-]*$`)
	hashes        = regexp.MustCompile(`(?i)sha|hash|digest|hex|md\b`)
	ofCanonical   = regexp.MustCompile(`(?i)canon|creq|request`)
	dateLine      = regexp.MustCompile(`(?i)date|time|now|stamp|iso|\bt\b|\bts\b`)
	scopeLine     = regexp.MustCompile(`(?i)scope|aws4_request|region|credential`)
	bareName      = regexp.MustCompile(`^` + exprOpen + `[$@]?[{]?\$?[\w.>-]+\}?` + exprShut + `$`)
)

var anyExpression = regexp.MustCompile(exprOpen + `[^` + exprShut + `]*` + exprShut)

// stringFault is what is wrong with the lines of a string to sign.
func stringFault(text string) (code, says string) {
	if bare := anyExpression.ReplaceAllString(text, ""); !strings.Contains(bare, "\n") && strings.Count(bare, `\n`) >= 2 && strings.Contains(bare, "HMAC") {
		return "newline-not-interpreted", "The \\n of the string to sign stay two characters in this kind of quotes: a backslash and an n are signed."
	}
	lines := strings.Split(text, "\n")
	name := lines[0]
	if !algorithmLine.MatchString(name) || len(lines) < 3 || len(lines) > 5 || !dateLine.MatchString(lines[1]) {
		return "", ""
	}
	last := lines[len(lines)-1]
	switch {
	case name != sigv4Name && !strings.HasPrefix(name, sigv4Name+"-") && name != "AWS4-ECDSA-P256-SHA256":
		return "algorithm-misnamed", "The first line of the string to sign is " + name + "; it is AWS4-HMAC-SHA256."
	case len(lines) == 3 && !scopeLine.MatchString(text) && hashes.MatchString(last):
		return "string-to-sign-malformed", "The string to sign has three lines, without the credential scope: it is algorithm, date, scope and hash."
	case len(lines) == 5 && last == "" && hashes.MatchString(lines[3]):
		return "newline-added-at-end", "A line end is put behind the hash; the string to sign ends with the hash."
	case len(lines) != 4 || !scopeLine.MatchString(lines[2]):
		return "", ""
	case bareName.MatchString(last) && ofCanonical.MatchString(last) && !hashes.MatchString(last):
		return "string-to-sign-hash-wrong", "The canonical request itself is the last line of the string to sign; its hash is due there."
	case ofCanonical.MatchString(last) && otherHash.MatchString(last):
		return "string-to-sign-hash-wrong", "The hash of the canonical request is not written in lower-case hex."
	}
	return "", ""
}

const sigv4Name = "AWS4-HMAC-SHA256"

// otherHash is a hash that is written otherwise than in lower-case hex.
var otherHash = regexp.MustCompile(`(?i)base64|b64|\.to_?upper(?:_?case)?\b|\.upper\(|\bupcase|strtoupper`)

// lookBuiltCanonical reads the lines of the canonical request that code builds.
func lookBuiltCanonical(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		text, where := f.builtText(source, setsCanonical)
		if f.holds(source, addsTo) {
			return nil
		}
		headers, headersAt := f.builtText(source, setsHeaders)
		if code, says := canonicalFault(text, headers); code != "" {
			at := where
			if code != "canonical-blank-line-wrong" && headersAt.Present() {
				at = headersAt
			}
			return []hit{{code: code, basis: byCode, says: says, places: []evidence.Text{at}, at: CanonicalStage}}
		}
		return nil
	})
}

var (
	headersVariable = regexp.MustCompile(exprOpen + `[$@]?\{?\$?(?:\w+\.)?\w*[hH]eaders\w*\}?` + exprShut)
	signedVariable  = regexp.MustCompile(`(?i)signed`)
	headerStart     = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9-]*):`)
	namesLine       = regexp.MustCompile(`^[A-Za-z0-9-]+(?:[;,] ?[A-Za-z0-9-]+)+$`)
)

// canonicalFault is what is wrong with the lines of a canonical request, and of the header
// lines that are built apart from it.
func canonicalFault(text, headers string) (code, says string) {
	if code, says = headersFault(headers); code != "" {
		return code, says
	}
	if headers != "" {
		text = headersVariable.ReplaceAllStringFunc(text, func(v string) string {
			if signedVariable.MatchString(v) {
				return v
			}
			return headers
		})
	}
	if code, says = headersFault(text); code != "" {
		return code, says
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		names := namesLine.MatchString(l) || bareName.MatchString(l) && signedVariable.MatchString(l)
		if before := i - 1; names && before > 1 && headerStart.MatchString(lines[before]) {
			return "canonical-blank-line-wrong", "The list of signed headers follows the last header line directly: an empty line is due between them."
		}
	}
	first := slices.IndexFunc(lines, headerStart.MatchString)
	if first == 2 && !strings.Contains(lines[1], "?") && len(lines) > 4 {
		return "canonical-blank-line-wrong", "The header lines follow the path directly: the line of the query is due between them, empty where there is none."
	}
	joined := slices.IndexFunc(lines, func(l string) bool { return headerStart.MatchString(l) && gluedNames.MatchString(l) })
	if joined > 1 {
		return "canonical-blank-line-wrong", "The list of signed headers is put behind the last header line: a line end and an empty line are due between them."
	}
	return "", ""
}

// gluedNames is a list of signed headers behind the value of a header.
var gluedNames = regexp.MustCompile(exprShut + `(?:[a-z0-9-]+;[a-z0-9;-]+|` + exprOpen + `\W*\w*[sS]igned\w*\W*` + exprShut + `)$`)

// headersFault is what is wrong with the names of the header lines in a text.
func headersFault(text string) (code, says string) {
	var names []string
	for l := range strings.SplitSeq(text, "\n") {
		if m := headerStart.FindStringSubmatch(l); m != nil {
			names = append(names, m[1])
			continue
		}
		if namesLine.MatchString(l) && strings.ContainsAny(l, ",") {
			return "signed-headers-malformed", "The list of signed headers is separated by commas; semicolons are due."
		}
		if n := strings.Split(l, ";"); namesLine.MatchString(l) && len(n) > 1 && lower(l) == l && !slices.IsSorted(n) {
			return "headers-unsorted", "The list of signed headers is not in byte order: " + l + "."
		}
	}
	if len(names) == 0 || !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, "host") || strings.HasPrefix(lower(n), "x-amz-") }) {
		return "", ""
	}
	if i := slices.IndexFunc(names, func(n string) bool { return lower(n) != n }); i >= 0 {
		return "header-name-not-lowercased", "The header line of " + names[i] + " has capitals in its name."
	}
	if !slices.IsSorted(names) {
		return "headers-unsorted", "The header lines are in the order " + strings.Join(names, ", ") + "; they are in byte order of their names."
	}
	return "", ""
}

// lookNamesInCode reads a list of signed headers that code has as a literal.
func lookNamesInCode(f *facts) []hit {
	return f.inSigner(func(source int) []hit {
		data := f.ev.Sources[source].Data
		for _, m := range namesLiteral.FindAllSubmatchIndex(data, 20) {
			from, to := firstGroup(m)
			list := string(data[from:to])
			line := data[lineStart(data, m[0]):lineEnd(data, m[1])]
			if f.isNote(source, data, lineStart(data, m[0]), m[0], line) {
				continue
			}
			h := hit{basis: byCode, places: []evidence.Text{f.codePlace(source, m)}, yours: list}
			switch names := strings.Split(list, ";"); {
			case strings.Contains(list, ","):
				h.code, h.says = "signed-headers-malformed", "The list of signed headers is separated by commas; semicolons are due."
			case lower(list) != list:
				h.code, h.says = "signed-headers-malformed", "The list of signed headers has capitals; its names are in lower case."
			case !slices.IsSorted(names):
				h.code, h.says = "headers-unsorted", "The list of signed headers is not in byte order."
			default:
				continue
			}
			return []hit{h}
		}
		return f.joinedByCommas(source)
	})
}

var (
	namesLiteral = regexp.MustCompile(`(?i)signed_?headers?\w*\s*(?::?=|<-)\s*@?["']([a-z0-9-]+(?:[;,] ?[a-z0-9-]+)+)["']|SignedHeaders=([A-Za-z-]+(?:[,;] ?[A-Za-z0-9-]+)+), ?Signature=|` +
		`["'\x60]((?:[a-z0-9-]+,)*host,(?:[a-z0-9-]+,)*x-amz-date)["'\x60]\s*[+&,.)#]|\\nhost(,x-amz-date)\\n`)
	commaNames = regexp.MustCompile(`(?i)signed_?headers\w*\s*(?::?=|<-)\s*[^\n]*(?:\.join\(\s*["'], ?["']\s*\)|["'], ?["']\.join\(|implode\(\s*["'], ?["'])`)
)

func (f *facts) joinedByCommas(source int) []hit {
	data := f.ev.Sources[source].Data
	for _, m := range commaNames.FindAllIndex(data, 10) {
		if line := data[lineStart(data, m[0]):lineEnd(data, m[1])]; !f.isNote(source, data, lineStart(data, m[0]), m[0], line) {
			return []hit{{
				code: "signed-headers-malformed", basis: byCode,
				says:   "The names of the signed headers are joined by commas; semicolons are due.",
				places: []evidence.Text{f.codePlace(source, m)},
			}}
		}
	}
	return nil
}
