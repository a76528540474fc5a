package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// wholeClaim is an Authorization value from its algorithm to its signature.
var wholeClaim = regexp.MustCompile(
	`^AWS4-HMAC-SHA256 Credential=[^\s,]+/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=` + anyOf(
		`[0-9a-f]{64}`,
		// what stands in its place where it is not shown
		`\*+(?:REDACTED\*+)?`, `<[a-z ]+>`, `[0-9A-Za-z*.]{8,}`,
	))

const (
	narrowest  = 60 // columns of a terminal
	widest     = 300
	wrapAround = 60 // lines before and after a broken claim that may be broken, too
)

// wholeURL is a presigned URL from behind its scheme to its signature.
var wholeURL = regexp.MustCompile(`^://[^\s?]+\?\S*` +
	`X-Amz-Credential=\S+(?:/|%2[Ff])aws4_request\S*X-Amz-Signature=[0-9a-f]{64}(?:[^0-9a-f]|$)`)

// unwrapped joins lines that a terminal, a mail or an editor has broken at its width. It
// is told by an Authorization value or a presigned URL that is whole when the lines are
// joined, where no line around it is longer; or by several lines of one width that is
// the greatest, one of which ends within a word. In a paste of several pieces each may have
// been broken by itself, or none but one.
func unwrapped(t Text) Text {
	const mostPieces = 4
	for range mostPieces {
		at, width := brokenWord(t.S)
		if width == 0 {
			break
		}
		before := len(t.S)
		if t = joinedAt(t, at, width, len(t.S)); len(t.S) == before {
			break
		}
	}
	if at, width := brokenURL(t.S); width > 0 {
		t = joinedAt(t, at, width, wrapAround)
	}
	for at := 0; ; {
		i := strings.Index(t.S[at:], "AWS4-HMAC-SHA256")
		if i < 0 {
			return t
		}
		at += i
		if width := brokenAt(t.S, at); width > 0 {
			return joinedAt(t, at, width, wrapAround)
		}
		at++
	}
}

// brokenAt returns the width at which the claim at an offset is broken over lines, 0
// when it is not.
func brokenAt(s string, at int) int {
	const longest = utf8.UTFMax * widest // bytes of a line
	from := lineAround(s, at)
	if at-from > longest || strings.IndexByte(s[at:min(len(s), at+longest)], '\n') < 0 {
		return 0
	}
	l := lineAt(s, from)
	width := utf8.RuneCountInString(l.text(s))
	if width < narrowest || width > widest || wholeClaim.MatchString(s[at:l.to]) {
		return 0
	}
	var b strings.Builder
	b.WriteString(s[at:l.to])
	for n := 0; n < 6 && l.next < len(s); n++ {
		if utf8.RuneCountInString(l.text(s)) != width {
			return 0
		}
		l = lineAt(s, l.next)
		b.WriteString(l.text(s))
		if wholeClaim.MatchString(b.String()) {
			return width
		}
	}
	return 0
}

// brokenURL finds a presigned URL that is broken over lines, and their width, 0 when
// there is none. Each line is looked at once.
func brokenURL(s string) (at, width int) {
	if !strings.Contains(s, "X-Amz-") {
		return 0, 0
	}
	for at < len(s) {
		i := strings.Index(s[at:], "://")
		if i < 0 {
			break
		}
		at += i
		text, end, w := urlLines(s, at)
		if w > 0 && wholeURL.MatchString(text) && !wholeURL.MatchString(s[at:lineAt(s, lineAround(s, at)).to]) {
			return at, w
		}
		at = max(end, at+1)
	}
	return 0, 0
}

// urlLines joins what is without a blank from an offset on over lines of one width, the
// last of which may be shorter. The width is 0 where it is in one line.
func urlLines(s string, at int) (text string, end, width int) {
	const mostLines = 60
	l := lineAt(s, lineAround(s, at))
	w := utf8.RuneCountInString(l.text(s))
	if w < narrowest || w > widest || strings.ContainsAny(s[at:l.to], " \t") {
		return "", l.to, 0
	}
	var b strings.Builder
	b.WriteString(s[at:l.to])
	for n := 0; n < mostLines && l.next < len(s); n++ {
		l = lineAt(s, l.next)
		t := l.text(s)
		word := strings.IndexAny(t, " \t")
		if word < 0 {
			word = len(t)
		}
		if !strings.ContainsAny(t[:word], "0123456789%&=") {
			break // a line of prose
		}
		b.WriteString(t[:word])
		if word < len(t) || utf8.RuneCountInString(t) != w {
			break
		}
	}
	return b.String(), l.from, w
}

// unbroken are words that no line ends within, unless something breaks all lines.
var unbroken = []string{
	"AWS4-HMAC-SHA256", "aws4_request", "SignedHeaders=", "Signature=", "Credential=", "UNSIGNED-PAYLOAD",
	"x-amz-content-sha256", "x-amz-date", "x-amz-security-token",
	"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Content-Sha256", "X-Amz-Security-Token",
	"X-Amz-SignedHeaders", "X-Amz-Signature",
	"amazonaws.com", "content-type", "Content-Type", "Authorization", "application/",
	"SignatureDoesNotMatch", "CanonicalRequest", "StringToSign", "signature", "calculated", "request",
}

// inWords tells which pairs of bytes stand in these words.
var inWords = func() (pairs [utf8.RuneSelf][utf8.RuneSelf]bool) {
	for _, w := range unbroken {
		for i := range len(w) - 1 {
			pairs[w[i]][w[i+1]] = true
		}
	}
	return pairs
}()

// brokenWord finds a line that ends within a word or a hash because lines are broken at
// its width, 0 when there is none.
func brokenWord(s string) (at, width int) {
	const longest = utf8.UTFMax * widest // bytes of a line
	for at = 0; at < len(s); {
		l := lineAt(s, at)
		at = l.next
		if n := l.to - l.from; n < narrowest || n > longest || l.next >= len(s) {
			continue
		}
		if !endsWithin(l.text(s), firstBytes(s[l.next:], longest)) {
			continue
		}
		several := 3
		if isListPart(l.text(s)) && isListPart(lineAt(s, l.next).text(s)) {
			several = 1 // a list of signed headers is one line, whatever breaks it
		}
		w := utf8.RuneCountInString(l.text(s))
		if w < narrowest || w > widest {
			continue
		}
		if greatest(s, l.from, w, several) || brokenPiece(s, l.from, w) {
			return l.from, w
		}
	}
	return 0, 0
}

// endsWithin reports whether a line ends within a word, or a hash in hex, that the next
// begins with the rest of. A line that is nothing but hex was broken by a program for
// dumps.
func endsWithin(line, next string) bool {
	digits := func(c rune) bool { return c < utf8.RuneSelf && isHexDigit(byte(c)) }
	before, behind := strings.TrimRightFunc(line, digits), strings.TrimLeftFunc(next, digits)
	begun, rest := len(line)-len(before), len(next)-len(behind)
	isHash := begun > 0 && rest > 0 && begun+rest == hex.EncodedLen(sha256.Size)
	if isHash && before != "" {
		return true
	}
	last, first := line[len(line)-1], next[0]
	if last >= utf8.RuneSelf || first >= utf8.RuneSelf || !inWords[last][first] {
		return false
	}
	return slices.ContainsFunc(unbroken, func(w string) bool {
		for n := 1; n < len(w); n++ {
			if strings.HasPrefix(next, w[n:]) && strings.HasSuffix(line, w[:n]) {
				return true
			}
		}
		return false
	})
}

// isListPart reports whether a line may be a part of a list of signed headers.
func isListPart(s string) bool {
	return strings.Contains(s, ";") && consistsOf(s, func(c byte) bool {
		return c == ';' || c == '-' || isDigit(c) || c >= 'a' && c <= 'z'
	})
}

// brokenPiece reports whether the lines around one, up to a longer one on either side, are
// broken at its width: several are as wide, and more than one of them ends within a word.
// One may do so by chance, in a list of hashes or in prose, where longer lines show that
// nothing breaks them.
func brokenPiece(s string, at, width int) bool {
	const several, broken = 3, 2
	from := at
	for range wrapAround {
		l, ok := lineBefore(s, from)
		if !ok || utf8.RuneCountInString(l.text(s)) > width {
			break
		}
		from = l.from
	}
	same, within := 0, 0
	for n := 0; n < 2*wrapAround && from < len(s); n++ {
		l := lineAt(s, from)
		w := utf8.RuneCountInString(l.text(s))
		if w > width {
			break
		}
		if from = l.next; w == width && from < len(s) {
			same++
			if endsWithin(l.text(s), firstBytes(s[from:], utf8.UTFMax*widest)) {
				within++
			}
		}
	}
	return same >= several && within >= broken
}

// greatest reports whether the width of a line is that of several lines around it, itself
// among them, and none is longer.
func greatest(s string, at, width, several int) bool {
	same := 0
	count := func(l line) bool {
		w := utf8.RuneCountInString(l.text(s))
		if w == width {
			same++
		}
		return w <= width
	}
	from := at
	for range wrapAround {
		l, ok := lineBefore(s, from)
		if !ok {
			break
		}
		if !count(l) {
			return false
		}
		from = l.from
	}
	for n := 0; n < wrapAround && at < len(s); n++ {
		l := lineAt(s, at)
		if !count(l) {
			return false
		}
		at = l.next
	}
	return same >= several
}

// joinedAt joins the lines of a width around an offset, so many of them at most before
// it, and twice as many behind.
func joinedAt(t Text, at, width, around int) Text {
	from := lineAround(t.S, at)
	for range around {
		b, ok := lineBefore(t.S, from)
		if !ok || utf8.RuneCountInString(b.text(t.S)) > width {
			break
		}
		from = b.from
	}
	m := t.Remake()
	m.Keep(0, from)
	end, begun := from, from
	for n := 0; end < len(t.S) && n < 2*around; n++ {
		l := lineAt(t.S, end)
		w := utf8.RuneCountInString(l.text(t.S))
		if w > width {
			break
		}
		end = l.next
		next := lineAt(t.S, min(end, len(t.S))).text(t.S)
		if w == width && !isBlank(next) && !beginsLine(next) && !beginsAs(next, t.S[begun:l.to]) && !endsInHash(l.text(t.S)) {
			m.Keep(l.from, l.to)
			continue
		}
		m.Keep(l.from, l.next)
		begun = l.next
	}
	m.Keep(end, len(t.S))
	return m.View("lines broken at " + strconv.Itoa(width) + " columns").Whole()
}

// endsInHash reports whether a line ends with a hash, which is whole.
func endsInHash(line string) bool {
	rest := strings.TrimRightFunc(line, func(c rune) bool { return c < utf8.RuneSelf && isHexDigit(byte(c)) })
	return len(line)-len(rest) == hex.EncodedLen(sha256.Size)
}

// beginsAs reports whether a line begins as the one before it: with the prefix of a log.
func beginsAs(line, before string) bool {
	const stamp = len("[12:00:00")
	return len(line) >= stamp && len(before) >= stamp && line[:stamp] == before[:stamp]
}

// beginsLine reports whether a line is one of its own by what it begins with: a
// header, an option of a command.
func beginsLine(s string) bool {
	n := fieldName(s)
	return n > 3 && strings.HasPrefix(s[n:], ": ") ||
		strings.HasPrefix(s, "  -") || strings.HasPrefix(s, "> ") || strings.HasPrefix(s, "< ")
}
