package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

var (
	ktorRequest = regexp.MustCompile(`REQUEST: (https?://\S+)\s*$`)
	ktorMethod  = regexp.MustCompile(`METHOD: (?:HttpMethod\(value=)?([A-Z]+)\)?\s*$`)
)

// mostKtor is how many lines the log of one request has at most.
const mostKtor = 200

// ktorLog reads what the Logging plugin of Ktor's client prints of a request: its URL
// and method, header lines behind arrows in two sections, and the body between marks.
func (p *page) ktorLog(l line, _ anchors) int {
	m := ktorRequest.FindStringSubmatchIndex(l.text(p.s))
	if m == nil {
		return 0
	}
	r := &Request{What: "log", Target: p.t.Sub(l.from+m[2], l.from+m[3]), BodyState: sigv4.BodyUnknown}
	at, end := l.next, l.next
	for lines := 0; at < len(p.s) && lines < mostKtor; lines++ {
		n := lineAt(p.s, at)
		s := n.text(p.s)
		at = n.next
		arrow := strings.Index(s, "-> ")
		switch {
		case strings.HasSuffix(strings.TrimSpace(s), "HEADERS"), strings.Contains(s, "BODY Content-Type:"):
		case arrow >= 0 && fieldName(s[arrow+3:]) > 0:
			from := n.from + arrow + 3
			k := fieldName(p.s[from:n.to])
			r.Fields = append(r.Fields, Field{p.t.Sub(from, from+k), p.t.Sub(from+k+1, n.to)})
		case strings.HasSuffix(strings.TrimSpace(s), "BODY START"):
			return p.ktorBody(r, l, at)
		default:
			v := ktorMethod.FindStringSubmatchIndex(s)
			if v == nil {
				return p.endKtor(r, l, end)
			}
			r.Method = p.t.Sub(n.from+v[2], n.from+v[3])
		}
		end = at
	}
	return p.endKtor(r, l, end)
}

// ktorBody takes what stands up to the mark that ends the body.
func (p *page) ktorBody(r *Request, l line, at int) int {
	const mark = "BODY END"
	limit := min(len(p.s), at+64<<10)
	i := strings.Index(p.s[at:limit], mark)
	if i < 0 {
		return p.endKtor(r, l, at)
	}
	to := strings.LastIndexByte(p.s[:at+i], '\n')
	if body := p.t.Sub(at, max(at, to)); fitsLength(r, body.S) && !Masked(body.S) {
		r.Body, r.BodyState = body, sigv4.BodyKnown
	}
	return p.endKtor(r, l, lineAt(p.s, at+i).next)
}

// endKtor takes over a request that ends at an offset, where it is a signed one.
func (p *page) endKtor(r *Request, l line, end int) int {
	if !signedFields(r.Fields) && !isAuthed(r.Fields) {
		return 0
	}
	r.Place = p.t.PlaceOf(l.from, end)
	p.addRequest(r)
	return end
}
