package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// authorization finds Authorization headers and their values in a line, in
// whatever surroundings: header lines, objects, arguments, prose.
func (p *page) authorization(l line, _ anchors) int {
	s := l.text(p.s)
	f := newFinder(s, "auth", "aws4-", "credential")
	end := 0
	for at := 0; at < len(s); {
		i, name := nextClaim(f, at)
		if i < 0 {
			break
		}
		at = i + 1
		if p.isCovered(l.from + i) {
			continue
		}
		to := p.claimEnd(l, i)
		c, ok := p.claimAt(l, name, l.from+i, to)
		if !ok {
			continue
		}
		p.addClaim(&c, l.from+i, to)
		p.covered = append(p.covered, covered{l.from + i, to})
		at = to - l.from
		end = to
	}
	if end > l.to {
		return end
	}
	return 0
}

// claimAt reads the claim that [from, to) of the page may be, with the columns of the
// header's name before it.
func (p *page) claimAt(l line, name [2]int, from, to int) (c Claim, ok bool) {
	if to <= from {
		return c, false
	}
	c = parseClaim(trimBlanks(p.t.Sub(from, to)))
	if !plausible(&c) {
		return c, false
	}
	if name[1] > name[0] {
		c.HeaderName = p.t.Sub(l.from+name[0], l.from+name[1])
	}
	return c, !p.isFragment(&c, l, from, to)
}

// addClaim takes over a claim with the request that stands around it, if any does.
func (p *page) addClaim(c *Claim, from, to int) {
	r := p.scattered(c, from, to)
	if whole, f, t := p.around(from, to); r == nil && whole != nil && t-f == to-from {
		r = whole.scattered(c, f, t)
	}
	if r != nil {
		p.addRequest(r)
		return
	}
	p.r.add(item{what: "authorization", place: p.t.PlaceOf(from, to), claims: []Claim{*c}, side: p.side})
}

// schemes begin the values of Authorization headers.
var schemes = []string{
	"aws4-", "aws4_", "aws4", "goog4-", "oss4-", "bearer ", "basic ", "aws ", "awsv4", "aws-", "hmac",
}

// nextClaim finds the next value of an Authorization header from at on, and the
// header's name where it stands before.
func nextClaim(f *finder, at int) (value int, name [2]int) {
	for {
		i, word := f.find(at)
		if i < 0 {
			return -1, name
		}
		at = i + 1
		switch word {
		case 0:
			if v, n, ok := namedClaim(f.s, i); ok {
				return v, n
			}
		case 1:
			if beginsValue(f.s, i) && claimFollows(f.s[i:]) {
				return i, name
			}
		default:
			if bareCredential(f.s, i) {
				return i, name
			}
		}
	}
}

// beginsValue reports whether an algorithm at i is the beginning of a value, and no part of a
// word, a path or a parameter.
func beginsValue(s string, i int) bool {
	if i == 0 || loggedClaim.MatchString(s[i-1:]) {
		return true
	}
	return !isAlnum(s[i-1]) && !isAmong(s[i-1], "=/")
}

// namedClaim reads "Authorization: value" in all the forms that objects and
// header lists have: quotes, "=>", "=", brackets between name and value.
func namedClaim(s string, i int) (value int, name [2]int, ok bool) {
	n := i + span(s[i:], isNameByte)
	if !isAuthName(s[i:n]) || !beginsHeaderName(s, i) {
		return 0, name, false
	}
	v := n + span(s[n:], among(" \t\"'`:=<>[({,b\\"))
	if v == n || v >= len(s) {
		return 0, name, false
	}
	if k := indexFold(s[v:min(len(s), v+30)], "aws4-", 0); k > 0 && !strings.ContainsAny(s[v:v+k], "=,\n") {
		v += k // []string{"AWS4-…, string(191) "AWS4-…
	}
	if s[v-1] == 'b' && v >= 2 && isAlnum(s[v-2]) {
		return 0, name, false
	}
	for _, scheme := range schemes {
		if len(s)-v > len(scheme) && equalFold(s[v:v+len(scheme)], scheme) {
			return v, [2]int{i, n}, true
		}
	}
	return v, [2]int{i, n}, strings.Trim(s[n:v], " \t") != "" && s[v] != '/' && claimFollows(s[v:])
}

// beginsHeaderName reports whether a header's name may begin at i: behind no other word but
// what loggers and CGI put before names.
func beginsHeaderName(s string, i int) bool {
	if i == 0 || !isNameByte(s[i-1]) {
		return true
	}
	return strings.HasSuffix(s[:i], "request_") || strings.HasSuffix(s[:i], "HTTP_")
}

// loggedClaim is a value in a log of names and values, behind the "=".
var loggedClaim = regexp.MustCompile(`^=AWS4-[A-Z0-9-]+ Credential=`)

// loggedEnd is where such a value ends: with a name that follows.
var loggedEnd = regexp.MustCompile(`(?i)signature=[0-9a-f]{64}( \w+=)`)

// claimFollows reports whether an algorithm is followed by a parameter.
func claimFollows(s string) bool {
	s = firstBytes(s, 120)
	for _, n := range []string{"credential", "signedheaders", "signature"} {
		if i := indexFold(s, n, 0); i >= 0 && strings.IndexByte(s[i:min(len(s), i+len(n)+4)], '=') >= 0 {
			return true
		}
	}
	return false
}

// bareCredential reports whether a value without any algorithm begins at k.
func bareCredential(s string, k int) bool {
	if k > 0 && !isAmong(s[k-1], " \t\"'`,") {
		return false
	}
	eq := strings.IndexByte(firstBytes(s[k:], 14), '=')
	return eq > 0 &&
		containsFold(firstBytes(s[k:], 400), "signedheaders=") &&
		containsFold(firstBytes(s[k:], 4000), "signature=")
}

// longestClaim bounds what is taken for one value.
const longestClaim = 16 << 10

// claimEnd returns where a value that begins at column i ends: at the quote that
// encloses it, at a tag, else with the line and the lines that continue it.
func (p *page) claimEnd(l line, i int) int {
	from := l.from + i
	if i > 0 && p.s[from-1] == '[' {
		if n := strings.IndexByte(p.s[from:min(l.to, from+longestClaim)], ']'); n > 0 {
			return from + n
		}
	}
	if q := p.quoteBefore(l, i); q != 0 {
		if n := strings.IndexByte(p.s[from:min(l.to, from+longestClaim)], q); n > 0 {
			return closeQuoted(p.s, from, from+n, q)
		}
	}
	to := min(l.to, from+longestClaim)
	if n := strings.IndexByte(p.s[from:to], '<'); n >= 0 && beginsTag(p.s[from+n:]) {
		return from + n
	}
	if i > 0 && p.s[from-1] == '=' {
		if m := loggedEnd.FindStringSubmatchIndex(p.s[from:to]); m != nil {
			return from + m[2]
		}
	}
	if n := behindSignature(p.s[from:to]); n > 0 && to-from == longestClaim {
		return from + n // other requests follow in a long line
	}
	for p.continues(to) {
		next := lineAt(p.s, to+strings.IndexByte(p.s[to:], '\n')+1)
		to = next.to
	}
	return from + len(trimClaim(enclosed(p.s[from:to])))
}

// behindSignature is where the first signature of a text ends, 0 where there is none.
func behindSignature(s string) int {
	const name = "signature="
	i := indexFold(s, name, 0)
	if i < 0 {
		return 0
	}
	i += len(name)
	return i + span(s[i:], isHexDigit)
}

// beginsTag reports whether a text begins with a tag that may stand behind a value.
func beginsTag(s string) bool { return strings.HasPrefix(s, "</") || strings.HasPrefix(s, "<br") }

var signatureEnd = regexp.MustCompile(`(?i)^signature=[0-9a-f]{64}([)\]}>]|[ \t]+[1-5]\d\d(?:\s|$)|, client: |[ \t]+\S[^\n]{59})`)

// enclosed ends a value at the bracket that closes the list which it stands in, or before
// what a log writes behind it: a status, the client of nginx's error log, all that follows
// in a text that has lost its line ends.
func enclosed(s string) string {
	const name = "signature="
	for i := indexFold(s, name, 0); i >= 0; i = indexFold(s, name, i+1) {
		if m := signatureEnd.FindStringSubmatchIndex(s[i:]); m != nil {
			return s[:i+m[2]]
		}
	}
	return s
}

// closeQuoted takes quotes around single values into a value that is quoted as
// a whole: it goes on as long as the quote is followed by a separator and a name.
func closeQuoted(s string, from, end int, q byte) int {
	if eq := strings.LastIndexByte(s[from:end], '='); eq >= 0 && from+eq+1 == end {
		return from + len(trimClaim(s[from:min(lineAt(s, from).to, from+longestClaim)]))
	}
	return end
}

// quoteBefore returns the quote that encloses the value at column i.
func (p *page) quoteBefore(l line, i int) byte {
	s := p.s[l.from : l.from+i]
	for j := len(s) - 1; j >= 0 && len(s)-j < 40; j-- {
		switch c := s[j]; {
		case isQuote(c):
			if j+1 == len(s) || strings.Trim(s[j+1:], " ") == "" || containsFold(s[j+1:], "authori") {
				return c
			}
		case c == ':' || c == ' ' || isLetter(c) || c == '-':
		default:
			return 0
		}
	}
	return 0
}

// continues reports whether the line after the one that ends at to goes on with
// a claim: it is folded, or begins with one of its names.
func (p *page) continues(to int) bool {
	i := strings.IndexByte(firstBytes(p.s[to:], len("\r\n")), '\n')
	if i < 0 {
		return false
	}
	next := lineAt(p.s, to+i+1).text(p.s)
	t := strings.TrimLeft(next, " \t")
	for _, n := range claimNames {
		named := len(t) > len(n)+1 && equalFold(t[:len(n)], strings.ToLower(n))
		if named && strings.Contains(firstBytes(t[len(n):], 3), "=") {
			return true
		}
	}
	return false
}

// trimClaim takes off what closes the surroundings of a value.
func trimClaim(s string) string {
	s = strings.TrimRight(s, " \t\r\n")
	for {
		n := len(s)
		s = strings.TrimRight(s, " \t,;`\\")
		if n > 0 && s != "" {
			switch c := s[len(s)-1]; c {
			case ']', '}', ')', '>':
				open := map[byte]string{']': "[", '}': "{", ')': "(", '>': "<"}[c]
				if strings.Count(s, open) < strings.Count(s, string(c)) {
					s = s[:len(s)-1]
				}
			case '"', '\'':
				if strings.Count(s, string(c))%2 == 1 {
					s = s[:len(s)-1]
				}
			}
		}
		if len(s) == n {
			return s
		}
	}
}

// literalEnds is what stands behind a literal of code that is only the beginning of a value:
// the next piece of it, or the rest of a call.
var literalEnds = regexp.MustCompile(`^["'\x60](?:\s*(?:\+|\.|<>|\^|~|\\|>>|,|\)))`)

// literalBegins is a call that compares with the beginning of a value, or the first piece of one.
var literalBegins = regexp.MustCompile(`(?i)` + anyOf(
	`(?:starts?_?with\w*|prefix|indexof|match\w*|concat!|contains?\w*|include\w*)\s*\([^\n]*(?:`+oneQuote+`|/\^?)$`,
	`<<"$`,     // Erlang
	`\br["']$`, // a raw string of Python
))

// isFragment reports whether a value is only a part of a header, in code or in a comment:
// it has no signature, and its literal goes on, or is one to compare with.
func (p *page) isFragment(c *Claim, l line, from, to int) bool {
	before, after := p.s[l.from:from], p.s[to:max(to, l.to)]
	quote := lastQuote(before)
	inCode := quote != "" && quote != "`" // Markdown sets a header in backquotes
	inComment := commentLine.MatchString(before)
	switch {
	case c.Signature.S != "":
		return false
	case c.HeaderName.Present() && !inCode && !inComment:
		return false // the line of a header
	case inComment, hashLine.MatchString(before):
		return true
	case quote != "" && strings.TrimSpace(before) == quote && strings.TrimSpace(after) == quote:
		return true // a literal on a line of its own
	case literalBegins.MatchString(lastBytes(before, longestCall)):
		return true
	}
	return quote != "" && literalEnds.MatchString(p.s[to:min(len(p.s), to+8)])
}

// longestCall is more than code has ahead of a literal in the call that takes it. A
// line may hold a megabyte.
const longestCall = 200

// lastQuote is the quote that a text ends with, "" without one.
func lastQuote(s string) string {
	if q := lastBytes(s, 1); q != "" && strings.Contains("\"'`", q) {
		return q
	}
	return ""
}

// firstBytes are the first n bytes of a text, or all of it.
func firstBytes(s string, n int) string { return s[:min(len(s), n)] }

// lastBytes are the last n bytes of a text, or all of it.
func lastBytes(s string, n int) string { return s[max(0, len(s)-n):] }

// commentLine begins a line of a comment, hashLine one of a shell's or of a page's title.
var (
	commentLine = regexp.MustCompile(`^\s*(?:///?|\*|#'|--)\s`)
	hashLine    = regexp.MustCompile(`^\s*#\s`)
)

// plausible reports whether a claim states enough to be one.
func plausible(c *Claim) bool {
	if isTemplate(c) {
		return false
	}
	if c.Credential.Present() || c.SignedHeaders.Present() || c.Signature.Present() {
		return true
	}
	switch a := strings.ToLower(c.Algorithm.S); {
	case a == "bearer", a == "basic":
		return len(c.Loose) == 1 && len(c.Loose[0].S) >= 8
	case a == "aws":
		return len(c.Loose) == 1 && strings.Contains(c.Loose[0].S, ":")
	case strings.HasPrefix(a, "aws4-hmac"), strings.HasPrefix(a, "goog4-"), strings.HasPrefix(a, "oss4-"):
		return c.HeaderName.Present()
	}
	return false
}

// hole matches what stands for a value in the code of a signer and in pages that
// show the form of the header: ${x}, #{x}, $x, %s, %@, %x%, <x>, {x}, {}, {{ x }}, \(x),
// "+ x", f(x).
var hole = regexp.MustCompile(anyOf(
	`[$#]\{`, `\$[A-Za-z_]`,
	`%(?:[sv]\b|@|[A-Za-z_]\w*%)`,
	`\\\(`,
	`\{\{?\s*[\w.]*\s*\}`, `[{<]\w[\w .-]*[}>]`,
	oneQuote+`\s*[+.%,]`,
	`\w\(`,
	// the literal ends before the value begins
	`^`+oneQuote+`?\s*[+.%&]`, `^`+oneQuote+`(?:>>|\s*\^|\s+\w)`,
	// a regular expression that the value is to match
	`\(\?`, `\\[wdsS]`, `\[\^`, `\)?\[[^\]\s]*\](?:[+*{]|$)`, `[\])]\{\d`, `\)[?*+]`,
))

// starred matches a word between stars, which is no mask.
var starred = regexp.MustCompile(`^\*[a-z]+\*`)

// inHole are bytes one of which every match of hole and of filledIn has: most values
// have none.
const inHole = "$#%\\{}<>\"'`+.,&~|([])"

// hasHole reports whether a text stands for a value.
func hasHole(s string) bool {
	return strings.ContainsAny(s, inHole) && hole.MatchString(s) || starred.MatchString(s)
}

// isFilledIn reports whether a text is what code puts in place of a signature.
func isFilledIn(s string) bool {
	return strings.ContainsAny(s, inHole) && filledIn.MatchString(s)
}

// filledIn matches the beginning of what code puts in place of a signature: $x, ${x},
// #{x}, {x}, {}, {{ x }}, %s, %@, %x%, \(x), f(x), "+ x". What a person put there in angle brackets is none.
var filledIn = regexp.MustCompile(`^[ \t]*` + anyOf(
	oneQuote+`?[ \t]*(?:[+.&~]|\.\.|\+\+|<>|\|\|)[ \t]*\w`, // the operators of many languages
	oneQuote+`[ \t]*,[ \t]*[A-Za-z_]`,
	oneQuote+`$`,
	oneQuote+`?\$`,
	`#\{`, `\{\w`, `\{\{?\s*[\w.]*\s*\}`,
	`%(?:[svx]\b|@|[A-Za-z_]\w*%)`,
	`\\(?:\(|$)`,
	`\[\^|\\[Swd]`, // a regular expression
	`\{$`,
	`\w+\([A-Za-z_$][\w.$]*[,)(]`,
))

// isTemplate reports whether a claim was never sent: its signature is yet to be
// filled in, or every part of it that is there. A header with some parts made
// unreadable is none.
func isTemplate(c *Claim) bool {
	sig, credential := c.Signature, c.Credential
	if len(sig.S) == 64 && consistsOf(sig.S, isHexDigit) {
		return false // as most are
	}
	alone := credential.Present() && !sig.Present() && !c.SignedHeaders.Present()
	switch {
	case isFilledIn(sig.S) && !Masked(sig.S):
		return true
	case sig.Present() && sig.S == "" && isFilledIn(credential.S):
		return true
	case alone && (credential.S == "" || isFilledIn(credential.S)):
		return true
	}
	n := 0
	for _, part := range []Text{c.Credential, c.SignedHeaders, c.Signature} {
		if !part.Present() {
			continue
		}
		if !hasHole(part.S) {
			return false
		}
		n++
	}
	return n > 0
}

// inCode reports whether a request is the code that makes one.
func (r *Request) inCode(c *Claim) bool {
	_, query, _ := strings.Cut(r.Target.S, "?")
	bare := c.Carrier == sigv4.InQuery && c.Signature.S == "" && !c.Credential.Present()
	return isTemplate(c) || bare && hasHole(query)
}
