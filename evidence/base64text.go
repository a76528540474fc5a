package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// A presigned URL in base64 is what a cluster of MSK takes as a token, and one of EKS
// behind a mark.
const (
	eksMark  = "k8s-aws-v1."
	urlStart = "aHR0cHM6Ly9" // https://
)

// base64Text reads requests and answers that Burp's XML holds in base64, a request that
// stands in base64 by itself, and the URL within a token of EKS.
func (p *page) base64Text(l line, _ anchors) int {
	s := l.text(p.s)
	if startsBase64(s) {
		return p.base64Request(l)
	}
	if i := strings.Index(s, urlStart); i >= 0 {
		return p.urlToken(l, i)
	}
	const mark, open, closing = `base64="true"`, "<![CDATA[", "]]>"
	i := strings.Index(s, mark)
	if i < 0 {
		return 0
	}
	from := strings.Index(s[i:], open)
	if from < 0 {
		return 0
	}
	from += i + len(open)
	to := strings.Index(s[from:], closing)
	if to < 0 {
		return 0
	}
	t := fromBase64(p.t.Sub(l.from+from, l.from+from+to))
	if !t.Present() || !p.sub(t, p.headingBefore(l.from)) {
		return 0
	}
	return l.next
}

// startsBase64 reports whether a line is base64 that begins as a request: with a method and
// the slash of its target.
func startsBase64(s string) bool {
	for _, method := range base64Methods {
		if strings.HasPrefix(s, method) {
			return span(s, isBase64Byte) == len(s)
		}
	}
	return false
}

// base64Methods are "GET /", "PUT /", "POST /", "HEAD /", "DELETE /" in base64, as far as the
// first bytes of the path do not change it.
var base64Methods = []string{"R0VUIC", "UFVUIC", "UE9TVCAv", "SEVBRCAv", "REVMRVRFIC"}

func isBase64Byte(c byte) bool { return isAlnum(c) || isAmong(c, "+/-_=") }

// base64Request reads a request in base64 in one line, or in lines of one width.
func (p *page) base64Request(l line) int {
	limit := min(len(p.s), l.from+min(longestDump, p.r.ahead))
	width, end, at := l.to-l.from, l.from, l.from
	for at < limit {
		n := lineAt(p.s, at)
		s := n.text(p.s)
		if n.to > limit || s == "" || len(s) > width || span(s, isBase64Byte) != len(s) {
			break
		}
		end, at = n.to, n.next
		if len(s) < width || strings.HasSuffix(s, "=") {
			break
		}
	}
	if !p.r.pay(2 * (end - l.from)) {
		return 0
	}
	t := fromBase64(p.t.Sub(l.from, end))
	if !t.Present() || !beginsRequest(t.S) || !p.sub(t, p.headingBefore(l.from)) {
		return 0
	}
	return at
}

// The name of the cluster, which is signed with the token's URL as x-k8s-aws-id and
// sent by whoever checks it.
var clusterName = regexp.MustCompile(
	`(?:--cluster-name|token (?:--cluster-id|-i))[ =]["']?([0-9A-Za-z][A-Za-z0-9_-]{0,99})`)

// wholeToken is a presigned URL that nothing was cut off.
var wholeToken = regexp.MustCompile(`^https://[!-~]+[?&]X-Amz-Signature=[0-9a-f]{64}(?:&[!-~]*)?$`)

// urlToken reads the presigned URL of a token.
func (p *page) urlToken(l line, from int) int {
	s := l.text(p.s)
	if from > 0 && !isAmong(s[from-1], " \t\"'`=:.,([") {
		return 0 // a part of another URL
	}
	to := from + span(s[from:], func(c byte) bool { return isAlnum(c) || isAmong(c, "+/-_=") })
	url := fromBase64(p.t.Sub(l.from+from, l.from+to))
	if cut := to < len(s) && !isAmong(s[to], " \t\"'`,)]};"); cut || !wholeToken.MatchString(url.S) {
		return 0
	}
	r := &Request{What: "presigned-url", Target: url, BodyState: sigv4.BodyAbsent}
	r.Place = p.t.PlaceOf(l.from+from, l.from+to)
	if !strings.HasSuffix(s[:from], eksMark) {
		p.addRequest(r)
		return l.next
	}
	whole, at := p, l.from
	if root, f, _ := p.around(l.from, l.to); root != nil {
		whole, at = root, f
	}
	low, high := max(0, at-scatteredWindow), min(len(whole.s), at+scatteredWindow)
	if m := clusterName.FindAllStringSubmatchIndex(whole.s[low:high], 2); len(m) == 1 {
		r.Fields = append(r.Fields, Field{Made("x-k8s-aws-id"), whole.t.Sub(low+m[0][2], low+m[0][3])})
	}
	p.addRequest(r)
	return l.next
}
