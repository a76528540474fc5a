package sigv4

import "strings"

// Scope is a credential scope: date/region/service/terminator.
type Scope struct {
	Date, Region, Service, Terminator string
}

// String joins the four parts with "/".
func (s Scope) String() string {
	return s.Date + "/" + s.Region + "/" + s.Service + "/" + s.Terminator
}

// ParseScope reads date/region/service/terminator. It reports false for any
// other number of parts.
func ParseScope(s string) (Scope, bool) {
	parts := strings.Split(s, "/")
	if len(parts) != 4 {
		return Scope{}, false
	}
	return Scope{parts[0], parts[1], parts[2], parts[3]}, true
}

// SplitCredential splits a Credential value into the access key ID and the
// scope. The scope is its last four parts; the key ID may hold "/" itself.
// It reports false when there are fewer than five parts.
func SplitCredential(c string) (accessKeyID string, scope Scope, ok bool) {
	rest, parts := c, [4]string{}
	for i := 3; i >= 0; i-- {
		at := strings.LastIndexByte(rest, '/')
		if at < 0 {
			return c, Scope{}, false
		}
		rest, parts[i] = rest[:at], rest[at+1:]
	}
	return rest, Scope{parts[0], parts[1], parts[2], parts[3]}, true
}
