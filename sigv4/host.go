package sigv4

import "strings"

// SplitHost splits the value of a Host header into the name and the port, "" where
// it has none. The brackets of an IPv6 address stay with the name.
func SplitHost(host string) (name, port string) {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		return host[:i], host[i+1:]
	}
	return host, ""
}
