package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// targetFromParts completes a target of which an object tells path, query, host and
// base URL apart, or whose URL is an object of its own.
func (p *page) targetFromParts(r *Request, nodes []node) {
	for _, k := range urlKeys {
		if n := child(nodes, k); n != nil && len(n.kids) > 1 && !r.Target.Present() {
			p.targetFromParts(r, n.kids)
		}
	}
	if n := child(nodes, "path", "target"); n != nil && !r.Target.Present() && strings.HasPrefix(n.text().S, "/") {
		r.Target = n.text()
	}
	if !r.Target.Present() {
		return
	}
	for _, k := range queryKeys {
		if q := child(nodes, k); q != nil {
			r.Target = p.withQuery(r.Target, q)
		}
	}
	if !strings.HasPrefix(r.Target.S, "/") {
		return
	}
	if n := child(nodes, "baseurl"); n != nil && strings.HasPrefix(n.text().S, "http") {
		base := n.text()
		m := base.Remake()
		m.Keep(0, len(strings.TrimRight(base.S, "/")))
		m.Put(r.Target.S, len(base.S), len(base.S))
		r.Target = m.View("the base URL of an object").Whole()
		return
	}
	r.takeHost(nodes)
}

// takeHost takes the host that an object tells beside its headers.
func (r *Request) takeHost(nodes []node) {
	n := child(nodes, hostKeys...)
	if n == nil || find(r.Fields, "Host").Present() || find(r.Fields, ":authority").Present() {
		return
	}
	if host := withPort(n.innermost().TrimSet("\""), child(nodes, "port")); isHostAndPort(host.S) {
		r.Fields = append([]Field{{Made("Host"), host}}, r.Fields...)
	}
}

// withPort puts the port that an object tells behind its host, where no scheme implies it.
func withPort(host Text, port *node) Text {
	if port == nil || strings.Contains(host.S, ":") {
		return host
	}
	n := port.innermost().S
	if n == "443" || n == "80" || len(n) > 5 || n == "" || !consistsOf(n, isDigit) {
		return host
	}
	return host.with(":"+n, "the port of a host")
}

// isHostAndPort reports whether a text is the name of a host that has a dot, with or without
// a port.
func isHostAndPort(s string) bool {
	isHostByte := func(c byte) bool { return isNameByte(c) || c == '.' || c == ':' }
	return strings.Contains(s, ".") && consistsOf(s, isHostByte)
}

// inUpperCase returns a method as libraries send it that do not mind its case.
func inUpperCase(t Text) Text {
	upper := strings.ToUpper(t.S)
	if upper == t.S {
		return t
	}
	m := t.Remake()
	m.Put(upper, 0, len(t.S))
	return m.View("methods are sent in upper case").Whole()
}

// withQuery puts the parameters of a map behind a target that has no query, as
// they are sent: encoded, in the order of the map, lists as repeated parameters.
func (p *page) withQuery(target Text, q *node) Text {
	if strings.Contains(target.S, "?") {
		return target
	}
	if t := strings.TrimPrefix(q.text().S, "?"); q.leaf || len(q.kids) == 1 && q.kids[0].leaf && !q.kids[0].key.Present() {
		if t == "" || !q.str && !strings.Contains(t, "=") {
			return target
		}
		return target.with("?"+t, "the query of an object")
	}
	if len(q.kids) == 0 {
		return target
	}
	var params []string
	for i := range q.kids {
		n := &q.kids[i]
		name := sigv4.UriEncode(n.key.S, true)
		switch t := n.text(); {
		case len(n.kids) > 0:
			for j := range n.kids {
				params = append(params, name+"="+sigv4.UriEncode(n.kids[j].text().S, true))
			}
		case !n.str && (t.S == "null" || t.S == "nil" || t.S == "None"):
			params = append(params, name)
		default:
			params = append(params, name+"="+sigv4.UriEncode(t.S, true))
		}
	}
	return target.with("?"+strings.Join(params, "&"), "the query of an object")
}
