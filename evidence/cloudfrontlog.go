package evidence

import "strings"

// cloudFrontLine reads a line of CloudFront's standard logs, whose columns a line
// "#Fields:" before names.
func (p *page) cloudFrontLine(l line, _ anchors) int {
	const mark = "#Fields: "
	s := l.text(p.s)
	if strings.Count(s, "\t") < 10 {
		return 0
	}
	low := max(0, l.from-(64<<10))
	i := strings.LastIndex(p.s[low:l.from], mark)
	if i < 0 {
		return 0
	}
	names := strings.Fields(lineAt(p.s, low+i+len(mark)).text(p.s))
	value := map[string]Text{}
	at := 0
	for n, v := range strings.Split(s, "\t") {
		if n < len(names) {
			value[names[n]] = p.t.Sub(l.from+at, l.from+at+len(v))
		}
		at += len(v) + 1
	}
	query := value["cs-uri-query"]
	if !isMethod(value["cs-method"].S) || indexFold(query.S, "x-amz-", 0) < 0 {
		return 0
	}
	host := value["x-host-header"]
	if !host.Present() || host.S == "-" {
		host = value["cs(Host)"]
	}
	p.addRequest(&Request{
		What:   "access-log",
		Method: value["cs-method"],
		Target: value["cs-uri-stem"].with("?"+query.S, "path and query of a log's columns"),
		Fields: []Field{{Made("Host"), host}},
		Place:  p.t.PlaceOf(l.from, l.to),
	})
	if status := value["sc-status"]; isStatus(status.S) {
		p.r.add(loggedStatus(status, ""))
	}
	return l.next
}
