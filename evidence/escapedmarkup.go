package evidence

import "strings"

// escapedMarkup reads a block of lines in which tags are written with entities.
func (p *page) escapedMarkup(l line, _ anchors) int {
	if !strings.Contains(l.text(p.s), "&lt;") {
		return 0
	}
	end := l.to
	for at := l.next; at < len(p.s); {
		n := lineAt(p.s, at)
		if isBlank(n.text(p.s)) && !p.markupAhead(n.next) {
			break
		}
		end, at = n.to, n.next
	}
	t := unescapeXML(p.t.Sub(l.from, end))
	if !hasAny(t.S, []string{"<Error", "<Code>", "<Message>"}) || !p.sub(t, p.headingBefore(l.from)) {
		return 0
	}
	return end
}

// markupAhead reports whether escaped markup goes on within a few lines: a
// canonical request in it has blank lines of its own.
func (p *page) markupAhead(at int) bool {
	return strings.Contains(p.s[at:min(len(p.s), at+4096)], "&lt;/")
}
