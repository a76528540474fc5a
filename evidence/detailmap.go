package evidence

import (
	"regexp"
	"strings"
)

// detailKey is an element of S3's error body as the key of a map that Java prints.
var detailKey = regexp.MustCompile(`[{ ](` + anyOf(
	`Code`, `Message`, `Resource`, `Region`, `Endpoint`, `BucketName`, `AWSAccessKeyId`,
	`StringToSign`, `SignatureProvided`, `StringToSignBytes`, `CanonicalRequest`, `CanonicalRequestBytes`,
	`ServerTime`, `RequestTime`, `Error`,
) + `)=`)

// detailMap reads the details of an S3 error that Java's SDK keeps in a map and
// prints without quotes: {AWSAccessKeyId=…, StringToSign=…, CanonicalRequest=…}.
func (p *page) detailMap(l line, _ anchors) int {
	s := l.text(p.s)
	if !strings.Contains(s, "StringToSign=") && !strings.Contains(s, "CanonicalRequest=") {
		return 0
	}
	open := strings.IndexByte(s, '{')
	limit := min(len(p.s), l.from+longestCommand)
	if open < 0 || !p.r.look(limit-l.from) {
		return 0
	}
	text := p.s[l.from+open : limit]
	keys := detailKey.FindAllStringSubmatchIndex(text, 40)
	if len(keys) < 3 {
		return 0
	}
	m := p.t.Remake()
	at := func(i int) int { return l.from + open + i }
	m.Put("<Error>", at(0), at(0))
	end := 0
	for i, k := range keys {
		name := text[k[2]:k[3]]
		if end = strings.IndexByte(text[k[1]:], '}'); i+1 < len(keys) {
			end = keys[i+1][0] - k[1]
		}
		if end < 0 {
			end = len(text) - k[1]
		}
		end += k[1]
		value := strings.TrimSuffix(text[k[1]:end], ",")
		m.Put("<"+name+">", at(k[2]), at(k[3]))
		m.Keep(at(k[1]), at(k[1]+len(value)))
		m.Put("</"+name+">", at(end), at(end))
	}
	m.Put("</Error>", at(end), at(end))
	if !p.sub(m.View("a map of error details").Whole(), p.headingBefore(l.from)) {
		return 0
	}
	return at(end)
}
