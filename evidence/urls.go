package evidence

import (
	"strings"

	"sigwhy/sigv4"
)

// withScheme puts a scheme before a URL that begins with a host.
func withScheme(t Text, scheme string) Text {
	host, _, _ := strings.Cut(t.S, "/")
	host, _, _ = strings.Cut(host, "?")
	name, _, _ := strings.Cut(host, ":")
	isHost := (name == "localhost" || strings.Contains(name, ".")) &&
		consistsOf(name, func(c byte) bool { return isNameByte(c) || c == '.' })
	if !isHost || strings.Contains(t.S, "://") {
		return t
	}
	m := t.Remake()
	m.Put(scheme, 0, 0)
	m.Keep(0, len(t.S))
	return m.View("a URL without scheme").Whole()
}

// withoutDots takes the segments "." and ".." out of a URL's path, and with ".."
// the one before it (RFC 3986, section 5.2.4).
func withoutDots(u Text) Text {
	_, path, _, at, _ := sigv4.TargetParts(u.S)
	if !strings.Contains(path+"/", "/./") && !strings.Contains(path+"/", "/../") {
		return u
	}
	var kept [][2]int // segments, each with the slash before it
	for from := 0; from < len(path); {
		to := from + 1 + span(path[from+1:], func(c byte) bool { return c != '/' })
		dots := path[from:to]
		if dots == "/.." && len(kept) > 0 {
			kept = kept[:len(kept)-1]
		}
		if dots != "/." && dots != "/.." {
			kept = append(kept, [2]int{from, to})
		} else if to == len(path) {
			kept = append(kept, [2]int{from, from + 1})
		}
		from = to
	}
	m := u.Remake()
	m.Keep(0, at)
	for _, k := range kept {
		m.Keep(at+k[0], at+k[1])
	}
	m.Keep(at+len(path), len(u.S))
	return m.View("dot segments, which curl takes out of a path").Whole()
}

// withoutDefaultPort is the host as curl sends it: a port that its scheme implies is
// left out, also where the URL has it.
func withoutDefaultPort(host Text, url string) Text {
	port := ":443"
	if strings.HasPrefix(url, "http:") {
		port = ":80"
	}
	return host.Sub(0, len(strings.TrimSuffix(host.S, port)))
}
