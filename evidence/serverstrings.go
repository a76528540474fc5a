package evidence

import "strings"

const mismatch = "The request signature we calculated does not match"

// readStrings reads the strings that a message quotes as the server's: "The
// Canonical String for this request should have been '…' The String-to-Sign
// should have been '…'". The message is cut before them.
func (a *Answer) readStrings(msg Text) (end int) {
	i, j := shouldHaveBeen(msg.S)
	if i.word < 0 && j.word < 0 {
		return 0
	}
	if at := max(i.value, j.value); escapedEnd(msg.S[at:]) {
		// Escaped twice, as JSON within JSON is: the strings are on one line.
		l := lineAt(msg.S, at)
		whole := a.Message.S == msg.S
		once := unescaped(msg.Sub(0, l.to))
		if whole {
			a.Message = once
		}
		if a.readStrings(once) == 0 {
			return 0
		}
		return l.to
	}
	if i.word >= 0 {
		stop := len(msg.S)
		if j.word > i.word {
			stop = j.sentence
		}
		c, n := quoted(msg, i.value, stop)
		if c.S != "" {
			a.Canonical = readCanonical(hung(c))
		}
		end = n
	}
	if j.word >= 0 {
		t, n := quoted(msg, j.value, len(msg.S))
		if t.S != "" {
			a.StringToSign = readStringToSign(hung(t))
		}
		end = max(end, n)
	}
	cut := i.sentence
	if i.word < 0 {
		cut = j.sentence
	}
	if m := msg.Sub(0, cut).TrimSet(" \t\r\n"); m.S != "" && a.Message.S == msg.S {
		a.Message = m
	}
	return end
}

// escapedEnd reports whether a text goes on after a line end that is still
// written \n or \\n.
func escapedEnd(s string) bool {
	n := span(s, func(c byte) bool { return c == '\\' })
	return n > 0 && n < len(s) && s[n] == 'n'
}

// A sentence is where one of the two sentences stands: its first word, the words
// "should have been", and what follows them. word is -1 when it is not there.
type sentence struct{ sentence, word, value int }

func shouldHaveBeen(s string) (canonical, toSign sentence) {
	canonical.word, toSign.word = -1, -1
	const words = "should have been"
	for at := 0; ; {
		i := indexFold(s, words, at)
		if i < 0 {
			return canonical, toSign
		}
		before := lowerASCII(s[max(at, i-60):i])
		found := sentence{i, i, i + len(words)}
		if k := strings.LastIndex(before, "string"); k >= 0 {
			if strings.Contains(before, "canonical") {
				found.sentence = i - len(before) + max(0, strings.LastIndex(before, "the canonical"))
				if canonical.word < 0 {
					canonical = found
				}
			} else {
				found.sentence = i - len(before) + max(0, strings.LastIndex(before, "the string"))
				if toSign.word < 0 {
					toSign = found
				}
			}
		}
		at = i + len(words)
	}
}

// quoted returns the text in quotes that begins after from, as far as stop, and
// where it ends. The closing quote is the last one before stop, or the one that
// ends a line: headers may hold quotes of their own.
func quoted(t Text, from, stop int) (Text, int) {
	from += span(t.S[from:stop], func(c byte) bool { return isSpace(c) || c == ':' || c == '\\' })
	if from >= stop {
		return Text{}, from
	}
	if i := strings.Index(t.S[from:stop], "\n```"); i >= 0 {
		stop = from + i // the string was cut, and its fence closes
	}
	q := t.S[from]
	if q != '\'' && q != '"' && q != '`' {
		end := from + len(strings.TrimRight(t.S[from:stop], " \t\r\n'\"`"))
		return t.Sub(from, end), end
	}
	from++
	if n := strings.IndexByte(t.S[from:stop], '\n'); n == 0 || n == 1 && t.S[from] == '\r' {
		from += n + 1 // SQS puts a line end after the opening quote
	}
	for at := from; at < stop; at++ {
		n := strings.IndexByte(t.S[at:stop], q)
		if n < 0 {
			break
		}
		at += n
		if rest := t.S[at+1 : stop]; rest == "" || isSpace(rest[0]) || isAmong(rest[0], "\"',<}\\)`.") {
			if end := at - from; end > 40 && (closesString(t.S[from:at]) || strings.TrimSpace(rest) == "") {
				return t.Sub(from, at), at + 1
			}
		}
	}
	end := from + len(strings.TrimRight(t.S[from:stop], " \t\r\n'\"`"))
	return t.Sub(from, end), end
}

// hung takes the indentation off that a log or a forum has put before every line of
// a server's string but the first, which stands behind a quote.
func hung(t Text) Text {
	first := strings.IndexByte(t.S, '\n') + 1
	if first == 0 {
		return t
	}
	indent := len(t.S)
	for at := first; at < len(t.S); {
		l := lineAt(t.S, at)
		if s := l.text(t.S); !isBlank(s) {
			indent = min(indent, span(s, isBlankByte))
		}
		at = l.next
	}
	if indent == 0 || indent == len(t.S) {
		return t
	}
	m := t.Remake()
	m.Keep(0, first)
	for at := first; at < len(t.S); {
		l := lineAt(t.S, at)
		m.Keep(min(l.from+min(indent, span(l.text(t.S), isBlankByte)), l.next), l.next)
		at = l.next
	}
	return m.View("indentation").Whole()
}

// closesString reports whether a text ends as canonical requests and strings to
// sign do: in a hash, a word in its place, or a mask.
func closesString(s string) bool {
	i := strings.LastIndexAny(s, "\n ")
	return isPayloadLine(strings.TrimSpace(s[i+1:]))
}

// serverStrings finds the sentences in a text without an envelope, with the
// message before them.
func (p *page) serverStrings(l line, _ anchors) int {
	if i := indexFold(l.text(p.s), "should have been", 0); p.isCovered(l.from+i) || !containsFold(l.text(p.s), "string") {
		return 0
	}
	if end := p.prefixedStrings(l); end > 0 {
		return end
	}
	from := p.messageBefore(l)
	a := &Answer{What: "error-text"}
	region := p.t.Sub(from, min(len(p.s), from+64<<10))
	a.Message = region
	n := a.readStrings(region)
	if a.Canonical == nil && a.StringToSign == nil {
		return 0
	}
	if a.Message.S == region.S || strings.TrimSpace(a.Message.S) == "" {
		a.Message = Text{}
	}
	end := from + n
	a.Place = p.t.PlaceOf(from, end)
	p.codeBefore(a, from)
	p.r.add(item{what: a.What, place: a.Place, answer: a, side: server})
	return max(end, l.from+1)
}

// messageBefore returns where the message of the sentences on a line begins.
func (p *page) messageBefore(l line) int {
	floor := max(p.done, l.from-2000)
	if i := strings.LastIndex(p.s[floor:l.to], mismatch); i >= 0 {
		return floor + i
	}
	return l.from
}

// prefixedStrings reads the sentences where a log puts a prefix before each line
// of the message: a time, a pod's name, a quote.
func (p *page) prefixedStrings(l line) int {
	s := l.text(p.s)
	col := indexFold(s, "the canonical", 0)
	if col <= 0 {
		col = indexFold(s, "the string", 0)
	}
	if col <= 0 || col > 200 || strings.TrimSpace(s[:col]) == "" || l.next >= len(p.s) {
		return 0
	}
	if k, ok := cutPrefix(lineAt(p.s, l.next).text(p.s), s[:col]); !ok || k == 0 {
		return 0
	}
	start, prefix := l, s[:col]
	for range 6 {
		b, ok := lineBefore(p.s, start.from)
		if !ok || b.from < p.done {
			break
		}
		k, fits := cutPrefix(b.text(p.s), prefix)
		if !fits || k == 0 {
			break
		}
		start, col = b, k
	}
	return p.prefixed(start, col)
}
