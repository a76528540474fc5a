package evidence

import "strings"

// unflattenToSign puts the line ends of a string to sign back that had become
// blanks, or nil when the text begins with none.
func unflattenToSign(t Text) *StringToSign {
	w := words(t.Sub(0, min(len(t.S), 600)))
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
	whole := joinLines(t, w[:n], "\n").View("blanks put back to line ends").Whole()
	s, _ := scanStringToSign(whole, true)
	if s != nil {
		s.Flat = true
	}
	return s
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
	whole := joinLines(t, pieces, ends...).View("blanks put back to line ends").Whole()
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
