package evidence

import (
	"regexp"
	"strings"
)

// blanksPutBack notes that line ends had become blanks.
const blanksPutBack = "blanks put back to line ends"

// unflattenToSign puts the line ends of a string to sign back that had become
// blanks, or nil when the text begins with none.
func unflattenToSign(t Text) *StringToSign {
	w := joinedDate(t, words(t.Sub(0, min(len(t.S), 600))))
	if len(w) < 3 || !isAlgorithm(w[0].S) || !isDateLine(w[1].S) {
		return nil
	}
	if scope := w[2].S; strings.Count(scope, "/") < 2 || !isDigit(scope[0]) {
		return nil
	}
	n := min(len(w), 4)
	if n == 4 {
		w[3] = trimLast(w[3])
		if len(w[3].S) < 16 {
			n = 3
		}
	}
	whole := joinLines(t, w[:n], "\n").View(blanksPutBack).Whole()
	s, _ := scanStringToSign(whole, true)
	if s != nil {
		s.Flat = true
	}
	return s
}

// wordsOfDate are those of a date in the form of HTTP: Thu, 14 May 2020 09:12:05 GMT.
const wordsOfDate = 6

// joinedDate makes one word of the words of a date behind the first one.
func joinedDate(t Text, w []Text) []Text {
	if len(w) <= wordsOfDate+1 || !strings.HasSuffix(w[1].S, ",") || strings.Count(w[1+wordsOfDate].S, "/") < 2 {
		return w
	}
	from, last := w[1].at-t.at, w[wordsOfDate]
	date := t.Sub(from, last.at-t.at+len(last.S))
	return append([]Text{w[0], date}, w[1+wordsOfDate:]...)
}

// flatCanonicalForm is a canonical request whose line ends have become blanks.
var flatCanonicalForm = regexp.MustCompile(`\b(?:GET|PUT|POST|HEAD|DELETE|PATCH|OPTIONS) /\S*(?: [^\s:]*=\S*)? +` +
	`(?:[a-z0-9-]+:[^\n]*? )+ *(?:[a-z0-9-]+(?:;[a-z0-9-]+)+|host) (?:[0-9a-f]{64}\b|UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)`)

// flatCanonical reads canonical requests that stand within a line, flat, in the text of a
// log or a post.
func (p *page) flatCanonical(l line) {
	const before = 80 // bytes that tell whose it is
	s := l.text(p.s)
	if !strings.Contains(s, "host:") || !strings.Contains(s, " /") {
		return
	}
	for _, m := range flatCanonicalForm.FindAllStringIndex(s, -1) {
		if p.isCovered(l.from + m[0]) {
			continue
		}
		c := unflatten(p.t.Sub(l.from+m[0], l.from+m[1]))
		if c == nil {
			continue
		}
		sd, stated := sideOf(strings.ToLower(s[max(0, m[0]-before):m[0]]))
		if p.side == server {
			sd, stated = server, true
		}
		p.r.add(item{what: "canonical-request", place: c.Whole.Place(), canonical: c, side: sd, stated: stated})
	}
}

// joinLines builds a text of pieces of t with line ends between, each standing
// for what stood between the pieces.
func joinLines(t Text, pieces []Text, ends ...string) *Maker {
	m := t.Remake()
	for i, w := range pieces {
		from := w.at - t.at
		if i > 0 {
			prev := pieces[i-1]
			m.Put(ends[min(i-1, len(ends)-1)], prev.at-t.at+len(prev.S), from)
		}
		m.Keep(from, from+len(w.S))
	}
	return m
}

// unflatten puts the line ends of a canonical request back that had become
// blanks: they are found from its end, by the list of headers, because only the
// values of headers may hold blanks of their own.
func unflatten(t Text) *Canonical {
	t = t.Trim()
	w := words(t)
	k := listWord(w)
	if k < 2 || !isMethod(w[0].S) {
		return nil
	}
	names := strings.Split(w[k].S, ";")
	headers := headerWords(w[:k], names)
	if len(headers) == 0 || headers[0] < 2 || headers[0] > 3 {
		return nil
	}
	pieces := []Text{w[0], w[1]}
	ends := []string{"\n", "\n\n"}
	if headers[0] == 3 {
		pieces, ends = append(pieces, w[2]), []string{"\n", "\n", "\n"}
	}
	for i, h := range headers {
		last := k - 1
		if i+1 < len(headers) {
			last = headers[i+1] - 1
		}
		pieces = append(pieces, t.Sub(w[h].at-t.at, w[last].at-t.at+len(w[last].S)))
		ends = append(ends, "\n")
	}
	ends[len(ends)-1] = "\n\n"
	pieces, ends = append(pieces, w[k]), append(ends, "\n")
	if k+1 < len(w) {
		pieces = append(pieces, trimLast(w[k+1]))
	}
	whole := joinLines(t, pieces, ends...).View(blanksPutBack).Whole()
	c, _ := scanCanonical(whole, true)
	c.Flat = true
	return c
}

// listWord returns which word is the list of signed headers, the last one that
// looks like it.
func listWord(w []Text) int {
	for k := len(w) - 1; k > 1 && k > len(w)-12; k-- {
		if isHeaderList(w[k].S, nil) && (strings.Contains(w[k].S, ";") || w[k].S == "host") {
			return k
		}
	}
	return -1
}

// headerWords returns which words begin a header line, by the names listed.
func headerWords(w []Text, names []string) (all []int) {
	next := 0
	for i, t := range w {
		for n := next; n < len(names); n++ {
			if strings.HasPrefix(t.S, names[n]+":") {
				all = append(all, i)
				next = n + 1
				break
			}
		}
	}
	return all
}
