package evidence

import "strings"

// fieldList reads an error that a tool prints one field a line, each line with
// the same words before the name: s3cmd's "DEBUG: ErrorXML: Code: 'x'", R's
// "$ Code : chr "x"", PowerShell's "Code : x".
func (p *page) fieldList(l line, _ anchors) int {
	prefix, ok := listPrefix(l.text(p.s))
	if !ok {
		return 0
	}
	from := p.listStart(l, prefix)
	a := &Answer{What: "error-text"}
	at, lines := from, 0
	for at < len(p.s) && lines < 64 {
		n := lineAt(p.s, at)
		k, ok := cutPrefix(n.text(p.s), prefix)
		if !ok || !a.listField(p.t.Sub(n.from+k, n.to)) {
			break
		}
		at = n.next
		lines++
	}
	if lines < 2 || at <= l.from || !isErrorCode(a.Code.S) {
		return 0
	}
	a.Head = p.listHead(from, prefix)
	a.Place = p.t.PlaceOf(from, max(from, len(strings.TrimRight(p.s[:at], "\r\n"))))
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return at
}

// listPrefix returns what stands before the name of a code or message that such
// a line holds.
func listPrefix(s string) (string, bool) {
	if len(s) > 2000 {
		s = s[:2000]
	}
	for _, name := range []string{"Code", "Message"} {
		i := strings.Index(s, name)
		if i < 0 || i > 120 || i > 0 && (isAlnum(s[i-1]) || isAmong(s[i-1], "\"'{<[(_-.`\\")) {
			continue
		}
		name, value, ok := listPair(s[i:])
		if ok && value < len(s)-i && s[i:i+len(name)] == name && isErrorValue(s[i+value:]) {
			return s[:i], !strings.ContainsAny(s[:i], "{[(<\"")
		}
	}
	return "", false
}

// listPair splits a line into the name and where its value begins, behind a
// separator and, in R, the type.
func listPair(s string) (name string, value int, ok bool) {
	n := span(s, isNameByte)
	if n < 3 || n > 60 || s[0] < 'A' || s[0] > 'Z' {
		return "", 0, false
	}
	k := n + span(s[n:], isBlankByte)
	switch {
	case strings.HasPrefix(s[k:], "=>"):
		k += 2
	case k < len(s) && (s[k] == ':' || s[k] == '='):
		k++
	default:
		return "", 0, false
	}
	k += span(s[k:], isBlankByte)
	for _, kind := range []string{"chr ", "num ", "int "} {
		if strings.HasPrefix(s[k:], kind) {
			k += len(kind)
		}
	}
	if k < len(s) && isQuote(s[k]) {
		k++
	}
	return s[:n], k, true
}

// listField takes over the field of a line; false means that it holds none.
func (a *Answer) listField(t Text) bool {
	name, k, ok := listPair(t.S)
	if !ok || a.Field(name).Present() || name == "Code" && a.Code.Present() || name == "Message" && a.Message.Present() {
		return false
	}
	value := t.Sub(k, len(strings.TrimRight(t.S, " \t")))
	if q := t.S[k-1]; isQuote(q) {
		end := closingQuote(t.S, k, len(t.S), q)
		if end < 0 {
			end = len(t.S) // cut off
		}
		if strings.Trim(t.S[end:], "\"'` \t") != "" {
			return false // it is code
		}
		value = unescaped(t.Sub(k, end))
	} else if strings.ContainsAny(value.S, "{[") || strings.HasSuffix(value.S, ",") {
		return false
	}
	switch name {
	case "Code":
		a.Code = value
	case "Message":
		a.Message = value
		a.readStrings(value)
	case "StringToSign", "CanonicalRequest", "StringToSignBytes", "CanonicalRequestBytes":
		a.stringField(name, value)
	default:
		a.Fields = append(a.Fields, Field{t.Sub(0, len(name)), value})
	}
	return true
}

// listStart goes back to the first line of a list.
func (p *page) listStart(l line, prefix string) int {
	at := l.from
	for range 32 {
		b, ok := lineBefore(p.s, at)
		if !ok || b.from < p.done {
			break
		}
		k, ok := cutPrefix(b.text(p.s), prefix)
		if !ok || b.from+k > b.to {
			break
		}
		if _, _, ok = listPair(p.s[b.from+k : b.to]); !ok {
			break
		}
		at = b.from
	}
	return at
}

// listHead reads the header lines right before a list: s3cmd prints them under a
// name of their own.
func (p *page) listHead(from int, prefix string) (fields []Field) {
	i := strings.Index(prefix, "ErrorXML: ")
	if i < 0 {
		return nil
	}
	prefix = prefix[:i] + "HttpHeader: "
	for at := from; len(fields) < 64; {
		b, ok := lineBefore(p.s, at)
		if !ok {
			return fields
		}
		k, ok := cutPrefix(b.text(p.s), prefix)
		n := 0
		if ok {
			n = fieldName(b.text(p.s)[k:])
		}
		if n == 0 {
			return fields
		}
		name := b.from + k
		fields = append([]Field{{p.t.Sub(name, name+n), p.t.Sub(name+n+1, b.to)}}, fields...)
		at = b.from
	}
	return fields
}
