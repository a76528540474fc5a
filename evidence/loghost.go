package evidence

import (
	"regexp"
	"strings"
)

var (
	hostName    = regexp.MustCompile(`[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}(?::\d{2,5})?`)
	hostInDump  = regexp.MustCompile(`(?i)(?:\bhost|authority)["'\]]*\s*[:=,]\s*["'\[]*(` + hostName.String() + `)\b`)
	labelOfHost = regexp.MustCompile(`(?i)(?:\bhost|authority|server_name|vhost)["'\]]*\s*[:=]\s*["'\[]*$`)
)

// envoyHost is the authority in a line of Envoy's access log: the string in quotes before that
// with the address of the upstream host (its default format, which Istio's extends).
var envoyHost = regexp.MustCompile(`^\[[^\]\s]+\] "[A-Z]+ \S+ HTTP/[\d.]+" \d{3} .*"([^"\s-][^"\s]*)" "(?:[\d.]+:\d+|\[[0-9a-f:]+\]:\d+|-)"[^"]*$`)

// longestLogLine is the longest line of an access log that is searched for a host.
const longestLogLine = 16 << 10

// hostWindow is how far from a target the line is that tells its host.
const hostWindow = 1 << 10

// hostNearby finds the host of a target in the lines around it, under its name: a dump that
// has one header on each.
func (p *page) hostNearby(l line) (best Text, ok bool) {
	low, high := max(0, l.from-hostWindow), min(len(p.s), l.to+hostWindow)
	if l.to-l.from > longestLogLine || !p.r.look(high-low) {
		return best, false
	}
	nearest := 2 * hostWindow
	for _, m := range hostInDump.FindAllStringSubmatchIndex(p.s[low:high], 16) {
		at := low + m[2]
		far := max(l.from-at, at-l.to)
		if far < nearest && !p.inEcho(at) {
			best, nearest = p.t.Sub(at, low+m[3]), far
		}
	}
	return best, best.Present()
}

// hostOnLine finds the host of a target that stands in a line of a log: the name
// that a label gives as such, the authority in a line of Envoy's, or the only one of the
// cloud's.
func (p *page) hostOnLine(l line, from, to int) (Text, bool) {
	if l.to-l.from > longestLogLine {
		return Text{}, false
	}
	s := l.text(p.s)
	if m := envoyHost.FindStringSubmatchIndex(s); m != nil {
		return p.t.Sub(l.from+m[2], l.from+m[3]), true
	}
	var best Text
	for _, m := range hostName.FindAllStringIndex(s, 64) {
		inTarget := m[1] > from && m[0] < to
		inWord := m[0] > 0 && isAmong(s[m[0]-1], "/@.-_%") || m[1] < len(s) && s[m[1]] == '/'
		if inTarget || inWord {
			continue
		}
		name := p.t.Sub(l.from+m[0], l.from+m[1])
		switch {
		case labelOfHost.MatchString(s[max(0, m[0]-24):m[0]]):
			return name, true
		case !strings.Contains(name.S, "amazonaws."):
		case best.Present() && best.S != name.S:
			return Text{}, false
		default:
			best = name
		}
	}
	return best, best.Present()
}
