package evidence

import "sigwhy/sigv4"

// Hosts are the hosts that requests are sent to, or were before they were forwarded, each
// once in the order of the exchanges. They are gone through once, however many ask.
func (e *Evidence) Hosts() []string {
	e.once.Do(func() { e.hosts = e.allHosts() })
	return e.hosts
}

func (e *Evidence) allHosts() (hosts []string) {
	seen := map[string]bool{"": true}
	add := func(host string) {
		if !seen[host] {
			seen[host] = true
			hosts = append(hosts, host)
		}
	}
	for i := range e.Exchanges {
		r := e.Exchanges[i].Request
		if r == nil {
			continue
		}
		raw := r.Raw()
		host, _ := raw.Host()
		add(host)
		for _, name := range []string{"x-forwarded-host", "x-original-host", "origin", "referer"} {
			v, _ := raw.HeaderValue(name)
			if authority, _, _, _, _ := sigv4.TargetParts(v); authority != "" {
				v = authority
			}
			add(v)
		}
	}
	return hosts
}
