package evidence

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// queryClaim reads the signing parameters of a target. Values are given as they
// stand in Params, and decoded once in the fields.
func queryClaim(target Text) (c Claim, ok bool) {
	_, _, _, _, at := sigv4.TargetParts(target.S)
	if at < 0 {
		return c, false
	}
	c = Claim{Carrier: sigv4.InQuery, Whole: target}
	query := target.Sub(at, len(target.S))
	if i := strings.IndexByte(query.S, '#'); i >= 0 {
		query = query.Sub(0, i)
	}
	for at := 0; at <= len(query.S); {
		n := strings.IndexByte(query.S[at:], '&')
		if n < 0 {
			n = len(query.S) - at
		}
		if c.queryParam(query.Sub(at, at+n)) {
			ok = true
		}
		at += n + 1
	}
	return c, ok
}

// queryParam takes over one parameter if it bears on signing.
func (c *Claim) queryParam(pair Text) bool {
	i := strings.IndexByte(pair.S, '=')
	if i < 0 {
		return false
	}
	name, raw := pair.Sub(0, i), pair.Sub(i+1, len(pair.S))
	key := strings.ToLower(strings.TrimPrefix(name.S, "amp;"))
	value := percentDecoded(raw)
	switch key {
	case "x-amz-algorithm", "x-goog-algorithm":
		c.Algorithm = value
	case "x-amz-credential", "x-goog-credential":
		c.set("Credential", Text{S: "Credential"}, value)
	case "x-amz-signedheaders", "x-goog-signedheaders":
		c.SignedHeaders = value
	case "x-amz-signature", "x-goog-signature", "signature":
		c.Signature = value
	case "x-amz-date", "x-goog-date":
		c.Date = value
	case "x-amz-expires", "x-goog-expires", "expires":
		c.Expires = value
	case "x-amz-security-token":
		c.Token = value
	case "awsaccesskeyid", "googleaccessid", "ossaccesskeyid":
		c.AccessKeyID = value
	default:
		return false
	}
	c.Params = append(c.Params, Field{name, raw})
	return key != "expires" && key != "signature"
}

// percentDecoded decodes %XX once. A text without any is left as it is.
func percentDecoded(t Text) Text {
	if !strings.Contains(t.S, "%") {
		return t
	}
	m := t.Remake()
	from := 0
	for i := 0; i < len(t.S); i++ {
		b, ok := sigv4.Escape(t.S, i)
		if !ok {
			continue
		}
		m.Keep(from, i)
		m.Put(string([]byte{b}), i, i+3)
		i += 2
		from = i + 1
	}
	m.Keep(from, len(t.S))
	return m.View("percent escapes").Whole()
}

// presignedURL finds URLs and targets with signing parameters in a line.
func (p *page) presignedURL(l line, _ anchors) int {
	s := l.text(p.s)
	f := newFinder(s, "x-amz-", "awsaccesskeyid=", "x-goog-")
	for at, floor := 0, 0; ; {
		i, _ := f.find(at)
		if i < 0 {
			return 0
		}
		at = i + 1
		if !isQueryParam(s, i) || p.isCovered(l.from+i) {
			continue
		}
		from, to := urlAround(s, floor, i)
		at = max(to, at)
		floor = at
		if from < 0 || strings.HasPrefix(s[from:], databaseURL) || strings.HasSuffix(s[:from], databaseURL) {
			continue
		}
		if end := p.presignedCall(l, from, to); end > 0 {
			return end
		}
		p.addURL(l, from, to)
	}
}

// databaseURL begins the address of a database, whose parameters may name credentials, too.
const databaseURL = "jdbc:"

// isQueryParam reports whether a name=value pair of a query begins at i.
func isQueryParam(s string, i int) bool {
	n := i + span(s[i:], func(c byte) bool { return isAlnum(c) || c == '-' })
	return n < len(s) && s[n] == '=' && i > 0 && isAmong(s[i-1], "?&;")
}

// urlAround returns the token around i, no further back than floor: from the
// scheme or the slash that it begins with to a blank, quote or bracket.
func urlAround(s string, floor, i int) (from, to int) {
	from, to = urlBegin(s, floor, i), urlEnd(s, i)
	if k := strings.LastIndex(s[from:i], "://"); k > 0 {
		from += max(0, strings.LastIndexAny(s[from:from+k], wideMarks)) // what is before it is another URL
	}
	token := s[from:to]
	if k := strings.Index(token, "://"); k > 0 {
		for k > 0 && isLetter(token[k-1]) {
			k--
		}
		from += k
	} else if k := strings.IndexAny(token, "/?"); k >= 0 {
		from += k
	} else {
		return -1, to
	}
	to = from + len(strings.TrimRight(s[from:to], ".,:;!)]}*\\"))
	if !strings.ContainsRune(s[from:to], '?') {
		return -1, to
	}
	return from, to
}

// wideMarks end a URL in a sentence that has no blanks. Values may hold them raw.
const wideMarks = "\u3001\u3002\u300d\u300f\u3011\uff01\uff09\uff0c\uff1a\uff1b\uff1f"

// isWideMark reports whether one of them stands at an offset.
func isWideMark(s string, at int) bool {
	const width = 3
	return s[at] >= 0xe3 && at+width <= len(s) && strings.Contains(wideMarks, s[at:at+width])
}

// urlBegin returns where the token around i begins, no further back than floor.
func urlBegin(s string, floor, i int) int {
	from := i
	query := i // where the query begins in which marks may be raw
	for from > floor {
		if n := maskBefore(s, floor, from); n > 0 {
			from -= n
		} else if endsURL(s[from-1]) {
			if query == i {
				query = rawFrom(s, floor, from, i)
			}
			if !isRawMark(s[from-1]) || from-1 < query {
				break
			}
			from--
		} else {
			from--
		}
	}
	return from
}

// urlEnd returns where the token around i ends.
func urlEnd(s string, i int) int {
	to := i
	last := i // where the last parameter begins before which marks may be raw
	for to < len(s) {
		if n := maskAt(s, to); n > 0 {
			to += n
		} else if wide := isWideMark(s, to); wide || endsURL(s[to]) {
			if last == i {
				last = rawTo(s, to)
			}
			if !wide && !isRawMark(s[to]) || to > last {
				break
			}
			to++
		} else {
			to++
		}
	}
	return to
}

// rawWindow is how far from a mark the rest of its URL is looked for.
const rawWindow = 4 << 10

// isRawMark tells characters of a query that encoders leave raw, and texts put around URLs.
func isRawMark(c byte) bool { return isAmong(c, "'()") }

// rawFrom returns where the ? stands behind which the marks before from belong to a
// query: further back in the same word, where the part up to i has none. It is len(s)
// where none belongs to it.
func rawFrom(s string, floor, from, i int) int {
	if strings.Contains(s[from:i], "://") {
		return len(s)
	}
	begin := max(floor, from-rawWindow)
	begin += strings.LastIndexAny(s[begin:from], " \t\"<>`|") + 1
	if strings.Contains(s[from:i], "?") {
		return rawPath(s, begin, from)
	}
	q := strings.LastIndexByte(s[begin:from], '?')
	if q < 0 || !strings.Contains(s[begin:begin+q], "/") {
		return len(s)
	}
	return begin + q
}

// rawPath returns where the path begins that the marks before from belong to, where they
// stand behind the host of a URL in the same word: a(1).jpg. It is len(s) where they do not.
func rawPath(s string, begin, from int) int {
	k := strings.LastIndex(s[begin:from], "://")
	if k < 0 {
		return len(s)
	}
	host := begin + k + len("://")
	slash := strings.IndexByte(s[host:from], '/')
	quote := s[from-1] == '\'' && !(from > 1 && isAlnum(s[from-2]) && from < len(s) && isAlnum(s[from]))
	if slash < 0 || quote || strings.ContainsAny(s[host:host+slash], "'()") {
		return len(s)
	}
	return host + slash
}

// rawTo returns where the last signing parameter begins in the word from an offset on:
// the marks before it belong to the query. It is -1 where none follows in this URL.
func rawTo(s string, at int) int {
	word := s[at:min(len(s), at+rawWindow)]
	if n := strings.IndexAny(word, " \t\"<>`|"); n >= 0 {
		word = word[:n]
	}
	if n := strings.Index(word, "://"); n >= 0 {
		word = word[:n]
	}
	k := strings.LastIndex(word, "&X-Amz-")
	if k < 0 {
		return -1
	}
	return at + k
}

// longestMask is how long a word in brackets is at most that stands in a URL for
// what was left out, such as <my-bucket>.
const longestMask = 40

// maskAt returns the length of such a word at an offset, 0 when none is there.
func maskAt(s string, at int) int {
	if at == 0 || s[at] != '<' || !isAmong(s[at-1], "=/.:&?_%-") {
		return 0
	}
	n := span(s[at+1:min(len(s), at+longestMask)], func(c byte) bool { return isNameByte(c) || c == '*' || c == '.' })
	if n == 0 || at+1+n >= len(s) || s[at+1+n] != '>' {
		return 0
	}
	return n + 2
}

// maskBefore returns the length of such a word that ends at an offset.
func maskBefore(s string, floor, at int) int {
	if s[at-1] != '>' {
		return 0
	}
	start := max(floor, at-longestMask)
	k := strings.LastIndexByte(s[start:at], '<')
	if k < 0 || maskAt(s, start+k) != at-start-k {
		return 0
	}
	return at - start - k
}

func endsURL(c byte) bool {
	return c <= ' ' || isAmong(c, "\"'`<>|()")
}

// addURL takes over a signed URL as a request of which only the target is known.
func (p *page) addURL(l line, from, to int) {
	r := &Request{What: "presigned-url", Target: p.t.Sub(l.from+from, l.from+to), BodyState: sigv4.BodyUnknown}
	r.Place = r.Target.Place()
	if p.r.cutOf(r.Target.S) {
		return
	}
	if strings.Contains(r.Target.S, "&amp;") && inMarkup(l.text(p.s)[:from]) {
		r.Target = unescapeXML(r.Target)
	}
	if strings.HasPrefix(r.Target.S, "/") {
		host, ok := p.hostBefore(l, from)
		if !ok {
			host, ok = p.hostOnLine(l, from, to)
		}
		if !ok {
			host, ok = p.hostNearby(l)
		}
		if ok {
			r.Fields = []Field{{Made("Host"), host}}
		}
	}
	if r.Method = p.methodNear(l, from); !r.Method.Present() {
		r.Method = p.methodOfCall(l, from, to)
	}
	if !r.Method.Present() {
		r.Method = p.methodNamed(l.from+from, l.from+to)
	}
	p.r.add(item{what: r.What, place: r.Place, request: r, claims: claimsOf(r)})
	p.covered = append(p.covered, covered{l.from + from, l.from + to})
	p.statusAfter(l, to)
}

// nearItems is how many artefacts before a URL the command may be that calls it.
const nearItems = 8

// cutOf reports whether a URL is the beginning of one that a command before it calls: a
// log's own line of the same request, cut off.
func (r *reader) cutOf(url string) bool {
	return slices.ContainsFunc(r.items[max(0, len(r.items)-nearItems):], func(i *item) bool {
		return i.request != nil && strings.HasSuffix(i.request.What, "-command") && strings.HasPrefix(i.request.Target.S, url+"&")
	})
}

// hostBefore takes the host that stands right before a target, as in the tokens for
// databases, which are presigned URLs without their scheme.
func (p *page) hostBefore(l line, from int) (Text, bool) {
	s := l.text(p.s)
	at := from
	for at > 0 && (isAlnum(s[at-1]) || isAmong(s[at-1], ".:-")) {
		at--
	}
	if at == from || !strings.HasPrefix(s[from:], "/?Action=") {
		return Text{}, false
	}
	return p.t.Sub(l.from+at, l.from+from), true
}

// inMarkup reports whether a URL that follows stands in an attribute of HTML or in
// an element of XML, or the angle brackets of a chat, where & is written &amp;.
func inMarkup(before string) bool {
	if strings.HasSuffix(before, "<") {
		return true
	}
	tag := strings.LastIndexByte(before, '<')
	if element := strings.TrimSuffix(before, ">"); tag >= 0 && len(element) < len(before) && !strings.Contains(element[tag:], ">") {
		return true
	}
	return tag >= 0 && (strings.HasSuffix(before, `="`) || strings.HasSuffix(before, `='`)) && !strings.Contains(before[tag:], ">")
}

// statusAfter takes the status that stands after a URL, or alone on the next
// line: "403 Forbidden", "403 (Forbidden)".
func (p *page) statusAfter(l line, to int) {
	at := l.from + to
	if rest := p.s[at:l.to]; strings.HasPrefix(rest, " HTTP/") {
		at += 6 + span(rest[6:], func(c byte) bool { return isDigit(c) || c == '.' })
	}
	at += span(p.s[at:l.to], among(" \t\"'->:="))
	end := l.to
	if at == l.to && l.next < len(p.s) {
		next := lineAt(p.s, l.next)
		at, end = next.from, next.to
	}
	if end-at < 3 || end-at > 40 || !isStatus(p.s[at:at+3]) || end-at > 3 && isAlnum(p.s[at+3]) {
		return
	}
	a := &Answer{What: "http-response", Status: p.t.Sub(at, at+3), Place: p.t.PlaceOf(at, end)}
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
}

// methodNear returns the method that stands right before a URL.
func (p *page) methodNear(l line, from int) Text {
	s := strings.TrimRight(p.s[l.from:l.from+from], " \t\"'`:*")
	i := len(s)
	for i > 0 && isLetter(s[i-1]) {
		i--
	}
	if i == len(s) || strings.ToUpper(s[i:]) != s[i:] || !isMethod(s[i:]) {
		return Text{}
	}
	return p.t.Sub(l.from+i, l.from+len(s))
}
