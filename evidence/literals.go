package evidence

import "strings"

// nextLiteral finds the next quoted string in s[at:to]: its content is
// [open, end). An apostrophe within a word opens none.
func nextLiteral(s string, at, to int) (open, end int) {
	for i := at; i < to; i++ {
		q := s[i]
		if !isQuote(q) || !opensLiteral(s, at, i) {
			continue
		}
		if end := closingQuote(s, i+1, to, q); end >= 0 {
			return i + 1, end
		}
	}
	return -1, -1
}

func opensLiteral(s string, floor, i int) bool {
	if i == floor || i == 0 {
		return true
	}
	c := s[i-1]
	if c == '\\' {
		return false
	}
	if !isAlnum(c) {
		return true
	}
	// The b of bytes in Python, and its kin.
	return isAmong(c, "bBuUrR") && (i < 2 || !isAlnum(s[i-2]))
}

// closingQuote returns where the quote stands that closes a string, -1 when none
// does on the line.
func closingQuote(s string, from, to int, q byte) int {
	if isWire(s, from-1) {
		l := lineAt(s, from)
		if n := strings.LastIndexByte(s[from:min(l.to, max(to, from))], q); n >= 0 {
			return from + n
		}
		return -1
	}
	for i := from; i < to; i++ {
		n := strings.IndexByte(s[i:to], q)
		if n < 0 {
			return -1
		}
		i += n
		if back := slashesBefore(s, from, i); back%2 == 1 {
			continue
		}
		if q == '\'' && i+1 < to && isAlnum(s[i+1]) && i > from && isAlnum(s[i-1]) {
			continue // an apostrophe
		}
		if n := innerWord(s, from, i, to); n > 0 {
			i += n
			continue
		}
		return i
	}
	return -1
}

// innerWord returns how far behind the quote at a place of a string the one stands that
// closes a word in quotes, where a message that holds such words is printed between quotes
// of the same kind: 'the region 'us-east-1' is wrong'.
func innerWord(s string, from, at, to int) int {
	if s[at] != '\'' || at > from && s[at-1] != ' ' || at+2 >= to {
		return 0
	}
	word := span(s[at+1:to], notAmong("'\r\n")) + 1
	opens := isAlnum(s[at+1]) || s[at+1] == ':' || word == len("' ")
	if !opens || at+word >= to || s[at+word] != '\'' || at+word+1 < to && isAlnum(s[at+word+1]) {
		return 0
	}
	rest := s[at+word+1 : to]
	if n := span(rest, notAmong("'\r\n")); n < len(rest) && rest[n] == '\'' {
		return word
	}
	return 0
}

// isWire reports whether a quote opens a line of Apache's wire log, which leaves the
// quotes within as they are.
func isWire(s string, quote int) bool {
	return quote >= 4 && (s[quote-4:quote] == " >> " || s[quote-4:quote] == " << ")
}

func slashesBefore(s string, floor, i int) (n int) {
	for i-n > floor && s[i-n-1] == '\\' {
		n++
	}
	return n
}

// hasEscape reports whether a text holds escapes worth undoing: of line ends,
// quotes, slashes, or characters by number.
func hasEscape(s string) bool {
	for i := strings.IndexByte(s, '\\'); i >= 0 && i+1 < len(s); {
		if isAmong(s[i+1], "nr\"'/ux\\t") {
			return true
		}
		n := strings.IndexByte(s[i+2:], '\\')
		if n < 0 {
			return false
		}
		i += 2 + n
	}
	return false
}

// literalAt returns the string that begins at an offset.
func literalAt(s string, at, to int) (open, end int) {
	if at < to && isAmong(s[at], "bBuUrR") {
		at++
	}
	if at >= to || s[at] != '"' && s[at] != '\'' {
		return -1, -1
	}
	end = closingQuote(s, at+1, to, s[at])
	if end < 0 {
		return -1, -1
	}
	return at + 1, end
}
