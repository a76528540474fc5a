package diff

import "strings"

// short is the length up to which two texts are compared byte by byte at once;
// longer ones are cut into pieces and the pieces paired first.
const short = 96

// Bytes compares two texts and returns the edits that lead from a to b, equal
// runs included, in order.
func Bytes(a, b string) []Edit {
	var l list
	p := commonPrefix(a, b)
	s := commonSuffix(a[p:], b[p:])
	midA, midB := a[p:len(a)-s], b[p:len(b)-s]
	switch {
	case midA == "" || midB == "" || len(midA)+len(midB) <= 2*short:
		l.keep(0, 0, p)
		l.small(a, b, Span{p, len(a) - s}, Span{p, len(b) - s})
		l.keep(len(a)-s, len(b)-s, s)
	default:
		l.large(a, b, p, s)
	}
	return slide(a, b, mergeIslands(l.edits))
}

// large compares texts by their pieces. The common ends are left out up to the
// nearest end of a piece.
func (l *list) large(a, b string, p, s int) {
	p = strings.LastIndexAny(a[:p], separators) + 1
	if i := strings.IndexAny(a[len(a)-s:], separators); i >= 0 {
		s -= i + 1
	} else {
		s = 0
	}
	l.keep(0, 0, p)
	as, bs := cut(a[:len(a)-s], p), cut(b[:len(b)-s], p)
	for _, pair := range align(as, bs) {
		l.pair(a, b, pair, as, bs)
	}
	l.keep(len(a)-s, len(b)-s, s)
}

func (l *list) pair(a, b string, p pair, as, bs []piece) {
	switch {
	case p.b < 0:
		l.replace(as[p.a].span(), Span{p.atB, p.atB})
	case p.a < 0:
		l.replace(Span{p.atA, p.atA}, bs[p.b].span())
	case as[p.a].text == bs[p.b].text:
		l.keep(as[p.a].at, bs[p.b].at, len(as[p.a].text))
	default:
		l.small(a, b, as[p.a].span(), bs[p.b].span())
	}
}

// separators end the pieces of a long text: parameters of a query, names of a
// list, segments of a path, words.
const separators = "&;,/ \n"

// cut cuts a text from an offset on into pieces that end with a separator.
func cut(s string, at int) []piece {
	return pieces(nil, s, at, func(s string) int { return strings.IndexAny(s, separators) }, parameterName)
}

// parameterName returns the name of a piece such as "name=value&", or "".
func parameterName(s string) string {
	return s[:max(strings.IndexByte(s, '='), 0)]
}

// small compares two spans byte by byte.
func (l *list) small(a, b string, sa, sb Span) {
	p := commonPrefix(a[sa.From:sa.To], b[sb.From:sb.To])
	l.keep(sa.From, sb.From, p)
	sa.From, sb.From = sa.From+p, sb.From+p
	s := commonSuffix(a[sa.From:sa.To], b[sb.From:sb.To])
	sa.To, sb.To = sa.To-s, sb.To-s
	l.middle(a[sa.From:sa.To], b[sb.From:sb.To], sa, sb)
	l.keep(sa.To, sb.To, s)
}

// middle compares two spans that begin and end differently.
func (l *list) middle(a, b string, sa, sb Span) {
	if a == "" || b == "" || min(len(a), len(b)) == 1 && !strings.Contains(a, b) && !strings.Contains(b, a) {
		l.replace(sa, sb)
		return
	}
	if opaque(a) && opaque(b) && !strings.EqualFold(a, b) {
		l.replace(sa, sb)
		return
	}
	var inside list
	inside.myers(a, b)
	if len(a) == len(b) {
		var beside list
		beside.inPlace(a, b)
		// Two times or numbers read best digit by digit, even where a digit of
		// the one stands elsewhere in the other.
		if changed(beside.edits) <= changed(inside.edits)+2 {
			inside = beside
		}
	}
	edits := mergeIslands(inside.edits)
	if scattered(edits, max(len(a), len(b))) {
		l.replace(sa, sb)
		return
	}
	for _, e := range offset(edits, sa.From, sb.From) {
		l.add(e)
	}
}

// changed counts the bytes that edits remove and add.
func changed(edits []Edit) int {
	n := 0
	for _, e := range edits {
		if e.Op != Same {
			n += e.A.Len() + e.B.Len()
		}
	}
	return n
}

// inPlace compares texts of one length byte by byte.
func (l *list) inPlace(a, b string) {
	for i := range len(a) {
		if a[i] == b[i] {
			l.keep(i, i, 1)
		} else {
			l.replace(Span{i, i + 1}, Span{i, i + 1})
		}
	}
}

// opaque reports whether a text is part of a hash or signature: hex digits in
// which equal ones mean nothing.
func opaque(s string) bool {
	if len(s) < 16 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// mergeIslands makes one change of two where the equal bytes between them are
// few beside what changes.
func mergeIslands(edits []Edit) []Edit {
	out := edits[:0]
	for _, e := range edits {
		n := len(out)
		if e.Op != Same && n >= 2 && out[n-1].Op == Same && 2*out[n-1].A.Len() <= min(size(out[n-2]), size(e)) {
			last := &out[n-2]
			last.A.To, last.B.To = e.A.To, e.B.To
			last.Op = opOf(last.A, last.B)
			out = out[:n-1]
			continue
		}
		out = append(out, e)
	}
	return out
}

func size(e Edit) int { return max(e.A.Len(), e.B.Len()) }

// oneWord is the length up to which a letter in common does not make two words
// alike: HEAD and GET.
const oneWord = 12

// scattered reports whether edits of a text of a length are so many that equal
// bytes between them are there by chance.
func scattered(edits []Edit, length int) bool {
	changes, kept := 0, 0
	for _, e := range edits {
		if e.Op == Same {
			kept += e.A.Len()
		} else {
			changes++
		}
	}
	return changes > 3 && 2*kept < length || length <= oneWord && 3*kept < length
}

// slide moves what was only added or only removed to where it reads best: from
// "a=1&b[=2&b]=3" to "a=1&[b=2&]b=3".
func slide(a, b string, edits []Edit) []Edit {
	for i := range edits {
		e := &edits[i]
		if i == 0 || i == len(edits)-1 || edits[i-1].Op != Same || edits[i+1].Op != Same {
			continue
		}
		switch e.Op {
		case Removed:
			slideOne(a, e.A, &edits[i-1], e, &edits[i+1])
		case Added:
			slideOne(b, e.B, &edits[i-1], e, &edits[i+1])
		}
	}
	return edits
}

// slideOne moves one edit to the left as far as the bytes allow, if a better
// place is found there. At least one byte stays in front of it.
func slideOne(s string, at Span, before, e, after *Edit) {
	best, by := reads(s, at), 0
	for n := 1; n < before.A.Len() && s[at.From-n] == s[at.To-n]; n++ {
		if r := reads(s, Span{at.From - n, at.To - n}); r > best {
			best, by = r, n
		}
	}
	before.A.To, before.B.To = before.A.To-by, before.B.To-by
	e.A.From, e.A.To = e.A.From-by, e.A.To-by
	e.B.From, e.B.To = e.B.From-by, e.B.To-by
	after.A.From, after.B.From = after.A.From-by, after.B.From-by
}

// reads grades the place of an edit: whole pieces read best.
func reads(s string, at Span) int {
	n := 0
	if strings.IndexByte(separators+"%", s[at.From-1]) >= 0 {
		n++
	}
	if strings.IndexByte(separators, s[at.To-1]) >= 0 {
		n++
	}
	return n
}

func commonPrefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func commonSuffix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[len(a)-1-i] != b[len(b)-1-i] {
			return i
		}
	}
	return n
}
