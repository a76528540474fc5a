package evidence

import "strings"

// interleaved reads a block of lines that several services wrote by turns into one stream,
// as docker compose, journald and syslog show them: the lines of each service by
// themselves. Where the services do not cut into each other, the lines are read as they
// stand.
func (p *page) interleaved(l line, _ anchors) int {
	if l.from < p.dead[deadInterleaved] || serviceOf(l.text(p.s)) == 0 {
		return 0
	}
	var order []string
	block := map[string][]line{}
	at, cut, last := l.from, 0, ""
	for at < p.blockEnd(l.from) && at < len(p.s) {
		n := lineAt(p.s, at)
		k := serviceOf(n.text(p.s))
		if k == 0 {
			break
		}
		name := nameOf(n.text(p.s)[:k])
		if block[name] == nil {
			if len(order) == mostServices {
				break
			}
			order = append(order, name)
		} else if name != last {
			cut++
		}
		block[name] = append(block[name], line{n.from + k, n.to, n.next})
		at, last = n.next, name
	}
	if p.isOutOfSight(at) {
		return 0
	}
	if len(order) < 2 || cut < 2 || !p.r.look(at-l.from) {
		return p.giveUp(deadInterleaved, at)
	}
	for _, name := range order {
		m := p.t.Remake()
		for _, n := range block[name] {
			m.Keep(n.from, n.to)
			m.Put("\n", n.to, n.to)
		}
		p.sub(m.View("the lines of “"+shown(name)+"” alone").Whole(), "")
	}
	return at
}

// mostServices is how many services are told apart in one stream.
const mostServices = 24

// serviceOf is the length of what a log puts before a line to tell which service wrote it:
// "export-1   | ", "[pod/web-7d/app] ", "Mar 18 11:58:02 host unit[811]: "; 0 for none.
func serviceOf(s string) int {
	const longest = 120
	head := s[:min(len(s), longest)]
	if n := span(head, isServiceByte); n > 1 {
		k := n + span(head[n:], isBlankByte)
		if k > n && strings.HasPrefix(head[k:], "|") {
			return k + 1 + span(head[k+1:min(len(head), k+2)], isBlankByte)
		}
	}
	if strings.HasPrefix(head, "[pod/") {
		if n := strings.Index(head, "] "); n > 0 && !strings.Contains(head[:n], " ") {
			return n + 2
		}
		return 0
	}
	return unitOf(head)
}

// unitOf is the length of a stamp of syslog with the unit behind it: month and day, time,
// host, "unit[811]: ".
func unitOf(s string) int {
	n := strings.Index(s, "]: ")
	if n < 0 {
		return 0
	}
	words := strings.Fields(s[:n+1])
	if len(words) != 5 || len(words[2]) != 8 || words[2][2] != ':' || !strings.Contains(words[4], "[") {
		return 0
	}
	return n + 3
}

// nameOf is the service that the head of a line names.
func nameOf(head string) string {
	head = strings.TrimRight(head, " |:\t")
	return head[strings.LastIndexByte(head, ' ')+1:]
}

func isServiceByte(c byte) bool { return isAlnum(c) || c == '-' || c == '_' || c == '.' }
