package evidence

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

var (
	beforeURL = regexp.MustCompile(anyOf(
		`(?i:(?:\b|_)url|\buri|\bhref|\baddress|\brequest|\bendpoint)["'\]]*\s*(?:[:=,(]|=>)*\s*["'(]*`,
		`\b(?:`+methodWords+`|OPTIONS)[ "',:*\x60]*`,
		`[(=,\[{:]\s*`+oneQuote,
		`\b(?i:Invoke-\w+|irm|iwr)\s+["']?`,
		`\)\(`,
		`Optional\(`, // Swift
	) + `$`)
	statedMethod = []*regexp.Regexp{
		regexp.MustCompile(`(?i)method["'\])]*(?:\s*(?:string\(\d+\)|[:=(,]|=>))+\s*` +
			`(?:\(string\) \(len=\d+\) )?[:"'(]*(` + methodWords + `|OPTIONS)\b`),
		regexp.MustCompile(`(?i)\s-Method\s+["']?(` + methodWords + `)\b`),
		regexp.MustCompile(`(?:HttpMethod|Method|HTTP::|HTTP_METHOD_|http\.Method)[.:_]?` +
			`(Get|Put|Post|Head|Delete|Patch|` + methodWords + `)\b`),
		regexp.MustCompile(`(?i)CURLOPT_CUSTOMREQUEST\s*(?:=>|,)\s*["'](` + methodWords + `)["']`),
		regexp.MustCompile(`(?i)\b(?:open|request|NewRequest\w*|RestRequest)\(` +
			`(?:ctx,\s*)?[:"']?(` + methodWords + `)["']?,`),
		regexp.MustCompile(`\b(` + methodWords + `)(?: requests?)? (?:to|for|on|at|against) `),
		regexp.MustCompile(`[{(](get|put|post|head|delete|patch),\s*["<]`),
		regexp.MustCompile(`(?m)^\s*(?:Optional\(")?(` + methodWords + `)(?:"\))?\s*$`),
		regexp.MustCompile(`(?m)^` + beforeLabel + `\p{L}[\p{L}\p{M} ]{1,24}` + behindLabel + `(` + methodWords + `)[ \t\r]*$`),
	}
)

// A label is a word in any language, behind what a log or a table puts before it.
const (
	beforeLabel = `(?:[^\n]{0,60}[|\]] *)?[ \t]*`
	behindLabel = `(?:[:：][ \t]*|[ \t]{2,}|\t)`
)

var (
	labelled = regexp.MustCompile(`^` + beforeLabel + `\p{L}[\p{L}\p{M} -]{1,24}` + behindLabel + `$`)
	// requestTo is what a person writes before the URL of a request.
	requestTo = regexp.MustCompile("\\b(?:" + methodWords + "|request|call)\\b(?: requests?)?[*\x60]* (?:to|for|on|from|at|against):? [<*\x60]*$")
	// notSent is what a URL is that no request goes to.
	notSent = regexp.MustCompile(`(?i)(?:see also|docu\w*|docs?|referer|origin|link|source|issue|help|more info\w*` +
		`|location|allow)\W*$`)
	namespace = regexp.MustCompile(`xmlns(?::\w+)?\s*=\s*["']$`)
)

// stated finds method and URL of a request near its headers, where the text names
// them as such. Logs put an Authorization on every other line, so that what is looked
// for is found by a word first and by its form then.
func (p *page) stated(r *Request, from, to int) {
	if whole, f, t := p.around(from, to); whole != nil {
		p, from, to = whole, f, t
	}
	low, high := max(0, from-scatteredWindow), min(len(p.s), to+scatteredWindow)
	if !find(r.Fields, "Host").Present() && !find(r.Fields, ":authority").Present() {
		p.statedHost(r, low, high, from)
	}
	if !r.Target.Present() {
		r.Target = p.statedTarget(r, low, high, from)
	}
	if !r.Target.Present() {
		p.statedParts(r, low, high)
	}
	if !r.Target.Present() && find(r.Fields, "x-amz-target").Present() {
		r.Method, r.Target = Made("POST"), Made("/") // as all of AWS's JSON protocols
	}
	p.statedBody(r, low, high)
	if r.Method.Present() || !r.Target.Present() {
		r.Method = inUpperCase(r.Method)
		return
	}
	best := -1
	for _, form := range statedMethod {
		for _, m := range form.FindAllStringSubmatchIndex(p.s[low:high], 64) {
			at := low + m[2]
			if far := max(from-at, at-to); best < 0 || far < best {
				best = far
				r.Method = inUpperCase(p.t.Sub(at, low+m[3]))
			}
		}
	}
}

var (
	bodyLine  = regexp.MustCompile(`(?mi)\bbody([ \t]*[=:][ \t]*|[ \t]+)([{\[][^\n]*[}\]])[ \t\r]*$`)
	errorBody = regexp.MustCompile(`(?i)"(?:__type|message|error|errors)"`)
)

// statedBody takes the only line that says of a JSON text that it is a body, where it
// is not that of an error. It may still be the response's.
func (p *page) statedBody(r *Request, low, high int) {
	if !containsFold(p.s[low:high], "body") {
		return
	}
	found := bodyLine.FindAllStringSubmatchIndex(p.s[low:high], 2)
	if len(found) != 1 || r.BodyState != sigv4.BodyUnknown || bodiless(r) {
		return
	}
	body := p.t.Sub(low+found[0][4], low+found[0][5])
	if strings.TrimSpace(p.s[low+found[0][2]:low+found[0][3]]) == "" && !json.Valid([]byte(body.S)) {
		return // a word of prose, or a style sheet
	}
	if !errorBody.MatchString(body.S) && fitsLength(r, body.S) {
		r.MaybeBody = body
	}
}

// fitsLength reports whether a body has the length that a request tells of it, if any.
func fitsLength(r *Request, body string) bool {
	length, stated := contentLength(r.Fields)
	return !stated || length == len(body)
}

// statedTarget is the URL nearest to a place, of the host that the headers name
// where they do.
func (p *page) statedTarget(r *Request, low, high, from int) (best Text) {
	host := find(r.Fields, "Host").Trim().S
	if host == "" {
		host = find(r.Fields, ":authority").Trim().S
	}
	nearest := -1
	for at, end := p.nextURL(low, high); at >= 0; at, end = p.nextURL(end, high) {
		authority, _, _, _, _ := sigv4.TargetParts(p.s[at:end])
		if host != "" && !strings.EqualFold(authority, host) || host == "" && strings.HasPrefix(authority, "docs.") {
			continue
		}
		l := lineAround(p.s, at)
		before := p.s[l:at]
		named := strings.TrimSpace(before) == "" || beforeURL.MatchString(before) || labelledURL(before, authority, host) ||
			host != "" && requestTo.MatchString(lastBytes(before, 80))
		if !named || namespace.MatchString(before) {
			continue
		}
		far := max(from-at, 2*(at-from))
		if nearest < 0 || far < nearest {
			nearest, best = far, p.withResource(p.t.Sub(at, end), low, high)
			if v := p.methodNear(line{l, end, end}, at-l); v.Present() {
				r.Method = v
			} else if v := p.methodOfCall(line{l, end, end}, at-l, end-l); v.Present() {
				r.Method = v
			}
		}
	}
	if host == "" || best.Present() {
		return p.withParams(best, low, high)
	}
	for at := p.nextPath(low, high); at >= 0; at = p.nextPath(at+1, high) {
		if far := max(from-at, 2*(at-from)); nearest < 0 || far < nearest {
			end := at + span(p.s[at:high], notAmong(" \t\r\n\f\"'`"))
			nearest, best = far, p.t.Sub(at, at+beforeEscapedEnd(p.s[at:end], lineAround(p.s, at), p.s))
			m := methodBeforePath(p.s[:at])
			r.Method = p.t.Sub(m, m+span(p.s[m:], isLetter))
		}
	}
	return best
}

// beforeEscapedEnd is how much of a target stands before a line end that is written \n, in a
// line that has several of these.
func beforeEscapedEnd(target string, from int, s string) int {
	n := strings.Index(target, `\n`)
	if n < 0 || strings.Count(lineAt(s, from).text(s), `\n`) < 2 {
		return len(target)
	}
	return n
}

// labelledURL reports whether a URL stands behind a label that may be that of a
// request: any label for the host of the headers, or one of AWS where they name none.
func labelledURL(before, authority, host string) bool {
	return labelled.MatchString(before) && !notSent.MatchString(before) &&
		(host != "" || strings.Contains(authority, "amazonaws.com"))
}

// nextURL returns where the next URL begins and ends, -1 where there is none.
func (p *page) nextURL(from, high int) (at, end int) {
	const mark = "://"
	for i := from; ; i += len(mark) {
		n := strings.Index(p.s[i:high], mark)
		if n < 0 {
			return -1, -1
		}
		i += n
		rest := p.s[i+len(mark) : high]
		length := strings.IndexAny(rest, " \t\r\n\f\"'`<>|\\]}")
		if length < 0 {
			length = len(rest)
		}
		length = beforeClosing(rest[:length])
		for _, scheme := range []string{"https", "http"} {
			if at = i - len(scheme); at >= from && length > 0 && p.s[at:i] == scheme {
				return at, i + len(mark) + len(strings.TrimRight(rest[:length], ".,:;"))
			}
		}
	}
}

// beforeClosing is how much of a URL stands before a parenthesis that none in it has opened.
func beforeClosing(s string) int {
	open := 0
	for i := range len(s) {
		switch {
		case s[i] == '(':
			open++
		case s[i] == ')' && open == 0:
			return i
		case s[i] == ')':
			open--
		}
	}
	return len(s)
}

// nextPath returns where the next path behind a method begins, -1 where there is
// none: GET /path.
func (p *page) nextPath(from, high int) int {
	for {
		n := strings.Index(p.s[from:high], " /")
		if n < 0 {
			return -1
		}
		if from += n + 1; methodBeforePath(p.s[:from]) >= 0 {
			return from
		}
	}
}

// methodBeforePath returns where the method begins that ends a text, its blank
// behind it, -1 where none does.
func methodBeforePath(s string) int {
	end := len(strings.TrimRight(s, " "))
	from := end
	for from > 0 && isLetter(s[from-1]) && end-from < 10 {
		from--
	}
	begins := from == 0 || isSpace(s[from-1]) || isAmong(s[from-1], "\"'`:{")
	if !begins || !isUpperMethod(s[from:end]) {
		return -1
	}
	return from
}

var (
	statedResource = regexp.MustCompile(`Request\(\s*"(/?[^"\s]+)"`)
	statedParams   = regexp.MustCompile(`\bparams\s*[:=]\s*\{`)
)

// statedHost takes the host from a line of its own, as loggers write it who do not
// count it among the headers.
func (p *page) statedHost(r *Request, low, high, from int) {
	nearest := -1
	for at := low; ; at++ {
		if at = indexFold(p.s[:high], "host", at); at < 0 {
			return
		}
		l := lineAround(p.s, at)
		if l < low || strings.TrimLeft(p.s[l:at], " \t") != "" {
			continue
		}
		m := hostLine.FindStringSubmatchIndex(p.s[l:lineAt(p.s, at).to])
		if m == nil || p.inEcho(l) {
			continue
		}
		if far := max(from-l-m[2], l+m[2]-from); nearest < 0 || far < nearest {
			nearest = far
			others := slices.DeleteFunc(r.Fields, func(f Field) bool { return f.Name.S == "Host" })
			r.Fields = append(others, Field{Made("Host"), p.t.Sub(l+m[2], l+m[3])})
		}
	}
}

// inEcho reports whether the line that begins at an offset is of the canonical request in the
// answer of a server, whose host is the one that the server saw.
func (p *page) inEcho(at int) bool {
	for range mostCanonicalLines {
		l, ok := lineBefore(p.s, at)
		if !ok {
			return false
		}
		s := l.text(p.s)
		if strings.Contains(s, "<CanonicalRequest>") || strings.Contains(s, "Canonical String for this request") {
			return true
		}
		if len(s) > 4<<10 {
			return false
		}
		at = l.from
	}
	return false
}

// mostCanonicalLines is more than a canonical request has before its host.
const mostCanonicalLines = 24

var hostLine = regexp.MustCompile(`(?i)^[ \t]*host[ \t]*:[ \t]*([\w.-]+\.[\w-]+(?::\d+)?)[ \t\r]*$`)

// statedParts puts a target together of the parts of a URL that a dump tells apart.
func (p *page) statedParts(r *Request, low, high int) {
	host := p.quoted(low, high, isHostText, "host", "hostname", "server-name", "server_name")
	path := p.quoted(low, high, isPathText, "path", "uri", "rawpath")
	if !path.Present() || !host.Present() && !find(r.Fields, "Host").Present() {
		return
	}
	r.Target = path
	query := p.quoted(low, high, isWord, "query", "querystring", "query-string", "query_string", "rawquery")
	if query.Present() {
		r.Target = path.with("?"+strings.TrimPrefix(query.S, "?"), "the parts of a URL")
	}
	if !find(r.Fields, "Host").Present() {
		r.Fields = append(r.Fields, Field{Made("Host"), host})
	}
}

// quoted is the first string behind one of some names that a test accepts:
// host: "…", "path" => '…'.
func (p *page) quoted(low, high int, is func(string) bool, names ...string) (first Text) {
	for _, name := range names {
		s := p.s[:high]
		for at := indexFold(s, name, low+1); at >= 0; at = indexFold(s, name, at+1) {
			from, to := quotedBehind(s, at+len(name))
			if !isAmong(s[at-1], "-:\"'{(") && !isSpace(s[at-1]) || from < 0 || !is(s[from:to]) {
				continue
			}
			high, first = at, p.t.Sub(from, to)
			break
		}
	}
	return first
}

// quotedBehind returns where the string begins and ends that a name stands before.
func quotedBehind(s string, at int) (from, to int) {
	skip := func(set string) {
		if at < len(s) && strings.IndexByte(set, s[at]) >= 0 {
			at++
		}
	}
	skip("\"'")
	skip("]")
	at += span(s[at:], isSpace)
	skip(":=")
	skip(">")
	at += span(s[at:], isSpace)
	at += len(dumpedString.FindString(s[at:min(len(s), at+20)]))
	if at >= len(s) || s[at] != '"' && s[at] != '\'' {
		return -1, -1
	}
	n := strings.IndexAny(s[at+1:], s[at:at+1]+" \t\r\n")
	if n < 0 || s[at+1+n] != s[at] {
		return -1, -1
	}
	return at + 1, at + 1 + n
}

// dumpedString is what PHP's var_dump writes before a string.
var dumpedString = regexp.MustCompile(`^string\(\d+\) `)

func isHostText(s string) bool {
	i := strings.LastIndexByte(s, '.')
	return i > 0 && i+1 < len(s) && consistsOf(s, func(c byte) bool { return isAlnum(c) || isAmong(c, "._-:") })
}

func isPathText(s string) bool { return strings.HasPrefix(s, "/") }

func isWord(s string) bool { return strings.Trim(s, "?") != "" }

// withResource puts the resource that a request is made with behind the base URL of
// its client.
func (p *page) withResource(url Text, low, high int) Text {
	if _, path, query, _, _ := sigv4.TargetParts(url.S); strings.Trim(path, "/") != "" || query != "" {
		return url
	}
	m := statedResource.FindStringSubmatchIndex(p.s[low:high])
	if m == nil || strings.Contains(p.s[low+m[2]:low+m[3]], "://") {
		return url
	}
	v := url.Remake()
	v.Keep(0, len(strings.TrimRight(url.S, "/")))
	v.Put("/"+strings.TrimPrefix(p.s[low+m[2]:low+m[3]], "/"), len(url.S), len(url.S))
	return v.View("the resource of a request").Whole()
}

// withParams puts the parameters of a dictionary behind a URL that has none.
func (p *page) withParams(url Text, low, high int) Text {
	m := statedParams.FindStringIndex(p.s[low:high])
	if m == nil || !url.Present() || strings.Contains(url.S, "?") {
		return url
	}
	nodes, _ := p.tree(line{low + m[0], lineAt(p.s, low+m[0]).to, high})
	if q := child(nodes, "params"); q != nil {
		return p.withQuery(url, q)
	}
	return url
}

// lineAround returns where the line of an offset begins, at most a window before.
func lineAround(s string, at int) int {
	low := max(0, at-scatteredWindow)
	return low + strings.LastIndexByte(s[low:at], '\n') + 1
}
