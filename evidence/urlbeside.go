package evidence

import (
	"slices"
	"strings"

	"sigwhy/sigv4"
)

// urlWindow is how far from a canonical request the URL is looked for that it was
// made for.
const urlWindow = 8 << 10

// requestBeside makes a request of a client's canonical request and a URL in the
// text around that means the same: method and headers are those of the canonical
// request, so that only how path and query are encoded can be compared. A URL
// without an escape would not tell how it was sent.
func (g *grouping) requestBeside(x *Exchange, source int) {
	c := x.Client.Canonical
	if x.Request != nil || c == nil || c.Partial || c.Masked || c.Flat || x.Server != nil && x.Server.Canonical != nil {
		return
	}
	host := c.header("host")
	if host.S == "" || !c.Whole.InSource() {
		return
	}
	place := c.Whole.Place()
	data := g.e.Sources[source].Data
	low, high := max(0, place.From-urlWindow), min(len(data), place.To+urlWindow)
	s := string(data[low:high])
	mark := "://" + host.S
	for at := strings.Index(s, mark); at >= 0; {
		scheme := strings.LastIndex(s[:at], "http")
		end := at + span(s[at:], func(c byte) bool { return c > ' ' && !isAmong(c, "\"'`<>|\\])}") })
		if scheme >= 0 && at-scheme <= len("https") {
			if url := g.e.Cut(source, low+scheme, low+end); sameTarget(url.S, c) {
				x.Request = &Request{
					What:      "request-parts",
					Method:    c.Method,
					Target:    url,
					Fields:    c.fields(),
					BodyState: sigv4.BodyUnknown,
					Place:     url.Place(),
				}
				return
			}
		}
		next := strings.Index(s[end:], mark)
		if next < 0 {
			return
		}
		at = end + next
	}
}

// header is the value of one of the header lines, without its name.
func (c *Canonical) header(name string) Text { return find(c.fields(), name) }

func (c *Canonical) fields() []Field {
	var out []Field
	for _, l := range c.Lines {
		if i := strings.IndexByte(l.S, ':'); i > 0 {
			out = append(out, Field{l.Sub(0, i), l.Sub(i+1, len(l.S))})
		}
	}
	return out
}

// sameTarget reports whether a URL with escapes means what a canonical request has
// as path and query, however often that is encoded.
func sameTarget(url string, c *Canonical) bool {
	_, path, query, _, _ := sigv4.TargetParts(url)
	return strings.Contains(path+query, "%") &&
		decoded(path) == decoded(c.Path.S) &&
		slices.Equal(decodedPairs(query), decodedPairs(c.Query.S))
}

func decodedPairs(query string) []string {
	var out []string
	for pair := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(pair, "="); pair != "" {
			out = append(out, decoded(name)+"="+decoded(value))
		}
	}
	slices.Sort(out)
	return out
}

// decoded undoes percent escapes as often as there are any.
func decoded(s string) string {
	for range 4 {
		once := sigv4.PercentDecode(s)
		if once == s {
			break
		}
		s = once
	}
	return s
}
