package evidence

import (
	"regexp"
	"strings"

	"sigwhy/sigv4"
)

// minioRequest is how minio-java prints the request that an error answers, up to its first
// header line (MinioException.httpTrace, S3Base.execute).
var minioRequest = regexp.MustCompile(`\brequest=\{method=([A-Z]+), url=(\S+), headers=`)

// minioPrint reads a request as an exception of minio-java shows it: its header lines begin
// in the line of the URL, and a brace alone ends them.
func (p *page) minioPrint(l line, _ anchors) int {
	if !strings.Contains(l.text(p.s), "request={method=") {
		return 0
	}
	m := minioRequest.FindStringSubmatchIndex(l.text(p.s))
	if m == nil {
		return 0
	}
	if n := span(l.text(p.s), isBlankByte); n > 0 {
		return p.undented(l, n, n)
	}
	fields, end, _ := p.fieldLines(l.from + m[1])
	if len(fields) == 0 {
		return 0
	}
	closed := end < len(p.s) && strings.TrimSpace(lineAt(p.s, end).text(p.s)) == "}"
	r := &Request{
		What:            "http-request",
		Method:          p.t.Sub(l.from+m[2], l.from+m[3]),
		Target:          p.t.Sub(l.from+m[4], l.from+m[5]),
		Fields:          fields,
		HeadersComplete: closed && hasHost(fields),
		BodyState:       sigv4.BodyUnknown,
		Place:           p.t.PlaceOf(l.from+m[0], end),
	}
	p.addRequest(r)
	return end
}
