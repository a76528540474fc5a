package evidence

import "strings"

// statusLine finds "HTTP/1.1 403 Forbidden" in a line: where it begins, and
// where its status does.
func statusLine(s string) (from, status int, ok bool) {
	from = strings.Index(s, "HTTP/")
	if from < 0 {
		return 0, 0, false
	}
	n := span(s[from+5:], func(c byte) bool { return isDigit(c) || c == '.' })
	status = from + 5 + n
	if n == 0 || n > 3 || status+4 > len(s) || s[status] != ' ' {
		return 0, 0, false
	}
	status++
	if span(s[status:], isDigit) != 3 || (status+3 < len(s) && s[status+3] != ' ') {
		return 0, 0, false
	}
	return from, status, true
}

// httpResponse reads the head of an answer. Its body is read as what it is; the
// two are put together where exchanges are.
func (p *page) httpResponse(l line, _ anchors) int {
	s := l.text(p.s)
	if end := p.dotnetDump(l); end > 0 {
		return end
	}
	if end := p.tracedResponse(l); end > 0 {
		return end
	}
	from, status, ok := statusLine(s)
	if !ok {
		from, status, ok = spokenStatus(s)
	}
	if !ok || strings.ContainsRune(s[:from], '"') && !p.behindJunk(l, from) {
		return 0
	}
	if from > 0 {
		if end := p.prefixed(l, from); end > 0 {
			return end
		}
	}
	fields, at, _ := p.fieldLines(l.next)
	if len(fields) == 0 {
		if end := p.indentedHead(l, from); end > 0 {
			return end
		}
	}
	if len(fields) == 0 && from > 0 && !p.alone(l, from) && strings.TrimSpace(s[:from]) != "<" {
		return 0
	}
	a := &Answer{What: "http-response", Head: fields, Status: p.t.Sub(l.from+status, l.from+status+3)}
	a.Code = codeAsReason(p.t.Sub(l.from+status+3, l.to))
	a.Place = p.t.PlaceOf(l.from+from, at)
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return p.responseBody(a, at)
}

// codeAsReason is the error's code that people and some tools put in the place of a reason
// phrase, behind the status.
func codeAsReason(reason Text) Text {
	if code := reason.TrimSet(" \t\r'\"`()*:-"); isKnownCode(code.S) {
		return code
	}
	return Text{}
}

// tracedResponse reads the status as mc admin trace -v prints it, below the line that
// begins an answer and with the same prefix.
func (p *page) tracedResponse(l line) int {
	prefix, _, ok := strings.Cut(l.text(p.s), "[RESPONSE]")
	if !ok || l.next >= len(p.s) {
		return 0
	}
	next := lineAt(p.s, l.next)
	k, same := cutPrefix(next.text(p.s), prefix)
	status := p.t.Sub(next.from+k, next.to).Trim()
	if !same || len(status.S) < 4 || !isStatus(status.S[:3]) || status.S[3] != ' ' {
		return 0
	}
	status = status.Sub(0, 3)
	a := &Answer{What: "http-response", Status: status, Place: status.Place()}
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return next.next
}

// behindJunk reports whether a status line stands behind a few bytes that are no text,
// as tcpdump -A shows the headers of a packet, with a header line below.
func (p *page) behindJunk(l line, from int) bool {
	junk, status := p.s[l.from:l.from+from], p.s[l.from+from:]
	below := lineAt(p.s, min(l.next, len(p.s))).text(p.s)
	return from > 0 && from < 80 && !strings.ContainsAny(junk, " \t") &&
		strings.HasPrefix(status, "HTTP/") && fieldName(below) > 0
}

// spokenStatus finds the status in lines such as "RESPONSE: 403 Forbidden" that
// stand in place of a status line.
func spokenStatus(s string) (from, status int, ok bool) {
	if i := strings.Index(s, "<-- "); i >= 0 && len(s) > i+8 && isStatus(s[i+4:i+7]) && s[i+7] == ' ' {
		return i, i + 4, true
	}
	if i := arrowStatus(s); i > 0 {
		return 0, i, true
	}
	for _, word := range []string{"response", "status"} {
		i := indexFold(s, word, 0)
		if i < 0 {
			continue
		}
		n := i + len(word)
		n += span(s[n:], among(": ="))
		over := n+3 == len(s) || n+3 < len(s) && s[n+3] == ' '
		if over && isStatus(s[n:n+3]) && len(s) < n+40 {
			return i, n, true
		}
	}
	return 0, 0, false
}

// arrowStatus is where the status stands in a line such as "-> 403" or "=> 403 Forbidden",
// as people note what became of a request; 0 for another line.
func arrowStatus(s string) int {
	i := span(s, isBlankByte)
	for _, arrow := range []string{"-> ", "=> ", "--> ", "==> ", "<- ", "→ ", "← "} {
		rest, ok := strings.CutPrefix(s[i:], arrow)
		if !ok || len(rest) < 3 || !isStatus(rest[:3]) {
			continue
		}
		if reason := rest[3:]; consistsOf(reason, func(c byte) bool { return isLetter(c) || c == ' ' }) {
			return len(s) - len(rest)
		}
	}
	return 0
}

// responseBody reads a chunked body through a view, and skips nothing else.
func (p *page) responseBody(a *Answer, at int) int {
	if !containsFold(find(a.Head, "Transfer-Encoding").S, "chunked") {
		return at
	}
	v, end, _ := dechunk(p.t.Sub(at, len(p.s)))
	if v == nil || len(v.Text) == 0 || !p.sub(v.Whole(), "response") {
		return at
	}
	return at + end
}
