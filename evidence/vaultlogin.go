package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// vaultLogin reads the request of STS that a client signs for Vault to send on
// (auth method AWS, type iam): iam_request_url, iam_request_headers and
// iam_request_body, in base64, in JSON or in arguments of the command line.
func (p *page) vaultLogin(l line, _ anchors) int {
	if !strings.Contains(l.text(p.s), "iam_request_") {
		return 0
	}
	start := p.mapStart(l)
	nodes, end, ok := p.treeAround(l, start)
	if !ok {
		return 0
	}
	r, ok := p.vaultRequest(nodes, 0)
	if !ok {
		return 0
	}
	r.Place = p.t.PlaceOf(start.from, end)
	p.addRequest(r)
	return end
}

// vaultRequest finds the members of such a request in an object or one within it.
func (p *page) vaultRequest(nodes []node, depth int) (*Request, bool) {
	headers, url := child(nodes, "iamrequestheaders"), child(nodes, "iamrequesturl")
	if headers == nil || url == nil {
		for i := range nodes {
			if r, ok := p.vaultRequest(nodes[i].kids, depth+1); ok && depth < deepest {
				return r, true
			}
		}
		return nil, false
	}
	r := &Request{What: "log", Target: fromBase64(url.text()), BodyState: sigv4.BodyUnknown, HeadersComplete: true}
	if !strings.HasPrefix(r.Target.S, "http") {
		return nil, false
	}
	if m := child(nodes, "iamhttprequestmethod"); m != nil && isMethod(m.text().S) {
		r.Method = m.text()
	}
	fields := headers.kids
	if len(fields) == 0 {
		in := &page{t: fromBase64(headers.text())}
		in.s = in.t.S
		fields, _ = in.tree(lineAt(in.s, 0))
	}
	if len(fields) == 1 && !fields[0].leaf {
		fields = fields[0].kids
	}
	r.Fields = cleanFields(fieldsOf(&node{kids: fields}))
	if body := child(nodes, "iamrequestbody"); body != nil {
		if t := fromBase64(body.text()); t.Present() {
			r.Body, r.BodyState = t, sigv4.BodyKnown
		}
	}
	return r, signedFields(r.Fields)
}
