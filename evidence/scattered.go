package evidence

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// A headerStyle is how a text writes a header: what stands between name and value, and
// before the name. Requests that are built by calls, one header at a time, and dumps in
// syntax that no other format knows write every header alike, so that the Authorization
// tells how the others are written.
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
	if m := answerBegins.FindStringIndex(p.s[to:high]); m != nil {
		high = to + m[0]
	}
	if all := answerEnds.FindAllStringIndex(p.s[low:from], -1); len(all) > 0 {
		low += all[len(all)-1][1]
	}
	low, high = p.withoutAnswer(style, low, from, to, high)
	fields := p.styledFields(c, style, low, high, at)
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

// namesOfAnswers are headers that only answers have.
var namesOfAnswers = setOfNames(
	":status", "server", "etag", "last-modified", "vary", "x-amz-request-id", "x-amz-id-2", "x-amzn-requestid",
	"x-amzn-errortype", "x-amz-apigw-id", "x-amz-cf-id", "x-amz-cf-pop", "x-cache", "location", "set-cookie",
	"access-control-allow-origin", "strict-transport-security",
)

func setOfNames(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[n] = true
	}
	return set
}

// withoutAnswer leaves out the headers of an answer that are written in the style of those of
// the request: before the last of them that stands before a claim, and from the first behind it.
func (p *page) withoutAnswer(style headerStyle, low, from, to, high int) (int, int) {
	for i := low; i < high; {
		n := nameAt(p.s, i)
		if n == 0 {
			i++
			continue
		}
		if namesOfAnswers[strings.ToLower(p.s[i:i+n])] {
			if _, end, ok := p.styled(style, i, n); ok && end <= from {
				low = end
			} else if ok && i >= to {
				return low, i
			}
		}
		i += n
	}
	return low, high
}

// styledFields are the headers of a claim in [low, high) that are written in a style, of each
// name the nearest to at; by name in lower case.
func (p *page) styledFields(c *Claim, style headerStyle, low, high, at int) map[string]Field {
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
		if n := listedUpTo(f.Value.S); ok && n < len(f.Value.S) {
			f.Value = f.Value.Sub(0, n)
			end = p.offset(f.Value) + n
		}
		if ok && style.close == 0 && i < at && end > at {
			ok, end = false, 0 // the line goes on with other headers
		}
		key := strings.ToLower(name)
		isNearest := fields[key].Name.S == "" || far < nearest[key]
		if !wanted(c, key) && strings.Contains(style.between, "\n") {
			end = 0 // the next line may be the name of one that is
		} else if ok && isNearest && f.Value.S != "" && wanted(c, key) {
			fields[key], nearest[key] = f, far
		}
		i = max(i+n, end)
	}
	return fields
}

// nextInList is what ends a value in a line that lists headers, or in a page of HTML.
var nextInList = regexp.MustCompile(`</| [|] [A-Za-z][A-Za-z0-9-]*: |; (?:x-amz-[a-z0-9-]+|[Aa]uthorization|[Hh]ost)=`)

// inLists is what every match of it holds.
var inLists = []string{"</", " | ", "; "}

// answerBegins is where a log goes on with the answer.
var answerBegins = regexp.MustCompile(`(?i)\bresponse\s*[=:{(]|\bstatus_?code\b|HTTP/[12][.\d]* \d{3}`)

// answerEnds is the status with which a log ends the answer to a request before.
var answerEnds = regexp.MustCompile(`(?i)["']status(?:_?code)?["']\s*(?:[:=]|=>)\s*["']?[1-5]\d\d["']?\s*[})\]]`)

// listedUpTo returns where a value ends in such surroundings.
func listedUpTo(s string) int {
	if hasAny(s, inLists) {
		if m := nextInList.FindStringIndex(s); m != nil {
			return m[0]
		}
	}
	return len(s)
}

// wanted reports whether a name is that of a header which the claim signs, or that
// tells something of how it was signed.
func wanted(c *Claim, name string) bool {
	if strings.HasPrefix(name, ":") {
		return name != ":status"
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
	if from > 0 && isQuote(p.s[from-1]) {
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
		if from > 0 && style.close == 0 {
			style.close = closerOf(p.s[from-1]) // Authorization=[AWS4-…]
		}
		if c := closerOf(style.lead); c != 0 && style.close == 0 && strings.IndexByte(style.between, c) < 0 {
			style.close = c // {Authorization: AWS4-…}
		}
		if style.close == 0 && style.lead != 0 && isQuote(style.lead) && strings.IndexByte(style.between, style.lead) < 0 {
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

// longestValue bounds the value of a header; servers take no more. A line may hold a megabyte.
const longestValue = 8 << 10

// valueEnd returns where a value ends: at its quote, else with its line.
func valueEnd(s string, from int, quote byte) int {
	s = firstBytes(s, from+longestValue)
	switch quote {
	case '}', ')', ']':
		if n := strings.IndexByte(s[from:], quote); n >= 0 {
			return from + n
		}
		return -1
	case '"', '\'', '`':
		return closingQuote(s, from, len(s), quote)
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
