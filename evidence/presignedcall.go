package evidence

import (
	"regexp"
	"strings"
)

var (
	verbOfCall = regexp.MustCompile(`(?i)(?:\b\w+|\n[ \t]*)\.(` + methodWords + `)(?:Async|ForObject|ForEntity)?\(` +
		`\s*(?:(?:new )?(?:\w+\.)?(?i:ur[li])(?:\.\w+)?\()?(?:[bfru]|uri)?` + oneQuote + `$`)
	verbBefore  = regexp.MustCompile(oneQuote + `(` + methodWords + `)` + oneQuote + `\s*,\s*[bfru]?` + oneQuote + `$`)
	verbOfTuple = regexp.MustCompile(`[{(](get|put|post|head|delete|patch),\s*(?:<<)?"$`) // as Erlang has it
	namedMethod = regexp.MustCompile(`(?i)[\s{,("'](?:http_?)?(?:method|verb|type)["']?\s*(?:[:=]|=>)\s*` +
		`["'](` + methodWords + `)["']`)
)

// labelledMethod is the method that a dump tells under its name: Method:GET, "method": "GET",
// b'GET' as the method, Request Method, and GET on the next line.
var labelledMethod = regexp.MustCompile(`(?i)(?:^|[\s{<,("'.:_-]|http|request)(?:method|verb|customrequest)["'\])]*\s*(?:[:=]>?|=>|[,(]|(?: class="[\w.]+")?>)?\s*` +
	`(?:\[\s*)?[b:]?["']?(` + methodWords + `)\b`)

// methodAbove is a method on the line above a URL, or in the sentence that leads to it.
var methodAbove = regexp.MustCompile(`(?:(?:^|\n)[ \t]*(` + methodWords + `)[ \t\r]*\n\s*|` +
	`\b(` + methodWords + `)(?: requests?)? (?:to|for|on|at|against):? [<*\x60]*)$`)

// variableCalled is a call that takes the method and a URL from a variable.
var variableCalled = regexp.MustCompile(`\b(?:request|open)\(\s*["'](` + methodWords + `)["']\s*,\s*\w*(?i:url|uri)\b`)

// verbOfURL reports whether a text ends where a variable for a URL is given its value.
func verbOfURL(before string) bool { return urlVariable.MatchString(lastBytes(before, 40)) }

var urlVariable = regexp.MustCompile(`(?i)\b\w*ur[li]\s*=\s*[bfru]?["']$`)

// methodNamed returns the method that is told under its name next to a URL, before the next
// one that is signed.
func (p *page) methodNamed(from, to int) (best Text) {
	low, high := max(0, from-callWindow), min(len(p.s), to+callWindow)
	before, after := p.s[low:from], p.s[to:high]
	if i := strings.LastIndex(before, "X-Amz-Signature="); i >= 0 {
		low += i
		before = p.s[low:from]
	}
	after, _, _ = strings.Cut(after, "X-Amz-Credential=")
	if m := methodAbove.FindStringSubmatchIndex(lastBytes(before, 60)); m != nil {
		at := from - min(len(before), 60)
		if m[2] >= 0 {
			return p.t.Sub(at+m[2], at+m[3])
		}
		return p.t.Sub(at+m[4], at+m[5])
	}
	if m := variableCalled.FindStringSubmatchIndex(after); m != nil && verbOfURL(before) {
		return p.t.Sub(to+m[2], to+m[3])
	}
	if !containsFold(before, "method") && !containsFold(after, "method") && !containsFold(after, "customrequest") && !containsFold(before, "verb") {
		return best
	}
	nearest := callWindow
	if all := labelledMethod.FindAllStringSubmatchIndex(before, -1); len(all) > 0 {
		m := all[len(all)-1]
		best, nearest = p.t.Sub(low+m[2], low+m[3]), len(before)-m[3]
	}
	if m := labelledMethod.FindStringSubmatchIndex(after); m != nil && m[2] < nearest {
		best = p.t.Sub(to+m[2], to+m[3])
	}
	if best.Present() && best.S != strings.ToUpper(best.S) {
		return inUpperCase(best)
	}
	return best
}

// callWindow is how far from a URL the method of its call is looked for.
const callWindow = 600

// presignedCall reads a call or object that holds a signed URL and, with it, the
// headers that are sent: fetch(url, {method, headers, body}), put(url, headers={}).
func (p *page) presignedCall(l line, from, to int) (end int) {
	at := l.from + to
	rest := p.s[at:min(len(p.s), at+callWindow)]
	if rest == "" || !isQuote(rest[0]) || indexFold(rest, "headers", 0) < 0 || l.from < p.dead[deadCall] {
		return 0
	}
	start := p.mapStart(l)
	nodes, end, ok := p.treeAround(l, start)
	if !ok {
		return 0
	}
	call, url := callOf(nodes, p.s[l.from+from:at], 0)
	var fields []Field
	if h := child(call, "headers"); h != nil {
		fields = fieldsOf(h)
	}
	if len(fields) == 0 {
		p.giveUp(deadCall, end)
		return 0
	}
	r := p.mappedRequest(call, fields, url)
	if !r.Method.Present() {
		r.Method = p.methodOfCall(l, from, to)
	}
	p.addRequest(r)
	return end
}

// callOf finds the arguments or members among which a URL stands, or the object
// behind it, that tell of headers.
func callOf(nodes []node, url string, depth int) (call []node, target Text) {
	for i := range nodes {
		n := &nodes[i]
		if n.leaf && n.val.S == url {
			for j := range nodes[i:] {
				if o := &nodes[i+j]; child(o.kids, "headers") != nil {
					return o.kids, n.val
				}
			}
			return nodes, n.val
		}
		if depth > 8 {
			continue
		}
		if call, target = callOf(n.kids, url, depth+1); target.Present() {
			return call, target
		}
	}
	return nil, Text{}
}

// methodOfCall returns the method of a call that has a URL as its argument:
// requests.put("…"), open("PUT", "…"), fetch("…", {method: "PUT"}), or of an object
// that holds both.
func (p *page) methodOfCall(l line, from, to int) Text {
	at := l.from + from
	low := max(0, at-callWindow)
	before, after := p.s[low:at], p.s[l.from+to:min(len(p.s), l.from+to+callWindow)]
	for _, form := range []*regexp.Regexp{verbOfCall, verbBefore, verbOfTuple} {
		if m := form.FindStringSubmatchIndex(before); m != nil {
			return inUpperCase(p.t.Sub(low+m[2], low+m[3]))
		}
	}
	if after == "" || !isQuote(after[0]) {
		return Text{}
	}
	if i := strings.LastIndexAny(before, "{(;"); i >= 0 {
		if m := namedMethod.FindStringSubmatchIndex(before[i:]); m != nil {
			return inUpperCase(p.t.Sub(low+i+m[2], low+i+m[3]))
		}
	}
	for _, end := range []string{"://", "\n\n", "fetch(", ");"} {
		after, _, _ = strings.Cut(after, end)
	}
	if m := namedMethod.FindStringSubmatchIndex(after); m != nil {
		return inUpperCase(p.t.Sub(l.from+to+m[2], l.from+to+m[3]))
	}
	return Text{}
}
