package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// mskPayload reads what a client of MSK sends to log in (aws-msk-iam-auth, "Details
// of the authentication payload"): a presigned request as a JSON object of its
// parameters, whose names are in lower case there.
func (p *page) mskPayload(l line, _ anchors) int {
	if s := l.text(p.s); !containsFold(s, "x-amz-signedheaders\"") || !strings.Contains(s, "kafka-cluster") {
		return 0
	}
	start := p.mapStart(l)
	nodes, end, ok := p.treeAround(l, start)
	if !ok {
		return 0
	}
	r := p.loginAmong(nodes, 0)
	if r == nil {
		return 0
	}
	p.addRequest(r)
	return end
}

// mskParameters are the parameters of the URL that is signed, as they are named there.
var mskParameters = []string{
	"Action", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
	"X-Amz-Security-Token", "X-Amz-SignedHeaders", "X-Amz-Signature",
}

// loginAmong finds the object with these parameters.
func (p *page) loginAmong(nodes []node, depth int) *Request {
	host := child(nodes, "host")
	if host == nil || child(nodes, "xamzsignature") == nil {
		for i := range nodes {
			if len(nodes[i].kids) > 0 && depth < deepest {
				if r := p.loginAmong(nodes[i].kids, depth+1); r != nil {
					return r
				}
			}
		}
		return nil
	}
	first, last := nodes[0], nodes[len(nodes)-1]
	from, to := first.from, p.offset(last.text())+len(last.text().S)
	m := p.t.Remake()
	m.Put("https://", from, from)
	m.Put(host.text().S+"/", p.offset(host.text()), p.offset(host.text())+len(host.text().S))
	mark := "?"
	for _, name := range mskParameters {
		n := child(nodes, plainKey(name))
		if n == nil {
			continue
		}
		v := n.text()
		m.Put(mark+name+"="+sigv4.UriEncode(v.S, false), p.offset(v), p.offset(v)+len(v.S))
		mark = "&"
	}
	return &Request{
		What:            "presigned-url",
		Method:          Made("GET"),
		Target:          m.View("the parameters of a login to MSK").Whole(),
		Fields:          []Field{{Made("Host"), host.text()}},
		HeadersComplete: true,
		BodyState:       sigv4.BodyAbsent,
		Place:           p.t.PlaceOf(from, max(from, to)),
	}
}
