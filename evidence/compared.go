package evidence

import "strings"

// comparedTexts reads two texts that a person set against each other: as a diff,
// or in two columns with a bar between them. It reads them only where something
// tells whose each is.
func (p *page) comparedTexts(l line, found anchors) int {
	s := l.text(p.s)
	if found&anDiff != 0 && strings.HasPrefix(strings.TrimSpace(s), "```diff") {
		return p.diff(l)
	}
	if found&anCanon != 0 && strings.Contains(s, " | ") {
		return p.columns(l, strings.Index(s, " | "))
	}
	return 0
}

// mostCompared bounds the lines of two texts that are set against each other.
const mostCompared = 200

// diff reads the two texts of a fenced diff.
func (p *page) diff(l line) int {
	old, other := p.t.Remake(), p.t.Remake()
	at, headers, changed := l.next, false, false
	for n := 0; at < len(p.s) && n < mostCompared; n++ {
		b := lineAt(p.s, at)
		t := b.text(p.s)
		if strings.HasPrefix(t, "```") {
			break
		}
		at = b.next
		if t == "" {
			old.Keep(b.from, b.next)
			other.Keep(b.from, b.next)
			continue
		}
		headers = headers || strings.HasPrefix(t[1:], "host:")
		changed = changed || t[0] == '-' || t[0] == '+'
		if t[0] != '+' {
			old.Keep(b.from+1, b.next)
		}
		if t[0] != '-' {
			other.Keep(b.from+1, b.next)
		}
	}
	around := strings.ToLower(p.s[max(0, l.from-300):l.from] + "\n" + p.s[at:min(len(p.s), at+300)])
	first, told := signSide(around)
	if !headers || !changed || !told {
		return 0
	}
	return p.bothSides(old.View("a diff").Whole(), other.View("a diff").Whole(), first, at)
}

// signSide tells from a legend whose the lines with a minus are: "- is theirs, +
// is mine".
func signSide(around string) (minus side, told bool) {
	for i := 0; i+2 < len(around); i++ {
		sign := around[i]
		if sign != '-' && sign != '+' || i > 0 && !isAmong(around[i-1], " \n(,;`") || !isAmong(around[i+1], " `:=") {
			continue
		}
		what := around[i+1:]
		if n := strings.IndexAny(what, ",;.\n+"); n >= 0 {
			what = what[:n]
		}
		s, ok := sideOf(what)
		if !ok {
			continue
		}
		if sign == '+' {
			s = otherSide(s)
		}
		return s, true
	}
	return client, false
}

func otherSide(s side) side {
	if s == server {
		return client
	}
	return server
}

// columns reads two texts in columns; the line holds their headings.
func (p *page) columns(l line, col int) int {
	s := l.text(p.s)
	left, leftTold := sideOf(strings.ToLower(s[:col]))
	right, rightTold := sideOf(strings.ToLower(s[col+3:]))
	if !leftTold || !rightTold || left == right {
		return 0
	}
	a, b := p.t.Remake(), p.t.Remake()
	at, lines := l.next, 0
	for ; at < len(p.s) && lines < mostCompared; lines++ {
		n := lineAt(p.s, at)
		t := n.text(p.s)
		if len(t) < col+2 || t[col:col+2] != " |" {
			break
		}
		at = n.next
		end := n.from + len(strings.TrimRight(t[:col], " "))
		a.Keep(n.from, end)
		a.Put("\n", end, end)
		from := min(n.from+col+3, n.to)
		b.Keep(from, n.to)
		b.Put("\n", n.to, n.to)
	}
	if lines < 4 {
		return 0
	}
	return p.bothSides(a.View("columns").Whole(), b.View("columns").Whole(), left, at)
}

// bothSides reads two texts, the first of which is of a side and the other of the
// other one.
func (p *page) bothSides(a, b Text, first side, end int) int {
	for i, t := range []Text{a, b} {
		q := &page{t: t, heading: "my canonical request:\n", side: first, closed: true}
		if i == 1 {
			q.side = otherSide(first)
		}
		if q.side == server {
			q.heading = "the server's canonical request:\n"
		}
		if !p.subAs(q) {
			return 0
		}
	}
	return end
}
