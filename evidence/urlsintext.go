package evidence

import (
	"regexp"
	"strings"
)

// What formats for printf, batch files and units of systemd write for a percent sign, and
// crontabs, LaTeX and Markdown before the signs of a URL.
var (
	doubledPercent = regexp.MustCompile(`X-Amz-Credential=[^\s&"'%]*%%2[Ff]`)
	percents       = regexp.MustCompile(`%%([0-9A-Fa-f]{2})`)
	slashedURL     = regexp.MustCompile(`X-Amz-Credential=[^\s&"'%]*\\%2[Ff]|\\&X-Amz-(?:Credential|Date|Signature)=`)
	slashedSign    = regexp.MustCompile(`\\([%&_?=~])`)
)

// unescapedURLs takes out what the text around a presigned URL has to write before its signs.
func unescapedURLs(t Text) Text {
	if len(t.S) > longestStraight || !strings.Contains(t.S, "X-Amz-") {
		return t
	}
	if doubledPercent.MatchString(t.S) {
		t = mendedBy(t, percents, "%$1", "doubled percent signs")
	}
	if strings.Contains(t.S, "\\\n") || strings.Contains(t.S, "\\\r\n") {
		t = continuedURLs(t)
	}
	if slashedURL.MatchString(t.S) {
		t = mendedBy(t, slashedSign, "$1", "backslashes before the signs of a URL")
	}
	return t
}

// continuedURLs joins the lines of a presigned URL that a backslash continues, as shells do
// within double quotes.
func continuedURLs(t Text) Text {
	s := t.S
	m := t.Remake()
	kept, word := 0, 0
	for i := 0; i < len(s); i++ {
		end := 0
		if s[i] == '\\' {
			end = i + 1 + span(s[i+1:min(len(s), i+2)], func(c byte) bool { return c == '\r' })
		}
		switch {
		case end > 0 && end+1 < len(s) && s[end] == '\n' && !isAmong(s[end+1], " \t\r\n\"'-") && strings.Contains(s[word:i], "X-Amz-"):
			m.Keep(kept, i)
			kept = end + 1
			i = end
		case isSpace(s[i]) || isQuote(s[i]):
			word = i + 1
		}
	}
	if kept == 0 {
		return t
	}
	m.Keep(kept, len(s))
	return m.View("a line that is continued").Whole()
}
