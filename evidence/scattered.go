package evidence

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// Requests that are built by calls, one header at a time, and dumps in syntax that
// no other format knows write every header alike. How the Authorization is
// written tells how the others are: what stands between name and value, and before
// the name.

// A headerStyle is how a text writes a header.
type headerStyle struct {
	lead      byte   // the character before the name, 0 at the beginning of a line
	between   string // from the end of the first to the beginning of the second
	valueLast bool   // the name comes first, as nearly everywhere
	close     byte   // the quote that ends the value, 0 for the end of the line
}

// scatteredWindow is how far from an Authorization its request's other headers are
// looked for.
const scatteredWindow = 4 << 10

// longestBetween is the longest text between a header's name and its value.
const longestBetween = 60

// scattered makes a request of an Authorization value and what stands around it in
// the same style. It returns nil when nothing does.
func (p *page) scattered(c *Claim, from, to int) *Request {
	style, at, ok := p.styleOf(c, from, to)
	low, high := max(0, from-scatteredWindow), min(len(p.s), to+scatteredWindow)
	if !ok || !p.r.look(2*(high-low)) {
		return nil
	}
	nearest := map[string]int{}
	fields := map[string]Field{}
	for i := low; i < high; {
		n := nameAt(p.s, i)
		if n == 0 {
			i++
			continue
		}
		name := p.s[i : i+n]
		f, end, ok := p.styled(style, i, n)
		far := max(at-i, i-at)
		if key := strings.ToLower(name); ok && f.Value.S != "" && wanted(c, key) && (fields[key].Name.S == "" || far < nearest[key]) {
			fields[key], nearest[key] = f, far
		}
		i = max(i+n, end)
	}
	if len(fields) == 0 {
		return nil
	}
	r := &Request{What: "request-parts", BodyState: sigv4.BodyUnknown, Place: p.t.PlaceOf(from, to)}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		f := fields[key]
		switch key {
		case ":method":
			r.Method = f.Value
		case ":path":
			r.Target = f.Value
		case ":scheme":
		default:
			r.Fields = append(r.Fields, f)
		}
	}
	if end := valueEnd(p.s, from, style.close); style.valueLast && end > from && end < to {
		to = end
		r.Place = p.t.PlaceOf(from, to)
	}
	r.Fields = append(r.Fields, Field{p.t.Sub(at, at+span(p.s[at:], isNameByte)), p.t.Sub(from, to)})
	p.stated(r, from, to)
	return r
}

// wanted reports whether a name is that of a header which the claim signs, or that
// tells something of how it was signed.
func wanted(c *Claim, name string) bool {
	if strings.HasPrefix(name, ":") {
		return true
	}
	for _, n := range strings.FieldsFunc(c.SignedHeaders.S, func(r rune) bool { return r == ';' || r == ',' }) {
		if strings.EqualFold(strings.TrimSpace(n), name) {
			return true
		}
	}
	switch name {
	case "host", "date", "content-length", "content-md5":
		return true
	case "x-amz-request-id", "x-amz-id-2":
		return false // of answers
	}
	return strings.HasPrefix(name, "x-amz-")
}

// nameAt returns the length of the header name that begins at an offset.
func nameAt(s string, i int) int {
	if i > 0 && (isNameByte(s[i-1]) || s[i-1] == ':') {
		return 0
	}
	k := 0
	if s[i] == ':' {
		k = 1
	}
	n := k + span(s[i+k:min(len(s), i+64)], isNameByte)
	if n <= 3 || i+n < len(s) && s[i+n] == ':' && k == 1 {
		return 0
	}
	return n
}

// styleOf tells how the Authorization is written whose value stands at an offset;
// at is where its name stands.
func (p *page) styleOf(c *Claim, from, to int) (style headerStyle, at int, ok bool) {
	if from > 0 && strings.IndexByte("\"'`", p.s[from-1]) >= 0 {
		style.close = p.s[from-1]
	}
	head := p.s[max(0, from-longestBetween-20):from]
	if i := lastAuthName(head); i >= 0 {
		n := span(head[i:], isNameByte)
		at = from - len(head) + i
		style.between, style.valueLast = head[i+n:], true
		if i > 0 && head[i-1] != '\n' {
			style.lead = leadOf(head[i-1])
		}
		if c := closerOf(style.lead); c != 0 && style.close == 0 && strings.IndexByte(style.between, c) < 0 {
			style.close = c // {Authorization: AWS4-…}
		}
		if style.close == 0 && style.lead != 0 && strings.IndexByte("\"'`", style.lead) >= 0 && strings.IndexByte(style.between, style.lead) < 0 {
			style.close = style.lead // "Authorization: AWS4-…"
		}
		return style, at, len(style.between) <= longestBetween && (style.between != ": " || style.lead != 0)
	}
	tail := p.s[to:min(len(p.s), to+longestBetween+20)]
	i := indexFold(tail, "authorization", 0)
	if i < 0 || strings.Contains(tail[:i], "\n") || style.close == 0 {
		return style, 0, false
	}
	style.between = tail[:i]
	return style, to + i, true
}

// lastAuthName returns where the name of an Authorization header stands last.
func lastAuthName(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if n := span(s[i:], isNameByte); n > 3 && (i == 0 || !isNameByte(s[i-1])) {
			if isAuthName(s[i : i+n]) {
				return i
			}
		}
	}
	return -1
}

// leadOf makes one of all blanks before a name.
func leadOf(c byte) byte {
	if isSpace(c) {
		return ' '
	}
	return c
}

// styled reads the header whose name stands at an offset, where it is written in a
// style.
func (p *page) styled(style headerStyle, i, n int) (f Field, end int, ok bool) {
	lead := byte(0)
	if i > 0 && p.s[i-1] != '\n' {
		lead = leadOf(p.s[i-1])
	}
	if lead != style.lead && style.valueLast {
		return f, 0, false
	}
	f.Name = p.t.Sub(i, i+n)
	if style.valueLast {
		close := style.close
		k, same := cutShape(p.s[i+n:], style.between)
		if q := len(style.between) - 1; !same && q > 0 && style.between[q] == close {
			k, same = cutShape(p.s[i+n:], style.between[:q]) // YAML quotes only what needs it
			close = 0
		}
		if !same {
			return f, 0, false
		}
		from := i + n + k
		to := valueEnd(p.s, from, close)
		if to < 0 {
			return f, 0, false
		}
		f.Value = unescaped(p.t.Sub(from, to).Trim())
		return f, to, true
	}
	from := i - len(style.between)
	if from <= 0 || p.s[from:i] != style.between {
		return f, 0, false
	}
	open := strings.LastIndexByte(p.s[max(0, from-4096):from], style.close)
	if open < 0 {
		return f, 0, false
	}
	f.Value = unescaped(p.t.Sub(max(0, from-4096)+open+1, from))
	return f, i + n, !strings.Contains(f.Value.S, "\n")
}

// valueEnd returns where a value ends: at its quote, else with its line.
func valueEnd(s string, from int, quote byte) int {
	switch quote {
	case '}', ')', ']':
		if n := strings.IndexByte(s[from:min(len(s), from+8192)], quote); n >= 0 {
			return from + n
		}
		return -1
	case '"', '\'', '`':
		return closingQuote(s, from, min(len(s), from+8192), quote)
	}
	to := lineAt(s, from).to
	return from + len(strings.TrimRight(s[from:to], " \t\r,;"))
}

// cutShape returns the length of what begins s as shape does, blanks and digits
// compared as classes.
func cutShape(s, shape string) (int, bool) {
	i, j := 0, 0
	for j < len(shape) {
		class := func(c byte) bool { return c == shape[j] }
		switch {
		case isSpace(shape[j]):
			if class = isSpace; strings.IndexByte(shape[j:j+span(shape[j:], isSpace)], '\n') < 0 {
				class = isBlankByte
			}
		case isDigit(shape[j]):
			class = isDigit
		}
		n := span(s[i:], class)
		if n == 0 {
			return 0, false
		}
		if m := span(shape[j:], class); isSpace(shape[j]) || isDigit(shape[j]) {
			i, j = i+n, j+m
			continue
		}
		i, j = i+1, j+1
	}
	return i, true
}

var (
	statedURL    = regexp.MustCompile("https?://[^\\s\"'`<>|\\\\\\])}]+")
	beforeURL    = regexp.MustCompile("(?:(?i:(?:\\b|_)url|\\buri|\\bhref|\\baddress|\\brequest)[\"'\\]]*\\s*(?:[:=,(]|=>)*\\s*[\"'(]*|\\b(?:GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS)[ \"',:]*|[(=,\\[{:]\\s*[\"'`]|\\b(?i:Invoke-\\w+|irm|iwr)\\s+[\"']?|\\)\\(|Optional\\()$")
	statedMethod = []*regexp.Regexp{
		regexp.MustCompile(`(?i)method["'\])]*\s*(?:string\(\d+\)|[:=(,]|=>)+\s*(?:\(string\) \(len=\d+\) )?[:"'(]*(get|put|post|head|delete|patch|options)\b`),
		regexp.MustCompile(`(?i)\s-Method\s+["']?(get|put|post|head|delete|patch)\b`),
		regexp.MustCompile(`(?:HttpMethod|Method|HTTP::|HTTP_METHOD_|http\.Method)[.:_]?(Get|Put|Post|Head|Delete|Patch|GET|PUT|POST|HEAD|DELETE|PATCH)\b`),
		regexp.MustCompile(`(?i)CURLOPT_CUSTOMREQUEST\s*(?:=>|,)\s*["'](get|put|post|head|delete|patch)["']`),
		regexp.MustCompile(`(?i)\b(?:open|request|NewRequest\w*|RestRequest)\((?:ctx,\s*)?[:"']?(get|put|post|head|delete|patch)["']?,`),
		regexp.MustCompile(`(?m)^\s*(?:Optional\(")?(GET|PUT|POST|HEAD|DELETE|PATCH)(?:"\))?\s*$`),
	}
)

// stated finds method and URL of a request near its headers, where the text names
// them as such.
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

// statedTarget is the URL nearest to a place, of the host that the headers name
// where they do.
func (p *page) statedTarget(r *Request, low, high, from int) (best Text) {
	host := find(r.Fields, "Host").Trim().S
	if host == "" {
		host = find(r.Fields, ":authority").Trim().S
	}
	nearest := -1
	for _, m := range statedURL.FindAllStringIndex(p.s[low:high], 256) {
		at, end := low+m[0], low+m[1]
		end = at + len(strings.TrimRight(p.s[at:end], ".,;"))
		authority, _, _, _, _ := sigv4.TargetParts(p.s[at:end])
		if host != "" && !strings.EqualFold(authority, host) || host == "" && strings.HasPrefix(authority, "docs.") {
			continue
		}
		l := lineAround(p.s, at)
		before := p.s[l:at]
		if strings.TrimSpace(before) != "" && !beforeURL.MatchString(before) {
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
	for _, m := range statedPath.FindAllStringSubmatchIndex(p.s[low:high], 64) {
		if far := max(from-low-m[4], 2*(low+m[4]-from)); nearest < 0 || far < nearest {
			nearest, best = far, p.t.Sub(low+m[4], low+m[5])
			r.Method = p.t.Sub(low+m[2], low+m[3])
		}
	}
	return best
}

var (
	statedPath     = regexp.MustCompile("(?m)(?:^|[\\s\"'`:{])(GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS) +(/[^\\s\"'`]*)")
	statedResource = regexp.MustCompile(`Request\(\s*"(/?[^"\s]+)"`)
	statedParams   = regexp.MustCompile(`\bparams\s*[:=]\s*\{`)
)

// statedHost takes the host from a line of its own, as loggers write it who do not
// count it among the headers.
func (p *page) statedHost(r *Request, low, high, from int) {
	nearest := -1
	for _, m := range hostLine.FindAllStringSubmatchIndex(p.s[low:high], 16) {
		if far := max(from-low-m[2], low+m[2]-from); nearest < 0 || far < nearest {
			nearest = far
			r.Fields = append(slices.DeleteFunc(r.Fields, func(f Field) bool { return f.Name.S == "Host" }), Field{Made("Host"), p.t.Sub(low+m[2], low+m[3])})
		}
	}
}

var (
	hostLine  = regexp.MustCompile(`(?im)^[ \t]*host[ \t]*:[ \t]*([\w.-]+\.[\w-]+(?::\d+)?)[ \t\r]*$`)
	partHost  = regexp.MustCompile(`(?i)[-:\s"'{(](?:host|hostname|server-name|server_name)["']?\s*(?:=>|[:=])?\s*["']([\w.-]+\.[\w-]+(?::\d+)?)["']`)
	partPath  = regexp.MustCompile(`(?i)[-:\s"'{(](?:path|uri|rawpath)["']?\s*(?:=>|[:=])?\s*["'](/[^"'\s]*)["']`)
	partQuery = regexp.MustCompile(`(?i)[-:\s"'{(](?:query|query[-_]?string|rawquery)["']?\s*(?:=>|[:=])?\s*["']\??([^"'\s]+)["']`)
)

// statedParts puts a target together of the parts of a URL that a dump tells apart.
func (p *page) statedParts(r *Request, low, high int) {
	s := p.s[low:high]
	if indexFold(s, "path", 0) < 0 && indexFold(s, "uri", 0) < 0 {
		return
	}
	host, path, query := partHost.FindStringSubmatchIndex(s), partPath.FindStringSubmatchIndex(s), partQuery.FindStringSubmatchIndex(s)
	if path == nil || host == nil && !find(r.Fields, "Host").Present() {
		return
	}
	r.Target = p.t.Sub(low+path[2], low+path[3])
	if query != nil {
		m := r.Target.Remake()
		m.Keep(0, len(r.Target.S))
		m.Put("?"+s[query[2]:query[3]], len(r.Target.S), len(r.Target.S))
		r.Target = m.View("the parts of a URL").Whole()
	}
	if !find(r.Fields, "Host").Present() {
		r.Fields = append(r.Fields, Field{Made("Host"), p.t.Sub(low+host[2], low+host[3])})
	}
}

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
