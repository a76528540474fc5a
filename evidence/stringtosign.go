package evidence

import (
	"regexp"
	"strings"
)

// stringToSign finds a string to sign at its algorithm line, or at its scope
// line when the line before is a date.
func (p *page) stringToSign(l line, _ anchors) int {
	s := l.text(p.s)
	if col := algorithmAlone(s); col >= 0 && !containsFold(s[:col], "authori") {
		if col > 0 {
			if end := p.prefixed(l, col); end > 0 {
				return end
			}
		}
		return p.addStringToSign(l.from + col)
	}
	if isScope(s) {
		if b, ok := p.dateBefore(l.from); ok {
			return p.addStringToSign(b)
		}
	}
	return p.flatStringToSign(l)
}

// algorithmAlone returns where an algorithm's name begins that ends a line, -1
// when there is none.
func algorithmAlone(s string) int {
	s = strings.TrimRight(s, " \t\r")
	i := len(s)
	for i > 0 && isNameByte(s[i-1]) {
		i--
	}
	if len(s)-i < 8 || len(s)-i > 48 || !isAlgorithm(s[i:]) || i > 0 && s[i-1] == '/' {
		return -1
	}
	return i
}

func isAlgorithm(s string) bool {
	named := beginsWithFold(s, "aws4") || beginsWithFold(s, "goog4") || beginsWithFold(s, "oss4") ||
		equalFold(s, "hmac-sha256") || equalFold(s, "aws-hmac-sha256") // misnamed
	return named && len(s) > 5 && strings.ContainsAny(s, "-_") && !strings.HasSuffix(s, "_request")
}

// dateBefore returns where a string to sign begins whose scope line begins at
// from: at its date line when the algorithm is missing.
func (p *page) dateBefore(from int) (int, bool) {
	b, ok := lineBefore(p.s, from)
	for i := 0; ok && i < 2 && b.from == b.to; i++ {
		b, ok = lineBefore(p.s, b.from)
	}
	if !ok || b.from < p.done || !isDateLine(b.text(p.s)) {
		return 0, false
	}
	if a, ok := lineBefore(p.s, b.from); ok && a.from >= p.done && algorithmAlone(a.text(p.s)) == 0 {
		return a.from, true // misnamed: the line was not worth reading by itself
	}
	return b.from, true
}

// isDateLine reports whether a line is nothing but a point in time, in any form
// that signers put there.
func isDateLine(s string) bool {
	if len(s) < 8 || len(s) > 40 {
		return false
	}
	if n := span(s, isDigit); n >= 8 {
		return strings.IndexByte(s, '/') < 0
	}
	return len(s) > 10 && isDigit(s[0]) && s[4] == '-' || len(s) > 15 && s[3] == ',' && s[4] == ' '
}

// isScope reports whether a line is nothing but a credential scope.
func isScope(s string) bool {
	s = strings.TrimRight(s, "'\"`,; \t\r")
	return strings.Count(s, "/") >= 2 && len(s) < 200 && !strings.ContainsAny(s, " \t:?=&") && s[0] != '/' &&
		(strings.HasSuffix(strings.ToLower(s), "aws4_request") || span(s, isDigit) == 8 && s[8] == '/')
}

// addStringToSign reads the string to sign that begins at from.
func (p *page) addStringToSign(from int) int {
	t, end := scanStringToSign(p.t.Sub(from, len(p.s)), false)
	if t == nil {
		return 0
	}
	s, how := p.side, toldOut
	if p.side != server {
		s, how = p.sideAt(from, from+end)
	}
	if p.elementEnds(from+end, "StringToSign") || quotedInMessage(p.headingBefore(from)) {
		s, how = server, toldOut
	}
	p.r.add(item{what: "string-to-sign", place: t.Whole.Place(), toSign: t, side: s, stated: how != untold, named: how == toldOut})
	if s != server {
		p.signatureBehind(from, from+end, t.Hash.S, s, how != untold)
	}
	return from + end
}

// readStringToSign reads a text that is a string to sign as a whole, of
// whatever signature version.
func readStringToSign(t Text) *StringToSign {
	if !strings.Contains(strings.TrimSpace(t.S), "\n") {
		if flat := unflattenToSign(t); flat != nil {
			return flat
		}
	}
	s, _ := scanStringToSign(t, true)
	if s == nil {
		s = &StringToSign{Lines: linesOf(t)}
	}
	s.Whole, s.Masked = t, Masked(t.S)
	return s
}

func linesOf(t Text) (lines []Text) {
	for at := 0; at < len(t.S); {
		l := lineAt(t.S, at)
		lines = append(lines, t.Sub(l.from, l.to))
		at = l.next
	}
	return lines
}

// identifier is a name of several words that begins like the algorithm.
var identifier = regexp.MustCompile(`(?i)^aws4[a-z]*(?:_[a-z0-9]+){2,}$`)

// isIdentifier reports whether a name is one of a program, not of an algorithm.
func isIdentifier(s string) bool {
	return identifier.MatchString(s) && !containsFold(s, "hmac") && !containsFold(s, "sha") && !containsFold(s, "ecdsa")
}

// scanStringToSign reads the string to sign that a text begins with: algorithm,
// date, scope, hash, where the algorithm may be missing and blank lines may
// stand between. It returns nil when no scope follows.
func scanStringToSign(t Text, whole bool) (*StringToSign, int) {
	if s, end := scanSpread(t); s != nil {
		return s, end
	}
	s := &StringToSign{}
	at, end, blanks := 0, 0, 0
	for at < len(t.S) && blanks < 3 {
		l := lineAt(t.S, at)
		piece := t.Sub(l.from, l.to)
		if !whole && s.Scope.Present() {
			piece = trimLast(piece)
		}
		if !s.fill(piece) {
			break
		}
		at = l.next
		if piece.S == "" {
			blanks++
			continue
		}
		blanks, end = 0, l.from+len(piece.S)
		s.Lines = append(s.Lines, piece)
		if len(piece.S) < l.to-l.from {
			break // something closes the text: it ends here
		}
	}
	if !s.Scope.Present() && !whole || len(s.Lines) < 2 || isIdentifier(s.Algorithm.S) {
		return nil, 0
	}
	end = s.canonicalAfter(t, end)
	s.Whole = t.Sub(0, end)
	s.Masked = Masked(s.Whole.S)
	return s, end
}

// spreadScope is a string to sign whose scope is spread over lines.
var spreadScope = regexp.MustCompile(`^(AWS4-HMAC-SHA256)\r?\n(\d{8}T\d{6}Z)\r?\n(?:[a-z0-9-]{2,40}\r?\n){1,3}` +
	`aws4_request\r?\n([0-9a-f]{64})\b`)

// scanSpread reads such a string to sign, which has no scope then.
func scanSpread(t Text) (*StringToSign, int) {
	const longest = 400
	m := spreadScope.FindStringSubmatchIndex(firstBytes(t.S, longest))
	if m == nil {
		return nil, 0
	}
	s := &StringToSign{Algorithm: t.Sub(m[2], m[3]), Date: t.Sub(m[4], m[5]), Hash: t.Sub(m[6], m[7])}
	s.Whole = t.Sub(0, m[1])
	s.Lines = linesOf(s.Whole)
	return s, m[1]
}

func trimLast(t Text) Text {
	if i := strings.Index(t.S, "</"); i > 0 {
		t = t.Sub(0, i)
	}
	t = t.Sub(0, apart(t.S))
	return t.Sub(0, len(strings.TrimRight(t.S, "'\"`]),}>; \t")))
}

// apart is the length of a hash that a log sets apart by a mark from what it prints next
// in the same line; the length of the whole where it does not.
func apart(s string) int {
	const n = 64
	if len(s) > n+1 && span(s[:n], isHexDigit) == n && isAmong(s[n], "|,;") {
		return n
	}
	return len(s)
}

// fill puts a line where it belongs; false means that it does not belong.
func (s *StringToSign) fill(piece Text) bool {
	line := strings.TrimSpace(piece.S)
	switch {
	case line == "":
		return len(s.Lines) > 0
	case !s.Algorithm.Present() && len(s.Lines) == 0 && !isDateLine(line) && !isScope(line):
		s.Algorithm = piece
	case !s.Date.Present() && !s.Scope.Present() && isDateLine(line):
		s.Date = piece
	case s.Scope.Present() && !s.Date.Present() && !s.Hash.Present() && isDateLine(line):
		s.Date = piece // date and scope are exchanged
	case !s.Scope.Present():
		if !isScope(line) && (strings.Count(line, "/") < 2 || strings.ContainsAny(line, "=?")) {
			return false
		}
		s.Scope = piece
	default:
		return s.fillHash(piece, line)
	}
	return true
}

// fillHash takes the last line; those of a chunk have three hashes.
func (s *StringToSign) fillHash(piece Text, line string) bool {
	if strings.ContainsAny(line, " \t:/") && !strings.HasSuffix(line, "=") || len(line) < 16 {
		return false
	}
	if s.Hash.Present() && !strings.Contains(s.Algorithm.S, "-PAYLOAD") && !strings.Contains(s.Algorithm.S, "-TRAILER") {
		return false
	}
	if n := span(line, isHexDigit); n != len(line) && !Masked(line) && !strings.HasSuffix(line, "=") && n < 16 && len(line) != 43 {
		return false
	}
	s.Hash = piece
	return true
}

// canonicalAfter takes a canonical request that stands in place of its hash
// into the string to sign.
func (s *StringToSign) canonicalAfter(t Text, end int) int {
	if s.Hash.Present() || end >= len(t.S) {
		return end
	}
	l := lineAt(t.S, end)
	if l.next >= len(t.S) || !isMethod(lineAt(t.S, l.next).text(t.S)) {
		return end
	}
	c, n := scanCanonical(t.Sub(l.next, len(t.S)), false)
	if !c.SignedHeaders.Present() {
		return end
	}
	s.Lines = append(s.Lines, linesOf(c.Whole)...)
	return l.next + n
}

// flatStringToSign finds a string to sign whose line ends had become blanks.
func (p *page) flatStringToSign(l line) int {
	s := l.text(p.s)
	i := indexFold(s, "aws4-", 0)
	for ; i >= 0; i = indexFold(s, "aws4-", i+1) {
		if i > 0 && isAlnum(s[i-1]) || p.isCovered(l.from+i) {
			continue
		}
		t := unflattenToSign(p.t.Sub(l.from+i, min(l.to, l.from+i+300)))
		if t == nil {
			continue
		}
		sd, stated := sideOf(strings.ToLower(s[max(0, i-200):i]) + "\n" + p.headingBefore(l.from))
		if p.side == server {
			sd, stated = server, true
		}
		p.r.add(item{what: "string-to-sign", place: t.Whole.Place(), toSign: t, side: sd, stated: stated})
	}
	return 0
}
