package evidence

import "strings"

// cloudFrontLine reads a line of CloudFront's standard logs, whose columns a line
// "#Fields:" before names.
func (p *page) cloudFrontLine(l line, _ anchors) int {
	value := p.cloudFrontColumns(l)
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

// cloudFrontColumns are the columns of a line by their names, none where no head before
// it tells them.
func (p *page) cloudFrontColumns(l line) map[string]Text {
	const mark, fewest = "#Fields: ", 10
	s := l.text(p.s)
	if strings.Count(s, "\t") < fewest {
		return nil
	}
	low := max(0, l.from-(64<<10))
	i := strings.LastIndex(p.s[low:l.from], mark)
	if i < 0 {
		return nil
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
	return value
}

// cloudFront takes the outcome from a line of such a log: fields with tabs between,
// the method sixth, then the host, the path and the status (Amazon CloudFront
// developer guide, "Standard log file fields"). These have their places in all such logs,
// so that a line tells them without the head, which a paste seldom has. The request stands
// elsewhere.
func (h *hinter) cloudFront() bool {
	var at [12]int // where the first fields begin
	for i := 1; i < len(at); i++ {
		n := strings.IndexByte(h.s[at[i-1]:], '\t')
		if n < 0 {
			return false
		}
		at[i] = at[i-1] + n + 1
	}
	field := func(i int) string { return h.s[at[i] : at[i+1]-1] }
	isDay := len(field(0)) == 10 && field(0)[4] == '-'
	if !isDay || !isMethod(field(5)) || !strings.HasPrefix(field(7), "/") || !isStatus(field(8)) {
		return false
	}
	h.add(HintOutcome, at[7], at[8]-1)
	h.p.r.add(loggedStatus(h.t.Sub(at[8], at[9]-1), field(7)))
	return true
}
