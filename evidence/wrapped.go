package evidence

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// wholeClaim is an Authorization value from its algorithm to its signature.
var wholeClaim = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=[^\s,]+/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=(?:[0-9a-f]{64}|\*+(?:REDACTED\*+)?|<[a-z ]+>)`)

const (
	narrowest  = 60 // columns of a terminal
	widest     = 300
	wrapAround = 60 // lines before and after a broken claim that may be broken, too
)

// wholeURL is a presigned URL from behind its scheme to its signature.
var wholeURL = regexp.MustCompile(`^://[^\s?]+\?\S*X-Amz-Credential=\S+(?:/|%2[Ff])aws4_request\S*X-Amz-Signature=[0-9a-f]{64}(?:[^0-9a-f]|$)`)

// unwrapped joins lines that a terminal, a mail or an editor has broken at its width. It
// is told by an Authorization value or a presigned URL that is whole when the lines are
// joined, where no line around it is longer.
func unwrapped(t Text) Text {
	if at, width := brokenURL(t.S); width > 0 {
		t = joinedAt(t, at, width)
	}
	for at := 0; ; {
		i := strings.Index(t.S[at:], "AWS4-HMAC-SHA256")
		if i < 0 {
			return t
		}
		at += i
		if width := brokenAt(t.S, at); width > 0 {
			return joinedAt(t, at, width)
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

// joinedAt joins the lines of a width around an offset.
func joinedAt(t Text, at, width int) Text {
	from := lineAround(t.S, at)
	for range wrapAround {
		b, ok := lineBefore(t.S, from)
		if !ok || utf8.RuneCountInString(b.text(t.S)) > width {
			break
		}
		from = b.from
	}
	m := t.Remake()
	m.Keep(0, from)
	end := from
	for n := 0; end < len(t.S) && n < 2*wrapAround; n++ {
		l := lineAt(t.S, end)
		w := utf8.RuneCountInString(l.text(t.S))
		if w > width {
			break
		}
		end = l.next
		next := lineAt(t.S, min(end, len(t.S))).text(t.S)
		if w == width && !isBlank(next) && !beginsLine(next) {
			m.Keep(l.from, l.to)
			continue
		}
		m.Keep(l.from, l.next)
	}
	m.Keep(end, len(t.S))
	return m.View("lines broken at " + strconv.Itoa(width) + " columns").Whole()
}

// beginsLine reports whether a line is one of its own by what it begins with: a
// header, an option of a command.
func beginsLine(s string) bool {
	n := fieldName(s)
	return n > 3 && strings.HasPrefix(s[n:], ": ") || strings.HasPrefix(s, "  -") || strings.HasPrefix(s, "> ") || strings.HasPrefix(s, "< ")
}
